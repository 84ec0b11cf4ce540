//! Bars as text, in eighths of a column, or in whole columns of `#` where only ASCII may be drawn.

use crate::tui::theme::Look;

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar for `value` where `most` fills `wide` columns. Anything above zero shows something.
pub fn bar(value: f64, most: f64, wide: usize, look: Look) -> String {
    if !(value > 0.0 && most > 0.0) || wide == 0 {
        return String::new();
    }
    let share = (value / most).min(1.0);
    if look.ascii {
        let whole = (share * wide as f64).round().max(1.0) as usize;
        return "#".repeat(whole.min(wide));
    }
    let eighths = ((share * wide as f64 * 8.0).round().max(1.0) as usize).min(wide * 8);
    let mut drawn = "█".repeat(eighths / 8);
    drawn.push_str(EIGHTHS.get(eighths % 8).copied().unwrap_or_default());
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::text::width;

    #[test]
    fn a_bar_fills_its_share_and_is_never_too_wide() {
        let look = Look::default();
        let ascii = Look { ascii: true, ..look };
        assert_eq!(bar(1.0, 2.0, 4, look), "██");
        assert_eq!(bar(1.0, 2.0, 4, ascii), "##");
        assert_eq!(bar(0.0, 2.0, 4, look), "");
        assert_eq!(bar(1.0, 0.0, 4, look), "");
        assert_eq!(bar(1.0, 1e9, 4, ascii), "#");
        assert!((0..=100).all(|value| width(&bar(f64::from(value), 70.0, 9, look)) <= 9));
    }
}
