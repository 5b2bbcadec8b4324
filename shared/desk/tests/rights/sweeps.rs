//! What a sweep does, and undoing one, for who sees some of the orders.

use desk::DeskError;
use desk::orders;
use desk::sweeps::{self, OrderSweeps, SweepStarted, Work};
use domain::{
    Event, KeptOrder, KeptValue, OrderId, Selection, Sweep, SweepAction, SweepId, SweepList, SweepStatus, SweepWork,
};

use crate::place::{Place, clock, now};

/// The sweep of a number that comes behind the one that is there.
fn sweep(place: &Place, further: u64, action: SweepAction, selection: Selection) -> Sweep {
    let number = place.sweep.parse::<u64>().unwrap() + further;
    let id = SweepId { number, store_id: Some(place.store.id), list: SweepList::Sweeps };
    let work = SweepWork::Orders { action, selection, by: String::new() };
    Sweep { account_id: place.by.account_id, ..Sweep::new(id, work, now()) }
}

/// Catches a sweep whose parts, which a message has done, change an order that went meanwhile to where whoever began it does
/// not see it.
#[tokio::test]
async fn an_order_that_left_the_scope_meanwhile_is_left_out_with_a_reason() {
    let place = Box::pin(Place::new()).await;
    let before = orders::find(&place.desk, place.store.id, place.order).await.unwrap();
    let actions = [
        SweepAction::SetTag { color: "Blue".into() },
        SweepAction::RunEvent { event: Event::OrderImported, event_id: String::new() },
        SweepAction::RetryAppointments { kind: String::new() },
        SweepAction::Delete,
    ];
    for (further, action) in (1_u64..).zip(actions) {
        let selection = Selection::Ids(vec![place.order]);
        let begun = Sweep { scope: place.elsewhere(), ..sweep(&place, further, action, selection) };
        let machine = OrderSweeps::new(place.desk.clone(), clock());
        let page = Box::pin(machine.page(&begun, "", 100)).await.unwrap();
        assert_eq!((page.changed, page.findings.len()), (0, 1), "{:?}", begun.work);
        assert!(page.findings[0].what.contains("not one of the orders any more"), "{:?}", page.findings);
    }
    let after = orders::find(&place.desk, place.store.id, place.order).await.unwrap();
    assert_eq!(after.version, before.version, "nothing is written");
}

/// Catches a sweep that is begun without whose it is, and which orders they see.
#[tokio::test]
async fn a_sweep_keeps_whose_it_is_and_which_orders_they_see() {
    let place = Box::pin(Place::new()).await;
    let wanted = (SweepAction::RemoveTag, Selection::Ids(vec![place.order]));
    let desk = place.desk_in(place.own_folders());
    let begun = Box::pin(sweeps::start(&desk, &clock(), &place.store, wanted, None, &place.by)).await.unwrap();
    let SweepStarted::There(begun) = begun else { panic!("nobody began it before") };
    let (kept, _) = place.desk.table.sweep(begun.id).await.unwrap().unwrap();
    assert_eq!((kept.account_id, kept.scope), (place.by.account_id, place.own_folders()));
    assert_eq!(kept.changed, 1);
}

/// A sweep that is over, of orders that a query found, a page for each.
async fn over(place: &Place, further: u64, orders: &[(OrderId, KeptValue)]) -> String {
    let count = u64::try_from(orders.len()).unwrap();
    let begun = sweep(place, further, SweepAction::RemoveTag, Selection::Query(Box::default()));
    let over = Sweep { status: SweepStatus::Done, changed: count, total: Some(count), ..begun };
    let table = &place.desk.table;
    assert!(table.insert_sweep(&over, None).await.unwrap().is_done());
    for (page, (order_id, before)) in (0_u64..).zip(orders) {
        let kept = KeptOrder { order_id: *order_id, version: 1, before: Some(before.clone()) };
        assert!(table.save_kept_page(&over, page, &[kept], 0).await.unwrap().is_done());
    }
    over.id.number.to_string()
}

/// Catches a sweep that is undone by who sees the orders of its first page alone, as each list that a query goes through has
/// pages of its own.
#[tokio::test]
async fn every_page_of_a_sweep_is_looked_at_before_who_sees_some_orders_undoes_it() {
    let place = Box::pin(Place::new()).await;
    let desk = place.desk_in(place.own_folders());
    let undo =
        async |number: String| Box::pin(sweeps::undo(&desk, &clock(), &place.store, &number, None, &place.by)).await;
    let (own, tag) = (place.order, KeptValue::Tag(String::new()));
    let of_others = over(&place, 1, &[(own, tag.clone()), (place.submitted, tag.clone())]).await;
    let refused = undo(of_others).await;
    assert!(matches!(refused, Err(DeskError::NotFound("Order"))), "{refused:?}");
    let back = over(&place, 2, &[(own, tag.clone()), (place.second, KeptValue::Folder(place.on_hold()))]).await;
    let refused = undo(back).await;
    assert!(matches!(refused, Err(DeskError::Forbidden(_))), "{refused:?}");
    let seen = over(&place, 3, &[(own, tag.clone()), (place.second, tag)]).await;
    let undone = undo(seen).await;
    assert!(matches!(undone, Ok(SweepStarted::There(_))), "{undone:?}");
}
