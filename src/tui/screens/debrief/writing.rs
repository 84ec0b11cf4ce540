//! Typing a line and saving it: durable at Enter, half-typed words as a draft, and nothing let go
//! before the disk has it.

use super::kept;
use super::model::{What, Writing, subject};
use crate::actions::debrief::{self, Carry, Contribution, Reworded};
use crate::actions::{Deed, Refusal, when};
use crate::journal::DraftSlot;
use crate::study::{ItemId, Line, SheetId, Study};
use crate::tui::asking::without;
use crate::tui::model::{Asked, Model as Tui, Phase, Tone, Turn, failure_of};
use crate::tui::msg::{Effect, Failure, Ticket};
use crate::tui::screens::{Screen, capture};
use crate::tui::unkept;
use crate::tui::widgets::Field;

/// The slot in which a half-typed line is kept.
pub(in crate::tui) fn slot() -> DraftSlot {
    DraftSlot::Named("debrief".to_owned())
}

/// Something was typed.
pub(in crate::tui) fn touched(model: &mut Tui) {
    unkept::touch(&mut model.debrief.unkept, model.now);
    if let Some(writing) = &mut model.debrief.writing {
        writing.trouble = None;
    }
}

/// The text of the line that is being typed.
pub(in crate::tui) fn typed(model: &Tui) -> Option<&Field> {
    let writing = model.debrief.writing.as_ref().filter(|_| model.debrief.typing)?;
    writing.fields.first().filter(|_| writing.focus == 0)
}

/// Whether a line is being typed on this screen.
pub(in crate::tui) fn is_writing(model: &Tui) -> bool {
    model.screen == Screen::Debrief && model.debrief.typing && model.debrief.writing.is_some()
}

/// Takes a text out of the line in which it was typed by mistake. The line that is being reworded is
/// left as it was, and so is a field with nothing else in it.
pub(in crate::tui) fn take_out(model: &mut Tui, words: &str) {
    let Some(writing) = &mut model.debrief.writing else { return };
    if let Some(field) = writing.focused() {
        let kept = without(&field.text(), words);
        field.set(&kept);
    }
    if writing.instead.is_some() || !writing.has_words() {
        (model.debrief.writing, model.debrief.typing) = (None, false);
    }
    touched(model);
}

/// The same, to be changed.
pub(in crate::tui) fn typed_mut(model: &mut Tui) -> Option<&mut Field> {
    model.debrief.writing.as_mut().and_then(|writing| writing.fields.first_mut())
}

/// Milliseconds until a draft is to be kept, if one is.
pub(in crate::tui) fn wake_in(model: &Tui) -> Option<i64> {
    unkept::wake_in(model.debrief.unkept, model.now)
}

/// Time has passed.
pub(in crate::tui) fn tick(model: &mut Tui, turn: &mut Turn<'_>) {
    if wake_in(model) == Some(0) {
        keep_now(model, turn);
    }
}

/// Keeps what is typed and not saved, now.
pub(in crate::tui) fn keep_now(model: &mut Tui, turn: &mut Turn<'_>) {
    let here = &mut model.debrief;
    here.unkept = None;
    let text = kept::write(here.writing.as_ref());
    if model.phase != Phase::Beginning && (here.kept || !text.is_empty()) {
        here.kept = !text.is_empty();
        turn.effects.push(Effect::SaveDraft(slot(), text));
    }
}

/// Whether something is typed that is not saved.
pub(in crate::tui) fn has_unsaved(model: &Tui) -> bool {
    model.debrief.writing.as_ref().is_some_and(Writing::has_words)
}

/// A half-typed line was found on disk: it is put back where it was.
pub(in crate::tui) fn draft_found(
    model: &mut Tui,
    found: &DraftSlot,
    text: &str,
    turn: &mut Turn<'_>,
) {
    if *found != slot() {
        return;
    }
    model.debrief.kept = true;
    match kept::read(text) {
        Some(writing) if model.debrief.writing.is_none() => model.debrief.writing = Some(writing),
        // Words that cannot be put back where they were are not thrown away.
        _ => set_aside(model, text),
    }
    if model.is_open() {
        settle(model, turn);
    }
}

fn set_aside(model: &mut Tui, words: &str) {
    model.capture.aside.push(capture::Form::of_words(words));
    model.say(Tone::Note, "a half-typed line is set aside; Alt-N on Write shows it");
}

/// The study is open: a line that had reached the disk after all is no draft any more, and one
/// whose debrief is over is set aside.
pub(super) fn settle(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(writing) = &model.debrief.writing else { return };
    let words = writing.text(0);
    let sheet = model.study.sheets().get(writing.sheet).filter(|sheet| sheet.is_standing());
    let is_there = |line: &Line| match line {
        Line::Contribution { text, .. } | Line::Carried { text, .. } => text == words.trim(),
        _ => false,
    };
    let last = sheet.and_then(|sheet| sheet.lines().last());
    if last.is_some_and(|said| is_there(&said.line)) {
        model.debrief.writing = None;
    } else if sheet.is_none_or(|sheet| sheet.ended().is_some()) {
        model.debrief.writing = None;
        set_aside(model, &words);
        capture::keep_now(model, turn);
    }
    keep_now(model, turn);
}

/// Opens the field for something new, or goes back to what is half-typed.
pub(super) fn open(model: &mut Tui, sheet: SheetId, what: What) {
    let here = &mut model.debrief;
    let half = here.writing.as_ref().filter(|writing| writing.has_words());
    match half {
        Some(writing) if writing.what != what || writing.sheet != sheet => {
            model.say(Tone::Note, "this line is half-typed; save it or empty it, then go on");
        }
        Some(_) => {}
        None => here.writing = Some(Writing::new(sheet, what)),
    }
    model.debrief.typing = true;
    super::refresh(model);
}

/// Opens the field with a line that is there, to put it another way.
pub(super) fn reword(model: &mut Tui, sheet: SheetId, item: ItemId) {
    if has_unsaved(model) {
        model.debrief.typing = true;
        return model.say(Tone::Note, "this line is half-typed; save it or empty it, then go on");
    }
    let Some(mut writing) = written(&model.study, sheet, item) else { return };
    writing.instead = Some(item);
    model.debrief.writing = Some(writing);
    model.debrief.typing = true;
    super::refresh(model);
}

/// A line as it would be typed.
fn written(study: &Study, sheet: SheetId, item: ItemId) -> Option<Writing> {
    let found = study.sheets().get(sheet)?;
    let line = found.lines().find(|said| said.item == item)?;
    match &line.line {
        Line::Contribution { by, about, text, .. } => {
            let mut writing = Writing::new(sheet, What::Said);
            writing.set(0, text);
            writing.set(1, by.as_deref().unwrap_or_default());
            writing.about = match about {
                Some(crate::study::Subject::Observation(id)) => Some(*id),
                _ => None,
            };
            Some(writing)
        }
        Line::Carried { what, text, owner, reply_by } => {
            let mut writing = Writing::new(sheet, What::Carried(what.clone()));
            writing.set(0, text);
            writing.set(1, owner.as_deref().unwrap_or_default());
            let day = reply_by.map(|day| day.date().to_string()).unwrap_or_default();
            writing.set(2, &day);
            Some(writing)
        }
        _ => None,
    }
}

/// Saves what is typed. An empty field is left instead.
pub(super) fn save(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(writing) = &model.debrief.writing else { return };
    if writing.sent.is_some() {
        return;
    }
    if !writing.has_words() {
        model.debrief.writing = None;
        model.debrief.typing = false;
        return;
    }
    if !model.is_open() {
        keep_now(model, turn);
        return model.say(Tone::Note, "the study is not open; what you typed is kept as a draft");
    }
    let texts = writing.fields.iter().map(Field::text);
    if let Some(failure) = texts.into_iter().find_map(|text| model.gives_away(&text)) {
        if let Some(writing) = &mut model.debrief.writing {
            writing.trouble = Some(failure.said());
        }
        return model.say(Tone::Warn, failure.said());
    }
    match deed(model, writing, turn) {
        Ok(deed) => {
            let ticket = model.commit(deed, Asked::Other, turn);
            if let Some(writing) = &mut model.debrief.writing {
                writing.sent = Some(ticket);
            }
        }
        Err(refusal) => {
            let failure = failure_of(&refusal);
            if let Some(writing) = &mut model.debrief.writing {
                if matches!(refusal, Refusal::NoText) {
                    writing.focus = 0;
                } else if matches!(refusal, Refusal::BadDay { .. }) {
                    writing.focus = 2;
                }
                writing.trouble = Some(failure.said());
            }
            model.say(Tone::Warn, "not saved yet; what you typed is kept");
            keep_now(model, turn);
        }
    }
}

fn deed(model: &Tui, writing: &Writing, turn: &Turn<'_>) -> Result<Deed, Refusal> {
    let (study, cx, form) = (&model.study, turn.cx, &model.debrief.form);
    let sheet = writing.sheet;
    match &writing.what {
        What::Said => {
            let about = subject(writing.about);
            let said = Contribution { text: writing.text(0), by: writing.text(1), about };
            match writing.instead {
                None => debrief::say(study, cx, sheet, &said),
                Some(item) => {
                    debrief::reword(study, cx, form, (sheet, item), &Reworded::Said(said))
                }
            }
        }
        What::Carried(what) => {
            let day = writing.text(2);
            let blank = day.trim().is_empty();
            let reply_by = if blank { None } else { Some(when::day(&day, cx.now)?) };
            let (what, owner) = (what.clone(), writing.text(1));
            let carry = Carry { what, text: writing.text(0), owner, reply_by };
            match writing.instead {
                None => debrief::carry(study, cx, form, sheet, &carry),
                Some(item) => {
                    debrief::reword(study, cx, form, (sheet, item), &Reworded::Carried(carry))
                }
            }
        }
    }
}

/// A line has reached the disk, or has not. After what someone said the field is free for the next
/// to speak; any other line is done with.
pub(in crate::tui) fn arrived(
    model: &mut Tui,
    ticket: Ticket,
    failure: Option<&Failure>,
    turn: &mut Turn<'_>,
) {
    let here = &mut model.debrief;
    let Some(writing) = here.writing.as_mut().filter(|writing| writing.sent == Some(ticket)) else {
        return;
    };
    writing.sent = None;
    match failure {
        Some(failure) => writing.trouble = Some(failure.said()),
        None if writing.what == What::Said && writing.instead.is_none() => {
            let about = writing.about;
            let mut next = Writing::new(writing.sheet, What::Said);
            next.about = about;
            here.writing = Some(next);
        }
        None => {
            here.writing = None;
            here.typing = false;
        }
    }
    if failure.is_none() && model.screen == Screen::Debrief {
        super::refresh(model);
        model.debrief.at.select(usize::MAX);
    }
    keep_now(model, turn);
}
