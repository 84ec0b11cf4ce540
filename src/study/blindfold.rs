//! The blindfold: while somebody codes in an open round, how the round's notes were tagged outside it
//! and what came of them is hidden from that person.
//!
//! It sits where a note is read ([`super::Record::taggings`], [`super::Record::later`]) and not in each
//! list, count and export: what does not know of it sees nothing, so whatever is added later is blind
//! too. Only what has to keep a note whole (erasing it, handing it out again, taking an act back) reads
//! past it, and names it in doing so.
//!
//! It is worn by the person whom a study is looked at by ([`Study::look_as`]), over every note of the
//! round and not only those that are theirs to code: a note that another coder passes may become theirs.
//! It is no lock. It keeps an honest coder from seeing too early; whoever wants to look can read the
//! folder.

use std::collections::BTreeSet;

use super::{
    CLOSED, COUNTED, Change, Field, Item, Line, ObservationId, PersonId, Record, Round, Sort,
    Study, Subject,
};

/// Who looks, and what is hidden from them.
#[derive(Clone, Debug, Default)]
pub(super) struct Blindfold {
    eyes: Option<PersonId>,
    hidden: BTreeSet<ObservationId>,
}

impl Study {
    /// Looks at the study with the eyes of a person, from now on. With nobody's, nothing is hidden.
    pub fn look_as(&mut self, person: PersonId) {
        if self.blindfold.eyes.replace(person) != Some(person) {
            self.revision += 1;
            self.settle_blindfold();
        }
    }

    /// With whose eyes it is looked at.
    pub const fn eyes(&self) -> Option<PersonId> {
        self.blindfold.eyes
    }

    /// The notes of which taggings and later notes are hidden from whoever looks.
    pub const fn hidden(&self) -> &BTreeSet<ObservationId> {
        &self.blindfold.hidden
    }

    /// Whether a person is kept from seeing how a note was tagged: they code it in an open round.
    pub fn is_hidden(&self, note: ObservationId) -> bool {
        self.blindfold.hidden.contains(&note)
    }

    /// Whether a change says how a note was tagged or what came of it, and that is hidden from whoever looks.
    pub fn hides(&self, change: &Change) -> bool {
        match change {
            Change::Tagged { observation, .. }
            | Change::LaterNoted { observation, .. }
            | Change::Stands { item: Item::Later(observation, _), .. } => {
                self.is_hidden(*observation)
            }
            _ => false,
        }
    }

    /// Whether a line is a coder's own to know of: they coded, or passed, a note of a round that is still
    /// open, and somebody else looks.
    pub fn is_anothers_coding(&self, change: &Change, author: PersonId) -> bool {
        let (Change::Said { sheet, .. } | Change::Stands { item: Item::Line(sheet, _), .. }) =
            change
        else {
            return false;
        };
        let round = self.sheets().get(*sheet).and_then(Round::of);
        self.blindfold.eyes != Some(author) && round.is_some_and(|round| !round.is_closed(self))
    }

    /// Whether a change decides what is hidden.
    pub(super) fn bears_on_blindfold(&self, change: &Change) -> bool {
        match change {
            Change::Begun { sort: Sort::Round, .. } => true,
            Change::Put { sheet, set, .. } => {
                matches!(set, Field::Takes { .. } | Field::Ended(_)) && self.is_round(*sheet)
            }
            Change::Said { sheet, line, .. } => {
                let bears = match line {
                    Line::Holds(_) | Line::Withdrawn { .. } | Line::HandedIn(_) => true,
                    Line::Contribution { step, .. } => step == CLOSED || step == COUNTED,
                    _ => false,
                };
                bears && self.is_round(*sheet)
            }
            Change::Stands { item: Item::Sheet(sheet) | Item::Line(sheet, _), .. }
            | Change::Erased { what: Item::Sheet(sheet) | Item::Line(sheet, _), .. } => {
                self.is_round(*sheet)
            }
            _ => false,
        }
    }

    fn is_round(&self, id: super::SheetId) -> bool {
        let sort = self.sheets().get(id).and_then(super::Sheet::sort);
        sort.or_else(|| self.sort_to_come(id)) == Some(Sort::Round)
    }

    /// Whether a change closes a round. It is not taken back: what the coders said has been open to see.
    pub(super) fn closes_round(&self, change: &Change) -> bool {
        match change {
            Change::Put { sheet, set: Field::Ended(Some(_)), .. } => self.is_round(*sheet),
            Change::Said { sheet, line: Line::Contribution { step, .. }, .. } => {
                step == CLOSED && self.is_round(*sheet)
            }
            _ => false,
        }
    }

    /// Works out anew what is hidden.
    pub(super) fn settle_blindfold(&mut self) {
        if self.hides_later() {
            return;
        }
        let Some(eyes) = self.blindfold.eyes else { return };
        let rounds = self.sheets().all_of(Sort::Round).filter_map(Round::of);
        let mine = rounds.filter(|round| !round.is_closed(self) && round.coders().contains(&eyes));
        let hidden: BTreeSet<ObservationId> = mine.flat_map(Round::units).collect();
        let other: Vec<ObservationId> =
            hidden.symmetric_difference(&self.blindfold.hidden).copied().collect();
        self.blindfold.hidden = hidden;
        for note in other {
            self.cover_eyes(Subject::Observation(note));
            if let Some(row) = self.obs_ix(note) {
                self.touched.take(self.revision, row);
            }
        }
    }

    /// Lets the record of a note know whether it is hidden, after it was made or made anew.
    pub(super) fn cover_eyes(&mut self, subject: Subject) {
        let Subject::Observation(note) = subject else { return };
        let hidden = self.is_hidden(note);
        let row = self.obs_ix(note).map(super::ObsIx::row);
        if let Some(record) = row.and_then(|row| self.records.get_mut(row)) {
            record.hide(hidden);
        }
    }
}

impl Record {
    /// Whether how it was tagged and what came later is hidden from whoever looks.
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }

    pub(super) fn hide(&mut self, hidden: bool) {
        self.hidden = hidden;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::{
        Content, DeviceId, Entry, Extras, Header, Hybrid, ItemId, Moment, Observation, Origin,
        Purpose, SheetId, Source, Stance, TagKey, Verdict,
    };

    const WREN: PersonId = PersonId(1);
    const HERON: PersonId = PersonId(2);
    const ROUND: SheetId = SheetId(9);

    /// Two notes, both tagged and with something that came later; a round over the first in which one
    /// of two people codes; the round closed.
    fn entries() -> Vec<Entry> {
        let at = Moment::new(0, 0);
        let tag = TagKey::parse("s.check").unwrap();
        let mut changes = Vec::new();
        for note in [ObservationId(1), ObservationId(2)] {
            changes.push(Change::Recorded(Box::new(Observation {
                id: note,
                text: "Rang ahead".to_owned(),
                kind: None,
                happened_at: at,
                recorded_at: at,
                setting: None,
                stance: Stance::Own,
                origin: Origin::Spontaneous,
                source: Source::Typed,
                extras: Extras::NONE,
                tags: vec![tag.clone()],
            })));
            let (item, text) = (ItemId(note.0 + 10), "It went well".to_owned());
            changes.push(Change::LaterNoted { observation: note, item, text, at });
            changes.push(Change::Tagged {
                observation: note,
                tag: TagKey::parse("s.speak").unwrap(),
                verdict: Verdict::Yes,
                was: Verdict::Unsaid,
                codebook: 0,
            });
        }
        changes.push(Change::Begun { sheet: ROUND, sort: Sort::Round, at });
        let set = Field::Takes { person: WREN, yes: true };
        changes.push(Change::Put { sheet: ROUND, was: set.emptied(), set });
        let line = Line::Holds(vec![Subject::Observation(ObservationId(1))]);
        changes.push(Change::Said { sheet: ROUND, item: ItemId(30), line, at });
        let set = Field::Ended(Some(at));
        changes.push(Change::Put { sheet: ROUND, was: set.emptied(), set });
        let entry = |(change, seq): (Change, u64)| Entry {
            header: Header {
                way: crate::study::Way::Here,
                device: DeviceId(1),
                seq,
                time: Hybrid::default().next(i64::try_from(seq).unwrap()),
                author: HERON,
                act: seq,
                purpose: Purpose::Do,
            },
            content: Content::Known(change),
        };
        changes.into_iter().zip(1..).map(entry).collect()
    }

    fn seen(study: &Study, note: u128) -> (usize, usize, usize) {
        let record = study.get(ObservationId(note)).unwrap();
        (study.tags_of(record).count(), record.taggings().len(), record.later().count())
    }

    proptest! {
        #[test]
        fn it_hides_the_notes_of_an_open_round_whatever_arrives_first(
            order in Just((0..entries().len()).collect::<Vec<_>>()).prop_shuffle(),
            closed: bool,
            coder: bool,
            from_the_start: bool,
        ) {
            let mut all = entries();
            if !closed {
                all.pop();
            }
            let eyes = if coder { WREN } else { HERON };
            let mut study = Study::new(DeviceId(1));
            if from_the_start {
                study.look_as(eyes);
            }
            for place in order {
                all.get(place).cloned().into_iter().for_each(|entry| study.apply(entry));
            }
            study.look_as(eyes);
            let hidden = coder && !closed;
            prop_assert_eq!(study.is_hidden(ObservationId(1)), hidden);
            prop_assert_eq!(seen(&study, 1), if hidden { (0, 0, 0) } else { (2, 2, 1) });
            prop_assert_eq!(seen(&study, 2), (2, 2, 1));
            let record = study.get(ObservationId(1)).unwrap();
            prop_assert_eq!(record.taggings_as_said().len(), 2);
            prop_assert_eq!(record.later_as_said().count(), 1);
        }
    }
}
