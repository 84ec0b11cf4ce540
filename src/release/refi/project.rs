//! A project: texts, who coded them with what, attributes and journals, in one ZIP.

use std::io::{self, Cursor, Write};

use quick_xml::events::BytesText;
use zip::ZipWriter;

use super::codebook::write_codes;
use super::xml::{self, Xml};
use super::{Code, Coder, Names, guid};
use crate::release::package::same_everywhere;

/// Everything that goes into a project.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Project {
    /// What other programs show as the project's title.
    pub name: String,
    /// The program that writes it.
    pub origin: String,
    /// What it is about.
    pub memo: String,
    /// When it was made, as `YYYY-MM-DDThh:mm:ssZ`; what has no date of its own has this.
    pub at: String,
    /// Who coded.
    pub coders: Vec<Coder>,
    /// Tags, each after the one above it.
    pub codes: Vec<Code>,
    /// Texts, with what they were given.
    pub sources: Vec<Source>,
    /// Notes about the whole.
    pub journals: Vec<Journal>,
}

/// One text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Its id; see [`guid`].
    pub guid: String,
    /// What other programs list the text under.
    pub name: String,
    /// The whole text: places in it count in characters.
    pub text: String,
    /// What was noted about it.
    pub memo: String,
    /// When it was made; the project's date where empty.
    pub at: String,
    /// What is known of it, each variable at most once.
    pub values: Vec<Value>,
    /// What it was coded with, as a whole.
    pub selections: Vec<Selection>,
}

/// A value of an attribute. Every attribute is text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// The attribute's name.
    pub variable: String,
    /// The value as it is shown.
    pub value: String,
}

/// One coding of a text by one coder: places in [`Project::coders`] and [`Project::codes`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection {
    /// Who gave it: a place in [`Project::coders`].
    pub coder: usize,
    /// What was given: a place in [`Project::codes`].
    pub code: usize,
    /// Why, in the coder's words.
    pub memo: String,
}

/// A note about the whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Journal {
    /// The note's title.
    pub name: String,
    /// The note's words.
    pub text: String,
}

/// The project as the bytes of a `.qdpx`. The same project gives the same bytes.
pub fn project(project: &Project) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = same_everywhere();
    let mut put = |name: &str, bytes: &[u8]| -> io::Result<()> {
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(bytes)
    };
    put("project.qde", &written(project)?)?;
    for source in &project.sources {
        put(&format!("sources/{}.txt", source.guid), xml::text(&source.text).as_bytes())?;
    }
    for (nth, journal) in project.journals.iter().enumerate() {
        put(&format!("sources/{}.txt", journal_guid(nth)), xml::text(&journal.text).as_bytes())?;
    }
    Ok(zip.finish().map_err(io::Error::other)?.into_inner())
}

fn journal_guid(nth: usize) -> String {
    guid(&["journal", &nth.to_string()])
}

fn variable_guid(name: &str) -> String {
    guid(&["variable", name])
}

fn written(project: &Project) -> io::Result<Vec<u8>> {
    let mut file = xml::begin()?;
    let mut element = file
        .create_element("Project")
        .with_attribute(("xmlns", "urn:QDA-XML:project:1.0"))
        .with_attribute(("name", xml::one_line(&project.name).as_str()))
        .with_attribute(("origin", project.origin.as_str()))
        .with_attribute(("creationDateTime", project.at.as_str()));
    if let Some(first) = project.coders.first() {
        element = element.with_attribute(("creatingUserGUID", first.guid.as_str()));
    }
    element.write_inner_content(|file| {
        users(file, project)?;
        if !project.codes.is_empty() {
            file.create_element("CodeBook")
                .write_inner_content(|file| write_codes(file, &project.codes))?;
        }
        variables(file, project)?;
        sources(file, project)?;
        journals(file, project)?;
        xml::description(file, &project.memo)
    })?;
    Ok(file.into_inner())
}

fn users(file: &mut Xml, project: &Project) -> io::Result<()> {
    if project.coders.is_empty() {
        return Ok(());
    }
    let mut names = Names::default();
    file.create_element("Users").write_inner_content(|file| {
        for coder in &project.coders {
            file.create_element("User")
                .with_attribute(("guid", coder.guid.as_str()))
                .with_attribute(("name", names.free(&coder.name, "coder").as_str()))
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn variables(file: &mut Xml, project: &Project) -> io::Result<()> {
    let mut names: Vec<&str> = Vec::new();
    for value in project.sources.iter().flat_map(|source| &source.values) {
        if !names.contains(&value.variable.as_str()) {
            names.push(&value.variable);
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    file.create_element("Variables").write_inner_content(|file| {
        for name in names {
            file.create_element("Variable")
                .with_attribute(("guid", variable_guid(name).as_str()))
                .with_attribute(("name", xml::one_line(name).as_str()))
                .with_attribute(("typeOfVariable", "Text"))
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn sources(file: &mut Xml, project: &Project) -> io::Result<()> {
    if project.sources.is_empty() {
        return Ok(());
    }
    let mut names = Names::default();
    file.create_element("Sources").write_inner_content(|file| {
        for one in &project.sources {
            source(file, project, one, &names.free(&one.name, "text"))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn source(file: &mut Xml, project: &Project, source: &Source, name: &str) -> io::Result<()> {
    let at = if source.at.is_empty() { &project.at } else { &source.at };
    let mut element = file
        .create_element("TextSource")
        .with_attribute(("guid", source.guid.as_str()))
        .with_attribute(("name", name))
        .with_attribute(("plainTextPath", format!("internal://{}.txt", source.guid).as_str()));
    if let Some(first) = project.coders.first() {
        element = element.with_attribute(("creatingUser", first.guid.as_str()));
    }
    element.with_attribute(("creationDateTime", at.as_str())).write_inner_content(|file| {
        xml::description(file, &source.memo)?;
        let text = xml::text(&source.text);
        let mut done: Vec<(usize, usize)> = Vec::new();
        for one in &source.selections {
            // The same coding once more would be dropped by readers, with its memo.
            if !done.contains(&(one.coder, one.code)) {
                done.push((one.coder, one.code));
                selection(file, project, source, one, &text, at)?;
            }
        }
        let mut known: Vec<&str> = Vec::new();
        for value in &source.values {
            if known.contains(&value.variable.as_str()) {
                continue;
            }
            known.push(&value.variable);
            file.create_element("VariableValue").write_inner_content(|file| {
                file.create_element("VariableRef")
                    .with_attribute(("targetGUID", variable_guid(&value.variable).as_str()))
                    .write_empty()?;
                let text = xml::one_line(&value.value);
                file.create_element("TextValue").write_text_content(BytesText::new(&text))?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// A coding of the whole text. Positions count code points from 0, and the end is exclusive. The
/// coder stands on the selection too, which is where readers look.
fn selection(
    file: &mut Xml,
    project: &Project,
    source: &Source,
    one: &Selection,
    text: &str,
    at: &str,
) -> io::Result<()> {
    let (Some(coder), Some(code)) = (project.coders.get(one.coder), project.codes.get(one.code))
    else {
        return Ok(());
    };
    const NAME: usize = 60;
    let name: String = xml::one_line(text).chars().take(NAME).collect();
    let end = text.chars().count().to_string();
    let own = |what: &str| guid(&[what, &source.guid, &coder.guid, &code.guid]);
    file.create_element("PlainTextSelection")
        .with_attribute(("guid", own("selection").as_str()))
        .with_attribute(("name", name.as_str()))
        .with_attribute(("startPosition", "0"))
        .with_attribute(("endPosition", end.as_str()))
        .with_attribute(("creatingUser", coder.guid.as_str()))
        .with_attribute(("creationDateTime", at))
        .write_inner_content(|file| {
            xml::description(file, &one.memo)?;
            file.create_element("Coding")
                .with_attribute(("guid", own("coding").as_str()))
                .with_attribute(("creatingUser", coder.guid.as_str()))
                .with_attribute(("creationDateTime", at))
                .write_inner_content(|file| {
                    file.create_element("CodeRef")
                        .with_attribute(("targetGUID", code.guid.as_str()))
                        .write_empty()?;
                    Ok(())
                })?;
            Ok(())
        })?;
    Ok(())
}

fn journals(file: &mut Xml, project: &Project) -> io::Result<()> {
    if project.journals.is_empty() {
        return Ok(());
    }
    let mut names = Names::default();
    file.create_element("Notes").write_inner_content(|file| {
        for (nth, journal) in project.journals.iter().enumerate() {
            let guid = journal_guid(nth);
            file.create_element("Note")
                .with_attribute(("guid", guid.as_str()))
                .with_attribute(("name", names.free(&journal.name, "journal").as_str()))
                .with_attribute(("plainTextPath", format!("internal://{guid}.txt").as_str()))
                .with_attribute(("creationDateTime", project.at.as_str()))
                .write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Project {
        Project {
            name: "Sample".into(),
            origin: "asdone".into(),
            at: "2026-01-01T00:00:00Z".into(),
            coders: vec![Coder { guid: guid(&["a"]), name: "wren".into() }],
            codes: vec![Code {
                guid: guid(&["c"]),
                name: "s.check".into(),
                group: String::new(),
                description: String::new(),
            }],
            sources: vec![Source {
                guid: guid(&["s"]),
                name: "one".into(),
                text: "\u{feff}a 👩‍👧\r\nb".into(),
                memo: String::new(),
                at: String::new(),
                values: vec![Value { variable: "kind".into(), value: "ordinary".into() }],
                selections: vec![Selection { coder: 0, code: 0, memo: "why <&\"".into() }; 2],
            }],
            ..Project::default()
        }
    }

    #[test]
    fn the_same_project_gives_the_same_bytes_and_places_count_code_points() {
        let sample = sample();
        assert_eq!(project(&sample).unwrap(), project(&sample).unwrap());
        let written = String::from_utf8(written(&sample).unwrap()).unwrap();
        assert!(written.contains("startPosition=\"0\" endPosition=\"7\""), "{written}");
        assert_eq!(written.matches("<PlainTextSelection").count(), 1, "the same coding twice");
        assert!(written.contains("why &lt;&amp;"), "{written}");
        assert!(!written.contains("PlainTextContent") && !written.contains("<Notes"));
    }
}
