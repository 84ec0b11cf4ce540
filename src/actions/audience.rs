//! How far something goes: private, team, organisation, academic. Raised and lowered by its author
//! alone, several at once as one act, and taken back by undo like everything else.

use super::{Context, Deed, Refusal, own, sheet, words};
use crate::analysis::voices::may_be_shared;
use crate::forms::Forms;
use crate::study::{Audience, Change, Fact, Field, Goes, Item, Sheet, Sort, Study, Subject};

/// What letting something go so far means, as a sentence for the person who decides.
pub const fn meaning(audience: Audience) -> &'static str {
    match audience {
        Audience::Private => "Nobody but you. It counts in your own tallies and goes nowhere else.",
        Audience::Team => {
            "Your team: it may be put on show in a debrief, and a lesson may be grounded in it."
        }
        Audience::Organisation => {
            "Beyond the team: lessons and briefs for the organisation may quote it."
        }
        Audience::Academic => {
            "Academic partners as well, in a data set that is reviewed and de-identified first."
        }
    }
}

/// Lets observations and sheets go as far as `to`, or no further than that. What goes that far
/// already is passed over.
///
/// Answers that the forms mark as quiet stay with the author at every level
/// ([`crate::forms::Forms::answers_to_share`]).
///
/// # Errors
/// Refused for what is another's, was withdrawn or cannot go anywhere (a stop, a voice that may not
/// be shared), or where nothing would change.
pub fn release(
    study: &Study,
    context: &Context<'_>,
    subjects: &[Subject],
    to: Audience,
) -> Result<Deed, Refusal> {
    let mut seen = std::collections::HashSet::new();
    let (mut changes, mut codes, mut lowered) = (Vec::new(), Vec::new(), false);
    let mut all = Vec::new();
    for subject in subjects.iter().filter(|subject| seen.insert(**subject)) {
        let mut is_out = false;
        let (code, was, change) = match *subject {
            Subject::Observation(id) => {
                let record = own(study, context, id)?;
                not_gone(study, Item::Observation(id), to)?;
                // Private here and raised on another laptop of theirs: this takes it back there too.
                is_out = to == Audience::Private
                    && study.handed_out_elsewhere(id, context.author).is_some();
                let was = record.audience();
                let (set, before) = (Fact::Audience(to), Fact::Audience(was));
                let change = Change::Corrected { observation: id, set, was: before };
                (words::code(record), was, change)
            }
            // A line goes as far as the sheet that it stands on.
            Subject::Sheet(id) | Subject::Line(id, _) => {
                let found = sheet::own_sheet(study, context, id)?;
                may_go(study, found, to)?;
                not_gone(study, Item::Sheet(id), to)?;
                let was = found.audience();
                let (set, before) = (Field::Audience(to), Field::Audience(was));
                (id.code().short().to_owned(), was, Change::Put { sheet: id, set, was: before })
            }
        };
        all.push(code.clone());
        if was != to || is_out {
            lowered |= to < was || is_out;
            codes.push(code);
            changes.push(change);
        }
    }
    if all.is_empty() {
        return Err(Refusal::Missing { what: "an observation" });
    }
    if changes.is_empty() {
        return Err(Refusal::NothingToChange { what: said(&several(&all), all.len(), to) });
    }
    let mut said = said(&several(&codes), codes.len(), to);
    if lowered {
        said.push_str(
            "; tallies and pages for others leave it out from now on, what they saw or were given \
             before stays with them",
        );
    }
    Ok(Deed::done(changes, said))
}

/// A stop has no content to show; a voice goes only where whoever spoke agreed to that.
fn may_go(study: &Study, sheet: &Sheet, to: Audience) -> Result<(), Refusal> {
    let code = || sheet.id().code().short().to_owned();
    let may_share = || may_be_shared(&Forms::of(study).voice, sheet);
    match sheet.sort().map(Sort::goes) {
        Some(Goes::Nowhere) | None => Err(Refusal::StaysHere { code: code() }),
        Some(Goes::WithAssent) if to > Audience::Private && !may_share() => {
            Err(Refusal::MayNotBeShared { code: code() })
        }
        Some(Goes::AsFigures | Goes::InWords | Goes::WithAssent) => Ok(()),
    }
}

/// What whoever runs the team erased for everybody is raised no more.
fn not_gone(study: &Study, what: Item, to: Audience) -> Result<(), Refusal> {
    if to > Audience::Private && study.is_gone_for_all(what) {
        return Err(Refusal::GoneForAll { code: what.subject().code().short().to_owned() });
    }
    Ok(())
}

/// "kx7qd", "kx7qd and m4pqz", or "12 entries".
fn several(codes: &[String]) -> String {
    if codes.len() <= 3 { words::list(codes) } else { format!("{} entries", codes.len()) }
}

fn said(which: &str, how_many: usize, to: Audience) -> String {
    let (go, is) = if how_many == 1 { ("goes", "is") } else { ("go", "are") };
    match to {
        Audience::Private => format!("{which} {is} private"),
        Audience::Team => format!("{which} {go} to the team and no further"),
        Audience::Organisation => format!("{which} {go} to the organisation and no further"),
        Audience::Academic => {
            format!("{which} {go} as far as academic partners, once reviewed")
        }
    }
}

/// Finds the observation or sheet that a person names by a code (any beginning that fits only one)
/// or by its whole id.
///
/// # Errors
/// [`Refusal::NoSuchObservation`] where nothing has that code, or [`Refusal::AmbiguousCode`].
pub fn find_any(study: &Study, typed: &str) -> Result<Subject, Refusal> {
    let wanted = typed.trim();
    let sheets = study.sheets().all_begun().filter(|sheet| sheet.is_standing());
    let fits = |sheet: &&Sheet| {
        let id = sheet.id();
        wanted.parse().is_ok_and(|whole: crate::study::SheetId| whole == id)
            || (wanted.chars().count() >= 2 && id.code().begins_with(wanted))
    };
    let fitting: Vec<&Sheet> = sheets.filter(fits).collect();
    match (super::find(study, wanted), fitting.as_slice()) {
        (Ok(ix), []) => {
            let record = study.record_at(ix);
            let gone = || Refusal::NoSuchObservation { typed: wanted.to_owned() };
            record.map(|record| Subject::Observation(record.id())).ok_or_else(gone)
        }
        (Err(Refusal::NoSuchObservation { .. }), [one]) => Ok(Subject::Sheet(one.id())),
        (found, several) if !several.is_empty() => {
            let mut codes: Vec<_> = several.iter().map(|sheet| sheet.id().code()).collect();
            codes.extend(
                found.ok().and_then(|ix| study.record_at(ix)).map(|record| record.id().code()),
            );
            let codes = super::told_apart(&codes);
            Err(Refusal::AmbiguousCode { typed: wanted.to_owned(), codes })
        }
        (Err(refusal), _) => Err(refusal),
        (Ok(_), _) => Err(Refusal::NoSuchObservation { typed: wanted.to_owned() }),
    }
}
