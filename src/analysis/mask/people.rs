//! From how many people a count comes. A dozen notes that one person wrote tell of that person,
//! however many there are.

use crate::study::PersonIx;

/// The most people that are told apart; from here on there are enough for any policy.
pub(super) const ENOUGH: usize = 5;

/// A count with the people behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heads {
    count: u64,
    who: [Option<PersonIx>; ENOUGH],
    /// Whether it is known who is behind it.
    known: bool,
}

impl Default for Heads {
    fn default() -> Self {
        Self { count: 0, who: [None; ENOUGH], known: true }
    }
}

impl From<u64> for Heads {
    /// A count of which nobody knows from whom it comes.
    fn from(count: u64) -> Self {
        Self { count, who: [None; ENOUGH], known: false }
    }
}

impl From<usize> for Heads {
    fn from(count: usize) -> Self {
        Self::from(count as u64)
    }
}

impl Heads {
    /// Counts one more, which comes from `person`.
    pub fn add(&mut self, person: PersonIx) {
        self.count += 1;
        self.note(person);
    }

    /// Counts what another counted as well.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.known &= other.known;
        other.who.iter().flatten().for_each(|person| self.note(*person));
    }

    fn note(&mut self, person: PersonIx) {
        for place in &mut self.who {
            match place {
                Some(known) if *known == person => return,
                Some(_) => {}
                None => {
                    *place = Some(person);
                    return;
                }
            }
        }
    }

    /// How many there are.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// From how many people they come, five at most; `None` where that is not known.
    pub fn people(&self) -> Option<u32> {
        self.known.then(|| self.who.iter().flatten().count() as u32)
    }
}

impl<'a> FromIterator<&'a Heads> for Heads {
    fn from_iter<I: IntoIterator<Item = &'a Heads>>(all: I) -> Self {
        let mut sum = Self::default();
        all.into_iter().for_each(|heads| sum.merge(heads));
        sum
    }
}

impl FromIterator<PersonIx> for Heads {
    fn from_iter<I: IntoIterator<Item = PersonIx>>(all: I) -> Self {
        let mut sum = Self::default();
        all.into_iter().for_each(|person| sum.add(person));
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_apart_up_to_enough() {
        let mut heads = Heads::default();
        for person in [7, 7, 2, 7, 2] {
            heads.add(PersonIx(person));
        }
        assert_eq!((heads.count(), heads.people()), (5, Some(2)));
        let many: Heads = (0..9).map(PersonIx).collect();
        heads.merge(&many);
        assert_eq!((heads.count(), heads.people()), (14, Some(ENOUGH as u32)));
        heads.merge(&Heads::from(3u64));
        assert_eq!((heads.count(), heads.people()), (17, None));
    }
}
