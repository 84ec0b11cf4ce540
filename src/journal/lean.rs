//! Records without the hashes that follow from what stands beside them, which nothing else makes shorter.
//!
//! A quarter of a short note's record is two hashes: of the record before, and of its own body. In a page of
//! the store the record before stands right there, and so does the body. They are left out and worked out
//! again when the page is read, and a page says as much as before of whether it is whole: its first record
//! keeps the hash of the last one in the page before, and that hash covers all that stands in that page.
//!
//! ```text
//! length   4 bytes    of what follows, big-endian
//! without  1 byte     1: the hash of the record before is left out; 2: that of the body; 3: both; 0: neither
//! record   the rest   as in `codec`, without them
//! ```

use super::codec::{BODY_HASH_AT, HEADER_AT, Hash, PREV_AT, Sight, look, pack, unpack};

const PREV: u8 = 1;
const BODY: u8 = 2;

/// Packed records in a row without the hashes that [`whole`] can work out; `None` where these bytes are
/// no packed records.
pub(super) fn lean(packed: &[u8]) -> Option<Vec<u8>> {
    each(packed, leave_out)
}

/// The packed records of which [`lean`] made these bytes; `None` where it made no such bytes.
pub(super) fn whole(lean: &[u8]) -> Option<Vec<u8>> {
    each(lean, put_back)
}

/// What `make` makes of each part of what is packed and of the hash that it gave with the part before,
/// packed again.
fn each(
    packed: &[u8],
    make: impl Fn(&[u8], Option<Hash>) -> Option<(Vec<u8>, Option<Hash>)>,
) -> Option<Vec<u8>> {
    let mut before = None;
    let parts = unpack(packed).map(|part| {
        let (made, hash) = make(part?, before)?;
        before = hash;
        Some(made)
    });
    let parts: Vec<Vec<u8>> = parts.collect::<Option<_>>()?;
    Some(pack(parts.iter().map(Vec::as_slice)))
}

/// A record without what follows from the one before and from its body, and its hash. What is no record
/// stays as it is.
fn leave_out(record: &[u8], before: Option<Hash>) -> Option<(Vec<u8>, Option<Hash>)> {
    let sight = look(record);
    let follows = sight.as_ref().is_some_and(|sight| Some(sight.prev) == before);
    let agrees = sight.as_ref().is_some_and(|sight| sight.hash_of_body() == Some(sight.body_hash));
    let without = if follows { PREV } else { 0 } | if agrees { BODY } else { 0 };
    let mut lean = vec![without];
    let mut from = 0;
    for (hash, at) in [(PREV, PREV_AT), (BODY, BODY_HASH_AT)] {
        if without & hash != 0 {
            lean.extend_from_slice(record.get(from..at)?);
            from = at + size_of::<Hash>();
        }
    }
    lean.extend_from_slice(record.get(from..)?);
    Some((lean, sight.as_ref().map(Sight::hash)))
}

/// The record of which [`leave_out`] made these bytes, and its hash.
fn put_back(lean: &[u8], before: Option<Hash>) -> Option<(Vec<u8>, Option<Hash>)> {
    let (&without, mut rest) = lean.split_first()?;
    if without & !(PREV | BODY) != 0 {
        return None;
    }
    let mut record = Vec::with_capacity(rest.len() + HEADER_AT);
    // The hash of the body is not known before the record is there: its place is kept.
    for (left_out, at, hash) in [(PREV, PREV_AT, before), (BODY, BODY_HASH_AT, Some([0; 32]))] {
        if without & left_out != 0 {
            let (these, more) = rest.split_at_checked(at.checked_sub(record.len())?)?;
            record.extend_from_slice(these);
            record.extend_from_slice(&hash?);
            rest = more;
        }
    }
    record.extend_from_slice(rest);
    if without & BODY != 0 {
        let hash = look(&record)?.hash_of_body()?;
        record.get_mut(BODY_HASH_AT..HEADER_AT)?.copy_from_slice(&hash);
    }
    let hash = look(&record).as_ref().map(Sight::hash);
    Some((record, hash))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::journal::codec::{NO_HASH, body, erased, record};
    use crate::study::{Change, DeviceId, Header, Hybrid, PersonId, Purpose, TagKey, Way};

    /// A chain of records of one device, as a page holds them.
    fn chain(of: u64) -> Vec<Vec<u8>> {
        let mut before = NO_HASH;
        let next = |seq| {
            let header = Header {
                device: DeviceId(3),
                way: Way::Here,
                seq,
                time: Hybrid(seq << 16),
                author: PersonId(9),
                act: seq,
                purpose: Purpose::Do,
            };
            let tag = TagKey::parse(&format!("s.check{seq}")).unwrap();
            let said = body(&Change::TagSet { tag, set: vec![], was: vec![] }).unwrap();
            let (bytes, hash) = record(&header, &before, &said).unwrap();
            before = hash;
            bytes
        };
        (1..=of).map(next).collect()
    }

    fn packed(records: &[Vec<u8>]) -> Vec<u8> {
        pack(records.iter().map(Vec::as_slice))
    }

    #[test]
    fn a_page_without_its_hashes_says_the_same() {
        let mut records = chain(9);
        records[4] = erased(&records[4]).unwrap();
        // Of these, hashes do not follow: one that stands alone, one that was damaged, one that is none.
        records.push(chain(3).pop().unwrap());
        records.push(records[5].clone());
        *records[10].last_mut().unwrap() ^= 1;
        records.push(b"no record".to_vec());
        records.push(vec![]);
        let packed = packed(&records);
        let lean = lean(&packed).unwrap();
        assert_eq!(whole(&lean).unwrap(), packed);
        // Which of the two is left out of each.
        let flags: Vec<u8> = unpack(&lean).map(|part| part.unwrap()[0]).collect();
        assert_eq!(flags, [2, 3, 3, 3, 1, 3, 3, 3, 3, 2, 0, 0, 0]);
    }

    #[test]
    fn what_was_changed_in_a_page_is_seen_at_the_page_after() {
        let records = chain(5);
        let (page, after) = records.split_at(4);
        let mut lean = lean(&packed(page)).unwrap();
        let named = look(&after[0]).unwrap().prev;
        let last = |lean: &[u8]| {
            let whole = whole(lean)?;
            let last = unpack(&whole).last()??.to_vec();
            look(&last).map(|sight| sight.hash())
        };
        assert_eq!(last(&lean), Some(named));
        // A letter of the second of its tags.
        let at = memchr::memmem::find(&lean, b"check2").unwrap();
        lean[at] = b'k';
        assert_ne!(last(&lean), Some(named));
    }

    proptest! {
        #[test]
        fn hostile_bytes_neither_panic_nor_are_lost(parts: Vec<Vec<u8>>, cut: usize) {
            let packed = packed(&parts);
            let lean = lean(&packed).unwrap();
            prop_assert_eq!(whole(&lean), Some(packed.clone()));
            // Anything at all may be handed over.
            let _ = whole(&packed);
            let _ = whole(&lean[..cut % (lean.len() + 1)]);
        }

        #[test]
        fn a_page_that_was_damaged_never_panics(at: usize, byte: u8) {
            let mut lean = lean(&packed(&chain(4))).unwrap();
            let at = at % lean.len();
            lean[at] = byte;
            let _ = whole(&lean);
        }
    }
}
