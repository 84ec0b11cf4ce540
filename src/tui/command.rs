//! The one table of commands: name, sentence, default keys, where each applies. The footer, the
//! help, the palette and the keymap are all made from it. Each screen adds its own rows in its own
//! folder; this file puts them together.

use super::model::{Model, Turn};
use super::screens::{Screen, access, each_screen, first_run, lock, words};
use super::{app, asking, wording};

macro_rules! commands {
    ($($screen:ident $folder:ident $about:literal,)+) => {
        /// Something that a person can tell the program to do.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Command {
            /// Of the program as a whole.
            App(App),
            /// Of words that are underlined.
            Wording(wording::Command),
            /// Of a sheet that is being filled in.
            Asking(asking::Command),
            /// Of the first run.
            FirstRun(first_run::Command),
            /// Of a locked study.
            Lock(lock::Command),
            /// Of who can open the study.
            Access(access::Command),
            /// Of the words of a recovery phrase.
            Words(words::Command),
            $(
                #[doc = concat!("Of a screen. ", $about)]
                $screen(super::screens::$folder::Command),
            )+
        }

        impl Command {
            /// The screen that the command belongs to, if it is one's own.
            pub const fn screen(self) -> Option<Screen> {
                match self {
                    Self::App(_)
                    | Self::Wording(_)
                    | Self::Asking(_)
                    | Self::FirstRun(_)
                    | Self::Lock(_)
                    | Self::Access(_)
                    | Self::Words(_) => None,
                    $(Self::$screen(_) => Some(Screen::$screen),)+
                }
            }

            /// Does what it says.
            pub(super) fn run(self, model: &mut Model, turn: &mut Turn<'_>) {
                match self {
                    Self::App(command) => app::run(model, command, turn),
                    Self::Wording(command) => wording::run(model, command, turn),
                    Self::Asking(command) => asking::run(model, command, turn),
                    Self::FirstRun(command) => first_run::run(model, command, turn),
                    Self::Lock(command) => lock::run(model, command, turn),
                    Self::Access(command) => access::run(model, command, turn),
                    Self::Words(command) => words::run(model, command, turn),
                    $(Self::$screen(command) => super::screens::$folder::run(model, command, turn),)+
                }
            }

            /// Whether it would do anything, as far as whoever runs it can tell;
            /// [`super::layer::is_ready`] says whether it belongs to the layer on top as well.
            pub(super) fn is_ready(self, model: &Model) -> bool {
                match self {
                    Self::App(_) | Self::FirstRun(_) | Self::Lock(_) => true,
                    Self::Wording(command) => wording::is_ready(model, command),
                    Self::Asking(command) => asking::is_ready(model, command),
                    Self::Access(command) => access::is_ready(model, command),
                    Self::Words(command) => words::is_ready(model, command),
                    $(Self::$screen(command) => super::screens::$folder::is_ready(model, command),)+
                }
            }
        }

        /// Every row of the table but those of the program as a whole.
        const OF_EACH: &[&[Info]] = &[
            wording::COMMANDS,
            asking::COMMANDS,
            $(super::screens::$folder::COMMANDS,)+
            first_run::COMMANDS,
            lock::COMMANDS,
            access::COMMANDS,
            words::COMMANDS,
        ];
    };
}

each_screen!(commands);

impl App {
    /// Whether it does something with a study, and so nothing while none is open.
    pub(super) const fn is_about_the_study(self) -> bool {
        match self {
            Self::Go(_)
            | Self::Undo
            | Self::TakenBack
            | Self::Redo
            | Self::Lock
            | Self::NextScope
            | Self::History
            | Self::Pseudonym => true,
            Self::Help
            | Self::Saved
            | Self::Palette
            | Self::NextTheme
            | Self::Mouse
            | Self::Redraw
            | Self::Suspend
            | Self::Quit => false,
        }
    }
}

impl Command {
    /// Its row of the table (the first, where it has several).
    pub fn info(self) -> Option<&'static Info> {
        all().find(|info| info.command == self)
    }
}

/// What the program as a whole can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum App {
    /// Go to a screen.
    Go(Screen),
    /// Show what every key does.
    Help,
    /// Find a command by name.
    Palette,
    /// Take back what was done last.
    Undo,
    /// List what was taken back whole, to bring it back.
    TakenBack,
    /// Do it again.
    Redo,
    /// Change how it looks.
    NextTheme,
    /// Use the mouse, or leave it to the terminal.
    Mouse,
    /// Lock the study.
    Lock,
    /// Look at the study as the next wider circle of people would, small counts masked.
    NextScope,
    /// Show what was done to the whole study.
    History,
    /// Change what one is called in the study.
    Pseudonym,
    /// Say whether everything is saved, where nothing is typed.
    Saved,
    /// Draw everything again.
    Redraw,
    /// Suspend; the shell's `fg` returns.
    Suspend,
    /// End.
    Quit,
}

/// Where a key is looked up. A screen names the places that apply now, nearest first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// Everywhere.
    Anywhere,
    /// In every list.
    List,
    /// In a text of which words are underlined.
    Wording,
    /// In the questions of a sheet.
    Paper,
    /// While the keyboard is with the person who is asked.
    Handed,
    /// On the capture screen.
    Capture,
    /// In the capture line and its other fields.
    CaptureText,
    /// On one of the rows under the capture line.
    CaptureRow,
    /// While a study is begun.
    FirstRun,
    /// On the screen of a locked study.
    Lock,
    /// In the note of a locked study.
    LockNote,
    /// In the passphrase of a locked study.
    LockSecret,
    /// Where it is settled who can open the study.
    Access,
    /// Where the words of a recovery phrase are shown and asked back.
    Words,
    /// On the list of observations.
    Observations,
    /// In the filter of the list of observations.
    ObservationsFilter,
    /// On the tallies.
    Tallies,
    /// In the filter of the tallies.
    TalliesFilter,
    /// On the screen reflect.
    Reflect,
    /// In a field of the screen reflect.
    ReflectText,
    /// On the screen debrief.
    Debrief,
    /// While a debrief is held.
    DebriefHeld,
    /// In a field of the screen debrief.
    DebriefText,
    /// On the screen lessons.
    Lessons,
    /// In a field of the screen lessons.
    LessonsText,
    /// On the screen voices.
    Voices,
    /// In a field of the screen voices.
    VoicesText,
    /// On the codebook.
    Codebook,
    /// In a field of the codebook.
    CodebookText,
    /// On the screen of the team.
    Team,
    /// On the screen release.
    Release,
    /// On the list of coding rounds.
    Round,
    /// While a note of a round is coded.
    RoundCode,
    /// While differences of a round are settled.
    RoundSettle,
    /// On the texts of a release that wait.
    ReleaseReview,
}

impl Place {
    /// Every place, in the order in which help shows them.
    pub const ALL: [Self; 35] = [
        Self::Wording,
        Self::Paper,
        Self::Handed,
        Self::CaptureText,
        Self::CaptureRow,
        Self::Capture,
        Self::FirstRun,
        Self::LockNote,
        Self::LockSecret,
        Self::Lock,
        Self::Access,
        Self::Words,
        Self::ObservationsFilter,
        Self::Observations,
        Self::TalliesFilter,
        Self::Tallies,
        Self::ReflectText,
        Self::Reflect,
        Self::DebriefText,
        Self::DebriefHeld,
        Self::Debrief,
        Self::LessonsText,
        Self::Lessons,
        Self::VoicesText,
        Self::Voices,
        Self::CodebookText,
        Self::Codebook,
        Self::Team,
        Self::RoundCode,
        Self::RoundSettle,
        Self::Round,
        Self::ReleaseReview,
        Self::Release,
        Self::List,
        Self::Anywhere,
    ];

    /// As a heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Anywhere => "everywhere",
            Self::List => "in lists",
            Self::Wording => "words that are underlined",
            Self::Paper => "answering",
            Self::Handed => "answering, with the keyboard handed over",
            Self::Capture => "Write",
            Self::CaptureText => "Write, while typing",
            Self::CaptureRow => "Write, on a row",
            Self::FirstRun => "beginning a study",
            Self::Lock => "locked",
            Self::Access => "who can open the study",
            Self::Words => "the words of the recovery phrase",
            Self::LockNote => "locked, in the note",
            Self::LockSecret => "locked, in the passphrase",
            Self::Observations => "Notes",
            Self::ObservationsFilter => "Notes, in the filter",
            Self::Tallies => "Counts",
            Self::TalliesFilter => "Counts, in the filter",
            Self::Reflect => "Reflect",
            Self::ReflectText => "Reflect, while typing",
            Self::Debrief => "Debrief",
            Self::DebriefHeld => "Debrief, while it is held",
            Self::DebriefText => "Debrief, while typing",
            Self::Lessons => "Lessons",
            Self::LessonsText => "Lessons, while typing",
            Self::Voices => "Voices",
            Self::VoicesText => "Voices, while typing",
            Self::Codebook => "Tags",
            Self::CodebookText => "Tags, in a field",
            Self::Team => "Team",
            Self::Round => "Round",
            Self::RoundCode => "Round, while coding",
            Self::RoundSettle => "Round, while settling",
            Self::Release => "Release",
            Self::ReleaseReview => "Release, on its texts",
        }
    }

    /// Whether letters are typed here, so that none of them may be a command.
    pub const fn is_typed_in(self) -> bool {
        match self {
            Self::Wording
            | Self::Paper
            | Self::Handed
            | Self::CaptureText
            | Self::FirstRun
            | Self::Lock
            | Self::Access
            | Self::Words
            | Self::LockNote
            | Self::LockSecret
            | Self::ObservationsFilter
            | Self::TalliesFilter
            | Self::ReflectText
            | Self::DebriefText
            | Self::LessonsText
            | Self::VoicesText
            | Self::CodebookText
            | Self::Capture
            | Self::Anywhere => true,
            Self::List
            | Self::CaptureRow
            | Self::Observations
            | Self::Tallies
            | Self::Reflect
            | Self::Debrief
            | Self::DebriefHeld
            | Self::Lessons
            | Self::Voices
            | Self::Codebook
            | Self::Team
            | Self::Round
            | Self::RoundCode
            | Self::RoundSettle
            | Self::Release
            | Self::ReleaseReview => false,
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Info {
    /// The command.
    pub command: Command,
    /// Its name in `keys.toml`, for example `capture.save`; no two rows share one.
    pub id: &'static str,
    /// What it does, in a sentence: lower case, no full stop.
    pub sentence: &'static str,
    /// What it does, in a word or two for the footer.
    pub label: &'static str,
    /// The keys that give it unless the person's file says otherwise.
    pub keys: &'static [&'static str],
    /// Where those keys give it.
    pub place: Place,
    /// Its turn in the footer, 1 first; 0 keeps it out.
    pub rank: u8,
    /// Whether it writes, or hands something out of the notebook, without asking first: a letter that
    /// gives it counts once nothing has followed. `tests/running/everywhere.rs` types a text on every
    /// screen and fails where that is missing.
    pub at_once: bool,
}

impl Info {
    /// The same for a command that writes, or hands something out, without asking first.
    pub(super) const fn at_once(self) -> Self {
        Self { at_once: true, ..self }
    }
}

const fn app(
    command: App,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    Info {
        command: Command::App(command),
        id,
        sentence,
        label,
        keys,
        place: Place::Anywhere,
        rank,
        at_once: false,
    }
}

const APP: &[Info] = &[
    app(App::Help, "help", "show what every key does", "help", &["f1"], 200),
    app(App::Palette, "palette", "find any command by name", "commands", &["ctrl-p"], 190),
    app(App::Undo, "undo", "take back what you did last", "undo", &["alt-u"], 0).at_once(),
    app(App::Redo, "redo", "do again what was taken back", "redo", &["alt-r"], 0),
    app(
        App::TakenBack,
        "taken-back",
        "bring back a note or sheet that was taken back",
        "bring back",
        &[],
        0,
    ),
    app(App::NextTheme, "theme", "change to the next theme", "theme", &[], 0),
    app(App::Mouse, "mouse", "use the mouse, or leave it to the terminal", "mouse", &[], 0),
    app(App::Lock, "lock", "lock the study; it opens with its passphrase", "lock", &["ctrl-l"], 0),
    app(App::Redraw, "redraw", "draw everything again", "redraw", &["f12"], 0),
    app(
        App::NextScope,
        "whose",
        "whose notes are shown: mine, what was released to the team, the organisation, partners",
        "whose",
        &["alt-v"],
        0,
    ),
    app(
        App::History,
        "history",
        "show what was done to the study, by whom and when",
        "history",
        &[],
        0,
    ),
    app(
        App::Pseudonym,
        "pseudonym",
        "change what you are called in this study",
        "your pseudonym",
        &[],
        0,
    ),
    app(
        App::Suspend,
        "suspend",
        "suspend (type fg in the shell to return)",
        "suspend",
        &["alt-z"],
        0,
    ),
    app(App::Quit, "quit", "quit; your unfinished note is kept", "quit", &["ctrl-q", "ctrl-c"], 0),
    Info {
        place: Place::List,
        rank: 150,
        ..app(App::Undo, "list.undo", "take back what you did last", "undo", &["u", "ctrl-z"], 0)
    },
    Info {
        place: Place::List,
        ..app(App::Redo, "list.redo", "do again what was taken back", "redo", &["ctrl-r"], 0)
    },
    Info {
        place: Place::List,
        ..app(App::Saved, "list.saved", "say whether everything is saved", "saved?", &["ctrl-s"], 0)
    },
    Info {
        place: Place::List,
        ..app(App::Help, "list.help", "show what every key does", "help", &["?"], 0)
    },
];

/// The row that leads to a screen.
pub(super) const fn go(
    screen: Screen,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
) -> Info {
    app(App::Go(screen), id, sentence, label, keys, 0)
}

/// Every row of the table.
pub fn all() -> impl Iterator<Item = &'static Info> {
    let go = Screen::ALL.into_iter().map(|screen| &screen.row().go);
    go.chain(APP).chain(OF_EACH.iter().copied().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_command_has_a_name_of_its_own_and_a_sentence() {
        let mut seen = HashSet::new();
        for info in all() {
            assert!(seen.insert(info.id), "{} stands twice", info.id);
            assert!(!info.sentence.is_empty() && !info.sentence.ends_with('.'), "{}", info.id);
            assert!(!info.label.is_empty() && info.label.len() <= 16, "{}", info.id);
        }
    }
}
