//! What keys do on this screen, and counting again when what it shows has changed.

use ratatui::layout::Rect;

use super::coverage::lines;
use super::model::{Beside, Seen};
use super::{Command, Lens, Report, table};
use crate::analysis::heat::heat;
use crate::analysis::pairs::pairs;
use crate::analysis::saturation::saturation;
use crate::analysis::shift::coverage::coverage as covered_work;
use crate::analysis::{Corpus, Scope, View};
use crate::analysis::{Order, Query, mask, tally};
use crate::study::ObsIx;
use crate::tui::command::Place;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Answer, Handled, Item, Overlay, Picker, Then as Any};
use crate::tui::screens::observations;

/// What an overlay that this screen opened leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// Look through the lens that was picked.
    Lens,
    /// Take the group that was picked as rows, and ask for the columns.
    Rows,
    /// Take the groups that were picked as columns against these rows.
    Columns(String),
}

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(model: &Tui) -> &'static [Place] {
    if model.tallies.filter.typing {
        &[Place::TalliesFilter]
    } else {
        &[Place::Tallies, Place::List]
    }
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let tallies = &model.tallies;
    match command {
        Command::NextLens | Command::PreviousLens | Command::ChooseLens | Command::Filter => true,
        Command::ChooseGroups => {
            tallies.lens == Lens::Pairs && model.study.codebook().groups().len() > 1
        }
        Command::Notes => tallies.term(model.size.0).is_some(),
        Command::FilterDone => tallies.filter.typing,
        Command::FilterClear => tallies.filter.typing || !tallies.filter.is_empty(),
        Command::Copy => tallies.rows() > 0,
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    match command {
        Command::NextLens => step_lens(model, 1),
        Command::PreviousLens => step_lens(model, Lens::ALL.len() - 1),
        Command::ChooseLens => {
            let items = Lens::ALL.iter().map(|lens| Item {
                key: lens.word().to_owned(),
                name: lens.word().to_owned(),
                detail: lens.meaning().to_owned(),
                ..Item::default()
            });
            let picker = Picker::new("count by", items.collect(), Any::Tallies(Then::Lens));
            model.over(Overlay::Picker(picker));
        }
        Command::ChooseGroups => ask_group(model, "rows: which group of tags?", Then::Rows, false),
        Command::Notes => {
            if let Some(term) = model.tallies.term(model.size.0) {
                let query = format!("{} {term}", model.tallies.filter.good());
                observations::show_query(model, query.trim(), turn);
            }
        }
        Command::Filter => model.tallies.filter.typing = true,
        Command::FilterDone => model.tallies.filter.typing = false,
        Command::FilterClear => {
            model.tallies.filter.typing = false;
            model.tallies.filter.clear();
            refresh(model);
        }
        Command::Copy => {
            turn.effects.push(Effect::Copy(table::text(&model.tallies)));
            model.say(Tone::Note, "the table was sent to the terminal's clipboard");
        }
    }
}

fn step_lens(model: &mut Tui, by: usize) {
    let at = Lens::ALL.iter().position(|lens| *lens == model.tallies.lens).unwrap_or(0);
    look_through(model, Lens::ALL.get((at + by) % Lens::ALL.len()).copied().unwrap_or_default());
}

fn look_through(model: &mut Tui, lens: Lens) {
    model.tallies.lens = lens;
    model.tallies.place.select(0);
    model.tallies.column = 0;
    refresh(model);
}

fn ask_group(model: &mut Tui, title: &str, then: Then, many: bool) {
    let groups = model.study.codebook().groups();
    let items = groups.iter().map(|group| Item {
        key: (*group).to_owned(),
        name: (*group).to_owned(),
        ..Item::default()
    });
    let picker = Picker::new(title, items.collect(), Any::Tallies(then));
    model.over(Overlay::Picker(if many { picker.many() } else { picker }));
}

/// Takes a key that is no command: typing, moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    let tallies = &mut model.tallies;
    let moves = matches!(key.code, Code::Up | Code::Down | Code::PageUp | Code::PageDown);
    if tallies.filter.typing && !moves {
        tallies.filter.key(key);
        return refresh(model);
    }
    if tallies.place.key(key) {
        return;
    }
    let last = tallies.columns(model.size.0).saturating_sub(1);
    match key.code {
        Code::Left if last == 0 => step_lens(model, Lens::ALL.len() - 1),
        Code::Right if last == 0 => step_lens(model, 1),
        Code::Left => tallies.column = tallies.column.saturating_sub(1),
        Code::Right => tallies.column = (tallies.column + 1).min(last),
        _ => {}
    }
}

/// Takes a pasted text, into the filter only.
pub(in crate::tui) fn paste(model: &mut Tui, text: &str, _turn: &mut Turn<'_>) {
    if model.tallies.filter.typing {
        model.tallies.filter.paste(text);
        refresh(model);
    }
}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = super::view::list_area(body);
    if list.contains(at.into()) {
        let row = model.tallies.place.window().start + usize::from(at.1 - list.y);
        model.tallies.place.select(row);
    } else if at.1 == body.y {
        model.tallies.filter.typing = true;
    }
}

/// The filter that the numbers are of.
pub(in crate::tui) fn query(model: &Tui) -> &str {
    model.tallies.filter.good()
}

/// Takes over a filter from another screen.
pub(in crate::tui) fn set_query(model: &mut Tui, query: &str) {
    model.tallies.filter.set(query);
}

/// The study, the window, the filter or the lens has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let Some(query) = model.tallies.filter.read(&model.study, model.now) else { return };
    let groups = groups(model);
    let tallies = &model.tallies;
    let minute = model.now.millis / 60_000;
    let seen: Seen = (
        model.study.revision(),
        // Only a filter can speak of the time, so that without one a passing minute changes nothing.
        if tallies.filter.good().is_empty() { 0 } else { minute },
        tallies.lens,
        tallies.filter.good().to_owned(),
        groups.clone(),
        model.scope,
    );
    if tallies.seen.as_ref() != Some(&seen) {
        count(model, &query, groups.as_ref());
        model.tallies.seen = Some(seen);
    }
    let wide = usize::from(model.size.0);
    if let Report::Coverage(covered, said) = &mut model.tallies.report {
        *said = lines(covered, wide);
    }
    let rows = model.tallies.rows();
    let body = crate::tui::view::areas(model.size).body;
    let height = super::view::list_area(body).height;
    model.tallies.place.fit(rows, usize::from(height));
    let last = model.tallies.columns(model.size.0).saturating_sub(1);
    model.tallies.column = model.tallies.column.min(last);
}

/// The groups that are set against each other: as chosen, or triggers against what answers them, or
/// the first two there are.
fn groups(model: &Tui) -> Option<(String, String)> {
    if model.tallies.groups.is_some() {
        return model.tallies.groups.clone();
    }
    let groups = model.study.codebook().groups();
    let has = |name: &str| groups.contains(&name);
    if has("TRIGGER") && has("ADJUSTMENT") {
        let more = if has("WORKAROUND") { "ADJUSTMENT+WORKAROUND" } else { "ADJUSTMENT" };
        return Some(("TRIGGER".to_owned(), more.to_owned()));
    }
    match groups.as_slice() {
        [first, second, ..] => Some(((*first).to_owned(), (*second).to_owned())),
        [only] => Some(((*only).to_owned(), (*only).to_owned())),
        [] => None,
    }
}

/// What the team shared, beside one's own, where colleagues have shared anything.
fn beside(view: View<'_>, query: &Query, corpus: &Corpus, lens: Lens) -> Option<Beside> {
    let by = lens.by().filter(|_| !view.is_wider() && view.of_colleagues() > 0)?;
    let team = view.within(Scope::Team);
    let found = query.run(team, corpus, Order::Oldest);
    let records = found.hits.iter().filter_map(|ix| team.study().record_at(*ix));
    let hit: mask::Heads = records.map(|record| record.author()).collect();
    Some(Beside { notes: mask::alone(team, hit), tally: tally(team, &found.hits, by) })
}

fn count(model: &mut Tui, query: &Query, groups: Option<&(String, String)>) {
    let person = model.person();
    let Tui { study, corpus, tallies, scope, .. } = model;
    let view = View::new(study, person, *scope);
    let found = query.run(view, corpus, Order::Oldest);
    let hits: &[ObsIx] = &found.hits;
    tallies.found = (hits.len(), found.of);
    let hit: mask::Heads = (hits.iter().filter_map(|ix| view.study().record_at(*ix)))
        .map(|record| record.author())
        .collect();
    let all: mask::Heads = view.standing().map(|(_, record)| record.author()).collect();
    tallies.shown = Some((mask::alone(view, hit), mask::alone(view, all)));
    tallies.beside = beside(view, query, corpus, tallies.lens);
    let covered = covered_work(view);
    tallies.covered = covered.headline();
    tallies.report = match (tallies.lens.by(), tallies.lens, groups) {
        (Some(by), _, _) => Report::Rows(tally(view, hits, by)),
        (None, Lens::When, _) => Report::When(Box::new(heat(view, hits))),
        (None, Lens::Coverage, _) => Report::Coverage(Box::new(covered), Vec::new()),
        (None, Lens::NewTags, _) => Report::NewTags(saturation(view, hits)),
        (None, _, Some((rows, columns))) => Report::Pairs(pairs(view, hits, rows, columns)),
        (None, _, None) => Report::Nothing,
    };
}

/// An overlay that this screen opened was answered.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    _turn: &mut Turn<'_>,
) -> Handled {
    let Answer::Picked(picked) = answer else { return Handled::Done };
    match then {
        Then::Lens => {
            let named = |lens: &&Lens| picked.first().is_some_and(|word| word == lens.word());
            if let Some(lens) = Lens::ALL.iter().find(named) {
                look_through(model, *lens);
            }
        }
        Then::Rows => {
            if let Some(rows) = picked.into_iter().next() {
                let title = format!("{rows} against which groups?");
                ask_group(model, &title, Then::Columns(rows), true);
            }
        }
        Then::Columns(rows) => {
            model.tallies.groups = Some((rows, picked.join("+")));
            look_through(model, Lens::Pairs);
        }
    }
    Handled::Done
}
