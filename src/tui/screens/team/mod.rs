//! Screen: the team over a shared folder. What waits for a decision stands first; then how the last
//! exchange went, what leaves next and what has left, word for word; then who is in the team and what
//! each may do. Nobody is counted here: the laptops stand in no order that says anything of anybody.

mod bucket;
mod model;
mod news;
mod page;
mod reply;
mod update;
mod view;
mod wish;

pub use model::Model;
pub(in crate::tui) use news::{look_where_new, told};
pub(in crate::tui) use page::{raising, reach};
pub use reply::Then;
pub(in crate::tui) use reply::{hint, replied};
pub(in crate::tui) use update::{click, is_ready, key, places, refresh, run};
pub(in crate::tui) use view::view;
pub use wish::{Came, Deed, News, Wish};

use crate::tui::command::{Command as Any, Info, Place, go};
use crate::tui::face::Face;
use crate::tui::screens::{Row, Screen};

/// What this screen can be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// Exchange with the team.
    Exchange,
    /// Exchange, and let go at once what was raised a moment ago.
    AtOnce,
    /// Stop an exchange.
    Stop,
    /// Read more of what stands beside the list.
    Further,
    /// Do what the row that one stands on is for.
    Act,
    /// Begin a team.
    Begin,
    /// Join one.
    Join,
    /// Admit whoever asks.
    Admit,
    /// Give somebody another right.
    Rights,
    /// Remove somebody.
    Remove,
    /// Be called something else.
    Name,
    /// Say where the folder is now.
    Move,
    /// Leave the team.
    Leave,
}

const fn row(
    command: Command,
    id: &'static str,
    sentence: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    rank: u8,
) -> Info {
    let place = Place::Team;
    Info { command: Any::Team(command), id, sentence, label, keys, place, rank, at_once: false }
}

/// This screen's rows of the table of commands.
pub const COMMANDS: &[Info] = &[
    row(
        Command::Exchange,
        "team.exchange",
        "exchange with the team now: theirs comes, yours leaves",
        "exchange",
        &["s"],
        10,
    )
    .at_once(),
    row(
        Command::AtOnce,
        "team.at-once",
        "exchange with the team, and let leave at once what was raised just now",
        "at once",
        &[],
        0,
    ),
    row(
        Command::Stop,
        "team.stop",
        "stop the exchange with the team; what has come and left stands",
        "stop",
        &["esc"],
        5,
    ),
    row(Command::Further, "team.further", "read on beside the list", "read on", &["space"], 0),
    row(
        Command::Act,
        "team.act",
        "do what this line is for: decide, admit, show the words",
        "open",
        &["enter"],
        8,
    ),
    row(
        Command::Begin,
        "team.begin",
        "begin a team in a shared folder",
        "begin a team",
        &["b"],
        20,
    ),
    row(Command::Join, "team.join", "ask to join the team in a folder", "join", &["j"], 30),
    row(Command::Admit, "team.admit", "admit a colleague who asks", "admit", &["a"], 40),
    row(Command::Rights, "team.rights", "say what this colleague may do", "rights", &["r"], 50),
    row(
        Command::Remove,
        "team.remove",
        "remove this colleague, or a lost laptop, from the team",
        "remove",
        &["x"],
        60,
    ),
    row(Command::Name, "team.name", "choose another pseudonym", "name", &["n"], 70),
    row(
        Command::Move,
        "team.folder",
        "say where the team's folder is now, where it was moved",
        "folder",
        &["f"],
        80,
    ),
    row(Command::Leave, "team.leave", "leave the team", "leave", &["l"], 95),
];

/// What the house shows of this screen.
pub(in crate::tui) const ROW: Row = Row {
    name: "Team",
    id: "team",
    go: go(Screen::Team, "go.team", "go to Team", "team", &["alt-t", "f10"]),
    stays: false,
};

/// What this screen does with what happens to it.
pub(in crate::tui) const FACE: Face = Face { key, click, refresh, ..Face::new(places, view) };
