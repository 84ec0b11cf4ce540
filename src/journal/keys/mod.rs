//! The keys of a sealed study: what a passphrase opens, and who else may.
//!
//! A random data key seals everything. It stands, itself sealed, in the file `keys`: once under a
//! key that Argon2id makes from the passphrase, once under a recovery phrase of 24 words, and once
//! for a custodian, where there is one. Changing the passphrase writes that one file again. The
//! study also has an `age` key pair, its public half in clear, so that a note can be left without
//! any secret. Without the file nothing can be opened, so it stands in the folder twice.

mod carry;
mod change;
mod file;
mod given;
mod likeness;
mod made;
mod strength;
mod wrap;

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::folder::{Folder, remove_file, write_whole};
use super::seal::Sealed;
use super::store::Sealing;
use super::{JournalError, opening, pinned, regular};
use crate::study::StudyId;
use file::KeysFile;
use wrap::Data;

pub use age::secrecy::{ExposeSecret, SecretString};
pub(super) use carry::{carry, remove};
pub use change::{change_passphrase, check_recipient, new_recovery, set_custodian};
pub(super) use file::{read_copies, read_file};
pub use given::seal_to;
pub use likeness::{Likeness, looks_like_a_passphrase};
pub use made::{NewKeys, RecoveryPhrase};
pub use strength::{Strength, places_to_ask, strength};
pub use wrap::Cost;
pub(super) use wrap::{fresh_bytes, slow_mark};

/// Names a data key without giving anything of it away, so that a study can say which one it was
/// sealed with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct KeyId(pub(super) [u8; 16]);

/// What opens a sealed study.
#[derive(Clone, Debug)]
pub enum Secret {
    /// The passphrase.
    Passphrase(SecretString),
    /// The 24 words.
    Recovery(SecretString),
    /// The custodian's own `age` key (`AGE-SECRET-KEY-1…`).
    Custodian(SecretString),
}

impl Secret {
    /// A passphrase as typed.
    pub fn passphrase(typed: String) -> Self {
        Self::Passphrase(SecretString::from(typed))
    }

    /// What was typed, whatever it is.
    pub const fn typed(&self) -> &SecretString {
        let (Self::Passphrase(typed) | Self::Recovery(typed) | Self::Custodian(typed)) = self;
        typed
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &SecretString, b: &SecretString| a.expose_secret() == b.expose_secret();
        match (self, other) {
            (Self::Passphrase(a), Self::Passphrase(b))
            | (Self::Recovery(a), Self::Recovery(b))
            | (Self::Custodian(a), Self::Custodian(b)) => same(a, b),
            (Self::Passphrase(_) | Self::Recovery(_) | Self::Custodian(_), _) => false,
        }
    }
}

impl Eq for Secret {}

/// The key of a study that has been unlocked. It leaves memory when it is let go.
#[derive(Clone)]
pub struct Key {
    study: StudyId,
    data: Data,
    secret: age::x25519::Identity,
    /// The file that it was got from: a copy that has opened is believed before one that has not.
    opened: Arc<KeysFile>,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.study == other.study && self.id() == other.id()
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key of {}", self.study)
    }
}

impl Key {
    /// How records are sealed with this key.
    pub(super) fn sealing(&self) -> Result<Sealing, JournalError> {
        let seal = Sealed::new(&self.data.derived("asdone 2026 records v1"))?;
        Ok(Sealing::sealed(self.study, self.id(), seal))
    }

    /// What tells this key from any other; it stands in the study's files in clear.
    pub(super) fn id(&self) -> KeyId {
        KeyId(self.data.id())
    }

    /// What only who holds this key can say of a text.
    pub(super) fn vouches(&self, context: &str, text: &str) -> blake3::Hash {
        blake3::keyed_hash(&self.data.derived(context), text.as_bytes())
    }

    /// The public half, as it stands in files.
    pub(super) fn public(&self) -> String {
        self.secret.to_public().to_string()
    }

    /// Whether a file of keys is the one that holds this key.
    fn fits(&self, file: &KeysFile) -> bool {
        let secret = wrap::open(&self.data.derived(wrap::SECRET), &file.about(), &file.secret);
        file.study == self.study
            && file.public == self.secret.to_public().to_string()
            && secret.is_some()
    }

    /// The study that it opens.
    pub(super) fn study(&self) -> StudyId {
        self.study
    }

    /// Seals bytes that stay in the study's folder, for one purpose.
    pub(super) fn seal_for(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, JournalError> {
        wrap::seal(&self.data.derived(purpose), purpose, plain)
    }

    /// The reverse of [`Key::seal_for`].
    pub(super) fn open_for(&self, purpose: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        wrap::open(&self.data.derived(purpose), purpose, sealed)
    }

    /// Opens an `age` file that was sealed to the study; `None` where it was not.
    pub fn open(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        age::decrypt(&self.secret, sealed).ok().map(Zeroizing::new)
    }
}

/// The public half of a sealed study's key pair: enough to leave a note, not to read one.
#[derive(Clone)]
pub struct Public(age::x25519::Recipient);

impl fmt::Debug for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Public({})", self.0)
    }
}

/// Whether bytes look like an `age` file.
pub(super) fn is_age(bytes: &[u8]) -> bool {
    bytes.starts_with(b"age-encryption.org/v1\n")
}

impl Public {
    /// An `age` file that only the study's own key opens.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, JournalError> {
        let failed = |e: age::EncryptError| JournalError::Keys { what: e.to_string() };
        age::encrypt(&self.0, plain).map_err(failed)
    }
}

/// Whether bytes can be read as a file of keys, for [`super::doors`].
pub(super) fn can_be_read(bytes: &[u8]) -> bool {
    file::parse(bytes).is_ok()
}

/// Notes that somebody has seen the recovery words of the study in a folder.
///
/// # Errors
/// Where the note that they are to be shown cannot be removed.
pub fn words_seen(study_dir: &Path) -> Result<(), JournalError> {
    remove_file(&Folder::at(study_dir).words_unseen())
}

/// Whether the study in a folder is sealed.
///
/// # Errors
/// Where there is no study, or the folder cannot be read.
pub fn is_sealed(study_dir: &Path) -> Result<bool, JournalError> {
    let folder = Folder::at(study_dir);
    // The passphrase of one that says it is sealed proves the rest.
    match opening::unlooked(&folder)?.key {
        Some(_) => Ok(true),
        None => Ok(opening::whose(&folder)?.key.is_some()),
    }
}

/// Who the custodian is (an `age` recipient), where there is one, and what the passphrase costs to
/// try.
///
/// # Errors
/// Where the study is not sealed or its keys cannot be read.
pub fn about(study_dir: &Path) -> Result<(Option<String>, Cost), JournalError> {
    let file = read_file(&Folder::at(study_dir))?.ok_or_else(not_sealed)?;
    Ok((file.custodian.map(|(recipient, _)| recipient), file.cost))
}

/// The public half of a study's keys, where the study is sealed.
///
/// # Errors
/// Where there is no study, its keys cannot be read, or they are not those that this account knows.
pub fn public(study_dir: &Path) -> Result<Option<Public>, JournalError> {
    let folder = Folder::at(study_dir);
    if opening::whose(&folder)?.key.is_none() {
        return Ok(None);
    }
    let known = pinned::publics(&folder);
    let copies = read_copies(&folder)?;
    let mut publics = copies.iter().flatten().map(public_of);
    let first = publics.next().ok_or_else(gone)?;
    let fits = |public: &&str| known.iter().any(|known| known == public);
    let public = match known.is_empty() {
        true => Some(first),
        false => std::iter::once(first).chain(publics).find(fits),
    };
    let other = || pinned::differs(&folder, "the key that notes are sealed to is another");
    recipient(public.ok_or_else(other)?).map(Some)
}

/// The studies that the two files of keys say they are of.
pub(super) fn studies(folder: &Folder) -> Vec<StudyId> {
    let copies = read_copies(folder).ok();
    copies.iter().flatten().flatten().map(|file| file.study).collect()
}

/// The public half that texts are sealed to which are kept for whoever holds the key, and read by
/// nobody else: the one in memory while the study is open, else the one that is known, whatever the
/// files of the folder say by now. Such a text is never refused for what somebody did to the folder.
///
/// # Errors
/// As [`public`], where nothing is known of the study.
pub fn public_to_keep(study_dir: &Path) -> Result<Option<Public>, JournalError> {
    match pinned::publics(&Folder::at(study_dir)).first() {
        Some(known) => recipient(known).map(Some),
        None => public(study_dir),
    }
}

fn recipient(public: &str) -> Result<Public, JournalError> {
    let wrong = |why: &str| JournalError::Keys { what: format!("their public half is {why}") };
    age::x25519::Recipient::from_str(public).map(Public).map_err(wrong)
}

/// The public half that a file of keys names.
pub(super) fn public_of(file: &KeysFile) -> &str {
    &file.public
}

/// Opens the keys of a study.
///
/// # Errors
/// [`JournalError::WrongSecret`] where the secret is not right, [`JournalError::Keys`] where the
/// file cannot be used, which is said before any costly work.
pub fn unlock(study_dir: &Path, secret: &Secret) -> Result<Key, JournalError> {
    let folder = Folder::at(study_dir);
    let whose = opening::unlooked(&folder)?;
    let id = whose.key.ok_or_else(not_sealed)?;
    // Two copies that differ are tried both, the newer first.
    let mut wrong = None;
    let copies = file::read_copies(&folder)?;
    for file in copies.iter().flatten() {
        if file.study != whose.identity.study {
            let what = "they belong to another study".to_owned();
            wrong = wrong.or(Some(JournalError::Keys { what }));
            continue;
        }
        // What an older copy still opens, a newer one that is vouched for has to open too.
        let last_word = |key: Key| match authority(&copies, &key.data) {
            Some(newest) if newest != file => unlocked(newest, secret),
            _ => Ok(key),
        };
        match unlocked(file, secret).and_then(last_word) {
            Ok(key) if key.id() == id => return Ok(key),
            Ok(_) => {
                let what = "they are not those that its notes were sealed with".to_owned();
                wrong = Some(JournalError::Keys { what });
            }
            Err(e) => wrong = wrong.or(Some(e)),
        }
    }
    Err(wrong.unwrap_or_else(gone))
}

/// The newest copy that who holds the data key has vouched for.
fn authority<'a>(copies: &'a [Option<KeysFile>; 2], data: &Data) -> Option<&'a KeysFile> {
    let vouched = copies.iter().flatten().filter(|file| file.is_vouched(data) == Some(true));
    vouched.max_by_key(|file| file.generation)
}

pub(super) fn gone() -> JournalError {
    JournalError::Keys { what: "both copies of the file are gone".into() }
}

/// Writes one of the two copies again from the other where it is gone, damaged or older, and says
/// so. Believed is the newest copy that is vouched for; among those of an earlier version, which
/// cannot be, the one that has just opened. It is vouched for from then on.
pub(super) fn mend(folder: &Folder, key: &Key) -> Result<Option<String>, JournalError> {
    let copies = file::read_copies(folder)?;
    let ours: Vec<&KeysFile> = copies.iter().flatten().filter(|file| key.fits(file)).collect();
    let opened = ours.iter().copied().find(|file| **file == *key.opened);
    let older = || opened.or_else(|| ours.iter().copied().find(|file| !file.says_vouched()));
    let Some(believed) = authority(&copies, &key.data).or_else(older) else {
        let what = "they are not those that its notes were sealed with".to_owned();
        return Err(JournalError::Keys { what });
    };
    let mut newest = believed.clone();
    let unvouched = believed.text();
    newest.vouch(&key.data);
    let text = newest.text();
    let mut mended = None;
    for (path, name) in [(folder.keys(), "keys"), (folder.keys_copy(), "keys.copy")] {
        let is = regular::upto(&path, file::LONGEST);
        if is.as_ref().is_ok_and(|(bytes, whole)| *whole && bytes == text.as_bytes()) {
            continue;
        }
        let earlier = is.as_ref().is_ok_and(|(bytes, _)| bytes == unvouched.as_bytes());
        if earlier {
            // Of an earlier version, and right: there is nothing to say.
            write_whole(&path, text.as_bytes())?;
            continue;
        }
        let was = if is.is_ok() { "was damaged or not the same" } else { "was missing" };
        write_whole(&path, text.as_bytes())?;
        mended = Some(format!("the file {name} {was}; it was written again from its copy"));
    }
    Ok(mended)
}

fn unlocked(file: &KeysFile, secret: &Secret) -> Result<Key, JournalError> {
    let data = match secret {
        Secret::Passphrase(typed) => file.by_passphrase(typed),
        Secret::Recovery(words) => file.by_recovery(words),
        Secret::Custodian(own) => file.by_custodian(own),
    }?;
    if file.is_vouched(&data) == Some(false) {
        let what = "somebody who has no secret of this study changed the file".to_owned();
        return Err(JournalError::Keys { what });
    }
    let text = wrap::open(&data.derived(wrap::SECRET), &file.about(), &file.secret);
    let text = text.and_then(|text| String::from_utf8(text.to_vec()).ok().map(Zeroizing::new));
    let own = text.and_then(|text| age::x25519::Identity::from_str(&text).ok());
    let wrong = || JournalError::Keys { what: "the key of the inbox does not open".into() };
    let own = own.filter(|own| own.to_public().to_string() == file.public).ok_or_else(wrong)?;
    Ok(Key { study: file.study, data, secret: own, opened: Arc::new(file.clone()) })
}

fn not_sealed() -> JournalError {
    JournalError::Keys { what: "this study has no passphrase".into() }
}

/// Writes the keys into the folder, twice, and proves that the passphrase opens what was written.
pub(super) fn write(
    folder: &Folder,
    file: &KeysFile,
    passphrase: Option<&SecretString>,
) -> Result<(), JournalError> {
    let text = file.text();
    for path in [folder.keys(), folder.keys_copy()] {
        write_whole(&path, text.as_bytes())?;
    }
    let written = read_file(folder)?.ok_or_else(not_sealed)?;
    if let Some(passphrase) = passphrase {
        unlocked(&written, &Secret::Passphrase(passphrase.clone()))?;
    }
    Ok(())
}

/// Whether a key is that of the study, or copy of one, in a folder.
pub fn opens(dir: &Path, key: &Key) -> bool {
    let whose = opening::unlooked(&Folder::at(dir));
    whose.is_ok_and(|whose| whose.key == Some(key.id()) && whose.identity.study == key.study())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

    fn made(custodian: Option<&str>) -> NewKeys {
        let passphrase = SecretString::from("correct horse".to_owned());
        NewKeys::make(StudyId(7), &passphrase, custodian, CHEAP).unwrap()
    }

    fn opens(file: &KeysFile, secret: &Secret) -> bool {
        unlocked(file, secret).is_ok()
    }

    #[test]
    fn passphrase_recovery_and_custodian_open_the_same_key_and_nothing_else_does() {
        let custodian = age::x25519::Identity::generate();
        let keys = made(Some(&custodian.to_public().to_string()));
        let words = keys.recovery.words().collect::<Vec<_>>().join(" ");
        let secrets = [
            Secret::passphrase("correct horse".into()),
            Secret::Recovery(SecretString::from(words.to_uppercase())),
            Secret::Custodian(custodian.to_string()),
        ];
        for secret in &secrets {
            let key = unlocked(&keys.file, secret).unwrap();
            assert_eq!(key.data.derived("x"), keys.key.data.derived("x"));
        }
        assert!(!opens(&keys.file, &Secret::passphrase("correct Horse".into())));
        assert!(!opens(&keys.file, &Secret::Recovery(SecretString::from("abandon".repeat(3)))));
        let other = age::x25519::Identity::generate().to_string();
        assert!(matches!(
            unlocked(&keys.file, &Secret::Custodian(other)),
            Err(JournalError::WrongSecret { .. })
        ));
    }

    #[test]
    fn a_new_passphrase_leaves_the_recovery_phrase_as_it_is() {
        let keys = made(None);
        let mut file = keys.file;
        let new = SecretString::from("battery staple".to_owned());
        file.set_passphrase(&keys.key.data, &new, CHEAP).unwrap();
        file.generation += 1;
        assert!(
            !opens(&file, &Secret::Passphrase(new.clone())),
            "whoever writes it vouches for it"
        );
        file.vouch(&keys.key.data);
        assert!(!opens(&file, &Secret::passphrase("correct horse".into())));
        assert!(opens(&file, &Secret::Passphrase(new)));
        let words = keys.recovery.words().collect::<Vec<_>>().join(" ");
        assert!(opens(&file, &Secret::Recovery(SecretString::from(words))));
    }

    #[test]
    fn keys_of_another_study_or_with_another_public_half_are_refused() {
        let keys = made(None);
        let right = Secret::passphrase("correct horse".into());
        let mut moved = keys.file.clone();
        moved.study = StudyId(8);
        assert!(!opens(&moved, &right));
        let mut swapped = keys.file.clone();
        swapped.public = age::x25519::Identity::generate().to_public().to_string();
        assert!(!opens(&swapped, &right));
        let mut cheaper = keys.file;
        cheaper.cost = Cost { memory: 32, ..CHEAP };
        assert!(!opens(&cheaper, &right));
    }
}
