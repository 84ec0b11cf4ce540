//! What is being filled in, screen by screen.

use super::paper::Asking;
use crate::tui::screens::Screen;
use crate::tui::unkept::Unkept;

/// What is being filled in: at most one sheet on each screen.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) open: Vec<(Screen, Asking)>,
    /// When something was typed that is not on disk yet: first and last.
    pub(super) unkept: Unkept,
    /// The screens of which a draft is on disk.
    pub(super) kept: Vec<Screen>,
}

impl Model {
    /// What is being filled in on a screen.
    pub fn on(&self, screen: Screen) -> Option<&Asking> {
        self.open.iter().find(|(on, _)| *on == screen).map(|(_, asking)| asking)
    }

    pub(super) fn on_mut(&mut self, screen: Screen) -> Option<&mut Asking> {
        self.open.iter_mut().find(|(on, _)| *on == screen).map(|(_, asking)| asking)
    }

    pub(super) fn close(&mut self, screen: Screen) {
        self.open.retain(|(on, _)| *on != screen);
    }
}
