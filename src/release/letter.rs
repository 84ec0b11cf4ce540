//! What to tell the recipients of a release when something in it was taken back.

use super::plan::Plan;
use super::pseudonym::{Key, Of};
use crate::study::{SheetId, Subject};

/// The letter about what of a release was taken back.
pub fn to_recipients(plan: &Plan, id: SheetId, key: Option<Key>, gone: &[Subject]) -> String {
    let name = |subject: &Subject| match subject {
        Subject::Observation(id) => key.map(|key| key.name(Of::Observation, id.0)),
        Subject::Sheet(id) => key.map(|key| key.name(Of::Sheet, id.0)),
        Subject::Line(..) => None,
    };
    let mut names: Vec<String> = gone.iter().filter_map(name).collect();
    names.sort_unstable();
    let release = key.map_or_else(|| id.code().to_string(), |key| key.name(Of::Release, id.0));
    taken_back(plan, &release, &names)
}

/// A letter that asks for the old files to be deleted. It names the observations by the pseudonyms
/// that the recipients have, and says nothing of why.
fn taken_back(plan: &Plan, release: &str, names: &[String]) -> String {
    let mut text = format!(
        "To: {}\n\nAbout: {} (release {release}, version {}, issued {})\n\n\
         Some of what you were given has been taken back by the people who wrote it. They may do so \
         at any time and need give no reason, and we do not give one here.\n\n",
        plan.recipient, plan.title, plan.version, plan.issued
    );
    if names.is_empty() {
        text.push_str(
            "The key of this release was destroyed, so we cannot say which rows they are. Please \
             delete the whole release and ask us for a new one.\n",
        );
    } else {
        text.push_str(
            "Please delete these rows from every copy you keep: by `id` from `observations` and the \
             tables of reflections, debriefs, lessons and voices, and by `observation` or `debrief` \
             from those that name them:\n\n",
        );
        names.iter().for_each(|name| text.push_str(&format!("  {name}\n")));
        text.push_str(
            "\nFigures that you have published need not be changed. Leave these rows out of anything \
             you compute from now on, and tell those to whom you passed the data on.\n",
        );
    }
    text.push_str("\nPlease confirm in writing when this is done.\n");
    text
}
