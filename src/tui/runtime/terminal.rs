//! The terminal: taken over once, and left as it was found however the program ends.

use std::io::{self, Stdout, Write, stdout};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ThreadId};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::style::{Print, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use crate::tui::model::Model;

/// Whether the terminal is ours now; restoring twice does nothing.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The thread that draws: only its panic ends the screens.
static DRAWS: OnceLock<ThreadId> = OnceLock::new();

/// The terminal while it is ours.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    /// Takes the terminal over.
    pub(super) fn enter(mouse: bool) -> io::Result<Self> {
        // crossterm answers NO_COLOR with an empty sequence that also takes bold and reverse away;
        // the theme "mono" honours NO_COLOR instead.
        force_color_output(true);
        take(mouse)?;
        let terminal =
            Terminal::new(CrosstermBackend::new(stdout())).inspect_err(|_| give_back())?;
        Ok(Self { terminal })
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> (u16, u16) {
        size().unwrap_or((80, 24))
    }

    /// Draws what the model says, in one piece where the terminal can.
    pub(super) fn draw(&mut self, model: &Model) -> io::Result<()> {
        queue!(stdout(), BeginSynchronizedUpdate)?;
        super::draw_into(&mut self.terminal, model)?;
        execute!(stdout(), EndSynchronizedUpdate)
    }

    /// Forgets what is on the screen, so that the next drawing draws everything.
    pub(super) fn forget(&mut self) {
        // A terminal that cannot be cleared shows itself at the next drawing.
        drop(self.clear());
    }

    /// Hands a text to the terminal's clipboard (OSC 52, which also works over ssh).
    pub(super) fn copy(&mut self, text: &str) {
        drop(execute!(stdout(), CopyToClipboard::to_clipboard_from(text)));
    }

    /// Lets the terminal's bell go.
    pub(super) fn ring(&mut self) {
        drop(execute!(stdout(), Print('\u{7}')));
    }

    /// Lets the terminal report the mouse, or not.
    pub(super) fn mouse(&mut self, on: bool) {
        let done = if on {
            execute!(stdout(), EnableMouseCapture)
        } else {
            execute!(stdout(), DisableMouseCapture)
        };
        drop(done);
    }

    /// Leaves the terminal for a while, saying how to come back.
    pub(super) fn leave_for_a_while(&mut self) {
        give_back();
        drop(execute!(stdout(), Print("asdone is suspended; type fg to return\n")));
    }

    /// Leaves the terminal as it was found.
    pub(super) fn leave(&mut self) {
        give_back();
    }

    /// Takes the terminal over again after a stop, whatever was done to it meanwhile.
    pub(super) fn reenter(&mut self, mouse: bool) -> io::Result<()> {
        give_back();
        take(mouse)?;
        self.clear()
    }

    /// Not `Terminal::clear`, which asks the terminal where its cursor is and waits for an answer
    /// that the thread reading the keys takes away.
    fn clear(&mut self) -> io::Result<()> {
        let (width, height) = self.size();
        self.terminal.resize(Rect { x: 0, y: 0, width, height })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    let taken = enable_raw_mode()
        .and_then(|()| execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste))
        .and_then(|()| if mouse { execute!(stdout(), EnableMouseCapture) } else { Ok(()) });
    taken.inspect_err(|_| give_back())
}

/// Every push with its pop, each tried even if the one before failed: after a hang-up none of them
/// can be written, and that must not matter.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    drop(execute!(out, EndSynchronizedUpdate));
    drop(execute!(out, DisableMouseCapture));
    drop(execute!(out, DisableBracketedPaste));
    drop(execute!(out, SetCursorStyle::DefaultUserShape, LeaveAlternateScreen, Show));
    drop(out.flush());
    drop(disable_raw_mode());
}

/// A panic of the drawing thread restores the terminal before it is told. One of another thread
/// (the journal catches some of the store's) comes as a message and must not write on the screens.
pub(super) fn install_panic_hook() {
    if DRAWS.set(thread::current().id()).is_err() {
        return;
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // A damaged store panics in the library underneath; the journal turns that into an error.
        if crate::journal::catching() {
            return;
        }
        let draws = DRAWS.get() == Some(&thread::current().id());
        if draws {
            give_back();
        }
        if draws || !TAKEN.load(Ordering::SeqCst) {
            before(panic);
        }
    }));
}
