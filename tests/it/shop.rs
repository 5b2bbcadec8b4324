//! A shop to tell a flow with: a store of its own on the one cloud, and a receiver of its own.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::OnceCell;
use waybill::http::{self, Reply};
use waybill::{Cloud, Mail, Options, Project, Receiver};

use crate::flows::carts;

/// How long a flow may take to come to its end on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(4);

/// The cloud all flows share. It ends with the process.
pub(crate) async fn cloud() -> &'static Cloud {
    static CLOUD: OnceCell<Cloud> = OnceCell::const_new();
    let start = async || {
        let project = Project::find().await.unwrap();
        waybill::build::functions(&project).await.unwrap();
        let options = Options::new("flows")
            .parameter("RetryWaitsSeconds", "1,1,1,1,1,1,1,1,1,1")
            .parameter("PostTimeoutSeconds", "2")
            .parameter("PostVisibilitySeconds", "15")
            .parameter("ImportVisibilitySeconds", "45")
            .parameter("MailInDomain", "in.example.com")
            .parameter("SignUp", "open")
            .parameter("CartStandIns", &carts::stand_ins());
        let cloud = Cloud::start(&project, options).await.unwrap();
        cloud.deploy(&project).await.unwrap();
        cloud
    };
    CLOUD.get_or_init(start).await
}

/// A store and its receiver.
pub(crate) struct Shop {
    pub(crate) cloud: &'static Cloud,
    pub(crate) receiver: Receiver,
    pub(crate) id: String,
    pub(crate) api_key: String,
    pub(crate) webhook_secret: String,
}

impl Shop {
    /// Opens a shop of its own, mails to whose admin go to `<name>@example.com`, that may call as often as it likes.
    pub(crate) async fn open(name: &str) -> Self {
        Self::with(name, json!({"rate_limit": "off", "posts_per_minute": 60_000})).await
    }

    async fn with(name: &str, mut settings: Value) -> Self {
        let cloud = cloud().await;
        settings["admin_email"] = json!(format!("{name}@example.com"));
        settings["admin_email_confirmed"] = json!(true);
        settings["allow_http"] = json!(true);
        let body = json!({"name": name, "settings": settings});
        let call = http::post(format!("{}/v1/stores", cloud.api()));
        let call = call.header("authorization", &format!("Bearer {}", cloud.admin_token())).json(&body).unwrap();
        let made: Value = call.send().await.unwrap().accepted().unwrap();
        Self {
            cloud,
            receiver: Receiver::start().unwrap(),
            id: text(&made["store"]["id"]),
            api_key: text(&made["api_key"]),
            webhook_secret: text(&made["webhook_secret"]),
        }
    }

    /// Calls the API with this shop's key.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.call_raw(method, path, body.map(Value::to_string), &[]).await
    }

    /// Calls the API with any body and further headers.
    pub(crate) async fn call_raw(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Reply {
        self.call_with(&self.api_key, (method, path), body, headers).await
    }

    /// Calls the API with another key of this shop's, such as a supplier's.
    pub(crate) async fn call_as(&self, key: &str, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.call_with(key, (method, path), body.map(Value::to_string), &[]).await
    }

    async fn call_with(
        &self,
        key: &str,
        (method, path): (&str, &str),
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let method = method.parse().unwrap();
        let mut call = http::call(method, format!("{}{path}", self.cloud.api()))
            .header("ORDERDESK-STORE-ID", &self.id)
            .header("ORDERDESK-API-KEY", key)
            .header("content-type", "application/json");
        for (name, value) in headers {
            call = call.header(name, value);
        }
        if let Some(body) = body {
            call = call.body(body);
        }
        call.send().await.unwrap()
    }

    /// Reads something that must be there.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let reply = self.call("GET", path, None).await;
        assert_eq!(reply.status, 200, "GET {path}: {}", reply.text());
        reply.json().unwrap()
    }

    /// Posts something that must be taken.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let reply = self.call("POST", path, Some(body)).await;
        assert!(reply.status == 200 || reply.status == 201, "POST {path}: {} {}", reply.status, reply.text());
        reply.json().unwrap()
    }

    /// Adds a rule for imported orders, or for another event.
    pub(crate) async fn rule(&self, name: &str, event: &str, actions: Value) -> Value {
        self.post("/v1/rules", &json!({"name": name, "event": event, "actions": actions})).await["rule"].clone()
    }

    /// Adds the rule that posts imported orders to `path` of the receiver.
    pub(crate) async fn post_rule(&self, path: &str) {
        let actions = json!([{"action": "post_order_json", "url": self.receiver.url(path)}]);
        self.rule("Send", "order_imported", actions).await;
    }

    /// Adds a rule for imported orders that have an item of this code.
    pub(crate) async fn rule_of_code(&self, code: &str, event: &str, actions: Value) {
        let filters = json!([{"field": "item.code", "comparator": "equals", "value": code}]);
        let rule =
            json!({"name": format!("{event} of {code}"), "event": event, "filters": filters, "actions": actions});
        self.post("/v1/rules", &rule).await;
    }

    /// Changes settings of the store.
    pub(crate) async fn set(&self, settings: Value) {
        let reply = self.call("PATCH", "/v1/store", Some(&json!({"settings": settings}))).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// Links this shop and another, by a key of each.
    pub(crate) async fn link(&self, other: &Self) {
        let headers = [("X-Linked-Store-Id", other.id.as_str()), ("X-Linked-Api-Key", other.api_key.as_str())];
        let reply = self.call_raw("POST", "/v1/links", None, &headers).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }

    /// Adds a supplier of items of this code, with what more is said of it; its id.
    pub(crate) async fn supplier(&self, name: &str, code: &str, mut more: Value) -> String {
        more["name"] = json!(name);
        more["item_codes"] = json!([code]);
        text(&self.post("/v1/suppliers", &more).await["supplier"]["id"])
    }

    /// Adds a mail template; its id.
    pub(crate) async fn mail_template(&self, template: &Value) -> String {
        text(&self.post("/v1/mail-templates", template).await["mail_template"]["id"])
    }

    /// Creates an order with this number; its id comes back.
    pub(crate) async fn order(&self, number: &str) -> String {
        text(&self.post("/api/v2/orders", &order(number)).await["order"]["id"])
    }

    /// An order as our own API shows it now.
    pub(crate) async fn read(&self, order: &str) -> Value {
        self.get(&format!("/v1/orders/{order}")).await["order"].clone()
    }

    /// Waits until an order has as many notes as these, and sees that they are these.
    pub(crate) async fn noted(&self, order: &str, notes: &[&str]) {
        let found = eventually(&format!("{notes:?} on order {order}"), async || {
            let order = self.read(order).await;
            let found: Vec<_> =
                order["order_notes"].as_array().unwrap().iter().map(|note| text(&note["content"])).collect();
            (found.len() >= notes.len()).then_some(found)
        })
        .await;
        assert_eq!(found, notes);
    }

    /// The first mail to an address whose subject has this in it, with plain line ends.
    pub(crate) async fn mail_to(&self, address: &str, subject: &str) -> Mail {
        let look = async || {
            let mails = self.cloud.mails().await.unwrap();
            mails.into_iter().find(|mail| mail.to == [address] && mail.subject.contains(subject))
        };
        let mut mail = eventually(&format!("a mail to {address} about {subject}"), look).await;
        mail.text = mail.text.replace("\r\n", "\n");
        mail
    }

    /// What the history of an order says, oldest first.
    pub(crate) async fn history(&self, order: &str) -> Vec<String> {
        let history = self.get(&format!("/v1/orders/{order}/history")).await;
        history["history"].as_array().unwrap().iter().map(|line| text(&line["note"])).collect()
    }

    /// Waits until `count` appointments of an order have come to `status`.
    pub(crate) async fn appointments(&self, order: &str, status: &str, count: usize) -> Vec<Value> {
        let path = format!("/v1/appointments?order_id={order}");
        let what = format!("{count} {status} appointments of order {order}");
        eventually(&what, async || {
            let found = self.get(&path).await;
            let all = found["appointments"].as_array().unwrap().clone();
            let is_over = status != "failed" && all.iter().any(|appointment| appointment["status"] == "failed");
            assert!(!is_over, "{what}: {found:#}");
            let there = all.iter().filter(|appointment| appointment["status"] == status).count();
            (there == count && all.len() == count).then_some(all)
        })
        .await
    }

    /// Waits until an order lies in the folder of this id.
    pub(crate) async fn folder(&self, order: &str, folder: u64) {
        let path = format!("/api/v2/orders/{order}");
        let what = format!("order {order} in folder {folder}");
        eventually(&what, async || (self.get(&path).await["order"]["folder_id"] == folder).then_some(())).await;
    }

    /// Writes a row as nobody of ours would.
    pub(crate) async fn put_row(&self, row: &Value) {
        let put = json!({"TableName": self.cloud.output("TableName").unwrap(), "Item": row});
        self.cloud.aws().json("DynamoDB_20120810.PutItem", &put).await.unwrap();
    }
}

/// An order of two items, as a cart sends it.
pub(crate) fn order(number: &str) -> Value {
    json!({
        "source_name": "Flow Cart", "source_id": number, "email": "ada@example.com", "shipping_method": "Ground",
        "shipping_total": "4.50", "tax_total": 1.25,
        "shipping": {"first_name": "Ada", "last_name": "Lind", "address1": "5 Quay Street", "city": "Portland",
                     "state": "ME", "postal_code": "04101", "country": "US"},
        "order_items": [
            {"name": "Harbor at dawn, A3", "code": "PRINT-A3", "price": "24.00", "quantity": 2, "weight": 0.3},
            {"name": "Frame", "code": "FRAME", "price": 10, "variation_list": {"Color": "Oak"}},
        ],
    })
}

/// A string as it is, another value as JSON writes it.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Waits until `look` sees something.
pub(crate) async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < end, "never came: {what}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
