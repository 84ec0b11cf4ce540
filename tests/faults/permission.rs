//! Files that this account may no longer read or write. The tests run as root where they can, so
//! the program is started as somebody else.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::disk::reads_on_and_loses_nothing;
use crate::ground::{capable, slow};
use crate::pty::Terminal;
use crate::{Desk, done, text};

/// Nobody.
const ACCOUNT: u32 = 65_534;
/// The right to give files away (`CAP_CHOWN`) and to become somebody else (`CAP_SETUID`).
const MAY: [u32; 2] = [0, 7];

/// A study that belongs to nobody, and the program where nobody can start it.
struct Other {
    desk: Desk,
    program: PathBuf,
    notes: Vec<String>,
}

fn give(path: &Path, to: u32) {
    chown(path, Some(to), Some(to)).unwrap();
    if path.is_dir() {
        for item in fs::read_dir(path).unwrap() {
            give(&item.unwrap().path(), to);
        }
    }
}

fn other(dir: &Path) -> Option<Other> {
    let may = MAY.into_iter().all(capable);
    let there = Command::new("setpriv").arg("--version").output().is_ok();
    if !may || !there {
        assert!(!(slow() && may), "setpriv is not there, and this run wants everything tried");
        eprintln!("nobody else can be become here: lost permissions are not tried");
        return None;
    }
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
    let program = dir.join("asdone");
    let built = Path::new(env!("CARGO_BIN_EXE_asdone"));
    fs::copy(built, &program).unwrap();
    let (desk, notes) = Desk::new(&dir.join("study"));
    give(&desk.study, ACCOUNT);
    give(desk.home.path(), ACCOUNT);
    Some(Other { desk, program, notes })
}

impl Other {
    fn run(&self, args: &[&str], input: &str) -> crate::Done {
        let id = ACCOUNT.to_string();
        let mut command = Command::new("setpriv");
        command.args(["--reuid", &id, "--regid", &id, "--clear-groups"]).arg(&self.program);
        command.arg("--study").arg(&self.desk.study).args(args);
        done(command.env("ASDONE_HOME", self.desk.home.path()).env("TZ", "UTC"), input)
    }
}

#[test]
fn what_may_no_longer_be_written_is_said_and_the_words_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let Some(other) = other(dir.path()) else { return };
    let Other { desk, notes, .. } = &other;
    let mut notes = notes.clone();
    assert_eq!(other.run(&["add"], "a note of somebody else").code, Some(0));
    notes.push("a note of somebody else".to_owned());
    let parts = ["", "lock", "segments", "segments/00000001.seg", "store", "store/db", "study"];
    for part in parts {
        let place = desk.study.join(part);
        // Somebody with more rights has touched it: a backup, another account, a stick.
        chown(&place, Some(0), Some(0)).unwrap();
        let what = format!("{part:?} taken away");
        let note = format!("a note while {what}");
        let refused = other.run(&["add"], &note);
        desk.is_refused_and_kept(&refused, &note, "ermission denied", &what);
        assert!(refused.err.contains("put the permissions"), "{what}: {}", refused.err);
        // What can be read still is read: all of it, or it is refused.
        let listed = other.run(&["list", "--json"], "");
        assert!(listed.err.contains("ermission denied"), "{what}: {}", listed.err);
        if ["lock", "store", "store/db"].contains(&part) {
            assert_eq!(listed.code, Some(0), "{what}: {}", listed.err);
            assert_eq!(listed.out.lines().count(), notes.len(), "{what}: {}", listed.out);
        } else {
            assert_eq!(listed.code, Some(3), "{what}: {}", listed.err);
        }
        give(&desk.study, ACCOUNT);
        let listed = other.run(&["list", "--json"], "");
        assert_eq!(listed.code, Some(0), "{what}: {}", listed.err);
        assert_eq!(listed.out.lines().count(), notes.len(), "{what}: {}", listed.out);
    }
    // Taken back, all is as it was; what root opens stays with root, so this comes last.
    desk.is_whole(&notes, "all permissions back");
}

/// The whole folder belongs to somebody else, as after a backup was put back by the wrong account.
#[test]
fn screens_on_a_folder_that_may_not_be_written_read_on_and_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let Some(other) = other(dir.path()) else { return };
    give(&other.desk.study, 0);
    readable(&other.desk.study);
    let id = ACCOUNT.to_string();
    let mut command = portable_pty::CommandBuilder::new("setpriv");
    command.args(["--reuid", &id, "--regid", &id, "--clear-groups"]);
    command.arg(&other.program);
    let study = text(&other.desk.study);
    let (home, args) = (other.desk.home.path(), ["--study", study.as_str()]);
    let screen = Terminal::start_by(command, home, &args, (24, 100), &[]);
    reads_on_and_loses_nothing(&other.desk, screen, "ermission denied");
    give(&other.desk.study, ACCOUNT);
    let listed = other.run(&["list", "--json"], "");
    assert_eq!(listed.out.lines().count(), other.notes.len(), "{}", listed.err);
}

fn readable(path: &Path) {
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|item| readable(&item.unwrap().path()));
    }
}

#[test]
fn a_shared_folder_that_may_not_be_looked_into_is_called_that_and_no_study() {
    let dir = tempfile::tempdir().unwrap();
    let Some(other) = other(dir.path()) else { return };
    let shared = dir.path().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o700)).unwrap();
    let secret = other.desk.home.path().join("secret");
    fs::write(&secret, "lantern otter gravel seventeen\n").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    give(&secret, ACCOUNT);
    let with = ["--passphrase-file", secret.to_str().unwrap()];
    let sealed = other.run(&[&with[..], &["seal"]].concat(), "");
    assert_eq!(sealed.code, Some(0), "{}", sealed.err);
    let begins = [&with[..], &["team", "begin", shared.to_str().unwrap()]].concat();
    let refused = other.run(&begins, "");
    assert_ne!(refused.code, Some(0), "{}", refused.out);
    let said = format!("cannot look into the folder {}", shared.display());
    assert!(refused.err.contains(&said), "{}", refused.err);
    assert!(refused.err.contains("ermission denied"), "{}", refused.err);
    assert!(!refused.err.contains("study's own folder"), "{}", refused.err);
}
