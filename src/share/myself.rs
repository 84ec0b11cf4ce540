//! Fifteen words by which somebody is the same person on a second laptop of theirs.
//!
//! A study's own journal says who writes in it from its first entry on, so whoever makes a study for a
//! second laptop has to know who they are on the first. The words are the person's id and a check of it;
//! they are no secret and open nothing: that a laptop is somebody's, whoever admits it hears from that
//! person, and its six words are compared as any other's.

use crate::study::PersonId;

/// How many words there are.
const WORDS: usize = 15;

/// The fifteen words of a person.
pub fn words_of(person: PersonId) -> String {
    let id = person.0.to_be_bytes();
    let phrase = bip39::Mnemonic::from_entropy(&[id.as_slice(), &check(&id)].concat());
    // Twenty bytes are always a phrase.
    phrase.map(|phrase| phrase.to_string()).unwrap_or_default()
}

/// The person whose fifteen words somebody typed, in whatever case and on however many lines; `None`
/// where they are no such words, or a word is wrong.
pub fn person_of(typed: &str) -> Option<PersonId> {
    let words = typed.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    if words.len() != WORDS {
        return None;
    }
    let phrase = bip39::Mnemonic::parse_normalized(&words.join(" ")).ok()?;
    let bytes = phrase.to_entropy();
    let (id, checked) = bytes.split_first_chunk::<16>()?;
    (checked == check(id)).then(|| PersonId(u128::from_be_bytes(*id)))
}

/// What a phrase holds besides the id. The list's own check lets one wrong word of thirty through, and
/// whoever types that would be somebody else for good.
fn check(id: &[u8; 16]) -> [u8; 4] {
    let hash = blake3::derive_key("asdone 2026 words of a person v1", id);
    let (first, _) = hash.split_first_chunk::<4>().unwrap_or((&[0; 4], &[]));
    *first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_types_their_fifteen_words_is_the_same_person_and_a_wrong_word_is_nobody() {
        for id in [0, 7, u128::MAX, 0x0199_f3c2_0000_7000_8000_0123_4567_89ab] {
            let words = words_of(PersonId(id));
            assert_eq!(words.split(' ').count(), 15, "{words}");
            assert_eq!(person_of(&words), Some(PersonId(id)));
            let spelled = format!(" 1. {}\n", words.to_uppercase().replace(' ', ",\n 2) "));
            assert_eq!(person_of(&spelled), Some(PersonId(id)));
            let (first, rest) = words.split_once(' ').unwrap();
            for other in bip39::Language::English.word_list() {
                let known = person_of(&format!("{other} {rest}"));
                assert_eq!(known.is_some(), *other == first, "{other} {rest}");
            }
            assert_eq!(person_of(rest), None);
        }
        assert_eq!(
            person_of("six words of a team and six of a laptop too, yes, and three more"),
            None
        );
    }
}
