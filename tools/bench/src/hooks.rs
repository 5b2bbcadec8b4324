//! Webhooks of a system that sends its orders whole, signed as Standard Webhooks has it.

use anyhow::{Context, Result, ensure};
use domain::StoreId;
use serde_json::{Value, json};

use crate::cold_starts::Stage;
use crate::events::{self, Answered, Call};
use crate::lambda_api::Lambda;
use crate::stores::Account;

/// A connection of a store.
#[derive(Debug)]
pub(crate) struct Hooks {
    account: Account,
    path: String,
    secret: String,
}

impl Hooks {
    /// Connects a store to a system of its own.
    pub(crate) async fn connect(stage: &Stage, account: &Account) -> Result<Self> {
        let body = json!({
            "cart": "generic", "name": "Own System", "orders_from": "2020-01-01T00:00:00Z", "takes_unpaid": true,
        });
        let mut lambda = Lambda::start(&stage.project.binary("manage-store"), stage.place(None), None).await?;
        let call = events::call(account, "POST", "/v1/connections", &body.to_string());
        let answered: Answered = serde_json::from_slice(&lambda.invoke(&call).await?.body)?;
        ensure!(answered.status_code == 201, "no connection: {} {}", answered.status_code, answered.body);
        let made: Value = serde_json::from_str(&answered.body)?;
        let text = |pointer: &str| made.pointer(pointer).and_then(Value::as_str).map(str::to_owned).context("no text");
        Ok(Self { account: account.clone(), path: text("/connection/webhook_path")?, secret: text("/webhook_secret")? })
    }

    /// The webhook of an order, signed now.
    pub(crate) fn call(&self, order: &str) -> Result<String> {
        self.signed(self.path.clone(), order)
    }

    /// A webhook to a connection of another store, which has none.
    pub(crate) fn call_to_nobody(&self, nobody: StoreId) -> Result<String> {
        let own = format!("/{}-", self.account.store_id);
        self.signed(self.path.replace(&own, &format!("/{nobody}-")), "{}")
    }

    fn signed(&self, path: String, body: &str) -> Result<String> {
        let (id, now) =
            (runtime::system_chance().within(0..1 << 60).to_string(), runtime::system_clock().now().as_second());
        let signature = delivery::standard_webhooks(&self.secret, &id, now, body.as_bytes())?;
        let headers =
            vec![("webhook-id", id), ("webhook-timestamp", now.to_string()), ("webhook-signature", signature)];
        Ok(Call { method: "POST", path, headers, body: body.to_owned(), ..Call::default() }.event(&self.account))
    }
}
