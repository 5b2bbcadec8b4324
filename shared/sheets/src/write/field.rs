//! The fields that columns and bundles name: those of `domain::fields`, one of them at a time.
//!
//! An entry of a map is named behind a colon, as in import templates: `checkout_data:Gift`, `item.metadata:print_sku`.

use std::borrow::Cow;

use domain::fields::{
    ITEM_FIELDS, ItemField, ItemRead, ORDER_FIELDS, OrderField, Read, SHIPMENT_FIELDS, ShipmentField, ShipmentRead,
};
use domain::{Folder, Money, Order, RowMode, Variations};
use jiff::Timestamp;

/// Shorter names that import templates know as well (orderdesk-app 5.2).
const ALIASES: [(&str, &str); 2] = [("metadata", "order_metadata"), ("item.variation", "item.variation_list")];

/// A field of an order, of one of its items, or of one of its shipments.
#[derive(Debug, Clone)]
pub(crate) enum Field {
    Order(&'static OrderField, String),
    Item(&'static ItemField, String),
    Shipment(&'static ShipmentField),
}

/// What a field has.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    Text(Cow<'a, str>),
    Amount(Money),
    Whole(u64),
    /// A moment.
    Date(Timestamp),
    /// A day, the same in every time zone.
    Day(Timestamp),
}

/// Which part of an order a row is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Whole,
    Item(usize),
    Shipment(usize),
}

impl Field {
    /// The field of this name in a row of this kind, or what is wrong with the name.
    pub(crate) fn named(given: &str, mode: RowMode) -> Result<Self, String> {
        let (name, entry) = given.split_once(':').unwrap_or((given, ""));
        let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| *name);
        let (field, is_map) = if let Some(field) = ITEM_FIELDS.iter().find(|field| field.rule_name == name) {
            (Self::Item(field, entry.to_owned()), matches!(field.read, ItemRead::Map(_)))
        } else if let Some(field) = SHIPMENT_FIELDS.iter().find(|field| field.rule_name == name) {
            (Self::Shipment(field), false)
        } else if let Some(field) = ORDER_FIELDS.iter().find(|field| is_readable(field) && field.name == name) {
            (Self::Order(field, entry.to_owned()), matches!(field.read, Read::Map(_)))
        } else if ORDER_FIELDS.iter().any(|field| field.name == name) {
            return Err(format!("\"{name}\" is no single value; name one of its fields, or write a template"));
        } else {
            return Err(format!("there is no field \"{given}\"; a text of one's own is a template: {{{{ 'text' }}}}"));
        };
        match field {
            Self::Item(..) if mode != RowMode::Item => Err(format!("\"{given}\" needs a row for each item")),
            Self::Shipment(_) if mode != RowMode::Shipment => Err(format!("\"{given}\" needs a row for each shipment")),
            _ if is_map && entry.is_empty() => {
                Err(format!("\"{name}\" needs the name of its entry behind a colon, as in {name}:Gift"))
            }
            _ if !is_map && given.contains(':') => Err(format!("\"{name}\" has no entries to name behind a colon")),
            field => Ok(field),
        }
    }

    /// Its value; blank where it is not there.
    pub(crate) fn value<'a>(&self, order: &'a Order, part: Part, folders: &'a [Folder]) -> Value<'a> {
        let value = match (self, part) {
            (Self::Order(field, entry), _) => Some(of_order(field, entry, order, folders)),
            (Self::Item(field, entry), Part::Item(place)) => {
                order.order_items.get(place).map(|item| match field.read {
                    ItemRead::Text(read) => text(read(item)),
                    ItemRead::Amount(read) => Value::Amount(read(item)),
                    ItemRead::Whole(read) => Value::Whole(read(item)),
                    ItemRead::Map(read) => entry_of(read(item), entry),
                })
            }
            (Self::Shipment(field), Part::Shipment(place)) => {
                order.order_shipments.get(place).map(|shipment| match field.read {
                    ShipmentRead::Text(read) => text(read(shipment)),
                    ShipmentRead::Amount(read) => Value::Amount(read(shipment)),
                    ShipmentRead::Date(read) => Value::Date(read(shipment)),
                    ShipmentRead::Day(read) => Value::Day(read(shipment)),
                })
            }
            _ => None,
        };
        value.unwrap_or(text(""))
    }
}

/// Whether a field is one value, or a map of them, that is to be seen: the card's bare digits are not.
fn is_readable(field: &OrderField) -> bool {
    !matches!(field.read, Read::Parts) && (field.is_written || field.rule_place.is_some())
}

fn of_order<'a>(field: &OrderField, entry: &str, order: &'a Order, folders: &'a [Folder]) -> Value<'a> {
    match field.read {
        Read::Text(read) => text(read(order)),
        Read::Amount(read) => Value::Amount(read(order)),
        Read::Whole(read) => Value::Whole(read(order)),
        // As rules write it.
        Read::Flag(read) => text(if read(order) { "yes" } else { "no" }),
        Read::Date(read) => Value::Date(read(order)),
        Read::Map(read) => entry_of(read(order), entry),
        Read::FolderName => {
            let folder = folders.iter().find(|folder| folder.id == order.folder_id);
            text(folder.map_or("", |folder| &folder.name))
        }
        Read::Parts => text(""),
    }
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn entry_of<'a>(map: &'a Variations, entry: &str) -> Value<'a> {
    text(map.get(entry).map_or("", String::as_str))
}
