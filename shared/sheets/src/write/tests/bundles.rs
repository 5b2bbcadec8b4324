//! Which order goes into which file, and what that is called.

use domain::Bundle;

use super::*;
use crate::write::{Bundler, MAX_GROUPS, WriteError};

fn bundler(bundle: &Bundle, filename: &str) -> Bundler {
    let content = ExportContent::new(ExportFormat::Csv, vec![]);
    Bundler::new("Harbor", &content, bundle, filename).unwrap()
}

fn group(field: &str) -> Bundle {
    Bundle::OneFilePerGroup { field: field.into() }
}

/// The number and the name of each order's file.
fn files(bundler: &mut Bundler, orders: &[Order]) -> Vec<(usize, String)> {
    let of = |order: &Order| bundler.file_of(&Arc::new(order.clone()), &store()).unwrap();
    orders.iter().map(of).map(|file| (file.number, file.name)).collect()
}

#[test]
fn all_orders_share_a_file_that_is_named_by_template_and_time() {
    let mut one = bundler(&Bundle::OneFile, "");
    let name = "Harbor-2026-03-05-060000.csv".to_owned();
    assert_eq!(files(&mut one, &[order(7), order(8)]), [(0, name.clone()), (0, name.clone())]);
    assert_eq!(bundler(&Bundle::OneFile, "").name_of_empty(&store()), name, "by the store's clock");
}

#[test]
fn each_order_has_a_file_of_its_number() {
    let mut per_order = bundler(&Bundle::OneFilePerOrder, "");
    let names = [(0, "W-7_20260305060000.csv".to_owned()), (1, "W-8_20260305060000.csv".to_owned())];
    assert_eq!(files(&mut per_order, &[order(7), order(8)]), names);
}

#[test]
fn orders_of_one_value_share_a_file() {
    let mut orders = [order(7), order(8), order(9), order(10)];
    orders[1].order_metadata["supplier"] = "south/../x".into();
    orders[3].order_metadata.clear();
    let files = files(&mut bundler(&group("order_metadata:supplier"), "{{ group }}.csv"), &orders);
    let expected = [(0, "north.csv"), (1, "south_.._x.csv"), (0, "north.csv"), (2, "_.csv")];
    assert_eq!(files, expected.map(|(number, name)| (number, name.to_owned())));
}

#[test]
fn no_two_files_of_a_run_have_one_name() {
    let mut same = bundler(&Bundle::OneFilePerOrder, "Order.csv");
    let orders: Vec<_> = (1..=4).map(order).collect();
    let names: Vec<_> = files(&mut same, &orders).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["Order.csv", "Order-2.csv", "Order-3.csv", "Order-4.csv"]);
    let mut by_source = bundler(&Bundle::OneFilePerOrder, "{{ source_id }}");
    let mut orders = [order(1), order(2), order(3)];
    for (order, source_id) in orders.iter_mut().zip(["a", "A", "a-2"]) {
        order.source_id = source_id.into();
    }
    let names: Vec<_> = files(&mut by_source, &orders).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["a", "A-2", "a-2-2"], "Windows tells no a from A");
}

/// A hundred thousand orders with one name must not look through all names each.
#[test]
fn many_files_of_one_name_are_numbered_at_once() {
    let mut same = bundler(&Bundle::OneFilePerOrder, "Order.csv");
    let (order, store) = (Arc::new(order(7)), store());
    let last = (0..5_000).map(|_| same.file_of(&order, &store).unwrap().name).last().unwrap();
    assert_eq!(last, "Order-5000.csv");
}

#[test]
fn a_name_that_fails_is_the_usual_one_of_the_form_and_a_warning() {
    let mut failing = bundler(&Bundle::OneFilePerOrder, "{{ 1 / 0 }}");
    assert_eq!(files(&mut failing, &[order(7)]), [(0, "export.csv".to_owned())]);
    assert!(failing.warnings().kept[0].to_string().starts_with("order 7: filename: is blank"));
    let mut missing = bundler(&Bundle::OneFile, "{{ source_id }}x.csv");
    assert_eq!(files(&mut missing, &[order(7)]), [(0, "x.csv".to_owned())], "a file of many has no order's number");
    assert_eq!(missing.warnings().kept.len(), 1);
}

#[test]
fn groups_are_bounded() {
    let mut groups = bundler(&group("source_id"), "");
    let orders: Vec<_> = (1..=200).map(order).collect();
    assert_eq!(files(&mut groups, &orders).last().map(|(number, _)| *number), Some(MAX_GROUPS - 1));
    let more = groups.file_of(&Arc::new(order(999)), &store());
    assert!(matches!(more, Err(WriteError::TooManyFiles { max: MAX_GROUPS })));
    assert_eq!(files(&mut groups, &[order(3)])[0].0, 2, "those that are there stay");
}

#[test]
fn what_is_no_field_or_no_template_is_refused_by_name() {
    let content = ExportContent::new(ExportFormat::Csv, vec![column("a", "id")]);
    let problems = Bundler::new("Harbor", &content, &group("item.code"), "{{ a").unwrap_err();
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["bundle.field", "filename"]);
}
