//! A shop with something of everything in it, and people who come into it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use totp_rs::{Builder, Secret};
use waybill::{Answer, http};

use crate::browser::Browser;
use crate::shop::{Shop, order, text};

/// What everybody signs in with here.
pub(super) const PASSWORD: &str = "correct horse battery staple";

/// An address of the console.
pub(super) fn at(shop: &Shop, path: &str) -> String {
    format!("{}{path}", shop.cloud.api())
}

/// An address of the shop in the console.
pub(super) fn in_shop(shop: &Shop, path: &str) -> String {
    at(shop, &format!("/console/{}{path}", shop.id))
}

/// A link that the operator makes, of the kind `invite` or `reset`.
pub(super) async fn link(shop: &Shop, kind: &str, body: &Value) -> String {
    let call = http::post(format!("{}/v1/accounts/{kind}", shop.cloud.api()));
    let call = call.header("authorization", &format!("Bearer {}", shop.cloud.admin_token()));
    let made: Value = call.json(body).unwrap().send().await.unwrap().accepted().unwrap();
    text(&made["link"]["path"])
}

/// A link by which somebody may do everything in the shop.
pub(super) async fn invitation(shop: &Shop, email: &str) -> String {
    link(shop, "invite", &json!({"email": email, "store_id": shop.id})).await
}

/// Makes the account of somebody who may do everything in the shop, in this browser.
pub(super) async fn begin(browser: &Browser, shop: &Shop, email: &str) {
    let path = invitation(shop, email).await;
    browser.visit(&at(shop, &path)).await;
    make_account(browser, "Ada", "Lind").await;
}

/// Fills in the page of a link that makes an account.
pub(super) async fn make_account(browser: &Browser, first_name: &str, last_name: &str) {
    browser.fill("First name", first_name).await;
    browser.fill("Last name", last_name).await;
    browser.fill("Password", PASSWORD).await;
    browser.press("Make the account").await;
}

/// Signs in by the form, which is on screen.
pub(super) async fn sign_in(browser: &Browser, email: &str, password: &str) {
    browser.fill("E-mail", email).await;
    browser.fill("Password", password).await;
    browser.press("Sign in").await;
}

/// Signs out.
pub(super) async fn sign_out(browser: &Browser, shop: &Shop) {
    browser.visit(&at(shop, "/console/account")).await;
    browser.press("Sign out").await;
}

/// Where the link leads that was mailed to an address.
pub(super) async fn mailed_link(shop: &Shop, address: &str, subject: &str) -> String {
    let mail = shop.mail_to(address, subject).await;
    let start = mail.text.find("/console/").unwrap_or_else(|| panic!("{}", mail.text));
    mail.text[start..].split_whitespace().next().unwrap().to_owned()
}

/// Sends a form of the console beside the browser; the session is that of `cookie`.
pub(super) async fn send_form(shop: &Shop, cookie: &str, path: &str, fields: &[(&str, &str)]) {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let call = http::post(at(shop, path)).header("cookie", cookie).header("sec-fetch-site", "same-origin");
    let call = call.header("content-type", "application/x-www-form-urlencoded").body(body);
    let reply = call.send().await.unwrap();
    assert_eq!(reply.status, 303, "POST {path}: {}", reply.text());
}

/// The key of a second factor that the page shows.
pub(super) async fn key_shown(browser: &Browser) -> String {
    let secret = browser.evaluate("return document.querySelector('input[name=secret]').value").await;
    secret.as_str().unwrap().to_owned()
}

/// What an app shows of a secret.
#[expect(clippy::disallowed_methods, reason = "this stands in the place of somebody's phone, which has its own clock")]
pub(super) fn code(secret: &str) -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(since.as_secs()).to_string()
}

/// Who ordered what: a number, names, city and state, and the item with its code, quantity and price.
type Sample = (&'static str, [&'static str; 4], [&'static str; 2], u32, &'static str);

const SAMPLES: [Sample; 12] = [
    ("1042", ["Mara", "Holt", "Duluth", "MN"], ["Mug, harbour", "MUG-HARBOUR"], 2, "14.50"),
    ("1043", ["Jun", "Okafor", "Savannah", "GA"], ["Harbour at dawn, A3", "PRINT-A3"], 1, "24.00"),
    ("1044", ["Elin", "Berg", "Astoria", "OR"], ["Botanical poster, fern", "FERN-A2"], 1, "32.00"),
    ("1045", ["Tom", "Reyes", "Mystic", "CT"], ["Tote bag, lighthouse", "TOTE-LIGHT"], 3, "18.00"),
    ("1046", ["Noor", "Haddad", "Portland", "ME"], ["Harbour at dawn, A3", "PRINT-A3"], 2, "24.00"),
    ("1047", ["Ines", "Duarte", "New Bedford", "MA"], ["Mug, harbour", "MUG-HARBOUR"], 4, "14.50"),
    ("1048", ["Pia", "Novak", "Sitka", "AK"], ["Oak frame, A3", "FRAME-OAK"], 1, "39.00"),
    ("1049", ["Cy", "Quay", "Galveston", "TX"], ["Botanical poster, fern", "FERN-A2"], 2, "32.00"),
    ("1050", ["Lena", "Fischer", "Annapolis", "MD"], ["Tote bag, lighthouse", "TOTE-LIGHT"], 1, "18.00"),
    ("1051", ["Omar", "Aziz", "Port Townsend", "WA"], ["Harbour at dawn, A3", "PRINT-A3"], 1, "24.00"),
    ("1052", ["Ruth", "Adler", "Beaufort", "NC"], ["Mug, harbour", "MUG-HARBOUR"], 1, "14.50"),
    ("1053", ["Kai", "Tanaka", "Monterey", "CA"], ["Oak frame, A3", "FRAME-OAK"], 2, "39.00"),
];

/// What the shop sells: name, code, price and stock.
const ITEMS: [(&str, &str, &str, i64); 5] = [
    ("Mug, harbour", "MUG-HARBOUR", "14.50", 48),
    ("Harbour at dawn, A3", "PRINT-A3", "24.00", 120),
    ("Botanical poster, fern", "FERN-A2", "32.00", 0),
    ("Tote bag, lighthouse", "TOTE-LIGHT", "18.00", 75),
    ("Oak frame, A3", "FRAME-OAK", "39.00", 12),
];

/// What is in a shop, by the names that addresses of screens have for it: `order_id`, `sweep_id`, …
pub(super) type Ids = BTreeMap<&'static str, String>;

/// The order of a sample.
fn sample((number, [first_name, last_name, city, state], [name, code], quantity, price): Sample) -> Value {
    let mut new = order(number);
    new["source_name"] = json!("Harbor Prints Web Shop");
    new["email"] = json!(format!("{}@example.com", last_name.to_lowercase()));
    for (field, value) in [("first_name", first_name), ("last_name", last_name), ("city", city), ("state", state)] {
        new["shipping"][field] = json!(value);
    }
    new["order_items"] = json!([{"name": name, "code": code, "quantity": quantity, "price": price}]);
    new
}

/// Fills a shop with orders in several states, rules that a printer does not answer well, inventory, a split order, one with
/// a long name, a sweep, and a deleted order.
pub(super) async fn fill(shop: &Shop) -> Ids {
    let named = shop.call("PATCH", "/v1/store", Some(&json!({"name": "Harbor Prints"}))).await;
    assert_eq!(named.status, 200, "{}", named.text());
    shop.receiver.always("/fern", Answer::status(410).body("no such printer"));
    for (code, path, color) in [("FERN-A2", "/fern", "Red"), ("MUG-HARBOUR", "/mugs", "Green")] {
        let actions = json!([{"action": "tag_order", "color": color},
                             {"action": "post_order_json", "url": shop.receiver.url(path)}]);
        shop.rule_of_code(code, "order_imported", actions).await;
    }
    for (name, code, price, stock) in ITEMS {
        let item = json!({"name": name, "code": code, "price": price, "stock": stock});
        shop.post("/api/v2/inventory-items", &item).await;
    }
    let mut ids = vec![];
    for row in SAMPLES {
        ids.push(text(&shop.post("/api/v2/orders", &sample(row)).await["order"]["id"]));
    }
    let failed = ids[2].clone();
    let appointment = shop.appointments(&failed, "failed", 1).await[0]["id"].clone();
    shop.appointments(&ids[0], "complete", 1).await;
    let parcel = json!({"tracking_number": "1Z999AA10123456784"});
    shop.post(&format!("/api/v2/orders/{}/shipments", ids[0]), &parcel).await;
    shop.post(&format!("/v1/orders/{}/split", long_named(shop).await), &json!({"by": "code"})).await;
    let sweep = json!({"action": "move", "folder_id": 2, "ids": [ids[3], ids[4], ids[5]]});
    let sweep = shop.post("/v1/sweeps", &sweep).await["sweep"]["id"].clone();
    let removed = shop.order("1041").await;
    let reply = shop.call("DELETE", &format!("/v1/orders/{removed}"), None).await;
    assert!((200..300).contains(&reply.status), "{}", reply.text());
    let item = shop.get("/api/v2/inventory-items?code=MUG-HARBOUR").await["inventory_items"][0]["id"].clone();
    BTreeMap::from([
        ("store_id", shop.id.clone()),
        ("order_id", failed),
        ("shipped", ids[0].clone()),
        ("appointment_id", text(&appointment)),
        ("sweep_id", text(&sweep)),
        ("folder_id", "2".to_owned()),
        ("inventory_item_id", text(&item)),
    ])
}

/// An order of two items with a name that hardly fits.
async fn long_named(shop: &Shop) -> String {
    let mut new = order("1054");
    new["order_items"] = json!([{"name": "Mug, harbour", "code": "MUG-LAKE", "quantity": 2, "price": 14.5},
                                {"name": "Botanical poster, moss", "code": "MOSS-A2", "quantity": 1, "price": 32}]);
    new["shipping"]["company"] = json!("Harbour Street Posters and Frames of New Haven");
    text(&shop.post("/api/v2/orders", &new).await["order"]["id"])
}
