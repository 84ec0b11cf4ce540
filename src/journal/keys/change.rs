//! Changing who can open a study: one small file is written again, twice.

use std::path::Path;
use std::str::FromStr;

use super::file::{self, KeysFile};
use super::{Cost, Key, RecoveryPhrase, SecretString, not_sealed, write};
use crate::journal::JournalError;
use crate::journal::folder::{Folder, write_whole};

/// Changes the passphrase: one small file is written again.
///
/// # Errors
/// Where the new one is empty, or the file cannot be written.
pub fn change_passphrase(
    study_dir: &Path,
    key: &Key,
    new: &SecretString,
    cost: Cost,
) -> Result<(), JournalError> {
    changed(study_dir, key, Some(new), |file| file.set_passphrase(&key.data, new, cost))
}

/// Makes a new recovery phrase, to be shown ([`super::words_seen`]); the old one opens nothing any
/// more.
///
/// # Errors
/// Where the file cannot be written.
pub fn new_recovery(study_dir: &Path, key: &Key) -> Result<RecoveryPhrase, JournalError> {
    // Before the old ones open nothing any more: a kill in between leaves words that nobody has seen.
    write_whole(&Folder::at(study_dir).words_unseen(), b"")?;
    let mut recovery = None;
    changed(study_dir, key, None, |file| {
        recovery = Some(file.set_recovery(&key.data)?);
        Ok(())
    })?;
    recovery.ok_or_else(not_sealed)
}

/// Whether a text can be a custodian's recipient (`age1…`); an empty one stands for none.
///
/// # Errors
/// [`JournalError::NotARecipient`] where it cannot.
pub fn check_recipient(typed: &str) -> Result<(), JournalError> {
    let typed = typed.trim();
    if typed.is_empty() || age::x25519::Recipient::from_str(typed).is_ok() {
        return Ok(());
    }
    Err(JournalError::NotARecipient { typed: typed.to_owned() })
}

/// Sets or removes the custodian, an `age` recipient (`age1…`).
///
/// # Errors
/// Where that is not one, or the file cannot be written.
pub fn set_custodian(
    study_dir: &Path,
    key: &Key,
    custodian: Option<&str>,
) -> Result<(), JournalError> {
    changed(study_dir, key, None, |file| file.set_custodian(&key.data, custodian))
}

fn changed(
    study_dir: &Path,
    key: &Key,
    passphrase: Option<&SecretString>,
    change: impl FnOnce(&mut KeysFile) -> Result<(), JournalError>,
) -> Result<(), JournalError> {
    let folder = Folder::at(study_dir);
    let copies = file::read_copies(&folder)?;
    let fits = |file: &&KeysFile| key.fits(file);
    let newest = super::authority(&copies, &key.data).filter(fits);
    let newest = newest.or_else(|| copies.iter().flatten().find(fits));
    let mut file = newest.ok_or_else(not_sealed)?.clone();
    file.generation = file.generation.saturating_add(1);
    change(&mut file)?;
    file.vouch(&key.data);
    write(&folder, &file, passphrase)
}
