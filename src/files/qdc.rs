//! Codebooks of other programs: the codes of a REFI-QDA file (`.qdc`), as QualCoder, NVivo, ATLAS.ti
//! and MAXQDA write them.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// One code that can be given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Code {
    /// Its name, as it stands there.
    pub(super) name: String,
    /// The code that it stands under; empty for none.
    pub(super) group: String,
    /// What it means.
    pub(super) description: String,
}

/// How deep codes may stand in one another; no study has a tenth of it.
const DEEPEST: usize = 100;

/// A code that is being read, and whether it can be given.
struct Open {
    code: Code,
    codable: bool,
    place: usize,
}

/// Every code of a file that can be given, in its order.
///
/// # Errors
/// One sentence, with the line.
pub(super) fn codes(text: &str) -> Result<Vec<Code>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let (mut found, mut open): (Vec<Option<Code>>, Vec<Open>) = (Vec::new(), Vec::new());
    let mut describes = false;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = text.get(..at).unwrap_or(text).matches('\n').count() + 1;
        let bad = |what: &str| format!("line {line}: {what}");
        match reader.read_event() {
            Err(_) => return Err(bad("this is not a whole XML file; export it again")),
            Ok(Event::Eof) if !open.is_empty() => {
                return Err(bad("the file ends within a code; export it again"));
            }
            Ok(Event::Eof) => break,
            Ok(Event::DocType(_)) => return Err(bad("a codebook has no document type")),
            Ok(Event::Start(tag)) if is(&tag, "Code") => {
                if open.len() >= DEEPEST {
                    return Err(bad("codes stand too deep in one another"));
                }
                let begun = begin(&tag, &open, found.len()).map_err(|what| bad(&what))?;
                found.push(None);
                open.push(begun);
            }
            Ok(Event::Empty(tag)) if is(&tag, "Code") => {
                let begun = begin(&tag, &open, found.len()).map_err(|what| bad(&what))?;
                found.push(Some(begun.code).filter(|_| begun.codable));
            }
            Ok(Event::Start(tag)) if is(&tag, "Description") => describes = true,
            Ok(Event::End(tag)) if tag.local_name().into_inner() == "Description" => {
                describes = false;
            }
            Ok(Event::End(tag)) if tag.local_name().into_inner() == "Code" => {
                if let Some(done) = open.pop()
                    && let Some(place) = found.get_mut(done.place)
                {
                    *place = Some(done.code).filter(|_| done.codable);
                }
            }
            Ok(event) if describes => {
                let said = words(&event).map_err(|what| bad(&what))?;
                if let Some(open) = open.last_mut() {
                    open.code.description.push_str(&said);
                }
            }
            Ok(_) => {}
        }
    }
    let found: Vec<Code> = found.into_iter().flatten().collect();
    if found.is_empty() {
        return Err("there is no code in this file that can be given (<Code name=…>)".to_owned());
    }
    Ok(found)
}

fn is(tag: &BytesStart<'_>, name: &str) -> bool {
    tag.local_name().into_inner() == name
}

/// A code as its element says: its group is the code that it stands in.
fn begin(tag: &BytesStart<'_>, open: &[Open], place: usize) -> Result<Open, String> {
    let attribute = |name: &str| -> Result<Option<String>, String> {
        let found = tag.attributes().flatten().find(|each| each.key.into_inner() == name);
        let value = found.map(|each| {
            each.normalized_value(XmlVersion::Implicit1_0).map(|value| value.trim().to_owned())
        });
        value.transpose().map_err(|_| format!("the {name} of a code cannot be read"))
    };
    let name = attribute("name")?.filter(|name| !name.is_empty());
    let name = name.ok_or("a code has no name")?;
    let codable = attribute("isCodable")?.is_none_or(|said| said != "false");
    let group = open.last().map(|outer| outer.code.name.clone()).unwrap_or_default();
    Ok(Open { code: Code { name, group, ..Code::default() }, codable, place })
}

/// The words of a description.
fn words(event: &Event<'_>) -> Result<String, String> {
    let unread = || "a description cannot be read".to_owned();
    Ok(match event {
        Event::Text(text) => text.to_string(),
        Event::CData(text) => text.to_string(),
        Event::GeneralRef(entity) => {
            if let Some(c) = entity.resolve_char_ref().map_err(|_| unread())? {
                c.to_string()
            } else {
                let known = quick_xml::escape::resolve_predefined_entity(entity);
                known.ok_or_else(unread)?.to_owned()
            }
        }
        _ => String::new(),
    })
}
