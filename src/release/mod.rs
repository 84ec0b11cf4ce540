//! A release: what may leave the team as a data set for academic partners, made so that it can be used
//! and harms nobody.
//!
//! A [`plan`] says what leaves, and nothing else does. [`pick`] takes what its authors raised so far;
//! [`review`] lets people look over each text; [`pseudonym`] and [`coarse`] make ids and times say
//! less; [`suppress`] takes out what too few share. [`build`](mod@build) puts the tables ([`table`])
//! and papers together as bytes, [`parts`] lays its tables out for analysis over many studies, [`package`]
//! writes them, and [`verify`], [`compare`], [`joined`]
//! and [`letter`] are for afterwards. [`kept`] is a release as it stands in the study. Everything but [`package`] is
//! pure.

mod agreement;
mod attach;
mod beside;
pub mod build;
pub mod coarse;
pub mod compare;
mod facts;
mod field;
pub mod joined;
pub mod kept;
pub mod letter;
pub mod package;
pub mod papers;
pub mod parts;
pub mod pick;
pub mod plan;
mod project;
pub mod pseudonym;
pub mod refi;
pub mod review;
pub mod sheets;
pub mod suppress;
pub mod table;
mod thin;
pub mod verify;

pub use build::{From, Made, Step, Watch, build};
pub use plan::{Plan, PlanError};
pub use pseudonym::Key;
