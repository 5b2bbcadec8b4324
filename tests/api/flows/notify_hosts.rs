//! Notices of shipments go to the hosts that a store lists (attacks 21).

use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

async fn list(shop: &Shop, hosts: Value) -> u16 {
    let reply = shop.call("PATCH", "/v1/store", Some(&json!({"settings": {"notify_hosts": hosts}}))).await;
    shop.world.cold_start();
    reply.status
}

fn with_notice(number: &str, url: &str) -> Value {
    let mut order = order(number);
    order["order_metadata"] = json!({"ship_notify_url": url});
    order
}

const LISTED: [&str; 5] = [
    "https://hooks.example.com/shipped",
    "https://HOOKS.example.com./shipped",
    "https://a.shops.example.org:443/in",
    "https://xn--bcher-kva.example/in",
    "n/a",
];

const OTHERS: [&str; 11] = [
    "https://evil.example/shipped",
    "https://hooks.example.com.evil.example/",
    "https://evilhooks.example.com/",
    "https://hooks.example.com@evil.example/",
    "https://hooks.example.com:8443/",
    "https://shops.example.org/",
    "https://evilshops.example.org/",
    "https://hооks.example.com/",
    "https://127.0.0.1/",
    "/shipped",
    "hooks.example.com",
];

#[tokio::test]
async fn a_write_of_an_order_with_another_host_is_400_on_both_faces_and_names_the_field() {
    let shop = Shop::open("notify-hosts").await;
    assert_eq!(list(&shop, json!(["Hooks.example.com", "*.shops.example.org", "bücher.example"])).await, 200);
    let listed = shop.get("/v1/store").await["store"]["settings"]["notify_hosts"].clone();
    assert_eq!(listed, json!(["hooks.example.com", "*.shops.example.org", "xn--bcher-kva.example"]));
    let id = shop.order("N-0").await;
    for (number, url) in OTHERS.iter().enumerate() {
        let new = with_notice(&format!("N-{number}"), url);
        let patch = json!({"order_metadata": {"ship_notify_url": url}});
        for (method, path, body) in [
            ("POST", "/api/v2/orders".to_owned(), &new),
            ("POST", "/v1/orders".to_owned(), &new),
            ("PUT", format!("/api/v2/orders/{id}"), &new),
            ("PUT", format!("/v1/orders/{id}"), &new),
            ("PATCH", format!("/v1/orders/{id}"), &patch),
        ] {
            let reply = shop.call_raw(method, &path, Some(body.to_string()), &[("If-Match", "*")]).await;
            assert_eq!(reply.status, 400, "{method} {path} {url}: {}", reply.text());
            assert!(reply.text().contains("order_metadata.ship_notify_url"), "{}", reply.text());
        }
        let bulk = shop.post("/v1/bulk/orders", &json!({"orders": [new]})).await;
        assert_eq!(bulk["results"][0]["status"], 400, "{bulk}");
        let bulk = json!({"orders": [{"id": id, "order_metadata": {"ship_notify_url": url}}]});
        let reply: Value = shop.call("PATCH", "/v1/bulk/orders", Some(&bulk)).await.json().unwrap();
        assert_eq!(reply["results"][0]["status"], 400, "{reply}");
    }
    for (number, url) in LISTED.iter().enumerate() {
        shop.post("/api/v2/orders", &with_notice(&format!("L-{number}"), url)).await;
    }
}

#[tokio::test]
async fn an_order_from_before_the_list_is_edited_and_its_notice_is_refused_for_good() {
    let shop = Shop::open("notify-before").await;
    let (here, other) = (shop.receiver.url("/shipped"), shop.receiver.url("/other").replace("127.0.0.1", "localhost"));
    let allowed = shop.order_with("B-1", json!({"ship_notify_url": here})).await;
    let refused = shop.order_with("B-2", json!({"ship_notify_url": other})).await;
    let host = here.trim_start_matches("http://").trim_end_matches("/shipped").to_owned();
    assert_eq!(list(&shop, json!([host])).await, 200);
    let patch = json!({"shipping_method": "Express"});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{refused}"), Some(&patch)).await.status, 200);
    for order in [&allowed, &refused] {
        shop.post(&format!("/api/v2/orders/{order}/shipments"), &json!({"tracking_number": "1Z"})).await;
    }
    shop.received("/shipped", 1).await;
    let failed = shop.appointments(&refused, "failed", 1).await;
    assert_eq!(failed[0]["attempts"], json!([]), "nothing was sent");
    assert!(text(&failed[0]["failure"]).contains("notify_hosts"), "{}", failed[0]);
    assert_eq!(shop.receiver.received("/other").len(), 0);
    // Without a list any address may be named again.
    assert_eq!(list(&shop, Value::Null).await, 200);
    assert_eq!(shop.get("/v1/store").await["store"]["settings"]["notify_hosts"], json!([]));
    shop.post("/api/v2/orders", &with_notice("B-3", "https://evil.example/")).await;
}

#[tokio::test]
async fn a_list_of_hosts_is_the_admins_and_names_what_is_no_host() {
    let shop = Shop::open("notify-list").await;
    let patch = json!({"settings": {"notify_hosts": ["hooks.example.com", "https://a.example", "*.com"]}});
    let reply = shop.call("PATCH", "/v1/store", Some(&patch)).await;
    assert_eq!(reply.status, 400);
    for field in ["settings.notify_hosts[1]", "settings.notify_hosts[2]"] {
        assert!(reply.text().contains(field), "{}", reply.text());
    }
    let many: Vec<String> = (0..51).map(|number| format!("h{number}.example.com")).collect();
    assert_eq!(list(&shop, json!(many)).await, 400);
    let made = shop.post("/v1/keys", &json!({"name": "Till", "scope": "write"})).await;
    let key = text(&made["api_key"]);
    let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", key.as_str())];
    let body = json!({"settings": {"notify_hosts": []}}).to_string();
    assert_eq!(shop.world.call("PATCH", "/v1/store", &headers, Some(body.as_bytes())).await.status, 403);
}
