//! What keeps stored bytes from being changed unnoticed, moved to another place, or (once a study
//! is sealed) read.
//!
//! Neither the codec nor the store underneath notices a flipped bit, so nothing is decoded that has
//! not passed a seal. [`Clear`] is the seal of a study without a passphrase: a checksum, without a
//! key, that hides nothing.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use chacha20poly1305::aead::{Aead, AeadInPlace, KeyInit, Payload};
use chacha20poly1305::{Key as CipherKey, XChaCha20Poly1305, XNonce};

use super::JournalError;
use crate::study::StudyId;

/// The format of what seals. It is that of the first studies, whatever records stand inside.
const FORMAT: u32 = 1;

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
    /// The mark of a note kept apart that was removed on purpose; it has no number.
    Gone = 5,
    /// A section of the checkpoint, by its number; 0 is its head.
    Checkpoint = 6,
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
        let parts = FORMAT.to_be_bytes().into_iter();
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

/// The seal of a study with a passphrase: XChaCha20-Poly1305 with the place as associated data.
///
/// ```text
/// nonce   24 bytes   16 random ones, new each time a study is opened, and a counter of 8
/// sealed  …          the bytes, and a tag of 16
/// ```
pub(super) struct Sealed {
    cipher: XChaCha20Poly1305,
    /// Random, so that no two sittings share a nonce; the counter tells those of one apart.
    sitting: [u8; 16],
    next: AtomicU64,
}

/// Bytes of a nonce.
const NONCE: usize = 24;

impl Sealed {
    /// A seal with this key.
    pub(super) fn new(key: &[u8; 32]) -> Result<Self, JournalError> {
        let mut sitting = [0; 16];
        getrandom::fill(&mut sitting)
            .map_err(|e| JournalError::Keys { what: format!("no random bytes: {e}") })?;
        let cipher = XChaCha20Poly1305::new(CipherKey::from_slice(key));
        Ok(Self { cipher, sitting, next: AtomicU64::new(0) })
    }
}

impl Seal for Sealed {
    fn seal(&self, place: Place, plain: &[u8], out: &mut Vec<u8>) {
        let counter = self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let nonce: Vec<u8> = self.sitting.iter().chain(&counter).copied().collect();
        out.extend_from_slice(&nonce);
        let start = out.len();
        out.extend_from_slice(plain);
        let nonce = XNonce::from_slice(&nonce);
        let body = out.get_mut(start..).unwrap_or_default();
        // It fails only past 256 GiB, and then writes bytes that open nowhere.
        let tag = self.cipher.encrypt_in_place_detached(nonce, &place.bytes(), body);
        out.extend_from_slice(tag.unwrap_or_default().as_slice());
    }

    fn open<'a>(&self, place: Place, sealed: &'a [u8]) -> Option<Cow<'a, [u8]>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: &place.bytes() };
        self.cipher.decrypt(XNonce::from_slice(nonce), payload).ok().map(Cow::Owned)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HERE: Place = Place { study: StudyId(7), role: Role::Frame, number: 12 };

    fn both() -> [Box<dyn Seal>; 2] {
        [Box::new(Clear), Box::new(Sealed::new(&[7; 32]).unwrap())]
    }

    #[test]
    fn sealed_bytes_open_only_where_they_were_sealed() {
        for seal in both() {
            let mut sealed = Vec::new();
            seal.seal(HERE, b"rang school first", &mut sealed);
            assert_eq!(seal.open(HERE, &sealed).as_deref(), Some(&b"rang school first"[..]));
            for elsewhere in [
                Place { study: StudyId(8), ..HERE },
                Place { role: Role::Page, ..HERE },
                Place { number: 13, ..HERE },
            ] {
                assert_eq!(seal.open(elsewhere, &sealed), None);
            }
        }
    }

    #[test]
    fn only_the_same_key_opens_and_nothing_can_be_read_without_it() {
        let seal = Sealed::new(&[7; 32]).unwrap();
        let mut sealed = Vec::new();
        seal.seal(HERE, b"rang school first", &mut sealed);
        assert!(!sealed.windows(6).any(|part| part == b"school"));
        let again = Sealed::new(&[7; 32]).unwrap();
        assert!(again.open(HERE, &sealed).is_some());
        assert_eq!(Sealed::new(&[8; 32]).unwrap().open(HERE, &sealed), None);
        assert_eq!(Clear.open(HERE, &sealed), None);
        let mut twice = Vec::new();
        seal.seal(HERE, b"rang school first", &mut twice);
        assert_ne!(sealed, twice, "no nonce is used twice");
    }

    proptest! {
        #[test]
        fn a_changed_bit_or_a_cut_is_noticed(
            plain in proptest::collection::vec(any::<u8>(), 0..200), at in any::<usize>(), bit in 0..8u8,
        ) {
            for seal in both() {
                let mut sealed = Vec::new();
                seal.seal(HERE, &plain, &mut sealed);
                let mut changed = sealed.clone();
                let at = at % changed.len();
                changed[at] ^= 1 << bit;
                prop_assert_eq!(seal.open(HERE, &changed), None);
                prop_assert_eq!(seal.open(HERE, &sealed[..at]), None);
            }
        }
    }
}
