//! Who had the last word on a value: what undo asks before it puts back what stood there before.

use super::{Change, PersonId, Stamp, Study, StudyField};

impl Study {
    /// Whether another device had the last word on a value that `change`, made by `author` on this
    /// device, would set. To take back what was done here would then take back what was done there.
    pub fn is_set_elsewhere(&self, author: PersonId, change: &Change) -> bool {
        self.last_words(author, change).iter().any(|stamp| stamp.device != self.own)
    }

    /// The stamps of the values that `change` would set, of those that were ever set.
    fn last_words(&self, author: PersonId, change: &Change) -> Vec<Stamp> {
        let one = |stamp: Option<Stamp>| stamp.into_iter().collect();
        match change {
            Change::StudySet { set, .. } => one(match set {
                StudyField::Name(_) => self.name.stamp,
                StudyField::Settings(_) => self.settings.stamp,
                StudyField::Threshold(_) => self.threshold.stamp,
                StudyField::Whose(_) => self.whose.stamp,
                StudyField::Sampling(_) => self.sampling.stamp,
                StudyField::Form { name, .. } => self.forms.get(name).and_then(|form| form.stamp),
            }),
            Change::PersonNamed { person, .. } => {
                let row = self.person_ix(*person).map(|ix| ix.0 as usize);
                one(row.and_then(|row| self.people.get(row)?.named))
            }
            Change::Stands { item, .. } => one(match item.subject().sheet() {
                Some(sheet) => self.sheets.get(sheet).and_then(|sheet| sheet.stood_at(*item)),
                None => self.records_of(*item).and_then(|record| record.stood_at(*item)),
            }),
            Change::Corrected { observation, set, .. } => {
                one(self.get(*observation).and_then(|record| record.corrected_at(set)))
            }
            Change::Tagged { observation, tag, .. } => {
                let said = self.get(*observation).and_then(|record| {
                    let (coder, tag) = (self.person_ix(author)?, self.codebook.ix(tag)?);
                    record.taggings_as_said().iter().find(|t| t.coder == coder && t.tag == tag)
                });
                one(said.map(|said| said.stamp))
            }
            Change::TagSet { tag, set, .. } => {
                let tag = self.codebook.ix(tag).and_then(|ix| self.codebook.get(ix));
                let stamps = tag.into_iter().flat_map(|tag| set.iter().map(|f| tag.set_at(f)));
                stamps.flatten().collect()
            }
            Change::Put { sheet, set, .. } => {
                one(self.sheets.get(*sheet).and_then(|sheet| sheet.put_at(set)))
            }
            // These add something of their own and set nothing that was there before.
            Change::Founded { .. }
            | Change::Recorded(_)
            | Change::Amended { .. }
            | Change::LaterNoted { .. }
            | Change::Withdrawn { .. }
            | Change::Begun { .. }
            | Change::Said { .. }
            | Change::Erased { .. } => Vec::new(),
            // Nothing undoes these ([`Change::inverse`]).
            Change::Shared { .. } | Change::Member { .. } | Change::Reviewed { .. } => Vec::new(),
        }
    }

    fn records_of(&self, item: super::Item) -> Option<&super::Record> {
        match item.subject() {
            super::Subject::Observation(id) => self.get(id),
            super::Subject::Sheet(_) | super::Subject::Line(..) => None,
        }
    }
}
