use super::super::Identity;
use super::super::codec::Taking;
use super::super::verify::Chain;
use super::*;
use crate::study::{Purpose, StudyId};

const WREN: DeviceId = DeviceId(0xa1);

fn identity() -> Identity {
    Identity { study: StudyId(7), device: DeviceId(8), person: PersonId(9) }
}

fn entry(number: u64, text: &str) -> Foreign {
    let change =
        Change::PersonNamed { person: PersonId(5), pseudonym: text.into(), was: String::new() };
    Foreign {
        device: WREN,
        number,
        after: number - 1,
        time: Hybrid(number << 16),
        author: PersonId(5),
        body: handed_out(&change).unwrap(),
    }
}

fn records(journal: &Journal) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    let each = &mut |_, record: &[u8]| {
        records.push(record.to_vec());
        ControlFlow::Continue(())
    };
    journal.segments.read(0..u64::MAX, each).unwrap();
    records
}

fn five() -> Vec<Vec<u8>> {
    let mut journal = Journal::in_memory(identity(), None);
    let five: Vec<Foreign> = (1..=5).map(|n| entry(n, "wren")).collect();
    journal.take_in(&five, 1_000_000).unwrap();
    records(&journal)
}

fn verified(records: &[Vec<u8>]) -> (Vec<bool>, Vec<String>, Vec<String>) {
    let mut chain = Chain::default();
    let whole = records.iter().map(|record| chain.take(record)).collect();
    (whole, chain.problems, chain.missing)
}

#[test]
fn a_record_that_was_tampered_with_swapped_or_lost_is_named() {
    let whole = five();
    assert_eq!(verified(&whole), (vec![true; 5], vec![], vec![]));

    let mut tampered = whole.clone();
    *tampered[2].last_mut().unwrap() ^= 1;
    assert_eq!(verified(&tampered).0, [true, true, false, true, true]);

    let mut swapped = whole.clone();
    swapped.swap(1, 2);
    let (_, problems, missing) = verified(&swapped);
    assert_eq!(
        missing[0],
        "entry 2 handed out by device 00000000000000a1 is gone from here; the laptop that wrote \
         them has its own"
    );
    assert_eq!(problems[0], "entry 2 handed out by device 00000000000000a1 comes after 3");

    let mut lost = whole.clone();
    lost.drain(1..3);
    let (_, problems, missing) = verified(&lost);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(
        missing,
        ["entries 2 to 3 handed out by device 00000000000000a1 are gone from here; the laptop \
         that wrote them has its own"]
    );

    // Another in its place, of the same number and as well made.
    let mut other = Journal::in_memory(identity(), None);
    let others: Vec<Foreign> = (1..=5).map(|n| entry(n, "crow")).collect();
    other.take_in(&others, 1_000_000).unwrap();
    let mut exchanged = whole;
    exchanged[2] = records(&other)[2].clone();
    let (_, problems, _) = verified(&exchanged);
    assert_eq!(
        problems,
        [
            "entry 3 handed out by device 00000000000000a1 was not written after the entry before it",
            "entry 4 handed out by device 00000000000000a1 was not written after the entry before it",
        ]
    );
}

#[test]
fn nobody_can_tell_from_an_erased_record_what_it_said() {
    let [one, again] = [five(), five()].map(|records| records[0].clone());
    assert_eq!(one.len(), again.len());
    let cut = |record: &[u8]| codec::erased(record).unwrap();
    // The same entry of the same laptop, and yet no two are alike: the salt is gone with the words.
    assert_ne!(cut(&one)[33..65], cut(&again)[33..65]);
    let sight = codec::look(&one).unwrap();
    let body = handed_out(&Change::PersonNamed {
        person: PersonId(5),
        pseudonym: "wren".into(),
        was: String::new(),
    });
    assert_ne!(&one[33..65], blake3::hash(&body.unwrap()).as_bytes());
    let kept = cut(&one);
    assert_eq!(codec::look(&kept).unwrap().hash(), sight.hash());
}

#[test]
fn the_own_tip_is_found_without_reading_what_others_wrote() {
    let mut journal = Journal::in_memory(identity(), None);
    let own =
        Change::PersonNamed { person: PersonId(9), pseudonym: "me".into(), was: String::new() };
    journal.append(&[own], Purpose::Do, 500).unwrap();
    let theirs: Vec<Foreign> = (1..=2_000).map(|n| entry(n, "wren")).collect();
    journal.take_in(&theirs, 1_000_000).unwrap();
    assert_eq!(Tip::of(DeviceId(8), &*journal.segments, &*journal.store).unwrap(), journal.tip);
    assert_eq!(journal.tip.seq, 1);
    // Nothing of the first 1,800 is looked at.
    let mut late = super::super::store::Memory::default();
    let end: Vec<_> = records(&journal).split_off(1_801);
    for batch in end.chunks(100) {
        late.append(batch).unwrap();
    }
    assert_eq!(Tip::of(DeviceId(8), &late, &late).unwrap(), journal.tip);
    // Another laptop of the same folder, which has none of its own yet, does not take it for its own.
    assert_eq!(Tip::of(DeviceId(4), &late, &late).unwrap().seq, 0);
}

#[test]
fn a_record_of_version_2_is_to_the_byte() {
    let header = codec::handed_out(WREN, 2, Hybrid(70_000), PersonId(5));
    let stood = Stood { device: DeviceId(8), seq: 300, hash: [0xcc; 32], time: Hybrid(9) };
    let taking =
        Taking { after: 1, stood: Some(stood), prev: &[0xaa; 32], salt: [0x5a; 16], kept: true };
    let (record, _) = codec::shelf_record(&header, &taking, b"\x02body").unwrap();
    let hex: String = record.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = blake3::hash(b"ZZZZZZZZZZZZZZZZ\x02body").to_hex();
    let expected = [
        "02",
        &"aa".repeat(32),
        hash.as_str(),
        "a1",
        "02",
        "01",
        "fc70110100",
        "05",
        "01",
        "08",
        "fb2c01",
        &"cc".repeat(32),
        "09",
        "01",
        &"5a".repeat(16),
        "02626f6479",
    ];
    assert_eq!(hex, expected.concat());
    let sight = codec::look(&record).unwrap();
    assert!(sight.body_agrees() && sight.stood == Some(stood) && sight.after == 1);
    for at in 0..record.len() {
        let _ = codec::look(&record[..at]).map(|sight| (sight.hash(), sight.body_agrees()));
    }
}
