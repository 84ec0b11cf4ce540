//! Drawing the first run.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Ask;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::new_passphrase::Time;
use crate::tui::widgets::pane;

const fn asks(ask: Ask) -> &'static str {
    match ask {
        Ask::Name => "What do you want to call the study?",
        Ask::Pseudonym => {
            "What do you want to be called? Not your own name; you can change it later."
        }
        Ask::Settings => "Where does the work happen? Separate the places with commas.",
        Ask::Passphrase => "Do you want a passphrase? Press Enter alone for none.",
        Ask::Again => "Type the passphrase again.",
        Ask::Codebook => "Which tags do you want to begin with? d 33 tags in 6 groups, e none",
    }
}

/// Draws the questions, the one being answered bright.
pub(in crate::tui) fn view(model: &Tui, frame: &mut Frame<'_>, area: Rect) {
    let look = model.look;
    let asked = &model.first_run;
    let mut place = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let roomy = area.height >= 18;
    pane::line(
        frame,
        place,
        "Begin a study. Press Enter to keep an answer, or type your own.",
        look,
        Role::Heading,
    );
    place = pane::below(place, if roomy { 2 } else { 1 });
    for ask in Ask::ALL {
        if ask == Ask::Again && asked.at != Ask::Again {
            continue;
        }
        let here = asked.at == ask;
        // The question that is asked last needs the room of those that are answered.
        let fits = area.height >= 15 && (roomy || asked.at != Ask::Again);
        if fits || here {
            let role = if here { Role::Focus } else { Role::Dim };
            pane::line(frame, place, asks(ask), look, role);
            place = pane::below(place, 1);
        }
        let sign = if here { ">" } else { " " };
        pane::line(frame, place, sign, look, Role::Focus);
        let offset = 2.min(place.width);
        let room = Rect {
            x: place.x + offset,
            width: place.width - offset,
            height: place.height.min(1),
            ..place
        };
        answer(model, frame, room, ask);
        place = pane::below(place, if roomy && area.height >= 26 { 2 } else { 1 });
    }
    if let Some(trouble) = &asked.trouble {
        let taken = pane::prose(frame, place, &format!("! {}", trouble.said()), look, Role::Warn);
        place = pane::below(place, taken);
    } else if asked.under_way {
        pane::line(frame, place, "making the study", look, Role::Dim);
        place = pane::below(place, 1);
    }
    let home = text::harmless(&model.home);
    let seal = match asked.passphrase.strength() {
        "" => "Without a passphrase anyone who can open files under your account can read them.",
        strength => &format!(
            "That is {}. Only it opens the notes, or 24 words that are shown next, once.",
            strength.trim_end_matches('.')
        ),
    };
    let tells = format!(
        "Your notes will live in {home}, on this computer and nowhere else. {seal}\nLeave out names \
         and anything that tells who a family is. This is not the case record."
    );
    pane::prose(frame, pane::below(place, u16::from(roomy)), &tells, look, Role::Text);
}

/// The answer to one question, as it stands.
fn answer(model: &Tui, frame: &mut Frame<'_>, room: Rect, ask: Ask) {
    let (look, asked) = (model.look, &model.first_run);
    let here = asked.at == ask;
    let masked = match ask {
        Ask::Passphrase => Some(asked.passphrase.field(Time::First)),
        Ask::Again => Some(asked.passphrase.field(Time::Again)),
        Ask::Name | Ask::Pseudonym | Ask::Settings | Ask::Codebook => None,
    };
    if let Some(masked) = masked {
        return masked.draw(frame, room, look, here);
    }
    let field = match ask {
        Ask::Name => Some(&asked.name),
        Ask::Pseudonym => Some(&asked.pseudonym),
        Ask::Settings => Some(&asked.settings),
        Ask::Codebook | Ask::Passphrase | Ask::Again => None,
    };
    match field {
        Some(field) => field.draw(frame, room, look, &[], here),
        None => {
            let row = if asked.default_codebook {
                "[d] default   e empty"
            } else {
                "d default   [e] empty"
            };
            pane::line(frame, room, row, look, if here { Role::Accent } else { Role::Text });
            if here && !room.is_empty() {
                frame.set_cursor_position((room.x, room.y));
            }
        }
    }
}
