//! Which call is answered by what. A call without a line does not compile.

use http::{ApiReply, AuthorizedCall, Failure, Operation, bring_orders, bring_shipments};

use crate::app::App;
use crate::{
    appointments, folders, inventory, items, mail_confirmations, moves, order_edits, orders, rules, settings,
    shipments, sweeps,
};

/// Answers a call that may be made.
#[allow(clippy::too_many_lines, reason = "one line an operation")]
pub(crate) async fn route(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::ShowOpenApi => Ok(ApiReply::document(include_str!("../../../docs/openapi.json"))),
        Operation::TestConnection => Ok(settings::test(call)),
        Operation::ShowStore => settings::show_store(app, call).await,
        Operation::ShowSettings => settings::show(app, call).await,
        Operation::ChangeSettings => settings::change(app, call).await,
        Operation::ShowMailConfirmation => mail_confirmations::show(app, call).await,
        Operation::ConfirmMailAddress => mail_confirmations::confirm(app, call).await,
        Operation::ListOrders => orders::list(app, call).await,
        Operation::ShowOrder => orders::show(app, call).await,
        Operation::PageOrders => orders::page(app, call).await,
        Operation::ReadOrder => orders::read(app, call).await,
        Operation::ListHistory => orders::history(app, call).await,
        Operation::ShowLedger => orders::ledger(app, call).await,
        Operation::ReplaceOrder => order_edits::replace(app, call).await,
        Operation::RemoveOrder => order_edits::remove(app, call).await,
        Operation::AddHistory => order_edits::add_history(app, call).await,
        Operation::PatchOrder => order_edits::patch(app, call).await,
        Operation::PutOrder => order_edits::put(app, call).await,
        Operation::PatchOrders => order_edits::patch_all(app, call).await,
        Operation::CancelOrder => order_edits::cancel(app, call).await,
        Operation::MoveOrders => moves::move_all(app, call).await,
        Operation::ListOrderItems => items::list(app, call).await,
        Operation::AddOrderItem => items::add(app, call).await,
        Operation::ShowOrderItem => items::show(app, call).await,
        Operation::ReplaceOrderItem => items::replace(app, call).await,
        Operation::RemoveOrderItem => items::remove(app, call).await,
        Operation::ListShipments => shipments::list(app, call).await,
        Operation::ShowShipment => shipments::show(app, call).await,
        Operation::ReplaceShipment => shipments::replace(app, call).await,
        Operation::RemoveShipment => shipments::remove(app, call).await,
        Operation::ListInventoryItems => inventory::list(app, call).await,
        Operation::AddInventoryItem => inventory::add(app, call).await,
        Operation::ShowInventoryItem => inventory::show(app, call).await,
        Operation::ReplaceInventoryItem => inventory::replace(app, call).await,
        Operation::RemoveInventoryItem => inventory::remove(app, call).await,
        Operation::ReplaceInventoryItems => inventory::replace_all(app, call).await,
        Operation::ListFolders => folders::list(app, call).await,
        Operation::AddFolder => folders::add(app, call).await,
        Operation::SortFolders => folders::sort(app, call).await,
        Operation::RenameFolder => folders::rename(app, call).await,
        Operation::RemoveFolder => folders::remove(app, call).await,
        Operation::RecountFolder => folders::recount(app, call).await,
        Operation::ListSweeps => sweeps::list(app, call).await,
        Operation::StartSweep => sweeps::start(app, call).await,
        Operation::ShowSweep => sweeps::show(app, call).await,
        Operation::CancelSweep => sweeps::cancel(app, call).await,
        Operation::UndoSweep => sweeps::undo(app, call).await,
        Operation::ListRules => rules::list(app, call).await,
        Operation::AddRule => rules::create(app, call).await,
        Operation::ShowRule => rules::show(app, call).await,
        Operation::ReplaceRule => rules::replace(app, call).await,
        Operation::RemoveRule => rules::remove(app, call).await,
        Operation::ListAppointments => appointments::list(app, call).await,
        Operation::ShowAppointment => appointments::show(app, call).await,
        Operation::RetryAppointment => appointments::retry(app, call).await,
        Operation::CancelAppointment => appointments::cancel(app, call).await,
        Operation::CreateOrder | Operation::EnterOrder | Operation::CreateOrders => bring_orders(&app.desk, call).await,
        Operation::AddShipment | Operation::AddShipments | Operation::ShipOrder | Operation::ShipOrders => {
            bring_shipments(&app.desk, call).await
        }
        // `manage-store` answers these: none of them is let in here.
        Operation::CreateStore
        | Operation::ChangeStore
        | Operation::ListKeys
        | Operation::AddKey
        | Operation::RotateKey
        | Operation::RevokeKey
        | Operation::ListSigningSecrets
        | Operation::AddSigningSecret
        | Operation::RotateSigningSecret
        | Operation::RemoveSigningSecret
        | Operation::RotateWebhookSecret
        | Operation::SetLegacySigningKey
        | Operation::RemoveLegacySigningKey
        | Operation::StartRepair
        | Operation::ShowRepair
        | Operation::CancelRepair => Err(ApiReply::not_found("Address").into()),
    }
}
