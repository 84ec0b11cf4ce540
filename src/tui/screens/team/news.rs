//! What becomes of wishes: news of the team come from the thread that exchanges.

use super::{Came, News, Wish, bucket, reply};
use crate::tui::model::{Model as Tui, Tone, Turn};
use crate::tui::msg::{Effect, Failure};
use crate::tui::screens::Screen;

/// Takes news in.
pub(in crate::tui) fn told(model: &mut Tui, news: News, _turn: &mut Turn<'_>) {
    match news {
        News::Seen(sight) => {
            model.team.is_known = true;
            model.team.looking = false;
            model.team.sight = sight;
        }
        News::Going(progress) => {
            model.team.going = Some(progress);
        }
        News::Done(said) => {
            model.team.waits = false;
            model.say(Tone::Done, said);
        }
        News::Refused(failure) => {
            model.team.waits = false;
            model.say(Tone::Warn, failure.said());
        }
        News::Second { name, words, right } => {
            model.team.waits = false;
            reply::ask_second(model, &name, words, right);
        }
        News::NeedsKey { service, deed } => {
            model.team.waits = false;
            bucket::ask_key_name(model, service, deed);
        }
        News::Exchanged { came, asked } => exchanged(model, came, asked),
        News::Failed { failure, asked } => failed(model, failure, asked),
    }
    if model.screen == Screen::Team {
        model.refresh();
    }
}

fn exchanged(model: &mut Tui, came: Came, asked: bool) {
    model.team.going = None;
    if asked {
        model.team.waits = false;
    }
    let tone = if came.kept_back || !came.troubles.is_empty() { Tone::Warn } else { Tone::Done };
    if asked {
        model.say(tone, came.said());
    } else if came.is_new || came.admitted || !came.gone.is_empty() {
        // What nobody asked for is said where there is something to see, and never warns.
        model.say(Tone::Note, format!("from the team: {}", came.said()));
    }
    model.team.last = Some((model.now, Ok(came)));
}

fn failed(model: &mut Tui, failure: Failure, asked: bool) {
    model.team.going = None;
    model.team.looking = false;
    if asked {
        model.team.waits = false;
        model.say(Tone::Warn, failure.said());
    } else {
        let said = format!(
            "{}; what you write is safe here, and the exchange is tried again by itself",
            failure.message
        );
        model.say(Tone::Note, said);
    }
    model.team.last = Some((model.now, Err(failure)));
}

/// On the screen of the team what is shown is of the study as it is now: it is looked at again where
/// that has changed.
pub(in crate::tui) fn look_where_new(model: &mut Tui, turn: &mut Turn<'_>) {
    let revision = model.study.revision();
    let new = model.team.looked != Some(revision) && !model.team.looking;
    if model.screen == Screen::Team && model.is_open() && model.beside.is_none() && new {
        model.team.looked = Some(revision);
        model.team.looking = true;
        turn.effects.push(Effect::Team(Wish::Look));
    }
}
