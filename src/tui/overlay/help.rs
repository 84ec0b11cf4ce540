//! What every key does, made from the one table of commands; on the screen for writing, one page
//! about the line first.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Outcome;
use super::alone::Lone;
use crate::study::Moment;
use crate::tui::command::{self, Place};
use crate::tui::key::{Code, Key};
use crate::tui::keymap::Keymap;
use crate::tui::text;
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::{List, pane};

/// One thing that help says, before it is wrapped.
#[derive(Clone, Debug)]
enum Said {
    /// The name of a part.
    Heading(&'static str),
    /// A key or a sign, and what it does; long ones go on under their beginning.
    Row(String, String),
    /// A sentence on its own.
    Sentence(&'static str),
}

/// The help: the places that apply now first, then all others.
#[derive(Clone, Debug)]
pub struct Help {
    says: Vec<Said>,
    rows: Vec<(Role, String)>,
    place: List,
    high: u16,
    /// A q, with which one leaves.
    pub(super) lone: Lone,
}

/// Columns of the box, and of the keys in it.
const WIDE: u16 = 76;
const KEYS: usize = 19;

impl Help {
    /// Help for someone who stands in `places`.
    pub fn new(keymap: &Keymap, places: &[Place]) -> Self {
        let others = Place::ALL.iter().filter(|place| !places.contains(place));
        let mut says = Vec::new();
        let writes = places.contains(&Place::Capture);
        if writes {
            says.extend(line(keymap));
        }
        for place in places.iter().chain(others) {
            let here: Vec<_> = command::all().filter(|info| info.place == *place).collect();
            if here.is_empty() {
                continue;
            }
            says.push(Said::Heading(place.title()));
            for info in here {
                let keys: Vec<String> = keymap.keys(info).iter().map(ToString::to_string).collect();
                says.push(Said::Row(keys.join(", "), info.sentence.to_owned()));
            }
        }
        if !writes {
            says.extend(line(keymap));
        }
        says.extend(AT_THE_END.iter().map(|sentence| Said::Sentence(sentence)));
        let mut help = Self {
            says,
            rows: Vec::new(),
            place: List::default(),
            high: 20,
            lone: Lone::default(),
        };
        help.fit((WIDE, 24));
        help
    }

    pub(super) fn fit(&mut self, (wide, high): (u16, u16)) {
        self.high = high.saturating_sub(2).max(4);
        let room = usize::from(WIDE.min(wide).saturating_sub(4)).max(KEYS + 10);
        self.rows = self.says.iter().flat_map(|said| wrapped(said, room)).collect();
        let shown = usize::from(self.high.saturating_sub(3)).max(1);
        self.place.fit(self.rows.len().saturating_sub(shown) + 1, 1);
    }

    pub(super) fn key(&mut self, key: Key, now: Moment) -> Outcome {
        self.lone.take();
        let page = isize::try_from(self.high.saturating_sub(4)).unwrap_or(10);
        match key.code {
            Code::Esc | Code::Enter | Code::F(1) | Code::Char('?') => return Outcome::Close,
            Code::Char('q') => self.lone.heard('q', now),
            Code::PageDown | Code::Char(' ') => self.place.move_by(page),
            Code::PageUp => self.place.move_by(-page),
            _ => {
                self.place.key(key);
            }
        }
        Outcome::Stay
    }

    pub(super) fn draw(&self, look: Look, frame: &mut Frame<'_>, area: Rect) {
        let inner = pane::over(frame, area, (WIDE, self.high), "help", look);
        let mut room = Rect {
            x: inner.x.saturating_add(1).min(inner.right()),
            width: inner.width.saturating_sub(2),
            ..inner
        };
        room.height = room.height.saturating_sub(1);
        let top = self.place.selected();
        for ((role, row), place) in self.rows.iter().skip(top).zip(room.rows()) {
            pane::line(frame, place, row, look, *role);
        }
        let end = (top + usize::from(room.height)).min(self.rows.len());
        pane::more(
            frame,
            Rect { x: inner.x, width: inner.width, ..room },
            top..end,
            self.rows.len(),
            look,
        );
        let last = pane::below(inner, inner.height.saturating_sub(1));
        let wide = usize::from(last.width);
        let at = format!(" lines {} to {end} of {}", top + 1, self.rows.len());
        let keys = "Space next page   Esc close ";
        let says =
            format!("{at}{}", text::fit_right(keys, wide.saturating_sub(text::width(&at)), ""));
        pane::line(frame, last, &says, look, Role::Dim);
    }
}

/// One thing in rows of `room` columns.
fn wrapped(said: &Said, room: usize) -> Vec<(Role, String)> {
    match said {
        Said::Heading(title) => {
            vec![(Role::Text, String::new()), (Role::Heading, (*title).to_owned())]
        }
        Said::Sentence(sentence) => {
            text::wrapped(sentence, room).into_iter().map(|row| (Role::Text, row)).collect()
        }
        Said::Row(keys, sentence) => {
            let keys = text::wrapped(keys, KEYS - 1);
            let says = text::wrapped(sentence, room.saturating_sub(KEYS + 2));
            let row = |at: usize| {
                let keys = text::fit(keys.get(at).map_or("", String::as_str), KEYS, "");
                let says = says.get(at).map_or("", String::as_str);
                (Role::Text, format!("  {keys}{says}"))
            };
            (0..keys.len().max(says.len())).map(row).collect()
        }
    }
}

/// How a line is written: all that one needs to begin.
fn line(keymap: &Keymap) -> Vec<Said> {
    let key = |id: &str| {
        let row = command::all().find(|info| info.id == id);
        row.map(|info| keymap.shown(info)).unwrap_or_default()
    };
    let row = |sign: &str, says: &str| Said::Row(sign.to_owned(), says.to_owned());
    vec![
        Said::Heading("writing a note"),
        Said::Sentence("Type what happened and press Enter: it is saved. Nothing else is needed."),
        Said::Sentence("Leave out names. These can stand anywhere in the line:"),
        row("#tag", "a tag; any word will do, and a new one is asked about"),
        row("@place", "where it was; with spaces: @\"duty desk\""),
        row(
            "!w",
            "what sort of work: !o ordinary, !a adjustment, !w workaround, !s surprise, \
                   !k kept safe",
        ),
        Said::Sentence("A time stands at the start of the line:"),
        row("14:20  9.30", "today; also 0930, 9:30am, half past 4"),
        row("-15m  2h ago", "so long ago"),
        row("yesterday 16:05", "another day; also tues 14:20, 3 March 9:15"),
        row(&key("capture.tags"), "choose tags from the list"),
        row(&key("capture.next"), "go to the other fields"),
        row(&key("capture.set-aside"), "set this note aside and begin another"),
        row(&key("palette"), "find any command by name"),
        row(&key("quit"), "quit; an unfinished note is kept"),
    ]
}

const AT_THE_END: &[&str] = &[
    "",
    "In lists, j and k move down and up, g and G go to either end.",
    "Each command has a name (Ctrl-P shows it). Your file keys.toml can give it other keys. \
     Everything here can also be done with plain commands: asdone --help.",
];
