//! Sweeps of a store over crashes, doubles and races: each order is changed once, counted once, and can be undone.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{at_each_write, counted};
use crate::flows::sweeps::{ended, orders, show, sweep, undone};
use crate::shop::{Shop, text};
use crate::world::{Function, SWEEPS};

const ORDERS: usize = 30;

/// How often the history of orders says that they were moved.
async fn moves(shop: &Shop, ids: &[String]) -> Vec<usize> {
    let mut moves = vec![];
    for id in ids {
        moves.push(shop.history(id).await.iter().filter(|note| note.starts_with("Order Moved")).count());
    }
    moves
}

async fn assert_swept_once(shop: &Shop, ids: &[String], done: &Value, after: &str) {
    assert_eq!(
        (&done["status"], &done["done"], &done["refused"]),
        (&json!("done"), &json!(ids.len()), &json!(0)),
        "{after}: {done}"
    );
    assert_eq!((&done["seen"], &done["unchanged"]), (&json!(ids.len()), &json!(0)), "{after}");
    assert!(moves(shop, ids).await.iter().all(|moves| *moves == 1), "{after}");
}

async fn assert_undone(shop: &Shop, ids: &[String], done: &Value, after: &str) {
    let back = undone(shop, done).await;
    assert_eq!((&back["done"], &back["refused"]), (&json!(ids.len()), &json!(0)), "{after}: {back}");
    for id in ids {
        assert_eq!(shop.get(&format!("/v1/orders/{id}")).await["order"]["folder_id"], 1, "{after}");
    }
}

/// Catches a part that is done again and counts wrong, changes an order twice, or forgets what it was.
#[tokio::test]
async fn a_part_over_a_crash_after_each_of_its_writes_changes_each_order_once_and_is_undone() {
    let crashes = at_each_write("store-sweep", Function::RunSweep, async |shop, crash| {
        // More than a call does, of which most are not there.
        let ids = orders(shop, 6).await;
        shop.world.settle().await;
        let named: Vec<String> = ids.iter().cloned().chain((1..=20).map(|id: u64| id.to_string())).collect();
        let started = sweep(shop, &json!({"action": "move", "folder_id": 2, "ids": named})).await;
        crash.plan(shop);
        crash.end(shop).await;
        let after = format!("after write {}", crash.writes);
        let done = show(shop, &started).await;
        assert_eq!(
            (&done["status"], &done["total"], &done["seen"]),
            (&json!("done"), &json!(26), &json!(26)),
            "{after}"
        );
        assert_eq!((&done["done"], &done["refused"]), (&json!(6), &json!(20)), "{after}: {done}");
        assert!(moves(shop, &ids).await.iter().all(|moves| *moves == 1), "{after}");
        // A page is written at once: as many counts may be off as it has orders, until a recount.
        assert_eq!((counted(shop, 1).await.1, counted(shop, 2).await.1), (0, 6), "{after}");
        assert_undone(shop, &ids, &done, &after).await;
    });
    assert!(crashes.await >= 8, "each order, what is kept of them, the part");
}

/// Catches a call that dies in a small sweep, which nobody would go on with, and one whose undo dies.
#[tokio::test]
async fn a_call_that_dies_in_a_small_sweep_is_finished_by_its_message() {
    let crashes = at_each_write("small-store-sweep", Function::ServeRules, async |shop, crash| {
        let ids = orders(shop, 3).await;
        shop.world.settle().await;
        let query = json!({"folder_ids": [1, 2], "source_name": "flow cart"});
        let body = json!({"action": "move", "folder_id": 2, "query": query}).to_string();
        crash.plan(shop);
        let key = [("Idempotency-Key", "k")];
        shop.call_raw("POST", "/v1/sweeps", Some(body.clone()), &key).await;
        shop.world.settle().await;
        shop.world.call_off_crash();
        let after = format!("after write {}", crash.writes);
        let again = shop.call_raw("POST", "/v1/sweeps", Some(body), &key).await;
        assert_eq!(again.status, 201, "{after}: {}", again.text());
        let done = ended(shop, &again.json::<Value>().unwrap()["sweep"]).await;
        assert_swept_once(shop, &ids, &done, &after).await;
        assert_undone(shop, &ids, &done, &after).await;
    });
    assert!(crashes.await >= 14, "a token, eight lists, the sweep, what is kept, three orders, their folder, the end");
}

/// Catches an undo that is done again and takes its own work for somebody else's.
#[tokio::test]
async fn an_undo_over_a_crash_after_each_of_its_writes_gives_everything_back() {
    let crashes = at_each_write("store-undo", Function::ServeRules, async |shop, crash| {
        let ids = orders(shop, 3).await;
        let swept = sweep(shop, &json!({"action": "move", "folder_id": 2, "ids": ids})).await;
        shop.world.settle().await;
        crash.plan(shop);
        let undo = format!("/v1/sweeps/{}/undo", text(&swept["id"]));
        let key = [("Idempotency-Key", "k")];
        shop.call_raw("POST", &undo, None, &key).await;
        shop.world.settle().await;
        shop.world.call_off_crash();
        let after = format!("after write {}", crash.writes);
        let again = shop.call_raw("POST", &undo, None, &key).await;
        assert_eq!(again.status, 201, "{after}: {}", again.text());
        let back = ended(shop, &again.json::<Value>().unwrap()["sweep"]).await;
        assert_eq!(
            (&back["status"], &back["done"], &back["refused"]),
            (&json!("done"), &json!(3), &json!(0)),
            "{after}"
        );
        for id in &ids {
            assert_eq!(shop.get(&format!("/v1/orders/{id}")).await["order"]["folder_id"], 1, "{after}");
        }
    });
    assert!(crashes.await >= 5, "the sweep, three orders, the end");
}

/// Catches two functions that do one part at once, and lose what orders were before.
#[tokio::test]
async fn a_part_that_comes_twice_at_once_changes_counts_and_keeps_everything_once() {
    let shop = Shop::open("twice-store-sweep").await;
    let ids = orders(&shop, ORDERS).await;
    let started = sweep(&shop, &json!({"action": "move", "folder_id": 2, "ids": ids})).await;
    let records = shop.world.unread(Function::CarryOutPlans);
    shop.world.replace_unread(Function::CarryOutPlans, []);
    shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    let message = shop.world.aws.queues.messages(SWEEPS)[0].clone();
    let record = json!({"messageId": "m", "receiptHandle": message.receipt, "body": message.body,
                        "attributes": {"ApproximateReceiveCount": "1"}});
    let event = json!({"Records": [record]});
    let twice = join_all([(); 2].map(|()| shop.world.invoke_queue(Function::RunSweep, &event))).await;
    assert!(twice.iter().all(|kept| kept.as_ref().unwrap().is_empty()));
    let done = ended(&shop, &started).await;
    assert_swept_once(&shop, &ids, &done, "twice").await;
    shop.world.aws.queues.send(SWEEPS, &message.body);
    assert_eq!(ended(&shop, &started).await, done, "a part of before is dropped");
    assert_undone(&shop, &ids, &done, "twice").await;
}

/// Catches a sweep that overwrites a change that came in between, or refuses the order for it.
#[tokio::test]
async fn an_order_that_somebody_changes_at_the_same_moment_is_changed_by_both() {
    let shop = Shop::open("racing-sweep").await;
    let ids = orders(&shop, 10).await;
    let patch = json!({"shipping_method": "Express"});
    let body = json!({"action": "set_order_metadata", "name": "swept", "value": "1", "ids": ids});
    let express = async |id: &String| {
        let reply = shop.call("PATCH", &format!("/v1/orders/{id}"), Some(&patch)).await;
        assert_eq!(reply.status, 200);
    };
    let patches = ids.iter().map(express);
    let (started, _) = tokio::join!(sweep(&shop, &body), join_all(patches));
    let done = ended(&shop, &started).await;
    assert_eq!((&done["done"], &done["refused"]), (&json!(10), &json!(0)), "{done}");
    for id in &ids {
        let order = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
        assert_eq!(
            (text(&order["shipping_method"]), text(&order["order_metadata"]["swept"])),
            ("Express".into(), "1".into())
        );
    }
}
