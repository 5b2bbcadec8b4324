//! Custom events: our own `/v1/custom-events`, and an event that is run by hand.

use domain::{
    CustomEvent, Event, FolderId, MAX_EVENT_NAME_LENGTH, NewCustomEvent, Problem, Schedule, TimeOfDay, Weekday,
};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::{Document, Object};

body! {
    /// A custom event as it is sent, always whole.
    CustomEventInput: PassedOver {
        /// What people call it.
        name: Field<String> = Field::short_words(MAX_EVENT_NAME_LENGTH).needed(),
        /// The folder, which must be there; it runs on each order that lies in it.
        folder_id: Field<u64> = Field::id().needed(),
        /// How often it runs.
        every: Field<String> = Field::one_of("Every").needed(),
        /// At which time of the day, `09:05`: needed with `day`, `weekday` and `week`, passed over with the others.
        at: Field<String> = Field::only_text(5),
        /// On which day: needed with `week`, passed over with the others.
        day: Field<String> = Field::one_of("Weekday"),
        /// Whether it runs by itself. When left out, a new one does, and a replaced one as before.
        enabled: Field<bool> = Field::flag(),
    }

    /// An event that is run by hand.
    EventToRun: PassedOver {
        /// Which. One that is about a shipment can't be run by hand, and a button is pressed.
        event: Field<String> = Field::one_of("Event").needed(),
        /// Which custom event, by its id; left out for other events.
        event_id: Field<u64> = Field::id(),
    }
}

/// Reads the body of `POST /v1/custom-events` and `PUT /v1/custom-events/{id}`.
pub fn read_new(body: &str) -> Result<NewCustomEvent, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &CustomEventInput::READ;
    let name = needed(&object, &fields.name);
    let folder_id = fields.folder_id.of(&object).and_then(FolderId::new);
    if folder_id.is_none() {
        object.refuse(fields.folder_id.name(), "must be the id of a folder");
    }
    let schedule = schedule(&object, [&fields.every, &fields.at, &fields.day]);
    let enabled = fields.enabled.of(&object);
    let new = folder_id.zip(schedule);
    let new = new.map(|(folder_id, schedule)| NewCustomEvent { name, folder_id, schedule, enabled });
    // What is not there is among the problems.
    document.finish(new)?.ok_or_else(Vec::new)
}

/// A text without the blanks around it, which must not be blank.
pub(crate) fn needed(object: &Object, field: &Field<String>) -> String {
    let text = field.trimmed(object);
    if text.is_empty() {
        object.refuse(field.name(), "is needed");
    }
    text
}

/// A schedule of these fields: how often, at which time of the day, on which day. None, noted as wrong, where they are none.
pub(crate) fn schedule(object: &Object, [often, time, weekday]: [&Field<String>; 3]) -> Option<Schedule> {
    let every = often.filled(object);
    let at = time.given(object).map(|text| text.parse::<TimeOfDay>());
    if let Some(Err(error)) = at {
        object.refuse(time.name(), error.to_string());
        return None;
    }
    let at = at.and_then(Result::ok);
    let day = weekday.given(object).map(|name| Weekday::named(&name));
    if day == Some(None) {
        object.refuse(weekday.name(), format!("must be one of {}", Weekday::ALL.map(Weekday::name).join(", ")));
        return None;
    }
    let schedule = Schedule::named(&every, at, day.flatten());
    if schedule.is_none() {
        match every.as_str() {
            "day" | "weekday" | "week" if at.is_none() => object.refuse(time.name(), "is needed"),
            "week" => object.refuse(weekday.name(), "is needed"),
            _ => object.refuse(often.name(), format!("must be one of {}", Schedule::NAMES.join(", "))),
        }
    }
    schedule
}

/// Reads the body of `POST /v1/orders/{id}/events`: an event that may be run by hand, and of which custom event.
pub fn read_event_to_run(body: &str) -> Result<(Event, String), Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &EventToRun::READ;
    let event = Event::named(&fields.event.filled(&object));
    let event_id = fields.event_id.of(&object).map(|id| id.to_string()).unwrap_or_default();
    match event {
        Some(event) if event.runs_by_hand() => {}
        _ => {
            let names: Vec<_> = Event::ALL.into_iter().filter(|event| event.runs_by_hand()).map(Event::name).collect();
            object.refuse(fields.event.name(), format!("must be one of {}", names.join(", ")));
        }
    }
    document.finish((event.unwrap_or(Event::OrderImported), event_id))
}

/// A custom event as our own API writes it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = CustomEvent))]
pub struct CustomEventView<'a> {
    /// Its id, digits. A rule names it as its `event_id`.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    id: &'a str,
    /// What people call it.
    name: &'a str,
    /// The folder; it runs on each order that lies in it.
    folder_id: FolderId,
    /// How often it runs.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Every))]
    every: &'static str,
    /// At which time of the day, by the store's time zone; not there where it runs many times a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::TimeOfDay, required = false))]
    at: Option<String>,
    /// On which day; not there where it runs on several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Weekday, required = false))]
    day: Option<Weekday>,
    /// One that is not runs by hand alone.
    enabled: bool,
}

impl<'a> From<&'a CustomEvent> for CustomEventView<'a> {
    fn from(event: &'a CustomEvent) -> Self {
        let schedule = event.schedule;
        Self {
            id: &event.id,
            name: &event.name,
            folder_id: event.folder_id,
            every: schedule.every(),
            at: schedule.at().map(|at| at.to_string()),
            day: schedule.day(),
            enabled: event.enabled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_event_is_read_and_written_as_it_was_read() {
        for schedule in [
            r#""every":"30_minutes""#,
            r#""every":"day","at":"09:05""#,
            r#""every":"weekday","at":"23:59""#,
            r#""every":"week","at":"00:00","day":"sunday""#,
        ] {
            let body = format!(r#"{{"id":"7","name":"Chase","folder_id":2,{schedule},"enabled":false}}"#);
            let event = read_new(&body).unwrap().added("7".into());
            assert_eq!(serde_json::to_string(&CustomEventView::from(&event)).unwrap(), body);
        }
    }

    #[test]
    fn one_that_is_not_said_to_be_is_enabled_or_as_before() {
        let new = read_new(r#"{"name":"A","folder_id":"1","every":"hour"}"#).unwrap();
        let added = new.clone().added("7".into());
        assert!(added.enabled);
        assert!(!new.replacing(&CustomEvent { enabled: false, ..added }).enabled);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let long = "x".repeat(101);
        for (body, expected) in [
            ("{}".to_owned(), "name: is needed; folder_id: must be the id of a folder; every: must be one of"),
            (r#"{"name":" ","folder_id":1,"every":"hour"}"#.to_owned(), "name: is needed"),
            (format!(r#"{{"name":"{long}","folder_id":1,"every":"hour"}}"#), "name: must be at most 100 characters"),
            (r#"{"name":"A","folder_id":0,"every":"hour"}"#.to_owned(), "folder_id: must be the id of a folder"),
            (r#"{"name":"A","folder_id":1,"every":"5_minutes"}"#.to_owned(), "every: must be one of 15_minutes, "),
            (r#"{"name":"A","folder_id":1,"every":"day"}"#.to_owned(), "at: is needed"),
            (r#"{"name":"A","folder_id":1,"every":"week","at":"09:00"}"#.to_owned(), "day: is needed"),
            (r#"{"name":"A","folder_id":1,"every":"day","at":"9 am"}"#.to_owned(), "at: is no time of the day"),
            (r#"{"name":"A","folder_id":1,"every":"week","at":"09:00","day":"Mo"}"#.to_owned(), "day: must be one of"),
        ] {
            let problems: Vec<String> = read_new(&body).unwrap_err().iter().map(ToString::to_string).collect();
            assert!(problems.join("; ").starts_with(expected), "{body}: {problems:?}");
        }
    }

    #[test]
    fn an_event_is_run_by_hand_unless_it_is_about_a_shipment_or_a_button() {
        assert_eq!(read_event_to_run(r#"{"event":"order_imported"}"#), Ok((Event::OrderImported, String::new())));
        let custom = read_event_to_run(r#"{"event":"custom_event","event_id":1234567890}"#);
        assert_eq!(custom, Ok((Event::CustomEvent, "1234567890".into())));
        for bad in ["{}", r#"{"event":"shipment_added"}"#, r#"{"event":"custom_button"}"#, r#"{"event":"x"}"#] {
            assert_eq!(read_event_to_run(bad).unwrap_err()[0].field, "event", "{bad}");
        }
    }
}
