//! The practice set: short invented notes with a worked answer for each tag of the default codebook, so
//! that a newcomer can check their eye before a round. Pure: what somebody answers is compared and kept
//! nowhere.

use super::table;

/// One note to practise with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// The group of tags that it is about.
    pub group: String,
    /// The note.
    pub text: String,
    /// The tags of the group that apply; none for some.
    pub tags: Vec<String>,
    /// Why these, and not others.
    pub why: String,
}

impl Case {
    /// The tags of the worked answer that somebody did not see, and those they saw beside it.
    pub fn beside(&self, answered: &[String]) -> (Vec<String>, Vec<String>) {
        let without = |all: &[String], others: &[String]| {
            all.iter().filter(|tag| !others.contains(tag)).cloned().collect()
        };
        (without(&self.tags, answered), without(answered, &self.tags))
    }
}

/// Every note of the set, in the order of the codebook.
pub fn cases() -> Vec<Case> {
    // The table is part of the program, and a test says that it can be read.
    let case = |row: table::Cells| {
        let cell = |at: usize| row.get(at).unwrap_or_default().trim().to_owned();
        let tags = cell(2).split(' ').filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        Case { group: cell(0), text: cell(1), tags, why: cell(3) }
    };
    table::shipped(include_str!("practice.tsv")).map(case).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::files::codebook::default_cards;

    #[test]
    fn there_is_a_worked_answer_for_each_tag_of_the_default_codebook() {
        let cards = default_cards();
        let cases = cases();
        let answered: BTreeSet<&str> =
            cases.iter().flat_map(|case| &case.tags).map(String::as_str).collect();
        let tags: BTreeSet<&str> = cards.iter().map(|card| card.name.as_str()).collect();
        assert_eq!(answered, tags);
        for case in &cases {
            assert!(!case.text.is_empty() && !case.why.is_empty(), "{case:?}");
            let of = |tag: &String| cards.iter().any(|c| c.name == *tag && c.group == case.group);
            assert!(case.tags.iter().all(of), "{case:?}");
        }
        assert!(cases.iter().any(|case| case.tags.is_empty()), "no tag is an answer too");
    }

    #[test]
    fn an_answer_is_compared_both_ways() {
        let case = Case {
            tags: vec!["a".to_owned(), "b".to_owned()],
            ..Case { group: String::new(), text: String::new(), tags: vec![], why: String::new() }
        };
        let (not_seen, beside) = case.beside(&["b".to_owned(), "c".to_owned()]);
        assert_eq!((not_seen, beside), (vec!["a".to_owned()], vec!["c".to_owned()]));
    }
}
