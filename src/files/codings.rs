//! Codings made elsewhere, as a long table: a row for each coding, with the columns `unit`, `coder` and
//! `value`.

use std::collections::BTreeMap;

use super::{sheet, table};
use crate::analysis::agreement::{Codings, Set};

/// A table of codings as it was read. Units and coders stand in the order in which they first come.
#[derive(Clone, Debug)]
pub struct Coded {
    /// Names of what was coded.
    pub units: Vec<String>,
    /// Names of those who coded.
    pub coders: Vec<String>,
    /// Of each unit, what each coder said.
    values: Vec<Vec<Option<String>>>,
}

/// Reads a table whose columns may stand in any order; others are passed over.
///
/// # Errors
/// What is wrong with it, with the number of the line.
pub fn read(text: &str) -> Result<Coded, String> {
    let absent =
        |wanted: &str| format!("there is no column \"{wanted}\"; name one so in the first row");
    let table = sheet::read(text, &["unit"]).map_err(|unread| {
        if unread.reason.contains("has no column") { absent("unit") } else { unread.reason }
    })?;
    let column = |wanted: &str| {
        let found = table.header.iter().position(|name| name == wanted);
        found.ok_or_else(|| absent(wanted))
    };
    let (unit, coder, value) = (column("unit")?, column("coder")?, column("value")?);
    let mut coded = Coded { units: Vec::new(), coders: Vec::new(), values: Vec::new() };
    let (mut units, mut coders) = (BTreeMap::new(), BTreeMap::new());
    for row in table.rows {
        let line = row.number;
        let cells = row.cells.as_ref().map_err(|why| format!("line {line}: {why}"))?;
        let cell = |at: usize| table::own(cells.get(at).unwrap_or_default().trim()).into_owned();
        let (of, by) = (cell(unit), cell(coder));
        if of.is_empty() || by.is_empty() {
            return Err(format!("line {line} does not say which unit and which coder"));
        }
        let row = place(&mut units, &mut coded.units, of);
        let at = place(&mut coders, &mut coded.coders, by);
        if coded.values.len() <= row {
            coded.values.push(Vec::new());
        }
        let Some(values) = coded.values.get_mut(row) else { continue };
        if values.len() <= at {
            values.resize(at + 1, None);
        }
        match values.get_mut(at) {
            Some(known @ None) => *known = Some(cell(value)),
            _ => {
                let (unit, coder) = (cell(unit), cell(coder));
                return Err(format!(
                    "line {line} codes unit {unit} by coder {coder} a second time"
                ));
            }
        }
    }
    Ok(coded)
}

fn place(known: &mut BTreeMap<String, usize>, names: &mut Vec<String>, name: String) -> usize {
    let next = names.len();
    *known.entry(name).or_insert_with_key(|name| {
        names.push(name.clone());
        next
    })
}

/// The two words of a tag that was seen or not, as tables have them.
const YES_NO: [[&str; 2]; 4] = [["no", "yes"], ["0", "1"], ["false", "true"], ["n", "y"]];

impl Coded {
    /// The codings as plain categories with their names, in order. A blank value is missing. Where all
    /// values are words for no and yes, those are the categories, and in this order.
    ///
    /// # Errors
    /// Where there are more categories than can be told apart.
    pub fn categories(&self) -> Result<(Codings, Vec<String>), String> {
        let said = self.values.iter().flatten().flatten().filter(|value| !value.is_empty());
        let mut names: Vec<String> = said.cloned().collect();
        names.sort();
        names.dedup();
        let is_one = |name: &String, words: &[&str; 2]| {
            words.iter().any(|word| word.eq_ignore_ascii_case(name))
        };
        let yes_no = YES_NO.iter().find(|words| names.iter().all(|name| is_one(name, words)));
        if let Some(words) = yes_no.filter(|_| !names.is_empty()) {
            names = words.iter().map(|&word| word.to_owned()).collect();
        }
        let fold = |name: &str| match yes_no {
            Some(_) => name.to_ascii_lowercase(),
            None => name.to_owned(),
        };
        let numbers: BTreeMap<String, u16> =
            names.iter().map(|name| fold(name)).zip(0..u16::MAX).collect();
        if numbers.len() < names.len() {
            return Err(format!(
                "there are {} different values; are they categories?",
                names.len()
            ));
        }
        let mut codings = Codings::new(self.coders.len(), names.len());
        for unit in &self.values {
            let cell = |value: &Option<String>| {
                value.as_deref().and_then(|value| numbers.get(&fold(value)).copied())
            };
            codings.push(&unit.iter().map(cell).collect::<Vec<_>>());
        }
        Ok((codings, names))
    }

    /// The codings as sets: each value holds words with semicolons or blanks between, and a blank one
    /// is the empty set.
    ///
    /// # Errors
    /// Where there are more words than can be told apart.
    pub fn sets(&self) -> Result<Vec<Vec<Set>>, String> {
        let mut words: BTreeMap<String, u16> = BTreeMap::new();
        let mut units = Vec::with_capacity(self.values.len());
        for unit in &self.values {
            let mut sets = Vec::with_capacity(self.coders.len());
            for value in unit {
                let Some(value) = value else {
                    sets.push(None);
                    continue;
                };
                let mut set = Vec::new();
                let parted = value.split(|c: char| c == ';' || c.is_whitespace());
                for word in parted.filter(|word| !word.is_empty()) {
                    let next = u16::try_from(words.len())
                        .map_err(|_| "there are too many different words to compare".to_owned())?;
                    set.push(*words.entry(word.to_owned()).or_insert(next));
                }
                sets.push(Some(set));
            }
            units.push(sets);
        }
        Ok(units)
    }
}
