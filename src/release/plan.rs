//! The plan of a release: what leaves, for whom, how coarse, under which thresholds. It is a TOML
//! file that a data steward writes, and it is kept in the study, so that a release can be built
//! again. It is an allow-list: what it does not name stays.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::coarse::Period;
pub use super::field::{Beside, Field};
use super::sheets::Part;
use crate::study::{Digest, Sort, Study, Subject};

/// A plan with remarks on each line, to be filled in.
pub const TEMPLATE: &str = include_str!("data/plan.toml");

/// The most bytes of a plan: what one entry of the journal holds, with room to spare.
pub const LONGEST: usize = 32 * 1024;

/// A plan, read.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What the data set is called.
    pub title: String,
    /// What the recipient wants the data for.
    pub purpose: String,
    /// To whom it goes.
    pub recipient: String,
    /// Who may have it.
    pub access: Access,
    /// The licence, by its name or address.
    pub licence: String,
    /// What recipients agree to.
    #[serde(default)]
    pub terms: String,
    /// Who gives it out.
    pub publisher: String,
    /// The day that stands in it as its date, so that it is the same whenever it is built.
    pub issued: String,
    /// Which version of this data set it is.
    #[serde(default = "first")]
    pub version: String,
    /// Who made it, by the names they want to be cited by.
    #[serde(default)]
    pub creators: Vec<Creator>,
    /// Which observations, as a query; everything that was raised to academic where it is empty.
    #[serde(default)]
    pub filter: String,
    /// The columns of observations that leave.
    pub fields: Vec<String>,
    /// The tables beside that of observations.
    #[serde(default)]
    pub tables: Vec<String>,
    /// How coarse every time is.
    pub period: Period,
    /// What each setting is called in the release; one that is not named stays.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Texts: only reviewed ones ever leave.
    #[serde(default)]
    pub texts: Texts,
    /// What leaves of reflections, debriefs, lessons and voices.
    #[serde(default)]
    pub sheets: SheetFields,
    /// The words by which the use of other people's words was approved.
    #[serde(default)]
    pub approvals: Approvals,
    /// Papers that go along as they stand here.
    #[serde(default)]
    pub attachments: Attachments,
    /// What is too small.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// What a second pair of eyes has agreed to; not of the file, but of the release whose plan it is.
    #[serde(skip)]
    pub seconded: Seconded,
    /// What alone is in it, where a release is made again as it was given out; not of the file either.
    #[serde(skip)]
    pub only: Option<BTreeSet<Subject>>,
}

/// Texts by their digests, each with that of the words as they would leave, to which a second pair of
/// eyes has agreed.
pub type Seconded = BTreeSet<(Digest, Digest)>;

fn first() -> String {
    "1".to_owned()
}

/// Who may have a release, as the UK Data Service grades it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Anyone.
    Open,
    /// Whoever is registered and agrees to the terms.
    Safeguarded,
    /// Named people, in a safe place.
    Controlled,
}

impl Access {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Safeguarded => "safeguarded",
            Self::Controlled => "controlled",
        }
    }
}

/// Somebody who made the data set.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Creator {
    /// Family name, or the name of a group.
    pub family: String,
    /// Given name; empty for a group.
    #[serde(default)]
    pub given: String,
    /// ORCID, as an address.
    #[serde(default)]
    pub orcid: String,
}

impl Creator {
    /// "Owen, Gwen".
    pub fn name(&self) -> String {
        if self.given.is_empty() {
            self.family.clone()
        } else {
            format!("{}, {}", self.family, self.given)
        }
    }
}

/// How texts leave.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    /// Whether two people have to have reviewed a text.
    pub two_reviewers: bool,
    /// Whether texts go along as a project for programs for qualitative research too.
    pub project: bool,
}

impl Default for Texts {
    fn default() -> Self {
        Self { two_reviewers: false, project: true }
    }
}

/// The fields that leave of each sort of sheet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SheetFields {
    /// Questions of the form for reflections, by their ids.
    pub reflections: Vec<String>,
    /// Parts of debriefs, by name.
    pub debriefs: Vec<String>,
    /// Parts of lessons, by their ids.
    pub lessons: Vec<String>,
    /// Parts of voices, by name.
    pub voices: Vec<String>,
}

impl SheetFields {
    /// The fields that are named of a sort of sheet.
    pub fn of(&self, sort: Sort) -> &[String] {
        match sort {
            Sort::Reflection => &self.reflections,
            Sort::Debrief => &self.debriefs,
            Sort::Lesson => &self.lessons,
            Sort::Voice => &self.voices,
            Sort::Shift | Sort::Stop | Sort::Round | Sort::Release => &[],
        }
    }
}

/// The words by which the use of other people's words for research was approved, as they stand in
/// the approval. Without them these words stay.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Approvals {
    /// For voices: that somebody agreed to be heard is no consent to research.
    pub voices: String,
    /// For what people said in debriefs, which somebody else wrote down.
    pub contributions: String,
}

/// Papers that go along.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Attachments {
    /// What people agreed to.
    pub consent: String,
    /// What they were told.
    pub information: String,
}

/// What is too small.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// A count below this is not shown, and no value that fewer observations have.
    pub cell: u32,
    /// How many observations have to share period and setting.
    pub k: u32,
    /// From how many people a count and a class have to come.
    pub people: u32,
    /// From how many people the release should come.
    pub authors: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { cell: 5, k: 5, people: 3, authors: 5 }
    }
}

/// Why a plan cannot be followed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{what}")]
pub struct PlanError {
    /// What is wrong, with the line where it is known.
    pub what: String,
}

pub(super) fn wrong(what: impl Into<String>) -> PlanError {
    PlanError { what: what.into() }
}

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// What is wrong with it first.
    pub fn read(text: &str) -> Result<Self, PlanError> {
        if text.len() > LONGEST {
            return Err(wrong(format!("the plan has {} bytes and may have {LONGEST}", text.len())));
        }
        let plan: Self = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            wrong(format!("line {line}: {}", error.message().replace('\n', "; ")))
        })?;
        plan.whole()?;
        Ok(plan)
    }

    /// Whether it has everything that a release needs.
    pub(super) fn whole(&self) -> Result<(), PlanError> {
        let needed = [
            ("title", &self.title),
            ("purpose", &self.purpose),
            ("recipient", &self.recipient),
            ("licence", &self.licence),
            ("publisher", &self.publisher),
        ];
        for (name, value) in needed {
            if value.trim().is_empty() {
                return Err(wrong(format!("{name} is empty; a release needs one")));
            }
        }
        if chrono::NaiveDate::parse_from_str(&self.issued, "%Y-%m-%d").is_err() {
            return Err(wrong(format!("issued is {:?}; write a day as 2026-03-31", self.issued)));
        }
        for field in &self.fields {
            self.field(field)?;
        }
        if self.fields.is_empty() {
            return Err(wrong("fields is empty, so nothing would leave; name some"));
        }
        for table in &self.tables {
            if !Beside::ALL.iter().any(|known| known.word() == table) {
                let known = Beside::ALL.map(Beside::word).join(", ");
                return Err(wrong(format!("there is no table {table:?}; there are {known}")));
            }
        }
        let Thresholds { cell, k, people, .. } = self.thresholds;
        if cell < 3 || k < 3 {
            return Err(wrong("thresholds cell and k are at least 3; 5 is usual"));
        }
        if people > 5 {
            return Err(wrong("thresholds people is at most 5"));
        }
        if self.has(Field::Author) && self.has(Field::Coder) {
            return Err(wrong(
                "author and coder would give each other away, since most tags are given by whoever \
                 wrote the note; name one of them",
            ));
        }
        if self.has(Field::Delay) && !self.has(Field::Period) {
            return Err(wrong("delay is counted in periods; name the field period as well"));
        }
        self.sheets_are_whole()
    }

    fn sheets_are_whole(&self) -> Result<(), PlanError> {
        for table in Beside::ALL {
            let Some(sort) = table.sort() else { continue };
            let fields = self.sheets.of(sort);
            for field in fields {
                if !Part::of(sort).iter().any(|part| part.word() == field) {
                    let known: Vec<&str> = Part::of(sort).iter().map(|part| part.word()).collect();
                    return Err(wrong(format!(
                        "{} have no field {field:?}; there are {}",
                        table.word(),
                        known.join(", ")
                    )));
                }
            }
            if self.has_table(table) && fields.is_empty() {
                return Err(wrong(format!(
                    "the table {0} is named, and none of its fields; name some in [sheets] {0}",
                    table.word()
                )));
            }
        }
        let reflections = |part: Part| self.has_part(Sort::Reflection, part);
        if reflections(Part::Observation)
            && (reflections(Part::Period) || reflections(Part::Setting))
        {
            return Err(wrong(
                "a reflection that names its observation has that one's period and setting; leave \
                 out either observation, or period and setting, of [sheets] reflections",
            ));
        }
        let quoted = |text: &str| text.split_whitespace().count() >= 3;
        if self.has_table(Beside::Voices) && !quoted(&self.approvals.voices) {
            return Err(wrong(
                "voices are other people's words: quote the approval of their use for research as \
                 [approvals] voices",
            ));
        }
        if self.has_part(Sort::Debrief, Part::Contributions)
            && !quoted(&self.approvals.contributions)
        {
            return Err(wrong(
                "what was said in debriefs is other people's words: quote the approval of its use \
                 for research as [approvals] contributions",
            ));
        }
        Ok(())
    }

    /// Whether a field of a sort of sheet leaves.
    pub fn has_part(&self, sort: Sort, part: Part) -> bool {
        self.sheets.of(sort).iter().any(|word| word == part.word())
    }

    /// Its own words that stand in the release, with what each is. Names of creators, publisher and
    /// licence are meant to be there.
    pub fn words(&mut self) -> Vec<(&'static str, &mut String)> {
        let mut words = vec![
            ("title of the plan", &mut self.title),
            ("purpose in the plan", &mut self.purpose),
            ("recipient in the plan", &mut self.recipient),
            ("terms in the plan", &mut self.terms),
            ("approval in the plan", &mut self.approvals.voices),
            ("approval in the plan", &mut self.approvals.contributions),
            ("consent in the plan", &mut self.attachments.consent),
            ("information in the plan", &mut self.attachments.information),
        ];
        words.extend(self.settings.values_mut().map(|name| ("setting in the plan", name)));
        words
    }

    fn field(&self, word: &str) -> Result<Field, PlanError> {
        let all = Field::all();
        all.iter().copied().find(|field| field.word() == word).ok_or_else(|| {
            let known: Vec<&str> = all.iter().map(|field| field.word()).collect();
            wrong(format!("there is no field {word:?}; there are {}", known.join(", ")))
        })
    }

    /// The columns that leave, in their order.
    pub fn columns(&self) -> Vec<Field> {
        Field::all().into_iter().filter(|field| self.has(*field)).collect()
    }

    /// Whether a column leaves.
    pub fn has(&self, field: Field) -> bool {
        self.fields.iter().any(|word| word == field.word())
    }

    /// Whether something may be in it.
    pub fn lets(&self, subject: Subject) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&subject))
    }

    /// Whether a table leaves.
    pub fn has_table(&self, table: Beside) -> bool {
        self.tables.iter().any(|word| word == table.word())
    }

    /// What a setting is called in the release.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str).filter(|name| !name.trim().is_empty())
    }

    /// What it would give away, a sentence each, in plain words.
    pub fn gives_away(&self, study: &Study) -> Vec<String> {
        let mut said = vec![format!(
            "It goes to {} ({} access): {}.",
            self.recipient,
            self.access.word(),
            self.purpose.trim_end_matches('.')
        )];
        let names: Vec<&str> = self.columns().iter().map(|field| field.word()).collect();
        said.push(format!("Of each observation: {}. Nothing else.", names.join(", ")));
        said.push(match self.period {
            Period::None => "No time leaves.".to_owned(),
            period => format!("Times leave as the {} alone.", period.word()),
        });
        if self.has(Field::Author) {
            said.push(
                "Whoever has it can see which observations come from the same person, and can \
                 look for a way of writing, or for the one who works at a place."
                    .to_owned(),
            );
        }
        let texts: Vec<&str> =
            self.columns().iter().filter(|f| f.is_text()).map(|f| f.word()).collect();
        if texts.is_empty() {
            said.push("No words that anybody wrote leave.".to_owned());
        } else {
            said.push(format!(
                "Words leave ({}), as they were reviewed; what was not reviewed stays. Who knows the \
                 place may know a person by what happened, without any name.",
                texts.join(", ")
            ));
        }
        if self.has(Field::Setting) {
            let all = study.places();
            let stay = all.iter().filter(|name| self.setting(name).is_none()).count();
            said.push(format!(
                "{} of {} settings have a name in the plan; the others stay.",
                all.len() - stay,
                all.len()
            ));
        }
        for table in Beside::ALL.into_iter().filter(|table| self.has_table(*table)) {
            if let Some(sort) = table.sort() {
                let fields = self.sheets.of(sort).join(", ");
                said.push(format!(
                    "Of {} raised to academic, whatever the filter finds: {fields}. Their words leave \
                     as they were reviewed.",
                    table.word()
                ));
            }
        }
        if self.access == Access::Open && !texts.is_empty() {
            said.push("Open access cannot be taken back: think of controlled access.".to_owned());
        }
        if self.creators.is_empty() {
            said.push("No creator is named, so it can only be cited by its publisher.".to_owned());
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_plan_once_its_blanks_are_filled() {
        let blank = Plan::read(TEMPLATE).unwrap_err();
        assert!(blank.what.contains("title is empty"), "{blank}");
        let filled = TEMPLATE.replace("= \"\" # needed", "= \"x\"");
        let plan = Plan::read(&filled).unwrap();
        assert_eq!(plan.thresholds, Thresholds::default());
        assert!(!plan.columns().iter().any(|field| field.is_text()), "texts are out by default");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let filled = TEMPLATE.replace("= \"\" # needed", "= \"x\"");
        for (from, to, said) in [
            ("period = \"month\"", "period = \"day\"", "line"),
            ("\"kind\"", "\"pseudonym\"", "there is no field \"pseudonym\""),
            ("cell = 5", "cell = 1", "at least 3"),
            ("tables = [\"taggings\"]", "tables = [\"stops\"]", "there is no table \"stops\""),
            ("k = 5", "secret = 5", "line"),
        ] {
            assert!(filled.contains(from), "{from}");
            let error = Plan::read(&filled.replace(from, to)).unwrap_err();
            assert!(error.what.contains(said), "{error}");
        }
    }
}
