//! What keys do while it is settled who can open the study.

use super::{Ask, Command, Model, Rekey, Rekeyed, Task};
use crate::journal::keys::{self, Likeness, Secret};
use crate::tui::key::Key;
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::{Effect, Failure};
use crate::tui::screens::words;
use crate::tui::widgets::new_passphrase::Time;

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    match command {
        Command::Begin(Task::Seal) => model.is_open() && !model.sealed,
        Command::Begin(Task::Renew) => false,
        Command::Begin(Task::Passphrase | Task::Words | Task::Custodian) => {
            model.is_open() && model.sealed
        }
        Command::Next | Command::Leave => model.shows_access(),
        Command::Back => {
            let back = |access: &Model| access.step(-1).is_some();
            model.shows_access() && model.access.as_ref().is_some_and(back)
        }
    }
}

/// Asks the first question of a task.
pub(in crate::tui) fn begin(model: &mut Tui, task: Task) {
    model.access = Some(Model::new(task, model.custodian.as_deref()));
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if let Command::Begin(task) = command {
        if is_ready(model, command) {
            model.status = None;
            begin(model, task);
        }
        return;
    }
    let Some(access) = model.access.as_mut().filter(|access| !access.under_way) else { return };
    access.trouble = None;
    match command {
        Command::Begin(_) => {}
        Command::Leave => {
            let renews = access.task == Task::Renew;
            model.access = None;
            let said = if renews {
                "the passphrase stays as it was; Ctrl-P passphrase changes it"
            } else {
                "nothing was changed"
            };
            model.say(Tone::Note, said);
        }
        Command::Back => {
            access.at = access.step(-1).unwrap_or(access.at);
            access.set_aside_may_go = false;
            access.new.forget_again();
        }
        Command::Next => match take(access) {
            Err(failure) => access.trouble = Some(failure),
            Ok(()) => match access.step(1) {
                Some(next) => access.at = next,
                None => hand_over(model, turn),
            },
        },
    }
}

/// Takes the answer that is typed, where it can be one.
fn take(access: &mut Model) -> Result<(), Failure> {
    let missing = |hint: &str| {
        Err(Failure { message: "nothing is typed".to_owned(), hint: Some(hint.to_owned()) })
    };
    match access.at {
        Ask::Present if access.present.is_empty() => missing("the passphrase as it is now"),
        Ask::New if access.new.is_empty() => missing("a passphrase, or Esc to leave it"),
        Ask::Present => Ok(()),
        Ask::Recipient => {
            keys::check_recipient(&access.recipient.text()).map_err(|e| Failure::from(&e))
        }
        Ask::New => access.new.accept(),
        Ask::Again => {
            let same = access.new.confirmed().map(drop);
            if same.is_err() {
                access.at = Ask::New;
            }
            same
        }
    }
}

/// All is answered. What is typed stays until it is done, so that a refusal costs no typing.
fn hand_over(model: &mut Tui, turn: &mut Turn<'_>) {
    let Some(access) = &mut model.access else { return };
    let mut trying = None;
    let present = Secret::Passphrase(access.present.clone().take());
    let rekey = match access.task {
        Task::Words => Rekey::Words { present },
        Task::Custodian => {
            let recipient = access.recipient.text().trim().to_owned();
            let recipient = Some(recipient).filter(|recipient| !recipient.is_empty());
            Rekey::Custodian { present, recipient }
        }
        Task::Seal | Task::Passphrase | Task::Renew => {
            let Ok(new) = access.new.confirmed() else { return };
            trying = Some(Likeness::of(&new));
            let new = Secret::Passphrase(new);
            if access.task == Task::Seal {
                Rekey::Seal { new, drop_set_aside: access.set_aside_may_go }
            } else {
                let asked = access.task == Task::Passphrase;
                Rekey::Passphrase { present: asked.then_some(present), new }
            }
        }
    };
    access.under_way = true;
    model.lock.trying = trying;
    turn.effects.push(Effect::Rekey(rekey));
}

/// It was done, or refused.
pub(in crate::tui) fn done(model: &mut Tui, rekeyed: Rekeyed) {
    if model.is_locked() {
        // New words that were made meanwhile have been seen by nobody.
        if matches!(rekeyed, Rekeyed::Sealed(_) | Rekeyed::Words(_)) {
            model.say(Tone::Warn, words::NOT_ASKED);
        }
        return;
    }
    let (recovery, said) = match rekeyed {
        Rekeyed::SetAside(failure) => return refused(model, failure, true),
        Rekeyed::Refused(failure) => return refused(model, failure, false),
        Rekeyed::Sealed(recovery) => (Some(recovery), "all three are right; the study is sealed"),
        Rekeyed::Words(recovery) => {
            (Some(recovery), "all three are right; the words of before open nothing any more")
        }
        Rekeyed::Passphrase => {
            (None, "changed; a backup made before opens with the passphrase it had then")
        }
        Rekeyed::Custodian(now) => {
            let said = match &now {
                Some(_) => "the custodian can open this study from now on",
                None => {
                    "there is no custodian; a backup made before opens for the custodian it had then"
                }
            };
            model.custodian = now;
            (None, said)
        }
    };
    model.access = None;
    model.lock.took();
    match recovery {
        // Whatever was said before belongs beside no words.
        Some(recovery) => {
            (model.words, model.status) = (Some(words::Model::new(recovery, said)), None);
        }
        None => model.say(Tone::Done, said),
    }
}

/// It was refused: what is wrong is asked for again.
fn refused(model: &mut Tui, failure: Failure, set_aside: bool) {
    let Some(access) = &mut model.access else { return };
    access.under_way = false;
    access.set_aside_may_go = set_aside;
    if access.task.asks().contains(&Ask::Present) {
        access.at = Ask::Present;
        access.present.clear();
        access.new.forget_again();
    }
    access.trouble = Some(failure);
}

/// Which of the two new passphrases is being typed, where one is.
const fn time(at: Ask) -> Option<Time> {
    match at {
        Ask::New => Some(Time::First),
        Ask::Again => Some(Time::Again),
        Ask::Present | Ask::Recipient => None,
    }
}

/// Takes a key that is no command.
pub(in crate::tui) fn key(model: &mut Tui, key: Key) {
    edit(model, |access| match time(access.at) {
        Some(time) => access.new.key(time, key),
        None if access.at == Ask::Recipient => drop(access.recipient.key(key)),
        None => drop(access.present.key(key)),
    });
}

/// Takes a pasted text.
pub(in crate::tui) fn paste(model: &mut Tui, text: &str) {
    edit(model, |access| match time(access.at) {
        Some(time) => access.new.paste(time, text),
        None if access.at == Ask::Recipient => drop(access.recipient.paste(text)),
        None => access.present.paste(text),
    });
}

fn edit(model: &mut Tui, edit: impl FnOnce(&mut Model)) {
    if let Some(access) = model.access.as_mut().filter(|access| !access.under_way) {
        (access.trouble, access.set_aside_may_go) = (None, false);
        edit(access);
    }
}

impl Tui {
    /// Whether it is being settled who can open the study, and nothing else is shown.
    pub fn shows_access(&self) -> bool {
        self.access.is_some() && self.words.is_none() && !self.is_locked()
    }

    /// Whether words of a recovery phrase are being made that nobody has seen yet.
    pub(in crate::tui) fn makes_words(&self) -> bool {
        let makes =
            |access: &Model| access.under_way && matches!(access.task, Task::Seal | Task::Words);
        self.shows_access() && self.access.as_ref().is_some_and(makes)
    }
}
