//! Keeping what could not be saved, so that a refusal never costs anybody their words.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::out::complain;
use super::{Failure, Shell};
use crate::actions::Refusal;
use crate::config::clock;
use crate::journal::{Drafts, keys};
use crate::study::Moment;

/// The slots for texts that were refused for their length.
pub(super) const TOO_LONG: &str = "too-long";
/// The slots for texts that were refused for another reason.
pub(super) const REFUSED: &str = "refused";
/// The slot for a text that is being asked for line by line.
pub(super) const ASKED: &str = "ask";

/// Keeps bytes in a file of the study's folder that only this person can read (or, where that
/// cannot be written, of the program's own folder) and says where.
pub(super) fn bytes(
    shell: &Shell,
    stem: &str,
    extension: &str,
    bytes: &[u8],
) -> Result<PathBuf, Failure> {
    bytes_of((&shell.study(), &shell.paths.kept), &stamped(stem, shell.now), extension, bytes)
}

/// Keeps texts that were typed on the screens and could not be kept as drafts, and says where.
pub fn texts(study: &Path, elsewhere: &Path, texts: &[String]) {
    for text in texts {
        let name = stamped("not-saved", clock::now());
        let what = "what you had typed could not be kept with the study";
        match bytes_of((study, elsewhere), &name, "txt", text.as_bytes()) {
            Ok(path) => {
                let hint = format!("nothing is lost: the text is kept in {}", path.display());
                complain(what, Some(&hint));
            }
            // It may be the line of a locked study, and so a passphrase.
            Err(_) if keys::is_sealed(study).unwrap_or(true) => {
                complain("no disk takes what you had typed, so it is lost", None);
            }
            Err(_) => complain(&format!("no disk takes what you had typed: {text}"), None),
        }
    }
}

/// Keeps bytes in the study's folder, or else in another one, under a name with a number behind it
/// where that is taken.
fn bytes_of(
    (study, elsewhere): (&Path, &Path),
    name: &str,
    extension: &str,
    bytes: &[u8],
) -> Result<PathBuf, Failure> {
    // In a sealed study they are sealed too: asdone drafts --kept FILE shows them.
    let sealed = keys::public_to_keep(study).ok().flatten().and_then(|key| key.seal(bytes).ok());
    let extension =
        if sealed.is_some() { format!("{extension}.age") } else { extension.to_owned() };
    let (extension, bytes) = (extension.as_str(), sealed.as_deref().unwrap_or(bytes));
    let inside = study.is_dir().then(|| study.join("kept"));
    let mut last = None;
    for folder in inside.into_iter().chain([elsewhere.to_path_buf()]) {
        match write_new(&folder, name, extension, bytes) {
            Ok(path) => return Ok(path),
            Err(error) => last = Some(Failure::file("write to", folder, error)),
        }
    }
    Err(last.unwrap_or_else(|| Failure::usage("there is no folder to keep the text in", "")))
}

/// Keeps a text that was not saved as a draft, beside those that are kept already, and adds to the
/// failure where it is now.
pub(super) fn text(shell: &mut Shell, text: &str, failure: Failure) -> Failure {
    let name = match &failure {
        Failure::Refusal(Refusal::NoText) => return failure,
        // It is kept, and where is said.
        Failure::Kept { .. } => return failure,
        Failure::Refusal(Refusal::TooLong { .. }) => TOO_LONG,
        _ => REFUSED,
    };
    let hint = match keep(shell, name, text) {
        Some(KeptAs::Draft(slot)) if name == TOO_LONG => format!(
            "nothing is lost: the text is kept as a draft; this records its first part and attaches \
             the rest as later notes: asdone drafts {slot} | asdone add --split"
        ),
        Some(KeptAs::Draft(slot)) => {
            format!("nothing is lost: the text is kept as a draft; asdone drafts {slot} shows it")
        }
        Some(KeptAs::File(path)) => {
            format!("nothing is lost: the text is kept in {}", path.display())
        }
        None => "the text could not be kept either; copy it from above".to_owned(),
    };
    Failure::Kept { failure: Box::new(failure), hint }
}

/// Where a text is kept.
pub(super) enum KeptAs {
    /// Among the drafts, under this name.
    Draft(String),
    /// In a file.
    File(PathBuf),
}

/// Keeps a text in a slot of `name`, or in a file where that cannot be; where nothing can be
/// written at all it is shown, so that it can be copied.
pub(super) fn keep(shell: &mut Shell, name: &str, text: &str) -> Option<KeptAs> {
    let drafts = Drafts::of(&shell.study());
    let in_draft = shell.study().is_dir().then(|| drafts.keep(name, text).ok()).flatten();
    if let Some(slot) = in_draft {
        return Some(KeptAs::Draft(slot.name().to_owned()));
    }
    if let Ok(path) = bytes(shell, "not-saved", "txt", text.as_bytes()) {
        return Some(KeptAs::File(path));
    }
    shell.out.say("asdone: no disk takes this text now:");
    shell.out.say(text);
    None
}

/// Writes a file that was not there before, whole and synced, readable by this person only.
pub(super) fn write_new(
    folder: &Path,
    stem: &str,
    extension: &str,
    bytes: &[u8],
) -> io::Result<PathBuf> {
    make_private_folder(folder)?;
    for number in 1..1000 {
        let name = match number {
            1 => format!("{stem}.{extension}"),
            number => format!("{stem}-{number}.{extension}"),
        };
        let path = folder.join(name);
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Makes a folder, and those above it, for this person only.
fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// A file name that says when: `not-utf-8-2026-03-03-142000`.
fn stamped(stem: &str, at: Moment) -> String {
    format!("{stem}-{}", at.local().format("%Y-%m-%d-%H%M%S"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let first = write_new(folder.path(), "kept", "txt", b"one").unwrap();
        let second = write_new(folder.path(), "kept", "txt", b"two").unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read(first).unwrap(), b"one");
        assert_eq!(fs::read(second).unwrap(), b"two");
    }

    #[test]
    fn a_kept_file_says_when_it_was_kept() {
        let at = Moment::from_rfc3339("2026-03-03T14:20:05+00:00").unwrap();
        assert_eq!(stamped("not-utf-8", at), "not-utf-8-2026-03-03-142005");
    }
}
