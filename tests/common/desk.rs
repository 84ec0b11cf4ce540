//! A desk with plain commands: the real program, a home of its own, and passphrases in files.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use asdone::journal::keys::{self, Cost, Secret};
use asdone::journal::{CopyFound, Journal};
use tempfile::TempDir;

pub(crate) const GOOD: &str = "lantern otter gravel seventeen";
pub(crate) const OTHER: &str = "battery staple velvet glacier";

pub(crate) struct Desk {
    pub(crate) home: TempDir,
}

pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// Hands a command its standard input and waits until it has ended.
    pub(crate) fn of(mut child: Child, input: &str) -> Self {
        // A command that reads nothing may have gone by then.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let done = child.wait_with_output().unwrap();
        Self {
            code: done.status.code(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "should say {words:?}: {}", self.err);
        self
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self { home: tempfile::tempdir().unwrap() };
        desk.secret("good", GOOD);
        desk.secret("other", OTHER);
        desk
    }

    /// A desk with a sealed study, and the words that were shown.
    pub(crate) fn sealed() -> (Self, Vec<String>) {
        let desk = Self::new();
        let done = desk.with("good", &["init", "--name", "R", "--pseudonym", "wren", "--seal"], "");
        let words = words(&done.code(0).out);
        (desk, words)
    }

    /// The same with a passphrase that is quick to try. What one costs in use (0.1 s and 64 MiB) is
    /// there for whoever guesses: the tests of sealing pay it, and a test of something else that runs
    /// hundreds of commands need not.
    pub(crate) fn quick(self) -> Self {
        let study = self.path("study");
        let key = keys::unlock(&study, &Secret::passphrase(GOOD.to_owned())).unwrap();
        let cost = Cost { memory: 64, passes: 1, lanes: 1 };
        keys::change_passphrase(&study, &key, &GOOD.to_owned().into(), cost).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(crate) fn secret(&self, name: &str, secret: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, format!("{secret}\n")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        path
    }

    /// The program, not started yet.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_asdone"));
        command.args(args).env("ASDONE_HOME", self.home.path());
        command.env_remove("ASDONE_PASSPHRASE_FILE").env("TZ", "UTC");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str], input: &str) -> Done {
        Done::of(self.command(args).spawn().unwrap(), input)
    }

    /// The same with the passphrase in the file `name`.
    pub(crate) fn with(&self, name: &str, args: &[&str], input: &str) -> Done {
        let path = self.path(name);
        let mut all = vec!["--passphrase-file", path.to_str().unwrap()];
        all.extend_from_slice(args);
        self.run(&all, input)
    }

    /// The first `code` in the JSON that a command prints.
    pub(crate) fn code(&self, name: &str, args: &[&str]) -> String {
        let done = self.with(name, args, "").code(0);
        let first = done.out.lines().next().unwrap_or_else(|| panic!("{args:?} says nothing"));
        let first: serde_json::Value = serde_json::from_str(first).unwrap();
        first["code"].as_str().unwrap().to_owned()
    }

    /// Every entry of the study, opened with the passphrase where it is sealed, one a line; each
    /// witness is whole and says the same.
    pub(crate) fn opened(&self) -> String {
        let study = self.path("study");
        let passphrase = Secret::passphrase(GOOD.to_owned());
        let sealed = keys::is_sealed(&study).unwrap();
        let key = sealed.then(|| keys::unlock(&study, &passphrase).unwrap());
        let (journal, opening) = Journal::open(&study, key.as_ref()).unwrap();
        assert_eq!((opening.repairs, opening.losses), (vec![], vec![]));
        assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new());
        let mut all = String::new();
        journal.replay(|entry| all.push_str(&format!("{entry:?}\n"))).unwrap();
        all
    }

    /// Everything that a copy holds, opened with the passphrase.
    pub(crate) fn opened_copy(&self, name: &str) -> String {
        let place = self.path(name);
        let key = keys::unlock(&place, &Secret::passphrase(GOOD.to_owned())).unwrap();
        let copy = CopyFound::open(&place, Some(&key)).unwrap();
        assert_eq!(copy.verify().unwrap().problems, Vec::<String>::new());
        let mut all = String::new();
        copy.replay(|entry| all.push_str(&format!("{entry:?}\n"))).unwrap();
        all
    }

    /// The texts of the study, which opens with the passphrase in the file `name`.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let listed = self.with(name, &["list", "--json", "--sort", "oldest"], "").code(0);
        let texts = listed.out.lines().map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["text"].as_str().unwrap().to_owned()
        });
        texts.collect()
    }
}

/// The 24 words as they were printed, numbered.
pub(crate) fn words(out: &str) -> Vec<String> {
    let words = out.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic));
    let words: Vec<String> = words.map(str::to_owned).collect();
    assert_eq!(words.len(), 24, "{out}");
    words
}

/// Every file below a folder in which a text can be read.
pub(crate) fn readable(dir: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(dir).unwrap().map(|item| item.unwrap().path()) {
        if path.is_dir() {
            found.extend(readable(&path, text));
        } else if fs::read(&path).unwrap().windows(text.len()).any(|part| part == text.as_bytes()) {
            found.push(path);
        }
    }
    found
}
