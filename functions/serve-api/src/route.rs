//! Which call is answered by what. A call without a line does not compile.

use http::{ApiReply, AuthorizedCall, Failure, Operation, bring_orders, bring_shipments};

use crate::app::App;
use crate::{
    appointments, custom_buttons, custom_events, families, folders, inventory, items, links, mail_confirmations, moves,
    order_edits, orders, removed_orders, rules, settings, shipments, sweeps, transfers,
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
        Operation::DeleteOrder => removed_orders::remove(app, call).await,
        Operation::RestoreOrder => removed_orders::restore(app, call).await,
        Operation::PageDeletedOrders => removed_orders::page(app, call).await,
        Operation::CopyOrder => transfers::copy(app, call).await,
        Operation::MoveOrder => transfers::move_order(app, call).await,
        Operation::AddHistory => order_edits::add_history(app, call).await,
        Operation::PatchOrder => order_edits::patch(app, call).await,
        Operation::PutOrder => order_edits::put(app, call).await,
        Operation::PatchOrders => order_edits::patch_all(app, call).await,
        Operation::CancelOrder => order_edits::cancel(app, call).await,
        Operation::SplitOrder => families::split(app, call).await,
        Operation::DuplicateOrder => families::duplicate(app, call).await,
        Operation::MergeOrders => families::merge(app, call).await,
        Operation::ShowFamily => families::show(app, call).await,
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
        Operation::ListLinks => links::list(app, call).await,
        Operation::AddLink => links::add(app, call).await,
        Operation::RemoveLink => links::remove(app, call).await,
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
        Operation::ListCustomEvents => custom_events::list(app, call).await,
        Operation::AddCustomEvent => custom_events::create(app, call).await,
        Operation::ShowCustomEvent => custom_events::show(app, call).await,
        Operation::ReplaceCustomEvent => custom_events::replace(app, call).await,
        Operation::RemoveCustomEvent => custom_events::remove(app, call).await,
        Operation::ListCustomButtons => custom_buttons::list(app, call).await,
        Operation::AddCustomButton => custom_buttons::create(app, call).await,
        Operation::ShowCustomButton => custom_buttons::show(app, call).await,
        Operation::ReplaceCustomButton => custom_buttons::replace(app, call).await,
        Operation::RemoveCustomButton => custom_buttons::remove(app, call).await,
        Operation::RunEvent => custom_events::run(app, call).await,
        Operation::PressButton => custom_buttons::press(app, call).await,
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
        | Operation::ListSecrets
        | Operation::AddSecret
        | Operation::ReplaceSecret
        | Operation::RemoveSecret
        | Operation::ListImports
        | Operation::StartImport
        | Operation::ShowImport
        | Operation::CancelImport
        | Operation::UndoImport
        | Operation::StartRepair
        | Operation::ShowRepair
        | Operation::CancelRepair => Err(ApiReply::not_found("Address").into()),
    }
}
