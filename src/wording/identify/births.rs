//! Dates of birth that no word such as born leads to: a date beside a person ("Mum 14/07/1991", "F, 3.9.79"),
//! or one of a list that begins with such a date.
//!
//! A date that stands beside a person may as well be the day of a visit. So without more it is one of birth only
//! where it lies years back.

use super::cues::{self, Role};
use super::figures::{Figures, Lead};
use super::ground::Ground;
use super::innocent::{is_date, is_year};
use super::numbers::{lowered, part};
use super::scan::{Gap, Token};
use super::{Found, innocent, lists, tongues};

/// The year in which these rules were last looked at, where nobody says which one it is.
pub(crate) const KNOWN_YEAR: u32 = 2026;

/// What is noted of a visit is no more years back than this.
const VISITS: u32 = 7;

/// What lies so many years back is hardly ever anything but a birth.
const LIFETIME: u32 = 30;

/// A date beside a person that nothing is said of is one of birth from so many years back on.
const RECENT: u32 = 3;

/// The next of a list begins fewer bytes than this after the end of the one before.
const NEXT: usize = 40;

/// Words for a person.
const PEOPLE: &str = "mum mam mom mother dad father mgm mgf pgm pgf gran granny nan nana grandad grandma grandpa \
    child children twin twins baby babies bro brother sis sister sibling siblings eldest oldest youngest middle boy girl son \
    daughter male female m f patient pt client resident subject yp lad cousin aunt uncle partner carer wife husband \
    half-brother half-sister half-sib stepson stepdaughter step-dad stepdad foetus infant toddler teen minor claimant applicant \
    respondent deceased mo fa kid kids girls boys sons daughters babies brothers sisters lads prisoner offender detainee defendant suspect woman man lady gentleman mama papa oma opa nonna tenant pupil student bf gf ex su spouse newborn neonate bub grandson granddaughter grandchild guest moeder vader kind mor far barn";

/// Words that say that something happened on a date, or ran from it.
const HAPPENED: &str = "dated last next review visit \
    order court letter report form policy version plan meeting hearing conference panel placed moved seen died \
    opened closed started ended left began joined married divorced arrived came went signed updated expired issued \
    granted made removed admitted discharged incident assault offence convicted sentenced record records file \
    until episode registered deregistered cp section notes entry minutes page log stamped valid exp expires due edd lmp \
    contact first previous baseline bloods scan op surgery x-ray mri mmr dbs jabs imms flu covid booster ofsted inspection inspected cert licence renewed renewal enrolled conviction caution cautioned arrest arrested injunction eviction evicted accident stroke transplant funeral wedding marriage separated smear test tests result results wrote emailed phoned rang spoke disclosed reported started buried retired qualified jab vaccine dose tested diagnosed";

/// Whether a word is a month, of English or of another language.
fn is_month_word(word: &[u8]) -> bool {
    innocent::is_month_word(word) || tongues::is_month(word)
}

/// Words that lead to the day of something else where they stand directly before it.
const LEADING: &str = "on since from until till by before after between";

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
        if let Some(found) = self.month_and_year(at, found) {
            return Some(found);
        }
        let Some((end, joined)) = month.map_or_else(|| self.date(at), |_| Some((at + 2, true)))
        else {
            return self.birthday(at, lead, found);
        };
        let at = month.unwrap_or(at);
        let range = self.run(at..end).range;
        let said = lead.kind == Some("date_of_birth") && !lead.elsewhere;
        if !(joined || said && lead.near && lead.numbered) {
            return None;
        }
        let year = year(part(self.note, range.clone()));
        let long_ago = year.is_some_and(|year| year + VISITS < self.year);
        let beside = || match self.person(at) {
            Beside::Born => true,
            Beside::Somebody => {
                long_ago
                    || year.is_some_and(|year| year + RECENT <= self.year)
                        && is_ended(part(self.note, range.end..self.note.len()))
            }
            // 08/23/2011: the month first, as nobody writes it here but a form of elsewhere.
            Beside::Nobody if long_ago && is_american(part(self.note, range.clone())) => {
                !lead.elsewhere && !self.is_led(at)
            }
            Beside::Nobody if year.is_some_and(|year| year + LIFETIME < self.year) => {
                !lead.elsewhere && !self.is_past(at)
            }
            Beside::Nobody => long_ago && (self.is_person_after(at, end) || self.is_bare(at, lead)),
        };
        (said || self.is_listed(range.start, found) || beside())
            .then_some((Found { kind: "date_of_birth", range }, end))
    }

    /// Whether the last word says that something happened on a date, or says nothing but when.
    fn is_led(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|word| {
            let text = self.text(word);
            cues::has(LEADING, text)
                || cues::has(HAPPENED, text) && !cues::has("form file record records", text)
        })
    }

    /// Whether one of the last words says that something happened on a date.
    fn is_past(&self, at: usize) -> bool {
        let back = self.tokens.get(at.saturating_sub(4)..at).unwrap_or_default();
        let near = back.last().is_some_and(|word| cues::has(LEADING, self.text(word)));
        near || back.iter().any(|word| {
            cues::has(HAPPENED, self.text(word))
                || cues::has("version ver v release", self.text(word))
        })
    }

    /// Whether a date is the next of a list of people that begins with a date of birth.
    fn is_listed(&self, start: usize, found: &Ground) -> bool {
        found.before(start.saturating_sub(1), NEXT).any(|one| {
            one.kind == "date_of_birth" && is_list_of_people(part(self.note, one.range.end..start))
        })
    }

    /// A day without its year, in a list of birthdays: "bdays: Kai 12 June, Mo 30 Sept".
    fn birthday(&self, at: usize, lead: Lead, found: &Ground) -> Option<(Found, usize)> {
        let token = self.tokens.get(at)?;
        let text = self.text(token);
        let next = self.tokens.get(at + 1).filter(|next| next.gap == Gap::Blank);
        let word = next.is_some_and(|next| next.is_word() && is_month_word(self.text(next)));
        let month = at.checked_sub(1).filter(|month| {
            let before = self.tokens.get(*month).map(|month| self.text(month)).unwrap_or_default();
            token.gap == Gap::Blank
                && is_month_word(before)
                && before.first().is_some_and(u8::is_ascii_uppercase)
        });
        let day = (1..3).contains(&token.digits) && (token.is_plain() || is_ordinal(text));
        let struck = matches!(text.split(|b| *b == b'/').collect::<Vec<_>>().as_slice(),
            [day, month] if is_of(day, 31) && is_of(month, 12));
        let (start, end) = match (day && word, day.then_some(month).flatten(), struck) {
            (true, ..) => (at, at + 2),
            (_, Some(month), _) => (month, at + 1),
            (.., true) => (at, at + 1),
            _ => return None,
        };
        let range = self.run(start..end).range;
        let before = start.checked_sub(1).and_then(|at| self.tokens.get(at));
        let happened = before.is_some_and(|word| {
            cues::has(HAPPENED, self.text(word))
                || cues::has(LEADING, self.text(word)) && !cues::has("on", self.text(word))
        });
        let said = lead.kind == Some("date_of_birth") && !lead.elsewhere && !happened;
        let party =
            || !struck && !happened && self.person(start) > Beside::Nobody && self.is_party(start);
        (said && !struck || self.is_listed(range.start, found) || party())
            .then_some((Found { kind: "date_of_birth", range }, end))
    }

    /// "dad July 1979", "gives May '86": a month of years back beside a person.
    fn month_and_year(&self, at: usize, found: &Ground) -> Option<(Found, usize)> {
        let token = self.tokens.get(at).filter(|token| token.is_plain())?;
        let month = self.tokens.get(at.checked_sub(1)?)?;
        let text = self.text(token);
        let short = text.len() == 2 && self.note.get(token.range.start - 1) == Some(&b'\'');
        let day = at.checked_sub(2).and_then(|at| self.tokens.get(at));
        let dayless = day
            .is_none_or(|day| day.digits == 0 || day.gap != Gap::Blank && month.gap != Gap::Blank);
        let formed = (is_year(text) || short)
            && dayless
            && token.gap != Gap::Stop
            && is_month_word(self.text(month))
            && self.text(month).first().is_some_and(u8::is_ascii_uppercase);
        let range = month.range.start..token.range.end;
        let past = year(text).is_some_and(|year| year + VISITS < self.year);
        let whose = || self.is_listed(range.start, found) || self.person(at - 1) > Beside::Nobody;
        (formed && past && found.is_free(&range) && whose())
            .then(|| (Found { kind: "date_of_birth", range: range.clone() }, at + 1))
    }

    /// Whether a birthday is spoken of in the same sentence.
    fn is_party(&self, at: usize) -> bool {
        let word = |token: &Token| {
            cues::has(
                "bday bdays birthday birthdays b'day b'days cake cakes candles",
                self.text(token),
            )
        };
        let back = self.tokens.get(at.saturating_sub(12)..at).unwrap_or_default();
        let after = self.tokens.get(at..(at + 14).min(self.tokens.len())).unwrap_or_default();
        back.iter().rev().take_while(|token| token.gap != Gap::Stop).any(word)
            || after.iter().skip(1).take_while(|token| token.gap != Gap::Stop).any(word)
    }

    /// Where the date with its year that begins at `at` ends, and whether marks or a month tell it from
    /// a number.
    fn date(&self, at: usize) -> Option<(usize, bool)> {
        let token = self.tokens.get(at)?;
        let text = self.text(token);
        if token.letters == 0 && is_date(text) {
            return Some((at + 1, token.digits < token.range.len()));
        }
        // 11Sep2020.
        if is_joined_date(text) {
            return Some((at + 1, true));
        }
        // "14 Jan 2021", "17th of March 2012".
        if !(1..3).contains(&token.digits) || !(token.is_plain() || is_ordinal(text)) {
            return None;
        }
        let word = |at: usize| self.tokens.get(at).filter(|next| next.gap != Gap::Stop);
        let of = word(at + 1).is_some_and(|next| cues::has("of de", self.text(next)));
        let month = at + 1 + usize::from(of);
        let is_month =
            word(month).is_some_and(|next| next.is_word() && is_month_word(self.text(next)));
        // "4 Jul 99": of a year in the last century two figures will do.
        let years = word(month + 1).is_some_and(|next| {
            let last = self.text(next);
            let ended = || is_ended(part(self.note, next.range.end..self.note.len()));
            next.is_plain()
                && (is_year(last)
                    || last.len() == 2
                        && (last > b"39".as_slice() || ended() || self.is_somebody(month + 2)))
        });
        (is_month && years).then_some((month + 2, true))
    }

    /// Whether a word for a person, or a capital, stands here: "9 Oct 13 baby".
    fn is_somebody(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|next| {
            let text = self.text(next);
            next.is_word()
                && (cues::has(PEOPLE, text) || text.first().is_some_and(u8::is_ascii_uppercase))
        })
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
        let mut clause = true;
        while let Some(token) = place.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            let ends = self.tokens.get(place).is_some_and(|later| later.gap == Gap::Stop);
            if ends || words > 6 {
                break;
            }
            clause &=
                place == at || self.tokens.get(place).is_some_and(|later| later.gap == Gap::Blank);
            if cues::has(HAPPENED, self.text(token))
                || words == 0 && cues::has(LEADING, self.text(token))
                || words < 2
                    && clause
                    && self.text(token).ends_with(b"ed")
                    && token.range.len() > 4
                    && !cues::has(
                        "named called queried claimed disputed quoted supposed stated confirmed aged",
                        self.text(token),
                    )
            {
                return false;
            }
            words += 1;
            place -= 1;
        }
        let other = lead.near && lead.kind.is_some_and(|kind| kind != "phone" && kind != "vehicle");
        words > 0 && !lead.elsewhere && !lead.harmless && !other
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
        // "twin girls 11Sep2020".
        if token.is_word()
            && cues::has(PEOPLE, text)
            && before.is_some_and(|before| cues::has("twin triplet newborn", self.text(before)))
        {
            return Beside::Born;
        }
        let word = lowered(text);
        let capital = text.first().is_some_and(u8::is_ascii_uppercase);
        let sex = ["m", "f"].contains(&word.as_str());
        if token.is_word() && cues::has(PEOPLE, text) && (!sex || capital) {
            return if bracket
                || sex
                || ["newborn", "neonate"].contains(&word.as_str())
                || word.starts_with("twin")
            {
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
        let happened = |word: &Token| cues::has(HAPPENED, self.text(word));
        let whose = self.tokens.get(end..(end + 5).min(self.tokens.len())).unwrap_or_default();
        // "23/09/1931 on her bus pass".
        let theirs = begins
            && whose
                .iter()
                .take_while(|word| word.gap != Gap::Stop)
                .any(|word| cues::has("her his their", self.text(word)))
            && !whose.iter().any(happened);
        // "04/08/2010 (15)", "6/10/14 should read 10/6/14".
        let closed =
            self.note.get(next.range.end) == Some(&b')') && next.is_plain() && next.digits < 3;
        let wrong = cues::has("should shd shld", text);
        theirs
            || wrong
            || begins && closed
            || begins
                && (class || next.is_age(text) || cues::has("aged age m f male female yr", text))
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

/// 11Sep2020, 3jan12, 21-Jun-2011: the month between the figures.
fn is_joined_date(text: &[u8]) -> bool {
    let text: Vec<u8> = text.iter().copied().filter(|b| !b"-./".contains(b)).collect();
    let day = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = text.get(day..).unwrap_or_default();
    let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (month, year) = rest.split_at_checked(letters).unwrap_or_default();
    let plain = matches!(year.len(), 2 | 4) && year.iter().all(u8::is_ascii_digit);
    plain && is_of(text.get(..day).unwrap_or_default(), 31) && is_month_word(month)
}

/// 3rd, 21st, 1er.
fn is_ordinal(text: &[u8]) -> bool {
    [&b"st"[..], b"nd", b"rd", b"th", b"er"].iter().any(|end| text.ends_with(end))
}

/// Whether the second of the figures of a date can be no month.
fn is_american(date: &[u8]) -> bool {
    let groups: Vec<&[u8]> = date.split(|b| b"/-.".contains(b)).collect();
    matches!(groups.as_slice(), [month, day, year]
        if year.len() == 4 && is_of(month, 12) && is_of(day, 31) && !is_of(day, 12))
}

/// Whether figures are a number from one to `most`.
fn is_of(figures: &[u8], most: u32) -> bool {
    let value = std::str::from_utf8(figures).ok().and_then(|text| text.parse::<u32>().ok());
    figures.len() < 3 && value.is_some_and(|value| (1..=most).contains(&value))
}

/// Whether a clause ends here: nothing, or a mark, stands behind a date.
fn is_ended(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    rest.first().is_none_or(|b| b",;/&)+\n".contains(b))
        || rest.starts_with(b"and ")
        || rest.starts_with(b"- ")
        || rest == b"."
}

/// Whether nothing but people and the words of a list stand between two dates: ", child 2 ".
fn is_list_of_people(between: &[u8]) -> bool {
    let words = between.split(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    between.len() < NEXT
        && !between.iter().any(|b| b".!?".contains(b))
        && words.clone().count() < 6
        && words.clone().all(|word| {
            cues::role(word) == Some(Role::Filler)
                || cues::has("should read be say not instead or vs has gives have school clinic gp pnc app passport card cert form file system hospital", word)
                || word.len() == 1
                || cues::has(PEOPLE, word)
                || cues::has("b born dob one", word)
                || word.first().is_some_and(u8::is_ascii_uppercase)
                    && !is_month_word(word)
                    && !cues::has(HAPPENED, word)
                    && (lists::is_given(&lowered(word)) || !lists::is_word(&lowered(word)))
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
