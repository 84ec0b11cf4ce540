//! The rows of each tally, counted, with the query term that finds what is behind a row.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::among_records;
use crate::analysis::calendar;
use crate::analysis::mask::Heads;
use crate::analysis::query::term;
use crate::analysis::scope::View;
use crate::study::{Kind, ObsIx, Origin, PersonIx, Stance, Status, Study, TagIx};

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
    fn new(name: impl Into<String>, term: String, count: Heads) -> Self {
        Self { name: name.into(), term: Some(term), count, is_rest: false }
    }

    fn rest(name: &str, term: &str, count: Heads) -> Self {
        Self { name: name.into(), term: Some(term.into()), count, is_rest: true }
    }
}

/// Counts one more from `person` at a place of a table.
fn add(counts: &mut [Heads], place: usize, person: PersonIx) {
    if let Some(count) = counts.get_mut(place) {
        count.add(person);
    }
}

fn at(counts: &[Heads], place: usize) -> Heads {
    counts.get(place).copied().unwrap_or_default()
}

/// A table of so many places with nothing counted yet.
fn none(places: usize) -> Vec<Heads> {
    vec![Heads::default(); places]
}

/// Each tag, and all that was looked at: an observation may be in several rows.
pub(super) fn by_tag(view: View<'_>, among: &[ObsIx]) -> (Vec<CountLine>, Heads) {
    let study = view.study();
    let codebook = study.codebook();
    let mut counts = none(codebook.all().len());
    let (mut all, mut untagged) = (Heads::default(), Heads::default());
    for record in among_records(study, among) {
        let mut any = false;
        all.add(record.author());
        for tag in view.tags_of(record) {
            any = true;
            add(&mut counts, tag.row(), record.author());
        }
        if !any {
            untagged.add(record.author());
        }
    }
    let mut lines = Vec::with_capacity(counts.len() + 1);
    for tag in codebook.listed() {
        let Some(ix) = codebook.ix(tag.key()) else { continue };
        let count = at(&counts, ix.row());
        let awaited = tag.status() == Status::Defined && tag.is_offered();
        if count.count() > 0 || awaited {
            let term = term::tag(codebook, tag);
            lines.push(CountLine { name: tag.name().into(), term, count, is_rest: false });
        }
    }
    lines.push(CountLine::rest("untagged", "untagged", untagged));
    (lines, all)
}

/// Each group of tags, and all that was looked at, as for tags.
pub(super) fn by_group(view: View<'_>, among: &[ObsIx]) -> (Vec<CountLine>, Heads) {
    let study = view.study();
    let codebook = study.codebook();
    let groups = codebook.groups();
    // For each tag its group's place; tags without a group share the place after the last.
    let places: HashMap<&str, usize> = groups.iter().copied().zip(0..).collect();
    let place = |group: &str| places.get(group).copied().unwrap_or(groups.len());
    let of: Vec<usize> = codebook.all().iter().map(|tag| place(tag.group())).collect();
    let mut counts = none(groups.len() + 1);
    let mut last = vec![0; groups.len() + 1];
    let (mut all, mut untagged) = (Heads::default(), Heads::default());
    for (nth, record) in (1u64..).zip(among_records(study, among)) {
        let mut any = false;
        all.add(record.author());
        for tag in view.tags_of(record) {
            any = true;
            let place = of.get(tag.row()).copied().unwrap_or(groups.len());
            if let Some(last) = last.get_mut(place).filter(|last| **last != nth) {
                *last = nth;
                add(&mut counts, place, record.author());
            }
        }
        if !any {
            untagged.add(record.author());
        }
    }
    let offered = codebook.all().iter().filter(|tag| tag.is_offered());
    let offered: HashSet<&str> = offered.map(|tag| tag.group()).collect();
    let mut lines: Vec<CountLine> = (groups.iter().enumerate())
        .map(|(place, group)| {
            CountLine::new(*group, term::with("group", group), at(&counts, place))
        })
        .filter(|line| line.count.count() > 0 || offered.contains(line.name.as_str()))
        .collect();
    if at(&counts, groups.len()).count() > 0 {
        lines.push(CountLine::rest("no group", "group:none", at(&counts, groups.len())));
    }
    lines.push(CountLine::rest("untagged", "untagged", untagged));
    (lines, all)
}

pub(super) fn by_kind(view: View<'_>, among: &[ObsIx]) -> Vec<CountLine> {
    let study = view.study();
    let place = |kind: Option<Kind>| {
        Kind::ALL.iter().position(|known| Some(*known) == kind).unwrap_or(Kind::ALL.len())
    };
    let mut counts = none(Kind::ALL.len() + 1);
    for record in among_records(study, among) {
        add(&mut counts, place(record.kind()), record.author());
    }
    let kinds = Kind::ALL.iter().zip(&counts);
    let mut lines: Vec<CountLine> = kinds
        .map(|(kind, count)| CountLine::new(kind.word(), term::with("kind", kind.word()), *count))
        .collect();
    lines.push(CountLine::rest("no kind", "kind:none", at(&counts, Kind::ALL.len())));
    lines
}

pub(super) fn by_setting(view: View<'_>, among: &[ObsIx]) -> Vec<CountLine> {
    let study = view.study();
    let places = study.places();
    let mut counts = none(places.len() + 1);
    for record in among_records(study, among) {
        let place = record.setting().map_or(places.len(), |ix| ix.0 as usize);
        add(&mut counts, place, record.author());
    }
    // Those that are offered in their own order, then the others by name, so that the rows do not
    // tell in what order entries arrived.
    let mut ranks: HashMap<&str, usize> = HashMap::new();
    for (rank, name) in study.settings().iter().enumerate() {
        ranks.entry(name.as_str()).or_insert(rank);
    }
    let rank = |name: &String| ranks.get(name.as_str()).copied().unwrap_or(usize::MAX);
    let mut named: Vec<(usize, &String, Heads)> =
        places.iter().zip(&counts).map(|(name, count)| (rank(name), name, *count)).collect();
    named.sort_unstable_by_key(|(rank, name, _)| (*rank, *name));
    let mut lines: Vec<CountLine> = named
        .into_iter()
        .filter(|(rank, _, count)| count.count() > 0 || *rank != usize::MAX)
        .map(|(_, name, count)| CountLine::new(name.clone(), term::with("setting", name), count))
        .collect();
    lines.push(CountLine::rest("no setting", "setting:none", at(&counts, places.len())));
    lines
}

pub(super) fn by_origin(view: View<'_>, among: &[ObsIx]) -> Vec<CountLine> {
    let study = view.study();
    let mut prompted = Heads::default();
    let mut spontaneous = Heads::default();
    for record in among_records(study, among) {
        if record.is_prompted() {
            prompted.add(record.author());
        } else {
            spontaneous.add(record.author());
        }
    }
    [(Origin::Spontaneous, spontaneous), (Origin::Prompted(None), prompted)]
        .map(|(origin, n)| CountLine::new(origin.word(), term::with("origin", origin.word()), n))
        .to_vec()
}

pub(super) fn by_stance(view: View<'_>, among: &[ObsIx]) -> Vec<CountLine> {
    let study = view.study();
    let mut counts = none(Stance::ALL.len());
    for record in among_records(study, among) {
        let stance = record.stance();
        let place = Stance::ALL.iter().position(|s| *s == stance).unwrap_or(usize::MAX);
        add(&mut counts, place, record.author());
    }
    let stances = Stance::ALL.iter().zip(counts);
    stances.map(|(s, n)| CountLine::new(s.word(), term::with("stance", s.word()), n)).collect()
}

pub(super) fn by_hour(view: View<'_>, among: &[ObsIx]) -> Vec<CountLine> {
    let study = view.study();
    let mut counts = none(24);
    for record in among_records(study, among) {
        add(&mut counts, calendar::hour(record.happened_at()), record.author());
    }
    let hours = counts.into_iter().enumerate();
    hours.map(|(h, n)| CountLine::new(format!("{h:02}"), format!("hour:{h}"), n)).collect()
}

pub(super) fn by_weekday(view: View<'_>, among: &[ObsIx]) -> Vec<CountLine> {
    let study = view.study();
    let mut counts = none(7);
    for record in among_records(study, among) {
        add(&mut counts, calendar::weekday(record.happened_at()), record.author());
    }
    let days = calendar::WEEKDAYS.iter().zip(counts);
    days.map(|(day, n)| CountLine::new(*day, format!("day:{}", day.to_lowercase()), n)).collect()
}

pub(super) fn by_week(view: View<'_>, among: &[ObsIx]) -> Vec<CountLine> {
    let study = view.study();
    weeks(study, among)
        .into_iter()
        .map(|(week, count)| {
            let monday = calendar::monday(week).to_string();
            CountLine::new(monday.clone(), format!("week:{monday}"), count)
        })
        .collect()
}

/// Two centuries: where the first and the last are further apart than that, a clock was wrong, and
/// weeks without any are left out.
const LONGEST: i64 = 200 * 53;

/// How many in each week, from the first to the last, as [`calendar::week`] numbers them.
pub(in crate::analysis) fn weeks(study: &Study, among: &[ObsIx]) -> Vec<(i64, Heads)> {
    let mut counts: BTreeMap<i64, Heads> = BTreeMap::new();
    let mut last: Option<(i64, Heads)> = None;
    // Observations stand in order of time as a rule, so the week rarely changes.
    for record in among_records(study, among) {
        let week = calendar::week(record.happened_at());
        match &mut last {
            Some((same, count)) if *same == week => count.add(record.author()),
            _ => {
                let first = Heads::from_iter([record.author()]);
                if let Some((week, count)) = last.replace((week, first)) {
                    counts.entry(week).or_default().merge(&count);
                }
            }
        }
    }
    if let Some((week, count)) = last {
        counts.entry(week).or_default().merge(&count);
    }
    let ends = counts.first_key_value().zip(counts.last_key_value());
    let Some(((&first, _), (&end, _))) = ends else { return Vec::new() };
    if end.saturating_sub(first) > LONGEST {
        return counts.into_iter().collect();
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
