//! The real schedule, the lane `mail` and the page behind a link.

use serde_json::{Value, json};
use waybill::Answer;
use waybill::http::{self, Reply};

use crate::shop::{Shop, eventually, order, text};

/// A quarter hour is too long for a test: the row that waits for its end is put where it is due.
async fn end_quarter_hour(shop: &Shop) {
    let key = format!("incidents#{}", shop.id);
    let planned = async || shop.cloud.planned(&key).await.unwrap();
    let mut row = eventually("the row of the quarter hour", planned).await;
    row["sk"]["S"] = json!(format!("2026-01-01 00:00:00#{key}"));
    shop.put_row(&row).await;
}

#[tokio::test]
async fn what_failed_is_mailed_by_the_schedule_and_an_address_is_confirmed_by_the_link_in_a_mail() {
    let shop = Shop::open("mailed").await;
    shop.post_rule("/gone").await;
    shop.receiver.always("/gone", Answer::status(410).body("see http://evil.example"));
    let order = shop.order("M-1").await;
    shop.appointments(&order, "failed", 1).await;
    end_quarter_hour(&shop).await;
    let text = shop.mail_to("mailed@example.com", "").await.text;
    assert!(text.contains(&order) && text.contains("> see http[:]//evil[.]example"), "{text}");

    let patch = json!({"settings": {"admin_email": "mailed-2@example.com"}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&patch)).await.status, 200);
    let text = shop.mail_to("mailed-2@example.com", "").await.text;
    let link = text.lines().find(|line| line.starts_with("http")).unwrap();
    let page = http::get(link.to_owned()).send().await.unwrap();
    assert!(page.status == 200 && page.text().contains("<button"), "{}", page.text());
    let confirmed = async || shop.get("/v1/store").await["store"]["settings"]["admin_email_confirmed"].clone();
    assert_eq!(confirmed().await, Value::Bool(false));
    let done = http::post(link.to_owned()).send().await.unwrap();
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(confirmed().await, Value::Bool(true));
}

/// What SES tells of a mail, as EventBridge brings it into the queue. Nobody but AWS may put events of `aws.ses` on the bus, the
/// emulator says so too: that the rule leads here is seen in the template alone.
async fn tell(shop: &Shop, order: &str, appointment: &str, address: &str) {
    let tags = json!({"store": [shop.id], "appointment": [appointment]});
    let why = json!([{"emailAddress": address, "diagnosticCode": "smtp; 550 5.1.1 no such user"}]);
    let bounce = json!({"bounceType": "Permanent", "bouncedRecipients": why, "timestamp": "2026-11-30T10:00:05Z"});
    let mail = json!({"timestamp": "2026-11-30T10:00:00Z", "messageId": order, "tags": tags});
    let detail = json!({"eventType": "Bounce", "bounce": bounce, "mail": mail});
    let event = json!({"detail-type": "Email Bounced", "source": "aws.ses", "detail": detail}).to_string();
    let aws = shop.cloud.aws();
    let queue = json!({"QueueName": shop.cloud.full_name("mail")});
    let queue = aws.json("AmazonSQS.GetQueueUrl", &queue).await.unwrap()["QueueUrl"].clone();
    aws.json("AmazonSQS.SendMessage", &json!({"QueueUrl": queue, "MessageBody": event})).await.unwrap();
}

/// Sends the form of the page behind a link, as a browser does, and opens what it leads to.
async fn press(shop: &Shop, link: &str, form: &str) -> Reply {
    let call = http::post(link.to_owned()).header("content-type", "application/x-www-form-urlencoded");
    let sent = call.body(form.to_owned()).send().await.unwrap();
    if sent.status != 303 {
        return sent;
    }
    let next = sent.headers["location"].to_str().unwrap();
    http::get(format!("{}{next}", shop.cloud.api())).send().await.unwrap()
}

/// Who ships follows the link: to look changes nothing, then the order is confirmed and a parcel entered for one of its
/// items, each twice; once it is canceled the link says so.
async fn ships_by_the_link(shop: &Shop, order: &str, link: &str) {
    let before = shop.read(order).await;
    let page = http::get(link.to_owned()).send().await.unwrap();
    assert!(page.status == 200 && page.text().contains("Confirm the order"), "{link}: {}", page.text());
    assert_eq!(shop.read(order).await, before, "to look changes nothing");
    for _ in 0..2 {
        let page = press(shop, link, "action=confirm").await;
        assert!(page.status == 200 && page.text().contains("the order is confirmed"), "{}", page.text());
    }
    let item = text(&before["order_items"][0]["id"]);
    let parcel = format!("action=ship&tracking_number=1Z999AA10123456784&quantity-{item}=1");
    for answer in ["the parcel is entered", "This parcel was entered before"] {
        let page = press(shop, link, &parcel).await;
        assert!(page.status == 200 && page.text().contains(answer), "{answer}: {}", page.text());
    }
    shop.noted(order, &["confirmed", "shipped"]).await;
    let shipments = shop.read(order).await["order_shipments"].clone();
    let shipped: Vec<_> = shipments.as_array().unwrap().iter().map(|it| it["order_items"].clone()).collect();
    assert_eq!(shipped.len(), 1, "{shipments}");
    assert_eq!((&shipped[0][0]["id"], &shipped[0][0]["quantity"]), (&json!(item), &json!(1)), "{shipments}");
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Sold out"})).await;
    for page in [http::get(link.to_owned()).send().await.unwrap(), press(shop, link, "action=confirm").await] {
        assert!(page.status == 410 && page.text().contains("This order was canceled"), "{}", page.text());
    }
}

/// Catches a role that may not do what the lane does, a link that the gateway does not lead to its page, and what SES
/// tells that finds no way to the order.
#[tokio::test]
async fn rules_mail_orders_who_ships_confirms_by_the_gateway_and_a_bounce_comes_back() {
    let shop = Shop::open("mails-of-orders").await;
    let templates = [
        json!({"name": "Thanks", "kind": "customer", "subject": "Đơn hàng {{ source_id }}", "text": "Dear {{ shipping.first_name }}"}),
        json!({"name": "To ship", "kind": "dropship", "to": "flow-printer@example.com", "subject": "Ship it", "text": "{{ confirm_url }}"}),
    ];
    let ids = [shop.mail_template(&templates[0]).await, shop.mail_template(&templates[1]).await];
    let actions = json!([
        {"action": "send_customer_email", "template_id": ids[0]},
        {"action": "send_dropship_email", "template_id": ids[1]},
    ]);
    shop.rule("Mail", "order_imported", actions).await;
    for (event, note) in [("order_confirmed", "confirmed"), ("shipment_added", "shipped")] {
        shop.rule(note, event, json!([{"action": "add_order_note", "content": note}])).await;
    }
    let mut new = order("MO-1");
    new["email"] = json!("flow-ada@example.com");
    let id = text(&shop.post("/api/v2/orders", &new).await["order"]["id"]);
    let done = shop.appointments(&id, "complete", 2).await;
    assert_eq!(shop.mail_to("flow-ada@example.com", "").await.text.trim(), "Dear Ada");

    let link = shop.mail_to("flow-printer@example.com", "Ship it").await.text;
    ships_by_the_link(&shop, &id, link.trim()).await;

    let of_customer = done.iter().find(|it| it["job"]["template_id"] == json!(ids[0])).unwrap();
    tell(&shop, &id, &text(&of_customer["id"]), "flow-ada@example.com").await;
    let bounced = async || {
        let mails = shop.get(&format!("/v1/orders/{id}/mails")).await;
        mails["mails"].as_array().unwrap().iter().find(|mail| mail["status"] == "bounced").cloned()
    };
    let mail = eventually("the bounce", bounced).await;
    assert_eq!(mail["to"], json!(["flow-ada@example.com"]));
    assert_eq!(shop.get("/v1/mail-suppressions").await["mail_suppressions"][0]["address"], "flow-ada@example.com");
}

/// Catches a role that may not tell SES of an address, not ask it or not send from it, and a stream that does not carry the notice.
#[tokio::test]
async fn mails_of_orders_leave_from_the_store_s_own_address_once_ses_has_verified_it() {
    let shop = Shop::open("sender").await;
    let address = format!("orders@shop-{}.example.org", shop.id);
    let set = shop.call("PUT", "/v1/store/mail-sender", Some(&json!({"address": address}))).await;
    assert_eq!(set.status, 200, "{}", set.text());
    let text_of_link = shop.mail_to(&address, "").await.text;
    let link = text_of_link.lines().find(|line| line.starts_with("http")).unwrap();
    assert_eq!(http::post(link.to_owned()).send().await.unwrap().status, 200);
    // The emulator takes each address it is told of for verified at once, and those it was not told of for ones that wait.
    let verified = async || {
        let found = shop.get("/v1/store/mail-sender").await;
        (found["mail_sender"]["status"] == "verified").then_some(())
    };
    eventually("the verified sender", verified).await;

    let template =
        json!({"name": "Thanks", "kind": "customer", "subject": "Thanks", "text": "Dear {{ shipping.first_name }}"});
    let template = text(&shop.post("/v1/mail-templates", &template).await["mail_template"]["id"]);
    shop.rule("Mail", "order_imported", json!([{"action": "send_customer_email", "template_id": template}])).await;
    let mut new = order("SN-1");
    new["email"] = json!("flow-sender-ada@example.com");
    let id = text(&shop.post("/api/v2/orders", &new).await["order"]["id"]);
    shop.appointments(&id, "complete", 1).await;
    let mails = shop.cloud.mails().await.unwrap();
    let mail = mails.iter().find(|mail| mail.to == ["flow-sender-ada@example.com"]).unwrap();
    assert_eq!(mail.from, address);
    assert_eq!(shop.call("DELETE", "/v1/store/mail-sender", None).await.status, 200);
}
