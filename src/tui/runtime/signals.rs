//! What the system asks: to end (TERM, HUP, INT), to stop for a while (TSTP), to go on (CONT).

use std::io;
use std::sync::mpsc::Sender;

use super::Event;
#[cfg(unix)]
use crate::tui::msg::Msg;

/// Hands signals to the main thread.
#[cfg(unix)]
pub(super) fn spawn(events: Sender<Event>) -> io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGTSTP => Event::Msg(Msg::StopAsked),
                SIGCONT => Event::Continued,
                ending => Event::End(Some(ending)),
            };
            if events.send(event).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Stops this process until the shell says to go on; whether it was stopped.
#[cfg(unix)]
pub(super) fn stop_here() -> bool {
    // Where stopping is refused (no job control), going on is the only thing left to do.
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP).is_ok()
}

/// There are no such signals here: closing the window ends the reading of its keys, which says so,
/// and nothing is ever stopped and told to go on.
#[cfg(not(unix))]
pub(super) fn spawn(_events: Sender<Event>) -> io::Result<()> {
    let _never_comes = || Event::Continued;
    Ok(())
}

/// There is no stopping here.
#[cfg(not(unix))]
pub(super) fn stop_here() -> bool {
    false
}
