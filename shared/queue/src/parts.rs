//! Parts of sweeps that are due.

use std::time::Duration;

use domain::{Sweep, SweepId};
use serde::{Deserialize, Serialize};

use crate::{Queue, QueueError, unavailable};

/// SQS holds no message back for longer.
const MAX_DELAY_SECONDS: i32 = 900;

/// What a message says: which part of a sweep is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartDue {
    /// The sweep.
    #[serde(flatten)]
    pub id: SweepId,
    /// How many parts of it were done before.
    pub part: u64,
}

impl PartDue {
    /// The next part of a sweep; nothing when it is over, or when the file that it imports is still to come.
    pub fn of(sweep: &Sweep) -> Option<Self> {
        (sweep.status.is_open() && !sweep.awaits_file()).then_some(Self { id: sweep.id, part: sweep.part })
    }

    /// Reads a message.
    pub fn read(body: &str) -> Result<Self, QueueError> {
        serde_json::from_str(body).map_err(QueueError::Unreadable)
    }
}

impl Queue {
    /// Sends the message of a part, to come after `wait`.
    pub async fn send_part(&self, due: &PartDue, wait: Duration) -> Result<(), QueueError> {
        let body = serde_json::to_string(due).map_err(QueueError::Unreadable)?;
        let seconds = i32::try_from(wait.as_secs()).unwrap_or(MAX_DELAY_SECONDS).min(MAX_DELAY_SECONDS);
        let message = self.client.send_message().queue_url(&self.url).message_body(body).delay_seconds(seconds);
        let sent = message.send().await;
        sent.map(|_| ()).map_err(|error| unavailable("SendMessage", error))
    }
}

#[cfg(test)]
mod tests {
    use domain::SweepList;

    use super::*;

    #[test]
    fn a_message_names_a_sweep_and_a_part() {
        let id = SweepId { store_id: None, list: SweepList::Sweeps, number: 7 };
        let due = PartDue { id, part: 3 };
        assert_eq!(serde_json::to_string(&due).unwrap(), r#"{"sweep":7,"part":3}"#);
        assert_eq!(PartDue::read(r#"{"store":42,"sweep":7,"part":3}"#).unwrap().id.store_id, domain::StoreId::new(42));
        assert!(PartDue::read("{}").is_err());
    }
}
