//! Tags and the codebook they make up.

mod key;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::Stamp;
pub use key::TagKey;

/// Where a tag stands in the life of a codebook.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Status {
    /// Typed before it was defined (in-vivo coding).
    Provisional,
    /// Defined and in use.
    Defined,
    /// No longer offered; past taggings stay.
    Retired,
}

impl Status {
    /// The word used on screens and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Provisional => "provisional",
            Self::Defined => "defined",
            Self::Retired => "retired",
        }
    }
}

/// One field of a tag, set by a change. Each field is settled on its own: last change wins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TagField {
    /// The name as shown and typed.
    Name(String),
    /// The group it stands in; empty for none.
    Group(String),
    /// What it means.
    Definition(String),
    /// Examples of what it takes in.
    Include(String),
    /// Near things that it leaves out, and where those belong.
    Exclude(String),
    /// Where the idea comes from.
    Source(String),
    /// Provisional, defined or retired.
    Status(Status),
    /// The tag that took it over; past taggings follow.
    MergedInto(Option<TagKey>),
    /// Its place among the tags, smallest first.
    Order(u32),
}

impl TagField {
    /// A number for each field, so that changes to the same field meet.
    pub const fn slot(&self) -> usize {
        match self {
            Self::Name(_) => 0,
            Self::Group(_) => 1,
            Self::Definition(_) => 2,
            Self::Include(_) => 3,
            Self::Exclude(_) => 4,
            Self::Source(_) => 5,
            Self::Status(_) => 6,
            Self::MergedInto(_) => 7,
            Self::Order(_) => 8,
        }
    }

    const COUNT: usize = 9;
}

/// Where a tag stands in this study's list of tags. It holds within one run only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct TagIx(pub u32);

impl TagIx {
    /// As an index into a table with a row for each tag.
    pub const fn row(self) -> usize {
        self.0 as usize
    }
}

/// One tag: a word with a definition, said yes or no to of an observation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tag {
    key: TagKey,
    name: String,
    group: String,
    definition: String,
    include: String,
    exclude: String,
    source: String,
    status: Status,
    merged_into: Option<TagKey>,
    order: u32,
    stamps: [Option<Stamp>; TagField::COUNT],
}

impl Tag {
    fn new(key: TagKey) -> Self {
        Self {
            name: key.as_str().to_owned(),
            key,
            group: String::new(),
            definition: String::new(),
            include: String::new(),
            exclude: String::new(),
            source: String::new(),
            status: Status::Provisional,
            merged_into: None,
            order: u32::MAX,
            stamps: [None; TagField::COUNT],
        }
    }

    /// The key that changes use.
    pub fn key(&self) -> &TagKey {
        &self.key
    }
    /// The name as shown and typed.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The group; empty for none.
    pub fn group(&self) -> &str {
        &self.group
    }
    /// What it means; empty while provisional.
    pub fn definition(&self) -> &str {
        &self.definition
    }
    /// Examples of what it takes in.
    pub fn include(&self) -> &str {
        &self.include
    }
    /// Near things that it leaves out.
    pub fn exclude(&self) -> &str {
        &self.exclude
    }
    /// Where the idea comes from.
    pub fn source(&self) -> &str {
        &self.source
    }
    /// Provisional, defined or retired.
    pub fn status(&self) -> Status {
        self.status
    }
    /// The tag that took it over.
    pub fn merged_into(&self) -> Option<&TagKey> {
        self.merged_into.as_ref()
    }
    /// Its place among the tags, smallest first; `u32::MAX` where none was given.
    pub fn order(&self) -> u32 {
        self.order
    }
    /// Whether a person may still choose it: neither retired nor merged into another.
    pub fn is_offered(&self) -> bool {
        self.status != Status::Retired && self.merged_into.is_none()
    }

    /// The present value of the field that `like` is a value of.
    pub fn field(&self, like: &TagField) -> TagField {
        match like {
            TagField::Name(_) => TagField::Name(self.name.clone()),
            TagField::Group(_) => TagField::Group(self.group.clone()),
            TagField::Definition(_) => TagField::Definition(self.definition.clone()),
            TagField::Include(_) => TagField::Include(self.include.clone()),
            TagField::Exclude(_) => TagField::Exclude(self.exclude.clone()),
            TagField::Source(_) => TagField::Source(self.source.clone()),
            TagField::Status(_) => TagField::Status(self.status),
            TagField::MergedInto(_) => TagField::MergedInto(self.merged_into.clone()),
            TagField::Order(_) => TagField::Order(self.order),
        }
    }

    /// When the field that `like` is a value of was last set, if it ever was.
    pub fn set_at(&self, like: &TagField) -> Option<Stamp> {
        self.stamps.get(like.slot()).copied().flatten()
    }

    /// Where it stands among those whose name is no longer their key.
    fn renamed(&self) -> Option<(String, (bool, TagKey))> {
        let name = self.name.to_lowercase();
        (name != self.key.as_str()).then(|| (name, (!self.is_offered(), self.key.clone())))
    }

    fn set(&mut self, field: TagField, stamp: Stamp) {
        if self.set_at(&field).is_none_or(|last| last < stamp) {
            self.put(field, Some(stamp));
        }
    }

    fn put(&mut self, field: TagField, stamp: Option<Stamp>) {
        let Some(last) = self.stamps.get_mut(field.slot()) else { return };
        *last = stamp;
        match field {
            TagField::Name(name) => self.name = name,
            TagField::Group(group) => self.group = group,
            TagField::Definition(text) => self.definition = text,
            TagField::Include(text) => self.include = text,
            TagField::Exclude(text) => self.exclude = text,
            TagField::Source(text) => self.source = text,
            TagField::Status(status) => self.status = status,
            TagField::MergedInto(into) => self.merged_into = into,
            TagField::Order(order) => self.order = order,
        }
    }
}

/// The tags of a study, their groups and definitions. What is asked for each tag (by name, by key,
/// what it counts for) takes no walk over the others: codebooks of a hundred thousand tags happen
/// where every note is imported with words of its own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Codebook {
    tags: Vec<Tag>,
    #[serde(skip)]
    by_key: HashMap<TagKey, TagIx>,
    /// Tags whose name is no longer the key they began with, by their name in lower case: those that
    /// are offered first, then by key.
    renamed: HashMap<String, BTreeSet<(bool, TagKey)>>,
    /// Keys that some tag was merged into, whether or not a tag of that key has come yet.
    takers: HashSet<TagKey>,
    /// What each tag counts for after merges; worked out when it is asked for after a change.
    #[serde(skip)]
    resolved: OnceLock<Vec<TagIx>>,
    version: u32,
}

impl Codebook {
    /// Every tag ever used or defined, retired and merged ones too, as a table: [`TagIx`] is a place
    /// in it, and its order says nothing. Lists are made from [`Codebook::listed`].
    pub fn all(&self) -> &[Tag] {
        &self.tags
    }

    /// The tag at `ix`.
    pub fn get(&self, ix: TagIx) -> Option<&Tag> {
        self.tags.get(ix.row())
    }

    /// Where the tag with this key stands.
    pub fn ix(&self, key: &TagKey) -> Option<TagIx> {
        self.by_key.get(key).copied()
    }

    /// The tag that a person means by `typed`: by present name first, then by key, so that a name
    /// given up in a renaming goes on working. Retired and merged ones are found too. Where two tags
    /// have come to one name ([`Codebook::namesakes`]), one that is offered comes first, then the one
    /// that began with that name (the others can be named by theirs), then the one with the smaller
    /// key: so a name means the same tag on every laptop.
    pub fn find(&self, typed: &str) -> Option<&Tag> {
        let key = TagKey::parse(typed)?;
        let own = self.ix(&key).and_then(|ix| self.get(ix));
        let kept = own.filter(|tag| tag.name.to_lowercase() == key.as_str());
        let renamed = self.renamed.get(key.as_str()).and_then(BTreeSet::first);
        let renamed = renamed.and_then(|(_, key)| self.get(self.ix(key)?));
        let named = kept.into_iter().chain(renamed);
        named.min_by_key(|tag| (!tag.is_offered(), tag.key != key, &tag.key)).or(own)
    }

    /// The tags that may be chosen and share a name with another such tag: one was renamed to it
    /// while somebody else made a tag of that name. By name, at least two each: work to settle, by
    /// renaming one or merging one into the other.
    pub fn namesakes(&self) -> Vec<Vec<&Tag>> {
        let mut named: BTreeMap<String, Vec<&Tag>> = BTreeMap::new();
        for tag in self.tags.iter().filter(|tag| tag.is_offered()) {
            named.entry(tag.name.to_lowercase()).or_default().push(tag);
        }
        let mut shared: Vec<Vec<&Tag>> =
            named.into_values().filter(|tags| tags.len() > 1).collect();
        for tags in &mut shared {
            tags.sort_by_key(|tag| tag.key());
        }
        shared
    }

    /// The tag that taggings with `ix` count for, after merges.
    pub fn resolve(&self, ix: TagIx) -> TagIx {
        if self.takers.is_empty() {
            return ix;
        }
        self.resolved.get_or_init(|| self.resolve_all()).get(ix.row()).copied().unwrap_or(ix)
    }

    /// Tags that may be chosen, as a codebook lists them: groups in the order of their first tag,
    /// provisional ones last.
    pub fn offered(&self) -> Vec<&Tag> {
        self.listed().into_iter().filter(|tag| tag.is_offered()).collect()
    }

    /// All tags as a codebook lists them, retired and merged ones too.
    pub fn listed(&self) -> Vec<&Tag> {
        let mut first: HashMap<&str, (bool, u32, &str)> = HashMap::new();
        for tag in &self.tags {
            let place = (tag.group.is_empty(), tag.order, tag.group.as_str());
            let known = first.entry(tag.group.as_str()).or_insert(place);
            *known = place.min(*known);
        }
        let mut tags: Vec<&Tag> = self.tags.iter().collect();
        tags.sort_by_cached_key(|tag| {
            (first.get(tag.group.as_str()).copied(), tag.order, tag.key())
        });
        tags
    }

    /// Names of the groups, in the codebook's order; tags without one are left out.
    pub fn groups(&self) -> Vec<&str> {
        // The tags of one group stand together in the list.
        let tags = self.listed().into_iter().map(Tag::group).filter(|group| !group.is_empty());
        let mut groups: Vec<&str> = tags.collect();
        groups.dedup();
        groups
    }

    /// How many times the codebook has been changed: each act that defined, edited, merged or
    /// retired tags counts once. 0 for an empty codebook.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// A hash of what the codebook says (BLAKE3 over the fields of every tag that is not
    /// provisional, by key), the same on every device that has the same codebook.
    pub fn content_hash(&self) -> blake3::Hash {
        let mut defined: Vec<&Tag> =
            self.tags.iter().filter(|tag| tag.status != Status::Provisional).collect();
        defined.sort_by_key(|tag| tag.key());
        let mut hasher = blake3::Hasher::new_derive_key("asdone 2026 codebook content v1");
        for tag in defined {
            let into = tag.merged_into.as_ref().map_or("", TagKey::as_str);
            let fields = [
                tag.key.as_str(),
                &tag.name,
                &tag.group,
                &tag.definition,
                &tag.include,
                &tag.exclude,
                &tag.source,
                tag.status.word(),
                into,
            ];
            for field in fields {
                hasher.update(&(field.len() as u64).to_be_bytes());
                hasher.update(field.as_bytes());
            }
        }
        hasher.finalize()
    }

    /// The same with what follows from the tags, which is not written down.
    pub(super) fn restored(mut self) -> Self {
        let rows = self.tags.iter().zip(0..);
        self.by_key = rows.map(|(tag, row)| (tag.key.clone(), TagIx(row))).collect();
        self
    }

    /// Where the tag with this key stands, entered as provisional if it is new.
    pub(super) fn enter(&mut self, key: &TagKey) -> TagIx {
        if let Some(ix) = self.ix(key) {
            return ix;
        }
        let ix = TagIx(u32::try_from(self.tags.len()).unwrap_or(u32::MAX));
        self.tags.push(Tag::new(key.clone()));
        self.by_key.insert(key.clone(), ix);
        self.resolved.take();
        ix
    }

    pub(super) fn set(&mut self, key: &TagKey, fields: Vec<TagField>, stamp: Stamp) {
        self.with(key, fields, |tag, field| tag.set(field, stamp));
    }

    /// Puts a value where another may have been settled later, as what counts has changed.
    pub(super) fn put(&mut self, key: &TagKey, field: TagField, stamp: Option<Stamp>) {
        self.with(key, vec![field], |tag, field| tag.put(field, stamp));
    }

    fn with(&mut self, key: &TagKey, fields: Vec<TagField>, set: impl Fn(&mut Tag, TagField)) {
        let ix = self.enter(key);
        let Some(tag) = self.tags.get_mut(ix.row()) else { return };
        let before = tag.renamed();
        for field in fields {
            if let TagField::MergedInto(into) = &field {
                self.takers.extend(into.clone());
                self.resolved.take();
            }
            set(tag, field);
        }
        let after = tag.renamed();
        if before == after {
            return;
        }
        if let Some((name, place)) = before
            && let Some(tags) = self.renamed.get_mut(&name)
        {
            tags.remove(&place);
            if tags.is_empty() {
                self.renamed.remove(&name);
            }
        }
        if let Some((name, place)) = after {
            self.renamed.entry(name).or_default().insert(place);
        }
    }

    pub(super) fn set_version(&mut self, version: u32) {
        self.version = version;
    }

    /// Follows every chain of merges, each link once. A ring (two people merging two tags into each
    /// other at the same time) ends at its member with the smallest key, the same everywhere.
    fn resolve_all(&self) -> Vec<TagIx> {
        let into = |at: TagIx| self.ix(self.get(at)?.merged_into.as_ref()?);
        let mut ends: Vec<Option<TagIx>> = vec![None; self.tags.len()];
        // The place of each tag on the way that is being followed.
        let mut on_way: HashMap<TagIx, usize> = HashMap::new();
        for row in 0..self.tags.len() {
            let mut way = Vec::new();
            let mut at = TagIx(u32::try_from(row).unwrap_or(u32::MAX));
            let end = loop {
                if let Some(end) = ends.get(at.row()).copied().flatten() {
                    break end;
                }
                if let Some(start) = on_way.get(&at) {
                    let ring = way.get(*start..).unwrap_or_default();
                    let key = |ix: &&TagIx| self.get(**ix).map(Tag::key);
                    break ring.iter().min_by_key(key).copied().unwrap_or(at);
                }
                on_way.insert(at, way.len());
                way.push(at);
                match into(at) {
                    Some(next) => at = next,
                    None => break at,
                }
            };
            for passed in way {
                on_way.remove(&passed);
                if let Some(slot) = ends.get_mut(passed.row()) {
                    *slot = Some(end);
                }
            }
        }
        ends.into_iter().zip(0..).map(|(end, row)| end.unwrap_or(TagIx(row))).collect()
    }
}
