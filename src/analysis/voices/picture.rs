//! A line or triangle with the counts of its regions in their places, in plain characters. It says
//! nothing that the table beside it does not say.

use super::ScaleTally;
use super::placing::Region;

/// The picture, line by line, in ASCII apart from what the corners are called.
pub fn lines(scale: &ScaleTally) -> Vec<String> {
    let count = |region: Region| {
        let found = scale.regions.iter().find(|(known, _)| *known == region);
        found.map(|(_, count)| count.to_string()).unwrap_or_default()
    };
    match scale.corners.as_slice() {
        [one, two] => {
            let [a, m, b] = [Region::Near(0), Region::Between(0, 1), Region::Near(1)].map(count);
            vec![format!("  {one}  |--{a:-^7}--|--{m:-^7}--|--{b:-^7}--|  {two}")]
        }
        [top, left, right] => triangle([top, left, right], &count),
        _ => Vec::new(),
    }
}

/// Columns from the left edge of the picture to the apex.
const APEX: usize = 24;

fn triangle([top, left, right]: [&str; 3], count: &dyn Fn(Region) -> String) -> Vec<String> {
    let near = |corner| count(Region::Near(corner));
    let (side, other) = (count(Region::Between(0, 1)), count(Region::Between(0, 2)));
    let base = count(Region::Between(1, 2));
    let middle = count(Region::Middle);
    let row = |half: usize, inside: &str| {
        let room = half * 2;
        format!("{}/{inside:^room$}\\", " ".repeat(APEX - half - 1))
    };
    let two = |half: usize, a: &str, b: &str| row(half, &format!("{a:<half$}{b:>half$}"));
    let lean = top.chars().count() / 2;
    vec![
        format!("{}{top}", " ".repeat(APEX.saturating_sub(lean))),
        row(1, ""),
        row(3, &near(0)),
        row(5, ""),
        two(7, &format!(" {side}"), &format!("{other} ")),
        row(9, &middle),
        row(11, ""),
        row(13, &format!("{:<8}{base:^8}{:>8}", near(1), near(2))),
        format!("{}{}", " ".repeat(APEX - 15), "-".repeat(30)),
        format!("{}{left:<22}{right:>22}", " ".repeat(APEX.saturating_sub(22))),
    ]
}
