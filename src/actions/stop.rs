//! The stop rule: a note that may be reportable leaves the study. Its words are kept apart, handed
//! over once or discarded, as the person decides; only that one note left is counted.

use super::sheet::Writing;
use super::{Context, Refusal, own, words};
use crate::analysis::View;
use crate::study::{
    Change, Fate, Field, Item, ItemId, ObservationId, Record, SheetId, Sort, Study,
};

/// What leaves the study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Leaves {
    /// Words that were never recorded.
    Words(String),
    /// A note that may have to be reported.
    Observation(ObservationId),
}

/// What is to be done so that it leaves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stopped {
    /// The sheet that counts it.
    pub sheet: SheetId,
    /// What says that a note left.
    pub changes: Vec<Change>,
    /// Tombstones for what was recorded of it.
    pub tombstones: Vec<Change>,
    /// Its words, all of them.
    pub words: String,
    /// What is said when it is done.
    pub said: String,
}

/// Lets something leave the study.
///
/// # Errors
/// Refused for another's observation, one that is not there, or no words.
pub fn stop(
    study: &Study,
    context: &Context<'_>,
    leaves: &Leaves,
    fate: Fate,
) -> Result<Stopped, Refusal> {
    let mut writing = Writing::new(study, context);
    let sheet = writing.begin(Sort::Stop);
    // "Discarded" is what an empty field says too, so it is put without asking what stood there.
    let was = Field::Fate(Fate::Discarded);
    writing.also(Change::Put { sheet, set: Field::Fate(fate), was });
    let (words, tombstones) = match leaves {
        Leaves::Words(text) => (words::text(text)?, Vec::new()),
        Leaves::Observation(id) => {
            let record = own(study, context, *id)?;
            let erased = Change::Erased {
                what: Item::Observation(*id),
                item: ItemId::from(context.ids.fresh()),
                reason: "it left the study because it may be reportable".to_owned(),
                at: context.now,
            };
            (whole(record), vec![erased])
        }
    };
    let code = sheet.code();
    let said = match fate {
        Fate::Kept => format!("the note left the study and is kept apart as {code}"),
        Fate::Printed => "the note left the study; it is handed to you once".to_owned(),
        Fate::Discarded => "the note left the study and is gone".to_owned(),
    };
    let changes = writing.done(said.clone())?.changes;
    Ok(Stopped { sheet, changes, tombstones, words, said })
}

/// Everything that was written in an observation, for whoever has to report it.
pub fn whole(record: &Record) -> String {
    let at = |at: crate::study::Moment| at.local().format("%Y-%m-%d %H:%M");
    let mut lines =
        vec![format!("{} (noted {})", at(record.happened_at()), at(record.recorded_at()))];
    lines.push(record.text().to_owned());
    if record.first_text() != record.text() {
        lines.push(format!("first written as: {}", record.first_text()));
    }
    lines.extend(record.extra_texts().map(|(extra, text)| format!("{}: {text}", extra.label())));
    lines.extend(
        record.later_as_said().map(|later| format!("later, {}: {}", at(later.at), later.text)),
    );
    lines.join("\n")
}

/// How many notes have left the study. What colleagues' notes did is not told by them.
pub fn count(view: View<'_>) -> usize {
    view.sheets_written(Sort::Stop).count()
}
