//! What a release asks for beside the screens: its key, its package, the check of one. Each runs in a
//! thread of its own, so that nobody waits.

use std::io;
use std::path::Path;
use std::sync::mpsc::Sender;
use std::thread;

use super::Event;
use crate::journal::regular;
use crate::release::pseudonym::Of;
use crate::release::verify::Package;
use crate::release::{kept, package};
use crate::study::{PersonId, SheetId, Study};
use crate::tui::msg::{Failure, Msg};
use crate::tui::screens::release::{Finished, Order, Stop};

/// Does what was ordered, and sends what came of it.
pub(super) fn carry_out(order: Order, events: Sender<Event>) {
    thread::spawn(move || {
        let tell = |finished: Finished| drop(events.send(Event::Msg(Msg::Released(finished))));
        let finished = done(order, &|step| tell(Finished::Step(step)));
        tell(finished.unwrap_or_else(Finished::Failed));
    });
}

/// Does what was ordered. The screens of tests do it without a thread.
pub(in crate::tui) fn done(order: Order, tell: &dyn Fn(String)) -> Result<Finished, Failure> {
    match order {
        Order::Key { title, plan } => {
            let mut key = [0; 32];
            getrandom::fill(&mut key).map_err(|error| Failure {
                message: format!("the system gives no random numbers: {error}"),
                hint: Some("try again".to_owned()),
            })?;
            Ok(Finished::Key { key, title, plan })
        }
        Order::Build { study, me, sheet, to, stop } => {
            build(&study.0, (me, sheet), &to, (&stop, tell))
        }
        Order::Verify { study, me, sheet, folder, stop } => {
            check(&study.0, (me, sheet), &folder, (&stop, tell))
        }
    }
}

fn missing() -> Failure {
    Failure { message: "this release is not there any more".to_owned(), hint: None }
}

fn failed(doing: &str, path: &Path, error: &io::Error) -> Failure {
    let (message, hint) = match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => (
            format!("{} is there already", path.display()),
            Some("choose another name; a release never takes the place of anything".to_owned()),
        ),
        io::ErrorKind::Interrupted => (kept::Unbuilt::Stopped.to_string(), None),
        _ => (format!("cannot {doing} {}: {error}", path.display()), None),
    };
    Failure { message, hint }
}

fn build(
    study: &Study,
    (me, sheet): (PersonId, SheetId),
    to: &Path,
    (stop, tell): (&Stop, &dyn Fn(String)),
) -> Result<Finished, Failure> {
    let sheet = study.sheets().get(sheet).ok_or_else(missing)?;
    let watch = |step: crate::release::Step| {
        tell(step.to_string());
        !stop.is_asked()
    };
    let unbuilt = |error: kept::Unbuilt| Failure {
        message: error.to_string(),
        hint: Some(error.hint().to_owned()),
    };
    let (plan, made) = kept::built(study, me, sheet, &watch).map_err(unbuilt)?;
    let told = kept::told(study, me, sheet, (&plan, &made), &watch).map_err(unbuilt)?;
    let name = kept::key(sheet).map(|(_, key)| key.name(Of::Release, sheet.id().0));
    let is_zip = to.extension().is_some_and(|ending| ending == "zip");
    let written = if is_zip {
        package::zip_file(&made.files, &name.unwrap_or_default(), to)
    } else {
        package::folder(&made.files, to, &|| !stop.is_asked())
    };
    written.map_err(|error| failed("write", to, &error))?;
    let mut said =
        vec![format!("Written to {}. Read residual-risk.md before it goes.", to.display())];
    said.extend(told);
    said.extend(made.said.iter().cloned());
    let note = kept::note(&plan, &made);
    Ok(Finished::Built { sheet: sheet.id(), holds: made.holds, note, said })
}

fn check(
    study: &Study,
    (me, sheet): (PersonId, SheetId),
    folder: &Path,
    (stop, tell): (&Stop, &dyn Fn(String)),
) -> Result<Finished, Failure> {
    let sheet = study.sheets().get(sheet).ok_or_else(missing)?;
    let package = Package::at(folder, regular::given_folder, regular::given)
        .map_err(|error| failed("read", folder, &error))?;
    let mut said = package.wrong();
    let mut same = said.is_empty();
    if same {
        said.push("every file is as its list of checksums says".to_owned());
        let watch = |step: crate::release::Step| {
            tell(step.to_string());
            !stop.is_asked()
        };
        let (more, is_same) = kept::verified(study, me, sheet, &package.files, &watch);
        said.extend(more);
        same = is_same;
    }
    Ok(Finished::Verified { sheet: sheet.id(), said, same })
}
