//! Which items of an order go to which other one, by what they are (orderdesk-app 3.1).

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::ledger::LedgerLine;
use crate::{ItemQuantity, Order, OrderItem, Problem, ledger};

/// What items are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SplitBy {
    /// Their code (SKU).
    Code,
    /// Their name.
    Name,
    /// Their category code, in which some carts keep the vendor.
    CategoryCode,
    /// Their delivery type.
    DeliveryType,
    /// A variation, by its name.
    Variation,
    /// A metadata field, by its name.
    Metadata,
    /// The supplier they are assigned to, or whose codes name them.
    Supplier,
    /// Each item is an order of its own.
    EachItem,
    /// Each piece is an order of its own.
    EachUnit,
}

impl SplitBy {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Code,
        Self::Name,
        Self::CategoryCode,
        Self::DeliveryType,
        Self::Variation,
        Self::Metadata,
        Self::Supplier,
        Self::EachItem,
        Self::EachUnit,
    ];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::CategoryCode => "category_code",
            Self::DeliveryType => "delivery_type",
            Self::Variation => "variation",
            Self::Metadata => "metadata",
            Self::Supplier => "supplier",
            Self::EachItem => "each_item",
            Self::EachUnit => "each_unit",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Code => "Items of one code (SKU) stay together.",
            Self::Name => "Items of one name stay together.",
            Self::CategoryCode => "Items of one category code stay together; some carts keep the vendor there.",
            Self::DeliveryType => "Items of one delivery type stay together.",
            Self::Variation => "Items of one value of the variation `name` stay together.",
            Self::Metadata => "Items of one value of the metadata field `name` stay together.",
            Self::Supplier => "Items of one supplier stay together; `values` are ids of suppliers.",
            Self::EachItem => "Each item is an order of its own.",
            Self::EachUnit => "Each piece is an order of its own.",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == name)
    }

    /// Whether it needs the name of a field.
    pub const fn needs_name(self) -> bool {
        matches!(self, Self::Variation | Self::Metadata)
    }

    /// Whether items may be chosen by values of it.
    pub const fn has_values(self) -> bool {
        !matches!(self, Self::EachItem | Self::EachUnit)
    }
}

/// How an order is split by what its items are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitRule {
    /// What they are told apart by.
    pub by: SplitBy,
    /// Which variation or metadata field; blank for others.
    pub name: String,
    /// Items with one of these values go to one new order, and all others stay. Without any there is an order for each
    /// value, and the first one's items stay.
    pub values: Vec<String>,
}

impl SplitRule {
    /// What is wrong with it; each problem names its field.
    pub fn check(&self) -> Vec<Problem> {
        let name = (self.by.needs_name() && self.name.trim().is_empty())
            .then(|| Problem::new("name", format!("is needed to split by {}", self.by.name())));
        let values = (!self.by.has_values() && !self.values.is_empty())
            .then(|| Problem::new("values", format!("have no meaning where an order is split by {}", self.by.name())));
        name.into_iter().chain(values).collect()
    }

    /// What of `order` leaves it, an entry for each new order. What is shipped stays.
    pub(super) fn groups(&self, order: &Order) -> Vec<Vec<ItemQuantity>> {
        let lines = ledger(order);
        let pairs = order.order_items.iter().zip(&lines).filter(|(_, line)| line.left > 0);
        match self.by {
            SplitBy::EachItem => pairs.skip(staying(order, &lines)).map(|(_, line)| vec![all_left(line)]).collect(),
            SplitBy::EachUnit => units(pairs.map(|(_, line)| line), staying(order, &lines)),
            _ if self.values.is_empty() => {
                let mut groups: IndexMap<&str, Vec<ItemQuantity>> = IndexMap::new();
                // The first value's items stay, shipped or not.
                let first = order.order_items.iter().find(|item| item.quantity > 0).map(|item| self.value(item));
                for (item, line) in pairs.filter(|(item, _)| Some(self.value(item)) != first) {
                    groups.entry(self.value(item)).or_default().push(all_left(line));
                }
                groups.into_values().collect()
            }
            _ => {
                let is_named = |item: &OrderItem| self.values.iter().any(|value| value.trim() == self.value(item));
                let group: Vec<_> = pairs.filter(|(item, _)| is_named(item)).map(|(_, line)| all_left(line)).collect();
                if group.is_empty() { vec![] } else { vec![group] }
            }
        }
    }

    fn value<'a>(&self, item: &'a OrderItem) -> &'a str {
        let of = |map: &'a crate::Variations| map.get(&self.name).map_or("", String::as_str);
        let value = match self.by {
            SplitBy::Code => &item.code,
            SplitBy::Name => &item.name,
            SplitBy::CategoryCode => &item.category_code,
            SplitBy::DeliveryType => &item.delivery_type,
            SplitBy::Variation => of(&item.variation_list),
            SplitBy::Metadata => of(&item.metadata),
            SplitBy::Supplier => &item.supplier_id,
            SplitBy::EachItem | SplitBy::EachUnit => "",
        };
        value.trim()
    }
}

/// How many of what is left must stay, so that the order is not empty: one, unless something is shipped.
fn staying(order: &Order, lines: &[LedgerLine]) -> usize {
    usize::from(order.order_items.iter().zip(lines).all(|(item, line)| line.left == u64::from(item.quantity)))
}

fn all_left(line: &LedgerLine) -> ItemQuantity {
    some(line, u32::try_from(line.left).unwrap_or(u32::MAX))
}

fn some(line: &LedgerLine, quantity: u32) -> ItemQuantity {
    ItemQuantity { id: line.item_id.clone(), code: String::new(), quantity }
}

/// An entry for each piece behind the first `stays`, as far as one more than one split makes.
fn units<'a>(lines: impl Iterator<Item = &'a LedgerLine>, stays: usize) -> Vec<Vec<ItemQuantity>> {
    let pieces = |line: &'a LedgerLine| {
        let count = usize::try_from(line.left).unwrap_or(usize::MAX);
        std::iter::repeat_n(line, count.min(super::MAX_SPLIT_ORDERS.saturating_add(2)))
    };
    let pieces = lines.flat_map(pieces).skip(stays).take(super::MAX_SPLIT_ORDERS.saturating_add(1));
    pieces.map(|line| vec![some(line, 1)]).collect()
}
