//! The commands of the program as a whole: going somewhere, help, the palette, undo, looks, leaving.

use super::command::{App, Command};
use super::layer::places;
use super::model::{Model, Phase, Tone, Turn};
use super::msg::Effect;
use super::overlay::{Choice, Handled, Help, Item, Overlay, Picker, Prompt, Question, Then};
use super::screens::{Screen, capture, lock, words};
use super::text;
use super::theme::Theme;
use super::{half_typed, palette};

use crate::actions::taken_back::{TakenBack, taken_back, takes_back_whole};
use crate::actions::{self, Deed, when};
use crate::analysis::Scope;

/// Does what a command of the program as a whole says.
pub(super) fn run(model: &mut Model, app: App, turn: &mut Turn<'_>) {
    match app {
        App::Go(screen) if model.phase != Phase::Beginning && !model.is_locked() => {
            carry_filter(model, screen);
            if model.screen != screen {
                model.status = None;
            }
            model.screen = screen;
            model.refresh();
        }
        App::Go(_) => {}
        App::Help => {
            let help = Help::new(&model.keymap, &places(model));
            model.over(Overlay::Help(help));
        }
        App::Palette if model.phase != Phase::Beginning => {
            let palette = palette::picker(model);
            model.over(Overlay::Picker(palette));
        }
        App::Palette => {}
        App::Undo if model.is_open() => {
            let deed = actions::undo(&model.study, turn.cx);
            let of = |deed| takes_back_whole(&model.study, deed);
            let whole = deed.as_ref().map(of).unwrap_or_default();
            match deed {
                Ok(deed) if !whole.is_empty() => ask_to_take_back(model, &whole, deed),
                deed => model.attempt(deed, turn),
            }
        }
        App::TakenBack if model.is_open() => list_taken_back(model, turn),
        App::Redo if model.is_open() => {
            let deed = actions::redo(&model.study, turn.cx);
            model.attempt(deed, turn);
        }
        App::Undo | App::TakenBack | App::Redo => {
            model.say(Tone::Note, "the study is not open yet")
        }
        App::NextTheme => next_theme(model),
        App::Mouse => mouse(model, turn),
        App::Lock => lock::lock(model, turn),
        App::NextScope if model.is_open() => next_scope(model),
        App::NextScope => model.say(Tone::Note, "the study is not open yet"),
        App::History if model.is_open() => turn.effects.push(Effect::History(None)),
        App::History => model.say(Tone::Note, "the study is not open yet"),
        App::Pseudonym if model.is_open() => ask_pseudonym(model),
        App::Pseudonym => model.say(Tone::Note, "the study is not open yet"),
        App::Saved => say_saved(model),
        App::Redraw => turn.effects.push(Effect::Redraw),
        App::Suspend => lock::ask_to_stop(model, turn),
        App::Quit => quit(model, turn),
    }
}

fn next_theme(model: &mut Model) {
    let at = Theme::ALL.iter().position(|theme| *theme == model.look.theme).unwrap_or(0);
    let next = Theme::ALL.get((at + 1) % Theme::ALL.len()).copied().unwrap_or_default();
    model.look.theme = next;
    model.say(Tone::Done, format!("the theme is now {}", next.word()));
}

fn mouse(model: &mut Model, turn: &mut Turn<'_>) {
    model.mouse = !model.mouse;
    turn.effects.push(Effect::Mouse(model.mouse));
    let said =
        if model.mouse { "the mouse works here now" } else { "the mouse is the terminal's again" };
    model.say(Tone::Done, said);
}

fn say_saved(model: &mut Model) {
    let said = if half_typed::is_there(model) {
        "Everything here is saved. There is an unfinished text too; it is kept as a draft."
    } else {
        "Everything is saved."
    };
    model.say(Tone::Done, said);
}

/// Asks what whoever writes wants to be called.
fn ask_pseudonym(model: &mut Model) {
    let people = model.study.people();
    let own = people.iter().find(|person| Some(person.id) == model.person());
    let now = own.map(|person| person.pseudonym.clone()).unwrap_or_default();
    let explains = "A pseudonym, not your name. What you wrote before stays yours.";
    let prompt = Prompt::one_line("what do you want to be called?", explains, Then::Pseudonym);
    model.over(Overlay::Prompt(prompt.suggesting(&now).for_a_name()));
}

/// Looks with the eyes of the next wider circle, and from the widest again with one's own.
fn next_scope(model: &mut Model) {
    let own = Scope::of(model.study.whose());
    let now = model.seen().scope();
    let wider = Scope::ALL.iter().copied().find(|scope| *scope > now);
    model.scope = wider.unwrap_or(own);
    model.refresh();
    let said = match model.seen().scope() {
        scope if scope == own => "shown as it is in this record".to_owned(),
        scope => {
            let key = Command::App(App::NextScope).info().map(|info| model.keymap.shown(info));
            let key = key.unwrap_or_default();
            let masked = model.seen().policy().said();
            let masked = masked.map(|masked| format!(", {masked}")).unwrap_or_default();
            let circle = circle(scope);
            format!(
                "shown as {circle} would see it: only what was released so far{masked}; {key} goes on"
            )
        }
    };
    model.say(Tone::Note, said);
}

/// Those whom a scope is made of.
pub(super) const fn circle(scope: Scope) -> &'static str {
    match scope {
        Scope::Mine => "you",
        Scope::Team => "the team",
        Scope::Organisation => "the organisation",
        Scope::Academic => "academic partners",
    }
}

/// What is said, as a heading and a sentence, where nothing that was released is in sight of those
/// with whose eyes the study is looked at.
pub(super) fn none_released(model: &Model) -> Option<(String, String)> {
    let seen = model.seen();
    (!seen.is_own() && seen.standing().next().is_none()).then(|| {
        let key = Command::App(App::NextScope).info().map(|info| model.keymap.shown(info));
        (
            format!("Nothing was released to {} yet.", circle(seen.scope())),
            format!(
                "In the list of notes, v says who may see a note. {} goes on, and back to your own \
                 record.",
                key.unwrap_or_default()
            ),
        )
    })
}

/// Undo after a slip must not take a whole note away unseen.
fn ask_to_take_back(model: &mut Model, whole: &[TakenBack], deed: Deed) {
    let (asks, takes) = match whole {
        [one] => (
            format!("Take back this whole {}?", one.sort),
            format!("take {} {} back", one.sort, one.code),
        ),
        several => (
            format!("Take back these {}, whole?", several.len()),
            format!("take all {} back", several.len()),
        ),
    };
    let choices = vec![
        Choice::new('t', takes, Then::TakeBack(deed)),
        Choice::new('k', if whole.len() == 1 { "keep it" } else { "keep them" }, Then::Nothing),
    ];
    let words = whole.iter().take(3).map(|one| one.words.lines().next().unwrap_or_default());
    let detail = format!(
        "{}\n\nNothing is erased: \"bring back\" in Ctrl-P lists what was taken back.",
        words.map(text::harmless).collect::<Vec<_>>().join("\n"),
    );
    model.over(Overlay::Question(Question::new(asks, detail.trim_start(), choices).careful()));
}

/// Takes back what was asked about. Something else may have been done while the question stood there,
/// such as a note taken in from the inbox; that is not what was agreed to.
pub(super) fn take_back(model: &mut Model, deed: Deed, turn: &mut Turn<'_>) -> Handled {
    if actions::undo(&model.study, turn.cx).as_ref() != Ok(&deed) {
        model.say(Tone::Warn, "something else was done meanwhile, so nothing was taken back");
        return Handled::Done;
    }
    model.attempt(Ok(deed), turn);
    Handled::Done
}

fn list_taken_back(model: &mut Model, turn: &Turn<'_>) {
    let all = taken_back(&model.study, turn.cx.author);
    if all.is_empty() {
        return model.say(Tone::Note, "you have taken nothing back");
    }
    let items = all.into_iter().map(|one| Item {
        name: format!(
            "{} {}  {}",
            one.sort,
            one.code,
            one.words.lines().next().unwrap_or_default()
        ),
        key: one.code,
        aside: when::say(one.at, model.now),
        detail: one.words,
        digit: None,
        also: String::new(),
    });
    let picker = Picker::new("bring back what was taken back", items.collect(), Then::BringBack);
    model.over(Overlay::Picker(picker.detail_below()));
}

/// Asks whether damaged files may be rebuilt, with an account of what that would do.
pub(super) fn ask_repair(model: &mut Model, account: &[String]) {
    let detail = format!(
        "{}.\n\nThe damaged files are set aside and kept. What you type meanwhile is kept as a draft.",
        account.join(". ")
    );
    let choices = vec![
        Choice::new('r', "rebuild it from what is whole", Then::Repair),
        Choice::new('q', "leave everything as it is, and quit", Then::Quit),
    ];
    let question = Question::new("A part of this study is damaged.", detail, choices);
    model.over(Overlay::Question(question));
}

/// A half-typed note is kept on disk at once; the person is asked, and asking a second time ends.
fn quit(model: &mut Model, turn: &mut Turn<'_>) {
    half_typed::keep_now(model, turn);
    let asked = |overlay: &Overlay| {
        matches!(overlay, Overlay::Question(question)
            if question.choices.iter().any(|choice| choice.then == Then::Quit))
    };
    let note = capture::has_unsaved(model);
    let unsaved = half_typed::is_there(model) && !model.is_locked();
    let words = model.shows_words() || model.makes_words();
    if !(unsaved || words) || model.overlays.iter().any(asked) {
        turn.effects.push(Effect::Quit);
        return;
    }
    ask_to_quit(model, words, note);
}

/// What could not be kept turned out so while the person is asked whether to end: asks again, without
/// the promise.
pub(super) fn ask_to_quit_again(model: &mut Model) {
    let promises = |overlay: &Overlay| matches!(overlay, Overlay::Question(question) if question.detail == KEPT);
    if model.overlays.last().is_some_and(promises) {
        model.overlays.pop();
        let note = capture::has_unsaved(model);
        ask_to_quit(model, false, note);
    }
}

/// What becomes of what is half-typed.
const KEPT: &str = "It is kept as a draft and offered when you come back.";

/// The same where the folder of the study does not take it.
const NOT_KEPT: &str = "It could not be kept as a draft. If you quit, it is put into another folder \
                        where that can be, and you are told which.";

fn ask_to_quit(model: &mut Model, words: bool, note: bool) {
    let choices =
        vec![Choice::new('q', "quit", Then::Quit), Choice::new('s', "stay", Then::Nothing)];
    let detail = match () {
        () if words => words::NOT_ASKED,
        () if model.drafts_fail => NOT_KEPT,
        () => KEPT,
    };
    let asks = if words {
        "The 24 words go from the screen for good."
    } else if note {
        "There is a note that is not saved yet."
    } else {
        "There is something half-typed that is not saved yet."
    };
    model.over(Overlay::Question(Question::new(asks, detail, choices)));
}

/// Screens with a filter have one between them: going from one to the other takes it along, so that
/// the numbers are those of the notes just seen.
fn carry_filter(model: &mut Model, to: Screen) {
    let Some(from) = &model.screen.face().filter else { return };
    let filter = (from.get)(model).to_owned();
    let alone = to.face().filter.is_some();
    for screen in Screen::ALL.into_iter().filter(|screen| !alone || *screen == to) {
        if let Some(its) = &screen.face().filter {
            (its.set)(model, &filter);
        }
    }
}
