//! What went wrong in the field: the rows "CSV out" and "xlsx out" of the troubles others had.

use calamine::{Data, Reader, Xlsx};
use domain::ExportEncoding;

use super::*;

/// Leading zeros, trailing zeros and long numbers of parcels were lost when a supplier opened the file.
#[test]
fn digits_are_kept_and_can_be_guarded_for_excel() {
    for (code, guarded) in [
        ("02138", r#""=""02138""""#),
        ("90.750", r#""=""90.750""""#),
        ("9400110200881234567890", r#""=""9400110200881234567890""""#),
    ] {
        let set = |order: &mut Order| order.shipping.postal_code = code.into();
        assert_eq!(one(column("zip", "shipping.postal_code"), |_| (), set), (code.to_owned(), vec![]));
        let (written, _) = one(column("zip", "shipping.postal_code"), |content| content.guard.digits = true, set);
        assert_eq!(written, guarded);
        // With both guards it is no formula of somebody else's.
        let both = |content: &mut ExportContent| (content.guard.digits, content.guard.formulas) = (true, true);
        assert_eq!(one(column("zip", "shipping.postal_code"), both, set).0, guarded);
    }
    let numbers = one(
        column_of(CellKind::Number, "price", "shipping_total"),
        |content| content.guard.digits = true,
        |order| order.shipping_total = Money::parse("123456789012.5").unwrap(),
    );
    assert_eq!(numbers.0, "123456789012.5", "a column of numbers is none of codes");
}

/// A note of a stranger became a formula in the supplier's spreadsheet.
#[test]
fn formulas_are_guarded_where_the_template_asks_for_it() {
    for note in ["=HYPERLINK(\"http://x\")", "+1", "@a", "-2", "\t=1", "\r=1"] {
        let set = |order: &mut Order| order.shipping.company = note.into();
        let read = |written: &str| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
            reader.records().next().unwrap().unwrap()[0].to_owned()
        };
        let (as_it_is, _) = one(column("note", "shipping.company"), |_| (), set);
        assert_eq!(read(&as_it_is), note);
        let (guarded, _) = one(column("note", "shipping.company"), |content| content.guard.formulas = true, set);
        assert_eq!(read(&guarded), format!("'{note}"));
        // The same out of a template.
        let (guarded, _) = one(column("note", "{{ shipping.company }}"), |content| content.guard.formulas = true, set);
        assert_eq!(read(&guarded), format!("'{note}"));
    }
    let negative = one(
        column_of(CellKind::Number, "refund", "refund_total"),
        |content| content.guard.formulas = true,
        |order| order.refund_total = Money::parse("-2").unwrap(),
    );
    assert_eq!(negative, ("-2".to_owned(), vec![]), "a number is no formula");
    let text = one(
        column_of(CellKind::Number, "refund", "shipping.company"),
        |content| content.guard.formulas = true,
        |order| order.shipping.company = "=1+1".into(),
    );
    assert_eq!(text, ("'=1+1".to_owned(), vec![WarningKind::NotANumber]), "a text in a column of numbers is one");
}

/// Excel took UTF-8 for another encoding.
#[test]
fn a_byte_order_mark_is_a_choice() {
    let set = |order: &mut Order| order.shipping.company = "Café, 料号".into();
    let (plain, _) = one(column("x", "shipping.company"), |_| (), set);
    assert_eq!(plain, "\"Café, 料号\"");
    let (marked, _) = one(column("x", "shipping.company"), |content| content.bom = true, set);
    assert_eq!(marked, "\u{feff}\"Café, 料号\"");
}

/// A supplier's system reads nothing but Windows-1252.
#[test]
fn what_an_encoding_lacks_is_named() {
    let mut content = ExportContent::new(ExportFormat::Csv, vec![column("nom", "shipping.company")]);
    content.encoding = ExportEncoding::Windows1252;
    let mut order = order(7);
    order.shipping.company = "Café 料号料 €".into();
    let (bytes, written) = file(&content, &[order]);
    assert_eq!(bytes, b"nom\r\nCaf\xe9 ??? \x80\r\n");
    let warnings: Vec<_> = written.warnings.kept.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "order 7: nom: has U+6599, which the encoding lacks; ? stands in its place",
            "order 7: nom: has U+53F7, which the encoding lacks; ? stands in its place",
        ]
    );
}

/// Barcodes and ZIPs lost their zeros, as cells were numbers.
#[test]
fn codes_are_text_cells_of_a_workbook() {
    let columns = vec![
        column("zip", "shipping.postal_code"),
        column("barcode", "customer_id"),
        column_of(CellKind::Number, "barcode as number", "customer_id"),
        column_of(CellKind::Number, "exact", "order_total"),
    ];
    let mut order = order(7);
    order.customer_id = "0400638133393112345678".into();
    let (bytes, written) = file(&ExportContent::new(ExportFormat::Xlsx, columns), &[order]);
    let mut workbook = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = workbook.worksheet_range("Orders").unwrap();
    let row: Vec<Data> = range.rows().nth(1).unwrap().to_vec();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(row[..2], [text("02138"), text("0400638133393112345678")]);
    assert_eq!(row[2..], [text("400638133393112345678"), Data::Float(27.8)], "no digit is lost to a float");
    assert_eq!(
        written.warnings.kept[0].to_string(),
        "order 7: barcode as number: has more digits than a cell keeps, and was written as text"
    );
}

/// A formula of a stranger is a text in a workbook, without any guard; and what looks like an escape is one to Excel.
#[test]
fn texts_of_a_workbook_are_neither_formulas_nor_escapes() {
    let content = ExportContent::new(ExportFormat::Xlsx, vec![column("company", "shipping.company")]);
    let sheet = |company: &str| {
        let mut order = order(7);
        order.shipping.company = company.into();
        Xlsx::new(std::io::Cursor::new(file(&content, &[order]).0)).unwrap()
    };
    let mut workbook = sheet("=HYPERLINK(\"http://x\")");
    let range = workbook.worksheet_range("Orders").unwrap();
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("=HYPERLINK(\"http://x\")".into())));
    assert!(workbook.worksheet_formula("Orders").unwrap().is_empty());
    let range = sheet("a_x0041_b").worksheet_range("Orders").unwrap();
    let cell = range.get_value((1, 0)).unwrap().to_string();
    assert!(["a_x005F_x0041_b", "a_x0041_b"].contains(&cell.as_str()), "{cell}");
}

/// A text that is longer than a cell made a workbook that Excel would not open.
#[test]
fn a_long_text_is_cut_for_a_workbook_with_a_warning() {
    let content = ExportContent::new(ExportFormat::Xlsx, vec![column("long", "checkout_data:Note")]);
    for (given, kept) in [("x".repeat(32_767), 32_767), ("x".repeat(40_000), 32_767), ("📦".repeat(20_000), 32_766)] {
        let mut order = order(7);
        order.checkout_data.insert("Note".into(), given.clone());
        let (bytes, written) = file(&content, &[order]);
        let mut workbook = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let range = workbook.worksheet_range("Orders").unwrap();
        let read = range.rows().nth(1).unwrap()[0].to_string();
        assert_eq!(read.encode_utf16().count(), kept);
        assert!(given.starts_with(&read));
        let expected = if read == given { vec![] } else { vec![WarningKind::Cut] };
        let warnings: Vec<_> = written.warnings.kept.into_iter().map(|warning| warning.kind).collect();
        assert_eq!(warnings, expected);
    }
}
