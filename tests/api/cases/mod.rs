//! What real clients sent and what once failed: each file of `calls/` holds the calls of one case and what it expects, in
//! words; a test makes the calls and holds the answers against them. The inputs of the same kind beside it are ours.

use serde_json::Value;
use waybill::http::Reply;

use crate::shop::{Shop, text};

mod carriers;
mod orders;

/// The calls of a case, made one after another in a shop of its own.
struct Case {
    shop: Shop,
    /// The id of the first order it made; blank when it made none.
    order: String,
    replies: Vec<Reply>,
}

impl Case {
    /// Makes the calls of the file of this name, which has no receiver.
    async fn run(name: &str) -> Self {
        let mut case = Self::open(name).await;
        let file = read(name);
        for call in file["calls"].as_array().unwrap() {
            case.call(call).await;
        }
        case
    }

    async fn open(name: &str) -> Self {
        Self { shop: Shop::open(name).await, order: String::new(), replies: vec![] }
    }

    /// Makes a call, in which `{order_id}` is the first order and `{receiver}` the shop's receiver.
    async fn call(&mut self, call: &Value) {
        let fill = |text: &str| {
            text.replace("{order_id}", &self.order).replace("{receiver}", &self.shop.receiver.url("/receiver"))
        };
        let body = match (&call["body"], &call["body_text"]) {
            (Value::Null, Value::Null) => None,
            (Value::Null, sent) => Some(sent.as_str().unwrap().to_owned()),
            (sent, _) => Some(fill(&sent.to_string())),
        };
        let (method, path) = (call["method"].as_str().unwrap(), fill(call["path"].as_str().unwrap()));
        let reply = self.shop.call_raw(method, &path, body, &[]).await;
        let order = &reply.json::<Value>().unwrap()["order"]["id"];
        if self.order.is_empty() && !order.is_null() {
            self.order = text(order);
        }
        self.replies.push(reply);
    }

    /// The statuses of the answers.
    fn statuses(&self) -> Vec<u16> {
        self.replies.iter().map(|reply| reply.status).collect()
    }

    /// What the call at this place answered.
    fn answer(&self, place: usize) -> Value {
        self.replies[place].json().unwrap()
    }
}

/// The file of a case.
fn read(name: &str) -> Value {
    let path = format!("{}/api/cases/calls/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
