//! Questions of this screen, and what becomes of their answers.

use std::path::PathBuf;

use crate::actions::{self, Spoken};
use crate::analysis::voices;
use crate::study::{Moment, ObservationId, SheetId, Subject};
use crate::tui::model::{Model as Tui, Turn};
use crate::tui::msg::{Effect, Failure};
use crate::tui::overlay::{Answer, Choice, Handled, Item, Overlay, Picker, Prompt, Question};
use crate::tui::text;

/// What becomes of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// This was done with what they said.
    Told(SheetId),
    /// It is about the notes that were picked, or about them no longer.
    About(SheetId),
    /// They take it back.
    Withdraw(SheetId),
    /// The page goes to this file.
    Write(SheetId),
}

fn then(then: Then) -> crate::tui::overlay::Then {
    crate::tui::overlay::Then::Voices(then)
}

/// Asks what was done with what they said.
pub(super) fn ask_told(model: &mut Tui) {
    let Some(voice) = model.voices.selected(&model.study) else { return };
    let id = voice.id();
    let explains = "In words for the person who spoke. It stands on the page that is read back.";
    let title = format!("you said, we did: {}", id.code());
    model.over(Overlay::Prompt(Prompt::of_lines(&title, explains, then(Then::Told(id)))));
}

/// Asks whether the voice is to go. They need no reason, so none is asked for.
pub(super) fn ask_withdrawal(model: &mut Tui) {
    let Some(voice) = model.voices.selected(&model.study) else { return };
    let id = voice.id();
    let asks = format!("Take voice {} out of the study?", id.code());
    let detail = "It counts no longer, and what was said is erased from this study for good; undo \
                  does not bring it back. They need not say why.";
    let choices = vec![
        Choice::new('w', "take it out, as they wish", then(Then::Withdraw(id))),
        Choice::new('k', "keep it", crate::tui::overlay::Then::Nothing),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

/// How many notes are offered, newest first.
const OFFERED: usize = 200;

/// Asks which notes it is about; those that it is about already are marked with what picking does.
pub(super) fn ask_about(model: &mut Tui) {
    let Some(voice) = model.voices.selected(&model.study) else { return };
    let (id, linked) = (voice.id(), voice.links().collect::<Vec<Subject>>());
    let mut notes: Vec<_> = model.own().open_to_me().map(|(_, record)| record).collect();
    notes.sort_by_key(|record| std::cmp::Reverse(record.happened_at().millis));
    let items = notes
        .into_iter()
        .take(OFFERED)
        .map(|record| {
            let is_linked = linked.contains(&Subject::Observation(record.id()));
            let mut day = said(record.happened_at(), model.now);
            if let Some(colleague) = model.own().colleague(record.author()) {
                day.push_str(&format!(", by {}", text::harmless(colleague)));
            }
            let first: String = record.text().chars().take(60).collect();
            Item {
                key: record.id().to_string(),
                name: format!("{}  {}", record.id().code(), text::harmless(&first)),
                aside: if is_linked { "about it; takes it off".to_owned() } else { day },
                detail: record.text().to_owned(),
                digit: None,
                also: String::new(),
            }
        })
        .collect();
    let title = format!("what is voice {} about?", id.code());
    model.over(Overlay::Picker(Picker::new(&title, items, then(Then::About(id)))));
}

fn said(at: Moment, now: Moment) -> String {
    actions::when::say(at, now)
}

/// Asks for the file that the page is to be written to.
pub(super) fn ask_file(model: &mut Tui) {
    let Some(voice) = model.voices.selected(&model.study) else { return };
    let id = voice.id();
    let explains = "What they said and what was done, as plain text to print. The file is not sealed: \
                    give it to them and delete it.";
    let prompt = Prompt::one_line("to a file", explains, then(Then::Write(id)));
    let name = format!("voice-{}.txt", id.code());
    model.over(Overlay::Prompt(prompt.with(&name).for_a_name()));
}

/// Takes an answer.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    match (then, answer) {
        (Then::Told(id), Answer::Typed(text)) => {
            let deed = actions::tell_voice(&model.study, turn.cx, id, &text);
            model.submit(deed, turn)
        }
        (Then::About(id), Answer::Picked(keys)) => {
            let linked: Vec<Subject> = model
                .study
                .sheets()
                .get(id)
                .map(|voice| voice.links().collect())
                .unwrap_or_default();
            let picked = keys.iter().filter_map(|key| key.parse::<ObservationId>().ok());
            let (not_about, about) =
                picked.partition(|note| linked.contains(&Subject::Observation(*note)));
            let spoken = Spoken { about, not_about, ..Spoken::default() };
            let deed = actions::voice(&model.study, turn.cx, id, &spoken);
            model.submit(deed, turn)
        }
        (Then::Withdraw(id), Answer::Chosen) => {
            let deed = actions::withdraw_voice(&model.study, turn.cx, id, "");
            model.submit(deed, turn)
        }
        (Then::Write(id), Answer::Typed(path)) => write(model, id, path.trim(), turn),
        _ => Handled::Done,
    }
}

fn write(model: &Tui, id: SheetId, path: &str, turn: &mut Turn<'_>) -> Handled {
    if path.is_empty() {
        let message = "there is no file to write to".to_owned();
        return Handled::Refused(Failure { message, hint: Some("type its name".to_owned()) });
    }
    let page = model.study.sheets().get(id).map(voices::read_back).unwrap_or_default();
    turn.effects.push(Effect::WriteFile(PathBuf::from(path), page));
    Handled::Done
}
