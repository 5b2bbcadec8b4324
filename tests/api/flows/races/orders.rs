//! Changes of one order, and of the settings and folders of one store.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::{Shop, text};

/// How many calls come at once.
const MANY: usize = 60;

/// Makes `count` calls at once.
async fn at_once(
    shop: &Shop,
    count: usize,
    (method, path): (&str, impl AsRef<str>),
    body: impl Fn(usize) -> Value,
) -> Vec<Reply> {
    let bodies: Vec<Value> = (0..count).map(body).collect();
    join_all(bodies.iter().map(|body| shop.call(method, path.as_ref(), Some(body)))).await
}

async fn read(shop: &Shop, order: &str) -> Value {
    shop.get(&format!("/api/v2/orders/{order}")).await["order"].clone()
}

fn statuses(replies: &[Reply]) -> BTreeSet<u16> {
    replies.iter().map(|reply| reply.status).collect()
}

#[tokio::test]
async fn sixty_changes_of_one_order_at_once_are_all_made() {
    let shop = Shop::open("race-patches").await;
    let id = shop.order("R-1").await;
    let patch = |n| json!({"checkout_data": {format!("Line {n}"): "x"}});
    let replies = at_once(&shop, MANY, ("PATCH", format!("/v1/orders/{id}")), patch).await;
    assert_eq!(statuses(&replies), BTreeSet::from([200]));
    assert_eq!(read(&shop, &id).await["checkout_data"].as_object().unwrap().len(), MANY, "none was lost");
}

#[tokio::test]
async fn items_shipments_and_lines_added_to_one_order_at_once_are_all_there() {
    let shop = Shop::open("race-adds").await;
    let id = shop.order("R-2").await;
    let item = |n| json!({"name": format!("Mug {n}"), "code": format!("M-{n}"), "price": 1});
    let shipment = |n| json!({"tracking_number": format!("T-{n:04}")});
    let note = |n| json!({"note": format!("Note {n}")});
    let order = format!("/api/v2/orders/{id}");
    let (items, shipments, notes) = futures_util::join!(
        at_once(&shop, MANY, ("POST", format!("{order}/order-items")), item),
        at_once(&shop, MANY, ("POST", format!("{order}/shipments")), shipment),
        at_once(&shop, MANY / 2, ("POST", format!("{order}/order-history")), note),
    );
    for replies in [&items, &shipments, &notes] {
        assert_eq!(statuses(replies), BTreeSet::from([201]));
    }
    let order = read(&shop, &id).await;
    assert_eq!(order["order_items"].as_array().unwrap().len(), MANY + 2);
    assert_eq!(order["order_shipments"].as_array().unwrap().len(), MANY);
}

#[tokio::test]
async fn settings_and_folders_changed_at_once_are_all_kept() {
    let shop = Shop::open("race-store").await;
    let folder = |n| json!({"name": format!("Shelf {n}")});
    let setting = |n| json!({"settings": {"store_country": format!("C{n}")}});
    let (folders, settings) = futures_util::join!(
        at_once(&shop, 40, ("POST", "/v1/folders"), folder),
        at_once(&shop, 40, ("PATCH", "/v1/store"), setting),
    );
    assert_eq!((statuses(&folders), statuses(&settings)), (BTreeSet::from([201]), BTreeSet::from([200])));
    let listed = shop.get("/v1/folders").await;
    assert_eq!(listed["folders"].as_array().unwrap().len(), 45);
    let more = at_once(&shop, MANY, ("POST", "/v1/folders"), |n| json!({"name": format!("More {n}")})).await;
    let added = more.iter().filter(|reply| reply.status == 201).count();
    assert_eq!((added, statuses(&more)), (5, BTreeSet::from([201, 409])), "a store has 50 at most");
}

#[tokio::test]
async fn entries_of_one_bulk_change_for_one_order_come_in_turn() {
    let shop = Shop::open("race-bulk").await;
    let (id, other) = (shop.order("R-3").await, shop.order("R-4").await);
    let entry = |n: usize| json!({"id": if n % 8 == 7 { &other } else { &id }, "shipping_method": format!("Way {n}")});
    let body = json!({"orders": (0..40).map(entry).collect::<Vec<_>>()});
    let before = shop.world.aws.faults.count("PutItem");
    let bulk: Value = shop.call("PATCH", "/v1/bulk/orders", Some(&body)).await.accepted().unwrap();
    assert!(bulk["results"].as_array().unwrap().iter().all(|result| result["status"] == 200), "{bulk}");
    assert_eq!(read(&shop, &id).await["shipping_method"], "Way 38", "the last of its entries");
    assert_eq!(shop.world.aws.faults.count("PutItem") - before, 40, "none stood in another's way");
    let moved = json!({"order_id_list": vec![&id; 40], "destination_folder_id": 2});
    let before = shop.world.aws.faults.count("PutItem");
    assert_eq!(text(&shop.post("/api/v2/move-orders", &moved).await["status"]), "success");
    assert_eq!(shop.world.aws.faults.count("PutItem") - before, 1, "the others find it there");
}
