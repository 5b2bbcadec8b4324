//! Search: orders by their numbers and e-mails, inventory items by code and name, folders and pages by their names.

use std::collections::BTreeSet;

use askama::Template;
use desk::{inventory, orders};
use domain::{OrderId, OrderSearch, Permission, SeenOrder};
use http::{ApiReply, Failure};

use super::inventory::{row, wanted};
use crate::answer;
use crate::frame::{Frame, folder_name, grouped};
use crate::view::{Times, amount};
use crate::visit::{Member, with_query};

/// A group shows so many hits.
const MAX_HITS: usize = 20;

/// What is looked for has at most so many characters: no number, e-mail or code has more.
const MAX_LENGTH: usize = 320;

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

/// `GET …/search?q=`. A number of one order alone leads to it.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let text: String = member.visit().call.query("q").unwrap_or_default().chars().take(MAX_LENGTH).collect();
    let found = if text.is_empty() { vec![] } else { orders_of(member, &text).await? };
    if let [order] = found.as_slice()
        && is_number_of(order, &text)
    {
        return Ok(ApiReply::see_other(&member.path(&format!("orders/{}", order.id))));
    }
    let mut groups = vec![order_group(member, &text, &found)];
    if !text.is_empty() {
        groups.extend(inventory_group(member, &text).await?);
    }
    let frame = Frame::of(member, "Search", None).await?;
    groups.extend(place_groups(&frame, &text));
    groups.retain(|group| !group.hits.is_empty());
    let may_list = member.may(Permission::ViewOrders) && !text.is_empty() && !text.contains('@');
    let page = SearchPage {
        count: grouped(groups.iter().map(|group| group.hits.len()).sum()),
        groups,
        hint: hint(member),
        by_name: if may_list { with_query(&member.path("orders"), &[("name", &text)]) } else { String::new() },
        looked_for: text,
        frame,
    };
    answer::page(200, &page)
}

/// The orders with this id, this number in the cart, or this e-mail, of those that the user sees.
async fn orders_of(member: &Member<'_>, text: &str) -> Result<Vec<SeenOrder>, Failure> {
    if !member.may(Permission::ViewOrders) {
        return Ok(vec![]);
    }
    let (desk, store_id) = (&member.app().desk, member.store.id);
    let base = OrderSearch {
        folders: member.user.scope.of_folders(member.store.all_folder_ids()),
        is_everywhere: member.sees_all(),
        limit: MAX_HITS,
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
    let seen = rows.into_iter().filter_map(|row| member.see(row.order));
    Ok(seen.filter(|order| known.insert(order.id)).collect())
}

/// Whether an order is called exactly that.
fn is_number_of(order: &SeenOrder, text: &str) -> bool {
    order.source_id.eq_ignore_ascii_case(text) || order.id.to_string() == text
}

fn order_group(member: &Member<'_>, text: &str, found: &[SeenOrder]) -> Group {
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
    let is_more = found.len() >= MAX_HITS;
    Group {
        id: "orders",
        name: "Orders",
        icon: "orders",
        hits: found.iter().map(hit).collect(),
        all: if is_more { with_query(&member.path("orders"), &[(field, text)]) } else { String::new() },
    }
}

async fn inventory_group(member: &Member<'_>, text: &str) -> Result<Option<Group>, Failure> {
    if !member.may(Permission::ViewInventory) {
        return Ok(None);
    }
    let found = inventory::search(&member.app().desk, member.store.id, &wanted(text, 0, MAX_HITS)).await?;
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

/// The folders and pages that the user may open, with this text in their names; without any all pages.
fn place_groups(frame: &Frame, text: &str) -> [Group; 2] {
    let wanted = text.to_lowercase();
    let is_meant = |name: &str| name.to_lowercase().contains(&wanted);
    let folders = frame.folders.iter().filter(|folder| !wanted.is_empty() && is_meant(&folder.name));
    let folders = folders.map(|folder| Hit {
        address: format!("{}/orders?folder={}", frame.base, folder.id),
        name: folder.name.clone(),
        about: String::new(),
        end: format!("{} orders", folder.count),
    });
    let pages = frame.work.iter().chain(&frame.set_up).filter(|link| is_meant(link.name)).map(|link| Hit {
        address: link.address.clone(),
        name: link.name.to_owned(),
        about: String::new(),
        end: String::new(),
    });
    let (folders, pages) = (folders.collect(), pages.collect());
    [
        Group { id: "folders", name: "Folders", icon: "folder", hits: folders, all: String::new() },
        Group { id: "pages", name: "Pages", icon: "right", hits: pages, all: String::new() },
    ]
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
