//! `asdone erase`: take content out for good, when a person withdraws consent.

use clap::Args;

use super::args::Word;
use super::out::can_ask;
use super::progress::Progress;
use super::session::Session;
use super::{Exit, Failure, Shell, ask};
use crate::actions::{self, Erasable, Refusal};
use crate::journal::{Apart, Wanted};
use crate::study::{Item, Study};

/// Erase an observation, reflection, voice or other sheet for good
///
/// For when a person withdraws consent. The content leaves every file of the study: both records on
/// disk, drafts, waiting notes, files set aside by a repair, and the copies that `asdone backup`
/// made, at once or as soon as they are there again. A note that left the study and is kept apart
/// is erased by its own code (asdone stop list). A record that something was erased, when, by whom and why, is kept. Undo does not bring it back. Copies that somebody made another way, exports and
/// printouts are beyond reach. To take a note out of the tallies and keep it, use withdraw.
///
/// The owner and the stewards of a team can erase what a colleague shared: for everybody, but for its
/// author, who keeps it in private and is told that it was erased.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone erase kx7qd --reason 'the mother withdrew consent'
  asdone erase kx7qd --later 1 --reason 'names a child' --yes

Codes: 0 erased, 2 refused or not agreed to, 3 the study cannot be used.")]
pub(super) struct Erase {
    /// Which
    #[arg(value_name = "CODE")]
    code: String,
    /// Why; do not repeat the content (asked for where it is left out)
    #[arg(long, value_name = "TEXT")]
    reason: Option<Word>,
    /// Only the n-th later note, as `asdone show` lists them; those that undo took back come after
    /// them
    #[arg(long, value_name = "N", conflicts_with = "line")]
    later: Option<usize>,
    /// Only the n-th line of a sheet
    #[arg(long, value_name = "N")]
    line: Option<usize>,
    /// Do not ask back
    #[arg(long)]
    yes: bool,
}

impl Erase {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let wants = |study: &Study| Wanted { rows: actions::may_be(study, &self.code), of: 0 };
        let mut session = Session::open_for_wanted(shell, &wants)?;
        let whole = actions::find_erasable(&session.study, &self.code)
            .inspect_err(|_| what_left(shell, &self.code))?;
        let what = self.part(&session.study, whole)?;
        let found = actions::erasable(&session.study, &session.context(), what)?;
        let reason = self.reason(shell)?;
        let deed = actions::erase(&session.study, &session.context(), what, &reason)?;
        explain(shell, &found);
        if !self.yes {
            if !can_ask() {
                return Err(Failure::usage(
                    format!("{} was not erased: nobody is there to agree", found.name),
                    "add --yes if it is meant; it cannot be taken back",
                ));
            }
            if !ask::yes(shell, &format!("Erase {} for good?", found.name))? {
                shell.out.say("nothing was erased");
                return Ok(Exit::Usage);
            }
        }
        let far = Progress::watch(
            "the erasure is finished when the study is next opened",
            "to finish it: asdone list",
        );
        let wiped = session.erase(&deed)?;
        drop(far);
        shell.out.say(&deed.said);
        let counted = |count: u64, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let gone = [
            counted(wiped.entries, "entry lost its content", "entries lost their content"),
            counted(
                wiped.texts,
                "draft, waiting note or note kept apart removed",
                "drafts, waiting notes or notes kept apart removed",
            ),
            counted(
                wiped.set_aside,
                "file set aside by a repair removed",
                "files set aside by repairs removed",
            ),
        ];
        let gone: Vec<String> = gone.into_iter().flatten().collect();
        if !gone.is_empty() {
            shell.out.say(&format!("  {}", gone.join("; ")));
        }
        for id in wiped.said_apart {
            let code = id.code();
            shell.out.say(&format!(
                "  a note that left the study says the same and is kept apart as {code}: asdone \
                 stop delete {code} removes it"
            ));
        }
        Ok(Exit::Ok)
    }

    fn reason(&self, shell: &mut Shell) -> Result<String, Failure> {
        if let Some(reason) = &self.reason {
            return Ok(reason.to_string());
        }
        if !can_ask() {
            return Err(Refusal::Missing { what: "a reason" }.into());
        }
        let asked = "What is the reason? (without repeating what it says) ";
        Ok(ask::line(shell, asked)?.unwrap_or_default())
    }

    /// The part that is meant.
    fn part(&self, study: &Study, whole: Item) -> Result<Item, Failure> {
        let nth = |n: usize| n.checked_sub(1).unwrap_or(usize::MAX);
        let none = |what: &str, n: usize| {
            Failure::usage(format!("there is no {what} {n}"), "asdone show lists them, from 1")
        };
        match (whole, self.later, self.line) {
            (_, None, None) => Ok(whole),
            (Item::Observation(id), Some(n), _) => {
                let later = study
                    .get(id)
                    .and_then(|record| record.later().chain(record.later_taken_back()).nth(nth(n)));
                let later = later.ok_or_else(|| none("later note", n))?;
                Ok(Item::Later(id, later.item))
            }
            (Item::Sheet(id), _, Some(n)) => {
                let sheet = study.sheets().get(id);
                let line = sheet.and_then(|sheet| sheet.lines().nth(nth(n)));
                Ok(Item::Line(id, line.ok_or_else(|| none("line", n))?.item))
            }
            _ => Err(Failure::usage(
                "that part does not belong to this",
                "--later is for observations, --line for sheets",
            )),
        }
    }
}

/// An observation that left the study is there no more, and what was kept of it has another code.
fn what_left(shell: &mut Shell, code: &str) {
    if Apart::of(&shell.study()).list().is_ok_and(|kept| !kept.is_empty()) {
        shell.out.say(&format!(
            "if {code} left the study and was kept apart, what was kept has a code of its own: \
             asdone stop list"
        ));
    }
}

fn explain(shell: &mut Shell, found: &Erasable) {
    shell.out.say(&format!("{}: {}", found.name, found.begins));
    if found.for_all {
        shell.out.say(actions::FOR_ALL);
    }
    shell.out.say(
        "It leaves every file of the study and the copies that asdone made. A record that it was erased, when, by whom and why, is kept. It cannot be taken back.",
    );
    if !found.stays.is_empty() {
        let stays = found.stays.join(", ");
        shell.out.say(&format!("What is said about it elsewhere stays: {stays}."));
    }
    shell.out.say("Exports, printouts and copies made another way are beyond reach.");
}
