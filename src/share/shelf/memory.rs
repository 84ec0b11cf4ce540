//! A shelf in memory on which things go wrong, the same ones each time for one seed: for trying out
//! what file servers and programs that copy folders do to those who rely on them.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Listing, Name, Shelf, ShelfError};

#[derive(Debug, Default)]
struct Inside {
    files: BTreeMap<Name, Vec<u8>>,
    /// Everything that was ever put, for asking what somebody could have kept.
    ever: BTreeMap<Name, Vec<u8>>,
    state: u64,
    /// One in how many calls goes wrong; 0 for none.
    one_in: u64,
}

impl Inside {
    fn drawn(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    fn goes_wrong(&mut self) -> bool {
        self.one_in > 0 && self.drawn().is_multiple_of(self.one_in)
    }
}

/// A shelf in memory; clones are the same shelf.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Inside>>);

impl Memory {
    /// One on which nothing goes wrong.
    pub fn sound() -> Self {
        Self::default()
    }

    /// One on which one call in `one_in` goes wrong, as the seed has it.
    pub fn faulty(seed: u64, one_in: u64) -> Self {
        let state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        Self(Arc::new(Mutex::new(Inside { state, one_in, ..Inside::default() })))
    }

    /// From now on nothing goes wrong.
    pub fn calm(&self) {
        self.inside().one_in = 0;
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that lies there.
    pub fn files(&self) -> BTreeMap<Name, Vec<u8>> {
        self.inside().files.clone()
    }

    /// Everything that ever lay there.
    pub fn ever(&self) -> BTreeMap<Name, Vec<u8>> {
        self.inside().ever.clone()
    }

    /// Puts bytes there as somebody would who can write to the folder.
    pub fn plant(&self, name: &Name, bytes: &[u8]) {
        self.inside().files.insert(name.clone(), bytes.to_vec());
    }

    /// Takes a file away as somebody would who can write to the folder.
    pub fn steal(&self, name: &Name) -> Option<Vec<u8>> {
        self.inside().files.remove(name)
    }
}

fn failed(doing: &'static str, name: &Name) -> ShelfError {
    let source = io::Error::other("the network is away");
    ShelfError::Io { doing, name: name.clone(), source }
}

impl Shelf for Memory {
    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShelfError> {
        let mut inside = self.inside();
        let wrong = inside.goes_wrong();
        let how = if wrong { inside.drawn() % 3 } else { 3 };
        if let Some(there) = inside.files.get(name)
            && !bytes.starts_with(there)
        {
            return Err(ShelfError::Taken { name: name.clone() });
        }
        let kept = match how {
            // Nothing arrived, or a beginning of it.
            0 => return Err(failed("write", name)),
            1 => {
                let at = (inside.drawn() as usize) % (bytes.len() + 1);
                bytes.get(..at).unwrap_or_default()
            }
            // It arrived and nobody was told, or all went well.
            _ => bytes,
        };
        let longer = inside.files.get(name).is_none_or(|there| there.len() < kept.len());
        if longer {
            inside.files.insert(name.clone(), kept.to_vec());
            inside.ever.insert(name.clone(), bytes.to_vec());
        }
        if wrong { Err(failed("write", name)) } else { Ok(()) }
    }

    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
        let mut inside = self.inside();
        let there = inside.files.get(name).cloned();
        if !inside.goes_wrong() {
            return Ok(there);
        }
        match (inside.drawn() % 3, there) {
            (0, _) => Err(failed("read", name)),
            (1, Some(mut there)) => {
                let at = (inside.drawn() as usize) % (there.len() + 1);
                there.truncate(at);
                Ok(Some(there))
            }
            _ => Ok(None),
        }
    }

    fn list(&self, under: &Name) -> Result<Listing, ShelfError> {
        let mut inside = self.inside();
        if inside.goes_wrong() && inside.drawn().is_multiple_of(2) {
            return Err(failed("list", under));
        }
        let prefix = format!("{under}/");
        let mut names: Vec<Name> = Vec::new();
        for name in inside.files.keys() {
            let below = name.as_str().strip_prefix(&prefix);
            let part = below.and_then(|below| below.split('/').next());
            if let Some(name) = part.and_then(|part| under.join(part))
                && names.last() != Some(&name)
            {
                names.push(name);
            }
        }
        if inside.one_in > 0 {
            names.retain(|_| !inside.goes_wrong());
        }
        Ok(Listing { names, others: 0 })
    }

    fn delete(&self, name: &Name) -> Result<(), ShelfError> {
        let mut inside = self.inside();
        if inside.goes_wrong() {
            return Err(failed("remove", name));
        }
        inside.files.remove(name);
        Ok(())
    }
}
