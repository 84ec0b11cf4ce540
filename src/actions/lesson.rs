//! Lessons: a card that says what was seen and what is proposed, what it is grounded in, who answers
//! for it and by when, and what became of it.

use super::sheet::{Writing, own_sheet, standing_sheet};
use super::{Context, Deed, Fill, Paper, Refusal, answers, words};
use crate::forms::LessonForm;
use crate::study::{Day, Field, ItemId, Line, Sheet, SheetId, Sort, Study, Subject, TagKey};

/// One thing that is asked about a lesson.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// Its name, as `lesson edit` takes it.
    pub name: String,
    /// The question.
    pub says: String,
    /// What may be written there; empty where the question says it.
    pub hint: &'static str,
    /// What the answer fills in.
    pub fill: Fill,
}

/// Everything that is asked about a lesson, in order: what it is called, the parts of the form,
/// what is proposed and to whom, who answers and by when, from when to look again.
pub fn questions(form: &LessonForm) -> Vec<Question> {
    let one = |name: &str, says: &str, hint, fill| Question {
        name: name.to_owned(),
        says: says.to_owned(),
        hint,
        fill,
    };
    let choice = |list: &str, words: &[String]| Fill::Choice {
        list: list.to_owned(),
        words: words.to_vec(),
    };
    let mut all = vec![one("title", "What is it called?", "a few words", Fill::Title)];
    all.extend(form.part.iter().map(|part| one(&part.id, &part.ask, "", Fill::of(part))));
    let (step, level) = (choice("step", &form.steps), choice("level", &form.levels));
    all.push(one("step-kind", "What sort of step is it?", "", step));
    all.push(one("level", "Who should this go to?", "", level));
    all.push(one("owner", "Which role answers for it?", "a role, not a name", Fill::Owner));
    let day = "friday, 2w, 17 March";
    all.push(one("reply-by", "By which day is a reply due?", day, Fill::ReplyBy));
    all.push(one(
        "look-again",
        "From which day should it be looked at again?",
        day,
        Fill::LookAgain,
    ));
    all
}

/// A lesson that begins with the first thing that is filled in, grounded in `subjects` and with
/// these tags.
///
/// # Errors
/// [`Refusal::NoGround`], or that something does not stand.
pub fn paper(
    study: &Study,
    context: &Context<'_>,
    subjects: &[Subject],
    tags: &[TagKey],
) -> Result<Paper, Refusal> {
    let mut first = Vec::new();
    for subject in subjects {
        check_ground(study, *subject)?;
        let link = Field::Link { to: *subject, yes: true };
        if !first.contains(&link) {
            first.push(link);
        }
    }
    first.extend(tags.iter().map(|tag| Field::Tag { tag: tag.clone(), yes: true }));
    Ok(Paper::new(context, Sort::Lesson, first))
}

/// Begins a lesson with everything that was filled in, as one act. Something has to be.
///
/// # Errors
/// What [`answers::fill`] refuses; [`Refusal::NoText`] where nothing is filled in.
pub fn begin(
    study: &Study,
    context: &Context<'_>,
    paper: &Paper,
    filled: &[(&Fill, &str)],
) -> Result<Deed, Refusal> {
    if filled.iter().all(|(_, typed)| typed.trim().is_empty()) {
        return Err(Refusal::NoText);
    }
    let mut deed = answers::fill(study, context, paper, filled).map_err(|(_, why)| why)?;
    let links = paper.first.iter().filter(|field| matches!(field, Field::Link { .. })).count();
    let on = if links == 0 {
        String::new()
    } else {
        format!(", grounded in {}", words::count(links, "thing"))
    };
    deed.said = format!("began lesson {}{on}", paper.sheet.code());
    Ok(deed)
}

/// Names more that a lesson is grounded in, or takes it back (`yes` false). Anyone may.
///
/// # Errors
/// [`Refusal::NoGround`]; that the lesson or one of the subjects does not stand;
/// [`Refusal::NothingToChange`].
pub fn ground(
    study: &Study,
    context: &Context<'_>,
    lesson: SheetId,
    subjects: &[Subject],
    yes: bool,
) -> Result<Deed, Refusal> {
    let sheet = lesson_of(study, lesson)?;
    let mut writing = Writing::new(study, context);
    let mut codes: Vec<String> = Vec::new();
    for subject in subjects {
        if yes {
            check_ground(study, *subject)?;
        }
        if sheet.links().any(|to| to == *subject) != yes {
            codes.push(code_of(*subject));
            writing.put(lesson, Field::Link { to: *subject, yes });
        }
    }
    let all: Vec<String> = subjects.iter().map(|subject| code_of(*subject)).collect();
    let named = if codes.is_empty() { &all } else { &codes };
    let verb = if yes { "is grounded in" } else { "is no longer grounded in" };
    writing.done(format!("lesson {} {verb} {}", lesson.code(), words::list(named)))
}

/// Gives a lesson another status. Anyone may; some statuses are given with a reason only.
///
/// # Errors
/// [`Refusal::NotAChoice`] for a word that the form does not have, [`Refusal::Missing`] without a
/// reason where one is needed, [`Refusal::NothingToChange`].
pub fn move_to(
    study: &Study,
    context: &Context<'_>,
    form: &LessonForm,
    lesson: SheetId,
    moved: Moved<'_>,
) -> Result<Deed, Refusal> {
    let sheet = lesson_of(study, lesson)?;
    let wanted = words::fold(moved.status.trim());
    let status = form.status.iter().find(|status| words::fold(&status.id) == wanted);
    let status = status.ok_or_else(|| Refusal::NotAChoice {
        what: "status",
        typed: moved.status.trim().to_owned(),
        choices: form.status.iter().map(|status| status.id.clone()).collect(),
    })?;
    let by = moved.by.map_or(Ok(None), |by| words::name("a role", by))?;
    let reason = moved.reason.map_or(Ok(None), words::optional)?;
    words::within_limit(reason.as_ref().map_or(0, String::len))?;
    if status.reason && reason.is_none() {
        return Err(Refusal::Missing { what: "a reason" });
    }
    let last = sheet.lines().filter_map(|said| match &said.line {
        Line::Moved { status, by, reason } => Some((status, by, reason)),
        _ => None,
    });
    let first = form.status.first().map(|first| &first.id);
    let same = match last.last() {
        Some((now, was_by, was)) => {
            *now == status.id
                && (by.is_none() || by == *was_by)
                && (reason.is_none() || reason == *was)
        }
        None => first == Some(&status.id) && by.is_none() && reason.is_none(),
    };
    let code = lesson.code();
    if same {
        return Err(Refusal::NothingToChange { what: format!("{code} is {} already", status.id) });
    }
    let said = format!("lesson {code} is {}", status.id);
    let mut writing = Writing::new(study, context);
    writing.say(lesson, Line::Moved { status: status.id.clone(), by, reason });
    writing.done(said)
}

/// A status that a lesson is to get.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Moved<'a> {
    /// The status, a word of the form.
    pub status: &'a str,
    /// The role that decided.
    pub by: Option<&'a str>,
    /// Why, for whoever raised it; some statuses ask for it.
    pub reason: Option<&'a str>,
}

/// Who answers for a lesson, by when, and from when it is looked at again; what is `None` stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Charge {
    /// The role; empty for none.
    pub owner: Option<String>,
    /// The day by which a reply is due.
    pub reply_by: Option<Option<Day>>,
    /// The day from which it is looked at again.
    pub look_again: Option<Option<Day>>,
}

/// Says who answers for a lesson and by when. Anyone may, since it is agreed with others.
///
/// # Errors
/// That the lesson does not stand, [`Refusal::LongName`], [`Refusal::NothingToChange`].
pub fn charge(
    study: &Study,
    context: &Context<'_>,
    lesson: SheetId,
    charge: &Charge,
) -> Result<Deed, Refusal> {
    lesson_of(study, lesson)?;
    let mut writing = Writing::new(study, context);
    let mut said = Vec::new();
    if let Some(owner) = &charge.owner {
        let role = words::name("a role", owner)?;
        said.push(match &role {
            Some(role) => format!("is with the {role}"),
            None => "is with nobody".to_owned(),
        });
        writing.put(lesson, Field::Owner(role));
    }
    if let Some(day) = charge.reply_by {
        said.push(match day {
            Some(day) => {
                format!("should be answered by {}", super::when::say_day(day, context.now))
            }
            None => "has no day for a reply".to_owned(),
        });
        writing.put(lesson, Field::ReplyBy(day));
    }
    if let Some(day) = charge.look_again {
        said.push(match day {
            Some(day) => {
                format!("will be looked at again from {}", super::when::say_day(day, context.now))
            }
            None => "has no day to look again".to_owned(),
        });
        writing.put(lesson, Field::LookAgain(day));
    }
    writing.done(format!("lesson {} {}", lesson.code(), words::list(&said)))
}

/// Adds an answer back to those who contributed: "you said, we did".
///
/// # Errors
/// Refused for text that cannot be saved, or where the lesson does not stand.
pub fn tell(
    study: &Study,
    context: &Context<'_>,
    lesson: SheetId,
    text: &str,
) -> Result<Deed, Refusal> {
    lesson_of(study, lesson)?;
    let text = words::text(text)?;
    let mut writing = Writing::new(study, context);
    writing.say(lesson, Line::Told { text });
    writing.done(format!("answered those who fed lesson {}", lesson.code()))
}

/// Takes a lesson out of the study, with a reason.
///
/// # Errors
/// Refused without a reason, or for another's lesson.
pub fn withdraw(
    study: &Study,
    context: &Context<'_>,
    lesson: SheetId,
    reason: &str,
) -> Result<Deed, Refusal> {
    lesson_of(study, lesson)?;
    own_sheet(study, context, lesson)?;
    let reason = words::optional(reason)?.ok_or(Refusal::Missing { what: "a reason" })?;
    words::within_limit(reason.len())?;
    let mut writing = Writing::new(study, context);
    writing.say(lesson, Line::Withdrawn { reason });
    writing.done(format!("withdrew lesson {}", lesson.code()))
}

fn lesson_of(study: &Study, id: SheetId) -> Result<&Sheet, Refusal> {
    let sheet = standing_sheet(study, id)?;
    let none = || Refusal::NoSuchSheet { sort: Sort::Lesson.word(), typed: id.code().to_string() };
    (sheet.sort() == Some(Sort::Lesson)).then_some(sheet).ok_or_else(none)
}

/// Refuses what does not stand or cannot ground a lesson.
fn check_ground(study: &Study, subject: Subject) -> Result<(), Refusal> {
    let id = match subject {
        Subject::Observation(id) => return super::standing(study, id).map(drop),
        Subject::Sheet(id) => id,
        Subject::Line(id, item) => {
            let sheet = standing_sheet(study, id)?;
            let there = sheet.lines().any(|said| said.item == item);
            return there.then_some(()).ok_or_else(|| no_line(&item.code().to_string()));
        }
    };
    match standing_sheet(study, id)?.sort() {
        Some(sort) if sort.can_ground() => Ok(()),
        Some(sort) => Err(Refusal::NoGround { code: id.code().to_string(), sort: sort.word() }),
        None => Err(Refusal::NoSuchSheet { sort: "sheet", typed: id.code().to_string() }),
    }
}

fn no_line(typed: &str) -> Refusal {
    Refusal::NoSuchSheet { sort: "line of a debrief", typed: typed.to_owned() }
}

/// The code by which people call something that a lesson is grounded in.
pub fn code_of(subject: Subject) -> String {
    match subject {
        Subject::Observation(id) => id.code().to_string(),
        Subject::Sheet(id) => id.code().to_string(),
        Subject::Line(_, item) => item.code().to_string(),
    }
}

/// Finds what a lesson could be grounded in by its code (any beginning that fits only one): an
/// observation, a reflection, a debrief or one of its lines, a voice.
///
/// # Errors
/// [`Refusal::NoSuchObservation`] where nothing has that code, or [`Refusal::AmbiguousCode`].
pub fn find_ground(study: &Study, typed: &str) -> Result<Subject, Refusal> {
    let wanted = typed.trim();
    let mut found = Vec::new();
    match super::find(study, wanted) {
        Ok(ix) => {
            found.extend(study.record_at(ix).map(|r| (Subject::Observation(r.id()), r.id().code())))
        }
        Err(Refusal::NoSuchObservation { .. }) => {}
        Err(refusal) => return Err(refusal),
    }
    let fits = |code: crate::study::Code| wanted.chars().count() >= 2 && code.begins_with(wanted);
    for sheet in study.sheets().all_begun().filter(|sheet| sheet.is_standing()) {
        let id = sheet.id();
        if fits(id.code()) || wanted == id.to_string() {
            found.push((Subject::Sheet(id), id.code()));
        }
        if sheet.sort() == Some(Sort::Debrief) {
            let lines = sheet.lines().filter(|said| is_words(&said.line));
            let items = lines.map(|said| said.item).filter(|item: &ItemId| fits(item.code()));
            found.extend(items.map(|item| (Subject::Line(id, item), item.code())));
        }
    }
    match found.as_slice() {
        [] => Err(Refusal::NoSuchObservation { typed: wanted.to_owned() }),
        [(subject, _)] => Ok(*subject),
        several => {
            let codes: Vec<_> = several.iter().map(|(_, code)| *code).collect();
            let codes = super::told_apart(&codes);
            Err(Refusal::AmbiguousCode { typed: wanted.to_owned(), codes })
        }
    }
}

/// Whether a line of a debrief holds somebody's words.
pub fn is_words(line: &Line) -> bool {
    words_of(line).is_some()
}

/// The words of a line of a debrief, where it holds somebody's.
pub fn words_of(line: &Line) -> Option<&str> {
    match line {
        Line::Contribution { text, .. } | Line::Carried { text, .. } => Some(text),
        _ => None,
    }
}
