//! Names that never change: of studies, people, devices and the things recorded.
//!
//! Each kind of id is its own type, so that a person can never be passed where an observation is
//! meant. An observation also has a [`Code`]: ten letters and digits that can be read aloud, of
//! which any beginning that fits only one observation will do (screens show five).

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u128);

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid.as_u128())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                Uuid::from_u128(self.0).hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self::from)
            }
        }
    };
}

id!(/// One study.
    StudyId);
id!(/// One person, known to others by a pseudonym of their own choosing.
    PersonId);
id!(/// One observation.
    ObservationId);
id!(/// One thing that was added to an observation or a sheet: an amendment, a later note, a line.
    ItemId);
id!(/// One sheet: a shift, reflection, debrief, voice, lesson or stop.
    SheetId);

impl StudyId {
    /// When it was made, in milliseconds since 1970, where the id tells (a version 7 UUID does).
    pub fn made_at(self) -> Option<i64> {
        let (seconds, nanos) = Uuid::from_u128(self.0).get_timestamp()?.to_unix();
        let millis = i64::try_from(seconds).ok()?.checked_mul(1000)?;
        Some(millis + i64::from(nanos / 1_000_000))
    }
}

impl ObservationId {
    /// An id that follows from `parts` alone, so that the same line brought in twice, on whatever
    /// device, is the same observation (a version 8 UUID over a BLAKE3 hash).
    pub fn derived(study: StudyId, parts: &[&str]) -> Self {
        // Deriving the key costs as much as hashing a line, and an import does this for each line.
        static BEGUN: LazyLock<blake3::Hasher> =
            LazyLock::new(|| blake3::Hasher::new_derive_key("asdone 2026 observation id v1"));
        let mut hasher = BEGUN.clone();
        hasher.update(&study.0.to_be_bytes());
        for part in parts {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let mut bytes = [0u8; 16];
        hasher.finalize_xof().fill(&mut bytes);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
    }

    /// The sayable form of this id.
    pub fn code(self) -> Code {
        Code::of(self.0)
    }

    /// A number that two ids share exactly if their codes are shown alike ([`Code::short`]),
    /// without spelling the codes out.
    pub fn shown_code(self) -> u64 {
        mixed(self.0) % (ALPHABET.len() as u64).pow(SHOWN as u32)
    }
}

impl ItemId {
    /// The sayable form of this id.
    pub fn code(self) -> Code {
        Code::of(self.0)
    }
}

impl SheetId {
    /// The sayable form of this id.
    pub fn code(self) -> Code {
        Code::of(self.0)
    }
}

/// One installation of the program that writes to a study.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeviceId(pub u64);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceId({self})")
    }
}

/// Letters and digits that are not mistaken for one another when read or said: no `0 1 i l o u v`,
/// and one each of the pairs that sound alike.
const ALPHABET: &[u8; 28] = b"23456789abcdefghjkmnpqrtwxyz";

/// How many characters of a code the screens show.
pub const SHOWN: usize = 5;

/// How many characters a code has.
const LENGTH: usize = 10;

/// The sayable form of an observation's or sheet's id, for example `kx7qd`.
///
/// It follows from the id alone and never changes. Five characters tell 17 million observations
/// apart; where two share them, more characters do (see [`Code::begins_with`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; LENGTH]);

/// The number that a code spells, lowest digit first.
fn mixed(id: u128) -> u64 {
    // The low half of a version 7 UUID is random and of a version 8 one a hash; mixing spreads
    // whatever pattern there is without needing a cryptographic hash for a display name.
    let mut rest = (id as u64) ^ ((id >> 64) as u64).rotate_left(32);
    rest = rest.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    rest ^ (rest >> 32)
}

impl Code {
    fn of(id: u128) -> Self {
        let mut rest = mixed(id);
        let mut code = [0u8; LENGTH];
        for place in &mut code {
            let digit = (rest % ALPHABET.len() as u64) as usize;
            *place = ALPHABET.get(digit).copied().unwrap_or(b'2');
            rest /= ALPHABET.len() as u64;
        }
        Self(code)
    }

    /// The first five characters, as the screens show them.
    pub fn short(&self) -> &str {
        self.as_str().get(..SHOWN).unwrap_or_default()
    }

    /// All ten characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the code begins with `typed`, letters of either case.
    pub fn begins_with(&self, typed: &str) -> bool {
        self.0.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed.as_bytes()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.short())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_shown_code_is_what_its_letters_spell() {
        for n in 0..2_000u128 {
            let id = ObservationId(n.wrapping_mul(0x0198_e7a0_5f7c_7a31_9c1e_2f6d_0b8a_4e11));
            let digit = |c: u8| ALPHABET.iter().position(|known| *known == c).unwrap() as u64;
            let code = id.code();
            let spelled = code.short().bytes().rev().fold(0, |sum, c| sum * 28 + digit(c));
            assert_eq!(id.shown_code(), spelled);
        }
    }

    #[test]
    fn derived_ids_stay_what_they_are() {
        let id = ObservationId::derived(StudyId(7), &["jot", "2026-03-03", "14:20", "w Printer"]);
        assert_eq!(id, ObservationId(0x7a2e_4901_3a21_8d64_985e_25da_4b93_64c0));
        assert_ne!(
            id,
            ObservationId::derived(StudyId(8), &["jot", "2026-03-03", "14:20", "w Printer"])
        );
        assert_ne!(
            id,
            ObservationId::derived(StudyId(7), &["jot", "2026-03-03", "14:2", "0w Printer"])
        );
    }
}
