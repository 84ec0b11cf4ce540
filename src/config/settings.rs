//! Settings, in layers: built in, then the person's file, then the command line. A file that has
//! something wrong with it never stands in the way of recording: what is wrong is named with its
//! line, and the layer below stands.

use std::io;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::environment::Environment;
use crate::journal::regular;

/// A closed list of words that a setting can be.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
        pub enum $name { #[default] $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the order they are offered.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// The word in files and arguments.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// Reads the word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == text)
            }
        }
    };
}

/// How the screens are coloured.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Theme {
    /// For dark terminals, in 24-bit colour.
    Dark,
    /// For light terminals, in 24-bit colour.
    Light,
    /// No colour: bold, reverse and signs only.
    Mono,
    /// The sixteen colours of the terminal's own palette.
    #[default]
    Sixteen,
    /// Colours that stay apart for colour-blind eyes (Okabe and Ito).
    Clear,
}

impl Theme {
    /// Every theme, in the order they are offered.
    pub const ALL: &[Theme] =
        &[Theme::Sixteen, Theme::Dark, Theme::Light, Theme::Clear, Theme::Mono];

    /// The word in files and arguments.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Mono => "mono",
            Self::Sixteen => "sixteen",
            Self::Clear => "clear",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|theme| theme.word() == text)
    }
}

choices! {
    /// When words are coloured in plain output.
    Colour {
        /// On a terminal that takes it.
        Auto = "auto";
        /// Always.
        Always = "always";
        /// Never.
        Never = "never";
    }
}

/// Everything that can be set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Colours of the screens; `None` leaves the choice to what the terminal can do.
    pub theme: Option<Theme>,
    /// Draw with ASCII only; `None` leaves the choice to the locale.
    pub ascii: Option<bool>,
    /// Whether clicks and the wheel are taken, where the terminal has them; its own selection then
    /// needs Shift.
    pub mouse: bool,
    /// Whether commands print one fact a line, without columns and bars, for screen readers.
    pub plain: bool,
    /// When plain output is coloured.
    pub colour: Colour,
    /// The pseudonym offered when a study begins.
    pub pseudonym: Option<String>,
    /// After how many idle minutes a sealed study is locked; 0 for never.
    pub lock_after_minutes: u32,
    /// About how often the screens exchange with the team by themselves, in minutes; 0 for only when
    /// asked to.
    pub exchange_minutes: u32,
    /// The editor for long texts; `None` takes `VISUAL`, then `EDITOR`.
    pub editor: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: None,
            ascii: None,
            mouse: true,
            plain: false,
            colour: Colour::default(),
            pseudonym: None,
            lock_after_minutes: LOCK_AFTER,
            exchange_minutes: EXCHANGE_EVERY,
            editor: None,
        }
    }
}

/// Something wrong with a settings file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what it can be.
    pub what: String,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file.display(), self.what),
            line => write!(f, "{}, line {line}: {}", self.file.display(), self.what),
        }
    }
}

/// The text of a file of settings or keys; `None` where there is no such file.
///
/// # Errors
/// Where it is there and cannot be read.
pub fn text_of(file: &Path) -> Result<Option<String>, Trouble> {
    match regular::settings_text(file) {
        // Old Macs end lines so, and TOML knows nothing of it.
        Ok(text) if !text.contains('\n') => Ok(Some(text.replace('\r', "\n"))),
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let what = format!("cannot be read ({error}), so what is built in is used");
            Err(Trouble { file: file.to_owned(), line: 0, what })
        }
    }
}

/// Idle minutes after which a sealed study is locked, unless the person says otherwise.
const LOCK_AFTER: u32 = 5;

/// Minutes between two exchanges with a team, unless the person says otherwise.
const EXCHANGE_EVERY: u32 = 30;

/// A day; longer is never.
const MOST_MINUTES: u32 = 24 * 60;

const KEYS: &[&str] = &[
    "theme",
    "ascii",
    "mouse",
    "plain",
    "color",
    "pseudonym",
    "lock_after_minutes",
    "exchange_minutes",
    "editor",
];

impl Settings {
    /// The built-in settings with the person's file over them, and what was wrong with the file.
    /// No file is no trouble.
    pub fn load(file: &Path) -> (Self, Vec<Trouble>) {
        match text_of(file) {
            Ok(text) => Self::read(&text.unwrap_or_default(), file),
            Err(trouble) => (Self::default(), vec![trouble]),
        }
    }

    /// The built-in settings with `text` over them; `file` is what troubles name.
    pub fn read(text: &str, file: &Path) -> (Self, Vec<Trouble>) {
        let mut settings = Self::default();
        let mut troubles = Vec::new();
        let mut trouble = |at: usize, what: String| {
            let line = text.get(..at).unwrap_or(text).matches('\n').count() + 1;
            troubles.push(Trouble { file: file.to_owned(), line, what });
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let message = error.message().to_lowercase();
                trouble(at, format!("this is not TOML ({message}), so the file is not used"));
                return (settings, troubles);
            }
        };
        for (key, value) in table {
            let at = value.span().start;
            if let Err(what) = settings.set(key.get_ref(), value.get_ref()) {
                trouble(at, what);
            }
        }
        troubles.sort_by_key(|trouble| trouble.line);
        (settings, troubles)
    }

    fn set(&mut self, key: &str, value: &DeValue<'_>) -> Result<(), String> {
        let text = || value.as_str().ok_or_else(|| format!("{key} is a text in quotes"));
        let truth = || value.as_bool().ok_or_else(|| format!("{key} is true or false"));
        match key {
            "theme" if text()? == "auto" => self.theme = None,
            "theme" => {
                let words: Vec<&str> = Theme::ALL.iter().map(|theme| theme.word()).collect();
                let theme = Theme::parse(text()?);
                self.theme = Some(theme.ok_or_else(|| not_one_of(key, "auto", &words))?);
            }
            "ascii" => self.ascii = Some(truth()?),
            "mouse" => self.mouse = truth()?,
            "plain" => self.plain = truth()?,
            "color" => {
                let words = ["always", "never"];
                self.colour = Colour::parse(text()?).ok_or(not_one_of(key, "auto", &words))?;
            }
            "pseudonym" => self.pseudonym = Some(text()?.to_owned()),
            "lock_after_minutes" => self.lock_after_minutes = minutes(key, value)?,
            "exchange_minutes" => self.exchange_minutes = minutes(key, value)?,
            "editor" => self.editor = Some(text()?.to_owned()),
            unknown => {
                let near = KEYS.iter().find(|known| strsim::osa_distance(known, unknown) <= 2);
                return Err(match near {
                    Some(near) => {
                        format!("there is no setting \"{unknown}\"; did you mean {near}?")
                    }
                    None => {
                        format!("there is no setting \"{unknown}\"; there are {}", KEYS.join(", "))
                    }
                });
            }
        }
        Ok(())
    }

    /// The theme to draw with: the one chosen, unless the terminal cannot show it.
    pub fn theme_for(&self, environment: &Environment) -> Theme {
        let plain = environment.no_color || environment.is_dumb();
        match self.theme {
            _ if plain || self.colour == Colour::Never => Theme::Mono,
            Some(Theme::Dark | Theme::Light | Theme::Clear) | None
                if !environment.has_true_colour() =>
            {
                Theme::Sixteen
            }
            chosen => chosen.unwrap_or_default(),
        }
    }

    /// Whether to draw with ASCII only.
    pub fn ascii_for(&self, environment: &Environment) -> bool {
        self.ascii.unwrap_or_else(|| !environment.has_unicode())
    }
}

fn minutes(key: &str, value: &DeValue<'_>) -> Result<u32, String> {
    let minutes = value.as_integer().map(ToString::to_string);
    let minutes = minutes.and_then(|minutes| minutes.parse().ok());
    let fits = minutes.filter(|minutes| *minutes <= MOST_MINUTES);
    fits.ok_or_else(|| format!("{key} is a number from 0 (never) to {MOST_MINUTES}"))
}

fn not_one_of(key: &str, first: &str, rest: &[&str]) -> String {
    format!("{key} can be {first}, {}", rest.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Settings, Vec<String>) {
        let (settings, troubles) = Settings::read(text, Path::new("settings.toml"));
        (settings, troubles.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_file_names_only_what_differs() {
        let (settings, troubles) = read("theme = \"clear\"\nmouse = true\nplain = true\n");
        assert_eq!(settings.theme, Some(Theme::Clear));
        assert!(settings.mouse && settings.plain);
        assert_eq!(settings.ascii, None);
        assert!(troubles.is_empty());
    }

    #[test]
    fn an_unknown_key_is_named_with_its_file_and_line_and_the_rest_is_used() {
        let (settings, troubles) = read("# mine\nthem = \"dark\"\n\nascii = true\n");
        assert_eq!(settings.ascii, Some(true));
        assert_eq!(
            troubles,
            ["settings.toml, line 2: there is no setting \"them\"; did you mean theme?"]
        );
    }

    #[test]
    fn a_value_that_cannot_be_is_named_with_what_it_can_be() {
        let (settings, troubles) = read("theme = \"drak\"\nmouse = \"yes\"\n");
        assert_eq!(settings, Settings::default());
        assert_eq!(
            troubles,
            [
                "settings.toml, line 1: theme can be auto, sixteen, dark, light, clear, mono",
                "settings.toml, line 2: mouse is true or false",
            ]
        );
    }

    #[test]
    fn a_file_that_is_not_toml_leaves_the_built_in_settings() {
        let (settings, troubles) = read("theme = dark\n");
        assert_eq!(settings, Settings::default());
        assert_eq!(troubles.len(), 1);
        assert!(troubles[0].starts_with("settings.toml, line 1: this is not TOML"), "{troubles:?}");
    }

    #[test]
    fn no_color_comes_before_any_theme() {
        let (settings, _) = read("theme = \"dark\"\n");
        let env = Environment { no_color: true, ..Environment::default() };
        assert_eq!(settings.theme_for(&env), Theme::Mono);
        let plain = Environment { term: Some("dumb".into()), ..Environment::default() };
        assert_eq!(settings.theme_for(&plain), Theme::Mono);
    }

    #[test]
    fn themes_of_24_bit_colour_fall_back_to_the_terminals_palette() {
        let (settings, _) = read("theme = \"light\"\n");
        assert_eq!(settings.theme_for(&Environment::default()), Theme::Sixteen);
        let rich = Environment { color_term: Some("truecolor".into()), ..Environment::default() };
        assert_eq!(settings.theme_for(&rich), Theme::Light);
    }
}
