//! `asdone completions` and `asdone man`: made from the same definitions as the arguments
//! themselves, so that they cannot drift.

use std::fs;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_complete::Shell as ShellName;
use clap_mangen::Man as Page;

use super::{Cli, Exit, Failure, Shell};

/// Write completions for a shell
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone completions bash > ~/.local/share/bash-completion/completions/asdone
  asdone completions zsh > ~/.zfunc/_asdone
  asdone completions fish > ~/.config/fish/completions/asdone.fish")]
pub(super) struct Completions {
    /// Which shell
    #[arg(value_enum)]
    shell: ShellName,
}

/// Write the manual page, or one for every command
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone man | man -l -
  asdone man --dir ~/.local/share/man/man1")]
pub(super) struct Man {
    /// A page for each command into this folder
    #[arg(long)]
    dir: Option<PathBuf>,
}

impl Completions {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "asdone", &mut script);
        shell.out.data(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Ok)
    }
}

impl Man {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let command = Cli::command();
        let Some(dir) = self.dir else {
            let page = rendered(command)?;
            shell.out.data(&page)?;
            return Ok(Exit::Ok);
        };
        fs::create_dir_all(&dir).map_err(|error| Failure::file("make", &dir, error))?;
        let mut command = command.disable_help_subcommand(true);
        command.build();
        write_all(&command, "asdone", &dir)?;
        shell.out.say(&format!("wrote the pages into {}", dir.display()));
        Ok(Exit::Ok)
    }
}

/// Writes the page of a command and those of the commands under it.
fn write_all(command: &clap::Command, name: &str, dir: &std::path::Path) -> Result<(), Failure> {
    let path = dir.join(format!("{name}.1"));
    let page = rendered(command.clone().display_name(name.to_owned()))?;
    fs::write(&path, page).map_err(|error| Failure::file("write", path, error))?;
    for under in command.get_subcommands().filter(|under| !under.is_hide_set()) {
        write_all(under, &format!("{name}-{}", under.get_name()), dir)?;
    }
    Ok(())
}

fn rendered(command: clap::Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    let made = Page::new(command).render(&mut page);
    made.map_err(|source| Failure::Stream { doing: "make the page", source })?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
