//! A field for a passphrase: what is typed is not shown, not kept for undo, and wiped when it is
//! let go.

use std::fmt;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use zeroize::{Zeroize, Zeroizing};

use super::field::Edit;
use super::pane;
use crate::journal::keys::SecretString;
use crate::tui::key::{Code, Key};
use crate::tui::theme::{Look, Role};

/// Bytes that are set aside at once, so that typing on never moves the text and leaves a copy.
const ROOM: usize = 1024;

/// A passphrase being typed.
pub struct Masked(Zeroizing<String>);

impl Default for Masked {
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(ROOM)))
    }
}

impl PartialEq for Masked {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl Eq for Masked {}

impl Clone for Masked {
    fn clone(&self) -> Self {
        let mut copy = Self::default();
        copy.0.push_str(&self.0);
        copy
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Masked")
    }
}

impl Masked {
    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is typed, to be looked at and not kept.
    pub fn peek(&self) -> &str {
        &self.0
    }

    /// Hands over what is typed and empties the field.
    pub fn take(&mut self) -> SecretString {
        let exact: Box<str> = self.0.as_str().into();
        self.clear();
        SecretString::new(exact)
    }

    /// Empties and wipes the field.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }

    /// Takes a key that edits; the cursor is always at the end.
    pub fn key(&mut self, key: Key) -> Edit {
        if let Some(c) = key.typed() {
            if self.0.len() + c.len_utf8() > ROOM {
                return Edit::Moved;
            }
            self.0.push(c);
            return Edit::Changed;
        }
        let whole = key.ctrl || key.alt;
        match key.code {
            Code::Backspace if whole => self.clear(),
            Code::Backspace => drop(self.0.pop()),
            Code::Char('u' | 'w') if key.ctrl => self.clear(),
            _ => return Edit::Unknown,
        }
        Edit::Changed
    }

    /// Takes a pasted text, as one line.
    pub fn paste(&mut self, pasted: &str) {
        for c in pasted.trim_end_matches(['\r', '\n']).chars().filter(|c| !c.is_control()) {
            if self.0.len() + c.len_utf8() <= ROOM {
                self.0.push(c);
            }
        }
    }

    /// Draws one dot for each character.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: Look, focused: bool) {
        if area.is_empty() {
            return;
        }
        let room = usize::from(area.width.saturating_sub(1));
        let dots = self.0.chars().count().min(room);
        let dot = if look.ascii { "*" } else { "•" };
        pane::line(frame, area, &dot.repeat(dots), look, Role::Text);
        if focused {
            let x = area.x.saturating_add(u16::try_from(dots).unwrap_or(u16::MAX));
            let x = x.min(area.right().saturating_sub(1));
            frame.set_cursor_position(Position { x, y: area.y });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::keys::ExposeSecret;
    use crate::tui::key::script;

    fn typed(keys: &str) -> Masked {
        let mut field = Masked::default();
        for key in script(keys).unwrap() {
            field.key(key);
        }
        field
    }

    #[test]
    fn it_takes_typing_and_gives_it_up_once() {
        let mut field = typed("correct hosr<backspace><backspace>rse");
        assert_eq!(field.peek(), "correct horse");
        assert_eq!(field.take().expose_secret(), "correct horse");
        assert!(field.is_empty());
        assert!(typed("some<ctrl-u>").is_empty());
    }

    #[test]
    fn nothing_of_it_is_printed_and_a_long_paste_does_not_move_it() {
        let mut field = typed("secret");
        let before = field.0.as_ptr();
        field.paste(&"x".repeat(5000));
        assert_eq!((field.0.as_ptr(), field.peek().len()), (before, ROOM));
        assert_eq!(format!("{field:?}"), "Masked");
        let mut one_line = Masked::default();
        one_line.paste("correct horse\r\n");
        assert_eq!(one_line.peek(), "correct horse");
    }
}
