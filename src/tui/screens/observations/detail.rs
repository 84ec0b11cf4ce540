//! One note with everything that was said of it, as lines.

use std::ops::Range;

use ratatui::text::{Line, Span};

use crate::actions::when;
use crate::analysis::lessons::fed_by;
use crate::study::{Item, Record, Subject};
use crate::tui::audience;
use crate::tui::model::Model as Tui;
use crate::tui::screens::{lessons, voices};
use crate::tui::text;
use crate::tui::theme::Role;
use crate::tui::widgets::field::styled;

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

    fn say(&mut self, said: &str, role: Role) {
        let style = self.model.look.style(role);
        let rows = text::wrapped(said, self.wide).into_iter();
        self.lines.extend(rows.map(|row| Line::styled(row, style)));
    }

    /// A text with the words of the query marked.
    fn words(&mut self, whole: &str) {
        let query = self.model.observations.query.as_ref();
        let found: Vec<Range<usize>> = query.map(|q| q.highlights(whole)).unwrap_or_default();
        let parts: Vec<_> = found.into_iter().map(|range| (range, Role::Match)).collect();
        for row in text::rows(whole, self.wide) {
            self.lines.push(styled(whole, row, &parts, self.model.look));
        }
    }

    /// A text after a word that says what it is.
    fn field(&mut self, label: &str, said: Option<&str>) {
        let Some(said) = said else { return };
        self.lines.push(Line::from(Span::styled(
            text::head(label, self.wide).to_owned(),
            self.model.look.style(Role::Dim),
        )));
        self.words(said);
    }
}

/// The selected note, in lines of at most `wide` columns.
pub(super) fn lines(model: &Tui, wide: usize) -> Vec<Line<'static>> {
    let Some(record) = model.observations.selected(&model.study) else { return Vec::new() };
    let mut page = Page { model, wide: wide.max(1), lines: Vec::new() };
    head(&mut page, record);
    page.gap();
    page.words(record.text());
    tags(&mut page, record);
    optional(&mut page, record);
    history(&mut page, record);
    fed(&mut page, record);
    heard(&mut page, record);
    page.lines
}

/// How many lines the selected note takes.
pub(super) fn height(model: &Tui, wide: usize) -> usize {
    lines(model, wide).len()
}

fn head(page: &mut Page<'_>, record: &Record) {
    let model = page.model;
    let dot = model.look.dot();
    let happened = when::say(record.happened_at(), model.now);
    page.say(&format!("{}  {happened}", record.id().code()), Role::Heading);
    let delay = (record.recorded_at().millis - record.happened_at().millis) / 60_000;
    if delay > 0 {
        let noted = record.recorded_at().local().format("%a %-d %b %H:%M");
        page.say(&format!("noted {noted}"), Role::Dim);
    }
    if let Some(colleague) = model.own().colleague(record.author()) {
        page.say(&format!("by {colleague}; what you add goes to the team"), Role::Accent);
    }
    let mut facts = vec![record.kind().map_or("no kind", |kind| kind.word()).to_owned()];
    facts.extend(record.setting().map(|ix| model.study.setting_name(ix).to_owned()));
    let stance = match record.stance() {
        crate::study::Stance::Own => "own practice",
        crate::study::Stance::Seen => "seen",
        crate::study::Stance::Joint => "joint",
    };
    facts.push(stance.to_owned());
    facts.push(record.origin().word().to_owned());
    facts.push(audience::said(record.audience()).to_owned());
    if record.is_reworded() {
        facts.push("reworded by its author".to_owned());
    }
    if record.source() == crate::study::Source::Inbox {
        facts.push("by the inbox".to_owned());
    }
    page.say(&facts.join(&format!(" {dot} ")), Role::Dim);
    if model.study.is_gone_for_all(Item::Observation(record.id())) {
        page.say("erased for everybody else by whoever runs the team", Role::Warn);
    }
    for withdrawal in record.withdrawals() {
        let at = when::say(withdrawal.at, model.now);
        page.say(&format!("withdrawn {at}: {}", withdrawal.reason), Role::Warn);
    }
}

/// The reading of the person served beside that of the worker, where it may be shared.
fn heard(page: &mut Page<'_>, record: &Record) {
    let (said, others) = voices::said_of(page.model, record.id());
    for (speaker, words) in said {
        page.gap();
        page.say(&format!("{speaker}, in their own words; h leads there"), Role::Dim);
        page.say(&words, Role::Text);
    }
    if others > 0 {
        page.gap();
        page.say("a voice about this is not to be shared; h leads there", Role::Dim);
    }
}

fn tags(page: &mut Page<'_>, record: &Record) {
    let codebook = page.model.study.codebook();
    let tags = page.model.study.tags_of(record).filter_map(|ix| codebook.get(ix));
    let names: Vec<&str> = tags.map(|tag| tag.name()).collect();
    page.gap();
    if names.is_empty() {
        page.say("no tags yet; t gives some", Role::Dim);
    } else {
        page.say(&names.join("  "), Role::Tag);
    }
}

fn optional(page: &mut Page<'_>, record: &Record) {
    for (place, (extra, said)) in record.extra_texts().enumerate() {
        if place == 0 {
            page.gap();
        }
        page.field(extra.name(), Some(said));
    }
}

fn history(page: &mut Page<'_>, record: &Record) {
    for later in record.later() {
        page.gap();
        let at = when::say(later.at, page.model.now);
        let by = page.model.own().colleague(later.author).map(|by| format!("{by}, "));
        page.field(&format!("later, {}{at}", by.unwrap_or_default()), Some(&later.text));
    }
    if record.amendments().next().is_some() {
        page.gap();
        page.field("first words", Some(record.first_text()));
        for amendment in record.amendments() {
            let at = when::say(amendment.at, page.model.now);
            let why = amendment.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
            page.field(&format!("reworded, {at}{why}"), Some(&amendment.text));
        }
    }
}

/// The lessons that it fed, and where they stand.
fn fed(page: &mut Page<'_>, record: &Record) {
    let model = page.model;
    for sheet in fed_by(model.own(), Subject::Observation(record.id())) {
        let Some(standing) = lessons::standing(model, sheet) else { continue };
        page.gap();
        page.say(&format!("fed lesson {}, {standing}", sheet.id().code()), Role::Accent);
    }
}
