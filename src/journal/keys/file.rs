//! The file `keys`: plain lines, the secrets in them sealed.
//!
//! ```text
//! asdone keys
//! format 1
//! study 0199f3c2-…
//! public age1…
//! argon2id 65536 3 1
//! salt 32 hexadecimal digits
//! generation 1
//! passphrase nonce and data key, sealed
//! recovery nonce and data key, sealed
//! secret nonce and the age secret key, sealed
//! custodian age1… an age file that holds the data key
//! vouched 64 hexadecimal digits of keyed BLAKE3 over the lines above
//! check 32 hexadecimal digits of BLAKE3 over the lines above
//! ```
//!
//! What is sealed is bound to the lines before it that must not change with it: a file whose
//! parameters were made cheaper, or whose public half was exchanged, does not open. The line
//! `vouched` is made with a key that only the data key gives: whoever has no secret cannot raise the
//! generation, exchange a slot or mix two files. Files of earlier versions lack it and get it when
//! the study is next opened.

use std::io;
use std::str::FromStr;

use age::secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::RecoveryPhrase;
use super::wrap::{self, Cost, Data, fresh_bytes};
use crate::journal::folder::{Folder, failed};
use crate::journal::{JournalError, regular};
use crate::study::StudyId;

const FIRST_LINE: &str = "asdone keys";
const FORMAT: u32 = 1;

/// No such file is longer.
pub(super) const LONGEST: u64 = 16 * 1024;

/// Context of the key that a recovery phrase makes.
const RECOVERY: &str = "asdone 2026 recovery phrase v1";

/// The file's contents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::journal) struct KeysFile {
    pub(super) study: StudyId,
    pub(super) public: String,
    /// Grows with every change, so that of two copies the newer is known.
    pub(super) generation: u64,
    pub(super) cost: Cost,
    salt: [u8; 16],
    passphrase: Vec<u8>,
    recovery: Vec<u8>,
    pub(super) secret: Vec<u8>,
    pub(super) custodian: Option<(String, Vec<u8>)>,
    /// What vouches for all of it; `None` in a file of an earlier version.
    vouched: Option<Vec<u8>>,
}

/// Reads the newer of the two copies; `Ok(None)` where there is neither.
///
/// # Errors
/// [`JournalError::Keys`] where neither can be used.
pub(in crate::journal) fn read_file(folder: &Folder) -> Result<Option<KeysFile>, JournalError> {
    let [newest, _] = read_copies(folder)?;
    Ok(newest)
}

/// Reads both copies, the newer first; the second is there only where it differs and can be used.
///
/// # Errors
/// [`JournalError::Keys`] where there is one and none can be used.
pub(in crate::journal) fn read_copies(
    folder: &Folder,
) -> Result<[Option<KeysFile>; 2], JournalError> {
    let (mut found, mut wrong): (Vec<KeysFile>, Option<JournalError>) = (Vec::new(), None);
    let ready = Folder::at(&folder.sealing_ready());
    for path in [folder.keys(), folder.keys_copy(), ready.keys(), ready.keys_copy()] {
        let bytes = match regular::upto(&path, LONGEST) {
            Ok((bytes, _)) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            Err(e) => {
                wrong = Some(failed("read", &path)(e));
                continue;
            }
        };
        match parse(&bytes) {
            Ok(file) => found.extend((!found.contains(&file)).then_some(file)),
            Err(what) => wrong = wrong.or(Some(JournalError::Keys { what })),
        }
    }
    // Stable: of two with the same generation the first file comes first.
    found.sort_by_key(|file| std::cmp::Reverse(file.generation));
    let mut found = found.into_iter();
    match (found.next(), wrong) {
        (None, Some(wrong)) => Err(wrong),
        (first, _) => Ok([first, found.next()]),
    }
}

fn check(lines: &str) -> String {
    blake3::hash(lines.as_bytes()).to_hex().chars().take(32).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    let even = text.len().is_multiple_of(2);
    even.then(|| text.as_bytes().chunks(2).map(pair).collect::<Option<Vec<u8>>>()).flatten()
}

impl KeysFile {
    /// A file without any slot yet.
    pub(super) fn begin(study: StudyId, public: String) -> Self {
        Self {
            study,
            public,
            generation: 1,
            cost: Cost::STANDARD,
            salt: [0; 16],
            passphrase: Vec::new(),
            recovery: Vec::new(),
            secret: Vec::new(),
            custodian: None,
            vouched: None,
        }
    }

    /// Vouches for everything the file says, with the data key.
    pub(super) fn vouch(&mut self, data: &Data) {
        self.vouched = Some(self.digest(data).as_bytes().to_vec());
    }

    /// Whether who holds the data key wrote the file as it is; `None` where it does not say.
    pub(super) fn is_vouched(&self, data: &Data) -> Option<bool> {
        let said: [u8; 32] = self.vouched.as_deref()?.try_into().unwrap_or_default();
        // Compared in constant time.
        Some(self.digest(data) == blake3::Hash::from_bytes(said))
    }

    /// Whether it says at all that somebody vouches for it.
    pub(super) fn says_vouched(&self) -> bool {
        self.vouched.is_some()
    }

    fn digest(&self, data: &Data) -> blake3::Hash {
        blake3::keyed_hash(&data.derived(wrap::WHOLE), self.lines().as_bytes())
    }

    /// The lines that nothing in the file may outlive.
    pub(super) fn about(&self) -> String {
        let Self { study, public, .. } = self;
        format!("{FIRST_LINE}\nformat {FORMAT}\nstudy {study}\npublic {public}\n")
    }

    /// The lines that the passphrase's slot is bound to as well.
    fn about_passphrase(&self) -> String {
        let Cost { memory, passes, lanes } = self.cost;
        format!("{}argon2id {memory} {passes} {lanes}\nsalt {}\n", self.about(), hex(&self.salt))
    }

    /// The file's text.
    pub(in crate::journal) fn text(&self) -> String {
        let vouched = self.vouched.as_ref().map(|mac| format!("vouched {}\n", hex(mac)));
        let lines = format!("{}{}", self.lines(), vouched.unwrap_or_default());
        format!("{lines}check {}\n", check(&lines))
    }

    /// Its lines before those that vouch for it.
    fn lines(&self) -> String {
        let custodian = self
            .custodian
            .as_ref()
            .map(|(recipient, sealed)| format!("custodian {recipient} {}\n", hex(sealed)));
        format!(
            "{}generation {}\npassphrase {}\nrecovery {}\nsecret {}\n{}",
            self.about_passphrase(),
            self.generation,
            hex(&self.passphrase),
            hex(&self.recovery),
            hex(&self.secret),
            custodian.unwrap_or_default(),
        )
    }

    pub(super) fn set_passphrase(
        &mut self,
        data: &Data,
        passphrase: &SecretString,
        cost: Cost,
    ) -> Result<(), JournalError> {
        if passphrase.expose_secret().is_empty() {
            return Err(JournalError::Keys { what: "the passphrase is empty".into() });
        }
        (self.cost, self.salt) = (cost, fresh_bytes()?);
        let key = wrap::stretched(passphrase.expose_secret(), &self.salt, cost)?;
        self.passphrase = wrap::seal(&key, &self.about_passphrase(), data.bytes())?;
        Ok(())
    }

    pub(super) fn set_recovery(&mut self, data: &Data) -> Result<RecoveryPhrase, JournalError> {
        let entropy = Zeroizing::new(fresh_bytes::<32>()?);
        let failed = |e: bip39::Error| JournalError::Keys { what: e.to_string() };
        let phrase = bip39::Mnemonic::from_entropy(entropy.as_slice()).map_err(failed)?;
        let key = Zeroizing::new(blake3::derive_key(RECOVERY, entropy.as_slice()));
        self.recovery = wrap::seal(&key, &self.about(), data.bytes())?;
        Ok(RecoveryPhrase(Zeroizing::new(phrase.to_string())))
    }

    pub(super) fn set_custodian(
        &mut self,
        data: &Data,
        custodian: Option<&str>,
    ) -> Result<(), JournalError> {
        self.custodian = match custodian.map(str::trim).filter(|typed| !typed.is_empty()) {
            None => None,
            Some(typed) => {
                let recipient = age::x25519::Recipient::from_str(typed)
                    .map_err(|_| JournalError::NotARecipient { typed: typed.to_owned() })?;
                let failed = |e: age::EncryptError| JournalError::Keys { what: e.to_string() };
                let plain = Zeroizing::new([self.about().as_bytes(), data.bytes()].concat());
                let sealed = age::encrypt(&recipient, &plain).map_err(failed)?;
                Some((recipient.to_string(), sealed))
            }
        };
        Ok(())
    }

    pub(super) fn by_passphrase(&self, typed: &SecretString) -> Result<Data, JournalError> {
        let key = wrap::stretched(typed.expose_secret(), &self.salt, self.cost)?;
        let data = wrap::open(&key, &self.about_passphrase(), &self.passphrase);
        let wrong = JournalError::WrongSecret { what: "the passphrase" };
        data.and_then(|data| Data::of(&data)).ok_or(wrong)
    }

    pub(super) fn by_recovery(&self, words: &SecretString) -> Result<Data, JournalError> {
        let wrong = || JournalError::WrongSecret { what: "the recovery phrase" };
        let typed: Zeroizing<String> = Zeroizing::new(words.expose_secret().to_lowercase());
        let spaced: Zeroizing<String> =
            Zeroizing::new(typed.split_whitespace().collect::<Vec<_>>().join(" "));
        let phrase = bip39::Mnemonic::parse_normalized(&spaced).map_err(|_| wrong())?;
        let entropy = Zeroizing::new(phrase.to_entropy());
        let key = Zeroizing::new(blake3::derive_key(RECOVERY, entropy.as_slice()));
        let data = wrap::open(&key, &self.about(), &self.recovery);
        data.and_then(|data| Data::of(&data)).ok_or_else(wrong)
    }

    pub(super) fn by_custodian(&self, own: &SecretString) -> Result<Data, JournalError> {
        let wrong = || JournalError::WrongSecret { what: "the custodian's key" };
        let own = age::x25519::Identity::from_str(own.expose_secret()).map_err(|_| wrong())?;
        let (_, sealed) = self.custodian.as_ref().ok_or_else(wrong)?;
        let plain = age::decrypt(&own, sealed).map(Zeroizing::new).map_err(|_| wrong())?;
        let about = self.about();
        let data = plain.strip_prefix(about.as_bytes()).and_then(Data::of);
        data.ok_or_else(wrong)
    }
}

/// Reads the text. It is hostile until the seals inside have been opened: nothing here costs more
/// than the file is long.
///
/// # Errors
/// What is wrong, to follow "the keys of this study cannot be used: ".
pub(in crate::journal) fn parse(bytes: &[u8]) -> Result<KeysFile, String> {
    let damaged = || "the file is damaged".to_owned();
    let text = str::from_utf8(bytes).map_err(|_| damaged())?;
    let (lines, last) = text.rsplit_once("check ").ok_or_else(damaged)?;
    if !text.starts_with(FIRST_LINE) || last.trim_end() != check(lines) {
        return Err(damaged());
    }
    let mut lines = lines.lines().skip(1).peekable();
    let mut field = |name: &str| -> Option<&str> {
        lines.next_if(|line| line.split(' ').next() == Some(name))?.split_once(' ').map(|x| x.1)
    };
    let format: u32 = field("format").and_then(|text| text.parse().ok()).ok_or_else(damaged)?;
    if format > FORMAT {
        return Err(format!("they were written by a newer asdone (format {format})"));
    }
    let file = (|| {
        let study = field("study")?.parse().ok()?;
        let public = field("public")?.to_owned();
        let cost: Vec<u32> =
            field("argon2id")?.split(' ').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let [memory, passes, lanes] = cost.try_into().ok()?;
        let cost = Cost { memory, passes, lanes };
        let salt = unhex(field("salt")?)?.try_into().ok()?;
        let generation = field("generation")?.parse().ok()?;
        let (passphrase, recovery) = (unhex(field("passphrase")?)?, unhex(field("recovery")?)?);
        let secret = unhex(field("secret")?)?;
        let custodian = field("custodian").map(|line| {
            let (recipient, sealed) = line.split_once(' ')?;
            Some((recipient.to_owned(), unhex(sealed)?))
        });
        let custodian = match custodian {
            None => None,
            Some(custodian) => Some(custodian?),
        };
        let vouched = match field("vouched") {
            None => None,
            Some(line) => Some(unhex(line)?),
        };
        let file = KeysFile {
            study,
            public,
            generation,
            cost,
            salt,
            passphrase,
            recovery,
            secret,
            custodian,
            vouched,
        };
        Some(file)
    })();
    // One text for one file: no line, digit or blank is passed over.
    let file = file.filter(|file| file.text() == text).ok_or_else(damaged)?;
    if !file.cost.is_sound() {
        let KeysFile { cost: Cost { memory, passes, lanes }, study, .. } = file;
        return Err(format!(
            "those of study {study} ask for {memory} KiB of memory, {passes} passes and {lanes} \
             lanes, which this program never writes"
        ));
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file() -> KeysFile {
        KeysFile {
            study: StudyId(7),
            public: "age1xyz".into(),
            generation: 3,
            cost: Cost::STANDARD,
            salt: [9; 16],
            passphrase: vec![1; 72],
            recovery: vec![2; 72],
            secret: vec![3; 114],
            custodian: Some(("age1abc".into(), vec![4; 300])),
            vouched: Some(vec![5; 32]),
        }
    }

    fn rechecked(lines: &str) -> Vec<u8> {
        format!("{lines}check {}\n", check(lines)).into_bytes()
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(parse(file().text().as_bytes()), Ok(file()));
        let alone = KeysFile { custodian: None, vouched: None, ..file() };
        assert_eq!(parse(alone.text().as_bytes()), Ok(alone));
    }

    #[test]
    fn absurd_costs_are_refused_before_they_are_paid() {
        let absurd = ["1073741824 3 1", "65536 4000000000 1", "65536 3 0", "8 3 16", "1 1 1"];
        // And whatever is dearer than what this program chooses itself.
        for cost in absurd.into_iter().chain(["65537 3 1", "65536 4 1", "65536 3 2"]) {
            let text = file().text().replace("argon2id 65536 3 1", &format!("argon2id {cost}"));
            let (lines, _) = text.rsplit_once("check ").unwrap();
            let said = parse(&rechecked(lines)).unwrap_err();
            assert!(said.contains("never writes"), "{cost}: {said}");
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let whole = file().text().into_bytes();
        for at in 0..whole.len() - 1 {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x04;
            assert!(parse(&bytes).is_err(), "byte {at}");
            assert!(parse(&whole[..at]).is_err(), "cut at {at}");
        }
    }

    proptest! {
        #[test]
        fn hostile_lines_neither_panic_nor_pass(lines in "[a-z0-9 \n]{0,300}", at in 0usize..900) {
            prop_assert!(parse(lines.as_bytes()).is_err());
            let text = file().text();
            let at = at.min(text.len());
            let mixed = format!("{}{lines}", text.get(..at).unwrap_or_default());
            // What is read is all that was there: no line is passed over.
            let bytes = rechecked(&mixed);
            if let Ok(read) = parse(&bytes) {
                prop_assert_eq!(read.text().into_bytes(), bytes);
            }
        }
    }
}
