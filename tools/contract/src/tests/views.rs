//! What is written fits the schema it is said to have: whole things, as the code writes them.

use domain::{FolderId, HistoryLine, Order, OrderId, Settings, Store, StoreId};
use http::Operation;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use wire::orders::OrderView;

use super::{document, examples, operations};
use crate::validate::compiled::Compiled;

fn fits(schemas: &Compiled, name: &str, view: &impl Serialize) {
    let value = serde_json::to_value(view).unwrap();
    assert_eq!(schemas.problems(&format!("/components/schemas/{name}"), &value), vec![], "{name}: {value}");
}

fn store() -> Store {
    Store {
        id: StoreId::new(42).unwrap(),
        name: "Harbor Prints".into(),
        settings: Settings::default(),
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: Timestamp::UNIX_EPOCH,
    }
}

/// The orders that the examples make.
fn orders() -> Vec<Order> {
    let document = document();
    let entries = operations(&document).into_iter().filter(|(operation, _)| *operation == Operation::CreateOrder);
    let bodies = entries.flat_map(|(_, entry)| examples(entry)).map(Value::to_string).collect::<Vec<_>>();
    let order = |body: &String| {
        let new = wire::orders::read_new(body, Timestamp::UNIX_EPOCH).unwrap();
        new.order(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), 1)
    };
    bodies.iter().map(order).collect()
}

#[test]
fn an_order_and_its_parts_fit_their_schemas() {
    let schemas = Compiled::new(document());
    let history = [HistoryLine::auto(Timestamp::UNIX_EPOCH, "tagged Green")];
    let orders = orders();
    assert!(orders.len() >= 2);
    for order in &orders {
        let store = store().id;
        fits(&schemas, "Order", &OrderView::new(order, store));
        fits(&schemas, "OrderWithHistory", &OrderView::new(order, store).with_history(&history));
        for line in wire::ledger::view(order) {
            fits(&schemas, "LedgerLine", &line);
        }
    }
}

#[test]
fn a_store_fits_its_schema_on_either_face() {
    let schemas = Compiled::new(document());
    let store = store();
    fits(&schemas, "StoreView", &wire::stores::CompatibleView::from(&store));
    fits(&schemas, "Store", &wire::stores::StoreView::from(&store));
    for folder in &store.folders {
        fits(&schemas, "Folder", &wire::folders::FolderView::from(folder));
    }
}

#[test]
fn every_field_says_what_it_is() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        // An envelope's entries are what the call says it answers, and a tag is its variant's name.
        if name.ends_with("Reply") {
            continue;
        }
        for (field, form) in schema["properties"].as_object().into_iter().flatten() {
            let is_tag = form["enum"].as_array().is_some_and(|values| values.len() == 1);
            let is_said = form["description"].as_str().is_some_and(|said| !said.is_empty()) || form["$ref"].is_string();
            assert!(is_tag || is_said, "{name}.{field}");
        }
    }
}
