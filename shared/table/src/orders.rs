//! Reading and writing orders.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, KeysAndAttributes, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure,
};
use domain::time::whole_seconds;
use domain::{HistoryLine, Identity, OrderId, StoreId, events_between, lines_of};
use futures_util::future::{try_join, try_join_all};
use jiff::Timestamp;

use crate::item::{Attributes, Item, NewItem};
use crate::keys::{self, Key};
use crate::rows::is_tombstone;
use crate::tally::Move;
use crate::{OrderRow, Table, TableError};

/// How often a change is tried against other changes of the same row.
const TRIES: u32 = 8;

/// This many history lines stay in the order's row; then the older ones move out.
const RECENT_HISTORY: usize = 40;

/// DynamoDB reads this many rows at once.
const BATCH: usize = 100;

/// What became of an insertion.
#[derive(Debug)]
pub enum Inserted {
    /// It is new.
    New(OrderRow),
    /// The same order was there before; nothing was changed.
    AlreadyThere(OrderRow),
}

/// What became of a change.
#[derive(Debug)]
pub enum Changed<T, E> {
    /// There is no such order.
    Missing,
    /// The change is not to be made, and why.
    Refused(E),
    /// The change had nothing to change.
    Unchanged(OrderRow),
    /// It is done; this is the order now.
    Done(OrderRow, T),
}

impl Table {
    /// Inserts the order that `identity` stands for, unless it is there: one conditional write. `row` makes it once
    /// its id is known.
    pub async fn insert_order(
        &self,
        store: StoreId,
        identity: &Identity,
        row: impl Fn(OrderId) -> OrderRow,
    ) -> Result<Inserted, TableError> {
        for probe in 0..Identity::PROBES {
            let id = identity.order_id(store, probe);
            let row = row(id);
            let created = Move { from: None, to: Some(row.order.folder_id) };
            let Some(found) = self.insert(row.item()?).await? else {
                self.tally(store, id, created).await;
                return Ok(Inserted::New(row));
            };
            let found = match found {
                Some(found) => found,
                None => self.get(keys::order(store, id), true).await?.ok_or(TableError::Contended { tries: 1 })?,
            };
            // The id of a removed order is never given again, also not to the same order sent anew.
            if is_tombstone(&found) {
                continue;
            }
            let found = OrderRow::read(&found)?;
            if found.identity == *identity {
                // Its first line has the instant it was written at: ours, when only the answer of our write was lost.
                let is_ours = row.history.first().is_some_and(|line| found.history.first() == Some(line));
                if is_ours {
                    self.tally(store, id, created).await;
                }
                return Ok(if is_ours { Inserted::New(found) } else { Inserted::AlreadyThere(found) });
            }
        }
        Err(TableError::Contended { tries: Identity::PROBES })
    }

    /// The order, as it is now.
    pub async fn order(&self, store: StoreId, order: OrderId) -> Result<Option<OrderRow>, TableError> {
        let item = self.get(keys::order(store, order), true).await?;
        item.as_ref().filter(|item| !is_tombstone(*item)).map(OrderRow::read).transpose()
    }

    /// Removes an order with all that lies beside it; the order that was removed. What stays is a row that keeps its id
    /// from being given again. After a crash in between, removing it once more removes the rest.
    pub async fn remove_order(&self, store: StoreId, order: OrderId) -> Result<Option<OrderRow>, TableError> {
        let removed = self.bury(store, order).await?;
        for prefix in [keys::APPOINTMENT, keys::HISTORY] {
            let beside = self.query_prefix(keys::order_partition(store, order), prefix).await?;
            let keys =
                beside.iter().filter_map(|item| Some((item.text("pk")?.to_owned(), item.text("sk")?.to_owned())));
            try_join_all(keys.map(|(pk, sk)| self.remove(Key { pk, sk }))).await?;
        }
        Ok(removed)
    }

    /// The orders of these ids in the same sequence, without those that are not there.
    pub async fn orders(&self, store: StoreId, ids: &[OrderId]) -> Result<Vec<OrderRow>, TableError> {
        let keys: Vec<Key> = ids.iter().map(|id| keys::order(store, *id)).collect();
        let items = self.get_all(&keys, false).await?;
        let living = items.iter().filter(|item| !is_tombstone(*item));
        let mut rows: Vec<OrderRow> = living.map(OrderRow::read).collect::<Result<_, _>>()?;
        let places: HashMap<OrderId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        rows.sort_by_key(|row| places.get(&row.order.id).copied());
        Ok(rows)
    }

    /// Puts the tombstone in an order's place; the order, if it was still there.
    async fn bury(&self, store: StoreId, order: OrderId) -> Result<Option<OrderRow>, TableError> {
        for _ in 0..TRIES {
            let Some(row) = self.order(store, order).await? else { return Ok(None) };
            let put = self.put(row.tombstone()?).condition_expression("version = :seen");
            let put = put.expression_attribute_values(":seen", AttributeValue::N(row.version.to_string()));
            if self.put_if(put).await? {
                self.tally(store, order, Move { from: Some(row.order.folder_id), to: None }).await;
                return Ok(Some(row));
            }
        }
        Err(TableError::Contended { tries: TRIES })
    }

    /// Changes an order by somebody from outside: `change` answers nothing when there is nothing to do, and else adds a
    /// history line. Tried again when another change came first. What it did to the order, and what it says happened,
    /// becomes the version's events.
    pub async fn change_order<T, E>(
        &self,
        store: StoreId,
        order: OrderId,
        now: Timestamp,
        change: impl Fn(&mut OrderRow) -> Result<Option<T>, E>,
    ) -> Result<Changed<T, E>, TableError> {
        let mut tried: Option<(HistoryLine, Move, T)> = None;
        for _ in 0..TRIES {
            let Some(before) = self.order(store, order).await? else { return Ok(Changed::Missing) };
            // Only the answer of our write was lost: our line, with the instant it was written at, is there.
            if let Some((_, moved, result)) = tried.take_if(|(line, ..)| before.history.contains(line)) {
                self.tally(store, order, moved).await;
                return Ok(Changed::Done(before, result));
            }
            let mut after = before.clone();
            after.plans.clear();
            after.events.clear();
            let result = match change(&mut after) {
                Ok(Some(result)) => result,
                Ok(None) => return Ok(Changed::Unchanged(before)),
                Err(refused) => return Ok(Changed::Refused(refused)),
            };
            let said = std::mem::replace(&mut after.events, events_between(&before.order, &after.order));
            after.events.extend(said);
            let line = after.history.last().filter(|line| !before.history.contains(line)).cloned();
            let moved = Move { from: Some(before.order.folder_id), to: Some(after.order.folder_id) };
            if let Some(after) = self.save_order(&before, after, now).await? {
                return Ok(Changed::Done(after, result));
            }
            tried = line.map(|line| (line, moved, result));
        }
        Err(TableError::Contended { tries: TRIES })
    }

    /// Writes `row` as the version after `before`; nothing when the row in the table is no longer that version.
    pub async fn save_order(
        &self,
        before: &OrderRow,
        mut row: OrderRow,
        now: Timestamp,
    ) -> Result<Option<OrderRow>, TableError> {
        let seen = before.version;
        row.version = seen.saturating_add(1);
        row.order.date_updated = whole_seconds(now);
        self.move_history_out(before, &mut row).await?;
        let put = self.put(row.item()?).condition_expression("version = :seen");
        let put = put.expression_attribute_values(":seen", AttributeValue::N(seen.to_string()));
        if !self.put_if(put).await? {
            return Ok(None);
        }
        let moved = Move { from: Some(before.order.folder_id), to: Some(row.order.folder_id) };
        self.tally(row.store_id, row.order.id, moved).await;
        Ok(Some(row))
    }

    /// The whole history of an order, oldest first: its own lines, and what its appointments tell.
    pub async fn history(&self, row: &OrderRow) -> Result<Vec<HistoryLine>, TableError> {
        let (store, order) = (row.store_id, row.order.id);
        let part_keys: Vec<Key> = (1..=row.history_parts).map(|part| keys::history(store, order, part)).collect();
        let (parts, appointments) =
            try_join(self.get_all(&part_keys, true), self.appointments_of(store, order)).await?;
        let mut lines = row.history.clone();
        for part in &parts {
            lines.extend(part.body::<Vec<HistoryLine>>()?);
        }
        lines.extend(appointments.iter().flat_map(lines_of));
        lines.sort_by_key(|line| line.date_added);
        Ok(lines)
    }

    /// Old lines leave the row before it is written without them: of those that stood there `before`, all but the
    /// newest. The row they go to has the same key and the same lines however often and by whomever this is tried, so
    /// neither a crash between the two writes nor another writer costs a line.
    async fn move_history_out(&self, before: &OrderRow, row: &mut OrderRow) -> Result<(), TableError> {
        if before.history.len() <= RECENT_HISTORY {
            return Ok(());
        }
        let leaving = before.history.len() - RECENT_HISTORY / 2;
        let old: Vec<HistoryLine> = row.history.drain(..leaving).collect();
        row.history_parts = row.history_parts.saturating_add(1);
        let item = NewItem::at(keys::history(row.store_id, row.order.id, row.history_parts)).body(&old)?.sized()?;
        self.put_item(item).await
    }

    /// Puts an item that must not be there. Nothing: done. Something: there was one, itself if DynamoDB showed it.
    async fn insert(&self, item: Item) -> Result<Option<Option<Item>>, TableError> {
        let put = self
            .put(item)
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(output) => {
                self.count("PutItem", output.consumed_capacity.as_slice());
                Ok(None)
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => Ok(Some(failed.item.clone())),
                _ => Err(TableError::of("PutItem", error)),
            },
        }
    }

    /// Sends a put with a condition; whether the condition held.
    pub(crate) async fn put_if(&self, put: PutItemFluentBuilder) -> Result<bool, TableError> {
        match put.send().await {
            Ok(output) => {
                self.count("PutItem", output.consumed_capacity.as_slice());
                Ok(true)
            }
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => Ok(false),
            Err(error) => Err(TableError::of("PutItem", error)),
        }
    }

    /// Sends an update; whether its condition held, if it has one.
    pub(crate) async fn update_if(&self, update: UpdateItemFluentBuilder) -> Result<bool, TableError> {
        match update.set_return_consumed_capacity(self.asks_capacity()).send().await {
            Ok(output) => {
                self.count("UpdateItem", output.consumed_capacity.as_slice());
                Ok(true)
            }
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => Ok(false),
            Err(error) => Err(TableError::of("UpdateItem", error)),
        }
    }

    /// Puts an item that must not be there; whether it was not.
    pub(crate) async fn insert_item(&self, item: Item) -> Result<bool, TableError> {
        self.insert(item).await.map(|found| found.is_none())
    }

    /// Puts an item, whatever was there.
    pub(crate) async fn put_item(&self, item: Item) -> Result<(), TableError> {
        let output = self.put(item).send().await.map_err(|error| TableError::of("PutItem", error))?;
        self.count("PutItem", output.consumed_capacity.as_slice());
        Ok(())
    }

    pub(crate) fn put(&self, item: Item) -> PutItemFluentBuilder {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        put.set_return_consumed_capacity(self.asks_capacity())
    }

    /// One item, as it is now (`consistent`) or as it was a moment ago, for half the price.
    pub(crate) async fn get(&self, key: Key, consistent: bool) -> Result<Option<Item>, TableError> {
        let get = self.client.get_item().table_name(&self.name).consistent_read(consistent);
        let get = get.key("pk", AttributeValue::S(key.pk)).key("sk", AttributeValue::S(key.sk));
        let get = get.set_return_consumed_capacity(self.asks_capacity());
        let output = get.send().await.map_err(|error| TableError::of("GetItem", error))?;
        self.count("GetItem", output.consumed_capacity.as_slice());
        Ok(output.item)
    }

    /// All items of these keys that are there, in any sequence, as they are now (`consistent`) or were a moment ago.
    pub(crate) async fn get_all(&self, keys: &[Key], consistent: bool) -> Result<Vec<Item>, TableError> {
        let batches = try_join_all(keys.chunks(BATCH).map(|batch| self.get_batch(batch, consistent))).await?;
        Ok(batches.into_iter().flatten().collect())
    }

    async fn get_batch(&self, batch: &[Key], consistent: bool) -> Result<Vec<Item>, TableError> {
        let mut items = vec![];
        let mut wanted = Some(keys_of(batch, consistent)?);
        // DynamoDB answers what fits and names the rest; what it throttled is among the rest.
        for _ in 0..TRIES * 4 {
            let Some(keys) = wanted.take() else { return Ok(items) };
            let get = self.client.batch_get_item().request_items(&self.name, keys);
            let get = get.set_return_consumed_capacity(self.asks_capacity());
            let output = get.send().await.map_err(|error| TableError::of("BatchGetItem", error))?;
            self.count("BatchGetItem", output.consumed_capacity());
            items.extend(output.responses.unwrap_or_default().remove(&self.name).unwrap_or_default());
            wanted = output.unprocessed_keys.unwrap_or_default().remove(&self.name);
        }
        match wanted {
            None => Ok(items),
            Some(_) => Err(TableError::Contended { tries: TRIES * 4 }),
        }
    }

    pub(crate) fn asks_capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.as_ref().map(|_| ReturnConsumedCapacity::Indexes)
    }

    pub(crate) fn count(&self, operation: &'static str, consumed: &[aws_sdk_dynamodb::types::ConsumedCapacity]) {
        if let Some(meter) = &self.meter {
            meter.count(operation, consumed);
        }
    }
}

fn keys_of(batch: &[Key], consistent: bool) -> Result<KeysAndAttributes, TableError> {
    let mut wanted = KeysAndAttributes::builder().consistent_read(consistent);
    for key in batch {
        let key = [("pk", &key.pk), ("sk", &key.sk)];
        wanted = wanted.keys(key.map(|(name, text)| (name.to_owned(), AttributeValue::S(text.clone()))).into());
    }
    wanted.build().map_err(|error| TableError::Refused { operation: "BatchGetItem", source: error.into() })
}
