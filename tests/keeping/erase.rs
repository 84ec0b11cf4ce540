//! What was erased is not to be found in any file of a study, whatever interrupts it.

use std::fs;
use std::path::Path;

use asdone::journal::{DraftSlot, Drafts, Inbox, Journal, JournalError};
use asdone::study::{Change, Content, Item, ItemId, Moment, ObservationId, Purpose, Study};

use crate::journal_kit::*;

const SECRET: &str = "the blue house behind the mill";

fn id(n: u64) -> ObservationId {
    ObservationId(u128::from(n) << 64 | 0x8000_0000_0000_0000)
}

fn telling(n: u64) -> Change {
    let Change::Recorded(mut observation) = observation(n) else { unreachable!() };
    observation.text = format!("{n}: they live in {SECRET}, and said so themselves");
    Change::Recorded(observation)
}

fn at() -> Moment {
    Moment::new(1_767_225_600_000, 60)
}

pub(crate) fn tombstone(n: u64) -> Change {
    let what = Item::Observation(id(n));
    Change::Erased { what, item: ItemId(77), reason: "consent withdrawn".into(), at: at() }
}

/// Every file under a folder that holds these words.
pub(crate) fn files_with(dir: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = item.path();
        if path.is_dir() {
            found.extend(files_with(&path, words));
        } else if let Ok(bytes) = fs::read(&path)
            && bytes.windows(words.len()).any(|part| part == words.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// A study of 600 observations, of which number 300 says something, amended once and with a later
/// note, in pages and segments and with a draft of it.
fn telling_study(dir: &Path) -> std::path::PathBuf {
    let path = study(dir, 300, 7);
    let mut journal = Journal::open(&path, None).unwrap().0;
    let observation = id(300);
    let changes = [
        telling(300),
        Change::Amended {
            observation,
            item: ItemId(1),
            text: format!("in {SECRET}"),
            why: None,
            at: at(),
        },
        Change::LaterNoted { observation, item: ItemId(2), text: SECRET.into(), at: at() },
    ];
    journal.append(&changes, Purpose::Do, 1).unwrap();
    add(&mut journal, 301, 600, 5);
    let drafts = Drafts::of(&path);
    drafts.put(&DraftSlot::TooLong, &format!("they live in {SECRET}")).unwrap();
    drafts.put(&DraftSlot::Capture, "something else entirely").unwrap();
    path
}

fn folded(journal: &Journal) -> Study {
    let mut study = Study::new(DEVICE);
    journal.replay(|entry| study.apply(entry)).unwrap();
    study
}

fn is_gone(path: &Path) {
    let (journal, opening) = Journal::open(path, None).unwrap();
    assert_eq!(opening.losses, Vec::<String>::new());
    assert_eq!(files_with(path, SECRET), Vec::<String>::new());
    let study = folded(&journal);
    assert_eq!((study.all_standing().count(), study.erasures().len()), (599, 1));
    assert!(study.is_erased(Item::Observation(id(300))));
    let verified = journal.verify().unwrap();
    assert_eq!((verified.problems, verified.missing), (vec![], vec![]));
    assert_eq!(verified.entries, 603);
}

#[test]
fn what_was_erased_is_in_no_file_and_the_rest_stays() {
    let dir = tempfile::tempdir().unwrap();
    let path = telling_study(dir.path());
    assert!(files_with(&path, SECRET).len() >= 3, "segments, store and draft");
    let (mut journal, _) = Journal::open(&path, None).unwrap();
    let mut study = folded(&journal);
    let (entries, wiped) = journal.erase(&[tombstone(300)], 2).unwrap();
    entries.into_iter().for_each(|entry| study.apply(entry));
    assert_eq!((wiped.entries, wiped.texts), (3, 1));
    assert_eq!(files_with(&path, SECRET), Vec::<String>::new());
    assert_eq!(study.all_standing().count(), 599);
    assert_eq!(study.portrait(), folded(&journal).portrait());
    // The same words do not come back under the same name, and the journal goes on.
    let again = journal.append(&[telling(300)], Purpose::Do, 3);
    assert!(matches!(again, Err(JournalError::ErasedBefore)));
    add(&mut journal, 600, 700, 3);
    drop(journal);
    let draft = Drafts::of(&path).get(&DraftSlot::Capture).unwrap();
    assert_eq!(draft.as_deref(), Some("something else entirely"));
    let (journal, opening) = Journal::open(&path, None).unwrap();
    assert_eq!((opening.repairs, opening.losses), (vec![], vec![]));
    assert_eq!(folded(&journal).all_standing().count(), 699);
}

#[test]
fn an_older_copy_of_either_witness_does_not_bring_it_back() {
    for part in ["segments", "store"] {
        let dir = tempfile::tempdir().unwrap();
        let path = telling_study(dir.path());
        let old = dir.path().join("old");
        copy_dir(&path.join(part), &old);
        drop(Journal::open(&path, None).unwrap().0.erase(&[tombstone(300)], 2).unwrap());
        fs::remove_dir_all(path.join(part)).unwrap();
        copy_dir(&old, &path.join(part));
        assert!(!files_with(&path, SECRET).is_empty());
        let (_, opening) = Journal::open(&path, None).unwrap();
        assert!(opening.repairs.iter().any(|said| said.contains("erasure")), "{opening:?}");
        is_gone(&path);
    }
}

#[test]
fn a_waiting_note_about_it_goes_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = telling_study(dir.path());
    Inbox::of(&path).drop_note(&[telling(300)]).unwrap();
    Inbox::of(&path).drop_note(&[observation(900)]).unwrap();
    let (mut journal, _) = Journal::open(&path, None).unwrap();
    assert_eq!(journal.erase(&[tombstone(300)], 2).unwrap().1.texts, 2);
    assert_eq!(Inbox::of(&path).count().unwrap(), 1);
    drop(journal);
    is_gone(&path);
}

#[test]
fn a_later_note_alone_can_be_erased() {
    let dir = tempfile::tempdir().unwrap();
    let path = telling_study(dir.path());
    let (mut journal, _) = Journal::open(&path, None).unwrap();
    let what = Item::Later(id(300), ItemId(2));
    let change = Change::Erased { what, item: ItemId(5), reason: "not hers".into(), at: at() };
    assert_eq!(journal.erase(&[change], 2).unwrap().1.entries, 1);
    let study = folded(&journal);
    let record = study.get(id(300)).unwrap();
    assert!(record.is_standing() && record.later().count() == 0);
    let erased = replayed(&journal).iter().filter(|e| e.content == Content::Erased).count();
    assert_eq!(erased, 1);
}
