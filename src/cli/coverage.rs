//! `asdone coverage`: how much of the work the record covers, and how far it can stand for it.

use clap::Args;
use serde_json::{Value, json};

use super::args::Scoped;
use super::session::Session;
use super::{Exit, Failure, Shell, scope};
use crate::analysis::shift::coverage::{Covered, moments_needed};
use crate::analysis::{Count, Coverage, View, Wanted, coverage};

/// Show how much of the work the record covers
///
/// Shifts that could have been observed and those that were, prompts and what became of them, and
/// in plain words how far the notes can stand for the work. Nothing is shown by person.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone coverage
  asdone coverage --share 20 --within 5
  asdone coverage --json | jq '.shifts.covered'

Codes: 0 shown, 3 the study cannot be used.")]
pub(super) struct Command {
    /// The share that you expect, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 50, value_parser = clap::value_parser!(u8).range(1..=99))]
    share: u8,
    /// How near you want to get to it, in points on either side
    #[arg(long, value_name = "POINTS", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=50))]
    within: u8,
    #[command(flatten)]
    scoped: Scoped,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let view = session.view(self.scoped)?;
        let wanted =
            Wanted { share: f64::from(self.share) / 100.0, within: f64::from(self.within) / 100.0 };
        show(shell, view, wanted, self.json)
    }
}

/// Shows how much of the work a study covers.
pub(super) fn show(
    shell: &mut Shell,
    view: View<'_>,
    wanted: Wanted,
    as_json: bool,
) -> Result<Exit, Failure> {
    let coverage = coverage(view);
    if as_json {
        shell.out.line(&scope::in_json(view, in_json(&coverage, wanted)).to_string())?;
        return Ok(Exit::Ok);
    }
    for sentence in coverage.sentences(wanted) {
        shell.paragraph(0, &sentence)?;
    }
    notes(shell, &coverage)?;
    if coverage.has_shifts() {
        table(shell, "time of day", &coverage.by_part)?;
        table(shell, "weekday", &coverage.by_weekday)?;
        table(shell, "setting", &coverage.by_setting)?;
    }
    scope::said(&mut shell.out, view);
    Ok(Exit::Ok)
}

fn notes(shell: &mut Shell, coverage: &Coverage) -> Result<(), Failure> {
    let notes = &coverage.notes;
    let share = notes.foresight.map_or(String::new(), |s| format!(", {:.0} %", s.share * 100.0));
    let rows = [
        ("notes", notes.all.to_string()),
        ("prompted, spontaneous", format!("{}, {}", notes.prompted, notes.spontaneous)),
        ("ordinary, surprising", format!("{}, {}", notes.ordinary, notes.surprising)),
        ("before the outcome was known", format!("{}{share}", notes.before_outcome)),
        ("in covered shifts", notes.in_covered.to_string()),
    ];
    shell.out.line("")?;
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    shell.out.table(&rows, &[])
}

fn table(shell: &mut Shell, by: &str, rows: &[Covered]) -> Result<(), Failure> {
    let any = |row: &&Covered| row.eligible != Count::Shown(0) || row.shown != Count::Shown(0);
    let head = [by, "shifts", "covered", "prompts", "answered", "put off", "missed"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    for row in rows.iter().filter(any) {
        let counts =
            [row.eligible, row.covered, row.shown, row.answered, row.postponed, row.missed];
        let mut cells = vec![row.name.clone()];
        cells.extend(counts.iter().map(ToString::to_string));
        table.push(cells);
    }
    shell.out.line("")?;
    shell.out.table(&table, &[1, 2, 3, 4, 5, 6])
}

fn in_json(coverage: &Coverage, wanted: Wanted) -> Value {
    let row = |row: &Covered| {
        json!({
            "name": row.name, "shifts": row.eligible.shown(), "covered": row.covered.shown(),
            "prompts": row.shown.shown(), "answered": row.answered.shown(),
            "postponed": row.postponed.shown(), "missed": row.missed.shown(),
        })
    };
    let rows = |rows: &[Covered]| rows.iter().map(row).collect::<Vec<Value>>();
    let notes = &coverage.notes;
    let share = coverage.share.map(|s| json!({"share": s.share, "low": s.low, "high": s.high}));
    json!({
        "shifts": {
            "eligible": coverage.all.eligible.shown(), "covered": coverage.all.covered.shown(),
            "share": share,
        },
        "prompts": {
            "shown": coverage.all.shown.shown(), "answered": coverage.all.answered.shown(),
            "postponed": coverage.all.postponed.shown(), "missed": coverage.all.missed.shown(),
        },
        "notes": {
            "all": notes.all.shown(), "prompted": notes.prompted.shown(),
            "spontaneous": notes.spontaneous.shown(), "ordinary": notes.ordinary.shown(),
            "surprising": notes.surprising.shown(),
            "before_outcome": notes.before_outcome.shown(),
            "in_covered_shifts": notes.in_covered.shown(),
        },
        "by_time_of_day": rows(&coverage.by_part),
        "by_weekday": rows(&coverage.by_weekday),
        "by_setting": rows(&coverage.by_setting),
        "wanted": {
            "share": wanted.share, "within": wanted.within,
            "moments": moments_needed(wanted.share, wanted.within),
        },
        "sentences": coverage.sentences(wanted),
    })
}
