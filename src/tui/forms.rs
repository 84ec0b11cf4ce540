//! The forms of the study as the screens use them, read again only where the study's own text of one
//! has changed: reading six files at each key would cost more than the key.

use crate::forms::{Forms, NAMES};
use crate::study::Study;

/// The forms, and the study's own texts that they were read from.
#[derive(Clone, Debug)]
pub struct Read {
    /// The forms as they stand.
    pub now: Forms,
    own: Vec<Option<String>>,
}

impl Default for Read {
    fn default() -> Self {
        Self { now: Forms::of_the_program(), own: vec![None; NAMES.len()] }
    }
}

impl Read {
    /// The study has changed, perhaps.
    pub(super) fn refresh(&mut self, study: &Study) {
        let same =
            NAMES.iter().zip(&self.own).all(|(name, own)| study.form(name) == own.as_deref());
        if !same {
            self.now = Forms::of(study);
            self.own = NAMES.iter().map(|name| study.form(name).map(str::to_owned)).collect();
        }
    }
}
