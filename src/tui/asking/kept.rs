//! Half-typed answers as they are kept on disk: JSON, with everything that is needed to put the
//! questions back as they were, whatever the study's forms say by then.

use serde::{Deserialize, Serialize};

use super::paper::{Ask, Asking, Calm};
use crate::actions::{Fill, Paper};
use crate::study::Moment;

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    paper: Paper,
    title: String,
    about: String,
    minutes: u32,
    at: usize,
    asks: Vec<KeptAsk>,
    calm: Option<Calm>,
}

#[derive(Serialize, Deserialize)]
struct KeptAsk {
    says: String,
    hint: String,
    fill: Fill,
    last: bool,
    quiet: bool,
    offered: bool,
    /// What was typed and is not saved.
    typed: Option<String>,
}

/// The answers that are not saved, with their questions; empty where there are none.
pub(super) fn write(asking: &Asking) -> String {
    if !asking.has_unsaved() {
        return String::new();
    }
    let ask = |ask: &Ask| KeptAsk {
        says: ask.says.clone(),
        hint: ask.hint.clone(),
        fill: ask.fill.clone(),
        last: ask.last,
        quiet: ask.quiet,
        offered: ask.offered,
        typed: ask.is_unsaved().then(|| ask.field.text()),
    };
    let kept = Kept {
        version: 1,
        paper: asking.paper.clone(),
        title: asking.title.clone(),
        about: asking.about.clone(),
        minutes: asking.minutes,
        at: asking.at,
        asks: asking.asks.iter().map(ask).collect(),
        calm: asking.calm.clone(),
    };
    serde_json::to_string(&kept).unwrap_or_default()
}

/// Puts the questions back. `None` for a text that is not what this wrote.
pub(super) fn read(text: &str, now: Moment) -> Option<Asking> {
    let kept: Kept = serde_json::from_str(text).ok()?;
    let mut typed = Vec::new();
    let mut asks = Vec::new();
    for kept in kept.asks {
        let mut ask = Ask::new(&kept.says, &kept.hint, kept.fill);
        (ask.last, ask.quiet, ask.offered) = (kept.last, kept.quiet, kept.offered);
        typed.push(kept.typed);
        asks.push(ask);
    }
    let mut asking =
        Asking::new(kept.paper, &kept.title, asks, now).about(&kept.about).meant_for(kept.minutes);
    asking.calm = kept.calm;
    for (ask, typed) in asking.asks.iter_mut().zip(typed) {
        if let Some(typed) = typed {
            ask.field.set(&typed);
        }
    }
    asking.go(kept.at);
    Some(asking)
}
