//! What rules do: one arm of `apply` and one of `check` per action.

use std::borrow::Cow;

use domain::limits::length_as_json;
use domain::{
    AUTO, Action, Event, Folder, FolderId, Job, MAX_ADDRESS_BYTES, MAX_CHECKOUT_DATA_LENGTH, MAX_NOTES_LENGTH,
    MAX_ORDER_METADATA_LENGTH, MAX_RULE_TEXT_LENGTH, Note, Order, Problem, Variations,
};

use crate::Circumstances;
use crate::check::too_long;

/// The colours an order can be tagged with, and the `tag_name` each stands for (orderdesk-app 4.5).
pub const TAGS: [(&str, &str); 7] = [
    ("Green", "success"),
    ("Red", "error"),
    ("Blue", "info"),
    ("Yellow", "warning"),
    ("Orange", "orange"),
    ("Purple", "purple"),
    ("White", "x"),
];

/// A value in a history line is cut after so many characters.
const MAX_SHOWN_LENGTH: usize = 100;

/// What followed from an action, beside the change of the order.
pub(crate) struct Effect {
    /// Its part of the history line, as in `moved to folder Prepared`.
    pub(crate) note: String,
    /// The event that follows from it, if one does.
    pub(crate) follow_up: Option<Event>,
    /// What is to be done outside, as an appointment.
    pub(crate) job: Option<Job>,
}

impl Effect {
    fn with_note(note: impl Into<String>) -> Self {
        Self { note: note.into(), follow_up: None, job: None }
    }
}

/// Does `action` to `order`. One that can't be done, or would make the order larger than it may be, leaves the order
/// as it is and says so.
pub(crate) fn apply(action: &Action, order: &mut Cow<'_, Order>, circumstances: &Circumstances<'_>) -> Effect {
    match action {
        Action::ChangeFolder { folder_id } => change_folder(*folder_id, order, circumstances),
        Action::TagOrder { color } => tag_order(color, order),
        Action::SetOrderMetadata { name, value } => {
            let map = &mut order.to_mut().order_metadata;
            Effect::with_note(set("order metadata", map, name, value, MAX_ORDER_METADATA_LENGTH))
        }
        Action::SetCheckoutData { name, value } => {
            let map = &mut order.to_mut().checkout_data;
            Effect::with_note(set("checkout data", map, name, value, MAX_CHECKOUT_DATA_LENGTH))
        }
        Action::AddOrderNote { content } => add_order_note(content, order, circumstances),
        Action::PostOrderJson { url, .. } if url.len() > MAX_ADDRESS_BYTES => {
            Effect::with_note(format!("did not post the order: its address is longer than {MAX_ADDRESS_BYTES} bytes"))
        }
        Action::PostOrderJson { url, format, include_history } => Effect {
            job: Some(Job::PostOrderJson { url: url.clone(), format: *format, include_history: *include_history }),
            ..Effect::with_note(format!("will post the order to {url}"))
        },
    }
}

/// What is wrong with `action` in a store with these `folders`.
pub(crate) fn check(action: &Action, folders: &[Folder]) -> Option<Problem> {
    match action {
        Action::ChangeFolder { folder_id } => {
            let known = folders.iter().any(|folder| folder.id == *folder_id);
            (!known).then(|| Problem::new("folder_id", format!("there is no folder {folder_id}")))
        }
        Action::TagOrder { color } => tag_named(color).is_none().then(|| {
            let colors = TAGS.map(|(color, _)| color).join(", ");
            Problem::new("color", format!("there is no tag \"{}\"; there are {colors}", shown(color)))
        }),
        Action::SetOrderMetadata { name, value } | Action::SetCheckoutData { name, value } => {
            let unnamed = name.trim().is_empty().then(|| Problem::new("name", "the field needs a name"));
            unnamed
                .or_else(|| too_long("name", name, MAX_RULE_TEXT_LENGTH))
                .or_else(|| too_long("value", value, MAX_RULE_TEXT_LENGTH))
        }
        Action::AddOrderNote { content } => {
            let empty = content.trim().is_empty().then(|| Problem::new("content", "a note needs a text"));
            empty.or_else(|| too_long("content", content, MAX_NOTES_LENGTH))
        }
        Action::PostOrderJson { url, .. } => (url.len() > MAX_ADDRESS_BYTES).then(|| {
            Problem::new("url", format!("is {} bytes long; at most {MAX_ADDRESS_BYTES} are allowed", url.len()))
        }),
    }
}

fn change_folder(folder_id: FolderId, order: &mut Cow<'_, Order>, circumstances: &Circumstances<'_>) -> Effect {
    let Some(name) = circumstances.folder_name(folder_id) else {
        return Effect::with_note(format!("did not move the order: there is no folder {folder_id}"));
    };
    // Moving to where it lies is no move: without this, two rules could chase each other.
    if order.folder_id == folder_id {
        return Effect::with_note(format!("left it in folder {name}"));
    }
    order.to_mut().folder_id = folder_id;
    Effect { follow_up: Some(Event::FolderChanged), ..Effect::with_note(format!("moved to folder {name}")) }
}

fn tag_order(color: &str, order: &mut Cow<'_, Order>) -> Effect {
    let Some((color, tag_name)) = tag_named(color) else {
        return Effect::with_note(format!("did not tag the order: there is no tag \"{}\"", shown(color)));
    };
    tag_name.clone_into(&mut order.to_mut().tag_name);
    Effect::with_note(format!("tagged {color}"))
}

fn set(what: &str, fields: &mut Variations, name: &str, value: &str, max: usize) -> String {
    let mut changed = fields.clone();
    changed.insert(name.to_owned(), value.to_owned());
    let (name, value) = (shown(name), shown(value));
    let length = length_as_json(&changed);
    if length > max {
        return format!("did not set {what} {name}: {what} may have {max} characters, and would have {length}");
    }
    *fields = changed;
    format!("set {what} {name} to \"{value}\"")
}

fn add_order_note(content: &str, order: &mut Cow<'_, Order>, circumstances: &Circumstances<'_>) -> Effect {
    let contents = order.order_notes.iter().map(|note| note.content.as_str());
    let length: usize = contents.chain([content]).map(|content| content.chars().count()).sum();
    if length > MAX_NOTES_LENGTH {
        let note = format!("did not add a note: notes may have {MAX_NOTES_LENGTH} characters, and would have {length}");
        return Effect::with_note(note);
    }
    let note = Note { date_added: circumstances.now, username: AUTO.to_owned(), content: content.to_owned() };
    order.to_mut().order_notes.push(note);
    Effect { follow_up: Some(Event::NoteAdded), ..Effect::with_note("added a note") }
}

fn tag_named(given: &str) -> Option<(&'static str, &'static str)> {
    TAGS.into_iter().find(|(color, _)| color.eq_ignore_ascii_case(given.trim()))
}

fn shown(text: &str) -> String {
    cut(text, MAX_SHOWN_LENGTH)
}

/// The first `max` characters of `text`, with an ellipsis where there were more.
pub(crate) fn cut(text: &str, max: usize) -> String {
    let mut shown: String = text.chars().take(max).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
