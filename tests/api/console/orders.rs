//! Orders on screen: found, opened, and changed by what their page offers.

use domain::Permissions;
use serde_json::{Value, json};

use super::Visitor;
use super::lists::colleague;
use crate::shop::{Shop, order};

const ADA: &str = "ada@example.com";

/// What stands in a hidden field of a page.
pub(super) fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    page.split(&field).nth(1).unwrap_or_else(|| panic!("{name} in {page}")).split('"').next().unwrap().to_owned()
}

async fn opened(name: &str) -> (Shop, Visitor, String) {
    let shop = Shop::open(name).await;
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    (shop, ada, base)
}

/// Catches a list that leaves orders out, or shows what was not looked for.
#[tokio::test]
async fn a_list_has_the_orders_of_its_folder_page_by_page_and_those_that_are_looked_for() {
    let (shop, ada, base) = opened("list").await;
    for number in 0..53 {
        shop.order(&format!("N-{number:02}")).await;
        shop.world.aws.time.advance(std::time::Duration::from_secs(1));
    }
    let first = ada.read(&format!("{base}/orders?folder=1")).await;
    assert!(first.contains(">N-52</a>") && first.contains(">N-03</a>") && !first.contains(">N-02</a>"));
    assert!(first.contains("All 53 in New"), "{first}");
    let older = first.split("href=\"").find(|part| part.contains("cursor=")).unwrap().split('"').next().unwrap();
    let second = ada.read(&older.replace("&#38;", "&").replace("&amp;", "&")).await;
    assert!(second.contains(">N-02</a>") && second.contains(">N-00</a>") && !second.contains(">N-03</a>"));
    let found = ada.read(&format!("{base}/orders?number=n-07")).await;
    assert!(found.contains(">N-07</a>") && !found.contains(">N-08</a>"));
    let none = ada.read(&format!("{base}/orders?email=nobody@example.com")).await;
    assert!(none.contains("No order matches"));
    assert_eq!(ada.get(&format!("{base}/orders?folder=77")).await.status, 404);
    let wrong = ada.get(&format!("{base}/orders?from=someday")).await;
    assert_eq!(wrong.status, 400, "{}", wrong.text());
}

/// Catches a form of the page that does something else than the API's call of the same name.
#[tokio::test]
async fn what_the_page_of_an_order_offers_is_done_and_said_in_its_history_with_the_person_s_name() {
    let (shop, ada, base) = opened("page").await;
    let id = shop.order("1001").await;
    let page = format!("{base}/orders/{id}");
    let text = ada.read(&page).await;
    assert!(text.contains("Order 1001") && text.contains("Order Imported by API"), "{text}");
    let to = ada.does(&format!("{page}/move"), &[("folder", "2")]).await;
    assert_eq!(to, format!("{page}?done=moved"));
    assert!(ada.read(&to).await.contains("Moved."));
    ada.does(&format!("{page}/tag"), &[("tag", "success")]).await;
    ada.does(&format!("{page}/notes"), &[("note", "Ring <b>twice</b>")]).await;
    let item = text.split("quantity-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let field = format!("quantity-{item}");
    let parcel = [(field.as_str(), "1"), ("tracking_number", "1Z 999"), ("carrier_code", "UPS")];
    assert_eq!(ada.does(&format!("{page}/shipments"), &parcel).await, format!("{page}?done=shipped"));
    let too_many = [(field.as_str(), "99"), ("tracking_number", "1Z 998")];
    let refused = ada.post(&format!("{page}/shipments"), &too_many).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("must be a whole number up to"), "{}", refused.text());

    let order = shop.get(&format!("/v1/orders/{id}?get_order_history=1")).await["order"].clone();
    assert_eq!((&order["folder_id"], &order["tag_name"]), (&json!(2), &json!("success")));
    assert_eq!(order["order_notes"][0]["content"], json!("Ring <b>twice</b>"));
    assert_eq!(order["order_notes"][0]["username"], json!("Ada Lind"));
    assert_eq!(order["order_shipments"][0]["tracking_number"], json!("1Z 999"));
    let after = ada.read(&page).await;
    assert!(!after.contains("<b>twice") && after.contains("Ada Lind"), "{after}");
    assert!(shop.history(&id).await.iter().any(|line| line.contains("Order Moved to Prepared")));

    let once = hidden(&after, "once");
    for _ in 0..2 {
        let event = [("event", "order_details_changed"), ("once", once.as_str())];
        let reply = ada.post(&format!("{page}/events"), &event).await;
        assert!(matches!(reply.status, 303 | 422), "{}", reply.text());
    }
    let note = [("note", "Sold out")];
    assert_eq!(ada.post(&format!("{page}/cancel"), &[]).await.status, 422, "why is needed");
    ada.does(&format!("{page}/cancel"), &note).await;
    shop.folder(&id, 5).await;
    assert!(ada.does(&format!("{page}/delete"), &[]).await.contains("folder=5"));
    assert_eq!(ada.get(&page).await.status, 404);
    let trash = ada.read(&format!("{base}/trash")).await;
    assert!(trash.contains("1001"), "{trash}");
    ada.does(&format!("{base}/trash/{id}/restore"), &[]).await;
    assert!(ada.read(&page).await.contains("Order Restored"));
}

/// Catches an order that is canceled by who sees its folder alone, and a page that says then that there is none.
#[tokio::test]
async fn who_cancels_an_order_away_from_what_they_see_is_led_to_the_list() {
    let (shop, ada, base) = opened("cancel-away").await;
    let id = shop.order("1001").await;
    let grace = colleague(&shop, &ada, Permissions::all(), "1").await;
    let page = format!("{base}/orders/{id}");
    assert_eq!(grace.does(&format!("{page}/notes"), &[("note", "A gift")]).await, format!("{page}?done=noted"));
    let to = grace.does(&format!("{page}/cancel"), &[("note", "Sold out")]).await;
    assert_eq!(to, format!("{base}/orders?done=canceled"));
    let list = grace.read(&to).await;
    assert!(list.contains("Order canceled.") && !list.contains(">1001</a>"), "{list}");
    assert_eq!(grace.get(&page).await.status, 404);
}

/// Catches a form that changes what nobody typed, and one that writes over somebody else's change.
#[tokio::test]
async fn an_edit_changes_what_was_typed_and_is_refused_where_somebody_changed_the_same_meanwhile() {
    let (shop, ada, base) = opened("edit").await;
    let id = shop.order("1001").await;
    let edit = format!("{base}/orders/{id}/edit");
    let form = ada.read(&edit).await;
    let (items, item) = (hidden(&form, "was-items"), hidden(&form, "item-0-id"));
    let city = hidden(&form, "was-shipping.city");
    let before: Value = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
    let typed = [
        ("was-shipping.city", city.as_str()),
        ("shipping.city", "Bergen"),
        ("was-items", &items),
        ("item-0-id", &item),
        ("item-0-name", before["order_items"][0]["name"].as_str().unwrap()),
        ("item-0-code", before["order_items"][0]["code"].as_str().unwrap()),
        ("item-0-quantity", "3"),
        ("item-1-name", "Card"),
        ("item-1-quantity", ""),
    ];
    ada.does(&edit, &typed).await;
    let after = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
    assert_eq!(after["shipping"]["city"], json!("Bergen"));
    assert_eq!(after["shipping"]["first_name"], before["shipping"]["first_name"]);
    assert_eq!(after["order_items"][0]["id"], before["order_items"][0]["id"]);
    assert_eq!(after["order_items"][0]["price"], before["order_items"][0]["price"]);
    assert_eq!((&after["order_items"][0]["quantity"], &after["order_items"][1]["name"]), (&json!(3), &json!("Card")));

    // The same field: refused, with what is there by now; sent once more it is as it was typed.
    let late = ada.post(&edit, &[("was-shipping.city", city.as_str()), ("shipping.city", "Oslo")]).await;
    let page = late.text();
    assert_eq!(late.status, 422);
    assert!(
        page.contains("omebody changed this meanwhile, to &#34;Bergen&#34;") && page.contains("value=\"Oslo\""),
        "{page}"
    );
    let was = hidden(&page, "was-shipping.city");
    ada.does(&edit, &[("was-shipping.city", was.as_str()), ("shipping.city", "Oslo")]).await;
    // Another field: what somebody else changed stays.
    let (first, last) = (hidden(&form, "was-shipping.first_name"), hidden(&form, "was-shipping.last_name"));
    let other = [
        ("was-shipping.city", city.as_str()),
        ("shipping.city", city.as_str()),
        ("was-shipping.first_name", first.as_str()),
        ("shipping.first_name", "Grace"),
        ("was-shipping.last_name", last.as_str()),
        ("shipping.last_name", last.as_str()),
        ("was-items", items.as_str()),
    ];
    ada.does(&edit, &other).await;
    let after = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
    assert_eq!((&after["shipping"]["city"], &after["shipping"]["first_name"]), (&json!("Oslo"), &json!("Grace")));
    // The items: nothing is lost of those that came meanwhile.
    let late = [("was-items", items.as_str()), ("item-0-id", &item), ("item-0-name", "Mine"), ("item-0-quantity", "1")];
    let late = ada.post(&edit, &late).await;
    assert_eq!(late.status, 422);
    assert!(late.text().contains("Somebody changed the items meanwhile") && late.text().contains("Mine"));
    let after = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
    assert_eq!(after["order_items"][1]["name"], json!("Card"));
}

/// Catches an order by hand that comes twice by an impatient finger, or without its event.
#[tokio::test]
async fn an_order_that_is_entered_by_hand_is_one_and_fires_its_event() {
    let (shop, ada, base) = opened("by-hand").await;
    shop.rule("Tag", "order_created_manually", json!([{"action": "tag_order", "color": "Blue"}])).await;
    let new = format!("{base}/orders/new");
    let once = hidden(&ada.read(&new).await, "once");
    let empty = ada.post(&new, &[("once", &once)]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("must have at least one item"), "{}", empty.text());
    let typed = [
        ("once", once.as_str()),
        ("shipping.first_name", "Ola"),
        ("shipping.last_name", "Nordmann"),
        ("email", "ola@example.com"),
        ("item-0-name", "Mug"),
        ("item-0-price", "12.50"),
        ("item-0-quantity", "2"),
        ("folder", "2"),
    ];
    let first = ada.does(&new, &typed).await;
    let second = ada.does(&new, &typed).await;
    let path = |to: &str| to.split('?').next().unwrap().to_owned();
    assert_eq!(path(&first), path(&second));
    let id = path(&first).rsplit('/').next().unwrap().to_owned();
    shop.world.settle().await;
    let order = shop.get(&format!("/v1/orders/{id}")).await["order"].clone();
    assert_eq!((&order["tag_name"], &order["folder_id"]), (&json!("info"), &json!(2)));
    assert_eq!(order["order_total"], json!(25));
}

/// Catches a split or a merge whose preview says one thing and whose form does another.
#[tokio::test]
async fn orders_are_split_merged_and_duplicated_from_their_pages() {
    let (shop, ada, base) = opened("families").await;
    let mut new = order("1001");
    new["order_items"] =
        json!([{"name": "Mug", "code": "MUG", "quantity": 2}, {"name": "Cap", "code": "CAP", "quantity": 1}]);
    let id = crate::shop::text(&shop.post("/api/v2/orders", &new).await["order"]["id"]);
    let page = format!("{base}/orders/{id}");
    let form = ada.read(&format!("{page}/split")).await;
    let (once, item) =
        (hidden(&form, "once"), form.split("quantity-").nth(1).unwrap().split('"').next().unwrap().to_owned());
    let field = format!("quantity-{item}");
    let typed = [("once", once.as_str()), ("way", "items"), (field.as_str(), "1")];
    for _ in 0..2 {
        ada.does(&format!("{page}/split"), &typed).await;
    }
    let parts = shop.get(&format!("/v1/orders/{id}/family")).await["family"]["split_to"].clone();
    assert_eq!(parts.as_array().unwrap().len(), 1, "{parts}");
    let part = crate::shop::text(&parts[0]);
    let ids = format!("{id},{part}");
    let preview = ada.read(&format!("{base}/orders/merge?ids={ids}")).await;
    assert!(preview.contains("1 × Mug") && preview.contains("1 × Cap"), "{preview}");
    let once = hidden(&preview, "once");
    let merge = [("once", once.as_str()), ("ids", ids.as_str()), ("archive", "4")];
    let to = ada.does(&format!("{base}/orders/merge"), &merge).await;
    assert!(to.ends_with("?done=merged"), "{to}");
    shop.folder(&id, 4).await;
}
