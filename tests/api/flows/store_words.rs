//! What a store's admin is mailed anyway, in the store's own words (orderdesk-app 8.1, 12.4, 12.5).

use serde_json::{Value, json};
use waybill::Answer;

use super::mails::template;
use crate::shop::Shop;

async fn fails(shop: &Shop) {
    shop.receiver.always("/in", Answer::status(410).body("gone for good"));
    shop.post_rule("/in").await;
    let order = shop.order("F-1").await;
    shop.appointments(&order, "failed", 1).await;
    shop.world.settle().await;
}

fn of_failures(text: &str) -> Value {
    json!({"name": "Trouble", "kind": "failed_appointment", "subject": "Trouble: {{ summary }}", "text": text,
        "html": "{% for it in failures %}<p>{{ it.reply }}</p>{% endfor %}", "reply_to": "ops@example.com"})
}

/// Catches a template of the store's that is not used, or whose values are missing.
#[tokio::test]
async fn failures_are_told_as_the_store_words_them() {
    let shop = Shop::open("words-failed").await;
    let text =
        "{% for it in failures %}{{ it.what }} of {{ it.order_id }} ({{ it.status }}): {{ it.why }}\n{% endfor %}";
    template(&shop, of_failures(text)).await;
    fails(&shop).await;
    let mails = shop.mails();
    assert_eq!((mails.len(), &*mails[0].subject), (1, "Trouble: 1 appointment failed"));
    assert!(
        mails[0].text.starts_with("Send Order To Website of ") && mails[0].text.contains("(410): "),
        "{}",
        mails[0].text
    );
    let raw = String::from_utf8_lossy(&mails[0].raw).into_owned();
    assert!(raw.contains("<p>gone for good</p>") && raw.contains("ops@example.com"), "{raw}");
}

/// Catches a mail that is lost over a template that makes none.
#[tokio::test]
async fn a_template_that_makes_no_mail_is_passed_over_and_named() {
    let shop = Shop::open("words-broken").await;
    template(&shop, of_failures("{% for a in 1..100000 %}{% for b in 1..100000 %}x{% endfor %}{% endfor %}")).await;
    fails(&shop).await;
    let mails = shop.mails();
    assert_eq!((mails.len(), &*mails[0].subject), (1, "1 appointment failed at words-broken"));
    assert!(mails[0].text.contains("The mail template \"Trouble\" was not used: text"), "{}", mails[0].text);
}

/// F108, F148: catches low stock and a cancellation that are told in our words though the store has its own.
#[tokio::test]
async fn low_stock_and_cancellations_are_told_as_the_store_words_them() {
    let shop = Shop::with("words-stock", json!({"stock_is_taken": "on_import"})).await;
    let low = json!({"name": "Low", "kind": "low_stock", "subject": "{{ code }} at {{ location }}", "text": "{{ stock }} of {{ reorder_level }}: {{ usual_text }}"});
    template(&shop, low).await;
    let canceled = json!({"name": "Canceled", "kind": "cancellation", "subject": "{{ source_id }} for {{ shipping.city }}", "text": "{{ canceled_by }}: {{ note }}"});
    template(&shop, canceled).await;
    let item = json!({"name": "Print", "code": "PRINT-A3", "stock": 5, "reorder_level": 4, "location": "A-12"});
    shop.post("/api/v2/inventory-items", &item).await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let order = shop.order("W-1").await;
    shop.world.settle().await;
    shop.submit(&order, &supplier).await;
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Sold <out>"})).await;
    shop.world.settle().await;
    let mails: Vec<_> = shop.mails().into_iter().map(|mail| (mail.subject, mail.text)).collect();
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert_eq!(mails[0].0, "PRINT-A3 at A-12");
    assert!(mails[0].1.starts_with("3 of 4: Print (PRINT-A3): 3 left"), "{}", mails[0].1);
    assert_eq!(mails[1].0, "W-1 for Portland");
    assert!(mails[1].1.ends_with(": Sold <out>"), "{}", mails[1].1);
}

/// Catches two templates of one kind of which nobody knows which is used, and one that mails somebody else.
#[tokio::test]
async fn one_of_a_kind_is_active_and_goes_to_the_admin_alone() {
    let shop = Shop::open("words-one").await;
    template(&shop, of_failures("x")).await;
    let second = shop.call("POST", "/v1/mail-templates", Some(&of_failures("y"))).await;
    assert!(second.status == 409 && second.text().contains("kind"), "{}", second.text());
    let mut off = of_failures("y");
    off["active"] = json!(false);
    let off = template(&shop, off).await;
    let on = shop.call("PUT", &format!("/v1/mail-templates/{off}"), Some(&of_failures("y"))).await;
    assert_eq!(on.status, 409, "{}", on.text());
    for field in ["to", "cc", "bcc"] {
        let mut other = of_failures("x");
        other["kind"] = json!("low_stock");
        other[field] = json!("someone@example.com");
        let refused = shop.call("POST", "/v1/mail-templates", Some(&other)).await;
        assert!(refused.status == 400 && refused.text().contains(field), "{}", refused.text());
    }
    let order = shop.order("O-1").await;
    let refused = shop.call("POST", &format!("/v1/orders/{order}/mails"), Some(&json!({"template_id": off}))).await;
    assert_eq!(refused.status, 400, "{}", refused.text());
}

/// Catches a template of a kind that can't be looked at before something goes wrong.
#[tokio::test]
async fn each_kind_is_shown_with_made_up_values_and_nothing_missing() {
    let shop = Shop::open("words-preview").await;
    let order = shop.order("P-1").await;
    for (kind, text, expected) in [
        (
            "failed_appointment",
            "{{ summary }}{% for it in failures %} {{ it.url }}{% endfor %}",
            "1 appointment failed https://printer.example.com/orders",
        ),
        ("low_stock", "{{ name }}: {{ stock }}", "Mug: 3"),
        (
            "monthly_summary",
            "{{ month }}{% for it in suppliers %} {{ it.name }} {{ it.commission }}{% endfor %}{% for it in cancellations %} {{ it.note }}{% endfor %}",
            "2026-04 The Printer 44.00 The paper is out of stock until May.",
        ),
        ("cancellation", "{{ source_id }}: {{ note }}", "P-1: The paper is out of stock until May."),
    ] {
        let body = json!({"name": kind, "kind": kind, "subject": "S", "text": text});
        let id = template(&shop, body).await;
        let path = format!("/v1/mail-templates/{id}/preview");
        let of_order = kind == "cancellation";
        let body = if of_order { json!({"order_id": order}) } else { json!({}) };
        let mail = shop.post(&path, &body).await["mail"].clone();
        assert_eq!((&mail["text"], &mail["warnings"], &mail["problems"]), (&json!(expected), &json!([]), &json!([])));
        let without = shop.call("POST", &path, Some(&json!({}))).await;
        assert_eq!(without.status, if of_order { 400 } else { 200 }, "{}", without.text());
    }
}
