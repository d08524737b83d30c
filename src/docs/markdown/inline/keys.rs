//! Keys: `++ctrl+alt+del++`.

use std::ops::Range;

use crate::safe::push_escaped;

/// Longest combination in bytes.
const MAX_BYTES: usize = 200;

/// A combination of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::docs::markdown) struct Keys<'t> {
    keys: Vec<Key<'t>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key<'t> {
    /// The name that tells the key apart, empty for a quoted text.
    name: &'t str,
    /// What stands on the key.
    label: &'t str,
}

/// Reads the combination that starts with the `++` at `start`. Every part is a known key, one character or quoted.
pub(super) fn read(text: &str, start: usize) -> Option<(Keys<'_>, Range<usize>)> {
    let mut at = start + 2;
    let mut keys = Vec::new();
    loop {
        let (key, length) = part(&text[at..])?;
        keys.push(key);
        at += length;
        let rest = &text[at..];
        if let Some(after) = rest.strip_prefix("++") {
            return (!after.starts_with('+')).then_some((Keys { keys }, start..at + 2));
        }
        if at - start > MAX_BYTES || !rest.starts_with('+') {
            return None;
        }
        at += 1;
    }
}

/// One key and its length as written.
fn part(text: &str) -> Option<(Key<'_>, usize)> {
    let first = text.chars().next()?;
    if matches!(first, '"' | '\'') {
        let within = text.get(1..)?;
        let end = within.bytes().take(MAX_BYTES).position(|b| b == first as u8 || b == b'\n')?;
        let label = &within[..end];
        return (!label.is_empty() && within[end..].starts_with(first)).then_some((Key { name: "", label }, end + 2));
    }
    let length = text.bytes().take(MAX_BYTES).take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    if length > 1 {
        return known(&text[..length]).map(|key| (key, length));
    }
    let fine = !first.is_whitespace() && !first.is_control() && first != '+';
    let written = &text[..first.len_utf8()];
    fine.then_some((Key { name: "", label: written }, written.len()))
}

/// A key by its name or another name of it.
fn known(written: &str) -> Option<Key<'static>> {
    let lower = written.to_ascii_lowercase();
    let row = KEYS.binary_search_by(|(name, _, _)| (*name).cmp(&lower)).ok()?;
    let (_, name, label) = KEYS[row];
    Some(Key { name, label })
}

impl Keys<'_> {
    /// What a reader sees.
    pub(in crate::docs::markdown) fn text(&self) -> String {
        let labels: Vec<String> = self.keys.iter().map(Key::shown).collect();
        labels.join("+")
    }

    /// Writes the keys.
    pub(in crate::docs::markdown) fn write(&self, out: &mut String) {
        out.push_str("<span class=\"keys\">");
        for (nth, key) in self.keys.iter().enumerate() {
            if nth > 0 {
                out.push_str("<span>+</span>");
            }
            out.push_str("<kbd");
            if !key.name.is_empty() {
                out.push_str(" class=\"key-");
                out.push_str(key.name);
                out.push('"');
            }
            out.push('>');
            push_escaped(out, &key.shown());
            out.push_str("</kbd>");
        }
        out.push_str("</span>");
    }
}

impl Key<'_> {
    /// Letters stand on keys as capitals.
    fn shown(&self) -> String {
        if self.label.len() == 1 { self.label.to_ascii_uppercase() } else { self.label.to_owned() }
    }
}

/// Names, the one that counts, labels; sorted.
const KEYS: &[(&str, &str, &str)] = &[
    ("add", "num-plus", "Num +"),
    ("alt", "alt", "Alt"),
    ("alt-graph", "alt-graph", "AltGr"),
    ("altgr", "alt-graph", "AltGr"),
    ("apps", "context-menu", "Menu"),
    ("arrow-down", "arrow-down", "Down"),
    ("arrow-left", "arrow-left", "Left"),
    ("arrow-right", "arrow-right", "Right"),
    ("arrow-up", "arrow-up", "Up"),
    ("back", "backspace", "Backspace"),
    ("backslash", "backslash", "\\"),
    ("backspace", "backspace", "Backspace"),
    ("backtab", "backtab", "Back Tab"),
    ("bar", "bar", "|"),
    ("bksp", "backspace", "Backspace"),
    ("bktab", "backtab", "Back Tab"),
    ("brace-left", "brace-left", "{"),
    ("brace-right", "brace-right", "}"),
    ("bracket-left", "bracket-left", "["),
    ("bracket-right", "bracket-right", "]"),
    ("break", "break", "Break"),
    ("browser-back", "browser-back", "Browser Back"),
    ("browser-favorites", "browser-favorites", "Browser Favorites"),
    ("browser-forward", "browser-forward", "Browser Forward"),
    ("browser-home", "browser-home", "Browser Home"),
    ("browser-refresh", "browser-refresh", "Browser Refresh"),
    ("browser-search", "browser-search", "Browser Search"),
    ("browser-stop", "browser-stop", "Browser Stop"),
    ("cancel", "break", "Break"),
    ("capital", "caps-lock", "Caps Lock"),
    ("caps-lock", "caps-lock", "Caps Lock"),
    ("clear", "clear", "Clear"),
    ("close-brace", "brace-right", "}"),
    ("close-bracket", "bracket-right", "]"),
    ("clr", "clear", "Clear"),
    ("cmd", "command", "Cmd"),
    ("colon", "colon", ":"),
    ("comma", "comma", ","),
    ("command", "command", "Cmd"),
    ("context-menu", "context-menu", "Menu"),
    ("control", "control", "Ctrl"),
    ("copy", "copy", "Copy"),
    ("cplk", "caps-lock", "Caps Lock"),
    ("ctrl", "control", "Ctrl"),
    ("dblquote", "double-quote", "\""),
    ("decimal", "num-separator", "Num ."),
    ("del", "delete", "Del"),
    ("delete", "delete", "Del"),
    ("divide", "num-slash", "Num /"),
    ("double-quote", "double-quote", "\""),
    ("down", "arrow-down", "Down"),
    ("eject", "eject", "Eject"),
    ("end", "end", "End"),
    ("enter", "enter", "Enter"),
    ("equal", "equal", "="),
    ("esc", "escape", "Esc"),
    ("escape", "escape", "Esc"),
    ("exclam", "exclam", "!"),
    ("exclamation", "exclam", "!"),
    ("f1", "f1", "F1"),
    ("f10", "f10", "F10"),
    ("f11", "f11", "F11"),
    ("f12", "f12", "F12"),
    ("f13", "f13", "F13"),
    ("f14", "f14", "F14"),
    ("f15", "f15", "F15"),
    ("f16", "f16", "F16"),
    ("f17", "f17", "F17"),
    ("f18", "f18", "F18"),
    ("f19", "f19", "F19"),
    ("f2", "f2", "F2"),
    ("f20", "f20", "F20"),
    ("f21", "f21", "F21"),
    ("f22", "f22", "F22"),
    ("f23", "f23", "F23"),
    ("f24", "f24", "F24"),
    ("f3", "f3", "F3"),
    ("f4", "f4", "F4"),
    ("f5", "f5", "F5"),
    ("f6", "f6", "F6"),
    ("f7", "f7", "F7"),
    ("f8", "f8", "F8"),
    ("f9", "f9", "F9"),
    ("favorites", "browser-favorites", "Browser Favorites"),
    ("fingerprint", "fingerprint", "Fingerprint"),
    ("fn", "function", "Fn"),
    ("forward", "browser-forward", "Browser Forward"),
    ("function", "function", "Fn"),
    ("grave", "grave", "`"),
    ("grave-accent", "grave", "`"),
    ("greater", "greater", ">"),
    ("greater-than", "greater", ">"),
    ("gt", "greater", ">"),
    ("help", "help", "Help"),
    ("home", "home", "Home"),
    ("hyphen", "minus", "-"),
    ("ins", "insert", "Ins"),
    ("insert", "insert", "Ins"),
    ("lalt", "left-alt", "Left Alt"),
    ("launch-mail", "mail", "Mail"),
    ("launch-media", "media", "Media"),
    ("lbutton", "left-button", "Left Button"),
    ("lcmd", "left-command", "Left Command"),
    ("lcommand", "left-command", "Left Command"),
    ("lcontrol", "left-control", "Left Ctrl"),
    ("lctrl", "left-control", "Left Ctrl"),
    ("left", "arrow-left", "Left"),
    ("left-alt", "left-alt", "Left Alt"),
    ("left-button", "left-button", "Left Button"),
    ("left-cmd", "left-command", "Left Command"),
    ("left-command", "left-command", "Left Command"),
    ("left-control", "left-control", "Left Ctrl"),
    ("left-ctrl", "left-control", "Left Ctrl"),
    ("left-meta", "left-meta", "Left Meta"),
    ("left-opt", "left-option", "Left Option"),
    ("left-option", "left-option", "Left Option"),
    ("left-shift", "left-shift", "Left Shift"),
    ("left-super", "left-super", "Left Super"),
    ("left-win", "left-windows", "Left Win"),
    ("left-windows", "left-windows", "Left Win"),
    ("less", "less", "<"),
    ("less-than", "less", "<"),
    ("lmeta", "left-meta", "Left Meta"),
    ("lopt", "left-option", "Left Option"),
    ("loption", "left-option", "Left Option"),
    ("lshift", "left-shift", "Left Shift"),
    ("lsuper", "left-super", "Left Super"),
    ("lt", "less", "<"),
    ("lwin", "left-windows", "Left Win"),
    ("lwindows", "left-windows", "Left Win"),
    ("mail", "mail", "Mail"),
    ("mbutton", "middle-button", "Middle Button"),
    ("media", "media", "Media"),
    ("media-next-track", "media-next-track", "Next Track"),
    ("media-pause", "media-pause", "Pause"),
    ("media-play", "media-play", "Play"),
    ("media-play-pause", "media-play-pause", "Play/Pause"),
    ("media-prev-track", "media-prev-track", "Previous Track"),
    ("media-stop", "media-stop", "Stop"),
    ("menu", "context-menu", "Menu"),
    ("meta", "meta", "Meta"),
    ("middle-button", "middle-button", "Middle Button"),
    ("minus", "minus", "-"),
    ("multiply", "num-asterisk", "Num *"),
    ("mute", "volume-mute", "Mute"),
    ("next", "page-down", "Page Down"),
    ("next-track", "media-next-track", "Next Track"),
    ("num-asterisk", "num-asterisk", "Num *"),
    ("num-clear", "num-clear", "Num Clear"),
    ("num-del", "num-delete", "Num Del"),
    ("num-delete", "num-delete", "Num Del"),
    ("num-enter", "num-enter", "Num Enter"),
    ("num-equal", "num-equal", "Num ="),
    ("num-lock", "num-lock", "Num Lock"),
    ("num-minus", "num-minus", "Num -"),
    ("num-plus", "num-plus", "Num +"),
    ("num-separator", "num-separator", "Num ."),
    ("num-slash", "num-slash", "Num /"),
    ("num0", "num0", "Num 0"),
    ("num1", "num1", "Num 1"),
    ("num2", "num2", "Num 2"),
    ("num3", "num3", "Num 3"),
    ("num4", "num4", "Num 4"),
    ("num5", "num5", "Num 5"),
    ("num6", "num6", "Num 6"),
    ("num7", "num7", "Num 7"),
    ("num8", "num8", "Num 8"),
    ("num9", "num9", "Num 9"),
    ("numlk", "num-lock", "Num Lock"),
    ("open-brace", "brace-left", "{"),
    ("open-bracket", "bracket-left", "["),
    ("opt", "option", "Option"),
    ("option", "option", "Option"),
    ("page-dn", "page-down", "Page Down"),
    ("page-down", "page-down", "Page Down"),
    ("page-up", "page-up", "Page Up"),
    ("pause", "media-pause", "Pause"),
    ("period", "period", "."),
    ("pg-dn", "page-down", "Page Down"),
    ("pg-up", "page-up", "Page Up"),
    ("pipe", "bar", "|"),
    ("play", "media-play", "Play"),
    ("play-pause", "media-play-pause", "Play/Pause"),
    ("plus", "plus", "+"),
    ("power", "power", "Power"),
    ("prev-track", "media-prev-track", "Previous Track"),
    ("print", "print", "Print"),
    ("print-screen", "print-screen", "Print Screen"),
    ("prior", "page-up", "Page Up"),
    ("prtsc", "print-screen", "Print Screen"),
    ("question", "question", "?"),
    ("question-mark", "question", "?"),
    ("ralt", "right-alt", "Right Alt"),
    ("rbutton", "right-button", "Right Button"),
    ("rcmd", "right-command", "Right Command"),
    ("rcommand", "right-command", "Right Command"),
    ("rcontrol", "right-control", "Right Ctrl"),
    ("rctrl", "right-control", "Right Ctrl"),
    ("refresh", "browser-refresh", "Browser Refresh"),
    ("reset", "reset", "Reset"),
    ("return", "enter", "Enter"),
    ("right", "arrow-right", "Right"),
    ("right-alt", "right-alt", "Right Alt"),
    ("right-button", "right-button", "Right Button"),
    ("right-cmd", "right-command", "Right Command"),
    ("right-command", "right-command", "Right Command"),
    ("right-control", "right-control", "Right Ctrl"),
    ("right-ctrl", "right-control", "Right Ctrl"),
    ("right-meta", "right-meta", "Right Meta"),
    ("right-opt", "right-option", "Right Option"),
    ("right-option", "right-option", "Right Option"),
    ("right-shift", "right-shift", "Right Shift"),
    ("right-super", "right-super", "Right Super"),
    ("right-win", "right-windows", "Right Win"),
    ("right-windows", "right-windows", "Right Win"),
    ("rmeta", "right-meta", "Right Meta"),
    ("ropt", "right-option", "Right Option"),
    ("roption", "right-option", "Right Option"),
    ("rshift", "right-shift", "Right Shift"),
    ("rsuper", "right-super", "Right Super"),
    ("rwin", "right-windows", "Right Win"),
    ("rwindows", "right-windows", "Right Win"),
    ("scroll", "scroll-lock", "Scroll Lock"),
    ("scroll-lock", "scroll-lock", "Scroll Lock"),
    ("search", "browser-search", "Browser Search"),
    ("select", "select", "Select"),
    ("semicolon", "semicolon", ";"),
    ("separator", "num-separator", "Num ."),
    ("shift", "shift", "Shift"),
    ("single-quote", "single-quote", "'"),
    ("slash", "slash", "/"),
    ("sleep", "sleep", "Sleep"),
    ("space", "space", "Space"),
    ("spc", "space", "Space"),
    ("stop", "media-stop", "Stop"),
    ("subtract", "num-minus", "Num -"),
    ("super", "super", "Super"),
    ("tab", "tab", "Tab"),
    ("tabulator", "tab", "Tab"),
    ("tilde", "tilde", "~"),
    ("underscore", "underscore", "_"),
    ("up", "arrow-up", "Up"),
    ("vol-down", "volume-down", "Volume Down"),
    ("vol-mute", "volume-mute", "Mute"),
    ("vol-up", "volume-up", "Volume Up"),
    ("volume-down", "volume-down", "Volume Down"),
    ("volume-mute", "volume-mute", "Mute"),
    ("volume-up", "volume-up", "Volume Up"),
    ("win", "windows", "Win"),
    ("windows", "windows", "Win"),
    ("x-button1", "x-button1", "X Button 1"),
    ("x-button2", "x-button2", "X Button 2"),
    ("xbutton1", "x-button1", "X Button 1"),
    ("xbutton2", "x-button2", "X Button 2"),
    ("zoom", "zoom", "Zoom"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_are_read() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(read(text, 0).map(|(keys, _)| keys.text()).as_deref(), expect, "{text}");
        };
        check("++ctrl+alt+del++", Some("Ctrl+Alt+Del"));
        check("++Shift+a++", Some("Shift+A"));
        check("++\"Hello\"+?++", Some("Hello+?"));
        check("++nokey++", None);
        check("++ctrl +a++", None);
        check("++++", None);
        check("++ctrl+++", None);
        check("++\"a", None);
        check("++ä++", Some("ä"));
        assert!(KEYS.is_sorted());
    }
}
