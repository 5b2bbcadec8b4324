//! Which call is answered by what. A call without a line does not compile.

use http::AuthorizedCall;
use http::{ApiReply, Failure, Operation};

use crate::app::App;
use crate::{
    appointments, edits, folders, inventory, items, keys, moves, orders, own_edits, own_orders, rules, shipments,
    stores,
};

/// Answers a call that may be made.
pub(crate) async fn route(app: &App, asked: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let call = &asked.call;
    match asked.operation {
        Operation::ShowOpenApi => return Ok(ApiReply::document(include_str!("../../../docs/openapi.json"))),
        Operation::CreateStore => return stores::create(app, call.body()?).await,
        _ => {}
    }
    let known = asked.store()?;
    let store = known.id;
    match asked.operation {
        Operation::TestConnection => Ok(stores::test(app)),
        Operation::ShowStore => stores::show(app, store).await,
        Operation::ListOrders => orders::list(app, known, call).await,
        Operation::ShowOrder => orders::show(app, store, call).await,
        Operation::ReplaceOrder => edits::replace(app, known, call).await,
        Operation::RemoveOrder => edits::remove(app, store, call).await,
        Operation::AddHistory => edits::add_history(app, store, call).await,
        Operation::ListOrderItems => items::list(app, store, call).await,
        Operation::AddOrderItem => items::add(app, store, call).await,
        Operation::ShowOrderItem => items::show(app, store, call).await,
        Operation::ReplaceOrderItem => items::replace(app, store, call).await,
        Operation::RemoveOrderItem => items::remove(app, store, call).await,
        Operation::ListShipments => shipments::list(app, store, call).await,
        Operation::ShowShipment => shipments::show(app, store, call).await,
        Operation::ReplaceShipment => shipments::replace(app, store, call).await,
        Operation::RemoveShipment => shipments::remove(app, store, call).await,
        Operation::ListInventoryItems => inventory::list(app, store, call).await,
        Operation::AddInventoryItem => inventory::add(app, store, call).await,
        Operation::ShowInventoryItem => inventory::show(app, store, call).await,
        Operation::ReplaceInventoryItem => inventory::replace(app, store, call).await,
        Operation::RemoveInventoryItem => inventory::remove(app, store, call).await,
        Operation::ReplaceInventoryItems => inventory::replace_all(app, store, call).await,
        Operation::MoveOrders => moves::move_all(app, known, call.body()?).await,
        Operation::ShowSettings => stores::settings(app, store).await,
        Operation::ChangeSettings => stores::change_settings(app, store, call.body()?).await,
        Operation::ListFolders => folders::list(app, store).await,
        Operation::AddFolder => folders::add(app, store, call.body()?).await,
        Operation::SortFolders => folders::sort(app, store, call.body()?).await,
        Operation::RenameFolder => folders::rename(app, store, call).await,
        Operation::RemoveFolder => folders::remove(app, store, call).await,
        Operation::RecountFolder => folders::recount(app, store, call).await,
        Operation::ListKeys => keys::list(app, store).await,
        Operation::AddKey => keys::create(app, store, call.body()?).await,
        Operation::RotateKey => keys::rotate(app, store, call).await,
        Operation::RevokeKey => keys::revoke(app, store, call).await,
        Operation::PageOrders => own_orders::page(app, known, call).await,
        Operation::ReadOrder => own_orders::read(app, store, call).await,
        Operation::PatchOrder => own_edits::patch(app, known, call).await,
        Operation::PutOrder => own_edits::put(app, known, call).await,
        Operation::PatchOrders => own_edits::patch_all(app, known, call.body()?).await,
        Operation::CancelOrder => own_edits::cancel(app, known, call).await,
        Operation::ListHistory => own_orders::history(app, store, call).await,
        Operation::ShowLedger => own_orders::ledger(app, store, call).await,
        Operation::ListRules => rules::list(app, store).await,
        Operation::AddRule => rules::create(app, store, call.body()?).await,
        Operation::ShowRule => rules::show(app, store, call.value("rule_id")).await,
        Operation::ReplaceRule => rules::replace(app, store, call.value("rule_id"), call.body()?).await,
        Operation::RemoveRule => rules::remove(app, store, call.value("rule_id")).await,
        Operation::ListAppointments => appointments::list(app, known, call).await,
        Operation::ShowAppointment => appointments::show(app, store, call.value("appointment_id")).await,
        Operation::RetryAppointment => appointments::retry(app, store, call.value("appointment_id")).await,
        Operation::CancelAppointment => appointments::cancel(app, store, call.value("appointment_id")).await,
        // The entrance lets none of these in: other functions answer them, or they stand above.
        Operation::ShowOpenApi
        | Operation::CreateStore
        | Operation::CreateOrder
        | Operation::EnterOrder
        | Operation::CreateOrders
        | Operation::AddShipment
        | Operation::AddShipments
        | Operation::ShipOrder
        | Operation::ShipOrders => Err(ApiReply::not_found("Address").into()),
    }
}
