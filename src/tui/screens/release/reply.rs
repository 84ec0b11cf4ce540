//! What answers lead to, and what files that were asked for are for.

use std::path::{Path, PathBuf};

use super::model::Lens;
use super::order::Order;
use super::update::{order, read_from};
use crate::actions;
use crate::release::compare::{self, Kept};
use crate::release::plan::{Plan, TEMPLATE};
use crate::release::{kept, letter, review};
use crate::study::{Digest, Passed, SheetId};
use crate::tui::model::{Model as Tui, Tone, Turn, failure_of};
use crate::tui::msg::{Effect, Failure};
use crate::tui::overlay::{Answer, Choice, Handled, Overlay, Question, Then as Any};

/// What an overlay that this screen opened leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// The file of a plan was named, for a release where it takes the place of another.
    PlanFrom(Option<SheetId>),
    /// Yes, keep this plan.
    Keep(Option<SheetId>, Box<Planned>),
    /// The file for a template was named.
    TemplateTo,
    /// The package to build was named.
    BuildTo(SheetId),
    /// The package to check was named.
    VerifyIn(SheetId),
    /// The file for a letter was named.
    LetterTo(SheetId),
    /// What to replace in this text was typed.
    ReplaceIn(Digest),
    /// The file with names was named.
    NamesFrom,
    /// Whoever looks a second time said their pseudonym.
    SecondBy(SheetId),
    /// No.
    Nothing,
}

/// A plan that was read and looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Planned {
    title: String,
    text: String,
}

/// What a file that was asked for is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Awaited {
    /// A plan.
    Plan(Option<SheetId>),
    /// Names to point out.
    Names,
}

/// An overlay that this screen opened was answered.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    let typed = match answer {
        Answer::Typed(text) => text,
        Answer::Chosen | Answer::Picked(_) | Answer::Unseen(_) => String::new(),
    };
    let typed = typed.trim();
    match then {
        Then::PlanFrom(of) => read_from(model, typed, Awaited::Plan(of), turn),
        Then::NamesFrom => read_from(model, typed, Awaited::Names, turn),
        Then::Keep(of, plan) => keep(model, of, *plan, turn),
        Then::TemplateTo => write(typed, TEMPLATE.to_owned(), turn),
        Then::LetterTo(sheet) => match drafted(model, sheet) {
            Some(letter) => write(typed, letter, turn),
            None => Handled::Done,
        },
        Then::BuildTo(sheet) => with_path(model, typed, |model, to| {
            let Some(me) = model.person() else { return };
            let make = |study, stop| Order::Build { study, me, sheet, to, stop };
            order(model, "building", make, turn);
        }),
        Then::VerifyIn(sheet) => with_path(model, typed, |model, folder| {
            let Some(me) = model.person() else { return };
            let make = |study, stop| Order::Verify { study, me, sheet, folder, stop };
            order(model, "checking", make, turn);
        }),
        Then::ReplaceIn(words) => replace(model, words, typed, turn),
        Then::SecondBy(sheet) => second(model, sheet, typed, turn),
        Then::Nothing => Handled::Done,
    }
}

/// Begins the second look of somebody who is not the first.
fn second(model: &mut Tui, sheet: SheetId, by: &str, turn: &mut Turn<'_>) -> Handled {
    // What would be refused for their pseudonym is said before they read.
    if let Err(refusal) = actions::second_look(&model.study, turn.cx, sheet, by, &[])
        && !matches!(refusal, actions::Refusal::NothingToChange { .. })
    {
        return Handled::Refused(failure_of(&refusal));
    }
    by.clone_into(&mut model.release.second);
    model.release.lens = Lens::Second;
    model.release.texts.select(0);
    super::update::refresh(model);
    Handled::Done
}

fn with_path(model: &mut Tui, typed: &str, act: impl FnOnce(&mut Tui, PathBuf)) -> Handled {
    match named(typed) {
        Ok(path) => {
            act(model, path);
            Handled::Done
        }
        Err(refused) => refused,
    }
}

/// A path that was typed.
pub(super) fn named(path: &str) -> Result<PathBuf, Handled> {
    if path.is_empty() {
        let message = "a name is needed".to_owned();
        let hint = Some("type it, with the folder if it is not this one".to_owned());
        return Err(Handled::Refused(Failure { message, hint }));
    }
    Ok(PathBuf::from(path))
}

fn write(path: &str, text: String, turn: &mut Turn<'_>) -> Handled {
    match named(path) {
        Ok(path) => {
            turn.effects.push(Effect::WriteFile(path, text));
            Handled::Done
        }
        Err(refused) => refused,
    }
}

fn keep(model: &mut Tui, of: Option<SheetId>, plan: Planned, turn: &mut Turn<'_>) -> Handled {
    let Planned { title, text } = plan;
    match of {
        Some(sheet) => {
            let deed = actions::plan_release(&model.study, turn.cx, sheet, &title, &text);
            model.submit(deed, turn)
        }
        None => {
            // Its key is drawn outside, where the system gives random numbers.
            turn.effects.push(Effect::Release(Box::new(Order::Key { title, plan: text })));
            Handled::Done
        }
    }
}

fn replace(model: &mut Tui, words: Digest, typed: &str, turn: &mut Turn<'_>) -> Handled {
    let item = model.release.waiting().iter().find(|item| item.words() == words);
    let Some(item) = item else { return Handled::Done };
    let pairs: Vec<String> =
        typed.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    let pieces = match review::named(&item.text, &pairs) {
        Ok(pieces) if !pieces.is_empty() => pieces,
        Ok(_) => {
            let message = "nothing would be replaced".to_owned();
            let hint = Some("write WORDS=INSTEAD, or leave with Esc and approve with a".to_owned());
            return Handled::Refused(Failure { message, hint });
        }
        Err(error) => {
            let hint = Some(error.instead.to_owned());
            return Handled::Refused(Failure { message: error.what, hint });
        }
    };
    model.submit(actions::review(vec![(words, Passed::Redacted(pieces))]), turn)
}

/// The letter to the recipients of a release.
fn drafted(model: &Tui, sheet: SheetId) -> Option<String> {
    let sheet = model.study.sheets().get(sheet)?;
    let plan = kept::plan(sheet).ok()?;
    let gone = compare::taken_back(&model.study, &Kept::of(sheet).holds);
    let key = kept::key(sheet).map(|(_, key)| key);
    Some(letter::to_recipients(&plan, sheet.id(), key, &gone))
}

/// Whether this screen asked for a file.
pub(in crate::tui) fn awaits(model: &Tui, path: &Path) -> bool {
    model.release.awaits.as_ref().is_some_and(|(awaited, _)| awaited == path)
}

/// A file was read, or could not be.
pub(in crate::tui) fn file_read(model: &mut Tui, path: &Path, read: Result<String, Failure>) {
    let Some((_, what)) = model.release.awaits.take() else { return };
    let text = match read {
        Ok(text) => text,
        Err(failure) => return model.say(Tone::Warn, failure.said()),
    };
    match what {
        Awaited::Names => {
            let names = text.lines().filter(|line| !line.trim().is_empty()).count();
            model.release.names = text;
            model.say(Tone::Done, format!("{names} names are pointed out as well"));
        }
        Awaited::Plan(of) => ask_to_keep(model, path, of, text),
    }
}

/// Says what a plan would give away, and asks.
fn ask_to_keep(model: &mut Tui, path: &Path, of: Option<SheetId>, text: String) {
    let Some(me) = model.person() else { return };
    let before = of.and_then(|sheet| model.study.sheets().get(sheet));
    let at = before.map_or(model.now, |sheet| sheet.at());
    let read = Plan::read(&text);
    let looked = read.and_then(|plan| {
        kept::before(&model.study, me, &plan, at).map(|said| (plan.title, said.join(" ")))
    });
    match looked {
        Err(error) => model.say(Tone::Warn, format!("{}: {error}", path.display())),
        Ok((title, said)) => {
            let asks = format!("Keep this plan of \"{title}\"?");
            let planned = Box::new(Planned { title, text });
            let choices = vec![
                Choice::new('k', "keep it in the study", Any::Release(Then::Keep(of, planned))),
                Choice::new('n', "not now; the file stays", Any::Release(Then::Nothing)),
            ];
            model.over(Overlay::Question(Question::new(asks, said, choices).careful()));
        }
    }
}
