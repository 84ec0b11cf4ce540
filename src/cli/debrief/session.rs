//! The course of a session: beginning, steps, what is on show, how many are there, the end.

use clap::Args;
use serde_json::json;

use super::{act, ask, meant, say_step};
use crate::actions::debrief::{self, Beginning, Go};
use crate::analysis::debrief::{Fit, choices, on_show};
use crate::cli::args::Word;
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, text};
use crate::forms::Forms;

/// Begin a debrief; its code goes to standard output
#[derive(Args, Debug)]
pub(super) struct Begin {
    /// The 10-minute version
    #[arg(long)]
    short: bool,
    /// What it is called
    #[arg(long)]
    title: Option<Word>,
    /// How many are here, you among them
    #[arg(long, value_name = "NUMBER")]
    attending: Option<u32>,
    /// Go through the whole session line by line, or on with the one that is not finished
    #[arg(long)]
    ask: bool,
}

impl Begin {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let beginning = Beginning {
            short: self.short,
            title: self.title.map(String::from).unwrap_or_default(),
            attendance: self.attending,
        };
        if self.ask {
            return ask::session(shell, &beginning);
        }
        let mut session = Session::open(shell)?;
        let forms = Forms::of(&session.study);
        let deed = debrief::begin(&session.study, &session.context(), &forms.debrief, &beginning)?;
        session.perform(deed)?;
        let context = session.context();
        let sheet = meant(&session.study, &context, None)?;
        shell.out.line(sheet.id().code().short())?;
        say_step(shell, &session, sheet)?;
        Ok(Exit::Ok)
    }
}

/// Say which step the agenda is at, or go to another
#[derive(Args, Debug)]
pub(super) struct Step {
    /// next, back, a number or a name
    #[arg(value_name = "STEP")]
    to: Option<Word>,
}

impl Step {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let context = session.context();
        let id = meant(&session.study, &context, None)?.id();
        let to = match self.to.as_deref() {
            None => None,
            Some("next") => Some(Go::Next),
            Some("back") => Some(Go::Back),
            Some(step) => Some(Go::To(step.to_owned())),
        };
        if let Some(to) = to {
            let forms = Forms::of(&session.study);
            let deed = debrief::go(&session.study, &context, &forms.debrief, id, &to)?;
            session.perform(deed)?;
        }
        let sheet = meant(&session.study, &context, None)?;
        say_step(shell, &session, sheet)?;
        Ok(Exit::Ok)
    }
}

/// Put released observations on show, or list those that could be
#[derive(Args, Debug)]
pub(super) struct ShowNote {
    /// Which; without any, what could be chosen is listed
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
    /// Take them off
    #[arg(long)]
    off: bool,
    /// Without codes: one a line, as JSON
    #[arg(long)]
    json: bool,
}

impl ShowNote {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        if self.codes.is_empty() {
            return offered(shell, self.json);
        }
        let mut session = Session::open(shell)?;
        let ids = self.codes.iter().map(|code| session.id(code)).collect::<Result<Vec<_>, _>>()?;
        let context = session.context();
        let id = meant(&session.study, &context, None)?.id();
        let deed = debrief::show(&session.study, &context, id, &ids, !self.off)?;
        session.perform_aloud(deed, shell)
    }
}

/// What could be put on show, with one of each sort suggested.
fn offered(shell: &mut Shell, as_json: bool) -> Result<Exit, Failure> {
    let session = Session::open(shell)?;
    let study = &session.study;
    let context = session.context();
    let open = debrief::unfinished(study, &context);
    let shown: Vec<_> = open.map(|sheet| on_show(sheet).collect()).unwrap_or_default();
    let mut rows = Vec::new();
    for (ix, fit) in choices(study) {
        let Some(record) = study.record_at(ix) else { continue };
        let here = shown.contains(&record.id());
        let kind = record.kind().map_or("", |kind| kind.word());
        let words = text::one_line(record.text());
        let code = record.id().code();
        if as_json {
            let line = json!({
                "code": code.short(), "kind": record.kind().map(|kind| kind.word()),
                "on_show": here, "suggested": ask::suggested(fit), "text": record.text(),
                "shown_before": fit == Fit::Before && !here,
            });
            shell.out.line(&line.to_string())?;
            continue;
        }
        let mark = match fit {
            _ if here => "on show",
            Fit::Before => "shown before",
            fit => ask::suggested(fit).unwrap_or_default(),
        };
        let room = shell.out.columns().map_or(usize::MAX, |columns| columns.saturating_sub(36));
        let words = text::cut(&words, room, shell.out.more());
        rows.push(vec![code.short().to_owned(), kind.to_owned(), mark.to_owned(), words]);
    }
    shell.out.table(&rows, &[])?;
    if choices(study).is_empty() {
        shell.out.say("nothing is released to the team yet; asdone audience CODE team does that");
        return Ok(Exit::NothingFound);
    }
    Ok(Exit::Ok)
}

/// Say how many are here; nobody's name is asked for
#[derive(Args, Debug)]
pub(super) struct Attend {
    /// How many, you among them
    #[arg(value_name = "NUMBER")]
    number: u32,
    /// Which debrief, instead of the one under way
    #[arg(long, value_name = "CODE")]
    debrief: Option<String>,
}

impl Attend {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        act(shell, self.debrief.as_deref(), |study, context, sheet| {
            debrief::attend(study, context, sheet.id(), Some(self.number))
        })
    }
}

/// End the debrief; undo opens it again
#[derive(Args, Debug)]
pub(super) struct End {}

impl End {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        act(shell, None, |study, context, sheet| debrief::end(study, context, sheet.id()))?;
        shell.out.say("asdone debrief record reads it back; who tells the contributors?");
        Ok(Exit::Ok)
    }
}
