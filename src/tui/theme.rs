//! How things look: screens ask for a role and never for a colour. A [`Look`] is a theme and
//! whether anything but ASCII may be drawn.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

pub use crate::config::settings::Theme;

/// What something on the screen is, so that a theme can say how it looks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// What may be overlooked: labels, hints, what is done.
    Dim,
    /// What is named or chosen: the one accent.
    Accent,
    /// A heading.
    Heading,
    /// The border and title of what has focus.
    Focus,
    /// The border of what has not.
    Border,
    /// The selected row or choice; always visible without colour.
    Selected,
    /// A marked row.
    Marked,
    /// A tag that is known.
    Tag,
    /// A tag that is new.
    NewTag,
    /// A setting.
    Setting,
    /// A kind.
    Kind,
    /// A time.
    Time,
    /// Where a search matched.
    Match,
    /// Words that may be worth another look.
    Nudge,
    /// All went well.
    Good,
    /// Something to look at.
    Warn,
    /// Loss, and nothing else.
    Loss,
    /// A bar in a picture of counts; series are told apart by number.
    Series(u8),
    /// A cell of a table of counts, 1 for few to 3 for many.
    Heat(u8),
}

/// The styles of a theme: the screens' own reading of a choice that is made in the settings.
trait Styles: Copy {
    /// How something with this role looks.
    fn style(self, role: Role) -> Style;
    /// The colour of an ink; none where the theme does without.
    fn ink(self, ink: Ink) -> Option<Color>;
    /// The colour of one of several series that stand beside each other.
    fn series(self, number: u8) -> Option<Color>;
    /// Ink and ground of a cell that holds few or many, where the theme has shades.
    fn heat(self, step: u8) -> Option<(Color, Color)>;
}

impl Styles for Theme {
    /// How a role looks. The background is the terminal's own everywhere, so that no theme can
    /// write grey on black or white on white.
    fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let shade = |color: Color| plain.fg(color);
        let (bold, under, reverse) = (Modifier::BOLD, Modifier::UNDERLINED, Modifier::REVERSED);
        match role {
            Role::Text => plain,
            Role::Selected => plain.add_modifier(reverse),
            Role::Dim | Role::Border => {
                self.ink(Ink::Quiet).map_or(plain.add_modifier(Modifier::DIM), shade)
            }
            Role::Heading => plain.add_modifier(bold),
            Role::Accent | Role::Tag => {
                self.ink(Ink::Accent).map_or(plain.add_modifier(bold), shade)
            }
            Role::Focus => self.ink(Ink::Accent).map_or(plain, shade).add_modifier(bold),
            Role::Marked => self.ink(Ink::Accent).map_or(plain, shade).add_modifier(bold),
            Role::NewTag => self.ink(Ink::Warn).map_or(plain, shade).add_modifier(under),
            Role::Setting => self.ink(Ink::Place).map_or(plain.add_modifier(bold), shade),
            Role::Kind => self.ink(Ink::Kind).map_or(plain.add_modifier(bold), shade),
            Role::Time => self.ink(Ink::Time).map_or(plain.add_modifier(bold), shade),
            Role::Match => self.ink(Ink::Accent).map_or(plain, shade).add_modifier(bold | under),
            Role::Nudge => plain.add_modifier(under),
            Role::Good => self.ink(Ink::Good).map_or(plain, shade),
            Role::Warn => self.ink(Ink::Warn).map_or(plain, shade).add_modifier(bold),
            Role::Loss => {
                self.ink(Ink::Loss).map_or(plain.add_modifier(reverse), shade).add_modifier(bold)
            }
            Role::Series(number) => self.series(number).map_or(plain, shade),
            Role::Heat(step) => {
                self.heat(step).map_or(plain, |(ink, under)| plain.fg(ink).bg(under))
            }
        }
    }

    fn ink(self, ink: Ink) -> Option<Color> {
        let rgb = |hex: u32| Some(Color::from_u32(hex));
        match self {
            Self::Mono => None,
            Self::Sixteen => match ink {
                // Dimmed rather than "bright black", which some palettes show as the background.
                Ink::Quiet => None,
                Ink::Accent => Some(Color::Cyan),
                Ink::Place | Ink::Good => Some(Color::Green),
                Ink::Kind | Ink::Warn => Some(Color::Magenta),
                Ink::Time => Some(Color::Blue),
                Ink::Loss => Some(Color::Red),
            },
            Self::Dark => match ink {
                Ink::Quiet => rgb(0x9a_9a_9a),
                Ink::Accent => rgb(0x7f_c8_d8),
                Ink::Place => rgb(0x9c_c9_8f),
                Ink::Kind => rgb(0xd3_b0_e0),
                Ink::Time => rgb(0x9d_b8_f0),
                Ink::Good => rgb(0x9c_c9_8f),
                Ink::Warn => rgb(0xe5_c0_7b),
                Ink::Loss => rgb(0xf2_8b_82),
            },
            Self::Light => match ink {
                Ink::Quiet => rgb(0x5f_5f_5f),
                Ink::Accent => rgb(0x00_5f_73),
                Ink::Place => rgb(0x2f_6b_2f),
                Ink::Kind => rgb(0x6a_3d_8a),
                Ink::Time => rgb(0x2a_4d_9b),
                Ink::Good => rgb(0x2f_6b_2f),
                Ink::Warn => rgb(0x8a_5a_00),
                Ink::Loss => rgb(0xb0_1c_1c),
            },
            Self::Clear => match ink {
                Ink::Quiet => None,
                Ink::Accent => rgb(0x56_b4_e9),
                Ink::Place | Ink::Good => rgb(0x00_9e_73),
                Ink::Kind => rgb(0xcc_79_a7),
                Ink::Time => rgb(0x56_b4_e9),
                Ink::Warn => rgb(0xe6_9f_00),
                Ink::Loss => rgb(0xd5_5e_00),
            },
        }
    }

    fn heat(self, step: u8) -> Option<(Color, Color)> {
        // Both are set, so that a number can be read whatever the terminal's own ground is; they are
        // of the 256 that every terminal with these themes has.
        let (white, black) = (Color::Indexed(231), Color::Indexed(16));
        let shades = match self {
            Self::Mono | Self::Sixteen => return None,
            Self::Dark => [(white, 17), (white, 24), (white, 31)],
            Self::Light => [(black, 195), (black, 153), (black, 111)],
            Self::Clear => [(black, 223), (black, 216), (black, 208)],
        };
        let at = usize::from(step.clamp(1, 3)) - 1;
        shades.get(at).map(|(ink, under)| (*ink, Color::Indexed(*under)))
    }

    fn series(self, number: u8) -> Option<Color> {
        const CLEAR: [u32; 7] =
            [0xe6_9f_00, 0x56_b4_e9, 0x00_9e_73, 0xf0_e4_42, 0x00_72_b2, 0xd5_5e_00, 0xcc_79_a7];
        const INKS: [Ink; 4] = [Ink::Accent, Ink::Place, Ink::Kind, Ink::Time];
        match self {
            Self::Mono => None,
            Self::Clear => {
                CLEAR.get(usize::from(number) % CLEAR.len()).copied().map(Color::from_u32)
            }
            Self::Sixteen | Self::Dark | Self::Light => {
                INKS.get(usize::from(number) % INKS.len()).and_then(|ink| self.ink(*ink))
            }
        }
    }
}

/// The few inks a theme has.
#[derive(Clone, Copy)]
enum Ink {
    Quiet,
    Accent,
    Place,
    Kind,
    Time,
    Good,
    Warn,
    Loss,
}

/// A theme, and whether only ASCII may be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Look {
    /// The theme.
    pub theme: Theme,
    /// No boxes, blocks or dots: for terminals and readers that cannot show them.
    pub ascii: bool,
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

impl Look {
    /// How a role looks.
    pub fn style(self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// The signs of a border.
    pub const fn border(self) -> border::Set<'static> {
        if self.ascii { ASCII_BORDER } else { border::PLAIN }
    }

    /// The sign of a horizontal rule.
    pub const fn rule(self) -> &'static str {
        if self.ascii { "-" } else { "─" }
    }

    /// The sign of a vertical rule.
    pub const fn upright(self) -> &'static str {
        if self.ascii { "|" } else { "│" }
    }

    /// The signs that a list goes on above and below.
    pub const fn more(self) -> (&'static str, &'static str) {
        if self.ascii { ("^", "v") } else { ("▲", "▼") }
    }

    /// What stands for what was left out.
    pub const fn ellipsis(self) -> &'static str {
        if self.ascii { "..." } else { "…" }
    }

    /// What stands between two things said in one line.
    pub const fn dot(self) -> &'static str {
        if self.ascii { "-" } else { "·" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selected_row_can_be_told_without_colour_in_every_theme() {
        for theme in Theme::ALL {
            assert!(theme.style(Role::Selected).add_modifier.contains(Modifier::REVERSED));
        }
    }

    #[test]
    fn mono_has_no_colour_at_all() {
        let roles = [Role::Text, Role::Dim, Role::Accent, Role::Loss, Role::Warn, Role::Series(3)];
        for role in roles {
            assert_eq!(Theme::Mono.style(role).fg, None, "{role:?}");
        }
    }
}
