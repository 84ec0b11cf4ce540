//! What is counted of observations one by one, before it becomes rows: counts of some of them can be put
//! together with those of others, in any order.

use std::collections::{BTreeMap, HashMap};

use super::By;
use crate::analysis::calendar;
use crate::analysis::mask::Heads;
use crate::analysis::scope::View;
use crate::study::{Kind, Record, Stance, Study, TagIx};

/// How many observations there are at each place of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counts {
    by: By,
    /// All that were looked at.
    all: Heads,
    /// Those that are at no place: without a tag, a kind or a setting.
    rest: Heads,
    places: Vec<Heads>,
    /// By week there is no first place ([`calendar::week`]).
    weeks: BTreeMap<i64, Heads>,
}

impl Counts {
    /// Counts observations of a view.
    pub fn of<'s>(view: View<'_>, records: impl Iterator<Item = &'s Record>, by: By) -> Self {
        let nothing = Heads::default();
        let (places, weeks) = (Vec::new(), BTreeMap::new());
        let mut counts = Self { by, all: nothing, rest: nothing, places, weeks };
        match by {
            By::Tag => counts.tagged(view, records, |_, tag| Some(tag.row())),
            By::Group => {
                let (groups, of) = groups(view.study());
                // For each group which observation was counted there last: each counts once.
                let mut last = vec![0; groups.len() + 1];
                counts.tagged(view, records, |nth, tag| {
                    let place = of.get(tag.row()).copied().unwrap_or(groups.len());
                    let last = last.get_mut(place).filter(|last| **last != nth)?;
                    *last = nth;
                    Some(place)
                });
            }
            By::Kind => counts.parted(records, |record| {
                Kind::ALL.iter().position(|kind| Some(*kind) == record.kind())
            }),
            By::Setting => {
                counts.parted(records, |record| record.setting().map(|ix| ix.0 as usize));
            }
            By::Origin => counts.parted(records, |record| Some(usize::from(record.is_prompted()))),
            By::Stance => counts.parted(records, |record| {
                Stance::ALL.iter().position(|stance| *stance == record.stance())
            }),
            By::Hour => {
                counts.parted(records, |record| Some(calendar::hour(record.happened_at())));
            }
            By::Weekday => {
                counts.parted(records, |record| Some(calendar::weekday(record.happened_at())));
            }
            By::Week => counts.in_weeks(records),
        }
        counts
    }

    /// Takes in what was counted of others by the same.
    pub fn merge(&mut self, others: &Self) {
        debug_assert_eq!(self.by, others.by, "counted by the same");
        self.all.merge(&others.all);
        self.rest.merge(&others.rest);
        for (place, count) in others.places.iter().enumerate() {
            if let Some(here) = self.place(place) {
                here.merge(count);
            }
        }
        for (week, count) in &others.weeks {
            self.weeks.entry(*week).or_default().merge(count);
        }
    }

    /// What they were counted by.
    pub(super) fn by(&self) -> By {
        self.by
    }

    /// All that were looked at.
    pub(super) fn all(&self) -> Heads {
        self.all
    }

    /// Those that are at no place.
    pub(super) fn rest(&self) -> Heads {
        self.rest
    }

    /// Those at a place.
    pub(super) fn at(&self, place: usize) -> Heads {
        self.places.get(place).copied().unwrap_or_default()
    }

    /// Those of each week in which there are any.
    pub(super) fn weeks(&self) -> &BTreeMap<i64, Heads> {
        &self.weeks
    }

    fn place(&mut self, place: usize) -> Option<&mut Heads> {
        if place >= self.places.len() {
            self.places.resize(place + 1, Heads::default());
        }
        self.places.get_mut(place)
    }

    /// Each at one place or none.
    fn parted<'s>(
        &mut self,
        records: impl Iterator<Item = &'s Record>,
        place: impl Fn(&Record) -> Option<usize>,
    ) {
        for record in records {
            let count = match place(record) {
                Some(place) => self.place(place),
                None => Some(&mut self.rest),
            };
            if let Some(count) = count {
                count.add(record.author());
            }
        }
        self.all = self.places.iter().chain([&self.rest]).collect();
    }

    /// Each at the places of its tags; which these are is asked with the number of the observation.
    fn tagged<'s>(
        &mut self,
        view: View<'_>,
        records: impl Iterator<Item = &'s Record>,
        mut place: impl FnMut(u64, TagIx) -> Option<usize>,
    ) {
        for (nth, record) in (1..).zip(records) {
            self.all.add(record.author());
            let mut any = false;
            for tag in view.tags_of(record) {
                any = true;
                if let Some(count) = place(nth, tag).and_then(|place| self.place(place)) {
                    count.add(record.author());
                }
            }
            if !any {
                self.rest.add(record.author());
            }
        }
    }

    fn in_weeks<'s>(&mut self, records: impl Iterator<Item = &'s Record>) {
        // Observations stand in order of time as a rule, so the week rarely changes.
        let mut last: Option<(i64, Heads)> = None;
        for record in records {
            let week = calendar::week(record.happened_at());
            match &mut last {
                Some((same, count)) if *same == week => count.add(record.author()),
                _ => {
                    let first = Heads::from_iter([record.author()]);
                    if let Some((week, count)) = last.replace((week, first)) {
                        self.weeks.entry(week).or_default().merge(&count);
                    }
                }
            }
        }
        if let Some((week, count)) = last {
            self.weeks.entry(week).or_default().merge(&count);
        }
        self.all = self.weeks.values().collect();
    }
}

/// The groups of tags, and for each tag the place of its group; tags without one share the place after
/// the last.
pub(super) fn groups(study: &Study) -> (Vec<&str>, Vec<usize>) {
    let codebook = study.codebook();
    let groups = codebook.groups();
    let places: HashMap<&str, usize> = groups.iter().copied().zip(0..).collect();
    let place = |group: &str| places.get(group).copied().unwrap_or(groups.len());
    let of = codebook.all().iter().map(|tag| place(tag.group())).collect();
    (groups, of)
}
