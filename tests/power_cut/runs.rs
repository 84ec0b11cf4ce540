//! The runs that are recorded: what each begins with, and what it then does. Whatever has been
//! acknowledged is said on a line of its own, and so is where it becomes interesting to be cut off.

use std::io::Write;
use std::path::{Path, PathBuf};

use asdone::journal::keys::{self, Cost, Key, NewKeys, Secret, SecretString};
use asdone::journal::{DraftSlot, Drafts, Inbox, Journal, doors};
use asdone::study::{Change, Content, Item, ItemId, Moment, ObservationId, Purpose};

use crate::journal_kit::{identity, number, observation};
use crate::trace::Event;

const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

/// A segment that has grown to this is packed before the next note goes into a new one; and notes
/// that fill it soon. Those of a sealed study are made smaller: without optimisation, sealing and
/// opening take most of the time that these tests have.
const fn full(sealed: bool) -> (u64, usize) {
    if sealed { (256 * 1024, 1_000) } else { (4 * 1024 * 1024, 20_000) }
}

/// The half-typed text that stands in the drafts of a study that is being sealed.
pub(crate) const HALF_TYPED: &str = "told-in-confidence-half-typed-end";

/// What a run does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Run {
    /// Saves of every size, and now and then an erasure.
    Saving,
    /// A full segment is packed; after that the study is copied, and something is erased from it.
    Packing,
    /// What was said in two notes goes, and with it drafts and notes that wait.
    Erasing,
    /// A copy is made, brought up to date, and built anew after an erasure.
    Copying,
    /// Notes are left in the inbox and taken in.
    TakingIn,
    /// A study in clear is sealed.
    Sealing,
}

const ALL: [Run; 6] =
    [Run::Saving, Run::Packing, Run::Erasing, Run::Copying, Run::TakingIn, Run::Sealing];

/// The study on a disk.
pub(crate) fn study_on(disk: &Path) -> PathBuf {
    disk.join("study")
}

/// The copy on the same disk.
pub(crate) fn copy_on(disk: &Path) -> PathBuf {
    disk.join("copy")
}

/// Keys that the same passphrase opens.
pub(crate) fn new_keys() -> NewKeys {
    let secret = SecretString::from("correct horse".to_owned());
    NewKeys::make(identity().study, &secret, None, CHEAP).unwrap()
}

/// The key of a study, where it is sealed.
pub(crate) fn unlocked(study: &Path) -> Option<Key> {
    let secret = Secret::Passphrase(SecretString::from("correct horse".to_owned()));
    keys::is_sealed(study).unwrap().then(|| keys::unlock(study, &secret).unwrap())
}

pub(crate) fn id(n: u64) -> ObservationId {
    ObservationId(u128::from(n) << 64 | 0x8000_0000_0000_0000)
}

/// What stands in the n-th note and nowhere else.
pub(crate) fn words(n: u64) -> String {
    format!("told-in-confidence-{n}-end")
}

/// The n-th note, with so much more text.
fn note(n: u64, more: usize) -> Change {
    let Change::Recorded(mut observation) = observation(n) else { unreachable!() };
    observation.text.push_str(&words(n));
    observation.text.extend("And so it went on all day. ".chars().cycle().take(more));
    Change::Recorded(observation)
}

fn say(line: &str) {
    let mut out = std::io::stdout();
    out.write_all(format!("\n{line}\n").as_bytes()).expect("a pipe");
    out.flush().expect("a pipe");
}

/// Something that may be cut off at any moment.
fn now(what: impl FnOnce()) {
    say("now");
    what();
    say("done");
}

impl Run {
    pub(crate) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|run| run.name() == name)
    }

    /// Makes what the run begins with; says how many entries there are and which notes wait.
    pub(crate) fn prepare(self, disk: &Path, seal: bool) -> (u64, Vec<u64>) {
        std::fs::create_dir(disk).unwrap();
        let study = study_on(disk);
        let keys = seal.then(new_keys);
        let mut journal = Journal::create(&study, identity(), keys.as_ref()).unwrap();
        let mut append = |notes: &[Change]| {
            journal.append(notes, Purpose::Do, journal.entries() as i64).unwrap();
        };
        let notes = match self {
            Self::Saving => 230,
            Self::Packing => 0,
            Self::Erasing | Self::Copying | Self::Sealing => 160,
            Self::TakingIn => 40,
        };
        for from in (0..notes).step_by(7) {
            append(&(from..notes.min(from + 7)).map(|n| note(n, 0)).collect::<Vec<_>>());
        }
        let (drafts, inbox) = (Drafts::of(&study), Inbox::of(&study));
        let mut waiting = Vec::new();
        match self {
            // Long notes, one by one, until there is room for two or three.
            Self::Packing => {
                let segment = study.join("segments/00000001.seg");
                let (full, more) = full(seal);
                let mut n = 0;
                while segment.metadata().unwrap().len() < full - 2 * more as u64 - 10_000 {
                    append(&[note(n, more)]);
                    n += 1;
                }
                journal.snapshot().unwrap().unwrap().back_up(&copy_on(disk), true, 1).unwrap();
            }
            Self::Erasing => {
                for n in [40, 90] {
                    let slot = DraftSlot::Named(format!("amend-{n}"));
                    let Change::Recorded(said) = note(n, 0) else { unreachable!() };
                    drafts.put(&slot, &format!("{} And more.", said.text)).unwrap();
                    inbox.drop_note(&[note(n, 0)]).unwrap();
                }
            }
            Self::Sealing => {
                drafts.put(&DraftSlot::Capture, HALF_TYPED).unwrap();
                waiting = vec![notes, notes + 1];
                waiting.iter().for_each(|n| inbox.drop_note(&[note(*n, 0)]).unwrap());
            }
            Self::Saving | Self::Copying | Self::TakingIn => {}
        }
        (journal.entries(), waiting)
    }

    /// Does what is recorded.
    pub(crate) fn perform(self, disk: &Path) {
        if self == Self::Sealing {
            return seal_and_go_on(disk);
        }
        let mut worker = Worker::on(disk);
        match self {
            Self::Saving => worker.save_all_day(),
            Self::Packing => {
                let second = study_on(disk).join("segments/00000002.seg");
                let (full, more) = full(worker.key.is_some());
                doors::close_segments_at(full);
                now(|| {
                    while !second.exists() {
                        worker.save(1, more);
                    }
                });
                worker.save(1, 0);
                now(|| worker.copy());
                now(|| worker.erase(3));
                now(|| worker.copy());
                now(|| worker.save(3, 0));
            }
            Self::Erasing => {
                now(|| worker.erase(40));
                worker.save(3, 0);
                now(|| worker.erase(90));
                now(|| worker.save(1, 0));
            }
            Self::Copying => {
                now(|| worker.copy());
                worker.save(5, 0);
                now(|| worker.copy());
                worker.save(101, 0);
                now(|| worker.copy());
                worker.erase(33);
                now(|| worker.copy());
            }
            Self::TakingIn => {
                for _ in 0..4 {
                    now(|| {
                        worker.leave();
                        worker.leave();
                        worker.take_in();
                    });
                }
            }
            Self::Sealing => unreachable!(),
        }
    }

    /// Makes sure that the record shows what the run is for.
    pub(crate) fn is_in(self, events: &[Event]) {
        let named = |wanted: &str| {
            let is_it = |event: &&Event| match event {
                Event::Renamed(_, to) => to.ends_with(wanted),
                Event::Removed(path) => {
                    path.ends_with(wanted) || path.to_string_lossy().ends_with(wanted)
                }
                _ => false,
            };
            events.iter().filter(is_it).count()
        };
        let wanted: &[(&str, usize)] = match self {
            Self::Saving => &[("study/segments.gone", 4)],
            Self::Packing => &[
                ("study/segments/00000001.seg", 1),
                ("study/segments/00000002.seg", 1),
                ("copy/segments/00000001.seg", 1),
                ("study/segments.gone", 1),
                ("copy/segments.gone", 1),
            ],
            Self::Erasing => &[("study/segments.gone", 2), (".note", 2)],
            Self::Copying => &[("copy/segments.ready", 2), ("copy/segments.gone", 1)],
            Self::TakingIn => &[(".note", 8)],
            Self::Sealing => &[("study/sealing.ready", 1), ("study/segments", 1)],
        };
        for (name, count) in wanted {
            let found = named(name);
            assert!(found >= *count, "{self:?}: {name} was met {found} times, not {count}");
        }
    }
}

/// Who works on a study.
struct Worker {
    disk: PathBuf,
    journal: Journal,
    key: Option<Key>,
    next: u64,
}

impl Worker {
    fn on(disk: &Path) -> Self {
        let study = study_on(disk);
        let key = unlocked(&study);
        let (journal, opening) = Journal::open(&study, key.as_ref()).expect("open");
        assert_eq!(opening.losses, Vec::<String>::new());
        let next = journal.entries();
        Self { disk: disk.to_path_buf(), journal, key, next }
    }

    fn append(&mut self, changes: &[Change]) {
        let now = self.journal.entries() as i64;
        self.journal.append(changes, Purpose::Do, now).expect("append");
    }

    fn save(&mut self, count: u64, more: usize) {
        let notes: Vec<_> = (self.next..self.next + count).map(|n| note(n, more)).collect();
        self.append(&notes);
        self.next += count;
        say(&format!("saved {}", self.journal.entries()));
    }

    fn save_all_day(&mut self) {
        for round in 0..140u64 {
            self.save([1, 1, 3, 1, 40, 1, 1, 101][(round % 8) as usize], 0);
            if round == 0 {
                say("now");
            }
            if round % 47 == 46 {
                self.erase(round / 47 * 17 + 3);
            }
        }
    }

    fn erase(&mut self, n: u64) {
        let tombstone = Change::Erased {
            what: Item::Observation(id(n)),
            item: ItemId(u128::from(n) + 1_000_000),
            reason: "consent was withdrawn".into(),
            at: Moment::new(0, 0),
        };
        self.append(&[tombstone]);
        say(&format!("erased {n} {}", self.journal.entries()));
    }

    fn copy(&mut self) {
        let snapshot = self.journal.snapshot().expect("a snapshot").expect("on disk");
        let copied = snapshot.back_up(&copy_on(&self.disk), true, 1).expect("a copy");
        say(&format!("copied {}", copied.entries));
    }

    fn leave(&mut self) {
        let n = self.next;
        self.next += 1;
        Inbox::of(&study_on(&self.disk)).drop_note(&[note(n, 0)]).expect("drop a note");
        say(&format!("left {n}"));
    }

    fn take_in(&mut self) {
        take_in(&study_on(&self.disk), self.key.as_ref(), &mut self.journal);
        say(&format!("saved {}", self.journal.entries()));
    }
}

/// How often each note is in a study.
pub(crate) fn notes_in(journal: &Journal) -> Vec<u64> {
    let mut notes = Vec::new();
    let read = journal.replay(|entry| match &entry.content {
        Content::Known(Change::Recorded(_)) => notes.push(number(&entry)),
        Content::Erased | Content::Known(Change::Erased { .. }) => {}
        other => panic!("{other:?}"),
    });
    read.expect("all of it can be read");
    notes
}

/// Takes in what waits, as the program does: what is there already is not taken in again.
pub(crate) fn take_in(study: &Path, key: Option<&Key>, journal: &mut Journal) {
    let inbox = Inbox::of(study);
    let (waiting, unread) = inbox.waiting(key).expect("the inbox");
    assert_eq!(unread, Vec::<String>::new());
    let here = notes_in(journal);
    for left in waiting {
        let is_here = |change: &Change| match change {
            Change::Recorded(observation) => here.iter().any(|n| id(*n) == observation.id),
            _ => false,
        };
        if !left.changes.iter().any(is_here) && !journal.came_back(&left.changes) {
            journal.append(&left.changes, Purpose::Do, 1).expect("append");
        }
        inbox.remove(&left.name).expect("remove a note");
    }
}

fn seal_and_go_on(disk: &Path) {
    let study = study_on(disk);
    now(|| {
        Journal::seal_now(&study, &new_keys()).expect("sealed");
        say("sealed");
        let mut worker = Worker::on(disk);
        worker.take_in();
        worker.next += 10;
        worker.save(3, 0);
    });
}
