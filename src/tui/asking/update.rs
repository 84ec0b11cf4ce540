//! What keys do while a sheet is being filled in.

use super::save::{Tried, save, touched};
use super::{Asking, Command};
use crate::tui::command::Command as Any;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Failure;
use crate::tui::overlay::{Choice, Handled, Overlay, Prompt, Question, Then};
use crate::tui::screens::{Screen, lock};
use crate::tui::widgets::field::{Edit, Field};

/// What is being filled in on the screen where the person is.
pub(in crate::tui) fn here(model: &Tui) -> Option<&Asking> {
    model.asking.on(model.screen)
}

/// The field in which an answer is being typed on a screen.
pub(in crate::tui) fn typed(model: &mut Tui, screen: Screen) -> Option<&mut Field> {
    let ask = model.asking.on_mut(screen).and_then(Asking::current_mut)?;
    Some(&mut ask.field)
}

/// Opens questions on a screen and goes there. One that is open there already and has words that
/// are not saved stays.
pub(in crate::tui) fn open(model: &mut Tui, screen: Screen, asking: Asking) {
    model.screen = screen;
    let busy = model.asking.on(screen).filter(|open| open.paper.sheet != asking.paper.sheet);
    if busy.is_some_and(Asking::has_unsaved) {
        model.say(Tone::Note, "this one is half-written; leave it first (Esc), then begin another");
        model.refresh();
        return;
    }
    if model.asking.on(screen).is_none_or(|open| open.paper.sheet != asking.paper.sheet) {
        model.asking.close(screen);
        let mut asking = asking;
        asking.refresh(&model.study, wide(model));
        let unanswered = asking.asks.iter().position(|ask| ask.kept.is_empty() && !ask.last);
        // What was answered before was offered before.
        if let Some(last) = asking.asks.iter().rposition(|ask| !ask.kept.is_empty()) {
            asking.asks.iter_mut().take(last).for_each(|ask| ask.offered = true);
        }
        asking.go(unanswered.unwrap_or(0));
        model.asking.open.push((screen, asking));
    }
    model.refresh();
}

/// Columns that an answer is written in.
pub(super) fn wide(model: &Tui) -> usize {
    usize::from(model.size.0.saturating_sub(8)).max(1)
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let Some(asking) = here(model) else { return false };
    match command {
        Command::HandOver => asking.calm.is_some() && !asking.is_handed(),
        Command::GiveBack | Command::Returned => asking.is_handed(),
        Command::Save | Command::Leave => !asking.is_handed(),
        Command::Enter | Command::Next | Command::Previous | Command::NewLine => true,
    }
}

/// The study or the window has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let wide = wide(model);
    for (_, asking) in &mut model.asking.open {
        asking.refresh(&model.study, wide);
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, "these questions are for yourself");
    }
    let screen = model.screen;
    match command {
        Command::Save => {
            if matches!(save(model, turn), Tried::Nothing) {
                model.say(Tone::Done, "all of it is saved");
            }
        }
        Command::Enter | Command::Next => go(model, 1, turn),
        Command::Previous => go(model, -1, turn),
        Command::NewLine => {
            if let Some(ask) = model.asking.on_mut(screen).and_then(Asking::current_mut) {
                ask.field.new_line();
                touched(model);
            }
        }
        Command::Leave => leave(model, turn),
        Command::HandOver => hand_over(model, turn),
        Command::GiveBack => give_back(model),
        Command::Returned => returned(model, turn),
    }
}

/// Leaves the field, which saves it, and goes to another; after the last question there is nothing
/// more to ask.
fn go(model: &mut Tui, by: isize, turn: &mut Turn<'_>) {
    let tried = save(model, turn);
    if matches!(tried, Tried::Refused) {
        return;
    }
    let moved = model.asking.on_mut(model.screen).is_some_and(|asking| asking.step(by));
    if !moved && by > 0 {
        if super::is_handed(model) {
            give_back(model);
        } else {
            finish(model, tried);
        }
    }
}

/// Hands the keyboard over: from here on only the questions are shown, and only their keys work.
fn hand_over(model: &mut Tui, turn: &mut Turn<'_>) {
    if matches!(save(model, turn), Tried::Refused) {
        return;
    }
    if model.sealed {
        return handed_over(model, "");
    }
    let explains = "Choose a word that the other person does not know. It is asked for before the \
                    notebook is shown again. Press Enter alone for none.";
    let prompt = Prompt::one_line("hand over: your word", explains, Then::HandOver);
    model.over(Overlay::Prompt(prompt.for_a_secret()));
}

/// The keyboard is with the person who is asked. A sealed study needs no word: it is locked when the
/// keyboard comes back.
pub(in crate::tui) fn handed_over(model: &mut Tui, word: &str) {
    model.overlays.clear();
    model.status = None;
    if let Some(asking) = model.asking.on_mut(model.screen) {
        if let Some(calm) = &mut asking.calm {
            word.trim().clone_into(&mut calm.word);
        }
        asking.hand(true);
    }
}

/// The word was typed with which the notebook is shown again, or another one.
pub(in crate::tui) fn word_given(model: &mut Tui, typed: &str, turn: &mut Turn<'_>) -> Handled {
    let calm = model.asking.on(model.screen).and_then(|asking| asking.calm.as_ref());
    let same = calm.is_some_and(|calm| calm.word.to_lowercase() == typed.trim().to_lowercase());
    if same {
        returned(model, turn);
        return Handled::Done;
    }
    Handled::Refused(Failure { message: "that is another word".to_owned(), hint: None })
}

/// Nobody gets back into the notebook by a slip: the answer that changes nothing is the one that
/// Enter and Esc give.
fn give_back(model: &mut Tui) {
    let calm = model.asking.on(model.screen).and_then(|asking| asking.calm.as_ref());
    let thanks = calm.map(|calm| calm.thanks.clone()).unwrap_or_default();
    if calm.is_some_and(|calm| !calm.word.is_empty()) {
        let explains = format!(
            "{thanks}\n\nPlease give the keyboard back. Type the word that you chose; Esc goes on \
             answering."
        );
        let prompt = Prompt::one_line("the word", explains.trim_start(), Then::HandedBack);
        return model.over(Overlay::Prompt(prompt.for_a_secret()));
    }
    let stay = || Choice::new('g', "go on answering", Then::Nothing);
    let back = Choice::new(
        'b',
        "it is back: show the notebook",
        Then::Run(Any::Asking(Command::Returned)),
    );
    let asks = "Is the keyboard back with the person who gave it to you?";
    model.over(Overlay::Question(Question::new(asks, thanks, vec![stay(), back]).staying_on(0)));
}

fn returned(model: &mut Tui, turn: &mut Turn<'_>) {
    let tried = save(model, turn);
    if let Some(asking) = model.asking.on_mut(model.screen) {
        asking.hand(false);
    }
    // What could not be saved stays in view with the reason.
    if !matches!(tried, Tried::Refused) {
        model.status = None;
        if model.sealed {
            // Whoever holds the keyboard now may be anybody.
            lock::lock(model, turn);
        }
    }
}

fn leave(model: &mut Tui, turn: &mut Turn<'_>) {
    let tried = save(model, turn);
    if matches!(tried, Tried::Refused) {
        drop_small(model);
        return;
    }
    finish(model, tried);
}

fn finish(model: &mut Tui, tried: Tried) {
    let screen = model.screen;
    match tried {
        Tried::Sent(ticket) => {
            if let Some(asking) = model.asking.on_mut(screen) {
                asking.closing = Some(ticket);
            }
        }
        Tried::Nothing | Tried::Refused => {
            model.asking.close(screen);
            model.refresh();
        }
    }
}

/// A number or a day that cannot be read must not lock anybody in: leaving twice puts back what
/// stood there. A longer text is never thrown away so.
fn drop_small(model: &mut Tui) {
    let screen = model.screen;
    let Some(asking) = model.asking.on_mut(screen) else { return };
    let Some(ask) = asking.current_mut() else { return };
    if !matches!(ask.fill, crate::actions::Fill::Answer { .. }) {
        let kept = ask.kept.clone();
        ask.field.set(&kept);
        model.say(Tone::Warn, "that cannot be saved and was taken out again; Esc once more leaves");
    }
}

/// Whether the answer that is asked for is picked and not written.
pub(in crate::tui) fn picks(model: &Tui) -> bool {
    let picks = |ask: &super::Ask| ask.words().is_some() || ask.dot().is_some();
    here(model).and_then(Asking::current).is_some_and(picks)
}

/// What is picked, where an answer is.
pub(in crate::tui) fn picked(model: &Tui) -> Option<String> {
    let picks = picks(model);
    here(model).and_then(Asking::current).filter(|_| picks).map(super::Ask::typed)
}

/// Picks again what was picked before the digits of a text came.
pub(in crate::tui) fn put_back(model: &mut Tui, picked: &str) {
    let screen = model.screen;
    if let Some(field) = typed(model, screen).filter(|field| field.text() != picked) {
        field.set(picked);
        touched(model);
    }
}

/// Takes a text out of the answer in which it was typed by mistake, whose first letters were a command;
/// questions of which nothing is answered are closed.
pub(in crate::tui) fn take_out(model: &mut Tui, words: &str) {
    let screen = model.screen;
    if let Some(field) = typed(model, screen) {
        let kept = without(&field.text(), words);
        field.set(&kept);
    }
    forget(model, screen);
    touched(model);
}

/// A text without the words at its end, of which the first letters may have gone elsewhere.
pub(in crate::tui) fn without(whole: &str, words: &str) -> String {
    let begins = words.char_indices().map(|(at, _)| at);
    let end = begins.filter_map(|at| words.get(at..)).find_map(|end| whole.strip_suffix(end));
    end.unwrap_or(whole).to_owned()
}

/// Closes questions of which nothing is answered.
pub(in crate::tui) fn forget(model: &mut Tui, screen: Screen) {
    let blank = |ask: &super::Ask| ask.kept.is_empty() && ask.typed().is_empty();
    if model.asking.on(screen).is_some_and(|asking| asking.asks.iter().all(blank)) {
        model.asking.close(screen);
        model.refresh();
    }
}

/// Takes a key that is no command: typing, moving, picking.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, turn: &mut Turn<'_>) {
    let screen = model.screen;
    let Some(ask) = model.asking.on_mut(screen).and_then(Asking::current_mut) else { return };
    match (ask.key(key), key.code) {
        (Edit::Changed, _) => {
            if let Some(asking) = model.asking.on_mut(screen) {
                asking.trouble = None;
            }
            touched(model);
        }
        (Edit::Moved, _) => {}
        (Edit::Unknown, Code::Down) => go_or_stay(model, 1, turn),
        (Edit::Unknown, Code::Up) => go_or_stay(model, -1, turn),
        (Edit::Unknown, _) => {}
    }
}

/// As [`go`], but an arrow at the last question closes nothing.
fn go_or_stay(model: &mut Tui, by: isize, turn: &mut Turn<'_>) {
    if !matches!(save(model, turn), Tried::Refused)
        && let Some(asking) = model.asking.on_mut(model.screen)
    {
        asking.step(by);
    }
}

/// Takes a pasted text.
pub(in crate::tui) fn paste(model: &mut Tui, text: &str) {
    let screen = model.screen;
    let Some(ask) = model.asking.on_mut(screen).and_then(Asking::current_mut) else { return };
    if ask.words().is_none() && ask.dot().is_none() {
        let left_out = ask.field.paste(text);
        touched(model);
        if left_out > 0 {
            let said = format!("left out {left_out} control characters that cannot be shown");
            model.say(Tone::Warn, said);
        }
    }
}
