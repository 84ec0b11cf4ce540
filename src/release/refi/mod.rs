//! REFI-QDA, the format in which programs for qualitative research hand each other projects: a
//! codebook (`.qdc`) and a whole project with its texts, codings and attributes (`.qdpx`).
//!
//! What goes in are plain values. Who may see them was settled before; here they only get their
//! form. The schema is that of www.qdasoftware.org (18 March 2019); where readers ask for more than
//! the schema does, the file does what they ask: see `docs/report.md`.

mod codebook;
mod own;
mod project;
mod xml;

pub use codebook::codebook;
pub use own::{codes_of, project_of};
pub use project::{Journal, Project, Selection, Source, Value, project};

/// A code, or a tag as asdone calls it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    /// Its id; see [`guid`].
    pub guid: String,
    /// What other programs list it under.
    pub name: String,
    /// The group it is in; empty for none.
    pub group: String,
    /// What it means, with what is in and what is out.
    pub description: String,
}

/// Somebody who coded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coder {
    /// Their id; see [`guid`].
    pub guid: String,
    /// What they are called.
    pub name: String,
}

/// An id made of words: the same words give the same id everywhere (a UUID of version 8, of a BLAKE3
/// hash), and nobody can tell from it when something was made.
pub fn guid(parts: &[&str]) -> String {
    let mut hash = blake3::Hasher::new_derive_key("asdone 2026 REFI-QDA guid v1");
    for part in parts {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    hash.finalize_xof().fill(&mut bytes);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().hyphenated().to_string()
}

/// Names of which no two are the same: readers take two of one name for one thing, or drop one.
#[derive(Default)]
struct Names(std::collections::HashSet<String>);

impl Names {
    /// The name, or the name with a number behind it where it is taken. One without letters gets
    /// `instead`.
    fn free(&mut self, name: &str, instead: &str) -> String {
        let name = xml::one_line(name);
        let name = if name.trim().is_empty() { instead.to_owned() } else { name };
        let numbered = (2u32..).map(|number| format!("{name} ({number})"));
        for name in std::iter::once(name.clone()).chain(numbered) {
            if self.0.insert(name.clone()) {
                return name;
            }
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_depends_on_its_words_and_on_where_they_part() {
        assert_eq!(guid(&["a", "b"]), guid(&["a", "b"]));
        assert_ne!(guid(&["a", "b"]), guid(&["ab"]));
        assert_eq!(guid(&["a"]).len(), 36);
        assert_eq!(guid(&["a"]).as_bytes()[14], b'8');
    }

    #[test]
    fn no_two_names_are_the_same() {
        let mut names = Names::default();
        let found: Vec<String> =
            ["a", "a", "a (2)", "a", "\n"].map(|name| names.free(name, "none")).into();
        assert_eq!(found, ["a", "a (2)", "a (2) (2)", "a (3)", "none"]);
    }
}
