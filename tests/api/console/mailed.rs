//! What people are mailed, what comes of its links, and what else says who is let in: trusted browsers, a second factor
//! that a store requires, and how long it lets somebody be idle.

use std::time::Duration;

use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use super::{PASSWORD, Visitor};
use crate::shop::{Shop, text};
use crate::world::{Function, PUBLIC_URL};

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";
const PIA: &str = "pia@example.com";
const OTHER_PASSWORD: &str = "another horse battery staple";

/// The subjects of the mails to an address, the oldest first.
pub(super) fn subjects(shop: &Shop, email: &str) -> Vec<String> {
    shop.mails_to(email).into_iter().map(|mail| mail.subject).collect()
}

/// Where the link of the newest mail to an address leads, which is under way.
pub(super) async fn link_to(shop: &Shop, email: &str) -> String {
    shop.world.work_now().await;
    let mails = shop.mails_to(email);
    let mail = mails.last().unwrap_or_else(|| panic!("nothing is mailed to {email}"));
    let link = mail.text.lines().find_map(|line| line.trim().strip_prefix(PUBLIC_URL));
    link.unwrap_or_else(|| panic!("{}", mail.text)).to_owned()
}

/// Has somebody mailed an invitation.
async fn invite(shop: &Shop, inviter: &Visitor, email: &str, more: &[(&str, &str)]) -> String {
    let mut form = vec![("email", email), ("mail", "yes")];
    form.extend(more);
    let reply = inviter.post(&format!("/console/{}/users", shop.id), &form).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    link_to(shop, email).await
}

async fn sign_in(visitor: &Visitor, email: &str, password: &str) -> String {
    visitor.does("/console/sign-in", &[("email", email), ("password", password)]).await
}

/// What an app shows of a secret now.
pub(super) fn code(shop: &Shop, secret: &str) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(u64::try_from(shop.world.aws.time.now().as_second()).unwrap()).to_string()
}

/// What stands in a field of a page.
fn value<'p>(page: &'p str, name: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().unwrap()
}

/// Sets up a second factor; its secret, and the page with the recovery codes. The code of now can be used.
pub(super) async fn enrolled(shop: &Shop, visitor: &Visitor, next: &str) -> (String, String) {
    let page = visitor.post("/console/account/second-factor", &[("next", next)]).await.text();
    let (secret, uri) = (value(&page, "secret").to_owned(), value(&page, "uri").replace("&#38;", "&"));
    let code = code(shop, &secret);
    let form = [("secret", secret.as_str()), ("uri", &uri), ("code", &code), ("next", value(&page, "next"))];
    let reply = visitor.post("/console/account/second-factor/confirm", &form).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    shop.world.advance(Duration::from_secs(30));
    (secret, reply.text())
}

/// Catches an invitation or a reset that no mail brings, one that is used by looking, and a password that is changed
/// without its owner being told.
#[tokio::test]
async fn an_invitation_and_another_password_come_by_mail() {
    let shop = Shop::open("by-mail").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let link = invite(&shop, &ada, GRACE, &[("preset", "staff"), ("scope", "all")]).await;
    assert!(ada.read(&format!("/console/{}/users", shop.id)).await.contains("Invitations that wait"));
    let grace = Visitor::new(&shop);
    grace.accept(&link).await;
    assert!(!ada.read(&format!("/console/{}/users", shop.id)).await.contains("Invitations that wait"));
    let home = format!("/console/{}", shop.id);
    grace.read(&home).await;
    grace.does("/console/sign-out", &[]).await;

    let to = grace.does("/console/reset", &[("email", " Grace@Example.com ")]).await;
    assert!(grace.read(&to).await.contains("is on its way"));
    // The mail goes to the account's own address, however it was typed.
    let link = link_to(&shop, GRACE).await;
    for method in ["HEAD", "GET", "GET"] {
        assert_eq!(grace.send(method, &link, None, &[]).await.status, 200);
    }
    assert_eq!(grace.does(&link, &[("new_password", OTHER_PASSWORD)]).await, "/console");
    assert_eq!(grace.post(&link, &[("new_password", PASSWORD)]).await.status, 410, "it works once");
    grace.read(&home).await;
    shop.world.work_now().await;
    assert_eq!(subjects(&shop, GRACE), ["You are invited to a store", "Another password", "Your password was changed"]);
    let profile = grace.read("/console/account").await;
    assert!(profile.contains("Password set by a link"), "{profile}");
    let all = grace.read("/console/account/audit").await;
    assert!(all.contains("Password set by a link"), "{all}");
}

/// Catches a link that is handed over and mailed all the same, and one that is good after it was withdrawn.
#[tokio::test]
async fn an_invitation_is_handed_over_in_place_of_a_mail_and_can_be_withdrawn() {
    let shop = Shop::open("handed").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let users = format!("/console/{}/users", shop.id);
    let page = ada.post(&users, &[("email", GRACE), ("preset", "staff"), ("scope", "all")]).await.text();
    let (_, link) = page.split_once("id=\"link\">").unwrap();
    let link = link.split('<').next().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    shop.world.work_now().await;
    assert!(shop.mails_to(GRACE).is_empty());
    let grace = Visitor::new(&shop);
    assert_eq!(grace.get(link).await.status, 200);
    let listed = ada.read(&users).await;
    let (_, rest) = listed.split_once(&format!("/console/{}/invitations/", shop.id)).unwrap();
    let withdraw = format!("/console/{}/invitations/{}/remove", shop.id, rest.split('/').next().unwrap());
    assert!(ada.does(&withdraw, &[]).await.ends_with("done=withdrawn"));
    assert_eq!(ada.post(&withdraw, &[]).await.status, 404, "it is none any more");
    assert_eq!(grace.get(link).await.status, 410);
    assert!(!ada.read(&users).await.contains(GRACE));
    let audit = ada.read(&format!("/console/{}/audit", shop.id)).await;
    assert!(audit.contains("Invitation withdrawn"), "{audit}");
}

/// Catches an address that is another one before its owner has read the mail, or by somebody else's browser; sessions
/// that outlive it; and stores that go on with the old one.
#[tokio::test]
async fn another_address_is_the_account_s_once_its_link_was_followed() {
    let shop = Shop::open("addresses").await;
    let (ada, grace) = (Visitor::owner(&shop, ADA).await, Visitor::owner(&shop, GRACE).await);
    let other = Visitor::new(&shop);
    sign_in(&other, ADA, PASSWORD).await;
    let refused = ada.post("/console/account/email", &[("new_email", ADA)]).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    ada.does("/console/account/email", &[("new_email", "ada.lind@example.com")]).await;
    let link = link_to(&shop, "ada.lind@example.com").await;
    assert_eq!(Visitor::new(&shop).get(&link).await.status, 303, "who is not signed in signs in first");
    assert_eq!(grace.get(&link).await.status, 404, "it is another's");
    assert_eq!(grace.post(&link, &[]).await.status, 404);
    ada.read(&link).await;
    ada.read("/console/account").await;
    assert_eq!(ada.does(&link, &[]).await, "/console/account?done=email-changed");
    let profile = ada.read("/console/account").await;
    assert!(profile.contains("ada.lind@example.com") && !profile.contains("not confirmed"), "{profile}");
    assert_eq!(other.get("/console/account").await.status, 303, "its other sessions have ended");
    shop.world.work_now().await;
    assert_eq!(subjects(&shop, ADA), ["Your e-mail address was changed"]);
    let users = grace.read(&format!("/console/{}/users", shop.id)).await;
    assert!(users.contains("ada.lind@example.com") && !users.contains(ADA), "{users}");
    assert_eq!(other.post("/console/sign-in", &[("email", ADA), ("password", PASSWORD)]).await.status, 422);
    sign_in(&other, "ada.lind@example.com", PASSWORD).await;

    // An address that somebody has: they are told, and nobody else learns of it.
    assert_eq!(
        ada.does("/console/account/email", &[("new_email", GRACE)]).await,
        ada.does("/console/account/email", &[("new_email", "nobody@example.com")]).await
    );
    shop.world.work_now().await;
    assert_eq!(subjects(&shop, GRACE), ["You have an account"]);
    assert_eq!(subjects(&shop, "nobody@example.com"), ["Your new e-mail address"]);
}

/// Catches an address that is taken for confirmed without a mail, and a confirmation that another account gets.
#[tokio::test]
async fn an_address_is_confirmed_by_a_link_that_is_mailed_there() {
    let shop = Shop::open("confirming").await;
    let ada = Visitor::owner(&shop, ADA).await;
    assert!(ada.read("/console/account").await.contains("not confirmed"));
    ada.does("/console/account/email/confirm", &[]).await;
    let link = link_to(&shop, ADA).await;
    let nobody = Visitor::new(&shop);
    nobody.read(&link).await;
    assert!(ada.read("/console/account").await.contains("not confirmed"), "to look confirms nothing");
    nobody.does(&link, &[]).await;
    assert!(!ada.read("/console/account").await.contains("not confirmed"));
    assert_eq!(nobody.post(&link, &[]).await.status, 410, "it works once");
}

/// Catches a link that signs in who has no need of one, a session of such a link that opens more than a supplier sees,
/// and one that can't be ended.
#[tokio::test]
async fn who_ships_for_a_store_signs_in_by_a_mailed_link() {
    let (shop, other) = (Shop::open("by-link").await, Shop::open("by-password").await);
    let (ada, bob) = (Visitor::owner(&shop, ADA).await, Visitor::owner(&other, "bob@example.com").await);
    let supplier = shop.supplier("Pier Press", &["PRINT-A3"], json!({})).await;
    let form = [("preset", "supplier"), ("scope", "supplier"), ("supplier", supplier.as_str())];
    let link = invite(&shop, &ada, PIA, &form).await;
    let pia = Visitor::new(&shop);
    assert!(pia.read(&link).await.contains("Or leave it blank"));
    pia.does(&link, &[("first_name", "Pia"), ("password", "")]).await;
    let orders = format!("/console/{}/orders", shop.id);
    pia.read(&orders).await;
    pia.does("/console/sign-out", &[]).await;

    for email in [PIA, ADA, "nobody@example.com"] {
        pia.does("/console/sign-in/link", &[("email", email)]).await;
    }
    let link = link_to(&shop, PIA).await;
    assert_eq!(subjects(&shop, ADA), ["How you sign in"]);
    assert!(shop.mails_to("nobody@example.com").is_empty());
    for method in ["HEAD", "GET", "GET"] {
        assert_eq!(pia.send(method, &link, None, &[]).await.status, 200);
    }
    assert_eq!(pia.get("/console/account").await.status, 303, "to look signs nobody in");
    assert_eq!(pia.does(&link, &[]).await, "/console");
    assert_eq!(pia.post(&link, &[]).await.status, 410, "it works once");
    pia.read(&orders).await;
    // What is delicate takes a password, which she has not.
    let prove = pia.does("/console/account/email", &[("new_email", "p@example.com"), ("back", "/console")]).await;
    assert!(prove.starts_with("/console/prove?"), "{prove}");

    // As staff elsewhere she signs in with a password there: the link opens what suppliers see.
    let link = invite(&other, &bob, PIA, &[("preset", "staff"), ("scope", "all")]).await;
    pia.does(&link, &[("action", "join")]).await;
    assert_eq!(pia.get(&format!("/console/{}/orders", other.id)).await.status, 404);
    pia.read(&orders).await;
    let stores = pia.read("/console/stores").await;
    assert!(stores.contains(&shop.id) && !stores.contains(&other.id), "{stores}");
    assert!(!stores.contains("/console/stores/new"), "{stores}");
    assert!(!pia.read(&orders).await.contains(&other.id), "nor does the switcher of stores name it");
    assert_eq!(pia.post("/console/stores/turn", &[("store_id", other.id.as_str())]).await.status, 404);
    assert_eq!(pia.get("/console/stores/new").await.status, 403);
    let own = [("name", "Own"), ("business", "ships_itself")];
    assert_eq!(pia.post("/console/stores/new", &own).await.status, 403);
    let start = pia.get("/console").await;
    assert!(start.headers["location"].to_str().unwrap().starts_with(&format!("/console/{}", shop.id)));

    pia.does("/console/sign-out", &[]).await;
    pia.does("/console/sign-in/link", &[("email", PIA)]).await;
    let late = link_to(&shop, PIA).await;
    shop.world.advance(Duration::from_mins(15));
    assert_eq!(pia.post(&late, &[]).await.status, 410, "after a quarter of an hour");
    pia.does("/console/sign-in/link", &[("email", PIA)]).await;
    let link = link_to(&shop, PIA).await;
    pia.does(&link, &[]).await;
    let users = shop.get("/v1/users").await;
    let user = users["users"].as_array().unwrap().iter().find(|user| user["email"] == PIA).unwrap();
    let id = text(&user["account_id"]);
    assert_eq!(shop.call("DELETE", &format!("/v1/users/{id}"), None).await.status, 200);
    assert_eq!(pia.get(&orders).await.status, 404, "the store took it away");
}

/// Catches a session by a link that lasts longer than thirty days.
#[tokio::test]
async fn a_session_by_a_link_lasts_thirty_days() {
    let shop = Shop::open("thirty-days").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let supplier = shop.supplier("Pier Press", &["PRINT-A3"], json!({})).await;
    let form = [("preset", "supplier"), ("scope", "supplier"), ("supplier", supplier.as_str())];
    let link = invite(&shop, &ada, PIA, &form).await;
    let pia = Visitor::new(&shop);
    pia.does(&link, &[("password", "")]).await;
    let orders = format!("/console/{}/orders", shop.id);
    shop.world.advance(Duration::from_hours(29 * 24));
    pia.read(&orders).await;
    shop.world.advance(Duration::from_hours(24));
    assert_eq!(pia.get(&orders).await.status, 303);
}

/// Catches a browser that is trusted without being asked, by another account, after it was ended, or after the password
/// was changed.
#[tokio::test]
async fn a_trusted_browser_signs_in_without_a_code_until_that_ends() {
    let shop = Shop::open("trusted").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let (secret, _) = enrolled(&shop, &ada, "").await;
    let is_led_to_code = async |visitor: &Visitor| {
        visitor.does("/console/sign-out", &[]).await;
        sign_in(visitor, ADA, PASSWORD).await.starts_with("/console/sign-in/code")
    };
    let enter = async |visitor: &Visitor, form: &[(&str, &str)]| {
        let code = code(&shop, &secret);
        let mut all = vec![("code", code.as_str())];
        all.extend(form);
        visitor.does("/console/sign-in/code", &all).await;
        shop.world.advance(Duration::from_secs(30));
    };
    assert!(is_led_to_code(&ada).await);
    enter(&ada, &[]).await;
    assert!(is_led_to_code(&ada).await, "nobody said that it is trusted");
    enter(&ada, &[("trust", "yes")]).await;
    assert!(!is_led_to_code(&ada).await);
    assert!(is_led_to_code(&Visitor::new(&shop)).await, "another browser");
    let profile = ada.read("/console/account").await;
    assert!(profile.contains("Browsers you trust"), "{profile}");
    let id = value(&profile, "trusted_id").to_owned();
    ada.does("/console/account/trusted/end", &[("trusted_id", &id)]).await;
    assert!(!ada.read("/console/account").await.contains("Browsers you trust"));
    assert!(is_led_to_code(&ada).await);
    enter(&ada, &[("trust", "yes")]).await;
    assert!(!is_led_to_code(&ada).await);
    let form = [("present_password", PASSWORD), ("new_password", OTHER_PASSWORD)];
    ada.does("/console/account/password", &form).await;
    ada.does("/console/sign-out", &[]).await;
    assert!(sign_in(&ada, ADA, OTHER_PASSWORD).await.starts_with("/console/sign-in/code"), "the password is another");
    enter(&ada, &[("trust", "yes")]).await;
    shop.world.advance(Duration::from_hours(30 * 24));
    assert!(sign_in(&ada, ADA, OTHER_PASSWORD).await.starts_with("/console/sign-in/code"), "after thirty days");
}

/// Catches a store that requires a second factor, and opens to who has none.
#[tokio::test]
async fn a_store_that_requires_a_second_factor_leads_there_first() {
    let shop = Shop::open("required").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let settings = json!({"settings": {"requires_second_factor": true}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&settings)).await.status, 200);
    let orders = format!("/console/{}/orders", shop.id);
    let reply = ada.get(&orders).await;
    let to = reply.headers["location"].to_str().unwrap().to_owned();
    assert!(to.starts_with("/console/account/second-factor?required=yes&next="), "{to}");
    let sent = ada.does(&format!("{orders}/new"), &[("email", "x@example.com")]).await;
    assert!(sent.starts_with("/console/account/second-factor?"), "a form goes nowhere either: {sent}");
    let page = ada.read(&to).await;
    assert!(page.contains("This store requires a second factor"), "{page}");
    let (_, codes) = enrolled(&shop, &ada, value(&page, "next")).await;
    assert!(codes.contains(&format!("href=\"{orders}\"")), "{codes}");
    ada.read(&orders).await;
    assert_eq!(shop.get("/v1/store").await["store"]["settings"]["requires_second_factor"], Value::Bool(true));
}

/// Catches a store whose users stay signed in for longer than it says, and one that shortens nothing.
#[tokio::test]
async fn who_is_idle_for_longer_than_a_store_allows_signs_in_again() {
    let shop = Shop::open("idle").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let settings = json!({"settings": {"session_idle_minutes": 15}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&settings)).await.status, 200);
    let orders = format!("/console/{}/orders", shop.id);
    ada.read(&orders).await;
    for _ in 0..3 {
        shop.world.advance(Duration::from_mins(10));
        ada.read(&orders).await;
    }
    shop.world.advance(Duration::from_mins(15));
    assert_eq!(ada.get(&orders).await.status, 303);
    assert_eq!(ada.get("/console/account").await.status, 303, "it has ended, not in this store alone");
    let wrong = json!({"settings": {"session_idle_minutes": 14}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&wrong)).await.status, 400);
}

/// Catches a mail that a crash loses while the page says it is on its way, and one that is sent twice for one cause.
#[tokio::test]
async fn a_crash_after_each_write_leaves_a_mail_or_an_error_and_never_two() {
    let shop = Shop::open("crashes").await;
    Visitor::owner(&shop, ADA).await;
    let nobody = Visitor::new(&shop);
    for writes in 1..=4 {
        shop.world.crash_after(writes, Function::ServeConsole);
        assert_eq!(nobody.post("/console/reset", &[("email", ADA)]).await.status, 500, "{writes}");
        assert!(shop.world.has_crashed(), "{writes}");
        shop.world.work_now().await;
        assert_eq!(shop.mails_to(ADA).len(), usize::from(writes == 4), "{writes}");
    }
    nobody.does("/console/reset", &[("email", ADA)]).await;
    shop.world.work_now().await;
    assert_eq!(subjects(&shop, ADA), ["Another password", "Another password"]);
}
