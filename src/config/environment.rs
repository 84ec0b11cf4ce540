//! What the environment says: read once, at the start, and passed on as a value, so that nothing
//! further in depends on variables that a test cannot set.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

/// What a variable says now, where it says anything. For what is not passed on as a value: a key is
/// asked for where it is used, and is held nowhere else.
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The variables that change how the program behaves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Environment {
    /// `ASDONE_HOME`: one folder for the study, the settings and the practice study.
    pub home: Option<PathBuf>,
    /// `ASDONE_PASSPHRASE_FILE`: a file whose first line is the passphrase.
    pub passphrase_file: Option<PathBuf>,
    /// `ASDONE_PLAIN` is set, not empty and not 0: plain output, as with `--plain`.
    pub plain: bool,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `COLORTERM`.
    pub color_term: Option<String>,
    /// `TERM`.
    pub term: Option<String>,
    /// The first of `LC_ALL`, `LC_CTYPE` and `LANG` that says anything.
    pub locale: Option<String>,
    /// `VISUAL`, or else `EDITOR`: a command for the person's editor.
    pub editor: Option<String>,
    /// `COLUMNS`, where it is a number: the width that the person asks for.
    pub columns: Option<usize>,
    /// `USERPROFILE`, on Windows alone: the folder that only this person's account can open.
    pub profile: Option<PathBuf>,
}

impl Environment {
    /// Reads the variables of this process.
    pub fn read() -> Self {
        Self::from_lookup(|name| env::var_os(name))
    }

    /// Reads them from wherever `lookup` finds them.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let filled = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let text = |name: &str| filled(name).and_then(|value| value.into_string().ok());
        Self {
            home: filled("ASDONE_HOME").map(PathBuf::from),
            passphrase_file: filled("ASDONE_PASSPHRASE_FILE").map(PathBuf::from),
            plain: text("ASDONE_PLAIN").is_some_and(|value| value != "0"),
            no_color: filled("NO_COLOR").is_some(),
            color_term: text("COLORTERM"),
            term: text("TERM"),
            locale: ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(text),
            editor: ["VISUAL", "EDITOR"].into_iter().find_map(text),
            columns: text("COLUMNS").and_then(|value| value.parse().ok()),
            profile: filled("USERPROFILE").filter(|_| cfg!(windows)).map(PathBuf::from),
        }
    }

    /// Whether the terminal takes no escape codes at all.
    pub fn is_dumb(&self) -> bool {
        self.term.as_deref() == Some("dumb")
    }

    /// Whether the terminal says that it shows any colour, and not only the sixteen of its palette.
    pub fn has_true_colour(&self) -> bool {
        matches!(self.color_term.as_deref(), Some("truecolor" | "24bit"))
    }

    /// Whether boxes and bars can be drawn with more than ASCII. A locale that says nothing is taken
    /// as one that can, since a mac and most containers set none; `C` and `POSIX` cannot.
    pub fn has_unicode(&self) -> bool {
        let Some(locale) = &self.locale else { return true };
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Environment {
        Environment::from_lookup(|name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        })
    }

    #[test]
    fn no_color_counts_only_when_it_says_something() {
        assert!(with(&[("NO_COLOR", "1")]).no_color);
        assert!(!with(&[("NO_COLOR", "")]).no_color);
        assert!(!with(&[]).no_color);
    }

    #[test]
    fn plain_output_is_asked_for_by_anything_but_nothing_and_0() {
        assert!(with(&[("ASDONE_PLAIN", "1")]).plain);
        assert!(!with(&[("ASDONE_PLAIN", "0")]).plain);
        assert!(!with(&[("ASDONE_PLAIN", "")]).plain);
        assert!(!with(&[]).plain);
    }

    #[test]
    fn the_first_locale_that_says_anything_decides() {
        let env = with(&[("LC_ALL", ""), ("LC_CTYPE", "C"), ("LANG", "en_GB.UTF-8")]);
        assert!(!env.has_unicode());
        assert!(with(&[("LANG", "en_GB.utf8")]).has_unicode());
        assert!(with(&[]).has_unicode());
        assert!(!with(&[("LANG", "POSIX")]).has_unicode());
    }

    #[test]
    fn a_width_that_is_not_a_number_is_passed_over() {
        assert_eq!(with(&[("COLUMNS", "wide")]).columns, None);
        assert_eq!(with(&[("COLUMNS", "60")]).columns, Some(60));
    }
}
