//! The screens without a terminal, a disk or a clock: keys in as a script, state or drawn text out.
//! For tests and benches: it is part of the library only where the feature `harness` asks for it,
//! which nothing but them does.
//!
//! Deeds go into an [`OpenStudy`] in memory, as on the thread behind the screens. It can be told
//! to fail, and to wait, so that what happens while a save is under way can be seen.

mod beside;
mod released;
mod sealed;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use uuid::Uuid;

use crate::actions::{Context, Deed, Founding, Ids, Refusal, TagCard, found};
use crate::analysis::Corpus;
use crate::journal::{DraftSlot, Identity, JournalError, Leaving, Opening};
use crate::open::OpenStudy;
use crate::study::{Change, DeviceId, Entry, Moment, PersonId, Purpose, Study, StudyId, Whose};

use crate::tui::key::script;
use crate::tui::model::{Model, Setting};
use crate::tui::msg::{Beside, Effect, Failure, Msg, Past, Ticket};
use crate::tui::text;
use crate::tui::{Keymap, Look, update, view};
use sealed::{recovery, text_of};

/// Ids that count up, so that codes are the same in every run.
#[derive(Debug, Default)]
pub struct CountingIds(Cell<u128>);

impl Ids for CountingIds {
    fn fresh(&self) -> Uuid {
        let next = self.0.get() + 1;
        self.0.set(next);
        // Spread, so that codes look like codes.
        Uuid::from_u128(next.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
    }
}

/// Tuesday 3 March 2026, 14:32 in London.
pub const NOON_ISH: Moment = Moment::new(1_772_548_320_000, 0);

const IDENTITY: Identity = Identity { study: StudyId(1), device: DeviceId(1), person: PersonId(1) };

/// A few tags of the default codebook, in fewer words, so that screens in tests stay as they are
/// when its wording is improved.
fn cards() -> Vec<TagCard> {
    const CARDS: [(&str, &str, &str, &str, &str); 7] = [
        (
            "TRIGGER",
            "t.tool",
            "Equipment or a form was missing or broken.",
            "system down",
            "the rule -> t.rule",
        ),
        ("TRIGGER", "t.interrupt", "Attention was pulled away.", "phone, visitor", ""),
        ("ADJUSTMENT", "a.share", "Work was shared out anew.", "swapped bays", ""),
        ("WAY", "w.stand-in", "Something stood in for what was missing.", "wrote it by hand", ""),
        ("SAFETY", "s.check", "Someone checked before going on.", "read it back", ""),
        ("SAFETY", "s.relate", "A relationship was used to keep things safe.", "", ""),
        ("SAFETY", "p.anticipate", "Something was seen coming and prepared for.", "rang ahead", ""),
    ];
    let card =
        |(group, name, definition, include, exclude): (&str, &str, &str, &str, &str)| TagCard {
            name: name.to_owned(),
            group: group.to_owned(),
            definition: definition.to_owned(),
            include: include.to_owned(),
            exclude: exclude.to_owned(),
            source: String::new(),
        };
    CARDS.into_iter().map(card).collect()
}

/// The study in memory that one or two windows have before them.
#[derive(Clone)]
struct Store(Rc<RefCell<OpenStudy>>);

impl Store {
    fn new() -> Self {
        let mut open = OpenStudy::in_memory(IDENTITY, None);
        // The model has the fold of it, so every act gives its entries back.
        drop(open.hand_over());
        Self(Rc::new(RefCell::new(open)))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

/// A model driven by scripts.
#[derive(Debug)]
pub struct Harness {
    /// The model.
    pub model: Model,
    /// Every effect there has been, in order.
    pub effects: Vec<Effect>,
    /// Drafts as they would be on disk.
    pub drafts: HashMap<DraftSlot, String>,
    /// Every entry that the store has made durable.
    pub entries: Vec<Entry>,
    /// Notes that are kept apart from the study.
    pub apart: Vec<String>,
    /// The clock.
    pub now: Moment,
    /// The append (from 1) that fails, as a full disk would.
    pub fail_at: Option<u64>,
    /// Whether deeds wait for [`Harness::acknowledge`].
    pub slow: bool,
    /// Whether whoever owns the study lets go of it only when a test says [`Msg::Locked`].
    pub hangs: bool,
    /// Whether a study that is unlocked waits for [`Harness::has_been_read`].
    pub reads_slowly: bool,
    /// Whether the program has ended.
    pub has_quit: bool,
    /// What opens the study; nothing where it is in clear.
    pub passphrase: Option<String>,
    /// Who else opens it.
    pub custodian: Option<String>,
    /// How many files earlier repairs have set aside.
    pub set_aside: usize,
    /// Whether another window has the study open.
    pub beside: bool,
    /// Notes that wait to be taken in.
    pub inbox: Vec<Vec<Change>>,
    store: Store,
    waiting: Vec<(Ticket, Deed)>,
    appends: u64,
    by_words: bool,
    ids: CountingIds,
}

impl Harness {
    /// The screens at 80×24 with the study still being read.
    pub fn opening() -> Self {
        Self::of(false, false)
    }

    /// The screens at 80×24 with the same study sealed, open, and what opens it.
    pub fn sealed(passphrase: &str) -> Self {
        let mut harness = Self::opening();
        harness.passphrase = Some(passphrase.to_owned());
        harness.load();
        harness
    }

    /// The screens at 80×24 started on the same study without its passphrase.
    pub fn locked(passphrase: &str) -> Self {
        let mut harness = Self::of(false, true);
        harness.passphrase = Some(passphrase.to_owned());
        harness.found();
        harness
    }

    /// The screens at 80×24 with no study yet.
    pub fn beginning() -> Self {
        Self::of(true, false)
    }

    /// The screens at 80×24 with an open study: "Riverside duty team", three settings, a
    /// codebook of seven tags, no observations.
    pub fn open() -> Self {
        let mut harness = Self::opening();
        harness.load();
        harness
    }

    fn of(begin: bool, locked: bool) -> Self {
        let model = Model::new(Setting {
            begin,
            locked,
            lock_after: 5,
            practice: false,
            home: "~/.local/share/asdone/study".to_owned(),
            look: Look::default(),
            mouse: false,
            keymap: Keymap::default(),
            rules: crate::tui::model::Rules::new(
                "~/.config/asdone/wording.toml".into(),
                String::new(),
            ),
            size: (80, 24),
            now: NOON_ISH,
        });
        Self {
            model,
            effects: Vec::new(),
            drafts: HashMap::new(),
            entries: Vec::new(),
            apart: Vec::new(),
            now: NOON_ISH,
            fail_at: None,
            slow: false,
            hangs: false,
            reads_slowly: false,
            has_quit: false,
            passphrase: None,
            custodian: None,
            set_aside: 0,
            beside: false,
            inbox: Vec::new(),
            store: Store::new(),
            waiting: Vec::new(),
            appends: 0,
            by_words: false,
            ids: CountingIds::default(),
        }
    }

    /// Lets the study arrive that was being read.
    pub fn load(&mut self) {
        self.found();
        self.arrive();
    }

    /// The beginning of the study, on the pretended disk.
    fn found(&mut self) {
        let founding = Founding {
            name: "Riverside duty team".to_owned(),
            pseudonym: "heron".to_owned(),
            settings: ["duty desk", "home visit", "court"].map(str::to_owned).to_vec(),
            codebook: cards(),
            whose: Whose::Own,
        };
        let context = Context { now: self.now, author: IDENTITY.person, ids: &self.ids };
        if let Ok(deed) = found(&context, &founding) {
            drop(self.append(&deed));
        }
    }

    /// Lets everything that is on the pretended disk arrive, with notes that waited.
    fn arrive(&mut self) {
        let waiting = if self.beside { Vec::new() } else { std::mem::take(&mut self.inbox) };
        let notes = waiting.len();
        for changes in waiting {
            drop(self.append(&Deed::done(changes, "taken in".to_owned())));
        }
        let mut study = Study::new(IDENTITY.device);
        study.look_as(IDENTITY.person);
        for entry in &self.entries {
            study.apply(entry.clone());
        }
        let past = Past {
            study,
            corpus: Corpus::default(),
            identity: IDENTITY,
            opening: Opening::default(),
            sealed: self.passphrase.is_some(),
            custodian: self.custodian.clone(),
            by_words: std::mem::take(&mut self.by_words),
            beside: self.beside.then(|| Beside::Window("process 812".to_owned())),
        };
        self.send(Msg::Loaded(Box::new(past)));
        if notes > 0 {
            self.send(Msg::InboxTaken { entries: Vec::new(), notes, kept: Vec::new() });
        }
    }

    /// Makes a deed durable; one that the journal refuses is a mistake in a test.
    #[expect(clippy::panic, reason = "a test says so by failing")]
    fn append(&mut self, deed: &Deed) -> Vec<Entry> {
        match self.store.0.borrow_mut().perform(deed, self.now.millis) {
            Ok(made) => {
                self.entries.extend(made.iter().cloned());
                made
            }
            Err(error) => panic!("the journal in memory refused: {error}"),
        }
    }

    /// Hands one message in and runs what it asks for.
    pub fn send(&mut self, msg: Msg) {
        let context = Context { now: self.now, author: IDENTITY.person, ids: &self.ids };
        let effects = update(&mut self.model, msg, &context);
        for effect in effects {
            self.effects.push(effect.clone());
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Commit(ticket, _) | Effect::LetGo(ticket, _) if self.beside => {
                let message = "the study is open in another window".to_owned();
                let failure = Failure { message, hint: None };
                self.send(Msg::CommitFailed { ticket, failure });
            }
            Effect::Leave(ticket, notes) => {
                self.inbox.push(notes);
                self.send(Msg::Committed { ticket, entries: Vec::new() });
            }
            Effect::Commit(ticket, deed) if self.slow => self.waiting.push((ticket, deed)),
            Effect::Commit(ticket, deed) => self.answer(ticket, &deed),
            Effect::LetGo(ticket, leaving) => self.let_go(ticket, leaving),
            Effect::Begin(_, deed, secret) => {
                let entries = self.append(&deed);
                let recovery = secret.is_some().then(recovery);
                self.passphrase = secret.as_ref().map(text_of);
                self.send(Msg::Begun(IDENTITY, entries, recovery));
            }
            Effect::SaveDraft(slot, text) if text.is_empty() => drop(self.drafts.remove(&slot)),
            Effect::SaveDraft(slot, text) => drop(self.drafts.insert(slot, text)),
            Effect::Lock if self.hangs => {}
            Effect::Lock => {
                // Whoever reads the study is done with that first.
                if std::mem::take(&mut self.reads_slowly) {
                    self.arrive();
                }
                self.send(Msg::Locked);
            }
            Effect::Unlock(secret) => {
                if !self.unlock(&secret) {
                    let wrong = JournalError::WrongSecret { what: "the passphrase" };
                    let failure = Failure { message: wrong.to_string(), hint: wrong.hint() };
                    self.send(Msg::UnlockFailed(failure));
                }
            }
            Effect::LeaveNote(line, changes) => self.leave_note(&line, changes),
            Effect::Rekey(rekey) => {
                let rekeyed = self.rekey(rekey);
                self.send(Msg::Rekeyed(rekeyed));
            }
            Effect::Release(order) => self.send(Msg::Released(released::done(*order))),
            Effect::Quit => self.has_quit = true,
            Effect::WordsSeen
            | Effect::Repair
            | Effect::Team(_)
            | Effect::History(_)
            | Effect::Copy(_)
            | Effect::ReadFile(_)
            | Effect::WriteFile(..)
            | Effect::KeepRules(..)
            | Effect::Bell
            | Effect::Mouse(_)
            | Effect::Suspend
            | Effect::Redraw => {}
        }
    }

    fn let_go(&mut self, ticket: Ticket, leaving: Leaving) {
        self.appends += 1;
        if self.fail_at == Some(self.appends) {
            let failure = Failure { message: "cannot write".to_owned(), hint: None };
            return self.send(Msg::CommitFailed { ticket, failure });
        }
        self.apart.extend(leaving.kept.map(|(_, words)| words));
        let changes = [leaving.tombstones, leaving.changes].concat();
        let deed = Deed { changes, purpose: Purpose::Do, said: String::new() };
        let entries = self.append(&deed);
        self.send(Msg::Committed { ticket, entries });
    }

    fn answer(&mut self, ticket: Ticket, deed: &Deed) {
        self.appends += 1;
        if self.fail_at == Some(self.appends) {
            let failure = Failure {
                message: "cannot write to the journal: no space left on device".to_owned(),
                hint: Some("make room and save again".to_owned()),
            };
            return self.send(Msg::CommitFailed { ticket, failure });
        }
        let entries = self.append(deed);
        self.send(Msg::Committed { ticket, entries });
    }

    /// Lets a slow store answer everything that waits.
    pub fn acknowledge(&mut self) {
        for (ticket, deed) in std::mem::take(&mut self.waiting) {
            self.answer(ticket, &deed);
        }
    }

    /// Does something to the study behind the screens, as another act on this device.
    ///
    /// # Panics
    /// Where it is refused.
    #[expect(clippy::panic, reason = "a refused deed is a mistake in a test")]
    pub fn does(
        &mut self,
        act: impl FnOnce(&Study, &Context<'_>) -> Result<Deed, Refusal>,
    ) -> &mut Self {
        let context = Context { now: self.now, author: IDENTITY.person, ids: &self.ids };
        let deed = match act(&self.model.study, &context) {
            Ok(deed) => deed,
            Err(refusal) => panic!("{refusal}"),
        };
        let entries = self.append(&deed);
        self.send(Msg::Committed { ticket: 0, entries });
        self
    }

    /// Presses keys; see [`script`].
    ///
    /// # Panics
    /// Where the script has a name that is no key.
    #[expect(clippy::panic, reason = "a wrong script is a mistake in a test")]
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        match script(keys) {
            Ok(keys) => keys.into_iter().for_each(|key| {
                // A person reads what has come up before they answer it.
                let asks = matches!(
                    self.model.overlays.last(),
                    Some(crate::tui::overlay::Overlay::Question(_))
                );
                if asks || crate::tui::running::has_just_opened(&self.model) {
                    self.now.millis += 600;
                }
                self.send(Msg::Key(key));
                // And they look at what came of it.
                if let Some(wait) = crate::tui::input::alone_in(&self.model) {
                    self.wait(wait);
                }
            }),
            Err(bad) => panic!("{bad}"),
        }
        self
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Paste(text.to_owned()));
        self
    }

    /// Presses keys as they arrive from a paste that the terminal did not mark: all at once.
    ///
    /// # Panics
    /// Where the script has a name that is no key.
    #[expect(clippy::panic, reason = "a wrong script is a mistake in a test")]
    pub fn burst(&mut self, keys: &str) -> &mut Self {
        match script(keys) {
            Ok(keys) => self.send(Msg::Burst(keys)),
            Err(bad) => panic!("{bad}"),
        }
        self
    }

    /// Presses keys one soon after the other, questions unread: `millis` apart.
    ///
    /// # Panics
    /// Where the script has a name that is no key.
    #[expect(clippy::panic, reason = "a wrong script is a mistake in a test")]
    pub fn typed_on(&mut self, keys: &str, millis: i64) -> &mut Self {
        match script(keys) {
            Ok(keys) => keys.into_iter().for_each(|key| {
                self.now.millis += millis;
                self.send(Msg::Key(key));
            }),
            Err(bad) => panic!("{bad}"),
        }
        self
    }

    /// Lets time pass.
    pub fn wait(&mut self, millis: i64) -> &mut Self {
        self.now.millis += millis;
        self.send(Msg::Tick);
        self
    }

    /// Makes the terminal another size.
    pub fn resize(&mut self, wide: u16, high: u16) -> &mut Self {
        self.send(Msg::Resize(wide, high));
        self
    }

    /// What is on the screen now, as text, lines without trailing spaces.
    pub fn screen(&self) -> String {
        dump(&self.buffer())
    }

    /// What is on the screen now, cell by cell; see [`Harness::screen`].
    pub fn buffer(&self) -> Buffer {
        let (wide, high) = self.model.size;
        let Ok(mut terminal) = Terminal::new(TestBackend::new(wide, high));
        let Ok(_) = terminal.draw(|frame| view(&self.model, frame));
        terminal.backend().buffer().clone()
    }

    /// The sentence in the status line.
    pub fn said(&self) -> &str {
        self.model.status.as_ref().map_or("", |status| &status.text)
    }

    /// What is typed in the capture line.
    pub fn line(&self) -> String {
        self.model.capture.form.line.text()
    }
}

/// A drawn screen as text. (`TestBackend`'s own words add notes to lines with wide letters.)
pub fn dump(buffer: &Buffer) -> String {
    let wide = usize::from(buffer.area.width).max(1);
    let mut lines = Vec::new();
    for row in buffer.content.chunks(wide) {
        let mut line = String::new();
        let mut hidden = 0;
        for cell in row {
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            hidden = text::width(cell.symbol()).saturating_sub(1);
            line.push_str(cell.symbol());
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}
