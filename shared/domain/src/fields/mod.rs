//! The fields of an order and of its parts, each in one entry: its name, what it is, how it is read and written, and
//! where it may be used. Sorting, PATCH, the readers of the API, and the rules' filters take their fields from here.

mod items;
mod orders;
mod shipments;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use items::{DISCOUNT_FIELDS, ITEM_FIELDS, NOTE_FIELDS};
pub(crate) use orders::DATE_ADDED;
pub use orders::ORDER_FIELDS;
pub use shipments::{SHIPMENT_FIELDS, ShipmentField, ShipmentRead};

use crate::{Discount, Money, Note, Order, OrderItem, Variations};

/// A field of an order.
#[derive(Debug, Clone, Copy)]
pub struct OrderField {
    /// Its name in the API and in rules. A line of an address has a dot: `shipping.city`.
    pub name: &'static str,
    /// The address it is a line of: `shipping` of `shipping.city`.
    pub address: Option<&'static str>,
    /// Its name inside its address: `city` of `shipping.city`; else its name.
    pub part: &'static str,
    /// Its name where a name has no dots, as in `order_by`: `shipping_city`; else its name.
    pub flat_name: &'static str,
    /// What it is, in one sentence.
    pub doc: &'static str,
    /// What else there is to know: unit, default, limit, source. May be empty.
    pub detail: &'static str,
    /// How its value is read.
    pub read: Read,
    /// How its value is written, where somebody may.
    pub write: Write,
    /// Whether orders are written with it, and who changes an order by name may name it.
    pub is_written: bool,
    /// Whether orders can be sorted by it.
    pub is_sortable: bool,
    /// Whether a change may leave it blank.
    pub is_never_blank: bool,
    /// What it is where rules offer it for filters.
    pub rule_doc: &'static str,
    /// Its place among the fields that rules offer for filters; none for a field that rules do not know.
    pub rule_place: Option<u16>,
}

/// How a field of an order is read. Nothing here allocates.
#[derive(Debug, Clone, Copy)]
pub enum Read {
    /// A text.
    Text(fn(&Order) -> &str),
    /// An amount or a weight.
    Amount(fn(&Order) -> Money),
    /// A whole number.
    Whole(fn(&Order) -> u64),
    /// Yes or no.
    Flag(fn(&Order) -> bool),
    /// A moment.
    Date(fn(&Order) -> Timestamp),
    /// Names and texts.
    Map(fn(&Order) -> &Variations),
    /// The name of the order's folder, which its store knows.
    FolderName,
    /// An address or a list, read part by part.
    Parts,
}

/// How a field of an order is written.
#[derive(Debug, Clone, Copy)]
pub enum Write {
    /// By nobody: it is worked out, or given by the system.
    No,
    /// As a text of at most so many characters.
    Text(usize, fn(&mut Order) -> &mut String),
    /// As an amount.
    Amount(fn(&mut Order) -> &mut Money),
    /// As names and texts, of at most so many characters as JSON.
    Map(usize, fn(&mut Order) -> &mut Variations),
    /// In a way of its own: the card's number, the balance, the folder, the date, addresses and lists.
    Own,
}

/// What kind of value a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// An amount or a weight: an exact decimal.
    Amount,
    /// A whole number.
    Whole,
    /// Yes or no.
    Flag,
    /// A moment, in UTC.
    Date,
    /// Names and texts.
    Map,
    /// An address or a list.
    Parts,
}

impl OrderField {
    /// What kind of value it has.
    pub const fn kind(&self) -> Kind {
        match self.read {
            Read::Text(_) | Read::FolderName => Kind::Text,
            Read::Amount(_) => Kind::Amount,
            Read::Whole(_) => Kind::Whole,
            Read::Flag(_) => Kind::Flag,
            Read::Date(_) => Kind::Date,
            Read::Map(_) => Kind::Map,
            Read::Parts => Kind::Parts,
        }
    }

    /// Whether somebody may write it.
    pub const fn is_writable(&self) -> bool {
        !matches!(self.write, Write::No)
    }

    /// What it is and what else there is to know of it.
    pub fn description(&self) -> String {
        described(self.doc, self.detail)
    }

    const fn new(name: &'static str, doc: &'static str, read: Read) -> Self {
        Self {
            name,
            address: None,
            part: name,
            flat_name: name,
            doc,
            detail: "",
            read,
            write: Write::No,
            is_written: true,
            is_sortable: false,
            is_never_blank: false,
            rule_doc: doc,
            rule_place: None,
        }
    }

    const fn detail(mut self, detail: &'static str) -> Self {
        self.detail = detail;
        self
    }

    const fn write(mut self, write: Write) -> Self {
        self.write = write;
        self
    }

    const fn line_of(mut self, address: &'static str, part: &'static str, flat_name: &'static str) -> Self {
        self.address = Some(address);
        self.part = part;
        self.flat_name = flat_name;
        self
    }

    const fn sortable(mut self) -> Self {
        self.is_sortable = true;
        self
    }

    const fn never_blank(mut self) -> Self {
        self.is_never_blank = true;
        self
    }

    /// Nobody is shown it under this name.
    const fn unwritten(mut self) -> Self {
        self.is_written = false;
        self
    }

    /// Rules say that it is something else: one entry of it.
    const fn as_entry(mut self, rule_doc: &'static str) -> Self {
        self.rule_doc = rule_doc;
        self
    }

    /// Rules offer it at this place.
    const fn in_rules(mut self, place: u16) -> Self {
        self.rule_place = Some(place);
        self
    }
}

/// The lines of one of the addresses (`shipping`, `customer`, `return_address`) that can be written.
pub fn lines_of(address: &str) -> impl Iterator<Item = &'static OrderField> {
    ORDER_FIELDS.iter().filter(move |field| field.address == Some(address) && field.is_writable())
}

/// The fields that are a text or an amount and are written as they are kept, the lines of addresses too.
pub fn plain_fields() -> impl Iterator<Item = &'static OrderField> {
    ORDER_FIELDS.iter().filter(|field| matches!(field.write, Write::Text(..) | Write::Amount(_)))
}

/// The fields an order has beside the lines of its addresses.
pub fn top_fields() -> impl Iterator<Item = &'static OrderField> {
    ORDER_FIELDS.iter().filter(|field| field.address.is_none())
}

/// A field of one thing in a list of an order.
#[derive(Debug, Clone, Copy)]
pub struct PartField<R> {
    /// Its name in rules: `item.code`.
    pub rule_name: &'static str,
    /// Its name in the API: `code`.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub doc: &'static str,
    /// What it is where rules offer it for filters, which look at any part of an order.
    pub rule_doc: &'static str,
    /// What else there is to know: unit, default, limit, source. May be empty.
    pub detail: &'static str,
    /// How its value is read.
    pub read: R,
    /// How many characters a text of it may have, or a map of it as JSON; none for what is neither.
    pub max_length: Option<usize>,
    /// Whether rules offer it for filters.
    pub is_in_rules: bool,
}

impl<R> PartField<R> {
    /// What it is and what else there is to know of it.
    pub fn description(&self) -> String {
        described(self.doc, self.detail)
    }
}

/// How many characters the text of this name may have in a part with these `fields`, or the map of this name as JSON;
/// none for what has no limit.
pub fn max_length_of<R>(fields: &[PartField<R>], name: &str) -> Option<usize> {
    fields.iter().find(|field| field.name == name)?.max_length
}

/// A field of an order item.
pub type ItemField = PartField<ItemRead>;
/// A field of a discount.
pub type DiscountField = PartField<DiscountRead>;
/// A field of a note.
pub type NoteField = PartField<NoteRead>;

/// How a field of an item is read. Nothing here allocates.
#[derive(Debug, Clone, Copy)]
pub enum ItemRead {
    /// A text.
    Text(fn(&OrderItem) -> &str),
    /// An amount or a weight.
    Amount(fn(&OrderItem) -> Money),
    /// A whole number.
    Whole(fn(&OrderItem) -> u64),
    /// Names and texts.
    Map(fn(&OrderItem) -> &Variations),
}

/// How a field of a discount is read.
#[derive(Debug, Clone, Copy)]
pub enum DiscountRead {
    /// A text.
    Text(fn(&Discount) -> &str),
    /// An amount.
    Amount(fn(&Discount) -> Money),
}

/// How a field of a note is read.
#[derive(Debug, Clone, Copy)]
pub enum NoteRead {
    /// A text.
    Text(fn(&Note) -> &str),
    /// A moment.
    Date(fn(&Note) -> Timestamp),
}

fn described(doc: &str, detail: &str) -> String {
    if detail.is_empty() { doc.to_owned() } else { format!("{doc} {detail}") }
}
