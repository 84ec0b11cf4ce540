//! What a record shows, worked out anew from what stands of all that was said of it.

use super::{Amendment, Record, SettingIx};
use crate::study::{Extra, Fact, Item, Origin, text_fact};

impl Record {
    pub(super) fn settle_text(&mut self) {
        let Some(extras) = self.extras.as_deref_mut() else { return };
        if self.born.is_none() || (extras.amendments.is_empty() && extras.first_text.is_none()) {
            return;
        }
        let first = extras.first_text.get_or_insert_with(|| self.text.clone());
        let standing = |a: &&Amendment| {
            let item = Item::Amendment(self.id, a.item);
            extras.standing.iter().all(|(known, _, stands)| *known != item || *stands)
        };
        let now = extras.amendments.iter().rev().find(standing).map_or(&*first, |a| &a.text);
        self.text = now.clone();
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
