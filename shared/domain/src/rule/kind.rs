//! What kinds of actions there are, and those that are still to come: one entry each.

use super::{Action, AppliesTo};

/// In which rules an action may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionLevel {
    /// In order rules.
    Order,
    /// In item rules.
    Items,
    /// In both.
    Both,
}

impl ActionLevel {
    /// Whether an action of this level may stand in such a rule.
    pub const fn fits(self, applies_to: AppliesTo) -> bool {
        matches!(
            (self, applies_to),
            (Self::Both, _) | (Self::Order, AppliesTo::Order) | (Self::Items, AppliesTo::Items)
        )
    }

    /// In which rules, in words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Order => "order rules",
            Self::Items => "item rules",
            Self::Both => "order rules, item rules",
        }
    }
}

/// The kinds of actions, in the order errors list them: what code calls it, its name, where it may stand, what it does.
macro_rules! kinds {
    ($($kind:ident $name:literal $level:ident $doc:literal,)*) => {
        /// What kinds of actions there are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ActionKind {
            $(#[doc = $doc] $kind,)*
        }

        impl ActionKind {
            /// Every kind, in the order errors list them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$kind),*];

            /// Its name in the API and in rows.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// What it does.
            pub const fn doc(self) -> &'static str {
                match self {
                    $(Self::$kind => $doc,)*
                }
            }

            /// In which rules it may stand.
            pub const fn level(self) -> ActionLevel {
                match self {
                    $(Self::$kind => ActionLevel::$level,)*
                }
            }
        }

        impl Action {
            /// What kind of action it is.
            pub const fn kind(&self) -> ActionKind {
                match self {
                    $(Self::$kind { .. } => ActionKind::$kind,)*
                }
            }
        }
    };
}

kinds! {
    ChangeFolder "change_folder" Order "Moves the order; causes \"Folder is Changed\". To where it lies is no move.",
    TagOrder "tag_order" Order "Tags the order.",
    RemoveTag "remove_tag" Order "Takes the order's tag away.",
    SetOrderField "set_order_field" Order
        "Sets a field of the order that is a text or an amount; a line of the shipping or customer address causes \"Order Address Changed\".",
    SetOrderMetadata "set_order_metadata" Order "Sets one order metadata field.",
    SetMetadataTimestamp "set_metadata_timestamp" Order "Sets one order metadata field to the time.",
    RemoveOrderMetadata "remove_order_metadata" Order "Removes one order metadata field.",
    SetCheckoutData "set_checkout_data" Order "Sets one checkout data field.",
    RemoveCheckoutData "remove_checkout_data" Order "Removes one checkout data field.",
    AddOrderNote "add_order_note" Order "Adds a note by \"Auto\"; causes \"Note Added\".",
    AddDiscount "add_discount" Order "Adds a discount.",
    AddItem "add_item" Order
        "Adds an item, which the inventory fills in where it knows its code; causes \"Order Item(s) Changed\".",
    AddShipment "add_shipment" Order
        "Adds a shipment of this tracking number, unless the order has it; causes \"Shipment is Added\".",
    SplitOrder "split_order" Order
        "Splits off what belongs together into orders of their own; causes \"Order is Split\" on them, and \"Items Removed From Order After Split\".",
    DuplicateOrder "duplicate_order" Order
        "Makes a duplicate of the order, on which it causes \"Order is Duplicated\"; of a duplicate none is made.",
    RunCustomEvent "run_custom_event" Order
        "Causes a custom event on the order, once the rules of the present event are done, whatever folder it lies in.",
    SetItemName "set_item_name" Items "Sets an item's name.",
    SetItemCode "set_item_code" Items "Sets an item's code.",
    SetItemPrice "set_item_price" Items "Sets the price of one of an item.",
    SetItemQuantity "set_item_quantity" Items "Sets an item's quantity, a whole number.",
    SetItemWeight "set_item_weight" Items "Sets the weight of one of an item.",
    SetCategoryCode "set_category_code" Items "Sets an item's category code.",
    SetDeliveryType "set_delivery_type" Items "Sets an item's delivery type.",
    SetFulfillmentMethod "set_fulfillment_method" Items "Sets an item's fulfilment method.",
    SetItemVariation "set_item_variation" Items "Sets one variation of an item.",
    SetItemMetadata "set_item_metadata" Items "Sets one metadata field of an item.",
    RemoveItemVariation "remove_item_variation" Items "Removes one variation of an item where it is blank.",
    RemoveItem "remove_item" Items "Removes an item from the order; what the rule does behind it is not done to it.",
    ReplaceCodeByInventoryMetadata "replace_code_by_inventory_metadata" Items
        "Gives an item the code that its inventory item has in the metadata field `code_replace`; a list of codes there is a bundle, and replaces nothing.",
    SyncInventoryDetails "sync_inventory_details" Both
        "Gives an item, in an order rule each, the name, price, weight, variations and metadata that the inventory has for its code; what is blank there stays.",
    AdjustInventory "adjust_inventory" Both
        "Takes from the inventory's stock what an item's quantity says, in an order rule of each item whose code the inventory has, or gives back what was taken. Done again it does nothing, and follows a quantity that changed. What was taken for items that are gone is given back with it. Of an order that was merged into another nothing is moved. Where the store's setting `stock_is_taken` takes stock, that has the last word.",
    AssignSupplier "assign_supplier" Items
        "Assigns an item to a supplier, whose it then is, whatever codes suppliers list.",
    SubmitOrder "submit_order" Order
        "Submits the order to a supplier once the rules are done, which gets its own items in the way it is set up for; causes \"Order is Submitted\". One that stands there already is left as it is.",
    PostOrderJson "post_order_json" Order "Posts the order to an address.",
    SendAdminEmail "send_admin_email" Order
        "Mails a template of the kind `admin` of the order, to the store's admin where it names nobody.",
    SendCustomerEmail "send_customer_email" Order
        "Mails a template of the kind `customer` of the order, to the order's e-mail where it names nobody.",
    SendDropshipEmail "send_dropship_email" Order
        "Mails a template of the kind `dropship` of the order, with a link to confirm it, to who ships it.",
    CreatePdf "create_pdf" Order
        "Makes a PDF of the order in the background; its address is the metadata `pdf_<print template>`, and \"PDF Created\" follows.",
    SetCheckoutDataReceiptUrl "set_checkout_data_receipt_url" Order
        "Sets one checkout data field to the address of a document of the order: its PDF where there is one, else a page.",
    StopProcessing "stop_processing" Both "Lets no later rule of this event run.",
    CancelOrder "cancel_order" Order
        "Cancels the order: moves it into the folder Canceled; causes \"Folder is Changed\" and \"Order Canceled\". One that lies there stays as it is.",
    DeleteOrder "delete_order" Order
        "Deletes the order once the rules are done; what they planned for it is not done any more. For 30 days it can be restored.",
    CopyOrder "copy_order" Order
        "Copies the order to a linked store once the rules are done, and once for each store; never to one it came from.",
    MoveOrder "move_order" Order
        "Moves the order to a linked store once the rules are done; what they planned for it here is not done any more. Never to a store it came from.",
    MergeOrders "merge_orders" Order
        "Merges the order, once the rules are done, with those of its folder whose shipping name, company and first line are the same; causes \"Order is Merged\" on the merged one. Only sensible in a custom event, each half hour or more. Without such an order it does nothing.",
}

impl ActionKind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An action of the original that waits for a part of the product that is still to come. No rule can be saved with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AwaitedAction {
    /// Its name.
    pub name: &'static str,
    /// What it will do.
    pub doc: &'static str,
    /// What it waits for, as whoever wants to save a rule with it is told.
    pub waits_for: &'static str,
}

const fn awaited(name: &'static str, doc: &'static str, waits_for: &'static str) -> AwaitedAction {
    AwaitedAction { name, doc, waits_for }
}

const PRINTERS: &str = "waits for connections to printers, which are not there yet";
const FILES: &str = "is not there yet; move the order to a folder that an export template takes its orders from";
const SHIPMENTS: &str = "is not there yet; `post_order_json` posts the order with its shipments";
const CARTS: &str =
    "is not there yet; a connection tells its shop of shipments by itself, and its settings say of which status";

impl AwaitedAction {
    /// All of them, in the order of orderdesk-app 1.4.
    pub const ALL: &'static [Self] = &[
        awaited("print_document", "Prints a document of the order.", PRINTERS),
        awaited("export_order", "Writes the order by an export template.", FILES),
        awaited("add_to_batch_export", "Puts the order into the next file of an export template.", FILES),
        awaited("post_shipments_json", "Posts the order's shipments to an address.", SHIPMENTS),
        awaited("update_cart", "Tells the cart the order's status and shipments.", CARTS),
    ];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_action_is_both_there_and_to_come() {
        for action in AwaitedAction::ALL {
            assert_eq!(AwaitedAction::named(action.name), Some(*action));
            assert_eq!(ActionKind::named(action.name), None);
        }
    }
}
