//! A release, built: from a study, a plan and a key to the bytes of every file. The same three give
//! the same bytes, on every machine and at any time.

use std::collections::{BTreeMap, BTreeSet};

use super::papers::{self, Facts};
use super::plan::{Beside, Field, Plan, PlanError, wrong};
use super::pseudonym::{Key, Of};
use super::review::{self, Outcome};
use super::suppress::{self, Least};
use super::table::{Cell, Column, Table, Type, Why};
use super::{beside, pick};
use crate::analysis::mask::Heads;
use crate::analysis::{Policy, View};
use crate::study::{Kind, Moment, ObsIx, PersonIx, Record, Stance, Subject};

/// A release, ready to be written.
#[derive(Clone, Debug)]
pub struct Made {
    /// Each file by its path in the package.
    pub files: BTreeMap<String, Vec<u8>>,
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

/// Builds a release.
///
/// # Errors
/// A plan that cannot be followed, or a study with too little in it.
pub fn build(from: From<'_>, key: Key) -> Result<Made, PlanError> {
    let From { view, plan, .. } = from;
    let picked = pick::pick(view, plan, from.at)?;
    let mut named: Vec<(String, ObsIx, &Record)> = picked
        .iter()
        .map(|(ix, record)| (key.name(Of::Observation, record.id().0), *ix, *record))
        .collect();
    // By pseudonyms, whose order says nothing of when or by whom anything was written.
    named.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut facts = Facts::new(view, plan, &picked);
    let mut observations = observations(from, key, &named, &mut facts);
    suppress_classes(from, &named, &mut observations, &mut facts)?;
    suppress_values(from, &named, &mut observations, &mut facts);
    let mut tables = vec![observations];
    let (tags, taggings) = beside::tags(from, key, &named, &mut facts);
    if plan.has_table(Beside::Taggings) {
        tables.extend([tags, taggings]);
    }
    if plan.has_table(Beside::Coverage) {
        tables.push(beside::coverage(view));
    }
    tables.push(tallies(&tables));
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for table in &tables {
        files.insert(format!("{}.csv", table.name), table.to_csv());
        #[cfg(feature = "parquet")]
        {
            let bytes = super::table::parquet::write(table)
                .map_err(|error| wrong(format!("{} as Parquet: {error}", table.name)))?;
            files.insert(format!("{}.parquet", table.name), bytes);
        }
    }
    papers::add(from, key, &tables, &facts, &mut files);
    let digest = papers::checksums(&mut files);
    let holds = picked.iter().map(|(_, record)| Subject::Observation(record.id())).collect();
    Ok(Made { files, holds, said: facts.sentences(), digest })
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
) -> Table {
    let From { plan, .. } = from;
    let fields: Vec<Field> =
        plan.columns().into_iter().filter(|field| *field != Field::Coder).collect();
    let mut columns =
        vec![Column::full("id", Type::Text, "The observation, by a pseudonym of this release.")];
    columns.extend(fields.iter().map(|field| column(*field)));
    let rows = named
        .iter()
        .map(|(name, _, record)| {
            let cell = |field: &Field| cell(from, key, record, *field, facts);
            let mut row = vec![Cell::Text(name.clone())];
            row.extend(fields.iter().map(cell).collect::<Vec<_>>());
            row
        })
        .collect();
    let about =
        "One row for each observation of everyday work that somebody chose to write down and \
                 to let be used for research."
            .to_owned();
    Table { name: "observations", about, key: vec!["id"], columns, rows }
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

/// The number of each value of a column, and how many have it.
fn numbered(table: &Table, name: &str, who: &[PersonIx]) -> Option<(Vec<u32>, Vec<Heads>)> {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    table.place(name)?;
    let said: Vec<String> = table.cells(name).map(value).collect();
    for value in &said {
        let next = known.len() as u32;
        known.entry(value.clone()).or_insert(next);
    }
    let mut counts = vec![Heads::default(); known.len()];
    let mut numbers = Vec::with_capacity(said.len());
    for (value, author) in said.iter().zip(who) {
        let number = known.get(value).copied().unwrap_or_default();
        numbers.push(number);
        if let Some(count) = counts.get_mut(number as usize) {
            count.add(*author);
        }
    }
    Some((numbers, counts))
}

/// A cell as it is counted: its value, or in brackets why there is none.
fn value(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Empty(why) => format!("({})", why.word()),
    }
}

fn policy(from: From<'_>) -> Policy {
    let policy = Policy::masked(from.plan.thresholds.cell);
    if from.view.is_of_one() { policy } else { policy.from_at_least(from.plan.thresholds.people) }
}

fn authors(named: &[(String, ObsIx, &Record)]) -> Vec<PersonIx> {
    named.iter().map(|(_, _, record)| record.author()).collect()
}

/// Lets classes of period and setting that are too small give up the setting, or the period too.
fn suppress_classes(
    from: From<'_>,
    named: &[(String, ObsIx, &Record)],
    table: &mut Table,
    facts: &mut Facts,
) -> Result<(), PlanError> {
    let who = authors(named);
    let by = [Field::Period, Field::Setting].map(Field::word);
    let columns: Vec<(usize, Vec<u32>)> = by
        .iter()
        .filter_map(|name| Some((table.place(name)?, numbered(table, name, &who)?.0)))
        .collect();
    let rows: Vec<suppress::Row> = who
        .iter()
        .enumerate()
        .map(|(at, author)| suppress::Row {
            values: columns.iter().filter_map(|(_, all)| all.get(at).copied()).collect(),
            author: *author,
        })
        .collect();
    let thresholds = from.plan.thresholds;
    let people = if from.view.is_of_one() { 0 } else { thresholds.people };
    let least = Least { k: thresholds.k, people };
    let Some(keep) = suppress::classes(&rows, columns.len(), least) else {
        return Err(wrong(format!(
            "the release would hold {} observations, and k is {} from at least {people} people: too \
             few to be released",
            rows.len(),
            thresholds.k
        )));
    };
    for (row, keep) in table.rows.iter_mut().zip(keep) {
        for (place, _) in columns.iter().skip(keep) {
            if let Some(cell) = row.get_mut(*place) {
                *cell = Cell::Empty(Why::Suppressed);
                facts.suppressed += 1;
            }
        }
    }
    facts.classes(table, &by);
    Ok(())
}

/// Takes out values that too few observations have.
fn suppress_values(
    from: From<'_>,
    named: &[(String, ObsIx, &Record)],
    table: &mut Table,
    facts: &mut Facts,
) {
    let who = authors(named);
    for field in [Field::Author, Field::Kind, Field::Stance, Field::Origin, Field::Delay] {
        let Some((numbers, counts)) = numbered(table, field.word(), &who) else { continue };
        // An author's own pseudonym comes from one person, of course.
        let policy =
            if field == Field::Author { policy(from).from_at_least(0) } else { policy(from) };
        let stay = suppress::values(&counts, policy);
        let Some(place) = table.place(field.word()) else { continue };
        for (row, number) in table.rows.iter_mut().zip(numbers) {
            if let (Some(cell), Some(false)) = (row.get_mut(place), stay.get(number as usize)) {
                *cell = Cell::Empty(Why::Suppressed);
                facts.suppressed += 1;
            }
        }
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
        for field in COUNTED {
            let mut counts: BTreeMap<String, i64> = BTreeMap::new();
            for cell in observations.cells(field.word()) {
                *counts.entry(value(cell)).or_default() += 1;
            }
            add(field.word(), counts);
        }
    }
    if let Some(taggings) = find("taggings") {
        let pairs = taggings.cells("observation").map(value).zip(taggings.cells("tag").map(value));
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

impl<'a> From<'a> {
    /// What is masked in tables of counts.
    pub(super) fn policy(self) -> Policy {
        policy(self)
    }
}
