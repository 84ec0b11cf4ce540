//! What keys do while the study is locked, and what locking it does.

use zeroize::Zeroizing;

use super::{At, Command, hooks};
use crate::actions::{self, Consent, Draft, Refusal};
use crate::journal::keys::{self, ExposeSecret, Secret, SecretString};
use crate::study::{Change, DeviceId, Study};
use crate::tui::command::{Command as Any, Place};
use crate::tui::half_typed;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Phase, Setting, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Choice, Overlay, Question, Then};
use crate::tui::screens::{access, words};
use crate::tui::widgets::field::Edit;

/// Said where there is nothing to lock.
const NO_PASSPHRASE: &str = "Locking keeps nobody out of a study that has no passphrase: anyone who can open files under your account can read its notes.";

/// Locks the study, as soon as what is on its way to disk is there. From now on nothing is shown.
pub(in crate::tui) fn lock(model: &mut Tui, turn: &mut Turn<'_>) {
    if model.is_locked() {
        return;
    }
    let opening = model.phase == Phase::Opening && model.sealed;
    if !model.is_open() && !opening {
        return model.say(Tone::Note, "the study is not open yet");
    }
    if !model.sealed {
        return offer_sealing(model);
    }
    model.lock.due = true;
    model.status = None;
    shut(model, turn);
}

fn offer_sealing(model: &mut Tui) {
    let seal = Any::Access(access::Command::Begin(access::Task::Seal));
    let choices = vec![
        Choice::new('s', "seal it with a passphrase now", Then::Run(seal)),
        Choice::new('n', "not now", Then::Nothing),
    ];
    let question = Question::new("This study has no passphrase.", NO_PASSPHRASE, choices);
    // Who presses Enter to be rid of it has not asked for anything to be sealed.
    model.over(Overlay::Question(question.careful()));
}

/// Locks the study that is to be locked, where nothing is on its way to disk any more: half-typed
/// texts go to their sealed drafts, and everything that knows anything of the study is let go.
pub(in crate::tui) fn shut(model: &mut Tui, turn: &mut Turn<'_>) {
    if !model.lock.due || model.traffic.is_busy() {
        return;
    }
    half_typed::keep_now(model, turn);
    crate::tui::screens::release::halt(model);
    let unasked = model.words.is_some();
    let setting = Setting {
        begin: false,
        locked: true,
        practice: model.practice,
        home: std::mem::take(&mut model.home),
        look: model.look,
        mouse: model.mouse,
        keymap: std::mem::take(&mut model.keymap),
        rules: model.rules.clone(),
        size: model.size,
        now: model.now,
        lock_after: 0,
    };
    let (screen, traffic) = (model.screen, model.traffic.without_anything());
    let after = model.lock.after;
    let lock = std::mem::replace(&mut model.lock, super::Model::new(model.now, 0));
    *model = Tui::new(setting);
    (model.screen, model.traffic) = (screen, traffic);
    model.lock = super::Model { due: false, closing: true, after, opens: None, ..lock };
    model.sealed = true;
    if unasked {
        model.say(Tone::Warn, words::NOT_ASKED);
    }
    turn.effects.push(Effect::Lock);
    turn.effects.push(Effect::Redraw);
}

/// Locks the study where no key has been pressed for too long.
pub(in crate::tui) fn lock_if_idle(model: &mut Tui, turn: &mut Turn<'_>) {
    if hooks::is_idle(model) {
        lock(model, turn);
    }
}

/// The program is to stop for a while. A sealed study is locked first; who asks a second time is not
/// kept waiting by a disk that hangs.
pub(in crate::tui) fn ask_to_stop(model: &mut Tui, turn: &mut Turn<'_>) {
    half_typed::keep_now(model, turn);
    let locks = (model.is_open() || model.phase == Phase::Opening) && model.sealed;
    if (locks || model.lock.closing) && !model.lock.stops {
        model.lock.stops = true;
        lock(model, turn);
    } else {
        model.lock.stops = false;
        turn.effects.push(Effect::Suspend);
    }
}

/// Where the person is, for the keymap.
pub(in crate::tui) fn places(model: &Tui) -> &'static [Place] {
    match model.lock.at {
        At::Note => &[Place::LockNote, Place::Lock],
        At::Passphrase | At::Words => &[Place::LockSecret, Place::Lock],
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    let lock = &mut model.lock;
    match command {
        Command::Keep => keep(model, turn),
        Command::Unlock => unlock(model, turn),
        Command::NewLine => {
            lock.note.new_line();
            hooks::touched(model);
        }
        Command::Switch if lock.doubtful => keep_after_all(model),
        Command::Switch => {
            lock.at = if lock.at == At::Note { At::Passphrase } else { At::Note };
        }
        Command::Words => {
            lock.at = if lock.at == At::Words { At::Passphrase } else { At::Words };
        }
    }
}

/// Takes a key that is no command.
pub(in crate::tui) fn key(model: &mut Tui, key: Key) {
    let lock = &mut model.lock;
    let edit = match lock.at {
        At::Note => lock.note.key(key),
        At::Words => lock.words.key(key),
        At::Passphrase => lock.passphrase.key(key),
    };
    match (edit, key.code) {
        (Edit::Changed, _) => changed(model),
        (Edit::Unknown, Code::Up | Code::Esc) if lock.doubtful => {
            lock.doubtful = false;
            lock.passphrase.clear();
        }
        (Edit::Unknown, Code::Down) if lock.at == At::Note => lock.at = At::Passphrase,
        (Edit::Unknown, Code::Up | Code::Esc) => lock.at = At::Note,
        _ => {}
    }
}

/// Takes a pasted text.
pub(in crate::tui) fn paste(model: &mut Tui, text: &str) {
    let lock = &mut model.lock;
    match lock.at {
        At::Note => drop(lock.note.paste(text)),
        At::Words => drop(lock.words.paste(text)),
        At::Passphrase => lock.passphrase.paste(text),
    }
    changed(model);
}

fn changed(model: &mut Tui) {
    if model.status.as_ref().is_some_and(|status| status.tone == Tone::Warn) {
        model.status = None;
    }
    if model.lock.at == At::Note {
        model.lock.future_is_meant = false;
        model.lock.note_is_meant = false;
        hooks::touched(model);
    }
}

/// Seals the note into the inbox, unless it turns out to be the passphrase.
fn keep(model: &mut Tui, turn: &mut Turn<'_>) {
    let text = Zeroizing::new(model.lock.note.text());
    if text.trim().is_empty() {
        model.say(Tone::Note, "write a line to keep it, or press Tab and give the passphrase");
        return;
    }
    if !model.lock.note_is_meant && looks_secret(&model.lock, &text) {
        return hide(model, &text, turn);
    }
    // What the study knows cannot be asked, so a tag that is new is taken as it is.
    let consent =
        Consent { new_tags: true, new_settings: true, future: model.lock.future_is_meant };
    let draft = Draft { line: text.as_str().to_owned(), ..Draft::default() };
    match actions::capture(&Study::new(DeviceId(0)), turn.cx, &draft, consent) {
        Ok(deed) => {
            let only = |change: &Change| matches!(change, Change::Recorded(_));
            let changes = deed.changes.into_iter().filter(only).collect();
            let secret = Secret::Passphrase(SecretString::from(text.as_str()));
            model.lock.sent.push_back(text);
            model.lock.note.clear();
            model.lock.future_is_meant = false;
            model.lock.note_is_meant = false;
            hooks::keep_now(model, turn);
            turn.effects.push(Effect::LeaveNote(secret, changes));
            return;
        }
        Err(refusal @ Refusal::Future { .. }) => {
            model.lock.future_is_meant = true;
            model.say(Tone::Warn, format!("{refusal}; Enter again keeps it so"));
        }
        Err(refusal) => {
            let hint = refusal.hint().map_or(String::new(), |hint| format!("; {hint}"));
            model.say(Tone::Warn, format!("not kept: {refusal}{hint}"));
        }
    }
    hooks::keep_now(model, turn);
}

/// Whether a line that was given as a note may be a passphrase: near to one that was just refused, or
/// of the looks of one. What it really is cannot be known while the study is locked.
fn looks_secret(lock: &super::Model, text: &str) -> bool {
    lock.tried.iter().any(|tried| tried.is_near(text)) || keys::looks_like_a_passphrase(text)
}

/// Hides a line that may be a passphrase and tries it. Where it does not open the study, the person
/// says what it is: nothing of it is kept or shown before.
fn hide(model: &mut Tui, text: &str, turn: &mut Turn<'_>) {
    let lock = &mut model.lock;
    lock.note.clear();
    lock.passphrase.clear();
    lock.passphrase.paste(text);
    (lock.at, lock.doubtful) = (At::Passphrase, true);
    hooks::keep_now(model, turn);
    if !model.lock.unlocking {
        let secret = SecretString::from(text);
        model.lock.tries(&secret);
        model.lock.unlocking = true;
        model.say(Tone::Note, "trying it");
        turn.effects.push(Effect::Unlock(Secret::Passphrase(secret)));
    }
}

/// What was hidden is a note: it stands in its line again, and Enter keeps it.
fn keep_after_all(model: &mut Tui) {
    let lock = &mut model.lock;
    let text = lock.passphrase.take();
    lock.note.set(text.expose_secret());
    (lock.at, lock.doubtful, lock.note_is_meant) = (At::Note, false, true);
    model.say(Tone::Note, "Enter keeps it as a note");
    hooks::touched(model);
}

/// Tries what is typed.
fn unlock(model: &mut Tui, turn: &mut Turn<'_>) {
    let lock = &mut model.lock;
    if lock.unlocking {
        return;
    }
    let secret = match lock.at {
        At::Words => {
            let typed = Zeroizing::new(lock.words.text());
            let words = only_words(&typed);
            let count = words.split(' ').filter(|word| !word.is_empty()).count();
            if count != 24 {
                let said = format!("there are 24 words, and {count} are typed");
                return model.say(Tone::Warn, said);
            }
            Secret::Recovery(SecretString::from(words.as_str()))
        }
        At::Note | At::Passphrase if lock.passphrase.is_empty() => {
            return model.say(Tone::Note, "type the passphrase, then press Enter");
        }
        At::Note | At::Passphrase => Secret::Passphrase(lock.passphrase.take()),
    };
    lock.doubtful = false;
    match &secret {
        Secret::Passphrase(typed) => lock.tries(typed),
        Secret::Recovery(_) | Secret::Custodian(_) => lock.trying = None,
    }
    lock.unlocking = true;
    model.say(Tone::Note, "trying it");
    turn.effects.push(Effect::Unlock(secret));
}

/// The words alone, without numbers that may stand before them.
pub(super) fn only_words(typed: &str) -> Zeroizing<String> {
    let words = typed.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic));
    Zeroizing::new(words.collect::<Vec<_>>().join(" "))
}

/// Whether the study is locked, or hidden until it is.
impl Tui {
    /// Whether the study is locked, or is about to be; nothing of it is shown.
    pub fn is_locked(&self) -> bool {
        self.lock.due || self.phase == Phase::Locked
    }

    /// Whether the words of a recovery phrase are shown or asked back, and nothing else.
    pub fn shows_words(&self) -> bool {
        self.words.is_some() && !self.is_locked()
    }

    /// Whether what stands over the screen is of a study that is about to be locked.
    pub(in crate::tui) fn hides_overlays(&self) -> bool {
        self.lock.due
    }
}
