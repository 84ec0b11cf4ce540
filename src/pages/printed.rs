//! The pages that exist as text too, a brief, a record, a voice to read back, in the form of the
//! report.

use maud::{Markup, html};

use super::sheet::sheet;
use super::words::{clean, paragraphs, said};
use crate::analysis::voices::{placements, placing};
use crate::study::{Line, Moment, Sheet};

/// One piece of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Block {
    Title(String),
    Heading(String),
    Items(Vec<String>),
    Quote(Vec<String>),
    Words(String),
}

/// The pieces of a text as [`crate::analysis::lessons::brief`] and
/// [`crate::analysis::debrief::record`] write it: headings, lists, quotes, and paragraphs.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            goes_on = false;
            continue;
        }
        let block = if let Some(heading) = line.strip_prefix("## ") {
            Block::Heading(heading.to_owned())
        } else if let (Some(title), true) = (line.strip_prefix("# "), blocks.is_empty()) {
            Block::Title(title.to_owned())
        } else if let Some(item) = line.strip_prefix("- ") {
            if let (Some(Block::Items(items)), true) = (blocks.last_mut(), goes_on) {
                items.push(item.to_owned());
                continue;
            }
            Block::Items(vec![item.to_owned()])
        } else if let Some(quote) = line.strip_prefix("> ") {
            if let (Some(Block::Quote(quotes)), true) = (blocks.last_mut(), goes_on) {
                quotes.push(quote.to_owned());
                continue;
            }
            Block::Quote(vec![quote.to_owned()])
        } else {
            match (blocks.last_mut(), goes_on) {
                // What hangs under an item belongs to it.
                (Some(Block::Items(items)), true) if line.starts_with("  ") => {
                    if let Some(item) = items.last_mut() {
                        item.push('\n');
                        item.push_str(line.trim_start().trim_start_matches("- "));
                    }
                    continue;
                }
                (Some(Block::Words(words)), true) => {
                    words.push('\n');
                    words.push_str(line);
                    continue;
                }
                _ => Block::Words(line.to_owned()),
            }
        };
        goes_on = !matches!(block, Block::Title(_) | Block::Heading(_));
        blocks.push(block);
    }
    blocks
}

fn drawn(block: &Block) -> Markup {
    match block {
        Block::Title(title) => html! { h1 { (said(title)) } },
        Block::Heading(heading) => html! { h2 { (said(heading)) } },
        Block::Items(items) => html! {
            ul { @for item in items { li dir="auto" style="white-space:pre-line" { (clean(item)) } } }
        },
        Block::Quote(quotes) => html! {
            blockquote { @for quote in quotes { (paragraphs(quote)) } }
        },
        Block::Words(words) => paragraphs(words),
    }
}

/// A brief or a record as a page.
pub fn printed(text: &str) -> String {
    let blocks = blocks(text);
    let title = blocks.iter().find_map(|block| match block {
        Block::Title(title) => Some(title.as_str()),
        _ => None,
    });
    sheet(title.unwrap_or("Page"), &html! { @for block in &blocks { (drawn(block)) } })
}

/// The page that is read back to whoever spoke: what they said, what was done, and how to have it
/// taken out; what [`crate::analysis::voices::read_back`] says, in large letters.
pub fn read_back(voice: &Sheet) -> String {
    let day = |at: Moment| at.local().format("%-d %B %Y").to_string();
    let told: Vec<(&str, Moment)> = voice
        .lines()
        .filter_map(|said| match &said.line {
            Line::Told { text } => Some((text.as_str(), said.at)),
            _ => None,
        })
        .collect();
    let body = html! {
        div style="font-size:1.25rem" {
            h1 { "You told us" }
            p { "On " (day(voice.at())) "." }
            @for (_, asked, text) in voice.answers() {
                h2 { (said(asked)) }
                (paragraphs(text))
            }
            @for (_, asked, corners, shares) in placements(voice) {
                h2 { (said(asked)) }
                (paragraphs(&placing::words(corners, shares)))
            }
            h2 { "We did" }
            @if told.is_empty() { p { "Nothing that we could tell you yet. Please ask us." } }
            @for (text, at) in told {
                p { (day(at)) ":" }
                (paragraphs(text))
            }
            p {
                "This is about how we work, and not about whether you or anyone did well. You can \
                change your mind at any time, and you need not say why: say the letters "
                strong { (voice.id().code().to_string()) } " and it is taken out."
            }
        }
    };
    sheet("You told us", &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_pieces_of_its_text() {
        let text = "# Title <b>\n\nOne\ntwo\n\n- a: 1\n- b\n  more\n  - under\n\n## Next\n- c\n\n> q\n> r\n";
        let words = |words: &str| words.to_owned();
        assert_eq!(
            blocks(text),
            [
                Block::Title(words("Title <b>")),
                Block::Words(words("One\ntwo")),
                Block::Items(vec![words("a: 1"), words("b\nmore\nunder")]),
                Block::Heading(words("Next")),
                Block::Items(vec![words("c")]),
                Block::Quote(vec![words("q"), words("r")]),
            ]
        );
        let page = printed(text);
        assert!(page.contains("<h1><bdi>Title &lt;b&gt;</bdi></h1>") && !page.contains("<b>"));
    }
}
