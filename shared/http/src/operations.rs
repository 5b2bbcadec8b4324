//! Every call there is: its method, its address, and what a key must be allowed to make it.
//!
//! The router, the document of the API and the tests that go over all routes read this one table.

use domain::Scope;

/// Who may make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// Who has the stack's admin token.
    AdminToken,
    /// Who has a store's key of this scope or a wider one.
    Key(Scope),
}

/// Which binary answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `ingest-order`.
    IngestOrder,
    /// `ingest-shipment`.
    IngestShipment,
    /// `serve-api`.
    ServeApi,
    /// `manage-store`.
    ManageStore,
}

impl Function {
    /// Its name: the folder, the package and the binary.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IngestOrder => "ingest-order",
            Self::IngestShipment => "ingest-shipment",
            Self::ServeApi => "serve-api",
            Self::ManageStore => "manage-store",
        }
    }
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $method:literal $path:literal, $access:expr, $function:ident;)*) => {
        /// A call of the API, by its name in `docs/openapi.json`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Operation {
            $($(#[$doc])* $name,)*
        }

        impl Operation {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name, as in `ListOrders`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// Its method.
            pub const fn method(self) -> &'static str {
                match self {
                    $(Self::$name => $method,)*
                }
            }

            /// Its address, with `{order_id}` and the like where a call has a value.
            pub const fn path(self) -> &'static str {
                match self {
                    $(Self::$name => $path,)*
                }
            }

            /// Who may make it.
            pub const fn access(self) -> Access {
                match self {
                    $(Self::$name => $access,)*
                }
            }

            /// The binary that answers it.
            pub const fn function(self) -> Function {
                match self {
                    $(Self::$name => Function::$function,)*
                }
            }
        }
    };
}

const READ: Access = Access::Key(Scope::Read);
const WRITE: Access = Access::Key(Scope::Write);
const ADMIN: Access = Access::Key(Scope::Admin);

operations! {
    /// The compatible API (orderdesk-api 2).
    TestConnection = "GET" "/api/v2/test", READ, ServeApi;
    /// A store with its settings and folders.
    ShowStore = "GET" "/api/v2/store", READ, ServeApi;
    /// A search.
    ListOrders = "GET" "/api/v2/orders", READ, ServeApi;
    /// A new order.
    CreateOrder = "POST" "/api/v2/orders", WRITE, IngestOrder;
    /// One order.
    ShowOrder = "GET" "/api/v2/orders/{order_id}", READ, ServeApi;
    /// The whole order.
    ReplaceOrder = "PUT" "/api/v2/orders/{order_id}", WRITE, ServeApi;
    /// No order any more.
    RemoveOrder = "DELETE" "/api/v2/orders/{order_id}", WRITE, ServeApi;
    /// A line in its history.
    AddHistory = "POST" "/api/v2/orders/{order_id}/order-history", WRITE, ServeApi;
    /// Its items.
    ListOrderItems = "GET" "/api/v2/orders/{order_id}/order-items", READ, ServeApi;
    /// One item more.
    AddOrderItem = "POST" "/api/v2/orders/{order_id}/order-items", WRITE, ServeApi;
    /// One item.
    ShowOrderItem = "GET" "/api/v2/orders/{order_id}/order-items/{item_id}", READ, ServeApi;
    /// The whole item.
    ReplaceOrderItem = "PUT" "/api/v2/orders/{order_id}/order-items/{item_id}", WRITE, ServeApi;
    /// One item less.
    RemoveOrderItem = "DELETE" "/api/v2/orders/{order_id}/order-items/{item_id}", WRITE, ServeApi;
    /// Its shipments.
    ListShipments = "GET" "/api/v2/orders/{order_id}/shipments", READ, ServeApi;
    /// One shipment more.
    AddShipment = "POST" "/api/v2/orders/{order_id}/shipments", WRITE, IngestShipment;
    /// One shipment.
    ShowShipment = "GET" "/api/v2/orders/{order_id}/shipments/{shipment_id}", READ, ServeApi;
    /// The whole shipment.
    ReplaceShipment = "PUT" "/api/v2/orders/{order_id}/shipments/{shipment_id}", WRITE, ServeApi;
    /// One shipment less.
    RemoveShipment = "DELETE" "/api/v2/orders/{order_id}/shipments/{shipment_id}", WRITE, ServeApi;
    /// Shipments of many orders.
    AddShipments = "POST" "/api/v2/batch-shipments", WRITE, IngestShipment;
    /// Inventory items.
    ListInventoryItems = "GET" "/api/v2/inventory-items", READ, ServeApi;
    /// One inventory item more.
    AddInventoryItem = "POST" "/api/v2/inventory-items", WRITE, ServeApi;
    /// One inventory item.
    ShowInventoryItem = "GET" "/api/v2/inventory-items/{inventory_item_id}", READ, ServeApi;
    /// The whole inventory item.
    ReplaceInventoryItem = "PUT" "/api/v2/inventory-items/{inventory_item_id}", WRITE, ServeApi;
    /// One inventory item less.
    RemoveInventoryItem = "DELETE" "/api/v2/inventory-items/{inventory_item_id}", WRITE, ServeApi;
    /// Many whole inventory items.
    ReplaceInventoryItems = "PUT" "/api/v2/batch-inventory-items", WRITE, ServeApi;
    /// Orders into another folder.
    MoveOrders = "POST" "/api/v2/move-orders", WRITE, ServeApi;

    /// Our own API: this document.
    ShowOpenApi = "GET" "/openapi.json", Access::Open, ServeApi;
    /// A new store.
    CreateStore = "POST" "/v1/stores", Access::AdminToken, ManageStore;
    /// A store's name and settings.
    ShowSettings = "GET" "/v1/store", READ, ServeApi;
    /// Some of a store's settings.
    ChangeSettings = "PATCH" "/v1/store", ADMIN, ServeApi;
    /// Folders.
    ListFolders = "GET" "/v1/folders", READ, ServeApi;
    /// One folder more.
    AddFolder = "POST" "/v1/folders", ADMIN, ServeApi;
    /// The sequence of folders.
    SortFolders = "PUT" "/v1/folders", ADMIN, ServeApi;
    /// Another name for a folder.
    RenameFolder = "PATCH" "/v1/folders/{folder_id}", ADMIN, ServeApi;
    /// One folder less, its orders into another.
    RemoveFolder = "DELETE" "/v1/folders/{folder_id}", ADMIN, ServeApi;
    /// Counts the orders of a folder anew.
    RecountFolder = "POST" "/v1/folders/{folder_id}/recount", ADMIN, ServeApi;
    /// Keys to the API.
    ListKeys = "GET" "/v1/keys", ADMIN, ManageStore;
    /// One key more.
    AddKey = "POST" "/v1/keys", ADMIN, ManageStore;
    /// A key in another's place.
    RotateKey = "POST" "/v1/keys/{key_id}/rotate", ADMIN, ManageStore;
    /// One key less.
    RevokeKey = "DELETE" "/v1/keys/{key_id}", ADMIN, ManageStore;
    /// Orders, by cursor.
    PageOrders = "GET" "/v1/orders", READ, ServeApi;
    /// An order entered by a person.
    EnterOrder = "POST" "/v1/orders", WRITE, IngestOrder;
    /// One order with its `ETag`.
    ReadOrder = "GET" "/v1/orders/{order_id}", READ, ServeApi;
    /// Some fields of an order.
    PatchOrder = "PATCH" "/v1/orders/{order_id}", WRITE, ServeApi;
    /// The whole order, as it was when it was read.
    PutOrder = "PUT" "/v1/orders/{order_id}", WRITE, ServeApi;
    /// An order that will not be made.
    CancelOrder = "POST" "/v1/orders/{order_id}/cancel", WRITE, ServeApi;
    /// What happened to an order.
    ListHistory = "GET" "/v1/orders/{order_id}/history", READ, ServeApi;
    /// What of an order was ordered, shipped and is left.
    ShowLedger = "GET" "/v1/orders/{order_id}/ledger", READ, ServeApi;
    /// A shipment that must be of what is left.
    ShipOrder = "POST" "/v1/orders/{order_id}/shipments", WRITE, IngestShipment;
    /// Many orders.
    CreateOrders = "POST" "/v1/bulk/orders", WRITE, IngestOrder;
    /// Many shipments that must be of what is left.
    ShipOrders = "POST" "/v1/bulk/shipments", WRITE, IngestShipment;
    /// Some fields of many orders.
    PatchOrders = "PATCH" "/v1/bulk/orders", WRITE, ServeApi;
    /// Rules, as they run.
    ListRules = "GET" "/v1/rules", READ, ServeApi;
    /// One rule more.
    AddRule = "POST" "/v1/rules", ADMIN, ServeApi;
    /// One rule.
    ShowRule = "GET" "/v1/rules/{rule_id}", READ, ServeApi;
    /// The whole rule.
    ReplaceRule = "PUT" "/v1/rules/{rule_id}", ADMIN, ServeApi;
    /// One rule less.
    RemoveRule = "DELETE" "/v1/rules/{rule_id}", ADMIN, ServeApi;
    /// Appointments.
    ListAppointments = "GET" "/v1/appointments", READ, ServeApi;
    /// One appointment with its attempts.
    ShowAppointment = "GET" "/v1/appointments/{appointment_id}", READ, ServeApi;
    /// A new round for an appointment.
    RetryAppointment = "POST" "/v1/appointments/{appointment_id}/retry", WRITE, ServeApi;
    /// No further attempt.
    CancelAppointment = "POST" "/v1/appointments/{appointment_id}/cancel", WRITE, ServeApi;
}

/// What a call's address leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A call, and the values in its address by their names.
    Operation(Operation, Vec<(&'static str, &'a str)>),
    /// An address that takes these other methods.
    OtherMethods(Vec<&'static str>),
    /// No address.
    Nothing,
}

impl Operation {
    /// The call that `method` at an address of these parts is. The singular spellings of the official text are taken
    /// too (orderdesk-api 2.10).
    pub fn find<'a>(method: &str, parts: &[&'a str]) -> Found<'a> {
        let mut others = vec![];
        for operation in Self::ALL {
            let Some(values) = operation.values(parts) else { continue };
            if operation.method() == method {
                return Found::Operation(*operation, values);
            }
            others.push(operation.method());
        }
        if others.is_empty() { Found::Nothing } else { Found::OtherMethods(others) }
    }

    /// The values in an address, if it is this call's.
    fn values<'a>(self, parts: &[&'a str]) -> Option<Vec<(&'static str, &'a str)>> {
        let mut wanted = self.path().split('/').skip(1);
        let mut values = vec![];
        for part in parts {
            let want = wanted.next()?;
            match want.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => values.push((name, *part)),
                None if want == plural(part) => {}
                None => return None,
            }
        }
        wanted.next().is_none().then_some(values)
    }
}

/// `/order/{id}/…` and `/inventory-item/{id}` stand in the official text beside the plural (orderdesk-api 2.10).
fn plural(part: &str) -> &str {
    match part {
        "order" => "orders",
        "order-item" => "order-items",
        "shipment" => "shipments",
        "inventory-item" => "inventory-items",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn find<'a>(method: &str, path: &'a str) -> Found<'a> {
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        Operation::find(method, &parts)
    }

    #[test]
    fn every_operation_is_found_at_its_own_address_and_nowhere_else() {
        let mut seen = HashSet::new();
        for operation in Operation::ALL {
            assert!(seen.insert((operation.method(), operation.path())), "{operation:?} stands there twice");
            let path = operation.path().replace(['{', '}'], "");
            assert!(matches!(find(operation.method(), &path), Found::Operation(found, _) if found == *operation));
        }
    }

    #[test]
    fn values_come_out_of_the_address_in_both_spellings() {
        let expected = || Found::Operation(Operation::ShowShipment, vec![("order_id", "7"), ("shipment_id", "9")]);
        assert_eq!(find("GET", "/api/v2/orders/7/shipments/9"), expected());
        assert_eq!(find("GET", "/api/v2/order/7/shipments/9"), expected());
        let removed = Found::Operation(Operation::RemoveInventoryItem, vec![("inventory_item_id", "3")]);
        assert_eq!(find("DELETE", "/api/v2/inventory-item/3"), removed);
    }

    #[test]
    fn another_method_is_another_answer_than_an_unknown_address() {
        assert_eq!(find("PATCH", "/api/v2/move-orders"), Found::OtherMethods(vec!["POST"]));
        assert_eq!(find("GET", "/api/v2/batch-orders"), Found::Nothing);
        assert_eq!(find("GET", "/api/v2/orders/7/shipments/9/more"), Found::Nothing);
        assert_eq!(find("GET", "/"), Found::Nothing);
        assert_eq!(find("GET", "/v1/rules/"), Found::Operation(Operation::ShowRule, vec![("rule_id", "")]));
    }
}
