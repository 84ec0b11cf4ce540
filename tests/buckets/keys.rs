//! A key that is typed: asked for in a terminal, not shown, kept sealed, and found nowhere.

use std::io::{Read, Write};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::{CANARY, Fake, KEY_ID, Laptop, Mode, PLACE, team};

/// Runs a command in a terminal and types an answer to each question as it comes up; what the terminal
/// showed, and the exit code.
fn typed(laptop: &Laptop, args: &[&str], answers: &[(&str, &str)]) -> (String, u32) {
    let pty = native_pty_system()
        .openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 })
        .unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_asdone"));
    command.args(["--passphrase-file", laptop.desk.path("good").to_str().unwrap()]);
    command.args(args);
    command.env("ASDONE_HOME", laptop.desk.home.path());
    command.env("AWS_ENDPOINT_URL", &laptop.endpoint);
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
        command.env_remove(name);
    }
    let mut child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let (mut reader, mut writer) =
        (pty.master.try_clone_reader().unwrap(), pty.master.take_writer().unwrap());
    let (sender, incoming) = channel();
    thread::spawn(move || {
        let mut part = [0; 1024];
        while let Ok(count @ 1..) = reader.read(&mut part) {
            if sender.send(part[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    let (mut shown, mut from) = (String::new(), 0);
    let until = Instant::now() + Duration::from_secs(60);
    for (question, answer) in answers {
        while !shown[from..].contains(question) {
            assert!(Instant::now() < until, "waits for {question:?}: {shown}");
            if let Ok(part) = incoming.recv_timeout(Duration::from_millis(200)) {
                shown.push_str(&String::from_utf8_lossy(&part));
            }
        }
        from = shown.len();
        writer.write_all(format!("{answer}\r").as_bytes()).unwrap();
    }
    let code = child.wait().unwrap().exit_code();
    while let Ok(part) = incoming.recv_timeout(Duration::from_millis(300)) {
        shown.push_str(&String::from_utf8_lossy(&part));
    }
    (shown, code)
}

#[test]
fn a_key_that_is_typed_is_not_shown_is_kept_sealed_and_serves_from_then_on() {
    let fake = Fake::start();
    let mut wren = Laptop::new("wren", &fake);
    wren.secret = None;
    let answers = [("The access key id: ", KEY_ID), ("(not shown): ", CANARY)];
    let (shown, code) = typed(&wren, &["team", "begin", PLACE], &answers);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("began a team in") && shown.contains("kept sealed in this study"));
    assert!(!shown.contains(CANARY), "{shown}");
    // Nothing of the environment is needed any more, the service included.
    "http://127.0.0.1:9".clone_into(&mut wren.endpoint);
    wren.raised("Handed out with the key that is kept");
    wren.sync();
    assert_eq!(wren.status()["left"]["observations"], 1);
    wren.does(&["doctor", "--json"]).code(0);
    wren.does(&["team", "status"]).code(0);
    // A key that works no longer makes room for another.
    fake.is(Mode::Refuses(403, "<Code>InvalidAccessKeyId</Code>".into(), &["GET", "PUT"]));
    wren.does(&["team", "sync"]).code(3).says("refused the key").says("--new-key");
    fake.is(Mode::Sound);
    let other = format!("{CANARY}other");
    let answers = [("The access key id: ", KEY_ID), ("(not shown): ", &*other)];
    let (shown, code) = typed(&wren, &["team", "folder", PLACE, "--new-key"], &answers);
    assert_eq!(code, 0, "{shown}");
    assert!(!shown.contains(CANARY), "{shown}");
    wren.sync();
    assert!(fake.inside().heard.iter().all(|head| !head.contains(CANARY)));
    wren.keeps_the_key();
    // A backup of the study takes no key along.
    let copy = wren.desk.path("copy");
    wren.does(&["backup", copy.to_str().unwrap()]).code(0);
    wren.keeps_the_key();
    let sealed = wren.desk.path("study").join("share/team");
    assert!(std::fs::metadata(sealed).unwrap().len() > 0);
    wren.does(&["team", "leave", "--let-stand", "--yes"]).code(0);
    assert!(!wren.desk.path("study").join("share").exists());
}

#[test]
fn another_laptop_with_another_key_is_in_the_same_team() {
    let fake = Fake::start();
    let [wren, mut heron] = team(&fake);
    heron.secret = Some("another-secret-of-heron".to_owned());
    heron.raised("With a key of my own");
    heron.sync();
    wren.sync();
    assert!(wren.sees("With a key of my own"));
}
