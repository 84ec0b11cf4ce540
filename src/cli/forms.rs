//! `asdone forms`: what is asked, as data that a study can edit: prompts, agenda, scales, statuses,
//! the text on the local statutory route.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::out::{Role, can_ask};
use super::session::Session;
use super::{Exit, Failure, Shell, ask, editor, input, kept};
use crate::actions::{self, Refusal};
use crate::forms::{Forms, NAMES, about};
use crate::study::{Study, StudyField};

/// Read and edit what is asked: prompts, agenda, scales, statuses
///
/// Each form is a TOML file. A study can put its own in the place of the program's; a file with
/// something wrong in it is refused with file, line and reason.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone forms list
  asdone forms show debrief
  asdone forms edit stop                 in your own editor (VISUAL, EDITOR), wiped afterwards
  asdone forms show shift > shift.toml   then, when it is as you want it:
  asdone forms check shift.toml
  asdone forms set shift shift.toml
  asdone forms reset shift

undo takes a change back. What was answered before keeps the question as it was put.
Codes: 0 done, 2 refused (a form with something wrong), 3 the study cannot be used.")]
pub(super) struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    List(List),
    Show(Show),
    Edit(Edit),
    Set(Set),
    Reset(Reset),
    Check(Check),
}

/// List the forms, and whether each is the study's own
#[derive(Args, Debug)]
struct List {
    /// One form a line, as JSON
    #[arg(long)]
    json: bool,
}

/// Print a form as it is in this study
#[derive(Args, Debug)]
struct Show {
    /// Which
    #[arg(value_name = "NAME")]
    name: String,
    /// As it comes with the program
    #[arg(long)]
    built_in: bool,
}

/// Edit a form in your own editor
#[derive(Args, Debug)]
struct Edit {
    /// Which
    #[arg(value_name = "NAME")]
    name: String,
}

/// Put a file in the place of a form; - reads standard input
#[derive(Args, Debug)]
struct Set {
    /// Which
    #[arg(value_name = "NAME")]
    name: String,
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Go back to a form as it comes with the program
#[derive(Args, Debug)]
struct Reset {
    /// Which
    #[arg(value_name = "NAME")]
    name: String,
}

/// Check a file without changing anything; needs no study
#[derive(Args, Debug)]
struct Check {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which form it is to be; without it the file's name says so
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.what {
            What::List(command) => command.run(shell),
            What::Show(command) => command.run(shell),
            What::Edit(command) => command.run(shell),
            What::Set(command) => command.run(shell),
            What::Reset(command) => command.run(shell),
            What::Check(command) => command.run(shell),
        }
    }
}

/// The name of a form as it is written in the journal.
fn known(name: &str) -> Result<&'static str, Refusal> {
    NAMES.iter().copied().find(|known| *known == name.trim()).ok_or_else(|| Refusal::NoSuchForm {
        typed: name.trim().to_owned(),
        names: NAMES.map(str::to_owned).to_vec(),
    })
}

/// The text of a form as the study has it.
fn text_of(study: &Study, name: &str) -> String {
    let own = study.form(name).map(str::to_owned);
    own.unwrap_or_else(|| Forms::built_in(name).unwrap_or_default().to_owned())
}

impl List {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let session = Session::open_to_read(shell)?;
        let mut rows = Vec::new();
        for name in NAMES {
            let own = session.study.form(name).is_some();
            if self.json {
                let line = json!({ "form": name, "own": own, "about": about(name) });
                shell.out.line(&line.to_string())?;
                continue;
            }
            let whose = if own { "the study's own" } else { "the program's" };
            let shown = shell.out.paint(name, Role::Strong);
            rows.push(vec![shown, whose.to_owned(), about(name).to_owned()]);
        }
        shell.out.table(&rows, &[])?;
        Ok(Exit::Ok)
    }
}

impl Show {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let name = known(&self.name)?;
        let text = if self.built_in {
            Forms::built_in(name).unwrap_or_default().to_owned()
        } else {
            text_of(&Session::open_to_read(shell)?.study, name)
        };
        shell.out.data(&text)?;
        if !text.ends_with('\n') {
            shell.out.line("")?;
        }
        Ok(Exit::Ok)
    }
}

impl Set {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let name = known(&self.name)?;
        let text = input::file(shell, &self.file)?;
        let file = self.file.display().to_string();
        let file = if self.file == Path::new("-") { "standard input".to_owned() } else { file };
        put(shell, name, &file, text)
    }
}

/// Puts a text in the place of a form; one that is the program's own is the same as none.
fn put(shell: &mut Shell, name: &str, file: &str, text: String) -> Result<Exit, Failure> {
    Forms::check(name, file, &text).map_err(Refusal::BadForm)?;
    let same = Forms::built_in(name).is_some_and(|built_in| built_in.trim() == text.trim());
    let text = if same { String::new() } else { text };
    let mut session = Session::open(shell)?;
    let field = StudyField::Form { name: name.to_owned(), text };
    let deed = actions::set(&session.study, &session.context(), field)?;
    session.perform_aloud(deed, shell)
}

impl Reset {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let name = known(&self.name)?;
        let mut session = Session::open(shell)?;
        let field = StudyField::Form { name: name.to_owned(), text: String::new() };
        let deed = actions::set(&session.study, &session.context(), field)?;
        session.perform_aloud(deed, shell)
    }
}

impl Check {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let stem = self.file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let name = known(&self.name.or(stem).unwrap_or_default())?;
        let text = input::file(shell, &self.file)?;
        let file = self.file.display().to_string();
        Forms::check(name, &file, &text).map_err(Refusal::BadForm)?;
        shell.out.say(&format!("{file} can be the form {name}"));
        Ok(Exit::Ok)
    }
}

impl Edit {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let name = known(&self.name)?;
        // Closed again while the person writes, so that nobody is locked out.
        let before = text_of(&Session::open(shell)?.study, name);
        let file = format!("{name}.toml");
        let mut text = editor::edit(shell, &file, &before)?;
        while let Err(wrong) = Forms::check(name, &file, &text) {
            shell.out.say(&format!("asdone: {wrong}"));
            if !can_ask() || !ask::yes(shell, "Edit it again?")? {
                return Err(kept::text(shell, &text, Refusal::BadForm(wrong).into()));
            }
            text = editor::edit(shell, &file, &text)?;
        }
        if text == before {
            shell.out.say("nothing is changed");
            return Ok(Exit::Ok);
        }
        put(shell, name, &file, text.clone()).map_err(|failure| kept::text(shell, &text, failure))
    }
}
