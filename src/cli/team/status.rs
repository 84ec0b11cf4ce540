//! `asdone team status`: what has left, what leaves next, and what waits for a decision.

use clap::Args;
use serde_json::{Value, json};

use super::{Tied, content, join, word};
use crate::cli::show::fact;
use crate::cli::{Exit, Failure, Shell, wording};
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
        fact(shell, "has left", &left(&out))?;
        next(shell, &tied, &out)?;
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

/// "12 observations and 1 other entry"
fn left(out: &Out) -> String {
    let (notes, sheets) = out.shared;
    let count = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    match (notes, sheets) {
        (0, 0) => "nothing".to_owned(),
        (notes, 0) => count(notes, "observation", "observations"),
        (0, sheets) => count(sheets, "other entry", "other entries"),
        (notes, sheets) => format!(
            "{} and {}",
            count(notes, "observation", "observations"),
            count(sheets, "other entry", "other entries")
        ),
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
    let team = &tied.home.team;
    let mut decisions = Vec::new();
    let mut put = |what: String, next: &str| {
        decisions.push(Decision { what, next: next.to_owned() });
    };
    for one in crate::share::to_decide(team, &tied.session.study) {
        match one {
            ToDecide::AskAgain(_) => {
                put(one.to_string(), "asdone team share shows each and asks");
            }
            ToDecide::SameName { .. } => put(one.to_string(), "asdone team name NAME renames you"),
            ToDecide::SameTag { .. } => put(
                one.to_string(),
                "asdone codebook edit renames a tag, asdone codebook merge makes one of two",
            ),
            ToDecide::UsedTwice => put(one.to_string(), "asdone team leave, and join again"),
        }
    }
    if team.is_admitted() && !team.codebook {
        put(
            "the definitions of your tags stay here".to_owned(),
            "asdone team share --codebook lets the team have them",
        );
    }
    if team.may_admit() {
        match membership::asked(team, &tied.shelf) {
            Ok(asked) => {
                for asking in asked.asking {
                    let name = asking.pseudonym(&team.secrets).unwrap_or_else(|| "somebody".into());
                    put(format!("{name} asks to be admitted"), "asdone team admit");
                }
            }
            Err(error) => put(
                format!("who asks to be admitted cannot be seen: {error}"),
                "connect to the folder and try again",
            ),
        }
    }
    decisions
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
        "right": team.right_of(team.device).map(word),
        "laptop_words": team.laptop().words(team.id()).to_string(),
        "left": { "observations": out.shared.0, "others": out.shared.1 },
        "next": content::as_json(study, &reader, &out.next),
        "waiting": codes(&out.waiting),
        "raised_before": codes(&out.before),
        "to_decide": decisions,
    })
}
