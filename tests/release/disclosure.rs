//! What a release must not tell, as properties of whole packages: studies and plans are drawn, the
//! package is built, and its files are read as somebody would read them who wants to know more.

use std::collections::{BTreeMap, BTreeSet};

use asdone::analysis::shift::coverage;
use asdone::analysis::{Count, Policy};
use asdone::release::plan::{Beside, Field as Column, Thresholds};
use asdone::release::pseudonym::Of;
use asdone::release::{self, Key, Made, Plan, PlanError, pick};
use asdone::study::{
    Audience, Change, Content, DeviceId, Digest, Entry, Fact, Field, Header, Hybrid, Item, ItemId,
    Kind, Line, Met, Moment, Observation, ObservationId, Origin, Passed, PersonId, Purpose,
    SheetId, Sort, Source, Stance, Status, Study, StudyField, TagField, TagKey, Verdict, Way,
};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome};

use super::identifiers::Draw;

/// The first day of a month of 2026, at half past eight.
const fn month(number: u64) -> Moment {
    const DAY: i64 = 86_400_000;
    Moment::new(1_767_255_000_000 + (number as i64) * 31 * DAY, 60)
}

/// A note as it is drawn.
#[derive(Clone, Debug)]
struct Note {
    id: u128,
    author: u64,
    month: u64,
    delay: u64,
    setting: Option<u64>,
    kind: Option<u64>,
    stance: u64,
    prompted: bool,
    tags: BTreeSet<u64>,
    /// Tags that somebody else gave it, with who.
    also: BTreeSet<(u64, u64)>,
    audience: Audience,
}

/// A study as it is drawn.
#[derive(Clone, Debug, Default)]
struct World {
    notes: Vec<Note>,
    /// Who began it, when, at which hour, covered or not.
    shifts: Vec<(u64, u64, u64, bool)>,
    /// Who began it, when, which status.
    lessons: Vec<(u64, u64, u64)>,
    /// Who began it, when, of how many.
    debriefs: Vec<(u64, u64, u64)>,
    /// Whatever else is in the study, after all that.
    more: Vec<(u64, Change)>,
}

const STANCES: [Stance; 3] = [Stance::Own, Stance::Seen, Stance::Joint];
const STATUSES: [&str; 3] = ["proposed", "trying", "kept"];
const TAGS: u64 = 5;
const SETTINGS: u64 = 4;
const PEOPLE: u64 = 5;

impl Draw {
    /// Small numbers more often than great ones.
    fn skewed(&mut self, most: u64) -> u64 {
        let most = 1 + self.below(most);
        self.below(most)
    }
}

impl World {
    fn drawn(draw: &mut Draw) -> Self {
        let people = 1 + draw.below(PEOPLE);
        let months = 1 + draw.below(4);
        let count = 25 + draw.below(60);
        let note = |nth: u64, draw: &mut Draw| Note {
            id: u128::from(nth * 7_919 % 10_007) + 1_000,
            author: draw.skewed(people),
            month: draw.skewed(months),
            delay: draw.skewed(3),
            setting: (draw.below(8) > 0).then(|| draw.skewed(SETTINGS)),
            kind: (draw.below(8) > 0).then(|| draw.skewed(Kind::ALL.len() as u64)),
            stance: draw.skewed(3),
            prompted: draw.below(3) == 0,
            tags: (0..draw.below(4)).map(|_| draw.skewed(TAGS)).collect(),
            also: (0..draw.below(3)).map(|_| (draw.skewed(TAGS), draw.below(people))).collect(),
            audience: Audience::Academic,
        };
        let notes = (0..count).map(|nth| note(nth, draw)).collect();
        let shift = |draw: &mut Draw| {
            (draw.below(people), draw.skewed(months), draw.below(24), draw.below(3) > 0)
        };
        let sheet = |draw: &mut Draw| (draw.below(people), draw.skewed(months), draw.skewed(3));
        Self {
            notes,
            shifts: (0..draw.below(40)).map(|_| shift(draw)).collect(),
            lessons: (0..draw.below(30)).map(|_| sheet(draw)).collect(),
            debriefs: (0..draw.below(30)).map(|_| sheet(draw)).collect(),
            more: Vec::new(),
        }
    }

    /// The study. Entries come in the order in which things stand here.
    fn study(&self) -> Study {
        let mut study = Study::new(DeviceId(1));
        let mut seq = 0;
        let mut add = |author: u64, change: Change| {
            seq += 1;
            let time = Hybrid::default().next(month(0).millis + seq as i64);
            let header = Header {
                device: DeviceId(1),
                way: Way::Here,
                seq,
                time,
                author: PersonId(u128::from(author) + 1),
                act: seq,
                purpose: Purpose::Do,
            };
            study.apply(Entry { header, content: Content::Known(change) });
        };
        // Everybody writes something, so that it is always known how many took part.
        (0..PEOPLE).for_each(|person| {
            add(
                person,
                Change::PersonNamed {
                    person: PersonId(u128::from(person) + 1),
                    pseudonym: format!("bird {person}"),
                    was: String::new(),
                },
            );
        });
        for tag in 0..TAGS {
            let set = vec![TagField::Name(tag_name(tag)), TagField::Status(Status::Defined)];
            add(0, Change::TagSet { tag: tag_key(tag), set, was: vec![] });
            let words = Digest::of(&tag_name(tag));
            add(0, Change::Reviewed { words, verdict: Passed::Whole });
        }
        self.notes.iter().for_each(|note| note.changes(&mut add));
        let prompted: Vec<&Note> = self.notes.iter().filter(|note| note.prompted).collect();
        for (nth, (author, at, hour, covered)) in self.shifts.iter().enumerate() {
            let answers = prompted.iter().skip(nth).step_by(self.shifts.len());
            let sheet = SheetId(20_000 + nth as u128);
            let at = Moment { millis: month(*at).millis + *hour as i64 * 3_600_000, ..month(0) };
            add(*author, Change::Begun { sheet, sort: Sort::Shift, at });
            put(sheet, Field::Covered(*covered), *author, &mut add);
            for (item, note) in (0u128..).step_by(2).zip(answers) {
                let [item, how] = [0, 1].map(|n| ItemId(1_000 * sheet.0 + item + n));
                add(*author, Change::Said { sheet, item, line: Line::Prompted, at });
                let line = Line::Met { prompt: item, how: Met::Answered(ObservationId(note.id)) };
                add(*author, Change::Said { sheet, item: how, line, at });
            }
            put(sheet, Field::Ended(Some(at)), *author, &mut add);
            put(sheet, Field::Audience(Audience::Academic), *author, &mut add);
        }
        for (nth, (author, at, status)) in self.lessons.iter().enumerate() {
            let (sheet, at) = (SheetId(30_000 + nth as u128), month(*at));
            add(*author, Change::Begun { sheet, sort: Sort::Lesson, at });
            if *status > 0 {
                let status = STATUSES[*status as usize].to_owned();
                let line = Line::Moved { status, by: None, reason: None };
                add(*author, Change::Said { sheet, item: ItemId(sheet.0), line, at });
            }
            put(sheet, Field::Audience(Audience::Academic), *author, &mut add);
        }
        for (nth, (author, at, of)) in self.debriefs.iter().enumerate() {
            let (sheet, at) = (SheetId(40_000 + nth as u128), month(*at));
            add(*author, Change::Begun { sheet, sort: Sort::Debrief, at });
            put(sheet, Field::Attendance(Some(3 + *of as u32)), *author, &mut add);
            put(sheet, Field::Audience(Audience::Academic), *author, &mut add);
        }
        self.more.iter().for_each(|(author, change)| add(*author, change.clone()));
        study
    }

    fn note(&self, id: &str) -> usize {
        let name = |note: &Note| KEY.name(Of::Observation, note.id);
        self.notes.iter().position(|note| name(note) == id).unwrap()
    }
}

fn put(sheet: SheetId, set: Field, author: u64, add: &mut impl FnMut(u64, Change)) {
    add(author, Change::Put { sheet, was: set.emptied(), set });
}

fn tag_name(tag: u64) -> String {
    format!("kept-{}", super::spelt(tag as usize))
}

fn tag_key(tag: u64) -> TagKey {
    TagKey::parse(&tag_name(tag)).unwrap()
}

impl Note {
    fn changes(&self, add: &mut impl FnMut(u64, Change)) {
        let observation = ObservationId(self.id);
        let recorded = Observation {
            id: observation,
            text: format!("someone kept it going {}", super::spelt(self.id as usize)),
            kind: self.kind.map(|kind| Kind::ALL[kind as usize]),
            happened_at: month(self.month),
            recorded_at: month(self.month + self.delay),
            setting: self.setting.map(|setting| format!("place {setting}")),
            stance: STANCES[self.stance as usize],
            origin: if self.prompted { Origin::Prompted(None) } else { Origin::Spontaneous },
            source: Source::Typed,
            extras: Default::default(),
            tags: self.tags.iter().map(|tag| tag_key(*tag)).collect(),
        };
        add(self.author, Change::Recorded(Box::new(recorded)));
        for (tag, coder) in &self.also {
            let tag = tag_key(*tag);
            let (verdict, was) = (Verdict::Yes, Verdict::Unsaid);
            add(*coder, Change::Tagged { observation, tag, verdict, was, codebook: 1 });
        }
        add(self.author, raised(observation, self.audience));
    }
}

fn raised(observation: ObservationId, to: Audience) -> Change {
    let (set, was) = (Fact::Audience(to), Fact::Audience(Audience::Private));
    Change::Corrected { observation, set, was }
}

const KEY: Key = Key::new([7; 32]);

/// A plan without texts, all columns and tables in it or some.
fn plan(draw: &mut Draw) -> Plan {
    let mut plan = Plan::read(&super::plan()).unwrap();
    let all = [
        Column::Author,
        Column::Period,
        Column::Setting,
        Column::Kind,
        Column::Stance,
        Column::Origin,
        Column::Delay,
        Column::Coder,
    ];
    let some = |draw: &mut Draw, word: &str| draw.below(6) > 0 || word == "period";
    plan.fields = all.map(|field| field.word().to_owned()).into();
    plan.fields.retain(|word| some(draw, word));
    // One or the other: both would give each other away.
    let not = ["author", "coder"][draw.below(2) as usize];
    plan.fields.retain(|word| word != not);
    let tables = [Beside::Taggings, Beside::Coverage, Beside::Debriefs, Beside::Lessons];
    plan.tables = tables.map(|table| table.word().to_owned()).into();
    plan.sheets.lessons = vec!["period".into(), "status".into()];
    plan.sheets.debriefs = vec!["period".into(), "attendance".into()];
    // One setting is not named, so it stays.
    plan.settings = (1..SETTINGS).map(|n| (format!("place {n}"), format!("sort {n}"))).collect();
    plan.thresholds = thresholds(draw);
    plan
}

fn thresholds(draw: &mut Draw) -> Thresholds {
    Thresholds {
        cell: 3 + draw.below(5) as u32,
        k: 3 + draw.below(5) as u32,
        people: draw.below(4) as u32,
        authors: 5,
    }
}

fn build(study: &Study, plan: &Plan, key: Key) -> Result<Made, PlanError> {
    let from = release::From {
        view: pick::view(study, PersonId(1)),
        plan,
        plan_text: "",
        at: month(0),
        id: 1,
        program: "asdone",
    };
    release::build(from, key)
}

type Row = BTreeMap<String, String>;

fn rows(made: &Made, table: &str) -> Vec<Row> {
    if made.files.contains_key(&format!("{table}.csv")) {
        super::rows(&made.files, table)
    } else {
        Vec::new()
    }
}

/// More of them with `ASDONE_SLOW=1`.
fn seeds(few: u64) -> std::ops::Range<u64> {
    0..if std::env::var_os("ASDONE_SLOW").is_some() { 40 * few } else { few }
}

/// What stands in the cells of a release, by table, row and column; not the tallies, whose rows are
/// made of the other tables.
fn cells(made: &Made) -> BTreeMap<(String, String, String), String> {
    let mut cells = BTreeMap::new();
    for (table, key) in [
        ("observations", &["id"][..]),
        ("tags", &["name"]),
        ("taggings", &["observation", "tag"]),
        ("coverage", &["by", "value"]),
        ("lessons", &["id"]),
        ("debriefs", &["id"]),
    ] {
        let mut coders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows(made, table) {
            let name = key.iter().map(|column| row[*column].as_str()).collect::<Vec<_>>().join(" ");
            for (column, cell) in row.iter().filter(|(_, cell)| !cell.is_empty()) {
                if column == "coder" {
                    coders.entry(name.clone()).or_default().insert(cell.clone());
                } else if !column.ends_with("_why") {
                    cells.insert((table.into(), name.clone(), column.clone()), cell.clone());
                }
            }
        }
        for (name, all) in coders {
            all.into_iter().for_each(|coder| {
                cells.insert((table.into(), name.clone(), format!("coder {coder}")), String::new());
            });
        }
    }
    cells
}

#[test]
fn every_class_has_k_rows_from_enough_people_and_no_value_is_rare() {
    let (mut built, mut suppressed) = (0, 0);
    for seed in seeds(60) {
        let draw = &mut Draw(seed);
        let (world, plan) = (World::drawn(draw), plan(draw));
        let Ok(made) = build(&world.study(), &plan, KEY) else { continue };
        built += 1;
        let Thresholds { cell, k, people, .. } = plan.thresholds;
        for table in ["observations", "lessons", "debriefs"] {
            let found = rows(&made, table);
            let mut classes: BTreeMap<Vec<String>, Vec<&Row>> = BTreeMap::new();
            let of = |row: &Row, name: &str| row.get(name).cloned().unwrap_or_default();
            for row in &found {
                let class = ["period", "period_why", "setting", "setting_why"];
                let class = class.map(|name| of(row, name)).to_vec();
                classes.entry(class).or_default().push(row);
            }
            for (class, rows) in &classes {
                assert!(rows.len() >= k.max(cell) as usize, "{seed}: {table} {class:?}");
                if table == "observations" {
                    let who: BTreeSet<u64> =
                        rows.iter().map(|row| world.notes[world.note(&row["id"])].author).collect();
                    assert!(who.len() >= people as usize, "{seed}: {class:?} of {who:?}");
                }
            }
            for column in ["author", "kind", "stance", "origin", "delay", "status", "attendance"] {
                let mut counts: BTreeMap<String, u32> = BTreeMap::new();
                for row in found.iter().filter(|row| row.contains_key(column)) {
                    *counts
                        .entry(format!("{}{}", row[column], row[&format!("{column}_why")]))
                        .or_default() += 1;
                }
                suppressed += counts.get("suppressed").copied().unwrap_or(0);
                assert!(counts.values().all(|count| *count >= cell), "{seed}: {column} {counts:?}");
            }
        }
        let mut by_coder: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows(&made, "taggings").iter().filter(|row| row.contains_key("coder")) {
            let coder = by_coder.entry(row["coder"].clone()).or_default();
            coder.insert(row["observation"].clone());
        }
        for (coder, of) in by_coder.iter().filter(|(coder, _)| !coder.is_empty()) {
            assert!(of.len() >= cell as usize, "{seed}: {coder} gave tags to {} only", of.len());
        }
    }
    assert!(built > 30 && suppressed > 100, "{built} {suppressed}");
}

#[test]
fn a_threshold_that_is_raised_shows_no_cell_more_in_any_table() {
    let mut compared = 0;
    for seed in seeds(40) {
        let draw = &mut Draw(seed + 1_000);
        let (world, mut plan) = (World::drawn(draw), plan(draw));
        let study = world.study();
        let low = build(&study, &plan, KEY);
        let Thresholds { cell, k, people, .. } = plan.thresholds;
        plan.thresholds.cell = cell + draw.below(4) as u32;
        plan.thresholds.k = k + draw.below(4) as u32;
        plan.thresholds.people = people + draw.below(3) as u32;
        let Ok(high) = build(&study, &plan, KEY) else { continue };
        let low = cells(&low.unwrap());
        for (place, cell) in cells(&high) {
            assert_eq!(low.get(&place), Some(&cell), "{seed}: {place:?} {:?}", plan.thresholds);
            compared += 1;
        }
    }
    assert!(compared > 1_000, "{compared}");
}

/// What is not of this release: whatever anybody writes without raising it as far, takes back, takes out
/// of the study, or has nobody look over.
fn beside(world: &World, draw: &mut Draw) -> World {
    let mut more = world.clone();
    for nth in 0..5 + draw.below(20) {
        let mut note = world.notes[draw.below(world.notes.len() as u64) as usize].clone();
        note.id = 500_000 + u128::from(nth);
        let below = [Audience::Private, Audience::Team, Audience::Organisation];
        note.audience = below[draw.below(3) as usize];
        note.kind = Some(draw.below(Kind::ALL.len() as u64));
        note.setting = Some(draw.below(9));
        let (observation, item) = (ObservationId(note.id), ItemId(note.id));
        // Some were raised as far, and then taken back, erased or lowered.
        let at = month(3);
        let back = match draw.below(6) {
            0 => Some(Change::Withdrawn { observation, item, reason: "canary".into(), at }),
            1 => {
                let what = Item::Observation(observation);
                Some(Change::Erased { what, item, reason: "canary".into(), at })
            }
            2 => Some(raised(observation, Audience::Team)),
            _ => None,
        };
        if back.is_some() {
            note.audience = Audience::Academic;
        }
        note.changes(&mut |author, change| more.more.push((author, change)));
        more.more.extend(back.map(|change| (note.author, change)));
    }
    for (nth, sort) in Sort::ALL.into_iter().enumerate() {
        let (sheet, at) = (SheetId(600_000 + nth as u128), month(draw.below(4)));
        let author = draw.below(PEOPLE);
        let mut add = |author, change| more.more.push((author, change));
        add(author, Change::Begun { sheet, sort, at });
        put(sheet, Field::Title("canary".into()), author, &mut add);
        put(sheet, Field::Setting(Some("canary".into())), author, &mut add);
        put(sheet, Field::Attendance(Some(99)), author, &mut add);
        put(sheet, Field::Covered(true), author, &mut add);
        put(sheet, Field::Ended(Some(at)), author, &mut add);
        // A stop never leaves, however far it was raised; the others were raised less far.
        let to = if sort == Sort::Stop { Audience::Academic } else { Audience::Organisation };
        put(sheet, Field::Audience(to), author, &mut add);
        let line = Line::Note { text: "canary".into() };
        add(author, Change::Said { sheet, item: ItemId(sheet.0), line, at });
    }
    let observation = ObservationId(world.notes[0].id);
    let (item, at, text) = (ItemId(9), month(5), "canary".to_owned());
    more.more.push((0, Change::LaterNoted { observation, item, text, at }));
    let tag = TagKey::parse("canary").unwrap();
    let (verdict, was) = (Verdict::Yes, Verdict::Unsaid);
    more.more.push((0, Change::Tagged { observation, tag, verdict, was, codebook: 1 }));
    for set in [StudyField::Name("canary".into()), StudyField::Settings(vec!["canary".into()])] {
        more.more.push((0, Change::StudySet { was: set.clone(), set }));
    }
    let words = Digest::of("canary");
    more.more.push((0, Change::Reviewed { words, verdict: Passed::Whole }));
    more
}

/// Stronger than to search for it: with all that in the study, or without, every byte is the same.
#[test]
fn what_is_not_of_the_release_changes_no_byte_of_it() {
    for seed in seeds(30) {
        let draw = &mut Draw(seed + 2_000);
        let (world, mut plan) = (World::drawn(draw), plan(draw));
        let more = beside(&world, draw);
        let built = |world: &World, plan: &Plan| build(&world.study(), plan, KEY).map(|m| m.files);
        let (alone, with) = (built(&world, &plan), built(&more, &plan));
        assert_eq!(alone.is_ok(), with.is_ok(), "{seed}");
        if let (Ok(alone), Ok(with)) = (alone, with) {
            let differs: Vec<&String> =
                alone.keys().chain(with.keys()).filter(|f| alone.get(*f) != with.get(*f)).collect();
            assert!(differs.is_empty(), "{seed}: {differs:?}");
        }
        // Nor does it matter what the texts say that nobody looked over.
        plan.fields.push("text".into());
        let mut reworded = world.clone();
        for note in &world.notes {
            let (observation, item, at) = (ObservationId(note.id), ItemId(note.id), month(6));
            let text = format!("canary {}", note.id);
            let amended = Change::Amended { observation, item, text, why: None, at };
            reworded.more.push((note.author, amended));
        }
        assert_eq!(built(&world, &plan).ok(), built(&reworded, &plan).ok(), "{seed}");
    }
}

/// Every word of a package that is one of its ids.
fn ids(made: &Made) -> BTreeSet<String> {
    let is_id = |word: &&str| {
        word.len() == 21
            && word.starts_with(['r', 'a', 'c', 'o', 's', 'l'])
            && word[1..].bytes().all(|b| b.is_ascii_hexdigit())
    };
    let texts = made.files.iter().filter(|(name, _)| !name.ends_with(".parquet"));
    let mut ids = BTreeSet::new();
    for (_, bytes) in texts {
        let text = String::from_utf8_lossy(bytes);
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        ids.extend(words.filter(is_id).map(str::to_owned));
    }
    ids
}

#[test]
fn ids_are_those_of_one_key_and_the_order_of_rows_is_theirs_alone() {
    for seed in seeds(20) {
        let draw = &mut Draw(seed + 3_000);
        let (world, plan) = (World::drawn(draw), plan(draw));
        let Ok(one) = build(&world.study(), &plan, KEY) else { continue };
        let other = build(&world.study(), &plan, Key::new([8; 32])).unwrap();
        let (a, b) = (ids(&one), ids(&other));
        assert!(a.len() >= world.notes.len() && a.is_disjoint(&b), "{seed}");
        for table in ["observations", "lessons", "debriefs"] {
            assert!(rows(&one, table).is_sorted_by_key(|row| row["id"].clone()), "{seed}: {table}");
        }
        // In whatever order the notes came into the study, it is the same package.
        let mut turned = world.clone();
        turned.notes.reverse();
        turned.notes.rotate_left(draw.below(world.notes.len() as u64) as usize);
        // Who answered which prompt follows from the order here, so that is left out.
        turned.shifts.clear();
        let unturned = World { shifts: Vec::new(), ..world };
        let [turned, unturned] = [turned, unturned].map(|w| build(&w.study(), &plan, KEY));
        assert_eq!(turned.map(|m| m.files).ok(), unturned.map(|m| m.files).ok(), "{seed}");
    }
}

/// Another value in one column of a note; where it lost its period it lost its setting too, which may
/// then be another as well.
fn with(world: &World, at: usize, column: &str, of: &Note) -> World {
    let mut other = world.clone();
    let note = &mut other.notes[at];
    match column {
        "period" => (note.month, note.setting) = (of.month, of.setting),
        "setting" => note.setting = of.setting,
        "kind" => note.kind = of.kind,
        "stance" => note.stance = of.stance,
        "origin" => note.prompted = of.prompted,
        "delay" => note.delay = of.delay,
        _ => note.author = of.author,
    }
    other
}

/// The values of a column dealt anew among the notes that lost theirs.
fn dealt_anew(world: &World, out: &[usize], column: &str, draw: &mut Draw) -> World {
    let mut other = world.clone();
    for (nth, at) in out.iter().enumerate() {
        let with_whom = out[draw.below(nth as u64 + 1) as usize];
        let (one, two) = (other.notes[*at].clone(), other.notes[with_whom].clone());
        other = with(&other, *at, column, &two);
        other = with(&other, with_whom, column, &one);
    }
    other
}

fn same(column: &str, one: &Note, other: &Note) -> bool {
    match column {
        "period" => one.month == other.month,
        "setting" => one.setting == other.setting,
        "kind" => one.kind == other.kind,
        "stance" => one.stance == other.stance,
        "origin" => one.prompted == other.prompted,
        "delay" => one.delay == other.delay,
        _ => one.author == other.author,
    }
}

/// The strongest reader knows the program and its plan. For each cell that was taken out there is
/// another study, with another value there, of which every byte of the release is the same: so nothing
/// in it, in all tables together, tells which of the two it is. Where a plan shows authors and limits
/// the people behind a class as well, such a reader may now and then rule a value out.
#[test]
fn for_each_cell_that_was_taken_out_another_study_gives_the_same_bytes() {
    // Each takes seconds where the search is long.
    let half =
        |half| seeds(10).take(20).skip(half as usize).step_by(2).map(twins).collect::<Vec<_>>();
    let both = crate::two::in_two(half).concat();
    let looked: usize = both.iter().map(|(looked, _)| looked).sum();
    let ruled_out: usize = both.iter().map(|(_, ruled_out)| ruled_out).sum();
    assert!(looked > 40 && ruled_out * 40 < looked, "{looked} {ruled_out}");
}

/// How many cells of a study that was drawn were looked at, and how many of them could be nothing else.
fn twins(seed: u64) -> (usize, usize) {
    let (mut looked, mut ruled_out) = (0, 0);
    let draw = &mut Draw(seed + 4_000);
    let (world, plan) = (World::drawn(draw), plan(draw));
    let Ok(made) = build(&world.study(), &plan, KEY) else { return (0, 0) };
    let found = rows(&made, "observations");
    for row in &found {
        for column in ["period", "setting", "kind", "stance", "origin", "delay", "author"] {
            let why = row.get(&format!("{column}_why")).map(String::as_str);
            if why != Some("suppressed") || draw.below(6) > 0 {
                continue;
            }
            looked += 1;
            let at = world.note(&row["id"]);
            let here = &world.notes[at];
            let mut others: Vec<usize> = (0..world.notes.len())
                .filter(|other| !same(column, here, &world.notes[*other]))
                .collect();
            others.sort_by_key(|other| world.notes[*other].author != here.author);
            let swapped = others.iter().map(|other| {
                let swapped = with(&world, at, column, &world.notes[*other]);
                with(&swapped, *other, column, here)
            });
            let out: Vec<usize> = found
                .iter()
                .filter(|row| row[&format!("{column}_why")] == "suppressed")
                .map(|row| world.note(&row["id"]))
                .collect();
            // Each is tried only until one fits.
            let is_hard = plan.has(Column::Author) && plan.thresholds.people > 0;
            let most = if is_hard { 100 } else { 4_000 };
            let dealt = (0..most).map(|_| dealt_anew(&world, &out, column, draw));
            let mut changed = others
                .iter()
                .take(30)
                .map(|other| with(&world, at, column, &world.notes[*other]))
                .chain(swapped.take(60))
                .chain(dealt)
                .filter(|twin| !same(column, here, &twin.notes[at]));
            let twin = changed.any(|twin| {
                build(&twin.study(), &plan, KEY).is_ok_and(|other| other.files == made.files)
            });
            assert!(twin || is_hard, "{seed}: {column} of {here:?} can be nothing else");
            ruled_out += usize::from(!twin);
        }
    }
    (looked, ruled_out)
}

/// All that the tables of counts say together, for a solver that knows nothing of how they were masked.
struct Equations {
    /// Each number: the least and the most that it can be.
    ranges: Vec<(i32, i32)>,
    names: BTreeMap<(String, String, String), usize>,
    sums: Vec<(Vec<usize>, ComparisonOp, usize)>,
}

impl Equations {
    /// Coverage, and beside it how many observations are prompted, by the tallies.
    fn of(made: &Made, few: u32) -> Self {
        let mut all = Self { ranges: vec![], names: BTreeMap::new(), sums: vec![] };
        let table = rows(made, "coverage");
        for row in &table {
            for column in ["shifts", "covered", "prompts", "answered", "missed"] {
                let known = row[column].parse::<i32>().ok();
                // What is small is masked; whatever is taken out beside it may be of any size.
                all.ranges.push(known.map_or((0, 500), |n| (n, n)));
                let name = (row["by"].clone(), row["value"].clone(), column.to_owned());
                all.names.insert(name, all.ranges.len() - 1);
            }
        }
        for row in &table {
            let at =
                |column: &str| all.names[&(row["by"].clone(), row["value"].clone(), column.into())];
            all.sums.push((vec![at("covered")], ComparisonOp::Le, at("shifts")));
            let met = vec![at("answered"), at("missed")];
            all.sums.push((met, ComparisonOp::Le, at("prompts")));
        }
        for column in ["shifts", "covered", "prompts", "answered", "missed"] {
            for by in ["part of the day", "weekday"] {
                let of = all.names.iter().filter(|((b, _, c), _)| b == by && c == column);
                let parts: Vec<usize> = of.map(|(_, at)| *at).collect();
                let whole = all.names[&("all".into(), "all".into(), column.into())];
                all.sums.push((parts, ComparisonOp::Eq, whole));
            }
        }
        let tallies = rows(made, "tallies");
        let prompted = tallies.iter().find(|r| r["by"] == "origin" && r["value"] == "prompted");
        // In the studies drawn here every prompted note of the release answers a prompt of it.
        if let (Some(row), true) = (prompted, !table.is_empty()) {
            let number: i32 = row["observations"].parse().unwrap();
            assert!(number >= few as i32);
            all.ranges.push((number, number));
            let answered = all.names[&("all".into(), "all".into(), "answered".into())];
            all.sums.push((vec![all.ranges.len() - 1], ComparisonOp::Eq, answered));
        }
        all
    }

    /// The least and the most that a number can be.
    fn bounds(&self, of: usize) -> [i64; 2] {
        [OptimizationDirection::Minimize, OptimizationDirection::Maximize].map(|direction| {
            let mut problem = Problem::new(direction);
            let each = self.ranges.iter().enumerate();
            let vars: Vec<_> = each
                .map(|(at, range)| problem.add_integer_var(f64::from(u8::from(at == of)), *range))
                .collect();
            for (parts, op, whole) in &self.sums {
                let mut terms: Vec<_> = parts.iter().map(|part| (vars[*part], 1.0)).collect();
                terms.push((vars[*whole], -1.0));
                problem.add_constraint(&terms[..], *op, 0.0);
            }
            let Ok(SolveOutcome::Solution(best)) = problem.solve() else {
                panic!("the study itself is a solution");
            };
            best.objective().round() as i64
        })
    }
}

#[test]
fn no_solver_works_out_a_small_count_from_all_tables_of_counts_together() {
    let (mut hidden, mut shown) = (0, 0);
    for seed in seeds(40) {
        let draw = &mut Draw(seed + 5_000);
        let (world, plan) = (World::drawn(draw), plan(draw));
        let study = world.study();
        let Ok(made) = build(&study, &plan, KEY) else { continue };
        let equations = Equations::of(&made, plan.thresholds.cell);
        let view = pick::view(&study, PersonId(1));
        let truth = coverage::under(view, Policy::OPEN);
        let by = [("part of the day", &truth.by_part), ("weekday", &truth.by_weekday)];
        let rows = by.into_iter().flat_map(|(by, rows)| rows.iter().map(move |row| (by, row)));
        for (by, row) in [("all", &truth.all)].into_iter().chain(rows) {
            let counts = [
                ("shifts", row.eligible),
                ("covered", row.covered),
                ("prompts", row.shown),
                ("answered", row.answered),
                ("missed", row.missed),
            ];
            for (column, count) in counts {
                let Count::Shown(count) = count else { panic!("{count:?}") };
                let at = equations.names[&(by.into(), row.name.clone(), column.into())];
                let small = count > 0 && count < u64::from(plan.thresholds.cell);
                if small {
                    hidden += 1;
                    let [least, most] = equations.bounds(at);
                    assert!(least < most, "{seed}: {column} of {} is {count}", row.name);
                } else {
                    shown += 1;
                }
            }
        }
        // A rare tag is in no table, and nothing else counts it.
        for tag in super::rows(&made.files, "tags") {
            if tag["observations_why"] == "suppressed" {
                let taggings = super::rows(&made.files, "taggings");
                assert!(taggings.iter().all(|row| row["tag"] != tag["name"]), "{seed}");
                let page = String::from_utf8_lossy(&made.files["tallies.csv"]).into_owned();
                assert!(!page.contains(&tag["name"]), "{seed}");
            }
        }
    }
    assert!(hidden > 200 && shown > 200, "{hidden} {shown}");
}

#[test]
fn the_solver_works_out_what_is_taken_out_alone() {
    let draw = &mut Draw(5_000);
    let world =
        World { shifts: (0..40).map(|n| (n % 4, 0, n % 24, true)).collect(), ..World::drawn(draw) };
    let mut plan = plan(draw);
    plan.thresholds = Thresholds { cell: 3, k: 3, people: 0, authors: 5 };
    let made = build(&world.study(), &plan, KEY).unwrap();
    let mut equations = Equations::of(&made, 3);
    let at = equations.names[&("weekday".into(), "Thu".into(), "shifts".into())];
    let (least, most) = equations.ranges[at];
    assert_eq!(least, most, "there are enough shifts");
    equations.ranges[at] = (0, 500);
    assert_eq!(equations.bounds(at), [i64::from(least); 2]);
}
