//! What is refused can be mended and sent again, and a sample is imported as it is.

use domain::{DateForm, DecimalSeparator, InventoryPolicy, OrderKey, OrderRows, Quote, ShipmentMatch, TextForm};

use super::*;

fn refused_file(entries: &[Entry<NewOrder>], plan: &Plan, layout: &Layout) -> Vec<u8> {
    let mut file = vec![];
    let mut refused = RefusedRows::new(&mut file, plan, layout).unwrap();
    for entry in entries {
        refused.add(entry).unwrap();
    }
    refused.finish().unwrap();
    file
}

#[test]
fn refused_rows_come_back_with_their_reasons_and_can_be_sent_again() {
    for (text, skip_rows, has_heading) in [
        (TextForm::default(), 0, true),
        (TextForm { delimiter: domain::Delimiter::Semicolon, ..TextForm::default() }, 2, true),
        (TextForm { encoding: domain::FileEncoding::Windows1252, ..TextForm::default() }, 0, false),
        (TextForm { delimiter: domain::Delimiter::Tab, quote: Quote::None, ..TextForm::default() }, 1, true),
    ] {
        let mut template = ImportTemplate { text, skip_rows, has_heading, ..orders_template(&[]) };
        if !has_heading {
            template.columns = ["source_id", "shipping.full_name", "item.code", "item.quantity"]
                .into_iter()
                .zip(1..)
                .map(|(target, place)| ImportColumn::at(place, target))
                .collect();
        }
        let delimiter = char::from(text.delimiter.byte()).to_string();
        let heading = if has_heading { "source_id,shipping.full_name,item.code,item.quantity\n" } else { "" };
        let rows = "1001,Mara,A,1\n1002,Ada,B,two\n1002,Ada,C,3\n1003,Ines,D,1\n";
        let file = format!("{}{heading}{rows}", "Report\n".repeat(usize::try_from(skip_rows).unwrap()))
            .replace(',', &delimiter);
        let entries = orders(file.as_bytes(), &template);
        let layout = open(file.as_bytes(), &template).unwrap().layout().clone();
        let plan = Plan::new(&template, &layout).unwrap();
        let refused = refused_file(&entries, &plan, &layout);
        let shown = String::from_utf8(refused.clone()).unwrap();
        assert!(shown.contains("item.quantity: must be a whole number"), "{shown}");
        assert!(shown.contains("another row of the same order is refused"), "{shown}");
        assert_eq!(shown.matches("100").count(), 2, "{shown}");

        let again = orders(&refused, &template);
        assert_eq!(again.len(), 1);
        assert!(again[0].value.is_err());
        if has_heading {
            // What comes back unmended is refused in the same words, and its reason is there once.
            let layout = open(&refused, &template).unwrap().layout().clone();
            let plan = Plan::new(&template, &layout).unwrap();
            assert_eq!(String::from_utf8(refused_file(&again, &plan, &layout)).unwrap(), shown);
        }
        let mended = shown.replacen("two", "2", 1);
        let order = made(&orders(mended.as_bytes(), &template)[0]);
        assert_eq!((order.source_id.as_str(), order.order_items.len(), order.order_items[0].quantity), ("1002", 2, 2));
    }
}

#[test]
fn refused_rows_of_a_workbook_are_text_that_is_read_as_the_same_values() {
    let headings = ["source_id", "shipping.full_name", "item.code", "item.quantity", "item.price", "date_added"];
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let file = super::field::workbook(&headings, |sheet| {
        sheet.write_row(1, 0, ["1001", "Mara", "A", "two"]).unwrap();
        sheet.write(1, 2, 90.75).unwrap();
        sheet.write(1, 4, 1.234).unwrap();
        sheet.write_with_format(1, 5, 46_112.5, &date).unwrap();
    });
    let template = ImportTemplate {
        date_form: DateForm::DayFirst,
        decimal_separator: DecimalSeparator::Comma,
        ..orders_template(&["item.price", "date_added"])
    };
    let spool = spooled(file).unwrap();
    let open = || Rows::open_spool(Cursor::new(spool.as_slice()), &template).unwrap();
    let entries = orders_of(&open, &template);
    let layout = open().layout().clone();
    let plan = Plan::new(&template, &layout).unwrap();
    let mended = String::from_utf8(refused_file(&entries, &plan, &layout)).unwrap().replacen("two", "2", 1);
    let order = made(&orders(mended.as_bytes(), &template)[0]);
    let item = &order.order_items[0];
    assert_eq!(
        (item.code.as_str(), item.price.text(), order.date_added.to_string()),
        ("90.75", "1.234".into(), "2026-03-31T12:00:00Z".into())
    );
}

#[test]
fn other_headings_are_refused_with_the_difference() {
    let template = orders_template(&["email"]);
    let rows = open(b"Source_ID , shipping.full_name,item.code,Qty,item.code\n1,2,3,4,5\n", &template).unwrap();
    let Err(FileError::Headings(difference)) = Plan::new(&template, rows.layout()) else { panic!("it was taken") };
    assert_eq!(difference.missing, ["item.quantity", "email"]);
    assert_eq!(
        (difference.unknown.as_slice(), difference.repeated.as_slice()),
        (&["item.code".into(), "Qty".into(), "item.code".into()][..], &["item.code".into()][..])
    );
    let shown = difference.to_string();
    assert!(shown.contains("missing: \"item.quantity\", \"email\""), "{shown}");

    let mut placed = template;
    placed.columns = vec![
        ImportColumn { place: Some(2), ..ImportColumn::headed("SKU", "item.code") },
        ImportColumn::at(1, "source_id"),
    ];
    let rows = open(b"Number,Code\n1,2\n", &placed).unwrap();
    let Err(FileError::Headings(difference)) = Plan::new(&placed, rows.layout()) else { panic!("it was taken") };
    assert_eq!(difference.others, [(2, "SKU".into(), "code".into())]);
    assert!(Plan::new(&placed, open(b"Number,sku\n1,2\n", &placed).unwrap().layout()).is_ok());
    placed.columns[0].place = Some(3);
    assert!(
        Plan::new(&ImportTemplate { has_heading: false, ..placed.clone() }, open(b"1,2\n", &placed).unwrap().layout())
            .is_err()
    );
}

#[test]
fn a_sample_of_any_template_is_imported_without_an_error() {
    let every = |kind, leave_out: &[&str]| {
        let names = ImportTarget::names(kind).into_iter().filter(|name| !leave_out.contains(&name.as_str()));
        let names: Vec<String> = names.map(|name| name.replace("<name>", "Size")).collect();
        names
    };
    let numbered = |name: &String| name.starts_with("item1.");
    let all_orders: Vec<String> = every(ImportKind::Orders, &[]);
    let items: Vec<&str> = all_orders.iter().filter(|name| !numbered(name)).map(String::as_str).collect();
    let columns: Vec<&str> = all_orders.iter().filter(|name| !name.starts_with("item.")).map(String::as_str).collect();
    let inventory = every(ImportKind::Inventory, &[]);
    let shipments = every(ImportKind::Shipments, &[]);
    let texts = |names: &[String]| names.to_vec();
    let (inventory, shipments) = (texts(&inventory), texts(&shipments));
    let inventory: Vec<&str> = inventory.iter().map(String::as_str).collect();
    let shipments: Vec<&str> = shipments.iter().map(String::as_str).collect();
    for date_form in DateForm::ALL.iter().copied() {
        for decimal_separator in DecimalSeparator::ALL.iter().copied() {
            let form =
                |template: ImportTemplate| ImportTemplate { date_form, decimal_separator, skip_rows: 1, ..template };
            let items = form(template(ImportKind::Orders, &items));
            let columns =
                ImportTemplate { order_rows: OrderRows::NumberedItems, ..form(template(ImportKind::Orders, &columns)) };
            for template in [items, columns] {
                let entries = orders(&sample_csv(&template), &template);
                let order = made(&entries[0]);
                assert_eq!(
                    (entries.len(), order.order_items[0].price.text(), order.date_added.to_string()),
                    (1, "12.5".into(), "2026-03-31T08:15:00Z".into())
                );
            }
            let template = form(super::template(ImportKind::Inventory, &inventory));
            let file = sample_csv(&template);
            let rows = open(&file, &template).unwrap();
            let plan = Plan::new(&template, rows.layout()).unwrap();
            let row = InventoryRows::new(rows, &plan).next().unwrap().unwrap().value.unwrap();
            assert_eq!((row.item.code.as_str(), row.item.stock), ("MUG-01", 31));
            let shipment_match = ShipmentMatch::Metadata("Size".into());
            let template =
                ImportTemplate { shipment_match, ..form(super::template(ImportKind::Shipments, &shipments)) };
            let file = sample_csv(&template);
            let rows = open(&file, &template).unwrap();
            let plan = Plan::new(&template, rows.layout()).unwrap();
            let row = ShipmentRows::new(rows, &plan, at()).next().unwrap().unwrap().value.unwrap();
            assert_eq!(row.order, OrderKey::Metadata { name: "Size".into(), value: "PO-1001".into() });
        }
    }
}

#[test]
fn inventory_rows_tell_what_they_gave() {
    let stock = template(ImportKind::Inventory, &["code", "stock"]);
    let file = b"code,stock\nMUG-01,-3\n,4\nCAP-01,1.5\nHAT-01,\n";
    let read = |template: &ImportTemplate| {
        let rows = open(file, template).unwrap();
        let plan = Plan::new(template, rows.layout()).unwrap();
        InventoryRows::new(rows, &plan).map(Result::unwrap).collect::<Vec<_>>()
    };
    let entries = read(&stock);
    let first = entries[0].value.as_ref().unwrap();
    assert_eq!((first.item.stock, first.given.has("stock"), first.given.has("name")), (-3, true, false));
    assert_eq!(reasons(&entries[1]), ["3 code: is needed"]);
    assert_eq!(reasons(&entries[2]), ["4 stock: must be a whole number, found \"1.5\""]);
    assert!(!entries[3].value.as_ref().unwrap().given.has("stock"));
    // What replaces an item must be whole.
    let replaced = read(&ImportTemplate { inventory_policy: InventoryPolicy::Replace, ..stock });
    assert_eq!(reasons(&replaced[0]), ["2 name: is needed"]);
}

#[test]
fn shipments_find_their_orders_by_what_the_template_says_and_gather_their_items() {
    let by = |shipment_match, targets: &[&str]| ImportTemplate {
        shipment_match,
        ..template(ImportKind::Shipments, targets)
    };
    let read = |template: &ImportTemplate, file: &str| {
        let rows = open(file.as_bytes(), template).unwrap();
        let plan = Plan::new(template, rows.layout()).unwrap();
        ShipmentRows::new(rows, &plan, at()).map(Result::unwrap).collect::<Vec<_>>()
    };
    let template = by(ShipmentMatch::SourceId, &["source_id", "tracking_number", "item.code", "item.quantity"]);
    let entries = read(
        &template,
        "source_id,tracking_number,item.code,item.quantity\n1,T1,A,1\n1,T1,B,2\n1,T2,A,1\n1,T2,B,x\n2,T2,A,1\n2,,A,1\n",
    );
    let items: Vec<_> =
        entries.iter().map(|entry| entry.value.as_ref().map_or(0, |it| it.shipment.order_items().len())).collect();
    assert_eq!(items, [2, 1, 0, 1, 0]);
    assert_eq!(entries.iter().map(Entry::first_row).collect::<Vec<_>>(), [2, 4, 5, 6, 7]);
    assert!(reasons(&entries[4])[0].starts_with("7 tracking_number: is needed"), "{:?}", reasons(&entries[4]));
    assert_eq!(
        entries[0].value.as_ref().unwrap().order,
        OrderKey::Source { source_name: String::new(), source_id: "1".into() }
    );

    let template = by(ShipmentMatch::EmailAndName, &["email", "name", "tracking_number"]);
    let entries = read(&template, "email,name,tracking_number\na@example.com,Ada,T1\na@example.com,,T2\n");
    assert!(matches!(&entries[0].value.as_ref().unwrap().order, OrderKey::EmailAndName { name, .. } if name == "Ada"));
    assert_eq!(reasons(&entries[1]), ["3 name: must have what tells the order"]);

    let template = by(ShipmentMatch::OrderId, &["order_id", "tracking_number"]);
    let entries = read(&template, "order_id,tracking_number\n1234567890.0,T1\nx,T2\n");
    assert_eq!(entries[0].value.as_ref().unwrap().order, OrderKey::Id(OrderId::new(1_234_567_890).unwrap()));
    assert_eq!(reasons(&entries[1]), ["3 order_id: must be the id of an order: digits, found \"x\""]);
}
