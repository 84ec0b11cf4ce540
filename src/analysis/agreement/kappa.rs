//! Agreement corrected for chance, for two coders and for equal numbers of coders.

use super::Undefined;
use super::counts::Sums;

/// Cohen's kappa of two coders, over the units that both coded. Chance is what two coders would agree
/// on who each used the categories as often as these did.
///
/// Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
/// Measurement 20(1), 37-46.
pub(super) fn cohen(sums: &Sums, coders: usize) -> Result<f64, Undefined> {
    if coders != 2 {
        return Err(Undefined::NotTwo { coders });
    }
    if sums.both == 0.0 {
        return Err(Undefined::NoPair);
    }
    let chances = sums.first.iter().zip(&sums.second);
    let by_chance: f64 = chances.map(|(a, b)| (a / sums.both) * (b / sums.both)).sum();
    beyond(sums.alike / sums.both, by_chance)
}

/// Fleiss' kappa of coders of whom equally many coded each unit.
///
/// Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin
/// 76(5), 378-382.
pub(super) fn fleiss(sums: &Sums) -> Result<f64, Undefined> {
    if sums.pairable == 0.0 {
        return Err(Undefined::NoPair);
    }
    if sums.least != sums.most {
        return Err(Undefined::Unequal { least: sums.least, most: sums.most });
    }
    let by_chance = sums.by_category.iter().map(|count| (count / sums.values).powi(2)).sum();
    beyond(sums.agreeing / sums.pairable, by_chance)
}

/// The share of what chance leaves open on which coders agreed.
pub(super) fn beyond(agreed: f64, by_chance: f64) -> Result<f64, Undefined> {
    // With one category alone chance explains everything, and nothing is left to divide by. Sums of
    // shares come out within some ulps of one.
    if 1.0 - by_chance < 1e-12 {
        return Err(Undefined::OneCategory);
    }
    Ok((agreed - by_chance) / (1.0 - by_chance))
}
