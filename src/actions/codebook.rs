//! Keeping the codebook: add, edit, move, retire, merge, load a table.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::{Context, Deed, Refusal, words};
use crate::study::{Change, Codebook, Status, Study, Tag, TagField, TagKey};

/// A tag as a codebook table has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TagCard {
    /// The name as people see it; empty leaves the present one.
    pub name: String,
    /// Group; empty for none.
    pub group: String,
    /// What it means.
    pub definition: String,
    /// What it takes in.
    pub include: String,
    /// What it leaves out.
    pub exclude: String,
    /// Where the idea comes from.
    pub source: String,
}

/// Adds a tag, or defines a provisional one.
///
/// # Errors
/// Refused for a name that cannot be one, a defined tag of that name, or no definition.
pub fn define(study: &Study, context: &Context<'_>, card: &TagCard) -> Result<Deed, Refusal> {
    let _ = context;
    let card = checked(card)?;
    let codebook = study.codebook();
    if card.definition.is_empty() {
        return Err(Refusal::Missing { what: "a definition" });
    }
    let change = match codebook.find(&card.name) {
        Some(tag) if tag.status() == Status::Provisional && tag.merged_into().is_none() => {
            let mut fields = wording(&card);
            fields.push(TagField::Status(Status::Defined));
            fields.push(TagField::Order(next_order(codebook)));
            setting(tag, fields)
        }
        Some(tag) => return Err(Refusal::TagExists { name: as_known(&card.name, tag) }),
        None => Some(new_tag(&card, next_order(codebook))?),
    };
    Ok(Deed::done(change.into_iter().collect(), format!("defined {}", card.name)))
}

/// Sets fields of a tag that is there (rename, move to another group, reword).
///
/// # Errors
/// Refused for an unknown tag, a name that is taken, or where nothing would change.
pub fn edit(
    study: &Study,
    context: &Context<'_>,
    tag: &TagKey,
    fields: Vec<TagField>,
) -> Result<Deed, Refusal> {
    let _ = context;
    let codebook = study.codebook();
    let tag = known(codebook, tag)?;
    let mut fields = fields.into_iter().map(cleaned).collect::<Result<Vec<_>, _>>()?;
    for field in &fields {
        match field {
            TagField::Name(name) => free(codebook, tag, name)?,
            TagField::MergedInto(Some(into)) => no_ring(codebook, tag, known(codebook, into)?)?,
            _ => {}
        }
    }
    let says = |f: &TagField| matches!(f, TagField::Definition(text) if !text.is_empty());
    let stands = |f: &TagField| matches!(f, TagField::Status(_));
    if tag.status() == Status::Provisional && fields.iter().any(says) && !fields.iter().any(stands)
    {
        fields.push(TagField::Status(Status::Defined));
    }
    within_limit(&fields)?;
    let name = tag.name();
    let change = setting(tag, fields)
        .ok_or_else(|| Refusal::NothingToChange { what: format!("{name} says that already") })?;
    let said = match &change {
        Change::TagSet { set, .. } => said_of_edit(name, set),
        _ => format!("changed {name}"),
    };
    super::for_all(study, Deed::done(vec![change], said))
}

/// Takes a tag out of use; what was tagged with it stays tagged.
///
/// # Errors
/// Refused for an unknown tag or one that is retired.
pub fn retire(study: &Study, context: &Context<'_>, tag: &TagKey) -> Result<Deed, Refusal> {
    let _ = context;
    let tag = known(study.codebook(), tag)?;
    let name = tag.name();
    let already = || Refusal::NothingToChange { what: format!("{name} is retired already") };
    let change = setting(tag, vec![TagField::Status(Status::Retired)]).ok_or_else(already)?;
    let said = format!("retired {name}; what was tagged with it stays tagged");
    super::for_all(study, Deed::done(vec![change], said))
}

/// Brings a retired or merged tag back into use on its own.
///
/// # Errors
/// Refused for an unknown tag or one that is in use.
pub fn restore(study: &Study, context: &Context<'_>, tag: &TagKey) -> Result<Deed, Refusal> {
    let _ = context;
    let tag = known(study.codebook(), tag)?;
    let name = tag.name();
    let status = match tag.status() {
        Status::Retired if tag.definition().is_empty() => Status::Provisional,
        Status::Retired => Status::Defined,
        status @ (Status::Provisional | Status::Defined) => status,
    };
    let fields = vec![TagField::Status(status), TagField::MergedInto(None)];
    let already = || Refusal::NothingToChange { what: format!("{name} is in use already") };
    let change = setting(tag, fields).ok_or_else(already)?;
    super::for_all(study, Deed::done(vec![change], format!("brought {name} back into use")))
}

/// Merges one tag into another; past taggings follow, and the mapping is kept.
///
/// # Errors
/// Refused for unknown tags, a tag into itself, or a ring.
pub fn merge(
    study: &Study,
    context: &Context<'_>,
    from: &TagKey,
    into: &TagKey,
) -> Result<Deed, Refusal> {
    let _ = context;
    let codebook = study.codebook();
    let (from, into) = (known(codebook, from)?, known(codebook, into)?);
    no_ring(codebook, from, into)?;
    let (name, target) = (from.name(), into.name());
    let already =
        || Refusal::NothingToChange { what: format!("{name} counts for {target} already") };
    let fields = vec![TagField::MergedInto(Some(into.key().clone()))];
    let change = setting(from, fields).ok_or_else(already)?;
    let said = format!("merged {name} into {target}; what was tagged {name} counts for {target}");
    super::for_all(study, Deed::done(vec![change], said))
}

/// Takes in a whole table: new tags are defined, known ones get the table's wording, tags that the
/// table does not have stay as they are.
///
/// # Errors
/// Refused, naming the row, for a name that cannot be one or that stands twice.
pub fn load(study: &Study, context: &Context<'_>, cards: &[TagCard]) -> Result<Deed, Refusal> {
    let _ = context;
    if cards.is_empty() {
        return Err(Refusal::NothingToChange { what: "the table has no tags".to_owned() });
    }
    let changes = cards_for(study.codebook(), cards)?;
    if changes.is_empty() {
        let what = "the codebook says what the table says".to_owned();
        return Err(Refusal::NothingToChange { what });
    }
    let new = changes.iter().filter(|c| matches!(c, Change::TagSet { was, .. } if was.is_empty()));
    let new = new.count();
    let other = changes.len() - new;
    let said = match (new, other) {
        (0, _) => format!("changed {}", words::count(other, "tag")),
        (_, 0) => format!("added {}", words::count(new, "tag")),
        _ => format!("added {}, changed {other}", words::count(new, "tag")),
    };
    Ok(Deed::done(changes, format!("{said} from the table")))
}

/// The changes by which a codebook comes to say what a table says, the table's order included.
pub(super) fn cards_for(codebook: &Codebook, cards: &[TagCard]) -> Result<Vec<Change>, Refusal> {
    let in_row =
        |place: usize| move |refusal| Refusal::InRow { row: place + 2, refusal: Box::new(refusal) };
    let mut rows: Vec<(TagCard, Option<&Tag>)> = Vec::with_capacity(cards.len());
    let mut seen: HashSet<TagKey> = HashSet::new();
    for (place, card) in cards.iter().enumerate() {
        let card = checked(card).map_err(in_row(place))?;
        let tag = codebook.find(&card.name);
        let key = match tag {
            Some(tag) => tag.key().clone(),
            None => key_of(&card.name).map_err(in_row(place))?,
        };
        if !seen.insert(key) {
            let twice = Refusal::TagExists { name: card.name };
            return Err(in_row(place)(twice));
        }
        rows.push((card, tag));
    }
    let orders = orders(codebook, &rows);
    let mut changes = Vec::new();
    for (place, ((card, tag), order)) in rows.iter().zip(orders).enumerate() {
        match tag {
            None => changes.push(new_tag(card, order).map_err(in_row(place))?),
            Some(tag) => {
                let mut fields = wording(card);
                let says_nothing = card.definition.is_empty();
                match tag.status() {
                    // Still a word in waiting, and not placed among the defined ones yet.
                    Status::Provisional if says_nothing => {}
                    Status::Provisional => {
                        fields.push(TagField::Status(Status::Defined));
                        fields.push(TagField::Order(order));
                    }
                    Status::Defined | Status::Retired => fields.push(TagField::Order(order)),
                }
                changes.extend(setting(tag, fields));
            }
        }
    }
    Ok(changes)
}

/// A place for each row, so that the codebook lists the tags as the table does. Known tags keep
/// theirs where that is so already.
fn orders(codebook: &Codebook, rows: &[(TagCard, Option<&Tag>)]) -> Vec<u32> {
    let next = next_order(codebook);
    let mut after = next;
    let mut orders = Vec::with_capacity(rows.len());
    for (_, tag) in rows {
        match tag.map(|tag| tag.order()).filter(|order| *order != u32::MAX) {
            Some(order) => orders.push(order),
            None => {
                orders.push(after);
                after = after.saturating_add(1);
            }
        }
    }
    if !orders.is_sorted_by(|a, b| a < b) {
        orders = (next..).take(rows.len()).collect();
    }
    orders
}

/// The first place after every tag that has one.
fn next_order(codebook: &Codebook) -> u32 {
    let orders = codebook.all().iter().map(Tag::order).filter(|order| *order != u32::MAX);
    orders.max().map_or(0, |last| last.saturating_add(1))
}

fn known<'c>(codebook: &'c Codebook, key: &TagKey) -> Result<&'c Tag, Refusal> {
    let tag = codebook.ix(key).and_then(|ix| codebook.get(ix));
    tag.ok_or_else(|| Refusal::NoSuchTag { typed: key.to_string() })
}

fn key_of(name: &str) -> Result<TagKey, Refusal> {
    TagKey::parse(name).ok_or_else(|| Refusal::BadTag { typed: name.to_owned() })
}

/// A name as typed with what the tag is called now, where that differs.
fn as_known(typed: &str, tag: &Tag) -> String {
    if tag.name().to_lowercase() == typed.to_lowercase() {
        tag.name().to_owned()
    } else {
        format!("{typed}, now called {}", tag.name())
    }
}

/// A new name that no other tag has or had.
fn free(codebook: &Codebook, tag: &Tag, name: &str) -> Result<(), Refusal> {
    key_of(name)?;
    match codebook.find(name) {
        Some(other) if other.key() != tag.key() => {
            Err(Refusal::TagExists { name: as_known(name, other) })
        }
        _ => Ok(()),
    }
}

fn no_ring(codebook: &Codebook, from: &Tag, into: &Tag) -> Result<(), Refusal> {
    if from.key() == into.key() {
        return Err(Refusal::MergeIntoItself { name: from.name().to_owned() });
    }
    let end = codebook.ix(into.key()).map(|ix| codebook.resolve(ix));
    if end.is_some() && end == codebook.ix(from.key()) {
        let (from, into) = (from.name().to_owned(), into.name().to_owned());
        return Err(Refusal::MergeRing { from, into });
    }
    Ok(())
}

/// A card whose texts can be saved.
fn checked(card: &TagCard) -> Result<TagCard, Refusal> {
    let text = |typed: &str| words::optional(typed).map(Option::unwrap_or_default);
    let name: String = card.name.trim().nfc().collect();
    let name = name.strip_prefix('#').unwrap_or(&name).to_owned();
    key_of(&name)?;
    let card = TagCard {
        name,
        group: words::name("a group", &card.group)?.unwrap_or_default(),
        definition: text(&card.definition)?,
        include: text(&card.include)?,
        exclude: text(&card.exclude)?,
        source: text(&card.source)?,
    };
    within_limit(&wording(&card))?;
    Ok(card)
}

/// A field whose text can be saved.
fn cleaned(field: TagField) -> Result<TagField, Refusal> {
    let text = |typed: &str| words::optional(typed).map(Option::unwrap_or_default);
    Ok(match field {
        TagField::Name(typed) => {
            let name: String = typed.trim().nfc().collect();
            let name = name.strip_prefix('#').unwrap_or(&name).to_owned();
            key_of(&name)?;
            TagField::Name(name)
        }
        TagField::Group(typed) => {
            TagField::Group(words::name("a group", &typed)?.unwrap_or_default())
        }
        TagField::Definition(typed) => TagField::Definition(text(&typed)?),
        TagField::Include(typed) => TagField::Include(text(&typed)?),
        TagField::Exclude(typed) => TagField::Exclude(text(&typed)?),
        TagField::Source(typed) => TagField::Source(text(&typed)?),
        TagField::Status(_) | TagField::MergedInto(_) | TagField::Order(_) => field,
    })
}

fn within_limit(fields: &[TagField]) -> Result<(), Refusal> {
    let length = |field: &TagField| match field {
        TagField::Name(text)
        | TagField::Group(text)
        | TagField::Definition(text)
        | TagField::Include(text)
        | TagField::Exclude(text)
        | TagField::Source(text) => text.len(),
        TagField::Status(_) | TagField::MergedInto(_) | TagField::Order(_) => 0,
    };
    words::within_limit(fields.iter().map(length).sum())
}

/// What a card says, as fields.
fn wording(card: &TagCard) -> Vec<TagField> {
    vec![
        TagField::Name(card.name.clone()),
        TagField::Group(card.group.clone()),
        TagField::Definition(card.definition.clone()),
        TagField::Include(card.include.clone()),
        TagField::Exclude(card.exclude.clone()),
        TagField::Source(card.source.clone()),
    ]
}

/// A tag that is new: defined, or provisional where the card does not say what it means.
fn new_tag(card: &TagCard, order: u32) -> Result<Change, Refusal> {
    let tag = key_of(&card.name)?;
    let status = if card.definition.is_empty() { Status::Provisional } else { Status::Defined };
    let mut set = wording(card);
    set.push(TagField::Status(status));
    set.push(TagField::Order(order));
    Ok(Change::TagSet { tag, set, was: Vec::new() })
}

/// The change that sets those of `fields` that differ, or none.
fn setting(tag: &Tag, fields: Vec<TagField>) -> Option<Change> {
    let set: Vec<TagField> =
        fields.into_iter().filter(|field| tag.field(field) != *field).collect();
    let was = set.iter().map(|field| tag.field(field)).collect();
    (!set.is_empty()).then(|| Change::TagSet { tag: tag.key().clone(), set, was })
}

fn said_of_edit(name: &str, set: &[TagField]) -> String {
    match set {
        [TagField::Name(new)] => format!("renamed {name} to {new}"),
        [TagField::Group(group)] if group.is_empty() => format!("took {name} out of its group"),
        [TagField::Group(group)] => format!("moved {name} to {group}"),
        _ => format!("changed {name}"),
    }
}
