//! The report: what a study's notes add up to, how they came about and how far they can stand for
//! the work, what was learnt and what became of it. One page for people who will never run asdone.

pub(super) mod figures;
mod lessons;
mod voices;

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::sheet::sheet;
use super::words::said;
use crate::analysis::agreement::Draws;
use crate::analysis::round::{Compared, OnTag, compare_among, on_tag};
use crate::analysis::together::Together;
use crate::analysis::{Scope, View, Wanted};
use crate::study::{Moment, ObsIx, PersonIx, Record, Round, Sort};

/// What a report is asked for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Whose eyes it is made with.
    pub view: View<'a>,
    /// The notes it counts.
    pub among: &'a [ObsIx],
    /// The query that found them, as it was typed; `None` for all that the view has.
    pub query: Option<&'a str>,
    /// When it is written.
    pub now: Moment,
}

/// The report, as the whole text of an HTML file.
pub fn report(asked: &Asked<'_>) -> String {
    let counted = Together::of(asked.view, asked.among, asked.query.is_none());
    let name = asked.view.study().name();
    let title = if name.is_empty() { "Report".to_owned() } else { format!("Report: {name}") };
    let sections = [
        ("method", "How this was done", method(asked)),
        ("coverage", "How much of the work this covers", coverage(&counted)),
        ("tallies", "What the notes are about", figures::tallies(&counted)),
        ("together", "What occurs together", figures::together(&counted)),
        ("lessons", "Lessons and what became of them", lessons::lessons(asked)),
        ("answers", "You said, we did", lessons::answers(asked)),
        ("voices", "What families and young people say", voices::voices(asked)),
        ("agreement", "How far coders agree", agreement(asked)),
        ("codebook", "The tags and what they mean", figures::codebook(asked, &counted)),
    ];
    let body = html! {
        header {
            h1 { "Report: " (said(if name.is_empty() { "a study of normal work" } else { name })) }
            p.meta {
                "Written on " (date(asked.now)) ". "
                (scope_said(asked.view)) "."
                @if let Some(query) = asked.query {
                    " Only the notes that " code { (said(query)) } " finds are counted."
                }
            }
        }
        section.rests aria-labelledby="rests" {
            h2 #rests style="border:0;margin:0;padding:0;font-size:1.05rem" {
                "What these figures rest on"
            }
            (rests(asked, &counted))
        }
        nav aria-label="On this page" {
            ul { @for (id, heading, _) in &sections { li { a href={ "#" (id) } { (heading) } } } }
        }
        @for (id, heading, inside) in &sections {
            section aria-labelledby=(id) { h2 id=(id) { (heading) } (inside) }
        }
        footer {
            p {
                "This is not the case record, and it is nobody's appraisal. Made with asdone "
                (env!("CARGO_PKG_VERSION")) ". The page is complete in itself: it loads nothing \
                and sends nothing."
            }
        }
    };
    sheet(&title, &body)
}

/// A day in words.
fn date(at: Moment) -> String {
    at.local().format("%-d %B %Y").to_string()
}

/// Whose notes are counted, as a sentence without a full stop.
fn scope_said(view: View<'_>) -> String {
    match view.scope() {
        Scope::Mine => "It counts one person's own notes, as that person sees them".to_owned(),
        Scope::Team | Scope::Organisation | Scope::Academic if view.is_own() => {
            "It counts every note in this record".to_owned()
        }
        Scope::Team => "It counts the notes that their authors shared with the team".to_owned(),
        Scope::Organisation => {
            "It counts the notes that their authors shared with the organisation".to_owned()
        }
        Scope::Academic => {
            "It counts the notes that their authors shared with academic partners".to_owned()
        }
    }
}

/// What a reader has to know before reading a number.
fn rests(asked: &Asked<'_>, counted: &Together) -> Markup {
    let view = asked.view;
    html! {
        p.lead {
            strong { (figures::notes(counted.denominator())) } " "
            @if counted.denominator().shown() == Some(1) { "is" } @else { "are" }
            " counted here."
        }
        @if view.is_wider() && !view.is_own() {
            p {
                "Only what people chose to share is here. Notes are private until their author \
                decides otherwise, so what people would rather not show is missing, and nobody can \
                say how much that is."
            }
        } @else {
            p {
                "People wrote down what they chose to write down. What nobody noticed, or had no \
                time to note, is missing, and nobody can say how much that is."
            }
        }
        @if let Some(threshold) = view.policy().threshold {
            p {
                "Counts under " (threshold) " are not shown: they stand as “<" (threshold) "”. A \
                star (*) stands for a count that is withheld because "
                @if view.policy().people > 0 {
                    "it comes from fewer than " (view.policy().people) " people, or because "
                }
                "a small one could be worked out from it. Neither has a bar, a point or a colour \
                in the pictures."
            }
        }
    }
}

fn method(asked: &Asked<'_>) -> Markup {
    let codebook = asked.view.study().codebook();
    let offered = codebook.all().iter().filter(|tag| tag.is_offered()).count();
    html! {
        p {
            "People who do the work noted short observations of ordinary work: what somebody did \
            to keep things going or to keep them safe. A note takes under a minute, at once or \
            soon after. Some are written because a prompt came at a random moment of a shift, the \
            others because something struck the person who wrote them."
        }
        p {
            "Each note can have tags from a codebook" @if offered > 0 { " of " (offered) " tags" }
            ", which is printed at the end. A tag says what was there and judges nobody. A note \
            counts once for each of its tags, so the tags add up to more than the notes. Merged \
            tags are counted under the name they have now."
        }
        p {
            "A share stands with the number it is a share of, and with a 95 % interval (Wilson's \
            score interval): if these were a random sample of all such moments, the true share \
            would be expected to lie in there. They seldom are a random sample; the next section \
            says how near they come."
        }
        p {
            "Nothing on this page is counted by person, and nobody is named. Codebook version: "
            code { (codebook.content_hash().to_hex().get(..12).unwrap_or_default()) } "."
        }
    }
}

fn coverage(counted: &Together) -> Markup {
    let Some(coverage) = &counted.coverage else {
        return html! {
            p {
                "This page counts some of the notes. How much of the work the record covers is on \
                the page without a filter."
            }
        };
    };
    html! {
        @for sentence in coverage.sentences(Wanted::default()) { p { (sentence) } }
        (figures::coverage(coverage))
    }
}

/// How far coders of closed rounds agree, over the notes that this page may count. Nobody is named or
/// numbered; of a tag with a small number nothing stands.
fn agreement(asked: &Asked<'_>) -> Markup {
    let view = asked.view;
    let rounds = view.study().sheets().all_of(Sort::Round).filter_map(Round::of);
    let draws = Draws { seed: 1, samples: 0 };
    let found: Vec<Compared> = rounds
        .filter(|_| asked.query.is_none())
        .filter_map(|round| {
            let may = |record: &Record| !view.is_wider() || view.has(record);
            let authors: BTreeSet<PersonIx> = round
                .units()
                .into_iter()
                .filter_map(|id| view.study().get(id).filter(|record| may(record)))
                .map(Record::author)
                .collect();
            let enough = authors.len() as u64 >= u64::from(view.policy().people);
            enough.then(|| compare_among(view.study(), round, draws, &may)).flatten()
        })
        .filter(|compared| compared.notes > compared.gone)
        .collect();
    if found.is_empty() {
        return html! {
            p {
                "This page says nothing about how far two people would give the same tags. Read the \
                counts of tags as the reading of those who wrote the notes."
            }
        };
    }
    html! {
        p {
            "Coders tagged the same notes apart, without seeing each other's tags. Alpha and AC1 take \
            into account how often they would agree by chance; 1 is full agreement."
        }
        @for (nth, compared) in found.iter().enumerate() { (round(view, nth + 1, compared)) }
    }
}

fn round(view: View<'_>, nth: usize, compared: &Compared) -> Markup {
    let caption = format!("Coding round {nth}: agreement by tag");
    let head = html! {
        tr {
            th scope="col" { "tag" }
            @for name in ["notes", "by all", "by some", "by none", "agree", "alpha", "AC1"] {
                th.n scope="col" { (name) }
            }
        }
    };
    let body = html! {
        @for (name, found) in &compared.tags {
            tr {
                th scope="row" { (said(name)) }
                @for cell in figures_of(on_tag(found, view.policy())) { td.n { (cell) } }
            }
        }
    };
    figures::framed(&caption, "", &head, &body)
}

fn figures_of(shown: Option<OnTag>) -> [String; 7] {
    let Some(on) = shown else { return [(); 7].map(|()| "*".to_owned()) };
    let share = |share: Option<i64>| {
        share.map_or_else(|| "none".to_owned(), |share| format!("{:.2}", share as f64 / 1_000.0))
    };
    let [notes, all, some, none] =
        [on.notes, on.by_all, on.by_some, on.by_none].map(|count| count.to_string());
    [notes, all, some, none, share(on.agree), share(on.alpha), share(on.ac1)]
}
