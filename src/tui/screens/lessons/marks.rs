//! What other screens show of this one: overdue replies and answers that were not read, counted
//! whenever the study or the day changes.

use super::model::Model;
use crate::analysis::View;
use crate::analysis::lessons::{self, answers};
use crate::forms::Forms;
use crate::journal::DraftSlot;
use crate::study::{Day, Sheet, Sort};
use crate::tui::model::Model as Tui;

/// The name of the slot that keeps which answers were read, beside the drafts.
pub const SLOT: &str = "answers-read";

/// The slot that keeps which answers were read.
pub(in crate::tui) fn slot() -> DraftSlot {
    DraftSlot::Named(SLOT.to_owned())
}

/// The day it is where the person is.
pub(super) fn today(model: &Tui) -> Day {
    Day::of(model.now.local().date())
}

/// What was read of the answers was found on disk.
pub(in crate::tui) fn draft_found(model: &mut Tui, found: &DraftSlot, text: &str) {
    if *found == slot() {
        model.lessons.read = answers::Read::parse(text);
        model.lessons.counted = None;
        count(model);
    }
}

/// Counts again where the study or the day has changed.
pub(in crate::tui) fn count(model: &mut Tui) {
    let today = today(model);
    let seen = (model.study.revision(), today);
    if model.lessons.counted == Some(seen) {
        return;
    }
    let person = model.person();
    let Tui { study, lessons: here, .. } = model;
    here.counted = Some(seen);
    let any = |sort| View::of(study, person).sheets_open_to_me(sort).next().is_some();
    if here.form.is_none() && !any(Sort::Lesson) && !any(Sort::Debrief) {
        return;
    }
    read_form(here, study);
    let Some((_, form)) = &here.form else { return };
    let overdue = lessons::overdue(View::of(study, person), form, today);
    here.answers = person.map(|person| answers::answers(study, form, person)).unwrap_or_default();
    here.counts = (overdue, answers::unread(&here.answers, &here.read));
}

/// Reads the study's form of a lesson where it is another than before.
pub(super) fn read_form(here: &mut Model, study: &crate::study::Study) {
    let text = study.form("lesson");
    if here.form.as_ref().is_none_or(|(known, _)| known.as_deref() != text) {
        here.form = Some((text.map(str::to_owned), Forms::of(study).lesson));
    }
}

/// What the header says: "1 overdue · 2 new answers"; nothing where there is nothing.
pub(in crate::tui) fn marks(model: &Tui) -> Option<String> {
    let (overdue, unread) = model.lessons.counts;
    let mut parts = Vec::new();
    if overdue > 0 {
        parts.push(format!("{overdue} overdue"));
    }
    if unread > 0 {
        parts.push(format!("{unread} new {}", if unread == 1 { "answer" } else { "answers" }));
    }
    (!parts.is_empty()).then(|| parts.join(&format!(" {} ", model.look.dot())))
}

/// Where a lesson stands: "now trying"; for the screens of what fed it.
pub(in crate::tui) fn standing(model: &Tui, lesson: &Sheet) -> Option<String> {
    let card = lessons::Card::of(model.lessons.form()?, lesson, today(model));
    Some(format!("now {}", card.status))
}
