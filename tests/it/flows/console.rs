//! The console in a browser without scripts, on a desk and a phone, light and dark.

use serde_json::{Value, json};
use waybill::{Answer, http};

use crate::browser::{Browser, Scheme};
use crate::shop::{Shop, order, text};

const DESK: u32 = 1280;
const PHONE: u32 = 390;

/// A link by which somebody may do everything in the shop, as the operator makes it.
async fn link(shop: &Shop) -> String {
    let call = http::post(format!("{}/v1/accounts/invite", shop.cloud.api()));
    let call = call.header("authorization", &format!("Bearer {}", shop.cloud.admin_token()));
    let body = json!({"email": "ada@example.com", "store_id": shop.id});
    let made: Value = call.json(&body).unwrap().send().await.unwrap().accepted().unwrap();
    text(&made["link"]["path"])
}

/// Orders of several kinds: one that failed, one that is split, one with a long name.
async fn filled(shop: &Shop) -> String {
    shop.receiver.always("/printer", Answer::status(410).body("no such printer"));
    let mut split = order("2002");
    split["order_items"] = json!([{"name": "Mug, harbour", "code": "MUG", "quantity": 2, "price": 14.5},
                                  {"name": "Botanical poster, fern", "code": "FERN-A2", "quantity": 1, "price": 32}]);
    split["shipping"]["company"] = json!("Harbour Street Posters and Frames of New Haven");
    let split = text(&shop.post("/api/v2/orders", &split).await["order"]["id"]);
    shop.post(&format!("/v1/orders/{split}/split"), &json!({"by": "code"})).await;
    shop.post_rule("/printer").await;
    let failed = shop.order("2001").await;
    shop.appointments(&failed, "failed", 1).await;
    failed
}

/// Catches a page that needs a script, that lies beside a phone's screen, or whose form can't be found by its labels; and
/// what only the real gateway does to cookies and forms.
#[tokio::test]
async fn a_person_begins_by_a_link_finds_an_order_and_ships_it_in_a_browser_without_scripts() {
    let shop = Shop::open("console").await;
    let Some(mut browser) = Browser::open(shop.cloud, "console").await else { return };
    let failed = filled(&shop).await;
    let at = |path: &str| format!("{}{path}", shop.cloud.api());
    browser.resize(DESK).await;
    browser.visit(&at(&link(&shop).await)).await;
    browser.picture("link").await;
    browser.fill("First name", "Ada").await;
    browser.fill("Last name", "Lind").await;
    browser.fill("Password", "ada@example.com").await;
    browser.press("Make the account").await;
    let refused = browser.text().await;
    assert!(refused.contains("Nothing was saved"), "{refused}");
    browser.fill("Password", "correct horse battery staple").await;
    browser.press("Make the account").await;
    let base = format!("/console/{}", shop.id);
    browser.visit(&at(&base)).await;
    let home = browser.text().await;
    assert!(home.contains("Dashboard") && home.contains("Ada Lind"), "{home}");

    let page = format!("{base}/orders/{failed}");
    let screens = [
        ("dashboard", base.clone()),
        ("orders", format!("{base}/orders?folder=1")),
        ("found", format!("{base}/orders?email=ada%40example.com&source=none")),
        ("order", page.clone()),
        ("edit", format!("{page}/edit")),
        ("split", format!("{page}/split")),
        ("new-order", format!("{base}/orders/new")),
        ("appointments", format!("{base}/appointments")),
        ("inventory", format!("{base}/inventory")),
        ("new-item", format!("{base}/inventory/new")),
        ("search", format!("{base}/search?q=harbour")),
        ("folders", format!("{base}/folders")),
        ("sweeps", format!("{base}/sweeps")),
        ("trash", format!("{base}/trash")),
        ("users", format!("{base}/users")),
        ("audit", format!("{base}/audit")),
        ("settings", format!("{base}/settings")),
        ("stores", "/console/stores".to_owned()),
        ("profile", "/console/account".to_owned()),
        ("second-factor", "/console/account/second-factor".to_owned()),
        ("nowhere", format!("{base}/nowhere")),
    ];
    for (scheme, suffix) in [(Scheme::Light, ""), (Scheme::Dark, "-dark")] {
        browser.prefer(scheme).await;
        for width in [DESK, PHONE] {
            browser.resize(width).await;
            for (name, address) in &screens {
                browser.visit(&at(address)).await;
                browser.picture(&format!("{name}{suffix}")).await;
            }
        }
    }
    browser.prefer(Scheme::Light).await;
    browser.resize(DESK).await;
    browser.visit(&at(&page)).await;
    let said = browser.text().await;
    assert!(said.contains("Order 2001") && said.contains("410 Gone") && said.contains("Failed"), "{said}");
    browser.fill("Tracking number", "1Z999AA10123456784").await;
    browser.press("Add Shipment").await;
    let said = browser.text().await;
    assert!(said.contains("Parcel entered.") && said.contains("1Z999AA10123456784"), "{said}");
    browser.visit(&at("/console/account")).await;
    browser.press("Sign out").await;
    browser.visit(&at(&page)).await;
    assert!(browser.text().await.contains("Forgot your password?"));
}
