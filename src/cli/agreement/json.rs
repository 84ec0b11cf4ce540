//! Agreement as JSON, described in `docs/rounds.md`. A figure that cannot be had is null, with a word
//! for the reason.

use serde_json::{Map, Value, json};

use crate::analysis::agreement::{Agreement, Draws, Figure, SetAgreement, Undefined};
use crate::analysis::round::Compared;
use crate::files::codings::Coded;
use crate::study::Round;

/// One figure.
pub(super) fn figure(figure: &Figure) -> Value {
    match figure.value {
        Ok(value) => json!({
            "value": value,
            "low": figure.interval.map(|interval| interval.low),
            "high": figure.interval.map(|interval| interval.high),
        }),
        Err(why) => undefined(why),
    }
}

fn undefined(why: Undefined) -> Value {
    json!({ "value": null, "undefined": why.word(), "why": why.to_string() })
}

/// The figures for one tag, or one table.
pub(super) fn agreement(found: &Agreement) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        object.insert(name.to_owned(), value);
    };
    put("counted", json!(found.counted));
    put("not_counted", json!(found.not_counted));
    put("percent", figure(&found.percent));
    put("cohen_kappa", figure(&found.cohen));
    put("fleiss_kappa", figure(&found.fleiss));
    put("alpha", figure(&found.alpha));
    put("ac1", figure(&found.ac1));
    if let Some(yes_no) = &found.yes_no {
        put("positive", figure(&yes_no.positive));
        put("negative", figure(&yes_no.negative));
        put("prevalence", figure(&yes_no.prevalence));
        let seen = yes_no.seen;
        put(
            "seen",
            json!({"by_all": seen.by_all, "by_some": seen.by_some, "by_none": seen.by_none}),
        );
        if let Some(four) = yes_no.four {
            put(
                "four",
                json!({
                    "both": four.both, "only_first": four.only_first,
                    "only_second": four.only_second, "neither": four.neither,
                }),
            );
        }
    }
    put("too_few", json!(found.is_too_few()));
    put("sentence", json!(found.sentence()));
    object
}

/// The figures for sets of tags.
pub(super) fn sets(found: &SetAgreement) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("counted".to_owned(), json!(found.counted));
    object.insert("not_counted".to_owned(), json!(found.not_counted));
    object.insert("same".to_owned(), json!(found.same));
    let percent = found.percent.map_or_else(undefined, |value| json!({ "value": value }));
    object.insert("percent".to_owned(), percent);
    object.insert("alpha_masi".to_owned(), figure(&found.alpha));
    object.insert("sentence".to_owned(), json!(found.sentence()));
    object
}

pub(super) fn drawn(object: &mut Map<String, Value>, draws: Draws) {
    object.insert("seed".to_owned(), json!(draws.seed));
    object.insert("samples".to_owned(), json!(draws.samples));
}

pub(super) fn of_table(
    coded: &Coded,
    categories: &[String],
    found: &Agreement,
    draws: Draws,
) -> Value {
    let mut object = agreement(found);
    object.insert("units".to_owned(), json!(coded.units.len()));
    object.insert("coders".to_owned(), json!(coded.coders));
    object.insert("categories".to_owned(), json!(categories));
    drawn(&mut object, draws);
    Value::Object(object)
}

pub(super) fn of_table_of_sets(coded: &Coded, found: &SetAgreement, draws: Draws) -> Value {
    let mut object = sets(found);
    object.insert("units".to_owned(), json!(coded.units.len()));
    object.insert("coders".to_owned(), json!(coded.coders));
    drawn(&mut object, draws);
    Value::Object(object)
}

/// A closed round. Coders are numbers only: who differs from whom is not for export.
pub(super) fn of_round(round: Round<'_>, compared: &Compared, draws: Draws) -> Value {
    let tags: Vec<Value> = compared
        .tags
        .iter()
        .map(|(name, found)| {
            let mut object = agreement(found);
            object.insert("tag".to_owned(), json!(name));
            Value::Object(object)
        })
        .collect();
    let groups: Vec<Value> = compared
        .groups
        .iter()
        .map(|(name, found)| {
            let mut object = sets(found);
            object.insert("group".to_owned(), json!(name));
            Value::Object(object)
        })
        .collect();
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        object.insert(name.to_owned(), value);
    };
    put("round", json!(round.sheet().id().code().short()));
    put("coders", json!(compared.coders));
    put("handed_in", json!(compared.handed_in));
    put("does_not_fit", json!(compared.does_not_fit));
    put("not_checked", json!(compared.not_checked));
    put("on_its_way", json!(compared.on_its_way));
    put("notes", json!(compared.notes));
    put("gone", json!(compared.gone));
    put("reworded", json!(compared.reworded));
    put("tags", json!(tags));
    put("groups", json!(groups));
    put("all", json!(compared.all.as_ref().map(sets)));
    drawn(&mut object, draws);
    Value::Object(object)
}
