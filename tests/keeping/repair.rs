//! Damage is said, and rebuilt only once somebody agrees to it.

use std::fs;

use asdone::journal::{Journal, JournalError, Mending};

use crate::journal_kit::*;

#[test]
fn nothing_is_rebuilt_before_it_is_agreed_to_and_then_everything_is_back() {
    for part in ["segments/00000001.seg", "store", "segments"] {
        let dir = tempfile::tempdir().unwrap();
        let path = study(dir.path(), 300, 11);
        let hit = path.join(part);
        if hit.is_dir() {
            fs::remove_dir_all(&hit).unwrap();
        } else {
            let mut bytes = fs::read(&hit).unwrap();
            let length = bytes.len();
            bytes[80..length / 2].fill(0x55);
            fs::write(&hit, &bytes).unwrap();
        }
        let before = listing(&path);
        let refused = Journal::open_with(&path, None, Mending::Ask);
        let Err(JournalError::NeedsRepair { account }) = refused else {
            panic!("{part}: {:?}", refused.err())
        };
        assert!(account.last().unwrap().contains("nothing is lost"), "{part}: {account:?}");
        let kept = |name: &&String| !name.contains("snap") && !name.contains("conf");
        let after = listing(&path);
        for name in before.iter().filter(kept) {
            assert!(after.contains(name), "{part}: {name} has gone");
        }
        assert!(!after.iter().any(|name| name.contains("set-aside/")), "{part}: {after:?}");
        let (journal, opening) = Journal::open_with(&path, None, Mending::Rebuild).unwrap();
        assert!(!opening.repairs.is_empty() && opening.losses.is_empty(), "{part}: {opening:?}");
        drop(journal);
        let opening = open_whole(&path, 300);
        assert_eq!(opening.repairs, Vec::<String>::new(), "{part}");
        assert!(Journal::open_with(&path, None, Mending::Ask).is_ok(), "{part}");
    }
}

/// Every file below a folder.
fn listing(dir: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = item.path();
        if path.is_dir() {
            found.extend(listing(&path));
        } else {
            found.push(path.display().to_string());
        }
    }
    found
}
