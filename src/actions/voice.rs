//! What a child, young person, parent, carer or advocate says of the service: taken down in their
//! own words, shared only if they agreed, taken out whenever they say so.

use super::sheet::{Writing, kept_text, own_sheet, standing_sheet};
use super::{Context, Deed, Refusal, standing, words};
use crate::analysis::voices::{ASSENT, MANNER, SPEAKER, may_be_shared, placing};
use crate::forms::{Forms, Prompt, Scale, VoiceForm};
use crate::study::{
    Audience, Change, Field, Item, ItemId, Line, ObservationId, Sheet, SheetId, Sort, Study,
    Subject,
};

/// What is to be noted of a voice; what is left out stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spoken {
    /// Name of a question of the form, and the answer in their own words; blank takes it back.
    pub answers: Vec<(String, String)>,
    /// Name of a scale of the form, and the shares of its corners in per mille; empty takes the
    /// place back.
    pub placed: Vec<(String, Vec<u16>)>,
    /// Who speaks, in a word of the form (or its beginning); blank for not said.
    pub speaker: Option<String>,
    /// How it was given, likewise.
    pub manner: Option<String>,
    /// How the person agreed, likewise.
    pub assent: Option<String>,
    /// Whether it may be shared, which only goes with assent.
    pub may_share: Option<bool>,
    /// Observations that it is about.
    pub about: Vec<ObservationId>,
    /// Observations that it is not about after all.
    pub not_about: Vec<ObservationId>,
}

/// Begins a voice with what is known of it; gives its id as well.
///
/// # Errors
/// [`Refusal::NoText`] where nothing is said yet, and those of [`voice`].
pub fn begin_voice(
    study: &Study,
    context: &Context<'_>,
    spoken: &Spoken,
) -> Result<(SheetId, Deed), Refusal> {
    let form = Forms::of(study).voice;
    let set = fields(study, &form, None, spoken)?;
    if set.iter().all(|field| *field == field.emptied()) {
        return Err(Refusal::NoText);
    }
    let mut writing = Writing::new(study, context);
    let sheet = writing.begin(Sort::Voice);
    set.into_iter().for_each(|field| writing.put(sheet, field));
    Ok((sheet, writing.done(format!("noted voice {}", sheet.code()))?))
}

/// Notes more of a voice, or puts it right.
///
/// # Errors
/// [`Refusal::NotTheAuthor`], [`Refusal::NotAChoice`] for a word, question or scale that the form
/// does not have, [`Refusal::Missing`] where it would be shared without assent, and what a text
/// can be refused for.
pub fn voice(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    spoken: &Spoken,
) -> Result<Deed, Refusal> {
    let known = own_sheet(study, context, sheet)?;
    let form = Forms::of(study).voice;
    let mut writing = Writing::new(study, context);
    let set = fields(study, &form, Some(known), spoken)?;
    set.into_iter().for_each(|field| writing.put(sheet, field));
    writing.done(format!("noted voice {}", sheet.code()))
}

/// Answers back: what was done with what they said.
///
/// # Errors
/// [`Refusal::NoText`] and what a text can be refused for.
pub fn tell_voice(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    typed: &str,
) -> Result<Deed, Refusal> {
    let known = standing_sheet(study, sheet)?;
    let text = words::text(typed)?;
    let mut writing = Writing::new(study, context);
    writing.say(known.id(), Line::Told { text });
    writing.done(format!("noted what was done for voice {}", sheet.code()))
}

/// Takes a voice out of the study, for the person who spoke. It is their right and not the
/// author's, so that whoever they ask can do it, and no reason has to be given. Where it is the
/// author who is asked, what was said is erased for good; from another's hands it is withdrawn, and
/// its content goes when its author erases it.
///
/// # Errors
/// [`Refusal::NoSuchSheet`], and what a text can be refused for.
pub fn withdraw_voice(
    study: &Study,
    context: &Context<'_>,
    sheet: SheetId,
    reason: &str,
) -> Result<Deed, Refusal> {
    let known = standing_sheet(study, sheet)?;
    let reason = kept_text(reason)?;
    let mut writing = Writing::new(study, context);
    let code = sheet.code();
    if study.person_ix(context.author) == Some(known.author()) {
        let reason = if reason.is_empty() { TAKEN_BACK.to_owned() } else { reason };
        let item = ItemId::from(context.ids.fresh());
        writing.also(Change::Erased { what: Item::Sheet(sheet), item, reason, at: context.now });
        return writing
            .done(format!("took voice {code} out of the study and erased what was said"));
    }
    writing.say(sheet, Line::Withdrawn { reason });
    writing.done(format!(
        "took voice {code} out of the study; the person who took it down can erase what was said"
    ))
}

/// What stands on the tombstone where no reason was given.
const TAKEN_BACK: &str = "the person who spoke took it back";

/// The fields that are to be set, checked against the form and against one another.
fn fields(
    study: &Study,
    form: &VoiceForm,
    known: Option<&Sheet>,
    spoken: &Spoken,
) -> Result<Vec<Field>, Refusal> {
    let mut set = Vec::new();
    for (prompt, typed) in &spoken.answers {
        set.push(answer(form, known, prompt, typed)?);
    }
    for (scale, shares) in &spoken.placed {
        set.push(place(form, scale, shares)?);
    }
    let agreed: Vec<String> = form.assents.iter().chain(&form.unasked).cloned().collect();
    let lists = [
        (SPEAKER, &spoken.speaker, form.speakers.as_slice()),
        (MANNER, &spoken.manner, form.manners.as_slice()),
        (ASSENT, &spoken.assent, agreed.as_slice()),
    ];
    for (list, typed, offered) in lists {
        if let Some(typed) = typed {
            set.push(Field::Choice { list: list.to_owned(), word: word(list, offered, typed)? });
        }
    }
    let sharing = sharing(form, known, spoken, &set)?;
    if sharing == Some(Field::MayShare(false)) {
        // What may not be shared goes nowhere any more.
        set.push(Field::Audience(Audience::Private));
    }
    set.extend(sharing);
    for (id, yes) in spoken
        .about
        .iter()
        .map(|id| (id, true))
        .chain(spoken.not_about.iter().map(|id| (id, false)))
    {
        if yes {
            standing(study, *id)?;
        }
        set.push(Field::Link { to: Subject::Observation(*id), yes });
    }
    Ok(set)
}

fn answer(
    form: &VoiceForm,
    known: Option<&Sheet>,
    prompt: &str,
    typed: &str,
) -> Result<Field, Refusal> {
    let text = kept_text(typed)?;
    let asked = form.prompt.iter().find(|known| known.id == prompt).map(|p| p.ask.clone());
    // A question that the form no longer asks can still be put right where it was answered.
    let before = || {
        let mut answers = known.into_iter().flat_map(Sheet::answers);
        answers.find(|(id, ..)| *id == prompt).map(|(_, asked, _)| asked.to_owned())
    };
    let asked = asked.or_else(before).ok_or_else(|| Refusal::NotAChoice {
        what: "question of voices",
        typed: prompt.to_owned(),
        choices: form.prompt.iter().map(|Prompt { id, .. }| id.clone()).collect(),
    })?;
    Ok(Field::Answer { prompt: prompt.to_owned(), asked, text })
}

fn place(form: &VoiceForm, scale: &str, shares: &[u16]) -> Result<Field, Refusal> {
    let none = || Refusal::NotAChoice {
        what: "scale of voices",
        typed: scale.to_owned(),
        choices: form.scale.iter().map(|Scale { id, .. }| id.clone()).collect(),
    };
    let known = form.scale.iter().find(|known| known.id == scale).ok_or_else(none)?;
    if !shares.is_empty() && !placing::is_whole(shares, known.corners.len()) {
        return Err(Refusal::NotAChoice {
            what: "place on this scale",
            typed: shares.iter().map(u16::to_string).collect::<Vec<_>>().join(","),
            choices: known.corners.clone(),
        });
    }
    Ok(Field::Placed {
        scale: known.id.clone(),
        asked: known.ask.clone(),
        corners: known.corners.clone(),
        shares: shares.to_vec(),
    })
}

/// A word of a list as the form spells it: typed whole, or a beginning that only one has.
fn word(list: &'static str, offered: &[String], typed: &str) -> Result<String, Refusal> {
    let wanted = words::fold(typed.trim());
    if wanted.is_empty() {
        return Ok(String::new());
    }
    if let Some(whole) = offered.iter().find(|word| words::fold(word) == wanted) {
        return Ok(whole.clone());
    }
    let mut fitting = offered.iter().filter(|word| words::fold(word).starts_with(&wanted));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only.clone()),
        _ => Err(Refusal::NotAChoice {
            what: list,
            typed: typed.trim().to_owned(),
            choices: offered.to_vec(),
        }),
    }
}

/// Whether it may be shared after this: what is asked for needs assent, and assent that is taken
/// back takes it along.
fn sharing(
    form: &VoiceForm,
    known: Option<&Sheet>,
    spoken: &Spoken,
    set: &[Field],
) -> Result<Option<Field>, Refusal> {
    let chosen = set.iter().find_map(|field| match field {
        Field::Choice { list, word } if list == ASSENT => Some(word.as_str()),
        _ => None,
    });
    let assent = chosen.or_else(|| known.and_then(|voice| voice.choice(ASSENT)));
    let agreed = assent.is_some_and(|word| form.assents.iter().any(|known| known == word));
    match spoken.may_share {
        Some(true) if !agreed => Err(Refusal::Missing { what: "their assent" }),
        Some(may) => Ok(Some(Field::MayShare(may))),
        None if !agreed && known.is_some_and(|voice| may_be_shared(form, voice)) => {
            Ok(Some(Field::MayShare(false)))
        }
        None => Ok(None),
    }
}
