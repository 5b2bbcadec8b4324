//! Labels of shipments: in rows of their own, shown as if they were in the order.

use std::convert::Infallible;
use std::sync::Arc;

use domain::OrderId;
use domain::{OrderSearch, SortField};
use serde_json::json;
use table::{Meter, OrderRow, Sequence, Table};

use crate::samples::{all_orders, appointment, at, folder, insert, line, move_order, shipment, store_id};
use crate::stage::{Stage, body_of, packed};

/// A picture, and what its row's key ends with: the first 8 bytes of its SHA-256.
pub(crate) const RED: (&str, &str) = ("a red label", "71c21c96f7888683");
pub(crate) const BLUE: (&str, &str) = ("a blue label", "0d4c798d686d8378");

/// Gives the order's first shipment this label; the first time adds it.
pub(crate) async fn set_label(table: &Table, order: OrderId, label: &str, seconds: i64) -> OrderRow {
    let change = |row: &mut OrderRow| {
        row.order.order_shipments = vec![shipment("7", label)];
        row.history.push(line(seconds, "A shipment"));
        Ok::<_, Infallible>(Some(()))
    };
    table.change_order(store_id(), order, at(seconds), change).await.unwrap().done().unwrap().0
}

pub(crate) fn label_of(row: &OrderRow) -> &str {
    &row.order.order_shipments[0].label_image
}

pub(crate) fn partition(order: OrderId) -> String {
    format!("O#42#{order}")
}

/// Catches a picture that is still in the order's row, which every write of the order would pay for.
#[tokio::test]
async fn a_label_lies_beside_the_order_and_its_row_names_it() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let row = set_label(&stage.table, order, RED.0, 1).await;
    assert_eq!(label_of(&row), RED.0);
    assert_eq!(stage.sort_keys(&partition(order)).await, [format!("L#7#{}", RED.1), "O".to_owned()]);
    let body = body_of(&stage.row(&partition(order), "O").await.unwrap());
    assert_eq!(body["labels"], json!({ "7": RED.1 }));
    assert_eq!(body["order"]["order_shipments"][0].get("label_image"), None);
    assert_eq!(body.as_object().unwrap().keys().next_back().unwrap(), "labels", "behind what rows of before have");
}

/// Catches a way to an order that shows it without its label.
#[tokio::test]
async fn a_label_is_shown_wherever_its_order_is() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    insert(&stage.table, 2).await;
    let (table, written) = (&stage.table, set_label(&stage.table, order, RED.0, 1).await);
    assert_eq!(table.order(store_id(), order).await.unwrap(), Some(written.clone()));
    assert_eq!(table.orders(store_id(), &[order]).await.unwrap(), std::slice::from_ref(&written));
    let page = table.orders_after(store_id(), &[folder(1)], None, Sequence::NewestFirst, 10).await.unwrap();
    assert!(page.rows.len() == 2 && page.rows.contains(&written));
    let by_source_id = SortField::named("source_id").unwrap();
    for search in [
        all_orders(),
        OrderSearch { email: Some("mara@example.com".to_owned()), ..all_orders() },
        OrderSearch { order_by: by_source_id, ..all_orders() },
        OrderSearch { source_id: Some("s-1".to_owned()), ..all_orders() },
    ] {
        let page = table.search_orders(store_id(), &search, at(9)).await.unwrap();
        assert!(page.rows.contains(&written), "{search:?}");
    }
    assert!(table.insert_appointment(&appointment(order, 1)).await.unwrap().is_done());
    let found = table.find_due(&[(store_id(), appointment(order, 1).id)]).await.unwrap();
    assert_eq!(found.order(store_id(), order).unwrap(), Some(written));
}

/// Catches requests for labels where no order has any.
#[tokio::test]
async fn orders_without_labels_cost_no_request_more() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let meter = Arc::new(Meter::default());
    let table = stage.table.clone().metered(meter.clone());
    move_order(&table, order, folder(2), 1).await;
    let requests: Vec<_> = meter.take().into_iter().map(|(name, units)| (name, units.requests)).collect();
    assert_eq!(requests, [("GetItem", 1), ("PutItem", 1), ("UpdateItem", 1)]);
    table.orders(store_id(), &[order]).await.unwrap();
    assert_eq!(meter.take()["BatchGetItem"].requests, 1);
    set_label(&table, order, RED.0, 2).await;
    assert_eq!(meter.take()["PutItem"].requests, 2, "the label and the order");
    move_order(&table, order, folder(1), 3).await;
    let units = meter.take();
    assert_eq!((units["BatchGetItem"].requests, units["PutItem"].requests), (1, 1), "a label is written once");
}

/// Catches rows of labels that nobody names any more.
#[tokio::test]
async fn a_replaced_and_a_removed_label_go() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, RED.0, 1).await;
    let row = set_label(&stage.table, order, BLUE.0, 2).await;
    assert_eq!(label_of(&row), BLUE.0);
    assert_eq!(stage.sort_keys(&partition(order)).await, [format!("L#7#{}", BLUE.1), "O".to_owned()]);
    set_label(&stage.table, order, "", 3).await;
    assert_eq!(stage.sort_keys(&partition(order)).await, ["O"]);
    set_label(&stage.table, order, RED.0, 4).await;
}

/// Catches that rows of before can't be read, or keep their pictures for ever.
#[tokio::test]
async fn a_picture_in_an_old_row_moves_out_at_the_next_write() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, "", 1).await;
    put_old_row(&stage, order).await;
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!(label_of(&row), RED.0);
    let row = move_order(&stage.table, order, folder(2), 2).await;
    assert_eq!(label_of(&row), RED.0);
    let body = body_of(&stage.row(&partition(order), "O").await.unwrap());
    assert_eq!((&body["labels"]["7"], body["order"]["order_shipments"][0].get("label_image")), (&json!(RED.1), None));
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!(label_of(&row), RED.0);
}

/// The row as builds before labels had rows of their own wrote it.
async fn put_old_row(stage: &Stage, order: OrderId) {
    let mut item = stage.row(&partition(order), "O").await.unwrap();
    let mut body = body_of(&item);
    body["order"]["order_shipments"][0]["label_image"] = json!(RED.0);
    item.insert("body".to_owned(), packed(&body));
    stage.put(item).await;
}

/// Catches a save by the rules, which see the stream's row without pictures, that takes the labels away.
#[tokio::test]
async fn a_save_of_the_stream_s_row_keeps_the_labels() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, RED.0, 1).await;
    let before = OrderRow::from_image(&stage.image(&partition(order), "O").await).unwrap();
    assert_eq!(label_of(&before), "");
    let mut after = before.clone();
    after.order.folder_id = folder(2);
    assert!(stage.table.save_order(&before, after, at(2)).await.unwrap().is_done());
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!((label_of(&row), row.order.folder_id), (RED.0, folder(2)));
}

/// Catches the same for an old row, whose picture is in the stream's row.
#[tokio::test]
async fn a_save_of_the_stream_s_old_row_moves_the_picture_out() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, "", 1).await;
    put_old_row(&stage, order).await;
    let before = OrderRow::from_image(&stage.image(&partition(order), "O").await).unwrap();
    assert!(stage.table.save_order(&before, before.clone(), at(2)).await.unwrap().is_done());
    assert_eq!(stage.sort_keys(&partition(order)).await, [format!("L#7#{}", RED.1), "O".to_owned()]);
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!(label_of(&row), RED.0);
}
