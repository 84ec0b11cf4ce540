//! How much of the work the record covers: shifts that could have been observed and those that
//! were, prompts and what became of them, by time of day, weekday and setting; and in a sentence
//! how far the record can stand for the work. No group is a person.

use std::collections::BTreeMap;

use super::{Prompt, Shift, State};
use crate::analysis::calendar;
use crate::analysis::mask::{CellIx, Count, Cover, Heads, Known, Policy};
use crate::analysis::scope::View;
use crate::analysis::tally::{Share, wilson};
use crate::study::{Kind, Moment, PersonIx, Record, Sort};

/// The four parts of a day, by the hour in which they begin.
const PARTS: [(&str, usize); 4] = [
    ("night, 00 to 06", 0),
    ("morning, 06 to 12", 6),
    ("afternoon, 12 to 18", 12),
    ("evening, 18 to 24", 18),
];

/// The normal deviate of a 95 % interval.
const Z: f64 = 1.959_963_984_540_054;

/// Counts of shifts and prompts of one group.
#[derive(Clone, PartialEq, Debug)]
pub struct Covered {
    /// Which group ("morning, 06 to 12", "Tue", "duty desk").
    pub name: String,
    /// Shifts that could have been observed.
    pub eligible: Count,
    /// Those of them that were covered.
    pub covered: Count,
    /// Prompts that were shown.
    pub shown: Count,
    /// Those of them that were answered.
    pub answered: Count,
    /// Those of them that were missed.
    pub missed: Count,
    /// Those of them that were put off at least once.
    pub postponed: Count,
}

/// Notes by how they came about.
#[derive(Clone, PartialEq, Debug)]
pub struct Notes {
    /// All that stand.
    pub all: Count,
    /// Those that a prompt called for.
    pub prompted: Count,
    /// Those that nothing called for.
    pub spontaneous: Count,
    /// Those of ordinary work.
    pub ordinary: Count,
    /// Those of surprises.
    pub surprising: Count,
    /// Those written before anything of the outcome was noted.
    pub before_outcome: Count,
    /// The same as a share of all.
    pub foresight: Option<Share>,
    /// Those that fall into a covered shift.
    pub in_covered: Count,
}

/// How much of the work the record covers.
#[derive(Clone, PartialEq, Debug)]
pub struct Coverage {
    /// Everything together.
    pub all: Covered,
    /// Covered shifts as a share of eligible ones.
    pub share: Option<Share>,
    /// Answered prompts as a share of those shown.
    pub answered: Option<Share>,
    /// By time of day: shifts by when they began, prompts by when they were shown.
    pub by_part: Vec<Covered>,
    /// By day of the week.
    pub by_weekday: Vec<Covered>,
    /// By setting of the shift; the last is "no setting".
    pub by_setting: Vec<Covered>,
    /// The notes of shifts, and those written outside of any.
    pub notes: Notes,
    /// Moments sampled by prompts that were answered, the basis of precision.
    sampled: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    eligible: Heads,
    covered: Heads,
    shown: Heads,
    answered: Heads,
    missed: Heads,
    postponed: Heads,
}

impl Sums {
    fn shift(&mut self, covered: bool, who: PersonIx) {
        self.eligible.add(who);
        if covered {
            self.covered.add(who);
        }
    }

    fn prompt(&mut self, prompt: &Prompt, who: PersonIx) {
        self.shown.add(who);
        if prompt.postponed {
            self.postponed.add(who);
        }
        match prompt.state {
            State::Answered(_) => self.answered.add(who),
            State::Missed => self.missed.add(who),
            State::Open | State::Waiting(_) => {}
        }
    }

    const fn each(self) -> [Heads; 6] {
        [self.eligible, self.covered, self.shown, self.answered, self.missed, self.postponed]
    }
}

/// One way of grouping: the names in order, with the sums of each.
#[derive(Clone, Debug)]
struct Table {
    names: Vec<String>,
    sums: Vec<Sums>,
}

impl Table {
    fn of(names: impl Iterator<Item = String>) -> Self {
        let names: Vec<String> = names.collect();
        Self { sums: vec![Sums::default(); names.len()], names }
    }

    fn at(&mut self, place: usize, act: impl FnOnce(&mut Sums)) {
        if let Some(sums) = self.sums.get_mut(place) {
            act(sums);
        }
    }
}

fn part_of(at: Moment) -> usize {
    calendar::hour(at) / 6
}

/// Counts shifts, prompts and notes of a study, masked as the study asks.
pub fn coverage(view: View<'_>) -> Coverage {
    under(view, view.policy())
}

/// The same, masked as a policy asks.
pub fn under(view: View<'_>, policy: Policy) -> Coverage {
    counted(view).under(policy)
}

/// Shifts, prompts and notes as they were counted, before anything is masked.
#[derive(Clone, Debug)]
pub struct Counted {
    all: Sums,
    tables: [Table; 3],
    notes: [Heads; 6],
}

impl Counted {
    /// The counts, masked as a policy asks.
    pub fn under(&self, policy: Policy) -> Coverage {
        masked(policy, self.all, self.tables.clone(), self.notes)
    }
}

/// Counts shifts, prompts and notes of a study, to be masked.
pub fn counted(view: View<'_>) -> Counted {
    let study = view.study();
    let shifts = view.sheets(Sort::Shift).filter(|sheet| sheet.ended().is_some());
    let shifts: Vec<Shift<'_>> = shifts.map(|sheet| Shift { sheet }).collect();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for shift in &shifts {
        places.entry(shift.setting().unwrap_or_default()).or_default();
    }
    let unset = places.remove("").is_some();
    let names: Vec<&str> = places.keys().copied().collect();
    let place = |shift: &Shift<'_>| match shift.setting() {
        Some(name) => names.iter().position(|known| *known == name).unwrap_or(names.len()),
        None => names.len(),
    };
    let mut part = Table::of(PARTS.iter().map(|(name, _)| (*name).to_owned()));
    let mut weekday = Table::of(calendar::WEEKDAYS.iter().map(|name| (*name).to_owned()));
    let mut setting = Table::of(
        names.iter().map(|name| (*name).to_owned()).chain(unset.then(|| "no setting".to_owned())),
    );
    let mut all = Sums::default();
    for shift in &shifts {
        let covered = shift.covered() == Some(true);
        let who = shift.sheet.author();
        all.shift(covered, who);
        part.at(part_of(shift.began()), |sums| sums.shift(covered, who));
        weekday.at(calendar::weekday(shift.began()), |sums| sums.shift(covered, who));
        setting.at(place(shift), |sums| sums.shift(covered, who));
        for prompt in shift.prompts(study) {
            all.prompt(&prompt, who);
            part.at(part_of(prompt.at), |sums| sums.prompt(&prompt, who));
            weekday.at(calendar::weekday(prompt.at), |sums| sums.prompt(&prompt, who));
            setting.at(place(shift), |sums| sums.prompt(&prompt, who));
        }
    }
    Counted { all, tables: [part, weekday, setting], notes: notes(view, &shifts) }
}

/// Counts of notes: all, prompted, ordinary, surprising, before the outcome, in covered shifts.
fn notes(view: View<'_>, shifts: &[Shift<'_>]) -> [Heads; 6] {
    let covered: Vec<&Shift<'_>> =
        shifts.iter().filter(|shift| shift.covered() == Some(true)).collect();
    let mut counts = [Heads::default(); 6];
    for (_, record) in view.standing() {
        let kind = record.kind();
        let inside = || covered.iter().any(|shift| shift.holds(record, shift.began()));
        let is = [
            true,
            record.is_prompted(),
            kind == Some(Kind::Ordinary),
            kind == Some(Kind::Surprise),
            is_before_outcome(record),
            inside(),
        ];
        for (count, is) in counts.iter_mut().zip(is) {
            if is {
                count.add(record.author());
            }
        }
    }
    counts
}

/// Whether a note was written before anything of the outcome was noted: nothing that came later
/// had been noted by the time it was recorded.
pub fn is_before_outcome(record: &Record) -> bool {
    record.later().all(|later| later.at.millis > record.recorded_at().millis)
}

fn masked(policy: Policy, all: Sums, tables: [Table; 3], notes: [Heads; 6]) -> Coverage {
    let mut cover = Cover::new(policy);
    let whole = cells(&mut cover, all);
    let tables = tables.map(|table| {
        let rows: Vec<[CellIx; 6]> =
            table.sums.iter().map(|sums| cells(&mut cover, *sums)).collect();
        for column in 0..6 {
            let parts: Vec<CellIx> =
                rows.iter().filter_map(|row| row.get(column).copied()).collect();
            if let Some(total) = whole.get(column) {
                cover.sum(parts, Known::Exactly, *total);
            }
        }
        (table.names, rows)
    });
    let noted = notes.map(|count| cover.cell(count));
    let [written, prompted, ordinary, surprising, before, inside] = noted;
    let spontaneous = cover.cell(cover_less(notes));
    cover.sum([prompted, spontaneous], Known::Exactly, written);
    cover.sum([ordinary, surprising], Known::AtMost, written);
    hide_rest(&mut cover, before, written);
    hide_rest(&mut cover, inside, written);
    cover.settle();
    let count = |cell: CellIx| cover.count(cell);
    let row = |name: String, cells: [CellIx; 6]| {
        let [eligible, covered, shown, answered, missed, postponed] = cells.map(count);
        Covered { name, eligible, covered, shown, answered, missed, postponed }
    };
    let [by_part, by_weekday, by_setting] =
        tables.map(|(names, rows)| names.into_iter().zip(rows).map(|(n, r)| row(n, r)).collect());
    let all_row = row("all".to_owned(), whole);
    let share = |of: Count, whole: Count| {
        of.shown().zip(whole.shown()).and_then(|(count, of)| wilson(count, of))
    };
    let notes = Notes {
        all: count(written),
        prompted: count(prompted),
        spontaneous: count(spontaneous),
        ordinary: count(ordinary),
        surprising: count(surprising),
        before_outcome: count(before),
        foresight: share(count(before), count(written)),
        in_covered: count(inside),
    };
    Coverage {
        share: share(all_row.covered, all_row.eligible),
        answered: share(all_row.answered, all_row.shown),
        all: all_row,
        by_part,
        by_weekday,
        by_setting,
        notes,
        sampled: all.answered.count(),
    }
}

fn cover_less([all, prompted, ..]: [Heads; 6]) -> u64 {
    all.count().saturating_sub(prompted.count())
}

/// What is left of a whole stands nowhere and follows from it, so it is hidden where it is small.
fn hide_rest(cover: &mut Cover, part: CellIx, whole: CellIx) {
    let rest = cover.value(whole).saturating_sub(cover.value(part));
    let rest = cover.unseen(rest);
    cover.sum([part, rest], Known::Exactly, whole);
}

fn cells(cover: &mut Cover, sums: Sums) -> [CellIx; 6] {
    let cells = sums.each().map(|count| cover.cell(count));
    let [eligible, covered, shown, answered, missed, postponed] = cells;
    hide_rest(cover, covered, eligible);
    cover.sum([answered, missed], Known::AtMost, shown);
    hide_rest(cover, postponed, shown);
    cells
}

/// How many random moments it takes to know a share of about `share` (0 to 1) to within `within`
/// on either side, with 95 % confidence: p (1 - p) z² / d² (the normal approximation; Cochran 1977,
/// "Sampling Techniques", 4.2).
pub fn moments_needed(share: f64, within: f64) -> u64 {
    let share = share.clamp(0.0, 1.0);
    (share * (1.0 - share) * Z * Z / (within * within).max(1e-9)).round() as u64
}

/// A share, and how near to it one wants to get.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wanted {
    /// The share that is expected, 0 to 1.
    pub share: f64,
    /// How far off it may be on either side.
    pub within: f64,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { share: 0.5, within: 0.1 }
    }
}

/// "prompt" for one, "prompts" for any other number and for one that is not shown.
fn plural(count: Count, one: &str) -> String {
    if count.shown() == Some(1) { one.to_owned() } else { format!("{one}s") }
}

impl Coverage {
    /// Whether there is a shift to speak of.
    pub fn has_shifts(&self) -> bool {
        self.all.eligible != Count::Shown(0)
    }

    /// "61 of 88 shifts covered"; `None` where no shift is over.
    pub fn headline(&self) -> Option<String> {
        self.has_shifts()
            .then(|| format!("{} of {} shifts covered", self.all.covered, self.all.eligible))
    }

    /// How far the record can stand for the work, in plain sentences.
    pub fn sentences(&self, wanted: Wanted) -> Vec<String> {
        if !self.has_shifts() {
            return vec![
                "No shift is over yet, so nothing says how much of the work these notes stand \
                 for. Begin one, or enter those that were worked; a shift without a note counts \
                 as well."
                    .to_owned(),
            ];
        }
        let mut said = vec![self.representative()];
        said.extend(self.thinnest());
        said.push(self.sampling());
        said.extend(self.precision(wanted));
        said
    }

    fn representative(&self) -> String {
        let (covered, eligible) = (self.all.covered, self.all.eligible);
        match self.share {
            Some(share) => format!(
                "{covered} of {eligible} shifts are covered ({:.0} %, 95 % interval {:.0} to {:.0}).",
                share.share * 100.0,
                share.low * 100.0,
                share.high * 100.0
            ),
            None => format!(
                "{covered} of {eligible} shifts are covered; the numbers are too small to show as a share."
            ),
        }
    }

    /// The part of the day that is covered least, where one stands out.
    fn thinnest(&self) -> Option<String> {
        let overall = self.share?.share;
        let share = |row: &Covered| {
            let (covered, eligible) = (row.covered.shown()?, row.eligible.shown()?);
            (eligible > 0).then(|| covered as f64 / eligible as f64)
        };
        let shares = self.by_part.iter().filter_map(|row| share(row).map(|share| (row, share)));
        let (row, least) = shares.min_by(|a, b| a.1.total_cmp(&b.1))?;
        (least + 0.1 < overall).then(|| {
            format!(
                "Shifts that begin in the {} are covered least ({} of {}), so they are heard of \
                 too little.",
                row.name.split(',').next().unwrap_or(&row.name),
                row.covered,
                row.eligible
            )
        })
    }

    fn sampling(&self) -> String {
        let Notes { prompted, spontaneous, .. } = &self.notes;
        match (self.all.shown.shown(), self.all.answered) {
            (Some(0), _) => format!(
                "No moment was drawn at random: all notes ({spontaneous} spontaneous) show what \
                 struck people as worth a line, and not how often it happens."
            ),
            (_, answered) => format!(
                "{answered} of {} {} answered. Shares of the {prompted} prompted {} can stand for \
                 work as it usually goes; the {spontaneous} spontaneous ones show what struck \
                 people, and not how often it happens.",
                self.all.shown,
                plural(self.all.shown, "prompt"),
                plural(*prompted, "note"),
            ),
        }
    }

    fn precision(&self, wanted: Wanted) -> Option<String> {
        self.all.answered.shown()?;
        let needed = moments_needed(wanted.share, wanted.within);
        let (share, within) = (wanted.share * 100.0, wanted.within * 100.0);
        let head = format!(
            "To know a share of about {share:.0} % to within {within:.0} points takes about \
             {needed} random moments"
        );
        Some(match needed.saturating_sub(self.sampled) {
            0 => format!("{head}; there are {}.", self.sampled),
            more => format!("{head}: about {more} more than the {} there are.", self.sampled),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moments_that_a_precision_takes_are_those_of_the_field() {
        assert_eq!(moments_needed(0.5, 0.1), 96);
        assert_eq!(moments_needed(0.2, 0.05), 246);
        assert_eq!(moments_needed(0.0, 0.1), 0);
    }
}
