//! The page that goes along with a data set: what is in it and what it adds up to. It is drawn from
//! what the data set says and from nothing else; who asks for it has counted already.

use maud::{Markup, html};

use super::chart::{self, About, Bar};
use super::report::figures::framed;
use super::sheet::sheet;
use super::words::{paragraphs, said};
use crate::analysis::Count;

/// What a data set says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Dataset {
    /// The name under which it is cited.
    pub title: String,
    /// Why it was made, as the plan says.
    pub purpose: String,
    /// Of whom, by whom, under what: a name and what there is to say.
    pub facts: Vec<(String, String)>,
    /// What a reader has to know before reading a number.
    pub rests_on: String,
    /// Counts.
    pub tallies: Vec<Tallied>,
    /// Other tables, small enough to be read.
    pub tables: Vec<Shown>,
    /// What was done to it, and what risk is left: a heading and sentences.
    pub said: Vec<(String, Vec<String>)>,
    /// The program that made it.
    pub program: String,
}

/// How many rows have each value of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tallied {
    /// The column.
    pub by: String,
    /// The values, each with its number.
    pub rows: Vec<(String, u64)>,
}

/// A table as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// What stands above the table.
    pub heading: String,
    /// What a row is.
    pub about: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Cells as text, a row at a time, each as long as the heads.
    pub rows: Vec<Vec<String>>,
}

/// The page, as the whole text of an HTML file.
pub fn dataset(set: &Dataset) -> String {
    let body = html! {
        header {
            h1 { (said(&set.title)) }
            (paragraphs(&set.purpose))
            dl.facts { @for (name, value) in &set.facts { dt { (name) } dd { (said(value)) } } }
        }
        section.rests aria-labelledby="rests" {
            h2 #rests style="border:0;margin:0;padding:0;font-size:1.05rem" {
                "What these figures rest on"
            }
            p { (set.rests_on) }
        }
        @for (nth, tallied) in set.tallies.iter().enumerate() { (tally(nth, tallied)) }
        @for (nth, shown) in set.tables.iter().enumerate() { (table(nth, shown)) }
        @for (nth, (heading, sentences)) in set.said.iter().enumerate() {
            @let id = format!("said-{nth}");
            section aria-labelledby=(id) {
                h2 id=(id) { (heading) }
                ul { @for sentence in sentences { li { (said(sentence)) } } }
            }
        }
        footer {
            p {
                "This is not the case record, and it is nobody's appraisal. Made with "
                (set.program) " from the tables beside this page and from nothing else. The page is \
                complete in itself: it loads nothing and sends nothing."
            }
        }
    };
    sheet(&set.title, &body)
}

fn tally(nth: usize, tallied: &Tallied) -> Markup {
    let (id, picture) = (format!("by-{nth}"), format!("bars-{nth}"));
    let title = format!("Observations by {}", tallied.by);
    let bars: Vec<Bar> = tallied
        .rows
        .iter()
        .map(|(name, count)| Bar { name: name.clone(), count: Count::Shown(*count), share: None })
        .collect();
    let about = About {
        id: &picture,
        title: &title,
        says: "Each bar is a number of observations. The table below has the same numbers.",
    };
    let head = html! {
        tr { th scope="col" { (tallied.by) } th.n scope="col" { "observations" } }
    };
    let body = html! {
        @for (name, count) in &tallied.rows {
            tr { th scope="row" { (said(name)) } td.n { (count) } }
        }
    };
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            figure { (chart::bars(about, &bars)) }
            (framed(&title, "", &head, &body))
        }
    }
}

fn table(nth: usize, shown: &Shown) -> Markup {
    let id = format!("table-{nth}");
    let head = html! { tr { @for column in &shown.columns { th scope="col" { (column) } } } };
    let body = html! {
        @for row in &shown.rows {
            tr {
                @for (nth, cell) in row.iter().enumerate() {
                    @if nth == 0 { th scope="row" { (said(cell)) } } @else { td { (said(cell)) } }
                }
            }
        }
    };
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (shown.heading) }
            (framed(&shown.about, "", &head, &body))
        }
    }
}
