//! Gwet's AC1.

use super::Undefined;
use super::counts::Sums;
use super::kappa::beyond;

/// Gwet's AC1, for any number of coders and with missing values. Chance is taken to work only where
/// coders guess, so it stays steady where one category is rare.
///
/// A unit that one coder coded counts for how often categories are used, and not for agreement.
/// Categories that nobody used are left out; with fewer than two there is no chance to correct for.
///
/// Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high
/// agreement. British Journal of Mathematical and Statistical Psychology 61(1), 29-48.
pub(super) fn ac1(sums: &Sums) -> Result<f64, Undefined> {
    if sums.pairable == 0.0 {
        return Err(Undefined::NoPair);
    }
    let used = sums.shares.iter().filter(|share| **share > 0.0).count();
    if used < 2 {
        return Err(Undefined::OneCategory);
    }
    let spread: f64 =
        sums.shares.iter().map(|share| share / sums.said).map(|share| share * (1.0 - share)).sum();
    beyond(sums.agreeing / sums.pairable, spread / (used as f64 - 1.0))
}
