//! How marks and their question are shown, wherever one types.

use std::ops::Range;

use super::Spot;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;

/// The underlined parts of a text, in order.
pub(in crate::tui) fn parts(model: &Tui, spot: Spot) -> Vec<(Range<usize>, Role)> {
    model.wording.ranges(spot).map(|range| (range, Role::Nudge)).collect()
}

/// The question about underlined words of a text, one at a time; none where there are none. It is
/// shown after a `~`.
pub(in crate::tui) fn question(model: &Tui, spot: Spot) -> Option<String> {
    let wording = &model.wording;
    let (_, words) = wording.shown().filter(|_| wording.spot == Some(spot))?;
    let words = text::cut(words, 28, model.look.ellipsis());
    let (at, many) = wording.place();
    let of = if many > 1 { format!(" ({at} of {many})") } else { String::new() };
    Some(match wording.instead() {
        Some(instead) => {
            format!("\"{words}\"{of} Someone could be known by this; {instead} would do.")
        }
        None => format!("\"{words}\"{of} {}", wording.question()),
    })
}
