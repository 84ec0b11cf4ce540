//! The sheet that every page is printed on: head, colours, and what keeps it to itself.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words::clean;

/// The look of every page. Colours are tokens, so that light, dark and print each name them once;
/// `tests/report.rs` works out their contrast.
const STYLE: &str = include_str!("sheet.css");

/// A whole page: its title (as the browser shows it) and what is on it.
///
/// The policy in its head forbids everything but the style that stands in it, whoever opens it: no
/// script, no picture from elsewhere, no form, no network.
pub(super) fn sheet(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                title { (clean(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}
