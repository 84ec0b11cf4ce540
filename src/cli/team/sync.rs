//! `asdone team sync`: what came is taken in, then what is owed is handed out.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use super::Tied;
use crate::actions::Ids;
use crate::cli::session::IDS;
use crate::cli::{Exit, Failure, Shell, interrupt, outcome};
use crate::config::clock;
use crate::share::said::gone_said;
use crate::share::{Exchanged, Progress};
use crate::study::{Item, ItemId};

/// How long nothing is said of how far an exchange is, and how far apart it is said then.
const QUIET: Duration = Duration::from_secs(2);

/// Exchange with the team: theirs comes, yours leaves
///
/// What was raised less than ten minutes ago waits for the next exchange, so that undo takes it back
/// before anybody has seen it. Ctrl-C stops it at any moment; the next exchange goes on from there.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone team sync
  asdone team sync --at-once      what was raised just now leaves too

Codes: 0 done, 2 this laptop has not been admitted or the study is in no team, 3 the folder or the
study cannot be used, 75 the study is open elsewhere, 130 stopped.")]
pub(super) struct Sync {
    /// What was raised less than ten minutes ago leaves too
    #[arg(long)]
    at_once: bool,
    /// What came and left, as one line of JSON
    #[arg(long)]
    json: bool,
}

impl Sync {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut tied = Tied::open(shell)?;
        interrupt::saying("what has come and left so far stands", "to go on: asdone team sync");
        let waited = !tied.home.team.is_admitted();
        let done = exchange(shell, &mut tied, self.at_once)?;
        outcome::done();
        let study = &tied.session.study;
        let troubles: Vec<String> =
            done.pulled.troubles.iter().map(|trouble| trouble.said(study)).collect();
        if self.json {
            shell.out.line(&as_json(&done, &troubles).to_string())?;
        } else {
            if waited && tied.home.team.is_admitted() {
                shell.out.say("you have been admitted to the team");
            }
            shell.out.say(&done.pulled.said());
            troubles
                .iter()
                .chain(&done.waiting)
                .for_each(|said| shell.out.say(&format!("  {said}")));
            if let Some(said) = done.pulled.strangers_said() {
                shell.out.say(&format!("  {said}"));
            }
            done.gone.iter().for_each(|what| shell.out.say(&gone_said(*what)));
        }
        match done.pushed {
            Ok(pushed) if !self.json => {
                shell.out.say(&pushed.said());
                done.to_decide.iter().for_each(|one| shell.out.say(&format!("to decide: {one}")));
            }
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(if done.stopped { Exit::Interrupted } else { Exit::Ok })
    }
}

/// One exchange, saying how far it is where it takes long.
fn exchange(shell: &mut Shell, tied: &mut Tied, at_once: bool) -> Result<Exchanged, Failure> {
    let mut said = Instant::now();
    let mut watch = |progress: Progress| {
        if said.elapsed() >= QUIET {
            said = Instant::now();
            shell.out.say(&progress.to_string());
        }
        ControlFlow::Continue(())
    };
    let mut fresh = || ItemId::from(IDS.fresh());
    let now = clock::now().millis;
    let home = &mut tied.home;
    let done = tied
        .session
        .exchange(|open| home.exchange(open, (now, at_once), &mut fresh, &mut watch))?;
    Ok(done)
}

fn code(what: &Item) -> String {
    what.subject().code().short().to_owned()
}

fn as_json(done: &Exchanged, troubles: &[String]) -> Value {
    let pulled = &done.pulled;
    let decide: Vec<String> = done.to_decide.iter().map(ToString::to_string).collect();
    json!({
        "came": { "observations": pulled.notes, "tags": pulled.tags, "others": pulled.sheets,
            "taken_back": pulled.back },
        "left": done.pushed.as_ref().map(|pushed| pushed.changes).ok(),
        "unread": troubles,
        "waiting": done.waiting,
        "strangers": pulled.strangers,
        "stopped": done.stopped,
        "to_decide": decide,
        "erased_for_everybody": done.gone.iter().map(code).collect::<Vec<_>>(),
    })
}
