//! What each call needs to be made, and the call itself. One without a line does not compile.

mod connections;
mod documents;
mod events;
mod export_templates;
mod exports;
mod families;
mod folders;
mod import_templates;
mod imports;
mod inventory;
mod links;
mod mail_templates;
mod payments;
mod pickups;
mod rules;
mod secrets;
mod suppliers;
mod sweeps;
mod views;

use anyhow::Result;
use domain::AppointmentStatus;
use http::Operation;
use serde_json::{Value, json};

use self::families::{merges, splits};
use self::folders::{full_folder, large_folder};
use self::inventory::{inventory, inventory_changes, inventory_lists, many_inventory_changes, stocked};
use self::rules::{rule, rule_list, rules};
use self::secrets::{key, rotations, secret, signing};
use super::appointed::{appointed, appointment_lists};
use super::desk::{ADMIN_TOKEN, Ask, Desk, part, text};
use super::other_stores::{deleted, link_to, linked, other_store, ten_deleted, transferred};
use super::people;

/// The entries of a call that has many.
pub(super) const MANY: usize = 10;

/// Prepares the store that was entered; the calls to be measured, in their sequence.
#[allow(clippy::too_many_lines, reason = "one line an operation")]
pub(super) async fn prepare(desk: &mut Desk<'_>, operation: Operation) -> Result<Vec<Ask>> {
    let ask = Ask::new(operation, "");
    let one = match operation {
        Operation::TestConnection
        | Operation::ShowStore
        | Operation::ShowOpenApi
        | Operation::ShowSettings
        | Operation::ListFolders
        | Operation::ListKeys
        | Operation::ShowCustomCss => ask,

        Operation::ListOrders | Operation::PageOrders => return lists(desk, operation).await,
        Operation::CreateOrder | Operation::EnterOrder => ask.body(&desk.new_order()?),
        Operation::ShowOrder => return shows(desk).await,
        Operation::ReadOrder
        | Operation::RemoveOrder
        | Operation::DeleteOrder
        | Operation::ListOrderItems
        | Operation::ListShipments
        | Operation::ListHistory
        | Operation::ShowLedger
        | Operation::DuplicateOrder
        | Operation::ShowFamily => of_order(ask, &desk.order().await?),
        Operation::ReplaceOrder => replacement(desk, ask).await?,
        Operation::PutOrder => replacement(desk, ask).await?.header("if-match", "*"),
        Operation::PatchOrder => return patches(desk).await,
        Operation::CancelOrder => of_order(ask, &desk.order().await?).body(&json!({ "note": "The customer asked" })),
        Operation::RecordRefund | Operation::RecordCapture | Operation::RecordVoid => {
            payments::one(desk, operation).await?
        }
        Operation::RestoreOrder => deleted(desk, ask).await?,
        Operation::CopyOrder | Operation::MoveOrder => transferred(desk, ask).await?,
        Operation::PageDeletedOrders => ten_deleted(desk, ask).await?,
        Operation::SplitOrder => splits(desk, ask).await?,
        Operation::MergeOrders => merges(desk, ask).await?,
        Operation::AddHistory => of_order(ask, &desk.order().await?).body(&json!({ "note": "Checked" })),
        Operation::MoveOrders => moves(desk, ask).await?,
        Operation::CreateOrders => creations(desk, ask)?,
        Operation::PatchOrders => many_patches(desk, ask).await?,

        Operation::AddOrderItem => of_order(ask, &desk.order().await?).body(&item()),
        Operation::ShowOrderItem | Operation::RemoveOrderItem => of_item(ask, &desk.order().await?),
        Operation::ReplaceOrderItem => of_item(ask, &desk.order().await?).body(&item()),

        Operation::AddShipment | Operation::ShipOrder => of_order(ask, &desk.order().await?).body(&shipment("1")),
        Operation::ShowShipment | Operation::RemoveShipment => of_shipment(desk, ask).await?,
        Operation::ReplaceShipment => of_shipment(desk, ask).await?.body(&shipment("2")),
        Operation::AddShipments | Operation::ShipOrders => return many_shipments(desk, operation).await,

        Operation::ListInventoryItems => return inventory_lists(desk).await,
        Operation::AddInventoryItem => ask.body(&inventory("MUG-01")),
        Operation::ShowInventoryItem | Operation::RemoveInventoryItem | Operation::PageStockHistory => {
            stocked(desk, ask, "MUG-01").await?
        }
        Operation::ReplaceInventoryItem => return inventory_changes(desk).await,
        Operation::ReplaceInventoryItems => many_inventory_changes(desk, ask).await?,

        Operation::CreateStore => new_store(ask),
        Operation::ChangeStore => changed_store(desk, ask)?,
        Operation::ChangeSettings => ask.body(&json!({ "name": "Harbor Prints and Mugs" })),

        Operation::ListPrintTemplates
        | Operation::AddPrintTemplate
        | Operation::ListPrintSamples
        | Operation::ShowPrintTemplate
        | Operation::ReplacePrintTemplate
        | Operation::RemovePrintTemplate
        | Operation::PreviewPrintTemplate
        | Operation::PrintOrders
        | Operation::ShowDocument => documents::one(desk, operation).await?,

        Operation::ShowDropship | Operation::AnswerDropship => {
            let ask = ask.at("dropship_token", &links::dropship(desk).await?);
            if operation == Operation::AnswerDropship { ask.form("action=confirm") } else { ask }
        }
        Operation::ShowUnsubscribe | Operation::Unsubscribe => {
            ask.at("unsubscribe_token", &links::unsubscribe(desk).await?)
        }
        Operation::ShowMailConfirmation | Operation::ConfirmMailAddress => {
            ask.at("token", &links::confirmation(desk).await?)
        }

        Operation::ShowMailSender
        | Operation::SetMailSender
        | Operation::RemoveMailSender
        | Operation::VerifyMailSender => links::sender(desk, operation).await?,

        Operation::SetCustomCss => ask.body(&json!({ "css": ".u-vendor .box-payment { display: none }" })),

        Operation::AddFolder => ask.body(&json!({ "name": "Returns" })),
        Operation::SortFolders => ask.body(&json!({ "folder_ids": ["3", "1", "2", "4", "5"] })),
        Operation::RenameFolder => ask.at("folder_id", "3").body(&json!({ "name": "Ready to ship" })),
        Operation::RemoveFolder => full_folder(desk).await?,
        Operation::RecountFolder => large_folder(desk).await?,

        Operation::AddKey => ask.body(&json!({ "name": "Dashboard", "scope": "read" })),
        Operation::RotateKey => return rotations(desk).await,
        Operation::RevokeKey => ask.at("key_id", &key(desk, "id").await?),

        Operation::ListSecrets | Operation::AddSecret | Operation::ReplaceSecret | Operation::RemoveSecret => {
            secret(desk, operation).await?
        }
        Operation::ListSigningSecrets
        | Operation::AddSigningSecret
        | Operation::RotateSigningSecret
        | Operation::RemoveSigningSecret
        | Operation::RotateWebhookSecret
        | Operation::SetLegacySigningKey
        | Operation::RemoveLegacySigningKey => signing(desk, operation).await?,

        Operation::ListLinks | Operation::RemoveLink => linked(desk, ask).await?,
        Operation::AddLink => link_to(ask, &other_store(desk).await?),

        Operation::ListSweeps => sweeps::swept(desk, Ask::new(Operation::ShowSweep, "")).await.map(|_| ask)?,
        Operation::StartSweep => sweeps::sweep(desk, ask).await?,
        Operation::ShowSweep | Operation::UndoSweep => sweeps::swept(desk, ask).await?,
        Operation::CancelSweep => sweeps::large_sweep(desk, ask).await?,
        Operation::ListExports | Operation::StartExport | Operation::ShowExport | Operation::CancelExport => {
            exports::one(desk, operation).await?
        }
        Operation::ListImports
        | Operation::StartImport
        | Operation::ShowImport
        | Operation::CancelImport
        | Operation::UndoImport => imports::one(desk, operation).await?,
        Operation::ListRules => rule_list(desk).await?,
        Operation::AddRule => ask.body(&rule("To the printer")),
        Operation::ShowRule | Operation::RemoveRule => ask.at("rule_id", &rules(desk, 1).await?),
        Operation::ReplaceRule => ask.at("rule_id", &rules(desk, 1).await?).body(&rule("To another printer")),

        Operation::ListCustomEvents
        | Operation::AddCustomEvent
        | Operation::ShowCustomEvent
        | Operation::ReplaceCustomEvent
        | Operation::RemoveCustomEvent
        | Operation::ListCustomButtons
        | Operation::AddCustomButton
        | Operation::ShowCustomButton
        | Operation::ReplaceCustomButton
        | Operation::RemoveCustomButton
        | Operation::RunEvent
        | Operation::PressButton => events::one(desk, operation).await?,

        Operation::ListViews | Operation::AddView => views::all(desk, operation).await?,
        Operation::ShowView | Operation::ReplaceView | Operation::RemoveView => views::one(desk, operation).await?,
        Operation::ShowColumns | Operation::SetColumns => views::columns(operation),

        Operation::ListMailTemplates
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
        | Operation::RemoveMailSuppression => mail_templates::one(desk, operation).await?,

        Operation::ListSuppliers
        | Operation::AddSupplier
        | Operation::ShowSupplier
        | Operation::ReplaceSupplier
        | Operation::RemoveSupplier
        | Operation::SubmitOrder
        | Operation::ListSupplierOrders
        | Operation::ShowSupplierOrder
        | Operation::ShipSupplierOrder
        | Operation::CancelSupplierOrder => suppliers::one(desk, operation).await?,

        Operation::ListExportTemplates
        | Operation::AddExportTemplate
        | Operation::ShowExportTemplate
        | Operation::ReplaceExportTemplate
        | Operation::RemoveExportTemplate
        | Operation::CopyExportTemplate
        | Operation::PreviewExportTemplate => export_templates::one(desk, operation).await?,
        Operation::ListImportTemplates
        | Operation::AddImportTemplate
        | Operation::SuggestImportTemplate
        | Operation::ShowImportTemplate
        | Operation::ReplaceImportTemplate
        | Operation::RemoveImportTemplate
        | Operation::CopyImportTemplate
        | Operation::ReplaceMailAddress
        | Operation::ShowImportSample => import_templates::one(desk, operation).await?,

        Operation::ListConnections
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
        | Operation::TakeWebhook => connections::one(desk, operation).await?,
        Operation::ListPickups
        | Operation::AddPickup
        | Operation::ShowPickup
        | Operation::ReplacePickup
        | Operation::RemovePickup
        | Operation::RunPickup
        | Operation::TestFileServer => pickups::one(desk, operation).await?,

        Operation::ListAppointments => return appointment_lists(desk).await,
        Operation::ShowAppointment | Operation::CancelAppointment => {
            appointed(desk, ask, AppointmentStatus::Pending).await?
        }
        Operation::StartRepair => of_operator(ask),
        Operation::ListUsers
        | Operation::ShowUser
        | Operation::ChangeUser
        | Operation::RemoveUser
        | Operation::ListInvitations
        | Operation::AddInvitation
        | Operation::RemoveInvitation
        | Operation::ListAudit => people::of_store(desk, operation).await?,
        Operation::InvitePerson => of_operator(ask.body(&people::invited(desk)?)),
        Operation::ResetPerson => of_operator(ask.body(&people::locked_out(desk).await?)),
        Operation::ShowRepair | Operation::CancelRepair => started_repair(desk, ask).await?,
        Operation::RetryAppointment => appointed(desk, ask, AppointmentStatus::Failed).await?,
    };
    Ok(vec![one])
}

async fn moves(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let ids: Vec<_> = desk.orders(MANY).await?.iter().map(|order| text(order, "id")).collect();
    Ok(ask.ten().body(&json!({ "order_id_list": ids, "destination_folder_id": 2 })))
}

fn creations(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let orders = (0..MANY).map(|_| desk.new_order()).collect::<Result<Vec<_>>>()?;
    Ok(ask.ten().body(&json!({ "orders": orders })))
}

async fn many_patches(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let orders = desk.orders(MANY).await?;
    let entries = orders.iter().map(|order| json!({ "id": text(order, "id"), "shipping_method": "Express" }));
    Ok(ask.ten().body(&json!({ "orders": entries.collect::<Vec<_>>() })))
}

pub(super) fn new_store(ask: Ask) -> Ask {
    let ask = ask.header("authorization", format!("Bearer {ADMIN_TOKEN}"));
    ask.body(&json!({ "name": "Harbor Prints" }))
}

fn of_operator(ask: Ask) -> Ask {
    ask.header("authorization", format!("Bearer {ADMIN_TOKEN}"))
}

async fn started_repair(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let started = part(desk.call(of_operator(Ask::new(Operation::StartRepair, ""))).await?, "repair")?;
    Ok(of_operator(ask).at("repair_id", &text(&started, "id")))
}

fn changed_store(desk: &Desk<'_>, ask: Ask) -> Result<Ask> {
    let ask = ask
        .header("authorization", format!("Bearer {ADMIN_TOKEN}"))
        .at("store_id", &desk.account()?.store_id.to_string());
    Ok(ask.body(&json!({ "settings": { "rate_limit": "off" } })))
}

async fn lists(desk: &mut Desk<'_>, operation: Operation) -> Result<Vec<Ask>> {
    let order = desk.all_orders().await?;
    let ask = |what, query: &str| Ask::new(operation, what).query(query);
    let mut asks = vec![ask("50 of a folder's 400", "folder_id=1"), ask("50 of 400 in five folders", "")];
    if operation == Operation::ListOrders {
        asks.extend([
            ask("by `source_id`", &format!("source_id={}", text(&order, "source_id"))),
            ask("by `email`", &format!("email={}", text(&order, "email"))),
            ask("50 with their histories", "folder_id=1&get_order_history=1"),
        ]);
    }
    Ok(asks)
}

async fn shows(desk: &mut Desk<'_>) -> Result<Vec<Ask>> {
    let order = desk.order().await?;
    let ask = |what| of_order(Ask::new(Operation::ShowOrder, what), &order);
    Ok(vec![ask(""), ask("with its history").query("get_order_history=1")])
}

async fn patches(desk: &mut Desk<'_>) -> Result<Vec<Ask>> {
    let order = desk.order().await?;
    let ask = |what, body| of_order(Ask::new(Operation::PatchOrder, what), &order).body(&body);
    Ok(vec![
        ask("a field", json!({ "shipping_method": "Express" })),
        ask("its folder", json!({ "folder_id": 2 })),
        ask("its e-mail", json!({ "email": "another@example.test" })),
    ])
}

/// The whole order with another method, as somebody sends it who read it.
async fn replacement(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let mut order = desk.order().await?;
    set(&mut order, "shipping_method", json!("Express"));
    Ok(of_order(ask, &order).body(&order))
}

pub(super) fn of_order(ask: Ask, order: &Value) -> Ask {
    ask.at("order_id", &text(order, "id"))
}

fn of_item(ask: Ask, order: &Value) -> Ask {
    let item = order.pointer("/order_items/0").cloned().unwrap_or_default();
    of_order(ask, order).at("item_id", &text(&item, "id"))
}

fn item() -> Value {
    json!({ "name": "Tide Mug", "code": "MUG-02", "price": 12.5, "quantity": 1, "weight": 0.4 })
}

fn shipment(number: &str) -> Value {
    json!({ "tracking_number": format!("1Z{number}"), "carrier_code": "UPS", "shipment_method": "Ground" })
}

async fn of_shipment(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let order = desk.order().await?;
    let added = of_order(Ask::new(Operation::AddShipment, ""), &order).body(&shipment("1"));
    let shipment = part(desk.call(added).await?, "shipment")?;
    Ok(of_order(ask, &order).at("shipment_id", &text(&shipment, "id")))
}

async fn many_shipments(desk: &mut Desk<'_>, operation: Operation) -> Result<Vec<Ask>> {
    let mut asks = vec![];
    let mut ask = async |what, names: &[&'static str]| {
        let orders = desk.orders(MANY).await?;
        let entries = orders.iter().enumerate().map(|(index, order)| {
            let mut entry = shipment(&index.to_string());
            for name in names {
                set(&mut entry, name, json!(text(order, name.trim_start_matches("order_"))));
            }
            entry
        });
        asks.push(Ask::new(operation, what).body(&json!({ "shipments": entries.collect::<Vec<_>>() })));
        anyhow::Ok(())
    };
    ask("ten", &["order_id"]).await?;
    if operation == Operation::AddShipments {
        ask("ten, by `source_id` and `source_name`", &["source_id", "source_name"]).await?;
        ask("ten, by `source_id`", &["source_id"]).await?;
    }
    Ok(asks)
}

fn set(value: &mut Value, name: &str, to: Value) {
    if let Value::Object(parts) = value {
        parts.insert(name.to_owned(), to);
    }
}
