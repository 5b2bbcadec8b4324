//! What files a template would make of the first orders that it is for. Nothing is written, and nobody's turn is taken.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use domain::{ExportFormat, ExportTemplate, Order, OrderId, Permission, Store};
use jiff::Timestamp;
use sheets::read::{PREVIEW_ROWS, Preview as ReadPreview, Workbook};
use sheets::write::text_of;
use table::{ListPosition, OrderRow};

use crate::exports::candidates::{Candidates, folders_of};
use crate::exports::render::{RenderError, Renderer};
use crate::{Desk, DeskError};

/// So many orders are shown.
const MAX_ORDERS: usize = 20;

/// So many are looked at to find them.
const MAX_LOOKED_AT: usize = 1_000;

/// So many are looked at in one request.
const PAGE: i32 = 50;

/// So many characters of a file are shown.
const MAX_CHARACTERS: usize = 50_000;

/// So many warnings are told of a file.
const MAX_WARNINGS: usize = 50;

/// The files that a template would make.
#[derive(Debug, Default)]
pub struct Preview {
    /// Each of them, in their sequence.
    pub files: Vec<FilePreview>,
    /// What was left out, and why: sentences for people.
    pub notes: Vec<String>,
}

/// A file as it would be made.
#[derive(Debug)]
pub struct FilePreview {
    /// What it is called.
    pub name: String,
    /// The orders in it.
    pub order_ids: Vec<OrderId>,
    /// What stands in it.
    pub shown: Shown,
    /// Whether its end is not shown.
    pub is_cut: bool,
    /// What is not in it as it is in its orders: sentences for people.
    pub warnings: Vec<String>,
}

/// What stands in a file.
#[derive(Debug)]
pub enum Shown {
    /// A text.
    Text(String),
    /// The rows of a workbook.
    Rows(Vec<Vec<String>>),
}

/// Shows the files that a template would make of these orders, or of the first that it is for, as far as whoever looks may
/// see them.
pub async fn preview(
    desk: &Desk,
    store: &Store,
    template: &ExportTemplate,
    order_ids: Option<&[OrderId]>,
    now: Timestamp,
) -> Result<Preview, DeskError> {
    desk.needs_any(Permission::ExportOrders, &[Permission::ManageTemplates])?;
    let mut preview = Preview::default();
    let candidates = Candidates::new(store, template, None)
        .map_err(|problem| DeskError::Conflict(format!("The template's filters can't be used by now: {problem}")))?;
    let orders = match order_ids {
        Some(order_ids) => named(desk, store, order_ids, &candidates, (now, &mut preview.notes)).await?,
        None => first(desk, store, template, &candidates, (now, &mut preview.notes)).await?,
    };
    let files = render(store, template, &orders, now).map_err(|error| DeskError::Conflict(error.to_string()))?;
    Ok(Preview { files, ..preview })
}

/// These orders, as far as they are there and the template is for them.
async fn named(
    desk: &Desk,
    store: &Store,
    order_ids: &[OrderId],
    candidates: &Candidates<'_>,
    (now, notes): (Timestamp, &mut Vec<String>),
) -> Result<Vec<Arc<Order>>, DeskError> {
    let mut orders = vec![];
    for order_id in order_ids.iter().take(MAX_ORDERS) {
        let row = desk.table.order_without_labels(store.id, *order_id).await?;
        let Some(row) = row.filter(|row| desk.rights().covers(&row.order)) else {
            notes.push(format!("order {order_id}: there is no such order"));
            continue;
        };
        match candidates.check(desk, &row.order, now).await? {
            Ok(()) => orders.push(seen(desk, row)),
            Err(why) => notes.push(format!("order {order_id}: {why}")),
        }
    }
    Ok(orders)
}

/// An order as whoever looks may see it: a file shows no more than a page.
fn seen(desk: &Desk, row: OrderRow) -> Arc<Order> {
    Arc::new(desk.see_changed(row).into_order().into_inner())
}

/// The first orders that the template is for, the oldest of each folder first.
async fn first(
    desk: &Desk,
    store: &Store,
    template: &ExportTemplate,
    candidates: &Candidates<'_>,
    (now, notes): (Timestamp, &mut Vec<String>),
) -> Result<Vec<Arc<Order>>, DeskError> {
    let folders = folders_of(template, store);
    let (mut orders, mut looked_at) = (vec![], 0_usize);
    let mut position = Some(ListPosition::default());
    while let Some(from) = position.take() {
        let listed = desk.table.orders_listed(store.id, &folders, (None, None), &from, PAGE).await?;
        looked_at = looked_at.saturating_add(listed.ids.len());
        for row in desk.table.orders_without_labels(store.id, &listed.ids).await? {
            if desk.rights().covers(&row.order) && candidates.check(desk, &row.order, now).await?.is_ok() {
                orders.push(seen(desk, row));
            }
            if orders.len() == MAX_ORDERS {
                return Ok(orders);
            }
        }
        if looked_at >= MAX_LOOKED_AT && listed.next.is_some() {
            notes.push(format!("only the first {looked_at} orders were looked at"));
            break;
        }
        position = listed.next;
    }
    Ok(orders)
}

fn render(
    store: &Store,
    template: &ExportTemplate,
    orders: &[Arc<Order>],
    now: Timestamp,
) -> Result<Vec<FilePreview>, RenderError> {
    let renderer = Renderer::new(store, template, now)?;
    let mut bundler = Renderer::bundler(template)?;
    let mut by_number: BTreeMap<usize, (String, Vec<Arc<Order>>)> = BTreeMap::new();
    for order in orders {
        let file = bundler.file_of(order, renderer.surroundings())?;
        by_number.entry(file.number).or_insert_with(|| (file.name, vec![])).1.push(order.clone());
    }
    if orders.is_empty() && template.send_when_empty {
        by_number.insert(0, (bundler.name_of_empty(renderer.surroundings()), vec![]));
    }
    let names = bundler.warnings().kept.iter().take(MAX_WARNINGS).map(ToString::to_string).collect::<Vec<_>>();
    let mut files = by_number
        .into_values()
        .map(|(name, orders)| render_one(&renderer, template, name, &orders))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(file) = files.first_mut() {
        file.warnings.extend(names);
    }
    Ok(files)
}

fn render_one(
    renderer: &Renderer,
    template: &ExportTemplate,
    name: String,
    orders: &[Arc<Order>],
) -> Result<FilePreview, RenderError> {
    let mut file = renderer.begin(vec![])?;
    for order in orders {
        renderer.add(&mut file, order)?;
    }
    let (bytes, written) = file.finish()?;
    let warnings = written.warnings.kept.iter().take(MAX_WARNINGS).map(ToString::to_string).collect();
    let (shown, is_cut) = if template.content.format == ExportFormat::Xlsx {
        let rows = rows_of(bytes);
        let all = written.rows.saturating_add(usize::from(template.content.header_row));
        (Shown::Rows(rows), all > PREVIEW_ROWS)
    } else {
        let text = text_of(&template.content, &bytes);
        match text.char_indices().nth(MAX_CHARACTERS) {
            Some((end, _)) => (Shown::Text(text.get(..end).unwrap_or_default().to_owned()), true),
            None => (Shown::Text(text), false),
        }
    };
    let order_ids = orders.iter().map(|order| order.id).collect();
    Ok(FilePreview { name, order_ids, shown, is_cut, warnings })
}

/// The first rows of a workbook that we wrote; of one without any there are none.
fn rows_of(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let read = Workbook::open(Cursor::new(bytes)).and_then(|mut book| ReadPreview::of_workbook(&mut book, "", None));
    read.map(|read| read.rows).unwrap_or_default()
}
