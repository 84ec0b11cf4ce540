//! What the screen remembers, and the rows it was last refreshed for.

use serde::{Deserialize, Serialize};

use crate::analysis::View;
use crate::analysis::debrief::{Carried, carried, on_show, step_of};
use crate::forms::DebriefForm;
use crate::study::{
    Day, ItemId, Line, Moment, ObservationId, Sheet, SheetId, Sort, Study, Subject,
};
use crate::tui::msg::Ticket;
use crate::tui::unkept::Unkept;
use crate::tui::widgets::{Field, List};

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) place: List,
    /// The debriefs, newest first.
    pub(super) rows: Vec<SheetId>,
    /// Revision of the study that the rows are of.
    pub(super) seen: Option<u64>,
    /// The agenda and sorts of lines of the study.
    pub(super) form: DebriefForm,
    /// The debrief that is being held; the list is shown where there is none.
    pub(super) session: Option<SheetId>,
    /// One that is on its way to disk, to be held as soon as it is there.
    pub(super) begun: Option<SheetId>,
    /// What stands under the prompt, and the one in focus.
    pub(super) stage: Vec<OnStage>,
    pub(super) at: List,
    /// Whether the focus was moved at this step, so that it says what the next words are about.
    pub(super) moved: bool,
    /// The record is read in full width, from this row on.
    pub(super) reading: Option<usize>,
    /// What is being typed, or was left half-typed.
    pub(super) writing: Option<Writing>,
    /// Whether the field has the keys.
    pub(super) typing: bool,
    /// When something was typed that is not on disk yet: first and last.
    pub(super) unkept: Unkept,
    /// Whether a draft is on disk.
    pub(super) kept: bool,
}

/// One thing under the prompt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OnStage {
    /// An observation on show.
    Shown(ObservationId),
    /// A line that was entered at this step.
    Said(ItemId),
}

/// What is being typed.
#[derive(Clone, Debug)]
pub(super) struct Writing {
    /// Into which debrief.
    pub(super) sheet: SheetId,
    /// What it will be.
    pub(super) what: What,
    /// The line that it puts another way, if it does.
    pub(super) instead: Option<ItemId>,
    /// About what on show.
    pub(super) about: Option<ObservationId>,
    /// The words; then the pseudonym, or the role and the day.
    pub(super) fields: Vec<Field>,
    /// Which of the fields has the keys.
    pub(super) focus: usize,
    /// Why the last try was refused.
    pub(super) trouble: Option<String>,
    /// On its way to disk.
    pub(super) sent: Option<Ticket>,
}

/// What is being written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum What {
    /// What someone said.
    Said,
    /// A line to keep, try or carry: which.
    Carried(String),
}

impl Writing {
    /// Nothing yet.
    pub(super) fn new(sheet: SheetId, what: What) -> Self {
        let others = match &what {
            What::Said => 1,
            What::Carried(_) => 2,
        };
        let mut fields = vec![Field::of_lines()];
        fields.extend((0..others).map(|_| Field::one_line()));
        Self {
            sheet,
            what,
            instead: None,
            about: None,
            fields,
            focus: 0,
            trouble: None,
            sent: None,
        }
    }

    pub(super) fn text(&self, field: usize) -> String {
        self.fields.get(field).map(Field::text).unwrap_or_default()
    }

    pub(super) fn set(&mut self, field: usize, text: &str) {
        if let Some(field) = self.fields.get_mut(field) {
            field.set(text);
        }
    }

    pub(super) fn focused(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    /// Whether there is anything in it worth keeping.
    pub(super) fn has_words(&self) -> bool {
        self.fields.iter().any(|field| !field.text().trim().is_empty())
    }
}

impl Model {
    /// The debrief that a command is for: the one being held, or else the one one stands on.
    pub(super) fn target<'s>(&self, study: &'s Study) -> Option<&'s Sheet> {
        let row = || self.rows.get(self.place.selected()).copied();
        study.sheets().get(self.session.or_else(row)?).filter(|sheet| sheet.is_standing())
    }

    /// What is in focus under the prompt.
    pub(super) fn focus(&self) -> Option<OnStage> {
        self.stage.get(self.at.selected()).copied()
    }
}

/// The debriefs that stand, one's own and those that colleagues let the team see, newest first.
pub(super) fn rows(view: View<'_>) -> Vec<SheetId> {
    view.sheets_open_to_me(Sort::Debrief).rev().map(|sheet| sheet.id()).collect()
}

/// What stands under the prompt: what is on show, then what was entered at the step the agenda is
/// at.
pub(super) fn stage(form: &DebriefForm, sheet: &Sheet) -> Vec<OnStage> {
    let here = step_of(sheet);
    let outcomes = form.step.iter().any(|step| Some(step.id.as_str()) == here && step.outcomes);
    let lines = sheet.lines().filter(|said| match &said.line {
        Line::Contribution { step, .. } => Some(step.as_str()) == here,
        Line::Carried { .. } => outcomes,
        _ => false,
    });
    let shown = on_show(sheet).map(OnStage::Shown);
    shown.chain(lines.map(|said| OnStage::Said(said.item))).collect()
}

/// Lines that earlier debriefs carried and of which nothing is known yet, the overdue first.
pub(super) fn waiting(view: View<'_>, now: Moment) -> Vec<Carried<'_>> {
    let today = Day::of(now.local().date());
    let mut open: Vec<Carried<'_>> = carried(view).into_iter().filter(Carried::is_open).collect();
    open.sort_by_key(|line| !line.is_overdue(today));
    open
}

/// The subject that a contribution is about.
pub(super) fn subject(about: Option<ObservationId>) -> Option<Subject> {
    about.map(Subject::Observation)
}
