//! Troubles of the field with files that come in, a test each.

use domain::{DateForm, Delimiter, FileEncoding, Quote};
use rust_xlsxwriter::{Format, Formula, Workbook as Writer};

use super::*;

/// A file of one order, read with the template that its preview suggests.
fn previewed(file: &[u8]) -> (Preview, Vec<Entry<NewOrder>>) {
    let mut preview = Preview::of_text(file, None).unwrap();
    preview.template.name = "Harbor Prints".into();
    let entries = orders(file, &preview.template);
    (preview, entries)
}

#[test]
fn a_mark_in_front_of_the_first_heading_is_none_of_it() {
    let file = b"\xef\xbb\xbfOrder Number,Ship To Name,SKU,Qty\n1001,Mara Lindqvist,MUG-01,2\n";
    let (preview, entries) = previewed(file);
    assert_eq!(preview.rows[0][0], "Order Number");
    assert_eq!(made(&entries[0]).source_id, "1001");
}

#[test]
fn semicolons_tabs_separator_lines_and_windows_umlauts_are_found_out_and_shown() {
    for (file, delimiter, encoding) in [
        (
            &b"sep=;\r\nOrder Number;Ship To Name;SKU;Qty\r\n1001;J\xfcrgen M\xfcller;MUG-01;2\r\n"[..],
            Delimiter::Semicolon,
            FileEncoding::Windows1252,
        ),
        (
            b"Order Number\tShip To Name\tSKU\tQty\n1001\tJ\xfcrgen M\xfcller\tMUG-01\t2\n",
            Delimiter::Tab,
            FileEncoding::Windows1252,
        ),
        (
            "Order Number;Ship To Name;SKU;Qty\n1001;Jürgen Müller;MUG-01;2\n".as_bytes(),
            Delimiter::Semicolon,
            FileEncoding::Utf8,
        ),
    ] {
        let (preview, entries) = previewed(file);
        let form = preview.template.text;
        assert_eq!((form.delimiter, form.encoding, form.quote), (delimiter, encoding, Quote::Double));
        assert_eq!(preview.rows[1], ["1001", "Jürgen Müller", "MUG-01", "2"]);
        assert_eq!(made(&entries[0]).shipping.last_name, "Müller");
    }
}

#[test]
fn a_quoted_address_over_three_lines_is_one_row() {
    let file = b"Order Number,Ship To Name,Address,SKU,Qty\n1001,Mara,\"12 Pier Road\nHall \"\"B\"\"\nDock 3\",MUG-01,2\n1002,Ada,x,CAP-01,1\n";
    let (preview, entries) = previewed(file);
    assert_eq!(preview.rows.len(), 3);
    assert_eq!(made(&entries[0]).shipping.address1, "12 Pier Road\nHall \"B\"\nDock 3");
    assert_eq!(entries[1].first_row(), 3);
}

#[test]
fn headings_with_blanks_around_and_shipping_on_each_row_are_one_order_with_shipping_once() {
    for file in [
        // Order fields in all rows.
        &b" Order Number ,Ship To Name , Shipping,SKU,Qty\n1001,Mara,5.00,A,1\n1001,Mara,5.00,B,1\n1001,Mara,5.00,C,1\n"[..],
        // Order fields in the first row alone.
        b" Order Number ,Ship To Name , Shipping,SKU,Qty\n1001,Mara,5.00,A,1\n1001,,,B,1\n,,,C,1\n",
    ] {
        let (_, entries) = previewed(file);
        let order = made(&entries[0]);
        assert_eq!((entries.len(), order.order_items.len(), order.shipping_total.text()), (1, 3, "5".to_owned()));
    }
}

#[test]
fn the_second_of_two_alike_shipments_counts_when_the_first_is_invalid() {
    let template = template(ImportKind::Shipments, &["source_id", "tracking_number", "date_shipped"]);
    let file =
        b"source_id,tracking_number,date_shipped\n1001,1Z0000000000000019,soon\n1001,1Z0000000000000019,2026-03-02\n";
    let rows = open(file, &template).unwrap();
    let plan = Plan::new(&template, rows.layout()).unwrap();
    let entries: Vec<_> = ShipmentRows::new(rows, &plan, at()).map(Result::unwrap).collect();
    assert!(reasons(&entries[0])[0].starts_with("2 date_shipped: must be a date"), "{:?}", entries[0]);
    let shipment = entries[1].value.as_ref().unwrap().shipment.shipment("1".into());
    assert_eq!(
        (shipment.carrier_code.as_str(), shipment.date_shipped),
        ("UPS", "2026-03-02T00:00:00Z".parse().unwrap())
    );
}

#[test]
fn dates_are_read_by_the_form_of_the_template_or_refused_by_row() {
    let file = b"source_id,shipping.full_name,item.code,item.quantity,date_added\n1001,Mara,A,1,2014-9-30 14:49:52\n1002,Mara,A,1,5/06/16\n";
    for (date_form, read) in [
        (DateForm::YearFirst, [Some("2014-09-30T14:49:52Z"), None]),
        (DateForm::DayFirst, [None, Some("2016-06-05T00:00:00Z")]),
        (DateForm::MonthFirst, [None, Some("2016-05-06T00:00:00Z")]),
    ] {
        let template = ImportTemplate { date_form, ..orders_template(&["date_added"]) };
        for (index, (entry, read)) in orders(file, &template).iter().zip(read).enumerate() {
            match read {
                Some(at) => assert_eq!(made(entry).date_added, at.parse().unwrap()),
                None => assert!(reasons(entry)[0].starts_with(&format!("{} date_added: must be a date", index + 2))),
            }
        }
    }
}

/// A workbook with one sheet, of these headings and what `fill` puts below.
pub(super) fn workbook(headings: &[&str], fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (column, heading) in headings.iter().enumerate() {
        sheet.write(0, u16::try_from(column).unwrap(), *heading).unwrap();
    }
    fill(sheet);
    book.save_to_buffer().unwrap()
}

fn orders_of_workbook(file: Vec<u8>, template: &ImportTemplate) -> Vec<Entry<NewOrder>> {
    let spool = spooled(file).unwrap();
    orders_of(&|| Rows::open_spool(Cursor::new(spool.as_slice()), template).unwrap(), template)
}

#[test]
fn dates_of_both_systems_are_read_with_their_time_in_a_column_with_texts_too() {
    let date = Format::new().set_num_format("m/d/yy h:mm");
    let headings = ["source_id", "shipping.full_name", "item.code", "item.quantity", "date_added"];
    let file = workbook(&headings, |sheet| {
        for (row, serial) in [(1, 1.0), (2, 45_000.5)] {
            sheet
                .write_row(row, 0, ["1001", "Mara", "A", "1"].map(|text| text.replace('1', &row.to_string())))
                .unwrap();
            sheet.write_with_format(row, 4, serial, &date).unwrap();
        }
        sheet.write_row(3, 0, ["1003", "Mara", "A", "1", "31.03.2026"]).unwrap();
        sheet.write_row(4, 0, ["1004", "Mara", "A", "1", "03/31/2026"]).unwrap();
    });
    let template = ImportTemplate { date_form: DateForm::DayFirst, ..orders_template(&["date_added"]) };
    let in_1904 = rewritten(&file, "xl/workbook.xml", |xml| xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" "));
    for (file, expected) in [
        (file.clone(), ["1900-01-01T00:00:00Z", "2023-03-15T12:00:00Z"]),
        (in_1904, ["1904-01-02T00:00:00Z", "2027-03-16T12:00:00Z"]),
    ] {
        let entries = orders_of_workbook(file, &template);
        let dates: Vec<_> = entries.iter().take(3).map(|entry| made(entry).date_added.to_string()).collect();
        assert_eq!(dates, [expected[0], expected[1], "2026-03-31T00:00:00Z"]);
        assert!(reasons(&entries[3])[0].contains("day first"), "{:?}", reasons(&entries[3]));
    }
}

#[test]
fn a_number_is_a_date_where_the_template_says_so() {
    let headings = ["source_id", "shipping.full_name", "item.code", "item.quantity", "date_added"];
    let file = workbook(&headings, |sheet| {
        sheet.write_row(1, 0, ["1001", "Mara", "A", "1"]).unwrap();
        sheet.write(1, 4, 45_352).unwrap();
    });
    let entries = orders_of_workbook(file, &orders_template(&["date_added"]));
    assert_eq!(made(&entries[0]).date_added.to_string(), "2024-03-01T00:00:00Z");
}

#[test]
fn codes_that_are_numbers_come_back_whole_and_a_short_postal_code_is_warned_of() {
    let headings = ["source_id", "shipping.full_name", "item.code", "item.quantity", "shipping.postal_code"];
    let file = workbook(&headings, |sheet| {
        sheet.write(1, 0, 12_345.0).unwrap();
        sheet.write(1, 1, "Mara").unwrap();
        sheet.write_with_format(1, 2, 4_006_381_333_931_i64, &Format::new().set_num_format("0.00000E+00")).unwrap();
        sheet.write(1, 3, 2).unwrap();
        sheet.write(1, 4, 2138).unwrap();
        sheet.write_row(2, 0, ["0012345", "Mara", "90.750", "1", "02138"]).unwrap();
        sheet.write_row(3, 0, ["1234567890123456789012", "Mara", "007", "1", "9021"]).unwrap();
    });
    let entries = orders_of_workbook(file, &orders_template(&["shipping.postal_code"]));
    let read: Vec<_> = entries
        .iter()
        .map(made)
        .map(|it| (it.source_id, it.order_items[0].code.clone(), it.shipping.postal_code))
        .collect();
    let expected =
        [("12345", "4006381333931", "2138"), ("0012345", "90.750", "02138"), ("1234567890123456789012", "007", "9021")];
    assert_eq!(read, expected.map(|(number, code, zip)| (number.to_owned(), code.to_owned(), zip.to_owned())));
    let warned: Vec<_> =
        entries.iter().flat_map(|entry| &entry.warnings).map(|it| (it.row, it.found.as_str())).collect();
    assert_eq!(warned, [(2, "2138")]);
}

#[test]
fn formulas_are_what_came_of_them_and_what_did_not_come_is_refused() {
    let headings = ["source_id", "shipping.full_name", "item.code", "item.quantity"];
    let file = workbook(&headings, |sheet| {
        sheet.write_row(1, 0, ["1001", "Mara", "A"]).unwrap();
        sheet.write(1, 3, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_row(2, 0, ["1002", "Mara", "A"]).unwrap();
        sheet.write(2, 3, Formula::new("=NOVALUE()").set_result("none")).unwrap();
        sheet.write_row(3, 0, ["1003", "Mara", "A"]).unwrap();
        sheet.write(3, 3, Formula::new("=VLOOKUP(1,Z:Z,1)").set_result("#N/A")).unwrap();
        sheet.write_row(4, 0, ["1004", "Mara"]).unwrap();
        sheet.write(4, 2, Formula::new("=HYPERLINK(\"http://example.com\")").set_result("CAP-01")).unwrap();
    });
    let without = rewritten(&file, "xl/worksheets/sheet1.xml", |xml| xml.replace("<v>none</v>", ""));
    let entries = orders_of_workbook(without, &orders_template(&[]));
    assert_eq!(made(&entries[0]).order_items[0].quantity, 2);
    assert!(
        reasons(&entries[1])[0].starts_with("3 item.quantity: must have a value: the workbook has a formula there")
    );
    assert_eq!(
        reasons(&entries[2]),
        ["4 item.quantity: must be a value, and is an error of the spreadsheet, found \"#N/A\""]
    );
    assert_eq!(made(&entries[3]).order_items[0].code, "CAP-01");
}

/// The archive with one of its parts written anew.
pub(super) fn rewritten(file: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let archive = rawzip::ZipArchive::from_slice(file).unwrap();
    let mut parts = vec![];
    for entry in archive.entries() {
        let entry = entry.unwrap();
        let name = entry.file_path().try_normalize().unwrap().as_ref().to_owned();
        let data = archive.get_entry(entry.wayfinder()).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut flate2::read::DeflateDecoder::new(data.data()), &mut text).unwrap();
        parts.push((name.clone(), if name == part { change(text) } else { text }));
    }
    archived(parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())))
}

/// An archive of these parts.
pub(super) fn archived<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut file = vec![];
    let mut archive = rawzip::ZipArchiveWriter::new(&mut file);
    for (name, bytes) in parts {
        let (mut entry, config) =
            archive.new_file(name).compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
        let mut writer = config.wrap(encoder);
        std::io::Write::write_all(&mut writer, bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    file
}
