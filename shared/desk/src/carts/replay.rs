//! What was kept is brought again.

use domain::{ArrivalDue, Kept};
use jiff::Timestamp;
use table::Queued;

use crate::{Desk, DeskError};

/// Brings an arrival again whose waiting is over, by its row, which wakes the function that queues it. Done again it is
/// brought again, and found to be done. Nothing where it is gone, or was put off since.
pub async fn replay(desk: &Desk, due: &ArrivalDue, now: Timestamp) -> Result<(), DeskError> {
    let ArrivalDue { store_id, connection_id, id } = due;
    let Some(kept) = desk.table.arrival(*store_id, connection_id, id).await? else { return Ok(()) };
    if !matches!(kept.kept, Kept::Delayed { until } if until <= now) {
        return Ok(());
    }
    Ok(desk.table.put_arrival(&kept, Queued::Now).await?)
}
