//! What this screen begins: reflections, shifts and their close.

use super::update::Then;
use crate::actions::{self, Paper};
use crate::analysis::Shift;
use crate::analysis::reflections::Matter;
use crate::forms::{Forms, Prompt};
use crate::study::{ObservationId, Record, Sheet, SheetId, Sort};
use crate::tui::asking::{self, Ask, Asking};
use crate::tui::model::{Model as Tui, Tone, Turn, failure_of};
use crate::tui::overlay::{Choice, Item, Overlay, Picker, Prompt as Typed, Question, Then as Any};
use crate::tui::screens::Screen;
use crate::tui::screens::capture::tag_items;

/// How many notes are offered for a reflection.
const OFFERED: usize = 200;

fn asks(prompts: &[Prompt]) -> Vec<Ask> {
    prompts.iter().map(Ask::of).collect()
}

/// Opens the questions of a fuller reflection on a note.
pub(in crate::tui) fn reflect_on(model: &mut Tui, id: ObservationId, turn: &mut Turn<'_>) {
    let paper = match actions::reflect_on(&model.study, turn.cx, id) {
        Ok(paper) => paper,
        Err(refusal) => return model.say(Tone::Warn, failure_of(&refusal).said()),
    };
    let form = Forms::of(&model.study).reflection;
    let text = model.study.get(id).map(Record::text).unwrap_or_default();
    let title = format!("Reflection on {}", id.code());
    let asking = Asking::new(paper, &title, asks(&form.prompt), model.now)
        .about(text)
        .meant_for(form.minutes);
    asking::open(model, Screen::Reflect, asking);
}

/// Opens the questions at the close of a shift.
pub(super) fn close(model: &mut Tui, id: SheetId) {
    let form = Forms::of(&model.study).shift;
    let Some(sheet) = model.study.sheets().get(id) else { return };
    let asking = Asking::new(
        Paper::of(sheet, Sort::Shift),
        "Close of the shift",
        asks(&form.close),
        model.now,
    )
    .about(&shift_words(model, sheet))
    .meant_for(form.minutes);
    asking::open(model, Screen::Reflect, asking);
}

/// "Tue 3 Mar, 08:00 to 16:10, duty desk".
pub(super) fn shift_words(model: &Tui, sheet: &Sheet) -> String {
    let shift = Shift { sheet };
    let from = shift.began().local();
    let to = sheet
        .ended()
        .map_or_else(|| "now".to_owned(), |end| end.local().format("%H:%M").to_string());
    let place = shift.setting().map(|name| format!(", {name}")).unwrap_or_default();
    let day = if from.date() == model.now.local().date() {
        "Today".to_owned()
    } else {
        from.format("%a %-d %b").to_string()
    };
    format!("{day}, {} to {to}{place}", from.format("%H:%M"))
}

/// Goes on with whatever the person stands on.
pub(super) fn open(model: &mut Tui, matter: Matter, turn: &mut Turn<'_>) {
    match matter {
        Matter::Surprise(id) => reflect_on(model, id, turn),
        Matter::Shift(id) => close(model, id),
        Matter::Reflection(id) => {
            let Some(sheet) = model.study.sheets().get(id) else { return };
            let about = crate::analysis::reflections::observation_of(sheet);
            let text = about.and_then(|id| model.study.get(id)).map(Record::text);
            let text = text.unwrap_or_default().to_owned();
            let form = Forms::of(&model.study).reflection;
            let code = about.map_or_else(|| id.code(), ObservationId::code);
            let paper = Paper::of(sheet, Sort::Reflection);
            let title = format!("Reflection on {code}");
            let asking = Asking::new(paper, &title, asks(&form.prompt), model.now)
                .about(&text)
                .meant_for(form.minutes);
            asking::open(model, Screen::Reflect, asking);
        }
    }
}

/// Asks which note a reflection is to be on.
pub(super) fn choose(model: &mut Tui) {
    let mut own: Vec<&Record> = model.own().written().map(|(_, record)| record).collect();
    own.sort_by_key(|record| std::cmp::Reverse(record.happened_at().millis));
    let item = |record: &&Record| Item {
        key: record.id().to_string(),
        name: record.text().chars().take(120).collect::<String>().replace('\n', " "),
        aside: record.happened_at().local().format("%-d %b %H:%M").to_string(),
        detail: record.kind().map_or(String::new(), |kind| kind.word().to_owned()),
        digit: None,
        also: String::new(),
    };
    let items: Vec<Item> = own.iter().take(OFFERED).map(item).collect();
    if items.is_empty() {
        return model.say(Tone::Note, "there is no note of yours to reflect on yet; F2 writes one");
    }
    let picker = Picker::new("reflect on which note?", items, Any::Reflect(Then::Begin));
    model.over(Overlay::Picker(picker));
}

/// Begins a shift, or asks about ending the one that is on.
pub(super) fn shift(model: &mut Tui, turn: &mut Turn<'_>) {
    match actions::shift::current(&model.study, turn.cx) {
        Ok(_) => {
            let choices = vec![
                Choice::new('y', "yes, the shift is covered", Any::Reflect(Then::End(true))),
                Choice::new('n', "no, end it without covering it", Any::Reflect(Then::End(false))),
                Choice::new('e', "stay on the shift", Any::Nothing),
            ];
            let detail = "A shift without a note can be covered: it says that there was nothing to \
                          write down.";
            let asks = "End the shift. Would you have written down anything worth noting?";
            model.over(Overlay::Question(Question::new(asks, detail, choices).undecided()));
        }
        Err(_) if model.study.settings().is_empty() => begin_shift(model, None, turn),
        Err(_) => {
            let mut items: Vec<Item> = model
                .study
                .settings()
                .iter()
                .zip(('1'..='9').map(Some).chain(std::iter::repeat(None)))
                .map(|(name, digit)| Item {
                    key: name.clone(),
                    name: name.clone(),
                    aside: String::new(),
                    detail: String::new(),
                    digit,
                    also: String::new(),
                })
                .collect();
            items.insert(
                0,
                Item {
                    key: String::new(),
                    name: "not said".to_owned(),
                    aside: "Enter".to_owned(),
                    detail: String::new(),
                    digit: None,
                    also: String::new(),
                },
            );
            let picker = Picker::new("a shift begins; where?", items, Any::Reflect(Then::Start));
            model.over(Overlay::Picker(picker));
        }
    }
}

pub(super) fn begin_shift(model: &mut Tui, setting: Option<&str>, turn: &mut Turn<'_>) {
    let deed = actions::shift::start(&model.study, turn.cx, setting);
    model.attempt(deed, turn);
}

/// Pauses the shift, or goes on with it.
pub(super) fn pause(model: &mut Tui, turn: &mut Turn<'_>) {
    let paused = actions::shift::current(&model.study, turn.cx)
        .is_ok_and(|shift| shift.paused_since().is_some());
    let deed = if paused {
        actions::shift::resume(&model.study, turn.cx)
    } else {
        actions::shift::pause(&model.study, turn.cx)
    };
    model.attempt(deed, turn);
}

/// The shift whose close is meant: the one the person stands on, else the one that is on, else the
/// last one of theirs.
pub(super) fn shift_to_close(model: &Tui) -> Option<SheetId> {
    let here = model.reflect.selected().map(|row| row.matter);
    if let Some(Matter::Shift(id)) = here {
        return Some(id);
    }
    let shift = |row: &crate::analysis::reflections::ToReflectOn| match row.matter {
        Matter::Shift(id) => Some(id),
        Matter::Reflection(_) | Matter::Surprise(_) => None,
    };
    model.reflect.rows.iter().find_map(shift)
}

/// Asks which tags to give.
pub(super) fn tags(model: &mut Tui, id: SheetId) {
    let title = format!("tags for reflection {}", id.code());
    let items = tag_items(model);
    let picker = Picker::new(&title, items, Any::Reflect(Then::Tags(id)));
    model.over(Overlay::Picker(picker.many()));
}

/// Asks for the reason before something is taken out of the study.
pub(super) fn reason(model: &mut Tui, id: SheetId) {
    let explains = "It no longer counts and is no longer listed. A record that it existed is kept.";
    let prompt = Typed::one_line(
        "withdraw: what is the reason?",
        explains,
        Any::Reflect(Then::Withdraw(id)),
    );
    model.over(Overlay::Prompt(prompt));
}
