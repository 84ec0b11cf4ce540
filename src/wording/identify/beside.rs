//! What a word beside them makes of figures that are none of a register: plates, names on platforms.

use super::cues;
use super::figures::{Figures, Lead, is_inside_address};
use super::numbers::part;
use super::scan::{Gap, Token};
use super::{Found, innocent};

impl Figures<'_> {
    /// The plate of a vehicle that the token at `at` is part of, beside a word for one: "rego 1QT 4KV".
    pub(super) fn plate(&self, at: usize) -> Option<(Found, usize)> {
        let loud = |token: &Token| {
            self.text(token)
                .iter()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'-')
        };
        let mut start = at;
        while self.tokens.get(start).is_some_and(|token| token.gap == Gap::Blank) {
            let before = start.checked_sub(1).and_then(|before| self.tokens.get(before))?;
            if !(before.is_word() && before.range.len() < 4 && loud(before)) {
                break;
            }
            start -= 1;
        }
        let lead = self.lead(start);
        if !(lead.near && lead.kind == Some("vehicle")) {
            return None;
        }
        let strong = lead.plate;
        let mut end = at + 1;
        while let Some(token) = self.tokens.get(end) {
            let fits = token.gap == Gap::Blank
                && token.range.len() < 5
                && (loud(token)
                    || strong && token.is_word() && token.range.len() < 4 && end == at + 1)
                && cues::role(self.text(token)).is_none()
                && !cues::is_unit(self.text(token));
            if !fits || end - start > 3 {
                break;
            }
            end += 1;
        }
        let run = self.run(start..end);
        let text = part(self.note, run.range.clone());
        let all = self.tokens.get(start..end)?;
        let mixed = run.letters > 0 && run.digits > 1 && (strong || all.iter().all(loud));
        let plain = run.letters == 0
            && (strong && run.digits > 3 && !(lead.numbered && run.digits > 5)
                || lead.short && run.digits > 2);
        let long = (4..=10).contains(&(run.digits + run.letters)) || plain && lead.short;
        let small = |token: &Token| {
            innocent::by_form(token, self.text(token)) && (token.letters > 0 || run.letters == 0)
        };
        let measure = all.iter().any(small) && !strong;
        (long && (mixed || plain) && !measure && !innocent::is_date(text))
            .then_some((Found { kind: "vehicle", range: run.range }, end))
    }

    /// A name on a platform with a figure in it: "steam: n0t_ur", "sadboi#4418".
    pub(super) fn online(&self, at: usize, lead: Lead) -> Option<(Found, usize)> {
        let token = self.tokens.get(at)?;
        let text = self.text(token);
        let begun = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let numbered = |begun: &&Token| {
            begun.range.end + 1 == token.range.start
                && token.sign == Some(b'#')
                && token.digits == 4
                && begun.letters > 2
        };
        if let Some(begun) = begun.filter(numbered) {
            let range = begun.range.start..token.range.end;
            return Some((Found { kind: "handle", range }, at + 1));
        }
        let scored = text.contains(&b'_') && token.letters > 3 && token.sign != Some(b'#');
        // "@kay_44", wherever it stands.
        let loose = token.sign == Some(b'@')
            && token.letters > 2
            && (text.iter().any(|b| b"_.".contains(b)) || token.digits > 1);
        let beside = loose || lead.near && lead.kind == Some("handle") && token.letters > 2;
        ((loose || !innocent::by_form(token, text))
            && !is_inside_address(text)
            && (scored || beside))
            .then(|| (Found { kind: "handle", range: token.range.clone() }, at + 1))
    }
}
