//! What the people served say, added up: how many voices, whose, how given, and where they placed
//! themselves. Nothing here is a rating: places are counted in regions and never averaged.
//!
//! A voice counts for whoever took it down, and for everyone else only if the person agreed and
//! said that it may be shared. In a team's or organisation's record only those count, whoever looks.

mod page;
pub mod picture;
pub mod placing;

pub use page::read_back;

use placing::Region;

use super::exit::{Exit, Leaves};
use super::mask::{CellIx, Count, Cover, Known};
use super::scope::View;
use crate::forms::{Forms, Scale, VoiceForm};
use crate::study::{Audience, Field, Sheet, Sort, Subject};

/// The list of a voice that says who speaks.
pub const SPEAKER: &str = "speaker";
/// The list of a voice that says how it was given.
pub const MANNER: &str = "manner";
/// The list of a voice that says how the person agreed.
pub const ASSENT: &str = "assent";

/// Whether a voice may be shown to others: the person agreed, and said that it may be shared.
pub fn may_be_shared(form: &VoiceForm, voice: &Sheet) -> bool {
    let may = voice.fields().any(|field| matches!(field, Field::MayShare(true)));
    let agreed = |word: &str| form.assents.iter().any(|assent| assent == word);
    voice.is_standing() && may && voice.choice(ASSENT).is_some_and(agreed)
}

/// The voices that stand, are about an observation and may be read by whoever asks, oldest first.
pub fn about(view: View<'_>, subject: Subject) -> impl Iterator<Item = &Sheet> {
    view.sheets_about(subject, Sort::Voice)
}

/// Where a person placed themselves: the scale's name, the question as it was put, the corners and
/// the shares.
pub fn placements(voice: &Sheet) -> impl Iterator<Item = (&str, &str, &[String], &[u16])> {
    voice.fields().filter_map(|field| match field {
        Field::Placed { scale, asked, corners, shares } if !shares.is_empty() => {
            Some((scale.as_str(), asked.as_str(), corners.as_slice(), shares.as_slice()))
        }
        _ => None,
    })
}

/// A word with how many voices it was chosen for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WordRow {
    /// The word; empty for those of which nothing was said.
    pub word: String,
    /// Voices that chose the word, masked where they are few.
    pub count: Count,
}

/// Where people placed themselves on one scale.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScaleTally {
    /// Its name in the study's forms.
    pub scale: String,
    /// The question of the scale.
    pub ask: String,
    /// The words at the corners.
    pub corners: Vec<String>,
    /// How many placed themselves.
    pub placed: Count,
    /// How many in each region, in the order of [`Region::all`].
    pub regions: Vec<(Region, Count)>,
}

/// What voices add up to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VoiceTally {
    /// Voices in all, masked where they are few.
    pub voices: Count,
    /// By who speaks.
    pub speakers: Vec<WordRow>,
    /// By how it was given.
    pub manners: Vec<WordRow>,
    /// Where people placed themselves.
    pub scales: Vec<ScaleTally>,
}

/// The voices that count in a view, in the order in which they were begun: one's own, and where others look only
/// those that may be shared.
pub fn counted<'s>(view: View<'s>, form: &VoiceForm) -> Vec<&'s Sheet> {
    let counts = |voice: &&Sheet| !view.is_wider() || may_be_shared(form, voice);
    view.sheets(Sort::Voice).filter(counts).collect()
}

/// The voices that may be read in a view, in the order in which they were begun: those that the person who asks took
/// down, and of others' those that may be shared and were raised to the scope (to the team, where
/// one looks at what is one's own).
pub fn readable(view: View<'_>) -> Vec<&Sheet> {
    let exit = Exit::new(view.study(), view.scope().audience().unwrap_or(Audience::Team));
    let may = |voice: &&Sheet| view.owns(voice.author()) || exit.sheet(voice) == Leaves::Words;
    view.sheets_open_to_me(Sort::Voice).filter(may).collect()
}

/// Adds up the voices that count in a view, with small counts masked as it asks.
pub fn tally(view: View<'_>) -> VoiceTally {
    let form = Forms::of(view.study()).voice;
    let voices = counted(view, &form);
    let mut cover = Cover::new(view.policy());
    let whole = cover.cell(voices.len() as u64);
    let speakers = words(&mut cover, whole, &voices, SPEAKER, &form.speakers);
    let manners = words(&mut cover, whole, &voices, MANNER, &form.manners);
    let scales: Vec<ScaleCells> = scales(&form, &voices)
        .into_iter()
        .map(|scale| scale_cells(&mut cover, whole, &voices, scale))
        .collect();
    cover.settle();
    let rows = |cells: Vec<(String, CellIx)>| {
        cells.into_iter().map(|(word, cell)| WordRow { word, count: cover.count(cell) }).collect()
    };
    VoiceTally {
        voices: cover.count(whole),
        speakers: rows(speakers),
        manners: rows(manners),
        scales: scales
            .into_iter()
            .map(|ScaleCells { scale, placed, regions }| ScaleTally {
                scale: scale.id,
                ask: scale.ask,
                corners: scale.corners,
                placed: cover.count(placed),
                regions: regions.into_iter().map(|(r, cell)| (r, cover.count(cell))).collect(),
            })
            .collect(),
    }
}

/// The words of a list with how many voices each was chosen for; words that the form no longer has
/// stand after those that it has, and voices of which nothing was said come last.
fn words(
    cover: &mut Cover,
    whole: CellIx,
    voices: &[&Sheet],
    list: &str,
    offered: &[String],
) -> Vec<(String, CellIx)> {
    let mut names = offered.to_vec();
    for word in voices.iter().filter_map(|voice| voice.choice(list)) {
        if !names.iter().any(|known| known == word) {
            names.push(word.to_owned());
        }
    }
    names.push(String::new());
    let cells: Vec<(String, CellIx)> = names
        .into_iter()
        .map(|word| {
            let has = |voice: &&&Sheet| voice.choice(list).unwrap_or_default() == word;
            let count = voices.iter().filter(has).count();
            (word, cover.cell(count as u64))
        })
        .collect();
    cover.sum(cells.iter().map(|(_, cell)| *cell), Known::Exactly, whole);
    cells
}

/// The scales of the form, and those with other words on which people placed themselves before.
fn scales(form: &VoiceForm, voices: &[&Sheet]) -> Vec<Scale> {
    let mut scales = form.scale.clone();
    for (id, ask, corners, _) in voices.iter().flat_map(|voice| placements(voice)) {
        if !scales.iter().any(|known| known.id == id && known.corners == corners) {
            scales.push(Scale {
                id: id.to_owned(),
                ask: ask.to_owned(),
                corners: corners.to_vec(),
            });
        }
    }
    scales
}

struct ScaleCells {
    scale: Scale,
    placed: CellIx,
    regions: Vec<(Region, CellIx)>,
}

fn scale_cells(cover: &mut Cover, whole: CellIx, voices: &[&Sheet], scale: Scale) -> ScaleCells {
    let places: Vec<Region> = voices
        .iter()
        .flat_map(|voice| placements(voice))
        .filter(|(id, _, corners, _)| *id == scale.id && **corners == *scale.corners)
        .filter_map(|(.., shares)| Region::of(shares))
        .collect();
    let placed = cover.cell(places.len() as u64);
    let elsewhere = cover.unseen((voices.len().saturating_sub(places.len())) as u64);
    cover.sum([placed, elsewhere], Known::Exactly, whole);
    let regions: Vec<(Region, CellIx)> = Region::all(scale.corners.len())
        .into_iter()
        .map(|region| {
            let count = places.iter().filter(|place| **place == region).count();
            (region, cover.cell(count as u64))
        })
        .collect();
    cover.sum(regions.iter().map(|(_, cell)| *cell), Known::Exactly, placed);
    ScaleCells { scale, placed, regions }
}
