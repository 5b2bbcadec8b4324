//! A store never sees another store's data.

use serde_json::json;

use crate::document::documented;
use crate::seeded::Seeded;
use crate::shop::{Shop, eventually, text};

#[tokio::test]
async fn no_call_of_the_openapi_document_reaches_into_another_store() {
    let (seeded, other_store) = (Seeded::open("seeded").await, Shop::open("other").await);
    let supplier = other_store.supplier("Other", &["PRINT-A3", "FRAME"], json!({})).await;
    other_store.supplier_key.set(other_store.key_of_supplier(&supplier).await).unwrap();
    let before = seeded.all().await;
    for call in documented() {
        if call.is_open || call.is_for_the_operator {
            continue;
        }
        let path = seeded.fill(&call.path);
        let body = call.body.as_ref().map(|body| seeded.place(body).to_string());
        let reply = other_store.call_raw(&call.method, &path, body, &[("If-Match", "*")]).await;
        let answered = format!("{} {path}: {} {}", call.method, reply.status, reply.text());
        if call.path.contains('{') {
            assert_eq!(reply.status, 404, "{answered}");
        } else if call.method == "GET" {
            assert!(
                seeded
                    .ids
                    .iter()
                    .all(|(name, id)| matches!(*name, "folder_id" | "repair_id") || !reply.text().contains(id)),
                "{answered}"
            );
        }
    }
    assert_eq!(seeded.all().await, before);
}

#[tokio::test]
async fn without_the_right_key_every_call_of_the_openapi_document_answers_401_alike() {
    let seeded = Seeded::open("seeded").await;
    let shop = &seeded.shop;
    for call in documented().into_iter().filter(|call| !call.is_open) {
        let path = seeded.fill(&call.path);
        for headers in [
            vec![],
            vec![("ORDERDESK-STORE-ID", shop.id.as_str())],
            vec![("ORDERDESK-STORE-ID", &shop.id), ("ORDERDESK-API-KEY", "wrong")],
            vec![("ORDERDESK-STORE-ID", "1"), ("ORDERDESK-API-KEY", &shop.api_key)],
            vec![("authorization", "Bearer wrong")],
        ] {
            let body = call.body.as_ref().map(ToString::to_string);
            let reply = shop.world.call(&call.method, &path, &headers, body.as_deref().map(str::as_bytes)).await;
            assert_eq!(reply.status, 401, "{} {path}: {}", call.method, reply.text());
        }
    }
}

#[tokio::test]
async fn a_second_key_opens_until_it_is_revoked() {
    let shop = Shop::open("keys").await;
    let made = shop.post("/v1/keys", &json!({"name": "printer"})).await;
    let (key, id) = (text(&made["api_key"]), text(&made["key"]["id"]));
    let test = async || {
        let headers = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", &key)];
        shop.world.call("GET", "/api/v2/test", &headers, None).await.status
    };
    assert_eq!(test().await, 200);
    let listed = shop.get("/v1/keys").await;
    assert_eq!(listed["keys"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains(&key));
    let primary = text(&listed["keys"].as_array().unwrap().iter().find(|key| key["primary"] == true).unwrap()["id"]);
    assert_eq!(shop.call("DELETE", &format!("/v1/keys/{primary}"), None).await.status, 409);
    assert_eq!(shop.call("DELETE", &format!("/v1/keys/{id}"), None).await.status, 200);
    eventually("the revoked key to close", async || (test().await == 401).then_some(())).await;
}
