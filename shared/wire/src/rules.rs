//! Rules: our own `/v1/rules`. They are written in the form they are kept in.

pub(crate) mod actions;
mod fields;
#[cfg(test)]
mod tests;

use domain::{
    AppliesTo, Combine, Event, Filter, FilterEntry, FilterGroup, MAX_GROUP_DEPTH, NewRule, Problem, Quantifier,
};

#[cfg(test)]
pub(crate) use fields::body_of;
pub use fields::{
    AddDiscountInput, AddItemInput, AddOrderNoteInput, AddShipmentInput, AdjustInventoryInput, CancelOrderInput,
    ChangeFolderInput, CreatePdfInput, FilterGroupInput, FilterInput, MergeOrdersInput, PostHeaderInput,
    PostOrderJsonInput, ReceiptUrlInput, RemoveEntryInput, RuleInput, RunCustomEventInput, SendDropshipEmailInput,
    SendEmailInput, SetEntryInput, SetFieldInput, SetItemValueInput, SetTimestampInput, SplitOrderInput,
    SupplierActionInput, TagOrderInput, TransferOrderInput,
};

use crate::body::Field;
use crate::read::{Document, Object};

/// Reads the body of `POST /v1/rules` and `PUT /v1/rules/{id}`.
pub fn read_new(body: &str) -> Result<NewRule, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &RuleInput::READ;
    let (position, enabled) = (fields.position.of(&object), fields.enabled.of(&object));
    let rule = NewRule {
        name: fields.name.trimmed(&object),
        event: event(&object).unwrap_or(Event::OrderImported),
        event_id: fields.event_id.of(&object).map(|id| id.to_string()).unwrap_or_default(),
        applies_to: applies_to(&object),
        combine: combine(&object),
        filters: fields.filters.of(&object).iter().filter_map(|entry| filter_entry(entry, 1)).collect(),
        actions: fields.actions.of(&object).iter().filter_map(actions::action).collect(),
        position,
        enabled,
    };
    document.finish(rule)
}

fn event(object: &Object) -> Option<Event> {
    let field = &RuleInput::READ.event;
    let event = Event::named(&field.filled(object));
    if event.is_none() {
        object.refuse(field.name(), format!("must be one of {}", Event::ALL.map(Event::name).join(", ")));
    }
    event
}

fn applies_to(object: &Object) -> AppliesTo {
    let field = &RuleInput::READ.applies_to;
    AppliesTo::named(&field.filled(object)).unwrap_or_else(|| {
        object.refuse(field.name(), format!("must be {}", AppliesTo::ALL.map(AppliesTo::name).join(" or ")));
        AppliesTo::default()
    })
}

fn combine(object: &Object) -> Combine {
    combine_of(object, &RuleInput::READ.combine)
}

/// How filters are joined, as a field of `object` says.
pub(crate) fn combine_of(object: &Object, field: &Field<String>) -> Combine {
    Combine::named(&field.filled(object)).unwrap_or_else(|| {
        object.refuse(field.name(), format!("must be {}", Combine::ALL.map(Combine::name).join(" or ")));
        Combine::default()
    })
}

/// What has filters of its own is a group; it would lie at `depth`, from 1 up.
pub(crate) fn filter_entry(entry: &Object, depth: usize) -> Option<FilterEntry> {
    let fields = &FilterGroupInput::READ;
    if !entry.has(fields.filters.name()) {
        return Some(FilterEntry::Filter(filter(entry)));
    }
    if depth > MAX_GROUP_DEPTH {
        entry.refuse(fields.filters.name(), format!("groups may be nested {MAX_GROUP_DEPTH} deep at most"));
        return None;
    }
    let combine = combine_of(entry, &fields.combine);
    let filters = fields.filters.of(entry);
    let filters = filters.iter().filter_map(|inner| filter_entry(inner, depth + 1)).collect();
    Some(FilterEntry::Group(FilterGroup { combine, filters }))
}

/// Reads one comparison.
pub(crate) fn filter(entry: &Object) -> Filter {
    let fields = &FilterInput::READ;
    Filter {
        field: fields.field.filled(entry),
        name: fields.name.filled(entry),
        comparator: fields.comparator.filled(entry),
        value: fields.value.filled(entry),
        ignore_case: fields.ignore_case.filled(entry),
        quantifier: quantifier(entry),
    }
}

fn quantifier(entry: &Object) -> Quantifier {
    let field = &FilterInput::READ.quantifier;
    Quantifier::named(&field.filled(entry)).unwrap_or_else(|| {
        entry.refuse(field.name(), format!("must be {}", Quantifier::ALL.map(Quantifier::name).join(" or ")));
        Quantifier::default()
    })
}
