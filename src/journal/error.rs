//! What can go wrong with the journal, said so that a person knows what to do.

use std::path::PathBuf;

use thiserror::Error;

/// A failure of the journal: what happened, to what; [`JournalError::hint`] says what to do next.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum JournalError {
    /// No study here.
    #[error("{} is not a study", .path.display())]
    NotAStudy {
        /// Where.
        path: PathBuf,
    },
    /// A study is here already.
    #[error("there is a study in {} already", .path.display())]
    AlreadyThere {
        /// Where.
        path: PathBuf,
    },
    /// Another process has it open.
    #[error("another asdone has this study open{}", .holder.as_deref().map(|h| format!(" ({h})")).unwrap_or_default())]
    Locked {
        /// Where.
        path: PathBuf,
        /// Who, for example "process 812, since 13:40".
        holder: Option<String>,
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
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io {
        /// What was being done, for example "write to".
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// One change is too large to be stored safely.
    #[error("one change takes {bytes} bytes and the journal holds at most {limit}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A write failed before, so that nothing more is written until the study is opened again.
    #[error("an earlier write failed ({first}), so nothing more is written to be safe")]
    Stopped {
        /// The first failure.
        first: String,
    },
    /// The files do not hold together.
    #[error("the study's files are damaged: {what}")]
    Damaged {
        /// What was found.
        what: String,
    },
}

impl JournalError {
    /// What to do next, where there is something: a sentence without a full stop.
    pub fn hint(&self) -> Option<String> {
        todo!()
    }
}
