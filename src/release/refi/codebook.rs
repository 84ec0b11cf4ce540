//! The codes, as a file of their own and as the part of a project.

use std::io;

use super::xml::{self, Xml};
use super::{Code, Names, guid};

/// Twelve colours that can be told apart, given to codes in turn; QualCoder takes the nearest of its
/// own.
const COLOURS: [&str; 12] = [
    "#1F77B4", "#FF7F0E", "#2CA02C", "#D62728", "#9467BD", "#8C564B", "#E377C2", "#7F7F7F",
    "#BCBD22", "#17BECF", "#4C72B0", "#DD8452",
];

/// A codebook as a `.qdc`; `None` where there is no code, which the format does not allow.
pub fn codebook(codes: &[Code], origin: &str) -> io::Result<Option<Vec<u8>>> {
    if codes.is_empty() {
        return Ok(None);
    }
    let mut file = xml::begin()?;
    file.create_element("CodeBook")
        .with_attribute(("xmlns", "urn:QDA-XML:codebook:1.0"))
        .with_attribute(("origin", origin))
        .write_inner_content(|file| write_codes(file, codes))?;
    Ok(Some(file.into_inner()))
}

/// `<Codes>`: groups as codes that nothing can be coded with, codes without a group beside them.
pub(super) fn write_codes(file: &mut Xml, codes: &[Code]) -> io::Result<()> {
    let mut groups: Vec<&str> = Vec::new();
    for code in codes {
        if !groups.contains(&code.group.as_str()) {
            groups.push(&code.group);
        }
    }
    let (mut names, mut categories) = (Names::default(), Names::default());
    file.create_element("Codes").write_inner_content(|file| {
        for group in groups {
            let inside = codes.iter().enumerate().filter(|(_, code)| code.group == group);
            if group.trim().is_empty() {
                for (nth, one) in inside {
                    code(file, nth, one, &mut names)?;
                }
                continue;
            }
            file.create_element("Code")
                .with_attribute(("guid", guid(&["group", group]).as_str()))
                .with_attribute(("name", categories.free(group, "group").as_str()))
                .with_attribute(("isCodable", "false"))
                .write_inner_content(|file| {
                    for (nth, one) in inside {
                        code(file, nth, one, &mut names)?;
                    }
                    Ok(())
                })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn code(file: &mut Xml, nth: usize, code: &Code, names: &mut Names) -> io::Result<()> {
    let colour = COLOURS.get(nth % COLOURS.len()).copied().unwrap_or("#1F77B4");
    let element = file
        .create_element("Code")
        .with_attribute(("guid", code.guid.as_str()))
        .with_attribute(("name", names.free(&code.name, "code").as_str()))
        .with_attribute(("isCodable", "true"))
        .with_attribute(("color", colour));
    if code.description.trim().is_empty() {
        element.write_empty()?;
    } else {
        element.write_inner_content(|file| xml::description(file, &code.description))?;
    }
    Ok(())
}
