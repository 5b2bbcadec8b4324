//! A supplier gets its orders by mail, and confirms and ships them by the link in it, without a login.

use serde_json::{Value, json};

use super::{call_as, order_of};
use crate::flows::mails::template;
use crate::shop::{Shop, text};

/// A shop whose supplier is mailed what is submitted to it, as the code it calls the item by.
async fn shop_with_mailed(name: &str) -> (Shop, String) {
    let shop = Shop::open(name).await;
    let own = template(&shop, to_ship()).await;
    let delivery = json!({"by": "mail", "mail_template_id": own, "to": "orders@harbor.example.com"});
    let more = json!({"delivery": delivery, "product_code_match": "PRINT-A3=KIT-A,KIT-B"});
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], more).await;
    (shop, supplier)
}

fn to_ship() -> Value {
    json!({
        "name": "To ship", "kind": "dropship", "to": "default@harbor.example.com", "subject": "Ship {{ source_id }}",
        "text": "{% for item in order_items %}<{{ item.code }} {{ item.price }}>{% endfor %} {{ email }} {{ confirm_url }}",
    })
}

/// The mails to the supplier, each with the path of its link.
fn mailed(shop: &Shop) -> Vec<(String, String)> {
    let own = shop.mails_of_orders().into_iter().filter(|mail| mail.to == ["orders@harbor.example.com"]);
    own.map(|mail| {
        let at = mail.text.find("/confirm/").unwrap();
        let path = mail.text[at..].split_whitespace().next().unwrap().to_owned();
        (mail.text, path)
    })
    .collect()
}

async fn send_form(shop: &Shop, path: &str, form: &str) -> u16 {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    shop.world.call("POST", path, &headers, Some(form.as_bytes())).await.status
}

/// F143: catches a mail that goes twice, or shows the supplier another's items, the store's own codes, or prices; and a link
/// in it that shows or ships what is not the supplier's.
#[tokio::test]
async fn a_supplier_is_mailed_its_own_items_once_and_ships_no_others_by_the_link() {
    let (shop, supplier) = shop_with_mailed("mailed").await;
    let order = shop.order("E-1").await;
    for _ in 0..2 {
        shop.submit(&order, &supplier).await;
        shop.world.settle().await;
    }
    let mails = mailed(&shop);
    assert_eq!(mails.len(), 1, "{mails:?}");
    let (said, path) = &mails[0];
    assert!(said.contains("KIT-A") && said.contains("KIT-B"), "{said}");
    let before = order_of(&shop, &order).await;
    let items = before["order_items"].as_array().unwrap();
    let (own, foreign) = (&items[0], &items[1]);
    let page = shop.world.call("GET", path, &[], None).await.text();
    assert!(page.contains("KIT-A, KIT-B"), "{page}");
    for shown in [said, &page] {
        assert!(!shown.contains(foreign["name"].as_str().unwrap()) && !shown.contains("PRINT-A3"), "{shown}");
        assert!(!shown.contains("ada@example.com"), "{shown}");
    }
    assert!(!said.contains(&format!(" {}", text(&own["price"]))), "{said}");
    let (own_id, foreign_id) = (text(&own["id"]), text(&foreign["id"]));
    let foreign = format!("action=ship&tracking_number=T-0&quantity-{foreign_id}=1");
    assert_eq!(send_form(&shop, path, &foreign).await, 422);
    assert_eq!(order_of(&shop, &order).await["order_shipments"], json!([]));
    let all = format!("action=ship&tracking_number=T-1&quantity-{own_id}={}", own["quantity"]);
    for _ in 0..2 {
        assert_eq!(send_form(&shop, path, &all).await, 303);
    }
    shop.world.settle().await;
    let shipments = order_of(&shop, &order).await["order_shipments"].clone();
    let shipped: Vec<_> = shipments.as_array().unwrap().iter().map(|it| text(&it["order_items"][0]["id"])).collect();
    assert_eq!(shipped, [own_id]);
    assert!(shop.history(&order).await.contains(&"Shipped by Harbor Prints".to_owned()));
}

/// Catches a mail of what was taken back, and a link that ships it all the same.
#[tokio::test]
async fn what_is_canceled_is_neither_mailed_nor_shipped_by_its_link() {
    let (shop, supplier) = shop_with_mailed("mailed-canceled").await;
    let key = shop.key_of_supplier(&supplier).await;
    let (first, second) = (shop.order("E-1").await, shop.order("E-2").await);
    let cancel = async |order: &str| {
        let (path, body) = (format!("/v1/supplier/orders/{order}/cancel"), json!({"note": "Sold out"}));
        assert_eq!(call_as(&shop, &key, "POST", &path, Some(&body)).await.status, 200);
    };
    shop.submit(&first, &supplier).await;
    shop.world.settle().await;
    cancel(&first).await;
    let (_, path) = mailed(&shop).pop().unwrap();
    assert_eq!(shop.world.call("GET", &path, &[], None).await.status, 410);
    assert_eq!(send_form(&shop, &path, "action=ship&tracking_number=T-1").await, 410);
    shop.submit(&second, &supplier).await;
    cancel(&second).await;
    shop.world.settle().await;
    assert_eq!(mailed(&shop).len(), 1, "the second was canceled before it was mailed");
}

/// Catches a supplier that is sent an order again, and whose link says that it is canceled, as it still lies among those.
#[tokio::test]
async fn what_is_submitted_again_where_canceled_orders_lie_can_be_shipped_by_its_new_link() {
    let (shop, supplier) = shop_with_mailed("mailed-again").await;
    let order = shop.order("E-1").await;
    shop.submit(&order, &supplier).await;
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Too late"})).await;
    shop.submit(&order, &supplier).await;
    shop.world.settle().await;
    assert_eq!(order_of(&shop, &order).await["folder_id"], 5);
    let (_, path) = mailed(&shop).pop().unwrap();
    assert_eq!(shop.world.call("GET", &path, &[], None).await.status, 200);
    assert_eq!(send_form(&shop, &path, "action=confirm").await, 303);
}

/// Catches a template that is written for somebody else.
#[tokio::test]
async fn a_supplier_is_mailed_by_a_template_for_who_ships() {
    let shop = Shop::open("mailed-kind").await;
    let customer = template(&shop, json!({"name": "T", "kind": "customer", "subject": "S", "text": "T"})).await;
    for (id, why) in [(customer.as_str(), "must be of the kind dropship"), ("1234567890", "there is no mail template")]
    {
        let body = json!({"name": "Harbor", "delivery": {"by": "mail", "mail_template_id": id}});
        let refused = shop.call("POST", "/v1/suppliers", Some(&body)).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(refused.text().contains("delivery.mail_template_id") && refused.text().contains(why));
    }
}
