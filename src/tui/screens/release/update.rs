//! What keys do on this screen.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::model::{self, Lens, Work};
use super::order::{Finished, Order, Stop, Studied};
use super::reply::{self, Awaited, Then};
use super::{Command, view};
use crate::actions;
use crate::release::kept;
use crate::release::review;
use crate::study::{Digest, Passed, SheetId};
use crate::tui::command::Place;
use crate::tui::key::Key;
use crate::tui::model::{Asked, Model as Tui, Tone, Turn, failure_of};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Message, Overlay, Prompt, Then as Any};

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(model: &Tui) -> &'static [Place] {
    match model.release.lens {
        Lens::Releases => &[Place::Release, Place::List],
        Lens::Review | Lens::Second => &[Place::ReleaseReview, Place::List],
    }
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let here = &model.release;
    let release = here.selected(&model.study);
    let has_key = release.is_some_and(|sheet| kept::key(sheet).is_some());
    let is_free = model.is_open() && here.work.is_none();
    match command {
        Command::Plan => model.is_open(),
        Command::Template => true,
        Command::Review => !here.waiting().is_empty(),
        Command::Replan => model.is_open() && release.is_some(),
        Command::Build => is_free && has_key && matches!(here.standing, Some(Ok(_))),
        Command::Verify => is_free && release.is_some(),
        Command::Letter => matches!(&here.standing, Some(Ok(standing)) if standing.gone > 0),
        Command::Approve | Command::LeaveOut => here.text().is_some(),
        Command::Replace => here.text().is_some() && here.lens == Lens::Review,
        Command::Redact => here.text().is_some_and(|(item, _)| {
            here.lens == Lens::Review && !here.places(&model.study, &item.text).is_empty()
        }),
        Command::Names => here.lens == Lens::Review,
        Command::Read => here.on.is_some(),
        Command::Second => !here.for_second().is_empty(),
        Command::Back => here.lens != Lens::Releases || here.work.is_some(),
    }
}

fn why_not(model: &Tui, command: Command) -> String {
    let here = &model.release;
    match command {
        _ if !model.is_open() => "the study is not open yet".to_owned(),
        Command::Build | Command::Verify if here.work.is_some() => {
            "something is under way; Esc stops it".to_owned()
        }
        Command::Redact | Command::Replace if here.lens == Lens::Second => {
            "a second look agrees (a) or leaves out (o); the first one words it".to_owned()
        }
        Command::Second => "no text waits for a second pair of eyes".to_owned(),
        Command::Redact => "nothing is marked in this text; e replaces words you name".to_owned(),
        _ if here.on.is_none() => "there is no release yet; n plans one from a file".to_owned(),
        Command::Review => "no text of this release waits for you".to_owned(),
        Command::Letter => "nothing that was given out has been taken back".to_owned(),
        Command::Build => match &here.standing {
            Some(Err(why)) => why.clone(),
            Some(Ok(_)) | None => kept::Unbuilt::Burnt.to_string(),
        },
        _ => "there is nothing here to do that with".to_owned(),
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        let why = why_not(model, command);
        return model.say(Tone::Note, why);
    }
    match (command, model.release.on) {
        (Command::Plan, _) => ask_plan(model, None),
        (Command::Replan, Some(sheet)) => ask_plan(model, Some(sheet)),
        (Command::Review, _) => {
            model.release.lens = Lens::Review;
            model.release.texts.select(0);
            refresh(model);
        }
        (Command::Approve, Some(sheet)) if model.release.lens == Lens::Second => {
            agree(model, sheet, turn);
        }
        (Command::Approve, _) => decide(model, Passed::Whole, turn),
        (Command::Read, _) => read(model),
        (Command::LeaveOut, _) => decide(model, Passed::Out, turn),
        (Command::Redact, _) => {
            let text = model.release.text().map(|(_, words)| words.to_owned()).unwrap_or_default();
            let pieces = review::marked(model.release.places(&model.study, &text));
            decide(model, Passed::Redacted(pieces), turn);
        }
        (Command::Replace, _) => ask_replace(model),
        (Command::Back, _) => back(model),
        (command, on) => ask_where(model, command, on),
    }
}

/// Asks for the file, the folder or the name that a command wants.
fn ask_where(model: &mut Tui, command: Command, on: Option<SheetId>) {
    match (command, on) {
        (Command::Template, _) => ask_line(
            model,
            "write a plan to fill in",
            "Each line of it has a remark. What a plan does not name stays in the study. A file of \
             that name is replaced.",
            "plan.toml",
            Then::TemplateTo,
        ),
        (Command::Build, Some(sheet)) => ask_line(
            model,
            "build the package",
            "A folder, or a ZIP file where the name ends in .zip. It is not sealed: whoever has it can \
             read it.",
            "",
            Then::BuildTo(sheet),
        ),
        (Command::Verify, Some(sheet)) => ask_line(
            model,
            "check a package",
            "The folder of the package, or its ZIP file. It is only read.",
            "",
            Then::VerifyIn(sheet),
        ),
        (Command::Letter, Some(sheet)) => ask_line(
            model,
            "draft a letter to the recipients",
            "It names rows by the ids that they have, and says nothing of why. A file of that name is \
             replaced.",
            "letter.txt",
            Then::LetterTo(sheet),
        ),
        (Command::Names, _) => ask_line(
            model,
            "people and places to point out",
            "A file with one name on each line. It is read now and kept nowhere.",
            "",
            Then::NamesFrom,
        ),
        (Command::Second, Some(sheet)) => ask_line(
            model,
            "a second pair of eyes",
            "The pseudonym of whoever looks now. They read each text as it would leave, and agree (a) or \
             leave it out (o).",
            "",
            Then::SecondBy(sheet),
        ),
        _ => {}
    }
}

fn back(model: &mut Tui) {
    match &model.release.work {
        Some(work) => {
            work.stop.ask();
            model.say(Tone::Note, "stopping; nothing will be left behind");
        }
        None => {
            model.release.lens = Lens::Releases;
            refresh(model);
        }
    }
}

fn ask_plan(model: &mut Tui, of: Option<SheetId>) {
    let explains = "The file of the plan. You see what it would give away before it is kept. t writes \
                    one to fill in.";
    ask_line(model, "plan a release", explains, "plan.toml", Then::PlanFrom(of));
}

/// Asks for one line.
fn ask_line(model: &mut Tui, title: &str, explains: &str, text: &str, then: Then) {
    let prompt = Prompt::one_line(title, explains, Any::Release(then)).with(text);
    model.over(Overlay::Prompt(prompt.for_a_name()));
}

fn ask_replace(model: &mut Tui) {
    let Some((item, _)) = model.release.text() else { return };
    let words = item.words();
    let explains = "One replacement on each line: the words exactly as they stand, then =, then what \
                    stands there instead. Enter gives it, Ctrl-J begins a new line.";
    let marked = model.release.places(&model.study, &item.text);
    let lines = marked.into_iter().map(|place| {
        let words = item.text.get(place.range).unwrap_or_default();
        format!("{words}={}", place.instead)
    });
    let lines: Vec<String> = lines.collect();
    let then = Any::Release(Then::ReplaceIn(words));
    let prompt = Prompt::of_lines("replace", explains, then).with(&lines.join("\n"));
    model.over(Overlay::Prompt(prompt));
}

/// Notes what was decided about the text one stands on; the next one that waits is there then.
fn decide(model: &mut Tui, verdict: Passed, turn: &mut Turn<'_>) {
    let Some((item, _)) = model.release.text() else { return };
    let deed = actions::review(vec![(item.words(), verdict)]);
    model.attempt(deed, turn);
}

/// Notes that a second pair of eyes agrees to the text one stands on.
fn agree(model: &mut Tui, sheet: SheetId, turn: &mut Turn<'_>) {
    let Some((item, words)) = model.release.text() else { return };
    let agreed = [(item.words(), Digest::of(words))];
    let by = &model.release.second;
    let deed = actions::second_look(&model.study, turn.cx, sheet, by, &agreed);
    model.attempt(deed, turn);
}

/// Shows all of what is shown in part, to be scrolled.
fn read(model: &mut Tui) {
    let body = view::whole(model);
    model.over(Overlay::Message(Message::new("release", &body)));
}

/// The study is about to be locked: whatever is under way stops and leaves nothing behind.
pub(in crate::tui) fn halt(model: &Tui) {
    if let Some(work) = &model.release.work {
        work.stop.ask();
    }
}

/// Has a package built or checked beside the screens.
pub(super) fn order(
    model: &mut Tui,
    what: &'static str,
    make: impl FnOnce(Studied, Stop) -> Order,
    turn: &mut Turn<'_>,
) {
    let stop = Stop::default();
    let study = Studied(Arc::new(model.study.clone()));
    turn.effects.push(Effect::Release(Box::new(make(study, stop.clone()))));
    model.release.work = Some(Work { what, step: String::new(), stop });
}

/// Something that was ordered is done, or is so far.
pub(in crate::tui) fn finished(model: &mut Tui, finished: Finished, turn: &mut Turn<'_>) {
    match finished {
        Finished::Step(step) => {
            if let Some(work) = &mut model.release.work {
                work.step = step;
            }
            return;
        }
        Finished::Key { key, title, plan } => {
            return match actions::begin_release(&model.study, turn.cx, &title, &plan, key) {
                Ok((sheet, deed)) => {
                    model.release.on = Some(sheet);
                    model.commit(deed, Asked::Other, turn);
                }
                Err(refusal) => model.say(Tone::Warn, failure_of(&refusal).said()),
            };
        }
        Finished::Built { sheet, holds, note, said } => {
            model.release.said = Some((sheet, said));
            let deed = actions::release_built(&model.study, turn.cx, sheet, &holds, note);
            model.attempt(deed, turn);
        }
        Finished::Verified { sheet, said, same } => {
            let tone = if same { Tone::Done } else { Tone::Warn };
            let last = said.last().cloned().unwrap_or_default();
            model.release.said = Some((sheet, said));
            model.say(tone, last);
        }
        Finished::Failed(failure) => model.say(Tone::Warn, failure.said()),
    }
    model.release.work = None;
}

/// Takes a key that is no command: moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    let here = &mut model.release;
    match here.lens {
        Lens::Releases => {
            here.place.key(key);
            here.on = here.rows.get(here.place.selected()).copied();
            refresh(model);
        }
        Lens::Review | Lens::Second => drop(here.texts.key(key)),
    }
}

/// Takes a pasted text; lists ignore it.
pub(in crate::tui) fn paste(_model: &mut Tui, _text: &str, _turn: &mut Turn<'_>) {}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(body);
    if !list.contains(at.into()) {
        return;
    }
    let row = usize::from(at.1 - list.y);
    let here = &mut model.release;
    match here.lens {
        Lens::Releases => {
            here.place.select(here.place.window().start + row);
            here.on = here.rows.get(here.place.selected()).copied();
            refresh(model);
        }
        Lens::Review | Lens::Second => here.texts.select(here.texts.window().start + row),
    }
}

/// The study, the window or the release one stands on has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let body = crate::tui::view::areas(model.size).body;
    let height = usize::from(view::list_area(body).height);
    let rows = model::rows(model.own());
    let here = &mut model.release;
    here.rows = rows;
    let row = here.on.and_then(|on| here.rows.iter().position(|row| *row == on));
    here.place.fit(here.rows.len(), height);
    here.place.select(row.unwrap_or_else(|| here.place.selected()));
    here.on = here.rows.get(here.place.selected()).copied();
    let seen = (model.study.revision(), here.on);
    if here.seen != Some(seen) {
        let me = model.person();
        let sheet = model.release.selected(&model.study);
        let standing = sheet.zip(me).map(|(sheet, me)| model::standing(&model.study, me, sheet));
        model.release.standing = standing;
        model.release.seen = Some(seen);
    }
    let here = &mut model.release;
    here.texts.fit(here.listed(), height);
    if here.listed() == 0 {
        here.lens = Lens::Releases;
    }
}

/// What a file is for that was asked for.
pub(super) fn read_from(
    model: &mut Tui,
    path: &str,
    what: Awaited,
    turn: &mut Turn<'_>,
) -> crate::tui::overlay::Handled {
    match reply::named(path) {
        Ok(path) => {
            model.release.awaits = Some((path.clone(), what));
            turn.effects.push(Effect::ReadFile(path));
            crate::tui::overlay::Handled::Done
        }
        Err(refused) => refused,
    }
}
