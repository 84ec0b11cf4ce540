//! Studies that the program at commit b8b6d2d left on disk: before anything of teams, rounds and
//! releases was there. Today's program opens them, sees the same in them, and goes on.
//!
//! `tests/older/make.py` made them with the program at that commit and says how. `older.zip` has two
//! homes, `clear` and `sealed`, each with a study that is in use, its copy (`stick`), and the
//! portrait that the program at that commit drew of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "common/desk.rs"]
mod desk;
#[path = "common/pty.rs"]
mod pty;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::io::Read;
use std::path::Path;

use asdone::journal::keys::{self, Key, Secret};
use asdone::journal::{CopyFound, Journal};
use asdone::study::{Change, Content, Entry, Item, Study};
use desk::{Desk, GOOD, OTHER};
use pty::Terminal;
use serde_json::Value;

/// What a person had told the program at that commit, and what they find today.
const PRINTER: &str = "Printer down, so I wrote the plan by hand";

/// A home as it was left then, in a folder of its own. Its copy is where it is said to be.
fn left(home: &str) -> Desk {
    let desk = Desk::new();
    let mut packed =
        zip::ZipArchive::new(fs::File::open("tests/older/older.zip").unwrap()).unwrap();
    for at in 0..packed.len() {
        let mut file = packed.by_index(at).unwrap();
        let Some(name) = file.name().unwrap().strip_prefix(&format!("{home}/")).map(str::to_owned)
        else {
            continue;
        };
        let path = desk.path(&name);
        if file.is_dir() {
            fs::create_dir_all(&path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            fs::write(&path, bytes).unwrap();
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.unix_mode().unwrap() & 0o777;
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
    }
    let copies = fs::read_to_string(desk.path("study/copies")).unwrap();
    let place = copies.trim_end().rsplit('\t').next().unwrap();
    assert!(place.ends_with(&format!("/{home}/stick")), "{copies}");
    let moved = copies.replace(place, desk.path("stick").to_str().unwrap());
    fs::write(desk.path("study/copies"), moved).unwrap();
    desk
}

fn key(folder: &Path) -> Option<Key> {
    let passphrase = Secret::passphrase(GOOD.to_owned());
    keys::is_sealed(folder).unwrap().then(|| keys::unlock(folder, &passphrase).unwrap())
}

/// The study as its journal alone has it, checked, and its entries.
fn opened(desk: &Desk) -> (Study, Vec<Entry>) {
    let folder = desk.path("study");
    let (journal, opening) = Journal::open(&folder, key(&folder).as_ref()).unwrap();
    assert_eq!((opening.repairs, opening.losses), (vec![], vec![]));
    assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new());
    let mut study = Study::new(journal.identity().device);
    let mut entries = Vec::new();
    journal.replay(|entry| entries.push(entry)).unwrap();
    entries.iter().cloned().for_each(|entry| study.apply(entry));
    (study, entries)
}

/// Today's portrait in the words of then, and in its order.
///
/// Four sorts of line were not drawn then (known settings, tags of one name, what a name finds, the tags of a
/// note in order). Three are drawn another way: an observation's optional texts, who noted what came later, and
/// since when a field of a sheet has stood. Of each of these, all that was drawn then is drawn again.
fn as_drawn_then(study: &Study) -> Vec<String> {
    let new = |line: &String| {
        let first = ["known settings ", "tag namesakes ", "tag named "];
        let of_note = line.get(36..).is_some_and(|rest| rest.starts_with(" tags ["));
        of_note || first.iter().any(|start| line.starts_with(start))
    };
    let mut lines: Vec<String> = study
        .portrait()
        .into_iter()
        .filter(|line| !new(line))
        .filter(|line| !line.get(36..).is_some_and(|rest| rest.starts_with(" later (")))
        .map(|line| field_then(&line).unwrap_or(line))
        .collect();
    for record in study.records() {
        let id = record.id();
        let (foresight, ways) = texts_then(|word| record.extra(word_of(word)).map(str::to_owned));
        let now = format!("{:?}", record.extra_texts().collect::<Vec<_>>());
        let start = format!("{id} here ");
        for line in lines.iter_mut().filter(|line| line.starts_with(&start)) {
            assert!(line.contains(&now), "{now} in {line}");
            *line = line.replacen(&now, &format!("{foresight} {ways}"), 1);
        }
        for later in record.later() {
            let author = format!("author: {:?}, ", later.author);
            lines.push(format!("{id} later {}", format!("{later:?}").replace(&author, "")));
        }
    }
    lines.sort();
    lines
}

fn word_of(word: &str) -> asdone::study::Extra {
    asdone::study::Extra::parse(word).unwrap()
}

/// The optional texts as they were drawn then.
fn texts_then(said: impl Fn(&str) -> Option<String>) -> (String, String) {
    let part = |name: &str, words: &[&str]| {
        let fields: Vec<String> =
            words.iter().map(|word| format!("{word}: {:?}", said(word))).collect();
        format!("{name} {{ {} }}", fields.join(", "))
    };
    let foresight = part("Foresight", &["aim", "cues", "expectation", "options", "pressure"]);
    (foresight, part("Ways", &["prescribed", "done"]))
}

/// A line on a field of a sheet as it was drawn then: when it was set last, and to what.
fn field_then(line: &str) -> Option<String> {
    let (sheet, set) = line.split_once(" field Set { ")?;
    let (_, last) = set.split_once("}, last: ")?;
    let (stamp, field) = last.strip_suffix(" }")?.split_once(", field: ")?;
    Some(format!("{sheet} field ({stamp}, {field})"))
}

#[test]
fn today_sees_in_them_what_was_seen_then() {
    for home in ["clear", "sealed"] {
        let desk = left(home);
        let then = fs::read_to_string(desk.path("portrait")).unwrap();
        let then: Vec<&str> = then.lines().collect();
        assert!(then.len() > 150, "a portrait of {} lines", then.len());
        let (study, _) = opened(&desk);
        let now = as_drawn_then(&study);
        for (then, now) in then.iter().zip(&now) {
            assert_eq!(then, now, "{home}");
        }
        assert_eq!(then.len(), now.len(), "{home}");
        // The copy that was kept folds to the same.
        let stick = desk.path("stick");
        let copy = CopyFound::open(&stick, key(&stick).as_ref()).unwrap();
        assert_eq!(copy.verify().unwrap().problems, Vec::<String>::new());
        let mut copied = Study::new(study.own_device());
        copy.replay(|entry| copied.apply(entry)).unwrap();
        assert_eq!(copied.portrait(), study.portrait(), "{home}");
    }
}

/// The name of the variant that a value is.
fn variant(value: &impl Debug) -> String {
    let shown = format!("{value:?}");
    shown.split(|letter: char| !letter.is_alphanumeric()).next().unwrap().to_owned()
}

/// What there is of each kind in a study, as `Type Variant`.
fn kinds(entries: &[Entry]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut saw = |of: &str, name: String| {
        seen.insert(format!("{of} {name}"));
    };
    for entry in entries {
        saw("Purpose", variant(&entry.header.purpose));
        let Content::Known(change) = &entry.content else {
            saw("Content", variant(&entry.content));
            continue;
        };
        saw("Change", variant(change));
        match change {
            Change::StudySet { set, .. } => saw("StudyField", variant(set)),
            Change::Corrected { set, .. } => saw("Fact", variant(set)),
            Change::Recorded(observation) => {
                saw("Source", variant(&observation.source));
                saw("Origin", variant(&observation.origin));
            }
            Change::Tagged { verdict, .. } => saw("Verdict", variant(verdict)),
            Change::TagSet { set, .. } => set.iter().for_each(|set| saw("TagField", variant(set))),
            Change::Begun { sort, .. } => saw("Sort", variant(sort)),
            Change::Put { set, .. } => saw("Field", variant(set)),
            Change::Said { line, .. } => {
                saw("Line", variant(line));
                if let asdone::study::Line::Met { how, .. } = line {
                    saw("Met", variant(how));
                }
            }
            Change::Stands { item, .. } => saw("Stands", variant(item)),
            Change::Erased { what, .. } => saw("Erased", variant(what)),
            _ => {}
        }
    }
    seen
}

/// Everything that a command of that time could make.
const MADE: &[(&str, &str)] = &[
    (
        "Change",
        "Founded StudySet PersonNamed Recorded Amended LaterNoted Withdrawn Stands Corrected Tagged \
         TagSet Begun Put Said Erased",
    ),
    ("Content", "Erased"),
    ("Purpose", "Do Undo Redo"),
    ("StudyField", "Name Settings Threshold Whose Sampling Form"),
    (
        "Fact",
        "Kind HappenedAt Setting Stance Origin Audience Aim Cues Expectation Options Pressure \
         Prescribed Done",
    ),
    ("Source", "Typed Jotted Imported"),
    ("Origin", "Spontaneous Prompted"),
    ("Verdict", "Yes Unsaid"),
    ("TagField", "Name Group Definition Include Exclude Source Status MergedInto Order"),
    ("Sort", "Shift Reflection Debrief Voice Lesson Stop"),
    (
        "Field",
        "Audience Answer Tag Link Choice Title Setting Ended Covered Due Attendance Owner ReplyBy \
         LookAgain Placed MayShare Fate",
    ),
    ("Line", "Paused Resumed Prompted Met Contribution Carried Outcome Moved Told Withdrawn"),
    ("Met", "Answered Postponed Missed"),
    ("Stands", "Observation Amendment Later Withdrawal Line"),
    ("Erased", "Observation Later Sheet Line"),
];

#[test]
fn they_hold_everything_that_could_be_made_then() {
    for home in ["clear", "sealed"] {
        let (_, entries) = opened(&left(home));
        let seen = kinds(&entries);
        for (of, names) in MADE {
            for name in names.split_whitespace() {
                assert!(seen.contains(&format!("{of} {name}")), "{home}: no {of} {name}: {seen:?}");
            }
        }
        // What a later version adds is not there, or the fixture is not what it says it is.
        for later in ["Change Shared", "Change Member", "Sort Round", "Line Holds", "Verdict No"] {
            assert!(!seen.contains(later), "{home}: {later}");
        }
    }
}

fn on(desk: &Desk, home: &str, args: &[&str]) -> crate::desk::Done {
    if home == "sealed" { desk.with("passphrase", args, "") } else { desk.run(args, "") }
}

fn says(desk: &Desk, home: &str, args: &[&str], words: &str) -> String {
    let done = on(desk, home, args).code(0);
    assert!(
        done.out.contains(words),
        "{args:?} does not say {words:?}:\n{}\n{}",
        done.out,
        done.err
    );
    done.out
}

/// The code of the note that says something.
fn code(desk: &Desk, home: &str, words: &str) -> String {
    let listed = on(desk, home, &["list", "--json"]).code(0).out;
    let lines = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let found = lines.into_iter().find(|line| line["text"].as_str().unwrap().contains(words));
    found.unwrap_or_else(|| panic!("no note says {words:?}:\n{listed}"))["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn every_command_that_reads_finds_there_what_was_put_there() {
    let desk = left("clear");
    let all: &[(&[&str], &str)] = &[
        (&["list"], PRINTER),
        (&["list", "--long", "tag:t.tool"], "Printer down"),
        (&["list", "withdrawn"], "Handover took ten minutes"),
        (&["search", "duty number"], "Mother rang"),
        (&["tally", "--by", "tag"], "s.check"),
        (&["tally", "--by", "kind", "--json"], "surprise"),
        (&["coverage"], "random"),
        (&["shift", "list"], "court"),
        (&["shift", "plan"], "30"),
        (&["reflect", "list"], "School rang back"),
        (&["stop", "list"], "kept apart"),
        (&["stop", "route"], "Ring the desk."),
        (&["drafts"], "refused"),
        (&["drafts", "refused"], "#s.chek"),
        (&["drafts", "ask"], "Half-way through the questions"),
        (&["drafts", "capture"], "by hand, half-typed"),
        (&["debrief", "list"], "The week of the printer"),
        (&["debrief", "record"], "It had been down since Monday"),
        (&["debrief", "carried"], "A second printer"),
        (&["lesson", "list"], "A printer at court"),
        (&["answers"], "You said, we asked; next year again"),
        (&["voice", "list"], "You wrote it big"),
        (&["voice", "tally"], "listened to"),
        (&["audience", "list", "team"], "Rang school"),
        (&["export", "--format", "jsonl"], "Two lines from a table"),
        (&["export", "--format", "csv"], "Drew the week"),
        (&["study"], "Riverside duty team"),
        (&["codebook", "list"], "t.noise"),
        (&["codebook", "show", "t.noise"], "It was too loud."),
        (&["forms", "show", "debrief"], "Arrive"),
        (&["forms", "show", "stop"], "Ring first"),
        (&["wording", "rules"], ""),
        (&["audit"], "beginning the study"),
        (&["report"], "Riverside duty team"),
        (&["backup"], "stick"),
        (&["verify"], "every hash holds"),
        (&["doctor"], "asdone 0.1.0"),
    ];
    for (args, words) in all {
        says(&desk, "clear", args, words);
    }
    // What was kept because it was no text is there to the byte.
    let mut kept = fs::read_dir(desk.path("study/kept")).unwrap().map(|item| item.unwrap().path());
    assert_eq!(fs::read(kept.next().unwrap()).unwrap(), b"no text at all: \xff\xfe");
    // One of two notes that were kept apart had been deleted.
    let listed = on(&desk, "clear", &["stop", "list", "--json"]).code(0).out;
    let kept: Vec<Value> = listed
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["kept"] == true)
        .collect();
    assert_eq!(kept.len(), 1, "{listed}");
    let kept = kept[0]["code"].as_str().unwrap();
    says(&desk, "clear", &["stop", "show", kept], "that may have to be reported");
}

/// What was left in the inbox comes in with the first command, and everything that can be done to a
/// note is done to notes of then.
#[test]
fn a_person_goes_on_where_they_were() {
    for home in ["clear", "sealed"] {
        let desk = left(home);
        let before = opened(&desk).1;
        let waiting = if home == "sealed" { 2 } else { 1 };
        assert_eq!(fs::read_dir(desk.path("study/inbox")).unwrap().count(), waiting);
        says(&desk, home, &["list", "--json"], "Left while the study was open elsewhere");
        if home == "sealed" {
            says(&desk, home, &["list"], "Left while the study was locked");
        }
        on(&desk, home, &["add", "Written by the program of today #s.check"]).code(0);
        on(&desk, home, &["undo"]).code(0);
        on(&desk, home, &["redo"]).code(0);
        let printer = code(&desk, home, "Printer down");
        on(&desk, home, &["amend", &printer, "Printer down again"]).code(0);
        on(&desk, home, &["later", &printer, "The new one came"]).code(0);
        on(&desk, home, &["set", &printer, "--aim", "leave them with a plan"]).code(0);
        on(&desk, home, &["tag", &printer, "s.check"]).code(0);
        on(&desk, home, &["audience", &printer, "organisation"]).code(0);
        let family = code(&desk, home, "Mother rang");
        on(&desk, home, &["erase", &family, "--reason", "she withdrew consent", "--yes"]).code(0);
        let withdrawn = on(&desk, home, &["withdraw", &printer, "--reason", "for a while"]);
        withdrawn.code(0);
        on(&desk, home, &["undo"]).code(0);

        // What was there before is there as it was, but for what was erased; and the copy followed.
        let (study, after) = opened(&desk);
        assert!(after.len() > before.len() + 10);
        let today = study.erasures().iter().find(|erasure| erasure.reason.starts_with("she"));
        let today = today.unwrap().what;
        for (then, now) in before.iter().zip(&after) {
            assert_eq!(then.header, now.header);
            if then.content != now.content {
                assert_eq!(now.content, Content::Erased, "{then:?}");
                let Content::Known(change) = &then.content else { panic!("{then:?}") };
                assert!(change.is_content_of(today), "{change:?}");
            }
        }
        let gone = |entry: &Entry| matches!(&entry.content, Content::Erased);
        let erased = after.iter().filter(|e| gone(e)).count();
        assert!(erased > before.iter().filter(|e| gone(e)).count());
        assert!(desk::readable(&desk.path("study"), "knows the duty number").is_empty());
        assert!(desk::readable(&desk.path("stick"), "knows the duty number").is_empty());
        let tombstones = study.erasures().iter().filter(|erasure| {
            matches!(erasure.what, Item::Observation(_)) && erasure.reason.contains("consent")
        });
        assert_eq!(tombstones.count(), 2);
        says(&desk, home, &["verify", desk.path("stick").to_str().unwrap()], "");

        // A study of its own is made of the copy, and says the same.
        let into = desk.path("restored");
        let (stick, into) = (desk.path("stick"), into.to_str().unwrap().to_owned());
        on(&desk, home, &["restore", stick.to_str().unwrap(), &into]).code(0);
        let listed = on(&desk, home, &["list", "--json"]).code(0).out;
        let restored = on(&desk, home, &["--study", &into, "list", "--json"]).code(0).out;
        assert_eq!(listed, restored);
    }
}

#[test]
fn half_typed_texts_are_offered_again_on_the_screens() {
    for home in ["clear", "sealed"] {
        let desk = left(home);
        let passphrase = desk.path("passphrase");
        let file = ["--passphrase-file", passphrase.to_str().unwrap()];
        let args = if home == "sealed" { &file[..] } else { &[] };
        let mut screen = Terminal::start(desk.home.path(), args, (24, 80));
        let offered = screen.wait_for("Half a sentence about the vis");
        assert!(!offered.contains("put aside half-typed"), "{offered}");
        screen.send("\r");
        screen.wait_gone("You had begun a note");
        // The optional texts were kept by position then; each is in its own field.
        for (field, text) in
            [("done", "by hand, half-typed"), ("prescribed", "as written, half-typed")]
        {
            let shown = screen.send("\x1b[Z").wait_for(text);
            let row = shown.lines().find(|row| row.contains(text)).unwrap();
            assert!(row.contains(field), "{field}: {row}");
        }
        screen.send("\x11");
        screen.wait("the end or a question", |_| true);
    }
}

/// The steps a study of then can take since: locked with a passphrase by today's program, another
/// passphrase, new words, a team.
#[test]
fn they_take_the_steps_that_came_later() {
    let desk = left("clear");
    let before = as_drawn_then(&opened(&desk).0);
    desk.with("good", &["seal"], "").code(0);
    assert!(desk::readable(&desk.path("study"), "Printer down").is_empty());
    let now = as_drawn_then(&opened(&desk).0);
    assert!(
        before.iter().all(|line| now.contains(line)),
        "the waiting note came, and nothing went"
    );

    let desk = left("sealed");
    let said = |desk: &Desk| fs::read_to_string(desk.path("study/study")).unwrap();
    assert!(!said(&desk).contains("vouched"));
    let before = as_drawn_then(&opened(&desk).0);
    says(&desk, "sealed", &["list"], PRINTER);
    assert!(said(&desk).contains("vouched") && said(&desk).contains("format 1"), "{}", said(&desk));
    let folder = desk.path("team");
    fs::create_dir(&folder).unwrap();
    says(&desk, "sealed", &["team", "begin", folder.to_str().unwrap()], "");
    says(&desk, "sealed", &["team", "sync"], "");
    says(&desk, "sealed", &["list"], PRINTER);
    let now = as_drawn_then(&opened(&desk).0);
    assert!(before.iter().all(|line| now.contains(line) || line.starts_with("codebook")));
    let new = desk.path("other");
    let new = ["passphrase", "--new", new.to_str().unwrap()];
    on(&desk, "sealed", &new).code(0);
    let opens = keys::unlock(&desk.path("study"), &Secret::passphrase(OTHER.to_owned()));
    assert!(opens.is_ok());
}
