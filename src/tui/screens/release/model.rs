//! What the screen remembers, and the releases and texts that it was last refreshed for.

use std::path::PathBuf;

use super::order::Stop;
use super::reply::Awaited;
use crate::analysis::View;
use crate::release::compare::{self, Kept};
use crate::release::kept::{self, Texts};
use crate::release::review::{self, Item, Names, Trace};
use crate::study::{PersonId, Sheet, SheetId, Sort, Study};
use crate::tui::widgets::List;
use crate::wording::Reader;

/// Which of the two lists is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Lens {
    /// The releases.
    #[default]
    Releases,
    /// The texts of one that wait.
    Review,
    /// Its texts as they would leave, for a second pair of eyes.
    Second,
}

/// How a release stands.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// What its plan would give away.
    pub(super) before: Vec<String>,
    /// Its texts.
    pub(super) texts: Texts,
    /// How much of what was given out was taken back since.
    pub(super) gone: usize,
}

/// What is under way beside the screens.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// What is being done.
    pub(super) what: &'static str,
    /// How far it is.
    pub(super) step: String,
    /// Asks it to stop.
    pub(super) stop: Stop,
}

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(super) lens: Lens,
    pub(super) place: List,
    pub(super) rows: Vec<SheetId>,
    /// The release one stands on, kept when the rows change under it.
    pub(super) on: Option<SheetId>,
    /// How it stands, or why its plan cannot be followed.
    pub(super) standing: Option<Result<Standing, String>>,
    /// Revision of the study and release that this is of.
    pub(super) seen: Option<(u64, Option<SheetId>)>,
    /// The place among the texts that wait.
    pub(super) texts: List,
    /// People and places to point out too, one on each line.
    pub(super) names: String,
    /// A file that was asked for, and what it is for.
    pub(super) awaits: Option<(PathBuf, Awaited)>,
    pub(super) work: Option<Work>,
    /// The pseudonym of whoever looks a second time.
    pub(super) second: String,
    /// What was last said of a release, in sentences.
    pub(super) said: Option<(SheetId, Vec<String>)>,
}

impl Model {
    /// The release one stands on.
    pub(super) fn selected<'a>(&self, study: &'a Study) -> Option<&'a Sheet> {
        study.sheets().get(self.on?)
    }

    /// The texts of it that wait.
    pub(super) fn waiting(&self) -> &[Item] {
        match &self.standing {
            Some(Ok(standing)) => &standing.texts.waiting,
            Some(Err(_)) | None => &[],
        }
    }

    /// Those that wait for a second pair of eyes, as they would leave.
    pub(super) fn for_second(&self) -> &[(Item, String)] {
        match &self.standing {
            Some(Ok(standing)) => &standing.texts.second,
            Some(Err(_)) | None => &[],
        }
    }

    /// How many texts are in the list that is shown.
    pub(super) fn listed(&self) -> usize {
        match self.lens {
            Lens::Releases => 0,
            Lens::Review => self.waiting().len(),
            Lens::Second => self.for_second().len(),
        }
    }

    /// A text of the list that is shown, and the words that are read of it.
    pub(super) fn listed_at(&self, at: usize) -> Option<(&Item, &str)> {
        match self.lens {
            Lens::Releases => None,
            Lens::Review => self.waiting().get(at).map(|item| (item, item.text.as_str())),
            Lens::Second => self.for_second().get(at).map(|(item, words)| (item, words.as_str())),
        }
    }

    /// The text one stands on, and the words that are read of it.
    pub(super) fn text(&self) -> Option<(&Item, &str)> {
        self.listed_at(self.texts.selected())
    }

    /// Where in a text somebody may be known by something.
    pub(super) fn places(&self, study: &Study, text: &str) -> Vec<Trace> {
        review::places(&Reader::built_in(), &Names::of(study).and(&self.names), text)
    }
}

/// The releases of whoever asks, the newest first.
pub(super) fn rows(view: View<'_>) -> Vec<SheetId> {
    view.sheets_written(Sort::Release).rev().map(Sheet::id).collect()
}

/// How a release stands.
pub(super) fn standing(study: &Study, me: PersonId, sheet: &Sheet) -> Result<Standing, String> {
    let plan = kept::plan(sheet).map_err(|error| error.to_string())?;
    let before = kept::before(study, me, &plan, sheet.at());
    let before = before.map_err(|error| error.to_string())?;
    let texts = kept::texts(study, me, &plan, sheet.at()).map_err(|error| error.to_string())?;
    let gone = compare::taken_back(study, &Kept::of(sheet).holds).len();
    Ok(Standing { before, texts, gone })
}
