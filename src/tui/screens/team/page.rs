//! What stands beside the list: one row of it at length, as lines.

use std::ops::Range;

use ratatui::text::Line;

use super::model::Row;
use crate::actions::when;
use crate::share::boundary::Terms;
use crate::share::parts::parts;
use crate::share::said::{CUSTODIAN, gone_said};
use crate::share::sight::{Decision, Sight, Standing};
use crate::share::{ToDecide, content, would_go};
use crate::study::{Audience, Change, Right, StudyField, Subject};
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::field::styled;
use crate::tui::wording::identifiers;

/// Lines in the making, wrapped to a width.
pub(super) struct Page<'a> {
    model: &'a Tui,
    wide: usize,
    pub(super) lines: Vec<Line<'static>>,
}

/// No more lines are made than anybody reads; the plain command shows everything.
const MOST: usize = 2_000;

impl<'a> Page<'a> {
    pub(super) fn new(model: &'a Tui, wide: usize) -> Self {
        Self { model, wide: wide.max(1), lines: Vec::new() }
    }

    pub(super) fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    pub(super) fn say(&mut self, indent: usize, said: &str, role: Role) {
        let style = self.model.look.style(role);
        let head = " ".repeat(indent);
        let said = text::harmless(said);
        let rows = text::wrapped(&said, self.wide.saturating_sub(indent)).into_iter();
        self.lines.extend(rows.map(|row| Line::styled(format!("{head}{row}"), style)));
    }

    /// Exactly what leaves, with what somebody could be known by underlined and named below.
    pub(super) fn changes(&mut self, changes: &[Change]) {
        let model = self.model;
        for (name, words) in changes.iter().flat_map(|change| parts(&model.study, change)) {
            if self.lines.len() > MOST {
                let more = "and more: asdone team status shows everything";
                return self.say(0, more, Role::Dim);
            }
            self.say(0, &name, Role::Dim);
            let words = text::harmless(&words).into_owned();
            let found = identifiers(model, &words);
            let marks: Vec<(Range<usize>, Role)> =
                found.iter().map(|(range, _)| (range.clone(), Role::Nudge)).collect();
            for row in text::rows(&words, self.wide.saturating_sub(2)) {
                let mut line = styled(&words, row, &marks, model.look);
                line.spans.insert(0, "  ".into());
                self.lines.push(line);
            }
            for (range, kind) in found {
                let named = words.get(range).unwrap_or_default();
                self.say(2, &format!("look again: \"{named}\" ({kind})"), Role::Warn);
            }
        }
    }
}

/// What leaves with one thing that was raised.
pub(in crate::tui) fn goes(model: &Tui, of: Subject) -> Vec<Change> {
    let Some(me) = model.person() else { return Vec::new() };
    content(&model.study, &Terms::to_show(me, model.now.millis), of)
}

/// What a person reads before these are raised so far: what would leave, word for word, with what
/// somebody could be known by named. Nothing where the study is in no team.
pub(in crate::tui) fn raising(model: &Tui, subjects: &[Subject], to: Audience) -> Option<String> {
    let sight = model.team.sight.as_ref()?;
    if !matches!(sight.standing, Standing::In(_)) {
        return None;
    }
    let terms = Terms::to_show(model.person()?, model.now.millis);
    let mut marked = 0;
    let mut body = String::new();
    for (subject, changes) in would_go(&model.study, &terms, subjects, to) {
        if changes.is_empty() {
            let code = subject.code();
            body.push_str(&format!("{}: entries of this sort stay here\n", code.short()));
        }
        for (name, words) in changes.iter().flat_map(|change| parts(&model.study, change)) {
            let words = text::harmless(&words);
            body.push_str(&format!("{name}: {words}\n"));
            for (range, kind) in identifiers(model, &words) {
                marked += 1;
                let named = words.get(range).unwrap_or_default();
                body.push_str(&format!("  look again: \"{named}\" ({kind})\n"));
            }
        }
        body.push('\n');
    }
    let marked = match marked {
        0 => String::new(),
        1 => "Look again at 1 place by which somebody could be known.\n\n".to_owned(),
        many => format!("Look again at {many} places by which somebody could be known.\n\n"),
    };
    Some(format!(
        "This leaves for the laptops of your team, at the first exchange after ten minutes; until then \
         undo takes it back before anybody has seen it.\n\n{marked}{}",
        body.trim_end()
    ))
}

/// What taking something back reaches, and what not; empty where the study is in no team.
pub(in crate::tui) fn reach(model: &Tui) -> &'static str {
    match &model.team.sight {
        Some(sight) if matches!(sight.standing, Standing::In(_)) => {
            " What has left of it is hidden on your colleagues' laptops and removed there at their next \
             exchange with you; not from their backups, recycle bins and minds."
        }
        _ => "",
    }
}

/// The row that the person stands on, at length.
pub(super) fn lines(model: &Tui, wide: usize) -> Vec<Line<'static>> {
    let mut page = Page::new(model, wide);
    let team = &model.team;
    if let (Some(sight), Some(row)) = (&team.sight, team.selected()) {
        match row {
            Row::Decide(decision) => decide(&mut page, decision),
            Row::Exchange => exchange(&mut page, sight),
            Row::Next => next(&mut page, sight),
            Row::Waiting => waiting(&mut page, sight),
            Row::Left => left(&mut page, sight),
            Row::Gone => gone(&mut page, sight),
            Row::Second => second(&mut page, sight),
            Row::Place => place(&mut page, sight),
            Row::Laptop(device) => {
                if let Some(laptop) = sight.laptops.iter().find(|one| one.device == *device) {
                    of_laptop(&mut page, laptop);
                }
            }
        }
    }
    page.lines
}

fn decide(page: &mut Page<'_>, decision: &Decision) {
    page.say(0, &decision.to_string(), Role::Heading);
    page.gap();
    let says = match decision {
        Decision::Settle(ToDecide::AskAgain(things)) => {
            let things = things.clone();
            page.say(0, "This is what your colleagues would have of it:", Role::Text);
            for subject in things {
                page.gap();
                let changes = goes(page.model, subject);
                page.changes(&changes);
            }
            return;
        }
        Decision::Settle(ToDecide::SameName { .. }) => {
            "Say to one another who takes another name: a pseudonym is how colleagues know whose note \
             they read."
        }
        Decision::Settle(ToDecide::SameTag { .. }) => {
            "Two people made a tag of one name, and may mean different things by it. F9 leads to the \
             tags: rename one, or merge the two where they mean the same."
        }
        Decision::Settle(ToDecide::Claimed { .. }) => {
            "Only the two of them know who wrote it. Colleagues see it as of whoever says that they were \
             first. Whoever did not write it lowers it, or erases it; where nobody can have written it \
             twice by mistake, tell whoever runs the team."
        }
        Decision::Settle(ToDecide::UsedTwice) => {
            "This folder was copied to another laptop, or put back as it was before, and both hand out \
             in the same place. Nothing of yours leaves from here. Of one of the two make a backup \
             (asdone backup), of that a study (asdone restore), and join from there as another laptop."
        }
        Decision::Settle(ToDecide::TwoAsOne { .. }) => {
            "Tell them: their own laptop says what to do. Until then what is here stays, and nothing \
             of what the second one hands out is taken in."
        }
        Decision::Settle(ToDecide::Clock { .. }) => {
            "Look at the date on both laptops, and put the wrong one right. What was written by a clock \
             far ahead would be the last word on everything until that day, so it waits until then. A \
             laptop that was years ahead joins once more, from a backup of its study."
        }
        Decision::Codebook => {
            "Colleagues see the names of your tags on what you share. What each tag means, and what is \
             in and out of it, stays here until you agree: it may quote notes."
        }
        Decision::Forms(chosen) => {
            return chosen_before(page, chosen);
        }
        Decision::Admit(asks) => {
            page.say(0, &admitting(asks.second), Role::Text);
            page.gap();
            "Anybody who can write to the folder can ask under any name; only the words tell whose \
             laptop it is."
        }
        Decision::Unread(_) => "Nobody is admitted by what cannot be read. It may be left there.",
        Decision::Unseen(_) => "Connect to the folder; it is looked at again at the next exchange.",
    };
    page.say(0, says, Role::Text);
}

fn chosen_before(page: &mut Page<'_>, chosen: &[StudyField]) {
    let says = "The team counts and asks by what its owner and stewards choose. What you had chosen \
                before there was a team stays here until you agree that everybody has it:";
    page.say(0, says, Role::Text);
    for set in chosen {
        page.gap();
        page.changes(&[Change::StudySet { was: set.clone(), set: set.clone() }]);
    }
}

fn admitting(second: bool) -> String {
    let second = if second {
        "They say that it is a second laptop of somebody who is in the team: ask that person. "
    } else {
        ""
    };
    format!("{second}Have them read you the six words that their laptop shows.")
}

fn exchange(page: &mut Page<'_>, sight: &Sight) {
    let model = page.model;
    if let Some(going) = &model.team.going {
        page.say(0, &format!("under way: {going}"), Role::Heading);
        page.gap();
    }
    match &model.team.last {
        None => page.say(0, "nothing was exchanged yet since the study was opened", Role::Text),
        Some((at, Ok(came))) => {
            page.say(0, &format!("last exchange {}", when::say(*at, model.now)), Role::Heading);
            page.gap();
            page.say(0, &came.came, Role::Text);
            page.say(0, &came.left, if came.kept_back { Role::Warn } else { Role::Text });
            if came.stopped {
                page.say(0, "it was stopped; the next one goes on from there", Role::Text);
            }
            for trouble in &came.troubles {
                page.gap();
                page.say(0, trouble, Role::Warn);
            }
        }
        Some((at, Err(failure))) => {
            let tried = when::say(*at, model.now);
            page.say(0, &format!("last tried {tried}, and did not work"), Role::Heading);
            page.gap();
            page.say(0, &failure.message, Role::Text);
            if let Some(hint) = &failure.hint {
                page.say(0, hint, Role::Dim);
            }
        }
    }
    if sight.standing == Standing::Waits {
        page.gap();
        page.say(0, "You have asked, and wait to be admitted.", Role::Text);
    }
    page.gap();
    page.say(
        0,
        "It is exchanged by itself when the study is opened, about every half hour while it is open \
         and unlocked, and when you end; exchange_minutes in the settings says how often.",
        Role::Dim,
    );
}

fn next(page: &mut Page<'_>, sight: &Sight) {
    if sight.out.next.is_empty() {
        page.say(0, "nothing leaves at the next exchange", Role::Heading);
        page.gap();
        let says = "In the list of notes, v raises a note to the team. Nothing else ever leaves.";
        return page.say(0, says, Role::Text);
    }
    page.say(0, "leaves at the next exchange, word for word", Role::Heading);
    page.gap();
    page.changes(&sight.out.next);
}

fn waiting(page: &mut Page<'_>, sight: &Sight) {
    page.say(0, "raised less than ten minutes ago", Role::Heading);
    page.gap();
    page.say(0, "It waits, and undo takes it back before anybody has seen it.", Role::Text);
    for subject in &sight.out.waiting {
        page.gap();
        let changes = goes(page.model, *subject);
        page.changes(&changes);
    }
}

fn left(page: &mut Page<'_>, sight: &Sight) {
    page.say(
        0,
        &format!("your colleagues have from you: {}", sight.out.left_said()),
        Role::Heading,
    );
    page.gap();
    page.say(
        0,
        "Lower an entry (v in the list of notes) and their laptops hide it and remove its words at \
         their next exchange. Backups, recycle bins and minds cannot be reached.",
        Role::Text,
    );
}

fn gone(page: &mut Page<'_>, sight: &Sight) {
    page.say(0, "erased for everybody else", Role::Heading);
    for what in &sight.out.gone {
        page.gap();
        page.say(0, &format!("{}.", gone_said(*what)), Role::Text);
    }
}

fn place(page: &mut Page<'_>, sight: &Sight) {
    page.say(0, "the shared folder", Role::Dim);
    page.say(2, &sight.place.display().to_string(), Role::Text);
    page.say(0, "six words of the team", Role::Dim);
    page.say(2, &sight.words, Role::Accent);
    page.say(0, "six words of this laptop", Role::Dim);
    page.say(2, &sight.laptop_words, Role::Accent);
    if sight.has_custodian {
        page.say(0, "custodian", Role::Dim);
        page.say(2, CUSTODIAN, Role::Text);
    }
    page.gap();
    let says = match sight.standing {
        Standing::Waits => {
            "Read the words of this laptop to whoever admits you, by phone or in person."
        }
        Standing::Removed => {
            "This laptop was removed from the team. Your own study stays as it is."
        }
        Standing::In(_) => {
            "A colleague who is to join needs the folder, and hears the words of the team from you. \
             What lies in the folder is sealed: only laptops that were admitted read it."
        }
    };
    page.say(0, says, Role::Text);
}

fn second(page: &mut Page<'_>, sight: &Sight) {
    page.say(0, "On a second laptop of yours, in a terminal:", Role::Text);
    page.say(2, "asdone team join FOLDER --as-me", Role::Accent);
    page.say(0, "with the folder, the six words of the team,", Role::Text);
    page.say(2, &sight.words, Role::Accent);
    page.say(0, "and your own fifteen, by which you are yourself on both:", Role::Text);
    page.say(2, &sight.my_words, Role::Accent);
    page.gap();
    let says = "It makes a fresh study there. It is admitted by six words of its own, as any laptop. What \
                you share on either is yours on both; what is private stays where it was written.";
    page.say(0, says, Role::Text);
}

fn of_laptop(page: &mut Page<'_>, laptop: &crate::share::sight::Laptop) {
    page.say(0, &laptop.called(), Role::Heading);
    let code = crate::share::said::laptop_code(laptop.device);
    let here = if laptop.here { ", this one" } else { "" };
    page.say(0, &format!("laptop {code}{here}"), Role::Dim);
    page.gap();
    let says = match laptop.right {
        None => "was removed",
        Some(Right::Owner) => "owner: began the team, names stewards, admits and removes",
        Some(Right::Steward) => "steward: admits and removes, and looks after the codebook",
        Some(Right::Coder) => "coder: codes in rounds, and writes",
        Some(Right::Writer) => "writer: writes and shares",
    };
    page.say(0, says, Role::Text);
}
