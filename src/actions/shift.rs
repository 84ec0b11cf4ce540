//! Shifts: beginning, pausing, ending, and entering one afterwards. A person is on one at a time.

use super::offered::offered_from_now_on;
use super::sheet::{Writing, own_sheet};
use super::{Context, Deed, Refusal, prompting, when, words};
use crate::analysis::{Shift, View};
use crate::study::{Field, Line, Moment, Sampling, SheetId, Sort, Study, StudyField};

/// The longest that a shift can be, in minutes: more is a slip.
const LONGEST: i64 = 24 * 60;

/// The shift that this person is on.
///
/// # Errors
/// [`Refusal::NoShift`].
pub fn current<'s>(study: &'s Study, context: &Context<'_>) -> Result<Shift<'s>, Refusal> {
    Shift::open_of(View::of(study, context.author)).ok_or(Refusal::NoShift)
}

/// Begins a shift now, and draws the moments of its prompts as the study's plan says.
///
/// # Errors
/// [`Refusal::OnShift`] for a person who is on one.
pub fn start(study: &Study, context: &Context<'_>, setting: Option<&str>) -> Result<Deed, Refusal> {
    if let Ok(shift) = current(study, context) {
        let since = when::say(shift.began(), context.now);
        return Err(Refusal::OnShift { code: shift.sheet.id().code().to_string(), since });
    }
    let mut writing = Writing::new(study, context);
    let sheet = writing.begin(Sort::Shift);
    put_setting(study, &mut writing, sheet, setting)?;
    let due = prompting::moments(&study.sampling(), context);
    let drawn = due.len();
    if drawn > 0 {
        writing.put(sheet, Field::Due(due));
    }
    let prompts = match drawn {
        0 => String::new(),
        _ => "; prompts come when the plan says".to_owned(),
    };
    writing.done(format!("shift {} began{prompts}", sheet.code()))
}

fn put_setting(
    study: &Study,
    writing: &mut Writing<'_>,
    sheet: SheetId,
    setting: Option<&str>,
) -> Result<(), Refusal> {
    let name = setting.map_or(Ok(None), |typed| words::name("a setting", typed))?;
    let name = name.map(|name| words::spelled(study, &name));
    if let Some(name) = name {
        let offer = offered_from_now_on(study, Some(&name));
        writing.put(sheet, Field::Setting(Some(name)));
        offer.into_iter().for_each(|change| writing.also(change));
    }
    Ok(())
}

/// Pauses the shift: no prompt comes meanwhile, and the time does not count.
///
/// # Errors
/// [`Refusal::NoShift`], [`Refusal::NothingToChange`] where it is paused already.
pub fn pause(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    let shift = current(study, context)?;
    let code = shift.sheet.id().code();
    let mut writing = Writing::new(study, context);
    if shift.paused_since().is_none() {
        writing.say(shift.sheet.id(), Line::Paused);
        return writing.done(format!("shift {code} is paused"));
    }
    writing.done(format!("shift {code} is paused already"))
}

/// Goes on with a paused shift. Prompts that had not come yet are put off by the length of the
/// pause, so that they stay drawn from time at work.
///
/// # Errors
/// [`Refusal::NoShift`], [`Refusal::NothingToChange`] where it is not paused.
pub fn resume(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    let shift = current(study, context)?;
    let (sheet, code) = (shift.sheet.id(), shift.sheet.id().code());
    let mut writing = Writing::new(study, context);
    let Some(since) = shift.paused_since() else {
        return writing.done(format!("shift {code} is not paused"));
    };
    writing.say(sheet, Line::Resumed);
    let length = (context.now.millis - since.millis).max(0);
    let shown = shift.prompts(study).len();
    let mut due = shift.due();
    for at in due.iter_mut().skip(shown) {
        at.millis += length;
    }
    writing.put(sheet, Field::Due(due));
    writing.done(format!("shift {code} goes on"))
}

/// Ends the shift. A prompt that was not answered by then was missed. `covered` says that whoever
/// worked it would have noted what there was to note, even if that was nothing.
///
/// # Errors
/// [`Refusal::NoShift`].
pub fn end(study: &Study, context: &Context<'_>, covered: bool) -> Result<Deed, Refusal> {
    let shift = current(study, context)?;
    let (sheet, code) = (shift.sheet.id(), shift.sheet.id().code());
    let mut writing = Writing::new(study, context);
    prompting::settle_all(study, &shift, context.now, &mut writing);
    writing.put(sheet, Field::Ended(Some(context.now)));
    put_covered(&shift, covered, &mut writing);
    writing.done(format!("shift {code} is over{}", covered_words(covered)))
}

const fn covered_words(covered: bool) -> &'static str {
    if covered { "; it counts as covered" } else { "; it does not count as covered" }
}

/// Sets it also where it is the same as nothing said, since "not covered" is an answer.
fn put_covered(shift: &Shift<'_>, covered: bool, writing: &mut Writing<'_>) {
    if shift.covered() != Some(covered) {
        let was = Field::Covered(shift.covered().unwrap_or(false));
        let sheet = shift.sheet.id();
        writing.also(crate::study::Change::Put { sheet, set: Field::Covered(covered), was });
    }
}

/// Says of a shift whether it was covered.
///
/// # Errors
/// [`Refusal::NoSuchSheet`], [`Refusal::NotTheAuthor`], [`Refusal::NothingToChange`].
pub fn cover(
    study: &Study,
    context: &Context<'_>,
    shift: SheetId,
    covered: bool,
) -> Result<Deed, Refusal> {
    let sheet = own_sheet(study, context, shift)?;
    let mut writing = Writing::new(study, context);
    put_covered(&Shift { sheet }, covered, &mut writing);
    let said = if covered { "covered" } else { "not covered" };
    writing.done(format!("shift {} counts as {said}", shift.code()))
}

/// A shift that is entered afterwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Worked {
    /// When it began.
    pub from: Moment,
    /// When it was over.
    pub to: Moment,
    /// Where it was worked; `None` where nobody said.
    pub setting: Option<String>,
    /// Whether everything worth noting is noted, as the person says: it counts in coverage then.
    pub covered: bool,
}

/// Enters a shift that was worked before.
///
/// # Errors
/// Times that cannot be, and [`Refusal::ShiftsOverlap`] with one that is there.
pub fn add(study: &Study, context: &Context<'_>, worked: &Worked) -> Result<Deed, Refusal> {
    let Worked { from, to, setting, covered } = worked;
    let bad =
        |why: &str| Refusal::BadTime { typed: when::say(*to, context.now), why: why.to_owned() };
    if to.millis <= from.millis {
        return Err(bad("the shift would be over before it began"));
    }
    if to.millis - from.millis > LONGEST * 60_000 {
        return Err(bad("the shift would be longer than a day"));
    }
    if to.millis > context.now.plus_minutes(2).millis {
        return Err(bad("a shift is entered once it is over"));
    }
    let overlaps = |shift: &Shift<'_>| {
        let end = shift.sheet.ended().unwrap_or(context.now).millis;
        shift.began().millis < to.millis && from.millis < end
    };
    if let Some(known) = Shift::each(View::of(study, context.author)).find(overlaps) {
        return Err(Refusal::ShiftsOverlap { code: known.sheet.id().code().to_string() });
    }
    let mut writing = Writing::new(study, context);
    let sheet = SheetId::from(context.ids.fresh());
    writing.begin_at(sheet, Sort::Shift, *from);
    put_setting(study, &mut writing, sheet, setting.as_deref())?;
    writing.put(sheet, Field::Ended(Some(*to)));
    writing.also(crate::study::Change::Put {
        sheet,
        set: Field::Covered(*covered),
        was: Field::Covered(false),
    });
    writing.done(format!("entered shift {}{}", sheet.code(), covered_words(*covered)))
}

/// Chooses how moments are sampled during a shift, from the next shift on.
///
/// # Errors
/// [`Refusal::NothingToChange`].
pub fn plan(study: &Study, context: &Context<'_>, sampling: Sampling) -> Result<Deed, Refusal> {
    let mut writing = Writing::new(study, context);
    let was = study.sampling();
    if was != sampling {
        let set = StudyField::Sampling(sampling);
        writing.also(crate::study::Change::StudySet { set, was: StudyField::Sampling(was) });
    }
    writing.done(format!("from the next shift on: {}", prompting::said(&sampling)))
}
