//! kill -9 at random moments in the midst of saving, tagging, page packing, taking in notes,
//! copying and erasing: nothing acknowledged is lost, nothing is torn, nothing erased comes back,
//! and the study opens. 12 rounds; as many as `ASDONE_KILLS` says (`tests/torture/kill`).
//!
//! This test binary runs itself as the process to be killed, with `ASDONE_KEEP_DIR` set.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use asdone::journal::{CopyFound, Inbox, Journal};
use asdone::study::{
    Change, Item, ItemId, Moment, ObservationId, Purpose, Record, Study, TagKey, Verdict,
};

use crate::journal_kit::*;

const DIR: &str = "ASDONE_KEEP_DIR";

fn id(n: u64) -> ObservationId {
    ObservationId(u128::from(n) << 64 | 0x8000_0000_0000_0000)
}

fn number_of(id: ObservationId) -> u64 {
    (id.0 >> 64) as u64
}

fn words(n: u64) -> String {
    format!("told-in-confidence-{n}-end")
}

fn note(n: u64) -> Change {
    let Change::Recorded(mut observation) = observation(n) else { unreachable!() };
    observation.text.push_str(&words(n));
    Change::Recorded(observation)
}

fn tag(n: u64, turn: u64) -> Change {
    let verdict = if turn.is_multiple_of(2) { Verdict::Yes } else { Verdict::No };
    let tag = TagKey::parse("s.check").unwrap();
    Change::Tagged { observation: id(n), tag, verdict, was: Verdict::Unsaid, codebook: 1 }
}

fn erased(n: u64) -> Change {
    Change::Erased {
        what: Item::Observation(id(n)),
        item: ItemId(u128::from(n) + 1_000_000),
        reason: "consent withdrawn".into(),
        at: Moment::new(1_767_225_600_000, 60),
    }
}

fn fold(journal: &Journal) -> Study {
    let mut study = Study::new(DEVICE);
    journal.replay(|entry| study.apply(entry)).expect("replay");
    study
}

/// One who works: what has been acknowledged is said on a line of its own.
struct Worker {
    journal: Journal,
    study: Study,
    inbox: Inbox,
    next: u64,
    turn: u64,
    out: std::io::Stdout,
}

impl Worker {
    fn say(&mut self, what: &str, from: u64, to: u64) {
        writeln!(self.out, "\n{what} {from} {to}").expect("the parent reads");
        self.out.flush().expect("the parent reads");
    }

    fn append(&mut self, changes: &[Change]) {
        let entries = self.journal.append(changes, Purpose::Do, 1).expect("append");
        entries.into_iter().for_each(|entry| self.study.apply(entry));
    }

    fn save(&mut self, count: u64) {
        let (from, to) = (self.next, self.next + count);
        let changes: Vec<Change> = (from..to).map(note).collect();
        self.append(&changes);
        self.next = to;
        self.say("saved", from, to);
    }

    fn take_in(&mut self) {
        for note in self.inbox.waiting(None).expect("the inbox").0 {
            let here = |change: &Change| match change {
                Change::Recorded(o) => self.study.get(o.id).is_some_and(Record::is_here),
                _ => false,
            };
            if !note.changes.iter().any(here) && !self.journal.came_back(&note.changes) {
                self.append(&note.changes);
            }
            self.inbox.remove(&note.name).expect("remove a note");
        }
    }

    fn work(&mut self, copy: &Path) {
        self.turn += 1;
        match self.turn % 12 {
            1 | 7 => self.save(1),
            2 => self.save(40),
            3 | 8 => {
                let n = self.next.saturating_sub(3);
                self.append(&[tag(n, self.turn), tag(n.saturating_sub(1), self.turn)]);
            }
            5 => self.save(130),
            6 => {
                let n = self.next;
                self.next += 1;
                self.inbox.drop_note(&[note(n)]).expect("drop a note");
                self.say("saved", n, n + 1);
                self.take_in();
            }
            9 => {
                let snapshot = self.journal.snapshot().expect("a snapshot").expect("on disk");
                snapshot.back_up(copy, true, 1).expect("a copy");
            }
            4 | 10 => {
                let wanted = |n: &u64| self.study.get(id(*n)).is_some_and(Record::is_standing);
                let Some(n) = (0..self.next).rev().step_by(17).skip(1).find(wanted) else { return };
                self.append(&[erased(n)]);
                self.say("erased", n, n + 1);
            }
            _ => {
                let snapshot = self.journal.snapshot().expect("a snapshot").expect("on disk");
                drop(snapshot.keep_up(1));
            }
        }
    }
}

#[test]
fn the_one_that_is_killed() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let path = Path::new(&dir).join("study");
    let (journal, opening) = Journal::open(&path, None).expect("open");
    assert_eq!(opening.losses, Vec::<String>::new());
    let study = fold(&journal);
    let inbox = Inbox::of(&path);
    let out = std::io::stdout();
    let turn = study.revision();
    let mut worker = Worker { journal, study, inbox, next: 0, turn, out };
    worker.take_in();
    let known = worker.study.records().iter().map(|record| number_of(record.id()) + 1);
    worker.next = known.max().unwrap_or(0);
    let copy = Path::new(&dir).join("copy");
    loop {
        worker.work(&copy);
    }
}

/// Runs the child until it has been killed; what it acknowledged.
fn kill_one(dir: &Path, after: Duration) -> (BTreeSet<u64>, BTreeSet<u64>) {
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "keeping::the_one_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("start the child");
    let out = BufReader::new(child.stdout.take().expect("its output"));
    let reader = std::thread::spawn(move || {
        let (mut saved, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for line in out.lines().map_while(Result::ok) {
            let words: Vec<&str> = line.split(' ').collect();
            let [what, from, to] = words.as_slice() else { continue };
            let (Ok(from), Ok(to)) = (from.parse::<u64>(), to.parse::<u64>()) else { continue };
            match *what {
                "saved" => saved.extend(from..to),
                "erased" => gone.extend(from..to),
                _ => {}
            }
        }
        (saved, gone)
    });
    std::thread::sleep(after);
    child.kill().expect("kill");
    let status = child.wait().expect("wait");
    assert!(!status.success() && status.code().is_none(), "it ended by itself: {status}");
    reader.join().expect("the reader")
}

/// All bytes of all files below a folder.
fn bytes_of(dir: &Path, into: &mut Vec<u8>) {
    for item in fs::read_dir(dir).into_iter().flatten().flatten() {
        if item.path().is_dir() {
            bytes_of(&item.path(), into);
        } else {
            into.extend(fs::read(item.path()).unwrap_or_default());
        }
    }
}

/// What was acknowledged is in the study or waits in the inbox; what was erased is in neither.
fn all_is_there(
    path: &Path,
    study: &Study,
    (saved, gone): (&BTreeSet<u64>, &BTreeSet<u64>),
    round: u32,
) {
    let notes = Inbox::of(path).waiting(None).unwrap().0;
    let waiting: Vec<u64> = notes
        .iter()
        .flat_map(|note| &note.changes)
        .filter_map(|change| match change {
            Change::Recorded(o) => Some(number_of(o.id)),
            _ => None,
        })
        .collect();
    for n in saved {
        let there = study.get(id(*n)).is_some_and(Record::is_standing);
        let erased = study.is_erased(Item::Observation(id(*n)));
        assert!(there || erased || waiting.contains(n), "round {round}: {n} is lost");
    }
    for n in gone {
        assert!(study.is_erased(Item::Observation(id(*n))), "round {round}: {n} is back");
    }
}

/// No file of the study has the words of a note that was erased.
fn nothing_erased_is_left(path: &Path, study: &Study, round: u32) {
    let mut bytes = Vec::new();
    bytes_of(path, &mut bytes);
    for erasure in study.erasures() {
        let Item::Observation(id) = erasure.what else { continue };
        let words = words(number_of(id));
        let found = memchr::memmem::find(&bytes, words.as_bytes());
        assert_eq!(found, None, "round {round}: {words} is in a file");
    }
}

/// Whether there is a copy; it takes in what is new and then says the same as the study.
fn the_copy_holds(copy: &Path, journal: &Journal, round: u32) -> bool {
    if !copy.join("segments").is_dir() {
        return false;
    }
    let snapshot = journal.snapshot().unwrap().unwrap();
    snapshot.back_up(copy, true, 1).unwrap_or_else(|e| panic!("{round}: {e}"));
    let found = CopyFound::open(copy, None).unwrap();
    assert_eq!(found.verify().unwrap().problems, Vec::<String>::new(), "{round}");
    assert_eq!(found.compare(journal).unwrap(), Vec::<String>::new(), "{round}");
    true
}

#[cfg(unix)]
#[test]
fn nothing_acknowledged_is_lost_and_nothing_erased_comes_back() {
    if std::env::var_os(DIR).is_some() {
        return;
    }
    let _alone = crate::alone();
    let rounds = std::env::var("ASDONE_KILLS").ok().and_then(|n| n.parse().ok());
    let rounds: u32 = rounds.unwrap_or(12);
    let (mut all, mut erasures, mut repairs, mut copies) = (0usize, 0usize, 0usize, 0u32);
    let mut round = 0;
    // A study of its own for each 40 rounds, so that none gets so large that opening is all there is.
    while round < rounds {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("study");
        drop(Journal::create(&path, identity(), None).unwrap());
        let (mut saved, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..40.min(rounds - round) {
            round += 1;
            let micros = 4_000.0 + (f64::from(round) * 0.618_033_988_75).fract() * 400_000.0;
            let (more, less) = kill_one(dir.path(), Duration::from_micros(micros as u64));
            saved.extend(more);
            let new: Vec<u64> = less.difference(&gone).copied().collect();
            gone.extend(less);

            let (journal, opening) =
                Journal::open(&path, None).unwrap_or_else(|e| panic!("{round}: {e}"));
            assert_eq!(opening.losses, Vec::<String>::new(), "round {round}");
            repairs += opening.repairs.len();
            let study = fold(&journal);
            all_is_there(&path, &study, (&saved, &gone), round);
            if !new.is_empty() || round % 10 == 0 {
                nothing_erased_is_left(&path, &study, round);
                let verified = journal.verify().unwrap();
                let wrong = (verified.problems, verified.missing);
                assert_eq!(wrong, (vec![], vec![]), "round {round}");
            }
            copies += u32::from(the_copy_holds(&dir.path().join("copy"), &journal, round));
        }
        all += saved.len();
        erasures += gone.len();
    }
    println!(
        "{rounds} kills, {all} notes acknowledged, 0 lost, 0 torn, {erasures} erasures \
         acknowledged, 0 came back, {copies} copies looked over, {repairs} repairs at opening"
    );
    assert!(all > 0, "the child never got to save anything");
}
