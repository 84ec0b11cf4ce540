//! Answers that never leave their author, whatever audience the sheet they are on is raised to.

use std::sync::LazyLock;

use super::{Forms, Prompt};
use crate::study::{Sheet, Sort};

/// The forms as they come with the program, read once.
static OF_THE_PROGRAM: LazyLock<Forms> = LazyLock::new(Forms::of_the_program);

impl Forms {
    /// The prompts of a sort of sheet, in order.
    pub fn prompts(&self, sort: Sort) -> &[Prompt] {
        match sort {
            Sort::Shift => &self.shift.close,
            Sort::Reflection => &self.reflection.prompt,
            Sort::Voice => &self.voice.prompt,
            Sort::Lesson => &self.lesson.part,
            Sort::Debrief | Sort::Stop | Sort::Round | Sort::Release => &[],
        }
    }

    /// Whether an answer stays with its author. A study that edits its forms cannot make what was
    /// answered in confidence go along afterwards, nor can those who run a team: a prompt that the
    /// program's own form marks as quiet, or any form that was in use here before, stays quiet, and one
    /// that no form knows any more is taken for quiet.
    pub fn is_quiet(&self, sort: Sort, prompt: &str) -> bool {
        // The close of a shift is asked with the shift's questions and kept as a reflection.
        let sorts: &[Sort] = match sort {
            Sort::Reflection | Sort::Shift => &[Sort::Reflection, Sort::Shift],
            Sort::Debrief => return false,
            Sort::Voice => &[Sort::Voice],
            Sort::Lesson => &[Sort::Lesson],
            Sort::Stop | Sort::Round | Sort::Release => return true,
        };
        let known: Vec<&Prompt> = [self, &*OF_THE_PROGRAM]
            .into_iter()
            .flat_map(|forms| sorts.iter().flat_map(|sort| forms.prompts(*sort)))
            .filter(|known| known.id == prompt)
            .collect();
        let once = |(sort, id): &(Sort, String)| sorts.contains(sort) && id == prompt;
        known.is_empty()
            || known.iter().any(|known| known.quiet)
            || self.once_quiet.iter().any(once)
    }

    /// Prompt, question as put, and answer, of every prompt whose answer may go along with a sheet.
    pub fn answers_to_share<'s>(&self, sheet: &'s Sheet) -> Vec<(&'s str, &'s str, &'s str)> {
        let Some(sort) = sheet.sort() else { return Vec::new() };
        sheet.answers().filter(|(prompt, ..)| !self.is_quiet(sort, prompt)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_it_felt_never_goes_along_even_where_a_study_has_edited_its_form() {
        let mut forms = Forms::of_the_program();
        let quiet: Vec<String> =
            forms.reflection.prompt.iter().filter(|p| p.quiet).map(|p| p.id.clone()).collect();
        assert!(!quiet.is_empty());
        forms.reflection.prompt.iter_mut().for_each(|prompt| prompt.quiet = false);
        for prompt in &quiet {
            assert!(forms.is_quiet(Sort::Reflection, prompt), "{prompt}");
        }
        let open = forms.reflection.prompt.iter().find(|p| !quiet.contains(&p.id));
        assert!(!forms.is_quiet(Sort::Reflection, &open.unwrap().id));
        assert!(forms.is_quiet(Sort::Reflection, "a-prompt-that-was-dropped"));
        assert!(!forms.is_quiet(Sort::Shift, "next"));
    }

    #[test]
    fn what_was_quiet_by_a_form_of_before_stays_quiet_whoever_changes_the_form() {
        use crate::study::{
            Change, Content, DeviceId, Entry, Header, Hybrid, PersonId, Purpose, Study, StudyField,
            Way,
        };
        let asks = |quiet: bool| {
            let aim = "minutes = 9\n\n[[prompt]]\nid = \"aim\"\nask = \"What for?\"\n";
            format!("{aim}\n[[prompt]]\nid = \"grief\"\nask = \"And you?\"\nquiet = {quiet}\n")
        };
        let form = |seq: u64, text: String| {
            let set = StudyField::Form { name: "reflection".into(), text };
            let (device, author) = (DeviceId(1), PersonId(1));
            let time = Hybrid(seq);
            let (act, purpose, way) = (seq, Purpose::Do, Way::Here);
            Entry {
                header: Header { way, device, seq, time, author, act, purpose },
                content: Content::Known(Change::StudySet { was: set.clone(), set }),
            }
        };
        for (first, second, is_quiet) in
            [(true, false, true), (false, true, true), (false, false, false)]
        {
            assert!(Forms::check("reflection", "it", &asks(first)).is_ok(), "{}", asks(first));
            let mut study = Study::new(DeviceId(1));
            study.apply(form(1, asks(first)));
            study.apply(form(2, asks(second)));
            let forms = Forms::of(&study);
            assert_eq!(forms.is_quiet(Sort::Reflection, "grief"), is_quiet, "{first} {second}");
            // Back to the one that comes with the program: it knows nothing of it.
            study.apply(form(3, String::new()));
            assert!(Forms::of(&study).is_quiet(Sort::Reflection, "grief"));
        }
    }
}
