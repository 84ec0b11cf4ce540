//! What keys do on this screen.

use ratatui::layout::Rect;

use super::{Command, detail, model, reply, view};
use crate::actions::{Fill, Paper};
use crate::analysis::voices::{self, ASSENT, MANNER, SPEAKER};
use crate::forms::Forms;
use crate::study::{Field, ObservationId, Sheet, Sort, Subject};
use crate::tui::asking::{self, Ask, Asking, Calm};
use crate::tui::audience;
use crate::tui::command::Place;
use crate::tui::key::{Code, Key};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::overlay::{Message, Overlay};
use crate::tui::screens::{Screen, observations};

/// Where the person is on this screen, for the keymap, nearest first.
pub(in crate::tui) fn places(_model: &Tui) -> &'static [Place] {
    &[Place::Voices, Place::List]
}

/// Whether a command would do anything now.
pub(in crate::tui) fn is_ready(model: &Tui, command: Command) -> bool {
    let here = &model.voices;
    let voice = here.selected(&model.study).filter(|_| model.is_open() && here.counting.is_none());
    match command {
        Command::Begin => model.is_open() && here.counting.is_none(),
        Command::Tally => here.tally.is_some(),
        Command::Back => here.counting.is_some(),
        Command::Open | Command::Link | Command::Audience => {
            voice.is_some_and(|voice| is_own(model, voice))
        }
        Command::Notes => voice.is_some_and(|voice| about_notes(model, voice).next().is_some()),
        Command::Read | Command::Told | Command::Withdraw | Command::Write => voice.is_some(),
    }
}

fn is_own(model: &Tui, voice: &Sheet) -> bool {
    let own = model.person().and_then(|person| model.study.person_ix(person));
    own == Some(voice.author())
}

/// The notes that a voice is about and that still count.
pub(super) fn about_notes<'a>(
    model: &'a Tui,
    voice: &'a Sheet,
) -> impl Iterator<Item = ObservationId> + 'a {
    voice.links().filter_map(|to| match to {
        Subject::Observation(id) => {
            model.study.get(id).filter(|record| record.is_standing()).map(|_| id)
        }
        _ => None,
    })
}

const fn why_not(command: Command) -> &'static str {
    match command {
        Command::Begin | Command::Tally => "the study is not open yet",
        Command::Back => "You are at the top level. F2 goes to Write.",
        Command::Notes => "this voice is about no note yet; l says which",
        Command::Open | Command::Link | Command::Audience => {
            "stand on a voice that you took down yourself"
        }
        Command::Read | Command::Told | Command::Withdraw | Command::Write => {
            "stand on a voice first"
        }
    }
}

/// Does what a command says.
pub(in crate::tui) fn run(model: &mut Tui, command: Command, turn: &mut Turn<'_>) {
    if !is_ready(model, command) {
        return model.say(Tone::Note, why_not(command));
    }
    match command {
        Command::Begin => begin(model, &[], turn),
        Command::Open => open(model),
        Command::Read => {
            let page = model.voices.selected(&model.study).map(voices::read_back);
            let page = page.unwrap_or_default();
            model.over(Overlay::Message(Message::new("to read back", page.trim_end())));
        }
        Command::Told => reply::ask_told(model),
        Command::Link => reply::ask_about(model),
        Command::Notes => notes(model),
        Command::Tally => {
            let counting = model.voices.counting;
            model.voices.counting = if counting.is_some() { None } else { Some(0) };
        }
        Command::Audience => {
            if let Some(id) = model.voices.selected(&model.study).map(Sheet::id) {
                audience::ask(model, id.code().short(), vec![Subject::Sheet(id)]);
            }
        }
        Command::Withdraw => reply::ask_withdrawal(model),
        Command::Write => reply::ask_file(model),
        Command::Back => model.voices.counting = None,
    }
}

/// Begins a voice about some notes. The sheet begins with the first thing that is filled in.
fn begin(model: &mut Tui, about: &[ObservationId], turn: &mut Turn<'_>) {
    let link = |id: &ObservationId| Field::Link { to: Subject::Observation(*id), yes: true };
    let paper = Paper::new(turn.cx, Sort::Voice, about.iter().map(link).collect());
    let asking = questions(model, paper, "a voice");
    model.voices.counting = None;
    asking::open(model, Screen::Voices, asking);
}

fn open(model: &mut Tui) {
    let Some(voice) = model.voices.selected(&model.study) else { return };
    let title = format!("voice {}", voice.id().code());
    let paper = Paper::of(voice, Sort::Voice);
    let asking = questions(model, paper, &title);
    asking::open(model, Screen::Voices, asking);
}

/// The questions of the form: who speaks and how for whoever takes it down, the rest for them.
fn questions(model: &Tui, paper: Paper, title: &str) -> Asking {
    let form = Forms::of(&model.study).voice;
    let list = |list: &str, says: &str, words: Vec<String>| {
        Ask::new(says, "", Fill::Choice { list: list.to_owned(), words })
    };
    let agreed = form.assents.iter().chain(&form.unasked).cloned().collect();
    let mut asks = vec![
        list(SPEAKER, "Who is speaking?", form.speakers.clone()),
        list(MANNER, "How is it given?", form.manners.clone()),
        list(ASSENT, "How did they agree to this being noted?", agreed),
    ];
    asks.extend(form.prompt.iter().map(Ask::of));
    asks.extend(form.scale.iter().map(|scale| {
        let fill = Fill::Placed {
            scale: scale.id.clone(),
            asked: scale.ask.clone(),
            corners: scale.corners.clone(),
        };
        Ask::new(&scale.ask, "", fill)
    }));
    asks.push(Ask::new(
        "May others read this, so that they can learn from it?",
        "",
        Fill::MayShare,
    ));
    let calm = Calm { welcome: form.welcome, thanks: form.thanks, ..Calm::default() };
    Asking::new(paper, title, asks, model.now).about(&form.about).calmly(calm)
}

/// Goes to the first note that the voice is about.
fn notes(model: &mut Tui) {
    let Some(voice) = model.voices.selected(&model.study) else { return };
    let first = about_notes(model, voice).next();
    if let Some(id) = first {
        observations::show_note(model, id);
    }
}

/// Comes from a note: to the first voice about it, or to a new one.
pub(in crate::tui) fn about(model: &mut Tui, id: ObservationId, turn: &mut Turn<'_>) {
    let readable = voices::readable(model.own());
    let known = voices::about(model.own(), Subject::Observation(id))
        .find(|voice| readable.iter().any(|known| known.id() == voice.id()))
        .map(Sheet::id);
    model.screen = Screen::Voices;
    model.voices.counting = None;
    model.voices.on = known.or(model.voices.on);
    model.refresh();
    if known.is_none() {
        begin(model, &[id], turn);
    }
}

/// What the people served say of a note, where it may be shared: who speaks, and their words. The
/// second is how many more there are of which that cannot be said.
pub(in crate::tui) fn said_of(model: &Tui, id: ObservationId) -> (Vec<(String, String)>, usize) {
    let form = Forms::of(&model.study).voice;
    let about = Subject::Observation(id);
    let (shared, others): (Vec<&Sheet>, Vec<&Sheet>) =
        voices::about(model.own(), about).partition(|voice| voices::may_be_shared(&form, voice));
    let said = |voice: &&Sheet| {
        let speaker = voice.choice(SPEAKER).unwrap_or("someone").to_owned();
        let words: Vec<&str> = voice.answers().map(|(.., text)| text).collect();
        (speaker, words.join(" / "))
    };
    let own = others.into_iter().filter(|voice| is_own(model, voice)).count();
    (shared.iter().map(said).collect(), own)
}

/// Takes a key that is no command: moving.
pub(in crate::tui) fn key(model: &mut Tui, key: Key, _turn: &mut Turn<'_>) {
    if let Some(top) = model.voices.counting {
        let last = detail::tally_lines(model).len().saturating_sub(1);
        model.voices.counting = Some(match key.moving().code {
            Code::Up => top.saturating_sub(1),
            Code::Down => (top + 1).min(last),
            Code::PageUp => top.saturating_sub(10),
            Code::PageDown => (top + 10).min(last),
            Code::Home => 0,
            _ => top,
        });
        return;
    }
    model.voices.place.key(key);
    keep_place(model);
}

fn keep_place(model: &mut Tui) {
    model.voices.on = model.voices.rows.get(model.voices.place.selected()).copied();
}

/// Takes a pasted text; lists ignore it.
pub(in crate::tui) fn paste(_model: &mut Tui, _text: &str, _turn: &mut Turn<'_>) {}

/// A click at a column and row of the terminal, within `body`.
pub(in crate::tui) fn click(model: &mut Tui, at: (u16, u16), body: Rect, _turn: &mut Turn<'_>) {
    let list = view::list_area(body);
    if list.contains(at.into()) && model.voices.counting.is_none() {
        let row = model.voices.place.window().start + usize::from(at.1 - list.y);
        model.voices.place.select(row);
        keep_place(model);
    }
}

/// The study or the window has changed.
pub(in crate::tui) fn refresh(model: &mut Tui) {
    let seen = (model.study.revision(), model.scope);
    if model.person().is_some() && model.voices.seen != Some(seen) {
        model.voices.rows = model::rows(model.seen());
        model.voices.tally = Some(voices::tally(model.seen()));
        model.voices.seen = Some(seen);
    }
    let body = crate::tui::view::areas(model.size).body;
    let height = usize::from(view::list_area(body).height);
    let screen = &mut model.voices;
    screen.place.fit(screen.rows.len(), height);
    if let Some(row) = screen.on.and_then(|on| screen.rows.iter().position(|id| *id == on)) {
        screen.place.select(row);
    }
}
