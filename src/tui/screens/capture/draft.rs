//! Half-typed notes as they are kept on disk: JSON, with a version, read leniently, since a draft
//! that cannot be read whole should still give back its words.

use serde::{Deserialize, Serialize};

use super::{Extra, Form};
use crate::study::{Kind, Moment, Stance};

/// Everything that was typed and is not saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    version: u32,
    /// The note in the form.
    pub(super) current: Option<KeptNote>,
    /// Notes that were put aside, or were on their way to disk.
    #[serde(default)]
    pub(super) aside: Vec<KeptNote>,
}

/// One note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptNote {
    line: String,
    when: String,
    kind: Option<String>,
    setting: Option<String>,
    stance: String,
    prompted: bool,
    tags: Vec<String>,
    extras: Vec<String>,
    begun_millis: Option<i64>,
    begun_offset: i16,
}

impl KeptNote {
    pub(super) fn of(form: &Form) -> Self {
        Self {
            line: form.line.text(),
            when: form.when.text(),
            kind: form.kind.map(|kind| kind.word().to_owned()),
            setting: form.setting.clone(),
            stance: form.stance.word().to_owned(),
            prompted: form.prompted,
            tags: form.tags.clone(),
            extras: form.extras.iter().map(crate::tui::widgets::Field::text).collect(),
            begun_millis: form.begun.map(|at| at.millis),
            begun_offset: form.begun.map_or(0, |at| at.offset),
        }
    }

    pub(super) fn to_form(&self) -> Form {
        let mut form = Form::default();
        form.line.set(&self.line);
        form.when.set(&self.when);
        form.kind = self.kind.as_deref().and_then(Kind::parse);
        form.setting.clone_from(&self.setting);
        form.stance = Stance::parse(&self.stance).unwrap_or(Stance::Own);
        form.prompted = self.prompted;
        form.tags.clone_from(&self.tags);
        for (extra, text) in Extra::ALL.into_iter().zip(&self.extras) {
            if let Some(field) = form.extra_mut(extra) {
                field.set(text);
            }
        }
        form.begun = self.begun_millis.map(|millis| Moment::new(millis, self.begun_offset));
        form
    }
}

/// Drafts as text; empty where there is nothing to keep.
pub(super) fn write(current: Option<&Form>, aside: &[&Form]) -> String {
    let kept = |form: &&Form| !form.is_blank();
    let current = current.filter(kept).map(KeptNote::of);
    let aside: Vec<KeptNote> = aside.iter().copied().filter(kept).map(KeptNote::of).collect();
    if current.is_none() && aside.is_empty() {
        return String::new();
    }
    serde_json::to_string(&Kept { version: 1, current, aside }).unwrap_or_default()
}

/// Reads drafts. A text that is not what this wrote becomes the line of one note, as it stands.
pub(super) fn read(text: &str) -> (Option<Form>, Vec<Form>) {
    match serde_json::from_str::<Kept>(text) {
        Ok(kept) => {
            let current = kept.current.as_ref().map(KeptNote::to_form);
            (current, kept.aside.iter().map(KeptNote::to_form).collect())
        }
        Err(_) if text.trim().is_empty() => (None, Vec::new()),
        Err(_) => (Some(Form::of_words(text)), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_keeps_every_field() {
        let mut form = Form {
            kind: Some(Kind::Workaround),
            setting: Some("duty desk".into()),
            stance: Stance::Joint,
            prompted: true,
            tags: vec!["s.check".into()],
            begun: Some(Moment::new(1_700_000_000_000, 60)),
            ..Form::default()
        };
        form.line.set("Printer down\nwrote it by hand #t.tool");
        form.when.set("-15m");
        form.extra_mut(Extra::Done).unwrap().set("by hand");
        let (current, aside) = read(&write(Some(&form), &[&form]));
        let current = current.unwrap();
        assert_eq!(KeptNote::of(&current), KeptNote::of(&form));
        assert_eq!(aside.len(), 1);
    }

    #[test]
    fn nothing_typed_leaves_nothing_behind() {
        assert_eq!(write(Some(&Form::default()), &[]), "");
        assert!(read("").0.is_none());
    }

    #[test]
    fn a_draft_that_is_not_ours_still_gives_its_words() {
        let (current, _) = read("half a note");
        assert_eq!(current.unwrap().line.text(), "half a note");
    }
}
