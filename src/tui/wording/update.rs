//! Reading what is typed: marks, and what keys do about them.

use std::ops::Range;
use std::sync::Arc;

use super::{Command, Spot, Verdict, spot};
use crate::actions;
use crate::study::{Moment, StudyField};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Choice, Handled, Overlay, Question, Then};
use crate::wording::{self, Layer, MarkKind, Reader};

/// How long typing pauses before what was typed so far is read, in milliseconds.
const PAUSE: i64 = 700;

/// What is typed may have changed: marks go with their words, and it is read again when a sentence
/// ends or typing pauses.
pub(in crate::tui) fn noticed(model: &mut Tui) {
    // A question that stands over a text is about it, and the text waits.
    if model.overlays.last().is_some_and(|top| !matches!(top, Overlay::Prompt(_))) {
        return;
    }
    let (spot, text) = match spot::here(model) {
        Some((spot, text)) => (Some(spot), text),
        None => (None, String::new()),
    };
    let fresh = packs_changed(model);
    let wording = &mut model.wording;
    wording.go_to(spot);
    if text == wording.text && !fresh {
        return;
    }
    if text.trim().is_empty() {
        wording.left.clear();
    }
    wording.keep_whole(&text);
    wording.due = (!text.trim().is_empty())
        .then_some(Moment { millis: model.now.millis + PAUSE, ..model.now });
    let ends = text.trim_end_matches(' ').ends_with(['.', '!', '?', ';', '\n']);
    if fresh || ends {
        read(model);
    }
}

fn packs_changed(model: &Tui) -> bool {
    let (own, study) = &model.wording.packs;
    model.wording.reader.is_some()
        && (*own != model.rules.text || study != model.study.form("wording").unwrap_or_default())
}

/// Milliseconds until what is typed is to be read, if it is.
pub(in crate::tui) fn wake_in(model: &Tui) -> Option<i64> {
    model.wording.due.map(|due| (due.millis - model.now.millis).max(0))
}

/// Time has passed.
pub(in crate::tui) fn tick(model: &mut Tui) {
    if wake_in(model) == Some(0) {
        read(model);
    }
}

fn read(model: &mut Tui) {
    make_reader(model);
    let understood = match model.wording.spot {
        Some(Spot::Line) => model.capture.reading.understood.as_slice(),
        _ => &[],
    };
    let tags: Vec<Range<usize>> = understood.iter().map(|(range, _)| range.clone()).collect();
    let wording = &mut model.wording;
    wording.due = None;
    let Some(reader) = wording.reader.clone() else { return };
    let text = wording.text.clone();
    let mut marks = reader.read(&text);
    marks.retain(|mark| {
        let place = mark.bytes(&text);
        let words = mark.words(&text);
        let left = wording.left.iter().any(|(rule, said)| *rule == mark.rule && said == words);
        !left && !tags.iter().any(|tag| tag.start < place.end && place.start < tag.end)
    });
    let fresh = marks.iter().rposition(|mark| !wording.marks.contains(mark));
    let same = wording.marks.get(wording.at).and_then(|now| marks.iter().position(|m| m == now));
    wording.turn += usize::from(fresh.is_some());
    wording.at = fresh.or(same).unwrap_or(0);
    wording.marks = marks;
}

/// A reader of the rules as they are now, and what is wrong with them.
fn reader_of(model: &Tui) -> (Arc<Reader>, Option<String>) {
    let own = &model.rules.text;
    let study = model.study.form("wording").unwrap_or_default();
    let name = model.rules.path.display().to_string();
    let layers =
        [Layer { name: &name, text: own }, Layer { name: "the study's form wording", text: study }];
    if own.is_empty() && study.is_empty() {
        return (Reader::built_in(), None);
    }
    let (reader, wrong) = Reader::of(&layers);
    (Arc::new(reader), wrong.first().map(ToString::to_string))
}

/// Makes the reader, the first time or where the packs are others now.
fn make_reader(model: &mut Tui) {
    if model.wording.reader.is_some() && !packs_changed(model) {
        return;
    }
    let (reader, wrong) = reader_of(model);
    let own = model.rules.text.clone();
    let study = model.study.form("wording").unwrap_or_default().to_owned();
    if let Some(wrong) = wrong {
        model.say(Tone::Warn, format!("{wrong}; these rules of wording are not used"));
    }
    model.wording.reader = Some(reader);
    model.wording.packs = (own, study);
}

/// What somebody could be known by in a text: where it stands, and what it looks like.
pub(in crate::tui) fn identifiers(model: &Tui, text: &str) -> Vec<(Range<usize>, String)> {
    let reader = match &model.wording.reader {
        Some(reader) if !packs_changed(model) => Arc::clone(reader),
        _ => reader_of(model).0,
    };
    let marks = reader.read(text);
    let marks = marks.iter().filter(|mark| mark.kind == MarkKind::Identifier);
    marks.map(|mark| (mark.bytes(text), mark.category.replace('_', " "))).collect()
}

/// Whether a command on the marks would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, look: Command) -> bool {
    let wording = &model.wording;
    match look {
        Command::Ask | Command::Leave => wording.shown().is_some(),
        Command::Next => wording.marks.len() > 1,
        Command::Replace => wording.instead().is_some(),
    }
}

/// Does what a command on the marks says.
pub(in crate::tui) fn run(model: &mut Tui, look: Command, _turn: &mut Turn<'_>) {
    match look {
        Command::Ask => ask(model),
        Command::Next => {
            let wording = &mut model.wording;
            wording.at = (wording.at + 1).checked_rem(wording.marks.len()).unwrap_or(0);
        }
        Command::Leave => leave(model),
        Command::Replace => replace(model),
    }
}

/// Which rule spoke, what for, and what can be done about it.
fn ask(model: &mut Tui) {
    let wording = &model.wording;
    let (Some((mark, words)), Some(reader)) = (wording.shown(), &wording.reader) else { return };
    let then = |what: Verdict| Then::Wording(what);
    let phrase = words.to_owned();
    let mut choices = Vec::new();
    if let Some(instead) = wording.instead() {
        choices.push(Choice::new('g', format!("put {instead} instead"), then(Verdict::Replace)));
    }
    choices.push(Choice::new('l', "leave it here, this once", then(Verdict::Leave)));
    if model.is_open() {
        let label = "leave these words in this study";
        choices.push(Choice::new('s', label, then(Verdict::Allow(phrase))));
    }
    let off = format!("turn the rule {} off for good", mark.rule);
    choices.push(Choice::new('r', off, then(Verdict::Disable(mark.rule.to_string()))));
    choices.push(Choice::new('e', "go back to writing", Then::Nothing));
    let detail = match reader.rule(&mark.rule) {
        Some(rule) => {
            let source =
                if rule.source.is_empty() { String::new() } else { format!(" ({})", rule.source) };
            format!("Rule {}. {}{source} {}", rule.id, rule.why, wording.question())
        }
        None => format!("Rule {}. {}", mark.rule, wording.question()),
    };
    let question = Question::new(format!("\"{words}\""), detail, choices);
    model.over(Overlay::Question(question));
}

/// The question about a mark was answered.
pub(in crate::tui) fn decided(model: &mut Tui, verdict: Verdict, turn: &mut Turn<'_>) -> Handled {
    match verdict {
        Verdict::Replace => replace(model),
        Verdict::Leave => leave(model),
        Verdict::Allow(words) => return allow(model, &words, turn),
        Verdict::Disable(rule) => disable(model, &rule, turn),
    }
    Handled::Done
}

fn leave(model: &mut Tui) {
    let wording = &mut model.wording;
    let Some((mark, words)) = wording.shown() else { return };
    wording.left.push((Arc::clone(&mark.rule), words.to_owned()));
    wording.marks.remove(wording.at);
    wording.at = wording.at.min(wording.marks.len().saturating_sub(1));
}

fn replace(model: &mut Tui) {
    let wording = &model.wording;
    let (Some((mark, words)), Some(instead)) = (wording.shown(), wording.instead()) else { return };
    let said = format!("Replaced \"{words}\" with {instead}; Ctrl-Z takes that back");
    let range = mark.bytes(&wording.text);
    let Some(spot) = wording.spot else { return };
    if spot::field(model, spot).is_some_and(|field| field.replace(range, &instead)) {
        spot::touched(model, spot);
        noticed(model);
        read(model);
        model.say(Tone::Done, said);
    }
}

fn allow(model: &mut Tui, words: &str, turn: &mut Turn<'_>) -> Handled {
    let own = model.study.form("wording").filter(|text| !text.is_empty());
    match wording::allowing(own.unwrap_or(wording::BLANK), words) {
        Ok(text) => {
            let field = StudyField::Form { name: "wording".to_owned(), text };
            let deed = actions::set(&model.study, turn.cx, field).map(|mut deed| {
                deed.said = format!("\"{words}\" is no longer questioned in this study");
                deed
            });
            model.submit(deed, turn)
        }
        Err(wrong) => {
            model.say(Tone::Warn, format!("the study's form wording cannot be read: {wrong}"));
            Handled::Done
        }
    }
}

fn disable(model: &mut Tui, rule: &str, turn: &mut Turn<'_>) {
    match wording::disabling(&model.rules.text, rule) {
        Ok(text) => {
            let path = model.rules.path.clone();
            model.rules.text.clone_from(&text);
            let place = path.display();
            model.rules.said = Some(format!("{rule} is off from now on; {place} says so"));
            turn.effects.push(Effect::KeepRules(path, text));
            noticed(model);
        }
        Err(wrong) => {
            let place = model.rules.path.display().to_string();
            model.say(Tone::Warn, format!("{place} cannot be read, so nothing was added: {wrong}"));
        }
    }
}
