//! What a file seems to be is offered with a template that reads it.

use domain::{DateForm, DecimalSeparator, Delimiter, FileFormat, Quote};
use rust_xlsxwriter::Workbook as Writer;

use super::*;

fn targets(preview: &Preview) -> Vec<&str> {
    preview.template.columns.iter().map(|column| column.target.as_str()).collect()
}

#[test]
fn headings_of_carts_are_known_by_their_words() {
    let file = b"Order Number,Order Date,Ship To Name,Ship To Address,Ship To City,Ship To State,Ship To Zip,Ship To Country,Email,SKU,Item Name,Qty,Unit Price,Loyalty\n1001,31/03/2026,Mara,12 Pier Road,Portland,ME,04101,US,mara@example.com,MUG-01,Tide Mug,2,12.50,x\n";
    let preview = Preview::of_text(file, None).unwrap();
    assert_eq!(
        targets(&preview),
        [
            "source_id",
            "date_added",
            "shipping.full_name",
            "shipping.address1",
            "shipping.city",
            "shipping.state",
            "shipping.postal_code",
            "shipping.country",
            "email",
            "item.code",
            "item.name",
            "item.quantity",
            "item.price",
            "ignore"
        ]
    );
    assert_eq!((preview.template.date_form, preview.is_date_form_sure), (DateForm::DayFirst, true));
    let template = ImportTemplate { name: "Harbor".into(), ..preview.template };
    assert_eq!(made(&orders(file, &template)[0]).order_items[0].code, "MUG-01");
}

#[test]
fn kinds_are_told_by_headings_and_names_of_fields_are_known() {
    for (file, kind, expected) in [
        (
            &b"Order Number,Carrier,Tracking Number,Ship Date\n1,UPS,T1,x\n"[..],
            ImportKind::Shipments,
            vec!["source_id", "carrier_code", "tracking_number", "date_shipped"],
        ),
        (b"SKU,Name,On Hand,Cost\nA,Mug,3,4\n", ImportKind::Inventory, vec!["code", "name", "stock", "cost"]),
        (
            b"source_id,shipping_city,customer.company,item.code,metadata:po,name\n1,a,b,c,d,e\n",
            ImportKind::Orders,
            vec!["source_id", "shipping.city", "customer.company", "item.code", "metadata:po", "shipping.full_name"],
        ),
        (
            b"Order,sku1,qty1,sku2,qty2\n1,A,1,B,2\n",
            ImportKind::Orders,
            vec!["source_id", "sku1", "qty1", "sku2", "qty2"],
        ),
    ] {
        let preview = Preview::of_text(file, None).unwrap();
        assert_eq!((preview.template.kind, targets(&preview)), (kind, expected));
        let template = ImportTemplate { name: "Harbor".into(), ..preview.template };
        assert_eq!(check_template(&template), vec![]);
    }
}

#[test]
fn files_without_headings_with_the_same_heading_twice_or_more_rows_than_are_shown() {
    let bare = Preview::of_text(b"1001,Mara,MUG-01,2\n1002,Ada,CAP-01,1\n", None).unwrap();
    assert!(!bare.template.has_heading);
    assert_eq!(
        bare.template.columns.iter().map(|column| column.place).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3), Some(4)]
    );
    let twice = Preview::of_text(b"Order,SKU,Price,Price\n1,A,2,3\n", None).unwrap();
    let places: Vec<_> = twice.template.columns.iter().map(|column| (column.place, column.target.as_str())).collect();
    assert_eq!(places, [(None, "source_id"), (None, "item.code"), (Some(3), "item.price"), (Some(4), "ignore")]);
    let long = format!("SKU,Stock\n{}", "A,1\n".repeat(100_000));
    let long = Preview::of_text(&long.as_bytes()[..PREVIEW_BYTES], None).unwrap();
    assert_eq!(long.rows.len(), PREVIEW_ROWS);
}

#[test]
fn commas_in_amounts_and_quotes_are_found_out() {
    let file = "SKU;Preis;Name\n'A;1';'1.234,50';'Becher'\n'B';'2,50';'Mütze'\n";
    let preview = Preview::of_text(file.as_bytes(), Some(ImportKind::Inventory)).unwrap();
    let template = &preview.template;
    assert_eq!(
        (template.text.delimiter, template.text.quote, template.decimal_separator),
        (Delimiter::Semicolon, Quote::Single, DecimalSeparator::Comma)
    );
    assert_eq!(preview.rows[1], ["A;1", "1.234,50", "Becher"]);
    let unsure = Preview::of_text(b"Order,Date\n1,3/4/2026\n", None).unwrap();
    assert!(!unsure.is_date_form_sure);
}

#[test]
fn a_workbook_shows_its_sheets_and_the_one_that_is_read() {
    let mut book = Writer::new();
    let hidden = book.add_worksheet();
    hidden.set_name("Setup").unwrap().set_hidden(true).write(0, 0, "internal").unwrap();
    let orders_sheet = book.add_worksheet();
    // A hidden sheet must not be the active one.
    orders_sheet.set_name("Orders").unwrap().set_active(true);
    orders_sheet.write_row(2, 0, ["Order Number", "Ship To Name", "SKU", "Qty"]).unwrap();
    orders_sheet.write_row(3, 0, ["1001", "Mara", "MUG-01", "2"]).unwrap();
    book.add_worksheet().set_name("Other").unwrap().write_row(0, 0, ["SKU", "Stock"]).unwrap();
    let file = book.save_to_buffer().unwrap();
    let mut workbook = Workbook::open(Cursor::new(file.clone())).unwrap();
    let preview = Preview::of_workbook(&mut workbook, "", None).unwrap();
    assert_eq!(
        (preview.sheets.as_slice(), preview.rows.len()),
        (&["Setup".into(), "Orders".into(), "Other".into()][..], 2)
    );
    assert_eq!(
        (preview.template.format, targets(&preview)),
        (FileFormat::Xlsx, vec!["source_id", "shipping.full_name", "item.code", "item.quantity"])
    );
    let other = Preview::of_workbook(&mut workbook, "OTHER", None).unwrap();
    assert_eq!(other.template.kind, ImportKind::Inventory);
    let Err(FileError::Refused(message)) = Preview::of_workbook(&mut workbook, "March", None) else {
        panic!("it was taken")
    };
    assert!(message.contains("\"Setup\", \"Orders\", \"Other\""), "{message}");
    // Rows keep their numbers, whatever lies blank in front of them.
    let spool = spooled(file).unwrap();
    let template = ImportTemplate { name: "Harbor".into(), ..preview.template };
    let entries = orders_of(&|| Rows::open_spool(Cursor::new(spool.as_slice()), &template).unwrap(), &template);
    assert_eq!((entries[0].first_row(), made(&entries[0]).source_id), (4, "1001".into()));
}
