//! The demo's calls of the product's API, each in one place.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use waybill::http::{self, Call};
use waybill::{Cloud, choose_port, progress};

use crate::{frame_maker, warehouse};

/// How long each stretch of the way may take on a slow machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// How long it is waited before another look.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// The cart that orders of the demo come from.
pub(crate) const CART: &str = "Demo Cart";

/// The store the demo uses again and again, kept beside the state it lives in.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Store {
    /// Its id.
    pub(crate) id: String,
    /// The key to its API.
    pub(crate) api_key: String,
    /// Signs its outbound posts, as in the Standard Webhooks.
    pub(crate) webhook_secret: String,
    /// Where its rule posts to.
    pub(crate) receiver: u16,
    /// The template that its files are read with.
    pub(crate) import_template: String,
    /// Where its warehouse has an SFTP server.
    pub(crate) warehouse: u16,
    /// The template of the files that go there.
    pub(crate) export_template: String,
    /// The template of the packing slips that go with frames.
    pub(crate) packing_slip: String,
    /// Where those are reached who make what the filled store sells.
    pub(crate) makers: u16,
    /// How often it was used before.
    pub(crate) runs: u32,
}

/// An import that is over, as the API shows it.
#[derive(Debug, Deserialize)]
pub(crate) struct Import {
    file_name: String,
    status: String,
    /// Orders that were made.
    pub(crate) created: u64,
    /// Orders that were there.
    pub(crate) skipped: u64,
    /// Orders that were refused, and why.
    pub(crate) refused: u64,
    #[serde(default)]
    pub(crate) refusals: Vec<String>,
    refused_rows_url: Option<String>,
    id: String,
}

/// One line of an order's history.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct HistoryLine {
    /// When, in UTC.
    pub(crate) date_added: String,
    /// Who.
    #[serde(default)]
    pub(crate) source_name: String,
    /// What.
    pub(crate) note: String,
}

/// The kept store if it still answers, or a new one with its rules.
pub(crate) async fn store(cloud: &Cloud) -> Result<Store> {
    let path = cloud.folder().join("store.json");
    let kept: Option<Store> = fs::read(&path).ok().and_then(|kept| serde_json::from_slice(&kept).ok());
    if let Some(mut store) = kept
        && [store.receiver, store.warehouse, store.makers].into_iter().all(waybill::is_free)
        && store.call(cloud, http::get, "/api/v2/test").send().await?.status == 200
    {
        store.runs = store.runs.saturating_add(1);
        fs::write(&path, serde_json::to_vec_pretty(&store)?)?;
        return Ok(store);
    }
    let step = progress::step("making a store with rules and templates");
    let mut store = new_store(cloud).await?;
    add_rule(cloud, &store).await?;
    store.import_template = add_import_template(cloud, &store).await?;
    store.export_template = warehouse::add_export_template(cloud, &store).await?;
    store.packing_slip = frame_maker::add_rule(cloud, &store).await?;
    fs::write(&path, serde_json::to_vec_pretty(&store)?)?;
    step.done();
    Ok(store)
}

/// Makes a store of this name; what the API answers.
pub(crate) async fn make_store(cloud: &Cloud, name: &str) -> Result<Value> {
    // The demo's receivers speak plain HTTP, which a store must allow; and it is filled faster than new stores may call.
    let settings = json!({
        "admin_email": "ops@example.com", "admin_email_confirmed": true, "allow_http": true,
        "rate_limit_bucket": 2_000, "rate_limit_per_second": 200,
    });
    let call = http::post(format!("{}/v1/stores", cloud.api()));
    let call = call.header("authorization", &format!("Bearer {}", cloud.admin_token()));
    let call = call.json(&json!({"name": name, "settings": settings}))?;
    call.send().await?.accepted().context("the store was not made")
}

async fn new_store(cloud: &Cloud) -> Result<Store> {
    let made = make_store(cloud, "Harbor Prints").await?;
    Ok(Store {
        id: text(&made, "/store/id")?,
        api_key: text(&made, "/api_key")?,
        webhook_secret: text(&made, "/webhook_secret")?,
        receiver: choose_port(None)?,
        import_template: String::new(),
        warehouse: choose_port(None)?,
        export_template: String::new(),
        packing_slip: String::new(),
        makers: choose_port(None)?,
        runs: 0,
    })
}

async fn add_rule(cloud: &Cloud, store: &Store) -> Result<()> {
    let rule = json!({
        "name": "Send prints to the printer",
        "event": "order_imported",
        "filters": [{"field": "item.code", "comparator": "equals", "value": "PRINT-A3"}],
        "actions": [
            {"action": "change_folder", "folder_id": folder(cloud, store, "Prepared").await?},
            {"action": "post_order_json", "url": format!("http://127.0.0.1:{}/printer", store.receiver)},
        ],
    });
    let reply = store.call(cloud, http::post, "/v1/rules").json(&rule)?.send().await?;
    reply.accepted::<Value>().context("the rule was not saved").map(|_| ())
}

/// A link by which somebody of this address may do everything in the store, in a browser.
pub(crate) async fn console_link(cloud: &Cloud, store: &Store, email: &str) -> Result<String> {
    let call = http::post(format!("{}/v1/accounts/invite", cloud.api()));
    let call = call.header("authorization", &format!("Bearer {}", cloud.admin_token()));
    let made = call.json(&json!({"email": email, "store_id": store.id}))?.send().await?;
    let made: Value = made.accepted().context("no link to the console was made")?;
    Ok(format!("{}{}", cloud.api(), text(&made, "/link/path")?))
}

/// The template of the market's files; its id comes back. Orders of a file have the cart of the demo's, so that one of
/// both is there once.
async fn add_import_template(cloud: &Cloud, store: &Store) -> Result<String> {
    let columns = [
        ("Order", "source_id"),
        ("Name", "shipping.full_name"),
        ("City", "shipping.city"),
        ("SKU", "item.code"),
        ("Item", "item.name"),
        ("Qty", "item.quantity"),
    ];
    let columns = columns.map(|(heading, target)| json!({"heading": heading, "target": target}));
    let template = json!({"name": "Market", "kind": "orders", "source_name": CART, "columns": columns});
    let reply = store.call(cloud, http::post, "/v1/import-templates").json(&template)?.send().await?;
    text(&reply.accepted().context("the import template was not saved")?, "/import_template/id")
}

/// Puts a file into the bucket, where files of the store's template are put.
pub(crate) async fn drop_file(cloud: &Cloud, store: &Store, file_name: &str, body: &str) -> Result<()> {
    let bucket = cloud.output("BucketName")?;
    let name = format!("imports/{}/{}/{file_name}", store.id, store.import_template);
    cloud.aws().put_object(&bucket, &name, body.to_owned()).await
}

/// The import of a file, if it is over.
pub(crate) async fn import(cloud: &Cloud, store: &Store, file_name: &str) -> Result<Option<Import>> {
    let found: Value = store.call(cloud, http::get, "/v1/imports").send().await?.accepted()?;
    let all: Vec<Import> = serde_json::from_value(found.get("imports").cloned().context("no imports in the answer")?)?;
    let is_over = |import: &Import| !["waiting", "running"].contains(&import.status.as_str());
    let Some(import) = all.into_iter().find(|import| import.file_name == file_name && is_over(import)) else {
        return Ok(None);
    };
    let path = format!("/v1/imports/{}", import.id);
    let shown: Value = store.call(cloud, http::get, &path).send().await?.accepted()?;
    let import: Import = serde_json::from_value(shown.get("import").cloned().context("no import in the answer")?)?;
    ensure!(import.status == "done", "the import is {}", import.status);
    Ok(Some(import))
}

/// The file of refused rows of an import.
pub(crate) async fn refused_rows(import: &Import) -> Result<String> {
    let url = import.refused_rows_url.clone().context("there are no refused rows")?;
    let reply = http::get(url).send().await?;
    ensure!(reply.status == 200, "the refused rows answered {}", reply.status);
    Ok(reply.text())
}

/// A cart posts an order; its id comes back.
pub(crate) async fn post_order(cloud: &Cloud, store: &Store, number: &str) -> Result<String> {
    let order = json!({
        "source_id": number,
        "source_name": CART,
        "email": "ada@example.com",
        "shipping_total": 4.5,
        "shipping": {
            "first_name": "Ada", "last_name": "Lind", "address1": "5 Quay Street", "city": "Portland",
            "state": "ME", "postal_code": "04101", "country": "US",
        },
        "order_items": [{"name": "Harbor at dawn, A3", "code": "PRINT-A3", "price": 24, "quantity": 2, "weight": 0.3}],
        "order_metadata": {"ship_notify_url": format!("http://127.0.0.1:{}/shipped", store.receiver)},
    });
    let reply = store.call(cloud, http::post, "/api/v2/orders").json(&order)?.send().await?;
    text(&reply.accepted().context("the order was not taken")?, "/order/id")
}

/// The printer says that the order left.
pub(crate) async fn post_shipment(cloud: &Cloud, store: &Store, order: &str) -> Result<()> {
    let shipment = json!({"tracking_number": "1Z12345E1505270457", "carrier_code": "UPS", "shipment_method": "Ground"});
    let path = format!("/api/v2/orders/{order}/shipments");
    let reply = store.call(cloud, http::post, &path).json(&shipment)?.send().await?;
    reply.accepted::<Value>().context("the shipment was not taken").map(|_| ())
}

/// The id of the order of this number, once it is there.
pub(crate) async fn find_order(cloud: &Cloud, store: &Store, number: &str) -> Result<Option<String>> {
    let path = format!("/api/v2/orders?source_id={number}");
    let found: Value = store.call(cloud, http::get, &path).send().await?.accepted()?;
    Ok(text(&found, "/orders/0/id").ok())
}

/// What `look` finds in the end.
pub(crate) async fn patiently<T>(or_else: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        ensure!(Instant::now() < end, "{or_else} in {PATIENCE:?}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// The name of the folder an order lies in.
pub(crate) async fn folder_of(cloud: &Cloud, store: &Store, order: &str) -> Result<String> {
    let found: Value = store.call(cloud, http::get, &format!("/api/v2/orders/{order}")).send().await?.accepted()?;
    let id = found.pointer("/order/folder_id").cloned().unwrap_or_default();
    let name =
        folders(cloud, store).await?.get(id.to_string().trim_matches('"')).and_then(Value::as_str).map(str::to_owned);
    Ok(name.unwrap_or_else(|| id.to_string()))
}

/// The timeline of an order, oldest first.
pub(crate) async fn history(cloud: &Cloud, store: &Store, order: &str) -> Result<Vec<HistoryLine>> {
    let reply = store.call(cloud, http::get, &format!("/v1/orders/{order}/history")).send().await?;
    let found: Value = reply.accepted().context("the history could not be read")?;
    let lines = found.get("history").cloned().context("no history in the answer")?;
    let mut lines: Vec<HistoryLine> = serde_json::from_value(lines)?;
    lines.sort_by(|one, other| one.date_added.cmp(&other.date_added));
    Ok(lines)
}

/// The id of the folder of this name.
pub(crate) async fn folder(cloud: &Cloud, store: &Store, name: &str) -> Result<u64> {
    for (id, found) in folders(cloud, store).await? {
        if found == name {
            return id.parse().context("a folder id is a number");
        }
    }
    bail!("the store has no folder {name}")
}

async fn folders(cloud: &Cloud, store: &Store) -> Result<serde_json::Map<String, Value>> {
    let reply = store.call(cloud, http::get, "/api/v2/store").send().await?;
    let found: Value = reply.accepted().context("the store could not be read")?;
    found.pointer("/store/folders").and_then(Value::as_object).cloned().context("a store without folders")
}

impl Store {
    /// A call with the store's key.
    pub(crate) fn call(&self, cloud: &Cloud, method: fn(String) -> Call, path: &str) -> Call {
        let call = method(format!("{}{path}", cloud.api()));
        call.header("ORDERDESK-STORE-ID", &self.id).header("ORDERDESK-API-KEY", &self.api_key)
    }
}

/// What is at `pointer` in an answer, as text.
pub(crate) fn text(value: &Value, pointer: &str) -> Result<String> {
    let found = value.pointer(pointer).with_context(|| format!("no {pointer} in {value}"))?;
    Ok(found.as_str().map_or_else(|| found.to_string(), str::to_owned))
}
