//! Beginning a team, joining, admitting, removing and leaving, stopped at any call that writes, syncs or
//! names a file. Whatever was done by then, doing it once more or exchanging goes on from there: the
//! team works, nobody's own record has moved, and nothing is left over.

use std::os::unix::process::ExitStatusExt;
use std::sync::atomic::Ordering;

use asdone::journal::keys::Key;
use asdone::share::{Exchanged, deeds, membership};
use asdone::study::{Content, Entry};

use super::trouble::{ended, entries, key, unfinished};
use super::*;
use crate::ground::{shim, slow};

/// Who is there: `wren` begins the team, `heron` is the colleague, `robin` is there where somebody is
/// removed. The shared folder lies beside wren's study, so that one folder holds all that is written.
const NAMES: [&str; 3] = ["wren", "heron", "robin"];

struct Stage {
    desks: Vec<Desk>,
    keys: Vec<Key>,
    folder: PathBuf,
    kept: tempfile::TempDir,
    /// What each wrote, when the stage was set.
    own: Vec<Vec<Entry>>,
}

fn copied(from: &Path, to: &Path) {
    let args = ["-c", "rm -rf \"$2\" && cp -a \"$1\" \"$2\"", "sh"];
    let done = std::process::Command::new("sh").args(args).args([from, to]).status();
    assert!(done.unwrap().success());
}

/// What somebody wrote, without what their laptop noted of who is in the team.
fn own(desk: &Desk, key: &Key, what: &str) -> Vec<Entry> {
    let mut own = entries(desk, key, what).0;
    let noted = |entry: &Entry| matches!(entry.content, Content::Known(Change::Member { .. }));
    own.retain(|entry| !noted(entry));
    own
}

impl Stage {
    /// Laptops with a note each, which `prepared` brings as far as the deed that is stopped.
    fn set(count: usize, prepared: impl FnOnce(&[Desk], &Path)) -> Self {
        let desks: Vec<Desk> = NAMES.iter().take(count).map(|name| laptop(name)).collect();
        let folder = desks[0].path("team");
        fs::create_dir(&folder).unwrap();
        prepared(&desks, &folder);
        let keys: Vec<Key> = desks.iter().map(key).collect();
        let own = desks.iter().zip(&keys).map(|(desk, key)| own(desk, key, "set")).collect();
        let stage = Self { desks, keys, folder, kept: tempfile::tempdir().unwrap(), own };
        for (name, desk) in NAMES.iter().zip(&stage.desks) {
            copied(desk.home.path(), &stage.kept.path().join(name));
        }
        stage
    }

    fn again(&self) {
        for (name, desk) in NAMES.iter().zip(&self.desks) {
            copied(&self.kept.path().join(name), desk.home.path());
        }
    }

    fn home(&self, of: usize) -> Option<Home> {
        Home::at(&self.desks[of].path("study"), &self.keys[of]).unwrap()
    }

    /// One exchange, in this process: unlocking is what takes long.
    #[track_caller]
    fn exchange(&self, of: usize, what: &str) -> Exchanged {
        let study = self.desks[of].path("study");
        let (mut open, _) = OpenStudy::open(&study, Some(&self.keys[of]), Mending::Ask).unwrap();
        open.read_past(None).unwrap();
        let mut home = self.home(of).unwrap_or_else(|| panic!("{what}: {of} is in no team"));
        let now = asdone::config::clock::now().millis;
        let mut fresh = || ItemId(super::trouble::FRESH.fetch_add(1, Ordering::Relaxed).into());
        let done = home.exchange(&mut open, (now, true), &mut fresh, &mut unwatched);
        let done = done.unwrap_or_else(|e| panic!("{what}: {of}: {e}"));
        assert_eq!(done.pulled.troubles, vec![], "{what}: {of}");
        assert_eq!(done.pulled.held, vec![], "{what}: {of}");
        done
    }

    #[track_caller]
    fn exchanges(&self, of: usize, what: &str) {
        let pushed = self.exchange(of, what).pushed;
        pushed.unwrap_or_else(|e| panic!("{what}: {of}: {e}"));
    }

    /// Somebody asks to be admitted.
    #[track_caller]
    fn asks(&self, of: usize, what: &str) {
        self.opened(of, |here| {
            let words = membership::genesis_on(&asdone::share::shelf::Folder::at(&self.folder));
            let words = words.unwrap().unwrap_or_else(|| panic!("{what}: no team")).words();
            deeds::join(here, &self.folder, (&words.to_string(), true))
                .unwrap_or_else(|e| panic!("{what}: {of}: {e}"));
        });
    }

    /// Wren admits whoever asks, where they have not been admitted yet.
    #[track_caller]
    fn admits(&self, of: usize, what: &str) {
        let asking = self.home(of).unwrap().team.laptop();
        let mut home = self.home(0).unwrap();
        if home.team.verify(asking.device).is_none() {
            let words = asking.words(home.team.id()).to_string();
            let now = asdone::config::clock::now().millis;
            self.opened(0, |here| {
                deeds::admit(&mut home, here.study, (&words, Right::Writer, false), now)
                    .unwrap_or_else(|e| panic!("{what}: {of}: {e}"));
            });
        }
        self.exchanges(0, what);
        self.exchanges(of, what);
        self.exchanges(0, what);
    }

    fn opened<T>(&self, of: usize, does: impl FnOnce(&deeds::Here<'_>) -> T) -> T {
        let study = self.desks[of].path("study");
        let (mut open, _) = OpenStudy::open(&study, Some(&self.keys[of]), Mending::Ask).unwrap();
        open.read_past(None).unwrap();
        does(&deeds::Here {
            dir: &study,
            key: &self.keys[of],
            identity: open.identity(),
            study: &open.study,
            now: asdone::config::clock::now().millis,
            reach: Default::default(),
        })
    }

    /// What came to somebody, as text.
    fn came(&self, of: usize, what: &str) -> String {
        format!("{:?}", entries(&self.desks[of], &self.keys[of], what).1)
    }

    /// What somebody writes and raises now reaches another.
    #[track_caller]
    fn reaches(&self, from: usize, to: usize, what: &str) {
        let text = format!("From {} after {what}", NAMES[from]);
        super::trouble::raise_with(
            &self.desks[from],
            &self.keys[from],
            std::slice::from_ref(&text),
        );
        self.exchanges(from, what);
        self.exchanges(to, what);
        assert!(self.came(to, what).contains(&text), "{what}: {from} to {to}");
    }

    /// Nobody's own record has moved, and nothing is left in the shared folder.
    fn is_whole(&self, what: &str) {
        for (of, before) in self.own.iter().enumerate() {
            let now = own(&self.desks[of], &self.keys[of], what);
            assert_eq!(now.get(..before.len()), Some(before.as_slice()), "{what}: {of}");
        }
        assert_eq!(unfinished(&self.folder), Vec::<PathBuf>::new(), "{what}");
    }

    /// Stops a command of one of them at its calls in turn, and goes on each time.
    fn stopped(&self, of: usize, args: &[&str], goes_on: impl Fn(&str)) -> (usize, usize) {
        let dir = tempfile::tempdir().unwrap();
        let Some(shim) = shim(dir.path()) else { return (0, 0) };
        let said = dir.path().join("said");
        let run = |how: &str, at: usize, many: &str| {
            let path = self.desks[of].path("good");
            let all = [&["--passphrase-file", path.to_str().unwrap(), "team"], args].concat();
            let mut command = self.desks[of].command(&all);
            command.env("LD_PRELOAD", &shim).env("ASDONE_FAULT_UNDER", std::env::temp_dir());
            command.env("ASDONE_FAULT_CALLS", "any").env("ASDONE_FAULT_HOW", how);
            command.env("ASDONE_FAULT_AT", at.to_string()).env("ASDONE_FAULT_FOR", many);
            command.env("ASDONE_FAULT_SAID", &said);
            command.spawn().unwrap()
        };
        ended(run("0", 1, "1000000"), "counting").code(0);
        let calls = fs::read_to_string(&said).unwrap().lines().count();
        assert!(calls > 10, "{args:?}: {calls} calls");
        // Some by default, every fifth call in the slow part, and all where everything is to be tried.
        let all = std::env::var_os("ASDONE_SLOW").is_some_and(|how| how == "2");
        let rounds = if all { calls } else { calls.min(if slow() { 6.max(calls / 5) } else { 6 }) };
        for round in 0..rounds {
            self.again();
            let at = 1 + round * (calls - 1) / (rounds - 1);
            // Each kind at each place in time: another round begins with another.
            let how = ["kill", "kill-after", "kill-torn"][(round + args.len()) % 3];
            let what = format!("{} {how} at call {at} of {calls}", args[0]);
            let status = run(how, at, "1").wait_with_output().unwrap().status;
            let killed = status.signal() == Some(9);
            // A thread of the store may make one call less this time.
            assert!(killed || (at + 5 > calls && status.success()), "{what}: {status}");
            goes_on(&what);
            self.is_whole(&what);
        }
        eprintln!("{}: {rounds} kills at {calls} calls, 0 lost", args[0]);
        (rounds, calls)
    }
}

/// Once more: done now, or done before it was stopped.
#[track_caller]
fn again(desk: &Desk, args: &[&str], or: (i32, &str), what: &str) {
    let done = on(desk, &[&["team"], args].concat());
    let before = done.code == Some(or.0) && format!("{}{}", done.out, done.err).contains(or.1);
    assert!(done.code == Some(0) || before, "{what}: {:?} {} {}", done.code, done.out, done.err);
}

#[test]
fn a_beginning_that_is_stopped_at_any_call_is_gone_on_with() {
    let stage = Stage::set(2, |desks, _| drop(raised(&desks[0], "Raised before")));
    let folder = path(&stage.folder).to_owned();
    stage.stopped(0, &["begin", &folder], |what| {
        again(&stage.desks[0], &["begin", &folder], (2, "in a team already"), what);
        stage.exchanges(0, what);
        stage.asks(1, what);
        stage.admits(1, what);
        stage.reaches(1, 0, what);
        stage.reaches(0, 1, what);
        assert!(!stage.came(1, what).contains("Raised before"), "{what}: nobody agreed to that");
    });
}

#[test]
fn a_joining_that_is_stopped_at_any_call_is_gone_on_with() {
    let stage = Stage::set(2, |desks, folder| begin(&desks[0], folder));
    let (folder, words) = (path(&stage.folder).to_owned(), words(&stage.desks[0]));
    let join = ["join", &folder, "--words", &words, "--bring"];
    stage.stopped(1, &join, |what| {
        on(&stage.desks[1], &[&["team"], &join[..]].concat()).code(0);
        stage.admits(1, what);
        stage.reaches(1, 0, what);
        stage.reaches(0, 1, what);
    });
}

#[test]
fn an_admission_that_is_stopped_at_any_call_is_gone_on_with() {
    let mut theirs = String::new();
    let stage = Stage::set(2, |desks, folder| {
        begin(&desks[0], folder);
        let words = words(&desks[0]);
        on(&desks[1], &["team", "join", path(folder), "--words", &words, "--bring"]).code(0);
        theirs = laptop_words(&desks[1]);
    });
    let admit = ["admit", "--words", &theirs];
    stage.stopped(0, &admit, |what| {
        again(&stage.desks[0], &admit, (1, "nobody asks"), what);
        stage.exchanges(0, what);
        stage.exchanges(1, what);
        stage.exchanges(0, what);
        stage.reaches(1, 0, what);
        stage.reaches(0, 1, what);
    });
}

/// Three laptops that know each other, with a note of the second at the others.
fn three() -> Stage {
    Stage::set(3, |desks, folder| {
        begin(&desks[0], folder);
        for desk in &desks[1..] {
            join(desk, folder, &desks[0]);
            sync(desk);
        }
        raised(&desks[1], "Shared by heron");
        for of in [1, 0, 2] {
            sync(&desks[of]);
        }
    })
}

#[test]
fn a_removal_that_is_stopped_at_any_call_is_gone_on_with() {
    let stage = three();
    let remove = ["remove", "heron", "--yes"];
    stage.stopped(0, &remove, |what| {
        again(&stage.desks[0], &remove, (2, "nobody in the team is called"), what);
        stage.exchanges(0, what);
        stage.reaches(0, 2, what);
        stage.reaches(2, 0, what);
        for of in [0, 2] {
            assert!(stage.came(of, what).contains("Shared by heron"), "{what}: {of}");
        }
        // Told that it is out, and given nothing of what was said since.
        let told = stage.home(1).map(|mut home| {
            let (mut open, _) =
                OpenStudy::open(&stage.desks[1].path("study"), Some(&stage.keys[1]), Mending::Ask)
                    .unwrap();
            open.read_past(None).unwrap();
            let now = asdone::config::clock::now().millis;
            let mut fresh = || ItemId(1);
            home.exchange(&mut open, (now, true), &mut fresh, &mut unwatched).unwrap().pushed
        });
        let told = told.unwrap();
        assert!(matches!(told, Err(asdone::share::ShareError::ShownOut)), "{what}: {told:?}");
        let came = stage.came(1, what);
        assert!(!came.contains("after remove"), "{what}: {came}");
    });
}

#[test]
fn a_leaving_that_is_stopped_at_any_call_is_gone_on_with() {
    let stage = three();
    let leave = ["leave", "--take-back", "--yes"];
    stage.stopped(1, &leave, |what| {
        again(&stage.desks[1], &leave, (2, "in no team"), what);
        assert!(stage.home(1).is_none(), "{what}: it is of the team no more");
        for of in [0, 2] {
            stage.exchanges(of, what);
            assert!(!stage.came(of, what).contains("Shared by heron"), "{what}: {of}");
        }
        // Nothing of it is in the way of another team.
        let next = stage.desks[1].path("next");
        fs::create_dir_all(&next).unwrap();
        let begun = on(&stage.desks[1], &["team", "begin", path(&next)]);
        assert!(begun.code == Some(0), "{what}: {:?} {}", begun.code, begun.err);
        stage.exchanges(1, what);
    });
}
