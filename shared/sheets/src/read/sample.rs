//! A file as a template wants it, to begin with.

use csv::WriterBuilder;
use domain::{ImportKind, ImportTarget, ImportTemplate, InventoryColumn, ItemColumn, ShipmentColumn};
use jiff::Timestamp;

use super::value::{Form, Reading, reading_of};

/// The rows of a sample, its headings first where the template has some: one that is imported without an error. Nothing
/// stands in front that the template would pass over, but blank rows.
pub fn sample_rows(template: &ImportTemplate) -> Vec<Vec<String>> {
    let width = template.columns.iter().filter_map(|column| column.place).max().unwrap_or_default();
    let mut width = usize::try_from(width).unwrap_or_default();
    let (mut headings, mut cells) = (vec![String::new(); width], vec![String::new(); width]);
    // Columns with a place keep it; the others stand where room is left, and then behind.
    let placed = template.columns.iter().filter(|column| column.place.is_some());
    let others = template.columns.iter().filter(|column| column.place.is_none() && column.is_in_file());
    let mut taken = vec![false; width];
    for column in placed.chain(others) {
        let named = column.place.and_then(|place| usize::try_from(place).ok()?.checked_sub(1));
        let index = named.or_else(|| taken.iter().position(|taken| !taken)).unwrap_or(width);
        if index >= width {
            width = index.saturating_add(1);
            headings.resize(width, String::new());
            cells.resize(width, String::new());
            taken.resize(width, false);
        }
        if let (Some(heading), Some(cell), Some(taken)) =
            (headings.get_mut(index), cells.get_mut(index), taken.get_mut(index))
        {
            *heading = if column.heading.is_empty() { column.target.clone() } else { column.heading.clone() };
            *cell = sample(template, &column.target);
            *taken = true;
        }
    }
    let skipped = usize::try_from(template.skip_rows).unwrap_or_default();
    let mut rows = vec![vec![]; skipped];
    rows.extend(template.has_heading.then_some(headings));
    rows.push(cells);
    rows
}

/// The sample as text, in UTF-8 with its mark.
pub fn sample_csv(template: &ImportTemplate) -> Vec<u8> {
    let mut builder = WriterBuilder::new();
    builder.delimiter(template.text.delimiter.byte()).terminator(csv::Terminator::CRLF).flexible(true);
    if let Some(quote) = template.text.quote.byte() {
        builder.quote(quote);
    }
    let mut file = b"\xef\xbb\xbf".to_vec();
    file.extend(b"\r\n".repeat(usize::try_from(template.skip_rows).unwrap_or_default()));
    let mut writer = builder.from_writer(file);
    for row in sample_rows(template).iter().filter(|row| !row.is_empty()) {
        // Nothing can go wrong with memory to write to.
        let _written = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

fn sample(template: &ImportTemplate, target: &str) -> String {
    let Some(target) = ImportTarget::named(template.kind, target) else { return String::new() };
    let form = Form::new(template, None);
    let plain = match (&target, template.kind) {
        (ImportTarget::Ignored, _) => "",
        (ImportTarget::Order(field), _) => order_sample(field.name),
        (ImportTarget::FullName(_) | ImportTarget::Shipment(ShipmentColumn::Name), _) => "Mara Lindqvist",
        (ImportTarget::Item(item) | ImportTarget::NumberedItem(_, item), _) => item_sample(item),
        (ImportTarget::Inventory(column), _) => inventory_sample(*column),
        (ImportTarget::Shipment(column), _) => shipment_sample(*column),
        (ImportTarget::DiscountName, _) => "Spring sale",
        (ImportTarget::DiscountCode, _) => "SPRING",
        (ImportTarget::DiscountAmount, _) => "1.50",
        (ImportTarget::Note, _) => "Leave at the door",
        (ImportTarget::Variation(_), _) => "Blue",
        (ImportTarget::Metadata(_), ImportKind::Shipments) => "PO-1001",
        (ImportTarget::CheckoutData(_) | ImportTarget::Metadata(_), _) => "Example",
    };
    match reading_of(&target) {
        Reading::Amount => form.amount_text(plain),
        Reading::Date => form.date_text("2026-03-31T08:15:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH)),
        Reading::Text => plain.to_owned(),
    }
}

fn order_sample(field: &str) -> &'static str {
    match field {
        "email" => "mara@example.com",
        "source_id" => "1001",
        "source_name" => "Harbor Prints",
        "shipping_method" => "Standard",
        "shipping_total" => "5.00",
        "handling_total" | "refund_total" => "0.00",
        "tax_total" => "2.10",
        "processor_balance" => "30.60",
        "cc_number" => "1881",
        "cc_exp" => "04/2029",
        "payment_type" => "Visa",
        "payment_status" => "Captured",
        "tag_name" => "info",
        "ip_address" => "192.0.2.7",
        "fulfillment_name" | "tag_color" | "processor_response" => "",
        _ => address_sample(field.rsplit('.').next().unwrap_or_default()),
    }
}

fn address_sample(line: &str) -> &'static str {
    match line {
        "first_name" => "Mara",
        "last_name" => "Lindqvist",
        "name" => "Mara Lindqvist",
        "company" | "title" => "Harbor Prints",
        "address1" => "12 Pier Road",
        "city" => "Portland",
        "state" => "ME",
        "postal_code" => "04101",
        "country" => "US",
        "phone" => "207 555 0100",
        _ => "",
    }
}

fn item_sample(item: &ItemColumn) -> &'static str {
    match item {
        ItemColumn::Name => "Tide Mug",
        ItemColumn::Code => "MUG-01",
        ItemColumn::Price => "12.50",
        ItemColumn::Quantity => "2",
        ItemColumn::Weight => "0.4",
        ItemColumn::CategoryCode => "MUGS",
        ItemColumn::DeliveryType => "ship",
        ItemColumn::FulfillmentMethod => "Workshop",
        ItemColumn::Variation(_) => "Blue",
        ItemColumn::Metadata(_) => "Example",
    }
}

fn inventory_sample(column: InventoryColumn) -> &'static str {
    match column {
        InventoryColumn::Code => "MUG-01",
        InventoryColumn::Name => "Tide Mug",
        InventoryColumn::Price => "12.50",
        InventoryColumn::Cost => "4.20",
        InventoryColumn::Weight => "0.4",
        InventoryColumn::Stock => "31",
        InventoryColumn::Location => "Shelf 3",
        InventoryColumn::ManufacturerSku => "TM-31",
    }
}

fn shipment_sample(column: ShipmentColumn) -> &'static str {
    match column {
        ShipmentColumn::SourceId => "1001",
        ShipmentColumn::SourceName => "Harbor Prints",
        ShipmentColumn::OrderId => "1234567890",
        ShipmentColumn::Email => "mara@example.com",
        ShipmentColumn::Name => "Mara Lindqvist",
        ShipmentColumn::TrackingNumber => "1Z0000000000000019",
        ShipmentColumn::CarrierCode => "UPS",
        ShipmentColumn::ShipmentMethod => "Ground",
        ShipmentColumn::DateShipped => "",
        ShipmentColumn::Weight => "1.2",
        ShipmentColumn::Cost => "7.80",
        ShipmentColumn::TrackingUrl => "https://track.example.com/1Z0000000000000019",
    }
}
