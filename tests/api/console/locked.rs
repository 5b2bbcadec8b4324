//! Stores that are locked: read and nothing more, on screen, by keys, by schedules and by shops.

use fake_carts::Vendor;
use http::{Access, Operation};
use serde_json::{Value, json};
use serve_console::Screen;
use waybill::http::Reply;

use super::{Visitor, operator_link};
use crate::document::documented;
use crate::flows::carts::{Connected, order_of};
use crate::seeded::Seeded;
use crate::shop::{Shop, text};
use crate::world::{ADMIN_TOKEN, Function};

const ADA: &str = "ada@example.com";
const WHY: &str = "This store is locked: a bill is open";

/// Locks a shop, or unlocks it, as the operator does; what answers.
async fn patch(shop: &Shop, body: &Value) -> Reply {
    let bearer = format!("Bearer {ADMIN_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let path = format!("/v1/stores/{}", shop.id);
    shop.world.call("PATCH", &path, &headers, Some(body.to_string().as_bytes())).await
}

/// The same where it must be done. All functions know at once.
async fn set_state(shop: &Shop, body: &Value) {
    let reply = patch(shop, body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    shop.world.cold_start();
}

async fn lock(shop: &Shop) {
    set_state(shop, &json!({"state": "locked", "why": "a bill is open"})).await;
}

async fn unlock(shop: &Shop) {
    set_state(shop, &json!({"state": "active"})).await;
}

/// Catches a call that changes a store which is locked, and one that can't be read any more.
#[tokio::test]
async fn a_locked_store_is_read_by_keys_and_changed_by_none() {
    let seeded = Seeded::open("locked-keys").await;
    let shop = &seeded.shop;
    shop.world.settle().await;
    lock(shop).await;
    let before = seeded.all().await;
    let mut refused = 0;
    for call in documented() {
        let path = call.path.split('?').next().unwrap();
        let operation = Operation::ALL.iter().find(|it| it.method() == call.method && it.path() == path).unwrap();
        if matches!(operation.access(), Access::Open | Access::AdminToken) || operation.goes_on_when_locked() {
            continue;
        }
        let body = call.body.as_ref().map(|body| seeded.place(body).to_string());
        let reply = shop.call_raw(&call.method, &seeded.fill(&call.path), body, &[("If-Match", "*")]).await;
        let (status, text) = (reply.status, reply.text());
        if !operation.changes() {
            assert!(status != 403 && status < 500, "{operation:?}: {status} {text}");
            continue;
        }
        refused += 1;
        assert!(status == 403 && text.contains(WHY), "{operation:?}: {status} {text}");
        if path.starts_with("/api/v2") {
            let answer: Value = serde_json::from_str(&text).unwrap();
            assert_eq!((&answer["status"], &answer["message"]), (&json!("error"), &json!(WHY)), "{operation:?}");
        }
    }
    assert!(refused > 50, "only {refused} calls change something");
    assert_eq!(seeded.all().await, before);
    let state = shop.get("/v1/store").await["store"].clone();
    assert_eq!((&state["state"], &state["why"]), (&json!("locked"), &json!("a bill is open")));
    unlock(shop).await;
    shop.order("V-9").await;
}

/// Catches a form that changes a store which is locked, a page that does not say so, and one that shuts people in.
#[tokio::test]
async fn a_locked_store_is_looked_at_on_screen_and_changed_by_no_form() {
    let shop = Shop::open("locked-screens").await;
    let order = shop.order("1001").await;
    let (ada, grace) = (Visitor::owner(&shop, ADA).await, Visitor::owner(&shop, "grace@example.com").await);
    shop.world.settle().await;
    lock(&shop).await;
    let base = format!("/console/{}", shop.id);
    for page in ["", "/orders", "/orders/new", "/settings", "/keys", &format!("/orders/{order}")] {
        assert!(ada.read(&format!("{base}{page}")).await.contains(WHY), "{page}");
    }
    for screen in Screen::ALL.iter().filter(|screen| screen.path().contains("{store_id}")) {
        let path = screen.path().replace("{store_id}", &shop.id).replace("{order_id}", &order);
        let path = path.replace(['{', '}'], "");
        if screen.is_closed_when_locked() {
            let reply = ada.post(&path, &[]).await;
            assert!(reply.status == 403 && reply.text().contains(WHY), "{screen:?}: {}", reply.status);
        } else if !screen.changes() {
            assert_ne!(ada.get(&path).await.status, 403, "{screen:?}");
        }
    }
    ada.does("/console/account/names", &[("first_name", "Ada")]).await;
    ada.does("/console/stores/new", &[("name", "Another"), ("business", "ships_itself")]).await;
    let audit = ada.read(&format!("{base}/audit")).await;
    assert!(audit.contains("Store locked") && audit.contains("Operator"), "{audit}");
    assert_eq!(grace.does(&format!("{base}/leave"), &[]).await, "/console", "nobody is kept");
    unlock(&shop).await;
    assert!(!ada.read(&base).await.contains(WHY));
    ada.does(&format!("{base}/orders/{order}/notes"), &[("note", "It works again")]).await;
}

/// Catches a store that is locked and lets somebody in, or can't put anybody out.
#[tokio::test]
async fn a_locked_store_puts_people_and_keys_out_and_lets_nobody_in() {
    let shop = Shop::open("locked-people").await;
    let (grace_at, mo_at) = ("grace@example.com", "mo@example.com");
    let (ada, grace) = (Visitor::owner(&shop, ADA).await, Visitor::owner(&shop, grace_at).await);
    let mo = Visitor::owner(&shop, mo_at).await;
    let link = operator_link(&shop, "invite", &json!({"email": "eve@example.com", "store_id": shop.id})).await;
    let key = text(&shop.post("/v1/keys", &json!({"name": "Cart", "scope": "read"})).await["key"]["id"]);
    let people = shop.get("/v1/users").await;
    let id_of = |email: &str| {
        let user = people["users"].as_array().unwrap().iter().find(|user| user["email"] == email).unwrap();
        text(&user["account_id"])
    };
    lock(&shop).await;
    let (base, eve) = (format!("/console/{}", shop.id), Visitor::new(&shop));
    assert_eq!(eve.get(&link).await.status, 410);
    assert_eq!(eve.post(&link, &[("password", super::PASSWORD)]).await.status, 410);
    let listed = ada.read(&format!("{base}/users")).await;
    let (_, rest) = listed.split_once(&format!("{base}/invitations/")).unwrap();
    let withdraw = format!("{base}/invitations/{}/remove", rest.split('/').next().unwrap());
    assert!(ada.does(&withdraw, &[]).await.ends_with("done=withdrawn"));
    ada.does(&format!("{base}/users/{}/remove", id_of(grace_at)), &[]).await;
    let removed = shop.call("DELETE", &format!("/v1/users/{}", id_of(mo_at)), None).await;
    assert_eq!(removed.status, 200, "{}", removed.text());
    for out in [&grace, &mo] {
        assert_eq!(out.get(&base).await.status, 404);
    }
    let rotated = shop.call("POST", &format!("/v1/keys/{key}/rotate"), Some(&json!({}))).await;
    assert!((200..300).contains(&rotated.status), "{}", rotated.text());
    unlock(&shop).await;
    assert_eq!(eve.get(&link).await.status, 410, "it was withdrawn");
}

/// Catches orders that are lost because a store was locked when its shop told of them.
#[tokio::test]
async fn what_a_shop_tells_of_while_the_store_is_locked_arrives_afterwards() {
    let shop = Shop::open("locked-hooks").await;
    let connected = Connected::open(&shop, Vendor::Shopify).await;
    lock(&shop).await;
    let id = connected.put(order_of(Vendor::Shopify));
    connected.arrive(&id, "orders/create").await;
    assert_eq!(connected.orders().await, [Value::Null; 0]);
    assert_eq!(connected.kept().await[0]["why"], "paused");
    unlock(&shop).await;
    shop.world.settle().await;
    connected.order().await;
    assert_eq!(connected.kept().await, [Value::Null; 0]);
}

/// Catches orders that wait for ever, as a function died while it unlocked their store.
#[tokio::test]
async fn a_crash_after_each_write_of_an_unlock_leaves_nothing_waiting_once_it_is_done_again() {
    for writes in 1..=3 {
        let shop = Shop::open(&format!("locked-crash-{writes}")).await;
        let connected = Connected::open(&shop, Vendor::Shopify).await;
        lock(&shop).await;
        let id = connected.put(order_of(Vendor::Shopify));
        connected.arrive(&id, "orders/create").await;
        shop.world.crash_after(writes, Function::ManageStore);
        let crashed = patch(&shop, &json!({"state": "active"})).await;
        assert_eq!(crashed.status, 500, "after {writes} writes: {}", crashed.text());
        shop.world.settle().await;
        unlock(&shop).await;
        shop.world.settle().await;
        connected.order().await;
    }
}

/// Catches what the operator says of a store and nobody understands.
#[tokio::test]
async fn a_lock_has_a_reason_and_a_state_is_one_of_two() {
    let shop = Shop::open("locked-badly").await;
    for body in [
        json!({"state": "locked"}),
        json!({"state": "locked", "why": " "}),
        json!({"state": "locked", "why": "a".repeat(501)}),
        json!({"state": "closed"}),
        json!({"why": "a bill is open"}),
    ] {
        assert_eq!(patch(&shop, &body).await.status, 400, "{body}");
    }
    assert_eq!(shop.get("/v1/store").await["store"]["state"], "active");
}

/// Catches a connection that is paused, and starts as the store is unlocked.
#[tokio::test]
async fn what_waits_for_a_paused_connection_goes_on_waiting_when_the_store_is_unlocked() {
    let shop = Shop::open("locked-paused").await;
    let connected = Connected::open(&shop, Vendor::Shopify).await;
    connected.ask("pause", &json!({})).await;
    lock(&shop).await;
    let id = connected.put(order_of(Vendor::Shopify));
    connected.arrive(&id, "orders/create").await;
    unlock(&shop).await;
    shop.world.settle().await;
    assert_eq!(connected.orders().await, [Value::Null; 0]);
    connected.ask("resume", &json!({})).await;
    connected.order().await;
}

/// Catches a lock that stops what was on its way, as a parcel that nobody is told of.
#[tokio::test]
async fn a_post_that_is_queued_leaves_all_the_same() {
    let shop = Shop::open("locked-posts").await;
    shop.post_rule("/in").await;
    shop.order("1001").await;
    lock(&shop).await;
    shop.received("/in", 1).await;
}
