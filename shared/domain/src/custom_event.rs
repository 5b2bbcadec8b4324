//! Custom events: rules that run by a schedule on each order of a folder (orderdesk-app 1.9).

mod next;
mod schedule;

use serde::{Deserialize, Serialize};

use crate::FolderId;

/// The name of a custom event, and what is written on a custom button, has at most this many characters: it is in history
/// lines.
pub const MAX_EVENT_NAME_LENGTH: usize = 100;

/// A store has at most this many custom events.
pub const MAX_CUSTOM_EVENTS: usize = 100;

pub use schedule::{Schedule, TimeOfDay, Weekday};

/// An event of a store's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomEvent {
    /// Its id, digits. A rule names it as its `event_id`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The folder; it runs on each order that lies in it.
    pub folder_id: FolderId,
    /// When it runs.
    #[serde(flatten)]
    pub schedule: Schedule,
    /// One that is disabled runs by hand alone.
    pub enabled: bool,
}

/// What somebody wants a custom event to be; it has no id yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCustomEvent {
    /// What people call it.
    pub name: String,
    /// The folder whose orders it runs on.
    pub folder_id: FolderId,
    /// When it runs.
    pub schedule: Schedule,
    /// Whether it runs by itself, if that was given.
    pub enabled: Option<bool>,
}

impl NewCustomEvent {
    /// A new one with this id; it is enabled unless it says otherwise.
    pub fn added(self, id: String) -> CustomEvent {
        let Self { name, folder_id, schedule, enabled } = self;
        CustomEvent { id, name, folder_id, schedule, enabled: enabled.unwrap_or(true) }
    }

    /// What becomes of the one `before`: its id stays, and whether it is enabled when this one does not say.
    pub fn replacing(self, before: &CustomEvent) -> CustomEvent {
        let enabled = self.enabled.or(Some(before.enabled));
        Self { enabled, ..self }.added(before.id.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_event_is_written_flat_and_comes_back() {
        let at = TimeOfDay::new(9, 5).unwrap();
        for (schedule, written) in [
            (Schedule::Every30Minutes, r#""every":"30_minutes""#),
            (Schedule::Hourly, r#""every":"hour""#),
            (Schedule::Daily { at }, r#""every":"day","at":"09:05""#),
            (Schedule::Weekdays { at }, r#""every":"weekday","at":"09:05""#),
            (Schedule::Weekly { day: Weekday::Sunday, at }, r#""every":"week","day":"sunday","at":"09:05""#),
        ] {
            let new =
                NewCustomEvent { name: "Chase".into(), folder_id: FolderId::new(2).unwrap(), schedule, enabled: None };
            let event = new.added("7".into());
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(text, format!(r#"{{"id":"7","name":"Chase","folder_id":2,{written},"enabled":true}}"#));
            assert_eq!(serde_json::from_str::<CustomEvent>(&text).unwrap(), event);
        }
    }
}
