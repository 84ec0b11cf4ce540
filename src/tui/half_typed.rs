//! Everything on the screens in which something can be half-typed, in one list: what is typed is
//! kept on disk after a pause and whenever the program stops, and comes back at the next start.

use super::model::{Model, Phase, Turn};
use super::screens::{capture, debrief, lessons, lock};
use super::{asking, wording};
use crate::journal::DraftSlot;

/// Every slot in which something may have been kept, but for those of the capture screen; which
/// answers were read is kept in one as well.
pub(super) fn slots() -> impl Iterator<Item = DraftSlot> {
    asking::slots().chain([debrief::slot(), lessons::slot()]).chain(lock::slots())
}

/// Milliseconds until something is to be kept, if anything is, or the study is to be locked.
pub(super) fn wake_in(model: &Model) -> Option<i64> {
    let all = [
        capture::wake_in(model),
        asking::wake_in(model),
        debrief::wake_in(model),
        lock::wake_in(model),
        wording::wake_in(model),
    ];
    all.into_iter().flatten().min()
}

/// Time has passed.
pub(super) fn tick(model: &mut Model, turn: &mut Turn<'_>) {
    capture::tick(model, turn);
    asking::tick(model, turn);
    debrief::tick(model, turn);
    lessons::tick(model);
    lock::tick(model, turn);
}

/// The study is open.
pub(super) fn opened(model: &mut Model, turn: &mut Turn<'_>) {
    capture::opened(model, turn);
    asking::opened(model, turn);
    debrief::opened(model, turn);
}

/// Something half-typed was found on disk.
pub(super) fn found(model: &mut Model, slot: &DraftSlot, text: &str, turn: &mut Turn<'_>) {
    capture::draft_found(model, slot, text, turn);
    asking::draft_found(model, slot, text, turn);
    debrief::draft_found(model, slot, text, turn);
    lessons::draft_found(model, slot, text);
    lock::draft_found(model, slot, text, turn);
}

/// Keeps everything that is typed and not saved, now. While the study is locked that is the line on
/// its screen; the drafts of the others stay as they are.
pub(super) fn keep_now(model: &mut Model, turn: &mut Turn<'_>) {
    lock::keep_now(model, turn);
    if model.phase == Phase::Locked {
        return;
    }
    capture::keep_now(model, turn);
    asking::keep_now(model, turn);
    debrief::keep_now(model, turn);
}

/// Whether anything is typed that is not saved.
pub(super) fn is_there(model: &Model) -> bool {
    capture::has_unsaved(model) || asking::has_unsaved(model) || debrief::has_unsaved(model)
}
