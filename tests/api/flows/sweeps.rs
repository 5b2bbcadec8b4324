//! Sweeps of a store: the same is done to many orders, in the call or in parts, called off, and undone.

use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::{Shop, text};
use crate::world::Function;

/// Asks for a sweep; how far it is.
pub(crate) async fn sweep(shop: &Shop, body: &Value) -> Value {
    shop.post("/v1/sweeps", body).await["sweep"].clone()
}

/// A sweep as it is now.
pub(crate) async fn show(shop: &Shop, sweep: &Value) -> Value {
    shop.get(&format!("/v1/sweeps/{}", text(&sweep["id"]))).await["sweep"].clone()
}

/// Works a sweep off; how it ended.
pub(crate) async fn ended(shop: &Shop, sweep: &Value) -> Value {
    shop.world.settle().await;
    show(shop, sweep).await
}

/// Asks for the undo of a sweep.
pub(crate) async fn undo(shop: &Shop, sweep: &Value) -> Reply {
    shop.call("POST", &format!("/v1/sweeps/{}/undo", text(&sweep["id"])), None).await
}

/// Undoes a sweep, to the end.
pub(crate) async fn undone(shop: &Shop, sweep: &Value) -> Value {
    let reply = undo(shop, sweep).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    ended(shop, &reply.json::<Value>().unwrap()["sweep"]).await
}

/// So many orders of one cart.
pub(crate) async fn orders(shop: &Shop, count: usize) -> Vec<String> {
    let mut ids = vec![];
    for chunk in (0..count).collect::<Vec<_>>().chunks(100) {
        let orders: Vec<Value> = chunk.iter().map(|number| crate::shop::order(&format!("W-{number}"))).collect();
        let made = shop.post("/v1/bulk/orders", &json!({"orders": orders})).await;
        ids.extend(made["results"].as_array().unwrap().iter().map(|made| text(&made["order_id"])));
    }
    ids
}

/// How many orders lie in a folder.
pub(crate) async fn in_folder(shop: &Shop, folder: u64) -> u64 {
    shop.get(&format!("/api/v2/orders?folder_id={folder}&limit=1")).await["total_records"].as_u64().unwrap()
}

fn counts(sweep: &Value) -> [u64; 4] {
    ["seen", "done", "unchanged", "refused"].map(|name| sweep[name].as_u64().unwrap())
}

/// An order without what every write of it changes.
async fn lasting(shop: &Shop, order: &str) -> Value {
    let mut found = shop.get(&format!("/v1/orders/{order}")).await["order"].clone();
    for name in ["date_updated", "version"] {
        found.as_object_mut().unwrap().remove(name);
    }
    found
}

#[tokio::test]
async fn a_small_sweep_is_done_by_the_call_and_a_message_of_it_does_nothing() {
    let shop = Shop::open("small-sweep").await;
    let ids = orders(&shop, 3).await;
    let mut named = ids.clone();
    named.extend(["77".to_owned(), ids[0].clone()]);
    let done = sweep(&shop, &json!({"action": "move", "folder_id": 2, "ids": named})).await;
    assert_eq!((&done["status"], &done["total"]), (&json!("done"), &json!(4)), "{done}");
    assert_eq!(counts(&done), [4, 3, 0, 1]);
    assert_eq!(done["refusals"], json!([{"order_id": "77", "reason": "Order not found"}]));
    let line = format!("Order Moved to Prepared Folder (sweep {})", text(&done["id"]));
    assert_eq!(shop.history(&ids[0]).await.last(), Some(&line));
    let after = ended(&shop, &done).await;
    assert_eq!(after, done, "its message comes a minute later, and is dropped");
    assert_eq!(in_folder(&shop, 2).await, 3);
    let again = sweep(&shop, &json!({"action": "move", "folder_id": 2, "ids": ids})).await;
    assert_eq!(counts(&again), [3, 0, 3, 0]);
    assert_eq!(shop.history(&ids[0]).await.len(), 2, "what lies there already is not written");
}

#[tokio::test]
async fn every_action_changes_what_it_says_and_fires_what_the_change_fires() {
    let shop = Shop::open("sweep-actions").await;
    shop.rule("Moved", "folder_changed", json!([{"action": "add_order_note", "content": "moved"}])).await;
    let ids = orders(&shop, 1).await;
    for (action, field, expected) in [
        (json!({"action": "set_tag", "color": "green"}), "/tag_name", json!("success")),
        (json!({"action": "remove_tag"}), "/tag_name", json!("")),
        (json!({"action": "set_order_metadata", "name": "hold", "value": "1"}), "/order_metadata/hold", json!("1")),
        (json!({"action": "remove_order_metadata", "name": "hold"}), "/order_metadata", json!({})),
        (json!({"action": "set_checkout_data", "name": "Gift", "value": "y"}), "/checkout_data/Gift", json!("y")),
        (json!({"action": "remove_checkout_data", "name": "Gift"}), "/checkout_data", json!({})),
        (json!({"action": "move", "folder_id": "3"}), "/folder_id", json!(3)),
    ] {
        let mut body = action.clone();
        body["ids"] = json!(ids);
        let done = sweep(&shop, &body).await;
        assert_eq!(counts(&done), [1, 1, 0, 0], "{done}");
        let found = shop.get(&format!("/api/v2/orders/{}", ids[0])).await;
        let is = found["order"].pointer(field).unwrap();
        assert!(*is == expected || (is == &json!([]) && expected == json!({})), "{action}: {is}");
    }
    shop.world.settle().await;
    let notes = shop.get(&format!("/api/v2/orders/{}", ids[0])).await["order"]["order_notes"].clone();
    assert_eq!(notes.as_array().unwrap().len(), 1, "a move is an event");
}

#[tokio::test]
async fn what_a_store_has_not_is_refused_before_anything_is_done() {
    let shop = Shop::open("sweep-refused").await;
    for (body, field) in [
        (json!({"action": "move", "folder_id": 99, "ids": ["1"]}), "folder_id"),
        (json!({"action": "set_tag", "color": "Mauve", "ids": ["1"]}), "color"),
        (json!({"action": "remove_tag", "query": {"folder_ids": [99]}}), "folder_ids"),
        (json!({"action": "fly", "ids": ["1"]}), "action"),
    ] {
        let reply = shop.call("POST", "/v1/sweeps", Some(&body)).await;
        assert_eq!(reply.status, 400, "{body}");
        assert!(reply.text().contains(field), "{}", reply.text());
    }
    assert_eq!(shop.get("/v1/sweeps").await["sweeps"], json!([]));
}

/// Catches a sweep that is done twice as its answer was lost, and two sweeps of a store at once.
#[tokio::test]
async fn a_sweep_is_once_by_its_key_and_one_is_done_at_a_time() {
    let shop = Shop::open("sweep-key").await;
    let ids = orders(&shop, 30).await;
    let body = json!({"action": "move", "folder_id": 2, "ids": ids});
    let start = async |key: &'static str, body: &Value| {
        shop.call_raw("POST", "/v1/sweeps", Some(body.to_string()), &[("Idempotency-Key", key)]).await
    };
    let first = start("k1", &body).await;
    assert_eq!(first.status, 201);
    let first: Value = first.json().unwrap();
    assert_eq!(first["sweep"]["status"], "waiting");
    assert_eq!(start("k1", &body).await.json::<Value>().unwrap()["sweep"]["id"], first["sweep"]["id"]);
    assert_eq!(start("k1", &json!({"action": "remove_tag", "ids": ids})).await.status, 422);
    let second = start("k2", &body).await;
    assert_eq!(second.status, 409, "{}", second.text());
    assert!(second.text().contains("one is done at a time"));
    let done = ended(&shop, &first["sweep"]).await;
    assert_eq!(counts(&done), [30, 30, 0, 0]);
    assert_eq!(start("k1", &body).await.json::<Value>().unwrap()["sweep"], done);
    assert_eq!(start("k2", &body).await.status, 201);
}

/// Catches a query whose orders leave it because of the sweep, and orders that come in while it runs.
#[tokio::test]
async fn hundreds_of_orders_are_swept_in_parts_and_those_that_come_in_meanwhile_are_not() {
    let shop = Shop::open("large-sweep").await;
    orders(&shop, 320).await;
    let started = sweep(&shop, &json!({"action": "move", "folder_id": 2, "query": {"folder_ids": [1]}})).await;
    assert_eq!(started["status"], "waiting");
    let mut late = 0;
    for round in 0..3_u64 {
        shop.world.work_now().await;
        if show(&shop, &started).await["status"] == "running" {
            shop.order(&format!("late-{round}")).await;
            late += 1;
        }
    }
    let done = ended(&shop, &started).await;
    assert_eq!((&done["status"], &done["total"]), (&json!("done"), &json!(320)), "{}", done["failure"]);
    assert_eq!(counts(&done), [320, 320, 0, 0]);
    assert_eq!((in_folder(&shop, 1).await, in_folder(&shop, 2).await), (late, 320));
    let undo = undone(&shop, &done).await;
    assert_eq!(counts(&undo), [320, 320, 0, 0], "{undo}");
    assert_eq!((in_folder(&shop, 1).await, in_folder(&shop, 2).await), (320 + late, 0));
}

/// Catches an order that drops out of a query before its turn and is changed all the same.
#[tokio::test]
async fn an_order_that_is_not_meant_any_more_when_its_turn_comes_is_passed_over() {
    let shop = Shop::open("passed-over").await;
    let ids = orders(&shop, 30).await;
    let body = json!({"action": "set_tag", "color": "Red", "query": {"folder_ids": [1], "email": "ADA@example.com"}});
    let started = sweep(&shop, &body).await;
    shop.post("/api/v2/move-orders", &json!({"order_id_list": [ids[3]], "destination_folder_id": 4})).await;
    let patch = shop.call("PATCH", &format!("/v1/orders/{}", ids[4]), Some(&json!({"email": "bo@example.com"}))).await;
    assert_eq!(patch.status, 200);
    let done = ended(&shop, &started).await;
    assert_eq!(counts(&done)[1..], [28, 0, 0], "{done}");
    for order in &ids[3..5] {
        assert_eq!(lasting(&shop, order).await["tag_name"], "");
    }
}

#[tokio::test]
async fn a_sweep_called_off_in_the_middle_stops_and_what_it_did_can_be_undone() {
    let shop = Shop::open("canceled-sweep").await;
    let ids = orders(&shop, 200).await;
    let started = sweep(&shop, &json!({"action": "move", "folder_id": 2, "ids": ids})).await;
    let records = shop.world.unread(Function::CarryOutPlans);
    shop.world.replace_unread(Function::CarryOutPlans, []);
    shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    let message = shop.world.aws.queues.messages(crate::world::SWEEPS)[0].clone();
    let record = json!({"messageId": "m", "receiptHandle": message.receipt, "body": message.body,
                        "attributes": {"ApproximateReceiveCount": "1"}});
    shop.world.invoke_queue(Function::RunSweep, &json!({"Records": [record]})).await.unwrap();
    let part = show(&shop, &started).await;
    assert_eq!((&part["status"], &part["done"]), (&json!("running"), &json!(50)), "{part}");
    let early = undo(&shop, &started).await;
    assert_eq!(early.status, 409, "{}", early.text());
    let path = format!("/v1/sweeps/{}/cancel", text(&started["id"]));
    for _ in 0..2 {
        assert_eq!(shop.call("POST", &path, None).await.status, 200);
    }
    let canceled = ended(&shop, &started).await;
    assert_eq!((&canceled["status"], &canceled["done"]), (&json!("canceled"), &json!(50)));
    assert_eq!(counts(&undone(&shop, &started).await), [50, 50, 0, 0]);
    assert_eq!(in_folder(&shop, 1).await, 200);
    let done = sweep(&shop, &json!({"action": "remove_tag", "ids": [ids[0]]})).await;
    let over = shop.call("POST", &format!("/v1/sweeps/{}/cancel", text(&done["id"])), None).await;
    assert_eq!(over.status, 409);
}

/// Catches an undo that overwrites what somebody, or a rule, did since, and one that fires rules.
#[tokio::test]
async fn an_undo_leaves_alone_what_changed_since_and_fires_no_rules() {
    let shop = Shop::open("undo").await;
    let ids = orders(&shop, 3).await;
    shop.world.settle().await;
    let swept = sweep(&shop, &json!({"action": "move", "folder_id": 2, "ids": ids})).await;
    shop.world.settle().await;
    let patch = json!({"order_metadata": {"seen": "1"}});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{}", ids[1]), Some(&patch)).await.status, 200);
    assert_eq!(shop.call("DELETE", &format!("/api/v2/orders/{}", ids[2]), None).await.status, 200);
    shop.rule("Back", "folder_changed", json!([{"action": "add_order_note", "content": "back"}])).await;
    let undo_of = undone(&shop, &swept).await;
    assert_eq!((&undo_of["action"], &undo_of["undo_of"]), (&json!("undo"), &swept["id"]));
    assert_eq!(counts(&undo_of), [3, 1, 0, 2], "{undo_of}");
    let mut reasons: Vec<String> =
        undo_of["refusals"].as_array().unwrap().iter().map(|it| text(&it["reason"])).collect();
    reasons.sort();
    assert_eq!(reasons, ["Order not found", "it changed since"]);
    let back = lasting(&shop, &ids[0]).await;
    assert_eq!((&back["folder_id"], &back["order_notes"]), (&json!(1), &json!([])));
    // What a rule did because of a sweep is a change since.
    let again = sweep(&shop, &json!({"action": "move", "folder_id": 2, "ids": [ids[0]]})).await;
    shop.world.settle().await;
    assert_eq!(counts(&undone(&shop, &again).await), [1, 0, 0, 1]);
    let twice = undo(&shop, &undo_of).await;
    assert_eq!(twice.status, 409, "an undo is not undone");
}

/// Catches an undo that gives back less than was there. Made-up orders, made-up sweeps.
#[tokio::test]
async fn the_undo_of_a_sweep_restores_orders_but_for_version_dates_and_history() {
    let shop = Shop::open("undo-property").await;
    let ids = orders(&shop, 6).await;
    let mut state = 20_261_129_u64;
    let mut roll = move |sides: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let colors = ["Red", "Green", "Blue"];
    for case in 0..25 {
        for id in &ids {
            let tag = ["", "error", "success"][usize::try_from(roll(3)).unwrap()];
            let patch = json!({
                "tag_name": tag,
                "order_metadata": {"a": roll(2).to_string(), "z": roll(2).to_string()},
                "checkout_data": {"Gift": if roll(2) == 0 { Value::Null } else { json!("é\u{1f381}") }, "B": "2"},
                "folder_id": roll(3) + 1,
            });
            let patched = shop.call("PATCH", &format!("/v1/orders/{id}"), Some(&patch)).await;
            assert_eq!(patched.status, 200, "{}", patched.text());
        }
        let mut before = vec![];
        for id in &ids {
            before.push(lasting(&shop, id).await);
        }
        let name = ["a", "Gift", "new"][usize::try_from(roll(3)).unwrap()];
        let mut body = match roll(7) {
            0 => json!({"action": "move", "folder_id": roll(3) + 1}),
            1 => json!({"action": "set_tag", "color": colors[usize::try_from(roll(3)).unwrap()]}),
            2 => json!({"action": "remove_tag"}),
            3 => json!({"action": "set_order_metadata", "name": name, "value": roll(2).to_string()}),
            4 => json!({"action": "remove_order_metadata", "name": name}),
            5 => json!({"action": "set_checkout_data", "name": name, "value": roll(2).to_string()}),
            _ => json!({"action": "remove_checkout_data", "name": name}),
        };
        if roll(2) == 0 {
            body["ids"] = json!(ids);
        } else {
            body["query"] = json!({"folder_ids": [1, 2]});
        }
        let swept = ended(&shop, &sweep(&shop, &body).await).await;
        assert_eq!(swept["refused"], 0, "{case}: {swept}");
        let back = undone(&shop, &swept).await;
        assert_eq!((&back["done"], &back["refused"]), (&swept["done"], &json!(0)), "{case}: {body} {back}");
        for (id, before) in ids.iter().zip(before) {
            // As a text: also the sequence of entries is as it was.
            assert_eq!(lasting(&shop, id).await.to_string(), before.to_string(), "{case}: {body}");
        }
    }
}

#[tokio::test]
async fn failed_appointments_are_tried_again_and_open_ones_called_off() {
    let shop = Shop::open("sweep-appointments").await;
    shop.receiver.always("/in", waybill::Answer::status(410));
    shop.post_rule("/in").await;
    let order = shop.order("A-1").await;
    shop.appointments(&order, "failed", 1).await;
    let wrong = json!({"action": "retry_appointments", "kind": "ship_notify", "ids": [order]});
    assert_eq!(counts(&sweep(&shop, &wrong).await), [1, 0, 1, 0]);
    shop.receiver.always("/in", waybill::Answer::status(200));
    let retried = sweep(&shop, &json!({"action": "retry_appointments", "query": {}})).await;
    assert_eq!(counts(&retried), [1, 1, 0, 0], "{retried}");
    shop.appointments(&order, "complete", 1).await;
    assert_eq!(undo(&shop, &retried).await.status, 409, "a post can't be taken back");
    shop.receiver.always("/in", waybill::Answer::status(503));
    let other = shop.order("A-2").await;
    shop.appointments(&other, "retrying", 1).await;
    assert_eq!(counts(&sweep(&shop, &json!({"action": "cancel_appointments", "query": {}})).await), [2, 1, 1, 0]);
    shop.appointments(&other, "canceled", 1).await;
}

#[tokio::test]
async fn sweeps_are_listed_page_by_page_and_only_to_their_store() {
    let shop = Shop::open("sweep-list").await;
    let ids = orders(&shop, 1).await;
    let mut made = vec![];
    for _ in 0..3 {
        made.push(sweep(&shop, &json!({"action": "remove_tag", "ids": ids})).await["id"].clone());
    }
    made.reverse();
    let first = shop.get("/v1/sweeps?limit=2").await;
    let ids_of = |page: &Value| -> Vec<Value> {
        page["sweeps"].as_array().unwrap().iter().map(|sweep| sweep["id"].clone()).collect()
    };
    assert_eq!(ids_of(&first), made[..2]);
    let next = text(&first["next_cursor"]);
    let second = shop.get(&format!("/v1/sweeps?limit=2&cursor={next}")).await;
    assert_eq!((ids_of(&second), &second["next_cursor"]), (made[2..].to_vec(), &Value::Null));
    assert_eq!(shop.call("GET", "/v1/sweeps?cursor=x", None).await.status, 400);
    let other = Shop::open("sweep-list-other").await;
    assert_eq!(ids_of(&other.get("/v1/sweeps").await), Vec::<Value>::new());
    let theirs = sweep(&other, &json!({"action": "move", "folder_id": 2, "ids": ids})).await;
    assert_eq!(counts(&theirs), [1, 0, 0, 1], "another store's order is none of theirs");
    assert_eq!(lasting(&shop, &ids[0]).await["folder_id"], 1);
}

/// Catches a deletion that is counted wrong when it is done again, and a query that deletes what it does not mean.
#[tokio::test]
async fn orders_are_deleted_and_restored_by_sweeps() {
    let shop = Shop::open("sweep-delete").await;
    let ids = orders(&shop, 3).await;
    shop.world.settle().await;
    let all = json!({"folder_ids": [1], "source_name": "flow cart"});
    let deleted = sweep(&shop, &json!({"action": "delete", "query": all})).await;
    assert_eq!((counts(&deleted), &deleted["can_be_undone"]), ([3, 3, 0, 0], &json!(false)), "{deleted}");
    assert_eq!(in_folder(&shop, 1).await, 0);
    let mut named = ids.clone();
    named.push("77".to_owned());
    let again = sweep(&shop, &json!({"action": "delete", "ids": named})).await;
    assert_eq!(counts(&again), [4, 0, 3, 1], "{again}");
    let restored = sweep(&shop, &json!({"action": "restore", "ids": named})).await;
    assert_eq!(counts(&restored), [4, 3, 0, 1], "{restored}");
    assert_eq!(in_folder(&shop, 1).await, 3);
    let again = sweep(&shop, &json!({"action": "restore", "ids": ids})).await;
    assert_eq!(counts(&again), [3, 0, 3, 0], "{again}");
    shop.world.settle().await;
    assert_eq!(shop.history(&ids[0]).await.last().unwrap(), "Order Restored");
}
