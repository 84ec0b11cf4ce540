//! The owner's part in exchanging with a team: it says when an exchange is due, and answers what the
//! thread that exchanges asks of the study ([`super::super::exchange`]).

use std::borrow::Cow;
use std::mem;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::{Job, Keeper};
use crate::config::clock;
use crate::journal::{JournalError, team};
use crate::open::OpenStudy;
use crate::share::rhythm::{FAREWELL, Rhythm};
use crate::tui::msg::Msg;
use crate::tui::runtime::exchange::{Ask, Ended, Liaison};
use crate::tui::screens::team::{News, Wish};

/// Locking waits no longer than this for the piece that is being taken in.
const A_MOMENT: Duration = Duration::from_millis(500);

impl Keeper {
    /// The study is open: its team is looked at, and exchanged with.
    pub(super) fn begin_team(&mut self) {
        let sealed = |open: &OpenStudy| Some((open.key()?.clone(), open.identity()));
        let sealed = self.open.as_ref().and_then(sealed);
        let Some(((key, identity), jobs)) = sealed.zip(self.jobs.clone()) else {
            return self.tell(Msg::Team(News::Seen(None)));
        };
        self.leave_team();
        self.liaisons += 1;
        let (dir, events) = (self.dir.clone(), self.events.clone());
        let mut liaison = Liaison::spawn((dir, key, identity), self.liaisons, jobs, events);
        if self.is_of_team() {
            liaison.wish(Wish::Look, false);
        } else {
            self.tell(Msg::Team(News::Seen(None)));
        }
        self.liaison = Some(liaison);
        self.rhythm = Rhythm::new(self.every, identity.device.0, clock::now().millis);
    }

    fn is_of_team(&self) -> bool {
        team::is_there(&self.dir)
    }

    /// Exchanges where that is due.
    pub(super) fn exchange_where_due(&mut self) {
        let now = clock::now().millis;
        if !self.rhythm.is_due(now) || !self.is_of_team() {
            return;
        }
        if let Some(liaison) = &mut self.liaison {
            self.rhythm.begun(now);
            liaison.wish(Wish::Exchange { at_once: false }, false);
        }
    }

    /// A person wants something of their team.
    pub(super) fn wish(&mut self, wish: Wish) {
        match (&mut self.liaison, wish) {
            (Some(liaison), Wish::Stop) => liaison.stop(),
            (Some(liaison), wish) => liaison.wish(wish, true),
            (None, _) => self.tell(Msg::Team(News::Seen(None))),
        }
    }

    /// Answers what the thread that exchanges asks for. One that was left is not answered.
    pub(super) fn answer(&mut self, number: u64, ask: Ask) {
        if self.liaison.as_ref().is_none_or(|liaison| liaison.number != number) {
            return;
        }
        match ask {
            Ask::Taken(device, answer) => {
                let taken = self.opened_one().and_then(|open| open.journal().taken(device));
                drop(answer.send(taken));
            }
            Ask::TakeIn(foreign, now, answer) => {
                let taken = self.opened_one().and_then(|open| open.take_in_shelf(&foreign, now));
                drop(answer.send(taken.map(|mut taken| {
                    let entries = mem::take(&mut taken.entries);
                    if !entries.is_empty() {
                        self.tell(Msg::ShelfTaken(entries));
                    }
                    taken
                })));
            }
            Ask::Note(said, now, answer) => {
                let noted = self.opened_one().and_then(|open| open.note_members(&said, now));
                drop(answer.send(noted.map(|entries| {
                    if !entries.is_empty() {
                        self.tell(Msg::ShelfTaken(entries));
                    }
                })));
            }
            Ask::LetGo(answer) => {
                drop(answer.send(self.opened_one().and_then(OpenStudy::let_recalled_go)));
            }
            Ask::Whole(answer) => {
                let whole = self.opened_one().and_then(|open| open.whole().map(Cow::into_owned));
                drop(answer.send(whole));
            }
            Ask::Ended(ended) => self.ended(ended),
        }
    }

    fn opened_one(&mut self) -> Result<&mut OpenStudy, JournalError> {
        let closed = || JournalError::Stopped { first: "the study was closed".to_owned() };
        self.open.as_mut().ok_or_else(closed)
    }

    fn ended(&mut self, ended: Ended) {
        if let Some(liaison) = &mut self.liaison {
            liaison.under_way = liaison.under_way.saturating_sub(1);
        }
        let now = clock::now().millis;
        match ended {
            Ended::Otherwise => {}
            Ended::Worked => self.rhythm.worked(now),
            Ended::Failed(failure) => {
                if self.rhythm.failed(now, &failure.message) {
                    self.tell(Msg::Team(News::Failed { failure, asked: false }));
                }
            }
        }
    }

    /// The study is about to be locked: what is being taken in is taken in, and nothing more.
    pub(super) fn part_from_team(&mut self, jobs: &Receiver<Job>) {
        if let Some(liaison) = &self.liaison {
            liaison.leave();
        }
        self.wait_for_team(jobs, A_MOMENT);
        self.leave_team();
    }

    /// The person ends: one exchange more, for which nobody waits longer than [`FAREWELL`]. Whatever
    /// it was at then, the next one goes on from there.
    pub(super) fn farewell(&mut self, jobs: &Receiver<Job>) {
        if self.rhythm.is_on() && self.open.is_some() && self.is_of_team() {
            if let Some(liaison) = &mut self.liaison {
                liaison.wish(Wish::Exchange { at_once: false }, false);
            }
            self.wait_for_team(jobs, FAREWELL);
        }
        self.leave_team();
    }

    /// Answers what the thread asks for until it is done with everything; other jobs wait.
    fn wait_for_team(&mut self, jobs: &Receiver<Job>, patience: Duration) {
        let until = Instant::now() + patience;
        while self.liaison.as_ref().is_some_and(|liaison| liaison.under_way > 0) {
            match jobs.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Job::Asked(number, ask)) => self.answer(number, ask),
                Ok(job) => self.put_off.push_back(job),
                Err(_) => return,
            }
        }
    }

    /// Has no more to do with the thread; where it hangs in a folder that does not answer, it ends by
    /// itself once that answers.
    fn leave_team(&mut self) {
        if let Some(liaison) = self.liaison.take() {
            liaison.leave();
        }
    }
}
