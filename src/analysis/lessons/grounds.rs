//! What a lesson is grounded in, and how many different people and voices that comes from. What was
//! withdrawn or erased falls out of every count.

use std::collections::{HashMap, HashSet};

use crate::analysis::exit::{Exit, Leaves};
use crate::analysis::mask::{Count, Heads, alone};
use crate::analysis::scope::View;
use crate::analysis::text::fold;
use crate::study::{
    Audience, Field, ItemId, Line, PersonIx, Record, Sheet, SheetId, Sort, Study, Subject, TagIx,
};

/// One thing that a lesson is grounded in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// The observation, reflection, debrief or voice.
    pub subject: Subject,
    /// Where the lesson does not name it itself: the debrief, reflection or voice that is about it.
    pub through: Option<SheetId>,
}

/// How firmly a lesson stands. The field's rule: two observations, or one rich one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Footing {
    /// Nothing: it is a conviction, not yet a lesson.
    None,
    /// One short note, or only what was said about notes that are not named.
    Thin,
    /// Two notes or voices, or one note with a reflection or much detail.
    Firm,
}

/// Everything that a lesson is grounded in and that stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grounds {
    /// What it names first, in the order in which it was named, then what that is about.
    pub evidence: Vec<Evidence>,
    /// How many things it names that were withdrawn or erased since, or are not in this study.
    pub gone: usize,
    /// The most people that sat in one of its debriefs, where their number was noted.
    pub attended: Option<u32>,
    people: usize,
    footing: Footing,
}

/// Counts as they may be shown (see [`crate::analysis::mask`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figures {
    /// Observations.
    pub notes: Count,
    /// Reflections that the lesson rests on.
    pub reflections: Count,
    /// Debriefs, each once however many of its lines are named.
    pub debriefs: Count,
    /// Voices of people served.
    pub voices: Count,
    /// Different people who wrote these notes and reflections or are noted by a pseudonym of theirs
    /// in these debriefs.
    pub people: Count,
}

/// Somebody that evidence comes from; used to count and for nothing else.
#[derive(PartialEq, Eq, Hash)]
enum Source {
    Person(PersonIx),
    Called(String),
}

/// What a lesson is grounded in, as far as it is in the scope of `view`. What is outside it is
/// passed over and not counted: that there is more is not for its readers to know.
pub fn grounds(view: View<'_>, lesson: &Sheet) -> Grounds {
    let study = view.study();
    let inside = Inside::of(view);
    let evidence = evidence(study, lesson, |subject| inside.has(subject));
    // Of what fell out nothing tells any more how far it had been raised, so in a wider scope it is
    // not counted either.
    let gone = if view.is_own() {
        lesson.links().filter(|subject| !stands(study, *subject)).count()
    } else {
        0
    };
    let people = people(study, &evidence).len();
    let debriefs = evidence.iter().filter_map(|one| sheet_of(study, one.subject, Sort::Debrief));
    let attended = debriefs.filter_map(attendance).max();
    let footing = footing(study, &evidence);
    Grounds { evidence, gone, attended, people, footing }
}

/// Everything that a lesson is grounded in and that stands and is `inside`: what it names first, then
/// what that is about.
pub(super) fn evidence(
    study: &Study,
    lesson: &Sheet,
    inside: impl Fn(Subject) -> bool,
) -> Vec<Evidence> {
    let mut seen: HashSet<Subject> = HashSet::new();
    let mut evidence = Vec::new();
    let mut is_new =
        |subject: Subject| stands(study, subject) && inside(subject) && seen.insert(subject);
    for subject in lesson.links() {
        if is_new(subject) {
            evidence.push(Evidence { subject, through: None });
        }
    }
    for named in evidence.clone() {
        let Some(sheet) = named.subject.sheet() else { continue };
        for subject in about(study, named.subject) {
            if is_new(subject) {
                evidence.push(Evidence { subject, through: Some(sheet) });
            }
        }
    }
    evidence
}

/// What may be counted in a view: what the person who asks wrote, what was raised, and of that only
/// what may leave for those who look.
struct Inside<'s> {
    view: View<'s>,
    exit: Exit<'s>,
}

impl<'s> Inside<'s> {
    fn of(view: View<'s>) -> Self {
        let to = view.scope().audience().unwrap_or(Audience::Team);
        Self { view, exit: Exit::new(view.study(), to) }
    }

    fn has(&self, subject: Subject) -> bool {
        let study = self.view.study();
        let author = match subject {
            Subject::Observation(id) => study.get(id).map(Record::author),
            Subject::Sheet(id) | Subject::Line(id, _) => study.sheets().get(id).map(Sheet::author),
        };
        author.is_some_and(|author| self.view.owns(author))
            || self.exit.of(subject) != Leaves::Nothing
    }
}

/// Whether something can ground a lesson and stands.
fn stands(study: &Study, subject: Subject) -> bool {
    match subject {
        Subject::Observation(id) => study.get(id).is_some_and(Record::is_standing),
        Subject::Sheet(id) => study.sheets().get(id).is_some_and(Sheet::is_standing),
        Subject::Line(id, item) => line(study, id, item).is_some(),
    }
}

/// A line of a sheet, where both stand.
fn line(study: &Study, sheet: SheetId, item: ItemId) -> Option<&Line> {
    let sheet = study.sheets().get(sheet).filter(|sheet| sheet.is_standing())?;
    sheet.lines().find(|said| said.item == item).map(|said| &said.line)
}

/// What a debrief, a line of one, a reflection or a voice is about.
fn about(study: &Study, subject: Subject) -> Vec<Subject> {
    if let Subject::Line(id, item) = subject
        && let Some(Line::Contribution { about: Some(about), .. }) = line(study, id, item)
    {
        return vec![*about];
    }
    let sheet = subject.sheet().and_then(|id| study.sheets().get(id));
    sheet.map(|sheet| sheet.links().collect()).unwrap_or_default()
}

fn sheet_of(study: &Study, subject: Subject, sort: Sort) -> Option<&Sheet> {
    study.sheets().get(subject.sheet()?).filter(|sheet| sheet.sort() == Some(sort))
}

fn attendance(debrief: &Sheet) -> Option<u32> {
    debrief.fields().find_map(|field| match field {
        Field::Attendance(number) => *number,
        _ => None,
    })
}

fn people(study: &Study, evidence: &[Evidence]) -> HashSet<Source> {
    let mut people = HashSet::new();
    for one in evidence {
        match one.subject {
            Subject::Observation(id) => {
                people.extend(study.get(id).map(|record| Source::Person(record.author())));
            }
            Subject::Line(id, item) => {
                people.extend(line(study, id, item).and_then(|line| speaker(study, line)));
            }
            Subject::Sheet(id) => {
                let Some(sheet) = study.sheets().get(id) else { continue };
                match sheet.sort() {
                    Some(Sort::Reflection) => {
                        people.insert(Source::Person(sheet.author()));
                    }
                    Some(Sort::Debrief) => {
                        let lines = sheet.lines();
                        people.extend(lines.filter_map(|said| speaker(study, &said.line)));
                    }
                    // A voice is counted as a voice, whoever wrote it down.
                    Some(
                        Sort::Shift
                        | Sort::Voice
                        | Sort::Lesson
                        | Sort::Stop
                        | Sort::Round
                        | Sort::Release,
                    )
                    | None => {}
                }
            }
        }
    }
    people
}

/// Whoever wished to be noted beside what they said. A pseudonym that someone in the study goes by
/// is that person.
fn speaker(study: &Study, line: &Line) -> Option<Source> {
    let Line::Contribution { by: Some(by), .. } = line else { return None };
    Some(match called(study, by) {
        Some(person) => Source::Person(person),
        None => Source::Called(fold(by)),
    })
}

/// The person who goes by a pseudonym. Of several nobody is meant for sure, and nobody is to read or
/// count what another said.
pub(super) fn called(study: &Study, pseudonym: &str) -> Option<PersonIx> {
    let wanted = fold(pseudonym);
    let everyone = study.everyone();
    let mut fitting = everyone.iter().filter(|person| fold(&person.pseudonym) == wanted);
    match (fitting.next(), fitting.next()) {
        (Some(person), None) => study.person_ix(person.id),
        _ => None,
    }
}

fn footing(study: &Study, evidence: &[Evidence]) -> Footing {
    if evidence.is_empty() {
        return Footing::None;
    }
    let notes = || evidence.iter().filter_map(|one| record(study, one.subject));
    let voices =
        evidence.iter().filter(|one| sheet_of(study, one.subject, Sort::Voice).is_some()).count();
    let rich = notes().any(|record| is_rich(study, record));
    if rich || notes().count() + voices >= 2 { Footing::Firm } else { Footing::Thin }
}

fn record(study: &Study, subject: Subject) -> Option<&Record> {
    match subject {
        Subject::Observation(id) => study.get(id),
        Subject::Sheet(_) | Subject::Line(..) => None,
    }
}

/// Whether one note tells enough to stand on its own: somebody reflected on it, or three of what
/// was seen ahead and of the two ways are told, or it has 60 words or more.
fn is_rich(study: &Study, record: &Record) -> bool {
    const TOLD: usize = 3;
    const WORDS: usize = 60;
    let reflected = |sheet: &Sheet| sheet.sort() == Some(Sort::Reflection);
    record.extra_texts().count() >= TOLD
        || record.text().split_whitespace().count() >= WORDS
        || study.sheets().all_about(Subject::Observation(record.id())).any(reflected)
}

impl Grounds {
    /// How firmly it stands.
    pub fn footing(&self) -> Footing {
        self.footing
    }

    /// The observations among it.
    pub fn notes<'s>(&self, study: &'s Study) -> impl Iterator<Item = &'s Record> {
        self.evidence.iter().filter_map(|one| record(study, one.subject))
    }

    /// Its counts, masked as the study asks.
    pub fn figures(&self, view: View<'_>) -> Figures {
        let study = view.study();
        let of = |sort| {
            let sheets = self.evidence.iter().filter_map(|one| sheet_of(study, one.subject, sort));
            alone(view, sheets.map(Sheet::id).collect::<HashSet<SheetId>>().len())
        };
        Figures {
            notes: alone(view, self.notes(study).map(Record::author).collect::<Heads>()),
            reflections: of(Sort::Reflection),
            debriefs: of(Sort::Debrief),
            voices: of(Sort::Voice),
            people: alone(view, self.people),
        }
    }

    /// What it is, in numbers: "3 notes and 1 reflection from 2 people, 1 debrief of 5, 1 voice".
    pub fn said(&self, view: View<'_>) -> String {
        let figures = self.figures(view);
        let there = |count: Count| count != Count::Shown(0);
        let mut written = Vec::new();
        for (count, one) in [(figures.notes, "note"), (figures.reflections, "reflection")] {
            written.extend(there(count).then(|| counted(count, one, &format!("{one}s"))));
        }
        let mut parts = Vec::new();
        let from = counted(figures.people, "person", "people");
        match (written.is_empty(), there(figures.people)) {
            (false, true) => parts.push(format!("{} from {from}", written.join(" and "))),
            (false, false) => parts.push(written.join(" and ")),
            (true, true) => parts.push(from),
            (true, false) => {}
        }
        if there(figures.debriefs) {
            let mut debriefs = counted(figures.debriefs, "debrief", "debriefs");
            if let Some(people) = self.attended {
                let people = alone(view, usize::try_from(people).unwrap_or(usize::MAX));
                let most = if figures.debriefs == Count::Shown(1) { "of" } else { "of up to" };
                debriefs.push_str(&format!(" {most} {people}"));
            }
            parts.push(debriefs);
        }
        if there(figures.voices) {
            parts.push(counted(figures.voices, "voice", "voices"));
        }
        if parts.is_empty() { "nothing yet".to_owned() } else { parts.join(", ") }
    }

    /// What fell out since it was named, as a sentence; `None` for nothing.
    pub fn said_gone(&self, view: View<'_>) -> Option<String> {
        let was = |one: bool| if one { "was" } else { "were" };
        match (self.gone, alone(view, self.gone)) {
            (0, _) => None,
            (_, Count::Shown(n)) => Some(format!(
                "{n} more {} withdrawn or erased since and no longer {}",
                was(n == 1),
                if n == 1 { "counts" } else { "count" }
            )),
            (_, Count::Masked(_) | Count::Withheld) => {
                Some("some more was withdrawn or erased since and no longer counts".to_owned())
            }
        }
    }

    /// Names of the tags that at least half of its notes have, the most frequent first, at most
    /// four.
    pub(super) fn common_tags(&self, study: &Study) -> Vec<String> {
        const MOST: usize = 4;
        let mut counts: HashMap<TagIx, usize> = HashMap::new();
        let mut notes = 0;
        for record in self.notes(study) {
            notes += 1;
            study.tags_of(record).for_each(|tag| *counts.entry(tag).or_default() += 1);
        }
        let mut common: Vec<(usize, &str)> = counts
            .into_iter()
            .filter(|(_, count)| *count * 2 >= notes)
            .filter_map(|(tag, count)| Some((count, study.codebook().get(tag)?.name())))
            .collect();
        common.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        common.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
    }
}

/// "1 note", "3 notes", "<5 notes".
pub fn counted(count: Count, one: &str, many: &str) -> String {
    let word = if count == Count::Shown(1) { one } else { many };
    format!("{count} {word}")
}
