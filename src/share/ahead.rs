//! Reading ahead of whoever reads one file after another, where each answer of the shelf is long on its
//! way: several are asked for at a time, in the order in which they will be wanted. What was not foreseen
//! is asked for as ever, so nothing hangs on having foreseen it; a folder is read as if this were not here.

use std::collections::{BTreeMap, VecDeque};

use super::own::number_of;
use super::shelf::{Listing, Name, Shelf, ShelfError};

/// So many answers for each that the shelf gives at a time are held at most: what whoever can write there
/// makes long does not fill the memory.
const WINDOW: usize = 4;

/// How many files of a shelf are asked for together.
pub(super) fn window(shelf: &dyn Shelf) -> usize {
    shelf.at_once().max(1).saturating_mul(WINDOW)
}

/// A shelf that is read ahead.
pub(super) struct Ahead<'a> {
    shelf: &'a dyn Shelf,
    /// What will be wanted, the next first.
    wanted: VecDeque<Name>,
    files: BTreeMap<Name, Result<Option<Vec<u8>>, ShelfError>>,
    lists: BTreeMap<Name, Result<Listing, ShelfError>>,
}

impl<'a> Ahead<'a> {
    pub(super) fn of(shelf: &'a dyn Shelf) -> Self {
        let (wanted, files, lists) = Default::default();
        Self { shelf, wanted, files, lists }
    }

    /// Whether anything is gained by saying what will be wanted.
    pub(super) fn is_worth_it(&self) -> bool {
        self.shelf.at_once() > 1
    }

    /// Lists these together; what is listed in each is given, where it could be.
    pub(super) fn look(&mut self, folders: Vec<Name>) -> Vec<(Name, Vec<Name>)> {
        let listed = self.shelf.list_many(&folders);
        self.lists = folders.into_iter().zip(listed).collect();
        let there = self.lists.iter().filter_map(|(folder, listed)| {
            Some((folder.clone(), listed.as_ref().ok()?.names.clone()))
        });
        there.collect()
    }

    /// Of each of these folders the segments after that number will be wanted, the newest first.
    pub(super) fn foresee(&mut self, after: Vec<(Name, u64)>) {
        let folders = after.iter().map(|(folder, _)| folder.clone()).collect();
        let mut listed: BTreeMap<Name, Vec<Name>> = self.look(folders).into_iter().collect();
        let mut wanted = Vec::new();
        for (folder, seen) in after {
            let new = |name: &Name| number_of(name).is_some_and(|number| number > seen);
            let names = listed.remove(&folder).unwrap_or_default();
            let mut names: Vec<Name> = names.into_iter().filter(new).collect();
            wanted.extend(names.pop());
            wanted.append(&mut names);
        }
        self.want(wanted);
    }

    /// These will be wanted, in this order, and what was said before no more.
    pub(super) fn want(&mut self, names: impl IntoIterator<Item = Name>) {
        self.files.clear();
        self.wanted = names.into_iter().collect();
    }

    /// As [`Shelf::list`].
    pub(super) fn list(&mut self, under: &Name) -> Result<Listing, ShelfError> {
        self.lists.remove(under).unwrap_or_else(|| self.shelf.list(under))
    }

    /// As [`Shelf::get`].
    pub(super) fn get(&mut self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
        if let Some(read) = self.files.remove(name) {
            return read;
        }
        let Some(at) = self.wanted.iter().position(|wanted| wanted == name) else {
            return self.shelf.get(name);
        };
        let end = at.saturating_add(window(self.shelf)).min(self.wanted.len());
        let together: Vec<Name> = self.wanted.drain(at..end).collect();
        let read = self.shelf.get_many(&together);
        self.files = together.into_iter().zip(read).collect();
        self.files.remove(name).unwrap_or_else(|| self.shelf.get(name))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::shelf::memory::Memory;
    use super::*;

    /// A shelf that counts how often it is asked, and how often for one thing by itself.
    struct Far {
        inside: Memory,
        at_once: usize,
        asked: AtomicUsize,
        alone: AtomicUsize,
    }

    impl Shelf for Far {
        fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), ShelfError> {
            self.inside.put(name, bytes)
        }

        fn get(&self, name: &Name) -> Result<Option<Vec<u8>>, ShelfError> {
            self.alone.fetch_add(1, Ordering::Relaxed);
            self.inside.get(name)
        }

        fn list(&self, under: &Name) -> Result<Listing, ShelfError> {
            self.inside.list(under)
        }

        fn delete(&self, name: &Name) -> Result<(), ShelfError> {
            self.inside.delete(name)
        }

        fn at_once(&self) -> usize {
            self.at_once
        }

        fn get_many(&self, names: &[Name]) -> Vec<Result<Option<Vec<u8>>, ShelfError>> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.inside.get_many(names)
        }
    }

    fn name(number: u64) -> Name {
        Name::parse(&format!("seg/a/{number:08}")).unwrap()
    }

    fn far(at_once: usize) -> Far {
        let inside = Memory::sound();
        (1..=100).for_each(|number| inside.put(&name(number), &[number as u8]).unwrap());
        Far { inside, at_once, asked: AtomicUsize::new(0), alone: AtomicUsize::new(0) }
    }

    #[test]
    fn what_is_wanted_in_order_is_asked_for_together_and_comes_as_it_is() {
        let shelf = far(16);
        let mut ahead = Ahead::of(&shelf);
        assert!(ahead.is_worth_it());
        let looked = ahead.look(vec![Name::parse("seg/a").unwrap(), Name::parse("seg/b").unwrap()]);
        assert_eq!(looked[0].1.len(), 100);
        assert_eq!(ahead.list(&looked[0].0).unwrap().names, looked[0].1);
        // The newest first, as a pull does, and some that nobody asks for in the end.
        let order: Vec<u64> = std::iter::once(100).chain(1..100).collect();
        ahead.want(order.iter().map(|number| name(*number)));
        for number in order.into_iter().filter(|number| number % 7 != 0) {
            assert_eq!(ahead.get(&name(number)).unwrap().unwrap(), [number as u8], "{number}");
        }
        assert_eq!(shelf.asked.load(Ordering::Relaxed), 2, "100 in windows of 64");
        assert_eq!(shelf.alone.load(Ordering::Relaxed), 0);
        // What nobody foresaw, and what was passed over, comes all the same.
        assert_eq!(ahead.get(&name(7)).unwrap().unwrap(), [7]);
        assert_eq!(ahead.get(&name(101)).unwrap(), None);
        assert_eq!(ahead.get(&name(50)).unwrap().unwrap(), [50]);
    }

    #[test]
    fn whatever_is_wanted_in_whatever_order_is_what_lies_there() {
        let shelf = far(3);
        let mut state = 7_u64;
        let mut drawn = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..50 {
            let mut ahead = Ahead::of(&shelf);
            let wanted: Vec<Name> = (0..drawn(60)).map(|_| name(drawn(120))).collect();
            ahead.want(wanted);
            for _ in 0..80 {
                let asked = name(drawn(120));
                assert_eq!(
                    ahead.get(&asked).unwrap(),
                    shelf.inside.get(&asked).unwrap(),
                    "{asked}"
                );
            }
        }
    }

    #[test]
    fn a_folder_is_asked_one_by_one_as_ever() {
        let shelf = far(1);
        assert!(!Ahead::of(&shelf).is_worth_it());
        assert!(!Ahead::of(&Memory::sound()).is_worth_it());
    }
}
