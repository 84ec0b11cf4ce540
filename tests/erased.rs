//! Erased is erased: one word that nobody else uses is planted in every field and file that there
//! is, and after the erasure no byte of the study, its copies or what was kept beside it has it.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use asdone::journal::{DraftSlot, Drafts, Journal};
use asdone::study::{
    Audience, Change, Day, Digest, Extras, Fact, Fate, Field, Item, ItemId, Kind, Line, Met,
    Moment, Observation, ObservationId, Origin, PersonId, Purpose, SheetId, Sort, Source, Stance,
    Subject, TagKey, Verdict,
};
use desk::Desk;

/// No text has it by accident.
const CANARY: &str = "zibblewick";

/// With a quotation mark, which JSON and tables write another way.
fn words(n: usize) -> String {
    format!("the \"{CANARY}\" house, number {n}")
}

/// Every file under a folder in which the word stands.
fn found(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for path in fs::read_dir(dir).unwrap().map(|item| item.unwrap().path()) {
        let named = path.file_name().unwrap().as_bytes().windows(CANARY.len()).any(is_it);
        let inside = match path.is_dir() {
            true => {
                all.extend(found(&path));
                false
            }
            false => fs::read(&path).unwrap().windows(CANARY.len()).any(is_it),
        };
        if named || inside {
            all.push(path);
        }
    }
    all
}

fn is_it(part: &[u8]) -> bool {
    part == CANARY.as_bytes()
}

#[track_caller]
fn gone(desk: &Desk) {
    assert_eq!(found(desk.home.path()), Vec::<PathBuf>::new());
}

fn begun() -> Desk {
    let desk = Desk::new();
    desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    desk
}

/// The fact after this one: a new one does not compile until it is planted here.
fn next(fact: Option<&Fact>, at: Moment) -> Option<Fact> {
    let some = |n| Some(words(n));
    Some(match fact {
        None => Fact::Kind(Some(Kind::Surprise)),
        Some(Fact::Kind(_)) => Fact::HappenedAt(at),
        Some(Fact::HappenedAt(_)) => Fact::Setting(some(1)),
        Some(Fact::Setting(_)) => Fact::Stance(Stance::Seen),
        Some(Fact::Stance(_)) => Fact::Origin(Origin::Prompted(Some(at))),
        Some(Fact::Origin(_)) => Fact::Audience(Audience::Team),
        Some(Fact::Audience(_)) => Fact::Aim(some(2)),
        Some(Fact::Aim(_)) => Fact::Cues(some(3)),
        Some(Fact::Cues(_)) => Fact::Expectation(some(4)),
        Some(Fact::Expectation(_)) => Fact::Options(some(5)),
        Some(Fact::Options(_)) => Fact::Pressure(some(6)),
        Some(Fact::Pressure(_)) => Fact::Prescribed(some(7)),
        Some(Fact::Prescribed(_)) => Fact::Done(some(8)),
        Some(Fact::Done(_)) => Fact::Told(some(9)),
        Some(Fact::Told(_)) => Fact::Noticing(some(10)),
        Some(Fact::Noticing(_)) => return None,
    })
}

/// Everything that can be said of an observation, the word in every text.
fn all_of_a_note(at: Moment) -> Vec<Change> {
    let observation = ObservationId(0x7a7a);
    let mut item = (1u128..).map(ItemId);
    let mut fresh = || item.next().unwrap();
    let mut said = 1_000..;
    let later = fresh();
    let mut all = vec![
        Change::Recorded(Box::new(Observation {
            id: observation,
            text: words(20),
            kind: None,
            happened_at: at,
            recorded_at: at,
            setting: Some(words(21)),
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Typed,
            extras: Extras::of(|_| said.next().map(words)),
            tags: vec![TagKey::parse(&format!("x.{CANARY}")).unwrap()],
        })),
        Change::Amended { observation, item: fresh(), text: words(22), why: Some(words(23)), at },
        Change::LaterNoted { observation, item: later, text: words(24), at },
        Change::Stands { item: Item::Later(observation, later), stands: false },
        Change::Withdrawn { observation, item: fresh(), reason: words(25), at },
        Change::Tagged {
            observation,
            tag: TagKey::parse(&format!("y.{CANARY}")).unwrap(),
            verdict: Verdict::Yes,
            was: Verdict::Unsaid,
            codebook: 1,
        },
    ];
    let mut fact = next(None, at);
    while let Some(set) = fact {
        fact = next(Some(&set), at);
        all.push(Change::Corrected { observation, was: set.clone(), set });
    }
    all
}

#[test]
fn nothing_that_can_be_said_of_a_note_survives_it() {
    let desk = begun();
    let study = desk.path("study");
    let at = Moment::new(1_790_000_000_000, 0);
    let (mut journal, _) = Journal::open(&study, None).unwrap();
    journal.append(&all_of_a_note(at), Purpose::Do, at.millis).unwrap();
    drop(journal);
    assert!(!found(desk.home.path()).is_empty());
    let code = ObservationId(0x7a7a).code();
    desk.run(&["erase", code.as_str(), "--reason", "asked", "--yes"], "").code(0);
    gone(&desk);
}

/// The field after this one: a new one does not compile until it is planted here.
fn next_field(field: Option<&Field>, at: Moment) -> Option<Field> {
    let some = |n| Some(words(n));
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 4).map(Day::of);
    Some(match field {
        None => Field::Audience(Audience::Organisation),
        Some(Field::Audience(_)) => {
            Field::Answer { prompt: CANARY.into(), asked: words(30), text: words(31) }
        }
        Some(Field::Answer { .. }) => Field::Tag { tag: key("z"), yes: true },
        Some(Field::Tag { .. }) => {
            Field::Link { to: Subject::Observation(ObservationId(0x7a7a)), yes: true }
        }
        Some(Field::Link { .. }) => Field::Choice { list: CANARY.into(), word: words(32) },
        Some(Field::Choice { .. }) => Field::Title(words(33)),
        Some(Field::Title(_)) => Field::Setting(some(34)),
        Some(Field::Setting(_)) => Field::Ended(Some(at)),
        Some(Field::Ended(_)) => Field::Covered(true),
        Some(Field::Covered(_)) => Field::Due(vec![at]),
        Some(Field::Due(_)) => Field::Attendance(Some(3)),
        Some(Field::Attendance(_)) => Field::Owner(some(35)),
        Some(Field::Owner(_)) => Field::ReplyBy(day),
        Some(Field::ReplyBy(_)) => Field::LookAgain(day),
        Some(Field::LookAgain(_)) => Field::Placed {
            scale: CANARY.into(),
            asked: words(36),
            corners: vec![words(37), words(38)],
            shares: vec![400, 600],
        },
        Some(Field::Placed { .. }) => Field::MayShare(true),
        Some(Field::MayShare(_)) => Field::Fate(Fate::Printed),
        Some(Field::Fate(_)) => Field::Takes { person: PersonId(9), yes: true },
        Some(Field::Takes { .. }) => Field::Draw { seed: 1, per: 2 },
        Some(Field::Draw { .. }) => Field::Plan(words(39)),
        Some(Field::Plan(_)) => return None,
    })
}

fn key(group: &str) -> TagKey {
    TagKey::parse(&format!("{group}.{CANARY}")).unwrap()
}

/// The line after this one, in the same way.
fn next_line(line: Option<&Line>, at: Moment) -> Option<Line> {
    let some = |n| Some(words(n));
    let of = ObservationId(0x7a7a);
    Some(match line {
        None => Line::Paused,
        Some(Line::Paused) => Line::Resumed,
        Some(Line::Resumed) => Line::Prompted,
        Some(Line::Prompted) => Line::Met { prompt: ItemId(3), how: Met::Postponed(at) },
        Some(Line::Met { .. }) => {
            Line::Contribution { step: CANARY.into(), by: some(50), about: None, text: words(51) }
        }
        Some(Line::Contribution { .. }) => {
            Line::Carried { what: CANARY.into(), text: words(52), owner: some(53), reply_by: None }
        }
        Some(Line::Carried { .. }) => Line::Outcome { of: ItemId(6), text: words(54) },
        Some(Line::Outcome { .. }) => {
            Line::Moved { status: CANARY.into(), by: some(55), reason: some(56) }
        }
        Some(Line::Moved { .. }) => Line::Told { text: words(57) },
        Some(Line::Told { .. }) => Line::Note { text: words(58) },
        Some(Line::Note { .. }) => Line::Withdrawn { reason: words(59) },
        Some(Line::Withdrawn { .. }) => Line::Holds(vec![Subject::Observation(of)]),
        Some(Line::Holds(_)) => Line::Wording {
            tag: key("w"),
            name: CANARY.into(),
            definition: words(61),
            include: words(62),
            exclude: words(63),
        },
        Some(Line::Wording { .. }) => Line::Coded {
            of,
            words: Digest::of("what was read"),
            yes: vec![key("v")],
            unsure: vec![key("u")],
            memo: words(64),
        },
        Some(Line::Coded { .. }) => Line::HandedIn(Digest::of("all of them")),
        Some(Line::HandedIn(_)) => {
            Line::Settled { of, tag: key("s"), verdict: None, reason: words(65) }
        }
        Some(Line::Settled { .. }) => Line::Key([7; 32]),
        Some(Line::Key(_)) => return None,
    })
}

/// Everything that can be said on a sheet, the word in every text, some of it said twice and some of
/// it taken back.
fn all_of_a_sheet(sheet: SheetId, sort: Sort, at: Moment) -> Vec<Change> {
    let mut all = vec![Change::Begun { sheet, sort, at }];
    let mut field = next_field(None, at);
    while let Some(set) = field {
        field = next_field(Some(&set), at);
        let was = set.emptied();
        all.push(Change::Put { sheet, set: set.clone(), was: was.clone() });
        if matches!(set, Field::Title(_)) {
            all.push(Change::Put { sheet, set: Field::Title(words(70)), was: set });
        }
    }
    let mut item = (1u128..).map(ItemId);
    let mut line = next_line(None, at);
    while let Some(said) = line {
        line = next_line(Some(&said), at);
        let item = item.next().unwrap();
        if matches!(said, Line::Note { .. }) {
            let taken_back = Change::Stands { item: Item::Line(sheet, item), stands: false };
            all.extend([Change::Said { sheet, item, line: said, at }, taken_back]);
        } else if !matches!(said, Line::Withdrawn { .. }) || sort == Sort::Lesson {
            all.push(Change::Said { sheet, item, line: said, at });
        }
    }
    all
}

#[test]
fn nothing_that_can_be_said_on_a_sheet_survives_it() {
    let at = Moment::new(1_790_000_000_000, 0);
    for (sort, n) in Sort::ALL.into_iter().zip(1..) {
        let desk = begun();
        let study = desk.path("study");
        let sheet = SheetId(n << 64 | 0x7a7a);
        let (mut journal, _) = Journal::open(&study, None).unwrap();
        journal.append(&all_of_a_sheet(sheet, sort, at), Purpose::Do, at.millis).unwrap();
        drop(journal);
        desk.run(&["backup", desk.path("copy").to_str().unwrap()], "").code(0);
        assert!(!found(desk.home.path()).is_empty());
        let code = sheet.code();
        let done = desk.run(&["erase", code.as_str(), "--reason", "asked", "--yes"], "");
        assert_eq!(done.code, Some(0), "{sort:?}: {}", done.err);
        assert_eq!(found(desk.home.path()), Vec::<PathBuf>::new(), "{sort:?}");
        desk.run(&["verify"], "").code(0);
    }
}

#[test]
fn a_setting_that_was_typed_in_the_note_goes_with_it_and_one_that_others_use_stays() {
    let desk = begun();
    desk.run(&["study", "--add-setting", "home visit"], "").code(0);
    let typed = format!("rang @\"{CANARY} place\"");
    let code = desk.run(&["add"], &typed).code(0).out;
    desk.run(&["add"], "waited @\"duty desk\" long").code(0);
    desk.run(&["undo"], "").code(0);
    desk.run(&["redo"], "").code(0);
    desk.run(&["backup", desk.path("copy").to_str().unwrap()], "").code(0);
    assert!(!found(&desk.path("copy")).is_empty());
    desk.run(&["erase", code.trim(), "--reason", "asked", "--yes"], "").code(0);
    gone(&desk);
    let settings = desk.run(&["study", "--json"], "").code(0).out;
    assert!(settings.contains("home visit") && settings.contains("duty desk"), "{settings}");
    desk.run(&["verify"], "").code(0);
    desk.run(&["verify", desk.path("copy").to_str().unwrap()], "").code(0);
    // Nothing that can be undone brings it back.
    while desk.run(&["undo"], "").code == Some(0) {}
    gone(&desk);

    let desk = begun();
    let first = desk.run(&["add"], "one @\"late shift\"").code(0).out;
    desk.run(&["add"], "two @\"late shift\"").code(0);
    desk.run(&["erase", first.trim(), "--reason", "asked", "--yes"], "").code(0);
    assert!(desk.run(&["study", "--json"], "").code(0).out.contains("late shift"));
}

#[test]
fn texts_that_wait_are_read_as_they_are_written() {
    let desk = begun();
    let text = words(1);
    let code = desk.run(&["add"], &text).code(0).out;
    let drafts = Drafts::of(&desk.path("study"));
    let form = serde_json::json!({ "version": 1, "current": { "line": text, "extras": [] } });
    drafts.put(&DraftSlot::Capture, &form.to_string()).unwrap();
    drafts.put(&DraftSlot::Named("other".into()), "something else that stays").unwrap();
    drafts.keep("refused", &text.replace(' ', "\n")).unwrap();
    let kept = desk.path("study/kept");
    fs::create_dir_all(&kept).unwrap();
    let row = serde_json::json!({ "text": text, "kind": "nonsense" });
    fs::write(kept.join("handed-in-1.jsonl"), format!("{{\"text\":\"a\"}}\n{row}\n")).unwrap();
    fs::write(kept.join("handed-in-2.csv"), format!("text\n\"{}\"\n", text.replace('"', "\"\"")))
        .unwrap();
    fs::create_dir_all(desk.path("kept")).unwrap();
    fs::write(desk.path("kept/not-saved-1.txt"), &text).unwrap();
    fs::write(desk.path("kept/holiday.txt"), "nothing of ours").unwrap();
    desk.run(&["erase", code.trim(), "--reason", "asked", "--yes"], "").code(0);
    gone(&desk);
    assert!(drafts.get(&DraftSlot::Named("other".into())).unwrap().is_some());
    assert!(desk.path("kept/holiday.txt").exists());
}

#[test]
fn what_is_kept_far_from_the_study_goes_too() {
    let desk = Desk::new();
    let study = desk.path("deep/down/study");
    fs::create_dir_all(study.parent().unwrap()).unwrap();
    let at = |args: &[&str], input: &str| {
        let all: Vec<&str> =
            ["--study", study.to_str().unwrap()].iter().chain(args).copied().collect();
        desk.run(&all, input)
    };
    at(&["init", "--name", "R", "--pseudonym", "wren"], "").code(0);
    let code = at(&["add"], &words(1)).code(0).out;
    fs::create_dir_all(desk.path("kept")).unwrap();
    fs::write(desk.path("kept/not-saved-2026.txt"), words(1)).unwrap();
    at(&["erase", code.trim(), "--reason", "asked", "--yes"], "").code(0);
    gone(&desk);
}

#[test]
fn an_old_export_does_not_bring_erased_words_back_beside_the_study() {
    let desk = begun();
    let code = desk.run(&["add"], &words(1)).code(0).out;
    desk.run(&["add"], "another note").code(0);
    let export = desk.run(&["export"], "").code(0).out;
    desk.run(&["erase", code.trim(), "--reason", "asked", "--yes"], "").code(0);
    let wrong = "{\"text\":\"a row that is wrong\",\"kind\":\"nonsense\"}\n";
    let done = desk.run(&["import", "-"], &format!("{export}{wrong}")).code(2);
    let done = done.says("does not come back").says("what was erased is kept nowhere");
    assert!(!done.err.contains(CANARY), "{}", done.err);
    gone(&desk);
    let kept = fs::read_dir(desk.path("study/kept")).unwrap().next().unwrap().unwrap().path();
    assert!(fs::read_to_string(kept).unwrap().contains("a row that is wrong"));
    let file = desk.path("export.jsonl");
    fs::write(&file, &export).unwrap();
    desk.run(&["import", file.to_str().unwrap()], "").code(2);
    assert_eq!(
        found(desk.home.path()),
        [file],
        "beside the file that was handed in is nothing new"
    );
}

#[test]
fn a_copy_is_found_again_whatever_its_path_is() {
    let desk = begun();
    let code = desk.run(&["add"], &words(1)).code(0).out;
    let names: [&[u8]; 3] = [b"new\nline", b"caf\xe9", b"bytes:2f"];
    for name in names {
        let place = desk.home.path().join(OsStr::from_bytes(name)).join("copy");
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        let done = desk.command(&["backup"]).arg(&place).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(!found(&place).is_empty());
    }
    let erased = desk.run(&["erase", code.trim(), "--reason", "asked", "--yes"], "").code(0);
    assert!(!erased.err.contains("not there"), "{}", erased.err);
    gone(&desk);
    let listed = desk.run(&["doctor"], "").out;
    assert!(!listed.contains("not there now"), "{listed}");
}

#[test]
fn a_later_note_that_was_taken_back_can_be_erased_for_itself() {
    let desk = begun();
    let code = desk.run(&["add"], "rang school").code(0).out;
    desk.run(&["later", code.trim(), "it held"], "").code(0);
    desk.run(&["later", code.trim(), &words(1)], "").code(0);
    desk.run(&["undo"], "").code(0);
    desk.run(&["erase", code.trim(), "--later", "2", "--reason", "asked", "--yes"], "").code(0);
    gone(&desk);
    assert!(desk.run(&["show", code.trim()], "").code(0).out.contains("it held"));
}

#[test]
fn sealing_leaves_no_kept_text_in_clear() {
    let desk = begun();
    fs::create_dir_all(desk.path("kept")).unwrap();
    fs::write(desk.path("kept/not-saved-1.txt"), words(1)).unwrap();
    fs::write(desk.path("kept/holiday.txt"), "nothing of ours").unwrap();
    desk.with("good", &["seal"], "").code(0);
    gone(&desk);
    assert!(desk.path("kept/holiday.txt").exists());
    let sealed = desk.path("kept/not-saved-1.age");
    let shown = desk.with("good", &["drafts", "--kept", sealed.to_str().unwrap()], "").code(0);
    assert!(shown.out.contains(CANARY));
}
