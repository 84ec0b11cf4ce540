//! An observation as it stands now: its first words with everything that was done to them since.

mod columns;
mod settle;
mod taggings;

use serde::{Deserialize, Serialize};

pub use self::columns::Rows;
use self::taggings::Taggings;
use super::words::Words;
use super::{
    Audience, Extra, Fact, Item, ItemId, Kind, Moment, Observation, ObservationId, Origin, Source,
    Stamp, Stance, TagIx, Verdict,
};

/// Where an observation stands in this study's list. It holds within one run only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ObsIx(pub u32);

impl ObsIx {
    /// As an index into a table with a row for each observation.
    pub const fn row(self) -> usize {
        self.0 as usize
    }
}

/// Where a setting stands in this study's list of settings. It holds within one run only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct SettingIx(pub u32);

/// Where a person stands in this study's list of people. It holds within one run only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct PersonIx(pub u32);

/// What one coder says of one tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tagging {
    /// The tag as it was said, before merges (see [`super::Codebook::resolve`]).
    pub tag: TagIx,
    /// Who says so.
    pub coder: PersonIx,
    /// What is said.
    pub verdict: Verdict,
    /// When it was last said.
    pub stamp: Stamp,
}

/// One way the text was put after the first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Amendment {
    /// Its own id.
    pub item: ItemId,
    /// The text.
    pub text: String,
    /// Why, where the person said.
    pub why: Option<String>,
    /// When.
    pub at: Moment,
    stamp: Stamp,
}

/// What came later.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Later {
    /// Its own id.
    pub item: ItemId,
    /// What is known now.
    pub text: String,
    /// When it was noted.
    pub at: Moment,
    /// Who noted it. No screen groups by this.
    pub author: PersonIx,
    stamp: Stamp,
}

/// A withdrawal by the author.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Its own id.
    pub item: ItemId,
    /// The reason given.
    pub reason: String,
    /// When.
    pub at: Moment,
    stamp: Stamp,
}

/// What most observations do not have, kept apart so that a hundred thousand stay small.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Extras {
    texts: super::Extras,
    prompted_at: Option<Moment>,
    first_text: Option<String>,
    amendments: Vec<Amendment>,
    later: Vec<Later>,
    withdrawals: Vec<Withdrawal>,
    corrections: Vec<(Stamp, Fact)>,
    standing: Vec<(Item, Stamp, bool)>,
}

/// One observation as it stands now. Read it through [`super::Study`]; only the fold changes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    id: ObservationId,
    born: Option<Stamp>,
    text: Words,
    happened_at: Moment,
    recorded_at: Moment,
    author: PersonIx,
    setting: Option<SettingIx>,
    kind: Option<Kind>,
    stance: Stance,
    prompted: bool,
    source: Source,
    audience: Audience,
    taken_back: bool,
    withdrawn: bool,
    erased: bool,
    foreign: bool,
    reworded: bool,
    /// Its taggings and what came later are hidden from whoever looks.
    #[serde(skip)]
    pub(super) hidden: bool,
    taggings: Taggings,
    extras: Option<Box<Extras>>,
}

impl Record {
    /// A place kept for an observation of which only something said about it has arrived yet.
    pub(super) fn awaited(id: ObservationId) -> Self {
        Self {
            id,
            born: None,
            text: Words::default(),
            happened_at: Moment::new(0, 0),
            recorded_at: Moment::new(0, 0),
            author: PersonIx(0),
            setting: None,
            kind: None,
            stance: Stance::Own,
            prompted: false,
            source: Source::Typed,
            audience: Audience::Private,
            taken_back: false,
            withdrawn: false,
            erased: false,
            foreign: false,
            reworded: false,
            hidden: false,
            taggings: Taggings::default(),
            extras: None,
        }
    }

    /// Whether nothing was said of it: it is no more than [`Record::awaited`].
    pub(super) fn is_awaited(&self) -> bool {
        let settled = self.taken_back || self.withdrawn || self.erased || self.foreign;
        let said = self.born.is_some() || !self.taggings.is_empty() || self.extras.is_some();
        !settled && !said
    }

    /// Its name for ever.
    pub fn id(&self) -> ObservationId {
        self.id
    }
    /// What settles its place among all that are here; `None` where it is not here.
    pub(super) fn order(&self) -> Option<(Stamp, ObservationId)> {
        self.born.map(|born| (born, self.id))
    }
    /// Whether it counts: recorded here, not taken back by undo, not withdrawn. Lists, searches and
    /// tallies take in only these.
    pub fn is_standing(&self) -> bool {
        self.born.is_some() && !self.taken_back && !self.withdrawn
    }
    /// Whether its author withdrew it.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
    /// Whether its recording was undone.
    pub fn is_taken_back(&self) -> bool {
        self.taken_back
    }
    /// Whether it was erased: nothing of it is left.
    pub fn is_erased(&self) -> bool {
        self.erased
    }
    /// Whether it is here only as a colleague lets the team see it.
    pub fn is_foreign(&self) -> bool {
        self.foreign
    }
    /// Whether its author had put it in other words before a colleague saw it.
    pub fn is_reworded(&self) -> bool {
        self.reworded
    }
    /// Whether the observation itself has arrived in this study.
    pub fn is_here(&self) -> bool {
        self.born.is_some()
    }
    /// The text as it is put now.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// The words it was first put in.
    pub fn first_text(&self) -> &str {
        self.extras.as_ref().and_then(|x| x.first_text.as_deref()).unwrap_or(&self.text)
    }
    /// When it happened.
    pub fn happened_at(&self) -> Moment {
        self.happened_at
    }
    /// When it was written down.
    pub fn recorded_at(&self) -> Moment {
        self.recorded_at
    }
    /// Whose observation it is. No screen groups by this.
    pub fn author(&self) -> PersonIx {
        self.author
    }
    /// Where; [`super::Study::setting_name`] gives the word.
    pub fn setting(&self) -> Option<SettingIx> {
        self.setting
    }
    /// What sort of work.
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }
    /// Where the author stood.
    pub fn stance(&self) -> Stance {
        self.stance
    }
    /// Prompted or spontaneous.
    pub fn origin(&self) -> Origin {
        if self.prompted {
            Origin::Prompted(self.extras.as_ref().and_then(|x| x.prompted_at))
        } else {
            Origin::Spontaneous
        }
    }
    /// Whether a prompt made the author write, without the time of the prompt.
    pub fn is_prompted(&self) -> bool {
        self.prompted
    }
    /// How it came in.
    pub fn source(&self) -> Source {
        self.source
    }
    /// How far it may go.
    pub fn audience(&self) -> Audience {
        self.audience
    }
    /// What one of the optional texts says.
    pub fn extra(&self, extra: Extra) -> Option<&str> {
        self.extras.as_ref().and_then(|x| x.texts.get(extra))
    }
    /// The optional texts that say something, in the order of their table.
    pub fn extra_texts(&self) -> impl Iterator<Item = (Extra, &str)> {
        self.extras.iter().flat_map(|x| x.texts.said())
    }
    /// What each coder says of each tag, before merges, in the order in which it was last said. Nothing
    /// while that is hidden from whoever looks.
    pub fn taggings(&self) -> &[Tagging] {
        if self.hidden { &[] } else { &self.taggings }
    }
    /// The same past a blindfold: for what keeps a note whole, and shows nothing of it.
    pub(crate) fn taggings_as_said(&self) -> &[Tagging] {
        &self.taggings
    }
    /// Every way the text was put after the first that stands, in order.
    pub fn amendments(&self) -> impl Iterator<Item = &Amendment> {
        let extras = self.extras.as_deref();
        extras.into_iter().flat_map(|x| {
            x.amendments.iter().filter(|a| x.stands(Item::Amendment(self.id, a.item)))
        })
    }
    /// What came later, in order. Nothing while that is hidden from whoever looks.
    pub fn later(&self) -> impl Iterator<Item = &Later> {
        self.later_as_said().filter(|_| !self.hidden)
    }
    /// The same past a blindfold: for what keeps a note whole, and shows nothing of it.
    pub(crate) fn later_as_said(&self) -> impl Iterator<Item = &Later> {
        let extras = self.extras.as_deref();
        extras
            .into_iter()
            .flat_map(|x| x.later.iter().filter(|l| x.stands(Item::Later(self.id, l.item))))
    }
    /// Everything that came later, whether it stands or not, past a blindfold: for what asks who added it.
    pub(super) fn later_ever(&self) -> impl Iterator<Item = &Later> {
        self.extras.as_deref().into_iter().flat_map(|x| x.later.iter())
    }
    /// What came later and was taken back by undo: it does not count, and its words are still here.
    pub fn later_taken_back(&self) -> impl Iterator<Item = &Later> {
        let extras = self.extras.as_deref().filter(|_| !self.hidden);
        extras
            .into_iter()
            .flat_map(|x| x.later.iter().filter(|l| !x.stands(Item::Later(self.id, l.item))))
    }
    /// The withdrawals that stand, in order.
    pub fn withdrawals(&self) -> impl Iterator<Item = &Withdrawal> {
        let extras = self.extras.as_deref();
        extras.into_iter().flat_map(|x| {
            x.withdrawals.iter().filter(|w| x.stands(Item::Withdrawal(self.id, w.item)))
        })
    }
    /// Whether `item` has arrived here, standing or not.
    pub fn knows(&self, item: Item) -> bool {
        let extras = self.extras.as_deref();
        let any = |has: &dyn Fn(&Extras) -> bool| extras.is_some_and(has);
        match item {
            Item::Observation(id) => self.id == id && self.is_here(),
            Item::Amendment(_, item) => any(&|x| x.amendments.iter().any(|a| a.item == item)),
            Item::Later(_, item) => any(&|x| x.later.iter().any(|l| l.item == item)),
            Item::Withdrawal(_, item) => any(&|x| x.withdrawals.iter().any(|w| w.item == item)),
            Item::Sheet(_) | Item::Line(..) => false,
        }
    }

    /// When it was last said whether `item` of it stands, if it ever was.
    pub(super) fn stood_at(&self, item: Item) -> Option<Stamp> {
        let standing = &self.extras.as_deref()?.standing;
        standing.iter().find(|(known, ..)| *known == item).map(|(_, stamp, _)| *stamp)
    }

    /// When the field that `like` is a value of was last corrected, if it ever was.
    pub fn corrected_at(&self, like: &Fact) -> Option<Stamp> {
        let corrections = &self.extras.as_deref()?.corrections;
        let same = |(_, fact): &&(Stamp, Fact)| fact.field() == like.field();
        corrections.iter().find(same).map(|(stamp, _)| *stamp)
    }

    /// When its author last chose what it says: its words, its facts, its tags; who may read it is
    /// another matter.
    pub fn worded_at(&self) -> Option<Stamp> {
        let mut last = self.born.filter(|_| self.is_here());
        let mut take = |stamp: Stamp| last = last.max(Some(stamp));
        let own = self.taggings.iter().filter(|tagging| tagging.coder == self.author);
        own.for_each(|tagging| take(tagging.stamp));
        if let Some(extras) = self.extras.as_deref() {
            extras.amendments.iter().for_each(|amendment| take(amendment.stamp));
            let facts = extras.corrections.iter();
            let facts = facts.filter(|(_, fact)| !matches!(fact, Fact::Audience(_)));
            facts.for_each(|(stamp, _)| take(*stamp));
            let items = extras.standing.iter();
            let items = items.filter(|(item, ..)| matches!(item, Item::Amendment(..)));
            items.for_each(|(_, stamp, _)| take(*stamp));
        }
        last
    }

    /// When it was made private, withdrawn or undone, where it is one of these.
    pub fn lowered_at(&self) -> Option<Stamp> {
        let extras = self.extras.as_deref()?;
        let private = (self.audience == Audience::Private)
            .then(|| self.corrected_at(&Fact::Audience(Audience::Private)))
            .flatten();
        let withdrawn = self.withdrawals().map(|withdrawal| withdrawal.stamp).max();
        let mut items = extras.standing.iter();
        let fell = items.find(|(item, _, stands)| *item == Item::Observation(self.id) && !stands);
        private.max(withdrawn).max(fell.map(|(_, stamp, _)| *stamp))
    }

    /// Takes in the observation itself. Where two devices brought in the same one, the first words
    /// (smallest stamp) are kept.
    pub(super) fn be_born(
        &mut self,
        observation: Observation,
        author: PersonIx,
        stamp: Stamp,
        settle: impl Fn(&str) -> Option<SettingIx>,
    ) {
        if self.born.is_some_and(|born| born <= stamp) {
            return;
        }
        self.born = Some(stamp);
        self.happened_at = observation.happened_at;
        self.recorded_at = observation.recorded_at;
        self.author = author;
        self.setting = observation.setting.as_deref().and_then(&settle);
        self.kind = observation.kind;
        self.stance = observation.stance;
        self.source = observation.source;
        let prompted_at = match observation.origin {
            Origin::Spontaneous => None,
            Origin::Prompted(at) => at,
        };
        self.prompted = matches!(observation.origin, Origin::Prompted(_));
        let texts = observation.extras;
        if !texts.is_empty() || prompted_at.is_some() || self.extras.is_some() {
            let extras = self.extras.get_or_insert_default();
            extras.texts = texts;
            extras.prompted_at = prompted_at;
        }
        self.text = observation.text.into();
        if let Some(extras) = &mut self.extras {
            extras.first_text = None;
        }
        self.settle_text();
        self.settle_corrections(settle);
    }

    /// Shows it as its author hands it out, which they did for the first time at `stamp`. What
    /// others have been given went to the team at least.
    pub(super) fn be_shown(
        &mut self,
        copy: super::FairCopy,
        author: PersonIx,
        stamp: Stamp,
        settle: impl Fn(&str) -> Option<SettingIx>,
    ) {
        let super::FairCopy { observation, audience, reworded } = copy;
        self.be_born(observation, author, stamp, settle);
        self.audience = audience.max(Audience::Team);
        (self.foreign, self.reworded) = (true, reworded);
    }

    pub(super) fn amend(
        &mut self,
        (item, text, why, at): (ItemId, String, Option<String>, Moment),
        stamp: Stamp,
    ) {
        let extras = self.extras.get_or_insert_default();
        keep_first(&mut extras.amendments, Amendment { item, text, why, at, stamp }, |a| {
            (a.item, a.stamp)
        });
        self.settle_text();
    }

    pub(super) fn note_later(
        &mut self,
        (item, text, at): (ItemId, String, Moment),
        (author, stamp): (PersonIx, Stamp),
    ) {
        let extras = self.extras.get_or_insert_default();
        keep_first(&mut extras.later, Later { item, text, at, author, stamp }, |l| {
            (l.item, l.stamp)
        });
    }

    pub(super) fn withdraw(&mut self, (item, reason, at): (ItemId, String, Moment), stamp: Stamp) {
        let extras = self.extras.get_or_insert_default();
        keep_first(&mut extras.withdrawals, Withdrawal { item, reason, at, stamp }, |w| {
            (w.item, w.stamp)
        });
        self.settle_standing();
    }

    /// Makes room for so many tags and no more, as most records have for good.
    pub(super) fn makes_room_for(&mut self, tags: usize) {
        self.taggings.change(|taggings| taggings.reserve_exact(tags));
    }

    pub(super) fn tag(&mut self, tag: TagIx, coder: PersonIx, verdict: Verdict, stamp: Stamp) {
        let known = self.taggings.iter().position(|t| t.tag == tag && t.coder == coder);
        let last = known.and_then(|known| self.taggings.get(known)).map(|last| last.stamp);
        if last.is_some_and(|last| last >= stamp) {
            return;
        }
        self.taggings.change(|taggings| {
            if let Some(known) = known {
                taggings.remove(known);
            }
            // The tags of one entry keep the order in which it names them.
            let place = taggings.partition_point(|t| t.stamp <= stamp);
            taggings.insert(place, Tagging { tag, coder, verdict, stamp });
        });
    }

    /// Lets go of what was erased of it.
    pub(super) fn erase(&mut self, erased: &[Item]) {
        if erased.contains(&Item::Observation(self.id)) {
            *self = Self { erased: true, hidden: self.hidden, ..Self::awaited(self.id) };
            return;
        }
        let id = self.id;
        if let Some(extras) = &mut self.extras {
            extras.amendments.retain(|a| !erased.contains(&Item::Amendment(id, a.item)));
            extras.later.retain(|l| !erased.contains(&Item::Later(id, l.item)));
        }
        self.settle_text();
    }
}

/// Adds `new` to what was added before, in order. Where one item came twice (two devices brought
/// in the same file), the first is kept.
pub(super) fn keep_first<T>(items: &mut Vec<T>, new: T, of: impl Fn(&T) -> (ItemId, Stamp)) {
    let (item, stamp) = of(&new);
    match items.iter_mut().find(|known| of(known).0 == item) {
        Some(known) if of(known).1 > stamp => *known = new,
        Some(_) => {}
        None => items.push(new),
    }
    items.sort_by_key(|known| of(known).1);
}
