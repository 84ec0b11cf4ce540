//! The optional texts of an observation, as one table: what each is called and what it asks. An
//! [`Observation`] and a record hold them as [`Extras`]; forms, commands, files, prints and drafts go
//! through the table and list no field themselves.
//!
//! To add one: a row at the end of the table below, a variant of [`Fact`] at the end, that variant in
//! `text_fact`, and its bytes pinned. Its place in the table is its number on disk and never changes.
//! The first seven stand in the row of an observation itself; what came later goes before the
//! row ([`Extras::later`]), so that no row has to change for it.

use std::fmt;

use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize, Serialize};

use super::{Change, Fact, Observation};

macro_rules! extras {
    (
        $($(#[$doc:meta])* $extra:ident = $word:literal {
            label: $label:literal, name: $name:literal, hint: $hint:literal,
            question: $question:literal, about: $about:literal, meaning: $meaning:literal,
        })+
    ) => {
        /// One of the optional texts of an observation.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Extra { $($(#[$doc])* $extra,)+ }

        impl Extra {
            /// Every one, in the order in which forms ask for them and files list them.
            pub const ALL: [Self; COUNT] = [$(Self::$extra,)+];

            /// The name in files, options, queries and drafts; it never changes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$extra => $word,)+ }
            }

            /// What stands before its row in the form, at most ten columns wide.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$extra => $label,)+ }
            }

            /// Its name in a list or a sentence.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$extra => $name,)+ }
            }

            /// What stands in its row of the form while the row is empty.
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$extra => $hint,)+ }
            }

            /// The question of `add --ask`.
            pub const fn question(self) -> &'static str {
                match self { $(Self::$extra => $question,)+ }
            }

            /// The help of its option, without a full stop.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$extra => $about,)+ }
            }

            /// A sentence above the box in which it is corrected.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$extra => $meaning,)+ }
            }

            /// The fact that this field has this value.
            pub const fn fact(self, text: Option<String>) -> Fact {
                match self { $(Self::$extra => Fact::$extra(text),)+ }
            }

            /// The field that a fact is about, with its value, where it is one of these.
            pub fn of_fact(fact: &Fact) -> Option<(Self, Option<&str>)> {
                match fact {
                    $(Fact::$extra(text) => Some((Self::$extra, text.as_deref())),)+
                    Fact::Kind(_)
                    | Fact::HappenedAt(_)
                    | Fact::Setting(_)
                    | Fact::Stance(_)
                    | Fact::Origin(_)
                    | Fact::Audience(_) => None,
                }
            }
        }
    };
}

/// How many there are.
const COUNT: usize = 9;

/// How many of them the row of an observation has a place for.
const IN_ROW: usize = 7;

extras! {
    /// What the person was trying to achieve.
    Aim = "aim" {
        label: "aim", name: "aim",
        hint: "what were you trying to achieve?",
        question: "What were you trying to achieve?",
        about: "What you were trying to achieve",
        meaning: "What you were trying to achieve, as it looked then.",
    }
    /// What they could see, hear and know.
    Cues = "cues" {
        label: "cues", name: "cues",
        hint: "what could you see, hear and know just then?",
        question: "What could you see, hear and know?",
        about: "What you could see, hear and know",
        meaning: "What you could see, hear and know, as it looked then.",
    }
    /// What they expected to happen next.
    Expectation = "expectation" {
        label: "expected", name: "expectation",
        hint: "what did you expect to happen next?",
        question: "What did you expect to happen next?",
        about: "What you expected to happen next",
        meaning: "What you expected to happen next.",
    }
    /// What else could have been done.
    Options = "options" {
        label: "options", name: "options",
        hint: "what else could have been done, as it looked then?",
        question: "What else could have been done, as it looked then?",
        about: "What else could have been done, as it looked then",
        meaning: "What else could have been done, as it looked then.",
    }
    /// What was pressing.
    Pressure = "pressure" {
        label: "pressure", name: "pressure",
        hint: "what was pressing?",
        question: "What was pressing?",
        about: "What was pressing",
        meaning: "What was pressing.",
    }
    /// The written or agreed way.
    Prescribed = "prescribed" {
        label: "prescribed", name: "prescribed way",
        hint: "the written or agreed way",
        question: "What is the written or agreed way?",
        about: "The written or agreed way",
        meaning: "The written or agreed way.",
    }
    /// The way it was done.
    Done = "done" {
        label: "done", name: "way done",
        hint: "the way it was done",
        question: "What was done?",
        about: "The way it was done",
        meaning: "The way it was done.",
    }
    /// Whether the person it is about was told that it is being noted.
    Told = "told" {
        label: "told", name: "whether the person was told",
        hint: "was the person told that this is being noted?",
        question: "Was the person told that this is being noted?",
        about: "Whether the person was told that this is being noted",
        meaning: "Whether the person was told that this is being noted.",
    }
    /// Whether noticing it changed what was done.
    Noticing = "noticing" {
        label: "noticing", name: "what noticing changed",
        hint: "did noticing this change what was done?",
        question: "Did noticing this change what was done?",
        about: "Whether noticing this changed what was done",
        meaning: "Whether noticing this changed what was done.",
    }
}

/// The pattern of every [`Fact`] that is an optional text, for a match that must name them all.
macro_rules! text_fact {
    ($text:pat) => {
        Fact::Aim($text)
            | Fact::Cues($text)
            | Fact::Expectation($text)
            | Fact::Options($text)
            | Fact::Pressure($text)
            | Fact::Prescribed($text)
            | Fact::Done($text)
            | Fact::Told($text)
            | Fact::Noticing($text)
    };
}
pub(crate) use text_fact;

impl Extra {
    /// Reads the word, as a file or a draft has it.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|extra| extra.word() == word)
    }
}

/// The optional texts of one observation, each under its [`Extra`]. Most observations have none, so the table
/// stands apart from them: they are moved about when they are read, and should be small.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Extras(
    /// `None` where no text says anything, so that two that say the same are equal.
    Option<Box<Table>>,
);

type Table = [Option<String>; COUNT];

static EMPTY: Table = [const { None }; COUNT];

impl Extras {
    /// No text at all.
    pub const NONE: Self = Self(None);

    /// What `says` says of each.
    pub fn of(says: impl FnMut(Extra) -> Option<String>) -> Self {
        Self::from_table(Extra::ALL.map(says))
    }

    fn from_table(table: Table) -> Self {
        Self(table.iter().any(Option::is_some).then(|| Box::new(table)))
    }

    fn table(&self) -> &Table {
        self.0.as_deref().unwrap_or(&EMPTY)
    }

    /// What one says.
    pub fn get(&self, extra: Extra) -> Option<&str> {
        self.table().get(extra as usize).and_then(Option::as_deref)
    }

    /// Puts a text in the place of what one says.
    pub fn set(&mut self, extra: Extra, text: Option<String>) {
        let mut table = self.0.take().map_or_else(|| EMPTY.clone(), |table| *table);
        if let Some(place) = table.get_mut(extra as usize) {
            *place = text;
        }
        *self = Self::from_table(table);
    }

    /// These texts and one more.
    #[must_use]
    pub fn with(mut self, extra: Extra, text: &str) -> Self {
        self.set(extra, Some(text.to_owned()));
        self
    }

    /// Those that the row of an observation has no place for, each with its number on disk.
    pub fn later(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..)
            .zip(self.table())
            .skip(IN_ROW)
            .filter_map(|(number, text)| Some((number, &**text.as_ref()?)))
    }

    /// Puts a text in the place that [`Extras::later`] gave as a number; whether there is one.
    pub fn set_later(&mut self, number: u32, text: String) -> bool {
        let mut later = (0..).zip(Extra::ALL).skip(IN_ROW);
        let Some((_, extra)) = later.find(|(its, _)| *its == number) else { return false };
        let is_free = self.get(extra).is_none();
        self.set(extra, Some(text));
        is_free
    }

    /// Those that say something, in the order of the table.
    pub fn said(&self) -> impl Iterator<Item = (Extra, &str)> {
        Extra::ALL.into_iter().filter_map(|extra| Some((extra, self.get(extra)?)))
    }

    /// Whether none says anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Each as `by` makes it.
    ///
    /// # Errors
    /// The first that `by` refuses.
    pub fn checked<E>(
        &self,
        mut by: impl FnMut(&str) -> Result<Option<String>, E>,
    ) -> Result<Self, E> {
        let mut checked = Self::NONE;
        for (extra, text) in self.said() {
            checked.set(extra, by(text)?);
        }
        Ok(checked)
    }
}

/// Every text, whichever it is.
impl<'a> IntoIterator for &'a Extras {
    type Item = &'a String;
    type IntoIter = std::iter::Flatten<std::slice::Iter<'a, Option<String>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.table().iter().flatten()
    }
}

/// Every text, to be put right.
impl<'a> IntoIterator for &'a mut Extras {
    type Item = &'a mut String;
    type IntoIter = std::iter::Flatten<std::slice::IterMut<'a, Option<String>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.as_deref_mut().map_or_else(Default::default, |table| table.iter_mut()).flatten()
    }
}

impl fmt::Debug for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Extras").field(self.table()).finish()
    }
}

impl Serialize for Extras {
    fn serialize<S: Serializer>(&self, row: S) -> Result<S::Ok, S::Error> {
        self.table().serialize(row)
    }
}

impl<'de> Deserialize<'de> for Extras {
    fn deserialize<D: Deserializer<'de>>(row: D) -> Result<Self, D::Error> {
        Table::deserialize(row).map(Self::from_table)
    }
}

/// The texts in the row of an observation, one place for each.
pub(super) fn to_row<S: Serializer>(extras: &Extras, row: S) -> Result<S::Ok, S::Error> {
    let first = extras.table().first_chunk::<IN_ROW>();
    first.ok_or_else(|| S::Error::custom("there are fewer texts than places"))?.serialize(row)
}

/// The texts from the row of an observation.
pub(super) fn of_row<'de, D: Deserializer<'de>>(row: D) -> Result<Extras, D::Error> {
    let first = <[Option<String>; IN_ROW]>::deserialize(row)?;
    let said = Extra::ALL.into_iter().zip(first).filter(|(_, text)| text.is_some());
    let mut extras = Extras::NONE;
    said.for_each(|(extra, text)| extras.set(extra, text));
    Ok(extras)
}

/// A change with every text of the observation that it brings along; its own row has a place for the first
/// only.
pub(super) fn all_to_row<S: Serializer>(change: &Change, row: S) -> Result<S::Ok, S::Error> {
    let later: Vec<_> = change.observation().into_iter().flat_map(|o| o.extras.later()).collect();
    (later, change).serialize(row)
}

/// The change that [`all_to_row`] wrote.
pub(super) fn all_of_row<'de, D: Deserializer<'de>>(row: D) -> Result<Change, D::Error> {
    let (later, mut change) = <(Vec<(u32, String)>, Change)>::deserialize(row)?;
    for (number, text) in later {
        let known = change.observation_mut().is_some_and(|o| o.extras.set_later(number, text));
        known.then_some(()).ok_or_else(|| D::Error::custom("there is no such text"))?;
    }
    Ok(change)
}

impl Observation {
    /// What one of the optional texts says.
    pub fn extra(&self, extra: Extra) -> Option<&str> {
        self.extras.get(extra)
    }

    /// The optional texts that say something, in the order of the table.
    pub fn extras(&self) -> impl Iterator<Item = (Extra, &str)> {
        self.extras.said()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_taken_away_again_leaves_nothing_behind() {
        for extra in Extra::ALL {
            let mut extras = Extras::NONE.with(extra, "a text");
            assert_ne!(extras, Extras::NONE);
            extras.set(extra, None);
            assert_eq!((&extras, extras.is_empty()), (&Extras::NONE, true));
        }
    }

    #[test]
    fn every_text_is_found_under_its_own_word() {
        let mut all = Extras::NONE;
        for extra in Extra::ALL {
            assert_eq!(Extra::parse(extra.word()), Some(extra));
            assert!(extra.label().chars().count() <= 10, "{extra:?}");
            let fact = extra.fact(Some(extra.word().to_owned()));
            assert_eq!(fact.field(), extra.word());
            assert_eq!(Extra::of_fact(&fact), Some((extra, Some(extra.word()))));
            assert!(matches!(fact, text_fact!(Some(_))));
            all.set(extra, Some(extra.word().to_owned()));
        }
        assert!(all.said().all(|(extra, text)| extra.word() == text));
        assert_eq!(all.said().count(), Extra::ALL.len());
    }
}
