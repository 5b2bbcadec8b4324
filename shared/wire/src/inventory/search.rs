//! Reading the query of `GET /inventory-items` (orderdesk-api 2.8).

use domain::InventorySearch;

use crate::query::Query;

/// Reads a query. What is unknown filters nothing. Codes that are asked for all come, unless there is a limit.
pub fn read_search<N: AsRef<str>, V: AsRef<str>>(query: impl IntoIterator<Item = (N, V)>) -> InventorySearch {
    let query = Query::read(query);
    let codes = query.text("code").map(InventorySearch::codes_in);
    let (usual, offset) = query.page();
    let of_codes = codes.as_ref().filter(|_| query.limit().is_none()).map(Vec::len);
    InventorySearch {
        limit: of_codes.unwrap_or(usual),
        codes,
        text: query.text("search").map(str::to_lowercase),
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
            ("code", "mug-01", true),
            ("code", "MUG", false),
            ("code", " ,", false),
            ("code", " ", true),
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

    #[test]
    fn every_code_has_its_place_unless_a_limit_says_otherwise() {
        let codes: Vec<String> = (0..60).map(|number| format!("M-{number}")).collect();
        let codes = codes.join(",");
        // All of them are one text too.
        for (limit, expected) in [("", 61), ("many", 61), ("2", 2), ("0", 0), ("900", 500)] {
            let search = read_search([("code", codes.as_str()), ("limit", limit)]);
            assert_eq!((search.limit, search.codes.map(|codes| codes.len())), (expected, Some(61)), "{limit}");
        }
        assert_eq!(read_search([("code", ","), ("search", "a")]).codes.as_deref(), Some(&[",".to_owned()][..]));
    }
}
