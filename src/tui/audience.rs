//! Asking how far something may go, on whatever screen it stands: the four levels, each with what it
//! means, and the signs that show it in lists.

use super::model::{Model, Turn};
use super::overlay::{Handled, Item, Overlay, Picker, Then};
use super::screens::observations;
use crate::actions::audience::{meaning, release};
use crate::analysis::View;
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
        detail: detail(*level, now),
        digit: Some(digit),
        ..Item::default()
    };
    let items: Vec<Item> = Audience::ALL.iter().zip('1'..='4').map(item).collect();
    let title = format!("who may see {what}?");
    model.over(Overlay::Picker(Picker::new(&title, items, Then::Audience(subjects))));
}

fn detail(level: Audience, now: Option<Audience>) -> String {
    let lower = now.is_some_and(|now| level < now);
    let back = if lower {
        " Taking it back holds for tallies and pages for others from now on; what they saw stays with \
         them."
    } else {
        ""
    };
    format!("{}{back}", meaning(level))
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
pub(super) fn released(view: View<'_>) -> usize {
    let open = |audience: Audience| audience != Audience::Private;
    let notes = view.written().filter(|(_, record)| open(record.audience())).count();
    let sheets = view.sheets_written_ever().filter(|sheet| sheet.is_standing());
    notes + sheets.filter(|sheet| open(sheet.audience())).count()
}
