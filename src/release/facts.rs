//! What was done to a release, and what risk is left, in sentences.

use std::cell::Cell as Tally;
use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Field, Plan};
use super::review::Outcome;
use super::table::Table;
use crate::analysis::View;
use crate::study::{ObsIx, PersonIx, Record};

/// What was done to a release: kinds and numbers, never what stood there.
#[derive(Clone, Debug)]
pub struct Facts {
    total: usize,
    authors: u32,
    wanted: u32,
    of_one: bool,
    cell: u32,
    whole: Tally<usize>,
    redacted: Tally<usize>,
    pieces: Tally<usize>,
    out: Tally<usize>,
    waits: Tally<usize>,
    /// Cells taken out because too few share them.
    pub(super) suppressed: usize,
    /// Tags that too few observations have.
    pub(super) rare_tags: usize,
    /// How many classes there are, and how large the smallest is.
    classes: Option<(usize, usize)>,
    /// Tables that were planned and that too few sheets are behind.
    left_out: Vec<&'static str>,
    /// The questions of each sort of sheet, as they were put.
    questions: BTreeMap<&'static str, Vec<String>>,
}

impl Facts {
    pub(super) fn new(view: View<'_>, plan: &Plan, picked: &[(ObsIx, &Record)]) -> Self {
        let authors: BTreeSet<PersonIx> = picked.iter().map(|(_, r)| r.author()).collect();
        Self {
            total: picked.len(),
            authors: u32::try_from(authors.len()).unwrap_or(u32::MAX),
            wanted: plan.thresholds.authors,
            of_one: view.is_of_one(),
            cell: plan.thresholds.cell,
            whole: Tally::new(0),
            redacted: Tally::new(0),
            pieces: Tally::new(0),
            out: Tally::new(0),
            waits: Tally::new(0),
            suppressed: 0,
            rare_tags: 0,
            classes: None,
            left_out: Vec::new(),
            questions: BTreeMap::new(),
        }
    }

    /// Notes that a table has too few rows.
    pub(super) fn left_out(&mut self, table: &'static str) {
        self.left_out.push(table);
    }

    /// Notes a question.
    pub(super) fn asked(&mut self, sort: &'static str, asked: &str) {
        self.questions.entry(sort).or_default().push(asked.to_owned());
    }

    /// The questions of each sort of sheet.
    pub(super) const fn questions(&self) -> &BTreeMap<&'static str, Vec<String>> {
        &self.questions
    }

    /// Counts what became of a text.
    pub(super) fn count(&self, outcome: &Outcome) {
        let add = |to: &Tally<usize>, more: usize| to.set(to.get() + more);
        match outcome {
            Outcome::Leaves(_, 0) => add(&self.whole, 1),
            Outcome::Leaves(_, pieces) => {
                add(&self.redacted, 1);
                add(&self.pieces, *pieces);
            }
            Outcome::Out => add(&self.out, 1),
            Outcome::Waits => add(&self.waits, 1),
        }
    }

    /// Notes the classes as they can be seen.
    pub(super) fn classes(&mut self, table: &Table, by: &[&str]) {
        let places: Vec<usize> = by.iter().filter_map(|name| table.place(name)).collect();
        let mut sizes: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for row in &table.rows {
            let shown = places.iter().filter_map(|at| row.get(*at)).map(|cell| format!("{cell:?}"));
            *sizes.entry(shown.collect()).or_default() += 1;
        }
        self.classes = sizes.values().min().map(|least| (sizes.len(), *least));
    }

    /// A number, where it is not so small that it would tell of somebody.
    fn masked(&self, count: usize) -> String {
        let few = u64::from(self.cell);
        if count > 0 && (count as u64) < few {
            format!("fewer than {few}")
        } else {
            count.to_string()
        }
    }

    /// What was done, a sentence each.
    pub(super) fn sentences(&self) -> Vec<String> {
        let n = |count: usize| self.masked(count);
        let mut said = vec![format!("{} observations are in it.", self.total)];
        if let Some((classes, least)) = self.classes {
            said.push(format!(
                "Period and setting make {classes} classes, the smallest of {least} observations."
            ));
        }
        said.push(format!("{} cells are empty because too few share them.", self.suppressed));
        said.push(format!("{} tags are too rare to be shown.", n(self.rare_tags)));
        for table in &self.left_out {
            said.push(format!(
                "The table {table} was planned and is left out: it would be too small."
            ));
        }
        let texts = [&self.whole, &self.redacted, &self.out, &self.waits].map(Tally::get);
        if texts.iter().sum::<usize>() > 0 {
            let [whole, redacted, out, waits] = texts.map(n);
            said.push(format!(
                "Texts: {whole} leave as they were written, {redacted} with pieces replaced ({} \
                 pieces), {out} stay by decision, {waits} stay because nobody has reviewed them.",
                n(self.pieces.get())
            ));
        }
        said
    }

    pub(super) fn risks(&self, plan: &Plan) -> Vec<String> {
        let mut said = Vec::new();
        if self.of_one {
            said.push(
                "One laptop wrote all of it, so nothing tells how many people are behind a count: \
                 the limits on people could not be applied."
                    .to_owned(),
            );
        } else if self.authors < self.wanted {
            said.push(format!(
                "Fewer than {} people are behind it. Whoever knows the team may guess who wrote \
                 what.",
                self.wanted
            ));
        } else {
            said.push(format!("At least {} people are behind it.", self.wanted));
        }
        if plan.columns().iter().any(|field| field.is_text()) {
            said.push(
                "Words are in it. A reader who was there may know an event by what happened, though \
                 no name is left."
                    .to_owned(),
            );
        }
        for (whose, approval) in [
            ("Voices of families and young people are", &plan.approvals.voices),
            ("Words that people said in debriefs are", &plan.approvals.contributions),
        ] {
            if !approval.trim().is_empty() {
                said.push(format!("{whose} used under this approval: “{}”.", one_line(approval)));
            }
        }
        if plan.has(Field::Author) {
            said.push(
                "Observations of one person can be told to belong together. A way of writing, or \
                 one observation that is recognised, then leads to the others."
                    .to_owned(),
            );
        }
        said.push(
            "Kinds, stances and tags together are not classes: a row may be the only one with its \
             combination. Do not look for people in it, and do not join it with other data about the \
             same places."
                .to_owned(),
        );
        said.push(
            "Counts of this release and of another one of the same study differ by what was added or \
             taken back in between."
                .to_owned(),
        );
        said
    }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
