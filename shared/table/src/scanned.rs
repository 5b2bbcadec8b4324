//! All orders, appointments and stores, one after another, for work that goes over everything.

use domain::{Appointment, OrderId, Store, StoreId};

use crate::client::{Attributes, Item, Key};
use crate::orders::{is_laid_aside, is_tombstone};
use crate::stores::read_store;
use crate::{OrderRow, Table, TableError, appointments, keys};

/// A row as it was a moment ago.
#[derive(Debug)]
pub enum ScannedRow {
    /// An order, its shipments without the pictures of their labels.
    Order(Box<OrderRow>),
    /// An appointment, and its row's version.
    Appointment(Box<Appointment>, u64),
    /// A store.
    Store(Box<Store>),
    /// One that can't be read.
    Unreadable {
        /// The store, as far as its key says.
        store_id: Option<StoreId>,
        /// The order, as far as its key says.
        order_id: Option<OrderId>,
        /// What is wrong with it.
        error: TableError,
    },
}

/// Some of all rows.
#[derive(Debug)]
pub struct ScannedRows {
    /// The orders, appointments and stores among them; of an order its appointments come before it.
    pub rows: Vec<ScannedRow>,
    /// How many rows were read.
    pub read: usize,
    /// Where the next ones begin; nothing behind the last.
    pub next: Option<String>,
}

impl Table {
    /// At most `limit` rows of the whole table, from behind `after` on; from the first on where that is empty. Of one store
    /// alone, where one is named: the others are read and paid all the same.
    pub async fn scan_rows(
        &self,
        store_id: Option<StoreId>,
        after: &str,
        limit: i32,
    ) -> Result<ScannedRows, TableError> {
        let kinds = "(sk = :order OR sk = :store OR begins_with(sk, :appointment))";
        let values = [
            (":order", keys::ORDER.to_owned()),
            (":store", keys::STORE.to_owned()),
            (":appointment", keys::APPOINTMENT.to_owned()),
        ];
        let after = read_cursor(after);
        let page = match store_id {
            None => self.client.scan(kinds, values, after, limit).await?,
            Some(store_id) => {
                let filter = format!("{kinds} AND (begins_with(pk, :orders) OR pk = :of_store)");
                let [order, store, appointment] = values;
                let (orders, of_store) = (keys::order_partitions(store_id), keys::store_partition(store_id));
                let values = [order, store, appointment, (":orders", orders), (":of_store", of_store)];
                self.client.scan(&filter, values, after, limit).await?
            }
        };
        let rows = page.items.iter().filter_map(row).collect();
        Ok(ScannedRows { rows, read: page.read, next: page.next.as_ref().map(cursor) })
    }
}

/// The row, unless it is a tombstone or of another kind.
fn row(item: &Item) -> Option<ScannedRow> {
    let Key { pk, sk } = item.key()?;
    let order = keys::read_order_partition(&pk);
    let read = if sk == keys::STORE {
        keys::read_store_partition(&pk)?;
        read_store(item).map(|store| ScannedRow::Store(Box::new(store)))
    } else if sk == keys::ORDER && order.is_some() {
        if is_tombstone(item) {
            return None;
        }
        OrderRow::read(item).map(|row| ScannedRow::Order(Box::new(row)))
    } else if order.is_some() {
        if is_laid_aside(item) {
            return None;
        }
        appointments::read(item).map(|(found, version)| ScannedRow::Appointment(Box::new(found), version))
    } else {
        return None;
    };
    let store_id = order.map(|(store_id, _)| store_id).or_else(|| keys::read_store_partition(&pk));
    let order_id = order.map(|(_, order_id)| order_id);
    Some(read.unwrap_or_else(|error| ScannedRow::Unreadable { store_id, order_id, error }))
}

/// A key as a text. No sort key of ours has a line's end.
fn cursor(key: &Key) -> String {
    format!("{}\n{}", key.sk, key.pk)
}

fn read_cursor(cursor: &str) -> Option<Key> {
    cursor.split_once('\n').map(|(sk, pk)| Key::new(pk, sk))
}
