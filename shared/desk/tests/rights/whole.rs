//! What shows orders as they are, to others or later: who does not see them so does none of it.

use desk::orders::{self, Expected};
use desk::{Desk, DeskError, exports, suppliers};
use domain::{
    ItemQuantity, NewTransfer, Permission, Permissions, SplitBy, SplitRule, Splitting, SupplierSettings, UserScope,
};
use guard::Guard;

use crate::place::{Place, SUPPLIER, now};

fn without(place: &Place, permission: Permission) -> Desk {
    place.desk_of(Permissions::all().without(permission), UserScope::Everything)
}

fn of_supplier(place: &Place) -> Desk {
    place.desk_in(UserScope::Supplier(SUPPLIER.to_owned()))
}

/// Each who does not see all orders as they are.
fn some(place: &Place) -> [Desk; 4] {
    let (customers, prices) = (without(place, Permission::ViewCustomers), without(place, Permission::ViewPrices));
    [customers, prices, place.desk_in(place.own_folders()), of_supplier(place)]
}

fn is_refused<T>(result: &Result<T, DeskError>) -> bool {
    use Permission::{ViewCustomers, ViewPrices};
    matches!(result, Err(DeskError::Forbidden(_) | DeskError::Lacks(ViewCustomers | ViewPrices)))
}

/// Catches an export that somebody looks at, or stops, who could not have asked for it.
#[tokio::test]
async fn exports_are_for_who_sees_whole_orders() {
    let place = Box::pin(Place::new()).await;
    let store_id = place.store.id;
    for desk in some(&place) {
        assert!(is_refused(&exports::find(&desk, store_id, "1").await));
        assert!(is_refused(&exports::list(&desk, store_id, None, 10).await));
        assert!(is_refused(&exports::files(&desk, store_id, 1, 0, 10).await));
        assert!(is_refused(&exports::cancel(&desk, store_id, "1", now()).await));
    }
    let missing = exports::find(&place.desk, store_id, "1").await;
    assert!(matches!(missing, Err(DeskError::NotFound("Export"))), "{missing:?}");
    assert_eq!(exports::list(&place.desk, store_id, None, 10).await.unwrap(), (vec![], None));
}

/// Catches a supplier that somebody has whole orders sent to who does not see them.
#[tokio::test]
async fn suppliers_are_written_by_who_sees_whole_orders() {
    let place = Box::pin(Place::new()).await;
    let (guard, store) = (Guard::public_only(), &place.store);
    let new = SupplierSettings { name: "Own Press".into(), active: true, ..SupplierSettings::default() };
    let _ = place.aws.dynamo.take_changes();
    for desk in some(&place) {
        assert!(is_refused(&Box::pin(suppliers::create(&desk, &guard, store, &new, None, now())).await));
        let replaced = suppliers::replace(&desk, &guard, store, SUPPLIER, &new, &Expected::Any, now());
        assert!(is_refused(&Box::pin(replaced).await));
    }
    assert_eq!(place.aws.dynamo.take_changes().len(), 0);
}

/// Catches a mail template that somebody writes to be sent what they do not see.
#[cfg(feature = "mail-templates")]
#[tokio::test]
async fn mail_templates_are_written_by_who_sees_whole_orders() {
    use desk::mail_templates;
    use domain::MailTemplate;

    let place = Box::pin(Place::new()).await;
    let (store_id, new) = (place.store.id, MailTemplate::default());
    for desk in some(&place) {
        assert!(is_refused(&Box::pin(mail_templates::create(&desk, store_id, &new, None, now())).await));
        let replaced = mail_templates::replace(&desk, store_id, "1", &new, &Expected::Any, now());
        assert!(is_refused(&Box::pin(replaced).await));
    }
}

/// Catches an order that somebody copies to another store of theirs to see there what is hidden from them here.
#[tokio::test]
async fn an_order_goes_to_another_store_by_who_sees_all_that_is_in_it() {
    let place = Box::pin(Place::new()).await;
    let (store, by, to) = (&place.store, &place.by, NewTransfer { store_id: place.other_store, folder_id: None });
    let _ = place.aws.dynamo.take_changes();
    for (desk, order_id) in [
        (without(&place, Permission::ViewCustomers), place.order),
        (without(&place, Permission::ViewPrices), place.order),
        (of_supplier(&place), place.submitted),
    ] {
        let copied = Box::pin(orders::copy(&desk, store, order_id, to, by, now())).await;
        assert!(is_refused(&copied), "{copied:?}");
        let moved = Box::pin(orders::move_to_store(&desk, store, order_id, to, by, now())).await;
        assert!(is_refused(&moved), "{moved:?}");
    }
    assert_eq!(place.aws.dynamo.take_changes().len(), 0);
}

/// Catches a supplier that takes an order apart whose other items are none of its business.
#[tokio::test]
async fn who_sees_some_items_of_an_order_splits_off_no_others() {
    let place = Box::pin(Place::new()).await;
    let (desk, store) = (of_supplier(&place), &place.store);
    let row = orders::find(&place.desk, store.id, place.submitted).await.unwrap();
    let mug = row.order.order_items.iter().find(|item| item.code == "MUG").unwrap();
    let items = Splitting::Items(vec![ItemQuantity { id: mug.id.clone(), code: String::new(), quantity: 1 }]);
    let _ = place.aws.dynamo.take_changes();
    let refused = Box::pin(orders::split(&desk, store, place.submitted, &items, place.request())).await;
    assert!(matches!(&refused, Err(DeskError::Invalid(problems)) if problems[0].field == "items[0].id"), "{refused:?}");
    let rule = Splitting::Rule(SplitRule { by: SplitBy::Supplier, name: String::new(), values: vec![] });
    let refused = Box::pin(orders::split(&desk, store, place.submitted, &rule, place.request())).await;
    assert!(matches!(refused, Err(DeskError::Forbidden(_))), "{refused:?}");
    assert_eq!(place.aws.dynamo.take_changes().len(), 0);
}
