//! Running text is not commands. A sentence that is typed or pasted where letters are commands is
//! recognised and offered, whole, as a note on the screen for writing; none of it is run.
//!
//! Four signs tell it: characters that arrive faster than anybody types (a paste that the terminal
//! did not mark, see `runtime/convert.rs`), a word and a blank or Enter where neither means anything,
//! letters typed on while a question has only just come up (see `overlay/question.rs`), and letters
//! typed on at once into what the first letter has opened (see `running/opened.rs`). A letter that
//! would do something at once waits until nothing follows it (see `running/held.rs`).

mod held;
mod opened;

use super::asking;
use super::command::Place;
use super::input;
use super::key::{Code, Key};
use super::layer::{self, Layer, places};
use super::model::{Model, Tone, Turn};
use super::overlay::{Overlay, Picker};
use super::screens::{Screen, capture, lock, round};
use crate::study::Moment;

use held::Held;
pub(super) use held::{does, drops, follows, held_in, holds};
use opened::Opened;
#[cfg(feature = "harness")]
pub(super) use opened::has_just_opened;
pub(super) use opened::{asks_whose, decided, left, ran, typed_into};

/// How long a person who is writing may pause, in milliseconds.
const PAUSE: i64 = 1_000;

/// What is said while text is recognised as such.
const WRITING: &str = "You seem to be writing. When you pause, this is offered as a note.";

/// What has been typed where letters are commands, a key at a time.
#[derive(Clone, Debug, Default)]
pub(super) struct Running {
    text: String,
    last: Option<Moment>,
    /// Milliseconds between its last two letters.
    since: i64,
    /// It is text for certain, and no letter of it is a command any more.
    certain: bool,
    /// What its last letter has opened, as a command.
    opened: Option<Opened>,
    /// Whether the person has been asked whose it is.
    asked: bool,
    /// What was picked, before its digits were, where an answer is picked.
    picked: Option<String>,
    /// What was said of a note that is being coded, before letters of the text changed it.
    coding: Option<round::Coding>,
    /// The note in the making, before letters of the text chose something on its rows.
    form: Option<capture::Form>,
    /// Whether one of its letters is no command where it was typed.
    stray: bool,
    /// Its last letter, which would do something at once.
    held: Option<Held>,
}

impl Running {
    /// Whether it is a word, as it stands before Enter: long enough, and not only the letters of
    /// commands.
    fn is_word(&self) -> bool {
        let word = |c: char| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-' | '.' | ',');
        self.stray && self.text.chars().count() >= 4 && self.text.chars().all(word)
    }
}

/// Whether letters are typed where the person is, and so are text anyway.
pub(super) fn is_typed_in(model: &Model) -> bool {
    match model.overlays.last().filter(|_| !model.hides_overlays()) {
        Some(Overlay::Prompt(_) | Overlay::Picker(_)) => true,
        Some(Overlay::Question(_) | Overlay::Message(_) | Overlay::Help(_)) => false,
        None if layer::top(model) == Layer::Paper && asking::picks(model) => false,
        None => {
            let mut places = places(model).into_iter().filter(|place| *place != Place::Wording);
            places.next().is_none_or(Place::is_typed_in)
        }
    }
}

/// The character that a key stands for in a text.
fn character(key: Key) -> Option<char> {
    match key.code {
        Code::Enter if !key.ctrl && !key.alt => Some('\n'),
        Code::Tab => Some('\t'),
        _ => key.typed(),
    }
}

/// Takes keys that arrived faster than anybody types.
pub(super) fn burst(model: &mut Model, keys: &[Key], turn: &mut Turn<'_>) {
    let text: String = keys.iter().filter_map(|key| character(*key)).collect();
    if matches!(model.overlays.last(), Some(Overlay::Question(_))) && !model.hides_overlays() {
        return input::paste(model, &text, turn);
    }
    let one_by_one = |model: &mut Model, turn: &mut Turn<'_>| {
        for key in keys {
            input::press(model, *key, turn);
        }
    };
    if is_typed_in(model) {
        // Lines, or the cells of a table, are one text; a line with its Enter was typed by a program
        // or came late over a slow connection.
        if text.trim_matches(['\n', '\t']).contains(['\n', '\t']) {
            input::paste(model, &text, turn);
        } else {
            one_by_one(model, turn);
        }
        return;
    }
    let first = text.chars().next();
    let held_down = text.chars().all(|c| Some(c) == first);
    let filters = first == Some('/') && !text.trim_end().contains('\n');
    if held_down || filters || text.trim().chars().count() < 4 {
        return one_by_one(model, turn);
    }
    offer(model, &text, turn);
}

/// Takes note of a key where letters are commands; whether it belongs to a text and so is no command.
pub(super) fn takes(model: &mut Model, key: Key, is_command: bool, turn: &mut Turn<'_>) -> bool {
    let reads =
        matches!(model.overlays.last(), None | Some(Overlay::Message(_) | Overlay::Help(_)));
    let layer = layer::top(model);
    let here = matches!(layer, Layer::Screen(_) | Layer::Paper) && reads;
    let Some(c) = character(key).filter(|_| here && !is_typed_in(model)) else { return false };
    let now = model.now;
    let goes_on = model.running.last.is_some_and(|last| now.millis - last.millis < PAUSE);
    if !goes_on {
        let (picked, coding) = (asking::picked(model), round::said(model));
        let form = (model.screen == Screen::Capture).then(|| model.capture.form.clone());
        model.running = Running { picked, coding, form, ..Running::default() };
    }
    let running = &mut model.running;
    let word = c == '\n' && !running.certain && running.is_word();
    if c == '\t' || (c == '\n' && !running.certain && !word) {
        *running = Running::default();
        return false;
    }
    if !word {
        running.text.push(c);
    }
    running.since = running.last.map_or(PAUSE, |last| now.millis - last.millis);
    running.last = Some(now);
    running.stray |= !is_command && c.is_alphabetic() && key.moving() == key;
    running.certain |= word || (c == ' ' && says_something(&running.text, is_command));
    if !running.certain {
        return false;
    }
    belongs_to_a_text(model, turn);
    if word {
        flush(model, turn);
    }
    true
}

/// What has been typed is text for certain: what its letters have done is put back, and nothing stands
/// in its way any more.
fn belongs_to_a_text(model: &mut Model, turn: &mut Turn<'_>) {
    let running = &mut model.running;
    let (picked, opened) = (running.picked.take(), running.opened.take());
    let (coding, form) = (running.coding.take(), running.form.take());
    model.overlays.clear();
    if let Some(form) = form {
        capture::put_back(model, form);
    }
    if is_typed_in(model) {
        // What stood over the line is gone, and the rest is typed there.
        let begun = std::mem::take(&mut model.running);
        return input::paste(model, &begun.text, turn);
    }
    if let Some(picked) = picked {
        asking::put_back(model, &picked);
    }
    if let Some(opened) = opened {
        asking::forget(model, opened.screen());
    }
    if let Some(coding) = coding {
        round::put_back(model, coding, turn);
    }
    model.say(Tone::Note, WRITING);
}

/// What was typed on the rows below the line, where its last letter goes to the line: all of it, with
/// the rows as they were before, unless the letters before it were a choice.
pub(super) fn goes_to_the_line(model: &mut Model) -> Option<String> {
    let running = std::mem::take(&mut model.running);
    let next = running.text.chars().next_back()?;
    let before = running.text.strip_suffix(next).filter(|before| !before.is_empty())?;
    let one_word = running.since < opened::READ && opened::can_follow(before, next);
    let form = running.form.filter(|_| one_word)?;
    capture::put_back(model, form);
    Some(running.text)
}

/// Whether what was typed up to a blank is words: not a key held down, and not the letters with which
/// one moves and marks where a blank is a command too.
fn says_something(text: &str, is_command: bool) -> bool {
    let words = || text.split_whitespace();
    let plain = |c: char| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | ',' | '.' | '-');
    let moves =
        |c: char| matches!(c, 'j' | 'k' | 'g' | 'G') || (is_command && matches!(c, 'x' | 'u'));
    let least = if is_command { 3 } else { 2 };
    words().all(|word| word.chars().all(plain) || word.starts_with(|c: char| c.is_ascii_digit()))
        && words().any(|word| {
            word.chars().filter(|c| c.is_alphabetic()).count() >= least && !word.chars().all(moves)
        })
}

/// Milliseconds until what was typed is offered, if anything was.
pub(super) fn wake_in(model: &Model) -> Option<i64> {
    let last = model.running.last.filter(|_| model.running.certain)?;
    Some((last.millis + PAUSE - model.now.millis).max(0))
}

/// Time has passed.
pub(super) fn tick(model: &mut Model, turn: &mut Turn<'_>) {
    if wake_in(model) == Some(0) {
        flush(model, turn);
    }
}

/// Offers what was typed, without waiting for a pause.
pub(super) fn flush(model: &mut Model, turn: &mut Turn<'_>) {
    if model.running.certain {
        let running = std::mem::take(&mut model.running);
        offer(model, &running.text, turn);
    }
}

/// What was typed on while a question stood there goes where it was meant.
pub(super) fn typed_on(model: &mut Model, text: &str, turn: &mut Turn<'_>) {
    if text.trim().is_empty() {
        return;
    }
    // The letter that opened the question was the first of it.
    let first = opened::first_letters(model);
    let text = &format!("{first}{text}");
    // A line that stands there is another note, or was to be saved as it is.
    if has_an_empty_line(model) {
        into_the_line(model, text, turn);
    } else {
        offer(model, text, turn);
    }
}

/// Whether the line for writing is before the person, with nothing in it.
fn has_an_empty_line(model: &Model) -> bool {
    let writes = layer::top(model) == Layer::Screen(Screen::Capture) && is_typed_in(model);
    writes && model.overlays.is_empty() && capture::words(model).is_none()
}

/// Puts a text into the line for writing, whichever field the person was in.
fn into_the_line(model: &mut Model, text: &str, turn: &mut Turn<'_>) {
    model.capture.focus = capture::Focus::Line;
    input::paste(model, text, turn);
}

/// A list was left in which a sentence was typed that is nothing in it: it is offered as a note.
pub(super) fn picker_left(model: &mut Model, picker: &Picker, turn: &mut Turn<'_>) {
    let sentence = picker.sentence();
    let whole = sentence.is_some() && left(model, turn);
    if let Some(sentence) = sentence.filter(|_| !whole) {
        offer(model, &sentence, turn);
    }
}

fn offer(model: &mut Model, text: &str, turn: &mut Turn<'_>) {
    // Who thinks that the study is locked types its passphrase wherever they are.
    if model.gives_away(text).is_some() {
        return model.say(Tone::Warn, lock::WAS_THE_PASSPHRASE);
    }
    let form = capture::Form::of_words(text.trim());
    let capture = &mut model.capture;
    if capture.form.is_blank() && capture.offered.is_none() {
        capture.offered = Some(form);
    } else {
        capture.aside.push(form);
    }
    model.say(Tone::Note, "That looked like a note, so no command was run. F2 offers it.");
    capture::keep_now(model, turn);
}
