//! Prompts during a shift: the moments that are drawn when it begins, and what becomes of each. A
//! prompt asks for one ordinary line and never for more.

use super::sheet::Writing;
use super::{Context, Deed, Refusal, shift, words};
use crate::analysis::Shift;
use crate::analysis::shift::{PUT_OFF, Prompt, State};
use crate::study::{Change, Line, Met, Moment, Observation, Origin, Plan, Sampling, Study};

/// For how many minutes an even plan is drawn ahead.
const AHEAD: i64 = 16 * 60;

/// The moments of a shift that begins now. Random ones are drawn one in each equal part of the
/// shift, as in experience sampling, so that they neither crowd nor can be foreseen; those that
/// fall into quiet hours are left out.
pub(super) fn moments(sampling: &Sampling, context: &Context<'_>) -> Vec<Moment> {
    let now = context.now;
    let mut moments = match sampling.plan {
        Plan::None => Vec::new(),
        Plan::Random { most, shift } => {
            let part = i64::from(shift) * 60_000 / i64::from(most.max(1));
            let at = |number: i64| {
                let within = drawn(context).checked_rem(part.max(1)).unwrap_or(0);
                Moment { millis: now.millis + number * part + within, ..now }
            };
            (0..i64::from(most)).map(at).collect()
        }
        Plan::Every { minutes } => {
            let step = i64::from(minutes.max(1));
            (1..=AHEAD / step).map(|number| now.plus_minutes(number * step)).collect()
        }
    };
    moments.retain(|at| !is_quiet(sampling, *at));
    moments
}

/// A number that nobody can foresee, from the ids of the context: the last 62 bits of an id are
/// random.
fn drawn(context: &Context<'_>) -> i64 {
    let bits = context.ids.fresh().as_u128() & ((1 << 62) - 1);
    i64::try_from(bits).unwrap_or(0)
}

fn is_quiet(sampling: &Sampling, at: Moment) -> bool {
    use chrono::Timelike;
    let Some((from, to)) = sampling.quiet else { return false };
    let minute = at.local().hour() * 60 + at.local().minute();
    let (from, to) = (u32::from(from), u32::from(to));
    if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
}

/// A plan in words.
pub fn said(sampling: &Sampling) -> String {
    let plan = match sampling.plan {
        Plan::None => return "no prompts".to_owned(),
        Plan::Random { most: 1, shift } => format!("1 random prompt in {} hours", hours(shift)),
        Plan::Random { most, shift } => format!("{most} random prompts in {} hours", hours(shift)),
        Plan::Every { minutes } => format!("a prompt every {minutes} minutes"),
    };
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let quiet =
        sampling.quiet.map(|(from, to)| format!(", none from {} to {}", clock(from), clock(to)));
    let bell = if sampling.bell { ", with the bell" } else { "" };
    format!("{plan}{}{bell}", quiet.unwrap_or_default())
}

fn hours(minutes: u16) -> String {
    match minutes % 60 {
        0 => (minutes / 60).to_string(),
        rest => format!("{}:{rest:02}", minutes / 60),
    }
}

/// What the plan asks for at this moment: prompts that are due are shown, those that stood open for
/// too long are marked missed. `None` where there is nothing to do.
pub fn due(study: &Study, context: &Context<'_>) -> Option<Deed> {
    let shift = shift::current(study, context).ok()?;
    if shift.paused_since().is_some() {
        return None;
    }
    let mut writing = Writing::new(study, context);
    let shown = shows(study, &shift, context.now, &mut writing);
    let said = if shown { "a moment of the plan has come" } else { "a prompt was missed" };
    writing.done(said.to_owned()).ok()
}

/// Writes what is due by `now`; whether a prompt is on show afterwards that was not before.
fn shows(study: &Study, shift: &Shift<'_>, now: Moment, writing: &mut Writing<'_>) -> bool {
    let sheet = shift.sheet.id();
    let prompts = shift.prompts(study);
    let come: Vec<Moment> =
        shift.due().into_iter().skip(prompts.len()).filter(|at| at.millis <= now.millis).collect();
    let miss = |prompt| Line::Met { prompt, how: Met::Missed };
    for prompt in prompts.iter().filter(|prompt| prompt.is_undecided()) {
        // Only one prompt is on show at a time: the next one takes the place of the last.
        if prompt.is_overdue(now) || !come.is_empty() {
            writing.say(sheet, miss(prompt.item));
        }
    }
    let mut on_show = false;
    for (number, at) in come.iter().enumerate() {
        let late = now.millis - at.millis >= crate::analysis::shift::OPEN_FOR * 60_000;
        let last = number + 1 == come.len();
        // What came while nothing was open to show it has been missed; what is shown now is shown
        // now.
        if late || !last {
            let item = writing.say_at(sheet, Line::Prompted, *at);
            writing.say(sheet, miss(item));
        } else {
            writing.say(sheet, Line::Prompted);
            on_show = true;
        }
    }
    on_show
}

/// At the end of a shift: what was due was shown or missed, and what is open was missed.
pub(super) fn settle_all(study: &Study, shift: &Shift<'_>, now: Moment, writing: &mut Writing<'_>) {
    let sheet = shift.sheet.id();
    let prompts = shift.prompts(study);
    let miss = |prompt| Line::Met { prompt, how: Met::Missed };
    for prompt in prompts.iter().filter(|prompt| prompt.is_undecided()) {
        writing.say(sheet, miss(prompt.item));
    }
    // What would have come during a pause has not come.
    let until = shift.paused_since().unwrap_or(now);
    for at in shift.due().into_iter().skip(prompts.len()) {
        if at.millis <= until.millis {
            let item = writing.say_at(sheet, Line::Prompted, at);
            writing.say(sheet, miss(item));
        }
    }
}

/// The prompt that is on show for this person.
///
/// # Errors
/// [`Refusal::NoShift`], [`Refusal::NoPrompt`].
pub fn on_show(study: &Study, context: &Context<'_>) -> Result<Prompt, Refusal> {
    let shift = shift::current(study, context)?;
    shift.on_show(study, context.now).ok_or(Refusal::NoPrompt)
}

/// Puts the prompt on show off for a while.
///
/// # Errors
/// [`Refusal::NoShift`], [`Refusal::NoPrompt`].
pub fn postpone(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    let until = context.now.plus_minutes(PUT_OFF);
    let said = format!("the prompt comes again in {}", words::count(PUT_OFF as usize, "minute"));
    meet(study, context, Met::Postponed(until), said)
}

/// Marks the prompt on show as missed.
///
/// # Errors
/// [`Refusal::NoShift`], [`Refusal::NoPrompt`].
pub fn miss(study: &Study, context: &Context<'_>) -> Result<Deed, Refusal> {
    meet(study, context, Met::Missed, "the prompt is marked as missed".to_owned())
}

fn meet(study: &Study, context: &Context<'_>, how: Met, said: String) -> Result<Deed, Refusal> {
    let prompt = on_show(study, context)?;
    let shift = shift::current(study, context)?;
    let mut writing = Writing::new(study, context);
    writing.say(shift.sheet.id(), Line::Met { prompt: prompt.item, how });
    writing.done(said)
}

/// Makes an observation that a prompt called for the answer to the prompt on show: it gets the
/// time of the prompt, and the change that answers the prompt is for the same act. `None` where it
/// answers none.
pub fn answer(
    study: &Study,
    context: &Context<'_>,
    observation: &mut Observation,
) -> Option<Change> {
    if observation.origin != Origin::Prompted(None) {
        return None;
    }
    let prompt = on_show(study, context).ok()?;
    let shift = shift::current(study, context).ok()?;
    observation.origin = Origin::Prompted(Some(prompt.at));
    let mut writing = Writing::new(study, context);
    let how = Met::Answered(observation.id);
    writing.say(shift.sheet.id(), Line::Met { prompt: prompt.item, how });
    writing.done(String::new()).ok().and_then(|deed| deed.changes.into_iter().next())
}

/// What became of a prompt, in a word.
pub const fn state_word(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Waiting(_) => "put off",
        State::Answered(_) => "answered",
        State::Missed => "missed",
    }
}
