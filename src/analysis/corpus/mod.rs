//! The record made ready for searching: its text folded and in one piece, its facts in columns,
//! and the orders in which people read it. It is brought up to date by what a study says was
//! touched, so that one more note costs next to nothing.

mod arena;
mod facts;
mod order;
mod rows;
mod two;

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;

use self::arena::{Arena, TextAt, write};
pub(super) use self::facts::Facts;
use self::order::{HAPPENED, Key, RECORDED, WORTH_TWO, before, sorted};
pub(super) use self::rows::Rows;
use self::two::both;
use super::View;
use crate::study::{
    Audience, DeviceId, ObsIx, PersonIx, Record, Records, Study, StudyId, TagIx, Verdict,
};

/// The texts of so many records are folded at a time, which takes about a millisecond.
const SOME: usize = 4_096;

/// Where less than this part of all is listed, it is sorted by itself.
const FEW_TO_SORT: usize = 64;

/// Up to this many touched records are put into the reading orders one by one; more are sorted in.
const ONE_BY_ONE: usize = 64;

/// Where a word is looked for in at most one record of this many, record by record; else in all of
/// the text at once.
const FEW: usize = 16;

/// The text of a whole record, folded, in one piece, with the order in which people read it.
/// Everything that can be searched is in it: the text as it is now, later notes, and the optional
/// fields.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    of: Option<(DeviceId, Option<StudyId>)>,
    revision: u64,
    table: Table,
    standing: Rows,
    stand: usize,
    withdrawn: Rows,
    happened: Vec<u32>,
    /// Worked out when somebody first asks for it.
    recorded: OnceLock<Vec<u32>>,
}

/// Whether the texts of a corpus are looked at: folding them costs more than all else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Texts {
    Folded,
    LeftOut,
}

/// A row for each record.
#[derive(Clone, Debug, Default)]
struct Table {
    arena: Arena,
    /// Where the texts of the first records are; those of the others are folded as they are looked at.
    places: Vec<TextAt>,
    facts: Vec<Facts>,
    tags: Vec<TagIx>,
}

impl Corpus {
    /// Takes in what is new in `study` since the last time; cheap when nothing is.
    pub fn refresh(&mut self, study: &Study) {
        let is_its = self.is_of(study);
        if is_its && self.revision == study.revision() {
            return;
        }
        let touched = if is_its { study.touched_since(self.revision) } else { None };
        match touched {
            Some(rows) if !self.table.arena.is_wasteful() => {
                let mut rows: Vec<usize> = rows.map(crate::study::ObsIx::row).collect();
                rows.sort_unstable();
                rows.dedup();
                self.take(study, &rows);
            }
            _ => {
                let few = study.records().len() < WORTH_TWO;
                *self = Self::built(study, if few { Texts::Folded } else { Texts::LeftOut });
            }
        }
        self.of = Some((study.own_device(), study.id()));
        self.revision = study.revision();
    }

    /// Whether it is of this study, as it is or as it was before.
    fn is_of(&self, study: &Study) -> bool {
        self.of == Some((study.own_device(), study.id())) && self.revision <= study.revision()
    }

    /// Folds the texts of some more records, so that a search need not: for whoever has nothing else to do.
    /// Whether there were any.
    pub fn fold_some(&mut self, study: &Study) -> bool {
        let rows = self.table.late();
        let some = rows.start..rows.end.min(rows.start + SOME);
        if !self.is_of(study) || some.is_empty() {
            return false;
        }
        let Table { arena, places, .. } = &mut self.table;
        places.extend(study.records().between(some).map(|(row, record)| arena.add(row, record)));
        true
    }

    /// A corpus for one query, which is not brought up to date.
    pub(super) fn once(study: &Study, texts: Texts) -> Self {
        Self::built(study, texts)
    }

    fn built(study: &Study, texts: Texts) -> Self {
        let records = study.records();
        let table = if records.len() < WORTH_TWO {
            Table::of(records, 0..records.len(), texts)
        } else {
            let (half, all) = (records.len() / 2, records.len());
            let of = |rows| Table::of(records, rows, texts);
            let (table, rest) = both(|| of(0..half), || of(half..all));
            table.joined(rest)
        };
        let mut corpus = Self { table, ..Self::default() };
        (corpus.standing, corpus.withdrawn) =
            (Rows::none(records.len()), Rows::none(records.len()));
        for (row, facts) in corpus.table.facts.iter().enumerate() {
            corpus.standing.set(row, facts.standing);
            corpus.withdrawn.set(row, facts.withdrawn);
        }
        corpus.stand = corpus.standing.count();
        corpus.happened = corpus.in_order_of(study, HAPPENED);
        corpus
    }

    /// Brings `rows` (in order, each once) up to date.
    fn take(&mut self, study: &Study, rows: &[usize]) {
        let singly = rows.len() <= ONE_BY_ONE;
        for &row in rows {
            let Some(record) = study.records().get(row) else { continue };
            let before = self.table.facts.get(row).copied();
            let now = Facts::of(record);
            let moved = before.is_none_or(|before| before.order() != now.order());
            if singly && moved && before.is_some() {
                self.take_out(study, row);
            }
            self.table.take(row, record, now);
            self.standing.set(row, now.standing);
            self.withdrawn.set(row, now.withdrawn);
            if singly && moved {
                self.put_in(study, row);
            } else if before.is_none() {
                self.happened.push(row as u32);
                self.recorded.get_mut().into_iter().for_each(|order| order.push(row as u32));
            }
        }
        self.stand = self.standing.count();
        if !singly {
            let facts = &self.table.facts;
            self.happened = sorted(study, facts, &self.happened, HAPPENED);
            if let Some(order) = self.recorded.get_mut() {
                *order = sorted(study, facts, order, RECORDED);
            }
        }
    }

    fn take_out(&mut self, study: &Study, row: usize) {
        let facts = &self.table.facts;
        let recorded = self.recorded.get_mut().map(|order| (order, RECORDED));
        for (order, key) in [(&mut self.happened, HAPPENED)].into_iter().chain(recorded) {
            let at = order.partition_point(|other| before(study, facts, key, *other, row as u32));
            if order.get(at) == Some(&(row as u32)) {
                order.remove(at);
            }
        }
    }

    fn put_in(&mut self, study: &Study, row: usize) {
        let facts = &self.table.facts;
        let recorded = self.recorded.get_mut().map(|order| (order, RECORDED));
        for (order, key) in [(&mut self.happened, HAPPENED)].into_iter().chain(recorded) {
            let at = order.partition_point(|other| before(study, facts, key, *other, row as u32));
            order.insert(at, row as u32);
        }
    }
}

impl Table {
    fn of(records: &Records, rows: Range<usize>, texts: Texts) -> Self {
        let mut table = Self::default();
        table.facts.reserve(rows.len());
        for (row, record) in records.between(rows) {
            if texts == Texts::Folded {
                table.places.push(table.arena.add(row, record));
            }
            table.push(record, Facts::of(record));
        }
        table
    }

    /// The records whose texts are not folded yet.
    fn late(&self) -> Range<usize> {
        self.places.len()..self.facts.len()
    }

    fn push(&mut self, record: &Record, mut facts: Facts) {
        facts.tags_at = u32::try_from(self.tags.len()).unwrap_or(u32::MAX);
        add_tags(&mut self.tags, record);
        let tags = self.tags.len().saturating_sub(facts.tags_at as usize);
        facts.tags = u16::try_from(tags).unwrap_or(u16::MAX);
        self.facts.push(facts);
    }

    fn joined(mut self, mut rest: Self) -> Self {
        let before = self.arena.append(rest.arena);
        self.places.extend(rest.places.into_iter().map(|place| place.behind(before)));
        let tags = u32::try_from(self.tags.len()).unwrap_or(u32::MAX);
        self.facts.extend(rest.facts.into_iter().map(|mut facts| {
            facts.tags_at = facts.tags_at.saturating_add(tags);
            facts
        }));
        self.tags.append(&mut rest.tags);
        self
    }

    /// Brings one row up to date. Rows come in order, so a new one is always the next.
    fn take(&mut self, row: usize, record: &Record, mut facts: Facts) {
        let none_is_late = self.late().is_empty();
        let Some(known) = self.facts.get_mut(row) else {
            if none_is_late {
                self.places.push(self.arena.add(row, record));
            }
            return self.push(record, facts);
        };
        if let Some(place) = self.places.get_mut(row) {
            *place = self.arena.update(*place, row, record);
        }
        facts.tags_at = u32::try_from(self.tags.len()).unwrap_or(u32::MAX);
        add_tags(&mut self.tags, record);
        let start = facts.tags_at as usize;
        let (were, now) = (known.tags_at as usize, self.tags.len().saturating_sub(start));
        facts.tags = u16::try_from(now).unwrap_or(u16::MAX);
        if facts.tags <= known.tags {
            self.tags.copy_within(start.., were);
            self.tags.truncate(start);
            facts.tags_at = known.tags_at;
        }
        *known = facts;
    }
}

/// The tags that anyone says yes to, merges not followed, each once.
fn add_tags(tags: &mut Vec<TagIx>, record: &Record) {
    let start = tags.len();
    for tagging in record.taggings().iter().filter(|tagging| tagging.verdict == Verdict::Yes) {
        if !tags.get(start..).unwrap_or_default().contains(&tagging.tag) {
            tags.push(tagging.tag);
        }
    }
}

/// What screens ask.
impl Corpus {
    /// How many observations that whoever asks wrote, and that count, are for others too; `None` where
    /// something has happened to the study that is not taken in.
    pub fn raised(&self, view: View<'_>) -> Option<usize> {
        let study = view.study();
        let is_up_to_date = self.is_of(study) && self.revision == study.revision();
        let open = |facts: &&Facts| facts.standing && facts.audience != Audience::Private;
        let mine = |facts: &&Facts| view.is_mine(facts.author);
        let count = || self.table.facts.iter().filter(open).filter(mine).count();
        is_up_to_date.then(count)
    }

    /// Whether any of `hits` is by an author and for an audience of which `is` holds.
    pub fn any(&self, hits: &[ObsIx], is: impl Fn(PersonIx, Audience) -> bool) -> bool {
        let facts = &self.table.facts;
        let is = |facts: &Facts| is(facts.author, facts.audience);
        // Mostly there is none at all, and all in a row are sooner looked at than many here and there.
        let many = hits.len() > facts.len() / FEW;
        let none = many && !facts.iter().any(is);
        !none && hits.iter().any(|hit| facts.get(hit.row()).is_some_and(is))
    }
}

/// What a query asks.
impl Corpus {
    /// Those that count.
    pub(super) fn standing(&self) -> &Rows {
        &self.standing
    }
    /// How many count.
    pub(super) fn stand(&self) -> usize {
        self.stand
    }
    /// Those that their author withdrew.
    pub(super) fn withdrawn(&self) -> &Rows {
        &self.withdrawn
    }
    /// Facts, a row each.
    pub(super) fn facts(&self) -> &[Facts] {
        &self.table.facts
    }
    /// The tags of a record, merges not followed.
    pub(super) fn tags(&self, facts: &Facts) -> &[TagIx] {
        let start = facts.tags_at as usize;
        self.table.tags.get(start..start + usize::from(facts.tags)).unwrap_or_default()
    }
    /// Rows by when it happened, oldest first; ties by when it was recorded, then by id.
    pub(super) fn by_happening(&self) -> &[u32] {
        &self.happened
    }
    /// A few rows in the order of [`Self::by_happening`]; `None` for more, since then walking past
    /// everything costs less than sorting them.
    pub(super) fn few_by_happening(&self, study: &Study, rows: &Rows) -> Option<Vec<u32>> {
        let few = rows.count() < self.happened.len() / FEW_TO_SORT;
        few.then(|| sorted(study, self.facts(), &rows.each(), HAPPENED))
    }
    /// Rows by when they were recorded, oldest first; ties by when it happened, then by id.
    pub(super) fn by_recording(&self, study: &Study) -> &[u32] {
        self.recorded.get_or_init(|| self.in_order_of(study, RECORDED))
    }

    /// All rows in the order of a key.
    fn in_order_of(&self, study: &Study, key: Key) -> Vec<u32> {
        let rows: Vec<u32> = (0u32..).take(self.table.facts.len()).collect();
        sorted(study, self.facts(), &rows, key)
    }

    /// Those of `within` whose text holds `needle` (folded).
    pub(super) fn find(&self, study: &Study, needle: &str, within: &Rows) -> Rows {
        let finder = Finder::new(needle);
        let Table { arena, places, facts, .. } = &self.table;
        let late = self.table.late();
        let mut found = if within.count() < facts.len() / FEW {
            within.between(0..late.start).filtered(|row| {
                let text = places.get(row).map_or("", |place| arena.text(*place));
                finder.find(text.as_bytes()).is_some()
            })
        } else {
            let mut found = arena.find(&finder, facts.len());
            found.and(within);
            found
        };
        if !late.is_empty() {
            found.or(&find_late(study, &finder, within.between(late)));
        }
        found
    }
}

/// Those of some records whose text holds what `finder` looks for. It is folded here, and let go of.
fn find_late(study: &Study, finder: &Finder<'_>, within: Rows) -> Rows {
    let find = |rows: Rows| {
        let mut folded = String::new();
        rows.filtered(|row| {
            folded.clear();
            study.records().get(row).into_iter().for_each(|record| write(&mut folded, record));
            finder.find(folded.as_bytes()).is_some()
        })
    };
    if within.count() < WORTH_TWO {
        return find(within);
    }
    let half = within.half();
    let (mut found, others) =
        both(|| find(within.between(0..half)), || find(within.between(half..usize::MAX)));
    found.or(&others);
    found
}
