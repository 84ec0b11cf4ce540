//! The one text field: the capture line, filters, prompts. The editing is `ratatui-textarea`'s; the
//! keys are ours (its shortcuts would shadow the keymap), and so is the drawing, so that parts of a
//! line can be shown as they are understood and the terminal's own cursor stands in the text, where
//! a screen reader looks for it.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui_textarea::{CursorMove, DataCursor, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use crate::tui::key::{Code, Key};
use crate::tui::text;
use crate::tui::theme::{Look, Role};

/// What came of handing something to a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edit {
    /// The text is different now.
    Changed,
    /// Only the cursor moved, or there was nothing to do.
    Moved,
    /// Not a key for a field.
    Unknown,
}

/// A text being typed.
#[derive(Clone, Debug)]
pub struct Field {
    area: TextArea<'static>,
    lines: bool,
    wide: usize,
    /// The text was put there as a suggestion, and nothing has been typed yet.
    suggested: bool,
}

impl Default for Field {
    fn default() -> Self {
        Self::one_line()
    }
}

impl Field {
    /// A field for one line; line breaks that are pasted become spaces.
    pub fn one_line() -> Self {
        Self { area: TextArea::default(), lines: false, wide: 80, suggested: false }
    }

    /// A field that grows with its lines.
    pub fn of_lines() -> Self {
        Self { lines: true, ..Self::one_line() }
    }

    /// The same field with `text` in it and the cursor at its end.
    pub fn with(mut self, text: &str) -> Self {
        self.set(text);
        self
    }

    /// The same field with a suggestion in it: what is typed or pasted takes its place, and moving
    /// the cursor in it keeps it.
    pub fn suggesting(self, text: &str) -> Self {
        Self { suggested: true, ..self.with(text) }
    }

    /// Whether the text is a suggestion that nobody has touched.
    pub const fn is_suggested(&self) -> bool {
        self.suggested
    }

    /// A suggestion makes room for what is typed now.
    fn make_room(&mut self) {
        if std::mem::take(&mut self.suggested) {
            self.area.select_all();
            self.area.cut();
        }
    }

    /// The text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Replaces everything, as one step that can be taken back.
    pub fn set(&mut self, text: &str) {
        self.suggested = false;
        self.area.select_all();
        self.area.cut();
        self.area.insert_str(self.fitting(text).0);
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// Puts `text` in the place of a byte range and the cursor after it. False where there is no such
    /// range.
    pub fn replace(&mut self, range: Range<usize>, text: &str) -> bool {
        let mut whole = self.text();
        if whole.get(range.clone()).is_none() {
            return false;
        }
        let end = range.start + text.len();
        whole.replace_range(range, text);
        self.set(&whole);
        self.place(&whole, end);
        true
    }

    /// Empties the field and forgets what was typed.
    pub fn clear(&mut self) {
        let fresh = Self { lines: self.lines, wide: self.wide, ..Self::one_line() };
        *self = fresh;
    }

    /// Says how wide the field is drawn, which decides where "up" and "down" lead.
    pub fn set_width(&mut self, wide: usize) {
        self.wide = wide.max(1);
    }

    /// Inserts a text at once, as one step. Returns how many characters were left out because they
    /// would have acted on the terminal (NUL and other control characters).
    pub fn paste(&mut self, pasted: &str) -> usize {
        self.make_room();
        let (fitting, left_out) = self.fitting(pasted);
        self.area.insert_str(fitting);
        left_out
    }

    fn fitting(&self, text: &str) -> (String, usize) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut left_out = 0;
        let mut kept = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                // What other programs part lines and cells with parts words here too.
                '\n' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' if self.lines => {
                    kept.push('\n');
                }
                '\n' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push(' '),
                '\u{1C}'..='\u{1F}' => kept.push(' '),
                '\t' => kept.push(' '),
                c if c.is_control() => left_out += 1,
                c => kept.push(c),
            }
        }
        (kept, left_out)
    }

    /// Begins a new line at the cursor, where the field has lines.
    pub fn new_line(&mut self) {
        if self.lines {
            self.area.insert_newline();
        }
    }

    /// Takes a key that edits or moves.
    pub fn key(&mut self, key: Key) -> Edit {
        if let Some(c) = key.typed() {
            self.make_room();
            self.area.insert_char(c);
            return Edit::Changed;
        }
        let Key { code, ctrl, alt, .. } = key;
        if self.suggested && matches!(code, Code::Backspace | Code::Delete) {
            self.make_room();
            return Edit::Changed;
        }
        let word = ctrl || alt;
        let changed = match code {
            Code::Backspace if word => self.area.delete_word(),
            Code::Backspace => self.times(self.before(), |area| area.delete_char()),
            Code::Delete if word => self.area.delete_next_word(),
            Code::Delete => self.times(self.behind(), |area| area.delete_next_char()),
            Code::Char('w') if ctrl => self.area.delete_word(),
            Code::Char('u') if ctrl => self.area.delete_line_by_head(),
            Code::Char('k') if ctrl => self.area.delete_line_by_end(),
            Code::Char('z' | '_' | '/' | '7') if ctrl => self.area.undo(),
            Code::Char('y') if ctrl => self.area.redo(),
            _ => return self.travel(key),
        };
        if changed { Edit::Changed } else { Edit::Moved }
    }

    /// How many characters the one before the cursor is made of, as a person sees it: a flag or a
    /// family is several.
    fn before(&self) -> usize {
        let whole = self.text();
        let before = whole.get(..self.cursor()).unwrap_or_default();
        before.graphemes(true).next_back().map_or(1, |one| one.chars().count())
    }

    /// The same of the one behind it.
    fn behind(&self) -> usize {
        let whole = self.text();
        let behind = whole.get(self.cursor()..).unwrap_or_default();
        behind.graphemes(true).next().map_or(1, |one| one.chars().count())
    }

    fn times(&mut self, times: usize, act: fn(&mut TextArea<'static>) -> bool) -> bool {
        (0..times).fold(false, |changed, _| act(&mut self.area) | changed)
    }

    fn step(&mut self, times: usize, to: CursorMove) -> Edit {
        self.suggested = false;
        (0..times).for_each(|_| self.area.move_cursor(to));
        Edit::Moved
    }

    fn travel(&mut self, key: Key) -> Edit {
        let word = key.ctrl || key.alt;
        let to = match key.code {
            Code::Left if word => CursorMove::WordBack,
            Code::Right if word => CursorMove::WordForward,
            Code::Left => return self.step(self.before(), CursorMove::Back),
            Code::Right => return self.step(self.behind(), CursorMove::Forward),
            Code::Home if key.ctrl => CursorMove::Top,
            Code::End if key.ctrl => CursorMove::Bottom,
            Code::Home => CursorMove::Head,
            Code::End => CursorMove::End,
            Code::Char('a') if key.ctrl => CursorMove::Head,
            Code::Char('e') if key.ctrl => CursorMove::End,
            Code::Char('b') if key.alt => CursorMove::WordBack,
            Code::Char('f') if key.alt => CursorMove::WordForward,
            Code::Up if self.climb(-1) => return Edit::Moved,
            Code::Down if self.climb(1) => return Edit::Moved,
            _ => return Edit::Unknown,
        };
        self.suggested = false;
        self.area.move_cursor(to);
        Edit::Moved
    }

    /// Moves the cursor a drawn row up or down; false at the first or last row, so that the screen
    /// can take the key for moving between fields.
    fn climb(&mut self, by: isize) -> bool {
        let whole = self.text();
        let rows = text::rows(&whole, self.wide);
        let at = self.cursor();
        let here = row_of(&rows, at);
        let Some(next) = here.checked_add_signed(by).and_then(|row| rows.get(row)) else {
            return false;
        };
        let column = rows.get(here).and_then(|row| whole.get(row.start..at)).map_or(0, text::width);
        let target = whole.get(next.clone()).unwrap_or_default();
        let mut offset = next.start + text::head(target, column).len();
        if offset == next.end
            && rows.get(here.saturating_add_signed(by) + 1).is_some_and(|r| r.start == next.end)
        {
            offset -= target.chars().last().map_or(0, char::len_utf8);
        }
        self.place(&whole, offset);
        true
    }

    fn place(&mut self, whole: &str, offset: usize) {
        let before = whole.get(..offset).unwrap_or(whole);
        let row = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let narrow = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(narrow(row), narrow(column)));
    }

    /// Where the cursor stands, as a byte offset into [`Field::text`].
    pub fn cursor(&self) -> usize {
        let DataCursor(row, column) = self.area.cursor();
        let before: usize = self.area.lines().iter().take(row).map(|line| line.len() + 1).sum();
        let line = self.area.lines().get(row).map_or("", String::as_str);
        before + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
    }

    /// Moves the cursor to a byte offset of the text.
    pub fn move_to(&mut self, offset: usize) {
        let whole = self.text();
        self.place(&whole, offset);
    }

    /// How many rows the text takes at `wide` columns, room for the cursor at its end included.
    pub fn height(&self, wide: usize) -> usize {
        text::rows(&self.text(), wide.saturating_sub(1)).len()
    }

    /// Draws the text with parts of it in their roles (byte ranges, in order), scrolled so that the
    /// cursor is in view. With focus the terminal's cursor is put where the next letter will stand.
    pub fn draw(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        look: Look,
        parts: &[(Range<usize>, Role)],
        focused: bool,
    ) {
        if area.is_empty() {
            return;
        }
        let whole = self.text();
        let suggestion = [(0..whole.len(), Role::Dim)];
        let parts = if self.suggested { &suggestion } else { parts };
        let wide = usize::from(area.width).saturating_sub(1).max(1);
        let (height, at) = (usize::from(area.height), self.cursor());
        if !self.lines {
            return self.draw_one(frame, area, look, parts, focused, &whole);
        }
        let rows = text::rows(&whole, wide);
        let here = row_of(&rows, at);
        let top = (here + 1).saturating_sub(height);
        for (row, y) in rows.iter().skip(top).zip(area.rows()) {
            frame.render_widget(styled(&whole, row.clone(), parts, look), y);
        }
        if focused {
            let before = rows.get(here).and_then(|row| whole.get(row.start..at));
            let x = before.map_or(0, |text| text::width(&text::harmless(text))).min(wide);
            put_cursor(frame, area, x, here - top);
        }
    }

    fn draw_one(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        look: Look,
        parts: &[(Range<usize>, Role)],
        focused: bool,
        whole: &str,
    ) {
        let wide = usize::from(area.width).saturating_sub(1).max(1);
        let at = self.cursor();
        let before = whole.get(..at).unwrap_or_default();
        let hidden = text::width(before).saturating_sub(wide);
        let mut start = text::head(before, hidden).len();
        if text::width(before.get(start..).unwrap_or_default()) > wide {
            start += before.get(start..).and_then(|s| s.chars().next()).map_or(0, char::len_utf8);
        }
        let row = start..whole.len();
        let first = Rect { height: 1, ..area };
        frame.render_widget(styled(whole, row, parts, look), first);
        if focused {
            let x = text::width(before.get(start..).unwrap_or_default()).min(wide);
            put_cursor(frame, area, x, 0);
        }
    }
}

/// The row that holds a byte offset; the later one where two rows meet.
fn row_of(rows: &[Range<usize>], at: usize) -> usize {
    rows.iter().rposition(|row| row.start <= at).unwrap_or(0)
}

fn put_cursor(frame: &mut Frame<'_>, area: Rect, x: usize, y: usize) {
    let narrow = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let x = area.x.saturating_add(narrow(x)).min(area.right().saturating_sub(1));
    let y = area.y.saturating_add(narrow(y)).min(area.bottom().saturating_sub(1));
    frame.set_cursor_position(Position { x, y });
}

/// A part of a text as a line, with the roles that fall into it.
pub fn styled(
    whole: &str,
    row: Range<usize>,
    parts: &[(Range<usize>, Role)],
    look: Look,
) -> Line<'static> {
    let mut spans = Vec::new();
    let mut at = row.start;
    let mut push = |from: usize, to: usize, role: Role| {
        if let Some(text) = whole.get(from..to).filter(|text| !text.is_empty()) {
            spans.push(Span::styled(text::harmless(text).into_owned(), look.style(role)));
        }
    };
    for (part, role) in parts {
        let (start, end) = (part.start.clamp(at, row.end), part.end.clamp(at, row.end));
        push(at, start, Role::Text);
        push(start, end, *role);
        at = end;
    }
    push(at, row.end, Role::Text);
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::key::script;

    fn typed(mut field: Field, keys: &str) -> Field {
        for key in script(keys).unwrap() {
            field.key(key);
        }
        field
    }

    #[test]
    fn typing_and_editing_with_the_keys_people_know() {
        assert_eq!(typed(Field::one_line(), "handover late<ctrl-w>early").text(), "handover early");
        assert_eq!(typed(Field::one_line(), "ab<left>x<home>y<end>z").text(), "yaxbz");
        assert_eq!(typed(Field::one_line(), "one two<ctrl-u>").text(), "");
    }

    #[test]
    fn a_suggestion_makes_room_for_what_is_typed_and_stays_where_one_moves_into_it() {
        let field = || Field::one_line().suggesting("me");
        assert_eq!(typed(field(), "").text(), "me");
        assert_eq!(typed(field(), "heron").text(), "heron");
        let all = format!("heron{}", "<ctrl-z>".repeat(6));
        assert_eq!(typed(field(), &all).text(), "me", "undo brings it back");
        assert_eq!(typed(field(), "<home>so").text(), "some");
        assert_eq!(typed(field(), "<backspace>").text(), "");
        let mut pasted = field();
        pasted.paste("wren");
        assert_eq!(pasted.text(), "wren");
    }

    #[test]
    fn backspace_takes_a_whole_character_as_it_is_seen() {
        for (typed_text, keys, left) in [
            ("a👩‍👩‍👧b", "<left><backspace>", "ab"),
            ("a👩‍👩‍👧b", "<left><left><delete>", "ab"),
            ("🇬🇧", "<backspace>", ""),
            ("1\u{fe0f}\u{20e3}x", "<home><delete>", "x"),
            ("e\u{301}te", "<home><right>|", "e\u{301}|te"),
        ] {
            assert_eq!(
                typed(Field::one_line().with(typed_text), keys).text(),
                left,
                "{typed_text}"
            );
        }
    }

    #[test]
    fn a_paste_of_many_lines_is_one_insert() {
        let mut field = Field::of_lines();
        assert_eq!(field.paste("one\r\ntwo\rthree"), 0);
        assert_eq!(field.text(), "one\ntwo\nthree");
        let mut line = Field::one_line();
        line.paste("one\ntwo");
        assert_eq!(line.text(), "one two");
    }

    #[test]
    fn what_parted_words_elsewhere_still_parts_them() {
        let pasted = "one\u{b}two\u{c}three\u{85}four\u{2028}five\u{1f}six";
        let mut field = Field::of_lines();
        assert_eq!(field.paste(pasted), 0);
        assert_eq!(field.text(), "one\ntwo\nthree\nfour\nfive six");
        let mut line = Field::one_line();
        line.paste(pasted);
        assert_eq!(line.text(), "one two three four five six");
    }

    #[test]
    fn characters_that_act_on_a_terminal_are_left_out_and_counted() {
        let mut field = Field::of_lines();
        assert_eq!(field.paste("a\0b\x1b[31mc"), 2);
        assert_eq!(field.text(), "ab[31mc");
    }

    #[test]
    fn up_and_down_follow_the_rows_as_drawn() {
        let mut field = Field::of_lines().with("rang school before the visit");
        field.set_width(12);
        assert_eq!(field.key(Key::plain(Code::Up)), Edit::Moved);
        field.key(Key::plain(Code::Char('|')));
        assert_eq!(field.text(), "rang school befor|e the visit");
        field.key(Key::plain(Code::Up));
        assert_eq!(field.key(Key::plain(Code::Up)), Edit::Unknown, "the screen may take it");
    }

    #[test]
    fn the_cursor_is_a_byte_offset_whatever_the_letters() {
        let field = Field::of_lines().with("é漢\nzö");
        assert_eq!(field.cursor(), "é漢\nzö".len());
    }
}
