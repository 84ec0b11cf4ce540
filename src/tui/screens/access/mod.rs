//! Screen: who can open the study. It seals a study that is in clear, changes the passphrase, makes
//! new words for a recovery phrase, and names a custodian. One question at a time, alone on the
//! screen; what is typed is shown as dots and goes to no draft.
//!
//! Whoever changes something of an open study gives its present passphrase first: a screen that
//! was left open must not be enough to shut its owner out.

mod model;
mod update;
mod view;

pub use model::{Ask, Model, Task};
pub(in crate::tui) use update::{begin, done, is_ready, key, paste, run};
pub(in crate::tui) use view::view;

use crate::journal::keys::Secret;
use crate::tui::command::{Command as Any, Info, Place};
use crate::tui::face::Face;
use crate::tui::msg::Failure;
use crate::tui::screens::words::Recovery;

/// What is to become of the keys of the study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rekey {
    /// Seal the study, which is in clear.
    Seal {
        /// What opens it from then on.
        new: Secret,
        /// What earlier repairs set aside, in clear, may go.
        drop_set_aside: bool,
    },
    /// Change the passphrase.
    Passphrase {
        /// The present one; none where the 24 words have just opened the study.
        present: Option<Secret>,
        /// The passphrase that opens the study from then on.
        new: Secret,
    },
    /// Make 24 new words.
    Words {
        /// The present passphrase.
        present: Secret,
    },
    /// Name a custodian, or none.
    Custodian {
        /// The present passphrase.
        present: Secret,
        /// The public half of the custodian's `age` key.
        recipient: Option<String>,
    },
}

/// What became of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rekeyed {
    /// The study is sealed; its words are to be shown.
    Sealed(Recovery),
    /// The passphrase is another one.
    Passphrase,
    /// There are new words, to be shown.
    Words(Recovery),
    /// This is the custodian now.
    Custodian(Option<String>),
    /// Nothing was sealed, since earlier repairs set files aside that sealing would remove.
    SetAside(Failure),
    /// Nothing was changed.
    Refused(Failure),
}

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Begin with one of the things that can be done here.
    Begin(Task),
    /// Take this answer and go on.
    Next,
    /// Go back to the question before.
    Back,
    /// Leave everything as it is.
    Leave,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = match command {
        Command::Begin(_) => Place::Anywhere,
        Command::Next | Command::Back | Command::Leave => Place::Access,
    };
    Info { command: Any::Access(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        Command::Begin(Task::Seal),
        "access.seal",
        "seal this study with a passphrase",
        "seal",
        &[],
        0,
    ),
    row(
        Command::Begin(Task::Passphrase),
        "access.passphrase",
        "change the passphrase",
        "passphrase",
        &[],
        0,
    ),
    row(
        Command::Begin(Task::Words),
        "access.words",
        "make 24 new words that open the study if the passphrase is forgotten",
        "new words",
        &[],
        0,
    ),
    row(
        Command::Begin(Task::Custodian),
        "access.custodian",
        "let a custodian open the study too, or no longer",
        "custodian",
        &[],
        0,
    ),
    row(
        Command::Next,
        "access.next",
        "take this answer and go on",
        "next",
        &["enter", "tab", "down"],
        10,
    ),
    row(
        Command::Back,
        "access.back",
        "go back to the question before",
        "back",
        &["shift-tab", "up"],
        20,
    ),
    row(Command::Leave, "access.leave", "leave everything as it is", "leave", &["esc"], 30),
];

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face {
    key: |model, typed, _| key(model, typed),
    paste: |model, text, _| paste(model, text),
    ..Face::new(
        |_| &[Place::Access],
        |model, frame, area| {
            if let Some(access) = &model.access {
                view(access, model.look, frame, area);
            }
        },
    )
};
