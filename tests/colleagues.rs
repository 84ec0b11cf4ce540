//! A study that holds what colleagues let the team see: no command and no screen counts, edits, lists
//! or exports a colleague's note as one's own; where it is shown, it says whose it is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;

use std::collections::BTreeSet;
use std::fs;

use asdone::journal::{Foreign, Mending, handed_out};
use asdone::open::OpenStudy;
use asdone::study::{
    Audience, Change, Content, DeviceId, Entry, FairCopy, Field, Header, Hybrid, ItemId, Kind,
    Line, Moment, Observation, ObservationId, Origin, PersonId, Purpose, SheetId, Sort, Source,
    Stance, Subject, TagKey, Verdict, Way,
};
use asdone::tui::harness::{Harness, NOON_ISH};
use desk::Desk;

const WREN: DeviceId = DeviceId(0xa1);
const WREN_HERSELF: PersonId = PersonId(0xa1a1);
const THEIRS: ObservationId = ObservationId(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
const THEIR_VOICE: SheetId = SheetId(0x5151);
const CANARY: &str = "canarycolleague";

/// What a colleague hands out: a note, a sheet of every sort, a tag of theirs, and a later note and a
/// tag on `ours`.
fn theirs(ours: Option<ObservationId>, now: Moment) -> Vec<Change> {
    let observation = Observation {
        id: THEIRS,
        text: format!("{CANARY} rang the ward before the visit"),
        happened_at: now.plus_minutes(-90),
        recorded_at: now.plus_minutes(-60),
        setting: Some(format!("{CANARY} desk")),
        kind: Some(Kind::Surprise),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        tags: vec![TagKey::parse("s.check").unwrap()],
        ..blank()
    };
    let copy = FairCopy { observation, audience: Audience::Team, reworded: true };
    let person = WREN_HERSELF;
    let mut changes = vec![
        Change::PersonNamed { person, pseudonym: "jay".to_owned(), was: String::new() },
        Change::Shared { observation: THEIRS, copy: Some(Box::new(copy)) },
    ];
    for (n, sort) in (0..).zip(Sort::ALL) {
        let sheet = SheetId(THEIR_VOICE.0 + n);
        changes.push(Change::Begun { sheet, sort, at: now.plus_minutes(-50) });
        let was = Field::Audience(Audience::Private);
        changes.push(Change::Put { sheet, set: Field::Audience(Audience::Team), was });
        let set = Field::Answer {
            prompt: "said".to_owned(),
            asked: "asked".to_owned(),
            text: format!("{CANARY} answered"),
        };
        let was = set.emptied();
        changes.push(Change::Put { sheet, set, was });
        let set = Field::Link { to: Subject::Observation(THEIRS), yes: true };
        let was = set.emptied();
        changes.push(Change::Put { sheet, set, was });
        let line = Line::Contribution {
            step: "what".to_owned(),
            by: None,
            about: None,
            text: format!("{CANARY} said"),
        };
        changes.push(Change::Said { sheet, item: ItemId(7_000 + n), line, at: now });
    }
    if let Some(observation) = ours {
        let text = format!("{CANARY} it held");
        changes.push(Change::LaterNoted { observation, item: ItemId(9), text, at: now });
    }
    changes.push(Change::Tagged {
        observation: THEIRS,
        tag: TagKey::parse("a.share").unwrap(),
        verdict: Verdict::Yes,
        was: Verdict::Unsaid,
        codebook: 0,
    });
    changes
}

fn blank() -> Observation {
    Observation {
        id: THEIRS,
        text: String::new(),
        happened_at: NOON_ISH,
        recorded_at: NOON_ISH,
        setting: None,
        kind: None,
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Default::default(),
        tags: Vec::new(),
    }
}

/// A study of two notes, one raised, with a reflection and a lesson; then a colleague's things come.
fn begun() -> Desk {
    let desk = Desk::new();
    let does = |args: &[&str]| desk.run(args, "").code(0).out.trim().to_owned();
    does(&["init", "--name", "R", "--pseudonym", "heron"]);
    does(&["add", "--kind", "s", "--at", "yesterday 09:00", "#s.check", "own words", "one"]);
    let raised = does(&["add", "--kind", "o", "--at", "yesterday 08:00", "own words two"]);
    does(&["audience", &raised, "team"]);
    does(&["lesson", "new", "--title", "own lesson", "--from", &raised]);
    does(&["debrief", "begin", "--title", "own debrief"]);
    does(&["debrief", "end"]);
    desk
}

fn come(desk: &Desk, changes: &[Change], now: Moment) {
    let (mut open, _) = OpenStudy::open(&desk.path("study"), None, Mending::Rebuild).unwrap();
    let foreign: Vec<Foreign> = (1..)
        .zip(changes)
        .map(|(number, change)| Foreign {
            device: WREN,
            number,
            after: number - 1,
            time: Hybrid(0).next(now.millis - 60_000 + i64::try_from(number).unwrap()),
            author: WREN_HERSELF,
            body: handed_out(change).unwrap(),
        })
        .collect();
    let taken = open.take_in_shelf(&foreign, now.millis).unwrap();
    assert_eq!(taken.new, foreign.len() as u64);
}

fn now() -> Moment {
    asdone::config::clock::now()
}

/// Every command that shows something of what one has; with one's own things alone in the study and
/// with a colleague's beside them each says the same.
const SAY_THE_SAME: &[&[&str]] = &[
    &["answers", "--json"],
    &["audience"],
    &["audience", "--json"],
    &["audience", "list", "private"],
    &["audience", "list", "team", "--json"],
    &["codebook", "list"],
    &["codebook", "list", "--json"],
    &["codebook", "show", "s.check"],
    &["coverage", "--json"],
    &["debrief", "record"],
    &["export"],
    &["export", "--format", "csv"],
    &["export", "canarycolleague"],
    &["lesson", "candidates", "--json"],
    &["lesson", "list", "--json"],
    &["list"],
    &["list", "--json"],
    &["list", "--long"],
    &["list", "kind:surprise", "--json"],
    &["reflect", "list", "--json"],
    &["release", "list", "--json"],
    &["search", "canarycolleague"],
    &["search", "words", "--json"],
    &["shift", "list", "--json"],
    &["stop", "list", "--json"],
    &["tally", "--by", "tag", "--json"],
    &["tally", "--by", "kind", "--json"],
    &["tally", "--by", "setting", "--json"],
    &["tally", "--by", "week", "--json"],
    &["undo", "--list"],
    &["voice", "tally", "--json"],
    &["wording", "notes"],
];

#[test]
fn with_a_colleagues_things_in_the_study_what_is_ones_own_stays_what_it_was() {
    let desk = begun();
    let said = |args: &[&str]| {
        let done = desk.run(args, "");
        (done.code, done.out, done.err)
    };
    let before: Vec<_> = SAY_THE_SAME.iter().map(|args| said(args)).collect();
    come(&desk, &theirs(None, now()), now());
    for (args, before) in SAY_THE_SAME.iter().zip(before) {
        assert_eq!(said(args), before, "{args:?} takes a colleague's things for one's own");
    }
    // And it is all there, in the scope of the team, with whose it is.
    let team = desk.run(&["list", "--scope", "team"], "").code(0).out;
    let line = team.lines().find(|line| line.contains(CANARY)).unwrap();
    assert!(line.contains("  jay  "), "{line}");
    let own = team.lines().find(|line| line.contains("own words two")).unwrap();
    assert!(!own.contains("jay") && !own.contains("heron"), "{own}");
    let json = desk.run(&["list", "--json", "--scope", "team"], "").code(0).out;
    assert_eq!(json.matches("\"colleague\":\"jay\"").count(), 1, "{json}");
    // What lists both keeps them apart.
    let study = desk.run(&["study"], "").code(0).out;
    assert!(study.contains("2, and 1 of colleagues"), "{study}");
    let debriefs = desk.run(&["debrief", "list"], "").code(0).out;
    assert_eq!(debriefs.matches("by jay").count(), 1, "{debriefs}");
}

#[test]
fn what_a_colleague_wrote_is_refused_in_words_and_what_can_be_done_is_done() {
    let desk = begun();
    come(&desk, &theirs(None, now()), now());
    let code = THEIRS.code();
    let code = code.short();
    let originals = desk.opened().lines().count();
    let refused: &[&[&str]] = &[
        &["amend", code, "in other words"],
        &["set", code, "--kind", "o"],
        &["withdraw", code, "--reason", "no"],
        &["erase", code, "--reason", "no", "--yes"],
        &["audience", code, "private"],
    ];
    for args in refused {
        let done = desk.run(args, "").code(2);
        let done = done.says("only its author");
        assert!(done.err.contains("ask its author"), "{args:?}: {}", done.err);
    }
    for (n, sort) in (0..).zip(Sort::ALL) {
        let sheet = SheetId(THEIR_VOICE.0 + n).code();
        let erased = desk.run(&["erase", sheet.short(), "--reason", "no", "--yes"], "");
        assert_eq!(erased.code, Some(2), "{sort:?}: {}", erased.err);
    }
    assert_eq!(desk.opened().lines().count(), originals, "nothing was written");
    let tagged = desk.run(&["tag", code, "s.check"], "").code(0);
    assert!(tagged.err.contains("the team sees that you did"), "{}{}", tagged.out, tagged.err);
    let later = desk.run(&["later", code, "it held"], "").code(0);
    assert!(later.err.contains("the team sees that you did"), "{}{}", later.out, later.err);
    let shown = desk.run(&["show", code], "").code(0).out;
    assert!(shown.contains("jay; what you add to it goes to the team"), "{shown}");
    // A line of it cannot be brought in as one's own.
    let json = desk.run(&["show", code, "--json"], "").code(0).out;
    fs::write(desk.path("theirs.jsonl"), json.replace(&THEIRS.to_string(), "")).unwrap();
    let brought = desk.run(&["import", desk.path("theirs.jsonl").to_str().unwrap()], "");
    assert_ne!(brought.code, Some(0), "{}", brought.out);
    let mine = desk.run(&["list", "--json"], "").code(0).out;
    assert!(!mine.contains(CANARY), "{mine}");
}

/// A colleague who hands out a note under the id of one that waits in the inbox does not keep it out.
#[test]
fn a_colleagues_note_does_not_stand_in_the_way_of_ones_own() {
    let desk = begun();
    let mut changes = theirs(None, now());
    come(&desk, &changes, now());
    let Change::Shared { copy: Some(copy), .. } = changes.swap_remove(1) else { panic!() };
    let text = "own words three".to_owned();
    let own = Observation { text, setting: None, ..copy.observation };
    let id = asdone::journal::survey(&desk.path("study")).unwrap().identity.study;
    let inbox = asdone::journal::Inbox::of(&desk.path("study"));
    inbox.leave_for(id, &[Change::Recorded(Box::new(own))]).unwrap();
    let mine = desk.run(&["list", "--json"], "").code(0).out;
    assert!(mine.contains("own words three") && !mine.contains(CANARY), "{mine}");
}

fn entries(changes: Vec<Change>) -> Vec<Entry> {
    let entry = |(seq, change): (u64, Change)| Entry {
        header: Header {
            way: Way::Shelf,
            device: WREN,
            seq,
            time: Hybrid(0).next(NOON_ISH.millis + 1_000 + i64::try_from(seq).unwrap()),
            author: WREN_HERSELF,
            act: seq,
            purpose: Purpose::Do,
        },
        content: Content::Known(change),
    };
    (1..).zip(changes).map(entry).collect()
}

fn take_in(harness: &mut Harness, changes: Vec<Change>) {
    let entries = entries(changes);
    harness.send(asdone::tui::Msg::InboxTaken { entries, notes: 0, kept: Vec::new() });
}

#[test]
fn every_screen_shows_ones_own_as_it_was_and_says_whose_the_others_are() {
    let mut harness = Harness::open();
    harness.keys("<o>ne of mine #s.check<enter>");
    harness.keys("<f3>v2<f2>");
    let screens = ["<f2>", "<f3>", "<f5>", "<f7>", "<f9>"];
    let drawn = |harness: &mut Harness| -> Vec<String> {
        screens
            .iter()
            .map(|key| {
                harness.keys(key);
                harness.screen()
            })
            .collect()
    };
    let before = drawn(&mut harness);
    take_in(&mut harness, theirs(None, NOON_ISH));
    for ((key, before), after) in screens.iter().zip(before).zip(drawn(&mut harness)) {
        assert_eq!(after, before, "{key} takes a colleague's things for one's own");
    }
    // Counts shows the team's figure beside one's own, which stays what it was.
    harness.keys("<f4>");
    let counts = harness.screen();
    let row = counts.lines().find(|line| line.contains("s.check")).unwrap();
    assert!(counts.contains("mine") && counts.contains("only what was shared"), "{counts}");
    assert!(row.contains("    1  "), "mine is 1, and the team's too few to show: {row}");
    harness.keys("<f6>");
    assert!(harness.screen().contains("by jay"), "{}", harness.screen());
    harness.keys("<f3><alt-v>");
    harness.keys("<home>");
    let rows = harness.screen();
    let row = rows.lines().skip(4).position(|line| line.contains(CANARY)).unwrap();
    harness.keys(&"<down>".repeat(row));
    let team = harness.screen();
    let line = team.lines().find(|line| line.contains(CANARY)).unwrap();
    assert!(line.contains("jay"), "{team}");
    assert!(team.contains("by jay; what you add"), "{team}");
    let written = harness.entries.len();
    for (keys, of) in [("a", "amend"), ("w", "withdraw"), ("E", "erase")] {
        harness.keys(keys);
        harness.keys("x<enter><enter>");
        assert_eq!(harness.entries.len(), written, "{of} wrote something");
        let said = harness.screen();
        assert!(said.contains("only its author") || said.contains("author"), "{of}: {said}");
        harness.keys("<esc><esc><esc>");
    }
}

#[test]
fn the_names_of_all_places_that_look_at_everybodys_things_are_known() {
    // `tests/architecture.rs` holds the rule; here: the rule has something to hold.
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/study");
    let source = fs::read_to_string(root.join("reading.rs")).unwrap()
        + &fs::read_to_string(root.join("sheets.rs")).unwrap();
    let named: BTreeSet<&str> =
        ["all_standing", "all_recorded", "all_begun", "all_of", "all_about"]
            .into_iter()
            .filter(|name| source.contains(&format!("pub fn {name}(")))
            .collect();
    assert_eq!(named.len(), 5, "{named:?}");
}
