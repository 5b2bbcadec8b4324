//! Every screen, with every permission taken away, and at every other store's address.

use domain::Permission;
use serde_json::json;
use serve_console::{Entry, Screen};

use super::Visitor;
use crate::shop::Shop;

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

/// An address of a screen in this store; other values in it are of nothing that is there.
fn path_of(screen: Screen, store_id: &str) -> String {
    let path = screen.path().replace("{store_id}", store_id).replace("{order_id}", "99999999");
    let path = path.replace("{appointment_id}", "99999999-1").replace("{sweep_id}", "1").replace("{folder_id}", "9999");
    path.replace("{inventory_item_id}", "99999999").replace("{account_id}", "99999999").replace(['{', '}'], "")
}

async fn open(visitor: &Visitor, screen: Screen, store_id: &str) -> u16 {
    let path = path_of(screen, store_id);
    let reply = if screen.changes() { visitor.post(&path, &[]).await } else { visitor.get(&path).await };
    reply.status
}

/// Somebody whom Ada invites into the shop, to do nothing yet.
async fn invited(shop: &Shop, ada: &Visitor) -> (Visitor, String) {
    let users = format!("/console/{}/users", shop.id);
    let form = [("email", GRACE), ("preset", ""), ("permission", "view_orders"), ("scope", "all")];
    let page = ada.post(&users, &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let start = text.find("/console/invite/").unwrap();
    let link: String = text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect();
    let grace = Visitor::new(shop);
    grace.accept(&link).await;
    let list = ada.read(&users).await;
    let place = format!("/console/{}/users/", shop.id);
    let ids = list
        .match_indices(&place)
        .map(|(at, _)| list[at + place.len()..].chars().take_while(char::is_ascii_digit).collect::<String>());
    let mut found = None;
    for id in ids.filter(|id| !id.is_empty()) {
        if ada.read(&format!("{place}{id}")).await.contains(GRACE) {
            found = Some(id);
        }
    }
    (grace, found.unwrap())
}

/// Gives a user these permissions.
async fn give(shop: &Shop, ada: &Visitor, id: &str, permissions: impl Iterator<Item = Permission>) {
    let path = format!("/console/{}/users/{id}", shop.id);
    let page = ada.read(&path).await;
    let version = page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut form = vec![("version", version.as_str()), ("preset", ""), ("scope", "all")];
    form.extend(permissions.map(|permission| ("permission", permission.name())));
    let reply = ada.post(&path, &form).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
}

/// Catches a screen that opens to who lacks its permission, and a place in the navigation that leads to such a one.
#[tokio::test]
async fn every_screen_is_closed_to_who_lacks_its_permission() {
    let shop = Shop::open("matrix").await;
    let ada = Visitor::owner(&shop, ADA).await;
    let (grace, id) = invited(&shop, &ada).await;
    for lacking in Permission::ALL.iter().copied() {
        give(&shop, &ada, &id, Permission::ALL.iter().copied().filter(|it| *it != lacking)).await;
        let home = grace.get(&format!("/console/{}/search", shop.id)).await.text();
        for screen in Screen::ALL.iter().filter(|it| it.entry() == Entry::May(lacking)) {
            assert_eq!(open(&grace, *screen, &shop.id).await, 403, "{screen:?} without {}", lacking.name());
            let link = format!("href=\"{}\"", path_of(*screen, &shop.id));
            let is_shown = !screen.changes() && home.contains(&link);
            assert!(!is_shown, "{screen:?} is in the navigation without {}", lacking.name());
        }
    }
    give(&shop, &ada, &id, Permission::ALL.iter().copied()).await;
    for screen in Screen::ALL.iter().filter(|it| matches!(it.entry(), Entry::May(_) | Entry::Member)) {
        if *screen == Screen::LeaveStore {
            continue;
        }
        let status = open(&grace, *screen, &shop.id).await;
        assert!(![401, 403, 405].contains(&status) && status < 500, "{screen:?}: {status}");
    }
}

/// Catches a screen that shows or changes something of another store.
#[tokio::test]
async fn no_screen_of_another_store_opens_and_no_id_of_one() {
    let (shop, other) = (Shop::open("near").await, Shop::open("far").await);
    let order = other.order("F-1").await;
    let item = other.post("/api/v2/inventory-items", &json!({"name": "Mug", "code": "MUG"})).await;
    let item = crate::shop::text(&item["inventory_item"]["id"]);
    let (ada, bob) = (Visitor::owner(&shop, ADA).await, Visitor::owner(&other, "bob@example.com").await);
    let users = bob.read(&format!("/console/{}/users", other.id)).await;
    let place = format!("/console/{}/users/", other.id);
    let at = users.find(&place).unwrap() + place.len();
    let account: String = users[at..].chars().take_while(char::is_ascii_digit).collect();
    let nobody = Visitor::new(&shop);
    for screen in Screen::ALL {
        if !screen.path().contains("{store_id}") {
            continue;
        }
        assert_eq!(open(&ada, *screen, &other.id).await, 404, "{screen:?} of another store");
        assert_eq!(open(&nobody, *screen, &shop.id).await, 303, "{screen:?} to nobody");
        let path = screen.path().replace("{store_id}", &shop.id).replace("{order_id}", &order);
        let path = path.replace("{inventory_item_id}", &item).replace("{account_id}", &account);
        let path = path.replace("{appointment_id}", &format!("{order}-1"));
        if path.contains(&order) || path.contains(&item) || path.contains(&account) {
            let path = path.replace(['{', '}'], "");
            let reply = if screen.changes() { ada.post(&path, &[]).await } else { ada.get(&path).await };
            assert_eq!(reply.status, 404, "{screen:?}: {}", reply.text());
        }
    }
    let untouched = bob.read(&format!("/console/{}/orders/{order}", other.id)).await;
    assert!(untouched.contains("F-1"));
}
