//! Keys as this program speaks of them: one small type, its notation for people and for
//! `keys.toml`, and scripts of keys for tests. The terminal's own events are turned into these in
//! `runtime` and nowhere else.

use std::fmt;
use std::str::FromStr;

/// A key without its modifiers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Code {
    /// A character, as typed (an upper-case letter is itself and has no shift).
    Char(char),
    /// Enter or Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Deletes backwards.
    Backspace,
    /// Deletes forwards.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Beginning of a line.
    Home,
    /// End of a line.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// A function key.
    F(u8),
}

/// A key with its modifiers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// Which.
    pub code: Code,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
    /// With Shift; never set on a character or on [`Code::BackTab`], which say it themselves.
    pub shift: bool,
}

impl Key {
    /// A key alone.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A character that would be typed into a field: not held with Ctrl or Alt.
    pub const fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The key that a letter stands for where nothing is typed: `j` and `k` move down and up, `g` and
    /// `G` to either end.
    pub const fn moving(self) -> Self {
        let code = match self.typed() {
            Some('j') => Code::Down,
            Some('k') => Code::Up,
            Some('g') => Code::Home,
            Some('G') => Code::End,
            _ => return self,
        };
        Self::plain(code)
    }

    /// The same key however a terminal reports it: Ctrl makes letters lower-case, and Shift is
    /// part of a character.
    pub fn settled(mut self) -> Self {
        if let Code::Char(c) = self.code {
            self.shift = false;
            if self.ctrl {
                self.code = Code::Char(c.to_ascii_lowercase());
            }
        }
        if self.code == Code::Tab && self.shift {
            self.code = Code::BackTab;
        }
        if self.code == Code::BackTab {
            self.shift = false;
        }
        self
    }
}

const NAMES: &[(&str, &str, Code)] = &[
    ("enter", "Enter", Code::Enter),
    ("esc", "Esc", Code::Esc),
    ("tab", "Tab", Code::Tab),
    ("shift-tab", "Shift-Tab", Code::BackTab),
    ("backspace", "Backspace", Code::Backspace),
    ("delete", "Del", Code::Delete),
    ("insert", "Ins", Code::Insert),
    ("up", "Up", Code::Up),
    ("down", "Down", Code::Down),
    ("left", "Left", Code::Left),
    ("right", "Right", Code::Right),
    ("home", "Home", Code::Home),
    ("end", "End", Code::End),
    ("pageup", "PgUp", Code::PageUp),
    ("pagedown", "PgDn", Code::PageDown),
    ("space", "Space", Code::Char(' ')),
    ("minus", "-", Code::Char('-')),
    ("less", "<", Code::Char('<')),
    ("greater", ">", Code::Char('>')),
];

/// A text that names no key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{0}\" is not a key; write keys like \"enter\", \"f1\", \"ctrl-s\", \"alt-a\" or \"?\"")]
pub struct BadKey(String);

impl FromStr for Key {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let mut key = Self::plain(Code::Esc);
        let mut rest = text;
        loop {
            let lower = rest.to_ascii_lowercase();
            if let Some((_, _, code)) = NAMES.iter().find(|(name, _, _)| *name == lower) {
                key.code = *code;
                return Ok(key.settled());
            }
            let mut letters = rest.chars();
            if let (Some(only), None) = (letters.next(), letters.next()) {
                key.code = Code::Char(only);
                return Ok(key.settled());
            }
            if let Some(Ok(number)) = lower.strip_prefix('f').map(u8::from_str)
                && (1..=24).contains(&number)
            {
                key.code = Code::F(number);
                return Ok(key);
            }
            let Some((held, after)) = rest.split_once('-') else {
                return Err(BadKey(text.to_owned()));
            };
            match held.to_ascii_lowercase().as_str() {
                "ctrl" | "c" => key.ctrl = true,
                "alt" | "a" => key.alt = true,
                "shift" | "s" => key.shift = true,
                _ => return Err(BadKey(text.to_owned())),
            }
            rest = after;
        }
    }
}

impl fmt::Display for Key {
    /// As the footer and the help show it: `Ctrl-S`, `Alt-A`, `F1`, `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = String::new();
        if self.ctrl {
            shown.push_str("Ctrl-");
        }
        if self.alt {
            shown.push_str("Alt-");
        }
        if self.shift {
            shown.push_str("Shift-");
        }
        let name = NAMES.iter().find(|(_, _, code)| *code == self.code).map(|(_, name, _)| *name);
        match (name, self.code) {
            (Some(name), _) => shown.push_str(name),
            (None, Code::Char(c)) if self.ctrl || self.alt => shown.extend(c.to_uppercase()),
            (None, Code::Char(c)) => shown.push(c),
            (None, Code::F(number)) => shown.push_str(&format!("F{number}")),
            (None, other) => shown.push_str(&format!("{other:?}")),
        }
        f.pad(&shown)
    }
}

/// Reads a script of keys: characters stand for themselves, `<enter>`, `<alt-a>`, `<less>` for the
/// rest.
///
/// # Errors
/// [`BadKey`] for a name in angle brackets that is not a key.
pub fn script(text: &str) -> Result<Vec<Key>, BadKey> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|after| after.split_once('>'));
        if let Some((name, after)) = named {
            keys.push(name.parse()?);
            rest = after;
        } else {
            keys.push(if first == '\n' {
                Key::plain(Code::Enter)
            } else {
                Key::plain(Code::Char(first))
            });
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_people_write_them_and_shown_as_keyboards_label_them() {
        for (written, shown) in [
            ("enter", "Enter"),
            ("ctrl-S", "Ctrl-S"),
            ("alt-a", "Alt-A"),
            ("F1", "F1"),
            ("?", "?"),
            ("shift-tab", "Shift-Tab"),
            ("ctrl-left", "Ctrl-Left"),
            ("alt-enter", "Alt-Enter"),
            ("-", "-"),
            ("ctrl--", "Ctrl--"),
        ] {
            assert_eq!(written.parse::<Key>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn a_name_that_is_no_key_is_refused_with_examples() {
        for bad in ["entr", "f25", "super-a", ""] {
            let error = bad.parse::<Key>().unwrap_err().to_string();
            assert!(error.contains("is not a key") && error.contains("ctrl-s"), "{error}");
        }
    }

    #[test]
    fn a_script_types_what_it_says() {
        let keys = script("a#<enter><alt-w>é").unwrap();
        let shown: Vec<String> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["a", "#", "Enter", "Alt-W", "é"]);
    }
}
