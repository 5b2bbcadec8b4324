//! A store's own style sheet: saved, loaded by the pages of its users, and left out where it could mislead.

use serde_json::{Value, json};

use super::Visitor;
use crate::shop::{Shop, text};

const ADA: &str = "ada@example.com";

const SHEET: &str = ".u-vendor .box-payment { display: none }\r\n:root { --accent: #0A7D5B }";

/// What is served of it.
const SERVED: &str = "body.u-vendor #page .box-payment:not(.guard, .guard *, :has(.guard)) { display: none; }\n\
                      #page { --accent: #0a7d5b; }\n";

async fn opened(name: &str) -> (Shop, Visitor, String) {
    let shop = Shop::open(name).await;
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    (shop, ada, base)
}

/// The address of the store's own sheet that a page loads.
fn loaded(page: &str) -> Option<String> {
    let sheets = page.split("<link rel=\"stylesheet\" href=\"").skip(1).filter_map(|part| part.split('"').next());
    sheets.into_iter().find(|address| address.contains("/custom.css")).map(str::to_owned)
}

/// Saves a sheet that is taken; the address that pages load it from.
async fn saved(visitor: &Visitor, base: &str, sheet: &str) -> String {
    visitor.does(&format!("{base}/settings/css"), &[("css", sheet)]).await;
    loaded(&visitor.read(&format!("{base}/orders")).await).unwrap()
}

/// The classes of a page's body.
fn classes_of(page: &str) -> &str {
    page.split("<body class=\"").nth(1).unwrap().split('"').next().unwrap()
}

/// Somebody of the staff, whose pages have this class.
async fn staff(shop: &Shop, owner: &Visitor, class: &str) -> Visitor {
    let form = [("email", "grace@example.com"), ("preset", "staff"), ("scope", "all"), ("css_class", class)];
    let page = owner.post(&format!("/console/{}/users", shop.id), &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = page.text();
    let link = &page[page.find("/console/invite/").unwrap()..];
    let link: String = link.chars().take_while(|it| it.is_ascii_alphanumeric() || "/-_".contains(*it)).collect();
    let visitor = Visitor::new(shop);
    visitor.accept(&link).await;
    visitor
}

/// Catches a sheet that browsers load from an address which stays when the sheet changes, or that is loaded before the
/// console's own.
#[tokio::test]
async fn a_sheet_is_saved_on_its_page_and_loaded_by_the_others_until_it_is_taken_away() {
    let (_shop, ada, base) = opened("sheet").await;
    let (page, orders) = (format!("{base}/settings/css"), format!("{base}/orders"));
    assert_eq!(loaded(&ada.read(&orders).await), None);
    let form = [("css", SHEET), ("version", "0"), ("back", page.as_str())];
    assert_eq!(ada.does(&page, &form).await, format!("{page}?done=css"));
    let list = ada.read(&orders).await;
    let address = loaded(&list).unwrap();
    assert!(list.find("/console/assets/console.").unwrap() < list.find(&address).unwrap(), "{list}");

    let reply = ada.get(&address).await;
    assert_eq!((reply.status, reply.text().as_str()), (200, SERVED));
    for (name, value) in [
        ("content-type", "text/css; charset=utf-8"),
        ("cache-control", "private, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(reply.headers[name], value, "{name}");
    }
    for other in ["", "?v=", "?v=0000000000000000"] {
        assert_eq!(ada.get(&format!("{base}/custom.css{other}")).await.status, 404, "{other}");
    }

    let next = saved(&ada, &base, ".box { opacity: 0.9 }").await;
    assert_ne!(next, address);
    assert_eq!(ada.get(&address).await.status, 404, "that sheet is no more");
    assert!(ada.read(&page).await.contains(".box { opacity: 0.9 }</textarea>"));
    let audit = ada.read(&format!("{base}/audit")).await;
    assert!(audit.contains("Custom CSS changed") && audit.contains("opacity"), "{audit}");
    ada.does(&page, &[("css", "")]).await;
    assert_eq!(loaded(&ada.read(&orders).await), None);
    assert_eq!(ada.get(&next).await.status, 404);
}

/// Catches a form that saves half of a sheet, that loses what was typed, or that takes the place of somebody else's.
#[tokio::test]
async fn what_is_wrong_is_shown_by_its_line_and_nothing_is_saved() {
    let (shop, ada, base) = opened("wrong-sheet").await;
    let page = format!("{base}/settings/css");
    let wrong = ".a { color: red }\n.b { width: url(https://evil.example.com) }\n@import 'x';\n.c { order: 1 }";
    let refused = ada.post(&page, &[("css", wrong)]).await;
    let text = refused.text();
    assert_eq!(refused.status, 422, "{text}");
    for expected in
        ["href=\"#line-2\"", "id=\"line-2\"", "Line 2, column", "id=\"line-3\"", ".c { order: 1 }</textarea>"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains("id=\"line-4\""), "{text}");
    assert_eq!(loaded(&ada.read(&format!("{base}/orders")).await), None);
    assert_eq!(shop.get("/v1/store/css").await["custom_css"]["css"], json!(""));

    saved(&ada, &base, ".theirs { order: 1 }").await;
    let late = ada.post(&page, &[("css", ".mine { order: 2 }"), ("version", "0")]).await;
    assert_eq!(late.status, 422, "{}", late.text());
    assert!(late.text().contains("Somebody changed the style sheet meanwhile") && late.text().contains(".mine"));
    assert_eq!(shop.get("/v1/store/css").await["custom_css"]["css"], json!(".theirs { order: 1 }"));
}

/// Catches a sheet that hides the way out of itself, or fakes a page on which permissions are given.
#[tokio::test]
async fn pages_of_users_and_of_the_sheet_never_load_it_and_any_other_can_be_opened_without() {
    let (_shop, ada, base) = opened("safe").await;
    saved(&ada, &base, "main { display: none }").await;
    for guarded in ["settings/css", "users"] {
        assert_eq!(loaded(&ada.read(&format!("{base}/{guarded}")).await), None, "{guarded}");
    }
    assert_eq!(loaded(&ada.read("/console/account").await), None);
    let refused = ada.post(&format!("{base}/settings/css"), &[("css", "stray")]).await;
    assert_eq!((refused.status, loaded(&refused.text())), (422, None));

    let orders = format!("{base}/orders?folder=1");
    assert!(loaded(&ada.read(&orders).await).is_some());
    let without = ada.read(&format!("{orders}&css=off")).await;
    assert_eq!(loaded(&without), None);
    assert!(without.contains("shown without the store's own style sheet"), "{without}");
    assert!(without.contains(&format!("href=\"{orders}\"")), "it leads back: {without}");
}

/// Catches a sheet that anybody may write, one that only its writers get, and one that leaves its store.
#[tokio::test]
async fn every_user_of_the_store_gets_it_and_only_who_manages_settings_writes_it() {
    let (shop, ada, base) = opened("vendors").await;
    let order = shop.order("1001").await;
    let address = saved(&ada, &base, SHEET).await;
    let grace = staff(&shop, &ada, "vendor").await;
    let page = format!("{base}/settings/css");
    assert_eq!((grace.get(&page).await.status, grace.post(&page, &[("css", "")]).await.status), (403, 403));
    let list = grace.read(&format!("{base}/orders")).await;
    assert_eq!((loaded(&list).as_ref(), classes_of(&list)), (Some(&address), "desk p-orders u-vendor"));
    assert_eq!(classes_of(&grace.read(&format!("{base}/orders/{order}")).await), "desk p-order u-vendor");
    assert_eq!(classes_of(&ada.read(&format!("{base}/orders")).await), "desk p-orders", "she has no class");
    assert_eq!(grace.get(&address).await.text(), SERVED);

    let other = Shop::open("other-sheet").await;
    let (bob, its_base) = (Visitor::owner(&other, "bob@example.com").await, format!("/console/{}", other.id));
    saved(&bob, &its_base, ".box { order: 1 }").await;
    assert_eq!(bob.get(&address).await.status, 404);
    let query = address.split_once('?').unwrap().1;
    assert_eq!(bob.get(&format!("{its_base}/custom.css?{query}")).await.status, 404, "it is none of {}'s", other.name);
    assert_eq!(Visitor::new(&shop).get(&address).await.status, 303);
}

/// Catches a call that takes what the page refuses, and one that overwrites what its caller has not read.
#[tokio::test]
async fn the_api_takes_the_same_sheets_as_the_page() {
    let (shop, ada, base) = opened("sheet-api").await;
    let put = async |sheet: Value, headers: &[(&str, &str)]| {
        shop.call_raw("PUT", "/v1/store/css", Some(sheet.to_string()), headers).await
    };
    let first = put(json!({"css": SHEET}), &[]).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let version = first.headers["etag"].to_str().unwrap().to_owned();
    let shown = shop.get("/v1/store/css").await["custom_css"].clone();
    assert_eq!(text(&shown["css"]), SHEET.replace("\r\n", "\n"));
    assert_eq!(text(&shown["served"]), SERVED);
    let address = loaded(&ada.read(&format!("{base}/orders")).await).unwrap();
    assert_eq!(ada.get(&address).await.text(), SERVED);

    let wrong = put(json!({"css": ".a { order: 1 }\n.b { position: fixed }"}), &[]).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains("css:2:"), "{}", wrong.text());
    let stale = put(json!({"css": ""}), &[("If-Match", "\"99\"")]).await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    let again = put(json!({"css": SHEET}), &[("If-Match", version.as_str())]).await;
    assert_eq!((again.status, &again.headers["etag"]), (200, &first.headers["etag"]), "it is the same sheet");
    assert_eq!(put(json!({"css": ""}), &[("If-Match", version.as_str())]).await.status, 200);
    assert_eq!(loaded(&ada.read(&format!("{base}/orders")).await), None);
    let audit = ada.read(&format!("{base}/audit")).await;
    assert!(audit.contains("Custom CSS changed") && audit.contains("API key"), "{audit}");
}
