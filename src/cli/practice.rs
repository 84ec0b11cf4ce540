//! `asdone practice`: notes with worked answers, to check one's eye before a round.

use std::collections::BTreeMap;

use clap::Args;

use super::ask::line;
use super::{Exit, Failure, Shell};
use crate::actions::TagCard;
use crate::files::codebook::default_cards;
use crate::files::practice::{Case, cases};

/// Check your eye on notes with worked answers; kept nowhere
///
/// Invented notes, one after another, with the tags of one group of the default codebook beside each.
/// After your answer the worked answer is shown, with why. What you answered is shown to you and kept
/// nowhere; no study is needed.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone practice
  asdone practice --group SAFETY-KEPT
  asdone practice --list

Codes: 0 done, 2 refused as asked.")]
pub(super) struct Practice {
    /// Only the notes about one group of tags
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Show every note with its worked answer, and ask nothing
    #[arg(long)]
    list: bool,
}

/// What somebody made of the notes so far.
#[derive(Default)]
struct Eye {
    answered: usize,
    same: usize,
    /// Of each tag: worked answers that were not seen, and those that were seen beside them.
    tags: BTreeMap<String, (usize, usize)>,
}

impl Practice {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let cards = default_cards();
        let mut cases = cases();
        if let Some(typed) = &self.group {
            let wanted = typed.trim().to_uppercase();
            cases.retain(|case| case.group == wanted);
            if cases.is_empty() {
                let mut groups: Vec<&str> = cards.iter().map(|card| card.group.as_str()).collect();
                groups.dedup();
                return Err(Failure::usage(
                    format!("there is no group \"{}\" in the practice set", typed.trim()),
                    format!("it can be {}", groups.join(", ")),
                ));
            }
        }
        if self.list {
            for case in &cases {
                shell.paragraph(0, &case.text)?;
                worked(shell, case)?;
                shell.out.line("")?;
            }
            return Ok(Exit::Ok);
        }
        shell.out.say(
            "Type the numbers of the tags that apply, with spaces between, or Enter for none. Ctrl-D \
             stops. Nothing that you answer is kept.",
        );
        let mut eye = Eye::default();
        let mut group = "";
        for (at, case) in cases.iter().enumerate() {
            let tags: Vec<&TagCard> = cards.iter().filter(|c| c.group == case.group).collect();
            if group != case.group {
                shown(shell, &case.group, &tags)?;
                group = &case.group;
            }
            shell.out.line(&format!("note {} of {}", at + 1, cases.len()))?;
            shell.paragraph(2, &case.text)?;
            let Some(answer) = answered(shell, &tags)? else { break };
            told(shell, case, &answer, &mut eye)?;
        }
        result(shell, &eye)?;
        Ok(Exit::Ok)
    }
}

/// A group with its tags: numbers, definitions, what they include and exclude.
fn shown(shell: &mut Shell, group: &str, tags: &[&TagCard]) -> Result<(), Failure> {
    shell.out.line(group)?;
    for (number, tag) in (1..).zip(tags) {
        shell.out.line(&format!("{number:>3}  {}: {}", tag.name, tag.definition))?;
        shell.paragraph(7, &format!("includes: {}; excludes: {}", tag.include, tag.exclude))?;
    }
    shell.out.line("")
}

/// The names of the tags that somebody sees; `None` where they stop.
fn answered(shell: &mut Shell, tags: &[&TagCard]) -> Result<Option<Vec<String>>, Failure> {
    loop {
        let Some(typed) = line(shell, "tags: ")? else { return Ok(None) };
        let mut answer: Vec<String> = Vec::new();
        let mut unknown = None;
        for word in typed.split([' ', ',']).filter(|word| !word.is_empty()) {
            let number = word.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let by_number = number.and_then(|at| tags.get(at));
            let found = by_number.or_else(|| tags.iter().find(|tag| tag.name == word));
            match found {
                Some(tag) if !answer.contains(&tag.name) => answer.push(tag.name.clone()),
                Some(_) => {}
                None => unknown = Some(word.to_owned()),
            }
        }
        match unknown {
            None => return Ok(Some(answer)),
            Some(word) => shell.out.say(&format!(
                "there is no tag \"{word}\" in this group; type its number or its name"
            )),
        }
    }
}

fn worked(shell: &mut Shell, case: &Case) -> Result<(), Failure> {
    let tags = if case.tags.is_empty() { "no tag".to_owned() } else { case.tags.join(", ") };
    shell.paragraph(2, &format!("worked answer: {tags}. {}", case.why))
}

fn told(shell: &mut Shell, case: &Case, answer: &[String], eye: &mut Eye) -> Result<(), Failure> {
    let (not_seen, beside) = case.beside(answer);
    eye.answered += 1;
    eye.same += usize::from(not_seen.is_empty() && beside.is_empty());
    for tag in &not_seen {
        eye.tags.entry(tag.clone()).or_default().0 += 1;
    }
    for tag in &beside {
        eye.tags.entry(tag.clone()).or_default().1 += 1;
    }
    worked(shell, case)?;
    let mut said = Vec::new();
    if !not_seen.is_empty() {
        said.push(format!("you did not say {}", not_seen.join(", ")));
    }
    if !beside.is_empty() {
        said.push(format!("you also said {}", beside.join(", ")));
    }
    if said.is_empty() {
        said.push("you said the same".to_owned());
    }
    shell.paragraph(2, &format!("{}.", said.join("; ")))?;
    shell.out.line("")
}

/// What somebody made of it all, for them alone.
fn result(shell: &mut Shell, eye: &Eye) -> Result<(), Failure> {
    if eye.answered == 0 {
        return Ok(());
    }
    shell.out.line(&format!(
        "you said the same as the worked answer in {} of {} notes",
        eye.same, eye.answered
    ))?;
    for (tag, (not_seen, beside)) in &eye.tags {
        shell.out.line(&format!("  {tag}: not said in {not_seen}, said beside it in {beside}"))?;
    }
    if !eye.tags.is_empty() {
        shell.paragraph(0, "Read those definitions again, and ask your team how they read them. A worked answer is one reading and can be argued with.")?;
    }
    shell.out.say("nothing of this was kept");
    Ok(())
}
