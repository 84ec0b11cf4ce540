//! What a person decides about their team in their own study: that what was raised before there was a
//! team may leave now, and the pseudonym under which colleagues know them.

use super::{Context, Deed, Refusal, own, sheet, words};
use crate::study::{Audience, Change, Fact, Field, Study, Subject};

/// Agrees that what was raised before there was a team leaves for it. The audience is chosen once more,
/// and undo makes the entry private.
///
/// # Errors
/// Refused for what is another's or is not there, and where nothing is named.
pub fn agree(study: &Study, context: &Context<'_>, subjects: &[Subject]) -> Result<Deed, Refusal> {
    let (mut changes, mut codes) = (Vec::new(), Vec::new());
    for subject in subjects {
        match *subject {
            Subject::Observation(observation) => {
                let record = own(study, context, observation)?;
                let (set, was) =
                    (Fact::Audience(record.audience()), Fact::Audience(Audience::Private));
                changes.push(Change::Corrected { observation, set, was });
                codes.push(words::code(record));
            }
            Subject::Sheet(id) | Subject::Line(id, _) => {
                let found = sheet::own_sheet(study, context, id)?;
                let (set, was) =
                    (Field::Audience(found.audience()), Field::Audience(Audience::Private));
                changes.push(Change::Put { sheet: id, set, was });
                codes.push(id.code().short().to_owned());
            }
        }
    }
    if changes.is_empty() {
        return Err(Refusal::Missing { what: "an entry" });
    }
    let go = if codes.len() == 1 { "goes" } else { "go" };
    let which =
        if codes.len() <= 3 { words::list(&codes) } else { format!("{} entries", codes.len()) };
    Ok(Deed::done(changes, format!("{which} {go} to the team")))
}

/// Agrees that the threshold and the forms as they stand here are the team's from now on: each is chosen
/// once more.
///
/// # Errors
/// Refused for whoever does not run the team, and where there is nothing but what comes with the
/// program.
pub fn decide_forms(study: &Study) -> Result<Deed, Refusal> {
    let all = study.chosen_here().into_iter().map(|(_, set)| set);
    let changes: Vec<Change> = all.map(|set| Change::StudySet { was: set.clone(), set }).collect();
    if !study.members().may_decide(study.own_device()) {
        return Err(Refusal::DecidedForAll);
    }
    match changes.as_slice() {
        [] => Err(Refusal::NothingToChange { what: "no form of this study is its own".to_owned() }),
        _ => Ok(Deed::done(
            changes,
            "the forms and the threshold of this study are for your whole team".to_owned(),
        )),
    }
}

/// Chooses another pseudonym.
///
/// # Errors
/// Refused where nothing would change, for an empty name, and for one that somebody else has.
pub fn rename(study: &Study, context: &Context<'_>, typed: &str) -> Result<Deed, Refusal> {
    let pseudonym = words::name("a pseudonym", typed)?;
    let pseudonym = pseudonym.ok_or(Refusal::Missing { what: "a pseudonym" })?;
    let person = context.author;
    let known = study.people().iter().find(|known| known.id == person);
    let was = known.map(|known| known.pseudonym.clone()).unwrap_or_default();
    let said = format!("you are called {pseudonym}");
    if was == pseudonym {
        return Err(Refusal::NothingToChange { what: said });
    }
    if is_somebody(study, person, &pseudonym) {
        return Err(Refusal::NameTaken { name: pseudonym });
    }
    Ok(Deed::done(vec![Change::PersonNamed { person, pseudonym, was }], said))
}

/// Whether somebody else is called so, or so alike that nobody hears the difference.
pub fn is_somebody(study: &Study, person: crate::study::PersonId, name: &str) -> bool {
    let folded = words::fold(name);
    study.people().iter().any(|known| known.id != person && words::fold(&known.pseudonym) == folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::Ids;
    use crate::study::{Content, DeviceId, Entry, Header, Hybrid, Moment, PersonId, Purpose, Way};

    struct One;

    impl Ids for One {
        fn fresh(&self) -> uuid::Uuid {
            uuid::Uuid::from_u128(1)
        }
    }

    #[test]
    fn a_pseudonym_is_taken_whatever_its_letters() {
        let mut study = Study::new(DeviceId(1));
        for (seq, (person, name)) in (1..).zip([(7, "wren"), (8, "Heron")]) {
            let header = Header {
                device: DeviceId(1),
                way: Way::Here,
                seq,
                time: Hybrid(seq),
                author: PersonId(person),
                act: seq,
                purpose: Purpose::Do,
            };
            let change = Change::PersonNamed {
                person: PersonId(person),
                pseudonym: name.to_owned(),
                was: String::new(),
            };
            study.apply(Entry { header, content: Content::Known(change) });
        }
        let context = Context { now: Moment::new(0, 0), author: PersonId(7), ids: &One };
        let taken = rename(&study, &context, " heron ");
        assert_eq!(taken, Err(Refusal::NameTaken { name: "heron".into() }));
        assert!(matches!(rename(&study, &context, "wren"), Err(Refusal::NothingToChange { .. })));
        assert_eq!(rename(&study, &context, "robin").unwrap().said, "you are called robin");
        assert!(matches!(agree(&study, &context, &[]), Err(Refusal::Missing { .. })));
    }
}
