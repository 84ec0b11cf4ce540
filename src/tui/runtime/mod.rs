//! The only place with threads, the terminal, signals and the clipboard. It runs what `update` asks
//! for and brings back what happened: one channel in, everything that waits is taken in, then at
//! most one drawing.

mod convert;
mod copies;
mod drafts;
mod exchange;
mod files;
mod owner;
pub(in crate::tui) mod release;
mod signals;
mod terminal;

use std::io::{IsTerminal, stdin, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread;
use std::time::Duration;

use crate::actions::Context;
use crate::config::clock;
use crate::journal::keys::{self, Key};
use crate::study::PersonId;
use crate::wording::Reader;

use super::model::{Model, Rules, Setting};
use super::msg::{Effect, Failure, Msg};
use super::screens::access::Rekeyed;
use super::{Keymap, Look, half_typed, update, view};
use drafts::First;
use owner::Job;
use terminal::Screen;

/// Where the study is, or is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Start {
    /// Open the study in this folder.
    Open(PathBuf),
    /// Ask a few questions and make one in this folder.
    Begin(PathBuf),
}

impl Start {
    fn dir(&self) -> &PathBuf {
        match self {
            Self::Open(dir) | Self::Begin(dir) => dir,
        }
    }
}

/// What the screens are started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The study.
    pub start: Start,
    /// What opens it, where it is sealed.
    pub key: Option<Key>,
    /// Whether it is the practice study, which the header then says.
    pub practice: bool,
    /// Theme and signs.
    pub look: Look,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Which key gives which command.
    pub keymap: Keymap,
    /// The person's own rules of wording.
    pub rules: Rules,
    /// After how many idle minutes a sealed study is locked; 0 for never.
    pub lock_after: u32,
    /// About how often the team is exchanged with, in minutes; 0 for only when somebody asks.
    pub exchange_every: u32,
}

/// What the screens leave.
#[derive(Debug)]
pub struct Left {
    /// How they ended, or why they could not go on.
    pub ended: Result<Exit, Error>,
    /// What was typed, not saved, and could not be kept as a draft either.
    pub unkept: Vec<String>,
}

impl From<Error> for Left {
    fn from(error: Error) -> Self {
        Self { ended: Err(error), unkept: Vec::new() }
    }
}

/// How the screens ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// The person left.
    Quit,
    /// The system asked for it (its signal), or the terminal went away (none).
    Ended(Option<i32>),
}

/// Why the screens could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not a terminal, or one that can only print.
    #[error(
        "the screens need a terminal{why}; every part of asdone also works as a plain command: try asdone help, or asdone add --ask to write a note"
    )]
    NotATerminal {
        /// What is missing, beginning with a comma, or nothing.
        why: &'static str,
    },
    /// The terminal failed.
    #[error("cannot use the terminal: {0}")]
    Terminal(#[from] std::io::Error),
}

/// Something that reached the main thread.
enum Event {
    /// For the model.
    Msg(Msg),
    /// Everything is ready to stop for a while.
    Stop,
    /// The system says to go on.
    Continued,
    /// The system asks to end (its signal), or the terminal went away.
    End(Option<i32>),
    /// The owner of the journal has finished everything.
    OwnerDone,
}

/// Shows the screens until the person leaves. The terminal is left as it was found, however this
/// ends; nothing is printed.
pub fn run(options: Options) -> Left {
    if let Err(error) = refuse_without_terminal() {
        return error.into();
    }
    let (events, incoming) = channel();
    let (start, key) = (options.start.clone(), options.key.clone());
    // One small file; where it cannot be read, opening says so.
    let sealed = matches!(&start, Start::Open(dir) if keys::is_sealed(dir).unwrap_or(false));
    let locked = sealed && key.is_none();
    let first = if locked { First::Leave } else { First::Read(key.clone()) };
    let drafts = drafts::spawn(start.dir(), first, events.clone());
    let owner = owner::spawn(start, key, drafts.reader(), options.exchange_every, events.clone());
    terminal::install_panic_hook();
    let mut screen = match enter(options.mouse, &events) {
        Ok(screen) => screen,
        Err(error) => return Error::from(error).into(),
    };
    let mut model = begun(options, locked, screen.size());
    let mut hands = Hands {
        owner: Some(owner),
        drafts: Some(drafts),
        events,
        quit: None,
        stops: false,
        resumed: false,
        unkept: Vec::new(),
    };
    let ended = catch_unwind(AssertUnwindSafe(|| {
        turn_over(&mut model, &mut screen, &mut hands, &incoming)
    }));
    screen.leave();
    let ended = match ended {
        Ok(ended) => ended,
        Err(panic) => {
            // The half-typed note is worth more than a tidy end.
            hands.take_in(&mut model, Msg::Terminate, None);
            hands.finish(&mut model, &incoming);
            resume_unwind(panic);
        }
    };
    hands.finish(&mut model, &incoming);
    Left { ended, unkept: hands.unkept }
}

/// Takes the terminal over, and listens to it and to the system.
fn enter(mouse: bool, events: &Sender<Event>) -> std::io::Result<Screen> {
    let screen = Screen::enter(mouse)?;
    signals::spawn(events.clone())?;
    convert::spawn(events.clone());
    // The rules take some milliseconds to be made ready, for which no key shall wait.
    drop(thread::Builder::new().spawn(Reader::built_in));
    Ok(screen)
}

/// What the screens begin with.
fn begun(options: Options, locked: bool, size: (u16, u16)) -> Model {
    let start = options.start;
    Model::new(Setting {
        begin: matches!(start, Start::Begin(_)),
        locked,
        lock_after: options.lock_after,
        practice: options.practice,
        home: start.dir().display().to_string(),
        look: options.look,
        mouse: options.mouse,
        keymap: options.keymap,
        rules: options.rules,
        size,
        now: clock::now(),
    })
}

fn refuse_without_terminal() -> Result<(), Error> {
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err(Error::NotATerminal { why: ", and standard input or output is not one" });
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(Error::NotATerminal { why: ", and TERM=dumb can only print" });
    }
    Ok(())
}

/// Takes in what happens and draws, until the person leaves.
fn turn_over(
    model: &mut Model,
    screen: &mut Screen,
    hands: &mut Hands,
    incoming: &Receiver<Event>,
) -> Result<Exit, Error> {
    screen.draw(model)?;
    loop {
        let first = match next(model, incoming) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => Event::Msg(Msg::Tick),
            Err(RecvTimeoutError::Disconnected) => Event::End(None),
        };
        // Everything that waits is taken in before one drawing; a flood still gets drawn at times.
        let waiting = std::iter::once(first).chain(incoming.try_iter()).take(512);
        for event in waiting {
            if let Some(exit) = hands.handle(model, event, screen)? {
                return Ok(exit);
            }
        }
        // A pause changes what is shown too: a hint appears, running text is put away, a mark stands.
        screen.draw(model)?;
    }
}

/// What happens next. While nothing does, a large study is made ready to be searched.
fn next(model: &mut Model, incoming: &Receiver<Event>) -> Result<Event, RecvTimeoutError> {
    loop {
        match incoming.try_recv() {
            Ok(event) => return Ok(event),
            Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
            Err(TryRecvError::Empty) if model.make_ready() => {}
            Err(TryRecvError::Empty) => return incoming.recv_timeout(wake_in(model)),
        }
    }
}

/// Until the clock on the screen changes, a draft is to be kept or the study is to be locked.
fn wake_in(model: &Model) -> Duration {
    let now = clock::now().millis;
    let next_minute = 60_000 - now.rem_euclid(60_000);
    let wait = half_typed::wake_in(model).unwrap_or(next_minute).min(next_minute).max(1);
    Duration::from_millis(u64::try_from(wait).unwrap_or(1_000))
}

/// What the main thread does things with.
struct Hands {
    owner: Option<owner::Owner>,
    drafts: Option<drafts::DraftKeeper>,
    events: Sender<Event>,
    quit: Option<Exit>,
    /// Whether it is about to stop: whoever says to go on before it has stopped is heard.
    stops: bool,
    /// Whether it has gone on after a stop, and the signal that told it to is still to be heard of.
    resumed: bool,
    /// What could be kept nowhere, once everything is over.
    unkept: Vec<String>,
}

impl Hands {
    fn handle(
        &mut self,
        model: &mut Model,
        event: Event,
        screen: &mut Screen,
    ) -> Result<Option<Exit>, Error> {
        match event {
            Event::Msg(msg) => self.take_in(model, msg, Some(screen)),
            Event::Stop => self.stop(model, screen)?,
            // The terminal was taken over when the stop ended. Taking it once more would give it
            // back for a moment, and what is typed in that moment would be shown, a passphrase too.
            Event::Continued if std::mem::take(&mut self.resumed) => {}
            Event::Continued => {
                self.stops = false;
                screen.reenter(model.mouse)?;
                self.take_in(model, Msg::Resumed, Some(screen));
            }
            Event::End(signal) => {
                self.take_in(model, Msg::Terminate, Some(screen));
                self.quit = Some(Exit::Ended(signal));
            }
            Event::OwnerDone => self.owner = None,
        }
        Ok(self.quit)
    }

    fn take_in(&mut self, model: &mut Model, msg: Msg, mut screen: Option<&mut Screen>) {
        let author = model.person().unwrap_or(PersonId(0));
        let context = Context { now: clock::now(), author, ids: &clock::SystemIds };
        for effect in update(model, msg, &context) {
            self.carry_out(effect, screen.as_deref_mut());
        }
    }

    fn carry_out(&mut self, effect: Effect, screen: Option<&mut Screen>) {
        match effect {
            Effect::Commit(ticket, deed) => {
                if !self.hand(Job::Commit(ticket, deed)) {
                    let failure = owner::gone();
                    self.send(Msg::CommitFailed { ticket, failure });
                }
            }
            Effect::LetGo(ticket, leaving) => {
                if !self.hand(Job::LetGo(ticket, leaving)) {
                    let failure = owner::gone();
                    self.send(Msg::CommitFailed { ticket, failure });
                }
            }
            Effect::Begin(identity, deed, secret) => {
                self.hand_or(Job::Begin(identity, deed, secret), Msg::BeginFailed);
            }
            Effect::Lock => self.hand_or(Job::Lock, |_| Msg::Locked),
            Effect::Unlock(secret) => self.hand_or(Job::Unlock(secret), Msg::UnlockFailed),
            Effect::LeaveNote(line, changes) => {
                if !self.hand(Job::LeaveNote(line, changes)) {
                    self.send(Msg::NoteNotKept(owner::gone()));
                }
            }
            Effect::Leave(ticket, notes) => {
                if !self.hand(Job::Leave(ticket, notes)) {
                    let failure = owner::gone();
                    self.send(Msg::CommitFailed { ticket, failure });
                }
            }
            // Where the owner has gone it is said again at the next start, which does no harm.
            Effect::WordsSeen => drop(self.hand(Job::WordsSeen)),
            Effect::Rekey(rekey) => {
                if !self.hand(Job::Rekey(rekey)) {
                    self.send(Msg::Rekeyed(Rekeyed::Refused(owner::gone())));
                }
            }
            Effect::Repair => drop(self.hand(Job::Repair)),
            Effect::Team(wish) => drop(self.hand(Job::Wish(wish))),
            Effect::History(of) => drop(self.hand(Job::History(of))),
            Effect::SaveDraft(slot, text) => {
                if let Some(drafts) = &self.drafts {
                    drafts.put(slot, text);
                }
            }
            Effect::Release(order) => release::carry_out(*order, self.events.clone()),
            Effect::ReadFile(path) => files::read(path, self.events.clone()),
            Effect::WriteFile(path, text) => files::write(path, text, self.events.clone()),
            Effect::KeepRules(path, text) => files::keep(path, text, self.events.clone()),
            Effect::Quit => self.quit = self.quit.or(Some(Exit::Quit)),
            Effect::Suspend => {
                self.stops = true;
                drop(self.events.send(Event::Stop));
            }
            Effect::Copy(text) => drop(screen.map(|screen| screen.copy(&text))),
            Effect::Bell => drop(screen.map(Screen::ring)),
            Effect::Mouse(on) => drop(screen.map(|screen| screen.mouse(on))),
            Effect::Redraw => drop(screen.map(Screen::forget)),
        }
    }

    /// Hands something to the owner; where it has gone, that is said.
    fn hand_or(&mut self, job: Job, said: impl FnOnce(Failure) -> Msg) {
        if !self.hand(job) {
            self.send(said(owner::gone()));
        }
    }

    /// Hands something to the owner; false where it has gone.
    fn hand(&self, job: Job) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.hand(job))
    }

    fn send(&self, msg: Msg) {
        // The other end is in this thread and lives as long as we do.
        drop(self.events.send(Event::Msg(msg)));
    }

    /// Stops as the shell expects, and goes on where it was.
    fn stop(&mut self, model: &mut Model, screen: &mut Screen) -> Result<(), Error> {
        if !std::mem::take(&mut self.stops) {
            return Ok(());
        }
        screen.leave_for_a_while();
        self.resumed = signals::stop_here();
        screen.reenter(model.mouse)?;
        self.take_in(model, Msg::Resumed, Some(screen));
        Ok(())
    }

    /// Takes in what the owner still answers; a disk that hangs is not waited for for ever.
    fn await_owner(&mut self, model: &mut Model, incoming: &Receiver<Event>) {
        loop {
            match incoming.recv_timeout(Duration::from_secs(10)) {
                Ok(Event::Msg(
                    msg @ (Msg::Committed { .. }
                    | Msg::CommitFailed { .. }
                    | Msg::NoteKept
                    | Msg::NoteNotKept(_)
                    | Msg::LineWasSecret),
                )) => self.take_in(model, msg, None),
                Ok(Event::OwnerDone) | Err(_) => return,
                Ok(Event::Msg(_) | Event::Stop | Event::Continued | Event::End(_)) => {}
            }
        }
    }

    /// Lets the owner finish what it was given, and the drafts follow.
    fn finish(&mut self, model: &mut Model, incoming: &Receiver<Event>) {
        if let Some(owner) = self.owner.take() {
            owner.close(self.quit == Some(Exit::Quit));
            // A study that is still being read has been given nothing to write.
            if model.is_open() || model.is_locked() {
                self.await_owner(model, incoming);
            }
        }
        if let Some(drafts) = self.drafts.take() {
            self.unkept = drafts.finish();
        }
    }
}

/// An error of the journal as the screens show it.
fn failure(error: &crate::journal::JournalError) -> Failure {
    error.into()
}

/// Draws into any terminal; the only drawing there is.
fn draw_into<B: ratatui::backend::Backend>(
    terminal: &mut ratatui::Terminal<B>,
    model: &Model,
) -> Result<(), B::Error> {
    terminal.draw(|frame| view(model, frame)).map(|_| ())
}
