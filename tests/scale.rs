//! The arithmetic of docs/scale.md: every figure in its tables is worked out here, from what is assumed
//! there, what the program is built with, and calls that are counted. `ASDONE_GUIDE=write cargo test
//! --test scale` writes the tables again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use asdone::actions::Deed;
use asdone::journal::Identity;
use asdone::open::OpenStudy;
use asdone::share::membership::{ask, asked, ready};
use asdone::share::seal::{Epoch, Genesis, Secrets, TeamId};
use asdone::share::segment::{FULL, Inside, Line, Segment};
use asdone::share::shelf::memory::Memory;
use asdone::share::shelf::{Listing, MOST_NAMES, Name, Shelf, ShelfError};
use asdone::share::{LOOKED_AT, MANY, Team, WORTH, exchange, most_standing, unwatched};
use asdone::study::{
    Audience, Change, DeviceId, Fact, Hybrid, ItemId, Moment, Observation, ObservationId, Origin,
    PersonId, Purpose, Right, Source, Stance, StudyId,
};

const NOW: i64 = 1_770_000_000_000;
const MINUTE: i64 = 60_000;

/// What is assumed.
const LAPTOPS: u64 = 1_000;
const SITE: u64 = 50;
const DAYS: u64 = 5 * 365;
const NOTES: u64 = 20;
/// A note as it lies in a sealed file, with its tags, before it is padded.
const NOTE: u64 = 500;
/// The screens are open for so long each day.
const HOURS: u64 = 8;
/// What a synced library bears before its program slows down.
const LIBRARY: u64 = 100_000;

/// List prices in US dollars of one bucket, as docs/scale.md names them.
const DEAR_THOUSAND: f64 = 0.005;
const CHEAP_THOUSAND: f64 = 0.0004;
const STORED: f64 = 0.023;
const OUT: f64 = 0.09;

/// How many times a laptop exchanges in a day: when the study is opened, about every half hour, and in
/// the end.
fn exchanges() -> u64 {
    let every = u64::from(asdone::config::Settings::default().exchange_minutes);
    HOURS * 60 / every + 2
}

/// How many bytes a file on the shelf has at most that holds an entry of so many: `age` adds some bytes by
/// chance, up to some 300, so it is counted in steps.
fn sealed(bytes: u64) -> u64 {
    const STEP: u64 = 1024;
    let line = Line { time: Hybrid(1), body: vec![7; bytes as usize] };
    let inside = Inside { first: 1, live: vec![(1, 1)], lines: vec![line], ..Inside::default() };
    let secrets = Secrets::fresh().unwrap();
    let by = (DeviceId(1), &secrets);
    let segment = Segment::seal(TeamId([1; 32]), by, 1, &Epoch::fresh(1), &inside).unwrap();
    (segment.bytes().len() as u64).next_multiple_of(STEP)
}

/// One way of working: how many files a laptop hands out in a day.
struct Way {
    called: &'static str,
    files: u64,
}

fn ways() -> [Way; 2] {
    [
        Way { called: "one exchange a day hands something out", files: 1 },
        Way { called: "each exchange does", files: exchanges() },
    ]
}

impl Way {
    /// Bytes that a laptop hands out in a day: small files, and what is written together.
    fn bytes(&self) -> u64 {
        self.files * sealed((NOTES * entry()).div_ceil(self.files)) + self.together()
    }

    /// Bytes of what is written together, by the day: what is new, once more, and one file that was not
    /// full yet.
    fn together(&self) -> u64 {
        NOTES * entry() + self.files * FULL as u64 / WORTH as u64
    }

    /// Files that a laptop puts in a day, those written together among them.
    fn puts(&self) -> f64 {
        self.files as f64 + self.together() as f64 / FULL as f64
    }
}

/// A note with what stands before it.
fn entry() -> u64 {
    NOTE + 12
}

fn entries() -> u64 {
    NOTES * DAYS
}

/// Files of a laptop that stand after all these years, at most.
fn standing() -> u64 {
    most_standing(entries(), entries() * entry())
}

/// Files of a laptop that are full: what a newcomer reads at least.
fn full() -> u64 {
    (entries() * entry()).div_ceil(FULL as u64)
}

// -- calls, counted

#[derive(Default)]
struct Calls([AtomicU64; 4]);

struct Counting<'a>(Memory, &'a Calls);

impl Counting<'_> {
    fn one(&self, which: usize) {
        self.1.0[which].fetch_add(1, Ordering::Relaxed);
    }
}

impl Shelf for Counting<'_> {
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShelfError> {
        self.one(0);
        self.0.put(name, bytes)
    }

    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
        self.one(1);
        self.0.get(name)
    }

    fn list(&self, under: &Name) -> Result<Listing, ShelfError> {
        self.one(2);
        self.0.list(under)
    }

    fn delete(&self, name: &Name) -> Result<(), ShelfError> {
        self.one(3);
        self.0.delete(name)
    }
}

struct Laptop {
    team: Team,
    open: OpenStudy,
    out: Memory,
    fresh: u128,
}

impl Laptop {
    fn of(team: Team) -> Self {
        let (device, person) = (team.device, team.person);
        let identity = Identity { study: StudyId(u128::from(device.0) << 8), device, person };
        let open = OpenStudy::in_memory(identity, None);
        Self { team, open, out: Memory::sound(), fresh: u128::from(device.0) << 64 }
    }

    fn writes(&mut self, id: u128, now: i64) {
        let at = Moment::new(now, 0);
        let observation = Observation {
            id: ObservationId(id),
            text: format!("said {id}"),
            kind: None,
            happened_at: at,
            recorded_at: at,
            setting: None,
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Typed,
            extras: Default::default(),
            tags: vec![],
        };
        let (set, was) = (Fact::Audience(Audience::Team), Fact::Audience(Audience::Private));
        let raise = Change::Corrected { observation: ObservationId(id), set, was };
        let changes = vec![Change::Recorded(Box::new(observation)), raise];
        let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
        self.open.perform(&deed, now).unwrap();
    }

    /// Calls of an exchange: put, get, list, delete.
    fn exchange(&mut self, shelf: &Memory, now: i64) -> [u64; 4] {
        ready(&self.team, &self.out).unwrap();
        let calls = Calls::default();
        let counting = Counting(shelf.clone(), &calls);
        let fresh = &mut self.fresh;
        let mut item = || {
            *fresh += 1;
            ItemId(*fresh)
        };
        let places: (&mut Team, &dyn Shelf, &dyn Shelf) = (&mut self.team, &self.out, &counting);
        let done = exchange(places, &mut self.open, (now, 0), &mut item, &mut unwatched).unwrap();
        done.pushed.unwrap();
        assert_eq!((done.pulled.troubles, done.pulled.held), (vec![], vec![]));
        calls.0.map(AtomicU64::into_inner)
    }
}

/// A team of so many laptops that know each other, each of which has handed out notes in so many files.
fn site(laptops: u64, files: usize) -> (Vec<Laptop>, Memory, i64) {
    let shelf = Memory::sound();
    let since = Hybrid::default().next(NOW - 1_000);
    let team = Team::begin(Path::new("/nowhere"), DeviceId(1), PersonId(1), since).unwrap();
    let mut all = vec![Laptop::of(team)];
    let mut now = NOW;
    all[0].exchange(&shelf, now);
    for device in 2..=laptops {
        let genesis = Genesis::read(all[0].team.genesis.bytes()).unwrap();
        let (id, person) = (DeviceId(device), PersonId(device.into()));
        let team = Team::join(genesis, Path::new("/nowhere"), id, person, since).unwrap();
        let laptop = Laptop::of(team);
        ask(&laptop.team, &format!("person {device}"), &laptop.out, &shelf).unwrap();
        let asking = asked(&all[0].team, &shelf).unwrap().asking;
        all[0].team.admit(&asking[0].laptop, Right::Writer, now).unwrap();
        all[0].exchange(&shelf, now);
        all.push(laptop);
        let newest = all.last_mut().unwrap();
        // It is admitted with what it reads first, and hands out from then on.
        ready(&newest.team, &newest.out).unwrap();
    }
    for round in 0..files + 3 {
        for (nth, laptop) in all.iter_mut().enumerate() {
            now += MINUTE;
            if round > 1 && round < files + 2 {
                laptop.writes(((nth as u128 + 1) << 32) + round as u128, now);
            }
            laptop.exchange(&shelf, now + MINUTE);
        }
    }
    for laptop in &mut all {
        now += MINUTE;
        laptop.exchange(&shelf, now + MINUTE);
    }
    (all, shelf, now + 2 * MINUTE)
}

/// Calls of a laptop at a site of so many, as counted at small ones: with nothing new in it, and lists
/// and puts as they grow with laptops and files.
struct Counted {
    lists_beside_laptops: u64,
    puts_beside_files: u64,
}

fn counted() -> Counted {
    let idle = |laptops: u64, files: usize| {
        let (mut all, shelf, now) = site(laptops, files);
        let calls = all.last_mut().unwrap().exchange(&shelf, now);
        let own = all.last().unwrap().team.device;
        let own = Name::parse(&format!("seg/{own}")).unwrap();
        let stand = shelf.list(&own).unwrap().names.len() as u64;
        (calls, stand)
    };
    let (few, stand) = idle(3, 1);
    let (more, _) = idle(6, 1);
    assert_eq!(more[2] - few[2], 3, "one listing for each laptop: {few:?} {more:?}");
    assert_eq!((few[0], few[1], few[3]), (more[0], more[1], more[3]), "and nothing else");
    assert_eq!((few[1], few[3]), (0, 0), "nothing is read or removed where nothing is new");
    let (many, stood) = idle(3, LOOKED_AT + 8);
    assert!(stood > LOOKED_AT as u64 + 1, "{stood}");
    let looked = many[0] - (few[0] - stand);
    assert!(looked <= LOOKED_AT as u64 + 1, "however many there are, few are looked at: {looked}");
    Counted { lists_beside_laptops: few[2] - 3, puts_beside_files: few[0] - stand }
}

// -- the page

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
    parts.join(",")
}

fn short(number: f64) -> String {
    match number {
        n if n >= 1e9 => format!("{:.1} billion", n / 1e9),
        n if n >= 1e6 => format!("{:.1} million", n / 1e6),
        n => grouped(n.round() as u64),
    }
}

fn bytes(number: f64) -> String {
    match number {
        n if n >= 1e12 => format!("{:.1} TB", n / 1e12),
        n if n >= 1e9 => format!("{:.1} GB", n / 1e9),
        n if n >= 1e6 => format!("{:.1} MB", n / 1e6),
        n => format!("{:.0} kB", n / 1e3),
    }
}

fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n|{}\n", header.join(" | "), "---|".repeat(header.len()));
    for row in rows {
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    text
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn assumed() -> String {
    let every = asdone::config::Settings::default().exchange_minutes;
    let rows = [
        row(["laptops", &grouped(LAPTOPS)]),
        row(["laptops of a site", &grouped(SITE)]),
        row(["sites", &grouped(LAPTOPS / SITE)]),
        row(["days", &format!("{} (five years, weekends and holidays too)", grouped(DAYS))]),
        row(["notes a laptop shares in a day", &format!("{NOTES} (all that it writes)")]),
        row(["bytes of a note, with its tags, before sealing", &grouped(NOTE)]),
        row([
            "exchanges in a day",
            &format!(
                "{} (open for {HOURS} hours, every {every} minutes, and once more in the end)",
                exchanges()
            ),
        ]),
        row(["notes of a laptop in the end", &grouped(entries())]),
        row(["notes of a site", &grouped(entries() * SITE)]),
        row(["notes of all", &grouped(entries() * LAPTOPS)]),
    ];
    table(&["what", "how many"], &rows)
}

fn files() -> String {
    let mut rows = Vec::new();
    for way in ways() {
        let never = way.files * DAYS * SITE;
        rows.push(row([way.called, &grouped(never), &grouped(LIBRARY.div_ceil(way.files * SITE))]));
    }
    let never = table(
        &["if nothing were written together", "files of a site in the end", "days until 100,000"],
        &rows,
    );
    let site = standing() * SITE;
    assert!(site * 4 < LIBRARY, "{site}");
    assert!(standing() < MOST_NAMES as u64);
    let rows = [
        row(["bytes of a small file, at most", &grouped(sealed(1))]),
        row(["bytes of a full one, at most", &grouped(sealed(FULL as u64 - 12))]),
        row([
            "files that wait to be written together",
            &format!("{MANY} of a new laptop, then {WORTH} beside those that are full"),
        ]),
        row([
            "files of a laptop after five years",
            &format!("{} to {}", grouped(full()), grouped(standing())),
        ]),
        row(["files of a site", &format!("{} to {}", grouped(full() * SITE), grouped(site))]),
        row(["bytes of a site", &bytes((full() * SITE * sealed(FULL as u64 - 12)) as f64)]),
        row(["bytes of all sites", &bytes((full() * LAPTOPS * sealed(FULL as u64 - 12)) as f64)]),
    ];
    format!("{never}\n{}", table(&["as it is", "how many"], &rows))
}

fn lists(counted: &Counted) -> u64 {
    counted.lists_beside_laptops + SITE
}

fn looks(counted: &Counted) -> u64 {
    counted.puts_beside_files + LOOKED_AT as u64 + 1
}

fn day(counted: &Counted) -> String {
    let rows: Vec<Vec<String>> = ways()
        .iter()
        .map(|way| {
            row([
                way.called,
                &bytes(way.bytes() as f64),
                &bytes((way.bytes() * (SITE - 1)) as f64),
                &short(way.puts() * (SITE - 1) as f64),
            ])
        })
        .collect();
    let header = ["a laptop in a day, where", "hands out", "reads", "files read"];
    let calls = [
        row(["folders listed", &grouped(lists(counted))]),
        row(["own files looked at", &format!("{} at most", grouped(looks(counted)))]),
        row(["files of others read", "those that are new"]),
    ];
    format!(
        "{}\n{}",
        table(&header, &rows),
        table(&["one exchange at a site, with nothing new", "calls"], &calls)
    )
}

fn costs(counted: &Counted) -> String {
    let turns = (exchanges() * DAYS * LAPTOPS) as f64;
    let (lists, looks) = (lists(counted) as f64 * turns, looks(counted) as f64 * turns);
    let mut rows = vec![
        row(["lists", &short(lists), &money(lists / 1e3 * DEAR_THOUSAND)]),
        row([
            "own files looked at, as one write each",
            &short(looks),
            &money(looks / 1e3 * DEAR_THOUSAND),
        ]),
    ];
    let mut sums = Vec::new();
    for way in ways() {
        let puts = way.puts() * (DAYS * LAPTOPS) as f64;
        let gets = puts * (SITE - 1) as f64;
        let out = (way.bytes() * (SITE - 1) * DAYS * LAPTOPS) as f64;
        let cost = [puts / 1e3 * DEAR_THOUSAND, gets / 1e3 * CHEAP_THOUSAND, out / 1e9 * OUT];
        rows.push(row([&format!("{}: writes", way.called), &short(puts), &money(cost[0])]));
        rows.push(row([&format!("{}: reads", way.called), &short(gets), &money(cost[1])]));
        rows.push(row([&format!("{}: bytes out", way.called), &bytes(out), &money(cost[2])]));
        sums.push(cost.iter().sum::<f64>());
    }
    let all = (full() * LAPTOPS * sealed(FULL as u64 - 12)) as f64;
    // It grows evenly, so half of it lies there on average.
    let stored = all / 1e9 / 2.0 * STORED * 60.0;
    rows.push(row(["stored, on average half of all", &bytes(all / 2.0), &money(stored)]));
    let fixed = (lists + looks) / 1e3 * DEAR_THOUSAND + stored;
    let (least, most) = (fixed + sums[0], fixed + sums[1]);
    rows.push(row(["all of it", "", &format!("{} to {}", money(least), money(most))]));
    let each = |sum: f64| format!("${:.2}", sum / LAPTOPS as f64 / 5.0);
    rows.push(row(["for a laptop in a year", "", &format!("{} to {}", each(least), each(most))]));
    table(&["a bucket, five years, all laptops", "how many", "list price"], &rows)
}

fn money(dollars: f64) -> String {
    format!("${}", grouped(dollars.round() as u64))
}

fn newcomer() -> String {
    let most = (full() * (SITE - 1) * sealed(FULL as u64 - 12)) as f64;
    let rows = [
        row([
            "files to read",
            &format!("{} to {}", grouped(full() * (SITE - 1)), grouped(standing() * (SITE - 1))),
        ]),
        row(["bytes to read", &bytes(most)]),
        row(["at 20 Mbit a second", &format!("{} minutes", (most * 8.0 / 20e6 / 60.0).ceil())]),
        row(["at 100 Mbit a second", &format!("{} minutes", (most * 8.0 / 100e6 / 60.0).ceil())]),
        row([
            "at 30 ms a file, one after the other",
            &format!(
                "{} to {} minutes",
                full() * (SITE - 1) * 30 / 60_000,
                standing() * (SITE - 1) * 30 / 60_000
            ),
        ]),
    ];
    table(&["a new laptop at a site after five years", "how much"], &rows)
}

#[test]
fn every_figure_of_docs_scale_follows_from_what_it_says_is_assumed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scale.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let counted = counted();
    let blocks = [
        ("assumed", assumed()),
        ("files", files()),
        ("day", day(&counted)),
        ("costs", costs(&counted)),
        ("newcomer", newcomer()),
    ];
    let mut drawn = page.clone();
    for (name, text) in &blocks {
        let (begin, end) = (format!("<!-- {name} -->\n"), "<!-- end -->");
        let from = drawn.find(&begin).unwrap_or_else(|| panic!("{name} is not on the page"));
        let from = from + begin.len();
        let to = from + drawn[from..].find(end).unwrap();
        drawn.replace_range(from..to, text);
    }
    if std::env::var_os("ASDONE_GUIDE").is_some_and(|value| value == "write") {
        std::fs::write(&path, drawn).unwrap();
        return;
    }
    let differs = page.lines().zip(drawn.lines()).find(|(was, is)| was != is);
    assert!(
        page == drawn,
        "docs/scale.md says what does not follow any more; if that is meant: ASDONE_GUIDE=write cargo \
         test --test scale\n{differs:#?}"
    );
}
