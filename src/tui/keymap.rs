//! Which key gives which command: the table's defaults, with what a person's `keys.toml` changes.
//!
//! ```toml
//! [keys]
//! "capture.save" = ["ctrl-s"]
//! "undo" = []
//! ```
//!
//! The file names only what differs. Reading it is pure; whoever found the file hands its text in.

use std::collections::HashMap;

use toml::de::{DeTable, DeValue};

use super::command::{self, Command, Info, Place};
use super::key::Key;

/// What is wrong with a person's keys, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{file}, line {line}: {what}")]
pub struct KeymapError {
    /// The file, as it was handed in.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, with the command or key that is meant, and what to write instead.
    pub what: String,
}

/// Which key gives which command, place by place.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: HashMap<&'static str, Vec<Key>>,
    bound: HashMap<(Place, Key), &'static Info>,
}

impl Default for Keymap {
    fn default() -> Self {
        let parsed = |info: &Info| info.keys.iter().filter_map(|key| key.parse().ok()).collect();
        Self::of(command::all().map(|info| (info.id, parsed(info))).collect())
    }
}

impl Keymap {
    fn of(keys: HashMap<&'static str, Vec<Key>>) -> Self {
        let mut bound = HashMap::new();
        for info in command::all() {
            for key in keys.get(info.id).into_iter().flatten() {
                bound.entry((info.place, *key)).or_insert(info);
            }
        }
        Self { keys, bound }
    }

    /// The defaults, changed by the text of a person's file.
    ///
    /// # Errors
    /// The first thing that is wrong: not TOML, an unknown command or key, a letter where letters
    /// are typed, or a key that gives two commands in one place.
    pub fn read(text: &str, file: &str) -> Result<Self, KeymapError> {
        let fault = |at: usize, what: String| {
            let line = text.get(..at).unwrap_or(text).matches('\n').count() + 1;
            KeymapError { file: file.to_owned(), line, what }
        };
        let table = DeTable::parse(text)
            .map_err(|e| fault(e.span().map_or(0, |span| span.start), e.message().to_owned()))?;
        let mut keymap = Self::default();
        let mut named = Vec::new();
        for (name, value) in table.get_ref() {
            match (name.get_ref().as_ref(), value.get_ref()) {
                ("keys", DeValue::Table(inner)) => flatten("", inner, &mut named),
                (other, _) => {
                    let what = format!("there is no section \"{other}\"; keys stand under [keys]");
                    return Err(fault(name.span().start, what));
                }
            }
        }
        for (name, at, value) in &named {
            let info = command::all().find(|info| info.id == name).ok_or_else(|| {
                fault(*at, format!("there is no command \"{name}\"{}", near(name)))
            })?;
            let keys = read_keys(info, value).map_err(|what| fault(*at, what))?;
            keymap.keys.insert(info.id, keys);
        }
        if let Some((id, what)) = keymap.clash() {
            let at = named.iter().find(|(name, _, _)| name == id).map_or(0, |(_, at, _)| *at);
            return Err(fault(at, what));
        }
        Ok(Self::of(keymap.keys))
    }

    /// The first two commands that would share a key in one place, named by the one that came
    /// later in the table.
    fn clash(&self) -> Option<(&'static str, String)> {
        let mut taken: HashMap<(Place, Key), &'static str> = HashMap::new();
        for info in command::all() {
            for key in self.keys.get(info.id).into_iter().flatten() {
                let first = taken.entry((info.place, *key)).or_insert(info.id);
                if *first != info.id {
                    let what = format!("{key} would give both {first} and {}", info.id);
                    return Some((info.id, what));
                }
            }
        }
        None
    }

    /// The command that a key gives, looked for in `places` in order.
    pub fn command(&self, places: &[Place], key: Key) -> Option<Command> {
        places.iter().find_map(|place| self.bound.get(&(*place, key))).map(|info| info.command)
    }

    /// The keys of a row of the table.
    pub fn keys(&self, info: &Info) -> &[Key] {
        self.keys.get(info.id).map_or(&[], Vec::as_slice)
    }

    /// The first key of a row of the table, as it is shown; empty where it has none.
    pub fn shown(&self, info: &Info) -> String {
        self.keys(info).first().map(ToString::to_string).unwrap_or_default()
    }
}

type Named<'a, 'b> = (String, usize, &'b toml::Spanned<DeValue<'a>>);

/// `capture.save = …` without quotes is a table in a table; both spellings mean the same.
fn flatten<'a, 'b>(prefix: &str, table: &'b DeTable<'a>, named: &mut Vec<Named<'a, 'b>>) {
    for (name, value) in table {
        let full = format!("{prefix}{}", name.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => flatten(&format!("{full}."), inner, named),
            _ => named.push((full, name.span().start, value)),
        }
    }
}

fn read_keys(info: &Info, value: &toml::Spanned<DeValue<'_>>) -> Result<Vec<Key>, String> {
    let one = |value: &DeValue<'_>| -> Result<Key, String> {
        let DeValue::String(written) = value else {
            return Err(format!("the keys of {} are texts, like [\"ctrl-s\"]", info.id));
        };
        let key: Key = written.parse().map_err(|bad| format!("{}: {bad}", info.id))?;
        if key.typed().is_some() && info.place.is_typed_in() {
            return Err(format!(
                "{}: \"{key}\" could not be typed any more; add ctrl- or alt-",
                info.id
            ));
        }
        Ok(key)
    };
    match value.get_ref() {
        DeValue::Array(keys) => keys.iter().map(|key| one(key.get_ref())).collect(),
        other => one(other).map(|key| vec![key]),
    }
}

fn near(name: &str) -> String {
    let closest = command::all()
        .map(|info| (strsim::damerau_levenshtein(info.id, name), info.id))
        .min()
        .filter(|(slips, _)| *slips <= 3);
    closest.map_or_else(
        || "; F1 shows the commands and their names".to_owned(),
        |(_, id)| format!("; did you mean \"{id}\"?"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::command::App;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn every_default_key_can_be_read_and_none_means_two_things() {
        for info in command::all() {
            for written in info.keys {
                let key: Key = written.parse().unwrap();
                let typed = key.typed().is_some() && info.place.is_typed_in();
                assert!(!typed, "{} would take the letter {key}", info.id);
            }
        }
        assert_eq!(Keymap::default().clash(), None);
    }

    #[test]
    fn a_file_names_only_what_differs() {
        let keymap = Keymap::read("[keys]\nundo = [\"ctrl-y\"]\n", "keys.toml").unwrap();
        let places = [Place::Anywhere];
        assert_eq!(keymap.command(&places, key("ctrl-y")), Some(Command::App(App::Undo)));
        assert_eq!(keymap.command(&places, key("alt-u")), None);
        assert_eq!(keymap.command(&places, key("f1")), Some(Command::App(App::Help)));
    }

    #[test]
    fn dotted_names_work_with_and_without_quotes() {
        for text in ["[keys]\n\"capture.save\" = \"ctrl-s\"", "[keys]\ncapture.save = [\"ctrl-s\"]"]
        {
            let keymap = Keymap::read(text, "keys.toml").unwrap();
            assert!(keymap.command(&[Place::Capture], key("ctrl-s")).is_some());
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_file_line_and_name() {
        for (text, said) in [
            (
                "[keys]\n\nundoo = \"f9\"",
                "keys.toml, line 3: there is no command \"undoo\"; did you mean \"undo\"?",
            ),
            (
                "[keys]\nundo = \"hyper-x\"",
                "keys.toml, line 2: undo: \"hyper-x\" is not a key; write keys like \"enter\", \"f1\", \"ctrl-s\", \"alt-a\" or \"?\"",
            ),
            ("[keys]\nundo = \"f1\"", "keys.toml, line 2: F1 would give both help and undo"),
            (
                "[keys]\nundo = \"u\"",
                "keys.toml, line 2: undo: \"u\" could not be typed any more; add ctrl- or alt-",
            ),
            (
                "[colours]\n",
                "keys.toml, line 1: there is no section \"colours\"; keys stand under [keys]",
            ),
        ] {
            assert_eq!(Keymap::read(text, "keys.toml").unwrap_err().to_string(), said);
        }
        assert!(Keymap::read("[keys\n", "keys.toml").unwrap_err().line >= 1);
    }
}
