//! Who is of a team, worked out from everything that was said of its laptops, by the rules of
//! [`crate::study::counting`].

use std::collections::{BTreeMap, BTreeSet};

use super::bytes::{Reader, counted};
use super::seal::Laptop;
use super::team::Member;
use crate::study::{Card, DeviceId, Hybrid, PersonId, Right, SaidOf, Stamp, counting};

/// No laptop says more than this, or it is passed over.
const MOST: usize = 2000;

/// Everything that was said of the laptops of a team: when, by which, of which; and as which of what that
/// one handed out, 0 for what was said here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Statements(BTreeMap<(Hybrid, DeviceId, DeviceId), (u64, Option<Card>)>);

impl Statements {
    /// Takes one in; whether it is new.
    pub(super) fn take(
        &mut self,
        of: DeviceId,
        Member { said, by, card }: Member,
        number: u64,
    ) -> bool {
        let key = (said, by, of);
        if self.0.contains_key(&key)
            || self.0.keys().filter(|(_, who, _)| *who == by).count() >= MOST
        {
            return false;
        }
        self.0.insert(key, (number, card));
        true
    }

    fn counted(&self, first: &Laptop) -> Vec<SaidOf<'_>> {
        let all = self.0.iter().map(|((said, by, of), (number, card))| SaidOf {
            at: Stamp { time: *said, device: *by, seq: *number },
            of: *of,
            card: card.as_ref(),
        });
        counting(all, &BTreeMap::from([(first.device, first.person)]))
    }

    /// How many removals count: each once, however often it was said.
    pub(super) fn removals(&self, first: &Laptop) -> u64 {
        let counted = self.counted(first);
        let cards = counted.iter().filter_map(|one| Some((one.of, one.card?)));
        let removed = cards.filter(|(_, card)| card.until.is_some());
        let each: BTreeSet<_> = removed.map(|(of, card)| (of, card.verify, card.until)).collect();
        each.len() as u64
    }

    /// What counts, where `first` began the team. Nobody says anything of the laptop that did.
    pub(super) fn counting(&self, first: &Laptop) -> BTreeMap<DeviceId, Member> {
        let mut members: BTreeMap<DeviceId, Member> = BTreeMap::new();
        for SaidOf { at, of, card } in self.counted(first) {
            let newer = |known: &Member| (known.said, known.by) < (at.time, at.device);
            if members.get(&of).is_none_or(newer) {
                members.insert(of, Member { said: at.time, by: at.device, card: card.cloned() });
            }
        }
        members
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.0.len() as u32).to_be_bytes());
        for ((said, by, of), (number, card)) in &self.0 {
            out.extend_from_slice(&number.to_be_bytes());
            out.extend_from_slice(&of.0.to_be_bytes());
            out.extend_from_slice(&said.0.to_be_bytes());
            out.extend_from_slice(&by.0.to_be_bytes());
            out.push(u8::from(card.is_some()));
            if let Some(Card { person, verify, recipient, right, until }) = card {
                out.extend_from_slice(&person.0.to_be_bytes());
                out.extend_from_slice(verify);
                counted(out, recipient.as_bytes());
                out.push(match right {
                    Right::Owner => 0,
                    Right::Steward => 1,
                    Right::Coder => 2,
                    Right::Writer => 3,
                });
                out.extend_from_slice(&until.unwrap_or(u64::MAX).to_be_bytes());
            }
        }
    }

    /// Reads them; `older` bytes say no numbers.
    pub(super) fn read(from: &mut Reader<'_>, older: bool) -> Option<Self> {
        let mut all = BTreeMap::new();
        for _ in 0..from.u32()? {
            let number = if older { 0 } else { from.u64()? };
            let of = DeviceId(from.u64()?);
            let said = Hybrid(from.u64()?);
            let by = DeviceId(from.u64()?);
            let card = match from.array::<1>()? {
                [1] => {
                    let person = PersonId(from.u128()?);
                    let verify = from.array()?;
                    let recipient = from.text()?.to_owned();
                    let right = match from.array::<1>()? {
                        [0] => Right::Owner,
                        [1] => Right::Steward,
                        [2] => Right::Coder,
                        _ => Right::Writer,
                    };
                    let until = Some(from.u64()?).filter(|until| *until != u64::MAX);
                    Some(Card { person, verify, recipient, right, until })
                }
                _ => None,
            };
            all.insert((said, by, of), (number, card));
        }
        Some(Self(all))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OWNER: DeviceId = DeviceId(1);

    fn first() -> Laptop {
        let (person, verify, recipient) = (PersonId(1), [1; 32], String::new());
        Laptop { device: OWNER, person, verify, recipient }
    }

    /// The card of somebody, by the keys of one of their laptops.
    fn whose(person: u64, keys: u8, right: Right, until: Option<u64>) -> Option<Card> {
        let (person, verify, recipient) = (PersonId(person.into()), [keys; 32], String::new());
        Some(Card { person, verify, recipient, right, until })
    }

    fn said(by: u64, time: u64, card: Option<Card>) -> Member {
        Member { said: Hybrid(time), by: DeviceId(by), card }
    }

    /// What was said of a laptop, each of which has its own person.
    fn takes(all: &mut Statements, of: u64, (by, time): (u64, u64), given: (Right, Option<u64>)) {
        all.take(DeviceId(of), said(by, time, whose(of, of as u8, given.0, given.1)), 0);
    }

    fn right_of(members: &BTreeMap<DeviceId, Member>, device: u64) -> Option<Right> {
        Some(members.get(&DeviceId(device))?.card.as_ref()?.right)
    }

    #[test]
    fn a_steward_who_is_named_after_they_admitted_somebody_had_the_right_all_the_same() {
        // The steward's clock goes behind, and their word came first.
        let mut all = Statements::default();
        takes(&mut all, 6, (7, 5), (Right::Writer, None));
        assert!(all.counting(&first()).is_empty());
        takes(&mut all, 7, (1, 9), (Right::Steward, None));
        assert_eq!(right_of(&all.counting(&first()), 6), Some(Right::Writer));
        // Shown out later, what they said until then stands, and nothing they say after it.
        takes(&mut all, 7, (1, 20), (Right::Steward, Some(3)));
        takes(&mut all, 8, (7, 21), (Right::Writer, None));
        let members = all.counting(&first());
        assert_eq!((right_of(&members, 6), right_of(&members, 8)), (Some(Right::Writer), None));
        // Nor what they hand out after it, whatever time they write on it.
        all.take(DeviceId(9), said(7, 15, whose(9, 9, Right::Writer, None)), 4);
        assert_eq!(right_of(&all.counting(&first()), 9), None);
        all.take(DeviceId(9), said(7, 16, whose(9, 9, Right::Writer, None)), 3);
        assert_eq!(right_of(&all.counting(&first()), 9), Some(Right::Writer));
    }

    #[test]
    fn a_second_owner_names_stewards_and_no_owner() {
        let mut all = Statements::default();
        takes(&mut all, 2, (1, 1), (Right::Owner, None));
        takes(&mut all, 3, (2, 2), (Right::Steward, None));
        takes(&mut all, 4, (2, 3), (Right::Owner, None));
        all.take(DeviceId(2), said(3, 4, None), 0);
        all.take(OWNER, said(2, 5, None), 0);
        let members = all.counting(&first());
        assert_eq!(right_of(&members, 2), Some(Right::Owner));
        assert_eq!(right_of(&members, 3), Some(Right::Steward));
        assert_eq!(right_of(&members, 4), None);
        assert!(!members.contains_key(&OWNER));
    }

    /// A steward admits whom nobody knows. In whose name a laptop writes, of somebody or with keys that
    /// the team knows already, is no steward's to say, whatever time they write on it.
    #[test]
    fn no_steward_gives_a_colleagues_name_to_a_laptop_or_other_keys_to_a_colleagues() {
        let mut all = Statements::default();
        takes(&mut all, 7, (1, 10), (Right::Steward, None));
        takes(&mut all, 8, (1, 11), (Right::Steward, None));
        takes(&mut all, 3, (1, 20), (Right::Writer, None));
        takes(&mut all, 4, (8, 21), (Right::Writer, None));
        let honest = all.counting(&first());
        let lies = [
            // A laptop of the steward's own is the owner's, a steward's, a writer's.
            (9, whose(1, 66, Right::Writer, None)),
            (9, whose(8, 66, Right::Writer, None)),
            (9, whose(3, 66, Right::Writer, None)),
            // A writer's laptop has the steward's keys, or is somebody else's.
            (3, whose(3, 66, Right::Writer, None)),
            (3, whose(9, 3, Right::Writer, None)),
            // So it is said in showing it out, which would be its last card.
            (3, whose(3, 66, Right::Writer, Some(0))),
        ];
        for time in [5, 12, 30] {
            for (of, card) in &lies {
                let mut told = all.clone();
                told.take(DeviceId(*of), said(7, time, card.clone()), 0);
                assert_eq!(told.counting(&first()), honest, "{of} {card:?}");
                // The owner may say all of that.
                told.take(DeviceId(*of), said(1, 40, card.clone()), 0);
                let card = card.as_ref().filter(|card| card.person != PersonId(9)).cloned();
                if card.is_some() {
                    let members = told.counting(&first());
                    assert_eq!(members[&DeviceId(*of)].card, card, "{of}");
                }
            }
        }
        // What nobody has said before a steward may: the right, and that it is out.
        takes(&mut all, 3, (7, 50), (Right::Coder, None));
        assert_eq!(right_of(&all.counting(&first()), 3), Some(Right::Coder));
        takes(&mut all, 3, (7, 51), (Right::Coder, Some(5)));
        assert_eq!(all.removals(&first()), 1);
        takes(&mut all, 3, (7, 52), (Right::Coder, Some(5)));
        assert_eq!(all.removals(&first()), 1, "said twice, it is one");
        takes(&mut all, 5, (7, 53), (Right::Writer, None));
        assert_eq!(right_of(&all.counting(&first()), 5), Some(Right::Writer));
    }

    fn statement() -> impl Strategy<Value = (u64, Member)> {
        let right = prop::sample::select(vec![Right::Owner, Right::Steward, Right::Writer]);
        let card = prop::option::of((right, prop::option::of(0u64..3), 1u64..6, 1u8..3));
        (1u64..6, 1u64..6, 1u64..30, card).prop_map(|(of, by, time, given)| {
            let card = given.and_then(|(right, until, person, keys)| {
                // Mostly their own, so that something counts.
                let person = if keys == 1 { of } else { person };
                whose(person, keys, right, until)
            });
            (of, said(by, time, card))
        })
    }

    proptest! {
        #[test]
        fn who_is_of_a_team_does_not_hang_on_what_came_first(
            mut said in prop::collection::vec(statement(), 0..20),
            turn in 0usize..20,
        ) {
            // One word of one laptop about another at one time.
            said.sort_by_key(|(of, member)| (member.said, member.by, *of));
            said.dedup_by_key(|(of, member)| (member.said, member.by, *of));
            let folded = |said: &[(u64, Member)]| {
                let mut all = Statements::default();
                for (of, member) in said {
                    all.take(DeviceId(*of), member.clone(), 0);
                }
                all.counting(&first())
            };
            let once = folded(&said);
            let by = turn % said.len().max(1);
            said.rotate_left(by);
            prop_assert_eq!(&once, &folded(&said));
            said.reverse();
            prop_assert_eq!(&once, &folded(&said));
            prop_assert!(!once.contains_key(&OWNER));
        }
    }
}
