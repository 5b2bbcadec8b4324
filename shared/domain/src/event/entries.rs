//! Every event, each of them one entry.

use serde::{Deserialize, Serialize};

/// Who can cause an event beside what it is named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runs {
    /// A person may run it on an order by hand.
    ByHand,
    /// It comes by itself alone.
    ByItself,
}

/// What an entry says of an event.
struct Entry {
    name: &'static str,
    title: &'static str,
    doc: &'static str,
    runs: Runs,
    /// What will fire it and is not there yet; blank where it fires today.
    waits_for: &'static str,
}

/// Makes the type and its entries of lines: the variant, its name on the wire, its name for people, whether it may be run
/// by hand, what it waits for, and what it means.
macro_rules! events {
    ($(#[doc = $doc:literal] $event:ident = $name:literal, $title:literal, $runs:ident $(, waits for $cause:literal)?;)*) => {
        /// What happened to an order (orderdesk-app 1.2).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Event {
            $(#[doc = $doc] $event,)*
        }

        impl Event {
            /// Every event, in the order of the help article.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$event),*];

            const fn entry(self) -> Entry {
                match self {
                    $(Self::$event => Entry {
                        name: $name,
                        title: $title,
                        doc: $doc.trim_ascii(),
                        runs: Runs::$runs,
                        waits_for: concat!($($cause)?),
                    },)*
                }
            }
        }
    };
}

events! {
    /// It came through the API, from a cart or a file. Once.
    OrderImported = "order_imported", "Order is Imported", ByHand;
    /// A person entered it. Once.
    OrderCreatedManually = "order_created_manually", "Order is Created Manually", ByHand;
    /// It moved into another folder, by whomever.
    FolderChanged = "folder_changed", "Folder is Changed", ByHand;
    /// Its supplier followed the link of a dropship mail.
    OrderConfirmed = "order_confirmed", "Order Confirmed", ByHand;
    /// It was made as a copy of another order of the store. Of the copy, once.
    OrderDuplicated = "order_duplicated", "Order is Duplicated", ByHand;
    /// It was made by a split. Of the new order, once.
    OrderSplit = "order_split", "Order is Split", ByHand;
    /// Items of it went into a new order. Of the order they were split off.
    ItemsRemovedAfterSplit = "items_removed_after_split", "Items Removed From Order After Split", ByHand;
    /// A person edited its details. What an API key or a rule changes is none.
    OrderDetailsChanged = "order_details_changed", "Order Details Changed", ByHand;
    /// Its shipping or customer address changed.
    OrderAddressChanged = "order_address_changed", "Order Address Changed", ByHand;
    /// Items were added, edited or removed.
    OrderItemsChanged = "order_items_changed", "Order Item(s) Changed", ByHand;
    /// A note was added.
    NoteAdded = "note_added", "Note Added", ByHand;
    /// A shipment was added, wherever from.
    ShipmentAdded = "shipment_added", "Shipment is Added", ByItself;
    /// A document of it is ready.
    PdfCreated = "pdf_created", "PDF Created", ByHand;
    /// A payment of it was captured: that was recorded here, or its shop told it.
    PaymentCaptured = "payment_captured", "Payment Captured", ByHand;
    /// Money of it was paid back, all or a part: that was recorded here, or its shop told it.
    PaymentRefunded = "payment_refunded", "Payment Refunded", ByHand;
    /// A payment of it was voided: that was recorded here, or its shop told it.
    PaymentVoided = "payment_voided", "Payment Voided", ByHand;
    /// One of the store's custom events was run on it, by schedule or by hand; `event_id` says which.
    CustomEvent = "custom_event", "Custom Event", ByHand;
    /// One of the store's custom buttons was pressed; `event_id` says which.
    CustomButton = "custom_button", "Custom Button", ByItself;
    /// It was submitted to a supplier.
    OrderSubmitted = "order_submitted", "Order is Submitted", ByHand;
    /// An integration refused to fulfil it.
    OrderRejected = "order_rejected", "Order is Rejected", ByHand, waits for "integrations";
    /// The supplier canceled it that it was submitted to.
    OrderCanceledBySupplier = "order_canceled_by_supplier", "Order Canceled by Supplier", ByHand;
    /// Other orders were merged into it.
    OrderMerged = "order_merged", "Order is Merged", ByHand;
    /// It was made as a copy of an order of another store. Of the copy, once.
    OrderCopiedFromStore = "order_copied_from_store", "Order Copied From Another Store", ByHand;
    /// It came from another store, which has it no more. Once.
    OrderMovedFromStore = "order_moved_from_store", "Order Moved From Another Store", ByHand;
    /// It was canceled.
    OrderCanceled = "order_canceled", "Order Canceled", ByHand;
}

impl Event {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        self.entry().name
    }

    /// Its name for people, as the rule builder shows it.
    pub const fn title(self) -> &'static str {
        self.entry().title
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        self.entry().doc
    }

    /// Whether it may be run on an order by hand. One that is about a shipment can't, nor can a button, which is pressed.
    pub fn runs_by_hand(self) -> bool {
        self.entry().runs == Runs::ByHand
    }

    /// What will fire it by itself and is not there yet; none where that is there. A rule for it may be kept, and runs
    /// where the event is run by hand.
    pub fn waits_for(self) -> Option<&'static str> {
        Some(self.entry().waits_for).filter(|cause| !cause.is_empty())
    }

    /// Whether a store has several of it, so that a rule must say which by `event_id`.
    pub const fn takes_id(self) -> bool {
        matches!(self, Self::CustomEvent | Self::CustomButton)
    }

    /// The event of this name on the wire.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}
