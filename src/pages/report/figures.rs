//! Counts as pictures beside tables of the same numbers.

use maud::{Markup, html};

use super::Asked;
use crate::analysis::lessons::counted as in_words;
use crate::analysis::shift::coverage::Covered;
use crate::analysis::together::Together;
use crate::analysis::{Count, Coverage, Row, Share, Tally, wilson};
use crate::pages::chart::{self, About, Bar};
use crate::pages::words::{paragraphs, said, short};

/// "1 note", "<5 notes".
pub(super) fn notes(count: Count) -> String {
    in_words(count, "note", "notes")
}

fn percent(part: f64) -> String {
    format!("{:.0}", part * 100.0)
}

/// "38 % (31 to 46)".
fn share_said(share: Option<Share>) -> String {
    share.map_or_else(String::new, |share| {
        let [middle, low, high] = [share.share, share.low, share.high].map(percent);
        format!("{middle} % ({low} to {high})")
    })
}

/// A table in a frame that scrolls by itself where the page is narrow, with a caption.
pub(in crate::pages) fn framed(caption: &str, class: &str, head: &Markup, body: &Markup) -> Markup {
    html! {
        div.scroll role="region" aria-label=(caption) tabindex="0" {
            table class=[Some(class).filter(|class| !class.is_empty())] {
                caption { (caption) }
                thead { (head) }
                tbody { (body) }
            }
        }
    }
}

/// The tallies of the notes: by tag, group, kind, setting, week, hour and weekday.
pub(super) fn tallies(counted: &Together) -> Markup {
    html! {
        h3 { "Tags" }
        (tally("tags", "Notes by tag", "tag", &counted.tags))
        h3 { "Groups of tags" }
        (tally("groups", "Notes by group of tags", "group", &counted.groups))
        h3 { "Kind of note" }
        (tally("kinds", "Notes by kind", "kind", &counted.kinds))
        h3 { "Setting" }
        (tally("settings", "Notes by setting", "setting", &counted.settings))
        h3 { "Week by week" }
        (weeks(&counted.weeks))
        h3 { "Hour and day" }
        (heat(counted))
    }
}

const UNDER_BARS: &str = "Each bar is a share of the notes; the thin line under it is the 95 % \
                          interval. Rows without a bar are masked. The table below has the same \
                          numbers.";

fn tally(id: &str, title: &str, what: &str, tally: &Tally) -> Markup {
    let (used, never): (Vec<&Row>, Vec<&Row>) =
        tally.rows.iter().partition(|row| row.count != Count::Shown(0));
    let bars: Vec<Bar> = used
        .iter()
        .map(|row| Bar { name: row.name.clone(), count: row.count, share: row.share })
        .collect();
    if bars.is_empty() {
        return html! { p { "There is nothing to count." } };
    }
    let caption = format!("{title}, of {}", notes(tally.denominator));
    let head = html! {
        tr {
            th scope="col" { (what) }
            th.n scope="col" { "notes" }
            th.n scope="col" { "share, 95 % interval" }
        }
    };
    let body = html! {
        @for row in &used {
            tr {
                th scope="row" { (said(&row.name)) }
                td.n { (row.count) }
                td.n { (share_said(row.share)) }
            }
        }
    };
    html! {
        figure { (chart::bars(About { id, title, says: UNDER_BARS }, &bars)) }
        (framed(&caption, "", &head, &body))
        @if !never.is_empty() {
            p.note {
                "Never used: "
                @for (nth, row) in never.iter().enumerate() {
                    @if nth > 0 { ", " } (said(&row.name))
                }
                "."
            }
        }
    }
}

fn weeks(weeks: &Tally) -> Markup {
    if weeks.rows.is_empty() {
        return html! { p { "There is nothing to count." } };
    }
    let steps: Vec<(String, Count)> =
        weeks.rows.iter().map(|row| (row.name.clone(), row.count)).collect();
    let about = About {
        id: "weeks",
        title: "Notes by week",
        says: "A line over the weeks, each named by its Monday. The line has a gap where a count is \
               masked. The table below has the same numbers.",
    };
    let head = html! {
        tr { th scope="col" { "week from Monday" } th.n scope="col" { "notes" } }
    };
    let body = html! {
        @for row in &weeks.rows {
            tr { th scope="row" { (row.name) } td.n { (row.count) } }
        }
    };
    html! {
        figure { (chart::line(about, &steps)) }
        (framed(&format!("Notes by week, of {}", notes(weeks.denominator)), "", &head, &body))
    }
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn heat(counted: &Together) -> Markup {
    let heat = &counted.heat;
    let about = About {
        id: "heat",
        title: "Notes by hour and day of the week",
        says: "A cell for each hour of each day, deeper in colour the more notes there are. A star \
               stands where a count is masked. The table below has the same numbers.",
    };
    let hours: Vec<String> = (0..24)
        .map(|hour| if hour % 6 == 0 { format!("{hour:02}") } else { String::new() })
        .collect();
    let rows: Vec<&[Count]> = heat.cells.iter().map(|day| day.as_slice()).collect();
    let head = html! {
        tr {
            th scope="col" { "day" }
            @for hour in 0..24 { th.n scope="col" { (format!("{hour:02}")) } }
            th.n scope="col" { "all" }
        }
    };
    let body = html! {
        @for ((day, cells), all) in DAYS.iter().zip(&heat.cells).zip(&heat.days) {
            tr {
                th scope="row" { (day) }
                @for count in cells { td.n { (count) } }
                td.n { (all) }
            }
        }
        tr {
            th scope="row" { "all" }
            @for count in &heat.hours { td.n { (count) } }
            td.n { (heat.denominator) }
        }
    };
    html! {
        figure { (chart::heat(about, &DAYS, &hours, &rows)) }
        (framed("Notes by hour (across) and day of the week (down)", "tight", &head, &body))
    }
}

/// Triggers by what was done about them, and those that met nothing.
pub(super) fn together(counted: &Together) -> Markup {
    let Some(pairs) = counted.pairs.as_ref().filter(|pairs| !pairs.rows.is_empty()) else {
        return html! { p { "The codebook of this study has no triggers to set beside what was done." } };
    };
    let unmet: Vec<Bar> = pairs
        .rows
        .iter()
        .filter(|row| row.count != Count::Shown(0))
        .map(|row| Bar {
            name: row.name.clone(),
            count: row.none,
            share: row.none.shown().zip(row.count.shown()).and_then(|(n, of)| wilson(n, of)),
        })
        .collect();
    let about = About {
        id: "unmet",
        title: "Triggers that met no adjustment",
        says: "Each bar is the share of a trigger's notes in which no adjustment and no workaround \
               was noted. Rows without a bar are masked or have none. The table below has the same \
               numbers.",
    };
    let head = html! {
        tr {
            th scope="col" { "trigger" }
            th.n scope="col" { "notes" }
            @for name in &pairs.columns { th.n scope="col" { (said(name)) } }
            th.n scope="col" { "none of these" }
        }
    };
    let body = html! {
        @for row in &pairs.rows {
            tr {
                th scope="row" { (said(&row.name)) }
                td.n { (row.count) }
                @for count in &row.cells { td.n { (count) } }
                td.n { (row.none) }
            }
        }
    };
    html! {
        p {
            "What made an adjustment necessary, beside the adjustments and workarounds noted with \
            it. A trigger that met none of them was either borne as it was, or nobody noted what \
            was done about it."
        }
        @if !unmet.is_empty() {
            h3 { "Triggers that met no adjustment" }
            figure { (chart::bars(about, &unmet)) }
        }
        (framed("Notes with a trigger, by the adjustment or workaround beside it", "tight", &head, &body))
    }
}

/// Shifts and prompts by time of day, weekday and setting.
pub(super) fn coverage(coverage: &Coverage) -> Markup {
    let noted = &coverage.notes;
    let facts = [
        ("written after a prompt", noted.prompted.to_string()),
        ("written unprompted", noted.spontaneous.to_string()),
        ("written before the outcome was known", {
            let share = noted.foresight.map(|share| format!(" ({} %)", percent(share.share)));
            format!("{}{}", noted.before_outcome, share.unwrap_or_default())
        }),
        ("from a shift marked as covered", noted.in_covered.to_string()),
    ];
    let head = html! { tr { th scope="col" { "notes" } th.n scope="col" { "how many" } } };
    let body = html! {
        @for (name, value) in facts { tr { th scope="row" { (name) } td.n { (value) } } }
    };
    html! {
        (framed(&format!("How the notes came about, of {}", notes(noted.all)), "", &head, &body))
        @if coverage.has_shifts() {
            h3 { "Shifts and prompts" }
            (covered("by-part", "time of day", &coverage.by_part))
            (covered("by-weekday", "day of the week", &coverage.by_weekday))
            (covered("by-setting", "setting", &coverage.by_setting))
        }
    }
}

fn covered(id: &str, by: &str, rows: &[Covered]) -> Markup {
    let there = |row: &&Covered| row.eligible != Count::Shown(0) || row.shown != Count::Shown(0);
    let rows: Vec<&Covered> = rows.iter().filter(there).collect();
    let title = format!("Shifts covered, by {by}");
    let bars: Vec<Bar> = rows
        .iter()
        .map(|row| {
            let shown = row.covered.shown().zip(row.eligible.shown());
            let share = shown.and_then(|(covered, eligible)| wilson(covered, eligible));
            Bar {
                name: format!("{}, of {}", short(&row.name, 30), row.eligible),
                count: row.covered,
                share,
            }
        })
        .collect();
    let about = About {
        id,
        title: &title,
        says: "Each bar is the share of shifts that were covered; the thin line under it is the \
               95 % interval. Rows without a bar are masked or have none. The table below has the \
               same numbers.",
    };
    let head = html! {
        tr {
            th scope="col" { (by) }
            @for name in ["shifts", "covered", "prompts", "answered", "put off", "missed"] {
                th.n scope="col" { (name) }
            }
        }
    };
    let body = html! {
        @for row in &rows {
            tr {
                th scope="row" { (said(&row.name)) }
                @for count in [row.eligible, row.covered, row.shown, row.answered, row.postponed, row.missed] {
                    td.n { (count) }
                }
            }
        }
    };
    html! {
        figure { (chart::bars(about, &bars)) }
        (framed(&format!("Shifts and prompts by {by}"), "", &head, &body))
    }
}

/// The tags that stand on this page, with what they mean.
pub(super) fn codebook(asked: &Asked<'_>, counted: &Together) -> Markup {
    let codebook = asked.view.study().codebook();
    let on_page = |name: &str| counted.tags.rows.iter().any(|row| row.name == name);
    let tags: Vec<_> = codebook
        .listed()
        .into_iter()
        .filter(|tag| on_page(tag.name()) && !tag.definition().is_empty())
        .collect();
    if tags.is_empty() {
        return html! { p { "No tag on this page has a definition." } };
    }
    let head = html! {
        tr { th scope="col" { "tag" } th scope="col" { "group" } th scope="col" { "what it means" } }
    };
    let body = html! {
        @for tag in tags {
            tr {
                th scope="row" { (said(tag.name())) }
                td { (said(tag.group())) }
                td {
                    (paragraphs(tag.definition()))
                    @if !tag.include().is_empty() { p.note { "With: " (said(tag.include())) } }
                    @if !tag.exclude().is_empty() { p.note { "Without: " (said(tag.exclude())) } }
                }
            }
        }
    };
    framed("Tags, their groups and definitions", "prose", &head, &body)
}
