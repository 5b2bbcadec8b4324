//! Nothing but the question goes to an address before whoever reads it has said yes (row 15 of the attacks).

use std::time::Duration;

use serde_json::{Value, json};
use waybill::Answer;
use waybill::http::Reply;

use crate::shop::Shop;
use crate::world::{ADMIN_TOKEN, Function, PUBLIC_URL};

const DAY: Duration = Duration::from_hours(24);

/// Sets a shop's address by its own key.
async fn set_address(shop: &Shop, address: &str) -> Value {
    let reply = shop.call("PATCH", "/v1/store", Some(&json!({"settings": {"admin_email": address}}))).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    shop.world.settle().await;
    reply.json::<Value>().unwrap()["store"]["settings"].clone()
}

async fn is_confirmed(shop: &Shop) -> bool {
    shop.get("/v1/store").await["store"]["settings"]["admin_email_confirmed"] == true
}

/// The addresses of the links in the mails to an address, without the API's own.
fn links(shop: &Shop, address: &str) -> Vec<String> {
    let mails = shop.mails_to(address).into_iter().filter(|mail| mail.subject == "Please confirm your e-mail address");
    let link = |mail: cloud::Mail| {
        let line = mail.text.lines().find(|line| line.starts_with(PUBLIC_URL)).unwrap().to_owned();
        line.strip_prefix(PUBLIC_URL).unwrap().to_owned()
    };
    mails.map(link).collect()
}

/// Follows a link as somebody without a key does, whose host header may be anything.
async fn follow(shop: &Shop, method: &str, link: &str) -> Reply {
    shop.world.call(method, link, &[("host", "evil.example")], None).await
}

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

async fn fail_one(shop: &Shop, number: &str) {
    let order = shop.order(number).await;
    shop.appointments(&order, "failed", 1).await;
    shop.world.settle().await;
}

#[tokio::test]
async fn an_address_that_a_store_sets_is_mailed_a_question_and_nothing_else_until_it_is_answered() {
    let shop = Shop::open("asked").await;
    shop.receiver.always("/in", Answer::status(410));
    shop.post_rule("/in").await;
    let settings = set_address(&shop, "victim@example.com").await;
    assert_eq!(settings["admin_email_confirmed"], false);
    let link = links(&shop, "victim@example.com").pop().unwrap();
    fail_one(&shop, "Q-1").await;
    assert_eq!(shop.mails_to("victim@example.com").len(), 1, "the question alone");
    assert_eq!(shop.get("/v1/appointments?status=failed").await["total_records"], 1, "it stays visible");

    // A mail scanner, which follows links, confirms nothing.
    let page = follow(&shop, "GET", &link).await;
    assert_eq!((page.status, header(&page, "content-type")), (200, "text/html; charset=utf-8"));
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("content-security-policy", "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    ] {
        assert_eq!(header(&page, name), value, "{name}");
    }
    assert!(page.text().contains("<form method=\"post\"><button") && page.text().contains("victim@example.com"));
    assert!(!is_confirmed(&shop).await);

    let done = follow(&shop, "POST", &link).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(is_confirmed(&shop).await);
    for method in ["GET", "POST"] {
        let again = follow(&shop, method, &link).await;
        assert!(again.status == 410 && again.text().contains("This link was used"), "{}", again.text());
    }
    fail_one(&shop, "Q-2").await;
    let mails = shop.mails_to("victim@example.com");
    assert_eq!((mails.len(), mails[1].subject.as_str()), (2, "1 appointment failed at asked"));
    // The same address again changes nothing.
    assert_eq!(set_address(&shop, "victim@example.com").await["admin_email_confirmed"], true);
    assert_eq!(shop.mails_to("victim@example.com").len(), 2);
}

#[tokio::test]
async fn a_link_confirms_the_address_it_was_mailed_to_and_no_other() {
    let shop = Shop::open("changed").await;
    set_address(&shop, "one@example.com").await;
    let first = links(&shop, "one@example.com").pop().unwrap();
    set_address(&shop, "two@example.com").await;
    for method in ["GET", "POST"] {
        let outdated = follow(&shop, method, &first).await;
        assert_eq!(outdated.status, 410, "{}", outdated.text());
        assert!(!outdated.text().contains("changed") && !outdated.text().contains("two@"), "{}", outdated.text());
    }
    assert!(!is_confirmed(&shop).await);
    let second = links(&shop, "two@example.com").pop().unwrap();
    assert_eq!(follow(&shop, "POST", &second).await.status, 200);
    assert!(is_confirmed(&shop).await);
    // Another address is another question.
    assert_eq!(set_address(&shop, "three@example.com").await["admin_email_confirmed"], false);
}

#[tokio::test]
async fn a_link_ends_after_seven_days_and_one_that_nobody_sent_tells_nothing() {
    let shop = Shop::open("ended").await;
    set_address(&shop, "ended-1@example.com").await;
    let link = links(&shop, "ended-1@example.com").pop().unwrap();
    let token = link.rsplit('/').next().unwrap();
    shop.world.advance(Duration::from_mins(7 * 24 * 60 - 1));
    assert_eq!(follow(&shop, "GET", &link).await.status, 200);
    shop.world.advance(Duration::from_mins(2));
    for method in ["GET", "POST"] {
        let over = follow(&shop, method, &link).await;
        assert!(over.status == 410 && over.text().contains("has ended"), "{}", over.text());
        let (upper, short) = (token.to_uppercase(), &token[1..]);
        for unknown in ["0".repeat(64), upper, short.to_owned(), format!("{token}0"), "x".to_owned(), "%00".to_owned()]
        {
            let unknown = follow(&shop, method, &format!("/v1/mail-confirmations/{unknown}")).await;
            assert_eq!(unknown.status, 404, "{}", unknown.text());
            assert!(!unknown.text().contains(&shop.name) && !unknown.text().contains("ended-1@"));
        }
    }
    assert!(!is_confirmed(&shop).await);
}

/// What the table, the stream and the queues hold opens nothing.
#[tokio::test]
async fn a_token_is_in_the_mail_alone() {
    let shop = Shop::open("token").await;
    set_address(&shop, "token-1@example.com").await;
    let link = links(&shop, "token-1@example.com").pop().unwrap();
    let token = link.rsplit('/').next().unwrap();
    assert!(token.len() == 64 && shop.mails_to("token-1@example.com").len() == 1);
    let rows = shop.world.aws.dynamo.rows().unwrap();
    assert!(!format!("{rows:?}").contains(token));
    let kept = rows.keys().filter(|(pk, _)| pk.starts_with("V#")).count();
    assert_eq!(kept, 1, "its digest");
}

#[tokio::test]
async fn a_store_causes_three_such_mails_a_day_and_an_address_gets_one_an_hour() {
    let shop = Shop::open("bounded").await;
    for number in 0..6 {
        set_address(&shop, &format!("b-{number}@example.com")).await;
    }
    let mailed =
        |shop: &Shop| (0..6).filter(|number| !links(shop, &format!("b-{number}@example.com")).is_empty()).count();
    assert_eq!(mailed(&shop), 3);
    // To and fro within an hour, by two stores: one.
    shop.world.advance(DAY);
    let other = Shop::open("bounded-2").await;
    for _ in 0..3 {
        for shop in [&shop, &other] {
            set_address(shop, "Victim-2@example.com").await;
            set_address(shop, "").await;
        }
    }
    assert_eq!(shop.mails_to("Victim-2@example.com").len(), 1);
    shop.world.advance(Duration::from_mins(61));
    set_address(&other, "victim-2@example.com").await;
    assert_eq!(shop.mails_to("victim-2@example.com").len(), 1, "an hour later, in letters of another case");
}

/// Both at the same moment: a limit that is looked at and then written would let more through.
#[tokio::test]
async fn of_changes_at_the_same_moment_no_more_are_mailed_than_may_be() {
    let shop = Shop::open("at-once").await;
    let set = |number: usize| {
        let shop = &shop;
        async move {
            let body = json!({"settings": {"admin_email": format!("o-{number}@example.com")}});
            shop.call("PATCH", "/v1/store", Some(&body)).await.status
        }
    };
    let statuses = futures_util::future::join_all((0..10).map(set)).await;
    assert_eq!(statuses, [200; 10]);
    shop.world.settle().await;
    let rows = shop.world.aws.dynamo.rows().unwrap();
    let mine = format!("M#{}#confirmation-", shop.id);
    assert_eq!(rows.keys().filter(|(pk, _)| pk.starts_with(&mine)).count(), 3);
    let mailed: usize = (0..10).map(|number| shop.mails_to(&format!("o-{number}@example.com")).len()).sum();
    assert!(mailed <= 1, "only the address that is set in the end is asked: {mailed}");
}

#[tokio::test]
async fn only_the_operator_may_vouch_for_an_address() {
    let shop = Shop::open("vouched").await;
    let patch = json!({"settings": {"admin_email": "v-1@example.com", "admin_email_confirmed": true}});
    let refused = shop.call("PATCH", "/v1/store", Some(&patch)).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("admin_email_confirmed"));
    assert_eq!(shop.get("/v1/store").await["store"]["settings"]["admin_email"], "vouched@example.com");
    // What was read may be sent back.
    let read = shop.get("/v1/store").await["store"]["settings"].clone();
    let back = json!({"settings": {"admin_email": read["admin_email"], "admin_email_confirmed": read["admin_email_confirmed"]}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&back)).await.status, 200);

    let bearer = format!("Bearer {ADMIN_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let address = format!("/v1/stores/{}", shop.id);
    let vouched = shop.world.call("PATCH", &address, &headers, Some(patch.to_string().as_bytes())).await;
    assert_eq!(vouched.status, 200, "{}", vouched.text());
    assert!(is_confirmed(&shop).await);
    // The operator, too, is only taken at their word where they give it.
    let unvouched = json!({"settings": {"admin_email": "v-2@example.com"}}).to_string();
    assert_eq!(shop.world.call("PATCH", &address, &headers, Some(unvouched.as_bytes())).await.status, 200);
    shop.world.settle().await;
    assert!(!is_confirmed(&shop).await);
    assert_eq!((shop.mails_to("v-1@example.com").len(), links(&shop, "v-2@example.com").len()), (0, 1));
    let body = br#"{"name":"Pier","settings":{"admin_email":"v-3@example.com"}}"#;
    assert_eq!(shop.world.call("POST", "/v1/stores", &headers, Some(body)).await.status, 201);
    shop.world.settle().await;
    assert_eq!(links(&shop, "v-3@example.com").len(), 1, "a new store's address too");
}

/// A row of before says nothing of it, and its address counts as unconfirmed: the first mail that would go there is the
/// question.
#[tokio::test]
async fn the_first_mail_to_an_address_of_before_is_the_question() {
    let shop = Shop::open("before").await;
    shop.receiver.always("/in", Answer::status(410));
    shop.post_rule("/in").await;
    set_address(&shop, "before-1@example.com").await;
    shop.world.advance(DAY);
    assert_eq!(links(&shop, "before-1@example.com").len(), 1);
    fail_one(&shop, "B-1").await;
    fail_one(&shop, "B-2").await;
    assert_eq!(links(&shop, "before-1@example.com").len(), 2, "once an hour at most");
    assert_eq!(shop.mails_to("before-1@example.com").len(), 2, "and nothing else");
    assert_eq!(shop.world.due(), []);
    assert_eq!(shop.get("/v1/appointments?status=failed").await["total_records"], 2);
}

/// Catches a question that is never mailed because the function died between the setting and the question: the same
/// change again, or the first failure, mails it.
#[tokio::test]
async fn an_address_set_over_a_crash_is_asked_in_the_end() {
    for writes in 1..=3 {
        let shop = Shop::open(&format!("crashed-{writes}")).await;
        let address = format!("c-{writes}@example.com");
        let body = json!({"settings": {"admin_email": address}});
        shop.world.crash_after(writes, Function::ServeApi);
        let status = shop.call("PATCH", "/v1/store", Some(&body)).await.status;
        assert_eq!((status, shop.world.has_crashed()), (500, true), "after write {writes}");
        assert_eq!(shop.call("PATCH", "/v1/store", Some(&body)).await.status, 200);
        shop.world.settle().await;
        shop.world.advance(Duration::from_mins(61));
        if links(&shop, &address).is_empty() {
            set_address(&shop, &address).await;
        }
        assert_eq!(links(&shop, &address).len(), 1, "after write {writes}");
    }
}

/// Catches a confirmation that is half done: the link says that it was used, and the address is not confirmed.
#[tokio::test]
async fn an_address_confirmed_over_a_crash_is_confirmed() {
    for writes in 1..=2 {
        let shop = Shop::open(&format!("confirmed-{writes}")).await;
        let address = format!("d-{writes}@example.com");
        set_address(&shop, &address).await;
        let link = links(&shop, &address).pop().unwrap();
        shop.world.crash_after(writes, Function::ServeApi);
        assert_eq!(follow(&shop, "POST", &link).await.status, 500);
        assert!(shop.world.has_crashed());
        assert!(matches!(follow(&shop, "POST", &link).await.status, 200 | 410));
        assert!(is_confirmed(&shop).await);
        assert_eq!(follow(&shop, "POST", &link).await.status, 410);
    }
}
