//! The settings named anywhere in a study, in words of its own.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{SettingIx, Stamp};

/// Every setting named anywhere, each once. A row's number tells nothing but where it stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Places {
    names: Vec<String>,
    #[serde(skip)]
    by_name: HashMap<String, SettingIx>,
    /// Of each the first entry that named it, and its place among the names in that entry.
    first: Vec<(Stamp, u32)>,
}

impl Places {
    /// The same with what follows from the names, which is not written down.
    pub(super) fn restored(mut self) -> Self {
        let rows = self.names.iter().zip(0..);
        self.by_name = rows.map(|(name, row)| (name.clone(), SettingIx(row))).collect();
        self
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn ix(&self, name: &str) -> Option<SettingIx> {
        self.by_name.get(name).copied()
    }

    /// Takes in a name, the `nth` that the entry at `stamp` has.
    pub(super) fn enter(&mut self, name: &str, stamp: Stamp, nth: u32) {
        let key = (stamp, nth);
        match self.ix(name).and_then(|ix| self.first.get_mut(ix.0 as usize)) {
            Some(first) => *first = key.min(*first),
            None => {
                let ix = SettingIx(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
                self.names.push(name.to_owned());
                self.by_name.insert(name.to_owned(), ix);
                self.first.push(key);
            }
        }
    }

    /// The names in the order in which they were first used.
    pub(super) fn by_first_use(&self) -> Vec<&String> {
        let mut rows: Vec<(&(Stamp, u32), &String)> = self.first.iter().zip(&self.names).collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, name)| name).collect()
    }
}
