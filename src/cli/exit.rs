//! What the program ends with, for scripts that trust it.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// It did what was asked.
    Ok,
    /// It looked and there was nothing.
    NothingFound,
    /// What was asked cannot be done as asked: an argument, a text, a line of a file.
    Usage,
    /// The study cannot be used as it is: not there, damaged, newer, or its disk refuses.
    Data,
    /// Another process has the study open.
    Locked,
    /// Stopped by the person.
    Interrupted,
}

impl Exit {
    /// Ends the program at once, with this code.
    #[expect(
        clippy::disallowed_methods,
        reason = "main waits for an answer that does not come after Ctrl-C"
    )]
    #[cfg(unix)]
    pub(super) fn now(self) -> ! {
        std::process::exit(i32::from(self.number()))
    }

    /// The number, as `sysexits.h` and shells know it where they have one.
    pub const fn number(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::NothingFound => 1,
            Self::Usage => 2,
            Self::Data => 3,
            Self::Locked => 75,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_that_scripts_rely_on_stay_what_they_are() {
        let all = [
            Exit::Ok,
            Exit::NothingFound,
            Exit::Usage,
            Exit::Data,
            Exit::Locked,
            Exit::Interrupted,
        ];
        assert_eq!(all.map(Exit::number), [0, 1, 2, 3, 75, 130]);
    }
}
