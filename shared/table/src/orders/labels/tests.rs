use domain::{FolderId, Identity, Order, OrderId, StoreId};
use jiff::Timestamp;

use super::*;

fn shipment(id: &str, label: &str) -> Shipment {
    let json = serde_json::json!({
        "id": id, "label_image": label, "date_shipped": Timestamp::UNIX_EPOCH, "date_added": Timestamp::UNIX_EPOCH,
    });
    serde_json::from_value(json).unwrap()
}

fn row(shipments: Vec<Shipment>) -> OrderRow {
    let mut order = Order::new(OrderId::new(1001).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
    order.order_shipments = shipments;
    OrderRow::new(StoreId::new(42).unwrap(), order, Identity::Key("k".into()), vec![])
}

/// The row as it is read again, without pictures.
fn reread(row: &OrderRow) -> OrderRow {
    OrderRow::read(&row.item().unwrap()).unwrap()
}

fn keys_of(items: &[Item]) -> Vec<&str> {
    items.iter().filter_map(|item| item.text("sk")).collect()
}

#[test]
fn a_row_names_its_label_and_the_label_s_row_holds_the_picture() {
    let row = row(vec![shipment("7", "a red label"), shipment("8", "")]);
    let items = row.new_label_items(None).unwrap();
    assert_eq!(keys_of(&items), [format!("L#7#{}", digest_of("a red label"))]);
    assert_eq!(items[0].body::<String>().unwrap(), "a red label");
    let mut read = reread(&row);
    assert_eq!(read.order.order_shipments[0].label_image, "");
    let found = HashMap::from([(items[0].key().unwrap(), "a red label".to_owned())]);
    read.show_labels(&found);
    assert_eq!(read.order, row.order);
    assert_eq!(read.missing_labels().count(), 0);
}

#[test]
fn a_row_without_labels_is_the_bytes_it_ever_was() {
    let body: serde_json::Value = row(vec![shipment("7", "")]).item().unwrap().body().unwrap();
    assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["identity", "order"]);
}

#[test]
fn a_digest_is_the_first_sixteen_digits_of_a_sha_256() {
    assert_eq!(digest_of(""), "e3b0c44298fc1c14");
}

#[test]
fn what_was_not_read_is_kept_and_what_was_taken_out_is_not() {
    let unread = reread(&row(vec![shipment("7", "a red label"), shipment("8", "a blue label")]));
    let mut after = unread.clone();
    after.order.order_shipments.remove(1);
    assert!(after.new_label_items(Some(&unread)).unwrap().is_empty());
    assert_eq!(unread.labels_lost_to(&after).len(), 1, "its shipment is gone");
    assert_eq!(after.labels.to_name(&after.order).len(), 1);

    let mut shown = row(vec![shipment("7", "a red label")]);
    shown.note_written();
    let mut blank = shown.clone();
    blank.order.order_shipments[0].label_image.clear();
    assert!(blank.labels.to_name(&blank.order).is_empty(), "it was shown, and is taken out");
    assert_eq!(shown.labels_lost_to(&blank).len(), 1);
}

#[test]
fn only_what_is_new_to_the_row_is_written() {
    let mut before = row(vec![shipment("7", "a red label")]);
    before.note_written();
    let mut after = before.clone();
    after.order.order_shipments.push(shipment("8", "a red label"));
    let items = after.new_label_items(Some(&before)).unwrap();
    assert_eq!(keys_of(&items), [format!("L#8#{}", digest_of("a red label"))]);
    assert!(before.labels_lost_to(&after).is_empty());
}

#[test]
fn a_picture_that_is_still_in_the_row_is_new() {
    // As rows were read before labels had rows of their own.
    let before = row(vec![shipment("7", "a red label")]);
    assert_eq!(keys_of(&before.new_label_items(Some(&before)).unwrap()).len(), 1);
    assert!(before.labels_lost_to(&before).is_empty());
}
