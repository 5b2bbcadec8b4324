//! Somebody at the API: makes calls through the functions and keeps what comes back.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use http::{Function, Operation};
use jiff::SignedDuration;
use serde_json::{Value, json};
use table::Table;

use super::Requests;
use crate::cold_starts::Stage;
use crate::events::{Answered, Call};
use crate::lambda_api::Lambda;
use crate::orders::folder;
use crate::stores::{Account, Draft};

/// The functions that answer calls.
pub(crate) const FUNCTIONS: [&str; 10] = [
    "ingest-order",
    "ingest-shipment",
    "serve-api",
    "serve-rules",
    "serve-files",
    "manage-store",
    "serve-console",
    "serve-documents",
    "take-webhook",
    "test-file-server",
];

/// What opens to a new store.
pub(crate) const ADMIN_TOKEN: &str = "admin-token-of-the-bench";

/// A store has at most so many orders here: each of the four lists of a folder is longer than a page.
pub(super) const MAX_ORDERS: usize = 400;

/// So many orders are created by one call.
const AT_ONCE: usize = 100;

/// The function that answers a call.
pub(super) fn function(operation: Operation) -> &'static str {
    operation.function().name()
}

/// A call to be made.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    operation: Operation,
    pub(super) what: &'static str,
    call: Call,
}

impl Ask {
    pub(super) fn new(operation: Operation, what: &'static str) -> Self {
        let call = Call { method: operation.method(), path: operation.path().to_owned(), ..Call::default() };
        Self { operation, what, call }
    }

    /// Of ten entries.
    pub(super) fn ten(self) -> Self {
        Self { what: "ten", ..self }
    }

    /// With this value in its address.
    pub(super) fn at(mut self, name: &str, value: &str) -> Self {
        self.call.path = self.call.path.replace(&format!("{{{name}}}"), value);
        self
    }

    pub(super) fn query(mut self, query: impl Into<String>) -> Self {
        self.call.query = query.into();
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.call.headers.push((name, value.into()));
        self
    }

    /// With a body that is no JSON.
    pub(super) fn form(mut self, body: &str) -> Self {
        body.clone_into(&mut self.call.body);
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    pub(super) fn body(mut self, body: &Value) -> Self {
        self.call.body = body.to_string();
        self
    }
}

/// One store at a time, in front of all functions.
pub(super) struct Desk<'a> {
    stage: &'a Stage,
    pub(super) table: Table,
    lambdas: BTreeMap<&'static str, Lambda>,
    bodies: Vec<String>,
    account: Option<Account>,
    used: usize,
}

impl<'a> Desk<'a> {
    pub(super) async fn start(stage: &'a Stage, table: Table, bodies: Vec<String>) -> Result<Self> {
        let mut lambdas = BTreeMap::new();
        for name in FUNCTIONS {
            lambdas.insert(name, Lambda::start(&stage.project.binary(name), stage.place(None), None).await?);
        }
        Ok(Self { stage, table, lambdas, bodies, account: None, used: 0 })
    }

    /// Into another store. Its orders are the same as those of the one before.
    pub(super) fn enter(&mut self, account: Account) {
        (self.account, self.used) = (Some(account), 0);
    }

    pub(super) fn account(&self) -> Result<&Account> {
        self.account.as_ref().context("no store was entered")
    }

    /// The function that answers `operation` knows the store afterwards: it refuses a call that asks for nothing.
    pub(super) async fn warm(&mut self, operation: Operation) -> Result<()> {
        let nonsense = match operation.function() {
            Function::ServeApi => Operation::TestConnection,
            Function::ServeRules => Operation::AddRule,
            Function::ServeFiles => Operation::AddImportTemplate,
            Function::ManageStore => Operation::AddKey,
            Function::ServeConsole => Operation::AnswerDropship,
            Function::ServeDocuments => Operation::AddPrintTemplate,
            Function::TakeWebhook => Operation::TakeWebhook,
            Function::TestFileServer => Operation::TestFileServer,
            Function::IngestOrder => Operation::CreateOrder,
            Function::IngestShipment => Operation::AddShipments,
        };
        let Ask { call, .. } = Ask::new(nonsense, "").body(&json!("nonsense"));
        let event = call.event(self.account()?);
        self.lambda(nonsense)?.try_invoke(&event).await?;
        Ok(())
    }

    /// Makes a call; what it asked for.
    pub(super) async fn measure(&mut self, ask: Ask) -> Result<Requests> {
        self.stage.cloud.take();
        self.call(ask).await?;
        Ok(self.stage.cloud.take().dynamodb)
    }

    /// Makes a call that must be answered by what was asked.
    pub(super) async fn call(&mut self, ask: Ask) -> Result<Value> {
        let event = ask.call.event(self.account()?);
        let answer = self.lambda(ask.operation)?.try_invoke(&event).await?;
        let Answered { status_code, body } = serde_json::from_slice(&answer.body)?;
        let body: Value = serde_json::from_str(&body).unwrap_or_default();
        // A bulk call answers 200 whatever became of its entries.
        let entries = body.get("results").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_done = |entry: &Value| match (entry.get("status"), entry.get("original_folder_id")) {
            (Some(Value::Number(status)), _) => status.as_u64().is_some_and(|status| status < 300),
            (Some(status), _) => status == "success",
            (None, moved_from) => moved_from.is_some(),
        };
        let name = ask.operation.name();
        ensure!(status_code < 300 && entries.iter().all(is_done), "{name} was answered {status_code}: {body}");
        Ok(body)
    }

    fn lambda(&mut self, operation: Operation) -> Result<&mut Lambda> {
        self.lambdas.get_mut(function(operation)).context("no such function")
    }

    /// The body of an order that no other order of the store has.
    pub(super) fn new_order(&mut self) -> Result<Value> {
        let body = self.bodies.get(self.used).context("there are not enough orders")?;
        self.used += 1;
        Ok(serde_json::from_str(body)?)
    }

    /// An order of the store, of the day before yesterday: a change of one that came within the same quarter hour is
    /// cheaper, and rare.
    pub(super) async fn order(&mut self) -> Result<Value> {
        let body = self.new_order()?.to_string();
        let at = runtime::system_clock().now().checked_sub(SignedDuration::from_hours(48))?;
        let draft = Draft { body: &body, at, folder: folder(1), email_count: 1 };
        let row = draft.insert(&self.table, self.account()?.store_id).await?;
        let ask = Ask::new(Operation::ShowOrder, "").at("order_id", &row.order.id.to_string());
        part(self.call(ask).await?, "order")
    }

    /// So many orders of the store, in its first folder.
    pub(super) async fn orders(&mut self, count: usize) -> Result<Vec<Value>> {
        let mut found = vec![];
        for _ in 0..count {
            found.push(self.order().await?);
        }
        Ok(found)
    }

    /// As many orders as there are, in the first folder, created now; one of them.
    pub(super) async fn all_orders(&mut self) -> Result<Value> {
        let first = self.new_order()?;
        let mut bodies = vec![first.clone()];
        while self.used < self.bodies.len() {
            bodies.push(self.new_order()?);
        }
        for bodies in bodies.chunks(AT_ONCE) {
            self.call(Ask::new(Operation::CreateOrders, "").body(&json!({ "orders": bodies }))).await?;
        }
        Ok(first)
    }
}

/// A part of an answer.
pub(super) fn part(answer: Value, name: &str) -> Result<Value> {
    match answer {
        Value::Object(mut parts) => parts.remove(name).with_context(|| format!("the answer has no {name}")),
        _ => Err(anyhow::anyhow!("the answer is no object")),
    }
}

/// A text of an answer, be it a number there.
pub(super) fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
