//! `asdone release plan`: a plan to fill in, what it would give away, and keeping it.

use std::path::PathBuf;

use clap::Args;

use super::super::session::Session;
use super::super::{Exit, Failure, Shell, input};
use super::not_as_planned;
use crate::actions;
use crate::release::kept;
use crate::release::plan::{Plan, TEMPLATE};

/// Write a plan to fill in, say what it would give away, or keep it in the study
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release plan --template > plan.toml
  asdone release plan plan.toml --check
  asdone release plan plan.toml
  asdone release plan plan.toml --for r4k2m

Every version of a plan stays in the study. Codes: 0 done, 2 the plan cannot be followed.")]
pub(super) struct Write {
    /// The plan, as a TOML file; - for standard input
    #[arg(value_name = "FILE", required_unless_present = "template")]
    file: Option<PathBuf>,
    /// Print a plan with remarks on each line, to be filled in
    #[arg(long, conflicts_with_all = ["file", "check", "replaces"])]
    template: bool,
    /// Only say what it would give away; nothing is kept
    #[arg(long)]
    check: bool,
    /// It takes the place of the plan of this release
    #[arg(long = "for", value_name = "CODE")]
    replaces: Option<String>,
}

impl Write {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let Some(file) = self.file.filter(|_| !self.template) else {
            shell.out.data(TEMPLATE)?;
            return Ok(Exit::Ok);
        };
        let text = input::file(shell, &file)?;
        let plan = Plan::read(&text).map_err(|error| {
            Failure::usage(
                format!("{}: {error}", file.display()),
                "asdone release plan --template shows a whole plan with remarks",
            )
        })?;
        let mut session = Session::open(shell)?;
        let me = session.identity().person;
        let at = shell.now;
        let said = kept::before(&session.study, me, &plan, at);
        let said = said.map_err(|error| not_as_planned(&error))?;
        if self.check {
            for sentence in said {
                shell.paragraph(0, &sentence)?;
            }
            return Ok(Exit::Ok);
        }
        let context = session.context();
        if let Some(code) = &self.replaces {
            let id = super::find(&session, Some(code))?.id();
            let deed = actions::plan_release(&session.study, &context, id, &plan.title, &text)?;
            return session.perform_aloud(deed, shell);
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| {
            Failure::usage(format!("the system gives no random numbers: {error}"), "try again")
        })?;
        let (sheet, deed) =
            actions::begin_release(&session.study, &context, &plan.title, &text, key)?;
        let said = session.perform(deed)?;
        shell.out.say(&said);
        shell.out.say(&format!("  next: asdone release review {} --list", sheet.code()));
        Ok(Exit::Ok)
    }
}
