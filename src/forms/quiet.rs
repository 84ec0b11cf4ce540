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
    /// answered in confidence go along afterwards: a prompt that the program's own form marks as
    /// quiet stays quiet, and one that no form knows any more is taken for quiet.
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
        known.is_empty() || known.iter().any(|known| known.quiet)
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
}
