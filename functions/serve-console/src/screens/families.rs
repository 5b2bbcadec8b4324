//! Orders that are made of others: split, merged, copied or moved to another store. What would come of it is shown first.

use askama::Template;
use desk::orders::{self, Request, SeenRow, find_all};
use desk::{DeskError, accounts, links};
use domain::{
    IdempotencyKey, MAX_MERGED_ORDERS, NewTransfer, OrderId, Permission, Problem, SeenOrder, SplitBy, SplitRule,
    Splitting, StoreId, body_digest, ledger,
};
use http::{ApiReply, Failure};

use super::order::find;
use super::order_edits::once;
use super::orders::folder_choices;
use super::problem::problems_of;
use crate::answer;
use crate::form::Form;
use crate::frame::{Frame, folder_name};
use crate::quantities::read_quantities;
use crate::view::{Choice, Field, Shown, amount};
use crate::visit::{Member, with_query};

#[derive(Template)]
#[template(path = "orders/split.html")]
struct SplitPage {
    frame: Frame,
    number: String,
    address: String,
    lines: Vec<Line>,
    /// Blank for who may split by no rule.
    by: Vec<Choice>,
    name: Field,
    problems: Vec<Shown>,
    once: String,
}

struct Line {
    id: String,
    name: String,
    code: String,
    left: u64,
    quantity: String,
}

#[derive(Template)]
#[template(path = "orders/merge.html")]
struct MergePage {
    frame: Frame,
    ids: String,
    orders: Vec<Part>,
    total: String,
    archive: Vec<Choice>,
    problems: Vec<Shown>,
    once: String,
    can_merge: bool,
}

/// An order that is to be merged.
struct Part {
    number: String,
    address: String,
    name: String,
    folder: String,
    items: Vec<String>,
    total: String,
}

#[derive(Template)]
#[template(path = "orders/transfer.html")]
struct TransferPage {
    frame: Frame,
    number: String,
    address: String,
    stores: Vec<Choice>,
    problems: Vec<Shown>,
}

/// `GET …/split`.
pub(super) async fn show_split(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (_, order) = find(member).await?;
    split_page(member, 200, &order, &Form::default(), &[]).await
}

async fn split_page(
    member: &Member<'_>,
    status: u16,
    order: &SeenOrder,
    form: &Form,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    let line = |line: domain::LedgerLine| Line {
        quantity: form.text(&format!("quantity-{}", line.item_id)).to_owned(),
        id: line.item_id,
        name: line.name,
        code: line.code,
        left: line.left,
    };
    let name = Field::new("name", "Which variation or metadata field", form.text("name"));
    let name = name.hint("Only to split by a variation or a metadata field").with(problems);
    let page = SplitPage {
        frame: Frame::of(member, format!("Split order {}", order.shown_number()), Some(order.folder_id)).await?,
        number: order.shown_number(),
        address: member.path(&format!("orders/{}", order.id)),
        lines: ledger(order).into_iter().filter(|line| line.left > 0).map(line).collect(),
        by: if member.desk().rights().is_of_supplier() { vec![] } else { rules_by(form.text("by")) },
        problems: Shown::all(problems, &[&name]),
        name,
        once: member.new_once(),
    };
    answer::page(status, &page)
}

/// What a rule can split an order by.
fn rules_by(chosen: &str) -> Vec<Choice> {
    SplitBy::ALL.iter().map(|by| Choice::new(by.name(), by.doc(), by.name() == chosen)).collect()
}

/// `POST …/split`: the items that are named, or by a rule; leads to the order.
pub(super) async fn split(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let splitting = match read_splitting(&order, &form) {
        Ok(splitting) => splitting,
        Err(problems) => return split_page(member, 422, &order, &form, &problems).await,
    };
    let (actor, digest) = (member.actor(), body_digest(&format!("{splitting:?}")));
    let idempotency_key = once(&form).map(|key| IdempotencyKey { key, body_digest: &digest });
    let request = Request { idempotency_key, by: &actor, now: member.now() };
    let made = orders::split(member.desk(), &member.store, order.id, &splitting, request);
    match Box::pin(made).await {
        Ok(_) => Ok(member.to_order(order.id, "split")),
        Err(error) => split_page(member, 422, &order, &form, &problems_of(error)?).await,
    }
}

fn read_splitting(order: &SeenOrder, form: &Form) -> Result<Splitting, Vec<Problem>> {
    if form.text("way") == "rule" {
        let by = SplitBy::named(form.text("by")).ok_or_else(|| vec![Problem::new("by", "choose one")])?;
        let rule = SplitRule { by, name: form.text("name").to_owned(), values: vec![] };
        let problems = rule.check();
        return if problems.is_empty() { Ok(Splitting::Rule(rule)) } else { Err(problems) };
    }
    let (items, mut problems) = read_quantities(form, &ledger(order), |line| line.name.clone());
    if items.is_empty() && problems.is_empty() {
        problems.push(Problem::new("items", "say of at least one item how many go into the new order"));
    }
    if problems.is_empty() { Ok(Splitting::Items(items)) } else { Err(problems) }
}

/// The orders that an address or a form names, with commas between, as the user sees them.
async fn parts(member: &Member<'_>, ids: &str) -> Result<Vec<SeenOrder>, Failure> {
    let ids: Vec<OrderId> =
        ids.split(',').filter_map(|id| id.trim().parse().ok()).take(MAX_MERGED_ORDERS + 1).collect();
    let rows = find_all(member.desk(), member.store.id, &ids).await?;
    let seen: Vec<SeenOrder> = rows.into_iter().map(SeenRow::into_order).collect();
    if seen.len() == ids.len() { Ok(seen) } else { Err(ApiReply::not_found("Order").into()) }
}

/// `GET …/orders/merge?ids=`.
pub(super) async fn show_merge(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let orders = parts(member, member.visit().call.query("ids").unwrap_or_default()).await?;
    merge_page(member, 200, &orders, &Form::default(), &[]).await
}

async fn merge_page(
    member: &Member<'_>,
    status: u16,
    orders: &[SeenOrder],
    form: &Form,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    let sees_prices = member.may(Permission::ViewPrices);
    let part = |order: &SeenOrder| Part {
        number: order.shown_number(),
        address: member.path(&format!("orders/{}", order.id)),
        name: format!("{} {}", order.shipping.first_name, order.shipping.last_name),
        folder: folder_name(&member.store, order.folder_id),
        items: order.order_items.iter().map(|item| format!("{} × {}", item.quantity, item.name)).collect(),
        total: if sees_prices { amount(order.order_total()) } else { String::new() },
    };
    let total: domain::Money = orders.iter().map(|order| order.order_total()).sum();
    let ids: Vec<String> = orders.iter().map(|order| order.id.to_string()).collect();
    let page = MergePage {
        frame: Frame::of(member, "Merge orders", None).await?,
        ids: ids.join(","),
        orders: orders.iter().map(part).collect(),
        total: if sees_prices { amount(total) } else { String::new() },
        archive: folder_choices(member, form.text("archive").parse().ok()),
        problems: Shown::all(problems, &[]),
        once: member.new_once(),
        can_merge: orders.len() > 1,
    };
    answer::page(status, &page)
}

/// `POST …/orders/merge`: leads to the merged order.
pub(super) async fn merge(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let parts = parts(member, form.text("ids")).await?;
    let ids: Vec<OrderId> = parts.iter().map(|order| order.id).collect();
    let (archive, actor) = (form.text("archive").parse().ok(), member.actor());
    let digest = body_digest(&format!("{ids:?} {archive:?}"));
    let idempotency_key = once(&form).map(|key| IdempotencyKey { key, body_digest: &digest });
    let request = Request { idempotency_key, by: &actor, now: member.now() };
    match Box::pin(orders::merge(member.desk(), &member.store, &ids, archive, request)).await {
        Ok(merged) => Ok(member.to_order(merged.row.order.id, "merged")),
        Err(error) => merge_page(member, 422, &parts, &form, &problems_of(error)?).await,
    }
}

/// `GET …/copy`.
pub(super) async fn show_transfer(member: &Member<'_>) -> Result<ApiReply, Failure> {
    orders::check_transfer(member.desk())?;
    let (_, order) = find(member).await?;
    transfer_page(member, 200, &order, &[]).await
}

/// The stores that this one works together with, and in which the person may create orders.
async fn other_stores(member: &Member<'_>) -> Result<Vec<(StoreId, String)>, Failure> {
    // What somebody may do in another store is for nobody to say here.
    let desk = &member.app().desk;
    let linked = links::list(desk, member.store.id).await?;
    let own = accounts::stores_of(desk, member.person.account().id).await?;
    let is_linked = |id: StoreId| linked.iter().any(|link| link.store_id == id);
    let mut stores = vec![];
    for store in own.into_iter().filter(|store| is_linked(store.store_id)) {
        // What comes to a store is an order that is created there.
        match accounts::users::find(desk, store.store_id, member.person.account().id).await {
            Ok((user, _)) if user.may(Permission::CreateOrders) => stores.push((store.store_id, store.name)),
            Ok(_) | Err(DeskError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(stores)
}

async fn transfer_page(
    member: &Member<'_>,
    status: u16,
    order: &SeenOrder,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    let stores = other_stores(member).await?;
    let page = TransferPage {
        frame: Frame::of(member, format!("Copy order {}", order.shown_number()), Some(order.folder_id)).await?,
        number: order.shown_number(),
        address: member.path(&format!("orders/{}", order.id)),
        stores: stores.into_iter().map(|(id, name)| Choice::new(id.to_string(), name, false)).collect(),
        problems: Shown::all(problems, &[]),
    };
    answer::page(status, &page)
}

/// `POST …/copy`: `way` is `copy` or `move`.
pub(super) async fn transfer(member: &Member<'_>) -> Result<ApiReply, Failure> {
    orders::check_transfer(member.desk())?;
    let ((_, order), form) = (find(member).await?, member.visit().form());
    let stores = other_stores(member).await?;
    let Some((store_id, _)) = stores.into_iter().find(|(id, _)| id.to_string() == form.text("store")) else {
        return transfer_page(member, 422, &order, &[Problem::new("store", "choose one of your stores")]).await;
    };
    let (desk, to, actor) = (member.desk(), NewTransfer { store_id, folder_id: None }, member.actor());
    let is_move = form.text("way") == "move";
    let made = if is_move {
        Box::pin(orders::move_to_store(desk, &member.store, order.id, to, &actor, member.now())).await
    } else {
        Box::pin(orders::copy(desk, &member.store, order.id, to, &actor, member.now())).await
    };
    match made {
        Ok(_) if is_move => Ok(ApiReply::see_other(&with_query(&member.path("orders"), &[("done", "sent")]))),
        Ok(_) => Ok(member.to_order(order.id, "copied")),
        Err(error) => transfer_page(member, 422, &order, &problems_of(error)?).await,
    }
}
