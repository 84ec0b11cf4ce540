//! Saving a note: the one path from the form to the journal and back. Disk first, memory second,
//! form last.

use super::model::{Focus, Saved, Sent};
use super::update::Then;
use super::{Form, draft};
use crate::actions::{Deed, Refusal, capture};
use crate::journal::DraftSlot;
use crate::study::{Change, LONGEST_TEXT};
use crate::tui::model::{Asked, Model as Tui, Phase, Tone, Turn, failure_of};
use crate::tui::msg::{Beside, Effect, Failure, Ticket};
use crate::tui::overlay::{Choice, Overlay, Question, Then as AnyThen};
use crate::tui::screens::lock::WAS_THE_PASSPHRASE;
use crate::tui::shifts;
use crate::tui::widgets::Field;

/// Saves the note in the form, or says why not, or asks.
pub(super) fn save(model: &mut Tui, turn: &mut Turn<'_>) {
    if model.capture.shows_sent {
        return;
    }
    let form = &model.capture.form;
    if form.is_blank() && form.tags.is_empty() && form.kind.is_none() {
        // Enter once more after a save, or on an empty line, means nothing and is no mistake.
        return;
    }
    if let Some(failure) = gives_away(model, turn) {
        return model.say(Tone::Warn, failure.said());
    }
    if asks_about_prompt(model) {
        return;
    }
    match &model.phase {
        Phase::Open(_) => hand_over(model, turn),
        Phase::Opening | Phase::Beginning => {
            if model.capture.form.is_blank() {
                return;
            }
            let form = model.capture.form.clone();
            model.capture.sent.push(Sent { ticket: None, form, id: None, happened_at: None });
            model.capture.shows_sent = true;
            super::keep_now(model, turn);
            model.say(Tone::Note, "the study is still being read; this note is saved right after");
        }
        Phase::Locked => {}
        Phase::Closed(failure) => {
            let failure = failure.clone();
            super::keep_now(model, turn);
            let kept = !model.drafts_fail;
            let said = if kept { "not saved, but kept as a draft" } else { "not saved" };
            model.say(Tone::Loss, said);
            model.capture.trouble = Some(failure);
        }
    }
}

/// A note that is written while a prompt waits may be its answer, though its key was not pressed: asks
/// once for each prompt. Whether it asked.
fn asks_about_prompt(model: &mut Tui) -> bool {
    let form = &model.capture.form;
    let Some(waits) = shifts::prompt(model).filter(|_| !form.prompted && model.is_open()) else {
        return false;
    };
    let begun_before = form.begun.is_some_and(|begun| begun.millis < waits.at.millis);
    if begun_before || model.capture.not_answered == Some(waits.at) {
        return false;
    }
    let meant = |answers| AnyThen::Capture(Then::Prompted(waits.at, answers));
    let choices = vec![
        Choice::new('y', "yes, it made me write this", meant(true)),
        Choice::new('n', "no, I would have written it anyway", meant(false)),
        Choice::new('b', "back to the line", AnyThen::Nothing),
    ];
    let asks = format!("A prompt waits since {}.", waits.at.local().format("%H:%M"));
    let detail = "Were you prompted to write this?";
    model.over(Overlay::Question(Question::new(asks, detail, choices).undecided()));
    true
}

/// Why the form must not be saved: the passphrase stands in it. Where it is the whole line, the line
/// is emptied, since it can be read by whoever looks on.
fn gives_away(model: &mut Tui, turn: &mut Turn<'_>) -> Option<Failure> {
    let form = &model.capture.form;
    let line = form.line.text();
    let mut texts = std::iter::once(line.clone()).chain(form.extras.iter().map(Field::text));
    let failure = texts.find_map(|text| model.gives_away(&text))?;
    if model.lock.opens().is_some_and(|opens| opens.is_whole(&line)) {
        model.capture.form.line = Field::of_lines();
        super::refresh(model);
        super::keep_now(model, turn);
        return Some(Failure { message: WAS_THE_PASSPHRASE.to_owned(), hint: None });
    }
    Some(failure)
}

fn hand_over(model: &mut Tui, turn: &mut Turn<'_>) {
    let chosen = match model.capture.form.chosen_time(model.now).transpose() {
        Ok(chosen) => chosen,
        Err(refusal) => {
            model.capture.focus = Focus::When;
            return refuse(model, &refusal, turn);
        }
    };
    let note = model.capture.form.to_draft(chosen);
    match capture(&model.study, turn.cx, &note, model.capture.consent) {
        Ok(deed) => {
            let recorded = deed.changes.iter().find_map(|change| match change {
                Change::Recorded(observation) => Some((observation.id, observation.happened_at)),
                _ => None,
            });
            super::keep_now(model, turn);
            let ticket = match model.beside {
                None => model.commit(deed, Asked::Capture, turn),
                Some(_) => leave(model, deed, turn),
            };
            let form = model.capture.form.clone();
            model.capture.sent.push(Sent {
                ticket: Some(ticket),
                form,
                id: recorded.map(|(id, _)| id),
                happened_at: recorded.map(|(_, at)| at),
            });
            model.capture.shows_sent = true;
            model.capture.trouble = None;
        }
        Err(refusal) => refuse(model, &refusal, turn),
    }
}

/// Leaves the note for the window that has the study open. Only new notes can go this way: tags that
/// are new go by their names, and the prompt that the note answers is found by whoever takes it in.
fn leave(model: &mut Tui, deed: Deed, turn: &mut Turn<'_>) -> Ticket {
    let code = deed.recorded().map(|note| note.id.code().to_string()).unwrap_or_default();
    let is_note = |change: &Change| matches!(change, Change::Recorded(_));
    let notes = deed.changes.into_iter().filter(is_note).collect();
    let said = match model.beside {
        Some(Beside::ReadOnly(_)) => {
            format!("Kept {code}. It is added once the study can be written again.")
        }
        _ => format!("Kept {code}. The other window takes it in."),
    };
    model.hand_over(said, Asked::Capture, turn, |ticket| Effect::Leave(ticket, notes))
}

fn refuse(model: &mut Tui, refusal: &Refusal, turn: &mut Turn<'_>) {
    match refusal {
        Refusal::NearTag { typed, near } => ask_tag(model, typed, near),
        Refusal::OutOfUse { name } => ask_out_of_use(model, name),
        Refusal::NearSetting { typed, near } => ask_setting(model, typed, near),
        Refusal::Future { at } => {
            let choices = vec![
                Choice::new('b', "back to the line, to put it right", AnyThen::Nothing),
                Choice::new('y', "yes, save it with that time", AnyThen::Capture(Then::Future)),
                Choice::new('e', "leave it for now", AnyThen::Nothing),
            ];
            let detail =
                "A note is about what has happened; later it could be mistaken for a plan.";
            let asks = format!("That time is in the future: {at}. Is that right?");
            model.over(Overlay::Question(Question::new(asks, detail, choices)));
        }
        other => {
            if matches!(other, Refusal::TooLong { .. }) {
                keep_too_long(model, turn);
            }
            // The reason stands below the line, until that is changed; once is enough.
            model.say(Tone::Warn, "The note is not saved yet. The reason stands below its fields.");
            model.capture.trouble = Some(failure_of(other));
        }
    }
}

fn ask_tag(model: &mut Tui, typed: &str, near: &[String]) {
    let mut choices: Vec<Choice> = near
        .iter()
        .zip('1'..='9')
        .map(|(name, digit)| {
            let then = Then::UseTag { typed: typed.to_owned(), name: name.clone() };
            let tag = model.study.codebook().find(name);
            let meaning = tag.map_or("", |tag| tag.definition());
            Choice::new(digit, format!("{name}  {meaning}"), AnyThen::Capture(then))
        })
        .collect();
    let keep = format!("no, \"{typed}\" is a new tag");
    choices.push(Choice::new('n', keep, AnyThen::Capture(Then::NewTags)));
    choices.push(Choice::new('b', "back to the line", AnyThen::Nothing));
    let asks = format!("There is no tag \"{typed}\" yet. Did you mean {}?", near.join(" or "));
    model.over(Overlay::Question(Question::new(asks, "", choices)));
}

fn ask_out_of_use(model: &mut Tui, name: &str) {
    let choices = vec![
        Choice::new('b', "back to the line", AnyThen::Nothing),
        Choice::new('u', "use it all the same", AnyThen::Capture(Then::NewTags)),
        Choice::new('e', "leave it for now", AnyThen::Nothing),
    ];
    let asks = format!("The tag \"{name}\" is out of use. Do you want to use it?");
    model.over(Overlay::Question(Question::new(asks, "", choices)));
}

fn ask_setting(model: &mut Tui, typed: &str, near: &[String]) {
    let known = near.iter().zip('1'..='9').map(|(name, digit)| {
        Choice::new(digit, name.clone(), AnyThen::Capture(Then::UseSetting(name.clone())))
    });
    let mut choices: Vec<Choice> = known.collect();
    let keep = format!("no, \"{typed}\" is a new place");
    choices.push(Choice::new('n', keep, AnyThen::Capture(Then::NewSetting)));
    choices.push(Choice::new('b', "back to the line", AnyThen::Nothing));
    let asks = format!("There is no place \"{typed}\" yet. Did you mean {}?", near.join(" or "));
    model.over(Overlay::Question(Question::new(asks, "", choices)));
}

/// A text past the limit is kept in a slot of its own as well, so that it is there whole while the
/// person saves a part of it and adds the rest as later notes.
fn keep_too_long(model: &mut Tui, turn: &mut Turn<'_>) {
    let longest = model.capture.form.line.text();
    if longest.len() > LONGEST_TEXT {
        turn.effects.push(Effect::SaveDraft(DraftSlot::TooLong, longest));
        model.capture.too_long_kept = true;
    }
    super::keep_now(model, turn);
}

/// A note is on disk: now, and only now, the form is cleared and the note is shown as saved.
pub(in crate::tui) fn saved(model: &mut Tui, ticket: Ticket, turn: &mut Turn<'_>) {
    let Some(at) = model.capture.sent.iter().position(|sent| sent.ticket == Some(ticket)) else {
        return;
    };
    let last = at + 1 == model.capture.sent.len();
    let sent = model.capture.sent.remove(at);
    if last && model.capture.shows_sent {
        clear(model);
    }
    if let (Some(id), Some(happened_at)) = (sent.id, sent.happened_at) {
        let text =
            model.study.get(id).map_or_else(|| sent.form.line.text(), |r| r.text().to_owned());
        model.capture.saved.push(Saved { id, happened_at, text });
        if model.capture.saved.len() > 5 {
            model.capture.saved.remove(0);
        }
    }
    super::keep_now(model, turn);
}

/// An empty form, with the cursor in the line.
pub(super) fn clear(model: &mut Tui) {
    model.capture.form = Form::default();
    model.capture.focus = Focus::Line;
    model.capture.shows_sent = false;
    model.capture.trouble = None;
    model.capture.consent = crate::actions::Consent::default();
    super::refresh(model);
}

/// A note did not reach the disk. Its form stays as it was; if another has been begun meanwhile,
/// that one is put aside and the note that failed comes back.
pub(in crate::tui) fn failed(model: &mut Tui, ticket: Ticket, why: &Failure, turn: &mut Turn<'_>) {
    let Some(at) = model.capture.sent.iter().position(|sent| sent.ticket == Some(ticket)) else {
        return;
    };
    let last = at + 1 == model.capture.sent.len();
    let sent = model.capture.sent.remove(at);
    if last && model.capture.shows_sent {
        model.capture.shows_sent = false;
    } else {
        bring_back(model, sent.form);
    }
    model.capture.trouble = Some(why.clone());
    model.say(Tone::Loss, format!("not saved: {}", why.message));
    super::keep_now(model, turn);
}

/// Puts a note into the form; what stood there is put aside.
pub(super) fn bring_back(model: &mut Tui, form: Form) {
    if !model.capture.form.is_blank() && !model.capture.shows_sent {
        let current = std::mem::take(&mut model.capture.form);
        model.capture.aside.push(current);
    }
    clear(model);
    model.capture.form = form;
    super::refresh(model);
}

/// Notes that were entered before the study was open are saved now.
pub(super) fn send_waiting(model: &mut Tui, turn: &mut Turn<'_>) {
    let (waiting, sent) =
        std::mem::take(&mut model.capture.sent).into_iter().partition(|s| s.ticket.is_none());
    model.capture.sent = sent;
    let waiting: Vec<Sent> = waiting;
    let shown = model.capture.shows_sent;
    model.capture.shows_sent = false;
    let typing = (!shown).then(|| std::mem::take(&mut model.capture.form));
    for note in waiting {
        // One whose saving needs an answer stays in the form; those after it are put aside.
        if model.overlays.is_empty() && model.capture.trouble.is_none() {
            model.capture.form = note.form;
            save(model, turn);
        } else {
            model.capture.aside.push(note.form);
        }
    }
    if let Some(typing) = typing {
        if model.capture.shows_sent || model.capture.form.is_blank() {
            model.capture.shows_sent = false;
            model.capture.form = typing;
        } else if !typing.is_blank() {
            model.capture.aside.push(typing);
        }
    }
    super::refresh(model);
}

/// Everything typed and not saved, as it goes to disk.
pub(super) fn kept(model: &Tui) -> String {
    let capture = &model.capture;
    let shown = capture.sent.len().saturating_sub(usize::from(capture.shows_sent));
    let sent = capture.sent.iter().take(shown).map(|sent| &sent.form);
    let prompted: Vec<Form> = model
        .overlays
        .iter()
        .filter_map(|overlay| match overlay {
            Overlay::Prompt(prompt) => prompt.words().map(|words| Form::of_words(&words)),
            _ => None,
        })
        .collect();
    let is_secret =
        |form: &Form| model.lock.opens().is_some_and(|opens| opens.is_whole(&form.line.text()));
    let mut aside: Vec<&Form> = sent.chain(&capture.aside).chain(&prompted).collect();
    // A note that is still offered is offered again next time.
    let current = match &capture.offered {
        Some(offered) if capture.form.is_blank() => offered,
        Some(offered) => {
            aside.push(offered);
            &capture.form
        }
        None => &capture.form,
    };
    aside.retain(|form| !is_secret(form));
    draft::write(Some(current).filter(|form| !is_secret(form)), &aside)
}
