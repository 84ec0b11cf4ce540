//! What filters ask of a record, small and in one row, so that a filter over a million reads forty
//! megabytes and not all records.

use crate::study::{Audience, Kind, Moment, PersonIx, Record, SettingIx, Source, Stance};

/// The facts of one record.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Facts {
    pub(in crate::analysis) happened: Moment,
    /// When it was written down, milliseconds since the epoch.
    pub(in crate::analysis) recorded: i64,
    pub(in crate::analysis) setting: Option<SettingIx>,
    /// Where its tags begin in the list of all.
    pub(super) tags_at: u32,
    pub(super) tags: u16,
    /// What sort of work.
    pub(in crate::analysis) kind: Option<Kind>,
    /// Where the author stood.
    pub(in crate::analysis) stance: Stance,
    /// How it came in.
    pub(in crate::analysis) source: Source,
    pub(in crate::analysis) author: PersonIx,
    /// How far it may go.
    pub(in crate::analysis) audience: Audience,
    /// Whether a prompt made the author write.
    pub(in crate::analysis) prompted: bool,
    /// Whether the text was reworded.
    pub(in crate::analysis) amended: bool,
    /// Whether something was noted later.
    pub(in crate::analysis) later: bool,
    /// Whether it counts.
    pub(super) standing: bool,
    /// Whether its author withdrew it, and it is here. What was taken back by undo is gone.
    pub(super) withdrawn: bool,
}

impl Facts {
    /// The facts of `record`, without its tags.
    pub(super) fn of(record: &Record) -> Self {
        Self {
            happened: record.happened_at(),
            recorded: record.recorded_at().millis,
            setting: record.setting(),
            tags_at: 0,
            tags: 0,
            kind: record.kind(),
            stance: record.stance(),
            source: record.source(),
            author: record.author(),
            audience: record.audience(),
            prompted: record.is_prompted(),
            amended: record.amendments().next().is_some(),
            later: record.later().next().is_some(),
            standing: record.is_standing(),
            withdrawn: record.is_here() && record.is_withdrawn() && !record.is_taken_back(),
        }
    }

    /// What settles the order of two rows, but for their ids.
    pub(super) const fn order(&self) -> (i64, i64) {
        (self.happened.millis, self.recorded)
    }
}
