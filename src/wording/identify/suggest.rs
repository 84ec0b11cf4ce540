//! What to write instead of an identifier: a role where the words around it give one, and a
//! placeholder where they do not.

use super::super::mark::Mark;

/// What could stand in the place of `mark` in `note`.
pub fn placeholder(mark: &Mark, note: &str) -> String {
    let range = mark.bytes(note);
    let before = note.get(..range.start).unwrap_or_default();
    let after = note.get(range.end..).unwrap_or_default();
    let words = mark.words(note);
    match &*mark.category {
        "name" => name(words, before, after),
        "email" => "[e-mail]".to_owned(),
        "phone" => "[phone number]".to_owned(),
        "postcode" => "[postcode]".to_owned(),
        "nhs_number" => "[health number]".to_owned(),
        "nino" => "[NI number]".to_owned(),
        "date_of_birth" => "[date]".to_owned(),
        "case_number" => "[case number]".to_owned(),
        "id_number" => "[number]".to_owned(),
        "handle" => "[online name]".to_owned(),
        "vehicle" => "[vehicle]".to_owned(),
        "address" => "[address]".to_owned(),
        other => format!("[{other}]"),
    }
}

/// Roles that a name may stand beside: it then says no more than the role does.
const ROLES: &[&str] = &[
    "mother",
    "mum",
    "father",
    "dad",
    "nan",
    "grandmother",
    "grandfather",
    "grandad",
    "aunt",
    "auntie",
    "uncle",
    "brother",
    "sister",
    "son",
    "daughter",
    "cousin",
    "baby",
    "child",
    "boy",
    "girl",
    "twin",
    "neighbour",
    "teacher",
    "nurse",
    "carer",
    "worker",
    "colleague",
    "manager",
    "officer",
    "student",
    "pupil",
    "friend",
    "partner",
    "pc",
    "sergeant",
    "inspector",
    "paramedic",
    "midwife",
    "foster",
];

/// Whose mother or teacher one speaks of is nearly always a child.
const OF_A_CHILD: &[&str] = &[
    "mum",
    "mam",
    "mother",
    "dad",
    "father",
    "parents",
    "nan",
    "gran",
    "grandmother",
    "teacher",
    "school",
    "class",
    "foster",
    "siblings",
];

fn name(words: &str, before: &str, after: &str) -> String {
    let begins = before.trim_end().is_empty() || before.trim_end().ends_with(['.', '!', '?', '\n']);
    let the = |role: &str| if begins { format!("The {role}") } else { format!("the {role}") };
    let title = words.split([' ', '.']).next().unwrap_or_default().to_lowercase();
    match title.as_str() {
        "dr" => return the("doctor"),
        "prof" | "professor" => return the("professor"),
        "cllr" | "councillor" => return the("councillor"),
        "rev" | "reverend" => return the("minister"),
        _ => {}
    }
    let next = first_word(after.trim_start_matches(['\'', '\u{2019}']).trim_start_matches("s "));
    let possessive = after.starts_with(['\'', '\u{2019}']);
    if possessive && OF_A_CHILD.contains(&next.as_str()) {
        return the("child");
    }
    if next == "family" || next == "children" {
        return "[name]".to_owned();
    }
    let last = last_word(before);
    if ROLES.contains(&last.as_str()) {
        // "the mother [name]" could as well be "the mother"; the brackets show that one was there.
        return "[name]".to_owned();
    }
    if let Some(role) = told_role(after) {
        return the(role);
    }
    "[person]".to_owned()
}

/// "Amina, the school nurse, ...": the role that stands after the name.
fn told_role(after: &str) -> Option<&'static str> {
    let rest = after.strip_prefix(", ").or_else(|| after.strip_prefix(" ("))?;
    let head: String = rest.chars().take(30).take_while(|c| !",.;)".contains(*c)).collect();
    let head = head.to_lowercase();
    let mut words = head
        .split_whitespace()
        .skip_while(|word| ["the", "his", "her", "their", "a", "my", "our"].contains(word));
    let role = words.find(|word| ROLES.contains(word))?;
    ROLES.iter().find(|known| **known == role).copied().filter(|role| *role != "foster")
}

fn first_word(text: &str) -> String {
    let text = text.trim_start();
    text.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn last_word(text: &str) -> String {
    let text = text.trim_end();
    let word: Vec<char> = text.chars().rev().take_while(|c| c.is_alphabetic()).collect();
    word.into_iter().rev().flat_map(char::to_lowercase).collect()
}
