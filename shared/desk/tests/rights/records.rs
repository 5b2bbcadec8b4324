//! The use cases of shipments, inventory, folders, appointments and sweeps.

use desk::shipments::{self, Ledger};
use desk::sweeps;
use desk::{Desk, DeskError, appointments, folders, inventory};
use domain::Permission::{
    DeleteOrders, EditOrders, ManageInventory, ManageSettings, MoveOrders, RetryAppointments, RunEvents, ShipOrders,
    ViewAppointments, ViewInventory, ViewOrders,
};
use domain::{
    AppointmentFilter, Event, InventoryEntry, InventorySearch, NewInventoryItem, NewShipment, Problem, Selection,
    ShipmentEntry, SweepAction,
};

use crate::Outside::{Anybody, Forbidden, NotFound, Nothing};
use crate::place::{Place, clock, now};
use crate::{Called, Case, all, case, one};

pub(crate) fn cases() -> Vec<Case> {
    let groups = [shipping(), stock(), of_folders(), of_appointments(), of_sweeps()];
    groups.into_iter().flatten().collect()
}

fn parcel(number: &str) -> Result<NewShipment, Vec<Problem>> {
    NewShipment::of_number(number, now()).map_err(|problem| vec![problem])
}

fn shipping() -> Vec<Case> {
    vec![
        case("shipments::add", &[ShipOrders], NotFound, |desk, it| {
            Box::pin(async move {
                let new = parcel("1Z0000000000000027").map_err(DeskError::Invalid)?;
                shipments::add(desk, it.store.id, it.order, &new, Ledger::Kept, now()).await.map(|_| 1)
            })
        }),
        case("shipments::add_all", &[ShipOrders], NotFound, |desk, it| {
            Box::pin(async move {
                let entry = ShipmentEntry {
                    order_id: Some(it.order.to_string()),
                    source_id: None,
                    source_name: None,
                    shipment: parcel("1Z0000000000000027"),
                };
                let added = shipments::add_all(desk, it.store.id, &[entry], Ledger::Kept, now()).await;
                all(added.into_iter().map(|outcome| outcome.result))
            })
        }),
        case("shipments::replace", &[ShipOrders], NotFound, |desk, it| {
            Box::pin(async move {
                let new = parcel("1Z0000000000000035").map_err(DeskError::Invalid)?;
                let id = it.shipment.as_str();
                shipments::replace(desk, it.store.id, it.shipped, id, &new, &it.by, now()).await.map(|_| 1)
            })
        }),
        case("shipments::remove", &[ShipOrders], NotFound, |desk, it| {
            one(shipments::remove(desk, it.store.id, it.shipped, &it.shipment, &it.by, now()))
        }),
    ]
}

fn cup() -> NewInventoryItem {
    NewInventoryItem { name: "Cup".into(), code: "CUP".into(), stock: 3, ..NewInventoryItem::default() }
}

fn stock() -> Vec<Case> {
    const SEES: &[domain::Permission] = &[ViewInventory, ManageInventory];
    vec![
        case("inventory::search", &[ViewInventory], Anybody, |desk, it| {
            Box::pin(async move {
                let search = InventorySearch { codes: None, text: None, limit: 10, offset: 0 };
                Ok(inventory::search(desk, it.store.id, &search).await?.rows.len())
            })
        }),
        case("inventory::find", SEES, Anybody, |desk, it| one(inventory::find(desk, it.store.id, it.inventory))),
        case("inventory::stock_history", SEES, Anybody, |desk, it| {
            one(inventory::stock_history(desk, it.store.id, it.inventory, None, 10))
        }),
        case("inventory::add", &[ManageInventory], Anybody, |desk, it| {
            Box::pin(async move { inventory::add(desk, it.store.id, &cup(), now()).await.map(|_| 1) })
        }),
        case("inventory::replace", &[ManageInventory], Anybody, |desk, it| {
            Box::pin(async move { inventory::replace(desk, &it.store, it.inventory, &cup(), now()).await.map(|_| 1) })
        }),
        case("inventory::replace_all", &[ManageInventory], Anybody, |desk, it| {
            Box::pin(async move {
                let entries = [InventoryEntry { id: Some(it.inventory), item: Ok(cup()) }];
                all(inventory::replace_all(desk, &it.store, &entries, now()).await)
            })
        }),
        case("inventory::remove", &[ManageInventory], Anybody, |desk, it| {
            one(inventory::remove(desk, it.store.id, it.inventory))
        }),
    ]
}

fn of_folders() -> Vec<Case> {
    const TAKES: &[domain::Permission] = &[ManageSettings];
    vec![
        case("folders::add", TAKES, Forbidden, |desk, it| one(folders::add(desk, it.store.id, "Rush"))),
        case("folders::rename", TAKES, Forbidden, |desk, it| one(folders::rename(desk, it.store.id, "3", "Rush"))),
        case("folders::sort", TAKES, Forbidden, |desk, it| {
            Box::pin(async move {
                let ids: Vec<String> = it.store.folders.iter().rev().map(|folder| folder.id.to_string()).collect();
                folders::sort(desk, it.store.id, &ids).await.map(|_| 1)
            })
        }),
        case("folders::remove", TAKES, Forbidden, |desk, it| {
            one(folders::remove(desk, it.store.id, "3", "1", &it.by, now()))
        }),
        case("folders::recount", TAKES, Forbidden, |desk, it| one(folders::recount(desk, it.store.id, "1"))),
    ]
}

fn of_appointments() -> Vec<Case> {
    vec![
        case("appointments::find", &[ViewAppointments, RetryAppointments], NotFound, |desk, it| {
            one(appointments::find(desk, it.store.id, it.failed))
        }),
        case("appointments::list of an order", &[ViewAppointments], NotFound, |desk, it| {
            Box::pin(async move {
                let filter = AppointmentFilter::default();
                Ok(appointments::list(desk, &it.store, Some(it.order), &filter, 0, 10).await?.rows.len())
            })
        }),
        case("appointments::list", &[ViewAppointments], Nothing, |desk, it| {
            Box::pin(async move {
                let filter = AppointmentFilter::default();
                Ok(appointments::list(desk, &it.store, None, &filter, 0, 10).await?.rows.len())
            })
        }),
        case("appointments::retry", &[RetryAppointments], NotFound, |desk, it| {
            one(appointments::retry(desk, it.store.id, it.failed))
        }),
        case("appointments::cancel", &[RetryAppointments], NotFound, |desk, it| {
            one(appointments::cancel(desk, it.store.id, it.pending, now()))
        }),
    ]
}

fn started<'a>(desk: &'a Desk, it: &'a Place, action: SweepAction) -> Called<'a> {
    Box::pin(async move {
        let wanted = (action, Selection::Ids(vec![it.order]));
        Box::pin(sweeps::start(desk, &clock(), &it.store, wanted, None, &it.by)).await.map(|_| 1)
    })
}

fn of_sweeps() -> Vec<Case> {
    vec![
        case("sweeps::start of a tag", &[MoveOrders], NotFound, |desk, it| {
            started(desk, it, SweepAction::SetTag { color: "Blue".into() })
        }),
        case("sweeps::start of metadata", &[EditOrders], NotFound, |desk, it| {
            started(desk, it, SweepAction::SetOrderMetadata { name: "gift".into(), value: "yes".into() })
        }),
        case("sweeps::start of an event", &[RunEvents], NotFound, |desk, it| {
            started(desk, it, SweepAction::RunEvent { event: Event::OrderImported, event_id: String::new() })
        }),
        case("sweeps::start of a removal", &[DeleteOrders], NotFound, |desk, it| {
            started(desk, it, SweepAction::Delete)
        }),
        // Who sees a sweep is shown in another test: its beginner does, whatever orders it was for.
        case("sweeps::find", &[ViewOrders], Anybody, |desk, it| {
            one(sweeps::find(desk, it.store.id, &it.sweep, &it.by))
        }),
        case("sweeps::list", &[ViewOrders], Anybody, |desk, it| {
            Box::pin(async move { Ok(sweeps::list(desk, it.store.id, None, 10, &it.by).await?.0.len()) })
        }),
        case("sweeps::undo", &[MoveOrders], NotFound, |desk, it| {
            Box::pin(async move {
                Box::pin(sweeps::undo(desk, &clock(), &it.store, &it.sweep, None, &it.by)).await.map(|_| 1)
            })
        }),
    ]
}
