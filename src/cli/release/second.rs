//! `asdone release review --second`: somebody else looks at the words as they would leave.

use super::super::session::Session;
use super::super::{Exit, Failure, Shell, ask, out};
use super::review::Review;
use crate::actions;
use crate::release::review::Item;
use crate::study::{Digest, Passed, SheetId};

/// Lists what waits for a second pair of eyes, goes through it, or notes what they agreed to.
pub(super) fn look(
    shell: &mut Shell,
    session: &mut Session,
    (id, by): (SheetId, &str),
    waiting: &[(Item, String)],
    asked: &Review,
) -> Result<Exit, Failure> {
    let mut agreed: Vec<(Digest, Digest)> = Vec::new();
    for name in &asked.approve {
        agreed.push(named(waiting, name)?);
    }
    let mut out: Vec<(Digest, Passed)> = Vec::new();
    for name in &asked.leave_out {
        out.push((named(waiting, name)?.0, Passed::Out));
    }
    if !agreed.is_empty() || !out.is_empty() {
        return decided(shell, session, (id, by), agreed, out);
    }
    if waiting.is_empty() {
        shell.out.say("no text waits for a second pair of eyes");
        return Ok(Exit::NothingFound);
    }
    if asked.ask {
        return one_by_one(shell, session, (id, by), waiting);
    }
    for (item, words) in waiting {
        show(shell, item, words)?;
    }
    let texts = if waiting.len() == 1 { "text waits" } else { "texts wait" };
    shell
        .out
        .say(&format!("{} {texts} for a second pair of eyes; go on with --ask", waiting.len()));
    Ok(Exit::Ok)
}

fn named(waiting: &[(Item, String)], name: &str) -> Result<(Digest, Digest), Failure> {
    let found = waiting.iter().find(|(item, _)| item.name() == name);
    found.map(|(item, words)| (item.words(), Digest::of(words))).ok_or_else(|| {
        Failure::usage(
            format!("no text that waits for a second pair of eyes is called {name}"),
            "asdone release review --second PSEUDONYM --list gives their names",
        )
    })
}

fn decided(
    shell: &mut Shell,
    session: &mut Session,
    (id, by): (SheetId, &str),
    agreed: Vec<(Digest, Digest)>,
    out: Vec<(Digest, Passed)>,
) -> Result<Exit, Failure> {
    if !agreed.is_empty() {
        let deed = actions::second_look(&session.study, &session.context(), id, by, &agreed)?;
        let said = session.perform(deed)?;
        shell.out.say(&said);
    }
    if !out.is_empty() {
        let said = session.perform(actions::review(out)?)?;
        shell.out.say(&said);
    }
    Ok(Exit::Ok)
}

fn show(shell: &mut Shell, item: &Item, words: &str) -> Result<(), Failure> {
    shell.out.line(&format!("{}  {}, as it would leave", item.name(), item.part))?;
    shell.paragraph(2, words)
}

/// Goes through what waits. Each decision is saved at once, so that stopping loses nothing.
fn one_by_one(
    shell: &mut Shell,
    session: &mut Session,
    (id, by): (SheetId, &str),
    waiting: &[(Item, String)],
) -> Result<Exit, Failure> {
    if !out::can_ask() {
        return Err(Failure::usage("there is nobody to ask", "use --list, --approve, --leave-out"));
    }
    for (nth, (item, words)) in waiting.iter().enumerate() {
        shell.out.say(&format!("text {} of {}", nth + 1, waiting.len()));
        show(shell, item, words)?;
        let agreed = (item.words(), Digest::of(words));
        loop {
            let question = "a agree, o leave out, s skip, q stop: ";
            match ask::line(shell, question)?.as_deref().map(str::trim) {
                Some("a") => {
                    decided(shell, session, (id, by), vec![agreed], Vec::new())?;
                    break;
                }
                Some("o") => {
                    let out = vec![(item.words(), Passed::Out)];
                    decided(shell, session, (id, by), Vec::new(), out)?;
                    break;
                }
                Some("s") => break,
                Some("q") | None => return Ok(Exit::Ok),
                Some(_) => {}
            }
        }
    }
    shell.out.say("every text that waited was shown");
    Ok(Exit::Ok)
}
