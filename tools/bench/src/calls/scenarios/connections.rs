//! Connections to shops.

use anyhow::{Context, Result};
use domain::{Arrival, ArrivalKind, BroughtBy, Kept, KeptArrival, Payload};
use http::Operation;
use serde_json::{Value, json};
use table::Queued;

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};

/// One of these calls. What is shown, changed, asked or removed is made before.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    if operation == Operation::AddConnection {
        return Ok(ask.body(&connection("Prints")));
    }
    if operation == Operation::ListConnections {
        for number in 0..MANY {
            add(desk, &format!("Shop {number}")).await?;
        }
        return Ok(ask.ten());
    }
    if operation == Operation::TakeWebhook {
        // A shop that tries the address out: it is looked up, and nothing follows.
        let made = desk.call(Ask::new(Operation::AddConnection, "").body(&connection("Prints"))).await?;
        let path = text(&part(made, "connection")?, "webhook_path");
        let key = path.rsplit('/').next().context("no key")?;
        return Ok(ask.at("cart", "woocommerce").at("hook_key", key).form("webhook_id=17"));
    }
    let id = add(desk, "Prints").await?;
    let ask = ask.at("connection_id", &id);
    Ok(match operation {
        Operation::ReplaceConnection => ask.body(&connection("Posters")),
        Operation::ReplaceConnectionSecrets => ask.body(&json!({ "make_webhook_secret": true })),
        Operation::ImportFromShop => {
            let ids: Vec<String> = (0..MANY).map(|number| number.to_string()).collect();
            ask.ten().body(&json!({ "order_ids": ids }))
        }
        Operation::ListRefused => {
            for number in 0..MANY {
                keep(desk, &id, &number.to_string()).await?;
            }
            ask.ten()
        }
        Operation::ReplayRefused | Operation::DiscardRefused => {
            let kept = keep(desk, &id, "5005").await?;
            ask.at("arrival_id", &kept)
        }
        _ => ask,
    })
}

fn connection(name: &str) -> Value {
    json!({
        "cart": "woocommerce", "name": name, "shop": "https://shop.example.com", "client_id": "ck_example",
        "client_secret": "cs_example",
    })
}

async fn add(desk: &mut Desk<'_>, name: &str) -> Result<String> {
    let ask = Ask::new(Operation::AddConnection, "").body(&connection(name));
    Ok(text(&part(desk.call(ask).await?, "connection")?, "id"))
}

/// Keeps an order that was refused; its id.
async fn keep(desk: &Desk<'_>, connection_id: &str, order_id: &str) -> Result<String> {
    let at = "2026-03-01T08:15:00Z".parse().context("a date")?;
    let arrival = Arrival {
        store_id: desk.account()?.store_id,
        connection_id: connection_id.to_owned(),
        order_id: order_id.to_owned(),
        kind: ArrivalKind::Order,
        payload: Payload::InShop,
        by: BroughtBy::Webhook,
        at,
        again: false,
    };
    let kept = KeptArrival { arrival, kept: Kept::Refused { since: at, reason: "It has no items".to_owned() } };
    desk.table.put_arrival(&kept, Queued::Before).await?;
    Ok(kept.id())
}
