//! How far coders of closed rounds agree, over the notes that are in the release and no others. Nobody
//! is named or numbered, and where any number of a tag is small, none of it stands.

use std::collections::BTreeSet;

use super::build::From;
use super::papers::Facts;
use super::pseudonym::{Key, Of};
use super::review;
use super::table::{Cell, Column, Table, Type, Why};
use crate::analysis::agreement::Draws;
use crate::analysis::round::{compare_among, on_tag};
use crate::study::{ObservationId, PersonIx, Round, Sort, Tag};

/// The table; `None` where no round is closed that has a note in the release.
pub(super) fn table(
    from: From<'_>,
    key: Key,
    observations: &BTreeSet<ObservationId>,
    facts: &Facts,
) -> Option<Table> {
    let study = from.view.study();
    let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
    let rounds = study.sheets().all_of(Sort::Round).filter_map(Round::of);
    for round in rounds {
        let draws = Draws { seed: 1, samples: 0 };
        let in_it = |id: &ObservationId| observations.contains(id);
        let found = compare_among(study, round, draws, &|record| in_it(&record.id()));
        let units: Vec<ObservationId> = round.units().into_iter().filter(in_it).collect();
        let Some(found) = found.filter(|_| !units.is_empty()) else { continue };
        let authors: BTreeSet<PersonIx> =
            units.iter().filter_map(|id| Some(study.get(*id)?.author())).collect();
        let is_of_enough = authors.len() as u64 >= u64::from(from.least().people);
        let name = key.name(Of::Sheet, round.sheet().id().0);
        for (worded, (_, agreement)) in round.tags().iter().zip(&found.tags) {
            // A wording of then that is none of today's was never looked over.
            let same = |tag: &&Tag| tag.key() == worded.tag && tag.name() == worded.name;
            let Some(tag) = review::tags(study).find(same) else { continue };
            let Cell::Text(tag) = super::beside::part(from, tag, tag.name(), facts) else {
                continue;
            };
            let shown = on_tag(agreement, from.policy()).filter(|_| is_of_enough);
            let figures = shown.map(|on| {
                let counts = [on.notes, on.by_all, on.by_some, on.by_none];
                let counts = counts.map(|n| i64::try_from(n).ok());
                [counts.as_slice(), &[on.agree, on.alpha, on.ac1]].concat()
            });
            let cell = |at: usize| match &figures {
                None => Cell::Empty(Why::Suppressed),
                Some(figures) => figures
                    .get(at)
                    .copied()
                    .flatten()
                    .map_or(Cell::Empty(Why::NotSaid), Cell::Number),
            };
            let head = [Cell::Text(name.clone()), Cell::Text(tag.clone())];
            rows.push((
                format!("{name} {tag}"),
                head.into_iter().chain((0..7).map(cell)).collect(),
            ));
        }
    }
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let number = |name: &str, about: &str| Column::sparse(name, Type::Number, about);
    (!rows.is_empty()).then(|| Table {
        name: "agreement",
        about: "How far coders who coded apart agree, by coding round and tag.".to_owned(),
        key: vec!["round", "tag"],
        columns: vec![
            Column::full("round", Type::Text, "The coding round, by a pseudonym."),
            Column::full("tag", Type::Text, "The tag."),
            number("notes", "Observations that two coders or more coded."),
            number("by_all", "Those of them that all coders gave the tag."),
            number("by_some", "Those that some of them did."),
            number("by_none", "Those that none of them did."),
            number("agree", "Share of pairs of codings that agree, in thousandths."),
            number("alpha", "Krippendorff's alpha, in thousandths."),
            number("ac1", "Gwet's AC1, in thousandths."),
        ],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    })
}
