//! Counting, and what may be shown of it.

use crate::sample::seen;
use asdone::analysis::heat::heat;
use asdone::analysis::pairs::pairs;
use asdone::analysis::saturation::saturation;
use asdone::analysis::trend::trend;
use asdone::analysis::{By, Count, Order, Query, Tally, tally};
use asdone::study::{Kind, Status, Study, StudyField, TagField, Whose};
use proptest::prelude::*;

use crate::sample::{Sample, all, at, corpus_of, eight, generated, mixed, note, now, study_of};

fn counts(tally: &Tally) -> Vec<(&str, u64)> {
    tally.rows.iter().map(|r| (r.name.as_str(), r.count.shown().expect("not masked"))).collect()
}

fn used(tally: &Tally) -> Vec<(&str, u64)> {
    counts(tally).into_iter().filter(|(_, count)| *count > 0).collect()
}

#[test]
fn the_eight_notes_are_counted_every_way() {
    let study = eight().study();
    let by = |by| tally(seen(&study), &all(&study), by);
    let tags = by(By::Tag);
    assert_eq!(tags.denominator, Count::Shown(7));
    assert_eq!(&counts(&tags)[..2], [("p.anticipate", 2), ("s.check", 2)]);
    assert!(counts(&tags).contains(&("t.place", 0)), "what was never used is shown");
    assert!(counts(&tags).contains(&("hand-copy", 1)));
    assert_eq!(
        used(&by(By::Group)),
        [
            ("TRIGGER", 3),
            ("SAFETY-KEPT", 3),
            ("POTENTIAL", 2),
            ("WORKAROUND", 1),
            ("no group", 1),
            ("untagged", 2)
        ]
    );
    assert_eq!(
        counts(&by(By::Kind)),
        [
            ("ordinary", 1),
            ("adjustment", 1),
            ("workaround", 2),
            ("surprise", 1),
            ("kept-safe", 1),
            ("no kind", 1)
        ]
    );
    assert_eq!(
        counts(&by(By::Setting)),
        [("duty desk", 1), ("home visit", 1), ("court", 1), ("Zoë's flat", 1), ("no setting", 3)]
    );
    assert_eq!(counts(&by(By::Origin)), [("spontaneous", 6), ("prompted", 1)]);
    assert_eq!(counts(&by(By::Stance)), [("own", 5), ("seen", 1), ("joint", 1)]);
    assert_eq!(by(By::Hour).rows.len(), 24);
    assert_eq!(used(&by(By::Hour))[0], ("08", 1));
    assert_eq!(
        counts(&by(By::Weekday)),
        [("Mon", 2), ("Tue", 3), ("Wed", 0), ("Thu", 0), ("Fri", 1), ("Sat", 0), ("Sun", 1)]
    );
    let weeks = by(By::Week);
    assert_eq!(weeks.rows.first().map(|row| row.name.as_str()), Some("2025-08-25"));
    assert_eq!(weeks.rows.len(), 28, "weeks without any are there too");
    assert_eq!(used(&weeks).len(), 5);
}

#[test]
fn a_share_has_its_interval_and_an_empty_study_has_none() {
    let study = eight().study();
    let kinds = tally(seen(&study), &all(&study), By::Kind);
    let share = kinds.rows[2].share.expect("a share");
    assert!(
        (share.share - 2.0 / 7.0).abs() < 1e-12
            && share.low < share.share
            && share.share < share.high
    );
    let empty = tally(seen(&study), &[], By::Kind);
    assert_eq!(empty.denominator, Count::Shown(0));
    assert!(empty.rows.iter().all(|row| row.share.is_none() && row.count == Count::Shown(0)));
    for by in By::ALL {
        let _ = tally(seen(&Sample::default().study()), &[], *by);
    }
    assert!(trend(seen(&study), &[]).is_empty() && saturation(seen(&study), &[]).is_empty());
}

#[test]
fn the_term_of_a_row_finds_just_what_it_counts() {
    let mut sample = eight();
    for name in ["none", "Home Visit", "a \"quoted\" place\\", "home*", "or"] {
        let mut note = note(mixed(name.len() as u64), name);
        note.setting = Some(name.into());
        sample.record(note);
    }
    sample.tag_field("s.check", TagField::Name("second look".into()));
    sample.tag_field("t.tool", TagField::Name("T.Kit".into()));
    sample.tag_field("t.info", TagField::Name("t.staff".into()));
    sample.tag_field("hand-copy", TagField::Group("paper & pen".into()));
    sample.merge("t.outside", "t.info");
    let study = sample.study();
    let corpus = corpus_of(&study);
    for by in By::ALL {
        for row in tally(seen(&study), &all(&study), *by).rows {
            let term = row.term.unwrap_or_else(|| panic!("{by:?} {} has a term", row.name));
            let query = Query::parse(&term, &study, now());
            let query =
                query.unwrap_or_else(|error| panic!("{}\n{error}", error.pointed_at(&term)));
            let found = query.run(seen(&study), &corpus, Order::Newest).hits.len() as u64;
            assert_eq!(Count::Shown(found), row.count, "{by:?} {term}");
        }
    }
}

#[test]
fn retired_tags_are_counted_where_used_and_merged_ones_count_for_their_heirs() {
    let mut sample = eight();
    sample.tag_field("t.staff", TagField::Status(Status::Retired));
    sample.tag_field("t.place", TagField::Status(Status::Retired));
    sample.merge("s.check", "s.relate");
    let study = sample.study();
    let tags = tally(seen(&study), &all(&study), By::Tag);
    let find = |name: &str| counts(&tags).into_iter().find(|(n, _)| *n == name).map(|(_, n)| n);
    assert_eq!(find("t.staff"), Some(1));
    assert_eq!(find("t.place"), None);
    assert_eq!(find("s.check"), None);
    assert_eq!(find("s.relate"), Some(3));
}

#[test]
fn hours_and_days_make_a_heat_table() {
    let study = eight().study();
    let heat = heat(seen(&study), &all(&study));
    assert_eq!(heat.cells[1][14], Count::Shown(1));
    assert_eq!(heat.days[1], Count::Shown(3));
    assert_eq!(heat.hours[23], Count::Shown(1));
    assert_eq!(heat.denominator, Count::Shown(7));
    let sum: u64 = heat.cells.iter().flatten().filter_map(|cell| cell.shown()).sum();
    assert_eq!(sum, 7);
}

#[test]
fn triggers_are_set_against_what_answered_them() {
    let mut sample = Sample::new();
    sample.note("a", &["t.staff", "a.share", "a.extra"]);
    sample.note("b", &["t.staff", "w.stand-in"]);
    sample.note("c", &["t.staff"]);
    sample.note("d", &["t.tool", "a.share"]);
    sample.note("e", &["a.share"]);
    let study = sample.study();
    let table = pairs(seen(&study), &all(&study), "trigger", "ADJUSTMENT + WORKAROUND");
    assert_eq!(table.denominator, Count::Shown(5));
    assert_eq!(table.columns.len(), 10);
    let first = &table.rows[0];
    let cell =
        |name: &str| first.cells[table.columns.iter().position(|c| c == name).expect("a column")];
    assert_eq!(
        (first.name.as_str(), first.count, first.none),
        ("t.staff", Count::Shown(3), Count::Shown(1))
    );
    assert_eq!(
        (cell("a.share"), cell("a.extra"), cell("w.stand-in")),
        (Count::Shown(1), Count::Shown(1), Count::Shown(1))
    );
    assert_eq!(table.rows[1].name, "t.tool");
    assert_eq!(table.rows.len(), 8);
    let own = pairs(seen(&study), &all(&study), "ADJUSTMENT", "ADJUSTMENT");
    assert_eq!((own.rows[0].name.as_str(), own.rows[0].none), ("a.share", Count::Shown(2)));
    assert!(pairs(seen(&study), &all(&study), "no such group", "TRIGGER").rows.is_empty());
}

#[test]
fn new_tags_are_counted_in_steps_of_twenty_in_the_order_of_recording() {
    let mut sample = Sample::new();
    for nth in 0..45u64 {
        let mut note = note(nth, "x");
        note.recorded_at = at("2026-01-01T00:00:00+00:00").plus_minutes(45 - nth as i64);
        let tag = match nth {
            44 => Some("t.tool"),
            10 => Some("s.check"),
            0 => Some("t.tool"),
            _ => None,
        };
        note.tags = tag.into_iter().map(crate::sample::key).collect();
        sample.record(note);
    }
    let study = sample.study();
    let steps = saturation(seen(&study), &all(&study));
    let shown: Vec<(usize, Vec<&str>, usize)> = steps
        .iter()
        .map(|step| (step.upto, step.new.iter().map(String::as_str).collect(), step.total))
        .collect();
    assert_eq!(shown, [(20, vec!["t.tool"], 1), (40, vec!["s.check"], 2), (45, vec![], 2)]);
}

#[test]
fn ones_own_record_is_never_masked() {
    let study = eight().study();
    let shown = |count: &Count| matches!(count, Count::Shown(_));
    for by in By::ALL {
        assert!(tally(seen(&study), &all(&study), *by).rows.iter().all(|row| shown(&row.count)));
    }
    assert!(heat(seen(&study), &all(&study)).cells.iter().flatten().all(shown));
}

#[test]
fn small_counts_of_a_teams_record_are_masked_everywhere() {
    let small = eight().whose(Whose::Team).study();
    for by in By::ALL {
        let tally = tally(seen(&small), &all(&small), *by);
        assert!(tally.rows.iter().all(|row| row.count.shown().is_none_or(|n| n == 0 || n >= 5)));
        assert!(tally.rows.iter().all(|row| row.count.shown().is_some() || row.share.is_none()));
    }
    let few = tally(seen(&small), &all(&small)[..3], By::Kind);
    assert_eq!(few.denominator, Count::Masked(5));
    let heat = heat(seen(&small), &all(&small));
    assert!(heat.cells.iter().flatten().all(|cell| cell.shown().is_none_or(|n| n == 0 || n >= 5)));
    let weeks = trend(seen(&small), &all(&small));
    assert!(weeks.iter().all(|week| week.count.shown().is_none_or(|n| n == 0 || n >= 5)));
    let table = pairs(seen(&small), &all(&small), "TRIGGER", "SAFETY-KEPT");
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().chain([&row.count, &row.none]));
    assert!(cells.into_iter().all(|cell| cell.shown().is_none_or(|n| n == 0 || n >= 5)));
}

#[test]
fn the_threshold_is_the_studys_own() {
    let mut sample = eight().whose(Whose::Organisation);
    sample.set(StudyField::Threshold(3));
    let study = sample.study();
    let days = tally(seen(&study), &all(&study), By::Weekday);
    let shown: Vec<String> = days.rows.iter().map(|row| row.count.to_string()).collect();
    assert_eq!(shown, ["<3", "3", "0", "0", "<3", "0", "<3"]);
}

#[test]
fn masked_rows_stand_in_an_order_that_tells_nothing() {
    let mut sample = Sample::new().whose(Whose::Team);
    for (tag, times) in [("t.staff", 1), ("t.tool", 4), ("t.info", 9), ("t.place", 3)] {
        for _ in 0..times {
            sample.note("x", &[tag]);
        }
    }
    for _ in 0..50 {
        sample.note("x", &[]);
    }
    let study = sample.study();
    let tags = tally(seen(&study), &all(&study), By::Tag);
    let masked: Vec<&str> = tags
        .rows
        .iter()
        .filter(|row| row.count == Count::Masked(5))
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(masked, ["t.staff", "t.tool", "t.place"], "as the codebook lists them");
}

#[test]
fn what_follows_from_untagged_is_not_given_away() {
    // One tag on three notes, 50 without any: 53 and 50 would tell the 3.
    let mut sample = Sample::new().whose(Whose::Team);
    for _ in 0..3 {
        sample.note("x", &["t.tool"]);
    }
    for _ in 0..50 {
        sample.note("x", &[]);
    }
    let study = sample.study();
    let tags = tally(seen(&study), &all(&study), By::Tag);
    let hidden = |name: &str| {
        tags.rows.iter().find(|row| row.name == name).is_some_and(|row| row.count.shown().is_none())
    };
    assert!(hidden("t.tool") && (hidden("untagged") || tags.denominator.shown().is_none()));
}

fn portrait(study: &Study) -> String {
    let among = all(study);
    let tallies: Vec<Tally> = By::ALL.iter().map(|by| tally(seen(study), &among, *by)).collect();
    format!(
        "{tallies:?} {:?} {:?} {:?} {:?}",
        heat(seen(study), &among),
        trend(seen(study), &among),
        saturation(seen(study), &among),
        pairs(seen(study), &among, "TRIGGER", "ADJUSTMENT+WORKAROUND"),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_arrival_does_not_matter(seed in any::<u64>(), team in any::<bool>()) {
        let mut sample = eight();
        for nth in 0..40u64 {
            let dice = mixed(seed ^ nth);
            let mut note = note(dice, "x");
            note.kind = Kind::ALL.get(dice as usize % 6).copied();
            note.setting = ["one", "two", "three"].get(dice as usize >> 8 & 3).map(|s| (*s).into());
            note.tags = ["t.staff", "a.share", "w.stand-in", "mine", "yours"]
                .iter()
                .enumerate()
                .filter(|(bit, _)| dice >> (16 + bit * 2) & 3 == 0)
                .map(|(_, tag)| crate::sample::key(tag))
                .collect();
            sample.record(note);
        }
        let sample = if team { sample.whose(Whose::Team) } else { sample };
        let mut shuffled = sample.entries.clone();
        shuffled.sort_by_key(|entry| mixed(entry.header.seq ^ seed));
        prop_assert_eq!(portrait(&sample.study()), portrait(&study_of(shuffled)));
    }
}

#[test]
fn a_large_record_adds_up() {
    let study = generated(3_000);
    let among = all(&study);
    for by in [By::Kind, By::Setting, By::Origin, By::Stance, By::Hour, By::Weekday, By::Week] {
        let sum: u64 =
            tally(seen(&study), &among, by).rows.iter().filter_map(|r| r.count.shown()).sum();
        assert_eq!(sum, 3_000, "{by:?}");
    }
    let weeks: u64 = trend(seen(&study), &among).iter().filter_map(|week| week.count.shown()).sum();
    assert_eq!(weeks, 3_000);
}
