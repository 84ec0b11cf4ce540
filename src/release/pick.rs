//! What is in a release: what its authors raised to academic partners, what stands, and what the
//! plan's filter finds among it.

use std::collections::BTreeSet;

use super::plan::{Plan, PlanError, wrong};
use crate::analysis::{Exit, Leaves, Order, Query, Scope, View};
use crate::study::{Audience, Moment, ObsIx, PersonId, Record, Study, Subject};

/// A study as the recipients of a release see it.
pub fn view(study: &Study, me: PersonId) -> View<'_> {
    View::new(study, me, Scope::Academic)
}

/// The observations that a release holds, by id. `at` is what `since:2w` in the filter counts from:
/// when the release was begun, so that it finds the same whenever it is built.
///
/// # Errors
/// A filter that cannot be read, or one that finds nothing.
pub fn pick<'s>(
    view: View<'s>,
    plan: &Plan,
    at: Moment,
) -> Result<Vec<(ObsIx, &'s Record)>, PlanError> {
    let study = view.study();
    let query = Query::parse(&plan.filter, study, at)
        .map_err(|error| wrong(format!("the filter cannot be read: {error}")))?;
    let exit = Exit::new(study, Audience::Academic);
    let may = |record: &Record| {
        view.has(record)
            && exit.note(record) == Leaves::Words
            && plan.lets(Subject::Observation(record.id()))
    };
    let hits: Vec<ObsIx> = if query.is_empty() {
        view.standing().map(|(ix, _)| ix).collect()
    } else {
        query.run_once(view, Order::Oldest).hits
    };
    let records = hits.into_iter().filter_map(|ix| Some((ix, study.record_at(ix)?)));
    let mut picked: Vec<(ObsIx, &Record)> = records.filter(|(_, record)| may(record)).collect();
    picked.sort_unstable_by_key(|(_, record)| record.id());
    if picked.is_empty() {
        return Err(wrong(
            "nothing is in this release: only what its authors raised to academic can be, and the \
             filter has to find it (asdone audience list academic)",
        ));
    }
    Ok(picked)
}

/// Everything that a release would hold: those observations, and the sheets of the tables that its plan
/// names.
pub fn holds(study: &Study, plan: &Plan, picked: &[(ObsIx, &Record)]) -> BTreeSet<Subject> {
    let notes = picked.iter().map(|(_, record)| Subject::Observation(record.id()));
    let sheets = super::sheets::planned(study, plan);
    let sheets = sheets.iter().flat_map(|(_, sheets)| sheets);
    notes.chain(sheets.map(|sheet| Subject::Sheet(sheet.id()))).collect()
}
