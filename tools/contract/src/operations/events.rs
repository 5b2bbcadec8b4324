//! Events of a store's own: `/v1/custom-events`, `/v1/custom-buttons`, and events that are run by hand.

use domain::CustomButton;
use serde_json::{Value, json};
use wire::custom_buttons::CustomButtonInput;
use wire::custom_events::{CustomEventInput, CustomEventView, EventToRun};
use wire::orders::OrderView;

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

pub(super) const ONCE: &str = "A creation repeated with the same key is one: it is answered 201 with what it made as it is now. With \
    another body it is 422, and nothing is changed. What was removed is made anew.";

pub(super) const RUN_ONCE: &str = "What is asked for again with the same key is done once, and answered again with the order as it is \
    now. An order remembers the newest 16 keys.";

pub(super) const KEY_OF_ANOTHER: &str = "The `Idempotency-Key` was sent before with another event of this order.";

pub(super) const OTHER_VERSION: &str = "It is another version than `If-Match` names; `ETag` is its version now.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The custom events.").list::<CustomEventView>("custom_events"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<CustomEventInput>>("Every half hour", event("Chase late orders"))
        .or("daily", "Monday to Friday at a quarter past eight", on_weekdays())
        .answers(Success::created("The custom event that was added.").with::<CustomEventView>("custom_event").etag())
        .refuses(409, "The store has 100 custom events already.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `custom_event_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The custom event.").with::<CustomEventView>("custom_event").etag())
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<CustomEventInput>>("The same under another name", event("Chase orders"))
        .answers(Success::done("The custom event as it is now.").with::<CustomEventView>("custom_event").etag())
        .refuses(412, OTHER_VERSION)
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted.")).refuses(409, "A rule is for it; the message names it.")
}

pub(super) fn list_buttons() -> Entry {
    Entry::new().answers(Success::ok("The custom buttons.").list::<CustomButton>("custom_buttons"))
}

pub(super) fn add_button() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<CustomButtonInput>>("A button for one folder", button("Reprint"))
        .answers(Success::created("The custom button that was added.").with::<CustomButton>("custom_button").etag())
        .refuses(409, "The store has 100 custom buttons already.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `custom_button_id` was made.")
}

pub(super) fn show_button() -> Entry {
    Entry::new().answers(Success::ok("The custom button.").with::<CustomButton>("custom_button").etag())
}

pub(super) fn replace_button() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<CustomButtonInput>>("The same with other words", button("Print again"))
        .answers(Success::done("The custom button as it is now.").with::<CustomButton>("custom_button").etag())
        .refuses(412, OTHER_VERSION)
}

pub(super) fn remove_button() -> Entry {
    remove()
}

pub(super) fn run() -> Entry {
    Entry::new()
        .parameter(parameters::once(RUN_ONCE))
        .parameter(parameters::if_match(false))
        .takes::<Read<EventToRun>>("As if it were imported now", json!({"event": "order_imported"}))
        .or(
            "custom-event",
            "A custom event, also between its runs",
            json!({"event": "custom_event", "event_id": "{custom_event_id}"}),
        )
        .answers(Success::done("The order, before rules ran.").with::<OrderView>("order").etag())
        .refuses(412, OTHER_VERSION)
        .refuses(422, KEY_OF_ANOTHER)
}

pub(super) fn press() -> Entry {
    Entry::new()
        .parameter(parameters::once(RUN_ONCE))
        .parameter(parameters::if_match(false))
        .answers(Success::done("The order, before rules ran.").with::<OrderView>("order").etag())
        .refuses(409, "The order lies in a folder where the button is not shown.")
        .refuses(412, OTHER_VERSION)
        .refuses(422, KEY_OF_ANOTHER)
}

fn event(name: &str) -> Value {
    json!({"name": name, "folder_id": 2, "every": "30_minutes"})
}

fn on_weekdays() -> Value {
    json!({"name": "Morning round", "folder_id": "2", "every": "weekday", "at": "08:15", "enabled": false})
}

fn button(label: &str) -> Value {
    json!({"label": label, "color": "orange", "confirm": "Print it once more?", "folder_ids": [1, 2]})
}
