//! Pickups, and servers for files.

use std::net::TcpListener;

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::{MANY, import_templates};
use crate::calls::desk::{Ask, Desk, part, text};

/// One of these calls. What is shown, replaced, removed or run is made before.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    if operation == Operation::TestFileServer {
        return refused(desk, ask).await;
    }
    let template = import_templates::add(desk, "Stock").await?;
    Ok(match operation {
        Operation::ListPickups => {
            for number in 0..MANY {
                add(desk, &pickup(&format!("Supplier {number}"), &template)).await?;
            }
            Ask::new(operation, "ten")
        }
        Operation::AddPickup => ask.body(&pickup("Supplier", &template)),
        Operation::ReplacePickup => {
            let id = add(desk, &pickup("Supplier", &template)).await?;
            Ask::new(operation, "its name").at("pickup_id", &id).body(&pickup("Warehouse", &template))
        }
        _ => {
            let id = add(desk, &pickup("Supplier", &template)).await?;
            ask.at("pickup_id", &id)
        }
    })
}

/// A test of a server that takes no connection: what of the call is ours.
async fn refused(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let secret = json!({ "name": "supplier", "value": "example", "hosts": ["127.0.0.1"] });
    desk.call(Ask::new(Operation::AddSecret, "").body(&secret)).await?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let server =
        json!({ "protocol": "ftp", "host": "127.0.0.1", "port": port, "user": "harbor", "secret": "supplier" });
    Ok(ask.body(&server))
}

fn pickup(name: &str, template: &str) -> Value {
    json!({
        "name": name, "protocol": "ftp", "host": "files.example.com", "user": "harbor", "secret": "supplier",
        "pattern": "*.csv", "import_template_id": template, "every": "hour",
    })
}

async fn add(desk: &mut Desk<'_>, pickup: &Value) -> Result<String> {
    let ask = Ask::new(Operation::AddPickup, "").body(pickup);
    Ok(text(&part(desk.call(ask).await?, "pickup")?, "id"))
}
