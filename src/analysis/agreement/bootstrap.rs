//! How far a figure might be from what more units like these would give: the units are drawn anew,
//! with replacement, again and again, and the figure is worked out each time.
//!
//! Every draw follows from a seed that is written down, so that anybody gets the same interval on any
//! machine. The random numbers are the output of BLAKE3 over the seed.
//!
//! Efron, B. and Tibshirani, R. (1993). An Introduction to the Bootstrap. Chapman and Hall; the
//! percentile interval of chapter 13.

use super::Undefined;

/// Where the draws begin, and how many there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Draws {
    /// Where the generator begins: the same seed gives the same interval.
    pub seed: u64,
    /// How many samples; 0 for no intervals.
    pub samples: u32,
}

/// What is drawn unless a person says otherwise.
pub const SAMPLES: u32 = 1_000;

impl Draws {
    /// The usual number of samples.
    pub const fn seeded(seed: u64) -> Self {
        Self { seed, samples: SAMPLES }
    }
}

/// Between what a figure came out in the middle 95 of 100 samples.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Hands samples of `units` units one after another to `take`: how many times each is in it.
pub(super) fn draw(draws: Draws, units: usize, mut take: impl FnMut(&[u32])) {
    let mut hasher = blake3::Hasher::new_derive_key("asdone 2026 agreement bootstrap v1");
    hasher.update(&draws.seed.to_le_bytes());
    let mut random = hasher.finalize_xof();
    let mut bytes = vec![0u8; units * 4];
    let mut times = vec![0u32; units];
    for _ in 0..draws.samples {
        random.fill(&mut bytes);
        times.fill(0);
        for number in bytes.as_chunks::<4>().0 {
            // A number below 2^32, scaled: one unit is likelier than another by 1 in 2^32 / units.
            let scaled = u64::from(u32::from_le_bytes(*number)) * units as u64;
            if let Some(times) = usize::try_from(scaled >> 32).ok().and_then(|u| times.get_mut(u)) {
                *times += 1;
            }
        }
        take(&times);
    }
}

/// A figure over all samples.
#[derive(Clone, Debug, Default)]
pub(super) struct Sampled {
    values: Vec<f64>,
    undefined: u32,
}

impl Sampled {
    pub(super) fn take(&mut self, value: Result<f64, Undefined>) {
        match value {
            Ok(value) => self.values.push(value),
            Err(_) => self.undefined += 1,
        }
    }

    /// The interval; `None` where one sample in twenty has no figure, for then its ends would be those
    /// of the samples that happen to have one.
    pub(super) fn interval(mut self) -> Option<Interval> {
        let all = self.values.len() as u64 + u64::from(self.undefined);
        if self.values.is_empty() || u64::from(self.undefined) * 20 >= all {
            return None;
        }
        self.values.sort_by(f64::total_cmp);
        Some(Interval { low: self.at(0.025), high: self.at(0.975) })
    }

    /// The value that so great a share of the samples lie below, between its two neighbours.
    fn at(&self, share: f64) -> f64 {
        let place = share * (self.values.len().saturating_sub(1)) as f64;
        let at = |place: f64| self.values.get(place as usize).copied().unwrap_or(f64::NAN);
        let (below, above) = (at(place.floor()), at(place.ceil()));
        below + (above - below) * (place - place.floor())
    }
}
