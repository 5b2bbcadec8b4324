//! What an export writes an import reads as the same orders: csv, tsv and xlsx, field by field. Ids, the date of the last
//! change, history and what is worked out are no columns of an import.

#![cfg(test)]

use std::io::Cursor;
use std::sync::Arc;

use domain::fields::{ORDER_FIELDS, Read, Write};
use domain::{
    CellKind, Delimiter, ExportColumn, ExportContent, ExportFormat, FolderId, ImportColumn, ImportKind, ImportTarget,
    ImportTemplate, Money, Order, OrderId, OrderItem, RowMode, time,
};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::Value;
use sheets::read::{Orders, Plan, Rows, Scattered, Workbook, check_template};
use sheets::write::{Layout, Warning, WarningKind};
use templates::Surroundings;

/// Fields that take no text that is made up: of a card its digits, of a tag a name that there is, of a payment never a blank.
const OWN_TEXTS: [(&str, &str); 6] = [
    ("cc_number", "1881"),
    ("cc_exp", "04/2029"),
    ("email", "mara@example.com"),
    ("tag_name", "success"),
    ("tag_color", "Green"),
    ("payment_status", "Authorized"),
];

/// The forms of which an import reads rows; JSON is read by the API (`wire`).
const FORMATS: [ExportFormat; 3] = [ExportFormat::Csv, ExportFormat::Tsv, ExportFormat::Xlsx];

/// A column of both: its heading, what an export takes it from, and what an import makes of it.
struct Both {
    value: String,
    target: String,
    kind: CellKind,
}

impl Both {
    fn of(name: &str, kind: CellKind) -> Self {
        Self { value: name.to_owned(), target: name.to_owned(), kind }
    }

    fn under(value: &str, target: &str) -> Self {
        Self { value: value.to_owned(), target: target.to_owned(), kind: CellKind::Text }
    }
}

/// The fields of an order that have a column in both, by the one table of fields.
fn shared_fields() -> Vec<(&'static str, CellKind)> {
    let kind = |read| match read {
        Read::Amount(_) => CellKind::Number,
        Read::Date(_) => CellKind::Date,
        _ => CellKind::Text,
    };
    let is_shared = |name: &str| matches!(ImportTarget::named(ImportKind::Orders, name), Some(ImportTarget::Order(_)));
    ORDER_FIELDS.iter().filter(|field| is_shared(field.name)).map(|field| (field.name, kind(field.read))).collect()
}

fn columns() -> Vec<Both> {
    let of_order = |(name, kind)| match name {
        // Of a card an export has what anybody may see.
        "cc_number" => Both::under("cc_number_masked", name),
        _ => Both::of(name, kind),
    };
    let mut columns: Vec<Both> = shared_fields().into_iter().map(of_order).collect();
    for (name, kind) in [
        ("item.name", CellKind::Text),
        ("item.code", CellKind::Text),
        ("item.price", CellKind::Number),
        ("item.quantity", CellKind::Number),
        ("item.weight", CellKind::Number),
        ("item.category_code", CellKind::Text),
        ("item.delivery_type", CellKind::Text),
        ("item.fulfillment_method", CellKind::Text),
        ("item.variation:Size", CellKind::Text),
        ("item.metadata:print_sku", CellKind::Text),
        ("checkout_data:Gift", CellKind::Text),
        ("metadata:po", CellKind::Text),
    ] {
        columns.push(Both::of(name, kind));
    }
    for part in ["name", "code", "amount"] {
        columns.push(Both::under(&format!("{{{{ discount_list[0].{part} }}}}"), &format!("discount.{part}")));
    }
    columns.push(Both::under("{{ order_notes[0].content }}", "note"));
    columns
}

fn content(format: ExportFormat) -> ExportContent {
    let column = |both: Both| ExportColumn {
        heading: both.target,
        value: both.value,
        kind: both.kind,
        ..ExportColumn::default()
    };
    let columns = columns().into_iter().map(column).collect();
    ExportContent { row_mode: RowMode::Item, ..ExportContent::new(format, columns) }
}

fn template(format: ExportFormat) -> ImportTemplate {
    let columns = columns().iter().map(|both| ImportColumn::headed(&both.target, &both.target)).collect();
    let mut template = ImportTemplate::new("Harbor Prints", ImportKind::Orders, columns);
    template.text.delimiter = if format == ExportFormat::Tsv { Delimiter::Tab } else { Delimiter::Comma };
    template
}

fn exported(format: ExportFormat, orders: &[Order]) -> Vec<u8> {
    let layout = Layout::new(&content(format)).unwrap();
    let store = Arc::new(Surroundings::new("Harbor Prints", Timestamp::UNIX_EPOCH));
    let mut file = layout.begin(vec![], &store).unwrap();
    for order in orders {
        file.add(&Arc::new(order.clone())).unwrap();
    }
    let (bytes, written) = file.finish().unwrap();
    // An order without a discount or a note has a blank cell there.
    let is_lost = |warning: &&Warning| !matches!(warning.kind, WarningKind::Missing(_));
    assert_eq!(written.warnings.kept.iter().filter(is_lost).collect::<Vec<_>>(), Vec::<&Warning>::new());
    bytes
}

fn imported(format: ExportFormat, file: &[u8]) -> Result<Vec<Order>, TestCaseError> {
    let template = template(format);
    assert_eq!(check_template(&template), vec![]);
    let mut spool = vec![];
    if format == ExportFormat::Xlsx {
        Workbook::open(Cursor::new(file)).unwrap().spool("", &mut spool).unwrap();
    }
    let open = || if spool.is_empty() { Rows::open(file, &template) } else { Rows::open_spool(&*spool, &template) };
    let plan = Plan::new(&template, open().unwrap().layout()).unwrap();
    let scattered = Scattered::find(open().unwrap(), &plan).unwrap();
    let mut orders = vec![];
    for entry in Orders::new(open().unwrap(), &plan, &scattered, Timestamp::UNIX_EPOCH) {
        let new = entry.unwrap().value.map_err(|refusals| TestCaseError::fail(format!("{refusals:?}")))?;
        orders.push(new.order(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), 1));
    }
    Ok(orders)
}

/// Everything of an order that has a column, by name.
fn values(order: &Order) -> Vec<(String, String)> {
    let mut values = vec![];
    for (name, _) in shared_fields() {
        let field = ORDER_FIELDS.iter().find(|field| field.name == name).unwrap();
        let value = match field.read {
            Read::Text(read) => read(order).to_owned(),
            Read::Amount(read) => read(order).text(),
            Read::Date(read) => time::text(read(order)),
            _ => panic!("{name} is no single value"),
        };
        values.push((name.to_owned(), value));
    }
    values.push(("checkout_data".to_owned(), format!("{:?}", order.checkout_data)));
    values.push(("order_metadata".to_owned(), format!("{:?}", order.order_metadata)));
    values.push(("discount_list".to_owned(), format!("{:?}", order.discount_list)));
    let notes: Vec<_> = order.order_notes.iter().map(|note| &note.content).collect();
    values.push(("order_notes".to_owned(), format!("{notes:?}")));
    for (place, item) in order.order_items.iter().enumerate() {
        values
            .push((format!("order_items[{place}]"), format!("{:?}", OrderItem { id: String::new(), ..item.clone() })));
    }
    values
}

/// Texts that are no blanks at their ends, which an import cuts off, with what forms stumble over: quotes, delimiters, ends
/// of lines, formulas, escapes of XML and of workbooks, other alphabets; of any characters that XML allows.
fn text() -> impl Strategy<Value = String> {
    let any = prop_oneof![
        4 => "[a-z0-9 \"',;|=@+<>&\t\r\n-]{0,20}",
        3 => "\\PC{0,10}",
        2 => proptest::collection::vec(any::<char>(), 0..10).prop_map(|all| all.into_iter().filter(|letter| is_in_xml(*letter)).collect()),
        1 => Just("&amp; ]]> <![CDATA[ &#13;".to_owned()),
        1 => Just("_x0041_ _x005F_x000D_".to_owned()),
        1 => Just("=HYPERLINK(\"http://x\")".to_owned()),
        1 => Just("0123456789012345678901".to_owned()),
        1 => Just("90.750".to_owned()),
    ];
    any.prop_map(|text: String| text.trim_matches(is_cut_off).to_owned())
}

fn is_in_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// What an import, or the desk, takes for a blank.
fn is_cut_off(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn filled() -> impl Strategy<Value = String> {
    text().prop_map(|text| format!("x{text}"))
}

fn amount() -> impl Strategy<Value = Money> {
    (0_i64..100_000_000, 0_usize..5).prop_map(|(units, places)| Money::parse(&format!("{units}e-{places}")).unwrap())
}

fn signed() -> impl Strategy<Value = Money> {
    (amount(), any::<bool>()).prop_map(|(amount, is_owed)| if is_owed { Money::default() - amount } else { amount })
}

fn discount() -> impl Strategy<Value = domain::Discount> {
    (filled(), text(), amount()).prop_map(|(name, code, amount)| domain::Discount { name, code, amount })
}

prop_compose! {
    fn item()(texts in proptest::collection::vec(text(), 4), name in filled(), code in filled(), delivery in filled(),
              price in signed(), weight in amount(),
              quantity in prop_oneof![1 => Just(0), 5 => 1_u32..1_000, 1 => Just(1_000_000)]) -> OrderItem {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap();
        let mut item = OrderItem { name, code, price, quantity, weight, ..OrderItem::default() };
        (item.category_code, item.delivery_type, item.fulfillment_method) = (next(), delivery, next());
        for (map, name) in [(&mut item.variation_list, "Size"), (&mut item.metadata, "print_sku")] {
            let text = next();
            if !text.is_empty() {
                map.insert(name.to_owned(), text);
            }
        }
        item
    }
}

prop_compose! {
    fn order()(texts in proptest::collection::vec(text(), 60), amounts in proptest::collection::vec(signed(), 10),
               number in filled(), second in 0_i64..4_000_000_000, items in proptest::collection::vec(item(), 1..4),
               discount in proptest::option::of(discount()), note in proptest::option::of(filled())) -> Order {
        let at = Timestamp::from_second(second).unwrap();
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), at);
        let (mut texts, mut amounts) = (texts.into_iter(), amounts.into_iter());
        let mut next = || texts.next().unwrap();
        for (name, _) in shared_fields() {
            let field = ORDER_FIELDS.iter().find(|field| field.name == name).unwrap();
            match field.write {
                Write::Text(_, place) => *place(&mut order) = next(),
                Write::Amount(place) => *place(&mut order) = amounts.next().unwrap(),
                _ => {}
            }
        }
        for (name, text) in OWN_TEXTS {
            match ORDER_FIELDS.iter().find(|field| field.name == name).unwrap().write {
                Write::Text(_, place) => text.clone_into(place(&mut order)),
                _ => text.clone_into(&mut order.cc_number),
            }
        }
        order.source_id = number;
        // What is blank of these has a default in a new order, so no order of the desk has it blank.
        order.shipping.first_name.insert(0, 'x');
        order.customer.first_name.insert(0, 'x');
        order.source_name.insert(0, 'x');
        for (map, name) in [(&mut order.checkout_data, "Gift"), (&mut order.order_metadata, "po")] {
            let text = next();
            if !text.is_empty() {
                map.insert(name.to_owned(), text);
            }
        }
        order.order_items = items;
        order.discount_list = discount.into_iter().collect();
        let of = |content| domain::Note { date_added: at, username: String::new(), content };
        order.order_notes = note.into_iter().map(of).collect();
        order
    }
}

/// Orders of different numbers.
fn orders() -> impl Strategy<Value = Vec<Order>> {
    proptest::collection::vec(order(), 1..4).prop_map(|mut orders| {
        for (place, order) in orders.iter_mut().enumerate() {
            order.source_id.insert_str(0, &format!("{place}-"));
        }
        orders
    })
}

/// The order whose texts have one kind of ends of lines, as cells of workbooks do.
fn as_cells_have_it(order: &Order) -> Order {
    fn mend(value: &mut Value) {
        match value {
            Value::String(text) => *text = text.replace("\r\n", "\n").replace('\r', "\n"),
            Value::Array(all) => all.iter_mut().for_each(mend),
            Value::Object(all) => all.values_mut().for_each(mend),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut value = serde_json::to_value(order).unwrap();
    mend(&mut value);
    serde_json::from_value(value).unwrap()
}

fn assert_same(format: ExportFormat, orders: &[Order]) -> Result<(), TestCaseError> {
    let back = imported(format, &exported(format, orders))?;
    prop_assert_eq!(back.len(), orders.len());
    for (order, back) in orders.iter().zip(&back) {
        let expected = if format == ExportFormat::Xlsx { as_cells_have_it(order) } else { order.clone() };
        for (before, after) in values(&expected).into_iter().zip(values(back)) {
            prop_assert_eq!(before, after);
        }
        prop_assert_eq!(order.order_items.len(), back.order_items.len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Catches a character that is lost, a number that is rounded, and a field that one of the two calls otherwise.
    #[test]
    fn lines_that_were_exported_are_imported_as_the_same_orders(orders in orders()) {
        assert_same(ExportFormat::Csv, &orders)?;
        assert_same(ExportFormat::Tsv, &orders)?;
    }

    /// Catches the same of a workbook, with its escapes and its numbers that are floats.
    #[test]
    fn a_workbook_that_was_exported_is_imported_as_the_same_orders(orders in orders()) {
        assert_same(ExportFormat::Xlsx, &orders)?;
    }
}

/// An order with little in it.
fn plain_order() -> Order {
    let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
    (order.source_id, order.source_name) = ("1001".to_owned(), "Harbor".to_owned());
    "Mara".clone_into(&mut order.shipping.first_name);
    "Mara".clone_into(&mut order.customer.first_name);
    "Captured".clone_into(&mut order.payment_status);
    let (name, code, delivery_type) = ("Mug".into(), "MUG".into(), "ship".into());
    order.order_items = vec![OrderItem { name, code, delivery_type, quantity: 2, ..OrderItem::default() }];
    order
}

/// Catches a text that one of the two cuts or refuses: each is as long as its field may be, in letters of several bytes.
#[test]
fn texts_as_long_as_they_may_be_come_back() {
    let mut order = plain_order();
    for (name, _) in shared_fields() {
        let field = ORDER_FIELDS.iter().find(|field| field.name == name).unwrap();
        match field.write {
            Write::Text(max, place) if !OWN_TEXTS.iter().any(|(own, _)| *own == name) => {
                *place(&mut order) = "料".repeat(max);
            }
            _ => {}
        }
    }
    for format in FORMATS {
        assert_same(format, std::slice::from_ref(&order)).unwrap();
    }
}

/// Catches a field that has a column in one of the two alone.
#[test]
fn few_fields_have_no_column_in_both() {
    let without: Vec<_> = ORDER_FIELDS
        .iter()
        .filter(|field| field.is_writable() && !matches!(field.read, Read::Parts | Read::Map(_)))
        .map(|field| field.name)
        .filter(|name| !shared_fields().iter().any(|(shared, _)| shared == name))
        .collect();
    assert_eq!(without, ["folder_id"], "where orders of a file come to, its template says");
}
