//! What keys do on this screen.

use ratatui::layout::Rect;

use super::model::OnStage;
use super::{Command, ask, model, session, view, writing};
use crate::actions::debrief::Go;
use crate::analysis::View;
use crate::analysis::debrief::record;
use crate::study::Subject;
use crate::tui::command::Place;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::screens::lessons;
use crate::tui::widgets::field::Edit;

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(model: &Tui) -> &'static [Place] {
    let here = &model.debrief;
    if here.typing && here.writing.is_some() {
        &[Place::DebriefText]
    } else if here.session.is_some() {
        &[Place::DebriefHeld, Place::List]
    } else {
        &[Place::Debrief, Place::List]
    }
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let here = &model.debrief;
    let held = here.session.is_some() && model.is_open();
    let target = here.target(&model.study);
    let (next, before) = session::around(model);
    match command {
        Command::Begin => model.is_open() && here.session.is_none(),
        Command::Open => target.is_some() && here.reading.is_none(),
        Command::Record | Command::Copy | Command::Write => target.is_some(),
        Command::Told | Command::Audience | Command::Lesson => model.is_open() && target.is_some(),
        Command::Say | Command::Choose | Command::Carry | Command::Attend | Command::End => held,
        Command::Next => held && next,
        Command::Previous => held && before,
        Command::Show | Command::TakeOut => held && here.focus().is_some(),
        Command::Reword => held && matches!(here.focus(), Some(OnStage::Said(_))),
        Command::Earlier => model.is_open() && !model::waiting(model.own(), model.now).is_empty(),
        Command::Back => here.session.is_some() || here.reading.is_some(),
        Command::Save
        | Command::NextField
        | Command::PreviousField
        | Command::NewLine
        | Command::LeaveField => here.typing && here.writing.is_some(),
    }
}

const fn why_not(command: Command) -> &'static str {
    match command {
        Command::Next => "this is the last step; f ends the debrief",
        Command::Previous => "this is the first step",
        Command::Earlier => "nothing that a debrief carried is waiting",
        Command::Show | Command::TakeOut | Command::Reword => "there is no such line in focus",
        Command::Begin => "a debrief is being held; f ends it",
        Command::Open
        | Command::Record
        | Command::Copy
        | Command::Write
        | Command::Told
        | Command::Audience
        | Command::Lesson => "there is no debrief here; n begins one",
        Command::Say
        | Command::Choose
        | Command::Carry
        | Command::Attend
        | Command::End
        | Command::Back
        | Command::Save
        | Command::NextField
        | Command::PreviousField
        | Command::NewLine
        | Command::LeaveField => "no debrief is being held; n begins one",
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(command));
    }
    match command {
        Command::Begin => ask::how_long(model, turn),
        Command::Open => open(model, turn),
        Command::Next => session::go(model, &Go::Next, turn),
        Command::Previous => session::go(model, &Go::Back, turn),
        Command::Say => session::say(model),
        Command::Choose => ask::what_to_show(model),
        Command::Show => session::large(model),
        Command::Carry => ask::which_line(model),
        Command::Reword => session::reword(model),
        Command::TakeOut => session::take_out(model, turn),
        Command::Attend => ask::how_many(model),
        Command::Earlier => ask::earlier(model),
        Command::Told => ask::told(model),
        Command::End => ask::end(model),
        Command::Record => {
            model.debrief.reading = Some(0);
            model.debrief.session = None;
        }
        Command::Lesson => lesson(model, turn),
        Command::Audience => audience(model),
        Command::Copy => copy(model, turn),
        Command::Write => ask::file(model),
        Command::Back => back(model),
        Command::Save => writing::save(model, turn),
        Command::NextField => move_focus(model, true),
        Command::PreviousField => move_focus(model, false),
        Command::NewLine => {
            if let Some(field) = model.debrief.writing.as_mut().and_then(|w| w.focused()) {
                field.new_line();
                writing::touched(model);
            }
        }
        Command::LeaveField => {
            model.debrief.typing = false;
            if !writing::has_unsaved(model) {
                model.debrief.writing = None;
            }
            writing::keep_now(model, turn);
        }
    }
    refresh(model);
}

fn open(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(sheet) = model.debrief.target(&model.study) else { return };
    let (id, open) = (sheet.id(), session::is_own_open(model, sheet));
    if open && model.is_open() {
        session::hold(model, id, turn);
    } else {
        model.debrief.reading = Some(0);
    }
}

fn audience(model: &mut Tui) {
    let Some(sheet) = model.debrief.target(&model.study) else { return };
    let (id, what) = (sheet.id(), format!("debrief {}", sheet.id().code()));
    crate::tui::audience::ask(model, &what, vec![Subject::Sheet(id)]);
}

/// A lesson is grounded in what is in focus, or in the debrief as a whole.
fn lesson(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(sheet) = model.debrief.target(&model.study).map(crate::study::Sheet::id) else {
        return;
    };
    let focus = model.debrief.session.and_then(|_| model.debrief.focus());
    let subject = match focus {
        Some(OnStage::Shown(id)) => Subject::Observation(id),
        Some(OnStage::Said(item)) => Subject::Line(sheet, item),
        None => Subject::Sheet(sheet),
    };
    lessons::offer(model, vec![subject], turn);
}

/// The record of the debrief that one stands on.
pub(super) fn page(model: &Tui) -> Option<String> {
    let sheet = model.debrief.target(&model.study)?;
    Some(record(&model.study, &model.debrief.form, sheet, model.now))
}

fn copy(model: &mut Tui, turn: &mut Turn<'_>) {
    turn.effects.extend(page(model).map(Effect::Copy));
    model.say(Tone::Note, "the record was sent to the terminal's clipboard");
}

/// Steps back by one.
fn back(model: &mut Tui) {
    let here = &mut model.debrief;
    if here.reading.take().is_none()
        && let Some(id) = here.session.take()
    {
        let said = format!("debrief {} is not ended; Enter goes on with it", id.code());
        model.say(Tone::Note, said);
    }
}

/// Tab goes through the fields, and then, for what is said, through what it may be about.
fn move_focus(model: &mut Tui, on: bool) {
    let Some(writing) = &mut model.debrief.writing else { return };
    let many = writing.fields.len();
    writing.focus = if on { (writing.focus + 1) % many } else { (writing.focus + many - 1) % many };
}

/// Takes a key that is no command: typing, moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    if model.debrief.typing {
        let Some(writing) = &mut model.debrief.writing else { return };
        let moved = writing.focused().map_or(Edit::Unknown, |field| field.key(key));
        match (moved, key.code) {
            (Edit::Changed, _) => writing::touched(model),
            (Edit::Unknown, Code::Up) => about(model, false),
            (Edit::Unknown, Code::Down) => about(model, true),
            (Edit::Unknown | Edit::Moved, _) => {}
        }
    } else if model.debrief.reading.is_some() {
        read_on(model, key);
    } else if model.debrief.session.is_some() {
        model.debrief.moved |= model.debrief.at.key(key);
    } else {
        model.debrief.place.key(key);
    }
}

/// Up and down, past the ends of the text, choose what on show the words are about.
fn about(model: &mut Tui, on: bool) {
    let shown: Vec<_> = model
        .debrief
        .stage
        .iter()
        .filter_map(|one| match one {
            OnStage::Shown(id) => Some(*id),
            OnStage::Said(_) => None,
        })
        .collect();
    let Some(writing) = &mut model.debrief.writing else { return };
    if writing.what != model::What::Said {
        return;
    }
    let at = writing.about.and_then(|id| shown.iter().position(|known| *known == id));
    let next = match (at, on) {
        (None, true) => Some(0),
        (None, false) => shown.len().checked_sub(1),
        (Some(at), true) => Some(at + 1),
        (Some(at), false) => at.checked_sub(1),
    };
    writing.about = next.and_then(|at| shown.get(at)).copied();
}

fn read_on(model: &mut Tui, key: Key) {
    let room = view::reading_area(crate::tui::view::areas(model.size).body);
    let rows = view::record_rows(model, usize::from(room.width)).len();
    let page = usize::from(room.height).max(2) - 1;
    let last = rows.saturating_sub(usize::from(room.height));
    let top = model.debrief.reading.unwrap_or(0);
    model.debrief.reading = Some(match key.code {
        Code::Up => top.saturating_sub(1),
        Code::Down => (top + 1).min(last),
        Code::PageUp => top.saturating_sub(page),
        Code::PageDown => (top + page).min(last),
        Code::Home => 0,
        Code::End => last,
        _ => top,
    });
}

/// Takes a pasted text, where there is a field for it.
pub(in crate::tui) fn paste(model: &mut Tui, text: &str, _turn: &mut Turn<'_>) {
    if !model.debrief.typing {
        return;
    }
    let Some(field) = model.debrief.writing.as_mut().and_then(|writing| writing.focused()) else {
        return;
    };
    let left_out = field.paste(text);
    writing::touched(model);
    if let (Some(writing), true) = (&mut model.debrief.writing, left_out > 0) {
        writing.trouble =
            Some(format!("left out {left_out} control characters that cannot be shown"));
    }
}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(body);
    let free = model.debrief.session.is_none() && model.debrief.reading.is_none();
    if free && list.contains(at.into()) {
        let row = model.debrief.place.window().start + usize::from(at.1 - list.y);
        model.debrief.place.select(row);
    }
}

/// The study or the window has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let seen = model.study.revision();
    let body = crate::tui::view::areas(model.size).body;
    let person = model.person();
    let here = &mut model.debrief;
    if here.seen != Some(seen) {
        here.rows = model::rows(View::of(&model.study, person));
        here.form.clone_from(&model.forms.now.debrief);
        here.seen = Some(seen);
    }
    let arrived = |id: &mut crate::study::SheetId| model.study.sheets().get(*id).is_some();
    if let Some(id) = here.begun.take_if(arrived) {
        here.session = Some(id);
        here.reading = None;
    }
    let gone = |id| model.study.sheets().get(id).is_none_or(|sheet| !sheet.is_standing());
    let ended = |id| model.study.sheets().get(id).is_some_and(|sheet| sheet.ended().is_some());
    if here.session.is_some_and(|id| gone(id) || ended(id)) {
        here.session = None;
        here.typing = false;
    }
    here.place.fit(here.rows.len(), usize::from(view::list_area(body).height));
    let sheet = here.session.and_then(|id| model.study.sheets().get(id));
    here.stage = sheet.map(|sheet| model::stage(&here.form, sheet)).unwrap_or_default();
    here.at.fit(here.stage.len(), usize::MAX / 2);
    if here.rows.is_empty() {
        here.reading = None;
    }
    let wide = usize::from(body.width.saturating_sub(5)).max(1);
    for field in here.writing.iter_mut().flat_map(|writing| &mut writing.fields) {
        field.set_width(wide);
    }
}
