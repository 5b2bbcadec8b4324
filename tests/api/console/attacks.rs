//! What somebody tries who is not let in, or not that far (accounts 12). Each of these would be a way in.

use std::time::Duration;

use cloud::{reads_of, writes_of};
use serde_json::json;
use waybill::http::Reply;

use super::mailed::{code, enrolled, link_to, subjects};
use super::{PASSWORD, Visitor, operator_link};
use crate::shop::Shop;
use crate::world::PUBLIC_URL;

const ADA: &str = "ada@example.com";
const BOB: &str = "bob@example.com";
const NOBODY: &str = "nob@example.com";

/// The account and the token of a session's cookie.
fn parts(visitor: &Visitor) -> (String, String) {
    let cookie = visitor.cookie();
    let value = cookie.split("; ").next().unwrap().strip_prefix("__Host-waybill=").unwrap();
    let (account, token) = value.split_once('.').unwrap();
    (account.to_owned(), token.to_owned())
}

fn location(reply: &Reply) -> &str {
    reply.headers.get("location").map(|to| to.to_str().unwrap()).unwrap_or_default()
}

/// Catches a cookie that opens after it ended, was replaced, or was made of another's.
#[tokio::test]
async fn a_cookie_that_ended_was_replaced_or_is_another_s_opens_nothing() {
    let shop = Shop::open("cookies").await;
    let (ada, bob) = (Visitor::owner(&shop, ADA).await, Visitor::owner(&shop, BOB).await);
    let home = format!("/console/{}", shop.id);
    let is_open = async |cookie: &str| ada.with_cookie(cookie).get(&home).await.status == 200;
    let ((id, token), (other_id, other_token)) = (parts(&ada), parts(&bob));
    assert!(is_open(&format!("__Host-waybill={id}.{token}")).await);
    for foreign in [
        format!("__Host-waybill={id}.{other_token}"),
        format!("__Host-waybill={other_id}.{token}"),
        format!("__Host-waybill={id}.{}", "A".repeat(43)),
        format!("__Host-waybill={id}."),
        format!("__Host-waybill={token}"),
        format!("waybill={id}.{token}"),
        format!("__Host-waybill-trusted={id}.{token}"),
    ] {
        assert!(!is_open(&foreign).await, "{foreign}");
    }
    let before = ada.cookie();
    shop.world.advance(Duration::from_hours(24));
    ada.read(&home).await;
    assert_ne!(ada.cookie(), before, "each day it has another value");
    assert!(is_open(&before).await, "what was under way goes on");
    shop.world.advance(Duration::from_mins(1));
    assert!(!is_open(&before).await, "and no longer");

    let elsewhere = Visitor::new(&shop);
    elsewhere.does("/console/sign-in", &[("email", ADA), ("password", PASSWORD)]).await;
    let stolen = ada.cookie();
    elsewhere.does("/console/account/sessions/end-others", &[]).await;
    assert!(!is_open(&stolen).await, "ended from another browser");
    let kept = elsewhere.cookie();
    shop.world.advance(Duration::from_hours(14 * 24));
    assert!(!is_open(&kept).await, "nobody used it for two weeks");
}

/// Catches a session whose value somebody else chose: planted before signing in, or known from the step before.
#[tokio::test]
async fn signing_in_and_each_step_of_it_gives_the_cookie_a_value_that_nobody_knew() {
    let shop = Shop::open("fixation").await;
    let (ada, bob) = (Visitor::owner(&shop, ADA).await, Visitor::owner(&shop, BOB).await);
    let form = [("email", ADA), ("password", PASSWORD)];
    let made_up = format!("__Host-waybill={}.{}", parts(&ada).0, "A".repeat(43));
    for planted in [bob.cookie(), made_up] {
        let victim = ada.with_cookie(&planted);
        victim.does("/console/sign-in", &form).await;
        assert_ne!(victim.cookie(), planted);
        assert!(!ada.with_cookie(&planted).get("/console/account").await.text().contains(ADA), "{planted}");
    }
    let (secret, _) = enrolled(&shop, &ada, "").await;
    ada.does("/console/sign-out", &[]).await;
    ada.does("/console/sign-in", &form).await;
    let half = ada.cookie();
    for path in ["/console", "/console/account", &format!("/console/{}", shop.id)] {
        let reply = ada.get(path).await;
        assert!(location(&reply).starts_with("/console/sign-in/code"), "{path} with the password alone");
    }
    let shown = code(&shop, &secret);
    ada.does("/console/sign-in/code", &[("code", &shown)]).await;
    assert_ne!(ada.cookie(), half);
    ada.read("/console/account").await;
    // A code is good once, also in another browser.
    let thief = Visitor::new(&shop);
    thief.does("/console/sign-in", &form).await;
    assert_eq!(thief.post("/console/sign-in/code", &[("code", &shown)]).await.status, 422);
    shop.world.advance(Duration::from_mins(1));
    assert_eq!(ada.with_cookie(&half).get("/console/account").await.status, 303, "the value of the step before");
}

/// Catches a form by which a stranger learns who has an account: by its status, its text, or by what is read and
/// written. What takes the time is the hash of a password, which is computed once in either case, as a test of
/// `desk::accounts::passwords` counts.
#[tokio::test]
async fn no_form_tells_who_has_an_account() {
    let shop = Shop::open("enumeration").await;
    Visitor::owner(&shop, ADA).await;
    for (path, done) in [("/console/sign-in", 422), ("/console/reset", 303), ("/console/sign-in/link", 303)] {
        let mut seen = vec![];
        // The first makes connections that the others have.
        for email in ["eve@example.com", ADA, NOBODY] {
            shop.world.aws.dynamo.take();
            let reply = Visitor::new(&shop).post(path, &[("email", email), ("password", "a wrong password")]).await;
            let units = shop.world.aws.dynamo.take().units;
            let (read, written) = (reads_of(&units), writes_of(&units));
            let units = (read.requests, read.tenths, written.requests, written.tenths);
            assert!(!reply.headers.contains_key("set-cookie"), "{path}");
            seen.push((reply.status, location(&reply).to_owned(), reply.text().replace(email, ""), units));
        }
        assert_eq!(seen[1], seen[2], "{path}");
        assert_eq!(seen[1].0, done, "{path}");
    }
    shop.world.work_now().await;
    assert_eq!(subjects(&shop, ADA), ["Another password", "How you sign in"]);
    assert!(shop.mails_to(NOBODY).is_empty(), "nobody who has no account is mailed");
}

/// Catches a link that works twice, one that a mail scanner uses up, and one that does what another is for.
#[tokio::test]
async fn a_link_works_once_by_its_own_button_alone() {
    let shop = Shop::open("links-once").await;
    let ada = Visitor::owner(&shop, ADA).await;
    ada.does("/console/reset", &[("email", ADA)]).await;
    let reset = link_to(&shop, ADA).await;
    ada.does("/console/account/email/confirm", &[]).await;
    let confirm = link_to(&shop, ADA).await;
    let nobody = Visitor::new(&shop);
    let token = |link: &str| link.rsplit('/').next().unwrap().to_owned();
    let pages = ["reset", "welcome", "invite", "confirm", "sign-in/link", "sign-up"];
    for (link, own) in [(&reset, "reset"), (&confirm, "confirm")] {
        for page in pages.iter().filter(|page| **page != own) {
            let path = format!("/console/{page}/{}", token(link));
            assert_eq!(nobody.get(&path).await.status, 404, "{own} as {page}");
            let form = [("new_password", "a quiet harbor of hers"), ("password", "a quiet harbor of hers")];
            assert_eq!(nobody.post(&path, &form).await.status, 404, "{own} as {page}");
        }
        for method in ["HEAD", "GET", "HEAD", "GET"] {
            assert_eq!(nobody.send(method, link, None, &[]).await.status, 200, "{own}: to look changes nothing");
        }
        for method in ["PUT", "DELETE", "PATCH"] {
            let reply = nobody.send(method, link, None, &[("sec-fetch-site", "same-origin")]).await;
            assert_eq!(reply.status, 405, "{own} by {method}");
        }
    }
    assert_eq!(nobody.does(&confirm, &[]).await, "/console/account?done=email-confirmed");
    let form = [("new_password", "a quiet harbor of hers")];
    nobody.does(&reset, &form).await;
    for link in [&confirm, &reset] {
        assert_eq!(nobody.get(link).await.status, 410);
        assert_eq!(nobody.post(link, &form).await.status, 410);
    }
    let mut forged = reset.clone();
    forged.replace_range(forged.len() - 1.., if reset.ends_with('0') { "1" } else { "0" });
    assert_eq!(nobody.get(&forged).await.status, 404, "another secret");
}

/// Catches a page of ours that leads somebody away.
#[tokio::test]
async fn nobody_is_led_out_of_the_console_by_a_page_of_ours() {
    let shop = Shop::open("redirects").await;
    let ada = Visitor::owner(&shop, ADA).await;
    for evil in ["https://evil.example.com", "//evil.example.com", "/\\evil.example.com", "/console//evil.example.com"]
    {
        let form = [("email", ADA), ("password", PASSWORD), ("next", evil)];
        assert_eq!(Visitor::new(&shop).does("/console/sign-in", &form).await, "/console", "{evil}");
        let proof = [("password", PASSWORD), ("next", evil)];
        assert_eq!(ada.does("/console/prove", &proof).await, "/console", "{evil}");
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", evil).finish();
        let signed_in = ada.get(&format!("/console/sign-in?{query}")).await;
        assert_eq!(location(&signed_in), "/console", "{evil}");
        let page = ada.read(&format!("/console/account/second-factor?required=yes&{query}")).await;
        assert!(page.contains("name=\"next\" value=\"/console/account\""), "{evil}: {page}");
        let settings = format!("/console/{}/settings", shop.id);
        let back = ada.does(&settings, &[("back", evil), ("action", "confirm")]).await;
        assert!(back.starts_with(&settings), "{back}");
    }
}

/// Catches a mail whose link leads where the caller said that the host is, and a throttle that a caller talks away.
#[tokio::test]
async fn neither_the_host_nor_the_network_is_what_a_caller_says() {
    let shop = Shop::open("hosts").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let lies = [
        ("sec-fetch-site", "same-origin"),
        ("x-forwarded-host", "evil.example.com"),
        ("forwarded", "host=evil.example.com;for=198.51.100.1"),
        ("x-forwarded-for", "198.51.100.1"),
        ("x-real-ip", "198.51.100.1"),
    ];
    let reply = ada.send("POST", "/console/reset", Some(&[("email", ADA)]), &lies).await;
    assert_eq!(reply.status, 303);
    link_to(&shop, ADA).await;
    let mail = shop.mails_to(ADA).pop().unwrap();
    assert!(
        mail.text.contains(&format!("{PUBLIC_URL}/console/reset/")) && !mail.text.contains("evil"),
        "{}",
        mail.text
    );
    let form = [("email", BOB), ("preset", "staff"), ("scope", "all")];
    let invited = ada.send("POST", &format!("/console/{}/users", shop.id), Some(&form), &lies).await.text();
    assert!(invited.contains(&format!("{PUBLIC_URL}/console/invite/")) && !invited.contains("evil"), "{invited}");
    let profile = ada.read("/console/account").await;
    assert!(profile.contains("203.0.113.0/24") && !profile.contains("198.51.100"), "{profile}");

    // One was asked for already. Each comes from another network, as it says, and for another address.
    let mut statuses = vec![];
    for number in 2..=51 {
        let (email, network) = (format!("somebody-{number}@example.com"), format!("198.51.100.{number}"));
        let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", network.as_str())];
        let reply =
            Visitor::new(&shop).send("POST", "/console/reset", Some(&[("email", email.as_str())]), &headers).await;
        statuses.push(reply.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 49, "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
}

/// Catches a mailbox that a stranger fills, an address that gets nothing for ever because of one, and forms of one kind
/// that use up what another is to bring.
#[tokio::test]
async fn an_address_gets_five_links_of_each_kind_an_hour() {
    let shop = Shop::open("five-links").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let nobody = Visitor::new(&shop);
    for (visitor, path, status) in [
        (&nobody, "/console/sign-in/link", 429),
        (&nobody, "/console/reset", 429),
        (&ada, "/console/account/email/confirm", 422),
    ] {
        for _ in 0..5 {
            visitor.does(path, &[("email", ADA)]).await;
        }
        assert_eq!(visitor.post(path, &[("email", ADA)]).await.status, status, "{path}");
    }
    // Who runs the stack makes a link all the same.
    operator_link(&shop, "reset", &json!({"email": ADA})).await;
    shop.world.work_now().await;
    assert_eq!(shop.mails_to(ADA).len(), 15);
    shop.world.advance(Duration::from_hours(1));
    nobody.does("/console/reset", &[("email", ADA)]).await;
    shop.world.work_now().await;
    assert_eq!(shop.mails_to(ADA).len(), 16);
}

/// Catches a user who may manage users and makes somebody more than they are, by any form that gives something.
#[tokio::test]
async fn nobody_gives_what_they_lack_by_a_form() {
    let shop = Shop::open("lacking").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let users = format!("/console/{}/users", shop.id);
    let limited = [
        ("email", BOB),
        ("scope", "all"),
        ("permission", "manage_users"),
        ("permission", "view_orders"),
        ("mail", "yes"),
    ];
    assert_eq!(ada.post(&users, &limited).await.status, 200);
    let bob = Visitor::new(&shop);
    bob.accept(&link_to(&shop, BOB).await).await;
    let of = |visitor: &Visitor| format!("{users}/{}", parts(visitor).0);
    for form in [
        vec![("email", "eve@example.com"), ("scope", "all"), ("preset", "everything"), ("mail", "yes")],
        vec![("email", "eve@example.com"), ("scope", "all"), ("permission", "manage_keys"), ("mail", "yes")],
    ] {
        let refused = bob.post(&users, &form).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains("You can&#39;t give what you lack"), "{}", refused.text());
    }
    let own = bob.post(&of(&bob), &[("scope", "all"), ("preset", "everything")]).await;
    assert_eq!(own.status, 422, "{}", own.text());
    assert_eq!(
        bob.post(&of(&ada), &[("scope", "all"), ("permission", "manage_users")]).await.status,
        422,
        "the last owner"
    );
    shop.world.work_now().await;
    assert!(shop.mails_to("eve@example.com").is_empty());
    assert_eq!(bob.get(&format!("/console/{}/keys", shop.id)).await.status, 403);
}

/// Catches a store that nobody can manage any more, on screen or by a key.
#[tokio::test]
async fn the_last_who_manages_users_can_t_be_removed() {
    let shop = Shop::open("last-owner").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let id = parts(&ada).0;
    let (page, path) = (format!("/console/{}/users/{id}", shop.id), format!("/v1/users/{id}"));
    assert_eq!(ada.post(&format!("{page}/remove"), &[]).await.status, 422);
    assert_eq!(ada.post(&format!("/console/{}/leave", shop.id), &[]).await.status, 409);
    assert_eq!(ada.post(&page, &[("scope", "all"), ("preset", "staff")]).await.status, 422);
    assert_eq!(shop.call("DELETE", &path, None).await.status, 409);
    for change in [json!({"preset": "staff"}), json!({"scope": "folders", "folder_ids": [1]})] {
        assert_eq!(shop.call("PATCH", &path, Some(&change)).await.status, 409, "{change}");
    }
    let link = operator_link(&shop, "invite", &json!({"email": BOB, "store_id": shop.id})).await;
    Visitor::new(&shop).accept(&link).await;
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
    assert_eq!(ada.get(&page).await.status, 404, "it counts at once");
}
