//! One observation as its author first recorded it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Extras, Moment, ObservationId};

/// The longest text of one observation, amendment or note, in bytes. Larger values go into files
/// that the store underneath does not sync, so they are refused plainly instead.
pub const LONGEST_TEXT: usize = 32 * 1024;

/// A closed list of words: each value has a word that a person types and a key.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $key:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the order they are offered.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// The word used in files, queries and the shell; it never changes.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The one key that chooses it.
            pub const fn key(self) -> char {
                match self { $($name::$variant => $key,)+ }
            }

            /// Reads the word (spaces or hyphens, either case) or the key.
            pub fn parse(text: &str) -> Option<Self> {
                let text = text.trim().to_lowercase().replace([' ', '_'], "-");
                let mut letters = text.chars();
                let key = letters.next().filter(|_| letters.next().is_none());
                Self::ALL.iter().copied().find(|v| v.word() == text || key == Some(v.key()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

words! {
    /// What sort of everyday work an observation shows. One key, and not a tag.
    Kind {
        /// Work that ran as expected.
        Ordinary = "ordinary", 'o';
        /// Something was changed to fit the moment.
        Adjustment = "adjustment", 'a';
        /// A prescribed step was departed from.
        Workaround = "workaround", 'w';
        /// Something was not as expected (Schön's "surprise").
        Surprise = "surprise", 's';
        /// How safety was kept.
        KeptSafe = "kept-safe", 'k';
    }
}

impl Kind {
    /// What the kind means, in one line, for pickers and help.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Ordinary => "work that ran as expected",
            Self::Adjustment => "something was changed to fit the moment",
            Self::Workaround => "a prescribed step was departed from",
            Self::Surprise => "something was not as expected",
            Self::KeptSafe => "how safety was kept",
        }
    }
}

words! {
    /// Where the author stood.
    Stance {
        /// The author's own practice.
        Own = "own", 'o';
        /// Something the author saw.
        Seen = "seen", 's';
        /// Something done together.
        Joint = "joint", 'j';
    }
}

words! {
    /// How far the author lets an observation go. Only its author raises it.
    Audience {
        /// Nobody but the author.
        Private = "private", 'p';
        /// The author's team.
        Team = "team", 't';
        /// The organisation.
        Organisation = "organisation", 'o';
        /// Academic partners, after review.
        Academic = "academic", 'a';
    }
}

words! {
    /// Whose record a study holds, which decides whether small counts are masked.
    Whose {
        /// One author's own record: nothing is masked.
        Own = "own", 'o';
        /// A team's record.
        Team = "team", 't';
        /// An organisation's record.
        Organisation = "organisation", 'r';
    }
}

/// What made someone write: a prompt of the sampling plan, or the moment itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Origin {
    /// The moment itself.
    Spontaneous,
    /// A prompt, shown at this time where it is known.
    Prompted(Option<Moment>),
}

impl Origin {
    /// The word used in files, queries and the shell.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Spontaneous => "spontaneous",
            Self::Prompted(_) => "prompted",
        }
    }
}

/// How an observation came into the study.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Source {
    /// Typed into the program.
    Typed,
    /// A line jotted elsewhere and brought in with its fellows.
    Jotted,
    /// A row of a file.
    Imported,
    /// Invented, for practice.
    Practice,
    /// Left in the inbox while the study was locked or open elsewhere, and taken in later. Whoever
    /// can write into the study's folder can leave one.
    Inbox,
}

/// One short record of everyday work, as first written. Only `text` is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Observation {
    /// Its name for ever.
    pub id: ObservationId,
    /// The author's words, at most [`LONGEST_TEXT`] bytes.
    pub text: String,
    /// What sort of work it shows, where the author said.
    pub kind: Option<Kind>,
    /// When the work happened, which may be long before it was noted.
    pub happened_at: Moment,
    /// When it was written down; never changed to look earlier.
    pub recorded_at: Moment,
    /// Where, in the study's own words.
    pub setting: Option<String>,
    /// Where the author stood.
    pub stance: Stance,
    /// Prompted or spontaneous.
    pub origin: Origin,
    /// How it came in.
    pub source: Source,
    /// What else was said: what was seen ahead, the written way and the way done, and what came later.
    #[serde(serialize_with = "super::extra::to_row", deserialize_with = "super::extra::of_row")]
    pub extras: Extras,
    /// Tags given while writing; each is a "yes" of the author's.
    pub tags: Vec<super::TagKey>,
}
