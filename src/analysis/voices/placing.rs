//! Where a person placed themselves between two or three words: as plain words, as one of a few
//! regions that can be counted, and as it may be typed.

use std::cmp::Reverse;

/// All the shares of one placement together, in per mille.
pub const WHOLE: u16 = 1000;

/// From this share on a person is near a corner.
const NEAR: u16 = 600;

/// A share so small that it is not worth a word.
const SLIGHT: u16 = 100;

/// Below this share of the third corner a person stands between the two others.
const APART: u16 = 200;

/// Two shares that are no further apart than this are about as much.
const ALIKE: u16 = 150;

/// Weights as shares of [`WHOLE`] that add up to it exactly (largest remainder, the earlier corner
/// first where remainders are equal); `None` unless there are two or three and one is above zero.
pub fn shares(weights: &[u32]) -> Option<Vec<u16>> {
    let total: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
    if !(2..=3).contains(&weights.len()) || total == 0 {
        return None;
    }
    let part = |weight: &u32| u64::from(*weight) * u64::from(WHOLE);
    let mut shares: Vec<u16> =
        weights.iter().map(|w| u16::try_from(part(w) / total).unwrap_or(WHOLE)).collect();
    let given: u16 = shares.iter().sum();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|ix| Reverse(weights.get(*ix).map_or(0, |w| part(w) % total)));
    for ix in order.into_iter().take(usize::from(WHOLE.saturating_sub(given))) {
        if let Some(share) = shares.get_mut(ix) {
            *share += 1;
        }
    }
    Some(shares)
}

/// Whether these can be the shares of a scale with so many corners.
pub fn is_whole(shares: &[u16], corners: usize) -> bool {
    let total: u32 = shares.iter().map(|share| u32::from(*share)).sum();
    shares.len() == corners && (2..=3).contains(&corners) && total == u32::from(WHOLE)
}

/// Reads a place as people type or say it: the words of a corner (or their beginning), `middle`,
/// the corners' numbers as often as they are meant (`1`, `13`, `113`), or weights with commas
/// (`60,10,30`).
pub fn read(corners: &[String], typed: &str) -> Option<Vec<u16>> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return None;
    }
    let all = corners.len();
    if typed == "middle" || typed == "0" {
        return shares(&vec![1; all]);
    }
    if typed.chars().all(|c| c.is_ascii_digit()) {
        let votes = |corner: usize| {
            let number = char::from_digit(u32::try_from(corner + 1).ok()?, 10)?;
            u32::try_from(typed.chars().filter(|c| *c == number).count()).ok()
        };
        let weights: Vec<u32> = (0..all).map(votes).collect::<Option<_>>()?;
        let counted: u32 = weights.iter().sum();
        return shares(&weights).filter(|_| counted as usize == typed.len());
    }
    if typed.contains(',') {
        let weights: Result<Vec<u32>, _> =
            typed.split(',').map(|weight| weight.trim().parse::<u32>()).collect();
        return weights.ok().filter(|w| w.len() == all).and_then(|w| shares(&w));
    }
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut fitting = (0..all).filter(|ix| corners.get(*ix).is_some_and(|c| fits(c)));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let begins = |corner: &str| corner.to_lowercase().starts_with(&typed);
    // "surprise" is enough for "a surprise"; a letter or two in the midst of a word is a slip.
    let has = |corner: &str| typed.len() > 2 && corner.to_lowercase().contains(&typed);
    let found = only(&begins).or_else(|| only(&has))?;
    let weights: Vec<u32> = (0..all).map(|ix| u32::from(ix == found)).collect();
    shares(&weights)
}

/// A place as [`read`] takes it back without loss; empty for none.
pub fn typed(shares: &[u16]) -> String {
    shares.iter().map(u16::to_string).collect::<Vec<_>>().join(",")
}

/// A place in plain words: "mostly listened to, a little left waiting". Empty where nobody placed
/// themselves.
pub fn words(corners: &[String], shares: &[u16]) -> String {
    if !is_whole(shares, corners.len()) {
        return String::new();
    }
    let mut order: Vec<(&str, u16)> =
        corners.iter().map(String::as_str).zip(shares.iter().copied()).collect();
    order.sort_by_key(|(_, share)| Reverse(*share));
    match *order.as_slice() {
        [(first, share), ..] if share >= 900 => first.to_owned(),
        [(first, most), (second, other)] => between((first, most), (second, other), None),
        [(first, most), (second, other), (third, least)] => {
            let third = (least >= SLIGHT).then_some(third);
            if most >= NEAR {
                let little = third.filter(|_| other - least < ALIKE);
                return match (little, third) {
                    (Some(third), _) => format!("mostly {first}, a little {second} and {third}"),
                    (None, Some(third)) => {
                        format!("mostly {first}, some {second}, a little {third}")
                    }
                    (None, None) => between((first, most), (second, other), None),
                };
            }
            if least < APART {
                return between((first, most), (second, other), third);
            }
            match (third, most - least <= APART) {
                (Some(third), true) => format!("about equally {first}, {second} and {third}"),
                (Some(third), false) => format!("more {first} than {second} or {third}"),
                (None, _) => between((first, most), (second, other), None),
            }
        }
        _ => String::new(),
    }
}

fn between(
    (first, most): (&str, u16),
    (second, other): (&str, u16),
    third: Option<&str>,
) -> String {
    let two = if most >= NEAR {
        let some = if other >= 300 { "some" } else { "a little" };
        format!("mostly {first}, {some} {second}")
    } else if most - other < ALIKE {
        format!("about as much {first} as {second}")
    } else {
        format!("more {first} than {second}")
    };
    match third {
        Some(third) => format!("{two}, a little {third}"),
        None => two,
    }
}

/// A part of a line or triangle, coarse enough to be counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Region {
    /// By one corner.
    Near(usize),
    /// Between two corners.
    Between(usize, usize),
    /// In the middle of three.
    Middle,
}

impl Region {
    /// Every region of a scale with so many corners, in the order of tables.
    pub fn all(corners: usize) -> Vec<Self> {
        match corners {
            2 => vec![Self::Near(0), Self::Between(0, 1), Self::Near(1)],
            3 => vec![
                Self::Near(0),
                Self::Near(1),
                Self::Near(2),
                Self::Between(0, 1),
                Self::Between(0, 2),
                Self::Between(1, 2),
                Self::Middle,
            ],
            _ => Vec::new(),
        }
    }

    /// Where shares lie; `None` for shares that are no place.
    pub fn of(shares: &[u16]) -> Option<Self> {
        if !is_whole(shares, shares.len()) {
            return None;
        }
        if let Some(near) = shares.iter().position(|share| *share >= NEAR) {
            return Some(Self::Near(near));
        }
        let low = shares.iter().enumerate().min_by_key(|(_, share)| **share)?;
        Some(match (shares.len(), low) {
            (2, _) => Self::Between(0, 1),
            (_, (0, share)) if *share < APART => Self::Between(1, 2),
            (_, (1, share)) if *share < APART => Self::Between(0, 2),
            (_, (2, share)) if *share < APART => Self::Between(0, 1),
            _ => Self::Middle,
        })
    }

    /// In the words of the corners: "mostly listened to".
    pub fn name(self, corners: &[String]) -> String {
        let word = |ix: usize| corners.get(ix).map_or("", String::as_str);
        match self {
            Self::Near(corner) => format!("mostly {}", word(corner)),
            Self::Between(one, two) => format!("between {} and {}", word(one), word(two)),
            Self::Middle => "in the middle".to_owned(),
        }
    }

    /// One word for files: `near-1`, `between-1-3`, `middle`, corners counted from 1.
    pub fn word(self) -> String {
        match self {
            Self::Near(corner) => format!("near-{}", corner + 1),
            Self::Between(one, two) => format!("between-{}-{}", one + 1, two + 1),
            Self::Middle => "middle".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn three() -> Vec<String> {
        ["listened to", "told what to do", "left waiting"].map(str::to_owned).to_vec()
    }

    fn two() -> Vec<String> {
        ["clear to me", "a surprise"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_place_is_said_in_plain_words() {
        for (place, said) in [
            ([1000, 0, 0], "listened to"),
            ([750, 50, 200], "mostly listened to, a little left waiting"),
            ([650, 0, 350], "mostly listened to, some left waiting"),
            ([700, 150, 150], "mostly listened to, a little told what to do and left waiting"),
            ([500, 0, 500], "about as much listened to as left waiting"),
            (
                [400, 150, 450],
                "about as much left waiting as listened to, a little told what to do",
            ),
            ([400, 300, 300], "about equally listened to, told what to do and left waiting"),
            ([200, 250, 550], "more left waiting than told what to do or listened to"),
        ] {
            assert_eq!(words(&three(), &place), said, "{place:?}");
        }
        assert_eq!(words(&two(), &[850, 150]), "mostly clear to me, a little a surprise");
        assert_eq!(words(&two(), &[500, 500]), "about as much clear to me as a surprise");
        assert_eq!(words(&two(), &[450, 550]), "about as much a surprise as clear to me");
        assert_eq!(words(&two(), &[]), "");
    }

    #[test]
    fn a_place_is_read_as_it_is_typed() {
        for (typed, place) in [
            ("1", vec![1000, 0, 0]),
            ("13", vec![500, 0, 500]),
            ("113", vec![667, 0, 333]),
            ("0", vec![334, 333, 333]),
            ("Middle", vec![334, 333, 333]),
            ("60,10,30", vec![600, 100, 300]),
            ("left", vec![0, 0, 1000]),
            ("Listened to", vec![1000, 0, 0]),
            ("waiting", vec![0, 0, 1000]),
        ] {
            assert_eq!(read(&three(), typed), Some(place), "{typed}");
        }
        for typed in ["", "4", "14", "60,10", "0,0,0", "l", "somewhere", "-1,1,1"] {
            assert_eq!(read(&three(), typed), None, "{typed}");
        }
        assert_eq!(read(&two(), "12"), Some(vec![500, 500]));
    }

    #[test]
    fn regions_are_those_of_the_words() {
        assert_eq!(Region::of(&[750, 50, 200]), Some(Region::Near(0)));
        assert_eq!(Region::of(&[500, 0, 500]), Some(Region::Between(0, 2)));
        assert_eq!(Region::of(&[334, 333, 333]), Some(Region::Middle));
        assert_eq!(Region::of(&[500, 500]), Some(Region::Between(0, 1)));
        assert_eq!(Region::of(&[1000]), None);
        assert_eq!(Region::Between(0, 2).name(&three()), "between listened to and left waiting");
    }

    proptest! {
        #[test]
        fn every_weight_gives_a_whole_and_every_whole_a_region_and_words(
            weights in proptest::collection::vec(0u32..50, 2..=3),
        ) {
            let Some(shares) = shares(&weights) else {
                prop_assert!(weights.iter().all(|weight| *weight == 0));
                return Ok(());
            };
            prop_assert!(is_whole(&shares, weights.len()));
            let corners = if weights.len() == 3 { three() } else { two() };
            let region = Region::of(&shares).unwrap();
            prop_assert!(Region::all(corners.len()).contains(&region));
            let said = words(&corners, &shares);
            prop_assert!(!said.is_empty());
            if let Region::Near(ix) = region {
                let near = said.starts_with("mostly ") || said == corners[ix];
                prop_assert!(near && said.contains(&corners[ix]), "{said}");
            }
        }
    }
}
