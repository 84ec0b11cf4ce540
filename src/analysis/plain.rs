//! Tags in everyday words: what a tag is called where people choose one ("too few people", with
//! `t.staff` behind it).

use crate::study::Tag;

/// The tags of the codebook that ships inside, with the first words of what they mean there: whoever
/// gives one of them another meaning has no use for its words.
const SHIPPED: [(&str, &str, &str); 33] = [
    ("t.staff", "too few people", "Too few people"),
    ("t.tool", "tool missing or broken", "Equipment, software"),
    ("t.info", "information missing", "Information that"),
    ("t.place", "place got in the way", "The physical setting"),
    ("t.rule", "rule did not fit", "The prescribed process"),
    ("t.interrupt", "interrupted", "Work in hand"),
    ("t.person", "person needed otherwise", "What the child"),
    ("t.outside", "limit set from outside", "A partner agency"),
    ("p.anticipate", "saw it coming", "Someone acted on"),
    ("p.monitor", "watched for a sign", "Someone was watching"),
    ("p.respond", "responded to a change", "Someone changed what"),
    ("p.learn", "used earlier learning", "Someone used, or"),
    ("p.coordinate", "lined up together", "Two or more people"),
    ("a.extra", "worked beyond the role", "A person did work"),
    ("a.share", "moved people or kit", "People, kit, rooms"),
    ("a.tailor", "adapted the usual way", "The usual method"),
    ("a.pause", "slowed or stopped", "Work was deliberately"),
    ("a.recruit", "brought in more help", "Extra help"),
    ("w.leave-out", "left out a step", "A prescribed step"),
    ("w.re-order", "changed the order", "Prescribed steps"),
    ("w.add-own", "added our own step", "A step, list"),
    ("w.stand-in", "used a stand-in", "Something or someone"),
    ("w.shared", "known team habit", "The workaround is"),
    ("s.check", "checked again", "A second look"),
    ("s.margin", "kept some slack", "Slack was kept"),
    ("s.speak", "spoke up", "Someone voiced"),
    ("s.relate", "trust kept it safe", "Trust or joint"),
    ("s.handover", "meaning handed over", "Meaning, not only"),
    ("y.goals", "two aims pulled apart", "Two legitimate aims"),
    ("y.trade", "speed against care", "Speed was bought"),
    ("y.known", "what was known then", "What the person knew"),
    ("y.cost", "cost to staff", "The adjustment was"),
    ("y.limit", "little left in reserve", "There was little"),
];

/// The longest that a definition may be to be a name.
const LONGEST: usize = 24;

/// What a tag is called in everyday words; its own name where it has none.
pub fn plain_name(tag: &Tag) -> &str {
    let shipped = SHIPPED.iter().find(|(name, ..)| *name == tag.name());
    if let Some((_, plain, _)) = shipped.filter(|(.., begins)| tag.definition().starts_with(begins))
    {
        return plain;
    }
    let said = tag.definition().trim().trim_end_matches('.');
    let short = !said.is_empty() && said.chars().count() <= LONGEST && !said.contains(['\n', ';']);
    if short { said } else { tag.name() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_tags_are_called_the_same_and_each_name_is_short() {
        for (at, (name, plain, _)) in SHIPPED.iter().enumerate() {
            assert!(plain.chars().count() <= LONGEST, "{name}: {plain}");
            assert!(!SHIPPED[..at].iter().any(|(_, other, _)| other == plain), "{plain}");
        }
    }
}
