//! Exports over the real schedule, the real stream and the real queues, to a real SFTP server (orderdesk-app 6 and 12.2).
//! Everything else about exports is in `tests/api/flows/exports`.

use serde_json::{Value, json};
use waybill::{BadUpload, FileServer, choose_port};

use crate::shop::{Shop, text};

/// Keeps what opens a server on this machine as the secret `server`.
pub(super) async fn keep_password(shop: &Shop) {
    let secret = json!({"name": "server", "value": FileServer::PASSWORD, "hosts": ["127.0.0.1"]});
    shop.post("/v1/secrets", &secret).await;
}

/// A supplier's file drop (seed 004): each weekday at half past six in Berlin, a file for each order that lies in New.
fn file_drop(server: &FileServer) -> Value {
    json!({
        "name": "To the printer", "format": "csv", "row_mode": "per_item", "line_end": "lf",
        "columns": [
            {"heading": "Ref", "value": "source_id"},
            {"heading": "Ship To", "value": "{{ shipping.first_name }} {{ shipping.last_name }}"},
            {"heading": "SKU", "value": "item.code"},
            {"heading": "Qty", "value": "item.quantity", "kind": "number"},
        ],
        "select": {"folder_ids": [1], "only_not_exported": true},
        "bundle": {"files": "one_file_per_order"}, "filename": "{{ source_id }}.csv",
        "delivery": {"by": "sftp", "host": "127.0.0.1", "port": server.port(), "user": FileServer::USER,
                     "secret": "server", "host_key": server.fingerprint()},
        "schedule": {"every": "weekday", "at": "06:30"},
        "after": {"move_to_folder": 3, "history_line": true},
    })
}

fn file_of(number: &str) -> (String, String) {
    let rows = [format!("{number},Ada Lind,PRINT-A3,2\n"), format!("{number},Ada Lind,FRAME,1\n")];
    (format!("{number}.csv"), format!("Ref,Ship To,SKU,Qty\n{}", rows.concat()))
}

/// When an order was moved on, by its history.
async fn moved_at(shop: &Shop, order: &str) -> String {
    let history = shop.get(&format!("/v1/orders/{order}/history")).await;
    let lines = history["history"].as_array().unwrap().clone();
    let moves: Vec<_> = lines.iter().filter(|line| text(&line["note"]).starts_with("Order Moved to")).collect();
    assert_eq!(moves.len(), 1, "{history}");
    text(&moves[0]["date_added"])
}

/// F144. Catches a schedule that wakes nobody, a file that comes in part, twice or not at all from a server that fails, and
/// an order that moves on before its file is there.
#[tokio::test]
async fn a_scheduled_export_brings_a_file_for_each_order_once_to_a_server_that_fails_twice() {
    let shop = Shop::open("file-drop").await;
    shop.set(json!({"timezone": "Europe/Berlin"})).await;
    let failures = [BadUpload::Cut, BadUpload::Full];
    let server = FileServer::sftp(shop.cloud, "printer", choose_port(None).unwrap(), &failures).await.unwrap();
    keep_password(&shop).await;
    let template = text(&shop.post("/v1/export-templates", &file_drop(&server)).await["export_template"]["id"]);
    let held = shop.order("D-0").await;
    shop.post("/api/v2/move-orders", &json!({"order_id_list": [held], "destination_folder_name": "Prepared"})).await;
    let orders = [shop.order("D-1").await, shop.order("D-2").await];

    let planned = format!("export#{}-{template}", shop.id);
    // A Friday, by Berlin's clock an hour later.
    shop.cloud.carry_out_planned(&planned, "2026-01-02 05:30:00").await.unwrap();
    for order in &orders {
        shop.folder(order, 3).await;
        let done = shop.appointments(order, "complete", 1).await;
        let attempts = done[0]["attempts"].as_array().unwrap();
        let replies: Vec<_> = attempts.iter().map(|attempt| text(&attempt["reply"])).collect();
        assert!(replies[0].starts_with("the server can't be reached"), "{replies:?}");
        assert_eq!(replies[1..], ["the server could not do it: the disk is full", "brought"]);
        // Each attempt waits for a second at least.
        assert!(moved_at(&shop, order).await >= text(&attempts[2]["date"]), "{}", done[0]);
    }
    let files = server.files().unwrap();
    assert_eq!(files, [file_of("D-1"), file_of("D-2")].into(), "whole, under their names, and no temporary one");

    // The printer takes them away. The next time has what came since, and nothing of before; the one behind it nothing.
    for name in files.keys() {
        std::fs::remove_file(server.folder().join(name)).unwrap();
    }
    let next = shop.order("D-3").await;
    shop.cloud.carry_out_planned(&planned, "2026-01-05 05:30:00").await.unwrap();
    shop.folder(&next, 3).await;
    shop.cloud.carry_out_planned(&planned, "2026-01-06 05:30:00").await.unwrap();
    assert_eq!(server.files().unwrap(), [file_of("D-3")].into());
    let exports = shop.get("/v1/exports").await["exports"].clone();
    let counts = |export: &Value| (export["orders"].clone(), export["files"].clone());
    let counts: Vec<_> = exports.as_array().unwrap().iter().map(counts).collect();
    assert_eq!(counts, [(json!(1), json!(1)), (json!(2), json!(2))], "{exports}");
}
