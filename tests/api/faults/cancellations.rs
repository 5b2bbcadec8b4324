//! Crashes around the mail about a cancellation, which nobody can leave out.

use std::time::Duration;

use cloud::Target;
use serde_json::{Value, json};

use super::at_each_write;
use crate::shop::Shop;
use crate::world::{ADMIN_TOKEN, Function};

/// What the history says of a mail that is given up begins so.
const SAID: &str = "The store was not mailed of the cancellation: ";

/// An order that stood at a supplier and was canceled by the store; what follows of that is not done yet.
async fn canceled_order(shop: &Shop) -> String {
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    shop.world.settle().await;
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Too late"})).await;
    order
}

async fn set(shop: &Shop, settings: Value) {
    let set = shop.call("PATCH", "/v1/store", Some(&json!({"settings": settings}))).await;
    assert_eq!(set.status, 200, "{}", set.text());
}

/// The operator says that the store's address is right.
async fn vouch(shop: &Shop) {
    let body = json!({"settings": {"admin_email_confirmed": true}}).to_string();
    let bearer = format!("Bearer {ADMIN_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let path = format!("/v1/stores/{}", shop.id);
    let vouched = shop.world.call("PATCH", &path, &headers, Some(body.as_bytes())).await;
    assert_eq!(vouched.status, 200, "{}", vouched.text());
}

/// How often the history says that nobody was mailed.
async fn said(shop: &Shop, order: &str) -> usize {
    shop.history(order).await.iter().filter(|line| line.starts_with(SAID)).count()
}

/// How many mails about cancellations went to this address.
fn mails(shop: &Shop, address: &str) -> usize {
    shop.mails_to(address).iter().filter(|mail| mail.subject.contains("was canceled")).count()
}

/// Lets hours pass, three at a time, and what is due by then be done. A tick that crashes comes again a minute later.
async fn wait(shop: &Shop, hours: u64) {
    for _ in 0..hours / 3 {
        shop.world.advance(Duration::from_hours(3));
        if shop.world.tick().await.is_err() {
            shop.world.advance(Duration::from_mins(6));
            shop.world.tick().await.unwrap();
        }
        shop.world.settle().await;
    }
}

/// Catches a mail that waits for ever: who was to have it looked for dies, and the address is confirmed before that is
/// done again.
#[tokio::test]
async fn a_mail_that_waits_leaves_though_the_address_is_confirmed_between_a_crash_and_the_next_try() {
    let crashes = at_each_write("waiting", Function::CarryOutPlans, async |shop, crash| {
        let address = format!("late-{}@example.com", crash.writes);
        set(shop, json!({"admin_email": address})).await;
        canceled_order(shop).await;
        let records = shop.world.unread(Function::CarryOutPlans);
        crash.plan(shop);
        let _ = shop.world.invoke_stream(Function::CarryOutPlans, &records).await;
        shop.world.call_off_crash();
        vouch(shop).await;
        shop.world.settle().await;
        wait(shop, 9).await;
        assert_eq!(mails(shop, &address), 1);
    });
    assert!(crashes.await >= 2, "looked for, made to wait");
}

/// Catches a mail that is given up, and who was to say so dies.
#[tokio::test]
async fn that_nobody_was_mailed_is_said_once_over_a_crash_of_who_gives_up() {
    let crashes = at_each_write("given-up", Function::SendMail, async |shop, crash| {
        shop.world.aws.mails.refuse(format!("given-up-{}@example.com", crash.writes));
        let order = canceled_order(shop).await;
        crash.plan(shop);
        crash.end(shop).await;
        assert_eq!(said(shop, &order).await, 1);
    });
    assert!(crashes.await >= 3, "begun, given up, said");
}

/// Catches a mail that waited for 30 days, and who gives it up dies before that is said.
#[tokio::test]
async fn that_a_mail_waited_for_too_long_is_said_once_over_a_crash() {
    let shop = Shop::open("waited").await;
    set(&shop, json!({"admin_email": ""})).await;
    let order = canceled_order(&shop).await;
    shop.world.settle().await;
    let says = Target::operation("PutItem").containing(format!("\"O#{}#{order}\"", shop.id));
    shop.world.crash_before(says, Function::RunSchedule);
    shop.world.advance(Duration::from_hours(31 * 24));
    wait(&shop, 24).await;
    assert!(shop.world.has_crashed());
    assert_eq!(said(&shop, &order).await, 1);
    assert!(shop.world.due().iter().all(|(row, _)| !row.contains("waiting_notice")), "nobody looks any more");
}
