//! The beginning of what was typed, as the grammar of times reads it: small letters, plain digits,
//! plain hyphens, and nothing that cannot be seen; each character with where it ends in the text.

/// How many characters of a line are looked at. No time or date is as long.
const MOST: usize = 120;

/// The zeros of the scripts whose digits are read as digits.
const ZEROS: [u32; 17] = [
    0x0030, 0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0E50, 0x0ED0, 0x1040, 0x17E0, 0xFF10,
];

/// A line, ready to be read.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    chars: Vec<char>,
    ends: Vec<usize>,
    /// Whether all of the text is here.
    whole: bool,
}

impl Typed {
    /// The first line of `text`.
    pub(crate) fn of(text: &str) -> Self {
        let (mut chars, mut ends) = (Vec::new(), Vec::new());
        let trimmed = text.trim_end();
        let line = trimmed.lines().next().unwrap_or_default();
        let mut whole = line.len() == trimmed.len();
        for (at, c) in line.char_indices() {
            if chars.len() >= MOST {
                whole = false;
                break;
            }
            let end = at + c.len_utf8();
            match plain(c) {
                Plain::Nothing => {}
                Plain::One(c) => {
                    chars.push(c);
                    ends.push(end);
                }
                Plain::Letter(c) => c.to_lowercase().for_each(|c| {
                    chars.push(c);
                    ends.push(end);
                }),
            }
        }
        Self { chars, ends, whole }
    }

    /// Its beginning.
    pub(crate) fn start(&self) -> At<'_> {
        At { typed: self, at: 0 }
    }
}

enum Plain {
    Nothing,
    One(char),
    Letter(char),
}

fn plain(c: char) -> Plain {
    let code = u32::from(c);
    if let Some(digit) = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|d| *d < 10)) {
        return char::from_digit(digit, 10).map_or(Plain::Nothing, Plain::One);
    }
    match c {
        '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => Plain::Nothing,
        '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FE0E}' | '\u{FE0F}' => Plain::Nothing,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => {
            Plain::One('-')
        }
        '\u{FF1A}' | '\u{2236}' => Plain::One(':'),
        '\u{FF0E}' => Plain::One('.'),
        '\u{FF0F}' => Plain::One('/'),
        '\u{FF0C}' | '\u{3001}' => Plain::One(','),
        '\u{FF08}' => Plain::One('('),
        '\u{FF09}' => Plain::One(')'),
        '\u{2018}' | '\u{2019}' | '\u{2BC}' => Plain::One('\''),
        c if c.is_whitespace() => Plain::One(' '),
        c => Plain::Letter(c),
    }
}

/// A place in what was typed. Reading gives the place behind what was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'t> {
    typed: &'t Typed,
    at: usize,
}

impl<'t> At<'t> {
    /// The character here.
    pub(crate) fn peek(self) -> Option<char> {
        self.typed.chars.get(self.at).copied()
    }

    /// The character so many places on.
    pub(crate) fn peek_on(self, by: usize) -> Option<char> {
        self.typed.chars.get(self.at + by).copied()
    }

    /// The place so many characters on.
    pub(crate) fn on(self, by: usize) -> Self {
        Self { at: self.at + by, ..self }
    }

    /// Behind this character, where it is here.
    pub(crate) fn eat(self, wanted: char) -> Option<Self> {
        (self.peek() == Some(wanted)).then(|| self.on(1))
    }

    /// Behind these characters, where they are here.
    pub(crate) fn eat_all(self, wanted: &str) -> Option<Self> {
        wanted.chars().try_fold(self, Self::eat)
    }

    /// Behind one of a set, where it is here.
    pub(crate) fn eat_any(self, wanted: &[char]) -> Option<Self> {
        self.peek().filter(|c| wanted.contains(c)).map(|_| self.on(1))
    }

    /// Behind every blank.
    pub(crate) fn blanks(self) -> Self {
        let mut at = self;
        while let Some(next) = at.eat(' ') {
            at = next;
        }
        at
    }

    /// Behind at least one blank.
    pub(crate) fn gap(self) -> Option<Self> {
        self.eat(' ').map(Self::blanks)
    }

    /// A run of digits with nothing of a number behind it, and how many there are.
    pub(crate) fn digits(self, least: usize, most: usize) -> Option<(u32, Self)> {
        let mut at = self;
        let mut number: u32 = 0;
        while let Some(digit) = at.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit);
            at = at.on(1);
        }
        (least..=most).contains(&(at.at - self.at)).then_some((number, at))
    }

    /// A run of letters with their marks, and apostrophes within it.
    pub(crate) fn word(self) -> Option<(String, Self)> {
        let mut at = self;
        let mut word = String::new();
        while let Some(c) = at.peek() {
            let mark = unicode_normalization::char::is_combining_mark(c);
            let within = c == '\'' && at.peek_on(1).is_some_and(char::is_alphabetic);
            if !(c.is_alphabetic() || (!word.is_empty() && (mark || within))) {
                break;
            }
            word.push(c);
            at = at.on(1);
        }
        (!word.is_empty()).then_some((word, at))
    }

    /// Behind this whole word, where it is here.
    pub(crate) fn eat_word(self, wanted: &str) -> Option<Self> {
        self.word().filter(|(word, _)| word == wanted).map(|(_, next)| next)
    }

    /// Whether a word or number ends here.
    pub(crate) fn is_edge(self) -> bool {
        self.peek().is_none_or(|c| !c.is_alphanumeric())
    }

    /// Whether nothing but blanks and closing marks is left.
    pub(crate) fn is_end(self) -> bool {
        let mut at = self;
        while let Some(next) = at.eat_any(&[' ', '.', ',', ':', ';']) {
            at = next;
        }
        at.peek().is_none() && self.typed.whole
    }

    /// How many bytes of the text come before this place.
    pub(crate) fn byte(self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.typed.ends.get(at)).copied().unwrap_or(0)
    }

    /// Whether `other` is the same place.
    pub(crate) fn is_at(self, other: Self) -> bool {
        self.at == other.at
    }
}
