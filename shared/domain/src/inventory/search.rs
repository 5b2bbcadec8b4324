//! Searches of the inventory (orderdesk-api 2.8).

use std::collections::HashSet;

use super::new::folded_code;
use crate::InventoryItem;

/// Which inventory items are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventorySearch {
    /// With one of these SKUs, in any case of letters; nothing is any.
    pub codes: Option<Vec<String>>,
    /// With this text, in small letters, somewhere in name or code.
    pub text: Option<String>,
    /// How many are shown at most.
    pub limit: usize,
    /// How many are passed over.
    pub offset: usize,
}

impl InventorySearch {
    /// The SKUs that a list of them names, with commas between: the whole list first, as a SKU may have commas of its
    /// own, then its parts, none twice.
    pub fn codes_in(list: &str) -> Vec<String> {
        let mut known = HashSet::new();
        let codes = std::iter::once(list).chain(list.split(',')).map(str::trim);
        codes.filter(|code| !code.is_empty() && known.insert(folded_code(code))).map(str::to_owned).collect()
    }

    /// Whether an item is looked for.
    pub fn admits(&self, item: &InventoryItem) -> bool {
        let is = |code: &String| folded_code(code) == folded_code(&item.code);
        self.codes.as_ref().is_none_or(|codes| codes.iter().any(is)) && self.has_text(item)
    }

    /// Whether an item has the text that is looked for.
    pub fn has_text(&self, item: &InventoryItem) -> bool {
        let has = |text: &String| [&item.name, &item.code].iter().any(|field| field.to_lowercase().contains(text));
        self.text.as_ref().is_none_or(has)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_codes_is_itself_and_its_parts() {
        for (list, codes) in [
            ("MUG-01", &["MUG-01"][..]),
            ("JX-50st(3,6x19cm)", &["JX-50st(3,6x19cm)", "JX-50st(3", "6x19cm)"]),
            ("A, b ,a", &["A, b ,a", "A", "b"]),
            (" ,", &[","]),
            ("", &[]),
        ] {
            assert_eq!(InventorySearch::codes_in(list), codes, "{list}");
        }
    }
}
