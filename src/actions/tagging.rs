//! Saying yes to tags, and taking it back.

use super::shorthand::{Known, Mention, known};
use super::{Consent, Context, Deed, Refusal, seen_by_team, standing, words};
use crate::study::{Change, ObservationId, Record, Status, Study, Tag, TagIx, TagKey, Verdict};

/// Tags that were named, each once, after the questions about them have been answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags {
    pub(crate) keys: Vec<TagKey>,
    new: Vec<TagKey>,
}

impl Tags {
    /// Takes in names that were typed.
    pub(crate) fn take_names(
        &mut self,
        study: &Study,
        names: &[String],
        consent: Consent,
    ) -> Result<(), Refusal> {
        let mentions = names.iter().map(|name| mention(study, name)).collect::<Result<_, _>>()?;
        self.take(study, mentions, consent)
    }

    /// Takes in tags that were named in a line.
    pub(crate) fn take(
        &mut self,
        study: &Study,
        mentions: Vec<Mention>,
        consent: Consent,
    ) -> Result<(), Refusal> {
        for Mention { key, known } in mentions {
            let key = match known {
                Known::Tag(tag) => in_use(study, tag, consent)?,
                Known::Near(near) if !consent.new_tags => {
                    return Err(Refusal::NearTag { typed: key.to_string(), near });
                }
                Known::New | Known::Near(_) => key,
            };
            if study.codebook().ix(&key).is_none() && !self.new.contains(&key) {
                self.new.push(key.clone());
            }
            if !self.keys.contains(&key) {
                self.keys.push(key);
            }
        }
        Ok(())
    }

    /// "; new tag ward-phone", or nothing.
    pub(crate) fn new_ones(&self) -> String {
        let names: Vec<&str> = self.new.iter().map(TagKey::as_str).collect();
        match names.len() {
            0 => String::new(),
            1 => format!("; new tag {}", words::list(&names)),
            _ => format!("; new tags {}", words::list(&names)),
        }
    }
}

/// A tag that is out of use is asked about before it is used again.
fn in_use(study: &Study, key: TagKey, consent: Consent) -> Result<TagKey, Refusal> {
    let tag = study.codebook().find(key.as_str());
    match tag.filter(|tag| tag.status() == Status::Retired && !consent.new_tags) {
        Some(tag) => Err(Refusal::OutOfUse { name: tag.name().to_owned() }),
        None => Ok(key),
    }
}

fn mention(study: &Study, typed: &str) -> Result<Mention, Refusal> {
    use unicode_normalization::UnicodeNormalization;
    let name: String = typed.trim().nfc().collect();
    let bad = || Refusal::BadTag { typed: typed.to_owned() };
    let key = TagKey::parse(&name).ok_or_else(bad)?;
    let known = known(study, &key);
    Ok(Mention { key, known })
}

/// Says yes to every tag on every observation, as one act. Names not in the codebook become
/// provisional tags.
///
/// # Errors
/// A question ([`Refusal::NearTag`]) for a name one slip away from a known one; refused for names
/// that cannot be tags, withdrawn observations, or where nothing would change.
pub fn tag(
    study: &Study,
    context: &Context<'_>,
    ids: &[ObservationId],
    names: &[String],
    consent: Consent,
) -> Result<Deed, Refusal> {
    let mut tags = Tags::default();
    tags.take_names(study, names, consent)?;
    if tags.keys.is_empty() {
        return Err(Refusal::Missing { what: "a tag" });
    }
    let records = records(study, ids)?;
    let mut changes = Vec::new();
    let mut tagged = Vec::new();
    for record in &records {
        let before = changes.len();
        for tag in tags.keys.iter().filter(|tag| !applies(study, context, record, tag)) {
            changes.push(Change::Tagged {
                observation: record.id(),
                tag: tag.clone(),
                verdict: Verdict::Yes,
                was: study.verdict(record, context.author, tag),
                codebook: study.codebook().version(),
            });
        }
        if changes.len() > before {
            tagged.push(*record);
        }
    }
    let shown = shown(study, &tags.keys);
    if changes.is_empty() {
        let has = if records.len() == 1 { "has" } else { "have" };
        let what = format!("{} {has} {shown} already", several(&records));
        return Err(Refusal::NothingToChange { what });
    }
    let team = seen_by_team(study, context, &tagged);
    let said = format!("tagged {} with {shown}{}{team}", several(&tagged), tags.new_ones());
    Ok(Deed::done(changes, said))
}

/// Takes back this person's yes to tags, as one act. A yes to a tag that was merged into the named
/// one is taken back too, so that the tag goes from the screen.
///
/// # Errors
/// Refused for unknown tags, or where nothing would change.
pub fn untag(
    study: &Study,
    context: &Context<'_>,
    ids: &[ObservationId],
    names: &[String],
) -> Result<Deed, Refusal> {
    let targets = names.iter().map(|name| target(study, name)).collect::<Result<Vec<_>, _>>()?;
    if targets.is_empty() {
        return Err(Refusal::Missing { what: "a tag" });
    }
    let records = records(study, ids)?;
    let mut changes = Vec::new();
    let mut cleared = Vec::new();
    for record in &records {
        let before = changes.len();
        for (tag, ix) in own_yeses(study, context, record) {
            if targets.contains(&study.codebook().resolve(ix)) {
                changes.push(Change::Tagged {
                    observation: record.id(),
                    tag: tag.key().clone(),
                    verdict: Verdict::Unsaid,
                    was: Verdict::Yes,
                    codebook: study.codebook().version(),
                });
            }
        }
        if changes.len() > before {
            cleared.push(*record);
        }
    }
    let keys = targets.iter().filter_map(|ix| study.codebook().get(*ix));
    let shown = shown(study, &keys.map(|tag| tag.key().clone()).collect::<Vec<_>>());
    if changes.is_empty() {
        let what = format!("you have not said {shown} of {}", several(&records));
        return Err(Refusal::NothingToChange { what });
    }
    let team = seen_by_team(study, context, &cleared);
    Ok(Deed::done(changes, format!("took {shown} off {}{team}", several(&cleared))))
}

/// The tag that a typed name counts for.
fn target(study: &Study, name: &str) -> Result<TagIx, Refusal> {
    match mention(study, name)?.known {
        Known::Tag(key) => study.codebook().ix(&key),
        Known::New | Known::Near(_) => None,
    }
    .ok_or_else(|| Refusal::NoSuchTag { typed: name.to_owned() })
}

/// The records, each once.
fn records<'s>(study: &'s Study, ids: &[ObservationId]) -> Result<Vec<&'s Record>, Refusal> {
    let mut records: Vec<&Record> = Vec::with_capacity(ids.len());
    let mut seen = std::collections::HashSet::new();
    for id in ids.iter().filter(|id| seen.insert(**id)) {
        let record = standing(study, *id)?;
        if record.is_hidden() {
            return Err(Refusal::Hidden { code: words::code(record) });
        }
        records.push(record);
    }
    if records.is_empty() {
        return Err(Refusal::Missing { what: "an observation" });
    }
    Ok(records)
}

fn own_yeses<'s>(
    study: &'s Study,
    context: &Context<'_>,
    record: &'s Record,
) -> impl Iterator<Item = (&'s Tag, TagIx)> {
    let author = study.person_ix(context.author);
    let own =
        move |t: &&crate::study::Tagging| Some(t.coder) == author && t.verdict == Verdict::Yes;
    let taggings = record.taggings().iter().filter(own);
    taggings.filter_map(|t| study.codebook().get(t.tag).map(|tag| (tag, t.tag)))
}

/// Whether this person has said yes to the tag already, or to one that was merged into it.
fn applies(study: &Study, context: &Context<'_>, record: &Record, tag: &TagKey) -> bool {
    let codebook = study.codebook();
    let Some(wanted) = codebook.ix(tag).map(|ix| codebook.resolve(ix)) else { return false };
    own_yeses(study, context, record).any(|(_, ix)| codebook.resolve(ix) == wanted)
}

/// The names of tags as a sentence says them.
fn shown(study: &Study, keys: &[TagKey]) -> String {
    let codebook = study.codebook();
    let name = |key: &TagKey| {
        let tag = codebook.ix(key).and_then(|ix| codebook.get(ix));
        tag.map_or_else(|| key.to_string(), |tag| tag.name().to_owned())
    };
    words::list(&keys.iter().map(name).collect::<Vec<_>>())
}

/// "kx7qd", or "3 observations".
fn several(records: &[&Record]) -> String {
    match records {
        [one] => words::code(one),
        _ => words::count(records.len(), "observation"),
    }
}
