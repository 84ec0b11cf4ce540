//! The world outside a study: where files live, settings in layers, the clock, ids.

pub mod clock;
pub mod paths;
pub mod settings;
