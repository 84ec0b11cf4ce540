//! Type to find, for short names only (commands, tags); on prose it finds everything. The one file
//! that names `frizbee`.

use frizbee::{CaseMatching, Config, Matcher};

/// The places in `names` that fit `typed`: those that have it in one piece, in order, or else those
/// that have its letters in order, best first; all of them where nothing is typed.
pub(super) fn find<S: AsRef<str>>(typed: &str, names: &[S]) -> Vec<usize> {
    let typed = typed.trim();
    if typed.is_empty() {
        return (0..names.len()).collect();
    }
    let folded = typed.to_lowercase();
    let whole: Vec<usize> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| name.as_ref().to_lowercase().contains(&folded))
        .map(|(at, _)| at)
        .collect();
    if !whole.is_empty() {
        return whole;
    }
    let config = Config::default().casing(CaseMatching::Ignore);
    let mut matcher = Matcher::new(typed, &config);
    matcher.match_list(names).into_iter().map(|found| found.index as usize).collect()
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
}
