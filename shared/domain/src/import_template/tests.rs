use super::*;
use crate::Problem;
use crate::fields::ITEM_FIELDS;

fn template(kind: ImportKind, targets: &[&str]) -> ImportTemplate {
    let columns = targets.iter().map(|target| ImportColumn::headed(target, target)).collect();
    ImportTemplate::new("Supplier sheet", kind, columns)
}

fn fields(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.field.as_str()).collect()
}

#[test]
fn a_template_is_written_short_and_comes_back_with_everything() {
    let plain = template(ImportKind::Inventory, &["code", "stock"]);
    let text = serde_json::to_string(&plain).unwrap();
    assert_eq!(
        text,
        r#"{"id":"","name":"Supplier sheet","kind":"inventory","columns":[{"heading":"code","target":"code"},{"heading":"stock","target":"stock"}]}"#
    );
    assert_eq!(serde_json::from_str::<ImportTemplate>(&text).unwrap(), plain);
    let full = ImportTemplate {
        id: "7".into(),
        format: FileFormat::Xlsx,
        text: TextForm { encoding: FileEncoding::Windows1252, delimiter: Delimiter::Tab, quote: Quote::None },
        has_heading: false,
        skip_rows: 2,
        sheet: "Orders".into(),
        date_form: DateForm::DayFirst,
        decimal_separator: DecimalSeparator::Comma,
        order_rows: OrderRows::NumberedItems,
        duplicates: DuplicatePolicy::CreateNew,
        folder_id: FolderId::new(3),
        source_name: "Tidewater".into(),
        runs_rules: false,
        inventory_policy: InventoryPolicy::Replace,
        allows_creation: false,
        shipment_match: ShipmentMatch::Metadata("po".into()),
        after_import: AfterImport { folder_id: FolderId::new(4), notify_emails: vec!["ops@example.com".into()] },
        columns: vec![ImportColumn {
            heading: "Code".into(),
            place: Some(2),
            target: "sku1".into(),
            default: "X".into(),
            transforms: Transform::ALL.to_vec(),
        }],
        ..template(ImportKind::Orders, &[])
    };
    let text = serde_json::to_string(&full).unwrap();
    assert_eq!(serde_json::from_str::<ImportTemplate>(&text).unwrap(), full);
}

#[test]
fn every_name_of_a_target_is_one() {
    for kind in ImportKind::ALL {
        for name in ImportTarget::names(*kind) {
            let name = name.replace("<name>", "Size");
            assert!(ImportTarget::named(*kind, &name).is_some(), "{} {name}", kind.name());
        }
    }
    for (kind, name) in [
        (ImportKind::Orders, "stock"),
        (ImportKind::Orders, "folder_id"),
        (ImportKind::Orders, "customer.address3"),
        (ImportKind::Orders, "item0.code"),
        (ImportKind::Orders, "item51.code"),
        (ImportKind::Orders, "sku01"),
        (ImportKind::Orders, "metadata: "),
        (ImportKind::Inventory, "item.code"),
        (ImportKind::Shipments, "item.price"),
    ] {
        assert!(ImportTarget::named(kind, name).is_none(), "{name}");
    }
}

#[test]
fn columns_of_items_are_fields_of_items() {
    for field in ["name", "code", "price", "quantity", "weight", "category_code", "delivery_type", "fulfillment_method"]
    {
        let column = ItemColumn::named(field).unwrap();
        assert!(ITEM_FIELDS.iter().any(|known| known.name == column.field_name()), "{field}");
    }
}

#[test]
fn every_problem_names_its_field() {
    let orders = || template(ImportKind::Orders, &["source_id", "item.code"]);
    let with = |column: ImportColumn| {
        let mut template = orders();
        template.columns.push(column);
        template
    };
    let shipments =
        |shipment_match| ImportTemplate { shipment_match, ..template(ImportKind::Shipments, &["tracking_number"]) };
    let long = || {
        let column = |number: u32| ImportColumn { default: "x".repeat(255), ..ImportColumn::at(number, "ignore") };
        ImportTemplate { columns: (1..=126).map(column).collect(), ..orders() }
    };
    for (template, expected) in [
        (orders(), &[][..]),
        (ImportTemplate { name: " ".into(), ..orders() }, &["name"]),
        (ImportTemplate { name: "x".repeat(101), sheet: "x".repeat(32), ..orders() }, &["name", "sheet"]),
        (ImportTemplate { skip_rows: 101, ..orders() }, &["skip_rows"]),
        (ImportTemplate { columns: vec![ImportColumn::headed("a", "ignore"); 201], ..orders() }, &["columns"]),
        // Each short enough by itself, and all together more than a store's templates may be.
        (long(), &["columns"]),
        (with(ImportColumn::headed("Colour", "colour")), &["columns[2].target"]),
        (with(ImportColumn::headed("SOURCE_ID ", "email")), &["columns[2].heading"]),
        (with(ImportColumn::headed("Other", "source_id")), &["columns[2].target"]),
        (with(ImportColumn::headed("Other", "sku1")), &["columns[2].target"]),
        (with(ImportColumn::at(0, "email")), &["columns[2].place"]),
        (with(ImportColumn::at(501, "email")), &["columns[2].place"]),
        (with(ImportColumn::always("email", "")), &["columns[2].heading"]),
        (with(ImportColumn::headed(&"x".repeat(256), "email")), &["columns[2].heading"]),
        (ImportTemplate { has_heading: false, ..orders() }, &["columns[0].place", "columns[1].place"]),
        (ImportTemplate { order_rows: OrderRows::NumberedItems, ..orders() }, &["columns[1].target"]),
        (template(ImportKind::Orders, &["email"]), &["columns", "columns"]),
        (template(ImportKind::Inventory, &["stock"]), &["columns"]),
        (shipments(ShipmentMatch::SourceId), &["columns"]),
        (shipments(ShipmentMatch::EmailAndName), &["columns", "columns"]),
        (
            ImportTemplate {
                text: TextForm { encoding: FileEncoding::ShiftJis, delimiter: Delimiter::Pipe, ..TextForm::default() },
                ..orders()
            },
            &["delimiter"],
        ),
        (
            ImportTemplate {
                after_import: AfterImport { notify_emails: vec!["ops".into()], ..AfterImport::default() },
                ..orders()
            },
            &["after_import.notify_emails[0]"],
        ),
    ] {
        let problems = template.check();
        // A template of 201 columns has their headings twice as well.
        let told: Vec<_> = fields(&problems).into_iter().take(expected.len().max(1)).collect();
        assert_eq!(told, expected, "{problems:?}");
    }
}

#[test]
fn a_copy_for_another_store_has_no_id_and_no_folders() {
    let folder_id = FolderId::new(3);
    let after_import = AfterImport { folder_id, notify_emails: vec!["ops@example.com".into()] };
    let own = ImportTemplate { id: "7".into(), folder_id, after_import, ..template(ImportKind::Inventory, &["code"]) };
    let copy = own.copied();
    assert_eq!((copy.id.as_str(), copy.folder_id, copy.after_import.folder_id), ("", None, None));
    assert_eq!((copy.name, copy.columns), (own.name, own.columns));
}

#[test]
fn a_transform_does_what_its_name_says() {
    for (transform, given, expected) in [
        (Transform::Upper, "mug-01ä", "MUG-01Ä"),
        (Transform::Lower, "MARA@Example.COM", "mara@example.com"),
        (Transform::Squeeze, "12  Pier\nRoad", "12 Pier Road"),
        (Transform::Digits, "(555) 010-7788", "5550107788"),
        (Transform::FirstWord, "1Z00000 (UPS)", "1Z00000"),
        (Transform::WithoutHash, "#1001", "1001"),
        (Transform::WithoutApostrophe, "'02138", "02138"),
    ] {
        assert_eq!(transform.apply(given), expected);
    }
}
