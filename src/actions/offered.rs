//! The settings that are offered where one is asked for.

use super::words;
use crate::study::{Change, Study, StudyField};

/// The change by which a setting that is used here for the first time is offered from now on.
pub(super) fn offered_from_now_on(study: &Study, setting: Option<&str>) -> Option<Change> {
    let setting = setting?;
    if study.settings().iter().any(|known| words::fold(known) == words::fold(setting)) {
        return None;
    }
    let mut settings = study.settings().to_vec();
    settings.push(setting.to_owned());
    Some(Change::StudySet {
        set: StudyField::Settings(settings),
        was: StudyField::Settings(study.settings().to_vec()),
    })
}
