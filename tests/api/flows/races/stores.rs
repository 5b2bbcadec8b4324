//! Rules, keys and stores: what is done at the same moment, or sent again.

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::http::Reply;

use crate::shop::{Shop, text};
use crate::world::{ADMIN_TOKEN, world};

fn rule(name: &str) -> Value {
    json!({"name": name, "event": "order_imported", "actions": [{"action": "add_order_note", "content": name}]})
}

async fn sent(shop: &Shop, path: &str, key: &str, body: &Value) -> Reply {
    shop.call_raw("POST", path, Some(body.to_string()), &[("Idempotency-Key", key)]).await
}

fn json_of(reply: &Reply) -> Value {
    reply.json().unwrap()
}

fn count(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

#[tokio::test]
async fn thirty_rules_added_at_once_are_all_answered_and_run() {
    let shop = Shop::open("race-rules").await;
    let bodies: Vec<Value> = (0..30).map(|n| rule(&format!("Note {n}"))).collect();
    let replies = join_all(bodies.iter().map(|body| shop.call("POST", "/v1/rules", Some(body)))).await;
    assert_eq!(count(&replies, 201), 30);
    assert_eq!(shop.get("/v1/rules").await["rules"].as_array().unwrap().len(), 30);
    let order = shop.order("R-1").await;
    shop.world.settle().await;
    let notes = shop.history(&order).await;
    assert_eq!(notes.iter().filter(|note| note.contains("Note ")).count(), 30, "{notes:?}");
}

#[tokio::test]
async fn a_rule_that_is_removed_beside_a_change_stays_removed() {
    let shop = Shop::open("race-removed").await;
    for _ in 0..10 {
        let made = shop.post("/v1/rules", &rule("Send")).await;
        let path = format!("/v1/rules/{}", text(&made["rule"]["id"]));
        let (new, removed) = (rule("Send at once"), shop.call("DELETE", &path, None));
        let (put, removed) = futures_util::join!(shop.call("PUT", &path, Some(&new)), removed);
        assert!(matches!(put.status, 200 | 404), "{}", put.text());
        assert_eq!(removed.status, 200);
        assert_eq!(shop.call("GET", &path, None).await.status, 404);
    }
}

#[tokio::test]
async fn a_rule_is_changed_only_in_the_version_that_if_match_names() {
    let shop = Shop::open("rule-versions").await;
    let made = shop.call("POST", "/v1/rules", Some(&rule("Send"))).await;
    let path = format!("/v1/rules/{}", text(&json_of(&made)["rule"]["id"]));
    let etag = |reply: &Reply| reply.headers["etag"].to_str().unwrap().to_owned();
    let first = etag(&shop.call("GET", &path, None).await);
    assert_eq!(etag(&made), first);
    let put = async |tag: &str| shop.call_raw("PUT", &path, Some(rule(tag).to_string()), &[("If-Match", tag)]).await;
    let second = put(&first).await;
    assert_eq!((second.status, etag(&second) == first), (200, false));
    let stale = put(&first).await;
    assert_eq!((stale.status, etag(&stale)), (412, etag(&second)));
    assert_eq!(put("\"999\"").await.status, 412);
    assert_eq!(put("*").await.status, 200);
    assert_eq!(shop.call("PUT", &path, Some(&rule("Without"))).await.status, 200);
    let tag = etag(&shop.call("GET", &path, None).await);
    let both = join_all((0..2).map(|_| put(&tag))).await;
    assert_eq!((count(&both, 200), count(&both, 412)), (1, 1), "of two who read the same, one is told");
}

#[tokio::test]
async fn a_rule_sent_again_with_its_key_is_one_rule_and_with_another_body_is_422() {
    let shop = Shop::open("rule-key").await;
    let replies = join_all((0..5).map(|_| async { sent(&shop, "/v1/rules", "K-1", &rule("Once")).await })).await;
    assert_eq!(count(&replies, 201), 5);
    let again = json_of(&sent(&shop, "/v1/rules", "K-1", &rule("Once")).await);
    assert!(replies.iter().all(|reply| json_of(reply)["rule"] == again["rule"]));
    assert_eq!(shop.get("/v1/rules").await["rules"].as_array().unwrap().len(), 1);
    let other = sent(&shop, "/v1/rules", "K-1", &rule("Twice")).await;
    assert_eq!((other.status, &json_of(&other)["rule_id"]), (422, &again["rule"]["id"]));
    assert_eq!(sent(&shop, "/v1/rules", "K-2", &rule("Once")).await.status, 201);
    let other_shop = Shop::open("rule-key-elsewhere").await;
    let elsewhere = sent(&other_shop, "/v1/rules", "K-1", &rule("Once")).await;
    assert_ne!(json_of(&elsewhere)["rule"]["id"], again["rule"]["id"], "a key is one store's");
}

#[tokio::test]
async fn of_ten_rotations_of_the_primary_key_at_once_one_comes_through() {
    let shop = Shop::open("race-rotation").await;
    let listed = shop.get("/v1/keys").await;
    let old = text(&listed["keys"][0]["id"]);
    let (path, body) = (format!("/v1/keys/{old}/rotate"), json!({"overlap_seconds": 3600}));
    let replies = join_all((0..10).map(|_| shop.call("POST", &path, Some(&body)))).await;
    assert_eq!((count(&replies, 201), count(&replies, 409)), (1, 9));
    let keys = shop.get("/v1/keys").await;
    let keys = keys["keys"].as_array().unwrap();
    let primary: Vec<_> = keys.iter().filter(|key| key["primary"] == true).collect();
    assert_eq!((keys.len(), primary.len()), (2, 1), "{keys:?}");
    let winner = replies.iter().find(|reply| reply.status == 201).unwrap();
    assert_eq!(json_of(winner)["key"], *primary[0]);
    let further = shop.post("/v1/keys", &json!({"name": "Printer", "scope": "read"})).await;
    let path = format!("/v1/keys/{}/rotate", text(&further["key"]["id"]));
    let replies = join_all((0..10).map(|_| shop.call("POST", &path, Some(&body)))).await;
    assert_eq!((count(&replies, 201), count(&replies, 409)), (1, 9));
    assert_eq!(shop.get("/v1/keys").await["keys"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn of_sixty_keys_at_once_there_are_fifty_and_a_rotation_needs_room_too() {
    let shop = Shop::open("race-keys").await;
    let body = json!({"name": "Printer", "scope": "read"});
    let replies = join_all((0..60).map(|_| shop.call("POST", "/v1/keys", Some(&body)))).await;
    assert_eq!((count(&replies, 201), count(&replies, 409)), (49, 11));
    let keys = shop.get("/v1/keys").await;
    assert_eq!(keys["keys"].as_array().unwrap().len(), 50);
    let made = json_of(replies.iter().find(|reply| reply.status == 201).unwrap());
    let path = format!("/v1/keys/{}", text(&made["key"]["id"]));
    assert_eq!(shop.call("POST", &format!("{path}/rotate"), None).await.status, 409);
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
    assert_eq!(shop.call("POST", "/v1/keys", Some(&body)).await.status, 201, "there is room again");
}

#[tokio::test]
async fn a_key_sent_again_is_not_made_again_and_what_made_it_is_told() {
    let shop = Shop::open("key-key").await;
    let body = json!({"name": "Printer", "scope": "read"});
    let replies = join_all((0..5).map(|_| async { sent(&shop, "/v1/keys", "K-1", &body).await })).await;
    assert_eq!((count(&replies, 201), count(&replies, 409)), (1, 4));
    let made = json_of(replies.iter().find(|reply| reply.status == 201).unwrap());
    let again = sent(&shop, "/v1/keys", "K-1", &body).await;
    assert_eq!((again.status, &json_of(&again)["key_id"]), (409, &made["key"]["id"]));
    let other = sent(&shop, "/v1/keys", "K-1", &json!({"name": "Another", "scope": "read"})).await;
    assert_eq!((other.status, &json_of(&other)["key_id"]), (422, &made["key"]["id"]));
    assert_eq!(shop.get("/v1/keys").await["keys"].as_array().unwrap().len(), 2);
    shop.world.advance(std::time::Duration::from_hours(25));
    assert_eq!(sent(&shop, "/v1/keys", "K-1", &body).await.status, 201, "a day later nobody knows");
}

#[tokio::test]
async fn a_store_sent_again_is_one_store_with_one_key_as_long_as_that_can_be_shown() {
    let bearer = format!("Bearer {ADMIN_TOKEN}");
    let call = async |name: &str| {
        let headers = [("authorization", bearer.as_str()), ("Idempotency-Key", "S-1")];
        let body = json!({"name": name, "settings": {"rate_limit": "off"}}).to_string();
        world().call("POST", "/v1/stores", &headers, Some(body.as_bytes())).await
    };
    let mut made = vec![];
    for reply in join_all((0..4).map(|_| call("Harbor Prints"))).await {
        assert_eq!(reply.status, 201, "{}", reply.text());
        let mut made_now = json_of(&reply);
        made_now.as_object_mut().unwrap().remove("execution_time");
        made.push(made_now);
    }
    assert!(made.iter().all(|other| *other == made[0]), "the same answer");
    assert_eq!(call("Another").await.status, 422);
    let (id, key) = (text(&made[0]["store"]["id"]), text(&made[0]["api_key"]));
    let headers = [("ORDERDESK-STORE-ID", id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
    let keys = json_of(&world().call("GET", "/v1/keys", &headers, None).await);
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1, "{keys}");
    let path = format!("/v1/keys/{}/rotate", text(&keys["keys"][0]["id"]));
    assert_eq!(world().call("POST", &path, &headers, None).await.status, 201);
    let later = call("Harbor Prints").await;
    assert_eq!((later.status, text(&json_of(&later)["store_id"])), (409, id), "its first key is not the primary one");
}

/// Would catch a store that is left without a key: the same call again goes on where the crash was.
#[tokio::test]
async fn a_store_whose_creation_crashed_is_finished_by_the_same_call() {
    use crate::world::Function;
    let bearer = format!("Bearer {ADMIN_TOKEN}");
    for writes in 1..5 {
        let key = format!("S-{writes}");
        let headers = [("authorization", bearer.as_str()), ("Idempotency-Key", key.as_str())];
        let body = json!({"name": "Harbor Prints", "settings": {}}).to_string();
        world().crash_after(writes, Function::ManageStore);
        let crashed = world().call("POST", "/v1/stores", &headers, Some(body.as_bytes())).await;
        assert_eq!(crashed.status == 500, world().has_crashed());
        let reply = world().call("POST", "/v1/stores", &headers, Some(body.as_bytes())).await;
        assert_eq!(reply.status, 201, "after {writes} writes: {}", reply.text());
        let made = json_of(&reply);
        let (id, key) = (text(&made["store"]["id"]), text(&made["api_key"]));
        let headers = [("ORDERDESK-STORE-ID", id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
        assert_eq!(world().call("GET", "/api/v2/test", &headers, None).await.status, 200);
    }
}
