//! The tables beside that of observations: tags and who gave them, and how much of the work the record
//! covers.

use std::collections::{BTreeMap, BTreeSet};

use super::build::From;
use super::papers::Facts;
use super::plan::Field;
use super::pseudonym::{Key, Of};
use super::review::{self, Outcome};
use super::table::{Cell, Column, Table, Type, Why};
use crate::analysis::mask::{Cover, Heads};
use crate::analysis::{self, Count};
use crate::study::{ObsIx, Record, Tag, TagIx, Verdict};

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
    let mut rows = Vec::new();
    for tag in review::tags(study) {
        let Some(ix) = study.codebook().ix(tag.key()) else { continue };
        let Cell::Text(name) = part(from, tag, tag.name(), facts) else { continue };
        let heads = counts.get(&ix).copied().unwrap_or_default();
        let mut cover = Cover::new(from.policy());
        let cell = cover.cell(heads);
        cover.settle();
        let count = match cover.count(cell) {
            Count::Shown(count) => {
                names.insert(ix, name.clone());
                Cell::Number(i64::try_from(count).unwrap_or(i64::MAX))
            }
            Count::Masked(_) | Count::Withheld => {
                facts.rare_tags += 1;
                Cell::Empty(Why::Suppressed)
            }
        };
        let parts = [tag.group(), tag.definition(), tag.include(), tag.exclude()];
        let parts = parts.map(|text| part(from, tag, text, facts));
        rows.push([Cell::Text(name)].into_iter().chain(parts).chain([count]).collect());
    }
    let about = "The codebook: what each tag means, and how many observations have it.".to_owned();
    let tags = Table { name: "tags", about, key: vec!["name"], columns: tag_columns(), rows };
    (tags, taggings(from, key, named, &names))
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

fn taggings(
    from: From<'_>,
    key: Key,
    named: &[(String, ObsIx, &Record)],
    names: &BTreeMap<TagIx, String>,
) -> Table {
    let study = from.view.study();
    let coders = from.plan.has(Field::Coder);
    let mut rows: BTreeSet<[String; 3]> = BTreeSet::new();
    for (observation, _, record) in named {
        let mut add = |tag: TagIx, coder: String| {
            if let Some(tag) = names.get(&tag) {
                rows.insert([observation.clone(), tag.clone(), coder]);
            }
        };
        if coders {
            for tagging in record.taggings().iter().filter(|t| t.verdict == Verdict::Yes) {
                if let Some(coder) = study.people().get(tagging.coder.0 as usize) {
                    add(study.codebook().resolve(tagging.tag), key.name(Of::Coder, coder.id.0));
                }
            }
        } else {
            from.view.tags_of(record).for_each(|tag| add(tag, String::new()));
        }
    }
    let mut columns = vec![
        Column::full("observation", Type::Text, "The observation.").of("observations", "id"),
        Column::full("tag", Type::Text, "A tag that it has.").of("tags", "name"),
    ];
    let mut tagged_by = vec!["observation", "tag"];
    if coders {
        let about = "Who gave the tag, by a pseudonym of this release.";
        columns.push(Column::full("coder", Type::Text, about));
        tagged_by.push("coder");
    }
    let row = |row: [String; 3]| row.into_iter().take(tagged_by.len()).map(Cell::Text).collect();
    let rows = rows.into_iter().map(row).collect();
    let about = "One row for each tag of each observation.".to_owned();
    Table { name: "taggings", about, key: tagged_by, columns, rows }
}

/// How many shifts and prompts there were and what became of them, masked as one table.
///
/// Observations tell how many of them a prompt called for. Where a number of prompts is hidden, that
/// number could give it away, and then none of prompts stands.
pub(super) fn coverage(from: From<'_>) -> Table {
    let cover = analysis::shift::coverage::under(from.view, from.policy());
    let rows = || [&cover.all].into_iter().chain(&cover.by_part).chain(&cover.by_weekday);
    let mut of_prompts = rows().flat_map(|row| [row.shown, row.answered, row.missed]);
    let hide_prompts =
        from.plan.has(Field::Origin) && of_prompts.any(|count| count.shown().is_none());
    let cell = |count: Count| match count {
        Count::Shown(n) => Cell::Number(i64::try_from(n).unwrap_or(i64::MAX)),
        Count::Masked(_) | Count::Withheld => Cell::Empty(Why::Suppressed),
    };
    let of = |by: &str, row: &crate::analysis::shift::coverage::Row| {
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
