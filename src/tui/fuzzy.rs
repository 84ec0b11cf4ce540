//! Type to find, for short names only (commands, tags); on prose it finds everything. The one file
//! that names `frizbee`.

use frizbee::{CaseMatching, Config, Matcher};

/// The places in `names` that fit `typed`: those that have it in one piece or a word for each of its
/// words, whole words first; or else those that have its letters in order, best first; all of them
/// where nothing is typed.
pub(super) fn find<S: AsRef<str>>(typed: &str, names: &[S]) -> Vec<usize> {
    let typed = typed.trim();
    if typed.is_empty() {
        return (0..names.len()).collect();
    }
    let folded = typed.to_lowercase();
    let mut fits: Vec<(u8, usize)> = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((rank(&folded, &name.as_ref().to_lowercase())?, at)))
        .collect();
    if !fits.is_empty() {
        fits.sort_unstable();
        return fits.into_iter().map(|(_, at)| at).collect();
    }
    let config = Config::default().casing(CaseMatching::Ignore);
    let mut matcher = Matcher::new(typed, &config);
    matcher.match_list(names).into_iter().map(|found| found.index as usize).collect()
}

/// How well a name fits: all words of what is typed whole, then the beginnings of words, then in one
/// piece somewhere.
fn rank(typed: &str, name: &str) -> Option<u8> {
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let asked = typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let every = |fits: fn(&str, &str) -> bool| {
        asked.clone().all(|asked| words().any(|word| fits(word, asked)))
    };
    let named = asked.clone().next().is_some();
    if named && every(|word, asked| word == asked) {
        return Some(0);
    }
    if named && every(|word, asked| word.starts_with(asked)) {
        return Some(1);
    }
    name.contains(typed).then_some(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_find_a_name_and_the_closest_comes_first() {
        let names = ["s.anticipate", "t.interrupt", "s.check", "w.stand-in"];
        assert_eq!(find("chk", &names), [2]);
        assert_eq!(find("Check", &names), [2], "in one piece, and nothing else");
        assert_eq!(find("t.nt", &names).first(), Some(&1));
        assert_eq!(find("", &names), [0, 1, 2, 3]);
        assert!(find("zzz", &names).is_empty());
    }

    #[test]
    fn whole_words_come_before_parts_of_words_in_whatever_order_they_are_typed() {
        let names = ["unlock the study", "lock the study", "write the study to a file"];
        assert_eq!(find("lock", &names), [1, 0]);
        assert_eq!(find("file study", &names), [2]);
        assert_eq!(find("stud", &names), [0, 1, 2]);
    }
}
