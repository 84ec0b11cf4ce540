//! What has to be so of whatever a power cut left.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use asdone::journal::{CopyFound, DraftSlot, Drafts, Inbox, Journal, keys, restore};
use asdone::study::{Change, Content, DeviceId};

use crate::journal_kit::number;
use crate::runs::{
    HALF_TYPED, Run, copy_on, id, new_keys, notes_in, study_on, take_in, unlocked, words,
};

/// What had been acknowledged up to some moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// There are at least so many entries.
    pub(crate) entries: u64,
    /// What these said is gone.
    pub(crate) erased: BTreeSet<u64>,
    /// These were left in the inbox.
    pub(crate) left: BTreeSet<u64>,
    /// The copy has at least so many entries.
    pub(crate) copied: u64,
    /// What these said is gone from the copy too.
    pub(crate) erased_in_copy: BTreeSet<u64>,
    pub(crate) sealed: bool,
}

impl Known {
    /// Takes in a line that was printed.
    pub(crate) fn hear(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let kind = words.next();
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok()).unwrap();
        match kind {
            Some("saved") => self.entries = number(),
            Some("erased") => {
                self.erased.insert(number());
                self.entries = number();
            }
            Some("left") => {
                self.left.insert(number());
            }
            Some("copied") => {
                self.copied = number();
                self.erased_in_copy.clone_from(&self.erased);
            }
            Some("sealed") => self.sealed = true,
            _ => {}
        }
    }
}

/// Looks over what a power cut left; panics where anything acknowledged is missing. Says how many
/// repairs there were, and how often an end was cut off that nobody had been promised.
pub(crate) fn survives(run: Run, disk: &Path, known: &Known, what: &str) -> (usize, usize) {
    let study = study_on(disk);
    let key = unlocked(&study);
    let opened = Journal::open(&study, key.as_ref());
    let (mut journal, opening) = opened.unwrap_or_else(|e| panic!("{what}: does not open: {e}"));
    assert!(
        opening.entries >= known.entries,
        "{what}: {} of {} acknowledged: {opening:?}",
        opening.entries,
        known.entries
    );
    let here = is_whole(&journal, known, &opening.losses, what);
    if matches!(run, Run::Copying | Run::Packing) {
        the_copy_holds(disk, &journal, known, what);
    }
    let mut waiting = Vec::new();
    for left in Inbox::of(&study).waiting(key.as_ref()).unwrap().0 {
        waiting.extend(left.changes.iter().filter_map(|change| match change {
            Change::Recorded(observation) => Some(observation.id),
            _ => None,
        }));
    }
    for n in &known.left {
        assert!(here.contains(n) || waiting.contains(&id(*n)), "{what}: {n} is lost");
    }
    if !known.left.is_empty() {
        take_in(&study, key.as_ref(), &mut journal);
        let here = notes_in(&journal);
        for n in &known.left {
            let times = here.iter().filter(|other| *other == n).count();
            assert_eq!(times, 1, "{what}: how often {n} is there");
        }
    }
    drop(journal);
    if run == Run::Sealing {
        is_clear_or_sealed(&study, known, what);
    }
    for n in &known.erased {
        is_nowhere(&words(*n), &study, what);
    }
    (opening.repairs.len(), opening.losses.len())
}

/// Every entry can be read, none is missing between them, and what was erased says nothing. Returns
/// which notes there are. Where the store was torn as well, nothing tells whether a last batch was
/// acknowledged, and what can be read of it stays: it may have a hole, which is said.
fn is_whole(journal: &Journal, known: &Known, losses: &[String], what: &str) -> Vec<u64> {
    let (mut position, mut here) = (0, Vec::new());
    let read = journal.replay(|entry| {
        if matches!(&entry.content, Content::Known(Change::Recorded(_))) {
            let number = number(&entry);
            assert!(!known.erased.contains(&number), "{what}: {number} came back");
            here.push(number);
        }
        position += 1;
        let said = losses.iter().any(|loss| loss.contains("never acknowledged"));
        if said && position > known.entries {
            position = position.max(entry.header.seq);
        }
        assert_eq!(entry.header.seq, position, "{what}");
    });
    read.unwrap_or_else(|e| panic!("{what}: {e}"));
    assert!(position >= known.entries, "{what}: {position} of {} read", known.entries);
    here
}

/// A copy that was acknowledged makes a study again; any copy can be brought up to date, and then
/// says what the study says.
fn the_copy_holds(disk: &Path, journal: &Journal, known: &Known, what: &str) {
    let copy = copy_on(disk);
    let key = unlocked(&study_on(disk));
    for n in &known.erased_in_copy {
        is_nowhere(&words(*n), &copy, what);
    }
    if known.copied > 0 {
        let into = disk.join("restored");
        let restored = restore(&copy, &into, key.as_ref(), DeviceId(77));
        let restored = restored.unwrap_or_else(|e| panic!("{what}: not restored: {e}"));
        assert_eq!(restored.missing, Vec::<String>::new(), "{what}");
        let (has, had) = (restored.entries, known.copied);
        assert!(has >= had, "{what}: {has} of {had} entries that the copy had");
    }
    let snapshot = journal.snapshot().unwrap().unwrap();
    snapshot.back_up(&copy, true, 1).unwrap_or_else(|e| panic!("{what}: not copied: {e}"));
    let found = CopyFound::open(&copy, key.as_ref()).unwrap();
    assert_eq!(found.verify().unwrap().problems, Vec::<String>::new(), "{what}");
    assert_eq!(found.compare(journal).unwrap(), Vec::<String>::new(), "{what}");
}

/// In clear and whole, so that it can be sealed now; or sealed, with nothing in it that can be read.
fn is_clear_or_sealed(study: &Path, known: &Known, what: &str) {
    let sealed = keys::is_sealed(study).unwrap();
    assert!(sealed || !known.sealed, "{what}: it is in clear, and was sealed");
    let draft = || {
        let drafts = Drafts::of(study).with_key(unlocked(study).as_ref());
        drafts.get(&DraftSlot::Capture).unwrap()
    };
    assert_eq!(draft().as_deref(), Some(HALF_TYPED), "{what}");
    if !sealed {
        let opening = Journal::seal_now(study, &new_keys());
        let opening = opening.unwrap_or_else(|e| panic!("{what}: cannot be sealed: {e}"));
        assert_eq!(opening.losses, Vec::<String>::new(), "{what}");
        assert_eq!(draft().as_deref(), Some(HALF_TYPED), "{what}");
    }
    is_nowhere("told-in-confidence", study, what);
    is_nowhere("rang school", study, what);
}

/// No file says it.
fn is_nowhere(words: &str, dir: &Path, what: &str) {
    for item in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = item.path();
        if path.is_dir() {
            is_nowhere(words, &path, what);
        } else {
            let found = memchr::memmem::find(&fs::read(&path).unwrap(), words.as_bytes());
            assert_eq!(found, None, "{what}: {words} is in {}", path.display());
        }
    }
}
