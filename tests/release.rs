//! Releases, from plan to package, by the commands that a data steward types: what is in them, and what
//! is in none of them whatever anybody wrote.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that cannot go on fails"
)]

#[path = "release/agreed.rs"]
mod agreed;
#[path = "release/disclosure.rs"]
mod disclosure;
#[path = "release/every_field.rs"]
mod every_field;
#[path = "release/identifiers.rs"]
mod identifiers;
#[cfg(feature = "parquet")]
#[path = "release/in_parts.rs"]
mod in_parts;
#[path = "release/looked_after.rs"]
mod looked_after;
#[path = "release/on_screen.rs"]
mod on_screen;
#[path = "release/second.rs"]
mod second;
#[path = "common/two.rs"]
mod two;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use asdone::release::Plan;
use asdone::release::plan::{Beside, Field, TEMPLATE};
use serde_json::Value;

/// A study in a folder of its own.
struct Home(tempfile::TempDir);

impl Home {
    fn begun() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        home.does(&["init", "--name", "Riverside", "--pseudonym", "wren"]);
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
        let command = command.args(args).current_dir(self.0.path());
        let command = command.env("ASDONE_HOME", self.path("home")).env("TZ", "UTC");
        // Where the study is sealed, its passphrase lies here.
        if self.path("secret").exists() {
            command.env("ASDONE_PASSPHRASE_FILE", self.path("secret"));
        }
        command.output().unwrap()
    }

    /// Standard output of a command that does what is asked.
    fn does(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert!(done.status.success(), "{args:?}: {}", said(&done));
        String::from_utf8(done.stdout).unwrap()
    }

    fn refuses(&self, args: &[&str], code: i32) -> String {
        let done = self.run(args);
        assert_eq!(done.status.code(), Some(code), "{args:?}: {}", said(&done));
        said(&done)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Takes notes in that are all raised to academic but where they say otherwise.
    fn notes(&self, rows: &[Note]) {
        let columns = ["text", "kind", "tags", "setting", "happened_at", "audience", "aim"];
        let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        let mut table = columns.join(",") + "\n";
        for note in rows {
            let at = format!("2026-{:02}-{:02}T09:15:00+00:00", note.month, note.day);
            let cells = [
                note.text.as_str(),
                note.kind,
                note.tags,
                note.setting,
                &at,
                note.audience,
                &note.aim,
            ];
            table.push_str(&(cells.map(quoted).join(",") + "\n"));
        }
        self.write("notes.csv", &table);
        self.does(&["import", "notes.csv"]);
    }

    /// The code of the release that was planned last.
    fn planned(&self, plan: &str) -> String {
        self.write("plan.toml", plan);
        let done = self.run(&["release", "plan", "plan.toml"]);
        let words = said(&done);
        assert!(done.status.success(), "{words}");
        words.split_whitespace().skip_while(|word| *word != "release").nth(1).unwrap().to_owned()
    }

    fn built(&self, code: &str, to: &str) -> BTreeMap<String, Vec<u8>> {
        self.does(&["release", "build", code, "--output", to]);
        files(&self.path(to))
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read(entry.path()).unwrap())
    };
    fs::read_dir(folder).unwrap().map(|entry| file(entry.unwrap())).collect()
}

#[derive(Clone)]
struct Note {
    text: String,
    kind: &'static str,
    tags: &'static str,
    setting: &'static str,
    month: usize,
    day: usize,
    audience: &'static str,
    aim: String,
}

/// Notes of ordinary work: enough in each month and place.
fn ordinary(count: usize) -> Vec<Note> {
    (0..count)
        .map(|nth| Note {
            text: format!("someone kept the visit going, {}", spelt(nth)),
            kind: ["ordinary", "adjustment", "workaround"][nth % 3],
            tags: ["t.staff", "t.tool;a.share", "p.monitor", ""][nth % 4],
            setting: ["Canal Row", "Mill Lane"][nth / 2 % 2],
            month: 1 + nth % 3,
            day: 1 + nth % 27,
            audience: "academic",
            aim: String::new(),
        })
        .collect()
}

/// A number in letters, so that review marks none.
fn spelt(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
}

/// A plan with every field and table that there is (`coder` stands in the place of `author`).
fn plan() -> String {
    let fields = Field::all().into_iter().filter(|field| *field != Field::Coder);
    let all: Vec<String> = fields.map(|field| format!("{:?}", field.word())).collect();
    let tables: Vec<String> =
        Beside::ALL.iter().map(|table| format!("{:?}", table.word())).collect();
    let text = TEMPLATE.replace("= \"\" # needed", "= \"Riverside\"");
    let text = replaced(&text, "fields = ", &format!("fields = [{}]", all.join(", ")));
    let text = replaced(&text, "tables = ", &format!("tables = [{}]", tables.join(", ")));
    let text = text.replace("2026-01-01", "2027-11-30");
    let text = text.replace("voices = \"\"", "voices = \"the committee agreed to it\"");
    text.replace("# \"duty desk\"", "\"Canal Row\"").replace("# \"home visit\"", "\"Mill Lane\"")
}

fn replaced(text: &str, begins: &str, with: &str) -> String {
    let line =
        |line: &str| if line.starts_with(begins) { with.to_owned() } else { line.to_owned() };
    text.lines().map(|l| line(l) + "\n").collect()
}

fn rows(files: &BTreeMap<String, Vec<u8>>, table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(files[&format!("{table}.csv")].as_slice());
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        header.iter().zip(row.iter()).map(|(n, c)| (n.to_owned(), c.to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn names(home: &Home, code: &str) -> Vec<(String, String)> {
    let list = home.does(&["release", "review", code, "--json"]);
    let of = |line: &str| {
        let item: Value = serde_json::from_str(line).unwrap();
        (item["name"].as_str().unwrap().to_owned(), item["text"].as_str().unwrap().to_owned())
    };
    list.lines().map(of).collect()
}

fn approve_all(home: &Home, code: &str) {
    let names = names(home, code);
    let mut args = vec!["release", "review", code];
    names.iter().for_each(|(name, _)| args.extend(["--approve", name]));
    home.does(&args);
}

#[test]
fn a_release_goes_from_plan_to_package_and_is_the_same_each_time() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let template = home.does(&["release", "plan", "--template"]);
    assert!(Plan::read(&template).is_err(), "the blanks have to be filled");
    home.write("plan.toml", &plan());
    let said = home.does(&["release", "plan", "plan.toml", "--check"]);
    assert!(said.contains("takes in 60 observations") && said.contains("60 of 60 texts"), "{said}");
    assert!(home.refuses(&["release", "list"], 1).contains("no release is planned"));
    let code = home.planned(&plan());

    let unreviewed = home.built(&code, "first");
    assert!(rows(&unreviewed, "observations").iter().all(|row| row["text"].is_empty()));
    assert!(rows(&unreviewed, "observations").iter().all(|row| row["text_why"] == "not released"));
    approve_all(&home, &code);
    assert!(home.refuses(&["release", "review", &code, "--list"], 1).contains("no text waits"));

    let (one, other) = (home.built(&code, "one"), home.built(&code, "other"));
    assert_eq!(one, other);
    home.does(&["release", "build", &code, "--output", "one.zip"]);
    let zip = fs::read(home.path("one.zip")).unwrap();
    fs::rename(home.path("one.zip"), home.path("kept.zip")).unwrap();
    home.does(&["release", "build", &code, "--output", "one.zip"]);
    assert_eq!(fs::read(home.path("one.zip")).unwrap(), zip);
    let mut unpacked = BTreeMap::new();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        unpacked.insert(file.name().unwrap().split_once('/').unwrap().1.to_owned(), bytes);
    }
    assert_eq!(unpacked, one);

    let observations = rows(&one, "observations");
    assert_eq!(observations.len(), 60);
    assert!(observations.iter().all(|row| row["text"].starts_with("someone kept")));
    let verified = home.does(&["release", "verify", "one", &code]);
    assert!(verified.contains("byte for byte"), "{verified}");
    fs::write(home.path("one/observations.csv"), "id\n").unwrap();
    assert!(
        home.refuses(&["release", "verify", "one"], 1).contains("observations.csv was changed")
    );
    assert!(
        home.refuses(&["release", "build", &code, "--output", "one"], 2).contains("there already")
    );
    let listed = home.does(&["release", "list", "--json"]);
    assert!(listed.contains("\"observations\":60") && listed.contains("checksums"), "{listed}");
}

#[test]
fn nothing_below_academic_withdrawn_or_unnamed_by_the_plan_is_in_any_file() {
    let home = Home::begun();
    let mut notes = ordinary(60);
    for (nth, audience) in ["private", "team", "organisation"].into_iter().enumerate() {
        let text = format!("canary-{audience} stands here");
        notes.push(Note { text, audience, ..notes[nth].clone() });
    }
    notes.push(Note { text: "canary-withdrawn stands here".into(), ..notes[0].clone() });
    notes.push(Note { text: "canary-unnamed".into(), setting: "canary-place", ..notes[0].clone() });
    notes.push(Note { text: "canary-tagged".into(), tags: "canary-tag", ..notes[0].clone() });
    home.notes(&notes);
    let found = home.does(&["list", "canary-withdrawn", "--json"]);
    let id = serde_json::from_str::<Value>(found.lines().next().unwrap()).unwrap();
    let id = id["id"].as_str().unwrap().to_owned();
    home.does(&["withdraw", &id, "--reason", "canary-reason"]);
    // Without texts: nothing but the columns is in.
    let fields = "fields = [\"period\", \"setting\", \"kind\", \"coder\"]";
    let both = fields.replace("kind", "author");
    home.write("both.toml", &replaced(&plan(), "fields = ", &both));
    assert!(home.refuses(&["release", "plan", "both.toml"], 2).contains("give each other away"));
    let code = home.planned(&replaced(&plan(), "fields = ", fields));
    let made = home.built(&code, "out");
    assert_eq!(rows(&made, "observations").len(), 62);
    for (name, bytes) in &made {
        let text = String::from_utf8_lossy(bytes);
        for word in ["canary", "wren", "Canal Row", "Mill Lane", "2026-01-0", "09:15", &id] {
            assert!(!text.contains(word), "{name} has {word}");
        }
    }
}

#[test]
fn classes_and_values_that_too_few_share_are_taken_out() {
    let home = Home::begun();
    let mut notes = ordinary(60);
    for nth in 0..3 {
        let text = format!("alone {}", spelt(nth));
        notes.push(Note { text, kind: "surprise", month: 7, tags: "y.cost", ..notes[nth].clone() });
    }
    home.notes(&notes);
    let code = home.planned(&plan());
    let made = home.built(&code, "out");
    let observations = rows(&made, "observations");
    assert_eq!(observations.len(), 63);
    let mut classes: BTreeMap<[&String; 4], usize> = BTreeMap::new();
    let mut kinds: BTreeMap<&String, usize> = BTreeMap::new();
    for row in &observations {
        let class = ["period", "period_why", "setting", "setting_why"].map(|name| &row[name]);
        *classes.entry(class).or_default() += 1;
        *kinds.entry(&row["kind"]).or_default() += 1;
    }
    assert!(classes.values().all(|count| *count >= 5), "{classes:?}");
    assert!(kinds.values().all(|count| *count >= 5), "{kinds:?}");
    let text = String::from_utf8_lossy(&made["observations.csv"]);
    assert!(!text.contains("2026-07") && !text.contains("surprise"), "{text}");
    let tagged = rows(&made, "taggings");
    assert!(!tagged.is_empty() && tagged.iter().all(|row| row["tag"] != "y.cost"));
    let tags = rows(&made, "tags");
    let rare = tags.iter().find(|row| row["name"] == "y.cost").unwrap();
    assert_eq!(
        (rare["observations"].as_str(), rare["observations_why"].as_str()),
        ("", "suppressed")
    );
    // A release of too few is none.
    let few = home.planned(&replaced(&plan(), "filter = ", "filter = \"alone\""));
    assert!(home.refuses(&["release", "build", &few, "--output", "few"], 2).contains("too few"));
    assert!(!home.path("few").exists());
}

#[test]
fn ids_of_one_release_mean_nothing_in_another_and_their_order_tells_nothing() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let (one, other) = (home.planned(&plan()), home.planned(&plan()));
    let ids = |made: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        rows(made, "observations").iter().map(|row| row["id"].clone()).collect()
    };
    let (a, b) = (ids(&home.built(&one, "a")), ids(&home.built(&other, "b")));
    assert!(a.is_sorted() && b.is_sorted());
    let (all, others): (BTreeSet<&String>, BTreeSet<&String>) =
        (a.iter().collect(), b.iter().collect());
    assert!(all.len() == 60 && all.is_disjoint(&others));
    let periods = |folder: &str| -> Vec<String> {
        let made = files(&home.path(folder));
        rows(&made, "observations").iter().map(|row| row["period"].clone()).collect()
    };
    assert_ne!(periods("a"), periods("b"), "the rows stand in the order of their ids");
    assert!(!periods("a").is_sorted(), "and not in that of time");
}

#[test]
fn what_was_taken_back_is_in_no_later_build_and_in_the_letter() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let code = home.planned(&plan());
    approve_all(&home, &code);
    let before = home.built(&code, "before");
    assert!(home.refuses(&["release", "letter", &code], 1).contains("nothing"));
    let found = home.does(&["list", "\"going, bd\"", "--json"]);
    let id = serde_json::from_str::<Value>(found.lines().next().unwrap()).unwrap();
    home.does(&["audience", id["id"].as_str().unwrap(), "private"]);
    let letter = home.does(&["release", "letter", &code]);
    let gone = rows(&before, "observations");
    let gone = gone.iter().find(|row| row["text"].ends_with("going, bd")).unwrap();
    assert!(letter.contains(&gone["id"]) && !letter.contains("going"), "{letter}");
    let after = home.built(&code, "after");
    assert_eq!(rows(&after, "observations").len(), 59);
    let other = home.planned(&plan());
    assert!(home.refuses(&["release", "compare", &other], 1).contains("few enough"));
    // With the key gone, nobody can say which rows are meant.
    home.does(&["release", "burn", &code, "--reason", "the project is over", "--yes"]);
    let letter = home.does(&["release", "letter", &code]);
    assert!(
        !letter.contains(&gone["id"]) && letter.contains("delete the whole release"),
        "{letter}"
    );
    assert!(home.refuses(&["release", "build", &code, "--output", "x"], 2).contains("destroyed"));
    let verified = home.does(&["release", "verify", "after", &code]);
    assert!(verified.contains("as its list of checksums says"), "{verified}");
}

#[derive(serde::Deserialize)]
struct Seeded {
    text: String,
    spans: Vec<Span>,
}

#[derive(serde::Deserialize)]
struct Span {
    start: usize,
    end: usize,
}

/// Sentences with identifiers in them that belong to nobody, and the identifiers.
fn seeded() -> Vec<(String, Vec<String>)> {
    let all = include_str!("data/identifiers.jsonl").lines();
    all.map(|line| {
        let Seeded { text, spans } = serde_json::from_str(line).unwrap();
        let words = |span: &Span| {
            text.chars().skip(span.start).take(span.end - span.start).collect::<String>()
        };
        let identifiers = spans.iter().map(words).collect();
        (text, identifiers)
    })
    .collect()
}

#[test]
fn identifiers_that_a_reviewer_replaced_are_in_no_file_in_any_encoding() {
    let home = Home::begun();
    let seeded = seeded();
    assert!(seeded.len() > 30);
    let mut notes = ordinary(60);
    for (nth, (text, _)) in seeded.iter().enumerate() {
        let at = nth % 60;
        // In the text of some and in an optional text of others.
        let note = Note { text: text.clone(), ..notes[at].clone() };
        notes.push(note);
        notes[at].aim.clone_from(text);
    }
    home.notes(&notes);
    home.does(&["codebook", "edit", "t.staff", "--definition", &seeded[0].0]);
    let code = home.planned(&plan());
    for (name, text) in names(&home, &code) {
        let with: Vec<String> = seeded
            .iter()
            .filter(|(whole, _)| *whole == text)
            .flat_map(|(_, identifiers)| {
                identifiers.iter().map(|word| format!("{word}=[taken out]"))
            })
            .collect();
        let mut args = vec!["release", "review", &code];
        if with.is_empty() {
            args.extend(["--approve", &name]);
        } else {
            args.extend(["--redact", &name]);
            with.iter().for_each(|pair| args.extend(["--with", pair]));
        }
        home.does(&args);
    }
    let mut made = home.built(&code, "out");
    assert!(String::from_utf8_lossy(&made["observations.csv"]).contains("[taken out]"));
    assert!(String::from_utf8_lossy(&made["tags.csv"]).contains("[taken out]"));
    home.does(&["release", "build", &code, "--output", "out.zip"]);
    made.insert("out.zip".into(), fs::read(home.path("out.zip")).unwrap());
    for (_, identifiers) in &seeded {
        for word in identifiers.iter().filter(|word| word.len() > 3) {
            let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let escaped = serde_json::to_string(word).unwrap();
            for (name, bytes) in &made {
                for form in [word.as_bytes(), &wide, escaped.trim_matches('"').as_bytes()] {
                    let found = bytes.windows(form.len()).any(|part| part == form);
                    assert!(!found, "{name} has {word}");
                }
            }
        }
    }
}

#[test]
fn a_text_that_was_reworded_is_asked_about_again() {
    let home = Home::begun();
    home.notes(&ordinary(30));
    let code = home.planned(&plan());
    approve_all(&home, &code);
    let found = home.does(&["list", "\"going, bd\"", "--json"]);
    let id = serde_json::from_str::<Value>(found.lines().next().unwrap()).unwrap();
    home.does(&["amend", id["id"].as_str().unwrap(), "Someone rang Zorvek again"]);
    let waits = home.does(&["release", "review", &code, "--list"]);
    assert!(waits.contains("Zorvek: name; instead: [person]"), "{waits}");
    let made = home.built(&code, "out");
    assert!(!String::from_utf8_lossy(&made["observations.csv"]).contains("Zorvek"));
}

/// Stopped at any moment, a build leaves the whole package or nothing under its name.
#[cfg(unix)]
#[test]
fn a_build_that_is_killed_leaves_all_of_it_or_nothing() {
    let home = Home::begun();
    home.notes(&ordinary(60));
    let code = home.planned(&plan());
    let whole = home.built(&code, "whole");
    let (mut there, mut gone) = (0, 0);
    for nth in 0..40u64 {
        let name = format!("out-{nth}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
        let command = command.args(["release", "build", &code, "--output", &name]);
        let command = command.current_dir(home.0.path()).env("ASDONE_HOME", home.path("home"));
        let mut child =
            command.env("TZ", "UTC").stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(nth * 12));
        let _ = child.kill();
        child.wait().unwrap();
        if home.path(&name).exists() {
            there += 1;
            assert_eq!(files(&home.path(&name)), whole);
        } else {
            gone += 1;
        }
    }
    assert!(gone > 0, "{there} were there and {gone} not");
    home.does(&["release", "verify", "whole", &code]);
}

/// Ctrl-C while it is being built: it says that it stopped, and nothing is left, not even something that
/// was begun.
#[cfg(unix)]
#[test]
fn a_build_that_is_interrupted_leaves_nothing_behind() {
    let home = Home::begun();
    home.notes(&ordinary(400));
    let code = home.planned(&plan());
    let mut stopped = 0;
    for nth in 0..60u64 {
        let name = format!("out-{nth}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
        let command = command.args(["release", "build", &code, "--output", &name]);
        let command = command.current_dir(home.0.path()).env("ASDONE_HOME", home.path("home"));
        let command = command.env("TZ", "UTC").stderr(std::process::Stdio::piped());
        let child = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + nth * 6));
        let id = child.id().to_string();
        let _ = Command::new("kill").args(["-INT", &id]).status();
        let ended = child.wait_with_output().unwrap();
        let words = String::from_utf8_lossy(&ended.stderr).into_owned();
        if ended.status.code() == Some(130) {
            stopped += 1;
            assert!(words.contains("nothing was changed"), "{words}");
        }
        let left: Vec<String> = fs::read_dir(home.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with(".asdone-release"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
        if home.path(&name).exists() {
            assert!(home.path(&name).join("SHA256SUMS").exists());
            if stopped > 0 {
                break;
            }
        }
    }
    assert!(stopped > 0, "none of them was stopped while it was built");
}
