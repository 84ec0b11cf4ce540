//! Every file of a study's folder, of a copy, of what the account knows and of a team's shelf, forged
//! in some sixty ways by somebody who has no secret: each ends in a refusal that says what is wrong, or
//! in a study that is whole. Nothing that was saved is lost, no other secret opens it, the right ones
//! do, nothing is sealed to a stranger, and nothing hangs: a watchdog says so.
//!
//! Which files there are is read from the folders, so a new one is forged too. A part of the ways is
//! tried on each, another part on the next; all on all with `ASDONE_FORGERIES=all`, all on one file with
//! its path there, as `study/keys`.
#![cfg(unix)]
#![allow(
    missing_docs,
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says so by failing"
)]

#[path = "common/desk.rs"]
mod desk;
mod journal_kit;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use asdone::actions::Deed;
use asdone::config::Settings;
use asdone::journal::keys::{self, Cost, Key, NewKeys, Secret, SecretString};
use asdone::journal::{
    Apart, CopyFound, DraftSlot, Drafts, Folded, Identity, Inbox, Journal, Leaving, Mending, doors,
    known_in, restore,
};
use asdone::open::OpenStudy;
use asdone::share::Home;
use asdone::study::{
    Change, Content, DeviceId, Entry, Fate, Field, ItemId, Moment, PersonId, Purpose, SheetId,
    Sort, Study, StudyId,
};
use desk::Desk;
use journal_kit::{copy_dir, observation};
use tempfile::TempDir;

const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };
const RIGHT: &str = "lantern otter gravel seventeen";
const ATTACKERS: &str = "battery staple velvet glacier";
const NOW: i64 = 1_767_225_600_000 + 10_000_000;
/// No case takes a tenth of this.
const TOO_LONG: Duration = Duration::from_secs(120);
const NOTES: u64 = 40;
const HALF_TYPED: &str = "a note that was half typed";
const APART: &str = "a note that was kept apart";
const LEFT: u64 = 9_000;

/// What somebody puts in the place of a file.
enum Made {
    Bytes(Vec<u8>),
    Sparse(u64),
    Gone,
    Pipe,
    Socket,
    Folder,
    FullFolder,
    /// A link to itself, or to somewhere else.
    Link(Option<&'static str>),
    /// A link to the same bytes elsewhere.
    LinkToSame,
}

/// What somebody has to make a forgery of.
struct Material<'a> {
    /// The file as it is.
    bytes: &'a [u8],
    /// The same file as it was a while ago.
    old: &'a [u8],
    /// The same file of a study of the attacker's own.
    other: &'a [u8],
}

fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (state >> 33) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// The same with `count` bytes from `at` made other ones.
fn changed(bytes: &[u8], at: usize, count: usize, to: impl Fn(u8) -> u8) -> Vec<u8> {
    let mut made = bytes.to_vec();
    made.iter_mut().skip(at).take(count).for_each(|byte| *byte = to(*byte));
    made
}

/// Lines with the check at their end made right again, as whoever knows the format does it.
fn checked(lines: &[String]) -> Vec<u8> {
    let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let check = blake3::hash(body.as_bytes()).to_hex();
    format!("{body}check {}\n", check.get(..32).unwrap()).into_bytes()
}

fn lines(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().filter(|line| !line.starts_with("check ")).map(str::to_owned).collect()
}

/// A change to one line in the place where it stands; the file then has a check that holds.
fn line(at: usize, m: &Material<'_>, change: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let lines = lines(m.bytes);
    let at = at % lines.len().max(1);
    let made = lines
        .iter()
        .enumerate()
        .filter_map(|(n, line)| if n == at { change(line) } else { Some(line.clone()) });
    checked(&made.collect::<Vec<_>>())
}

type Kind = (&'static str, fn(&Material<'_>) -> Made);

/// The ways. Those with a check are for the files that are lines of text.
const KINDS: &[Kind] = &[
    ("empty", |_| Made::Bytes(vec![])),
    ("one byte", |m| Made::Bytes(m.bytes.iter().take(1).copied().collect())),
    ("its first half", |m| Made::Bytes(m.bytes[..m.bytes.len() / 2].to_vec())),
    ("its second half", |m| Made::Bytes(m.bytes[m.bytes.len() / 2..].to_vec())),
    ("without its last byte", |m| Made::Bytes(m.bytes[..m.bytes.len().saturating_sub(1)].to_vec())),
    ("without its last 40 bytes", |m| {
        Made::Bytes(m.bytes[..m.bytes.len().saturating_sub(40)].to_vec())
    }),
    ("without its first byte", |m| Made::Bytes(m.bytes.iter().skip(1).copied().collect())),
    ("a byte longer", |m| Made::Bytes([m.bytes, b"x"].concat())),
    ("a line longer", |m| Made::Bytes([m.bytes, b"generation 99\n"].concat())),
    ("twice", |m| Made::Bytes([m.bytes, m.bytes].concat())),
    ("zeroes", |m| Made::Bytes(vec![0; m.bytes.len()])),
    ("ones", |m| Made::Bytes(vec![255; m.bytes.len()])),
    ("noise of its length", |m| Made::Bytes(noise(m.bytes.len(), 7))),
    ("a little noise", |_| Made::Bytes(noise(33, 11))),
    ("words", |_| Made::Bytes(b"dear diary\n".to_vec())),
    ("first bit turned", |m| Made::Bytes(changed(m.bytes, 0, 1, |b| b ^ 1))),
    ("a bit turned in the middle", |m| {
        Made::Bytes(changed(m.bytes, m.bytes.len() / 2, 1, |b| b ^ 16))
    }),
    ("a bit turned a third in", |m| Made::Bytes(changed(m.bytes, m.bytes.len() / 3, 1, |b| b ^ 4))),
    ("last bit turned", |m| {
        Made::Bytes(changed(m.bytes, m.bytes.len().saturating_sub(1), 1, |b| b ^ 1))
    }),
    ("a bit turned in each 64 bytes", |m| {
        let turned = m.bytes.iter().enumerate().map(|(n, b)| if n % 64 == 9 { b ^ 2 } else { *b });
        Made::Bytes(turned.collect())
    }),
    ("its beginning zeroed", |m| Made::Bytes(changed(m.bytes, 0, 16, |_| 0))),
    ("its middle zeroed", |m| Made::Bytes(changed(m.bytes, m.bytes.len() / 2, 48, |_| 0))),
    ("its end zeroed", |m| {
        Made::Bytes(changed(m.bytes, m.bytes.len().saturating_sub(64), 64, |_| 0))
    }),
    ("its halves exchanged", |m| {
        let (one, two) = m.bytes.split_at(m.bytes.len() / 2);
        Made::Bytes([two, one].concat())
    }),
    ("backwards", |m| Made::Bytes(m.bytes.iter().rev().copied().collect())),
    ("4 KiB of zeroes after it", |m| Made::Bytes([m.bytes, &[0; 4096]].concat())),
    ("64 KiB of noise after it", |m| Made::Bytes([m.bytes, &noise(65_536, 3)].concat())),
    ("noise before it", |m| Made::Bytes([&noise(100, 5), m.bytes].concat())),
    ("a mark before it", |m| Made::Bytes([b"\xef\xbb\xbf", m.bytes].concat())),
    ("with line ends of another system", |m| {
        let pieces = m.bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>();
        Made::Bytes(pieces.join(&b"\r\n"[..]))
    }),
    ("in capitals", |m| Made::Bytes(m.bytes.to_ascii_uppercase())),
    ("every digit a nine", |m| {
        Made::Bytes(changed(m.bytes, 0, usize::MAX, |b| if b.is_ascii_digit() { b'9' } else { b }))
    }),
    ("every digit a nought", |m| {
        Made::Bytes(changed(m.bytes, 0, usize::MAX, |b| if b.is_ascii_digit() { b'0' } else { b }))
    }),
    ("a line of a megabyte", |_| Made::Bytes(vec![b'a'; 1 << 20])),
    ("a million short lines", |_| Made::Bytes(b"a\n".repeat(1_000_000))),
    ("escape sequences", |m| Made::Bytes([m.bytes, b"\x1b]52;c;AAAA\x07\x1b[2J\n"].concat())),
    ("what is no text", |m| Made::Bytes([&b"\xff\xfe\xc0\x80"[..], m.bytes].concat())),
    ("as it was a while ago", |m| Made::Bytes(m.old.to_vec())),
    ("that of the attacker's own study", |m| Made::Bytes(m.other.to_vec())),
    ("its beginning, and the end of the attacker's own", |m| {
        Made::Bytes([&m.bytes[..m.bytes.len() / 2], &m.other[m.other.len() / 2..]].concat())
    }),
    ("the second line left out, checked", |m| Made::Bytes(line(1, m, |_| None))),
    ("the third line left out, checked", |m| Made::Bytes(line(2, m, |_| None))),
    ("the fourth line left out, checked", |m| Made::Bytes(line(3, m, |_| None))),
    ("the fifth line left out, checked", |m| Made::Bytes(line(4, m, |_| None))),
    ("the last line left out, checked", |m| {
        Made::Bytes(line(lines(m.bytes).len() - 1, m, |_| None))
    }),
    ("the third line twice, checked", |m| {
        Made::Bytes(line(2, m, |line| Some(format!("{line}\n{line}"))))
    }),
    ("the second line in nines, checked", |m| Made::Bytes(line(1, m, |line| Some(nines(line))))),
    ("the third line in nines, checked", |m| Made::Bytes(line(2, m, |line| Some(nines(line))))),
    ("the fourth line in nines, checked", |m| Made::Bytes(line(3, m, |line| Some(nines(line))))),
    ("the fifth line in nines, checked", |m| Made::Bytes(line(4, m, |line| Some(nines(line))))),
    ("the sixth line in nines, checked", |m| Made::Bytes(line(5, m, |line| Some(nines(line))))),
    ("the lines backwards, checked", |m| {
        Made::Bytes(checked(&lines(m.bytes).into_iter().rev().collect::<Vec<_>>()))
    }),
    ("lines of the attacker's own study, checked", |m| {
        let (own, other) = (lines(m.bytes), lines(m.other));
        let mixed = own.iter().zip(&other).enumerate();
        let mixed = mixed.map(|(n, (own, other))| if n % 2 == 0 { own } else { other }.clone());
        Made::Bytes(checked(&mixed.collect::<Vec<_>>()))
    }),
    ("the attacker's last lines, checked", |m| {
        let (own, other) = (lines(m.bytes), lines(m.other));
        let half = own.len() / 2;
        let mixed = own.into_iter().take(half).chain(other.into_iter().skip(half));
        Made::Bytes(checked(&mixed.collect::<Vec<_>>()))
    }),
    ("a gigabyte of nothing", |_| Made::Sparse(1 << 30)),
    ("gone", |_| Made::Gone),
    ("a named pipe", |_| Made::Pipe),
    ("a socket", |_| Made::Socket),
    ("a folder", |_| Made::Folder),
    ("a folder with files", |_| Made::FullFolder),
    ("a link to itself", |_| Made::Link(None)),
    ("a link to nowhere", |_| Made::Link(Some("/nowhere/at/all"))),
    ("a link to a device without end", |_| Made::Link(Some("/dev/zero"))),
    ("a link to the same elsewhere", |_| Made::LinkToSame),
];

fn nines(line: &str) -> String {
    let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
    let nines = |c: char| if c.is_ascii_hexdigit() { '9' } else { c };
    format!("{name} {}", rest.chars().map(nines).collect::<String>())
}

/// Puts a forgery in the place of a file.
fn put(path: &Path, made: Made, bytes: &[u8], beside: &Path) {
    let _ = fs::remove_file(path);
    match made {
        Made::Bytes(bytes) => fs::write(path, bytes).unwrap(),
        Made::Sparse(length) => File::create(path).unwrap().set_len(length).unwrap(),
        Made::Gone => {}
        Made::Pipe => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        // A path may be too long for a socket; then it is made elsewhere and moved.
        Made::Socket => {
            let made = tempfile::tempdir_in("/tmp").unwrap();
            drop(UnixListener::bind(made.path().join("s")).unwrap());
            fs::rename(made.path().join("s"), path).unwrap();
        }
        Made::Folder => fs::create_dir(path).unwrap(),
        Made::FullFolder => {
            fs::create_dir(path).unwrap();
            fs::write(path.join("keys"), "x").unwrap();
        }
        Made::Link(to) => symlink(to.map_or(path, Path::new), path).unwrap(),
        Made::LinkToSame => {
            fs::write(beside, bytes).unwrap();
            symlink(beside, path).unwrap();
        }
    }
}

/// Puts the file back as it was.
fn put_back(path: &Path, bytes: &[u8]) {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path).unwrap(),
        Ok(_) => fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn passphrase(typed: &str) -> Secret {
    Secret::passphrase(typed.to_owned())
}

fn text_of(entry: &Entry) -> Option<String> {
    match &entry.content {
        Content::Known(Change::Recorded(observation)) => Some(observation.text.clone()),
        _ => None,
    }
}

fn texts(journal: &Journal) -> Result<BTreeSet<String>, String> {
    let mut texts = BTreeSet::new();
    journal.replay(|entry| texts.extend(text_of(&entry))).map_err(|e| e.to_string())?;
    Ok(texts)
}

/// A study with everything in it that has a file, a copy of it, and what the account knows.
struct World {
    dir: TempDir,
    words: String,
    texts: BTreeSet<String>,
    /// The files as they were before the last notes.
    old: TempDir,
}

const KEPT_APART: SheetId = SheetId(0x0199_f3c2_0000_7000_8000_0000_0000_0077);

fn world(study: u128, secret: &str) -> World {
    doors::close_segments_at(8 * 1024);
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("study");
    known_in(&place, &dir.path().join("known"));
    let identity =
        Identity { study: StudyId(study), device: DeviceId(8), person: PersonId(study + 1) };
    let typed = SecretString::from(secret.to_owned());
    let made = NewKeys::make(identity.study, &typed, None, CHEAP).unwrap();
    let mut journal = Journal::create(&place, identity, Some(&made)).unwrap();
    let old = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    for n in 0..NOTES {
        if n == NOTES / 2 {
            journal.snapshot().unwrap().unwrap().back_up(&stick, true, NOW).unwrap();
            copy_dir(dir.path(), old.path());
        }
        journal.append(&[observation(n)], Purpose::Do, NOW).unwrap();
    }
    let at = Moment::new(NOW, 0);
    let begun = Change::Begun { sheet: KEPT_APART, sort: Sort::Stop, at };
    let (set, was) = (Field::Fate(Fate::Kept), Field::Fate(Fate::Discarded));
    let fate = Change::Put { sheet: KEPT_APART, set, was };
    let kept = Some((KEPT_APART, APART.to_owned()));
    let leaving = Leaving { changes: vec![begun, fate], tombstones: vec![], kept };
    journal.let_go(&leaving, NOW).unwrap();
    journal.snapshot().unwrap().unwrap().back_up(&stick, true, NOW).unwrap();
    let texts = texts(&journal).unwrap();
    drop(journal);
    // What a command keeps of the past that it has read.
    doors::checkpoints_from(NOTES / 4);
    let key = keys::unlock(&place, &passphrase(secret)).unwrap();
    keep_checkpoint(&place, &key);
    let drafts = Drafts::of(&place);
    drafts.put(&DraftSlot::Capture, HALF_TYPED).unwrap();
    drafts.keep("refused", HALF_TYPED).unwrap();
    let public = keys::unlock(&place, &passphrase(secret)).unwrap();
    fs::create_dir(place.join("kept")).unwrap();
    fs::copy(place.join("drafts/capture.age"), place.join("kept/not-utf-8-1.txt.age")).unwrap();
    drop(public);
    Inbox::of(&place).drop_note(&[observation(LEFT - 1)]).unwrap();
    fs::write(dir.path().join("settings.toml"), "mouse = true\nlock-after = 5\n").unwrap();
    let words = made.recovery.words().collect::<Vec<_>>().join(" ");
    World { dir, words, texts, old }
}

/// What somebody sees of a study whose past is read from a checkpoint on, if one is believed.
fn folded(journal: &Journal) -> Result<(Study, Folded), String> {
    let Identity { device, person, .. } = journal.identity();
    let mut study = Study::new(device);
    study.look_as(person);
    let how = journal.fold_past(&mut study, false).map_err(|e| e.to_string())?;
    Ok((study, how))
}

/// Reads the past, and keeps what came of it for the next command.
fn keep_checkpoint(study: &Path, key: &Key) {
    let (journal, _) = Journal::open(study, Some(key)).unwrap();
    let (past, how) = folded(&journal).unwrap();
    let Folded::Whole(entries) = how else { panic!("there is none yet: {how:?}") };
    journal.keep_checkpoint(&past, entries);
    assert!(study.join("checkpoint").is_file());
}

/// Makes the checkpoint of a study that was copied, which is another's until this account has noted it; the
/// file to forge, since the note of it is called after the place.
fn kept_here(root: &Path, file: &Path) -> PathBuf {
    let study = root.join("study");
    let known = root.join("known");
    let notes = || {
        let notes = fs::read_dir(&known).unwrap().map(|item| item.unwrap().path());
        notes.filter(|path| path.extension().is_some_and(|end| end == "checkpoint"))
    };
    notes().for_each(|path| fs::remove_file(path).unwrap());
    fs::remove_file(study.join("checkpoint")).unwrap();
    let key = keys::unlock(&study, &passphrase(RIGHT)).unwrap();
    keep_checkpoint(&study, &key);
    let journal = Journal::look_at(&study, Some(&key)).unwrap();
    assert_eq!(folded(&journal).unwrap().1, Folded::Kept, "or there is nothing to forge");
    match file.starts_with("known") {
        true => Path::new("known").join(notes().next().unwrap().file_name().unwrap()),
        false => file.to_owned(),
    }
}

fn is_checkpoint(file: &Path) -> bool {
    file == Path::new("study/checkpoint") || file.extension().is_some_and(|end| end == "checkpoint")
}

/// The files of a world, from its root, of which there is something to forge.
fn files(root: &Path) -> Vec<PathBuf> {
    fn walk(dir: &Path, root: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(dir).unwrap().map(|item| item.unwrap().path()) {
            if path.is_dir() {
                walk(&path, root, found);
            } else {
                found.push(path.strip_prefix(root).unwrap().to_owned());
            }
        }
    }
    let mut found = Vec::new();
    walk(root, root, &mut found);
    found.sort();
    // Of many segments the first, one in the middle and the last.
    for place in ["study/segments", "stick/segments"] {
        let of = |path: &PathBuf| path.starts_with(place);
        let all: Vec<PathBuf> = found.iter().filter(|path| of(path)).cloned().collect();
        assert!(all.len() > 2, "{all:?}");
        let kept = [&all[0], &all[all.len() / 2], &all[all.len() - 1]];
        found.retain(|path| !of(path) || kept.contains(&path));
    }
    found
}

/// What happened is said in words of the program's.
fn named(what: &str, error: &dyn Error) -> Result<(), String> {
    let said = error.to_string();
    let bare = said.len() < 12 || said.contains("panicked") || said.contains("unwrap");
    if bare { Err(format!("{what} is refused without a name: {said:?}")) } else { Ok(()) }
}

fn must(holds: bool, what: impl Into<String>) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.into()) }
}

struct Case {
    root: PathBuf,
    forged: PathBuf,
    kind: &'static str,
    bytes: Vec<u8>,
    words: String,
    texts: BTreeSet<String>,
}

impl Case {
    fn study(&self) -> PathBuf {
        self.root.join("study")
    }

    /// The right secrets open it and the attacker's does not.
    fn secrets(&self) -> Result<Key, String> {
        let study = self.study();
        let words = Secret::Recovery(SecretString::from(self.words.clone()));
        must(
            keys::unlock(&study, &passphrase(ATTACKERS)).is_err(),
            "the attacker's passphrase opens it",
        )?;
        let key = keys::unlock(&study, &passphrase(RIGHT)).map_err(|e| e.to_string());
        keys::unlock(&study, &words).map_err(|e| format!("the words do not open it: {e}"))?;
        key
    }

    /// Opens it, finds everything, and saves one more note.
    fn whole(&self, key: &Key) -> Result<(), String> {
        let study = self.study();
        {
            let opened = Journal::open_with(&study, Some(key), Mending::Rebuild);
            let (mut journal, opening) = opened.map_err(|e| format!("{e}"))?;
            must(opening.losses.is_empty(), format!("lost: {:?}", opening.losses))?;
            let found = texts(&journal)?;
            must(found.is_superset(&self.texts), "a note is lost")?;
            journal.append(&[observation(500)], Purpose::Do, NOW).map_err(|e| e.to_string())?;
            // What a quick opening did not see is said here, and mended at the next.
            journal.verify().map_err(|e| e.to_string())?;
        }
        let (journal, _) = Journal::open(&study, Some(key)).map_err(|e| e.to_string())?;
        let verified = journal.verify().map_err(|e| e.to_string())?;
        must(verified.problems.is_empty(), format!("{:?}", verified.problems))?;
        must(verified.missing.is_empty(), format!("{:?}", verified.missing))?;
        let Change::Recorded(more) = observation(500) else { unreachable!() };
        must(texts(&journal)?.contains(&more.text), "a note that was just saved is lost")
    }

    /// What a command knows of the past, by way of the checkpoint or not, is what every entry says.
    fn past(&self, key: &Key) -> Result<(), String> {
        let opened = Journal::open_with(&self.study(), Some(key), Mending::Rebuild);
        let (journal, _) = opened.map_err(|e| e.to_string())?;
        let Identity { device, person, .. } = journal.identity();
        let mut whole = Study::new(device);
        whole.look_as(person);
        journal.replay(|entry| whole.apply(entry)).map_err(|e| e.to_string())?;
        let (past, _) = folded(&journal)?;
        must(past.portrait() == whole.portrait(), "a checkpoint says something else")
    }

    /// What anybody does who comes to the study now.
    fn attempt(&self) -> Result<(), String> {
        let study = self.study();
        let Change::Recorded(left) = observation(LEFT) else { unreachable!() };
        let inbox = Inbox::of(&study);
        let was_left = match inbox.drop_note(&[Change::Recorded(left.clone())]) {
            Ok(()) => true,
            Err(error) => named("a note that is left", &error).map(|()| false)?,
        };
        let drafts = Drafts::of(&study);
        if let Err(error) = drafts.keep("refused", "words typed while it is locked") {
            named("a draft", &error)?;
        }
        let (_, troubles) = Settings::load(&self.root.join("settings.toml"));
        must(troubles.iter().all(|t| !t.to_string().is_empty()), "trouble without a name")?;
        let opened = self.open_as_it_is();
        if let Err(said) = &opened {
            // Refused: what was there comes back with the file, and nothing was made worse.
            must(!said.contains("panicked"), said.clone())?;
            put_back(&self.root.join(&self.forged), &self.bytes);
        }
        let key = self.secrets()?;
        self.past(&key)?;
        self.whole(&key)?;
        if was_left {
            let (notes, unread) = inbox.waiting(Some(&key)).map_err(|e| e.to_string())?;
            let there = notes.iter().any(|note| {
                note.changes.iter().any(
                    |change| matches!(change, Change::Recorded(read) if read.text == left.text),
                )
            });
            must(there, format!("a note that was left cannot be read: {unread:?}"))?;
        }
        self.around(&key)?;
        self.copies(&key)
    }

    /// Opens it with the right passphrase, whatever comes of it.
    fn open_as_it_is(&self) -> Result<(), String> {
        let study = self.study();
        let attackers = keys::unlock(&study, &passphrase(ATTACKERS));
        must(attackers.is_err(), "panicked: the attacker's passphrase opens it")?;
        let key = keys::unlock(&study, &passphrase(RIGHT)).map_err(|e| {
            named("the passphrase", &e).err().map_or(e.to_string(), |bad| format!("panicked {bad}"))
        })?;
        Journal::open_with(&study, Some(&key), Mending::Rebuild).map(drop).map_err(|e| {
            named("the opening", &e).err().map_or(e.to_string(), |bad| format!("panicked {bad}"))
        })
    }

    /// Drafts, what was kept, what is kept apart: read as they were, or said to be unreadable.
    fn around(&self, key: &Key) -> Result<(), String> {
        let study = self.study();
        let drafts = Drafts::of(&study).with_key(Some(key));
        let name = self.forged.to_string_lossy();
        let touched = |part: &str| name.starts_with(part);
        match drafts.get(&DraftSlot::Capture) {
            Ok(Some(text)) if text == HALF_TYPED => {}
            Ok(_) => must(touched("study/drafts"), "a draft is lost")?,
            Err(error) => {
                named("a draft", &error)?;
                must(touched("study/drafts"), format!("a draft cannot be read: {error}"))?;
            }
        }
        if let Err(error) = drafts.kept("refused") {
            named("the drafts", &error)?;
        }
        let kept = study.join("kept/not-utf-8-1.txt.age");
        // A person may hand in a pipe; this is no file that anybody hands in.
        if fs::symlink_metadata(&kept).is_ok_and(|about| about.is_file())
            && let Ok(bytes) = fs::read(&kept)
        {
            let opened = key.open(&bytes).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            must(
                opened.is_none_or(|text| text == HALF_TYPED),
                "what was kept says something else",
            )?;
        }
        let (open, _) =
            OpenStudy::open(&study, Some(key), Mending::Rebuild).map_err(|e| e.to_string())?;
        match open.apart(KEPT_APART) {
            Ok(Some(text)) => {
                must(text == APART || touched("study/apart"), "kept apart: other words")
            }
            Ok(None) => must(touched("study/apart"), "what was kept apart is lost"),
            Err(error) => named("what is kept apart", &error),
        }
    }

    /// A copy is looked over, a study made of it, and it is brought up to date: what it promises is
    /// there, and the study itself is not touched by any of it.
    fn copies(&self, key: &Key) -> Result<(), String> {
        let (study, stick) = (self.study(), self.root.join("stick"));
        let into = self.root.join("again");
        match restore(&stick, &into, Some(key), DeviceId(99)) {
            Ok(restored) if restored.missing.is_empty() => {
                let (journal, _) = Journal::open(&into, Some(key)).map_err(|e| e.to_string())?;
                let found = texts(&journal)?;
                let whole = found.is_superset(&self.texts);
                must(whole, "a copy lacks notes and is said to be whole")?;
            }
            Ok(restored) => must(restored.missing.iter().all(|said| said.len() > 12), "no name")?,
            Err(error) => named("the copy", &error)?,
        }
        let (journal, _) = Journal::open(&study, Some(key)).map_err(|e| e.to_string())?;
        let snapshot = journal.snapshot().map_err(|e| e.to_string())?.unwrap();
        match snapshot.back_up(&stick, false, NOW) {
            Ok(copied) => {
                let copy = CopyFound::open(&copied.place, Some(key)).map_err(|e| e.to_string())?;
                let verified = copy.verify().map_err(|e| e.to_string())?;
                let differs = copy.compare(&journal).map_err(|e| e.to_string())?;
                let clean = verified.problems.is_empty() && differs.is_empty();
                must(
                    clean || self.forged.starts_with("stick/segments"),
                    format!("a copy just made: {:?} {differs:?}", verified.problems),
                )?;
            }
            Err(error) => named("bringing the copy up to date", &error)?,
        }
        must(texts(&journal)?.is_superset(&self.texts), "the study lost a note to its copy")?;
        must(Apart::of(&study).list().is_ok() || self.forged.starts_with("study/apart"), "apart")
    }
}

/// Runs a case; what is wrong with it, in a line.
fn judged(case: Case) -> Option<String> {
    let name = format!("{} ({})", case.forged.display(), case.kind);
    let (tell, told) = channel();
    thread::spawn(move || {
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| case.attempt()));
        let done = done.unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().cloned();
            Err(format!("it panicked: {}", words.unwrap_or_default()))
        });
        let _ = fs::remove_dir_all(&case.root);
        let _ = tell.send(done);
    });
    match told.recv_timeout(TOO_LONG) {
        Ok(Ok(())) => None,
        Ok(Err(wrong)) => Some(format!("{name}: {wrong}")),
        Err(_) => Some(format!("{name}: it hangs")),
    }
}

/// Which ways are tried on the n-th file.
fn ways(n: usize, file: &Path) -> Vec<Kind> {
    let asked = std::env::var("ASDONE_FORGERIES").unwrap_or_default();
    let all = asked == "all" || Path::new(&asked) == file;
    let every = if all { 1 } else { 16 };
    KINDS
        .iter()
        .enumerate()
        .filter(|(k, _)| (k + n).is_multiple_of(every))
        .map(|(_, kind)| *kind)
        .collect()
}

/// Runs cases in two threads.
fn over(cases: Vec<(PathBuf, Kind)>, judge: impl Fn(&Path, Kind) -> Option<String> + Sync) {
    let (cases, wrong) = (Mutex::new(cases.into_iter()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some((file, kind)) = cases.lock().unwrap().next() else { break };
                    if let Some(found) = judge(&file, kind) {
                        wrong.lock().unwrap().push(found);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of the forgeries:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_forged_file_loses_a_note_changes_a_secret_or_hangs() {
    assert!(KINDS.len() >= 40);
    let names: BTreeSet<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), KINDS.len());
    let ours = Arc::new(world(0x0199_f3c2_0000_7000_8000_0000_0000_0001, RIGHT));
    let theirs = world(0x0199_f3c2_0000_7000_8000_0000_0000_0002, ATTACKERS);
    let files = files(ours.dir.path());
    for part in [
        "study/study",
        "study/keys",
        "study/keys.copy",
        "study/lock",
        "study/store/db",
        "study/drafts/capture.age",
        "study/checkpoint",
        "study/copies",
        "stick/copy",
        "stick/keys",
        "stick/study",
        "settings.toml",
    ] {
        assert!(files.contains(&PathBuf::from(part)), "{part} is not forged: {files:?}");
    }
    for part in ["study/inbox", "study/apart", "study/kept", "stick/apart", "known"] {
        assert!(files.iter().any(|file| file.starts_with(part)), "nothing in {part} is forged");
    }
    assert!(files.iter().any(|file| file.starts_with("known") && is_checkpoint(file)));
    let mut cases = Vec::new();
    for (n, file) in files.iter().enumerate() {
        cases.extend(ways(n, file).into_iter().map(|kind| (file.clone(), kind)));
    }
    over(cases, |file, (kind, make)| {
        let root = tempfile::tempdir().unwrap().keep();
        copy_dir(ours.dir.path(), &root);
        known_in(&root.join("study"), &root.join("known"));
        let here = if is_checkpoint(file) { kept_here(&root, file) } else { file.to_owned() };
        let read = |file: &Path| fs::read(file).unwrap_or_else(|_| noise(200, 1));
        let (bytes, old) = (read(&root.join(&here)), read(&ours.old.path().join(file)));
        let other = read(&theirs.dir.path().join(file));
        let material = Material { bytes: &bytes, old: &old, other: &other };
        put(&root.join(&here), make(&material), &bytes, &root.join("beside"));
        judged(Case {
            root,
            forged: here,
            kind,
            bytes,
            words: ours.words.clone(),
            texts: ours.texts.clone(),
        })
    });
}

/// Two laptops of a team: what lies on the shelf of one is forged before the other exchanges.
#[test]
fn no_forged_file_of_a_team_changes_what_a_laptop_holds_or_hangs() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("team");
    fs::create_dir(&folder).unwrap();
    let laptop = |name: &str| {
        let desk = Desk::new();
        let args = ["init", "--name", "R", "--pseudonym", name, "--seal", "--codebook", "empty"];
        desk.with("good", &args, "").code(0);
        desk.quick()
    };
    let on = |desk: &Desk, args: &[&str]| desk.with("good", args, "").code(0).out;
    let words = |desk: &Desk, name: &str| {
        let status: serde_json::Value =
            serde_json::from_str(on(desk, &["team", "status", "--json"]).trim()).unwrap();
        status[name].as_str().unwrap().to_owned()
    };
    let (wren, heron) = (laptop("wren"), laptop("heron"));
    let place = folder.to_str().unwrap();
    on(&wren, &["team", "begin", place]);
    on(&heron, &["team", "join", place, "--words", &words(&wren, "words")]);
    on(&wren, &["team", "admit", "--words", &words(&heron, "laptop_words")]);
    let note = on(&wren, &["add", "handed out by wren"]);
    on(&wren, &["audience", note.trim(), "team"]);
    on(&wren, &["team", "sync", "--at-once"]);
    let own = on(&heron, &["add", "heron's own words"]);
    on(&heron, &["audience", own.trim(), "team"]);
    let study = heron.path("study");
    let key = keys::unlock(&study, &passphrase(desk::GOOD)).unwrap();
    let shelf: Vec<PathBuf> = files_of(&folder);
    assert!(shelf.len() >= 4, "{shelf:?}");
    let share: Vec<PathBuf> =
        files_of(&study).into_iter().filter(|file| file.starts_with("share")).collect();
    let mut cases: Vec<(PathBuf, Kind)> = Vec::new();
    for (n, file) in shelf.iter().map(|f| Path::new("team").join(f)).enumerate() {
        cases.extend(ways(n, &file).into_iter().map(|kind| (file.clone(), kind)));
    }
    for (n, file) in share.iter().map(|f| Path::new("study").join(f)).enumerate() {
        cases.extend(ways(n, &file).into_iter().map(|kind| (file.clone(), kind)));
    }
    over(cases, |file, (kind, make)| {
        let root = tempfile::tempdir().unwrap().keep();
        copy_dir(&study, &root.join("study"));
        copy_dir(&folder, &root.join("team"));
        let bytes = fs::read(root.join(file)).unwrap();
        let other = shelf.iter().map(|other| fs::read(folder.join(other)).unwrap());
        let other = other.into_iter().find(|other| *other != bytes).unwrap();
        let material = Material { bytes: &bytes, old: &bytes[..bytes.len() / 3], other: &other };
        put(&root.join(file), make(&material), &bytes, &root.join("beside"));
        let (name, key) = (format!("{} ({kind})", file.display()), key.clone());
        let (tell, told) = channel();
        let at = root.clone();
        thread::spawn(move || {
            let _ = tell.send(exchanged(&at, &key));
        });
        let done = told.recv_timeout(TOO_LONG);
        let _ = fs::remove_dir_all(&root);
        match done {
            Ok(Ok(())) => None,
            Ok(Err(wrong)) => Some(format!("{name}: {wrong}")),
            Err(_) => Some(format!("{name}: it hangs, or panicked")),
        }
    });
}

fn files_of(dir: &Path) -> Vec<PathBuf> {
    fn walk(dir: &Path, root: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(dir).unwrap().map(|item| item.unwrap().path()) {
            match path.is_dir() {
                true => walk(&path, root, found),
                false => found.push(path.strip_prefix(root).unwrap().to_owned()),
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, dir, &mut found);
    found.sort();
    found
}

/// An exchange at a laptop; its own record is what it was, and nothing came that wren did not write.
fn exchanged(root: &Path, key: &Key) -> Result<(), String> {
    let study = root.join("study");
    let open = || OpenStudy::open(&study, Some(key), Mending::Rebuild).map_err(|e| e.to_string());
    {
        let (mut open, _) = open()?;
        open.read_past(None).map_err(|e| e.to_string())?;
        match Home::at(&study, key) {
            Ok(Some(mut home)) => {
                home.team.place = root.join("team");
                let mut items = 1u128 << 100;
                let mut fresh = || {
                    items += 1;
                    ItemId(items)
                };
                let mut watch = |_| ControlFlow::Continue(());
                if let Err(error) = home.exchange(&mut open, (NOW, true), &mut fresh, &mut watch) {
                    named("the exchange", &error)?;
                }
            }
            Ok(None) => {}
            Err(error) => named("what the laptop knows of its team", &error)?,
        }
    }
    let (mut open, opening) = open()?;
    must(opening.losses.is_empty(), format!("lost: {:?}", opening.losses))?;
    open.read_past(None).map_err(|e| e.to_string())?;
    let texts: Vec<&str> = open.study.records().iter().map(|record| record.text()).collect();
    must(texts.contains(&"heron's own words"), format!("a note of its own is lost: {texts:?}"))?;
    let known = ["heron's own words", "handed out by wren", ""];
    let strange: Vec<&&str> = texts.iter().filter(|text| !known.contains(text)).collect();
    must(strange.is_empty(), format!("something came that nobody wrote: {strange:?}"))?;
    let deed = Deed { changes: vec![observation(1)], purpose: Purpose::Do, said: String::new() };
    open.perform(&deed, NOW).map(drop).map_err(|e| format!("nothing can be saved: {e}"))
}
