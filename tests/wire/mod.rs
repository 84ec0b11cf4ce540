//! The bytes that lie on a shelf, as version 1 wrote them: `tests/data/team-1`. What a later version
//! reads in them stays what it was. `ASDONE_PIN_FORMAT=1` writes them where they are not there yet.
//!
//! The keys of the two laptops lie beside them. They belong to nobody.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use asdone::actions::Deed;
use asdone::journal::{Identity, said_in};
use asdone::open::OpenStudy;
use asdone::share::seal::{Asking, Genesis, KeysFile, Secrets};
use asdone::share::segment::Segment;
use asdone::share::shelf::memory::Memory;
use asdone::share::shelf::{Name, Shelf};
use asdone::share::{Team, exchange, membership, pull, unwatched};
use asdone::study::{
    Audience, Change, Content, DeviceId, Field, Hybrid, Item, ItemId, Line, ObservationId,
    PersonId, Purpose, Right, SheetId, Sort, StudyField, StudyId, Verdict,
};

use super::{BEGAN, at, note, raise, tag};

const MINUTE: i64 = 60_000;

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/team-1")
}

struct Laptop {
    team: Team,
    open: OpenStudy,
    out: Memory,
    items: u128,
}

impl Laptop {
    fn of(team: Team) -> Self {
        let (device, person) = (team.device, team.person);
        let study = StudyId(u128::from(device.0));
        let open = OpenStudy::in_memory(Identity { study, device, person }, None);
        Self { team, open, out: Memory::sound(), items: u128::from(device.0) << 32 }
    }

    fn write(&mut self, minutes: i64, changes: Vec<Change>) {
        let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
        self.open.perform(&deed, BEGAN + minutes * MINUTE).unwrap();
    }

    fn exchange(&mut self, shelf: &Memory, minutes: i64) {
        let mut items = self.items;
        let mut fresh = || {
            items += 1;
            ItemId(items)
        };
        membership::ready(&self.team, &self.out).unwrap();
        let places: (&mut Team, &dyn Shelf, &dyn Shelf) = (&mut self.team, &self.out, shelf);
        let now = (BEGAN + minutes * MINUTE, 0);
        let done = exchange(places, &mut self.open, now, &mut fresh, &mut unwatched).unwrap();
        done.pushed.unwrap();
        self.items = items;
    }
}

/// Two laptops of which each hands out twice, and the first something again without what it took back.
fn write_anew(root: &Path) {
    let shelf = Memory::sound();
    let since = Hybrid::default().next(BEGAN);
    let path = Path::new("/shared");
    let team = Team::begin(path, DeviceId(1), PersonId(7), since).unwrap();
    let genesis = Genesis::read(team.genesis.bytes()).unwrap();
    let mut wren = Laptop::of(team);
    let named = |person, name: &str| Change::PersonNamed {
        person: PersonId(person),
        pseudonym: name.to_owned(),
        was: String::new(),
    };
    wren.write(1, vec![named(7, "wren"), note(1, "one"), note(2, "two")]);
    wren.write(2, vec![raise(1, Audience::Team), raise(2, Audience::Organisation)]);
    wren.exchange(&shelf, 3);
    let team = Team::join(genesis, path, DeviceId(2), PersonId(8), since).unwrap();
    let mut heron = Laptop::of(team);
    membership::ask(&heron.team, "heron", &heron.out, &shelf).unwrap();
    wren.team.admit(&heron.team.laptop(), Right::Steward, BEGAN + 4 * MINUTE).unwrap();
    let (sheet, item) = (SheetId(5), ItemId(5));
    let put = |set: Field| Change::Put { sheet, was: set.emptied(), set };
    let (set, was) = (StudyField::Threshold(3), StudyField::Threshold(5));
    wren.write(5, vec![Change::StudySet { set, was }]);
    wren.write(5, vec![Change::Begun { sheet, sort: Sort::Lesson, at: at() }]);
    wren.write(
        6,
        vec![
            put(Field::Title("a lesson".into())),
            put(Field::Audience(Audience::Team)),
            Change::Said { sheet, item, line: Line::Note { text: "a line".into() }, at: at() },
        ],
    );
    wren.exchange(&shelf, 7);
    let joined = heron.team.bytes();
    heron.write(8, vec![named(8, "heron"), note(3, "three"), raise(3, Audience::Team)]);
    heron.exchange(&shelf, 9);
    let observation = ObservationId(1);
    let was = Verdict::Unsaid;
    let said =
        Change::Tagged { observation, tag: tag("check"), verdict: Verdict::Yes, was, codebook: 3 };
    let text = "it held".to_owned();
    heron.write(10, vec![said, Change::LaterNoted { observation, item, text, at: at() }]);
    heron.exchange(&shelf, 11);
    wren.write(
        12,
        vec![Change::Stands { item: Item::Observation(ObservationId(2)), stands: false }],
    );
    wren.exchange(&shelf, 13);
    for (name, bytes) in shelf.files() {
        let file = root.join("shelf").join(name.as_str());
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    fs::write(root.join("wren.team"), &*wren.team.bytes()).unwrap();
    fs::write(root.join("heron.team"), &*joined).unwrap();
}

fn names(under: &Path, before: &str, found: &mut Vec<Name>) {
    for item in fs::read_dir(under).unwrap() {
        let path = item.unwrap().path();
        let name = format!("{before}{}", path.file_name().unwrap().to_str().unwrap());
        match path.is_dir() {
            true => names(&path, &format!("{name}/"), found),
            false => found.push(Name::parse(&name).unwrap()),
        }
    }
    found.sort();
}

/// What the files say to whoever has the keys.
fn said(root: &Path) -> String {
    let mut said = String::new();
    let team = |file: &str| Team::read(&fs::read(root.join(file)).unwrap()).unwrap();
    let (wren, mut heron) = (team("wren.team"), team("heron.team"));
    let (shelf, mut all) = (Memory::sound(), Vec::new());
    names(&root.join("shelf"), "", &mut all);
    for name in &all {
        let bytes = fs::read(root.join("shelf").join(name.as_str())).unwrap();
        shelf.plant(name, &bytes);
        writeln!(said, "{name}").unwrap();
        if let Some(genesis) = Genesis::read(&bytes) {
            writeln!(said, "  {:?} {} {:?}", genesis.team(), genesis.words(), genesis.owner)
                .unwrap();
        } else if let Some(asking) = Asking::read(&bytes, wren.id()) {
            let owner = asking.pseudonym(&wren.secrets, &[]);
            let steward = asking.pseudonym(&Secrets::fresh().unwrap(), &wren.epochs);
            writeln!(said, "  {owner:?} {steward:?} {}", asking.laptop.words(wren.id())).unwrap();
        } else if let Some(keys) = KeysFile::read(&bytes, wren.id()) {
            let epochs: Vec<u64> =
                keys.epochs(&heron.secrets).unwrap().iter().map(|epoch| epoch.id()).collect();
            let signed = keys.is_by(&wren.genesis.owner.verify);
            writeln!(said, "  by {} {signed} {epochs:x?}", keys.by).unwrap();
        } else if let Some(segment) = Segment::read(&bytes, wren.id()) {
            let inside = segment.open(wren.epoch(segment.epoch).unwrap()).unwrap();
            let signed = segment.is_by(&wren.verify(segment.device).unwrap().0);
            writeln!(said, "  {signed} live {:?} after {:02x?}", inside.live, &inside.prev[..4])
                .unwrap();
            for (number, line) in (inside.first..).zip(&inside.lines) {
                let change = match said_in(&line.body) {
                    Content::Known(change) => format!("{change:?}"),
                    _ => "taken back".to_owned(),
                };
                writeln!(said, "  {number} {:x} {change}", line.time.0).unwrap();
            }
        }
    }
    let mut reader = Laptop::of(Team::read(&heron.bytes()).unwrap());
    let now = BEGAN + 60 * MINUTE;
    let pulled = pull(&mut heron, &shelf, &mut reader.open, now, &mut unwatched).unwrap();
    writeln!(said, "came: {} {:?} {:?}", pulled.new, pulled.held, pulled.troubles).unwrap();
    said.push_str(&reader.open.study.portrait().join("\n"));
    said
}

#[test]
fn what_version_1_put_on_a_shelf_is_read_as_it_was_written() {
    let root = place();
    let expected = root.join("expected.txt");
    if std::env::var_os("ASDONE_PIN_FORMAT").is_some() && !expected.exists() {
        fs::create_dir_all(&root).unwrap();
        write_anew(&root);
        fs::write(&expected, said(&root)).unwrap();
    }
    let expected = fs::read_to_string(expected).unwrap().replace("\r\n", "\n");
    assert_eq!(said(&root), expected);
}
