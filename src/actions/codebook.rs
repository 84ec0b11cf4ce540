//! Keeping the codebook: add, edit, move, retire, merge, load a table.

use super::{Context, Deed, Refusal};
use crate::study::{Study, TagField, TagKey};

/// A tag as a codebook table has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TagCard {
    /// Name.
    pub name: String,
    /// Group; empty for none.
    pub group: String,
    /// What it means.
    pub definition: String,
    /// What it takes in.
    pub include: String,
    /// What it leaves out.
    pub exclude: String,
    /// Where the idea comes from.
    pub source: String,
}

/// Adds a tag, or defines a provisional one.
///
/// # Errors
/// Refused for a name that cannot be one, a defined tag of that name, or no definition.
pub fn define(study: &Study, context: &Context<'_>, card: &TagCard) -> Result<Deed, Refusal> {
    let _ = (study, context, card);
    todo!()
}

/// Sets fields of a tag that is there (rename, move to another group, reword).
///
/// # Errors
/// Refused for an unknown tag, a name that is taken, or where nothing would change.
pub fn edit(
    study: &Study,
    context: &Context<'_>,
    tag: &TagKey,
    fields: Vec<TagField>,
) -> Result<Deed, Refusal> {
    let _ = (study, context, tag, fields);
    todo!()
}

/// Takes a tag out of use; what was tagged with it stays tagged.
///
/// # Errors
/// Refused for an unknown tag or one that is retired.
pub fn retire(study: &Study, context: &Context<'_>, tag: &TagKey) -> Result<Deed, Refusal> {
    let _ = (study, context, tag);
    todo!()
}

/// Brings a retired or merged tag back into use on its own.
///
/// # Errors
/// Refused for an unknown tag or one that is in use.
pub fn restore(study: &Study, context: &Context<'_>, tag: &TagKey) -> Result<Deed, Refusal> {
    let _ = (study, context, tag);
    todo!()
}

/// Merges one tag into another; past taggings follow, and the mapping is kept.
///
/// # Errors
/// Refused for unknown tags, a tag into itself, or a ring.
pub fn merge(
    study: &Study,
    context: &Context<'_>,
    from: &TagKey,
    into: &TagKey,
) -> Result<Deed, Refusal> {
    let _ = (study, context, from, into);
    todo!()
}

/// Takes in a whole table: new tags are defined, known ones get the table's wording, tags that the
/// table does not have stay as they are.
///
/// # Errors
/// Refused, naming the row, for a name that cannot be one or that stands twice.
pub fn load(study: &Study, context: &Context<'_>, cards: &[TagCard]) -> Result<Deed, Refusal> {
    let _ = (study, context, cards);
    todo!()
}
