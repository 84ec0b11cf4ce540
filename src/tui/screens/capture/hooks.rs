//! What the rest of the house tells the capture screen: the study is open, time passes, a draft was
//! found.

pub(in crate::tui) use super::save::{failed, saved};

use super::{draft, save};
use crate::actions::{self, shorthand};
use crate::analysis::View;
use crate::journal::DraftSlot;
use crate::tui::model::{Model as Tui, Phase, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Overlay, Prompt};
use crate::tui::unkept;

/// The line is read again: it, the study or the time has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let wide = usize::from(model.size.0.saturating_sub(5));
    model.capture.form.line.set_width(wide);
    let line = model.capture.form.line.text();
    model.capture.reading = if line.is_empty() {
        shorthand::Reading::default()
    } else {
        shorthand::read(&line, &model.study, model.now)
    };
}

/// The study is open: notes entered before are saved, and drafts of notes that had reached the disk
/// after all are dropped.
pub(in crate::tui) fn opened(model: &mut Tui, turn: &mut Turn<'_>) {
    drop_recorded(model);
    if model.capture.waiting() > 0 {
        save::send_waiting(model, turn);
    }
}

/// A crash between saving and clearing the draft leaves a draft of a note that is there already.
fn drop_recorded(model: &mut Tui) {
    let own = View::of(&model.study, model.person());
    let notes = own.written_ever().rev().map(|(_, record)| record);
    let recent: Vec<&str> = notes.take(50).map(|record| record.text()).collect();
    let (study, now) = (&model.study, model.now);
    let is_there = |form: &super::Form| {
        let said = shorthand::read(&form.line.text(), study, now).text;
        recent.contains(&said.trim())
    };
    model.capture.aside.retain(|form| !is_there(form));
    model.capture.offered = model.capture.offered.take().filter(|form| !is_there(form));
}

/// A draft was found on disk.
pub(in crate::tui) fn draft_found(
    model: &mut Tui,
    slot: &DraftSlot,
    text: &str,
    turn: &mut Turn<'_>,
) {
    match slot {
        DraftSlot::Capture => {
            let (current, aside) = draft::read(text);
            model.capture.aside.extend(aside);
            let untouched = model.capture.form.is_blank() && model.capture.sent.is_empty();
            match current {
                Some(form) if untouched => model.capture.offered = Some(form),
                Some(form) => {
                    model.capture.aside.push(form);
                    model.say(Tone::Note, "a note from before is set aside");
                }
                None => {}
            }
        }
        DraftSlot::TooLong => {
            model.capture.aside.push(super::Form::of_words(text));
            model.capture.too_long_kept = true;
        }
        // What a window that has ended kept: its notes, or a text of it.
        DraftSlot::Named(_) if slot.is_of_a_window() => {
            let (current, aside) = draft::read(text);
            let mut forms = aside.into_iter().chain(current);
            let capture = &mut model.capture;
            if capture.form.is_blank() && capture.sent.is_empty() && capture.offered.is_none() {
                capture.offered = forms.next();
            }
            model.capture.aside.extend(forms);
            if !model.capture.aside.is_empty() {
                model.say(Tone::Note, "a note from another window is set aside; Alt-N takes it up");
            }
            keep_now(model, turn);
            turn.effects.push(Effect::SaveDraft(slot.clone(), String::new()));
        }
        DraftSlot::Named(_) => {}
    }
    if model.is_open() {
        drop_recorded(model);
        keep_now(model, turn);
    }
}

/// Something was typed.
pub(in crate::tui) fn touched(model: &mut Tui) {
    let now = model.now;
    model.capture.form.begun.get_or_insert(now);
    unkept::touch(&mut model.capture.unkept, now);
    // A refusal is answered by typing on; what may be lost stays in view until something is said.
    if model.status.as_ref().is_some_and(|status| status.tone == Tone::Warn) {
        model.status = None;
    }
    model.capture.trouble = None;
    refresh(model);
}

/// Milliseconds until a draft is to be kept, if one is.
pub(in crate::tui) fn wake_in(model: &Tui) -> Option<i64> {
    unkept::wake_in(model.capture.unkept, model.now)
}

/// Time has passed.
pub(in crate::tui) fn tick(model: &mut Tui, turn: &mut Turn<'_>) {
    if wake_in(model) == Some(0) {
        keep_now(model, turn);
    }
    refresh(model);
}

/// Something was typed into a prompt: its words are kept as those of a note are.
pub(in crate::tui) fn prompt_touched(model: &mut Tui) {
    if let Some(Overlay::Prompt(prompt)) = model.overlays.last()
        && prompt.words().is_some()
    {
        unkept::touch(&mut model.capture.unkept, model.now);
    }
}

/// A prompt was left without an answer: what had been typed into it is put aside.
pub(in crate::tui) fn prompt_left(model: &mut Tui, prompt: &Prompt, turn: &mut Turn<'_>) {
    if let Some(words) = prompt.words() {
        model.capture.aside.push(super::Form::of_words(&words));
        model.say(Tone::Note, "what you had typed is set aside; Alt-N on Write takes it up");
        keep_now(model, turn);
    }
}

/// Keeps everything that is typed and not saved, now.
pub(in crate::tui) fn keep_now(model: &mut Tui, turn: &mut Turn<'_>) {
    model.capture.unkept = None;
    if model.phase == Phase::Beginning {
        return;
    }
    turn.effects.push(Effect::SaveDraft(DraftSlot::Capture, save::kept(model)));
}

/// The words of the half-typed note, with those of its optional fields.
pub(in crate::tui) fn words(model: &Tui) -> Option<String> {
    let form = &model.capture.form;
    if model.capture.shows_sent || form.is_blank() {
        return None;
    }
    let mut words = vec![form.line.text()];
    for extra in crate::study::Extra::ALL {
        let typed = form.extra(extra).map(crate::tui::widgets::Field::text).unwrap_or_default();
        if !typed.trim().is_empty() {
            words.push(format!("{}: {typed}", extra.label()));
        }
    }
    Some(words.join("\n"))
}

/// The half-typed note has left the study: nothing of it stays here, nor in the draft.
pub(in crate::tui) fn left_the_study(model: &mut Tui, turn: &mut Turn<'_>) {
    save::clear(model);
    keep_now(model, turn);
}

/// Notes that are not there any more are not shown as saved.
pub(in crate::tui) fn forget_saved(model: &mut Tui) {
    let Tui { study, capture, .. } = model;
    let standing = |id| study.own_record(id).is_some_and(crate::study::Record::is_standing);
    capture.saved.retain(|saved| standing(saved.id));
}

/// Whether something is typed that is not saved.
pub(in crate::tui) fn has_unsaved(model: &Tui) -> bool {
    let waits = model.capture.waiting() > 0;
    waits || (!model.capture.form.is_blank() && !model.capture.shows_sent)
}

/// How a moment is said beside now.
pub(super) fn said(model: &Tui, at: crate::study::Moment) -> String {
    actions::when::say(at, model.now)
}
