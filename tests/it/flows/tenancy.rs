//! A store never sees another store's data.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use waybill::Answer;
use waybill::http;

use crate::document::documented;
use crate::shop::{Shop, eventually, text};

/// Something of everything a store can have.
struct Victim {
    shop: Shop,
    ids: BTreeMap<&'static str, String>,
}

impl Victim {
    async fn open() -> Self {
        let shop = Shop::open("victim").await;
        shop.receiver.always("/gone", Answer::status(410));
        shop.post_rule("/gone").await;
        let order = shop.order("V-1").await;
        let appointment = text(&shop.appointments(&order, "failed", 1).await[0]["id"]);
        let shipped = shop.post(&format!("/api/v2/orders/{order}/shipments"), &json!({"tracking_number": "VT-1"})).await;
        let stocked = shop.post("/api/v2/inventory-items", &json!({"name": "Victim's mug", "code": "V-MUG"})).await;
        let found = shop.get(&format!("/api/v2/orders/{order}")).await;
        let ids = BTreeMap::from([
            ("item_id", text(&found["order"]["order_items"][0]["id"])),
            ("shipment_id", text(&shipped["shipment"]["id"])),
            ("inventory_item_id", text(&stocked["inventory_item"]["id"])),
            ("appointment_id", appointment),
            ("rule_id", text(&shop.get("/v1/rules").await["rules"][0]["id"])),
            ("key_id", text(&shop.post("/v1/keys", &json!({"name": "second"})).await["key"]["id"])),
            ("folder_id", text(&shop.post("/v1/folders", &json!({"name": "Victim's own"})).await["folder"]["id"])),
            ("order_id", order),
        ]);
        Self { shop, ids }
    }

    /// An address with the victim's ids in it. A new kind of id needs a line in `open`.
    fn fill(&self, path: &str) -> String {
        let mut filled = path.to_owned();
        for (name, id) in &self.ids {
            filled = filled.replace(&format!("{{{name}}}"), id);
        }
        assert!(!filled.contains('{'), "the victim has nothing for {filled}");
        filled
    }

    /// An example's body, about the victim's things.
    fn aim(&self, body: &Value) -> Value {
        match body {
            Value::Object(entries) => entries.iter().map(|(name, value)| (name.clone(), self.aim_at(name, value))).collect(),
            Value::Array(values) => values.iter().map(|value| self.aim(value)).collect(),
            other => other.clone(),
        }
    }

    fn aim_at(&self, name: &str, value: &Value) -> Value {
        match (name, value) {
            ("order_id_list", _) => json!([self.ids["order_id"]]),
            ("order_id" | "id", Value::String(_)) => json!(self.ids["order_id"]),
            ("order_id", Value::Number(_)) => json!(self.ids["order_id"].parse::<u64>().unwrap()),
            ("id", Value::Number(_)) => json!(self.ids["inventory_item_id"].parse::<u64>().unwrap()),
            _ => self.aim(value),
        }
    }

    /// All that the victim has, as it sees it.
    async fn all(&self) -> Vec<Value> {
        let order = &self.ids["order_id"];
        let mut all = vec![];
        for path in [
            format!("/api/v2/orders/{order}?get_order_history=1"),
            format!("/v1/appointments?order_id={order}"),
            format!("/api/v2/inventory-items/{}", self.ids["inventory_item_id"]),
            "/v1/rules".to_owned(),
            "/v1/folders".to_owned(),
            "/v1/store".to_owned(),
        ] {
            let mut seen = self.shop.get(&path).await;
            for name in ["execution_time", "message"] {
                seen.as_object_mut().unwrap().remove(name);
            }
            all.push(seen);
        }
        let keys = self.shop.get("/v1/keys").await["keys"].as_array().unwrap().clone();
        all.push(keys.iter().map(|key| key["id"].clone()).collect());
        all
    }
}

#[tokio::test]
async fn no_call_of_the_openapi_document_reaches_into_another_store() {
    let (victim, thief) = (Victim::open().await, Shop::open("thief").await);
    let before = victim.all().await;
    for call in documented() {
        if call.is_open || call.is_for_the_operator {
            continue;
        }
        let path = victim.fill(&call.path);
        let body = call.body.as_ref().map(|body| victim.aim(body).to_string());
        let reply = thief.call_raw(&call.method, &path, body, &[("If-Match", "*")]).await;
        let told = format!("{} {path}: {} {}", call.method, reply.status, reply.text());
        if call.path.contains('{') {
            assert_eq!(reply.status, 404, "{told}");
        } else if call.method == "GET" {
            assert!(victim.ids.iter().all(|(name, id)| *name == "folder_id" || !reply.text().contains(id)), "{told}");
        }
    }
    assert_eq!(victim.all().await, before);
}

#[tokio::test]
async fn without_the_right_key_every_call_of_the_openapi_document_answers_401_alike() {
    let victim = Victim::open().await;
    let shop = &victim.shop;
    for call in documented().into_iter().filter(|call| !call.is_open) {
        let path = victim.fill(&call.path);
        for headers in [
            vec![],
            vec![("ORDERDESK-STORE-ID", shop.id.as_str())],
            vec![("ORDERDESK-STORE-ID", &shop.id), ("ORDERDESK-API-KEY", "wrong")],
            vec![("ORDERDESK-STORE-ID", "1"), ("ORDERDESK-API-KEY", &shop.api_key)],
            vec![("authorization", "Bearer wrong")],
        ] {
            let mut request = http::call(call.method.parse().unwrap(), format!("{}{path}", shop.cloud.api()));
            for (name, value) in headers {
                request = request.header(name, value);
            }
            let request = if let Some(body) = &call.body { request.json(body).unwrap() } else { request };
            let reply = request.send().await.unwrap();
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
        let call = http::get(format!("{}/api/v2/test", shop.cloud.api())).header("ORDERDESK-STORE-ID", &shop.id);
        call.header("ORDERDESK-API-KEY", &key).send().await.unwrap().status
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
