//! Tallies as JSON: one object on one line, described in `docs/json.md`.

use serde_json::{Map, Value, json};

use super::Counted;
use crate::analysis::heat::Heat;
use crate::analysis::pairs::Pairs;
use crate::analysis::saturation::{STEP, Step};
use crate::analysis::{Count, Tally};

/// Monday first, as the rows of a heat table stand.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What was counted, as an object with `by`, `denominator` and `rows`.
pub(super) fn line(counted: &Counted, rows: &str, columns: &str) -> Value {
    match counted {
        Counted::Tally(tally) => of_tally(tally),
        Counted::Heat(heat) => of_heat(heat),
        Counted::Pairs(pairs) => of_pairs(pairs, rows, columns),
        Counted::Saturation(steps, denominator) => of_saturation(steps, *denominator),
    }
}

/// An object with the name and the count; a masked count is null and says so.
pub(in crate::cli) fn counted(name: &str, count: Count) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("name".to_owned(), json!(name));
    row.insert("count".to_owned(), json!(count.shown()));
    match count {
        Count::Shown(_) => {}
        Count::Masked(threshold) => {
            row.insert("masked".to_owned(), json!(true));
            row.insert("below".to_owned(), json!(threshold));
        }
        Count::Withheld => {
            row.insert("masked".to_owned(), json!(true));
        }
    }
    row
}

fn of_tally(tally: &Tally) -> Value {
    let rows: Vec<Value> = tally
        .rows
        .iter()
        .map(|row| {
            let mut object = counted(&row.name, row.count);
            let figure = |of: fn(&crate::analysis::Share) -> f64| json!(row.share.as_ref().map(of));
            object.insert("share".to_owned(), figure(|share| share.share));
            object.insert("low".to_owned(), figure(|share| share.low));
            object.insert("high".to_owned(), figure(|share| share.high));
            object.insert("query".to_owned(), json!(row.term));
            Value::Object(object)
        })
        .collect();
    json!({ "by": tally.by.word(), "denominator": tally.denominator.shown(), "rows": rows })
}

fn of_heat(heat: &Heat) -> Value {
    let hour = |(hour, count): (usize, &Count)| Value::Object(counted(&hour.to_string(), *count));
    let days = DAYS.iter().zip(&heat.days).zip(&heat.cells);
    let rows: Vec<Value> = days
        .map(|((name, total), cells)| {
            let mut row = counted(name, *total);
            let cells: Vec<Value> = cells.iter().enumerate().map(hour).collect();
            row.insert("hours".to_owned(), json!(cells));
            Value::Object(row)
        })
        .collect();
    json!({ "by": "heat", "denominator": heat.denominator.shown(), "rows": rows })
}

fn of_pairs(pairs: &Pairs, rows: &str, columns: &str) -> Value {
    let rows_group = rows;
    let rows: Vec<Value> = pairs
        .rows
        .iter()
        .map(|row| {
            let cells = pairs.columns.iter().zip(&row.cells);
            let cells: Vec<Value> =
                cells.map(|(name, count)| Value::Object(counted(name, *count))).collect();
            let mut object = counted(&row.name, row.count);
            object.insert("with".to_owned(), json!(cells));
            object.insert("without".to_owned(), Value::Object(counted("none", row.none)));
            Value::Object(object)
        })
        .collect();
    json!({
        "by": "pairs",
        "denominator": pairs.denominator.shown(),
        "rows_group": rows_group,
        "columns_group": columns,
        "rows": rows,
    })
}

fn of_saturation(steps: &[Step], denominator: Count) -> Value {
    let rows: Vec<Value> = steps
        .iter()
        .map(|step| {
            json!({
                "name": step.upto.to_string(),
                "count": step.new.len(),
                "new": step.new,
                "total": step.total,
            })
        })
        .collect();
    json!({ "by": "saturation", "denominator": denominator.shown(), "step": STEP, "rows": rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{By, Row, Share};

    #[test]
    fn a_tally_has_the_fields_that_scripts_rely_on() {
        let row = Row {
            name: "s.check".into(),
            term: Some("tag:s.check".into()),
            count: Count::Shown(6),
            share: Some(Share { share: 0.5, low: 0.25, high: 0.75 }),
        };
        let tally = Tally { by: By::Tag, denominator: Count::Shown(12), rows: vec![row] };
        assert_eq!(
            of_tally(&tally),
            json!({ "by": "tag", "denominator": 12, "rows": [{
                "name": "s.check", "count": 6, "share": 0.5, "low": 0.25, "high": 0.75,
                "query": "tag:s.check",
            }]})
        );
    }

    #[test]
    fn a_masked_count_is_no_number_and_says_below_what_it_is() {
        let row = Row { name: "court".into(), term: None, count: Count::Masked(5), share: None };
        let tally = Tally { by: By::Setting, denominator: Count::Shown(40), rows: vec![row] };
        assert_eq!(
            of_tally(&tally)["rows"][0],
            json!({
                "name": "court", "count": null, "masked": true, "below": 5,
                "share": null, "low": null, "high": null, "query": null,
            })
        );
    }
}
