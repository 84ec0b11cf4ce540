//! Disks that fail: full, only to be read, taken away, writing half of what they should, or saying
//! that a sync did not work. Each ends with a message that says what to do, the words kept, the
//! right exit code, and a study that opens with everything that was acknowledged.
//!
//! `calls` makes single calls of the real program fail (`tests/torture/shim.c`, built with `cc`);
//! `disk` uses a small disk of its own, which takes the right to mount one; `permission` takes the
//! right to become somebody else. Where these are missing a test says so and ends.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test says so by failing"
)]

#[path = "../common/ground.rs"]
mod ground;
#[path = "../journal_kit/mod.rs"]
mod journal_kit;
#[path = "../common/pty.rs"]
mod pty;

mod calls;
mod disk;
mod permission;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A place for the program's own files, and a study that stands elsewhere.
struct Desk {
    home: TempDir,
    study: PathBuf,
}

struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    /// With a study in `study` that has three notes.
    fn new(study: &Path) -> (Self, Vec<String>) {
        let desk = Self { home: tempfile::tempdir().unwrap(), study: study.to_path_buf() };
        desk.run(&["init", "--name", "R", "--pseudonym", "wren"], "", &[]).code(0);
        let notes: Vec<String> =
            (1..=3).map(|n| format!("note {n} before anything failed")).collect();
        for note in &notes {
            desk.run(&["add"], note, &[]).code(0);
        }
        (desk, notes)
    }

    fn run(&self, args: &[&str], input: &str, env: &[(&str, &OsStr)]) -> Done {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
        command.arg("--study").arg(&self.study).args(args);
        command.env("ASDONE_HOME", self.home.path()).env("TZ", "UTC");
        done(command.envs(env.iter().copied()), input)
    }

    /// The study opens, after a repair where that was asked for, and has each of `acknowledged`
    /// once and nothing twice. Says whether it had to be repaired.
    #[track_caller]
    fn is_whole(&self, acknowledged: &[String], what: &str) -> bool {
        let mut listed = self.run(&["list", "--json", "--sort", "oldest"], "", &[]);
        let damaged = listed.code == Some(3);
        if damaged {
            assert!(listed.err.contains("asdone repair"), "{what}: {}", listed.err);
            let done = self.run(&["repair"], "", &[]);
            assert_eq!(done.code, Some(0), "{what}: {} {}", done.out, done.err);
            listed = self.run(&["list", "--json", "--sort", "oldest"], "", &[]);
        }
        assert_eq!(listed.code, Some(0), "{what}: {}", listed.err);
        let texts = listed.out.lines().map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["text"].as_str().unwrap().to_owned()
        });
        let mut texts: Vec<String> = texts.collect();
        for note in acknowledged {
            assert!(texts.contains(note), "{what}: {note:?} is lost of {texts:?}");
        }
        let all = texts.len();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), all, "{what}: something is there twice");
        let checked = self.run(&["verify"], "", &[]);
        assert_eq!(checked.code, Some(0), "{what}: {} {}", checked.out, checked.err);
        damaged
    }

    /// A note that was refused: exit code 3, what the system said, where the words are; and they
    /// are there, in the study's drafts or in the program's own folder.
    #[track_caller]
    fn is_refused_and_kept(&self, done: &Done, text: &str, said: &str, what: &str) {
        assert_eq!(done.code, Some(3), "{what}: {}", done.err);
        assert!(done.err.contains(said), "{what}: {}", done.err);
        assert!(done.err.contains("nothing is lost: the text is kept"), "{what}: {}", done.err);
        assert!(!done.err.contains("panicked"), "{what}: {}", done.err);
        let places = [self.study.join("drafts"), self.study.join("kept"), self.home.path().into()];
        assert!(places.iter().any(|place| holds(place, text)), "{what}: the words are nowhere");
    }
}

impl Done {
    #[track_caller]
    fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }
}

fn done(command: &mut Command, input: &str) -> Done {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let done = child.wait_with_output().unwrap();
    Done {
        code: done.status.code(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

/// Saves the first note on the screens, and gives it back. Once that is done the study is open: what fails
/// before is another matter, since a study that cannot be written then is opened to be read alone.
pub(crate) fn saves_first(screen: &mut pty::Terminal, note: &str) -> String {
    screen.wait_for("What did you, or someone");
    screen.send(&format!("{note}\r"));
    screen.wait("that it is saved", |seen| {
        seen.lines().any(|row| row.contains("saved ") && row.contains(note))
    });
    note.to_owned()
}

/// Whether a text stands in any file below a folder.
fn holds(dir: &Path, text: &str) -> bool {
    fs::read_dir(dir).into_iter().flatten().flatten().any(|item| {
        let path = item.path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        memchr::memmem::find(&bytes, text.as_bytes()).is_some()
    })
}

fn text(path: impl Into<OsString>) -> String {
    path.into().into_string().expect("a path of plain text")
}
