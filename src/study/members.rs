//! Who is of a team and what they may decide for everybody, worked out from everything that was said
//! of its laptops.
//!
//! Whoever began the team says of anybody; owners that they named say of everybody below an owner;
//! stewards of everybody below a steward, and in whose name a laptop writes that the team knows already,
//! of nobody. Of what counts about one laptop the last word stands. What
//! somebody said while they had the right to counts when it has passed to nobody or to others; what
//! they say after they were removed does not, whatever time they write on it. So what stands follows
//! from what was said, whichever of it came first.
//!
//! Who began the team nobody on a shelf can say: this study's own journal names the laptop whose six
//! words its person heard.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Card, DeviceId, Hybrid, PersonId, Right, Stamp, Way};

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

/// What counts of everything that was said, where the laptops `first` began the team, each with its
/// person. Nobody says anything of those.
pub fn counting<'a>(
    all: impl Iterator<Item = SaidOf<'a>> + Clone,
    first: &BTreeMap<DeviceId, PersonId>,
) -> Vec<SaidOf<'a>> {
    let is_first = |device: DeviceId| first.contains_key(&device);
    let of_others = all.filter(|one| !is_first(one.of));
    let mut counted: Vec<SaidOf<'a>> =
        of_others.clone().filter(|one| is_first(one.at.device)).collect();
    for right in [Right::Owner, Right::Steward] {
        let mut more: Vec<SaidOf<'a>> = of_others
            .clone()
            .filter(|one| {
                !is_first(one.at.device)
                    && one.card.is_none_or(|card| card.right > right)
                    && had(&counted, right, one.at)
                    && !counted.iter().any(|known| known.of == one.of && is_named(known, right))
            })
            .collect();
        if right == Right::Steward {
            leave_names_to_owners(first, &counted, &mut more);
        }
        counted.extend(more);
    }
    counted
}

/// Whose a laptop is, and by which keys it is told, as a card says it.
type Whose<'a> = (PersonId, [u8; 32], &'a str);

/// Of what stewards say, takes out what would give a laptop to somebody whom the team knows by another,
/// or other keys to one that it knows: a second laptop is the owner's to admit, and one that comes again.
/// Otherwise a steward could say of a laptop of their own that it is a colleague's, and write, raise and
/// take back in that colleague's name. Of what stewards say first counts what was said first.
fn leave_names_to_owners(
    first: &BTreeMap<DeviceId, PersonId>,
    counted: &[SaidOf<'_>],
    stewards: &mut Vec<SaidOf<'_>>,
) {
    let mut laptops: BTreeMap<DeviceId, Vec<Whose<'_>>> = BTreeMap::new();
    let mut people: BTreeSet<PersonId> = first.values().copied().collect();
    for (of, card) in counted.iter().filter_map(|one| Some((one.of, one.card?))) {
        people.insert(card.person);
        laptops.entry(of).or_default().push((card.person, card.verify, &card.recipient));
    }
    stewards.sort_by_key(|one| one.at);
    stewards.retain(|one| {
        let Some(card) = one.card else { return true };
        let whose = (card.person, card.verify, card.recipient.as_str());
        let known = laptops.entry(one.of).or_default();
        if known.is_empty() && people.insert(card.person) {
            known.push(whose);
        }
        known.contains(&whose)
    });
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
    first: BTreeMap<DeviceId, PersonId>,
    counted: BTreeMap<(Stamp, DeviceId), Option<Card>>,
}

/// A stamp of this study's own journal is numbered apart from what its laptop hands out.
const fn of_way(at: Stamp, here: Here) -> Stamp {
    if here { Stamp { seq: 0, ..at } } else { at }
}

impl Members {
    /// Takes in what was said of a laptop.
    pub(crate) fn take(&mut self, at: Stamp, way: Way, of: DeviceId, card: Option<Card>) {
        self.said.insert((at, of), (way == Way::Here, card));
        self.known.take();
    }

    /// The laptops that began the team, as this study's own journal names them last. Where it says so of
    /// the laptop that wrote it, that one did, and whomever it names besides was named by it. Where a
    /// study has come to another team, the journal says so by naming those no more that began the one
    /// before.
    fn first(&self) -> BTreeMap<DeviceId, (Stamp, &Card)> {
        let mut last = BTreeMap::new();
        for ((at, of), (here, card)) in &self.said {
            if *here {
                last.insert(*of, (*at, card.as_ref()));
            }
        }
        let owner = |(of, (at, card)): (DeviceId, (Stamp, Option<_>))| {
            Some((of, (at, card.filter(|card: &&Card| card.right == Right::Owner)?)))
        };
        let named: BTreeMap<_, _> = last.into_iter().filter_map(owner).collect();
        let is_own = |of: &DeviceId, at: &Stamp| at.device == *of;
        let has_own = named.iter().any(|(of, (at, _))| is_own(of, at));
        named.into_iter().filter(|(of, (at, _))| !has_own || is_own(of, at)).collect()
    }

    /// Since when this study's own journal speaks of the team that it is in now.
    fn since(&self) -> Option<Stamp> {
        self.first().into_values().map(|(at, _)| at).min()
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let since = self.since();
            let first: BTreeMap<DeviceId, PersonId> =
                self.first().into_iter().map(|(of, (_, card))| (of, card.person)).collect();
            // Whom this study knew in a team before it names no more.
            let said = self.said.iter();
            let said =
                said.filter(|((at, _), (here, _))| !here || since.is_none_or(|since| since <= *at));
            let all = said.map(|((at, of), (here, card))| SaidOf {
                at: of_way(*at, *here),
                of: *of,
                card: card.as_ref(),
            });
            let counted = counting(all, &first);
            let counted = counted.iter().map(|one| ((one.at, one.of), one.card.cloned())).collect();
            Known { first, counted }
        })
    }

    /// The laptops that this study's own journal names as those that began its team, with their cards.
    pub fn began(&self) -> BTreeMap<DeviceId, &Card> {
        self.first().into_iter().map(|(device, (_, card))| (device, card)).collect()
    }

    /// Whether what a laptop said then is an owner's or a steward's word.
    pub(crate) fn decides(&self, at: Stamp, way: Way) -> bool {
        let Known { first, counted } = self.known();
        if first.contains_key(&at.device) {
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
        if first.contains_key(&device) {
            return Some(Right::Owner);
        }
        let last = counted.iter().rfind(|((_, of), _)| *of == device);
        let card = last.and_then(|(_, card)| card.as_ref())?;
        card.until.is_none().then_some(card.right)
    }

    /// The number of the last entry that counts of each laptop that was removed.
    pub(super) fn last_of_removed(&self) -> BTreeMap<DeviceId, u64> {
        let mut last = BTreeMap::new();
        for ((_, of), card) in &self.known().counted {
            match card.as_ref().and_then(|card| card.until) {
                Some(until) => last.insert(*of, until),
                None => last.remove(of),
            };
        }
        last
    }

    /// Whether the person at a laptop decides for everybody now.
    pub fn may_decide(&self, device: DeviceId) -> bool {
        self.right_of(device).is_some_and(|right| right <= Right::Steward)
    }

    /// Every laptop that anything counts of, with what it may do.
    pub fn all(&self) -> BTreeMap<DeviceId, Option<Right>> {
        let Known { first, counted } = self.known();
        let devices = first.keys().copied().chain(counted.keys().map(|(_, of)| *of));
        devices.map(|device| (device, self.right_of(device))).collect()
    }

    /// What a laptop itself said last of each other in this study's own journal, and when. What it said
    /// in a team before this one it says no more.
    pub fn said_here(&self, by: DeviceId) -> BTreeMap<DeviceId, (Hybrid, Option<&Card>)> {
        let since = self.since();
        let here = self.said.iter().filter(|((at, _), (here, _))| *here && at.device == by);
        let here = here.filter(|((at, _), _)| since.is_none_or(|since| since <= *at));
        here.map(|((at, of), (_, card))| (*of, (at.time, card.as_ref()))).collect()
    }
}
