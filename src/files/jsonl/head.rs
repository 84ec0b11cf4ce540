//! The first line of a whole study: the study itself, its settings, people and codebook.

use serde::{Deserialize, Serialize};

use crate::actions::words;
use crate::files::taking::{Taking, reason};
use crate::study::{
    Change, Codebook, PersonId, Status, Study, StudyField, StudyId, Tag, TagField, TagKey, Whose,
    gate,
};

/// The version of the format of a whole study.
const FORMAT: u32 = 1;

/// The first line of a whole study.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    asdone: About,
}

impl Head {
    pub(super) fn of(study: &Study) -> Self {
        Self { asdone: About::of(study) }
    }
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
        let people: Vec<PersonLine> = study
            .everyone()
            .iter()
            .filter(|person| study.person_ix(person.id).is_some_and(|ix| study.writes_in_it(ix)))
            .map(|person| PersonLine {
                id: person.id.to_string(),
                pseudonym: person.pseudonym.clone(),
            })
            .collect();
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
    pub(super) fn head(&mut self, Head { asdone: about }: Head) -> Result<(), String> {
        if about.format != FORMAT {
            return Err(format!(
                "it was written by another version (format {}, this program reads {FORMAT})",
                about.format
            ));
        }
        let before = self.changes.len();
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
        // A line that says one thing which cannot be let in is put right first: nothing of it counts.
        let unfit = self.changes.iter().skip(before).find_map(|change| gate::admit(change).err());
        if let Some(unfit) = unfit {
            self.changes.truncate(before);
            return Err(reason(&unfit.into()));
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
