//! Agreement in plain text: a sentence first, the figures below it.

use crate::analysis::agreement::{Agreement, Draws, Figure, Four, SetAgreement, Undefined};
use crate::analysis::round::Compared;
use crate::cli::{Failure, Shell};

/// A figure with its interval, or why there is none.
fn shown(figure: &Figure) -> String {
    match (figure.value, figure.interval) {
        (Ok(value), Some(interval)) => {
            format!("{value:.3}  ({:.3} to {:.3})", interval.low, interval.high)
        }
        (Ok(value), None) => format!("{value:.3}"),
        (Err(why), _) => format!("none: {why}"),
    }
}

/// The figures of one table, or one tag.
pub(super) fn table(shell: &mut Shell, found: &Agreement) -> Result<(), Failure> {
    shell.paragraph(0, &format!("{}.", found.sentence()))?;
    let mut rows: Vec<(&str, String)> =
        vec![("units that count", counted(found.counted, found.not_counted))];
    if let Some(yes_no) = &found.yes_no {
        match yes_no.four {
            Some(four) => rows.push((
                "both, only one, only the other, neither",
                format!(
                    "{}, {}, {}, {}",
                    four.both, four.only_first, four.only_second, four.neither
                ),
            )),
            None => {
                let seen = yes_no.seen;
                let counts = format!("{}, {}, {}", seen.by_all, seen.by_some, seen.by_none);
                rows.push(("yes by all, some, none", counts));
            }
        }
        rows.push(("agreement on yes", shown(&yes_no.positive)));
        rows.push(("agreement on no", shown(&yes_no.negative)));
        rows.push(("share of yes", shown(&yes_no.prevalence)));
    }
    rows.push(("agreement, all", shown(&found.percent)));
    rows.push(("Krippendorff's alpha", shown(&found.alpha)));
    rows.push(("Gwet's AC1", shown(&found.ac1)));
    rows.push(("Cohen's kappa", shown(&found.cohen)));
    rows.push(("Fleiss' kappa", shown(&found.fleiss)));
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    shell.out.table(&rows, &[])
}

/// The figures of whole sets.
pub(super) fn sets(shell: &mut Shell, what: &str, found: &SetAgreement) -> Result<(), Failure> {
    shell.paragraph(0, &format!("{}.", found.sentence()))?;
    let percent = |value: Result<f64, Undefined>| Figure { value, interval: None };
    let rows = [
        ("units that count", counted(found.counted, found.not_counted)),
        ("exactly the same, all coders", found.same.to_string()),
        ("exactly the same, pairs", shown(&percent(found.percent))),
        ("Krippendorff's alpha (MASI)", shown(&found.alpha)),
    ];
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    shell.out.line(&format!("{what}:"))?;
    shell.out.table(&rows, &[])
}

fn counted(counted: usize, not_counted: usize) -> String {
    match not_counted {
        0 => counted.to_string(),
        others => format!("{counted}; {others} more with fewer than two codings do not"),
    }
}

/// Says where the intervals come from.
pub(super) fn drawn(shell: &mut Shell, draws: Draws) {
    if draws.samples > 0 {
        shell.out.say(&format!(
            "in brackets: where the figure lies in 95 of 100 samples of such units ({} drawn, seed {})",
            draws.samples, draws.seed
        ));
    }
}

/// A closed round: what is in, then a sentence and the main figures for each tag.
pub(super) fn round(shell: &mut Shell, compared: &Compared) -> Result<(), Failure> {
    let mut said = vec![format!("{} of {} coders handed in", compared.handed_in, compared.coders)];
    if compared.does_not_fit > 0 {
        said.push(format!(
            "what {} handed in is not what stands now, and is out",
            compared.does_not_fit
        ));
    }
    if compared.not_checked > 0 {
        said.push("a note was erased since, so what was handed in cannot be checked".to_owned());
    }
    if compared.on_its_way > 0 {
        said.push(format!(
            "what {} more handed in has not come from their laptops yet",
            compared.on_its_way
        ));
    }
    if compared.gone > 0 {
        said.push(format!(
            "{} of {} notes were withdrawn or erased, and are out",
            compared.gone, compared.notes
        ));
    }
    if compared.reworded > 0 {
        said.push(format!("{} notes were reworded after they were coded", compared.reworded));
    }
    shell.paragraph(0, &format!("{}.", said.join("; ")))?;
    for (name, found) in &compared.tags {
        shell.out.line("")?;
        shell.out.line(name)?;
        shell.paragraph(2, &format!("{}.", found.sentence()))?;
        if found.counted == 0 {
            continue;
        }
        let positive = found.yes_no.as_ref().map(|yes_no| shown(&yes_no.positive));
        let rows = [
            ("  agreement on yes", positive.unwrap_or_default()),
            ("  Krippendorff's alpha", shown(&found.alpha)),
            ("  Gwet's AC1", shown(&found.ac1)),
        ];
        let rows: Vec<Vec<String>> =
            rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
        shell.out.table(&rows, &[])?;
    }
    for (name, found) in &compared.groups {
        shell.out.line("")?;
        sets(shell, &format!("group {name}"), found)?;
    }
    if let Some(all) = &compared.all {
        shell.out.line("")?;
        sets(shell, "all tags", all)?;
    }
    Ok(())
}

/// A coder beside each of the others. There is no figure by which people could be put in an order.
pub(super) fn beside(shell: &mut Shell, beside: &[(char, Four)]) -> Result<(), Failure> {
    for (who, four) in beside {
        let seen = four.both + four.only_first + four.only_second;
        let all = seen + four.neither;
        shell.paragraph(
            0,
            &format!(
                "You and {who}: of {all} judgements that you both made, {seen} were a yes of at least \
                 one. You both said yes in {}, only you in {}, only {who} in {}.",
                four.both, four.only_first, four.only_second
            ),
        )?;
    }
    shell.out.say("shown to you alone; the letters are drawn anew in each round");
    Ok(())
}

/// A coder beside themselves, tag by tag.
pub(super) fn again(shell: &mut Shell, tags: &[(String, Agreement)]) -> Result<(), Failure> {
    for (name, found) in tags {
        shell.out.line(name)?;
        shell.paragraph(2, &format!("{}.", found.sentence_of_one()))?;
    }
    shell.out.say("shown to you alone");
    Ok(())
}
