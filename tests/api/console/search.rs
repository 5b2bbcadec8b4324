//! Search as one types, and what the form of an order suggests: parts of the search's page.

use serde_json::json;

use super::Visitor;
use crate::shop::Shop;

const ADA: &str = "ada@example.com";

/// Somebody whom Ada invites to do these things alone.
async fn invited(shop: &Shop, ada: &Visitor, email: &str, permissions: &[&str]) -> Visitor {
    let mut form = vec![("email", email), ("preset", ""), ("scope", "all")];
    form.extend(permissions.iter().map(|permission| ("permission", *permission)));
    let page = ada.post(&format!("/console/{}/users", shop.id), &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let start = text.find("/console/invite/").unwrap();
    let link: String = text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect();
    let visitor = Visitor::new(shop);
    visitor.accept(&link).await;
    visitor
}

async fn add_item(shop: &Shop, name: &str, code: &str) {
    shop.post("/api/v2/inventory-items", &json!({"name": name, "code": code, "price": "12.50"})).await;
}

/// Catches a part that shows another store's things, that leads away where a number is whole, or whose texts are read as
/// HTML.
#[tokio::test]
async fn what_is_found_as_one_types_is_the_store_s_own_and_stays_text() {
    let (shop, other) = (Shop::open("typed").await, Shop::open("typed-elsewhere").await);
    let id = shop.order("T-1001").await;
    let foreign = other.order("T-1001").await;
    add_item(&shop, "<i>Mug</i>, harbour", "MUG-1").await;
    add_item(&other, "Mug, elsewhere", "MUG-9").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let hits = format!("/console/{}/search?part=hits", shop.id);

    let by_number = ada.read(&format!("{hits}&q=T-1001")).await;
    assert!(by_number.contains(&format!("href=\"/console/{}/orders/{id}\"", shop.id)), "{by_number}");
    assert!(!by_number.contains(&foreign) && !by_number.contains("<html"), "{by_number}");
    assert!(by_number.contains("role=\"group\"") && by_number.contains("role=\"option\""), "{by_number}");
    let by_id = ada.read(&format!("{hits}&q={foreign}")).await;
    assert!(!by_id.contains(&format!("/orders/{foreign}")), "{by_id}");
    let by_word = ada.read(&format!("{hits}&q=mug")).await;
    assert!(by_word.contains("MUG-1") && !by_word.contains("MUG-9") && !by_word.contains("<i>"), "{by_word}");
    let by_html = ada.read(&format!("{hits}&q=%3Cb%3E%22onload%3D")).await;
    assert!(!by_html.contains("<b>") && !by_html.contains("\"onload"), "{by_html}");
    let items = ada.read(&format!("/console/{}/search?part=items&q=MUG", shop.id)).await;
    assert!(items.contains("data-code=\"MUG-1\" data-price=\"12.50\""), "{items}");
    assert!(!items.contains("MUG-9") && !items.contains("<i>"), "{items}");
}

/// Catches a part that grows with the store or with what is typed, and one that looks through all items for a single letter.
#[tokio::test]
async fn what_is_found_as_one_types_is_short_whatever_there_is() {
    let shop = Shop::open("typed-much").await;
    for number in 0..12 {
        add_item(&shop, &format!("Cap {number}"), &format!("CAP-{number}")).await;
    }
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    let hits = ada.read(&format!("{base}/search?part=hits&q=cap")).await;
    assert_eq!(hits.matches(&format!("href=\"{base}/inventory/")).count(), 6, "{hits}");
    assert!(hits.contains(&format!("href=\"{base}/search?q=cap\"")), "the page has the rest: {hits}");
    let items = ada.read(&format!("{base}/search?part=items&q=cap")).await;
    assert_eq!(items.matches("<option").count(), 10, "{items}");
    for short in ["", "c"] {
        let items = ada.read(&format!("{base}/search?part=items&q={short}")).await;
        assert!(!items.contains("<option"), "{items}");
        let hits = ada.read(&format!("{base}/search?part=hits&q={short}")).await;
        assert!(!hits.contains("CAP-1"), "{hits}");
    }
    let long = ada.read(&format!("{base}/search?part=hits&q={}", "a".repeat(1_000))).await;
    assert!(long.contains(&"a".repeat(320)) && !long.contains(&"a".repeat(321)), "{long}");
}

/// Catches a group that shows what its user may not see, a place they may not open, and prices in a list of suggestions.
#[tokio::test]
async fn each_group_of_what_is_found_takes_its_permission() {
    let shop = Shop::open("typed-rights").await;
    let id = shop.order("T-1001").await;
    add_item(&shop, "Mug, harbour", "MUG-1").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let grace = invited(&shop, &ada, "grace@example.com", &["view_orders", "create_orders"]).await;
    let bob = invited(&shop, &ada, "bob@example.com", &["view_inventory"]).await;
    let base = format!("/console/{}", shop.id);
    let hits = |text: &str| format!("{base}/search?part=hits&q={text}");
    let items = format!("{base}/search?part=items&q=mug");

    assert!(grace.read(&hits("T-1001")).await.contains(&format!("/orders/{id}")));
    assert!(!grace.read(&hits("mug")).await.contains("MUG-1"));
    assert!(!grace.read(&hits("ada%40example.com")).await.contains(&id), "who sees no e-mails finds none");
    assert_eq!(grace.get(&items).await.status, 403);
    let places = grace.read(&hits("")).await;
    assert!(places.contains("Create order") && places.contains(&format!("href=\"{base}/orders\"")), "{places}");
    for closed in ["Store Settings", "Store Users", "Audit", "Add New Item", "Inventory"] {
        assert!(!places.contains(closed), "{closed}: {places}");
    }
    let found = bob.read(&hits("T-1001")).await;
    assert!(!found.contains(&id) && !found.contains("/orders"), "{found}");
    let suggested = bob.read(&items).await;
    assert!(suggested.contains("data-code=\"MUG-1\" data-price=\"\""), "{suggested}");
    assert!(!bob.read(&hits("")).await.contains("Create order"));

    let form = grace.read(&format!("{base}/orders/new")).await;
    assert!(!form.contains("data-suggest") && !form.contains("datalist"), "{form}");
    let form = ada.read(&format!("{base}/orders/new")).await;
    assert!(form.contains(&format!("data-suggest=\"{base}/search?part=items\"")), "{form}");
}

/// Catches a form that leaves out what every order of the store entered by hand is to have.
#[tokio::test]
async fn the_form_of_a_new_order_begins_with_the_default_checkout_fields() {
    let shop = Shop::open("checkout-fields").await;
    let settings = json!({"settings": {"default_checkout_data_fields": {"Gift wrap": "no", "Door code": ""}}});
    let reply = shop.call("PATCH", "/v1/store", Some(&settings)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let ada = Visitor::owner(&shop, ADA).await;
    let form = ada.read(&format!("/console/{}/orders/new", shop.id)).await;
    assert!(form.contains("Gift wrap = no") && form.contains("Door code ="), "{form}");
}
