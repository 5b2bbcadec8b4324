//! Files as they come out.

mod bundles;
mod cells;
mod documents;
mod field_troubles;
mod forms;
mod read_back;

use std::sync::Arc;

use domain::{
    CellKind, Discount, ExportColumn, ExportContent, ExportFormat, Folder, FolderId, Money, Order, OrderId, OrderItem,
    RowMode, Shipment, draft_shipment, time,
};
use jiff::tz::TimeZone;
use templates::Surroundings;

use super::{Layout, WarningKind, Written};

pub(super) fn store() -> Arc<Surroundings> {
    let folder = Folder { id: FolderId::new(1).unwrap(), name: "Prepared".into() };
    Arc::new(Surroundings {
        time_zone: TimeZone::get("America/Chicago").unwrap(),
        folders: Arc::new([folder]),
        ..Surroundings::new("Harbor & Sons", time::parse("2026-03-05 12:00:00").unwrap())
    })
}

/// An order with an id, two items, a shipment, and characters that forms must escape.
pub(super) fn order(id: u64) -> Order {
    let at = time::parse("2026-03-01 02:15:00").unwrap();
    let mut order = Order::new(OrderId::new(id).unwrap(), FolderId::new(1).unwrap(), at);
    order.source_id = format!("W-{id}");
    order.source_name = "Harbor Shop".into();
    order.shipping.first_name = "Zoë".into();
    order.shipping.last_name = "O'Brien & \"Co\" <x>".into();
    order.shipping.address1 = "1 Main St\nFlat 2".into();
    order.shipping.postal_code = "02138".into();
    order.shipping.country = "US".into();
    order.shipping_total = Money::parse("5").unwrap();
    order.checkout_data.insert("Gift".into(), "yes, please".into());
    order.order_metadata.insert("supplier".into(), "north".into());
    order.discount_list.push(Discount { amount: Money::parse("1.5").unwrap(), ..Discount::default() });
    order.order_items = vec![item("1", "Mug", "90.750", "12.00", 2), item("2", "Print", "P&2", "0.1", 3)];
    order.order_items[0].variation_list.insert("Size".into(), "L".into());
    order.order_items[0].metadata.insert("print_sku".into(), "PS-1".into());
    order.order_shipments.push(Shipment {
        id: "3".into(),
        tracking_number: "9400110200881234567890".into(),
        weight: Money::parse("0.4").unwrap(),
        date_shipped: time::parse("2026-03-02").unwrap(),
        ..draft_shipment(at)
    });
    order
}

fn item(id: &str, name: &str, code: &str, price: &str, quantity: u32) -> OrderItem {
    OrderItem {
        id: id.into(),
        name: name.into(),
        code: code.into(),
        price: Money::parse(price).unwrap(),
        quantity,
        ..OrderItem::default()
    }
}

pub(super) fn column(heading: &str, value: &str) -> ExportColumn {
    ExportColumn { heading: heading.into(), value: value.into(), ..ExportColumn::default() }
}

pub(super) fn column_of(kind: CellKind, heading: &str, value: &str) -> ExportColumn {
    ExportColumn { kind, ..column(heading, value) }
}

/// Columns of each kind, of an item's row.
pub(super) fn columns() -> Vec<ExportColumn> {
    vec![
        column("order", "source_id"),
        column_of(CellKind::Date, "date", "date_added"),
        column("name", "{{ shipping.first_name }} {{ shipping.last_name }}"),
        column("address", "shipping.address1"),
        column("zip", "shipping.postal_code"),
        column("sku", "item.code"),
        column("size", "item.variation:Size"),
        column_of(CellKind::Number, "quantity", "item.quantity"),
        column_of(CellKind::Number, "price", "item.price"),
        column("gift", "checkout_data:Gift"),
        column("empty", ""),
    ]
}

pub(super) fn items(format: ExportFormat) -> ExportContent {
    ExportContent { row_mode: RowMode::Item, ..ExportContent::new(format, columns()) }
}

/// The file these orders make.
pub(super) fn file(content: &ExportContent, orders: &[Order]) -> (Vec<u8>, Written) {
    let layout = Layout::new(content).unwrap();
    let mut file = layout.begin(vec![], &store()).unwrap();
    for order in orders {
        file.add(&Arc::new(order.clone())).unwrap();
    }
    file.finish().unwrap()
}

/// The same as text.
pub(super) fn text(content: &ExportContent, orders: &[Order]) -> String {
    String::from_utf8(file(content, orders).0).unwrap()
}

/// The one value of a file of one column without a heading, of an order that `change` was done to; and its warnings.
pub(super) fn one(
    column: ExportColumn,
    choose: impl FnOnce(&mut ExportContent),
    change: impl FnOnce(&mut Order),
) -> (String, Vec<WarningKind>) {
    let mut content = ExportContent { header_row: false, ..ExportContent::new(ExportFormat::Csv, vec![column]) };
    choose(&mut content);
    let mut order = order(7);
    change(&mut order);
    let (bytes, written) = file(&content, &[order]);
    let warnings = written.warnings.kept.into_iter().map(|warning| warning.kind).collect();
    (String::from_utf8(bytes).unwrap().trim_end_matches("\r\n").to_owned(), warnings)
}
