//! What takes long and is done beside the screens: building a package and checking one. An order says
//! what to do with a study as it was when it was given.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::study::{PersonId, SheetId, Study, Subject};
use crate::tui::msg::Failure;

/// A study as it stood.
#[derive(Clone, Debug)]
pub struct Studied(pub Arc<Study>);

impl PartialEq for Studied {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Studied {}

/// Whether it is to stop.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks it to stop.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl PartialEq for Stop {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Stop {}

/// Something to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Order {
    /// Draw a key for a release with this title and plan.
    Key {
        /// Its title.
        title: String,
        /// Its plan, as its file says it.
        plan: String,
    },
    /// Build the package of a release.
    Build {
        /// The study.
        study: Studied,
        /// Who asks.
        me: PersonId,
        /// The release.
        sheet: SheetId,
        /// The folder, or the ZIP file where the name ends so.
        to: PathBuf,
        /// Whether to stop.
        stop: Stop,
    },
    /// Check a package.
    Verify {
        /// The study.
        study: Studied,
        /// Who asks.
        me: PersonId,
        /// The release.
        sheet: SheetId,
        /// Its folder, or its ZIP file.
        folder: PathBuf,
        /// Whether to stop.
        stop: Stop,
    },
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finished {
    /// It is so far.
    Step(String),
    /// A key was drawn.
    Key {
        /// The key.
        key: [u8; 32],
        /// The title of the release.
        title: String,
        /// Its plan.
        plan: String,
    },
    /// A package was written.
    Built {
        /// Of which release.
        sheet: SheetId,
        /// What is in it.
        holds: Vec<Subject>,
        /// What the journal keeps of it.
        note: String,
        /// What is to be said of it.
        said: Vec<String>,
    },
    /// A package was looked at.
    Verified {
        /// Of which release.
        sheet: SheetId,
        /// What is to be said of it.
        said: Vec<String>,
        /// Whether all is as it was built.
        same: bool,
    },
    /// It could not be done.
    Failed(Failure),
}
