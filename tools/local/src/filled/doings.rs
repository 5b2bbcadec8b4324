//! What is done in the filled store, each thing by a call of the API.

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde_json::{Value, json};
use waybill::http::{self, Call};
use waybill::{Cloud, Receiver};

use super::made_up::{Folders, MadeUp};
use super::words::{GOODS, of_code};
use crate::demo::{self, Store, patiently, text};

/// So many orders are sent at once.
const AT_ONCE: usize = 50;

/// The supplier, and what it makes.
pub(super) const SUPPLIER: &str = "Pier Mugs";
const SUPPLIED: [&str; 3] = ["MUG-SEA", "MUG-GULL", "MUG-TIDE"];

/// What others make, by the code of the goods and the path that they are reached at.
const MADE_BY_OTHERS: [(&str, &str); 3] =
    [("POSTER-XL", "/posters"), ("BANNER-2M", "/banners"), ("STICKER-10", "/stickers")];

/// Posts something that must be taken; what is answered.
async fn post(cloud: &Cloud, store: &Store, path: &str, body: &Value) -> Result<Value> {
    let reply = store.call(cloud, http::post, path).json(body)?.send().await?;
    reply.accepted().with_context(|| format!("POST {path}"))
}

/// The folders of the store, with two of its own.
pub(super) async fn folders(cloud: &Cloud, store: &Store) -> Result<Folders> {
    let own = async |name: &str| {
        let made = post(cloud, store, "/v1/folders", &json!({ "name": name })).await?;
        text(&made, "/folder/id")?.parse::<u64>().context("a folder id is a number")
    };
    let found = async |name: &str| demo::folder(cloud, store, name).await;
    Ok(Folders {
        new: found("New").await?,
        prepared: found("Prepared").await?,
        on_hold: found("On Hold").await?,
        closed: found("Closed").await?,
        canceled: found("Canceled").await?,
        backorder: own("Backorder").await?,
        gifts: own("Gift Wrap").await?,
    })
}

/// Rules that have some goods made by others, who answer as `receiver` does.
pub(super) async fn add_rules(cloud: &Cloud, store: &Store, receiver: &Receiver) -> Result<()> {
    for (code, path) in MADE_BY_OTHERS {
        let rule = json!({
            "name": format!("Have {} made", of_code(code).name),
            "event": "order_imported",
            "filters": [{ "field": "item.code", "comparator": "equals", "value": code }],
            "actions": [{ "action": "post_order_json", "url": receiver.url(path) }],
        });
        post(cloud, store, "/v1/rules", &rule).await?;
    }
    Ok(())
}

/// Adds all goods to the inventory. Of some there is little.
pub(super) async fn add_inventory(cloud: &Cloud, store: &Store) -> Result<()> {
    for good in GOODS {
        let item = json!({
            "name": good.name, "code": good.code, "price": good.price, "cost": good.cost, "weight": good.weight,
            "stock": good.stock, "reorder_level": good.reorder_level, "location": "Shed 4",
            "update_source": "Stocktaking",
        });
        post(cloud, store, "/api/v2/inventory-items", &item).await?;
    }
    Ok(())
}

/// Sends the orders; their ids, in their sequence.
pub(super) async fn send(cloud: &Cloud, store: &Store, orders: &[MadeUp]) -> Result<Vec<String>> {
    let mut ids = vec![];
    for part in orders.chunks(AT_ONCE) {
        let bodies: Vec<&Value> = part.iter().map(|order| &order.body).collect();
        let made = post(cloud, store, "/v1/bulk/orders", &json!({ "orders": bodies })).await?;
        let results = made.get("results").and_then(Value::as_array).context("no results in the answer")?;
        for result in results {
            ids.push(text(result, "/order_id").context("an order was not taken")?);
        }
    }
    ensure!(ids.len() == orders.len(), "{} orders were sent, and {} are there", orders.len(), ids.len());
    Ok(ids)
}

/// A supplier, to whom these orders are submitted. It ships the first one, and cancels the last.
pub(super) async fn supply(cloud: &Cloud, store: &Store, folders: &Folders, ids: &[&str]) -> Result<()> {
    let supplier = json!({ "name": SUPPLIER, "item_codes": SUPPLIED, "after_submit_folder_id": folders.prepared });
    let supplier = text(&post(cloud, store, "/v1/suppliers", &supplier).await?, "/supplier/id")?;
    for id in ids {
        let path = format!("/v1/orders/{id}/submissions");
        post(cloud, store, &path, &json!({ "supplier_id": supplier })).await?;
    }
    let key = json!({ "name": SUPPLIER, "scope": "supplier", "supplier_id": supplier });
    let key = text(&post(cloud, store, "/v1/keys", &key).await?, "/api_key")?;
    let own = async |id: &str, what: &str, body: &Value| {
        let call = http::post(format!("{}/v1/supplier/orders/{id}/{what}", cloud.api()));
        let call = call.header("ORDERDESK-STORE-ID", &store.id).header("ORDERDESK-API-KEY", &key);
        call.json(body)?.send().await?.accepted::<Value>().with_context(|| format!("the supplier's {what}"))
    };
    let (Some(first), Some(last)) = (ids.first().copied(), ids.last().copied()) else { return Ok(()) };
    own(first, "shipments", &json!({ "tracking_number": "1Z999AA10123456784", "carrier_code": "UPS" })).await?;
    own(last, "cancel", &json!({ "note": "The kiln is cold until next month" })).await?;
    Ok(())
}

/// Splits the cap off an order.
pub(super) async fn split(cloud: &Cloud, store: &Store, id: &str) -> Result<()> {
    let by_code = json!({ "by": "code", "values": ["CAP-NAVY"] });
    post(cloud, store, &format!("/v1/orders/{id}/split"), &by_code).await.map(drop)
}

/// Makes one order of these.
pub(super) async fn merge(cloud: &Cloud, store: &Store, ids: &[&str]) -> Result<()> {
    post(cloud, store, "/v1/orders/merge", &json!({ "ids": ids })).await.map(drop)
}

/// Makes another store, which works together with this one, and copies an order into it.
pub(super) async fn copy(cloud: &Cloud, store: &Store, name: &str, id: &str) -> Result<()> {
    let made = demo::make_store(cloud, name).await?;
    let (other, key) = (text(&made, "/store/id")?, text(&made, "/api_key")?);
    let link = store.call(cloud, http::post, "/v1/links");
    let link = link.header("X-Linked-Store-Id", &other).header("X-Linked-Api-Key", &key);
    link.send().await?.accepted::<Value>().context("the stores were not linked")?;
    post(cloud, store, &format!("/v1/orders/{id}/copy"), &json!({ "store_id": other })).await.map(drop)
}

/// Deletes orders, which can be restored.
pub(super) async fn delete(cloud: &Cloud, store: &Store, ids: &[&str]) -> Result<()> {
    let delete: fn(String) -> Call = |url| http::call(Method::DELETE, url);
    for id in ids {
        let reply = store.call(cloud, delete, &format!("/v1/orders/{id}")).send().await?;
        reply.accepted::<Value>().with_context(|| format!("order {id} was not deleted"))?;
    }
    Ok(())
}

/// Tags orders at once, which can be undone; moves others, and undoes that.
pub(super) async fn sweep(
    cloud: &Cloud,
    store: &Store,
    folders: &Folders,
    tagged: &[&str],
    undone: &[&str],
) -> Result<()> {
    post(cloud, store, "/v1/sweeps", &json!({ "action": "set_tag", "color": "Purple", "ids": tagged })).await?;
    let moved = json!({ "action": "move", "folder_id": folders.on_hold, "ids": undone });
    let sweep = text(&post(cloud, store, "/v1/sweeps", &moved).await?, "/sweep/id")?;
    let undo = store.call(cloud, http::post, &format!("/v1/sweeps/{sweep}/undo")).send().await?;
    undo.accepted::<Value>().context("the sweep was not undone").map(drop)
}

/// Waits until as many posts as these failed for good, and one is to be tried again.
pub(super) async fn wait_for_failures(cloud: &Cloud, store: &Store, failed: usize) -> Result<()> {
    let count = async |status: &str| {
        let path = format!("/v1/appointments?status={status}&limit=1");
        let found: Value = store.call(cloud, http::get, &path).send().await?.accepted()?;
        let total = found.get("total_records").and_then(Value::as_u64).context("no total in the answer")?;
        anyhow::Ok(usize::try_from(total)?)
    };
    patiently("the posts that are to fail did not", async || {
        let is_done = count("failed").await? >= failed && count("retrying").await? > 0;
        Ok(is_done.then_some(()))
    })
    .await
}
