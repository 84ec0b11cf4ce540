//! Sheets as they stand now: what the fold makes of [`Sort`], [`Field`] and [`Line`].

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::erasure::is_lines_own;
use super::order::InOrder;
use super::{
    Audience, Field, Item, ItemId, Line, Moment, ObservationId, PersonIx, SheetId, Sort, Stamp,
    Subject, TagKey,
};

/// A line of a sheet, with its own id and when it was said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Said {
    /// Its own id.
    pub item: ItemId,
    /// What.
    pub line: Line,
    /// When.
    pub at: Moment,
    /// Who wrote it down. No screen groups by this.
    pub author: PersonIx,
    stamp: Stamp,
}

/// A field with when it was set first, which gives its place among the others, and last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Set {
    first: Stamp,
    last: Stamp,
    field: Field,
}

/// One sheet as it stands now. Read it through [`super::Study`]; only the fold changes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sheet {
    id: SheetId,
    born: Option<(Stamp, Sort, Moment, PersonIx)>,
    fields: Vec<Set>,
    lines: Vec<Said>,
    /// Of the sheet (`None`) and of its lines, whether they stand.
    standing: Vec<(Option<ItemId>, Stamp, bool)>,
    erased: bool,
}

impl Sheet {
    fn awaited(id: SheetId) -> Self {
        let (born, erased) = (None, false);
        let (fields, lines, standing) = Default::default();
        Self { id, born, fields, lines, standing, erased }
    }

    /// Its name for ever.
    pub fn id(&self) -> SheetId {
        self.id
    }
    /// What settles its place among all that have begun.
    fn order(&self) -> Option<(Stamp, SheetId)> {
        self.born.map(|(born, ..)| (born, self.id))
    }
    /// What sort it is, once that has arrived.
    pub fn sort(&self) -> Option<Sort> {
        self.born.map(|(_, sort, ..)| sort)
    }
    /// When it began.
    pub fn at(&self) -> Moment {
        self.born.map_or(Moment::new(0, 0), |(_, _, at, _)| at)
    }
    /// Who began it. No screen groups by this.
    pub fn author(&self) -> PersonIx {
        self.born.map_or(PersonIx(0), |(.., author)| author)
    }
    /// Whether its beginning has arrived, and it was not taken back by undo, withdrawn or erased.
    pub fn is_standing(&self) -> bool {
        self.born.is_some() && !self.erased && self.stands(None) && !self.is_withdrawn()
    }
    /// Whether it was erased: only that it began is left.
    pub fn is_erased(&self) -> bool {
        self.erased
    }
    /// Whether it was taken out of the study.
    pub fn is_withdrawn(&self) -> bool {
        self.lines().any(|said| matches!(said.line, Line::Withdrawn { .. }))
    }
    /// Whether an item of it has arrived here, standing or not; `None` asks for the sheet itself.
    pub fn knows(&self, item: Option<ItemId>) -> bool {
        item.map_or(self.born.is_some(), |item| self.lines.iter().any(|said| said.item == item))
    }

    /// Every field that was ever set, as it is now, in the order in which they were first set.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().map(|set| &set.field)
    }
    /// The field in the place of `like`, as it is now; empty where it was never set.
    pub fn field(&self, like: &Field) -> Field {
        let found = self.fields().find(|field| field.same_place(like));
        found.cloned().unwrap_or_else(|| like.emptied())
    }
    /// The lines that stand, in order. What is final in a round stands whatever was said of it since.
    pub fn lines(&self) -> impl Iterator<Item = &Said> {
        let is_round = self.sort() == Some(Sort::Round);
        let stands =
            move |said: &&Said| self.stands(Some(said.item)) || (is_round && said.line.is_final());
        self.lines.iter().filter(stands)
    }
    /// How far it may go.
    pub fn audience(&self) -> Audience {
        let audience = self.fields().find_map(|field| match field {
            Field::Audience(audience) => Some(*audience),
            _ => None,
        });
        audience.unwrap_or(Audience::Private)
    }
    /// What was answered to a prompt, where anything was.
    pub fn answer(&self, wanted: &str) -> Option<&str> {
        self.answers().find_map(|(prompt, _, text)| (prompt == wanted).then_some(text))
    }
    /// Prompt, question as put, and answer, of every prompt that was answered.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.fields().filter_map(|field| match field {
            Field::Answer { prompt, asked, text } if !text.is_empty() => {
                Some((prompt.as_str(), asked.as_str(), text.as_str()))
            }
            _ => None,
        })
    }
    /// When a prompt was answered as it stands now, by the clock of the place where the sheet was
    /// begun.
    pub fn answered_at(&self, wanted: &str) -> Option<Moment> {
        let place = |field: &Field| matches!(field, Field::Answer { prompt, text, .. } if prompt == wanted && !text.is_empty());
        let set = self.fields.iter().find(|set| place(&set.field))?;
        Some(Moment::new(set.last.time.millis(), self.at().offset))
    }
    /// The word chosen from a list, where one was.
    pub fn choice(&self, wanted: &str) -> Option<&str> {
        self.fields().find_map(|field| match field {
            Field::Choice { list, word } if list == wanted && !word.is_empty() => {
                Some(word.as_str())
            }
            _ => None,
        })
    }
    /// What it is about or grounded in.
    pub fn links(&self) -> impl Iterator<Item = Subject> {
        self.fields().filter_map(|field| match field {
            Field::Link { to, yes: true } => Some(*to),
            _ => None,
        })
    }
    /// The tags said to apply.
    pub fn tags(&self) -> impl Iterator<Item = &TagKey> {
        self.fields().filter_map(|field| match field {
            Field::Tag { tag, yes: true } => Some(tag),
            _ => None,
        })
    }
    /// When it was over, where it is.
    pub fn ended(&self) -> Option<Moment> {
        self.fields().find_map(|field| match field {
            Field::Ended(at) => *at,
            _ => None,
        })
    }

    /// When it was last said whether `item`, the sheet or a line of it, stands, if it ever was.
    pub(super) fn stood_at(&self, item: Item) -> Option<Stamp> {
        let wanted = match item {
            Item::Line(_, item) => Some(item),
            _ => None,
        };
        self.standing.iter().find(|(known, ..)| *known == wanted).map(|(_, stamp, _)| *stamp)
    }

    /// When the field in the place of `like` was last set, if it ever was.
    pub fn put_at(&self, like: &Field) -> Option<Stamp> {
        self.fields.iter().find(|set| set.field.same_place(like)).map(|set| set.last)
    }

    /// Lets go of what was erased of it.
    fn erase(&mut self, erased: &[Item]) {
        if erased.contains(&Item::Sheet(self.id)) {
            *self = Self { born: self.born, erased: true, ..Self::awaited(self.id) };
        }
        for what in erased {
            if let Item::Line(_, item) = what {
                self.lines.retain(|said| !is_lines_own(*item, said.item, &said.line));
            }
        }
    }

    /// The same with nothing but that it began.
    pub(super) fn only_begun(&self) -> Self {
        Self { born: self.born, ..Self::awaited(self.id) }
    }

    /// Takes away the lines that go with an observation which was erased.
    pub(super) fn erase_along_with(&mut self, of: ObservationId) {
        self.lines.retain(|said| said.line.goes_with() != Some(of));
    }

    fn stands(&self, item: Option<ItemId>) -> bool {
        self.standing.iter().all(|(known, _, stands)| *known != item || *stands)
    }
}

/// Every sheet of a study.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sheets {
    all: Vec<Sheet>,
    #[serde(skip)]
    by_id: HashMap<SheetId, usize>,
    /// The sheets with a line that goes when an observation is erased ([`Line::goes_with`]).
    along_with: HashMap<ObservationId, BTreeSet<usize>>,
    /// Those that have begun, in the order of their beginnings' stamps.
    #[serde(skip)]
    in_order: InOrder,
}

impl Sheets {
    /// Every sheet whose beginning is here, whoever began it, erased and withdrawn ones too, in the
    /// order in which they were begun.
    pub fn all_begun(&self) -> impl DoubleEndedIterator<Item = &Sheet> {
        let rows = self.in_order.rows(|| self.rows_in_order()).iter();
        rows.filter_map(|row| self.all.get(*row as usize))
    }
    /// The sheets of one sort that stand, whoever began them, in the order in which they were begun.
    pub fn all_of(&self, sort: Sort) -> impl DoubleEndedIterator<Item = &Sheet> {
        self.all_begun().filter(move |sheet| sheet.sort() == Some(sort) && sheet.is_standing())
    }
    /// The sheet with this id.
    pub fn get(&self, id: SheetId) -> Option<&Sheet> {
        self.all.get(*self.by_id.get(&id)?)
    }
    /// The sheets that stand and link to `subject`, whoever began them, in the order in which they
    /// were begun.
    pub fn all_about(&self, subject: Subject) -> impl Iterator<Item = &Sheet> {
        self.all_begun()
            .filter(move |sheet| sheet.is_standing() && sheet.links().any(|to| to == subject))
    }

    /// The same with what follows from the sheets, which is not written down.
    pub(super) fn restored(mut self) -> Self {
        self.by_id = self.all.iter().zip(0..).map(|(sheet, row)| (sheet.id, row)).collect();
        self
    }

    fn rows_in_order(&self) -> Vec<u32> {
        let keys = (0u32..).zip(&self.all);
        let mut rows: Vec<((Stamp, SheetId), u32)> =
            keys.filter_map(|(row, sheet)| Some((sheet.order()?, row))).collect();
        rows.sort_by_key(|(key, _)| *key);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn row(&mut self, id: SheetId) -> usize {
        let next = self.all.len();
        let row = *self.by_id.entry(id).or_insert(next);
        if row == next {
            self.all.push(Sheet::awaited(id));
        }
        row
    }

    fn at(&mut self, id: SheetId) -> &mut Sheet {
        let row = self.row(id);
        #[expect(clippy::indexing_slicing, reason = "it has just been made sure that it is there")]
        &mut self.all[row]
    }

    /// The sheet with this id, made room for if nothing of it has arrived yet.
    pub(super) fn made_room(&mut self, id: SheetId) -> &Sheet {
        self.at(id)
    }

    /// Puts a sheet as it was in the place of the one with its id.
    pub(super) fn replace(&mut self, sheet: Sheet) {
        let id = sheet.id;
        *self.at(id) = sheet;
        self.in_order.forget();
    }

    /// The sheet is gone for whoever began it, and with it for everybody.
    pub(super) fn mark_erased(&mut self, id: SheetId) {
        self.at(id).erased = true;
    }

    /// Where two devices brought in the same sheet, the first beginning is kept.
    pub(super) fn begin(
        &mut self,
        id: SheetId,
        sort: Sort,
        at: Moment,
        (author, stamp): (PersonIx, Stamp),
    ) {
        let row = self.row(id);
        let Some(sheet) = self.all.get_mut(row) else { return };
        if sheet.born.is_some_and(|(born, ..)| born <= stamp) {
            return;
        }
        let is_new = sheet.born.is_none();
        sheet.born = Some((stamp, sort, at, author));
        let Self { in_order, all, .. } = self;
        if is_new && let Ok(row) = u32::try_from(row) {
            let order = |row: u32| all.get(row as usize).and_then(Sheet::order);
            in_order.add(row, |last| order(last) < Some((stamp, id)));
        } else {
            in_order.forget();
        }
    }

    pub(super) fn put(&mut self, id: SheetId, field: Field, stamp: Stamp) {
        let fields = &mut self.at(id).fields;
        match fields.iter_mut().find(|known| known.field.same_place(&field)) {
            Some(known) => {
                known.first = known.first.min(stamp);
                if known.last < stamp {
                    (known.last, known.field) = (stamp, field);
                }
            }
            None => fields.push(Set { first: stamp, last: stamp, field }),
        }
        fields.sort_by_key(|known| known.first);
    }

    pub(super) fn say(
        &mut self,
        id: SheetId,
        (item, line, at): (ItemId, Line, Moment),
        (author, stamp): (PersonIx, Stamp),
    ) {
        if let Some(of) = line.goes_with() {
            let row = self.row(id);
            self.along_with.entry(of).or_default().insert(row);
        }
        let said = Said { item, line, at, author, stamp };
        super::record::keep_first(&mut self.at(id).lines, said, |said| (said.item, said.stamp));
    }

    pub(super) fn set_standing(
        &mut self,
        id: SheetId,
        item: Option<ItemId>,
        stands: bool,
        stamp: Stamp,
    ) {
        let standing = &mut self.at(id).standing;
        match standing.iter_mut().find(|(known, ..)| *known == item) {
            Some((_, last, value)) if *last < stamp => (*last, *value) = (stamp, stands),
            Some(_) => {}
            None => standing.push((item, stamp, stands)),
        }
    }

    pub(super) fn erase(&mut self, id: SheetId, erased: &[Item]) {
        self.at(id).erase(erased);
    }

    /// Takes away the lines that go with an observation which was erased.
    pub(super) fn erase_along_with(&mut self, of: ObservationId) {
        for row in self.along_with.remove(&of).unwrap_or_default() {
            if let Some(sheet) = self.all.get_mut(row) {
                sheet.erase_along_with(of);
            }
        }
    }

    /// See [`super::Study::portrait`].
    pub(super) fn portray(&self, lines: &mut Vec<String>) {
        // One of which nothing is left but a coding that was erased is known to no reader.
        let says_nothing = |s: &Sheet| {
            s.fields.is_empty() && s.lines.is_empty() && s.standing.is_empty() && !s.erased
        };
        let mut awaited: Vec<&Sheet> =
            self.all.iter().filter(|s| s.sort().is_none() && !says_nothing(s)).collect();
        awaited.sort_by_key(|sheet| sheet.id);
        for sheet in self.all_begun().chain(awaited) {
            let id = sheet.id;
            lines.push(format!("{id} {:?} {}", sheet.sort(), sheet.is_standing()));
            lines.extend(sheet.fields.iter().map(|field| format!("{id} field {field:?}")));
            let said = sheet.lines().map(|said| format!("{id} said {:?}", (said.item, &said.line)));
            lines.extend(said);
        }
    }
}
