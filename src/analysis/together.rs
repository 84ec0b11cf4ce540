//! Everything that is counted on one page, masked together. Each table hides what its own sums
//! would give away; a page has several tables of the same notes, and a number that one withholds
//! must not stand in another. So what is the same number is shown everywhere or nowhere, and a group
//! is as silent as its tags.

use super::coverage;
use super::heat::{Heat, heat};
use super::lessons::candidates::{ANSWERS, TRIGGER};
use super::mask::Count;
use super::pairs::{Pairs, pairs};
use super::scope::View;
use super::tally::{By, Tally, tally};
use super::{Coverage, Row};
use crate::study::ObsIx;

/// The tables of a page.
#[derive(Clone, PartialEq, Debug)]
pub struct Together {
    /// By tag.
    pub tags: Tally,
    /// By group of tags.
    pub groups: Tally,
    /// Notes by kind.
    pub kinds: Tally,
    /// Notes by setting.
    pub settings: Tally,
    /// Notes by calendar week.
    pub weeks: Tally,
    /// By hour and weekday.
    pub heat: Heat,
    /// Triggers by what was done about them; `None` where the codebook has no triggers.
    pub pairs: Option<Pairs>,
    /// Shifts, prompts and how notes came about; only where all that the view has is counted, since
    /// beside a part of it the difference would be told.
    pub coverage: Option<Coverage>,
}

impl Together {
    /// Counts `among`, which is `all` that the view has or a part of it.
    pub fn of(view: View<'_>, among: &[ObsIx], all: bool) -> Self {
        let by = |by| tally(view, among, by);
        let groups = view.study().codebook().groups();
        let paired = groups.contains(&TRIGGER).then(|| {
            let there: Vec<&str> =
                ANSWERS.into_iter().filter(|name| groups.contains(name)).collect();
            pairs(view, among, TRIGGER, &there.join("+"))
        });
        let mut together = Self {
            tags: by(By::Tag),
            groups: by(By::Group),
            kinds: by(By::Kind),
            settings: by(By::Setting),
            weeks: by(By::Week),
            heat: heat(view, among),
            pairs: paired.filter(|pairs| !pairs.columns.is_empty()),
            coverage: all.then(|| coverage(view)),
        };
        let group_of = |tag: &str| {
            let all = view.study().codebook().all().iter();
            all.filter(|known| known.name() == tag).map(|known| known.group().to_owned()).collect()
        };
        while together.agree(&group_of) {}
        together
    }

    /// How many notes are counted.
    pub fn denominator(&self) -> Count {
        self.kinds.denominator
    }

    /// Hides what another table hides; whether anything was hidden.
    fn agree(&mut self, group_of: &dyn Fn(&str) -> Vec<String>) -> bool {
        let before = self.clone();
        self.wholes();
        if let (Some(tags), Some(groups)) = (self.tags.rows.last_mut(), self.groups.rows.last_mut())
        {
            same(&mut tags.count, &mut groups.count);
        }
        for line in self.pairs.iter_mut().flat_map(|pairs| &mut pairs.rows) {
            for tag in self.tags.rows.iter_mut().filter(|tag| tag.name == line.name) {
                same(&mut tag.count, &mut line.count);
            }
        }
        let (_, groups) = self.groups.rows.split_last_mut().unzip();
        for group in groups.into_iter().flatten() {
            let named = if group.name == "no group" { "" } else { group.name.as_str() };
            let (_, tags) = self.tags.rows.split_last_mut().unzip();
            let mut tags: Vec<&mut Row> = tags
                .into_iter()
                .flatten()
                .filter(|tag| group_of(&tag.name).iter().any(|group| group == named))
                .collect();
            let silent = tags.iter().any(|tag| tag.count.shown().is_none());
            match group.count.shown() {
                Some(1..) if silent => group.count = Count::Withheld,
                // All of its tags would tell about how large it is.
                None if !silent => {
                    let largest = tags.iter_mut().max_by_key(|tag| tag.count.shown());
                    if let Some(tag) = largest.filter(|tag| tag.count != Count::Shown(0)) {
                        tag.count = Count::Withheld;
                    }
                }
                Some(_) | None => {}
            }
        }
        for tally in [&mut self.tags, &mut self.groups, &mut self.kinds, &mut self.settings] {
            without_shares(tally);
        }
        without_shares(&mut self.weeks);
        *self != before
    }

    /// All tables are of the same notes: how many there are is shown in all of them or in none.
    fn wholes(&mut self) {
        let mut wholes: Vec<&mut Count> = vec![
            &mut self.tags.denominator,
            &mut self.groups.denominator,
            &mut self.kinds.denominator,
            &mut self.settings.denominator,
            &mut self.weeks.denominator,
            &mut self.heat.denominator,
        ];
        wholes.extend(self.pairs.as_mut().map(|pairs| &mut pairs.denominator));
        wholes.extend(self.coverage.as_mut().map(|coverage| &mut coverage.notes.all));
        let hidden = wholes.iter().find(|count| count.shown().is_none()).map(|count| **count);
        if let Some(hidden) = hidden {
            wholes.into_iter().for_each(|count| *count = hidden);
            if let Some(coverage) = &mut self.coverage {
                coverage.notes.foresight = None;
            }
        }
    }
}

/// One number that stands in two places.
fn same(one: &mut Count, other: &mut Count) {
    match (one.shown(), other.shown()) {
        (Some(_), None) => *one = *other,
        (None, Some(_)) => *other = *one,
        (Some(_), Some(_)) | (None, None) => {}
    }
}

/// A share tells its count, and the whole.
fn without_shares(tally: &mut Tally) {
    for row in &mut tally.rows {
        if row.count.shown().is_none() || tally.denominator.shown().is_none() {
            row.share = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::wilson;

    fn rows(by: By, of: Count, rows: &[(&str, Count)]) -> Tally {
        let row = |(name, count): &(&str, Count)| Row {
            name: (*name).to_owned(),
            term: None,
            count: *count,
            share: count.shown().zip(of.shown()).and_then(|(count, of)| wilson(count, of)),
        };
        Tally { by, denominator: of, rows: rows.iter().map(row).collect() }
    }

    fn page(tags: &[(&str, Count)], groups: &[(&str, Count)], of: Count) -> Together {
        Together {
            tags: rows(By::Tag, Count::Shown(60), tags),
            groups: rows(By::Group, Count::Shown(60), groups),
            kinds: rows(By::Kind, of, &[("ordinary", Count::Shown(30))]),
            settings: rows(By::Setting, Count::Shown(60), &[]),
            weeks: rows(By::Week, Count::Shown(60), &[]),
            heat: Heat {
                cells: [[Count::Shown(0); 24]; 7],
                days: [Count::Shown(0); 7],
                hours: [Count::Shown(0); 24],
                denominator: Count::Shown(60),
            },
            pairs: None,
            coverage: None,
        }
    }

    fn group_of(tag: &str) -> Vec<String> {
        vec![tag.split('.').next().unwrap_or_default().to_uppercase()]
    }

    fn settled(mut page: Together) -> Together {
        while page.agree(&group_of) {}
        page
    }

    #[test]
    fn a_group_is_as_silent_as_its_tags() {
        let tags = [
            ("t.one", Count::Shown(20)),
            ("t.two", Count::Masked(5)),
            ("s.one", Count::Shown(9)),
            ("untagged", Count::Shown(8)),
        ];
        let groups =
            [("T", Count::Shown(24)), ("S", Count::Shown(9)), ("untagged", Count::Withheld)];
        let page = settled(page(&tags, &groups, Count::Shown(60)));
        // 24 less 20 would have told that t.two is 4.
        let shown: Vec<String> = page.groups.rows.iter().map(|r| r.count.to_string()).collect();
        assert_eq!(shown, ["*", "9", "*"]);
        let shown: Vec<String> = page.tags.rows.iter().map(|r| r.count.to_string()).collect();
        assert_eq!(shown, ["20", "<5", "9", "*"], "untagged is one number in both");
        assert!(page.groups.rows[0].share.is_none() && page.groups.rows[1].share.is_some());
    }

    #[test]
    fn tags_do_not_tell_the_group_that_is_withheld() {
        let tags =
            [("s.one", Count::Shown(9)), ("s.two", Count::Shown(0)), ("untagged", Count::Shown(8))];
        let groups = [("S", Count::Withheld), ("untagged", Count::Shown(8))];
        let page = settled(page(&tags, &groups, Count::Shown(60)));
        assert_eq!(page.tags.rows[0].count, Count::Withheld);
        assert_eq!(page.tags.rows[1].count, Count::Shown(0));
    }

    #[test]
    fn a_whole_that_one_table_withholds_stands_in_none() {
        let page = settled(page(
            &[("s.one", Count::Shown(9)), ("untagged", Count::Shown(8))],
            &[("S", Count::Shown(9)), ("untagged", Count::Shown(8))],
            Count::Withheld,
        ));
        assert_eq!(page.denominator(), Count::Withheld);
        assert_eq!(
            (page.tags.denominator, page.heat.denominator),
            (Count::Withheld, Count::Withheld)
        );
        assert!(page.tags.rows.iter().all(|row| row.share.is_none()));
    }
}
