//! `asdone tally`: what the record adds up to.

mod json;
mod words;

pub(super) use json::counted;

use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueEnum};

use super::args::{QueryWords, Scoped};
use super::session::Session;
use super::{Exit, Failure, Shell, list, scope};
use crate::analysis::heat::{Heat, heat};
use crate::analysis::pairs::{Pairs, pairs};
use crate::analysis::saturation::{Step, saturation};
use crate::analysis::tally::{Counts, of_counts};
use crate::analysis::{By, Count, Order, Tally, View, Wanted, tally};
use crate::journal;
use crate::study::{ObsIx, Study};

/// Count observations
///
/// Each share stands with the number it is a share of and a Wilson 95 % interval. In a team's or
/// organisation's record small counts are masked; your own record is not.
#[derive(Args, Debug)]
#[command(
    name = "tally",
    after_help = "\
Examples:
  asdone tally --by tag
  asdone tally --by setting since:4w
  asdone tally --by pairs --rows TRIGGER --columns ADJUSTMENT+WORKAROUND
  asdone tally --by kind --json | jq '.rows[] | .name, .count'

asdone help list shows what a query can say.
Codes: 0 counted, 1 the query found nothing, 2 refused, 3 the study cannot be used."
)]
pub(super) struct Command {
    #[command(flatten)]
    query: QueryWords,
    /// What to count by
    #[arg(long, value_enum, default_value_t = ByWord::Tag)]
    by: ByWord,
    /// With --by pairs: the group of the rows
    #[arg(long, value_name = "GROUP", default_value = "TRIGGER")]
    rows: String,
    /// With --by pairs: the group of the columns, or several joined by +
    #[arg(long, value_name = "GROUP", default_value = "ADJUSTMENT+WORKAROUND")]
    columns: String,
    #[command(flatten)]
    scoped: Scoped,
    /// Show what was never used as well
    #[arg(long)]
    all: bool,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

/// What is counted by, in the words of the shell.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum ByWord {
    /// Each tag
    Tag,
    /// Each group of tags
    Group,
    /// Kind
    Kind,
    /// Setting
    Setting,
    /// Prompted or spontaneous
    Origin,
    /// Where the author stood
    Stance,
    /// Hour of the day
    Hour,
    /// Day of the week
    Weekday,
    /// Calendar week: the trend
    #[value(alias = "trend")]
    Week,
    /// Hour of the day by day of the week
    Heat,
    /// Tags of one group by tags of another
    Pairs,
    /// New tags in every 20 observations
    Saturation,
    /// Shifts and prompts; asdone coverage says more
    Coverage,
}

/// What was counted.
enum Counted {
    Tally(Tally),
    Heat(Box<Heat>),
    Pairs(Pairs),
    Saturation(Vec<Step>, Count),
}

impl ByWord {
    fn by(self) -> Option<By> {
        match self {
            Self::Tag => Some(By::Tag),
            Self::Group => Some(By::Group),
            Self::Kind => Some(By::Kind),
            Self::Setting => Some(By::Setting),
            Self::Origin => Some(By::Origin),
            Self::Stance => Some(By::Stance),
            Self::Hour => Some(By::Hour),
            Self::Weekday => Some(By::Weekday),
            Self::Week => Some(By::Week),
            Self::Heat | Self::Pairs | Self::Saturation | Self::Coverage => None,
        }
    }
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let typed = self.query.typed();
        let asked = !typed.trim().is_empty();
        if let Some((session, counts)) = self.counted_in_passing(shell, asked)? {
            let view = session.view(self.scoped)?;
            let counted = Counted::Tally(of_counts(view, &counts));
            self.show(shell, view, &counted, None)?;
            return Ok(Exit::Ok);
        }
        // Nothing is counted by what notes say; a query may look for it.
        let session = match asked {
            true => Session::open_to_read(shell)?,
            false => Session::open_to_count(shell)?,
        };
        let view = session.view(self.scoped)?;
        if self.by == ByWord::Coverage {
            return super::coverage::show(shell, view, Wanted::default(), self.json);
        }
        let among = if asked {
            list::look(view, shell, &typed, Order::Newest)?.1.hits
        } else {
            view.standing().map(|(ix, _)| ix).collect()
        };
        let counted = self.count(view, &among)?;
        self.show(shell, view, &counted, asked.then_some(typed.trim()))?;
        Ok(if asked && among.is_empty() { Exit::NothingFound } else { Exit::Ok })
    }

    fn show(
        &self,
        shell: &mut Shell,
        view: View<'_>,
        counted: &Counted,
        query: Option<&str>,
    ) -> Result<(), Failure> {
        if self.json {
            let line = json::line(counted, &self.rows, &self.columns);
            return shell.out.line(&scope::in_json(view, line).to_string());
        }
        words::write(&mut shell.out, view, counted, query, self.all)
    }

    /// Counts each observation while it is read, so that a large study is never held whole; `None` where
    /// that cannot be done, or is not enough for what is asked.
    fn counted_in_passing(
        &self,
        shell: &mut Shell,
        asked: bool,
    ) -> Result<Option<(Session, Counts)>, Failure> {
        let identity = journal::identity_in(&shell.study());
        let Some((by, identity)) = self.by.by().filter(|_| !asked).zip(identity.ok()) else {
            return Ok(None);
        };
        let count = |view: View<'_>| Counts::of(view, view.standing_in_any_order(), by);
        let passed: Mutex<Option<Counts>> = Mutex::default();
        let look = |study: &Study| {
            // A scope that cannot be asked for is told once the study is open.
            let Ok(view) = Session::view_of(study, identity.person, self.scoped) else { return };
            let some = count(view);
            let mut passed = passed.lock().unwrap_or_else(PoisonError::into_inner);
            match passed.as_mut() {
                Some(passed) => passed.merge(&some),
                None => *passed = Some(some),
            }
        };
        let Some(session) = Session::open_to_look_at_each(shell, &look) else { return Ok(None) };
        let mut counts = count(session.view(self.scoped)?);
        if let Some(passed) = passed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            counts.merge(&passed);
        }
        Ok(Some((session, counts)))
    }

    fn count(&self, view: View<'_>, among: &[ObsIx]) -> Result<Counted, Failure> {
        if let Some(by) = self.by.by() {
            return Ok(Counted::Tally(tally(view, among, by)));
        }
        Ok(match self.by {
            ByWord::Saturation => {
                // Every tally masks its denominator in the same way; where that is masked, the
                // steps would give it away.
                let denominator = tally(view, among, By::Origin).denominator;
                let steps = denominator.shown().map(|_| saturation(view, among));
                Counted::Saturation(steps.unwrap_or_default(), denominator)
            }
            ByWord::Pairs => {
                for group in std::iter::once(self.rows.as_str()).chain(self.columns.split('+')) {
                    must_be_a_group(view.study(), group)?;
                }
                Counted::Pairs(pairs(view, among, &self.rows, &self.columns))
            }
            _ => Counted::Heat(Box::new(heat(view, among))),
        })
    }
}

fn must_be_a_group(study: &Study, name: &str) -> Result<(), Failure> {
    let groups = study.codebook().groups();
    if groups.contains(&name) {
        return Ok(());
    }
    let there = if groups.is_empty() {
        "this codebook has no groups".to_owned()
    } else {
        format!("the groups are {}", groups.join(", "))
    };
    Err(Failure::usage(format!("there is no group \"{name}\" in this codebook"), there))
}
