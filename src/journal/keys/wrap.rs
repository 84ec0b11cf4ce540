//! Wrapping the data key: Argon2id for a passphrase, a hash for the recovery phrase, `age` for the
//! custodian; XChaCha20-Poly1305 around what is wrapped.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key as CipherKey, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::journal::JournalError;

/// Context of the key that vouches for the file of keys as a whole.
pub(super) const WHOLE: &str = "asdone 2026 keys file v1";

/// Context of the key that seals the study's secret half.
pub(super) const SECRET: &str = "asdone 2026 inbox secret v1";

/// Bytes of a nonce.
const NONCE: usize = 24;

/// What trying one passphrase costs (Argon2id, version 0x13).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What new studies get: 64 MiB, 3 passes, 1 lane; about 0.1 s on a laptop. (RFC 9106's second
    /// recommended option with one lane, since lanes gain nothing here.)
    pub const STANDARD: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };

    /// More than this is refused before it is tried: a file that asks for it was not written by
    /// this program, which has never chosen more than its standard.
    const MOST: Self = Self::STANDARD;

    /// Whether this can be meant.
    pub(super) fn is_sound(self) -> bool {
        let Self { memory, passes, lanes } = self;
        let most = Self::MOST;
        (1..=most.lanes).contains(&lanes)
            && (1..=most.passes).contains(&passes)
            && memory >= 8 * lanes
            && memory <= most.memory
    }
}

/// Random bytes from the system.
pub(in crate::journal) fn fresh_bytes<const N: usize>() -> Result<[u8; N], JournalError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| JournalError::Keys { what: format!("no random bytes: {e}") })?;
    Ok(bytes)
}

/// The data key: everything of a study is sealed with keys made from it.
#[derive(Clone)]
pub(super) struct Data(Zeroizing<[u8; 32]>);

impl Data {
    pub(super) fn fresh() -> Result<Self, JournalError> {
        Ok(Self(Zeroizing::new(fresh_bytes()?)))
    }

    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// What tells this key from any other and gives nothing of it away.
    pub(super) fn id(&self) -> [u8; 16] {
        let mut id = [0; 16];
        let derived = blake3::derive_key("asdone 2026 key id v1", self.0.as_slice());
        id.iter_mut().zip(derived).for_each(|(place, byte)| *place = byte);
        id
    }

    /// A key for one purpose (BLAKE3's key derivation).
    pub(super) fn derived(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(purpose, self.0.as_slice()))
    }
}

/// The key that a passphrase makes.
pub(super) fn stretched(
    passphrase: &str,
    salt: &[u8],
    cost: Cost,
) -> Result<Zeroizing<[u8; 32]>, JournalError> {
    let failed = |e: argon2::Error| JournalError::Keys { what: format!("Argon2id says: {e}") };
    let Cost { memory, passes, lanes } = cost;
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(failed)?;
    let mut key = Zeroizing::new([0; 32]);
    // As a keyboard on another system would spell it.
    let spelled: Zeroizing<String> =
        Zeroizing::new(unicode_normalization::UnicodeNormalization::nfc(passphrase).collect());
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(spelled.as_bytes(), salt, key.as_mut_slice())
        .map_err(failed)?;
    Ok(key)
}

/// What Argon2id makes of bytes that somebody may guess, as hexadecimal digits. It costs a third of a
/// try of a passphrase, since it stands in the way of a note being left.
pub(in crate::journal) fn slow_mark(bytes: &[u8], salt: &[u8]) -> Result<String, JournalError> {
    const COST: Cost = Cost { memory: 32 * 1024, passes: 2, lanes: 1 };
    let digest = blake3::hash(bytes).to_hex();
    let mark = stretched(&digest, salt, COST)?;
    Ok(mark.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(CipherKey::from_slice(key))
}

/// Nonce and sealed bytes.
pub(super) fn seal(
    key: &[u8; 32],
    about: &str,
    plain: impl AsRef<[u8]>,
) -> Result<Vec<u8>, JournalError> {
    let nonce = fresh_bytes::<NONCE>()?;
    let payload = Payload { msg: plain.as_ref(), aad: about.as_bytes() };
    let sealed = cipher(key).encrypt(XNonce::from_slice(&nonce), payload);
    let sealed = sealed.map_err(|e| JournalError::Keys { what: format!("cannot seal: {e}") })?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// What was sealed with this key about the same thing, or `None`.
pub(super) fn open(key: &[u8; 32], about: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: about.as_bytes() };
    cipher(key).decrypt(XNonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
}
