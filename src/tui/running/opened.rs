//! A sentence whose first letter is a command: "the mother rang" opens the tags with its `t`, and "all
//! went well" the rewording of a note with its `a`. What is typed on at once belongs to the sentence.
//!
//! Where it fits nothing that was opened, it is taken for a note without asking. Where it could be
//! meant for what was opened, it stays there, and Enter asks whose it is.

use super::{PAUSE, Running, WRITING, character, offer};
use crate::study::Moment;
use crate::tui::asking;
use crate::tui::key::{Code, Key};
use crate::tui::layer::{self, Layer};
use crate::tui::model::{Model, Tone, Turn};
use crate::tui::overlay::{Choice, Handled, Overlay, Question, Then};
use crate::tui::screens::{Screen, debrief};
use crate::tui::{input, text};

/// Nobody has read what came up sooner than this, in milliseconds.
pub(super) const READ: i64 = 500;

/// What a letter has opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened {
    /// How much of the text stood there then, that letter with it.
    at: usize,
    overlays: usize,
    screen: Screen,
}

impl Opened {
    /// The screen on which it was opened.
    pub(super) const fn screen(self) -> Screen {
        self.screen
    }
}

/// The pairs of consonants with which an English word can begin.
const BEGINNINGS: &str = "bl br ch cl cr dr dw fl fr gh gl gn gr kn ph pl pr rh sc sh sk sl sm sn sp \
                          sq st sw th tr tw wh wr xm xr";

/// A key has been a command: whether it was a letter that opened something to type in or to answer.
pub(in crate::tui) fn ran(model: &mut Model, key: Key, was_typed_in: bool) {
    let letter = key.typed().is_some_and(char::is_alphanumeric);
    let paper = layer::top(model) == Layer::Paper;
    let opened = !model.overlays.is_empty() || paper || super::is_typed_in(model);
    if letter && opened && !was_typed_in && !model.running.text.is_empty() {
        let (overlays, screen) = (model.overlays.len(), model.screen);
        model.running.opened = Some(Opened { at: model.running.text.len(), overlays, screen });
    }
}

/// Whether something was opened by a letter and nothing typed since: a person looks at it now.
#[cfg(feature = "harness")]
pub(in crate::tui) fn has_just_opened(model: &Model) -> bool {
    let running = &model.running;
    running.opened.is_some_and(|opened| running.text.len() == opened.at)
}

/// The letters that were typed before a question came up, where one of them has opened it.
pub(super) fn first_letters(model: &mut Model) -> String {
    if model.running.asked {
        // They are of the text that was asked about.
        return String::new();
    }
    let running = std::mem::take(&mut model.running);
    let at = running.opened.map_or(0, |opened| opened.at);
    running.text.get(..at).unwrap_or_default().to_owned()
}

/// Takes note of a key that was typed into what a letter has opened, and takes the text away from
/// there where it fits nothing in it.
pub(in crate::tui) fn typed_into(model: &mut Model, key: Key) {
    if leaves_the_list(model) {
        return;
    }
    let Some(opened) = model.running.opened else { return };
    let stays = opened.screen == model.screen && opened.overlays == model.overlays.len();
    if !stays || !goes_on(&mut model.running, key, opened, model.now) {
        model.running = Running::default();
        return;
    }
    let text = &model.running.text;
    if text.split_whitespace().count() < 2 || !fits_nothing(model) {
        return;
    }
    match model.overlays.last() {
        Some(_) => drop(model.overlays.pop()),
        None => asking::forget(model, opened.screen),
    }
    (model.running.certain, model.running.opened) = (true, None);
    model.say(Tone::Note, WRITING);
}

/// A text that began with a digit of a list, and is nothing in it, goes where text goes. Over a text
/// it stays in the list until that is left, so that the two are not mixed. Whether it went.
fn leaves_the_list(model: &mut Model) -> bool {
    let [Overlay::Picker(picker)] = model.overlays.as_slice() else { return false };
    let Some(text) = picker.began_with_a_digit() else { return false };
    let list = model.overlays.pop();
    if super::is_typed_in(model) {
        model.overlays.extend(list);
        return false;
    }
    let last = Some(model.now);
    model.running = Running { text, last, certain: true, ..Running::default() };
    model.say(Tone::Note, WRITING);
    true
}

/// Whether what was opened has no use for the text: a list in which nothing is called so, or a
/// question that takes no letters.
fn fits_nothing(model: &Model) -> bool {
    match model.overlays.last() {
        Some(Overlay::Picker(picker)) => picker.finds_nothing(),
        Some(_) => false,
        None => asking::here(model).is_some_and(|asking| {
            asking.current().is_some_and(|ask| ask.words().is_some() || ask.dot().is_some())
        }),
    }
}

/// Whether a key goes on with the text that a letter began, without a pause in which one could have
/// read what came up.
fn goes_on(running: &mut Running, key: Key, opened: Opened, now: Moment) -> bool {
    let Some(c) = character(key).filter(|c| *c != '\t') else {
        return matches!(key.code, Code::Backspace)
            && running.text.len() > opened.at
            && running.text.pop().is_some();
    };
    let since = running.last.map_or(PAUSE, |last| now.millis - last.millis);
    let first = running.text.len() == opened.at;
    let soon = if first { since < READ && can_follow(&running.text, c) } else { since < PAUSE };
    if soon && c != '\n' {
        running.text.push(c);
        running.last = Some(now);
    }
    soon
}

/// Whether a word could go on with `next` after these letters: nobody writes "lheld", and a capital
/// begins a new sentence.
pub(super) fn can_follow(letters: &str, next: char) -> bool {
    let mut said = letters.chars();
    let (Some(first), None) = (said.next(), said.next()) else { return true };
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') || !c.is_ascii();
    if first.is_ascii_digit() {
        return true;
    }
    let first = first.to_ascii_lowercase();
    if next == ' ' {
        return matches!(first, 'a' | 'i');
    }
    next.is_lowercase()
        && (vowel(first)
            || vowel(next)
            || BEGINNINGS.split(' ').any(|pair| pair.chars().eq([first, next])))
}

/// Before a key gives what was typed to what a letter has opened: asks whose it is, where it could be
/// a note; a field that is left without being given is left as it was. Whether that is all the key does.
pub(in crate::tui) fn asks_whose(model: &mut Model, key: Key, turn: &mut Turn<'_>) -> bool {
    let field = is_field(model);
    let gives = match key.code {
        _ if key.ctrl || key.alt => false,
        Code::Enter => true,
        // In a field these save as well.
        Code::Tab | Code::BackTab | Code::Up | Code::Down | Code::Esc => field,
        _ => false,
    };
    if !gives {
        return false;
    }
    if model.running.opened.is_none()
        && let Some(text) = long_name(model)
    {
        ask(model, &text, "That is long for a name. Is it a note of its own?");
        return true;
    }
    let Some(opened) = model.running.opened else { return false };
    if matches!(model.overlays.last(), Some(Overlay::Question(_))) {
        return false;
    }
    let running = std::mem::take(&mut model.running);
    let prompt = matches!(model.overlays.last(), Some(Overlay::Prompt(_)));
    let here = opened.screen == model.screen && (prompt || field);
    if !here || running.text.split_whitespace().count() < 2 {
        return false;
    }
    if key.code == Code::Esc {
        take_out(model, &running.text);
        offer(model, &running.text, turn);
        return true;
    }
    ask(model, &running.text, "You typed this without a pause. Is it a note of its own?");
    // Where the question is left unanswered, all of it is still known.
    model.running = Running { asked: true, ..running };
    true
}

/// A sentence where a name is wanted, which is asked about once.
fn long_name(model: &mut Model) -> Option<String> {
    match model.overlays.last_mut()? {
        Overlay::Picker(picker) => picker.long_name().inspect(|_| picker.is_a_name()),
        Overlay::Prompt(prompt) => prompt.long_name().inspect(|_| prompt.is_a_name()),
        Overlay::Question(_) | Overlay::Message(_) | Overlay::Help(_) => None,
    }
}

/// Whether the person is in a field of the screen itself: an answer, or a line of a debrief.
fn is_field(model: &Model) -> bool {
    let paper = layer::top(model) == Layer::Paper;
    model.overlays.is_empty() && (paper || debrief::is_writing(model))
}

/// Takes a text out of the field in which it was typed by mistake.
fn take_out(model: &mut Model, words: &str) {
    if debrief::is_writing(model) {
        debrief::take_out(model, words);
    } else {
        asking::take_out(model, words);
    }
}

/// Asks whose a text is.
fn ask(model: &mut Model, words: &str, asks: &str) {
    let detail = format!("\"{}\"", text::harmless(words));
    let meant = |own| Then::Typed { text: words.to_owned(), own };
    let choices = vec![
        Choice::new('n', "a note of its own; F2 offers it", meant(true)),
        Choice::new('h', "it belongs here; save it here", meant(false)),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices).undecided()));
}

/// A text that a letter opened is left without being given: where it could be a note, all of it is
/// offered, its first letters with it. Whether it was.
pub(in crate::tui) fn left(model: &mut Model, turn: &mut Turn<'_>) -> bool {
    let running = std::mem::take(&mut model.running);
    let note = running.opened.is_some() && running.text.split_whitespace().count() > 1;
    if note {
        offer(model, &running.text, turn);
    }
    note
}

/// The person says whose the text is.
pub(in crate::tui) fn decided(
    model: &mut Model,
    words: &str,
    own: bool,
    turn: &mut Turn<'_>,
) -> Handled {
    model.running = Running::default();
    if !own {
        input::press(model, Key::plain(Code::Enter), turn);
        return Handled::Done;
    }
    match model.overlays.last() {
        Some(Overlay::Prompt(_) | Overlay::Picker(_)) => drop(model.overlays.pop()),
        _ => take_out(model, words),
    }
    offer(model, words, turn);
    Handled::Done
}
