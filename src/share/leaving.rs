//! What would leave next, and what has left: for the person who decides.

use std::collections::BTreeMap;

use super::boundary::{Leaving, Terms, projected, raised_before};
use super::key::Key;
use super::ledger::Ledger;
use super::own::Own;
use super::shelf::Shelf;
use super::{ShareError, Team};
use crate::study::{
    Audience, Change, Content, Entry, Fact, Field, Header, Item, ItemId, Moment, PersonId, Purpose,
    Study, Subject, Way,
};

/// What has left this laptop, and what has not.
#[derive(Clone, Debug, Default)]
pub struct Out {
    /// Observations and sheets that the team has from here.
    pub shared: (usize, usize),
    /// What the next exchange hands out.
    pub next: Vec<Change>,
    /// What was raised a moment ago and waits, so that undo takes it back before anybody saw it.
    pub waiting: Vec<Subject>,
    /// What was raised before the team existed, and nobody has agreed since that it may leave.
    pub before: Vec<Subject>,
    /// What was written here and those who run the team have erased for everybody else.
    pub gone: Vec<Item>,
}

/// Looks at what has left and what would; nothing is sealed or written.
///
/// # Errors
/// Where what was handed out cannot be read.
pub fn leaving(
    team: &Team,
    out: &dyn Shelf,
    study: &Study,
    terms: &Terms,
) -> Result<Out, ShareError> {
    let ledger = match team.newest_epoch() {
        Some(_) => Own::read(team, out, None)?.ledger(),
        None => Ledger::default(),
    };
    let has_left = |key: &Key| ledger.has_left(key);
    let due = projected(study, terms, &has_left);
    let soon = projected(study, &Terms { grace: 0, ..terms.clone() }, &has_left);
    let waiting = soon.keys().filter(|key| !due.contains_key(key)).filter_map(whole).collect();
    let mut number = 0;
    let mut fresh = || {
        number += 1;
        ItemId(number)
    };
    let erased = |item| study.is_erased(item);
    let owed = ledger.owed(&due, &erased, &mut fresh, Moment::new(terms.now, 0));
    Ok(Out {
        shared: ledger.shared(),
        next: owed.into_iter().map(|leaving| leaving.change).collect(),
        waiting,
        before: raised_before(study, terms.me, terms.since),
        gone: study.gone_for_others(terms.me),
    })
}

fn whole(key: &Key) -> Option<Subject> {
    match key {
        Key::Note(id) => Some(Subject::Observation(*id)),
        Key::Sheet(id) => Some(Subject::Sheet(*id)),
        _ => None,
    }
}

/// Exactly what goes with one thing, once it goes: as if it had been raised long enough ago and since
/// the team exists.
pub fn content(study: &Study, terms: &Terms, of: Subject) -> Vec<Change> {
    let terms = Terms { grace: 0, since: Default::default(), ..terms.clone() };
    let all: BTreeMap<Key, Leaving> = projected(study, &terms, &|_| false);
    let its = |key: &Key| key.subject() == Some(of);
    all.into_iter().filter(|(key, _)| its(key)).map(|(_, leaving)| leaving.change).collect()
}

/// Exactly what would go with each of these once it is raised so far: nothing is changed, a copy of the
/// study is asked.
pub fn would_go(
    study: &Study,
    terms: &Terms,
    subjects: &[Subject],
    to: Audience,
) -> Vec<(Subject, Vec<Change>)> {
    let mut raised = study.clone();
    for (nth, subject) in (0..).zip(subjects) {
        let change = match *subject {
            Subject::Observation(observation) => {
                let (set, was) = (Fact::Audience(to), Fact::Audience(Audience::Private));
                Change::Corrected { observation, set, was }
            }
            Subject::Sheet(sheet) | Subject::Line(sheet, _) => {
                let (set, was) = (Field::Audience(to), Field::Audience(Audience::Private));
                Change::Put { sheet, set, was }
            }
        };
        // No entry of any study has such a number.
        let seq = u64::MAX - nth;
        let time = raised.latest().next(terms.now);
        let header = Header {
            device: study.own_device(),
            way: Way::Here,
            seq,
            time,
            author: terms.me,
            act: seq,
            purpose: Purpose::Do,
        };
        raised.apply(Entry { header, content: Content::Known(change) });
    }
    let goes = |subject: &Subject| (*subject, content(&raised, terms, *subject));
    subjects.iter().map(goes).collect()
}

impl Terms {
    /// Terms under which whatever was raised goes: for showing what it would be.
    pub fn to_show(me: PersonId, now: i64) -> Self {
        let (since, settled) = Default::default();
        Self { me, since, now, grace: 0, codebook: false, members: Vec::new(), settled }
    }
}
