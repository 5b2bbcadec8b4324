//! Columns: what they name, and what stands in them.

use domain::{NewExportTemplate, RowMode};

use super::*;
use crate::write::{self, MAX_WARNINGS};

fn value(value: &str) -> String {
    one(column("x", value), |_| (), |_| ()).0
}

#[test]
fn a_column_names_a_field_an_entry_or_a_template() {
    for (given, written) in [
        ("id", "7"),
        ("source_id", "W-7"),
        ("folder_name", "Prepared"),
        ("folder_id", "1"),
        ("shipping.postal_code", "02138"),
        ("checkout_data:Gift", "\"yes, please\""),
        ("checkout_data:nothing", "\"\""),
        ("order_metadata:supplier", "north"),
        ("metadata:supplier", "north"),
        ("order_total", "27.8"),
        ("quantity_total", "5"),
        ("has_tracking_number", "yes"),
        ("is_merged", "no"),
        ("date_added", "2026-02-28 20:15:00"),
        ("{{ source_id }}/{{ order.shipping.country }}", "W-7/US"),
        ("{{ 'US-01' }}", "US-01"),
        ("{{ date_added|date('d.m.Y') }}", "28.02.2026"),
        ("{{ store_name }}", "Harbor & Sons"),
        ("", "\"\""),
    ] {
        assert_eq!(value(given), written, "{given}");
    }
}

#[test]
fn a_value_that_is_none_is_refused_by_its_column() {
    let check = |row_mode, value: &str| {
        let columns = vec![column("a", "id"), column("b", value)];
        let content = ExportContent { row_mode, ..ExportContent::new(ExportFormat::Csv, columns) };
        let problems = write::check(&NewExportTemplate::new("T", content), &[]);
        assert_eq!(problems.len(), 1, "{value}: {problems:?}");
        assert_eq!(problems[0].field, "columns[1].value");
        problems[0].message.clone()
    };
    for (value, says) in [
        ("shipping.planet", "there is no field \"shipping.planet\""),
        ("Order No", "there is no field"),
        ("shipping", "no single value"),
        ("order_items", "no single value"),
        ("cc_number", "no single value"),
        ("checkout_data", "needs the name of its entry"),
        ("email:x", "has no entries"),
        ("item.code", "needs a row for each item"),
        ("shipment.tracking_number", "needs a row for each shipment"),
        ("{{ a", "not closed"),
        ("{{ a|shout }}", "line 1, column 6: there is no filter \"shout\""),
    ] {
        assert!(check(RowMode::Order, value).contains(says), "{value}: {}", check(RowMode::Order, value));
    }
    assert!(check(RowMode::Item, "item.metadata").contains("needs the name of its entry"));
    assert!(check(RowMode::Shipment, "item.code").contains("needs a row for each item"));
}

#[test]
fn a_day_stays_the_day_in_every_zone() {
    let content = ExportContent {
        row_mode: RowMode::Shipment,
        header_row: false,
        ..ExportContent::new(
            ExportFormat::Csv,
            vec![column("a", "shipment.date_shipped"), column("b", "shipment.date_added")],
        )
    };
    assert_eq!(text(&content, &[order(7)]), "2026-03-02,2026-02-28 20:15:00\r\n");
}

#[test]
fn the_clock_of_the_store_is_the_one_of_that_day() {
    for (at, shown) in [
        ("2026-03-08 07:59:59", "2026-03-08 01:59:59"),
        ("2026-03-08 08:00:00", "2026-03-08 03:00:00"),
        ("2026-11-01 06:30:00", "2026-11-01 01:30:00"),
        ("2026-11-01 07:30:00", "2026-11-01 01:30:00"),
    ] {
        let set = |order: &mut Order| order.date_added = time::parse(at).unwrap();
        assert_eq!(one(column("x", "date_added"), |_| (), set).0, shown);
    }
}

#[test]
fn a_column_of_numbers_or_dates_takes_texts_that_are_some_and_keeps_others() {
    let read = |kind, text: &str| {
        one(column_of(kind, "x", "shipping.company"), |_| (), |order| order.shipping.company = text.into())
    };
    for (given, written) in [("12.50", "12.5"), (" -3 ", "-3"), (".2", "0.2"), ("02138", "2138")] {
        assert_eq!(read(CellKind::Number, given), (written.to_owned(), vec![]));
    }
    for given in ["1E5", "1.2.3", "twelve", "123456789012345678901234567890"] {
        assert_eq!(read(CellKind::Number, given), (given.to_owned(), vec![WarningKind::NotANumber]));
    }
    for (given, written) in
        [("2026-03-01", "2026-03-01"), ("2026-03-01T08:15:00+02:00", "2026-03-01 08:15:00"), ("", "\"\"")]
    {
        assert_eq!(read(CellKind::Date, given), (written.to_owned(), vec![]));
    }
    assert_eq!(read(CellKind::Date, "soon"), ("soon".to_owned(), vec![WarningKind::NotADate]));
    assert_eq!(one(column_of(CellKind::Number, "x", "date_added"), |_| (), |_| ()).1, [WarningKind::NotANumber]);
    assert_eq!(one(column_of(CellKind::Date, "x", "order_total"), |_| (), |_| ()).1, [WarningKind::NotADate]);
}

#[test]
fn what_an_order_holds_is_no_template() {
    let set = |order: &mut Order| order.shipping.company = "{{ 7*7 }}".into();
    assert_eq!(one(column("x", "shipping.company"), |_| (), set).0, "{{ 7*7 }}");
    assert_eq!(one(column("x", "{{ shipping.company }}"), |_| (), set).0, "{{ 7*7 }}");
}

#[test]
fn a_template_that_fails_leaves_its_cell_blank_and_says_so() {
    let (written, warnings) = one(column("x", "{{ 1 / 0 }}"), |_| (), |_| ());
    assert_eq!(written, "\"\"");
    assert!(matches!(&warnings[..], [WarningKind::Failed(why)] if why.contains("line 1")), "{warnings:?}");
    assert!(warnings[0].is_failure());
    let (written, warnings) = one(column("x", "[{{ nobody }}]"), |_| (), |_| ());
    assert_eq!((written.as_str(), warnings), ("[]", vec![WarningKind::Missing("nobody is missing".into())]));
}

/// One order of many items, each with a template that takes long, must not take minutes.
#[test]
fn the_templates_of_an_order_share_what_they_may_take() {
    let slow = "{% for a in range(1,1000) %}{% for b in range(1,1000) %}{{ a }}{% endfor %}{% endfor %}";
    let counting = "{% for a in range(1,1000) %}{{ a }}{% endfor %}";
    let mut long = order(7);
    long.order_items = vec![long.order_items[0].clone(); 1_000];
    let failed = |value: &str, order: &Order| {
        let columns = vec![column("x", value)];
        let content = ExportContent { row_mode: RowMode::Item, ..ExportContent::new(ExportFormat::Csv, columns) };
        let started = std::time::Instant::now();
        let warnings = file(&content, &[order.clone(), self::order(8)]).1.warnings;
        assert!(started.elapsed().as_secs() < 60);
        assert_eq!(warnings.left_out, 0);
        warnings
            .kept
            .iter()
            .filter(|warning| warning.kind.is_failure())
            .map(|warning| warning.order_id)
            .collect::<Vec<_>>()
    };
    let two = order(7);
    assert_eq!(failed(slow, &two), vec![Some(two.id), Some(two.id), OrderId::new(8), OrderId::new(8)]);
    let failures = failed(counting, &long);
    assert!(
        failures.len() > 500 && !failures.contains(&OrderId::new(8)),
        "the next order has its own: {}",
        failures.len()
    );
}

#[test]
fn warnings_are_bounded_and_counted() {
    let orders: Vec<_> = (1..=1_200).map(order).collect();
    let columns = vec![column_of(CellKind::Number, "x", "source_id"), column("y", "{{ nobody }}")];
    let (_, written) = file(&ExportContent::new(ExportFormat::Csv, columns), &orders);
    assert_eq!((written.warnings.kept.len(), written.warnings.left_out), (MAX_WARNINGS, 201));
    let missing = written.warnings.kept.iter().filter(|warning| matches!(warning.kind, WarningKind::Missing(_)));
    assert_eq!(missing.count(), 1, "what is missing in each order is told once");
}
