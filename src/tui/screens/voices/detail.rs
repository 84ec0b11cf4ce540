//! One voice, and what all of them add up to, as lines.

use ratatui::text::Line;

use super::update::about_notes;
use crate::actions::when;
use crate::analysis::Count;
use crate::analysis::voices::{
    self, ASSENT, MANNER, SPEAKER, ScaleTally, WordRow, picture, placements, placing,
};
use crate::forms::Forms;
use crate::study::{Field, Line as Said, Sheet, Whose};
use crate::tui::audience;
use crate::tui::model::Model as Tui;
use crate::tui::text;
use crate::tui::theme::Role;

/// Lines in the making, wrapped to a width.
struct Page<'a> {
    model: &'a Tui,
    wide: usize,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    fn say(&mut self, indent: usize, said: &str, role: Role) {
        let style = self.model.look.style(role);
        let head = " ".repeat(indent);
        let rows = text::wrapped(said, self.wide.saturating_sub(indent)).into_iter();
        self.lines.extend(rows.map(|row| Line::styled(format!("{head}{row}"), style)));
    }
}

/// The voice that the person stands on.
pub(super) fn lines(model: &Tui, voice: &Sheet, wide: usize) -> Vec<Line<'static>> {
    let mut page = Page { model, wide, lines: Vec::new() };
    let dot = model.look.dot();
    let form = Forms::of(&model.study).voice;
    let who = voice.choice(SPEAKER).unwrap_or("someone");
    let when = when::say(voice.at(), model.now);
    page.say(0, &format!("{}  {who}, {when}", voice.id().code()), Role::Heading);
    let manner = voice.choice(MANNER).unwrap_or("how is not said");
    page.say(0, manner, Role::Dim);
    let assent = match voice.choice(ASSENT) {
        Some(assent) => format!("writing it down: {assent}"),
        None => "whether it may be written down is not noted".to_owned(),
    };
    page.say(0, &assent, Role::Dim);
    let may = voice.fields().find_map(|field| match field {
        Field::MayShare(may) => Some(*may),
        _ => None,
    });
    let shared = match may {
        _ if voices::may_be_shared(&form, voice) => "others may read it",
        Some(true) => "others may read it once it is noted that they agreed",
        Some(false) => "others may not read it",
        None => "whether others may read it has not been asked",
    };
    page.say(0, &format!("{shared} {dot} {}", audience::said(voice.audience())), Role::Dim);
    for (_, asked, said) in voice.answers() {
        page.gap();
        page.say(0, asked, Role::Dim);
        page.say(2, said, Role::Text);
    }
    for (_, asked, corners, shares) in placements(voice) {
        page.gap();
        page.say(0, asked, Role::Dim);
        page.say(2, &placing::words(corners, shares), Role::Text);
    }
    let mut notes = about_notes(model, voice).peekable();
    if notes.peek().is_some() {
        page.gap();
        page.say(0, "about", Role::Dim);
        for record in notes.filter_map(|id| model.study.get(id)) {
            page.say(2, &format!("{}  {}", record.id().code(), record.text()), Role::Text);
        }
    }
    for line in voice.lines() {
        if let Said::Told { text } = &line.line {
            page.gap();
            page.say(0, &format!("we did, {}", when::say(line.at, model.now)), Role::Dim);
            page.say(2, text, Role::Text);
        }
    }
    page.lines
}

/// What voices add up to.
pub(super) fn tally_lines(model: &Tui) -> Vec<Line<'static>> {
    let wide = usize::from(model.size.0.saturating_sub(2));
    let mut page = Page { model, wide, lines: Vec::new() };
    let Some(tally) = &model.voices.tally else { return page.lines };
    let count = if tally.voices == Count::Shown(1) { "voice" } else { "voices" };
    page.say(0, &format!("{} {count}", tally.voices), Role::Heading);
    if model.study.whose() != Whose::Own {
        page.say(
            0,
            "only those that may be shared; small counts are masked, and others withheld (*) where \
             they would give one away",
            Role::Dim,
        );
    }
    words(&mut page, "who spoke", &tally.speakers);
    words(&mut page, "how", &tally.manners);
    tally.scales.iter().for_each(|of| scale(&mut page, of));
    page.lines
}

fn words(page: &mut Page<'_>, title: &str, rows: &[WordRow]) {
    page.gap();
    page.say(0, title, Role::Dim);
    for row in rows.iter().filter(|row| row.count != Count::Shown(0)) {
        let word = if row.word.is_empty() { "not said" } else { &row.word };
        page.say(2, &format!("{:>5}  {word}", row.count), Role::Text);
    }
}

/// The picture stands beside its table where there is room, and above it where there is not.
fn scale(page: &mut Page<'_>, of: &ScaleTally) {
    page.gap();
    page.say(0, &format!("{} ({} placed themselves)", of.ask, of.placed), Role::Heading);
    let style = page.model.look.style(Role::Accent);
    let drawn = picture::lines(of);
    if drawn.iter().all(|line| text::width(line) <= page.wide) {
        page.lines.extend(drawn.into_iter().map(|line| Line::styled(line, style)));
    }
    for (region, count) in &of.regions {
        page.say(2, &format!("{count:>5}  {}", region.name(&of.corners)), Role::Text);
    }
}
