//! Asking, one line at a time: the whole of a new observation for people who do not use the screen,
//! and the questions that an action puts before it goes on.

use super::out::can_ask;
pub(super) use super::question::{line, yes};
use super::session::Session;
use super::{Failure, Shell, interrupt, kept, unlock};
use crate::actions::shorthand::{self, Known};
use crate::actions::{Consent, Deed, Draft, Refusal, when};
use crate::forms::Forms;
use crate::journal::{DraftSlot, Drafts, JournalError};
use crate::study::{DeviceId, Extra, Kind, Moment, Origin, Stance, Study, TagKey};

/// Does what `act` does, putting its questions to the person where there is one to ask.
pub(super) fn agreed(
    shell: &mut Shell,
    mut consent: Consent,
    mut act: impl FnMut(Consent) -> Result<Deed, Refusal>,
) -> Result<Deed, Failure> {
    loop {
        let question = match act(consent) {
            Ok(deed) => return Ok(deed),
            Err(refusal) if refusal.is_question() && can_ask() => refusal,
            Err(refusal) => return Err(refusal.into()),
        };
        let agreed = match &question {
            Refusal::NearTag { typed, .. } if !consent.new_tags => {
                let agreed = yes(shell, &format!("{question} Keep \"{typed}\" as a new tag?"))?;
                consent.new_tags = agreed;
                agreed
            }
            Refusal::OutOfUse { name } if !consent.new_tags => {
                let agreed = yes(shell, &format!("{question}. Use \"{name}\" all the same?"))?;
                consent.new_tags = agreed;
                agreed
            }
            Refusal::NearSetting { typed, .. } if !consent.new_settings => {
                let agreed = yes(shell, &format!("{question} Keep \"{typed}\" as a new place?"))?;
                consent.new_settings = agreed;
                agreed
            }
            Refusal::Future { .. } if !consent.future => {
                let agreed = yes(shell, &format!("{question}. Is that right?"))?;
                consent.future = agreed;
                agreed
            }
            _ => false,
        };
        if !agreed {
            return Err(question.into());
        }
    }
}

/// Asks for the parts of a new observation. Only the first must be answered, and the text is kept
/// as a draft from the moment it is there until it is saved.
pub(super) fn draft(shell: &mut Shell) -> Result<Asked, Failure> {
    let study = past(shell)?;
    shell.out.say(
        "Only the first question needs an answer. Press Enter to skip any other. This is not the \
         case record.",
    );
    let (line, slot) = text(shell, &Forms::of(&study).shift.moment)?;
    let mut draft = Draft { line, ..Draft::default() };
    draft.kind = kind(shell)?;
    draft.happened_at = time(shell)?;
    draft.setting = setting(shell, &study)?;
    let (tags, new) = tags(shell, &study)?;
    draft.tags = tags;
    let stance = "Who did it?\n  o  you (press Enter for this)\n  s  a colleague; you saw it\n  j  \
                  you together\n> ";
    draft.stance = choice(shell, stance, Stance::parse)?.unwrap_or(Stance::Own);
    if yes(shell, "Were you prompted to write this?")? {
        draft.origin = Origin::Prompted(None);
    }
    if yes(shell, "Add more: aim, cues, expectation, options, pressure, the written way?")? {
        more(shell, &mut draft)?;
    }
    Ok(Asked { draft, new_tag: new, slot })
}

/// What was asked for.
pub(super) struct Asked {
    /// The note.
    pub(super) draft: Draft,
    /// Whether a tag was kept as new though it is one slip from a known one.
    pub(super) new_tag: bool,
    /// Where the text of the note is kept until the note is saved.
    slot: Option<DraftSlot>,
}

impl Asked {
    /// Lets go of the text that was kept while asking: the note is saved.
    pub(super) fn forget(&self, shell: &Shell) {
        if let Some(slot) = &self.slot {
            // A draft that outlives its note is offered again; that is a nuisance and no loss.
            let _ = Drafts::of(&shell.study()).put(slot, "");
        }
    }
}

/// The study as it stands, closed again at once so that nobody is locked out while a person thinks;
/// an empty one where it is open elsewhere.
fn past(shell: &mut Shell) -> Result<Study, Failure> {
    match Session::open_now(shell) {
        Ok(session) => Ok(session.into_study()),
        Err(Failure::Journal(JournalError::Locked { .. })) => Ok(Study::new(DeviceId(0))),
        Err(failure) => Err(failure),
    }
}

/// The text of the note, and the slot in which it is kept. A text that was not finished before is
/// offered, and stays where it is when another is begun.
fn text(shell: &mut Shell, question: &str) -> Result<(String, Option<DraftSlot>), Failure> {
    let drafts = Drafts::of(&shell.study()).with_key(shell.key.as_ref());
    for slot in drafts.kept(kept::ASKED).unwrap_or_default() {
        let Ok(Some(before)) = drafts.get(&slot) else { continue };
        shell.out.say(&format!("You did not finish this note last time: {before}"));
        if yes(shell, "Go on with it?")? {
            interrupted(&slot);
            return Ok((before, Some(slot)));
        }
        let name = slot.name();
        shell.out.say(&format!("it stays as a draft; asdone drafts {name} --drop throws it away"));
    }
    loop {
        let Some(text) = line(shell, &format!("{question}\n> "))? else {
            return Err(Refusal::NoText.into());
        };
        if text.trim().is_empty() {
            continue;
        }
        // The passphrase, typed in the wrong place, is kept nowhere; saving refuses it.
        if unlock::is_the_passphrase(shell, &text) {
            return Ok((text, None));
        }
        return match drafts.keep(kept::ASKED, &text) {
            Ok(slot) => {
                interrupted(&slot);
                Ok((text, Some(slot)))
            }
            Err(error) => {
                shell.out.say(&format!("your text could not be kept while you answer: {error}"));
                Ok((text, None))
            }
        };
    }
}

/// What Ctrl-C says from now on.
fn interrupted(slot: &DraftSlot) {
    interrupt::saying(
        &format!("your text is kept as draft \"{}\"", slot.name()),
        "to go on with it: asdone add --ask",
    );
}

/// Asks until the answer can be read; `None` for an empty one.
fn choice<T>(
    shell: &mut Shell,
    question: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Failure> {
    loop {
        let answer = line(shell, question)?.unwrap_or_default();
        if answer.trim().is_empty() {
            return Ok(None);
        }
        match parse(&answer) {
            Some(value) => return Ok(Some(value)),
            None => shell.out.say(&format!("\"{}\" is none of these", answer.trim())),
        }
    }
}

fn kind(shell: &mut Shell) -> Result<Option<Kind>, Failure> {
    let kinds: Vec<String> =
        Kind::ALL.iter().map(|kind| format!("  {}  {}\n", kind.key(), kind.word())).collect();
    choice(shell, &format!("What sort of work?\n{}> ", kinds.concat()), Kind::parse)
}

fn time(shell: &mut Shell) -> Result<Option<Moment>, Failure> {
    loop {
        let question = "When? Press Enter for now, or type -15m, 14:20 or yesterday 16:05: ";
        let answer = line(shell, question)?.unwrap_or_default();
        if answer.trim().is_empty() {
            return Ok(None);
        }
        match when::read(&answer, shell.now) {
            Ok(moment) => return Ok(Some(moment)),
            Err(refusal) => shell.out.say(&refusal.to_string()),
        }
    }
}

fn setting(shell: &mut Shell, study: &Study) -> Result<Option<String>, Failure> {
    let known: Vec<String> =
        (1..).zip(study.settings()).map(|(n, name)| format!("  {n}  {name}\n")).collect();
    let asks = if known.is_empty() {
        "Where? ".to_owned()
    } else {
        format!("Where? Type a number or another place.\n{}> ", known.concat())
    };
    let answer = line(shell, &asks)?.unwrap_or_default();
    let answer = answer.trim();
    let numbered =
        answer.parse::<usize>().ok().and_then(|n| study.settings().get(n.checked_sub(1)?));
    Ok(numbered.cloned().or_else(|| (!answer.is_empty()).then(|| answer.to_owned())))
}

/// The tags that are meant, and whether one of them is new though it is one slip from a known one.
fn tags(shell: &mut Shell, study: &Study) -> Result<(Vec<String>, bool), Failure> {
    let answer = line(shell, "Tags, separated by spaces: ")?.unwrap_or_default();
    let mut tags = Vec::new();
    let mut new = false;
    for typed in answer.split([' ', ',', ';']).filter(|typed| !typed.is_empty()) {
        match TagKey::parse(typed).map(|key| shorthand::known(study, &key)) {
            None => {
                let words = format!("\"{typed}\" cannot be the name of a tag, so it is left out");
                shell.out.say(&words);
            }
            Some(Known::Near(near)) => match meant(shell, typed, &near)? {
                Some(name) => tags.push(name),
                None if yes(shell, &format!("Keep \"{typed}\" as a new tag?"))? => {
                    new = true;
                    tags.push(typed.to_owned());
                }
                None => {}
            },
            Some(Known::Tag(_) | Known::New) => tags.push(typed.to_owned()),
        }
    }
    Ok((tags, new))
}

/// The known tag that is meant by a name one slip away from it.
fn meant(shell: &mut Shell, typed: &str, near: &[String]) -> Result<Option<String>, Failure> {
    for name in near {
        if yes(shell, &format!("There is no tag \"{typed}\". Did you mean {name}?"))? {
            return Ok(Some(name.clone()));
        }
    }
    Ok(None)
}

fn more(shell: &mut Shell, draft: &mut Draft) -> Result<(), Failure> {
    for extra in Extra::ALL {
        let answer = line(shell, &format!("{} ", extra.question()))?;
        draft.extras.set(extra, answer.filter(|answer| !answer.trim().is_empty()));
    }
    Ok(())
}
