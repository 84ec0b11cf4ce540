//! The tables of a release: each column declared once, with its type, its words and its meaning, and
//! written three ways from there: CSV, Parquet, and the description of both.
//!
//! A cell that is empty says why. The reason stands in a column of its own beside it, so that the
//! column keeps its type in every program that reads it.

pub mod csv;
pub mod datapackage;
#[cfg(feature = "parquet")]
pub mod parquet;

/// Why a cell is empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Why {
    /// The person was not asked: nothing of the sort was in the study then.
    NotAsked,
    /// The person said nothing there.
    NotSaid,
    /// It was said, and is not released: it was not reviewed, or the plan leaves it out.
    NotReleased,
    /// It was said, and too few share it.
    Suppressed,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::NotAsked, Self::NotSaid, Self::NotReleased, Self::Suppressed];

    /// The word in a table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotAsked => "not asked",
            Self::NotSaid => "not said",
            Self::NotReleased => "not released",
            Self::Suppressed => "suppressed",
        }
    }

    /// What it means, for whoever reads the table.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::NotAsked => "nothing of the sort was asked",
            Self::NotSaid => "the person left it empty",
            Self::NotReleased => "it is not part of this release",
            Self::Suppressed => "too few observations or people share it",
        }
    }
}

/// What is in a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Words, or a choice written out.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Nothing, and the reason why.
    Empty(Why),
}

impl Cell {
    /// Words, or the reason why there are none.
    pub fn text(text: Option<impl Into<String>>, otherwise: Why) -> Self {
        text.map_or(Self::Empty(otherwise), |text| Self::Text(text.into()))
    }

    /// Why it is empty, where it is.
    pub const fn why(&self) -> Option<Why> {
        match self {
            Self::Empty(why) => Some(*why),
            Self::Text(_) | Self::Number(_) => None,
        }
    }
}

/// Of what type a column is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// Words of any length.
    Text,
    /// One of these words, each with what it means where the word alone does not say.
    Words(Vec<(String, String)>),
    /// A whole number.
    Number,
}

/// A column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name in every file.
    pub name: String,
    /// What it holds, in a sentence.
    pub about: String,
    /// Of what type it is.
    pub kind: Type,
    /// Whether a cell may be empty; a column with the reasons then stands beside it.
    pub may_be_empty: bool,
    /// The table and column whose values it takes up.
    pub of: Option<(&'static str, &'static str)>,
}

impl Column {
    /// A column in which no cell is empty.
    pub fn full(name: &str, kind: Type, about: &str) -> Self {
        Self { name: name.into(), about: about.into(), kind, may_be_empty: false, of: None }
    }

    /// A column in which cells may be empty.
    pub fn sparse(name: &str, kind: Type, about: &str) -> Self {
        Self { may_be_empty: true, ..Self::full(name, kind, about) }
    }

    /// The same, its values being those of another table's column.
    pub fn of(self, table: &'static str, column: &'static str) -> Self {
        Self { of: Some((table, column)), ..self }
    }

    /// The name of the column with the reasons.
    pub fn why(&self) -> String {
        format!("{}_why", self.name)
    }
}

/// A table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Its name, and that of its files.
    pub name: &'static str,
    /// What a row is, in a sentence.
    pub about: String,
    /// The columns by which a row is known; none where rows are counted and not told apart.
    pub key: Vec<&'static str>,
    /// Columns, in the order in which they are written.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The place of a column.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The cells of a column.
    pub fn cells(&self, name: &str) -> impl Iterator<Item = &Cell> {
        let place = self.place(name);
        self.rows.iter().filter_map(move |row| row.get(place?))
    }

    /// The columns as files have them: each with that of its reasons after it.
    pub fn written(&self) -> Vec<Written<'_>> {
        let written = |column| {
            let why = Written { column, is_why: true };
            [Written { column, is_why: false }, why]
                .into_iter()
                .take(1 + usize::from(column.may_be_empty))
        };
        self.columns.iter().flat_map(written).collect()
    }
}

/// A column of a file.
#[derive(Clone, Copy, Debug)]
pub struct Written<'t> {
    /// The column that the values belong to.
    pub column: &'t Column,
    /// Whether it holds the reasons for the empty cells of that column.
    pub is_why: bool,
}

impl Written<'_> {
    /// Its name.
    pub fn name(self) -> String {
        if self.is_why { self.column.why() } else { self.column.name.clone() }
    }
}
