//! Of which kind a number is that somebody could be known by.

use super::cues::{self, Role};
use super::enough::is_american;
use super::figures::{Figures, Lead, Run};
use super::ground::Ground;
use super::health::{is_nhi, is_nhs_number, is_of_health};
use super::numbers::{lowered, part};
use super::registers::is_of_benefits;
use super::scan::Gap;
use super::{Found, innocent, lists};

impl Figures<'_> {
    /// What the words after a number say that it is: "4417882 is her passport".
    pub(super) fn told_after(&self, run: &Run) -> Option<&'static str> {
        let after = self.tokens.get(run.tokens.end..)?;
        let words =
            after.iter().take(5).take_while(|token| token.gap != Gap::Stop && token.is_word());
        let roles = words.map(|token| cues::role(self.text(token)));
        // "BW0118204 afghan passport": one word that says nothing may stand between.
        let mut roles = roles.filter(|role| *role != Some(Role::Filler)).take(2).flatten();
        match roles.next()? {
            Role::Kind(kind)
                if !["phone", "vehicle", "date_of_birth", "handle"].contains(&kind) =>
            {
                Some(kind)
            }
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

    /// "20 55 01 47 mor", "mum 601 555 217": a number directly beside one of a family.
    pub(super) fn is_beside_family(&self, run: &Run) -> bool {
        const FAMILY: &str = "mum mam mama mamma mom mor mother dad papa far father nan nana nonna nonno oma opa gran granny gogo baba abuela abuelo \
            tata aunty auntie aunt uncle sis bro sister brother partner boyfriend girlfriend bf gf home mobile carer neighbour moeder vader \
            xiti isx avx chacha teyze pxre mxre tante onkel babcia ciocia mamy taty";
        let word = |at: Option<usize>| {
            at.and_then(|at| self.tokens.get(at))
                .is_some_and(|word| cues::has(FAMILY, self.text(word)))
        };
        let next = self.tokens.get(run.tokens.end).is_some_and(|next| next.gap == Gap::Blank);
        next && word(Some(run.tokens.end)) || word(run.tokens.start.checked_sub(1))
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
        if self.is_before_town(at, lead) {
            return Some((Found { kind: "postcode", range: token.range.clone() }, at + 1));
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

    /// "50667 Kxln", "code is 3052 Parkville": figures before a capital that is no other word.
    fn is_before_town(&self, at: usize, lead: Lead) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let next = self.tokens.get(at + 1).filter(|next| next.gap == Gap::Blank && next.is_word());
        let town = next.is_some_and(|next| {
            let text = self.text(next);
            let name = lowered(text);
            matches!(text, [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', ..])
                && (lists::is_town(&name) || !lists::is_word(&name) && !lists::is_given(&name))
                && !innocent::is_month_word(text)
                && cues::role(text).is_none()
        });
        let before =
            at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|word| self.text(word));
        let code = self.tokens.get(at.saturating_sub(2)..at).unwrap_or_default();
        let code = code.iter().any(|word| cues::has("code pcode", self.text(word)));
        let placed =
            before.is_some_and(|word| cues::has("in at moved to from near lives address", word));
        if token.digits == 5 && self.is_behind_town(at) {
            return true;
        }
        town && match token.digits {
            5 => lead.kind.is_none() && !lead.harmless || placed,
            4 => {
                code || self.is_begun(at)
                    && next.is_some_and(|next| lists::is_town(&lowered(self.text(next))))
                    || placed
                        && lead.kind.is_none()
                        && !innocent::is_clock(self.text(token))
                        && !innocent::is_year(self.text(token))
            }
            _ => code,
        }
    }

    /// "Portland, 97205".
    fn is_behind_town(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|word| {
            self.text(word).first().is_some_and(u8::is_ascii_uppercase)
                && lists::is_town(&lowered(self.text(word)))
        })
    }

    /// Whether a number stands at the beginning, or behind a mark.
    fn is_begun(&self, at: usize) -> bool {
        at == 0 || self.tokens.get(at).is_some_and(|token| token.gap != Gap::Blank)
    }

    /// What a number is whatever stands around it, by a form that nothing else has.
    fn by_shape(&self, run: &Run, text: &[u8], lead: Lead) -> Option<&'static str> {
        let told = lead.near && lead.kind.is_some_and(|kind| kind != "nhs_number");
        if is_of_health(text) && lead.kind != Some("phone") || is_nhi(text) && !told {
            return Some("nhs_number");
        }
        // 485 777 3456: in America an exchange that is made up is 555.
        let groups = text.split(|b| *b == b' ').map(<[u8]>::len).eq([3, 3, 4]);
        if groups
            && run.letters == 0
            && lead.kind.is_none()
            && !lead.called
            && matches!(text.first(), Some(b'4' | b'6' | b'7'))
            && text.get(4..7) != Some(b"555")
            && !self.is_called_after(run)
        {
            return Some("nhs_number");
        }
        // 207 119 044T: of Centrelink.
        if is_of_benefits(text) {
            return Some("id_number");
        }
        // A9918FT: of a prison, whatever card it stands on.
        let prison = matches!(text, [b'A', a, b, c, d, b'A'..=b'Z', b'A'..=b'Z']
            if [a, b, c, d].iter().all(|b| b.is_ascii_digit()));
        prison.then_some("case_number")
    }

    /// Whether a number of no kind is one to call, by its groups and by whom it stands beside.
    fn is_called(&self, run: &Run, text: &[u8], lead: Lead) -> bool {
        let ten = (10..=11).contains(&run.digits);
        // 98441 82711, in India.
        let high = text.first() > Some(&b'5');
        let fives = run.digits == 10
            && text.get(5) == Some(&b' ')
            && high
            && (run.tokens.start == 0 || lead.called);
        let joined = run.digits == 10 && text.len() == 11 && text.get(5) == Some(&b'-') && high;
        let bare = ten && run.tokens.start == 0 && text.len() == 10 && text.first() > Some(&b'1');
        let family =
            (8..=12).contains(&run.digits) && run.tokens.len() > 1 && self.is_beside_family(run);
        let behind = run.digits > 7 && self.is_called_after(run);
        // 555-0118: nobody else has it.
        let made_up = text.len() == 8 && text.starts_with(b"555-");
        made_up
            || lead.kind.is_none()
                && (fives || joined || bare && !is_nhs_number(text) || family || behind)
            || ten && !lead.near && (text.starts_with(b"0") || is_american(text))
    }

    /// What a number is that somebody could be known by.
    pub(super) fn sort(&self, run: &Run, text: &[u8], lead: Lead) -> &'static str {
        let plain = run.letters == 0;
        if let Some(kind) = self.by_shape(run, text, lead) {
            return kind;
        }
        // "gave 3056 as their postcode".
        if plain && !lead.near && self.is_told(run) && self.told_after(run) == Some("postcode") {
            return "postcode";
        }
        let outside =
            self.tokens.get(run.tokens.start).is_some_and(|first| first.sign == Some(b'+'));
        if outside && plain && run.digits > 8 {
            return "phone";
        }
        if plain && (10..=11).contains(&run.digits) && self.told_after(run) == Some("nhs_number") {
            return "nhs_number";
        }
        if plain && self.is_called(run, text, lead) {
            return "phone";
        }
        match lead.kind {
            Some("phone") if lead.numbered && self.is_contact_id(run) => return "case_number",
            Some("phone") if plain && (run.digits > 8 || lead.near) => return "phone",
            Some("vehicle") if !lead.plate => {}
            // "registration no 4418271": of a profession, or of a birth.
            Some("vehicle") if plain && lead.numbered && run.digits > 5 => return "id_number",
            Some("nino" | "phone" | "nhs_number") if !plain => {}
            // "steam id 76561198044188271".
            Some("handle") if plain && lead.near && run.digits > 8 => return "handle",
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
