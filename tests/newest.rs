//! A list of a few is made of what happened last where that is enough, and is the one that everything
//! would give.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use asdone::journal::known_in;
use asdone::open::OpenStudy;
use asdone::study::Study;
use flate2::read::DeflateDecoder;

/// More than the pieces that are read, which hold 4,096 records each.
const NOTES: usize = 13_000;

struct Desk(tempfile::TempDir);

impl Desk {
    fn home(&self) -> PathBuf {
        self.0.path().join("home")
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
        command.args(words).env("ASDONE_HOME", self.home()).env("TZ", "UTC");
        command.current_dir(self.0.path()).output().unwrap()
    }

    fn done(&self, words: &[&str]) -> Vec<String> {
        let out = self.run(words);
        assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// What was left out of what happened last, where that could be read by itself.
    fn left_out(&self) -> Option<usize> {
        let study = self.home().join("study");
        known_in(&study, &self.home().join("known"));
        OpenStudy::look_at_newest(&study, None).map(|(_, left)| left.standing)
    }

    /// What a command says where nothing is kept of folding the study.
    fn afresh(&self, words: &[&str]) -> Vec<u8> {
        let aside = self.0.path().join("aside");
        fs::rename(self.home(), &aside).unwrap();
        copy_dir(&aside, &self.home());
        fs::remove_file(self.home().join("study/checkpoint")).unwrap();
        let said = self.run(words).stdout;
        fs::remove_dir_all(self.home()).unwrap();
        fs::rename(&aside, self.home()).unwrap();
        said
    }

    /// How many records are shown to whoever looks at each once, and how many are still open then.
    fn shown(&self) -> Option<(usize, usize)> {
        let shown = AtomicUsize::new(0);
        let look = |study: &Study| {
            shown.fetch_add(study.records().len(), Ordering::Relaxed);
        };
        let open = OpenStudy::look_at_each(&self.home().join("study"), None, &look)?;
        Some((shown.into_inner(), open.study.records().len()))
    }

    /// Searches and counts, which read no more than they need, say what the whole study says.
    fn sums_agree(&self, when: &str) {
        for words in [
            &["list", "tag:s.check", "--json"][..],
            &["search", "corridor", "--json"],
            &["search", "the 12th", "--sort", "oldest", "--json"],
            &["list", "withdrawn", "--json"],
            &["list", "-tag:s.check", "-rang", "--json"],
            &["tally", "--by", "tag", "--json"],
            &["tally", "--by", "group", "--json"],
            &["tally", "--by", "kind", "--json"],
            &["tally", "--by", "setting", "--all", "--json"],
            &["tally", "--by", "origin", "--json"],
            &["tally", "--by", "stance", "--json"],
            &["tally", "--by", "hour", "--json"],
            &["tally", "--by", "weekday", "--json"],
            &["tally", "--by", "week"],
            &["tally", "--by", "tag", "--scope", "team", "--json"],
            &["tally", "--by", "pairs", "--json"],
            &["tally", "--by", "saturation", "--json"],
            &["tally", "--by", "setting", "corridor", "--json"],
        ] {
            let (now, afresh) = (self.run(words).stdout, self.afresh(words));
            assert!(!afresh.is_empty() || words.contains(&"withdrawn"), "{words:?}");
            assert!(now == afresh, "{when}: {words:?}");
        }
    }

    /// Lists of a few are the beginning of the whole list, whatever is asked for.
    fn lists_agree(&self, when: &str) {
        let queries: [&[&str]; 6] = [
            &["list"],
            &["list", "tag:s.check"],
            &["list", "tag:t.tool"],
            &["search", "corridor"],
            &["list", "withdrawn"],
            &["list", "until:2021-06-01"],
        ];
        for query in queries {
            let json: Vec<&str> = query.iter().copied().chain(["--json"]).collect();
            let whole = self.run(&json);
            let whole = String::from_utf8(whole.stdout).unwrap();
            let whole: Vec<&str> = whole.lines().collect();
            for limit in [1, 3, 20, 500] {
                let number = limit.to_string();
                let few = self.run(&[&json[..], &["--limit", &number]].concat());
                let few = String::from_utf8(few.stdout).unwrap();
                let few: Vec<&str> = few.lines().collect();
                assert_eq!(few, whole[..limit.min(whole.len())], "{when}: {query:?} {limit}");
            }
        }
    }
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap().flatten() {
        let to = to.join(item.file_name());
        if item.path().is_dir() {
            copy_dir(&item.path(), &to);
        } else {
            fs::copy(item.path(), to).unwrap();
        }
    }
}

fn desk() -> Desk {
    let desk = Desk(tempfile::tempdir().unwrap());
    desk.done(&["init", "--name", "Riverside", "--pseudonym", "wren"]);
    let mut rows = String::new();
    for n in 0..NOTES {
        // Not quite in the order in which they happened, and here and there two at one time.
        let minutes = (n + (n * 7_919) % 600) / 2;
        let (day, minute) = (minutes / 20, minutes % 20);
        let (month, day) = (1 + day / 28 % 12, 1 + day % 28);
        let year = 2020 + minutes / (20 * 28 * 12);
        let tag = if n % 3 == 0 { "s.check" } else { "a.share" };
        let tag = if n % 4_001 == 7 { "t.tool" } else { tag };
        let text = if n % 900 == 5 { "waited in the corridor" } else { "rang ahead" };
        let at = format!("{year}-{month:02}-{day:02}T10:{minute:02}:00Z");
        writeln!(
            rows,
            r#"{{"text": "{text}, the {n}th", "tags": ["{tag}"], "happened_at": "{at}"}}"#
        )
        .unwrap();
    }
    let given = desk.0.path().join("given.jsonl");
    fs::write(&given, rows).unwrap();
    desk.done(&["import", "given.jsonl"]);
    desk
}

#[test]
fn a_list_of_a_few_is_the_beginning_of_the_whole_list() {
    let desk = desk();
    desk.done(&["list", "--limit", "1"]);
    let left = desk.left_out().expect("what happened last is read by itself");
    assert_eq!(left, 2 * 4_096);
    desk.lists_agree("as it was brought in");

    desk.done(&["add", "Wrote the plan by hand, the printer was down #t.tool"]);
    desk.done(&["add", "--at", "2019-05-05 10:00", "Waited in the corridor #s.check"]);
    desk.done(&["amend", &code_of_first(&desk), "Wrote the plan by hand"]);
    assert_eq!(desk.left_out(), Some(left), "what came since is of what is there");
    desk.lists_agree("with notes that came since");
    assert_eq!(desk.shown(), Some((NOTES, 2)), "each once, the new ones by themselves");
    desk.sums_agree("with notes that came since");
    // A tag that was merged since means another, and of what was withdrawn since less counts.
    desk.done(&["codebook", "merge", "t.tool", "s.check"]);
    desk.done(&["withdraw", &code_of_first_but_one(&desk), "--reason", "said twice"]);
    assert_eq!(desk.shown(), Some((NOTES - 1, 3)), "and the one that was withdrawn");
    desk.sums_agree("with a tag that was merged since");

    // The oldest of all happened last, as is known now: it is not among what would be read.
    let oldest = desk.done(&["list", "--sort", "oldest", "--limit", "2", "--json"]);
    let oldest = field(&oldest[1], "code");
    desk.done(&["set", &oldest, "--at", "2025-03-03 10:00"]);
    assert_eq!(desk.left_out(), None);
    desk.lists_agree("with an old one that happened later");
    assert_eq!(code_of_first_but_one(&desk), oldest);
}

/// The notes that the reader of wording and names is tried on: what people write in a shift, each once.
fn notes() -> Vec<String> {
    let mut said = BTreeSet::new();
    for file in fs::read_dir("tests/data").unwrap().map(|item| item.unwrap().path()) {
        if file.extension().is_some_and(|ending| ending == "jsonl") {
            let lines = fs::read_to_string(file).unwrap();
            said.extend(lines.lines().filter(|line| line.starts_with('{')).filter_map(|line| {
                let note: serde_json::Value = serde_json::from_str(line).unwrap();
                note["text"].as_str().map(str::to_owned)
            }));
        }
    }
    said.into_iter().collect()
}

/// Words that stand in no other note, nor parts of them.
const ODD: &str = "zqxjkv7qwvxz kkqzj9xq ";

/// Whether any file at or below a path holds eight letters of them in a row, pages that were made shorter
/// included: those that count and those that were left behind.
fn holds_part_of_odd(path: &Path) -> bool {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().any(|item| holds_part_of_odd(&item.unwrap().path()));
    }
    let bytes = fs::read(path).unwrap_or_default();
    let holds = |bytes: &[u8]| {
        ODD.as_bytes().windows(8).any(|part| memchr::memmem::find(bytes, part).is_some())
    };
    holds(&bytes) || beginnings_of_pages(&bytes).any(|page| holds(&page))
}

/// What stands after each place that looks like the beginning of a page by Deflate, up to where the slices
/// of that page are parted: some ten thousand letters.
fn beginnings_of_pages(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    memchr::memmem::find_iter(bytes, &[0xff; 4]).map(|at| {
        let mut page = Vec::new();
        let packed = bytes.get(at + 8..).unwrap_or_default();
        // It ends in an error, where the slice ends; what was read up to there is kept.
        let _ = DeflateDecoder::new(packed).take(64 * 1024).read_to_end(&mut page);
        page
    })
}

/// Bytes of all files at and below a path.
fn size(path: &Path) -> u64 {
    if !path.is_dir() {
        return fs::metadata(path).map_or(0, |meta| meta.len());
    }
    fs::read_dir(path).unwrap().map(|item| size(&item.unwrap().path())).sum()
}

#[test]
fn a_large_study_in_clear_takes_little_more_than_twice_what_was_handed_in() {
    let desk = Desk(tempfile::tempdir().unwrap());
    desk.done(&["init", "--name", "Riverside", "--pseudonym", "wren"]);
    let study = desk.home().join("study");
    let format =
        || fs::read_to_string(study.join("study")).unwrap().lines().nth(1).map(str::to_owned);
    let notes = notes();
    assert!(
        notes.len() > 2_000,
        "so many that none comes twice where it could be made shorter by it"
    );
    let mut rows = String::new();
    for n in 0..24_000 {
        // A few lines each. The step is a prime beyond their number, so that none comes again for long.
        let lines = [0, 1, 2].map(|line| notes[(3 * n + line) * 1_000_003 % notes.len()].as_str());
        let mut text = lines.join(" ");
        if n == 12_000 {
            text.insert_str(0, ODD);
        }
        let tag = ["s.check", "a.share", "t.tool"][n % 3];
        let (text, day, hour) = (serde_json::json!(text), 1 + n / 24 % 28, n % 24);
        let place = ["ward", "court", "duty desk"][n / 7 % 3];
        let at = format!("2025-{:02}-{day:02}T{hour:02}:{:02}:00Z", 1 + n / 2_000, n % 60);
        writeln!(
            rows,
            r#"{{"text": {text}, "kind": "adjustment", "tags": ["{tag}"], "setting": "{place}", "origin": "spontaneous", "happened_at": "{at}"}}"#
        )
        .unwrap();
    }
    fs::write(desk.0.path().join("given.jsonl"), &rows).unwrap();
    assert_eq!(format().as_deref(), Some("format 1"), "while it is small");
    desk.done(&["import", "given.jsonl"]);
    desk.done(&["list", "--limit", "1"]);
    assert_eq!(format().as_deref(), Some("format 3"));
    let parts = ["segments", "store", "checkpoint"].map(|part| size(&study.join(part)));
    assert!(parts.iter().all(|bytes| *bytes > 0));
    let taken = size(&study) as f64 / rows.len() as f64;
    assert!(taken < 2.5, "{taken}: {parts:?} for {}", rows.len());
    // What was erased leaves all three, of which none is larger after it: made shorter, words stand there in parts.
    for part in ["segments", "store", "checkpoint"] {
        assert!(holds_part_of_odd(&study.join(part)), "{part} holds it before");
    }
    let code = field(&desk.done(&["search", ODD.trim(), "--json"])[0], "code");
    desk.done(&["erase", &code, "--reason", "asked to", "--yes"]);
    desk.done(&["list", "--limit", "1"]);
    assert!(!holds_part_of_odd(&desk.home()), "words survived erasing");
    assert!(size(&study.join("store")) < parts[1] * 21 / 20);
    desk.done(&["verify"]);
    // A copy, and what is made of it, say the same format.
    desk.done(&["backup", "stick"]);
    desk.done(&["restore", "stick", "again"]);
    let again = fs::read_to_string(desk.0.path().join("again/study")).unwrap();
    assert!(
        again.contains("\nformat 3\n")
            && size(&desk.0.path().join("again/store")) < parts[1] * 21 / 20
    );
    // An older file `study` hides nothing: pages are read whatever it says.
    let older = fs::read_to_string(study.join("study")).unwrap();
    let lines = older.split_once("check ").unwrap().0.replace("format 3", "format 1");
    let check: String = blake3::hash(lines.as_bytes()).to_hex().chars().take(32).collect();
    fs::write(study.join("study"), format!("{lines}check {check}\n")).unwrap();
    desk.done(&["verify"]);
    desk.done(&["add", "Rang ahead"]);
    assert_eq!(format().as_deref(), Some("format 3"), "it is said again with the next note");
}

fn field(line: &str, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    value[name].as_str().unwrap().to_owned()
}

fn code_of_first(desk: &Desk) -> String {
    field(&desk.done(&["list", "--limit", "1", "--json"])[0], "code")
}

fn code_of_first_but_one(desk: &Desk) -> String {
    field(&desk.done(&["list", "--limit", "2", "--json"])[1], "code")
}
