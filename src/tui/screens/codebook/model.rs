//! What the screen remembers, and the rows and counts it was last refreshed for.

use crate::analysis::View;
use crate::study::{Study, Tag, TagKey};
use crate::tui::widgets::List;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) place: List,
    /// Whether retired and merged tags are shown.
    pub(super) all: bool,
    /// The tags in the order shown, each with how many notes have it.
    pub(super) rows: Vec<(TagKey, usize)>,
    /// Revision of the study and choice of tags that the rows are of.
    pub(super) seen: Option<(u64, bool)>,
    /// The tag one stands on, kept when the rows change under it.
    pub(super) on: Option<TagKey>,
}

impl Model {
    /// The tag one stands on.
    pub(super) fn selected<'a>(&self, study: &'a Study) -> Option<&'a Tag> {
        let (key, _) = self.rows.get(self.place.selected())?;
        study.codebook().get(study.codebook().ix(key)?)
    }

    /// How many notes have the tag one stands on.
    pub(super) fn uses(&self) -> usize {
        self.rows.get(self.place.selected()).map_or(0, |(_, uses)| *uses)
    }
}

/// The tags to show, each with how many notes of one's own have it (after merges). A provisional tag
/// that no note has any more is left out, since only typing made it.
pub(super) fn rows(view: View<'_>, all: bool) -> Vec<(TagKey, usize)> {
    let codebook = view.study().codebook();
    let mut uses = vec![0usize; codebook.all().len()];
    for (_, record) in view.written() {
        for tag in view.tags_of(record) {
            if let Some(count) = uses.get_mut(tag.row()) {
                *count += 1;
            }
        }
    }
    let tags = codebook.listed().into_iter().filter(|tag| all || tag.is_offered());
    let counted = tags.map(|tag| {
        let count = codebook.ix(tag.key()).and_then(|ix| uses.get(ix.row())).copied();
        (tag, count.unwrap_or(0))
    });
    counted
        .filter(|(tag, count)| *count > 0 || tag.status() != crate::study::Status::Provisional)
        .map(|(tag, count)| (tag.key().clone(), count))
        .collect()
}
