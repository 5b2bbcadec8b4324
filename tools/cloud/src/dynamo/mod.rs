//! DynamoDB, in memory, what it charges, and what its stream tells.

pub(crate) mod pattern;
pub(crate) mod stream;
#[cfg(test)]
mod tests;
mod units;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result};
use dynoxide::Database;
use dynoxide::actions::batch_get_item::BatchGetItemRequest;
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::put_item::PutItemRequest;
use dynoxide::actions::query::QueryRequest;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::actions::transact_write_items::{TransactWriteItem, TransactWriteItemsRequest};
use dynoxide::actions::update_item::UpdateItemRequest;
use dynoxide::errors::DynoxideError;
use dynoxide::types::{AttributeValue, ConsumedCapacity};

use crate::request::{Refusal, read, write};
use crate::time::Time;
use stream::{Change, Stream};
use units::tenths;
pub use units::{Units, Usage, is_write, reads_of, writes_of};

/// The table's name.
pub const TABLE: &str = "waybill";

/// Its keys and indexes, as `infra/table.yaml` has them; a test compares.
const SCHEMA: &str = include_str!("../../table.json");

/// A row as a request and a stream have it.
pub type Item = HashMap<String, AttributeValue>;

/// What is kept of writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recording {
    /// The rows that were put, and nothing that costs time: for measurements.
    Puts,
    /// Every change, as the table's stream tells it.
    Changes,
}

#[derive(Default)]
struct Seen {
    usage: Usage,
    /// Requests being answered, and since when there were any: those at once count their time once.
    at_work: u32,
    since: Option<Instant>,
}

/// The table of one cloud.
pub struct Dynamo {
    database: Database,
    recording: Recording,
    time: Time,
    stream: Mutex<Stream>,
    seen: Mutex<Seen>,
}

impl std::fmt::Debug for Dynamo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dynamo")
    }
}

impl Dynamo {
    pub(crate) fn new(recording: Recording, time: Time) -> Result<Self> {
        let database = Database::memory().context("no database in memory")?;
        database.create_table(serde_json::from_str(SCHEMA)?).context("the table can't be created")?;
        Ok(Self { database, recording, time, stream: Mutex::default(), seen: Mutex::default() })
    }

    /// The changes since the last call, oldest first.
    pub fn take_changes(&self) -> Vec<Change> {
        self.stream().take()
    }

    /// All rows, by their keys.
    pub fn rows(&self) -> Result<BTreeMap<(String, String), Item>> {
        let scan = ScanRequest { table_name: TABLE.to_owned(), ..ScanRequest::default() };
        let items = self.database.scan(scan).context("the table can't be scanned")?.items.unwrap_or_default();
        let key = |item: &Item| Some((text_of(item, "pk")?.to_owned(), text_of(item, "sk")?.to_owned()));
        Ok(items.into_iter().filter_map(|item| Some((key(&item)?, item))).collect())
    }

    /// One row, or nothing.
    pub fn row(&self, pk: &str, sk: &str) -> Option<Item> {
        let key = [("pk", pk), ("sk", sk)].map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())));
        self.find(key.into())
    }

    /// Writes a row as none of ours would, given in DynamoDB's JSON; the stream tells of it.
    pub fn put(&self, item: &serde_json::Value) -> Result<()> {
        let put = serde_json::json!({ "TableName": TABLE, "Item": item }).to_string();
        self.answer("PutItem", put.as_bytes()).map_err(|refusal| anyhow::anyhow!("not put: {}", refusal.body))?;
        Ok(())
    }

    /// What requests consumed since the last call, and the rows that were put.
    pub fn take(&self) -> Usage {
        std::mem::take(&mut self.seen().usage)
    }

    /// A request sets out. Which round trip it is, counted from those that were answered before it.
    pub(crate) fn set_out(&self) -> u64 {
        self.seen().usage.round_trips.saturating_add(1)
    }

    /// A request of that round trip is answered.
    pub(crate) fn arrived(&self, round_trip: u64) {
        let mut seen = self.seen();
        seen.usage.round_trips = seen.usage.round_trips.max(round_trip);
    }

    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        self.begin();
        let answer = match operation {
            "PutItem" => self.put_item(body),
            "UpdateItem" => self.update_item(body),
            "DeleteItem" => self.delete_item(body),
            "TransactWriteItems" => self.transact_write_items(body),
            "GetItem" => self.get_item(body),
            "BatchGetItem" => self.batch_get_item(body),
            "Query" => self.query(body),
            "Scan" => self.scan(body),
            _ => Err(Refusal::unknown(operation)),
        };
        self.end();
        answer
    }

    fn begin(&self) {
        let mut seen = self.seen();
        seen.at_work += 1;
        seen.since.get_or_insert_with(Instant::now);
    }

    fn end(&self) {
        let mut seen = self.seen();
        seen.at_work -= 1;
        if seen.at_work == 0
            && let Some(since) = seen.since.take()
        {
            seen.usage.took += since.elapsed();
        }
    }

    fn put_item(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut request: PutItemRequest = read(body)?;
        let wants_units = ask(&mut request.return_consumed_capacity);
        let item = request.item.clone();
        let mut response = self.changing(&key_of(&item), || self.database.put_item(request))?;
        self.count("PutItem", response.consumed_capacity.as_slice());
        if self.recording == Recording::Puts {
            self.seen().usage.written.push(item);
        }
        response.consumed_capacity = response.consumed_capacity.filter(|_| wants_units);
        write(&response)
    }

    fn update_item(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut request: UpdateItemRequest = read(body)?;
        let wants_units = ask(&mut request.return_consumed_capacity);
        let key = request.key.clone();
        let mut response = self.changing(&key, || self.database.update_item(request))?;
        self.count("UpdateItem", response.consumed_capacity.as_slice());
        response.consumed_capacity = response.consumed_capacity.filter(|_| wants_units);
        write(&response)
    }

    fn delete_item(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut request: DeleteItemRequest = read(body)?;
        let wants_units = ask(&mut request.return_consumed_capacity);
        let key = request.key.clone();
        let mut response = self.changing(&key, || self.database.delete_item(request))?;
        self.count("DeleteItem", response.consumed_capacity.as_slice());
        response.consumed_capacity = response.consumed_capacity.filter(|_| wants_units);
        write(&response)
    }

    fn transact_write_items(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut request: TransactWriteItemsRequest = read(body)?;
        let wants_units = ask(&mut request.return_consumed_capacity);
        let puts = request.transact_items.iter().filter_map(|write| write.put.as_ref());
        let puts: Vec<Item> = puts.map(|put| put.item.clone()).collect();
        let keys: Vec<Item> = request.transact_items.iter().map(key_of_write).collect();
        let mut response = self.changing_all(&keys, || self.database.transact_write_items(request))?;
        self.count("TransactWriteItems", response.consumed_capacity.as_deref().unwrap_or_default());
        if self.recording == Recording::Puts {
            self.seen().usage.written.extend(puts);
        }
        response.consumed_capacity = response.consumed_capacity.filter(|_| wants_units);
        write(&response)
    }

    fn get_item(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut request: GetItemRequest = read(body)?;
        let wants_units = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.get_item(request)?;
        self.count("GetItem", response.consumed_capacity.as_slice());
        response.consumed_capacity = response.consumed_capacity.filter(|_| wants_units);
        write(&response)
    }

    fn batch_get_item(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut request: BatchGetItemRequest = read(body)?;
        let wants_units = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.batch_get_item(request)?;
        self.count("BatchGetItem", response.consumed_capacity.as_deref().unwrap_or_default());
        response.consumed_capacity = response.consumed_capacity.filter(|_| wants_units);
        write(&response)
    }

    fn query(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut request: QueryRequest = read(body)?;
        let wants_units = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.query(request)?;
        self.count("Query", response.consumed_capacity.as_slice());
        response.consumed_capacity = response.consumed_capacity.filter(|_| wants_units);
        write(&response)
    }

    fn scan(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut request: ScanRequest = read(body)?;
        let wants_units = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.scan(request)?;
        self.count("Scan", response.consumed_capacity.as_slice());
        response.consumed_capacity = response.consumed_capacity.filter(|_| wants_units);
        write(&response)
    }

    /// Makes one change of one row.
    fn changing<T>(&self, key: &Item, change: impl FnOnce() -> Result<T, DynoxideError>) -> Result<T, DynoxideError> {
        self.changing_all(std::slice::from_ref(key), change)
    }

    /// Changes rows together. One change after another, so that the stream has them in their order.
    fn changing_all<T>(
        &self,
        keys: &[Item],
        change: impl FnOnce() -> Result<T, DynoxideError>,
    ) -> Result<T, DynoxideError> {
        if self.recording == Recording::Puts {
            return change();
        }
        let mut stream = self.stream();
        let old: Vec<Option<Item>> = keys.iter().map(|key| self.find(key.clone())).collect();
        let done = change()?;
        for (key, old) in keys.iter().zip(old) {
            let new = self.find(key.clone());
            stream.record(key, old, new, self.time.now());
        }
        Ok(done)
    }

    fn find(&self, key: Item) -> Option<Item> {
        let consistent_read = Some(true);
        let get = GetItemRequest { table_name: TABLE.to_owned(), key, consistent_read, ..GetItemRequest::default() };
        self.database.get_item(get).ok()?.item
    }

    fn count(&self, operation: &'static str, consumed: &[ConsumedCapacity]) {
        let mut seen = self.seen();
        let sum = seen.usage.units.entry(operation).or_default();
        sum.requests += 1;
        for part in consumed {
            let all = tenths(part.capacity_units);
            let table = part.table.as_ref().map_or(all, |table| tenths(table.capacity_units));
            sum.tenths += all;
            sum.index_tenths += all.saturating_sub(table);
        }
    }

    fn stream(&self) -> MutexGuard<'_, Stream> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<DynoxideError> for Refusal {
    fn from(error: DynoxideError) -> Self {
        Self { status: error.status_code(), body: error.to_json() }
    }
}

/// Asks for what was consumed, whether the function did or not; whether it did.
fn ask(level: &mut Option<String>) -> bool {
    level.replace("INDEXES".to_owned()).is_some_and(|level| level != "NONE")
}

/// A text attribute of a row.
pub fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name)? {
        AttributeValue::S(text) => Some(text),
        _ => None,
    }
}

/// The key of a row.
fn key_of(item: &Item) -> Item {
    let parts = ["pk", "sk"].map(|name| item.get(name).map(|value| (name.to_owned(), value.clone())));
    parts.into_iter().flatten().collect()
}

/// The key of the row that one of several writes is about.
fn key_of_write(write: &TransactWriteItem) -> Item {
    let put = write.put.as_ref().map(|put| key_of(&put.item));
    let update = write.update.as_ref().map(|update| update.key.clone());
    let delete = write.delete.as_ref().map(|delete| delete.key.clone());
    let check = write.condition_check.as_ref().map(|check| check.key.clone());
    put.or(update).or(delete).or(check).unwrap_or_default()
}
