//! Voices, counted: who spoke, and where they placed themselves. No place is averaged.

use maud::{Markup, html};

use super::Asked;
use super::figures::framed;
use crate::analysis::Count;
use crate::analysis::lessons::counted;
use crate::analysis::voices::{ScaleTally, WordRow, tally};
use crate::pages::chart::{self, About, Bar};
use crate::pages::words::said;

/// The voices of a view, added up.
pub(super) fn voices(asked: &Asked<'_>) -> Markup {
    let tally = tally(asked.view);
    if tally.voices == Count::Shown(0) {
        return html! { p { "No voice has been heard on this page yet." } };
    }
    html! {
        p {
            strong { (counted(tally.voices, "voice", "voices")) }
            " of people the work is for. What they say is about the service and never a rating of \
            a worker."
        }
        (words("Who spoke", &tally.speakers))
        (words("How they said it", &tally.manners))
        @for (nth, scale) in tally.scales.iter().enumerate() { (placed(nth, scale)) }
    }
}

fn words(caption: &str, rows: &[WordRow]) -> Markup {
    let head = html! { tr { th scope="col" { (caption) } th.n scope="col" { "voices" } } };
    let body = html! {
        @for row in rows.iter().filter(|row| row.count != Count::Shown(0)) {
            tr {
                th scope="row" {
                    @if row.word.is_empty() { "not said" } @else { (said(&row.word)) }
                }
                td.n { (row.count) }
            }
        }
    };
    framed(caption, "", &head, &body)
}

fn placed(nth: usize, scale: &ScaleTally) -> Markup {
    if scale.placed == Count::Shown(0) {
        return html! {};
    }
    let id = format!("scale-{nth}");
    let name = |region: crate::analysis::voices::placing::Region| region.name(&scale.corners);
    let bars: Vec<Bar> = scale
        .regions
        .iter()
        .map(|(region, count)| Bar { name: name(*region), count: *count, share: None })
        .collect();
    let about = About {
        id: &id,
        title: "Where people placed themselves",
        says: "Each bar is how many placed themselves there. Rows without a bar are masked or have \
               none. The table below has the same numbers.",
    };
    let head = html! { tr { th scope="col" { "place" } th.n scope="col" { "voices" } } };
    let body = html! {
        @for (region, count) in &scale.regions {
            tr { th scope="row" { (said(&name(*region))) } td.n { (count) } }
        }
    };
    let caption = format!("{}: {} placed themselves", scale.ask, scale.placed);
    html! {
        h3 { (said(&scale.ask)) }
        figure { (chart::bars(about, &bars)) }
        (framed(&crate::pages::words::clean(&caption), "", &head, &body))
    }
}
