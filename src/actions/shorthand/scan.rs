//! One pass over a line: finds the words that are shorthand, and puts the rest together again.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::{Known, Mention, Part, Reading, Slips, known, meant};
use crate::actions::words::fold;
use crate::study::{Kind, Study, TagKey};

/// Reads everything in `text` from byte `from` on, and sets the text that is left.
pub(super) fn words(
    text: &str,
    from: usize,
    (study, slips): (&Study, Slips),
    reading: &mut Reading,
) {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let skip = from.saturating_sub(at).min(line.len());
        let mut scan = Scan { study, slips, reading, line, base: at, cuts: Vec::new() };
        scan.run(skip);
        let cuts = scan.cuts;
        let left = without(line.get(skip..).unwrap_or_default(), skip, &cuts);
        if cuts.is_empty() || !left.trim().is_empty() {
            lines.push(left);
        }
        at += line.len() + 1;
    }
    reading.text = lines.join("\n").trim().to_owned();
}

/// What closes or parts, so that no space stands before it.
fn closes(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '"' | '\'' | '”' | '’' | '…')
}

/// What may stand directly before a tag.
fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '"' | '\'' | '“' | '‘')
}

/// `line` (which begins at byte `base` of its whole line) without the ranges in `cuts`, each with
/// the space before it, so that no double space is left.
fn without(line: &str, base: usize, cuts: &[Range<usize>]) -> String {
    let mut left = String::with_capacity(line.len());
    let mut at = base;
    for cut in cuts {
        left.push_str(line.get(at - base..cut.start - base).unwrap_or_default());
        at = cut.end;
        let rest = line.get(at - base..).unwrap_or_default();
        if rest.chars().next().is_none_or(|c| c.is_whitespace() || closes(c)) {
            left.truncate(left.trim_end().len());
        }
        if left.is_empty() {
            let word = rest.trim_start_matches(|c: char| c.is_whitespace() || (",;:.".contains(c)));
            at += rest.len() - word.len();
        }
    }
    left.push_str(line.get(at.saturating_sub(base)..).unwrap_or_default());
    left
}

struct Scan<'a> {
    study: &'a Study,
    slips: Slips,
    reading: &'a mut Reading,
    line: &'a str,
    /// Where the line begins in the whole text.
    base: usize,
    /// What is taken out, as ranges of the line.
    cuts: Vec<Range<usize>>,
}

/// A new tag, of which it depends on its neighbours whether its word stays.
struct NewTag {
    /// With its `#`.
    range: Range<usize>,
    /// Where the whole token ends.
    end: usize,
}

impl Scan<'_> {
    fn run(&mut self, from: usize) {
        let mut at = from;
        let mut plain: Vec<Range<usize>> = Vec::new();
        let mut new_tags: Vec<NewTag> = Vec::new();
        while let Some(token) = self.token(at) {
            at = token.end;
            let word = self.text(&token);
            let lead = word.len() - word.trim_start_matches(opens).len();
            let mark = word.get(lead..).and_then(|rest| rest.chars().next());
            let taken = match mark {
                Some('#') => self.tags(&token, lead, &mut new_tags),
                Some('@') if lead == 0 => self.setting(&token),
                Some('!') if lead == 0 => self.kind(&token),
                _ => None,
            };
            match taken {
                Some(end) => at = end.max(at),
                None => plain.push(token),
            }
        }
        for new in new_tags {
            let keep = self.keeps_its_word(&new, &plain);
            self.cut(if keep { new.range.start..new.range.start + 1 } else { new.range });
        }
        self.cuts.sort_by_key(|cut| cut.start);
    }

    /// The next run of anything but white space.
    fn token(&self, from: usize) -> Option<Range<usize>> {
        let rest = self.line.get(from..)?;
        let start = from + (rest.len() - rest.trim_start().len());
        let word = self.line.get(start..)?.split(char::is_whitespace).next()?;
        (!word.is_empty()).then(|| start..start + word.len())
    }

    fn text(&self, range: &Range<usize>) -> &'_ str {
        self.line.get(range.clone()).unwrap_or_default()
    }

    fn understood(&mut self, range: Range<usize>, part: Part) {
        let base = self.base;
        self.reading.understood.push((base + range.start..base + range.end, part));
    }

    fn trouble(&mut self, range: Range<usize>, why: String) {
        let base = self.base;
        self.reading.troubles.push((base + range.start..base + range.end, why));
    }

    fn cut(&mut self, range: Range<usize>) {
        self.cuts.push(range);
    }

    /// A new tag that stands among words is one of them. At the end of a line, or before a new
    /// sentence at its start, it is a label.
    fn keeps_its_word(&self, new: &NewTag, plain: &[Range<usize>]) -> bool {
        let before = plain.iter().rev().find(|word| word.end <= new.range.start);
        let before = before.map(|word| self.text(word));
        let amid = before.is_some_and(|word| !word.ends_with(['.', '!', '?']));
        if new.end > new.range.end {
            return amid;
        }
        let next = self.token(new.end).filter(|next| plain.contains(next));
        let first = next.and_then(|next| self.text(&next).chars().next());
        first.is_some_and(|c| amid || c.is_lowercase())
    }

    /// One tag or several (`#a,#b`) in one token. All or none of it is understood.
    fn tags(
        &mut self,
        token: &Range<usize>,
        lead: usize,
        new_tags: &mut Vec<NewTag>,
    ) -> Option<usize> {
        let mut found: Vec<(Range<usize>, TagKey)> = Vec::new();
        let mut at = token.start + lead;
        let tail = loop {
            let rest = self.line.get(at..token.end)?;
            let Some(name) = rest.strip_prefix('#') else { break rest };
            let run = name.find(|c: char| !in_name(c)).unwrap_or(name.len());
            let name = name.get(..run)?.trim_end_matches(['.', '-', '_']);
            if name.is_empty() || name.chars().all(|c| c.is_ascii_digit()) {
                return None;
            }
            let Some(key) = TagKey::parse(&name.nfc().collect::<String>()) else {
                let why = "a tag is letters and digits, with . - or _ between them";
                self.trouble(token.clone(), format!("{why}, at most {} long", TagKey::LONGEST));
                return None;
            };
            found.push((at..at + 1 + name.len(), key));
            at += 1 + name.len();
            let after = self.line.get(at..token.end)?;
            let parted = after.trim_start_matches([',', ';']);
            if parted.starts_with('#') {
                at += after.len() - parted.len();
            }
        };
        if tail.contains(|c: char| !closes(c) && !opens(c)) {
            let word = self.text(token).trim_end_matches(closes).to_owned();
            let why = "a tag is letters and digits, with . - or _ between them";
            self.trouble(token.clone(), format!("{word} is no tag: {why}"));
            return None;
        }
        self.mention(token, lead, found, tail.len(), new_tags);
        Some(token.end)
    }

    fn mention(
        &mut self,
        token: &Range<usize>,
        lead: usize,
        found: Vec<(Range<usize>, TagKey)>,
        tail: usize,
        new_tags: &mut Vec<NewTag>,
    ) {
        let bracketed = lead > 0;
        let alone = found.len() == 1;
        let whole = bracketed && alone && lead == tail;
        let last = found.last().map_or(token.start, |(range, _)| range.end);
        let mut before = None;
        for (range, key) in found {
            let known = match self.slips {
                Slips::Shown => known(self.study, &key),
                Slips::Passed => meant(self.study, &key).map_or(Known::New, Known::Tag),
            };
            let part = match known {
                Known::Tag(_) => Part::Tag,
                Known::New => Part::NewTag,
                Known::Near(_) => Part::NearTag,
            };
            self.understood(range.clone(), part);
            // What parts two tags in one token goes with the second.
            let start = before.replace(range.end).unwrap_or(range.start);
            match part {
                _ if whole => self.cut(token.clone()),
                _ if bracketed => self.cut(range.start..range.start + 1),
                Part::NewTag | Part::NearTag if alone => {
                    new_tags.push(NewTag { range, end: token.end });
                }
                _ => self.cut(start..range.end.min(last)),
            }
            let known_before =
                |m: &Mention| m.key == key || (matches!(known, Known::Tag(_)) && m.known == known);
            if !self.reading.tags.iter().any(known_before) {
                self.reading.tags.push(Mention { key, known });
            }
        }
    }

    /// `@"duty desk"`, `@court`, or a known setting of several words.
    fn setting(&mut self, token: &Range<usize>) -> Option<usize> {
        let start = token.start + 1;
        let rest = self.line.get(start..)?;
        let (name, end) = if let Some(quoted) = rest.strip_prefix(['"', '“', '”']) {
            let open = rest.len() - quoted.len();
            let Some((name, taken)) = in_quotes(quoted) else {
                let why = "the quotation mark after @ is not closed";
                self.trouble(token.clone(), why.to_owned());
                return None;
            };
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            (self.spelled(&name), start + open + taken)
        } else if let Some((name, length)) = self.longest_known(rest) {
            (name, start + length)
        } else {
            let word = self.line.get(start..token.end)?.trim_end_matches(closes);
            match word.chars().next() {
                None => return None,
                Some(c) if !c.is_alphabetic() => {
                    let why = "a new setting begins with a letter, or stands in quotation marks";
                    self.trouble(token.clone(), why.to_owned());
                    return None;
                }
                Some(_) => (word.to_owned(), start + word.len()),
            }
        };
        if name.is_empty() {
            return None;
        }
        if let Some(other) = self.reading.setting.as_ref().filter(|other| **other != name) {
            let why = format!("a setting was named already: {other}");
            self.trouble(token.start..end, why);
            return None;
        }
        self.reading.setting = Some(name);
        self.understood(token.start..end, Part::Setting);
        self.cut(token.start..end);
        Some(end)
    }

    fn spelled(&self, name: &str) -> String {
        crate::actions::words::spelled(self.study, name)
    }

    /// The longest known setting that the words after `@` begin with, and how many bytes it takes.
    fn longest_known(&self, rest: &str) -> Option<(String, usize)> {
        let known = self.study.known_settings().into_iter();
        let fits = known.filter_map(|name| {
            let mut length = 0;
            for (place, word) in name.split_whitespace().enumerate() {
                let after = rest.get(length..)?;
                let skip = after.len() - after.trim_start().len();
                if (skip > 0) != (place > 0) {
                    return None;
                }
                let typed = after.get(skip..)?.split(char::is_whitespace).next()?;
                let typed =
                    if fold(typed) == fold(word) { typed } else { typed.trim_end_matches(closes) };
                if fold(typed) != fold(word) {
                    return None;
                }
                length += skip + typed.len();
            }
            (length > 0).then(|| (name.clone(), length))
        });
        // Of two spellings the one that is offered comes first, and `max_by_key` takes the last.
        fits.fold(None, |best: Option<(String, usize)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        })
    }

    /// `!w`, or the whole word for a kind.
    fn kind(&mut self, token: &Range<usize>) -> Option<usize> {
        let start = token.start + 1;
        let word = self.line.get(start..token.end)?.trim_end_matches(closes);
        let end = start + word.len();
        let mut letters = word.chars();
        let single = letters.next().filter(|c| c.is_alphabetic() && letters.next().is_none());
        match (Kind::parse(word), single) {
            (Some(kind), _) if !word.is_empty() => {
                if let Some(other) = self.reading.kind.filter(|other| *other != kind) {
                    self.trouble(token.start..end, format!("a kind was named already: {other}"));
                    return None;
                }
                self.reading.kind = Some(kind);
                self.understood(token.start..end, Part::Kind);
                self.cut(token.start..end);
                Some(end)
            }
            (_, Some(letter)) => {
                let kinds: Vec<String> =
                    Kind::ALL.iter().map(|kind| format!("{} {kind}", kind.key())).collect();
                let why = format!("there is no kind {letter}; there are {}", kinds.join(", "));
                self.trouble(token.start..end, why);
                None
            }
            _ => None,
        }
    }
}

/// What stands before the closing quotation mark, and how many bytes it takes with that. A quotation
/// mark or a backslash that belongs to it has a backslash before it.
fn in_quotes(quoted: &str) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        match c {
            '"' | '“' | '”' | '\\' if escaped => name.push(c),
            c if escaped => name.extend(['\\', c]),
            '\\' => {}
            '"' | '“' | '”' => return Some((name, at + c.len_utf8())),
            c => name.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// What a tag's name is made of, combining marks included, since some keyboards type those.
fn in_name(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '.' | '-' | '_')
        || unicode_normalization::char::is_combining_mark(c)
}
