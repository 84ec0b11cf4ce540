//! Arguments that several commands share, and how their words are read.

use std::convert::Infallible;
use std::ffi::OsString;
use std::ops::Deref;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::Failure;
use crate::analysis::Scope;
use crate::config::{Colour, Theme};
use crate::study::{Extra, Kind, Stance, Whose};

/// What can be said before or after any command.
#[derive(Args, Debug, Clone, Default)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Everywhere {
    /// The study's folder, instead of the one in your data folder
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) study: Option<PathBuf>,

    /// A file whose first line is the passphrase (or ASDONE_PASSPHRASE_FILE)
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) passphrase_file: Option<PathBuf>,

    /// When to use bold and underline
    #[arg(long, value_name = "WHEN", global = true, value_parser = colour())]
    pub(super) color: Option<Colour>,

    /// Draw with ASCII only
    #[arg(long, global = true)]
    pub(super) ascii: bool,

    /// One fact a line, for screen readers (or ASDONE_PLAIN=1, or plain = true in settings.toml)
    #[arg(long, global = true)]
    pub(super) plain: bool,
}

/// What can be said of the screens.
#[derive(Args, Debug, Clone, Default)]
pub(super) struct Screen {
    /// Colours of the screens
    #[arg(long, value_name = "THEME", value_parser = theme())]
    pub(super) theme: Option<Theme>,

    /// Leave clicks and the wheel to the terminal, so that it selects text without Shift
    #[arg(long)]
    pub(super) no_mouse: bool,
}

/// Text of a person's own in an argument. It may begin with a hyphen (`-15m`, `-tag:t.staff`),
/// which the argument parser would take for options: see [`shield`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word(String);

impl FromStr for Word {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.strip_prefix(SHIELD).unwrap_or(text).to_owned()))
    }
}

impl Deref for Word {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.0
    }
}

/// Stands before a word that begins with a hyphen and is no option. A private character that no
/// keyboard has.
pub(super) const SHIELD: char = '\u{e000}';

/// Arguments as the parser should see them. No option of ours is one hyphen with more than one
/// letter, so whatever looks like that is a person's own word, wherever it stands. The parser's own
/// way (`allow_hyphen_values`) would take every option after the first such word for a word too,
/// and misspelt options with it.
pub(super) fn shield(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let own_word = |arg: &str| {
        let mut letters = arg.chars();
        letters.next() == Some('-') && letters.next().is_some_and(|c| c != '-') && {
            letters.next().is_some()
        }
    };
    args.map(|arg| match arg.to_str() {
        Some(text) if own_word(text) => format!("{SHIELD}{text}").into(),
        _ => arg,
    })
    .collect()
}

/// An option for each of the optional texts of an observation ([`Extra`]).
#[derive(Debug, Default, Clone)]
pub(super) struct ExtraWords(Vec<(Extra, Word)>);

impl ExtraWords {
    /// What was typed, in the order of the table; an empty text is one that was typed empty.
    pub(super) fn typed(self) -> impl Iterator<Item = (Extra, String)> {
        self.0.into_iter().map(|(extra, word)| (extra, word.into()))
    }
}

impl clap::Args for ExtraWords {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.args(Extra::ALL.map(|extra| {
            clap::Arg::new(extra.word())
                .long(extra.word())
                .value_name("TEXT")
                .value_parser(clap::value_parser!(Word))
                .help(extra.about())
        }))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for ExtraWords {
    fn from_arg_matches(matches: &clap::ArgMatches) -> Result<Self, clap::Error> {
        let typed =
            |extra: Extra| Some((extra, matches.try_get_one::<Word>(extra.word()).ok()??.clone()));
        Ok(Self(Extra::ALL.into_iter().filter_map(typed).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &clap::ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// What observations are looked for, as words of the query language.
#[derive(Args, Debug, Clone, Default)]
pub(super) struct QueryWords {
    /// What to look for, for example: kind:workaround since:2w -tag:t.staff mother
    #[arg(value_name = "QUERY")]
    words: Vec<Word>,
}

impl QueryWords {
    /// The query as it would be typed on the screen. A word with a blank in it came in quotes: the
    /// shell took them off, and they are put back where the query language would need them.
    pub(super) fn typed(&self) -> String {
        match self.words.as_slice() {
            [whole] => whole.to_string(),
            words => words.iter().map(|word| requoted(word)).collect::<Vec<_>>().join(" "),
        }
    }
}

/// What was typed as one term, where it may have been: of `setting:"home visit"` the shell leaves
/// `setting:home visit`, which could be two terms as well. Whether there is such a setting decides.
pub(super) fn one_term(typed: &str) -> Option<String> {
    let term = requoted(typed.trim());
    (term != typed.trim() && term.contains(":\"")).then_some(term)
}

/// `setting:home visit` as `setting:"home visit"`, `rang school` as `"rang school"`; a word that
/// has quotes of its own, or none to need, as it is.
fn requoted(word: &str) -> String {
    if word.contains('"') || !word.contains(char::is_whitespace) {
        return word.to_owned();
    }
    match word.split_once(':') {
        Some((field, value)) if !field.contains(char::is_whitespace) => {
            format!("{field}:\"{value}\"")
        }
        _ => match word.strip_prefix('-') {
            Some(rest) => format!("-\"{rest}\""),
            None => format!("\"{word}\""),
        },
    }
}

/// How rows of a file are written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RowFormat {
    /// A table, for a spreadsheet.
    Csv,
    /// JSON lines: every note with its history, for another asdone.
    Jsonl,
}

/// How a codebook table is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TableFormat {
    /// Cells parted by tabs.
    Tsv,
    /// Cells parted by commas.
    Csv,
}

/// The words of a text as one; a first word that looks like a misspelt option is not saved as one.
pub(super) fn text(words: &[Word]) -> Result<Vec<String>, Failure> {
    let like_an_option = |word: &&Word| {
        word.strip_prefix('-').is_some_and(|rest| {
            rest.starts_with(char::is_alphabetic) && !rest.contains(char::is_whitespace)
        })
    };
    match words.first().filter(like_an_option) {
        Some(word) => Err(Failure::usage(
            format!("there is no option \"{}\"", &**word),
            "hand in a text that begins so on standard input",
        )),
        None => Ok(words.iter().cloned().map(String::from).collect()),
    }
}

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// A parser for one of a closed list of words, each with the key that chooses it.
fn one_of<T: Copy + Send + Sync + 'static>(
    all: &[T],
    word: fn(T) -> &'static str,
    key: Option<fn(T) -> char>,
    parse: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let value = |&value: &T| {
        let shown = PossibleValue::new(word(value));
        let letter = key.map(|key| key(value)).and_then(|key| LETTERS.find(key));
        match letter.and_then(|at| LETTERS.get(at..=at)) {
            Some(letter) => shown.alias(letter),
            None => shown,
        }
    };
    PossibleValuesParser::new(all.iter().map(value).collect::<Vec<_>>())
        .try_map(move |typed| parse(&typed).ok_or("cannot be read"))
}

/// Reads a kind.
pub(super) fn kind() -> impl TypedValueParser<Value = Kind> {
    one_of(Kind::ALL, Kind::word, Some(Kind::key), Kind::parse)
}

/// Reads a stance.
pub(super) fn stance() -> impl TypedValueParser<Value = Stance> {
    one_of(Stance::ALL, Stance::word, Some(Stance::key), Stance::parse)
}

/// Whose notes are looked at.
#[derive(Args, Debug, Clone, Copy, Default)]
pub(super) struct Scoped {
    /// Whose notes: mine, or what was raised to the team, the organisation or academic partners
    #[arg(long, value_name = "SCOPE", value_parser = scope())]
    pub(super) scope: Option<Scope>,
}

fn scope() -> impl TypedValueParser<Value = Scope> {
    one_of(Scope::ALL, Scope::word, None, Scope::parse)
}

/// Reads whose record it is.
pub(super) fn whose() -> impl TypedValueParser<Value = Whose> {
    one_of(Whose::ALL, Whose::word, None, Whose::parse)
}

fn theme() -> impl TypedValueParser<Value = Theme> {
    one_of(Theme::ALL, Theme::word, None, Theme::parse)
}

fn colour() -> impl TypedValueParser<Value = Colour> {
    one_of(Colour::ALL, Colour::word, None, Colour::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Word {
        text.parse().unwrap()
    }

    fn query(words: &[&str]) -> String {
        QueryWords { words: words.iter().map(|text| word(text)).collect() }.typed()
    }

    #[test]
    fn words_that_begin_with_a_hyphen_are_words_and_options_stay_options() {
        let args = ["list", "-tag:t.staff", "--json", "-15m", "-o", "-", "--", "-mother"];
        let seen = shield(args.iter().map(OsString::from));
        let shielded: Vec<bool> =
            seen.iter().map(|arg| arg.to_string_lossy().starts_with(SHIELD)).collect();
        assert_eq!(shielded, [false, true, false, true, false, false, false, true]);
        let read: Vec<String> =
            seen.iter().map(|arg| word(&arg.to_string_lossy()).into()).collect();
        assert_eq!(read, args);
    }

    #[test]
    fn quotes_that_the_shell_took_off_are_put_back() {
        assert_eq!(query(&["setting:home visit", "mother"]), "setting:\"home visit\" mother");
        assert_eq!(query(&["kind:w", "rang school"]), "kind:w \"rang school\"");
        assert_eq!(query(&["kind:w", "-rang school"]), "kind:w -\"rang school\"");
        assert_eq!(query(&["setting:\"home visit\"", "a"]), "setting:\"home visit\" a");
    }

    #[test]
    fn a_whole_query_in_one_argument_is_left_as_it_is() {
        assert_eq!(query(&["kind:w rang school"]), "kind:w rang school");
    }

    #[test]
    fn a_single_term_may_have_lost_its_quotes() {
        assert_eq!(one_term("setting:home visit").as_deref(), Some("setting:\"home visit\""));
        assert_eq!(one_term("setting:\"home visit\""), None);
        assert_eq!(one_term("rang school"), None);
        assert_eq!(one_term("setting:court"), None);
    }

    #[test]
    fn a_misspelt_option_is_not_recorded_as_a_note() {
        assert!(text(&[word("-promted")]).is_err());
        assert!(text(&[word("-15m"), word("rang")]).is_ok());
        assert!(text(&[word("-")]).is_ok());
        assert!(text(&[word("- rang school")]).is_ok());
    }
}
