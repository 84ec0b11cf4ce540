//! Half-typed lines as they are kept on disk: JSON, with a version, read leniently, since a draft
//! that cannot be read whole should still give back its words.

use serde::{Deserialize, Serialize};

use super::model::{What, Writing};

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    sheet: String,
    what: What,
    instead: Option<String>,
    about: Option<String>,
    fields: Vec<String>,
}

/// What is typed, as text; empty where there is nothing to keep.
pub(super) fn write(writing: Option<&Writing>) -> String {
    let Some(writing) = writing.filter(|writing| writing.has_words()) else {
        return String::new();
    };
    let kept = Kept {
        version: 1,
        sheet: writing.sheet.to_string(),
        what: writing.what.clone(),
        instead: writing.instead.map(|item| item.to_string()),
        about: writing.about.map(|id| id.to_string()),
        fields: writing.fields.iter().map(crate::tui::widgets::Field::text).collect(),
    };
    serde_json::to_string(&kept).unwrap_or_default()
}

/// Reads it back; `None` for a text that is not what this wrote.
pub(super) fn read(text: &str) -> Option<Writing> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    let mut writing = Writing::new(kept.sheet.parse().ok()?, kept.what);
    writing.instead = kept.instead.and_then(|item| item.parse().ok());
    writing.about = kept.about.and_then(|id| id.parse().ok());
    for (at, field) in kept.fields.iter().enumerate() {
        writing.set(at, field);
    }
    Some(writing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{ObservationId, SheetId};

    #[test]
    fn a_half_typed_line_keeps_every_field() {
        let mut writing = Writing::new(SheetId(7), What::Carried("carry".to_owned()));
        writing.about = Some(ObservationId(9));
        for (at, text) in
            ["A second printer\nat the desk", "team lead", "friday"].iter().enumerate()
        {
            writing.set(at, text);
        }
        let back = read(&write(Some(&writing))).unwrap();
        assert_eq!(write(Some(&back)), write(Some(&writing)));
        assert_eq!((back.sheet, back.about), (writing.sheet, writing.about));
    }

    #[test]
    fn nothing_typed_leaves_nothing_behind() {
        assert_eq!(write(None), "");
        assert_eq!(write(Some(&Writing::new(SheetId(7), What::Said))), "");
        assert!(read("half a line").is_none());
    }
}
