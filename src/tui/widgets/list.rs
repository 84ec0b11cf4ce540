//! Where one stands in a list: which row is selected and which is at the top of the window. The
//! rows themselves belong to the screen.

use std::ops::Range;

use crate::tui::key::{Code, Key};

/// A place in a list of rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct List {
    selected: usize,
    top: usize,
    height: usize,
    len: usize,
}

impl List {
    /// The selected row; 0 where there is none.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Says how many rows there are and how many of them the window shows; keeps the selection
    /// where it was, or on the last row. To be called in update whenever either may have changed.
    pub fn fit(&mut self, len: usize, height: usize) {
        self.len = len;
        self.height = height.max(1);
        self.select(self.selected);
    }

    /// Selects a row (the last where there are fewer) and scrolls it into the window.
    pub fn select(&mut self, row: usize) {
        self.selected = row.min(self.len.saturating_sub(1));
        let height = self.height.max(1);
        let lowest = self.len.saturating_sub(height);
        self.top = self.top.min(lowest).min(self.selected);
        if self.selected >= self.top + height {
            self.top = self.selected + 1 - height;
        }
    }

    /// Moves the selection by `rows`, stopping at either end.
    pub fn move_by(&mut self, rows: isize) {
        self.select(self.selected.saturating_add_signed(rows));
    }

    /// Moves as lists move: arrows, page keys, Home and End, and the letters that stand for them.
    /// Whether the key was one of these.
    pub fn key(&mut self, key: Key) -> bool {
        if key.ctrl || key.alt {
            return false;
        }
        let page = isize::try_from(self.height.max(2) - 1).unwrap_or(1);
        match key.moving().code {
            Code::Up => self.move_by(-1),
            Code::Down => self.move_by(1),
            Code::PageUp => self.move_by(-page),
            Code::PageDown => self.move_by(page),
            Code::Home => self.select(0),
            Code::End => self.select(usize::MAX),
            _ => return false,
        }
        true
    }

    /// Where one is, where the list is longer than its window: "3 of 41".
    pub fn said(&self) -> String {
        if self.len <= self.height.max(1) {
            return String::new();
        }
        format!("{} of {}", self.selected + 1, self.len)
    }

    /// The rows in the window.
    pub fn window(&self) -> Range<usize> {
        self.top..(self.top + self.height.max(1)).min(self.len)
    }

    /// The rows in a window of `height`, for drawing: the same as [`List::window`] unless the
    /// screen turned out to be of another height than update was told.
    pub fn window_of(&self, height: usize) -> Range<usize> {
        let mut shown = *self;
        shown.fit(self.len, height);
        shown.window()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_stays_in_the_window_however_one_moves() {
        let mut list = List::default();
        list.fit(100, 10);
        for (key, row) in [(Code::Down, 1), (Code::PageDown, 10), (Code::End, 99), (Code::Up, 98)] {
            assert!(list.key(Key::plain(key)));
            assert_eq!(list.selected(), row);
            assert!(list.window().contains(&row));
            assert_eq!(list.window().len(), 10);
        }
        list.fit(3, 10);
        assert_eq!((list.selected(), list.window()), (2, 0..3));
        list.fit(0, 10);
        assert_eq!((list.selected(), list.window()), (0, 0..0));
    }
}
