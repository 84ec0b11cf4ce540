//! Copies elsewhere: made, kept up, looked over, restored; never written over by something older.

use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::{
    Copied, CopyFound, CopySeen, Journal, JournalError, Snapshot, known_copies, restore,
};
use asdone::study::{Change, DeviceId, Purpose, Study};

use crate::erase::files_with;
use crate::journal_kit::*;

struct Bench {
    _dir: tempfile::TempDir,
    study: PathBuf,
    stick: PathBuf,
}

impl Bench {
    fn new(count: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let study = study(dir.path(), count, 9);
        let stick = dir.path().join("stick");
        Self { study, stick, _dir: dir }
    }

    fn open(&self) -> Journal {
        Journal::open(&self.study, None).unwrap().0
    }

    fn add(&self, from: u64, to: u64) {
        add(&mut self.open(), from, to, 3);
    }

    fn snapshot(&self) -> Snapshot {
        self.open().snapshot().unwrap().unwrap()
    }

    fn back_up(&self, always: bool) -> Result<Copied, JournalError> {
        self.snapshot().back_up(&self.stick, always, 5)
    }

    fn is_well(&self) {
        let copy = CopyFound::open(&self.stick, None).unwrap();
        let checked = copy.verify().unwrap();
        assert_eq!((checked.problems, checked.missing), (vec![], vec![]));
        assert_eq!(copy.compare(&self.open()).unwrap(), Vec::<String>::new());
    }
}

fn portrait(path: &Path) -> Vec<String> {
    let (journal, opening) = Journal::open(path, None).unwrap();
    assert_eq!(opening.losses, Vec::<String>::new());
    let mut study = Study::new(DEVICE);
    journal.replay(|entry| study.apply(entry)).unwrap();
    study.portrait()
}

#[test]
fn a_copy_grows_by_what_is_new_and_restores_to_the_same_study() {
    let bench = Bench::new(400);
    let first = bench.back_up(false).unwrap();
    assert_eq!((first.entries, first.new, first.anew), (400, 400, false));
    bench.is_well();
    assert_eq!(bench.back_up(false).unwrap().bytes, 0, "nothing is new");
    bench.add(400, 420);
    let second = bench.back_up(false).unwrap();
    assert_eq!((second.entries, second.new), (420, 20));
    assert!(second.bytes < first.bytes / 4, "{} of {}", second.bytes, first.bytes);
    bench.is_well();

    let again = bench.stick.with_file_name("again");
    let restored = restore(&bench.stick, &again, None, DeviceId(3)).unwrap();
    assert_eq!((restored.entries, restored.missing), (420, vec![]));
    assert_eq!(portrait(&again), portrait(&bench.study));
    let (mut journal, _) = Journal::open(&again, None).unwrap();
    assert_eq!(journal.identity().device, DeviceId(3), "a device of its own");
    add(&mut journal, 420, 430, 1);
    drop(journal);
    open_whole(&again, 430);
    let refused = restore(&bench.stick, &again, None, DeviceId(4));
    assert!(matches!(refused, Err(JournalError::AlreadyThere { .. })));
}

#[test]
fn a_segment_that_was_packed_after_it_was_copied_is_copied_again() {
    let bench = Bench::new(20);
    let mut journal = bench.open();
    let before = journal.snapshot().unwrap().unwrap();
    assert_eq!(before.back_up(&bench.stick, false, 5).unwrap().entries, 20);
    add(&mut journal, 20, 40, 1);
    let between = journal.snapshot().unwrap().unwrap();
    while !bench.study.join("segments/00000002.seg").exists() {
        let long: Vec<Change> = vec![fat(journal.entries())];
        journal.append(&long, Purpose::Do, 1_767_225_700_000).unwrap();
    }
    let count = journal.entries();
    drop(journal);
    // A snapshot from before the packing is copied after it.
    assert_eq!(between.back_up(&bench.stick, false, 6).unwrap().entries, 40);
    bench.is_well();
    let copied = bench.back_up(false).unwrap();
    assert_eq!((copied.entries, copied.anew), (count, false));
    bench.is_well();
    let names = ["00000001.seg", "00000002.seg"];
    for name in names {
        let read = |at: &Path| fs::read(at.join("segments").join(name)).unwrap();
        assert!(read(&bench.study) == read(&bench.stick), "{name}");
    }
    assert_eq!(bench.back_up(false).unwrap().bytes, 0, "nothing is new");
    let again = bench.stick.with_file_name("again");
    let restored = restore(&bench.stick, &again, None, DeviceId(3)).unwrap();
    assert_eq!((restored.entries, restored.missing), (count, vec![]));
    assert_eq!(portrait(&again), portrait(&bench.study));
}

/// An observation with a text of many pages.
fn fat(n: u64) -> Change {
    let Change::Recorded(mut observation) = observation(n) else { panic!("an observation") };
    observation.text.push_str(&"and went back to read it once more. ".repeat(400));
    Change::Recorded(observation)
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_a_copy() {
    use std::os::unix::fs::PermissionsExt;
    fn look(dir: &Path) {
        for item in fs::read_dir(dir).unwrap().flatten() {
            let mode = item.metadata().unwrap().permissions().mode() & 0o777;
            let wanted = if item.path().is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode, wanted, "{}", item.path().display());
            if item.path().is_dir() {
                look(&item.path());
            }
        }
    }
    let bench = Bench::new(30);
    bench.back_up(true).unwrap();
    bench.add(30, 40);
    bench.back_up(false).unwrap();
    look(&bench.stick);
    look(&bench.study);
}

#[test]
fn a_folder_with_other_things_in_it_gets_the_copy_in_a_folder_of_its_own() {
    let bench = Bench::new(10);
    fs::create_dir(&bench.stick).unwrap();
    fs::write(bench.stick.join("holiday.jpg"), "x").unwrap();
    let place = bench.back_up(false).unwrap().place;
    assert_eq!(place.parent(), Some(bench.stick.canonicalize().unwrap().as_path()));
    bench.is_well();
    assert_eq!(bench.back_up(false).unwrap().place, place);
    for own in [bench.study.clone(), bench.study.join("backup")] {
        let refused = bench.snapshot().back_up(&own, false, 1);
        assert!(matches!(refused, Err(JournalError::Copy { .. })), "{refused:?}");
    }
    // A copy is never opened as the study.
    assert!(matches!(Journal::open(&place, None), Err(JournalError::Copy { .. })));
}

#[test]
fn an_older_study_put_back_does_not_win_over_a_newer_copy() {
    let bench = Bench::new(50);
    let older = bench.study.with_file_name("older");
    copy_dir(&bench.study, &older);
    bench.add(50, 80);
    bench.back_up(true).unwrap();
    fs::remove_dir_all(&bench.study).unwrap();
    copy_dir(&older, &bench.study);
    let refused = bench.back_up(false).unwrap_err().to_string();
    assert!(refused.contains("80 entries and this study only 50"), "{refused}");
    // Written on from there, it is another study than the copy: still nothing is written over.
    bench.add(900, 960);
    let refused = bench.back_up(false).unwrap_err().to_string();
    assert!(refused.contains("another way"), "{refused}");
    let again = bench.stick.with_file_name("again");
    assert_eq!(restore(&bench.stick, &again, None, DeviceId(3)).unwrap().entries, 80);
}

#[test]
fn a_second_folder_is_kept_whenever_it_is_there() {
    let bench = Bench::new(20);
    bench.back_up(true).unwrap();
    bench.add(20, 25);
    let seen = bench.snapshot().keep_up(7);
    assert!(matches!(seen.as_slice(), [CopySeen::Done(copied)] if copied.new == 5), "{seen:?}");
    assert_eq!(bench.snapshot().keep_up(8), vec![], "nothing is new");
    let away = bench.stick.with_file_name("in-a-drawer");
    fs::rename(&bench.stick, &away).unwrap();
    // The mount point may be there without the stick: nothing is written into it.
    fs::create_dir(&bench.stick).unwrap();
    bench.add(25, 30);
    let seen = bench.snapshot().keep_up(9);
    assert!(matches!(seen.as_slice(), [CopySeen::Missing(_)]), "{seen:?}");
    assert_eq!(bench.snapshot().keep_up(10), vec![], "said once");
    assert_eq!(fs::read_dir(&bench.stick).unwrap().count(), 0);
    let known = known_copies(&bench.study).unwrap();
    assert_eq!((known[0].is_here, known[0].always, known[0].entries), (false, true, 25));
    fs::remove_dir(&bench.stick).unwrap();
    fs::rename(&away, &bench.stick).unwrap();
    let seen = bench.snapshot().keep_up(11);
    assert!(matches!(seen.as_slice(), [CopySeen::Done(copied)] if copied.new == 5), "{seen:?}");
    bench.is_well();
    assert!(bench.snapshot().forget(&bench.stick).unwrap());
    assert_eq!(known_copies(&bench.study).unwrap(), vec![]);
}

#[test]
fn what_was_erased_leaves_the_copies_too_at_once_or_when_they_are_there_again() {
    for there in [true, false] {
        let bench = Bench::new(40);
        bench.back_up(false).unwrap();
        let words = "33: rang school";
        assert!(!files_with(&bench.stick, words).is_empty());
        let away = bench.stick.with_file_name("away");
        if !there {
            fs::rename(&bench.stick, &away).unwrap();
        }
        bench.open().erase(&[crate::erase::tombstone(33)], 3).unwrap();
        let seen = bench.snapshot().keep_up(4);
        if there {
            assert!(matches!(seen.as_slice(), [CopySeen::Done(copied)] if copied.anew));
        } else {
            assert!(matches!(seen.as_slice(), [CopySeen::Missing(_)]), "{seen:?}");
            assert!(known_copies(&bench.study).unwrap()[0].is_owed);
            fs::rename(&away, &bench.stick).unwrap();
            let copy = CopyFound::open(&bench.stick, None).unwrap();
            assert!(!copy.compare(&bench.open()).unwrap().is_empty(), "it is noticed");
            bench.snapshot().keep_up(5);
        }
        assert_eq!(files_with(&bench.stick, words), Vec::<String>::new());
        assert!(!known_copies(&bench.study).unwrap()[0].is_owed);
        bench.is_well();
    }
}

/// What a power cut leaves of a turn that had not come to its end: the length, the last page and what
/// was there before, but not what was to stand between them.
#[test]
fn what_a_turn_that_was_cut_off_left_unwritten_is_written_by_the_next() {
    let bench = Bench::new(400);
    bench.back_up(false).unwrap();
    let said = fs::read(bench.stick.join("copy")).unwrap();
    bench.add(400, 900);
    let [of_study, of_copy] =
        [&bench.study, &bench.stick].map(|place| place.join("segments/00000001.seg"));
    let (whole, had) = (fs::read(&of_study).unwrap(), fs::read(&of_copy).unwrap());
    // Longer than what is compared of a file that is known to have been written.
    assert!(whole.len() - had.len() > 150 * 1024);
    for gap in [had.len()..had.len() + 4096, whole.len() - 12_288..whole.len() - 4096] {
        let mut left = whole.clone();
        left[gap].fill(0);
        for length in [left.len(), left.len() - 100] {
            fs::write(bench.stick.join("copy"), &said).unwrap();
            fs::write(&of_copy, &left[..length]).unwrap();
            bench.back_up(false).unwrap();
            bench.is_well();
        }
    }
}

#[test]
fn a_damaged_copy_says_exactly_what_is_missing_and_gives_the_rest() {
    let bench = Bench::new(60);
    bench.back_up(false).unwrap();
    let file = bench.stick.join("segments/00000001.seg");
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(15).position(|part| part == b"30: rang school").unwrap();
    bytes[at] ^= 1;
    fs::write(&file, bytes).unwrap();
    // Entries went in nine at a time: 28 to 36 of the device stand in one batch with number 30.
    let wanted = format!("entries 28 to 36 of device {DEVICE} cannot be read in the copy");
    let checked = CopyFound::open(&bench.stick, None).unwrap().verify().unwrap();
    assert_eq!((checked.entries, checked.problems), (51, vec![wanted.clone()]));
    let again = bench.stick.with_file_name("again");
    let restored = restore(&bench.stick, &again, None, DeviceId(3)).unwrap();
    assert_eq!((restored.entries, restored.missing), (51, vec![wanted]));
    assert_eq!(Journal::open(&again, None).unwrap().1.entries, 51);
}

#[cfg(unix)]
#[test]
fn what_is_restored_is_its_owners_alone_and_what_was_stopped_half_way_is_swept() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new(30);
    bench.back_up(false).unwrap();
    let above = bench.study.parent().unwrap();
    let [killed, running, other] =
        ["killed", "running", "other"].map(|name| above.join(format!(".unfinished-{name}")));
    for place in [&killed, &running, &other] {
        fs::create_dir_all(place.join("segments")).unwrap();
    }
    fs::write(killed.join(".unfinished-restoring"), "").unwrap();
    let held = fs::File::create(running.join(".unfinished-restoring")).unwrap();
    held.lock().unwrap();

    let into = above.join("again");
    assert_eq!(asdone::journal::sweep_beside(&into), vec![killed.clone()]);
    assert!(!killed.exists() && running.exists() && other.exists());
    restore(&bench.stick, &into, None, DeviceId(77)).unwrap();
    let mode = fs::metadata(&into).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
    assert!(!into.join(".unfinished-restoring").exists());
}
