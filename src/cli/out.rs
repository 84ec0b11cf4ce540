//! The one place that prints: data on standard output, words on standard error.
//!
//! Whatever goes out goes through [`letters::visible`]: a control character or one that turns the
//! direction of a line, wherever it came from (a note, a path, an argument, the system), is written
//! out and never acts. The escape codes of [`Out::paint`] are the only ones there are.
//!
//! Colour is used for emphasis only and never alone carries a meaning. Output that nobody reads any
//! more (a closed pipe) ends the command quietly.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};

use super::failure::WRITING;
use super::{Failure, text};
use crate::study::letters;

/// Stand for the escape codes of [`Out::paint`] until a line leaves. No character is ever assigned to
/// them, and a text that holds one anyway sets itself off and does no more.
const BEGIN: [char; 3] = ['\u{FDD0}', '\u{FDD1}', '\u{FDD2}'];
const END: char = '\u{FDD3}';

/// What a piece of output is, so that it can be set off where the terminal can do that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// What a query was looking for.
    Match,
    /// A heading or a code.
    Strong,
    /// What is there for completeness.
    Faint,
}

/// Standard output and standard error.
pub(super) struct Out {
    data: BufWriter<Stdout>,
    words: Stderr,
    colour: bool,
    columns: Option<usize>,
    room: Option<usize>,
    ascii: bool,
    plain: bool,
}

/// What the output should look like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Escape codes on standard output.
    pub(super) colour: bool,
    /// The width of the terminal; `None` where standard output is none.
    pub(super) columns: Option<usize>,
    /// The width of the terminal that shows the words; `None` where standard error is none.
    pub(super) room: Option<usize>,
    /// ASCII only.
    pub(super) ascii: bool,
    /// No pictures and no columns: one fact a line, for a screen reader.
    pub(super) plain: bool,
}

impl Out {
    /// Output as `look` says.
    pub(super) fn new(look: Look) -> Self {
        Self {
            data: BufWriter::new(io::stdout()),
            words: io::stderr(),
            colour: look.colour,
            columns: look.columns,
            room: look.room,
            ascii: look.ascii,
            plain: look.plain,
        }
    }

    /// The width to fit lines into; `None` where lines are not cut.
    pub(super) fn columns(&self) -> Option<usize> {
        self.columns
    }

    /// Whether pictures and columns are wanted.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// Whether only ASCII may be drawn.
    pub(super) fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// What stands where something was cut off.
    pub(super) fn more(&self) -> &'static str {
        if self.ascii { "..." } else { "…" }
    }

    /// Writes data, which may have several lines.
    pub(super) fn data(&mut self, data: &str) -> Result<(), Failure> {
        let shown = letters::visible(data);
        let painted = if self.colour { with_codes(&shown) } else { shown };
        self.data.write_all(painted.as_bytes()).map_err(unwritten)
    }

    /// Writes bytes that may be no text, as they are where no terminal would act on them.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match is_terminal() {
            true => self.data(&String::from_utf8_lossy(bytes)),
            false => self.data.write_all(bytes).map_err(unwritten),
        }
    }

    /// Writes one line of data.
    pub(super) fn line(&mut self, line: &str) -> Result<(), Failure> {
        self.data(line)?;
        self.data("\n")
    }

    /// Makes sure that all data has gone out.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        self.data.flush().map_err(unwritten)
    }

    /// Says something to the person. Nobody listening is no failure.
    pub(super) fn say(&mut self, words: &str) {
        // The order in which a person reads both streams on one screen is the order of the acts.
        let _ = self.data.flush();
        let _ = writeln!(self.words, "{}", self.wrapped(words));
    }

    /// `words` as they are shown: in lines that are broken at words where a terminal shows them.
    fn wrapped(&self, words: &str) -> String {
        let shown = letters::visible(words);
        let Some(wide) = self.room else { return shown.into_owned() };
        let lines = shown.split('\n').map(|line| {
            let indent = line.len() - line.trim_start_matches(' ').len();
            let (indent, rest) = line.split_at(indent);
            if text::width(line) <= wide || rest.is_empty() {
                return line.to_owned();
            }
            let rows = text::wrap(rest, Some(wide.saturating_sub(indent.len()).max(20)));
            let rows: Vec<String> = rows.iter().map(|row| format!("{indent}{row}")).collect();
            // The cursor stands behind the blank with which a question ends.
            let end = if rest.ends_with(' ') { " " } else { "" };
            format!("{}{end}", rows.join("\n"))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Says that something went wrong, with the next step on lines of its own.
    pub(super) fn fail(&mut self, what: &str, hint: Option<&str>) {
        self.say(&format!("asdone: {what}"));
        for line in hint.into_iter().flat_map(str::lines) {
            self.say(&format!("  {line}"));
        }
    }

    /// Asks, leaving the cursor after the question.
    pub(super) fn ask(&mut self, question: &str) {
        // What was printed before belongs before the question, whoever reads it.
        let _ = self.data.flush();
        let _ = write!(self.words, "{}", self.wrapped(question));
        let _ = self.words.flush();
    }

    /// `text` set off as what it is, where colour is on.
    pub(super) fn paint(&self, text: &str, role: Role) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let begin = match role {
            Role::Match => BEGIN[0],
            Role::Strong => BEGIN[1],
            Role::Faint => BEGIN[2],
        };
        format!("{begin}{text}{END}")
    }

    /// A bar of up to `room` columns for a share between 0 and 1, or nothing where no picture is
    /// wanted.
    pub(super) fn bar(&self, share: f64, room: usize) -> String {
        if self.plain {
            return String::new();
        }
        let eighths = (share.clamp(0.0, 1.0) * room as f64 * 8.0).round() as usize;
        if self.ascii {
            return "#".repeat(eighths.div_ceil(8).min(room));
        }
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
        let rest = parts.get(eighths % 8).copied().unwrap_or_default();
        format!("{}{rest}", "█".repeat(eighths / 8))
    }

    /// Rows in columns, each as wide as its widest cell; the cells of `right` columns stand to the
    /// right. A plain look parts the cells by commas, so that nothing has to be aligned by ear.
    pub(super) fn table(&mut self, rows: &[Vec<String>], right: &[usize]) -> Result<(), Failure> {
        let visible = |cell: &String| letters::visible(cell).into_owned();
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(visible).collect()).collect();
        if self.plain {
            for row in &rows {
                let cells: Vec<&str> = row.iter().map(|c| c.trim()).collect();
                let cells: Vec<&str> = cells.into_iter().filter(|c| !c.is_empty()).collect();
                self.line(&cells.join(", "))?;
            }
            return Ok(());
        }
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                rows.iter().filter_map(|row| row.get(column)).map(|c| text::width(c)).max()
            })
            .map(Option::unwrap_or_default)
            .collect();
        for row in &rows {
            let mut line = String::new();
            for (column, (cell, columns)) in row.iter().zip(&widths).enumerate() {
                if column > 0 {
                    line.push_str("  ");
                }
                if right.contains(&column) {
                    line.push_str(&text::pad_left(cell, *columns));
                } else {
                    line.push_str(&text::pad(cell, *columns));
                }
            }
            self.line(line.trim_end())?;
        }
        Ok(())
    }
}

/// Whether the person can be asked: someone is at the keyboard and sees the question.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether standard output is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard error is a terminal.
pub(super) fn words_are_seen() -> bool {
    io::stderr().is_terminal()
}

/// Says that something went wrong, where no command is under way.
pub fn complain(what: &str, hint: Option<&str>) {
    let look = Look { colour: false, columns: None, room: None, ascii: true, plain: true };
    Out::new(look).fail(what, hint);
}

/// Says something beside a command that is under way.
pub(super) fn aside(words: &str) {
    let _ = writeln!(io::stderr(), "{}", letters::visible(words));
}

/// Writes a page of help to standard output.
pub(super) fn page(words: &str) -> Result<(), Failure> {
    let look = Look { colour: false, columns: None, room: None, ascii: true, plain: true };
    let mut out = Out::new(look);
    out.data(words)?;
    out.finish()
}

/// Makes a panic say what happened in words of ours. Its own message is left out, since it can hold
/// text of a note; the place in the program is enough to find the fault.
pub fn explain_panics() {
    std::panic::set_hook(Box::new(|panic| {
        // A damaged store panics in the library underneath; the journal turns that into an error.
        if crate::journal::catching() {
            return;
        }
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line()));
        let mut words = format!(
            "asdone: a fault in the program has stopped it{}\n  what was shown as saved is saved; \
             a note half-typed on the screen is offered again at the next start\n  please report \
             the place in the program that is named above",
            place.unwrap_or_default()
        );
        let trace = std::backtrace::Backtrace::capture();
        if trace.status() == std::backtrace::BacktraceStatus::Captured {
            words.push_str(&format!("\n{trace}"));
        }
        let _ = writeln!(io::stderr(), "{}", letters::visible(&words));
    }));
}

/// `text` with the escape codes that its marks stand for.
fn with_codes(text: &str) -> Cow<'_, str> {
    let code = |mark: char| match mark {
        mark if mark == BEGIN[0] => Some("\u{1b}[1;4m"),
        mark if mark == BEGIN[1] => Some("\u{1b}[1m"),
        mark if mark == BEGIN[2] => Some("\u{1b}[2m"),
        END => Some("\u{1b}[0m"),
        _ => None,
    };
    if !text.contains(|c| code(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut coded = String::with_capacity(text.len() + 32);
    for c in text.chars() {
        match code(c) {
            Some(code) => coded.push_str(code),
            None => coded.push(c),
        }
    }
    Cow::Owned(coded)
}

fn unwritten(source: io::Error) -> Failure {
    Failure::Stream { doing: WRITING, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn out(colour: bool, ascii: bool, plain: bool) -> Out {
        Out::new(Look { colour, columns: Some(80), room: None, ascii, plain })
    }

    #[test]
    fn no_escape_code_leaves_where_colour_is_off() {
        assert_eq!(out(false, false, false).paint("mother", Role::Match), "mother");
        let painted = out(true, false, false).paint("mother", Role::Match);
        assert_eq!(with_codes(&letters::visible(&painted)), "\u{1b}[1;4mmother\u{1b}[0m");
    }

    #[test]
    fn a_text_cannot_bring_codes_of_its_own() {
        let painted = out(true, false, false).paint("a\u{1b}[2J\u{202E}", Role::Strong);
        let shown = letters::visible(&painted).into_owned();
        assert_eq!(with_codes(&shown), "\u{1b}[1ma\\u001b[2J\\u202e\u{1b}[0m");
    }

    #[test]
    fn a_bar_is_as_long_as_its_share_and_any_share_above_none_shows() {
        assert_eq!(out(false, true, false).bar(0.5, 10), "#####");
        assert_eq!(out(false, true, false).bar(0.01, 10), "#");
        assert_eq!(out(false, true, false).bar(0.0, 10), "");
        assert_eq!(out(false, false, false).bar(0.55, 10), "█████▌");
        assert_eq!(out(false, false, true).bar(0.5, 10), "");
        assert_eq!(out(false, true, false).bar(7.0, 10), "##########");
    }
}
