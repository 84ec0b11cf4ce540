//! Why a command did not do what was asked, with the exit code and the next step that follow.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::{Exit, outcome};
use crate::actions::Refusal;
use crate::config::PathsError;
use crate::journal::JournalError;
use crate::share::ShareError;
use crate::share::shelf::ShelfError;

/// What was being done when standard output failed.
pub(super) const WRITING: &str = "write the output";

/// Why a command stopped.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// The action refused.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// There is no place for files.
    #[error(transparent)]
    Paths(#[from] PathsError),
    /// A query that cannot be read, with the place pointed at.
    #[error("the query cannot be read\n{pointed}")]
    Query {
        /// The query with carets under the part that is meant, and what is wrong with it.
        pointed: String,
    },
    /// Arguments that do not go together, or a file whose content is not what it should be.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// What to do next.
        hint: Option<String>,
    },
    /// What was handed in is not UTF-8 text.
    #[error("{name} is not UTF-8 text: byte {at} (0x{byte:02X}) cannot stand there")]
    NotText {
        /// The file, or "standard input".
        name: String,
        /// The offset of the first byte that is wrong, from 0.
        at: usize,
        /// That byte.
        byte: u8,
        /// Where the bytes are kept, if they had to be.
        kept: Option<PathBuf>,
    },
    /// A file outside the study.
    #[error("cannot {doing} {}: {source}", .path.display())]
    File {
        /// What was being done, for example "read".
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Standard input or output failed.
    #[error("cannot {doing}: {source}")]
    Stream {
        /// "write the output" or "read standard input".
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// An exchange with the team.
    #[error(transparent)]
    Share(ShareError),
    /// The person left a question unanswered that had to be answered.
    #[error("{}", cancelled())]
    Cancelled,
    /// Another failure, and what became of the text that was being saved.
    #[error("{failure}")]
    Kept {
        /// What went wrong.
        failure: Box<Failure>,
        /// Where the text is now, and how to go on.
        hint: String,
    },
}

impl Failure {
    /// Something that cannot be done as asked, and what to do instead.
    pub(super) fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { what: what.into(), hint: Some(hint.into()) }
    }

    /// A failure of a file outside the study.
    pub(super) fn file(doing: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::File { doing, path: path.into(), source }
    }

    /// What went wrong, as it is printed: what comes from a path or from the system is on one line, so
    /// that a name cannot add a line of its own.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Query { .. } | Self::Usage { .. } | Self::Refusal(_) => self.to_string(),
            Self::Kept { failure, .. } => failure.said(),
            Self::Journal(_)
            | Self::Share(_)
            | Self::Paths(_)
            | Self::NotText { .. }
            | Self::File { .. }
            | Self::Stream { .. }
            | Self::Cancelled => self.to_string().replace('\n', "\\u000a"),
        }
    }

    /// The exit code that scripts see.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Stream { source, .. } if source.kind() == io::ErrorKind::BrokenPipe => Exit::Ok,
            Self::Refusal(_) | Self::Query { .. } | Self::Usage { .. } | Self::NotText { .. } => {
                Exit::Usage
            }
            Self::Journal(error) => match error {
                JournalError::Locked { .. } => Exit::Locked,
                JournalError::AlreadyThere { .. }
                | JournalError::TooLarge { .. }
                | JournalError::Unfit(_)
                | JournalError::WrongSecret { .. }
                | JournalError::NotARecipient { .. } => Exit::Usage,
                _ => Exit::Data,
            },
            Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound => Exit::Usage,
            Self::Share(ShareError::NotAdmitted | ShareError::ShownOut) => Exit::Usage,
            Self::Share(ShareError::Shelf(ShelfError::Bucket { why, .. })) if why.is_usage() => {
                Exit::Usage
            }
            Self::Share(_) | Self::Paths(_) | Self::File { .. } | Self::Stream { .. } => Exit::Data,
            Self::Cancelled => Exit::Interrupted,
            Self::Kept { failure, .. } => failure.exit(),
        }
    }

    /// Whether whoever read our output has closed it, which is no failure at all.
    pub(super) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Stream { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The same where nothing may be done unless all of it was taken: a pipe that was closed is then
    /// a failure like any other.
    pub(super) fn even_of_a_closed_pipe(self) -> Self {
        match self {
            Self::Stream { doing, source } => {
                Self::Stream { doing, source: io::Error::other(source) }
            }
            other => other,
        }
    }

    /// Whether only the words about it could not be written.
    pub(super) fn is_of_output(&self) -> bool {
        matches!(self, Self::Stream { doing: WRITING, .. })
    }

    /// What to do next.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Refusal(refusal) => refusal.hint(),
            Self::Journal(JournalError::NotAStudy { .. }) => Some(
                "begin one there with: asdone init --name NAME --pseudonym NAME; or name another \
                 folder with --study DIR"
                    .to_owned(),
            ),
            Self::Journal(error) => error.hint(),
            Self::Share(error) => error.hint(),
            Self::Paths(error) => Some(error.hint().to_owned()),
            Self::Query { .. } => Some("asdone help list shows what a query can say".to_owned()),
            Self::Usage { hint, .. } => hint.clone(),
            Self::NotText { kept: Some(kept), .. } => {
                let sealed = kept.extension().is_some_and(|ending| ending == "age");
                let how =
                    if sealed { ", sealed (asdone drafts --kept FILE shows them)" } else { "" };
                Some(format!(
                    "nothing was recorded and nothing is lost: the bytes are kept in {}{how}; save \
                     the text as UTF-8 and hand it in again",
                    kept.display()
                ))
            }
            Self::NotText { kept: None, .. } => {
                Some("save it as UTF-8 and hand it in again; nothing was recorded".to_owned())
            }
            Self::File { .. } | Self::Stream { .. } | Self::Cancelled => None,
            Self::Kept { failure, hint } => Some(match failure.hint() {
                Some(first) => format!("{first}\n{hint}"),
                None => hint.clone(),
            }),
        }
    }
}

/// What leaving a question unanswered comes to.
fn cancelled() -> &'static str {
    match outcome::is_done() {
        true => "stopped here",
        false => "Cancelled; nothing was changed",
    }
}

impl From<ShareError> for Failure {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::Journal(error) => error.into(),
            error => Self::Share(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_success_and_a_full_disk_is_not() {
        let closed =
            Failure::Stream { doing: "write the output", source: io::ErrorKind::BrokenPipe.into() };
        assert_eq!(closed.exit(), Exit::Ok);
        assert!(closed.is_closed_pipe());
        let full = Failure::Stream {
            doing: "write the output",
            source: io::ErrorKind::StorageFull.into(),
        };
        assert_eq!(full.exit(), Exit::Data);
    }

    #[test]
    fn each_trouble_with_a_study_has_the_code_that_scripts_expect() {
        let path = || PathBuf::from("/somewhere");
        let code = |error: JournalError| Failure::from(error).exit().number();
        assert_eq!(code(JournalError::NotAStudy { path: path() }), 3);
        assert_eq!(code(JournalError::Newer { found: 9, known: 1 }), 3);
        assert_eq!(code(JournalError::Damaged { what: "a page".into() }), 3);
        assert_eq!(code(JournalError::Locked { path: path(), holder: None }), 75);
        assert_eq!(code(JournalError::AlreadyThere { path: path() }), 2);
    }

    #[test]
    fn a_path_adds_no_line_of_its_own() {
        let path = PathBuf::from("/s\nasdone: all is well");
        let failure = Failure::from(JournalError::NotAStudy { path });
        assert_eq!(failure.said(), "/s\\u000aasdone: all is well is not a study");
    }

    #[test]
    fn what_became_of_a_text_is_said_beside_the_next_step_and_keeps_the_code() {
        let full = JournalError::Locked { path: "/s".into(), holder: None };
        let kept = Failure::Kept { failure: Box::new(full.into()), hint: "it is in X".into() };
        assert_eq!(kept.exit(), Exit::Locked);
        assert!(kept.hint().is_some_and(|hint| hint.ends_with("it is in X")));
    }
}
