//! Who is of a team and what they may decide for everybody, worked out from everything that was said
//! of its laptops.
//!
//! Whoever began the team says of anybody; owners that they named say of everybody below an owner;
//! stewards of everybody below a steward. Of what counts about one laptop the last word stands. What
//! somebody said while they had the right to counts when it has passed to nobody or to others; what
//! they say after they were removed does not, whatever time they write on it. So what stands follows
//! from what was said, whichever of it came first.
//!
//! Who began the team nobody on a shelf can say: this study's own journal names the laptop whose six
//! words its person heard.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Card, DeviceId, Hybrid, Right, Stamp, Way};

/// Something that was said of a laptop: when and by which, of which, and its card; no card shows it
/// out.
#[derive(Clone, Copy, Debug)]
pub struct SaidOf<'a> {
    /// When it was said, by which laptop, as which of what that one handed out.
    pub at: Stamp,
    /// Of which laptop.
    pub of: DeviceId,
    /// What it is from then on.
    pub card: Option<&'a Card>,
}

/// What counts of everything that was said, where the laptops `first` began the team. Nobody says
/// anything of those.
pub fn counting<'a>(
    all: impl Iterator<Item = SaidOf<'a>> + Clone,
    first: &dyn Fn(DeviceId) -> bool,
) -> Vec<SaidOf<'a>> {
    let of_others = all.filter(|one| !first(one.of));
    let mut counted: Vec<SaidOf<'a>> =
        of_others.clone().filter(|one| first(one.at.device)).collect();
    for right in [Right::Owner, Right::Steward] {
        let more: Vec<SaidOf<'a>> = of_others
            .clone()
            .filter(|one| {
                !first(one.at.device)
                    && one.card.is_none_or(|card| card.right > right)
                    && had(&counted, right, one.at)
                    && !counted.iter().any(|known| known.of == one.of && is_named(known, right))
            })
            .collect();
        counted.extend(more);
    }
    counted
}

/// Whether it names somebody with this right or a greater one.
fn is_named(said: &SaidOf<'_>, right: Right) -> bool {
    said.card.is_some_and(|card| card.right <= right)
}

/// Whether a laptop had a right when it said something, by what counts of it.
fn had(counted: &[SaidOf<'_>], right: Right, then: Stamp) -> bool {
    let gives =
        |card: Option<&Card>| card.is_some_and(|card| card.right == right && card.until.is_none());
    let of = || counted.iter().filter(|one| one.of == then.device);
    let given = of().filter(|one| gives(one.card)).map(|one| one.at.time).max();
    let Some(given) = given else { return false };
    let ended = of().filter(|one| one.at.time > given).map(|one| one.at.time).min();
    // What it hands out after it was removed counts no more, whatever time stands on it.
    let last = of().max_by_key(|one| one.at).and_then(|one| one.card).and_then(|card| card.until);
    ended.is_none_or(|ended| then.time < ended) && last.is_none_or(|last| then.seq <= last)
}

/// Everything that this study knows to have been said of the laptops of its team.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Members {
    /// By when it was said and of which laptop; with how it came.
    said: BTreeMap<(Stamp, DeviceId), (Here, Option<Card>)>,
    #[serde(skip)]
    known: OnceLock<Known>,
}

/// Whether it was said in this study's own journal.
type Here = bool;

/// What follows from it.
#[derive(Clone, Debug, Default)]
struct Known {
    first: BTreeSet<DeviceId>,
    counted: BTreeMap<(Stamp, DeviceId), Option<Card>>,
}

/// A stamp of this study's own journal is numbered apart from what its laptop hands out.
const fn of_way(at: Stamp, here: Here) -> Stamp {
    if here { Stamp { seq: 0, ..at } } else { at }
}

impl Members {
    /// Takes in what was said of a laptop.
    pub(super) fn take(&mut self, at: Stamp, way: Way, of: DeviceId, card: Option<Card>) {
        self.said.insert((at, of), (way == Way::Here, card));
        self.known.take();
    }

    /// The laptops that began the team, as this study's own journal names them. Where it says so of
    /// the laptop that wrote it, that one did, and whomever it names besides was named by it.
    fn first(&self) -> BTreeSet<DeviceId> {
        let named = self.said.iter().filter(|(_, (here, card))| {
            *here && card.as_ref().is_some_and(|card| card.right == Right::Owner)
        });
        let own = named.clone().filter(|((at, of), _)| at.device == *of);
        let own: BTreeSet<DeviceId> = own.map(|((_, of), _)| *of).collect();
        if own.is_empty() { named.map(|((_, of), _)| *of).collect() } else { own }
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let first = self.first();
            let all = self.said.iter().map(|((at, of), (here, card))| SaidOf {
                at: of_way(*at, *here),
                of: *of,
                card: card.as_ref(),
            });
            let counted = counting(all, &|device| first.contains(&device));
            let counted = counted.iter().map(|one| ((one.at, one.of), one.card.cloned())).collect();
            Known { first, counted }
        })
    }

    /// Whether this study's own journal names a laptop as the one that began its team.
    pub fn began(&self, device: DeviceId) -> bool {
        self.known().first.contains(&device)
    }

    /// Whether what a laptop said then is an owner's or a steward's word.
    pub(super) fn decides(&self, at: Stamp, way: Way) -> bool {
        let Known { first, counted } = self.known();
        if first.contains(&at.device) {
            return true;
        }
        let counted: Vec<SaidOf<'_>> = counted
            .iter()
            .map(|((at, of), card)| SaidOf { at: *at, of: *of, card: card.as_ref() })
            .collect();
        let at = of_way(at, way == Way::Here);
        [Right::Owner, Right::Steward].into_iter().any(|right| had(&counted, right, at))
    }

    /// What the person at a laptop may do now; `None` where it is not of the team.
    pub fn right_of(&self, device: DeviceId) -> Option<Right> {
        let Known { first, counted } = self.known();
        if first.contains(&device) {
            return Some(Right::Owner);
        }
        let last = counted.iter().rfind(|((_, of), _)| *of == device);
        let card = last.and_then(|(_, card)| card.as_ref())?;
        card.until.is_none().then_some(card.right)
    }

    /// Whether the person at a laptop decides for everybody now.
    pub fn may_decide(&self, device: DeviceId) -> bool {
        self.right_of(device).is_some_and(|right| right <= Right::Steward)
    }

    /// Every laptop that anything counts of, with what it may do.
    pub fn all(&self) -> BTreeMap<DeviceId, Option<Right>> {
        let Known { first, counted } = self.known();
        let devices = first.iter().copied().chain(counted.keys().map(|(_, of)| *of));
        devices.map(|device| (device, self.right_of(device))).collect()
    }

    /// What a laptop itself said last of each other in this study's own journal, and when.
    pub fn said_here(&self, by: DeviceId) -> BTreeMap<DeviceId, (Hybrid, Option<&Card>)> {
        let here = self.said.iter().filter(|((at, _), (here, _))| *here && at.device == by);
        here.map(|((at, of), (_, card))| (*of, (at.time, card.as_ref()))).collect()
    }
}
