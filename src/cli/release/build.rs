//! `asdone release build`: the package.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::super::session::Session;
use super::super::{Exit, Failure, Shell};
use super::{find, from, key_of, not_as_planned, plan_of};
use crate::actions;
use crate::release::compare::{self, Difference};
use crate::release::pseudonym::Of;
use crate::release::{self, package};

/// Build the package of a release: tables, their description, papers
///
/// It is made of the study, the plan and the key of the release, and is the same each time while
/// those are. Texts that nobody reviewed stay out.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release build r4k2m --output riverside-2026
  asdone release build r4k2m --output riverside-2026.zip

Codes: 0 written, 2 refused or something is there already, 3 it cannot be written.")]
pub(super) struct Build {
    /// The release; the only one where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// The folder to write, or a ZIP file where the name ends in .zip
    #[arg(long, value_name = "PATH")]
    output: PathBuf,
}

impl Build {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let sheet = find(&session, self.code.as_deref())?;
        let (id, plan) = (sheet.id(), plan_of(sheet)?);
        let (_, key) = key_of(sheet).ok_or_else(|| {
            Failure::usage(
                format!("the key of release {} was destroyed, so it cannot be built", id.code()),
                "plan another release: its names for people and observations will be others",
            )
        })?;
        if from(&session.study, &session, sheet, &plan).view.blindfold() > 0 {
            return Err(Failure::usage(
                "you code notes of this release in a round that is open, so it would lack their tags",
                "close the round first (asdone round list)",
            ));
        }
        let made = release::build(from(&session.study, &session, sheet, &plan), key)
            .map_err(|error| not_as_planned(&error))?;
        let now = made.holds.iter().copied().collect();
        let tells: Vec<String> = compare::built(&session.study)
            .into_iter()
            .filter(|before| Difference::between(&before.holds, &now).tells(plan.thresholds.k))
            .map(|before| before.sheet.id().code().to_string())
            .collect();
        let is_zip = self.output.extension().is_some_and(|ending| ending == "zip");
        // Whatever the file is called here, nothing in it tells that.
        let name = key.name(Of::Release, id.0);
        let written = if is_zip {
            package::zip_file(&made.files, &name, &self.output)
        } else {
            package::folder(&made.files, &self.output)
        };
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => Failure::usage(
                format!("{} is there already", self.output.display()),
                "choose another name; a release never takes the place of anything",
            ),
            _ => Failure::file("write", &self.output, error),
        })?;
        let note = format!(
            "built for {}: version {}, checksums {}",
            plan.recipient, plan.version, made.digest
        );
        let deed =
            actions::release_built(&session.study, &session.context(), id, &made.holds, note)?;
        let said = session.perform(deed)?;
        shell.out.say(&said);
        for sentence in &made.said {
            shell.out.say(&format!("  {sentence}"));
        }
        if !tells.is_empty() {
            shell.out.say(&format!(
                "  it differs by fewer than {} observations from what was built as {}: whoever has \
                 both can tell what those few say",
                plan.thresholds.k,
                tells.join(", ")
            ));
        }
        shell.out.say(&format!(
            "  written to {}; read residual-risk.md in it before you give it away",
            self.output.display()
        ));
        Ok(Exit::Ok)
    }
}
