//! Agreement between coders: every published value, and what must hold of any table.
//!
//! `data/agreement-cases.json` names the source of each case. What other programs make of 500 random
//! tables is compared in `clients/agreement.py`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use asdone::analysis::agreement::{
    Agreement, Cell, Codings, Draws, Figure, SAMPLES, Set, Undefined, agreement, on_sets, whole,
};
use proptest::prelude::*;
use serde_json::Value;

const NO_DRAWS: Draws = Draws { seed: 0, samples: 0 };

/// A table from one row a coder, with the numbers of its categories made dense.
fn table(coders: &[Vec<Cell>]) -> Codings {
    let mut known: Vec<u16> = coders.iter().flatten().flatten().copied().collect();
    known.sort_unstable();
    known.dedup();
    // Zero and one are no and yes even where one of them was never said.
    if known.iter().all(|value| *value < 2) {
        known = vec![0, 1];
    }
    let mut codings = Codings::new(coders.len(), known.len());
    for unit in 0..coders.first().map_or(0, Vec::len) {
        let number = |cell: Cell| cell.map(|value| known.binary_search(&value).unwrap() as u16);
        let row: Vec<Cell> = coders.iter().map(|coder| number(coder[unit])).collect();
        codings.push(&row);
    }
    codings
}

fn figures(coders: &[Vec<Cell>]) -> Agreement {
    agreement(&table(coders), NO_DRAWS).unwrap()
}

fn cases() -> Vec<Value> {
    let text = include_str!("data/agreement-cases.json");
    serde_json::from_str::<Value>(text).unwrap().as_array().unwrap().clone()
}

#[test]
fn every_published_value_comes_out() {
    let mut checked = 0;
    for case in cases() {
        let name = case["name"].as_str().unwrap();
        let Some(coders) = case["coders"].as_array() else { continue };
        let cell = |value: &Value| value.as_u64().map(|value| value as u16);
        let coders: Vec<Vec<Cell>> =
            coders.iter().map(|c| c.as_array().unwrap().iter().map(cell).collect()).collect();
        let found = figures(&coders);
        let figure = |wanted: &str| match wanted {
            "krippendorff_alpha_nominal" => found.alpha.value,
            "cohen_kappa" => found.cohen.value,
            "fleiss_kappa" => found.fleiss.value,
            "gwet_ac1" => found.ac1.value,
            "percent_agreement" => found.percent.value,
            other => panic!("what is {other}?"),
        };
        for (wanted, within) in [("expect", 1e-6), ("published", 1e-3)] {
            for (name_of, value) in case[wanted].as_object().into_iter().flatten() {
                checked += 1;
                match value.as_f64() {
                    Some(value) => {
                        let ours = figure(name_of).unwrap();
                        assert!(
                            (ours - value).abs() <= within,
                            "{name} {name_of}: {ours}, {value}"
                        );
                    }
                    None => assert_eq!(figure(name_of), Err(Undefined::OneCategory), "{name}"),
                }
            }
        }
    }
    assert!(checked >= 30, "only {checked} values were checked");
}

#[test]
fn whole_sets_of_tags_agree_as_published() {
    let cases = cases();
    let case = cases.iter().find(|case| case["tag_sets"].is_array()).unwrap();
    let coders = case["tag_sets"].as_array().unwrap();
    let mut known: Vec<&str> = Vec::new();
    let mut units: Vec<Vec<Set>> = vec![Vec::new(); coders[0].as_array().unwrap().len()];
    for coder in coders {
        for (unit, set) in coder.as_array().unwrap().iter().enumerate() {
            let number = |tag: &'_ Value, known: &mut Vec<&str>| {
                let tag = tag.as_str().unwrap().to_owned();
                let place = known.iter().position(|known| *known == tag);
                place.unwrap_or_else(|| {
                    known.push(Box::leak(tag.into_boxed_str()));
                    known.len() - 1
                }) as u16
            };
            let set = set.as_array().unwrap().iter().map(|tag| number(tag, &mut known)).collect();
            units[unit].push(Some(set));
        }
    }
    let found = on_sets(&units, NO_DRAWS).unwrap();
    let expected = case["expect"]["krippendorff_alpha_masi"].as_f64().unwrap();
    assert!((found.alpha.value.unwrap() - expected).abs() < 1e-6, "{found:?}");
    assert_eq!((found.counted, found.same), (5, 2));
}

#[test]
fn a_figure_that_cannot_be_had_says_why_and_is_never_a_number() {
    let all_yes = figures(&[vec![Some(1); 4], vec![Some(1); 4]]);
    for figure in [all_yes.alpha, all_yes.cohen, all_yes.fleiss, all_yes.ac1] {
        assert_eq!(figure.value, Err(Undefined::OneCategory));
    }
    assert_eq!(all_yes.percent.value, Ok(1.0));
    let yes_no = all_yes.yes_no.unwrap();
    assert_eq!(yes_no.negative.value, Err(Undefined::NeverChosen));
    assert_eq!(yes_no.positive.value, Ok(1.0));

    let apart = figures(&[vec![Some(1), None], vec![None, Some(1)]]);
    let all = [apart.percent, apart.alpha, apart.cohen, apart.fleiss, apart.ac1];
    assert!(all.iter().all(|figure| figure.value == Err(Undefined::NoPair)), "{apart:?}");
    assert_eq!((apart.counted, apart.not_counted), (0, 2));
    assert!(apart.sentence().contains("no note was coded by two coders"), "{}", apart.sentence());

    let three = figures(&[
        vec![Some(1), Some(0), Some(1)],
        vec![Some(1), Some(0), Some(0)],
        vec![Some(1), None, Some(1)],
    ]);
    assert_eq!(three.cohen.value, Err(Undefined::NotTwo { coders: 3 }));
    assert_eq!(three.fleiss.value, Err(Undefined::Unequal { least: 2, most: 3 }));
    assert!(three.alpha.value.is_ok());

    let empty = vec![vec![Some(Vec::new()); 2]; 3];
    assert_eq!(on_sets(&empty, NO_DRAWS).unwrap().alpha.value, Err(Undefined::OneCategory));
}

#[test]
fn a_rare_tag_is_explained_and_too_few_are_called_too_few() {
    let mut coders = vec![Vec::new(), Vec::new()];
    for (a, b, times) in [(1, 1, 10), (1, 0, 10), (0, 1, 10), (0, 0, 970)] {
        for _ in 0..times {
            coders[0].push(Some(a));
            coders[1].push(Some(b));
        }
    }
    let found = figures(&coders);
    let four = found.yes_no.as_ref().unwrap().four.unwrap();
    assert_eq!((four.both, four.only_first, four.only_second, four.neither), (10, 10, 10, 970));
    assert_eq!(found.yes_no.as_ref().unwrap().positive.value, Ok(0.5));
    assert_eq!(
        found.sentence(),
        "Of 1000 notes, both coders saw it in 10 and only one in 20. Beyond chance they agree .49 \
         (below .667, which many take as too little to build on). The tag is rare, so most of the \
         agreement is easy, and it is the rest that counts: who said yes met another yes 50 times in \
         100"
    );
    let yes = |times: usize| (0..40).map(|at| Some(u16::from(at < times))).collect::<Vec<_>>();
    assert_eq!(
        figures(&[yes(3), yes(3)]).sentence(),
        "Of 40 notes, both coders saw it in 3, and nobody else did; too few to tell"
    );
    assert!(!figures(&[yes(5), yes(5)]).is_too_few());
    assert!(figures(&[yes(5)[..19].to_vec(), yes(5)[..19].to_vec()]).is_too_few());
}

#[test]
fn an_interval_follows_from_its_seed_and_gets_narrower_with_more_notes() {
    let coders = |units: usize| -> Vec<Vec<Cell>> {
        let noisy = |coder: usize, unit: usize| {
            let truth = unit.is_multiple_of(3);
            let slips = (unit * 7 + coder * 13).is_multiple_of(11);
            Some(u16::from(truth != slips))
        };
        (0..3).map(|coder| (0..units).map(|unit| noisy(coder, unit)).collect()).collect()
    };
    let at = |units: usize, seed: u64| {
        agreement(&table(&coders(units)), Draws::seeded(seed)).unwrap().alpha
    };
    let [few, again, other, many] = [at(44, 1), at(44, 1), at(44, 2), at(440, 1)];
    assert_eq!(few, again);
    assert_ne!(few.interval, other.interval);
    assert_eq!(few.value, other.value);
    let wide = |figure: Figure| {
        let interval = figure.interval.unwrap();
        let value = figure.value.unwrap();
        assert!(interval.low < value && value < interval.high, "{figure:?}");
        interval.high - interval.low
    };
    // Ten times as many notes: about the square root of ten narrower.
    let ratio = wide(few) / wide(many);
    assert!((2.0..5.0).contains(&ratio), "{ratio}");
}

#[test]
fn an_interval_of_a_share_is_the_one_that_theory_gives() {
    // Two coders agree on 80 of 100: the share that agrees has a standard error of .04.
    let a = vec![Some(1); 100];
    let b: Vec<Cell> = (0..100).map(|at| Some(u16::from(at < 80))).collect();
    let found = agreement(&table(&[a, b]), Draws { seed: 3, samples: 4 * SAMPLES }).unwrap();
    let interval = found.percent.interval.unwrap();
    assert!((interval.low - 0.72).abs() < 0.015, "{interval:?}");
    assert!((interval.high - 0.88).abs() < 0.015, "{interval:?}");
    // Where one sample in twenty has no figure there is no interval.
    let once: Vec<Cell> = (0..40).map(|at| Some(u16::from(at == 0))).collect();
    let rare = agreement(&table(&[once.clone(), once]), Draws::seeded(1)).unwrap();
    assert_eq!(rare.alpha, Figure { value: Ok(1.0), interval: None });
}

#[test]
fn sets_that_are_drawn_by_unit_and_by_set_agree_with_plain_tables() {
    // One tag alone: a set has it or not, and the distance of two sets is 0 or 1, as between categories.
    let said = |coder: usize, unit: usize| (unit * (coder + 2)) % 5 < 2;
    let units: Vec<Vec<Set>> = (0..60)
        .map(|unit| (0..3).map(|c| Some(if said(c, unit) { vec![7] } else { vec![] })).collect())
        .collect();
    let plain: Vec<Vec<Cell>> =
        (0..3).map(|c| (0..60).map(|unit| Some(u16::from(said(c, unit)))).collect()).collect();
    let draws = Draws::seeded(5);
    let (plain, sets) = whole(&[table(&plain)], &[&units], draws);
    assert!((plain[0].alpha.value.unwrap() - sets[0].alpha.value.unwrap()).abs() < 1e-12);
    let (a, b) = (plain[0].alpha.interval.unwrap(), sets[0].alpha.interval.unwrap());
    assert!((a.low - b.low).abs() < 1e-5 && (a.high - b.high).abs() < 1e-5, "{a:?} {b:?}");
    // With a set of its own for each coding there are more sets than units.
    let own: Vec<Vec<Set>> =
        (0..30u16).map(|u| (0..4).map(|c| Some(vec![0, 1 + u * 4 + c])).collect()).collect();
    let found = on_sets(&own, draws).unwrap();
    let interval = found.alpha.interval.unwrap();
    assert!(interval.low <= found.alpha.value.unwrap() + 0.05, "{found:?}");
}

/// Codings of up to five coders with up to four categories, some missing.
fn any_table() -> impl Strategy<Value = Vec<Vec<Cell>>> {
    (2usize..6, 1usize..25, 2u16..5).prop_flat_map(|(coders, units, categories)| {
        let cell = prop::option::weighted(0.8, 0..categories);
        prop::collection::vec(prop::collection::vec(cell, units), coders)
    })
}

fn same(a: Result<f64, Undefined>, b: Result<f64, Undefined>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => (a - b).abs() < 1e-9,
        (a, b) => a == b,
    }
}

fn all(found: &Agreement) -> [Result<f64, Undefined>; 5] {
    [found.percent, found.cohen, found.fleiss, found.alpha, found.ac1].map(|figure| figure.value)
}

proptest! {
    #[test]
    fn names_of_categories_and_order_of_coders_and_units_do_not_matter(
        coders in any_table(), turn in 0usize..5, shift in 0u16..4,
    ) {
        let before = figures(&coders);
        let mut after = coders.clone();
        for cell in after.iter_mut().flatten().flatten() {
            *cell = (*cell + shift) % 4 + 2;
        }
        let turn = turn % coders.len();
        after.rotate_left(turn);
        for coder in &mut after {
            coder.reverse();
        }
        let after = figures(&after);
        for (a, b) in all(&before).into_iter().zip(all(&after)) {
            prop_assert!(same(a, b), "{before:?}\n{after:?}");
        }
        prop_assert_eq!(before.counted + before.not_counted, coders[0].len());
    }

    #[test]
    fn coders_who_say_the_same_agree_fully_where_they_say_two_things(
        mut said in prop::collection::vec(0u16..3, 2..30), coders in 2usize..6,
    ) {
        said[0] = 0;
        said[1] = 1;
        let row: Vec<Cell> = said.into_iter().map(Some).collect();
        let found = figures(&vec![row; coders]);
        prop_assert!(same(found.alpha.value, Ok(1.0)));
        prop_assert!(same(found.fleiss.value, Ok(1.0)));
        prop_assert!(same(found.ac1.value, Ok(1.0)));
        prop_assert_eq!(found.cohen.value.is_ok(), coders == 2);
    }

    #[test]
    fn a_figure_is_there_or_says_why_and_lies_where_it_can(coders in any_table()) {
        let found = figures(&coders);
        let pairable = (0..coders[0].len())
            .filter(|unit| coders.iter().filter(|coder| coder[*unit].is_some()).count() >= 2);
        prop_assert_eq!(found.counted, pairable.clone().count());
        let mut values: Vec<u16> =
            pairable.flat_map(|unit| coders.iter().filter_map(move |c| c[unit])).collect();
        values.sort_unstable();
        values.dedup();
        let expected = match values.len() {
            0 => Some(Undefined::NoPair),
            1 => Some(Undefined::OneCategory),
            _ => None,
        };
        prop_assert_eq!(found.alpha.value.err(), expected);
        for value in all(&found).into_iter().flatten() {
            prop_assert!((-1.0..=1.0 + 1e-12).contains(&value), "{found:?}");
        }
    }
}
