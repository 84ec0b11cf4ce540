//! The sorts of sheet, as one table: what each is called, how far it goes, and what may be made of it.
//!
//! A sort is declared here, and what the table cannot say for it the compiler asks for: no match over
//! sorts in this program has a default arm. Its place in the table is its number on disk: **a
//! sort that has been released is never moved**, a new one goes to the end, and its bytes are pinned.

use serde::{Deserialize, Serialize};

/// How far a sheet of a sort goes once its author lets others see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goes {
    /// Nowhere, and nobody is told that there is such a sheet.
    Nowhere,
    /// Counted among others, without its words and times.
    AsFigures,
    /// Its words go with it.
    InWords,
    /// With its words, where the person who spoke has agreed to that.
    WithAssent,
}

macro_rules! sorts {
    ($($(#[$doc:meta])* $sort:ident = $word:literal {
        goes: $goes:ident, to_the_team: $team:literal, grounds: $grounds:literal,
        quoted: $quoted:literal, comes_back: $back:literal,
    })+) => {
        /// What sort of sheet it is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Sort { $($(#[$doc])* $sort,)+ }

        impl Sort {
            /// Every sort, in the order of the screens.
            pub const ALL: [Self; [$(Self::$sort),+].len()] = [$(Self::$sort),+];

            /// The word for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$sort => $word,)+ }
            }

            /// How far it goes once its author lets others see it.
            pub const fn goes(self) -> Goes {
                match self { $(Self::$sort => Goes::$goes,)+ }
            }

            /// Whether it is handed out to the laptops of a team.
            pub const fn goes_to_the_team(self) -> bool {
                match self { $(Self::$sort => $team,)+ }
            }

            /// Whether a lesson can be grounded in it.
            pub const fn can_ground(self) -> bool {
                match self { $(Self::$sort => $grounds,)+ }
            }

            /// Whether a brief quotes it; what grounds a lesson and is not quoted is counted.
            pub const fn is_quoted(self) -> bool {
                match self { $(Self::$sort => $quoted,)+ }
            }

            /// Whether it is listed among what was taken back and can stand again.
            pub const fn comes_back(self) -> bool {
                match self { $(Self::$sort => $back,)+ }
            }
        }
    };
}

sorts! {
    /// A stretch of work that could have been observed. How somebody works goes nowhere.
    Shift = "shift" {
        goes: AsFigures, to_the_team: false, grounds: false, quoted: false, comes_back: true,
    }
    /// Structured reflection by one person, on an observation or at the close of a shift.
    Reflection = "reflection" {
        goes: InWords, to_the_team: true, grounds: true, quoted: false, comes_back: true,
    }
    /// A facilitated session of several people.
    Debrief = "debrief" {
        goes: InWords, to_the_team: true, grounds: true, quoted: false, comes_back: true,
    }
    /// What a child, young person, parent or carer says of the service, in their own words.
    Voice = "voice" {
        goes: WithAssent, to_the_team: true, grounds: true, quoted: true, comes_back: true,
    }
    /// A lesson card, with status and replies.
    Lesson = "lesson" {
        goes: InWords, to_the_team: true, grounds: false, quoted: false, comes_back: true,
    }
    /// A note that left the study because it may be reportable; only that it did is counted. That
    /// something left tells that a report may be coming.
    Stop = "stop" {
        goes: Nowhere, to_the_team: false, grounds: false, quoted: false, comes_back: false,
    }
    /// A coding round: several people code the same notes without seeing each other's codings.
    Round = "round" {
        goes: InWords, to_the_team: true, grounds: false, quoted: false, comes_back: true,
    }
    /// A release: what leaves the team as a data set, by which plan, and who looked it over.
    Release = "release" {
        goes: Nowhere, to_the_team: false, grounds: false, quoted: false, comes_back: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_nowhere_is_handed_to_nobody_quoted_by_nobody_and_grounds_nothing() {
        for sort in Sort::ALL {
            let shown = sort.goes_to_the_team() || sort.can_ground() || sort.is_quoted();
            assert!(sort.goes() != Goes::Nowhere || !shown, "{sort:?}");
            assert!(!sort.is_quoted() || sort.can_ground(), "{sort:?}");
        }
        let words: std::collections::BTreeSet<&str> = Sort::ALL.iter().map(|s| s.word()).collect();
        assert_eq!(words.len(), Sort::ALL.len());
    }
}
