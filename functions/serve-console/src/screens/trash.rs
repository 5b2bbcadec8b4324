//! Orders that were deleted in the last 30 days, and restoring them.

use askama::Template;
use desk::orders;
use domain::OrderId;
use http::{ApiReply, Failure};
use table::{Cursor, RESTORABLE_FOR, RemovedOrder, RemovedPage};
use wire::orders::{PageCursor, read_cursor};

use super::search::ship_to;
use crate::answer;
use crate::frame::{Frame, folder_name};
use crate::view::{Times, When, amount};
use crate::visit::{Member, with_query};

/// A page has so many orders.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "trash/list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    /// Where this page begins, for its forms to say.
    cursor: String,
    newer: String,
    older: String,
}

/// A deleted order.
struct Row {
    number: String,
    restore: String,
    name: String,
    place: String,
    folder: String,
    total: String,
    by: String,
    at: When,
    until: When,
}

/// `GET …/trash`, those that were deleted last first.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let cursor = member.visit().call.query("cursor").unwrap_or_default();
    let found = page_at(member, cursor).await?;
    let here = member.visit().address();
    let older = found.next.map(|next| with_query(&here, &[("cursor", &text_of(member, next))]));
    let page = ListPage {
        frame: Frame::of(member, "Trash", None).await?,
        rows: found.orders.into_iter().filter_map(|removed| row(member, removed)).collect(),
        cursor: cursor.to_owned(),
        newer: if cursor.is_empty() { String::new() } else { with_query(&here, &[("cursor", "")]) },
        older: older.unwrap_or_default(),
    };
    answer::page(200, &page)
}

async fn page_at(member: &Member<'_>, cursor: &str) -> Result<RemovedPage, Failure> {
    let store_id = member.store.id;
    let after = read_cursor(cursor, store_id).map(|cursor| Cursor { at: cursor.at, passed: cursor.passed });
    Ok(orders::removed(&member.app().desk, store_id, after, PAGE, member.now()).await?)
}

fn text_of(member: &Member<'_>, Cursor { at, passed }: Cursor) -> String {
    PageCursor { store_id: member.store.id, folders: vec![], ascending: false, at, passed }.text()
}

/// A row, where the user sees such an order.
fn row(member: &Member<'_>, RemovedOrder { order, removal }: RemovedOrder) -> Option<Row> {
    let order = member.see(order)?;
    let times = Times::of(&member.store, member.now());
    let until = removal.date_added.saturating_add(RESTORABLE_FOR).unwrap_or(removal.date_added);
    let (name, place) = ship_to(&order);
    Some(Row {
        number: order.shown_number(),
        restore: member.path(&format!("trash/{}/restore", order.id)),
        name,
        place,
        folder: folder_name(&member.store, order.folder_id),
        total: amount(order.order_total()),
        by: removal.source_name,
        at: times.when(removal.date_added),
        until: times.when(until),
    })
}

/// `POST …/trash/{id}/restore`: the order lies in its folder again, or in the first one.
pub(super) async fn restore(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (form, not_found) = (member.visit().form(), || ApiReply::not_found("Order"));
    let id: OrderId = member.visit().value("order_id").parse().map_err(|_| not_found())?;
    if !member.sees_all() {
        // Which orders were deleted is known by the page alone that the form stands on.
        let page = page_at(member, form.text("cursor")).await?;
        let removed = page.orders.into_iter().find(|removed| removed.order.id == id);
        removed.and_then(|removed| member.see(removed.order)).ok_or_else(not_found)?;
    }
    let (desk, actor) = (&member.app().desk, member.actor());
    Box::pin(orders::restore(desk, &member.store, id, &actor, member.now())).await?;
    Ok(member.done(&form, "trash", "restored"))
}
