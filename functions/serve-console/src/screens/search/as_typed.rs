//! What is found while somebody types: in the dialog of the search, and for the items of an order.

use askama::Template;
use desk::inventory;
use domain::Permission;
use http::{ApiReply, Failure};

use super::{
    Group, Hit, by_name, folder_group, folder_hit, inventory_group, is_meant, order_group, orders_of, place_group,
    wanted,
};
use crate::answer;
use crate::frame::{folder_name, sees_folders};
use crate::view::amount;
use crate::visit::{Member, with_query};

/// A group shows so many hits as somebody types.
const MAX_HITS: usize = 6;

/// So many items are suggested.
const MAX_SUGGESTIONS: usize = 10;

/// A shorter text is looked for in the inventory by its page alone: looking through all items takes units.
const MIN_LENGTH: usize = 2;

/// Groups of hits, as a part of the search's dialog.
#[derive(Template)]
#[template(path = "search/hits.html")]
struct HitsPart {
    groups: Vec<Group>,
}

/// Items that may be meant, as a part of an order's form.
#[derive(Template)]
#[template(path = "search/items.html")]
struct ItemsPart {
    items: Vec<Suggestion>,
}

/// An item that may be meant.
struct Suggestion {
    name: String,
    code: String,
    /// Blank for who does not see prices.
    price: String,
}

/// Where items are suggested from; blank for who may not see the inventory.
pub(in crate::screens) fn suggestions(member: &Member<'_>) -> String {
    if member.may(Permission::ViewInventory) {
        return with_query(&member.path("search"), &[("part", "items")]);
    }
    String::new()
}

/// `GET …/search?part=items&q=`: the first items with this text in code or name.
pub(super) async fn items(member: &Member<'_>, text: &str) -> Result<ApiReply, Failure> {
    member.check(Permission::ViewInventory)?;
    if !is_long(text) {
        return answer::page(200, &ItemsPart { items: vec![] });
    }
    let found = inventory::search(member.desk(), member.store.id, &wanted(text, 0, MAX_SUGGESTIONS)).await?;
    let sees_prices = member.may(Permission::ViewPrices);
    let items = found.rows.into_iter().map(|item| Suggestion {
        price: if sees_prices { amount(item.price) } else { String::new() },
        name: item.name,
        code: item.code,
    });
    answer::page(200, &ItemsPart { items: items.collect() })
}

/// `GET …/search?part=hits&q=`: the first hits of each kind, and where there is more. Nobody is led anywhere by it.
pub(super) async fn hits(member: &Member<'_>, text: &str) -> Result<ApiReply, Failure> {
    let found = orders_of(member, text, MAX_HITS).await?;
    let mut groups = vec![order_group(member, text, &found, MAX_HITS)];
    if is_long(text) {
        groups.extend(inventory_group(member, text, MAX_HITS).await?);
    }
    let folders = if sees_folders(member) { member.own_folders() } else { vec![] };
    let folders = folders.into_iter().map(|id| (id.to_string(), folder_name(&member.store, id)));
    let folders = folders.filter(|(_, name)| is_meant(name, text));
    let folders = folders.map(|(id, name)| folder_hit(member, &id, &name, String::new()));
    groups.push(folder_group(folders.take(MAX_HITS).collect()));
    groups.push(place_group(member, text));
    groups.retain(|group| !group.hits.is_empty());
    groups.extend(more(member, text, groups.is_empty()));
    answer::page(200, &HitsPart { groups })
}

/// Whether a text is long enough to be looked for in all of the inventory.
fn is_long(text: &str) -> bool {
    text.chars().nth(MIN_LENGTH.saturating_sub(1)).is_some()
}

/// Where more is found of a text.
fn more(member: &Member<'_>, text: &str, is_only: bool) -> Option<Group> {
    if text.is_empty() {
        return None;
    }
    let hit = |address: String, name: String| Hit { address, name, about: String::new(), end: String::new() };
    let by_name = Some(by_name(member, text)).filter(|address| !address.is_empty());
    let by_name = by_name.map(|address| hit(address, format!("Orders with the last name {text}")));
    let all = hit(with_query(&member.path("search"), &[("q", text)]), format!("All that is found for {text}"));
    let name = if is_only { "No number, e-mail, code or name is this" } else { "More" };
    Some(Group {
        id: "more",
        name,
        icon: "search",
        hits: by_name.into_iter().chain([all]).collect(),
        all: String::new(),
    })
}
