//! Mails of orders that rules and people send, and what becomes of them (orderdesk-app 8.1, F010, F030, F109–F111).

use serde_json::{Value, json};

use crate::shop::{Shop, text};
use crate::world::MAIL;

/// Adds a mail template; its id.
pub(crate) async fn template(shop: &Shop, body: Value) -> String {
    text(&shop.post("/v1/mail-templates", &body).await["mail_template"]["id"])
}

fn to_customer() -> Value {
    json!({
        "name": "Thank you", "kind": "customer", "from_name": "A&amp;E Company 📦",
        "subject": "Your order {{ source_id }} at A&amp;E Company 📦", "text": "Dear {{ shipping.first_name }}!",
        "html": "<p>Dear {{ shipping.first_name }}!</p>",
    })
}

/// The mails of an order, the newest first.
pub(crate) async fn mails(shop: &Shop, order: &str) -> Vec<Value> {
    shop.get(&format!("/v1/orders/{order}/mails")).await["mails"].as_array().unwrap().clone()
}

/// What SES tells of a mail, as EventBridge brings it into the queue.
fn tell(shop: &Shop, mail: &cloud::Mail, kind: &str, part: &Value) {
    let tags = json!({"store": [mail.tags["store"]], "appointment": [mail.tags["appointment"]]});
    let about = json!({"timestamp": "2026-11-30T10:00:00Z", "messageId": mail.id, "tags": tags});
    let detail = json!({"eventType": kind, "mail": about, kind.to_lowercase(): part});
    shop.world.aws.queues.send(MAIL, &json!({"source": "aws.ses", "detail": detail}).to_string());
}

fn bounced(address: &str) -> Value {
    let why = "smtp; 550 5.1.1 no such user";
    json!({
        "bounceType": "Permanent", "timestamp": "2026-11-30T10:00:05Z",
        "bouncedRecipients": [{"emailAddress": address, "diagnosticCode": why}],
    })
}

/// Catches a rule whose mail goes to nobody, twice, or without a word on the order.
#[tokio::test]
async fn rules_mail_the_customer_the_admin_and_who_ships_once_each() {
    let shop = Shop::open("mail-rules").await;
    let customer = template(&shop, to_customer()).await;
    let own =
        json!({"name": "New", "kind": "admin", "subject": "New {{ source_id }}", "text": "It is {{ order_total }}"});
    let own = template(&shop, own).await;
    let supplier = json!({"name": "To ship", "kind": "dropship", "to": "default@printer.example.com", "subject": "Ship {{ source_id }}", "text": "{{ order_items[0].name }}"});
    let supplier = template(&shop, supplier).await;
    let actions = json!([
        {"action": "send_customer_email", "template_id": customer},
        {"action": "send_admin_email", "template_id": own},
        {"action": "send_dropship_email", "template_id": supplier, "to": "{{ order_items[0].code | lower }}@printer.example.com"},
    ]);
    shop.rule("Mails", "order_imported", actions).await;
    let id = shop.order("M-1").await;
    shop.world.settle().await;
    let sent = shop.mails_of_orders();
    let of = |address: &str| sent.iter().filter(|mail| mail.to == [address]).cloned().collect::<Vec<_>>();
    let to_customer = of("ada@example.com");
    assert_eq!((to_customer.len(), &*to_customer[0].subject), (1, "Your order M-1 at A&E Company 📦"));
    assert_eq!(to_customer[0].text, "Dear Ada!");
    assert!(String::from_utf8_lossy(&to_customer[0].raw).contains("X-Idempotency-Key: "), "a stable key");
    let to_admin = of("mail-rules@example.com");
    assert_eq!(to_admin.len(), 1);
    assert_eq!((&*to_admin[0].subject, &*to_admin[0].text), ("New M-1", "It is 63.75"), "the template that was chosen");
    let log = mails(&shop, &id).await;
    assert_eq!(log.len(), 3, "{log:#?}");
    assert!(log.iter().all(|mail| mail["status"] == "sent" && mail["message_id"] != ""), "{log:#?}");
    let supplier = sent.iter().find(|mail| mail.subject == "Ship M-1").unwrap();
    assert!(supplier.to[0].ends_with("@printer.example.com") && supplier.to[0] != "default@printer.example.com");
    let history = shop.history(&id).await.join("\n");
    assert_eq!(history.matches("Mailed \"").count(), 3, "{history}");
    assert!(history.contains(&format!("(SES: {})", to_customer[0].id)));
}

/// F110: catches two mails about one of two parcels, and one about a parcel that is gone.
#[tokio::test]
async fn each_parcel_is_told_of_in_a_mail_of_its_own() {
    let shop = Shop::open("mail-parcels").await;
    let on_its_way = json!({
        "name": "On its way", "kind": "shipment", "subject": "Order {{ source_id }} is on its way",
        "text": "{{ shipment.carrier_code }} {{ shipment.tracking_number }}",
    });
    let on_its_way = template(&shop, on_its_way).await;
    let actions = json!([{"action": "send_customer_email", "template_id": on_its_way}]);
    shop.rule("Tell", "shipment_added", actions).await;
    let id = shop.order("P-1").await;
    shop.world.settle().await;
    let path = format!("/api/v2/orders/{id}/shipments");
    let parcel = async |number: &str| {
        let body = json!({"tracking_number": number, "carrier_code": "UPS"});
        text(&shop.post(&path, &body).await["shipment"]["id"])
    };
    for number in ["TRACK-1", "TRACK-2"] {
        parcel(number).await;
    }
    shop.world.settle().await;
    let texts = || {
        let mut all: Vec<_> = shop.mails_to("ada@example.com").into_iter().map(|mail| mail.text).collect();
        all.sort();
        all
    };
    assert_eq!(texts(), ["UPS TRACK-1", "UPS TRACK-2"]);
    assert_eq!(shop.mails_to("ada@example.com")[0].subject, "Order P-1 is on its way");
    let third = parcel("TRACK-3").await;
    assert_eq!(shop.call("DELETE", &format!("{path}/{third}"), None).await.status, 200);
    shop.world.settle().await;
    assert_eq!(texts().len(), 2, "nobody is told of what is gone");
    let failed = shop.get(&format!("/v1/appointments?order_id={id}&status=failed")).await["appointments"].clone();
    assert_eq!((failed.as_array().unwrap().len(), &failed[0]["failure"]), (1, &json!("the shipment is gone")));
    shop.post(&format!("/v1/orders/{id}/mails"), &json!({"template_id": on_its_way})).await;
    shop.world.settle().await;
    assert_eq!(texts(), ["UPS TRACK-1", "UPS TRACK-2", "UPS TRACK-2"], "by hand it is the newest");
}

/// Catches a rule that names a template that is not there, or mails a customer what is written for the shop.
#[tokio::test]
async fn a_rule_names_a_template_of_its_action() {
    let shop = Shop::open("mail-kinds").await;
    let customer = template(&shop, to_customer()).await;
    for (action, id, why) in [
        ("send_admin_email", customer.as_str(), "must be admin"),
        ("send_dropship_email", customer.as_str(), "must be dropship"),
        ("send_customer_email", "1234567890", "there is no mail template 1234567890"),
    ] {
        let actions = json!([{"action": action, "template_id": id}]);
        let rule = json!({"name": "Mail", "event": "order_imported", "actions": actions});
        let refused = shop.call("POST", "/v1/rules", Some(&rule)).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert!(
            refused.text().contains("actions[0].template_id") && refused.text().contains(why),
            "{}",
            refused.text()
        );
    }
}

/// Catches a button that mails twice because its answer was lost.
#[tokio::test]
async fn a_person_mails_an_order_once_by_one_key() {
    let shop = Shop::open("mail-button").await;
    let customer = template(&shop, to_customer()).await;
    let id = shop.order("M-2").await;
    let path = format!("/v1/orders/{id}/mails");
    for _ in 0..2 {
        let headers = [("idempotency-key", "press-1")];
        let sent = shop.call_raw("POST", &path, Some(json!({"template_id": customer}).to_string()), &headers).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
    }
    shop.world.settle().await;
    assert_eq!(shop.mails_of_orders().len(), 1);
    let other = json!({"template_id": "1234567890"});
    assert_eq!(shop.call("POST", &path, Some(&other)).await.status, 400);
}

/// Catches mails to an address that bounced or complained, and an order that does not say so.
#[tokio::test]
async fn what_bounces_comes_back_to_its_order_and_ends_further_mail_to_that_address() {
    let shop = Shop::open("mail-bounce").await;
    let customer = template(&shop, to_customer()).await;
    shop.rule("Thanks", "order_imported", json!([{"action": "send_customer_email", "template_id": customer}])).await;
    let first = shop.order("B-1").await;
    shop.world.settle().await;
    let mail = shop.mails_of_orders().remove(0);
    tell(&shop, &mail, "Delivery", &json!({"recipients": ["ada@example.com"], "timestamp": "2026-11-30T10:00:03Z"}));
    shop.world.settle().await;
    assert_eq!(mails(&shop, &first).await[0]["status"], "delivered");
    for _ in 0..2 {
        tell(&shop, &mail, "Bounce", &bounced("Ada <Ada@example.com>"));
        shop.world.settle().await;
    }
    assert_eq!(mails(&shop, &first).await[0]["status"], "bounced");
    let said = shop.history(&first).await.join("\n");
    assert_eq!(said.matches("nothing more is mailed there").count(), 1, "{said}");
    let second = shop.order("B-2").await;
    shop.world.settle().await;
    assert_eq!(shop.mails_of_orders().len(), 1, "no further mail");
    let failed = shop.appointments(&second, "failed", 1).await;
    assert_eq!(failed[0]["failure"], "nothing is mailed to ada@example.com: a mail to it bounced");
    let listed = shop.get("/v1/mail-suppressions").await;
    assert_eq!(listed["mail_suppressions"][0]["address"], "ada@example.com");
    assert_eq!(listed["mail_suppressions"][0]["reason"], "bounced");
    for expected in [200, 404] {
        let removed = shop.call("DELETE", "/v1/mail-suppressions/Ada%40example.com", None).await;
        assert_eq!(removed.status, expected, "{}", removed.text());
    }
    shop.post(&format!("/v1/appointments/{}/retry", text(&failed[0]["id"])), &json!({})).await;
    shop.world.settle().await;
    assert_eq!(shop.mails_of_orders().len(), 2, "and again, once somebody says so");
}

/// Catches a store that stops its mail because of what another store's mail met.
#[tokio::test]
async fn another_store_mails_an_address_all_the_same() {
    let shop = Shop::open("mail-apart").await;
    shop.post("/v1/mail-suppressions", &json!({"address": "ada@example.com"})).await;
    let other = Shop::open("mail-apart-2").await;
    for (shop, expected) in [(&shop, 0), (&other, 1)] {
        let customer = template(shop, to_customer()).await;
        shop.rule("Thanks", "order_imported", json!([{"action": "send_customer_email", "template_id": customer}]))
            .await;
        shop.order("S-1").await;
        shop.world.settle().await;
        assert_eq!(shop.mails_of_orders().len(), expected, "{}", shop.name);
    }
}

/// Catches a page that begins where the last one ended, and one that leaves out what lies between.
#[tokio::test]
async fn suppressions_come_in_pages() {
    let shop = Shop::open("mail-pages").await;
    for number in 0..103 {
        shop.post("/v1/mail-suppressions", &json!({"address": format!("a{number:03}@example.com")})).await;
    }
    let page = shop.get("/v1/mail-suppressions").await["mail_suppressions"].as_array().unwrap().clone();
    assert_eq!((page.len(), &page[99]["address"]), (100, &json!("a099@example.com")));
    let rest = shop.get("/v1/mail-suppressions?after=a099%40example.com").await;
    let rest: Vec<_> = rest["mail_suppressions"].as_array().unwrap().iter().map(|it| text(&it["address"])).collect();
    assert_eq!(rest, ["a100@example.com", "a101@example.com", "a102@example.com"]);
}
