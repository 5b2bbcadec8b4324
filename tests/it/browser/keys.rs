//! A keyboard.

use serde_json::{Value, json};

use super::Browser;

/// Keys that type no letter, as WebDriver names them.
pub(crate) const ENTER: char = '\u{e007}';
pub(crate) const ESCAPE: char = '\u{e00c}';
pub(crate) const TAB: char = '\u{e004}';
pub(crate) const DOWN: char = '\u{e015}';

/// Before another key: that key is pressed while Control is held.
pub(crate) const HOLD_CONTROL: char = '\u{e009}';

impl Browser {
    /// Types these keys one after another, wherever the focus is.
    pub(crate) async fn keys(&self, keys: impl IntoIterator<Item = char>) {
        let mut held = false;
        let mut steps = vec![];
        for key in keys {
            if key == HOLD_CONTROL {
                steps.push(step("keyDown", key));
                held = true;
                continue;
            }
            steps.extend([step("keyDown", key), step("keyUp", key)]);
            if std::mem::take(&mut held) {
                steps.push(step("keyUp", HOLD_CONTROL));
            }
        }
        let typed = json!({"actions": [{"type": "key", "id": "keyboard", "actions": steps}]});
        self.command("POST", "actions", Some(&typed)).await;
    }

    /// Types a text, key by key.
    pub(crate) async fn type_text(&self, text: &str) {
        self.keys(text.chars()).await;
    }

    /// What the element says that has the focus.
    pub(crate) async fn focused(&self) -> String {
        let said = self.evaluate("return document.activeElement.textContent.trim()").await;
        said.as_str().unwrap().to_owned()
    }
}

fn step(kind: &str, key: char) -> Value {
    json!({"type": kind, "value": key.to_string()})
}
