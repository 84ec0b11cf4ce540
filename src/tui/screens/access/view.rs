//! Drawing who can open the study: what is being done and what that means, and one question.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Ask, Model, Task};
use crate::tui::theme::{Look, Role};
use crate::tui::widgets::new_passphrase::Time;
use crate::tui::widgets::pane;

const fn title(task: Task) -> &'static str {
    match task {
        Task::Seal => "Seal this study",
        Task::Passphrase => "Change the passphrase",
        Task::Renew => "The 24 words opened it: a new passphrase",
        Task::Words => "24 new words",
        Task::Custodian => "A custodian",
    }
}

const fn tells(task: Task) -> &'static str {
    match task {
        Task::Seal => {
            "Everything in it is written again so that only the passphrase opens it, or 24 words \
             that are shown next, once. Without either nobody can, and there is no other way in. \
             Backups, exports and copies in a synced folder that were made before stay as they \
             are: whoever has them can read them."
        }
        Task::Passphrase => {
            "The 24 words stay as they are. A backup made before opens with the passphrase it had then."
        }
        Task::Renew => {
            "Set one that you will remember; the 24 words stay as they are. Esc leaves the old one."
        }
        Task::Words => {
            "Made when the paper with the old ones is lost, or seen by others. Those of before open \
             nothing any more, but for a backup made before."
        }
        Task::Custodian => {
            "Someone, for example the data protection officer of the organisation, who can open \
             this study with a key of their own if the passphrase is lost, and can read all of it. \
             They give you the public half of their age key. With the line left empty there is none."
        }
    }
}

const fn asks(ask: Ask) -> &'static str {
    match ask {
        Ask::Present => "The passphrase as it is now",
        Ask::New => "A new passphrase: four or more unrelated words",
        Ask::Again => "The same once more",
        Ask::Recipient => "The public half of the custodian's key (age1…)",
    }
}

/// Draws the screen over the whole room.
pub(in crate::tui) fn view(access: &Model, look: Look, frame: &mut Frame<'_>, area: Rect) {
    let place = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    pane::line(frame, place, title(access.task), look, Role::Heading);
    let mut place = pane::below(place, 1);
    // Where the room is short, the question matters more than what one knows by then.
    if area.height >= 14 || access.place() == 0 {
        let taken = pane::prose(frame, place, tells(access.task), look, Role::Text);
        place = pane::below(place, taken + u16::from(area.height >= 12));
    }
    let boxed = Rect { x: area.x, width: area.width, height: place.height.min(3), ..place };
    let inner = pane::boxed(frame, boxed, asks(access.at), look, true);
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    match access.at {
        Ask::Present => access.present.draw(frame, inner, look, true),
        Ask::New => access.new.field(Time::First).draw(frame, inner, look, true),
        Ask::Again => access.new.field(Time::Again).draw(frame, inner, look, true),
        Ask::Recipient => access.recipient.draw(frame, inner, look, &[], true),
    }
    let place = pane::below(place, 3);
    if let Some(trouble) = &access.trouble {
        pane::prose(frame, place, &format!("! {}", trouble.said()), look, Role::Warn);
    } else if access.under_way {
        pane::line(frame, place, under_way(access.task), look, Role::Dim);
    } else if matches!(access.at, Ask::New | Ask::Again) && !access.new.is_empty() {
        let said = format!("That is {}.", access.new.strength().trim_end_matches('.'));
        pane::prose(frame, place, &said, look, Role::Dim);
    }
}

const fn under_way(task: Task) -> &'static str {
    match task {
        Task::Seal => "sealing it; this takes a moment for a large study",
        Task::Passphrase | Task::Renew | Task::Words | Task::Custodian => "trying it",
    }
}
