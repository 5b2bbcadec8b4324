//! Who ships an order confirms it and enters parcels by the link in a dropship mail, without a login (orderdesk-app 8.4,
//! F010, F111, F112).

use std::time::Duration;

use serde_json::{Value, json};
use waybill::http::Reply;

use super::mails::template;
use crate::shop::{Shop, text};

/// A shop whose new orders are mailed to their supplier.
async fn shop_with_supplier(name: &str) -> Shop {
    let shop = Shop::open(name).await;
    let supplier = json!({
        "name": "To ship", "kind": "dropship", "to": "The Printer <orders@printer.example.com>",
        "subject": "Ship {{ source_id }}", "text": "To confirm or enter tracking details: {{ confirm_url }}",
    });
    let supplier = template(&shop, supplier).await;
    shop.rule("Ship", "order_imported", json!([{"action": "send_dropship_email", "template_id": supplier}])).await;
    shop.rule("Seen", "order_confirmed", json!([{"action": "add_order_note", "content": "confirmed"}])).await;
    shop.rule("Sent", "shipment_added", json!([{"action": "add_order_note", "content": "shipped"}])).await;
    shop
}

/// The path of the link in the newest mail of the shop's orders.
fn link(shop: &Shop) -> String {
    let mail = shop.mails_of_orders().pop().unwrap();
    let at = mail.text.find("/confirm/").unwrap();
    mail.text[at..].split_whitespace().next().unwrap().to_owned()
}

async fn open_page(shop: &Shop, path: &str) -> Reply {
    shop.world.call("GET", path, &[], None).await
}

async fn send_form(shop: &Shop, path: &str, form: &str) -> Reply {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    shop.world.call("POST", path, &headers, Some(form.as_bytes())).await
}

fn location(reply: &Reply) -> String {
    reply.headers["location"].to_str().unwrap().to_owned()
}

async fn notes(shop: &Shop, order: &str) -> Vec<String> {
    let found = shop.get(&format!("/api/v2/orders/{order}")).await;
    found["order"]["order_notes"].as_array().unwrap().iter().map(|note| text(&note["content"])).collect()
}

/// Catches a look that changes something, an order that is confirmed twice, and a rule that does not hear of it.
#[tokio::test]
async fn a_look_changes_nothing_and_a_press_confirms_once() {
    let shop = shop_with_supplier("dropship").await;
    let id = shop.order("D-1").await;
    shop.world.settle().await;
    let path = link(&shop);
    let before = shop.get(&format!("/api/v2/orders/{id}")).await;
    for _ in 0..2 {
        let page = open_page(&shop, &path).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("Order D-1") && page.text().contains("Confirm the order"), "{}", page.text());
        assert!(!page.text().contains("ada@example.com") && !page.text().contains("42"), "neither mail nor price");
    }
    assert_eq!(shop.get(&format!("/api/v2/orders/{id}")).await["order"], before["order"]);
    for _ in 0..2 {
        let done = send_form(&shop, &path, "action=confirm").await;
        assert_eq!((done.status, location(&done)), (303, format!("{path}?done=confirmed")));
        shop.world.settle().await;
    }
    assert_eq!(notes(&shop, &id).await, ["confirmed"]);
    let page = open_page(&shop, &format!("{path}?done=confirmed")).await.text();
    assert!(page.contains("the order is confirmed") && page.contains("You confirmed the order at"), "{page}");
    let said = shop.history(&id).await;
    let line = "Order confirmed by orders@printer.example.com by the link in the dropship mail";
    assert_eq!(said.iter().filter(|note| *note == line).count(), 1, "{said:?}");
}

/// Catches a parcel of more than is left, one that is entered twice, and a form that loses what was typed.
#[tokio::test]
async fn parcels_are_entered_by_item_as_far_as_something_is_left() {
    let shop = shop_with_supplier("dropship-ship").await;
    let id = shop.order("D-2").await;
    shop.world.settle().await;
    let path = link(&shop);
    let found = shop.get(&format!("/api/v2/orders/{id}")).await;
    let items: Vec<(String, u64)> = found["order"]["order_items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (text(&item["id"]), item["quantity"].as_u64().unwrap()))
        .collect();
    let (first, many) = &items[0];
    let too_many = format!("action=ship&tracking_number=1Z+keep&quantity-{first}={}", many + 1);
    let refused = send_form(&shop, &path, &too_many).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("value=\"1Z keep\"") && refused.text().contains("Nothing was entered"));
    for (form, why) in [
        (format!("action=ship&quantity-{first}=1"), "<a href=\"#tracking_number\">Tracking number</a>: ".to_owned()),
        ("action=ship&tracking_number=1Z1".to_owned(), "<a href=\"#items\">Items</a>: Say of at least one".to_owned()),
        (
            format!("action=ship&tracking_number=1Z1&quantity-{first}=-1"),
            format!("<a href=\"#quantity-{first}\">Harbor at dawn, A3</a>: must be a whole number"),
        ),
        (
            format!("action=ship&tracking_number=1Z1&quantity-{first}=1&carrier_code={}", "x".repeat(9_000)),
            "<a href=\"#carrier_code\">Carrier</a>: ".to_owned(),
        ),
        (String::new(), "Use one of the buttons".to_owned()),
    ] {
        let refused = send_form(&shop, &path, &form).await;
        assert_eq!(refused.status, 422, "{form:.80}: {}", refused.text());
        assert!(refused.text().contains(&why), "{form:.80}: {}", refused.text());
    }
    assert_eq!(shop.get(&format!("/api/v2/orders/{id}")).await["order"]["order_shipments"], json!([]));
    let parcel = format!("action=ship&tracking_number=1Z999AA10123456784&quantity-{first}=1");
    for expected in ["shipped", "before"] {
        let done = send_form(&shop, &path, &parcel).await;
        assert_eq!((done.status, location(&done)), (303, format!("{path}?done={expected}")), "{}", done.text());
    }
    let all: String = items.iter().enumerate().fold(String::new(), |all, (at, (id, quantity))| {
        all + &format!("&quantity-{id}={}", if at == 0 { quantity - 1 } else { *quantity })
    });
    send_form(&shop, &path, &format!("action=ship&tracking_number=n/a{all}")).await;
    shop.world.settle().await;
    let shipments = shop.get(&format!("/api/v2/orders/{id}")).await["order"]["order_shipments"].clone();
    let numbers: Vec<&Value> = shipments.as_array().unwrap().iter().map(|it| &it["tracking_number"]).collect();
    assert_eq!(numbers, [&json!("1Z999AA10123456784"), &json!("n/a")]);
    assert_eq!(notes(&shop, &id).await, ["shipped", "shipped"]);
    assert!(open_page(&shop, &path).await.text().contains("All of it is on its way."));
}

/// Catches a link that does something after its time, or for an order that was canceled, and does not say why it does not.
#[tokio::test]
async fn links_that_have_ended_and_those_of_canceled_orders_explain_themselves() {
    let shop = shop_with_supplier("dropship-ends").await;
    let id = shop.order("D-3").await;
    shop.world.settle().await;
    let path = link(&shop);
    shop.post(&format!("/v1/orders/{id}/cancel"), &json!({"note": "sold out"})).await;
    for page in [open_page(&shop, &path).await, send_form(&shop, &path, "action=confirm").await] {
        assert_eq!(page.status, 410);
        assert!(page.text().contains("This order was canceled"), "{}", page.text());
    }
    shop.order("D-4").await;
    shop.world.settle().await;
    let path = link(&shop);
    shop.world.aws.time.advance(Duration::from_hours(181 * 24));
    let over = open_page(&shop, &path).await;
    assert_eq!((over.status, over.text().contains("180 days")), (410, true));
    let unknown = open_page(&shop, &format!("/confirm/{}", "0".repeat(64))).await;
    assert_eq!((unknown.status, unknown.text().contains("This link is not known")), (404, true));
    assert_eq!(open_page(&shop, "/confirm/x").await.status, 404);
}

/// Catches a link that ships what was canceled, as the order was put into another folder than that of canceled ones.
#[tokio::test]
async fn a_link_ends_with_a_cancellation_into_whatever_folder() {
    let shop = shop_with_supplier("dropship-elsewhere").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({"if_canceled_folder_id": 3})).await;
    shop.supplier_key.set(shop.key_of_supplier(&supplier).await).unwrap();
    let id = shop.order("D-5").await;
    shop.world.settle().await;
    let path = link(&shop);
    shop.submit(&id, &supplier).await;
    assert_eq!(open_page(&shop, &path).await.status, 200);
    shop.post(&format!("/v1/supplier/orders/{id}/cancel"), &json!({"note": "Sold out"})).await;
    assert_eq!(open_page(&shop, &path).await.status, 410);
    let moved = shop.call("PATCH", &format!("/v1/orders/{id}"), Some(&json!({"folder_id": 1}))).await;
    assert_eq!((moved.status, open_page(&shop, &path).await.status), (200, 200), "it goes on");
}

/// Catches what a customer or a shop wrote and becomes a part of the page.
#[tokio::test]
async fn what_others_wrote_is_text_on_the_page() {
    let shop = shop_with_supplier("dropship-text").await;
    let mut body = crate::shop::order("D-<script>alert(1)</script>");
    body["shipping"]["first_name"] = json!("\"><img src=x onerror=alert(1)>");
    body["order_items"][0]["name"] = json!("<iframe>");
    shop.post("/api/v2/orders", &body).await;
    shop.world.settle().await;
    let page = open_page(&shop, &link(&shop)).await;
    for part in ["<script", "<img", "<iframe"] {
        assert!(!page.text().contains(part), "{part}: {}", page.text());
    }
    assert!(page.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
}
