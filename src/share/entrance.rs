//! Whom the name of somebody who asks is sealed to besides whoever began the team: who has a key of it,
//! so that stewards read it too. It is signed by whoever began the team, whose key the six words vouch
//! for; of others, somebody who asks knows nothing yet.

use super::bytes::{Reader, counted};
use super::seal::{Epoch, Secrets, TeamId, is_signed};

const DOOR: &[u8] = b"asdone door 1\n";

/// The recipient of one key of a team.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entrance {
    /// Which key, counted from 1.
    pub(super) number: u32,
    /// The `age` recipient.
    pub(super) recipient: String,
}

impl Entrance {
    /// The bytes that lie on the shelf.
    pub(super) fn write(team: TeamId, secrets: &Secrets, epoch: &Epoch) -> Vec<u8> {
        let mut bytes = DOOR.to_vec();
        bytes.extend_from_slice(&team.0);
        bytes.extend_from_slice(&epoch.number.to_be_bytes());
        counted(&mut bytes, epoch.recipient().as_bytes());
        let signature = secrets.sign(&bytes);
        bytes.extend_from_slice(&signature);
        bytes
    }

    /// Reads one of a team; `None` where it is none, or is not signed with this key.
    pub(super) fn read(bytes: &[u8], team: TeamId, verify: &[u8; 32]) -> Option<Self> {
        let (signed, signature) = bytes.split_last_chunk::<64>()?;
        let mut from = Reader(signed);
        from.magic(DOOR)?;
        if from.array()? != team.0 || !is_signed(verify, signed, signature) {
            return None;
        }
        let number = from.u32()?;
        let recipient = from.text()?.to_owned();
        from.end()?;
        Some(Self { number, recipient })
    }
}

#[cfg(test)]
mod tests {
    use super::super::seal::Asking;
    use super::super::seal::Genesis;
    use super::*;
    use crate::study::{DeviceId, PersonId};

    #[test]
    fn an_entrance_is_its_owners_alone_and_who_has_its_key_reads_who_asks() {
        let (owner, other) = (Secrets::fresh().unwrap(), Secrets::fresh().unwrap());
        let (mine, theirs) =
            (owner.laptop(DeviceId(1), PersonId(1)), other.laptop(DeviceId(2), PersonId(2)));
        let genesis = Genesis::begin(mine.clone(), &owner).unwrap();
        let (team, epoch) = (genesis.team(), Epoch::fresh(3));
        let bytes = Entrance::write(team, &owner, &epoch);
        let door = Entrance::read(&bytes, team, &mine.verify).unwrap();
        assert_eq!(door, Entrance { number: 3, recipient: epoch.recipient() });
        assert_eq!(Entrance::read(&bytes, team, &theirs.verify), None, "not signed by them");
        assert_eq!(Entrance::read(&bytes, TeamId([9; 32]), &mine.verify), None, "of another team");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(Entrance::read(&changed, team, &mine.verify), None, "byte {at}");
            assert_eq!(Entrance::read(&bytes[..at], team, &mine.verify), None, "cut at {at}");
        }
        let to = [door.recipient.as_str()];
        let asks = Asking::write(&genesis, &theirs, ("wren", &to), &other).unwrap();
        let asking = Asking::read(&asks, team).unwrap();
        let steward = Secrets::fresh().unwrap();
        assert_eq!(asking.pseudonym(&steward, &[Epoch::fresh(1)]), None);
        let epochs = [Epoch::fresh(1), epoch, Epoch::fresh(4)];
        assert_eq!(asking.pseudonym(&steward, &epochs).as_deref(), Some("wren"));
        assert_eq!(asking.pseudonym(&owner, &[]).as_deref(), Some("wren"));
    }
}
