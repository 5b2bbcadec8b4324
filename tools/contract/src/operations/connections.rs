//! Connections to shops: `/v1/connections`.

use serde_json::{Value, json};
use wire::connections::{
    ConnectionImport, ConnectionInput, ConnectionSecretsChange, ConnectionStateView, ConnectionView, KeptArrivalView,
};
use wire::schema::MaybeText;

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::Flag;

const ONCE: &str = "A creation repeated with the same key is one: it is answered 201 with what it made as it is now. Where a \
    webhook secret was made with it, which was shown then and can't be shown again, it is 409 with `connection_id`. With \
    another body it is 422, and nothing is changed. What was removed is made anew.";

const TOO_MUCH: &str = "The cart can't be asked for that, or too much is to be done with the connection already.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The connections.").list::<ConnectionView>("connections"))
}

pub(super) fn add() -> Entry {
    let made = with_state(Success::created(
        "The connection that was added. `webhook_secret` is what the shop is to sign its webhooks with, where it was made \
         here; null where it was not.",
    ));
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<ConnectionInput>>("Any system that sends JSON, in a form of its own", generic())
        .or("shopify", "A shop at Shopify, by an app of the merchant's own", shopify())
        .or("woocommerce", "A shop with WooCommerce, which is asked each night", woocommerce("Print shop"))
        .answers(made.with::<MaybeText>("webhook_secret").etag())
        .refuses(
            409,
            "The store has 50 connections already, or one of the cart where its settings allow one; or the \
             `Idempotency-Key` made `connection_id` before, with a secret.",
        )
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `connection_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(with_state(Success::ok("The connection, and how it is.")).etag())
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<ConnectionInput>>("The same under another name", woocommerce("Posters"))
        .answers(connection("The connection as it is now.").etag())
        .refuses(409, "Too much is to be done with the connection already.")
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn pause() -> Entry {
    Entry::new().answers(connection("It is paused.").etag())
}

pub(super) fn resume() -> Entry {
    Entry::new()
        .answers(connection("It goes on.").etag())
        .refuses(409, "Too much is to be done with the connection already.")
}

pub(super) fn test() -> Entry {
    Entry::new().answers(with_state(Success::begun("The shop is being asked."))).refuses(409, TOO_MUCH)
}

pub(super) fn subscribe() -> Entry {
    Entry::new().answers(with_state(Success::begun("The shop is being asked."))).refuses(409, TOO_MUCH)
}

pub(super) fn import() -> Entry {
    Entry::new()
        .takes::<Read<ConnectionImport>>("What changed since a day", json!({"from": "2026-03-01"}))
        .or("named", "Two orders, one of which was removed here", json!({"order_ids": ["5005", "5006"], "again": true}))
        .answers(with_state(Success::begun("The orders are being imported.")))
        .refuses(409, TOO_MUCH)
}

pub(super) fn replace_secrets() -> Entry {
    let about = "The connection. `webhook_secret` is the one that was made; null where none was.";
    Entry::new()
        .takes::<Read<ConnectionSecretsChange>>("Another one is made", json!({"make_webhook_secret": true}))
        .or("keys", "The shop gave another one", json!({"client_secret": "cs_example_2", "overlap_hours": 48}))
        .answers(connection(about).with::<MaybeText>("webhook_secret").etag())
        .refuses(409, "Too much is to be done with the connection already.")
}

pub(super) fn refused() -> Entry {
    let about = "What is kept of the shop's orders; `has_more` where there is more than is listed.";
    Entry::new().answers(Success::ok(about).list::<KeptArrivalView>("refused").with::<Flag>("has_more"))
}

pub(super) fn replay() -> Entry {
    Entry::new().answers(Success::begun("It is being taken.").with::<KeptArrivalView>("kept"))
}

pub(super) fn discard() -> Entry {
    Entry::new().answers(Success::done("It is forgotten."))
}

fn connection(about: &'static str) -> Success {
    Success::done(about).with::<ConnectionView>("connection")
}

fn with_state(success: Success) -> Success {
    success.with::<ConnectionView>("connection").with::<ConnectionStateView>("state")
}

fn generic() -> Value {
    json!({
        "cart": "generic", "name": "Own shop", "folder_id": 1, "prefix": "W-",
        "field_map": {"source_id": "/number", "order_items": "/lines", "item.code": "/sku"},
    })
}

fn shopify() -> Value {
    json!({
        "cart": "shopify", "name": "Harbor Prints", "shop": "harbor-prints.myshopify.com", "client_id": "0123456789abcdef",
        "client_secret": "shpss_example", "delay_minutes": 60, "vendors": ["Harbor"], "countries": ["US", "CA"],
        "splits_by_vendor": true, "canceled_folder_id": 5,
    })
}

fn woocommerce(name: &str) -> Value {
    json!({
        "cart": "woocommerce", "name": name, "shop": "https://shop.example.com", "client_id": "ck_example",
        "client_secret": "cs_example", "every": "day", "at": "02:30", "statuses": ["processing"],
        "status_after_import": "in-production",
    })
}
