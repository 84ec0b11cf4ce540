//! What every action on a sheet is made of: beginning one, setting fields, adding lines, finding
//! one by its code.

use super::{Context, Deed, Refusal, words};
use crate::study::{
    Change, Field, Item, ItemId, Line, Moment, Sheet, SheetId, Sort, Study, Subject, Who, who_may,
};

/// The changes of one act on sheets, while they are gathered.
pub(crate) struct Writing<'a> {
    study: &'a Study,
    context: &'a Context<'a>,
    changes: Vec<Change>,
}

impl<'a> Writing<'a> {
    pub(crate) fn new(study: &'a Study, context: &'a Context<'a>) -> Self {
        Self { study, context, changes: Vec::new() }
    }

    /// Begins a sheet now.
    pub(crate) fn begin(&mut self, sort: Sort) -> SheetId {
        let sheet = SheetId::from(self.context.ids.fresh());
        self.begin_as(sheet, sort);
        sheet
    }

    /// Begins a sheet now, under a name that was chosen for it.
    pub(crate) fn begin_as(&mut self, sheet: SheetId, sort: Sort) {
        self.begin_at(sheet, sort, self.context.now);
    }

    /// Begins a sheet about something that began at another time.
    pub(crate) fn begin_at(&mut self, sheet: SheetId, sort: Sort, at: Moment) {
        self.changes.push(Change::Begun { sheet, sort, at });
    }

    /// Sets a field, unless it is so already.
    pub(crate) fn put(&mut self, sheet: SheetId, set: Field) {
        let was = self.study.sheets().get(sheet).map(|sheet| sheet.field(&set));
        let was = was.unwrap_or_else(|| set.emptied());
        if was != set {
            self.changes.push(Change::Put { sheet, set, was });
        }
    }

    /// Adds a line.
    pub(crate) fn say(&mut self, sheet: SheetId, line: Line) -> ItemId {
        self.say_at(sheet, line, self.context.now)
    }

    /// Adds a line about something that happened at another time.
    pub(crate) fn say_at(&mut self, sheet: SheetId, line: Line, at: Moment) -> ItemId {
        let item = ItemId::from(self.context.ids.fresh());
        self.changes.push(Change::Said { sheet, item, line, at });
        item
    }

    /// Makes a line that stood stand no longer.
    pub(crate) fn strike(&mut self, sheet: SheetId, item: ItemId) {
        self.changes.push(Change::Stands { item: Item::Line(sheet, item), stands: false });
    }

    /// Adds another change to the same act.
    pub(crate) fn also(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// The deed. That each change may be made by this person is asked of the same table by which
    /// colleagues' laptops judge it ([`crate::study::who_may`]): what is done here counts there.
    ///
    /// # Errors
    /// [`Refusal::NotTheAuthor`] for what is another's to write, [`Refusal::NothingToChange`] where
    /// there is nothing in it.
    pub(crate) fn done(self, said: String) -> Result<Deed, Refusal> {
        if let Some(sheet) = self.changes.iter().find_map(|change| self.others(change)) {
            return Err(Refusal::NotTheAuthor { code: sheet.code().short().to_owned() });
        }
        if self.changes.is_empty() {
            return Err(Refusal::NothingToChange { what: said });
        }
        Ok(Deed::done(self.changes, said))
    }
}

impl Writing<'_> {
    /// The sheet of somebody else's that a change would write what only they may write to.
    fn others(&self, change: &Change) -> Option<SheetId> {
        let id = change.subject().and_then(Subject::sheet)?;
        let sheet = self.study.sheets().get(id)?;
        let author = match change {
            Change::Stands { item: Item::Line(_, item), .. } => {
                sheet.lines().find(|said| said.item == *item)?.author
            }
            _ => sheet.sort().map(|_| sheet.author())?,
        };
        let own = self.study.person_ix(self.context.author) == Some(author);
        (!own && who_may(change, sheet.sort()) != Who::Anyone).then_some(id)
    }
}

/// Finds the sheet of a sort that a person names by a code (any beginning that fits only one) or
/// by its whole id.
///
/// # Errors
/// [`Refusal::NoSuchSheet`] or [`Refusal::AmbiguousCode`].
pub fn find_sheet<'s>(study: &'s Study, sort: Sort, typed: &str) -> Result<&'s Sheet, Refusal> {
    let wanted = typed.trim();
    let none = || Refusal::NoSuchSheet { sort: sort.word(), typed: wanted.to_owned() };
    if let Ok(id) = wanted.parse::<SheetId>() {
        let sheet = study.sheets().get(id).filter(|sheet| sheet.sort() == Some(sort));
        return sheet.filter(|sheet| sheet.is_standing()).ok_or_else(none);
    }
    if wanted.chars().count() < 2 {
        return Err(none());
    }
    let fits = |sheet: &&Sheet| sheet.id().code().begins_with(wanted);
    let fitting: Vec<&Sheet> = study.sheets().all_of(sort).filter(fits).collect();
    match fitting.as_slice() {
        [] => Err(none()),
        [one] => Ok(*one),
        several => {
            let codes: Vec<_> = several.iter().map(|sheet| sheet.id().code()).collect();
            let codes = super::told_apart(&codes);
            Err(Refusal::AmbiguousCode { typed: wanted.to_owned(), codes })
        }
    }
}

/// The sheet that an action is about, if it stands and is the author's own.
///
/// # Errors
/// [`Refusal::NoSuchSheet`] or [`Refusal::NotTheAuthor`].
pub(crate) fn own_sheet<'s>(
    study: &'s Study,
    context: &Context<'_>,
    id: SheetId,
) -> Result<&'s Sheet, Refusal> {
    let sheet = standing_sheet(study, id)?;
    if study.person_ix(context.author) != Some(sheet.author()) {
        return Err(Refusal::NotTheAuthor { code: id.code().short().to_owned() });
    }
    Ok(sheet)
}

/// The sheet that an action is about, if it stands.
///
/// # Errors
/// [`Refusal::NoSuchSheet`].
pub(crate) fn standing_sheet(study: &Study, id: SheetId) -> Result<&Sheet, Refusal> {
    let none = || Refusal::NoSuchSheet { sort: "sheet", typed: id.to_string() };
    study.sheets().get(id).filter(|sheet| sheet.is_standing()).ok_or_else(none)
}

/// A text that may be blank (which is the same as none), ready to be saved.
///
/// # Errors
/// [`Refusal::TooLong`] or [`Refusal::ControlCharacter`].
pub(crate) fn kept_text(typed: &str) -> Result<String, Refusal> {
    let text = words::optional(typed)?.unwrap_or_default();
    words::within_limit(text.len())?;
    Ok(text)
}
