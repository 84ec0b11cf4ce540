//! Questions of this screen, and what becomes of their answers.

use std::path::PathBuf;

use super::model::Row;
use super::update::other;
use super::{Deed, Wish, bucket, page};
use crate::actions;
use crate::share::deeds::{self, Refused};
use crate::share::membership::MayNot;
use crate::share::parts::parts;
use crate::share::shelf::{NoPlace, Service};
use crate::share::sight::Standing;
use crate::study::{DeviceId, Right, Status, StudyField, Subject};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::Effect;
use crate::tui::overlay::{
    Answer, Choice, Handled, Item, Message, Overlay, Picker, Prompt, Question, Then as Any,
};
use crate::tui::text;
use crate::tui::wording::identifiers;

/// What becomes of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// A team is begun in the folder that was typed.
    Begin,
    /// The folder of the team to be joined was typed.
    Join,
    /// What this study holds is to come along.
    Bring(PathBuf),
    /// Its six words were typed.
    JoinWords(PathBuf),
    /// The six words of whoever asks were typed.
    Admit,
    /// With these words they are admitted as what was picked.
    AdmitAs(String),
    /// It is a second laptop of theirs.
    Second(String, Right),
    /// These laptops get the right that was picked.
    Give(Vec<DeviceId>),
    /// These are removed.
    Remove(Vec<DeviceId>),
    /// Another name was typed.
    Name,
    /// The folder is where was typed.
    Move,
    /// The name of the key was typed with which this is to be done.
    KeyName(Service, Box<Deed>),
    /// The secret of the key with this name was typed.
    KeySecret(Box<Deed>, String),
    /// The team may have the definitions of tags.
    Codebook,
    /// The threshold and the forms as they stand here are the team's.
    Forms,
    /// The team may have these.
    Agree(Vec<Subject>),
    /// Which of these the team may have is picked.
    Some(Vec<Subject>),
    /// The team may have those that were picked.
    Picked(Vec<Subject>),
    /// The team is left.
    Leave {
        /// Whether what was shared is taken back.
        take_back: bool,
    },
}

const fn then(then: Then) -> Any {
    Any::Team(then)
}

/// What to do next about a refusal, on this screen.
pub(in crate::tui) const fn hint(why: &Refused) -> Option<&'static str> {
    Some(match why {
        Refused::Place(NoPlace::NotThere { .. } | NoPlace::NoFolder(_)) => {
            "is it the folder that you were given, and is it connected?"
        }
        Refused::Place(NoPlace::NotOpen { .. }) => {
            "ask whoever looks after the folder to let your account in"
        }
        Refused::Place(NoPlace::AStudy(_)) => {
            "name a folder of its own that your colleagues see too"
        }
        Refused::Place(NoPlace::Address(bad)) => bad.hint(),
        Refused::Place(NoPlace::Bucket(_, why)) => why.hint(),
        Refused::Place(NoPlace::Keys(_)) => "ask whoever runs the bucket for a key to it",
        Refused::ATeamIsThere(_) => "j asks to be admitted to it",
        Refused::NoTeamThere(_) | Refused::Unreadable(_) => {
            "is it the folder that you were given, and has it been copied to this laptop?"
        }
        Refused::InATeam(_) => "l leaves it",
        Refused::HasEntries(_) => "j asks whether they come along",
        Refused::AnotherTeam(_) => "name the folder into which the team's folder was moved",
        Refused::NotTheWords => {
            "have them read to you again; if they stay different, do not join: it may be somebody \
             else's folder"
        }
        Refused::NobodyHas => "have your colleague read them to you again",
        Refused::NameTaken(_) => "ask them to choose another name, then admit them",
        Refused::Second(_) => "ask that person; a admits it where it is theirs",
        Refused::MayNot(MayNot::OwnerAlone | MayNot::SecondByOwner) => "ask the owner",
        Refused::MayNot(MayNot::Owner) => "l leaves the team with your own part",
        Refused::MayNot(MayNot::NotYou | MayNot::NotOfTheTeam) => return None,
        Refused::WasInIt(_) => {
            "asdone backup and asdone restore make a study of it that asks as another laptop"
        }
        Refused::You => "l leaves the team",
    })
}

/// Asks in which folder a team is to begin.
pub(super) fn ask_begin(model: &mut Tui) {
    let explains = "A folder that everybody who is to join can read and write, and nobody else: a \
                    network drive, or a SharePoint or OneDrive library that is synced to this laptop. \
                    What lies in it is sealed. Where your organisation has a bucket for it: its address.";
    model.over(Overlay::Prompt(
        Prompt::one_line("begin a team", explains, then(Then::Begin)).for_a_name(),
    ));
}

/// Asks which team is to be joined.
pub(super) fn ask_join(model: &mut Tui) {
    let explains = "The folder that whoever invited you named. For a second laptop of your own: asdone \
                    team join FOLDER --as-me, in a terminal, where there is no study yet.";
    model.over(Overlay::Prompt(
        Prompt::one_line("join a team", explains, then(Then::Join)).for_a_name(),
    ));
}

/// Asks whether what the study holds is to come along, where it holds anything; then for the words.
fn ask_bring(model: &mut Tui, folder: PathBuf) {
    let held = model.person().map_or(0, |person| deeds::written(&model.study, person));
    if held == 0 {
        return ask_words(model, folder);
    }
    let asks = format!("Take {} of this study along?", deeds::entries(held));
    let detail = "They stay yours and private: nothing of them leaves until you raise it. What was raised \
                  before there was a team is asked about once more, entry by entry or all at once.";
    let choices = vec![
        Choice::new('b', "bring them along as my own", then(Then::Bring(folder))),
        Choice::new('n', "do not join with this study", Any::Nothing),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

fn ask_words(model: &mut Tui, folder: PathBuf) {
    let explains = "Type the six words that whoever invited you reads to you, by phone or in person. \
                    Anybody who can write to the folder could have put another team there.";
    let then = then(Then::JoinWords(folder));
    model.over(Overlay::Prompt(
        Prompt::one_line("the team's six words", explains, then).for_a_secret(),
    ));
}

/// Asks for the words of whoever asks to be admitted.
pub(super) fn ask_admit(model: &mut Tui) {
    let explains = "Type the six words as your colleague reads them from their screen. Anybody who can \
                    write to the folder can ask under any name; only the words tell whose laptop it is.";
    let prompt = Prompt::one_line("admit a colleague", explains, then(Then::Admit));
    model.over(Overlay::Prompt(prompt.for_a_secret()));
}

/// The rights that this laptop can give.
fn rights(model: &Tui) -> Vec<Item> {
    let is_owner = model.team.sight.as_ref().is_some_and(|sight| sight.is_owner);
    let item = |right: Right, digit: char, detail: &str| Item {
        key: right.word().to_owned(),
        name: right.word().to_owned(),
        detail: detail.to_owned(),
        digit: Some(digit),
        ..Item::default()
    };
    let mut items = vec![
        item(Right::Writer, '1', "Writes, shares, and adds to what others shared."),
        item(Right::Coder, '2', "Codes in rounds, and writes."),
    ];
    if is_owner {
        items.push(item(
            Right::Steward,
            '3',
            "Admits and removes colleagues, and looks after the codebook.",
        ));
    }
    items
}

fn right_of(picked: &[String]) -> Option<Right> {
    let word = picked.first()?;
    [Right::Writer, Right::Coder, Right::Steward].into_iter().find(|right| right.word() == word)
}

fn ask_as(model: &mut Tui, words: String) {
    let items = rights(model);
    let picker = Picker::new("what may they do?", items, then(Then::AdmitAs(words)));
    model.over(Overlay::Picker(picker));
}

/// Asks whether a laptop is a second one of somebody who is in the team.
pub(super) fn ask_second(model: &mut Tui, name: &str, words: String, right: Right) {
    let asks = format!("Is it a second laptop of {}?", text::harmless(name));
    let detail = "It says so. Ask that person: whoever holds it reads and writes in their name.";
    let choices = vec![
        Choice::new('y', "they said so; admit it", then(Then::Second(words, right))),
        Choice::new('n', "do not admit it", Any::Nothing),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

/// Asks what a colleague may do.
pub(super) fn ask_rights(model: &mut Tui) {
    let Some((name, laptops)) = other(model) else { return };
    let title = format!("what may {} do?", text::harmless(&name));
    let picker = Picker::new(&title, rights(model), then(Then::Give(laptops)));
    model.over(Overlay::Picker(picker));
}

/// Asks whether a colleague is to be removed.
pub(super) fn ask_removal(model: &mut Tui) {
    let Some((name, laptops)) = other(model) else { return };
    let name = text::harmless(&name).into_owned();
    let asks = format!("Remove {name} from the team?");
    let detail = "The team gets a new key, which they are not given: what leaves from now on they \
                  cannot read. What they have, on their laptop and in backups, they keep. Ask IT to \
                  take their access to the folder away as well.";
    let choices = vec![
        Choice::new('r', format!("remove {name}"), then(Then::Remove(laptops))),
        Choice::new('k', "keep them in the team", Any::Nothing),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

/// Asks for another pseudonym.
pub(super) fn ask_name(model: &mut Tui) {
    let explains = "What your team calls you, from the next exchange on. Not your own name.";
    model.over(Overlay::Prompt(
        Prompt::one_line("another name", explains, then(Then::Name)).for_a_name(),
    ));
}

/// Asks where the folder is now.
pub(super) fn ask_folder(model: &mut Tui) {
    let Some(sight) = &model.team.sight else { return };
    let now = sight.place.display().to_string();
    let explains = "For a folder that was moved, or has another name on this laptop. It must hold the \
                    same team.";
    let prompt = Prompt::one_line("the team's folder", explains, then(Then::Move));
    model.over(Overlay::Prompt(prompt.with(&now).for_a_name()));
}

/// Asks whether the team is to be left, and what becomes of what was shared.
pub(super) fn ask_leave(model: &mut Tui) {
    let Some(sight) = &model.team.sight else { return };
    let owner = if sight.is_owner {
        " You began this team: once you have left, nobody can name a steward, and where there is none, \
         nobody can admit or remove anybody."
    } else {
        ""
    };
    let detail = format!(
        "Your own study stays as it is, and what colleagues shared with you stays in it. What is taken \
         back, their laptops hide and remove at their next exchange; not from backups, recycle bins and \
         minds.{owner}"
    );
    let choices = vec![
        Choice::new(
            't',
            "leave, and take back everything I shared",
            then(Then::Leave { take_back: true }),
        ),
        Choice::new(
            'l',
            "leave, and let it stand with my colleagues",
            then(Then::Leave { take_back: false }),
        ),
        Choice::new('s', "stay in the team", Any::Nothing),
    ];
    model.over(Overlay::Question(Question::new("Leave the team?", detail, choices).careful()));
}

/// Asks whether the definitions of tags may leave.
pub(super) fn ask_codebook(model: &mut Tui) {
    let tags = model.study.codebook().all().iter();
    let defined: Vec<_> = tags.filter(|tag| tag.status() != Status::Provisional).collect();
    let count = defined.len();
    let mut found = Vec::new();
    for tag in defined {
        for words in [tag.definition(), tag.include(), tag.exclude()] {
            let marks = identifiers(model, words).into_iter();
            let named = marks.filter_map(|(range, _)| words.get(range));
            found.extend(named.map(|words| format!("{}: {}", tag.name(), text::harmless(words))));
        }
    }
    let look = match found.as_slice() {
        [] => String::new(),
        found => {
            let first: Vec<&str> = found.iter().take(5).map(String::as_str).collect();
            format!(" Look again: {}.", first.join("; "))
        }
    };
    let tags = if count == 1 { "1 tag".to_owned() } else { format!("{count} tags") };
    let asks = format!("May the team have the definitions of your {tags}?");
    let detail = format!(
        "The names, groups, definitions, what is in and what is out, as they stand and as you change \
         them.{look}"
    );
    let choices = vec![
        Choice::new('y', "yes, the team may have them", then(Then::Codebook)),
        Choice::new('k', "they stay here", Any::Nothing),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

/// Asks whether what was chosen before there was a team is for everybody in it.
pub(super) fn ask_forms(model: &mut Tui, chosen: &[StudyField]) {
    let names: Vec<String> = chosen
        .iter()
        .map(|set| match set {
            StudyField::Form { name, .. } => format!("the form {name}"),
            _ => "the threshold for small counts".to_owned(),
        })
        .collect();
    let asks = "Is it for your whole team from now on?";
    let detail = format!(
        "For everybody: {}. The whole team then counts and asks so, over what anybody had set. It leaves \
         at the first exchange after ten minutes; until then undo takes it back.",
        names.join(", ")
    );
    let choices = vec![
        Choice::new('y', "yes, for everybody", then(Then::Forms)),
        Choice::new('k', "it stays here", Any::Nothing),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

/// Asks about what was raised before there was a team.
pub(super) fn ask_again(model: &mut Tui, things: &[Subject]) {
    let asks = match things.len() {
        1 => "May your colleagues have the entry that was raised before?".to_owned(),
        many => format!("May your colleagues have the {many} entries that were raised before?"),
    };
    let detail = "What leaves with each stands beside the list. Whatever you do not agree to stays here; \
                  you can decide later.";
    let choices = vec![
        Choice::new('a', "all of them", then(Then::Agree(things.to_vec()))),
        Choice::new('o', "I say which", then(Then::Some(things.to_vec()))),
        Choice::new('k', "they stay here for now", Any::Nothing),
    ];
    model.over(Overlay::Question(Question::new(asks, detail, choices).careful()));
}

fn ask_which(model: &mut Tui, things: Vec<Subject>) {
    let item = |subject: &Subject| {
        let changes = page::goes(model, *subject);
        let said: Vec<String> = changes
            .iter()
            .flat_map(|change| parts(&model.study, change))
            .map(|(name, words)| format!("{name}: {words}"))
            .collect();
        let words = said.iter().find_map(|part| part.strip_prefix("text: "));
        let first: String = words.or(said.first().map(String::as_str)).unwrap_or_default().into();
        let first: String = first.chars().take(50).collect();
        let code = subject.code().short().to_owned();
        Item {
            name: format!("{code}  {}", text::harmless(&first)),
            key: code,
            detail: text::harmless(&said.join("\n")).into_owned(),
            ..Item::default()
        }
    };
    let items = things.iter().map(item).collect();
    let picker = Picker::new("which may they have?", items, then(Then::Picked(things)));
    model.over(Overlay::Picker(picker.many()));
}

/// Shows the row that one stands on by itself, to be read.
pub(super) fn read(model: &mut Tui) {
    let title = match model.team.selected() {
        Some(Row::Place) => "for a colleague who is to join",
        Some(Row::Next) => "leaves at the next exchange",
        Some(Row::Waiting) => "raised less than ten minutes ago",
        Some(Row::Gone) => "erased for everybody else",
        Some(Row::Second) => "a second laptop of yours",
        _ => "what has left",
    };
    let lines = page::lines(model, 68);
    let body: Vec<String> = lines.iter().map(ToString::to_string).collect();
    model.over(Overlay::Message(Message::new(title, &body.join("\n"))));
}

/// Takes an answer.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    match (then, answer) {
        (Then::Begin, Answer::Typed(typed)) => wish(model, Deed::Begin(typed.into()), turn),
        (Then::Join, Answer::Typed(typed)) => {
            ask_bring(model, typed.into());
            Handled::Done
        }
        (Then::Bring(folder), Answer::Chosen) => {
            ask_words(model, folder);
            Handled::Done
        }
        (Then::JoinWords(folder), Answer::Typed(words)) => {
            wish(model, Deed::Join(folder, words), turn)
        }
        (Then::Admit, Answer::Typed(words)) => {
            ask_as(model, words);
            Handled::Done
        }
        (Then::AdmitAs(words), Answer::Picked(picked)) => match right_of(&picked) {
            Some(right) => wish(model, Deed::Admit { words, right, second: false }, turn),
            None => Handled::Done,
        },
        (Then::Second(words, right), Answer::Chosen) => {
            wish(model, Deed::Admit { words, right, second: true }, turn)
        }
        (Then::Give(laptops), Answer::Picked(picked)) => match right_of(&picked) {
            Some(right) => wish(model, Deed::Give(laptops, right), turn),
            None => Handled::Done,
        },
        (Then::Remove(laptops), Answer::Chosen) => wish(model, Deed::Remove(laptops), turn),
        (Then::Name, Answer::Typed(name)) => rename(model, &name, turn),
        (Then::Move, Answer::Typed(folder)) => wish(model, Deed::Move(folder.into()), turn),
        (Then::KeyName(service, deed), Answer::Typed(name)) => {
            bucket::ask_key_secret(model, service, deed, name)
        }
        (Then::KeySecret(deed, name), Answer::Unseen(secret)) => {
            match bucket::keyed(deed, &name, secret.peek()) {
                Ok(deed) => wish(model, deed, turn),
                Err(refused) => refused,
            }
        }
        (Then::Codebook, Answer::Chosen) => wish(model, Deed::Codebook, turn),
        (Then::Forms, Answer::Chosen) => {
            let deed = actions::team::decide_forms(&model.study);
            model.submit(deed, turn)
        }
        (Then::Agree(things), Answer::Chosen) => agree(model, &things, turn),
        (Then::Some(things), Answer::Chosen) => {
            ask_which(model, things);
            Handled::Done
        }
        (Then::Picked(things), Answer::Picked(codes)) => {
            let chosen: Vec<Subject> = things
                .into_iter()
                .filter(|subject| codes.iter().any(|code| *code == subject.code().short()))
                .collect();
            agree(model, &chosen, turn)
        }
        (Then::Leave { take_back }, Answer::Chosen) => wish(model, Deed::Leave { take_back }, turn),
        _ => Handled::Done,
    }
}

fn wish(model: &mut Tui, deed: Deed, turn: &mut Turn<'_>) -> Handled {
    model.team.waits = true;
    model.say(Tone::Note, "this takes a moment; you can go on meanwhile");
    turn.effects.push(Effect::Team(Wish::Do(deed)));
    Handled::Done
}

fn agree(model: &mut Tui, things: &[Subject], turn: &mut Turn<'_>) -> Handled {
    let deed = actions::team::agree(&model.study, turn.cx, things);
    model.submit(deed, turn)
}

fn rename(model: &mut Tui, name: &str, turn: &mut Turn<'_>) -> Handled {
    let deed = actions::team::rename(&model.study, turn.cx, name);
    let handled = model.submit(deed, turn);
    let waits = model.team.sight.as_ref().is_some_and(|s| s.standing == Standing::Waits);
    if matches!(handled, Handled::Waits(_)) && waits {
        let name = name.trim().to_owned();
        turn.effects.push(Effect::Team(Wish::Do(Deed::AskUnder(name))));
    }
    handled
}
