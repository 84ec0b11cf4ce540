//! What can go wrong with the journal, said so that a person knows what to do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A failure of the journal: what happened, to what; [`JournalError::hint`] says what to do next.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The folder that was asked for.
    /// There is no study in the folder.
    #[error("{} is not a study", .path.display())]
    NotAStudy {
        /// The folder that was asked for.
        path: PathBuf,
    },
    /// A study is here already.
    #[error("there is a study in {} already", .path.display())]
    AlreadyThere {
        /// The folder of the study that is there.
        path: PathBuf,
    },
    /// Another process has it open.
    #[error("another asdone has this study open{}", .holder.as_deref().map(|h| format!(" ({h})")).unwrap_or_default())]
    Locked {
        /// The study's folder.
        path: PathBuf,
        /// Who, for example "process 812, since 13:40".
        holder: Option<String>,
    },
    /// The files that were being written to are no longer those of the study.
    #[error("the files of this study were replaced, moved or removed while it was open ({})", .path.display())]
    Replaced {
        /// The study's folder.
        path: PathBuf,
    },
    /// Made by a newer version.
    #[error(
        "this study was written by a newer asdone (format {found}; this one reads up to {known})"
    )]
    Newer {
        /// Its format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// The operating system refused.
    #[error("cannot {doing} {}: {}", .path.display(), by_the_system(.source))]
    Io {
        /// What was being done, for example "write to".
        doing: &'static str,
        /// The file or folder that it was about.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// One change is too large to be stored safely.
    #[error("one change takes {bytes} bytes and the journal holds at most {limit}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// So many bytes can be stored at most.
        limit: usize,
    },
    /// The clock stands at a date at which the store cannot be opened.
    #[error("the clock of this computer stands at a date before 1970")]
    Clock,
    /// A value that the gate of the study does not let in.
    #[error("this cannot be saved: {0}")]
    Unfit(#[from] crate::study::gate::Unfit),
    /// A write failed before, so that nothing more is written until the study is opened again.
    #[error("an earlier write failed ({first}), so nothing more is written to be safe")]
    Stopped {
        /// The first failure.
        first: String,
    },
    /// The study is sealed, and no key was given.
    #[error("{} is sealed", .path.display())]
    Sealed {
        /// Its folder.
        path: PathBuf,
    },
    /// Its files say something else than what this account knows of it.
    #[error("{} is not as this account knows it: {what}; nothing was written into it", .path.display())]
    NotAsKnown {
        /// The study's folder.
        path: PathBuf,
        /// What differs.
        what: &'static str,
    },
    /// What was given opens nothing.
    #[error("{what} is not right")]
    WrongSecret {
        /// Which: "the passphrase", "the recovery phrase", "the custodian's key".
        what: &'static str,
    },
    /// The keys of a sealed study cannot be used, or not made.
    #[error("the keys of this study cannot be used: {what}")]
    Keys {
        /// What is wrong with them.
        what: String,
    },
    /// Not an `age` recipient.
    #[error("\"{typed}\" is not an age recipient")]
    NotARecipient {
        /// What was given as one.
        typed: String,
    },
    /// Something has to be rebuilt before the study can be opened, and nobody has agreed to it yet.
    #[error("a part of this study is damaged: {}", .account.join("; "))]
    NeedsRepair {
        /// What is damaged, what would be done about it, and what cannot be recovered, one sentence
        /// each.
        account: Vec<String>,
    },
    /// What was to be saved says again what was erased.
    #[error("this was erased on request and does not come back")]
    ErasedBefore,
    /// Not a copy made by `asdone backup`.
    #[error("{} is not a copy of a study", .path.display())]
    NotACopy {
        /// The folder or file that was given.
        path: PathBuf,
    },
    /// A copy that cannot be used for this.
    #[error("the copy in {} {what}", .path.display())]
    Copy {
        /// The folder of the copy.
        path: PathBuf,
        /// What is the matter, as the rest of a sentence.
        what: String,
        /// What to do next.
        hint: &'static str,
    },
    /// The files do not hold together.
    #[error("the study's files are damaged: {what}")]
    Damaged {
        /// What was found.
        what: String,
    },
}

impl JournalError {
    /// Whether the system refused to let something be written, so that the study can perhaps be read
    /// still: a full disk, one that can only be read, files of somebody else.
    pub fn forbids_writing(&self) -> bool {
        use io::ErrorKind::{
            FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        };
        let Self::Io { source, .. } = self else { return false };
        matches!(
            source.kind(),
            FileTooLarge | PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull
        )
    }

    /// What to do next, where there is something: a sentence without a full stop.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotAStudy { .. } => {
                "`asdone init` makes a study; `--study DIR` names the folder of another"
            }
            Self::AlreadyThere { .. } => "open it, or choose another folder for the new one",
            Self::Locked { .. } => {
                "close it there, or use `asdone add`, which leaves the note for it"
            }
            Self::Replaced { .. } => {
                "nothing more is written to them; see what moved or synchronised the folder, then \
                 open the study again. What was not saved is kept as a draft"
            }
            Self::Newer { .. } => "open it with the newer asdone; this one has left it untouched",
            Self::Io { source, .. } => return Some(hint_for(source.kind()).to_owned()),
            Self::TooLarge { .. } => {
                "shorten it, and put the rest into a later note on the same observation"
            }
            Self::Clock => "set its date and time right, then try again; nothing was changed",
            Self::Unfit(_) => "put it right and save it again; nothing was saved",
            Self::Stopped { .. } => {
                "put right what the first failure says, then open the study again; everything \
                 that was acknowledged is safe"
            }
            Self::Sealed { .. } => {
                "give its passphrase, or name a file that holds it with --passphrase-file FILE; \
                 `asdone add` needs none"
            }
            Self::WrongSecret { .. } => {
                "try again; the 24 words of the recovery phrase open it too (`asdone recover`), \
                 and nothing that was typed is lost"
            }
            Self::Keys { .. } => {
                "nothing was changed; copy the file `keys` back from a backup, or restore the \
                 backup into a new folder"
            }
            Self::NotAsKnown { .. } => {
                "somebody else may have changed the folder. Where you know why (sealed or restored \
                 elsewhere, another study put there), open it with its passphrase, or say \
                 `asdone doctor --trust`; else put a backup back, into a new folder"
            }
            Self::NotARecipient { .. } => {
                "it begins with age1, and whoever has the key can tell it"
            }
            Self::NeedsRepair { .. } => {
                "nothing was changed yet; `asdone repair` rebuilds the damaged part from the other, \
                 keeps the damaged files aside, and says exactly what was done"
            }
            Self::ErasedBefore => "write it anew if it is meant to be kept after all",
            Self::NotACopy { .. } => {
                "name the folder that `asdone backup` was given, or the one above it"
            }
            Self::Copy { hint, .. } => hint,
            Self::Damaged { .. } => {
                "open the study again, which mends what one of the two copies still has; \
                 `asdone doctor` shows the files, and a backup can be restored into a new folder"
            }
        };
        Some(hint.to_owned())
    }
}

/// What the system said, without the name of the unfinished file that a library adds to it.
fn by_the_system(source: &io::Error) -> String {
    let said = source.to_string();
    said.split(" at path ").next().unwrap_or_default().to_owned()
}

fn hint_for(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full: make room on it, then open the study again"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "this disk can only be read: copy the study's folder to one that can be written, and \
             name it with `--study DIR`"
        }
        io::ErrorKind::PermissionDenied => {
            "this account may not do that there: put the permissions of the study's folder right, \
             or choose a folder of your own with `--study DIR`"
        }
        io::ErrorKind::NotFound => {
            "something in the folder has gone: see whether its disk is still connected, then open \
             the study again"
        }
        _ => "see whether the disk is connected and sound, then open the study again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: io::ErrorKind) -> JournalError {
        JournalError::Io { doing: "write to", path: "/mnt/notes".into(), source: kind.into() }
    }

    #[test]
    fn a_full_and_a_read_only_disk_have_their_own_advice() {
        let full = refused(io::ErrorKind::StorageFull).hint().unwrap();
        assert!(full.contains("make room"), "{full}");
        let read_only = refused(io::ErrorKind::ReadOnlyFilesystem).hint().unwrap();
        assert!(read_only.contains("only be read"), "{read_only}");
        assert!(refused(io::ErrorKind::StorageFull).to_string().contains("/mnt/notes"));
    }

    #[test]
    fn who_has_it_open_is_said() {
        let holder = Some("process 812, since 24 Nov 13:40".to_owned());
        let locked = JournalError::Locked { path: "x".into(), holder };
        assert_eq!(
            locked.to_string(),
            "another asdone has this study open (process 812, since 24 Nov 13:40)"
        );
        assert!(locked.hint().unwrap().contains("`asdone add`"));
    }
}
