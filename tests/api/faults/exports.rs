//! A function of exports crashes after each of its writes in turn, and what woke it comes again: each order is in one file,
//! each file is brought once, and each order is told once.

use serde_json::json;

use super::at_each_write;
use crate::flows::exports::{add, begin, counts, export, order, secret, sftp, texts};
use crate::shop::text;
use crate::world::{Function, Meets};

/// Catches an order that is claimed and then lost, a file that is made twice or never, and counts that differ.
#[tokio::test]
async fn an_export_over_a_crash_after_each_of_its_writes_makes_the_same_files_once() {
    let crashes = at_each_write("export", Function::ExportOrders, async |shop, crash| {
        let each = json!({"bundle": {"files": "one_file_per_order"}, "filename": "{{ source_id }}.csv",
                          "delivery": {"by": "s3"}, "select": {"only_not_exported": true}});
        let template = add(shop, "Each", &each).await;
        for number in ["E-1", "E-2"] {
            shop.order(number).await;
        }
        let export = begin(shop, &json!({"template_id": template})).await;
        crash.plan(shop);
        crash.end(shop).await;
        let after = format!("after write {}", crash.writes);
        let made = shop.get(&format!("/v1/exports/{export}")).await;
        assert_eq!(counts(&made), [2, 2, 0, 2], "{after}");
        let delivered = shop.world.aws.buckets.texts(crate::world::BUCKET);
        let prefix = format!("exports/{}/", shop.id);
        let delivered: Vec<_> = delivered.into_iter().filter(|(name, _)| name.starts_with(&prefix)).collect();
        assert_eq!(delivered.len(), 2, "{after}: {delivered:?}");
        assert!(made["files"].as_array().unwrap().iter().all(|file| file["status"] == "settled"), "{after}: {made}");
    });
    assert!(crashes.await >= 11, "two claims, a piece, the plan, two files with rows and appointments, the part");
}

/// Catches a file that is brought twice, an order that moves on before, is told twice, or never.
#[tokio::test]
async fn a_delivery_over_a_crash_after_each_of_its_writes_brings_the_file_once_and_tells_each_order_once() {
    let crashes = at_each_write("deliver", Function::DeliverFile, async |shop, crash| {
        let host = format!("files-{}.example.com", crash.writes);
        secret(shop, &host).await;
        let mut delivery = sftp();
        delivery["host"] = json!(host);
        let more = json!({"delivery": delivery, "filename": "orders.csv",
                          "after": {"move_to_folder": 3, "history_line": true}});
        let template = add(shop, "Printer", &more).await;
        let orders = [shop.order("D-1").await, shop.order("D-2").await];
        shop.world.servers.meet([Meets::Nobody]);
        begin(shop, &json!({"template_id": template})).await;
        crash.plan(shop);
        crash.end(shop).await;
        let after = format!("after write {}", crash.writes);
        let files = shop.world.servers.files();
        let of_it: Vec<_> = files.keys().filter(|name| name.starts_with(&host)).collect();
        assert_eq!(of_it.len(), 1, "{after}");
        for id in &orders {
            assert_eq!(order(shop, id).await["folder_id"], 3, "{after}");
            let told = shop.history(id).await.iter().filter(|line| line.starts_with("Exported by")).count();
            assert_eq!(told, 1, "{after}");
        }
        let all = shop.get("/v1/exports").await;
        let export = shop.get(&format!("/v1/exports/{}", text(&all["exports"][0]["id"]))).await;
        assert_eq!(export["files"][0]["status"], "settled", "{after}");
        shop.world.servers.clear();
    });
    assert!(crashes.await >= 8, "two attempts begun and recorded, delivered, two orders, settled");
}

/// Catches an order that comes while an export is being made, and that is in no file or in two.
#[tokio::test]
async fn an_order_that_comes_while_an_export_is_being_made_is_in_one_file() {
    let crashes = at_each_write("export-late", Function::ExportOrders, async |shop, crash| {
        let template = add(shop, "New", &json!({"select": {"only_not_exported": true}})).await;
        for number in ["L-1", "L-2"] {
            shop.order(number).await;
        }
        let first = begin(shop, &json!({"template_id": template})).await;
        crash.plan(shop);
        shop.world.work_now().await;
        shop.order("L-3").await;
        crash.end(shop).await;
        let first = shop.get(&format!("/v1/exports/{first}")).await;
        let second = export(shop, &template).await;
        let files = [texts(shop, &first), texts(shop, &second)].concat().concat();
        for number in ["L-1,", "L-2,", "L-3,"] {
            assert_eq!(files.matches(number).count(), 1, "{number} after write {}: {files}", crash.writes);
        }
    });
    assert!(crashes.await >= 6, "two claims, a piece, the plan, the file with its row and appointment, the part");
}
