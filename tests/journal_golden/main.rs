//! The bytes of format version 1, pinned: every kind of change with every value of every list.
//!
//! The files `journal_kit/format-1*.hex` are never edited. What they hold was written by version 1
//! and has to be read, and written again to the byte, by every version that follows. What is new
//! gets a file of its own: `ASDONE_PIN_FORMAT=1` writes those that are not there yet.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test says so by failing"
)]

#[path = "../journal_kit/mod.rs"]
mod journal_kit;

mod extras;
mod later;
mod shelf;
mod teams;

use std::fs;
use std::path::{Path, PathBuf};

use asdone::journal::Journal;
use asdone::study::{
    Audience, Change, Content, Entry, Extra, Extras, Fact, Item, ItemId, Kind, Moment, Observation,
    ObservationId, Origin, PersonId, Purpose, Source, Stance, Status, StudyField, StudyId,
    TagField, TagKey, Verdict, Whose,
};
use journal_kit::identity;

const OBSERVATION: ObservationId = ObservationId(0x0199_f3c2_aaaa_7000_8000_0000_0000_0001);
const AT: Moment = Moment::new(1_767_225_600_123, -210);

fn item(n: u128) -> ItemId {
    ItemId(0x0199_f3c2_bbbb_7000_8000_0000_0000_0000 + n)
}

fn tag(name: &str) -> TagKey {
    TagKey::parse(name).unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn recorded(n: u128, kind: Option<Kind>, stance: Stance, source: Source) -> Change {
    let full = n.is_multiple_of(2);
    let origins = [Origin::Prompted(Some(AT)), Origin::Spontaneous, Origin::Prompted(None)];
    let words = |text: &str| full.then(|| text.to_owned());
    Change::Recorded(Box::new(Observation {
        id: ObservationId(OBSERVATION.0 + n),
        text: format!(
            "Rang school first: zwei Adressen, 学校, e\u{301}, \u{1f4de} ({n})\nsecond line"
        ),
        kind,
        happened_at: AT.plus_minutes(-12),
        recorded_at: AT,
        setting: words("duty desk"),
        stance,
        origin: origins[(n % 3) as usize],
        source,
        extras: Extras::of(|extra| {
            words(match extra {
                Extra::Aim => "reach the mother",
                Extra::Cues => "two addresses",
                Extra::Expectation => "nobody at home",
                Extra::Options => "wait",
                Extra::Pressure => "court at four",
                Extra::Prescribed => "write first",
                Extra::Done => "rang first",
                // What came later is pinned in a file of its own.
                Extra::Told | Extra::Noticing => return None,
            })
        }),
        tags: if full { vec![tag("p.anticipate"), tag("s.check")] } else { vec![] },
    }))
}

fn recordings() -> Vec<Change> {
    let kinds = Kind::ALL.iter().copied().map(Some).chain([None]);
    let stances = Stance::ALL.iter().copied().cycle();
    let sources = [Source::Typed, Source::Jotted, Source::Imported, Source::Practice];
    let all = kinds.zip(stances).zip(sources.into_iter().cycle()).zip(1..);
    all.map(|(((kind, stance), source), n)| recorded(n, kind, stance, source)).collect()
}

fn about_the_study() -> Vec<Change> {
    let fields = [
        (StudyField::Name("Riverside".into()), StudyField::Name(String::new())),
        (
            StudyField::Settings(vec!["duty desk".into(), "court".into()]),
            StudyField::Settings(vec![]),
        ),
        (StudyField::Threshold(5), StudyField::Threshold(300)),
        (StudyField::Whose(Whose::Own), StudyField::Whose(Whose::Team)),
        (StudyField::Whose(Whose::Organisation), StudyField::Whose(Whose::Own)),
    ];
    let mut changes = vec![
        Change::Founded { study: StudyId(identity().study.0), name: "Riverside duty team".into() },
        Change::PersonNamed { person: PersonId(9), pseudonym: "Wren".into(), was: String::new() },
    ];
    changes.extend(fields.map(|(set, was)| Change::StudySet { set, was }));
    changes
}

fn later_on() -> Vec<Change> {
    let observation = OBSERVATION;
    let why = some("clearer");
    let mut changes = vec![
        Change::Amended { observation, item: item(1), text: "Rang".into(), why, at: AT },
        Change::Amended { observation, item: item(2), text: "Rang".into(), why: None, at: AT },
        Change::LaterNoted { observation, item: item(3), text: "It held.".into(), at: AT },
        Change::Withdrawn { observation, item: item(4), reason: "not mine".into(), at: AT },
    ];
    let items = [
        Item::Observation(observation),
        Item::Amendment(observation, item(1)),
        Item::Later(observation, item(3)),
        Item::Withdrawal(observation, item(4)),
    ];
    changes.extend(items.map(|item| Change::Stands { item, stands: false }));
    changes.push(Change::Stands { item: items[0], stands: true });
    let text = |fact: fn(Option<String>) -> Fact| (fact(some("new")), fact(None));
    let mut facts = vec![
        (Fact::Kind(Some(Kind::KeptSafe)), Fact::Kind(None)),
        (Fact::HappenedAt(AT.plus_minutes(-60)), Fact::HappenedAt(AT)),
        (Fact::Stance(Stance::Joint), Fact::Stance(Stance::Seen)),
        (Fact::Origin(Origin::Prompted(Some(AT))), Fact::Origin(Origin::Spontaneous)),
        (Fact::Audience(Audience::Private), Fact::Audience(Audience::Team)),
        (Fact::Audience(Audience::Organisation), Fact::Audience(Audience::Academic)),
    ];
    let texts: [fn(Option<String>) -> Fact; 8] = [
        Fact::Setting,
        Fact::Aim,
        Fact::Cues,
        Fact::Expectation,
        Fact::Options,
        Fact::Pressure,
        Fact::Prescribed,
        Fact::Done,
    ];
    facts.extend(texts.map(text));
    let facts = facts.into_iter();
    changes.extend(facts.map(|(set, was)| Change::Corrected { observation, set, was }));
    changes
}

fn about_tags() -> Vec<Change> {
    let said = [
        (Verdict::Yes, Verdict::Unsaid),
        (Verdict::No, Verdict::Yes),
        (Verdict::Unsaid, Verdict::No),
    ];
    let mut changes: Vec<Change> = said
        .map(|(verdict, was)| Change::Tagged {
            observation: OBSERVATION,
            tag: tag("s.check"),
            verdict,
            was,
            codebook: 70_000,
        })
        .into();
    changes.push(Change::TagSet {
        tag: tag("grünes-blatt_2"),
        set: vec![
            TagField::Name("s.check".into()),
            TagField::Group("keeping safe".into()),
            TagField::Definition("Looks again".into()),
            TagField::Include("reading back".into()),
            TagField::Exclude("audit".into()),
            TagField::Source("the team".into()),
            TagField::Status(Status::Defined),
            TagField::MergedInto(Some(tag("s.verify"))),
            TagField::Order(300),
        ],
        was: vec![],
    });
    changes.push(Change::TagSet {
        tag: tag("s.check"),
        set: vec![TagField::Status(Status::Retired), TagField::MergedInto(None)],
        was: vec![TagField::Status(Status::Provisional), TagField::MergedInto(Some(tag("x")))],
    });
    changes
}

/// Every act, with why it was done.
fn acts() -> Vec<(Vec<Change>, Purpose)> {
    vec![
        (about_the_study(), Purpose::Do),
        (recordings(), Purpose::Do),
        (later_on(), Purpose::Undo(8)),
        (about_tags(), Purpose::Redo(14)),
    ]
}

fn write(path: &Path, acts: Vec<(Vec<Change>, Purpose)>) -> Vec<Entry> {
    let mut journal = Journal::create(path, identity(), None).unwrap();
    let mut entries = Vec::new();
    for (act, purpose) in acts {
        entries.extend(journal.append(&act, purpose, AT.millis).unwrap());
    }
    entries
}

fn hex(bytes: &[u8]) -> String {
    let lines = bytes
        .chunks(40)
        .map(|line| line.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n");
    lines.collect()
}

fn pinned(name: &str) -> String {
    fs::read_to_string(place(name)).unwrap().replace('\r', "")
}

fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journal_kit").join(name)
}

/// The first segment of a study is to the byte what was pinned under a name.
fn is_to_the_byte(study: &Path, name: &str) {
    let written = hex(&fs::read(study.join("segments/00000001.seg")).unwrap());
    if std::env::var_os("ASDONE_PIN_FORMAT").is_some() && !place(name).exists() {
        fs::write(place(name), &written).unwrap();
    }
    assert!(written == pinned(name), "{name}: the bytes on disk are not what version 1 wrote");
}

/// A study of nothing but the segment that was pinned under a name, and its entries.
fn read_back(dir: &Path, name: &str) -> Vec<Entry> {
    fs::create_dir_all(dir.join("segments")).unwrap();
    fs::write(dir.join("segments/00000001.seg"), from_hex(&pinned(name))).unwrap();
    let (journal, opening) = Journal::open(dir, None).unwrap();
    assert!(opening.losses.is_empty(), "{opening:?}");
    assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new());
    journal_kit::replayed(&journal)
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |two: &[u8]| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

#[test]
fn what_is_written_is_format_1_to_the_byte() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("study");
    write(&path, acts());
    is_to_the_byte(&path, "format-1.hex");
    let study = fs::read_to_string(path.join("study")).unwrap();
    assert_eq!(
        study,
        "asdone study\n\
         format 1\n\
         study 00000000-0000-0199-f3c2-000070008000\n\
         device 00c0ffee00c0ffee\n\
         person 00000000-0000-0000-0000-000000000009\n\
         check 237c8d2ff8ff0d4183ace591027f5bc5\n"
    );
}

#[test]
fn what_version_1_wrote_is_read_from_its_segment_alone() {
    let dir = tempfile::tempdir().unwrap();
    let entries = write(&dir.path().join("now"), acts());
    let read = read_back(&dir.path().join("then"), "format-1.hex");
    assert!(read.iter().all(|entry| matches!(entry.content, Content::Known(_))));
    assert_eq!(read, entries);
}
