//! Half-typed notes as they are kept on disk: JSON, with a version, read leniently, since a draft
//! that cannot be read whole should still give back its words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Form;
use crate::study::{Extra, Kind, Moment, Stance};

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
    extras: Texts,
    begun_millis: Option<i64>,
    begun_offset: i16,
}

/// The optional texts of a note. They are kept by name; before version 2 they were kept by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Texts {
    /// Each under its word ([`Extra::word`]), where it is not empty.
    ByName(BTreeMap<String, String>),
    /// One for each of [`IN_ORDER`].
    InOrder(Vec<String>),
}

/// The texts that version 1 kept, in its order. It says what old drafts mean, and never changes.
const IN_ORDER: [Extra; 7] = [
    Extra::Aim,
    Extra::Cues,
    Extra::Expectation,
    Extra::Options,
    Extra::Pressure,
    Extra::Prescribed,
    Extra::Done,
];

impl Default for Texts {
    fn default() -> Self {
        Self::ByName(BTreeMap::new())
    }
}

impl Texts {
    fn of(form: &Form) -> Self {
        let typed = Extra::ALL.into_iter().zip(&form.extras).filter(|(_, field)| !field.is_empty());
        Self::ByName(typed.map(|(extra, field)| (extra.word().to_owned(), field.text())).collect())
    }

    /// A text that has no field here (a newer version kept it) goes to the end of the line, since
    /// what was typed must not be lost.
    fn put_into(&self, form: &mut Form) {
        let named: Vec<(Option<Extra>, &str, &str)> = match self {
            Self::ByName(texts) => {
                texts.iter().map(|(name, text)| (Extra::parse(name), &**name, &**text)).collect()
            }
            Self::InOrder(texts) => {
                let names = IN_ORDER.into_iter().map(Some).chain(std::iter::repeat(None));
                names.zip(texts).map(|(extra, text)| (extra, "more", &**text)).collect()
            }
        };
        for (extra, name, text) in named {
            match extra.and_then(|extra| form.extra_mut(extra)) {
                Some(field) => field.set(text),
                None if text.trim().is_empty() => {}
                None => {
                    let line = format!("{}\n{name}: {text}", form.line.text());
                    form.line.set(line.trim_start());
                }
            }
        }
    }
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
            extras: Texts::of(form),
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
        self.extras.put_into(&mut form);
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
    serde_json::to_string(&Kept { version: 2, current, aside }).unwrap_or_default()
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
    fn a_draft_of_the_version_before_gives_every_text_to_its_own_field() {
        let before = r#"{"version":1,"current":{"line":"Printer down","when":"","kind":null,
            "setting":null,"stance":"own","prompted":false,"tags":[],
            "extras":["an aim","some cues","expected","options","pressed","written","by hand"],
            "begun_millis":null,"begun_offset":0},"aside":[]}"#;
        let form = read(before).0.unwrap();
        assert_eq!(form.line.text(), "Printer down");
        let said = |extra| form.extra(extra).unwrap().text();
        assert_eq!(said(Extra::Aim), "an aim");
        assert_eq!(said(Extra::Cues), "some cues");
        assert_eq!(said(Extra::Expectation), "expected");
        assert_eq!(said(Extra::Options), "options");
        assert_eq!(said(Extra::Pressure), "pressed");
        assert_eq!(said(Extra::Prescribed), "written");
        assert_eq!(said(Extra::Done), "by hand");
    }

    #[test]
    fn texts_are_kept_by_name_and_one_from_a_newer_version_is_not_lost() {
        let mut form = Form::of_words("Printer down");
        form.extra_mut(Extra::Done).unwrap().set("by hand");
        let text = write(Some(&form), &[]);
        assert!(text.contains(r#""extras":{"done":"by hand"}"#), "{text}");
        let newer = text.replace(r#"{"done""#, r#"{"zeal":"plenty","done""#);
        let form = read(&newer).0.unwrap();
        assert_eq!(form.extra(Extra::Done).unwrap().text(), "by hand");
        assert_eq!(form.line.text(), "Printer down\nzeal: plenty");
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
