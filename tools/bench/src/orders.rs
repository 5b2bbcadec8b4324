//! Orders to measure with: made by `measure/gen_orders.py`, always the same.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use domain::{FolderId, Order, OrderId};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tokio::process::Command;

/// What makes them.
const GENERATOR: &str = include_str!("../measure/gen_orders.py");

/// How many there are.
pub(crate) const COUNT: usize = 10_000;

/// The folders of a new store, and what the generator calls them.
const FOLDERS: [(&str, u64); 4] = [("New", 1), ("Prepared", 2), ("Closed", 4), ("Canceled", 5)];

/// The bodies of so many orders.
#[derive(Debug)]
pub(crate) struct Orders(Vec<Map<String, Value>>);

impl Orders {
    /// Makes them in `folder`.
    pub(crate) async fn make(folder: &Path) -> Result<Self> {
        let mut python = Command::new("python3");
        python.arg("-c").arg(GENERATOR).arg(COUNT.to_string()).arg(folder);
        let output = python.output().await.context("python3 could not be started; it makes the orders")?;
        ensure!(output.status.success(), "the orders were not made:\n{}", String::from_utf8_lossy(&output.stderr));
        let lines = fs::read_to_string(folder.join("orders.jsonl")).context("the orders were not made")?;
        let orders = lines.lines().map(|line| serde_json::from_str(line).map(as_sent));
        Ok(Self(orders.collect::<Result<_, _>>()?))
    }

    /// The bodies as a cart sends them now: dated by their arrival.
    pub(crate) fn bodies(&self) -> impl Iterator<Item = String> + Clone + '_ {
        self.undated().map(|order| Value::Object(order).to_string())
    }

    /// The same as objects.
    pub(crate) fn undated(&self) -> impl Iterator<Item = Map<String, Value>> + Clone + '_ {
        self.0.iter().map(|order| {
            let mut order = order.clone();
            order.remove("date_added");
            order.remove("folder_id");
            order
        })
    }

    /// The bodies of about two kilobytes.
    pub(crate) fn bodies_of_two_kilobytes(&self) -> impl Iterator<Item = String> + '_ {
        self.bodies().filter(|body| (1_850..2_350).contains(&body.len()))
    }

    /// The orders as rules see them.
    pub(crate) fn read(&self) -> Result<Vec<Order>> {
        let read = |(number, order): (u64, &Map<String, Value>)| {
            let new = wire::orders::read_new(&Value::Object(order.clone()).to_string(), Timestamp::UNIX_EPOCH);
            let new = new.map_err(|problems| anyhow::anyhow!("an order of the generator is refused: {problems:?}"))?;
            let id = OrderId::new(number).context("an order without a number")?;
            Ok(new.order(id, new.folder_id.unwrap_or_default(), 1))
        };
        (1..).zip(&self.0).map(read).collect()
    }
}

/// The generator's order in the words of the API; totals that follow from the parts are left out.
fn as_sent(mut order: Map<String, Value>) -> Map<String, Value> {
    for follows in ["id", "quantity_total", "weight_total", "product_total", "order_total", "cc_number_masked"] {
        order.remove(follows);
    }
    let folder = order.remove("folder").unwrap_or_default();
    let folder = FOLDERS.iter().find(|(name, _)| folder == *name).map_or(1, |(_, id)| *id);
    order.insert("folder_id".to_owned(), json!(folder));
    let metadata = order.remove("metadata").unwrap_or_default();
    order.insert("order_metadata".to_owned(), metadata);
    let tag = order.remove("tag").unwrap_or_default();
    order.insert("tag_name".to_owned(), if tag == "red" { json!("error") } else { json!("") });
    if let Some(discount) = order.remove("discount_total").filter(|discount| *discount != 0) {
        order.insert("discount_list".to_owned(), json!([{ "name": "Discount", "amount": discount }]));
    }
    order
}

/// The folder of this number.
pub(crate) fn folder(number: u64) -> FolderId {
    FolderId::new(number).unwrap_or_default()
}
