//! What follows from a change of the keys of a study.

use std::path::Path;

use super::OpenStudy;
use crate::journal::keys::Key;
use crate::journal::{Mending, Snapshot};

/// The study for its copies when its keys are others. None where it is open in another process: the
/// copies follow with its next save.
pub fn let_copies_follow(dir: &Path, key: &Key) -> Option<Snapshot> {
    let (mut open, _) = OpenStudy::open(dir, Some(key), Mending::Ask).ok()?;
    open.news()
}
