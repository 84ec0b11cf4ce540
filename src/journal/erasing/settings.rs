//! Settings that came into the study with a note that is erased: their names are words of the note.
//!
//! A name that was typed in a note is offered from then on, so it stands in every later list of
//! settings. Where nothing else is in that setting, the lists that hold it lose their content like the
//! note itself, and one more list without it is written ([`Change::settings_left`]), which does not
//! say what went.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::super::store::Store;
use super::super::{JournalError, codec};
use super::Tombs;
use crate::study::{Change, Content, DeviceId, Item, Purpose, Stamp, StudyField, Way};

/// One list of settings, and what it was before.
struct List {
    stamp: Stamp,
    act: (DeviceId, u64),
    purpose: Purpose,
    set: Vec<String>,
    was: Vec<String>,
}

/// The list of settings without the names that only `tombstones` take with them; `None` where they
/// take none.
pub(super) fn left(
    store: &dyn Store,
    tombs: &Tombs,
    tombstones: &[Change],
) -> Result<Option<Change>, JournalError> {
    let erased: Vec<Item> = tombstones
        .iter()
        .filter_map(|change| match change {
            Change::Erased { what, .. } => Some(*what),
            _ => None,
        })
        .collect();
    let goes = |change: &Change| erased.iter().any(|what| change.is_content_of(*what));
    let (mut acts, mut lists) = (HashSet::new(), Vec::new());
    each(store, |header, change| {
        let act = (header.device, header.act);
        if goes(&change) && change.names_setting().is_some() {
            acts.insert(act);
        }
        if let Change::StudySet { set: StudyField::Settings(set), was: StudyField::Settings(was) } =
            change
        {
            let (stamp, purpose) = (header.stamp(), header.purpose);
            lists.push(List { stamp, act, purpose, set, was });
        }
    })?;
    let mut came: HashSet<String> = HashSet::new();
    for list in lists.iter().filter(|list| acts.contains(&list.act)) {
        came.extend(list.set.iter().filter(|name| !list.was.contains(name)).cloned());
    }
    // Nobody's words: somebody put it on the list for itself. (Undo and redo of the note do not.)
    let others = lists.iter().filter(|list| list.purpose == Purpose::Do);
    let others = others.filter(|list| !acts.contains(&list.act));
    for list in others {
        list.set.iter().filter(|name| !list.was.contains(name)).for_each(|name| {
            came.remove(name);
        });
    }
    if came.is_empty() {
        return Ok(None);
    }
    each(store, |_, change| {
        if !goes(&change)
            && !tombs.cover(&change)
            && let Some(name) = change.names_setting()
        {
            came.remove(name);
        }
    })?;
    let now = lists.into_iter().max_by_key(|list| list.stamp).map(|list| list.set);
    let mut set = now.unwrap_or_default();
    set.retain(|name| !came.contains(name));
    let set = StudyField::Settings(set);
    Ok((!came.is_empty()).then(|| Change::StudySet { was: set.clone(), set }))
}

fn each(
    store: &dyn Store,
    mut take: impl FnMut(&crate::study::Header, Change),
) -> Result<(), JournalError> {
    store.read(0..u64::MAX, &mut |_, record| {
        let entry = codec::look(record).map(codec::Sight::entry);
        // What others offer for a choice holds no name in this study.
        if let Some(entry) = entry.filter(|entry| entry.header.way == Way::Here)
            && let Content::Known(change) = entry.content
        {
            take(&entry.header, change);
        }
        ControlFlow::Continue(())
    })
}
