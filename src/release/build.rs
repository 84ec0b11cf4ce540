//! A release, built: from a study, a plan and a key to the bytes of every file. The same three give
//! the same bytes, on every machine and at any time.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::Unbuilt;
use super::papers::{self, Facts};
use super::plan::{Beside, Field, Plan, PlanError, Thresholds, wrong};
use super::pseudonym::{Key, Of};
use super::review::{self, Outcome};
use super::suppress::Least;
use super::table::{Cell, Column, Table, Type, Why};
use super::{agreement, beside, pick, sheets, thin};
use crate::analysis::{Policy, View};
use crate::study::{Kind, Moment, ObsIx, PersonIx, Record, Source, Stance, Subject};

/// A release, ready to be written.
#[derive(Clone, Debug)]
pub struct Made {
    /// Each file by its path in the package.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Each table that is in it.
    pub tables: Vec<Table>,
    /// What is in it, for the study alone.
    pub holds: Vec<Subject>,
    /// What was done to it, in sentences.
    pub said: Vec<String>,
    /// SHA-256 of its list of checksums, which stands for all of it.
    pub digest: String,
}

/// What a release is made from.
#[derive(Clone, Copy, Debug)]
pub struct From<'a> {
    /// The study as its recipients see it ([`pick::view`]).
    pub view: View<'a>,
    /// The plan.
    pub plan: &'a Plan,
    /// The plan as it stands in the study.
    pub plan_text: &'a str,
    /// When the release was begun.
    pub at: Moment,
    /// Which release it is in the study; it leaves as a pseudonym only.
    pub id: u128,
    /// The version of this program.
    pub program: &'a str,
}

/// The columns of words whose values are counted.
const COUNTED: [Field; 5] =
    [Field::Period, Field::Setting, Field::Kind, Field::Stance, Field::Origin];

/// How far a release is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// So many of so many observations are in the tables.
    Rows(usize, usize),
    /// So many of so many tables are written.
    Tables(usize, usize),
    /// The papers are being written.
    Papers,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rows(done, of) => write!(f, "observations: {done} of {of}"),
            Self::Tables(done, of) => write!(f, "tables: {done} of {of}"),
            Self::Papers => f.write_str("papers"),
        }
    }
}

/// Is told how far a release is, and says whether it should go on.
pub type Watch<'w> = &'w dyn Fn(Step) -> bool;

/// How many observations are looked at before it is asked again whether to go on.
const A_STRETCH: usize = 2_000;

fn goes_on(watch: Watch<'_>, step: Step) -> Result<(), Unbuilt> {
    if watch(step) { Ok(()) } else { Err(Unbuilt::Stopped) }
}

/// Builds a release.
///
/// # Errors
/// A plan that cannot be followed, or a study with too little in it.
pub fn build(from: From<'_>, key: Key) -> Result<Made, PlanError> {
    watched(from, key, &|_| true).map_err(|error| match error {
        Unbuilt::Plan(error) => error,
        other => wrong(other.to_string()),
    })
}

/// Builds a release while somebody watches, who may stop it.
///
/// # Errors
/// As [`build`], or that it was stopped.
pub fn watched(from: From<'_>, key: Key, watch: Watch<'_>) -> Result<Made, Unbuilt> {
    let plan = from.plan.reviewed(from.view.study())?;
    let from = From { plan: &plan, ..from };
    let (tables, holds, facts) = tables(from, key, watch)?;
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (nth, table) in tables.iter().enumerate() {
        goes_on(watch, Step::Tables(nth, tables.len()))?;
        files.insert(format!("{}.csv", table.name), table.to_csv());
        #[cfg(feature = "parquet")]
        {
            let bytes = super::table::parquet::write(table)
                .map_err(|error| wrong(format!("{} as Parquet: {error}", table.name)))?;
            files.insert(format!("{}.parquet", table.name), bytes);
        }
    }
    goes_on(watch, Step::Papers)?;
    papers::add(from, key, &tables, &facts, &mut files)?;
    goes_on(watch, Step::Papers)?;
    let digest = papers::checksums(&mut files);
    Ok(Made { files, tables, holds, said: facts.sentences(), digest })
}

/// Every table of a release, what they hold, and what was done to them.
pub(super) fn tables(
    from: From<'_>,
    key: Key,
    watch: Watch<'_>,
) -> Result<(Vec<Table>, Vec<Subject>, Facts), Unbuilt> {
    let From { view, plan, .. } = from;
    let picked = pick::pick(view, plan, from.at)?;
    let mut named: Vec<(String, ObsIx, &Record)> = picked
        .iter()
        .map(|(ix, record)| (key.name(Of::Observation, record.id().0), *ix, *record))
        .collect();
    // By pseudonyms, whose order says nothing of when or by whom anything was written.
    named.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let who: Vec<PersonIx> = named.iter().map(|(_, _, record)| record.author()).collect();
    let mut facts = Facts::new(view, plan, &picked);
    let mut observations = observations(from, key, &named, &mut facts, watch)?;
    if !thin::classes(from, &who, &mut observations, &mut facts) {
        let Least { k, people } = from.least();
        return Err(wrong(format!(
            "the release would hold {} observations, and k is {k} from at least {people} people: too \
             few to be released",
            named.len(),
        ))
        .into());
    }
    facts.classes(&observations, &thin::CLASSES);
    goes_on(watch, Step::Rows(named.len(), named.len()))?;
    for field in [Field::Author, Field::Kind, Field::Stance, Field::Origin, Field::Delay] {
        thin::values(from, &who, &mut observations, field.word(), &mut facts);
    }
    let mut tables = vec![observations];
    if plan.has_table(Beside::Taggings) {
        let (tags, taggings) = beside::tags(from, key, &named, &mut facts);
        tables.extend([tags, taggings]);
    }
    if plan.has_table(Beside::Coverage) {
        tables.push(beside::covered(from));
    }
    let mut holds: Vec<Subject> =
        picked.iter().map(|(_, record)| Subject::Observation(record.id())).collect();
    let ids = picked.iter().map(|(_, record)| record.id()).collect();
    if plan.has_table(Beside::Agreement) {
        tables.extend(agreement::table(from, key, &ids, &facts));
    }
    let (of_sheets, sheets) = sheets::tables(from, key, &ids, &mut facts);
    tables.extend(of_sheets);
    holds.extend(sheets);
    tables.push(tallies(&tables));
    Ok((tables, holds, facts))
}

/// A column, its words with their meanings where they are a closed list.
fn column(field: Field) -> Column {
    let words = |all: Vec<(&str, &str)>| {
        Type::Words(all.into_iter().map(|(w, m)| (w.to_owned(), m.to_owned())).collect())
    };
    let name = field.word();
    match field {
        Field::Author => {
            Column::sparse(name, Type::Text, "Who wrote it, by a pseudonym of this release.")
        }
        Field::Coder => {
            Column::full(name, Type::Text, "Who gave the tag, by a pseudonym of this release.")
        }
        Field::Period => {
            Column::sparse(name, Type::Text, "When it happened, as coarse as the release is.")
        }
        Field::Setting => Column::sparse(name, Type::Text, "Where, as this release calls it."),
        Field::Kind => Column::sparse(
            name,
            words(Kind::ALL.iter().map(|kind| (kind.word(), kind.meaning())).collect()),
            "What sort of everyday work it shows.",
        ),
        Field::Stance => Column::sparse(
            name,
            words(Stance::ALL.iter().map(|stance| (stance.word(), "")).collect()),
            "Where its author stood: own practice, seen, or done together.",
        ),
        Field::Origin => Column::sparse(
            name,
            words(vec![
                ("spontaneous", "the moment itself made someone write"),
                ("prompted", "a prompt at a random moment did"),
            ]),
            "What made someone write.",
        ),
        Field::Delay => Column::sparse(
            name,
            Type::Number,
            "How many periods after it happened it was written down.",
        ),
        Field::Text => Column::sparse(name, Type::Text, "What was written, as it was reviewed."),
        Field::Extra(extra) => Column::sparse(name, Type::Text, extra.meaning()),
    }
}

fn observations(
    from: From<'_>,
    key: Key,
    named: &[(String, ObsIx, &Record)],
    facts: &mut Facts,
    watch: Watch<'_>,
) -> Result<Table, Unbuilt> {
    let From { plan, .. } = from;
    let fields: Vec<Field> =
        plan.columns().into_iter().filter(|field| *field != Field::Coder).collect();
    let mut columns =
        vec![Column::full("id", Type::Text, "The observation, by a pseudonym of this release.")];
    columns.extend(fields.iter().map(|field| column(*field)));
    let mut rows = Vec::with_capacity(named.len());
    for (nth, (name, _, record)) in named.iter().enumerate() {
        if nth.is_multiple_of(A_STRETCH) {
            goes_on(watch, Step::Rows(nth, named.len()))?;
        }
        let mut row = Vec::with_capacity(columns.len());
        row.push(Cell::Text(name.clone()));
        row.extend(fields.iter().map(|field| cell(from, key, record, *field, facts)));
        rows.push(row);
    }
    let about =
        "One row for each observation of everyday work that somebody chose to write down and \
                 to let be used for research."
            .to_owned();
    Ok(Table { name: "observations", about, key: vec!["id"], columns, rows })
}

fn cell(from: From<'_>, key: Key, record: &Record, field: Field, facts: &Facts) -> Cell {
    let From { view, plan, .. } = from;
    let study = view.study();
    match field {
        Field::Author => {
            let person = study.people().get(record.author().0 as usize);
            Cell::text(person.map(|p| key.name(Of::Author, p.id.0)), Why::NotReleased)
        }
        Field::Coder => Cell::Empty(Why::NotReleased),
        Field::Period => {
            let period = plan.period.of(record.happened_at());
            Cell::text(period.map(|period| period.name), Why::NotReleased)
        }
        Field::Setting => match record.setting() {
            None => Cell::Empty(Why::NotSaid),
            Some(ix) => Cell::text(plan.setting(study.setting_name(ix)), Why::NotReleased),
        },
        Field::Kind => Cell::text(record.kind().map(Kind::word), Why::NotSaid),
        Field::Stance => Cell::Text(record.stance().word().to_owned()),
        Field::Origin => Cell::Text(record.origin().word().to_owned()),
        Field::Delay => {
            let at = |moment| plan.period.of(moment).map(|period| period.number);
            let both = at(record.recorded_at()).zip(at(record.happened_at()));
            both.map_or(Cell::Empty(Why::NotReleased), |(noted, happened)| {
                Cell::Number(noted.saturating_sub(happened).max(0))
            })
        }
        Field::Text => words(from, Some(record.text()), facts),
        // A line that was jotted elsewhere had no place for it.
        Field::Extra(extra) if record.extra(extra).is_none() => {
            let jotted = record.source() == Source::Jotted;
            Cell::Empty(if jotted { Why::NotAsked } else { Why::NotSaid })
        }
        Field::Extra(extra) => words(from, record.extra(extra), facts),
    }
}

fn words(from: From<'_>, text: Option<&str>, facts: &Facts) -> Cell {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Cell::Empty(Why::NotSaid);
    };
    let outcome = review::outcome(from.view.study(), text, from.plan);
    facts.count(&outcome);
    match outcome {
        Outcome::Leaves(words, _) => Cell::Text(words),
        Outcome::Out | Outcome::Waits => Cell::Empty(Why::NotReleased),
    }
}

/// How many observations have each value, counted from what the other tables show and from nothing
/// else, so that it cannot say more than they do.
fn tallies(tables: &[Table]) -> Table {
    let mut rows = Vec::new();
    let mut add = |by: &str, counts: BTreeMap<String, i64>| {
        rows.extend(counts.into_iter().map(|(value, count)| {
            vec![Cell::Text(by.to_owned()), Cell::Text(value), Cell::Number(count)]
        }));
    };
    let find = |name: &str| tables.iter().find(|table| table.name == name);
    if let Some(observations) = find("observations") {
        for field in COUNTED.into_iter().filter(|field| observations.place(field.word()).is_some())
        {
            let mut counts: BTreeMap<String, i64> = BTreeMap::new();
            for cell in observations.cells(field.word()) {
                *counts.entry(thin::value(cell)).or_default() += 1;
            }
            add(field.word(), counts);
        }
    }
    if let Some(taggings) = find("taggings") {
        let pairs = taggings
            .cells("observation")
            .map(thin::value)
            .zip(taggings.cells("tag").map(thin::value));
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for (_, tag) in pairs.collect::<BTreeSet<(String, String)>>() {
            *counts.entry(tag).or_default() += 1;
        }
        add("tag", counts);
    }
    Table {
        name: "tallies",
        about: "How many observations have each value, counted from the other tables.".to_owned(),
        key: vec!["by", "value"],
        columns: vec![
            Column::full("by", Type::Text, "What is counted by."),
            Column::full("value", Type::Text, "The value; in brackets why there is none."),
            Column::full("observations", Type::Number, "How many observations have it."),
        ],
        rows,
    }
}

impl From<'_> {
    /// What is masked in tables of counts.
    pub(super) fn policy(self) -> Policy {
        let policy = Policy::masked(self.plan.thresholds.cell);
        match self.least().people {
            0 => policy,
            people => policy.from_at_least(people),
        }
    }

    /// What a class has to be: `k` rows, and no fewer than any count that is shown, since the number of
    /// its rows is one. Where one laptop wrote everything, nothing tells people apart.
    pub(super) fn least(self) -> Least {
        let Thresholds { cell, k, people, .. } = self.plan.thresholds;
        Least { k: k.max(cell), people: if self.view.is_of_one() { 0 } else { people } }
    }
}
