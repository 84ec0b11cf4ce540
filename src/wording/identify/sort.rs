//! Of which kind a number is that somebody could be known by.

use super::cues::{self, Role};
use super::enough::is_american;
use super::figures::{Figures, Lead, Run};
use super::ground::Ground;
use super::numbers::part;
use super::registers::is_nhs_number;
use super::scan::Gap;
use super::{Found, innocent};

impl Figures<'_> {
    /// What the words after a number say that it is: "4417882 is her passport".
    pub(super) fn told_after(&self, run: &Run) -> Option<&'static str> {
        let after = self.tokens.get(run.tokens.end..)?;
        let words =
            after.iter().take(5).take_while(|token| token.gap != Gap::Stop && token.is_word());
        let mut roles = words.map(|token| cues::role(self.text(token)));
        match roles.find(|role| *role != Some(Role::Filler))?? {
            Role::Kind(kind) if kind != "phone" && kind != "vehicle" => Some(kind),
            _ => None,
        }
    }

    /// "5010 is the postcode".
    pub(super) fn is_told(&self, run: &Run) -> bool {
        let is = self.tokens.get(run.tokens.end).map(|next| self.text(next));
        is.is_some_and(|word| cues::has("is was as", word)) && self.told_after(run).is_some()
    }

    /// "9441 8271 is the landline", "44 18 27 11 mobil".
    fn is_called_after(&self, run: &Run) -> bool {
        let after = self.tokens.get(run.tokens.end..).unwrap_or_default();
        after
            .iter()
            .take(3)
            .take_while(|next| next.gap != Gap::Stop && next.is_word())
            .find(|next| cues::role(self.text(next)) != Some(Role::Filler))
            .is_some_and(|next| {
                cues::has(
                    "mobile mob mobil cell landline tel home work tlf whatsapp fax",
                    self.text(next),
                )
            })
    }

    /// "contact id 4418271": a number of a contact, and none to call.
    fn is_contact_id(&self, run: &Run) -> bool {
        let word =
            |back: usize| run.tokens.start.checked_sub(back).and_then(|at| self.tokens.get(at));
        word(1).is_some_and(|word| cues::has("id ref", self.text(word)))
            && word(2).is_some_and(|word| cues::has("contact call", self.text(word)))
    }

    /// A postcode behind an address: "45 Protea Road, Athlone 7764", "Storgata 14, 1358 Jar".
    pub(super) fn post(&self, at: usize, lead: Lead, found: &Ground) -> Option<(Found, usize)> {
        let token = self.tokens.get(at).filter(|token| token.is_plain())?;
        if lead.near || !(4..=6).contains(&token.digits) {
            return None;
        }
        let home = found.before(token.range.start, 36).find(|one| one.kind == "address")?;
        let between = part(self.note, home.range.end..token.range.start);
        let mut words =
            between.split(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let towns = words.clone().count();
        let town =
            words.all(|word| word.first().is_some_and(u8::is_ascii_uppercase) && word.len() > 1);
        let next = self.tokens.get(at + 1).filter(|next| next.gap == Gap::Blank);
        let behind = next.is_some_and(|next| {
            next.is_word() && self.text(next).first().is_some_and(u8::is_ascii_uppercase)
        });
        let plain = between.iter().all(|b| b.is_ascii_alphabetic() || b" ,".contains(b));
        (plain
            && town
            && between.starts_with(b",")
            && towns < 4
            && (towns > 0 || behind || token.digits == 6))
            .then(|| (Found { kind: "postcode", range: token.range.clone() }, at + 1))
    }

    /// What a number is that somebody could be known by.
    pub(super) fn sort(&self, run: &Run, text: &[u8], lead: Lead) -> &'static str {
        let plain = run.letters == 0;
        // "gave 3056 as their postcode".
        if plain && !lead.near && self.is_told(run) && self.told_after(run) == Some("postcode") {
            return "postcode";
        }
        let outside =
            self.tokens.get(run.tokens.start).is_some_and(|first| first.sign == Some(b'+'));
        if outside && plain && run.digits > 8 {
            return "phone";
        }
        let ten = plain && (10..=11).contains(&run.digits);
        let behind = plain && run.digits > 7 && lead.kind.is_none() && self.is_called_after(run);
        // 98441 82711, in India.
        if ten && self.told_after(run) == Some("nhs_number") {
            return "nhs_number";
        }
        let joined = run.digits == 10 && text.len() == 11 && text.get(5) == Some(&b'-');
        let fives = run.digits == 10
            && text.get(5) == Some(&b' ')
            && text.first() > Some(&b'5')
            && (run.tokens.start == 0 || lead.called);
        let bare = ten && run.tokens.start == 0 && text.len() == 10 && text.first() > Some(&b'1');
        let fives = fives || joined && text.first() > Some(&b'5') || bare && !is_nhs_number(text);
        if behind || plain && fives && lead.kind.is_none() {
            return "phone";
        }
        if ten && !lead.near && (text.starts_with(b"0") || is_american(text)) {
            return "phone";
        }
        match lead.kind {
            Some("phone") if lead.numbered && self.is_contact_id(run) => return "case_number",
            Some("phone") if plain && (run.digits > 8 || lead.near) => return "phone",
            Some("vehicle") if !lead.plate => {}
            // "registration no 4418271": of a profession, or of a birth.
            Some("vehicle") if plain && lead.numbered && run.digits > 5 => return "id_number",
            Some("nino" | "phone" | "nhs_number") if !plain => {}
            Some("date_of_birth" | "handle") => {}
            Some("postcode") if !lead.near => {}
            Some(kind) => return kind,
            None => {}
        }
        if plain && run.digits == 10 && is_nhs_number(text) {
            return "nhs_number";
        }
        // "call grandma 555-0119".
        if plain && lead.called && run.digits > 6 && text.contains(&b'-') {
            return "phone";
        }
        self.told_after(run).unwrap_or(if is_birth_number(text) {
            "id_number"
        } else {
            "case_number"
        })
    }
}

/// Numbers of a register of people that begin with the birthday: 170485-2384, 17048512345.
pub(super) fn is_birth_number(text: &[u8]) -> bool {
    let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
    let six = |from: usize| {
        digits.get(from..from + 6).is_some_and(|six| {
            let (front, back) = six.split_at_checked(2).unwrap_or_default();
            let middle = back.get(..2).unwrap_or_default();
            let end = back.get(2..).unwrap_or_default();
            let two = |pair: &[u8], most: u8| {
                matches!(pair, [a, b] if (1..=most).contains(&((a - b'0') * 10 + (b - b'0'))))
            };
            two(middle, 12) && (two(front, 31) || two(end, 31))
        })
    };
    let parted = text.iter().any(|b| b"-+ ".contains(b));
    match digits.len() {
        10 => parted && six(0),
        11 => six(0),
        12 => parted && innocent::is_year(digits.get(..4).unwrap_or_default()) && six(2),
        13 => six(0),
        _ => false,
    }
}
