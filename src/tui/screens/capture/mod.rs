//! Screen: writing a note. One line is enough; everything else can be left as it is.
//!
//! The form is cleared only when the note is on disk. While a save is under way the line can be
//! typed in: the note that was sent is kept apart until it is acknowledged, and comes back if that
//! fails. Nothing that was typed is ever thrown away without being asked.

mod draft;
mod form;
mod hooks;
mod model;
mod pick;
mod save;
mod update;
mod view;

pub use form::Form;
pub(in crate::tui) use hooks::{
    draft_found, failed, forget_saved, has_unsaved, keep_now, left_the_study, opened, prompt_left,
    prompt_touched, refresh, saved, tick, touched, wake_in, words,
};
pub use model::{Focus, Model, Saved};
pub(in crate::tui) use pick::tag_items;
pub use update::Then;
pub(in crate::tui) use update::{is_ready, key, paste, places, put_back, replied, run};
pub(in crate::tui) use view::view;

use crate::study::Kind;
use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::{Face, HalfTyped};
use crate::tui::screens::{Row, Screen};
use crate::tui::wording::Spot;

/// Stands on this screen always.
pub const NOT_THE_CASE_RECORD: &str = "This is not the case record.";

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Save the note.
    Save,
    /// Begin a new line in the note.
    NewLine,
    /// Go to the next field.
    Next,
    /// Go to the field before.
    Previous,
    /// Go back to the line.
    Back,
    /// Say what sort of work it was; the same again takes it back.
    Kind(Kind),
    /// Choose tags from a list.
    Tags,
    /// Choose a setting from a list.
    Setting,
    /// Put the note aside and begin another.
    SetAside,
    /// Go on with a note that was put aside.
    TakeUp,
    /// Throw the half-typed note away, after asking.
    Discard,
    /// Say that the note may be reportable, so that it leaves the study.
    Stop,
    /// Make this note the answer to the prompt that waits.
    AnswerPrompt,
    /// Put the prompt off.
    PostponePrompt,
    /// Let the prompt go.
    MissPrompt,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::Capture;
    Info { command: Any::Capture(command), id, sentence, label, keys, place, rank, at_once: false }
}

const fn kind(
    kind: Kind,
    id: &'static str,
    sentence: &'static str,
    keys: &'static [&'static str],
) -> Info {
    row(Command::Kind(kind), id, sentence, kind.word(), keys, 0)
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(Command::Save, "capture.save", "save this note", "save", &["enter", "ctrl-s"], 10),
    Info {
        place: Place::CaptureText,
        ..row(
            Command::NewLine,
            "capture.newline",
            "begin a new line in the note",
            "new line",
            &["ctrl-j", "alt-enter"],
            55,
        )
    },
    row(Command::Next, "capture.next", "go to the next field", "more", &["tab"], 20),
    row(Command::Previous, "capture.previous", "go to the field before", "back", &["shift-tab"], 0),
    Info {
        place: Place::CaptureRow,
        ..row(Command::Back, "capture.back", "go back to the line", "line", &["esc"], 30)
    },
    kind(
        Kind::Ordinary,
        "capture.ordinary",
        "kind: ordinary, work that ran as expected",
        &["alt-o"],
    ),
    kind(
        Kind::Adjustment,
        "capture.adjustment",
        "kind: adjustment, something was changed to fit the moment",
        &["alt-a"],
    ),
    kind(
        Kind::Workaround,
        "capture.workaround",
        "kind: workaround, a prescribed step was departed from",
        &["alt-w"],
    ),
    kind(
        Kind::Surprise,
        "capture.surprise",
        "kind: surprise, something was not as expected",
        &["alt-s"],
    ),
    kind(Kind::KeptSafe, "capture.kept-safe", "kind: kept safe, how safety was kept", &["alt-k"]),
    row(Command::Tags, "capture.tags", "choose tags from the codebook", "tags", &["alt-t"], 50),
    row(Command::Setting, "capture.setting", "choose where it was", "where", &["alt-p"], 60),
    row(
        Command::SetAside,
        "capture.set-aside",
        "put this note aside and begin another",
        "set aside",
        &["alt-h"],
        0,
    ),
    row(
        Command::TakeUp,
        "capture.take-up",
        "go on with a note that was put aside",
        "take up",
        &["alt-n"],
        35,
    ),
    row(
        Command::Discard,
        "capture.discard",
        "throw this unfinished note away",
        "throw away",
        &["ctrl-x"],
        0,
    ),
    row(
        Command::Stop,
        "capture.stop",
        "this may be reportable: show the local route, and let the note leave the study",
        "stop rule",
        &["ctrl-g"],
        70,
    ),
    row(
        Command::AnswerPrompt,
        "capture.prompt-answer",
        "answer the prompt that waits with this note",
        "answer",
        &["alt-y"],
        0,
    ),
    row(
        Command::PostponePrompt,
        "capture.prompt-later",
        "put the prompt that waits off for ten minutes",
        "later",
        &["alt-l"],
        0,
    ),
    row(
        Command::MissPrompt,
        "capture.prompt-miss",
        "let the prompt that waits go; it counts as missed",
        "not now",
        &["alt-m"],
        0,
    ),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Write",
    id: "capture",
    go: go(Screen::Capture, "go.capture", "go to Write and write a note", "write", &["f2"]),
    stays: true,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face {
    key,
    paste,
    note: NOT_THE_CASE_RECORD,
    typed,
    // Its slots are looked into by the runtime before the study is open; see `runtime/drafts.rs`.
    half_typed: HalfTyped {
        wake_in,
        tick,
        opened,
        found: draft_found,
        keep_now,
        has_unsaved,
        ..HalfTyped::NOTHING
    },
    ..Face::new(places, view)
};

/// The text that is being typed, in the person's own words.
fn typed(model: &crate::tui::Model) -> Option<(Spot, String)> {
    let capture = &model.capture;
    match capture.focus {
        // What has just been saved is shown until something is typed.
        _ if capture.shows_sent => None,
        Focus::Extra(extra) => {
            capture.form.extra(extra).map(|field| (Spot::Extra(extra), field.text()))
        }
        _ => Some((Spot::Line, capture.form.line.text())),
    }
}
