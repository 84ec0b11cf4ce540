//! Everything a reader could tell about a study, one line a fact, in the order in which readers see
//! it: what tests of the fold compare.

use super::{Record, Study};

impl Study {
    /// Everything a reader could tell about this study, one line a fact, in the order in which
    /// readers see it: two studies with the same portrait are the same, whatever way their entries
    /// came.
    pub fn portrait(&self) -> Vec<String> {
        let mut lines = vec![
            format!("study {:?} {:?}", self.id(), self.name()),
            format!("settings {:?}", self.settings()),
            format!("threshold {} {:?}", self.threshold(), self.whose()),
            format!("unread {} {:?}", self.unread(), self.sampling()),
            format!("codebook {} {}", self.codebook().version(), self.codebook().content_hash()),
        ];
        lines.push(format!("known settings {:?}", self.known_settings()));
        lines.extend(self.everyone().iter().map(|p| format!("person {} {:?}", p.id, p.pseudonym)));
        let members = self.members().all();
        lines.extend(members.iter().map(|(laptop, right)| format!("member {laptop} {right:?}")));
        let keys = |tags: &Vec<&super::Tag>| {
            format!("{:?}", tags.iter().map(|tag| tag.key()).collect::<Vec<_>>())
        };
        lines.extend(
            self.codebook().namesakes().iter().map(|tags| format!("tag namesakes {}", keys(tags))),
        );
        for tag in self.codebook().listed() {
            let found = self.codebook().find(tag.name()).map(super::Tag::key);
            lines.push(format!("tag named {:?} is {found:?}", tag.name()));
            let ix = self.codebook().ix(tag.key()).map(|ix| self.codebook().resolve(ix));
            let counts_for = ix.and_then(|ix| self.codebook().get(ix)).map(|tag| tag.key());
            lines.push(format!(
                "tag {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} for {counts_for:?}",
                tag.key(),
                tag.name(),
                tag.group(),
                tag.definition(),
                tag.include(),
                tag.exclude(),
                tag.source(),
                tag.status(),
                tag.order(),
            ));
        }
        lines.extend(self.forms().map(|(name, text)| format!("form {name:?} {text:?}")));
        lines.extend(self.erasures().iter().map(|e| format!("erased {:?}", (e.what, &e.reason))));
        for (words, reviews) in &self.reviews {
            let person = |ix: super::PersonIx| self.people().get(ix.0 as usize).map(|p| p.id);
            let said = |review: &super::Review| (person(review.reviewer), review.verdict.clone());
            let said: Vec<_> = reviews.iter().map(said).collect();
            lines.push(format!("reviewed {words:?} {said:?}"));
        }
        self.sheets().portray(&mut lines);
        for (_, record) in self.all_recorded() {
            self.portray(record, &mut lines);
        }
        let mut rest: Vec<&Record> = self.records().iter().filter(|r| !r.is_here()).collect();
        rest.sort_by_key(|record| record.id());
        rest.into_iter().for_each(|record| self.portray(record, &mut lines));
        lines
    }

    fn portray(&self, record: &Record, lines: &mut Vec<String>) {
        let id = record.id();
        lines.push(format!(
            "{id} here {} withdrawn {} back {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            record.is_here(),
            record.is_withdrawn(),
            record.is_taken_back(),
            record.text(),
            record.first_text(),
            record.kind(),
            (record.happened_at(), record.recorded_at()),
            record.setting().map(|ix| self.setting_name(ix)),
            (record.stance(), record.origin(), record.source()),
            record.audience(),
            record.extra_texts().collect::<Vec<_>>(),
            self.people()
                .get(record.author().0 as usize)
                .filter(|_| record.is_here())
                .map(|p| p.id),
        ));
        lines.extend(record.amendments().map(|a| format!("{id} amended {a:?}")));
        let person = |ix: super::PersonIx| self.people().get(ix.0 as usize).map(|p| p.id);
        let said = |l: &super::Later| (l.item, l.text.clone(), l.at, person(l.author));
        lines.extend(record.later().map(|l| format!("{id} later {:?}", said(l))));
        lines.extend(record.withdrawals().map(|w| format!("{id} withdrawn {w:?}")));
        let tags = self.tags_of(record).filter_map(|ix| self.codebook().get(ix));
        lines.push(format!("{id} tags {:?}", tags.map(super::Tag::key).collect::<Vec<_>>()));
        for tagging in record.taggings() {
            let tag = self.codebook().get(tagging.tag).map(|tag| tag.key());
            let coder = self.people().get(tagging.coder.0 as usize).map(|person| person.id);
            lines.push(format!("{id} {tag:?} {coder:?} {:?} {:?}", tagging.verdict, tagging.stamp));
        }
    }
}
