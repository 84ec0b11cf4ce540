//! `asdone agreement`: how far coders who coded apart agree.

mod json;
mod words;

use std::path::{Path, PathBuf};

use clap::Args;

use super::round::By;
use super::session::Session;
use super::{Exit, Failure, Shell, input, round};
use crate::analysis::agreement::{Draws, SAMPLES, agreement, on_sets};
use crate::analysis::round::{again, compare};
use crate::analysis::settle::you_and_others;
use crate::files::codings;

/// Show how far coders agree
///
/// Percent, Cohen's and Fleiss' kappa, Krippendorff's alpha and Gwet's AC1, with intervals that
/// follow from a seed. A figure that cannot be had says why.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone agreement ROUND
  asdone agreement ROUND --mine
  asdone agreement ROUND --again SECOND-ROUND
  asdone agreement --table codings.csv
  asdone agreement --table codings.csv --json | jq '.alpha.value'
  asdone agreement --table tags.csv --sets

A table has a row for each coding, with the columns unit, coder and value. A row that is not there, or
a blank value, is missing. With --sets a value is a set of words with semicolons between.

Codes: 0 shown, 1 nothing to compare, 2 refused as asked.")]
pub(super) struct Command {
    /// A round that is closed
    #[arg(required_unless_present = "table", conflicts_with = "table")]
    round: Option<String>,
    /// Codings made elsewhere; - reads standard input
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// Each value is a set of words
    #[arg(long, requires = "table")]
    sets: bool,
    /// How far you agree with each of the others, shown to you alone
    #[arg(long, requires = "round", conflicts_with_all = ["json", "again"])]
    mine: bool,
    /// A second round of the same notes: how far you agree with yourself, shown to you alone
    #[arg(long, value_name = "ROUND", requires = "round", conflicts_with = "json")]
    again: Option<String>,
    #[command(flatten)]
    by: By,
    /// Where the draws for the intervals begin
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// How many samples are drawn for the intervals; 0 for none
    #[arg(long, value_name = "NUMBER", default_value_t = SAMPLES, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    samples: u32,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let draws = Draws { seed: self.seed, samples: self.samples };
        if self.mine || self.again.is_some() {
            return self.of_ones_own(shell, draws);
        }
        match (&self.table, &self.round) {
            (Some(table), _) => of_table(shell, table, self.sets, draws, self.json),
            (None, round) => {
                of_round(shell, round.as_deref().unwrap_or_default(), draws, self.json)
            }
        }
    }
}

impl Command {
    /// What is one person's own to know: it is printed for them, and there is no other form of it.
    fn of_ones_own(&self, shell: &mut Shell, draws: Draws) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let context = self.by.context(&session)?;
        let study = &session.study;
        let (_, found) = round::named(study, self.round.as_deref().unwrap_or_default())?;
        let own = study.person_ix(context.author);
        let Some(typed) = &self.again else {
            let beside = own.map(|own| you_and_others(study, found, own)).unwrap_or_default();
            if beside.is_empty() {
                shell.out.say("there is no closed round here that you and another handed in to");
                return Ok(Exit::NothingFound);
            }
            words::beside(shell, &beside)?;
            return Ok(Exit::Ok);
        };
        let (_, second) = round::named(study, typed)?;
        let Some(tags) = own.and_then(|own| again(study, (found, second), own, draws)) else {
            shell.out.say("you have not handed in to both rounds, or one of them is still open");
            return Ok(Exit::NothingFound);
        };
        words::again(shell, &tags)?;
        Ok(Exit::Ok)
    }
}

fn of_round(shell: &mut Shell, typed: &str, draws: Draws, as_json: bool) -> Result<Exit, Failure> {
    let session = Session::open_to_read(shell)?;
    let (_, found) = round::named(&session.study, typed)?;
    let Some(compared) = compare(&session.study, found, draws) else {
        return Err(Failure::usage(
            format!("round {} is still open", found.sheet().id().code()),
            "nobody sees what others coded before it is closed (asdone round close)",
        ));
    };
    if as_json {
        shell.out.line(&json::of_round(found, &compared, draws).to_string())?;
    } else {
        words::round(shell, &compared)?;
        words::drawn(shell, draws);
    }
    let counted = compared.all.as_ref().is_some_and(|all| all.counted > 0);
    Ok(if counted { Exit::Ok } else { Exit::NothingFound })
}

fn of_table(
    shell: &mut Shell,
    file: &Path,
    as_sets: bool,
    draws: Draws,
    as_json: bool,
) -> Result<Exit, Failure> {
    let text = input::file(shell, file)?;
    let wrong = |what: String| {
        Failure::usage(
            format!("{}: {what}", file.display()),
            "a table has the columns unit, coder and value, and a row for each coding",
        )
    };
    let coded = codings::read(&text).map_err(wrong)?;
    let counted = if as_sets {
        let units = coded.sets().map_err(wrong)?;
        let Some(found) = on_sets(&units, draws) else { return Ok(Exit::NothingFound) };
        if as_json {
            shell.out.line(&json::of_table_of_sets(&coded, &found, draws).to_string())?;
        } else {
            words::sets(shell, "all words", &found)?;
        }
        found.counted
    } else {
        let (codings, categories) = coded.categories().map_err(wrong)?;
        let Some(found) = agreement(&codings, draws) else { return Ok(Exit::NothingFound) };
        if as_json {
            shell.out.line(&json::of_table(&coded, &categories, &found, draws).to_string())?;
        } else {
            words::table(shell, &found)?;
        }
        found.counted
    };
    if !as_json {
        words::drawn(shell, draws);
    }
    Ok(if counted == 0 { Exit::NothingFound } else { Exit::Ok })
}
