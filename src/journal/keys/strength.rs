//! How long a passphrase would stand, and which words of a recovery phrase are asked back.

use super::wrap::fresh_bytes;
use crate::journal::JournalError;

/// A word each for how long a passphrase would stand against someone who has the laptop, after
/// zxcvbn (Wheeler 2016), whose slowest attack (ten thousand tries a second) is a little quicker
/// than Argon2id with our cost allows on ten machines.
pub fn strength(passphrase: &str) -> Strength {
    let estimate = zxcvbn::zxcvbn(passphrase, &["asdone", "study", "normal work"]);
    let stands = estimate.crack_times().offline_slow_hashing_1e4_per_second().to_string();
    let advice = estimate.feedback().map(|feedback| {
        let warning = feedback.warning().map(|warning| warning.to_string());
        let more = feedback.suggestions().iter().map(ToString::to_string);
        warning.into_iter().chain(more).collect::<Vec<_>>().join(" ")
    });
    Strength { strong: u8::from(estimate.score()) >= 3, stands, advice: advice.unwrap_or_default() }
}

/// How long a passphrase would stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strength {
    /// Whether it is enough for notes about families (a score of 3 or 4 of 4).
    pub strong: bool,
    /// How long guessing would take, as people say it, for example "3 hours".
    pub stands: String,
    /// What would make it stronger; empty where it is strong.
    pub advice: String,
}

impl Strength {
    /// A sentence without a full stop.
    pub fn said(&self) -> String {
        let Self { strong, stands, advice } = self;
        match (strong, advice.is_empty()) {
            (true, _) => format!("strong: guessing it would take {stands}"),
            (false, true) => format!("weak: guessing it would take {stands}"),
            (false, false) => format!("weak: guessing it would take {stands}. {advice}"),
        }
    }
}

/// Random places in a phrase of 24 words, three of them, in order, to be asked back.
///
/// # Errors
/// Where the system gives no random bytes.
pub fn places_to_ask() -> Result<[usize; 3], JournalError> {
    let bytes = fresh_bytes::<3>()?;
    // One in each third, so that none is asked twice.
    let mut places = [0; 3];
    for (third, (place, byte)) in places.iter_mut().zip(bytes).enumerate() {
        *place = third * 8 + usize::from(byte % 8) + 1;
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_is_said_in_plain_words() {
        assert!(!strength("riverside1").strong);
        let strong = strength("lantern otter gravel seventeen bicycle");
        assert!(strong.strong, "{}", strong.said());
        assert!(strength("password").said().starts_with("weak: guessing it would take less than"));
    }

    #[test]
    fn the_words_asked_back_are_three_different_ones() {
        for _ in 0..50 {
            let places = places_to_ask().unwrap();
            assert!(places[0] < places[1] && places[1] < places[2] && places[2] <= 24);
            assert!(places[0] >= 1);
        }
    }
}
