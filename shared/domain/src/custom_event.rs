//! Custom events: rules that run by a schedule on each order of a folder (orderdesk-app 1.9).

mod schedule;

use serde::{Deserialize, Serialize};

use crate::FolderId;

pub use schedule::{Schedule, TimeOfDay, Weekday};

/// An event of a store's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CustomEvent {
    /// Its id, digits. A rule names it as its `event_id`.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
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
    /// Whether it runs by itself.
    pub enabled: bool,
}

impl NewCustomEvent {
    /// The same with an id.
    pub fn with_id(self, id: String) -> CustomEvent {
        let Self { name, folder_id, schedule, enabled } = self;
        CustomEvent { id, name, folder_id, schedule, enabled }
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
                NewCustomEvent { name: "Chase".into(), folder_id: FolderId::new(2).unwrap(), schedule, enabled: true };
            let event = new.with_id("7".into());
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(text, format!(r#"{{"id":"7","name":"Chase","folder_id":2,{written},"enabled":true}}"#));
            assert_eq!(serde_json::from_str::<CustomEvent>(&text).unwrap(), event);
        }
    }
}
