//! What other laptops have handed out, as format 2 keeps it: every change, from two of them.
//!
//! Each record has a random salt, so what is written today differs from what was pinned; what is
//! pinned has to be read. The shape of a record is pinned beside the codec.

use std::fs;

use asdone::journal::{Foreign, Journal, handed_out};
use asdone::study::{Change, Content, DeviceId, Entry, Hybrid, PersonId, Purpose, Way};

use super::{acts, hex, later, pinned, place, read_back, teams};
use crate::journal_kit::{identity, observation, replayed};

const NAME: &str = "format-2.hex";
const NOW: i64 = 1_767_225_600_123;

fn changes() -> Vec<Change> {
    let all = acts().into_iter().chain(later::all_acts()).chain(teams::all_acts());
    // What takes back goes last, so that there is something left to be read.
    let (back, said): (Vec<_>, Vec<_>) = all.flat_map(|(act, _)| act).partition(|change| {
        matches!(change, Change::Erased { .. } | Change::Shared { copy: None, .. })
    });
    said.into_iter().chain(back).collect()
}

/// An own entry, what two laptops hand out turn by turn, and an own one.
fn written(path: &std::path::Path) -> Vec<Entry> {
    let mut journal = Journal::create(path, identity(), None).unwrap();
    journal.append(&[observation(1)], Purpose::Do, NOW).unwrap();
    let mut last = [0, 0];
    for (n, change) in changes().into_iter().enumerate() {
        let whose = n % 2;
        // One number in ten has been let go of before it came.
        let after = last[whose];
        last[whose] += if n % 20 < 2 { 2 } else { 1 };
        let entry = Foreign {
            device: DeviceId(0xa1 + whose as u64),
            number: last[whose],
            after,
            time: Hybrid(0).next(NOW - 1_000 + n as i64),
            author: PersonId(50 + whose as u128),
            body: handed_out(&change).unwrap(),
        };
        journal.take_in(&[entry], NOW).unwrap();
    }
    journal.append(&[observation(2)], Purpose::Do, NOW).unwrap();
    replayed(&journal)
}

#[test]
fn what_others_handed_out_is_read_from_its_segment_alone() {
    let dir = tempfile::tempdir().unwrap();
    let now = dir.path().join("now");
    let entries = written(&now);
    if std::env::var_os("ASDONE_PIN_FORMAT").is_some() && !place(NAME).exists() {
        let bytes = fs::read(now.join("segments/00000001.seg")).unwrap();
        fs::write(place(NAME), hex(&bytes)).unwrap();
    }
    assert!(!pinned(NAME).is_empty());
    let then = dir.path().join("then");
    let back = read_back(&then, NAME);
    assert_eq!(back.len(), entries.len());
    let mut same = 0;
    for (pinned, now) in back.iter().zip(&entries) {
        assert_eq!(pinned.header, now.header);
        // Which words leave when something is taken back has changed since the bytes were pinned.
        let gone =
            |entry: &Entry| entry.content == Content::Erased && entry.header.way == Way::Shelf;
        assert!(pinned.content == now.content || gone(pinned) || gone(now), "{pinned:?}\n{now:?}");
        same += usize::from(pinned.content == now.content);
    }
    assert!(same > 100, "{same} of {}", entries.len());
    assert!(
        fs::read_to_string(then.join("study")).unwrap().starts_with("asdone study\nformat 2\n")
    );
    let shelf = entries.iter().filter(|entry| entry.header.way == Way::Shelf);
    assert_eq!(shelf.count(), entries.len() - 2);
    assert!(entries.iter().any(|entry| entry.content == Content::Erased), "some was taken back");
}
