//! What keys do on this screen, and looking again when what it shows has changed.

use ratatui::layout::Rect;

use super::marks::{self, today};
use super::model::{Lens, Reading};
use super::{Command, ask, card, model, view};
use crate::analysis::View;
use crate::analysis::lessons::candidates::candidates;
use crate::analysis::lessons::{answers, grounds, just_these, since_then};
use crate::study::{SheetId, Subject};
use crate::tui::command::Place;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::screens::{Screen, observations};

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(_model: &Tui) -> &'static [Place] {
    &[Place::Lessons, Place::List]
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let here = &model.lessons;
    let lesson = here.selected(&model.study).is_some();
    match command {
        Command::Begin => model.is_open(),
        Command::NextLens | Command::PreviousLens | Command::Answers | Command::Candidates => true,
        Command::Read => here.reading.is_none() && here.len() > 0,
        Command::Edit
        | Command::Status
        | Command::Charge
        | Command::Tell
        | Command::Ground
        | Command::Unground
        | Command::Audience
        | Command::Withdraw => model.is_open() && lesson,
        Command::Since | Command::Brief | Command::WriteBrief => lesson,
        Command::Notes => here.len() > 0,
        Command::Back => here.reading.is_some() || here.lens != Lens::Lessons,
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(model, command));
    }
    match command {
        Command::Read => read(model, turn),
        Command::Begin => begin(model, turn),
        Command::NextLens => step_lens(model, 1, turn),
        Command::PreviousLens => step_lens(model, Lens::ALL.len() - 1, turn),
        Command::Answers => look_at(model, Lens::Answers, turn),
        Command::Candidates => look_at(model, Lens::Candidates, turn),
        Command::Notes => notes(model, turn),
        Command::Since => since(model, turn),
        Command::Brief => model.lessons.reading = Some(Reading::Brief(0)),
        Command::Back => {
            if model.lessons.reading.take().is_none() {
                look_at(model, Lens::Lessons, turn);
            }
        }
        Command::Edit => ask::edit(model),
        Command::Status => with_lesson(model, ask::status),
        Command::Charge => with_lesson(model, ask::charge),
        Command::Tell => with_lesson(model, ask::tell),
        Command::Ground => with_lesson(model, ask::ground),
        Command::Unground => with_lesson(model, ask::unground),
        Command::Withdraw => with_lesson(model, ask::withdraw),
        Command::WriteBrief => with_lesson(model, ask::path),
        Command::Audience => with_lesson(model, |model, id| {
            let what = format!("lesson {}", id.code());
            crate::tui::audience::ask(model, &what, vec![Subject::Sheet(id)]);
        }),
    }
}

fn with_lesson(model: &mut Tui, act: impl FnOnce(&mut Tui, SheetId)) {
    if let Some(id) = model.lessons.selected(&model.study).map(crate::study::Sheet::id) {
        act(model, id);
    }
}

fn why_not(model: &Tui, command: Command) -> &'static str {
    match command {
        _ if !model.is_open() => "the study is not open yet",
        Command::Back => "You are at the top level.",
        Command::Read | Command::Notes => "there is nothing here yet",
        _ => "stand on a lesson first; < and > lead to the list of lessons",
    }
}

/// Notes that were chosen elsewhere begin a lesson, or go to one that is there.
pub(in crate::tui) fn offer(model: &mut Tui, subjects: Vec<Subject>, turn: &mut Turn<'_>) {
    if model.own().sheets_open_to_me(crate::study::Sort::Lesson).next().is_none() {
        return ask::begin(model, &subjects, &[], turn);
    }
    ask::offer(model, subjects);
}

fn begin(model: &mut Tui, turn: &mut Turn<'_>) {
    let found = model.lessons.candidate();
    let (subjects, tags) =
        found.map(|one| (one.subjects(), one.tags(&model.study))).unwrap_or_default();
    ask::begin(model, &subjects, &tags, turn);
}

fn read(model: &mut Tui, turn: &mut Turn<'_>) {
    match model.lessons.lens {
        Lens::Lessons => model.lessons.reading = Some(Reading::Card(0)),
        Lens::Answers => {
            let lesson = model.lessons.answer().map(|answer| answer.sheet);
            let row = lesson.and_then(|id| model.lessons.rows.iter().position(|row| *row == id));
            let Some(row) = row else {
                return model.say(Tone::Note, "all there is about this stands here");
            };
            look_at(model, Lens::Lessons, turn);
            model.lessons.place.select(row);
            keep_place(model);
            model.lessons.reading = Some(Reading::Card(0));
        }
        Lens::Candidates => notes(model, turn),
    }
}

/// The notes behind what one stands on, on the list of observations.
fn notes(model: &mut Tui, turn: &mut Turn<'_>) {
    let query = match model.lessons.lens {
        Lens::Lessons => model
            .lessons
            .selected(&model.study)
            .and_then(|sheet| just_these(&model.study, &grounds(model.seen(), sheet))),
        Lens::Answers => model.lessons.answer().and_then(|answer| {
            let notes = answer.yours.iter().filter_map(|subject| match subject {
                Subject::Observation(id) => Some(format!("id:{}", id.code().as_str())),
                Subject::Sheet(_) | Subject::Line(..) => None,
            });
            let terms: Vec<String> = notes.collect();
            (!terms.is_empty()).then(|| terms.join(" or "))
        }),
        Lens::Candidates => model.lessons.candidate().map(|one| one.query.clone()),
    };
    match query {
        Some(query) => observations::show_query(model, &query, turn),
        None => model.say(Tone::Note, "no notes stand behind this"),
    }
}

/// The notes made since, with the tags of the evidence.
fn since(model: &mut Tui, turn: &mut Turn<'_>) {
    let today = today(model);
    let Some(card) = model.lessons.card(&model.study, today) else { return };
    let query = since_then(&model.study, &card, &grounds(model.seen(), card.sheet), today);
    observations::show_query(model, &query, turn);
}

fn step_lens(model: &mut Tui, by: usize, turn: &mut Turn<'_>) {
    let at = Lens::ALL.iter().position(|lens| *lens == model.lessons.lens).unwrap_or(0);
    let lens = Lens::ALL.get((at + by) % Lens::ALL.len()).copied().unwrap_or_default();
    look_at(model, lens, turn);
}

/// Looking at the answers marks them as read; what was new stays marked until one looks elsewhere.
fn look_at(model: &mut Tui, lens: Lens, turn: &mut Turn<'_>) {
    let here = &mut model.lessons;
    here.lens = lens;
    here.reading = None;
    here.place.select(0);
    if lens == Lens::Answers {
        here.was_read = here.read.clone();
        let all = answers::Read::all(&here.answers);
        if all != here.read {
            turn.effects.push(Effect::SaveDraft(marks::slot(), all.to_text()));
            here.read = all;
            here.counts.1 = 0;
        }
    }
    refresh(model);
}

/// Takes a key that is no command: moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    let Some(reading) = model.lessons.reading else {
        model.lessons.place.key(key);
        return keep_place(model);
    };
    let room = view::reading_area(crate::tui::view::areas(model.size).body);
    let (Reading::Card(top) | Reading::Brief(top)) = reading;
    let wide = usize::from(room.width);
    let rows = match reading {
        Reading::Card(_) => card::lines(model, wide).len(),
        Reading::Brief(_) => card::brief_lines(model, wide).len(),
    };
    let page = usize::from(room.height).max(2) - 1;
    let last = rows.saturating_sub(usize::from(room.height));
    let top = match key.moving().code {
        Code::Up => top.saturating_sub(1),
        Code::Down => (top + 1).min(last),
        Code::PageUp => top.saturating_sub(page),
        Code::PageDown => (top + page).min(last),
        Code::Home => 0,
        Code::End => last,
        _ => top,
    };
    model.lessons.reading = Some(match reading {
        Reading::Card(_) => Reading::Card(top),
        Reading::Brief(_) => Reading::Brief(top),
    });
}

/// Remembers the lesson one stands on.
fn keep_place(model: &mut Tui) {
    if model.lessons.lens == Lens::Lessons {
        model.lessons.on = model.lessons.selected(&model.study).map(crate::study::Sheet::id);
    }
}

/// Takes a pasted text; lists ignore it.
pub(in crate::tui) fn paste(_model: &mut Tui, _text: &str, _turn: &mut Turn<'_>) {}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, turn: &mut Turn<'_>) {
    let list = view::list_area(body, model.lessons.lens);
    if model.lessons.reading.is_none() && list.contains(at.into()) {
        let row = model.lessons.place.window().start + usize::from(at.1 - list.y);
        model.lessons.place.select(row);
        keep_place(model);
    } else if at.1 == body.y {
        step_lens(model, 1, turn);
    }
}

/// Time has passed: with a new day replies become overdue.
pub(in crate::tui) fn tick(model: &mut Tui) {
    if model.screen == Screen::Lessons { refresh(model) } else { marks::count(model) }
}

/// The study or the window has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    marks::count(model);
    let today = today(model);
    let person = model.person();
    let seen = (model.study.revision(), today, model.scope);
    let Tui { study, lessons: here, size, screen, scope, .. } = model;
    marks::read_form(here, study);
    if here.seen != Some(seen) && *screen == Screen::Lessons {
        if let Some((_, form)) = &here.form {
            let view = View::new(study, person, *scope);
            here.rows = model::rows(view, form, today);
            here.candidates = candidates(view, form);
        }
        here.seen = Some(seen);
    }
    let body = crate::tui::view::areas(*size).body;
    let height = usize::from(view::list_area(body, here.lens).height);
    here.place.fit(here.len(), height);
    if here.lens == Lens::Lessons
        && let Some(row) = here.on.and_then(|id| here.rows.iter().position(|row| *row == id))
    {
        here.place.select(row);
    }
    if here.len() == 0 {
        here.reading = None;
    }
}
