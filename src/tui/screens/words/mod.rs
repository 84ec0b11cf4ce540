//! Screen: the 24 words of a recovery phrase, shown once, alone, and three of them asked back. They
//! go to no clipboard and to no draft.

mod view;

pub(in crate::tui) use view::view;

use crate::journal::keys::RecoveryPhrase;
use crate::tui::command::{Command as Any, Info, Place};
use crate::tui::face::Face;
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::widgets::Field;

/// Said where the words went from the screen before three of them were asked back.
pub const NOT_ASKED: &str = "the 24 words were not asked back; Ctrl-P new words (or asdone passphrase --new-words) makes new ones";

/// Said at the start where the program ended before anybody had seen the words.
pub const UNSEEN: &str = "nobody has confirmed the 24 words; Ctrl-P new words makes new ones";

/// A recovery phrase, and the three of its words that are asked back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recovery {
    /// The words themselves; wiped when this is dropped.
    pub phrase: RecoveryPhrase,
    /// Which are asked back, counted from 1.
    pub places: [usize; 3],
}

/// What the screen remembers.
#[derive(Clone, Debug)]
pub struct Model {
    /// The phrase, and which words are asked back.
    pub recovery: Recovery,
    /// How many have been asked back, once they are no longer shown.
    pub asked: Option<usize>,
    /// What is typed in answer.
    pub answer: Field,
    /// What was wrong with the last one.
    pub trouble: Option<String>,
    /// What is said when all three were right.
    done: &'static str,
}

impl Model {
    /// Shows the words; `done` is said when three of them were given back.
    pub fn new(recovery: Recovery, done: &'static str) -> Self {
        Self { recovery, asked: None, answer: Field::one_line(), trouble: None, done }
    }

    /// The place of the word that is asked for now.
    pub fn place(&self) -> Option<usize> {
        self.asked.and_then(|asked| self.recovery.places.get(asked).copied())
    }
}

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// The words are on paper; or this is the word that was asked for.
    Next,
    /// Look at the words again.
    Again,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::Words;
    Info { command: Any::Words(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        Command::Next,
        "words.next",
        "go on: three of the words are asked back",
        "next",
        &["enter"],
        10,
    ),
    row(Command::Again, "words.again", "look at the 24 words again", "the words", &["esc"], 20),
];

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let asked = model.words.as_ref().is_some_and(|words| words.asked.is_some());
    match command {
        Command::Next => true,
        Command::Again => asked,
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    let Some(words) = &mut model.words else { return };
    words.trouble = None;
    match (command, words.place()) {
        (Command::Next, None) => words.asked = Some(0),
        (Command::Again, _) => {
            words.asked = None;
            words.answer.clear();
        }
        (Command::Next, Some(place)) => {
            let right = words.recovery.phrase.is_word(place, &words.answer.text());
            words.answer.clear();
            if right {
                words.asked = words.asked.map(|asked| asked + 1);
            } else {
                words.trouble =
                    Some(format!("that is not word {place}; Esc shows the words again"));
            }
            if words.place().is_none() {
                let said = words.done;
                model.words = None;
                turn.effects.push(Effect::WordsSeen);
                model.say(Tone::Done, said);
            }
        }
    }
}

/// Takes a key that is no command.
pub(in crate::tui) fn key(model: &mut Tui, key: Key) {
    if let Some(words) = &mut model.words
        && words.asked.is_some()
    {
        words.trouble = None;
        words.answer.key(key);
    }
}

/// What this screen does with what happens to it. A pasted word is not taken: the words are to be on
/// paper.
pub(in crate::tui) const FACE: Face = Face {
    key: |model, typed, _| key(model, typed),
    ..Face::new(
        |_| &[Place::Words],
        |model, frame, area| {
            if let Some(words) = &model.words {
                view(words, model.look, frame, area);
            }
        },
    )
};
