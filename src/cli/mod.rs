//! The plain commands: whatever the screens can do, in text that a screen reader can read and a
//! script can parse. One file for each command, `out` the only place that prints, data on
//! standard output and words on standard error.
//!
//! [`run`] reads the arguments and either does what they say or hands back that the screens are
//! wanted: this room and the screens do not know each other.

mod add;
mod agreement;
mod amend;
mod answers;
mod args;
mod ask;
mod asking;
mod audience;
mod audit;
mod backup;
mod codebook;
mod copies;
mod coverage;
mod debrief;
mod demo;
mod doctor;
mod drafts;
mod editor;
mod erase;
mod exit;
mod export;
mod failure;
mod forms;
mod groups;
mod init;
mod input;
mod intake;
mod interrupt;
mod kept;
mod lesson;
mod list;
mod out;
mod outcome;
mod pages;
mod practice;
mod progress;
mod question;
mod reflect;
mod release;
mod repair;
mod report;
mod round;
mod scope;
mod seal;
mod session;
mod set;
mod shell;
mod shift;
mod show;
mod stop;
mod study;
mod tag;
mod tally;
mod team;
mod text;
mod undo;
mod unlock;
mod voice;
mod wording;

pub use exit::Exit;
pub use kept::texts as keep_texts;
pub use out::{complain, explain_panics};

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::config::{Environment, Settings, Theme};
use crate::journal::JournalError;
use crate::journal::keys::Key;
use args::{Everywhere, SHIELD, Screen};
use failure::Failure;
use shell::Shell;

/// A notebook for studies of normal work: record, tag, find and tally what people do to keep things
/// going and safe.
///
/// Without a command the screens open.
#[derive(Parser, Debug)]
#[command(name = "asdone", version, max_term_width = 100)]
#[command(after_help = "\
A first session, in plain commands:
  asdone init --name 'Riverside duty team' --pseudonym wren
  asdone add --ask
  asdone list
  asdone tally --by kind

asdone help COMMAND says more. Data goes to standard output and words to standard error.
Codes: 0 done, 1 nothing found, 2 refused as asked, 3 the study cannot be used, 75 it is open
elsewhere, 130 interrupted.")]
struct Cli {
    #[command(flatten)]
    everywhere: Everywhere,
    #[command(flatten)]
    screen: Screen,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Debug)]
enum Command {
    Init(init::Init),
    Add(Box<add::Add>),
    Jot(intake::Jot),
    List(list::List),
    Search(list::Search),
    Show(show::Show),
    Amend(amend::Amend),
    Later(amend::Later),
    Set(Box<set::Set>),
    Tag(tag::Tag),
    Untag(tag::Untag),
    Withdraw(amend::Withdraw),
    Erase(erase::Erase),
    Audience(audience::Command),
    Debrief(debrief::Command),
    Undo(undo::Undo),
    Redo(undo::Redo),
    Tally(tally::Command),
    Report(report::Report),
    Lesson(lesson::Command),
    Answers(answers::Answers),
    Voice(voice::Voice),
    Coverage(coverage::Command),
    Shift(shift::Command),
    Reflect(reflect::Command),
    Stop(stop::Command),
    Codebook(codebook::Codebook),
    Forms(forms::Command),
    Study(study::Command),
    Wording(wording::Command),
    Import(intake::Import),
    Export(export::Export),
    Release(release::Command),
    Drafts(drafts::Command),
    Audit(audit::Audit),
    Backup(backup::Backup),
    Verify(backup::Verify),
    Restore(backup::Restore),
    Repair(repair::Repair),
    Seal(seal::Seal),
    Passphrase(seal::Passphrase),
    Recover(seal::Recover),
    Custodian(seal::Custodian),
    Doctor(doctor::Doctor),
    Demo(demo::Demo),
    Agreement(agreement::Command),
    Practice(practice::Practice),
    Round(round::Command),
    Team(team::Command),
    Completions(pages::Completions),
    Man(pages::Man),
}

/// What came of the arguments.
#[derive(Debug)]
pub enum Start {
    /// A command was done, or refused.
    Done(Exit),
    /// The screens are wanted.
    Screens(Box<Screens>),
}

/// How the screens are wanted: settings from all layers, with what the terminal can do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Screens {
    /// The folder of the study, or the place for a new one.
    pub study: PathBuf,
    /// What opens the study, where it is sealed and was unlocked before.
    pub key: Option<Key>,
    /// There is no study yet: one is to be begun.
    pub begin: bool,
    /// It is the practice study.
    pub practice: bool,
    /// The file of keys.
    pub keys: PathBuf,
    /// The file of the person's own rules of wording.
    pub wording: PathBuf,
    /// Where a text is kept that the study's folder does not take.
    pub kept: PathBuf,
    /// Colours.
    pub theme: Theme,
    /// ASCII only.
    pub ascii: bool,
    /// Take clicks and the wheel.
    pub mouse: bool,
    /// Everything that was set.
    pub settings: Settings,
}

/// Reads the arguments (the program's name first) and does what they say.
pub fn run(args: impl Iterator<Item = OsString>, environment: Environment) -> Start {
    let cli = match groups::read(args::shield(args)) {
        Ok(cli) => cli,
        Err(error) => return Start::Done(unparsed(&error)),
    };
    let mut shell = match Shell::new(&cli.everywhere, environment) {
        Ok(shell) => shell,
        Err(failure) => {
            complain(&failure.said(), failure.hint().as_deref());
            return Start::Done(failure.exit());
        }
    };
    let named = cli.everywhere.study.is_some();
    let done = match cli.command {
        None => screens(&mut shell, &cli.screen, false),
        Some(Command::Demo(demo)) => match demo.ready(&mut shell, named) {
            Ok(true) => screens(&mut shell, &demo.screen, true),
            Ok(false) => Ok(Start::Done(Exit::Ok)),
            Err(failure) => Err(failure),
        },
        Some(command) => dispatch(command, &mut shell).map(Start::Done),
    };
    let done = done.and_then(|start| shell.out.finish().map(|()| start));
    session::keep_copies(&mut shell);
    done.unwrap_or_else(|failure| {
        if !failure.is_closed_pipe() {
            shell.out.fail(&failure.said(), failure.hint().as_deref());
        }
        if outcome::is_done() && failure.is_of_output() {
            shell.out.say("  what was asked for is done and saved; do not do it again");
            return Start::Done(Exit::Ok);
        }
        if outcome::is_done() && !matches!(failure, Failure::Kept { .. }) {
            shell.out.say("  what was done before that is saved; do not do it again");
        }
        Start::Done(failure.exit())
    })
}

fn dispatch(command: Command, shell: &mut Shell) -> Result<Exit, Failure> {
    match command {
        Command::Init(command) => command.run(shell),
        Command::Add(command) => command.run(shell),
        Command::Jot(command) => command.run(shell),
        Command::List(command) => command.run(shell),
        Command::Search(command) => command.run(shell),
        Command::Show(command) => command.run(shell),
        Command::Amend(command) => command.run(shell),
        Command::Later(command) => command.run(shell),
        Command::Set(command) => command.run(shell),
        Command::Tag(command) => command.run(shell),
        Command::Untag(command) => command.run(shell),
        Command::Withdraw(command) => command.run(shell),
        Command::Erase(command) => command.run(shell),
        Command::Audience(command) => command.run(shell),
        Command::Debrief(command) => command.run(shell),
        Command::Undo(command) => command.run(shell),
        Command::Redo(command) => command.run(shell),
        Command::Tally(command) => command.run(shell),
        Command::Report(command) => command.run(shell),
        Command::Lesson(command) => command.run(shell),
        Command::Answers(command) => command.run(shell),
        Command::Voice(command) => command.run(shell),
        Command::Coverage(command) => command.run(shell),
        Command::Shift(command) => command.run(shell),
        Command::Reflect(command) => command.run(shell),
        Command::Stop(command) => command.run(shell),
        Command::Codebook(command) => command.run(shell),
        Command::Forms(command) => command.run(shell),
        Command::Study(command) => command.run(shell),
        Command::Wording(command) => command.run(shell),
        Command::Import(command) => command.run(shell),
        Command::Export(command) => command.run(shell),
        Command::Release(command) => command.run(shell),
        Command::Drafts(command) => command.run(shell),
        Command::Audit(command) => command.run(shell),
        Command::Backup(command) => command.run(shell),
        Command::Verify(command) => command.run(shell),
        Command::Restore(command) => command.run(shell),
        Command::Repair(command) => command.run(shell),
        Command::Seal(command) => command.run(shell),
        Command::Passphrase(command) => command.run(shell),
        Command::Recover(command) => command.run(shell),
        Command::Custodian(command) => command.run(shell),
        Command::Doctor(command) => command.run(shell),
        Command::Demo(demo) => demo.ready(shell, true).map(|_| Exit::Ok),
        Command::Agreement(command) => command.run(shell),
        Command::Practice(command) => command.run(shell),
        Command::Round(command) => command.run(shell),
        Command::Team(command) => command.run(shell),
        Command::Completions(command) => command.run(shell),
        Command::Man(command) => command.run(shell),
    }
}

/// Says what the argument parser says, in this program's voice.
fn unparsed(error: &clap::Error) -> Exit {
    let words = error.to_string().replace(SHIELD, "");
    if error.use_stderr() {
        let words = words.strip_prefix("error: ").unwrap_or(&words);
        complain(words.trim_end(), None);
        return Exit::Usage;
    }
    match out::page(&words) {
        Ok(()) => Exit::Ok,
        Err(failure) => failure.exit(),
    }
}

/// The screens, where there is a terminal that can show them.
fn screens(shell: &mut Shell, asked: &Screen, practice: bool) -> Result<Start, Failure> {
    if !(out::is_terminal() && std::io::stdin().is_terminal()) || shell.environment.is_dumb() {
        return Err(Failure::usage(
            "the screens need a terminal",
            "everything can be done with plain commands as well: asdone help",
        ));
    }
    let study = shell.study();
    let begin = !session::is_study(&study);
    // A folder that somebody uses for other things is not turned into a study by a slip.
    let taken = || std::fs::read_dir(&study).is_ok_and(|mut inside| inside.next().is_some());
    if begin && taken() {
        return Err(JournalError::NotAStudy { path: study }.into());
    }
    // Without a key the screens start locked, and take the passphrase there.
    let key = if begin { None } else { unlock::without_asking(shell)? };
    let mut settings = shell.settings.clone();
    settings.theme = asked.theme.or(settings.theme);
    settings.mouse &= !asked.no_mouse;
    Ok(Start::Screens(Box::new(Screens {
        study,
        key,
        begin,
        practice,
        keys: shell.paths.keys.clone(),
        wording: shell.paths.wording.clone(),
        kept: shell.paths.kept.clone(),
        theme: settings.theme_for(&shell.environment),
        ascii: settings.ascii_for(&shell.environment),
        mouse: settings.mouse,
        settings,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_option_is_one_hyphen_with_a_letter_that_a_note_could_begin_with() {
        fn walk(command: &clap::Command) {
            for arg in command.get_arguments() {
                let short = arg.get_short();
                assert!(matches!(short, None | Some('h' | 'V')), "{short:?} of {command}");
            }
            command.get_subcommands().for_each(walk);
        }
        walk(&Cli::command());
    }

    #[test]
    fn every_command_says_how_it_ends_or_shows_how_it_is_used() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            assert!(command.get_after_help().is_some(), "{}", command.get_name());
        }
    }
}
