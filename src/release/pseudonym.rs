//! Names that a release gives to people and things: HMAC-SHA256 of their ids under a key that never
//! leaves the study. Each sort of thing has a key of its own made from that of the release, so that
//! an author and a coder who are one person do not look alike, and nothing in one release looks like
//! anything in another. Without the key nobody can tell what a name stands for, the study included.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What a name is given to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// The release itself.
    Release,
    /// Whoever wrote an observation.
    Author,
    /// Whoever said that a tag applies.
    Coder,
    /// A note: the name stands in every table that is about it.
    Observation,
    /// A reflection, a debrief, a lesson or a voice.
    Sheet,
    /// A line of a sheet: a lesson's answer, say.
    Line,
}

impl Of {
    const fn domain(self) -> &'static str {
        match self {
            Self::Release => "asdone release v1 release",
            Self::Author => "asdone release v1 author",
            Self::Coder => "asdone release v1 coder",
            Self::Observation => "asdone release v1 observation",
            Self::Sheet => "asdone release v1 sheet",
            Self::Line => "asdone release v1 line",
        }
    }

    /// What a name begins with.
    const fn letter(self) -> char {
        match self {
            Self::Release => 'r',
            Self::Author => 'a',
            Self::Coder => 'c',
            Self::Observation => 'o',
            Self::Sheet => 's',
            Self::Line => 'l',
        }
    }
}

/// The key of a release.
#[derive(Clone, Copy)]
pub struct Key([u8; 32]);

impl Key {
    /// A key as it stands in the study.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A digest of a text that only who has the key can check: it confirms no guess.
    pub fn seal(&self, text: &str) -> String {
        let key = mac(&self.0, b"asdone release v1 plan");
        mac(&key, text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The name of something, from its id: a letter and 80 bits, written in hexadecimal.
    pub fn name(&self, of: Of, id: u128) -> String {
        let key = mac(&self.0, of.domain().as_bytes());
        let name = mac(&key, &id.to_be_bytes());
        let digits: String = name.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
        format!("{}{digits}", of.letter())
    }
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // A key of any length is taken, so this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mac_is_that_of_the_standard() {
        // RFC 4231, test case 2, whose key is padded with zeros to a block as every short one is.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let digits: String = mac(&key, b"what do ya want for nothing?")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(digits, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn names_differ_between_keys_and_between_what_they_stand_for() {
        let (one, other) = (Key::new([1; 32]), Key::new([2; 32]));
        assert_eq!(one.name(Of::Author, 7), one.name(Of::Author, 7));
        let names = [
            one.name(Of::Author, 7),
            one.name(Of::Author, 8),
            one.name(Of::Coder, 7),
            other.name(Of::Author, 7),
        ];
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].iter().any(|other| other[1..] == name[1..]), "{names:?}");
        }
    }
}
