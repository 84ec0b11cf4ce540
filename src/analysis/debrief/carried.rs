//! Lines to keep, try and carry, over all debriefs, and what became of each.

use crate::analysis::scope::View;
use crate::forms::DebriefForm;
use crate::study::{Day, ItemId, Line, Moment, Sheet, SheetId, Sort};

/// A line that a debrief agreed to keep, try or carry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried<'s> {
    /// The debrief.
    pub sheet: SheetId,
    /// The line itself.
    pub item: ItemId,
    /// When it was agreed.
    pub at: Moment,
    /// Which of keep, try, carry, by its name in the study's form.
    pub what: &'s str,
    /// What was agreed.
    pub text: &'s str,
    /// The role that answers for it.
    pub owner: Option<&'s str>,
    /// By when an answer was asked for.
    pub reply_by: Option<Day>,
    /// What was noted about it since, in order, each with when.
    pub outcomes: Vec<(&'s str, Moment)>,
}

impl Carried<'_> {
    /// Whether nothing was noted about it yet.
    pub fn is_open(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// Whether an answer was due before today and none has been noted.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.is_open() && self.reply_by.is_some_and(|due| due < today)
    }

    /// Whether somebody would have to answer for it and nobody does.
    pub fn lacks_owner(&self, form: &DebriefForm) -> bool {
        let needs = |sort: &crate::forms::Outcome| sort.id == self.what && sort.owner;
        self.owner.is_none() && form.outcome.iter().any(needs)
    }

    /// What it is called on the screen: the form's name for it, or its own where the form has
    /// dropped that.
    pub fn name<'a>(&'a self, form: &'a DebriefForm) -> &'a str {
        form.outcome.iter().find(|sort| sort.id == self.what).map_or(self.what, |sort| &sort.name)
    }
}

/// Every line that the debriefs of a view carried, oldest first.
pub fn carried(view: View<'_>) -> Vec<Carried<'_>> {
    let mut all: Vec<Carried<'_>> = view.sheets(Sort::Debrief).flat_map(carried_on).collect();
    // Stable, so that lines of one moment stay in the order in which they were entered.
    all.sort_by_key(|line| line.at.millis);
    all
}

/// The lines that one debrief carried, in the order in which they were entered.
pub fn carried_on(sheet: &Sheet) -> Vec<Carried<'_>> {
    let mut all = Vec::new();
    for said in sheet.lines() {
        let Line::Carried { what, text, owner, reply_by } = &said.line else { continue };
        let outcomes = sheet.lines().filter_map(|later| match &later.line {
            Line::Outcome { of, text } if *of == said.item => Some((text.as_str(), later.at)),
            _ => None,
        });
        all.push(Carried {
            sheet: sheet.id(),
            item: said.item,
            at: said.at,
            what,
            text,
            owner: owner.as_deref(),
            reply_by: *reply_by,
            outcomes: outcomes.collect(),
        });
    }
    all
}
