//! Recording an observation from what was typed and chosen.

use super::{Consent, Context, Deed, Refusal};
use crate::study::{Foresight, Kind, Moment, Origin, Source, Stance, Study, Ways};

/// An observation in the making. What is typed inline ([`super::shorthand`]) wins over what was
/// chosen; everything but the text may be left as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// As typed, shorthand included.
    pub line: String,
    /// Chosen kind.
    pub kind: Option<Kind>,
    /// Chosen time; now if none.
    pub happened_at: Option<Moment>,
    /// Chosen setting.
    pub setting: Option<String>,
    /// Where the author stood.
    pub stance: Stance,
    /// Prompted or spontaneous.
    pub origin: Origin,
    /// How it came in.
    pub source: Source,
    /// Chosen tags, by name.
    pub tags: Vec<String>,
    /// Optional fields.
    pub foresight: Foresight,
    /// Optional fields.
    pub ways: Ways,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            line: String::new(),
            kind: None,
            happened_at: None,
            setting: None,
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Typed,
            tags: Vec::new(),
            foresight: Foresight::default(),
            ways: Ways::default(),
        }
    }
}

impl Draft {
    /// Whether nothing has been typed that would be a pity to lose.
    pub fn is_blank(&self) -> bool {
        self.line.trim().is_empty()
            && self.foresight == Foresight::default()
            && self.ways == Ways::default()
    }
}

/// Records an observation.
///
/// # Errors
/// A [`Refusal`] for what cannot be saved, or a question that `consent` answers.
pub fn capture(
    study: &Study,
    context: &Context<'_>,
    draft: &Draft,
    consent: Consent,
) -> Result<Deed, Refusal> {
    let _ = (study, context, draft, consent);
    todo!()
}
