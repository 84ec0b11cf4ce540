//! What the screen remembers.

/// What the screen remembers: state that a key can change, never what follows from the study alone.
#[derive(Clone, Debug, Default)]
pub struct Model {}
