//! What a record shows, worked out anew from what stands of all that was said of it.

use super::{Amendment, Extras, Record, SettingIx, Words};
use crate::study::{Extra, Fact, Item, Origin, Stamp, text_fact};

impl Record {
    /// Gives it a text that is kept beside it.
    pub(in crate::study) fn put_text(&mut self, text: Words) {
        self.text = text;
    }

    /// Holds its text and its taggings by itself, so that what they were a part of can be let go of.
    pub fn stand_alone(&mut self) {
        self.text = self.text.to_string().into();
        self.taggings.change(|_| ());
    }

    pub(in crate::study) fn set_standing(&mut self, item: Item, stands: bool, stamp: Stamp) {
        let extras = self.extras.get_or_insert_default();
        match extras.standing.iter_mut().find(|(known, ..)| *known == item) {
            Some((_, last, value)) if *last < stamp => (*last, *value) = (stamp, stands),
            Some(_) => {}
            None => extras.standing.push((item, stamp, stands)),
        }
        self.settle_text();
        self.settle_standing();
    }

    pub(in crate::study) fn correct(
        &mut self,
        fact: Fact,
        stamp: Stamp,
        settle: impl Fn(&str) -> Option<SettingIx>,
    ) {
        let extras = self.extras.get_or_insert_default();
        let same = |known: &&mut (Stamp, Fact)| known.1.field() == fact.field();
        match extras.corrections.iter_mut().find(same) {
            Some(known) if known.0 < stamp => *known = (stamp, fact),
            Some(_) => {}
            None => extras.corrections.push((stamp, fact)),
        }
        self.settle_corrections(settle);
    }

    pub(super) fn settle_text(&mut self) {
        let Some(extras) = self.extras.as_deref_mut() else { return };
        if self.born.is_none() || (extras.amendments.is_empty() && extras.first_text.is_none()) {
            return;
        }
        let first = extras.first_text.get_or_insert_with(|| self.text.to_string());
        let standing = |a: &&Amendment| {
            let item = Item::Amendment(self.id, a.item);
            extras.standing.iter().all(|(known, _, stands)| *known != item || *stands)
        };
        let now = extras.amendments.iter().rev().find(standing).map_or(&*first, |a| &a.text);
        self.text = now.clone().into();
    }

    pub(super) fn settle_standing(&mut self) {
        let Some(extras) = self.extras.as_deref() else { return };
        self.taken_back = !extras.stands(Item::Observation(self.id));
        self.withdrawn = extras
            .withdrawals
            .iter()
            .any(|withdrawal| extras.stands(Item::Withdrawal(self.id, withdrawal.item)));
    }

    pub(super) fn settle_corrections(&mut self, settle: impl Fn(&str) -> Option<SettingIx>) {
        let Some(extras) = self.extras.as_deref_mut() else { return };
        for (_, fact) in &extras.corrections {
            match fact.clone() {
                Fact::Kind(kind) => self.kind = kind,
                Fact::HappenedAt(at) => self.happened_at = at,
                Fact::Setting(name) => self.setting = name.as_deref().and_then(&settle),
                Fact::Stance(stance) => self.stance = stance,
                Fact::Origin(Origin::Spontaneous) => self.prompted = false,
                Fact::Origin(Origin::Prompted(at)) => {
                    self.prompted = true;
                    extras.prompted_at = at;
                }
                Fact::Audience(audience) => self.audience = audience,
                text_fact!(_) => {
                    if let Some((extra, text)) = Extra::of_fact(fact) {
                        extras.texts.set(extra, text.map(str::to_owned));
                    }
                }
            }
        }
    }
}

impl Extras {
    pub(super) fn stands(&self, item: Item) -> bool {
        self.standing.iter().all(|(known, _, stands)| *known != item || *stands)
    }
}
