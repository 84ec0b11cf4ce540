//! JSON lines: everything a study of one's own holds, out and in again without loss; and simple
//! rows from elsewhere (`{"text": "…"}` is enough). Fields are described in `docs/json.md`.

use serde::{Deserialize, Serialize};

use super::Intake;
use super::row::{Amended, History, Row, Said, Withdrew, source_word, verdict_word};
use super::taking::Taking;
use crate::actions::{Context, words};
use crate::study::{
    Change, Codebook, Moment, ObsIx, Origin, PersonId, PersonIx, Record, Status, Study, StudyField,
    StudyId, Tag, TagField, TagKey, Verdict, Whose,
};

/// The version of the format of a whole study.
const FORMAT: u32 = 1;

/// Reads JSON lines.
pub fn read(text: &str, study: &Study, context: &Context<'_>) -> Intake {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut taking = Taking::new(study, context);
    for (row, line) in text.lines().enumerate() {
        let (number, plain) = (row + 1, line.trim());
        if plain.is_empty() {
            continue;
        }
        let taken = if plain.starts_with("{\"asdone\"") {
            serde_json::from_str(plain)
                .map_err(|e| unreadable(&e))
                .and_then(|head| taking.head(head))
        } else {
            serde_json::from_str(plain).map_err(|e| unreadable(&e)).and_then(|row| taking.row(row))
        };
        if let Err(reason) = taken {
            taking.bad(number, line, reason);
        }
    }
    taking.finish()
}

fn unreadable(error: &serde_json::Error) -> String {
    format!("it is not an observation in JSON: {error}")
}

/// One observation as `list --json` prints it: one line, without a line break.
pub fn line(study: &Study, record: &Record) -> String {
    serde_json::to_string(&Line::of(study, record, None)).unwrap_or_default()
}

/// A whole study: a first line that describes it (with its codebook, settings and people), then
/// one line an observation, with history. Reading it into an empty study gives the same portrait
/// but for ids of devices and stamps. Observations that undo has taken back stay behind.
pub fn write(study: &Study, among: &[ObsIx]) -> String {
    let head = Head { asdone: About::of(study) };
    let mut lines = serde_json::to_string(&head).unwrap_or_default();
    lines.push('\n');
    let records = among.iter().filter_map(|ix| study.record_at(*ix));
    for record in records.filter(|record| record.is_here() && !record.is_taken_back()) {
        let line = Line::of(study, record, history(study, record));
        lines.push_str(&serde_json::to_string(&line).unwrap_or_default());
        lines.push('\n');
    }
    lines
}

/// One observation as it is written. The order of the fields is the order on the line.
#[derive(Serialize)]
struct Line<'a> {
    id: String,
    code: String,
    text: &'a str,
    kind: Option<&'static str>,
    tags: Vec<&'a str>,
    setting: Option<&'a str>,
    stance: &'static str,
    origin: &'static str,
    prompted_at: Option<String>,
    source: &'static str,
    happened_at: String,
    recorded_at: String,
    audience: &'static str,
    withdrawn: bool,
    amended: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    aim: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cues: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expectation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pressure: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prescribed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<&'a str>,
    later: Vec<LaterLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<History>,
}

#[derive(Serialize)]
struct LaterLine<'a> {
    id: String,
    at: String,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn of(study: &'a Study, record: &'a Record, history: Option<History>) -> Self {
        let codebook = study.codebook();
        let name = |ix| codebook.get(ix).map(Tag::name);
        let prompted_at = match record.origin() {
            Origin::Spontaneous => None,
            Origin::Prompted(at) => at,
        };
        let (foresight, ways) = (record.foresight(), record.ways());
        let later = record.later();
        Self {
            id: record.id().to_string(),
            code: record.id().code().short().to_owned(),
            text: record.text(),
            kind: record.kind().map(crate::study::Kind::word),
            tags: study.tags_of(record).filter_map(name).collect(),
            setting: record.setting().map(|ix| study.setting_name(ix)),
            stance: record.stance().word(),
            origin: record.origin().word(),
            prompted_at: prompted_at.map(Moment::to_rfc3339),
            source: source_word(record.source()),
            happened_at: record.happened_at().to_rfc3339(),
            recorded_at: record.recorded_at().to_rfc3339(),
            audience: record.audience().word(),
            withdrawn: record.is_withdrawn(),
            amended: record.amendments().next().is_some(),
            aim: foresight.aim.as_deref(),
            cues: foresight.cues.as_deref(),
            expectation: foresight.expectation.as_deref(),
            options: foresight.options.as_deref(),
            pressure: foresight.pressure.as_deref(),
            prescribed: ways.prescribed.as_deref(),
            done: ways.done.as_deref(),
            later: later
                .map(|l| LaterLine { id: l.item.to_string(), at: l.at.to_rfc3339(), text: &l.text })
                .collect(),
            history,
        }
    }
}

/// What the line of an observation does not say by itself; `None` where that is nothing.
fn history(study: &Study, record: &Record) -> Option<History> {
    let person =
        |ix: PersonIx| study.people().get(ix.0 as usize).map(|person| person.id.to_string());
    let amendments: Vec<Amended> = record
        .amendments()
        .map(|a| Amended {
            id: a.item.to_string(),
            at: a.at.to_rfc3339(),
            text: a.text.clone(),
            why: a.why.clone(),
        })
        .collect();
    let withdrawals: Vec<Withdrew> = record
        .withdrawals()
        .map(|w| Withdrew {
            id: w.item.to_string(),
            at: w.at.to_rfc3339(),
            reason: w.reason.clone(),
        })
        .collect();
    let codebook = study.codebook();
    let plain = |t: &crate::study::Tagging| {
        t.verdict == Verdict::Yes && t.coder == record.author() && codebook.resolve(t.tag) == t.tag
    };
    let verdicts = (!record.taggings().iter().all(plain)).then(|| {
        let said = record.taggings().iter().filter_map(|t| {
            Some(Said {
                tag: codebook.get(t.tag)?.key().to_string(),
                coder: (t.coder != record.author()).then(|| person(t.coder)).flatten(),
                verdict: verdict_word(t.verdict).to_owned(),
            })
        });
        said.collect()
    });
    let author = (study.people().len() > 1).then(|| person(record.author())).flatten();
    let first_text = (!amendments.is_empty()).then(|| record.first_text().to_owned());
    let nothing = amendments.is_empty() && withdrawals.is_empty() && verdicts.is_none();
    let history = History { author, first_text, amendments, withdrawals, verdicts };
    (!nothing || history.author.is_some()).then_some(history)
}

/// The first line of a whole study.
#[derive(Serialize, Deserialize)]
struct Head {
    asdone: About,
}

/// A study as its first line describes it.
#[derive(Serialize, Deserialize)]
struct About {
    format: u32,
    study: StudyLine,
    #[serde(default)]
    settings: Vec<String>,
    #[serde(default)]
    people: Vec<PersonLine>,
    /// The hash of what the codebook says, so that two exports can be told to have the same one.
    #[serde(default)]
    codebook_hash: String,
    #[serde(default)]
    codebook: Vec<TagLine>,
}

#[derive(Serialize, Deserialize)]
struct StudyLine {
    id: Option<String>,
    name: String,
    threshold: u32,
    whose: String,
}

#[derive(Serialize, Deserialize)]
struct PersonLine {
    id: String,
    pseudonym: String,
}

/// A tag with everything that the codebook says of it.
#[derive(Serialize, Deserialize)]
struct TagLine {
    key: String,
    name: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    include: String,
    #[serde(default)]
    exclude: String,
    #[serde(default)]
    source: String,
    status: String,
    merged_into: Option<String>,
    order: Option<u32>,
}

impl About {
    fn of(study: &Study) -> Self {
        let mut people: Vec<PersonLine> = study
            .people()
            .iter()
            .map(|person| PersonLine {
                id: person.id.to_string(),
                pseudonym: person.pseudonym.clone(),
            })
            .collect();
        people.sort_by(|a, b| a.id.cmp(&b.id));
        Self {
            format: FORMAT,
            study: StudyLine {
                id: study.id().map(|id| id.to_string()),
                name: study.name().to_owned(),
                threshold: study.threshold(),
                whose: study.whose().word().to_owned(),
            },
            settings: study.settings().to_vec(),
            people,
            codebook_hash: study.codebook().content_hash().to_string(),
            codebook: study.codebook().listed().into_iter().map(TagLine::of).collect(),
        }
    }
}

impl TagLine {
    fn of(tag: &Tag) -> Self {
        Self {
            key: tag.key().to_string(),
            name: tag.name().to_owned(),
            group: tag.group().to_owned(),
            definition: tag.definition().to_owned(),
            include: tag.include().to_owned(),
            exclude: tag.exclude().to_owned(),
            source: tag.source().to_owned(),
            status: tag.status().word().to_owned(),
            merged_into: tag.merged_into().map(ToString::to_string),
            order: Some(tag.order()).filter(|order| *order != u32::MAX),
        }
    }

    fn fields(&self) -> Result<Vec<TagField>, String> {
        let statuses = [Status::Provisional, Status::Defined, Status::Retired];
        let status = statuses.into_iter().find(|status| status.word() == self.status);
        let status = status.ok_or_else(|| format!("\"{}\" is not a tag's status", self.status))?;
        let into = self.merged_into.as_deref().map(key).transpose()?;
        Ok(vec![
            TagField::Name(self.name.clone()),
            TagField::Group(self.group.clone()),
            TagField::Definition(self.definition.clone()),
            TagField::Include(self.include.clone()),
            TagField::Exclude(self.exclude.clone()),
            TagField::Source(self.source.clone()),
            TagField::Status(status),
            TagField::MergedInto(into),
            TagField::Order(self.order.unwrap_or(u32::MAX)),
        ])
    }
}

fn key(text: &str) -> Result<TagKey, String> {
    TagKey::parse(text).ok_or_else(|| format!("\"{text}\" cannot be the name of a tag"))
}

impl Taking<'_> {
    /// Takes in the first line of a whole study: all of it where there is no study yet, otherwise
    /// only what is missing here.
    fn head(&mut self, Head { asdone: about }: Head) -> Result<(), String> {
        if about.format != FORMAT {
            return Err(format!(
                "it was written by another version (format {}, this program reads {FORMAT})",
                about.format
            ));
        }
        let people: Vec<(PersonId, &str)> = about
            .people
            .iter()
            .filter_map(|person| Some((person.id.parse().ok()?, person.pseudonym.as_str())))
            .collect();
        // One's own study from another device: its one person is the one who brings it in.
        if let [(person, _)] = people.as_slice() {
            self.own.insert(*person);
        }
        if self.study.id().is_none() {
            self.found(&about, &people)?;
        } else {
            self.offer(&about.settings);
        }
        for tag in &about.codebook {
            self.define(tag)?;
        }
        Ok(())
    }

    fn found(&mut self, about: &About, people: &[(PersonId, &str)]) -> Result<(), String> {
        let id = about.study.id.as_deref().and_then(|id| id.parse::<StudyId>().ok());
        let id = id.unwrap_or_else(|| StudyId::from(self.context.ids.fresh()));
        let whose = Whose::parse(&about.study.whose)
            .ok_or_else(|| format!("\"{}\" is not whose record it can be", about.study.whose))?;
        self.study_id = id;
        self.changes.push(Change::Founded { study: id, name: about.study.name.clone() });
        for (person, pseudonym) in people.iter().filter(|(_, name)| !name.is_empty()) {
            let person = if self.own.contains(person) { self.context.author } else { *person };
            let (pseudonym, was) = ((*pseudonym).to_owned(), String::new());
            self.changes.push(Change::PersonNamed { person, pseudonym, was });
        }
        let set = [
            (
                StudyField::Settings(about.settings.clone()),
                StudyField::Settings(self.study.settings().to_vec()),
            ),
            (
                StudyField::Threshold(about.study.threshold),
                StudyField::Threshold(self.study.threshold()),
            ),
            (StudyField::Whose(whose), StudyField::Whose(self.study.whose())),
        ];
        let differing = set.into_iter().filter(|(set, was)| set != was);
        self.changes.extend(differing.map(|(set, was)| Change::StudySet { set, was }));
        Ok(())
    }

    /// Offers the settings that are not offered yet.
    fn offer(&mut self, settings: &[String]) {
        let was = self.study.settings().to_vec();
        let mut set = was.clone();
        for name in settings {
            if set.iter().all(|known| words::fold(known) != words::fold(name)) {
                set.push(name.clone());
            }
        }
        if set != was {
            let (set, was) = (StudyField::Settings(set), StudyField::Settings(was));
            self.changes.push(Change::StudySet { set, was });
        }
    }

    /// A tag that is new here comes as it is; one that is only provisional here gets its
    /// definition; any other stays as it is here.
    fn define(&mut self, line: &TagLine) -> Result<(), String> {
        let tag = key(&line.key)?;
        let mut set = line.fields()?;
        let codebook = self.study.codebook();
        let known = codebook.ix(&tag).and_then(|ix| codebook.get(ix));
        let was = match known {
            None => Vec::new(),
            Some(known) => {
                let waits = known.status() == Status::Provisional;
                set.retain(|field| waits && known.field(field) != *field);
                set.iter().map(|field| known.field(field)).collect()
            }
        };
        if taken(codebook, &line.name, &tag) {
            set.retain(|field| !matches!(field, TagField::Name(_)));
        } else {
            self.tags.insert(line.name.to_lowercase(), tag.clone());
            self.tags.insert(line.name.clone(), tag.clone());
        }
        let provisional = line.status == Status::Provisional.word();
        if set.is_empty() || (provisional && known.is_some()) {
            return Ok(());
        }
        self.changes.push(Change::TagSet { tag, set, was });
        Ok(())
    }
}

/// Whether another tag goes by that name here.
fn taken(codebook: &Codebook, name: &str, tag: &TagKey) -> bool {
    codebook.find(name).is_some_and(|other| other.key() != tag)
}
