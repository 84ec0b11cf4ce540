//! What those who run a team have erased for everybody.
//!
//! An author takes back what is theirs, and so only what they said until then. Somebody who runs the
//! team erases for good: a thing that was shared is shown nowhere any more, whoever hands it out and
//! whenever, and nothing that was said of it. Where it was written it stays as it was, and is private for
//! good: no entry from outside touches an original.
//!
//! Whose word that is, the members say ([`crate::study::Members`]). So it counts or not whichever of the
//! two came first.

use super::heard::Lists;
use super::{Foreign, Outside, Who};
use crate::study::{
    Change, Hybrid, Item, PersonId, PersonIx, Record, Said, Sheet, Stamp, Study, Subject, Way,
};

/// What of one thing is gone for everybody.
#[derive(Default)]
pub(super) struct Gone(Vec<(Item, Stamp)>);

impl Gone {
    /// The word by which the whole of it is gone, the last where there are several.
    pub(super) fn whole(&self) -> Option<Stamp> {
        let whole = |what: &Item| matches!(what, Item::Observation(_) | Item::Sheet(_));
        self.0.iter().filter(|(what, _)| whole(what)).map(|(_, at)| *at).max()
    }

    /// Whether what a change says is gone.
    pub(super) fn takes(&self, change: &Change) -> bool {
        self.0.iter().any(|(what, _)| change.is_content_of(*what))
    }

    fn has(&self, item: Item) -> bool {
        self.whole().is_some() || self.0.iter().any(|(what, _)| *what == item)
    }
}

/// A stamp of what nothing can be set after.
pub(super) const fn for_good(at: Stamp) -> Stamp {
    Stamp { time: Hybrid(u64::MAX), ..at }
}

impl Study {
    /// What is gone for everybody of the thing that these are about.
    pub(super) fn gone_of<'a>(
        &self,
        changes: impl Iterator<Item = (&'a Stamp, &'a Foreign)>,
    ) -> Gone {
        let erased = changes.filter_map(|(at, foreign)| match foreign.change {
            Change::Erased { what, .. } => Some((what, *at, &foreign.change)),
            _ => None,
        });
        let counts = |at: Stamp, change: &Change| {
            matches!(self.outside.who_may(change, None), Who::Steward | Who::AuthorOrSteward)
                && self.members().decides(at, Way::Shelf)
        };
        let gone = erased.filter(|(_, at, change)| counts(*at, change));
        Gone(gone.map(|(what, at, _)| (what, at)).collect())
    }

    fn gone(&self, subject: Subject) -> Gone {
        match self.outside.tombs.contains(&subject) {
            true => {
                let told: Vec<_> = self.told(subject).collect();
                self.gone_of(told.iter().map(|(at, said)| (at, &**said)))
            }
            false => Gone::default(),
        }
    }

    /// Whether an owner or a steward of the team has erased something for everybody, by itself or with
    /// what it belongs to. Whoever wrote it has it, and it leaves no more.
    pub fn is_gone_for_all(&self, item: Item) -> bool {
        self.gone(item.subject()).has(item)
    }

    /// What somebody wrote in this study that is gone for everybody else.
    pub fn gone_for_others(&self, author: PersonId) -> Vec<Item> {
        let Some(author) = self.person_ix(author) else { return Vec::new() };
        let gone = self.outside.tombs.iter().flat_map(|subject| self.gone(*subject).0);
        let mut all: Vec<Item> = gone.map(|(what, _)| what).collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|what| self.wrote_here(*what) == Some(author));
        all
    }

    /// Who wrote something in this study's own journal; `None` for what came from elsewhere or is not
    /// here.
    pub fn wrote_here(&self, item: Item) -> Option<PersonIx> {
        match item {
            Item::Observation(id) | Item::Amendment(id, _) | Item::Withdrawal(id, _) => {
                let own = self.own_record(id).filter(|own| own.is_here() && !own.is_foreign());
                own.map(Record::author)
            }
            Item::Later(id, item) => {
                let own = self.own_record(id)?;
                let mut later = own.later_ever();
                later.find(|later| later.item == item).map(|later| later.author)
            }
            Item::Sheet(id) => {
                let own = self.own_sheet(id).filter(|own| own.sort().is_some());
                own.filter(|own| !own.is_erased()).map(Sheet::author)
            }
            Item::Line(id, item) => {
                let mut lines = self.own_sheet(id)?.lines();
                lines.find(|said: &&Said| said.item == item).map(|said| said.author)
            }
        }
    }

    /// Works out anew what anybody erased and what removed laptops said, since whose word counts, and how
    /// much of it, may be another now.
    pub(in crate::study) fn judge_members(&mut self) {
        let anew = self.judged_anew();
        for subject in &anew {
            self.lay_over(*subject);
            self.cover_eyes(*subject);
        }
        for subject in self.along_with(&anew) {
            self.lay_over(subject);
        }
        if !anew.is_empty() {
            self.settle_blindfold();
        }
    }

    /// The things to be made anew, since somebody was removed or may decide by now. How much of what a
    /// removed laptop said counts is settled first.
    pub(in crate::study) fn judged_anew(&mut self) -> Vec<Subject> {
        let last = self.members().last_of_removed();
        let devices = self.outside.removed.settle(last);
        let mut anew = self.outside.tombs.clone();
        if devices.is_empty() {
            return anew.into_iter().collect();
        }
        let Self { people, by_person, places, codebook, outside, .. } = self;
        let lists = Lists { people, by_person, places, codebook };
        let Outside { heard, removed, .. } = outside;
        for (subject, changes) in heard.all() {
            let theirs = changes.filter(|(at, _)| devices.contains(&at.device));
            for (at, said) in theirs {
                if let Some(said) = said.whole(subject, lists) {
                    removed.take(subject, at, &said);
                }
                anew.insert(subject);
            }
        }
        let people: Vec<PersonId> = self.outside.names.keys().copied().collect();
        people.into_iter().for_each(|person| self.name_from_outside(person));
        anew.into_iter().collect()
    }
}

/// What was handed out about one thing, as [`Study::gone_of`] looks through it.
pub(super) fn each(changes: &[(Stamp, Foreign)]) -> impl Iterator<Item = (&Stamp, &Foreign)> {
    changes.iter().map(|(at, foreign)| (at, foreign))
}
