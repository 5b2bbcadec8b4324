//! The use cases of orders.

use desk::orders::{self, Edit, EditEntry, Expected, event_by_hand};
use desk::suppliers::{self, Submitting};
use desk::{Desk, DeskError};
use domain::{
    Again, ButtonColor, CustomButton, Event, ItemQuantity, Money, NewHistoryNote, NewPayment, NewTransfer, OrderPatch,
    OrderSearch, PaymentKind, Permission, Scope, Splitting,
};
use table::Sequence;

use crate::Outside::{Anybody, Invalid, NotFound, Nothing};
use crate::place::{Place, SUPPLIER, new_item, new_order, now, replacement};
use crate::{Case, all, case, one};

pub(crate) fn cases() -> Vec<Case> {
    let groups = [looked_at(), made(), edited(), put_elsewhere(), made_of_others(), run()];
    groups.into_iter().flatten().collect()
}

fn looked_at() -> Vec<Case> {
    use domain::Permission::{EditOrders, ViewAppointments, ViewOrders};
    vec![
        case("orders::find", &[ViewOrders], NotFound, |desk, it| one(orders::find(desk, it.store.id, it.order))),
        case("orders::find_for", &[EditOrders], NotFound, |desk, it| {
            one(orders::find_for(desk, it.store.id, it.order, EditOrders))
        }),
        case("orders::find_all", &[ViewOrders], Nothing, |desk, it| {
            Box::pin(async move { Ok(orders::find_all(desk, it.store.id, &[it.order, it.second]).await?.len()) })
        }),
        case("orders::numbers", &[ViewOrders, ViewAppointments], Nothing, |desk, it| {
            Box::pin(async move { Ok(orders::numbers(desk, it.store.id, &[it.order]).await?.len()) })
        }),
        case("orders::page", &[ViewOrders], Nothing, |desk, it| {
            Box::pin(async move {
                let folders = [it.store.first_folder()];
                let page = orders::page(desk, it.store.id, &folders, None, Sequence::NewestFirst, 10).await?;
                Ok(page.rows.len())
            })
        }),
        case("orders::count", &[ViewOrders], Nothing, |desk, it| {
            Box::pin(async move {
                let folders = [it.store.first_folder()];
                orders::count(desk, it.store.id, &folders, (None, None), 10).await
            })
        }),
        case("orders::search", &[ViewOrders], Nothing, |desk, it| {
            Box::pin(async move {
                let search = OrderSearch { source_id: Some("M-1".into()), ..OrderSearch::all_of(&it.store) };
                let (page, histories) = orders::search(desk, it.store.id, &search, now()).await?;
                Ok(page.rows.len() + page.total + histories.len())
            })
        }),
        case("orders::history", &[ViewOrders], Anybody, |desk, it| {
            Box::pin(async move {
                let row = orders::find(&it.desk, it.store.id, it.order).await?;
                Ok(orders::history(desk, &row).await?.len())
            })
        }),
        case("orders::removed", &[Permission::DeleteOrders], Nothing, |desk, it| {
            Box::pin(async move { Ok(orders::removed(desk, it.store.id, None, 10, now()).await?.orders.len()) })
        }),
    ]
}

fn made() -> Vec<Case> {
    const TAKES: &[Permission] = &[Permission::CreateOrders];
    vec![
        case("orders::create", TAKES, Anybody, |desk, it| {
            Box::pin(async move { orders::create(desk, &it.store, &new_order("N-1"), &it.creation()).await.map(|_| 1) })
        }),
        case("orders::would_create", TAKES, Anybody, |desk, it| {
            Box::pin(async move {
                orders::would_create(desk, &it.store, &new_order("N-1"), &it.creation()).await.map(|_| 1)
            })
        }),
        case("orders::create_all", TAKES, Anybody, |desk, it| {
            Box::pin(async move {
                let entries = [Ok(new_order("N-1")), Ok(new_order("N-2"))];
                all(orders::create_all(desk, &it.store, &entries, &it.creation()).await)
            })
        }),
        case("orders::complete", TAKES, Anybody, |desk, it| {
            Box::pin(async move { orders::complete(desk, &it.store, &mut new_order("N-1")).await.map(|()| 1) })
        }),
    ]
}

fn patch() -> OrderPatch {
    OrderPatch::new(now()).change("shipping_method", |order| "Post".clone_into(&mut order.shipping_method))
}

fn edited() -> Vec<Case> {
    const TAKES: &[Permission] = &[Permission::EditOrders];
    vec![
        case("orders::edit", TAKES, NotFound, |desk, it| {
            Box::pin(async move {
                let (patch, expected) = (patch(), Expected::Any);
                let edit = Edit::Patch(&patch);
                orders::edit(desk, &it.store, it.order, edit, &expected, &it.by, now()).await.map(|_| 1)
            })
        }),
        case("orders::edit_all", TAKES, NotFound, |desk, it| {
            Box::pin(async move {
                let patch = patch();
                let entry = |order_id| EditEntry { order_id: Some(order_id), edit: Ok(Edit::Patch(&patch)) };
                all(orders::edit_all(desk, &it.store, &[entry(it.order), entry(it.second)], &it.by, now()).await)
            })
        }),
        case("orders::replace", TAKES, NotFound, |desk, it| {
            Box::pin(async move {
                let new = replacement();
                orders::replace(desk, &it.store, it.order, &new, &it.by, now()).await.map(|_| 1)
            })
        }),
        case("orders::add_item", TAKES, NotFound, |desk, it| {
            Box::pin(async move {
                let new = new_item("CUP", 1);
                orders::add_item(desk, it.store.id, it.order, &new, &it.by, now()).await.map(|_| 1)
            })
        }),
        case("orders::replace_item", TAKES, NotFound, |desk, it| {
            Box::pin(async move {
                let new = new_item("CUP", 1);
                orders::replace_item(desk, it.store.id, it.order, &it.item, &new, &it.by, now()).await.map(|_| 1)
            })
        }),
        case("orders::remove_item", TAKES, NotFound, |desk, it| {
            one(orders::remove_item(desk, it.store.id, it.order, &it.item, &it.by, now()))
        }),
        case("orders::write_note", &[Permission::AddNotes], NotFound, |desk, it| {
            one(orders::write_note(desk, it.store.id, it.order, "A gift", &it.by, now()))
        }),
        case("orders::add_note", &[Permission::AddNotes], NotFound, |desk, it| {
            Box::pin(async move {
                let note = NewHistoryNote::new("A gift", "Ada");
                orders::add_note(desk, it.store.id, it.order, &note, now()).await.map(|_| 1)
            })
        }),
    ]
}

fn put_elsewhere() -> Vec<Case> {
    use domain::Permission::{CancelOrders, CopyToStores, DeleteOrders, MoveOrders};
    vec![
        case("orders::move_one", &[MoveOrders], NotFound, |desk, it| {
            // Where they see it, so that it is the order that is missing.
            Box::pin(async move {
                let folder = it.store.folder(target(desk, it)).ok_or(DeskError::NotFound("Folder"))?;
                orders::move_one(desk, it.store.id, it.order, folder, &it.by, now()).await.map(|_| 1)
            })
        }),
        case("orders::move_all", &[MoveOrders], NotFound, |desk, it| {
            Box::pin(async move {
                let folder = it.store.folder(target(desk, it)).ok_or(DeskError::NotFound("Folder"))?;
                all(orders::move_all(desk, it.store.id, &[it.order, it.second], folder, &it.by, now()).await)
            })
        }),
        case("orders::tag", &[MoveOrders], NotFound, |desk, it| {
            one(orders::tag(desk, it.store.id, it.order, "info", &it.by, now()))
        }),
        case("orders::cancel", &[CancelOrders], NotFound, |desk, it| {
            Box::pin(async move {
                let folder = orders::canceled_folder(&it.store)?;
                orders::cancel(desk, it.store.id, it.order, folder, "Sold out", &it.by, now()).await.map(|_| 1)
            })
        }),
        case("orders::remove", &[DeleteOrders], NotFound, |desk, it| {
            one(orders::remove(desk, it.store.id, it.order, &it.by, now()))
        }),
        case("orders::cancel_and_remove", &[DeleteOrders], NotFound, |desk, it| {
            one(orders::cancel_and_remove(desk, &it.store, it.order, &it.by, now()))
        }),
        case("orders::restore", &[DeleteOrders], NotFound, |desk, it| {
            one(orders::restore(desk, &it.store, it.removed, &it.by, now()))
        }),
        case("orders::copy", &[CopyToStores], NotFound, |desk, it| {
            one(orders::copy(desk, &it.store, it.order, transfer(it), &it.by, now()))
        }),
        case("orders::move_to_store", &[CopyToStores], NotFound, |desk, it| {
            one(orders::move_to_store(desk, &it.store, it.order, transfer(it), &it.by, now()))
        }),
    ]
}

/// A folder that whoever works at the desk sees.
fn target(desk: &Desk, it: &Place) -> domain::FolderId {
    let seen = desk.rights().scope.of_folders(it.store.folders.iter().map(|folder| folder.id));
    seen.last().copied().unwrap_or_default()
}

fn transfer(it: &Place) -> NewTransfer {
    NewTransfer { store_id: it.other_store, folder_id: None }
}

fn made_of_others() -> Vec<Case> {
    const TAKES: &[Permission] = &[Permission::SplitMergeOrders];
    vec![
        case("orders::split", TAKES, NotFound, |desk, it| {
            Box::pin(async move {
                let items = vec![ItemQuantity { id: it.item.clone(), code: String::new(), quantity: 1 }];
                let splitting = Splitting::Items(items);
                orders::split(desk, &it.store, it.order, &splitting, it.request()).await.map(|_| 1)
            })
        }),
        case("orders::duplicate", TAKES, NotFound, |desk, it| {
            one(orders::duplicate(desk, it.store.id, it.order, it.request()))
        }),
        case("orders::merge", TAKES, Invalid, |desk, it| {
            Box::pin(async move {
                let ids = [it.order, it.second];
                Box::pin(orders::merge(desk, &it.store, &ids, None, it.request())).await.map(|_| 1)
            })
        }),
    ]
}

fn run() -> Vec<Case> {
    use domain::Permission::{ManagePayments, RunEvents};
    vec![
        case("orders::run_event", &[RunEvents], NotFound, |desk, it| {
            Box::pin(async move {
                let event = event_by_hand(desk, it.store.id, Event::OrderImported, "").await?;
                orders::run_event(desk, it.store.id, it.order, &event, &it.running()).await.map(|_| 1)
            })
        }),
        case("orders::press_button", &[RunEvents], NotFound, |desk, it| {
            Box::pin(async move {
                orders::press_button(desk, &it.store, it.order, &button(), &it.running()).await.map(|_| 1)
            })
        }),
        case("orders::record_payment", &[ManagePayments], NotFound, |desk, it| {
            Box::pin(async move {
                let amount = Some(Money::whole(6));
                let new = NewPayment { kind: PaymentKind::Refund, amount, note: String::new() };
                orders::record_payment(desk, it.store.id, it.order, &new, &it.running()).await.map(|_| 1)
            })
        }),
        case("suppliers::submit", &[RunEvents], NotFound, |desk, it| {
            let submitting = Submitting { again: Again::No, once: None, rule: "", by: &it.by, now: now() };
            one(suppliers::submit(desk, &it.store, it.order, SUPPLIER, submitting))
        }),
    ]
}

fn button() -> CustomButton {
    CustomButton {
        id: "1".into(),
        label: "Gift".into(),
        color: ButtonColor::default(),
        confirm: String::new(),
        folder_ids: vec![],
        scope: Scope::Write,
    }
}
