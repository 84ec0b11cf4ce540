//! Entries as bytes: the only file that knows bincode.
//!
//! A **record** is one entry as it is stored:
//!
//! ```text
//! version  1 byte    1
//! prev     32 bytes  hash of this device's entry before, zeros for its first
//! body     32 bytes  BLAKE3 of the body's bytes
//! header   bincode   device, seq, time, author, act, purpose
//! state    1 byte    1: the body follows; 0: it was erased and nothing follows
//! body     bincode   the change
//! ```
//!
//! An entry that was taken in from what another laptop handed out is a record of **version 2**:
//!
//! ```text
//! version  1 byte    2
//! prev     32 bytes  hash of what that laptop handed out before, as it stands here; zeros for its first
//! body     32 bytes  BLAKE3 of the salt and the body
//! header   bincode   device, number, the number before, time, author, where this journal stood
//! state    1 byte    1: salt and body follow; 0: they were erased and nothing follows
//! salt     16 bytes  random, so that a guess at an erased body cannot be confirmed
//! body     bincode   the change, as it was handed out
//! ```
//!
//! Where an observation says more than its row in a change has a place for, the body begins with the number
//! 64, which is no change's, and with those texts, each with its number; the change follows.
//!
//! The hash of an entry is BLAKE3 over everything before `state`, so that a body can be erased and
//! the chain of hashes still holds. Records are copied as bytes, never decoded and written again:
//! what a newer version wrote passes through an older one unchanged.

use serde::{Deserialize, Serialize};

use super::JournalError;
use crate::study::{Change, Content, DeviceId, Entry, Header, Hybrid, PersonId, Purpose, Way};

/// The largest body that is stored, in bytes.
pub(super) const LARGEST_BODY: usize = 48 * 1024;

/// The largest record: a body and room for its header.
pub(super) const LARGEST_RECORD: usize = LARGEST_BODY + 256;

/// What a hash is.
pub(super) type Hash = [u8; 32];

/// Where the hash of the entry before, that of the body, and the header stand in a record.
pub(super) const PREV_AT: usize = 1;
pub(super) const BODY_HASH_AT: usize = PREV_AT + size_of::<Hash>();
pub(super) const HEADER_AT: usize = BODY_HASH_AT + size_of::<Hash>();

/// Stands for "the entry before" of a device's first entry.
pub(super) const NO_HASH: Hash = [0; 32];

/// The version of a record that was written here.
const HERE: u8 = 1;
/// The version of one that was taken in from what another laptop handed out.
const SHELF: u8 = 2;
/// What a body begins with in which texts stand before the change. No change will ever have this number.
const AND_TEXTS: u32 = 64;
const ERASED: u8 = 0;
const THERE: u8 = 1;

/// Decoding claims memory for what it is about to read; this bounds it. Larger than any body,
/// because small values are claimed at their size in memory.
const CLAIM: usize = 512 * 1024;

const fn config() -> impl bincode::config::Config {
    bincode::config::standard().with_limit::<CLAIM>()
}

/// A header as version 1 writes it. Frozen: a later version gets a row of its own.
#[derive(Serialize, Deserialize)]
struct HeaderRow {
    device: DeviceId,
    seq: u64,
    time: Hybrid,
    author: PersonId,
    act: u64,
    purpose: PurposeRow,
}

/// A header as version 2 writes it. Frozen, as the other.
#[derive(Serialize, Deserialize)]
struct ShelfRow {
    device: DeviceId,
    number: u64,
    after: u64,
    time: Hybrid,
    author: PersonId,
    stood: Option<Stood>,
}

/// Where the journal of the laptop that took entries in stood. It stands in the first of each batch,
/// so that nobody has to read back through all of them to find that out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Stood {
    /// That laptop.
    pub(super) device: DeviceId,
    /// The sequence of its own last entry, 0 for none.
    pub(super) seq: u64,
    pub(super) hash: Hash,
    /// The latest time of any entry before.
    pub(super) time: Hybrid,
}

#[derive(Serialize, Deserialize)]
enum PurposeRow {
    Do,
    Undo(u64),
    Redo(u64),
}

fn encode<T: Serialize>(value: T, out: &mut Vec<u8>) -> Result<(), JournalError> {
    bincode::serde::encode_into_std_write(value, out, config())
        .map(drop)
        .map_err(|e| JournalError::Damaged { what: format!("a value could not be encoded: {e}") })
}

/// The value, and how many bytes it took.
fn decode<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Option<(T, usize)> {
    bincode::serde::decode_from_slice(bytes, config()).ok()
}

/// A change as the body of a record.
///
/// # Errors
/// [`JournalError::TooLarge`].
pub(super) fn body(change: &Change) -> Result<Vec<u8>, JournalError> {
    let mut bytes = Vec::with_capacity(256);
    let texts: Vec<_> = change.observation().into_iter().flat_map(|o| o.extras.later()).collect();
    if !texts.is_empty() {
        encode((AND_TEXTS, texts), &mut bytes)?;
    }
    encode(change, &mut bytes)?;
    if bytes.len() > LARGEST_BODY {
        return Err(JournalError::TooLarge { bytes: bytes.len(), limit: LARGEST_BODY });
    }
    Ok(bytes)
}

/// What an intact body says, without anything that could drive a terminal. A variant that this version does not know, or anything else in it
/// that cannot be read here, is kept byte for byte.
pub(super) fn content(body: &[u8]) -> Content {
    match decode::<u32>(body) {
        Some((AND_TEXTS, used)) => body.get(used..).and_then(change_and_texts),
        _ => whole_change(body),
    }
    .map_or_else(|| Content::Unknown(body.into()), |change| Content::Known(change.cleaned()))
}

fn whole_change(bytes: &[u8]) -> Option<Change> {
    decode(bytes).filter(|(_, used)| *used == bytes.len()).map(|(change, _)| change)
}

/// A change after the texts for which its row has no place. They stand in the order of their numbers, so that
/// what is read is written again to the byte; where a newer version wrote one, nothing of it is read.
fn change_and_texts(bytes: &[u8]) -> Option<Change> {
    let (texts, used) = decode::<Vec<(u32, String)>>(bytes)?;
    let mut change = whole_change(bytes.get(used..)?)?;
    let extras = &mut change.observation_mut()?.extras;
    let in_order = !texts.is_empty() && texts.is_sorted_by(|a, b| a.0 < b.0);
    let known = texts.into_iter().all(|(number, text)| extras.set_later(number, text));
    (in_order && known).then_some(change)
}

/// One entry as bytes, and its hash.
pub(super) fn record(
    header: &Header,
    prev: &Hash,
    body: &[u8],
) -> Result<(Vec<u8>, Hash), JournalError> {
    let mut bytes = Vec::with_capacity(body.len() + 128);
    bytes.push(HERE);
    bytes.extend_from_slice(prev);
    bytes.extend_from_slice(blake3::hash(body).as_bytes());
    let row = HeaderRow {
        device: header.device,
        seq: header.seq,
        time: header.time,
        author: header.author,
        act: header.act,
        purpose: match header.purpose {
            Purpose::Do => PurposeRow::Do,
            Purpose::Undo(act) => PurposeRow::Undo(act),
            Purpose::Redo(act) => PurposeRow::Redo(act),
        },
    };
    encode(row, &mut bytes)?;
    let hash = blake3::hash(&bytes).into();
    bytes.push(THERE);
    bytes.extend_from_slice(body);
    Ok((bytes, hash))
}

/// Bytes of a salt.
pub(super) const SALT: usize = 16;

/// What is said of an entry that is taken in, beside its header.
pub(super) struct Taking<'a> {
    /// The number of what that laptop handed out before.
    pub(super) after: u64,
    pub(super) stood: Option<Stood>,
    pub(super) prev: &'a Hash,
    pub(super) salt: [u8; SALT],
    /// Whether the body is kept at all.
    pub(super) kept: bool,
}

/// An entry that another laptop handed out as bytes, and its hash.
pub(super) fn shelf_record(
    header: &Header,
    taking: &Taking<'_>,
    body: &[u8],
) -> Result<(Vec<u8>, Hash), JournalError> {
    let mut bytes = Vec::with_capacity(body.len() + 192);
    bytes.push(SHELF);
    bytes.extend_from_slice(taking.prev);
    bytes.extend_from_slice(&salted(&taking.salt, body));
    let row = ShelfRow {
        device: header.device,
        number: header.seq,
        after: taking.after,
        time: header.time,
        author: header.author,
        stood: taking.stood,
    };
    encode(row, &mut bytes)?;
    let hash = blake3::hash(&bytes).into();
    if taking.kept {
        bytes.push(THERE);
        bytes.extend_from_slice(&taking.salt);
        bytes.extend_from_slice(body);
    } else {
        bytes.push(ERASED);
    }
    Ok((bytes, hash))
}

fn salted(salt: &[u8], body: &[u8]) -> Hash {
    blake3::Hasher::new().update(salt).update(body).finalize().into()
}

/// A record taken apart, its body not yet decoded.
pub(super) struct Sight<'a> {
    pub(super) header: Header,
    /// The sequence, of its device and way, of the entry that it was written after.
    pub(super) after: u64,
    pub(super) prev: Hash,
    /// Where the journal stood that took it in; only where it was taken in.
    pub(super) stood: Option<Stood>,
    /// What the header says of the body.
    pub(super) body_hash: Hash,
    hashed: &'a [u8],
    /// Empty for what was written here.
    salt: &'a [u8],
    /// `None` where it was erased.
    body: Option<&'a [u8]>,
}

/// Takes a record apart; `None` where the bytes are not a record.
pub(super) fn look(record: &[u8]) -> Option<Sight<'_>> {
    let (&version, rest) = record.split_first()?;
    let (prev, rest) = rest.split_first_chunk::<32>()?;
    let (body_hash, rest) = rest.split_first_chunk::<32>()?;
    let (header, after, stood, used) = match version {
        HERE => {
            let (header, used) = header_here(rest)?;
            let after = header.seq.saturating_sub(1);
            (header, after, None, used)
        }
        SHELF => header_of_a_shelf(rest)?,
        _ => return None,
    };
    let (&state, said) = rest.get(used..)?.split_first()?;
    let (salt, body) = match (state, version) {
        (THERE, SHELF) => said.split_first_chunk::<SALT>().map(|(s, b)| (&s[..], Some(b)))?,
        (THERE, _) => (&[][..], Some(said)),
        (ERASED, _) if said.is_empty() => (&[][..], None),
        _ => return None,
    };
    let hashed = record.get(..HEADER_AT + used)?;
    Some(Sight { header, after, prev: *prev, stood, body_hash: *body_hash, hashed, salt, body })
}

fn header_here(bytes: &[u8]) -> Option<(Header, usize)> {
    let (row, used) = decode::<HeaderRow>(bytes)?;
    let header = Header {
        way: Way::Here,
        device: row.device,
        seq: row.seq,
        time: row.time,
        author: row.author,
        act: row.act,
        purpose: match row.purpose {
            PurposeRow::Do => Purpose::Do,
            PurposeRow::Undo(act) => Purpose::Undo(act),
            PurposeRow::Redo(act) => Purpose::Redo(act),
        },
    };
    Some((header, used))
}

fn header_of_a_shelf(bytes: &[u8]) -> Option<(Header, u64, Option<Stood>, usize)> {
    let (ShelfRow { device, number, after, time, author, stood }, used) = decode(bytes)?;
    let header = handed_out(device, number, time, author);
    (after < number).then_some((header, after, stood, used))
}

/// The header of what another laptop handed out.
pub(super) const fn handed_out(
    device: DeviceId,
    number: u64,
    time: Hybrid,
    author: PersonId,
) -> Header {
    let (seq, act) = (number, number);
    Header { way: Way::Shelf, device, seq, time, author, act, purpose: Purpose::Do }
}

impl Sight<'_> {
    /// The entry's hash.
    pub(super) fn hash(&self) -> Hash {
        blake3::hash(self.hashed).into()
    }

    /// Whether the body is the one that the header was written for. An erased body is.
    pub(super) fn body_agrees(&self) -> bool {
        self.hash_of_body().is_none_or(|hash| hash == self.body_hash)
    }

    /// What the header should say of the body; `None` where it was erased.
    pub(super) fn hash_of_body(&self) -> Option<Hash> {
        self.body.map(|body| salted(self.salt, body))
    }

    /// Whether its body was erased.
    pub(super) fn is_erased(&self) -> bool {
        self.body.is_none()
    }

    /// The entry.
    pub(super) fn entry(self) -> Entry {
        let content = self.body.map_or(Content::Erased, content);
        Entry { header: self.header, content }
    }
}

/// The same record with its body erased; `None` where the bytes are not a record.
pub(super) fn erased(record: &[u8]) -> Option<Vec<u8>> {
    let sight = look(record)?;
    let mut bytes = sight.hashed.to_vec();
    bytes.push(ERASED);
    Some(bytes)
}

/// Several byte strings as one: for each its length (4 bytes, big-endian) and its bytes.
pub(super) fn pack<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut packed = Vec::new();
    for part in parts {
        packed.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        packed.extend_from_slice(part);
    }
    packed
}

/// The byte strings of [`pack`]; `None` as the last of them where the bytes end too early.
pub(super) fn unpack(mut packed: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    std::iter::from_fn(move || {
        if packed.is_empty() {
            return None;
        }
        let part = packed.split_first_chunk::<4>().and_then(|(length, rest)| {
            rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
        });
        packed = part.map_or(&[], |(_, rest)| rest);
        Some(part.map(|(part, _)| part))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::{Kind, Moment, Observation, ObservationId, Origin, Source, Stance, TagKey};

    fn header() -> impl Strategy<Value = Header> {
        let purpose = prop_oneof![
            Just(Purpose::Do),
            any::<u64>().prop_map(Purpose::Undo),
            any::<u64>().prop_map(Purpose::Redo)
        ];
        (any::<u64>(), any::<u64>(), any::<u64>(), any::<u128>(), any::<u64>(), purpose).prop_map(
            |(device, seq, time, author, act, purpose)| Header {
                device: DeviceId(device),
                way: Way::Here,
                seq,
                time: Hybrid(time),
                author: PersonId(author),
                act,
                purpose,
            },
        )
    }

    fn change() -> impl Strategy<Value = Change> {
        let kind = proptest::option::of(proptest::sample::select(Kind::ALL));
        let tag = "[a-zé]{1,3}(\\.[a-z]{1,8})?".prop_map(|name| TagKey::parse(&name).unwrap());
        let tags = proptest::collection::vec(tag, 0..4);
        (any::<u128>(), ".{0,300}", kind, any::<i64>(), any::<i16>(), tags, any::<bool>()).prop_map(
            |(id, text, kind, millis, offset, tags, prompted)| {
                let at = Moment::new(millis, offset);
                Change::Recorded(Box::new(Observation {
                    id: ObservationId(id),
                    text,
                    kind,
                    happened_at: at,
                    recorded_at: at,
                    setting: prompted.then(|| "duty desk".to_owned()),
                    stance: Stance::Joint,
                    origin: if prompted { Origin::Prompted(Some(at)) } else { Origin::Spontaneous },
                    source: Source::Typed,
                    extras: Default::default(),
                    tags,
                }))
            },
        )
    }

    proptest! {
        #[test]
        fn an_entry_comes_back_as_it_went_in_but_for_what_is_cleaned(header in header(), change in change(), prev: [u8; 32]) {
            let (bytes, hash) = record(&header, &prev, &body(&change).unwrap()).unwrap();
            let sight = look(&bytes).unwrap();
            prop_assert_eq!(sight.prev, prev);
            prop_assert_eq!(sight.hash(), hash);
            prop_assert!(sight.body_agrees());
            prop_assert_eq!(sight.entry(), Entry { header, content: Content::Known(change.cleaned()) });
        }

        #[test]
        fn a_tag_that_no_program_writes_is_read_as_one_that_could_be(name in "[a-z\\x00-\\x1f\u{202e}#; ]{1,60}") {
            let tag = TagKey::parse("x").unwrap();
            let known = body(&Change::TagSet { tag, set: vec![], was: vec![] }).unwrap();
            let mut forged = known[..1].to_vec();
            forged.push(u8::try_from(name.len()).unwrap());
            forged.extend_from_slice(name.as_bytes());
            forged.extend_from_slice(&known[3..]);
            let Content::Known(Change::TagSet { tag, .. }) = content(&forged) else {
                return Err(TestCaseError::fail("the change is lost"));
            };
            prop_assert_eq!(TagKey::parse(tag.as_str()), Some(tag.clone()));
            prop_assert_eq!(TagKey::parse(&name).as_ref() == Some(&tag), tag.as_str() == name);
        }

        #[test]
        fn hostile_bytes_neither_panic_nor_pass(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Some(sight) = look(&bytes) {
                let _ = (sight.hash(), sight.body_agrees(), sight.entry());
            }
            let _ = content(&bytes);
            prop_assert!(unpack(&bytes).count() <= bytes.len());
        }

        #[test]
        fn a_damaged_record_never_panics(
            header in header(), change in change(), at in any::<usize>(), byte: u8,
        ) {
            let (mut bytes, _) = record(&header, &NO_HASH, &body(&change).unwrap()).unwrap();
            let at = at % bytes.len();
            bytes[at] = byte;
            if let Some(sight) = look(&bytes) {
                let _ = sight.entry();
            }
            let _ = look(&bytes[..at]);
        }

        #[test]
        fn what_was_packed_comes_out(parts: Vec<Vec<u8>>) {
            let packed = pack(parts.iter().map(Vec::as_slice));
            let out: Option<Vec<&[u8]>> = unpack(&packed).collect();
            prop_assert_eq!(out.unwrap(), parts);
        }
    }

    #[test]
    fn absurd_lengths_are_refused_without_asking_for_memory() {
        for variant in 0..=255u8 {
            for filler in [0xfb, 0xfc, 0xfd, 0xfe, 0xff] {
                let mut bytes = vec![variant];
                bytes.resize(120, filler);
                assert!(matches!(content(&bytes), Content::Unknown(_)));
            }
        }
        assert_eq!(unpack(&[0xff; 40]).last(), Some(None));
    }

    #[test]
    fn a_variant_from_the_future_is_kept_byte_for_byte() {
        let future = [200, 1, 2, 3];
        assert_eq!(content(&future), Content::Unknown(future.into()));
        let nested = [10, 1, b'x', 1, 77, 0];
        assert_eq!(content(&nested), Content::Unknown(nested.into()), "a new field of a tag");
        let mut trailing = body(&Change::Stands {
            item: crate::study::Item::Observation(ObservationId(1)),
            stands: true,
        })
        .unwrap();
        trailing.push(0);
        assert!(matches!(content(&trailing), Content::Unknown(_)), "bytes left over");
    }

    #[test]
    fn an_erased_body_leaves_hash_and_header() {
        let header = Header {
            way: Way::Here,
            device: DeviceId(1),
            seq: 1,
            time: Hybrid(1),
            author: PersonId(1),
            act: 1,
            purpose: Purpose::Do,
        };
        let (whole, hash) = record(&header, &NO_HASH, b"body").unwrap();
        let mut erased = whole[..whole.len() - 5].to_vec();
        erased.push(ERASED);
        let sight = look(&erased).unwrap();
        assert_eq!(sight.hash(), hash);
        assert!(sight.body_agrees());
        assert_eq!(sight.entry(), Entry { header, content: Content::Erased });
    }

    #[test]
    fn a_change_too_large_is_refused_with_both_sizes() {
        let change =
            Change::Founded { study: crate::study::StudyId(1), name: "x".repeat(LARGEST_BODY) };
        assert!(matches!(
            body(&change),
            Err(JournalError::TooLarge { bytes, limit: LARGEST_BODY }) if bytes > LARGEST_BODY
        ));
    }
}
