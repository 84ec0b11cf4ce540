//! A coding round: beginning it, coding a note, handing in, closing. What coders say is theirs; only
//! whoever began the round closes it, until all have handed in.

use super::sheet::{Writing, own_sheet, standing_sheet};
use super::{Context, Deed, Refusal, standing, words};
use crate::analysis::round::{queue, readable, sample};
use crate::analysis::strata::{Strata, stratified};
use crate::study::{
    Audience, CLOSED, COUNTED, Change, Digest, Field, HandedIn, Line, NOBODY, ObservationId,
    PASSED, PersonId, Round, SheetId, Sort, Study, Subject, TagKey, digest_of,
};

/// What is asked when a round begins.
#[derive(Clone, Debug, Default)]
pub struct Beginning {
    /// What it is called; blank for nothing but its date.
    pub title: String,
    /// The notes to draw from.
    pub from: Vec<ObservationId>,
    /// How many to draw; all of them for `None`.
    pub sample: Option<usize>,
    /// What the draw begins from.
    pub seed: u64,
    /// By what the notes are told apart before they are drawn, so that each gets its share.
    pub strata: Option<Strata>,
    /// Whether it stays at this laptop, where the coders take turns, also where there is a team.
    pub here: bool,
    /// How many coders each note gets; all of them for `None`.
    pub per: Option<usize>,
    /// Tags or groups in question, as typed; every tag that may be chosen for none.
    pub tags: Vec<String>,
    /// Pseudonyms of the coders. One that nobody has yet makes a person of the study.
    pub coders: Vec<String>,
}

/// So many notes fit in one line of a sheet.
const IN_ONE_LINE: usize = 2_000;

/// Begins a round: draws its notes and writes down which tags are in question, worded as now.
///
/// # Errors
/// Refused without notes, without two coders, for tags that are not there, and where each note should
/// get fewer than one coder or more than there are.
pub fn begin(study: &Study, context: &Context<'_>, beginning: &Beginning) -> Result<Deed, Refusal> {
    let title = words::name("a title", &beginning.title)?.unwrap_or_default();
    let units = drawn(study, beginning)?;
    let tags = in_question(study, &beginning.tags)?;
    let mut writing = Writing::new(study, context);
    let mut coders: Vec<PersonId> = Vec::new();
    for typed in &beginning.coders {
        let Some(pseudonym) = words::name("a pseudonym", typed)? else { continue };
        let coder = called(study, &pseudonym).unwrap_or_else(|| {
            let person = PersonId::from(context.ids.fresh());
            writing.also(Change::PersonNamed { person, pseudonym, was: String::new() });
            person
        });
        if !coders.contains(&coder) {
            coders.push(coder);
        }
    }
    if coders.is_empty() {
        return Err(Refusal::Missing { what: "the pseudonyms of the coders" });
    }
    let most = u32::try_from(coders.len()).unwrap_or(u32::MAX);
    let per = beginning.per.unwrap_or(coders.len());
    let fits = u8::try_from(per).ok().filter(|_| (1..=coders.len()).contains(&per));
    let per = fits.ok_or_else(|| Refusal::NotANumber { typed: per.to_string(), most })?;
    let sheet = writing.begin(Sort::Round);
    writing.put(sheet, Field::Title(title));
    if !beginning.here {
        writing.put(sheet, Field::Audience(Audience::Team));
    }
    writing.put(sheet, Field::Draw { seed: beginning.seed, per });
    if let Some(by) = beginning.strata {
        let (list, word) = ("strata".to_owned(), by.word().to_owned());
        writing.put(sheet, Field::Choice { list, word });
    }
    for person in &coders {
        writing.put(sheet, Field::Takes { person: *person, yes: true });
    }
    for part in units.chunks(IN_ONE_LINE) {
        let held = part.iter().map(|id| Subject::Observation(*id)).collect();
        writing.say(sheet, Line::Holds(held));
    }
    for tag in &tags {
        writing.say(
            sheet,
            Line::Wording {
                tag: tag.key().clone(),
                name: tag.name().to_owned(),
                definition: tag.definition().to_owned(),
                include: tag.include().to_owned(),
                exclude: tag.exclude().to_owned(),
            },
        );
    }
    writing.done(format!(
        "began round {}: {}, {}, {}",
        sheet.code(),
        words::count(units.len(), "note"),
        words::count(tags.len(), "tag"),
        words::count(coders.len(), "coder")
    ))
}

/// The notes that a round draws.
///
/// # Errors
/// Refused where there are none, or none that others may read.
pub fn drawn(study: &Study, beginning: &Beginning) -> Result<Vec<ObservationId>, Refusal> {
    let from = readable(study, beginning.from.clone());
    let units = match beginning.strata {
        Some(by) => stratified(study, &from, by, beginning.seed, beginning.sample),
        None => sample(from, beginning.seed, beginning.sample),
    };
    if units.is_empty() {
        let what = match beginning.from.is_empty() {
            true => "notes to draw from",
            false => "notes that their authors raised to the team (`audience`)",
        };
        return Err(Refusal::Missing { what });
    }
    Ok(units)
}

/// The tags that are meant by names of tags and groups; all for none.
fn in_question<'s>(
    study: &'s Study,
    typed: &[String],
) -> Result<Vec<&'s crate::study::Tag>, Refusal> {
    let codebook = study.codebook();
    let offered = codebook.offered();
    if typed.is_empty() {
        return match offered.is_empty() {
            true => Err(Refusal::Missing { what: "tags to code with" }),
            false => Ok(offered),
        };
    }
    let mut tags: Vec<&crate::study::Tag> = Vec::new();
    for name in typed {
        let of_group: Vec<&crate::study::Tag> = offered
            .iter()
            .copied()
            .filter(|tag| words::fold(tag.group()) == words::fold(name))
            .collect();
        let found = match of_group.is_empty() {
            false => of_group,
            true => codebook.find(name).filter(|tag| tag.is_offered()).into_iter().collect(),
        };
        if found.is_empty() {
            return Err(Refusal::NotInList {
                list: "tags and groups".to_owned(),
                typed: name.trim().to_owned(),
                choices: codebook.groups().into_iter().map(str::to_owned).collect(),
            });
        }
        tags.extend(found);
    }
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.key()));
    Ok(tags)
}

/// The person with a pseudonym; where two share it, the one with the smaller id, the same everywhere.
pub fn called(study: &Study, pseudonym: &str) -> Option<PersonId> {
    let wanted = words::fold(pseudonym.trim());
    let fits = study.people().iter().filter(|person| words::fold(&person.pseudonym) == wanted);
    fits.map(|person| person.id).min()
}

/// What a coder says of a note.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Names of the tags that apply.
    pub yes: Vec<String>,
    /// Names of the tags of which the coder is unsure.
    pub unsure: Vec<String>,
    /// A remark for whoever talks the differences through; blank for none.
    pub memo: String,
}

/// Codes a note, or codes it again: what was said before does not stand any more.
///
/// # Errors
/// Refused for somebody who does not code in the round, for a note that is not theirs, for tags that
/// are not in question, and once the coder has handed in or the round is closed.
pub fn code(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    note: ObservationId,
    said: &Said,
) -> Result<Deed, Refusal> {
    let round = coding_in(study, context, sheet)?;
    let record = standing(study, note)?;
    if !queue(study, round, context.author).contains(&note) {
        return Err(Refusal::NotInRound { code: words::code(record) });
    }
    let named = |typed: &[String]| -> Result<Vec<TagKey>, Refusal> {
        typed.iter().map(|name| tag_of(round, name)).collect()
    };
    let (mut yes, mut unsure) = (named(&said.yes)?, named(&said.unsure)?);
    for tags in [&mut yes, &mut unsure] {
        tags.sort();
        tags.dedup();
    }
    unsure.retain(|tag| !yes.contains(tag));
    let mut writing = Writing::new(study, context);
    let own = study.person_ix(context.author);
    if let Some(before) = own.and_then(|own| round.coding_of(own, note)) {
        writing.strike(sheet, before.item);
    }
    let memo = words::optional(&said.memo)?.unwrap_or_default();
    let (count, code) = (yes.len(), words::code(record));
    let words = Digest::of(record.text());
    writing.say(sheet, Line::Coded { of: note, words, yes, unsure, memo });
    writing.done(format!("coded {code}: {}", words::count(count, "tag")))
}

/// The tag in question that a coder names, by its name or key as the round has it.
pub(super) fn tag_of(round: Round<'_>, typed: &str) -> Result<TagKey, Refusal> {
    let wanted = words::fold(typed.trim().trim_start_matches('#'));
    let tags = round.tags();
    let fits = |name: &str| words::fold(name) == wanted;
    let found =
        tags.iter().find(|tag| fits(tag.name)).or(tags.iter().find(|tag| fits(tag.tag.as_str())));
    found.map(|tag| tag.tag.clone()).ok_or_else(|| Refusal::NotInList {
        list: "tags of this round".to_owned(),
        typed: typed.trim().to_owned(),
        choices: tags.iter().map(|tag| tag.name.to_owned()).collect(),
    })
}

/// The round, if it is open and the author still codes in it.
fn coding_in<'s>(
    study: &'s Study,
    context: &Context<'_>,
    sheet: SheetId,
) -> Result<Round<'s>, Refusal> {
    let round = open(study, sheet)?;
    if !round.coders().contains(&context.author) {
        return Err(Refusal::NotACoder { code: sheet.code().short().to_owned() });
    }
    let own = study.person_ix(context.author);
    if own.is_some_and(|own| round.handed_in(study, own) != HandedIn::NotYet) {
        return Err(Refusal::HandedInAlready { code: sheet.code().short().to_owned() });
    }
    Ok(round)
}

fn open(study: &Study, sheet: SheetId) -> Result<Round<'_>, Refusal> {
    let found = standing_sheet(study, sheet)?;
    let none = || Refusal::NoSuchSheet { sort: "round", typed: sheet.code().short().to_owned() };
    let round = Round::of(found).ok_or_else(none)?;
    if round.is_closed(study) {
        return Err(Refusal::HasEnded { code: sheet.code().short().to_owned() });
    }
    Ok(round)
}

/// Passes on a note: it goes to another coder, if there is one, and no reason is asked. What this coder
/// said of it does not stand any more.
///
/// # Errors
/// As for coding.
pub fn pass(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    note: ObservationId,
) -> Result<Deed, Refusal> {
    let round = coding_in(study, context, sheet)?;
    let record = standing(study, note)?;
    if !queue(study, round, context.author).contains(&note) {
        return Err(Refusal::NotInRound { code: words::code(record) });
    }
    let mut writing = Writing::new(study, context);
    let own = study.person_ix(context.author);
    if let Some(before) = own.and_then(|own| round.coding_of(own, note)) {
        writing.strike(sheet, before.item);
    }
    let (step, about) = (PASSED.to_owned(), Some(Subject::Observation(note)));
    writing.say(sheet, Line::Contribution { step, by: None, about, text: PASSED.to_owned() });
    writing.done(format!("passed on {}", words::code(record)))
}

/// Takes back the coder's last coding or pass; its note is to be coded again.
///
/// # Errors
/// As for coding; refused where there is nothing to take back.
pub fn take_back(study: &Study, context: &Context<'_>, sheet: SheetId) -> Result<Deed, Refusal> {
    let round = coding_in(study, context, sheet)?;
    let last = study.person_ix(context.author).and_then(|own| round.last_of(own));
    let (item, note) = last.ok_or(Refusal::NothingTo { verb: "take back" })?;
    let mut writing = Writing::new(study, context);
    writing.strike(sheet, item);
    writing.done(format!("took back what you said of {}", note.code().short()))
}

/// Hands in what a coder said; it is final. Notes that are not coded stay so.
///
/// # Errors
/// As for coding; refused before anything was coded.
pub fn hand_in(study: &Study, context: &Context<'_>, sheet: SheetId) -> Result<Deed, Refusal> {
    let round = coding_in(study, context, sheet)?;
    let own = study.person_ix(context.author);
    let codings = own.map(|own| round.codings(own)).unwrap_or_default();
    if codings.is_empty() {
        return Err(Refusal::Missing { what: "at least one coding" });
    }
    let mut writing = Writing::new(study, context);
    writing.say(sheet, Line::HandedIn(digest_of(&codings)));
    let coded = words::count(codings.len(), "coding");
    writing.done(format!("handed in {coded} of round {}", sheet.code()))
}

/// Closes a round. What was not handed in by then is out.
///
/// # Errors
/// Refused for anybody but whoever began it, until each coder has handed in: then any of them may. Refused
/// where it is closed already.
pub fn close(study: &Study, context: &Context<'_>, sheet: SheetId) -> Result<Deed, Refusal> {
    let round = open(study, sheet)?;
    let coders = round.coders();
    let handed_in = coders.iter().filter_map(|coder| study.person_ix(*coder));
    let handed_in: Vec<_> = handed_in.filter_map(|ix| round.digest_by(ix)).collect();
    let done = handed_in.len();
    let mut writing = Writing::new(study, context);
    let closed = format!("closed round {} with {done} of {} handed in", sheet.code(), coders.len());
    let began = study.person_ix(context.author) == Some(round.sheet().author());
    let by_a_coder = !began && done == coders.len() && coders.contains(&context.author);
    if !by_a_coder {
        own_sheet(study, context, sheet)?;
    }
    // What comes after this counts no more, whatever time it says it was handed in.
    let counted =
        |about, text| Line::Contribution { step: COUNTED.to_owned(), by: None, about, text };
    for (item, digest) in &handed_in {
        writing.say(sheet, counted(Some(Subject::Line(sheet, *item)), digest.hex()));
    }
    if handed_in.is_empty() {
        writing.say(sheet, counted(None, NOBODY.to_owned()));
    }
    if by_a_coder {
        let (step, text) = (CLOSED.to_owned(), CLOSED.to_owned());
        writing.say(sheet, Line::Contribution { step, by: None, about: None, text });
    } else {
        writing.put(sheet, Field::Ended(Some(context.now)));
    }
    writing.done(closed)
}
