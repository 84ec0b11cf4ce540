//! Names: by a title, by lists of given names and surnames, and by what stands around a capital.
//!
//! English writes names like the first word of any sentence, and many names are words (Mark, Hope,
//! Will). So a word that is both counts as a name only where something else says so: a surname
//! after it, what a person does after it, a place in the middle of a sentence.

use std::ops::Range;

use super::super::text::Plain;
use super::words::{Shape, Word, words};
use super::{Found, lists};

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

/// Every capitalised word that no list of ordinary words knows, every given name in small letters and
/// every number that may be more than a count, as bytes of the note: stricter than what is marked while one
/// writes, for a text that is to leave the study.
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
        // "spoke to leanne": a name in small letters as well.
        let small = word.shape == Shape::Small && given && word.folded.len() > 3 && !word.is_word();
        small && !word.is_stop() || word.shape != Shape::Small && word.folded.len() > 1 && !known
    };
    let mut found: Vec<Range<usize>> =
        words(note, &plain).iter().filter(strange).map(|word| bytes(&word.range)).collect();
    found.extend(super::telling::numbers(note));
    found.sort_unstable_by_key(|range| (range.start, range.end));
    found
}

const TITLES: &str = "mr mrs ms miss mx dr prof professor rev reverend cllr councillor dame sir";

/// Titles that say what someone does: they stay, and the name goes.
const POSTS: &str = "pc wpc dc ds di sgt sergeant inspector constable officer nurse sister matron \
    auntie aunty aunt uncle nan nana nanny gran granny grandma grandad grandpa father judge justice \
    baby paramedic pcso cso ps";

/// Posts after which a surname stands in small letters as well.
const POSTS_SMALL: &str =
    "pc wpc sgt sw pcso nurse sister midwife matron constable carer teacher worker";

/// Words after which a person is named.
const BEFORE_PEOPLE: &str = "asked told phoned rang texted emailed called with met saw visited helped \
    thanked and for to from by spoke said contacted updated advised briefed supervised";

/// The same, without those that lead to places and things as well.
const BEFORE_PEOPLE_ONLY: &str = "asked told phoned rang texted emailed with met thanked called named \
    colleague worker carer neighbour mother mum dad father son daughter brother sister baby child boy \
    girl teacher pupil student friend partner husband wife nan grandmother grandfather cousin twin \
    manager nurse officer driver midwife aunt auntie uncle escort advocate starter trainee lad paramedic \
    him her them";

/// What a person does, as notes say it: after a name that is a word too.
const DOINGS: &str = "said says rang asked asks told agreed came phoned called texted emailed offered \
    wanted wants arrived stayed sat waited took brought went left opened showed explained noticed let \
    held kept made gave needed needs lives lived thinks thought felt knows knew likes liked cried \
    smiled laughed refused accepted helped signed wrote answered told who whose got had has saw found \
    read spoke looked ran stood played drew slept ate moved turned trusts rings shadowed minds brings \
    keeps reads writes signs drives works fixed joined met covered drove walked carried collects knew \
    taught learnt translated interpreted weighed collected prefers wakes sleeps speaks remembered";

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
        .or_else(|| initialled(words, at))
        .or_else(|| given(words, at))
        .or_else(|| loud(words, at))
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
    // "mr hargreaves": no ordinary word follows a title, but for one that is short.
    let small = next.shape == Shape::Small
        && !next.is_word()
        && (lists::is_surname(&next.folded) || next.folded.len() > 4);
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

/// J. Ashworth, T Okonkwo, B.K. Sandhu: initials with a surname.
fn initialled(words: &[Word], at: usize) -> Option<(usize, usize)> {
    words.get(at).filter(|word| word.is_initial())?;
    let mut last = at + 1;
    while last < at + 3 && words.get(last).is_some_and(|word| word.is_initial() && word.joined) {
        last += 1;
    }
    let name = words.get(last).filter(|name| name.joined && name.could_be() && !name.is_stop())?;
    let dotted = words.get(at + 1).is_some_and(|next| next.dotted);
    // "A Nowak" could as well be a thing of that make, and "I" is who writes.
    let letter = words.get(at).is_some_and(|word| dotted || !word.is("a i"));
    let surname = lists::is_surname(&name.folded) || !name.is_word();
    (letter && surname && !name.is_town()).then(|| (at, extend(words, last)))
}

/// JAYDEN, MOHAMED ALI: as a tired hand types it, or a note all in capitals.
fn loud(words: &[Word], at: usize) -> Option<(usize, usize)> {
    words.get(at).filter(|word| word.is_loud_name() && !word.is_town())?;
    let surname = words.get(at + 1).is_some_and(|next| {
        next.joined
            && next.shape == Shape::Capitals
            && (lists::is_surname(&next.folded) || lists::is_given(&next.folded))
            && !next.is_word()
            && !next.is_stop()
    });
    Some((at, at + usize::from(surname)))
}

/// A listed given name, with the surname after it.
fn given(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).filter(|word| word.could_be() && lists::is_given(&word.folded))?;
    let last = extend(words, at);
    let ambiguous = word.is_word() || word.is(MONTHS) || word.is_stop() || word.is_town();
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
    let before = if word.is_town() { BEFORE_PEOPLE_ONLY } else { BEFORE_PEOPLE };
    let named = !word.first && is_named(words, at, before);
    (!plain && (named || has_kin(words, at))).then(|| (at, extend(words, at)))
}

/// A capital that no list knows, where a person would be named.
fn unknown(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).filter(|word| word.could_be() && word.folded.len() > 2)?;
    if word.is_stop() || word.is_word() || word.is_town() {
        return None;
    }
    let before = at.checked_sub(1).and_then(|before| words.get(before));
    let the = before.is_some_and(|before| before.is("the a an this that each every"));
    // "The Przybylski family".
    let family = the && words.get(at + 1).is_some_and(|next| next.joined && next.is(FAMILIES));
    // "New starter Yusra shadowed me": not the machine that is called so.
    let acts = !the && does(words, at);
    let named = family || acts || !word.first && is_named(words, at, BEFORE_PEOPLE_ONLY);
    let surnamed = words.get(at + 1).is_some_and(|next| {
        next.joined && next.could_be() && lists::is_surname(&next.folded) && !next.is_stop()
    });
    (named || surnamed || has_kin(words, at)).then(|| (at, extend(words, at)))
}

/// A given name in small letters, as a tired person types it, where a person would be named.
fn small(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let word = words.get(at).filter(|word| word.shape == Shape::Small && word.folded.len() > 3)?;
    // What stands around it is looked at first: that is quicker than the lists.
    let named = word.folded.len() > 4
        && (is_named(words, at, BEFORE_PEOPLE_ONLY) || is_spoken_to(words, at));
    let whose = word.possessive && has_kin(words, at);
    let posted = is_named(words, at, POSTS_SMALL);
    if !named && !whose && !posted {
        return None;
    }
    let police = is_named(words, at, "pc wpc sgt pcso");
    let given = lists::is_given(&word.folded) && (posted || !word.is_town());
    let is_name = (given || police || posted && lists::is_surname(&word.folded))
        && !word.is_word()
        && !word.is_stop();
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

/// "spoke to leanne", "passed it to imran".
fn is_spoken_to(words: &[Word], at: usize) -> bool {
    is_named(words, at, "to")
        && (2..=3).any(|back| {
            let verb = at.checked_sub(back).and_then(|before| words.get(before));
            verb.is_some_and(|verb| {
                verb.is("spoke speak spoken talked talk said passed handed gave")
            })
        })
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
