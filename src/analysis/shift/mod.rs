//! Shifts as they stand: when they were worked, when they were paused, what became of each prompt.
//! A shift is the denominator: a stretch of work that could have been observed.

pub mod coverage;

use super::scope::View;
use crate::study::{Field, ItemId, Line, Met, Moment, ObservationId, Record, Sheet, Sort, Study};

/// How long a prompt stands open before it counts as missed, in minutes.
pub const OPEN_FOR: i64 = 20;

/// How long a prompt is put off, in minutes.
pub const PUT_OFF: i64 = 10;

/// What became of a prompt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It is on show.
    Open,
    /// It was put off until then.
    Waiting(Moment),
    /// It was answered with this observation.
    Answered(ObservationId),
    /// It was shown, its time went by, and it was neither answered nor put off.
    Missed,
}

/// A prompt that was shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Prompt {
    /// The line that showed it.
    pub item: ItemId,
    /// When it was shown.
    pub at: Moment,
    /// When it was shown last, after having been put off.
    pub shown: Moment,
    /// What became of it.
    pub state: State,
    /// Whether it was put off at least once.
    pub postponed: bool,
}

impl Prompt {
    /// Whether it waits for an answer at `now`: on show, or put off until a time that has come.
    pub fn is_on_show(&self, now: Moment) -> bool {
        match self.state {
            State::Open => true,
            State::Waiting(until) => until.millis <= now.millis,
            State::Answered(_) | State::Missed => false,
        }
    }

    /// Whether it has been on show for so long that it counts as missed.
    pub fn is_overdue(&self, now: Moment) -> bool {
        self.is_on_show(now) && now.millis >= self.shown.plus_minutes(OPEN_FOR).millis
    }

    /// Whether it still can be answered.
    pub fn is_undecided(&self) -> bool {
        matches!(self.state, State::Open | State::Waiting(_))
    }
}

/// One shift, read from its sheet.
#[derive(Clone, Copy, Debug)]
pub struct Shift<'a> {
    /// The sheet that the rest is read from.
    pub sheet: &'a Sheet,
}

impl<'a> Shift<'a> {
    /// The shifts of whoever asks that stand, in the order in which they were begun.
    pub fn each(view: View<'a>) -> impl DoubleEndedIterator<Item = Self> {
        view.sheets_written(Sort::Shift).map(|sheet| Self { sheet })
    }

    /// The shift that whoever asks is on.
    pub fn open_of(view: View<'a>) -> Option<Self> {
        Self::each(view).rev().find(|shift| shift.sheet.ended().is_none())
    }

    /// When it began.
    pub fn began(&self) -> Moment {
        self.sheet.at()
    }

    /// Whether it was covered, where that was said.
    pub fn covered(&self) -> Option<bool> {
        self.sheet.fields().find_map(|field| match field {
            Field::Covered(yes) => Some(*yes),
            _ => None,
        })
    }

    /// Where it was worked.
    pub fn setting(&self) -> Option<&'a str> {
        self.sheet.fields().find_map(|field| match field {
            Field::Setting(name) => name.as_deref(),
            _ => None,
        })
    }

    /// When prompts are due, in order.
    pub fn due(&self) -> Vec<Moment> {
        let due = self.sheet.fields().find_map(|field| match field {
            Field::Due(moments) => Some(moments.clone()),
            _ => None,
        });
        let mut due = due.unwrap_or_default();
        due.sort();
        due
    }

    /// Since when it is paused, where it is.
    pub fn paused_since(&self) -> Option<Moment> {
        let last =
            self.sheet.lines().filter(|said| matches!(said.line, Line::Paused | Line::Resumed));
        last.last().filter(|said| said.line == Line::Paused).map(|said| said.at)
    }

    /// Minutes worked up to `now`, pauses left out.
    pub fn minutes(&self, now: Moment) -> i64 {
        let end = self.sheet.ended().unwrap_or(now).millis;
        let mut paused = 0;
        let mut since: Option<i64> = None;
        for said in self.sheet.lines() {
            match said.line {
                Line::Paused => since = since.or(Some(said.at.millis)),
                Line::Resumed => paused += since.take().map_or(0, |from| said.at.millis - from),
                _ => {}
            }
        }
        paused += since.map_or(0, |from| (end - from).max(0));
        ((end - self.began().millis - paused) / 60_000).max(0)
    }

    /// Whether it is of this person's and a moment falls into it.
    pub fn holds(&self, record: &Record, now: Moment) -> bool {
        let end = self.sheet.ended().unwrap_or(now).millis;
        let at = record.happened_at().millis;
        record.author() == self.sheet.author() && at >= self.began().millis && at <= end
    }

    /// Every prompt that was shown, in order. An answer whose observation was taken back is none.
    pub fn prompts(&self, study: &Study) -> Vec<Prompt> {
        let mut prompts: Vec<Prompt> = Vec::new();
        for said in self.sheet.lines() {
            match said.line {
                Line::Prompted => prompts.push(Prompt {
                    item: said.item,
                    at: said.at,
                    shown: said.at,
                    state: State::Open,
                    postponed: false,
                }),
                Line::Met { prompt, how } => {
                    let Some(known) = prompts.iter_mut().find(|p| p.item == prompt) else {
                        continue;
                    };
                    match how {
                        Met::Answered(id) => {
                            let there = study.get(id).is_none_or(|record| !record.is_taken_back());
                            known.state = if there { State::Answered(id) } else { State::Missed };
                        }
                        Met::Postponed(until) if known.is_undecided() => {
                            known.state = State::Waiting(until);
                            known.shown = until;
                            known.postponed = true;
                        }
                        Met::Missed if known.is_undecided() => known.state = State::Missed,
                        Met::Postponed(_) | Met::Missed => {}
                    }
                }
                _ => {}
            }
        }
        prompts
    }

    /// The prompt that waits for an answer at `now`.
    pub fn on_show(&self, study: &Study, now: Moment) -> Option<Prompt> {
        if self.paused_since().is_some() || self.sheet.ended().is_some() {
            return None;
        }
        self.prompts(study).into_iter().rev().find(|prompt| prompt.is_on_show(now))
    }
}
