//! Reading the note while it is typed: words that look back or blame, and what would give someone
//! away, are underlined after a sentence or a pause, with one question. Nothing waits for it, and
//! nothing about it is kept.

use std::ops::Range;
use std::sync::Arc;

use super::update::Then;
use super::{Look, hooks};
use crate::actions;
use crate::study::{Moment, StudyField};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Choice, Handled, Overlay, Question, Then as AnyThen};
use crate::wording::{self, Layer, Mark, MarkKind, Reader};

/// How long typing pauses before what was typed so far is read, in milliseconds.
const PAUSE: i64 = 700;

/// What the screen knows of the words in the line.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    reader: Option<Arc<Reader>>,
    /// The packs that the reader was made of: the person's own and the study's.
    packs: (String, String),
    marks: Vec<Mark>,
    /// The line that the marks belong to.
    text: String,
    at: usize,
    turn: usize,
    /// What was left alone in this note: rules and words.
    left: Vec<(Arc<str>, String)>,
    due: Option<Moment>,
}

impl Wording {
    /// The mark whose question is shown, with its words.
    pub fn shown(&self) -> Option<(&Mark, &str)> {
        let mark = self.marks.get(self.at)?;
        Some((mark, mark.words(&self.text)))
    }

    /// Which of how many is shown, from 1.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.marks.len())
    }

    /// Something that is different when the screen would show something else: time passing alone is
    /// no reason to draw.
    pub fn sight(&self) -> (usize, usize, usize) {
        (self.at, self.marks.len(), self.turn)
    }

    /// The question of the mark that is shown.
    pub(super) fn question(&self) -> &str {
        let reader = self.reader.as_ref().zip(self.marks.get(self.at));
        reader.map_or("", |(reader, mark)| reader.question(mark, self.turn))
    }

    /// What would stand in the place of the mark that is shown, where it is an identifier.
    pub(super) fn instead(&self) -> Option<String> {
        let mark = self.marks.get(self.at).filter(|mark| mark.kind == MarkKind::Identifier)?;
        Some(wording::placeholder(mark, &self.text))
    }

    /// Where the marks stand in the line, in bytes.
    pub(super) fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.marks.iter().map(|mark| mark.bytes(&self.text))
    }

    /// Keeps the marks whose words still stand where they stood; what was typed since is read later.
    fn keep_whole(&mut self, text: &str) {
        let was = std::mem::replace(&mut self.text, text.to_owned());
        self.marks.retain(|mark| {
            let end = mark.bytes(&was).end;
            was.get(..end).is_some_and(|before| text.starts_with(before))
        });
        self.at = self.at.min(self.marks.len().saturating_sub(1));
    }
}

/// The line may have changed: marks go with their words, and it is read again when a sentence ends or
/// typing pauses.
pub(super) fn noticed(model: &mut Tui) {
    let text = model.capture.form.line.text();
    let fresh = packs_changed(model);
    let wording = &mut model.capture.wording;
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
    let (own, study) = &model.capture.wording.packs;
    model.capture.wording.reader.is_some()
        && (*own != model.rules.text || study != model.study.form("wording").unwrap_or_default())
}

/// Milliseconds until the line is to be read, if it is.
pub(super) fn wake_in(model: &Tui) -> Option<i64> {
    model.capture.wording.due.map(|due| (due.millis - model.now.millis).max(0))
}

/// Time has passed.
pub(super) fn tick(model: &mut Tui) {
    if wake_in(model) == Some(0) {
        read(model);
    }
}

fn read(model: &mut Tui) {
    make_reader(model);
    let tags: Vec<Range<usize>> =
        model.capture.reading.understood.iter().map(|(range, _)| range.clone()).collect();
    let wording = &mut model.capture.wording;
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

/// Makes the reader, the first time or where the packs are others now.
fn make_reader(model: &mut Tui) {
    if model.capture.wording.reader.is_some() && !packs_changed(model) {
        return;
    }
    let own = model.rules.text.clone();
    let study = model.study.form("wording").unwrap_or_default().to_owned();
    let name = model.rules.path.display().to_string();
    let layers = [
        Layer { name: &name, text: &own },
        Layer { name: "the study's form wording", text: &study },
    ];
    let (reader, wrong) = if own.is_empty() && study.is_empty() {
        (Reader::built_in(), Vec::new())
    } else {
        let (reader, wrong) = Reader::of(&layers);
        (Arc::new(reader), wrong)
    };
    if let Some(wrong) = wrong.first() {
        model.say(Tone::Warn, format!("{wrong}; these rules of wording are not used"));
    }
    model.capture.wording.reader = Some(reader);
    model.capture.wording.packs = (own, study);
}

/// Whether a command on the marks would do anything now.
pub(super) fn is_ready(model: &Tui, look: Look) -> bool {
    let wording = &model.capture.wording;
    if model.capture.shows_sent {
        return false;
    }
    match look {
        Look::Ask | Look::Leave => wording.shown().is_some(),
        Look::Next => wording.marks.len() > 1,
        Look::Replace => wording.instead().is_some(),
    }
}

/// Does what a command on the marks says.
pub(super) fn run(model: &mut Tui, look: Look) {
    match look {
        Look::Ask => ask(model),
        Look::Next => {
            let wording = &mut model.capture.wording;
            wording.at = (wording.at + 1).checked_rem(wording.marks.len()).unwrap_or(0);
        }
        Look::Leave => leave(model),
        Look::Replace => replace(model),
    }
}

/// Which rule spoke, what for, and what can be done about it.
fn ask(model: &mut Tui) {
    let wording = &model.capture.wording;
    let (Some((mark, words)), Some(reader)) = (wording.shown(), &wording.reader) else { return };
    let then = |what: Verdict| AnyThen::Capture(Then::Wording(what));
    let phrase = words.to_owned();
    let mut choices = Vec::new();
    if let Some(instead) = wording.instead() {
        choices.push(Choice::new('g', format!("put {instead} instead"), then(Verdict::Replace)));
    }
    choices.push(Choice::new('l', "leave it in this note", then(Verdict::Leave)));
    if model.is_open() {
        let label = "leave these words in this study";
        choices.push(Choice::new('s', label, then(Verdict::Allow(phrase))));
    }
    let off = format!("turn the rule {} off for good", mark.rule);
    choices.push(Choice::new('r', off, then(Verdict::Disable(mark.rule.to_string()))));
    choices.push(Choice::new('e', "go back to the note", AnyThen::Nothing));
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

/// What a person decides about a mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The placeholder stands in its place.
    Replace,
    /// It is left in this note.
    Leave,
    /// These words are left in this study.
    Allow(String),
    /// The rule is turned off, in the person's own pack.
    Disable(String),
}

/// The question about a mark was answered.
pub(super) fn decided(model: &mut Tui, verdict: Verdict, turn: &mut Turn<'_>) -> Handled {
    match verdict {
        Verdict::Replace => replace(model),
        Verdict::Leave => leave(model),
        Verdict::Allow(words) => return allow(model, &words, turn),
        Verdict::Disable(rule) => disable(model, &rule, turn),
    }
    Handled::Done
}

fn leave(model: &mut Tui) {
    let wording = &mut model.capture.wording;
    let Some((mark, words)) = wording.shown() else { return };
    wording.left.push((Arc::clone(&mark.rule), words.to_owned()));
    wording.marks.remove(wording.at);
    wording.at = wording.at.min(wording.marks.len().saturating_sub(1));
}

fn replace(model: &mut Tui) {
    let wording = &model.capture.wording;
    let (Some((mark, words)), Some(instead)) = (wording.shown(), wording.instead()) else { return };
    let said = format!("{instead} stands for \"{words}\" now; Ctrl-/ takes that back");
    let range = mark.bytes(&wording.text);
    if model.capture.form.line.replace(range, &instead) {
        hooks::touched(model);
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
                deed.said = format!("\"{words}\" is left alone in this study from now on");
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
