//! Mail templates: kept, shown of an order, and tried (orderdesk-app 8.2, 8.3).

use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

async fn add(shop: &Shop, body: &Value) -> String {
    text(&shop.post("/v1/mail-templates", body).await["mail_template"]["id"])
}

async fn preview(shop: &Shop, template: &str, order: &str) -> Value {
    let path = format!("/v1/mail-templates/{template}/preview");
    shop.post(&path, &json!({"order_id": order})).await["mail"].clone()
}

fn to_supplier() -> Value {
    json!({
        "name": "To the printer", "kind": "dropship", "from_name": "{{ store_name }} orders",
        "to": "\"Printer, The\" <orders@printer.example.com>; second@printer.example.com", "bcc": "{{ email }}",
        "reply_to": "desk@example.com", "subject": "Order {{ source_id }} for {{ shipping.city }}",
        "text": "{% for item in order_items %}{{ item.quantity }} × {{ item.name }}\n{% endfor %}{{ shipping.planet }}",
        "html": "<p>{{ order_items[0].name }}</p>{{ checkout_data['Note'] }}",
    })
}

/// Catches values of an order that become part of a page, addresses that get lost, and what is missing and nobody is told.
#[tokio::test]
async fn a_mail_is_shown_as_a_template_makes_it_of_an_order() {
    let shop = Shop::open("mail-preview").await;
    let template = add(&shop, &to_supplier()).await;
    let mut body = order("M-1");
    body["order_items"][0]["name"] = json!("Harbor <at> dawn");
    body["checkout_data"] = json!({"Note": "<script>{{ 7*7 }}</script>"});
    let id = text(&shop.post("/api/v2/orders", &body).await["order"]["id"]);
    let mail = preview(&shop, &template, &id).await;
    let expected = json!({
        "from_name": "mail-preview orders",
        "reply_to": [{"name": "", "address": "desk@example.com"}],
        "to": [
            {"name": "Printer, The", "address": "orders@printer.example.com"},
            {"name": "", "address": "second@printer.example.com"},
        ],
        "cc": [],
        "bcc": [{"name": "", "address": "ada@example.com"}],
        "subject": "Order M-1 for Portland",
        "text": "2 × Harbor <at> dawn\n1 × Frame\n",
        "html": "<p>Harbor &lt;at&gt; dawn</p>&lt;script&gt;{{ 7*7 }}&lt;/script&gt;",
        "warnings": ["text: shipping.planet is missing"],
        "problems": [],
    });
    assert_eq!(mail, expected, "{mail:#}");
    assert_eq!(shop.mails().len(), 0, "nobody is mailed");
}

/// Catches a mail that goes to nobody, or to what is no address, and nothing says so.
#[tokio::test]
async fn what_keeps_a_mail_from_being_sent_is_shown() {
    let shop = Shop::open("mail-problems").await;
    let template = json!({"name": "Thanks", "kind": "customer", "cc": "{{ shipping.company }}", "subject": "Thank you", "text": "!"});
    let template = add(&shop, &template).await;
    let mut body = order("M-1");
    body["email"] = json!("");
    body["shipping"]["company"] = json!("Lind & Co");
    let id = text(&shop.post("/api/v2/orders", &body).await["order"]["id"]);
    let mail = preview(&shop, &template, &id).await;
    let problems = json!([
        {"field": "cc", "message": "\"Lind & Co\" is no mail address"},
        {"field": "to", "message": "goes to nobody"},
    ]);
    assert_eq!(mail["problems"], problems, "{mail:#}");
    assert_eq!(mail["from_name"], "mail-problems", "the store's name where the template has none");
    body["email"] = json!("one@example.com, other@example.com");
    body["source_id"] = json!("M-2");
    let id = text(&shop.post("/api/v2/orders", &body).await["order"]["id"]);
    let mail = preview(&shop, &template, &id).await;
    assert_eq!((&mail["to"], mail["problems"][0]["field"].as_str()), (&json!([]), Some("to")), "{mail:#}");
}

/// Catches a list of addresses that is cut, and a mail that no row would hold.
#[tokio::test]
async fn a_mail_goes_to_fifty_at_most_and_is_no_longer_than_a_row_holds() {
    let shop = Shop::open("mail-limits").await;
    let id = shop.order("M-1").await;
    let many =
        |count: u32| format!("{{% for i in range(1, {count}) %}}somebody-{{{{ i }}}}@mail.example.com,{{% endfor %}}");
    let body =
        |to: String, text: &str| json!({"name": "Many", "kind": "admin", "to": to, "subject": "S", "text": text});
    let fifty = add(&shop, &body(many(50), "T")).await;
    let mail = preview(&shop, &fifty, &id).await;
    assert_eq!((mail["to"].as_array().unwrap().len(), &mail["problems"]), (50, &json!([])), "{mail:#}");
    let more = add(&shop, &body(many(51), "T")).await;
    let problems = preview(&shop, &more, &id).await["problems"].clone();
    assert_eq!(problems, json!([{"field": "to", "message": "must have at most 50 addresses"}]));
    let long = format!("{{% for i in range(1, 1000) %}}{}{{% endfor %}}", "0123456789".repeat(20));
    let long = add(&shop, &body(String::new(), &long)).await;
    let problems = preview(&shop, &long, &id).await["problems"].clone();
    assert_eq!(problems[0], json!({"field": "text", "message": "the template writes more than 131072 bytes"}));
    let path = format!("/v1/mail-templates/{long}/trial");
    let reply = shop.call("POST", &path, Some(&json!({"order_id": id}))).await;
    assert_eq!(reply.status, 400, "{}", reply.text());
}

/// Catches a trial that reaches others than the store's admin, or that is sent twice or never.
#[tokio::test]
async fn a_trial_goes_to_the_admin_alone_and_once() {
    let shop = Shop::open("mail-trial").await;
    let template = add(&shop, &to_supplier()).await;
    let id = shop.order("M-1").await;
    let path = format!("/v1/mail-templates/{template}/trial");
    let reply = shop.call("POST", &path, Some(&json!({"order_id": id}))).await;
    assert_eq!((reply.status, reply.json::<Value>().unwrap()["to"].as_str()), (202, Some("mail-trial@example.com")));
    shop.world.settle().await;
    let mails = shop.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(
        (&mails[0].to[..], mails[0].subject.as_str()),
        (&["mail-trial@example.com".to_owned()][..], "Trial: Order M-1 for Portland")
    );
    assert!(mails[0].text.starts_with("2 × Harbor at dawn, A3\n"), "{}", mails[0].text);
    let raw = String::from_utf8_lossy(&mails[0].raw);
    assert!(raw.contains("mail-trial orders") && raw.contains("text/html"), "{raw}");

    let settings = json!({"settings": {"admin_email": "another@example.com"}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&settings)).await.status, 200);
    let reply = shop.call("POST", &path, Some(&json!({"order_id": id}))).await;
    assert_eq!(reply.status, 409, "nobody has confirmed that address: {}", reply.text());
}

/// F114: catches amounts without the sign and the places of the store's currency, and dates in another form than the store's, in
/// mails and in what rules write.
#[tokio::test]
async fn amounts_and_dates_are_written_in_the_forms_of_the_store() {
    let shop = Shop::open("mail-forms").await;
    let words =
        "{{ order_total|money_format }} {{ store_date_format }} {{ '2026-03-05 12:00:00'|date }} {{ base_url }}";
    let template = json!({"name": "Forms", "kind": "admin", "subject": "Forms", "text": words});
    let template = add(&shop, &template).await;
    let value = "{{ order_total|money_format }}";
    let actions = json!([{"action": "set_order_metadata", "name": "total", "value": value}]);
    shop.rule("Say", "order_imported", actions).await;
    shop.post("/v1/print-templates", &json!({"name": "Slip", "html": "<p>x</p>"})).await;
    for (number, settings, expected, total) in [
        ("M-1", json!({}), "63.75 m/d/Y 03/05/2026", "63.75"),
        ("M-2", json!({"currency": "JPY", "date_format": "d.m.Y"}), "¥64 d.m.Y 05.03.2026", "¥64"),
        ("M-3", json!({"currency": "EUR"}), "€63.75 d.m.Y 05.03.2026", "€63.75"),
        ("M-4", json!({"currency": "CHF", "date_format": null}), "CHF 63.75 m/d/Y 03/05/2026", "CHF 63.75"),
        ("M-5", json!({"currency": ""}), "63.75 m/d/Y 03/05/2026", "63.75"),
    ] {
        let set = shop.call("PATCH", "/v1/store", Some(&json!({"settings": settings}))).await;
        assert_eq!(set.status, 200, "{settings}: {}", set.text());
        shop.world.advance(std::time::Duration::from_mins(1));
        let id = shop.order(number).await;
        shop.world.settle().await;
        let found = shop.get(&format!("/v1/orders/{id}")).await["order"]["order_metadata"]["total"].clone();
        assert_eq!(found, total, "{settings}");
        let mail = preview(&shop, &template, &id).await;
        assert_eq!(mail["text"], format!("{expected} https://api.example.com"), "{settings}");
    }
    for (setting, value) in
        [("currency", json!("yen")), ("currency", json!("YENS")), ("date_format", json!("d".repeat(41)))]
    {
        let refused = shop.call("PATCH", "/v1/store", Some(&json!({"settings": {setting: value}}))).await;
        assert!(refused.status == 400 && refused.text().contains(&format!("settings.{setting}")), "{}", refused.text());
    }
}
