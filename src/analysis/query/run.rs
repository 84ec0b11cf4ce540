//! Running a checked query: sets of rows, narrowed term by term, the cheap ones first.

use super::check::{Fact, Node, Places, Tags};
use super::{Order, Query};
use crate::analysis::corpus::{Facts, Rows};
use crate::analysis::{Corpus, View, text};
use crate::study::{Codebook, Kind, ObsIx, Record, Status, Study, TagIx};

impl Query {
    /// The rows that it finds, and among how many that stand in the scope. What was withdrawn can be
    /// found by those who wrote it, and by nobody in a wider scope.
    pub(super) fn rows(&self, view: View<'_>, corpus: &Corpus) -> (Rows, usize) {
        let mut within = corpus.standing().clone();
        let mut withdrawn = self.withdrawn.then(|| corpus.withdrawn().clone());
        let mut of = corpus.stand();
        if !view.is_whole() {
            let facts = corpus.facts();
            let reaches = |row: usize| {
                facts.get(row).is_some_and(|facts| view.reaches(facts.author, facts.audience))
            };
            within = within.filtered(reaches);
            of = within.count();
            let owns = |row: usize| facts.get(row).is_some_and(|facts| view.owns(facts.author));
            withdrawn = withdrawn.map(|rows| rows.filtered(owns));
        }
        if let Some(withdrawn) = withdrawn {
            within.or(&withdrawn);
        }
        let rows = Run { study: view.study(), corpus }.narrowed(&self.node, within);
        (rows, of)
    }
}

struct Run<'a> {
    study: &'a Study,
    corpus: &'a Corpus,
}

impl Run<'_> {
    /// Those of `within` for which `node` holds.
    fn narrowed(&self, node: &Node, mut within: Rows) -> Rows {
        match node {
            Node::All(parts) => {
                let (dear, cheap): (Vec<&Node>, Vec<&Node>) =
                    parts.iter().partition(|part| part.searches_text());
                for part in cheap.into_iter().chain(dear) {
                    within = self.narrowed(part, within);
                }
                within
            }
            Node::Any(parts) => {
                let mut any = Rows::default();
                for part in parts {
                    any.or(&self.narrowed(part, within.clone()));
                }
                any
            }
            Node::Not(part) => {
                let without = self.narrowed(part, within.clone());
                within.minus(&without);
                within
            }
            Node::Text(needle) => self.corpus.find(self.study, needle, &within),
            Node::Fact(fact) => self.with_fact(fact, within),
            Node::Tags(tags) => self.with_tags(tags, &within),
        }
    }

    fn with_fact(&self, fact: &Fact, mut within: Rows) -> Rows {
        let all = self.corpus.facts();
        let by = |within: &Rows, keep: &dyn Fn(&Facts) -> bool| {
            within.filtered(|row| all.get(row).is_some_and(keep))
        };
        match fact {
            Fact::Kind(kind) => by(&within, &|facts| facts.kind == *kind),
            Fact::Setting(places) => {
                let fits = self.places(places);
                let place = |facts: &Facts| facts.setting.map_or(fits.len(), |ix| ix.0 as usize);
                by(&within, &|facts| fits.get(place(facts)).copied().unwrap_or(false))
            }
            Fact::NoSetting => by(&within, &|facts| facts.setting.is_none()),
            Fact::Prompted(prompted) => by(&within, &|facts| facts.prompted == *prompted),
            Fact::Stance(stance) => by(&within, &|facts| facts.stance == *stance),
            Fact::Source(source) => by(&within, &|facts| facts.source == *source),
            Fact::Audience(audience) => by(&within, &|facts| facts.audience == *audience),
            Fact::Happened(span) => by(&within, &|facts| span.has(facts.happened)),
            Fact::Hours(hours) => by(&within, &|facts| hours.has_hour(facts.happened)),
            Fact::Days(days) => by(&within, &|facts| days.has_day(facts.happened)),
            Fact::Amended => by(&within, &|facts| facts.amended),
            Fact::Later => by(&within, &|facts| facts.later),
            Fact::Withdrawn => {
                within.and(self.corpus.withdrawn());
                within
            }
            Fact::Id(typed) => within.filtered(|row| {
                let id = self.study.records().get(row).map(Record::id);
                id.is_some_and(|id| id.code().begins_with(typed) || id.to_string() == *typed)
            }),
        }
    }

    fn with_tags(&self, tags: &Tags, within: &Rows) -> Rows {
        let fits = fitting(self.study.codebook(), tags);
        let all = self.corpus.facts();
        let fits = |tag: &TagIx| fits.get(tag.row()).copied().unwrap_or(false);
        within.filtered(|row| {
            all.get(row).is_some_and(|facts| self.corpus.tags(facts).iter().any(fits))
        })
    }

    /// For each setting whether it is meant.
    fn places(&self, meant: &Places) -> Vec<bool> {
        self.study.places().iter().map(|name| meant.has(name)).collect()
    }
}

/// For each tag, as it was said before merges, whether it is meant.
fn fitting(codebook: &Codebook, tags: &Tags) -> Vec<bool> {
    let root_fits = |root: TagIx| {
        let Some(tag) = codebook.get(root) else { return false };
        match tags {
            Tags::Any => true,
            Tags::Provisional => tag.status() == Status::Provisional,
            Tags::One(one) => codebook.resolve(*one) == root,
            Tags::Beginning(start) => text::fold(tag.name()).starts_with(start),
            Tags::Group(groups) => groups.has(tag.group()),
            Tags::NoGroup => tag.group().is_empty(),
        }
    };
    let rows = 0..u32::try_from(codebook.all().len()).unwrap_or(u32::MAX);
    rows.map(|row| root_fits(codebook.resolve(TagIx(row)))).collect()
}

/// The rows in the order asked for.
pub(super) fn ordered(rows: &Rows, study: &Study, corpus: &Corpus, order: Order) -> Vec<ObsIx> {
    let hits = |row: &&u32| rows.has(**row as usize);
    let size = rows.count();
    let collect = |each: &mut dyn Iterator<Item = &u32>| {
        let mut list = Vec::with_capacity(size);
        list.extend(each.filter(hits).map(|row| ObsIx(*row)));
        list
    };
    let few = corpus.few_by_happening(study, rows);
    let happened = few.as_deref().unwrap_or_else(|| corpus.by_happening());
    let newest = || collect(&mut happened.iter().rev());
    let facts = |ix: ObsIx| corpus.facts().get(ix.row());
    match order {
        Order::Newest => newest(),
        Order::Oldest => collect(&mut happened.iter()),
        Order::Recorded => collect(&mut corpus.by_recording(study).iter().rev()),
        Order::Kind => {
            let last = Kind::ALL.len();
            let place = |kind: Kind| Kind::ALL.iter().position(|known| *known == kind);
            in_buckets(newest(), last + 1, |ix| {
                facts(ix).and_then(|facts| facts.kind).and_then(place).unwrap_or(last)
            })
        }
        Order::Setting => {
            let ranks = ranks(study.places());
            let last = ranks.len();
            in_buckets(newest(), last + 1, |ix| {
                let setting = facts(ix).and_then(|facts| facts.setting);
                setting.and_then(|ix| ranks.get(ix.0 as usize).copied()).unwrap_or(last)
            })
        }
    }
}

/// For each name its place among all of them, in the order of a dictionary.
fn ranks(names: &[String]) -> Vec<usize> {
    let mut order: Vec<(String, &String, usize)> =
        names.iter().enumerate().map(|(ix, name)| (text::fold(name), name, ix)).collect();
    order.sort_unstable();
    let mut ranks = vec![0; names.len()];
    for (rank, (_, _, ix)) in order.into_iter().enumerate() {
        if let Some(place) = ranks.get_mut(ix) {
            *place = rank;
        }
    }
    ranks
}

/// Sorts by a small number, keeping the order within each (a million need no more than two walks).
fn in_buckets(list: Vec<ObsIx>, buckets: usize, bucket_of: impl Fn(ObsIx) -> usize) -> Vec<ObsIx> {
    let mut starts = vec![0; buckets + 1];
    for ix in &list {
        if let Some(count) = starts.get_mut(bucket_of(*ix) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut sorted = vec![ObsIx(0); list.len()];
    for ix in list {
        let Some(next) = starts.get_mut(bucket_of(ix)) else { continue };
        if let Some(place) = sorted.get_mut(*next) {
            *place = ix;
            *next += 1;
        }
    }
    sorted
}
