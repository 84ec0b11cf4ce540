//! Lessons as JSON: one object on one line, described in `docs/json.md`.

use serde_json::{Map, Value, json};

use crate::actions::lesson::code_of;
use crate::analysis::lessons::candidates::Candidate;
use crate::analysis::lessons::{Card, Due, Evidence, grounds};
use crate::analysis::{Count, View};
use crate::forms::LessonForm;
use crate::study::{Day, Line, Study, Subject};

/// One lesson.
pub(super) fn lesson(view: View<'_>, form: &LessonForm, card: &Card<'_>) -> Value {
    let study = view.study();
    let grounds = grounds(view, card.sheet);
    let figures = grounds.figures(view);
    let day = |day: Option<Day>| day.map(|day| day.date().to_string());
    let (step, level) = card.proposes();
    let parts: Map<String, Value> =
        card.parts(form).iter().map(|(id, _, text)| ((*id).to_owned(), json!(text))).collect();
    let told: Vec<Value> =
        card.told().map(|(text, at)| json!({ "at": at.to_rfc3339(), "text": text })).collect();
    let history: Vec<Value> = card
        .sheet
        .lines()
        .filter_map(|said| match &said.line {
            Line::Moved { status, by, reason } => Some(json!({
                "at": said.at.to_rfc3339(), "status": status, "by": by, "reason": reason,
            })),
            _ => None,
        })
        .collect();
    let evidence: Vec<Value> =
        grounds.evidence.iter().map(|one| of_evidence(study, *one)).collect();
    let tags: Vec<&str> = card.sheet.tags().map(|tag| tag.as_str()).collect();
    json!({
        "id": card.sheet.id().to_string(),
        "code": card.sheet.id().code().short(),
        "name": card.name(form),
        "begun_at": card.sheet.at().to_rfc3339(),
        "status": card.status,
        "since": card.since.to_rfc3339(),
        "decided_by": card.decided_by,
        "reason": card.reason,
        "closed": card.closed,
        "overdue": card.due == Due::Overdue,
        "look_again_now": card.due == Due::LookAgain,
        "step": step,
        "level": level,
        "owner": card.owner,
        "reply_by": day(card.reply_by),
        "look_again": day(card.look_again),
        "audience": card.sheet.audience().word(),
        "tags": tags,
        "parts": parts,
        "grounds": {
            "notes": figure(figures.notes),
            "reflections": figure(figures.reflections),
            "debriefs": figure(figures.debriefs),
            "voices": figure(figures.voices),
            "people": figure(figures.people),
            "evidence": evidence,
        },
        "history": history,
        "told": told,
    })
}

/// A count; null where it is masked.
fn figure(count: Count) -> Value {
    json!(count.shown())
}

fn of_evidence(study: &Study, one: Evidence) -> Value {
    let sort = match one.subject {
        Subject::Observation(_) => "observation",
        Subject::Line(..) => "line",
        Subject::Sheet(id) => study
            .sheets()
            .get(id)
            .and_then(|sheet| sheet.sort())
            .map_or("sheet", |sort| sort.word()),
    };
    let through = one.through.map(|id| id.code().short().to_owned());
    json!({ "code": code_of(one.subject), "sort": sort, "through": through })
}

/// Something that could become a lesson.
pub(super) fn candidate(study: &Study, one: &Candidate) -> Value {
    let tags: Vec<String> = one.tags(study).iter().map(ToString::to_string).collect();
    json!({
        "finding": one.word(),
        "says": one.said(study),
        "count": figure(one.count),
        "first": one.span.0.to_rfc3339(),
        "last": one.span.1.to_rfc3339(),
        "settings": one.settings,
        "tags": tags,
        "query": one.query,
        "again_since": one.again.map(|id| id.code().short().to_owned()),
    })
}
