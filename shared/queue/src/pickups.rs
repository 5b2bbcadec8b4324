//! Looks of pickups that are due.

use domain::{Look, PickupState, StoreId};
use serde::{Deserialize, Serialize};

use crate::{Message, QueueError};

/// What a message says: which look of which pickup is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookDue {
    /// The store.
    #[serde(rename = "store")]
    pub store_id: StoreId,
    /// The pickup.
    pub pickup: String,
    /// The run.
    pub run: u64,
    /// How many looks of it there were before.
    pub look: u32,
}

impl LookDue {
    /// The look of a pickup that is due; none where its run is over.
    pub fn of(state: &PickupState) -> Option<Self> {
        let Look { run, look } = state.due()?;
        Some(Self { store_id: state.store_id, pickup: state.pickup_id.clone(), run, look })
    }

    /// Reads a message.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        serde_json::from_str(body).map_err(QueueError::Unreadable)
    }
}

impl Message for LookDue {
    fn group(&self) -> String {
        self.store_id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_a_pickup_and_a_look() {
        let mut state = PickupState::new(StoreId::new(42).unwrap(), "7");
        assert_eq!(LookDue::of(&state), None);
        state.begin("2026-11-25T09:00:00Z".parse().unwrap());
        let due = LookDue::of(&state).unwrap();
        let body = serde_json::to_string(&due).unwrap();
        assert_eq!(body, r#"{"store":42,"pickup":"7","run":1,"look":0}"#);
        assert_eq!(LookDue::read(&body).unwrap(), due);
        assert!(LookDue::read("{}").is_err());
    }
}
