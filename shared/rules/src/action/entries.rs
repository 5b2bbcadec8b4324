//! Setting and removing entries of the order's maps, with the notation of orderdesk-app 1.5.

mod notation;

use std::borrow::Cow;

use domain::limits::{MAX_ITEM_MAP_LENGTH, length_as_json};
use domain::{MAX_CHECKOUT_DATA_LENGTH, MAX_ORDER_METADATA_LENGTH, Order, Problem, TimestampZone, Variations};
use jiff::tz::TimeZone;
use jiff::{Span, Zoned};
use rust_decimal::Decimal;

use super::{Stage, Text, shown};

/// A date with its time, as a value is written.
const DATE: &str = "%Y-%m-%d %H:%M:%S";
/// A date alone.
const SHORT_DATE: &str = "%Y-%m-%d";

/// A map of an order, or of one of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Map {
    OrderMetadata,
    CheckoutData,
    ItemVariations,
    ItemMetadata,
}

impl Map {
    /// Its name among the fields of an order.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::OrderMetadata => "order_metadata",
            Self::CheckoutData => "checkout_data",
            Self::ItemVariations | Self::ItemMetadata => "order_items",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::OrderMetadata => "order metadata",
            Self::CheckoutData => "checkout data",
            Self::ItemVariations => "variation",
            Self::ItemMetadata => "metadata",
        }
    }

    const fn max_length(self) -> usize {
        match self {
            Self::OrderMetadata => MAX_ORDER_METADATA_LENGTH,
            Self::CheckoutData => MAX_CHECKOUT_DATA_LENGTH,
            Self::ItemVariations | Self::ItemMetadata => MAX_ITEM_MAP_LENGTH,
        }
    }

    /// It on `order`, or on the item at this place; none where there is no such item.
    fn read(self, order: &Order, item: Option<usize>) -> Option<&Variations> {
        let item = || order.order_items.get(item?);
        match self {
            Self::OrderMetadata => Some(&order.order_metadata),
            Self::CheckoutData => Some(&order.checkout_data),
            Self::ItemVariations => item().map(|item| &item.variation_list),
            Self::ItemMetadata => item().map(|item| &item.metadata),
        }
    }

    fn write(self, order: &mut Order, item: Option<usize>) -> Option<&mut Variations> {
        match (self, item) {
            (Self::OrderMetadata, _) => Some(&mut order.order_metadata),
            (Self::CheckoutData, _) => Some(&mut order.checkout_data),
            (Self::ItemVariations, Some(item)) => Some(&mut order.order_items.get_mut(item)?.variation_list),
            (Self::ItemMetadata, Some(item)) => Some(&mut order.order_items.get_mut(item)?.metadata),
            (Self::ItemVariations | Self::ItemMetadata, None) => None,
        }
    }
}

/// What becomes of an entry.
pub(crate) enum Change {
    /// It is set to a text.
    Set(Text),
    /// It is set to the time, in a zone.
    Time(TimestampZone),
    /// It is set to a date in the store's time zone, so far from now, in this form.
    Date(Span, &'static str),
    /// So much is added to its number.
    Add(Decimal),
    /// It is removed.
    Remove,
    /// All of the map are removed.
    RemoveAll,
}

/// A change of one entry of a map, or of all.
pub(crate) struct EntryChange {
    map: Map,
    name: Text,
    change: Change,
}

impl EntryChange {
    /// That of the entry `name`.
    pub(crate) fn new(map: Map, name: &str, change: Change) -> Result<Self, Problem> {
        if name.trim().is_empty() && !matches!(change, Change::RemoveAll) {
            return Err(Problem::new("name", "the field needs a name"));
        }
        Ok(Self { map, name: Text::compile("name", name)?, change })
    }

    /// Reads the name and value of an action that sets a value. Where the name is blank, the value says it too.
    pub(crate) fn read(map: Map, name: &str, value: &str) -> Result<Self, Problem> {
        if !name.trim().is_empty() {
            return Self::new(map, name, notation::change(value)?);
        }
        match notation::name_and_value(value) {
            Some((name, value)) => Self::new(map, name, notation::change(value)?),
            None => Self::new(map, "", notation::change(value)?),
        }
    }

    pub(crate) const fn map(&self) -> Map {
        self.map
    }

    /// So much memory it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        self.name.bytes() + if let Change::Set(value) = &self.change { value.bytes() } else { 0 }
    }

    /// Does it to `order`; its part of the history line.
    pub(crate) fn apply(&self, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> String {
        let what = self.map.title();
        if matches!(self.change, Change::RemoveAll) {
            self.map.write(order.to_mut(), stage.item).into_iter().for_each(Variations::clear);
            return format!("removed all {what}");
        }
        let name = match self.name.fill_in(order, stage) {
            Ok(name) if name.trim().is_empty() => return format!("did not set {what}: the field's name is blank"),
            Ok(name) => name,
            Err(why) => return format!("did not set {what}: {why}"),
        };
        if matches!(self.change, Change::Remove) {
            let removed = self.map.write(order.to_mut(), stage.item).and_then(|map| map.shift_remove(&*name));
            let done = if removed.is_some() { "removed" } else { "had no" };
            return format!("{done} {what} {}", shown(&name));
        }
        match self.value(&name, order, stage) {
            Ok(value) => self.set(&name, &value, order, stage.item),
            Err(why) => format!("did not set {what} {}: {why}", shown(&name)),
        }
    }

    fn value(&self, name: &str, order: &Order, stage: &mut Stage<'_, '_>) -> Result<String, String> {
        let now = stage.circumstances.now;
        let local = || now.to_zoned(stage.circumstances.zone.clone());
        let written = |at: Zoned, form: &str| Ok(at.strftime(form).to_string());
        match &self.change {
            Change::Set(value) => value.fill_in(order, stage).map(Cow::into_owned),
            Change::Time(TimestampZone::Utc) => written(now.to_zoned(TimeZone::UTC), DATE),
            Change::Time(TimestampZone::Local) => written(local(), DATE),
            Change::Date(distance, form) => match local().checked_add(*distance) {
                Ok(at) => written(at, form),
                Err(_) => Err("there is no such date".to_owned()),
            },
            Change::Add(step) => {
                let before = self.map.read(order, stage.item).and_then(|map| map.get(name));
                let before = before.and_then(|text| text.trim().parse::<Decimal>().ok());
                let after = before.unwrap_or_default().checked_add(*step);
                after.map(|number| number.to_string()).ok_or_else(|| "the number is too large".to_owned())
            }
            Change::Remove | Change::RemoveAll => Ok(String::new()),
        }
    }

    fn set(&self, name: &str, value: &str, order: &mut Cow<'_, Order>, item: Option<usize>) -> String {
        let (what, max) = (self.map.title(), self.map.max_length());
        let mut changed = self.map.read(order, item).cloned().unwrap_or_default();
        changed.insert(name.to_owned(), value.to_owned());
        let (name, value) = (shown(name), shown(value));
        let length = length_as_json(&changed);
        if length > max {
            return format!("did not set {what} {name}: {what} may have {max} characters, and would have {length}");
        }
        self.map.write(order.to_mut(), item).into_iter().for_each(|map| map.clone_from(&changed));
        format!("set {what} {name} to \"{value}\"")
    }
}
