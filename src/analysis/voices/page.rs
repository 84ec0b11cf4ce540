//! A page to print and read back to the person: what they said, where they placed themselves, what
//! was done, and how to have it taken out. Plain words, nothing of anyone else.

use super::{placements, placing};
use crate::study::{Line, Moment, Sheet};

/// How wide the page is, in characters, so that large letters fit on paper.
const WIDE: usize = 66;

/// The page, ready to be printed; it ends with a line break.
pub fn read_back(voice: &Sheet) -> String {
    let mut page = Page(String::new());
    page.line("You told us");
    page.gap();
    page.words(0, &format!("On {}.", day(voice.at())));
    for (_, asked, text) in voice.answers() {
        page.gap();
        page.words(0, asked);
        page.words(4, text);
    }
    for (_, asked, corners, shares) in placements(voice) {
        page.gap();
        page.words(0, asked);
        page.words(4, &placing::words(corners, shares));
    }
    page.gap();
    page.line("We did");
    page.gap();
    let mut told = voice.lines().filter_map(|said| match &said.line {
        Line::Told { text } => Some((said.at, text)),
        _ => None,
    });
    let first = told.next();
    if first.is_none() {
        page.words(0, "Nothing that we could tell you yet. Please ask us.");
    }
    for (at, text) in first.into_iter().chain(told) {
        page.words(0, &format!("{}:", day(at)));
        page.words(4, text);
    }
    page.gap();
    let code = voice.id().code();
    page.words(
        0,
        &format!(
            "This is about how we work, and not about whether you or anyone did well. You can change \
             your mind at any time, and you need not say why: say the letters {code} and it is \
             taken out."
        ),
    );
    page.0
}

fn day(at: Moment) -> String {
    at.local().format("%-d %B %Y").to_string()
}

struct Page(String);

impl Page {
    fn line(&mut self, line: &str) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }

    fn gap(&mut self) {
        self.0.push('\n');
    }

    /// A text wrapped between words.
    fn words(&mut self, indent: usize, text: &str) {
        for paragraph in text.lines() {
            let mut line = " ".repeat(indent);
            let mut taken = indent;
            for word in paragraph.split_whitespace() {
                let wide = word.chars().count();
                if taken > indent && taken + 1 + wide > WIDE {
                    self.line(&line);
                    line = " ".repeat(indent);
                    taken = indent;
                }
                if taken > indent {
                    line.push(' ');
                    taken += 1;
                }
                line.push_str(word);
                taken += wide;
            }
            self.line(&line);
        }
    }
}
