//! Krippendorff's alpha for categories that have no order.

use super::Undefined;
use super::counts::Sums;

/// Krippendorff's alpha with the nominal distance, for any number of coders and with missing values.
/// Units that fewer than two coders coded have nothing to compare and are left out.
///
/// Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania,
/// Departmental Papers (ASC) 43.
pub(super) fn nominal(sums: &Sums) -> Result<f64, Undefined> {
    if sums.pairable == 0.0 {
        return Err(Undefined::NoPair);
    }
    let alike: f64 = sums.by_category.iter().map(|count| count * count).sum();
    let expected = sums.values * sums.values - alike;
    // Counts are whole numbers, so this is nothing or at least two.
    if expected < 1.0 {
        return Err(Undefined::OneCategory);
    }
    Ok(1.0 - (sums.values - 1.0) * sums.differing / expected)
}
