//! What keys do on the capture screen.

use super::model::Focus;
use super::pick::{pick_setting, pick_tags};
use super::{Command, hooks, save};
use crate::actions::{self, shorthand::Part};
use crate::study::{Moment, Stance};
use crate::tui::command::Place;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Answer, Choice, Handled, Overlay, Question, Then as AnyThen};
use crate::tui::widgets::field::Edit;
use crate::tui::{running, shifts, stops};

/// What an overlay that this screen opened leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// The known tag is meant.
    UseTag {
        /// As typed.
        typed: String,
        /// The known one.
        name: String,
    },
    /// The new tags are meant.
    NewTags,
    /// The known setting is meant.
    UseSetting(String),
    /// The new setting is meant.
    NewSetting,
    /// The time to come is meant.
    Future,
    /// These tags are chosen.
    Tags,
    /// This setting is chosen.
    Setting,
    /// The note answers the prompt that waits since then, or does not.
    Prompted(Moment, bool),
    /// The half-typed note may go.
    Discard,
}

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(model: &Tui) -> &'static [Place] {
    if model.capture.focus.is_typed_in() {
        &[Place::CaptureText, Place::Capture]
    } else {
        &[Place::CaptureRow, Place::Capture]
    }
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let blank = model.capture.form.is_blank();
    match command {
        Command::Save => model.capture.offered.is_none(),
        Command::NewLine => model.capture.focus == Focus::Line && !blank,
        Command::SetAside => !blank || model.capture.offered.is_some(),
        Command::Discard => !blank,
        Command::TakeUp => !model.capture.aside.is_empty() || model.capture.offered.is_some(),
        Command::Back => model.capture.focus != Focus::Line,
        Command::Stop => model.is_open() && stops::is_ready(model),
        Command::AnswerPrompt | Command::PostponePrompt | Command::MissPrompt => {
            shifts::prompt(model).is_some()
        }
        Command::Next | Command::Previous | Command::Kind(_) | Command::Tags | Command::Setting => {
            true
        }
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    match command {
        Command::Save if model.capture.offered.is_some() && model.capture.form.is_blank() => {
            take_up(model, turn);
        }
        Command::Save => save::save(model, turn),
        Command::NewLine if model.capture.focus == Focus::Line => {
            begin_next(model);
            model.capture.form.line.new_line();
            hooks::touched(model);
        }
        Command::NewLine => {}
        Command::Next => model.capture.focus = model.capture.focus.step(1),
        Command::Previous => model.capture.focus = model.capture.focus.step(-1),
        Command::Back => model.capture.focus = Focus::Line,
        Command::Kind(kind) => {
            begin_next(model);
            let form = &mut model.capture.form;
            form.kind = if form.kind == Some(kind) { None } else { Some(kind) };
            hooks::touched(model);
        }
        Command::Tags => pick_tags(model, None),
        Command::Setting => pick_setting(model, None),
        Command::SetAside => set_aside(model, turn),
        Command::TakeUp => take_up(model, turn),
        Command::Discard if !model.capture.form.is_blank() => {
            let choices = vec![
                Choice::new('k', "keep it", AnyThen::Nothing),
                Choice::new('t', "throw it away", AnyThen::Capture(Then::Discard)),
                Choice::new('e', "leave it for now", AnyThen::Nothing),
            ];
            let asks = "Throw this unfinished note away?";
            model.over(Overlay::Question(Question::new(
                asks,
                "It cannot be brought back.",
                choices,
            )));
        }
        Command::Discard => {}
        Command::Stop => stops::ask(model),
        Command::AnswerPrompt | Command::PostponePrompt | Command::MissPrompt => {
            prompt(model, command, turn);
        }
    }
}

/// What is done about the prompt that waits. It can also be let be: it goes by itself.
fn prompt(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    let Some(waits) = shifts::prompt(model) else {
        return model.say(Tone::Note, "no prompt waits for an answer");
    };
    match command {
        Command::PostponePrompt => {
            let deed = actions::prompting::postpone(&model.study, turn.cx);
            model.attempt(deed, turn);
        }
        Command::MissPrompt => {
            let deed = actions::prompting::miss(&model.study, turn.cx);
            model.attempt(deed, turn);
        }
        _ => {
            begin_next(model);
            model.capture.form.prompted = true;
            model.capture.focus = Focus::Line;
            let at = waits.at.local().format("%H:%M");
            model.say(Tone::Note, format!("this note answers the prompt of {at}"));
        }
    }
}

/// The form still shows the note that is on its way to disk: what is typed now begins another.
pub(super) fn begin_next(model: &mut Tui) {
    if model.capture.shows_sent {
        let focus = model.capture.focus;
        save::clear(model);
        model.capture.focus = focus;
    }
}

/// Takes a key that is no command: typing, moving, choosing on a row.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, turn: &mut Turn<'_>) {
    if model.capture.offered.is_some() && key.code == Code::Esc {
        return set_aside(model, turn);
    }
    match model.capture.focus {
        Focus::Line | Focus::When | Focus::Extra(_) => type_in(model, key),
        Focus::Kind => on_kind(model, key),
        Focus::Setting => on_setting(model, key),
        Focus::Tags => on_tags(model, key),
        Focus::Stance => on_stance(model, key),
        Focus::Origin => on_origin(model, key),
    }
}

fn type_in(model: &mut Tui, key: Key) {
    let sent = model.capture.shows_sent;
    if sent && key.typed().is_some() {
        begin_next(model);
    }
    let form = &mut model.capture.form;
    let field = match model.capture.focus {
        Focus::When => Some(&mut form.when),
        Focus::Extra(extra) => form.extra_mut(extra),
        _ => Some(&mut form.line),
    };
    let edit = field.map_or(Edit::Unknown, |field| {
        // What is on its way to disk is not changed any more; moving about in it does no harm.
        if sent && key.typed().is_none() { Edit::Unknown } else { field.key(key) }
    });
    match (edit, key.code) {
        (Edit::Changed, _) => {
            if let (Some(offered), false) = (&model.capture.offered, model.capture.form.is_blank())
            {
                model.capture.aside.push(offered.clone());
                model.capture.offered = None;
            }
            hooks::touched(model);
        }
        (Edit::Moved, _) => {}
        (Edit::Unknown, Code::Down) => model.capture.focus = model.capture.focus.step(1),
        (Edit::Unknown, Code::Up) if model.capture.focus != Focus::Line => {
            model.capture.focus = model.capture.focus.step(-1);
        }
        (Edit::Unknown, Code::Esc) => model.capture.focus = Focus::Line,
        (Edit::Unknown, _) => {}
    }
}

/// Puts the note back as it was before letters of a text chose something on its rows.
pub(in crate::tui) fn put_back(model: &mut Tui, form: super::Form) {
    if model.capture.form.line.text() == form.line.text() {
        model.capture.form = form;
        hooks::touched(model);
    }
}

/// Up and down lead from row to row; a letter on a row that has no use for it goes to the line.
fn leave_row(model: &mut Tui, key: Key) {
    match key.code {
        Code::Up => model.capture.focus = model.capture.focus.step(-1),
        Code::Down => model.capture.focus = model.capture.focus.step(1),
        _ if key.typed().is_some_and(char::is_alphanumeric) => {
            let begun = running::goes_to_the_line(model);
            model.capture.focus = Focus::Line;
            match begun {
                // The letters before it were of the same word.
                Some(text) => {
                    begin_next(model);
                    model.capture.form.line.paste(&text);
                    hooks::touched(model);
                }
                None => type_in(model, key),
            }
        }
        _ => {}
    }
}

/// The value beside `now` in a list of choices, none standing before the first.
fn beside<T: Copy + PartialEq>(all: &[T], now: Option<T>, by: isize) -> Option<T> {
    let at = now.and_then(|now| all.iter().position(|value| *value == now));
    match (at, by) {
        (None, 1..) => all.first().copied(),
        (None, _) => all.last().copied(),
        (Some(at), _) => at.checked_add_signed(by).and_then(|to| all.get(to)).copied(),
    }
}

const fn arrow(key: Key) -> Option<isize> {
    match key.code {
        Code::Left => Some(-1),
        Code::Right => Some(1),
        _ => None,
    }
}

fn on_kind(model: &mut Tui, key: Key) {
    use crate::study::Kind;
    let letter = key.typed().and_then(|c| Kind::ALL.iter().find(|k| k.key() == c).copied());
    let form = &mut model.capture.form;
    if let Some(kind) = letter {
        form.kind = if form.kind == Some(kind) { None } else { Some(kind) };
    } else if let Some(by) = arrow(key) {
        form.kind = beside(Kind::ALL, form.kind, by);
    } else if matches!(key.code, Code::Backspace | Code::Delete) {
        form.kind = None;
    } else {
        return leave_row(model, key);
    }
    hooks::touched(model);
}

fn on_setting(model: &mut Tui, key: Key) {
    let offered = model.study.settings().to_vec();
    let digit = key.typed().and_then(|c| c.to_digit(10)).and_then(|d| (d as usize).checked_sub(1));
    let now = model.capture.form.setting.clone();
    let names: Vec<&str> = offered.iter().map(String::as_str).collect();
    let chosen = if let Some(name) = digit.and_then(|at| names.get(at)) {
        Some(*name)
    } else if let Some(by) = arrow(key) {
        beside(&names, now.as_deref(), by)
    } else if matches!(key.code, Code::Backspace | Code::Delete) {
        None
    } else if let Some(c) = key.typed().filter(|c| !c.is_whitespace()) {
        return pick_setting(model, Some(c).filter(|c| c.is_alphanumeric()));
    } else {
        return leave_row(model, key);
    };
    model.capture.form.setting = chosen.map(str::to_owned);
    hooks::touched(model);
}

fn on_tags(model: &mut Tui, key: Key) {
    match key.code {
        Code::Backspace | Code::Delete => {
            if model.capture.form.tags.pop().is_some() {
                hooks::touched(model);
            }
        }
        _ => match key.typed().filter(|c| !c.is_whitespace()) {
            Some(c) if c.is_ascii_digit() => {
                pick_tags(model, None);
                if let Some(Overlay::Picker(list)) = model.overlays.last_mut() {
                    drop(list.key(key, model.now));
                }
            }
            Some(c) => pick_tags(model, Some(c).filter(|c| c.is_alphabetic())),
            None => leave_row(model, key),
        },
    }
}

fn on_stance(model: &mut Tui, key: Key) {
    let letter = key.typed().and_then(|c| Stance::ALL.iter().find(|s| s.key() == c).copied());
    let form = &mut model.capture.form;
    let to = letter.or_else(|| beside(Stance::ALL, Some(form.stance), arrow(key)?));
    match to {
        Some(stance) => {
            form.stance = stance;
            hooks::touched(model);
        }
        None => leave_row(model, key),
    }
}

fn on_origin(model: &mut Tui, key: Key) {
    let prompted = match (key.code, key.typed()) {
        (_, Some('p')) => true,
        (_, Some('s')) => false,
        (Code::Left | Code::Right, _) | (_, Some(' ')) => !model.capture.form.prompted,
        _ => return leave_row(model, key),
    };
    model.capture.form.prompted = prompted;
    hooks::touched(model);
}

/// Takes a pasted text, as one insert.
pub(in crate::tui) fn paste(model: &mut Tui, text: &str, _turn: &mut Turn<'_>) {
    begin_next(model);
    if let Some(offered) = model.capture.offered.take() {
        model.capture.aside.push(offered);
    }
    let form = &mut model.capture.form;
    let left_out = match model.capture.focus {
        Focus::When => form.when.paste(text),
        Focus::Extra(extra) => form.extra_mut(extra).map_or(0, |field| field.paste(text)),
        _ => {
            model.capture.focus = Focus::Line;
            form.line.paste(text)
        }
    };
    hooks::touched(model);
    if left_out > 0 {
        let said = format!("left out {left_out} control characters that cannot be shown");
        model.say(Tone::Warn, said);
    }
}

fn set_aside(model: &mut Tui, turn: &mut Turn<'_>) {
    if let Some(offered) = model.capture.offered.take() {
        model.capture.aside.push(offered);
    } else if !model.capture.form.is_blank() && !model.capture.shows_sent {
        let form = std::mem::take(&mut model.capture.form);
        model.capture.aside.push(form);
        save::clear(model);
    } else {
        return;
    }
    model.say(Tone::Done, "set aside; it is kept until you take it up again");
    hooks::keep_now(model, turn);
}

fn take_up(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(form) = model.capture.offered.take().or_else(|| model.capture.aside.pop()) else {
        return;
    };
    if model.capture.shows_sent {
        save::clear(model);
    }
    save::bring_back(model, form);
    if model.capture.too_long_kept {
        turn.effects.push(Effect::SaveDraft(crate::journal::DraftSlot::TooLong, String::new()));
        model.capture.too_long_kept = false;
    }
    hooks::keep_now(model, turn);
}

/// An overlay that this screen opened was answered.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    match (then, answer) {
        (Then::UseTag { typed, name }, _) => {
            use_tag(model, &typed, &name);
            save::save(model, turn);
        }
        (Then::NewTags, _) => {
            model.capture.consent.new_tags = true;
            save::save(model, turn);
        }
        (Then::UseSetting(name), _) => {
            use_setting(model, &name);
            save::save(model, turn);
        }
        (Then::NewSetting, _) => {
            model.capture.consent.new_settings = true;
            save::save(model, turn);
        }
        (Then::Future, _) => {
            model.capture.consent.future = true;
            save::save(model, turn);
        }
        (Then::Tags, Answer::Picked(tags)) => {
            model.capture.form.tags = tags;
            hooks::touched(model);
        }
        (Then::Setting, Answer::Picked(names)) => {
            model.capture.form.setting = names.into_iter().next();
            hooks::touched(model);
        }
        (Then::Tags | Then::Setting, Answer::Chosen | Answer::Typed(_) | Answer::Unseen(_)) => {}
        (Then::Prompted(at, answers), _) => {
            model.capture.form.prompted = answers;
            model.capture.not_answered = Some(at).filter(|_| !answers);
            save::save(model, turn);
        }
        (Then::Discard, _) => {
            save::clear(model);
            model.say(Tone::Done, "The unfinished note is gone.");
            hooks::keep_now(model, turn);
        }
    }
    Handled::Done
}

/// Puts the known setting where the slip was typed.
fn use_setting(model: &mut Tui, name: &str) {
    let line = model.capture.form.line.text();
    let mut parts = model.capture.reading.understood.iter();
    match parts.find(|(_, part)| *part == Part::Setting) {
        Some((range, _)) => {
            let mut fixed = line;
            fixed.replace_range(range.clone(), &format!("@\"{}\"", name.replace('"', "\\\"")));
            model.capture.form.line.set(&fixed);
        }
        None => model.capture.form.setting = Some(name.to_owned()),
    }
    hooks::touched(model);
}

/// Puts the known tag where the slip was typed.
fn use_tag(model: &mut Tui, typed: &str, name: &str) {
    let slipped = typed.trim_start_matches('#').to_lowercase();
    let line = model.capture.form.line.text();
    let mut fixed = line.clone();
    for (range, part) in model.capture.reading.understood.iter().rev() {
        let here = line.get(range.clone()).unwrap_or_default();
        if matches!(part, Part::NearTag | Part::NewTag)
            && here.trim_start_matches('#').to_lowercase() == slipped
        {
            fixed.replace_range(range.clone(), &format!("#{name}"));
        }
    }
    if fixed != line {
        model.capture.form.line.set(&fixed);
    }
    for tag in &mut model.capture.form.tags {
        if tag.trim_start_matches('#').to_lowercase() == slipped {
            name.clone_into(tag);
        }
    }
    hooks::touched(model);
}
