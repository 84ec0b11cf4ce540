//! The keys of a study taken along to another folder, or out of one.

use super::super::JournalError;
use super::super::folder::{Folder, remove_file};
use super::{not_sealed, read_file, write};

/// Takes the keys out of a folder whose study is not sealed.
pub(in crate::journal) fn remove(folder: &Folder) -> Result<(), JournalError> {
    remove_file(&folder.keys())?;
    remove_file(&folder.keys_copy())
}

/// Takes the keys along into another folder of the same study.
pub(in crate::journal) fn carry(from: &Folder, to: &Folder) -> Result<(), JournalError> {
    let file = read_file(from)?.ok_or_else(not_sealed)?;
    write(to, &file, None)
}
