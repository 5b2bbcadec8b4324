//! Reading the query of `GET /inventory-items` (orderdesk-api 2.8).

use super::order_search::Query;
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
    /// Reads a query. What is unknown filters nothing.
    pub fn read<N: AsRef<str>, V: AsRef<str>>(query: impl IntoIterator<Item = (N, V)>) -> Self {
        let query = Query::read(query);
        let codes = query.text("code").unwrap_or_default().split(',').map(str::trim);
        let (limit, offset) = query.page();
        Self {
            codes: codes.filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            text: query.text("search").map(str::to_lowercase),
            limit,
            offset,
        }
    }

    /// Whether an item is looked for. A SKU is one in its own letters only, as nothing says otherwise.
    pub fn admits(&self, item: &InventoryItem) -> bool {
        let has = |text: &String| [&item.name, &item.code].iter().any(|field| field.to_lowercase().contains(text));
        (self.codes.is_empty() || self.codes.contains(&item.code)) && self.text.as_ref().is_none_or(has)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::wire::NewInventoryItem;

    #[test]
    fn items_are_found_by_codes_and_by_a_text_in_name_or_code() {
        let body = r#"{"name":"Tide Mug","code":"MUG-01"}"#;
        let item = NewInventoryItem::read(body).unwrap().item(1, Timestamp::UNIX_EPOCH);
        for (name, value, found) in [
            ("code", "MUG-01", true),
            ("code", "A, MUG-01 ,", true),
            ("code", "mug-01", false),
            ("code", "MUG", false),
            ("code", " ,", true),
            ("search", "tide", true),
            ("search", "UG-0", true),
            ("search", "cup", false),
            ("unknown", "x", true),
        ] {
            assert_eq!(InventorySearch::read([(name, value)]).admits(&item), found, "{name}={value}");
        }
        let page = InventorySearch::read([("limit", "900"), ("offset", "7")]);
        assert_eq!((page.limit, page.offset), (500, 7));
    }
}
