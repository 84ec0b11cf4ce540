//! An exchange that is stopped at any moment, run twice, on two laptops at once, on disks that are full
//! or can only be read. Each ends with a message that names what failed and the right exit code, nothing
//! is lost or half there, and the next exchange puts it right.

use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use asdone::journal::Journal;
use asdone::journal::keys::Key;
use asdone::study::{Entry, ObservationId, Way};

use super::*;
use crate::ground::{Disk, shim, slow};

/// No command takes longer, whatever lies in the folder.
const TOO_LONG: Duration = Duration::from_secs(60);

/// Waits for a command that must not hang.
#[track_caller]
pub(super) fn ended(mut child: Child, what: &str) -> Done {
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > TOO_LONG {
            child.kill().unwrap();
            panic!("{what}: it hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    // Its status was asked for already, and is kept.
    let status = child.wait().unwrap();
    let done = child.wait_with_output().unwrap();
    Done {
        code: status.code(),
        out: String::from_utf8(done.stdout).unwrap(),
        err: String::from_utf8(done.stderr).unwrap(),
    }
}

/// One exchange, not started yet.
fn to_sync(desk: &Desk) -> std::process::Command {
    let path = desk.path("good");
    desk.command(&["--passphrase-file", path.to_str().unwrap(), "team", "sync", "--at-once"])
}

#[track_caller]
fn synced(desk: &Desk, what: &str) -> Done {
    ended(to_sync(desk).spawn().unwrap(), what)
}

pub(super) fn key(desk: &Desk) -> Key {
    keys::unlock(&desk.path("study"), &Secret::passphrase(desk::GOOD.to_owned())).unwrap()
}

/// Every entry of a study, which opens without a loss: what was written there, and what came.
#[track_caller]
pub(super) fn entries(desk: &Desk, key: &Key, what: &str) -> (Vec<Entry>, Vec<Entry>) {
    let opened = Journal::open(&desk.path("study"), Some(key));
    let (journal, opening) = opened.unwrap_or_else(|e| panic!("{what}: {e}"));
    assert_eq!(opening.losses, Vec::<String>::new(), "{what}");
    assert_eq!(journal.verify().unwrap().problems, Vec::<String>::new(), "{what}");
    let mut all = Vec::new();
    journal.replay(|entry| all.push(entry)).unwrap();
    all.into_iter().partition(|entry| entry.header.way == Way::Here)
}

/// The files that were being written when something was stopped.
pub(super) fn unfinished(dir: &Path) -> Vec<PathBuf> {
    let paths = files(dir).into_iter().map(|(path, _)| path);
    paths.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(".unf")).collect()
}

/// Two laptops that know each other, with something to come to the first and to leave it: a note, and
/// one that is taken back. The shared folder lies beside the first one's study.
struct Two {
    wren: Desk,
    heron: Desk,
    folder: PathBuf,
    keys: [Key; 2],
    kept: tempfile::TempDir,
}

impl Two {
    fn new() -> Self {
        let (wren, heron) = (laptop("wren"), laptop("heron"));
        let folder = wren.path("team");
        fs::create_dir(&folder).unwrap();
        begin(&wren, &folder);
        join(&heron, &folder, &wren);
        let lowered = [raised(&wren, "Lowered by wren"), raised(&heron, "Lowered by heron")];
        for desk in [&heron, &wren, &heron] {
            sync(desk);
        }
        for (desk, code) in [&wren, &heron].into_iter().zip(&lowered) {
            on(desk, &["audience", code, "private"]).code(0);
        }
        raised(&wren, "Raised by wren");
        raised(&heron, "Raised by heron");
        sync(&heron);
        let keys = [key(&wren), key(&heron)];
        let kept = tempfile::tempdir().unwrap();
        let two = Self { wren, heron, folder, keys, kept };
        two.copy(true);
        two
    }

    /// Keeps both laptops and the folder as they are, or puts them back as they were.
    fn copy(&self, keep: bool) {
        for (name, desk) in [("wren", &self.wren), ("heron", &self.heron)] {
            let (home, kept) = (desk.home.path().to_owned(), self.kept.path().join(name));
            let (from, to) = if keep { (home, kept) } else { (kept, home) };
            let args = ["-c", "rm -rf \"$2\" && cp -a \"$1\" \"$2\"", "sh"];
            let done = std::process::Command::new("sh").args(args).args([&from, &to]).status();
            assert!(done.unwrap().success());
        }
    }

    /// Both have everything that is shared, nothing that was taken back, and nothing is left over.
    fn agree(&self, own: &[Vec<Entry>; 2], what: &str) {
        let after = entries(&self.wren, &self.keys[0], what);
        assert_eq!(after.0, own[0], "{what}: wren's own record");
        let theirs = format!("{:?}", after.1);
        assert!(theirs.contains("Raised by heron"), "{what}");
        assert!(!theirs.contains("Lowered by heron"), "{what}");
        let after = entries(&self.heron, &self.keys[1], what);
        assert_eq!(after.0, own[1], "{what}: heron's own record");
        let theirs = format!("{:?}", after.1);
        assert!(theirs.contains("Raised by wren"), "{what}");
        assert!(!theirs.contains("Lowered by wren"), "{what}");
        assert_eq!(unfinished(&self.folder), Vec::<PathBuf>::new(), "{what}");
        // In a study somebody may be writing just now: what was left there goes an hour later.
        for desk in [&self.wren, &self.heron] {
            let left = unfinished(&desk.path("study"));
            for file in &left {
                let file = fs::File::options().append(true).open(file).unwrap();
                let written = file.metadata().unwrap().modified().unwrap();
                file.set_modified(written - Duration::from_secs(2 * 3_600)).unwrap();
            }
            if !left.is_empty() {
                synced(desk, what).code(0);
            }
            assert_eq!(unfinished(&desk.path("study")), Vec::<PathBuf>::new(), "{what}");
        }
        synced(&self.wren, what).code(0).says("nothing new came").says("nothing of yours");
    }
}

/// Each call that writes, syncs or names a file is the last one that the program makes: before it, after
/// it, or with half of it written. Some of them by default, 200 in the slow part.
#[test]
fn an_exchange_that_is_killed_at_any_call_loses_nothing_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let Some(shim) = shim(dir.path()) else { return };
    let two = Two::new();
    let own = [("wren", 0), ("heron", 1)].map(|(_, n)| {
        let desk = [&two.wren, &two.heron][n];
        entries(desk, &two.keys[n], "before").0
    });
    let said = dir.path().join("said");
    let run = |how: &str, at: usize, many: &str| {
        let mut command = to_sync(&two.wren);
        command.env("LD_PRELOAD", &shim).env("ASDONE_FAULT_UNDER", two.wren.home.path());
        command.env("ASDONE_FAULT_CALLS", "any").env("ASDONE_FAULT_HOW", how);
        command.env("ASDONE_FAULT_AT", at.to_string()).env("ASDONE_FAULT_FOR", many);
        command.env("ASDONE_FAULT_SAID", &said);
        command.spawn().unwrap()
    };
    ended(run("0", 1, "1000000"), "counting").code(0);
    let calls = fs::read_to_string(&said).unwrap().lines().count();
    assert!(calls > 30, "{calls} calls");
    let rounds = if slow() { 200 } else { 15 };
    let (mut came, mut left) = (0, 0);
    for round in 0..rounds {
        two.copy(false);
        let at = 1 + round * (calls - 1) / (rounds - 1);
        let how = ["kill", "kill-after", "kill-torn"][round % 3];
        let what = format!("{how} at call {at} of {calls}");
        let child = run(how, at, "1");
        let status = child.wait_with_output().unwrap().status;
        // A thread of the store may make one call less this time.
        let killed = status.signal() == Some(9);
        assert!(killed || (at + 5 > calls && status.success()), "{what}: {status}");
        let (here, theirs) = entries(&two.wren, &two.keys[0], &what);
        assert_eq!(here, own[0], "{what}: wren's own record");
        came += usize::from(format!("{theirs:?}").contains("Raised by heron"));
        if round % 2 == 0 {
            // A colleague comes upon it half done.
            synced(&two.heron, &what).code(0);
            let theirs = format!("{:?}", entries(&two.heron, &two.keys[1], &what).1);
            left += usize::from(theirs.contains("Raised by wren"));
        }
        for desk in [&two.wren, &two.heron] {
            synced(desk, &what).code(0);
        }
        two.agree(&own, &what);
    }
    println!("{rounds} kills at {calls} calls: {came} after something came, {left} after it left");
    assert!(0 < came && came < rounds, "{came} of {rounds} after what came");
    assert!(0 < left, "none after what left");
}

#[test]
fn two_laptops_that_exchange_at_once_and_twice_come_to_the_same() {
    let two = Two::new();
    let own = [0, 1].map(|n| entries([&two.wren, &two.heron][n], &two.keys[n], "before").0);
    for round in 0..if slow() { 40 } else { 4 } {
        two.copy(false);
        let what = format!("round {round}");
        // Three at a time: both laptops, and one of them once more.
        let all = [&two.wren, &two.heron, &two.wren].map(|desk| to_sync(desk).spawn().unwrap());
        for (n, child) in all.into_iter().enumerate() {
            let done = ended(child, &what);
            let may = if n == 1 { [Some(0); 2] } else { [Some(0), Some(75)] };
            assert!(may.contains(&done.code), "{what}: {}", done.err);
        }
        for desk in [&two.wren, &two.heron, &two.heron] {
            synced(desk, &what).code(0);
        }
        two.agree(&own, &what);
    }
}

/// The shared folder on a small disk that is full, and one that can only be read: what comes comes, what
/// is to leave waits, and colleagues are in nobody's way.
#[test]
fn a_shared_folder_that_is_full_or_only_to_be_read_says_so_and_costs_nothing() {
    let Some(disk) = Disk::new(2 * 1024) else { return };
    let folder = disk.path().join("team");
    fs::create_dir(&folder).unwrap();
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    begin(&wren, &folder);
    join(&heron, &folder, &wren);
    sync(&heron);
    let mut refused = 0;
    for left in [0, 4, 12, 20, 40] {
        let what = format!("{left} KiB left");
        let theirs = format!("From heron, {what}");
        raised(&heron, &theirs);
        sync(&heron);
        let text = format!("From wren, {what}");
        raised(&wren, &text);
        disk.fill(left);
        let done = synced(&wren, &what);
        assert!(seen(&wren, &theirs).is_some(), "{what}: what came stands");
        if done.code == Some(0) {
            disk.make_room();
            continue;
        }
        done.code(3).says("No space left").says("free some").says("nothing is lost");
        refused += 1;
        synced(&heron, &what).code(0);
        disk.make_room();
        synced(&wren, &what).code(0).says("left");
        synced(&heron, &what).code(0);
        assert!(seen(&heron, &text).is_some(), "{what}");
        assert_eq!(unfinished(&folder), Vec::<PathBuf>::new(), "{what}");
    }
    assert!(refused > 2, "{refused}");

    raised(&heron, "From heron, before");
    sync(&heron);
    raised(&wren, "From wren, only to be read");
    disk.remount("ro");
    let done = synced(&wren, "read-only").code(3).says("came: 1 observation");
    done.says("Read-only").says("ask for the right to write").says("nothing is lost");
    synced(&heron, "read-only, with nothing to say").code(0);
    disk.remount("rw");
    synced(&wren, "to be written again").code(0);
    synced(&heron, "to be written again").code(0);
    assert!(seen(&heron, "From wren, only to be read").is_some());
}

pub(super) static FRESH: AtomicU64 = AtomicU64::new(0x7000_0000);

/// Records notes and raises them, all at once.
fn raise_all(desk: &Desk, texts: &[String]) {
    raise_with(desk, &key(desk), texts);
}

pub(super) fn raise_with(desk: &Desk, key: &Key, texts: &[String]) {
    let (mut open, _) = OpenStudy::open(&desk.path("study"), Some(key), Mending::Ask).unwrap();
    let now = asdone::config::clock::now();
    let mut changes = Vec::new();
    for text in texts {
        let id = ObservationId(FRESH.fetch_add(1, Ordering::Relaxed).into());
        changes.extend(raises(id, now, text));
    }
    let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
    open.perform(&deed, now.millis).unwrap();
}

/// The laptop's own disk is full while much comes.
#[test]
fn a_laptop_whose_disk_is_full_takes_in_what_came_once_there_is_room() {
    let Some(disk) = Disk::new(16 * 1024) else { return };
    let dir = tempfile::tempdir().unwrap();
    let folder = folder(&dir);
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    let small = Desk { home: tempfile::tempdir_in(disk.path()).unwrap() };
    small.secret("good", desk::GOOD);
    let args = ["init", "--name", "R", "--pseudonym", "robin", "--seal", "--codebook", "empty"];
    small.with("good", &args, "").code(0);
    let small = small.quick();
    begin(&wren, &folder);
    for desk in [&heron, &small] {
        join(desk, &folder, &wren);
        sync(desk);
    }
    let key = key(&small);
    let mut refused = 0;
    for left in [0, 8, 64, 256, 700] {
        let what = format!("{left} KiB left");
        let many: Vec<String> =
            (0..40).map(|n| format!("{n}, {what}: {}", "rang the school. ".repeat(400))).collect();
        raise_all(&heron, &many);
        sync(&heron);
        let before = entries(&small, &key, &what).0;
        disk.fill(left);
        let done = synced(&small, &what);
        if done.code != Some(0) {
            done.code(3).says("No space left");
            refused += 1;
        }
        disk.make_room();
        synced(&small, &what).code(0);
        let (own, theirs) = entries(&small, &key, &what);
        assert_eq!(own, before, "{what}");
        let theirs = format!("{theirs:?}");
        assert!(many.iter().all(|text| theirs.contains(text.as_str())), "{what}");
        assert_eq!(unfinished(&small.path("study")), Vec::<PathBuf>::new(), "{what}");
    }
    assert!(refused > 1, "{refused}");
}
