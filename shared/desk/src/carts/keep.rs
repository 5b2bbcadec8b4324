//! Arrivals that wait, or of which no order could be made.

use domain::{Arrival, ArrivalDue, DueKind, Kept, KeptArrival, MAX_ARRIVAL_REASON_LENGTH, Payload};
use files::{Bucket, FilesError};
use jiff::Timestamp;
use table::{Outcome, Queued, Table, TableError};

/// The arrival with its document in the bucket, where it is kept for thirty days: it can be read again when its mapper knows
/// better. The same document is put there under the same name.
pub(super) async fn put_away(bucket: &Bucket, arrival: &Arrival, document: &str) -> Result<Arrival, FilesError> {
    let name = arrival.object_name(document);
    if arrival.payload != Payload::Kept(name.clone()) {
        bucket.put(&name, "application/json", document.as_bytes().to_vec()).await?;
    }
    Ok(Arrival { payload: Payload::Kept(name), ..arrival.clone() })
}

/// Keeps an arrival of which no order can be made, to be seen and tried again.
pub(super) async fn refuse(table: &Table, arrival: &Arrival, why: &str, now: Timestamp) -> Result<(), TableError> {
    let reason = why.chars().take(MAX_ARRIVAL_REASON_LENGTH).collect();
    let kept = KeptArrival { arrival: arrival.clone(), kept: Kept::Refused { since: now, reason } };
    table.put_arrival(&kept, Queued::Before).await
}

/// Keeps an arrival until `until`. A later one of the same order takes its place, and waits no longer.
pub(super) async fn delay(table: &Table, arrival: &Arrival, until: Timestamp) -> Result<(), TableError> {
    let kept = KeptArrival { arrival: arrival.clone(), kept: Kept::Delayed { until } };
    let (store_id, id) = (arrival.store_id, kept.id());
    let connection_id = arrival.connection_id.clone();
    match table.insert_arrival(&kept).await? {
        Outcome::Unchanged(before) if is_newer(&before, arrival) => {}
        Outcome::Unchanged(_) => table.put_arrival(&kept, Queued::Before).await?,
        _ => {}
    }
    // Behind the row: what is due finds it.
    let key = ArrivalDue { store_id, connection_id, id }.to_string();
    let _ = table.insert_due(store_id, until, &DueKind::Arrival, &key).await?;
    Ok(())
}

/// Keeps an arrival until its connection goes on.
pub(super) async fn pause(table: &Table, arrival: &Arrival) -> Result<(), TableError> {
    let kept = KeptArrival { arrival: arrival.clone(), kept: Kept::Paused };
    table.put_arrival(&kept, Queued::Before).await
}

/// Whether what is kept came behind `arrival`: of two documents the one that came last is the one to take.
fn is_newer(kept: &KeptArrival, arrival: &Arrival) -> bool {
    kept.arrival.at > arrival.at
}
