//! Asking how far something may go, on whatever screen it stands: the four levels, each with what it
//! means, and the signs that show it in lists.

use super::model::{Model, Turn};
use super::overlay::{Handled, Item, Message, Overlay, Picker, Then};
use super::screens::{observations, team};
use crate::actions::audience::{meaning, release};
use crate::analysis::{Corpus, View};
use crate::study::{Audience, Record, Sheet, Subject};

/// Asks how far these may go; `what` names them, for example "kx7qd" or "3 notes". The answer is
/// dealt with here, whatever the screen.
pub fn ask(model: &mut Model, what: &str, subjects: Vec<Subject>) {
    if subjects.is_empty() {
        return;
    }
    let now = level_of(model, &subjects);
    let item = |(level, digit): (&Audience, char)| Item {
        key: level.word().to_owned(),
        name: level.word().to_owned(),
        aside: if now == Some(*level) { "now".to_owned() } else { String::new() },
        detail: detail(model, *level, now),
        digit: Some(digit),
        ..Item::default()
    };
    let items: Vec<Item> = Audience::ALL.iter().zip('1'..='4').map(item).collect();
    let title = format!("who may see {what}?");
    model.over(Overlay::Picker(Picker::new(&title, items, Then::Audience(subjects))));
}

fn detail(model: &Model, level: Audience, now: Option<Audience>) -> String {
    let lower = now.is_some_and(|now| level < now);
    let reach = team::reach(model);
    let back = match (lower, reach) {
        (false, _) => "",
        (true, reach) if level == Audience::Private && !reach.is_empty() => reach,
        (true, _) => {
            " Taking it back holds for tallies and pages for others from now on; what they saw stays \
             with them."
        }
    };
    let copies = match level {
        Audience::Private => "",
        _ if reach.is_empty() => "",
        _ => " A sealed copy of it goes to every laptop of your team.",
    };
    format!("{}{copies}{back}", meaning(level))
}

/// The level that all of them have, where it is one.
fn level_of(model: &Model, subjects: &[Subject]) -> Option<Audience> {
    let level = |subject: &Subject| match subject {
        Subject::Observation(id) => model.study.get(*id).map(Record::audience),
        Subject::Sheet(id) | Subject::Line(id, _) => {
            model.study.sheets().get(*id).map(Sheet::audience)
        }
    };
    let mut levels = subjects.iter().filter_map(level);
    let first = levels.next()?;
    levels.all(|next| next == first).then_some(first)
}

/// The level was picked.
pub(super) fn replied(
    model: &mut Model,
    subjects: &[Subject],
    picked: &str,
    turn: &mut Turn<'_>,
) -> Handled {
    let Some(level) = Audience::parse(picked) else { return Handled::Done };
    let deed = release(&model.study, turn.cx, subjects, level);
    let goes_out = |subject: &Subject| level_of(model, &[*subject]) == Some(Audience::Private);
    let raised: Vec<Subject> = subjects.iter().copied().filter(goes_out).collect();
    if deed.is_ok()
        && level > Audience::Private
        && let Some(body) = team::raising(model, &raised, level).filter(|_| !raised.is_empty())
    {
        let then = Then::Raise(subjects.to_vec(), level);
        let title = format!("raise to {level}?");
        model.over(Overlay::Message(Message::asking(&title, &body, "raise it", then)));
        return Handled::Done;
    }
    submit(model, subjects, level, turn)
}

/// The person has seen what will leave, and wants it to.
pub(super) fn submit(
    model: &mut Model,
    subjects: &[Subject],
    level: Audience,
    turn: &mut Turn<'_>,
) -> Handled {
    let deed = release(&model.study, turn.cx, subjects, level);
    let handled = model.submit(deed, turn);
    if matches!(handled, Handled::Waits(_)) {
        observations::unmark(model);
    }
    handled
}

/// The sign of a level in a list: a capital letter, and nothing for what is private. The word stands
/// in the detail.
pub const fn sign(audience: Audience) -> char {
    match audience {
        Audience::Private => ' ',
        Audience::Team => 'T',
        Audience::Organisation => 'O',
        Audience::Academic => 'A',
    }
}

/// A level as the detail of something says it.
pub const fn said(audience: Audience) -> &'static str {
    match audience {
        Audience::Private => "private",
        Audience::Team => "for the team",
        Audience::Organisation => "for the organisation",
        Audience::Academic => "for academic partners",
    }
}

/// How many observations and sheets of one's own are for others too, as the header says it.
pub(super) fn released(view: View<'_>, corpus: &Corpus) -> usize {
    let open = |audience: Audience| audience != Audience::Private;
    let walked = || view.written().filter(|(_, record)| open(record.audience())).count();
    let notes = corpus.raised(view).unwrap_or_else(walked);
    let sheets = view.sheets_written_ever().filter(|sheet| sheet.is_standing());
    notes + sheets.filter(|sheet| open(sheet.audience())).count()
}
