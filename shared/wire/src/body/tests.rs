//! What stands in a table is what the reader reads.

use domain::{ActionKind, PaymentKind, Problem, Settings, Store, StoreId};
use jiff::Timestamp;

use super::*;
use crate::{folders, history, inventory, keys, orders, rules, saved_views, shipments, stores};

/// Each field of `body` that is none of its kind is refused under its name; the rest of the object is `given`, and it stands at the
/// `@` of `place`.
fn assert_read<T>(body: &Body, given: &str, place: &str, read: impl Fn(&str) -> Result<T, Vec<Problem>>) {
    for field in body.fields() {
        // No text, no object, and no list of either; a map takes a list, but no single value.
        let wrong = if matches!(field.form, Form::Map(_)) { "true" } else { "[[[1]]]" };
        let object = format!("{{{given}\"{}\":{wrong}}}", field.name);
        let text = place.replace('@', &object);
        let problems = read(&text).err().unwrap_or_default();
        let is_named = |problem: &Problem| problem.field.split(['.', '[', ']']).any(|part| part == field.name);
        assert!(problems.iter().any(is_named), "{} does not read {}: {problems:?}", body.name, field.name);
    }
}

fn store() -> Store {
    Store {
        id: StoreId::new(42).unwrap(),
        name: "Harbor".into(),
        settings: Settings::default(),
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn every_field_of_a_table_is_read() {
    let now = Timestamp::UNIX_EPOCH;
    let shipment = |body: &str| shipments::read_new(body, now);
    assert_read(&shipments::ShipmentInput::BODY, r#""tracking_number":"n/a","#, "@", shipment);
    let items = r#"{"tracking_number":"n/a","order_items":[@]}"#;
    assert_read(&shipments::ShippedItemInput::BODY, "", items, shipment);
    assert_read(&inventory::InventoryItemInput::BODY, "", "@", inventory::read_new);
    assert_read(&stores::NewStore::BODY, "", "@", stores::read_new);
    assert_read(&stores::StoreChange::BODY, "", "@", stores::read_patch);
    assert_read(&stores::OperatorStoreChange::BODY, "", "@", stores::read_operator_patch);
    assert_read(&stores::SettingsInput::BODY, "", r#"{"settings":@}"#, stores::read_patch);
    assert_read(&keys::KeyInput::BODY, "", "@", keys::read_new);
    assert_read(&keys::Rotation::BODY, "", "@", keys::read_overlap);
    assert_read(&folders::FolderInput::BODY, "", "@", folders::read_name);
    assert_read(&history::HistoryInput::BODY, "", "@", history::read_note);
    assert_read(&orders::CancelInput::BODY, "", "@", orders::read_cancellation);
    assert_read(&orders::PaymentInput::BODY, "", "@", |body| orders::read_payment(body, PaymentKind::Refund));
    assert_read(&orders::VoidInput::BODY, "", "@", |body| orders::read_payment(body, PaymentKind::Void));
    let store = store();
    assert_read(&orders::MoveToId::BODY, "", "@", |body| orders::read_move(body, &store));
    assert_read(&orders::MoveToName::BODY, "", "@", |body| orders::read_move(body, &store));
    assert_read(&rules::RuleInput::BODY, "", "@", rules::read_new);
    assert_read(&rules::FilterInput::BODY, "", r#"{"filters":[@]}"#, rules::read_new);
    let group = r#""filters":[],"#;
    assert_read(&rules::FilterGroupInput::BODY, group, r#"{"filters":[@]}"#, rules::read_new);
    assert_read(&saved_views::SavedViewInput::BODY, "", "@", saved_views::read_new);
    assert_read(&saved_views::ListSearchInput::BODY, "", r#"{"search":@}"#, saved_views::read_new);
    assert_read(&saved_views::FolderColumnsInput::BODY, "", "@", saved_views::read_columns);
}

#[test]
fn every_field_of_an_action_is_read() {
    for kind in ActionKind::ALL {
        let given = format!("\"action\":\"{}\",", kind.name());
        assert_read(rules::body_of(kind), &given, r#"{"actions":[@]}"#, rules::read_new);
    }
}
