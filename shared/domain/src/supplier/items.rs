//! Whose an item of an order is.

use std::collections::HashMap;

use crate::{OrderItem, Supplier, folded_code};

/// The codes that suppliers list, each with the first of them that lists it, by its place.
#[derive(Debug, Default)]
pub(crate) struct ListedItems {
    codes: HashMap<String, usize>,
    category_codes: HashMap<String, usize>,
}

impl ListedItems {
    /// Of these suppliers, the first of whom counts.
    pub(crate) fn of<'a>(suppliers: impl IntoIterator<Item = &'a Supplier>) -> Self {
        let mut listed = Self::default();
        for (place, supplier) in suppliers.into_iter().enumerate() {
            let settings = &supplier.settings;
            for (codes, all) in
                [(&settings.item_codes, &mut listed.codes), (&settings.category_codes, &mut listed.category_codes)]
            {
                for code in codes.iter().map(|code| folded_code(code)).filter(|code| !code.is_empty()) {
                    all.entry(code).or_insert(place);
                }
            }
        }
        listed
    }

    /// The place of the first supplier that lists an item's code or its category code.
    pub(crate) fn first(&self, item: &OrderItem) -> Option<usize> {
        let by_code = self.codes.get(&folded_code(&item.code));
        let by_category = self.category_codes.get(&folded_code(&item.category_code));
        by_code.into_iter().chain(by_category).min().copied()
    }
}

/// Assigns each item that nobody was assigned to the first supplier, by name, that lists it and is not switched off.
pub fn assign_suppliers(items: &mut [OrderItem], suppliers: &[Supplier]) {
    let mut active: Vec<&Supplier> = suppliers.iter().filter(|supplier| supplier.settings.active).collect();
    active.sort_by_key(|supplier| (&supplier.settings.name, &supplier.id));
    let listed = ListedItems::of(active.iter().copied());
    for item in items.iter_mut().filter(|item| item.supplier_id.is_empty()) {
        if let Some(supplier) = listed.first(item).and_then(|place| active.get(place)) {
            item.supplier_id.clone_from(&supplier.id);
        }
    }
}
