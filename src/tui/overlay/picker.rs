//! A list in which one types to find, with what the selected one means beside it. The palette, the
//! tag picker and the choice of a setting are all this.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use super::alone::Lone;
use super::{Answer, Outcome, Then};
use crate::study::Moment;
use crate::tui::fuzzy;
use crate::tui::key::{Code, Key};
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::{Field, List, pane};

/// One thing that can be picked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Item {
    /// What is handed over when it is picked.
    pub key: String,
    /// What is shown and typed.
    pub name: String,
    /// A word or two beside the name.
    pub aside: String,
    /// What it means, shown while it is selected.
    pub detail: String,
    /// Other words under which it is found, never shown.
    pub also: String,
    /// A digit that picks it while nothing is typed.
    pub digit: Option<char>,
}

/// A list in which one types to find.
#[derive(Clone, Debug)]
pub struct Picker {
    title: String,
    items: Vec<Item>,
    then: Then,
    many: bool,
    below: bool,
    fresh: Option<&'static str>,
    field: Field,
    found: Vec<usize>,
    place: List,
    marked: Vec<String>,
    /// Whether the person went on looking after marking, so that Enter means the selected one too.
    looking: bool,
    size: (u16, u16),
    /// The digit of an item, until it is clear that nothing follows.
    pub(super) lone: Lone,
    /// Whether what is typed began with the digit of an item.
    by_digit: bool,
    /// Whether the person has said that it is a name, however long.
    named: bool,
    /// Why the last try was refused.
    pub trouble: Option<String>,
}

impl Picker {
    /// A picker of one.
    pub fn new(title: &str, items: Vec<Item>, then: Then) -> Self {
        let found = (0..items.len()).collect();
        let mut picker = Self {
            title: title.to_owned(),
            items,
            then,
            many: false,
            below: false,
            fresh: None,
            field: Field::one_line(),
            found,
            place: List::default(),
            marked: Vec::new(),
            looking: false,
            size: (80, 24),
            lone: Lone::default(),
            by_digit: false,
            named: false,
            trouble: None,
        };
        picker.refit();
        picker
    }

    /// Lets several be marked with Tab.
    pub fn many(mut self) -> Self {
        self.many = true;
        self
    }

    /// Shows what the selected one means below the list, where names are long.
    pub fn detail_below(mut self) -> Self {
        self.below = true;
        self.refit();
        self
    }

    /// Lets something be picked that is not in the list, under this word ("new tag").
    pub fn or_new(mut self, word: &'static str) -> Self {
        self.fresh = Some(word);
        self
    }

    /// Marks these to begin with.
    pub fn marked(mut self, keys: Vec<String>) -> Self {
        self.marked = keys;
        self
    }

    /// The same with a letter typed, with which the person came here.
    #[must_use]
    pub fn typed(mut self, first: Option<char>) -> Self {
        if let Some(c) = first {
            self.field.key(Key::plain(Code::Char(c)));
            self.looking = true;
            self.search();
        }
        self
    }

    /// Whether nothing in the list fits what is typed.
    pub(in crate::tui) fn finds_nothing(&self) -> bool {
        self.found.is_empty()
    }

    /// A sentence that was typed here and is nothing in the list, nor a name that could be new.
    pub(in crate::tui) fn sentence(&self) -> Option<String> {
        self.of_words(if self.fresh.is_some() && !self.by_digit { 3 } else { 2 })
    }

    /// A text that began with the digit of an item, was typed on at once, is nothing in the list and
    /// could not be a new name either.
    pub(in crate::tui) fn began_with_a_digit(&self) -> Option<String> {
        self.of_words(2).filter(|_| self.by_digit && self.fresh.is_none())
    }

    /// What would be a new name by now, and looks like a sentence.
    pub(in crate::tui) fn long_name(&self) -> Option<String> {
        let asks = self.fresh.is_some() && !self.named;
        self.of_words(if self.by_digit { 2 } else { 4 }).filter(|_| asks)
    }

    /// Takes what is typed for a name, since the person says so.
    pub(in crate::tui) fn is_a_name(&mut self) {
        self.named = true;
    }

    /// What is typed, where it has so many words and is nothing in the list.
    fn of_words(&self, least: usize) -> Option<String> {
        let text = self.field.text();
        let said = self.found.is_empty() && text.split_whitespace().count() >= least;
        said.then_some(text)
    }

    fn size(&self) -> (u16, u16) {
        let (wide, high) = self.size;
        let wanted = u16::try_from(self.items.len()).unwrap_or(u16::MAX).saturating_add(7);
        (wide.min(76), high.min(wanted.clamp(14, 20)))
    }

    fn has_room_beside(&self) -> bool {
        !self.below && self.size().0 >= 64 && self.items.iter().any(|item| !item.detail.is_empty())
    }

    fn has_room_below(&self) -> bool {
        !self.has_room_beside() && self.items.iter().any(|item| !item.detail.is_empty())
    }

    fn refit(&mut self) {
        let below = if self.has_room_below() { 3 } else { 0 };
        let rows = usize::from(self.size().1).saturating_sub(5 + below);
        self.place.fit(self.found.len() + usize::from(self.offers_new()), rows);
    }

    pub(super) fn fit(&mut self, size: (u16, u16)) {
        self.size = size;
        self.refit();
    }

    /// Whether the last row offers what was typed as something new.
    fn offers_new(&self) -> bool {
        let typed = self.field.text();
        let typed = typed.trim();
        self.fresh.is_some()
            && !typed.is_empty()
            && !self.items.iter().any(|item| {
                item.name.eq_ignore_ascii_case(typed) || item.key.eq_ignore_ascii_case(typed)
            })
    }

    fn search(&mut self) {
        // Commands are found by their names in keys.toml as well.
        let name = |item: &Item| {
            if item.key == item.name {
                item.name.clone()
            } else {
                format!("{} {} {}", item.key, item.name, item.also)
            }
        };
        let names: Vec<String> = self.items.iter().map(name).collect();
        self.found = fuzzy::find(&self.field.text(), &names);
        self.place.select(0);
        self.trouble = None;
        self.refit();
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        let begun = self.lone.take();
        self.field.paste(&format!("{begun}{pasted}"));
        self.looking = true;
        self.search();
    }

    /// Picks the item whose digit was typed, with nothing behind it.
    pub(super) fn alone(&mut self) -> Outcome {
        let digit = self.lone.take().chars().next();
        let Some(item) = self.items.iter().find(|item| digit.is_some() && item.digit == digit)
        else {
            return Outcome::Stay;
        };
        let mut keys = self.marked.clone();
        keys.retain(|marked| *marked != item.key);
        keys.push(item.key.clone());
        Outcome::Answered(self.then.clone(), Answer::Picked(keys))
    }

    fn selected(&self) -> Option<&Item> {
        self.items.get(*self.found.get(self.place.selected())?)
    }

    fn selected_key(&self) -> Option<String> {
        let typed = || self.offers_new().then(|| self.field.text().trim().to_owned());
        self.selected().map(|item| item.key.clone()).or_else(typed)
    }

    pub(in crate::tui) fn key(&mut self, key: Key, now: Moment) -> Outcome {
        if self.lone.letter().is_some() {
            if key.code == Code::Enter {
                return self.alone();
            }
            let begun = self.lone.take();
            if key.typed().is_some() {
                self.field.set(&begun);
                self.by_digit = true;
            }
        }
        let digit = key.typed().filter(|_| self.field.is_empty());
        if let Some(c) = digit.filter(|_| self.items.iter().any(|item| item.digit == digit)) {
            self.lone.heard(c, now);
            return Outcome::Stay;
        }
        match key.code {
            Code::Esc => return Outcome::Close,
            Code::Enter => {
                return match self.selected_key() {
                    Some(picked) => self.hand_over(picked),
                    None => Outcome::Stay,
                };
            }
            Code::Tab if self.many => {
                if let Some(picked) = self.selected_key() {
                    self.mark(picked);
                    if self.field.is_empty() {
                        self.place.move_by(1);
                    } else {
                        self.field.clear();
                        self.search();
                    }
                    self.looking = false;
                }
                return Outcome::Stay;
            }
            Code::Up | Code::Down | Code::PageUp | Code::PageDown => {
                self.place.key(key);
                self.looking = true;
                return Outcome::Stay;
            }
            _ => {}
        }
        let before = self.field.text();
        self.field.key(key);
        if self.field.text() != before {
            self.search();
            self.looking = true;
            self.named = false;
            self.by_digit &= !self.field.is_empty();
        }
        Outcome::Stay
    }

    fn mark(&mut self, key: String) {
        match self.marked.iter().position(|marked| *marked == key) {
            Some(at) => drop(self.marked.remove(at)),
            None => self.marked.push(key),
        }
    }

    /// Enter gives what is marked, and the selected one where the person went on looking for it.
    fn hand_over(&self, picked: String) -> Outcome {
        let mut keys = self.marked.clone();
        if keys.is_empty() || self.looking && !keys.contains(&picked) {
            keys.push(picked);
        }
        Outcome::Answered(self.then.clone(), Answer::Picked(keys))
    }

    pub(super) fn draw(&self, look: Look, frame: &mut Frame<'_>, area: Rect) {
        let inner = pane::low(frame, area, self.size(), &self.title, look);
        let inner = Rect {
            x: inner.x.saturating_add(1).min(inner.right()),
            width: inner.width.saturating_sub(2),
            ..inner
        };
        let asked = Rect { height: inner.height.min(1), ..inner };
        pane::line(frame, asked, "find", look, Role::Dim);
        let typed = Rect {
            x: asked.x.saturating_add(6).min(asked.right()),
            width: asked.width.saturating_sub(6),
            ..asked
        };
        match self.lone.letter() {
            Some(digit) => pane::line(frame, typed, &digit.to_string(), look, Role::Text),
            None => self.field.draw(frame, typed, look, &[], true),
        }
        let under = pane::below(inner, 1);
        pane::rule(frame, under, look);
        let mut rows = pane::below(under, 1);
        rows.height = rows.height.saturating_sub(1);
        let beside = self.has_room_beside();
        let list = if beside { Rect { width: rows.width * 52 / 100, ..rows } } else { rows };
        let list = if self.has_room_below() {
            Rect { height: list.height.saturating_sub(3), ..list }
        } else {
            list
        };
        self.draw_list(look, frame, list);
        if let Some(item) = self.selected() {
            let place = if beside {
                let x = list.right().saturating_add(2).min(rows.right());
                Rect { x, width: rows.right() - x, ..rows }
            } else {
                pane::below(rows, list.height)
            };
            pane::prose(frame, place, &item.detail, look, Role::Text);
        }
        self.draw_foot(look, frame, inner);
    }

    /// The keys, and where in the list one is; or all of why the last try was refused, in as many
    /// rows as it takes.
    fn draw_foot(&self, look: Look, frame: &mut Frame<'_>, inner: Rect) {
        let wide = usize::from(inner.width);
        if let Some(said) = &self.trouble {
            let rows = text::wrapped(&format!("! {said}"), wide);
            let high = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(inner.height);
            let foot = pane::below(inner, inner.height - high);
            frame.render_widget(Clear, foot);
            pane::prose(frame, foot, &rows.join("\n"), look, Role::Warn);
            return;
        }
        let last = pane::below(inner, inner.height.saturating_sub(1));
        let keys = self.keys();
        let at = self.place.said();
        let room = wide.saturating_sub(text::width(keys));
        pane::line(
            frame,
            last,
            &format!("{keys}{}", text::fit_right(&at, room, "")),
            look,
            Role::Dim,
        );
    }

    fn keys(&self) -> &'static str {
        if self.many {
            "Enter choose   Tab mark several   Esc leave"
        } else {
            "Enter choose   Up Down move   Esc leave"
        }
    }

    fn draw_list(&self, look: Look, frame: &mut Frame<'_>, area: Rect) {
        let window = self.place.window_of(usize::from(area.height));
        for (at, place) in window.zip(area.rows()) {
            let here = at == self.place.selected();
            let found = self.found.get(at).and_then(|at| self.items.get(*at));
            let (name, aside, key, digit) = match found {
                Some(item) => {
                    (item.name.clone(), item.aside.as_str(), item.key.as_str(), item.digit)
                }
                None => {
                    let word = self.fresh.unwrap_or("new");
                    (format!("{word}: {}", self.field.text().trim()), "", "", None)
                }
            };
            let mark = if self.marked.iter().any(|marked| marked == key) { '*' } else { ' ' };
            let digit = digit.filter(|_| self.field.is_empty()).unwrap_or(' ');
            let sign = if here { '>' } else { ' ' };
            let left = format!("{sign}{mark}{digit} {name}");
            let room = usize::from(place.width).saturating_sub(text::width(&left) + 1);
            let aside = text::fit_right(aside, room, look.ellipsis());
            let role = if here { Role::Selected } else { Role::Text };
            pane::line(frame, place, &format!("{left} {aside}"), look, role);
        }
        pane::more(
            frame,
            area,
            self.place.window_of(usize::from(area.height)),
            self.place.len(),
            look,
        );
        if self.place.is_empty() {
            pane::line(frame, area, "Nothing fits. Backspace shows more.", look, Role::Dim);
        }
    }
}
