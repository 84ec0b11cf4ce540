//! `asdone release verify`: a package held against its checksums and its study.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::super::session::Session;
use super::super::{Exit, Failure, Shell};
use super::{find, from, key_of, plan_of};
use crate::journal::regular;
use crate::release::{self, verify};

/// Check a package: is it as it was built, and what would the study build now?
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone release verify riverside-2026
  asdone release verify riverside-2026 r4k2m

Codes: 0 it is as it was built, 1 something differs, 2 it is no package.")]
pub(super) struct Verify {
    /// The folder of the package
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The release; the only one where none is named
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Verify {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let files = read(&self.folder)?;
        let wrong = verify::by_itself(&files);
        for sentence in &wrong {
            shell.out.line(sentence)?;
        }
        if !wrong.is_empty() {
            return Ok(Exit::NothingFound);
        }
        shell.out.line("every file is as its list of checksums says")?;
        let session = Session::open_to_read(shell)?;
        let sheet = find(&session, self.code.as_deref())?;
        let Some((_, key)) = key_of(sheet) else {
            shell
                .out
                .line("the key of this release was destroyed, so the study cannot be compared")?;
            return Ok(Exit::Ok);
        };
        let plan = plan_of(sheet)?;
        let built = release::build(from(&session.study, &session, sheet, &plan), key);
        let differing = match built {
            Ok(made) => verify::differing(&files, &made.files),
            Err(error) => {
                shell.out.line(&format!("the study would not build it now: {error}"))?;
                return Ok(Exit::NothingFound);
            }
        };
        if differing.is_empty() {
            shell.out.line("the study would build the same, byte for byte")?;
            return Ok(Exit::Ok);
        }
        shell.out.line(&format!(
            "the study would build something else now, since it, the plan or a review changed: {}",
            differing.join(", ")
        ))?;
        Ok(Exit::NothingFound)
    }
}

/// The files of a folder, by their paths in it.
fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let failed = |error| Failure::file("read", folder, error);
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = regular::given(&path).map_err(|error| Failure::file("read", &path, error))?;
        files.insert(name, bytes);
    }
    Ok(files)
}
