//! How the stock of an inventory item is kept: when it is low, what carts are told of it, what a kit is made of, and where
//! it lies.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{
    InventoryItem, MAX_INVENTORY_TEXT_LENGTH, Problem, StockTaken, StoreId, TakenComponent, folded_code, is_default,
};

/// A kit is made of at most so many items.
pub const MAX_COMPONENTS: usize = 20;
/// A kit has at most so many pieces of one of them.
pub const MAX_COMPONENT_QUANTITY: u32 = 10_000;
/// An item lies in at most so many places.
pub const MAX_LOCATIONS: usize = 50;
/// A level of the stock is at most so many pieces.
pub const MAX_STOCK_LEVEL: i64 = 1_000_000_000;

/// How the stock of an inventory item is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StockKeeping {
    /// At so many pieces or fewer the stock is low; it is never low without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reorder_level: Option<i64>,
    /// So many pieces carts are not told of.
    #[serde(default, skip_serializing_if = "is_default")]
    pub minimum_stock: i64,
    /// Carts are told of no more than so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_stock: Option<i64>,
    /// Whether carts are told nothing of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub skip_sync: bool,
    /// What it is made of, if it is a kit: then its own stock counts for nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<KitComponent>,
    /// How many lie in which place, as somebody counted them; movements change the stock alone.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub locations: IndexMap<String, i64>,
}

/// What one kit has of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KitComponent {
    /// The item's code.
    pub code: String,
    /// How many pieces.
    pub quantity: u32,
}

impl StockKeeping {
    /// The names of its fields in the API.
    pub const FIELDS: [&'static str; 6] =
        ["reorder_level", "minimum_stock", "maximum_stock", "skip_sync", "components", "locations"];

    /// Everything that is wrong with it, for an item of this code. Whether what a kit is made of is there is not looked at.
    pub fn check(&self, code: &str) -> Vec<Problem> {
        let levels = [
            ("reorder_level", self.reorder_level),
            ("minimum_stock", Some(self.minimum_stock)),
            ("maximum_stock", self.maximum_stock),
        ];
        let levels =
            levels.into_iter().filter(|(_, level)| level.is_some_and(|level| !(0..=MAX_STOCK_LEVEL).contains(&level)));
        let level = |(name, _)| Problem::new(name, format!("must be a number from 0 to {MAX_STOCK_LEVEL}"));
        levels.map(level).chain(self.check_components(code)).chain(self.check_locations()).collect()
    }

    fn check_components(&self, code: &str) -> Vec<Problem> {
        if self.components.len() > MAX_COMPONENTS {
            return vec![Problem::new("components", format!("must have at most {MAX_COMPONENTS} entries"))];
        }
        let mut problems = vec![];
        for (place, component) in self.components.iter().enumerate() {
            let own = folded_code(&component.code);
            let is_twice = self.components.iter().take(place).any(|before| folded_code(&before.code) == own);
            let wrong = if own.is_empty() || own.chars().count() > MAX_INVENTORY_TEXT_LENGTH {
                Some(("code", format!("must be a code of at most {MAX_INVENTORY_TEXT_LENGTH} characters")))
            } else if own == folded_code(code) {
                Some(("code", "must not be the kit itself".to_owned()))
            } else if is_twice {
                Some(("code", format!("\"{}\" is listed before; give its quantity once", component.code)))
            } else if !(1..=MAX_COMPONENT_QUANTITY).contains(&component.quantity) {
                Some(("quantity", format!("must be a number from 1 to {MAX_COMPONENT_QUANTITY}")))
            } else {
                None
            };
            problems.extend(wrong.map(|(field, why)| Problem::new(format!("components[{place}].{field}"), why)));
        }
        problems
    }

    fn check_locations(&self) -> Option<Problem> {
        let is_long = self.locations.keys().any(|name| name.chars().count() > MAX_INVENTORY_TEXT_LENGTH);
        let message = format!(
            "must be at most {MAX_LOCATIONS} names of at most {MAX_INVENTORY_TEXT_LENGTH} characters, each with a number"
        );
        (is_long || self.locations.len() > MAX_LOCATIONS).then(|| Problem::new("locations", message))
    }

    /// Takes this field over from `other`.
    pub(super) fn take_over(&mut self, name: &str, other: &Self) {
        match name {
            "reorder_level" => self.reorder_level = other.reorder_level,
            "minimum_stock" => self.minimum_stock = other.minimum_stock,
            "maximum_stock" => self.maximum_stock = other.maximum_stock,
            "skip_sync" => self.skip_sync = other.skip_sync,
            "components" => self.components.clone_from(&other.components),
            _ => self.locations.clone_from(&other.locations),
        }
    }
}

impl InventoryItem {
    /// Whether it is made of others.
    pub fn is_kit(&self) -> bool {
        !self.keeping.components.is_empty()
    }

    /// At how many pieces its stock is low. That of a kit is never, as its own counts for nothing: its components are.
    pub fn is_low_at(&self) -> Option<i64> {
        self.keeping.reorder_level.filter(|_| !self.is_kit())
    }

    /// How many kits can be made of what there is, as `stock_of` tells it of a code: as many as the scarcest component
    /// allows, of one nobody knows none. An item that is no kit has its own stock.
    pub fn available(&self, stock_of: impl Fn(&str) -> Option<i64>) -> i64 {
        let of = |component: &KitComponent| {
            stock_of(&component.code).unwrap_or_default().div_euclid(i64::from(component.quantity.max(1)))
        };
        self.keeping.components.iter().map(of).min().unwrap_or(self.stock)
    }

    /// What is taken where an order takes of it, as yet without a quantity; of a kit its components, as `known` tells the
    /// items of their codes. Without those the inventory does not have all of, by their codes, nothing can be taken.
    pub fn taking<'a>(
        &self,
        store_id: Option<StoreId>,
        known: impl Fn(&str) -> Option<&'a Self>,
    ) -> Result<StockTaken, Vec<String>> {
        let (mut components, mut missing) = (vec![], vec![]);
        for component in &self.keeping.components {
            match known(&component.code) {
                Some(item) => components.push(TakenComponent {
                    inventory_item_id: item.id,
                    code: item.code.clone(),
                    each: component.quantity,
                }),
                None => missing.push(component.code.clone()),
            }
        }
        let (inventory_item_id, code) = (self.id, self.code.clone());
        let taken = StockTaken { inventory_item_id, code, quantity: 0, store_id, components };
        if missing.is_empty() { Ok(taken) } else { Err(missing) }
    }

    /// What carts are told of a stock of so many: without what is kept back, no more than the most they may know, and never
    /// less than nothing. Nothing where they are told nothing of the item (orderdesk-app 7.2).
    pub fn stock_for_carts(&self, stock: i64) -> Option<i64> {
        let StockKeeping { minimum_stock, maximum_stock, skip_sync, .. } = &self.keeping;
        let sent = stock.saturating_sub(*minimum_stock).min(maximum_stock.unwrap_or(i64::MAX)).max(0);
        (!skip_sync).then_some(sent)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::NewInventoryItem;

    fn item(keeping: StockKeeping) -> InventoryItem {
        let new = NewInventoryItem { code: "BOX".into(), stock: 7, ..NewInventoryItem::default() };
        InventoryItem { keeping, ..new.item(1, Timestamp::UNIX_EPOCH) }
    }

    fn component(code: &str, quantity: u32) -> KitComponent {
        KitComponent { code: code.into(), quantity }
    }

    #[test]
    fn carts_are_told_of_what_is_not_kept_back_and_of_no_more_than_they_may_know() {
        for (minimum_stock, maximum_stock, stock, sent) in [
            (0, None, 7, 7),
            (2, None, 7, 5),
            (2, Some(3), 7, 3),
            (9, None, 7, 0),
            (0, None, -4, 0),
            (0, Some(0), 7, 0),
        ] {
            let item = item(StockKeeping { minimum_stock, maximum_stock, ..StockKeeping::default() });
            assert_eq!(item.stock_for_carts(stock), Some(sent), "{minimum_stock} {maximum_stock:?} {stock}");
        }
        assert_eq!(item(StockKeeping { skip_sync: true, ..StockKeeping::default() }).stock_for_carts(7), None);
    }

    #[test]
    fn there_are_as_many_kits_as_the_scarcest_component_allows() {
        let kit = item(StockKeeping { components: vec![component("A", 2), component("B", 1)], ..Default::default() });
        let stock = |a: i64, b: i64| kit.available(|code| if code == "A" { Some(a) } else { Some(b) });
        assert_eq!([stock(5, 9), stock(9, 3), stock(-1, 3), stock(1, 1)], [2, 3, -1, 0]);
        assert_eq!(kit.available(|code| (code == "A").then_some(4)), 0, "of one nobody knows there are none");
        assert_eq!(item(StockKeeping::default()).available(|_| Some(1)), 7);
    }

    #[test]
    fn what_a_kit_cannot_be_made_of_is_refused_by_its_place() {
        for (components, field) in [
            (vec![component("A", 1), component(" a ", 2)], "components[1].code"),
            (vec![component("box", 1)], "components[0].code"),
            (vec![component(" ", 1)], "components[0].code"),
            (vec![component("A", 0)], "components[0].quantity"),
            (vec![component("A", 10_001)], "components[0].quantity"),
            ((0..21).map(|it| component(&format!("A{it}"), 1)).collect(), "components"),
        ] {
            let keeping = StockKeeping { components, ..StockKeeping::default() };
            let problems = keeping.check("BOX");
            assert_eq!((problems[0].field.as_str(), problems.len()), (field, 1));
        }
        let bad = StockKeeping { reorder_level: Some(-1), maximum_stock: Some(-1), ..StockKeeping::default() };
        let fields: Vec<_> = bad.check("BOX").into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["reorder_level", "maximum_stock"]);
    }
}
