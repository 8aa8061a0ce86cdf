//! Hands on the page: mouse and keyboard events as a visitor makes them.

use serde_json::{Value, json};

use super::Tab;

/// Scrolls an element into view; answers where its middle is, whether a click there reaches it, and whether nothing
/// on the page is about to move by itself.
const AIM: &str = "(() => {
    e.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const box = e.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const hit = document.elementFromPoint(x, y);
    const label = hit && hit.closest('label');
    const reached = hit && (e.contains(hit) || hit.contains(e) || (label && label.control === e));
    const moving = document.getAnimations()
        .some(a => a.playState === 'running' && a.effect.getComputedTiming().endTime !== Infinity);
    return { x, y, reached: Boolean(reached), calm: !moving };
})()";

/// Sets the value of a field that cannot be typed into the same way everywhere.
const SET: &str = "e.value = value; for (const name of ['input', 'change']) \
                   e.dispatchEvent(new Event(name, { bubbles: true }));";

impl Tab {
    /// Clicks the middle of an element once it stands still; fails when something else covers it.
    pub fn click(&self, selector: &str) {
        let mut aim = Value::Null;
        self.until(&format!("{selector} to stand still"), |tab| {
            let before = std::mem::replace(&mut aim, tab.ask(selector, AIM));
            tab.mouse("mouseMoved", &aim);
            before == aim && aim["calm"] == true
        });
        assert!(aim["reached"] == true, "{selector} cannot be clicked: {aim}");
        self.mouse("mousePressed", &aim);
        self.mouse("mouseReleased", &aim);
    }

    fn mouse(&self, kind: &str, aim: &Value) {
        let (button, buttons) = match kind {
            "mouseMoved" => ("none", 0),
            "mousePressed" => ("left", 1),
            _ => ("left", 0),
        };
        let event = json!({ "type": kind, "x": aim["x"], "y": aim["y"], "button": button,
                            "buttons": buttons, "clickCount": 1 });
        self.call("Input.dispatchMouseEvent", &event);
    }

    /// Clicks a link or a button and waits for the page it leads to.
    pub fn click_through(&self, selector: &str) {
        self.follow(|tab| tab.click(selector));
    }

    /// Puts text into a field, in place of what stands there.
    pub fn fill(&self, selector: &str, text: &str) {
        let typed = self.ask(
            selector,
            "e.matches('textarea, input:not([type=date]):not([type=hidden])')",
        );
        if typed == true {
            self.click(selector);
            self.ask(selector, "e.select()");
            self.type_text(text);
        } else {
            self.ask(
                selector,
                &format!("(() => {{ const value = {}; {SET} }})()", Value::from(text)),
            );
        }
    }

    /// Types text where the focus is. Empty text deletes the selection.
    pub fn type_text(&self, text: &str) {
        if text.is_empty() {
            return self.press("Backspace");
        }
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// Chooses a radio button, tick box or option by field name and value.
    pub fn choose(&self, name: &str, value: &str) {
        let select = format!("select[name={name}]");
        if self.has(&select) {
            return self.fill(&select, value);
        }
        self.click(&format!("input[name={name}][value={value}]"));
    }

    /// Presses and releases a key.
    pub fn press(&self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            " " => (32, " "),
            "Backspace" => (8, ""),
            "ArrowDown" => (40, ""),
            other => panic!("teach the keyboard the key {other:?}"),
        };
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        for kind in [down, "keyUp"] {
            let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code,
                                "text": if kind == "keyDown" { text } else { "" } });
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// What has the focus, as `tag#id` or `tag[name]`.
    pub fn focused(&self) -> String {
        let describe = "(e => e.localName + (e.id ? '#' + e.id : e.name ? '[' + e.name + ']' : ''))\
                        (document.activeElement ?? document.body)";
        self.eval(describe).as_str().unwrap_or_default().to_owned()
    }
}
