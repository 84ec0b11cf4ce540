//! Arguments in, exit code out.

use std::process::ExitCode;

use asdone::cli::{self, Screens, Start};
use asdone::config::Environment;

fn main() -> ExitCode {
    cli::explain_panics();
    match cli::run(std::env::args_os(), Environment::read()) {
        Start::Done(exit) => exit.into(),
        Start::Screens(wanted) => screens(&wanted),
    }
}

/// Opens the screens.
fn screens(wanted: &Screens) -> ExitCode {
    let _ = wanted;
    cli::complain("the screens are not built in here", Some("asdone help lists the commands"));
    cli::Exit::Usage.into()
}
