//! The world outside a study: where files live, settings in layers, the clock, ids.

pub mod clock;
pub mod environment;
pub mod paths;
mod profile;
pub mod settings;

pub use environment::Environment;
pub use paths::{Paths, PathsError};
pub use settings::{Colour, Settings, Theme, Trouble, text_of};
