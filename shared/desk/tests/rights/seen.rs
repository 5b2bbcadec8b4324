//! What somebody sees of a store of which they see a part, and what of that they can change.

use desk::orders::{self, Edit, Expected};
use desk::shipments::{self, Added, Ledger};
use desk::{Actor, Desk, DeskError, appointments, sweeps};
use domain::{
    AccountId, AppointmentFilter, FolderId, ItemQuantity, Money, NewShipment, OrderId, OrderPatch, OrderSearch,
    PERSON_PREFIX, Permission, Permissions, Scope, Selection, SortField, Sweep, SweepAction, SweepId, SweepList,
    SweepStatus, SweepWork, UserScope,
};
use table::Sequence;

use crate::place::{Place, SUPPLIER, clock, new_order, now, replacement};

async fn found(desk: &Desk, place: &Place) -> (Vec<OrderId>, usize) {
    let search = OrderSearch::all_of(&place.store);
    let page = orders::search(desk, place.store.id, &search, now()).await.unwrap().0;
    (page.rows.iter().map(|row| row.order.id).collect(), page.total)
}

async fn paged(desk: &Desk, place: &Place) -> Vec<OrderId> {
    let folders: Vec<FolderId> = place.store.all_folder_ids().collect();
    let page = orders::page(desk, place.store.id, &folders, None, Sequence::OldestFirst, 50).await.unwrap();
    page.rows.iter().map(|row| row.order.id).collect()
}

/// Catches a list, a search or a sum by which somebody at a supplier learns of orders that are none of theirs, and an order
/// of theirs with what they were not told of it.
#[tokio::test]
async fn who_sees_one_suppliers_orders_has_those_and_of_them_what_is_theirs() {
    let place = Box::pin(Place::new()).await;
    let (desk, store) = (place.desk_in(UserScope::Supplier(SUPPLIER.to_owned())), &place.store);
    assert_eq!(found(&desk, &place).await, (vec![place.submitted], 1));
    assert_eq!(paged(&desk, &place).await, [place.submitted]);
    let all: Vec<FolderId> = store.all_folder_ids().collect();
    assert_eq!(orders::count(&desk, store.id, &all, (None, None), 50).await.unwrap(), 0);

    let row = orders::find(&desk, store.id, place.submitted).await.unwrap();
    let items: Vec<&str> = row.order.order_items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(items, ["PRINT"]);
    assert_eq!((row.order.email.as_str(), row.order.processor_balance), ("", Money::default()));
    assert_eq!(row.history, []);
    assert_eq!(orders::history(&desk, &row).await.unwrap(), []);

    let item = ItemQuantity { id: row.order.order_items[0].id.clone(), code: "PRINT".into(), quantity: 1 };
    let parcel = NewShipment::of_number("1Z0000000000000043", now()).unwrap().of_items(vec![item]);
    let added = shipments::add(&desk, store.id, place.submitted, &parcel, Ledger::Kept, now()).await.unwrap();
    assert!(matches!(added, Added::Now(_)), "{added:?}");
    let row = orders::find(&place.desk, store.id, place.submitted).await.unwrap();
    assert_eq!((row.order.order_items.len(), row.order.email.as_str()), (2, "ada@example.com"));
    assert_eq!(row.order.order_shipments.len(), 1);
}

/// Catches a list or a search that has orders of another folder, and a total that counts them.
#[tokio::test]
async fn who_sees_some_folders_has_their_orders_alone() {
    let place = Box::pin(Place::new()).await;
    let (own, elsewhere) = (place.desk_in(place.own_folders()), place.desk_in(place.elsewhere()));
    let mut seen = paged(&own, &place).await;
    seen.sort_unstable();
    let mut theirs = [place.order, place.second, place.shipped];
    theirs.sort_unstable();
    assert_eq!(seen, theirs);
    let (mut hits, total) = found(&own, &place).await;
    hits.sort_unstable();
    assert_eq!((hits.as_slice(), total), (theirs.as_slice(), 3));
    assert_eq!(found(&elsewhere, &place).await, (vec![], 0));
    let filter = AppointmentFilter { status: Some(domain::AppointmentStatus::Failed), kind: None };
    let failed = appointments::list(&elsewhere, &place.store, None, &filter, 0, 10).await.unwrap();
    assert_eq!((failed.rows.len(), failed.total), (0, 0));
}

/// Catches an order that somebody puts where they can't look after it, and by that into another's hands.
#[tokio::test]
async fn nobody_puts_an_order_where_they_do_not_see_it() {
    let place = Box::pin(Place::new()).await;
    let (desk, store, by) = (place.desk_in(place.own_folders()), &place.store, &place.by);
    let on_hold = store.folder(place.on_hold()).unwrap();
    let _ = place.aws.dynamo.take_changes();
    let refused = |error: DeskError| match error {
        DeskError::Invalid(problems) => assert!(problems[0].field.contains("folder_id"), "{problems:?}"),
        other => panic!("{other:?}"),
    };
    refused(orders::move_one(&desk, store.id, place.order, on_hold, by, now()).await.unwrap_err());
    let moved = orders::move_all(&desk, store.id, &[place.order], on_hold, by, now()).await;
    for one in moved {
        refused(one.unwrap_err());
    }
    let mut new = new_order("N-1");
    new.folder_id = Some(on_hold.id);
    refused(orders::create(&desk, store, &new, &place.creation()).await.unwrap_err());
    let mut patch = OrderPatch::new(now());
    patch.folder_id = Some(on_hold.id);
    let edit = Edit::Patch(&patch);
    refused(orders::edit(&desk, store, place.order, edit, &Expected::Any, by, now()).await.unwrap_err());
    let ids = [place.order, place.second];
    let merged = Box::pin(orders::merge(&desk, store, &ids, Some(on_hold.id), place.request())).await;
    refused(merged.unwrap_err());
    let wanted = (SweepAction::Move { folder_id: on_hold.id }, Selection::Ids(vec![place.order]));
    refused(Box::pin(sweeps::start(&desk, &clock(), store, wanted, None, by)).await.unwrap_err());
    assert_eq!(place.aws.dynamo.take_changes().len(), 0);
}

/// Catches an edit that takes away what its editor could not see, and a search that tells it.
#[tokio::test]
async fn what_somebody_does_not_see_of_an_order_stays_and_is_not_searched_by() {
    let place = Box::pin(Place::new()).await;
    let permissions = Permissions::all().without(Permission::ViewCustomers).without(Permission::ViewPrices);
    let (desk, store) = (place.desk_of(permissions, UserScope::Everything), &place.store);
    let row = orders::find(&desk, store.id, place.order).await.unwrap();
    assert_eq!((row.order.email.as_str(), row.order.order_items[0].price), ("", Money::default()));
    let new = replacement();
    let replaced = orders::replace(&desk, store, place.order, &new, &place.by, now()).await.unwrap();
    assert_eq!(replaced.order.email, "");
    let row = orders::find(&place.desk, store.id, place.order).await.unwrap();
    assert_eq!((row.order.email.as_str(), row.order.order_items[0].price), ("ada@example.com", Money::whole(12)));
    assert_eq!(row.order.processor_balance, Money::whole(36));

    let of_email = OrderSearch { email: Some("ada@example.com".into()), ..OrderSearch::all_of(store) };
    let by_email = OrderSearch { order_by: SortField::named("email").unwrap(), ..OrderSearch::all_of(store) };
    for search in [of_email, by_email] {
        let refused = orders::search(&desk, store.id, &search, now()).await.unwrap_err();
        assert!(matches!(refused, DeskError::Lacks(Permission::ViewCustomers)), "{refused:?}");
    }
}

/// Catches a sweep of all orders that somebody who sees some of them reads or stops, as one of whoever is called the same.
#[tokio::test]
async fn who_does_not_see_all_orders_is_shown_and_stops_the_sweeps_they_began() {
    let place = Box::pin(Place::new()).await;
    let (store_id, desk) = (place.store.id, place.desk_in(place.own_folders()));
    // Who is called the same, and who was before accounts were kept.
    let namesake = Actor::person(place.by.name(), Scope::Admin);
    let stranger = namesake.clone().of_account(AccountId::new(8).unwrap());
    for other in [&namesake, &stranger] {
        let missing = sweeps::find(&desk, store_id, &place.sweep, other).await.unwrap_err();
        assert!(matches!(missing, DeskError::NotFound(_)), "{missing:?}");
        assert_eq!(sweeps::list(&desk, store_id, None, 10, other).await.unwrap().0, []);
    }

    let work = SweepWork::Orders {
        action: SweepAction::Delete,
        selection: Selection::Ids(vec![place.order]),
        by: format!("{PERSON_PREFIX}{}", place.by.name()),
    };
    let (sweep, _) = sweeps::find(&place.desk, store_id, &place.sweep, &place.by).await.unwrap();
    let id = SweepId { number: sweep.id.number + 1, store_id: Some(store_id), list: SweepList::Sweeps };
    let begun = Sweep { account_id: place.by.account_id, ..Sweep::new(id, work, now()) };
    assert!(place.desk.table.insert_sweep(&begun, None).await.unwrap().is_done());
    let (number, _) = (id.number.to_string(), place.aws.dynamo.take_changes());
    let missing = sweeps::cancel(&desk, store_id, &number, &stranger, now()).await.unwrap_err();
    assert!(matches!(missing, DeskError::NotFound(_)), "{missing:?}");
    let permissions = Permissions::all().without(Permission::DeleteOrders);
    let lacking = place.desk_of(permissions, UserScope::Everything);
    let lacks = sweeps::cancel(&lacking, store_id, &number, &place.by, now()).await.unwrap_err();
    assert!(matches!(lacks, DeskError::Lacks(Permission::DeleteOrders)), "{lacks:?}");
    assert_eq!(place.aws.dynamo.take_changes().len(), 0);
    let canceled = sweeps::cancel(&desk, store_id, &number, &place.by, now()).await.unwrap();
    assert_eq!(canceled.status, SweepStatus::Canceled);
}
