//! The screens: with what a line takes and nothing else, without each thing that it takes, and with all but one.

use std::collections::BTreeSet;

use contract::{ScreenLine, Takes};
use domain::{Permission, Permissions};
use serde_json::json;
use serve_console::Screen;
use waybill::http::Reply;

use super::things::{Person, Sees, Store, names};
use super::{open, path_of, permitted, screen_of};
use crate::console::{PASSWORD, Visitor, operator_link};
use crate::shop::Shop;

/// The lines of the screens of a store, with what each takes.
fn of_store(lines: &[ScreenLine]) -> impl Iterator<Item = (&ScreenLine, Permissions)> {
    lines.iter().filter_map(|line| match &line.takes {
        Takes::All(all) => Some((line, Permissions::of(all.iter().copied()))),
        Takes::Anybody | Takes::SignedIn => None,
    })
}

/// Where an answer leads.
fn location(reply: &Reply) -> &str {
    reply.headers.get("location").map(|to| to.to_str().unwrap()).unwrap_or_default()
}

/// Whether what a line is about was done or shown, and nobody is led away to say who they are.
fn is_done(reply: &Reply, line: &ScreenLine) -> bool {
    let is_led_away = ["/console/sign-in", "/console/prove"].iter().any(|page| location(reply).starts_with(page));
    let is_right = line.answers.map_or(reply.status < 400, |status| reply.status == status);
    is_right && !is_led_away
}

fn what(line: &ScreenLine, person: &Person) -> String {
    format!("\"{}\" for who sees {:?}", line.name(), person.sees)
}

/// Catches a permission that a screen takes and nobody knows of, a scope that leaks, and one that shuts out its own.
/// What opens with these permissions alone opens with any more of them.
#[tokio::test]
async fn each_line_is_open_with_what_it_takes_and_nothing_else_as_far_as_the_scope_goes() {
    let (store, permitted) = (Store::open("matrix-open").await, permitted());
    let mut wrong = vec![];
    for (line, takes) in of_store(&permitted.screens) {
        let screen = screen_of(line);
        for person in &store.people {
            let refusal = person.sees.refusal(screen, line);
            let is_used_up = screen.changes() || names(screen, line, "sweep_id");
            let things = match refusal {
                None if is_used_up => store.fresh(screen, line, person).await,
                _ => store.shared(screen),
            };
            store.give(person, takes).await;
            let reply = store.send(person, screen, line, &things).await;
            Store::check_secrets(person, &reply, &line.name());
            let is_refused = |status| reply.status == status || names_a_folder_of_others(&reply);
            let is_right = refusal.map_or_else(|| is_done(&reply, line), is_refused);
            if !is_right {
                let expected = refusal.map_or_else(|| "done".to_owned(), |status| status.to_string());
                let (status, why) = (reply.status, message(&reply));
                wrong.push(format!("{}: {status} and not {expected}. {why}", what(line, person)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a form is refused as its order was to go where who sent it sees none: as a folder that is not there.
fn names_a_folder_of_others(reply: &Reply) -> bool {
    [400, 422].contains(&reply.status) && message(reply).contains("there is no folder")
}

/// What a page says of why it is not what was wanted.
fn message(reply: &Reply) -> String {
    let page = reply.text();
    let main = page.split_once("<main").map_or(page.as_str(), |(_, main)| main);
    let text: String = main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    let words: Vec<&str> = text.split_whitespace().take(40).collect();
    format!("{} {}", location(reply), words.join(" "))
}

/// Catches a screen that opens to who lacks something that it takes, and a place in the navigation that leads to such a
/// one; and a page that takes more than its line says.
#[tokio::test]
async fn each_line_is_closed_without_any_one_thing_that_it_takes_and_each_page_open_without_any_other() {
    let (store, permitted) = (Store::open("matrix-closed").await, permitted());
    let mut wrong = vec![];
    for lacking in Permission::ALL.iter().copied() {
        for person in &store.people {
            store.give(person, Permissions::all().without(lacking)).await;
            let home = person.visitor.get(&format!("/console/{}/search", store.shop.id)).await.text();
            for (line, takes) in of_store(&permitted.screens) {
                let screen = screen_of(line);
                if takes.has(lacking) {
                    let link = format!("href=\"{}\"", path_of(screen, &store.shop.id));
                    let is_shown = !screen.changes() && home.contains(&link);
                    assert!(!is_shown, "{screen:?} is in the navigation without {}", lacking.name());
                    let reply = store.send(person, screen, line, &store.shared(screen)).await;
                    Store::check_secrets(person, &reply, &line.name());
                    // Who sees a part of the orders may learn first that it is none of theirs.
                    let is_closed = reply.status == 403 || (person.sees != Sees::All && reply.status == 404);
                    if !is_closed {
                        wrong.push(format!("{} without {}: {}", what(line, person), lacking.name(), reply.status));
                    }
                } else if person.sees == Sees::All && !screen.changes() {
                    let reply = store.send(person, screen, line, &store.shared(screen)).await;
                    if !is_done(&reply, line) {
                        let (status, why) = (reply.status, message(&reply));
                        wrong.push(format!("{} without {}: {status}. {why}", what(line, person), lacking.name()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Catches a page that shows a supplier another's order, a price or a customer's mail, whatever its user may do, and a
/// search that finds by what it does not show.
#[tokio::test]
async fn no_page_shows_a_supplier_what_is_not_its_own_whatever_its_user_may() {
    let (store, permitted) = (Store::open("matrix-supplier").await, permitted());
    let base = format!("/console/{}", store.shop.id);
    for person in store.people.iter().filter(|person| matches!(person.sees, Sees::ItsSupplier | Sees::AnotherSupplier))
    {
        for permissions in [Permissions::all(), Permissions::all().without(Permission::ViewCustomers)] {
            store.give(person, permissions).await;
            for (line, _) in of_store(&permitted.screens).filter(|(line, _)| !screen_of(line).changes()) {
                let screen = screen_of(line);
                let reply = store.send(person, screen, line, &store.shared(screen)).await;
                Store::check_secrets(person, &reply, &line.name());
            }
        }
    }
    let supplier = store.people.iter().find(|person| person.sees == Sees::ItsSupplier).unwrap();
    store.give(supplier, Permissions::all()).await;
    let own = store.shared(Screen::ShowOrder)["order_id"].clone();
    let list = supplier.visitor.read(&format!("{base}/orders")).await;
    assert!(list.contains("OWN-ORDER") && list.contains(&own), "its own orders are there: {list}");
    let foreign = format!("/orders/{}\"", store.foreign_order);
    for address in
        ["orders?folder=4", "orders?source=Matrix Cart", "orders", &format!("search?q={}", store.foreign_order)]
    {
        let reply = supplier.visitor.get(&format!("{base}/{}", address.replace(' ', "+"))).await;
        assert!(!reply.text().contains(&foreign), "{address} leads to another supplier's order");
    }
    for address in ["orders?email=secret-buyer@example.com", "search?q=secret-buyer@example.com"] {
        let reply = supplier.visitor.get(&format!("{base}/{address}")).await;
        let is_found = reply.text().contains(&format!("/orders/{own}\"")) || location(&reply).contains(&own);
        assert!(!is_found, "{address} finds an order by a mail that it does not show");
    }
}

/// Catches a page of a person's own that opens to nobody, one of a store that opens to who is no user of it, and one
/// for anybody that wants to know who looks.
#[tokio::test]
async fn screens_without_a_store_open_to_whom_they_say() {
    let shop = Shop::open("matrix-people").await;
    let nobody = Visitor::new(&shop);
    let link = operator_link(&shop, "invite", &json!({"email": "sam@example.com"})).await;
    let sam = Visitor::new(&shop);
    let form = [("first_name", "Sam"), ("last_name", "Storeless"), ("password", PASSWORD)];
    assert_eq!(sam.post(&link, &form).await.status, 303);
    let mut seen = BTreeSet::new();
    for line in permitted().screens {
        let screen = screen_of(&line);
        if !seen.insert(line.screen) {
            continue;
        }
        let path = path_of(screen, &shop.id);
        let reply = open(&nobody, screen, &path).await;
        if line.takes == Takes::Anybody {
            // The second step of signing in leads to the first.
            let is_step = matches!(screen, Screen::ShowCode | Screen::EnterCode);
            let is_led_away = location(&reply).contains("next=") && !is_step;
            assert!(!is_led_away && ![401, 403, 405].contains(&reply.status), "{screen:?}");
            continue;
        }
        assert_eq!(reply.status, 303, "{screen:?} to nobody");
        assert!(location(&reply).starts_with("/console/sign-in"), "{screen:?} to nobody: {}", location(&reply));
        let reply = open(&sam, screen, &path).await;
        if line.takes == Takes::SignedIn {
            let is_open = ![401, 403, 405].contains(&reply.status) && reply.status < 500;
            assert!(is_open && !location(&reply).starts_with("/console/sign-in"), "{screen:?}: {}", reply.status);
        } else {
            assert_eq!(reply.status, 404, "{screen:?} to who is no user of the store");
        }
    }
}
