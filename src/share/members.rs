//! Who is of a team, worked out from everything that was said of its laptops, by the rules of
//! [`crate::study::counting`].

use std::collections::BTreeMap;

use super::bytes::{Reader, counted};
use super::team::Member;
use crate::study::{Card, DeviceId, Hybrid, PersonId, Right, SaidOf, Stamp, counting};

/// No laptop says more than this, or it is passed over.
const MOST: usize = 2000;

/// Everything that was said of the laptops of a team: when, by which, of which.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Statements(BTreeMap<(Hybrid, DeviceId, DeviceId), Option<Card>>);

impl Statements {
    /// Takes one in; whether it is new.
    pub(super) fn take(&mut self, of: DeviceId, Member { said, by, card }: Member) -> bool {
        let key = (said, by, of);
        if self.0.contains_key(&key)
            || self.0.keys().filter(|(_, who, _)| *who == by).count() >= MOST
        {
            return false;
        }
        self.0.insert(key, card);
        true
    }

    /// What counts, where `first` began the team. Nobody says anything of the laptop that did.
    pub(super) fn counting(&self, first: DeviceId) -> BTreeMap<DeviceId, Member> {
        let all = self.0.iter().map(|((said, by, of), card)| SaidOf {
            at: Stamp { time: *said, device: *by, seq: 0 },
            of: *of,
            card: card.as_ref(),
        });
        let mut members: BTreeMap<DeviceId, Member> = BTreeMap::new();
        for SaidOf { at, of, card } in counting(all, &|device| device == first) {
            let newer = |known: &Member| (known.said, known.by) < (at.time, at.device);
            if members.get(&of).is_none_or(newer) {
                members.insert(of, Member { said: at.time, by: at.device, card: card.cloned() });
            }
        }
        members
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.0.len() as u32).to_be_bytes());
        for ((said, by, of), card) in &self.0 {
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

    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let mut all = BTreeMap::new();
        for _ in 0..from.u32()? {
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
            all.insert((said, by, of), card);
        }
        Some(Self(all))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OWNER: DeviceId = DeviceId(1);

    fn card(right: Right, until: Option<u64>) -> Option<Card> {
        let (person, verify, recipient) = (PersonId(1), [0; 32], String::new());
        Some(Card { person, verify, recipient, right, until })
    }

    fn said(by: u64, time: u64, card: Option<Card>) -> Member {
        Member { said: Hybrid(time), by: DeviceId(by), card }
    }

    fn right_of(members: &BTreeMap<DeviceId, Member>, device: u64) -> Option<Right> {
        Some(members.get(&DeviceId(device))?.card.as_ref()?.right)
    }

    #[test]
    fn a_steward_who_is_named_after_they_admitted_somebody_had_the_right_all_the_same() {
        // The steward's clock goes behind, and their word came first.
        let mut all = Statements::default();
        all.take(DeviceId(6), said(7, 5, card(Right::Writer, None)));
        assert!(all.counting(OWNER).is_empty());
        all.take(DeviceId(7), said(1, 9, card(Right::Steward, None)));
        assert_eq!(right_of(&all.counting(OWNER), 6), Some(Right::Writer));
        // Shown out later, what they said until then stands, and nothing they say after it.
        all.take(DeviceId(7), said(1, 20, card(Right::Steward, Some(3))));
        all.take(DeviceId(8), said(7, 21, card(Right::Writer, None)));
        let members = all.counting(OWNER);
        assert_eq!((right_of(&members, 6), right_of(&members, 8)), (Some(Right::Writer), None));
    }

    #[test]
    fn a_second_owner_names_stewards_and_no_owner() {
        let mut all = Statements::default();
        all.take(DeviceId(2), said(1, 1, card(Right::Owner, None)));
        all.take(DeviceId(3), said(2, 2, card(Right::Steward, None)));
        all.take(DeviceId(4), said(2, 3, card(Right::Owner, None)));
        all.take(DeviceId(2), said(3, 4, None));
        all.take(OWNER, said(2, 5, None));
        let members = all.counting(OWNER);
        assert_eq!(right_of(&members, 2), Some(Right::Owner));
        assert_eq!(right_of(&members, 3), Some(Right::Steward));
        assert_eq!(right_of(&members, 4), None);
        assert!(!members.contains_key(&OWNER));
    }

    fn statement() -> impl Strategy<Value = (u64, Member)> {
        let right = prop::sample::select(vec![Right::Owner, Right::Steward, Right::Writer]);
        let card = prop::option::of((right, prop::option::of(0u64..3)));
        (1u64..6, 1u64..6, 1u64..30, card).prop_map(|(of, by, time, given)| {
            (of, said(by, time, given.and_then(|(right, until)| card_of(right, until))))
        })
    }

    fn card_of(right: Right, until: Option<u64>) -> Option<Card> {
        card(right, until)
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
                    all.take(DeviceId(*of), member.clone());
                }
                all.counting(OWNER)
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
