//! Numbers and codes of no form that is listed.
//!
//! What mixes letters and figures, or has many figures, is kept somewhere under somebody, unless it reads
//! as something that nobody is known by ([`innocent`]). A word beside it ([`cues`]) says of what kind it is
//! and lets fewer figures do; of a list the later ones are of the kind of the first.

use std::ops::Range;

use super::cues::{self, Role};
use super::enough::{enough_alone, enough_apart, is_round};
use super::ground::Ground;
use super::health::is_of_health;
use super::numbers::part;
use super::scan::{Gap, Token, tokens};
use super::{Found, innocent};

/// How far back a word is looked for that says what a number is, in words.
const REACH: usize = 8;

/// The next of a list begins fewer bytes than this after the end of the one before.
const NEXT: usize = 48;

/// Adds to `found` what stands in the note besides.
pub(super) fn read(note: &[u8], year: u32, found: &mut Ground) {
    let reader = Figures { note, year, tokens: tokens(note) };
    reader.settle(found);
    let mut harmless: Option<Range<usize>> = None;
    let mut at = 0;
    while let Some(token) = reader.tokens.get(at) {
        if token.digits == 0 || !found.is_free(&token.range) {
            at += 1;
            continue;
        }
        // "meter read 045512 then 045719": of what is harmless the later ones are too.
        if harmless.as_ref().is_some_and(|one| reader.is_another(one, &token.range)) {
            harmless = Some(token.range.clone());
            at += 1;
            continue;
        }
        let lead = reader.lead(at);
        if lead.harmless && token.digits > 2 {
            harmless = Some(token.range.clone());
        }
        let (one, next) = reader
            .desk(at, found)
            .or_else(|| reader.plate(at))
            .or_else(|| reader.online(at, lead))
            .or_else(|| reader.birth(at, lead, found))
            .or_else(|| reader.post(at, lead, found))
            .filter(|(one, _)| found.is_free(&one.range))
            .map_or_else(|| reader.judge(at, lead, found), |(one, next)| (Some(one), next));
        if let Some(one) = one {
            found.add(one);
        }
        at = next;
    }
}

pub(super) struct Figures<'a> {
    pub(super) note: &'a [u8],
    /// The year in which the note is read.
    pub(super) year: u32,
    pub(super) tokens: Vec<Token>,
}

/// One number, in one token or in several.
#[derive(Debug)]
pub(super) struct Run {
    /// The first of its tokens, and the one after its last.
    pub(super) tokens: Range<usize>,
    pub(super) range: Range<usize>,
    pub(super) digits: usize,
    pub(super) letters: usize,
}

/// What the words before a number say of it.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Lead {
    pub(super) kind: Option<&'static str>,
    /// Whether that word stands directly before the number, but for fillers.
    pub(super) near: bool,
    /// Whether a word such as number, or a sign for it, stands between.
    pub(super) numbered: bool,
    pub(super) harmless: bool,
    pub(super) clock: bool,
    /// The word is one for a plate, not one for a vehicle.
    pub(super) plate: bool,
    /// A word such as called stands further away.
    pub(super) called: bool,
    /// The word is a rank of the police.
    pub(super) officer: bool,
    /// A word between says that a date is one of something else.
    pub(super) elsewhere: bool,
    /// A word such as number stands directly before, after a word that nothing is known of.
    pub(super) direct: bool,
    /// What follows is said to be the end of a number.
    pub(super) ending: bool,
    /// The numbers behind that word are short.
    pub(super) short: bool,
    /// The harmless word is one of an amount, which has no letters in it.
    pub(super) amount: bool,
    /// The harmless word is one for a thing, whose own numbers have letters.
    pub(super) thing: bool,
    /// That word is one for the police or a court, where times stand as often as numbers.
    pub(super) timed: bool,
}

impl Figures<'_> {
    /// "CHI 0104124417 and 0104124425": the second is no telephone number, though it begins like one.
    fn settle(&self, found: &mut Ground) {
        let after_health = |one: &Found| {
            one.kind == "phone"
                && found.before(one.range.start, NEXT).any(|first| {
                    first.kind == "nhs_number" && self.is_another(&first.range, &one.range)
                })
        };
        let second: Vec<Range<usize>> = found
            .all()
            .iter()
            .filter(|one| after_health(one))
            .map(|one| one.range.clone())
            .collect();
        let mut second = second.iter().peekable();
        found.each(|one| {
            if second.next_if(|range| **range == one.range).is_some() {
                one.kind = "nhs_number";
            }
        });
    }

    pub(super) fn text(&self, token: &Token) -> &[u8] {
        part(self.note, token.range.clone())
    }

    /// What the token at `at` is part of, and where to go on.
    fn judge(&self, at: usize, lead: Lead, found: &Ground) -> (Option<Found>, usize) {
        let longest = self.run_from(at, found);
        for end in (at + 1..=longest).rev() {
            let run = self.run(at..end);
            if let Some(kind) = self.kind(&run, lead, found) {
                return (Some(Found { kind, range: run.range }), end);
            }
        }
        (None, at + 1)
    }

    pub(super) fn run(&self, tokens: Range<usize>) -> Run {
        let all = self.tokens.get(tokens.clone()).unwrap_or_default();
        let start = all.first().map_or(0, |first| first.range.start);
        let end = all.last().map_or(start, |last| last.range.end);
        Run {
            tokens,
            range: start..end,
            digits: all.iter().map(|token| token.digits).sum(),
            letters: all.iter().map(|token| token.letters).sum(),
        }
    }

    /// The end of the longest number that could begin at `at`: groups of figures with one blank between.
    fn run_from(&self, at: usize, found: &Ground) -> usize {
        let mut end = at + 1;
        // A date or a time is no part of a longer number.
        let dated = |token: &Token| {
            token.digits < token.range.len() && innocent::by_form(token, self.text(token))
        };
        if self.tokens.get(at).is_some_and(dated) {
            return end;
        }
        while let Some(token) = self.tokens.get(end).filter(|_| end - at < 7) {
            let short = token.letters == 1
                && token.digits < 5
                && self.text(token).iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
            let fits = token.gap == Gap::Blank
                && (token.is_plain() || short)
                && token.sign.is_none()
                && found.is_free(&token.range)
                && !(token.digits > 0 && self.run(at..end + 1).digits < 8 && self.measured(end));
            if !fits {
                break;
            }
            end += 1;
        }
        end
    }

    /// Whether the word after the token at `at` says that it measures or counts something.
    pub(super) fn measured(&self, at: usize) -> bool {
        let percent = self
            .tokens
            .get(at)
            .map(|token| {
                part(self.note, token.range.end..(token.range.end + 2).min(self.note.len()))
            })
            .is_some_and(|after| after.starts_with(b"%") || after == b" %");
        percent
            || self.tokens.get(at + 1).is_some_and(|next| {
                next.gap == Gap::Blank
                    && (cues::is_counted(self.text(next))
                        || innocent::is_month_word(self.text(next)))
            })
    }

    /// What stands before the token at `at`, back to the beginning of its sentence.
    pub(super) fn lead(&self, at: usize) -> Lead {
        let mut lead = Lead { near: true, ..Lead::default() };
        let Some(token) = self.tokens.get(at) else { return lead };
        lead.numbered = token.sign == Some(b'#');
        let mut later = token;
        let from = at.saturating_sub(REACH);
        let back = self.tokens.get(from..at).unwrap_or_default().iter().enumerate().rev();
        for (place, before) in back.map(|(place, before)| (from + place, before)) {
            // "Mrs P 11-07-1944": a person, and no page.
            let word = before.is_word() && !before.is_initial(self.text(before));
            let role = if word { cues::role(self.text(before)) } else { None };
            // "ref. 4471" is one sentence.
            let shortened = before.range.len() < 5 && role.is_some();
            if later.gap == Gap::Stop && !shortened {
                break;
            }
            match role {
                Some(Role::Kind("phone")) if !lead.near => lead.called = true,
                Some(Role::Kind(kind)) => {
                    lead.kind = Some(self.registered(place).unwrap_or(kind));
                    // "rang on" leads to a number; "case at" leads to a time.
                    lead.near &= kind == "phone" || !lead.clock;
                    lead.plate = cues::is_plate_word(self.text(before));
                    lead.officer = cues::is_officer(self.text(before));
                    lead.short = cues::is_short(self.text(before));
                    lead.timed = cues::has("police court contact hospital", self.text(before));
                    return lead;
                }
                Some(Role::Numbering) if lead.near => lead.numbered = true,
                // "interpreter pin 77120", "Lifeline box LL 77204".
                Some(Role::Harmless) if lead.near && self.is_box_of(place) => lead.numbered = true,
                Some(Role::Harmless) if lead.near => {
                    lead.harmless = true;
                    lead.amount = cues::is_amount(self.text(before));
                    lead.thing = cues::is_thing(self.text(before));
                    lead.near = false;
                }
                Some(Role::Clock) if lead.near && !lead.numbered => lead.clock = true,
                Some(Role::Filler | Role::Numbering) => {
                    lead.ending |= cues::is_end(self.text(before));
                }
                // "complaint CMP 2023 0447": letters of the code itself.
                None if later.range == token.range && self.is_prefix(before) => {}
                _ => {
                    lead.direct |= lead.near && lead.numbered && later.range != token.range;
                    lead.near = false;
                    lead.elsewhere |= cues::is_of_something_else(self.text(before));
                }
            }
            later = before;
        }
        lead.near = false;
        lead
    }

    /// Letters that a code begins with, parted from it by a blank.
    fn is_prefix(&self, token: &Token) -> bool {
        let text = self.text(token);
        text.len() < 5 && text.iter().all(|b| b.is_ascii_uppercase() || *b == b'-')
    }

    /// "SWE reg", "DVA file", "Centrelink CRN": a word that says little after one for a register of people.
    fn registered(&self, at: usize) -> Option<&'static str> {
        let word = self.tokens.get(at)?;
        if cues::has("claim journal ref", self.text(word)) && self.is_of_a_benefit(at) {
            return Some("id_number");
        }
        // "MASH contact 1900447": nobody is called there.
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        if cues::has("contact", self.text(word))
            && before.is_some_and(|before| {
                cues::has("mash referral intake safeguarding", self.text(before))
            })
        {
            return Some("case_number");
        }
        if before.is_some_and(|before| cues::has("script prescription", self.text(before))) {
            return Some("case_number");
        }
        // "Hospital tag says K0441982": of whom it is worn by, and not of the tag.
        if cues::has("tag", self.text(word)) {
            let worn = |before: &Token| {
                cues::has("hospital mortuary toe wrist patient", self.text(before))
            };
            return before.is_some_and(worn).then_some("case_number");
        }
        if !cues::is_general(self.text(word)) {
            return None;
        }
        if cues::has("card", self.text(word)) {
            let from = at.saturating_sub(3);
            let before = self.tokens.get(from..at).unwrap_or_default();
            let health =
                |token: &Token| cues::role(self.text(token)) == Some(Role::Kind("nhs_number"));
            return before.iter().any(health).then_some("nhs_number");
        }
        let before = self.tokens.get(at.checked_sub(1)?)?;
        match cues::role(self.text(before)) {
            Some(Role::Kind(kind @ ("id_number" | "nhs_number"))) if word.gap == Gap::Blank => {
                Some(kind)
            }
            _ => None,
        }
    }

    /// "Universal Credit claim", "UC journal claim": of a benefit.
    fn is_of_a_benefit(&self, at: usize) -> bool {
        let words = self.tokens.get(at.saturating_sub(2)..at).unwrap_or_default();
        words.iter().any(|word| cues::has("credit uc", self.text(word)))
    }

    /// Whether a word such as pin stands behind one for a register of people.
    fn is_box_of(&self, at: usize) -> bool {
        let word =
            self.tokens.get(at).is_some_and(|word| cues::has("pin box label", self.text(word)));
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        word && before.is_some_and(|before| {
            let text = self.text(before);
            cues::role(text) == Some(Role::Kind("id_number"))
                && !cues::has("card cards bank debit credit sim", text)
        })
    }

    /// "canon ir adv 4545i error", "mfc-l2710 toner": what a machine is called by those who make it.
    fn is_of_a_thing(&self, run: &Run, lead: Lead) -> bool {
        if run.letters == 0 || run.digits > 5 || run.range.len() > 9 || run.tokens.len() > 1 {
            return false;
        }
        // "laptop tag DCC-44182": of the thing that somebody has.
        if lead.near && lead.kind.is_some() {
            return false;
        }
        let at = run.tokens.start;
        let before = self.tokens.get(at.saturating_sub(3)..at).unwrap_or_default();
        let after = self.tokens.get(at + 1..at + 3).unwrap_or_default();
        before.iter().any(|word| cues::is_thing(self.text(word)))
            || after.iter().take_while(|word| word.gap == Gap::Blank).any(|word| {
                cues::has("toner cartridge cartridges printer scanner ink drum error fuser tray firmware projector", self.text(word))
            })
    }

    /// Of which kind a run of tokens is, if anybody could be known by it.
    fn kind(&self, run: &Run, lead: Lead, found: &Ground) -> Option<&'static str> {
        let text = part(self.note, run.range.clone());
        let alone = run.tokens.len() == 1;
        let first = self.tokens.get(run.tokens.start)?;
        let tag = first.sign == Some(b'#') && text.first().is_some_and(u8::is_ascii_alphabetic);
        if is_inside_address(text) || tag {
            return None;
        }
        let short = run.letters > 0 && run.digits < 5;
        if lead.near && lead.kind == Some("vehicle") && short {
            return None;
        }
        if self.is_harmless(run, first, text, lead) {
            return None;
        }
        if let Some(kind) = self.another(run, found) {
            return Some(kind);
        }
        let enough = if alone {
            enough_alone(run, text, lead, self.is_told(run))
        } else {
            enough_apart(run, text, lead)
                || run.digits > 7 && lead.kind.is_none() && self.is_beside_family(run)
        };
        enough.then(|| self.sort(run, text, lead))
    }

    /// "patient 4471 in bay 2": no measure in inches.
    fn is_in(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(|next| cues::has("in out a each", self.text(next)))
    }

    fn is_harmless(&self, run: &Run, first: &Token, text: &[u8], lead: Lead) -> bool {
        // "on the form and 999 640 2281 on the tube".
        if is_of_health(text) {
            return false;
        }
        let said = lead.near && (lead.kind.is_some() || lead.numbered);
        let parts = self.tokens.get(run.tokens.clone()).unwrap_or_default();
        // "dossier AEMO 2024/0339": two times with a stroke between are none.
        let clocks = said && text.get(4) == Some(&b'/') && text.len() == 9;
        let formed = parts.len() == 1 && innocent::by_form(first, text) && !clocks;
        let dated = parts.len() == 1 && innocent::is_date(text) && first.is_plain();
        // A word before it outweighs what a bare number looks like, and no date or time with its marks.
        let coded = run.letters > 0
            && (run.digits > 6
                || run.digits > 3 && lead.numbered
                || run.digits > 3 && text.last().is_some_and(u8::is_ascii_uppercase));
        let years: Vec<&[u8]> = text.split(|b| *b == b'-').collect();
        let span = years.is_sorted() && years.iter().all(|year| innocent::is_year(year));
        let twos = !span && first.letters == 0 && run.digits > 5 && text.contains(&b'-');
        let formed = formed && !(said && (dated || coded || twos && !innocent::is_date(text)));
        let last = run.tokens.end.saturating_sub(1);
        let counted = run.letters == 0 && run.digits < 7 && self.measured(last);
        // "Policy HS-204 rev 6".
        let revised = run.digits < 4
            && self.tokens.get(run.tokens.end).is_some_and(|next| {
                cues::has("rev version ver v edition issue revision", self.text(next))
            });
        formed
            || revised
            || counted
                && !(said && run.digits > 4)
                && !(said && run.digits == 4 && self.is_in(last))
            || lead.thing && if run.letters > 0 { text.len() < 10 } else { run.digits < 11 }
            || lead.near && lead.timed && !lead.numbered && innocent::is_clock(text)
            || self.is_of_a_thing(run, lead)
            || lead.harmless
                && !(lead.amount && run.letters > 0 && run.digits > 2)
                && !(run.digits > 4
                    && text.contains(&b'/')
                    && !text.get(..4).is_some_and(innocent::is_year))
                && (run.digits < 11 && !lead.numbered || run.digits < 7)
                && !(run.letters > 0 && run.digits > 5)
            || lead.clock && run.digits < 5
            || run.letters == 0 && !lead.numbered && is_round(text, lead)
            || run.letters == 0 && is_helpline(text)
    }

    /// The kind of one that was found before in the sentence and looks alike.
    fn another(&self, run: &Run, found: &Ground) -> Option<&'static str> {
        let alike = |one: &&Found| {
            !matches!(one.kind, "date_of_birth" | "address" | "email" | "handle")
                && self.is_another(&one.range, &run.range)
        };
        found.before(run.range.start, NEXT).find(alike).map(|one| one.kind)
    }

    /// Whether what stands at `later` looks like what stands at `one` and is the next of a list with it.
    fn is_another(&self, one: &Range<usize>, later: &Range<usize>) -> bool {
        // This is asked of every two numbers of a note, and most are far apart.
        if one.end >= later.start || later.start - one.end >= NEXT {
            return false;
        }
        let between = part(self.note, one.end..later.start);
        let text = part(self.note, later.clone());
        let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
        let long =
            text.iter().filter(|b| b.is_ascii_digit()).count() > if letters > 1 { 3 } else { 4 };
        !between.iter().any(|b| b";!?\n".contains(b))
            && is_alike(part(self.note, one.clone()), text)
            && (long || is_list(between))
    }
}

/// Whether a code and another have letters and figures in the same places.
fn is_alike(one: &[u8], other: &[u8]) -> bool {
    let shape = |b: &u8| match b {
        b if b.is_ascii_digit() => b'9',
        b if b.is_ascii_alphabetic() => b'a',
        b => *b,
    };
    let long = one.iter().filter(|b| b.is_ascii_digit()).count() > 2;
    long && one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| shape(one) == shape(other))
}

/// Whether nothing but the words of a list stands between two numbers.
fn is_list(between: &[u8]) -> bool {
    let words = between.split(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut known = 0;
    let all = words.take(4).all(|word| {
        known += 1;
        cues::role(word) == Some(Role::Filler) || cues::role(word) == Some(Role::Numbering)
    });
    all && known < 4
}

/// An address of the net or of a mailbox is no number.
pub(super) fn is_inside_address(text: &[u8]) -> bool {
    text.contains(&b'@') || text.starts_with(b"www.") || text.starts_with(b"http")
}

/// Numbers that everybody may dial: a helpline.
fn is_helpline(text: &[u8]) -> bool {
    let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
    [&b"116123"[..], b"08001111", b"116000", b"116111", b"131114", b"1800551800", b"18001"]
        .contains(&digits.as_slice())
}

#[cfg(test)]
mod tests {
    use super::super::numbers::read;

    fn found(note: &str) -> Vec<(&'static str, &str)> {
        let mut all = read(note.as_bytes()).into_found();
        all.sort_by_key(|one| one.range.start);
        all.into_iter().map(|one| (one.kind, note.get(one.range).unwrap())).collect()
    }

    #[test]
    fn codes_that_no_list_has_are_found_with_the_kind_of_the_words_beside_them() {
        for (note, expected) in [
            ("Qualtrax has 5512087 for him", vec![("case_number", "5512087")]),
            ("voter id 61K2207", vec![("id_number", "61K2207")]),
            (
                "client 61120 is mum, 61121 the boy",
                vec![("case_number", "61120"), ("case_number", "61121")],
            ),
            ("badge no 611 and 612", vec![("id_number", "611"), ("id_number", "612")]),
            ("61207 is her passport", vec![("id_number", "61207")]),
            ("kept as 1D4RT76 somewhere", vec![("case_number", "1D4RT76")]),
        ] {
            assert_eq!(found(note), expected, "{note}");
        }
    }

    #[test]
    fn figures_that_nobody_is_known_by_are_left() {
        for note in [
            "bus no 114, room no 2140, ward 7B",
            "15043 steps and 1200 leaflets",
            "from 1400 till 2215, off at 2330",
            "between 2019 2020 2021",
            "order number 5512, cost 1234567890",
            "116 123 is on the fridge",
            "a share of 61207%",
            "paid R350 and 4500 kr",
        ] {
            assert_eq!(found(note), vec![], "{note}");
        }
    }
}
