//! `asdone stop`: a note that may be reportable leaves the study.

use clap::{Args, Subcommand};
use serde_json::json;

use super::out::can_ask;
use super::session::{self, Session};
use super::{Exit, Failure, Shell, ask, input, kept};
use crate::actions::stop::{self as stops, Leaves, Stopped};
use crate::actions::{self, when};
use crate::forms::Forms;
use crate::journal::{Apart, Leaving};
use crate::study::{Fate, Field, SheetId, Sort, Study};

/// Let a note leave the study that may be reportable
///
/// Shows the study's own text on the local route, and asks what should happen to the note: kept
/// apart (sealed where the study is), printed once, or discarded. Either way it is no longer in the study; only that
/// one note left is counted. This is not the case record, and nobody is told by it.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  asdone stop kx7qd --keep
  asdone stop --print < half-typed.txt
  asdone stop list
  asdone stop show p4md

Codes: 0 done, 1 there is none, 2 refused or not decided, 3 the study cannot be used."
)]
pub(super) struct Command {
    #[command(subcommand)]
    what: Option<What>,
    /// An observation of yours; nothing reads a text from standard input
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Keep it apart from the study, sealed where the study is
    #[arg(long, conflicts_with_all = ["print", "discard"])]
    keep: bool,
    /// Print it once, to standard output; then it is gone
    #[arg(long, conflicts_with = "discard")]
    print: bool,
    /// Discard it
    #[arg(long)]
    discard: bool,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Show the study's text on the local route
    Route,
    /// List the notes that left: when, and what became of each
    List {
        /// One line of JSON for each
        #[arg(long)]
        json: bool,
    },
    /// Show a note that is kept apart
    Show {
        /// Which
        #[arg(value_name = "CODE")]
        code: String,
    },
    /// Remove a note that is kept apart, for good
    Delete {
        /// Which
        #[arg(value_name = "CODE")]
        code: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match &self.what {
            Some(What::Route) => {
                let session = Session::open(shell)?;
                let form = Forms::of(&session.study).stop;
                shell.out.line(&form.title)?;
                shell.out.line("")?;
                for paragraph in form.text.trim().lines() {
                    shell.paragraph(0, paragraph)?;
                }
                Ok(Exit::Ok)
            }
            Some(What::List { json }) => list(shell, *json),
            Some(What::Show { code }) => show(shell, code),
            Some(What::Delete { code, yes }) => delete(shell, code, *yes),
            None => self.leave(shell),
        }
    }

    fn leave(&self, shell: &mut Shell) -> Result<Exit, Failure> {
        session::must_be_there(shell)?;
        let text = match &self.code {
            Some(_) => None,
            None => Some(input::words(shell, &[])?),
        };
        let done = self.leave_with(shell, text.as_deref());
        // A text that was handed in is kept where the study could not take it; one whose author
        // has not decided yet is theirs still.
        match (done, text) {
            (Err(failure), Some(text)) => Err(kept::text(shell, &text, failure)),
            (done, _) => done,
        }
    }

    fn leave_with(&self, shell: &mut Shell, text: Option<&str>) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let leaves = match (text, &self.code) {
            (Some(text), _) => Leaves::Words(text.to_owned()),
            (None, Some(code)) => Leaves::Observation(session.id(code)?),
            (None, None) => return Err(actions::Refusal::NoText.into()),
        };
        let form = Forms::of(&session.study).stop;
        shell.out.say(&format!("{}\n\n{}\n", form.title, form.text.trim()));
        let fate = self.fate(shell)?;
        let stopped = stops::stop(&session.study, &session.context(), &leaves, fate)?;
        if fate == Fate::Printed {
            // Before it goes: what cannot be printed must not be lost.
            let printed = shell.out.line(&stopped.words).and_then(|()| shell.out.finish());
            printed.map_err(Failure::even_of_a_closed_pipe)?;
        }
        let Stopped { sheet, changes, tombstones, words, said } = stopped;
        let kept = (fate == Fate::Kept).then_some((sheet, words));
        session.let_go(&Leaving { changes, tombstones, kept })?;
        shell.out.say(&said);
        Ok(Exit::Ok)
    }

    fn fate(&self, shell: &mut Shell) -> Result<Fate, Failure> {
        match (self.keep, self.print, self.discard) {
            (true, ..) => return Ok(Fate::Kept),
            (_, true, _) => return Ok(Fate::Printed),
            (.., true) => return Ok(Fate::Discarded),
            _ => {}
        }
        let undecided = || {
            Failure::usage(
                "the note is as it was: nothing was decided",
                "say --keep (apart from the study), --print (once) or --discard",
            )
        };
        if !can_ask() || self.code.is_none() {
            return Err(undecided());
        }
        let question = "What should happen to the note? k keep it apart, p print it once, d discard \
                        it, Enter leave it as it is: ";
        let answer = ask::line(shell, question)?.unwrap_or_default();
        match answer.trim() {
            "k" => Ok(Fate::Kept),
            "p" => Ok(Fate::Printed),
            "d" => Ok(Fate::Discarded),
            _ => Err(undecided()),
        }
    }
}

const fn fate_word(fate: Fate) -> &'static str {
    match fate {
        Fate::Kept => "kept apart",
        Fate::Printed => "printed once",
        Fate::Discarded => "discarded",
    }
}

fn list(shell: &mut Shell, as_json: bool) -> Result<Exit, Failure> {
    let session = Session::open(shell)?;
    let kept = Apart::of(&shell.study()).list()?;
    let stops: Vec<_> = session.own_view().sheets_written(Sort::Stop).collect();
    if stops.is_empty() {
        shell.out.say("no note has left this study");
        return Ok(Exit::NothingFound);
    }
    let mut rows = Vec::new();
    for sheet in stops {
        let Field::Fate(fate) = sheet.field(&Field::Fate(Fate::Discarded)) else { continue };
        let there = kept.contains(&sheet.id());
        let state = match (fate, there) {
            (Fate::Kept, false) => "kept apart, since deleted",
            (fate, _) => fate_word(fate),
        };
        if as_json {
            let line = json!({
                "code": sheet.id().code().short(), "at": sheet.at().to_rfc3339(),
                "fate": fate_word(fate), "kept": there,
            });
            shell.out.line(&line.to_string())?;
        }
        let code = sheet.id().code().to_string();
        rows.push(vec![code, when::say(sheet.at(), shell.now), state.to_owned()]);
    }
    if !as_json {
        shell.out.table(&rows, &[])?;
    }
    Ok(Exit::Ok)
}

fn kept_id(study: &Study, code: &str) -> Result<SheetId, Failure> {
    Ok(actions::find_sheet(study, Sort::Stop, code)?.id())
}

fn not_kept(code: &str) -> Failure {
    Failure::usage(
        format!("the words of {code} are not kept"),
        "stop list says what became of each note",
    )
}

fn show(shell: &mut Shell, code: &str) -> Result<Exit, Failure> {
    let session = Session::open(shell)?;
    let id = kept_id(&session.study, code)?;
    let text = session.apart(id)?.ok_or_else(|| not_kept(code))?;
    shell.out.line(&text)?;
    Ok(Exit::Ok)
}

fn delete(shell: &mut Shell, code: &str, yes: bool) -> Result<Exit, Failure> {
    let mut session = Session::open(shell)?;
    let id = kept_id(&session.study, code)?;
    let agreed = yes || can_ask() && ask::yes(shell, "It cannot be brought back. Delete it?")?;
    if !agreed {
        return Err(Failure::usage("it is still there", "say --yes where nobody can be asked"));
    }
    if !session.forget_apart(id)? {
        return Err(not_kept(code));
    }
    shell.out.say("deleted; that a note left the study is still counted");
    Ok(Exit::Ok)
}
