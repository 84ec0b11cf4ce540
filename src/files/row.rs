//! One observation as a row of a file, the same fields in JSON lines and in CSV, and the way from
//! such a row to an observation. `docs/json.md` describes the fields.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::taking::{KnownAs, Taking, reason};
use crate::actions::capture::{fits, not_to_come};
use crate::actions::{Consent, Refusal, when, words};
use crate::study::{
    Audience, Change, Extra, Extras, Fact, Item, ItemId, Kind, Moment, Observation, ObservationId,
    Origin, PersonId, Record, Source, Stance, TagKey, Verdict, gate,
};

/// Why a row is not taken in whose observation was erased. Such a row is kept nowhere.
pub(super) const ERASED: &str = "it was erased on request, and does not come back";

/// A row as it came. Everything but `text` may be missing.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Row {
    pub(super) id: Option<String>,
    pub(super) text: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) tags: Option<Several>,
    pub(super) setting: Option<String>,
    pub(super) stance: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) prompted_at: Option<String>,
    pub(super) source: Option<String>,
    pub(super) happened_at: Option<String>,
    pub(super) recorded_at: Option<String>,
    pub(super) audience: Option<String>,
    #[serde(flatten)]
    pub(super) extras: NamedExtras,
    pub(super) withdrawn: Option<bool>,
    #[serde(default)]
    pub(super) later: Vec<LaterNote>,
    pub(super) history: Option<History>,
}

/// The optional texts of a row, each under its word ([`Extra::word`]).
#[derive(Debug, Default)]
pub(super) struct NamedExtras(pub(super) Extras);

impl NamedExtras {
    /// Those of an observation as it stands.
    pub(super) fn of(record: &Record) -> Self {
        let mut extras = Extras::NONE;
        record.extra_texts().for_each(|(extra, text)| extras.set(extra, Some(text.to_owned())));
        Self(extras)
    }
}

impl Serialize for NamedExtras {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.said().map(|(extra, text)| (extra.word(), text)))
    }
}

impl<'de> Deserialize<'de> for NamedExtras {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = NamedExtras;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the fields of an observation")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NamedExtras, A::Error> {
                let (mut extras, mut seen) = (Extras::NONE, Vec::new());
                while let Some(name) = map.next_key::<String>()? {
                    let Some(extra) = Extra::parse(&name) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    if seen.contains(&extra) {
                        return Err(A::Error::duplicate_field(extra.word()));
                    }
                    seen.push(extra);
                    extras.set(extra, map.next_value()?);
                }
                Ok(NamedExtras(extras))
            }
        }
        deserializer.deserialize_map(Reading)
    }
}

/// A list, or one text with the items parted by semicolons, commas or spaces.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Several {
    List(Vec<String>),
    Text(String),
}

/// What came later, in a row.
#[derive(Debug, Deserialize)]
pub(super) struct LaterNote {
    pub(super) id: Option<String>,
    pub(super) at: Option<String>,
    pub(super) text: String,
}

/// What a row of a whole study says beside the present state.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct History {
    /// Whose observation it is, where several people took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) author: Option<String>,
    /// The first words, where they were amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_text: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) amendments: Vec<Amended>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) withdrawals: Vec<Withdrew>,
    /// What each coder said of each tag, where it is more than the author's yes to `tags`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) verdicts: Option<Vec<Said>>,
}

/// One amendment.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Amended {
    pub(super) id: String,
    pub(super) at: String,
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<String>,
}

/// One withdrawal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Withdrew {
    pub(super) id: String,
    pub(super) at: String,
    pub(super) reason: String,
}

/// What one coder said of one tag.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Said {
    /// The tag's key.
    pub(super) tag: String,
    /// Who, where it is not the author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) coder: Option<String>,
    /// `yes`, `no` or `unsaid`.
    pub(super) verdict: String,
}

/// The word for a verdict in files.
pub(super) const fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Unsaid => "unsaid",
        Verdict::Yes => "yes",
        Verdict::No => "no",
    }
}

/// The word for a source in files.
pub(super) const fn source_word(source: Source) -> &'static str {
    match source {
        Source::Typed => "typed",
        Source::Jotted => "jotted",
        Source::Imported => "imported",
        Source::Practice => "practice",
        Source::Inbox => "inbox",
    }
}

/// Why a note that somebody else recorded is not taken in.
const OTHERS: &str =
    "it was recorded by another person; only your own can be brought in from a file";

impl Taking<'_> {
    /// Takes in one row, or says why not.
    pub(super) fn row(&mut self, mut row: Row) -> Result<(), String> {
        let history = row.history.take().unwrap_or_default();
        if !self.is_own(history.author.as_deref()) {
            return Err(OTHERS.to_owned());
        }
        let withdrawn = row.withdrawn.unwrap_or(false);
        let audience = choice("audience", row.audience.as_deref(), Audience::ALL, Audience::parse)
            .map_err(|refusal| reason(&refusal))?;
        let later = std::mem::take(&mut row.later);
        let observation = self.observation(row, &history).map_err(|refusal| reason(&refusal))?;
        let id = observation.id;
        if self.study.is_erased(Item::Observation(id)) {
            return Err(ERASED.to_owned());
        }
        let mut more = self.notes(id, later, &history)?;
        let gone = self.study.get(id).is_some_and(crate::study::Record::is_withdrawn);
        if withdrawn && !gone && history.withdrawals.is_empty() {
            let item = ItemId(self.derived(&["withdrawn", &id.to_string()]).0);
            let reason = "withdrawn before it was brought in".to_owned();
            let at = self.context.now;
            more.push((
                Item::Withdrawal(id, item),
                Change::Withdrawn { observation: id, item, reason, at },
            ));
        }
        let (said, others) = self.verdicts(id, &history)?;
        let place = self.record(observation);
        if let Some(audience) =
            audience.filter(|a| *a != Audience::Private && place == KnownAs::New)
        {
            let (set, was) = (Fact::Audience(audience), Fact::Audience(Audience::Private));
            self.changes.push(Change::Corrected { observation: id, set, was });
        }
        let known = self.study.get(id);
        for (item, change) in more {
            let is_new = known.is_none_or(|record| !record.knows(item));
            if is_new && !self.study.is_erased(item) && self.first_time(item) {
                self.add(place, change);
            }
        }
        for (tag, change) in said {
            let coder = self.study.person_ix(self.context.author);
            let ix = self.study.codebook().ix(&tag);
            let before = known.is_some_and(|record| {
                record
                    .taggings_as_said()
                    .iter()
                    .any(|t| Some(t.tag) == ix && Some(t.coder) == coder)
            });
            if !before && (place != KnownAs::There || known.is_some()) {
                self.add(place, change);
            }
        }
        if others > 0 {
            let others = words::count(others, "tagging");
            return Err(format!(
                "the observation came in; {others} by other people did not, since only your own \
                 can be brought in from a file"
            ));
        }
        Ok(())
    }

    fn is_own(&self, person: Option<&str>) -> bool {
        let read = |text: &str| text.parse::<PersonId>().ok();
        person.is_none_or(|person| read(person).is_some_and(|id| self.own.contains(&id)))
    }

    fn observation(&mut self, row: Row, history: &History) -> Result<Observation, Refusal> {
        let now = self.context.now;
        let text = history.first_text.as_deref().or(row.text.as_deref());
        let text = words::text(text.ok_or(Refusal::Missing { what: "\"text\"" })?)?;
        let filed = self.time(row.happened_at.as_deref())?;
        let happened_at = filed.as_ref().map(|filed| filed.at);
        let prompted_at = self.time(row.prompted_at.as_deref())?.map(|filed| filed.at);
        let recorded_at = self.time(row.recorded_at.as_deref())?.map_or(now, |filed| filed.at);
        let id = match blank(row.id.as_deref()) {
            Some(id) => id.parse().map_err(|_| Refusal::NotAChoice {
                what: "id",
                typed: id.to_owned(),
                choices: vec!["a UUID, or left out".to_owned()],
            })?,
            None => {
                // Only what came out of a study may be of a time to come: it was asked about there.
                not_to_come(happened_at.unwrap_or(now), now, Consent::default())?;
                self.new_id(filed.as_ref(), &text)
            }
        };
        let origin = match (blank(row.origin.as_deref()), prompted_at) {
            (Some(word), at) if word.eq_ignore_ascii_case("prompted") => Origin::Prompted(at),
            (Some(word), _) if word.eq_ignore_ascii_case("spontaneous") => Origin::Spontaneous,
            (None, None) => Origin::Spontaneous,
            (None, at) => Origin::Prompted(at),
            (Some(word), _) => {
                let choices = ["spontaneous", "prompted"].map(str::to_owned).to_vec();
                return Err(Refusal::NotAChoice {
                    what: "origin",
                    typed: word.to_owned(),
                    choices,
                });
            }
        };
        let tags = if history.verdicts.is_some() { Vec::new() } else { self.tags(row.tags)? };
        let extras = row.extras.0.checked(words::optional)?;
        let observation = Observation {
            id,
            text,
            kind: kind(row.kind.as_deref())?,
            happened_at: happened_at.unwrap_or(now),
            recorded_at,
            setting: self.setting(row.setting.as_deref().unwrap_or_default())?,
            stance: choice("stance", row.stance.as_deref(), Stance::ALL, Stance::parse)
                .map_err(|refusal| *refusal)?
                .unwrap_or(Stance::Own),
            origin,
            source: source(row.source.as_deref())?,
            extras,
            tags,
        };
        fits(&observation)?;
        Ok(observation)
    }

    /// A row that says when it happened is the same however often it is brought in. One that does
    /// not may be said again on another day and mean another thing.
    ///
    /// What the row says of itself counts, so that it is the same row in whatever zone it is read. A
    /// row that came in when the zone still counted is known by that.
    fn new_id(&mut self, filed: Option<&when::Filed>, text: &str) -> ObservationId {
        let Some(filed) = filed else { return ObservationId::from(self.context.ids.fresh()) };
        let zoned = filed.at.to_rfc3339();
        let before = ObservationId::derived(self.study_id, &["row", &zoned, text]);
        let known = self.study.get(before).is_some();
        self.derived(&["row", if known { &zoned } else { &filed.says }, text])
    }

    /// A time in a file, a date alone taken as noon. What means another time on another day is
    /// refused: the same file would give other notes whenever it is read.
    fn time(&mut self, typed: Option<&str>) -> Result<Option<when::Filed>, Refusal> {
        let Some(typed) = blank(typed) else { return Ok(None) };
        let filed = when::filed(typed, self.context.now)?;
        self.at_noon += usize::from(filed.noon);
        if filed.zone_of_here {
            *self.zone_of_here.entry(filed.at.offset).or_insert(0) += 1;
        }
        Ok(Some(filed))
    }

    fn tags(&mut self, tags: Option<Several>) -> Result<Vec<TagKey>, Refusal> {
        let typed = match tags {
            None => Vec::new(),
            Some(Several::List(tags)) => tags,
            Some(Several::Text(text)) => {
                let parted = text.split(|c: char| matches!(c, ';' | ',') || c.is_whitespace());
                parted.filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
            }
        };
        let mut keys: Vec<TagKey> = Vec::with_capacity(typed.len());
        for typed in typed {
            let key = self.tag(&typed)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// Everything said about the observation that has an id of its own.
    fn notes(
        &mut self,
        id: ObservationId,
        later: Vec<LaterNote>,
        history: &History,
    ) -> Result<Vec<(Item, Change)>, String> {
        let mut notes = Vec::new();
        for amended in &history.amendments {
            let item = item(&amended.id)?;
            let text = words::text(&amended.text).map_err(|r| reason(&r))?;
            let (why, at) = (amended.why.clone(), moment(&amended.at)?);
            let change = Change::Amended { observation: id, item, text, why, at };
            notes.push((Item::Amendment(id, item), change));
        }
        for note in later {
            let text = words::text(&note.text).map_err(|r| reason(&r))?;
            let filed = self.time(note.at.as_deref()).map_err(|r| reason(&r))?;
            let item = match &note.id {
                Some(known) => item(known)?,
                None => self.later_id(id, filed.as_ref(), &text),
            };
            let at = filed.map_or(self.context.now, |filed| filed.at);
            let change = Change::LaterNoted { observation: id, item, text, at };
            notes.push((Item::Later(id, item), change));
        }
        for withdrew in &history.withdrawals {
            let item = item(&withdrew.id)?;
            let (reason, at) = (withdrew.reason.clone(), moment(&withdrew.at)?);
            let change = Change::Withdrawn { observation: id, item, reason, at };
            notes.push((Item::Withdrawal(id, item), change));
        }
        let unfit = notes.iter().find_map(|(_, change)| gate::admit(change).err());
        unfit.map_or(Ok(notes), |unfit| Err(reason(&unfit.into())))
    }

    /// The id of a later note that has none, as that of its row.
    fn later_id(&mut self, of: ObservationId, filed: Option<&when::Filed>, text: &str) -> ItemId {
        let of_text = of.to_string();
        let zoned = filed.map_or_else(String::new, |filed| filed.at.to_rfc3339());
        let before =
            ItemId(ObservationId::derived(self.study_id, &["later", &of_text, &zoned, text]).0);
        let known = self.study.get(of).is_some_and(|record| record.knows(Item::Later(of, before)));
        let says = filed.map_or("", |filed| filed.says.as_str());
        let says = if known { &zoned } else { says };
        ItemId(self.derived(&["later", &of_text, says, text]).0)
    }

    /// What this person said of tags, and how many things other people said.
    fn verdicts(
        &mut self,
        id: ObservationId,
        history: &History,
    ) -> Result<(Vec<(TagKey, Change)>, usize), String> {
        let mut said = Vec::new();
        let mut others = 0;
        for verdict in history.verdicts.iter().flatten() {
            if !self.is_own(verdict.coder.as_deref()) {
                others += 1;
                continue;
            }
            let tag = TagKey::parse(&verdict.tag)
                .ok_or_else(|| reason(&Refusal::BadTag { typed: verdict.tag.clone() }))?;
            let now = [Verdict::Yes, Verdict::No, Verdict::Unsaid]
                .into_iter()
                .find(|known| verdict_word(*known) == verdict.verdict)
                .ok_or_else(|| format!("\"{}\" is not a verdict", verdict.verdict))?;
            self.note_new(&tag);
            let codebook = self.study.codebook().version();
            let change = Change::Tagged {
                observation: id,
                tag: tag.clone(),
                verdict: now,
                was: Verdict::Unsaid,
                codebook,
            };
            said.push((tag, change));
        }
        Ok((said, others))
    }
}

/// A cell that may be missing or blank.
fn blank(cell: Option<&str>) -> Option<&str> {
    cell.map(str::trim).filter(|cell| !cell.is_empty())
}

fn item(id: &str) -> Result<ItemId, String> {
    id.parse().map_err(|_| format!("\"{id}\" is not an id"))
}

fn moment(text: &str) -> Result<Moment, String> {
    Moment::from_rfc3339(text).ok_or_else(|| format!("\"{text}\" is not a time of RFC 3339"))
}

fn choice<T: Copy + std::fmt::Display>(
    what: &'static str,
    typed: Option<&str>,
    all: &[T],
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Box<Refusal>> {
    let Some(typed) = blank(typed) else { return Ok(None) };
    parse(typed).map(Some).ok_or_else(|| {
        let choices = all.iter().map(ToString::to_string).collect();
        Box::new(Refusal::NotAChoice { what, typed: typed.to_owned(), choices })
    })
}

fn kind(typed: Option<&str>) -> Result<Option<Kind>, Refusal> {
    choice("kind", typed, Kind::ALL, Kind::parse).map_err(|refusal| *refusal)
}

fn source(typed: Option<&str>) -> Result<Source, Refusal> {
    const ALL: [Source; 5] =
        [Source::Typed, Source::Jotted, Source::Imported, Source::Practice, Source::Inbox];
    let Some(typed) = blank(typed) else { return Ok(Source::Imported) };
    ALL.into_iter().find(|source| source_word(*source) == typed).ok_or_else(|| {
        let choices = ALL.map(|source| source_word(source).to_owned()).to_vec();
        Refusal::NotAChoice { what: "source", typed: typed.to_owned(), choices }
    })
}
