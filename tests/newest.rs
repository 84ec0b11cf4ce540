//! A list of a few is made of what happened last where that is enough, and is the one that everything
//! would give.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use asdone::journal::known_in;
use asdone::open::OpenStudy;

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

    // The oldest of all happened last, as is known now: it is not among what would be read.
    let oldest = desk.done(&["list", "--sort", "oldest", "--limit", "2", "--json"]);
    let oldest = field(&oldest[1], "code");
    desk.done(&["set", &oldest, "--at", "2025-03-03 10:00"]);
    assert_eq!(desk.left_out(), None);
    desk.lists_agree("with an old one that happened later");
    assert_eq!(code_of_first_but_one(&desk), oldest);
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
