//! Everything the screens show: the study as it stands, where the person is, what is on its way to
//! disk. Only `update` changes it; `view` reads it.

use std::collections::VecDeque;

use crate::actions::{Context, Deed, Refusal};
use crate::analysis::Corpus;
use crate::analysis::{Scope, View};
use crate::journal::{Identity, Opening};
use crate::study::{DeviceId, Entry, Moment, PersonId, Study};

use super::asking;
use super::keymap::Keymap;
use super::msg::{Beside, Effect, Failure, Msg, Ticket};
use super::overlay::Overlay;
use super::screens::{
    Screen, access, capture, codebook, debrief, first_run, lessons, lock, observations, reflect,
    release, round, tallies, team, voices, words,
};
use super::theme::Look;
use super::{stops, wording};

/// How far we are with the study.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Phase {
    /// There is none yet; it is being asked for.
    Beginning,
    /// It is being read.
    Opening,
    /// It is sealed, and takes its passphrase.
    Locked,
    /// It is open, and this is who we are in it.
    Open(Identity),
    /// It cannot be used.
    Closed(Failure),
}

/// How something is said in the status line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// It was done.
    Done,
    /// Something to know.
    Note,
    /// It was refused, or needs looking at.
    Warn,
    /// Something may be lost.
    Loss,
}

/// The sentence in the status line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// The sentence.
    pub text: String,
    /// How it is said.
    pub tone: Tone,
    /// When it was said.
    pub at: Moment,
}

/// Who handed a deed over, and so wants to know what became of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// The capture screen; typing goes on meanwhile.
    Capture,
    /// The sampling plan of the shift; nothing waits for it and nothing is said.
    Plan,
    /// Anyone else; keys wait until it is done, so that nothing is built on what is not there yet.
    Other,
}

/// A deed on its way to disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Flight {
    pub(super) ticket: Ticket,
    pub(super) asked: Asked,
    pub(super) said: String,
}

/// What is on its way to disk, and what waits for it.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    last: Ticket,
    pub(super) flights: Vec<Flight>,
    pub(super) barred: bool,
    pub(super) held: VecDeque<Msg>,
    /// The overlay whose answer is on its way: it goes only when that has arrived.
    pub(super) answering: Option<Ticket>,
}

impl Traffic {
    /// Whether something is on its way to disk, or waits for it.
    pub(super) fn is_busy(&self) -> bool {
        !self.flights.is_empty() || !self.held.is_empty()
    }

    /// The same with nothing under way; no ticket is given twice.
    pub(super) fn without_anything(&self) -> Self {
        Self { last: self.last, ..Self::default() }
    }

    /// Whether keys must wait.
    pub(super) fn is_barred(&self) -> bool {
        let other = |flight: &Flight| flight.asked == Asked::Other;
        !self.flights.is_empty() && (self.barred || self.flights.iter().any(other))
    }
}

/// What a turn of `update` knows of the world, and what it asks for.
pub struct Turn<'a> {
    /// Time, author, ids.
    pub cx: &'a Context<'a>,
    /// What is asked for.
    pub effects: Vec<Effect>,
}

/// Everything the screens show.
#[derive(Debug)]
pub struct Model {
    /// The study as it stands; empty until it is open.
    pub study: Study,
    /// Its text, ready to be searched; of the same revision on every screen that searches.
    pub corpus: Corpus,
    /// How far we are with it.
    pub phase: Phase,
    /// Whether it is sealed, and so can be locked.
    pub sealed: bool,
    /// Whether it is the practice study.
    pub practice: bool,
    /// Why this window only reads the study, where it does; new notes are left in the inbox.
    pub beside: Option<Beside>,
    /// Whether something that is typed could not be kept as a draft.
    pub drafts_fail: bool,
    /// Where its data lives, as people are told.
    pub home: String,
    /// The forms of the study.
    pub forms: super::forms::Read,
    /// How many entries are for others too, and the revision of the study that this is of.
    pub(super) released: (usize, Option<u64>),
    /// The time.
    pub now: Moment,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Theme and signs.
    pub look: Look,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Which key gives which command.
    pub keymap: Keymap,
    /// The person's own rules of wording.
    pub rules: Rules,
    /// Where the person is.
    pub screen: Screen,
    /// Whose notes lists and tallies show; the record's own scope where that is wider.
    pub scope: Scope,
    /// What stands over it, the top last.
    pub overlays: Vec<Overlay>,
    /// What was last said.
    pub status: Option<Status>,
    /// The capture screen.
    pub capture: capture::Model,
    /// The first run.
    pub first_run: first_run::Model,
    /// The screen of a locked study.
    pub lock: lock::Model,
    /// The words of a recovery phrase, while they are shown and asked back.
    pub words: Option<words::Model>,
    /// What is known of the words that are being typed.
    pub wording: wording::Wording,
    /// Who can open the study, while that is being settled.
    pub access: Option<access::Model>,
    /// Who can open a sealed study too, by the public half of their key.
    pub custodian: Option<String>,
    /// The list of observations.
    pub observations: observations::Model,
    /// The tallies.
    pub tallies: tallies::Model,
    /// The screen reflect.
    pub reflect: reflect::Model,
    /// The screen debrief.
    pub debrief: debrief::Model,
    /// The screen lessons.
    pub lessons: lessons::Model,
    /// The screen voices.
    pub voices: voices::Model,
    /// The codebook.
    pub codebook: codebook::Model,
    /// The screen of the team.
    pub team: team::Model,
    /// The coding rounds.
    pub round: round::Model,
    /// The screen release.
    pub release: release::Model,
    /// The sheets that are being filled in.
    pub asking: asking::Model,
    /// A note that is on its way out of the study.
    pub(super) stopping: Option<stops::OnItsWay>,
    pub(super) traffic: Traffic,
    /// What is being typed where letters are commands.
    pub(super) running: super::running::Running,
}

/// The person's own rules of wording, and the file they stand in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rules {
    /// The file; it need not be there.
    pub path: std::path::PathBuf,
    /// What it says.
    pub text: String,
    /// What is said when a change of it is on disk.
    pub(super) said: Option<String>,
}

impl Rules {
    /// The rules of a file that says `text`.
    pub fn new(path: std::path::PathBuf, text: String) -> Self {
        Self { path, text, said: None }
    }
}

/// What a model begins with.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Whether a study has to be begun first.
    pub begin: bool,
    /// Whether it is sealed and its passphrase not known yet.
    pub locked: bool,
    /// After how many idle minutes a sealed study is locked; 0 for never.
    pub lock_after: u32,
    /// Whether it is the practice study.
    pub practice: bool,
    /// Where its data lives, as people are told.
    pub home: String,
    /// Theme and signs.
    pub look: Look,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Which key gives which command.
    pub keymap: Keymap,
    /// The person's own rules of wording.
    pub rules: Rules,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The time.
    pub now: Moment,
}

impl Model {
    /// A model that waits for its study, taking keys already.
    pub fn new(setting: Setting) -> Self {
        Self {
            study: Study::new(DeviceId(0)),
            corpus: Corpus::default(),
            phase: match (setting.begin, setting.locked) {
                (true, _) => Phase::Beginning,
                (false, true) => Phase::Locked,
                (false, false) => Phase::Opening,
            },
            sealed: setting.locked,
            practice: setting.practice,
            beside: None,
            drafts_fail: false,
            home: setting.home,
            forms: super::forms::Read::default(),
            released: (0, None),
            now: setting.now,
            size: setting.size,
            look: setting.look,
            mouse: setting.mouse,
            keymap: setting.keymap,
            rules: setting.rules,
            screen: Screen::Capture,
            scope: Scope::Mine,
            overlays: Vec::new(),
            status: None,
            capture: capture::Model::default(),
            first_run: first_run::Model::default(),
            lock: lock::Model::new(setting.now, setting.lock_after),
            words: None,
            wording: wording::Wording::default(),
            access: None,
            custodian: None,
            observations: observations::Model::default(),
            tallies: tallies::Model::default(),
            reflect: reflect::Model::default(),
            debrief: debrief::Model::default(),
            lessons: lessons::Model::default(),
            voices: voices::Model::default(),
            codebook: codebook::Model::default(),
            team: team::Model::default(),
            round: round::Model::default(),
            release: release::Model::default(),
            asking: asking::Model::default(),
            stopping: None,
            traffic: Traffic::default(),
            running: super::running::Running::default(),
        }
    }

    /// The study as it is looked at: by whoever writes here, in the scope that they chose.
    pub fn seen(&self) -> View<'_> {
        View::new(&self.study, self.person(), self.scope)
    }

    /// The study in its own scope, for what is about what the person themselves has to do.
    pub fn own(&self) -> View<'_> {
        View::of(&self.study, self.person())
    }

    /// Who writes here, once that is known.
    pub fn person(&self) -> Option<PersonId> {
        match &self.phase {
            Phase::Open(identity) => Some(identity.person),
            Phase::Beginning | Phase::Opening | Phase::Locked | Phase::Closed(_) => None,
        }
    }

    /// Whether the study can be read and written.
    pub fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Open(_))
    }

    /// Says something in the status line.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.status = Some(Status { text: text.into(), tone, at: self.now });
    }

    /// Puts something over the screen.
    pub fn over(&mut self, mut overlay: Overlay) {
        overlay.fit(self.size);
        overlay.appears(self.now);
        self.overlays.push(overlay);
    }

    /// Why a text must not be saved: it is the passphrase of this study, or nearly.
    pub(super) fn gives_away(&self, text: &str) -> Option<Failure> {
        let near = self.lock.opens().is_some_and(|opens| opens.is_near(text));
        near.then(|| Failure {
            message: "this is your passphrase, or nearly; it is not saved".to_owned(),
            hint: Some("take it out".to_owned()),
        })
    }

    /// Hands a deed over to be made durable. Nothing is shown as done before [`Msg::Committed`].
    pub fn commit(&mut self, deed: Deed, asked: Asked, turn: &mut Turn<'_>) -> Ticket {
        let said = deed.said.clone();
        self.hand_over(said, asked, turn, |ticket| Effect::Commit(ticket, deed))
    }

    /// Hands something over that is answered with a ticket; `said` is shown once it is done.
    pub(super) fn hand_over(
        &mut self,
        said: String,
        asked: Asked,
        turn: &mut Turn<'_>,
        effect: impl FnOnce(Ticket) -> Effect,
    ) -> Ticket {
        self.traffic.last += 1;
        let ticket = self.traffic.last;
        self.traffic.flights.push(Flight { ticket, asked, said });
        turn.effects.push(effect(ticket));
        ticket
    }

    /// Does what an action gave: hands the deed over, or says why not. The usual way for a screen
    /// other than capture.
    pub fn attempt(&mut self, deed: Result<Deed, Refusal>, turn: &mut Turn<'_>) {
        match self.submit(deed, turn) {
            super::overlay::Handled::Refused(failure) => self.say(Tone::Warn, failure.said()),
            super::overlay::Handled::Done
            | super::overlay::Handled::Keep
            | super::overlay::Handled::Waits(_) => {}
        }
    }

    /// The same for the answer of an overlay: what it gives is what the overlay needs to know.
    pub fn submit(
        &mut self,
        deed: Result<Deed, Refusal>,
        turn: &mut Turn<'_>,
    ) -> super::overlay::Handled {
        match deed {
            Ok(deed) => super::overlay::Handled::Waits(self.commit(deed, Asked::Other, turn)),
            Err(refusal) => super::overlay::Handled::Refused(failure_of(&refusal)),
        }
    }

    /// Folds entries that are durable, and lets every screen see the study as it is now.
    pub(super) fn take_in(&mut self, entries: Vec<Entry>) {
        self.study.together(|study| entries.into_iter().for_each(|entry| study.apply(entry)));
        self.refresh();
    }

    /// Lets every screen see the study and the window as they are now.
    pub(super) fn refresh(&mut self) {
        self.forms.refresh(&self.study);
        capture::refresh(self);
        self.count_released();
        asking::refresh(self);
        lessons::count(self);
        if self.screen != Screen::Capture {
            self.corpus.refresh(&self.study);
        }
        (self.screen.face().refresh)(self);
    }

    /// Makes some more of the study ready to be searched, while nothing happens; whether anything was left
    /// to do.
    pub(super) fn make_ready(&mut self) -> bool {
        self.corpus.fold_some(&self.study)
    }

    /// On the capture screen of a very large study this waits, since every save would count anew.
    fn count_released(&mut self) {
        const MANY: usize = 50_000;
        let revision = Some(self.study.revision());
        let waits = self.screen == Screen::Capture
            && self.released.1.is_some()
            && self.study.records().len() > MANY;
        if self.released.1 != revision && !waits {
            self.released = (super::audience::released(self.own(), &self.corpus), revision);
        }
    }

    /// Says what opening found, where that is not "all is well".
    pub(super) fn report(&mut self, opening: &Opening) {
        if let Some(loss) = opening.losses.first() {
            let body =
                [opening.losses.as_slice(), opening.repairs.as_slice()].concat().join("\n\n");
            self.over(Overlay::Message(super::overlay::Message::new(
                "something is missing",
                &body,
            )));
            self.say(Tone::Loss, loss.clone());
        } else if let Some(repair) = opening.repairs.first() {
            self.say(Tone::Note, repair.clone());
        } else if opening.words_unseen && self.words.is_none() && self.access.is_none() {
            self.say(Tone::Warn, super::screens::words::UNSEEN);
        }
    }
}

/// A refusal as the screens show it.
pub fn failure_of(refusal: &Refusal) -> Failure {
    Failure { message: refusal.to_string(), hint: refusal.hint() }
}
