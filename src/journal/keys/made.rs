//! Making the keys of a study that is about to be sealed, and the words that open it again.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::file::KeysFile;
use super::wrap::{self, Data};
use super::{Cost, ExposeSecret, Key, SecretString, write};
use crate::journal::JournalError;
use crate::journal::folder::{Folder, write_whole};
use crate::journal::store::Sealing;
use crate::study::StudyId;

/// The 24 words that open a study without its passphrase. Shown once.
#[derive(Clone)]
pub struct RecoveryPhrase(pub(super) Zeroizing<String>);

impl RecoveryPhrase {
    /// A phrase of these words, parted by single spaces, as it is; nothing is said of whether it
    /// opens anything.
    pub fn of_words(words: &str) -> Self {
        Self(Zeroizing::new(words.to_owned()))
    }

    /// The words, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ')
    }

    /// Whether `typed` is the word at `place`, counted from 1.
    pub fn is_word(&self, place: usize, typed: &str) -> bool {
        let word = place.checked_sub(1).and_then(|before| self.words().nth(before));
        word.is_some_and(|word| word.eq_ignore_ascii_case(typed.trim()))
    }
}

impl fmt::Debug for RecoveryPhrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryPhrase(24 words)")
    }
}

impl PartialEq for RecoveryPhrase {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl Eq for RecoveryPhrase {}

/// The keys of a study that is about to be sealed.
#[derive(Debug)]
pub struct NewKeys {
    pub(in crate::journal) key: Key,
    pub(in crate::journal) file: KeysFile,
    passphrase: SecretString,
    /// The words, to be shown once and asked back.
    pub recovery: RecoveryPhrase,
    to_show: bool,
}

impl NewKeys {
    /// Makes keys for a study.
    ///
    /// # Errors
    /// Where the passphrase is empty, the custodian's recipient is not one, or the system gives no
    /// random bytes.
    pub fn make(
        study: StudyId,
        passphrase: &SecretString,
        custodian: Option<&str>,
        cost: Cost,
    ) -> Result<Self, JournalError> {
        let data = Data::fresh()?;
        let secret = age::x25519::Identity::generate();
        let mut file = KeysFile::begin(study, secret.to_public().to_string());
        file.secret = wrap::seal(&data.derived(wrap::SECRET), &file.about(), secret_text(&secret))?;
        file.set_passphrase(&data, passphrase, cost)?;
        let recovery = file.set_recovery(&data)?;
        file.set_custodian(&data, custodian)?;
        file.vouch(&data);
        let key = Key { study, data, secret, opened: Arc::new(file.clone()) };
        Ok(Self { key, file, passphrase: passphrase.clone(), recovery, to_show: false })
    }

    /// The same, with the words still to be shown to somebody: until [`super::words_seen`] is called each
    /// opening says that nobody has seen them ([`crate::journal::Opening::words_unseen`]).
    #[must_use]
    pub fn to_show(self) -> Self {
        Self { to_show: true, ..self }
    }

    /// Notes in the folder of a study that the words are to be shown, where they are.
    pub(in crate::journal) fn note_unseen(&self, folder: &Folder) -> Result<(), JournalError> {
        match self.to_show {
            true => write_whole(&folder.words_unseen(), b""),
            false => Ok(()),
        }
    }

    /// The key, for opening what was sealed with these.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Writes the keys into the folder of a study, and says how its records are sealed.
    pub(in crate::journal) fn install(
        &self,
        folder: &Folder,
        study: StudyId,
    ) -> Result<Sealing, JournalError> {
        if self.key.study != study {
            let what = "they were made for another study".to_owned();
            return Err(JournalError::Keys { what });
        }
        self.note_unseen(folder)?;
        write(folder, &self.file, Some(&self.passphrase))?;
        self.key.sealing()
    }
}

fn secret_text(secret: &age::x25519::Identity) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(secret.to_string().expose_secret().as_bytes().to_vec())
}
