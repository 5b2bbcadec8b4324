//! An entry serves wherever its flags say so, and fits in there.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::*;
use crate::{ChangeError, FolderId, NewOrder, OrderId, OrderPatch, OrderReplacement, Problem, SortField, draft_order};

fn order() -> Order {
    Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH)
}

#[test]
fn names_and_places_are_one_fields_alone_and_every_field_says_what_it_is() {
    let names: BTreeSet<_> = ORDER_FIELDS.iter().map(|field| field.name).collect();
    let flat_names: BTreeSet<_> = ORDER_FIELDS.iter().map(|field| field.flat_name).collect();
    let places: Vec<_> = ORDER_FIELDS.iter().filter_map(|field| field.rule_place).collect();
    assert_eq!((names.len(), flat_names.len()), (ORDER_FIELDS.len(), ORDER_FIELDS.len()));
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len());
    for field in ORDER_FIELDS {
        assert!(field.doc.ends_with(['.', '…']) && field.description().starts_with(field.doc), "{}", field.name);
        assert!(!field.is_never_blank || field.is_writable(), "{}", field.name);
    }
}

#[test]
fn a_field_that_is_written_reads_what_was_written() {
    for field in ORDER_FIELDS {
        let mut order = order();
        match field.write {
            Write::Text(_, text) => "x".clone_into(text(&mut order)),
            Write::Amount(amount) => *amount(&mut order) = Money::whole(3),
            Write::Map(_, map) => drop(map(&mut order).insert("a".into(), "b".into())),
            Write::No | Write::Own => continue,
        }
        match field.read {
            Read::Text(read) => assert_eq!(read(&order), "x", "{}", field.name),
            Read::Amount(read) => assert_eq!(read(&order), Money::whole(3), "{}", field.name),
            Read::Map(read) => assert_eq!(read(&order).len(), 1, "{}", field.name),
            Read::Whole(_) | Read::Flag(_) | Read::Date(_) | Read::FolderName | Read::Parts => panic!("{}", field.name),
        }
    }
}

#[test]
fn a_field_that_can_be_named_is_changed_by_name_and_no_other() {
    for field in ORDER_FIELDS {
        let mut patched = order();
        patched.shipping.company = "Harbor".into();
        let before = patched.clone();
        let patch = OrderPatch::new(Timestamp::UNIX_EPOCH).change(field.name, |values| match field.write {
            Write::Text(_, text) => "x".clone_into(text(values)),
            Write::Amount(amount) => *amount(values) = Money::whole(3),
            Write::No | Write::Map(..) | Write::Own => {}
        });
        patch.apply(&mut patched).unwrap();
        let is_changed = matches!(field.write, Write::Text(..) | Write::Amount(_));
        assert_eq!(patched != before, is_changed, "{}", field.name);
    }
}

#[test]
fn orders_are_sorted_by_scalars_under_their_flat_names() {
    for field in ORDER_FIELDS {
        assert_eq!(SortField::named(field.flat_name).is_some(), field.is_sortable, "{}", field.name);
        let is_scalar = !matches!(field.read, Read::Map(_) | Read::Flag(_) | Read::FolderName | Read::Parts);
        assert!(is_scalar || !field.is_sortable, "{}", field.name);
    }
}

#[test]
fn every_text_has_a_limit_that_a_new_order_and_a_patch_keep() {
    for field in ORDER_FIELDS {
        let Write::Text(max, text) = field.write else { continue };
        for (length, is_refused) in [(max, false), (max + 1, true)] {
            let mut values = draft_order(Timestamp::UNIX_EPOCH);
            *text(&mut values) = "é".repeat(length);
            let is_named = |problems: &[Problem]| problems.iter().any(|problem| problem.field == field.name);
            assert_eq!(is_named(&NewOrder::new(values.clone(), vec![], None).check()), is_refused, "{}", field.name);
            let mut order = order();
            order.shipping.company = "Harbor".into();
            let patched = OrderPatch::of(values.clone(), [field.name.to_owned()]).apply(&mut order);
            assert_eq!(patched.is_err(), is_refused, "{}", field.name);
            let replaced = OrderReplacement::new(values).apply(&mut order);
            let problems = replaced.err().map(|error| match error {
                ChangeError::Invalid(problems) => problems,
                ChangeError::UsedUp(_) => vec![],
            });
            assert_eq!(is_named(&problems.unwrap_or_default()), is_refused, "{}", field.name);
        }
    }
}

#[test]
fn every_text_and_map_of_a_part_has_a_limit() {
    for field in ITEM_FIELDS {
        let is_long = matches!(field.read, ItemRead::Text(_) | ItemRead::Map(_)) && field.name != "id";
        assert_eq!(field.max_length.is_some(), is_long, "{}", field.name);
    }
    assert!(DISCOUNT_FIELDS.iter().all(|field| field.max_length.is_some() == (field.name != "amount")));
}
