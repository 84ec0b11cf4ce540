//! Small things that both files are written with.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::study::letters;

/// What XML is written into.
pub(super) type Xml = Writer<Vec<u8>>;

/// A text with the characters that XML 1.0 has, its lines ended by LF.
pub(super) fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let fit = |c: char| match c {
        c if letters::drives(c) => Some(char::REPLACEMENT_CHARACTER),
        '\u{FFFE}' | '\u{FFFF}' => Some(char::REPLACEMENT_CHARACTER),
        // At the beginning of a file it would be a byte order mark, and count as a character.
        '\u{FEFF}' => None,
        c => Some(c),
    };
    text.chars().filter_map(fit).collect()
}

/// A text as a name: one line.
pub(super) fn one_line(name: &str) -> String {
    text(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A new file with its first line.
pub(super) fn begin() -> io::Result<Xml> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    xml.write_event(Event::Text(BytesText::from_escaped("\n")))?;
    Ok(xml)
}

/// `<Description>`, where there is anything to say: readers take an empty one for none, or worse.
pub(super) fn description(xml: &mut Xml, said: &str) -> io::Result<()> {
    let said = text(said);
    if !said.trim().is_empty() {
        xml.create_element("Description").write_text_content(BytesText::new(&said))?;
    }
    Ok(())
}
