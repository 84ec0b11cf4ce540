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
use crate::share::{Doing, Exchanged, Progress, Pulled};
use crate::study::ItemId;

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
        let held: Vec<String> = done.pulled.held.iter().map(ToString::to_string).collect();
        if self.json {
            shell.out.line(&as_json(&done, &troubles, &held).to_string())?;
        } else {
            if waited && tied.home.team.is_admitted() {
                shell.out.say("you have been admitted to the team");
            }
            shell.out.say(&came(&done.pulled));
            troubles.iter().chain(&held).for_each(|said| shell.out.say(&format!("  {said}")));
            strangers(shell, done.pulled.strangers);
        }
        match done.pushed {
            Ok(pushed) if !self.json => {
                shell.out.say(&left(pushed.changes));
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
            shell.out.say(&how_far(progress));
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

fn how_far(progress: Progress) -> String {
    let Progress { doing, done, of } = progress;
    match doing {
        Doing::Reading => format!("reading: {done} of {of} laptops"),
        Doing::TakingIn => format!("taking in: {done} of {of}"),
        Doing::HandingOut => "handing out".to_owned(),
    }
}

/// "came: 12 observations, 40 tags and 3 other entries". Never by person.
fn came(pulled: &Pulled) -> String {
    let count = |count: u64, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts = [
        count(pulled.notes, "observation", "observations"),
        count(pulled.tags, "tag", "tags"),
        count(pulled.sheets, "other line", "other lines"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let came = match parts.as_slice() {
        [] => None,
        [one] => Some(format!("came: {one}")),
        [first @ .., last] => Some(format!("came: {} and {last}", first.join(", "))),
    };
    let back = count(pulled.back, "entry", "entries").map(|back| format!("taken back: {back}"));
    let said: Vec<String> = came.into_iter().chain(back).collect();
    if said.is_empty() { "nothing new came".to_owned() } else { said.join("; ") }
}

fn left(changes: usize) -> String {
    match changes {
        0 => "nothing of yours was due to leave".to_owned(),
        1 => "1 change left".to_owned(),
        changes => format!("{changes} changes left"),
    }
}

fn strangers(shell: &mut Shell, count: usize) {
    if count > 0 {
        let laptops = if count == 1 { "1 laptop".into() } else { format!("{count} laptops") };
        shell.out.say(&format!(
            "  {laptops} left files in the folder and cannot be told to be of the team; nothing of \
             that was taken in"
        ));
    }
}

fn as_json(done: &Exchanged, troubles: &[String], held: &[String]) -> Value {
    let pulled = &done.pulled;
    let decide: Vec<String> = done.to_decide.iter().map(ToString::to_string).collect();
    json!({
        "came": { "observations": pulled.notes, "tags": pulled.tags, "others": pulled.sheets,
            "taken_back": pulled.back },
        "left": done.pushed.as_ref().map(|pushed| pushed.changes).ok(),
        "unread": troubles,
        "waiting": held,
        "strangers": pulled.strangers,
        "stopped": done.stopped,
        "to_decide": decide,
    })
}
