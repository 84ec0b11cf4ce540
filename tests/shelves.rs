//! What other laptops have handed out, in a journal on disk: each entry once, in its laptop's order,
//! however it is brought; nothing that was written here is touched; what does not hold together is
//! named.
//!
//! This test binary runs itself as the process to be killed, as `tests/kill.rs` does.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says so by failing"
)]

mod journal_kit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use asdone::journal::keys::{self, Cost, Key, NewKeys, Secret, SecretString};
use asdone::journal::{Foreign, Held, Journal, Mending, Opening, Why, handed_out, survey};
use asdone::open::OpenStudy;
use asdone::study::{
    Audience, Change, Content, DeviceId, Entry, FairCopy, Hybrid, ItemId, Moment, Observation,
    PersonId, Purpose, Study, TagKey, Verdict, Way,
};
use journal_kit::{DEVICE, add, identity, observation, replayed};

const WREN: DeviceId = DeviceId(0xa1);
const HERON: DeviceId = DeviceId(0xb2);
const NOW: i64 = 1_767_225_600_000 + 1_000_000;
const SECRET: &str = "the blue house behind the mill";

fn hybrid(millis: i64) -> Hybrid {
    Hybrid(0).next(millis)
}

fn copy_of(n: u64, text: &str) -> FairCopy {
    let Change::Recorded(theirs) = observation(n) else { panic!("an observation") };
    let observation = Observation { text: text.into(), ..*theirs };
    FairCopy { observation, audience: Audience::Team, reworded: false }
}

fn shared(n: u64, copy: Option<FairCopy>) -> Change {
    let Change::Recorded(theirs) = observation(n) else { panic!("an observation") };
    Change::Shared { observation: theirs.id, copy: copy.map(Box::new) }
}

/// What a laptop hands out, one after another, from its first number.
fn shelf(device: DeviceId, changes: Vec<Change>) -> Vec<Foreign> {
    let one = |(number, change): (u64, Change)| Foreign {
        device,
        number,
        after: number - 1,
        time: hybrid(NOW - 900_000 + number as i64 * 1_000),
        author: PersonId(u128::from(device.0)),
        body: handed_out(&change).unwrap(),
    };
    (1..).zip(changes).map(one).collect()
}

/// Copies, a later note, tags, and one that is taken back.
fn much(device: DeviceId) -> Vec<Foreign> {
    let base = device.0 * 1_000;
    let mut changes = Vec::new();
    for n in base..base + 12 {
        changes.push(shared(n, Some(copy_of(n, &format!("{n}: rang the school first")))));
        let Change::Recorded(own) = observation(n % 7) else { panic!("an observation") };
        changes.push(Change::LaterNoted {
            observation: own.id,
            item: ItemId(u128::from(n)),
            text: format!("{n}: it held"),
            at: Moment::new(NOW, 0),
        });
        changes.push(Change::Tagged {
            observation: own.id,
            tag: TagKey::parse("s.check").unwrap(),
            verdict: Verdict::Yes,
            was: Verdict::Unsaid,
            codebook: 0,
        });
    }
    changes.push(shared(base, None));
    shelf(device, changes)
}

fn secret() -> SecretString {
    SecretString::from("correct horse".to_owned())
}

/// A study with a few notes of one's own, sealed or in clear, and what opens it.
fn own(dir: &Path, sealed: bool) -> (PathBuf, Option<Key>) {
    let path = dir.join("study");
    let cheap = Cost { memory: 64, passes: 1, lanes: 1 };
    let keys = sealed.then(|| NewKeys::make(identity().study, &secret(), None, cheap).unwrap());
    let mut journal = Journal::create(&path, identity(), keys.as_ref()).unwrap();
    add(&mut journal, 0, 20, 3);
    drop(journal);
    let key = sealed.then(|| keys::unlock(&path, &Secret::Passphrase(secret())).unwrap());
    (path, key)
}

fn open(path: &Path, key: Option<&Key>) -> (Journal, Opening) {
    Journal::open(path, key).unwrap()
}

fn study_of(entries: &[Entry]) -> Study {
    let mut study = Study::new(DEVICE);
    entries.iter().cloned().for_each(|entry| study.apply(entry));
    study
}

fn originals(entries: &[Entry]) -> Vec<Entry> {
    entries.iter().filter(|entry| entry.header.way == Way::Here).cloned().collect()
}

/// The same every time, and as good as any.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) as usize % sides
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.roll(at + 1));
        }
    }
}

fn segment(path: &Path) -> Vec<u8> {
    fs::read(path.join("segments/00000001.seg")).unwrap()
}

#[test]
fn two_colleagues_come_into_a_journal_in_clear_and_sealed_and_it_goes_on() {
    for sealed in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let (path, key) = own(dir.path(), sealed);
        let before = segment(&path);
        assert_eq!(survey(&path).unwrap().format, 1);
        let (mut journal, _) = open(&path, key.as_ref());
        let mine = replayed(&journal);
        let all = [much(WREN), much(HERON)].concat();
        let taken = journal.take_in(&all, NOW).unwrap();
        assert_eq!((taken.new, taken.known, taken.refused, taken.held), (74, 0, 0, vec![]));
        assert_eq!(survey(&path).unwrap().format, 2);
        assert!(segment(&path).starts_with(&before), "what was there is there to the byte");
        assert_eq!(journal.taken(WREN).unwrap(), 37);
        let own_next = journal.append(&[observation(20)], Purpose::Do, NOW).unwrap();
        assert_eq!(own_next[0].header.seq, 21);
        drop(journal);

        let (mut journal, opening) = open(&path, key.as_ref());
        assert_eq!((opening.repairs, opening.losses), (vec![], vec![]));
        let now = replayed(&journal);
        assert_eq!(originals(&now)[..20], mine, "sealed: {sealed}");
        let again = journal.take_in(&all, NOW).unwrap();
        assert_eq!((again.new, again.known), (0, 74), "each once");
        assert_eq!(journal.entries(), 95);
        let verified = journal.verify().unwrap();
        assert_eq!((verified.entries, verified.problems, verified.missing), (95, vec![], vec![]));
        let next = journal.append(&[observation(21)], Purpose::Do, NOW).unwrap();
        assert_eq!(next[0].header.seq, 22);
        let study = study_of(&now);
        assert_eq!((study.taken(WREN), study.taken(HERON), study.taken(DEVICE)), (37, 37, 0));
    }
}

#[test]
fn in_two_hundred_orders_and_pieces_the_study_is_the_same_and_no_original_moves() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = own(dir.path(), false);
    let (journal, _) = open(&path, None);
    let mine = replayed(&journal);
    drop(journal);
    let all = [much(WREN), much(HERON)].concat();
    let mut portraits = Vec::new();
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let mut open = OpenStudy::in_memory(identity(), None);
        for n in 0..20 {
            let deed = asdone::actions::Deed {
                changes: vec![observation(n)],
                purpose: Purpose::Do,
                said: String::new(),
            };
            open.perform(&deed, 1_767_225_600_000 + n as i64).unwrap();
        }
        let mut bag = all.clone();
        dice.shuffle(&mut bag);
        // What comes too early waits, and is brought again.
        let mut rounds = 0;
        while open.study.taken(WREN) < 37 || open.study.taken(HERON) < 37 {
            let size = 1 + dice.roll(30);
            for piece in bag.chunks(size) {
                open.take_in_shelf(piece, NOW).unwrap();
            }
            rounds += 1;
            assert!(rounds < 100, "it comes to an end");
        }
        let entries = replayed(open.journal());
        assert_eq!(entries.len(), 94);
        let texts = |entries: &[Entry]| -> Vec<Content> {
            originals(entries).into_iter().map(|entry| entry.content).collect()
        };
        assert_eq!(texts(&entries), texts(&mine), "seed {seed}");
        assert_eq!(open.journal().verify().unwrap().problems, Vec::<String>::new());
        let mut shuffled = entries.clone();
        dice.shuffle(&mut shuffled);
        portraits.push(study_of(&shuffled).portrait());
        assert_eq!(study_of(&entries).portrait(), open.study.portrait(), "seed {seed}");
    }
    portraits.dedup();
    assert_eq!(portraits.len(), 1);
}

#[test]
fn what_comes_too_early_or_from_a_clock_far_ahead_waits_and_moves_no_clock() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = own(dir.path(), false);
    let (mut journal, _) = open(&path, None);
    let mut theirs = much(WREN);
    let day = 24 * 60 * 60 * 1_000;
    theirs[5].time = hybrid(NOW + day);
    let taken = journal.take_in(&theirs, NOW).unwrap();
    assert_eq!(taken.new, 5);
    let held = Held { device: WREN, from: 6, count: 32, why: Why::ClockAhead { hours: 24 } };
    assert_eq!(taken.held, std::slice::from_ref(&held));
    assert_eq!(
        held.to_string(),
        "32 entries from laptop 00000000000000a1 wait: they were written by a clock that is 24 \
         hours ahead of the one here; look at the date on both laptops"
    );
    let own = journal.append(&[observation(20)], Purpose::Do, NOW).unwrap();
    assert!(own[0].header.time < hybrid(NOW + 1_000), "the own clock was not drawn ahead");
    theirs[5].time = hybrid(NOW + day - 1);
    let early = journal.take_in(&theirs[8..], NOW).unwrap();
    let lacking = Held { device: WREN, from: 9, count: 29, why: Why::Lacking { from: 6, to: 8 } };
    assert_eq!((early.new, early.held), (0, vec![lacking]));
    let rest = journal.take_in(&theirs, NOW).unwrap();
    assert_eq!((rest.new, rest.known, rest.held), (32, 5, vec![]));
    let own = journal.append(&[observation(21)], Purpose::Do, NOW).unwrap();
    assert!(own[0].header.time > theirs[5].time, "what is said of it comes after it");
}

#[test]
fn what_an_author_let_go_of_before_it_came_is_a_gap_and_no_loss() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = own(dir.path(), false);
    let (mut journal, _) = open(&path, None);
    let mut theirs = much(WREN);
    journal.take_in(&theirs[..3], NOW).unwrap();
    // 4 to 10 are no longer handed out; and whoever comes new gets only the last.
    theirs[10].after = 3;
    let taken = journal.take_in(&theirs[10..], NOW).unwrap();
    assert_eq!((taken.new, taken.held), (27, vec![]));
    let mut last = much(HERON).split_off(36);
    last[0].after = 0;
    assert_eq!(journal.take_in(&last, NOW).unwrap().new, 1);
    drop(journal);
    let (journal, _) = open(&path, None);
    let verified = journal.verify().unwrap();
    assert_eq!((verified.problems, verified.missing), (vec![], vec![]));
    assert_eq!(journal.taken(WREN).unwrap(), 37);
}

fn holds(dir: &Path, text: &str) -> bool {
    fs::read_dir(dir).unwrap().flatten().map(|item| item.path()).any(|path| {
        if path.is_dir() {
            return holds(&path, text);
        }
        fs::read(path).unwrap().windows(text.len()).any(|part| part == text.as_bytes())
    })
}

#[test]
fn what_is_taken_back_leaves_both_witnesses_and_no_text_of_ones_own() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = own(dir.path(), false);
    let (mut journal, _) = open(&path, None);
    let drafts = asdone::journal::Drafts::of(&path);
    drafts.put(&asdone::journal::DraftSlot::TooLong, &format!("I heard of {SECRET}")).unwrap();
    let theirs = shelf(
        WREN,
        vec![
            shared(700, Some(copy_of(700, SECRET))),
            shared(701, Some(copy_of(701, "and this one stays"))),
            shared(700, None),
            shared(700, Some(copy_of(700, "shared again, in other words"))),
        ],
    );
    journal.take_in(&theirs[..2], NOW).unwrap();
    assert!(holds(&path.join("segments"), SECRET));
    let before = replayed(&journal);
    let back = journal.take_in(&theirs[2..], NOW).unwrap();
    assert_eq!(back.new, 2);
    assert!(!holds(&path.join("segments"), SECRET) && !holds(&path.join("store"), SECRET));
    assert!(holds(&path.join("drafts"), SECRET), "nobody else reaches into drafts");
    let after = replayed(&journal);
    assert_eq!(after[20].content, Content::Erased);
    assert_eq!((&after[..20], &after[21..22]), (&before[..20], &before[21..22]));
    drop(journal);
    let (mut journal, opening) = open(&path, None);
    assert_eq!((opening.repairs, opening.losses), (vec![], vec![]));
    let verified = journal.verify().unwrap();
    assert_eq!((verified.problems, verified.missing), (vec![], vec![]));
    assert_eq!(replayed(&journal), after);
    assert!(holds(&path.join("drafts"), SECRET));

    // Brought with its taking back, it never comes to lie here at all.
    let other = shelf(HERON, vec![shared(702, Some(copy_of(702, SECRET))), shared(702, None)]);
    let taken = journal.take_in(&other, NOW).unwrap();
    assert_eq!((taken.new, taken.refused), (2, 0));
    assert!(!holds(&path.join("segments"), SECRET) && !holds(&path.join("store"), SECRET));
}

#[test]
fn what_no_study_takes_stands_without_its_words_and_stops_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = own(dir.path(), false);
    let (mut journal, _) = open(&path, None);
    let theirs = shelf(
        WREN,
        vec![
            shared(700, Some(copy_of(700, "  \n "))),
            shared(701, Some(copy_of(701, "whole"))),
            shared(702, Some(copy_of(702, "whole"))),
        ],
    );
    let mut theirs = theirs;
    theirs[1].body = vec![7; 60 * 1024];
    let taken = journal.take_in(&theirs, NOW).unwrap();
    assert_eq!((taken.new, taken.refused), (3, 2));
    let contents: Vec<bool> =
        replayed(&journal)[20..].iter().map(|entry| entry.content == Content::Erased).collect();
    assert_eq!(contents, [true, true, false]);
    assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new());
    let unknown = Foreign { number: 4, after: 3, body: vec![200, 1, 2], ..theirs[2].clone() };
    assert_eq!(journal.take_in(&[unknown], NOW).unwrap().refused, 0);
    let last = replayed(&journal).pop().unwrap();
    assert_eq!(last.content, Content::Unknown([200, 1, 2].into()), "kept for a later version");
}

const DIR: &str = "ASDONE_KILL_TAKING";

#[test]
fn the_one_that_takes_in_and_is_killed() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let (mut journal, _) = open(Path::new(&dir), None);
    let all = [much(WREN), much(HERON)].concat();
    for piece in all.chunks(5) {
        journal.take_in(piece, NOW).unwrap();
    }
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

#[test]
fn killed_while_it_takes_in_the_study_opens_and_the_rest_comes_the_next_time() {
    let all = [much(WREN), much(HERON)].concat();
    let mut unfinished = 0;
    for round in 0..12 {
        let dir = tempfile::tempdir().unwrap();
        let (path, _) = own(dir.path(), false);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_one_that_takes_in_and_is_killed", "--test-threads=1"])
            .env(DIR, &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(20 + round * 15));
        child.kill().unwrap();
        child.wait().unwrap();
        let (mut journal, opening) = open(&path, None);
        assert_eq!(opening.losses, Vec::<String>::new());
        let then = journal.entries();
        unfinished += u32::from(then > 20 && then < 94);
        let verified = journal.verify().unwrap();
        assert_eq!((verified.problems, verified.missing), (vec![], vec![]));
        journal.take_in(&all, NOW).unwrap();
        assert_eq!(journal.entries(), 94);
        assert!(!holds(&path.join("segments"), &format!("{}: rang", WREN.0 * 1_000)));
        let verified = journal.verify().unwrap();
        assert_eq!((verified.entries, verified.problems), (94, vec![]));
    }
    assert!(unfinished > 0, "it was never killed in the middle of it");
}

#[test]
fn a_copy_that_is_restored_and_a_sealing_say_that_others_are_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = own(dir.path(), false);
    let (mut journal, _) = open(&path, None);
    journal.take_in(&much(WREN), NOW).unwrap();
    let place = dir.path().join("copy");
    journal.snapshot().unwrap().unwrap().back_up(&place, false, NOW).unwrap();
    drop(journal);
    let back = dir.path().join("back");
    asdone::journal::restore(&place, &back, None, HERON).unwrap();
    assert_eq!(survey(&back).unwrap().format, 2);
    let (mut journal, _) = open(&back, None);
    assert_eq!((journal.taken(WREN).unwrap(), journal.identity().device), (37, HERON));
    // What it handed out in its former life it takes in from the shelf like anybody's.
    let former = Foreign { device: DEVICE, ..much(WREN)[0].clone() };
    assert_eq!(journal.take_in(&[former], NOW).unwrap().new, 1);
    drop(journal);

    let cheap = Cost { memory: 64, passes: 1, lanes: 1 };
    let keys = NewKeys::make(identity().study, &secret(), None, cheap).unwrap();
    Journal::seal_now(&path, &keys).unwrap();
    assert_eq!(survey(&path).unwrap().format, 2);

    // The file that says so can be lost.
    fs::remove_file(back.join("study")).unwrap();
    let (opened, _) = OpenStudy::open(&back, None, Mending::Rebuild).unwrap();
    drop(opened);
    assert_eq!(survey(&back).unwrap().format, 2);
    // Or an older one put back.
    let (alone, _) = own(&dir.path().join("alone"), false);
    fs::write(back.join("study"), fs::read(alone.join("study")).unwrap()).unwrap();
    let (journal, _) = open(&back, None);
    replayed(&journal);
    assert_eq!(survey(&back).unwrap().format, 2);
}
