//! Each form, as it was agreed.

use calamine::{Data, Reader, Xlsx};
use domain::{Delimiter, LineEnd, Quoting};

use super::*;
use crate::write::WriteError;

#[test]
fn csv() {
    insta::assert_snapshot!(text(&items(ExportFormat::Csv), &[order(7), order(8)]));
}

#[test]
fn csv_as_another_supplier_wants_it() {
    let content = ExportContent {
        delimiter: Some(Delimiter::Semicolon),
        quote: Quoting::Always,
        line_end: LineEnd::Lf,
        header_row: false,
        ..items(ExportFormat::Csv)
    };
    insta::assert_snapshot!(text(&content, &[order(7)]));
}

#[test]
fn tsv_and_txt_have_tabs_unless_txt_says_otherwise() {
    let content = |format, delimiter| {
        let columns = vec![column("order", "source_id"), column("zip", "shipping.postal_code")];
        ExportContent { delimiter, ..ExportContent::new(format, columns) }
    };
    let tabs = "order\tzip\r\nW-7\t02138\r\n";
    assert_eq!(text(&content(ExportFormat::Tsv, None), &[order(7)]), tabs);
    assert_eq!(text(&content(ExportFormat::Txt, None), &[order(7)]), tabs);
    let pipes = content(ExportFormat::Txt, Some(Delimiter::Pipe));
    assert_eq!(text(&pipes, &[order(7)]), "order|zip\r\nW-7|02138\r\n");
}

#[test]
fn xml() {
    insta::assert_snapshot!(text(&items(ExportFormat::Xml), &[order(7)]));
}

#[test]
fn json() {
    insta::assert_snapshot!(text(&items(ExportFormat::Json), &[order(7)]));
}

#[test]
fn a_number_that_is_not_there_is_null_in_json_and_a_text_blank() {
    let columns = vec![column_of(CellKind::Number, "size", "order_metadata:size"), column("gift", "metadata:gift")];
    let json = text(&ExportContent::new(ExportFormat::Json, columns), &[order(7)]);
    assert_eq!(json, "[\n{\"size\":null,\"gift\":\"\"}\n]\n");
}

#[test]
fn json_without_columns_takes_orders_as_the_api_writes_them() {
    let layout = Layout::new(&ExportContent::new(ExportFormat::Json, vec![])).unwrap();
    let mut file = layout.begin(vec![], &store()).unwrap();
    assert!(matches!(file.add(&Arc::new(order(7))), Err(WriteError::NeedsJson)));
    file.add_json(r#"{"id":"7"}"#).unwrap();
    file.add_json(r#"{"id":"8"}"#).unwrap();
    let (bytes, written) = file.finish().unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), "[\n{\"id\":\"7\"},\n{\"id\":\"8\"}\n]\n");
    assert_eq!((written.orders, written.rows), (2, 2));
}

#[test]
fn a_workbook_has_texts_numbers_and_dates_where_its_columns_say_so() {
    let mut content = items(ExportFormat::Xlsx);
    content.columns[0].width = Some(20);
    let (bytes, written) = file(&content, &[order(7)]);
    assert_eq!((written.orders, written.rows, written.warnings.kept), (1, 2, vec![]));
    assert_eq!(file(&content, &[order(7)]).0, bytes, "the same orders are the same bytes");
    let mut workbook = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Items"]);
    let range = workbook.worksheet_range("Items").unwrap();
    let rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    let headings: Vec<_> = rows[0].iter().map(ToString::to_string).collect();
    assert_eq!(headings, columns().into_iter().map(|column| column.heading).collect::<Vec<_>>());
    let Data::DateTime(at) = rows[1][1] else { panic!("{:?}", rows[1]) };
    assert_eq!(at.to_ymd_hms_milli(), (2026, 2, 28, 20, 15, 0, 0), "by the store's clock");
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(rows[1][3..7], [text("1 Main St\nFlat 2"), text("02138"), text("90.750"), text("L")]);
    assert_eq!(rows[1][7..9], [Data::Float(2.0), Data::Float(12.0)]);
    assert_eq!((&rows[2][5], &rows[2][8]), (&text("P&2"), &Data::Float(0.1)));
}

#[test]
fn a_file_of_no_orders_is_one_all_the_same() {
    for (format, written) in [
        (ExportFormat::Csv, "order\r\n"),
        (ExportFormat::Xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<orders>\n</orders>\n"),
        (ExportFormat::Json, "[]\n"),
    ] {
        let content = ExportContent::new(format, vec![column("order", "source_id")]);
        assert_eq!(text(&content, &[]), written);
    }
    let content = ExportContent::new(ExportFormat::Xlsx, vec![column("order", "source_id")]);
    let mut workbook = Xlsx::new(std::io::Cursor::new(file(&content, &[]).0)).unwrap();
    assert_eq!(workbook.worksheet_range("Orders").unwrap().get_size(), (1, 1));
}

#[test]
fn a_row_is_an_order_an_item_or_a_shipment() {
    let rows = |row_mode, value: &str| {
        let columns = vec![column("a", "source_id"), column("b", value)];
        text(&ExportContent { row_mode, ..ExportContent::new(ExportFormat::Csv, columns) }, &[order(7), order(8)])
    };
    assert_eq!(rows(RowMode::Order, "order_total"), "a,b\r\nW-7,27.8\r\nW-8,27.8\r\n");
    assert_eq!(rows(RowMode::Item, "item.quantity"), "a,b\r\nW-7,2\r\nW-7,3\r\nW-8,2\r\nW-8,3\r\n");
    let shipments = "a,b\r\nW-7,9400110200881234567890\r\nW-8,9400110200881234567890\r\n";
    assert_eq!(rows(RowMode::Shipment, "shipment.tracking_number"), shipments);
    assert_eq!(rows(RowMode::Shipment, "{{ shipment.tracking_number }}"), shipments);
}

#[test]
fn an_order_without_items_has_no_row_of_items_and_a_warning() {
    let mut order = order(7);
    order.order_items.clear();
    let (bytes, written) = file(&items(ExportFormat::Csv), &[order]);
    assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 1, "the headings");
    assert_eq!((written.orders, written.rows), (1, 0));
    assert_eq!(written.warnings.kept[0].to_string(), "order 7: has no items, and so no row");
}

/// Bytes that can't be handed on.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn bytes_that_cannot_be_handed_on_are_an_error_in_every_form() {
    let mut contents: Vec<_> = ExportFormat::ALL.iter().map(|format| items(*format)).collect();
    contents.retain(|content| content.format != ExportFormat::Custom);
    contents.push(ExportContent::custom("{{ orders|length }}"));
    for content in contents {
        let layout = Layout::new(&content).unwrap();
        let written = || {
            let mut file = layout.begin(Full, &store())?;
            file.add(&Arc::new(order(7)))?;
            file.finish().map(drop)
        };
        assert!(matches!(written(), Err(WriteError::Io(_))), "{:?}", content.format);
    }
}
