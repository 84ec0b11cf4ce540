//! What a word beside them makes of figures that are none of a register: plates, names on platforms.

use super::cues;
use super::figures::{Figures, Lead, is_inside_address};
use super::handles::is_online;
use super::numbers::{lowered, part};
use super::scan::{Gap, Token};
use super::{Found, innocent, lists};

/// KX19: the half of a plate that says where and when.
fn is_half(text: &[u8]) -> bool {
    matches!(text, [b'A'..=b'Y', b'A'..=b'Y', b'0' | b'1' | b'2' | b'5' | b'6' | b'7', b'0'..=b'9'])
}

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
            if !(before.is_word() && before.range.len() < 5 && loud(before)) {
                break;
            }
            start -= 1;
        }
        let lead = self.lead(start);
        if !(lead.near && lead.kind == Some("vehicle")) {
            return self.plate_around(start, at, lead);
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
        let measure = all.iter().any(small) && !strong && all.len() == 1;
        (long && (mixed || plain) && !measure && !innocent::is_date(text))
            .then_some((Found { kind: "vehicle", range: run.range }, end))
    }

    /// A plate in capitals with a word for a vehicle somewhere in its sentence: "QRS 118, plates were nicked".
    fn plate_around(&self, start: usize, at: usize, lead: Lead) -> Option<(Found, usize)> {
        let loud = |token: &Token| {
            self.text(token)
                .iter()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'-')
        };
        let staff = self.tokens.get(start).is_some_and(|first| {
            cues::has("sho spr reg gp pc dc sw ed ae mon tue wed thu fri sat sun", self.text(first))
        });
        if lead.near && lead.kind.is_some() || lead.harmless || staff {
            return None;
        }
        let more = self.tokens.get(at + 1).filter(|next| {
            next.gap == Gap::Blank
                && next.range.len() < 4
                && loud(next)
                && cues::role(self.text(next)).is_none()
        });
        let ends = [more.map(|_| at + 2), Some(at + 1)];
        let end = ends.into_iter().flatten().find(|end| {
            let run = self.run(start..*end);
            let text = part(self.note, run.range.clone());
            let figures =
                text.split(|b| !b.is_ascii_digit()).map(<[u8]>::len).max().unwrap_or_default();
            let all = self.tokens.get(start..*end).unwrap_or_default();
            (2..=6).contains(&run.letters)
                && (1..=4).contains(&run.digits)
                && ((5..=7).contains(&(run.letters + run.digits)) || is_half(text))
                && (figures > 1 || more.is_some() && run.letters > 2 && run.digits == 1)
                && all.iter().all(loud)
                && !all.iter().any(|token| {
                    innocent::is_month_word(self.text(token))
                        || more.is_none()
                            && token.digits > 0
                            && innocent::by_form(token, self.text(token))
                            && token.letters > 0
                })
                && !all.iter().any(|token| {
                    innocent::is_clock(self.text(token)) && self.text(token).ends_with(b"0")
                })
        })?;
        self.is_about_cars(start, end)
            .then(|| (Found { kind: "vehicle", range: self.run(start..end).range }, end))
    }

    /// Whether a word for a vehicle or for what is done with one stands close by, in the same sentence.
    fn is_about_cars(&self, start: usize, end: usize) -> bool {
        const FROM: &str = "dutch belgian german french spanish italian portuguese polish czech swedish danish norwegian finnish romanian \
            bulgarian hungarian lithuanian latvian turkish irish swiss austrian calif california texas ohio florida ontario quebec nsw \
            vic qld tas nz ny tx foreign";
        let before = start.checked_sub(1).and_then(|at| self.tokens.get(at));
        // "saw KTR482 at the bach".
        let seen = before
            .is_some_and(|word| cues::has("saw seen spotted clocked followed", self.text(word)));
        if seen || before.is_some_and(|word| cues::has(FROM, self.text(word))) {
            return true;
        }
        let word = |token: &Token| {
            let text = self.text(token);
            cues::role(text) == Some(cues::Role::Kind("vehicle"))
                || cues::has(
                    "tags driver drove driving parked dvla anpr mot windscreen passenger uninsured clocked bike pickup towed",
                    text,
                )
        };
        let back = self.tokens.get(start.saturating_sub(8)..start).unwrap_or_default().iter().rev();
        let mut parted = self.tokens.get(start).is_some_and(|first| first.gap == Gap::Stop);
        for token in back {
            if parted {
                break;
            }
            if word(token) {
                return true;
            }
            parted = token.gap == Gap::Stop;
        }
        let after = self.tokens.get(end..(end + 7).min(self.tokens.len())).unwrap_or_default();
        after.iter().take_while(|token| token.gap != Gap::Stop).any(word)
    }

    /// A name that somebody made of words and figures.
    fn is_made_up(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let text = self.text(token);
        let small = text.iter().filter(|b| b.is_ascii_lowercase()).count();
        let online = small > 2 && token.letters > 3 && is_online(self.note, &token.range);
        if small < if online { 3 } else { 4 }
            || token.digits > 4
            || token.letters < if online { 4 } else { 5 }
            || !text.iter().all(u8::is_ascii_alphanumeric)
            || token.sign == Some(b'#')
        {
            return false;
        }
        let parts: Vec<&[u8]> =
            text.split(u8::is_ascii_digit).filter(|part| !part.is_empty()).collect();
        let turns = text
            .windows(2)
            .any(|two| matches!(two, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
        match parts.as_slice() {
            [one] if text.starts_with(one) => {
                let name = lowered(one);
                let loose = token.digits > 1
                    && one.len() > 5
                    && text.first().is_some_and(u8::is_ascii_lowercase);
                (turns || online || loose)
                    && !lists::is_word(&name)
                    && !lists::is_capital(&name)
                    && !cues::has(
                        "iphone ipad ipod covid galaxy windows android chrome firefox",
                        one,
                    )
                    && !innocent::is_month_word(one)
            }
            [one, two] => one.len() > 2 && two.len() > 2,
            _ => false,
        }
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
        // "JayDee1998", "ruby2sday": letters on both sides, or a word that is none.
        if self.is_made_up(at) {
            return Some((Found { kind: "handle", range: token.range.clone() }, at + 1));
        }
        let beside = loose || lead.near && lead.kind == Some("handle") && token.letters > 2;
        ((loose || !innocent::by_form(token, text))
            && !is_inside_address(text)
            && (scored || beside))
            .then(|| (Found { kind: "handle", range: token.range.clone() }, at + 1))
    }
}
