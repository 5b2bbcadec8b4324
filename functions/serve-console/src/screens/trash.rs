//! Orders that were deleted in the last 30 days, and restoring them.

use askama::Template;
use desk::orders::{self, SeenRemovedOrder, SeenRemovedPage};
use domain::OrderId;
use http::{ApiReply, Failure};
use table::{Cursor, RESTORABLE_FOR};
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
        rows: found.orders.into_iter().map(|removed| row(member, removed)).collect(),
        newer: if cursor.is_empty() { String::new() } else { with_query(&here, &[("cursor", "")]) },
        older: older.unwrap_or_default(),
    };
    answer::page(200, &page)
}

async fn page_at(member: &Member<'_>, cursor: &str) -> Result<SeenRemovedPage, Failure> {
    let store_id = member.store.id;
    let after = read_cursor(cursor, store_id).map(|cursor| Cursor { at: cursor.at, passed: cursor.passed });
    Ok(orders::removed(member.desk(), store_id, after, PAGE, member.now()).await?)
}

fn text_of(member: &Member<'_>, Cursor { at, passed }: Cursor) -> String {
    PageCursor { store_id: member.store.id, folders: vec![], ascending: false, at, passed }.text()
}

fn row(member: &Member<'_>, SeenRemovedOrder { order, removal }: SeenRemovedOrder) -> Row {
    let times = Times::of(&member.store, member.now());
    let until = removal.date_added.saturating_add(RESTORABLE_FOR).unwrap_or(removal.date_added);
    let (name, place) = ship_to(&order);
    Row {
        number: order.shown_number(),
        restore: member.path(&format!("trash/{}/restore", order.id)),
        name,
        place,
        folder: folder_name(&member.store, order.folder_id),
        total: amount(order.order_total()),
        by: removal.source_name,
        at: times.when(removal.date_added),
        until: times.when(until),
    }
}

/// `POST …/trash/{id}/restore`: the order lies in its folder again, or in the first one.
pub(super) async fn restore(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let id: OrderId = member.visit().value("order_id").parse().map_err(|_| ApiReply::not_found("Order"))?;
    let (desk, actor, form) = (member.desk(), member.actor(), member.visit().form());
    Box::pin(orders::restore(desk, &member.store, id, &actor, member.now())).await?;
    Ok(member.done(&form, "trash", "restored"))
}
