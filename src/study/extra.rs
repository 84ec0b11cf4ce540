//! The optional texts of an observation, as one table: what each is called, what it asks, and where
//! it stands in an [`Observation`] and among the [`Fact`]s. Forms, commands, files, prints and drafts
//! go through the table and list no field themselves.
//!
//! To add one: a row at the end of the table below, a place for it in the observation's row on disk,
//! a variant of [`Fact`] at the end, and that variant in `text_fact`. The compiler names the rest.

use serde::{Deserialize, Serialize};

use super::{Fact, Foresight, Observation, Ways};

macro_rules! extras {
    (
        ($foresight:ident, $ways:ident);
        $($(#[$doc:meta])* $extra:ident = $word:literal at $part:ident.$place:ident {
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

        impl Observation {
            /// What one of the optional texts says.
            pub fn extra(&self, extra: Extra) -> Option<&str> {
                match extra { $(Extra::$extra => self.$part.$place.as_deref(),)+ }
            }
        }

        impl From<Extras> for (Foresight, Ways) {
            fn from(Extras(texts): Extras) -> Self {
                let (mut $foresight, mut $ways) = (Foresight::default(), Ways::default());
                for (extra, text) in Extra::ALL.into_iter().zip(texts) {
                    match extra { $(Extra::$extra => $part.$place = text,)+ }
                }
                ($foresight, $ways)
            }
        }

        impl From<(Foresight, Ways)> for Extras {
            fn from(($foresight, $ways): (Foresight, Ways)) -> Self {
                Self([$($part.$place,)+])
            }
        }
    };
}

/// How many there are.
const COUNT: usize = 7;

extras! {
    (foresight, ways);
    /// What the person was trying to achieve.
    Aim = "aim" at foresight.aim {
        label: "aim", name: "aim",
        hint: "what were you trying to achieve?",
        question: "What were you trying to achieve?",
        about: "What you were trying to achieve",
        meaning: "What you were trying to achieve, as it looked then.",
    }
    /// What they could see, hear and know.
    Cues = "cues" at foresight.cues {
        label: "cues", name: "cues",
        hint: "what could you see, hear and know just then?",
        question: "What could you see, hear and know?",
        about: "What you could see, hear and know",
        meaning: "What you could see, hear and know, as it looked then.",
    }
    /// What they expected to happen next.
    Expectation = "expectation" at foresight.expectation {
        label: "expected", name: "expectation",
        hint: "what did you expect to happen next?",
        question: "What did you expect to happen next?",
        about: "What you expected to happen next",
        meaning: "What you expected to happen next.",
    }
    /// What else could have been done.
    Options = "options" at foresight.options {
        label: "options", name: "options",
        hint: "what else could have been done, as it looked then?",
        question: "What else could have been done, as it looked then?",
        about: "What else could have been done, as it looked then",
        meaning: "What else could have been done, as it looked then.",
    }
    /// What was pressing.
    Pressure = "pressure" at foresight.pressure {
        label: "pressure", name: "pressure",
        hint: "what was pressing?",
        question: "What was pressing?",
        about: "What was pressing",
        meaning: "What was pressing.",
    }
    /// The written or agreed way.
    Prescribed = "prescribed" at ways.prescribed {
        label: "prescribed", name: "prescribed way",
        hint: "the written or agreed way",
        question: "What is the written or agreed way?",
        about: "The written or agreed way",
        meaning: "The written or agreed way.",
    }
    /// The way it was done.
    Done = "done" at ways.done {
        label: "done", name: "way done",
        hint: "the way it was done",
        question: "What was done?",
        about: "The way it was done",
        meaning: "The way it was done.",
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
    };
}
pub(crate) use text_fact;

impl Extra {
    /// Reads the word, as a file or a draft has it.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|extra| extra.word() == word)
    }
}

/// The optional texts of one observation, each under its [`Extra`].
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Extras([Option<String>; COUNT]);

impl Extras {
    /// No text at all.
    pub const NONE: Self = Self([const { None }; COUNT]);

    /// What one says.
    pub fn get(&self, extra: Extra) -> Option<&str> {
        self.0.get(extra as usize).and_then(Option::as_deref)
    }

    /// Puts a text in the place of what one says.
    pub fn set(&mut self, extra: Extra, text: Option<String>) {
        if let Some(place) = self.0.get_mut(extra as usize) {
            *place = text;
        }
    }

    /// These texts and one more.
    #[must_use]
    pub fn with(mut self, extra: Extra, text: &str) -> Self {
        self.set(extra, Some(text.to_owned()));
        self
    }

    /// Those that say something, in the order of the table.
    pub fn said(&self) -> impl Iterator<Item = (Extra, &str)> {
        Extra::ALL.into_iter().filter_map(|extra| Some((extra, self.get(extra)?)))
    }

    /// Whether none says anything.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
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

impl Observation {
    /// The optional texts that say something, in the order of the table.
    pub fn extras(&self) -> impl Iterator<Item = (Extra, &str)> {
        Extra::ALL.into_iter().filter_map(|extra| Some((extra, self.extra(extra)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let parted: (Foresight, Ways) = all.clone().into();
        assert_eq!(parted.0.expectation.as_deref(), Some("expectation"));
        assert_eq!(parted.1.done.as_deref(), Some("done"));
        assert_eq!(Extras::from(parted), all);
        assert!(all.said().all(|(extra, text)| extra.word() == text));
        assert_eq!(all.said().count(), Extra::ALL.len());
    }
}
