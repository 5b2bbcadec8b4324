//! Searches of the inventory (orderdesk-api 2.8).

use crate::InventoryItem;

/// Which inventory items are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventorySearch {
    /// With one of these SKUs; none is any.
    pub codes: Vec<String>,
    /// With this text, in small letters, somewhere in name or code.
    pub text: Option<String>,
    /// How many are shown at most.
    pub limit: usize,
    /// How many are passed over.
    pub offset: usize,
}

impl InventorySearch {
    /// Whether an item is looked for. A SKU is one in its own letters only, as nothing says otherwise.
    pub fn admits(&self, item: &InventoryItem) -> bool {
        let has = |text: &String| [&item.name, &item.code].iter().any(|field| field.to_lowercase().contains(text));
        (self.codes.is_empty() || self.codes.contains(&item.code)) && self.text.as_ref().is_none_or(has)
    }
}
