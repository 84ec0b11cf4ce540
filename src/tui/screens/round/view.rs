//! Drawing this screen: the rounds; a note to be coded, with the definition of the tag one stands on; a
//! difference, with what each coder said.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::model::{Coding, Shown, Stage};
use crate::analysis::settle::Progress;
use crate::study::{ObservationId, Round, Worded};
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

/// Columns of the list of tags.
const TAGS: u16 = 22;

/// The most rows that a note takes above its tags.
const NOTE: u16 = 7;

fn inside(area: Rect) -> Rect {
    Rect { x: (area.x + 1).min(area.right()), width: area.width.saturating_sub(2), ..area }
}

/// Rows of the note that is coded.
fn note_rows(model: &Tui, body: Rect) -> u16 {
    let Some(coding) = &model.round.coding else { return 1 };
    let words = model.study.get(coding.note).map_or("", |record| record.text());
    let rows = text::wrapped(words, usize::from(inside(body).width)).len();
    u16::try_from(rows).unwrap_or(NOTE).clamp(1, NOTE)
}

/// Where the list stands: the rounds, or the tags.
pub(super) fn list_area(model: &Tui, body: Rect) -> Rect {
    match model.round.stage {
        Stage::Rounds | Stage::Settle => {
            let below = pane::below(body, 2);
            Rect { height: (below.height / 2).max(1).min(below.height), ..below }
        }
        Stage::Code => {
            let below = pane::below(body, note_rows(model, body) + 2);
            Rect { width: TAGS.min(below.width), ..below }
        }
    }
}

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let round = model.round.round(&model.study);
    let Some(round) = round else { return empty(model, frame, area) };
    match model.round.stage {
        Stage::Rounds => rounds(model, round, frame, area),
        Stage::Code => match &model.round.coding {
            Some(coding) => code(model, (round, coding), frame, area),
            None => done(model, frame, area),
        },
        Stage::Settle => match model.round.selected() {
            Some(shown) => settle(model, shown, frame, area),
            None => settled(model, frame, area),
        },
    }
}

fn titled(model: &Tui, frame: &mut Frame<'_>, area: Rect, heading: &str, says: &str) {
    let room = inside(area);
    pane::line(frame, room, heading, model.look, Role::Heading);
    pane::prose(frame, pane::below(room, 2), says, model.look, Role::Text);
}

fn empty(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let says = "In a round several people code the same notes without seeing what the others said, and \
                then look at where they differ. In a shell: asdone round begin --coders wren,heron \
                --sample 40. asdone practice checks your eye beforehand.";
    titled(model, frame, area, "There is no round yet.", says);
}

fn done(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let says = "Esc goes back to the rounds, and h hands in what you coded: it is final. u takes back \
                what you said last.";
    titled(model, frame, area, "Nothing is left to code here.", says);
}

fn settled(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let says = format!(
        "{}. In a shell: asdone agreement says how far you agree, asdone round proposals what the \
         codebook was asked, and asdone round mine, to you alone, where this was settled otherwise \
         than you said.",
        standing(model.round.progress)
    );
    titled(model, frame, area, "No difference is left to settle.", &says);
}

fn standing(progress: Progress) -> String {
    let Progress { judgements, agreed, settled, kept, left } = progress;
    format!("{agreed} of {judgements} agree, {settled} settled, {kept} kept, {left} left")
}

fn rounds(model: &Tui, round: Round<'_>, frame: &mut Frame<'_>, area: Rect) {
    let here = &model.round;
    let many = here.rows.len();
    let heading = if many == 1 { " 1 round".to_owned() } else { format!(" {many} rounds") };
    pane::line(frame, area, &heading, model.look, Role::Heading);
    let list = list_area(model, area);
    for (at, place) in here.place.window_of(usize::from(list.height)).zip(list.rows()) {
        let Some((row, sum)) = here.rows.get(at).zip(here.sums.get(at)) else { continue };
        let on = at == here.place.selected();
        let state = match (sum.closed, sum.handed_in, sum.own) {
            (true, ..) => "closed".to_owned(),
            (false, true, _) => "handed in".to_owned(),
            (false, false, Some((all, done))) => format!("{done} of {all}"),
            (false, false, None) => "open".to_owned(),
        };
        let sign = if on { '>' } else { ' ' };
        let state = text::fit(&state, 11, "");
        let said = format!("{sign}{}  {state} {}", row.code(), sum.title);
        let role = if on { Role::Selected } else { Role::Text };
        pane::line(frame, place, &said, model.look, role);
    }
    pane::rule(frame, Rect { y: list.bottom(), height: 1, ..area }.intersection(area), model.look);
    let room = inside(pane::below(area, list.bottom().saturating_sub(area.y) + 1));
    let Some(sum) = here.sum() else { return };
    let tags: Vec<&str> = round.tags().iter().map(|tag| tag.name).collect();
    let (handed_in, coders) = sum.in_all;
    let own = match (sum.closed, sum.own) {
        (true, _) => "It is closed: Enter leads to its differences.".to_owned(),
        (false, Some(_)) if sum.handed_in => "You have handed in; the rest waits.".to_owned(),
        (false, Some((all, done))) => {
            format!("You have coded {done} of your {all} notes. Enter goes on; h hands in.")
        }
        (false, None) => "You do not code in it.".to_owned(),
    };
    let says = format!(
        "{} notes, {handed_in} of {coders} coders handed in. {own}\nTags: {}",
        round.units().len(),
        tags.join(" ")
    );
    let mut room = room;
    for line in says.lines() {
        let taken = pane::prose(frame, room, line, model.look, Role::Text);
        room = pane::below(room, taken);
    }
}

/// The text of a note; its end is cut where it has more rows than there is room for.
fn note(model: &Tui, id: ObservationId, rows: u16, frame: &mut Frame<'_>, area: Rect) {
    let words = model.study.get(id).map_or("", |record| record.text());
    let room = inside(area);
    let lines = text::wrapped(words, usize::from(room.width));
    let more = lines.len() > usize::from(rows);
    let shown: Vec<String> = lines.into_iter().take(usize::from(rows)).collect();
    for (at, (line, place)) in shown.iter().zip(room.rows()).enumerate() {
        let last = more && at + 1 == shown.len();
        let line = if last { format!("{line}{}", model.look.ellipsis()) } else { line.clone() };
        pane::line(frame, place, &line, model.look, Role::Text);
    }
}

fn code(model: &Tui, (round, coding): (Round<'_>, &Coding), frame: &mut Frame<'_>, area: Rect) {
    let (all, done) = model.round.sum().and_then(|sum| sum.own).unwrap_or_default();
    let dot = model.look.dot();
    let memo = if coding.memo.is_empty() { String::new() } else { format!(" {dot} memo") };
    let heading = format!(" note {} of {all} {dot} {}{memo}", done + 1, coding.note.code());
    pane::line(frame, area, &heading, model.look, Role::Heading);
    let rows = note_rows(model, area);
    note(model, coding.note, rows, frame, pane::below(area, 1));
    let rule = pane::below(area, rows + 1);
    pane::rule(frame, Rect { height: rule.height.min(1), ..rule }, model.look);
    let list = list_area(model, area);
    let tags = round.tags();
    for (at, place) in model.round.tags.window_of(usize::from(list.height)).zip(list.rows()) {
        let Some(tag) = tags.get(at) else { break };
        let on = at == model.round.tags.selected();
        let mark = match tag.tag {
            key if coding.yes.contains(key) => "[x]",
            key if coding.unsure.contains(key) => "[?]",
            _ => "[ ]",
        };
        let sign = if on { '>' } else { ' ' };
        let role = if on { Role::Selected } else { Role::Text };
        pane::line(frame, place, &format!("{sign}{mark} {}", tag.name), model.look, role);
    }
    let x = list.right();
    let beside = Rect { x, width: area.right().saturating_sub(x), ..list };
    pane::upright(frame, beside, model.look);
    if let Some(tag) = tags.get(model.round.tags.selected()) {
        definition(model, tag, frame, inside(beside));
    }
}

/// What the round says of a tag.
fn definition(model: &Tui, tag: &Worded<'_>, frame: &mut Frame<'_>, area: Rect) {
    pane::line(frame, area, tag.name, model.look, Role::Tag);
    let mut room = pane::below(area, 1);
    let parts = [("", tag.definition), ("includes: ", tag.include), ("excludes: ", tag.exclude)];
    for (what, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
        let taken = pane::prose(frame, room, &format!("{what}{words}"), model.look, Role::Text);
        room = pane::below(room, taken);
    }
}

fn settle(model: &Tui, shown: &Shown, frame: &mut Frame<'_>, area: Rect) {
    let (at, all) = (model.round.difference.selected() + 1, model.round.differences.len());
    let dot = model.look.dot();
    let heading = format!(" difference {at} of {all} {dot} {}", standing(model.round.progress));
    pane::line(frame, area, &heading, model.look, Role::Heading);
    let words = model.study.get(shown.note).map_or("", |record| record.text());
    let rows = text::wrapped(words, usize::from(inside(area).width)).len();
    let rows = u16::try_from(rows).unwrap_or(NOTE).clamp(1, NOTE);
    note(model, shown.note, rows, frame, pane::below(area, 2));
    let mut room = inside(pane::below(area, rows + 3));
    pane::line(frame, room, &shown.tag, model.look, Role::Tag);
    room = pane::below(room, 1);
    let taken = pane::prose(frame, room, &shown.definition, model.look, Role::Dim);
    room = pane::below(room, taken + 1);
    for (says, memo) in &shown.parts {
        let memo = memo.replace('\n', " ");
        let dash = if memo.is_empty() { "" } else { ": " };
        let line = format!("{says}{dash}{memo}");
        let taken = pane::prose(frame, room, &line, model.look, Role::Text);
        room = pane::below(room, taken);
    }
}
