//! `/v1/pickups`: kept, shown, replaced, removed, refused.

use serde_json::{Value, json};

use super::{Supplied, body, prepare};
use crate::ftp_server::FtpServer;
use crate::shop::{Shop, text};

#[tokio::test]
async fn a_pickup_is_kept_shown_replaced_and_removed() {
    let shop = Shop::open("pickups").await;
    let template = prepare(&shop).await;
    let mut body = body(&FtpServer::start(), &template);
    let key = [("Idempotency-Key", "once")];
    let made = shop.call_raw("POST", "/v1/pickups", Some(body.to_string()), &key).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let again = shop.call_raw("POST", "/v1/pickups", Some(body.to_string()), &key).await;
    let made = made.json::<Value>().unwrap()["pickup"].clone();
    assert_eq!(again.json::<Value>().unwrap()["pickup"], made);
    let path = format!("/v1/pickups/{}", text(&made["id"]));
    assert_eq!(
        (&made["after"], &made["processed_folder"], &made["enabled"]),
        (&json!("move"), &json!("processed"), &json!(true))
    );
    assert_eq!(shop.get("/v1/pickups").await["pickups"], json!([made]));
    let shown = shop.get(&path).await;
    assert_eq!((&shown["pickup"], &shown["state"]["last_run_at"]), (&made, &Value::Null));
    body["name"] = json!("Tracking");
    body["after"] = json!("delete");
    let stale = shop.call_raw("PUT", &path, Some(body.to_string()), &[("If-Match", "\"7\"")]).await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    let replaced = shop.call_raw("PUT", &path, Some(body.to_string()), &[("If-Match", "\"1\"")]).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    let replaced = replaced.json::<Value>().unwrap()["pickup"].clone();
    assert_eq!((&replaced["name"], &replaced["processed_folder"]), (&json!("Tracking"), &json!("")));
    let template_path = format!("/v1/import-templates/{template}");
    let refused = shop.call("DELETE", &template_path, None).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("Tracking"), "{}", refused.text());
    for (method, status) in [("DELETE", 200), ("DELETE", 404), ("GET", 404)] {
        assert_eq!(shop.call(method, &path, None).await.status, status, "{method}");
    }
    assert_eq!(shop.call("POST", &format!("{path}/run"), None).await.status, 404);
    assert_eq!(shop.call("DELETE", &template_path, None).await.status, 200);
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_its_field_and_changes_nothing() {
    let shop = Shop::open("pickups-wrong").await;
    let template = prepare(&shop).await;
    let server = FtpServer::start();
    for (field, value) in [
        ("name", json!(" ")),
        ("name", json!("x".repeat(101))),
        ("protocol", json!("smb")),
        ("host", json!("ftp://a.example")),
        ("port", json!(80)),
        ("pattern", json!("")),
        ("pattern", json!("out/*.csv")),
        ("import_template_id", json!("1")),
        ("import_template_id", json!(null)),
        ("every", json!("minute")),
        ("after", json!("burn")),
        ("processed_folder", json!("..")),
        ("processed_folder", json!("a/b")),
        ("directory", json!("../../etc")),
    ] {
        let mut body = body(&server, &template);
        body[field] = value.clone();
        let reply = shop.call("POST", "/v1/pickups", Some(&body)).await;
        assert_eq!(reply.status, 400, "{field} {value}: {}", reply.text());
        assert_eq!(reply.json::<Value>().unwrap()["errors"][0]["field"], field, "{value}: {}", reply.text());
    }
    let mut sftp = body(&server, &template);
    sftp["protocol"] = json!("sftp");
    let reply = shop.call("POST", "/v1/pickups", Some(&sftp)).await;
    assert_eq!(reply.json::<Value>().unwrap()["errors"][0]["field"], "host_key", "{}", reply.text());
    assert_eq!(shop.get("/v1/pickups").await["pickups"], json!([]));
    assert_eq!(shop.world.due(), [], "nothing is planned");
}

/// Catches another store that reads, runs or removes a pickup, or picks up by another store's template.
#[tokio::test]
async fn a_pickup_is_its_store_s_alone() {
    let (shop, other) = (Shop::open("pickups-own").await, Shop::open("pickups-other").await);
    let supplied = Supplied::open(&shop).await;
    let path = format!("/v1/pickups/{}", supplied.pickup);
    let body = body(&supplied.server, &supplied.template);
    for (method, path) in
        [("GET", path.clone()), ("PUT", path.clone()), ("DELETE", path.clone()), ("POST", format!("{path}/run"))]
    {
        let reply = other.call(method, &path, Some(&body)).await;
        assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text());
    }
    let reply = other.call("POST", "/v1/pickups", Some(&body)).await;
    assert_eq!(reply.json::<Value>().unwrap()["errors"][0]["field"], "import_template_id", "{}", reply.text());
    assert_eq!(supplied.server.heard("USER"), 0);
    supplied.end().await;
}

/// A store has a bounded number of pickups.
#[tokio::test]
async fn a_twenty_first_pickup_is_refused() {
    let shop = Shop::open("pickups-limit").await;
    let template = prepare(&shop).await;
    let mut body = body(&FtpServer::start(), &template);
    body["enabled"] = json!(false);
    for _ in 0..20 {
        shop.post("/v1/pickups", &body).await;
    }
    let reply = shop.call("POST", "/v1/pickups", Some(&body)).await;
    assert_eq!(reply.status, 409, "{}", reply.text());
    assert_eq!(shop.get("/v1/pickups").await["pickups"].as_array().unwrap().len(), 20);
}

/// A private key is a secret of several lines, for servers for files alone.
#[tokio::test]
async fn a_private_key_can_be_a_secret_and_nothing_else_of_several_lines() {
    let shop = Shop::open("pickups-key").await;
    let key =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n";
    let body = |value: &str| json!({"name": "key", "value": value, "hosts": ["files.example.com"]});
    let refused = shop.call("POST", "/v1/secrets", Some(&body("two\nlines"))).await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    let refused = shop.call("POST", "/v1/secrets", Some(&body(&"x".repeat(2_001)))).await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    let made = shop.post("/v1/secrets", &body(key)).await;
    assert!(!made.to_string().contains("b3Blbn"), "{made}");
}
