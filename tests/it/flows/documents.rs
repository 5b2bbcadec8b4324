//! Documents over the real queue, the real bucket and the real gateway (orderdesk-app 8.5, 8.6). Everything else about
//! documents is in `tests/api/flows/documents.rs`.

use serde_json::json;
use waybill::http;

use crate::shop::{Shop, text};

/// Opens an address as a browser does, which must lead to a PDF.
async fn open_pdf(address: &str) {
    let mut reply = http::get(address.to_owned()).send().await.unwrap();
    if reply.status == 302 {
        reply = http::get(reply.headers["location"].to_str().unwrap()).send().await.unwrap();
    }
    let is_pdf = reply.body.starts_with(b"%PDF-") && reply.headers["content-type"] == "application/pdf";
    assert!(reply.status == 200 && is_pdf, "{address}: {} {:.300}", reply.status, reply.text());
}

/// Catches a role that may not read fonts or write documents, an event that no rule hears of, a link that the gateway does
/// not lead to its page, and an address of the bucket that nobody can open.
#[tokio::test]
async fn a_rule_makes_a_packing_slip_whose_link_opens_and_several_orders_become_one_print() {
    let shop = Shop::open("documents").await;
    let samples = shop.get("/v1/print-samples").await["print_samples"].as_array().unwrap().clone();
    let sample = samples.iter().find(|sample| sample["name"] == "packing-slip").unwrap();
    let template = json!({"name": "Packing slip", "html": sample["html"]});
    let slip = text(&shop.post("/v1/print-templates", &template).await["print_template"]["id"]);
    shop.rule("Print", "order_imported", json!([{"action": "create_pdf", "template_id": slip}])).await;
    shop.rule("Made", "pdf_created", json!([{"action": "add_order_note", "content": "made"}])).await;

    let order = shop.order("DOC-1").await;
    let made = shop.appointments(&order, "complete", 1).await;
    assert!(text(&made[0]["attempts"][0]["reply"]).starts_with("made: 1 page,"), "{made:?}");
    shop.noted(&order, &["made"]).await;
    let link = text(&shop.read(&order).await["order_metadata"][format!("pdf_{slip}")]);
    assert!(link.starts_with(&format!("{}/documents/", shop.cloud.api())), "{link}");
    open_pdf(&link).await;
    let forged = http::get(format!("{link}0")).send().await.unwrap();
    assert_eq!(forged.status, 404, "{}", forged.text());

    let body = json!({"print_template_id": slip, "order_ids": [order, shop.order("DOC-2").await]});
    let print = shop.post("/v1/documents", &body).await["document"].clone();
    assert_eq!(print["pages"], 2, "{print}");
    open_pdf(&text(&print["url"])).await;
}
