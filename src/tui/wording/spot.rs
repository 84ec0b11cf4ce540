//! Where a person writes in their own words: the one list of it.

use crate::actions::Fill;
use crate::tui::asking;
use crate::tui::model::Model as Tui;
use crate::tui::overlay::Overlay;
use crate::tui::screens::capture::{self, Extra, Focus};
use crate::tui::screens::{Screen, debrief};
use crate::tui::widgets::Field;

/// A text that is being typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot {
    /// The capture line.
    Line,
    /// An optional field of the capture screen.
    Extra(Extra),
    /// The answer to the question at this place, on a screen.
    Answer(Screen, usize),
    /// A line of a debrief.
    Debrief,
    /// A text of several lines in an overlay, such as what came later to a note.
    Prompt,
}

/// The text that is being typed now, where it is the person's own words.
pub(super) fn here(model: &Tui) -> Option<(Spot, String)> {
    if let Some(Overlay::Prompt(prompt)) = model.overlays.last() {
        return prompt.is_of_lines().then(|| (Spot::Prompt, prompt.field.text()));
    }
    if model.is_locked() || model.shows_words() || model.shows_access() || is_beginning(model) {
        return None;
    }
    if let Some(asking) = asking::here(model) {
        let ask = asking.current().filter(|_| asking.calm.is_none())?;
        let own = matches!(ask.fill, Fill::Answer { .. });
        return own.then(|| (Spot::Answer(model.screen, asking.place()), ask.field.text()));
    }
    match model.screen {
        Screen::Capture => in_capture(model),
        Screen::Debrief => debrief::typed(model).map(|field| (Spot::Debrief, field.text())),
        Screen::Observations
        | Screen::Tallies
        | Screen::Reflect
        | Screen::Lessons
        | Screen::Voices
        | Screen::Codebook => None,
    }
}

fn is_beginning(model: &Tui) -> bool {
    model.phase == crate::tui::model::Phase::Beginning
}

fn in_capture(model: &Tui) -> Option<(Spot, String)> {
    let capture = &model.capture;
    match capture.focus {
        // What has just been saved is shown until something is typed.
        _ if capture.shows_sent => None,
        Focus::Extra(extra) => {
            capture.form.extra(extra).map(|field| (Spot::Extra(extra), field.text()))
        }
        _ => Some((Spot::Line, capture.form.line.text())),
    }
}

/// The field of a text.
pub(super) fn field(model: &mut Tui, spot: Spot) -> Option<&mut Field> {
    match spot {
        Spot::Line => Some(&mut model.capture.form.line),
        Spot::Extra(extra) => model.capture.form.extra_mut(extra),
        Spot::Answer(screen, _) => asking::typed(model, screen),
        Spot::Debrief => debrief::typed_mut(model),
        Spot::Prompt => match model.overlays.last_mut() {
            Some(Overlay::Prompt(prompt)) => Some(&mut prompt.field),
            _ => None,
        },
    }
}

/// Something else stands in it now: it is kept as a draft like what is typed.
pub(super) fn touched(model: &mut Tui, spot: Spot) {
    match spot {
        Spot::Line | Spot::Extra(_) => capture::touched(model),
        Spot::Answer(..) => asking::touched(model),
        Spot::Debrief => debrief::touched(model),
        Spot::Prompt => capture::prompt_touched(model),
    }
}
