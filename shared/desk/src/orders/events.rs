//! Running an event on an order by hand, and pressing a custom button (orderdesk-app 1.7, 1.9).

use domain::{CustomButton, Event, OrderEvent, OrderId, Problem, Store, StoreId};
use jiff::Timestamp;
use table::OrderRow;

use super::{Expected, change};
use crate::{Actor, Desk, DeskError, custom_events};

/// An event that may be run on orders by hand, and what their history calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventByHand {
    event: OrderEvent,
    title: String,
}

/// The event of a store that is to be run by hand. Of a custom event, which must be there, `event_id` says which; it may
/// be disabled. Of other events it is empty.
pub async fn event_by_hand(
    desk: &Desk,
    store_id: StoreId,
    event: Event,
    event_id: &str,
) -> Result<EventByHand, DeskError> {
    if !event.runs_by_hand() {
        return Err(DeskError::invalid("event", format!("{} can't be run by hand", event.name())));
    }
    let title = match (event.takes_id(), event_id) {
        (true, "") => return Err(DeskError::invalid("event_id", "is needed: which custom event")),
        (false, "") => event.title().to_owned(),
        (false, _) => return Err(DeskError::invalid("event_id", format!("{} takes none", event.name()))),
        (true, id) => match custom_events::find(desk, store_id, id).await {
            Err(DeskError::NotFound(_)) => {
                return Err(DeskError::invalid("event_id", format!("there is no custom event {id}")));
            }
            found => found?.0.name,
        },
    };
    Ok(EventByHand { event: OrderEvent::of(event, event_id), title })
}

/// Runs an event on an order: its history says so, and the rules of the event run over the version that is written, once.
/// One conditional write. A second call runs it a second time, but for one that expects the version before the first.
pub async fn run_event(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    event: &EventByHand,
    expected: &Expected,
    by: &Actor,
    now: Timestamp,
) -> Result<OrderRow, DeskError> {
    let line = by.line(now, format!("Event Run: {}", event.title));
    let ran = change(desk, store_id, order_id, now, |row| {
        expected.check("order", row.version)?;
        row.events.push(event.event.clone());
        row.history.push(line.clone());
        Ok(Some(()))
    });
    Ok(ran.await?.0)
}

/// Presses a custom button on an order that lies in one of its folders, as [`run_event`] runs an event. Whoever presses it
/// must have its scope.
pub async fn press_button(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    button: &CustomButton,
    expected: &Expected,
    by: &Actor,
    now: Timestamp,
) -> Result<OrderRow, DeskError> {
    if by.scope < button.scope {
        let message = format!("needs the scope {}, and this key has {}", button.scope.name(), by.scope.name());
        return Err(DeskError::Forbidden(vec![Problem::new("custom_button_id", message)]));
    }
    let line = by.line(now, format!("Button Pressed{}: {}", by.key_in_brackets(), button.label));
    let pressed = change(desk, store.id, order_id, now, |row| {
        expected.check("order", row.version)?;
        if !button.is_shown_in(row.order.folder_id) {
            let folder = store.folder(row.order.folder_id).map_or("another folder", |folder| &*folder.name);
            let message = format!("The order lies in {folder}, where the button is not shown");
            return Err(DeskError::Conflict(message));
        }
        row.events.push(OrderEvent::of(Event::CustomButton, &button.id));
        row.history.push(line.clone());
        Ok(Some(()))
    });
    Ok(pressed.await?.0)
}
