//! What filters look at: the fields of the domain's tables that rules offer.

use std::iter;
use std::sync::LazyLock;

use domain::fields::{
    DISCOUNT_FIELDS, DiscountField, DiscountRead, ITEM_FIELDS, ItemField, ItemRead, NOTE_FIELDS, NoteField, NoteRead,
    ORDER_FIELDS, OrderField, Read,
};
use domain::{Discount, InventoryItem, Note, Order, OrderItem, Quantifier, Variations};
use jiff::Timestamp;
use jiff::civil::DateTime;
use rust_decimal::Decimal;

use crate::Circumstances;
use crate::clock::{CLOCK_FIELDS, ClockField};
use crate::comparator::ComparatorEntry;
use crate::inventory::{INVENTORY_FIELDS, InventoryField};
use crate::kind::Kind;
use crate::meter::Overrun;

/// In a map of so many entries, each name is looked at.
const MAX_NAMES_LOOKED_AT: usize = 12;

/// A field that filters can look at.
///
/// A field of a list (items, discounts, notes) holds **when any entry of the list satisfies the comparator**, or, by the
/// filter's [`Quantifier`], when all do; read to the letter: `item.code not_equal MUG` of any item means "some item is no
/// mug", of all "no item is a mug". An order without items satisfies no item field, neither of any nor of all; one
/// without discounts or notes is looked at as if it had one that is empty, as a metadata name that is not there is the
/// empty string.
pub struct FieldEntry {
    /// Its name in [`domain::Filter::field`].
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Whether [`domain::Filter::name`] must say which entry of it is meant.
    pub takes_name: bool,
    /// What kind of values it has.
    pub kind: Kind,
    reader: Reader,
}

impl FieldEntry {
    /// The comparators that fit it.
    pub fn comparators(&self) -> impl Iterator<Item = &'static ComparatorEntry> {
        crate::comparators().filter(|comparator| comparator.fits(self.kind))
    }

    /// Whether it has a value for each entry of a list of the order, of which a filter may ask for any or all.
    pub fn is_of_list(&self) -> bool {
        self.is_of_items() || matches!(self.reader, Reader::Discount(_) | Reader::Note(_))
    }

    /// Whether it has a value for each item of the order.
    pub fn is_of_items(&self) -> bool {
        matches!(self.reader, Reader::Item(_) | Reader::Inventory(_))
    }

    /// Whether it is of the inventory item that an item's code names.
    pub(crate) fn is_of_inventory(&self) -> bool {
        matches!(self.reader, Reader::Inventory(_))
    }

    /// Whether it is one number of the order or the clock, which is worked out.
    pub(crate) fn is_worked_out(&self) -> bool {
        matches!(self.reader, Reader::Order(Read::Amount(_) | Read::Whole(_) | Read::Flag(_)) | Reader::Clock(_))
    }

    /// The number that it is; none where it is not worked out.
    pub(crate) fn number_of(&self, order: &Order, circumstances: &Circumstances<'_>) -> Option<Decimal> {
        match self.reader {
            Reader::Order(Read::Amount(read)) => Some(read(order).decimal()),
            Reader::Order(Read::Whole(read)) => Some(read(order).into()),
            Reader::Order(Read::Flag(read)) => Some(u8::from(read(order)).into()),
            Reader::Clock(read) => Some(read(circumstances.local_time())),
            _ => None,
        }
    }

    /// Whether any or all of its values on `order` pass `test`, which may stop the search.
    pub(crate) fn holds(
        &self,
        name: &str,
        quantifier: Quantifier,
        order: &Order,
        circumstances: &Circumstances<'_>,
        mut test: impl FnMut(Value<'_>) -> Result<bool, Overrun>,
    ) -> Result<bool, Overrun> {
        match self.reader {
            Reader::Order(read) => test(value_of(read, name, order, circumstances)),
            Reader::Clock(read) => test(Value::Number(read(circumstances.local_time()))),
            Reader::Discount(read) => pass(quantifier, or_empty(order.discount_list.iter().map(read)), test),
            Reader::Note(read) => pass(quantifier, or_empty(order.order_notes.iter().map(read)), test),
            Reader::Item(read) => {
                pass(quantifier, order.order_items.iter().map(|item| value_of_item(read, name, item)), test)
            }
            Reader::Inventory(read) => {
                let value = |item| of_inventory(read, item, circumstances);
                pass(quantifier, order.order_items.iter().map(value), test)
            }
        }
    }

    /// Whether its value of `item` passes `test`; never, when it is not of items.
    pub(crate) fn holds_of_item(
        &self,
        name: &str,
        item: &OrderItem,
        circumstances: &Circumstances<'_>,
        test: impl FnOnce(Value<'_>) -> Result<bool, Overrun>,
    ) -> Result<bool, Overrun> {
        match self.reader {
            Reader::Item(read) => test(value_of_item(read, name, item)),
            Reader::Inventory(read) => test(of_inventory(read, item, circumstances)),
            _ => Ok(false),
        }
    }
}

/// Empty where the inventory doesn't know the item's code.
fn of_inventory<'a>(
    read: fn(&InventoryItem) -> Value<'_>,
    item: &OrderItem,
    circumstances: &Circumstances<'a>,
) -> Value<'a> {
    circumstances.inventory.item(&item.code).map_or(Value::Text(""), read)
}

fn value_of<'a>(read: Read, name: &str, order: &'a Order, circumstances: &Circumstances<'a>) -> Value<'a> {
    match read {
        Read::Text(read) => Value::Text(read(order)),
        Read::Amount(read) => Value::Number(read(order).decimal()),
        Read::Whole(read) => Value::Number(read(order).into()),
        Read::Flag(read) => Value::Number(u8::from(read(order)).into()),
        Read::Date(read) => Value::Time(read(order)),
        Read::Map(read) => entry_of(read(order), name),
        Read::FolderName => Value::Text(circumstances.folder_name(order.folder_id).unwrap_or_default()),
        Read::Parts => Value::Text(""),
    }
}

fn value_of_item<'a>(read: ItemRead, name: &str, item: &'a OrderItem) -> Value<'a> {
    match read {
        ItemRead::Text(read) => Value::Text(read(item)),
        ItemRead::Amount(read) => Value::Number(read(item).decimal()),
        ItemRead::Whole(read) => Value::Number(read(item).into()),
        ItemRead::Map(read) => entry_of(read(item), name),
    }
}

/// Every field, in the order the rule builder offers them.
pub fn fields() -> impl Iterator<Item = &'static FieldEntry> {
    FIELDS.iter()
}

/// The field of this name.
pub(crate) fn named(name: &str) -> Option<&'static FieldEntry> {
    fields().find(|field| field.name == name)
}

/// One value of a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Number(Decimal),
    Time(Timestamp),
}

/// How a field is read. Nothing here allocates.
enum Reader {
    Order(Read),
    Clock(fn(DateTime) -> Decimal),
    Discount(fn(&Discount) -> &str),
    Note(fn(&Note) -> &str),
    Item(ItemRead),
    Inventory(fn(&InventoryItem) -> Value<'_>),
}

fn entry_of<'a>(entries: &'a Variations, name: &str) -> Value<'a> {
    // A look at a few names is quicker than hashing one.
    let found = if entries.len() <= MAX_NAMES_LOOKED_AT {
        entries.iter().find(|(known, _)| *known == name).map(|(_, text)| text)
    } else {
        entries.get(name)
    };
    Value::Text(found.map_or("", String::as_str))
}

/// The texts, or an empty one where there are none.
fn or_empty<'a>(mut texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Value<'a>> {
    let first = texts.next().unwrap_or_default();
    iter::once(first).chain(texts).map(Value::Text)
}

fn pass<'a>(
    quantifier: Quantifier,
    values: impl Iterator<Item = Value<'a>>,
    mut test: impl FnMut(Value<'_>) -> Result<bool, Overrun>,
) -> Result<bool, Overrun> {
    // One that passes decides for any, one that does not for all.
    let decides = quantifier == Quantifier::Any;
    let mut is_decided_by_none = false;
    for value in values {
        if test(value)? == decides {
            return Ok(decides);
        }
        is_decided_by_none = !decides;
    }
    Ok(is_decided_by_none)
}

/// The fields of the domain's tables that rules offer: an order's by their places, then those of discounts, notes and
/// items; and those of the inventory and the clock.
static FIELDS: LazyLock<Vec<FieldEntry>> = LazyLock::new(|| {
    let mut of_orders: Vec<_> = ORDER_FIELDS.iter().filter(|field| field.rule_place.is_some()).collect();
    of_orders.sort_by_key(|field| field.rule_place);
    let of_orders = of_orders.into_iter().filter_map(of_order);
    let of_discounts = DISCOUNT_FIELDS.iter().filter(|field| field.is_in_rules).filter_map(of_discount);
    let of_notes = NOTE_FIELDS.iter().filter(|field| field.is_in_rules).filter_map(of_note);
    let of_items = ITEM_FIELDS.iter().filter(|field| field.is_in_rules).map(of_item);
    let of_parts = of_discounts.chain(of_notes).chain(of_items).chain(INVENTORY_FIELDS.iter().map(of_inventory_field));
    of_orders.chain(of_parts).chain(CLOCK_FIELDS.iter().map(of_clock)).collect()
});

fn of_order(field: &OrderField) -> Option<FieldEntry> {
    let kind = match field.read {
        Read::Text(_) | Read::FolderName => Kind::Text,
        Read::Amount(_) | Read::Whole(_) => Kind::Number,
        Read::Flag(_) => Kind::Flag,
        Read::Date(_) => Kind::Time,
        Read::Map(_) => Kind::Entry,
        // An address or a list has no value of its own.
        Read::Parts => return None,
    };
    Some(entry(field.name, field.rule_doc, kind, Reader::Order(field.read)))
}

fn of_discount(field: &DiscountField) -> Option<FieldEntry> {
    let DiscountRead::Text(read) = field.read else { return None };
    Some(entry(field.rule_name, field.rule_doc, Kind::Text, Reader::Discount(read)))
}

fn of_note(field: &NoteField) -> Option<FieldEntry> {
    let NoteRead::Text(read) = field.read else { return None };
    Some(entry(field.rule_name, field.rule_doc, Kind::Text, Reader::Note(read)))
}

fn of_item(field: &ItemField) -> FieldEntry {
    let kind = match field.read {
        ItemRead::Text(_) => Kind::Text,
        ItemRead::Amount(_) | ItemRead::Whole(_) => Kind::Number,
        ItemRead::Map(_) => Kind::Entry,
    };
    entry(field.rule_name, field.rule_doc, kind, Reader::Item(field.read))
}

fn of_inventory_field(field: &InventoryField) -> FieldEntry {
    entry(field.name, field.doc, field.kind, Reader::Inventory(field.read))
}

fn of_clock(field: &ClockField) -> FieldEntry {
    entry(field.name, field.doc, field.kind, Reader::Clock(field.read))
}

fn entry(name: &'static str, doc: &'static str, kind: Kind, reader: Reader) -> FieldEntry {
    FieldEntry { name, doc, takes_name: kind == Kind::Entry, kind, reader }
}
