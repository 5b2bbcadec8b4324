//! Shipments of a tracking file.

use domain::{AfterImport, FolderId, ImportKind, ImportTemplate, ShipmentMatch};
use serde_json::json;

use super::{Desk, counts, template};
use crate::shop::{Shop, text};

fn tracking_template(shipment_match: ShipmentMatch, column: (&str, &str)) -> ImportTemplate {
    let columns = [column, ("Tracking", "tracking_number"), ("Name", "name")];
    ImportTemplate { shipment_match, ..template(ImportKind::Shipments, &columns) }
}

/// Catches a shipment that goes to the wrong order, is doubled, tells nobody, or leaves its order where it lay.
#[tokio::test]
async fn a_tracking_file_ships_orders_once_and_whoever_waits_for_it_is_posted_to() {
    let shop = Shop::open("import-tracking").await;
    let notify = json!({"ship_notify_url": shop.receiver.url("/shipped")});
    let first = shop.order_with("T-1", notify).await;
    let second = shop.order("T-2").await;
    shop.world.settle().await;
    let after_import = AfterImport { folder_id: FolderId::new(3), ..AfterImport::default() };
    let template = tracking_template(ShipmentMatch::SourceId, ("Order", "source_id"));
    let desk = Desk::with(&shop, &ImportTemplate { after_import, ..template }).await;
    let file = "Order,Tracking,Name\nT-1,1Z0000000000000019,\nT-2,TRACK-2,\nT-1,1Z0000000000000019,\nT-9,TRACK-9,\n";
    let import = desk.import("tracking.csv", file).await;
    assert_eq!(counts(&import), [2, 0, 1, 1], "{:?}", import.findings);
    assert_eq!(shop.received("/shipped", 1).await.len(), 1);
    for (order, number) in [(&first, "1Z0000000000000019"), (&second, "TRACK-2")] {
        let found = shop.get(&format!("/api/v2/orders/{order}")).await["order"].clone();
        let shipments = found["order_shipments"].as_array().unwrap();
        assert_eq!((shipments.len(), text(&shipments[0]["tracking_number"]).as_str()), (1, number));
        assert_eq!(found["folder_id"], 3, "{order}");
    }
    let again = desk.import("tracking again.csv", file).await;
    assert_eq!(counts(&again), [0, 0, 3, 1]);
    assert_eq!(shop.receiver.received("/shipped").len(), 1);
}

/// Catches a way of telling orders that tells none, or another store's.
#[tokio::test]
async fn an_order_is_told_by_its_id_or_by_its_customer_and_never_in_another_store() {
    let other = Shop::open("import-others").await;
    let foreign = other.order("T-1").await;
    for (matched, column) in
        [(ShipmentMatch::OrderId, ("Id", "order_id")), (ShipmentMatch::EmailAndName, ("Email", "email"))]
    {
        let shop = Shop::open(&format!("import-match-{}", column.1)).await;
        let order = shop.order("T-1").await;
        shop.world.settle().await;
        let desk = Desk::with(&shop, &tracking_template(matched, column)).await;
        let key = if column.1 == "email" { "ADA@example.com" } else { order.as_str() };
        let wrong = if column.1 == "email" { "bo@example.com" } else { foreign.as_str() };
        let file = format!("{},Tracking,Name\n{key},TRACK-1,ada lind\n{wrong},TRACK-2,Ada Lind\n", column.0);
        let import = desk.import("tracking.csv", file).await;
        let same_id = foreign == order;
        assert!(!same_id, "ids differ between stores");
        assert_eq!(counts(&import), [1, 0, 0, 1], "{:?}", import.findings);
    }
    let untouched = other.get(&format!("/api/v2/orders/{foreign}")).await["order"].clone();
    assert_eq!(untouched["order_shipments"], json!([]));
}

/// Catches a supplier's own number, kept in an order's metadata, that tells no order, the order of another store, or one of
/// two by chance.
#[tokio::test]
async fn an_order_is_told_by_a_field_of_its_metadata_whatever_folder_it_lies_in() {
    let shop = Shop::open("import-metadata").await;
    let other = Shop::open("import-metadata-others").await;
    let with = |reference: &str| json!({"supplier_ref": reference});
    let first = shop.order_with("T-1", with("N-1")).await;
    let second = shop.order_with("T-2", with("N-2")).await;
    for number in ["T-3", "T-4"] {
        shop.order_with(number, with("N-3")).await;
    }
    shop.order("T-5").await;
    other.order_with("T-6", with("N-6")).await;
    shop.world.settle().await;
    shop.post("/api/v2/move-orders", &json!({"order_id_list": [second], "destination_folder_id": 4})).await;
    shop.world.settle().await;
    let columns = [("Ref", "metadata:supplier_ref"), ("Tracking", "tracking_number")];
    let template = template(ImportKind::Shipments, &columns);
    let matched = ShipmentMatch::Metadata("supplier_ref".into());
    let desk = Desk::with(&shop, &ImportTemplate { shipment_match: matched, ..template }).await;
    let import = desk.import("a.csv", "Ref,Tracking\nN-1,1\n N-2 ,2\nN-3,3\nN-6,6\nn-1,7\n,8\nN-1,1\n").await;
    assert_eq!(counts(&import), [2, 0, 1, 4], "{:?}", import.findings);
    let whys: Vec<_> = import.findings.iter().map(|finding| finding.what.as_str()).collect();
    let nobody = "none of the newest 10000 orders is told by this row";
    assert_eq!(whys[0], "row 4: more than one order is told by this row");
    assert_eq!(whys[1..3], [format!("row 5: {nobody}"), format!("row 6: {nobody}")]);
    assert!(whys[3].starts_with("row 7: Ref: must have what tells the order"), "{}", whys[3]);
    for (order, number) in [(&first, "1"), (&second, "2")] {
        let found = shop.get(&format!("/api/v2/orders/{order}")).await["order"].clone();
        assert_eq!(found["order_shipments"][0]["tracking_number"], number, "{order}");
    }
}

/// F088. Catches a dry run that ships, moves or tells somebody, and one that says something else than what is done then.
#[tokio::test]
async fn a_dry_run_of_shipments_says_what_would_be_and_writes_nothing() {
    let shop = Shop::open("import-tracking-dry").await;
    let notify = json!({"ship_notify_url": shop.receiver.url("/shipped")});
    let order = shop.order_with("T-1", notify).await;
    shop.world.settle().await;
    let after_import = AfterImport { folder_id: FolderId::new(3), ..AfterImport::default() };
    let template = tracking_template(ShipmentMatch::SourceId, ("Order", "source_id"));
    let template = ImportTemplate { after_import, ..template };
    let desk = Desk::with(&shop, &template).await;
    let now = async || shop.get(&format!("/api/v2/orders/{order}")).await["order"].clone();
    let before = now().await;
    let file = "Order,Tracking,Name\nT-1,TRACK-1,\nT-1,TRACK-2,\nT-9,TRACK-9,\nT-1,TRACK-1,\n";
    let tried = desk.try_out(&template, file).await;
    assert_eq!((counts(&tried), now().await), ([2, 0, 1, 1], before));
    assert!(shop.receiver.received("/shipped").is_empty());
    let done = desk.import("tracking.csv", file).await;
    assert_eq!((counts(&done), desk.refused(&done)), (counts(&tried), desk.refused(&tried)));
}
