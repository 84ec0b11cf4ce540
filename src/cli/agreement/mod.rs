//! `asdone agreement`: how far coders who coded apart agree.

mod json;
mod words;

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Exit, Failure, Shell, input};
use crate::analysis::agreement::{Draws, SAMPLES, agreement, on_sets};
use crate::import::codings;

/// Show how far coders agree
///
/// Percent, Cohen's and Fleiss' kappa, Krippendorff's alpha and Gwet's AC1, with intervals that
/// follow from a seed. A figure that cannot be had says why.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone agreement --table codings.csv
  asdone agreement --table codings.csv --json | jq '.alpha.value'
  asdone agreement --table tags.csv --sets

A table has a row for each coding, with the columns unit, coder and value. A row that is not there, or
a blank value, is missing. With --sets a value is a set of words with semicolons between.

Codes: 0 shown, 1 nothing to compare, 2 refused as asked.")]
pub(super) struct Command {
    /// Codings made elsewhere; - reads standard input
    #[arg(long, value_name = "FILE")]
    table: PathBuf,
    /// Each value is a set of words
    #[arg(long)]
    sets: bool,
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
        of_table(shell, &self.table, self.sets, draws, self.json)
    }
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
