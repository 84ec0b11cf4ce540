//! How a query is written: words side by side, `-`, `or`, brackets, quotes. What the words mean is
//! settled later ([`super::check`]); here it only matters where each begins and ends.

use std::fmt;
use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use super::QueryError;

/// Brackets inside one another; nobody needs more, and a pasted text must not use up the stack.
const DEEPEST: usize = 32;

/// Terms in one query: each is a search of its own, and what has more is a pasted text.
const MOST: usize = 64;

/// A query as it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expr {
    /// All of these must hold.
    All(Vec<Expr>),
    /// One of these must hold.
    Any(Vec<Expr>),
    /// This must not hold.
    Not(Box<Expr>),
    /// A word or a filter such as `tag:t.staff`.
    Term(Token),
}

/// One term as it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// Where it stands in the query, in bytes.
    pub at: Range<usize>,
    /// As it was typed.
    pub raw: String,
    /// The field before the colon, in small letters, or the one that `#`, `@` or `!` stands for.
    pub field: Option<String>,
    /// The word, or what stands after the colon, without its quotes.
    pub value: String,
    /// Where that stands, quotes included.
    pub value_at: Range<usize>,
    /// Whether it stood in quotes.
    pub quoted: bool,
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Expr], between: &str, in_any: bool| {
            for (nth, part) in parts.iter().enumerate() {
                if nth > 0 {
                    f.write_str(between)?;
                }
                match part {
                    Expr::All(_) => write!(f, "({part})")?,
                    Expr::Any(_) if in_any => write!(f, "({part})")?,
                    Expr::Any(_) | Expr::Not(_) | Expr::Term(_) => write!(f, "{part}")?,
                }
            }
            Ok(())
        };
        match self {
            Self::All(parts) => joined(f, parts, " ", false),
            Self::Any(parts) => joined(f, parts, " or ", true),
            Self::Not(part) => match **part {
                Self::All(_) | Self::Any(_) => write!(f, "-({part})"),
                Self::Not(_) | Self::Term(_) => write!(f, "-{part}"),
            },
            Self::Term(token) => f.write_str(&token.raw),
        }
    }
}

/// Reads a query.
///
/// # Errors
/// What is not closed, what stands alone, what is too much.
pub(super) fn parse(typed: &str) -> Result<Expr, QueryError> {
    let mut reader =
        Reader { typed, letters: typed.char_indices().peekable(), open: Vec::new(), terms: 0 };
    reader.all()
}

struct Reader<'a> {
    typed: &'a str,
    letters: Peekable<CharIndices<'a>>,
    /// Where the brackets that are open were opened.
    open: Vec<usize>,
    terms: usize,
}

fn error<T>(at: Range<usize>, message: impl Into<String>) -> Result<T, QueryError> {
    Err(QueryError { at, message: message.into() })
}

/// Quotes as keyboards and phones make them.
pub(super) const fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„')
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> Option<char> {
        self.letters.peek().map(|(_, letter)| *letter)
    }

    fn here(&mut self) -> usize {
        self.letters.peek().map_or(self.typed.len(), |(at, _)| *at)
    }

    fn rest(&mut self) -> &'a str {
        let here = self.here();
        self.typed.get(here..).unwrap_or_default()
    }

    fn skip_spaces(&mut self) {
        while self.letters.next_if(|(_, letter)| letter.is_whitespace()).is_some() {}
    }

    fn ends_word(&self, letter: char) -> bool {
        letter.is_whitespace() || (letter == ')' && !self.open.is_empty())
    }

    /// Whether the next word is `or`.
    fn at_or(&mut self) -> bool {
        let rest = self.rest();
        let mut letters = rest.chars();
        let o = letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&'o'));
        let r = letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(&'r'));
        o && r && letters.next().is_none_or(|next| self.ends_word(next) || next == '(')
    }

    fn all(&mut self) -> Result<Expr, QueryError> {
        let mut parts = Vec::new();
        loop {
            self.skip_spaces();
            match self.peek() {
                None => break,
                Some(')') if !self.open.is_empty() => break,
                Some(_) => parts.push(self.any()?),
            }
        }
        Ok(match (parts.pop(), parts.is_empty()) {
            (Some(only), true) => only,
            (Some(last), false) => {
                parts.push(last);
                Expr::All(parts)
            }
            (None, _) => Expr::All(parts),
        })
    }

    fn any(&mut self) -> Result<Expr, QueryError> {
        let alone = "`or` goes between two terms; put it in quotes to find the word";
        let here = self.here();
        if self.at_or() {
            return error(here..here + 2, alone);
        }
        let first = self.turned()?;
        let mut parts = vec![first];
        loop {
            self.skip_spaces();
            if !self.at_or() {
                break;
            }
            let or = self.here();
            self.letters.next();
            self.letters.next();
            self.skip_spaces();
            let ended = self.peek().is_none_or(|letter| letter == ')' && !self.open.is_empty());
            if ended || self.at_or() {
                return error(or..or + 2, alone);
            }
            parts.push(self.turned()?);
        }
        Ok(if let [_, _, ..] = parts.as_slice() {
            Expr::Any(parts)
        } else {
            parts.pop().unwrap_or(Expr::All(Vec::new()))
        })
    }

    /// A term with any number of `-` before it, of which two take each other away.
    fn turned(&mut self) -> Result<Expr, QueryError> {
        let (start, mut turned) = (self.here(), false);
        while self.letters.next_if(|(_, letter)| *letter == '-').is_some() {
            turned = !turned;
        }
        let here = self.here();
        if here > start && self.peek().is_none_or(|letter| self.ends_word(letter)) {
            return error(start..here, "say after the `-` what is to be left out");
        }
        let part = self.part()?;
        Ok(if turned { Expr::Not(Box::new(part)) } else { part })
    }

    fn part(&mut self) -> Result<Expr, QueryError> {
        if self.peek() != Some('(') {
            self.terms += 1;
            let token = self.token()?;
            if self.terms > MOST {
                let much = format!(
                    "a query takes at most {MOST} terms; to find a longer text as it stands, put it in quotes"
                );
                return error(token.at, much);
            }
            return Ok(Expr::Term(token));
        }
        let start = self.here();
        if self.open.len() >= DEEPEST {
            return error(start..start + 1, "there are too many brackets inside one another");
        }
        self.letters.next();
        self.open.push(start);
        let inside = self.all()?;
        let closed = self.letters.next_if(|(_, letter)| *letter == ')').is_some();
        self.open.pop();
        let end = self.here();
        if !closed {
            return error(start..start + 1, "this bracket is not closed");
        }
        if inside == Expr::All(Vec::new()) {
            return error(start..end, "there is nothing between these brackets");
        }
        Ok(inside)
    }

    fn token(&mut self) -> Result<Token, QueryError> {
        let start = self.here();
        let mut field = None;
        let short = match self.peek() {
            Some('#') => Some("tag"),
            Some('@') => Some("setting"),
            Some('!') => Some("kind"),
            _ => None,
        };
        if let Some(short) = short {
            let next = self.rest().chars().nth(1);
            if next.is_some_and(|next| !self.ends_word(next)) {
                self.letters.next();
                field = Some(short.to_owned());
            }
        } else if let Some(name) = self.field_name() {
            for _ in 0..=name.len() {
                self.letters.next();
            }
            field = Some(name.to_ascii_lowercase());
        }
        let value_start = self.here();
        let quoted = self.peek().is_some_and(is_quote);
        let value = if quoted { self.quoted(value_start)? } else { self.word() };
        let end = self.here();
        let raw = self.typed.get(start..end).unwrap_or_default().to_owned();
        Ok(Token { at: start..end, raw, field, value, value_at: value_start..end, quoted })
    }

    /// Letters up to a colon. What begins otherwise (`14:20`) is text.
    fn field_name(&mut self) -> Option<&'a str> {
        let (name, _) = self.rest().split_once(':')?;
        (!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic())).then_some(name)
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(letter) = self.peek().filter(|letter| !self.ends_word(*letter)) {
            word.push(letter);
            self.letters.next();
        }
        word
    }

    fn quoted(&mut self, start: usize) -> Result<String, QueryError> {
        let mut value = String::new();
        self.letters.next();
        while let Some((_, letter)) = self.letters.next() {
            match letter {
                '\\' => {
                    let kept = self.letters.next_if(|(_, next)| is_quote(*next) || *next == '\\');
                    value.push(kept.map_or('\\', |(_, kept)| kept));
                }
                letter if is_quote(letter) => return Ok(value),
                letter => value.push(letter),
            }
        }
        error(start..self.typed.len(), "these quotes are not closed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(expr: &Expr) -> String {
        let list = |parts: &[Expr]| parts.iter().map(shape).collect::<Vec<_>>().join(" ");
        match expr {
            Expr::All(parts) => format!("all[{}]", list(parts)),
            Expr::Any(parts) => format!("any[{}]", list(parts)),
            Expr::Not(part) => format!("not[{}]", shape(part)),
            Expr::Term(t) => match &t.field {
                Some(field) => format!("{field}={}", t.value),
                None => t.value.clone(),
            },
        }
    }

    #[test]
    fn or_binds_tighter_than_standing_side_by_side() {
        for (typed, read) in [
            ("", "all[]"),
            ("a", "a"),
            ("a b", "all[a b]"),
            ("a or b c", "all[any[a b] c]"),
            ("a OR b or c", "any[a b c]"),
            ("-a", "not[a]"),
            ("--a", "a"),
            ("-(-a)", "not[not[a]]"),
            ("-(a b) or c", "any[not[all[a b]] c]"),
            ("(a)(b)", "all[a b]"),
            ("order orchid \"or\"", "all[order orchid or]"),
            ("tag:s.check", "tag=s.check"),
            ("Setting:\"home visit\" x", "all[setting=home visit x]"),
            ("setting:“home visit”", "setting=home visit"),
            ("#s.check @home !w", "all[tag=s.check setting=home kind=w]"),
            ("14:20 # a", "all[14:20 # a]"),
            ("\"say \\\"no\\\" \\ here\"", "say \"no\" \\ here"),
            ("well-kept a:) x", "all[well-kept a=) x]"),
            ("(tag:x)", "tag=x"),
        ] {
            assert_eq!(parse(typed).map(|expr| shape(&expr)).as_deref(), Ok(read), "{typed}");
        }
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (typed, at) in [
            ("or", 0..2),
            ("a or", 2..4),
            ("a or or b", 2..4),
            ("(a or) b", 3..5),
            ("a -", 2..3),
            ("a - b", 2..3),
            ("é \"open", 3..8),
            ("tag:\"open", 4..9),
            ("a (b", 2..3),
            ("a ()", 2..4),
        ] {
            assert_eq!(parse(typed).map_err(|error| error.at), Err(at), "{typed}");
        }
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"a ".repeat(1_000)).is_err());
        assert!(parse(&"-".repeat(100_001)).is_err());
    }
}
