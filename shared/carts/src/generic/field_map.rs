//! Where other people's JSON has what an order needs.

use std::collections::BTreeMap;

use domain::fields::{ITEM_FIELDS, ORDER_FIELDS, Write};
use domain::limits::MAX_SHORT_TEXT_LENGTH;
use serde::{Deserialize, Serialize};

use crate::json::Json;

/// A map has at most so many entries.
const MAX_ENTRIES: usize = 200;

/// In front of the fields of an item.
const ITEM: &str = "item.";

/// The list of the lines.
const ITEMS: &str = "order_items";

/// What an order has beside the fields of the API.
const OTHERS: [&str; 11] = [
    "id",
    "event",
    "status",
    "currency",
    "order_total",
    "discount_total",
    "date_added",
    "date_updated",
    "shipping.name",
    "customer.name",
    ITEMS,
];

/// Maps whose keys anybody chooses.
const MAPS: [&str; 4] = ["checkout_data.", "order_metadata.", "item.variation_list.", "item.metadata."];

/// Our fields, each with the JSON Pointer (RFC 6901) of where the sender has it. That of an item's field, which begins with
/// `item.`, is seen from the line; `order_items` is where the lines are. What is not named here is taken where the API has
/// it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub struct FieldMap(BTreeMap<String, String>);

/// Why a map can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFieldMap {
    /// A field is none of ours.
    #[error("{0} is no field of an order")]
    UnknownField(String),
    /// A pointer is none.
    #[error("{field}: \"{pointer}\" is no JSON Pointer, such as /customer/email")]
    BadPointer {
        /// The field.
        field: String,
        /// What was given.
        pointer: String,
    },
    /// There are too many entries.
    #[error("a map of fields has at most {MAX_ENTRIES} entries")]
    TooMany,
}

impl TryFrom<BTreeMap<String, String>> for FieldMap {
    type Error = BadFieldMap;

    fn try_from(entries: BTreeMap<String, String>) -> Result<Self, BadFieldMap> {
        if entries.len() > MAX_ENTRIES {
            return Err(BadFieldMap::TooMany);
        }
        for (field, pointer) in &entries {
            if !is_field(field) {
                return Err(BadFieldMap::UnknownField(field.clone()));
            }
            let is_pointer = pointer.is_empty() || pointer.starts_with('/');
            if !is_pointer || pointer.len() > MAX_SHORT_TEXT_LENGTH {
                return Err(BadFieldMap::BadPointer { field: field.clone(), pointer: pointer.clone() });
            }
        }
        Ok(Self(entries))
    }
}

impl From<FieldMap> for BTreeMap<String, String> {
    fn from(map: FieldMap) -> Self {
        map.0
    }
}

fn is_field(name: &str) -> bool {
    let is_key = |map: &&str| name.strip_prefix(*map).is_some_and(|key| !key.is_empty());
    let of_order = |name: &str| {
        let field = ORDER_FIELDS.iter().find(|field| field.name == name);
        field.is_some_and(|field| matches!(field.write, Write::Text(..) | Write::Amount(_)))
    };
    match name.strip_prefix(ITEM) {
        Some(part) => ITEM_FIELDS.iter().any(|field| field.name == part) || part == "id" || MAPS.iter().any(is_key),
        None => of_order(name) || OTHERS.contains(&name) || MAPS.iter().any(is_key),
    }
}

impl FieldMap {
    /// The document in the form of the API.
    pub(super) fn applied(&self, document: &Json) -> Json {
        let mut order = as_object(document);
        let lines = self.0.get(ITEMS).map_or_else(|| document.get(ITEMS), |pointer| at(document, pointer));
        let items = match lines {
            Json::List(lines) => Json::List(lines.iter().map(|line| self.item(line)).collect()),
            Json::Object(_) => Json::List(vec![self.item(lines)]),
            other => other.clone(),
        };
        put(&mut order, &[ITEMS], items);
        for (field, pointer) in self.0.iter().filter(|(field, _)| !field.starts_with(ITEM) && *field != ITEMS) {
            put(&mut order, &steps(field), at(document, pointer).clone());
        }
        order
    }

    fn item(&self, line: &Json) -> Json {
        let mut item = as_object(line);
        for (field, pointer) in &self.0 {
            if let Some(part) = field.strip_prefix(ITEM) {
                put(&mut item, &steps(part), at(line, pointer).clone());
            }
        }
        item
    }
}

/// The steps of a field's name: an address and its line, or a map and its key.
fn steps(field: &str) -> Vec<&str> {
    field.splitn(2, '.').collect()
}

fn as_object(json: &Json) -> Json {
    match json {
        Json::Object(_) => json.clone(),
        _ => Json::object([]),
    }
}

/// What a pointer points at; null where nothing is.
fn at<'j>(json: &'j Json, pointer: &str) -> &'j Json {
    const NULL: &Json = &Json::Null;
    let mut found = json;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        found = match found {
            Json::List(entries) => step.parse().ok().and_then(|place: usize| entries.get(place)).unwrap_or(NULL),
            other => other.get(&step),
        };
    }
    found
}

fn put(object: &mut Json, steps: &[&str], value: Json) {
    let (Json::Object(entries), Some((step, rest))) = (object, steps.split_first()) else { return };
    let entry = entries.entry((*step).to_owned()).or_default();
    if rest.is_empty() {
        *entry = value;
        return;
    }
    if !matches!(entry, Json::Object(_)) {
        *entry = Json::object([]);
    }
    put(entry, rest, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, &str)]) -> Result<FieldMap, BadFieldMap> {
        let entries = entries.iter().map(|(field, pointer)| ((*field).to_owned(), (*pointer).to_owned()));
        FieldMap::try_from(entries.collect::<BTreeMap<_, _>>())
    }

    #[test]
    fn a_field_that_is_none_and_a_pointer_that_is_none_are_refused() {
        for field in ["nothing", "shipping", "item.nothing", "checkout_data.", "item.", "id_", "quantity_total"] {
            assert_eq!(map(&[(field, "/a")]), Err(BadFieldMap::UnknownField(field.into())), "{field}");
        }
        assert!(matches!(map(&[("email", "a/b")]), Err(BadFieldMap::BadPointer { .. })));
        assert!(matches!(map(&[("email", &format!("/{}", "x".repeat(300)))]), Err(BadFieldMap::BadPointer { .. })));
        for field in ["email", "shipping.city", "item.name", "item.metadata.x", "checkout_data.a.b", "order_items"] {
            assert!(map(&[(field, "/a")]).is_ok(), "{field}");
        }
    }

    #[test]
    fn pointers_find_keys_places_and_what_is_escaped() {
        let json = Json::read(br#"{"a/b":[{"~c":1},2],"d":null}"#).unwrap();
        assert_eq!(at(&json, "/a~1b/0/~0c"), &Json::Number("1".into()));
        assert_eq!(at(&json, "/a~1b/9"), &Json::Null);
        assert_eq!(at(&json, "/d/x/y"), &Json::Null);
        assert_eq!(at(&json, ""), &json);
    }

    #[test]
    fn what_is_kept_of_a_map_is_checked_again_when_it_is_read() {
        let kept = serde_json::to_string(&map(&[("email", "/mail")]).unwrap()).unwrap();
        assert_eq!(kept, r#"{"email":"/mail"}"#);
        assert!(serde_json::from_str::<FieldMap>(r#"{"nothing":"/mail"}"#).is_err());
    }
}
