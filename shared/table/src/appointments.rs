//! Appointments: rows beside their order.
//!
//! One that goes well is written twice and is in no index: it is found through its order. One that needs somebody's
//! eyes (retrying, failed, canceled) is in the index `listed` by its status.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Appointment, AppointmentFilter, AppointmentId, AppointmentStatus, OrderId, StoreId};
use futures_util::future::try_join_all;

use crate::item::{Attributes, Item, NewItem};
use crate::keys::{self, Key};
use crate::rows::is_tombstone;
use crate::walk::Walk;
use crate::{Image, OrderRow, Page, Table, TableError};

/// This many attempts stay with an appointment; a person who retries for ever sees the newest.
const REMEMBERED_ATTEMPTS: usize = 60;

/// What became of a change of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is written.
    Done,
    /// The appointment is no longer the one that was read.
    Stale,
}

impl Table {
    /// Inserts an appointment; whether it was not there.
    pub async fn insert_appointment(&self, appointment: &Appointment) -> Result<bool, TableError> {
        self.insert_item(item(appointment, 1, false)?).await
    }

    /// The appointment of this id, and its row's version.
    pub async fn appointment(
        &self,
        store: StoreId,
        id: AppointmentId,
    ) -> Result<Option<(Appointment, u64)>, TableError> {
        let item = self.get(keys::appointment(store, id), true).await?;
        item.as_ref().map(read).transpose()
    }

    /// These appointments and the orders they are of, in one request as they are now.
    pub async fn find_due(&self, due: &[(StoreId, AppointmentId)]) -> Result<Found, TableError> {
        let both =
            |(store, id): &(StoreId, AppointmentId)| [keys::appointment(*store, *id), keys::order(*store, id.order)];
        let keys: BTreeSet<Key> = due.iter().flat_map(both).collect();
        let items = self.get_all(&Vec::from_iter(keys), true).await?;
        let key = |item: &Item| Some(Key { pk: item.text("pk")?.to_owned(), sk: item.text("sk")?.to_owned() });
        Ok(Found(items.into_iter().filter_map(|item| Some((key(&item)?, item))).collect()))
    }

    /// Writes `appointment` as the version after `seen`.
    pub async fn change_appointment(&self, appointment: &Appointment, seen: u64) -> Result<Recorded, TableError> {
        self.save_appointment(appointment, seen, false).await
    }

    /// Writes `appointment` as the version after `seen`, and wakes the function that queues appointments.
    pub async fn queue_appointment(&self, appointment: &Appointment, seen: u64) -> Result<Recorded, TableError> {
        self.save_appointment(appointment, seen, true).await
    }

    async fn save_appointment(&self, appointment: &Appointment, seen: u64, wake: bool) -> Result<Recorded, TableError> {
        let put = self.put(item(appointment, seen.saturating_add(1), wake)?).condition_expression("version = :seen");
        let put = put.expression_attribute_values(":seen", AttributeValue::N(seen.to_string()));
        if self.put_if(put).await? {
            return Ok(Recorded::Done);
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let found = self.appointment(appointment.store_id, appointment.id).await?;
        let is_ours = found.is_some_and(|(found, _)| found == *appointment);
        Ok(if is_ours { Recorded::Done } else { Recorded::Stale })
    }

    /// The appointments of an order, oldest first.
    pub async fn appointments_of(&self, store: StoreId, order: OrderId) -> Result<Vec<Appointment>, TableError> {
        let items = self.query_prefix(keys::order_partition(store, order), keys::APPOINTMENT).await?;
        items.iter().map(|item| read(item).map(|(appointment, _)| appointment)).collect()
    }

    /// A page of a store's appointments, newest orders first. Those that need somebody's eyes have an index; the others
    /// are found by going through the store's orders, a page of orders for a page of answers.
    pub async fn appointments(
        &self,
        store: StoreId,
        folders: &[domain::FolderId],
        filter: &AppointmentFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<Appointment>, TableError> {
        match filter.status {
            Some(status) if is_listed(status) => self.listed_appointments(store, status, filter, offset, limit).await,
            _ => self.appointments_by_order(store, folders, filter, offset, limit).await,
        }
    }

    async fn listed_appointments(
        &self,
        store: StoreId,
        status: AppointmentStatus,
        filter: &AppointmentFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<Appointment>, TableError> {
        let lists = (0..keys::SHARDS).map(|shard| keys::status_list(store, status, shard)).collect();
        // The kind is not in the index: then all of the status are read, and the page is cut from those of the kind.
        let (from, most) = if filter.kind.is_some() { (0, usize::MAX) } else { (offset, limit) };
        let (found, total) = self.page_of(&Walk::through(keys::LISTED, lists), from, most).await?;
        let keys: Vec<Key> = found.into_iter().map(|entry| entry.key).collect();
        let items = self.get_all(&keys, false).await?;
        let mut appointments = items.iter().map(|item| read(item).map(|(it, _)| it)).collect::<Result<Vec<_>, _>>()?;
        appointments.sort_by_key(|appointment| std::cmp::Reverse((appointment.date_added, appointment.id)));
        if filter.kind.is_none() {
            return Ok(Page { rows: appointments, total });
        }
        let rows = filter.of(appointments);
        Ok(Page { total: rows.len(), rows: rows.into_iter().skip(offset).take(limit).collect() })
    }

    async fn appointments_by_order(
        &self,
        store: StoreId,
        folders: &[domain::FolderId],
        filter: &AppointmentFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<Appointment>, TableError> {
        let (orders, total) = self.newest_orders(store, folders, offset, limit).await?;
        let found = try_join_all(orders.into_iter().map(|order| self.appointments_of(store, order))).await?;
        Ok(Page { rows: filter.of(found.into_iter().flatten().collect()), total })
    }
}

/// What was found of what is due. Each row is read when it is asked for: one that is unreadable spoils only itself.
#[derive(Debug)]
pub struct Found(HashMap<Key, Item>);

impl Found {
    /// The appointment of this id, and its row's version.
    pub fn appointment(&self, store: StoreId, id: AppointmentId) -> Result<Option<(Appointment, u64)>, TableError> {
        self.0.get(&keys::appointment(store, id)).map(read).transpose()
    }

    /// The order of this id.
    pub fn order(&self, store: StoreId, order: OrderId) -> Result<Option<OrderRow>, TableError> {
        self.0.get(&keys::order(store, order)).filter(|item| !is_tombstone(*item)).map(OrderRow::read).transpose()
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

fn item(appointment: &Appointment, version: u64, wake: bool) -> Result<Item, TableError> {
    let mut kept = appointment.clone();
    let surplus = kept.attempts.len().saturating_sub(REMEMBERED_ATTEMPTS);
    kept.attempts.drain(..surplus);
    let store = appointment.store_id;
    let mut item = NewItem::at(keys::appointment(store, appointment.id)).number("version", version).body(&kept)?;
    if is_listed(appointment.status) {
        let list = keys::status_list(store, appointment.status, keys::shard(appointment.id.order));
        item = item.text("listed_in", list).text("listed_at", domain::time::text(appointment.date_added));
    }
    if wake {
        item = item.text("wake", "1");
    }
    item.sized()
}

fn read(attributes: &impl Attributes) -> Result<(Appointment, u64), TableError> {
    Ok((attributes.body()?, attributes.version()?))
}
