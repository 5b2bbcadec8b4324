//! Which call is answered by what. A call without a line does not compile.

use std::future::ready;
use std::pin::Pin;

use domain::PaymentKind;
use http::{ApiReply, AuthorizedCall, Failure, Operation, bring_orders, bring_shipments};

use crate::app::App;
use crate::{
    appointments, columns, families, folders, inventory, items, links, mail_confirmations, moves, order_edits, orders,
    payments, removed_orders, settings, shipments, suppliers, transfers,
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
        Operation::RecordRefund => Box::pin(payments::record(app, call, PaymentKind::Refund)),
        Operation::RecordCapture => Box::pin(payments::record(app, call, PaymentKind::Capture)),
        Operation::RecordVoid => Box::pin(payments::record(app, call, PaymentKind::Void)),
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
        Operation::PageStockHistory => Box::pin(inventory::history(app, call)),
        Operation::ListFolders => Box::pin(folders::list(app, call)),
        Operation::AddFolder => Box::pin(folders::add(app, call)),
        Operation::SortFolders => Box::pin(folders::sort(app, call)),
        Operation::RenameFolder => Box::pin(folders::rename(app, call)),
        Operation::RemoveFolder => Box::pin(folders::remove(app, call)),
        Operation::RecountFolder => Box::pin(folders::recount(app, call)),
        Operation::ShowColumns => Box::pin(columns::show(app, call)),
        Operation::SetColumns => Box::pin(columns::set(app, call)),
        Operation::SubmitOrder => Box::pin(suppliers::submit(app, call)),
        Operation::ListSupplierOrders => Box::pin(suppliers::list(app, call)),
        Operation::ShowSupplierOrder => Box::pin(suppliers::show(app, call)),
        Operation::ShipSupplierOrder => Box::pin(suppliers::ship(app, call)),
        Operation::CancelSupplierOrder => Box::pin(suppliers::cancel(app, call)),
        Operation::ListLinks => Box::pin(links::list(app, call)),
        Operation::AddLink => Box::pin(links::add(app, call)),
        Operation::RemoveLink => Box::pin(links::remove(app, call)),
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
        // `manage-store`, `serve-files`, `serve-rules` and `test-file-server` answer these: none of them is let in here.
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
        | Operation::ShowMailSender
        | Operation::SetMailSender
        | Operation::RemoveMailSender
        | Operation::VerifyMailSender
        | Operation::ListSecrets
        | Operation::AddSecret
        | Operation::ReplaceSecret
        | Operation::RemoveSecret
        | Operation::ListUsers
        | Operation::ShowUser
        | Operation::ChangeUser
        | Operation::RemoveUser
        | Operation::ListInvitations
        | Operation::AddInvitation
        | Operation::RemoveInvitation
        | Operation::ListAudit
        | Operation::InvitePerson
        | Operation::ResetPerson
        | Operation::StartRepair
        | Operation::ShowRepair
        | Operation::CancelRepair
        | Operation::ListImportTemplates
        | Operation::AddImportTemplate
        | Operation::SuggestImportTemplate
        | Operation::ShowImportTemplate
        | Operation::ReplaceImportTemplate
        | Operation::RemoveImportTemplate
        | Operation::CopyImportTemplate
        | Operation::ReplaceMailAddress
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
        | Operation::ListExports
        | Operation::StartExport
        | Operation::ShowExport
        | Operation::CancelExport
        | Operation::TestFileServer
        | Operation::ListSweeps
        | Operation::StartSweep
        | Operation::ShowSweep
        | Operation::CancelSweep
        | Operation::UndoSweep
        | Operation::ListRules
        | Operation::AddRule
        | Operation::ShowRule
        | Operation::ReplaceRule
        | Operation::RemoveRule
        | Operation::ListCustomEvents
        | Operation::AddCustomEvent
        | Operation::ShowCustomEvent
        | Operation::ReplaceCustomEvent
        | Operation::RemoveCustomEvent
        | Operation::ListSuppliers
        | Operation::AddSupplier
        | Operation::ShowSupplier
        | Operation::ReplaceSupplier
        | Operation::RemoveSupplier
        | Operation::ListMailTemplates
        | Operation::AddMailTemplate
        | Operation::ShowMailTemplate
        | Operation::ReplaceMailTemplate
        | Operation::RemoveMailTemplate
        | Operation::PreviewMailTemplate
        | Operation::TryMailTemplate
        | Operation::ListMailTemplateVersions
        | Operation::ListOrderMails
        | Operation::MailOrder
        | Operation::ListMailSuppressions
        | Operation::AddMailSuppression
        | Operation::RemoveMailSuppression
        | Operation::ShowDropship
        | Operation::AnswerDropship
        | Operation::ShowUnsubscribe
        | Operation::Unsubscribe
        | Operation::ListPrintTemplates
        | Operation::AddPrintTemplate
        | Operation::ListPrintSamples
        | Operation::ShowPrintTemplate
        | Operation::ReplacePrintTemplate
        | Operation::RemovePrintTemplate
        | Operation::PreviewPrintTemplate
        | Operation::PrintOrders
        | Operation::ShowDocument
        | Operation::ListCustomButtons
        | Operation::ShowCustomCss
        | Operation::SetCustomCss
        | Operation::ListViews
        | Operation::AddView
        | Operation::ShowView
        | Operation::ReplaceView
        | Operation::RemoveView
        | Operation::AddCustomButton
        | Operation::ShowCustomButton
        | Operation::ReplaceCustomButton
        | Operation::RemoveCustomButton
        | Operation::RunEvent
        | Operation::PressButton => Box::pin(ready(Err(ApiReply::not_found("Address").into()))),
    }
}
