//! What the rest of the house tells the screen of a locked study: time passes, a note was kept, the
//! study is open again.

use super::{slot, slots};
use crate::journal::DraftSlot;
use crate::journal::keys::SecretString;
use crate::tui::model::{Model as Tui, Phase, Tone, Turn};
use crate::tui::msg::{Effect, Failure};
use crate::tui::screens::{Screen, capture};
use crate::tui::unkept;

/// Something was typed into the note.
pub(super) fn touched(model: &mut Tui) {
    unkept::touch(&mut model.lock.unkept, model.now);
}

/// Milliseconds until something is due: a draft, or the lock itself.
pub(in crate::tui) fn wake_in(model: &Tui) -> Option<i64> {
    let draft = unkept::wake_in(model.lock.unkept, model.now);
    [draft, idle_in(model)].into_iter().flatten().min()
}

/// Milliseconds until the study has been idle for too long; none where it is not to be locked.
fn idle_in(model: &Tui) -> Option<i64> {
    // Words that are being written down are not taken away.
    let unseen = model.words.is_some() || model.makes_words();
    let locks = model.is_open() && model.sealed && !model.lock.due && !unseen;
    let after = model.lock.after.filter(|_| locks)?;
    Some((model.lock.last_key.millis + after - model.now.millis).max(0))
}

/// Whether no key has been pressed for so long that the study is to be locked.
pub(super) fn is_idle(model: &Tui) -> bool {
    idle_in(model) == Some(0)
}

/// Time has passed.
pub(in crate::tui) fn tick(model: &mut Tui, turn: &mut Turn<'_>) {
    if model.is_locked() && unkept::wake_in(model.lock.unkept, model.now) == Some(0) {
        keep_now(model, turn);
    }
}

/// Keeps the half-typed note, and those on their way, now.
pub(in crate::tui) fn keep_now(model: &mut Tui, turn: &mut Turn<'_>) {
    if !model.is_locked() {
        return;
    }
    model.lock.unkept = None;
    let text = model.lock.whole();
    let text = if text.trim().is_empty() { String::new() } else { text.as_str().to_owned() };
    turn.effects.push(Effect::SaveDraft(slot(), text));
}

/// The study is closed, and its key is gone.
pub(in crate::tui) fn locked(model: &mut Tui, turn: &mut Turn<'_>) {
    model.lock.closing = false;
    model.phase = Phase::Locked;
    if std::mem::take(&mut model.lock.stops) {
        turn.effects.push(Effect::Suspend);
    }
}

/// The program goes on: a stop that waited for the study to be locked is no longer wanted, since
/// nobody would say to go on again.
pub(in crate::tui) fn resumed(model: &mut Tui, turn: &mut Turn<'_>) {
    model.lock.stops = false;
    turn.effects.push(Effect::Redraw);
}

/// What was given does not open it.
pub(in crate::tui) fn unlock_failed(model: &mut Tui, failure: &Failure, turn: &mut Turn<'_>) {
    if model.phase == Phase::Opening && model.sealed {
        // The key was right and the study cannot be read: what is typed goes to its drafts.
        model.lock.due = true;
        super::shut(model, turn);
        return model.say(Tone::Warn, failure.said());
    }
    model.lock.unlocking = false;
    model.lock.refused();
    if model.lock.doubtful {
        let says =
            "not the passphrase, and hidden in case it nearly is: Tab if it is a note, else Esc";
        return model.say(Tone::Warn, says);
    }
    model.say(Tone::Warn, failure.said());
}

/// A note is sealed in the inbox: now, and only now, its draft goes.
pub(in crate::tui) fn note_kept(model: &mut Tui, turn: &mut Turn<'_>) {
    model.lock.sent.pop_front();
    if !model.is_locked() {
        return;
    }
    model.lock.kept += 1;
    model.say(Tone::Done, "kept, sealed; it is taken in when the study is unlocked");
    keep_now(model, turn);
}

/// A note could not be kept: it comes back, before what was typed since.
pub(in crate::tui) fn note_not_kept(model: &mut Tui, failure: &Failure, turn: &mut Turn<'_>) {
    let Some(sent) = model.lock.sent.pop_front() else { return };
    if !model.is_locked() {
        model.capture.aside.push(capture::Form::of_words(&sent));
        capture::keep_now(model, turn);
    } else if model.lock.note.is_empty() {
        model.lock.note.set(&sent);
    } else {
        let both = zeroize::Zeroizing::new(format!("{}\n{}", &*sent, model.lock.note.text()));
        model.lock.note.set(&both);
    }
    model.say(Tone::Loss, format!("not kept: {}", failure.said()));
    keep_now(model, turn);
}

/// A line that was given as a note is the passphrase: nothing of it is kept.
pub(in crate::tui) fn line_was_secret(model: &mut Tui, turn: &mut Turn<'_>) {
    if let Some(line) = model.lock.sent.pop_front() {
        model.lock.tries(&SecretString::from(line.as_str()));
    }
    model.lock.unlocking = true;
    keep_now(model, turn);
}

/// How long after it was unlocked a study may still bring the person back to where they were.
const SOON: i64 = 1_000;

/// The study has been read. Where that took no longer than a moment and nothing has been typed
/// meanwhile, the person is on the screen where they were again; whether it was locked before.
pub(in crate::tui) fn go_back(model: &mut Tui) -> bool {
    let Some((screen, at)) = model.lock.back_to.take() else { return false };
    let soon = model.now.millis - at.millis <= SOON;
    if soon && model.screen == Screen::Capture && !capture::has_unsaved(model) {
        model.screen = screen;
    }
    true
}

/// The key of the study is known. A half-typed note goes on in the capture line.
pub(in crate::tui) fn opened(model: &mut Tui) {
    let after = model.lock.after;
    let fresh = super::Model { after, ..super::Model::new(model.now, 0) };
    let lock = std::mem::replace(&mut model.lock, fresh);
    // Those on their way are still answered for.
    model.lock.sent = lock.sent;
    (model.lock.opens, model.lock.trying) = (lock.opens, lock.trying);
    model.lock.back_to = Some((model.screen, model.now));
    model.screen = Screen::Capture;
    model.lock.took();
    let typed = zeroize::Zeroizing::new(lock.note.text());
    if typed.trim().is_empty() {
        return;
    }
    if model.capture.form.is_blank() {
        model.capture.form = capture::Form::of_words(&typed);
        capture::refresh(model);
    } else {
        model.capture.aside.push(capture::Form::of_words(&typed));
    }
    model.say(Tone::Note, "the note you were writing is on Write, not saved yet");
}

/// The line that was half-typed while locked stands in the drafts of the capture screen by now.
pub(in crate::tui) fn put_away(turn: &mut Turn<'_>) {
    turn.effects.push(Effect::SaveDraft(slot(), String::new()));
}

/// A line that was half-typed while the study was locked was found on disk.
pub(in crate::tui) fn draft_found(
    model: &mut Tui,
    found: &DraftSlot,
    text: &str,
    turn: &mut Turn<'_>,
) {
    if !slots().any(|slot| slot == *found) {
        return;
    }
    let form = capture::Form::of_words(text);
    if model.capture.form.is_blank() && model.capture.offered.is_none() {
        model.capture.offered = Some(form);
    } else {
        model.capture.aside.push(form);
        model.say(
            Tone::Note,
            "a line from while it was locked is set aside; Alt-N on Write shows it",
        );
    }
    capture::keep_now(model, turn);
    turn.effects.push(Effect::SaveDraft(found.clone(), String::new()));
}
