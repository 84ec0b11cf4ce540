//! "Did you mean": what a person may have meant by a word that is not there.

/// How alike two words must be for one to be offered for the other (1 for the same).
const ALIKE: f64 = 0.6;

/// The name that is most like `typed`, if any is like it at all.
pub(super) fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let like = |name: &str| strsim::normalized_damerau_levenshtein(&typed, &name.to_lowercase());
    names
        .map(|name| (like(name), name))
        .filter(|(like, _)| *like >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// What to add to "no tag is called x": the names that begin so, or the one most like it.
pub(super) fn hint<'a>(typed: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let start = typed.to_lowercase();
    let mut begin = names.clone().filter(|name| name.to_lowercase().starts_with(&start));
    let first: Vec<&str> = begin.by_ref().take(3).collect();
    if !first.is_empty() {
        let more = if begin.next().is_some() { ", …" } else { "" };
        return format!("; there is {}{more}", first.join(", "));
    }
    nearest(typed, names).map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

/// The first names of a list.
pub(super) fn listed<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let first: Vec<&str> = names.by_ref().take(4).collect();
    if first.is_empty() {
        return "there are none yet".into();
    }
    let more = if names.next().is_some() { ", …" } else { "" };
    format!("there are {}{more}", first.join(", "))
}
