//! The columns of observations and the tables that a plan may name.

use crate::study::{Extra, Sort};

/// A column of observations that a plan may name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
    /// The person who wrote it, by a pseudonym of this release.
    Author,
    /// Adaptation, workaround or another kind.
    Kind,
    /// Where the author stood.
    Stance,
    /// Prompted or spontaneous.
    Origin,
    /// Setting, as the plan calls it.
    Setting,
    /// When it happened, as coarse as the plan says.
    Period,
    /// How many periods later it was written down.
    Delay,
    /// In the table of taggings: the person who gave the tag, by a pseudonym of this release.
    Coder,
    /// The note's own words, reviewed one by one.
    Text,
    /// One of the optional texts.
    Extra(Extra),
}

impl Field {
    /// Every one, in the order of the columns.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::Author,
            Self::Period,
            Self::Setting,
            Self::Kind,
            Self::Stance,
            Self::Origin,
            Self::Delay,
            Self::Coder,
            Self::Text,
        ];
        all.extend(Extra::ALL.map(Self::Extra));
        all
    }

    /// The name of its column.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Kind => "kind",
            Self::Stance => "stance",
            Self::Origin => "origin",
            Self::Setting => "setting",
            Self::Period => "period",
            Self::Delay => "delay",
            Self::Coder => "coder",
            Self::Text => "text",
            Self::Extra(extra) => extra.word(),
        }
    }

    /// Whether it is words that somebody wrote, which only leave when they were reviewed.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Extra(_))
    }
}

/// A table beside that of observations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beside {
    /// Which tags each observation has.
    Taggings,
    /// How much of the work the record covers.
    Coverage,
    /// Looking back on single notes.
    Reflections,
    /// Debriefs, with what was kept, tried and carried.
    Debriefs,
    /// Lessons and what became of them.
    Lessons,
    /// What people served said; only where the plan quotes the approval.
    Voices,
    /// How far coders of closed rounds agree.
    Agreement,
}

impl Beside {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Taggings,
        Self::Coverage,
        Self::Reflections,
        Self::Debriefs,
        Self::Lessons,
        Self::Voices,
        Self::Agreement,
    ];

    /// The word in a plan.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Taggings => "taggings",
            Self::Coverage => "coverage",
            Self::Reflections => "reflections",
            Self::Debriefs => "debriefs",
            Self::Lessons => "lessons",
            Self::Voices => "voices",
            Self::Agreement => "agreement",
        }
    }

    /// The sort of sheet that it is a table of.
    pub const fn sort(self) -> Option<Sort> {
        match self {
            Self::Taggings | Self::Coverage | Self::Agreement => None,
            Self::Reflections => Some(Sort::Reflection),
            Self::Debriefs => Some(Sort::Debrief),
            Self::Lessons => Some(Sort::Lesson),
            Self::Voices => Some(Sort::Voice),
        }
    }
}
