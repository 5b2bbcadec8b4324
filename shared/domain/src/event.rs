//! What happens to orders.

mod entries;

use serde::{Deserialize, Serialize};

use crate::{Address, Order, Origin, is_default};

pub use entries::Event;

/// An event, and the part of the order it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEvent {
    /// What was done.
    pub event: Event,
    /// The shipment that was added; empty for other events.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shipment_id: String,
    /// Which of the store's custom events or custom buttons, by its id; empty for other events.
    #[serde(default, skip_serializing_if = "is_default")]
    pub event_id: String,
}

impl OrderEvent {
    /// A shipment was added.
    pub fn shipment_added(shipment_id: impl Into<String>) -> Self {
        Self { shipment_id: shipment_id.into(), ..Event::ShipmentAdded.into() }
    }

    /// The custom event or custom button of this id; of other events the id is empty.
    pub fn of(event: Event, event_id: impl Into<String>) -> Self {
        Self { event_id: event_id.into(), ..event.into() }
    }
}

impl From<Event> for OrderEvent {
    fn from(event: Event) -> Self {
        Self { event, shipment_id: String::new(), event_id: String::new() }
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
    let shipped = shipped.map(OrderEvent::shipment_added);
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
    events.extend(added.map(|shipment| OrderEvent::shipment_added(&shipment.id)));
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
    fn the_events_of_rows_of_before_are_read_and_others_are_written_as_they_were() {
        let before = r#"[{"event":"order_imported"},{"event":"shipment_added","shipment_id":"7"}]"#;
        let events: Vec<OrderEvent> = serde_json::from_str(before).unwrap();
        assert_eq!(events, [Event::OrderImported.into(), OrderEvent::shipment_added("7")]);
        assert_eq!(serde_json::to_string(&events).unwrap(), before);
        let pressed = OrderEvent::of(Event::CustomButton, "1234567890");
        let written = serde_json::to_string(&pressed).unwrap();
        assert_eq!(written, r#"{"event":"custom_button","event_id":"1234567890"}"#);
        assert_eq!(serde_json::from_str::<OrderEvent>(&written).unwrap(), pressed);
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
