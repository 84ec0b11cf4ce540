//! The screens: model, update, view. `update` takes what happened and returns what is to be done
//! outside; `view` draws what the model says; `runtime` alone has threads and the terminal.
//!
//! To read it: [`msg`] (what comes in and goes out), [`model`], [`fn@update`], [`fn@view`], then one
//! folder of [`screens`]. The one table of commands is in [`command`]; `tests/harness` drives all of it
//! from key scripts, without a terminal.

mod answers;
mod app;
pub mod asking;
pub mod audience;
pub mod command;
mod face;
pub mod forms;
mod fuzzy;
mod half_typed;
#[cfg(feature = "harness")]
#[path = "../../tests/harness/mod.rs"]
pub mod harness;
mod input;
pub mod key;
pub mod keymap;
mod layer;
pub mod model;
pub mod msg;
pub mod overlay;
mod palette;
mod running;
mod runtime;
pub mod screens;
mod shifts;
mod stops;
pub mod text;
pub mod theme;
mod unkept;
mod update;
pub mod view;
pub mod widgets;
pub mod wording;

pub use keymap::{Keymap, KeymapError};
pub use model::Model;
pub use msg::{Effect, Msg};
pub use runtime::{Error, Exit, Left, Options, Start, run};
pub use theme::{Look, Theme};
pub use update::update;
pub use view::view;
