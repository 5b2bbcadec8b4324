//! The files that are read: always the same rows, two for each order.

use std::fmt::Write;

use anyhow::Result;
use domain::{ImportColumn, ImportKind, ImportTemplate};
use rust_xlsxwriter::Workbook;
use serde::Deserialize;

/// The template's id, which is part of a file's name in the bucket.
pub(super) const TEMPLATE_ID: &str = "1000000001";

/// Rows of one order, which stand together.
pub(super) const ROWS_OF_ORDER: usize = 2;

/// What the columns are called, and what is made of them.
const COLUMNS: [(&str, &str); 12] = [
    ("Order Number", "source_id"),
    ("Email", "email"),
    ("Ship To", "shipping.full_name"),
    ("Address", "shipping.address1"),
    ("City", "shipping.city"),
    ("Postal Code", "shipping.postal_code"),
    ("Country", "shipping.country"),
    ("SKU", "item.code"),
    ("Item", "item.name"),
    ("Qty", "item.quantity"),
    ("Price", "item.price"),
    ("Gift", "checkout_data:Gift"),
];

/// A row as `csv` and `calamine` with serde have it, with nothing of it looked at.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "what is measured is that it is read")]
#[serde(rename_all = "PascalCase")]
pub(super) struct BareRow {
    #[serde(rename = "Order Number")]
    order_number: String,
    email: String,
    #[serde(rename = "Ship To")]
    ship_to: String,
    address: String,
    city: String,
    #[serde(rename = "Postal Code")]
    postal_code: String,
    country: String,
    #[serde(rename = "SKU")]
    sku: String,
    item: String,
    qty: f64,
    price: f64,
    gift: String,
}

/// A file.
pub(super) struct Made {
    /// What the tables call it.
    pub(super) what: &'static str,
    /// What it is called in the bucket.
    pub(super) file_name: &'static str,
    pub(super) rows: usize,
    pub(super) bytes: Vec<u8>,
}

/// The template that reads all of them.
pub(super) fn template() -> ImportTemplate {
    let columns = COLUMNS.map(|(heading, target)| ImportColumn::headed(heading, target)).to_vec();
    ImportTemplate { id: TEMPLATE_ID.to_owned(), ..ImportTemplate::new("Bench", ImportKind::Orders, columns) }
}

/// A file of lines; the last cell of each has so many letters, which makes the file as long as is wanted.
pub(super) fn csv(what: &'static str, rows: usize, gift_length: usize) -> Result<Made> {
    let mut text = COLUMNS.map(|(heading, _)| heading).join(",");
    text.push('\n');
    for row in 0..rows {
        writeln!(text, "{}", cells(row, gift_length).join(","))?;
    }
    Ok(Made { what, file_name: "orders.csv", rows, bytes: text.into_bytes() })
}

/// The same cells as a workbook, quantities and prices as numbers.
pub(super) fn xlsx(what: &'static str, rows: usize, gift_length: usize) -> Result<Made> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    for (column, (heading, _)) in (0..).zip(COLUMNS) {
        sheet.write(0, column, heading)?;
    }
    for row in 0..rows {
        let line = u32::try_from(row)?.saturating_add(1);
        for (column, cell) in (0..).zip(cells(row, gift_length)) {
            match (column, cell.parse::<f64>()) {
                (9 | 10, Ok(number)) => sheet.write(line, column, number)?,
                _ => sheet.write(line, column, cell)?,
            };
        }
    }
    Ok(Made { what, file_name: "orders.xlsx", rows, bytes: book.save_to_buffer()? })
}

fn cells(row: usize, gift_length: usize) -> [String; 12] {
    let order = row / ROWS_OF_ORDER;
    [
        format!("B-{order}"),
        format!("buyer{order}@example.test"),
        format!("Mara Lindqvist {}", order % 97),
        format!("{} Pier Road", order % 400),
        "Portland".to_owned(),
        format!("0{}", 4_000 + order % 999),
        "US".to_owned(),
        format!("MUG-{:03}", row % 500),
        format!("Mug with the number {}", row % 500),
        (1 + row % 3).to_string(),
        format!("{}.50", 10 + row % 20),
        letters(order, gift_length),
    ]
}

/// Letters that no archive makes much shorter: what unpacks to many times its size is refused as a bomb. They are of the
/// order, and so the same in all its rows.
fn letters(order: usize, length: usize) -> String {
    let mut rng = fastrand::Rng::with_seed(u64::try_from(order).unwrap_or_default());
    std::iter::repeat_with(|| rng.lowercase()).take(length).collect()
}
