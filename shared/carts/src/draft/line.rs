//! A line of a cart's order.

use domain::{MAX_ITEM_QUANTITY, Money, NewOrderItem, OrderItem, Variations};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::amount;
use crate::error::MapError;
use crate::json::Node;
use crate::mapped::{LINE_ID, Shortfall};

/// A line as its cart has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// The cart's id of it.
    pub(crate) id: String,
    /// Where it stands, for what is wrong with it.
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) code: String,
    /// The price of one, undiscounted.
    pub(crate) price: Money,
    pub(crate) quantity: Decimal,
    /// The price of all, where the cart has it; else that of one so many times.
    pub(crate) total: Option<Money>,
    pub(crate) weight: Money,
    pub(crate) delivery_type: String,
    pub(crate) category_code: String,
    pub(crate) variations: Variations,
    pub(crate) metadata: Variations,
}

impl Line {
    /// A line that is to be read of `node`, its id under `key`. Without an id it is known by its place.
    pub(crate) fn of(node: &Node, key: &str) -> Self {
        let id = node.text(key);
        let path = node.path().to_owned();
        Self { id: if id.is_empty() { path.clone() } else { id }, path, ..Self::default() }
    }

    /// Adds metadata, unless it is blank.
    pub(crate) fn meta(&mut self, name: &str, text: impl Into<String>) {
        add(&mut self.metadata, name, text.into());
    }

    /// Adds a variation, unless it is blank.
    pub(crate) fn variation(&mut self, name: &str, text: impl Into<String>) {
        add(&mut self.variations, name, text.into());
    }

    /// Adds what the customer chose: what begins with `_` is for machines, the rest for people.
    pub(crate) fn property(&mut self, name: &str, text: String) {
        if name.starts_with('_') {
            self.meta(name, text);
        } else {
            self.variation(if name.is_empty() { "Option" } else { name }, text);
        }
    }

    /// The item this line is; none for one of quantity 0.
    pub(super) fn item(self, shortfalls: &mut Vec<Shortfall>) -> Result<Option<NewOrderItem>, MapError> {
        let written = self.quantity.normalize().to_string();
        if self.quantity.is_zero() {
            shortfalls.push(Shortfall::RemovedItem { item: self.name });
            return Ok(None);
        }
        let Counted { quantity, price, is_fractional } = self.counted()?;
        let mut metadata = Variations::new();
        metadata.insert(LINE_ID.to_owned(), self.id.clone());
        if is_fractional {
            metadata.insert("quantity".to_owned(), written.clone());
            shortfalls.push(Shortfall::FractionalQuantity { item: self.name.clone(), quantity: written.clone() });
        }
        if price.is_negative() {
            shortfalls.push(Shortfall::NegativeItem { item: self.name.clone(), quantity: written });
        }
        metadata.extend(self.metadata);
        let values = OrderItem {
            name: self.name,
            code: self.code,
            price,
            quantity,
            weight: self.weight,
            delivery_type: self.delivery_type,
            category_code: self.category_code,
            variation_list: self.variations,
            metadata,
            ..OrderItem::default()
        };
        let mut given = vec!["name", "price", "metadata"];
        // What the cart does not have, the inventory may.
        given.extend((values.weight != Money::default()).then_some("weight"));
        given.extend((!values.variation_list.is_empty()).then_some("variation_list"));
        Ok(Some(NewOrderItem::new(values, given.into_iter().collect())))
    }

    /// The quantity and the price as an item has them: a return has a negative price, and of what is no whole number
    /// there is one.
    fn counted(&self) -> Result<Counted, MapError> {
        let size = self.quantity.abs();
        if size > Decimal::from(MAX_ITEM_QUANTITY) {
            return Err(MapError::Wrong { path: self.path.clone(), expected: "of a quantity of at most a million" });
        }
        let price = if self.quantity.is_sign_negative() { amount::negated(self.price) } else { self.price };
        if let Some(quantity) = size.to_u32().filter(|_| size.fract().is_zero()) {
            return Ok(Counted { quantity, price, is_fractional: false });
        }
        let price = self.total.unwrap_or_else(|| amount::times(price, size));
        Ok(Counted { quantity: 1, price, is_fractional: true })
    }
}

struct Counted {
    quantity: u32,
    price: Money,
    is_fractional: bool,
}

/// The cart's id of the line that an item is.
pub(super) fn id_of(item: &NewOrderItem) -> &str {
    item.values.metadata.get(LINE_ID).map_or("", String::as_str)
}

fn add(map: &mut Variations, name: &str, text: String) {
    if !text.trim().is_empty() {
        map.entry(name.to_owned()).or_insert(text);
    }
}
