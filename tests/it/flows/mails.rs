//! The real schedule, the lane `mail` and the page behind a link.

use serde_json::{Value, json};
use waybill::Answer;
use waybill::http;

use crate::shop::{Shop, eventually};

/// The text of the first mail to an address.
async fn mail_to(shop: &Shop, address: &str) -> String {
    let look = async || {
        let mails = shop.cloud.mails().await.unwrap();
        mails.into_iter().find(|mail| mail.to == [address]).map(|mail| mail.text)
    };
    eventually(&format!("a mail to {address}"), look).await
}

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
    let text = mail_to(&shop, "mailed@example.com").await;
    assert!(text.contains(&order) && text.contains("> see http[:]//evil[.]example"), "{text}");

    let patch = json!({"settings": {"admin_email": "mailed-2@example.com"}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&patch)).await.status, 200);
    let text = mail_to(&shop, "mailed-2@example.com").await;
    let link = text.lines().find(|line| line.starts_with("http")).unwrap();
    let page = http::get(link.to_owned()).send().await.unwrap();
    assert!(page.status == 200 && page.text().contains("<button"), "{}", page.text());
    let confirmed = async || shop.get("/v1/store").await["store"]["settings"]["admin_email_confirmed"].clone();
    assert_eq!(confirmed().await, Value::Bool(false));
    let done = http::post(link.to_owned()).send().await.unwrap();
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(confirmed().await, Value::Bool(true));
}
