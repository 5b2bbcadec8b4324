//! Orders of carts that wait, or of which no order could be made: a row for each order of a connection, the newest arrival.

use domain::{Kept, KeptArrival, StoreId};
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, Item, NewItem};
use crate::error::readable;
use crate::{Image, Outcome, Queued, Table, TableError, keys};

/// A row is kept as long as the payload it names, and one that waits so much longer.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// So many are read at once.
const PAGE: i32 = 100;

/// When the row may be forgotten, in seconds.
const EXPIRES_AT: &str = "expires_at";

/// A page of what is kept of a connection's orders.
#[derive(Debug)]
pub struct ArrivalPage {
    /// What is kept, as far as it can be read.
    pub kept: Vec<KeptArrival>,
    /// Where the next page begins; nothing behind the last.
    pub next: Option<String>,
}

impl Table {
    /// Keeps an arrival in the place of an earlier one of its order. With [`Queued::Now`] it is brought again.
    pub async fn put_arrival(&self, kept: &KeptArrival, queued: Queued) -> Result<(), TableError> {
        self.client.put(item(kept, queued)?).await
    }

    /// Keeps an arrival unless one of its order is kept already, which [`Outcome::Unchanged`] brings.
    pub async fn insert_arrival(&self, kept: &KeptArrival) -> Result<Outcome<(), KeptArrival>, TableError> {
        match self.client.insert(item(kept, Queued::Before)?).await? {
            Outcome::Unchanged(found) => {
                let found = found.map(|found| found.body()).transpose()?;
                Ok(Outcome::Unchanged(found.unwrap_or_else(|| kept.clone())))
            }
            _ => Ok(Outcome::Done(())),
        }
    }

    /// What is kept of an order.
    pub async fn arrival(
        &self,
        store_id: StoreId,
        connection_id: &str,
        id: &str,
    ) -> Result<Option<KeptArrival>, TableError> {
        let key = keys::arrival(store_id, connection_id, id);
        let found = self.client.get(key, Consistency::Strong).await?;
        found.as_ref().map(Attributes::body).transpose()
    }

    /// What is kept of orders of a connection, those that can be read, at most `most`.
    pub async fn arrivals(
        &self,
        store_id: StoreId,
        connection_id: &str,
        most: usize,
    ) -> Result<Vec<KeptArrival>, TableError> {
        let partition = keys::connection_partition(store_id, connection_id);
        let items = self.client.query_last(&partition, keys::ARRIVAL, most).await?;
        Ok(readable(items.iter().map(Attributes::body)))
    }

    /// A page of what is kept of orders of a connection, from `from` on.
    pub async fn arrivals_from(
        &self,
        store_id: StoreId,
        connection_id: &str,
        from: Option<&str>,
    ) -> Result<ArrivalPage, TableError> {
        let partition = keys::connection_partition(store_id, connection_id);
        let (first, end) = (from.unwrap_or(keys::ARRIVAL), keys::ARRIVALS_END);
        let items = self.client.query_first(&partition, first, end, PAGE, Consistency::Strong).await?;
        let is_full = i32::try_from(items.len()).is_ok_and(|count| count >= PAGE);
        // The least key behind the last one.
        let next = items.last().and_then(|item| item.text("sk")).map(|last| format!("{last}\0")).filter(|_| is_full);
        Ok(ArrivalPage { kept: readable(items.iter().map(Attributes::body)), next })
    }

    /// Forgets what is kept of an order; done again it changes nothing.
    pub async fn remove_arrival(&self, store_id: StoreId, connection_id: &str, id: &str) -> Result<(), TableError> {
        let key = keys::arrival(store_id, connection_id, id);
        self.client.remove_if(key, Condition::exists()).await.map(drop)
    }
}

impl Image {
    /// Whether it is an arrival that is kept.
    pub fn is_arrival(&self) -> bool {
        self.text("pk").is_some_and(|pk| pk.starts_with(keys::CONNECTION_PARTITION))
            && self.text("sk").is_some_and(|sk| sk.starts_with(keys::ARRIVAL))
    }

    /// Reads the arrival that a stream tells of.
    pub fn arrival(&self) -> Result<KeptArrival, TableError> {
        self.body()
    }
}

fn item(kept: &KeptArrival, queued: Queued) -> Result<Item, TableError> {
    let arrival = &kept.arrival;
    let key = keys::arrival(arrival.store_id, &arrival.connection_id, &kept.id());
    let from: Timestamp = match &kept.kept {
        Kept::Delayed { until } => *until,
        Kept::Refused { since, .. } => *since,
        Kept::Paused => arrival.at,
    };
    let expires_at = from.checked_add(KEPT_FOR).unwrap_or(from).as_second();
    let item = NewItem::at(key).number("version", 1);
    let item = if queued == Queued::Now { item.text("wake", "1") } else { item };
    item.number(EXPIRES_AT, u64::try_from(expires_at).unwrap_or_default()).body(kept)?.sized()
}

#[cfg(test)]
mod tests {
    use domain::{Arrival, ArrivalKind, BroughtBy, Payload};

    use super::*;

    #[test]
    fn the_row_of_an_arrival_is_this() {
        let at: Timestamp = "2026-11-29T10:00:00Z".parse().unwrap();
        let arrival = Arrival {
            store_id: StoreId::new(42).unwrap(),
            connection_id: "1000000007".into(),
            order_id: "5005".into(),
            kind: ArrivalKind::Order,
            payload: Payload::InShop,
            by: BroughtBy::Webhook,
            at,
            again: false,
        };
        let kept = KeptArrival { arrival, kept: Kept::Refused { since: at, reason: "no items".into() } };
        let row = item(&kept, Queued::Now).unwrap();
        assert_eq!(row.text("pk"), Some("Z#42#1000000007"));
        assert_eq!(row.text("sk"), Some(&*format!("A#{}", kept.id())));
        assert_eq!((row.text("wake"), row.number(EXPIRES_AT)), (Some("1"), Some(1_798_538_400)));
        assert_eq!(row.body::<KeptArrival>().unwrap(), kept);
    }
}
