//! A dot on a line or in a triangle, moved with the arrow keys: where a person places themselves
//! between two or three words. The words of the place always stand beside it, so that the picture
//! is never needed to know where the dot is.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::pane;
use crate::analysis::voices::placing;
use crate::tui::key::{Code, Key};
use crate::tui::text;
use crate::tui::theme::{Look, Role};

/// Steps from one corner to another.
const STEPS: u16 = 20;

/// A dot that may not have been placed yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dot {
    corners: usize,
    /// Steps towards each corner, adding up to [`STEPS`].
    at: Option<[u16; 3]>,
    /// The shares as they came; moving the dot replaces them.
    exact: Vec<u16>,
}

impl Dot {
    /// A dot for a scale with two or three corners, at `shares` in per mille; none for no shares.
    pub fn new(corners: usize, shares: &[u16]) -> Self {
        let exact = if placing::is_whole(shares, corners) { shares.to_vec() } else { Vec::new() };
        let share = |ix: usize| exact.get(ix).copied().unwrap_or(0);
        let steps = |share: u16| (share * STEPS + placing::WHOLE / 2) / placing::WHOLE;
        let (top, right) = (steps(share(0)).min(STEPS), share(2));
        let right = steps(right).min(STEPS - top);
        let at = (!exact.is_empty()).then_some([top, STEPS - top - right, right]);
        Self { corners, at, exact }
    }

    /// Where it is, in per mille of each corner; empty where it was not placed.
    pub fn shares(&self) -> Vec<u16> {
        self.exact.clone()
    }

    fn put(&mut self, at: [u16; 3]) {
        self.at = Some(at);
        let share = |steps: &u16| steps * (placing::WHOLE / STEPS);
        self.exact = at.iter().take(self.corners).map(share).collect();
    }

    fn middle(&self) -> [u16; 3] {
        if self.corners == 2 { [10, 10, 0] } else { [8, 6, 6] }
    }

    /// Takes a key that moves the dot: arrows; a corner's number goes there, 0 to the middle;
    /// Backspace takes the dot away. Whether the key was one of these.
    pub fn key(&mut self, key: Key) -> bool {
        if key.ctrl || key.alt {
            return false;
        }
        match key.code {
            Code::Char('0') => self.put(self.middle()),
            Code::Char(c) => {
                let number = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                let Some(corner) = number.filter(|n| (1..=self.corners).contains(n)) else {
                    return false;
                };
                let mut at = [0; 3];
                if let Some(steps) = at.get_mut(corner - 1) {
                    *steps = STEPS;
                }
                self.put(at);
            }
            Code::Backspace | Code::Delete => {
                self.at = None;
                self.exact = Vec::new();
            }
            Code::Up | Code::Down | Code::Left | Code::Right => self.step(key.code),
            _ => return false,
        }
        true
    }

    fn step(&mut self, code: Code) {
        let Some([a, b, c]) = self.at else { return self.put(self.middle()) };
        let to = if self.corners == 2 {
            match code {
                Code::Left if b > 0 => [a + 1, b - 1, 0],
                Code::Right if a > 0 => [a - 1, b + 1, 0],
                _ => return,
            }
        } else {
            match code {
                // Straight up and down where there is room on both sides, else along the edge.
                Code::Up if b > 0 && c > 0 => [a + 2, b - 1, c - 1],
                Code::Up if b > 0 => [a + 1, b - 1, c],
                Code::Up if c > 0 => [a + 1, b, c - 1],
                Code::Down if a > 1 => [a - 2, b + 1, c + 1],
                Code::Down if a == 1 => [0, b + 1, c],
                Code::Left if c > 0 => [a, b + 1, c - 1],
                Code::Left if a > 0 => [a - 1, b + 1, c],
                Code::Right if b > 0 => [a, b - 1, c + 1],
                Code::Right if a > 0 => [a - 1, b, c + 1],
                _ => return,
            }
        };
        self.put(to);
    }

    /// Rows that the picture takes in a room so high.
    pub fn rows(&self, room: u16) -> u16 {
        if self.corners == 2 { 3.min(room) } else { room.clamp(5, 13) }
    }

    /// Draws the picture with the words at its corners, and puts the terminal's cursor on the dot.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, corners: &[String], look: Look) {
        match corners {
            [one, two] => self.line(frame, area, [one, two], look),
            [top, left, right] => self.triangle(frame, area, [top, left, right], look),
            _ => {}
        }
    }

    fn line(&self, frame: &mut Frame<'_>, area: Rect, [one, two]: [&str; 2], look: Look) {
        let (one, two) = (format!("1 {one}"), format!("2 {two}"));
        let wide = area.width.min(STEPS * 2 + 1);
        let room = usize::from(area.width).saturating_sub(text::width(&one));
        let apart = usize::from(wide).saturating_sub(text::width(&one)).min(room);
        let right = text::fit_right(&two, apart.max(text::width(&two) + 2), "");
        pane::line(frame, area, &format!("{one}{right}"), look, Role::Text);
        let row = pane::below(area, 1);
        let inner = usize::from(wide.saturating_sub(2));
        let drawn = format!("|{}|", "-".repeat(inner));
        pane::line(frame, row, &drawn, look, Role::Dim);
        if let Some([_, b, _]) = self.at {
            self.put_dot(frame, row, (b * wide.saturating_sub(1) / STEPS, 0), look);
        }
    }

    fn triangle(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        [top, left, right]: [&str; 3],
        look: Look,
    ) {
        let high = area.height.saturating_sub(2).clamp(2, 11);
        let centre = area.width / 2;
        let half = centre.saturating_sub(1).min(STEPS);
        let label = format!("1 {top}");
        let lean = usize::from(centre).saturating_sub(text::width(&label) / 2);
        pane::line(frame, area, &format!("{}{label}", " ".repeat(lean)), look, Role::Text);
        for row in 0..high {
            let reach = half * row / (high - 1);
            let (from, inside) = (centre - reach, usize::from(reach * 2).saturating_sub(1));
            let fill = if row + 1 == high { "_" } else { " " };
            let drawn = match reach {
                0 => format!("{}.", " ".repeat(usize::from(from))),
                _ => format!("{}/{}\\", " ".repeat(usize::from(from)), fill.repeat(inside)),
            };
            pane::line(frame, pane::below(area, row + 1), &drawn, look, Role::Dim);
        }
        let (left, right) = (format!("2 {left}"), format!("3 {right}"));
        let from = usize::from(centre - half);
        let apart = usize::from(half * 2 + 1).max(text::width(&left) + text::width(&right) + 2);
        let right = text::fit_right(&right, apart.saturating_sub(text::width(&left)), "");
        let labels = format!("{}{left}{right}", " ".repeat(from));
        pane::line(frame, pane::below(area, high + 1), &labels, look, Role::Text);
        if let Some([a, b, c]) = self.at {
            let row = (STEPS - a) * (high - 1) / STEPS;
            let x = i32::from(centre) + (i32::from(c) - i32::from(b)) * i32::from(half) / 20;
            let x = u16::try_from(x).unwrap_or(0);
            self.put_dot(frame, pane::below(area, 1), (x, row), look);
        }
    }

    fn put_dot(&self, frame: &mut Frame<'_>, area: Rect, (x, y): (u16, u16), look: Look) {
        let place =
            Rect { x: area.x.saturating_add(x), y: area.y.saturating_add(y), width: 1, height: 1 };
        let place = place.intersection(frame.area());
        if place.is_empty() {
            return;
        }
        let sign = if look.ascii { "O" } else { "●" };
        pane::line(frame, place, sign, look, Role::Selected);
        frame.set_cursor_position(Position { x: place.x, y: place.y });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(corners: usize, keys: &[Code]) -> Vec<u16> {
        let mut dot = Dot::new(corners, &[]);
        keys.iter().for_each(|code| assert!(dot.key(Key::plain(*code))));
        dot.shares()
    }

    #[test]
    fn arrows_move_the_dot_and_numbers_place_it() {
        use Code::{Backspace, Char, Down, Left, Right, Up};
        assert_eq!(after(3, &[Up]), [400, 300, 300], "the first arrow puts it in the middle");
        assert_eq!(after(3, &[Up, Up]), [500, 250, 250]);
        assert_eq!(after(3, &[Char('1')]), [1000, 0, 0]);
        assert_eq!(after(3, &[Char('1'), Right]), [950, 0, 50], "along the edge");
        assert_eq!(after(3, &[Char('2'), Left, Down]), [0, 1000, 0], "a corner is an end");
        assert_eq!(after(2, &[Left, Left]), [550, 450]);
        assert_eq!(after(2, &[Char('2'), Right]), [0, 1000]);
        assert!(after(2, &[Left, Backspace]).is_empty());
        assert!(!Dot::new(2, &[]).key(Key::plain(Char('3'))));
    }

    #[test]
    fn a_place_from_elsewhere_stays_exactly_as_it_is_until_it_is_moved() {
        assert_eq!(Dot::new(3, &[667, 0, 333]).shares(), [667, 0, 333]);
        assert!(Dot::new(3, &[600, 400]).shares().is_empty());
    }

    proptest! {
        #[test]
        fn every_walk_stays_on_the_scale(
            corners in 2usize..=3,
            keys in proptest::collection::vec(0usize..9, 0..80),
        ) {
            use Code::{Char, Down, Left, Right, Up};
            let all = [Up, Down, Left, Right, Char('0'), Char('1'), Char('2'), Char('3'), Left];
            let mut dot = Dot::new(corners, &[]);
            for key in keys {
                dot.key(Key::plain(all[key]));
            }
            let shares = dot.shares();
            prop_assert!(shares.is_empty() || placing::is_whole(&shares, corners));
        }
    }
}
