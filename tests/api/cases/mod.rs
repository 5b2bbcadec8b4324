//! What real clients sent and what once failed: each file of `calls/` holds the calls of one case and what it expects, in
//! words; a test makes the calls and holds the answers against them. The inputs of the same kind beside it are ours.

use serde_json::Value;
use waybill::Answer;
use waybill::http::Reply;

use crate::shop::{Shop, text};

mod addresses;
mod batches;
mod carriers;
pub(crate) mod connections;
mod connections_forms;
mod connections_secrets;
mod identity;
mod orders;
mod posts;
mod rules;
mod searches;

/// The calls of a case, made one after another in a shop of its own.
struct Case {
    shop: Shop,
    /// The id of the first order it made; blank when it made none.
    order: String,
    replies: Vec<Reply>,
}

impl Case {
    /// Makes the calls of the file of this name. Its receiver answers what the file says, if it says so.
    async fn run(name: &str) -> Self {
        let answer = read(name)["receiver"].as_str().map_or(Answer::status(200), |raw| Answer::raw(raw.to_owned()));
        Self::answered(name, answer).await
    }

    /// Makes the calls of the file of this name, whose receiver always gives this answer.
    async fn answered(name: &str, answer: Answer) -> Self {
        let mut case = Self::open(name).await;
        case.shop.receiver.always("/receiver", answer);
        for call in read(name)["calls"].as_array().unwrap() {
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
