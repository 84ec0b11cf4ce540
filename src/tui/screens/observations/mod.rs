//! Screen: the list of observations.

mod model;
mod update;
mod view;

pub use model::Model;
pub use update::Then;
pub(in crate::tui) use update::{
    click, is_ready, key, paste, places, refresh, replied, run, show_query,
};
pub(in crate::tui) use view::view;

use crate::tui::command::Info;

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[];
