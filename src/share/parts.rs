//! What leaves, in words: every part of it by name.

use super::said::laptop_code;
use crate::study::{
    Change, Day, Extra, FairCopy, Field, Item, Line, Moment, Right, Study, StudyField, Subject,
    TagField, TagKey, Verdict,
};

/// One part of what leaves: its name and its words.
pub type Part = (String, String);

/// The parts of what a change hands out.
pub fn parts(study: &Study, change: &Change) -> Vec<Part> {
    match change {
        Change::Shared { observation, copy: None } => {
            one("taken back", &format!("observation {}", observation.code()))
        }
        Change::Shared { copy: Some(copy), .. } => copied(study, copy),
        Change::LaterNoted { text, .. } => one("later note", text),
        Change::Tagged { observation, tag, verdict, .. } => {
            let says = match verdict {
                Verdict::Yes => "yes",
                Verdict::No => "no",
                Verdict::Unsaid => "taken back",
            };
            one("your tag", &format!("{} on {}: {says}", called(study, tag), observation.code()))
        }
        Change::Begun { sheet, sort, at } => {
            one(sort.word(), &format!("{}, {}", sheet.code(), date(*at)))
        }
        Change::Put { set, .. } => field(study, set).into_iter().collect(),
        Change::Said { line, .. } => said(line),
        Change::Erased { what, item: by, .. } if *by == what.gone_for_all() => {
            one("erased for everybody", &item(*what))
        }
        Change::Stands { item: what, stands: false } | Change::Erased { what, .. } => {
            one("taken back", &item(*what))
        }
        Change::Stands { item: what, stands: true } => one("stands again", &item(*what)),
        Change::PersonNamed { pseudonym, .. } => one("your pseudonym", pseudonym),
        Change::TagSet { tag, set, .. } => {
            set.iter().filter_map(|set| of_tag(study, tag, set)).collect()
        }
        Change::Member { device, card } => {
            let right = card.as_ref().filter(|card| card.until.is_none()).map(|card| card.right);
            let right = right.map_or("removed", Right::word);
            one("member", &format!("laptop {}, {right}", laptop_code(*device)))
        }
        Change::StudySet { set: StudyField::Threshold(least), .. } => {
            one("for everybody", &format!("counts below {least} are masked"))
        }
        Change::StudySet { set: StudyField::Form { name, text }, .. } => {
            let text = if text.is_empty() { "the one that comes with the program" } else { text };
            one(&format!("for everybody, the form {name}"), text)
        }
        // None of these leaves.
        Change::Founded { .. }
        | Change::StudySet { .. }
        | Change::Recorded(_)
        | Change::Amended { .. }
        | Change::Withdrawn { .. }
        | Change::Corrected { .. }
        | Change::Reviewed { .. } => Vec::new(),
    }
}

fn one(name: &str, words: &str) -> Vec<Part> {
    if words.is_empty() { Vec::new() } else { vec![(name.to_owned(), words.to_owned())] }
}

fn copied(study: &Study, copy: &FairCopy) -> Vec<Part> {
    let observation = &copy.observation;
    let mut parts = one("observation", observation.id.code().short());
    let mut put = |name: &str, words: &str| parts.extend(one(name, words));
    put("text", &observation.text);
    put("kind", observation.kind.map_or("", |kind| kind.word()));
    put("happened", &date(observation.happened_at));
    put("recorded", &date(observation.recorded_at));
    put("setting", observation.setting.as_deref().unwrap_or_default());
    let tags: Vec<String> = observation.tags.iter().map(|tag| called(study, tag)).collect();
    put("tags", &tags.join(", "));
    put("who did it", observation.stance.word());
    put("prompted?", observation.origin.word());
    for extra in Extra::ALL {
        put(extra.word(), observation.extra(extra).unwrap_or_default());
    }
    put("audience", copy.audience.word());
    if copy.reworded {
        put("reworded", "yes; that it was, and not the first words");
    }
    parts
}

fn field(study: &Study, set: &Field) -> Option<Part> {
    let part = |name: &str, words: &str| one(name, words).pop();
    match set {
        Field::Audience(audience) => part("audience", audience.word()),
        Field::Answer { asked, text, .. } => part(asked, text),
        Field::Tag { tag, yes } => part("tag", &called(study, tag)).filter(|_| *yes),
        Field::Link { to, yes } => part("linked to", &subject(*to)).filter(|_| *yes),
        Field::Choice { list, word } => part(list, word),
        Field::Title(title) => part("title", title),
        Field::Setting(setting) => part("setting", setting.as_deref()?),
        Field::Ended(at) => part("ended", &date((*at)?)),
        Field::Attendance(count) => part("took part", &(*count)?.to_string()),
        Field::Owner(owner) => part("owner", owner.as_deref()?),
        Field::ReplyBy(day) => part("reply by", &on((*day)?)),
        Field::LookAgain(day) => part("look again", &on((*day)?)),
        Field::Placed { asked, corners, shares, .. } => {
            let share = |(corner, share): (&String, &u16)| format!("{corner} {}%", share / 10);
            let placed: Vec<String> = corners.iter().zip(shares).map(share).collect();
            part(asked, &placed.join(", "))
        }
        Field::MayShare(may) => part("may be shared", if *may { "yes" } else { "no" }),
        Field::Covered(_)
        | Field::Due(_)
        | Field::Fate(_)
        | Field::Takes { .. }
        | Field::Draw { .. }
        | Field::Plan(_) => None,
    }
}

fn said(line: &Line) -> Vec<Part> {
    let also = |name: &str, words: &Option<String>| one(name, words.as_deref().unwrap_or_default());
    match line {
        Line::Contribution { step, by, text, .. } => {
            [one(step, text), also("said by", by)].concat()
        }
        Line::Carried { what, text, owner, reply_by } => {
            let by = reply_by.map(on);
            [one(what, text), also("owner", owner), also("reply by", &by)].concat()
        }
        Line::Outcome { text, .. } => one("what became of it", text),
        Line::Moved { status, by, reason } => {
            [one("status", status), also("decided by", by), also("because", reason)].concat()
        }
        Line::Told { text } => one("told", text),
        Line::Note { text } => one("remark", text),
        Line::Paused
        | Line::Resumed
        | Line::Prompted
        | Line::Met { .. }
        | Line::Withdrawn { .. }
        | Line::Key(_) => Vec::new(),
        Line::Holds(held) => one("notes of a round", &held.len().to_string()),
        Line::Wording { name, definition, .. } => one(&format!("tag {name}"), definition),
        Line::Coded { of, yes, unsure, memo, .. } => {
            let tags =
                |tags: &[TagKey]| tags.iter().map(TagKey::as_str).collect::<Vec<_>>().join(" ");
            let coded = one(&format!("you coded {}", of.code()), &tags(yes));
            [coded, one("unsure", &tags(unsure)), one("memo", memo)].concat()
        }
        Line::HandedIn(digest) => one("handed in, as a digest", &format!("{digest:?}")),
        Line::Settled { of, tag, reason, .. } => {
            one(&format!("settled {tag} in {}", of.code()), reason)
        }
    }
}

fn of_tag(study: &Study, tag: &TagKey, set: &TagField) -> Option<Part> {
    let (name, words) = match set {
        TagField::Name(words) => ("name", words.clone()),
        TagField::Group(words) => ("group", words.clone()),
        TagField::Definition(words) => ("definition", words.clone()),
        TagField::Include(words) => ("include", words.clone()),
        TagField::Exclude(words) => ("exclude", words.clone()),
        TagField::Source(words) => ("source", words.clone()),
        TagField::Status(status) => ("status", status.word().to_owned()),
        TagField::MergedInto(into) => ("merged into", called(study, into.as_ref()?)),
        TagField::Order(order) => ("order", order.to_string()),
    };
    one(&format!("codebook, {} of {}", name, called(study, tag)), &words).pop()
}

fn called(study: &Study, key: &TagKey) -> String {
    let codebook = study.codebook();
    let tag = codebook.ix(key).and_then(|ix| codebook.get(ix));
    tag.map_or_else(|| key.to_string(), |tag| tag.name().to_owned())
}

fn subject(subject: Subject) -> String {
    subject.code().short().to_owned()
}

/// A thing, by its code: "observation kx7qd".
pub(super) fn item(what: Item) -> String {
    match what {
        Item::Observation(id) | Item::Amendment(id, _) | Item::Withdrawal(id, _) => {
            format!("observation {}", id.code())
        }
        Item::Later(id, _) => format!("a later note on {}", id.code()),
        Item::Sheet(id) => format!("entry {}", id.code()),
        Item::Line(id, _) => format!("a line of {}", id.code()),
    }
}

fn date(at: Moment) -> String {
    at.local().format("%a %-d %b %Y %H:%M").to_string()
}

fn on(day: Day) -> String {
    day.date().format("%a %-d %b %Y").to_string()
}
