//! The rows of each tally, counted, with the query term that finds what is behind a row.

use std::collections::{HashMap, HashSet};

use super::By;
use super::counts::{Counts, groups};
use crate::analysis::calendar;
use crate::analysis::mask::Heads;
use crate::analysis::query::term;
use crate::study::{Kind, Origin, Stance, Status, Study, TagIx};

/// A row before it is masked.
#[derive(Clone, Debug)]
pub(super) struct CountLine {
    pub(super) name: String,
    pub(super) term: Option<String>,
    pub(super) count: Heads,
    /// Whether it holds what is in no other row.
    pub(super) is_rest: bool,
}

impl CountLine {
    fn new(name: impl Into<String>, term: Option<String>, count: Heads) -> Self {
        Self { name: name.into(), term, count, is_rest: false }
    }

    fn rest(name: &str, term: &str, count: Heads) -> Self {
        Self { name: name.into(), term: Some(term.into()), count, is_rest: true }
    }
}

/// The rows of what was counted.
pub(super) fn of(study: &Study, counts: &Counts) -> Vec<CountLine> {
    match counts.by() {
        By::Tag => by_tag(study, counts),
        By::Group => by_group(study, counts),
        By::Kind => by_kind(counts),
        By::Setting => by_setting(study, counts),
        By::Origin => by_origin(counts),
        By::Stance => by_stance(counts),
        By::Hour => by_hour(counts),
        By::Weekday => by_weekday(counts),
        By::Week => by_week(counts),
    }
}

/// Each tag; an observation may be in several rows.
fn by_tag(study: &Study, counts: &Counts) -> Vec<CountLine> {
    let codebook = study.codebook();
    let mut lines = Vec::new();
    for tag in codebook.listed() {
        let Some(ix) = codebook.ix(tag.key()) else { continue };
        let count = counts.at(ix.row());
        let awaited = tag.status() == Status::Defined && tag.is_offered();
        if count.count() > 0 || awaited {
            lines.push(CountLine::new(tag.name(), term::tag(codebook, tag), count));
        }
    }
    lines.push(CountLine::rest("untagged", "untagged", counts.rest()));
    lines
}

/// Each group of tags, as for tags.
fn by_group(study: &Study, counts: &Counts) -> Vec<CountLine> {
    let codebook = study.codebook();
    let (groups, _) = groups(study);
    let offered = codebook.all().iter().filter(|tag| tag.is_offered());
    let offered: HashSet<&str> = offered.map(|tag| tag.group()).collect();
    let mut lines: Vec<CountLine> = (groups.iter().enumerate())
        .map(|(place, group)| {
            CountLine::new(*group, Some(term::with("group", group)), counts.at(place))
        })
        .filter(|line| line.count.count() > 0 || offered.contains(line.name.as_str()))
        .collect();
    let in_no_group = counts.at(groups.len());
    if in_no_group.count() > 0 {
        lines.push(CountLine::rest("no group", "group:none", in_no_group));
    }
    lines.push(CountLine::rest("untagged", "untagged", counts.rest()));
    lines
}

/// Rows by words of a fixed list, each at its place, with a query term of this field.
fn by_words<'w>(
    field: &'w str,
    words: impl Iterator<Item = &'w str>,
    counts: &Counts,
) -> Vec<CountLine> {
    let line =
        |(place, word)| CountLine::new(word, Some(term::with(field, word)), counts.at(place));
    words.enumerate().map(line).collect()
}

fn by_kind(counts: &Counts) -> Vec<CountLine> {
    let mut lines = by_words("kind", Kind::ALL.iter().map(|kind| kind.word()), counts);
    lines.push(CountLine::rest("no kind", "kind:none", counts.rest()));
    lines
}

fn by_setting(study: &Study, counts: &Counts) -> Vec<CountLine> {
    // Those that are offered in their own order, then the others by name, so that the rows do not
    // tell in what order entries arrived.
    let mut ranks: HashMap<&str, usize> = HashMap::new();
    for (rank, name) in study.settings().iter().enumerate() {
        ranks.entry(name.as_str()).or_insert(rank);
    }
    let rank = |name: &String| ranks.get(name.as_str()).copied().unwrap_or(usize::MAX);
    let places = study.places().iter().enumerate();
    let mut named: Vec<(usize, &String, Heads)> =
        places.map(|(place, name)| (rank(name), name, counts.at(place))).collect();
    named.sort_unstable_by_key(|(rank, name, _)| (*rank, *name));
    let mut lines: Vec<CountLine> = named
        .into_iter()
        .filter(|(rank, _, count)| count.count() > 0 || *rank != usize::MAX)
        .map(|(_, name, count)| {
            CountLine::new(name.clone(), Some(term::with("setting", name)), count)
        })
        .collect();
    lines.push(CountLine::rest("no setting", "setting:none", counts.rest()));
    lines
}

fn by_origin(counts: &Counts) -> Vec<CountLine> {
    let origins = [Origin::Spontaneous, Origin::Prompted(None)];
    by_words("origin", origins.iter().map(|origin| origin.word()), counts)
}

fn by_stance(counts: &Counts) -> Vec<CountLine> {
    by_words("stance", Stance::ALL.iter().map(|stance| stance.word()), counts)
}

fn by_hour(counts: &Counts) -> Vec<CountLine> {
    let line =
        |hour| CountLine::new(format!("{hour:02}"), Some(format!("hour:{hour}")), counts.at(hour));
    (0..24).map(line).collect()
}

fn by_weekday(counts: &Counts) -> Vec<CountLine> {
    let days = calendar::WEEKDAYS.iter().enumerate();
    days.map(|(place, day)| {
        CountLine::new(*day, Some(format!("day:{}", day.to_lowercase())), counts.at(place))
    })
    .collect()
}

fn by_week(counts: &Counts) -> Vec<CountLine> {
    let line = |(week, count)| {
        let monday = calendar::monday(week).to_string();
        CountLine::new(monday.clone(), Some(format!("week:{monday}")), count)
    };
    weeks(counts).into_iter().map(line).collect()
}

/// Two centuries: where the first and the last are further apart than that, a clock was wrong, and
/// weeks without any are left out.
const LONGEST: i64 = 200 * 53;

/// How many in each week, from the first to the last, as [`calendar::week`] numbers them.
pub(in crate::analysis) fn weeks(counts: &Counts) -> Vec<(i64, Heads)> {
    let counts = counts.weeks();
    let ends = counts.first_key_value().zip(counts.last_key_value());
    let Some(((&first, _), (&end, _))) = ends else { return Vec::new() };
    if end.saturating_sub(first) > LONGEST {
        return counts.iter().map(|(week, count)| (*week, *count)).collect();
    }
    (first..=end).map(|week| (week, counts.get(&week).copied().unwrap_or_default())).collect()
}

/// Which tags count for which, for tables that look at some tags only.
pub(in crate::analysis) fn tags_of_group(study: &Study, group: &str) -> Vec<TagIx> {
    let codebook = study.codebook();
    let group = group.trim();
    let exact = codebook.groups().contains(&group);
    let is_in = |other: &str| {
        if exact { other == group } else { other.to_lowercase() == group.to_lowercase() }
    };
    let tags = codebook.listed().into_iter().filter(|tag| is_in(tag.group()));
    let ixs = tags.filter_map(|tag| codebook.ix(tag.key()));
    ixs.filter(|ix| codebook.resolve(*ix) == *ix).collect()
}
