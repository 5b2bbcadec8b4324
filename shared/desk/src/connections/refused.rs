//! Orders of a shop that wait, or of which no order could be made.

use domain::{Identity, Kept, KeptArrival, Permission, StoreId};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use table::{Outcome, Queued};

use super::{MAX_AT_ONCE, find};
use crate::{Desk, DeskError};

/// So many kept arrivals of a connection are listed.
pub const MAX_LISTED_ARRIVALS: usize = 100;

const ARRIVAL: &str = "Kept order";

/// What is kept of a connection's orders.
#[derive(Debug)]
pub struct KeptArrivals {
    /// At most [`MAX_LISTED_ARRIVALS`].
    pub arrivals: Vec<KeptArrival>,
    /// Whether more is kept.
    pub has_more: bool,
}

/// What is kept of a connection's orders. A refused one of which an order was made since is forgotten.
pub async fn refused(desk: &Desk, store_id: StoreId, id: &str) -> Result<KeptArrivals, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    find(desk, store_id, id).await?;
    let most = MAX_LISTED_ARRIVALS.saturating_add(1);
    let mut kept = desk.table.arrivals(store_id, id, most).await?;
    let has_more = kept.len() > MAX_LISTED_ARRIVALS;
    kept.truncate(MAX_LISTED_ARRIVALS);
    let looked_at = stream::iter(kept).map(|kept| async move {
        if !is_made_since(desk, &kept).await? {
            return Ok(Some(kept));
        }
        desk.table.remove_arrival(store_id, id, &kept.id()).await?;
        Ok::<_, DeskError>(None)
    });
    let found: Vec<Option<KeptArrival>> = looked_at.buffered(MAX_AT_ONCE).try_collect().await?;
    Ok(KeptArrivals { arrivals: found.into_iter().flatten().collect(), has_more })
}

/// Whether an order was made of a refused arrival since, or the one that there was has changed.
async fn is_made_since(desk: &Desk, kept: &KeptArrival) -> Result<bool, DeskError> {
    let Kept::Refused { since, .. } = &kept.kept else { return Ok(false) };
    let arrival = &kept.arrival;
    let identity = Identity::Cart(arrival.connection_id.clone(), arrival.order_id.clone());
    Ok(match desk.table.order_made_of(arrival.store_id, &identity).await? {
        Outcome::Done(row) => row.order.date_updated >= *since,
        Outcome::Unchanged(()) => true,
        _ => false,
    })
}

/// Has what is kept of an order tried again at once.
pub async fn replay(
    desk: &Desk,
    store_id: StoreId,
    connection_id: &str,
    id: &str,
    now: Timestamp,
) -> Result<KeptArrival, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    let kept = found(desk, store_id, connection_id, id).await?;
    let replayed = KeptArrival { arrival: kept.replayed(now), ..kept };
    desk.table.put_arrival(&replayed, Queued::Now).await?;
    Ok(replayed)
}

/// Forgets what is kept of an order. When the shop sends it again, it is taken.
pub async fn discard(desk: &Desk, store_id: StoreId, connection_id: &str, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    found(desk, store_id, connection_id, id).await?;
    Ok(desk.table.remove_arrival(store_id, connection_id, id).await?)
}

async fn found(desk: &Desk, store_id: StoreId, connection_id: &str, id: &str) -> Result<KeptArrival, DeskError> {
    find(desk, store_id, connection_id).await?;
    desk.table.arrival(store_id, connection_id, id).await?.ok_or(DeskError::NotFound(ARRIVAL))
}
