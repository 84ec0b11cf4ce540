//! How far coders who coded apart agree: on each tag, and on whole sets of tags.
//!
//! Pure: codings go in, figures come out. A figure that cannot be had says why ([`Undefined`]) and is
//! never 0 or 1, and what was not counted is counted too. Published examples and what other programs
//! make of the same tables are in `tests/agreement.rs` and `tests/clients/agreement.py`.

mod ac1;
mod alpha;
mod bootstrap;
mod counts;
mod kappa;
mod masi;
mod said;

pub use bootstrap::{Draws, Interval, SAMPLES};
pub use counts::{Cell, Codings};
pub use masi::Set;
pub use said::{Band, TOO_FEW_SEEN, TOO_FEW_UNITS};

use bootstrap::{Sampled, draw};
use counts::{Counts, Sums};
use masi::Sets;

/// Why a figure cannot be had.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Undefined {
    /// No unit was coded by two coders.
    NoPair,
    /// Every value is the same, so that there is nothing by which to tell agreement from chance.
    OneCategory,
    /// It is defined for two coders.
    NotTwo {
        /// How many coders there are.
        coders: usize,
    },
    /// It is defined where equally many coders coded each unit.
    Unequal {
        /// The fewest of any unit.
        least: u32,
        /// The most of any unit.
        most: u32,
    },
    /// Nobody chose the category that it is about.
    NeverChosen,
}

/// One figure, with its interval where samples were drawn and enough of them had it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Figure {
    /// The figure, or why there is none.
    pub value: Result<f64, Undefined>,
    /// How far more units like these might move it.
    pub interval: Option<Interval>,
}

/// How far coders agree on plain categories; for a tag these are no (0) and yes (1).
#[derive(Clone, PartialEq, Debug)]
pub struct Agreement {
    /// How many coders there are.
    pub coders: usize,
    /// Units that two coders or more coded, on which all figures of agreement are based.
    pub counted: usize,
    /// Units that one coder coded, or none: they have nothing to compare.
    pub not_counted: usize,
    /// The share of pairs of codings of a unit that agree, as a mean over units.
    pub percent: Figure,
    /// Cohen's kappa.
    pub cohen: Figure,
    /// Fleiss' kappa.
    pub fleiss: Figure,
    /// Krippendorff's alpha.
    pub alpha: Figure,
    /// Gwet's AC1.
    pub ac1: Figure,
    /// For a tag, what else there is to say of yes and no.
    pub yes_no: Option<YesNo>,
}

/// What there is to say where the categories are no (0) and yes (1).
#[derive(Clone, PartialEq, Debug)]
pub struct YesNo {
    /// How often a coder who said yes met a yes.
    pub positive: Figure,
    /// How often a coder who said no met a no.
    pub negative: Figure,
    /// The share of yes among all codings of units that count.
    pub prevalence: Figure,
    /// Units by what their coders said.
    pub seen: Seen,
    /// Of two coders, the four counts.
    pub four: Option<Four>,
}

/// Units that count, by how many of their coders said yes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// All of them.
    pub by_all: usize,
    /// Some of them.
    pub by_some: usize,
    /// None of them.
    pub by_none: usize,
}

/// Units that both of two coders coded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Four {
    /// Both said yes.
    pub both: usize,
    /// Only the first did.
    pub only_first: usize,
    /// Only the second did.
    pub only_second: usize,
    /// Neither did.
    pub neither: usize,
}

/// How far coders agree on whole sets of tags.
#[derive(Clone, PartialEq, Debug)]
pub struct SetAgreement {
    /// Units that two coders or more coded.
    pub counted: usize,
    /// Units that one coder coded, or none.
    pub not_counted: usize,
    /// Units of which all coders gave the same set.
    pub same: usize,
    /// The share of pairs of codings of a unit that are the same set, as a mean over units.
    pub percent: Result<f64, Undefined>,
    /// Krippendorff's alpha with the MASI distance.
    pub alpha: Figure,
}

/// One statistic, from the sums of a sample and the number of coders.
type Statistic = fn(&Sums, usize) -> Result<f64, Undefined>;

/// One statistic of yes and no, from the sums of a sample.
type OfYesAndNo = fn(&Sums) -> Result<f64, Undefined>;

/// The figures that are worked out anew for each sample.
const FIGURES: [Statistic; 5] = [
    |sums, _| percent(sums),
    |sums, coders| kappa::cohen(sums, coders),
    |sums, _| kappa::fleiss(sums),
    |sums, _| alpha::nominal(sums),
    |sums, _| ac1::ac1(sums),
];

/// And those of yes and no.
const YES_NO: [OfYesAndNo; 3] =
    [|sums| specific(sums, 1), |sums| specific(sums, 0), |sums| prevalence(sums)];

/// How far coders agree.
pub fn agreement(codings: &Codings, draws: Draws) -> Option<Agreement> {
    let both = whole(std::slice::from_ref(codings), &[], draws);
    both.0.into_iter().next()
}

/// How far coders agree on whole sets of tags; a unit is what each coder said of it.
pub fn on_sets(units: &[Vec<Set>], draws: Draws) -> Option<SetAgreement> {
    let both = whole(&[], &[units], draws);
    both.1.into_iter().next()
}

/// How far coders agree on several questions about the same units (each tag, each group of tags, all
/// tags), so that each sample of units is drawn once for all of them. Tables with other numbers of
/// units than the first are no tables of the same units, and samples of them are not drawn.
pub fn whole(
    tables: &[Codings],
    sets: &[&[Vec<Set>]],
    draws: Draws,
) -> (Vec<Agreement>, Vec<SetAgreement>) {
    let counts: Vec<Counts> = tables.iter().map(Counts::of).collect();
    let sets: Vec<(Sets, usize)> =
        sets.iter().map(|units| (Sets::of(units), units.len())).collect();
    let units = counts.first().map(|c| c.of.len()).or(sets.first().map(|s| s.1)).unwrap_or(0);
    let mut sampled: Vec<[Sampled; 8]> = counts.iter().map(|_| Default::default()).collect();
    let mut sampled_sets: Vec<Sampled> = sets.iter().map(|_| Sampled::default()).collect();
    let (mut times, mut groups) = (Vec::new(), Vec::new());
    draw(draws, units, |drawn| {
        for (counts, sampled) in
            counts.iter().zip(&mut sampled).filter(|(c, _)| c.of.len() == units)
        {
            counts.drawn(drawn, &mut times);
            let sums = Sums::of(counts, &times);
            let plain = FIGURES.iter().map(|figure| figure(&sums, counts.coders));
            let yes_no = YES_NO.iter().filter(|_| counts.categories == 2).map(|of| of(&sums));
            for (sampled, value) in sampled.iter_mut().zip(plain.chain(yes_no)) {
                sampled.take(value);
            }
        }
        let fit = |(sets, _): &(&(Sets, usize), _)| sets.1 == units && sets.0.can_be_drawn();
        for ((sets, _), sampled) in sets.iter().zip(&mut sampled_sets).filter(fit) {
            sampled.take(sets.drawn(drawn, &mut groups));
        }
    });
    let plain = counts.iter().zip(sampled).map(|(counts, sampled)| of_counts(counts, sampled));
    let sets = sets.iter().zip(sampled_sets).map(|((sets, units), sampled)| {
        let counted = sets.pairable();
        let percent = match counted {
            0 => Err(Undefined::NoPair),
            counted => Ok(sets.agreeing / counted as f64),
        };
        let alpha = Figure { value: sets.alpha(), interval: sampled.interval() }.settled();
        let same = sets.same as usize;
        SetAgreement { counted, not_counted: units - counted, same, percent, alpha }
    });
    (plain.collect(), sets.collect())
}

impl Figure {
    /// No interval stands round a figure that there is none of.
    fn settled(self) -> Self {
        Self { interval: self.interval.filter(|_| self.value.is_ok()), ..self }
    }
}

fn of_counts(counts: &Counts, sampled: [Sampled; 8]) -> Agreement {
    let times = counts.all();
    let sums = Sums::of(counts, &times);
    let mut sampled = sampled.into_iter();
    let mut figure = |value| {
        let interval = sampled.next().and_then(Sampled::interval);
        Figure { value, interval }.settled()
    };
    let [percent, cohen, fleiss, alpha, ac1] = FIGURES.map(|of| figure(of(&sums, counts.coders)));
    let yes_no = (counts.categories == 2).then(|| {
        let [positive, negative, prevalence] = YES_NO.map(|of| figure(of(&sums)));
        let (seen, four) = seen(counts, &times);
        YesNo { positive, negative, prevalence, seen, four }
    });
    let counted = sums.pairable as usize;
    Agreement {
        coders: counts.coders,
        counted,
        not_counted: counts.of.len() - counted,
        percent,
        cohen,
        fleiss,
        alpha,
        ac1,
        yes_no,
    }
}

fn percent(sums: &Sums) -> Result<f64, Undefined> {
    if sums.pairable == 0.0 {
        return Err(Undefined::NoPair);
    }
    Ok(sums.agreeing / sums.pairable)
}

/// Agreement on one category: of the codings that chose it, how often the other coder of the same unit
/// did too. For two coders this is 2a / (2a + b + c).
///
/// Cicchetti, D. V. and Feinstein, A. R. (1990). High agreement but low kappa: II. Resolving the
/// paradoxes. Journal of Clinical Epidemiology 43(6), 551-558.
fn specific(sums: &Sums, category: usize) -> Result<f64, Undefined> {
    if sums.pairable == 0.0 {
        return Err(Undefined::NoPair);
    }
    let of = |sums: &[f64]| sums.get(category).copied().unwrap_or_default();
    match of(&sums.could_on) {
        0.0 => Err(Undefined::NeverChosen),
        could => Ok(of(&sums.agreed_on) / could),
    }
}

fn prevalence(sums: &Sums) -> Result<f64, Undefined> {
    if sums.pairable == 0.0 {
        return Err(Undefined::NoPair);
    }
    Ok(sums.by_category.get(1).copied().unwrap_or_default() / sums.values)
}

fn seen(counts: &Counts, times: &[u32]) -> (Seen, Option<Four>) {
    let mut seen = Seen::default();
    let mut four = Four::default();
    for (pattern, times) in counts.patterns.iter().zip(times).filter(|(p, _)| p.said >= 2) {
        let times = *times as usize;
        let yes = pattern.counts.get(1).copied().unwrap_or_default();
        *match yes {
            0 => &mut seen.by_none,
            yes if yes == pattern.said => &mut seen.by_all,
            _ => &mut seen.by_some,
        } += times;
        match pattern.both {
            Some((1, 1)) => four.both += times,
            Some((1, _)) => four.only_first += times,
            Some((_, 1)) => four.only_second += times,
            Some(_) => four.neither += times,
            None => {}
        }
    }
    (seen, (counts.coders == 2).then_some(four))
}
