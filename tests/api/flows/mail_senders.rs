//! The address that mails of a store's orders leave from: whose it is, who says so, and what becomes of a mail without it.

use std::time::Duration;

use serde_json::{Value, json};
use waybill::http::Reply;

use super::mails::template;
use crate::shop::{Shop, text};
use crate::world::{MAIL_FROM, PUBLIC_URL};

const PATH: &str = "/v1/store/mail-sender";

/// Sets a shop's address.
pub(crate) async fn set(shop: &Shop, address: &str) -> Reply {
    let reply = shop.call("PUT", PATH, Some(&json!({"address": address}))).await;
    shop.world.settle().await;
    reply
}

/// How far a shop's address is.
pub(crate) async fn status(shop: &Shop) -> String {
    text(&shop.get(PATH).await["mail_sender"]["status"])
}

/// The addresses of the links by which a store is let send, in the mails to an address.
pub(crate) fn links(shop: &Shop, address: &str) -> Vec<String> {
    let mails = shop.mails_to(address).into_iter().filter(|mail| mail.text.contains("send the mails of its orders"));
    let link = |mail: cloud::Mail| {
        let line = mail.text.lines().find(|line| line.starts_with(PUBLIC_URL)).unwrap().to_owned();
        line.strip_prefix(PUBLIC_URL).unwrap().to_owned()
    };
    mails.map(link).collect()
}

/// Follows a link as somebody without a key does.
pub(crate) async fn follow(shop: &Shop, method: &str, link: &str) -> Reply {
    let reply = shop.world.call(method, link, &[], None).await;
    shop.world.settle().await;
    reply
}

/// Sets an address and follows the link that was mailed there.
pub(crate) async fn confirmed(shop: &Shop, address: &str) {
    assert_eq!(set(shop, address).await.status, 200);
    let link = links(shop, address).pop().unwrap();
    assert_eq!(follow(shop, "POST", &link).await.status, 200);
}

/// Sets an address that SES sends from in the end.
pub(crate) async fn verified(shop: &Shop, address: &str) {
    confirmed(shop, address).await;
    shop.world.aws.mails.follow_link(address);
    assert_eq!(status(shop).await, "verified");
}

/// Has orders of a shop mailed to their customers.
pub(crate) async fn mails_customers(shop: &Shop) {
    let thanks = json!({"name": "Thanks", "kind": "customer", "subject": "Thank you", "text": "!"});
    let thanks = template(shop, thanks).await;
    shop.rule("Thanks", "order_imported", json!([{"action": "send_customer_email", "template_id": thanks}])).await;
}

/// The mail of a new order: who sent it, and whom it is answered to.
async fn mail_of(shop: &Shop, number: &str) -> (String, Option<String>) {
    let before = shop.mails_of_orders().len();
    shop.order(number).await;
    shop.world.settle().await;
    let mails = shop.mails_of_orders();
    assert_eq!(mails.len(), before + 1, "one mail");
    let mail = mails.last().unwrap();
    let raw = String::from_utf8_lossy(&mail.raw).into_owned();
    let line = |name: &str| Some(raw.lines().find_map(|line| line.strip_prefix(name))?.trim().to_owned());
    let from = line("From:").unwrap();
    assert!(from.contains(&mail.from), "{from} and {}", mail.from);
    (mail.from.clone(), line("Reply-To:"))
}

/// Catches a mail that leaves from an address nobody said yes for, and one that never leaves from that somebody did for.
#[tokio::test]
async fn mails_of_orders_leave_from_the_store_s_address_once_both_links_are_followed() {
    let shop = Shop::open("sender").await;
    mails_customers(&shop).await;
    let address = "orders@harbor.example.org";
    assert_eq!(shop.call("GET", PATH, None).await.status, 404);
    let made: Value = set(&shop, address).await.json().unwrap();
    assert_eq!(
        (&made["mail_sender"]["status"], &made["mail_sender"]["address"]),
        (&json!("unconfirmed"), &json!(address))
    );
    assert_eq!(mail_of(&shop, "S-1").await, (MAIL_FROM.to_owned(), None));

    let link = links(&shop, address).pop().unwrap();
    let page = follow(&shop, "GET", &link).await;
    assert!(page.status == 200 && page.text().contains("let it send from this address"), "{}", page.text());
    assert_eq!((status(&shop).await.as_str(), shop.world.aws.mails.links_to(address)), ("unconfirmed", 0), "a scanner");
    let done = follow(&shop, "POST", &link).await;
    assert!(done.status == 200 && done.text().contains("follow that one too"), "{}", done.text());
    let waits = shop.get(PATH).await["mail_sender"].clone();
    assert_eq!((&waits["status"], shop.world.aws.mails.links_to(address)), (&json!("pending"), 1));
    assert!(text(&waits["next_step"]).contains("Amazon SES mailed to the address"), "{waits}");
    assert_eq!(mail_of(&shop, "S-2").await, (MAIL_FROM.to_owned(), Some(address.to_owned())));

    shop.world.aws.mails.follow_link(address);
    assert_eq!(status(&shop).await, "verified");
    assert_eq!(mail_of(&shop, "S-3").await, (address.to_owned(), None));
    // What is the desk's own leaves from the desk's address.
    assert!(shop.world.aws.mails.sent().iter().filter(|mail| mail.to == [address]).all(|mail| mail.from == MAIL_FROM));
    // Set again it stays as it is, and nothing is mailed.
    let again: Value = set(&shop, address).await.json().unwrap();
    assert_eq!((&again["mail_sender"]["status"], links(&shop, address).len()), (&json!("verified"), 1));

    let given_up = shop.call("DELETE", PATH, None).await;
    assert_eq!(given_up.status, 200, "{}", given_up.text());
    assert_eq!(shop.call("DELETE", PATH, None).await.status, 404);
    assert_eq!(mail_of(&shop, "S-4").await, (MAIL_FROM.to_owned(), None));
}

/// Catches a second link where there is nothing left to verify, and a domain that is known in Unicode alone.
#[tokio::test]
async fn an_address_of_a_domain_that_the_operator_had_verified_needs_one_link() {
    let shop = Shop::open("sender-domain").await;
    mails_customers(&shop).await;
    shop.world.aws.mails.verify("xn--hfen-loa.example.org");
    let made: Value = set(&shop, "Orders@mail.HÄFEN.example.org").await.json().unwrap();
    let address = "Orders@mail.xn--hfen-loa.example.org";
    assert_eq!(made["mail_sender"]["address"], address);
    assert_eq!(
        mail_of(&shop, "D-1").await.0,
        MAIL_FROM,
        "SES would send from it, and nobody said that it is the store's"
    );
    follow(&shop, "POST", &links(&shop, address).pop().unwrap()).await;
    assert_eq!((status(&shop).await.as_str(), shop.world.aws.mails.links_to(address)), ("verified", 0));
    assert_eq!(mail_of(&shop, "D-2").await, (address.to_owned(), None));
}

/// Catches a store that has another's address, by whatever spelling, that sees it, or that it is confirmed for.
#[tokio::test]
async fn one_store_has_an_address_and_no_other_sees_confirms_or_uses_it() {
    let (shop, other) = (Shop::open("sender-mine").await, Shop::open("sender-other").await);
    mails_customers(&other).await;
    verified(&shop, "orders@pier.example.org").await;
    for spelling in ["orders@pier.example.org", "ORDERS@Pier.Example.Org", " Orders@pier.example.org"] {
        let refused = set(&other, spelling).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.text().contains("address") && !refused.text().contains(&shop.id), "{}", refused.text());
    }
    for (method, path) in [("GET", PATH), ("DELETE", PATH), ("POST", "/v1/store/mail-sender/verification")] {
        assert_eq!(other.call(method, path, None).await.status, 404, "{method} {path}");
    }
    assert_eq!(mail_of(&other, "O-1").await, (MAIL_FROM.to_owned(), None));
    assert_eq!(links(&other, "orders@pier.example.org").len(), 1, "the first store's");

    // It is given up while a link of it is on its way, and another store's from then on: SES knows it, and that says nothing.
    set(&shop, "desk@pier.example.org").await;
    let link = links(&shop, "desk@pier.example.org").pop().unwrap();
    set(&shop, "orders@quay.example.org").await;
    for address in ["orders@pier.example.org", "Desk@pier.example.org"] {
        assert_eq!(set(&other, address).await.status, 200, "{address}");
        assert_eq!(status(&other).await, "unconfirmed", "{address}");
    }
    let outdated = follow(&other, "POST", &link).await;
    assert!(outdated.status == 410 && outdated.text().contains("confirms nothing any more"), "{}", outdated.text());
    assert_eq!((status(&other).await.as_str(), status(&shop).await.as_str()), ("unconfirmed", "unconfirmed"));
    assert_eq!(mail_of(&other, "O-2").await, (MAIL_FROM.to_owned(), None));
}

/// Catches a link that confirms what it was not mailed for: both are to one address, of one store.
#[tokio::test]
async fn a_link_confirms_what_it_was_mailed_for_and_once() {
    let shop = Shop::open("sender-purpose").await;
    let address = "both@wharf.example.org";
    let patch = json!({"settings": {"admin_email": address}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&patch)).await.status, 200);
    set(&shop, address).await;
    let of_sender = links(&shop, address).pop().unwrap();
    let all = shop.mails_to(address);
    assert_eq!(all.len(), 2, "one keeps the other from being mailed");
    let of_admin = all.iter().find(|mail| mail.text.contains("something goes wrong")).unwrap();
    let of_admin = of_admin.text.lines().find_map(|line| line.strip_prefix(PUBLIC_URL)).unwrap().to_owned();
    let admin_is_confirmed = async || shop.get("/v1/store").await["store"]["settings"]["admin_email_confirmed"] == true;

    assert_eq!(follow(&shop, "POST", &of_admin).await.status, 200);
    assert!(admin_is_confirmed().await && status(&shop).await == "unconfirmed");
    assert_eq!(
        shop.call("PATCH", "/v1/store", Some(&json!({"settings": {"admin_email": "a@b.example"}}))).await.status,
        200
    );
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&patch)).await.status, 200);
    assert_eq!(follow(&shop, "POST", &of_sender).await.status, 200);
    assert!(!admin_is_confirmed().await && status(&shop).await == "pending");
    for method in ["GET", "POST"] {
        let used = follow(&shop, method, &of_sender).await;
        assert!(used.status == 410 && used.text().contains("This link was used"), "{}", used.text());
    }
    assert_eq!(shop.world.aws.mails.links_to(address), 1);
}

/// Catches a link that is good for ever, and one that is good for an address that came back in another spelling.
#[tokio::test]
async fn a_link_ends_and_is_of_the_address_as_it_was_set() {
    let shop = Shop::open("sender-ends").await;
    set(&shop, "one@jetty.example.org").await;
    let first = links(&shop, "one@jetty.example.org").pop().unwrap();
    set(&shop, "One@jetty.example.org").await;
    assert_eq!(follow(&shop, "POST", &first).await.status, 410, "SES takes the two for two");
    let second = links(&shop, "One@jetty.example.org");
    // An address, whatever its letters, is mailed once a minute.
    assert_eq!(second.len(), 0);
    shop.world.advance(Duration::from_secs(61));
    assert_eq!(shop.call("POST", "/v1/store/mail-sender/verification", None).await.status, 202);
    shop.world.settle().await;
    let second = links(&shop, "One@jetty.example.org").pop().unwrap();
    shop.world.advance(Duration::from_mins(7 * 24 * 60 + 1));
    let over = follow(&shop, "POST", &second).await;
    assert!(over.status == 410 && over.text().contains("has ended"), "{}", over.text());
    assert_eq!(status(&shop).await, "unconfirmed");
}

/// Catches a mail that is lost because SES knows a store's address no more, and a store that is not told so.
#[tokio::test]
async fn an_address_that_ses_refuses_fails_and_the_mail_leaves_from_the_deployment_s() {
    let shop = Shop::open("sender-refused").await;
    mails_customers(&shop).await;
    let address = "orders@mole.example.org";
    verified(&shop, address).await;
    shop.world.aws.mails.forget(address);
    assert_eq!(mail_of(&shop, "R-1").await, (MAIL_FROM.to_owned(), Some(address.to_owned())));
    let failed = shop.get(PATH).await["mail_sender"].clone();
    assert_eq!(failed["status"], "failed", "{failed}");
    assert!(text(&failed["detail"]).contains("not verified"), "{failed}");
    let told: Vec<_> = shop.mails().into_iter().filter(|mail| mail.subject.contains("1 sender is refused")).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("orders[@]mole[.]example[.]org") && told[0].from == MAIL_FROM, "{}", told[0].text);
    let order = shop.get("/v1/orders?limit=1").await["orders"][0]["id"].clone();
    let mails = shop.get(&format!("/v1/orders/{}/mails", text(&order))).await;
    assert_eq!(mails["mails"][0]["status"], "sent");

    // A person has it verified again. Nobody looks: the mail of an order does, once in a while.
    shop.world.aws.mails.verify("mole.example.org");
    assert_eq!(mail_of(&shop, "R-2").await.0, MAIL_FROM, "what SES refused is tried again by a person alone");
    shop.world.aws.mails.forget("mole.example.org");
    assert_eq!(shop.call("POST", "/v1/store/mail-sender/verification", None).await.status, 202);
    shop.world.settle().await;
    assert_eq!(shop.world.aws.mails.links_to(address), 1, "SES was made to forget the first");
    assert_eq!(mail_of(&shop, "R-3").await.0, MAIL_FROM);
    shop.world.aws.mails.follow_link(address);
    assert_eq!(mail_of(&shop, "R-4").await.0, MAIL_FROM, "SES was asked just before");
    shop.world.advance(Duration::from_mins(15));
    assert_eq!(mail_of(&shop, "R-5").await, (address.to_owned(), None));
    assert_eq!(shop.get(PATH).await["mail_sender"]["detail"], "");
}

/// Catches a state that nothing leads out of, and mails of SES's without end.
#[tokio::test]
async fn the_mail_that_is_waited_for_is_sent_again_once_a_minute() {
    let shop = Shop::open("sender-again").await;
    let (address, again) = ("orders@dock.example.org", "/v1/store/mail-sender/verification");
    let statuses = async |count: usize| {
        let mut statuses = vec![];
        for _ in 0..count {
            statuses.push(shop.call("POST", again, None).await.status);
        }
        shop.world.settle().await;
        statuses
    };
    set(&shop, address).await;
    assert_eq!(statuses(1).await, [409], "the link was mailed just now");
    for _ in 0..2 {
        shop.world.advance(Duration::from_mins(2));
        assert_eq!(statuses(2).await, [202, 409]);
    }
    shop.world.advance(Duration::from_mins(2));
    assert_eq!((statuses(1).await, links(&shop, address).len()), (vec![409], 3), "three a day");
    follow(&shop, "POST", &links(&shop, address)[0]).await;
    shop.world.aws.mails.give_up_on(address);
    assert_eq!(status(&shop).await, "failed");
    shop.world.advance(Duration::from_mins(1));
    assert_eq!(statuses(2).await, [202, 409]);
    assert_eq!((status(&shop).await.as_str(), shop.world.aws.mails.links_to(address)), ("pending", 2));
    // Where SES knows it meanwhile, none is mailed.
    shop.world.aws.mails.give_up_on(address);
    assert_eq!(status(&shop).await, "failed");
    shop.world.aws.mails.verify("dock.example.org");
    shop.world.advance(Duration::from_mins(1));
    assert_eq!(statuses(1).await, [202]);
    assert_eq!((status(&shop).await.as_str(), shop.world.aws.mails.links_to(address)), ("verified", 2));
    assert_eq!(statuses(1).await, [409], "there is nothing left to do");
}

/// Catches an address that no mail can leave from, and the operator's own in a store's hands.
#[tokio::test]
async fn what_can_be_no_sender_is_refused_by_name() {
    let shop = Shop::open("sender-none").await;
    for (address, why) in [
        ("", "mail address"),
        ("Shop <orders@example.org>", "mail address"),
        ("\"orders\"@example.org", "mail address"),
        ("büro@example.org", "not ASCII"),
        (MAIL_FROM, "all stores"),
        ("DESK@Waybill.Example.com", "all stores"),
    ] {
        let refused = shop.call("PUT", PATH, Some(&json!({"address": address}))).await;
        assert_eq!(refused.status, 400, "{address}: {}", refused.text());
        let problem = refused.json::<Value>().unwrap()["errors"].to_string();
        assert!(problem.contains("\"address\"") && problem.contains(why), "{address}: {problem}");
    }
    assert_eq!(shop.call("PUT", PATH, Some(&json!({"address": "a@example.org", "name": "A"}))).await.status, 400);
    assert_eq!(shop.call("GET", PATH, None).await.status, 404);
}

/// Catches an address that two stores have because both looked before either wrote.
#[tokio::test]
async fn of_two_stores_that_set_one_address_at_the_same_moment_one_has_it() {
    let shops = [Shop::open("sender-race-1").await, Shop::open("sender-race-2").await];
    for round in 0..8 {
        let body = json!({"address": format!("orders@race-{round}.example.org")});
        let [one, other] = shops.each_ref().map(|shop| shop.call("PUT", PATH, Some(&body)));
        let (one, other) = futures_util::future::join(one, other).await;
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.text(), other.text());
        let kept = if one.status == 200 { &shops[0] } else { &shops[1] };
        assert_eq!(kept.get(PATH).await["mail_sender"]["address"], body["address"]);
    }
}

/// Catches a supplier who gets files from another address than mails, and a file that is lost with the address.
#[tokio::test]
async fn files_are_mailed_from_the_store_s_address_too() {
    let shop = Shop::open("sender-files").await;
    let address = "orders@slip.example.org";
    verified(&shop, address).await;
    let delivery = json!({"by": "mail", "to": "orders@printer.example.com", "subject": "Today"});
    let template = super::exports::add(&shop, "All", &json!({"delivery": delivery, "filename": "orders.csv"})).await;
    let senders = |shop: &Shop| -> Vec<String> {
        shop.mails_to("orders@printer.example.com").into_iter().map(|mail| mail.from).collect()
    };
    shop.order("F-1").await;
    super::exports::export(&shop, &template).await;
    assert_eq!(senders(&shop), [address]);
    shop.world.aws.mails.forget(address);
    shop.order("F-2").await;
    let made = super::exports::export(&shop, &template).await;
    assert_eq!(made["files"][0]["status"], "settled", "{made}");
    assert_eq!(
        (senders(&shop), status(&shop).await),
        (vec![address.to_owned(), MAIL_FROM.to_owned()], "failed".to_owned())
    );
    let raw = String::from_utf8_lossy(&shop.mails_to("orders@printer.example.com")[1].raw).into_owned();
    assert!(raw.contains(&format!("Reply-To: {address}")), "{raw}");
}
