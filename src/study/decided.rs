//! What owners and stewards of a team decide for everybody: the threshold for small counts, the forms,
//! and which tags are out of use or count for another.
//!
//! Each such matter is kept twice where anything was said of it elsewhere: as this study's own journal
//! has it, and with what counts from outside laid over it. Where an owner or a steward has said
//! something of it, the last word of theirs stands, and one's own only where one is one of them. So a
//! team counts and asks alike on every laptop, whatever its members had set before they came.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fold::Register;
use super::members::Members;
use super::{Change, Stamp, Study, StudyField, TagField, TagKey, Way, Who};

/// The forms that a team has in common. Any other is this laptop's own, whoever sits there: it leaves for
/// nobody and is taken from nobody. In the rules on wording words that were let alone may be names, and
/// the list of people and matters is nothing else.
const IN_COMMON: [&str; 6] = ["shift", "reflection", "debrief", "voice", "lesson", "stop"];

impl StudyField {
    /// Whether a team has it in common, so that those who run it may decide it for everybody. Nothing
    /// else that a study is set to leaves, and nothing else counts that comes from elsewhere.
    pub fn is_in_common(&self) -> bool {
        match self {
            Self::Threshold(_) => true,
            Self::Form { name, .. } => IN_COMMON.contains(&name.as_str()),
            // Places may have been typed in private.
            Self::Name(_) | Self::Settings(_) | Self::Whose(_) | Self::Sampling(_) => false,
        }
    }
}

/// Something that is decided for everybody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) enum Matter {
    Threshold,
    Form(String),
    /// One field of a tag, by its slot.
    Tag(TagKey, usize),
}

impl Matter {
    /// The matter of a setting of the study; `None` for one that is everybody's own.
    fn of_study(field: &StudyField) -> Option<Self> {
        match field {
            field if !field.is_in_common() => None,
            StudyField::Threshold(_) => Some(Self::Threshold),
            StudyField::Form { name, .. } => Some(Self::Form(name.clone())),
            StudyField::Name(_)
            | StudyField::Settings(_)
            | StudyField::Whose(_)
            | StudyField::Sampling(_) => None,
        }
    }

    /// The matter of a field of a tag; `None` for wording, of which the last word stands whoever said
    /// it.
    fn of_tag(tag: &TagKey, field: &TagField) -> Option<Self> {
        match field {
            TagField::Status(_) | TagField::MergedInto(_) => {
                Some(Self::Tag(tag.clone(), field.slot()))
            }
            TagField::Name(_)
            | TagField::Group(_)
            | TagField::Definition(_)
            | TagField::Include(_)
            | TagField::Exclude(_)
            | TagField::Source(_)
            | TagField::Order(_) => None,
        }
    }

    /// The matter of a change that sets one thing.
    fn of(change: &Change) -> Option<Self> {
        match change {
            Change::StudySet { set, .. } => Self::of_study(set),
            Change::TagSet { tag, set, .. } => {
                let [field] = set.as_slice() else { return None };
                Self::of_tag(tag, field)
            }
            _ => None,
        }
    }
}

/// What was said of one matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Said {
    /// As this study's own journal has it, and since when.
    own: (Change, Option<Stamp>),
    /// What was handed out elsewhere.
    outside: BTreeMap<Stamp, Change>,
}

/// The members of the team, and what was said elsewhere of what is decided for everybody.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Decided {
    pub(super) members: Members,
    matters: BTreeMap<Matter, Said>,
    /// Every text that a form has had in this study's own journal.
    worded: BTreeMap<String, BTreeSet<String>>,
}

impl Decided {
    /// Every matter of which anything was said elsewhere.
    pub(super) fn matters(&self) -> BTreeSet<Matter> {
        self.matters.keys().cloned().collect()
    }

    /// What stands of a matter, and since when.
    fn standing(
        &self,
        matter: &Matter,
        who_may: &dyn Fn(&Change) -> Who,
    ) -> Option<(Change, Option<Stamp>)> {
        let Said { own, outside } = self.matters.get(matter)?;
        let decided = outside.iter().filter(|(at, change)| match who_may(change) {
            Who::Steward => self.members.decides(**at, Way::Shelf),
            Who::Nobody | Who::Author | Who::Anyone | Who::AuthorOrSteward => false,
        });
        let anyones = outside.iter().filter(|(_, change)| who_may(change) == Who::Anyone);
        let of = |(at, change): (&Stamp, &Change)| (change.clone(), Some(*at));
        let (theirs, mine) = match decided.last() {
            Some(last) => {
                (Some(of(last)), own.1.is_some_and(|at| self.members.decides(at, Way::Here)))
            }
            None => (anyones.last().map(of), true),
        };
        let later = |theirs: &(Change, Option<Stamp>)| !mine || own.1 < theirs.1;
        Some(theirs.filter(later).unwrap_or_else(|| own.clone()))
    }

    /// Whether owners and stewards have said something of it elsewhere.
    fn is_decided(&self, matter: &Matter, who_may: &dyn Fn(&Change) -> Who) -> bool {
        let said = self.matters.get(matter).into_iter().flat_map(|said| &said.outside);
        let mut decided = said.filter(|(_, change)| who_may(change) == Who::Steward);
        decided.any(|(at, _)| self.members.decides(*at, Way::Shelf))
    }
}

/// The changes that a change makes to one thing each.
fn one_by_one(change: Change) -> Vec<Change> {
    match change {
        Change::TagSet { tag, set, was: _ } => set
            .into_iter()
            .map(|field| Change::TagSet { tag: tag.clone(), set: vec![field], was: Vec::new() })
            .collect(),
        Change::StudySet { set, was: _ } => {
            vec![Change::StudySet { was: set.clone(), set }]
        }
        other => vec![other],
    }
}

impl Study {
    /// Who is of the team, as far as this study knows.
    pub fn members(&self) -> &Members {
        &self.decided.members
    }

    /// Whether the laptop that this study is seen from decides for the team, or there is none.
    pub fn may_decide(&self) -> bool {
        let members = self.members();
        members.all().is_empty() || members.may_decide(self.own)
    }

    /// Whether there is a team, and the laptop that this study is seen from decides for it.
    pub fn runs_team(&self) -> bool {
        self.members().may_decide(self.own)
    }

    /// Whether this change would say something that the owner and stewards of the team have decided,
    /// on a laptop that is none of theirs: it would count for nothing.
    pub fn is_decided_elsewhere(&self, change: &Change) -> bool {
        let who_may = |change: &Change| self.outside.who_may(change, None);
        let mut matters = one_by_one(change.clone()).into_iter().filter_map(|one| Matter::of(&one));
        !self.may_decide() && matters.any(|matter| self.decided.is_decided(&matter, &who_may))
    }

    /// Whether this setting of the study leaves for the team, since it is chosen by one of those who run
    /// it.
    pub fn decides_for_all(&self, change: &Change) -> bool {
        matches!(change, Change::StudySet { .. })
            && self.members().may_decide(self.own)
            && self.outside.who_may(change, None) == Who::Steward
    }

    /// What this laptop has decided and nobody has decided otherwise since: the threshold and the forms
    /// that stand, each with the time at which it was chosen here.
    pub fn chosen_here(&self) -> Vec<(Stamp, StudyField)> {
        let Register { value, stamp } = self.threshold;
        let threshold = stamp.map(|stamp| (stamp, StudyField::Threshold(value)));
        let forms = self.forms.iter().filter_map(|(name, form)| {
            let set = StudyField::Form { name: name.clone(), text: form.value.clone() };
            Some((form.stamp?, set))
        });
        let here = |(at, set): &(Stamp, StudyField)| {
            set.is_in_common() && !self.is_from_outside(at.device)
        };
        threshold.into_iter().chain(forms).filter(here).collect()
    }

    /// Every text by which a form may have asked here: what this study's own journal ever had, and what
    /// owners and stewards have decided. What one of them promised is kept when another takes its place.
    pub fn texts_of_form(&self, name: &str) -> Vec<&str> {
        let Decided { members, matters, worded } = &self.decided;
        let own = worded.get(name).into_iter().flatten().map(String::as_str);
        let said = matters.get(&Matter::Form(name.to_owned())).map(|said| &said.outside);
        let decided =
            said.into_iter().flatten().filter(|(at, _)| members.decides(**at, Way::Shelf));
        let decided = decided.filter_map(|(_, change)| match change {
            Change::StudySet { set: StudyField::Form { text, .. }, .. } => Some(text.as_str()),
            _ => None,
        });
        own.chain(decided).collect()
    }

    /// Takes in what this study's own journal says of the study as a whole, its tags, or its team.
    pub(super) fn take_for_all(&mut self, change: Change, header: &super::Header) {
        let stamp = header.stamp();
        if let Change::Member { device, card } = change {
            return self.member((stamp, header.way), device, card);
        }
        if let Change::TagSet { tag, .. } = &change {
            self.codebook.enter(tag);
            self.another_version((header.device, header.act));
        }
        if let Change::StudySet { set: StudyField::Form { name, text }, .. } = &change {
            self.decided.worded.entry(name.clone()).or_default().insert(text.clone());
        }
        for rest in self.decide_here(change, stamp) {
            match rest {
                Change::StudySet { set, .. } => self.set(set, stamp),
                Change::TagSet { tag, set, .. } => self.codebook.set(&tag, set, stamp),
                _ => {}
            }
        }
    }

    /// Sets what this study's own journal says of something that may be decided for everybody. What
    /// is everybody's own is given back, as a change of what is left of it.
    fn decide_here(&mut self, change: Change, stamp: Stamp) -> Vec<Change> {
        if self.decided.matters.is_empty() {
            return vec![change];
        }
        let mut rest = Vec::new();
        for one in one_by_one(change) {
            let said = Matter::of(&one).and_then(|matter| {
                let said = self.decided.matters.get_mut(&matter)?;
                Some((matter, said))
            });
            let Some((matter, said)) = said else {
                rest.push(one);
                continue;
            };
            if said.own.1 < Some(stamp) {
                said.own = (one, Some(stamp));
            }
            self.decide(&matter);
        }
        rest
    }

    /// Takes in what was said elsewhere of something that may be decided for everybody; gives back
    /// what is wording.
    pub(super) fn decide_outside(&mut self, change: Change, stamp: Stamp) -> Vec<Change> {
        let mut rest = Vec::new();
        for one in one_by_one(change) {
            let Some(matter) = Matter::of(&one) else {
                rest.push(one);
                continue;
            };
            if !self.decided.matters.contains_key(&matter) {
                let own = self.as_it_stands(&matter, &one);
                let outside = BTreeMap::new();
                self.decided.matters.insert(matter.clone(), Said { own, outside });
            }
            if let Some(said) = self.decided.matters.get_mut(&matter) {
                said.outside.insert(stamp, one);
            }
            self.decide(&matter);
        }
        rest
    }

    /// Takes in what was said of a laptop of the team.
    pub(super) fn member(
        &mut self,
        (stamp, way): (Stamp, Way),
        device: super::DeviceId,
        card: Option<super::Card>,
    ) {
        self.decided.members.take(stamp, way, device, card);
        if self.decides_all_later() {
            return;
        }
        self.decided.matters().iter().for_each(|matter| self.decide(matter));
        self.judge_members();
    }

    /// What a matter holds now, as a change that would set it, and since when.
    fn as_it_stands(&mut self, matter: &Matter, like: &Change) -> (Change, Option<Stamp>) {
        let of_study = |set: StudyField| Change::StudySet { was: set.clone(), set };
        match matter {
            Matter::Threshold => {
                let Register { value, stamp } = self.threshold;
                (of_study(StudyField::Threshold(value)), stamp)
            }
            Matter::Form(name) => {
                let form = self.forms.get(name);
                let text = form.map(|form| form.value.clone()).unwrap_or_default();
                let set = StudyField::Form { name: name.clone(), text };
                (of_study(set), form.and_then(|form| form.stamp))
            }
            Matter::Tag(key, _) => {
                let ix = self.codebook.enter(key);
                let tag = self.codebook.get(ix);
                let Change::TagSet { set, .. } = like else { return (like.clone(), None) };
                let set: Vec<TagField> =
                    tag.iter().flat_map(|tag| set.iter().map(|like| tag.field(like))).collect();
                let since = tag.and_then(|tag| set.first().and_then(|like| tag.set_at(like)));
                (Change::TagSet { tag: key.clone(), set, was: Vec::new() }, since)
            }
        }
    }

    /// Puts in a matter what stands of it.
    pub(super) fn decide(&mut self, matter: &Matter) {
        if self.decides_later(matter) {
            return;
        }
        let who_may = |change: &Change| self.outside.who_may(change, None);
        let Some((change, stamp)) = self.decided.standing(matter, &who_may) else { return };
        match change {
            Change::StudySet { set: StudyField::Threshold(value), .. } => {
                self.threshold = Register { value, stamp };
            }
            Change::StudySet { set: StudyField::Form { name, text }, .. } => {
                if stamp.is_some() {
                    self.forms.insert(name, Register { value: text, stamp });
                } else {
                    self.forms.remove(&name);
                }
            }
            Change::TagSet { tag, set, .. } => {
                for field in set {
                    self.codebook.put(&tag, field, stamp);
                }
            }
            _ => {}
        }
    }
}
