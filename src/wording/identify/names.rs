//! Names: by a title, by lists of given names and surnames, and by what stands around a capital.
//!
//! English writes names like the first word of any sentence, and many names are words (Mark, Hope,
//! Will). So a word that is both counts as a name only where something else says so: a surname
//! after it, what a person does after it, a place in the middle of a sentence.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::text::Plain;
use super::{Found, lists};

/// A word of a note.
#[derive(Debug)]
struct Word {
    /// In code points.
    range: Range<usize>,
    /// Small letters without accents, a possessive left out.
    folded: String,
    shape: Shape,
    /// Nothing but marks and figures stand before it in its sentence.
    first: bool,
    /// It ended in 's, which the range leaves out.
    possessive: bool,
    /// A single blank (or an apostrophe-s and one) parts it from the word before.
    joined: bool,
    /// It is part of a tag or a setting.
    tagged: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    Small,
    Capital,
    Capitals,
}

/// The names in a note.
pub(super) fn read(note: &str, plain: &Plain) -> Vec<Found> {
    let words = words(note, plain);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match name_at(&words, at) {
            Some((first, last)) => {
                if let (Some(from), Some(to)) = (words.get(first), words.get(last)) {
                    found.push(Found { kind: "name", range: from.range.start..to.range.end });
                }
                at = last + 1;
            }
            None => at += 1,
        }
    }
    found
}

/// Every capitalised word that no list of ordinary words knows, and every run of three figures or
/// more, as bytes of the note: stricter than what is marked while one writes, for a text that is to
/// leave the study.
pub fn strangers(note: &str) -> Vec<Range<usize>> {
    let plain = Plain::of(note);
    let places: Vec<usize> = note.char_indices().map(|(at, _)| at).chain([note.len()]).collect();
    let bytes = |range: &Range<usize>| {
        let at = |place: usize| places.get(place).copied().unwrap_or(note.len());
        at(range.start)..at(range.end)
    };
    let strange = |word: &&Word| {
        let given = lists::is_given(&word.folded);
        // The list of ordinary words leaves the shortest out.
        let is_short = word.folded.len() < 3 && !given && !lists::is_surname(&word.folded);
        let known = word.is_stop()
            || (word.is_word() && (word.first || !given))
            || (is_short && word.first);
        word.shape != Shape::Small && word.folded.len() > 1 && !known
    };
    let mut found: Vec<Range<usize>> =
        words(note, &plain).iter().filter(strange).map(|word| bytes(&word.range)).collect();
    let mut run = 0..0;
    for (at, c) in note.char_indices().chain([(note.len(), ' ')]) {
        if c.is_numeric() {
            run = if run.is_empty() { at..at + c.len_utf8() } else { run.start..at + c.len_utf8() };
        } else {
            if note.get(run.clone()).is_some_and(|digits| digits.chars().count() >= 3) {
                found.push(run.clone());
            }
            run = 0..0;
        }
    }
    found.sort_unstable_by_key(|range| (range.start, range.end));
    found
}

fn words(note: &str, plain: &Plain) -> Vec<Word> {
    let chars: Vec<char> = note.chars().collect();
    let mut words: Vec<Word> = Vec::with_capacity(chars.len() / 5);
    for sentence in plain.sentences() {
        let mut at = sentence.start;
        let mut first = true;
        while at < sentence.end {
            let Some(end) = word_end(&chars, at, sentence.end) else {
                // What follows a colon begins again.
                first |= matches!(chars.get(at), Some(':' | '(' | '"' | '\u{201c}'));
                at += 1;
                continue;
            };
            let gap = words.last().map_or(0, |last| last.range.end);
            let between = chars.get(gap..at).unwrap_or_default();
            let joined =
                matches!(between, [' '] | ['\'' | '\u{2019}', 's' | 'S', ' '] | ['.', ' ']);
            let mark = at.checked_sub(1).and_then(|before| chars.get(before));
            let tagged = matches!(mark, Some('#' | '@' | '.' | '/' | '_'));
            words.push(word(&chars, at..end, first, joined, tagged));
            first = false;
            at = end;
        }
    }
    words
}

/// Where the word that begins at `at` ends, if one does.
fn word_end(chars: &[char], at: usize, limit: usize) -> Option<usize> {
    chars.get(at).filter(|c| c.is_alphabetic())?;
    let mut end = at + 1;
    while end < limit {
        let next = chars.get(end + 1).is_some_and(|c| c.is_alphabetic());
        match chars.get(end) {
            Some(c) if c.is_alphanumeric() => end += 1,
            Some('\'' | '\u{2019}' | '-' | '\u{2010}' | '\u{2011}') if next && end + 1 < limit => {
                end += 2
            }
            _ => break,
        }
    }
    Some(end)
}

fn word(chars: &[char], range: Range<usize>, first: bool, joined: bool, tagged: bool) -> Word {
    let letters = chars.get(range.clone()).unwrap_or_default();
    let possessive = matches!(letters, [.., '\'' | '\u{2019}', 's' | 'S']);
    let range = if possessive { range.start..range.end - 2 } else { range };
    let letters = chars.get(range.clone()).unwrap_or_default();
    let capital = letters.first().is_some_and(|c| c.is_uppercase());
    let shape = match capital {
        false => Shape::Small,
        true if letters.len() > 1 && !letters.iter().any(|c| c.is_lowercase()) => Shape::Capitals,
        true => Shape::Capital,
    };
    let folded = fold(letters);
    Word { range, folded, shape, first, possessive, joined, tagged }
}

/// Small letters without accents.
fn fold(letters: &[char]) -> String {
    if letters.iter().all(char::is_ascii) {
        return letters.iter().map(char::to_ascii_lowercase).collect();
    }
    let plain = letters.iter().map(|c| match c {
        '\u{2019}' => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        'ł' | 'Ł' => 'l',
        'ø' | 'Ø' => 'o',
        'ı' => 'i',
        other => *other,
    });
    plain.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

impl Word {
    fn is(&self, list: &str) -> bool {
        list.split_ascii_whitespace().any(|word| word == self.folded)
    }

    /// A capital that could begin a name.
    fn could_be(&self) -> bool {
        self.shape == Shape::Capital && !self.tagged && self.folded.len() > 1
    }

    fn is_word(&self) -> bool {
        lists::is_word(&self.folded)
    }

    fn is_stop(&self) -> bool {
        lists::is_capital(&self.folded)
    }
}

const TITLES: &str = "mr mrs ms miss mx dr prof professor rev reverend cllr councillor dame sir";

/// Titles that say what someone does: they stay, and the name goes.
const POSTS: &str = "pc wpc dc ds di sgt sergeant inspector constable officer nurse sister matron \
    auntie aunty aunt uncle nan nana nanny gran granny grandma grandad grandpa father judge justice \
    baby paramedic pcso cso ps";

/// Words after which a person is named.
const BEFORE_PEOPLE: &str = "asked told phoned rang texted emailed called with met saw visited helped \
    thanked and for to from by spoke said contacted updated advised briefed supervised";

/// The same, without those that lead to places and things as well.
const BEFORE_PEOPLE_ONLY: &str = "asked told phoned rang texted emailed with met thanked called named \
    colleague worker carer neighbour mother mum dad father son daughter brother sister baby child boy \
    girl teacher pupil student friend partner husband wife nan grandmother grandfather cousin twin \
    manager nurse officer";

/// What a person does, as notes say it: after a name that is a word too.
const DOINGS: &str = "said says rang asked asks told agreed came phoned called texted emailed offered \
    wanted wants arrived stayed sat waited took brought went left opened showed explained noticed let \
    held kept made gave needed needs lives lived thinks thought felt knows knew likes liked cried \
    smiled laughed refused accepted helped signed wrote answered told who whose got had has saw found \
    read spoke looked ran stood played drew slept ate moved turned trusts rings";

/// Who belongs to someone: after a possessive.
const KIN: &str = "mum mam mother dad father nan gran grandmother grandfather grandad brother sister \
    siblings son daughter carer carers parents family teacher school worker room house flat key file \
    partner husband wife friend friends phone bag coat class gp doctor story birthday baby twin aunt \
    uncle cousin neighbour bed chair notes plan case behalf home place turn desk";

const FAMILIES: &str = "family families children kids boys girls twins siblings brothers sisters \
    household parents";

/// Words before a place.
const BEFORE_PLACES: &str = "in at near around towards via outside inside through";

/// Words after a name that make it the name of a place.
const PLACES: &str = "road street house ward unit hospital school centre center court station park \
    lane avenue suite room building clinic surgery primary academy college church estate way close \
    square wing hall gate line bridge hill green hub nursery library team service services pathway \
    project trust foundation scheme terrace drive crescent grove place gardens arms hotel inn pub \
    cafe bus form scale score test model method act day ltd council infirmary junior infants high";

/// Months and days are given names as well, and mostly are not.
const MONTHS: &str = "april may june july august summer autumn christian jordan chelsea";

/// Where the name that begins at `at` begins and ends, in words.
fn name_at(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at)?;
    if word.tagged {
        return None;
    }
    titled(words, at)
        .or_else(|| posted(words, at))
        .or_else(|| given(words, at))
        .or_else(|| by_surname(words, at))
        .or_else(|| unknown(words, at))
        .or_else(|| small(words, at))
        .filter(|(_, last)| !is_place(words, at, *last))
}

/// Mr Khan, dr patel: the title is part of what would be known.
fn titled(words: &[Word], at: usize) -> Option<(usize, usize)> {
    // Most words are longer than a title or begin with another letter.
    let could = |word: &&Word| {
        word.folded.len() < 11 && word.folded.starts_with(['m', 'd', 'p', 'r', 'c', 's'])
    };
    let title = words.get(at).filter(could).filter(|word| word.is(TITLES))?;
    let next = words.get(at + 1).filter(|next| next.joined)?;
    let small = next.shape == Shape::Small && lists::is_surname(&next.folded) && !next.is_word();
    let capital = next.shape != Shape::Small && !next.is_stop();
    if title.shape == Shape::Small && next.shape == Shape::Small && !small {
        return None;
    }
    (small || capital).then(|| (at, extend(words, at + 1)))
}

/// PC Hughes, Auntie Jean: the name alone.
fn posted(words: &[Word], at: usize) -> Option<(usize, usize)> {
    words.get(at).filter(|word| word.shape != Shape::Small && word.is(POSTS))?;
    let next =
        words.get(at + 1).filter(|next| next.joined && next.could_be() && !next.is_stop())?;
    let known = lists::is_given(&next.folded) || lists::is_surname(&next.folded);
    (known || !next.is_word()).then(|| (at + 1, extend(words, at + 1)))
}

/// A listed given name, with the surname after it.
fn given(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).filter(|word| word.could_be() && lists::is_given(&word.folded))?;
    let last = extend(words, at);
    let ambiguous = word.is_word() || word.is(MONTHS) || word.is_stop();
    let sure = !ambiguous
        || (last > at && words.get(at + 1).is_some_and(|next| lists::is_surname(&next.folded)))
        || has_kin(words, at)
        || (word.is_word() && !word.is_stop() && !word.first)
        || (!word.first && is_named(words, at, BEFORE_PEOPLE_ONLY))
        || does(words, at)
        || with_another(words, at);
    (sure && !after_place_word(words, at)).then_some((at, last))
}

/// The Begum family; "with Wilson" in the middle of a sentence.
fn by_surname(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).filter(|word| word.could_be() && lists::is_surname(&word.folded))?;
    let the =
        at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|w| w.folded == "the");
    let family = words.get(at + 1).is_some_and(|next| next.joined && next.is(FAMILIES));
    if the && family && !word.is_stop() {
        return Some((at, at));
    }
    let plain = word.is_word() || word.is_stop();
    let named = !word.first && is_named(words, at, BEFORE_PEOPLE);
    (!plain && (named || has_kin(words, at))).then(|| (at, extend(words, at)))
}

/// A capital that no list knows, where a person would be named.
fn unknown(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).filter(|word| word.could_be() && word.folded.len() > 2)?;
    if word.is_stop() || word.is_word() {
        return None;
    }
    let named = !word.first && is_named(words, at, BEFORE_PEOPLE_ONLY);
    let surnamed = words.get(at + 1).is_some_and(|next| {
        next.joined && next.could_be() && lists::is_surname(&next.folded) && !next.is_stop()
    });
    (named || surnamed || has_kin(words, at)).then(|| (at, extend(words, at)))
}

/// A given name in small letters, as a tired person types it, where a person would be named.
fn small(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).filter(|word| word.shape == Shape::Small && word.folded.len() > 3)?;
    // What stands around it is looked at first: that is quicker than the lists.
    let named = word.folded.len() > 4 && is_named(words, at, BEFORE_PEOPLE_ONLY);
    let whose = word.possessive && has_kin(words, at);
    if !named && !whose {
        return None;
    }
    let is_name = lists::is_given(&word.folded) && !word.is_word() && !word.is_stop();
    is_name.then_some((at, at))
}

/// The last word of a name that begins at `at`: capitals that follow and are no ordinary words.
fn extend(words: &[Word], at: usize) -> usize {
    let mut last = at;
    while last < at + 3 && !words.get(last).is_some_and(|word| word.possessive) {
        let Some(next) = words.get(last + 1).filter(|next| next.joined && next.could_be()) else {
            break;
        };
        let known = lists::is_surname(&next.folded) || lists::is_given(&next.folded);
        if next.is_stop() && !lists::is_surname(&next.folded)
            || !known && next.is_word()
            || next.is(TITLES)
        {
            break;
        }
        last += 1;
    }
    last
}

fn is_named(words: &[Word], at: usize, list: &str) -> bool {
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    before.is_some_and(|before| before.is(list) && words.get(at).is_some_and(|word| word.joined))
}

/// "Chloe's teacher".
fn has_kin(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|word| word.possessive)
        && words.get(at + 1).is_some_and(|next| next.is(KIN))
}

/// "Mark rang".
fn does(words: &[Word], at: usize) -> bool {
    words
        .get(at + 1)
        .is_some_and(|next| next.joined && next.shape == Shape::Small && next.is(DOINGS))
        && words.get(at).is_some_and(|word| !word.possessive && !word.is(MONTHS))
}

/// "Rose and Deepak", "Deepak and Rose".
fn with_another(words: &[Word], at: usize) -> bool {
    let other = |and: Option<&Word>, name: Option<&Word>| {
        and.is_some_and(|and| and.folded == "and" && and.joined)
            && name.is_some_and(|name| {
                name.could_be()
                    && lists::is_given(&name.folded)
                    && !name.is_word()
                    && !name.is_stop()
            })
    };
    let back = |by: usize| at.checked_sub(by).and_then(|before| words.get(before));
    other(words.get(at + 1), words.get(at + 2)) || other(back(1), back(2))
}

/// "in Chelsea": a name that is a place as well, after a word that leads to places.
fn after_place_word(words: &[Word], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    words.get(at).is_some_and(Word::is_stop)
        && before.is_some_and(|before| before.is(BEFORE_PLACES))
}

/// "Florence Nightingale ward", "St Mary's", "King George Hospital".
fn is_place(words: &[Word], at: usize, last: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    let saint = before.is_some_and(|before| {
        before.is("st saint king queen prince princess lake port mount")
            && before.shape != Shape::Small
    });
    let after = words.get(last + 1).filter(|next| next.joined);
    let named = after.is_some_and(|next| next.is(PLACES) && next.shape == Shape::Capital)
        || after.is_some_and(|next| next.is("ward road street hospital school primary academy unit house lane avenue centre clinic surgery") && !words.get(last).is_some_and(|word| word.possessive));
    let begins_with_title = words.get(at).is_some_and(|word| word.is(TITLES));
    let whole =
        !begins_with_title && words.get(last).is_some_and(|word| at < last && word.is(PLACES));
    saint || named || whole
}
