//! `asdone list` and `asdone search`: the observations that a query finds.

use std::ops::Range;

use clap::{Args, ValueEnum};

use super::args::{self, QueryWords, Scoped, Word};
use super::out::{Out, Role};
use super::session::Session;
use super::{Exit, Failure, Shell, scope, text};
use crate::analysis::{Found, Order, Query, View, query};
use crate::files::jsonl;
use crate::journal::{self, Wanted};
use crate::study::{Moment, ObsIx, Record, Study};

/// List observations
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone list --limit 20
  asdone list kind:workaround since:2w -tag:t.staff mother
  asdone list 'setting:home visit' --sort oldest
  asdone list untagged --json | jq -r .text

A query: words side by side must all hold; - before one turns it round; or between two lets either
hold. A bare word is found inside words too, whatever its case and accents; \"a phrase\" in quotes.
  tag:s.check  tag:t.*  group:TRIGGER  kind:workaround  setting:\"home visit\"  origin:prompted
  stance:own  source:jotted  audience:private  since:2w  until:2026-03-31  on:yesterday
  hour:9-11  day:mon  id:kx7qd  untagged  tagged  provisional  amended  later  withdrawn

Codes: 0 listed, 1 the query found nothing, 2 the query cannot be read, 3 the study cannot be used.")]
pub(super) struct List {
    #[command(flatten)]
    query: QueryWords,
    #[command(flatten)]
    manner: Manner,
}

/// Find observations
///
/// The same as list, with something to look for.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone search printer
  asdone search 'rang the school' kind:adjustment

asdone help list shows what a query can say.
Codes: 0 found, 1 nothing found, 2 the query cannot be read, 3 the study cannot be used.")]
pub(super) struct Search {
    #[command(flatten)]
    query: QueryWords,
    #[command(flatten)]
    manner: Manner,
}

/// How a list is shown.
#[derive(Args, Debug, Clone)]
struct Manner {
    /// The order
    #[arg(long, value_enum, default_value_t = Sort::Newest)]
    sort: Sort,
    /// What happened then or later: 3 March, last monday, 2w
    #[arg(long, value_name = "WHEN")]
    since: Option<Word>,
    /// What happened then or before
    #[arg(long, value_name = "WHEN")]
    until: Option<Word>,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The whole text of each, on lines of its own
    #[arg(long)]
    long: bool,
    #[command(flatten)]
    scoped: Scoped,
    /// One observation a line, as JSON
    #[arg(long)]
    json: bool,
}

/// The order of a list, in the words of the shell.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    /// When it happened, newest first.
    Newest,
    /// When it happened, oldest first.
    Oldest,
    /// When it was written down, newest first.
    Recorded,
    /// Kind, then newest first.
    Kind,
    /// Setting, then newest first.
    Setting,
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Newest => Self::Newest,
            Sort::Oldest => Self::Oldest,
            Sort::Recorded => Self::Recorded,
            Sort::Kind => Self::Kind,
            Sort::Setting => Self::Setting,
        }
    }
}

impl List {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        run(shell, &self.manner.also(&self.query.typed()), &self.manner)
    }
}

impl Manner {
    /// The query with what the options add to it.
    fn also(&self, typed: &str) -> String {
        let term = |name: &str, value: &Option<Word>| {
            value.as_ref().map(|value| format!("{name}:\"{}\"", value.replace('"', "")))
        };
        let options = [term("since", &self.since), term("until", &self.until)];
        let asked = Some(typed).filter(|typed| !typed.trim().is_empty());
        // What stands beside "or" must not be torn from it.
        let asked = asked.map(|typed| match options.iter().any(Option::is_some) {
            true => format!("({typed})"),
            false => typed.to_owned(),
        });
        asked.into_iter().chain(options.into_iter().flatten()).collect::<Vec<_>>().join(" ")
    }
}

impl Search {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let typed = self.query.typed();
        if typed.trim().is_empty() {
            return Err(Failure::usage(
                "there is nothing to search for",
                "asdone search WORD; asdone list lists everything",
            ));
        }
        run(shell, &self.manner.also(&typed), &self.manner)
    }
}

fn run(shell: &mut Shell, typed: &str, manner: &Manner) -> Result<Exit, Failure> {
    if let Some(exit) = among_the_newest(shell, typed, manner)? {
        return Ok(exit);
    }
    if let Some((session, left)) = what_fits(shell, typed, manner) {
        let view = session.view(manner.scoped)?;
        let (query, mut found) = look(view, shell, typed, manner.sort.into())?;
        session.say_found(shell);
        found.of += left;
        return show(shell, view, (&query, &found), typed, manner);
    }
    let session = Session::open_to_read(shell)?;
    let view = session.view(manner.scoped)?;
    let (query, found) = look(view, shell, typed, manner.sort.into())?;
    show(shell, view, (&query, &found), typed, manner)
}

/// What a query finds, where that can be read without holding all of a study; and how many more count.
fn what_fits(shell: &mut Shell, typed: &str, manner: &Manner) -> Option<(Session, usize)> {
    if typed.trim().is_empty() {
        return None;
    }
    let person = journal::identity_in(&shell.study()).ok()?.person;
    let (now, scoped) = (shell.now, manner.scoped);
    let wants = |study: &Study| {
        let view = Session::view_of(study, person, scoped).ok();
        // A query that cannot be read finds nothing, and is told once the study is open.
        let found = view.and_then(|view| {
            let query = read(study, now, typed).ok()?;
            Some(query.run_once(view, Order::Newest))
        });
        found.map_or_else(Wanted::default, |found| Wanted { rows: found.hits, of: found.of })
    };
    Session::open_to_read_wanted(shell, &wants)
}

/// A list of a few that are all among what happened last, where that can be read by itself; `None` where
/// everything has to be looked through.
fn among_the_newest(
    shell: &mut Shell,
    typed: &str,
    manner: &Manner,
) -> Result<Option<Exit>, Failure> {
    let limit = manner.limit.filter(|_| manner.sort == Sort::Newest);
    let Some(last) = limit.and_then(|limit| limit.checked_sub(1)) else { return Ok(None) };
    // A terminal is told how many there are, which everything says where something is asked for.
    let counts = !manner.json && shell.out.columns().is_some();
    if counts && !typed.trim().is_empty() {
        return Ok(None);
    }
    let Some((session, left)) = Session::open_to_read_newest(shell) else { return Ok(None) };
    let view = session.view(manner.scoped)?;
    if counts && !view.is_whole() {
        return Ok(None);
    }
    let (query, mut found) = look(view, shell, typed, Order::Newest)?;
    let last = found.hits.get(last).and_then(|ix| view.study().record_at(*ix));
    let behind = |record: &Record| left.newest < Some(record.happened_at().millis);
    if !last.is_some_and(behind) {
        return Ok(None);
    }
    session.say_found(shell);
    found.of += left.standing;
    found.beyond = left.standing;
    show(shell, view, (&query, &found), typed, manner).map(Some)
}

/// Shows what was found.
fn show(
    shell: &mut Shell,
    view: View<'_>,
    (query, found): (&Query, &Found),
    typed: &str,
    manner: &Manner,
) -> Result<Exit, Failure> {
    let study = view.study();
    let shown = found.hits.get(..manner.limit.unwrap_or(usize::MAX).min(found.hits.len()));
    let shown = shown.unwrap_or_default();
    if manner.json {
        for record in shown.iter().filter_map(|&ix| study.record_at(ix)) {
            shell.out.line(&jsonl::line(study, record))?;
        }
    } else if manner.long || shell.out.is_plain() {
        for record in shown.iter().filter_map(|&ix| study.record_at(ix)) {
            long(shell, view, record, query)?;
        }
    } else {
        rows(&mut shell.out, view, shown, query)?;
    }
    if !manner.json && view.is_wider() {
        shell.out.say(&format!("scope {}", view.scope()));
    }
    scope::blindfold(&mut shell.out, view);
    Ok(said(shell, found, shown.len(), typed, manner.json))
}

/// Says what was found where it is not plain to see, and gives the exit code.
fn said(shell: &mut Shell, found: &Found, shown: usize, typed: &str, json: bool) -> Exit {
    let asked = !typed.trim().is_empty();
    if found.hits.is_empty() {
        match (asked, found.of) {
            (_, 0) => shell.out.say("nothing is recorded yet"),
            (_, of) => {
                shell.out.say(&format!("nothing found among {of}"));
                if let Some(word) = typed.split_whitespace().find(|word| query::is_state(word)) {
                    shell.out.say(&format!(
                        "  {word} asks for a state of notes; '\"{word}\"' in quotes finds the word"
                    ));
                }
            }
        }
        return if asked { Exit::NothingFound } else { Exit::Ok };
    }
    let hits = found.hits.len() + found.beyond;
    if !json && shell.out.columns().is_some() && (asked || shown < hits) {
        shell.out.say(&if shown < hits {
            format!("{shown} of {hits} found, among {}", found.of)
        } else {
            format!("{hits} of {}", found.of)
        });
    }
    Exit::Ok
}

/// Reads a query.
fn read(study: &Study, now: Moment, typed: &str) -> Result<Query, Failure> {
    let in_quotes = args::one_term(typed).and_then(|term| Query::parse(&term, study, now).ok());
    match in_quotes {
        Some(query) => Ok(query),
        None => Query::parse(typed, study, now).map_err(|error| Failure::Query {
            pointed: format!("{}\n{error}", error.pointed_at(typed)),
        }),
    }
}

/// Reads a query and runs it.
pub(super) fn look(
    view: View<'_>,
    shell: &Shell,
    typed: &str,
    order: Order,
) -> Result<(Query, Found), Failure> {
    let query = read(view.study(), shell.now, typed)?;
    if query.is_empty()
        && let Some(found) = everything(view, order)
    {
        return Ok((query, found));
    }
    let found = query.run_once(view, order);
    Ok((query, found))
}

/// All that stand, in the order in which a corpus would give them. A command that looks for nothing in particular is spared the folding of every text.
fn everything(view: View<'_>, order: Order) -> Option<Found> {
    let key = |record: &Record| match order {
        Order::Newest | Order::Oldest => {
            Some((record.happened_at().millis, record.recorded_at().millis))
        }
        Order::Recorded => Some((record.recorded_at().millis, record.happened_at().millis)),
        Order::Kind | Order::Setting => None,
    };
    let mut all = Vec::new();
    for (ix, record) in view.standing() {
        all.push((key(record)?, record.id(), ix));
    }
    // Stable, since most of it is in order already.
    all.sort();
    let mut hits: Vec<ObsIx> = all.into_iter().map(|(_, _, ix)| ix).collect();
    if order != Order::Oldest {
        hits.reverse();
    }
    Some(Found { of: hits.len(), hits, beyond: 0 })
}

/// The widest that a setting makes its column.
const SETTING: usize = 14;

fn rows(out: &mut Out, view: View<'_>, shown: &[ObsIx], query: &Query) -> Result<(), Failure> {
    let study = view.study();
    let records: Vec<&Record> = shown.iter().filter_map(|&ix| study.record_at(ix)).collect();
    let place = |r: &Record| r.setting().map_or("", |ix| study.setting_name(ix)).to_owned();
    let widest = |of: &dyn Fn(&Record) -> usize| records.iter().map(|r| of(r)).max().unwrap_or(0);
    let kinds = widest(&|r| r.kind().map_or(0, |kind| text::width(kind.word())));
    let places = widest(&|r| text::width(&place(r))).min(SETTING);
    // A column of its own, so that no text can pass itself off as somebody else's.
    let by = |r: &Record| text::one_line(view.colleague(r.author()).unwrap_or_default());
    let colleagues = widest(&|r| text::width(&by(r))).min(SETTING);
    for record in &records {
        let at = record.happened_at().local().format("%Y-%m-%d %H:%M").to_string();
        let kind = record.kind().map_or("", |kind| kind.word());
        let mut start = format!("  {at}");
        if kinds > 0 {
            start.push_str(&format!("  {}", text::pad(kind, kinds)));
        }
        if places > 0 {
            let place = text::cut(&text::one_line(&place(record)), places, out.more());
            start.push_str(&format!("  {}", text::pad(&place, places)));
        }
        if colleagues > 0 {
            let by = text::cut(&by(record), colleagues, out.more());
            start.push_str(&format!("  {}", text::pad(&by, colleagues)));
        }
        let code = record.id().code();
        let code = code.short();
        let taken = text::width(code) + text::width(&start) + 2;
        let words = words(out, study, record, query, taken);
        let line = format!("{}{start}  {words}", out.paint(code, Role::Strong));
        out.line(line.trim_end())?;
    }
    Ok(())
}

/// The text with its tags after it: cut to the terminal so that the tags still show, whole where
/// there is none.
fn words(out: &Out, study: &Study, record: &Record, query: &Query, taken: usize) -> String {
    let tags = tags(study, record);
    let note = text::one_line(record.text());
    let Some(columns) = out.columns() else {
        return if tags.is_empty() { note } else { format!("{note}  {tags}") };
    };
    let room = columns.saturating_sub(taken);
    let for_tags = text::width(&tags).min(room / 3);
    let tags = text::cut(&tags, for_tags, out.more());
    let gap = if tags.is_empty() { 0 } else { 2 };
    let note = text::cut(&note, room.saturating_sub(for_tags + gap), out.more());
    let note = highlighted(out, &note, &query.highlights(&note));
    if tags.is_empty() { note } else { format!("{note}  {}", out.paint(&tags, Role::Faint)) }
}

/// The tags of a record as they are typed: `#s.check #t.staff`.
pub(super) fn tags(study: &Study, record: &Record) -> String {
    let tags = study.tags_of(record).filter_map(|ix| study.codebook().get(ix));
    tags.map(|tag| format!("#{}", tag.name())).collect::<Vec<_>>().join(" ")
}

/// `note` with the parts a query was looking for set off.
pub(super) fn highlighted(out: &Out, note: &str, parts: &[Range<usize>]) -> String {
    let mut painted = String::new();
    let mut done = 0;
    for part in parts {
        let (Some(before), Some(hit)) = (note.get(done..part.start), note.get(part.clone())) else {
            continue;
        };
        painted.push_str(before);
        painted.push_str(&out.paint(hit, Role::Match));
        done = part.end;
    }
    painted.push_str(note.get(done..).unwrap_or_default());
    painted
}

fn long(shell: &mut Shell, view: View<'_>, record: &Record, query: &Query) -> Result<(), Failure> {
    let study = view.study();
    let mut facts = vec![record.happened_at().local().format("%a %-d %b %Y %H:%M").to_string()];
    facts.extend(record.kind().map(|kind| kind.word().to_owned()));
    facts.extend(record.setting().map(|ix| study.setting_name(ix).to_owned()));
    facts.extend(view.colleague(record.author()).map(|by| format!("by {}", text::one_line(by))));
    let tags = tags(study, record);
    facts.extend((!tags.is_empty()).then_some(tags));
    let code = record.id().code();
    let code = shell.out.paint(code.short(), Role::Strong);
    shell.out.line(&format!("{code}  {}", facts.join(", ")))?;
    let columns = shell.out.columns().map(|columns| columns.saturating_sub(7));
    for line in text::wrap(record.text(), columns) {
        let line = highlighted(&shell.out, &line, &query.highlights(&line));
        shell.out.line(format!("       {line}").trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{
        Change, Content, DeviceId, Entry, Header, Hybrid, Moment, Observation, ObservationId,
        Origin, PersonId, Purpose, Source, Stance,
    };

    fn recorded(seq: u64, happened: i64, recorded: i64) -> Entry {
        let observation = Observation {
            id: ObservationId(u128::from(seq * 7 % 5) << 64 | u128::from(seq)),
            text: format!("note {seq}"),
            kind: None,
            happened_at: Moment::new(happened, 0),
            recorded_at: Moment::new(recorded, 0),
            setting: None,
            stance: Stance::Own,
            origin: Origin::Spontaneous,
            source: Source::Typed,
            extras: Default::default(),
            tags: Vec::new(),
        };
        let header = Header {
            way: crate::study::Way::Here,
            device: DeviceId(1),
            seq,
            time: Hybrid(seq),
            author: PersonId(1),
            act: seq,
            purpose: Purpose::Do,
        };
        Entry { header, content: Content::Known(Change::Recorded(Box::new(observation))) }
    }

    #[test]
    fn everything_comes_in_the_order_in_which_a_search_would_give_it() {
        let mut study = Study::new(DeviceId(1));
        let times = [(5, 9), (3, 3), (5, 5), (1, 7), (5, 9), (3, 8), (5, 9)];
        for (seq, (happened, noted)) in (1..).zip(times) {
            study.apply(recorded(seq, happened, noted));
        }
        let query = Query::parse("", &study, Moment::new(0, 0)).unwrap();
        let view = View::of(&study, PersonId(1));
        for order in [Order::Newest, Order::Oldest, Order::Recorded] {
            let found = query.run_once(view, order);
            assert_eq!(everything(view, order), Some(found), "{order:?}");
        }
        assert_eq!(everything(view, Order::Kind), None);
    }
}
