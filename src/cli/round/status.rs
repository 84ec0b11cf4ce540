//! How a round stands: what is one's own to know while it is open, and no more.

use clap::Args;
use serde_json::json;

use super::settle::said;
use super::{By, named, pseudonym};
use crate::analysis::round::{left, queue};
use crate::analysis::settle::progress;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell};
use crate::study::{Round, Sheet, Sort, Study};

/// Show how a round stands: your own progress, and how many have handed in
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 shown, 2 refused as asked, 3 the study cannot be used.")]
pub(super) struct Status {
    /// The round's code
    round: String,
    #[command(flatten)]
    by: By,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

/// List the rounds
#[derive(Args, Debug)]
#[command(after_help = "Codes: 0 shown, 1 there is none, 3 the study cannot be used.")]
pub(super) struct List {
    /// As lines of JSON
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let context = self.by.context(&session)?;
        let study = &session.study;
        let (_, round) = named(study, &self.round)?;
        let coders: Vec<&str> =
            round.coders().into_iter().map(|coder| pseudonym(study, coder)).collect();
        let all = queue(study, round, context.author).len();
        let done = all - left(study, round, context.author).len();
        let (seed, per) = round.draw();
        if self.json {
            let settling = round.is_closed(study).then(|| {
                let found = progress(study, round);
                json!({
                    "judgements": found.judgements, "agreed": found.agreed,
                    "settled": found.settled, "kept": found.kept, "left": found.left,
                })
            });
            let object = json!({
                "code": round.sheet().id().code().short(), "title": title(round.sheet()),
                "strata": round.sheet().choice("strata"), "settling": settling,
                "closed": round.is_closed(study), "notes": round.units().len(), "seed": seed, "per": per,
                "coders": coders, "handed_in": handed_in(study, round),
                "tags": round.tags().iter().map(|tag| tag.name).collect::<Vec<_>>(),
                "own": { "notes": all, "coded": done },
            });
            shell.out.line(&object.to_string())?;
            return Ok(Exit::Ok);
        }
        let rows = [
            ("round", heading(study, round)),
            (
                "notes",
                format!("{}, drawn from seed {seed}, {per} coders each", round.units().len()),
            ),
            ("tags", round.tags().iter().map(|tag| tag.name).collect::<Vec<_>>().join(" ")),
            ("coders", coders.join(", ")),
            ("handed in", format!("{} of {}", handed_in(study, round), coders.len())),
            ("your own", format!("{done} of {all} coded")),
        ];
        let rows = rows
            .into_iter()
            .chain(round.is_closed(study).then(|| ("settling", said(progress(study, round)))));
        let own = round.coders().contains(&context.author);
        let shown = rows.filter(|(name, _)| own || *name != "your own");
        let rows: Vec<Vec<String>> =
            shown.map(|(name, value)| vec![name.to_owned(), value]).collect();
        shell.out.table(&rows, &[])?;
        Ok(Exit::Ok)
    }
}

impl List {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let study = &session.study;
        let mut any = false;
        for round in session.own_view().sheets_open_to_me(Sort::Round).filter_map(Round::of) {
            any = true;
            let handed_in = handed_in(study, round);
            let coders = round.coders().len();
            if self.json {
                let object = json!({
                    "code": round.sheet().id().code().short(), "title": title(round.sheet()),
                    "closed": round.is_closed(study), "notes": round.units().len(),
                    "coders": coders, "handed_in": handed_in,
                });
                shell.out.line(&object.to_string())?;
            } else {
                let notes = round.units().len();
                let line = format!(
                    "{}  {notes} notes, {handed_in} of {coders} handed in",
                    heading(study, round)
                );
                shell.out.line(&line)?;
            }
        }
        if !any {
            shell.out.say("there is no round yet; asdone round begin makes one");
            return Ok(Exit::NothingFound);
        }
        Ok(Exit::Ok)
    }
}

fn title(sheet: &Sheet) -> String {
    let title = sheet.fields().find_map(|field| match field {
        crate::study::Field::Title(title) => Some(title.clone()),
        _ => None,
    });
    title.unwrap_or_default()
}

fn heading(study: &Study, round: Round<'_>) -> String {
    let state = if round.is_closed(study) { "closed" } else { "open" };
    let title = title(round.sheet());
    let comma = if title.is_empty() { "" } else { ", " };
    format!("{}  {state}{comma}{title}", round.sheet().id().code())
}

fn handed_in(study: &Study, round: Round<'_>) -> usize {
    let has = |coder: &crate::study::PersonId| {
        study.person_ix(*coder).is_some_and(|ix| round.handed_in(study, ix).is_in())
    };
    round.coders().iter().filter(|coder| has(coder)).count()
}
