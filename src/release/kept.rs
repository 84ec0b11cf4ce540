//! A release as it stands in the study: its plan, its key, what it is called; what would be built from
//! it, and whether a package is what was built. Commands and screens both ask here.

use std::collections::BTreeMap;

use thiserror::Error;

use super::build::{self, From, Made, Watch};
use super::compare::{self, Difference};
use super::joined::{self, Joined};
use super::parts;
use super::plan::{Plan, PlanError};
use super::pseudonym::{Key, Of};
use super::review::{self, Item, Names, Outcome};
use super::{pick, verify};
use crate::actions::SECOND_LOOK;
use crate::study::{Code, Digest, Field, ItemId, Line, Moment, PersonId, Sheet, SheetId, Study};
use crate::wording::Reader;

/// The program, as a release names it.
const PROGRAM: &str = concat!("asdone ", env!("CARGO_PKG_VERSION"));

/// Why a release cannot be built.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum Unbuilt {
    /// Its plan cannot be followed.
    #[error("the release cannot be made: {0}")]
    Plan(#[from] PlanError),
    /// Its key was destroyed.
    #[error("the key of this release was destroyed, so it cannot be built")]
    Burnt,
    /// Whoever asks codes notes of it and must not see how others did.
    #[error("you code notes of this release in a round that is open, so it would lack their tags")]
    Blindfolded,
    /// Somebody stopped it.
    #[error("stopped; nothing was written")]
    Stopped,
}

impl Unbuilt {
    /// What to do next.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Plan(_) => "change the plan, then: asdone release plan FILE --for CODE",
            Self::Burnt => {
                "plan another release: its names for people and observations will be others"
            }
            Self::Blindfolded => "close the round first (asdone round list)",
            Self::Stopped => "build it again when there is time",
        }
    }
}

/// The plan of a release as it stands in the study.
pub fn plan_text(sheet: &Sheet) -> &str {
    let plan = sheet.fields().find_map(|field| match field {
        Field::Plan(text) => Some(text.as_str()),
        _ => None,
    });
    plan.unwrap_or_default()
}

/// The plan of a release, read.
///
/// # Errors
/// What is wrong with it first.
pub fn plan(sheet: &Sheet) -> Result<Plan, PlanError> {
    let mut plan = Plan::read(plan_text(sheet))?;
    let agreed = sheet.lines().filter_map(|said| match &said.line {
        Line::Contribution { step, text, .. } if step == SECOND_LOOK => Some(text.as_str()),
        _ => None,
    });
    plan.seconded = agreed.flat_map(str::lines).filter_map(read_agreed).collect();
    Ok(plan)
}

/// Two digests, the first of a text and the second of its words as they would leave, as a line of a
/// release keeps them.
fn read_agreed(line: &str) -> Option<(Digest, Digest)> {
    let (of, words) = line.split_once(' ')?;
    Some((Digest::read(of)?, Digest::read(words)?))
}

/// The texts that a second pair of eyes has not agreed to, each with the words as they would leave;
/// none where the plan asks for no second look.
pub fn for_second_look(study: &Study, plan: &Plan, items: Vec<Item>) -> Vec<(Item, String)> {
    if !plan.texts.two_reviewers {
        return Vec::new();
    }
    let waits = |item: Item| match review::once(study, &item.text) {
        Outcome::Leaves(words, _) if review::outcome(study, &item.text, plan) == Outcome::Waits => {
            Some((item, words))
        }
        Outcome::Leaves(..) | Outcome::Out | Outcome::Waits => None,
    };
    items.into_iter().filter_map(waits).collect()
}

/// The key of a release and the line that holds it; `None` once it was burnt.
pub fn key(sheet: &Sheet) -> Option<(ItemId, Key)> {
    sheet.lines().find_map(|said| match &said.line {
        Line::Key(bytes) => Some((said.item, Key::new(*bytes))),
        _ => None,
    })
}

/// What a release is called.
pub fn title(sheet: &Sheet) -> &str {
    let title = sheet.fields().find_map(|field| match field {
        Field::Title(title) => Some(title.as_str()),
        _ => None,
    });
    title.unwrap_or_default()
}

/// Each time a release was built: when, and for whom with which checksums.
pub fn builds(sheet: &Sheet) -> impl Iterator<Item = (Moment, &str)> {
    sheet.lines().filter_map(|said| match &said.line {
        Line::Note { text } => Some((said.at, text.as_str())),
        _ => None,
    })
}

/// What a release would be built from.
pub fn from<'a>(study: &'a Study, me: PersonId, sheet: &'a Sheet, plan: &'a Plan) -> From<'a> {
    From {
        view: pick::view(study, me),
        plan,
        plan_text: plan_text(sheet),
        at: sheet.at(),
        id: sheet.id().0,
        program: PROGRAM,
    }
}

/// Builds a release as it stands in the study.
///
/// # Errors
/// Why it cannot be built; [`Unbuilt::Stopped`] where `watch` said so.
pub fn built(
    study: &Study,
    me: PersonId,
    sheet: &Sheet,
    watch: Watch<'_>,
) -> Result<(Plan, Made), Unbuilt> {
    let plan = plan(sheet)?;
    let (_, key) = key(sheet).ok_or(Unbuilt::Burnt)?;
    let from = from(study, me, sheet, &plan);
    if from.view.blindfold() > 0 {
        return Err(Unbuilt::Blindfolded);
    }
    let made = build::watched(from, key, watch)?;
    Ok((plan, made))
}

/// What the journal keeps of a package that was built.
pub fn note(plan: &Plan, made: &Made) -> String {
    let Plan { recipient, version, .. } = plan;
    format!("built for {recipient}: version {version}, checksums {}", made.digest)
}

/// A release as it would be built, in parts: the folder that they lie in, each file by its path there,
/// and what the journal keeps of them.
///
/// # Errors
/// Where they cannot be written as Parquet, or the key was destroyed.
pub fn in_parts(sheet: &Sheet, plan: &Plan, made: &Made) -> Result<InParts, Unbuilt> {
    let (_, key) = key(sheet).ok_or(Unbuilt::Burnt)?;
    let name = key.name(Of::Release, sheet.id().0);
    let (files, digest) = parts::files(made, plan, &name)?;
    let Plan { recipient, version, .. } = plan;
    // It ends as that of the package does, since it says the same.
    let note = format!(
        "built in parts for {recipient}: version {version}, checksums {digest}, those of the package \
         {}",
        made.digest
    );
    Ok(InParts { folder: parts::folder(&name), files, note })
}

/// A release in parts.
#[derive(Clone, Debug)]
pub struct InParts {
    /// What its folder is called.
    pub folder: String,
    /// Each file by its path in that folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What the journal keeps of it.
    pub note: String,
}

/// A release held against another that was given out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// The other.
    pub code: Code,
    /// What is in one of them only.
    pub difference: Difference,
    /// What both say together of the rows that are in both, or why that cannot be told.
    pub joined: Result<Joined, Unbuilt>,
}

impl Held {
    /// Whether both together say what neither says.
    pub fn tells(&self, k: u32) -> bool {
        self.difference.tells(k) || self.joined.as_ref().is_ok_and(|joined| joined.tells())
    }

    /// What it is warned of, a sentence each.
    fn warned(&self, k: u32) -> Vec<String> {
        let few = self.difference.tells(k).then(|| few(&self.code, k));
        let joined = self.joined.as_ref().ok().filter(|joined| joined.tells());
        let joined = joined.and_then(|joined| joined.said(k));
        let joined = joined.map(|said| format!("Held against release {}, {said}.", self.code));
        few.into_iter().chain(joined).collect()
    }
}

fn few(code: &Code, k: u32) -> String {
    format!(
        "Held against release {code}, it differs by fewer than {k} observations: whoever has both can \
         tell what those few say. Wait for more, or give it to other people."
    )
}

/// Holds what would be released under a plan against every other release that was built.
///
/// # Errors
/// A plan that finds nothing, or that it was stopped.
pub fn held(
    study: &Study,
    me: PersonId,
    (id, plan, at): (Option<SheetId>, &Plan, Moment),
    watch: Watch<'_>,
) -> Result<Vec<Held>, Unbuilt> {
    let others = compare::built(study).into_iter().filter(|one| Some(one.sheet.id()) != id);
    let others: Vec<compare::Kept<'_>> = others.collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let picked = pick::pick(pick::view(study, me), plan, at)?;
    let now = pick::holds(study, plan, &picked);
    let here = joined::tables(study, me, (plan, at), None, watch);
    let held = |before: compare::Kept<'_>| {
        let there = || {
            let theirs = self::plan(before.sheet)?;
            let of = (&theirs, before.sheet.at());
            joined::tables(study, me, of, Some(&before.holds), watch)
        };
        let joined = match (&here, there()) {
            (Ok(here), Ok(there)) => Ok(joined::joined(&there, here, plan.thresholds.k)),
            (Err(Unbuilt::Stopped), _) | (_, Err(Unbuilt::Stopped)) => {
                return Err(Unbuilt::Stopped);
            }
            (_, Err(error)) => Err(error),
            (Err(error), _) => Err(error.clone()),
        };
        let difference = Difference::between(&before.holds, &now);
        Ok(Held { code: before.sheet.id().code(), difference, joined })
    };
    others.into_iter().map(held).collect()
}

/// What a package that was built tells beside those that were built before, a sentence each. Itself,
/// built before, is one of them.
///
/// # Errors
/// That it was stopped.
pub fn told(
    study: &Study,
    me: PersonId,
    sheet: &Sheet,
    (plan, made): (&Plan, &Made),
    watch: Watch<'_>,
) -> Result<Vec<String>, Unbuilt> {
    let k = plan.thresholds.k;
    let (before, now) = (compare::Kept::of(sheet).holds, made.holds.iter().copied().collect());
    let mut said = Vec::new();
    if !before.is_empty() && Difference::between(&before, &now).tells(k) {
        said.push(few(&sheet.id().code(), k));
    }
    if builds(sheet).any(|(_, note)| !note.ends_with(&made.digest)) {
        said.push(
            "It was built before as something else, where its rows have the same ids: whoever has both \
             can put them together. A release that is planned anew has others."
                .to_owned(),
        );
    }
    for held in held(study, me, (Some(sheet.id()), plan, sheet.at()), watch)? {
        said.extend(held.warned(k));
    }
    Ok(said)
}

/// What is to be said of a package beside its study, a sentence each, and whether it is as it was
/// built and would be built now.
pub fn verified(
    study: &Study,
    me: PersonId,
    sheet: &Sheet,
    files: &BTreeMap<String, Vec<u8>>,
    watch: Watch<'_>,
) -> (Vec<String>, bool) {
    match built(study, me, sheet, watch) {
        Err(Unbuilt::Burnt) => {
            let said = "the key of this release was destroyed, so the study cannot be compared";
            (vec![said.to_owned()], true)
        }
        Err(error) => (vec![format!("the study would not build it now: {error}")], false),
        Ok((plan, made)) => {
            let in_parts = verify::is_in_parts(files).then(|| in_parts(sheet, &plan, &made));
            let built = match in_parts {
                None => made.files,
                Some(Ok(parts)) => parts.files,
                Some(Err(error)) => {
                    return (vec![format!("the study would not build it now: {error}")], false);
                }
            };
            let differing = verify::differing(files, &built);
            if differing.is_empty() {
                return (vec!["the study would build the same, byte for byte".to_owned()], true);
            }
            let said = format!(
                "the study would build something else now, since it, the plan or a review changed: {}",
                differing.join(", ")
            );
            (vec![said], false)
        }
    }
}

/// The texts that a release would hold, and those of them that wait for a decision of whoever asks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Texts {
    /// How many there are.
    pub all: usize,
    /// Those that wait.
    pub waiting: Vec<Item>,
    /// Those that wait for a second pair of eyes, with the words as they would leave.
    pub second: Vec<(Item, String)>,
}

/// The texts of a release that stand under a plan.
///
/// # Errors
/// Where the plan cannot be followed.
pub fn texts(study: &Study, me: PersonId, plan: &Plan, at: Moment) -> Result<Texts, PlanError> {
    let picked = pick::pick(pick::view(study, me), plan, at)?;
    let items = review::items(study, plan, &picked);
    let waiting = items.iter().filter(|item| waits(study, me, plan, item)).cloned().collect();
    Ok(Texts { all: items.len(), waiting, second: for_second_look(study, plan, items) })
}

/// Whether a text waits for a decision of whoever asks: one who has decided waits for the others.
pub fn waits(study: &Study, me: PersonId, plan: &Plan, item: &Item) -> bool {
    let me = study.person_ix(me);
    let mine = study.reviews(item.words()).iter().any(|review| Some(review.reviewer) == me);
    !mine && review::outcome(study, &item.text, plan) == Outcome::Waits
}

/// Everything to know before a plan is followed, a sentence each.
///
/// # Errors
/// Where it cannot be followed.
pub fn before(
    study: &Study,
    me: PersonId,
    plan: &Plan,
    at: Moment,
) -> Result<Vec<String>, PlanError> {
    let picked = pick::pick(pick::view(study, me), plan, at)?;
    let mut said = vec![format!("It takes in {} observations.", picked.len())];
    said.extend(plan.gives_away(study));
    let items = review::items(study, plan, &picked);
    let waits = |item: &&Item| review::outcome(study, &item.text, plan) == Outcome::Waits;
    let waits = items.iter().filter(waits).count();
    if waits > 0 {
        said.push(format!(
            "{waits} of {} texts have not been reviewed; they stay until they are.",
            items.len()
        ));
    }
    // What the plan itself says leaves as it stands there.
    let reader = Reader::built_in();
    let names = Names::listed(study);
    let words = [&plan.title, &plan.purpose, &plan.recipient, &plan.terms];
    for text in words.into_iter().chain(plan.settings.values()) {
        for place in review::places(&reader, &names, text) {
            let words = text.get(place.range.clone()).unwrap_or_default();
            if place.what != "a word that no list knows" {
                said.push(format!("The plan says \"{words}\", which may be {}.", place.what));
            }
        }
    }
    // With nobody to stop it.
    let held = held(study, me, (None, plan, at), &|_| true).unwrap_or_default();
    said.extend(held.iter().flat_map(|held| held.warned(plan.thresholds.k)));
    Ok(said)
}
