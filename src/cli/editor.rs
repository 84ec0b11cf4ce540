//! A text in the person's own editor, only where they asked for it: in a folder that nobody else can
//! read, overwritten and removed afterwards, whatever comes of it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::{Failure, Shell};
use crate::journal::regular;

/// Lets the person edit `text` in a file called `name`; gives the text as it is when the editor has
/// ended.
pub(super) fn edit(shell: &Shell, name: &str, text: &str) -> Result<String, Failure> {
    let words = editor(shell)?;
    let mut words = words.into_iter();
    let program = words.next().unwrap_or_default();
    let folder = tempfile::Builder::new()
        .prefix("edit-")
        .tempdir_in(shell.study())
        .map_err(|error| Failure::file("write to", shell.study(), error))?;
    let path = folder.path().join(name);
    write(&path, text)?;
    let ended = Command::new(&program).args(words).arg(&path).status();
    let read = regular::edited(&path);
    wipe(folder.path());
    match ended {
        Err(error) => Err(Failure::file("start the editor", program, error)),
        Ok(status) if !status.success() => Err(Failure::usage(
            format!("the editor ended with an error ({status}), so nothing is changed"),
            "set VISUAL or EDITOR, or hand the text in: asdone forms set NAME FILE",
        )),
        Ok(_) => read.map_err(|error| Failure::file("read", path, error)),
    }
}

/// The command for the editor: the settings' own, then `VISUAL`, then `EDITOR`.
fn editor(shell: &Shell) -> Result<Vec<String>, Failure> {
    let named = shell.settings.editor.clone().or_else(|| shell.environment.editor.clone());
    let words = named.as_deref().map(shell_words::split).transpose();
    match words {
        Ok(Some(words)) if !words.is_empty() => Ok(words),
        Ok(_) => Err(Failure::usage(
            "no editor is set",
            "set VISUAL or EDITOR, or hand the text in: asdone forms set NAME FILE",
        )),
        Err(_) => Err(Failure::usage(
            "the command for the editor has a quotation mark without its fellow",
            "put the setting editor, VISUAL or EDITOR right",
        )),
    }
}

/// A file that only this person can read.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let mut file = regular::make(path).map_err(|error| Failure::file("write", path, error))?;
    file.write_all(text.as_bytes()).map_err(|error| Failure::file("write", path, error))
}

/// Overwrites whatever the editor left (backups too) before the folder goes. What cannot be
/// overwritten is still removed with it.
fn wipe(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let _ = regular::blank(&path);
        let _ = fs::remove_file(&path);
    }
}
