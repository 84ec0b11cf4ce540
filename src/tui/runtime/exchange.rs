//! The thread that exchanges with a team. It alone touches the shared folder, so that a network drive
//! that hangs keeps nobody from saving; what it needs of the study it asks the owner for, in small
//! pieces between which everything else is saved.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::owner::Job;
use super::{Event, failure};
use crate::actions::Ids;
use crate::config::clock::{self, SystemIds};
use crate::config::environment;
use crate::journal::keys::Key;
use crate::journal::{Foreign, Identity, JournalError, TakenIn};
use crate::share::deeds::{self, Here, NotDone, Refused};
use crate::share::said::laptop_code;
use crate::share::shelf::{NoPlace, Reach};
use crate::share::sight::sight;
use crate::share::{Door, Home, Progress, ShareError, note_members};
use crate::study::{Change, DeviceId, ItemId, Study};
use crate::tui::msg::{Failure, Msg};
use crate::tui::screens::team::{self, Came, Deed, News, Wish};

/// An exchange that takes no longer says nothing of how far it is.
const QUIET: Duration = Duration::from_millis(400);

/// So many entries are taken in before the next save is let through.
const PORTION: usize = 1_000;

/// What is asked of the owner, who has the study.
pub(super) enum Ask {
    /// The number of the last entry that was taken in of a laptop.
    Taken(DeviceId, Answer<u64>),
    /// To take these in.
    TakeIn(Vec<Foreign>, i64, Answer<TakenIn>),
    /// To write down what this laptop says of its team.
    Note(Vec<Change>, i64, Answer<()>),
    /// To let the bytes go of what others took back.
    LetGo(Answer<()>),
    /// The study as it stands.
    Whole(Answer<Study>),
    /// Nothing: a wish is done with.
    Ended(Ended),
}

/// Where an answer goes.
pub(super) type Answer<T> = Sender<Result<T, JournalError>>;

/// How a wish ended, as far as the owner has to know.
pub(super) enum Ended {
    /// It was no exchange.
    Otherwise,
    /// An exchange that went through.
    Worked,
    /// An exchange that nobody asked for and that did not go through.
    Failed(Failure),
}

/// A wish, and whether a person has it.
pub(super) type Wanted = (Wish, bool);

/// The way to the thread.
pub(super) struct Liaison {
    /// Which one it is: what an earlier one still asks for is not answered.
    pub(super) number: u64,
    /// How many wishes it has not ended yet.
    pub(super) under_way: usize,
    wishes: Sender<Wanted>,
    stop: Arc<AtomicBool>,
    gone: Arc<AtomicBool>,
}

impl Liaison {
    /// Starts it for a study.
    pub(super) fn spawn(
        (dir, key, identity): (PathBuf, Key, Identity),
        number: u64,
        jobs: Sender<Job>,
        events: Sender<Event>,
    ) -> Self {
        let (wishes, incoming) = channel();
        let (stop, gone) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let mut worker = Worker {
            dir,
            key,
            identity,
            events,
            door: Remote { jobs, number },
            stop: Arc::clone(&stop),
            gone: Arc::clone(&gone),
        };
        thread::spawn(move || worker.work(&incoming));
        Self { number, under_way: 0, wishes, stop, gone }
    }

    /// Hands a wish over.
    pub(super) fn wish(&mut self, wish: Wish, asked: bool) {
        if self.wishes.send((wish, asked)).is_ok() {
            self.under_way += 1;
        }
    }

    /// Stops what is under way.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Stops everything, for good.
    pub(super) fn leave(&self) {
        self.gone.store(true, Ordering::Relaxed);
    }
}

/// The study in the hands of the owner.
struct Remote {
    jobs: Sender<Job>,
    number: u64,
}

impl Remote {
    fn ask<T>(&self, ask: impl FnOnce(Answer<T>) -> Ask) -> Result<T, JournalError> {
        let (answer, answered) = channel();
        let closed = || JournalError::Stopped { first: "the study was closed".to_owned() };
        self.jobs.send(Job::Asked(self.number, ask(answer))).map_err(|_| closed())?;
        answered.recv().map_err(|_| closed())?
    }
}

impl Door for Remote {
    fn taken(&mut self, device: DeviceId) -> Result<u64, JournalError> {
        self.ask(|answer| Ask::Taken(device, answer))
    }

    fn take_in(&mut self, foreign: &[Foreign], now: i64) -> Result<TakenIn, JournalError> {
        let mut all = TakenIn::default();
        for portion in foreign.chunks(PORTION) {
            let taken = self.ask(|answer| Ask::TakeIn(portion.to_vec(), now, answer))?;
            all.new += taken.new;
            all.known += taken.known;
            all.refused += taken.refused;
            all.held.extend(taken.held);
            // What comes after something that waits would wait too.
            if !all.held.is_empty() {
                break;
            }
        }
        Ok(all)
    }

    fn note_members(&mut self, said: &[Change], now: i64) -> Result<(), JournalError> {
        self.ask(|answer| Ask::Note(said.to_vec(), now, answer))
    }

    fn let_recalled_go(&mut self) -> Result<(), JournalError> {
        self.ask(Ask::LetGo)
    }

    fn whole(&mut self) -> Result<Cow<'_, Study>, JournalError> {
        self.ask(Ask::Whole).map(Cow::Owned)
    }
}

struct Worker {
    dir: PathBuf,
    key: Key,
    identity: Identity,
    events: Sender<Event>,
    door: Remote,
    stop: Arc<AtomicBool>,
    gone: Arc<AtomicBool>,
}

impl Worker {
    fn work(&mut self, wishes: &Receiver<Wanted>) {
        while let Ok((wish, asked)) = wishes.recv() {
            if self.gone.load(Ordering::Relaxed) {
                return;
            }
            self.stop.store(false, Ordering::Relaxed);
            let ended = match wish {
                Wish::Look => {
                    self.look();
                    Ended::Otherwise
                }
                Wish::Exchange { at_once } => self.exchange(at_once, asked),
                Wish::Do(deed) => {
                    let done = self.do_it(deed);
                    self.tell(done);
                    self.look();
                    Ended::Otherwise
                }
                Wish::Stop => Ended::Otherwise,
            };
            // Where the owner has gone there is nobody to tell.
            drop(self.door.jobs.send(Job::Asked(self.door.number, Ask::Ended(ended))));
        }
    }

    fn tell(&self, news: News) {
        if !self.gone.load(Ordering::Relaxed) {
            drop(self.events.send(Event::Msg(Msg::Team(news))));
        }
    }

    fn home(&self) -> Result<Option<Home>, ShareError> {
        Ok(Home::at(&self.dir, &self.key)?.map(|home| home.around(environment::variable)))
    }

    /// Tells how the team stands.
    fn look(&mut self) {
        let seen = self.home().and_then(|home| {
            let Some(home) = home else { return Ok(None) };
            let study = self.door.whole()?;
            Ok(Some(Box::new(sight(&home, &study, clock::now().millis)?)))
        });
        match seen {
            Ok(sight) => self.tell(News::Seen(sight)),
            Err(error) => self.tell(News::Failed { failure: said(&error), asked: true }),
        }
    }

    fn exchange(&mut self, at_once: bool, asked: bool) -> Ended {
        let home = match self.home() {
            Ok(Some(home)) => home,
            // There may be a team later on.
            Ok(None) => return Ended::Otherwise,
            Err(error) => return self.failed(&error, asked),
        };
        let waited = !home.team.is_admitted();
        match self.exchange_with(home, at_once) {
            Ok((done, home)) => {
                let admitted = waited && home.team.is_admitted();
                // Nobody needs to be told again and again that they have to wait.
                let waits = !asked && !home.team.is_admitted();
                if let Ok(study) = self.door.whole() {
                    let came = Came::of(&done, &study, admitted);
                    if !waits {
                        self.tell(News::Exchanged { came, asked });
                    }
                }
                self.look();
                Ended::Worked
            }
            Err(error) => self.failed(&error, asked),
        }
    }

    fn exchange_with(
        &mut self,
        mut home: Home,
        at_once: bool,
    ) -> Result<(crate::share::Exchanged, Home), ShareError> {
        let Self { door, events, stop, gone, .. } = self;
        let mut said = Instant::now();
        let mut watch = |progress: Progress| {
            if stop.load(Ordering::Relaxed) || gone.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            if said.elapsed() >= QUIET {
                said = Instant::now();
                drop(events.send(Event::Msg(Msg::Team(News::Going(progress)))));
            }
            ControlFlow::Continue(())
        };
        let mut fresh = || ItemId::from(SystemIds.fresh());
        let when = (clock::now().millis, at_once);
        let done = home.exchange(door, when, &mut fresh, &mut watch)?;
        Ok((done, home))
    }

    fn do_it(&mut self, deed: Deed) -> News {
        let again = match &deed {
            Deed::Admit { words, right, .. } => Some((words.clone(), *right)),
            _ => None,
        };
        let keyless = deed.clone();
        match (self.try_to(deed), again) {
            (Ok(said), _) => News::Done(said),
            (Err(NotDone::Refused(Refused::Second(name))), Some((words, right))) => {
                News::Second { name, words, right }
            }
            (Err(NotDone::Refused(Refused::Place(NoPlace::Keys(address)))), _) => {
                News::NeedsKey { service: address.service, deed: keyless }
            }
            (Err(NotDone::Refused(why)), _) => {
                let hint = team::hint(&why).map(str::to_owned);
                News::Refused(Failure { message: why.to_string(), hint })
            }
            (Err(NotDone::Failed(error)), _) => News::Refused(said(&error)),
        }
    }

    fn try_to(&mut self, deed: Deed) -> Result<String, NotDone> {
        let study = self.door.whole().map_err(ShareError::from)?.into_owned();
        let now = clock::now().millis;
        let mut fresh = || ItemId::from(SystemIds.fresh());
        let mut reach = Reach::by(environment::variable);
        let deed = match deed {
            Deed::Keyed(deed, keys) => {
                reach.typed = Some(keys);
                *deed
            }
            deed => deed,
        };
        let (dir, key, identity) = (&*self.dir, &self.key, self.identity);
        let here = Here { dir, key, identity, study: &study, now, reach };
        let said = match deed {
            Deed::Begin(folder) => {
                let home = deeds::begin(&here, &spelled(folder), &mut fresh)?;
                format!("began a team in {}", home.team.place.display())
            }
            Deed::Join(folder, words) => {
                // Whether what the study holds comes along was asked before the words.
                let home = deeds::join(&here, &spelled(folder), (&words, true))?;
                match home.team.is_admitted() {
                    true => "you are in this team already".to_owned(),
                    false => "you have asked; read the words of this laptop to whoever admits you"
                        .to_owned(),
                }
            }
            deed => {
                let (home, reach) = (self.home()?.ok_or(ShareError::NotAdmitted)?, here.reach);
                self.in_team((home, &reach), &study, now, deed)?
            }
        };
        Ok(said)
    }

    fn in_team(
        &mut self,
        (mut home, reach): (Home, &Reach),
        study: &Study,
        now: i64,
        deed: Deed,
    ) -> Result<String, NotDone> {
        let mut fresh = || ItemId::from(SystemIds.fresh());
        let said = match deed {
            Deed::Admit { words, right, second } => {
                let (device, name) = deeds::admit(&mut home, study, (&words, right, second), now)?;
                let name = name.unwrap_or_else(|| format!("laptop {}", laptop_code(device)));
                format!("admitted {name} as {}", right.word())
            }
            Deed::Give(laptops, right) => {
                deeds::give(&mut home, &laptops, right, now)?;
                format!("they are {} from now on", right.word())
            }
            Deed::Remove(laptops) => {
                // Where the folder is away they are removed all the same.
                drop(home.hear(&mut self.door, now));
                let whole = self.door.whole().map_err(ShareError::from)?.into_owned();
                deeds::remove(&mut home, &whole, &laptops, now)?;
                "removed; the team has a new key. Ask IT to take their access to the folder away"
                    .to_owned()
            }
            Deed::Codebook => {
                home.team.codebook = true;
                home.save()?;
                "the definitions of your tags leave at the next exchange".to_owned()
            }
            Deed::Move(folder) => {
                deeds::move_to(&mut home, &self.dir, reach, &spelled(folder))?;
                return Ok(format!("the team's folder is {}", home.team.place.display()));
            }
            Deed::AskUnder(name) => {
                deeds::ask_under(&home, &name)?;
                return Ok(format!("you ask to be admitted as {name}"));
            }
            Deed::Leave { take_back } => {
                deeds::leave(home, study, (take_back, now), &mut fresh)?;
                return Ok(match take_back {
                    true => "left the team; what you shared is taken back",
                    false => "left the team; what you shared stays with your colleagues",
                }
                .to_owned());
            }
            Deed::Begin(_) | Deed::Join(..) | Deed::Keyed(..) => {
                return Err(ShareError::NotAdmitted.into());
            }
        };
        note_members(&mut home.team, &mut self.door, now)?;
        home.save()?;
        let study = &*self.door.whole().map_err(ShareError::from)?;
        // What cannot be handed out now leaves with the next exchange.
        Ok(match deeds::owed(&home, study, &home.team.terms(now), &mut fresh) {
            Ok(_) => said,
            Err(error) => format!("{said}; the others do not have it yet: {error}"),
        })
    }

    fn failed(&self, error: &ShareError, asked: bool) -> Ended {
        let failure = said(error);
        if asked {
            self.tell(News::Failed { failure: failure.clone(), asked });
        }
        Ended::Failed(failure)
    }
}

/// A folder as a person types it, or as a file manager hands it over: in quotes, or from their home.
fn spelled(typed: PathBuf) -> PathBuf {
    let Some(text) = typed.to_str() else { return typed };
    let text = text.trim().trim_matches(['"', '\'']);
    match (text.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(text),
    }
}

/// A failure of an exchange as the screens show it.
fn said(error: &ShareError) -> Failure {
    match error {
        ShareError::Journal(error) => failure(error),
        error => Failure { message: error.to_string(), hint: error.hint() },
    }
}
