//! Short numbers by which a colleague is reached: extensions, bleeps and pagers.

use super::cues::{self, Role};
use super::figures::Figures;
use super::ground::Ground;
use super::numbers::part;
use super::scan::{Gap, Token};
use super::{Found, innocent};

/// Words beside which a short number is one to call.
const DESKS: &str = "ext extn extension extensions bleep bleeps bleeped pager pagers paged page-no durchwahl dw poste int voicemail mailbox xtn";

impl Figures<'_> {
    /// "ext. 4021", "pager 0884", "bleeped him on 2217", "desk x 61937", "x4021".
    pub(super) fn desk(&self, at: usize, found: &Ground) -> Option<(Found, usize)> {
        let token = self.tokens.get(at)?;
        let text = self.text(token);
        let phone = |range| Some((Found { kind: "phone", range }, at + 1));
        // "x4021", "ext4021".
        let figures = text.iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |last| last + 1);
        let (lead, number) = text.split_at_checked(figures)?;
        let long = (3..=6).contains(&number.len());
        if token.letters > 0 {
            let led = lead == b"x" && self.is_behind_a_word(at) && number.len() > 3
                || cues::has("ext extn bleep ext: ext. bleep: bleep.", lead);
            return (led && long).then(|| token.range.clone()).and_then(phone);
        }
        if !token.is_plain()
            || !long
            || self.measured(at)
            || token.gap == Gap::Stop && !self.is_shortened(at)
        {
            return None;
        }
        let crossed = at.checked_sub(1).is_some_and(|x| {
            self.tokens.get(x).is_some_and(|word| self.text(word) == b"x")
                && number.len() > 3
                && !innocent::is_year(number)
                && self.is_behind_a_word(x)
        });
        (crossed || self.is_paged(at) || self.is_beside_a_desk(token, found))
            .then(|| token.range.clone())
            .and_then(phone)
    }

    /// "ext. 4021" is one sentence.
    fn is_shortened(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|word| cues::has("ext extn no nr", self.text(word)))
    }

    /// Whether a word, and no number, stands directly before.
    fn is_behind_a_word(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.is_some_and(|word| word.is_word() && word.range.len() > 1)
    }

    /// "bleep 2093 dead, used 2094": of as many figures as the one before.
    fn is_beside_a_desk(&self, token: &Token, found: &Ground) -> bool {
        found.before(token.range.start, 24).any(|one| {
            one.kind == "phone"
                && one.range.len() == token.range.len()
                && part(self.note, one.range.clone()).iter().all(u8::is_ascii_digit)
                && token.digits > 3
                && !part(self.note, one.range.end..token.range.start)
                    .iter()
                    .any(|b| b".;!?".contains(b))
        }) && !innocent::is_year(self.text(token))
    }

    /// Whether a word such as bleep leads to the number, with fillers between.
    fn is_paged(&self, at: usize) -> bool {
        let back = self.tokens.get(at.saturating_sub(5)..at).unwrap_or_default().iter().rev();
        let near = at
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at))
            .map(|word| self.text(word))
            .unwrap_or_default();
        let mut unknown = 0;
        for word in back {
            let text = self.text(word);
            if !word.is_word() {
                return false;
            }
            // "page me on 4471": a page of a bundle has no such words behind it.
            let paged = || cues::has("page paging", text) && cues::has("on", near);
            if cues::has(DESKS, text)
                || paged()
                || cues::has("dial dialling switch switchboard desk oncall crash team", text)
                    && self.tokens.get(at).is_some_and(|one| {
                        !innocent::is_clock(self.text(one)) && !innocent::is_year(self.text(one))
                    })
                    && self.tokens.get(at).is_some_and(|one| one.digits > 3)
            {
                return true;
            }
            let filler =
                matches!(cues::role(text), Some(Role::Filler | Role::Numbering | Role::Clock))
                    || cues::has(
                        "on him her them me us reg sho doctor box for team call holder",
                        text,
                    );
            // "bleep med reg on 4471".
            unknown += usize::from(!filler);
            if unknown > if cues::has("on", near) { 2 } else { 0 } {
                return false;
            }
        }
        false
    }
}

impl Token {
    /// Nothing but a capital letter.
    pub(super) fn is_initial(&self, text: &[u8]) -> bool {
        matches!(text, [b'A'..=b'Z']) && self.is_word()
    }
}

#[cfg(test)]
mod tests {
    use super::super::numbers::read;

    fn found(note: &str) -> Vec<&str> {
        let all = read(note.as_bytes()).into_found();
        all.into_iter().map(|one| note.get(one.range).unwrap()).collect()
    }

    #[test]
    fn bleeps_and_extensions_are_found_and_what_is_counted_is_left() {
        for (note, number) in [
            ("on call carries pager 0884", "0884"),
            ("bleeped him on 2217 twice", "2217"),
            ("desk x 61937 any time", "61937"),
            ("try ext. 40118 for us", "40118"),
            ("switch then x4021", "x4021"),
        ] {
            assert_eq!(found(note), [number], "{note}");
        }
        for note in
            ["ext 3 then 2", "3 x 330 ml", "2 x 1000 leaflets", "the page 417 of it", "x 2024"]
        {
            assert_eq!(found(note), [""; 0], "{note}");
        }
    }
}
