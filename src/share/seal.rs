//! Who a laptop is to its team, and what only the team can read: signatures, cards, the keys of the
//! team, and the six words that two people compare aloud.
//!
//! ```text
//! genesis   magic · 32 random bytes · card of the first laptop · signature
//! join      magic · team · card · pseudonym, sealed to whoever began the team and to a door · signature
//! keys      magic · team · who wrote it · epochs, sealed to laptops · signature
//! door      magic · team · number 4 · length 4, age recipient of an epoch · signature
//! card      device 8 · person 16 · ed25519 key 32 · length 4, age recipient
//! ```
//!
//! The id of a team is a hash of its genesis, so the six words over it are words over the key by which
//! everything else is checked. An epoch is an `age` key pair that every laptop of the team has: what
//! is put on the shelf is sealed to it. Somebody shown out is not given the next one.

use std::fmt;
use std::io::{Read, Write};
use std::str::FromStr;

use age::x25519::{Identity, Recipient};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use super::bytes::{Reader, counted};
use crate::journal::keys::{ExposeSecret, SecretString};
use crate::study::{DeviceId, PersonId};

const GENESIS: &[u8] = b"asdone team 1\n";
const JOIN: &[u8] = b"asdone join 1\n";
const KEYS: &[u8] = b"asdone keys 1\n";

/// No sealed text opens to more than this.
const LARGEST: u64 = 8 * 1024 * 1024;

/// A team, by a hash of how it began. It is no study's id and tells none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TeamId(pub [u8; 32]);

impl fmt::Debug for TeamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TeamId(")?;
        self.0.iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("…)")
    }
}

/// Six words over a hash, 66 bits: enough that nobody finds a second thing with the same words, few
/// enough to be read aloud.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SixWords(Vec<&'static str>);

impl SixWords {
    fn of(context: &str, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        for part in parts {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        let hash = hasher.finalize();
        let list = bip39::Language::English.word_list();
        let bit = |at: usize| {
            let byte = hash.as_bytes().get(at / 8).copied().unwrap_or_default();
            usize::from(byte >> (7 - at % 8) & 1)
        };
        let word = |nth: usize| (nth * 11..nth * 11 + 11).fold(0, |sum, at| sum * 2 + bit(at));
        Self((0..6).filter_map(|nth| list.get(word(nth)).copied()).collect())
    }

    /// Whether somebody typed these words, in order, in whatever case, parted by whatever is no
    /// letter.
    pub fn are(&self, typed: &str) -> bool {
        let typed = typed.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        typed.map(str::to_lowercase).eq(self.0.iter().copied())
    }
}

impl fmt::Display for SixWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.join(" "))
    }
}

/// What others know of a laptop: who writes there and with which keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Laptop {
    /// Which.
    pub device: DeviceId,
    /// Who writes there.
    pub person: PersonId,
    /// The key that checks what it signs.
    pub verify: [u8; 32],
    /// The `age` recipient to which the team's keys are sealed for it.
    pub recipient: String,
}

impl Laptop {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.device.0.to_be_bytes());
        out.extend_from_slice(&self.person.0.to_be_bytes());
        out.extend_from_slice(&self.verify);
        counted(out, self.recipient.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let device = DeviceId(from.u64()?);
        let person = PersonId(from.u128()?);
        let verify = from.array()?;
        let recipient = from.text()?.to_owned();
        Recipient::from_str(&recipient).ok()?;
        Some(Self { device, person, verify, recipient })
    }

    /// The six words by which whoever admits a laptop knows that it is the one they were asked about.
    pub fn words(&self, team: TeamId) -> SixWords {
        let mut card = Vec::new();
        self.write(&mut card);
        SixWords::of("asdone 2026 six words of a laptop v1", &[&team.0, &card])
    }
}

/// The secrets of one laptop: they leave it never, not even in a copy of the study.
#[derive(Clone)]
pub struct Secrets {
    sign: SigningKey,
    open: Identity,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// New ones; `None` where the system gives no random bytes.
    pub fn fresh() -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice()).ok()?;
        Some(Self { sign: SigningKey::from_bytes(&bytes), open: Identity::generate() })
    }

    /// Ones that open what is sealed to an `age` key, and sign nothing that anybody knows; `None` where it
    /// is no such key.
    pub(super) fn that_open(key: &str) -> Option<Self> {
        Some(Self { open: Identity::from_str(key).ok()?, ..Self::fresh()? })
    }

    /// The card of this laptop.
    pub fn laptop(&self, device: DeviceId, person: PersonId) -> Laptop {
        let verify = self.sign.verifying_key().to_bytes();
        Laptop { device, person, verify, recipient: self.open.to_public().to_string() }
    }

    /// Both as text, for the file that is sealed in the study's folder.
    pub(super) fn text(&self) -> (Zeroizing<[u8; 32]>, SecretString) {
        (Zeroizing::new(self.sign.to_bytes()), self.open.to_string())
    }

    /// The reverse of [`Secrets::text`].
    pub(super) fn of(sign: &[u8; 32], open: &str) -> Option<Self> {
        Some(Self { sign: SigningKey::from_bytes(sign), open: Identity::from_str(open).ok()? })
    }

    /// Signs bytes that begin with what they are.
    pub(super) fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.sign.sign(bytes).to_bytes()
    }

    fn opened(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        opened(&self.open, sealed)
    }
}

/// Whether a signature under bytes is that of a key.
pub(super) fn is_signed(verify: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(verify)
        .is_ok_and(|key| key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok())
}

/// Opens what is sealed, however many bytes its head promises.
fn opened(with: &Identity, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let reader = age::Decryptor::new(sealed).ok()?;
    let reader = reader.decrypt(std::iter::once(with as &dyn age::Identity)).ok()?;
    let mut plain = Zeroizing::new(Vec::new());
    reader.take(LARGEST + 1).read_to_end(&mut plain).ok()?;
    (plain.len() as u64 <= LARGEST).then_some(plain)
}

/// Seals bytes to several at once; `None` where there is nobody, or one is no recipient.
fn sealed(to: &[&str], plain: &[u8]) -> Option<Vec<u8>> {
    let to: Vec<Recipient> =
        to.iter().map(|one| Recipient::from_str(one)).collect::<Result<_, _>>().ok()?;
    let recipients = to.iter().map(|one| one as &dyn age::Recipient);
    let mut sealed = Vec::new();
    let mut writer =
        age::Encryptor::with_recipients(recipients).ok()?.wrap_output(&mut sealed).ok()?;
    writer.write_all(plain).ok()?;
    writer.finish().ok()?;
    Some(sealed)
}

/// How a team began: the laptop whose word about members counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Genesis {
    /// The laptop that began it.
    pub owner: Laptop,
    bytes: Vec<u8>,
}

impl Genesis {
    /// A new team; `None` where the system gives no random bytes.
    pub fn begin(owner: Laptop, secrets: &Secrets) -> Option<Self> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).ok()?;
        let mut bytes = GENESIS.to_vec();
        bytes.extend_from_slice(&random);
        owner.write(&mut bytes);
        let signature = secrets.sign(&bytes);
        bytes.extend_from_slice(&signature);
        Some(Self { owner, bytes })
    }

    /// Reads one; `None` where it is none, or is not signed by the laptop that it names.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (signed, signature) = bytes.split_last_chunk::<64>()?;
        let mut from = Reader(signed);
        from.magic(GENESIS)?;
        from.array::<32>()?;
        let owner = Laptop::read(&mut from)?;
        from.end()?;
        is_signed(&owner.verify, signed, signature).then(|| Self { owner, bytes: bytes.to_vec() })
    }

    /// The bytes that lie on the shelf.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The id of the team.
    pub fn team(&self) -> TeamId {
        TeamId(blake3::derive_key("asdone 2026 team v1", &self.bytes))
    }

    /// The six words by which whoever joins knows that it is the team they were asked to.
    pub fn words(&self) -> SixWords {
        SixWords::of("asdone 2026 six words of a team v1", &[&self.team().0])
    }
}

/// A laptop that asks to be admitted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asking {
    /// Its card.
    pub laptop: Laptop,
    sealed_name: Vec<u8>,
}

impl Asking {
    /// The bytes by which a laptop asks, its pseudonym sealed to whoever began the team and to others
    /// besides; `None` where they cannot be sealed.
    pub fn write(
        genesis: &Genesis,
        laptop: &Laptop,
        (pseudonym, also): (&str, &[&str]),
        secrets: &Secrets,
    ) -> Option<Vec<u8>> {
        let mut bytes = JOIN.to_vec();
        bytes.extend_from_slice(&genesis.team().0);
        laptop.write(&mut bytes);
        let to = [&[genesis.owner.recipient.as_str()], also].concat();
        counted(&mut bytes, &sealed(&to, pseudonym.as_bytes())?);
        let signature = secrets.sign(&bytes);
        bytes.extend_from_slice(&signature);
        Some(bytes)
    }

    /// Reads one for a team; `None` where it is none, or is not signed with the key that it names.
    pub fn read(bytes: &[u8], team: TeamId) -> Option<Self> {
        let (signed, signature) = bytes.split_last_chunk::<64>()?;
        let mut from = Reader(signed);
        from.magic(JOIN)?;
        if from.array()? != team.0 {
            return None;
        }
        let laptop = Laptop::read(&mut from)?;
        let sealed_name = from.counted()?.to_vec();
        from.end()?;
        is_signed(&laptop.verify, signed, signature).then_some(Self { laptop, sealed_name })
    }

    /// The pseudonym under which its person wishes to be known, for who began the team and for those
    /// who have one of these keys of it, where it was sealed to that too.
    pub fn pseudonym(&self, secrets: &Secrets, epochs: &[Epoch]) -> Option<String> {
        const LONGEST: usize = 80;
        let by_key = || epochs.iter().rev().find_map(|epoch| epoch.open(&self.sealed_name));
        let name = secrets.opened(&self.sealed_name).or_else(by_key)?;
        let name = String::from_utf8(name.to_vec()).ok()?;
        let name = crate::study::letters::visible(name.trim()).into_owned();
        (!name.is_empty() && name.chars().count() <= LONGEST).then_some(name)
    }
}

/// A key of the team: what is put on the shelf is sealed to the newest.
#[derive(Clone)]
pub struct Epoch {
    /// Which, counted from 1.
    pub number: u32,
    open: Identity,
}

impl fmt::Debug for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Epoch({}, {:016x})", self.number, self.id())
    }
}

impl Epoch {
    /// A new key.
    pub fn fresh(number: u32) -> Self {
        Self { number, open: Identity::generate() }
    }

    /// The same with another number.
    pub(super) fn numbered(&self, number: u32) -> Self {
        Self { number, open: self.open.clone() }
    }

    /// What tells it from any other, and gives nothing of it away.
    pub fn id(&self) -> u64 {
        let public = self.open.to_public().to_string();
        let hash = blake3::derive_key("asdone 2026 epoch v1", public.as_bytes());
        let (first, _) = hash.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        u64::from_be_bytes(*first)
    }

    /// Whom to seal something to that is for the team.
    pub(super) fn recipient(&self) -> String {
        self.open.to_public().to_string()
    }

    /// Seals bytes to the team.
    pub(super) fn seal(&self, plain: &[u8]) -> Option<Vec<u8>> {
        sealed(&[&self.recipient()], plain)
    }

    /// Opens what was sealed to the team.
    pub(super) fn open(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        opened(&self.open, sealed)
    }

    pub(super) fn secret(&self) -> SecretString {
        self.open.to_string()
    }

    pub(super) fn of(number: u32, secret: &str) -> Option<Self> {
        Some(Self { number, open: Identity::from_str(secret).ok()? })
    }
}

/// Keys of a team as they lie on the shelf, sealed to laptops and signed by who hands them out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeysFile {
    /// The laptop that hands them out.
    pub by: DeviceId,
    signed: Vec<u8>,
    signature: [u8; 64],
    sealed: Vec<u8>,
}

impl KeysFile {
    /// The bytes of such a file; `None` where they cannot be sealed.
    pub fn write(
        team: TeamId,
        (by, secrets): (DeviceId, &Secrets),
        epochs: &[Epoch],
        to: &[&str],
    ) -> Option<Vec<u8>> {
        let mut plain = Zeroizing::new(Vec::new());
        for epoch in epochs {
            plain.extend_from_slice(&epoch.number.to_be_bytes());
            counted(&mut plain, epoch.secret().expose_secret().as_bytes());
        }
        let mut bytes = KEYS.to_vec();
        bytes.extend_from_slice(&team.0);
        bytes.extend_from_slice(&by.0.to_be_bytes());
        counted(&mut bytes, &sealed(to, &plain)?);
        let signature = secrets.sign(&bytes);
        bytes.extend_from_slice(&signature);
        Some(bytes)
    }

    /// Reads one for a team. Who signed it is still to be checked.
    pub fn read(bytes: &[u8], team: TeamId) -> Option<Self> {
        let (signed, signature) = bytes.split_last_chunk::<64>()?;
        let mut from = Reader(signed);
        from.magic(KEYS)?;
        if from.array()? != team.0 {
            return None;
        }
        let by = DeviceId(from.u64()?);
        let sealed = from.counted()?.to_vec();
        from.end()?;
        Some(Self { by, signed: signed.to_vec(), signature: *signature, sealed })
    }

    /// Whether the laptop with this key handed them out.
    pub fn is_by(&self, verify: &[u8; 32]) -> bool {
        is_signed(verify, &self.signed, &self.signature)
    }

    /// The epochs, where they were sealed to this laptop.
    pub fn epochs(&self, secrets: &Secrets) -> Option<Vec<Epoch>> {
        let plain = secrets.opened(&self.sealed)?;
        let mut from = Reader(&plain);
        let mut epochs = Vec::new();
        while !from.0.is_empty() {
            let number = from.u32()?;
            epochs.push(Epoch::of(number, from.text()?)?);
        }
        Some(epochs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laptop(device: u64) -> (Secrets, Laptop) {
        let secrets = Secrets::fresh().unwrap();
        let laptop = secrets.laptop(DeviceId(device), PersonId(u128::from(device)));
        (secrets, laptop)
    }

    /// Every byte of `whole` changed in turn, and every beginning of it.
    fn tampered(whole: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
        let flipped = (0..whole.len()).map(|at| {
            let mut bytes = whole.to_vec();
            bytes[at] ^= 0x40;
            bytes
        });
        flipped.chain((0..whole.len()).map(|at| whole[..at].to_vec()))
    }

    #[test]
    fn a_genesis_stands_for_the_laptop_that_signed_it() {
        let (secrets, owner) = laptop(1);
        let genesis = Genesis::begin(owner.clone(), &secrets).unwrap();
        let read = Genesis::read(genesis.bytes()).unwrap();
        assert_eq!((&read, read.team(), read.words()), (&genesis, genesis.team(), genesis.words()));
        let other = Genesis::begin(owner, &secrets).unwrap();
        assert_ne!(other.team(), genesis.team());
        assert_ne!(other.words(), genesis.words());
        for bytes in tampered(genesis.bytes()) {
            assert!(Genesis::read(&bytes).is_none_or(|read| read.team() != genesis.team()));
        }
    }

    #[test]
    fn six_words_are_compared_as_they_are_spoken() {
        let (secrets, owner) = laptop(1);
        let words = Genesis::begin(owner, &secrets).unwrap().words();
        let spoken = words.to_string();
        assert_eq!(spoken.split(' ').count(), 6);
        assert!(words.are(&spoken));
        assert!(words.are(&format!("  {}. ", spoken.to_uppercase().replace(' ', ", "))));
        let mut five: Vec<&str> = spoken.split(' ').collect();
        five.pop();
        assert!(!words.are(&five.join(" ")));
        assert!(!words.are(""));
    }

    #[test]
    fn who_asks_signs_with_the_key_on_the_card_and_only_the_owner_reads_the_name() {
        let ((mine, owner), (theirs, joiner)) = (laptop(1), laptop(2));
        let genesis = Genesis::begin(owner, &mine).unwrap();
        let bytes = Asking::write(&genesis, &joiner, ("wren", &[]), &theirs).unwrap();
        assert!(!bytes.windows(4).any(|part| part == b"wren"));
        let asking = Asking::read(&bytes, genesis.team()).unwrap();
        assert_eq!(asking.laptop, joiner);
        assert_eq!(asking.pseudonym(&mine, &[]).as_deref(), Some("wren"));
        assert_eq!(asking.pseudonym(&theirs, &[]), None);
        for bytes in tampered(&bytes) {
            assert_eq!(Asking::read(&bytes, genesis.team()), None);
        }
        assert_eq!(Asking::read(&bytes, TeamId([0; 32])), None);
        // A card with somebody else's device and one's own keys has other words.
        let forged = Laptop { verify: laptop(3).1.verify, ..joiner.clone() };
        assert_ne!(forged.words(genesis.team()), joiner.words(genesis.team()));
    }

    #[test]
    fn keys_open_for_those_they_were_sealed_to_and_are_signed() {
        let ((mine, owner), (theirs, joiner), (others, _)) = (laptop(1), laptop(2), laptop(3));
        let team = Genesis::begin(owner.clone(), &mine).unwrap().team();
        let epochs = [Epoch::fresh(1), Epoch::fresh(2)];
        let to = [owner.recipient.as_str(), joiner.recipient.as_str()];
        let bytes = KeysFile::write(team, (owner.device, &mine), &epochs, &to).unwrap();
        let file = KeysFile::read(&bytes, team).unwrap();
        assert!(file.is_by(&owner.verify) && !file.is_by(&joiner.verify));
        let ids = |epochs: Vec<Epoch>| epochs.iter().map(Epoch::id).collect::<Vec<_>>();
        assert_eq!(ids(file.epochs(&theirs).unwrap()), ids(epochs.to_vec()));
        assert!(file.epochs(&others).is_none());
        let sealed = epochs[1].seal(b"words").unwrap();
        assert_eq!(epochs[1].open(&sealed).unwrap().as_slice(), b"words");
        assert!(epochs[0].open(&sealed).is_none());
        for bytes in tampered(&bytes) {
            assert!(KeysFile::read(&bytes, team).is_none_or(|file| !file.is_by(&owner.verify)));
        }
    }
}
