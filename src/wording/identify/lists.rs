//! The lists that names are looked up in, each a sorted text with a word on each line, searched
//! where it lies: nothing is built at the start. `docs/wording.md` says where they come from.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::LazyLock;

const GIVEN: &str = include_str!("../data/given.txt");
const SURNAMES: &str = include_str!("../data/surnames.txt");
const PLACES: &str = include_str!("../data/places.txt");
const WORDS: &str = include_str!("../data/words.txt");
const CAPITALS: &str = include_str!("../data/capitals.txt");

static CAPITAL_SET: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = CAPITALS.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_ascii_whitespace).collect()
});

/// Whether a word, folded, is a given name.
pub(super) fn is_given(word: &str) -> bool {
    holds(GIVEN, word)
        || parts(word).is_some_and(|(first, last)| {
            // Ellie-Mae, Mary-Beth: one of the two is on the list and the other is no word.
            (holds(GIVEN, first) && (holds(GIVEN, last) || !holds(WORDS, last)))
                || (holds(GIVEN, last) && !holds(WORDS, first))
        })
}

/// Whether a word, folded, is a surname that is known.
pub(super) fn is_surname(word: &str) -> bool {
    holds(SURNAMES, word)
        || parts(word).is_some_and(|(first, last)| holds(SURNAMES, first) || holds(SURNAMES, last))
        || ["o'", "mc", "mac"].iter().any(|lead| {
            word.strip_prefix(lead).is_some_and(|rest| rest.len() > 3 && !is_word(word))
        })
}

/// Whether a word, folded, is an ordinary English word.
pub(super) fn is_word(word: &str) -> bool {
    holds(WORDS, word)
        || word.strip_suffix('s').is_some_and(|single| holds(WORDS, single))
        || parts(word).is_some_and(|(first, last)| holds(WORDS, first) && holds(WORDS, last))
}

/// Whether a word, folded, begins with a capital without being a person's name.
pub(super) fn is_capital(word: &str) -> bool {
    CAPITAL_SET.contains(word)
}

/// Whether a word, folded, is a town that is larger than its part among people's names.
pub(super) fn is_town(word: &str) -> bool {
    holds(PLACES, word)
}

fn parts(word: &str) -> Option<(&str, &str)> {
    word.split_once('-').filter(|(first, last)| !first.is_empty() && !last.is_empty())
}

/// Binary search over the lines of a sorted text.
fn holds(list: &str, word: &str) -> bool {
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = list.get(low..middle).unwrap_or_default();
        let start = before.rfind('\n').map_or(low, |at| low + at + 1);
        let rest = list.get(start..high).unwrap_or_default();
        let end = rest.find('\n').map_or(high, |at| start + at);
        match list.get(start..end).unwrap_or_default().cmp(word) {
            Ordering::Equal => return true,
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_sorted_list_is_found_and_nothing_else() {
        for list in [GIVEN, SURNAMES, PLACES, WORDS] {
            let lines: Vec<&str> = list.lines().collect();
            assert!(lines.is_sorted(), "a list is not sorted");
            assert!(lines.iter().all(|word| holds(list, word)));
            assert!(!holds(list, "") && !holds(list, "zzzz") && !holds(list, "qqq"));
        }
        assert!(is_given("myfanwy") && is_given("abdirahman") && is_given("temitope"));
        assert!(is_town("aberdare") && !is_town("charlotte"));
        assert!(is_given("oluwaseun") && is_given("agnieszka") && is_given("jean-paul"));
        assert!(is_surname("o'donoghue") && is_surname("foster-bell"));
        assert!(!is_surname("machine"));
    }
}
