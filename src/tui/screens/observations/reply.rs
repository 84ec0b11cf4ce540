//! What answers lead to.

use super::ask;
use crate::actions::{self, Consent, Refusal, when};
use crate::study::{Extra, Fact, Item, Kind, ObservationId, Origin, Record, Stance};
use crate::tui::model::{Model as Tui, Turn, failure_of};
use crate::tui::overlay::{Answer, Choice, Handled, Overlay, Question, Then as Any};

/// What an overlay that this screen opened leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// Tags to give were picked.
    Tags(Vec<ObservationId>),
    /// Give these tags, though some are new and near to known ones.
    TagsAsMeant(Vec<ObservationId>, Vec<String>),
    /// Give these tags.
    TagsInstead(Vec<ObservationId>, Vec<String>),
    /// Tags to take off were picked.
    TagsOff(Vec<ObservationId>),
    /// The text as it shall be put was typed.
    Amend(ObservationId),
    /// What came later was typed.
    Later(ObservationId),
    /// Why the note is withdrawn was typed.
    Withdraw(ObservationId),
    /// Why the note is to be erased was typed.
    Erase(ObservationId),
    /// Erasing it for this reason was agreed to.
    EraseAgreed(ObservationId, String),
    /// The field to put right was picked.
    Field(ObservationId),
    /// Its new value was picked or typed.
    Value(ObservationId, Field),
    /// It only told something.
    Nothing,
}

/// A field, other than the text, that can be put right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// What sort of work.
    Kind,
    /// When it happened.
    When,
    Setting,
    /// Where the author stood.
    Stance,
    /// Prompted or spontaneous.
    Origin,
    /// One of the optional texts.
    Extra(Extra),
}

impl Field {
    /// Every field, in the order they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        let first = [Self::Kind, Self::When, Self::Setting, Self::Stance, Self::Origin];
        first.into_iter().chain(Extra::ALL.map(Self::Extra))
    }

    /// Its name, as on the screen where a note is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::When => "when",
            Self::Setting => "where",
            Self::Stance => "who did it",
            Self::Origin => "prompted?",
            Self::Extra(extra) => extra.name(),
        }
    }

    /// What it is for.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Kind => "What sort of everyday work it shows.",
            Self::When => "When it happened, for example 14:20, yesterday 16:05, 2026-03-03 09:15.",
            Self::Setting => "Where, in the study's own words.",
            Self::Stance => "Own practice, something seen, or done together.",
            Self::Origin => "Whether you were prompted to write it.",
            Self::Extra(extra) => extra.meaning(),
        }
    }

    /// What it says now, where it is a text.
    pub(super) fn text_of(self, record: &Record) -> Option<&str> {
        match self {
            Self::Extra(extra) => record.extra(extra),
            Self::Kind | Self::When | Self::Setting | Self::Stance | Self::Origin => None,
        }
    }

    fn fact(self, value: &str, turn: &Turn<'_>) -> Result<Fact, Refusal> {
        let said = (!value.is_empty()).then(|| value.to_owned());
        let wrong = |what, choices: Vec<String>| {
            Err(Refusal::NotAChoice { what, typed: value.to_owned(), choices })
        };
        Ok(match self {
            Self::Kind if value == "none" => Fact::Kind(None),
            Self::Kind => match Kind::parse(value) {
                Some(kind) => Fact::Kind(Some(kind)),
                None => return wrong("kind", Kind::ALL.iter().map(Kind::to_string).collect()),
            },
            Self::Stance => match Stance::parse(value) {
                Some(stance) => Fact::Stance(stance),
                None => {
                    return wrong("stance", Stance::ALL.iter().map(Stance::to_string).collect());
                }
            },
            Self::When => Fact::HappenedAt(when::read(value, turn.cx.now)?),
            Self::Setting if value == "none" => Fact::Setting(None),
            Self::Setting => Fact::Setting(said),
            Self::Origin if value == "prompted" => Fact::Origin(Origin::Prompted(None)),
            Self::Origin => Fact::Origin(Origin::Spontaneous),
            Self::Extra(extra) => extra.fact(said),
        })
    }
}

/// An overlay that this screen opened was answered.
pub(in crate::tui) fn replied(
    model: &mut Tui,
    then: Then,
    answer: Answer,
    turn: &mut Turn<'_>,
) -> Handled {
    let (text, keys) = match answer {
        Answer::Typed(text) => (text, Vec::new()),
        Answer::Picked(keys) => (keys.first().cloned().unwrap_or_default(), keys),
        Answer::Chosen | Answer::Unseen(_) => (String::new(), Vec::new()),
    };
    match then {
        Then::Tags(ids) => tag(model, &ids, &keys, Consent::default(), turn),
        Then::TagsInstead(ids, names) => tag(model, &ids, &names, Consent::default(), turn),
        Then::TagsAsMeant(ids, names) => {
            tag(model, &ids, &names, Consent { new_tags: true, ..Consent::default() }, turn)
        }
        Then::TagsOff(ids) => {
            let deed = actions::untag(&model.study, turn.cx, &ids, &keys);
            model.submit(deed, turn)
        }
        Then::Amend(id) => {
            let deed = actions::amend(&model.study, turn.cx, id, &text, None);
            model.submit(deed, turn)
        }
        Then::Later(id) => {
            let deed = actions::later(&model.study, turn.cx, id, &text);
            model.submit(deed, turn)
        }
        Then::Withdraw(id) => {
            let deed = actions::withdraw(&model.study, turn.cx, id, &text);
            model.submit(deed, turn)
        }
        Then::Erase(id) => erase(model, id, &text, turn),
        Then::EraseAgreed(id, reason) => {
            let item = Item::Observation(id);
            let deed = actions::erase(&model.study, turn.cx, item, &reason);
            model.submit(deed, turn)
        }
        Then::Field(_) => {
            if let Some(field) = Field::all().find(|field| field.word() == text) {
                ask::value(model, field);
            }
            Handled::Done
        }
        Then::Value(id, field) => {
            let fact = field.fact(text.trim(), turn);
            let deed =
                fact.and_then(|fact| actions::correct(&model.study, turn.cx, id, vec![fact]));
            model.submit(deed, turn)
        }
        Then::Nothing => Handled::Done,
    }
}

/// Gives tags; a name that is near to a known one is asked about first.
fn tag(
    model: &mut Tui,
    ids: &[ObservationId],
    names: &[String],
    consent: Consent,
    turn: &mut Turn<'_>,
) -> Handled {
    match actions::tag(&model.study, turn.cx, ids, names, consent) {
        Err(Refusal::NearTag { typed, near }) => {
            let instead = |name: &String| {
                let swap =
                    |known: &String| if *known == typed { name.clone() } else { known.clone() };
                Then::TagsInstead(ids.to_vec(), names.iter().map(swap).collect())
            };
            let offered = near.iter().zip('1'..='9');
            let mut choices: Vec<Choice> = offered
                .map(|(name, key)| Choice::new(key, name.clone(), Any::Observations(instead(name))))
                .collect();
            let meant = Then::TagsAsMeant(ids.to_vec(), names.to_vec());
            let new = format!("no, \"{typed}\" is a new tag");
            choices.push(Choice::new('n', new, Any::Observations(meant)));
            choices.push(Choice::new('b', "back", Any::Observations(Then::Nothing)));
            let asks =
                format!("There is no tag \"{typed}\" yet. Did you mean {}?", near.join(" or "));
            model.over(Overlay::Question(Question::new(asks, "", choices)));
            Handled::Done
        }
        Err(Refusal::OutOfUse { name }) => {
            let meant = Then::TagsAsMeant(ids.to_vec(), names.to_vec());
            let choices = vec![
                Choice::new('b', "back", Any::Observations(Then::Nothing)),
                Choice::new('u', "use it all the same", Any::Observations(meant)),
                Choice::new('e', "leave it", Any::Observations(Then::Nothing)),
            ];
            let asks = format!("The tag \"{name}\" is out of use. Do you want to use it?");
            model.over(Overlay::Question(Question::new(asks, "", choices)));
            Handled::Done
        }
        Err(refusal) => Handled::Refused(failure_of(&refusal)),
        deed @ Ok(_) => {
            let handled = model.submit(deed, turn);
            if matches!(handled, Handled::Waits(_)) {
                model.observations.marked.clear();
            }
            handled
        }
    }
}

/// Checks that it can be erased, and asks once more.
fn erase(model: &mut Tui, id: ObservationId, reason: &str, turn: &Turn<'_>) -> Handled {
    let item = Item::Observation(id);
    let checked = actions::erase(&model.study, turn.cx, item, reason);
    match checked.and_then(|_| actions::erasable(&model.study, turn.cx, item)) {
        Ok(found) => {
            ask::erasure_agreed(model, &found, Then::EraseAgreed(id, reason.to_owned()));
            Handled::Done
        }
        Err(refusal) => Handled::Refused(failure_of(&refusal)),
    }
}
