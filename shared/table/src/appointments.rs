//! Appointments: rows beside their order.
//!
//! One that goes well is written twice and is in no index: it is found through its order. One that needs somebody's
//! eyes (retrying, failed, canceled) is in the index `listed` by its status.

use std::collections::{BTreeSet, HashMap};

use domain::{Appointment, AppointmentFilter, AppointmentId, AppointmentStatus, FolderId, OrderId, StoreId};
use futures_util::future::try_join_all;
use jiff::Timestamp;

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem};
use crate::error::readable;
use crate::orders::{SETTLED, is_laid_aside, is_tombstone};
use crate::search::Lists;
use crate::{Image, OrderRow, Outcome, Page, Table, TableError, keys};

/// This many attempts stay with an appointment; a person who retries for ever sees the newest.
const REMEMBERED_ATTEMPTS: usize = 60;

/// Whether a write wakes the function that carries plans out, to queue the appointment again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wake {
    No,
    Yes,
}

impl Table {
    /// Inserts an appointment; [`Outcome::Unchanged`] when it was there before.
    pub async fn insert_appointment(&self, appointment: &Appointment) -> Result<Outcome<(), ()>, TableError> {
        Ok(self.client.insert(item(appointment, 1, Wake::No)?).await?.map_present(drop))
    }

    /// The same, and wakes the function that queues appointments.
    pub async fn insert_due_appointment(&self, appointment: &Appointment) -> Result<Outcome<(), ()>, TableError> {
        Ok(self.client.insert(item(appointment, 1, Wake::Yes)?).await?.map_present(drop))
    }

    /// The appointment of this id, and its row's version.
    pub async fn appointment(
        &self,
        store_id: StoreId,
        id: AppointmentId,
    ) -> Result<Option<(Appointment, u64)>, TableError> {
        let item = self.client.get(keys::appointment(store_id, id), Consistency::Strong).await?;
        item.as_ref().filter(|item| !is_laid_aside(*item)).map(read).transpose()
    }

    /// These appointments and the orders they are of, as they are now: in one request, and one more when orders have
    /// labels.
    pub async fn find_due(&self, due: &[(StoreId, AppointmentId)]) -> Result<FoundAppointments, TableError> {
        let both = |(store_id, id): &(StoreId, AppointmentId)| {
            [keys::appointment(*store_id, *id), keys::order(*store_id, id.order)]
        };
        let keys: BTreeSet<Key> = due.iter().flat_map(both).collect();
        let items = self.client.get_all(&Vec::from_iter(keys), Consistency::Strong).await?;
        let items: HashMap<Key, Item> = items.into_iter().filter_map(|item| Some((item.key()?, item))).collect();
        // One that is unreadable is read once more, and refused, when it is asked for.
        let orders = items.iter().filter(|(key, item)| key.sk == keys::ORDER && !is_tombstone(*item));
        let orders = orders.filter_map(|(_, item)| OrderRow::read(item).ok()).collect();
        let orders = self.with_labels(orders, Consistency::Strong).await?;
        let orders = orders.into_iter().map(|row| (keys::order(row.store_id, row.order.id), row)).collect();
        Ok(FoundAppointments { items, orders })
    }

    /// Writes `appointment` as the version after `seen`; [`Outcome::Stale`] when it is no longer that version.
    pub async fn change_appointment(&self, appointment: &Appointment, seen: u64) -> Result<Outcome<()>, TableError> {
        self.save_appointment(appointment, seen, Wake::No).await
    }

    /// Writes `appointment` as the version after `seen`, and wakes the function that queues appointments.
    pub async fn queue_appointment(&self, appointment: &Appointment, seen: u64) -> Result<Outcome<()>, TableError> {
        self.save_appointment(appointment, seen, Wake::Yes).await
    }

    async fn save_appointment(
        &self,
        appointment: &Appointment,
        seen: u64,
        wake: Wake,
    ) -> Result<Outcome<()>, TableError> {
        let item = item(appointment, seen.saturating_add(1), wake)?;
        if self.client.put_if(item, Condition::version_is(seen)).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let found = self.appointment(appointment.store_id, appointment.id).await?;
        let is_ours = found.is_some_and(|(found, _)| found == *appointment);
        Ok(if is_ours { Outcome::Done(()) } else { Outcome::Stale })
    }

    /// The appointments of an order, oldest first.
    pub async fn appointments_of(&self, store_id: StoreId, order_id: OrderId) -> Result<Vec<Appointment>, TableError> {
        let partition = keys::order_partition(store_id, order_id);
        Ok(readable_of(&self.client.query_prefix(&partition, keys::APPOINTMENT).await?))
    }

    /// The newest appointments of an order, at most so many.
    pub(crate) async fn newest_appointments_of(
        &self,
        store_id: StoreId,
        order_id: OrderId,
        most: usize,
    ) -> Result<Vec<Appointment>, TableError> {
        let partition = keys::order_partition(store_id, order_id);
        Ok(readable_of(&self.client.query_last(&partition, keys::APPOINTMENT, most).await?))
    }

    /// A page of a store's appointments, newest orders first. Those that need somebody's eyes have an index; the others
    /// are found by going through the store's orders, a page of orders for a page of answers.
    pub async fn appointments(
        &self,
        store_id: StoreId,
        folders: &[FolderId],
        filter: &AppointmentFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<Appointment>, TableError> {
        match filter.status {
            Some(status) if is_listed(status) => {
                self.listed_appointments(store_id, status, filter, offset, limit).await
            }
            _ => self.appointments_by_order(store_id, folders, filter, offset, limit).await,
        }
    }

    async fn listed_appointments(
        &self,
        store_id: StoreId,
        status: AppointmentStatus,
        filter: &AppointmentFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<Appointment>, TableError> {
        let lists = (0..keys::SHARDS).map(|shard| keys::status_list(store_id, status, shard)).collect();
        // The kind is not in the index: then all of the status are read, and the page is cut from those of the kind.
        let (from, most) = if filter.kind.is_some() { (0, usize::MAX) } else { (offset, limit) };
        let (found, total) = self.page_of(&Lists::of(keys::LISTED, lists), from, most).await?;
        let keys: Vec<Key> = found.into_iter().map(|entry| entry.key).collect();
        if filter.kind.is_some() {
            self.note_looked_at(keys.len());
        }
        let items = self.client.get_all(&keys, Consistency::Eventual).await?;
        let mut appointments = readable_of(&items);
        appointments.sort_by_key(|appointment| std::cmp::Reverse((appointment.date_added, appointment.id)));
        if filter.kind.is_none() {
            return Ok(Page { rows: appointments, total });
        }
        let rows = filter.of(appointments);
        Ok(Page { total: rows.len(), rows: rows.into_iter().skip(offset).take(limit).collect() })
    }

    async fn appointments_by_order(
        &self,
        store_id: StoreId,
        folders: &[FolderId],
        filter: &AppointmentFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<Appointment>, TableError> {
        let (orders, total) = self.newest_orders(store_id, folders, offset, limit).await?;
        let found = try_join_all(orders.into_iter().map(|order_id| self.appointments_of(store_id, order_id))).await?;
        Ok(Page { rows: filter.of(found.into_iter().flatten().collect()), total })
    }
}

/// Appointments that were looked for, and their orders. Each row is read when it is asked for: one that is unreadable
/// spoils only itself.
#[derive(Debug)]
pub struct FoundAppointments {
    items: HashMap<Key, Item>,
    /// The orders that can be read, with their labels.
    orders: HashMap<Key, OrderRow>,
}

impl FoundAppointments {
    /// The appointment of this id, and its row's version.
    pub fn appointment(&self, store_id: StoreId, id: AppointmentId) -> Result<Option<(Appointment, u64)>, TableError> {
        let item = self.items.get(&keys::appointment(store_id, id)).filter(|item| !is_laid_aside(*item));
        item.map(read).transpose()
    }

    /// The order of this id.
    pub fn order(&self, store_id: StoreId, order_id: OrderId) -> Result<Option<OrderRow>, TableError> {
        let key = keys::order(store_id, order_id);
        if let Some(row) = self.orders.get(&key) {
            return Ok(Some(row.clone()));
        }
        self.items.get(&key).filter(|item| !is_tombstone(*item)).map(OrderRow::read).transpose()
    }
}

impl Image {
    /// Reads the appointment a stream tells of.
    pub fn appointment(&self) -> Result<Appointment, TableError> {
        read(self).map(|(appointment, _)| appointment)
    }
}

/// Whether appointments of this status are in the index: those that need somebody's eyes.
fn is_listed(status: AppointmentStatus) -> bool {
    !matches!(status, AppointmentStatus::Pending | AppointmentStatus::Complete)
}

/// The appointments that can be read, without those laid aside with their removed order.
fn readable_of(items: &[Item]) -> Vec<Appointment> {
    let items = items.iter().filter(|item| !is_laid_aside(*item));
    readable(items.map(|item| read(item).map(|(appointment, _)| appointment)))
}

/// Why an appointment failed that was still open when its order was removed. Its message is gone, and a person decides
/// whether it is still wanted.
const REMOVED_WITH_ITS_ORDER: &str =
    "its order was removed before this was done, and restored since; try it again by hand";

/// The row of an appointment that was laid aside, once its order is restored.
pub(crate) fn taken_back(item: &Item, settled: u64, now: Timestamp) -> Result<NewItem, TableError> {
    let (mut appointment, version) = read(item)?;
    if appointment.status.is_open() {
        appointment.status = AppointmentStatus::Failed;
        appointment.date_completed = Some(now);
        appointment.due_at = None;
        if appointment.failure.is_empty() {
            REMOVED_WITH_ITS_ORDER.clone_into(&mut appointment.failure);
        }
    }
    Ok(NewItem::of(self::item(&appointment, version.saturating_add(1), Wake::No)?).number(SETTLED, settled))
}

fn item(appointment: &Appointment, version: u64, wake: Wake) -> Result<Item, TableError> {
    let mut kept = appointment.clone();
    let surplus = kept.attempts.len().saturating_sub(REMEMBERED_ATTEMPTS);
    kept.attempts.drain(..surplus);
    let store_id = appointment.store_id;
    let mut item = NewItem::at(keys::appointment(store_id, appointment.id)).number("version", version).body(&kept)?;
    if is_listed(appointment.status) {
        let list = keys::status_list(store_id, appointment.status, keys::shard(appointment.id.order));
        item = item.text("listed_in", list).text("listed_at", domain::time::text(appointment.date_added));
    }
    if wake == Wake::Yes {
        item = item.text("wake", "1");
    }
    item.sized()
}

pub(crate) fn read(attributes: &impl Attributes) -> Result<(Appointment, u64), TableError> {
    Ok((attributes.body()?, attributes.version()?))
}
