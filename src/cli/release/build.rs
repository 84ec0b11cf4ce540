//! `asdone release build`: the package.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::super::session::Session;
use super::super::{Exit, Failure, Shell, input, interrupt};
use super::{Watching, find, unbuilt};
use crate::actions;
use crate::journal::keys::{check_recipient, seal_to};
use crate::release::kept;
use crate::release::package;
use crate::release::pseudonym::Of;

/// Build the package of a release: tables, their description, papers
///
/// It is made of the study, the plan and the key of the release, and is the same each time while
/// those are. Texts that nobody reviewed stay out. Ctrl-C stops it and leaves nothing behind.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release build r4k2m --output riverside-2026
  asdone release build r4k2m --output riverside-2026.zip
  asdone release build r4k2m --output riverside-2026.zip.age --to recipients.txt

With --to it is an age file, which age opens and nobody else; those bytes differ each time. Without,
it is not sealed: whoever has it can read it.
Codes: 0 written, 2 refused or something is there already, 3 it cannot be written, 130 stopped.")]
pub(super) struct Build {
    /// The release; the only one where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// The folder to write, or a ZIP file where the name ends in .zip
    #[arg(long, value_name = "PATH")]
    output: PathBuf,
    /// Seal the ZIP to this age recipient (age1…), or to those in a file; can be given again
    #[arg(long, value_name = "RECIPIENT|FILE")]
    to: Vec<String>,
}

impl Build {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let recipients = recipients(shell, &self.to)?;
        let is_age = self.output.extension().is_some_and(|ending| ending == "age");
        if is_age == recipients.is_empty() {
            return Err(Failure::usage(
                "a sealed release has a name that ends in .age, and says to whom",
                "asdone release build CODE --output NAME.zip.age --to age1…",
            ));
        }
        let mut session = Session::open(shell)?;
        let me = session.identity().person;
        let sheet = find(&session, self.code.as_deref())?;
        let id = sheet.id();
        let watching = Watching::new(shell);
        let (plan, made) = kept::built(&session.study, me, sheet, &|step| watching.goes_on(step))
            .map_err(|error| unbuilt(&error))?;
        let watch = |step| watching.goes_on(step);
        let told = kept::told(&session.study, me, sheet, (&plan, &made), &watch)
            .map_err(|error| unbuilt(&error))?;
        // Whatever the file is called here, nothing in it tells that.
        let name = kept::key(sheet).map(|(_, key)| key.name(Of::Release, id.0)).unwrap_or_default();
        self.write(&made.files, &name, &recipients)?;
        let note = kept::note(&plan, &made);
        let deed =
            actions::release_built(&session.study, &session.context(), id, &made.holds, note)?;
        let said = session.perform(deed)?;
        shell.out.say(&said);
        for sentence in &made.said {
            shell.out.say(&format!("  {sentence}"));
        }
        for sentence in told {
            shell.out.say(&format!("  {sentence}"));
        }
        shell.out.say(if is_age {
            "  sealed: age -d opens it"
        } else {
            "  not sealed: whoever has it can read it (--to seals it)"
        });
        shell.out.say(&format!(
            "  written to {}; read residual-risk.md in it before you give it away",
            self.output.display()
        ));
        Ok(Exit::Ok)
    }

    /// Writes what was made: sealed, as a ZIP, or as a folder.
    fn write(
        &self,
        files: &BTreeMap<String, Vec<u8>>,
        name: &str,
        recipients: &[String],
    ) -> Result<(), Failure> {
        let is_zip = self.output.extension().is_some_and(|ending| ending == "zip");
        let written = if !recipients.is_empty() {
            package::zipped(files, name)
                .and_then(|zip| seal_to(recipients, &zip).map_err(io::Error::other))
                .and_then(|sealed| package::file(&sealed, &self.output))
        } else if is_zip {
            package::zip_file(files, name, &self.output)
        } else {
            package::folder(files, &self.output, &|| !interrupt::is_asked_to_stop())
        };
        written.map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => Failure::Cancelled,
            io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => Failure::usage(
                format!("{} is there already", self.output.display()),
                "choose another name; a release never takes the place of anything",
            ),
            _ => Failure::file("write", &self.output, error),
        })
    }
}

/// Whom a release is sealed to: recipients as they were typed, and those in files, one on a line.
fn recipients(shell: &mut Shell, to: &[String]) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for typed in to {
        if typed.starts_with("age1") {
            all.push(typed.clone());
        } else {
            let list = input::file(shell, Path::new(typed))?;
            let lines = list.lines().map(str::trim);
            let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
            all.extend(lines.map(str::to_owned));
        }
    }
    for recipient in &all {
        check_recipient(recipient)
            .map_err(|error| Failure::usage(error.to_string(), "a recipient begins with age1"))?;
    }
    if all.is_empty() && !to.is_empty() {
        return Err(Failure::usage("no recipient stands in that file", "write one on each line"));
    }
    Ok(all)
}
