//! Signing in and out, and who is kept out.

use cloud::writes_of;
use serde_json::json;
use serve_console::Screen;

use super::{PASSWORD, Visitor, operator_link};
use crate::shop::Shop;

const ADA: &str = "ada@example.com";

/// Catches a link that works twice, a session that outlives its end, and a page that opens without one.
#[tokio::test]
async fn a_link_makes_an_account_once_which_signs_out_and_in_again() {
    let shop = Shop::open("people").await;
    let ada = Visitor::new(&shop);
    let link = operator_link(&shop, "invite", &json!({"email": ADA, "store_id": shop.id})).await;
    for _ in 0..2 {
        assert_eq!(ada.send("HEAD", &link, None, &[]).await.status, 200, "to look changes nothing");
    }
    ada.accept(&link).await;
    assert_eq!(Visitor::new(&shop).get(&link).await.status, 410, "it was used");
    let home = format!("/console/{}", shop.id);
    assert!(ada.read(&home).await.contains("people"));
    let before = ada.cookie();
    assert_eq!(ada.does("/console/sign-out", &[]).await, "/console/sign-in");
    let reply = ada.with_cookie(&before).get(&home).await;
    assert_eq!(reply.status, 303, "the session has ended");
    assert!(reply.headers["location"].to_str().unwrap().starts_with("/console/sign-in?next="));

    let wrong = ada.post("/console/sign-in", &[("email", ADA), ("password", "something else")]).await;
    let unknown = ada.post("/console/sign-in", &[("email", "nobody@example.com"), ("password", PASSWORD)]).await;
    assert_eq!((wrong.status, unknown.status), (422, 422));
    let without = |text: String, email: &str| text.replace(email, "");
    let (wrong, unknown) = (wrong.text(), unknown.text());
    assert_eq!(without(wrong, ADA), without(unknown, "nobody@example.com"), "nobody learns who has an account");
    let next = format!("{home}/orders?folder=1");
    let form = [("email", "ADA@example.com "), ("password", PASSWORD), ("next", next.as_str())];
    assert_eq!(ada.does("/console/sign-in", &form).await, next);
    assert_ne!(ada.cookie(), before);
}

/// Catches a form that another site can have sent, in every combination of what browsers say.
#[tokio::test]
async fn no_form_is_taken_from_another_site() {
    let shop = Shop::open("foreign").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let own = "https://api.example.com";
    let refused: [&[(&str, &str)]; 7] = [
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", own)],
        &[("origin", "https://evil.example.com")],
        &[("origin", "null")],
        &[("origin", "https://api.example.com.evil.example.com")],
    ];
    for screen in Screen::ALL.iter().filter(|screen| screen.changes()) {
        let path = screen.path().replace("{store_id}", &shop.id).replace(['{', '}'], "");
        for headers in refused {
            let reply = ada.send("POST", &path, Some(&[]), headers).await;
            assert_eq!(reply.status, 403, "{screen:?} {headers:?}");
        }
    }
    for taken in [[("sec-fetch-site", "same-origin")], [("sec-fetch-site", "none")], [("origin", own)]] {
        let reply = ada.send("POST", "/console/account/names", Some(&[("first_name", "Ada")]), &taken).await;
        assert_eq!(reply.status, 303, "{taken:?}");
    }
}

/// Catches a page that changes something because it is looked at.
#[tokio::test]
async fn to_look_at_a_page_changes_nothing() {
    let shop = Shop::open("looking").await;
    let order = shop.order("1001").await;
    let ada = Visitor::owner(&shop, ADA).await;
    shop.world.settle().await;
    for screen in Screen::ALL.iter().filter(|screen| !screen.changes()) {
        let path = screen.path().replace("{store_id}", &shop.id).replace("{order_id}", &order);
        let path = path.replace(['{', '}'], "");
        shop.world.aws.dynamo.take();
        for _ in 0..2 {
            let reply = ada.get(&path).await;
            assert!(reply.status < 500, "{path}: {}", reply.text());
        }
        assert_eq!(writes_of(&shop.world.aws.dynamo.take().units).tenths, 0, "{path}");
    }
}

/// Catches a page that a browser would let do more than it may, or keep.
#[tokio::test]
async fn every_page_says_what_it_may_load_and_is_kept_by_nobody() {
    let shop = Shop::open("policies").await;
    let (ada, nobody) = (Visitor::owner(&shop, ADA).await, Visitor::new(&shop));
    for path in ["/console/sign-in", &format!("/console/{}/orders", shop.id), "/console/nowhere"] {
        let reply = if path.ends_with("sign-in") { nobody.get(path).await } else { ada.get(path).await };
        let header = |name: &str| reply.headers[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!((header("cache-control"), header("x-content-type-options")), ("no-store".into(), "nosniff".into()));
        let page = reply.text();
        for banned in [" style=", " onclick=", " onload=", "javascript:", "http://", "<style"] {
            assert!(!page.contains(banned), "{path}: {banned}");
        }
        let style = page.split('"').find(|part| part.starts_with("/console/assets/console.") && part.contains(".css"));
        let asset = ada.get(style.unwrap()).await;
        assert_eq!(asset.status, 200);
        assert!(asset.headers["cache-control"].to_str().unwrap().contains("immutable"));
    }
}

/// Catches a lock that is a matter of patience, and one that locks its owner out.
#[tokio::test]
async fn who_guesses_is_stopped_for_a_while() {
    let shop = Shop::open("guessing").await;
    let ada = Visitor::owner(&shop, ADA).await;
    ada.does("/console/sign-out", &[]).await;
    let mut statuses = vec![];
    for number in 0..12 {
        let password = format!("guess number {number}");
        statuses.push(ada.post("/console/sign-in", &[("email", ADA), ("password", &password)]).await.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 2, "{statuses:?}");
    let right = [("email", ADA), ("password", PASSWORD)];
    assert_eq!(ada.post("/console/sign-in", &right).await.status, 429, "also the right one");
    shop.world.aws.time.advance(std::time::Duration::from_mins(20));
    assert_eq!(ada.post("/console/sign-in", &right).await.status, 303);
}
