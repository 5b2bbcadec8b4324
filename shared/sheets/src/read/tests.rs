//! A file from its bytes to its entries.

mod field;
mod hostile;
mod orders;
mod previews;
mod refusals;
mod rows;

use std::io::Cursor;

use domain::{ImportColumn, ImportKind, ImportTarget, ImportTemplate, NewOrder, Order, OrderId};
use jiff::Timestamp;

use super::*;

fn at() -> Timestamp {
    "2026-03-01T08:15:00Z".parse().unwrap()
}

/// A template whose columns are under headings of the same name as their targets.
fn template(kind: ImportKind, targets: &[&str]) -> ImportTemplate {
    let columns = targets.iter().map(|target| ImportColumn::headed(target, target)).collect();
    ImportTemplate::new("Harbor Prints", kind, columns)
}

fn orders_template(more: &[&str]) -> ImportTemplate {
    let targets: Vec<_> =
        ["source_id", "shipping.full_name", "item.code", "item.quantity"].iter().chain(more).copied().collect();
    template(ImportKind::Orders, &targets)
}

fn open<'a>(file: &'a [u8], template: &ImportTemplate) -> Result<Rows<Cursor<&'a [u8]>>, FileError> {
    Rows::open(Cursor::new(file), template)
}

fn rows(file: &[u8], template: &ImportTemplate) -> Vec<Row> {
    open(file, template).unwrap().collect::<Result<_, _>>().unwrap()
}

fn cells(row: &Row) -> Vec<&str> {
    row.cells().collect()
}

/// All orders of a file, those that are scattered last.
fn orders(file: &[u8], template: &ImportTemplate) -> Vec<Entry<NewOrder>> {
    assert_eq!(check_template(template), vec![]);
    orders_of(&|| open(file, template).unwrap(), template)
}

fn orders_of<R: std::io::Read>(open: &dyn Fn() -> Rows<R>, template: &ImportTemplate) -> Vec<Entry<NewOrder>> {
    let plan = Plan::new(template, open().layout()).unwrap();
    let scattered = Scattered::find(open(), &plan).unwrap();
    let mut all: Vec<_> = Orders::new(open(), &plan, &scattered, at()).collect::<Result<_, _>>().unwrap();
    all.extend(Orders::of_scattered(open(), &plan, &scattered, at()).unwrap());
    all
}

fn made(entry: &Entry<NewOrder>) -> Order {
    let new = entry.value.as_ref().unwrap_or_else(|refusals| panic!("{refusals:?}"));
    new.order(OrderId::new(1_234_567_890).unwrap(), domain::FolderId::new(1).unwrap(), 1)
}

fn reasons<T>(entry: &Entry<T>) -> Vec<String> {
    let refusals = entry.value.as_ref().err().map(Vec::as_slice).unwrap_or_default();
    refusals.iter().map(|refusal| format!("{} {}", refusal.row, refusal.reason())).collect()
}

/// A workbook's first sheet, spooled.
fn spooled(workbook: Vec<u8>) -> Result<Vec<u8>, FileError> {
    let mut spool = vec![];
    Workbook::open(Cursor::new(workbook))?.spool("", &mut spool)?;
    Ok(spool)
}
