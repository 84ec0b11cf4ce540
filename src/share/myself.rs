//! Twelve words by which somebody is the same person on a second laptop of theirs.
//!
//! A study's own journal says who writes in it from its first entry on, so whoever makes a study for a
//! second laptop has to know who they are on the first. The words are the person's id and a check of it;
//! they are no secret and open nothing: that a laptop is somebody's, whoever admits it hears from that
//! person, and its six words are compared as any other's.

use crate::study::PersonId;

/// How many words there are.
const WORDS: usize = 12;

/// The twelve words of a person.
pub fn words_of(person: PersonId) -> String {
    let phrase = bip39::Mnemonic::from_entropy(&person.0.to_be_bytes());
    // Sixteen bytes are always a phrase.
    phrase.map(|phrase| phrase.to_string()).unwrap_or_default()
}

/// The person whose twelve words somebody typed, in whatever case and on however many lines; `None`
/// where they are no such words, or a word is wrong.
pub fn person_of(typed: &str) -> Option<PersonId> {
    let words = typed.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    if words.len() != WORDS {
        return None;
    }
    let phrase = bip39::Mnemonic::parse_normalized(&words.join(" ")).ok()?;
    let bytes: [u8; 16] = phrase.to_entropy().try_into().ok()?;
    Some(PersonId(u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_types_their_twelve_words_is_the_same_person_and_a_wrong_word_is_nobody() {
        for id in [0, 7, u128::MAX, 0x0199_f3c2_0000_7000_8000_0123_4567_89ab] {
            let words = words_of(PersonId(id));
            assert_eq!(words.split(' ').count(), 12, "{words}");
            assert_eq!(person_of(&words), Some(PersonId(id)));
            let spelled = format!(" 1. {}\n", words.to_uppercase().replace(' ', ",\n 2) "));
            assert_eq!(person_of(&spelled), Some(PersonId(id)));
            let (first, rest) = words.split_once(' ').unwrap();
            let other = if first == "zoo" { "abandon" } else { "zoo" };
            assert_ne!(person_of(&format!("{other} {rest}")), Some(PersonId(id)));
            assert_eq!(person_of(rest), None);
        }
        assert_eq!(person_of("six words of a team and six of a laptop too, yes"), None);
    }
}
