//! What leaves this laptop for the team, and as what.
//!
//! The journal never leaves, not a record of it. What leaves is worked out from the study as it
//! stands: [`projected`] is a pure function of the study and the terms, and says everything that the
//! team may have from this person; [`super::ledger`] compares it with what has left. So first words,
//! reasons, undone and superseded things, times of typing and private counts are not filtered out:
//! they are never looked at.
//!
//! A thing leaves if its author wrote it here, it stands, it is of a sort that can leave
//! ([`Exit`]), and its audience was raised to the team or wider since the team exists, or was agreed
//! to again since. What was raised in the last ten minutes waits, so that undo takes it back before
//! anybody saw it.
//!
//! Behind the projection stands a second wall ([`super::wall`]), through which every change passes that
//! is about to be sealed.

use std::collections::{BTreeMap, BTreeSet};

use super::key::Key;
use super::wall::passed;
use crate::analysis::exit::{Exit, Leaves};
use crate::study::{
    Audience, Card, Change, DeviceId, Extras, Fact, FairCopy, Field, Hybrid, Item, Line,
    Observation, ObservationId, PersonId, PersonIx, Record, Round, Said, Sheet, Stamp, Status,
    Study, Subject, TagField, Verdict, Who, who_may,
};

/// How long what was raised waits before it leaves, in milliseconds.
pub const GRACE: i64 = 10 * 60 * 1000;

/// What decides, besides the study, what may leave.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Whose things.
    pub me: PersonId,
    /// Only what was raised after this may leave: when this laptop began the team or joined it.
    pub since: Hybrid,
    /// The time.
    pub now: i64,
    /// How long what was raised waits ([`GRACE`]).
    pub grace: i64,
    /// Whether the definitions of the codebook were agreed to leave.
    pub codebook: bool,
    /// What this laptop says of the laptops of the team, and when it said it.
    pub members: Vec<(DeviceId, Hybrid, Option<Card>)>,
    /// Up to here everything was said long ago, whatever its time says: where the clock of somebody else
    /// has drawn this laptop's own ahead, that is in the future.
    pub settled: Hybrid,
}

/// A change that may leave, with the time that it keeps where others set the same thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaving {
    /// When it was set, for what several people set; otherwise the time at which it leaves is enough.
    pub time: Option<Hybrid>,
    /// The change.
    pub change: Change,
}

impl From<Change> for Leaving {
    fn from(change: Change) -> Self {
        Self { time: None, change }
    }
}

/// Everything that the team may have from this person now, each under its place. `has_left` says
/// whether something of a place has left before and was not taken back: what has, waits no more.
pub fn projected(
    study: &Study,
    terms: &Terms,
    has_left: &dyn Fn(&Key) -> bool,
) -> BTreeMap<Key, Leaving> {
    let Some(me) = study.person_ix(terms.me) else { return BTreeMap::new() };
    let mut out = Out {
        study,
        exit: Exit::new(study, Audience::Team),
        terms,
        me,
        has_left,
        going: BTreeSet::new(),
        leaving: BTreeMap::new(),
    };
    out.find_going();
    out.members();
    out.name();
    out.chosen();
    out.gone();
    out.codebook();
    out.notes();
    out.sheets();
    out.taken_back();
    out.leaving
}

/// What was raised before the team existed and has not been agreed to since: it stays here, and its
/// author is asked once.
pub fn raised_before(study: &Study, me: PersonId, since: Hybrid) -> Vec<Subject> {
    let Some(me) = study.person_ix(me) else { return Vec::new() };
    let before = |stamp: Option<Stamp>| stamp.is_none_or(|stamp| stamp.time <= since);
    let exit = Exit::new(study, Audience::Team);
    let notes = study.all_standing().map(|(_, record)| record);
    let notes = notes
        .filter(|note| is_mine(study, note, me) && exit.note(note) == Leaves::Words)
        .filter(|note| before(note.corrected_at(&Fact::Audience(Audience::Private))))
        .map(|note| Subject::Observation(note.id()));
    let sheets = study.sheets().all_begun();
    let sheets = sheets
        .filter(|sheet| began_here(study, sheet, me) && exit.sheet(sheet) == Leaves::Words)
        .filter(|sheet| before(sheet.put_at(&Field::Audience(Audience::Private))))
        .map(|sheet| Subject::Sheet(sheet.id()));
    notes.chain(sheets).collect()
}

fn is_mine(study: &Study, record: &Record, me: PersonIx) -> bool {
    record.author() == me && study.own_record(record.id()).is_some_and(Record::is_here)
}

fn began_here(study: &Study, sheet: &Sheet, me: PersonIx) -> bool {
    let own = study.own_sheet(sheet.id());
    sheet.author() == me && own.is_some_and(|own| own.sort().is_some())
}

struct Out<'a> {
    study: &'a Study,
    exit: Exit<'a>,
    terms: &'a Terms,
    me: PersonIx,
    has_left: &'a dyn Fn(&Key) -> bool,
    /// My own observations and sheets that leave.
    going: BTreeSet<Subject>,
    leaving: BTreeMap<Key, Leaving>,
}

impl Out<'_> {
    /// Whether what was raised at `stamp` may leave now.
    fn is_due(&self, stamp: Option<Stamp>, key: &Key) -> bool {
        let Some(stamp) = stamp.filter(|stamp| stamp.time > self.terms.since) else { return false };
        let Terms { grace, now, settled, .. } = *self.terms;
        let due = stamp.time.millis().saturating_add(grace);
        grace == 0 || due <= now || stamp.time <= settled || (self.has_left)(key)
    }

    /// Whether another laptop of mine has handed out a note that nobody has changed on this one
    /// since: what stands here may come from an older copy of that laptop.
    fn is_older(&self, id: ObservationId) -> bool {
        let (study, me) = (self.study, self.terms.me);
        study.handed_out_elsewhere(id, me).is_some_and(|there| {
            study.own_record(id).and_then(|own| own.worded_at()).is_none_or(|here| here < there)
        })
    }

    fn find_going(&mut self) {
        let mut going = BTreeSet::new();
        for (_, note) in self.study.all_standing() {
            let raised = note.corrected_at(&Fact::Audience(Audience::Private));
            if is_mine(self.study, note, self.me)
                && self.exit.note(note) == Leaves::Words
                && self.is_due(raised, &Key::Note(note.id()))
                && ((self.has_left)(&Key::Note(note.id())) || !self.is_older(note.id()))
            {
                going.insert(Subject::Observation(note.id()));
            }
        }
        for sheet in self.study.sheets().all_begun() {
            let raised = sheet.put_at(&Field::Audience(Audience::Private));
            if began_here(self.study, sheet, self.me)
                && self.exit.sheet(sheet) == Leaves::Words
                && self.is_due(raised, &Key::Sheet(sheet.id()))
            {
                going.insert(Subject::Sheet(sheet.id()));
            }
        }
        self.going = going;
    }

    /// Whether others have what a link leads to: it leaves, or came from them and was let go so far.
    fn is_known(&self, to: Subject) -> bool {
        match to {
            Subject::Observation(id) => {
                let theirs = |record: &Record| {
                    self.study.own_record(id).is_none_or(|own| !own.is_here())
                        && self.exit.note(record) == Leaves::Words
                };
                self.going.contains(&to) || self.study.get(id).is_some_and(theirs)
            }
            Subject::Sheet(id) => {
                self.going.contains(&to)
                    || self.study.sheets().get(id).is_some_and(|sheet| self.is_others(sheet))
            }
            Subject::Line(id, _) => {
                self.is_known(Subject::Sheet(id)) && self.exit.of(to) == Leaves::Words
            }
        }
    }

    /// Whether a sheet was begun by somebody else and they let it go to the team.
    fn is_others(&self, sheet: &Sheet) -> bool {
        let here = self.study.own_sheet(sheet.id()).is_some_and(|own| own.sort().is_some());
        !here && self.exit.sheet(sheet) == Leaves::Words
    }

    fn add(&mut self, time: Option<Hybrid>, change: Change) {
        let Some(change) = passed(&change) else { return };
        if let Some(key) = Key::of(&change) {
            // What is gone for everybody stays here for good.
            if key.item().is_some_and(|item| self.study.is_gone_for_all(item)) {
                return;
            }
            self.leaving.insert(key, Leaving { time, change });
        }
    }

    /// What this laptop says of others. Once it stands in the study's own journal it leaves with the
    /// time that it has there, so that a right ends at one moment for everybody.
    fn members(&mut self) {
        let (study, terms) = (self.study, self.terms);
        let here = study.members().said_here(study.own_device());
        for (device, said, card) in &terms.members {
            let known = here.get(device).filter(|(_, known)| *known == card.as_ref());
            let said = known.map_or(*said, |(at, _)| *at);
            self.add(Some(said), Change::Member { device: *device, card: card.clone() });
        }
    }

    /// What an owner or a steward has chosen for everybody since there is a team.
    fn chosen(&mut self) {
        let study = self.study;
        if !study.members().may_decide(study.own_device()) {
            return;
        }
        for (at, set) in study.chosen_here() {
            let change = Change::StudySet { was: set.clone(), set };
            if Key::of(&change).is_some_and(|key| self.is_due(Some(at), &key)) {
                self.add(Some(at.time), change);
            }
        }
    }

    /// What an owner or a steward has erased for everybody; never why.
    fn gone(&mut self) {
        let study = self.study;
        if !study.runs_team() {
            return;
        }
        for erasure in study.erasures().iter().filter(|erasure| erasure.is_for_all()) {
            let (what, item, at) = (erasure.what, erasure.item, erasure.at);
            let change = Change::Erased { what, item, reason: String::new(), at };
            self.add(Some(erasure.time()), change);
        }
    }

    fn name(&mut self) {
        let me = self.study.people().get(self.me.0 as usize);
        if let Some(me) = me.filter(|me| !me.pseudonym.is_empty()) {
            let (person, pseudonym) = (me.id, me.pseudonym.clone());
            self.add(None, Change::PersonNamed { person, pseudonym, was: String::new() });
        }
    }

    fn codebook(&mut self) {
        if !self.terms.codebook {
            return;
        }
        let study = self.study;
        let decides = study.members().may_decide(study.own_device());
        for tag in study.codebook().all().iter().filter(|t| t.status() != Status::Provisional) {
            let fields = [
                TagField::Name(String::new()),
                TagField::Group(String::new()),
                TagField::Definition(String::new()),
                TagField::Include(String::new()),
                TagField::Exclude(String::new()),
                TagField::Source(String::new()),
                TagField::Status(Status::Defined),
                TagField::MergedInto(None),
                TagField::Order(0),
            ];
            for like in fields {
                let set = tag.set_at(&like);
                // What others said, they hand out themselves.
                if let Some(set) = set.filter(|set| !study.is_from_outside(set.device)) {
                    let (tag, field) = (tag.key().clone(), tag.field(&like));
                    let change = Change::TagSet { tag, set: vec![field], was: Vec::new() };
                    // What would count nowhere stays here.
                    if decides || who_may(&change, None) == Who::Anyone {
                        self.add(Some(set.time), change);
                    }
                }
            }
        }
    }

    /// What another laptop of mine has handed out and I have lowered, withdrawn or erased here.
    fn taken_back(&mut self) {
        let (study, me) = (self.study, self.terms.me);
        for id in study.said_elsewhere(me) {
            let private = match id {
                Subject::Observation(id) => study.own_record(id).is_some_and(|own| {
                    let erased = study.is_erased(Item::Observation(id));
                    let lowered = own.lowered_at();
                    let later = |there| erased || lowered.is_some_and(|lowered| there < lowered);
                    study.handed_out_elsewhere(id, me).is_some_and(later)
                }),
                Subject::Sheet(id) | Subject::Line(id, _) => {
                    study.stands_elsewhere(id, me)
                        && study.sheets().get(id).is_some_and(|sheet| {
                            let here = sheet.put_at(&Field::Audience(Audience::Private));
                            let chosen = here.is_some_and(|at| !study.is_from_outside(at.device));
                            sheet.audience() == Audience::Private && chosen
                        })
                }
            };
            match id {
                Subject::Observation(observation) if private => {
                    self.add(None, Change::Shared { observation, copy: None });
                }
                Subject::Sheet(id) if private => {
                    self.add(None, Change::Stands { item: Item::Sheet(id), stands: false });
                }
                Subject::Observation(_) | Subject::Sheet(_) | Subject::Line(..) => {}
            }
        }
    }

    fn notes(&mut self) {
        let study = self.study;
        let here = |whose: PersonIx| study.writes_in_it(whose);
        for (_, note) in study.all_standing() {
            // Of most of what colleagues handed out nobody here has said anything.
            if !here(note.author())
                && !note.taggings_as_said().iter().any(|said| here(said.coder))
                && !note.later_as_said().any(|later| here(later.author))
            {
                continue;
            }
            let id = note.id();
            let Some(own) = study.own_record(id) else { continue };
            if self.going.contains(&Subject::Observation(id)) {
                let copy = Some(Box::new(fair_copy(study, own, self.me)));
                self.add(None, Change::Shared { observation: id, copy });
            } else if own.is_here() || self.exit.note(note) != Leaves::Words {
                continue;
            } else {
                self.verdicts(own);
            }
            for later in own.later_as_said() {
                let (item, text, at) = (later.item, later.text.clone(), later.at);
                self.add(None, Change::LaterNoted { observation: id, item, text, at });
            }
        }
    }

    /// What I say of tags on somebody else's observation.
    fn verdicts(&mut self, own: &Record) {
        let me = self.me;
        for tagging in own.taggings_as_said().iter().filter(|tagging| tagging.coder == me) {
            let Some(tag) = self.study.codebook().get(tagging.tag) else { continue };
            if tagging.verdict != Verdict::Unsaid {
                let change = Change::Tagged {
                    observation: own.id(),
                    tag: tag.key().clone(),
                    verdict: tagging.verdict,
                    was: Verdict::Unsaid,
                    codebook: 0,
                };
                self.add(None, change);
            }
        }
    }

    fn sheets(&mut self) {
        let study = self.study;
        for sheet in study.sheets().all_begun() {
            let id = sheet.id();
            let Some(own) = study.own_sheet(id) else { continue };
            let mine = self.going.contains(&Subject::Sheet(id));
            if !mine && !self.is_others(sheet) {
                continue;
            }
            // What I began on another laptop of mine is mine to go on with.
            let as_author = mine || sheet.author() == self.me;
            if let Some(sort) = own.sort().filter(|_| mine) {
                self.add(None, Change::Begun { sheet: id, sort, at: own.at() });
            }
            for field in own.fields() {
                let stays = *field == field.emptied()
                    || !self.exit.field(sheet, field)
                    || matches!(field, Field::Link { to, .. } if !self.is_known(*to));
                if stays {
                    continue;
                }
                let change = Change::Put { sheet: id, set: field.clone(), was: field.emptied() };
                if as_author || self.is_anyones(&change, sheet) {
                    self.add(own.put_at(field).map(|stamp| stamp.time), change);
                }
            }
            for said in own.lines() {
                let mut line = said.line.clone();
                if let Line::Contribution { about, .. } = &mut line {
                    *about = about.filter(|about| self.is_known(*about));
                }
                let change = Change::Said { sheet: id, item: said.item, line, at: said.at };
                if self.exit.line(sheet, &said.line)
                    && self.may_say(sheet, said)
                    && (as_author || self.is_anyones(&change, sheet))
                {
                    self.add(None, change);
                }
            }
        }
    }

    /// Whether a line of a round leaves: what each coder says is theirs, though several may take turns at
    /// one laptop, and a coding that was not handed in by the close stays here. Its notes leave once
    /// the team has each of them, so that every laptop gives each coder the same ones.
    fn may_say(&self, sheet: &Sheet, said: &Said) -> bool {
        let Some(round) = Round::of(sheet) else { return true };
        // A memo or a reason quotes its note, and stays once that has been taken back.
        if said.line.goes_with().is_some_and(|of| !self.is_known(Subject::Observation(of))) {
            return false;
        }
        match &said.line {
            Line::Coded { .. } => {
                said.author == self.me && round.handed_in(self.study, self.me).is_in()
            }
            Line::HandedIn(_) | Line::Contribution { .. } => said.author == self.me,
            Line::Holds(held) => {
                held.iter().all(|subject| self.is_known(*subject))
                    || (self.has_left)(&Key::Line(sheet.id(), said.item))
            }
            Line::Paused
            | Line::Resumed
            | Line::Prompted
            | Line::Met { .. }
            | Line::Carried { .. }
            | Line::Outcome { .. }
            | Line::Moved { .. }
            | Line::Told { .. }
            | Line::Note { .. }
            | Line::Withdrawn { .. }
            | Line::Wording { .. }
            | Line::Settled { .. }
            | Line::Key(_) => true,
        }
    }

    fn is_anyones(&self, change: &Change, sheet: &Sheet) -> bool {
        who_may(change, sheet.sort()) == Who::Anyone
    }
}

/// An observation as its author lets others see it: as it stands now, with the author's own tags.
fn fair_copy(study: &Study, own: &Record, me: PersonIx) -> FairCopy {
    let yes = own.taggings_as_said().iter().filter(|t| t.coder == me && t.verdict == Verdict::Yes);
    let tags = yes.filter_map(|t| Some(study.codebook().get(t.tag)?.key().clone())).collect();
    let observation = Observation {
        id: own.id(),
        text: own.text().to_owned(),
        kind: own.kind(),
        happened_at: own.happened_at(),
        recorded_at: own.recorded_at(),
        setting: own.setting().map(|ix| study.setting_name(ix).to_owned()),
        stance: own.stance(),
        origin: own.origin(),
        source: own.source(),
        extras: Extras::of(|extra| own.extra(extra).map(str::to_owned)),
        tags,
    };
    FairCopy { observation, audience: own.audience(), reworded: own.text() != own.first_text() }
}
