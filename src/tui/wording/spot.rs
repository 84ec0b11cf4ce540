//! Where a person writes in their own words: the one list of it.

use crate::study::Extra;
use crate::tui::model::Model as Tui;
use crate::tui::overlay::Overlay;
use crate::tui::screens::capture;
use crate::tui::screens::{Screen, debrief};
use crate::tui::widgets::Field;
use crate::tui::{asking, layer};

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
    let layer = layer::top(model);
    if layer.takes_own_words() { (layer.face().typed)(model) } else { None }
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
