//! What `docs/query.md` says is so.

use crate::sample::seen;
use asdone::analysis::{Order, Query};

use asdone::study::Moment;

use crate::sample::{at, corpus_of, eight};

const PAGE: &str = include_str!("../../docs/query.md");

/// Two hours after the last of the eight notes.
fn now() -> Moment {
    at("2026-03-03T16:30:00+00:00")
}

/// The first cell of each row of the page's tables, and the terms that the text mentions.
fn examples() -> Vec<String> {
    let row = |line: &str| {
        let cell = line.strip_prefix("| `")?.split_once("` |")?.0;
        Some(cell.to_owned())
    };
    let mut found: Vec<String> = PAGE.lines().filter_map(row).collect();
    let prose = PAGE.split("```").step_by(2).flat_map(|part| part.split('`').skip(1).step_by(2));
    found.extend(prose.filter(|code| code.contains(':') && !code.ends_with(':')).map(String::from));
    found
}

#[test]
fn every_example_finds_something() {
    let study = eight().study();
    let corpus = corpus_of(&study);
    let examples = examples();
    assert!(examples.len() > 50, "{examples:?}");
    for example in examples {
        let query = Query::parse(&example, &study, now());
        let query = query.unwrap_or_else(|error| panic!("{}", error.pointed_at(&example)));
        let found = query.run(seen(&study), &corpus, Order::Newest);
        assert!(
            !found.hits.is_empty() || example.starts_with("day:sat") || example == "id:8",
            "{example} finds nothing"
        );
    }
}

#[test]
fn every_mistake_is_pointed_at_as_it_says() {
    let study = eight().study();
    let block = PAGE.split("```text\n").nth(1).expect("the block").split("```").next();
    let blocks: Vec<&str> = block.expect("its end").trim_end().split("\n\n").collect();
    assert!(blocks.len() > 10);
    for said in blocks {
        let typed = said.lines().next().expect("a query");
        let error = Query::parse(typed, &study, now()).expect_err(typed);
        assert_eq!(format!("{}\n{error}", error.pointed_at(typed)), said);
    }
}
