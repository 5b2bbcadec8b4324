//! What sweeps of orders say of themselves, and whom they concern.

use super::*;

fn order() -> Order {
    let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(2).unwrap(), Timestamp::UNIX_EPOCH);
    order.order_metadata.insert("a".into(), "1".into());
    order.tag_name = "success".into();
    order
}

#[test]
fn a_query_admits_what_all_of_it_holds_for() {
    let folder = |id| FolderId::new(id).unwrap();
    let at = |second| Some(Timestamp::from_second(second).unwrap());
    let all = SweepQuery::default;
    for (query, admits) in [
        (all(), true),
        (SweepQuery { folder_ids: vec![folder(1), folder(2)], ..all() }, true),
        (SweepQuery { folder_ids: vec![folder(1)], ..all() }, false),
        (SweepQuery { tag_name: Some("SUCCESS".into()), ..all() }, true),
        (SweepQuery { tag_name: Some(String::new()), ..all() }, false),
        (SweepQuery { added_from: at(0), added_to: at(0), ..all() }, true),
        (SweepQuery { added_from: at(1), ..all() }, false),
        (SweepQuery { email: Some("a@example.com".into()), ..all() }, false),
    ] {
        assert_eq!(query.admits(&order()), admits, "{query:?}");
    }
}

#[test]
fn what_was_kept_is_given_back() {
    let before = order();
    for action in [
        SweepAction::Move { folder_id: FolderId::new(3).unwrap() },
        SweepAction::RemoveTag,
        SweepAction::SetOrderMetadata { name: "b".into(), value: "2".into() },
        SweepAction::RemoveCheckoutData { name: "c".into() },
    ] {
        let kept = action.kept_of(&before).unwrap();
        let mut after = before.clone();
        after.folder_id = FolderId::new(3).unwrap();
        after.tag_name.clear();
        after.order_metadata.insert("b".into(), "2".into());
        after.checkout_data.insert("c".into(), "3".into());
        kept.give_back(&mut after);
        assert_eq!(action.kept_of(&after), Some(kept));
    }
    let large = Variations::from_iter([("a".to_owned(), "x".repeat(MAX_KEPT_BYTES))]);
    assert_eq!(KeptValue::CheckoutData(large).if_small(), None);
}

#[test]
fn kinds_are_known_by_their_names() {
    for kind in SweepActionKind::ALL {
        assert_eq!(SweepActionKind::named(kind.name()), Some(kind));
    }
    let json = serde_json::to_string(&SweepAction::RemoveTag).unwrap();
    assert_eq!(json, r#"{"action":"remove_tag"}"#);
}
