//! A new passphrase, asked for twice: its strength is said while it is typed, a weak one needs a
//! second Enter, and two that differ are asked for again.

use super::Masked;
use crate::journal::keys::{self, SecretString};
use crate::tui::key::Key;
use crate::tui::msg::Failure;

/// Which of the two is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Time {
    /// It is typed for the first time.
    First,
    /// The same once more.
    Again,
}

/// A new passphrase being typed, twice.
#[derive(Clone, Debug, Default)]
pub struct NewPassphrase {
    first: Masked,
    again: Masked,
    /// A weak one is meant: it was said so.
    weak_is_meant: bool,
    strength: String,
}

impl NewPassphrase {
    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// How long it would stand against guessing, in words; empty while nothing is typed.
    pub fn strength(&self) -> &str {
        &self.strength
    }

    /// One of the two fields, to be drawn.
    pub const fn field(&self, time: Time) -> &Masked {
        match time {
            Time::First => &self.first,
            Time::Again => &self.again,
        }
    }

    /// Takes a key that edits one of them.
    pub fn key(&mut self, time: Time, key: Key) {
        let _ = self.editing(time).key(key);
        self.weigh(time);
    }

    /// Takes a pasted text into one of them.
    pub fn paste(&mut self, time: Time, text: &str) {
        self.editing(time).paste(text);
        self.weigh(time);
    }

    const fn editing(&mut self, time: Time) -> &mut Masked {
        match time {
            Time::First => &mut self.first,
            Time::Again => &mut self.again,
        }
    }

    fn weigh(&mut self, time: Time) {
        if time == Time::Again {
            return;
        }
        self.weak_is_meant = false;
        let typed = self.first.peek();
        self.strength = if typed.is_empty() { String::new() } else { keys::strength(typed).said() };
    }

    /// Takes the first as it is.
    ///
    /// # Errors
    /// Once where it is weak: given again, it is meant.
    pub fn accept(&mut self) -> Result<(), Failure> {
        self.again.clear();
        if self.weak_is_meant || keys::strength(self.first.peek()).strong {
            return Ok(());
        }
        self.weak_is_meant = true;
        Err(Failure {
            message: "anyone who finds this computer might guess it".to_owned(),
            hint: Some(
                "type four or more unrelated words, or press Enter again to keep it".to_owned(),
            ),
        })
    }

    /// The passphrase, where it was typed the same twice.
    ///
    /// # Errors
    /// Where the two differ; both are empty then.
    pub fn confirmed(&mut self) -> Result<SecretString, Failure> {
        if self.first.peek() == self.again.peek() {
            return Ok(self.first.clone().take());
        }
        *self = Self::default();
        Err(Failure {
            message: "the two are not the same".to_owned(),
            hint: Some("type it again, twice".to_owned()),
        })
    }

    /// Empties the second, as on going back to the first.
    pub fn forget_again(&mut self) {
        self.again.clear();
    }
}
