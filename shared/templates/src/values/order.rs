//! An order as templates see it: the fields of the API, read when they are asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::fields::{
    DISCOUNT_FIELDS, DiscountRead, ITEM_FIELDS, ItemRead, NOTE_FIELDS, NoteRead, ORDER_FIELDS, OrderField, Read,
    SHIPMENT_FIELDS, ShipmentRead,
};
use domain::{Folder, Order, OrderItem, Shipment};
use minijinja::Value;
use minijinja::value::{Enumerator, Object};

use super::{Entries, Moment, number_value};

/// An order, and the folders of its store, which have names.
#[derive(Debug)]
pub(crate) struct OrderValue {
    order: Arc<Order>,
    folders: Arc<[Folder]>,
    /// Its maps, addresses and lists, each made when it is first asked for.
    made: Mutex<BTreeMap<&'static str, Value>>,
}

impl Object for OrderValue {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.field(key.as_str()?)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(top_fields().map(|field| Value::from(field.name)).collect())
    }
}

fn top_fields() -> impl Iterator<Item = &'static OrderField> {
    let is_shown = |field: &&OrderField| field.is_written || field.rule_place.is_some();
    domain::fields::top_fields().filter(is_shown).filter(|field| field.name != "order_history")
}

impl OrderValue {
    pub(crate) fn new(order: Arc<Order>, folders: Arc<[Folder]>) -> Self {
        Self { order, folders, made: Mutex::default() }
    }

    /// The field of this name: a scalar, a map, an address or a list.
    pub(crate) fn field(&self, name: &str) -> Option<Value> {
        let field = top_fields().find(|field| field.name == name)?;
        let order = &*self.order;
        Some(match field.read {
            // An id is text, as in the API.
            Read::Whole(read) if name == "id" => Value::from(read(order).to_string()),
            Read::FolderName => {
                let folder = self.folders.iter().find(|folder| folder.id == order.folder_id);
                Value::from(folder.map(|folder| folder.name.as_str()).unwrap_or_default())
            }
            Read::Parts | Read::Map(_) => {
                let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
                made.entry(field.name).or_insert_with(|| self.parts(field)).clone()
            }
            _ => scalar(field, order),
        })
    }

    fn parts(&self, field: &OrderField) -> Value {
        let order = &*self.order;
        match field.name {
            _ if matches!(field.read, Read::Map(_)) => scalar(field, order),
            "discount_list" => order.discount_list.iter().map(discount).collect(),
            "order_notes" => order.order_notes.iter().map(note).collect(),
            "order_items" => items_of(order),
            "order_shipments" => order.order_shipments.iter().map(shipment).collect(),
            address => {
                let lines = ORDER_FIELDS.iter().filter(|field| field.address == Some(address));
                let lines = lines.map(|line| (line.part.to_owned(), scalar(line, order)));
                Value::from_object(Entries(lines.collect()))
            }
        }
    }
}

fn scalar(field: &OrderField, order: &Order) -> Value {
    match field.read {
        Read::Text(read) => Value::from(read(order)),
        Read::Amount(read) => number_value(read(order).decimal()),
        Read::Whole(read) => number_value(read(order).into()),
        Read::Flag(read) => Value::from(read(order)),
        Read::Date(read) => Value::from_object(Moment(read(order))),
        Read::Map(read) => Value::from_object(Entries::from(read(order))),
        Read::FolderName | Read::Parts => Value::UNDEFINED,
    }
}

/// The items of an order.
fn items_of(order: &Order) -> Value {
    order.order_items.iter().map(item).collect()
}

/// One of the items of an order, by its place.
pub(crate) fn item_of(order: &Order, place: usize) -> Value {
    order.order_items.get(place).map_or(Value::UNDEFINED, item)
}

fn item(item: &OrderItem) -> Value {
    let value = |read: ItemRead| match read {
        ItemRead::Text(read) => Value::from(read(item)),
        ItemRead::Amount(read) => number_value(read(item).decimal()),
        ItemRead::Whole(read) => number_value(read(item).into()),
        ItemRead::Map(read) => Value::from_object(Entries::from(read(item))),
    };
    let fields = ITEM_FIELDS.iter().map(|field| (field.name.to_owned(), value(field.read)));
    Value::from_object(Entries(fields.collect()))
}

fn discount(discount: &domain::Discount) -> Value {
    let value = |read: DiscountRead| match read {
        DiscountRead::Text(read) => Value::from(read(discount)),
        DiscountRead::Amount(read) => number_value(read(discount).decimal()),
    };
    let fields = DISCOUNT_FIELDS.iter().map(|field| (field.name.to_owned(), value(field.read)));
    Value::from_object(Entries(fields.collect()))
}

fn note(note: &domain::Note) -> Value {
    let value = |read: NoteRead| match read {
        NoteRead::Text(read) => Value::from(read(note)),
        NoteRead::Date(read) => Value::from_object(Moment(read(note))),
    };
    let fields = NOTE_FIELDS.iter().map(|field| (field.name.to_owned(), value(field.read)));
    Value::from_object(Entries(fields.collect()))
}

/// One of the shipments of an order, by its place.
pub(crate) fn shipment_of(order: &Order, place: usize) -> Value {
    order.order_shipments.get(place).map_or(Value::UNDEFINED, shipment)
}

/// A shipment, without the picture of its label.
fn shipment(shipment: &Shipment) -> Value {
    let value = |read: ShipmentRead| match read {
        ShipmentRead::Text(read) => Value::from(read(shipment)),
        ShipmentRead::Amount(read) => number_value(read(shipment).decimal()),
        ShipmentRead::Date(read) | ShipmentRead::Day(read) => Value::from_object(Moment(read(shipment))),
    };
    let fields = SHIPMENT_FIELDS.iter().map(|field| (field.name.to_owned(), value(field.read)));
    Value::from_object(Entries(fields.collect()))
}
