//! Arguments in, exit code out. The one place that knows both the plain commands and the screens.

use std::alloc::System;
use std::path::Path;
use std::process::ExitCode;

use asdone::cli::{self, Exit, Screens, Start};
use asdone::config::{self, Environment};
use asdone::tui::{self, Keymap, Look};
use zeroizing_alloc::ZeroAlloc;

/// Memory is wiped when it is freed, so that a locked study is not left lying about in it: texts are
/// copied by libraries that know nothing of secrets (the editor, the terminal, JSON).
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    keep_memory_private();
    take_limits_as_errors();
    cli::explain_panics();
    asdone::actions::when::set_zone(config::clock::zone());
    asdone::wording::in_year(config::clock::year());
    match cli::run(std::env::args_os(), Environment::read()) {
        Start::Done(exit) => exit.into(),
        Start::Screens(wanted) => screens(*wanted),
    }
}

/// What is in memory goes into no core dump, neither of this program nor of an editor that it opens,
/// and on Linux other programs of the same account cannot look into it. Where the system refuses,
/// the program goes on without: there is nothing that a person could do about it.
fn keep_memory_private() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        let _ = setrlimit(Resource::Core, none);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// A file that may not grow any further is an error of the call that would make it grow, as a full
/// disk is, and not the end of the program: what could not be written is then kept elsewhere or shown.
/// Where the signal cannot be caught the program goes on without.
fn take_limits_as_errors() {
    #[cfg(unix)]
    {
        use signal_hook::consts::SIGXFSZ;
        let seen = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let _ = signal_hook::flag::register(SIGXFSZ, seen);
    }
}

/// Shows the screens until the person leaves. A file of keys that cannot be read never stands in
/// the way: the built-in keys are used, and what is wrong is said once the terminal is free again.
fn screens(wanted: Screens) -> ExitCode {
    let (keymap, trouble) = keymap(&wanted.keys);
    let study = wanted.study.clone();
    let start = match wanted.begin {
        true => tui::Start::Begin(wanted.study),
        false => tui::Start::Open(wanted.study),
    };
    let look = Look { theme: wanted.theme, ascii: wanted.ascii };
    let practice = wanted.practice;
    let own = config::text_of(&wanted.wording).ok().flatten().unwrap_or_default();
    let rules = tui::model::Rules::new(wanted.wording, own);
    let (mouse, lock_after) = (wanted.mouse, wanted.settings.lock_after_minutes);
    let exchange_every = wanted.settings.exchange_minutes;
    let key = wanted.key;
    let options = tui::Options {
        start,
        practice,
        look,
        mouse,
        keymap,
        rules,
        key,
        lock_after,
        exchange_every,
    };
    let tui::Left { ended, unkept } = tui::run(options);
    cli::keep_texts(&study, &wanted.kept, &unkept);
    if let Some(trouble) = trouble {
        cli::complain(&trouble, Some("the built-in keys were used"));
    }
    match ended {
        Ok(tui::Exit::Quit) => Exit::Ok.into(),
        Ok(tui::Exit::Ended(signal)) => ended_by(signal),
        Err(error) => {
            cli::complain(&error.to_string(), None);
            Exit::Usage.into()
        }
    }
}

/// The code by which shells know that a signal ended a program; a terminal that went away is a
/// hang-up.
fn ended_by(signal: Option<i32>) -> ExitCode {
    const HANG_UP: i32 = 1;
    u8::try_from(128 + signal.unwrap_or(HANG_UP)).map_or(Exit::Interrupted.into(), ExitCode::from)
}

/// The built-in keys with the person's own over them, and what was wrong with those.
fn keymap(file: &Path) -> (Keymap, Option<String>) {
    let read = config::text_of(file).map_err(|trouble| trouble.to_string());
    let keymap = read.and_then(|text| {
        let text = text.unwrap_or_default();
        Keymap::read(&text, &file.display().to_string()).map_err(|error| error.to_string())
    });
    match keymap {
        Ok(keymap) => (keymap, None),
        Err(trouble) => (Keymap::default(), Some(trouble)),
    }
}
