//! A whole debrief, line by line, for those who do not use the screen. Each line is saved as it is
//! given; the end of input stops, and the same command goes on where it stopped.

use super::{meant, say_step};
use crate::actions::debrief::{self, Beginning, Carry, Contribution, Go};
use crate::actions::{Context, Deed, Refusal, when};
use crate::analysis::View;
use crate::analysis::debrief::{Agenda, Fit, carried, choices, on_show, step_of};
use crate::cli::ask::{line, yes};
use crate::cli::session::Session;
use crate::cli::{Exit, Failure, Shell, interrupt, kept, text};
use crate::forms::{Forms, Outcome};
use crate::study::{Day, Moment, Sheet, SheetId, Study};

/// What came of a question: an answer, nothing, or the end of input.
enum Answer {
    Said(String),
    Nothing,
    End,
}

/// Goes through a session, or on with the one that is not finished.
pub(super) fn session(shell: &mut Shell, beginning: &Beginning) -> Result<Exit, Failure> {
    let id = begun(shell, beginning)?;
    shell.out.say(
        "Each line is saved when you press Enter. Press Enter alone to move on. Ctrl-D stops; the \
         same command goes on from there. Begin a line with @ and a pseudonym to note it as theirs. \
         This is not the case record.",
    );
    interrupt::saying(
        "each line was saved when you pressed Enter",
        "to go on with it: asdone debrief begin --ask",
    );
    match walk(shell, id)? {
        Some(()) => Ok(Exit::Ok),
        None => {
            shell.out.say("Stopped. To go on with it: asdone debrief begin --ask");
            Ok(Exit::Ok)
        }
    }
}

fn begun(shell: &mut Shell, beginning: &Beginning) -> Result<SheetId, Failure> {
    let mut session = Session::open(shell)?;
    let context = session.context();
    if let Some(open) = debrief::unfinished(&session.study, &context) {
        let (id, code) = (open.id(), open.id().code());
        let deed = debrief::resume(&session.study, &context, id)?;
        session.perform(deed)?;
        shell.out.say(&format!("going on with debrief {code}"));
        return Ok(id);
    }
    let forms = Forms::of(&session.study);
    let deed = debrief::begin(&session.study, &context, &forms.debrief, beginning)?;
    session.perform(deed)?;
    let sheet = meant(&session.study, &context, None)?;
    shell.out.line(sheet.id().code().short())?;
    Ok(sheet.id())
}

/// The session from the step it is at to its end; `None` where input ended before.
fn walk(shell: &mut Shell, id: SheetId) -> Result<Option<()>, Failure> {
    if earlier(shell, id)?.is_none() || attendance(shell, id)?.is_none() {
        return Ok(None);
    }
    loop {
        let place = place(shell, id)?;
        if place.choosing && choose(shell, id)?.is_none() {
            return Ok(None);
        }
        // Where lines are gathered, what is said is one of them.
        if place.outcomes.is_empty() && contributions(shell, id)?.is_none() {
            return Ok(None);
        }
        for outcome in &place.outcomes {
            if lines(shell, id, outcome)?.is_none() {
                return Ok(None);
            }
        }
        if place.last {
            return close(shell, id);
        }
        save(shell, id, "", |study, context, sheet| {
            debrief::go(study, context, &Forms::of(study).debrief, sheet.id(), &Go::Next)
        })?;
    }
}

/// Where the agenda is, and what is asked there besides contributions.
struct SessionNow {
    /// Something is to be put on show.
    choosing: bool,
    /// Lines to keep, try and carry are gathered.
    outcomes: Vec<Outcome>,
    last: bool,
}

fn place(shell: &mut Shell, id: SheetId) -> Result<SessionNow, Failure> {
    let session = Session::open(shell)?;
    let context = session.context();
    let code = id.code();
    let sheet = meant(&session.study, &context, Some(code.as_str()))?;
    say_step(shell, &session, sheet)?;
    let form = Forms::of(&session.study).debrief;
    let agenda = Agenda::of(&form, sheet);
    let at = agenda.position(step_of(sheet)).unwrap_or(0);
    let here = agenda.steps.get(at).map(|(step, _)| *step);
    let empty = on_show(sheet).next().is_none();
    let has_choice = agenda.steps.iter().any(|(step, _)| step.id == CHOOSE);
    let is_choice = here.is_some_and(|step| step.id == CHOOSE);
    Ok(SessionNow {
        choosing: empty && (is_choice || (!has_choice && at == 1)),
        outcomes: if here.is_some_and(|step| step.outcomes) {
            form.outcome.clone()
        } else {
            Vec::new()
        },
        last: at + 1 >= agenda.steps.len(),
    })
}

/// The step at which the program's own agenda chooses what is on show; an agenda without it asks at
/// the second step.
const CHOOSE: &str = "choose";

fn asked(shell: &mut Shell, question: &str) -> Result<Answer, Failure> {
    Ok(match line(shell, question)? {
        None => Answer::End,
        Some(text) if text.trim().is_empty() => Answer::Nothing,
        Some(text) => Answer::Said(text),
    })
}

/// Saves one act on the debrief; a refusal is said and asked about again (`false`), anything else
/// keeps the text that was being saved.
fn save(
    shell: &mut Shell,
    id: SheetId,
    typed: &str,
    deed: impl FnOnce(&Study, &Context<'_>, &Sheet) -> Result<Deed, Refusal>,
) -> Result<bool, Failure> {
    let done = super::act(shell, Some(id.code().as_str()), deed);
    match done {
        Ok(_) => Ok(true),
        Err(Failure::Refusal(refusal)) => {
            let hint = refusal.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            shell.out.say(&format!("not saved: {refusal}{hint}"));
            Ok(false)
        }
        Err(failure) => Err(kept::text(shell, typed, failure)),
    }
}

/// An open line of an earlier debrief, with what is said of it.
fn open_lines(
    view: View<'_>,
    id: SheetId,
    now: Moment,
) -> Vec<((SheetId, crate::study::ItemId), String)> {
    let form = Forms::of(view.study()).debrief;
    let today = Day::of(now.local().date());
    let open = carried(view);
    let open = open.iter().filter(|line| line.sheet != id && line.is_open());
    open.map(|line| {
        let at = line.at.local().format("%-d %b");
        let owner = line.owner.map(|owner| format!(" (answers: {owner})")).unwrap_or_default();
        let late = if line.is_overdue(today) { ", overdue" } else { "" };
        let said = format!("From {at}, {}{late}: {}{owner}", line.name(&form), line.text);
        ((line.sheet, line.item), said)
    })
    .collect()
}

/// What became of what earlier debriefs carried.
fn earlier(shell: &mut Shell, id: SheetId) -> Result<Option<()>, Failure> {
    let open = {
        let session = Session::open(shell)?;
        open_lines(session.own_view(), id, shell.now)
    };
    for (line, said) in open {
        match asked(shell, &format!("{said}\nWhat became of it? "))? {
            Answer::End => return Ok(None),
            Answer::Nothing => {}
            Answer::Said(typed) => {
                save(shell, id, &typed, |study, context, _| {
                    debrief::outcome(study, context, line, &typed)
                })?;
            }
        }
    }
    Ok(Some(()))
}

fn attendance(shell: &mut Shell, id: SheetId) -> Result<Option<()>, Failure> {
    let known = {
        let session = Session::open(shell)?;
        let sheet = session.study.sheets().get(id);
        sheet.is_some_and(|sheet| {
            let none = crate::study::Field::Attendance(None);
            sheet.field(&none) != none
        })
    };
    if known {
        return Ok(Some(()));
    }
    loop {
        match asked(shell, "How many are here, you among them? ")? {
            Answer::End => return Ok(None),
            Answer::Nothing => return Ok(Some(())),
            Answer::Said(typed) => match typed.trim().parse::<u32>() {
                Ok(number) => {
                    let done = save(shell, id, &typed, |study, context, sheet| {
                        debrief::attend(study, context, sheet.id(), Some(number))
                    })?;
                    if done {
                        return Ok(Some(()));
                    }
                }
                Err(_) => shell.out.say("write it in digits"),
            },
        }
    }
}

fn choose(shell: &mut Shell, id: SheetId) -> Result<Option<()>, Failure> {
    let offered: Vec<(String, Fit)> = {
        let session = Session::open(shell)?;
        let study = &session.study;
        let row = |(ix, fit)| {
            let record = study.record_at(ix)?;
            let kind = record.kind().map(|kind| format!(", {kind}")).unwrap_or_default();
            let words = text::one_line(record.text());
            Some((format!("{}{kind}: {words}", record.id().code()), fit))
        };
        choices(study).into_iter().take(9).filter_map(row).collect()
    };
    if offered.is_empty() {
        shell.out.say("Nothing is released to the team yet, so nothing is put on show.");
        return Ok(Some(()));
    }
    for (said, fit) in offered {
        let mark = suggested(fit).map(|word| format!(" ({word})")).unwrap_or_default();
        shell.out.say(&format!("  {said}{mark}"));
    }
    loop {
        match asked(shell, "Which are on show? Codes, separated by spaces: ")? {
            Answer::End => return Ok(None),
            Answer::Nothing => return Ok(Some(())),
            Answer::Said(typed) => {
                let done = save(shell, id, "", |study, context, sheet| {
                    let codes = typed.split([' ', ',']).filter(|code| !code.is_empty());
                    let mut ids = Vec::new();
                    for code in codes {
                        let ix = crate::actions::find(study, code)?;
                        ids.extend(study.record_at(ix).map(crate::study::Record::id));
                    }
                    debrief::show(study, context, sheet.id(), &ids, true)
                })?;
                if done {
                    return Ok(Some(()));
                }
            }
        }
    }
}

fn contributions(shell: &mut Shell, id: SheetId) -> Result<Option<()>, Failure> {
    loop {
        let typed = match asked(shell, "> ")? {
            Answer::End => return Ok(None),
            Answer::Nothing => return Ok(Some(())),
            Answer::Said(typed) => typed,
        };
        let (by, text) = attributed(&typed);
        let said = Contribution { text: text.to_owned(), by: by.to_owned(), about: None };
        save(shell, id, &typed, |study, context, sheet| {
            debrief::say(study, context, sheet.id(), &said)
        })?;
    }
}

/// `@heron the printer was down` as the pseudonym and the words.
fn attributed(typed: &str) -> (&str, &str) {
    match typed.trim_start().strip_prefix('@').and_then(|rest| rest.split_once(char::is_whitespace))
    {
        Some((by, text)) if !by.is_empty() => (by.trim_end_matches(':'), text),
        _ => ("", typed),
    }
}

/// Lines of one sort, with who answers and by when where the form wants that.
fn lines(shell: &mut Shell, id: SheetId, outcome: &Outcome) -> Result<Option<()>, Failure> {
    loop {
        let text = match asked(shell, &format!("{}: ", outcome.name))? {
            Answer::End => return Ok(None),
            Answer::Nothing => return Ok(Some(())),
            Answer::Said(text) => text,
        };
        let mut carry = Carry { what: outcome.id.clone(), text, ..Carry::default() };
        if outcome.owner {
            // The line is worth more than who answers for it, so the end of input still saves it.
            if let Answer::Said(role) = asked(shell, "  Which role answers for it? ")? {
                carry.owner = role;
            }
            carry.reply_by = due(shell)?;
        }
        let typed = carry.text.clone();
        save(shell, id, &typed, |study, context, sheet| {
            debrief::carry(study, context, &Forms::of(study).debrief, sheet.id(), &carry)
        })?;
    }
}

fn due(shell: &mut Shell) -> Result<Option<Day>, Failure> {
    loop {
        match asked(shell, "  By which day? friday, 2w, 17 March: ")? {
            Answer::End | Answer::Nothing => return Ok(None),
            Answer::Said(typed) => match when::day(&typed, shell.now) {
                Ok(day) => return Ok(Some(day)),
                Err(refusal) => shell.out.say(&refusal.to_string()),
            },
        }
    }
}

fn close(shell: &mut Shell, id: SheetId) -> Result<Option<()>, Failure> {
    if !yes(shell, "End the debrief?")? {
        shell.out.say("it is not ended; asdone debrief end does that");
        return Ok(Some(()));
    }
    save(shell, id, "", |study, context, sheet| debrief::end(study, context, sheet.id()))?;
    shell
        .out
        .say("asdone debrief record reads it back; asdone debrief told notes who was told what");
    Ok(Some(()))
}

/// What is said beside a note that suits a debrief.
pub(super) fn suggested(fit: Fit) -> Option<&'static str> {
    match fit {
        Fit::Ordinary => Some("suggested: ordinary"),
        Fit::Stretch => Some("suggested: stretch"),
        Fit::Other | Fit::Before => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_stands_first_with_an_at_sign_or_nobody_is_named() {
        assert_eq!(attributed("@heron the printer was down"), ("heron", "the printer was down"));
        assert_eq!(attributed("@heron: the printer"), ("heron", "the printer"));
        assert_eq!(attributed("the printer @ the desk"), ("", "the printer @ the desk"));
        assert_eq!(attributed("@heron"), ("", "@heron"));
    }
}
