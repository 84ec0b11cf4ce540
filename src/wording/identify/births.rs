//! Dates of birth that no word such as born leads to: a date beside a person ("Mum 14/07/1991", "F, 3.9.79"),
//! or one of a list that begins with such a date.
//!
//! A date that stands beside a person may as well be the day of a visit. So without more it is one of birth only
//! where it lies years back.

use super::cues::{self, Role};
use super::figures::{Figures, Lead};
use super::ground::Ground;
use super::innocent::{is_date, is_month_word, is_year};
use super::numbers::{lowered, part};
use super::scan::{Gap, Token};
use super::{Found, lists};

/// What is noted of a visit lies in this year or later.
const VISITED: u32 = 2019;

/// The next of a list begins fewer bytes than this after the end of the one before.
const NEXT: usize = 40;

/// Words for a person.
const PEOPLE: &str = "mum mam mom mother dad father mgm mgf pgm pgf gran granny nan nana grandad grandma grandpa \
    child children twin twins baby babies bro brother sis sister sibling siblings eldest oldest youngest middle boy girl son \
    daughter male female m f patient pt client resident subject yp lad cousin aunt uncle partner carer wife husband \
    half-brother half-sister half-sib stepson stepdaughter step-dad stepdad foetus infant toddler teen minor claimant applicant \
    respondent deceased mo fa kid kids tenant pupil student bf gf ex su spouse newborn grandson granddaughter grandchild guest moeder vader kind mor far barn";

/// Words that say that something happened on a date, or ran from it.
const HAPPENED: &str = "on since from until till by before after of in to dated between last next at review visit \
    order court letter report form policy version plan meeting hearing conference panel placed moved seen died \
    opened closed started ended left began joined married divorced arrived came went signed updated expired issued \
    granted made removed admitted discharged incident assault offence convicted sentenced record records file \
    until episode registered deregistered cp section notes entry minutes page log stamped valid exp expires due edd lmp \
    contact first previous baseline bloods scan op surgery x-ray mri jab vaccine dose tested diagnosed";

/// How sure it is that a person stands before a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
enum Beside {
    Nobody,
    Somebody,
    /// As only a birth is written: "76F, 11/02/1949", "Kayden (04/11/2021)".
    Born,
}

impl Figures<'_> {
    /// A date of birth that begins at the token at `at`.
    pub(super) fn birth(&self, at: usize, lead: Lead, found: &Ground) -> Option<(Found, usize)> {
        // "Dec 5 2016": the month stands first.
        let month = at.checked_sub(1).filter(|month| self.is_month_first(*month, at));
        let (end, joined) = month.map_or_else(|| self.date(at), |_| Some((at + 2, true)))?;
        let at = month.unwrap_or(at);
        let range = self.run(at..end).range;
        let said = lead.kind == Some("date_of_birth") && !lead.elsewhere;
        if !(joined || said && lead.near && lead.numbered) {
            return None;
        }
        let listed = || {
            found.before(range.start.saturating_sub(1), NEXT).any(|one| {
                one.kind == "date_of_birth"
                    && is_list_of_people(part(self.note, one.range.end..range.start))
            })
        };
        let long_ago = year(part(self.note, range.clone())).is_some_and(|year| year < VISITED);
        let beside = || match self.person(at) {
            Beside::Born => true,
            Beside::Somebody => long_ago,
            Beside::Nobody => long_ago && (self.is_person_after(at, end) || self.is_bare(at, lead)),
        };
        (said || listed() || beside()).then_some((Found { kind: "date_of_birth", range }, end))
    }

    /// Where the date with its year that begins at `at` ends, and whether marks or a month tell it from
    /// a number.
    fn date(&self, at: usize) -> Option<(usize, bool)> {
        let token = self.tokens.get(at)?;
        let text = self.text(token);
        if token.letters == 0 && is_date(text) {
            return Some((at + 1, token.digits < token.range.len()));
        }
        // "14 Jan 2021", "17th of March 2012".
        let ordinal = [&b"st"[..], b"nd", b"rd", b"th"].iter().any(|end| text.ends_with(end));
        if !(1..3).contains(&token.digits) || !(token.is_plain() || ordinal) {
            return None;
        }
        let word = |at: usize| self.tokens.get(at).filter(|next| next.gap != Gap::Stop);
        let month = at + 1 + usize::from(word(at + 1).is_some_and(|next| self.text(next) == b"of"));
        let is_month =
            word(month).is_some_and(|next| next.is_word() && is_month_word(self.text(next)));
        // "4 Jul 99": of a year in the last century two figures will do.
        let years = word(month + 1).is_some_and(|next| {
            let last = self.text(next);
            next.is_plain() && (is_year(last) || last.len() == 2 && last > b"39".as_slice())
        });
        (is_month && years).then_some((month + 2, true))
    }

    fn is_month_first(&self, month: usize, day: usize) -> bool {
        let text =
            |at: usize| self.tokens.get(at).map(|token| self.text(token)).unwrap_or_default();
        let plain = |at: usize| self.tokens.get(at).is_some_and(Token::is_plain);
        let capital = text(month).first().is_some_and(u8::is_ascii_uppercase);
        capital
            && is_month_word(text(month))
            && plain(day)
            && text(day).len() < 3
            && plain(day + 1)
            && is_year(text(day + 1))
            && self.tokens.get(day).is_some_and(|day| day.gap == Gap::Blank)
            && self.tokens.get(day + 1).is_some_and(|year| year.gap != Gap::Stop)
    }

    /// A date of years back of which nothing says what happened then: "he's 24/04/2010".
    fn is_bare(&self, at: usize, lead: Lead) -> bool {
        let mut words = 0;
        let mut place = at;
        while let Some(token) = place.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            let ends = self.tokens.get(place).is_some_and(|later| later.gap == Gap::Stop);
            if ends || words > 6 {
                break;
            }
            if cues::has(HAPPENED, self.text(token))
                || words > 0 && self.text(token).ends_with(b"ed") && token.range.len() > 4
            {
                return false;
            }
            words += 1;
            place -= 1;
        }
        words > 0 && !lead.elsewhere && !lead.harmless && lead.kind.is_none()
    }

    /// Who stands directly before a date.
    fn person(&self, at: usize) -> Beside {
        let Some(token) = self.tokens.get(at).filter(|token| token.gap != Gap::Stop) else {
            return Beside::Nobody;
        };
        let bracket =
            token.range.start.checked_sub(1).and_then(|at| self.note.get(at)) == Some(&b'(');
        let mut place = at;
        while let Some(before) = place.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            let text = self.text(before);
            let whom = cues::has("him her them", text);
            let says = cues::has("says said shows showed reads gives gave has had put", text);
            if before.is_word()
                && (whom || says || cues::has("is as at down on dated", text))
                && at - place < 5
            {
                // "has her down as 4/5/13", "put him at 01/07/2007".
                if text == b"down" || whom {
                    return Beside::Somebody;
                }
                if text == b"on" || text == b"dated" {
                    return Beside::Nobody;
                }
                place -= 1;
                continue;
            }
            return self.who(place - 1, bracket);
        }
        Beside::Nobody
    }

    fn who(&self, at: usize, bracket: bool) -> Beside {
        let Some(token) = self.tokens.get(at) else { return Beside::Nobody };
        let text = self.text(token);
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        // 76F, 14yo, 9y.
        let aged = token.is_age(text);
        // "child 2 9/6/21", "twin 1 14/02/24".
        let counted = token.is_plain() && token.digits == 1 && token.gap == Gap::Blank;
        if aged {
            return Beside::Born;
        }
        if counted {
            return before.map_or(Beside::Nobody, |before| match self.text(before) {
                word if cues::has("twin triplet", word) => Beside::Born,
                word if cues::has("child sibling sib baby boy girl", word) => Beside::Somebody,
                _ => Beside::Nobody,
            });
        }
        let says = self.tokens.get(at + 1).map(|next| self.text(next));
        let paper = cues::has(
            "card passport letter certificate cert id licence book visa system records",
            text,
        );
        if paper
            && says.is_some_and(|says| {
                cues::has("says said shows showed reads gives gave has had", says)
            })
        {
            return Beside::Somebody;
        }
        let word = lowered(text);
        let capital = text.first().is_some_and(u8::is_ascii_uppercase);
        let sex = ["m", "f"].contains(&word.as_str());
        if token.is_word() && cues::has(PEOPLE, text) && (!sex || capital) {
            return if bracket || sex || word.starts_with("twin") {
                Beside::Born
            } else {
                Beside::Somebody
            };
        }
        let named = |word: &str| lists::is_given(word) && !is_month_word(word.as_bytes());
        let surname = capital
            && token.gap == Gap::Blank
            && before.is_some_and(|before| {
                let text = self.text(before);
                text.first().is_some_and(u8::is_ascii_uppercase) && named(&lowered(text))
            });
        match () {
            () if !token.is_word() || !(capital && named(&word) || surname) => Beside::Nobody,
            () if bracket => Beside::Born,
            () => Beside::Somebody,
        }
    }

    /// "22/08/2011 - y7", "14.3.2012 (F)", "3/4/2011, aged 13": whose date it is stands behind it.
    fn is_person_after(&self, at: usize, end: usize) -> bool {
        let begins = self.tokens.get(at).is_some_and(|token| at == 0 || token.gap == Gap::Stop);
        let Some(next) = self.tokens.get(end).filter(|next| next.gap != Gap::Stop) else {
            return false;
        };
        let text = self.text(next);
        let class = matches!(text, [b'y' | b'Y', rest @ ..] if rest.iter().all(u8::is_ascii_digit));
        begins && (class || next.is_age(text) || cues::has("aged age m f male female yr", text))
    }
}

impl Token {
    /// 76F, 14yo, 9yrs: an age, with the sex or without.
    fn is_age(&self, text: &[u8]) -> bool {
        let figures = text.iter().take_while(|b| b.is_ascii_digit()).count();
        let rest = text.get(figures..).unwrap_or_default();
        (1..3).contains(&figures)
            && figures == self.digits
            && cues::has("f m yo y/o yof yom yrs", rest)
    }
}

/// The year of a date, with two figures or four.
fn year(text: &[u8]) -> Option<u32> {
    let groups: Vec<&[u8]> =
        text.split(|b| !b.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let four = groups.iter().find(|group| group.len() == 4);
    let figures = four.or_else(|| groups.last())?;
    let value: u32 = std::str::from_utf8(figures).ok()?.parse().ok()?;
    Some(match figures.len() {
        4 => value,
        _ if value > 39 => 1900 + value,
        _ => 2000 + value,
    })
}

/// Whether nothing but people and the words of a list stand between two dates: ", child 2 ".
fn is_list_of_people(between: &[u8]) -> bool {
    let words = between.split(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    between.len() < NEXT
        && !between.iter().any(|b| b".;!?".contains(b))
        && words.clone().count() < 6
        && words.clone().all(|word| {
            cues::role(word) == Some(Role::Filler)
                || word.len() == 1
                || cues::has(PEOPLE, word)
                || cues::has("b born dob one", word)
                || word.first().is_some_and(u8::is_ascii_uppercase)
                    && lists::is_given(&lowered(word))
        })
}

#[cfg(test)]
mod tests {
    use super::super::numbers::read;

    fn found(note: &str) -> Vec<&str> {
        let mut all = read(note.as_bytes()).into_found();
        all.sort_by_key(|one| one.range.start);
        all.into_iter().map(|one| note.get(one.range).unwrap()).collect()
    }

    #[test]
    fn a_date_beside_a_person_is_one_of_birth_where_it_lies_years_back() {
        for (note, dates) in [
            ("Mum 14/07/1991, dad 2.3.88, and both in", vec!["14/07/1991", "2.3.88"]),
            ("Kayden (04/11/2021) and Mia (12.2.19) seen", vec!["04/11/2021", "12.2.19"]),
            ("76F, 11/02/1949, on the floor", vec!["11/02/1949"]),
            ("eldest is 6 June 2010, youngest 14 Jan 2021", vec!["6 June 2010", "14 Jan 2021"]),
            ("they have him down as 4/5/13", vec!["4/5/13"]),
            ("22/08/2011 - y7, new to us", vec!["22/08/2011"]),
            ("twin 1 14/02/24 03:12", vec!["14/02/24"]),
        ] {
            assert_eq!(found(note), dates, "{note}");
        }
        for note in [
            "Mum 14/07/2024 said she was tired",
            "Mum seen 14/07/2014, dad on 15/07/2014",
            "LAC review 12/05/2014 at ten",
            "Placed 12/05/2013, moved 14/06/2015",
            "The boy was moved on 3 June 2014",
        ] {
            assert_eq!(found(note), Vec::<&str>::new(), "{note}");
        }
    }
}
