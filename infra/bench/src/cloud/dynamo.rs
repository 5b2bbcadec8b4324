//! DynamoDB, in memory, and what it charges.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use dynoxide::Database;
use dynoxide::actions::batch_get_item::BatchGetItemRequest;
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::put_item::PutItemRequest;
use dynoxide::actions::query::QueryRequest;
use dynoxide::errors::DynoxideError;
use dynoxide::types::{AttributeValue, ConsumedCapacity};
use serde::Serialize;

use super::{Asked, Fault, read, write};

/// The table's name.
pub(crate) const TABLE: &str = "bench";

/// Its keys and indexes, as `infra/table.yaml` has them; a test compares.
const SCHEMA: &str = include_str!("../../table.json");

/// A row as a request and a stream have it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// What the requests of one operation consumed, in tenths of a unit, because a read may take a half.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Units {
    pub(crate) requests: u64,
    /// Of the table and its indexes together.
    pub(crate) tenths: u64,
    /// Of the indexes alone.
    pub(crate) index_tenths: u64,
}

#[derive(Default)]
struct Seen {
    units: BTreeMap<&'static str, Units>,
    written: Vec<Item>,
    took: Duration,
}

pub(crate) struct Dynamo {
    database: Database,
    seen: Mutex<Seen>,
}

impl std::fmt::Debug for Dynamo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dynamo")
    }
}

impl Dynamo {
    pub(crate) fn new() -> Result<Self> {
        let database = Database::memory().context("no database in memory")?;
        database.create_table(serde_json::from_str(SCHEMA)?).context("the table can't be created")?;
        Ok(Self { database, seen: Mutex::default() })
    }

    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let started = Instant::now();
        let answer = match operation {
            "PutItem" => self.put_item(body),
            "GetItem" => self.get_item(body),
            "BatchGetItem" => self.batch_get_item(body),
            "Query" => self.query(body),
            _ => Err(Fault::unknown(operation)),
        };
        self.seen().took += started.elapsed();
        answer
    }

    pub(crate) fn take(&self, asked: &mut Asked) {
        let seen = std::mem::take(&mut *self.seen());
        (asked.dynamodb, asked.written, asked.dynamodb_took) = (seen.units, seen.written, seen.took);
    }

    fn put_item(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut request: PutItemRequest = read(body)?;
        let asked = ask(&mut request.return_consumed_capacity);
        let item = request.item.clone();
        let mut response = self.database.put_item(request)?;
        self.count("PutItem", response.consumed_capacity.as_slice());
        self.seen().written.push(item);
        response.consumed_capacity = response.consumed_capacity.filter(|_| asked);
        write(&response)
    }

    fn get_item(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut request: GetItemRequest = read(body)?;
        let asked = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.get_item(request)?;
        self.count("GetItem", response.consumed_capacity.as_slice());
        response.consumed_capacity = response.consumed_capacity.filter(|_| asked);
        write(&response)
    }

    fn batch_get_item(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut request: BatchGetItemRequest = read(body)?;
        let asked = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.batch_get_item(request)?;
        self.count("BatchGetItem", response.consumed_capacity.as_deref().unwrap_or_default());
        response.consumed_capacity = response.consumed_capacity.filter(|_| asked);
        write(&response)
    }

    fn query(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut request: QueryRequest = read(body)?;
        let asked = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.query(request)?;
        self.count("Query", response.consumed_capacity.as_slice());
        response.consumed_capacity = response.consumed_capacity.filter(|_| asked);
        write(&response)
    }

    fn count(&self, operation: &'static str, consumed: &[ConsumedCapacity]) {
        let mut seen = self.seen();
        let sum = seen.units.entry(operation).or_default();
        sum.requests += 1;
        for part in consumed {
            let all = tenths(part.capacity_units);
            let table = part.table.as_ref().map_or(all, |table| tenths(table.capacity_units));
            sum.tenths += all;
            sum.index_tenths += all.saturating_sub(table);
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<DynoxideError> for Fault {
    fn from(error: DynoxideError) -> Self {
        Self { status: error.status_code(), body: error.to_json() }
    }
}

/// Asks for what was consumed, whether the function did or not; whether it did.
fn ask(asked: &mut Option<String>) -> bool {
    asked.replace("INDEXES".to_owned()).is_some_and(|asked| asked != "NONE")
}

/// A text attribute of a row.
pub(crate) fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name)? {
        AttributeValue::S(text) => Some(text),
        _ => None,
    }
}

#[allow(
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "DynamoDB reports units as a float, and they are whole or a half"
)]
fn tenths(units: f64) -> u64 {
    (units * 10.0).round() as u64
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_schema_is_that_of_the_template() {
        let template = include_str!("../../../table.yaml");
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let indexes = schema["GlobalSecondaryIndexes"].as_array().unwrap();
        assert_eq!(template.matches("- IndexName: ").count(), indexes.len());
        assert_eq!(template.matches("ProjectionType: KEYS_ONLY").count(), indexes.len());
        for index in indexes {
            let keys: Vec<_> = index["KeySchema"].as_array().unwrap().iter().map(|key| &key["AttributeName"]).collect();
            let name = index["IndexName"].as_str().unwrap();
            let block = template.split("- IndexName: ").find(|block| block.starts_with(name)).unwrap();
            for key in keys {
                assert!(block.contains(&format!("AttributeName: {},", key.as_str().unwrap())), "{name} {key}");
            }
        }
    }

    #[test]
    fn an_index_entry_costs_one_unit_and_two_when_its_key_changes() {
        let dynamo = Dynamo::new().unwrap();
        let consumed = |listed_in: &str, bytes: usize| {
            let item = json!({
                "pk": { "S": "a" }, "sk": { "S": "b" }, "filler": { "S": "x".repeat(bytes) },
                "listed_in": { "S": listed_in }, "listed_at": { "S": "1" },
            });
            let body = json!({ "TableName": TABLE, "Item": item }).to_string();
            dynamo.answer("PutItem", body.as_bytes()).unwrap();
            let mut asked = Asked::default();
            dynamo.take(&mut asked);
            let units = asked.dynamodb["PutItem"];
            (units.tenths, units.index_tenths)
        };
        assert_eq!(consumed("new", 10), (20, 10));
        assert_eq!(consumed("new", 20), (10, 0), "the entry is as it was");
        assert_eq!(consumed("prepared", 1_000), (40, 20), "the row has begun its second kilobyte");
    }
}
