//! Drawing a locked study: a line for a note, a line for the passphrase, and nothing else.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{At, update};
use crate::tui::command::Command;
use crate::tui::model::Model as Tui;
use crate::tui::theme::Role;
use crate::tui::widgets::pane;

const ASKS: &str = "What did you, or someone, just do to keep things going or safe?";

const TELLS: &str = "This study is locked. Type its passphrase to open it. You can write a note \
without opening it: press Tab, and Enter seals the note until the study is unlocked.";

/// Said for as long as the key and what was read with it have not been let go.
const NOT_YET: &str = "Not locked yet: something is on its way to disk, and until it is there the study \
stays in memory. Leaving the program lets go of it too, also where a disk does not answer.";

/// Draws the screen.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let (look, lock) = (model.look, &model.lock);
    let narrow = usize::from(area.width.saturating_sub(4));
    let most = (usize::from(area.height) / 3).max(1);
    let rows = u16::try_from(lock.note.height(narrow).clamp(1, most)).unwrap_or(1);
    let within = |place: Rect, title: &str, rows: u16, focused: bool, frame: &mut Frame<'_>| {
        let place = Rect { height: (rows + 2).min(place.height), ..place };
        let inner = pane::boxed(frame, place, title, look, focused);
        Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
    };
    let inner = within(area, ASKS, rows, lock.at == At::Note, frame);
    lock.note.draw(frame, inner, look, &[], lock.at == At::Note);
    let mut place = pane::below(area, rows + 2);
    place = indented(place);
    let (tells, role) = match lock.holds_nothing() {
        true => (TELLS, Role::Text),
        false => (NOT_YET, Role::Warn),
    };
    let taken = pane::prose(frame, place, tells, look, role);
    place = pane::below(place, taken + u16::from(area.height >= 15));
    let place = secret(model, frame, Rect { x: area.x, width: area.width, ..place }, &within);
    let place = indented(place);
    let waits = match (lock.on_their_way(), lock.kept) {
        (1.., _) => "sealing it".to_owned(),
        (0, 0) => String::new(),
        (0, 1) => "1 note kept here, sealed, until the study is unlocked".to_owned(),
        (0, many) => format!("{many} notes kept here, sealed, until the study is unlocked"),
    };
    pane::line(frame, place, &waits, look, Role::Good);
}

/// The passphrase, or the words that stand for it; returns the room below.
fn secret(
    model: &Tui,
    frame: &mut Frame<'_>,
    place: Rect,
    within: &dyn Fn(Rect, &str, u16, bool, &mut Frame<'_>) -> Rect,
) -> Rect {
    let (look, lock) = (model.look, &model.lock);
    if lock.at == At::Words {
        let typed = update::only_words(&lock.words.text());
        let count = typed.split(' ').filter(|word| !word.is_empty()).count();
        let title = format!("The 24 words of the recovery phrase: {count} so far");
        let rows = 4.min(place.height.saturating_sub(2)).max(1);
        let inner = within(place, &title, rows, true, frame);
        lock.words.draw(frame, inner, look, &[], true);
        return pane::below(place, rows + 2);
    }
    let focused = lock.at == At::Passphrase;
    let inner = within(place, "Passphrase", 1, focused, frame);
    lock.passphrase.draw(frame, inner, look, focused);
    let place = pane::below(place, 3);
    if !focused {
        return place;
    }
    let words = Command::Lock(super::Command::Words).info();
    let key = words.map(|info| model.keymap.shown(info)).unwrap_or_default();
    let says = format!("Forgotten? {key} opens it with the 24 words of the recovery phrase.");
    pane::line(frame, indented(place), &says, look, Role::Dim);
    pane::below(place, 1)
}

fn indented(place: Rect) -> Rect {
    Rect { x: place.x + 1.min(place.width), width: place.width.saturating_sub(2), ..place }
}
