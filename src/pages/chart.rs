//! Three pictures, drawn as SVG inside the page: bars, a line, and a heat table. Each has a title, a
//! description and the role of an image, and stands beside a table of the same numbers, which is
//! where they are read.
//!
//! What is masked has no length, no place and no colour here: only a number that may be shown ever
//! becomes a measure, since both come out of [`Count::shown`].

use maud::{Markup, html};

use super::words::short;
use crate::analysis::{Count, Share};

/// Units from side to side of every picture: near the width of a phone, so that its letters keep
/// their size there.
const WIDE: f64 = 360.0;

/// What a picture is called and says, for those who do not see it.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// A name that no other picture of the page has, of letters and hyphens.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// How to read it.
    pub says: &'a str,
}

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What stands before the bar.
    pub name: String,
    /// How long it is; a masked one has no length.
    pub count: Count,
    /// As a share, with its interval.
    pub share: Option<Share>,
}

fn picture(about: About<'_>, high: f64, inside: &Markup) -> Markup {
    let (title, says) = (format!("{}-title", about.id), format!("{}-says", about.id));
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDE) " " (round(high)) }
            role="img" aria-labelledby={ (title) " " (says) } {
            title id=(title) { (about.title) }
            desc id=(says) { (about.says) }
            (inside)
        }
    }
}

/// A measure with one decimal, so that the same study draws the same bytes everywhere.
fn round(measure: f64) -> f64 {
    (measure * 10.0).round() / 10.0
}

/// Bars from left to right, each under its name and count; with shares, a thin line under each bar
/// runs from end to end of its interval.
pub fn bars(about: About<'_>, bars: &[Bar]) -> Markup {
    const STEP: f64 = 36.0;
    const NAME: usize = 42;
    let largest = bars.iter().filter_map(|bar| bar.count.shown()).max().unwrap_or(0);
    let widest =
        bars.iter().filter_map(|bar| bar.share).map(|share| share.high).fold(0.0, f64::max);
    let along = |part: f64, whole: f64| if whole > 0.0 { round(part / whole * WIDE) } else { 0.0 };
    let long = |bar: &Bar| match bar.share {
        Some(share) => along(share.share, widest),
        None if widest > 0.0 => 0.0,
        None => bar.count.shown().map_or(0.0, |count| along(count as f64, largest as f64)),
    };
    let row = |(nth, bar): (usize, &Bar)| {
        let top = nth as f64 * STEP;
        let long = long(bar);
        html! {
            text x="0" y=(round(top + 14.0)) { (short(&bar.name, NAME)) }
            text x=(WIDE) y=(round(top + 14.0)) text-anchor="end" { (bar.count) }
            @if long > 0.0 {
                rect class="bar" x="0" y=(round(top + 20.0)) width=(long) height="7" rx="1" {}
            }
            @if let Some(share) = bar.share {
                path class="spread" d={ "M" (along(share.low, widest)) " " (round(top + 30.0))
                    "H" (along(share.high, widest)) } {}
            }
        }
    };
    let inside = html! { @for bar in bars.iter().enumerate() { (row(bar)) } };
    picture(about, bars.len() as f64 * STEP, &inside)
}

/// A line over time: a name and a count for each step. Where a count may not be shown the line has a
/// gap.
pub fn line(about: About<'_>, steps: &[(String, Count)]) -> Markup {
    const LEFT: f64 = 30.0;
    const TOP: f64 = 10.0;
    const FLOOR: f64 = 120.0;
    let largest = steps.iter().filter_map(|(_, count)| count.shown()).max().unwrap_or(0).max(1);
    let last = steps.len().saturating_sub(1).max(1) as f64;
    let across = |nth: usize| round(LEFT + nth as f64 / last * (WIDE - LEFT - 6.0));
    let up = |count: u64| round(FLOOR - count as f64 / largest as f64 * (FLOOR - TOP));
    let mut path = String::new();
    let mut dots = Vec::new();
    let mut before = false;
    for (nth, (_, count)) in steps.iter().enumerate() {
        let Some(count) = count.shown() else {
            before = false;
            continue;
        };
        let (x, y) = (across(nth), up(count));
        path.push_str(&format!("{}{x} {y}", if before { "L" } else { "M" }));
        let after = steps.get(nth + 1).is_some_and(|(_, count)| count.shown().is_some());
        if steps.len() <= 40 || !(before || after) {
            dots.push((x, y));
        }
        before = true;
    }
    let name =
        |step: Option<&(String, Count)>| step.map_or("", |(name, _)| name.as_str()).to_owned();
    let inside = html! {
        path class="axis" d={ "M" (LEFT) " " (TOP) "V" (FLOOR) "H" (WIDE) } {}
        text class="small" x=(LEFT - 6.0) y=(TOP + 5.0) text-anchor="end" { (largest) }
        text class="small" x=(LEFT - 6.0) y=(FLOOR) text-anchor="end" { "0" }
        text class="small" x=(LEFT) y=(FLOOR + 18.0) { (short(&name(steps.first()), 24)) }
        @if steps.len() > 1 {
            text class="small" x=(WIDE) y=(FLOOR + 18.0) text-anchor="end" {
                (short(&name(steps.last()), 24))
            }
        }
        path class="line" d=(path) {}
        @for (x, y) in dots { circle class="dot" cx=(x) cy=(y) r="2.5" {} }
    };
    picture(about, FLOOR + 26.0, &inside)
}

/// A table of cells, darker (on a dark page lighter) the more there are: names of rows, names of
/// columns (an empty one is not written), and the rows.
pub fn heat(about: About<'_>, down: &[&str], across: &[String], rows: &[&[Count]]) -> Markup {
    const LEFT: f64 = 32.0;
    const TOP: f64 = 16.0;
    const STEP: f64 = 17.0;
    let wide = (WIDE - LEFT) / across.len().max(1) as f64;
    let shown = rows.iter().flat_map(|row| row.iter()).filter_map(|count| count.shown());
    let largest = shown.max().unwrap_or(0).max(1);
    let class = |count: u64| match (count * 5).div_ceil(largest) {
        0 => "cell",
        1 => "cell h1",
        2 => "cell h2",
        3 => "cell h3",
        4 => "cell h4",
        _ => "cell h5",
    };
    let place = |nth: usize| round(LEFT + nth as f64 * wide);
    let inside = html! {
        @for (nth, name) in across.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            text class="small" x=(place(nth)) y="11" { (name) }
        }
        @for (row, (name, counts)) in down.iter().zip(rows).enumerate() {
            @let top = round(TOP + row as f64 * STEP);
            text class="small" x="0" y=(round(top + 12.0)) { (name) }
            @for (nth, count) in counts.iter().enumerate() {
                @match count.shown() {
                    Some(count) => {
                        rect class=(class(count)) x=(place(nth)) y=(top)
                            width=(round(wide - 1.0)) height=(STEP - 2.0) {}
                    }
                    None => {
                        text class="small" x=(round(place(nth) + wide / 2.0 - 0.5))
                            y=(round(top + 14.0)) text-anchor="middle" { "*" }
                    }
                }
            }
        }
    };
    picture(about, TOP + down.len() as f64 * STEP, &inside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::wilson;

    const ABOUT: About<'_> = About { id: "it", title: "What", says: "How" };

    fn bar(name: &str, count: Count) -> Bar {
        let share = count.shown().and_then(|count| wilson(count, 40));
        Bar { name: name.to_owned(), count, share }
    }

    #[test]
    fn what_is_masked_has_a_name_and_no_length() {
        let drawn =
            [bar("a", Count::Shown(20)), bar("b", Count::Masked(5)), bar("c", Count::Withheld)];
        let page = bars(ABOUT, &drawn).into_string();
        assert_eq!((page.matches("<rect").count(), page.matches("<path").count()), (1, 1));
        assert!(page.contains("&lt;5</text>") && page.contains(">*</text>"), "{page}");
    }

    #[test]
    fn two_masked_counts_draw_the_same_picture_whatever_they_are() {
        let steps = |count| [("w1".to_owned(), Count::Shown(9)), ("w2".to_owned(), count)];
        let drawn = line(ABOUT, &steps(Count::Masked(5))).into_string();
        assert_eq!(drawn, line(ABOUT, &steps(Count::Withheld)).into_string());
        assert_eq!(drawn.matches("<circle").count(), 1);
    }

    #[test]
    fn a_cell_that_is_masked_has_no_colour() {
        let cells: [&[Count]; 1] = [&[Count::Shown(0), Count::Shown(7), Count::Masked(5)]];
        let page = heat(ABOUT, &["Mon"], &["0".into(), String::new(), String::new()], &cells);
        let page = page.into_string();
        assert_eq!((page.matches("<rect").count(), page.matches("h5").count()), (2, 1));
    }

    #[test]
    fn every_picture_says_what_it_is() {
        for page in [
            bars(ABOUT, &[bar("<b>", Count::Shown(3))]),
            line(ABOUT, &[("w".into(), Count::Shown(3))]),
            heat(ABOUT, &["Mon"], &["0".into()], &[&[Count::Shown(1)]]),
            line(ABOUT, &[]),
        ] {
            let page = page.into_string();
            assert!(page.contains("role=\"img\" aria-labelledby=\"it-title it-says\""), "{page}");
            assert!(page.contains("<title id=\"it-title\">What</title>"), "{page}");
            assert!(!page.contains("<b>") && !page.contains("NaN") && !page.contains("inf"));
        }
    }
}
