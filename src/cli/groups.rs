//! The commands as `asdone --help` shows them: grouped by what a person wants to do. A new command
//! is added to one line of [`GROUPS`].

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches};

use super::Cli;

/// What a person may want, and the commands for it.
const GROUPS: &[(&str, &[&str])] = &[
    ("Start", &["init", "demo", "practice"]),
    ("Write", &["add", "jot", "shift", "reflect", "stop", "drafts"]),
    ("Find and count", &["list", "search", "show", "tally", "coverage"]),
    ("Correct", &["amend", "later", "set", "tag", "untag", "withdraw", "erase", "undo", "redo"]),
    ("Learn together", &["debrief", "lesson", "answers", "voice"]),
    ("Work as a team", &["team", "round", "agreement"]),
    ("Share and report", &["audience", "release", "report", "export", "import"]),
    ("Set up the study", &["study", "codebook", "forms", "wording", "audit"]),
    ("Lock and unlock", &["seal", "passphrase", "recover", "custodian"]),
    ("Keep it safe", &["backup", "verify", "restore", "repair", "doctor"]),
    ("Help for your shell", &["completions", "man"]),
];

/// Reads the arguments. The whole list of commands is shown in groups; help on one command is
/// the parser's own.
pub(super) fn read(args: Vec<OsString>) -> Result<Cli, clap::Error> {
    let mut command = shown();
    let matches = command.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// The parser, with the commands in groups in place of its own list.
fn shown() -> clap::Command {
    let command = Cli::command();
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}\n{{all-args}}{{after-help}}",
        listed(&command)
    );
    // Completions and the manual pages are made from the parser as it is, where none is hidden.
    let names: Vec<String> =
        command.get_subcommands().map(|under| under.get_name().to_owned()).collect();
    let hidden = names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |under| under.hide(true)));
    hidden.override_usage("asdone [OPTIONS] [COMMAND]").help_template(template)
}

/// The groups, a command a line; one that is in no group stands at the end.
fn listed(command: &clap::Command) -> String {
    let about = |name: &str| {
        let under = command.get_subcommands().find(|under| under.get_name() == name)?;
        Some(under.get_about().map(ToString::to_string).unwrap_or_default())
    };
    let wide = command.get_subcommands().map(|under| under.get_name().len()).max().unwrap_or(0);
    let mut listed = String::new();
    let rest: Vec<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .filter(|name| !GROUPS.iter().any(|(_, names)| names.contains(name)))
        .collect();
    for (title, names) in GROUPS.iter().copied().chain([("More", rest.as_slice())]) {
        let mut rows = String::new();
        for name in names {
            if let Some(about) = about(name) {
                rows.push_str(&format!("  {name:wide$}  {about}\n"));
            }
        }
        if !rows.is_empty() {
            listed.push_str(&format!("{title}:\n{rows}\n"));
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_one_group_and_no_more() {
        for under in Cli::command().get_subcommands() {
            let name = under.get_name();
            let places = GROUPS.iter().flat_map(|(_, names)| *names).filter(|n| **n == name);
            assert_eq!(places.count(), 1, "add \"{name}\" to one line of GROUPS");
        }
    }

    #[test]
    fn the_help_shows_each_command_once_with_its_sentence_and_fits_80_columns() {
        let help = shown().render_long_help().to_string();
        for under in Cli::command().get_subcommands() {
            let start = format!("  {} ", under.get_name());
            let rows: Vec<&str> = help.lines().filter(|line| line.starts_with(&start)).collect();
            assert_eq!(rows.len(), 1, "{start}: {rows:?}");
            assert!(rows[0].ends_with(&under.get_about().unwrap().to_string()), "{rows:?}");
            assert!(rows[0].chars().count() <= 80, "{}", rows[0]);
        }
        assert!(help.contains("Usage: asdone [OPTIONS] [COMMAND]"), "{help}");
        assert!(help.contains("--study <DIR>") && help.contains("75 it is open"), "{help}");
    }

    #[test]
    fn help_on_one_command_and_a_slip_in_a_name_work_as_before() {
        let args = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        let help = read(args(&["asdone", "help", "add"])).unwrap_err().to_string();
        assert!(help.contains("Record an observation"), "{help}");
        let slip = read(args(&["asdone", "lst"])).unwrap_err().to_string();
        assert!(slip.contains("list"), "{slip}");
        assert!(read(args(&["asdone", "list"])).is_ok());
    }
}
