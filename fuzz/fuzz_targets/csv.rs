//! Whatever is sent as a text file, with any template.
#![no_main]

use std::io::Cursor;

use domain::{DateForm, Delimiter, FileEncoding, ImportColumn, ImportKind, ImportTemplate, Quote, TextForm};
use libfuzzer_sys::fuzz_target;
use sheets::read::{
    Content, InventoryRows, Orders, Plan, Preview, RefusedRows, Row, Rows, Scattered, ShipmentRows, check_template,
};
use waybill_fuzz::now;

fuzz_target!(|bytes: &[u8]| {
    let [choice, file @ ..] = bytes else { return };
    let _any = Content::of(file);
    let Ok(preview) = Preview::of_text(file, None) else { return };
    let suggested = ImportTemplate { name: "Harbor Prints".to_owned(), ..preview.template };
    import(file, &suggested);
    import(file, &own(*choice));
});

/// A template that the first byte chooses.
fn own(choice: u8) -> ImportTemplate {
    let pick = usize::from(choice);
    let one_of = |count: usize| pick % count.max(1);
    let kind = ImportKind::ALL[one_of(ImportKind::ALL.len())];
    let targets: &[&str] = match kind {
        ImportKind::Orders => {
            &["source_id", "shipping.full_name", "item.code", "item.quantity", "date_added", "discount.amount"]
        }
        ImportKind::Inventory => &["code", "name", "stock", "price", "metadata:a"],
        ImportKind::Shipments => &["source_id", "tracking_number", "date_shipped", "item.code"],
    };
    let columns = targets.iter().zip(1..).map(|(target, place)| ImportColumn::at(place, target)).collect();
    ImportTemplate {
        has_heading: choice < 128,
        text: TextForm {
            encoding: FileEncoding::ALL[one_of(FileEncoding::ALL.len())],
            delimiter: Delimiter::ALL[one_of(Delimiter::ALL.len())],
            quote: Quote::ALL[one_of(Quote::ALL.len())],
        },
        date_form: DateForm::ALL[one_of(DateForm::ALL.len())],
        ..ImportTemplate::new("Harbor Prints", kind, columns)
    }
}

/// Each row is in one entry, taken or refused; parts of the file are the whole; refused rows are a file again.
fn import(file: &[u8], template: &ImportTemplate) {
    let open = || Rows::open(Cursor::new(file), template);
    let Ok(rows) = open() else { return };
    let layout = rows.layout().clone();
    let Ok(rows) = rows.collect::<Result<Vec<Row>, _>>() else { return };
    if let Some(row) = rows.get(rows.len() / 2) {
        let from = usize::try_from(row.end().byte).unwrap_or(usize::MAX);
        let rest = Rows::resume(file.get(from..).unwrap_or_default(), layout.clone(), row.end());
        let rest: Vec<Row> = rest.filter_map(Result::ok).collect();
        assert_eq!(rest, rows[rows.len() / 2 + 1..]);
    }
    let Ok(plan) = Plan::new(template, &layout) else { return };
    let again = || open().unwrap_or_else(|error| panic!("{error}"));
    let mut refused = vec![];
    let mut writer = RefusedRows::new(&mut refused, &plan, &layout).expect("memory can be written to");
    let mut count = 0;
    match template.kind {
        ImportKind::Orders if check_template(template).is_empty() => {
            let scattered = Scattered::find(again(), &plan).unwrap_or_default();
            let together = Orders::new(again(), &plan, &scattered, now()).filter_map(Result::ok);
            let others = Orders::of_scattered(again(), &plan, &scattered, now()).unwrap_or_default();
            for entry in together.chain(others) {
                count += entry.rows.len();
                writer.add(&entry).expect("memory can be written to");
                assert!(entry.value.is_err() || entry.value.is_ok_and(|new| new.check().is_empty()));
            }
            assert_eq!(count, rows.len());
        }
        ImportKind::Orders => {}
        ImportKind::Inventory => {
            count = InventoryRows::new(again(), &plan).filter_map(Result::ok).map(|entry| entry.rows.len()).sum();
            assert_eq!(count, rows.len());
        }
        ImportKind::Shipments => {
            count = ShipmentRows::new(again(), &plan, now()).filter_map(Result::ok).map(|entry| entry.rows.len()).sum();
            assert_eq!(count, rows.len());
        }
    }
    writer.finish().expect("memory can be written to");
    let _any = Rows::open(Cursor::new(refused), template).map(Iterator::count);
}
