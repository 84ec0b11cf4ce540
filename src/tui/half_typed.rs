//! Everything on the screens in which something can be half-typed: what is typed is kept on disk
//! after a pause and whenever the program stops, and comes back at the next start. Each screen says
//! for itself how, in its [`super::face::Face`].

use super::face::HalfTyped;
use super::layer::Layer;
use super::model::{Model, Phase, Turn};
use super::screens::Screen;
use super::{input, running, wording};
use crate::journal::DraftSlot;

/// Whatever can be half-typed while the study is open.
fn open() -> impl Iterator<Item = &'static HalfTyped> {
    let screens = Screen::ALL.into_iter().map(Layer::Screen);
    screens.chain([Layer::Paper]).map(|layer| &layer.face().half_typed)
}

/// The line of a locked study.
fn locked() -> &'static HalfTyped {
    &Layer::Locked.face().half_typed
}

/// Every slot in which something may have been kept, but for those of the capture screen; which
/// answers were read is kept in one as well.
pub(super) fn slots() -> impl Iterator<Item = DraftSlot> {
    open().chain([locked()]).flat_map(|half| (half.slots)())
}

/// Milliseconds until something is to be kept, if anything is, or the study is to be locked.
pub(super) fn wake_in(model: &Model) -> Option<i64> {
    let kept = open().chain([locked()]).filter_map(|half| (half.wake_in)(model));
    let meant = running::wake_in(model).into_iter().chain(input::alone_in(model));
    kept.chain(wording::wake_in(model)).chain(meant).min()
}

/// Time has passed.
pub(super) fn tick(model: &mut Model, turn: &mut Turn<'_>) {
    open().chain([locked()]).for_each(|half| (half.tick)(model, turn));
}

/// The study is open.
pub(super) fn opened(model: &mut Model, turn: &mut Turn<'_>) {
    open().for_each(|half| (half.opened)(model, turn));
}

/// Something half-typed was found on disk.
pub(super) fn found(model: &mut Model, slot: &DraftSlot, text: &str, turn: &mut Turn<'_>) {
    open().chain([locked()]).for_each(|half| (half.found)(model, slot, text, turn));
}

/// Keeps everything that is typed and not saved, now. While the study is locked that is the line on
/// its screen; the drafts of the others stay as they are.
pub(super) fn keep_now(model: &mut Model, turn: &mut Turn<'_>) {
    running::flush(model, turn);
    (locked().keep_now)(model, turn);
    if model.phase != Phase::Locked {
        open().for_each(|half| (half.keep_now)(model, turn));
    }
}

/// Whether anything is typed that is not saved.
pub(super) fn is_there(model: &Model) -> bool {
    open().any(|half| (half.has_unsaved)(model))
}
