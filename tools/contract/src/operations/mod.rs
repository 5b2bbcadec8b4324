//! What each operation takes and answers: parameters, body, examples, answers and their schemas, in files by noun.
//!
//! What else there is of an operation (method, address, scope, function, summary, description) stands in
//! [`http::Operation`]. This half stands here because it needs utoipa and the examples, which no function should link.
//! The match below has no wildcard: an operation without an entry does not compile.

mod accounts;
mod appointments;
mod bulk;
mod connections;
mod custom_css;
mod documents;
mod dropship;
mod events;
mod export_templates;
mod exports;
mod families;
mod folders;
mod hooks;
mod import_templates;
mod imports;
mod inventory;
mod items;
mod keys;
mod links;
mod mail_confirmations;
mod mail_senders;
mod mail_templates;
mod mails;
mod orders;
mod own_orders;
mod payments;
mod people;
mod pickups;
mod repairs;
mod rules;
mod secrets;
mod shipments;
mod signing;
mod stores;
mod suppliers;
mod sweeps;
mod views;

use http::Operation;

use crate::entry::Entry;

/// The entry of an operation. An operation that is missing here does not compile.
#[allow(clippy::enum_glob_use, clippy::too_many_lines, reason = "the match names every operation there is")]
pub(crate) fn entry(operation: Operation) -> Entry {
    use Operation::*;
    match operation {
        TestConnection => stores::test_connection(),
        ShowStore => stores::show_store(),
        ListOrders => orders::list(),
        CreateOrder => orders::create(),
        ShowOrder => orders::show(),
        ReplaceOrder => orders::replace(),
        RemoveOrder => orders::remove(),
        AddHistory => orders::add_history(),
        MoveOrders => orders::move_orders(),
        ListOrderItems => items::list(),
        AddOrderItem => items::add(),
        ShowOrderItem => items::show(),
        ReplaceOrderItem => items::replace(),
        RemoveOrderItem => items::remove(),
        ListShipments => shipments::list(),
        AddShipment => shipments::add(),
        ShowShipment => shipments::show(),
        ReplaceShipment => shipments::replace(),
        RemoveShipment => shipments::remove(),
        AddShipments => shipments::add_many(),
        ListInventoryItems => inventory::list(),
        AddInventoryItem => inventory::add(),
        ShowInventoryItem => inventory::show(),
        ReplaceInventoryItem => inventory::replace(),
        RemoveInventoryItem => inventory::remove(),
        ReplaceInventoryItems => inventory::replace_many(),
        PageStockHistory => inventory::history(),
        ShowOpenApi => stores::show_open_api(),
        CreateStore => stores::create(),
        ChangeStore => stores::change_store(),
        ShowSettings => stores::show_settings(),
        ChangeSettings => stores::change_settings(),
        ShowMailConfirmation => mail_confirmations::show(),
        ConfirmMailAddress => mail_confirmations::confirm(),
        ShowMailSender => mail_senders::show(),
        SetMailSender => mail_senders::set(),
        RemoveMailSender => mail_senders::remove(),
        VerifyMailSender => mail_senders::verify(),
        ShowCustomCss => custom_css::show(),
        SetCustomCss => custom_css::set(),
        ListFolders => folders::list(),
        AddFolder => folders::add(),
        SortFolders => folders::sort(),
        RenameFolder => folders::rename(),
        RemoveFolder => folders::remove(),
        RecountFolder => folders::recount(),
        ListKeys => keys::list(),
        AddKey => keys::add(),
        RotateKey => keys::rotate(),
        RevokeKey => keys::revoke(),
        ListSigningSecrets => signing::list(),
        AddSigningSecret => signing::add(),
        RotateSigningSecret => signing::rotate(),
        RemoveSigningSecret => signing::remove(),
        RotateWebhookSecret => signing::rotate_webhook_secret(),
        SetLegacySigningKey => signing::set_legacy_key(),
        RemoveLegacySigningKey => signing::remove_legacy_key(),
        ListSecrets => secrets::list(),
        AddSecret => secrets::add(),
        ReplaceSecret => secrets::replace(),
        RemoveSecret => secrets::remove(),
        PageOrders => own_orders::page(),
        EnterOrder => own_orders::enter(),
        ReadOrder => own_orders::read(),
        PatchOrder => own_orders::patch(),
        PutOrder => own_orders::put(),
        CancelOrder => own_orders::cancel(),
        DeleteOrder => own_orders::delete(),
        RestoreOrder => own_orders::restore(),
        CopyOrder => own_orders::copy(),
        MoveOrder => own_orders::move_order(),
        PageDeletedOrders => own_orders::page_deleted(),
        ListHistory => own_orders::history(),
        RecordRefund => payments::refund(),
        RecordCapture => payments::capture(),
        RecordVoid => payments::void(),
        SplitOrder => families::split(),
        DuplicateOrder => families::duplicate(),
        MergeOrders => families::merge(),
        ShowFamily => families::show(),
        ShowLedger => own_orders::ledger(),
        ShipOrder => own_orders::ship(),
        CreateOrders => bulk::create_orders(),
        PatchOrders => bulk::patch_orders(),
        ShipOrders => bulk::ship_orders(),
        ListLinks => links::list(),
        AddLink => links::add(),
        RemoveLink => links::remove(),
        ListSweeps => sweeps::list(),
        StartSweep => sweeps::start(),
        ShowSweep => sweeps::show(),
        CancelSweep => sweeps::cancel(),
        UndoSweep => sweeps::undo(),
        ListImports => imports::list(),
        StartImport => imports::start(),
        ShowImport => imports::show(),
        CancelImport => imports::cancel(),
        UndoImport => imports::undo(),
        ListExports => exports::list(),
        StartExport => exports::start(),
        ShowExport => exports::show(),
        CancelExport => exports::cancel(),
        ListRules => rules::list(),
        AddRule => rules::add(),
        ShowRule => rules::show(),
        ReplaceRule => rules::replace(),
        RemoveRule => rules::remove(),
        ListCustomEvents => events::list(),
        AddCustomEvent => events::add(),
        ShowCustomEvent => events::show(),
        ReplaceCustomEvent => events::replace(),
        RemoveCustomEvent => events::remove(),
        ListMailTemplates => mail_templates::list(),
        AddMailTemplate => mail_templates::add(),
        ShowMailTemplate => mail_templates::show(),
        ReplaceMailTemplate => mail_templates::replace(),
        RemoveMailTemplate => mail_templates::remove(),
        PreviewMailTemplate => mail_templates::preview(),
        TryMailTemplate => mail_templates::try_out(),
        ListMailTemplateVersions => mail_templates::versions(),
        ListPrintTemplates => documents::list(),
        AddPrintTemplate => documents::add(),
        ListPrintSamples => documents::samples(),
        ShowPrintTemplate => documents::show(),
        ReplacePrintTemplate => documents::replace(),
        RemovePrintTemplate => documents::remove(),
        PreviewPrintTemplate => documents::preview(),
        PrintOrders => documents::print(),
        ShowDocument => documents::page(),
        ShowDropship => dropship::show(),
        AnswerDropship => dropship::answer(),
        ShowUnsubscribe => dropship::show_unsubscribe(),
        Unsubscribe => dropship::unsubscribe(),
        ListOrderMails => mails::list(),
        MailOrder => mails::send(),
        ListMailSuppressions => mails::suppressions(),
        AddMailSuppression => mails::suppress(),
        RemoveMailSuppression => mails::unsuppress(),
        ListSuppliers => suppliers::list(),
        AddSupplier => suppliers::add(),
        ShowSupplier => suppliers::show(),
        ReplaceSupplier => suppliers::replace(),
        RemoveSupplier => suppliers::remove(),
        SubmitOrder => suppliers::submit(),
        ListSupplierOrders => suppliers::own_page(),
        ShowSupplierOrder => suppliers::own(),
        ShipSupplierOrder => suppliers::ship(),
        CancelSupplierOrder => suppliers::cancel(),
        ListCustomButtons => events::list_buttons(),
        AddCustomButton => events::add_button(),
        ShowCustomButton => events::show_button(),
        ReplaceCustomButton => events::replace_button(),
        RemoveCustomButton => events::remove_button(),
        RunEvent => events::run(),
        PressButton => events::press(),
        ListViews => views::list(),
        AddView => views::add(),
        ShowView => views::show(),
        ReplaceView => views::replace(),
        RemoveView => views::remove(),
        ShowColumns => views::show_columns(),
        SetColumns => views::set_columns(),
        ListAppointments => appointments::list(),
        ShowAppointment => appointments::show(),
        RetryAppointment => appointments::retry(),
        CancelAppointment => appointments::cancel(),
        ListImportTemplates => import_templates::list(),
        AddImportTemplate => import_templates::add(),
        SuggestImportTemplate => import_templates::suggest(),
        ShowImportTemplate => import_templates::show(),
        ReplaceImportTemplate => import_templates::replace(),
        RemoveImportTemplate => import_templates::remove(),
        CopyImportTemplate => import_templates::copy(),
        ReplaceMailAddress => import_templates::replace_mail_address(),
        ShowImportSample => import_templates::sample(),
        ListConnections => connections::list(),
        AddConnection => connections::add(),
        ShowConnection => connections::show(),
        ReplaceConnection => connections::replace(),
        RemoveConnection => connections::remove(),
        PauseConnection => connections::pause(),
        ResumeConnection => connections::resume(),
        TestShop => connections::test(),
        SubscribeToShop => connections::subscribe(),
        ImportFromShop => connections::import(),
        ReplaceConnectionSecrets => connections::replace_secrets(),
        ListRefused => connections::refused(),
        ReplayRefused => connections::replay(),
        DiscardRefused => connections::discard(),
        ListPickups => pickups::list(),
        AddPickup => pickups::add(),
        ShowPickup => pickups::show(),
        ReplacePickup => pickups::replace(),
        RemovePickup => pickups::remove(),
        RunPickup => pickups::run(),
        TestFileServer => pickups::test(),
        TakeWebhook => hooks::take(),
        ListExportTemplates => export_templates::list(),
        AddExportTemplate => export_templates::add(),
        ShowExportTemplate => export_templates::show(),
        ReplaceExportTemplate => export_templates::replace(),
        RemoveExportTemplate => export_templates::remove(),
        CopyExportTemplate => export_templates::copy(),
        PreviewExportTemplate => export_templates::preview(),
        StartRepair => repairs::start(),
        ShowRepair => repairs::show(),
        CancelRepair => repairs::cancel(),
        ListUsers => people::list(),
        ShowUser => people::show(),
        ChangeUser => people::change(),
        RemoveUser => people::remove(),
        ListInvitations => people::list_invitations(),
        AddInvitation => people::invite(),
        RemoveInvitation => people::withdraw(),
        ListAudit => people::audit(),
        InvitePerson => accounts::invite(),
        ResetPerson => accounts::reset(),
    }
}
