//! Two releases put together row by row, as whoever has both can do it: by words that stand in both, or
//! by values that no other row has. What both say of a row together can be more than either says.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::build::{self, From, Watch};
use super::kept::Unbuilt;
use super::pick;
use super::plan::{Field, Plan};
use super::pseudonym::Key;
use super::table::{Cell, Table, Why};
use super::thin::{CLASSES, value};
use crate::study::{Extra, Moment, PersonId, Study, Subject};

/// Both releases are made under one key here, so that it shows which rows are the same. Nothing that is
/// made under it leaves.
const ONE_KEY: Key = Key::new([0; 32]);

/// What two releases say together.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Joined {
    /// Rows that can be put together by their words.
    pub by_words: usize,
    /// Further rows that can be by values that no other row has.
    pub by_values: usize,
    /// Of these, rows that then share period and setting with fewer than `k`, and with fewer than either
    /// release says.
    pub small: usize,
    /// Values that one release takes out and the other shows.
    pub shown: usize,
    /// People whose names in one release can be told from those in the other.
    pub people: usize,
}

impl Joined {
    /// Whether both together say what neither says.
    pub const fn tells(self) -> bool {
        self.small + self.shown + self.people > 0
    }

    /// The same in a sentence; none where no row can be put together.
    pub fn said(self, k: u32) -> Option<String> {
        let Self { by_words, by_values, small, shown, people } = self;
        let said = |count: usize, one: &str, many: &str| {
            (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
        };
        let linked = [
            said(
                by_words,
                "row can be put together by its words",
                "rows can be put together by their words",
            ),
            said(
                by_values,
                "row by values that no other has",
                "rows by values that no others have",
            ),
        ];
        let linked: Vec<String> = linked.into_iter().flatten().collect();
        if linked.is_empty() {
            return None;
        }
        let tells = [
            said(small, "of them is then", "of them are then")
                .map(|s| format!("{s} among fewer than {k}")),
            said(shown, "value that one takes out stands", "values that one takes out stand")
                .map(|s| format!("{s} in the other")),
            said(
                people,
                "person has a name in one that tells",
                "people have names in one that tell",
            )
            .map(|s| format!("{s} those in the other")),
        ];
        let tells: Vec<String> = tells.into_iter().flatten().collect();
        let tells =
            if tells.is_empty() { "and say nothing more".to_owned() } else { tells.join("; ") };
        Some(format!("{}: {tells}", linked.join(", ")))
    }

    fn and(&mut self, other: Self) {
        self.by_words += other.by_words;
        self.by_values += other.by_values;
        self.small += other.small;
        self.shown += other.shown;
        self.people += other.people;
    }
}

/// The tables of a release: of `only` what was given out, where that is known.
///
/// # Errors
/// As for building it.
pub fn tables(
    study: &Study,
    me: PersonId,
    (plan, at): (&Plan, Moment),
    only: Option<&BTreeSet<Subject>>,
    watch: Watch<'_>,
) -> Result<Vec<Table>, Unbuilt> {
    // Before its own words are looked over, a plan can be compared all the same.
    let mut plan = plan.reviewed(study).unwrap_or_else(|_| plan.clone());
    plan.only = only.cloned();
    let view = pick::view(study, me);
    let from = From { view, plan: &plan, plan_text: "", at, id: 0, program: "" };
    build::tables(from, ONE_KEY, watch).map(|(tables, ..)| tables)
}

/// What two releases say together, each as its tables under one key.
pub fn joined(one: &[Table], other: &[Table], k: u32) -> Joined {
    let mut all = Joined::default();
    for table in one.iter().filter(|table| table.place("id").is_some()) {
        let Some(same) = other.iter().find(|same| same.name == table.name) else { continue };
        all.and(Pair { a: Side::of(table, one), b: Side::of(same, other) }.joined(k as usize));
    }
    all
}

/// A table of one release.
struct Side<'t> {
    table: &'t Table,
    ids: Vec<&'t str>,
    /// By id, a print of the rows of other tables that name it: of their tags, and of their words.
    tags: HashMap<&'t str, u64>,
    lines: HashMap<&'t str, u64>,
    /// Period and setting of the observations.
    observations: HashMap<&'t str, u64>,
}

/// What stands in a row, as a number; none where nothing does.
type Print<'p> = &'p dyn Fn(usize) -> Option<u64>;

fn print(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// A cell of a row as words, where it has some.
fn words(row: &[Cell], place: Option<usize>) -> Option<&str> {
    match row.get(place?)? {
        Cell::Text(text) => Some(text.as_str()),
        Cell::Number(_) | Cell::Empty(_) => None,
    }
}

/// Whether a column holds words that somebody wrote.
fn is_words(name: &str) -> bool {
    ["text", "title", "told"].contains(&name)
        || name.starts_with("answer_")
        || Extra::ALL.iter().any(|extra| extra.word() == name)
}

/// Whether a column holds names that a release makes up, which say nothing to another.
fn is_name(table: &Table, name: &str) -> bool {
    let made_up = ["id", Field::Author.word(), Field::Coder.word()];
    let column = table.columns.iter().find(|column| column.name == name);
    made_up.contains(&name) || column.is_some_and(|c| c.of.is_some_and(|(_, of)| of == "id"))
}

fn class_of(table: &Table, row: &[Cell]) -> Option<u64> {
    let places: Vec<usize> = CLASSES.iter().filter_map(|name| table.place(name)).collect();
    let values: Vec<String> = places.iter().filter_map(|at| row.get(*at).map(value)).collect();
    (!places.is_empty()).then(|| print(values))
}

impl<'t> Side<'t> {
    fn of(table: &'t Table, all: &'t [Table]) -> Self {
        let id = table.place("id");
        let ids = table.rows.iter().map(|row| words(row, id).unwrap_or_default()).collect();
        let mut side = Self {
            table,
            ids,
            tags: HashMap::new(),
            lines: HashMap::new(),
            observations: HashMap::new(),
        };
        for other in all {
            side.add(other);
        }
        side
    }

    /// Adds what another table says of the rows of this one.
    fn add(&mut self, other: &'t Table) {
        if other.name == "observations" {
            let id = other.place("id");
            let class = |row: &'t Vec<Cell>| Some((words(row, id)?, class_of(other, row)?));
            self.observations = other.rows.iter().filter_map(class).collect();
        }
        let is_of = |column: &super::table::Column| {
            column.of.is_some_and(|of| of == (self.table.name, "id"))
        };
        let Some(at) = other.columns.iter().position(is_of) else { return };
        let into = if other.name == "taggings" { &mut self.tags } else { &mut self.lines };
        let told: Vec<usize> = (0..other.columns.len())
            .filter(|at| other.columns.get(*at).is_some_and(|c| !is_name(other, &c.name)))
            .filter(|at| {
                other.name == "taggings"
                    || other.columns.get(*at).is_some_and(|c| is_words(&c.name))
            })
            .collect();
        for row in &other.rows {
            let Some(id) = words(row, Some(at)) else { continue };
            let cells: Vec<&str> = told.iter().filter_map(|at| words(row, Some(*at))).collect();
            if !cells.is_empty() {
                // In whatever order they stand.
                let sum = into.entry(id).or_default();
                *sum = sum.wrapping_add(print(cells));
            }
        }
    }

    fn row(&self, at: usize) -> &'t [Cell] {
        self.table.rows.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    fn id(&self, at: usize) -> &'t str {
        self.ids.get(at).copied().unwrap_or_default()
    }

    /// Period and setting of a row, its own or those of the observation that it is on.
    fn class(&self, at: usize) -> u64 {
        let row = self.row(at);
        class_of(self.table, row).unwrap_or_else(|| {
            let of = words(row, self.table.place("observation"));
            of.and_then(|of| self.observations.get(of).copied()).unwrap_or_default()
        })
    }

    /// Rows by what stands in them, where no other row of this release has the same.
    fn alone(&self, of: Print<'_>) -> HashMap<u64, usize> {
        let mut rows: HashMap<u64, Option<usize>> = HashMap::new();
        for at in 0..self.ids.len() {
            if let Some(print) = of(at) {
                rows.entry(print).and_modify(|row| *row = None).or_insert(Some(at));
            }
        }
        rows.into_iter().filter_map(|(print, row)| Some((print, row?))).collect()
    }

    fn counted(&self) -> HashMap<u64, usize> {
        let mut counts = HashMap::new();
        (0..self.ids.len()).for_each(|at| *counts.entry(self.class(at)).or_default() += 1);
        counts
    }
}

/// A table of both releases.
struct Pair<'t> {
    a: Side<'t>,
    b: Side<'t>,
}

impl<'t> Pair<'t> {
    /// The columns of both, by their places there.
    fn shared(&self, of: impl Fn(&str) -> bool) -> Vec<(usize, usize)> {
        let names = self.a.table.columns.iter().map(|column| column.name.as_str());
        let names = names.filter(|name| !is_name(self.a.table, name) && of(name));
        names
            .filter_map(|name| Some((self.a.table.place(name)?, self.b.table.place(name)?)))
            .collect()
    }

    /// Adds the rows that are alone in both releases with the same.
    fn link(&self, links: &mut HashMap<usize, usize>, of: (Print<'_>, Print<'_>)) {
        let theirs = self.b.alone(of.1);
        for (print, at) in self.a.alone(of.0) {
            let found = theirs.get(&print).filter(|row| self.b.id(**row) == self.a.id(at));
            if let Some(row) = found {
                links.entry(at).or_insert(*row);
            }
        }
    }

    fn by_words(&self) -> HashMap<usize, usize> {
        let mut links = HashMap::new();
        for (a, b) in self.shared(is_words) {
            let of = |side: &Side<'t>, place, at| words(side.row(at), Some(place)).map(print);
            self.link(&mut links, (&|at| of(&self.a, a, at), &|at| of(&self.b, b, at)));
        }
        let of = |side: &Side<'t>, at| side.lines.get(side.id(at)).copied();
        self.link(&mut links, (&|at| of(&self.a, at), &|at| of(&self.b, at)));
        links
    }

    fn by_values(&self, links: &mut HashMap<usize, usize>) {
        let all = self.shared(|name| !is_words(name));
        // What is taken out of one and not of the other would keep rows apart that are the same.
        let is_whole = |side: &Side<'_>, place: usize| {
            let mut cells = side.table.rows.iter().filter_map(|row| row.get(place));
            !cells.any(|cell| cell.why() == Some(Why::Suppressed))
        };
        let whole: Vec<(usize, usize)> = all
            .iter()
            .copied()
            .filter(|(a, b)| is_whole(&self.a, *a) && is_whole(&self.b, *b))
            .collect();
        for places in [all, whole] {
            for with_tags in [true, false] {
                let of = |side: &Side<'t>,
                          places: &dyn Fn(&(usize, usize)) -> usize,
                          all: &[_],
                          at| {
                    let row = side.row(at);
                    let values: Vec<String> =
                        all.iter().filter_map(|pair| row.get(places(pair)).map(value)).collect();
                    let tags = with_tags.then(|| side.tags.get(side.id(at)).copied());
                    Some(print((values, tags)))
                };
                let (one, other) = (|pair: &(usize, usize)| pair.0, |pair: &(usize, usize)| pair.1);
                self.link(
                    links,
                    (&|at| of(&self.a, &one, &places, at), &|at| of(&self.b, &other, &places, at)),
                );
            }
        }
    }

    fn joined(&self, k: usize) -> Joined {
        let mut links = self.by_words();
        let by_words = links.len();
        self.by_values(&mut links);
        Joined {
            by_words,
            by_values: links.len() - by_words,
            small: self.small(&links, k),
            shown: self.shown(&links),
            people: self.people(&links),
        }
    }

    fn small(&self, links: &HashMap<usize, usize>, k: usize) -> usize {
        let (in_a, in_b) = (self.a.counted(), self.b.counted());
        let theirs: HashMap<&str, usize> =
            self.b.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let class = |(a, b): (usize, usize)| (self.a.class(a), self.b.class(b));
        let mut of_both: HashMap<(u64, u64), usize> = HashMap::new();
        for (at, id) in self.a.ids.iter().enumerate() {
            if let Some(row) = theirs.get(id) {
                *of_both.entry(class((at, *row))).or_default() += 1;
            }
        }
        let is_small = |link: &(usize, usize)| {
            let (a, b) = class(*link);
            let many = of_both.get(&(a, b)).copied().unwrap_or_default();
            let alone =
                [in_a.get(&a), in_b.get(&b)].map(|count| count.copied().unwrap_or_default());
            many < k && alone.into_iter().all(|alone| many < alone)
        };
        links.iter().map(|(a, b)| (*a, *b)).filter(is_small).count()
    }

    /// Period and setting are counted as classes.
    fn shown(&self, links: &HashMap<usize, usize>) -> usize {
        let columns = self.shared(|name| !is_words(name) && !CLASSES.contains(&name));
        let differs = |a: Option<&Cell>, b: Option<&Cell>| {
            let out = |cell: Option<&Cell>| cell.and_then(Cell::why) == Some(Why::Suppressed);
            let there = |cell: Option<&Cell>| cell.is_some_and(|cell| cell.why().is_none());
            (out(a) && there(b)) || (there(a) && out(b))
        };
        let of = |(a, b): (&usize, &usize)| {
            let (a, b) = (self.a.row(*a), self.b.row(*b));
            columns.iter().filter(|(at, to)| differs(a.get(*at), b.get(*to))).count()
        };
        links.iter().map(of).sum()
    }

    fn people(&self, links: &HashMap<usize, usize>) -> usize {
        let author = Field::Author.word();
        let (a, b) = (self.a.table.place(author), self.b.table.place(author));
        let both = links.iter().filter_map(|(one, other)| {
            words(self.b.row(*other), b)?;
            words(self.a.row(*one), a)
        });
        both.collect::<BTreeSet<&str>>().len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Column, Type};
    use super::*;

    /// A table of observations by columns, a row for each line; `-` is taken out.
    fn table(columns: &[&'static str], rows: &[&str]) -> Vec<Table> {
        let column = |name: &&str| Column::sparse(name, Type::Text, "");
        let cell = |word: &str| match word {
            "-" => Cell::Empty(Why::Suppressed),
            word => Cell::Text(word.replace('_', " ")),
        };
        let row = |row: &&str| row.split_whitespace().map(cell).collect();
        vec![Table {
            name: "observations",
            about: String::new(),
            key: vec!["id"],
            columns: columns.iter().map(column).collect(),
            rows: rows.iter().map(row).collect(),
        }]
    }

    #[test]
    fn rows_with_the_same_words_tell_what_either_left_coarse() {
        let one =
            table(&["id", "period", "text"], &["o1 Q1 rang_ahead", "o2 Q1 held_on", "o3 Q1 rang"]);
        let other = table(
            &["id", "setting", "text"],
            &["o1 office rang_ahead", "o2 office held_on", "o3 office ring", "o4 home rang_ahead"],
        );
        let found = joined(&one, &other, 3);
        // "rang ahead" stands twice in the other, and "rang" was replaced there.
        let only = Joined { by_words: 1, by_values: 0, small: 0, shown: 0, people: 0 };
        assert_eq!(found, only, "three rows of both share the quarter and the office");
        let other = table(
            &["id", "setting", "text"],
            &["o1 home rang_ahead", "o2 office held_on", "o3 office rang", "o5 home x"],
        );
        let found = joined(&one, &other, 3);
        assert_eq!((found.by_words, found.small), (3, 1), "one alone was at home in that quarter");
        assert!(
            found.tells()
                && found.said(3).unwrap().contains("1 of them is then among fewer than 3")
        );
    }

    #[test]
    fn rows_that_only_have_their_values_tell_what_is_taken_out_and_who_is_who() {
        let columns = ["id", "author", "kind", "stance", "origin"];
        let one =
            table(&columns, &["o1 a1 surprise own -", "o2 a2 plain own x", "o3 a2 plain own x"]);
        let other =
            table(&columns, &["o1 a1 surprise own x", "o2 a2 plain own x", "o3 a2 plain own x"]);
        let found = joined(&one, &other, 3);
        let only = Joined { by_words: 0, by_values: 1, small: 0, shown: 1, people: 1 };
        assert_eq!(found, only);
        // Names are those of a release: they put nothing together.
        let plain = table(&["id", "author"], &["o1 a1", "o2 a2"]);
        assert_eq!(joined(&plain, &plain, 3), Joined::default());
        assert_eq!(Joined::default().said(3), None);
    }
}
