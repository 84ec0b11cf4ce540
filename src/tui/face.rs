//! What the house asks of whatever can fill the screen: where its keys are looked up, what they, a
//! paste, a click do, how it is drawn, what of it is kept when it is half-typed.
//!
//! Each screen, and each layer that can stand in its place ([`super::layer`]), fills in one [`Face`]
//! in its own folder. `input` hands keys to the face on top, `view` draws it, `half_typed` asks all
//! of them; none of these names a screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::command::Place;
use super::key::Key;
use super::model::{Model, Turn};
use super::wording::Spot;
use crate::journal::DraftSlot;

/// What one screen or layer does with what happens to it.
pub(in crate::tui) struct Face {
    /// The tables in which its keys are looked up now, nearest first.
    pub(in crate::tui) places: fn(&Model) -> &'static [Place],
    /// Takes a key that is no command: typing.
    pub(in crate::tui) key: fn(&mut Model, Key, &mut Turn<'_>),
    pub(in crate::tui) paste: fn(&mut Model, &str, &mut Turn<'_>),
    /// Takes a click at a column and row, within the area in which it is drawn.
    pub(in crate::tui) click: fn(&mut Model, (u16, u16), Rect, &mut Turn<'_>),
    /// Sees the study and the window as they are now; called while it is the screen one is on.
    pub(in crate::tui) refresh: fn(&mut Model),
    pub(in crate::tui) view: fn(&Model, &mut Frame<'_>, Rect),
    /// A sentence that always stands at the left of its footer; empty for none.
    pub(in crate::tui) note: &'static str,
    /// The text that is being typed on it, where it is the person's own words.
    pub(in crate::tui) typed: fn(&Model) -> Option<(Spot, String)>,
    /// Its filter, where it shares one with other screens.
    pub(in crate::tui) filter: Option<SharedFilter>,
    /// What can be half-typed on it.
    pub(in crate::tui) half_typed: HalfTyped,
}

/// A filter that goes along from screen to screen.
pub(in crate::tui) struct SharedFilter {
    /// What it says.
    pub(in crate::tui) get: fn(&Model) -> &str,
    /// Lets it say something else.
    pub(in crate::tui) set: fn(&mut Model, &str),
}

/// What can be half-typed in one place, and how it is kept on disk meanwhile.
pub(in crate::tui) struct HalfTyped {
    /// The slots to look into at the start.
    pub(in crate::tui) slots: fn() -> Vec<DraftSlot>,
    /// Milliseconds until [`HalfTyped::tick`] has something to do; `None` for nothing.
    pub(in crate::tui) wake_in: fn(&Model) -> Option<i64>,
    /// Time has passed: keeps what has rested long enough.
    pub(in crate::tui) tick: fn(&mut Model, &mut Turn<'_>),
    /// The study has been opened; comes before [`HalfTyped::found`].
    pub(in crate::tui) opened: fn(&mut Model, &mut Turn<'_>),
    /// Something was found on disk, in a slot of one's own or of somebody else's.
    pub(in crate::tui) found: fn(&mut Model, &DraftSlot, &str, &mut Turn<'_>),
    /// Keeps what is typed and not saved, without waiting.
    pub(in crate::tui) keep_now: fn(&mut Model, &mut Turn<'_>),
    /// Whether anything is typed that is not saved.
    pub(in crate::tui) has_unsaved: fn(&Model) -> bool,
}

impl HalfTyped {
    /// Nothing can be half-typed here.
    pub(in crate::tui) const NOTHING: Self = Self {
        slots: Vec::new,
        wake_in: |_| None,
        tick: |_, _| {},
        opened: |_, _| {},
        found: |_, _, _, _| {},
        keep_now: |_, _| {},
        has_unsaved: |_| false,
    };
}

impl Face {
    /// A face that is drawn by `view`, looks keys up in `places`, and does nothing else: what a
    /// screen does not say of itself is as here.
    pub(in crate::tui) const fn new(
        places: fn(&Model) -> &'static [Place],
        view: fn(&Model, &mut Frame<'_>, Rect),
    ) -> Self {
        Self {
            places,
            view,
            key: |_, _, _| {},
            paste: |_, _, _| {},
            click: |_, _, _, _| {},
            refresh: |_| {},
            note: "",
            typed: |_| None,
            filter: None,
            half_typed: HalfTyped::NOTHING,
        }
    }
}
