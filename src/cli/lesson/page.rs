//! A lesson as a row of the list and as a card.

use crate::actions::lesson::code_of;
use crate::actions::when::{say, say_day};
use crate::analysis::View;
use crate::analysis::lessons::{Card, Due, Evidence, Footing, Grounds, grounds, since_then};
use crate::cli::out::Role;
use crate::cli::show::fact;
use crate::cli::{Failure, Shell, list, text};
use crate::forms::LessonForm;
use crate::study::{Day, Line, Study, Subject};

/// The row of a lesson in the list.
pub(super) fn row(
    shell: &Shell,
    view: View<'_>,
    form: &LessonForm,
    card: &Card<'_>,
) -> Vec<String> {
    let grounds = grounds(view, card.sheet);
    let code = card.sheet.id().code();
    vec![
        shell.out.paint(code.short(), Role::Strong),
        card.status.clone(),
        due(shell, card),
        text::one_line(card.name(form)),
        format!("from {}", grounds.said(view)),
    ]
}

/// What is due, in words: "! overdue since Fri 6 Mar", "reply by Fri 20 Mar".
fn due(shell: &Shell, card: &Card<'_>) -> String {
    let day = |day: Day| say_day(day, shell.now);
    match (card.due, card.reply_by, card.look_again) {
        (Due::Overdue, Some(by), _) => format!("! overdue since {}", day(by)),
        (Due::LookAgain, _, Some(from)) => format!("look again since {}", day(from)),
        (_, Some(by), _) if !card.closed => format!("reply by {}", day(by)),
        _ => String::new(),
    }
}

/// The whole card.
pub(super) fn card(
    shell: &mut Shell,
    view: View<'_>,
    form: &LessonForm,
    card: &Card<'_>,
) -> Result<(), Failure> {
    let study = view.study();
    let code = card.sheet.id().code();
    let code = shell.out.paint(code.short(), Role::Strong);
    shell.out.line(&format!("{code}  {}", text::one_line(card.name(form))))?;
    shell.out.line("")?;
    for (_, asked, words) in card.parts(form) {
        shell.out.line(&text::one_line(asked))?;
        shell.paragraph(2, words)?;
    }
    shell.out.line("")?;
    facts(shell, card)?;
    let tags: Vec<String> = card.sheet.tags().map(|tag| format!("#{tag}")).collect();
    if !tags.is_empty() {
        fact(shell, "tags", &tags.join(" "))?;
    }
    fact(shell, "audience", card.sheet.audience().word())?;
    shell.out.line("")?;
    let grounds = grounds(view, card.sheet);
    evidence(shell, view, &grounds)?;
    for (text, at) in card.told() {
        fact(shell, &format!("answered, {}", say(at, shell.now)), text)?;
    }
    if grounds.notes(study).next().is_some() || card.sheet.tags().next().is_some() {
        let today = Day::of(shell.now.local().date());
        let query = since_then(study, card, &grounds, today);
        fact(shell, "since then", &format!("asdone list '{query}'"))?;
    }
    Ok(())
}

fn facts(shell: &mut Shell, card: &Card<'_>) -> Result<(), Failure> {
    let now = shell.now;
    let mut status = format!("{}, since {}", card.status, say(card.since, now));
    if let Some(by) = card.decided_by {
        status.push_str(&format!(", decided by the {by}"));
    }
    fact(shell, "status", &status)?;
    if let Some(reason) = card.reason {
        fact(shell, "reason", reason)?;
    }
    let (step, level) = card.proposes();
    let reply = card.reply_by.map(|day| {
        let late = if card.due == Due::Overdue { " (! overdue)" } else { "" };
        format!("{}{late}", say_day(day, now))
    });
    let again = card.look_again.map(|day| format!("from {}", say_day(day, now)));
    let optional = [
        ("step", step.map(str::to_owned)),
        ("level", level.map(str::to_owned)),
        ("owner", card.owner.map(str::to_owned)),
        ("reply by", reply),
        ("look again", again),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            fact(shell, name, &value)?;
        }
    }
    Ok(())
}

fn evidence(shell: &mut Shell, view: View<'_>, grounds: &Grounds) -> Result<(), Failure> {
    let study = view.study();
    fact(shell, "grounded in", &grounds.said(view))?;
    if let Some(gone) = grounds.said_gone(view) {
        fact(shell, "", &gone)?;
    }
    match grounds.footing() {
        Footing::Firm => {}
        Footing::Thin => fact(
            shell,
            "",
            "a thin footing so far; two notes, or one with a reflection on it, carry further",
        )?,
        Footing::None => fact(shell, "", "asdone lesson ground CODE CODES names what it rests on")?,
    }
    let rows: Vec<Vec<String>> =
        grounds.evidence.iter().map(|one| evidence_row(shell, study, *one)).collect();
    shell.out.table(&rows, &[])
}

fn evidence_row(shell: &Shell, study: &Study, one: Evidence) -> Vec<String> {
    let (sort, words) = match one.subject {
        Subject::Observation(id) => {
            let record = study.get(id);
            let tags = record.map(|record| list::tags(study, record)).unwrap_or_default();
            let words = record.map_or("", |record| record.text()).to_owned();
            ("note", format!("{words}  {tags}"))
        }
        Subject::Sheet(id) => {
            let sheet = study.sheets().get(id);
            let sort = sheet.and_then(|sheet| sheet.sort()).map_or("sheet", |sort| sort.word());
            let at =
                sheet.map_or(String::new(), |s| s.at().local().format("%-d %b %Y").to_string());
            (sort, at)
        }
        Subject::Line(id, item) => {
            let sheet = study.sheets().get(id);
            let said = sheet.and_then(|sheet| sheet.lines().find(|said| said.item == item));
            let words = match said.map(|said| &said.line) {
                Some(Line::Contribution { text, .. } | Line::Carried { text, .. }) => text.clone(),
                _ => String::new(),
            };
            ("line", words)
        }
    };
    let through = one.through.map_or(String::new(), |id| format!("through {}", id.code()));
    let room = shell.out.columns().map_or(usize::MAX, |columns| columns.saturating_sub(32).max(20));
    let words = text::cut(text::one_line(&words).trim(), room, shell.out.more());
    vec![format!("  {}", code_of(one.subject)), sort.to_owned(), words, through]
}
