//! Search: orders by their numbers and e-mails, inventory items by code and name, folders and pages by their names. Parts
//! of it are loaded as somebody types.

mod as_typed;

use std::collections::BTreeSet;

use askama::Template;
use desk::{inventory, orders};
use domain::{OrderId, OrderSearch, Permission, SeenOrder};
use http::{ApiReply, Failure};

pub(super) use self::as_typed::suggestions;
use super::inventory::{row, wanted};
use crate::answer;
use crate::frame::{Frame, all_places, folder_name, grouped};
use crate::view::{Times, amount};
use crate::visit::{Member, with_query};

/// A group shows so many hits.
const MAX_HITS: usize = 20;

/// What is looked for has at most so many characters: no number, e-mail or code has more.
const MAX_LENGTH: usize = 320;

/// What can be begun from a search: the address behind the store's, what it is called, and what it takes.
const BEGUN: [(&str, &str, Permission); 3] = [
    ("orders/new", "Create order", Permission::CreateOrders),
    ("inventory/new", "Add New Item", Permission::ManageInventory),
    ("users#invite", "Invite", Permission::ManageUsers),
];

/// What is a person's own, in whatever store.
const OWN: [(&str, &str); 2] = [("/console/account", "Profile"), ("/console/stores", "All your stores")];

#[derive(Template)]
#[template(path = "search/show.html")]
struct SearchPage {
    frame: Frame,
    looked_for: String,
    count: String,
    groups: Vec<Group>,
    /// What can be looked for here.
    hint: String,
    /// The list of orders with this last name; blank where nobody may open it.
    by_name: String,
}

/// Hits of one kind.
struct Group {
    id: &'static str,
    name: &'static str,
    icon: &'static str,
    hits: Vec<Hit>,
    /// The list of all of them; blank where all are shown.
    all: String,
}

/// Something that was found.
struct Hit {
    address: String,
    name: String,
    about: String,
    end: String,
}

/// `GET …/search?q=`; with `part` what is shown of it as somebody types.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let call = member.visit().call;
    let text: String = call.query("q").unwrap_or_default().chars().take(MAX_LENGTH).collect();
    match call.query("part") {
        Some("hits") => Box::pin(as_typed::hits(member, &text)).await,
        Some("items") => Box::pin(as_typed::items(member, &text)).await,
        _ => Box::pin(page(member, text)).await,
    }
}

/// The page with all that is found. A number of one order alone leads to it.
async fn page(member: &Member<'_>, text: String) -> Result<ApiReply, Failure> {
    let found = orders_of(member, &text, MAX_HITS).await?;
    if let [order] = found.as_slice()
        && is_number_of(order, &text)
    {
        return Ok(ApiReply::see_other(&member.path(&format!("orders/{}", order.id))));
    }
    let mut groups = vec![order_group(member, &text, &found, MAX_HITS)];
    groups.extend(inventory_group(member, &text, MAX_HITS).await?);
    let frame = Frame::of(member, "Search", None).await?;
    let folders = frame.folders.iter().filter(|folder| is_meant(&folder.name, &text));
    let folders =
        folders.map(|folder| folder_hit(member, &folder.id, &folder.name, format!("{} orders", folder.count)));
    groups.push(folder_group(folders.collect()));
    groups.push(place_group(member, &text));
    groups.retain(|group| !group.hits.is_empty());
    let page = SearchPage {
        count: grouped(groups.iter().map(|group| group.hits.len()).sum()),
        groups,
        hint: hint(member),
        by_name: by_name(member, &text),
        looked_for: text,
        frame,
    };
    answer::page(200, &page)
}

/// The orders with this id, this number in the cart, or this e-mail, of those that the user sees; none without a text.
async fn orders_of(member: &Member<'_>, text: &str, limit: usize) -> Result<Vec<SeenOrder>, Failure> {
    if text.is_empty() || !member.may(Permission::ViewOrders) {
        return Ok(vec![]);
    }
    let (desk, store_id) = (member.desk(), member.store.id);
    let base = OrderSearch {
        folders: member.user.scope.of_folders(member.store.all_folder_ids()),
        is_everywhere: member.sees_all(),
        limit,
        ..OrderSearch::all_of(&member.store)
    };
    let mut rows = vec![];
    if let Ok(id) = text.parse::<OrderId>() {
        rows.extend(orders::find_all(desk, store_id, &[id]).await?);
    }
    let wanted = if !text.contains('@') {
        Some(OrderSearch { source_id: Some(text.to_owned()), ..base })
    } else if member.may(Permission::ViewCustomers) {
        Some(OrderSearch { email: Some(text.to_owned()), ..base })
    } else {
        // Who may not see e-mails is not told either whether there are orders of one.
        None
    };
    if let Some(wanted) = wanted {
        rows.extend(orders::search(desk, store_id, &wanted, member.now()).await?.0.rows);
    }
    let mut known = BTreeSet::new();
    let seen = rows.into_iter().map(orders::SeenRow::into_order);
    Ok(seen.filter(|order| known.insert(order.id)).collect())
}

/// Whether an order is called exactly that.
fn is_number_of(order: &SeenOrder, text: &str) -> bool {
    order.source_id.eq_ignore_ascii_case(text) || order.id.to_string() == text
}

fn order_group(member: &Member<'_>, text: &str, found: &[SeenOrder], limit: usize) -> Group {
    let times = Times::of(&member.store, member.now());
    let hit = |order: &SeenOrder| {
        let (name, place) = ship_to(order);
        let (added, total) = (times.when(order.date_added).text, amount(order.order_total()));
        Hit {
            address: member.path(&format!("orders/{}", order.id)),
            name: order.shown_number(),
            about: joined(&[&name, &place, &folder_name(&member.store, order.folder_id)]),
            end: joined(&[&added, &total]),
        }
    };
    let field = if text.contains('@') { "email" } else { "number" };
    let is_more = found.len() >= limit;
    Group {
        id: "orders",
        name: "Orders",
        icon: "orders",
        hits: found.iter().map(hit).collect(),
        all: if is_more { with_query(&member.path("orders"), &[(field, text)]) } else { String::new() },
    }
}

/// The items with this text in code or name; none without a text.
async fn inventory_group(member: &Member<'_>, text: &str, limit: usize) -> Result<Option<Group>, Failure> {
    if text.is_empty() || !member.may(Permission::ViewInventory) {
        return Ok(None);
    }
    let found = inventory::search(member.desk(), member.store.id, &wanted(text, 0, limit)).await?;
    let hits = found.rows.iter().map(|item| row(member, item)).map(|row| Hit {
        address: row.address,
        name: row.name,
        about: row.code,
        end: format!("stock {}", row.stock),
    });
    let is_more = found.total > found.rows.len();
    Ok(Some(Group {
        id: "inventory",
        name: "Inventory",
        icon: "box",
        hits: hits.collect(),
        all: if is_more { with_query(&member.path("inventory"), &[("q", text)]) } else { String::new() },
    }))
}

/// Whether a name has this text in it, in any case.
fn is_meant(name: &str, text: &str) -> bool {
    !text.is_empty() && name.to_lowercase().contains(&text.to_lowercase())
}

fn folder_hit(member: &Member<'_>, id: &str, name: &str, end: String) -> Hit {
    let address = with_query(&member.path("orders"), &[("folder", id)]);
    Hit { address, name: name.to_owned(), about: String::new(), end }
}

fn folder_group(hits: Vec<Hit>) -> Group {
    Group { id: "folders", name: "Folders", icon: "folder", hits, all: String::new() }
}

/// Where the user may go and what they may begin, with this text in its name; without any, all of it.
fn place_group(member: &Member<'_>, text: &str) -> Group {
    let hit =
        |address: String, name: &str| Hit { address, name: name.to_owned(), about: String::new(), end: String::new() };
    let places = all_places(member).into_iter().map(|place| hit(place.address, place.name));
    let begun = BEGUN.into_iter().filter(|(.., permission)| member.may(*permission));
    let begun = begun.map(|(path, name, _)| hit(member.path(path), name));
    let own = OWN.into_iter().map(|(address, name)| hit(address.to_owned(), name));
    let hits = places.chain(begun).chain(own).filter(|hit| text.is_empty() || is_meant(&hit.name, text));
    Group { id: "places", name: "Go to", icon: "right", hits: hits.collect(), all: String::new() }
}

/// The list of orders with this last name; blank where nobody may open it, or it is none.
fn by_name(member: &Member<'_>, text: &str) -> String {
    let is_name = !text.is_empty() && !text.contains('@');
    if is_name && member.may(Permission::ViewOrders) {
        return with_query(&member.path("orders"), &[("name", text)]);
    }
    String::new()
}

/// What can be looked for, in words.
fn hint(member: &Member<'_>) -> String {
    let mut kinds = vec![];
    if member.may(Permission::ViewOrders) {
        kinds.push("an order's number");
        if member.may(Permission::ViewCustomers) {
            kinds.push("an e-mail");
        }
    }
    if member.may(Permission::ViewInventory) {
        kinds.push("an item's code or name");
    }
    kinds.push("the name of a folder or a page");
    kinds.join(", ")
}

/// Whom an order goes to, and where that is.
pub(super) fn ship_to(order: &SeenOrder) -> (String, String) {
    let address = &order.shipping;
    let name = format!("{} {}", address.first_name, address.last_name);
    let name = if name.trim().is_empty() { address.company.clone() } else { name.trim().to_owned() };
    (name, joined(&[&address.city, &address.state, &address.country]))
}

/// What is not blank of these, with commas between.
fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Entry, Screen};

    /// Catches a command that leads nowhere, or to where its permission does not open.
    #[test]
    fn what_can_be_begun_is_a_screen_of_the_same_permission() {
        for (path, name, permission) in BEGUN {
            let path = path.split('#').next().unwrap_or_default();
            let address = format!("/console/{{store_id}}/{path}");
            let screen = Screen::ALL.iter().find(|it| it.path() == address && !it.changes());
            assert_eq!(screen.map(|it| it.entry()), Some(Entry::May(permission)), "{name}");
        }
        for (address, name) in OWN {
            assert!(Screen::ALL.iter().any(|it| it.path() == address && !it.changes()), "{name}");
        }
    }
}
