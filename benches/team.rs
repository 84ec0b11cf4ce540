//! What an exchange with a team costs: 50,000 records that 20 laptops handed out come into a sealed study
//! on disk; nothing is to be done; 100 notes leave.
//!
//! `cargo bench --bench team`. Everything lies where the system keeps temporary files (`TMPDIR`), which
//! must be a disk. What is read of the folder is measured apart, with a study that takes nothing in:
//! folders on a network differ, and what comes after reading does not.
//!
//! `ASDONE_SITE=FOLDER cargo bench --bench team` instead: a new laptop joins a site of 50 after five years,
//! with 1.8 million notes (`ASDONE_SITE_NOTES` for another number). The shelf is made in that folder, which is
//! left there to be joined again; each step is said with its time and the most memory so far, of a process
//! that does nothing else.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "benches may panic, and print"
)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use asdone::actions::Deed;
use asdone::journal::keys::{Cost, Key, NewKeys, SecretString};
use asdone::journal::{Foreign, Identity, JournalError, Mending, TakenIn};
use asdone::open::OpenStudy;
use asdone::share::boundary::Terms;
use asdone::share::shelf::Folder;
use asdone::share::{Door, Member, Team, exchange, pull, push, unwatched};
use asdone::study::{
    Audience, Card, Change, DeviceId, Fact, Hybrid, ItemId, Kind, Moment, Observation,
    ObservationId, Origin, PersonId, Purpose, Right, Source, Stance, Study, StudyId, TagKey,
};

const NOW: i64 = 1_770_000_000_000;
const LAPTOPS: u64 = 20;
const RECORDS: u64 = 50_000;
const ROUNDS: usize = 5;

/// A study that takes nothing in.
struct Nowhere(BTreeMap<DeviceId, u64>, Study);

impl Door for Nowhere {
    fn taken(&mut self, device: DeviceId) -> Result<u64, JournalError> {
        Ok(self.0.get(&device).copied().unwrap_or(0))
    }

    fn take_in(&mut self, foreign: &[Foreign], _now: i64) -> Result<TakenIn, JournalError> {
        for entry in foreign {
            self.0.insert(entry.device, entry.number);
        }
        Ok(TakenIn::default())
    }

    fn note_members(&mut self, _said: &[Change], _now: i64) -> Result<(), JournalError> {
        Ok(())
    }

    fn let_recalled_go(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    fn whole(&mut self) -> Result<Cow<'_, Study>, JournalError> {
        Ok(Cow::Borrowed(&self.1))
    }
}

/// A note of everyday length, and that it is raised.
fn raised(id: u128) -> [Change; 2] {
    let at = Moment::new(NOW, 60);
    let observation = Observation {
        id: ObservationId(id),
        text: format!(
            "{id}: rang school before the visit because the file had two addresses, and asked the \
             office to read the newer one back to me; wrote it on the blue card. {}",
            "Then on. ".repeat((id % 23) as usize)
        ),
        kind: Kind::ALL.get((id % 6) as usize).copied(),
        happened_at: at,
        recorded_at: at,
        setting: id.is_multiple_of(3).then(|| "duty desk".to_owned()),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Default::default(),
        tags: ["p.anticipate", "s.check"].iter().filter_map(|tag| TagKey::parse(tag)).collect(),
    };
    let (set, was) = (Fact::Audience(Audience::Team), Fact::Audience(Audience::Private));
    let raise = Change::Corrected { observation: ObservationId(id), set, was };
    [Change::Recorded(Box::new(observation)), raise]
}

fn write(open: &mut OpenStudy, ids: impl Iterator<Item = u128>) {
    let changes = ids.flat_map(raised).collect();
    let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
    open.perform(&deed, NOW).expect("written");
}

fn identity(device: DeviceId) -> Identity {
    Identity { study: StudyId(device.0.into()), device, person: PersonId(device.0.into()) }
}

/// A team of so many laptops beside this one, which reads and is the first, as each of them knows it.
fn team(laptops: u64) -> Vec<Team> {
    let since = Hybrid::default().next(NOW - 1_000);
    let nowhere = Path::new("/nowhere");
    let owner = Team::begin(nowhere, DeviceId(1), PersonId(1), since).expect("a team");
    let mut all = vec![owner];
    for device in 2..laptops + 2 {
        let genesis = all[0].genesis.clone();
        let (id, person) = (DeviceId(device), PersonId(device.into()));
        let mut team = Team::join(genesis, nowhere, id, person, since).expect("a team");
        let asking = team.laptop();
        let card = Card {
            person,
            verify: asking.verify,
            recipient: asking.recipient,
            right: Right::Writer,
            until: None,
        };
        let by = DeviceId(1);
        let said = Hybrid::default().next(NOW);
        let member = Member { said, by, card: Some(card) };
        let epoch = all[0].newest_epoch().expect("a key").clone();
        assert!(all[0].take_member(id, member.clone()) && team.take_member(id, member));
        team.take_epoch(epoch);
        all.push(team);
    }
    all
}

/// What is handed out now, without waiting.
fn terms(team: &Team) -> Terms {
    Terms { grace: 0, ..team.terms(NOW + 60_000) }
}

fn hand_out(team: &Team, out: &Folder, shelf: &Folder, open: &OpenStudy) -> usize {
    let mut number = u128::from(team.device.0) << 64;
    let mut fresh = || {
        number += 1;
        ItemId(number)
    };
    let study = open.whole().expect("the study");
    push((team, out, shelf), &study, &terms(team), &mut fresh).expect("handed out").changes
}

fn folder(dir: &Path, name: &str) -> Folder {
    let path = dir.join(name);
    std::fs::create_dir(&path).expect("a folder");
    Folder::at(&path)
}

fn median(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |place: usize| times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    format!("{:.1} | {:.1} | {:.1}", at(times.len() / 2), at(0), at(times.len().saturating_sub(1)))
}

fn keys() -> (NewKeys, Key) {
    let cheap = Cost { memory: 64, passes: 1, lanes: 1 };
    let passphrase = SecretString::from("correct horse".to_owned());
    let keys = NewKeys::make(identity(DeviceId(1)).study, &passphrase, None, cheap).expect("keys");
    let key = keys.key().clone();
    (keys, key)
}

/// What a site has.
const SITE: u64 = 50;
const SITE_NOTES: u64 = 1_800_000;

/// The most memory of this process so far, in MB, where the system tells it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number =
        line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    number.unwrap_or(0) / 1000
}

/// Says what a step took.
fn step<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = act();
    println!("| {what} | {:.2} s | {} MB |", start.elapsed().as_secs_f64(), peak());
    done
}

/// Makes the shelf of a site: everybody but one has handed out their part of all notes.
fn make_site(dir: &Path, notes: u64) {
    std::fs::create_dir_all(dir.join("team")).expect("a folder");
    let shelf = Folder::at(&dir.join("team"));
    let teams = team(SITE - 1);
    let Some((own, others)) = teams.split_first() else { return };
    for team in others {
        let mut open = OpenStudy::in_memory(identity(team.device), None);
        let first = u128::from(team.device.0) << 64;
        let each = notes / (SITE - 1);
        for begin in (0..each).step_by(4_096) {
            let end = each.min(begin + 4_096);
            write(&mut open, (begin..end).map(|n| first + u128::from(n)));
        }
        let out = folder(dir, &format!("out-{}", team.device));
        assert_eq!(hand_out(team, &out, &shelf, &open) as u64, each);
        std::fs::remove_dir_all(dir.join(format!("out-{}", team.device))).expect("removed");
    }
    std::fs::write(dir.join("own"), own.bytes()).expect("written");
}

/// Joins it, step by step.
fn join_site(dir: &Path) {
    let mut team = Team::read(&std::fs::read(dir.join("own")).expect("there")).expect("a team");
    let shelf = Folder::at(&dir.join("team"));
    let work = tempfile::tempdir_in(dir).expect("a folder");
    let out = folder(work.path(), "out");
    let path = work.path().join("study");
    let (new_keys, key) = keys();
    println!("| what | time | most memory so far |\n|---|---|---|");
    let mut nowhere = Nowhere(BTreeMap::new(), Study::new(team.device));
    let read = step("read and opened, taken in nowhere", || {
        pull(&mut team.clone(), &shelf, &mut nowhere, NOW + 60_000, &mut unwatched)
    });
    assert_eq!(read.expect("read").troubles, vec![]);
    let mut open =
        OpenStudy::create(&path, identity(team.device), Some(&new_keys)).expect("a study");
    let mut number = 1_u128 << 90;
    let mut fresh = || {
        number += 1;
        ItemId(number)
    };
    let times = (NOW + 60_000, 0);
    let mut turn = |what: &str, team: &mut Team, open: &mut OpenStudy| {
        let done =
            step(what, || exchange((team, &out, &shelf), open, times, &mut fresh, &mut unwatched));
        done.expect("exchanged")
    };
    let done = turn("the first exchange: read, taken in, folded", &mut team, &mut open);
    println!("  {} entries came", done.pulled.new);
    turn("the next, with who is of the team", &mut team, &mut open);
    turn("one with nothing to do", &mut team, &mut open);
    write(&mut open, std::iter::once(7));
    turn("one in which a note leaves", &mut team, &mut open);
    drop(open);
    step("the study opened again, and folded", || {
        let opened = OpenStudy::open(&path, Some(&key), Mending::Ask);
        let (mut open, _) = opened.expect("opened");
        open.read_past(None).expect("read");
    });
}

/// Makes a site in a folder where there is none, and joins it in a process of its own.
fn site(dir: &Path) {
    if std::env::var_os("ASDONE_SITE_JOIN").is_some() {
        return join_site(dir);
    }
    let notes = std::env::var("ASDONE_SITE_NOTES").ok().and_then(|notes| notes.parse().ok());
    if !dir.join("own").exists() {
        step("the shelf made", || make_site(dir, notes.unwrap_or(SITE_NOTES)));
    }
    let this = std::env::current_exe().expect("this program");
    let done = std::process::Command::new(this).env("ASDONE_SITE_JOIN", "1").status();
    assert!(done.is_ok_and(|done| done.success()));
}

fn main() {
    match std::env::var_os("ASDONE_SITE") {
        Some(dir) => site(Path::new(&dir)),
        None => exchanges(),
    }
}

/// What is promised of an exchange of a team of some laptops.
fn exchanges() {
    let dir = tempfile::tempdir().expect("a folder");
    let shelf = folder(dir.path(), "team");
    let teams = team(LAPTOPS);
    let Some((own, others)) = teams.split_first() else { return };
    for team in others {
        let mut open = OpenStudy::in_memory(identity(team.device), None);
        let first = u128::from(team.device.0) << 64;
        write(&mut open, (0..RECORDS / LAPTOPS).map(|n| first + u128::from(n)));
        let out = folder(dir.path(), &format!("out-{}", team.device));
        assert_eq!(hand_out(team, &out, &shelf, &open) as u64, RECORDS / LAPTOPS);
    }
    let (new_keys, _) = keys();
    let (mut reading, mut all, mut nothing, mut leaving) = (vec![], vec![], vec![], vec![]);
    for round in 0..ROUNDS {
        let mut team = own.clone();
        let mut nowhere = Nowhere(BTreeMap::new(), Study::new(own.device));
        let start = Instant::now();
        let read = pull(&mut team, &shelf, &mut nowhere, NOW + 60_000, &mut unwatched);
        reading.push(start.elapsed());
        assert_eq!(read.expect("read").troubles, vec![]);

        let path = dir.path().join(format!("study-{round}"));
        let created = OpenStudy::create(&path, identity(own.device), Some(&new_keys));
        let mut open = created.expect("a study");
        let mut team = own.clone();
        let start = Instant::now();
        let pulled = pull(&mut team, &shelf, &mut open, NOW + 60_000, &mut unwatched);
        all.push(start.elapsed());
        assert_eq!(pulled.expect("pulled").new, RECORDS);

        let out = folder(dir.path(), &format!("out-{round}"));
        let mut number = u128::from(round as u64 + 1) << 90;
        let mut fresh = || {
            number += 1;
            ItemId(number)
        };
        for turn in 0..=10 {
            let start = Instant::now();
            let times = (NOW + 60_000, 0);
            let done =
                exchange((&mut team, &out, &shelf), &mut open, times, &mut fresh, &mut unwatched);
            // The first one says who is of the team.
            if turn > 0 {
                nothing.push(start.elapsed());
            }
            assert!(done.is_ok_and(|done| done.pushed.is_ok()));
        }

        let first = u128::from(round as u64 + 1) << 80;
        write(&mut open, (0..100).map(|n| first + n));
        let start = Instant::now();
        let left = hand_out(&team, &out, &shelf, &open);
        leaving.push(start.elapsed());
        assert_eq!(left, 100);
        // The next round begins as this one did.
        let own_segments = dir.path().join("team/seg").join(own.device.to_string());
        std::fs::remove_dir_all(own_segments).expect("taken away");
    }
    let after = all.iter().zip(&reading).map(|(all, read)| all.saturating_sub(*read)).collect();
    println!("| what | promised ms | median ms | fastest | slowest |\n|---|---|---|---|---|");
    println!("| {RECORDS} records of {LAPTOPS} laptops, read and opened | | {} |", median(reading));
    println!("| the same, read, taken in and folded | | {} |", median(all));
    println!("| of which after reading | 1000 | {} |", median(after));
    println!("| an exchange with nothing to do, {RECORDS} here | 50 | {} |", median(nothing));
    println!("| 100 notes leave | 100 | {} |", median(leaving));
}
