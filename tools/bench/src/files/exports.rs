//! How many rows a second `sheets` writes, in each form.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use domain::{CellKind, ExportColumn, ExportContent, ExportFormat, Order, RowMode};
use jiff::Timestamp;
use serde::Serialize;
use sheets::write::Layout;
use templates::Surroundings;

use crate::figures::{Micros, median, per_second};

/// Each file is written so often.
const TIMES: usize = 3;

/// The columns of a supplier's file: fields, an entry of a map, a template. In XML their headings are names of elements.
const COLUMNS: [(&str, &str); 8] = [
    ("Order", "source_id"),
    ("Date", "date_added"),
    ("Name", "{{ shipping.first_name }} {{ shipping.last_name }}"),
    ("City", "shipping.city"),
    ("ZIP", "shipping.postal_code"),
    ("SKU", "item.code"),
    ("Qty", "item.quantity"),
    ("Print", "item.metadata:print_sku"),
];

/// A form, and how fast it is written.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WriteTimes {
    pub(crate) format: &'static str,
    pub(crate) rows: usize,
    pub(crate) micros: Micros,
    pub(crate) rows_per_second: u64,
}

/// Writes the orders in each form, a row for each item.
pub(super) fn all(orders: &[Order]) -> Result<Vec<WriteTimes>> {
    let orders: Vec<Arc<Order>> = orders.iter().cloned().map(Arc::new).collect();
    [ExportFormat::Csv, ExportFormat::Xlsx, ExportFormat::Xml, ExportFormat::Json]
        .into_iter()
        .map(|format| write(format, &orders).with_context(|| format!("a file of {}", format.name())))
        .collect()
}

fn write(format: ExportFormat, orders: &[Arc<Order>]) -> Result<WriteTimes> {
    let column = |(heading, value): (&str, &str)| ExportColumn {
        heading: heading.to_owned(),
        value: value.to_owned(),
        kind: CellKind::default(),
        width: None,
    };
    let columns = COLUMNS.map(column).to_vec();
    let content = ExportContent { row_mode: RowMode::Item, ..ExportContent::new(format, columns) };
    let layout = Layout::new(&content).map_err(|problems| anyhow!("the columns are refused: {problems:?}"))?;
    let store = Arc::new(Surroundings::new("Bench", Timestamp::UNIX_EPOCH));
    let (mut times, mut rows) = (vec![], 0);
    for _ in 0..TIMES {
        let started = Instant::now();
        let mut file = layout.begin(std::io::sink(), &store)?;
        for order in orders {
            file.add(order)?;
        }
        rows = file.finish()?.1.rows;
        times.push(started.elapsed());
    }
    let micros = median(&times);
    let rows_per_second = per_second(u64::try_from(rows)?, std::time::Duration::from_micros(micros.0));
    Ok(WriteTimes { format: format.name(), rows, micros, rows_per_second })
}

#[cfg(test)]
mod tests {
    use domain::{FolderId, OrderId, OrderItem};

    use super::*;

    /// Catches columns that one of the forms refuses.
    #[test]
    fn a_row_for_each_item_is_written_in_each_form() {
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        order.order_items = vec![OrderItem::default(); 2];
        let written: Vec<_> = all(&[order]).unwrap().iter().map(|it| (it.format, it.rows)).collect();
        assert_eq!(written, [("csv", 2), ("xlsx", 2), ("xml", 2), ("json", 2)]);
    }
}
