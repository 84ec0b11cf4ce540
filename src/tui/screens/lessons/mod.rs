//! Screen: lesson cards, with what each is grounded in and what became of it; the answers back to
//! oneself; and what could become a lesson. Enter leads from a number to the notes behind it.

mod ask;
mod card;
mod marks;
mod model;
mod reply;
mod update;
mod view;

pub use marks::SLOT;
pub(in crate::tui) use marks::{count, draft_found, marks, slot, standing};
pub use model::{Lens, Model};
pub use reply::Then;
pub(in crate::tui) use reply::replied;
pub(in crate::tui) use update::{click, is_ready, key, offer, paste, places, refresh, run, tick};
pub(in crate::tui) use view::view;

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::{Face, HalfTyped};
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Read what one stands on in full width.
    Read,
    /// Begin a lesson, from the candidate one stands on if there is one.
    Begin,
    /// Put the card another way.
    Edit,
    /// Give another status.
    Status,
    /// Say who answers for it and by when.
    Charge,
    /// Answer those who contributed.
    Tell,
    /// Name more that it is grounded in.
    Ground,
    /// Take back what it is grounded in.
    Unground,
    /// Show the notes behind what one stands on.
    Notes,
    /// Show the notes made since.
    Since,
    /// Show the page that carries it upward.
    Brief,
    /// Write that page to a file.
    WriteBrief,
    /// Say who may see it.
    Audience,
    /// Take it out of the study.
    Withdraw,
    /// Look at the next of lessons, answers, candidates.
    NextLens,
    /// Look at the one before.
    PreviousLens,
    /// Look at the answers to oneself.
    Answers,
    /// Look at what could become a lesson.
    Candidates,
    /// Step back.
    Back,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::Lessons;
    Info { command: Any::Lessons(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(Command::Read, "lessons.read", "read this in full", "open", &["enter"], 10),
    row(
        Command::Begin,
        "lessons.begin",
        "begin a lesson, from the candidate you stand on if there is one",
        "new",
        &["n"],
        20,
    ),
    row(Command::Notes, "lessons.notes", "show the notes behind this", "notes", &["v"], 30),
    row(Command::Status, "lessons.status", "give this lesson another status", "status", &["s"], 40),
    row(
        Command::NextLens,
        "lessons.next",
        "lessons, answers, candidates",
        "more",
        &["greater", "tab"],
        50,
    ),
    row(Command::Edit, "lessons.edit", "fill in this card, or reword it", "edit", &["e"], 60),
    row(
        Command::Charge,
        "lessons.charge",
        "say which role answers, by when, and when to look again",
        "who, when",
        &["o"],
        70,
    ),
    row(
        Command::Tell,
        "lessons.tell",
        "answer those who contributed: you said, we did",
        "answer",
        &["a"],
        80,
    ),
    row(
        Command::Ground,
        "lessons.ground",
        "name more that it is grounded in",
        "ground",
        &["g"],
        90,
    ),
    row(
        Command::Brief,
        "lessons.brief",
        "show the page that carries it upward",
        "brief",
        &["b"],
        95,
    ),
    row(Command::Since, "lessons.since", "show the notes made since", "since", &["f"], 100),
    row(
        Command::WriteBrief,
        "lessons.write-brief",
        "write the page that carries it upward to a file",
        "write brief",
        &["B"],
        0,
    ),
    row(
        Command::Unground,
        "lessons.unground",
        "take back something it is grounded in",
        "unground",
        &["G"],
        0,
    ),
    row(
        Command::Audience,
        "lessons.audience",
        "say who may see this lesson",
        "who may see",
        &["p"],
        0,
    ),
    row(
        Command::Withdraw,
        "lessons.withdraw",
        "take this lesson out of the study, with a reason",
        "withdraw",
        &["w"],
        0,
    ),
    row(
        Command::PreviousLens,
        "lessons.previous",
        "candidates, answers, lessons",
        "before",
        &["less", "shift-tab"],
        0,
    ),
    row(
        Command::Answers,
        "lessons.answers",
        "see what became of what you noted",
        "answers",
        &[],
        0,
    ),
    row(
        Command::Candidates,
        "lessons.candidates",
        "see what could become a lesson",
        "candidates",
        &[],
        0,
    ),
    row(Command::Back, "lessons.back", "step back", "back", &["esc", "backspace"], 110),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Lessons",
    id: "lessons",
    go: go(Screen::Lessons, "go.lessons", "go to Lessons", "lessons", &["f7"]),
    stays: true,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face {
    key,
    paste,
    click,
    refresh,
    half_typed: HalfTyped {
        slots: || vec![slot()],
        tick: |model, _| tick(model),
        found: |model, slot, text, _| draft_found(model, slot, text),
        ..HalfTyped::NOTHING
    },
    ..Face::new(places, view)
};
