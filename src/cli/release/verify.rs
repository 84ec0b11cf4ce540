//! `asdone release verify`: a package held against its checksums and its study.

use std::path::PathBuf;

use clap::Args;

use super::super::session::Session;
use super::super::{Exit, Failure, Shell};
use super::{Watching, find};
use crate::journal::regular;
use crate::release::kept;
use crate::release::verify::Package;

/// Check a package: is it as it was built, and what would the study build now?
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release verify riverside-2026
  asdone release verify riverside-2026 r4k2m
  asdone release verify riverside-2026.zip r4k2m

Codes: 0 it is as it was built, 1 something differs, 2 it is no package.")]
pub(super) struct Verify {
    /// The package: its folder, or the ZIP file
    #[arg(value_name = "PATH")]
    package: PathBuf,
    /// The release; the only one where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Verify {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let package = Package::at(&self.package, regular::given_folder, regular::given)
            .map_err(|error| Failure::file("read", &self.package, error))?;
        let (files, wrong) = (&package.files, package.wrong());
        for sentence in &wrong {
            shell.out.line(sentence)?;
        }
        if !wrong.is_empty() {
            return Ok(Exit::NothingFound);
        }
        shell.out.line("every file is as its list of checksums says")?;
        let session = Session::open_to_read(shell)?;
        let sheet = find(&session, self.code.as_deref())?;
        let watching = Watching::new(shell);
        let (said, same) =
            kept::verified(&session.study, session.identity().person, sheet, files, &|step| {
                watching.goes_on(step)
            });
        for sentence in said {
            shell.out.line(&sentence)?;
        }
        Ok(if same { Exit::Ok } else { Exit::NothingFound })
    }
}
