//! What voices add up to: counts and places, never an average.

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::voices::{self, ScaleTally, VoiceTally, WordRow, picture};
use crate::analysis::{Count, View};
use crate::cli::args::Scoped;
use crate::cli::session::Session;
use crate::cli::tally::counted;
use crate::cli::{Exit, Failure, Shell, scope};

/// Count voices: who spoke and how, and where people placed themselves
///
/// In a team's or organisation's record only voices count whose speakers agreed that they may be
/// shared, and small counts are masked. Places are counted and never averaged.
#[derive(Args, Debug)]
pub(super) struct Tally {
    #[command(flatten)]
    scoped: Scoped,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

impl Tally {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let view = session.view(self.scoped)?;
        let tally = voices::tally(view);
        if self.json {
            shell.out.line(&scope::in_json(view, in_json(&tally)).to_string())?;
        } else {
            write(shell, view, &tally)?;
        }
        let none = tally.voices == Count::Shown(0);
        Ok(if none { Exit::NothingFound } else { Exit::Ok })
    }
}

fn write(shell: &mut Shell, view: View<'_>, tally: &VoiceTally) -> Result<(), Failure> {
    let voices = if tally.voices == Count::Shown(1) { "voice" } else { "voices" };
    shell.out.line(&format!("{} {voices}", tally.voices))?;
    if tally.voices == Count::Shown(0) {
        return Ok(());
    }
    words(shell, "who spoke", &tally.speakers)?;
    words(shell, "how", &tally.manners)?;
    for scale in &tally.scales {
        shell.out.line("")?;
        let placed = scale.placed;
        shell.out.line(&format!("{} ({placed} placed themselves)", scale.ask))?;
        if !shell.out.is_plain() {
            for line in picture::lines(scale) {
                shell.out.line(&line)?;
            }
        }
        let rows: Vec<Vec<String>> = scale
            .regions
            .iter()
            .map(|(region, count)| vec![count.to_string(), region.name(&scale.corners)])
            .collect();
        shell.out.table(&rows, &[0])?;
    }
    if view.is_wider() {
        shell.out.say("only voices that may be shared");
    }
    scope::said(&mut shell.out, view);
    Ok(())
}

fn words(shell: &mut Shell, title: &str, rows: &[WordRow]) -> Result<(), Failure> {
    shell.out.line("")?;
    shell.out.line(title)?;
    let shown = |row: &&WordRow| row.count != Count::Shown(0);
    let rows: Vec<Vec<String>> = rows
        .iter()
        .filter(shown)
        .map(|row| vec![row.count.to_string(), named(&row.word).to_owned()])
        .collect();
    shell.out.table(&rows, &[0])
}

fn named(word: &str) -> &str {
    if word.is_empty() { "not said" } else { word }
}

fn in_json(tally: &VoiceTally) -> Value {
    let words = |rows: &[WordRow]| -> Vec<Value> {
        rows.iter().map(|row| Value::Object(counted(&row.word, row.count))).collect()
    };
    let scale = |scale: &ScaleTally| {
        let regions: Vec<Value> = scale
            .regions
            .iter()
            .map(|(region, count)| {
                let mut row = counted(&region.word(), *count);
                row.insert("words".to_owned(), json!(region.name(&scale.corners)));
                Value::Object(row)
            })
            .collect();
        json!({
            "scale": scale.scale,
            "asked": scale.ask,
            "corners": scale.corners,
            "placed": scale.placed.shown(),
            "regions": regions,
        })
    };
    json!({
        "voices": tally.voices.shown(),
        "speakers": words(&tally.speakers),
        "manners": words(&tally.manners),
        "scales": tally.scales.iter().map(scale).collect::<Vec<_>>(),
    })
}
