//! Which tags of one group occur together with which of another: triggers and adjustments, say.

use std::cmp::Reverse;

use super::mask::{CellIx, Count, Cover, Heads, Known};
use super::scope::View;
use super::tally::{among_records, tags_of_group};
use crate::study::{ObsIx, PersonIx, Record, TagIx};

/// A co-occurrence table.
#[derive(Clone, PartialEq, Debug)]
pub struct Pairs {
    /// Group of the rows, and of the columns.
    pub groups: (String, String),
    /// Names of the tags that head the columns, in the order of the counts.
    pub columns: Vec<String>,
    /// The rows: most frequent first, then those that are masked, then those never used.
    pub rows: Vec<PairRow>,
    /// Observations that were looked at.
    pub denominator: Count,
}

/// One tag with what it met.
#[derive(Clone, PartialEq, Debug)]
pub struct PairRow {
    /// The tag.
    pub name: String,
    /// Observations with this tag.
    pub count: Count,
    /// With each column's tag as well.
    pub cells: Vec<Count>,
    /// With none of the columns' tags (a trigger that met no adjustment); where a group stands
    /// against itself, with no other of them.
    pub none: Count,
}

/// Counts which tags of `rows` occur with which of `columns` (names of groups, case folded; an
/// empty name means tags without a group), masked as the study asks. For triggers, "ADJUSTMENT"
/// and "WORKAROUND" both answer them: `columns` may be several names joined by `+`. Retired tags
/// stand in the table where they were used.
pub fn pairs(view: View<'_>, among: &[ObsIx], rows: &str, columns: &str) -> Pairs {
    let study = view.study();
    let down = tags_of_group(study, rows);
    let mut across: Vec<TagIx> = Vec::new();
    for group in columns.split('+') {
        let new: Vec<TagIx> = tags_of_group(study, group);
        across.extend(new.into_iter().filter(|tag| !across.contains(tag)).collect::<Vec<_>>());
    }
    let counted = counted(view, among, &down, &across);
    let mut table = Table::new(view, &down, &across, counted);
    let mut cover = Cover::new(view.policy());
    let all: Heads = among_records(study, among).map(Record::author).collect();
    let denominator = cover.cell(all);
    let mut lines: Vec<PairRow> = table.lines.iter().map(|line| masked(view, line)).collect();
    lines.sort_by_key(|line| match line.count {
        Count::Shown(0) => (2, Reverse(0)),
        Count::Shown(n) => (0, Reverse(n)),
        Count::Masked(_) | Count::Withheld => (1, Reverse(0)),
    });
    Pairs {
        groups: (rows.to_owned(), columns.to_owned()),
        columns: std::mem::take(&mut table.columns),
        rows: lines,
        denominator: cover.count(denominator),
    }
}

/// One row before it is masked.
struct PairLine {
    name: String,
    count: Heads,
    cells: Vec<Heads>,
    none: Heads,
    /// The column that is the row's own tag.
    own: Option<usize>,
}

struct Table {
    columns: Vec<String>,
    lines: Vec<PairLine>,
}

/// Counts as they are: by row tag, by row and column, and by row with no column.
struct Counted {
    rows: Vec<Heads>,
    columns: Vec<Heads>,
    cells: Vec<Heads>,
    none: Vec<Heads>,
}

fn add(counts: &mut [Heads], place: usize, person: PersonIx) {
    if let Some(count) = counts.get_mut(place) {
        count.add(person);
    }
}

fn counted(view: View<'_>, among: &[ObsIx], down: &[TagIx], across: &[TagIx]) -> Counted {
    let study = view.study();
    let places = |tags: &[TagIx]| {
        let mut places = vec![None; study.codebook().all().len()];
        for (place, tag) in tags.iter().enumerate() {
            if let Some(slot) = places.get_mut(tag.row()) {
                *slot = Some(place);
            }
        }
        places
    };
    let (row_of, column_of) = (places(down), places(across));
    let mut counted = Counted {
        rows: vec![Heads::default(); down.len()],
        columns: vec![Heads::default(); across.len()],
        cells: vec![Heads::default(); down.len() * across.len()],
        none: vec![Heads::default(); down.len()],
    };
    let mut tags: Vec<TagIx> = Vec::new();
    for record in among_records(study, among) {
        tags.clear();
        tags.extend(view.tags_of(record));
        let column = |tag: &TagIx| column_of.get(tag.row()).copied().flatten();
        let who = record.author();
        tags.iter().filter_map(column).for_each(|column| add(&mut counted.columns, column, who));
        for tag in &tags {
            let Some(row) = row_of.get(tag.row()).copied().flatten() else { continue };
            add(&mut counted.rows, row, who);
            let mut met = false;
            for other in &tags {
                let Some(column) = column(other) else { continue };
                add(&mut counted.cells, row * across.len() + column, who);
                met |= other != tag;
            }
            if !met {
                add(&mut counted.none, row, who);
            }
        }
    }
    counted
}

impl Table {
    fn new(view: View<'_>, down: &[TagIx], across: &[TagIx], counted: Counted) -> Self {
        let codebook = view.study().codebook();
        let listed = |tag: TagIx, count: Heads| {
            codebook
                .get(tag)
                .filter(|tag| count.count() > 0 || tag.is_offered())
                .map(|tag| tag.name())
        };
        let at = |counts: &[Heads], place: usize| counts.get(place).copied().unwrap_or_default();
        let kept: Vec<(usize, TagIx, &str)> = across
            .iter()
            .enumerate()
            .filter_map(|(place, tag)| {
                listed(*tag, at(&counted.columns, place)).map(|name| (place, *tag, name))
            })
            .collect();
        let mut lines = Vec::with_capacity(down.len());
        for (row, tag) in down.iter().enumerate() {
            let count = at(&counted.rows, row);
            let Some(name) = listed(*tag, count) else { continue };
            let cell = |column: usize| at(&counted.cells, row * across.len() + column);
            lines.push(PairLine {
                name: name.to_owned(),
                count,
                cells: kept.iter().map(|(column, ..)| cell(*column)).collect(),
                none: at(&counted.none, row),
                own: kept.iter().position(|(_, other, _)| other == tag),
            });
        }
        let columns = kept.into_iter().map(|(_, _, name)| name.to_owned()).collect();
        Self { columns, lines }
    }
}

/// Masks one row. An observation may count for several columns, so together they make up what met
/// any of them or more; how many met any follows from the row's count and from `none`.
fn masked(view: View<'_>, line: &PairLine) -> PairRow {
    let mut cover = Cover::new(view.policy());
    let count = cover.cell(line.count);
    let none = cover.cell(line.none);
    let met = cover.unseen(line.count.count().saturating_sub(line.none.count()));
    cover.sum([none, met], Known::Exactly, count);
    let cells: Vec<CellIx> = (line.cells.iter().enumerate())
        .map(|(place, value)| if line.own == Some(place) { count } else { cover.cell(*value) })
        .collect();
    let others = || cells.iter().copied().filter(|cell| *cell != count);
    cover.sum(others(), Known::AtLeast, met);
    for cell in others() {
        cover.sum([cell], Known::AtMost, met);
    }
    cover.settle();
    PairRow {
        name: line.name.clone(),
        count: cover.count(count),
        cells: cells.into_iter().map(|cell| cover.count(cell)).collect(),
        none: cover.count(none),
    }
}
