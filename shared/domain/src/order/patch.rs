//! Changing parts of an order: what is named changes, and nothing else.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::check::{
    ChangeError, check_item_count, check_items, check_limits, check_name, kept, kept_notes, replaced_items, same_second,
};
use super::new::draft_order;
use crate::fields::{ORDER_FIELDS, Write};
use crate::limits::{MAX_CHECKOUT_DATA_LENGTH, MAX_ORDER_METADATA_LENGTH, check_map_length};
use crate::{FolderId, NewOrderItem, Order, Problem, Variations};

/// What is to change of an order: what is named changes, nothing else is touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPatch {
    /// Holds the new values of what is named.
    values: Order,
    /// What is named, by the names of [`ORDER_FIELDS`]: a line of an address as `shipping.city`.
    named: BTreeSet<String>,
    /// The items as they are to be, when `order_items` is named.
    pub items: Vec<NewOrderItem>,
    /// What is to change of the checkout data.
    pub checkout_data: MapPatch,
    /// What is to change of the order metadata.
    pub order_metadata: MapPatch,
    /// The folder asked for. Whether it exists is the caller's to check, before [`OrderPatch::apply`].
    pub folder_id: Option<FolderId>,
}

/// What is to change of a map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapPatch {
    /// Whether all that was there goes first.
    pub is_cleared: bool,
    /// New values; none takes the key away.
    pub edits: Vec<(String, Option<String>)>,
}

impl OrderPatch {
    /// A patch that changes nothing yet; `now` dates what is named without a date.
    pub fn new(now: Timestamp) -> Self {
        Self::of(draft_order(now), [])
    }

    /// A patch to the `values` of the fields of these names, which are those of [`ORDER_FIELDS`]. Of a card's number
    /// only the last four digits are kept.
    pub fn of(values: Order, named: impl IntoIterator<Item = String>) -> Self {
        Self {
            values: kept(values),
            named: named.into_iter().collect(),
            items: vec![],
            checkout_data: MapPatch::default(),
            order_metadata: MapPatch::default(),
            folder_id: None,
        }
    }

    /// The same patch, which also sets the field of this name to what `write` writes.
    #[must_use]
    pub fn change(self, name: &str, write: impl FnOnce(&mut Order)) -> Self {
        let Self { mut values, mut named, items, checkout_data, order_metadata, folder_id } = self;
        write(&mut values);
        named.insert(name.to_owned());
        Self { items, checkout_data, order_metadata, folder_id, ..Self::of(values, named) }
    }

    /// The same patch, with these items as the new truth.
    #[must_use]
    pub fn change_items(mut self, items: Vec<NewOrderItem>) -> Self {
        self.named.insert("order_items".to_owned());
        self.items = items;
        self
    }

    /// Changes `order`, or leaves it as it is on an error.
    pub fn apply(&self, order: &mut Order) -> Result<(), ChangeError> {
        let mut problems = check_limits(&self.values, |name| self.is_named(name));
        let mut changed = order.clone();
        self.apply_fields(&mut changed);
        problems.extend(check_name(&changed, order));
        let (checkout_data, order_metadata) = (&mut changed.checkout_data, &mut changed.order_metadata);
        problems.extend(self.checkout_data.apply("checkout_data", checkout_data, MAX_CHECKOUT_DATA_LENGTH));
        problems.extend(self.order_metadata.apply("order_metadata", order_metadata, MAX_ORDER_METADATA_LENGTH));
        if self.is_named("discount_list") {
            changed.discount_list.clone_from(&self.values.discount_list);
        }
        if self.is_named("order_notes") {
            changed.order_notes = kept_notes(&self.values.order_notes, &order.order_notes);
        }
        if self.is_named("order_items") {
            problems.extend(check_item_count(self.items.len()));
            problems.extend(check_items(&self.items));
            changed.order_items = replaced_items(&self.items, &mut changed, order, &mut problems)?;
        }
        if problems.is_empty() {
            *order = changed;
            return Ok(());
        }
        Err(ChangeError::Invalid(problems))
    }

    fn apply_fields(&self, order: &mut Order) {
        let mut values = self.values.clone();
        for field in ORDER_FIELDS.iter().filter(|field| self.is_named(field.name)) {
            match field.write {
                Write::Text(_, text) => *text(order) = std::mem::take(text(&mut values)),
                Write::Amount(amount) => *amount(order) = *amount(&mut values),
                Write::No | Write::Map(..) | Write::Own => {}
            }
        }
        if self.is_named("cc_number") {
            order.cc_number = values.cc_number;
        }
        if self.is_named("processor_balance") {
            order.processor_balance = values.processor_balance;
        }
        if self.is_named("date_added") {
            order.date_added = same_second(values.date_added, order.date_added);
        }
        order.folder_id = self.folder_id.unwrap_or(order.folder_id);
    }

    fn is_named(&self, name: &str) -> bool {
        self.named.contains(name)
    }
}

impl MapPatch {
    /// Changes `map`; the limit is that of what comes of it.
    fn apply(&self, name: &str, map: &mut Variations, max: usize) -> Option<Problem> {
        if self.is_cleared {
            map.clear();
        }
        for (key, value) in &self.edits {
            match value {
                Some(value) => drop(map.insert(key.clone(), value.clone())),
                None => drop(map.shift_remove(key)),
            }
        }
        // Without a new value a map that was too long before may stay so.
        let is_touched = self.edits.iter().any(|(_, value)| value.is_some());
        check_map_length(name, map, max).filter(|_| is_touched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Money, OrderId};

    fn order() -> Order {
        let mut order = Order::new(OrderId::new(1).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        (order.shipping.company, order.shipping.city) = ("Harbor".into(), "Duluth".into());
        order
    }

    #[test]
    fn a_patch_of_plain_values_changes_what_is_named_and_nothing_else() {
        let mut order = order();
        let mut patch = OrderPatch::new(Timestamp::UNIX_EPOCH)
            .change("email", |values| values.email = "mara@example.com".into())
            .change("tax_total", |values| values.tax_total = Money::whole(3))
            .change("shipping.city", |_| {})
            .change("cc_number", |values| values.cc_number = "4242424242424242".into());
        patch.checkout_data.edits.push(("Gift".into(), Some("yes".into())));
        let mut expected = order.clone();
        (expected.email, expected.tax_total) = ("mara@example.com".into(), Money::whole(3));
        (expected.shipping.city, expected.cc_number) = (String::new(), "4242".into());
        expected.checkout_data.insert("Gift".into(), "yes".into());
        patch.apply(&mut order).unwrap();
        assert_eq!(order, expected);
    }

    #[test]
    fn a_patch_that_takes_the_name_away_is_refused_and_changes_nothing() {
        let mut changed = order();
        let patch = OrderPatch::new(Timestamp::UNIX_EPOCH).change("shipping.company", |_| {});
        let ChangeError::Invalid(problems) = patch.apply(&mut changed).unwrap_err() else { panic!("used up") };
        assert_eq!(problems[0].field, "shipping");
        assert_eq!(changed, order());
    }
}
