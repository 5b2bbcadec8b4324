//! DynamoDB, in memory, and what it charges.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use dynoxide::Database;
use dynoxide::actions::batch_get_item::BatchGetItemRequest;
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::put_item::PutItemRequest;
use dynoxide::actions::query::QueryRequest;
use dynoxide::actions::update_item::UpdateItemRequest;
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

impl Units {
    /// These and others together.
    pub(crate) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.tenths += other.tenths;
        self.index_tenths += other.index_tenths;
    }
}

/// Whether an operation is paid in write units.
pub(crate) fn is_write(operation: &str) -> bool {
    matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem")
}

/// What all requests together consumed that are paid in write units, or all that are not.
pub(crate) fn sum_of(operations: &BTreeMap<&'static str, Units>, writes: bool) -> Units {
    let mut sum = Units::default();
    operations.iter().filter(|(name, _)| is_write(name) == writes).for_each(|(_, units)| sum.add(*units));
    sum
}

#[derive(Default)]
struct Seen {
    units: BTreeMap<&'static str, Units>,
    written: Vec<Item>,
    took: Duration,
    /// Requests being answered, and since when there were any: those at once count their time once.
    at_work: u32,
    since: Option<Instant>,
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
        self.begin();
        let answer = match operation {
            "PutItem" => self.put_item(body),
            "UpdateItem" => self.update_item(body),
            "DeleteItem" => self.delete_item(body),
            "GetItem" => self.get_item(body),
            "BatchGetItem" => self.batch_get_item(body),
            "Query" => self.query(body),
            _ => Err(Fault::unknown(operation)),
        };
        self.end();
        answer
    }

    pub(crate) fn take(&self, asked: &mut Asked) {
        let mut seen = self.seen();
        asked.dynamodb = std::mem::take(&mut seen.units);
        asked.written = std::mem::take(&mut seen.written);
        asked.dynamodb_took = std::mem::take(&mut seen.took);
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
            seen.took += since.elapsed();
        }
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

    fn update_item(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut request: UpdateItemRequest = read(body)?;
        let asked = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.update_item(request)?;
        self.count("UpdateItem", response.consumed_capacity.as_slice());
        response.consumed_capacity = response.consumed_capacity.filter(|_| asked);
        write(&response)
    }

    fn delete_item(&self, body: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut request: DeleteItemRequest = read(body)?;
        let asked = ask(&mut request.return_consumed_capacity);
        let mut response = self.database.delete_item(request)?;
        self.count("DeleteItem", response.consumed_capacity.as_slice());
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
        let template = include_str!("../../../../infra/table.yaml");
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let indexes = schema["GlobalSecondaryIndexes"].as_array().unwrap();
        assert_eq!(template.matches("- IndexName: ").count(), indexes.len());
        for index in indexes {
            let keys: Vec<_> = index["KeySchema"].as_array().unwrap().iter().map(|key| &key["AttributeName"]).collect();
            let name = index["IndexName"].as_str().unwrap();
            let block = template.split("- IndexName: ").find(|block| block.lines().next() == Some(name)).unwrap();
            for key in keys {
                assert!(block.contains(&format!("AttributeName: {},", key.as_str().unwrap())), "{name} {key}");
            }
            let line = block.lines().find_map(|line| line.trim().strip_prefix("Projection: ")).unwrap();
            assert_eq!(line, projection(&index["Projection"]), "{name}");
        }
    }

    /// A projection as the template writes it.
    fn projection(projection: &Value) -> String {
        let kind = projection["ProjectionType"].as_str().unwrap();
        let Some(names) = projection["NonKeyAttributes"].as_array() else {
            return format!("{{ ProjectionType: {kind} }}");
        };
        let names: Vec<_> = names.iter().map(|name| name.as_str().unwrap()).collect();
        format!("{{ ProjectionType: {kind}, NonKeyAttributes: [{}] }}", names.join(", "))
    }

    fn units(dynamo: &Dynamo, operation: &'static str, body: &Value) -> (u64, u64) {
        dynamo.answer(operation, body.to_string().as_bytes()).unwrap();
        let mut asked = Asked::default();
        dynamo.take(&mut asked);
        let units = asked.dynamodb[operation];
        (units.tenths, units.index_tenths)
    }

    #[test]
    fn counters_are_added_to_and_rows_removed_for_what_dynamodb_charges() {
        let dynamo = Dynamo::new().unwrap();
        let key = json!({ "pk": { "S": "N#1#0" }, "sk": { "S": "N" } });
        let add = json!({
            "TableName": TABLE, "Key": key, "UpdateExpression": "ADD #f :by", "ReturnValues": "ALL_NEW",
            "ExpressionAttributeNames": { "#f": "f1" }, "ExpressionAttributeValues": { ":by": { "N": "1" } },
        });
        assert_eq!(units(&dynamo, "UpdateItem", &add), (10, 0));
        let answer = dynamo.answer("UpdateItem", add.to_string().as_bytes()).unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["Attributes"]["f1"]["N"], "2");
        assert!(answer.get("ConsumedCapacity").is_none(), "the function did not ask");
        let row =
            json!({ "pk": { "S": "a" }, "sk": { "S": "b" }, "listed_in": { "S": "c" }, "listed_at": { "S": "1" } });
        dynamo.answer("PutItem", json!({ "TableName": TABLE, "Item": row }).to_string().as_bytes()).unwrap();
        let remove = json!({ "TableName": TABLE, "Key": { "pk": { "S": "a" }, "sk": { "S": "b" } } });
        assert_eq!(units(&dynamo, "DeleteItem", &remove), (20, 10), "its entry goes too");
    }

    #[test]
    fn a_filter_looks_at_what_the_index_copies_and_pays_for_what_it_passes_over() {
        let dynamo = Dynamo::new().unwrap();
        for (number, finder) in ["shopify", "ebay", "shopify"].into_iter().enumerate() {
            let row = json!({
                "pk": { "S": format!("O#1#{number}") }, "sk": { "S": "O" }, "listed_in": { "S": "F#1#1#0" },
                "listed_at": { "S": "2026-03-01" }, "finder": { "S": finder }, "body": { "S": "x".repeat(6_000) },
            });
            dynamo.answer("PutItem", json!({ "TableName": TABLE, "Item": row }).to_string().as_bytes()).unwrap();
        }
        let query = |more: Value| {
            let mut query = json!({
                "TableName": TABLE, "IndexName": "listed", "KeyConditionExpression": "listed_in = :list",
                "ExpressionAttributeValues": { ":list": { "S": "F#1#1#0" } }, "ScanIndexForward": false,
            });
            query.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let answer = dynamo.answer("Query", query.to_string().as_bytes()).unwrap();
            serde_json::from_slice::<Value>(&answer).unwrap()
        };
        let filter = json!({
            "FilterExpression": "contains(finder, :n0)",
            "ExpressionAttributeValues": { ":list": { "S": "F#1#1#0" }, ":n0": { "S": "shop" } },
        });
        let found = query(filter);
        assert_eq!((&found["Count"], &found["ScannedCount"]), (&json!(2), &json!(3)));
        assert!(found["Items"][0].get("finder").is_some() && found["Items"][0].get("body").is_none());
        assert!(query(json!({ "Limit": 2 })).get("LastEvaluatedKey").is_some());
        assert_eq!(query(json!({ "Select": "COUNT" }))["Count"], 3);
        let mut asked = Asked::default();
        dynamo.take(&mut asked);
        assert_eq!(asked.dynamodb["Query"].tenths, 15, "entries are small, whatever the rows are");
    }

    #[test]
    fn requests_at_once_take_their_time_once() {
        let dynamo = Dynamo::new().unwrap();
        dynamo.begin();
        dynamo.begin();
        dynamo.end();
        assert_eq!(dynamo.seen().took, Duration::ZERO, "one is still at work");
        dynamo.end();
        assert!(dynamo.seen().took > Duration::ZERO && dynamo.seen().since.is_none());
    }

    #[test]
    fn an_index_entry_costs_one_unit_and_two_when_its_key_changes() {
        let dynamo = Dynamo::new().unwrap();
        let consumed = |listed_in: &str, bytes: usize| {
            let item = json!({
                "pk": { "S": "a" }, "sk": { "S": "b" }, "filler": { "S": "x".repeat(bytes) },
                "listed_in": { "S": listed_in }, "listed_at": { "S": "1" },
            });
            units(&dynamo, "PutItem", &json!({ "TableName": TABLE, "Item": item }))
        };
        assert_eq!(consumed("new", 10), (20, 10));
        assert_eq!(consumed("new", 20), (10, 0), "the entry is as it was");
        assert_eq!(consumed("prepared", 1_000), (40, 20), "the row has begun its second kilobyte");
    }
}
