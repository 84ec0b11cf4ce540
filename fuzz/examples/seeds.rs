//! Makes the seeds of the fuzzers from real files: the segment that version 1 wrote, and a study
//! sealed for the purpose. `cargo run --example seeds` in this folder; what it makes is kept in
//! `seeds/`, a folder for each target.

use std::error::Error;
use std::fs;
use std::path::Path;

use asdone::journal::keys::{Cost, NewKeys, SecretString};
use asdone::journal::{Identity, Inbox, Journal};
use asdone::study::{
    Change, DeviceId, Item, Kind, Moment, Observation, ObservationId, Origin, PersonId, Purpose, Source,
    Stance, StudyId, TagKey,
};
use asdone_fuzz::{HEADER, records};

/// A recipient that nobody has the key of.
const CUSTODIAN: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let put = |target: &str, name: &str, bytes: &[u8]| -> Result<(), Box<dyn Error>> {
        let dir = here.join("seeds").join(target);
        fs::create_dir_all(&dir)?;
        Ok(fs::write(dir.join(name), bytes)?)
    };

    let hex = fs::read_to_string(here.join("../tests/journal_kit/format-1.hex"))?;
    let digits: String = hex.split_whitespace().collect();
    let pair = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16);
    let clear: Vec<u8> = (0..digits.len()).step_by(2).map(pair).collect::<Result<_, _>>()?;
    put("segment", "format-1", &clear)?;
    put("segment_header", "format-1", &clear[..HEADER])?;
    let packed = |record: &Vec<u8>| [&(record.len() as u32).to_be_bytes(), record.as_slice()].concat();
    put("page", "format-1", &records(&clear).iter().flat_map(packed).collect::<Vec<_>>())?;
    // One of each length: that segment has every kind of change with every value.
    for record in records(&clear) {
        put("record", &format!("of-{}-bytes", record.len()), &record)?;
    }

    let dir = here.join("target/sealed-for-seeds");
    let secret = SecretString::from("correct horse".to_owned());
    let cheap = Cost { memory: 64, passes: 1, lanes: 1 };
    for (name, custodian) in [("sealed", None), ("with-a-custodian", Some(CUSTODIAN))] {
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
        let new = NewKeys::make(identity.study, &secret, custodian, cheap)?;
        let mut journal = Journal::create(&dir, identity, Some(&new))?;
        put("keys_file", name, &fs::read(dir.join("keys"))?)?;
        put("study_file", name, &fs::read(dir.join("study"))?)?;
        for n in 1..=4 {
            let item = Item::Observation(ObservationId(n));
            journal.append(&[Change::Stands { item, stands: false }], Purpose::Do, 1)?;
        }
        let sealed = fs::read(dir.join("segments/00000001.seg"))?;
        put("segment", name, &sealed)?;
        put("segment_header", name, &sealed[..HEADER])?;
    }
    of_people(&put, &dir)
}

/// What people type and hand in, and a note that waits.
fn of_people(
    put: &dyn Fn(&str, &str, &[u8]) -> Result<(), Box<dyn Error>>,
    dir: &Path,
) -> Result<(), Box<dyn Error>> {
    fs::remove_dir_all(dir)?;
    let identity = Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) };
    drop(Journal::create(dir, identity, None)?);
    put("study_file", "in-clear", &fs::read(dir.join("study"))?)?;
    let at = Moment::new(1_767_225_600_000, 60);
    let note = Observation {
        id: ObservationId(5),
        text: "Rang school before the visit".into(),
        kind: Some(Kind::Surprise),
        happened_at: at,
        recorded_at: at,
        setting: Some("duty desk".into()),
        stance: Stance::Own,
        origin: Origin::Spontaneous,
        source: Source::Typed,
        extras: Default::default(),
        tags: TagKey::parse("s.check").into_iter().collect(),
    };
    Inbox::of(dir).drop_note(&[Change::Recorded(Box::new(note))])?;
    put("inbox_note", "one", &fs::read(dir.join("inbox/0000000001.note"))?)?;
    let draft = br#"{"version":2,"current":{"line":"Printer down","when":"-5m","kind":"workaround","stance":"own","tags":["t.tool"],"extras":{"done":"by hand"}},"aside":[]}"#;
    put("drafts", "form", &[&b"\x00"[..], &draft[..]].concat())?;
    put("drafts", "words", b"\x01half a note")?;
    put("rows", "jotted", b"2026-03-03\n09:15 a rang school #p.anticipate @\"duty desk\"\n")?;
    put("rows", "lines", b"{\"text\":\"Rang school\",\"tags\":[\"s.check\"],\"happened_at\":\"2026-03-03T09:15:00Z\"}\n")?;
    put("rows", "table", b"text,tags,happened_at,setting\nRang school,s.check,2026-03-03 09:15,duty desk\n")?;
    put("rows", "codebook", b"tag,definition,group\ns.check,looks again,Seeing\n")?;
    put("rows", "codings", b"unit,coder,value\n1,wren,s.check;t.tool\n1,heron,\n2,wren,yes\n")
}
