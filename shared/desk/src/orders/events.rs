//! Running an event on an order by hand, and pressing a custom button (orderdesk-app 1.7, 1.9).

use domain::{CustomButton, Event, IdempotencyKey, OrderEvent, OrderId, Permission, Problem, Store, StoreId};
use jiff::Timestamp;
use table::{OrderRow, Outcome, Relation};

use super::{Expected, ORDER, SeenRow};
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

/// What became of an event that was to be run on an order, or a button that was to be pressed.
#[derive(Debug)]
pub enum EventRun {
    /// It was, by this call or by one before with the same key; the order as it is now.
    Done(Box<SeenRow>),
    /// The idempotency key was sent before with something else.
    KeyOfAnother,
}

/// How an event is run on an order, or a payment of it is recorded.
#[derive(Debug, Clone)]
pub struct Running<'a> {
    /// The version of the order it is meant for.
    pub expected: Expected,
    /// With a key, it is done once, however often it is asked for: of events the order's row remembers the newest 16.
    pub once: Option<&'a str>,
    /// Who does it.
    pub by: &'a Actor,
    /// The time.
    pub now: Timestamp,
}

/// Runs an event on an order: its history says so, and the rules of the event run over the version that is written, once.
/// One conditional write, which leaves `date_updated` as it is. A second call runs it a second time, unless it has the key
/// of the first, or expects the version before it.
pub async fn run_event(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    event: &EventByHand,
    running: &Running<'_>,
) -> Result<EventRun, DeskError> {
    desk.needs(Permission::RunEvents)?;
    let line = format!("Event Run: {}", event.title);
    let what = what_of(&event.event);
    do_once(desk, store_id, order_id, &what, line, running, |row| {
        row.events.push(event.event.clone());
        Ok(())
    })
    .await
}

/// Whether the event was run on an order by this key before.
#[cfg(feature = "rules")]
pub(crate) fn was_run(row: &OrderRow, event: &EventByHand, once: &str) -> bool {
    let what = what_of(&event.event);
    row.done_by(&IdempotencyKey { key: once, body_digest: &what }) == Relation::Same
}

fn what_of(event: &OrderEvent) -> String {
    format!("{} {}", event.event.name(), event.event_id)
}

/// Presses a custom button on an order that lies in one of its folders, as [`run_event`] runs an event. Whoever presses it
/// must have its scope.
pub async fn press_button(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    button: &CustomButton,
    running: &Running<'_>,
) -> Result<EventRun, DeskError> {
    desk.needs(Permission::RunEvents)?;
    let by = running.by;
    if by.scope < button.scope {
        let message = format!("needs the scope {}, and this key has {}", button.scope.name(), by.scope.name());
        return Err(DeskError::Forbidden(vec![Problem::new("custom_button_id", message)]));
    }
    let line = format!("Button Pressed{}: {}", by.key_in_brackets(), button.label);
    let event = OrderEvent::of(Event::CustomButton, &button.id);
    let press = |row: &mut OrderRow| {
        if button.is_shown_in(row.order.folder_id) {
            row.events.push(event.clone());
            return Ok(());
        }
        let folder = store.folder(row.order.folder_id).map_or("another folder", |folder| &*folder.name);
        Err(DeskError::Conflict(format!("The order lies in {folder}, where the button is not shown")))
    };
    do_once(desk, store.id, order_id, &what_of(&event), line, running, press).await
}

/// Writes a version of an order with `change` in it and a line in its history, unless the same, which is `what`, was done by
/// the same key before. Its `date_updated` stays.
pub(crate) async fn do_once(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    what: &str,
    line: String,
    running: &Running<'_>,
    change: impl Fn(&mut OrderRow) -> Result<(), DeskError>,
) -> Result<EventRun, DeskError> {
    let sent = running.once.map(|key| IdempotencyKey { key, body_digest: what });
    let line = running.by.line(running.now, line);
    let changed = |row: &mut OrderRow| {
        match sent.as_ref().map_or(Relation::Other, |sent| row.done_by(sent)) {
            Relation::Same => return Ok(None),
            Relation::OtherBody => return Err(Refusal::KeyOfAnother),
            Relation::Other => {}
        }
        running.expected.check("order", row.version).and_then(|()| change(row)).map_err(Refusal::Because)?;
        if let Some(sent) = &sent {
            row.note_done_by(sent);
        }
        // Rules ask how long ago the order was changed, and this is no change of it.
        row.keep_date_updated();
        row.history.push(line.clone());
        Ok(Some(()))
    };
    match Box::pin(desk.change_order(store_id, order_id, running.now, changed)).await? {
        Outcome::Done((row, ())) | Outcome::Unchanged(row) => Ok(EventRun::Done(Box::new(desk.see_changed(row)))),
        Outcome::Refused(Refusal::KeyOfAnother) => Ok(EventRun::KeyOfAnother),
        Outcome::Refused(Refusal::Because(error)) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

/// Why nothing is done.
enum Refusal {
    KeyOfAnother,
    Because(DeskError),
}
