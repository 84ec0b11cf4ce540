//! What the screen remembers, and what it has worked out for the study, filter and lens it was last
//! refreshed for (drawing never counts).

use crate::analysis::Scope;
use crate::analysis::heat::Heat;
use crate::analysis::pairs::Pairs;
use crate::analysis::saturation::Step;
use crate::analysis::{By, Count, Coverage, Tally};
use crate::tui::widgets::{Filter, List};

/// What the notes are counted by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Lens {
    /// One row for each tag.
    #[default]
    Tag,
    /// Each group of tags.
    Group,
    /// One row for each kind.
    Kind,
    /// One row for each place.
    Setting,
    /// Prompted or spontaneous.
    Origin,
    /// Where the author stood.
    Stance,
    /// Hour of day by weekday.
    When,
    /// Calendar week.
    Week,
    /// One group of tags against others.
    Pairs,
    /// How much of the work the record covers.
    Coverage,
    /// New tags in every twenty notes.
    NewTags,
}

impl Lens {
    /// Every lens, in the order they are offered.
    pub const ALL: [Self; 11] = [
        Self::Tag,
        Self::Group,
        Self::Kind,
        Self::Setting,
        Self::Origin,
        Self::Stance,
        Self::When,
        Self::Week,
        Self::Pairs,
        Self::Coverage,
        Self::NewTags,
    ];

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Group => "group",
            Self::Kind => "kind",
            Self::Setting => "setting",
            Self::Origin => "prompted?",
            Self::Stance => "who did it",
            Self::When => "when",
            Self::Week => "week",
            Self::Pairs => "tags together",
            Self::Coverage => "coverage",
            Self::NewTags => "new tags",
        }
    }

    /// What it shows, in a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Tag => "How often each tag was given. One note counts for each of its tags.",
            Self::Group => "How many notes have any tag of each group.",
            Self::Kind => "What sort of work the notes show.",
            Self::Setting => "Where it happened.",
            Self::Origin => "Written when a prompt came, or without one.",
            Self::Stance => "Who did it: you, somebody you saw, or both together.",
            Self::When => "Hour of the day by day of the week, when it happened.",
            Self::Week => "How many notes in each week, by when it happened.",
            Self::Pairs => "Which triggers met which adjustments, and which met none.",
            Self::Coverage => "Shifts and prompts: how far the notes stand for the work.",
            Self::NewTags => "New tags in every twenty notes: is the coding saturating?",
        }
    }

    /// What [`fn@crate::analysis::tally`] counts by, where the lens is a plain tally.
    pub const fn by(self) -> Option<By> {
        match self {
            Self::Tag => Some(By::Tag),
            Self::Group => Some(By::Group),
            Self::Kind => Some(By::Kind),
            Self::Setting => Some(By::Setting),
            Self::Origin => Some(By::Origin),
            Self::Stance => Some(By::Stance),
            Self::Week => Some(By::Week),
            Self::When | Self::Pairs | Self::Coverage | Self::NewTags => None,
        }
    }
}

/// What was worked out.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Report {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A plain tally.
    Rows(Tally),
    /// Hour by weekday.
    When(Box<Heat>),
    /// One group of tags against others.
    Pairs(Pairs),
    /// How much of the work is covered, with the lines that say it at this width.
    Coverage(Box<Coverage>, Vec<String>),
    /// How often new tags came up, a step for each stretch of notes.
    NewTags(Vec<Step>),
}

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) lens: Lens,
    pub(super) filter: Filter,
    pub(super) place: List,
    pub(super) column: usize,
    pub(super) groups: Option<(String, String)>,
    pub(super) report: Report,
    /// How many notes the filter lets through, and of how many.
    pub(super) found: (usize, usize),
    /// The same as they may be shown; none before the first count.
    pub(super) shown: Option<(Count, Count)>,
    /// The same count over what the team shared, where that is looked at beside one's own.
    pub(super) beside: Option<Beside>,
    /// "61 of 88 shifts covered", where there are shifts.
    pub(super) covered: Option<String>,
    /// Revision of the study, minute, lens, filter, groups and scope of the report.
    pub(super) seen: Option<Seen>,
}

/// What the team shared, counted as one's own notes are.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Beside {
    /// How many notes it is of, as that may be shown.
    pub(super) notes: Count,
    /// Each row, masked as the team's counts are.
    pub(super) tally: Tally,
}

/// What a report was worked out from.
pub(super) type Seen = (u64, i64, Lens, String, Option<(String, String)>, Scope);

/// Short names of the days, Monday first, as the query language knows them.
pub(super) const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// How many hours one column of the heat table takes in, in a window of this width.
pub(super) const fn hours_in_a_column(wide: u16) -> usize {
    match wide {
        78.. => 1,
        54.. => 2,
        _ => 4,
    }
}

impl Model {
    /// How many rows the report has.
    pub(super) fn rows(&self) -> usize {
        match &self.report {
            Report::Nothing => 0,
            Report::Rows(tally) => tally.rows.len(),
            Report::When(_) => DAYS.len(),
            Report::Pairs(pairs) => pairs.rows.len(),
            Report::Coverage(_, lines) => lines.len(),
            Report::NewTags(steps) => steps.len(),
        }
    }

    /// How many columns one can go to in the report.
    pub(super) fn columns(&self, wide: u16) -> usize {
        match &self.report {
            Report::When(_) => 24 / hours_in_a_column(wide),
            // The pairs' own columns, after "in all" and "with none".
            Report::Pairs(pairs) => pairs.columns.len() + 2,
            Report::Nothing | Report::Rows(_) | Report::Coverage(..) | Report::NewTags(_) => 1,
        }
    }

    /// The query that finds the notes behind the selected number, beside the filter.
    pub(super) fn term(&self, wide: u16) -> Option<String> {
        match &self.report {
            Report::Rows(tally) => tally.rows.get(self.place.selected())?.term.clone(),
            Report::When(_) => {
                let day = DAYS.get(self.place.selected())?.to_lowercase();
                let step = hours_in_a_column(wide);
                let first = self.column * step;
                match step {
                    1 => Some(format!("day:{day} hour:{first}")),
                    _ => Some(format!("day:{day} hour:{first}-{}", first + step - 1)),
                }
            }
            Report::Pairs(pairs) => {
                let row = &pairs.rows.get(self.place.selected())?.name;
                match self.column {
                    0 => Some(format!("tag:{row}")),
                    1 => {
                        let none = pairs.columns.iter().map(|name| format!(" -tag:{name}"));
                        Some(format!("tag:{row}{}", none.collect::<String>()))
                    }
                    at => pairs.columns.get(at - 2).map(|name| format!("tag:{row} tag:{name}")),
                }
            }
            Report::Nothing | Report::Coverage(..) | Report::NewTags(_) => None,
        }
    }
}
