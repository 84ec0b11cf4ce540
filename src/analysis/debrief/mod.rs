//! What a debrief is at: its agenda and the time used, what could be put on show, what earlier ones
//! carried and what became of that, and the page that is read back afterwards.

mod carried;
mod record;

pub use carried::{Carried, carried, carried_on};
pub use record::record;

use super::exit::{Exit, Leaves};
use crate::forms::{DebriefForm, Step};
use crate::study::{Audience, Kind, Line, ObsIx, ObservationId, Sheet, Sort, Study, Subject};

/// The list under which a debrief keeps which agenda it follows: `full` or `short`.
pub const AGENDA: &str = "agenda";

/// The agenda that a debrief follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agenda<'f> {
    /// Its steps, each with the minutes it is meant to take.
    pub steps: Vec<(&'f Step, u32)>,
    /// Whether it is the short version.
    pub short: bool,
}

impl<'f> Agenda<'f> {
    /// The agenda of a debrief, as the study's form has it now. A step that the form has dropped
    /// since is no longer in it; what was said there stays in the record.
    pub fn of(form: &'f DebriefForm, sheet: &Sheet) -> Self {
        let short = sheet.choice(AGENDA) == Some("short");
        Self { steps: form.steps(short).collect(), short }
    }

    /// Where a step stands, from 0.
    pub fn position(&self, step: Option<&str>) -> Option<usize> {
        self.steps.iter().position(|(known, _)| Some(known.id.as_str()) == step)
    }

    /// The step that is meant by a number from 1, a name, or a beginning of one.
    pub fn find(&self, typed: &str) -> Option<usize> {
        let wanted = typed.trim().to_lowercase();
        if let Ok(number) = wanted.parse::<usize>() {
            return number.checked_sub(1).filter(|at| *at < self.steps.len());
        }
        let fits = |(step, _): &(&Step, u32)| {
            !wanted.is_empty()
                && (step.id.starts_with(&wanted) || step.name.to_lowercase().starts_with(&wanted))
        };
        self.steps.iter().position(fits)
    }

    /// Minutes that the whole is meant to take.
    pub fn minutes(&self) -> u32 {
        self.steps.iter().map(|(_, minutes)| minutes).sum()
    }
}

/// The step that a debrief is at.
pub fn step_of(sheet: &Sheet) -> Option<&str> {
    let moves = sheet.lines().filter_map(|said| match &said.line {
        Line::Moved { status, .. } => Some(status.as_str()),
        _ => None,
    });
    moves.last()
}

/// Time used, in milliseconds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Used {
    /// In each step, in the order in which they were first reached.
    pub steps: Vec<(String, i64)>,
    /// In all steps together.
    pub total: i64,
}

impl Used {
    /// Time used in a step.
    pub fn at(&self, step: &str) -> i64 {
        self.steps.iter().find(|(known, _)| known == step).map_or(0, |(_, used)| *used)
    }
}

/// Time used in each step of a debrief and overall, until it ended or until `now` (milliseconds).
/// A break before which nothing was entered, and after which it was said to go on, is left out.
pub fn used(sheet: &Sheet, now: i64) -> Used {
    let mut used = Used::default();
    let mut step: Option<&str> = None;
    let mut last = sheet.at().millis;
    let mut spend = |step: Option<&str>, from: i64, to: i64| {
        let spent = (to - from).max(0);
        used.total += spent;
        let Some(step) = step else { return };
        match used.steps.iter_mut().find(|(known, _)| known == step) {
            Some((_, so_far)) => *so_far += spent,
            None => used.steps.push((step.to_owned(), spent)),
        }
    };
    let until = sheet.ended().map_or(now, |ended| ended.millis);
    // What is noted after the end (outcomes, who was told) takes no time of the session.
    for said in sheet.lines().filter(|said| said.at.millis <= until) {
        match &said.line {
            Line::Resumed => {}
            Line::Moved { status, .. } => {
                spend(step, last, said.at.millis);
                step = Some(status);
            }
            Line::Contribution { .. } | Line::Carried { .. } => spend(step, last, said.at.millis),
            _ => continue,
        }
        last = last.max(said.at.millis);
    }
    spend(step, last, until);
    used
}

/// When anything was last entered.
pub fn last_touched(sheet: &Sheet) -> i64 {
    sheet.lines().map(|said| said.at.millis).max().unwrap_or(sheet.at().millis)
}

/// The observations on show, in the order in which they were chosen.
pub fn on_show(sheet: &Sheet) -> impl Iterator<Item = ObservationId> {
    sheet.links().filter_map(|link| match link {
        Subject::Observation(id) => Some(id),
        Subject::Sheet(_) | Subject::Line(..) => None,
    })
}

/// Whether an observation may be shown to the team now: it stands, and its author has released it.
/// What was put on show and taken back since is shown no longer.
pub fn may_be_shown(study: &Study, id: ObservationId) -> bool {
    Exit::new(study, Audience::Team).of(Subject::Observation(id)) == Leaves::Words
}

/// What a choice would be good for in a debrief.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fit {
    /// Suggested as the one that went well in the ordinary way.
    Ordinary,
    /// Suggested as the one that took a stretch.
    Stretch,
    /// None of the others: it can be chosen all the same.
    Other,
    /// It was on show in an earlier debrief.
    Before,
}

/// What could be put on show: released to the team or wider, newest first, with one ordinary and one
/// stretch that no debrief has looked at yet suggested ahead of the others.
pub fn choices(study: &Study) -> Vec<(ObsIx, Fit)> {
    let exit = Exit::new(study, Audience::Team);
    let before: std::collections::HashSet<ObservationId> =
        study.sheets().all_of(Sort::Debrief).flat_map(on_show).collect();
    let mut released: Vec<(ObsIx, &crate::study::Record)> =
        study.all_standing().filter(|(_, record)| exit.note(record) == Leaves::Words).collect();
    released.sort_by_key(|(_, record)| std::cmp::Reverse(record.happened_at().millis));
    let (mut ordinary, mut stretch) = (false, false);
    let mut found: Vec<(ObsIx, Fit)> = Vec::new();
    for (ix, record) in released {
        let fit = match record.kind() {
            _ if before.contains(&record.id()) => Fit::Before,
            Some(Kind::Ordinary | Kind::KeptSafe) if !ordinary => {
                ordinary = true;
                Fit::Ordinary
            }
            Some(Kind::Adjustment | Kind::Workaround | Kind::Surprise) if !stretch => {
                stretch = true;
                Fit::Stretch
            }
            _ => Fit::Other,
        };
        found.push((ix, fit));
    }
    // Stable, so that within each the newest stays first.
    found.sort_by_key(|(_, fit)| *fit);
    found
}
