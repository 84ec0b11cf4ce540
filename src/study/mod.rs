//! What a study is: pure values, and the fold that turns a log of changes into a study.
//!
//! Start at [`Observation`] (one record as first written), then [`Change`] (one fact), [`Entry`]
//! (a change with who, where and when) and [`Study`] (the fold of all entries). Nothing here reads
//! a clock, a file or a screen.
//!
//! **One merge rule.** For each key the value with the greatest (hybrid time, device, sequence)
//! stands; what only grows has keys of its own; a withdrawal that stands dominates, and an erasure
//! dominates everything. So the fold gives the same study whatever the order in which entries arrive and however often.

mod acts;
mod blindfold;
mod by_id;
mod change;
mod crossing;
mod decided;
mod entry;
mod erasure;
mod extra;
mod fold;
pub mod gate;
mod id;
mod kept;
mod last_word;
pub mod letters;
mod members;
mod observation;
mod order;
mod outside;
mod places;
mod portrait;
mod reading;
mod record;
mod records;
mod rights;
mod round;
mod seen;
mod shared;
mod sheet;
mod sheets;
mod sort;
mod tag;
mod time;
mod together;
mod touched;
mod words;

pub use acts::{Act, Acts};
pub use change::{Change, Fact, Item, StudyField, Verdict};
pub use crossing::{Card, Digest, FairCopy, Passed, Right};
pub use entry::{Content, Entry, Header, Purpose, Way};
pub use erasure::Erasure;
pub(crate) use extra::text_fact;
pub use extra::{Extra, Extras};
pub use fold::{Person, Review, Study};
pub use id::{Code, DeviceId, ItemId, ObservationId, PersonId, SHOWN, SheetId, StudyId};
pub use kept::{Names, Ordered, Reach, Rest};
pub use members::{Members, SaidOf, counting};
pub use observation::{Audience, Kind, LONGEST_TEXT, Observation, Origin, Source, Stance, Whose};
pub use record::{Amendment, Later, ObsIx, PersonIx, Record, Rows, SettingIx, Tagging, Withdrawal};
pub use records::Records;
pub use rights::{Who, who_may};
pub use round::{
    Ask, CLOSED, COUNTED, Coding, HandedIn, NOBODY, PASSED, Proposal, Round, Settlement, Worded,
    digest_of,
};
pub use sheet::{Day, Fate, Field, Line, Met, Plan, Sampling, Subject};
pub use sheets::{Said, Sheet, Sheets};
pub use sort::{Goes, Sort};
pub use tag::{Codebook, Status, Tag, TagField, TagIx, TagKey};
pub use time::{Hybrid, Moment, Stamp};
