//! Several laptops that exchange over one shelf on which everything goes wrong: in the end all of them
//! show the same of what is shared, nothing of what was taken back is left on any of them, and nobody's
//! own record has moved by a byte.
#![allow(
    clippy::too_many_lines,
    clippy::wrong_self_convention,
    reason = "one step of a laptop is one table; a laptop may be put back from a copy of itself"
)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]
#![allow(clippy::indexing_slicing, clippy::print_stdout, reason = "tests may panic, and say")]
#![allow(clippy::print_stderr, reason = "one that hangs says so before it ends all")]

#[path = "team_sim/liar.rs"]
mod liar;
#[path = "team_sim/many.rs"]
mod many;
#[path = "team_sim/places.rs"]
mod places;
#[path = "team_sim/removed.rs"]
mod removed;
#[path = "team_sim/second.rs"]
mod second;
#[path = "team_sim/story.rs"]
mod story;
#[path = "common/two.rs"]
mod two;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use asdone::actions::Deed;
use asdone::journal::{Identity, JournalError, said_in};
use asdone::open::OpenStudy;
use asdone::share::boundary::{GRACE, raised_before};
use asdone::share::membership::ready;
use asdone::share::seal::{Epoch, Genesis, KeysFile, TeamId};
use asdone::share::segment::Segment;
use asdone::share::shelf::memory::Memory;
use asdone::share::shelf::{Name, Shelf};
use asdone::share::{Exchanged, Member, ShareError, Team, exchange, unwatched};
use asdone::study::{
    Audience, Card, Change, Content, DeviceId, Entry, Fact, Field, Hybrid, Item, ItemId, Line,
    Moment, Observation, ObservationId, Origin, PersonId, Purpose, Right, SheetId, Sort, Source,
    Stance, StudyId, Subject, TagKey, Verdict, Way,
};

const BEGAN: i64 = 1_770_000_000_000;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// The same every time, and as good as any.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) as usize % sides
    }
}

struct Laptop {
    open: OpenStudy,
    team: Team,
    out: Memory,
    device: DeviceId,
    /// How far its clock is ahead.
    ahead: i64,
    fresh: u128,
    notes: Vec<ObservationId>,
    sheets: Vec<SheetId>,
    /// It was lost: nobody opens it again.
    lost: bool,
    /// The owner has removed it from the team.
    removed: bool,
    /// It does not reach the folder.
    away: bool,
    /// Its folder was put back or copied: another laptop may hand out as one with it, and does so since
    /// this of its entries.
    doubled: Option<u64>,
    /// What it holds of a backup: its own there, to be raised there or not.
    held: BTreeSet<String>,
    /// A copy of its study folder.
    kept: Option<Box<Laptop>>,
    /// The folder as a program has copied it here, and as both sides were when they were last the same.
    local: Memory,
    known: BTreeMap<Name, Vec<u8>>,
}

fn study(device: DeviceId, person: PersonId) -> OpenStudy {
    let identity = Identity { study: StudyId(u128::from(device.0) << 8), device, person };
    OpenStudy::in_memory(identity, None)
}

impl Laptop {
    fn of(team: Team, ahead: i64) -> Self {
        let (device, person) = (team.device, team.person);
        let mut laptop = Self {
            open: study(device, person),
            team,
            out: Memory::sound(),
            device,
            ahead,
            fresh: u128::from(device.0) << 64,
            notes: Vec::new(),
            sheets: Vec::new(),
            lost: false,
            removed: false,
            away: false,
            doubled: None,
            held: BTreeSet::new(),
            kept: None,
            local: Memory::sound(),
            known: BTreeMap::new(),
        };
        laptop.write(
            BEGAN - DAY,
            vec![Change::PersonNamed {
                person,
                pseudonym: format!("person {}", person.0),
                was: String::new(),
            }],
        );
        laptop
    }

    /// A copy of its study folder, at a laptop.
    fn copied(&self, device: DeviceId) -> Self {
        let out = Memory::sound();
        self.out.files().iter().for_each(|(name, bytes)| out.plant(name, bytes));
        Self {
            open: self.open.copied_in_memory(device).unwrap(),
            team: self.team.clone(),
            out,
            device,
            notes: self.notes.clone(),
            sheets: self.sheets.clone(),
            held: self.held.clone(),
            kept: None,
            local: self.local.clone(),
            known: self.known.clone(),
            ..*self
        }
    }

    fn write(&mut self, now: i64, changes: Vec<Change>) {
        let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
        match self.open.perform(&deed, now + self.ahead) {
            Ok(_) => {}
            // Nothing is said any more of what was erased.
            Err(JournalError::ErasedBefore) => {}
            Err(e) => panic!("{e}"),
        }
    }

    /// Agrees that what was raised before this laptop was of the team leaves.
    fn agrees(&mut self, now: i64) {
        let asked = raised_before(&self.open.study, self.team.person, self.team.since);
        for subject in asked {
            let change = match subject {
                Subject::Observation(id) => audience(id, Audience::Team),
                Subject::Sheet(id) | Subject::Line(id, _) => {
                    put(id, Field::Audience(Audience::Team))
                }
            };
            self.write(now, vec![change]);
        }
    }

    fn id(&mut self) -> u128 {
        self.fresh += 1;
        self.fresh
    }

    fn exchange(&mut self, shelf: &dyn Shelf, now: i64) -> Result<Exchanged, ShareError> {
        self.exchange_upto(shelf, now, usize::MAX)
    }

    /// An exchange that is stopped when it has said so often how far it is.
    fn exchange_upto(
        &mut self,
        shelf: &dyn Shelf,
        now: i64,
        upto: usize,
    ) -> Result<Exchanged, ShareError> {
        ready(&self.team, &self.out).unwrap();
        let before = self.originals();
        let mut said = 0;
        let mut watch = |progress| {
            said += 1;
            if said > upto { ControlFlow::Break(()) } else { unwatched(progress) }
        };
        let mut items = self.fresh;
        let mut fresh = || {
            items += 1;
            ItemId(items)
        };
        let places: (&mut Team, &dyn Shelf, &dyn Shelf) = (&mut self.team, &self.out, shelf);
        let done =
            exchange(places, &mut self.open, (now + self.ahead, GRACE), &mut fresh, &mut watch);
        self.fresh = items;
        assert_eq!(self.originals(), before, "an original was touched");
        // The file in which the team is kept comes back as it was.
        self.team = Team::read(&self.team.bytes()).unwrap();
        done
    }

    /// The number of the last entry that it has handed out.
    fn handed_out(&self) -> u64 {
        let lines = lines_in(&self.out.files(), &self.team.epochs, self.team.id(), self.device);
        lines.into_iter().map(|(number, _)| number).max().unwrap_or(0)
    }

    /// What its person wrote on this laptop, as it stands in its journal: not what the laptop noted
    /// there of who is in the team.
    fn originals(&self) -> Vec<Entry> {
        let mut own = Vec::new();
        self.open.journal().replay(|entry| own.extend(Some(entry))).unwrap();
        let noted = |entry: &Entry| matches!(entry.content, Content::Known(Change::Member { .. }));
        own.retain(|entry| entry.header.way == Way::Here && !noted(entry));
        own
    }

    /// Everything in its journal that came from others, as text.
    fn from_others(&self) -> String {
        let mut all = Vec::new();
        self.open.journal().replay(|entry| all.extend(Some(entry))).unwrap();
        all.retain(|entry| entry.header.way == Way::Shelf);
        format!("{all:?}")
    }

    /// Whether it was written on it, or it has it of a backup.
    fn has(&self, key: &str) -> bool {
        let notes = self.notes.iter().map(|id| format!("note {id}"));
        notes.chain(self.sheets.iter().map(|id| format!("sheet {id}"))).any(|has| has == key)
    }

    /// What it shows of what is shared: of its own what others are to have, of others' what stands.
    fn view(&self) -> BTreeMap<String, String> {
        let study = &self.open.study;
        let mut view = BTreeMap::new();
        let person = |ix: asdone::study::PersonIx| study.people()[ix.0 as usize].id;
        for (_, note) in study.all_standing() {
            if note.audience() == Audience::Private {
                continue;
            }
            let yes: BTreeSet<String> = note
                .taggings()
                .iter()
                .filter(|said| said.verdict == Verdict::Yes)
                .map(|said| {
                    let tag = study.codebook().get(said.tag).unwrap().key().clone();
                    format!("{} {tag}", person(said.coder))
                })
                .collect();
            let later: BTreeSet<String> = note.later().map(|l| l.text.clone()).collect();
            let said = format!("{} {} {yes:?} {later:?}", note.text(), person(note.author()));
            view.insert(format!("note {}", note.id()), said);
        }
        for sheet in study.sheets().all_begun() {
            if !sheet.is_standing() || sheet.audience() == Audience::Private {
                continue;
            }
            let lines: BTreeSet<String> = sheet
                .lines()
                // A round's list of notes leaves once the team has each of them.
                .filter(|said| !matches!(said.line, Line::Holds(_)))
                .map(|said| format!("{:?} {}", said.line, person(said.author)))
                .collect();
            let title = sheet.field(&Field::Title(String::new()));
            let said = format!("{:?} {title:?} {lines:?}", sheet.sort());
            view.insert(format!("sheet {}", sheet.id()), said);
        }
        view
    }
}

fn note(id: ObservationId, text: String) -> Change {
    let at = Moment::new(BEGAN, 0);
    Change::Recorded(Box::new(Observation {
        id,
        text,
        kind: None,
        happened_at: at,
        recorded_at: at,
        setting: None,
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Default::default(),
        tags: vec![],
    }))
}

fn audience(observation: ObservationId, to: Audience) -> Change {
    let was = Fact::Audience(Audience::Private);
    Change::Corrected { observation, set: Fact::Audience(to), was }
}

fn put(sheet: SheetId, set: Field) -> Change {
    let was = set.emptied();
    Change::Put { sheet, set, was }
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// The entries of a laptop in these files, each with what it is about: of what was taken back, nothing.
fn lines_in(
    files: &BTreeMap<Name, Vec<u8>>,
    epochs: &[Epoch],
    team: TeamId,
    device: DeviceId,
) -> Vec<(u64, Option<String>)> {
    let segments = files.values().filter_map(|bytes| Segment::read(bytes, team));
    let mut all = Vec::new();
    for segment in segments.filter(|segment| segment.device == device) {
        let key = epochs.iter().find(|epoch| epoch.id() == segment.epoch);
        let Some(inside) = key.and_then(|key| segment.open(key)) else { continue };
        all.extend((inside.first..).zip(&inside.lines).map(|(number, line)| {
            let subject = match said_in(&line.body) {
                Content::Known(change) if !line.body.is_empty() => change.subject(),
                _ => None,
            };
            let key = subject.map(|subject| match subject {
                Subject::Observation(id) => format!("note {id}"),
                Subject::Sheet(id) | Subject::Line(id, _) => format!("sheet {id}"),
            });
            (number, key)
        }));
    }
    all
}

/// A team and the one shelf.
struct Team0 {
    laptops: Vec<Laptop>,
    shelf: Memory,
    now: i64,
    /// Whether each laptop has the folder copied to it.
    copied: bool,
    /// How many exchanges did not go through.
    failed: usize,
    /// What was handed out from a folder that was put back since, after what both have.
    doubt: BTreeSet<String>,
}

fn begin(clocks: &[i64], shelf: Memory) -> Team0 {
    let since = Hybrid::default().next(BEGAN - DAY + clocks[0]);
    let team = Team::begin(Path::new("/nowhere"), DeviceId(1), PersonId(1), since).unwrap();
    let owner = Laptop::of(team, clocks[0]);
    owner.out.put(&name("genesis"), owner.team.genesis.bytes()).unwrap();
    let mut all = Team0 {
        laptops: vec![owner],
        shelf,
        now: BEGAN,
        copied: false,
        failed: 0,
        doubt: BTreeSet::new(),
    };
    for (nth, ahead) in clocks.iter().enumerate().skip(1) {
        all.join(1 + nth as u64, 1 + nth as u128, *ahead);
    }
    all
}

impl Team0 {
    /// Somebody joins with a new laptop and is admitted by the first.
    fn join(&mut self, device: u64, person: u128, ahead: i64) -> usize {
        let genesis = Genesis::read(self.laptops[0].team.genesis.bytes()).unwrap();
        let since = Hybrid::default().next(BEGAN - DAY + ahead);
        let (device, person) = (DeviceId(device), PersonId(person));
        let team = Team::join(genesis, Path::new("/nowhere"), device, person, since).unwrap();
        let laptop = Laptop::of(team, ahead);
        self.admit(&laptop);
        self.laptops.push(laptop);
        self.laptops.len() - 1
    }

    fn admit(&mut self, laptop: &Laptop) {
        let asking = laptop.team.laptop();
        let owner = &mut self.laptops[0];
        let card = Card {
            person: asking.person,
            verify: asking.verify,
            recipient: asking.recipient.clone(),
            right: Right::Writer,
            until: None,
        };
        let said = Hybrid::default().next(self.now);
        let member = Member { said, by: owner.device, card: Some(card) };
        assert!(owner.team.take_member(asking.device, member));
        let by = (owner.device, &owner.team.secrets);
        let to = [asking.recipient.as_str()];
        let keys = KeysFile::write(owner.team.id(), by, &owner.team.epochs, &to).unwrap();
        let under = name(&format!("keys/{}-{}", owner.device, asking.device));
        owner.out.put(&under, &keys).unwrap();
    }

    fn exchange(&mut self, of: usize) -> Exchanged {
        self.laptops[of].exchange(&self.shelf, self.now).unwrap()
    }

    /// One thing that somebody does.
    fn does(&mut self, of: usize, what: usize, dice: &mut Dice) {
        let (now, others) = (self.now, self.known_to(of));
        let laptop = &mut self.laptops[of];
        if laptop.lost {
            return;
        }
        let any = |dice: &mut Dice, all: &[ObservationId]| {
            (!all.is_empty()).then(|| all[dice.roll(all.len())])
        };
        let sheet =
            (!laptop.sheets.is_empty()).then(|| laptop.sheets[dice.roll(laptop.sheets.len())]);
        let (id, word) = (laptop.id(), format!("words-{}-{now}", laptop.device.0));
        let at = Moment::new(now, 0);
        let own = any(dice, &laptop.notes);
        let item = ItemId(id);
        let changes = match (what, own, any(dice, &others), sheet) {
            (0 | 1, ..) => {
                laptop.notes.push(ObservationId(id));
                vec![note(ObservationId(id), word)]
            }
            (2 | 3, Some(own), ..) => vec![audience(own, Audience::Team)],
            (4, Some(own), ..) => vec![audience(own, Audience::Private)],
            (5, Some(observation), ..) => {
                vec![Change::Amended { observation, item, text: word, why: None, at }]
            }
            (6, own, Some(observation), _) => {
                let observation = own.filter(|_| dice.roll(2) == 0).unwrap_or(observation);
                vec![Change::LaterNoted { observation, item, text: word, at }]
            }
            (7 | 8, _, Some(observation), _) => {
                let tag = TagKey::parse(["first", "second"][dice.roll(2)]).unwrap();
                let verdict = [Verdict::Yes, Verdict::Unsaid][dice.roll(2)];
                let was = Verdict::Unsaid;
                vec![Change::Tagged { observation, tag, verdict, was, codebook: 0 }]
            }
            (9, Some(own), ..) => {
                let what = Item::Observation(own);
                if dice.roll(2) == 0 {
                    vec![Change::Stands { item: what, stands: false }]
                } else {
                    let reason = String::new();
                    vec![Change::Withdrawn { observation: own, item, reason, at }]
                }
            }
            (10, ..) => {
                laptop.sheets.push(SheetId(id));
                let sheet = SheetId(id);
                vec![
                    Change::Begun { sheet, sort: Sort::Reflection, at },
                    put(sheet, Field::Title(word)),
                    put(sheet, Field::Audience(Audience::Team)),
                ]
            }
            (11, _, _, Some(sheet)) => match dice.roll(3) {
                0 => vec![put(sheet, Field::Title(word))],
                1 => vec![put(sheet, Field::Audience(Audience::Private))],
                _ => vec![put(sheet, Field::Audience(Audience::Team))],
            },
            (12, _, _, Some(sheet)) => {
                vec![Change::Said { sheet, item, line: Line::Note { text: word }, at }]
            }
            // A round with a list of notes, which is lowered and raised as any sheet.
            (13, Some(own), other, _) => {
                laptop.sheets.push(SheetId(id));
                let sheet = SheetId(id);
                let held = [Some(own), other].into_iter().flatten().map(Subject::Observation);
                let line = Line::Holds(held.collect());
                vec![
                    Change::Begun { sheet, sort: Sort::Round, at },
                    put(sheet, Field::Title(word)),
                    Change::Said { sheet, item, line, at },
                    put(sheet, Field::Audience(Audience::Team)),
                ]
            }
            (14, Some(own), ..) => {
                let (what, reason) = (Item::Observation(own), String::new());
                vec![Change::Erased { what, item, reason, at }]
            }
            _ => return,
        };
        laptop.write(now, changes);
    }

    /// The notes of others that a laptop shows.
    fn known_to(&self, of: usize) -> Vec<ObservationId> {
        let laptop = &self.laptops[of];
        let standing = laptop.open.study.all_standing().map(|(_, note)| note.id());
        standing.filter(|id| !laptop.notes.contains(id)).collect()
    }

    /// Whether this laptop has it and another of its person, which was restored from a backup, has it too:
    /// raised on one of the two, it stays as it is on the other.
    fn is_held_by_person(&self, laptop: &Laptop, key: &str) -> bool {
        let person = laptop.team.person;
        let held = |other: &Laptop| other.team.person == person && other.held.contains(key);
        laptop.has(key) && self.laptops.iter().any(held)
    }

    /// What is private on each laptop that it was written on, or that has it of a backup, nobody shows.
    fn assert_private(&self) {
        let there = |laptop: &Laptop| !laptop.lost && !laptop.removed && laptop.doubled.is_none();
        for laptop in self.there() {
            for key in laptop.view().keys() {
                let have: Vec<&Laptop> =
                    self.laptops.iter().filter(|other| other.has(key)).collect();
                let known = have.iter().all(|other| there(other)) && !have.is_empty();
                let shown = have.iter().any(|other| other.view().contains_key(key));
                assert!(shown || !known, "{} shows {key}, which is private", laptop.device);
            }
        }
    }

    /// The laptops that are of the team in the end.
    fn there(&self) -> impl Iterator<Item = &Laptop> {
        self.laptops.iter().filter(|laptop| !laptop.lost && !laptop.removed)
    }

    /// What laptops may differ over in the end, and nothing else: what a removed laptop handed out
    /// something of after the last of its entries that counts, for who heard that has the words before it
    /// no longer; and what one of two said that speak as one laptop, since their ways parted, for some have
    /// heard the one first and some the other, until it is settled by talking.
    fn in_doubt(&self) -> BTreeSet<String> {
        let owner = &self.laptops[0].team;
        let mut doubt = self.doubt.clone();
        for laptop in &self.laptops {
            let until = owner.verify(laptop.device).and_then(|(_, until)| until);
            let after = [laptop.doubled, until.filter(|_| laptop.removed)];
            let Some(after) = after.into_iter().flatten().min() else { continue };
            for place in [&laptop.out, &laptop.local, &self.shelf] {
                let lines = lines_in(&place.files(), &owner.epochs, owner.id(), laptop.device);
                let late = lines.into_iter().filter(|(number, _)| *number > after);
                doubt.extend(late.filter_map(|(_, key)| key));
            }
        }
        doubt
    }

    /// What was begun on a laptop and is shown anywhere in the end.
    fn of(&self, device: DeviceId) -> BTreeSet<String> {
        let device = format!("{:016x}", device.0);
        let (one, two) = (device.get(..8).unwrap(), device.get(8..12).unwrap());
        let begun = format!("{one}-{two}-{}-", device.get(12..).unwrap());
        let shown = self.there().flat_map(|laptop| laptop.view().into_keys());
        shown.filter(|key| key.contains(&begun)).collect()
    }

    fn assert_agree(&self) {
        let (here, doubt): (Vec<&Laptop>, _) = (self.there().collect(), self.in_doubt());
        for pair in here.windows(2) {
            let (one, other) = (pair[0].view(), pair[1].view());
            let differs: Vec<String> = one
                .keys()
                .chain(other.keys())
                .filter(|key| one.get(*key) != other.get(*key))
                .filter(|key| !pair.iter().any(|laptop| self.is_held_by_person(laptop, key)))
                .filter(|key| !doubt.contains(*key))
                .map(|key| format!("{key}: {:?} and {:?}", one.get(key), other.get(key)))
                .collect();
            let (a, b) = (pair[0].device, pair[1].device);
            assert!(differs.is_empty(), "{a} and {b} do not show the same: {differs:#?}");
        }
    }

    /// What the team's key opens of what lies on the shelf now.
    fn on_shelf(&self) -> String {
        let team = &self.laptops[0].team;
        let mut all = Vec::new();
        for bytes in self.shelf.files().values() {
            let Some(segment) = Segment::read(bytes, team.id()) else { continue };
            let inside = segment.open(team.epoch(segment.epoch).unwrap()).unwrap();
            for line in inside.lines {
                if let Content::Known(change) = said_in(&line.body) {
                    all.push(change);
                }
            }
        }
        format!("{all:?}")
    }
}

fn seeds() -> u64 {
    match std::env::var("ASDONE_SLOW").as_deref() {
        Ok("2") => 500,
        Ok(_) => 150,
        Err(_) => 20,
    }
}

#[test]
fn however_it_goes_wrong_everybody_ends_up_with_the_same_and_with_their_own() {
    let ends_well = |seed| {
        let team = story::must_end_well(story::Story::told(seed));
        let written: usize = team.laptops.iter().map(|laptop| laptop.originals().len()).sum();
        assert!(written > team.laptops.len(), "seed {seed}");
        // How much of what came from laptops that are out or doubled is compared like everything else.
        let doubt = team.in_doubt();
        let odd = team.laptops.iter().filter(|laptop| laptop.removed || laptop.doubled.is_some());
        let theirs: BTreeSet<String> = odd.flat_map(|laptop| team.of(laptop.device)).collect();
        [team.failed, theirs.difference(&doubt).count(), theirs.intersection(&doubt).count()]
    };
    let half = |half| (1 + half..=seeds()).step_by(2).map(ends_well).collect::<Vec<_>>();
    let all = two::in_two(half).concat();
    let [failed, compared, left_out] = [0, 1, 2].map(|n| all.iter().map(|of| of[n]).sum::<usize>());
    println!("{compared} things of laptops that are out or doubled compared, {left_out} in doubt");
    assert!(failed > 0, "something should have gone wrong");
    assert!(compared > 0, "none of it was compared, {left_out} left out");
}

/// A team of two on a shelf on which nothing goes wrong, who know each other.
fn pair() -> Team0 {
    let mut team = begin(&[0, 0], Memory::sound());
    team.settle();
    team
}

#[test]
fn what_is_lowered_is_hidden_at_once_and_its_words_leave_every_laptop_and_the_shelf() {
    let mut team = pair();
    let id = ObservationId(77);
    team.laptops[0].write(team.now, vec![note(id, "the-blue-house".into())]);
    team.laptops[0].write(team.now, vec![audience(id, Audience::Team)]);
    let done = team.exchange(0);
    assert_eq!(done.pushed.unwrap().changes, 0, "what was raised a moment ago waits");
    team.now += 11 * MINUTE;
    assert_eq!(team.exchange(0).pushed.unwrap().changes, 1);
    let came = team.exchange(1);
    assert_eq!((came.pulled.notes, came.pulled.new), (1, 1));
    assert_eq!(team.laptops[1].view().len(), 1);
    assert!(team.laptops[1].from_others().contains("the-blue-house"));
    assert!(team.on_shelf().contains("the-blue-house"));

    team.laptops[0].write(team.now, vec![audience(id, Audience::Private)]);
    team.exchange(0);
    assert!(!team.on_shelf().contains("the-blue-house"));
    let came = team.exchange(1);
    assert_eq!((came.pulled.notes, came.pulled.back), (0, 1), "nobody is told that a note came");
    assert_eq!(team.laptops[1].view().len(), 0);
    assert!(!team.laptops[1].from_others().contains("the-blue-house"));
}

#[test]
fn an_exchange_with_nothing_new_reads_no_file_again_and_writes_nothing() {
    let mut team = pair();
    let before = team.shelf.files();
    for of in [0, 1] {
        let seen = team.laptops[of].team.seen.clone();
        let done = team.exchange(of);
        assert_eq!((done.pulled.new, done.pulled.troubles.len()), (0, 0));
        assert_eq!(done.pushed.unwrap(), Default::default());
        assert_eq!(team.laptops[of].team.seen, seen);
    }
    assert_eq!(team.shelf.files(), before);
}
