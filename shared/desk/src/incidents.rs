//! Incidents: what a store's admin is mailed of, gathered by quarter hours so that it is one mail.

use domain::{Clock, Incident, StoreId, gathered_until};
use jiff::SignedDuration;
use table::{Outcome, TableError};

use crate::Desk;

/// A row that is being carried out takes no more: then the incident is for the one of the next quarter hour.
const QUARTER_HOUR: SignedDuration = SignedDuration::from_mins(15);

/// Notes an incident, of which the store's admin is mailed when the quarter hour is over. One write; noted twice within a
/// quarter hour it is told once.
pub async fn note(desk: &Desk, store_id: StoreId, incident: &Incident, clock: &Clock) -> Result<(), TableError> {
    let due_at = gathered_until(clock.now());
    if let Outcome::Refused(_) = desk.table.note_incident(store_id, incident, due_at).await? {
        let next = due_at.checked_add(QUARTER_HOUR).unwrap_or(due_at);
        let _ = desk.table.note_incident(store_id, incident, next).await?;
    }
    Ok(())
}
