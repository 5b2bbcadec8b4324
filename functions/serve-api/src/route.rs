//! Which call is answered by what. A call without a line does not compile.

use std::future::ready;
use std::pin::Pin;

use http::{ApiReply, AuthorizedCall, Failure, Operation, bring_orders, bring_shipments};

use crate::app::App;
use crate::{
    appointments, custom_buttons, custom_events, families, folders, inventory, items, links, mail_confirmations, moves,
    order_edits, orders, removed_orders, rules, settings, shipments, sweeps, transfers,
};

/// The answer to come. On the heap: a future of its own would have room for every operation, and a megabyte of the stack
/// in a build that is not optimised.
type Answer<'a> = Pin<Box<dyn Future<Output = Result<ApiReply, Failure>> + Send + 'a>>;

/// Answers a call that may be made.
#[allow(clippy::too_many_lines, reason = "one line an operation")]
pub(crate) fn route<'a>(app: &'a App, call: &'a AuthorizedCall<'a>) -> Answer<'a> {
    match call.operation {
        Operation::ShowOpenApi => Box::pin(ready(Ok(ApiReply::document(include_str!("../../../docs/openapi.json"))))),
        Operation::TestConnection => Box::pin(ready(Ok(settings::test(call)))),
        Operation::ShowStore => Box::pin(settings::show_store(app, call)),
        Operation::ShowSettings => Box::pin(settings::show(app, call)),
        Operation::ChangeSettings => Box::pin(settings::change(app, call)),
        Operation::ShowMailConfirmation => Box::pin(mail_confirmations::show(app, call)),
        Operation::ConfirmMailAddress => Box::pin(mail_confirmations::confirm(app, call)),
        Operation::ListOrders => Box::pin(orders::list(app, call)),
        Operation::ShowOrder => Box::pin(orders::show(app, call)),
        Operation::PageOrders => Box::pin(orders::page(app, call)),
        Operation::ReadOrder => Box::pin(orders::read(app, call)),
        Operation::ListHistory => Box::pin(orders::history(app, call)),
        Operation::ShowLedger => Box::pin(orders::ledger(app, call)),
        Operation::ReplaceOrder => Box::pin(order_edits::replace(app, call)),
        Operation::RemoveOrder => Box::pin(order_edits::remove(app, call)),
        Operation::DeleteOrder => Box::pin(removed_orders::remove(app, call)),
        Operation::RestoreOrder => Box::pin(removed_orders::restore(app, call)),
        Operation::PageDeletedOrders => Box::pin(removed_orders::page(app, call)),
        Operation::CopyOrder => Box::pin(transfers::copy(app, call)),
        Operation::MoveOrder => Box::pin(transfers::move_order(app, call)),
        Operation::AddHistory => Box::pin(order_edits::add_history(app, call)),
        Operation::PatchOrder => Box::pin(order_edits::patch(app, call)),
        Operation::PutOrder => Box::pin(order_edits::put(app, call)),
        Operation::PatchOrders => Box::pin(order_edits::patch_all(app, call)),
        Operation::CancelOrder => Box::pin(order_edits::cancel(app, call)),
        Operation::SplitOrder => Box::pin(families::split(app, call)),
        Operation::DuplicateOrder => Box::pin(families::duplicate(app, call)),
        Operation::MergeOrders => Box::pin(families::merge(app, call)),
        Operation::ShowFamily => Box::pin(families::show(app, call)),
        Operation::MoveOrders => Box::pin(moves::move_all(app, call)),
        Operation::ListOrderItems => Box::pin(items::list(app, call)),
        Operation::AddOrderItem => Box::pin(items::add(app, call)),
        Operation::ShowOrderItem => Box::pin(items::show(app, call)),
        Operation::ReplaceOrderItem => Box::pin(items::replace(app, call)),
        Operation::RemoveOrderItem => Box::pin(items::remove(app, call)),
        Operation::ListShipments => Box::pin(shipments::list(app, call)),
        Operation::ShowShipment => Box::pin(shipments::show(app, call)),
        Operation::ReplaceShipment => Box::pin(shipments::replace(app, call)),
        Operation::RemoveShipment => Box::pin(shipments::remove(app, call)),
        Operation::ListInventoryItems => Box::pin(inventory::list(app, call)),
        Operation::AddInventoryItem => Box::pin(inventory::add(app, call)),
        Operation::ShowInventoryItem => Box::pin(inventory::show(app, call)),
        Operation::ReplaceInventoryItem => Box::pin(inventory::replace(app, call)),
        Operation::RemoveInventoryItem => Box::pin(inventory::remove(app, call)),
        Operation::ReplaceInventoryItems => Box::pin(inventory::replace_all(app, call)),
        Operation::ListFolders => Box::pin(folders::list(app, call)),
        Operation::AddFolder => Box::pin(folders::add(app, call)),
        Operation::SortFolders => Box::pin(folders::sort(app, call)),
        Operation::RenameFolder => Box::pin(folders::rename(app, call)),
        Operation::RemoveFolder => Box::pin(folders::remove(app, call)),
        Operation::RecountFolder => Box::pin(folders::recount(app, call)),
        Operation::ListLinks => Box::pin(links::list(app, call)),
        Operation::AddLink => Box::pin(links::add(app, call)),
        Operation::RemoveLink => Box::pin(links::remove(app, call)),
        Operation::ListSweeps => Box::pin(sweeps::list(app, call)),
        Operation::StartSweep => Box::pin(sweeps::start(app, call)),
        Operation::ShowSweep => Box::pin(sweeps::show(app, call)),
        Operation::CancelSweep => Box::pin(sweeps::cancel(app, call)),
        Operation::UndoSweep => Box::pin(sweeps::undo(app, call)),
        Operation::ListRules => Box::pin(rules::list(app, call)),
        Operation::AddRule => Box::pin(rules::create(app, call)),
        Operation::ShowRule => Box::pin(rules::show(app, call)),
        Operation::ReplaceRule => Box::pin(rules::replace(app, call)),
        Operation::RemoveRule => Box::pin(rules::remove(app, call)),
        Operation::ListCustomEvents => Box::pin(custom_events::list(app, call)),
        Operation::AddCustomEvent => Box::pin(custom_events::create(app, call)),
        Operation::ShowCustomEvent => Box::pin(custom_events::show(app, call)),
        Operation::ReplaceCustomEvent => Box::pin(custom_events::replace(app, call)),
        Operation::RemoveCustomEvent => Box::pin(custom_events::remove(app, call)),
        Operation::ListCustomButtons => Box::pin(custom_buttons::list(app, call)),
        Operation::AddCustomButton => Box::pin(custom_buttons::create(app, call)),
        Operation::ShowCustomButton => Box::pin(custom_buttons::show(app, call)),
        Operation::ReplaceCustomButton => Box::pin(custom_buttons::replace(app, call)),
        Operation::RemoveCustomButton => Box::pin(custom_buttons::remove(app, call)),
        Operation::RunEvent => Box::pin(custom_events::run(app, call)),
        Operation::PressButton => Box::pin(custom_buttons::press(app, call)),
        Operation::ListAppointments => Box::pin(appointments::list(app, call)),
        Operation::ShowAppointment => Box::pin(appointments::show(app, call)),
        Operation::RetryAppointment => Box::pin(appointments::retry(app, call)),
        Operation::CancelAppointment => Box::pin(appointments::cancel(app, call)),
        Operation::CreateOrder | Operation::EnterOrder | Operation::CreateOrders => {
            Box::pin(bring_orders(&app.desk, call))
        }
        Operation::AddShipment | Operation::AddShipments | Operation::ShipOrder | Operation::ShipOrders => {
            Box::pin(bring_shipments(&app.desk, call))
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
        | Operation::ListImportTemplates
        | Operation::AddImportTemplate
        | Operation::SuggestImportTemplate
        | Operation::ShowImportTemplate
        | Operation::ReplaceImportTemplate
        | Operation::RemoveImportTemplate
        | Operation::CopyImportTemplate
        | Operation::ShowImportSample
        | Operation::ListExportTemplates
        | Operation::AddExportTemplate
        | Operation::ShowExportTemplate
        | Operation::ReplaceExportTemplate
        | Operation::RemoveExportTemplate
        | Operation::CopyExportTemplate
        | Operation::PreviewExportTemplate
        | Operation::ListImports
        | Operation::StartImport
        | Operation::ShowImport
        | Operation::CancelImport
        | Operation::UndoImport
        | Operation::ListPickups
        | Operation::AddPickup
        | Operation::ShowPickup
        | Operation::ReplacePickup
        | Operation::RemovePickup
        | Operation::RunPickup
        | Operation::ListConnections
        | Operation::AddConnection
        | Operation::ShowConnection
        | Operation::ReplaceConnection
        | Operation::RemoveConnection
        | Operation::PauseConnection
        | Operation::ResumeConnection
        | Operation::TestShop
        | Operation::SubscribeToShop
        | Operation::ImportFromShop
        | Operation::ReplaceConnectionSecrets
        | Operation::ListRefused
        | Operation::ReplayRefused
        | Operation::DiscardRefused
        | Operation::TakeWebhook
        | Operation::TestFileServer
        | Operation::ListExports
        | Operation::StartExport
        | Operation::ShowExport
        | Operation::CancelExport
        | Operation::StartRepair
        | Operation::ShowRepair
        | Operation::CancelRepair => Box::pin(ready(Err(ApiReply::not_found("Address").into()))),
    }
}
