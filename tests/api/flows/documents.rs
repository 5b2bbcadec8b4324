//! Documents of orders: print templates, PDF made in the background and at once, and the pages behind links (orderdesk-app
//! 8.5, 8.6, F115–F117).

use serde_json::{Value, json};

use super::mails::template;
use crate::shop::{Shop, text};
use crate::world::BUCKET;

pub(crate) const SLIP: &str = "{% for key, order in orders %}{% if key > 0 %}<div class=\"page-break\"></div>{% endif %}\
    <h1>Packing slip {{ order.source_id }}</h1>{% for item in order.order_items %}<p>{{ item.quantity }} × {{ item.name }}</p>\
    {% endfor %}{% endfor %}";

pub(crate) async fn print_template(shop: &Shop, name: &str, html: &str) -> String {
    let made = shop.post("/v1/print-templates", &json!({"name": name, "html": html})).await;
    text(&made["print_template"]["id"])
}

async fn order_of(shop: &Shop, id: &str) -> Value {
    shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone()
}

/// The path of an address of ours.
fn path_of(address: &str) -> &str {
    &address[address.find("/documents/").unwrap()..]
}

/// Catches a PDF that is not kept, not named in its order, or of which no rule hears; and one that is made twice.
#[tokio::test]
async fn a_pdf_is_made_in_the_background_named_in_its_order_and_rules_go_on_from_there() {
    let shop = Shop::open("documents").await;
    let slip = print_template(&shop, "Slip", SLIP).await;
    shop.rule("Print", "order_imported", json!([{"action": "create_pdf", "template_id": slip}])).await;
    shop.rule("Made", "pdf_created", json!([{"action": "add_order_note", "content": "made"}])).await;
    let id = shop.order("P-1").await;
    shop.world.settle().await;
    let order = order_of(&shop, &id).await;
    let address = text(&order["order_metadata"][format!("pdf_{slip}")]);
    assert_eq!(order["order_notes"][0]["content"], "made");
    let object = format!("documents/{}/{id}/{slip}.pdf", shop.id);
    let pdf = shop.world.aws.buckets.bytes(BUCKET, &object).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 1_000, "{}", pdf.len());
    let shown = shop.world.call("GET", path_of(&address), &[], None).await;
    assert_eq!(shown.status, 302, "{}", shown.text());
    assert!(shown.headers["location"].to_str().unwrap().contains(&object));
    let done = shop.appointments(&id, "complete", 1).await;
    assert!(text(&done[0]["attempts"][0]["reply"]).starts_with("made: 1 page,"), "{done:?}");
    let said = shop.history(&id).await;
    assert_eq!(said.iter().filter(|note| note.starts_with("PDF \"Slip\" created")).count(), 1, "{said:?}");
}

/// Catches a link that shows nothing before there is a PDF, and one that anybody can make.
#[tokio::test]
async fn a_link_shows_a_page_before_there_is_a_pdf_and_nobody_makes_one() {
    let shop = Shop::open("document-links").await;
    let slip = print_template(&shop, "Slip", SLIP).await;
    let action = json!([{"action": "set_checkout_data_receipt_url", "name": "Slip", "template_id": slip}]);
    shop.rule("Link", "order_imported", action).await;
    let id = shop.order("L-<b>1").await;
    shop.world.settle().await;
    let address = text(&order_of(&shop, &id).await["checkout_data"]["Slip"]);
    let path = path_of(&address).to_owned();
    let page = shop.world.call("GET", &path, &[], None).await;
    assert!(page.status == 200 && page.text().contains("Packing slip L-&lt;b&gt;1"), "{}", page.text());
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    let forged = format!("{}{}", &path[..path.len() - 1], if path.ends_with('0') { '1' } else { '0' });
    let other = path.replacen(&format!("/documents/{}-", shop.id), "/documents/100000001-", 1);
    for wrong in [forged.as_str(), other.as_str(), "/documents/1-2-3", "/documents/x"] {
        assert_eq!(shop.world.call("GET", wrong, &[], None).await.status, 404, "{wrong}");
    }
    let customer =
        json!({"name": "Receipt", "kind": "customer", "subject": "Receipt", "text": "{{ id|receipt_link(0) }}"});
    let customer = template(&shop, customer).await;
    let body = json!({"order_id": id});
    let mail = shop.post(&format!("/v1/mail-templates/{customer}/preview"), &body).await["mail"].clone();
    assert_eq!(mail["text"], address, "templates write the same link");
    let second = print_template(&shop, "Invoice", SLIP).await;
    // Functions remember a store for some seconds.
    shop.world.cold_start();
    let numbers = json!({"name": "Links", "kind": "customer", "subject": "Links", "text": "{{ id|receipt_link(1) }} {{ id|receipt_link(2) }}"});
    let numbers = template(&shop, numbers).await;
    let mail = shop.post(&format!("/v1/mail-templates/{numbers}/preview"), &body).await["mail"].clone();
    let link = text(&mail["text"]);
    assert!(link.contains(&format!("/documents/{}-{id}-{second}-", shop.id)), "the second, counted from 0: {link}");
    assert_eq!(link.matches("/documents/").count(), 1, "there is no third: {link}");
    assert_eq!(shop.world.call("GET", path_of(link.trim()), &[], None).await.status, 200);
}

/// Catches several orders that don't become one print, an order of another shop that is printed, and one that is gone.
#[tokio::test]
async fn several_orders_become_one_print() {
    let shop = Shop::open("prints").await;
    let slip = print_template(&shop, "Slip", SLIP).await;
    let ids = [shop.order("A-1").await, shop.order("A-2").await, shop.order("A-3").await];
    let body = json!({"print_template_id": slip, "order_ids": ids});
    let made = shop.post("/v1/documents", &body).await["document"].clone();
    assert_eq!((&made["pages"], &made["warnings"]), (&json!(3), &json!([])), "{made}");
    let other = Shop::open("prints-2").await;
    let foreign = other.order("B-1").await;
    for (orders, field) in
        [(json!([foreign]), "order_ids[0]"), (json!([]), "order_ids"), (json!([ids[0], "1"]), "order_ids[1]")]
    {
        let body = json!({"print_template_id": slip, "order_ids": orders});
        let refused = shop.call("POST", "/v1/documents", Some(&body)).await;
        assert!(refused.status == 400 && refused.text().contains(field), "{}", refused.text());
    }
}

/// Catches what documents can't show and is kept all the same, a place that is not named, and samples that are refused.
#[tokio::test]
async fn what_documents_can_t_show_is_refused_with_its_place_and_the_samples_are_taken() {
    let shop = Shop::open("print-check").await;
    for (html, place) in [
        ("<p>\n<script>alert(1)</script>", "line 2, column 1"),
        ("<p style=\"position: fixed\">", "line 1"),
        ("{% for order in orders %}", "line 1"),
        ("<img src=\"https://example.com/logo.png\">", "line 1"),
    ] {
        let body = json!({"name": "Wrong", "html": html});
        let refused = shop.call("POST", "/v1/print-templates", Some(&body)).await;
        assert!(refused.status == 400 && refused.text().contains(place), "{html}: {}", refused.text());
    }
    let samples = shop.get("/v1/print-samples").await["print_samples"].as_array().unwrap().clone();
    assert_eq!(samples.len(), 6);
    let id = shop.order("S-1").await;
    for sample in samples {
        let made = print_template(&shop, &text(&sample["title"]), &text(&sample["html"])).await;
        let body = json!({"print_template_id": made, "order_ids": [id]});
        let document = shop.post("/v1/documents", &body).await["document"].clone();
        assert_eq!(document["pages"], 1, "{}: {document}", sample["name"]);
    }
}
