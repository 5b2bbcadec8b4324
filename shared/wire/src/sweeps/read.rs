//! Reading what a sweep is to do, and to which orders.

use std::collections::BTreeSet;

use domain::{
    Event, FolderId, Job, MAX_RULE_TEXT_LENGTH, MAX_SWEPT_IDS, Problem, Selection, SweepAction, SweepActionKind,
    SweepQuery,
};
use jiff::Timestamp;

use crate::body::{Field, ObjectField, body};
use crate::read::{Document, Object};

/// A query names at most so many folders.
const MAX_FOLDERS: usize = 1_000;

body! {
    /// A sweep as it is asked for: what is done, what that takes, and either `ids` or a `query`.
    NewSweep: Refused {
        /// What is done to each order.
        action: Field<String> = Field::one_of("SweepActionKind").needed(),
        /// For `move`: the folder, which must be there.
        folder_id: Field<u64> = Field::id(),
        /// For `set_tag`: the colour.
        color: Field<String> = Field::one_of("TagColor"),
        /// For entries of order metadata and checkout data: its name.
        name: Field<String> = Field::short_text(MAX_RULE_TEXT_LENGTH),
        /// For an entry that is set: what it becomes.
        value: Field<String> = Field::short_text(MAX_RULE_TEXT_LENGTH),
        /// For an event that is run: which; one that may be run by hand.
        event: Field<String> = Field::one_of("Event"),
        /// Which custom event, by its id; left out for other events.
        event_id: Field<u64> = Field::id(),
        /// For appointments: of this kind alone, `post_order_json`, `ship_notify` or `deliver_file`; of all when left out.
        kind: Field<String> = Field::short_text(MAX_RULE_TEXT_LENGTH),
        /// The orders, by their ids; each once.
        ids: Field<Vec<String>> = Field::ids(1, Some(MAX_SWEPT_IDS)),
        /// Which orders are looked for; without any field, all of the store.
        query: ObjectField = ObjectField::new(&SweepQueryInput::BODY),
    }

    /// Which orders are looked for. All of it must hold.
    SweepQueryInput: Refused {
        /// In one of these folders; in any when left out.
        folder_ids: Field<Vec<String>> = Field::ids(1, Some(MAX_FOLDERS)),
        /// From this cart, in any case of letters.
        source_name: Field<String> = Field::short_text(MAX_RULE_TEXT_LENGTH),
        /// With this e-mail, in any case of letters.
        email: Field<String> = Field::short_text(MAX_RULE_TEXT_LENGTH),
        /// With this customer's id in the cart, in any case of letters.
        customer_id: Field<String> = Field::short_text(MAX_RULE_TEXT_LENGTH),
        /// With this tag, as orders have it: `success`; an empty one is none.
        tag_name: Field<String> = Field::short_text(MAX_RULE_TEXT_LENGTH),
        /// Dated then or later.
        added_from: Field<Timestamp> = Field::moment(),
        /// Dated then or earlier.
        added_to: Field<Timestamp> = Field::moment(),
        /// Changed then or later.
        updated_from: Field<Timestamp> = Field::moment(),
        /// Changed then or earlier.
        updated_to: Field<Timestamp> = Field::moment(),
    }
}

/// Reads the body of `POST /v1/sweeps`.
pub fn read_new(body: &str) -> Result<(SweepAction, Selection), Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    NewSweep::BODY.refuse_unknown(&object);
    let (action, selection) = (action(&object), selection(&object));
    if let (Some(SweepAction::Restore), Some(Selection::Query(_))) = (&action, &selection) {
        object.refuse(NewSweep::READ.query.name(), "finds no deleted order: restore takes ids");
    }
    let read = action.zip(selection).ok_or_else(|| document.problems())?;
    document.finish(read)
}

/// Reads the `cursor` of `GET /v1/sweeps`: the number that a page is before.
pub fn read_before(cursor: Option<&str>) -> Result<Option<u64>, Vec<Problem>> {
    let read = cursor.map(str::parse).transpose();
    read.map_err(|_| vec![Problem::new("cursor", "is none of this list")])
}

fn action(object: &Object) -> Option<SweepAction> {
    let fields = &NewSweep::READ;
    let Some(kind) = SweepActionKind::named(&fields.action.filled(object)) else {
        let names = SweepActionKind::ALL.map(SweepActionKind::name).join(", ");
        object.demand(fields.action.name(), format!("must be one of {names}"));
        return None;
    };
    refuse_others(object, kind);
    Some(match kind {
        SweepActionKind::Move => SweepAction::Move { folder_id: folder(object)? },
        SweepActionKind::SetTag => SweepAction::SetTag { color: needed(object, &fields.color)? },
        SweepActionKind::RemoveTag => SweepAction::RemoveTag,
        SweepActionKind::SetOrderMetadata => {
            SweepAction::SetOrderMetadata { name: needed(object, &fields.name)?, value: fields.value.filled(object) }
        }
        SweepActionKind::RemoveOrderMetadata => {
            SweepAction::RemoveOrderMetadata { name: needed(object, &fields.name)? }
        }
        SweepActionKind::SetCheckoutData => {
            SweepAction::SetCheckoutData { name: needed(object, &fields.name)?, value: fields.value.filled(object) }
        }
        SweepActionKind::RemoveCheckoutData => SweepAction::RemoveCheckoutData { name: needed(object, &fields.name)? },
        SweepActionKind::RunEvent => event(object)?,
        SweepActionKind::Delete => SweepAction::Delete,
        SweepActionKind::Restore => SweepAction::Restore,
        SweepActionKind::RetryAppointments => SweepAction::RetryAppointments { kind: job_kind(object)? },
        SweepActionKind::CancelAppointments => SweepAction::CancelAppointments { kind: job_kind(object)? },
    })
}

/// What an action of this kind takes.
fn taken_by(kind: SweepActionKind) -> &'static [&'static str] {
    match kind {
        SweepActionKind::Move => &["folder_id"],
        SweepActionKind::SetTag => &["color"],
        SweepActionKind::RemoveTag | SweepActionKind::Delete | SweepActionKind::Restore => &[],
        SweepActionKind::SetOrderMetadata | SweepActionKind::SetCheckoutData => &["name", "value"],
        SweepActionKind::RemoveOrderMetadata | SweepActionKind::RemoveCheckoutData => &["name"],
        SweepActionKind::RunEvent => &["event", "event_id"],
        SweepActionKind::RetryAppointments | SweepActionKind::CancelAppointments => &["kind"],
    }
}

fn refuse_others(object: &Object, kind: SweepActionKind) {
    let taken = taken_by(kind);
    let others = ["folder_id", "color", "name", "value", "event", "event_id", "kind"]
        .into_iter()
        .filter(|name| !taken.contains(name));
    for name in others.filter(|name| object.has(name)) {
        object.refuse(name, format!("{} does not take it", kind.name()));
    }
}

fn needed(object: &Object, field: &Field<String>) -> Option<String> {
    let given = field.given(object);
    if given.is_none() {
        object.demand(field.name(), "must be a text that is not blank");
    }
    given
}

fn folder(object: &Object) -> Option<FolderId> {
    let field = &NewSweep::READ.folder_id;
    let folder_id = field.of(object).and_then(FolderId::new);
    if folder_id.is_none() {
        object.demand(field.name(), "must be a folder's id");
    }
    folder_id
}

fn event(object: &Object) -> Option<SweepAction> {
    let fields = &NewSweep::READ;
    let by_hand = || Event::ALL.into_iter().filter(|event| event.runs_by_hand());
    let name = fields.event.filled(object);
    let Some(event) = by_hand().find(|event| event.name() == name) else {
        let names: Vec<_> = by_hand().map(Event::name).collect();
        object.demand(fields.event.name(), format!("must be one of {}", names.join(", ")));
        return None;
    };
    let event_id = fields.event_id.of(object).map(|id| id.to_string()).unwrap_or_default();
    Some(SweepAction::RunEvent { event, event_id })
}

fn job_kind(object: &Object) -> Option<String> {
    let field = &NewSweep::READ.kind;
    let kind = field.filled(object);
    if !kind.is_empty() && !Job::KINDS.contains(&kind.as_str()) {
        object.refuse(field.name(), format!("must be one of {}", Job::KINDS.join(", ")));
        return None;
    }
    Some(kind)
}

/// Exactly one of `ids` and `query`.
fn selection(object: &Object) -> Option<Selection> {
    let fields = &NewSweep::READ;
    match (object.has(fields.ids.name()), object.has(fields.query.name())) {
        (true, false) => ids(object, &fields.ids).map(Selection::Ids),
        (false, true) => query(&fields.query.of(object)?).map(Box::new).map(Selection::Query),
        _ => {
            object.refuse(fields.ids.name(), "exactly one of ids and query is needed");
            None
        }
    }
}

/// Ids of orders, each once.
fn ids<T: std::str::FromStr + Ord + Copy>(object: &Object, field: &Field<Vec<String>>) -> Option<Vec<T>> {
    let sent = field.filled(object);
    let (mut seen, mut ids) = (BTreeSet::new(), vec![]);
    for text in &sent {
        let Ok(id) = text.parse::<T>() else {
            object.refuse(field.name(), "must be a list of ids");
            return None;
        };
        if seen.insert(id) {
            ids.push(id);
        }
    }
    if ids.is_empty() {
        object.demand(field.name(), "must be a list of ids, with at least one");
        return None;
    }
    Some(ids)
}

fn query(object: &Object) -> Option<SweepQuery> {
    let fields = &SweepQueryInput::READ;
    SweepQueryInput::BODY.refuse_unknown(object);
    let folder_ids = if object.has(fields.folder_ids.name()) { ids(object, &fields.folder_ids)? } else { vec![] };
    Some(SweepQuery {
        folder_ids,
        source_name: fields.source_name.of(object),
        email: fields.email.of(object),
        customer_id: fields.customer_id.of(object),
        tag_name: fields.tag_name.of(object),
        added_from: fields.added_from.of(object),
        added_to: fields.added_to.of(object),
        updated_from: fields.updated_from.of(object),
        updated_to: fields.updated_to.of(object),
    })
}

/// The ids that a call names, for what it is charged.
pub fn named(selection: &Selection) -> usize {
    match selection {
        Selection::Ids(ids) => ids.len(),
        Selection::Query(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use domain::OrderId;

    use super::*;

    #[test]
    fn a_sweep_says_what_is_done_to_which_orders() {
        let (action, selection) = read_new(r#"{"action":"move","folder_id":"3","ids":["7",8,"7"]}"#).unwrap();
        assert_eq!(action, SweepAction::Move { folder_id: FolderId::new(3).unwrap() });
        assert_eq!(selection, Selection::Ids([7, 8].map(|id| OrderId::new(id).unwrap()).to_vec()));
        let body =
            r#"{"action":"set_order_metadata","name":"hold","query":{"folder_ids":[1],"added_to":"2026-11-25"}}"#;
        let (action, selection) = read_new(body).unwrap();
        assert_eq!(action, SweepAction::SetOrderMetadata { name: "hold".into(), value: String::new() });
        let Selection::Query(query) = selection else { panic!("{selection:?}") };
        assert_eq!((query.folder_ids.len(), query.added_to.is_some(), query.email), (1, true, None));
        assert_eq!(read_new(r#"{"action":"remove_tag","query":{}}"#).unwrap().1, Selection::Query(Box::default()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, field) in [
            (r#"{"action":"fly","ids":[1]}"#, "action"),
            (r#"{"ids":[1]}"#, "action"),
            (r#"{"action":"move","ids":[1]}"#, "folder_id"),
            (r#"{"action":"move","folder_id":0,"ids":[1]}"#, "folder_id"),
            (r#"{"action":"remove_tag","color":"Red","ids":[1]}"#, "color"),
            (r#"{"action":"remove_tag"}"#, "ids"),
            (r#"{"action":"remove_tag","ids":[]}"#, "ids"),
            (r#"{"action":"remove_tag","ids":["x"]}"#, "ids"),
            (r#"{"action":"remove_tag","ids":[1],"query":{}}"#, "ids"),
            (r#"{"action":"remove_tag","query":{"folder":1}}"#, "query.folder"),
            (r#"{"action":"remove_tag","query":{"added_from":"soon"}}"#, "query.added_from"),
            (r#"{"action":"set_order_metadata","name":" ","ids":[1]}"#, "name"),
            (r#"{"action":"restore","query":{}}"#, "query"),
            (r#"{"action":"run_event","ids":[1]}"#, "event"),
            (r#"{"action":"run_event","event":"shipment_added","ids":[1]}"#, "event"),
            (r#"{"action":"remove_tag","event":"order_imported","ids":[1]}"#, "event"),
            (r#"{"action":"retry_appointments","kind":"fax","ids":[1]}"#, "kind"),
            (r#"{"action":"remove_tag","ids":[1],"more":1}"#, "more"),
        ] {
            let problems = read_new(body).unwrap_err();
            assert!(problems.iter().any(|problem| problem.field == field), "{body}: {problems:?}");
        }
        let many: Vec<u64> = (1..=5_001).collect();
        assert!(read_new(&format!(r#"{{"action":"remove_tag","ids":{many:?}}}"#)).is_err());
        assert!(read_before(Some("x")).is_err());
    }
}
