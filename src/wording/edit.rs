//! Adding a word to a pack: what is dismissed on the screen is written into the file that the person
//! could have edited by hand, whose remarks and order stay as they are.

use toml_edit::{Array, DocumentMut, Item, Value};

/// The pack with `phrase` among the words that are left alone.
///
/// # Errors
/// Where the text is not TOML, in one line.
pub fn allowing(pack: &str, phrase: &str) -> Result<String, String> {
    with(pack, "allow", phrase.trim())
}

/// The pack with the rule `id` turned off.
///
/// # Errors
/// Where the text is not TOML, in one line.
pub fn disabling(pack: &str, id: &str) -> Result<String, String> {
    with(pack, "disable", id)
}

fn with(pack: &str, key: &str, word: &str) -> Result<String, String> {
    let mut document: DocumentMut =
        pack.parse().map_err(|e: toml_edit::TomlError| e.message().trim().replace('\n', " "))?;
    let is_new = document.get(key).is_none();
    if is_new && document.is_empty() {
        // Nothing but remarks: they stay on top, and the list comes after them.
        let remarks = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing("");
        let mut fresh: DocumentMut = DocumentMut::new();
        fresh.insert(key, Item::Value(Value::Array(Array::from_iter([word]))));
        return Ok(format!(
            "{remarks}{}{fresh}",
            if remarks.ends_with('\n') || remarks.is_empty() { "" } else { "\n" }
        ));
    }
    let item = document.entry(key).or_insert(Item::Value(Value::Array(Array::new())));
    let list = item.as_array_mut().ok_or_else(|| format!("{key} is not a list"))?;
    if !list.iter().any(|known| known.as_str() == Some(word)) {
        list.push(word);
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_in_the_file_stays() {
        let own = "# mine\nallow = [\"no-blame debrief\"] # agreed\n\n[[rule]]\nid = \"a\"\n";
        let more = allowing(own, " Jade ward ").unwrap();
        assert!(
            more.starts_with("# mine\nallow = [\"no-blame debrief\", \"Jade ward\"] # agreed\n"),
            "{more}"
        );
        assert_eq!(allowing(&more, "Jade ward").unwrap(), more, "once is enough");
        let off = disabling(&more, "lb.breakdown").unwrap();
        assert!(toml::from_str::<toml::Table>(&off).unwrap()["disable"].is_array(), "{off}");
        assert!(allowing("allow = 4", "x").is_err());
        assert!(allowing("][", "x").is_err());
        assert!(allowing(super::super::BLANK, "x").unwrap().starts_with("# The study's own"));
        let fresh = disabling(super::super::BLANK, "bl.trait").unwrap();
        assert!(super::super::check_one("own", &fresh).is_ok(), "{fresh}");
    }
}
