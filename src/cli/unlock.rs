//! The key of a sealed study.

use std::path::Path;

use super::{Failure, Shell};
use crate::journal::keys::Key;

pub(super) fn key(_shell: &mut Shell) -> Result<Option<Key>, Failure> {
    Ok(None)
}

/// The key of a copy.
pub(super) fn key_of(_shell: &mut Shell, _dir: &Path) -> Result<Option<Key>, Failure> {
    Ok(None)
}
