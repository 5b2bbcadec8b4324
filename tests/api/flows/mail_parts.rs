//! What mails have beside their words: documents, a link by which readers leave, and what a template was before
//! (orderdesk-app 8.1, 8.3).

use serde_json::{Value, json};

use super::documents::{SLIP, print_template};
use super::mails::{mails, template};
use crate::shop::{Shop, text};

fn with_documents(kind: &str, documents: &[&str]) -> Value {
    json!({
        "name": "With papers", "kind": kind, "to": "orders@printer.example.com", "subject": "Papers of {{ source_id }}",
        "text": "See what goes with it", "attachments": documents,
    })
}

async fn mails_on_import(shop: &Shop, template_id: &str) {
    let actions = json!([{"action": "send_dropship_email", "template_id": template_id}]);
    shop.rule("Papers", "order_imported", actions).await;
}

/// Catches a document that does not go with its mail, one of another order, and a mail that counts twice while it waits.
#[tokio::test]
async fn documents_go_with_a_mail_that_waits_for_them() {
    let shop = Shop::open("mail-papers").await;
    let slip = print_template(&shop, "Packing slip", SLIP).await;
    let label = print_template(&shop, "Label / A6", "<p>{{ orders[0].shipping.city }}</p>").await;
    let papers = template(&shop, with_documents("dropship", &[&slip, &label])).await;
    mails_on_import(&shop, &papers).await;
    let id = shop.order("D/1").await;
    shop.world.settle().await;
    let sent = shop.mails_of_orders();
    assert_eq!(sent.len(), 1, "{sent:?}");
    let names: Vec<_> = sent[0].attachments.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Packing slip D-1.pdf", "Label - A6 D-1.pdf"]);
    assert!(sent[0].attachments.iter().all(|(_, bytes)| bytes.starts_with(b"%PDF-")));
    assert_ne!(sent[0].attachments[0].1, sent[0].attachments[1].1);
    let done = shop.appointments(&id, "complete", 1).await;
    assert_eq!(done[0]["attempts"].as_array().unwrap().len(), 1, "to wait is no attempt: {done:?}");
    assert_eq!(order_pdfs(&shop, &id).await, 0, "they are the mail's, and no PDF Created");
}

async fn order_pdfs(shop: &Shop, id: &str) -> usize {
    let order = shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone();
    order["order_metadata"].as_object().map_or(0, |all| all.keys().filter(|key| key.starts_with("pdf_")).count())
}

/// Catches a mail that leaves without its document, or waits for ever for one that can't be made.
#[tokio::test]
async fn a_document_that_cannot_be_made_fails_its_mail_and_says_why() {
    let shop = Shop::open("mail-no-papers").await;
    let bad = "{% if orders[0].source_id == 'BAD' %}{% for page in 1..600 %}<p>x</p><div class='page-break'></div>{% endfor %}{% endif %}<p>x</p>";
    let bad = print_template(&shop, "Slip", bad).await;
    let papers = template(&shop, with_documents("dropship", &[&bad])).await;
    mails_on_import(&shop, &papers).await;
    let id = shop.order("BAD").await;
    shop.world.settle().await;
    assert_eq!(shop.mails_of_orders(), []);
    let failed = shop.appointments(&id, "failed", 1).await;
    let why = text(&failed[0]["failure"]);
    assert!(why.starts_with("what goes with it can't be made: Slip: "), "{why}");
    assert_eq!(shop.call("DELETE", &format!("/v1/print-templates/{bad}"), None).await.status, 200);
    shop.post(&format!("/v1/appointments/{}/retry", text(&failed[0]["id"])), &json!({})).await;
    shop.world.settle().await;
    let failed = shop.appointments(&id, "failed", 1).await;
    assert_eq!(text(&failed[0]["failure"]), format!("the print template {bad}, which goes with it, is gone"));
}

/// Catches prices in what goes with a mail to a supplier: the template makes no document of an order that shows one.
#[tokio::test]
async fn a_supplier_s_documents_have_no_prices() {
    let shop = Shop::open("mail-papers-supplier").await;
    let nosy = "{% if orders[0].order_items[0].price > 0 %}{% for page in 1..600 %}<p>x</p><div class='page-break'></div>{% endfor %}{% endif %}<p>{{ orders[0].source_id }}</p>";
    let nosy = print_template(&shop, "Slip", nosy).await;
    let papers = template(&shop, with_documents("dropship", &[&nosy])).await;
    let delivery = json!({"by": "mail", "mail_template_id": papers, "to": "orders@harbor.example.com"});
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({"delivery": delivery})).await;
    let id = shop.order("P-1").await;
    shop.submit(&id, &supplier).await;
    shop.world.settle().await;
    let sent = shop.mails_of_orders();
    assert_eq!((sent.len(), sent[0].attachments.len()), (1, 1));
    mails_on_import(&shop, &papers).await;
    let second = shop.order("P-2").await;
    shop.world.settle().await;
    shop.appointments(&second, "failed", 1).await;
}

/// Catches a mail whose papers are looked for where none are made, and another store's papers.
#[tokio::test]
async fn what_is_no_print_template_of_the_store_is_refused() {
    let shop = Shop::open("mail-papers-of").await;
    let other = Shop::open("mail-papers-of-2").await;
    let theirs = print_template(&other, "Slip", SLIP).await;
    for documents in [vec![theirs.as_str()], vec!["123"], vec!["1", "2", "3", "4", "5", "6"]] {
        let refused = shop.call("POST", "/v1/mail-templates", Some(&with_documents("dropship", &documents))).await;
        assert!(refused.status == 400 && refused.text().contains("attachments"), "{}", refused.text());
    }
}

fn newsletter() -> Value {
    json!({
        "name": "News", "kind": "customer", "subject": "New prints", "text": "Have a look", "html": "<p>Have a look</p>",
        "can_unsubscribe": true,
    })
}

async fn mail(shop: &Shop, order: &str, template_id: &str) {
    shop.post(&format!("/v1/orders/{order}/mails"), &json!({"template_id": template_id})).await;
    shop.world.settle().await;
}

/// Catches a reader who can't leave, one who is thrown out by a mail scanner, and one who gets no receipts any more.
#[tokio::test]
async fn a_reader_leaves_by_one_request_and_still_gets_what_one_cannot_leave() {
    let shop = Shop::open("mail-leave").await;
    let news = template(&shop, newsletter()).await;
    let receipt = json!({"name": "Receipt", "kind": "customer", "subject": "Receipt", "text": "Paid"});
    let receipt = template(&shop, receipt).await;
    let id = shop.order("N-1").await;
    mail(&shop, &id, &news).await;
    let sent = shop.mails_of_orders().remove(0);
    let raw = String::from_utf8_lossy(&sent.raw).into_owned();
    assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{raw}");
    let at = sent.text.find("/unsubscribe/").unwrap();
    let path = sent.text[at..].split_whitespace().next().unwrap().to_owned();
    assert!(raw.contains(&format!("{path}>")), "the same link in the head");
    let page = shop.world.call("GET", &path, &[], None).await;
    assert!(page.status == 200 && page.text().contains("ada@example.com") && page.text().contains("<button>"));
    mail(&shop, &id, &news).await;
    assert_eq!(shop.mails_of_orders().len(), 2, "to look changes nothing");
    let one_click = [("content-type", "application/x-www-form-urlencoded")];
    for _ in 0..2 {
        let left = shop.world.call("POST", &path, &one_click, Some(b"List-Unsubscribe=One-Click")).await;
        assert!(left.status == 200 && !left.text().contains("<button>"), "{}", left.text());
    }
    mail(&shop, &id, &news).await;
    assert_eq!(shop.mails_of_orders().len(), 2);
    let all = shop.get(&format!("/v1/appointments?order_id={id}&status=failed")).await["appointments"].clone();
    assert_eq!(all[0]["failure"], "nothing is mailed to ada@example.com: its reader wants no such mails");
    mail(&shop, &id, &receipt).await;
    let sent = shop.mails_of_orders();
    assert_eq!((sent.len(), &*sent[2].subject), (3, "Receipt"));
    assert!(!String::from_utf8_lossy(&sent[2].raw).contains("List-Unsubscribe"), "there is nothing to leave");
    let listed = shop.get("/v1/mail-suppressions").await["mail_suppressions"].clone();
    assert_eq!(listed[0]["reason"], "unsubscribed");
}

/// Catches a link of one store that silences another, and one that anybody can make up.
#[tokio::test]
async fn a_link_is_of_its_store_alone() {
    let shop = Shop::open("mail-leave-one").await;
    let other = Shop::open("mail-leave-two").await;
    let (news, theirs) = (template(&shop, newsletter()).await, template(&other, newsletter()).await);
    mail(&shop, &shop.order("N-1").await, &news).await;
    let sent = shop.mails_of_orders().remove(0);
    let path = &sent.text[sent.text.find("/unsubscribe/").unwrap()..];
    assert_eq!(shop.world.call("POST", path.trim(), &[], None).await.status, 200);
    mail(&other, &other.order("N-1").await, &theirs).await;
    assert_eq!(other.mails_of_orders().len(), 1);
    for unknown in ["0".repeat(64), "x".to_owned()] {
        let path = format!("/unsubscribe/{unknown}");
        for method in ["GET", "POST"] {
            assert_eq!(shop.world.call(method, &path, &[], None).await.status, 404, "{method} {path}");
        }
    }
}

/// Catches what a template was and nobody can find again, and a mail that does not say by which words it went.
#[tokio::test]
async fn what_a_template_was_is_kept_and_a_mail_says_which_it_was() {
    let shop = Shop::open("mail-versions").await;
    let news = template(&shop, newsletter()).await;
    let path = format!("/v1/mail-templates/{news}");
    let id = shop.order("V-1").await;
    mail(&shop, &id, &news).await;
    for text in ["Second", "Third"] {
        let mut body = newsletter();
        body["text"] = json!(text);
        assert_eq!(shop.call("PUT", &path, Some(&body)).await.status, 200);
    }
    let stale = shop.call_raw("PUT", &path, Some(newsletter().to_string()), &[("if-match", "\"1\"")]).await;
    assert_eq!(stale.status, 412);
    mail(&shop, &id, &news).await;
    let kept = shop.get(&format!("{path}/versions")).await["versions"].clone();
    let texts: Vec<_> = kept.as_array().unwrap().iter().map(|it| (&it["version"], &it["template"]["text"])).collect();
    assert_eq!(texts, [(&json!(2), &json!("Second")), (&json!(1), &json!("Have a look"))]);
    let log = mails(&shop, &id).await;
    assert_eq!((&log[0]["template_version"], &log[1]["template_version"]), (&json!(3), &json!(1)));
    let back = kept[1]["template"].clone();
    assert_eq!(shop.call("PUT", &path, Some(&back)).await.status, 200, "what is shown can be sent");
    let other = Shop::open("mail-versions-2").await;
    assert_eq!(other.call("GET", &format!("{path}/versions"), None).await.status, 404);
}

/// Catches a template that is switched off and mailed all the same.
#[tokio::test]
async fn what_is_switched_off_is_not_sent() {
    let shop = Shop::open("mail-off").await;
    let mut off = with_documents("dropship", &[]);
    off["active"] = json!(false);
    let off = template(&shop, off).await;
    mails_on_import(&shop, &off).await;
    let id = shop.order("O-1").await;
    shop.world.settle().await;
    assert_eq!(shop.appointments(&id, "failed", 1).await[0]["failure"], "the mail template is switched off");
    let refused = shop.call("POST", &format!("/v1/orders/{id}/mails"), Some(&json!({"template_id": off}))).await;
    assert!(refused.status == 400 && refused.text().contains("template_id"), "{}", refused.text());
}
