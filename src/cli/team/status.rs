//! `asdone team status`: what has left, what leaves next, and what waits for a decision.

use clap::Args;
use serde_json::{Value, json};

use super::{Tied, content, join, word};
use crate::cli::show::fact;
use crate::cli::{Exit, Failure, Shell, wording};
use crate::share::said::{CUSTODIAN, gone_said};
use crate::share::sight::{Decision as Waiting, decisions as waiting};
use crate::share::{Out, ToDecide, membership};

/// Say what has left, what leaves next, and what waits for you
#[derive(Args, Debug)]
#[command(after_help = "\
Nothing is sealed, sent or fetched by this. Codes: 0 shown, 2 this study is in no team, 3 it cannot be
used.")]
pub(super) struct Status {
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let tied = Tied::look(shell)?;
        let out = super::share::out(&tied)?;
        let decisions = decisions(&tied);
        if self.json {
            let line = as_json(shell, &tied, &out, &decisions);
            shell.out.line(&line.to_string())?;
            return Ok(Exit::Ok);
        }
        let team = &tied.home.team;
        fact(shell, "folder", &team.place.display().to_string())?;
        if let Some(access) = &team.access {
            fact(shell, "reached", &access.said())?;
        }
        fact(shell, "six words", &team.genesis.words().to_string())?;
        if !team.is_admitted() {
            let shown_out = team.members.contains_key(&team.device);
            let state = if shown_out { "removed from the team" } else { "waiting to be admitted" };
            fact(shell, "you", state)?;
            if !shown_out {
                join::read_back(shell, &tied)?;
            }
            return Ok(Exit::Ok);
        }
        fact(shell, "you", team.right_of(team.device).map_or("removed", word))?;
        let laptops = team.devices().into_iter().filter(|one| team.right_of(*one).is_some());
        fact(shell, "laptops", &laptops.count().to_string())?;
        if team.has_custodian() {
            fact(shell, "custodian", CUSTODIAN)?;
        }
        fact(shell, "has left", &out.left_said())?;
        next(shell, &tied, &out)?;
        if !out.gone.is_empty() {
            shell.out.line("")?;
            shell.out.line("erased for everybody else")?;
        }
        for what in &out.gone {
            shell.paragraph(2, &gone_said(*what))?;
        }
        if !decisions.is_empty() {
            shell.out.line("")?;
            shell.out.line("to decide")?;
        }
        for Decision { what, next } in decisions {
            shell.paragraph(2, &what)?;
            shell.paragraph(4, &next)?;
        }
        Ok(Exit::Ok)
    }
}

/// What leaves next, exactly.
fn next(shell: &mut Shell, tied: &Tied, out: &Out) -> Result<(), Failure> {
    let study = &tied.session.study;
    if out.next.is_empty() {
        fact(shell, "leaves next", "nothing")?;
    } else {
        shell.out.line("")?;
        shell.out.line("leaves at the next exchange")?;
        let reader = wording::reader(shell, study.form("wording"));
        content::show(shell, study, &reader, &out.next)?;
    }
    if !out.waiting.is_empty() {
        let code = |of: &crate::study::Subject| of.code().short().to_owned();
        let codes: Vec<String> = out.waiting.iter().map(code).collect();
        fact(
            shell,
            "waits",
            &format!("{}: raised less than ten minutes ago; undo takes it back", codes.join(", ")),
        )?;
    }
    Ok(())
}

/// Something to decide or settle, and how.
struct Decision {
    what: String,
    next: String,
}

fn decisions(tied: &Tied) -> Vec<Decision> {
    let (team, study) = (&tied.home.team, &tied.session.study);
    let asked = team.may_admit().then(|| membership::asked(team, &tied.shelf));
    let next = |what: &Waiting| match what {
        Waiting::Settle(ToDecide::AskAgain(_)) => "asdone team share shows each and asks",
        Waiting::Settle(ToDecide::SameName { .. }) => "asdone team name NAME renames you",
        Waiting::Settle(ToDecide::SameTag { .. }) => {
            "asdone codebook edit renames a tag, asdone codebook merge makes one of two"
        }
        Waiting::Settle(ToDecide::Claimed { .. }) => {
            "asdone show CODE says whose it is here; asdone audience CODE private lowers yours"
        }
        Waiting::Settle(ToDecide::UsedTwice) => {
            "asdone backup, asdone restore, and join as another laptop from there"
        }
        Waiting::Settle(ToDecide::TwoAsOne { .. }) => "tell them; their asdone team sync says more",
        Waiting::Settle(ToDecide::Clock { .. }) => "look at the date on both laptops",
        Waiting::Codebook => "asdone team share --codebook lets the team have them",
        Waiting::Forms(_) => "asdone team share --forms lets the whole team have them",
        Waiting::Admit(_) => "asdone team admit",
        Waiting::Unread(_) => "remove them from the folder, or leave them",
        Waiting::Unseen(_) => "connect to the folder and try again",
    };
    let one = |what: &Waiting| Decision { what: what.to_string(), next: next(what).to_owned() };
    waiting(team, study, asked).iter().map(one).collect()
}

fn as_json(shell: &mut Shell, tied: &Tied, out: &Out, decisions: &[Decision]) -> Value {
    let (study, team) = (&tied.session.study, &tied.home.team);
    let reader = wording::reader(shell, study.form("wording"));
    let codes = |subjects: &[crate::study::Subject]| -> Vec<String> {
        subjects.iter().map(|subject| subject.code().short().to_owned()).collect()
    };
    let decisions: Vec<Value> =
        decisions.iter().map(|one| json!({ "what": one.what, "next": one.next })).collect();
    json!({
        "folder": team.place.display().to_string(),
        "words": team.genesis.words().to_string(),
        "admitted": team.is_admitted(),
        "custodian": team.has_custodian(),
        "right": team.right_of(team.device).map(word),
        "laptop_words": team.laptop().words(team.id()).to_string(),
        "left": { "observations": out.shared.0, "others": out.shared.1 },
        "next": content::as_json(study, &reader, &out.next),
        "waiting": codes(&out.waiting),
        "raised_before": codes(&out.before),
        "to_decide": decisions,
        "erased_for_everybody": out.gone.iter().map(|what| what.subject().code().short().to_owned())
            .collect::<Vec<_>>(),
    })
}
