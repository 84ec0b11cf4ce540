//! Salts for many entries.

use crate::journal::JournalError;
use crate::journal::codec::SALT;
use crate::journal::keys::fresh_bytes;

/// Salts of so many entries are drawn from the system at once: asking it for each costs more than all
/// else that is done with an entry before it is sealed.
const AT_ONCE: usize = 256;

/// Random bytes of the system's, each handed out once.
pub(super) struct Salts {
    drawn: Vec<[u8; SALT]>,
    /// How many more will be asked for.
    left: usize,
}

impl Salts {
    /// For so many entries.
    pub(super) fn of(many: usize) -> Self {
        Self { drawn: Vec::new(), left: many }
    }

    /// A salt that nobody had before.
    pub(super) fn draw(&mut self) -> Result<[u8; SALT], JournalError> {
        if self.drawn.is_empty() && self.left > 1 {
            let bytes = fresh_bytes::<{ SALT * AT_ONCE }>()?;
            let (salts, _) = bytes.as_chunks::<SALT>();
            self.drawn.extend(salts.iter().take(self.left));
        }
        self.left = self.left.saturating_sub(1);
        self.drawn.pop().map_or_else(fresh_bytes, Ok)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_salt_is_handed_out_twice_however_many_are_asked_for() {
        for many in [0, 1, 2, AT_ONCE, 3 * AT_ONCE + 7] {
            let mut salts = Salts::of(many);
            let asked = many + 3;
            let all: BTreeSet<[u8; SALT]> = (0..asked).map(|_| salts.draw().unwrap()).collect();
            assert_eq!(all.len(), asked);
            assert!(!all.contains(&[0; SALT]));
        }
    }
}
