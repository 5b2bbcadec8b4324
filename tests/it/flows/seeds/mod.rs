//! What clients told us of their work, walked through from outside: each walk is a story, told in its first comment and in
//! the names of its steps.

mod supplier_hub;
mod supplier_platform;

use serde_json::{Value, json};
use waybill::FileServer;

use super::exports::keep_password;
use crate::shop::{Shop, text};

/// A supplier's file drop: an export template with a file for each order that waits there, brought by SFTP each day. Its id.
async fn file_drop(shop: &Shop, server: &FileServer) -> String {
    keep_password(shop).await;
    let columns = [
        ("Reference", "fulfillment_id"),
        ("SKU", "item.code"),
        ("Quantity", "item.quantity"),
        ("Price", "item.price"),
        ("Ship to", "{{ shipping.first_name }} {{ shipping.last_name }}"),
        ("Street", "shipping.address1"),
        ("City", "shipping.city"),
    ];
    let columns = columns.map(|(heading, value)| json!({"heading": heading, "value": value}));
    let template = json!({
        "name": "File drop", "format": "csv", "row_mode": "per_item", "line_end": "lf", "columns": columns,
        "bundle": {"files": "one_file_per_order"}, "filename": "{{ source_id }}.csv",
        "delivery": {"by": "sftp", "host": "127.0.0.1", "port": server.port(), "user": FileServer::USER,
                     "secret": "server", "host_key": server.fingerprint()},
        "schedule": {"every": "day", "at": "05:30"},
    });
    text(&shop.post("/v1/export-templates", &template).await["export_template"]["id"])
}

/// The file that a drop has of an order of one item.
fn file_of(reference: &str, code: &str, quantity: u32) -> String {
    format!(
        "Reference,SKU,Quantity,Price,Ship to,Street,City\n{reference},{code},{quantity},0,Ada Lind,5 Quay Street,Portland\n"
    )
}

/// A mail to a supplier: the number, what is to be made, and where it goes.
fn order_mail() -> Value {
    json!({
        "name": "To a supplier", "kind": "dropship", "to": "default@suppliers.example.com",
        "subject": "Order {{ source_id }}",
        "text": "Reference {{ fulfillment_id }}\n\
                 {% for item in order_items %}{{ item.quantity }} x {{ item.code }} at {{ item.price }}\n{% endfor %}\
                 {{ shipping.first_name }} {{ shipping.last_name }}, {{ shipping.address1 }}, {{ shipping.city }}\n\
                 {{ confirm_url }}",
    })
}
