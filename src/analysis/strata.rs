//! Drawing notes so that each kind, setting or week gets its share.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::round::sample;
use crate::study::{ObservationId, Record, Study};

/// By what notes are told apart before they are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strata {
    /// By kind of work.
    Kind,
    /// By setting.
    Setting,
    /// By the week in which it happened.
    Week,
}

impl Strata {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Kind, Self::Setting, Self::Week];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Setting => "setting",
            Self::Week => "week",
        }
    }

    fn of(self, study: &Study, record: &Record) -> String {
        match self {
            Self::Kind => record.kind().map(|kind| kind.word().to_owned()).unwrap_or_default(),
            Self::Setting => {
                record.setting().map(|ix| study.setting_name(ix).to_owned()).unwrap_or_default()
            }
            Self::Week => {
                let week = record.happened_at().local().date().iso_week();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
        }
    }
}

/// One stratum: what it is, how many notes it has, and how many are drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stratum {
    /// The kind, setting or week; empty where that was not said.
    pub name: String,
    /// The notes to draw from.
    pub notes: Vec<ObservationId>,
    /// How many of them are drawn.
    pub drawn: usize,
}

/// The strata of some notes, with `number` shared out by their sizes: each gets the whole part of its
/// share, and the largest remainders one more (Hamilton's method), so that the shares add up.
pub fn strata(
    study: &Study,
    notes: &[ObservationId],
    by: Strata,
    number: Option<usize>,
) -> Vec<Stratum> {
    let mut by_name: BTreeMap<String, Vec<ObservationId>> = BTreeMap::new();
    for note in notes {
        if let Some(record) = study.get(*note) {
            by_name.entry(by.of(study, record)).or_default().push(*note);
        }
    }
    let all: usize = by_name.values().map(Vec::len).sum();
    let number = number.unwrap_or(all).min(all);
    let mut found: Vec<Stratum> = by_name
        .into_iter()
        .map(|(name, notes)| {
            let drawn = number * notes.len() / all.max(1);
            Stratum { name, notes, drawn }
        })
        .collect();
    let given: usize = found.iter().map(|stratum| stratum.drawn).sum();
    let mut order: Vec<usize> = (0..found.len()).collect();
    let remainder = |at: &usize| {
        std::cmp::Reverse(found.get(*at).map_or(0, |s| number * s.notes.len() % all.max(1)))
    };
    order.sort_by_key(remainder);
    for at in order.into_iter().take(number - given) {
        if let Some(stratum) = found.get_mut(at) {
            stratum.drawn += 1;
        }
    }
    found
}

/// Draws so many notes from each stratum, and puts them all in a drawn order.
pub fn stratified(
    study: &Study,
    notes: &[ObservationId],
    by: Strata,
    seed: u64,
    number: Option<usize>,
) -> Vec<ObservationId> {
    let strata = strata(study, notes, by, number).into_iter();
    let drawn = strata.flat_map(|one| sample(one.notes, seed, Some(one.drawn)));
    sample(drawn.collect(), seed, None)
}
