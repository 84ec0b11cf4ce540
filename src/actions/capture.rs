//! Recording an observation from what was typed and chosen.

use super::offered::offered_from_now_on;
use super::tagging::Tags;
use super::{Consent, Context, Deed, Ids, Refusal, prompting, shorthand, when, words};
use crate::study::gate::{MOST_TAGS, Unfit};
use crate::study::{
    Change, DeviceId, Extras, Kind, LONGEST_TEXT, Moment, Observation, ObservationId, Origin,
    Source, Stance, Study, letters,
};

/// An observation in the making. What is typed inline ([`super::shorthand`]) wins over what was
/// chosen; everything but the text may be left as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// As typed, shorthand included.
    pub line: String,
    /// Chosen kind.
    pub kind: Option<Kind>,
    /// Chosen time; now if none.
    pub happened_at: Option<Moment>,
    /// Chosen setting.
    pub setting: Option<String>,
    /// Where the author stood.
    pub stance: Stance,
    /// Prompted or spontaneous.
    pub origin: Origin,
    /// How it came in.
    pub source: Source,
    /// Chosen tags, by name.
    pub tags: Vec<String>,
    /// The optional texts.
    pub extras: Extras,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            line: String::new(),
            kind: None,
            happened_at: None,
            setting: None,
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Typed,
            tags: Vec::new(),
            extras: Extras::NONE,
        }
    }
}

impl Draft {
    /// Whether nothing has been typed that would be a pity to lose.
    pub fn is_blank(&self) -> bool {
        letters::is_blank(&self.line) && self.extras.is_empty()
    }
}

/// Records an observation.
///
/// # Errors
/// A [`Refusal`] for what cannot be saved, or a question that `consent` answers.
pub fn capture(
    study: &Study,
    context: &Context<'_>,
    draft: &Draft,
    consent: Consent,
) -> Result<Deed, Refusal> {
    let line = words::trimmed(&draft.line);
    words::without_controls(&line)?;
    let reading = shorthand::read(&line, study, context.now);
    if letters::is_blank(&reading.text) {
        return Err(Refusal::NoText);
    }
    // What begins like a time is not filed as now. Where the time was given beside the words, they
    // are words.
    if let (Some((place, why)), None) = (&reading.unclear, draft.happened_at) {
        let typed = line.get(place.clone()).unwrap_or_default().to_owned();
        return Err(Refusal::UnclearTime { typed, why: why.clone() });
    }
    let happened_at = reading.happened_at.or(draft.happened_at).unwrap_or(context.now);
    not_to_come(happened_at, context.now, consent)?;
    let mut tags = Tags::default();
    tags.take(study, reading.tags, consent)?;
    tags.take_names(study, &draft.tags, consent)?;
    let setting = match &reading.setting {
        Some(name) => words::name("a setting", name)?,
        None => words::name("a setting", draft.setting.as_deref().unwrap_or_default())?,
    };
    let setting = setting.map(|name| words::spelled(study, &name));
    no_slip(study, setting.as_deref(), consent)?;
    let new_tags = tags.new_ones();
    let extras = draft.extras.checked(words::optional)?;
    let mut observation = Observation {
        id: fresh_id(study, context.ids),
        text: reading.text,
        kind: reading.kind.or(draft.kind),
        happened_at,
        recorded_at: context.now,
        setting,
        stance: draft.stance,
        origin: draft.origin,
        source: draft.source,
        extras,
        tags: tags.keys,
    };
    fits(&observation)?;
    let answered = prompting::answer(study, context, &mut observation);
    let mut said = format!("recorded {}", observation.id.code().short());
    said.push_str(&new_tags);
    if let Some(guess) = &reading.guess {
        said.push_str(&format!("; {guess}"));
    }
    for (place, why) in &reading.troubles {
        let typed = line.get(place.clone()).unwrap_or_default();
        said.push_str(&format!("; \"{typed}\" stays in the text: {why}"));
    }
    let mut changes = Vec::new();
    if let Some(offer) = offered_from_now_on(study, observation.setting.as_deref()) {
        said.push_str(&format!("; new setting {}", observation.setting.as_deref().unwrap_or("")));
        changes.push(offer);
    }
    changes.insert(0, Change::Recorded(Box::new(observation)));
    changes.extend(answered);
    Ok(Deed::done(changes, said))
}

/// Questions a setting that is a slip away from a known one.
fn no_slip(study: &Study, setting: Option<&str>, consent: Consent) -> Result<(), Refusal> {
    let Some(name) = setting.filter(|_| !consent.new_settings) else { return Ok(()) };
    let near = words::near_settings(study, name);
    if near.is_empty() {
        return Ok(());
    }
    Err(Refusal::NearSetting { typed: name.to_owned(), near })
}

/// Whether recording a draft depends on what was recorded before: a tag or a setting is compared
/// with those there are, and a prompt that is on show is answered. Only the code is then not compared
/// with those there are; two of a hundred thousand notes share one in some cases as it is, since notes
/// come from other devices too, and one character more tells them apart.
pub fn needs_the_past(draft: &Draft) -> bool {
    // Spelled out, so that a new field cannot be forgotten.
    let Draft {
        line,
        kind: _,
        happened_at: _,
        setting,
        stance: _,
        origin,
        source: _,
        tags,
        extras: _,
    } = draft;
    let names_something = !tags.is_empty() || setting.is_some() || line.contains(['#', '@']);
    names_something || *origin == Origin::Prompted(None)
}

/// Records an observation where the study cannot be asked: it is locked, or open elsewhere. A tag is
/// taken as it is typed. The deed holds the observation alone: whatever else could be worked out (a
/// setting to offer, say) would be worked out without the study, and would overwrite what stands there.
///
/// # Errors
/// As [`capture`].
pub fn capture_unread(
    context: &Context<'_>,
    draft: &Draft,
    consent: Consent,
) -> Result<Deed, Refusal> {
    let consent = Consent { new_tags: true, new_settings: true, ..consent };
    let mut deed = capture(&Study::new(DeviceId(0)), context, draft, consent)?;
    deed.changes.retain(|change| matches!(change, Change::Recorded(_)));
    Ok(deed)
}

/// Questions a time that is still to come. Two minutes are let pass, since clocks differ.
pub(crate) fn not_to_come(at: Moment, now: Moment, consent: Consent) -> Result<(), Refusal> {
    if at.millis > now.plus_minutes(2).millis && !consent.future {
        return Err(Refusal::Future { at: when::say(at, now) });
    }
    Ok(())
}

/// An id whose code, as the screens show it, nothing in this study has yet.
fn fresh_id(study: &Study, ids: &dyn Ids) -> ObservationId {
    const TRIES: usize = 8;
    let mut id = ObservationId::from(ids.fresh());
    for _ in 0..TRIES {
        if !study.shows_code_of(id) {
            break;
        }
        id = ObservationId::from(ids.fresh());
    }
    id
}

/// Refuses an observation that the study would not let in: its texts together are stored in one
/// piece.
pub(crate) fn fits(observation: &Observation) -> Result<(), Refusal> {
    words::within_limit(observation.text.len())?;
    let bytes = size(observation);
    if observation.tags.len() > MOST_TAGS {
        let (number, limit) = (observation.tags.len(), MOST_TAGS);
        return Err(Unfit::Many { what: "tags", number, limit }.into());
    }
    if bytes > LONGEST_TEXT { Err(Refusal::TooMuch { bytes }) } else { Ok(()) }
}

/// How many bytes of words an observation has, all its fields together: they are stored in one
/// piece.
fn size(observation: &Observation) -> usize {
    let extras: usize = observation.extras().map(|(_, text)| text.len()).sum();
    let tags: usize = observation.tags.iter().map(|tag| tag.as_str().len()).sum();
    observation.text.len() + extras + tags
}
