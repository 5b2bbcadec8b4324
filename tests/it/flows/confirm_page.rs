//! The page behind the link of a dropship mail, in a browser without scripts (orderdesk-app 8.4).

use serde_json::json;
use waybill::Answer;

use crate::browser::Browser;
use crate::shop::{Shop, order, text};

/// The widths of a desk's and of a phone's screen.
const DESK: u32 = 1280;
const PHONE: u32 = 390;

/// An order whose printer is mailed the link; its id and the link.
async fn mailed(shop: &Shop) -> (String, String) {
    let template = json!({"name": "To ship", "kind": "dropship", "to": "page-printer@example.com",
                          "subject": "Ship {{ source_id }}", "text": "{{ confirm_url }}"});
    let template = shop.mail_template(&template).await;
    let actions = json!([{"action": "send_dropship_email", "template_id": template}]);
    shop.rule("Ship", "order_imported", actions).await;
    let mut new = order("1001");
    new["shipping"]["company"] = json!("Lind & Daughters");
    let id = text(&shop.post("/api/v2/orders", &new).await["order"]["id"]);
    (id, shop.mail_to("page-printer@example.com", "Ship 1001").await.text.trim().to_owned())
}

/// Catches a page that needs a script, that lies beside a phone's screen, that hides what is to be done or what is wrong, and a
/// form whose fields nobody can find by their labels.
#[tokio::test]
async fn a_person_confirms_an_order_and_enters_its_parcels_in_a_browser_without_scripts() {
    let shop = Shop::open("confirm-page").await;
    let Some(mut browser) = Browser::open(shop.cloud, "confirm-page").await else { return };
    let page = "<!doctype html><title>off</title><script>document.title = 'on'</script>";
    shop.receiver.always("/script", Answer::status(200).header("content-type", "text/html").body(page));
    browser.visit(&shop.receiver.url("/script")).await;
    assert_eq!(browser.title().await, "off", "no script runs");

    let (id, link) = mailed(&shop).await;
    browser.resize(DESK).await;
    browser.visit(&link).await;
    let said = browser.text().await;
    for part in [
        "Order 1001",
        "confirm-page asks you to ship",
        "Lind & Daughters",
        "5 Quay Street",
        "Harbor at dawn, A3",
        "PRINT-A3",
        "Color: Oak",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    browser.picture("opened").await;
    browser.press("Confirm the order").await;
    let said = browser.text().await;
    assert!(
        said.contains("Thank you: the order is confirmed.") && said.contains("You confirmed the order at"),
        "{said}"
    );

    browser.fill("Tracking number", "1Z999AA10123456784").await;
    browser.fill("In this parcel of Harbor at dawn, A3", "0").await;
    browser.press("Enter the parcel").await;
    let said = browser.text().await;
    assert!(said.contains("Thank you: the parcel is entered.") && said.contains("UPS 1Z999AA10123456784"), "{said}");
    browser.picture("one-parcel").await;

    browser.resize(PHONE).await;
    browser.visit(&link).await;
    browser.picture("opened").await;
    browser.fill("Tracking number", "n/a").await;
    browser.fill("In this parcel of Harbor at dawn, A3", "").await;
    browser.press("Enter the parcel").await;
    let said = browser.text().await;
    assert!(said.contains("Nothing was entered") && said.contains("at least one item"), "{said}");
    browser.picture("refused").await;
    browser.fill("In this parcel of Harbor at dawn, A3", "2").await;
    browser.press("Enter the parcel").await;
    let said = browser.text().await;
    assert!(said.contains("All of it is on its way."), "{said}");
    browser.picture("done").await;

    let shipments = shop.read(&id).await["order_shipments"].clone();
    let parcels: Vec<_> = shipments
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (&it["tracking_number"], &it["order_items"][0]["quantity"]))
        .collect();
    assert_eq!(parcels, [(&json!("1Z999AA10123456784"), &json!(1)), (&json!("n/a"), &json!(2))]);
    shop.post(&format!("/v1/orders/{id}/cancel"), &json!({"note": "Sold out"})).await;
    browser.visit(&link).await;
    assert!(browser.text().await.contains("This order was canceled"));
    browser.picture("canceled").await;
}
