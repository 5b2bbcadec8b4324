//! One thing a rule does.

use serde::{Deserialize, Serialize};

use super::{ActionKind, StockDirection, TimestampZone};
use crate::{FolderId, PostFormat, PostHeader, SplitBy, StoreId, is_default};

/// One thing a rule does. Its texts, but for colours, names of fields and addresses, are templates (orderdesk-app 1.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Moves the order; causes "Folder is Changed". To where it lies is no move.
    ChangeFolder {
        /// The folder.
        folder_id: FolderId,
    },
    /// Tags the order.
    TagOrder {
        /// Green, Red, Blue, Yellow, Orange, Purple or White (orderdesk-app 4.5).
        color: String,
    },
    /// Takes the order's tag away.
    RemoveTag,
    /// Sets a field of the order that is a text or an amount; a line of the shipping or customer address causes "Order
    /// Address Changed".
    SetOrderField {
        /// The field: `shipping_method`, `email`, `shipping.city`, …
        field: String,
        /// What it becomes.
        value: String,
    },
    /// Sets one order metadata field.
    SetOrderMetadata {
        /// The field; blank where the value is in the notation `Name|value`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        name: String,
        /// What it becomes, or what to do with it (orderdesk-app 1.5).
        value: String,
    },
    /// Sets one order metadata field to the time.
    SetMetadataTimestamp {
        /// The field.
        name: String,
        /// Whose time.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        zone: TimestampZone,
    },
    /// Removes one order metadata field.
    RemoveOrderMetadata {
        /// The field.
        name: String,
    },
    /// Sets one checkout data field.
    SetCheckoutData {
        /// The field; blank where the value is in the notation `Name|value`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        name: String,
        /// What it becomes, or what to do with it (orderdesk-app 1.5).
        value: String,
    },
    /// Removes one checkout data field.
    RemoveCheckoutData {
        /// The field.
        name: String,
    },
    /// Adds a note by "Auto"; causes "Note Added".
    AddOrderNote {
        /// What it says.
        content: String,
    },
    /// Adds a discount.
    AddDiscount {
        /// What it is called.
        name: String,
        /// The code that gave it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        code: String,
        /// How much is taken off; its sign does not matter.
        amount: String,
    },
    /// Adds an item; causes "Order Item(s) Changed".
    AddItem {
        /// Its SKU, by which the inventory knows it.
        code: String,
        /// What it is called; of the inventory when left out.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
        /// Price of one; of the inventory when left out.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        price: String,
        /// How many; 1 when left out.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        quantity: String,
    },
    /// Adds a shipment; causes "Shipment is Added".
    AddShipment {
        /// Its tracking number.
        tracking_number: String,
        /// Who carries it; by the number when left out.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        carrier_code: String,
        /// By which of the carrier's services.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        shipment_method: String,
    },
    /// Splits off what belongs together into orders of their own.
    SplitOrder {
        /// What items are told apart by.
        by: SplitBy,
        /// The variation or the metadata field; blank for others.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        name: String,
        /// Items with one of these values go into one order; without any there is an order for each value but the first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        values: Vec<String>,
    },
    /// Makes a duplicate of the order.
    DuplicateOrder,
    /// Causes a custom event.
    RunCustomEvent {
        /// Which, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        event_id: String,
    },
    /// Sets an item's name.
    SetItemName {
        /// What it becomes.
        value: String,
    },
    /// Sets an item's code.
    SetItemCode {
        /// What it becomes.
        value: String,
    },
    /// Sets an item's price of one.
    SetItemPrice {
        /// What it becomes.
        value: String,
    },
    /// Sets an item's quantity.
    SetItemQuantity {
        /// What it becomes.
        value: String,
    },
    /// Sets an item's weight of one.
    SetItemWeight {
        /// What it becomes.
        value: String,
    },
    /// Sets an item's category code.
    SetCategoryCode {
        /// What it becomes.
        value: String,
    },
    /// Sets an item's delivery type.
    SetDeliveryType {
        /// What it becomes.
        value: String,
    },
    /// Sets an item's fulfilment method.
    SetFulfillmentMethod {
        /// What it becomes.
        value: String,
    },
    /// Sets one variation of an item.
    SetItemVariation {
        /// Which; blank where the value is in the notation `Name|value`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        name: String,
        /// What it becomes, or what to do with it (orderdesk-app 1.5).
        value: String,
    },
    /// Sets one metadata field of an item.
    SetItemMetadata {
        /// Which; blank where the value is in the notation `Name|value`.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        name: String,
        /// What it becomes, or what to do with it (orderdesk-app 1.5).
        value: String,
    },
    /// Removes one variation of an item where it is blank.
    RemoveItemVariation {
        /// Which.
        name: String,
    },
    /// Removes an item.
    RemoveItem,
    /// Gives an item the code its inventory item has in the metadata field `code_replace`.
    ReplaceCodeByInventoryMetadata,
    /// Gives an item what the inventory has for its code.
    SyncInventoryDetails,
    /// Takes from the inventory's stock what items need, or gives it back.
    AdjustInventory {
        /// Which way.
        direction: StockDirection,
    },
    /// Assigns an item to a supplier.
    AssignSupplier {
        /// Which, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        supplier_id: String,
    },
    /// Submits the order to a supplier, which gets its own items of it.
    SubmitOrder {
        /// Which, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        supplier_id: String,
    },
    /// Posts the order to an address (orderdesk-app 2).
    PostOrderJson {
        /// Where to.
        url: String,
        /// As a form field or as the body.
        #[serde(default)]
        #[cfg_attr(feature = "schema", schema(required = true))]
        format: PostFormat,
        /// Whether the order's history goes with it.
        #[serde(default, skip_serializing_if = "is_default")]
        include_history: bool,
        /// Headers it has beside ours: a text each, or a secret of the store by its name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        headers: Vec<PostHeader>,
    },
    /// Mails a template of the kind `admin`, to the store's admin where it names nobody.
    SendAdminEmail {
        /// The mail template, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        template_id: String,
    },
    /// Mails a template of the kind `customer`, to who ordered where it names nobody.
    SendCustomerEmail {
        /// The mail template, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        template_id: String,
    },
    /// Mails a template of the kind `dropship`, to who ships the order.
    SendDropshipEmail {
        /// The mail template, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        template_id: String,
        /// Who gets it instead of whom the template names: addresses.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        to: String,
    },
    /// Makes a PDF of the order; causes "PDF Created".
    CreatePdf {
        /// The print template, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        template_id: String,
    },
    /// Sets one checkout data field to the address of a document.
    SetCheckoutDataReceiptUrl {
        /// The field.
        name: String,
        /// The print template, by its id.
        #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
        template_id: String,
    },
    /// Lets no later rule of this event run.
    StopProcessing,
    /// Cancels the order: moves it into the folder Canceled, with a note in its history.
    CancelOrder {
        /// Why.
        note: String,
    },
    /// Deletes the order; for 30 days it can be restored.
    DeleteOrder,
    /// Copies the order to another store, once.
    CopyOrder {
        /// The other store.
        store_id: StoreId,
        /// The folder there; its first one when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
        folder_id: Option<FolderId>,
    },
    /// Moves the order to another store.
    MoveOrder {
        /// The other store.
        store_id: StoreId,
        /// The folder there; its first one when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
        folder_id: Option<FolderId>,
    },
    /// Merges the order with those of its folder that go to the same name, company and first line.
    MergeOrders {
        /// The folder the merged ones go to; where they lie when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
        archive_folder_id: Option<FolderId>,
    },
}

impl Action {
    /// One of each kind, in their order, each with all its parameters: for tests of lists that must be whole.
    pub fn samples() -> [Self; ActionKind::ALL.len()] {
        let text = String::new;
        [
            Self::ChangeFolder { folder_id: FolderId::default() },
            Self::TagOrder { color: text() },
            Self::RemoveTag,
            Self::SetOrderField { field: text(), value: text() },
            Self::SetOrderMetadata { name: text(), value: text() },
            Self::SetMetadataTimestamp { name: text(), zone: TimestampZone::default() },
            Self::RemoveOrderMetadata { name: text() },
            Self::SetCheckoutData { name: text(), value: text() },
            Self::RemoveCheckoutData { name: text() },
            Self::AddOrderNote { content: text() },
            Self::AddDiscount { name: text(), code: "c".into(), amount: text() },
            Self::AddItem { code: text(), name: "n".into(), price: "1".into(), quantity: "1".into() },
            Self::AddShipment { tracking_number: text(), carrier_code: "c".into(), shipment_method: "m".into() },
            Self::SplitOrder { by: SplitBy::Metadata, name: "n".into(), values: vec!["v".into()] },
            Self::DuplicateOrder,
            Self::RunCustomEvent { event_id: text() },
            Self::SetItemName { value: text() },
            Self::SetItemCode { value: text() },
            Self::SetItemPrice { value: text() },
            Self::SetItemQuantity { value: text() },
            Self::SetItemWeight { value: text() },
            Self::SetCategoryCode { value: text() },
            Self::SetDeliveryType { value: text() },
            Self::SetFulfillmentMethod { value: text() },
            Self::SetItemVariation { name: text(), value: text() },
            Self::SetItemMetadata { name: text(), value: text() },
            Self::RemoveItemVariation { name: text() },
            Self::RemoveItem,
            Self::ReplaceCodeByInventoryMetadata,
            Self::SyncInventoryDetails,
            Self::AdjustInventory { direction: StockDirection::default() },
            Self::AssignSupplier { supplier_id: text() },
            Self::SubmitOrder { supplier_id: text() },
            {
                let headers = vec![PostHeader { name: text(), value: text(), secret: text() }];
                Self::PostOrderJson { url: text(), format: PostFormat::Form, include_history: true, headers }
            },
            Self::SendAdminEmail { template_id: text() },
            Self::SendCustomerEmail { template_id: text() },
            Self::SendDropshipEmail { template_id: text(), to: "t".into() },
            Self::CreatePdf { template_id: text() },
            Self::SetCheckoutDataReceiptUrl { name: text(), template_id: text() },
            Self::StopProcessing,
            Self::CancelOrder { note: text() },
            Self::DeleteOrder,
            Self::CopyOrder { store_id: StoreId::default(), folder_id: Some(FolderId::default()) },
            Self::MoveOrder { store_id: StoreId::default(), folder_id: Some(FolderId::default()) },
            Self::MergeOrders { archive_folder_id: Some(FolderId::default()) },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_names_actions_zones_and_directions_as_their_lists_do() {
        let actions = Action::samples();
        assert_eq!(actions.each_ref().map(Action::kind), ActionKind::ALL);
        for action in actions {
            assert_eq!(serde_json::to_value(&action).unwrap()["action"], action.kind().name());
            assert_eq!(ActionKind::named(action.kind().name()), Some(action.kind()));
        }
        for zone in TimestampZone::ALL {
            assert_eq!(serde_json::to_value(zone).unwrap(), zone.name());
            assert_eq!(TimestampZone::named(zone.name()), Some(zone));
        }
        for direction in StockDirection::ALL {
            assert_eq!(serde_json::to_value(direction).unwrap(), direction.name());
            assert_eq!(StockDirection::named(direction.name()), Some(direction));
        }
    }
}
