//! The practice study: some 300 invented observations over eight weeks, plainly marked, and the life
//! of a study around them.
//!
//! The table beside this file counts days from a Monday, so that weekdays stay weekdays wherever
//! in the year the study is opened.

mod life;
mod words;

use chrono::{Datelike, Days, NaiveDate};

use super::codebook::default_cards;
use super::table;
use crate::actions::{Context, Deed, Founding, found, when};
use crate::study::{
    Change, Extras, ItemId, Kind, Moment, Observation, ObservationId, Origin, Source, Stance,
    StudyId, TagKey, Whose,
};

/// The practice study is the same one everywhere.
const STUDY: StudyId = StudyId(0x6173_646f_6e65_8000_8000_7072_6163_7469);

/// Days that the table spans: eight weeks.
const SPAN: u64 = 56;

/// What is said later of some of them, in turn.
const LATER: [&str; 4] = [
    "It held: nobody had to come back to it that week.",
    "Told in the team meeting; two others had done the same.",
    "The form has since been changed, so this is no longer needed.",
    "Nobody has said anything about it since.",
];

/// The deeds that make the practice study, ending with the last Sunday before `context.now`.
/// Everything in it stands in the one act that begins the study, so undo leaves it alone.
pub fn deeds(context: &Context<'_>) -> Vec<Deed> {
    let rows = rows(context);
    let mut settings: Vec<String> = Vec::new();
    for setting in rows.iter().filter_map(|row| row.setting.as_ref()) {
        if !settings.contains(setting) {
            settings.push(setting.clone());
        }
    }
    let founding = Founding {
        name: "Practice study (invented)".to_owned(),
        pseudonym: "practice".to_owned(),
        settings,
        codebook: default_cards(),
        whose: Whose::Own,
    };
    // The words above are fixed and can always be saved.
    let Ok(mut deed) = found(context, &founding) else { return Vec::new() };
    for change in &mut deed.changes {
        if let Change::Founded { study, .. } = change {
            *study = STUDY;
        }
    }
    let notes: Vec<ObservationId> = rows.iter().map(|row| row.id).collect();
    let histories: Vec<Change> =
        rows.iter().enumerate().flat_map(|(place, row)| history(place, row)).collect();
    deed.changes.extend(rows.into_iter().map(|row| Change::Recorded(Box::new(row))));
    deed.changes.extend(histories);
    let life = life::changes(&deed.changes, &notes, first_day(context.now), context);
    deed.changes.extend(life);
    deed.said = "made the practice study; everything in it is invented".to_owned();
    vec![deed]
}

/// The Monday eight weeks before the last Sunday that is over.
fn first_day(now: Moment) -> NaiveDate {
    let today = now.local().date();
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    monday - Days::new(SPAN)
}

fn rows(context: &Context<'_>) -> Vec<Observation> {
    let first = first_day(context.now);
    // A test says that every row can be read.
    let rows = table::shipped(include_str!("demo.tsv"));
    rows.enumerate().filter_map(|(place, row)| observation(place, &row, first, context)).collect()
}

fn observation(
    place: usize,
    row: &table::Cells,
    first: NaiveDate,
    context: &Context<'_>,
) -> Option<Observation> {
    let cells: Vec<&str> = row.iter().map(str::trim).collect();
    let [day, time, delay, kind, setting, stance, origin, tags, text] = cells.as_slice() else {
        return None;
    };
    let time = when::line::plain_clock(time)?;
    let date = first.checked_add_days(Days::new(day.parse().ok()?))?;
    let happened_at = Moment::at_local(date.and_time(time), context.now.offset);
    let recorded_at = happened_at.plus_minutes(delay.parse().unwrap_or(0));
    let prompted = *origin == Origin::Prompted(None).word();
    Some(Observation {
        id: ObservationId::derived(STUDY, &["practice", &place.to_string()]),
        text: (*text).to_owned(),
        kind: Kind::parse(kind),
        happened_at,
        recorded_at,
        setting: Some((*setting).to_owned()).filter(|setting| !setting.is_empty()),
        stance: Stance::parse(stance).unwrap_or(Stance::Own),
        origin: if prompted { Origin::Prompted(Some(recorded_at)) } else { Origin::Spontaneous },
        source: Source::Practice,
        extras: Extras::NONE,
        tags: tags
            .split(|c: char| matches!(c, ';' | ',') || c.is_whitespace())
            .filter_map(TagKey::parse)
            .collect(),
    })
}

/// What was done since to some of the observations, so that there is a history to look at.
fn history(place: usize, row: &Observation) -> Option<Change> {
    let observation = row.id;
    let item = ItemId(ObservationId::derived(STUDY, &["practice item", &place.to_string()]).0);
    let after = |days: i64| row.recorded_at.plus_minutes(days * 24 * 60);
    match place {
        57 | 171 => Some(Change::Withdrawn {
            observation,
            item,
            reason: if place == 57 { "noted twice" } else { "the family asked" }.to_owned(),
            at: after(1),
        }),
        _ if place % 23 == 11 => {
            let text = LATER.get(place / 23 % LATER.len())?;
            Some(Change::LaterNoted { observation, item, text: (*text).to_owned(), at: after(4) })
        }
        _ if place % 41 == 20 => Some(Change::Amended {
            observation,
            item,
            text: format!("{} (this was the second time that week)", row.text),
            why: Some("left out at first".to_owned()),
            at: row.recorded_at.plus_minutes(20),
        }),
        _ => None,
    }
}
