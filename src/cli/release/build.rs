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
use crate::journal::regular;
use crate::release::kept::{self, InParts};
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
  asdone release build r4k2m --parts /data/normal-work

With --to it is an age file, which age opens and nobody else; those bytes differ each time. Without,
it is not sealed: whoever has it can read it.
With --parts the tables lie as Parquet in a folder study=NAME of that one, beside those of other studies:
DuckDB reads all of them as one data set. They say what the package says, and nothing more.
Codes: 0 written, 2 refused or something is there already, 3 it cannot be written, 130 stopped.")]
pub(super) struct Build {
    /// The release; the only one where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// The folder to write, or a ZIP file where the name ends in .zip
    #[arg(long, value_name = "PATH", required_unless_present = "parts")]
    output: Option<PathBuf>,
    /// Seal the ZIP to this age recipient (age1…), or to those in a file; can be given again
    #[arg(long, value_name = "RECIPIENT|FILE", conflicts_with = "parts")]
    to: Vec<String>,
    /// Write the tables in parts, as Parquet, beside those of other studies in this folder
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    parts: Option<PathBuf>,
}

/// Where a release goes, and as what.
enum Place {
    /// A package: a folder, a ZIP file, or one that is sealed to somebody.
    Package(PathBuf, Vec<String>),
    /// Parts, in a folder beside those of other studies.
    Parts(PathBuf),
}

impl Build {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let place = self.place(shell)?;
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
        let (note, ended) = match &place {
            Place::Package(output, recipients) => {
                // Whatever the file is called here, nothing in it tells that.
                let key = kept::key(sheet);
                let name = key.map(|(_, key)| key.name(Of::Release, id.0)).unwrap_or_default();
                write(&made.files, &name, output, recipients)?;
                (kept::note(&plan, &made), said_of_package(output, recipients))
            }
            Place::Parts(within) => {
                let parts = kept::in_parts(sheet, &plan, &made).map_err(|error| unbuilt(&error))?;
                let ended = write_parts(&parts, within)?;
                (parts.note, ended)
            }
        };
        let deed =
            actions::release_built(&session.study, &session.context(), id, &made.holds, note)?;
        let said = session.perform(deed)?;
        shell.out.say(&said);
        for sentence in made.said.into_iter().chain(told).chain(ended) {
            shell.out.say(&format!("  {sentence}"));
        }
        Ok(Exit::Ok)
    }

    fn place(&self, shell: &mut Shell) -> Result<Place, Failure> {
        if let Some(within) = &self.parts {
            return Ok(Place::Parts(within.clone()));
        }
        let output = self.output.clone().unwrap_or_default();
        let recipients = recipients(shell, &self.to)?;
        let is_age = output.extension().is_some_and(|ending| ending == "age");
        if is_age == recipients.is_empty() {
            return Err(Failure::usage(
                "a sealed release has a name that ends in .age, and says to whom",
                "asdone release build CODE --output NAME.zip.age --to age1…",
            ));
        }
        Ok(Place::Package(output, recipients))
    }
}

fn said_of_package(output: &Path, recipients: &[String]) -> Vec<String> {
    let sealed = match recipients.is_empty() {
        false => "sealed: age -d opens it",
        true => "not sealed: whoever has it can read it (--to seals it)",
    };
    let written = format!(
        "written to {}; read residual-risk.md in it before you give it away",
        output.display()
    );
    vec![sealed.to_owned(), written]
}

/// Writes what was made: sealed, as a ZIP, or as a folder.
fn write(
    files: &BTreeMap<String, Vec<u8>>,
    name: &str,
    output: &Path,
    recipients: &[String],
) -> Result<(), Failure> {
    let is_zip = output.extension().is_some_and(|ending| ending == "zip");
    let written = if !recipients.is_empty() {
        package::zipped(files, name)
            .and_then(|zip| seal_to(recipients, &zip).map_err(io::Error::other))
            .and_then(|sealed| package::file(&sealed, output))
    } else if is_zip {
        package::zip_file(files, name, output)
    } else {
        package::folder(files, output, &|| !interrupt::is_asked_to_stop())
    };
    written.map_err(|error| {
        unwritten(error, output, "choose another name; a release never takes the place of anything")
    })
}

/// Writes a release in parts, where the same is not there already; what is to be said of it.
fn write_parts(parts: &InParts, within: &Path) -> Result<Vec<String>, Failure> {
    let place = within.join(&parts.folder);
    let written =
        package::parts(&parts.files, &parts.folder, within, &|| !interrupt::is_asked_to_stop());
    let is_there = match written {
        Ok(()) => false,
        Err(error) => {
            let taken = error.kind() == io::ErrorKind::AlreadyExists;
            let same =
                taken && regular::given_folder(&place).is_ok_and(|there| there == parts.files);
            if !same {
                let hint =
                    "take that folder away first; a release never takes the place of anything";
                return Err(unwritten(error, &place, hint));
            }
            true
        }
    };
    Ok(vec![
        "not sealed: whoever has it can read it".to_owned(),
        match is_there {
            true => format!("{} was there already, the same", place.display()),
            false => format!(
                "written to {}; read residual-risk.md in it before you give it away",
                place.display()
            ),
        },
    ])
}

fn unwritten(error: io::Error, place: &Path, hint: &str) -> Failure {
    match error.kind() {
        io::ErrorKind::Interrupted => Failure::Cancelled,
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => {
            Failure::usage(format!("{} is there already", place.display()), hint)
        }
        _ => Failure::file("write", place, error),
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
