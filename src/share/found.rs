//! What an exchange found that people have to settle by talking, and that nothing but an exchange can
//! tell: kept with what the laptop knows of its team, so that it is said until it is settled.

use super::bytes::{Reader, counted};
use crate::study::DeviceId;

/// No more of them are kept: whoever can write the shared folder could make any number.
const MOST: usize = 256;

/// Something that the last exchange found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// This laptop hands out as one with another.
    UsedTwice,
    /// Two laptops hand out as this one.
    Twice {
        /// Under its number.
        device: DeviceId,
    },
    /// The clock of a laptop is far ahead, so that what was written by it waits.
    Clock {
        /// Whose clock.
        device: DeviceId,
        /// How far, in words.
        far: String,
        /// How many entries wait.
        waiting: u64,
    },
}

impl Found {
    pub(super) fn write_all(all: &[Self], out: &mut Vec<u8>) {
        let kept = all.iter().take(MOST);
        out.extend_from_slice(&(kept.len() as u32).to_be_bytes());
        for one in kept {
            match one {
                Self::UsedTwice => out.push(0),
                Self::Twice { device } => {
                    out.push(1);
                    out.extend_from_slice(&device.0.to_be_bytes());
                }
                Self::Clock { device, far, waiting } => {
                    out.push(2);
                    out.extend_from_slice(&device.0.to_be_bytes());
                    counted(out, far.as_bytes());
                    out.extend_from_slice(&waiting.to_be_bytes());
                }
            }
        }
    }

    pub(super) fn read_all(from: &mut Reader<'_>) -> Option<Vec<Self>> {
        let mut all = Vec::new();
        for _ in 0..from.u32()? {
            all.push(match from.array::<1>()? {
                [0] => Self::UsedTwice,
                [1] => Self::Twice { device: DeviceId(from.u64()?) },
                [2] => {
                    let device = DeviceId(from.u64()?);
                    let far = from.text()?.to_owned();
                    Self::Clock { device, far, waiting: from.u64()? }
                }
                _ => return None,
            });
        }
        Some(all)
    }
}
