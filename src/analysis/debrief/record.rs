//! The one-page record of a debrief, in Markdown that reads as plain text too: what was on show,
//! what was said at each step, what is kept, tried and carried, and what came of it.

use std::fmt::Write;

use super::{AGENDA, Carried, carried_on, may_be_shown, on_show, step_of, used};
use crate::analysis::exit::Exit;
use crate::forms::DebriefForm;
use crate::study::{
    Audience, Day, Field, Line, Moment, ObservationId, Record, Sheet, Study, Subject,
};

/// The record of a debrief to read back. No contribution has a name that whoever spoke did not wish,
/// nothing is counted by person, and an observation that was withdrawn or made private since is
/// named by its code alone.
pub fn record(study: &Study, form: &DebriefForm, sheet: &Sheet, now: Moment) -> String {
    let mut page = String::new();
    head(&mut page, form, sheet, now);
    shown(&mut page, study, sheet);
    said(&mut page, form, sheet);
    lines(&mut page, form, sheet, now);
    told(&mut page, sheet);
    page.push_str("\nThis is not the case record, and it is nobody's appraisal.\n");
    page
}

fn date(at: Moment) -> String {
    at.local().format("%a %-d %b %Y %H:%M").to_string()
}

fn day(day: Day) -> String {
    day.date().format("%a %-d %b %Y").to_string()
}

fn head(page: &mut String, form: &DebriefForm, sheet: &Sheet, now: Moment) {
    let title = sheet.fields().find_map(|field| match field {
        Field::Title(title) if !title.is_empty() => Some(title.as_str()),
        _ => None,
    });
    let code = sheet.id().code();
    put(page, &format!("# Debrief {code}{}", title.map(|t| format!(": {t}")).unwrap_or_default()));
    put(page, "");
    let minutes = used(sheet, now.millis).total / 60_000;
    let cut =
        if sheet.choice(AGENDA) == Some("short") { "10-minute version" } else { "whole agenda" };
    let state = match sheet.ended() {
        Some(_) => String::new(),
        None => {
            let at = step_of(sheet).unwrap_or_default();
            let name = form.step.iter().find(|step| step.id == at).map_or(at, |step| &step.name);
            format!(", not ended (at {name})")
        }
    };
    put(page, &format!("{}, {minutes} min, {cut}{state}", date(sheet.at())));
    let attendance = sheet.fields().find_map(|field| match field {
        Field::Attendance(number) => *number,
        _ => None,
    });
    put(
        page,
        &match attendance {
            Some(1) => "1 person took part".to_owned(),
            Some(many) => format!("{many} people took part"),
            None => "how many took part was not noted".to_owned(),
        },
    );
    let seen_by = match sheet.audience() {
        Audience::Private => "only you",
        Audience::Team => "the team",
        Audience::Organisation => "the organisation",
        Audience::Academic => "academic partners",
    };
    put(page, &format!("visible to: {seen_by}"));
}

fn put(page: &mut String, line: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(page, "{line}");
}

/// A text of one or more lines as an item of a list.
fn item(page: &mut String, text: &str) {
    let mut rows = text.lines();
    put(page, &format!("- {}", rows.next().unwrap_or_default()));
    rows.for_each(|row| put(page, format!("  {row}").trim_end()));
}

fn shown(page: &mut String, study: &Study, sheet: &Sheet) {
    let ids: Vec<_> = on_show(sheet).collect();
    if ids.is_empty() {
        return;
    }
    put(page, "\n## On show\n");
    // The page goes to the team at least, and as far as the debrief was raised.
    let exit = Exit::new(study, sheet.audience().max(Audience::Team));
    for id in ids {
        let code = id.code();
        let Some(words) = exit.quote(Subject::Observation(id)) else {
            item(page, &format!("{code}: {}", not_quoted(study, id)));
            continue;
        };
        let kind = study.get(id).and_then(Record::kind);
        let kind = kind.map(|kind| format!(", {kind}")).unwrap_or_default();
        item(page, &format!("{code}{kind}: {words}"));
    }
}

/// Why a note that was on show is not quoted.
fn not_quoted(study: &Study, id: ObservationId) -> &'static str {
    if may_be_shown(study, id) {
        "not quoted, since its author let it go to the team and no further"
    } else {
        "taken back by its author since"
    }
}

fn said(page: &mut String, form: &DebriefForm, sheet: &Sheet) {
    let mut steps: Vec<&str> = form.step.iter().map(|step| step.id.as_str()).collect();
    // A step that the form has dropped since still has what was said at it.
    for said in sheet.lines() {
        if let Line::Contribution { step, .. } = &said.line
            && !steps.contains(&step.as_str())
        {
            steps.push(step);
        }
    }
    for id in steps {
        let here = sheet.lines().filter_map(|said| match &said.line {
            Line::Contribution { step, by, about, text } if step == id => Some((by, about, text)),
            _ => None,
        });
        let here: Vec<_> = here.collect();
        if here.is_empty() {
            continue;
        }
        let name = form.step.iter().find(|step| step.id == id).map_or(id, |step| &step.name);
        put(page, &format!("\n## {name}\n"));
        for (by, about, text) in here {
            let about = about.map(|about| format!(" [{}]", about.code()));
            let by = by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default();
            item(page, &format!("{text}{by}{}", about.unwrap_or_default()));
        }
    }
}

fn lines(page: &mut String, form: &DebriefForm, sheet: &Sheet, now: Moment) {
    let mut own: Vec<Carried<'_>> = carried_on(sheet);
    own.sort_by_key(|line| line.at.millis);
    if own.is_empty() {
        return;
    }
    put(page, "\n## Agreed: keep, try, carry\n");
    for line in own {
        let mut facts = Vec::new();
        match line.owner {
            Some(owner) => facts.push(format!("answers: {owner}")),
            None if line.lacks_owner(form) => facts.push("nobody answers for it yet".to_owned()),
            None => {}
        }
        facts.extend(line.reply_by.map(|due| format!("by {}", day(due))));
        if line.is_overdue(Day::of(now.local().date())) {
            facts.push("overdue".to_owned());
        }
        let facts =
            if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
        item(page, &format!("{} {}: {}{facts}", line.item.code(), line.name(form), line.text));
        for (text, at) in &line.outcomes {
            put(page, &format!("  - {}: {text}", date(*at)));
        }
    }
}

fn told(page: &mut String, sheet: &Sheet) {
    let told = sheet.lines().filter_map(|said| match &said.line {
        Line::Told { text } => Some((text, said.at)),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() {
        if sheet.ended().is_some() && on_show(sheet).next().is_some() {
            put(page, "\nThe contributors were not told yet what came of it.");
        }
        return;
    }
    put(page, "\n## Told to the contributors\n");
    for (text, at) in told {
        item(page, &format!("{}: {text}", date(at)));
    }
}
