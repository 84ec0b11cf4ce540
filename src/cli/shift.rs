//! `asdone shift`: the stretch of work that notes are counted against, its prompts and its close.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::args::Word;
use super::asking::{self, Question};
use super::out::Role;
use super::session::Session;
use super::{Exit, Failure, Shell};
use crate::actions::{self, Paper, prompting, when};
use crate::analysis::{Shift, View};
use crate::forms::Forms;
use crate::study::{Moment, Plan, Sampling, SheetId, Sort};

/// Begin, pause, end and list shifts
///
/// A shift is a stretch of work that could have been observed: what notes are counted against. It
/// counts as covered where you would have noted what there was to note, even if that was nothing.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  asdone shift start --setting 'duty desk'
  asdone shift end --covered
  asdone shift close --ask
  asdone shift add --from 'mon 8:00' --to 'mon 16:10' --covered
  asdone shift plan --prompts 2 --quiet 22:00-06:00

Codes: 0 done, 1 there is none, 2 refused, 3 the study cannot be used.")]
pub(super) struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Begin a shift now
    Start {
        /// Where
        #[arg(long)]
        setting: Option<Word>,
    },
    /// Pause the shift: no prompt comes, and the time does not count
    Pause,
    /// Go on with the shift
    Resume,
    /// End the shift, and say whether it was covered
    End {
        /// It was covered: you would have written down anything worth noting
        #[arg(long, conflicts_with = "not_covered", required_unless_present = "not_covered")]
        covered: bool,
        /// It was not covered
        #[arg(long)]
        not_covered: bool,
    },
    /// Answer the five questions at the close of a shift, one line at a time
    Close {
        /// Which; the last one where none is named
        #[arg(value_name = "CODE")]
        code: Option<String>,
        /// Ask each question (the default: there is no other way)
        #[arg(long)]
        ask: bool,
    },
    /// Enter a shift that was worked before
    Add {
        /// When it began
        #[arg(long, value_name = "WHEN")]
        from: Word,
        /// When it was over
        #[arg(long, value_name = "WHEN")]
        to: Word,
        /// Where
        #[arg(long)]
        setting: Option<Word>,
        /// It was covered
        #[arg(long, conflicts_with = "not_covered", required_unless_present = "not_covered")]
        covered: bool,
        /// It was not covered
        #[arg(long)]
        not_covered: bool,
    },
    /// Say of a shift whether it was covered
    Covered {
        /// Which
        #[arg(value_name = "CODE")]
        code: String,
        /// It was not
        #[arg(long)]
        not: bool,
    },
    /// List your shifts, the newest first
    List {
        /// One line of JSON for each
        #[arg(long)]
        json: bool,
    },
    /// Show a shift with its prompts; the one that is on where none is named
    Show {
        /// Which
        #[arg(value_name = "CODE")]
        code: Option<String>,
        /// As one line of JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a shift out of the study
    Withdraw {
        /// Which
        #[arg(value_name = "CODE")]
        code: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Word,
    },
    /// Show the prompt that waits for an answer, put it off, or let it go
    ///
    /// `asdone add --prompted` answers it. Code 1 says that none waits.
    Prompt {
        /// Put it off for ten minutes
        #[arg(long, conflicts_with = "miss")]
        later: bool,
        /// Let it go; it counts as missed
        #[arg(long)]
        miss: bool,
    },
    /// Show or choose when prompts come during a shift
    Plan(PlanArgs),
}

#[derive(Args, Debug)]
struct PlanArgs {
    /// At most so many prompts a shift, at random moments; 0 for none
    #[arg(long, value_name = "N", conflicts_with = "every", value_parser = clap::value_parser!(u8).range(0..=8))]
    prompts: Option<u8>,
    /// One prompt each so many minutes
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u16).range(10..=720))]
    every: Option<u16>,
    /// How long a shift is taken to be, in hours, when moments are drawn
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u16).range(1..=24))]
    hours: Option<u16>,
    /// No prompt between these times, such as 22:00-06:00; none for no such hours
    #[arg(long, value_name = "FROM-TO")]
    quiet: Option<Word>,
    /// Let the terminal's bell go with a prompt: on or off
    #[arg(long, value_name = "ON", value_parser = ["on", "off"])]
    bell: Option<String>,
    /// As one line of JSON
    #[arg(long)]
    json: bool,
}

impl Command {
    pub(super) fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        match self.what {
            What::Close { code, ask: _ } => close(shell, code.as_deref()),
            What::Plan(plan) => plan.run(shell),
            What::List { json } => list(shell, json),
            What::Show { code, json } => show(shell, code.as_deref(), json),
            other => act(shell, other),
        }
    }
}

/// What changes something and needs no more than its arguments.
fn act(shell: &mut Shell, what: What) -> Result<Exit, Failure> {
    let mut session = Session::open(shell)?;
    catch_up(&mut session)?;
    let context = session.context();
    let study = &session.study;
    let deed = match what {
        What::Start { setting } => actions::shift::start(study, &context, setting.as_deref())?,
        What::Pause => actions::shift::pause(study, &context)?,
        What::Resume => actions::shift::resume(study, &context)?,
        What::End { covered, not_covered: _ } => actions::shift::end(study, &context, covered)?,
        What::Add { from, to, setting, covered, not_covered: _ } => {
            let worked = actions::shift::Worked {
                from: when::read(&from, shell.now)?,
                to: when::read(&to, shell.now)?,
                setting: setting.map(String::from),
                covered,
            };
            actions::shift::add(study, &context, &worked)?
        }
        What::Covered { code, not } => {
            let id = actions::find_sheet(study, Sort::Shift, &code)?.id();
            actions::shift::cover(study, &context, id, !not)?
        }
        What::Withdraw { code, reason } => {
            let id = actions::find_sheet(study, Sort::Shift, &code)?.id();
            actions::withdraw_sheet(study, &context, id, &reason)?
        }
        What::Prompt { later, miss } => match prompting::on_show(study, &context) {
            Err(refusal @ (actions::Refusal::NoPrompt | actions::Refusal::NoShift)) => {
                shell.out.say(&refusal.to_string());
                return Ok(Exit::NothingFound);
            }
            Err(refusal) => return Err(refusal.into()),
            Ok(_) if later => prompting::postpone(study, &context)?,
            Ok(_) if miss => prompting::miss(study, &context)?,
            Ok(prompt) => {
                let at = when::say(prompt.at, shell.now);
                let asks = Forms::of(study).shift.moment;
                shell.out.line(&format!("{at}: {asks}"))?;
                shell.out.say("asdone add --prompted --ask answers it");
                return Ok(Exit::Ok);
            }
        },
        What::Close { .. } | What::List { .. } | What::Show { .. } | What::Plan(_) => {
            return Ok(Exit::Ok);
        }
    };
    session.perform_aloud(deed, shell)
}

/// Writes down what the plan asked for since anybody looked.
fn catch_up(session: &mut Session) -> Result<(), Failure> {
    if let Some(deed) = prompting::due(&session.study, &session.context()) {
        session.perform(deed)?;
    }
    Ok(())
}

/// The shift that is meant: by its code, else the one that is on, else the last one of one's own.
fn meant(session: &Session, code: Option<&str>) -> Result<SheetId, Failure> {
    let study = &session.study;
    if let Some(code) = code {
        return Ok(actions::find_sheet(study, Sort::Shift, code)?.id());
    }
    if let Ok(shift) = actions::shift::current(study, &session.context()) {
        return Ok(shift.sheet.id());
    }
    let last = Shift::each(session.own_view()).max_by_key(|shift| shift.began().millis);
    last.map(|shift| shift.sheet.id()).ok_or_else(|| actions::Refusal::NoShift.into())
}

fn close(shell: &mut Shell, code: Option<&str>) -> Result<Exit, Failure> {
    let (paper, form) = {
        let session = Session::open_to_read(shell)?;
        let id = meant(&session, code)?;
        let sheet = session.study.sheets().get(id).ok_or(actions::Refusal::NoShift)?;
        (Paper::of(sheet, Sort::Shift), Forms::of(&session.study).shift)
    };
    shell.out.say(&format!(
        "Closing shift {}: about {} minutes. You can skip any question.",
        paper.sheet.code(),
        form.minutes
    ));
    let go_on = format!("asdone shift close {}", paper.sheet.code());
    let answered = asking::walk(shell, &paper, &Question::of(&form.close), &go_on)?;
    shell.out.say(&format!("{answered} of {} answered", form.close.len()));
    Ok(Exit::Ok)
}

fn list(shell: &mut Shell, as_json: bool) -> Result<Exit, Failure> {
    let mut session = Session::open(shell)?;
    catch_up(&mut session)?;
    let mut shifts: Vec<Shift<'_>> = Shift::each(session.own_view()).collect();
    shifts.sort_by_key(|shift| std::cmp::Reverse(shift.began().millis));
    if shifts.is_empty() {
        shell.out.say("there are no shifts yet; asdone shift start begins one");
        return Ok(Exit::NothingFound);
    }
    if as_json {
        for shift in &shifts {
            shell.out.line(&in_json(session.own_view(), *shift, shell.now).to_string())?;
        }
        return Ok(Exit::Ok);
    }
    let mut rows = Vec::new();
    for shift in &shifts {
        rows.push(vec![
            shell.out.paint(shift.sheet.id().code().short(), Role::Strong),
            span(*shift),
            shift.setting().unwrap_or_default().to_owned(),
            state(*shift).to_owned(),
        ]);
    }
    shell.out.table(&rows, &[])?;
    Ok(Exit::Ok)
}

/// "Tue 3 Mar 08:00 to 16:10".
fn span(shift: Shift<'_>) -> String {
    let from = shift.began().local().format("%a %-d %b %Y %H:%M");
    let to = shift.sheet.ended().map(|end| end.local().format("%H:%M").to_string());
    format!("{from} to {}", to.as_deref().unwrap_or("now"))
}

fn state(shift: Shift<'_>) -> &'static str {
    match (shift.sheet.ended(), shift.covered()) {
        (None, _) if shift.paused_since().is_some() => "paused",
        (None, _) => "on",
        (Some(_), Some(true)) => "covered",
        (Some(_), Some(false)) => "not covered",
        (Some(_), None) => "not said",
    }
}

fn in_json(view: View<'_>, shift: Shift<'_>, now: Moment) -> Value {
    let study = view.study();
    let prompts: Vec<Value> = shift
        .prompts(study)
        .iter()
        .map(|prompt| {
            json!({
                "at": prompt.at.to_rfc3339(),
                "state": prompting::state_word(prompt.state),
                "postponed": prompt.postponed,
            })
        })
        .collect();
    let notes = view.written().filter(|(_, record)| shift.holds(record, now)).count();
    json!({
        "id": shift.sheet.id().to_string(),
        "code": shift.sheet.id().code().short(),
        "from": shift.began().to_rfc3339(),
        "to": shift.sheet.ended().map(Moment::to_rfc3339),
        "minutes": shift.minutes(now),
        "setting": shift.setting(),
        "state": state(shift),
        "covered": shift.covered(),
        "observations": notes,
        "prompts": prompts,
        "answers": super::reflect::answers_json(shift.sheet),
    })
}

fn show(shell: &mut Shell, code: Option<&str>, as_json: bool) -> Result<Exit, Failure> {
    let mut session = Session::open(shell)?;
    catch_up(&mut session)?;
    let id = meant(&session, code)?;
    let study = &session.study;
    let sheet = study.sheets().get(id).ok_or(actions::Refusal::NoShift)?;
    let shift = Shift { sheet };
    if as_json {
        shell.out.line(&in_json(session.own_view(), shift, shell.now).to_string())?;
        return Ok(Exit::Ok);
    }
    let code = shell.out.paint(id.code().short(), Role::Strong);
    shell.out.line(&format!("{code}  shift, {}", state(shift)))?;
    let minutes = shift.minutes(shell.now);
    let notes =
        session.own_view().written().filter(|(_, record)| shift.holds(record, shell.now)).count();
    let mut rows = vec![
        vec![
            "worked".to_owned(),
            format!("{}, {}:{:02} h", span(shift), minutes / 60, minutes % 60),
        ],
        vec!["setting".to_owned(), shift.setting().unwrap_or("not said").to_owned()],
        vec!["notes".to_owned(), notes.to_string()],
    ];
    for prompt in shift.prompts(study) {
        let at = prompt.at.local().format("%H:%M").to_string();
        rows.push(vec![
            "prompt".to_owned(),
            format!("{at} {}", prompting::state_word(prompt.state)),
        ]);
    }
    shell.out.table(&rows, &[])?;
    super::reflect::answers(shell, sheet)?;
    Ok(Exit::Ok)
}

impl PlanArgs {
    fn run(self, shell: &mut Shell) -> Result<Exit, Failure> {
        let mut session = Session::open(shell)?;
        let now = session.study.sampling();
        let wanted = self.wanted(now)?;
        if wanted != now {
            let deed = actions::shift::plan(&session.study, &session.context(), wanted)?;
            session.perform_aloud(deed, shell)?;
        }
        let plan = session.study.sampling();
        if self.json {
            shell.out.line(&plan_json(&plan).to_string())?;
        } else if wanted == now {
            shell.out.line(&prompting::said(&plan))?;
        }
        Ok(Exit::Ok)
    }

    fn wanted(&self, mut plan: Sampling) -> Result<Sampling, Failure> {
        let before = match plan.plan {
            Plan::Random { shift, .. } => shift,
            Plan::None | Plan::Every { .. } => 8 * 60,
        };
        let shift = self.hours.map_or(before, |hours| hours * 60);
        plan.plan = match (self.prompts, self.every, plan.plan) {
            (Some(0), ..) => Plan::None,
            (Some(most), ..) => Plan::Random { most, shift },
            (None, Some(minutes), _) => Plan::Every { minutes },
            (None, None, Plan::Random { most, .. }) => Plan::Random { most, shift },
            (None, None, other) => other,
        };
        if let Some(quiet) = &self.quiet {
            plan.quiet = if &**quiet == "none" { None } else { Some(hours(quiet)?) };
        }
        if let Some(bell) = &self.bell {
            plan.bell = bell == "on";
        }
        Ok(plan)
    }
}

/// `22:00-06:00`, in minutes since midnight.
fn hours(typed: &str) -> Result<(u16, u16), Failure> {
    let clock = |text: &str| {
        let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let read = typed.split_once('-').and_then(|(from, to)| Some((clock(from)?, clock(to)?)));
    read.ok_or_else(|| {
        Failure::usage(
            format!("\"{typed}\" is not a stretch of hours"),
            "write it like 22:00-06:00, or none",
        )
    })
}

fn plan_json(plan: &Sampling) -> Value {
    let (kind, most, minutes) = match plan.plan {
        Plan::None => ("none", None, None),
        Plan::Random { most, shift } => ("random", Some(most), Some(shift)),
        Plan::Every { minutes } => ("every", None, Some(minutes)),
    };
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    json!({
        "plan": kind,
        "most": most,
        "minutes": minutes,
        "quiet": plan.quiet.map(|(from, to)| json!([clock(from), clock(to)])),
        "bell": plan.bell,
    })
}
