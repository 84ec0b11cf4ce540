//! Reflections, debriefs, lessons and voices as tables: what their authors raised to academic
//! partners, the fields that the plan names, and words as they were reviewed. What is quiet has no way
//! out, and other people's words have one where their use was approved.

mod made;

pub(super) use made::tables;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::plan::{Beside, Plan};
use super::table::{Cell, Why};
use crate::analysis::lessons::{Card, LEVEL, STEP};
use crate::analysis::voices::placing::Region;
use crate::analysis::voices::{MANNER, SPEAKER, placements};
use crate::analysis::{Exit, Leaves};
use crate::forms::Forms;
use crate::study::{Audience, Day, Field, Line, Sheet, Sort, Study, Subject};

/// The forms that come with the program.
static SHIPPED: LazyLock<Forms> = LazyLock::new(Forms::of_the_program);

/// A field of a sheet that a plan may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The observation that a reflection is on.
    Observation,
    /// When it was begun, as coarse as the plan says.
    Period,
    /// Setting, as the plan calls it.
    Setting,
    /// What the sheet is called.
    Title,
    /// How many took part.
    Attendance,
    /// Status of a lesson.
    Status,
    /// What sort of step is proposed.
    Step,
    /// How high it is carried.
    Level,
    /// Who speaks.
    Speaker,
    /// How it was given.
    Manner,
    /// A column for each question.
    Answers,
    /// A column for each scale.
    Scales,
    /// What those who contributed were told.
    Told,
    /// What was kept, tried and carried.
    Lines,
    /// What people said in a debrief.
    Contributions,
}

impl Part {
    /// The fields of a sort of sheet, in the order of the columns.
    pub const fn of(sort: Sort) -> &'static [Self] {
        match sort {
            Sort::Reflection => &[Self::Observation, Self::Period, Self::Setting, Self::Answers],
            Sort::Debrief => {
                &[Self::Period, Self::Title, Self::Attendance, Self::Lines, Self::Contributions]
            }
            Sort::Lesson => &[
                Self::Period,
                Self::Title,
                Self::Status,
                Self::Step,
                Self::Level,
                Self::Answers,
                Self::Told,
            ],
            Sort::Voice => {
                &[Self::Period, Self::Speaker, Self::Manner, Self::Answers, Self::Scales]
            }
            Sort::Shift | Sort::Stop | Sort::Round | Sort::Release => &[],
        }
    }

    /// The word in a plan.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Observation => "observation",
            Self::Period => "period",
            Self::Setting => "setting",
            Self::Title => "title",
            Self::Attendance => "attendance",
            Self::Status => "status",
            Self::Step => "step",
            Self::Level => "level",
            Self::Speaker => "speaker",
            Self::Manner => "manner",
            Self::Answers => "answers",
            Self::Scales => "scales",
            Self::Told => "told",
            Self::Lines => "lines",
            Self::Contributions => "contributions",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Observation => "The observation that it is on.",
            Self::Period => "When it was begun, as coarse as the release is.",
            Self::Setting => "Where, as this release calls it.",
            Self::Title => "What it is called, as it was reviewed.",
            Self::Attendance => "How many took part.",
            Self::Status => "Where it is on its way.",
            Self::Step => "What sort of step is proposed.",
            Self::Level => "How high it is carried.",
            Self::Speaker => "Who speaks.",
            Self::Manner => "How it was given.",
            Self::Told => "What those who contributed were told, as it was reviewed.",
            Self::Answers | Self::Scales | Self::Lines | Self::Contributions => "",
        }
    }
}

/// What stands in one place of a sheet, before anybody reviewed it.
enum Raw<'s> {
    /// Words that somebody wrote, with what they are.
    Words(&'static str, String),
    /// A word of a closed list.
    Word(&'s str),
    /// Anything else.
    Cell(Cell),
}

/// The sheets of a sort that a release may hold, by id.
pub(super) fn picked(study: &Study, sort: Sort) -> Vec<&Sheet> {
    let exit = Exit::new(study, Audience::Academic);
    let sheets = study.sheets().all_of(sort).filter(|sheet| exit.sheet(sheet) == Leaves::Words);
    let mut picked: Vec<&Sheet> = sheets.collect();
    picked.sort_unstable_by_key(|sheet| sheet.id());
    picked
}

/// The sheets that a plan lets into a release.
pub(super) fn planned<'s>(study: &'s Study, plan: &Plan) -> Vec<(Beside, Vec<&'s Sheet>)> {
    let tables = Beside::ALL.into_iter().filter(|table| plan.has_table(*table));
    let of = |table: Beside| {
        let mut sheets = picked(study, table.sort()?);
        sheets.retain(|sheet| plan.lets(Subject::Sheet(sheet.id())));
        Some((table, sheets))
    };
    tables.filter_map(of).collect()
}

/// The questions of a sort of sheet: a name for the column of each, its words, and its name in the
/// journal. Those of the program keep theirs; a study's own are numbered, since somebody made them up.
struct Question {
    column: String,
    prompt: String,
    asked: String,
    /// Whether the form asks it now.
    is_asked: bool,
}

fn questions(study: &Study, sort: Sort, sheets: &[&Sheet]) -> Vec<Question> {
    let forms = Forms::of(study);
    let known = |prompt: &str| SHIPPED.prompts(sort).iter().any(|known| known.id == prompt);
    let mut found: Vec<(String, String, bool)> = Vec::new();
    for prompt in forms.prompts(sort) {
        if !forms.is_quiet(sort, &prompt.id) {
            found.push((prompt.id.clone(), prompt.ask.clone(), true));
        }
    }
    let mut before: BTreeMap<String, String> = BTreeMap::new();
    for (prompt, asked, _) in sheets.iter().flat_map(|sheet| forms.answers_to_share(sheet)) {
        if !found.iter().any(|(known, ..)| known == prompt) {
            before.entry(prompt.to_owned()).or_insert_with(|| asked.to_owned());
        }
    }
    found.extend(before.into_iter().map(|(prompt, asked)| (prompt, asked, false)));
    let mut nth = 0;
    let column = |(prompt, asked, is_asked): (String, String, bool)| {
        let column = if known(&prompt) {
            format!("answer_{prompt}")
        } else {
            nth += 1;
            format!("answer_own_{nth}")
        };
        Question { column, prompt, asked, is_asked }
    };
    found.into_iter().map(column).collect()
}

/// Whether words are those of the forms that come with the program, which nobody here wrote.
pub(super) fn is_shipped(text: &str) -> bool {
    let forms = &*SHIPPED;
    let sorts = [Sort::Shift, Sort::Reflection, Sort::Voice, Sort::Lesson];
    let asked = sorts.iter().flat_map(|sort| forms.prompts(*sort)).any(|p| p.ask == text);
    let words =
        [&forms.voice.speakers, &forms.voice.manners, &forms.lesson.steps, &forms.lesson.levels];
    let statuses = forms.lesson.status.iter().map(|status| &status.id);
    let outcomes = forms.debrief.outcome.iter().map(|outcome| &outcome.id);
    let steps = forms.debrief.step.iter().map(|step| &step.id);
    let scale = |scale: &crate::forms::Scale| {
        scale.ask == text || scale.corners.iter().any(|corner| corner == text)
    };
    asked
        || forms.shift.moment == text
        || words
            .into_iter()
            .flatten()
            .chain(statuses)
            .chain(outcomes)
            .chain(steps)
            .any(|w| w == text)
        || forms.voice.scale.iter().any(scale)
}

/// What a release makes of one sort of sheet.
struct Read<'a> {
    plan: &'a Plan,
    forms: Forms,
    sort: Sort,
    questions: Vec<Question>,
}

impl<'a> Read<'a> {
    fn new(study: &'a Study, plan: &'a Plan, sort: Sort, sheets: &[&Sheet]) -> Self {
        let questions = questions(study, sort, sheets);
        Self { plan, forms: Forms::of(study), sort, questions }
    }

    fn parts(&self) -> impl Iterator<Item = Part> {
        Part::of(self.sort).iter().copied().filter(|part| self.plan.has_part(self.sort, *part))
    }

    /// What stands in the columns of a sheet, by the name of the column.
    fn cells<'s>(&self, sheet: &'s Sheet) -> Vec<(String, Raw<'s>)> {
        let mut cells = Vec::new();
        for part in self.parts() {
            let raw = match part {
                Part::Observation | Part::Lines | Part::Contributions => continue,
                Part::Period => Raw::Cell(Cell::text(
                    self.plan.period.of(sheet.at()).map(|period| period.name),
                    Why::NotReleased,
                )),
                Part::Setting => Raw::Cell(self.setting(sheet)),
                Part::Title => text("title", title(sheet)),
                Part::Attendance => Raw::Cell(attendance(sheet)),
                Part::Status => Raw::Word(self.status(sheet)),
                Part::Step => Raw::Word(sheet.choice(STEP).unwrap_or_default()),
                Part::Level => Raw::Word(sheet.choice(LEVEL).unwrap_or_default()),
                Part::Speaker => Raw::Word(sheet.choice(SPEAKER).unwrap_or_default()),
                Part::Manner => Raw::Word(sheet.choice(MANNER).unwrap_or_default()),
                Part::Told => text("answer back", &told(sheet)),
                Part::Answers => {
                    let answers = self.forms.answers_to_share(sheet);
                    for question in &self.questions {
                        let found = answers.iter().find(|(prompt, ..)| *prompt == question.prompt);
                        let raw = match found {
                            Some((.., words)) => text("answer", words),
                            None if question.is_asked => Raw::Cell(Cell::Empty(Why::NotSaid)),
                            None => Raw::Cell(Cell::Empty(Why::NotAsked)),
                        };
                        cells.push((question.column.clone(), raw));
                    }
                    continue;
                }
                Part::Scales => {
                    cells.extend(self.scales(sheet));
                    continue;
                }
            };
            cells.push((part.word().to_owned(), raw));
        }
        cells
    }

    fn setting(&self, sheet: &Sheet) -> Cell {
        let setting = sheet.fields().find_map(|field| match field {
            Field::Setting(Some(name)) if !name.is_empty() => Some(name.as_str()),
            _ => None,
        });
        match setting {
            None => Cell::Empty(Why::NotSaid),
            Some(name) => Cell::text(self.plan.setting(name), Why::NotReleased),
        }
    }

    /// A status that is in the form; somebody may have typed another into an older one.
    fn status<'s>(&self, sheet: &'s Sheet) -> &'s str {
        let moved = sheet.lines().filter_map(|said| match &said.line {
            Line::Moved { status, .. } => Some(status.as_str()),
            _ => None,
        });
        let first = Card::of(&self.forms.lesson, sheet, Day(1)).status;
        // A lesson that was never moved has the first status of the form, which is the program's.
        moved.last().unwrap_or(if first == "proposed" { "proposed" } else { "" })
    }

    /// Where a person placed themself, as one of a few regions; under another wording of the scale it
    /// was another question.
    fn scales<'s>(&self, sheet: &'s Sheet) -> Vec<(String, Raw<'s>)> {
        let scale = |scale: &crate::forms::Scale| {
            let is_there = |known: &&crate::forms::Scale| {
                known.id == scale.id && known.corners == scale.corners && known.ask == scale.ask
            };
            SHIPPED.voice.scale.iter().find(is_there)?;
            let placed = placements(sheet)
                .find(|(id, _, corners, _)| *id == scale.id && *corners == scale.corners);
            let region = placed.and_then(|(.., shares)| Region::of(shares));
            let cell = match region {
                Some(region) => Cell::Text(region.name(&scale.corners)),
                None if placements(sheet).any(|(id, ..)| id == scale.id) => {
                    Cell::Empty(Why::NotAsked)
                }
                None => Cell::Empty(Why::NotSaid),
            };
            Some((format!("scale_{}", scale.id), Raw::Cell(cell)))
        };
        self.forms.voice.scale.iter().filter_map(scale).collect()
    }

    /// The lines of a debrief that leave: what each is, and its words.
    fn lines<'s>(&self, sheet: &'s Sheet) -> Vec<(crate::study::ItemId, &'s str, &'s str)> {
        let line = |said: &'s crate::study::Said| match &said.line {
            Line::Carried { what, text, .. }
                if self.plan.has_part(self.sort, Part::Lines) && said.author == sheet.author() =>
            {
                Some((said.item, what.as_str(), text.as_str()))
            }
            Line::Contribution { step, text, .. }
                if self.plan.has_part(self.sort, Part::Contributions) =>
            {
                Some((said.item, step.as_str(), text.as_str()))
            }
            _ => None,
        };
        sheet.lines().filter_map(line).collect()
    }
}

fn text<'s>(what: &'static str, words: &str) -> Raw<'s> {
    if words.trim().is_empty() {
        Raw::Cell(Cell::Empty(Why::NotSaid))
    } else {
        Raw::Words(what, words.to_owned())
    }
}

fn title(sheet: &Sheet) -> &str {
    let title = sheet.fields().find_map(|field| match field {
        Field::Title(title) => Some(title.as_str()),
        _ => None,
    });
    title.unwrap_or_default()
}

fn attendance(sheet: &Sheet) -> Cell {
    let number = sheet.fields().find_map(|field| match field {
        Field::Attendance(number) => *number,
        _ => None,
    });
    number.map_or(Cell::Empty(Why::NotSaid), |number| Cell::Number(i64::from(number)))
}

/// What whoever began a sheet told those who contributed. What others added is theirs, and they did
/// not raise it.
fn told(sheet: &Sheet) -> String {
    let own = sheet.lines().filter(|said| said.author == sheet.author());
    let told = own.filter_map(|said| match &said.line {
        Line::Told { text } => Some(text.as_str()),
        _ => None,
    });
    told.collect::<Vec<_>>().join("\n")
}

/// Every text of sheets that would leave under a plan, with what it is and of which sheet.
pub(super) fn texts<'s>(
    study: &'s Study,
    plan: &Plan,
) -> Vec<(&'static str, String, Option<&'s Sheet>)> {
    let mut texts = Vec::new();
    for (table, sheets) in planned(study, plan) {
        let Some(sort) = table.sort() else { continue };
        let read = Read::new(study, plan, sort, &sheets);
        for sheet in &sheets {
            for (_, raw) in read.cells(sheet) {
                match raw {
                    Raw::Words(what, words) => texts.push((what, words, Some(*sheet))),
                    Raw::Word(word) if !word.is_empty() && !is_shipped(word) => {
                        texts.push(("word of a form", word.to_owned(), None));
                    }
                    Raw::Word(_) | Raw::Cell(_) => {}
                }
            }
            for (_, what, words) in read.lines(sheet) {
                if !is_shipped(what) {
                    texts.push(("word of a form", what.to_owned(), None));
                }
                texts.push(("line of a debrief", words.to_owned(), Some(*sheet)));
            }
        }
        if plan.has_part(sort, Part::Answers) {
            let own = read.questions.iter().filter(|question| !is_shipped(&question.asked));
            texts.extend(own.map(|question| ("question", question.asked.clone(), None)));
        }
    }
    texts
}
