//! Reading the query of `GET /inventory-items` (orderdesk-api 2.8).

use domain::InventorySearch;

use crate::query::Query;

/// Reads a query. What is unknown filters nothing.
pub fn read_search<N: AsRef<str>, V: AsRef<str>>(query: impl IntoIterator<Item = (N, V)>) -> InventorySearch {
    let query = Query::read(query);
    let codes = query.text("code").unwrap_or_default().split(',').map(str::trim);
    let (limit, offset) = query.page();
    InventorySearch {
        codes: codes.filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        text: query.text("search").map(str::to_lowercase),
        limit,
        offset,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::inventory::read_new;

    #[test]
    fn items_are_found_by_codes_and_by_a_text_in_name_or_code() {
        let body = r#"{"name":"Tide Mug","code":"MUG-01"}"#;
        let item = read_new(body).unwrap().item(1, Timestamp::UNIX_EPOCH);
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
            assert_eq!(read_search([(name, value)]).admits(&item), found, "{name}={value}");
        }
        let page = read_search([("limit", "900"), ("offset", "7")]);
        assert_eq!((page.limit, page.offset), (500, 7));
    }
}
