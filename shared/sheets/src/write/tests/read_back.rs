//! Whatever stands in an order is read back as it is, cell by cell, by other crates.

use calamine::{Data, Reader as _, Xlsx};
use domain::{Delimiter, ExportEncoding, LineEnd, Quoting};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;

/// Texts with what forms stumble over: quotes, delimiters, ends of lines, control characters, other alphabets, and
/// what looks like an escape of XML or of a workbook.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z0-9 \"',;|=@+<>&\t\r\n-]{0,20}",
        3 => "\\PC{0,10}",
        1 => any::<String>(),
        1 => Just("&amp; ]]> <![CDATA[ &#13; ".to_owned()),
        1 => Just("\u{feff}\u{fffe}\u{ffff}\u{0}\u{b}\u{1f}\u{7f}\u{85}\u{2028}".to_owned()),
        1 => Just(" blank at both ends ".to_owned()),
    ]
}

prop_compose! {
    fn any_order()(
        texts in proptest::collection::vec(any_text(), 6),
        units in -1_000_000_i64..1_000_000,
        places in 0_usize..8,
        items in 0_usize..3,
        second in 0_i64..4_000_000_000,
    ) -> Order {
        let mut order = order(7);
        let amount = format!("{units}e-{places}");
        order.tax_total = Money::parse(&amount).unwrap();
        order.date_added = jiff::Timestamp::from_second(second).unwrap();
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap();
        order.source_id = next();
        order.shipping.company = next();
        order.checkout_data.insert("Gift".into(), next());
        order.order_items.truncate(items);
        for item in &mut order.order_items {
            item.code = next();
        }
        order
    }
}

fn some_columns() -> Vec<ExportColumn> {
    vec![
        column("order", "source_id"),
        column("company", "{{ shipping.company }}"),
        column("gift", "checkout_data:Gift"),
        column("sku", "item.code"),
        column_of(CellKind::Number, "tax", "tax_total"),
        column("date", "date_added"),
    ]
}

fn content(format: ExportFormat) -> ExportContent {
    ExportContent { row_mode: RowMode::Item, ..ExportContent::new(format, some_columns()) }
}

/// What should stand in the cells: a row for each item.
fn expected(orders: &[Order]) -> Vec<Vec<String>> {
    let zone = &store().time_zone;
    let row = |order: &Order, item: &OrderItem| {
        vec![
            order.source_id.clone(),
            order.shipping.company.clone(),
            order.checkout_data["Gift"].clone(),
            item.code.clone(),
            order.tax_total.text(),
            order.date_added.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        ]
    };
    orders.iter().flat_map(|order| order.order_items.iter().map(move |item| row(order, item))).collect()
}

fn is_in_xml(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        c => c >= ' ' && c != '\u{fffe}' && c != '\u{ffff}',
    }
}

fn for_xml(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.into_iter()
        .map(|row| row.into_iter().map(|text| text.chars().filter(|c| is_in_xml(*c)).collect()).collect())
        .collect()
}

fn rows_of_xml(xml: &str) -> Vec<Vec<String>> {
    let mut reader = Reader::from_str(xml);
    let (mut rows, mut row, mut text, mut depth) = (vec![], vec![], String::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(_) => {
                depth += 1;
                text.clear();
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => {
                text.push_str(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap());
            }
            Event::Empty(_) => row.push(String::new()),
            Event::End(_) => {
                match depth {
                    3 => row.push(std::mem::take(&mut text)),
                    2 => rows.push(std::mem::take(&mut row)),
                    _ => {}
                }
                depth -= 1;
            }
            Event::Eof => return rows,
            _ => {}
        }
    }
}

/// A cell of a workbook as its texts are kept: with the crate's escapes of what looks like one.
fn of_sheet(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn lines_come_back(
        orders in proptest::collection::vec(any_order(), 0..4),
        delimiter in prop_oneof![Just(Delimiter::Comma), Just(Delimiter::Semicolon), Just(Delimiter::Tab), Just(Delimiter::Pipe)],
        quote in prop_oneof![Just(Quoting::Minimal), Just(Quoting::Always)],
        line_end in prop_oneof![Just(LineEnd::Crlf), Just(LineEnd::Lf)],
    ) {
        let content = ExportContent { delimiter: Some(delimiter), quote, line_end, ..content(ExportFormat::Txt) };
        let (bytes, written) = file(&content, &orders);
        prop_assert!(written.warnings.kept.iter().all(|warning| warning.kind == WarningKind::NoItems));
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter.byte()).from_reader(&bytes[..]);
        let rows: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(rows, expected(&orders));
    }

    #[test]
    fn another_encoding_breaks_nothing(orders in proptest::collection::vec(any_order(), 0..3)) {
        let content = ExportContent { encoding: ExportEncoding::Windows1252, ..content(ExportFormat::Csv) };
        let (bytes, _) = file(&content, &orders);
        let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for (record, row) in reader.records().map(Result::unwrap).zip(expected(&orders)) {
            for (read, given) in record.iter().zip(row) {
                prop_assert_eq!(read.chars().count(), given.chars().count());
                let same = read.chars().zip(given.chars()).all(|(read, given)| read == given || read == '?');
                prop_assert!(same, "{:?} {:?}", read, given);
            }
        }
    }

    #[test]
    fn json_comes_back(orders in proptest::collection::vec(any_order(), 0..4)) {
        let (bytes, _) = file(&content(ExportFormat::Json), &orders);
        let read: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let rows: Vec<Vec<String>> = read.iter().map(|row| row.as_object().unwrap().values().map(text).collect()).collect();
        let number = |row: &Vec<String>| row[4].parse::<f64>().unwrap();
        let wanted = expected(&orders);
        prop_assert_eq!(rows.iter().map(number).collect::<Vec<_>>(), wanted.iter().map(number).collect::<Vec<_>>());
        let others = |rows: Vec<Vec<String>>| rows.into_iter().map(|mut row| { row.remove(4); row }).collect::<Vec<_>>();
        prop_assert_eq!(others(rows), others(wanted));
    }

    #[test]
    fn xml_comes_back_but_for_what_xml_forbids(orders in proptest::collection::vec(any_order(), 0..4)) {
        let (bytes, written) = file(&content(ExportFormat::Xml), &orders);
        let wanted = expected(&orders);
        let are_removed = wanted.iter().flatten().any(|text| !text.chars().all(is_in_xml));
        let is_told = written.warnings.kept.iter().any(|warning| matches!(warning.kind, WarningKind::Removed(_)));
        prop_assert_eq!(is_told, are_removed);
        prop_assert_eq!(rows_of_xml(&String::from_utf8(bytes).unwrap()), for_xml(wanted));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_workbook_comes_back_with_ends_of_lines_as_cells_have_them(orders in proptest::collection::vec(any_order(), 0..4)) {
        let (bytes, _) = file(&content(ExportFormat::Xlsx), &orders);
        let mut workbook = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let range = workbook.worksheet_range("Items").unwrap();
        let wanted = for_xml(expected(&orders));
        for (number, row) in (1_u32..).zip(&wanted) {
            for (place, text) in (0_u32..).zip(row) {
                let cell = range.get_value((number, place)).unwrap_or(&Data::Empty);
                match cell {
                    Data::Float(read) => prop_assert_eq!(Some(*read), text.parse().ok()),
                    cell => prop_assert_eq!(cell.to_string(), of_sheet(text)),
                }
            }
        }
        prop_assert_eq!(range.height(), wanted.len() + 1);
    }
}
