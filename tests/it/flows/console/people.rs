//! How people come in, in a browser without scripts: by links, by a password, by a second factor; and from one store to
//! another (accounts 12).

use serde_json::json;

use super::DESK;
use super::stage::{
    PASSWORD, at, begin, code, in_shop, invitation, key_shown, link, mailed_link, make_account, sign_in, sign_out,
};
use crate::browser::Browser;
use crate::shop::Shop;

const OTHER_PASSWORD: &str = "another horse battery staple";

/// A recovery code has so many letters and digits, and a dash in its middle.
const RECOVERY_CODE_LENGTH: usize = 11;

/// Catches a page that needs a script, or whose form can't be found by its labels; and what only the real gateway does to
/// cookies and forms.
#[tokio::test]
async fn a_person_begins_by_a_link_ships_an_order_and_comes_back_by_a_second_factor() {
    let shop = Shop::open("console-people").await;
    let Some(mut browser) = Browser::open(shop.cloud, "console-people").await else { return };
    let order = in_shop(&shop, &format!("/orders/{}", shop.order("2001").await));
    let (email, path) = ("ada-people@example.com", invitation(&shop, "ada-people@example.com").await);
    browser.resize(DESK).await;
    browser.visit(&at(&shop, &path)).await;
    browser.fill("First name", "Ada").await;
    browser.fill("Last name", "Lind").await;
    browser.fill("Password", email).await;
    browser.press("Make the account").await;
    let refused = browser.text().await;
    assert!(refused.contains("Nothing was saved"), "{refused}");
    browser.fill("Password", PASSWORD).await;
    browser.press("Make the account").await;
    browser.visit(&in_shop(&shop, "")).await;
    let home = browser.text().await;
    assert!(home.contains("Dashboard") && home.contains("Ada Lind"), "{home}");

    browser.visit(&order).await;
    browser.fill("Tracking number", "1Z999AA10123456784").await;
    browser.press("Add Shipment").await;
    let shipped = browser.text().await;
    assert!(shipped.contains("Parcel entered.") && shipped.contains("1Z999AA10123456784"), "{shipped}");

    browser.visit(&at(&shop, "/console/account/second-factor")).await;
    browser.press("Set up").await;
    let secret = key_shown(&browser).await;
    browser.fill("First code", &code(&secret)).await;
    browser.press("Switch it on").await;
    let codes = browser.text().await;
    let is_code = |line: &&str| line.len() == RECOVERY_CODE_LENGTH && line.contains('-') && !line.contains(' ');
    let recovery = codes.lines().map(str::trim).find(is_code).unwrap_or_else(|| panic!("{codes}")).to_owned();
    sign_out(&browser, &shop).await;
    browser.visit(&order).await;
    assert!(browser.text().await.contains("Forgot your password?"));
    sign_in(&browser, email, PASSWORD).await;
    assert!(browser.text().await.contains("Second step"), "the password alone opens nothing");
    browser.visit(&order).await;
    assert!(browser.text().await.contains("Second step"));
    browser.fill("Code", &recovery).await;
    browser.press("Sign in").await;
    let back = browser.text().await;
    assert!(back.contains("Order 2001"), "they are led to where they were headed: {back}");
}

/// Catches an invitation that opens more than it says, a store that shows in another, and a password that outlives its change.
#[tokio::test]
async fn somebody_invited_sees_their_store_and_a_person_of_two_goes_from_one_to_the_other() {
    let (shop, other) = (Shop::open("console-first").await, Shop::open("console-second").await);
    let Some(mut browser) = Browser::open(shop.cloud, "console-two-stores").await else { return };
    browser.resize(DESK).await;
    begin(&browser, &shop, "ada-two@example.com").await;
    browser.visit(&in_shop(&shop, "/users")).await;
    browser.fill("E-mail", "grace-two@example.com").await;
    browser.tick("Staff").await;
    browser.press("Make the invitation").await;
    let page = browser.text().await;
    let start = page.find("/console/invite/").unwrap_or_else(|| panic!("{page}"));
    let handed: String = page[start..].split_whitespace().next().unwrap().to_owned();

    browser.visit(&at(&shop, &invitation(&other, "ada-two@example.com").await)).await;
    browser.press("Join console-second").await;
    browser.visit(&at(&shop, "/console/stores")).await;
    let stores = browser.text().await;
    assert!(stores.contains("console-first") && stores.contains("console-second"), "{stores}");
    browser.press("console-second").await;
    assert!(browser.address().await.contains(&format!("/console/{}", other.id)));
    assert!(browser.text().await.contains("console-second"));
    sign_out(&browser, &shop).await;

    browser.visit(&at(&shop, &handed)).await;
    make_account(&browser, "Grace", "Holt").await;
    browser.visit(&in_shop(&shop, "/orders")).await;
    let orders = browser.text().await;
    assert!(orders.contains("Grace Holt") && !orders.contains("Store Users"), "{orders}");
    browser.visit(&in_shop(&shop, "/users")).await;
    let closed = browser.text().await;
    assert!(closed.contains("it takes the permission"), "{closed}");
    browser.visit(&in_shop(&other, "/orders")).await;
    let foreign = browser.text().await;
    assert!(!foreign.contains("console-second"), "{foreign}");
    sign_out(&browser, &shop).await;

    let reset = link(&shop, "reset", &json!({"email": "grace-two@example.com"})).await;
    browser.visit(&at(&shop, &reset)).await;
    browser.fill("New password", OTHER_PASSWORD).await;
    browser.press("Save").await;
    sign_out(&browser, &shop).await;
    browser.visit(&at(&shop, "/console/sign-in")).await;
    sign_in(&browser, "grace-two@example.com", PASSWORD).await;
    assert!(browser.text().await.contains("is wrong"), "the old password");
    sign_in(&browser, "grace-two@example.com", OTHER_PASSWORD).await;
    assert!(!browser.text().await.contains("Forgot your password?"));
}

/// Catches a sign-up that ends before its store is there, or that takes a script, for whichever kind of business.
#[tokio::test]
async fn whoever_signs_up_for_each_kind_of_business_has_a_store_by_the_link_in_the_mail() {
    let shop = Shop::open("console-sign-up").await;
    let Some(mut browser) = Browser::open(shop.cloud, "console-sign-up").await else { return };
    browser.resize(DESK).await;
    let kinds = [
        "Send them to a print-on-demand supplier",
        "Send them to a third-party fulfilment service",
        "We ship them ourselves",
        "Something else",
    ];
    for (number, kind) in kinds.into_iter().enumerate() {
        let (email, store) = (format!("owner-{number}@example.com"), format!("Quay {number}"));
        browser.visit(&at(&shop, "/console/sign-up")).await;
        browser.tick(kind).await;
        for (label, text) in [("Store name", store.as_str()), ("E-mail", email.as_str()), ("Password", PASSWORD)] {
            browser.fill(label, text).await;
        }
        browser.fill("First name", "Cy").await;
        browser.fill("Last name", "Quay").await;
        browser.choose("Country", "United States").await;
        browser.press("Make the account").await;
        let mailed = browser.text().await;
        assert!(mailed.contains("Look into your mail"), "{kind}: {mailed}");
        let link = mailed_link(&shop, &email, "Finish your sign-up").await;
        browser.visit(&at(&shop, &link)).await;
        browser.press("Make account and store").await;
        let there = browser.text().await;
        assert!(there.contains(&store) && there.contains("Welcome"), "{kind}: {there}");
        sign_out(&browser, &shop).await;
        browser.visit(&at(&shop, "/console/sign-in")).await;
        sign_in(&browser, &email, PASSWORD).await;
        assert!(browser.text().await.contains(&store), "{kind}");
        sign_out(&browser, &shop).await;
    }
}
