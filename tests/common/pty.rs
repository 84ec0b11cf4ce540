//! The real program in a pseudo-terminal: type as a person would, read what the screen shows.
//!
//! Every wait is for a screen and ends as soon as it is there; only a person's own pace, between keys
//! and before an answer, is slept.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a screen may take to appear before the test gives up; generous, since machines are
/// busy. A test that passes never waits this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between what is typed and what is typed next; keys without it would be one burst, as of a paste.
const BETWEEN_KEYS: Duration = Duration::from_millis(30);

/// How long a person looks at a question before they answer it.
const READS: Duration = Duration::from_millis(650);

struct Shared {
    screen: Mutex<(vt100::Parser, bool)>,
    changed: Condvar,
}

/// One run of the program.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    shared: Arc<Shared>,
}

impl Terminal {
    /// Starts `asdone` with `ASDONE_HOME` at `home`, on a screen of `rows` by `cols`.
    pub(crate) fn start(home: &Path, args: &[&str], (rows, cols): (u16, u16)) -> Self {
        Self::start_with(home, args, (rows, cols), &[])
    }

    /// The same, with further environment variables.
    pub(crate) fn start_with(
        home: &Path,
        args: &[&str],
        size: (u16, u16),
        env: &[(&str, &str)],
    ) -> Self {
        let command = CommandBuilder::new(env!("CARGO_BIN_EXE_asdone"));
        Self::start_by(command, home, args, size, env)
    }

    /// The same by a command of its own, which ends in the program.
    pub(crate) fn start_by(
        mut command: CommandBuilder,
        home: &Path,
        args: &[&str],
        (rows, cols): (u16, u16),
        env: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        command.args(args);
        command.env("ASDONE_HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env_remove("NO_COLOR");
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("asdone starts");
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().expect("its output");
        let keys = pair.master.take_writer().expect("its input");
        let size = |n: u16| std::num::NonZeroU16::new(n).expect("a size");
        let parser = vt100::Parser::new(size(rows), size(cols), 0);
        let shared =
            Arc::new(Shared { screen: Mutex::new((parser, false)), changed: Condvar::new() });
        let theirs = Arc::clone(&shared);
        std::thread::spawn(move || {
            let mut bytes = [0u8; 4096];
            loop {
                let read = output.read(&mut bytes).unwrap_or(0);
                let mut screen = theirs.screen.lock().expect("the screen");
                screen.0.process(bytes.get(..read).unwrap_or_default());
                screen.1 = read == 0;
                theirs.changed.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        Self { child, master: pair.master, keys, shared }
    }

    /// Types text or control characters as they are.
    pub(crate) fn send(&mut self, keys: &str) -> &mut Self {
        self.send_at_once(keys);
        std::thread::sleep(BETWEEN_KEYS);
        self
    }

    /// The same for whoever measures, with no pause before the next.
    pub(crate) fn send_at_once(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).expect("typing");
        self.keys.flush().expect("typing");
        self
    }

    /// Answers a question that has just come up, after having read it.
    pub(crate) fn answer(&mut self, key: &str) -> &mut Self {
        std::thread::sleep(READS);
        self.send(key)
    }

    /// Pastes text, as a terminal with bracketed paste does.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        let text = text.replace('\n', "\r");
        self.send(&format!("\x1b[200~{text}\x1b[201~"))
    }

    /// Waits until the screen satisfies `wanted`; fails with the screen if it never does.
    pub(crate) fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        self.wait_on(what, |screen| wanted(&screen.contents()))
    }

    /// Waits until the program has given the terminal back, as it does before it stops.
    pub(crate) fn wait_given_back(&self) {
        self.wait_on("the terminal given back", |screen| !screen.alternate_screen());
    }

    fn wait_on(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        let mut screen = self.shared.screen.lock().expect("the screen");
        loop {
            let text = screen.0.screen().contents();
            if wanted(screen.0.screen()) {
                return text;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !screen.1, "never saw {what}; the screen was:\n{text}");
            (screen, _) = self.shared.changed.wait_timeout(screen, left).expect("the screen");
        }
    }

    /// Waits until the screen shows `text`.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait(&format!("{text:?}"), |screen| screen.contains(text))
    }

    /// Waits until the screen shows `text` no longer.
    pub(crate) fn wait_gone(&self, text: &str) -> String {
        self.wait(&format!("the end of {text:?}"), |screen| !screen.contains(text))
    }

    /// Waits until something outside the screen is so, looking again each time that the screen
    /// changes and a few times a second.
    pub(crate) fn wait_until(&self, what: &str, so: impl Fn() -> bool) {
        let until = Instant::now() + PATIENCE;
        let mut screen = self.shared.screen.lock().expect("the screen");
        while !so() {
            assert!(Instant::now() < until, "{what} never came");
            let pause = Duration::from_millis(20);
            (screen, _) = self.shared.changed.wait_timeout(screen, pause).expect("the screen");
        }
    }

    /// The screen as it is.
    pub(crate) fn screen(&self) -> String {
        self.shared.screen.lock().expect("the screen").0.screen().contents()
    }

    /// Looks at the terminal's state (attributes, modes, cursor).
    pub(crate) fn look<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.shared.screen.lock().expect("the screen").0.screen())
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&self, rows: u16, cols: u16) {
        let size = |n: u16| std::num::NonZeroU16::new(n).expect("a size");
        self.shared
            .screen
            .lock()
            .expect("the screen")
            .0
            .screen_mut()
            .set_size(size(rows), size(cols));
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("a new size");
    }

    /// The process id of the program.
    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Kills the program as a power cut would.
    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits for the program to end, and gives its exit code.
    pub(crate) fn ended(&mut self) -> u32 {
        let until = Instant::now() + PATIENCE;
        let mut screen = self.shared.screen.lock().expect("the screen");
        while !screen.1 {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it never ended:\n{}", screen.0.screen().contents());
            (screen, _) = self.shared.changed.wait_timeout(screen, left).expect("the screen");
        }
        drop(screen);
        self.child.wait().expect("an end").exit_code()
    }
}
