//! `asdone release`: what may leave the study as a data set, from its plan to the package and after.

mod build;
mod plan;
mod review;
mod second;
mod seen;
mod verify;

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};

use super::session::Session;
use super::{Exit, Failure, Shell, interrupt};
use crate::actions;
use crate::release::kept::{self, Unbuilt};
use crate::release::{Plan, PlanError, Step};
use crate::study::{Sheet, Sort};

/// Release a data set for research: plan, review, build, verify
///
/// Only what its authors raised to academic is ever in a release, and of that only what the plan
/// names. docs/release.md leads through it.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release plan --template > plan.toml
  asdone release plan plan.toml --check
  asdone release plan plan.toml
  asdone release review r4k2m --list
  asdone release review r4k2m --ask
  asdone release build r4k2m --output riverside-2026
  asdone release verify riverside-2026
  asdone release letter r4k2m

Codes: 0 done, 1 nothing found or a package that differs, 2 refused, 3 the study cannot be used.")]
pub(super) struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    Plan(plan::Write),
    Review(review::Review),
    Build(build::Build),
    Verify(verify::Verify),
    Compare(seen::Compare),
    Letter(seen::Letter),
    List(seen::List),
    Burn(seen::Burn),
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.what {
            What::Plan(command) => command.run(shell),
            What::Review(command) => command.run(shell),
            What::Build(command) => command.run(shell),
            What::Verify(command) => command.run(shell),
            What::Compare(command) => command.run(shell),
            What::Letter(command) => command.run(shell),
            What::List(command) => command.run(shell),
            What::Burn(command) => command.run(shell),
        }
    }
}

/// What a plan that cannot be followed is said as.
fn not_as_planned(error: &PlanError) -> Failure {
    Failure::usage(
        format!("the release cannot be made: {error}"),
        "change the plan, then: asdone release plan FILE --for CODE",
    )
}

/// A release that a person names; the only one where they name none.
fn find<'s>(session: &'s Session, code: Option<&str>) -> Result<&'s Sheet, Failure> {
    if let Some(code) = code {
        return Ok(actions::find_sheet(&session.study, Sort::Release, code)?);
    }
    let mut all = session.own_view().sheets_written(Sort::Release);
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Failure::usage(
            "no release is planned",
            "asdone release plan --template > plan.toml, then asdone release plan plan.toml",
        )),
        (Some(_), Some(_)) => {
            Err(Failure::usage("which release is meant?", "asdone release list gives their codes"))
        }
    }
}

fn plan_of(sheet: &Sheet) -> Result<Plan, Failure> {
    kept::plan(sheet).map_err(|error| not_as_planned(&error))
}

/// A release that cannot be built.
fn unbuilt(error: &Unbuilt) -> Failure {
    match error {
        Unbuilt::Stopped => Failure::Cancelled,
        Unbuilt::Plan(_) | Unbuilt::Burnt | Unbuilt::Blindfolded => {
            Failure::usage(error.to_string(), error.hint())
        }
    }
}

/// Says now and then how far it is, where that takes long, and whether Ctrl-C was pressed.
struct Watching<'s> {
    shell: RefCell<&'s mut Shell>,
    said: Cell<Instant>,
}

impl<'s> Watching<'s> {
    /// How long nothing is said.
    const QUIET: Duration = Duration::from_secs(1);

    fn new(shell: &'s mut Shell) -> Self {
        interrupt::watched();
        Self { shell: RefCell::new(shell), said: Cell::new(Instant::now()) }
    }

    fn goes_on(&self, step: Step) -> bool {
        if self.said.get().elapsed() >= Self::QUIET {
            self.said.set(Instant::now());
            self.shell.borrow_mut().out.say(&step.to_string());
        }
        !interrupt::is_asked_to_stop()
    }
}
