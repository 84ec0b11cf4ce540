//! What keeps stored bytes from being changed unnoticed, moved to another place, or (once a study
//! is sealed) read.
//!
//! Neither the codec nor the store underneath notices a flipped bit, so nothing is decoded that has
//! not passed a seal. [`Clear`] is the seal of a study without a passphrase: a checksum, without a
//! key, that hides nothing.

use std::borrow::Cow;

use crate::study::StudyId;

/// What the sealed bytes are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// A frame in a segment, by the position of its first record.
    Frame = 1,
    /// One record in the store's tail, by its position.
    Row = 2,
    /// A page in the store, by the position of its first record.
    Page = 3,
    /// A note in the inbox; it has no number.
    Note = 4,
}

/// Where sealed bytes stand. They open nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) study: StudyId,
    pub(super) role: Role,
    pub(super) number: u64,
}

impl Place {
    /// The associated data: format (4 bytes), study (16), role (1), number (8), all big-endian.
    fn bytes(self) -> [u8; 29] {
        let mut bytes = [0; 29];
        let parts = super::FORMAT.to_be_bytes().into_iter();
        let parts = parts.chain(self.study.0.to_be_bytes());
        let parts = parts.chain([self.role as u8]).chain(self.number.to_be_bytes());
        for (place, byte) in bytes.iter_mut().zip(parts) {
            *place = byte;
        }
        bytes
    }
}

/// Seals bytes to a place, and opens them there.
///
/// Contract: `open(place, seal(place, plain)) == plain`; with any other place, or with bytes that
/// were changed, cut or lengthened, `open` is `None`. Neither can panic, and `open` allocates no
/// more than the length of what it is given.
pub(super) trait Seal: Send + Sync {
    /// Appends the sealed form of `plain` to `out`.
    fn seal(&self, place: Place, plain: &[u8], out: &mut Vec<u8>);

    /// The plain bytes, or `None` where they are not what was sealed to this place.
    fn open<'a>(&self, place: Place, sealed: &'a [u8]) -> Option<Cow<'a, [u8]>>;
}

/// No secrecy: the bytes as they are, followed by 16 bytes of BLAKE3 over place and bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clear;

const CHECK: usize = 16;

impl Clear {
    fn check(place: Place, plain: &[u8]) -> [u8; CHECK] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&place.bytes());
        hasher.update(plain);
        let mut check = [0; CHECK];
        hasher.finalize_xof().fill(&mut check);
        check
    }
}

impl Seal for Clear {
    fn seal(&self, place: Place, plain: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(plain);
        out.extend_from_slice(&Self::check(place, plain));
    }

    fn open<'a>(&self, place: Place, sealed: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        let (plain, check) = sealed.split_last_chunk::<CHECK>()?;
        (*check == Self::check(place, plain)).then_some(Cow::Borrowed(plain))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HERE: Place = Place { study: StudyId(7), role: Role::Frame, number: 12 };

    #[test]
    fn sealed_bytes_open_only_where_they_were_sealed() {
        let mut sealed = Vec::new();
        Clear.seal(HERE, b"rang school first", &mut sealed);
        assert_eq!(Clear.open(HERE, &sealed).as_deref(), Some(&b"rang school first"[..]));
        for elsewhere in [
            Place { study: StudyId(8), ..HERE },
            Place { role: Role::Page, ..HERE },
            Place { number: 13, ..HERE },
        ] {
            assert_eq!(Clear.open(elsewhere, &sealed), None);
        }
    }

    proptest! {
        #[test]
        fn a_changed_bit_or_a_cut_is_noticed(
            plain in proptest::collection::vec(any::<u8>(), 0..200), at in any::<usize>(), bit in 0..8u8,
        ) {
            let mut sealed = Vec::new();
            Clear.seal(HERE, &plain, &mut sealed);
            let mut changed = sealed.clone();
            let at = at % changed.len();
            changed[at] ^= 1 << bit;
            prop_assert_eq!(Clear.open(HERE, &changed), None);
            prop_assert_eq!(Clear.open(HERE, &sealed[..at]), None);
        }
    }
}
