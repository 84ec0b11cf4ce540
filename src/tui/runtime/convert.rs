//! The terminal's events as this program's own.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{
    self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};

use super::Event;
use crate::tui::key::{Code, Key};
use crate::tui::msg::{Mouse, Msg};

/// This many plain keys in one go are no typing.
const BURST: usize = 4;

/// How long the rest of a burst may take to arrive: a terminal hands a long paste over in pieces.
const NEXT: Duration = Duration::from_millis(5);

/// Reads the terminal for as long as there is one.
pub(super) fn spawn(events: Sender<Event>) {
    thread::spawn(move || {
        loop {
            let Ok(heard) = read() else {
                drop(events.send(Event::End(None)));
                return;
            };
            for msg in heard {
                if events.send(Event::Msg(msg)).is_err() {
                    return;
                }
            }
        }
    });
}

/// What happened next: one thing, or plain keys that had arrived together.
fn read() -> std::io::Result<Vec<Msg>> {
    let mut plain = Vec::new();
    let other = loop {
        match convert(event::read()?) {
            Some(Msg::Key(key)) if is_plain(key) => plain.push(key),
            other => break other,
        }
        let wait = if plain.len() < BURST { Duration::ZERO } else { NEXT };
        if !event::poll(wait)? {
            break None;
        }
    };
    let mut heard = Vec::new();
    if plain.len() >= BURST {
        heard.push(Msg::Burst(plain));
    } else {
        heard.extend(plain.into_iter().map(Msg::Key));
    }
    heard.extend(other);
    Ok(heard)
}

/// Whether a key is one that stands in a text: a character, Enter or Tab, held with nothing.
fn is_plain(key: Key) -> bool {
    let stands = matches!(key.code, Code::Char(_) | Code::Enter | Code::Tab);
    stands && !key.ctrl && !key.alt
}

fn convert(raw: Raw) -> Option<Msg> {
    match raw {
        Raw::Key(key) if key.kind != KeyEventKind::Release => convert_key(key).map(Msg::Key),
        Raw::Key(_) | Raw::FocusGained | Raw::FocusLost => None,
        Raw::Paste(text) => Some(Msg::Paste(text)),
        Raw::Resize(wide, high) => Some(Msg::Resize(wide, high)),
        Raw::Mouse(mouse) => convert_mouse(mouse).map(Msg::Mouse),
    }
}

fn convert_mouse(mouse: MouseEvent) -> Option<Mouse> {
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Mouse::Click(mouse.column, mouse.row)),
        MouseEventKind::ScrollUp => Some(Mouse::WheelUp),
        MouseEventKind::ScrollDown => Some(Mouse::WheelDown),
        _ => None,
    }
}

fn convert_key(key: KeyEvent) -> Option<Key> {
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let held = |modifier| key.modifiers.contains(modifier);
    let key = Key {
        code,
        ctrl: held(KeyModifiers::CONTROL),
        alt: held(KeyModifiers::ALT),
        shift: held(KeyModifiers::SHIFT),
    };
    Some(key.settled())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: KeyCode, modifiers: KeyModifiers) -> Raw {
        Raw::Key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn keys_arrive_as_people_name_them() {
        for (raw, shown) in [
            (event(KeyCode::Char('A'), KeyModifiers::SHIFT), "A"),
            (event(KeyCode::Char('P'), KeyModifiers::CONTROL | KeyModifiers::SHIFT), "Ctrl-P"),
            (event(KeyCode::BackTab, KeyModifiers::SHIFT), "Shift-Tab"),
            (event(KeyCode::Char('w'), KeyModifiers::ALT), "Alt-W"),
        ] {
            let Some(Msg::Key(key)) = convert(raw) else { panic!("no key") };
            assert_eq!(key.to_string(), shown);
        }
    }

    #[test]
    fn letting_a_key_go_does_nothing() {
        let mut key = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        key.kind = KeyEventKind::Release;
        assert!(convert(Raw::Key(key)).is_none());
    }
}
