//! What keys do on this screen, and finding again when what it shows has changed.

use ratatui::layout::Rect;

use super::{Command, ask, detail, view};
use crate::analysis::Order;
use crate::analysis::View;
use crate::study::{Audience, ObservationId, Record, Subject};
use crate::tui::command::Place;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::screens::{Screen, lessons, reflect, voices};
use crate::tui::stops;

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(model: &Tui) -> &'static [Place] {
    if model.observations.filter.typing {
        &[Place::ObservationsFilter]
    } else {
        &[Place::Observations, Place::List]
    }
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let here = &model.observations;
    let record = here.selected(&model.study);
    let standing = record.is_some_and(Record::is_standing);
    match command {
        Command::Filter => true,
        Command::FilterDone | Command::FilterClear => here.filter.typing,
        Command::Read => record.is_some() && here.reading.is_none(),
        Command::Sort => here.found.hits.len() > 1,
        Command::Mark | Command::MarkAll | Command::Copy => record.is_some(),
        Command::Tag | Command::Audience | Command::Lesson => {
            model.is_open() && (standing || !here.marked.is_empty())
        }
        Command::Untag => {
            let tagged = |record: &Record| model.study.tags_of(record).next().is_some();
            model.is_open() && (record.is_some_and(tagged) || !here.marked.is_empty())
        }
        Command::Amend
        | Command::Later
        | Command::Edit
        | Command::Voices
        | Command::Withdraw
        | Command::Stop
        | Command::Reflect => model.is_open() && standing,
        Command::Erase | Command::History => model.is_open() && record.is_some(),
        Command::Back => {
            here.reading.is_some()
                || !here.marked.is_empty()
                || !here.filter.is_empty()
                || here.from.is_some()
        }
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(command));
    }
    match command {
        Command::Read => model.observations.reading = Some(0),
        Command::Filter => model.observations.filter.typing = true,
        Command::FilterDone => model.observations.filter.typing = false,
        Command::FilterClear => {
            model.observations.filter.typing = false;
            model.observations.filter.clear();
            refresh(model);
        }
        Command::Lesson => {
            let targets = model.observations.targets(&model.study).into_iter();
            let subjects = targets.map(crate::study::Subject::Observation).collect();
            lessons::offer(model, subjects, turn);
        }
        Command::Tag => ask::tags(model),
        Command::Untag => ask::tags_off(model),
        Command::Amend => ask::amendment(model),
        Command::Later => ask::later(model),
        Command::Edit => ask::field(model),
        Command::Withdraw => ask::reason(model),
        Command::Erase => ask::erasure(model),
        Command::History => {
            let id = model.observations.selected(&model.study).map(Record::id);
            turn.effects.extend(id.map(|id| Effect::History(Some(Subject::Observation(id)))));
        }
        Command::Audience => audience(model),
        Command::Mark => mark(model),
        Command::MarkAll => mark_all(model),
        Command::Sort => sort(model),
        Command::Stop => stops::ask(model),
        Command::Reflect => {
            if let Some(id) = model.observations.selected(&model.study).map(Record::id) {
                reflect::reflect_on(model, id, turn);
            }
        }
        Command::Copy => {
            let text =
                model.observations.selected(&model.study).map(|record| record.text().to_owned());
            turn.effects.extend(text.map(Effect::Copy));
            model.say(Tone::Note, "the text was sent to the terminal's clipboard");
        }
        Command::Voices => {
            if let Some(id) = model.observations.selected(&model.study).map(Record::id) {
                voices::about(model, id, turn);
            }
        }
        Command::Back => back(model),
    }
}

const fn why_not(command: Command) -> &'static str {
    match command {
        Command::Tag
        | Command::Audience
        | Command::Lesson
        | Command::Amend
        | Command::Later
        | Command::Edit
        | Command::Voices
        | Command::Withdraw
        | Command::Stop
        | Command::Reflect => "stand on a note that is part of the study first",
        Command::Untag => "this note has no tags",
        Command::Erase
        | Command::History
        | Command::Read
        | Command::Mark
        | Command::MarkAll
        | Command::Copy
        | Command::Sort => "there is no note here",
        Command::Filter | Command::FilterDone | Command::FilterClear | Command::Back => {
            "You are at the top level. F2 goes to Write."
        }
    }
}

fn audience(model: &mut Tui) {
    let subjects = model.observations.targets(&model.study).into_iter().map(Subject::Observation);
    let what = ask::what(model);
    crate::tui::audience::ask(model, &what, subjects.collect());
}

/// Takes every mark off.
pub(in crate::tui) fn unmark(model: &mut Tui) {
    model.observations.marked.clear();
}

fn mark(model: &mut Tui) {
    let Some(id) = model.observations.selected(&model.study).map(Record::id) else { return };
    let marked = &mut model.observations.marked;
    match marked.iter().position(|known| *known == id) {
        Some(at) => drop(marked.remove(at)),
        None => marked.push(id),
    }
    model.observations.place.move_by(1);
    keep_place(model);
    say_marked(model);
}

fn mark_all(model: &mut Tui) {
    let ids: Vec<ObservationId> = model
        .observations
        .found
        .hits
        .iter()
        .filter_map(|ix| model.study.record_at(*ix))
        .map(Record::id)
        .collect();
    let all = model.observations.marked.len() == ids.len();
    model.observations.marked = if all { Vec::new() } else { ids };
    say_marked(model);
}

fn say_marked(model: &mut Tui) {
    let said = match model.observations.marked.len() {
        0 => "no note is marked".to_owned(),
        1 => "1 note is marked; t tags it, Esc takes the mark off".to_owned(),
        many => format!("{many} notes are marked; t tags them together, Esc takes the marks off"),
    };
    model.say(Tone::Note, said);
}

fn sort(model: &mut Tui) {
    let (next, said) = match model.observations.order {
        Order::Newest => (Order::Oldest, "oldest first"),
        Order::Oldest => (Order::Recorded, "written down last, first"),
        Order::Recorded => (Order::Kind, "by kind, newest first within each"),
        Order::Kind => (Order::Setting, "by setting, newest first within each"),
        Order::Setting => (Order::Newest, "newest first"),
    };
    model.observations.order = next;
    model.observations.on = None;
    model.observations.place.select(0);
    refresh(model);
    model.say(Tone::Note, format!("the list is in another order: {said}"));
}

/// Steps back by one: what was done last is what is taken away first.
fn back(model: &mut Tui) {
    let here = &mut model.observations;
    if here.reading.take().is_some() {
    } else if !here.marked.is_empty() {
        here.marked.clear();
        say_marked(model);
    } else if let Some(from) = here.from.take() {
        // What led here is no longer meant; the screen one goes back to has a filter of its own.
        here.filter.clear();
        model.screen = from;
        model.refresh();
    } else {
        here.filter.clear();
        refresh(model);
    }
}

/// Takes a key that is no command: typing, moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    if let Some(top) = model.observations.reading {
        return read_on(model, top, key);
    }
    let moves = matches!(key.code, Code::Up | Code::Down | Code::PageUp | Code::PageDown);
    if model.observations.filter.typing && !moves {
        if model.observations.filter.key(key) {
            refresh(model);
        }
        return;
    }
    model.observations.place.key(key);
    keep_place(model);
}

/// Scrolls the note that is being read; left and right lead to the notes before and after.
fn read_on(model: &mut Tui, top: usize, key: Key) {
    let key = key.moving();
    let room = view::reading_area(crate::tui::view::areas(model.size).body);
    let rows = detail::height(model, usize::from(room.width));
    let page = usize::from(room.height).max(2) - 1;
    let last = rows.saturating_sub(usize::from(room.height));
    let step = match key.code {
        Code::Left => -1,
        Code::Right => 1,
        _ => 0,
    };
    if step != 0 {
        model.observations.place.move_by(step);
        keep_place(model);
    }
    model.observations.reading = Some(match key.code {
        Code::Up => top.saturating_sub(1),
        Code::Down => (top + 1).min(last),
        Code::PageUp => top.saturating_sub(page),
        Code::PageDown => (top + page).min(last),
        Code::Home | Code::Left | Code::Right => 0,
        Code::End => last,
        _ => top,
    });
}

/// Remembers the note one stands on.
fn keep_place(model: &mut Tui) {
    model.observations.on = model.observations.selected(&model.study).map(Record::id);
}

/// Takes a pasted text, into the filter only.
pub(in crate::tui) fn paste(model: &mut Tui, text: &str, _turn: &mut Turn<'_>) {
    if model.observations.filter.typing {
        model.observations.filter.paste(text);
        refresh(model);
    }
}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(body);
    if model.observations.reading.is_some() {
    } else if list.contains(at.into()) {
        let rows = view::laid_out(model, usize::from(list.height));
        if let Some(view::Shown::Note(row)) = rows.get(usize::from(at.1 - list.y)) {
            model.observations.place.select(*row);
            keep_place(model);
        }
    } else if at.1 == body.y {
        model.observations.filter.typing = true;
    }
}

/// The note that the person stands on.
pub(in crate::tui) fn selected(model: &Tui) -> Option<&Record> {
    model.observations.selected(&model.study).filter(|record| record.is_standing())
}

/// The filter that the list is of.
pub(in crate::tui) fn query(model: &Tui) -> &str {
    model.observations.filter.good()
}

/// Takes over a filter from another screen.
pub(in crate::tui) fn set_query(model: &mut Tui, query: &str) {
    model.observations.filter.set(query);
}

/// Shows what a query finds, coming from another screen; stepping back leads there again.
pub(in crate::tui) fn show_query(model: &mut Tui, query: &str, _turn: &mut Turn<'_>) {
    let from = (model.screen != Screen::Observations).then_some(model.screen);
    let here = &mut model.observations;
    here.from = from;
    here.reading = None;
    here.marked.clear();
    here.on = None;
    here.filter.typing = false;
    here.filter.set(query);
    here.place.select(0);
    model.screen = Screen::Observations;
    model.refresh();
}

/// Shows one note, coming from another screen; stepping back leads there again.
pub(in crate::tui) fn show_note(model: &mut Tui, id: ObservationId) {
    let from = (model.screen != Screen::Observations).then_some(model.screen);
    let here = &mut model.observations;
    here.from = from;
    here.marked.clear();
    here.filter.typing = false;
    here.filter.clear();
    here.on = Some(id);
    here.reading = None;
    model.screen = Screen::Observations;
    model.refresh();
    model.observations.reading = Some(0);
}

/// The study, the window, the filter or the order has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let person = model.person();
    let Tui { study, corpus, observations: here, now, scope, .. } = model;
    let query = here.filter.read(study, *now);
    // Only a filter can speak of the time, so that without one a passing minute changes nothing.
    let minute = if here.filter.good().is_empty() { 0 } else { now.millis / 60_000 };
    let seen = (study.revision(), minute, here.filter.good().to_owned(), here.order, *scope);
    if here.seen.as_ref() != Some(&seen) {
        if let Some(query) = &query {
            here.found = query.run(View::new(study, person, *scope), corpus, here.order);
            let (hits, own) = (&here.found.hits, View::of(study, person));
            here.shared = corpus.any(hits, |_, audience| audience != Audience::Private);
            here.colleagues = corpus.any(hits, |author, _| own.colleague(author).is_some());
        }
        here.seen = Some(seen);
        here.query = query;
        here.marked.retain(|id| study.get(*id).is_some_and(Record::is_standing));
    }
    let body = crate::tui::view::areas(model.size).body;
    here.place.fit(here.found.hits.len(), usize::from(view::list_area(body).height));
    let still = |id: ObservationId| {
        let ix = study.obs_ix(id)?;
        here.found.hits.iter().position(|hit| *hit == ix)
    };
    if let Some(row) = here.on.and_then(still) {
        here.place.select(row);
    }
    if here.found.hits.is_empty() {
        here.reading = None;
    }
    // The headings of days take rows too: a page is as many notes as are seen at once.
    let high = usize::from(view::list_area(body).height);
    let notes = |row: &&view::Shown| matches!(row, view::Shown::Note(_));
    let seen = view::laid_out(model, high).iter().filter(notes).count();
    model.observations.place.fit(model.observations.found.hits.len(), seen);
}
