//! `/v1/connections`: kept, shown, replaced, paused, asked for, removed, and what is kept for them.

use cloud::TABLE;
use domain::{Arrival, ArrivalKind, BroughtBy, ConnectionState, ConnectionTask, Kept, KeptArrival, Payload};
use jiff::SignedDuration;
use serde_json::{Value, json};
use table::{Queued, Table};

use crate::shop::{Shop, text};

/// A shop of each cart that has all it needs.
pub(crate) fn body_of(cart: &str) -> Value {
    let (shop, client_id, secrets) = match cart {
        "shopify" => ("harbor-prints.myshopify.com", "app", json!({"client_secret": "hush-shpss-0123"})),
        "woocommerce" => ("https://shop.example.com", "ck_example", json!({"client_secret": "hush-cs-0123"})),
        "bigcommerce" => ("abc123xyz", "", json!({"client_secret": "hush-app-0123", "token": "hush-token-0123"})),
        "squarespace" => ("", "", json!({"token": "hush-key-0123"})),
        "etsy" => ("12345678", "key", json!({"client_secret": "hush-shared-0123", "refresh_token": "hush-fresh-0123"})),
        _ => ("", "", json!({})),
    };
    let mut body = json!({"cart": cart, "name": format!("Shop of {cart}"), "shop": shop, "client_id": client_id});
    for (name, secret) in secrets.as_object().unwrap() {
        body[name] = secret.clone();
    }
    body
}

pub(crate) fn table_of(shop: &Shop) -> Table {
    Table::new(&shop.world.aws.config("tests"), TABLE)
}

/// Adds a connection; its id.
pub(crate) async fn add(shop: &Shop, body: &Value) -> String {
    text(&shop.post("/v1/connections", body).await["connection"]["id"])
}

/// Keeps an order of a shop that was refused a minute ago; the id of what is kept.
pub(crate) async fn keep_refused(shop: &Shop, connection_id: &str, order_id: &str, reason: &str) -> String {
    let since = shop.world.aws.time.now() - SignedDuration::from_mins(1);
    keep(shop, connection_id, order_id, Kept::Refused { since, reason: reason.to_owned() }).await
}

pub(crate) async fn keep(shop: &Shop, connection_id: &str, order_id: &str, why: Kept) -> String {
    let arrival = Arrival {
        store_id: shop.id.parse().unwrap(),
        connection_id: connection_id.to_owned(),
        order_id: order_id.to_owned(),
        kind: ArrivalKind::Order,
        payload: Payload::InShop,
        by: BroughtBy::Webhook,
        at: shop.world.aws.time.now(),
        again: false,
    };
    let kept = KeptArrival { arrival, kept: why };
    table_of(shop).put_arrival(&kept, Queued::Before).await.unwrap();
    kept.id()
}

/// What a connection's shop is to be asked for, and what after that.
async fn tasks(shop: &Shop, id: &str) -> Vec<ConnectionTask> {
    let (state, _) = table_of(shop).progress::<ConnectionState>(shop.id.parse().unwrap(), id).await.unwrap();
    state.task.into_iter().chain(state.wanted).collect()
}

#[tokio::test]
async fn a_connection_is_kept_shown_replaced_and_removed() {
    let shop = Shop::open("connections").await;
    let mut body = body_of("woocommerce");
    body["shop"] = json!(" https://Shop.Example.com/ ");
    body["folder_id"] = json!(2);
    let answer = shop.post("/v1/connections", &body).await;
    let made = answer["connection"].clone();
    let path = format!("/v1/connections/{}", text(&made["id"]));
    assert_eq!((&made["shop"], &made["every"]), (&json!("https://shop.example.com"), &json!("hour")));
    assert_eq!((&made["folder_id"], &made["sends_shipments"]), (&json!(2), &json!(true)));
    assert_eq!((&made["has_webhook_secret"], &made["has_token"]), (&json!(true), &json!(false)));
    assert_eq!(answer["state"]["task"], "test", "{answer}");
    let key = text(&made["webhook_path"]).rsplit('-').next().unwrap().to_owned();
    assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{made}");
    assert!(text(&made["webhook_path"]).starts_with(&format!("/v1/hooks/woocommerce/{}-", shop.id)), "{made}");
    assert_eq!(shop.get("/v1/connections").await["connections"][0]["id"], made["id"]);
    let due = shop.world.due();
    assert!(
        due.iter().any(|(place, _)| place.contains("#connection#") && place.contains(&text(&made["id"]))),
        "{due:?}"
    );
    body["name"] = json!("Posters");
    body["every"] = json!("never");
    body.as_object_mut().unwrap().remove("client_secret");
    let put = async |version: &str| shop.call_raw("PUT", &path, Some(body.to_string()), &[("If-Match", version)]).await;
    assert_eq!(put("\"7\"").await.status, 412);
    let replaced = put("\"1\"").await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    let replaced = replaced.json::<Value>().unwrap()["connection"].clone();
    assert_eq!((&replaced["name"], &replaced["every"]), (&json!("Posters"), &json!("never")));
    for kept in ["id", "webhook_path", "has_client_secret", "has_webhook_secret", "date_added"] {
        assert_eq!(replaced[kept], made[kept], "{kept}");
    }
    assert_eq!(shop.get(&path).await["connection"], replaced);
    let id = text(&made["id"]);
    let arrival = keep_refused(&shop, &id, "5005", "It has no items").await;
    for (method, status) in [("DELETE", 200), ("DELETE", 404), ("GET", 404)] {
        assert_eq!(shop.call(method, &path, None).await.status, status, "{method}");
    }
    assert_eq!(table_of(&shop).arrival(shop.id.parse().unwrap(), &id, &arrival).await.unwrap(), None);
    assert_eq!(tasks(&shop, &id).await, [], "how it was is forgotten");
}

/// Catches keys that are sent to another shop than they were given for.
#[tokio::test]
async fn another_shop_needs_its_own_keys_and_the_cart_stays() {
    let shop = Shop::open("connections-moved").await;
    let mut body = body_of("woocommerce");
    let path = format!("/v1/connections/{}", add(&shop, &body).await);
    let field = async |body: &Value| {
        let reply = shop.call("PUT", &path, Some(body)).await;
        (reply.status, reply.json::<Value>().unwrap()["errors"][0]["field"].clone())
    };
    body["shop"] = json!("https://elsewhere.example.com");
    body.as_object_mut().unwrap().remove("client_secret");
    assert_eq!(field(&body).await, (400, json!("client_secret")));
    assert_eq!(shop.get(&path).await["connection"]["shop"], "https://shop.example.com");
    body["client_secret"] = json!("hush-other-0123");
    assert_eq!(field(&body).await.0, 200);
    assert_eq!(shop.get(&path).await["connection"]["shop"], "https://elsewhere.example.com");
    let other_cart = body_of("generic");
    assert_eq!(field(&other_cart).await, (400, json!("cart")));
}

#[tokio::test]
async fn what_is_asked_of_a_shop_is_wanted_once_and_done_one_after_another() {
    let shop = Shop::open("connections-tasks").await;
    let id = add(&shop, &body_of("woocommerce")).await;
    let path = format!("/v1/connections/{id}");
    let ask = async |what: &str, body: &Value| shop.call("POST", &format!("{path}/{what}"), Some(body)).await;
    for (what, body) in [
        ("test", Value::Null),
        ("subscribe", Value::Null),
        ("subscribe", Value::Null),
        ("import", json!({"from": "2026-03-01", "again": true})),
    ] {
        let reply = ask(what, &body).await;
        assert_eq!(reply.status, 202, "{what}: {}", reply.text());
        assert_eq!(reply.json::<Value>().unwrap()["state"]["task"], "test", "{}", reply.text());
    }
    let tasks = tasks(&shop, &id).await;
    assert_eq!((tasks.len(), &tasks[0], &tasks[1]), (3, &ConnectionTask::Test, &ConnectionTask::Subscribe));
    assert!(matches!(&tasks[2], ConnectionTask::Poll(poll) if poll.again), "{tasks:?}");
    let mut statuses = vec![];
    for _ in 0..5 {
        statuses.push(ask("import", &json!({"from": "2026-03-01"})).await.status);
    }
    assert_eq!(statuses, [202, 202, 202, 409, 409]);
    let named = ask("import", &json!({"order_ids": ["5005", "5006"], "again": true})).await;
    assert_eq!(named.status, 202, "{}", named.text());
    let kept = table_of(&shop).arrivals(shop.id.parse().unwrap(), &id, 10).await.unwrap();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|kept| kept.arrival.again && kept.arrival.by == BroughtBy::Hand), "{kept:?}");
    for body in [json!({}), json!({"order_ids": []}), json!({"from": "soon"}), json!({"order_ids": vec!["1"; 101]})] {
        assert_eq!(ask("import", &body).await.status, 400, "{body}");
    }
    let generic = format!("/v1/connections/{}", add(&shop, &body_of("generic")).await);
    for what in ["test", "subscribe"] {
        assert_eq!(shop.call("POST", &format!("{generic}/{what}"), None).await.status, 409, "{what}");
    }
    let from = json!({"from": "2026-03-01"});
    assert_eq!(shop.call("POST", &format!("{generic}/import"), Some(&from)).await.status, 409);
    assert_eq!(shop.get(&generic).await["state"]["task"], Value::Null, "it only sends");
}

#[tokio::test]
async fn a_connection_that_is_paused_plans_nothing_and_takes_what_came_when_it_goes_on() {
    let shop = Shop::open("connections-paused").await;
    let id = add(&shop, &body_of("generic")).await;
    let path = format!("/v1/connections/{id}");
    for (what, is_paused) in [("pause", true), ("pause", true), ("resume", false), ("resume", false)] {
        let reply = shop.call("POST", &format!("{path}/{what}"), None).await;
        assert_eq!(reply.status, 200, "{what}: {}", reply.text());
        assert_eq!(shop.get(&path).await["connection"]["is_paused"], is_paused, "{what}");
        let wanted = tasks(&shop, &id).await;
        assert_eq!(wanted, if is_paused { vec![] } else { vec![ConnectionTask::Release] }, "{what}");
    }
    let version = shop.call("GET", &path, None).await;
    assert_eq!(version.headers["etag"], "\"3\"", "what changes nothing is no version");
}

#[tokio::test]
async fn what_is_kept_is_listed_tried_again_and_discarded() {
    let shop = Shop::open("connections-refused").await;
    let id = add(&shop, &body_of("woocommerce")).await;
    let path = format!("/v1/connections/{id}/refused");
    let refused = keep_refused(&shop, &id, "5005", "It has no items").await;
    let until = shop.world.aws.time.now() + SignedDuration::from_hours(1);
    keep(&shop, &id, "5006", Kept::Delayed { until }).await;
    keep(&shop, &id, "5007", Kept::Paused).await;
    let listed = shop.get(&path).await;
    let mut seen: Vec<(String, String, String)> = listed["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kept| (text(&kept["order_id"]), text(&kept["why"]), text(&kept["reason"])))
        .collect();
    seen.sort();
    let expected = [("5005", "refused", "It has no items"), ("5006", "delayed", ""), ("5007", "paused", "")];
    assert_eq!(seen, expected.map(|(id, why, reason)| (id.to_owned(), why.to_owned(), reason.to_owned())));
    assert_eq!(listed["has_more"], false);
    let one = format!("{path}/{refused}");
    let reply = shop.call("POST", &format!("{one}/replay"), None).await;
    assert_eq!(reply.status, 202, "{}", reply.text());
    assert_eq!(reply.json::<Value>().unwrap()["kept"]["brought_by"], "replay");
    for (method, path, status) in [
        ("DELETE", one.clone(), 200),
        ("DELETE", one.clone(), 404),
        ("POST", format!("{one}/replay"), 404),
        ("DELETE", format!("{path}/0123"), 404),
    ] {
        assert_eq!(shop.call(method, &path, None).await.status, status, "{method} {path}");
    }
}

/// Catches another store that sees, changes or uses a connection.
#[tokio::test]
async fn a_connection_is_its_store_s_alone() {
    let (shop, other) = (Shop::open("connections-own").await, Shop::open("connections-other").await);
    let body = body_of("woocommerce");
    let id = add(&shop, &body).await;
    let arrival = keep_refused(&shop, &id, "5005", "It has no items").await;
    let path = format!("/v1/connections/{id}");
    let before = shop.get(&path).await["connection"].clone();
    for (method, behind, body) in [
        ("GET", "", Value::Null),
        ("PUT", "", body.clone()),
        ("DELETE", "", Value::Null),
        ("POST", "/pause", Value::Null),
        ("POST", "/resume", Value::Null),
        ("POST", "/test", Value::Null),
        ("POST", "/subscribe", Value::Null),
        ("POST", "/import", json!({"order_ids": ["1"]})),
        ("PUT", "/secrets", json!({"make_webhook_secret": true})),
        ("GET", "/refused", Value::Null),
        ("POST", &format!("/refused/{arrival}/replay"), Value::Null),
        ("DELETE", &format!("/refused/{arrival}"), Value::Null),
    ] {
        let reply = other.call(method, &format!("{path}{behind}"), Some(&body)).await;
        assert_eq!(reply.status, 404, "{method} {behind}: {}", reply.text());
    }
    assert_eq!(shop.get(&path).await["connection"], before);
    assert_eq!(other.get("/v1/connections").await["connections"], json!([]));
}
