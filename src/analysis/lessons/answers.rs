//! What became of what somebody noted: the answers back to each contributor. They follow from the
//! study alone, and are worked out for the person who asks and nobody else.

use super::grounds::called;
use super::{Card, LEVEL, name};
use crate::forms::LessonForm;
use crate::study::Moment;
use crate::study::{
    Day, ItemId, Line, PersonId, PersonIx, Record, Sheet, SheetId, Sort, Study, Subject,
};

/// What became of some of what a person contributed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The lesson, or the debrief whose line it is about.
    pub sheet: SheetId,
    /// Which of the two it is.
    pub sort: Sort,
    /// What people call it.
    pub name: String,
    /// What the person contributed to it: notes, reflections, lines of debriefs.
    pub yours: Vec<Subject>,
    /// Where it stands: the status of a lesson, and since when.
    pub stands: Option<(String, Moment)>,
    /// How high it is carried, where that was chosen.
    pub level: Option<String>,
    /// Everything that happened, oldest first; never empty.
    pub news: Vec<News>,
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct News {
    /// A name for it that is the same on every device, so that it can be marked as read.
    pub key: String,
    /// When it was entered.
    pub at: Moment,
    /// The status or outcome.
    pub what: What,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// A lesson began that somebody else grounded in it.
    Fed,
    /// The lesson got a status.
    Moved {
        /// The status as the form words it.
        status: String,
        /// The role that decided.
        by: Option<String>,
        /// What those said who gave it the status; `None` where they said nothing.
        reason: Option<String>,
    },
    /// "You said, we did".
    Told(String),
    /// What became of a line of a debrief.
    Outcome {
        /// The line.
        of: String,
        /// The outcome as it was entered.
        became: String,
    },
    /// The lesson was taken out of the study.
    Withdrawn {
        /// Why, where it was said.
        reason: String,
    },
}

impl What {
    /// What happened, as a sentence without a full stop.
    pub fn said(&self) -> String {
        match self {
            Self::Fed => "a lesson was begun with it".to_owned(),
            Self::Moved { status, by, reason } => {
                let by = by.as_ref().map_or(String::new(), |by| format!(" by the {by}"));
                let since = reason.as_ref().map_or(String::new(), |why| format!(", since {why}"));
                format!("{status}{by}{since}")
            }
            Self::Told(text) => format!("answer: {text}"),
            Self::Outcome { of, became } => format!("\"{of}\": {became}"),
            Self::Withdrawn { reason } if reason.is_empty() => "withdrawn".to_owned(),
            Self::Withdrawn { reason } => format!("withdrawn, since {reason}"),
        }
    }
}

impl Answer {
    /// What the person contributed, in words: "your notes kx7qd and m4pqz and your line in debrief
    /// ab23c".
    pub fn said_yours(&self) -> String {
        let mut notes = Vec::new();
        let mut others = Vec::new();
        for subject in &self.yours {
            match subject {
                Subject::Observation(id) => notes.push(id.code().to_string()),
                Subject::Sheet(id) => others.push(format!("your reflection {}", id.code())),
                Subject::Line(id, _) => {
                    let said = format!("what you said in debrief {}", id.code());
                    if !others.contains(&said) {
                        others.push(said);
                    }
                }
            }
        }
        const FEW: usize = 3;
        let mut parts = Vec::new();
        match notes.as_slice() {
            [] => {}
            [one] => parts.push(format!("your note {one}")),
            many => {
                let shown = many.get(..FEW).unwrap_or(many).join(", ");
                let rest = many.len().saturating_sub(FEW);
                let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
                parts.push(format!("your notes {shown}{more}"));
            }
        }
        parts.extend(others);
        parts.join(" and ")
    }

    /// The headline: what was contributed, to what, and where that stands now.
    pub fn said(&self) -> String {
        let yours = self.said_yours();
        let (sort, code) = (self.sort.word(), self.sheet.code());
        match &self.stands {
            Some((status, _)) => format!("{yours} fed {sort} {code}, now {status}"),
            None => format!("{yours}: {sort} {code}"),
        }
    }

    /// Whether anything in it is not among what was read.
    pub fn has_news(&self, read: &Read) -> bool {
        self.news.iter().any(|news| read.is_new(news))
    }

    /// When the last of it happened.
    pub fn latest(&self) -> Moment {
        self.news.last().map_or(Moment::new(0, 0), |news| news.at)
    }
}

/// What a person has read of their answers. It is kept beside the drafts on this device and never
/// in the journal, so that it cannot reach anybody else.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Read {
    keys: Vec<String>,
}

impl Read {
    /// As it was kept: a name a line.
    pub fn parse(text: &str) -> Self {
        let mut keys: Vec<String> = text.lines().map(str::to_owned).collect();
        keys.sort();
        keys.dedup();
        Self { keys }
    }

    /// Everything in these answers, as it is kept.
    pub fn all(answers: &[Answer]) -> Self {
        let keys = answers.iter().flat_map(|answer| &answer.news).map(|news| news.key.as_str());
        Self::parse(&keys.collect::<Vec<_>>().join("\n"))
    }

    /// As text to keep.
    pub fn to_text(&self) -> String {
        self.keys.join("\n")
    }

    /// Whether it has not been read.
    pub fn is_new(&self, news: &News) -> bool {
        self.keys.binary_search(&news.key).is_err()
    }
}

/// How many answers have something in them that was not read.
pub fn unread(answers: &[Answer], read: &Read) -> usize {
    answers.iter().filter(|answer| answer.has_news(read)).count()
}

/// What became of what `person` contributed, the latest first.
pub fn answers(study: &Study, form: &LessonForm, person: PersonId) -> Vec<Answer> {
    let Some(person) = study.person_ix(person) else { return Vec::new() };
    let sheets = study.sheets().all_begun();
    let mut answers: Vec<Answer> = sheets
        .filter(|sheet| sheet.is_standing() || sheet.is_withdrawn())
        .filter_map(|sheet| match sheet.sort()? {
            Sort::Lesson => of_lesson(study, form, sheet, person),
            Sort::Debrief if sheet.is_standing() => of_debrief(study, sheet, person),
            Sort::Debrief
            | Sort::Shift
            | Sort::Reflection
            | Sort::Voice
            | Sort::Stop
            | Sort::Round
            | Sort::Release => None,
        })
        .collect();
    answers.sort_by_key(|answer| (std::cmp::Reverse(answer.latest().millis), answer.sheet));
    answers
}

fn of_lesson(study: &Study, form: &LessonForm, lesson: &Sheet, person: PersonIx) -> Option<Answer> {
    let yours = contributed(study, lesson, person);
    if yours.is_empty() {
        return None;
    }
    let mut news = Vec::new();
    if lesson.author() != person {
        news.push(News { key: format!("fed {}", lesson.id()), at: lesson.at(), what: What::Fed });
    }
    for said in lesson.lines() {
        let what = match &said.line {
            Line::Moved { status, by, reason } => {
                What::Moved { status: status.clone(), by: by.clone(), reason: reason.clone() }
            }
            Line::Told { text } => What::Told(text.clone()),
            Line::Withdrawn { reason } => What::Withdrawn { reason: reason.clone() },
            _ => continue,
        };
        news.push(News { key: said.item.to_string(), at: said.at, what });
    }
    let card = Card::of(form, lesson, Day(0));
    if news.is_empty() {
        // One's own lesson that nothing has happened to is no answer.
        return None;
    }
    Some(Answer {
        sheet: lesson.id(),
        sort: Sort::Lesson,
        name: name(form, lesson).to_owned(),
        yours,
        stands: lesson.is_standing().then(|| (card.status.clone(), card.since)),
        level: lesson.choice(LEVEL).map(str::to_owned),
        news,
    })
}

/// What a person contributed to a lesson: notes and reflections of theirs that it names or that its
/// debriefs are about, and what they said in its debriefs.
fn contributed(study: &Study, lesson: &Sheet, person: PersonIx) -> Vec<Subject> {
    let mut yours = Vec::new();
    for one in super::grounds::evidence(study, lesson, |_| true) {
        match one.subject {
            Subject::Observation(id) => {
                if study.get(id).is_some_and(|record| record.author() == person) {
                    yours.push(one.subject);
                }
            }
            Subject::Line(id, item) => {
                let Some(sheet) = study.sheets().get(id) else { continue };
                yours.extend(
                    said_by(study, sheet, person)
                        .filter(|(line, _)| *line == item)
                        .map(|(line, _)| Subject::Line(id, line)),
                );
            }
            Subject::Sheet(id) => {
                let Some(sheet) = study.sheets().get(id) else { continue };
                match sheet.sort() {
                    Some(Sort::Reflection) if sheet.author() == person => yours.push(one.subject),
                    Some(Sort::Debrief) => {
                        let lines = said_by(study, sheet, person);
                        yours.extend(lines.map(|(line, _)| Subject::Line(id, line)));
                    }
                    _ => {}
                }
            }
        }
    }
    yours
}

/// What a person said in a debrief: under their pseudonym, or, where nobody was named, what they
/// wrote down themselves.
fn said_by<'s>(
    study: &'s Study,
    debrief: &'s Sheet,
    person: PersonIx,
) -> impl Iterator<Item = (ItemId, &'s str)> {
    debrief.lines().filter_map(move |said| match &said.line {
        Line::Contribution { by: Some(by), text, .. } => {
            (called(study, by) == Some(person)).then_some((said.item, text.as_str()))
        }
        Line::Contribution { by: None, text, .. } | Line::Carried { text, .. } => {
            (said.author == person).then_some((said.item, text.as_str()))
        }
        _ => None,
    })
}

/// What became of the lines to keep, try and carry of a debrief that a person took part in: they
/// said something there, or a note of theirs was on show.
fn of_debrief(study: &Study, debrief: &Sheet, person: PersonIx) -> Option<Answer> {
    let mut yours: Vec<Subject> = debrief
        .links()
        .filter(|to| match to {
            Subject::Observation(id) => {
                let own = |record: &Record| record.is_standing() && record.author() == person;
                study.get(*id).is_some_and(own)
            }
            Subject::Sheet(_) | Subject::Line(..) => false,
        })
        .collect();
    let said = said_by(study, debrief, person);
    yours.extend(said.map(|(item, _)| Subject::Line(debrief.id(), item)));
    if yours.is_empty() {
        return None;
    }
    let text_of = |item: ItemId| {
        debrief.lines().find(|said| said.item == item).and_then(|said| match &said.line {
            Line::Carried { text, .. } => Some(text.clone()),
            _ => None,
        })
    };
    let mut news = Vec::new();
    for said in debrief.lines() {
        let what = match &said.line {
            Line::Outcome { of, text } => {
                let Some(line) = text_of(*of) else { continue };
                What::Outcome { of: line, became: text.clone() }
            }
            Line::Told { text } => What::Told(text.clone()),
            _ => continue,
        };
        news.push(News { key: said.item.to_string(), at: said.at, what });
    }
    if news.is_empty() {
        return None;
    }
    let title = debrief.fields().find_map(|field| match field {
        crate::study::Field::Title(title) if !title.is_empty() => Some(title.clone()),
        _ => None,
    });
    Some(Answer {
        sheet: debrief.id(),
        sort: Sort::Debrief,
        name: title.unwrap_or_else(|| debrief.at().local().format("%-d %b %Y").to_string()),
        yours,
        stands: None,
        level: None,
        news,
    })
}
