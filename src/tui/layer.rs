//! Which layer of the screens is on top: the one answer that keys, pastes, clicks, the palette and
//! drawing go by. Overlays stand over it and are asked before it, unless they are hidden because the
//! study is about to be locked.

use super::asking;
use super::command::{App, Command, Place};
use super::face::Face;
use super::model::{Model, Phase};
use super::screens::{Screen, access, first_run, lock, words};

/// What fills the terminal, under the overlays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Layer {
    /// Questions, with the keyboard handed over to the person who is asked: nothing of the notebook
    /// is shown, and no key leads to it.
    Handed,
    /// The words of a recovery phrase, alone.
    Words,
    /// Who can open the study, alone.
    Access,
    /// A locked study, or one that is about to be.
    Locked,
    /// The questions with which a study begins.
    Beginning,
    /// Questions that are being answered on the screen one is on.
    Paper,
    /// The screen one is on.
    Screen(Screen),
}

/// The layer on top.
pub(super) fn top(model: &Model) -> Layer {
    if model.is_locked() {
        Layer::Locked
    } else if asking::is_handed(model) {
        Layer::Handed
    } else if model.shows_words() {
        Layer::Words
    } else if model.shows_access() {
        Layer::Access
    } else if model.phase == Phase::Beginning {
        Layer::Beginning
    } else if asking::here(model).is_some() {
        Layer::Paper
    } else {
        Layer::Screen(model.screen)
    }
}

impl Layer {
    /// What it does with what happens to it.
    pub(super) fn face(self) -> &'static Face {
        match self {
            Self::Handed => &asking::HANDED,
            Self::Words => &words::FACE,
            Self::Access => &access::FACE,
            Self::Locked => &lock::FACE,
            Self::Beginning => &first_run::FACE,
            Self::Paper => &asking::FACE,
            Self::Screen(screen) => screen.face(),
        }
    }

    /// Whether the names of the screens stand above it, so that one can go to another.
    pub(super) const fn shows_tabs(self) -> bool {
        match self {
            Self::Paper | Self::Screen(_) => true,
            Self::Handed | Self::Words | Self::Access | Self::Locked | Self::Beginning => false,
        }
    }

    /// Whether the person can write in their own words here.
    pub(super) const fn takes_own_words(self) -> bool {
        match self {
            Self::Handed | Self::Paper | Self::Screen(_) => true,
            Self::Words | Self::Access | Self::Locked | Self::Beginning => false,
        }
    }

    /// Whether a key of it does something only where its command would
    /// ([`is_ready`]); elsewhere such a key is told why not.
    pub(super) const fn asks_first(self) -> bool {
        matches!(self, Self::Words | Self::Access)
    }

    /// Whether a command belongs here at all.
    fn takes(self, model: &Model, command: Command) -> bool {
        match self {
            Self::Words => {
                matches!(command, Command::Words(_) | Command::App(App::Help | App::Quit))
            }
            Self::Access => match command {
                Command::Access(_) => true,
                Command::App(App::Lock) => model.sealed,
                Command::App(app) => {
                    matches!(app, App::Help | App::Quit | App::Suspend | App::Redraw)
                }
                _ => false,
            },
            Self::Locked => match command {
                Command::App(app) => !app.is_about_the_study(),
                command => matches!(command, Command::Lock(_)),
            },
            Self::Beginning => match command {
                Command::App(app) => !app.is_about_the_study() && app != App::Palette,
                command => matches!(
                    command,
                    Command::FirstRun(_) | Command::Access(_) | Command::Wording(_)
                ),
            },
            Self::Handed | Self::Paper | Self::Screen(_) => {
                !matches!(command, Command::Lock(_) | Command::Words(_) | Command::FirstRun(_))
            }
        }
    }
}

/// Where the person is, for the keymap: the nearest place first.
pub(super) fn places(model: &Model) -> Vec<Place> {
    let layer = top(model);
    let here = (layer.face().places)(model);
    // With the keyboard handed over no key leads anywhere else.
    if layer == Layer::Handed {
        return here.to_vec();
    }
    let marks = model.wording.shown().map(|_| Place::Wording);
    marks.into_iter().chain(here.iter().copied()).chain([Place::Anywhere]).collect()
}

/// Whether a command would do anything now.
pub(super) fn is_ready(model: &Model, command: Command) -> bool {
    top(model).takes(model, command) && command.is_ready(model)
}
