//! The inventory: finding items, one of them with what became of its stock, adding, changing and deleting them.

mod form;

use std::collections::HashMap;

use askama::Template;
use desk::{inventory, orders};
use domain::{InventoryItem, InventorySearch, OrderId, Permission, Problem, StockLine, StockReason, StockRefusal};
use http::{ApiReply, Failure};
use wire::inventory::{read_stock_cursor, stock_cursor_text};

use self::form::{ItemForm, read};
use super::problem::problems_of;
use crate::answer;
use crate::form::Form;
use crate::frame::{Frame, grouped};
use crate::view::{Badge, Shown, Times, When, amount};
use crate::visit::{Member, with_query};

/// A page has so many items.
const PAGE: usize = 50;

/// A page has so many lines of a stock's history.
const LINES: usize = 25;

#[derive(Template)]
#[template(path = "inventory/list.html")]
struct ListPage {
    frame: Frame,
    total: String,
    looked_for: String,
    rows: Vec<Row>,
    may_see_prices: bool,
    may_manage: bool,
    text: String,
    newer: String,
    older: String,
}

/// An item in a list.
pub(super) struct Row {
    pub(super) address: String,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) stock: String,
    state: Option<Badge>,
    price: String,
    cost: String,
    location: String,
    changed: When,
    source: String,
}

/// The form for a new item.
#[derive(Template)]
#[template(path = "inventory/new.html")]
struct NewPage {
    frame: Frame,
    form: ItemForm,
    problems: Vec<Shown>,
}

/// An item.
#[derive(Template)]
#[template(path = "inventory/item.html")]
struct ItemPage {
    frame: Frame,
    address: String,
    name: String,
    code: String,
    state: Option<Badge>,
    /// What is shown of it to who may not change it.
    facts: Vec<(&'static str, String)>,
    pairs: Vec<(String, String)>,
    components: Vec<(String, u32)>,
    form: ItemForm,
    problems: Vec<Shown>,
    may_manage: bool,
    history: Vec<Line>,
    newer: String,
    older: String,
}

/// What became of the stock once.
struct Line {
    icon: &'static str,
    text: &'static str,
    refused: &'static str,
    /// The order it was for, as people call it, and its page; blank where it was for none that the user sees.
    order: String,
    order_address: String,
    who: String,
    before: String,
    after: String,
    at: When,
}

/// `GET …/inventory`, or those with `q` in name or code.
pub(super) async fn list(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let call = member.visit().call;
    let looked_for = call.query("q").unwrap_or_default();
    let offset: usize = call.query("offset").and_then(|text| text.parse().ok()).unwrap_or_default();
    let found = inventory::search(member.desk(), member.store.id, &wanted(looked_for, offset, PAGE)).await?;
    let here = member.visit().address();
    let to = |offset: usize| with_query(&here, &[("offset", &offset.to_string())]);
    let end = offset.saturating_add(found.rows.len());
    let is_all = offset == 0 && end >= found.total;
    let page = ListPage {
        frame: Frame::of(member, "Inventory", None).await?,
        total: grouped(found.total),
        looked_for: looked_for.to_owned(),
        text: if is_all || end == offset {
            String::new()
        } else {
            format!("{} to {} of {}", grouped(offset.saturating_add(1)), grouped(end), grouped(found.total))
        },
        newer: if offset == 0 { String::new() } else { to(offset.saturating_sub(PAGE)) },
        older: if end < found.total && end > offset { to(end) } else { String::new() },
        rows: found.rows.iter().map(|item| row(member, item)).collect(),
        may_see_prices: member.may(Permission::ViewPrices),
        may_manage: member.may(Permission::ManageInventory),
    };
    answer::page(200, &page)
}

/// The search for items with this text in name or code; for all where it is blank.
pub(super) fn wanted(text: &str, offset: usize, limit: usize) -> InventorySearch {
    let text = Some(text.to_lowercase()).filter(|text| !text.is_empty());
    InventorySearch { codes: None, text, limit, offset }
}

pub(super) fn row(member: &Member<'_>, item: &InventoryItem) -> Row {
    Row {
        address: path_of(member, item.id),
        name: item.name.clone(),
        code: item.code.clone(),
        stock: item.stock.to_string(),
        state: state(item),
        price: amount(item.price),
        cost: amount(item.cost),
        location: item.location.clone(),
        changed: Times::of(&member.store, member.now()).when(item.date_updated),
        source: item.update_source.clone(),
    }
}

fn path_of(member: &Member<'_>, id: u64) -> String {
    member.path(&format!("inventory/{id}"))
}

/// Whether there is little of it, or nothing.
fn state(item: &InventoryItem) -> Option<Badge> {
    if item.stock <= 0 {
        return Some(Badge::new("Out", "bad", "alert"));
    }
    let level = item.keeping.reorder_level?;
    (item.stock <= level).then(|| Badge::new("Low", "warn", "alert"))
}

/// `GET …/inventory/new`.
pub(super) async fn show_new(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let frame = Frame::of(member, "Add New Item", None).await?;
    answer::page(200, &NewPage { frame, form: ItemForm::of(member, None), problems: vec![] })
}

/// `POST …/inventory/new`.
pub(super) async fn add(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let problems = match read(member, &form, None) {
        Err(problems) => problems,
        Ok(new) => {
            let added = inventory::add(member.desk(), member.store.id, &new, member.now());
            match Box::pin(added).await {
                Ok(item) => return Ok(done(member, item.id, "item-added")),
                Err(error) => problems_of(error)?,
            }
        }
    };
    let typed = ItemForm::typed(member, &form, &problems, false);
    let frame = Frame::of(member, "Add New Item", None).await?;
    answer::page(422, &NewPage { frame, problems: typed.problems(&problems), form: typed })
}

fn done(member: &Member<'_>, id: u64, done: &str) -> ApiReply {
    ApiReply::see_other(&with_query(&path_of(member, id), &[("done", done)]))
}

fn id_of(member: &Member<'_>) -> Result<u64, Failure> {
    member.visit().value("inventory_item_id").parse().map_err(|_| ApiReply::not_found("Inventory item").into())
}

/// `GET …/inventory/{id}`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let item = inventory::find(member.desk(), member.store.id, id_of(member)?).await?;
    let form = ItemForm::of(member, Some(&item));
    page(member, 200, &item, form, &[]).await
}

async fn page(
    member: &Member<'_>,
    status: u16,
    item: &InventoryItem,
    form: ItemForm,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    // A form that is sent has no query of its own: then the page begins with the newest.
    let cursor = member.visit().call.query("history").and_then(read_stock_cursor);
    let desk = member.desk();
    let found = inventory::stock_history(desk, member.store.id, item.id, cursor.as_ref(), LINES).await?;
    let address = path_of(member, item.id);
    let older = found.next.map(|next| with_query(&address, &[("history", &stock_cursor_text(&next))]));
    let variations = item.variation_list.iter().chain(&item.metadata);
    let page = ItemPage {
        frame: Frame::of(member, item.name.as_str(), None).await?,
        name: item.name.clone(),
        code: item.code.clone(),
        state: state(item),
        facts: facts(member, item),
        pairs: variations.map(|(name, value)| (name.clone(), value.clone())).collect(),
        components: item.keeping.components.iter().map(|part| (part.code.clone(), part.quantity)).collect(),
        problems: form.problems(problems),
        form,
        may_manage: member.may(Permission::ManageInventory),
        history: history(member, &found.lines).await?,
        newer: if cursor.is_some() { address.clone() } else { String::new() },
        older: older.unwrap_or_default(),
        address,
    };
    answer::page(status, &page)
}

fn facts(member: &Member<'_>, item: &InventoryItem) -> Vec<(&'static str, String)> {
    let prices = member.may(Permission::ViewPrices);
    let price = |money| if prices { amount(money) } else { String::new() };
    let facts = [
        ("Stock", item.stock.to_string()),
        ("Price", price(item.price)),
        ("Cost", price(item.cost)),
        ("Weight", item.weight.text()),
        ("Location", item.location.clone()),
        ("Maker's SKU", item.manufacturer_sku.clone().unwrap_or_default()),
        ("Reorder level", item.keeping.reorder_level.map(|level| level.to_string()).unwrap_or_default()),
        ("Changed by", item.update_source.clone()),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// What became of the stock, with the orders that the user sees.
async fn history(member: &Member<'_>, lines: &[StockLine]) -> Result<Vec<Line>, Failure> {
    let of_store = lines.iter().filter_map(|line| line.order).filter(|order| order.store_id == member.store.id);
    let mut ids: Vec<OrderId> = of_store.map(|order| order.order_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let numbers = if member.may(Permission::ViewOrders) {
        orders::numbers(member.desk(), member.store.id, &ids).await?
    } else {
        HashMap::new()
    };
    let times = Times::of(&member.store, member.now());
    let shown = lines.iter().map(|line| {
        let own = line.order.filter(|order| order.store_id == member.store.id).map(|order| order.order_id);
        let number = own.and_then(|id| numbers.get(&id));
        let address = own.filter(|_| number.is_some()).map(|id| member.path(&format!("orders/{id}")));
        Line {
            icon: if line.source_name.is_empty() { "orders" } else { "edit" },
            text: reason(line.reason),
            refused: line.refused.map(refusal).unwrap_or_default(),
            order: number.cloned().unwrap_or_default(),
            order_address: address.unwrap_or_default(),
            who: line.source_name.clone(),
            before: line.stock_after.saturating_sub(line.change).to_string(),
            after: line.stock_after.to_string(),
            at: times.when(line.date_added),
        }
    });
    Ok(shown.collect())
}

fn reason(reason: StockReason) -> &'static str {
    match reason {
        StockReason::Rule => "Moved by a rule",
        StockReason::Ordered => "Ordered",
        StockReason::Shipped => "Shipped",
        StockReason::Canceled => "Given back: canceled",
        StockReason::Deleted => "Given back: deleted",
        StockReason::Restored => "Taken again: restored",
        StockReason::EvenedOut => "Evened out",
        StockReason::Edited => "Set",
    }
}

fn refusal(refusal: StockRefusal) -> &'static str {
    match refusal {
        StockRefusal::Short => "Nothing was taken: there was not enough",
        StockRefusal::Gone => "Nothing was moved: the item was gone",
        StockRefusal::NotLinked => "Nothing was moved: the stores are linked no more",
    }
}

/// `POST …/inventory/{id}`.
pub(super) async fn change(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (form, id, desk) = (member.visit().form(), id_of(member)?, member.desk());
    // As it is kept: the stock of a kit is its own here, not what its components allow.
    let kept = desk.table.inventory_item(member.store.id, id).await?;
    let before = kept.ok_or_else(|| ApiReply::not_found("Inventory item"))?;
    let problems = match read(member, &form, Some(&before)) {
        Err(problems) => problems,
        Ok(new) => match Box::pin(inventory::replace(desk, &member.store, id, &new, member.now())).await {
            Ok(_) => return Ok(done(member, id, "item-changed")),
            Err(error) => problems_of(error)?,
        },
    };
    let typed = ItemForm::typed(member, &form, &problems, before.is_kit());
    page(member, 422, &before, typed, &problems).await
}

/// `POST …/inventory/{id}/remove`: what it was is gone for good.
pub(super) async fn remove(member: &Member<'_>) -> Result<ApiReply, Failure> {
    Box::pin(inventory::remove(member.desk(), member.store.id, id_of(member)?)).await?;
    Ok(member.done(&Form::default(), "inventory", "item-removed"))
}
