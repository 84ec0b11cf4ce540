//! The tables beside that of observations: tags and who gave them, and how much of the work the record
//! covers.

use std::collections::{BTreeMap, BTreeSet};

use super::build::From;
use super::papers::Facts;
use super::plan::Field;
use super::pseudonym::{Key, Of};
use super::review::{self, Outcome};
use super::suppress;
use super::table::{Cell, Column, Table, Type, Why};
use crate::analysis::Count;
use crate::analysis::mask::Heads;
use crate::analysis::shift::coverage::{self, Coverage};
use crate::study::{ObsIx, PersonIx, Record, Study, Tag, TagIx, Verdict};

/// The codebook, and which observations have which tag. A tag that too few observations have is in
/// the codebook and is taken out of the taggings; one that was typed and never defined is in neither.
pub(super) fn tags(
    from: From<'_>,
    key: Key,
    named: &[(String, ObsIx, &Record)],
    facts: &mut Facts,
) -> (Table, Table) {
    let study = from.view.study();
    let mut counts: BTreeMap<TagIx, Heads> = BTreeMap::new();
    for (_, _, record) in named {
        for tag in from.view.tags_of(record) {
            counts.entry(tag).or_default().add(record.author());
        }
    }
    let mut names: BTreeMap<TagIx, String> = BTreeMap::new();
    let mut of_named: BTreeMap<TagIx, Heads> = BTreeMap::new();
    let mut rows = Vec::new();
    for tag in review::tags(study) {
        let Some(ix) = study.codebook().ix(tag.key()) else { continue };
        let Cell::Text(name) = part(from, tag, tag.name(), facts) else { continue };
        let heads = counts.get(&ix).copied().unwrap_or_default();
        of_named.insert(ix, heads);
        let count = if from.policy().shows(heads) {
            names.insert(ix, name.clone());
            Cell::Number(i64::try_from(heads.count()).unwrap_or(i64::MAX))
        } else {
            facts.rare_tags += 1;
            Cell::Empty(Why::Suppressed)
        };
        let parts = [tag.group(), tag.definition(), tag.include(), tag.exclude()];
        let parts = parts.map(|text| part(from, tag, text, facts));
        rows.push([Cell::Text(name)].into_iter().chain(parts).chain([count]).collect());
    }
    let about = "The codebook: what each tag means, and how many observations have it.".to_owned();
    let tags = Table { name: "tags", about, key: vec!["name"], columns: tag_columns(), rows };
    (tags, taggings(from, key, named, (&names, &of_named), facts))
}

fn tag_columns() -> Vec<Column> {
    vec![
        Column::full("name", Type::Text, "The tag."),
        Column::sparse("group", Type::Text, "The group that it belongs to."),
        Column::sparse("definition", Type::Text, "What it means."),
        Column::sparse("include", Type::Text, "What it takes in."),
        Column::sparse("exclude", Type::Text, "What it leaves out."),
        Column::sparse("observations", Type::Number, "How many observations have it."),
    ]
}

/// The words of a tag: those of the codebook that comes with the program as they are, a study's own
/// as they were reviewed.
pub(super) fn part(from: From<'_>, tag: &Tag, text: &str, facts: &Facts) -> Cell {
    if text.is_empty() {
        return Cell::Empty(Why::NotSaid);
    }
    if review::is_shipped(tag, text) {
        return Cell::Text(text.to_owned());
    }
    let outcome = review::outcome(from.view.study(), text, from.plan);
    facts.count(&outcome);
    match outcome {
        Outcome::Leaves(words, _) => Cell::Text(words),
        Outcome::Out | Outcome::Waits => Cell::Empty(Why::NotReleased),
    }
}

/// Who said of an observation that a tag applies.
fn coders<'s>(study: &'s Study, record: &'s Record) -> impl Iterator<Item = (TagIx, PersonIx)> {
    let yes = record.taggings().iter().filter(|tagging| tagging.verdict == Verdict::Yes);
    yes.map(|tagging| (study.codebook().resolve(tagging.tag), tagging.coder))
}

/// The coders who can be shown: those who gave tags to so many observations that the number is none of
/// the small ones. A tag that is too rare is in no table, so it does not count; and since that depends
/// on the limits, each lower limit is looked at as well ([`suppress::lower`]).
fn shown_coders(
    from: From<'_>,
    named: &[(String, ObsIx, &Record)],
    counts: &BTreeMap<TagIx, Heads>,
) -> BTreeSet<PersonIx> {
    let study = from.view.study();
    let mut of: BTreeMap<PersonIx, Vec<BTreeSet<TagIx>>> = BTreeMap::new();
    for (_, _, record) in named {
        let mut by: BTreeMap<PersonIx, BTreeSet<TagIx>> = BTreeMap::new();
        for (tag, coder) in coders(study, record) {
            by.entry(coder).or_default().insert(tag);
        }
        by.into_iter().for_each(|(coder, tags)| of.entry(coder).or_default().push(tags));
    }
    let of: Vec<(PersonIx, Vec<BTreeSet<TagIx>>)> = of.into_iter().collect();
    let mut shown: BTreeSet<PersonIx> = of.iter().map(|(coder, _)| *coder).collect();
    for policy in suppress::lower(from.policy()) {
        let is_in = |tag: &TagIx| counts.get(tag).is_some_and(|heads| policy.shows(*heads));
        let heads: Vec<Heads> = of
            .iter()
            .map(|(_, notes)| {
                Heads::from(notes.iter().filter(|tags| tags.iter().any(is_in)).count())
            })
            .collect();
        let stay = suppress::values_by(&heads, policy.from_at_least(0));
        for ((coder, _), stay) in of.iter().zip(stay) {
            if !stay {
                shown.remove(coder);
            }
        }
    }
    shown
}

fn taggings(
    from: From<'_>,
    key: Key,
    named: &[(String, ObsIx, &Record)],
    (names, counts): (&BTreeMap<TagIx, String>, &BTreeMap<TagIx, Heads>),
    facts: &mut Facts,
) -> Table {
    let study = from.view.study();
    let with_coders = from.plan.has(Field::Coder);
    let shown = if with_coders { shown_coders(from, named, counts) } else { BTreeSet::new() };
    let mut rows: BTreeSet<(String, String, Option<String>)> = BTreeSet::new();
    for (observation, _, record) in named {
        let mut add = |tag: TagIx, coder: Option<String>| {
            if let Some(tag) = names.get(&tag) {
                rows.insert((observation.clone(), tag.clone(), coder));
            }
        };
        if with_coders {
            for (tag, coder) in coders(study, record) {
                let person = study.people().get(coder.0 as usize);
                let person = person.filter(|_| shown.contains(&coder));
                add(tag, person.map(|person| key.name(Of::Coder, person.id.0)));
            }
        } else {
            from.view.tags_of(record).for_each(|tag| add(tag, None));
        }
    }
    let mut columns = vec![
        Column::full("observation", Type::Text, "The observation.").of("observations", "id"),
        Column::full("tag", Type::Text, "A tag that it has.").of("tags", "name"),
    ];
    let mut tagged_by = vec!["observation", "tag"];
    if with_coders {
        columns.push(Column::sparse(
            "coder",
            Type::Text,
            "Who gave the tag, by a pseudonym of this release; one row for all who cannot be shown.",
        ));
        // A key has no empty cells.
        tagged_by.clear();
        facts.suppressed += rows.iter().filter(|(.., coder)| coder.is_none()).count();
    }
    let row = |(observation, tag, coder): (String, String, Option<String>)| {
        let cells = [Cell::Text(observation), Cell::Text(tag), Cell::text(coder, Why::Suppressed)];
        cells.into_iter().take(columns.len()).collect()
    };
    let rows = rows.into_iter().map(row).collect();
    let about = "One row for each tag of each observation.".to_owned();
    Table { name: "taggings", about, key: tagged_by, columns, rows }
}

/// Hides what a lower limit hides: which numbers are hidden beside the small ones is a choice, and a
/// higher limit would choose others.
fn hide_too(cover: &mut Coverage, lower: &Coverage) {
    fn rows(cover: &Coverage) -> impl Iterator<Item = &coverage::Covered> {
        [&cover.all].into_iter().chain(&cover.by_part).chain(&cover.by_weekday)
    }
    let of =
        |row: &coverage::Covered| [row.eligible, row.covered, row.shown, row.answered, row.missed];
    let hidden: Vec<[bool; 5]> =
        rows(lower).map(|row| of(row).map(|count| count.shown().is_none())).collect();
    let all = [&mut cover.all].into_iter().chain(&mut cover.by_part).chain(&mut cover.by_weekday);
    for (row, hidden) in all.zip(hidden) {
        let counts = [
            &mut row.eligible,
            &mut row.covered,
            &mut row.shown,
            &mut row.answered,
            &mut row.missed,
        ];
        let counts = counts.into_iter().zip(hidden).filter(|(_, hidden)| *hidden);
        counts.for_each(|(count, _)| *count = Count::Withheld);
    }
}

/// How many shifts and prompts there were and what became of them, masked as one table.
///
/// Observations tell how many of them a prompt called for. Where a number of prompts is hidden, that
/// number could give it away, and then none of prompts stands.
pub(super) fn covered(from: From<'_>) -> Table {
    let counted = coverage::counted(from.view);
    let lower: Vec<Coverage> =
        suppress::lower(from.policy()).map(|policy| counted.under(policy)).collect();
    let mut cover = counted.under(from.policy());
    lower.iter().for_each(|lower| hide_too(&mut cover, lower));
    let rows = || [&cover.all].into_iter().chain(&cover.by_part).chain(&cover.by_weekday);
    let mut of_prompts = rows().flat_map(|row| [row.shown, row.answered, row.missed]);
    let hide_prompts =
        from.plan.has(Field::Origin) && of_prompts.any(|count| count.shown().is_none());
    let cell = |count: Count| match count {
        Count::Shown(n) => Cell::Number(i64::try_from(n).unwrap_or(i64::MAX)),
        Count::Masked(_) | Count::Withheld => Cell::Empty(Why::Suppressed),
    };
    let of = |by: &str, row: &coverage::Covered| {
        let prompts = [row.shown, row.answered, row.missed];
        let prompts = prompts.map(|count| if hide_prompts { Count::Withheld } else { count });
        let [shown, answered, missed] = prompts;
        let counts = [row.eligible, row.covered, shown, answered, missed];
        let words = [by, row.name.as_str()].map(|word| Cell::Text(word.to_owned()));
        words.into_iter().chain(counts.map(cell)).collect::<Vec<_>>()
    };
    let mut rows = vec![of("all", &cover.all)];
    rows.extend(cover.by_part.iter().map(|row| of("part of the day", row)));
    rows.extend(cover.by_weekday.iter().map(|row| of("weekday", row)));
    let number = |name: &str, about: &str| Column::sparse(name, Type::Number, about);
    Table {
        name: "coverage",
        about: "How much of the work the record covers: shifts, and prompts at random moments."
            .to_owned(),
        key: vec!["by", "value"],
        columns: vec![
            Column::full("by", Type::Text, "What is counted by."),
            Column::full("value", Type::Text, "The part of the day or the weekday."),
            number("shifts", "Shifts that could have been observed."),
            number("covered", "Those of them in which someone watched."),
            number("prompts", "Prompts that were shown."),
            number("answered", "Those of them that were answered."),
            number("missed", "Those of them that were missed."),
        ],
        rows,
    }
}
