//! `asdone team share`: agreeing that something leaves, with what exactly it is on show; and the same
//! for `asdone audience`.

use clap::Args;

use super::{Tied, content, home};
use crate::actions;
use crate::cli::args::Word;
use crate::cli::out::{Role, can_ask};
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, ask, outcome, wording};
use crate::config::clock;
use crate::share::boundary::{GRACE, raised_before};
use crate::share::{content as leaves, leaving, note_members};
use crate::study::{Audience, Status, Study, Subject};

/// Agree that what was raised before there was a team may leave now
///
/// Without codes this shows each entry, as it would leave, and asks. What you do not agree to stays
/// here; you can decide later.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone team share                  shows each, and asks
  asdone team share kx7qd m4pqz
  asdone team share --all
  asdone team share --codebook       the names and definitions of your tags
  asdone team share --forms          your forms and threshold: only owner and stewards

Codes: 0 done, 1 there is nothing to agree to, 2 refused, 3 the study cannot be used.")]
pub(super) struct Share {
    /// The codes
    #[arg(value_name = "CODE")]
    codes: Vec<Word>,
    /// Everything that was raised before
    #[arg(long, conflicts_with = "codes")]
    all: bool,
    /// The codebook's definitions too: names, groups, what is in and what is out
    #[arg(long)]
    codebook: bool,
    /// Your forms and the threshold for small counts too: everybody in the team then has them
    #[arg(long)]
    forms: bool,
}

impl Share {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut tied = Tied::open(shell)?;
        if self.codebook {
            codebook(shell, &mut tied)?;
        }
        if self.forms {
            forms(shell, &mut tied)?;
        }
        let decided = self.codebook || self.forms;
        if decided && self.codes.is_empty() && !self.all {
            return Ok(Exit::Ok);
        }
        let (study, team) = (&tied.session.study, &tied.home.team);
        let before = raised_before(study, team.person, team.since);
        if before.is_empty() {
            shell.out.say("nothing that was raised before waits for you");
            return Ok(if decided { Exit::Ok } else { Exit::NothingFound });
        }
        let chosen = if self.all {
            before
        } else if self.codes.is_empty() {
            one_by_one(shell, &tied, &before)?
        } else {
            named(study, &self.codes, &before)?
        };
        if chosen.is_empty() {
            shell.out.say("nothing leaves of what was raised before");
            return Ok(Exit::Ok);
        }
        let deed = actions::team::agree(study, &tied.session.context(), &chosen)?;
        tied.session.perform_aloud(deed, shell)?;
        say_when(shell);
        Ok(Exit::Ok)
    }
}

fn codebook(shell: &mut Shell, tied: &mut Tied) -> Result<(), Failure> {
    let defined = |study: &Study| {
        let tags = study.codebook().all().iter();
        tags.filter(|tag| tag.status() != Status::Provisional).count()
    };
    let count = defined(&tied.session.study);
    tied.home.team.codebook = true;
    tied.home.save()?;
    outcome::done();
    let tags = if count == 1 { "1 tag leaves".to_owned() } else { format!("{count} tags leave") };
    shell.out.say(&format!("the definition of {tags} at the next exchange"));
    Ok(())
}

/// The forms and the threshold, for whoever runs the team.
fn forms(shell: &mut Shell, tied: &mut Tied) -> Result<(), Failure> {
    tied.must_be_admitted()?;
    let Tied { session, home, .. } = tied;
    session.exchange(|open| note_members(&mut home.team, open, clock::now().millis))?;
    home.save()?;
    let deed = actions::team::decide_forms(&tied.session.study)?;
    tied.session.perform_aloud(deed, shell)?;
    say_when(shell);
    Ok(())
}

fn named(study: &Study, codes: &[Word], before: &[Subject]) -> Result<Vec<Subject>, Failure> {
    let mut chosen = Vec::new();
    for code in codes {
        let subject = actions::find_any(study, code)?;
        if !before.contains(&subject) {
            return Err(Failure::usage(
                format!("{} does not wait for you to agree", code.trim()),
                "asdone team status says what does; asdone audience CODE team raises an entry",
            ));
        }
        chosen.push(subject);
    }
    Ok(chosen)
}

/// Shows each as it would leave, and asks.
fn one_by_one(shell: &mut Shell, tied: &Tied, before: &[Subject]) -> Result<Vec<Subject>, Failure> {
    let (study, team) = (&tied.session.study, &tied.home.team);
    let terms = team.terms(clock::now().millis);
    let reader = wording::reader(shell, study.form("wording"));
    let mut chosen = Vec::new();
    for (at, subject) in before.iter().enumerate() {
        let heading = format!("{} of {}", at + 1, before.len());
        let heading = shell.out.paint(&heading, Role::Strong);
        shell.out.line(&heading)?;
        content::show(shell, study, &reader, &leaves(study, &terms, *subject))?;
        if can_ask() && ask::yes(shell, "May your colleagues have this?")? {
            chosen.push(*subject);
        }
    }
    if !can_ask() {
        let hint = "name the codes that may leave, or --all: asdone team share CODE…";
        return Err(Failure::usage("nobody is there to agree, so nothing leaves", hint));
    }
    Ok(chosen)
}

fn say_when(shell: &mut Shell) {
    let minutes = GRACE / 60_000;
    shell.out.say(&format!(
        "it leaves at the first exchange after {minutes} minutes; until then asdone undo takes it \
         back before anybody has seen it"
    ));
}

/// Where the study is of a team: what of these entries leaves, now that they have been raised.
pub(in crate::cli) fn going(
    shell: &mut Shell,
    session: &Session,
    subjects: &[Subject],
    to: Audience,
) -> Result<(), Failure> {
    let Some(home) = home(shell)? else { return Ok(()) };
    let study = &session.study;
    if to == Audience::Private {
        shell.out.say(
            "what has left of it is hidden on your colleagues' laptops and removed there at their \
             next exchange with you; not from their backups, recycle bins and minds",
        );
        return Ok(());
    }
    let terms = home.team.terms(clock::now().millis);
    let reader = wording::reader(shell, study.form("wording"));
    shell.out.say("this leaves for the laptops of your team:");
    let mut marked = 0;
    for subject in subjects {
        let changes = leaves(study, &terms, *subject);
        if changes.is_empty() {
            shell.out.say("  nothing of it: entries of this sort stay here");
            continue;
        }
        marked += content::show(shell, study, &reader, &changes)?;
    }
    if marked > 0 {
        let places = if marked == 1 { "1 place".to_owned() } else { format!("{marked} places") };
        shell.out.say(&format!("look again at {places} by which somebody could be known"));
    }
    say_when(shell);
    Ok(())
}

/// What is to be said about what leaves, for `asdone team status`.
pub(super) fn out(tied: &Tied) -> Result<crate::share::Out, Failure> {
    let terms = tied.home.team.terms(clock::now().millis);
    Ok(leaving(&tied.home.team, &tied.out, &tied.session.study, &terms)?)
}
