//! The terminal's events as this program's own.

use std::sync::mpsc::Sender;
use std::thread;

use crossterm::event::{
    self, Event as Raw, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};

use super::Event;
use crate::tui::key::{Code, Key};
use crate::tui::msg::{Mouse, Msg};

/// Reads the terminal for as long as there is one.
pub(super) fn spawn(events: Sender<Event>) {
    thread::spawn(move || {
        loop {
            let heard = match event::read() {
                Ok(raw) => convert(raw).is_none_or(|msg| events.send(Event::Msg(msg)).is_ok()),
                Err(_) => {
                    drop(events.send(Event::End(None)));
                    return;
                }
            };
            if !heard {
                return;
            }
        }
    });
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
