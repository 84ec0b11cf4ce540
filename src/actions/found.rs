//! Beginning a study, and its settings as a whole.

use super::codebook::cards_for;
use super::{Context, Deed, Refusal, TagCard, words};
use crate::forms::Forms;
use crate::study::{Change, Codebook, Plan, Sampling, Study, StudyField, StudyId, Whose};

/// What is asked when a study begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Founding {
    /// What people will call it.
    pub name: String,
    /// What the first person wants to be called.
    pub pseudonym: String,
    /// Settings to offer.
    pub settings: Vec<String>,
    /// The codebook to begin with.
    pub codebook: Vec<TagCard>,
    /// Whose record it is.
    pub whose: Whose,
}

/// Begins a study; the person who begins it is `context.author`.
///
/// # Errors
/// Refused without a name or a pseudonym, or for a codebook that [`super::load`] would refuse.
pub fn found(context: &Context<'_>, founding: &Founding) -> Result<Deed, Refusal> {
    let missing = |what| Refusal::Missing { what };
    let name = words::name("a study's name", &founding.name)?;
    let name = name.ok_or(missing("a name for the study"))?;
    let pseudonym = words::name("a pseudonym", &founding.pseudonym)?;
    let pseudonym = pseudonym.ok_or(missing("a pseudonym"))?;
    let settings = clean(&founding.settings)?;
    let said = format!("began the study \"{name}\"");
    let study = StudyId::from(context.ids.fresh());
    let mut changes = vec![
        Change::Founded { study, name },
        Change::PersonNamed { person: context.author, pseudonym, was: String::new() },
    ];
    if !settings.is_empty() {
        changes.push(Change::StudySet {
            set: StudyField::Settings(settings),
            was: StudyField::Settings(Vec::new()),
        });
    }
    if founding.whose != Whose::Own {
        changes.push(Change::StudySet {
            set: StudyField::Whose(founding.whose),
            was: StudyField::Whose(Whose::Own),
        });
    }
    changes.extend(cards_for(&Codebook::default(), &founding.codebook)?);
    Ok(Deed::done(changes, said))
}

/// Settings as they are kept: on one line each, no blanks, each once.
fn clean(settings: &[String]) -> Result<Vec<String>, Refusal> {
    let mut kept: Vec<String> = Vec::new();
    for typed in settings {
        if let Some(name) = words::name("a setting", typed)?
            && kept.iter().all(|known| words::fold(known) != words::fold(&name))
        {
            kept.push(name);
        }
    }
    Ok(kept)
}

/// The present value of the setting that `like` is a value of.
pub(super) fn present(study: &Study, like: &StudyField) -> StudyField {
    match like {
        StudyField::Name(_) => StudyField::Name(study.name().to_owned()),
        StudyField::Settings(_) => StudyField::Settings(study.settings().to_vec()),
        StudyField::Threshold(_) => StudyField::Threshold(study.threshold()),
        StudyField::Whose(_) => StudyField::Whose(study.whose()),
        StudyField::Sampling(_) => StudyField::Sampling(study.sampling()),
        StudyField::Form { name, .. } => {
            let text = study.form(name).unwrap_or_default().to_owned();
            StudyField::Form { name: name.clone(), text }
        }
    }
}

/// Gives whoever writes another pseudonym; what they wrote under the one before stays theirs.
///
/// # Errors
/// Refused for an empty name, for the one they have, and for one that somebody else has.
pub fn call_me(study: &Study, context: &Context<'_>, typed: &str) -> Result<Deed, Refusal> {
    let name = words::name("a pseudonym", typed)?;
    let name = name.ok_or(Refusal::Missing { what: "a pseudonym" })?;
    let own = study.people().iter().find(|person| person.id == context.author);
    let was = own.map(|person| person.pseudonym.clone()).unwrap_or_default();
    if was == name {
        return Err(Refusal::NothingToChange { what: format!("you are called {name}") });
    }
    let others = study.people().iter().filter(|person| person.id != context.author);
    if others.into_iter().any(|other| words::fold(&other.pseudonym) == words::fold(&name)) {
        return Err(Refusal::NameTaken { name });
    }
    let said = format!("you are called {name} now");
    let change = Change::PersonNamed { person: context.author, pseudonym: name, was };
    Ok(Deed::done(vec![change], said))
}

/// Chooses a setting of the study as a whole.
///
/// # Errors
/// Refused where nothing would change, or for an empty name.
pub fn set(study: &Study, context: &Context<'_>, field: StudyField) -> Result<Deed, Refusal> {
    let _ = context;
    let was = present(study, &field);
    let set = match field {
        StudyField::Name(typed) => {
            let name = words::name("a study's name", &typed)?;
            StudyField::Name(name.ok_or(Refusal::Missing { what: "a name for the study" })?)
        }
        StudyField::Settings(typed) => StudyField::Settings(clean(&typed)?),
        StudyField::Form { name, text } => {
            words::within_limit(text.len())?;
            if !text.is_empty() {
                Forms::check(&name, &format!("{name}.toml"), &text).map_err(Refusal::BadForm)?;
            }
            StudyField::Form { name, text }
        }
        StudyField::Threshold(_) | StudyField::Whose(_) | StudyField::Sampling(_) => field,
    };
    let said = match &set {
        StudyField::Name(name) => format!("the study is called \"{name}\""),
        StudyField::Settings(names) if names.is_empty() => "no settings are offered".to_owned(),
        StudyField::Settings(names) => format!("the settings offered are {}", words::list(names)),
        StudyField::Threshold(least) => format!("counts below {least} are masked"),
        StudyField::Whose(Whose::Own) => "this is one author's own record".to_owned(),
        StudyField::Whose(Whose::Team) => "this is a team's record".to_owned(),
        StudyField::Whose(Whose::Organisation) => "this is an organisation's record".to_owned(),
        StudyField::Sampling(Sampling { plan: Plan::None, .. }) => {
            "no prompts are shown".to_owned()
        }
        StudyField::Sampling(Sampling { plan: Plan::Random { most, .. }, .. }) => {
            format!(
                "up to {} a shift, at random moments",
                words::count(usize::from(*most), "prompt")
            )
        }
        StudyField::Sampling(Sampling { plan: Plan::Every { minutes }, .. }) => {
            format!("a prompt every {}", words::count(usize::from(*minutes), "minute"))
        }
        StudyField::Form { name, text } if text.is_empty() => {
            format!("the form {name} is the one that comes with the program")
        }
        StudyField::Form { name, .. } => format!("the form {name} is the study's own"),
    };
    if set == was {
        return Err(Refusal::NothingToChange { what: said });
    }
    super::for_all(study, Deed::done(vec![Change::StudySet { set, was }], said))
}
