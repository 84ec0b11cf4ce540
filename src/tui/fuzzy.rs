//! Type to find, for short names only (commands, tags); on prose it finds everything.
//!
//! A library that finds letters in order as fast as can be was 13 % of the whole program, for lists
//! of some hundred names.

/// The places in `names` that fit `typed`: those that have it in one piece or a word for each of its
/// words, whole words first; or else those that have its letters in order, best first; all of them
/// where nothing is typed.
pub(super) fn find<S: AsRef<str>>(typed: &str, names: &[S]) -> Vec<usize> {
    let typed = typed.trim();
    if typed.is_empty() {
        return (0..names.len()).collect();
    }
    let folded = typed.to_lowercase();
    let names = || names.iter().map(|name| name.as_ref().to_lowercase()).enumerate();
    let mut fits: Vec<(u8, usize)> =
        names().filter_map(|(at, name)| Some((rank(&folded, &name)?, at))).collect();
    if !fits.is_empty() {
        fits.sort_unstable();
        return fits.into_iter().map(|(_, at)| at).collect();
    }
    let letters: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<(Fit, usize)> =
        names().filter_map(|(at, name)| Some((fit(&letters, &name)?, at))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, at)| at).collect()
}

/// How well letters fit a name, the best first: in how short a piece of it they stand, how many of
/// them do not begin a word, and how far from its beginning.
type Fit = (usize, usize, usize);

fn fit(letters: &[char], name: &str) -> Option<Fit> {
    let name: Vec<char> = name.chars().collect();
    (0..name.len()).filter_map(|from| fit_from(letters, &name, from)).min()
}

/// The same where the first letter is the one at `from`, and each other the next there is.
fn fit_from(letters: &[char], name: &[char], from: usize) -> Option<Fit> {
    let (first, others) = letters.split_first()?;
    let mut last = from;
    name.get(from).filter(|letter| *letter == first)?;
    let begins = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| name.get(before));
        before.is_none_or(|before| !before.is_alphanumeric())
    };
    let mut inside = usize::from(!begins(from));
    for letter in others {
        let rest = name.get(last + 1..)?;
        last += 1 + rest.iter().position(|other| other == letter)?;
        inside += usize::from(!begins(last));
    }
    Some((last - from, inside, from))
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

    #[test]
    fn a_short_piece_goes_before_beginnings_of_words_and_these_before_other_letters() {
        let names = ["seal this study", "undo the last act", "show what stands", "tags of a note"];
        assert_eq!(find("sts", &names), [2, 0], "in order, and the shorter piece first");
        assert_eq!(find("tla", &["table", "the last act"]), [1]);
        assert_eq!(find("an", &["a-b-n", "xaxn", "a.n"]), [2, 1, 0]);
        assert_eq!(find("ÄÖ", &["ä-ö"]), [0]);
    }
}
