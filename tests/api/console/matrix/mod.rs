//! Every screen and every call with every key, permission and scope, as `tools/contract/permissions.txt` has them.
//!
//! What a user may only adds to what opens to them, so the whole of screens × permissions × scopes follows from few
//! requests, which [`screens`] makes: each line is open with what it takes and nothing else, in each scope as the line
//! says; and closed without any one of it, in each scope. So no other permission is needed, and none can be left out.
//! Pages are looked at once more with each other permission taken away, as that costs nothing.

mod calls;
mod form;
mod screens;
mod things;

use std::collections::BTreeSet;

use contract::{Permitted, ScreenLine, Takes};
use serde_json::json;
use serve_console::{Entry, Screen};

use super::Visitor;
use crate::shop::Shop;

/// The lines of the table.
fn permitted() -> Permitted {
    Permitted::read().unwrap()
}

/// The screen that a line is of.
fn screen_of(line: &ScreenLine) -> Screen {
    let found = Screen::ALL.iter().copied().find(|screen| screen.name() == line.screen);
    found.unwrap_or_else(|| panic!("permissions.txt has a line for {}, which is no screen", line.screen))
}

/// Catches a new screen that nobody has decided about, a line of one that is gone, and one that says something else
/// than what the router goes by.
#[test]
fn every_screen_has_a_line_and_every_line_is_of_a_screen() {
    let permitted = permitted();
    let lines: BTreeSet<String> = permitted.screens.iter().map(ScreenLine::name).collect();
    assert_eq!(lines.len(), permitted.screens.len(), "a screen has the same line twice");
    let has_line = |screen: &&Screen| permitted.screens.iter().any(|line| line.screen == screen.name());
    let missing: Vec<&Screen> = Screen::ALL.iter().filter(|screen| !has_line(screen)).collect();
    assert!(
        missing.is_empty(),
        "tools/contract/permissions.txt says nothing of {missing:?}; its head says how a line is written"
    );
    for line in &permitted.screens {
        let is_right = match (screen_of(line).entry(), &line.takes) {
            (Entry::Open, Takes::Anybody) | (Entry::Person, Takes::SignedIn) | (Entry::Member, Takes::All(_)) => true,
            (Entry::May(permission), Takes::All(all)) => all.contains(&permission),
            _ => false,
        };
        assert!(is_right, "{} is {:?} to the router", line.name(), screen_of(line).entry());
    }
}

/// An address of a screen in this store; other values in it are of nothing that is there.
fn path_of(screen: Screen, store_id: &str) -> String {
    let path = screen.path().replace("{store_id}", store_id).replace("{order_id}", "99999999");
    let path = path.replace("{appointment_id}", "99999999-1").replace("{sweep_id}", "1").replace("{folder_id}", "9999");
    path.replace("{inventory_item_id}", "99999999").replace("{account_id}", "99999999").replace(['{', '}'], "")
}

async fn open(visitor: &Visitor, screen: Screen, path: &str) -> waybill::http::Reply {
    if screen.changes() { visitor.post(path, &[]).await } else { visitor.get(path).await }
}

/// Catches a screen that shows or changes something of another store.
#[tokio::test]
async fn no_screen_of_another_store_opens_and_no_id_of_one() {
    let (shop, other) = (Shop::open("near").await, Shop::open("far").await);
    let order = other.order("F-1").await;
    let item = other.post("/api/v2/inventory-items", &json!({"name": "Mug", "code": "MUG"})).await;
    let item = crate::shop::text(&item["inventory_item"]["id"]);
    let (ada, bob) = (Visitor::owner(&shop, "ada@example.com").await, Visitor::owner(&other, "bob@example.com").await);
    let account = things::account_of(&bob).to_string();
    let nobody = Visitor::new(&shop);
    for screen in Screen::ALL.iter().copied().filter(|screen| screen.path().contains("{store_id}")) {
        let reply = open(&ada, screen, &path_of(screen, &other.id)).await;
        assert_eq!(reply.status, 404, "{screen:?} of another store");
        assert_eq!(open(&nobody, screen, &path_of(screen, &shop.id)).await.status, 303, "{screen:?} to nobody");
        let path = screen.path().replace("{store_id}", &shop.id).replace("{order_id}", &order);
        let path = path.replace("{inventory_item_id}", &item).replace("{account_id}", &account);
        let path = path.replace("{appointment_id}", &format!("{order}-1"));
        if path.contains(&order) || path.contains(&item) || path.contains(&account) {
            let reply = open(&ada, screen, &path.replace(['{', '}'], "")).await;
            assert_eq!(reply.status, 404, "{screen:?}: {}", reply.text());
        }
    }
    let untouched = bob.read(&format!("/console/{}/orders/{order}", other.id)).await;
    assert!(untouched.contains("F-1"));
}
