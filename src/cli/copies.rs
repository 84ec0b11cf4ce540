//! How copies of a study are spoken of: what became of those that are kept, and each in one line.

use serde_json::json;

use super::Shell;
use crate::actions::when;
use crate::journal::{CopySeen, Known};
use crate::study::Moment;

/// Says what became of copies that are kept.
pub(super) fn tell(shell: &mut Shell, seen: Vec<CopySeen>) {
    for copy in seen {
        match copy {
            CopySeen::Done(copied) if copied.anew => {
                shell.out.say(&format!("the copy in {} was built anew", copied.place.display()));
            }
            CopySeen::Done(_) => {}
            CopySeen::Missing(place) => shell.out.say(&format!(
                "the copy in {} is not there now; it is brought up to date when it is",
                place.display()
            )),
            CopySeen::Failed(_, why) => shell.out.say(&format!("asdone: {why}")),
        }
    }
}

/// "1 entry", "12 entries".
pub(super) fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

/// A copy in one line, for people.
pub(super) fn said(copy: &Known, astray: bool, now_has: u64, now: Moment) -> String {
    let kept = if copy.always { "always kept" } else { "made now and then" };
    let at = when::say(Moment::new(copy.at, now.offset), now);
    let behind = now_has.saturating_sub(copy.entries);
    let state = match (copy.is_here, copy.is_owed, behind) {
        (false, true, _) => "not there now, and owes an erasure: connect it".to_owned(),
        (false, false, _) => "not there now".to_owned(),
        (true, ..) if astray => "went another way than this study".to_owned(),
        (true, true, _) => "owes an erasure: asdone backup does it".to_owned(),
        (true, false, 0) => "up to date".to_owned(),
        (true, false, behind) => format!("{behind} behind"),
    };
    format!("{}  {kept}, {} as of {at}, {state}", copy.place.display(), entries(copy.entries))
}

/// A copy for scripts.
pub(super) fn json_of(copy: &Known, astray: bool) -> serde_json::Value {
    json!({
        "place": copy.place.display().to_string(), "always": copy.always, "at": copy.at,
        "entries": copy.entries, "here": copy.is_here, "owed": copy.is_owed,
        "another_way": astray,
    })
}
