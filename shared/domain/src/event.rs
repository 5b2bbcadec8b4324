//! What happens to orders.

use serde::{Deserialize, Serialize};

use crate::{Address, Order, Origin, is_default};

/// What happened to an order (orderdesk-app 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// E1: it came through the API, from a cart or a file. Once.
    OrderImported,
    /// E2: a person entered it. Once.
    OrderCreatedManually,
    /// E3: it moved into another folder, by whomever.
    FolderChanged,
    /// E8: a person edited its details.
    OrderDetailsChanged,
    /// E9: its shipping or customer address changed.
    OrderAddressChanged,
    /// E10: items were added, edited or removed.
    OrderItemsChanged,
    /// E11: a note was added.
    NoteAdded,
    /// E12: a shipment was added, wherever from.
    ShipmentAdded,
}

impl Event {
    /// Every event, in the order of the help article.
    pub const ALL: [Self; 8] = [
        Self::OrderImported,
        Self::OrderCreatedManually,
        Self::FolderChanged,
        Self::OrderDetailsChanged,
        Self::OrderAddressChanged,
        Self::OrderItemsChanged,
        Self::NoteAdded,
        Self::ShipmentAdded,
    ];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderImported => "order_imported",
            Self::OrderCreatedManually => "order_created_manually",
            Self::FolderChanged => "folder_changed",
            Self::OrderDetailsChanged => "order_details_changed",
            Self::OrderAddressChanged => "order_address_changed",
            Self::OrderItemsChanged => "order_items_changed",
            Self::NoteAdded => "note_added",
            Self::ShipmentAdded => "shipment_added",
        }
    }

    /// Its name for people, as the rule builder shows it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::OrderImported => "Order is Imported",
            Self::OrderCreatedManually => "Order is Created Manually",
            Self::FolderChanged => "Folder is Changed",
            Self::OrderDetailsChanged => "Order Details Changed",
            Self::OrderAddressChanged => "Order Address Changed",
            Self::OrderItemsChanged => "Order Item(s) Changed",
            Self::NoteAdded => "Note Added",
            Self::ShipmentAdded => "Shipment is Added",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::OrderImported => "It came through the API, from a cart or a file. Once.",
            Self::OrderCreatedManually => "A person entered it. Once.",
            Self::FolderChanged => "It moved into another folder, by whomever.",
            Self::OrderDetailsChanged => "A person edited its details.",
            Self::OrderAddressChanged => "Its shipping or customer address changed.",
            Self::OrderItemsChanged => "Items were added, edited or removed.",
            Self::NoteAdded => "A note was added.",
            Self::ShipmentAdded => "A shipment was added, wherever from.",
        }
    }

    /// The event of this name on the wire.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// An event, and the part of the order it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEvent {
    /// What was done.
    pub event: Event,
    /// The shipment that was added; empty for other events.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shipment_id: String,
}

impl From<Event> for OrderEvent {
    fn from(event: Event) -> Self {
        Self { event, shipment_id: String::new() }
    }
}

/// The events of the creation of `order`: it is imported, or entered by a person, and each shipment that came with
/// it is added.
pub fn events_of_creation(order: &Order) -> Vec<OrderEvent> {
    let created = match order.origin {
        Origin::Api => Event::OrderImported,
        Origin::Manual => Event::OrderCreatedManually,
    };
    let shipped = order.order_shipments.iter().map(|shipment| shipment.id.clone());
    let shipped = shipped.map(|shipment_id| OrderEvent { event: Event::ShipmentAdded, shipment_id });
    std::iter::once(created.into()).chain(shipped).collect()
}

/// Whether a person's edit changed what "Order Details Changed" is about: the order's own fields, not its addresses,
/// items, notes, shipments or folder, which have events of their own (orderdesk-app 1.2, E8).
pub fn differ_in_details(before: &Order, after: &Order) -> bool {
    let details = |order: &Order| Order {
        shipping: Address::default(),
        customer: Address::default(),
        order_items: vec![],
        order_notes: vec![],
        order_shipments: vec![],
        folder_id: before.folder_id,
        date_updated: before.date_updated,
        serial: 0,
        ..order.clone()
    };
    details(before) != details(after)
}

/// The events of a change that made `before` into `after`, whoever made it. "Order Details Changed" is not
/// among it: that one belongs to the form people edit, not to API or rules (orderdesk-app 1.2, E8).
pub fn events_between(before: &Order, after: &Order) -> Vec<OrderEvent> {
    let mut events = vec![];
    if before.folder_id != after.folder_id {
        events.push(Event::FolderChanged.into());
    }
    if before.shipping != after.shipping || before.customer != after.customer {
        events.push(Event::OrderAddressChanged.into());
    }
    if before.order_items != after.order_items {
        events.push(Event::OrderItemsChanged.into());
    }
    let is_new_note = |note| !before.order_notes.contains(note);
    events.extend(after.order_notes.iter().filter(|note| is_new_note(*note)).map(|_| Event::NoteAdded.into()));
    let is_new = |id: &str| before.order_shipments.iter().all(|shipment| shipment.id != id);
    let added = after.order_shipments.iter().filter(|shipment| is_new(&shipment.id));
    events.extend(added.map(|shipment| OrderEvent { event: Event::ShipmentAdded, shipment_id: shipment.id.clone() }));
    events
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{FolderId, OrderId};

    #[test]
    fn each_event_is_found_by_its_wire_name_and_serde_agrees() {
        for event in Event::ALL {
            assert_eq!(Event::named(event.name()), Some(event));
            assert_eq!(serde_json::to_value(event).unwrap(), event.name());
        }
    }

    #[test]
    fn each_kind_of_edit_is_its_own_event_and_no_edit_is_none() {
        let before = Order::new(OrderId::new(1).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        assert_eq!(events_between(&before, &before), vec![]);
        let mut after = before.clone();
        after.shipping.city = "Duluth".into();
        assert_eq!(events_between(&before, &after), vec![Event::OrderAddressChanged.into()]);
        let mut after = before.clone();
        after.folder_id = FolderId::new(2).unwrap();
        assert_eq!(events_between(&before, &after), vec![Event::FolderChanged.into()]);
        let mut after = before.clone();
        after.order_items.push(crate::OrderItem::default());
        assert_eq!(events_between(&before, &after), vec![Event::OrderItemsChanged.into()]);
    }
}
