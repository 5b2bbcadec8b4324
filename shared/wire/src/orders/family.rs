//! Orders that are made of others: our own `POST /v1/orders/{id}/split`, `/v1/orders/merge` and `GET …/family`
//! (orderdesk-app 3).

use std::collections::BTreeSet;

use domain::limits::MAX_SHORT_TEXT_LENGTH;
use domain::{
    Family, FolderId, ItemQuantity, MAX_ITEMS, MAX_MERGED_ORDERS, OrderId, Problem, Relative, SplitBy, SplitRule,
    Splitting,
};
use serde::Serialize;

use crate::body::{Field, ListField, Part, body};
use crate::read::{Document, Object};

/// So many values are named in one split.
pub const MAX_SPLIT_VALUES: usize = 100;

body! {
    /// What is split off an order: `items`, or what `by` tells apart.
    SplitInput: Refused {
        /// The items that go into the new order, and how many of each.
        items: ListField = ListField::new(Part::Body(&SplitItemInput::BODY), 1, MAX_ITEMS),
        /// What items are told apart by.
        by: Field<String> = Field::one_of("SplitBy"),
        /// The variation or the metadata field.
        name: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Items with one of these values go into one new order. Without any there is an order for each value, and the
        /// items of the first one stay.
        values: Field<Vec<String>> = Field::texts(MAX_SPLIT_VALUES, MAX_SHORT_TEXT_LENGTH),
    }

    /// So many of an item.
    SplitItemInput: Refused {
        /// The item's id.
        id: Field<String> = Field::part_id().needed(),
        /// How many go.
        quantity: Field<u32> = Field::quantity().needed(),
    }

    /// Which orders are merged.
    MergeInput: Refused {
        /// The orders.
        ids: Field<Vec<String>> = Field::ids(2, Some(MAX_MERGED_ORDERS)).needed(),
        /// The folder the originals go to; where they lie when left out.
        archive_folder_id: Field<u64> = Field::id(),
    }
}

/// Reads the body of `POST /v1/orders/{id}/split`.
pub fn read_split(body: &str) -> Result<Splitting, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    SplitInput::BODY.refuse_unknown(&object);
    let (items, by) = (&SplitInput::READ.items, &SplitInput::READ.by);
    let splitting = match (object.has(items.name()), object.has(by.name())) {
        (true, false) => Some(Splitting::Items(items.of(&object).iter().map(item).collect())),
        (false, true) => split_rule(&object).map(Splitting::Rule),
        _ => {
            object.demand(items.name(), "exactly one of items and by is needed");
            None
        }
    };
    splitting.ok_or_else(|| document.problems()).and_then(|splitting| document.finish(splitting))
}

fn item(object: &Object) -> ItemQuantity {
    SplitItemInput::BODY.refuse_unknown(object);
    let fields = &SplitItemInput::READ;
    for name in [fields.id.name(), fields.quantity.name()].into_iter().filter(|name| !object.has(name)) {
        object.demand(name, "is needed");
    }
    ItemQuantity { id: fields.id.filled(object), code: String::new(), quantity: fields.quantity.filled(object) }
}

/// What tells items apart, of a split or of a rule's action.
pub(crate) fn split_rule(object: &Object) -> Option<SplitRule> {
    let fields = &SplitInput::READ;
    let (name, values) = (fields.name.trimmed(object), fields.values.filled(object));
    let Some(by) = SplitBy::named(&fields.by.filled(object)) else {
        let names = SplitBy::ALL.map(SplitBy::name).join(", ");
        object.refuse(fields.by.name(), format!("must be one of {names}"));
        return None;
    };
    let rule = SplitRule { by, name, values };
    rule.check().iter().for_each(|problem| object.refuse_for(problem));
    Some(rule)
}

/// Reads the body of `POST /v1/orders/merge`: the orders, each once, and the folder the originals go to.
pub fn read_merge(body: &str) -> Result<(Vec<OrderId>, Option<FolderId>), Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    MergeInput::BODY.refuse_unknown(&object);
    let fields = &MergeInput::READ;
    let sent = fields.ids.filled(&object);
    let ids: BTreeSet<OrderId> = sent.iter().filter_map(|id| id.parse().ok()).collect();
    for (place, id) in sent.iter().enumerate().filter(|(_, id)| id.parse::<OrderId>().is_err()) {
        object.refuse(&format!("{}[{place}]", fields.ids.name()), format!("\"{id}\" is no id of an order"));
    }
    if ids.len() < 2 {
        object.demand(fields.ids.name(), "must name at least two orders");
    }
    let folder = fields.archive_folder_id.of(&object).map(FolderId::new);
    if folder == Some(None) {
        object.refuse(fields.archive_folder_id.name(), "there is no such folder");
    }
    document.finish((ids.into_iter().collect(), folder.flatten()))
}

/// The orders that an order belongs with; what there is nothing of is left out.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Family))]
pub struct FamilyView {
    /// The order it was split off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id, required = false))]
    split_from: Option<String>,
    /// The orders that were split off it.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<crate::schema::Id>))]
    split_to: Vec<String>,
    /// The orders it was merged of.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<crate::schema::Id>))]
    merged_from: Vec<String>,
    /// The order it was merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id, required = false))]
    merged_to: Option<String>,
    /// The order it is a duplicate of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id, required = false))]
    duplicate_of: Option<String>,
    /// The duplicates of it.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<crate::schema::Id>))]
    duplicates: Vec<String>,
    /// The order of another store that it is a copy of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = RelativeView, required = false))]
    copy_of: Option<RelativeView>,
    /// Its copies in other stores.
    copied_to: Vec<RelativeView>,
    /// Where it was moved from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = RelativeView, required = false))]
    moved_from: Option<RelativeView>,
}

/// An order of another store.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Relative))]
pub struct RelativeView {
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    store_id: String,
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    order_id: String,
}

impl From<Relative> for RelativeView {
    fn from(relative: Relative) -> Self {
        Self { store_id: relative.store_id.to_string(), order_id: relative.order_id.to_string() }
    }
}

impl From<&Family> for FamilyView {
    fn from(family: &Family) -> Self {
        let one = |id: Option<OrderId>| id.map(|id| id.to_string());
        let all = |ids: &[OrderId]| ids.iter().map(ToString::to_string).collect();
        Self {
            split_from: one(family.split_from),
            split_to: all(&family.split_to),
            merged_from: all(&family.merged_from),
            merged_to: one(family.merged_to),
            duplicate_of: one(family.duplicate_of),
            duplicates: all(&family.duplicates),
            copy_of: family.copy_of.map(RelativeView::from),
            copied_to: family.copied_to.iter().copied().map(RelativeView::from).collect(),
            moved_from: family.moved_from.map(RelativeView::from),
        }
    }
}

/// An order that is not in a merged one, and why.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = LeftOut))]
pub struct LeftOutView {
    /// Which.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    order_id: String,
    /// Why it was left out.
    message: String,
}

impl LeftOutView {
    /// Of this order.
    pub fn new(order_id: OrderId, message: impl Into<String>) -> Self {
        Self { order_id: order_id.to_string(), message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields<T: std::fmt::Debug>(read: Result<T, Vec<Problem>>) -> Vec<String> {
        read.unwrap_err().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn a_split_is_of_items_or_by_what_they_are() {
        let items = vec![ItemQuantity { id: "7".into(), code: String::new(), quantity: 2 }];
        assert_eq!(read_split(r#"{"items":[{"id":7,"quantity":"2"}]}"#), Ok(Splitting::Items(items)));
        let rule = SplitRule { by: SplitBy::Metadata, name: "bin".into(), values: vec!["A".into()] };
        let read = read_split(r#"{"by":"metadata","name":" bin ","values":["A"]}"#);
        assert_eq!(read, Ok(Splitting::Rule(rule)));
        for (body, field) in [
            ("{}", "items"),
            (r#"{"items":[],"by":"code"}"#, "items"),
            (r#"{"items":[{"quantity":1}]}"#, "items[0].id"),
            (r#"{"items":[{"id":"7"}]}"#, "items[0].quantity"),
            (r#"{"items":[{"id":"7","quantity":1,"x":1}]}"#, "items[0].x"),
            (r#"{"by":"colour"}"#, "by"),
            (r#"{"by":"variation"}"#, "name"),
            (r#"{"by":"each_unit","values":["A"]}"#, "values"),
            (r#"{"by":"code","more":1}"#, "more"),
        ] {
            assert_eq!(fields(read_split(body)), [field], "{body}");
        }
    }

    #[test]
    fn a_merge_names_two_orders_at_least_each_once() {
        let id = |number| OrderId::new(number).unwrap();
        assert_eq!(read_merge(r#"{"ids":["8",7,7]}"#), Ok((vec![id(7), id(8)], None)));
        let read = read_merge(r#"{"ids":[7,8],"archive_folder_id":"4"}"#);
        assert_eq!(read, Ok((vec![id(7), id(8)], FolderId::new(4))));
        for (body, field) in [
            ("{}", "ids"),
            (r#"{"ids":[7,"7"]}"#, "ids"),
            (r#"{"ids":[7,8,"x"]}"#, "ids[2]"),
            (r#"{"ids":[7,8],"archive_folder_id":0}"#, "archive_folder_id"),
            (r#"{"ids":[7,8],"folder":1}"#, "folder"),
        ] {
            assert_eq!(fields(read_merge(body)), [field], "{body}");
        }
    }
}
