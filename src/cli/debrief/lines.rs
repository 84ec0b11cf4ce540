//! What is entered in a debrief: contributions, lines to keep, try and carry, outcomes, who was told.

use clap::Args;

use super::{act, latest};
use crate::actions::debrief::{self, Contribution, Reworded};
use crate::actions::{find_any, when};
use crate::cli::args::{self, Word};
use crate::cli::session::{self, Session};
use crate::cli::{Exit, Failure, Shell, input, kept};
use crate::forms::Forms;
use crate::study::{Day, Line};

/// Enter what someone said, as said
#[derive(Args, Debug)]
pub(super) struct Say {
    /// Their words; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
    /// The pseudonym they wish to be noted by; without it nobody is named
    #[arg(long, value_name = "PSEUDONYM")]
    by: Option<Word>,
    /// About which observation on show
    #[arg(long, value_name = "CODE")]
    about: Option<String>,
}

impl Say {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        with_text(shell, &self.text, |shell, text| {
            act(shell, None, |study, context, sheet| {
                let about = self.about.as_deref().map(|code| find_any(study, code)).transpose()?;
                let by = self.by.as_deref().unwrap_or_default().to_owned();
                let said = Contribution { text: text.to_owned(), by, about };
                debrief::say(study, context, sheet.id(), &said)
            })
        })
    }
}

/// Enter a line to keep, try or carry upward
#[derive(Args, Debug)]
pub(super) struct Carry {
    /// keep, try or carry, or what the study's own form has
    #[arg(value_name = "WHAT")]
    what: Word,
    /// The line; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
    /// The role (not a name) that answers for it
    #[arg(long, value_name = "ROLE")]
    owner: Option<Word>,
    /// By which day an answer is due
    #[arg(long, value_name = "DAY")]
    by: Option<Word>,
    /// Which debrief, instead of the one under way
    #[arg(long, value_name = "CODE")]
    debrief: Option<String>,
}

impl Carry {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let reply_by = due(shell, self.by.as_ref())?;
        with_text(shell, &self.text, |shell, text| {
            act(shell, self.debrief.as_deref(), |study, context, sheet| {
                let carried = debrief::Carry {
                    what: self.what.to_string(),
                    text: text.to_owned(),
                    owner: self.owner.as_deref().unwrap_or_default().to_owned(),
                    reply_by,
                };
                debrief::carry(study, context, &Forms::of(study).debrief, sheet.id(), &carried)
            })
        })
    }
}

fn due(shell: &Shell, typed: Option<&Word>) -> Result<Option<Day>, Failure> {
    Ok(typed.map(|typed| when::day(typed, shell.now)).transpose()?)
}

/// Reword a line of your own debrief, or say who answers for it
#[derive(Args, Debug)]
pub(super) struct Reword {
    /// Which line
    #[arg(value_name = "LINE")]
    line: String,
    /// The words from now on; without any they stay as they are
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
    /// The pseudonym of whoever said it
    #[arg(long, value_name = "PSEUDONYM")]
    by: Option<Word>,
    /// The role that answers for it
    #[arg(long, value_name = "ROLE")]
    owner: Option<Word>,
    /// By which day an answer is due
    #[arg(long, value_name = "DAY")]
    due: Option<Word>,
}

impl Reword {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let due = due(shell, self.due.as_ref())?;
        let words = args::text(&self.text)?;
        let typed = match words.as_slice() {
            [] => None,
            words => Some(input::words(shell, words)?),
        };
        let mut session = Session::open(shell)?;
        let (sheet, item) = debrief::find_line(&session.study, &self.line)?;
        let line = session.study.sheets().get(sheet).and_then(|sheet| {
            sheet.lines().find(|said| said.item == item).map(|said| said.line.clone())
        });
        let or = |typed: Option<&Word>, was: Option<String>| {
            typed.map_or(was, |typed| Some(typed.to_string())).unwrap_or_default()
        };
        let to = match line {
            Some(Line::Contribution { by, about, text, .. }) => Reworded::Said(Contribution {
                text: typed.unwrap_or(text),
                by: or(self.by.as_ref(), by),
                about,
            }),
            Some(Line::Carried { what, text, owner, reply_by }) => {
                Reworded::Carried(debrief::Carry {
                    what,
                    text: typed.unwrap_or(text),
                    owner: or(self.owner.as_ref(), owner),
                    reply_by: due.or(reply_by),
                })
            }
            _ => {
                return Err(crate::actions::Refusal::NoSuchLine { typed: self.line.clone() }.into());
            }
        };
        let form = Forms::of(&session.study).debrief;
        let context = session.context();
        let deed = debrief::reword(&session.study, &context, &form, (sheet, item), &to)?;
        session.perform_aloud(deed, shell)
    }
}

/// Take a line back out of one's own debrief
#[derive(Args, Debug)]
pub(super) struct Strike {
    /// Which line
    #[arg(value_name = "LINE")]
    line: String,
}

impl Strike {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let (sheet, item) = debrief::find_line(&session.study, &self.line)?;
        let deed = debrief::strike(&session.study, &session.context(), sheet, item)?;
        session.perform_aloud(deed, shell)
    }
}

/// Note what became of a line that a debrief carried
#[derive(Args, Debug)]
pub(super) struct Outcome {
    /// Which line
    #[arg(value_name = "LINE")]
    line: String,
    /// What became of it; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
}

impl Outcome {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        with_text(shell, &self.text, |shell, text| {
            let mut session = Session::open(shell)?;
            let line = debrief::find_line(&session.study, &self.line)?;
            let deed = debrief::outcome(&session.study, &session.context(), line, text)?;
            session.perform_aloud(deed, shell)
        })
    }
}

/// Note that the contributors were told what came of it, and in what words
#[derive(Args, Debug)]
pub(super) struct Told {
    /// The words; - or nothing reads standard input
    #[arg(value_name = "TEXT")]
    text: Vec<Word>,
    /// Which debrief, instead of the latest
    #[arg(long, value_name = "CODE")]
    debrief: Option<String>,
}

impl Told {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        with_text(shell, &self.text, |shell, text| {
            let mut session = Session::open(shell)?;
            let context = session.context();
            let id = latest(&session.study, &context, self.debrief.as_deref())?.id();
            let deed = debrief::told(&session.study, &context, id, text)?;
            session.perform_aloud(deed, shell)
        })
    }
}

/// Reads a text, does something with it, and keeps the text if that fails.
fn with_text(
    shell: &mut Shell,
    words: &[Word],
    save: impl FnOnce(&mut Shell, &str) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    session::must_be_there(shell)?;
    let words = args::text(words)?;
    let text = input::words(shell, &words)?;
    save(shell, &text).map_err(|failure| kept::text(shell, &text, failure))
}
