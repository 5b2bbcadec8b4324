//! One entry for each operation, in files by noun.

mod appointments;
mod bulk;
mod folders;
mod inventory;
mod items;
mod keys;
mod orders;
mod own_orders;
mod rules;
mod shipments;
mod stores;

use http::Operation;

use crate::entry::Entry;

/// Tags in the order people see them, each with what it is about.
pub(crate) const TAGS: &[(&str, &str)] = &[
    (STORE, "`/api/v2`: the connection test, and the store with its folders."),
    (ORDERS, "`/api/v2`: orders, their history, and moving them."),
    (ITEMS, "`/api/v2`: the items of an order."),
    (SHIPMENTS, "`/api/v2`: the shipments of an order."),
    (INVENTORY, "`/api/v2`: what the store sells."),
    (STORES, "`/v1`: making stores, and their settings."),
    (FOLDERS, "`/v1`: the folders orders lie in."),
    (KEYS, "`/v1`: keys to the API, by scope."),
    (OWN_ORDERS, "`/v1`: orders by cursor, changed field by field or only as they were read."),
    (BULK, "`/v1`: many orders or shipments at once, each with its own result."),
    (RULES, "`/v1`: what happens to orders by itself."),
    (APPOINTMENTS, "`/v1`: what rules have queued, its attempts, and trying it again."),
    (DOCUMENT, "This document."),
];

pub(crate) const STORE: &str = "Store";
pub(crate) const ORDERS: &str = "Orders";
pub(crate) const ITEMS: &str = "Order items";
pub(crate) const SHIPMENTS: &str = "Shipments";
pub(crate) const INVENTORY: &str = "Inventory items";
pub(crate) const STORES: &str = "Stores";
pub(crate) const FOLDERS: &str = "Folders";
pub(crate) const KEYS: &str = "Keys";
pub(crate) const OWN_ORDERS: &str = "Orders v1";
pub(crate) const BULK: &str = "Bulk";
pub(crate) const RULES: &str = "Rules";
pub(crate) const APPOINTMENTS: &str = "Appointments";
pub(crate) const DOCUMENT: &str = "Document";

/// The entry of an operation. An operation that is missing here does not compile.
#[allow(clippy::enum_glob_use, reason = "the match names every operation there is")]
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
        ShowOpenApi => stores::show_open_api(),
        CreateStore => stores::create(),
        ShowSettings => stores::show_settings(),
        ChangeSettings => stores::change_settings(),
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
        PageOrders => own_orders::page(),
        EnterOrder => own_orders::enter(),
        ReadOrder => own_orders::read(),
        PatchOrder => own_orders::patch(),
        PutOrder => own_orders::put(),
        CancelOrder => own_orders::cancel(),
        ListHistory => own_orders::history(),
        ShowLedger => own_orders::ledger(),
        ShipOrder => own_orders::ship(),
        CreateOrders => bulk::create_orders(),
        PatchOrders => bulk::patch_orders(),
        ShipOrders => bulk::ship_orders(),
        ListRules => rules::list(),
        AddRule => rules::add(),
        ShowRule => rules::show(),
        ReplaceRule => rules::replace(),
        RemoveRule => rules::remove(),
        ListAppointments => appointments::list(),
        ShowAppointment => appointments::show(),
        RetryAppointment => appointments::retry(),
        CancelAppointment => appointments::cancel(),
    }
}
