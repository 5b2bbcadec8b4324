//! Labels of shipments. A label is a picture of many kilobytes, and an order is written often: so its row holds only
//! which label a shipment has, and the picture lies in a row of its own beside it (docs/adr/0012-label-rows.md).
//!
//! The key of a label's row holds the digest of the picture. So the row never changes its meaning: whatever crashes or
//! comes too late, an order that names a digest is shown that picture or none, and never another.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use domain::{Order, Shipment};
use futures_util::future::{join_all, try_join_all};
use sha2::{Digest, Sha256};

use super::tombstone::is_tombstone;
use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem};
use crate::error::readable_one;
use crate::{OrderRow, Table, TableError, keys};

/// The digest of each shipment's label, by the shipment's id.
pub(crate) type Digests = BTreeMap<String, String>;

/// Which labels an order's row names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Labels(BTreeMap<String, Label>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Label {
    digest: String,
    location: Location,
}

/// Where the picture of a label is while its order is in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Location {
    /// In the shipment: a shipment without one has lost it.
    InShipment,
    /// Only in its row: a shipment without one still has it.
    InRow,
}

impl Labels {
    /// The labels a row names, whose pictures are not read yet.
    pub(super) fn named(digests: Digests) -> Self {
        let in_row = |(id, digest)| (id, Label { digest, location: Location::InRow });
        Self(digests.into_iter().map(in_row).collect())
    }

    /// What the row was read with.
    fn digests(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(id, label)| (id, &label.digest))
    }

    /// What the order's row names when it is written with these shipments.
    pub(super) fn to_name(&self, order: &Order) -> Digests {
        let digest = |shipment: &Shipment| {
            if !shipment.label_image.is_empty() {
                return Some(digest_of(&shipment.label_image));
            }
            self.0.get(&shipment.id).filter(|label| label.location == Location::InRow).map(|label| label.digest.clone())
        };
        order.order_shipments.iter().filter_map(|shipment| Some((shipment.id.clone(), digest(shipment)?))).collect()
    }

    /// The labels once `order` is written.
    fn written(&self, order: &Order) -> Self {
        let is_shown = |id: &str| order.order_shipments.iter().any(|it| it.id == id && !it.label_image.is_empty());
        let label = |(id, digest): (String, String)| {
            let location = if is_shown(&id) { Location::InShipment } else { Location::InRow };
            (id, Label { digest, location })
        };
        Self(self.to_name(order).into_iter().map(label).collect())
    }
}

impl OrderRow {
    /// Notes that the row is written as it is now.
    pub(super) fn note_written(&mut self) {
        self.labels = self.labels.written(&self.order);
    }

    /// How many labels have pictures that are not in their shipments.
    pub(super) fn missing_label_count(&self) -> usize {
        self.missing_labels().count()
    }

    /// The keys of the labels whose pictures are not in their shipments.
    fn missing_labels(&self) -> impl Iterator<Item = Key> + '_ {
        let missing = self.labels.0.iter().filter(|(_, label)| label.location == Location::InRow);
        missing.map(|(id, label)| keys::label(self.store_id, self.order.id, id, &label.digest))
    }

    /// Puts the pictures that were found into their shipments.
    fn show_labels(&mut self, found: &HashMap<Key, String>) {
        for shipment in &mut self.order.order_shipments {
            let Some(label) = self.labels.0.get_mut(&shipment.id) else { continue };
            let key = keys::label(self.store_id, self.order.id, &shipment.id, &label.digest);
            if label.location == Location::InRow
                && let Some(image) = found.get(&key)
            {
                shipment.label_image.clone_from(image);
                label.location = Location::InShipment;
            }
        }
    }

    /// The rows of labels that this row names and `before` did not.
    fn new_label_items(&self, before: Option<&Self>) -> Result<Vec<Item>, TableError> {
        let named = self.labels.to_name(&self.order);
        let named_before: BTreeMap<_, _> = before.iter().flat_map(|before| before.labels.digests()).collect();
        let is_new = |shipment: &&Shipment| named_before.get(&shipment.id).copied() != named.get(&shipment.id);
        let new = self.order.order_shipments.iter().filter(|shipment| !shipment.label_image.is_empty()).filter(is_new);
        let item = |shipment: &Shipment| {
            let digest = named.get(&shipment.id).map(String::as_str).unwrap_or_default();
            let key = keys::label(self.store_id, self.order.id, &shipment.id, digest);
            NewItem::at(key).number("version", self.version).body(&shipment.label_image)?.sized()
        };
        new.map(item).collect()
    }

    /// The labels that `self` named and `after` does not.
    pub(super) fn labels_lost_to(&self, after: &Self) -> Vec<Key> {
        let named = after.labels.to_name(&after.order);
        let lost = self.labels.digests().filter(|(id, digest)| named.get(*id) != Some(digest));
        lost.map(|(id, digest)| keys::label(self.store_id, self.order.id, id, digest)).collect()
    }
}

impl Table {
    /// Writes the labels that are new in `row`, before the row that names them. One that is there already stays, unless
    /// it was written for an earlier version: its version says who may remove it.
    pub(super) async fn write_labels(&self, row: &OrderRow, before: Option<&OrderRow>) -> Result<(), TableError> {
        let version = row.version;
        let items = row.new_label_items(before)?;
        let put = |item| self.client.put_if(item, Condition::number_is_below("version", version));
        try_join_all(items.into_iter().map(put)).await?;
        Ok(())
    }

    /// Removes labels that the version `version` of their order no longer names. One that a later version brought back
    /// stays. What fails is told to the log and not to the caller: a row that nobody names costs its storage, and goes
    /// when the order is removed.
    pub(super) async fn remove_labels(&self, lost: Vec<Key>, version: u64) {
        let remove = async |key: Key| {
            let removed = self.client.remove_if(key.clone(), Condition::number_is_below("version", version)).await;
            if let Err(error) = removed {
                tracing::warn!(pk = key.pk, sk = key.sk, "a label that no order names is left: {error:?}");
            }
        };
        join_all(lost.into_iter().map(remove)).await;
    }

    /// These orders with the pictures of their labels; no request when none of them has any.
    pub(crate) async fn with_labels(
        &self,
        mut rows: Vec<OrderRow>,
        consistency: Consistency,
    ) -> Result<Vec<OrderRow>, TableError> {
        self.show_labels(&mut rows, consistency).await?;
        for row in rows.iter_mut().filter(|row| row.missing_labels().next().is_some()) {
            self.show_labels_anew(row).await?;
        }
        Ok(rows)
    }

    async fn show_labels(&self, rows: &mut [OrderRow], consistency: Consistency) -> Result<(), TableError> {
        let wanted: Vec<Key> = rows.iter().flat_map(OrderRow::missing_labels).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let items = self.client.get_all(&wanted, consistency).await?;
        let mut found = HashMap::new();
        for item in &items {
            // An order without its label is better than none.
            found.extend(item.key().and_then(|key| Some((key, readable_one(item.body())?))));
        }
        for row in rows {
            row.show_labels(&found);
        }
        Ok(())
    }

    /// A label is named and not there: it was written or replaced a moment ago. The order is read again as it is now.
    async fn show_labels_anew(&self, row: &mut OrderRow) -> Result<(), TableError> {
        let key = keys::order(row.store_id, row.order.id);
        let Some(item) = self.client.get(key, Consistency::Strong).await?.filter(|item| !is_tombstone(item)) else {
            return Ok(());
        };
        *row = OrderRow::read(&item)?;
        self.show_labels(std::slice::from_mut(row), Consistency::Strong).await?;
        for key in row.missing_labels() {
            tracing::error!(store_id = %row.store_id, order_id = %row.order.id, sk = key.sk, "a label is gone");
        }
        Ok(())
    }
}

/// The first 8 of the 32 bytes of a picture's SHA-256, as 16 hexadecimal digits.
fn digest_of(image: &str) -> String {
    let half = Sha256::digest(image).iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{half:016x}")
}
