//! What Ctrl-C says while a person is asked line by line: what is kept, and how to go on. Anywhere
//! else it ends the program as it does by default, except while a hidden question has changed the
//! terminal, which has to be put right first.

#[cfg(unix)]
pub(super) use with_signals::{done, hold, is_asked_to_stop, let_go, saying, watched};
#[cfg(not(unix))]
pub(super) use without_signals::{done, hold, is_asked_to_stop, let_go, saying, watched};

#[cfg(unix)]
mod with_signals {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Mutex, Once, PoisonError};
    use std::thread;
    use std::time::{Duration, Instant};

    use signal_hook::consts::SIGINT;
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use crate::cli::exit::Exit;
    use crate::cli::out::complain;

    /// What is kept, and how to go on.
    static SAYS: Mutex<Option<(String, String)>> = Mutex::new(None);

    /// Whether a hidden question is on the terminal.
    static HELD: AtomicBool = AtomicBool::new(false);

    /// Whether somebody looks now and then whether to stop, and so ends the command themselves.
    static WATCHED: AtomicBool = AtomicBool::new(false);

    /// Whether Ctrl-C was pressed while somebody looked.
    static STOP: AtomicBool = AtomicBool::new(false);

    /// When the last one was over. A Ctrl-C that answered it may reach the thread only afterwards.
    static LET_GO: Mutex<Option<Instant>> = Mutex::new(None);
    const LATE: Duration = Duration::from_millis(400);

    fn is_held() -> bool {
        let let_go = LET_GO.lock().unwrap_or_else(PoisonError::into_inner);
        HELD.load(Ordering::SeqCst) || let_go.is_some_and(|at| at.elapsed() < LATE)
    }

    /// From now on Ctrl-C says what is kept and how to go on, and then ends the command.
    pub(in crate::cli) fn saying(kept: &str, go_on: &str) {
        let says = (kept.to_owned(), go_on.to_owned());
        *SAYS.lock().unwrap_or_else(PoisonError::into_inner) = Some(says);
        listen();
    }

    /// From now on the first Ctrl-C only makes [`is_asked_to_stop`] say so: whoever makes something
    /// that takes long puts away what it began and ends. A second one ends the program at once.
    pub(in crate::cli) fn watched() {
        WATCHED.store(true, Ordering::SeqCst);
        listen();
    }

    /// Whether Ctrl-C was pressed since [`watched`].
    pub(in crate::cli) fn is_asked_to_stop() -> bool {
        STOP.load(Ordering::SeqCst)
    }

    /// Ctrl-C ends the command without a word again.
    pub(in crate::cli) fn done() {
        *SAYS.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Until [`let_go`] is called Ctrl-C does nothing.
    pub(in crate::cli) fn hold() {
        HELD.store(true, Ordering::SeqCst);
        listen();
    }

    /// Ctrl-C works again.
    pub(in crate::cli) fn let_go() {
        *LET_GO.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        HELD.store(false, Ordering::SeqCst);
    }

    /// Where the system gives no signals Ctrl-C ends the program, which loses nothing: what is kept
    /// is on disk by the time it is said.
    fn listen() {
        static LISTENS: Once = Once::new();
        LISTENS.call_once(|| {
            let Ok(mut signals) = Signals::new([SIGINT]) else { return };
            thread::spawn(move || {
                for _ in signals.forever() {
                    let is_first = || !STOP.swap(true, Ordering::SeqCst);
                    if is_held() || (WATCHED.load(Ordering::SeqCst) && is_first()) {
                        continue;
                    }
                    let Some((kept, go_on)) = &*SAYS.lock().unwrap_or_else(PoisonError::into_inner)
                    else {
                        let _ = emulate_default_handler(SIGINT);
                        continue;
                    };
                    // The terminal has just shown ^C on the line of the question.
                    complain(&format!("stopped; {kept}"), Some(go_on));
                    Exit::Interrupted.now();
                }
            });
        });
    }
}

#[cfg(not(unix))]
mod without_signals {
    /// Ctrl-C ends the program here; what was kept is kept all the same.
    pub(in crate::cli) fn saying(_kept: &str, _go_on: &str) {}

    /// Ctrl-C ends the program here.
    pub(in crate::cli) fn watched() {}

    /// Nobody can ask.
    pub(in crate::cli) fn is_asked_to_stop() -> bool {
        false
    }

    /// Nothing is said.
    pub(in crate::cli) fn done() {}

    /// There is nothing to hold.
    pub(in crate::cli) fn hold() {}

    /// There is nothing to let go.
    pub(in crate::cli) fn let_go() {}
}
