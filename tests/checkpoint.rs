//! The checkpoint beside the journal: what it spares, and that nothing in it is believed which the
//! entries do not say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::cell::Cell;
use std::fs;
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use asdone::actions::Deed;
use asdone::journal::keys::{self, Cost, Key, NewKeys, Secret, SecretString};
use asdone::journal::{
    Folded, Foreign, Identity, Journal, JournalError, Mending, Wanted, doors, handed_out, known_in,
    restore, survey,
};
use asdone::open::OpenStudy;
use asdone::study::{
    Audience, Change, DeviceId, FairCopy, Field, Hybrid, Item, ItemId, Line, Moment, Observation,
    ObservationId, Origin, PersonId, Purpose, SheetId, Sort, Source, Stance, Study, StudyId,
    Subject, TagKey, Verdict,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const WHO: Identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
const SECRET: &str = "the blue house behind the mill";
const NOW: i64 = 1_767_225_600_000;
const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

fn at() -> Moment {
    Moment::new(NOW, 60)
}

fn observation(n: u128, text: &str) -> Observation {
    Observation {
        id: ObservationId(n),
        text: text.into(),
        kind: None,
        happened_at: at(),
        recorded_at: at(),
        setting: Some("duty desk".into()),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Default::default(),
        tags: vec![TagKey::parse("s.check").unwrap()],
    }
}

fn note(n: u128, text: &str) -> Change {
    Change::Recorded(Box::new(observation(n, text)))
}

fn erased(n: u128) -> Change {
    let (what, item) = (Item::Observation(ObservationId(n)), ItemId(n));
    Change::Erased { what, item, reason: "asked to".into(), at: at() }
}

fn secret() -> SecretString {
    SecretString::from("correct horse".to_owned())
}

fn new_keys() -> NewKeys {
    NewKeys::make(WHO.study, &secret(), None, CHEAP).unwrap()
}

fn unlock(study: &Path) -> Option<Key> {
    let sealed = keys::is_sealed(study).unwrap();
    sealed.then(|| keys::unlock(study, &Secret::Passphrase(secret())).unwrap())
}

/// A study of fifty notes whose past has been read once, so that there is a checkpoint.
/// From how many entries on something is kept holds for all threads: some stories set another number.
static WORTH: RwLock<()> = RwLock::new(());

/// A study with something kept in its folder. While it is there nobody sets another number.
struct Kept(PathBuf, #[expect(dead_code, reason = "it is held")] RwLockReadGuard<'static, ()>);

impl Deref for Kept {
    type Target = PathBuf;

    fn deref(&self) -> &PathBuf {
        &self.0
    }
}

fn kept(dir: &Path, keys: Option<&NewKeys>) -> Kept {
    let held = WORTH.read().unwrap_or_else(PoisonError::into_inner);
    doors::checkpoints_from(20);
    let study = dir.join("study");
    known_in(&study, &dir.join("known"));
    let mut journal = Journal::create(&study, WHO, keys).unwrap();
    for n in 0..50 {
        let text = if n == 10 { SECRET } else { "rang school before the visit" };
        journal.append(&[note(n, text)], Purpose::Do, NOW).unwrap();
    }
    drop(journal);
    make(&study);
    Kept(study, held)
}

/// Opens the study and reads its past as a command does.
fn make(study: &Path) {
    let key = unlock(study);
    let (mut open, _) = OpenStudy::open(study, key.as_ref(), Mending::Rebuild).unwrap();
    open.read_past(None).unwrap();
    open.keep_checkpoint();
}

/// Everything that is asked of a study, line by line.
fn told(study: &Study) -> Vec<String> {
    let mut told = study.portrait();
    for record in study.records() {
        let (id, own) = (record.id(), study.own_record(record.id()));
        let own = own.map(|own| (own.text(), own.is_here(), own.is_foreign()));
        told.push(format!("{id} hidden {} own {own:?}", study.is_hidden(id)));
        told.push(format!("{id} said {} {}", record.taggings().len(), record.later().count()));
    }
    for (ix, person) in (0..).map(asdone::study::PersonIx).zip(study.people()) {
        told.push(format!("{} writes in it {}", person.id, study.writes_in_it(ix)));
    }
    for device in 0..60 {
        told.extend(study.pseudonym_on(DeviceId(device)).map(str::to_owned));
    }
    told.push(format!("{:?} {:?}", study.acts().undoable(), study.acts().redoable()));
    told.push(format!("{:?} {} {:?}", study.latest(), study.erased(), study.hidden()));
    told.sort();
    told
}

/// Looks at the study by way of the checkpoint, and that it is what every entry says.
fn look(study: &Path) -> Folded {
    let key = unlock(study);
    let (journal, _) = Journal::open(study, key.as_ref()).unwrap();
    look_in(&journal)
}

fn look_in(journal: &Journal) -> Folded {
    let Identity { device, person, .. } = journal.identity();
    let mut whole = Study::new(device);
    whole.look_as(person);
    journal.replay(|entry| whole.apply(entry)).unwrap();
    let mut names = Study::new(device);
    if journal.fold_past(&mut names, true).unwrap() == Folded::Names {
        assert_eq!(names.codebook().content_hash(), whole.codebook().content_hash());
        assert_eq!(names.known_settings(), whole.known_settings());
        assert_eq!(names.everyone(), whole.everyone());
    }
    let mut folded = Study::new(device);
    folded.look_as(person);
    let how = journal.fold_past(&mut folded, false).unwrap();
    assert_eq!(told(&folded), told(&whole));
    how
}

fn is_whole(how: Folded) -> bool {
    matches!(how, Folded::Whole(_))
}

fn add(study: &Path, notes: Range<u128>) {
    let key = unlock(study);
    let (mut journal, _) = Journal::open(study, key.as_ref()).unwrap();
    for n in notes {
        journal.append(&[note(n, "asked again")], Purpose::Do, NOW).unwrap();
    }
}

/// Whether bytes hold these words, or are a checkpoint in clear that says them: what stands there is made
/// shorter.
fn says(bytes: &[u8], words: &str) -> bool {
    let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|w| w == words.as_bytes());
    holds(bytes) || doors::in_checkpoint(bytes).is_some_and(|said| holds(&said))
}

/// Every file below a folder that holds these words.
fn holding(dir: &Path, words: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = item.path();
        if path.is_dir() {
            found.extend(holding(&path, words));
        } else if says(&fs::read(&path).unwrap(), words) {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_checkpoint_and_what_came_since_is_the_study() {
    for sealed in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let study = kept(dir.path(), sealed.then(new_keys).as_ref());
        assert_eq!(look(&study), Folded::Kept);
        add(&study, 50..60);
        assert_eq!(look(&study), Folded::Kept);
        // Reading beside whoever has it open takes no lock and changes nothing.
        let key = unlock(&study);
        let (open, _) = Journal::open(&study, key.as_ref()).unwrap();
        let before = fs::read(study.join("checkpoint")).unwrap();
        let looked = Journal::look_at(&study, key.as_ref()).unwrap();
        assert_eq!(look_in(&looked), Folded::Kept);
        let mut read = Study::new(WHO.device);
        assert_eq!(looked.fold_past(&mut read, true).unwrap(), Folded::Names);
        assert!(read.codebook().find("s.check").is_some() && read.places() == ["duty desk"]);
        assert_eq!(fs::read(study.join("checkpoint")).unwrap(), before);
        drop((looked, open));
        // What came since is as much as is worth it: everything is folded once more.
        add(&study, 60..90);
        assert!(is_whole(look(&study)));
        make(&study);
        assert_eq!(look(&study), Folded::Kept);
    }
}

#[test]
fn a_checkpoint_that_was_changed_cut_or_comes_from_elsewhere_is_not_believed() {
    for sealed in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let study = kept(dir.path(), sealed.then(new_keys).as_ref());
        let key = unlock(&study);
        let file = study.join("checkpoint");
        let whole = fs::read(&file).unwrap();
        let step = if sealed { 397 } else { 97 };
        for at in (0..whole.len()).step_by(step) {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&file, &changed).unwrap();
            let journal = Journal::look_at(&study, key.as_ref()).unwrap();
            let folded = journal.fold_past(&mut Study::new(WHO.device), false).unwrap();
            assert!(is_whole(folded), "byte {at}");
        }
        for length in [0, 7, 16, 40, whole.len() / 2, whole.len() - 1] {
            fs::write(&file, &whole[..length]).unwrap();
            assert!(is_whole(look(&study)), "{length} bytes");
        }
        fs::write(&file, &whole).unwrap();
        assert_eq!(look(&study), Folded::Kept);
        // One with every hash in order that another account made, who can write here.
        let noted = fs::read_dir(dir.path().join("known")).unwrap().flatten();
        let mut noted = noted.map(|item| item.path());
        let noted = noted.find(|path| path.extension().unwrap() == "checkpoint").unwrap();
        let mine = fs::read(&noted).unwrap();
        fs::write(&noted, [7; 32]).unwrap();
        assert!(is_whole(look(&study)));
        fs::remove_file(&noted).unwrap();
        assert!(is_whole(look(&study)));
        fs::write(&noted, mine).unwrap();
        assert_eq!(look(&study), Folded::Kept);
        // An older one that was this account's own.
        add(&study, 50..80);
        make(&study);
        fs::write(&file, &whole).unwrap();
        assert!(is_whole(look(&study)));
    }
}

/// What is read of some of a study is what the whole says of it.
fn some_of_it_is_what_all_of_it_says(dir: &Path, key: Option<&Key>, whole: &Study) {
    let counts = OpenStudy::look_at_counts(dir, key).unwrap().study;
    let facts = |study: &Study| -> Vec<_> {
        let each = study.all_recorded().map(|(ix, r)| (ix, r.id(), r.setting(), r.is_standing()));
        each.collect()
    };
    assert_eq!(facts(&counts), facts(whole));
    // Notes of before and of after the checkpoint, some of which were corrected or withdrawn since.
    let looks_for = |text: &str, study: &Study| -> Wanted {
        let all: Vec<_> = study.all_standing().collect();
        let of = all.len();
        let rows = all.into_iter().filter(|(_, r)| r.text().contains(text)).map(|(ix, _)| ix);
        Wanted { rows: rows.collect(), of }
    };
    for text in ["1", "45", "55", SECRET, "rang", "nowhere"] {
        let wants = |study: &Study| looks_for(text, study);
        let (look, left) = OpenStudy::look_at_wanted(dir, key, &wants).unwrap();
        let texts = |study: &Study, wanted: Wanted| -> Vec<String> {
            let record = |ix| study.record_at(ix).unwrap();
            wanted.rows.into_iter().map(|ix| record(ix).text().to_owned()).collect()
        };
        let (here, all) = (looks_for(text, &look.study), looks_for(text, whole));
        assert_eq!(here.of + left, all.of, "{text}");
        assert_eq!(texts(&look.study, here), texts(whole, all), "{text}");
        let few = text == "45" || text == "nowhere";
        assert!(!few || look.study.records().len() < 15, "{text}: no more was held than that");
    }
}

#[test]
fn what_only_reads_looks_at_what_is_kept_and_leaves_lock_and_store_alone() {
    for sealed in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let study = kept(dir.path(), sealed.then(new_keys).as_ref());
        add(&study, 50..60);
        let key = unlock(&study);
        let look = || OpenStudy::look_at_kept(&study, key.as_ref());
        let mut whole = Study::new(WHO.device);
        whole.look_as(WHO.person);
        let (journal, _) = Journal::open(&study, key.as_ref()).unwrap();
        journal.replay(|entry| whole.apply(entry)).unwrap();
        // Whoever writes meanwhile keeps nobody from reading.
        assert_eq!(told(&look().unwrap().study), told(&whole));
        drop(journal);
        some_of_it_is_what_all_of_it_says(&study, key.as_ref(), &whole);
        let store = fs::read(study.join("store/db")).unwrap();
        fs::write(study.join("store/db"), "no store").unwrap();
        assert_eq!(told(&look().unwrap().study), told(&whole));
        fs::write(study.join("store/db"), store).unwrap();
        // Anything that opening would see to or tell is left to it.
        for name in
            ["suspect", "erasing", "words-unseen", "segments.ready", "store.gone", "inbox/0-1.note"]
        {
            fs::write(study.join(name), "").unwrap();
            assert!(look().is_none(), "{name}");
            fs::remove_file(study.join(name)).unwrap();
            assert!(look().is_some(), "{name}");
        }
        // What a power cut tears is mended from the store first.
        let segment = study.join("segments/00000001.seg");
        let bytes = fs::read(&segment).unwrap();
        fs::write(&segment, &bytes[..bytes.len() - 3]).unwrap();
        assert!(look().is_none());
        fs::write(&segment, &bytes).unwrap();
        let file = study.join("checkpoint");
        let bytes = fs::read(&file).unwrap();
        for at in [3, 20, bytes.len() / 3, bytes.len() - 2] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&file, changed).unwrap();
            // It may be read whole from the segments; what it says is right all the same.
            assert!(look().is_none_or(|look| told(&look.study) == told(&whole)), "byte {at}");
        }
        fs::remove_file(&file).unwrap();
        assert!(look().is_none());
    }
}

#[test]
fn a_checkpoint_of_another_history_is_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let study = kept(dir.path(), None);
    // They are as many, of the same study and laptop, and others.
    let other = tempfile::tempdir().unwrap();
    let theirs = other.path().join("study");
    let mut journal = Journal::create(&theirs, WHO, None).unwrap();
    (0..50).for_each(|n| drop(journal.append(&[note(n, "else")], Purpose::Do, NOW).unwrap()));
    drop(journal);
    for part in ["segments", "store"] {
        fs::remove_dir_all(study.join(part)).unwrap();
        fs::rename(theirs.join(part), study.join(part)).unwrap();
    }
    assert!(is_whole(look(&study)));
}

#[test]
fn an_erased_word_is_in_no_checkpoint_and_after_sealing_none_is_in_clear() {
    let dir = tempfile::tempdir().unwrap();
    let study = kept(dir.path(), None);
    let file = study.join("checkpoint");
    assert!(holding(&study, SECRET).contains(&file));
    let before = fs::read(&file).unwrap();
    // Somebody who was killed while making another one.
    fs::write(study.join("checkpoint.building"), &before).unwrap();
    let (mut journal, _) = Journal::open(&study, None).unwrap();
    journal.fold_past(&mut Study::new(WHO.device), false).unwrap();
    journal.erase(&[erased(10)], NOW).unwrap();
    drop(journal);
    assert!(!file.exists() && holding(&study, SECRET).is_empty());
    make(&study);
    assert!(file.exists() && holding(&study, SECRET).is_empty());
    assert_eq!(look(&study), Folded::Kept);
    // Nor is an older one believed that something puts back.
    fs::write(&file, before).unwrap();
    assert!(is_whole(look(&study)));
    make(&study);
    fs::write(study.join("checkpoint.building"), "rang school before the visit").unwrap();
    Journal::seal_now(&study, &new_keys()).unwrap();
    assert_eq!(holding(&study, "rang school"), Vec::<PathBuf>::new());
    make(&study);
    assert!(file.exists() && holding(&study, "rang school").is_empty());
    assert_eq!(look(&study), Folded::Kept);
}

#[test]
fn whatever_interrupts_its_making_the_study_is_what_the_entries_say() {
    let dir = tempfile::tempdir().unwrap();
    let study = kept(dir.path(), None);
    let known = dir.path().join("known");
    let state = |study: &Path| {
        let files = fs::read_dir(&known).unwrap().flatten().map(|item| item.path());
        let noted = files.filter(|path| path.extension().unwrap() == "checkpoint");
        let noted = noted.map(|path| (fs::read(&path).unwrap(), path)).next().unwrap();
        (fs::read(study.join("checkpoint")).unwrap(), noted)
    };
    let (old, (old_note, noted)) = state(&study);
    add(&study, 50..80);
    make(&study);
    let (new, (new_note, _)) = state(&study);
    assert!(old != new && old_note != new_note);
    let [file, building] = ["checkpoint", "checkpoint.building"].map(|name| study.join(name));
    let blank = vec![0; old.len()];
    // What each step leaves behind, from the first byte to the last.
    let steps = [
        (Some(&old[..]), Some(&new[..new.len() / 3]), &old_note),
        (Some(&old), Some(&new), &old_note),
        (Some(&old), Some(&new), &new_note),
        (Some(&blank), Some(&new), &new_note),
        (None, Some(&new), &new_note),
        (Some(&new), None, &new_note),
    ];
    for (step, (is, is_building, note)) in steps.into_iter().enumerate() {
        for (path, bytes) in [(&file, is), (&building, is_building)] {
            let _ = fs::remove_file(path);
            bytes.into_iter().for_each(|bytes| fs::write(path, bytes).unwrap());
        }
        fs::write(&noted, note).unwrap();
        assert_eq!(is_whole(look(&study)), step < 5, "step {step}");
        make(&study);
        assert_eq!(look(&study), Folded::Kept, "step {step}");
        assert!(!building.exists(), "step {step}");
    }
}

#[test]
fn one_that_cannot_be_written_or_holds_something_else_is_no_hindrance() {
    let dir = tempfile::tempdir().unwrap();
    let study = kept(dir.path(), None);
    let file = study.join("checkpoint");
    let (journal, _) = Journal::open(&study, None).unwrap();
    assert_eq!(journal.verify_with_checkpoint().unwrap().problems, Vec::<String>::new());
    assert!(survey(&study).unwrap().parts.iter().any(|part| part.what == "checkpoint"));
    // A program that folds wrongly, and seals and notes what came of it.
    let mut wrong = Study::new(WHO.device);
    let mut entries = 0;
    journal
        .replay(|entry| {
            entries += 1;
            if entries != 20 {
                wrong.apply(entry);
            }
        })
        .unwrap();
    journal.keep_checkpoint(&wrong, entries);
    let problems = journal.verify_with_checkpoint().unwrap().problems;
    assert!(problems.iter().any(|said| said.contains("checkpoint")), "{problems:?}");
    assert!(!file.exists());
    // A fold that lacks some of what there is is not kept at all.
    journal.keep_checkpoint(&wrong, entries - 1);
    assert!(!file.exists());
    drop(journal);
    // Something stands where it is to be written.
    fs::create_dir_all(study.join("checkpoint.building/x")).unwrap();
    fs::create_dir(&file).unwrap();
    assert!(is_whole(look(&study)));
    make(&study);
    assert_eq!(look(&study), Folded::Kept);
    // Where the account cannot note it, none is made.
    fs::remove_file(&file).unwrap();
    fs::remove_dir_all(dir.path().join("known")).unwrap();
    fs::write(dir.path().join("known"), "").unwrap();
    make(&study);
    assert!(is_whole(look(&study)) && !file.exists());
}

/// What may happen to a study.
#[derive(Clone, Debug)]
enum Event {
    Notes(u8),
    Tagged(u8),
    Later(u8),
    Corrected(u8),
    BackAndForth(u8),
    Round(u8, bool),
    Closed(u8),
    Erased(u8),
    Outside(u8, u8),
    TakenBack(u8),
    Read,
    Beside,
    Sealed,
    Passphrase,
    Restored,
    StoreLost,
    SegmentsTorn,
}

fn event() -> impl Strategy<Value = Event> {
    let which = 0u8..40;
    prop_oneof![
        6 => (1u8..9).prop_map(Event::Notes),
        2 => which.clone().prop_map(Event::Tagged),
        2 => which.clone().prop_map(Event::Later),
        1 => which.clone().prop_map(Event::Corrected),
        1 => which.clone().prop_map(Event::BackAndForth),
        2 => (which.clone(), any::<bool>()).prop_map(|(n, mine)| Event::Round(n, mine)),
        1 => which.clone().prop_map(Event::Closed),
        1 => which.clone().prop_map(Event::Erased),
        2 => (0u8..2, which.clone()).prop_map(|(who, n)| Event::Outside(who, n)),
        1 => (0u8..2).prop_map(Event::TakenBack),
        6 => Just(Event::Read),
        1 => Just(Event::Beside),
        1 => Just(Event::Sealed),
        1 => Just(Event::Passphrase),
        1 => Just(Event::Restored),
        1 => Just(Event::StoreLost),
        1 => Just(Event::SegmentsTorn),
    ]
}

/// A study to which such things happen.
struct World {
    _alone: RwLockWriteGuard<'static, ()>,
    dir: tempfile::TempDir,
    study: PathBuf,
    next: u128,
    rounds: u128,
    handed_out: [u64; 2],
    gone: Vec<String>,
}

impl World {
    fn new() -> Self {
        let alone = WORTH.write().unwrap_or_else(PoisonError::into_inner);
        doors::checkpoints_from(5);
        let dir = tempfile::tempdir().unwrap();
        let study = dir.path().join("study");
        known_in(&study, &dir.path().join("known"));
        drop(Journal::create(&study, WHO, None).unwrap());
        Self { _alone: alone, dir, study, next: 0, rounds: 0, handed_out: [0; 2], gone: Vec::new() }
    }

    /// Does something as a command would.
    fn act(&self, act: impl FnOnce(&mut OpenStudy)) {
        let key = unlock(&self.study);
        let (mut open, _) = OpenStudy::open(&self.study, key.as_ref(), Mending::Rebuild).unwrap();
        open.read_past(None).unwrap();
        act(&mut open);
        open.keep_checkpoint();
    }

    fn perform(&self, changes: Vec<Change>) {
        let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
        self.act(|open| match open.perform(&deed, NOW) {
            Ok(_) | Err(JournalError::ErasedBefore) => {}
            Err(error) => panic!("{error}"),
        });
    }

    fn id(&self, n: u8) -> ObservationId {
        ObservationId(u128::from(n) % self.next.max(1))
    }

    fn take_in(&mut self, who: u8, changes: Vec<Change>) {
        let from = self.handed_out[usize::from(who)];
        self.handed_out[usize::from(who)] += changes.len() as u64;
        let one = |(number, change): (u64, Change)| Foreign {
            device: DeviceId(50 + u64::from(who)),
            number,
            after: number - 1,
            time: Hybrid(0).next(NOW + number as i64),
            author: PersonId(50 + u128::from(who)),
            body: handed_out(&change).unwrap(),
        };
        let foreign: Vec<Foreign> = (from + 1..).zip(changes).map(one).collect();
        self.act(|open| drop(open.take_in_shelf(&foreign, NOW).unwrap()));
    }

    fn take_from_outside(&mut self, who: u8, n: u8) {
        let pseudonym = format!("heron {who}");
        let person = PersonId(50 + u128::from(who));
        let id = ObservationId(1_000 + u128::from(who));
        let copy = FairCopy {
            observation: observation(id.0, "theirs, rang ahead"),
            audience: Audience::Team,
            reworded: false,
        };
        let tag = TagKey::parse("t.theirs").unwrap();
        let (verdict, was) = (Verdict::Yes, Verdict::Unsaid);
        let own = self.id(n);
        let item =
            ItemId(7_000 + u128::from(who) * 100 + u128::from(self.handed_out[who as usize]));
        self.take_in(
            who,
            vec![
                Change::PersonNamed { person, pseudonym, was: String::new() },
                Change::Shared { observation: id, copy: Some(Box::new(copy)) },
                Change::Tagged { observation: own, tag, verdict, was, codebook: 0 },
                Change::LaterNoted { observation: own, item, text: "it held".into(), at: at() },
            ],
        );
    }

    fn record(&mut self, count: u8) {
        let from = self.next;
        self.next += u128::from(count);
        let notes = (from..self.next).map(|n| note(n, &format!("word-{n}-rang ahead")));
        self.perform(notes.collect());
    }

    fn happen(&mut self, event: Event) {
        let item = ItemId(500 + self.next);
        match event {
            Event::Notes(count) => self.record(count),
            Event::Tagged(n) => {
                let tag = TagKey::parse(["p.other", "s.check"][usize::from(n) % 2]).unwrap();
                let (verdict, was) = (Verdict::No, Verdict::Unsaid);
                let observation = self.id(n);
                self.perform(vec![Change::Tagged { observation, tag, verdict, was, codebook: 0 }]);
            }
            Event::Later(n) => {
                let (observation, text) = (self.id(n), "went well".to_owned());
                self.perform(vec![Change::LaterNoted { observation, item, text, at: at() }]);
            }
            Event::Corrected(n) => {
                let (observation, text) = (self.id(n), format!("amended {n}"));
                let why = None;
                self.perform(vec![Change::Amended { observation, item, text, why, at: at() }]);
            }
            Event::BackAndForth(n) => {
                let item = Item::Observation(self.id(n));
                self.perform(vec![Change::Stands { item, stands: n.is_multiple_of(2) }]);
            }
            Event::Round(n, mine) => self.begin_round(n, mine),
            Event::Closed(n) => {
                let sheet = SheetId(100 + u128::from(n) % self.rounds.max(1));
                let set = Field::Ended(Some(at()));
                self.perform(vec![Change::Put { sheet, was: set.emptied(), set }]);
            }
            Event::Erased(n) => {
                let id = self.id(n);
                let deed =
                    Deed { changes: vec![erased(id.0)], purpose: Purpose::Do, said: String::new() };
                self.act(|open| drop(open.erase(&deed, NOW).unwrap()));
                self.gone.push(format!("word-{}-rang", id.0));
            }
            Event::Outside(who, n) => self.take_from_outside(who, n),
            Event::TakenBack(who) => {
                let observation = ObservationId(1_000 + u128::from(who));
                self.take_in(who, vec![Change::Shared { observation, copy: None }]);
            }
            Event::Read => self.act(|_| ()),
            Event::Beside => {
                let key = unlock(&self.study);
                let open = Journal::open(&self.study, key.as_ref()).unwrap();
                look_in(&Journal::look_at(&self.study, key.as_ref()).unwrap());
                drop(open);
            }
            Event::Sealed => {
                if unlock(&self.study).is_none() {
                    Journal::seal_now(&self.study, &new_keys()).unwrap();
                }
            }
            Event::Passphrase => self.change_passphrase(),
            Event::Restored => self.restore(),
            Event::StoreLost => fs::remove_dir_all(self.study.join("store")).unwrap(),
            Event::SegmentsTorn => self.tear(),
        }
    }

    fn change_passphrase(&self) {
        if let Some(key) = unlock(&self.study) {
            keys::change_passphrase(&self.study, &key, &secret(), CHEAP).unwrap();
        }
    }

    fn begin_round(&mut self, n: u8, mine: bool) {
        let sheet = SheetId(100 + self.rounds);
        self.rounds += 1;
        let person = if mine { WHO.person } else { PersonId(77) };
        let set = Field::Takes { person, yes: true };
        let line = Line::Holds(vec![Subject::Observation(self.id(n))]);
        let item = ItemId(3_000 + self.rounds);
        self.perform(vec![
            Change::Begun { sheet, sort: Sort::Round, at: at() },
            Change::Put { sheet, was: set.emptied(), set },
            Change::Said { sheet, item, line, at: at() },
        ]);
    }

    /// The study is lost, and made anew of a copy.
    fn restore(&mut self) {
        let key = unlock(&self.study);
        let copy = self.dir.path().join(format!("copy-{}", self.next));
        if copy.exists() {
            return;
        }
        let (journal, _) = Journal::open(&self.study, key.as_ref()).unwrap();
        let snapshot = journal.snapshot().unwrap().unwrap();
        let place = snapshot.back_up(&copy, false, NOW).unwrap().place;
        drop(journal);
        assert!(!place.join("checkpoint").exists());
        let into = self.dir.path().join(format!("restored-{}", self.next));
        known_in(&into, &self.dir.path().join("known"));
        restore(&place, &into, key.as_ref(), DeviceId(20 + self.next as u64)).unwrap();
        assert!(!into.join("checkpoint").exists());
        self.study = into;
    }

    /// The last bytes of the segments are gone, as after a power cut.
    fn tear(&self) {
        let file = self.study.join("segments/00000001.seg");
        let bytes = fs::read(&file).unwrap();
        if bytes.len() > 400 {
            fs::write(&file, &bytes[..bytes.len() - 37]).unwrap();
        }
    }

    fn checkpoint(&self) -> Vec<u8> {
        fs::read(self.study.join("checkpoint")).unwrap_or_default()
    }
}

#[test]
fn whatever_happens_to_a_study_a_checkpoint_and_what_came_since_is_all_of_it() {
    let mut runner =
        TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let kept = Cell::new(0u32);
    let events = prop::collection::vec(event(), 4..20);
    runner
        .run(&events, |events| {
            let mut world = World::new();
            world.record(8);
            world.act(|_| ());
            for event in events {
                world.happen(event);
                let bytes = world.checkpoint();
                for words in &world.gone {
                    prop_assert!(!says(&bytes, words), "{words} is erased");
                }
                if look(&world.study) == Folded::Kept {
                    kept.set(kept.get() + 1);
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(kept.get() > 30, "a checkpoint was used {} times only", kept.get());
}
