//! Reading inventory items (orderdesk-api 2.8 and 3.4).

use domain::{Given, InventoryEntry, KitComponent, NewInventoryItem, Problem, StockKeeping};

use super::{InventoryItemInput, InventoryItemOfBatch, KitComponentInput, NamedInventoryItems};
use crate::read::{Document, Object};

/// Reads the body of `POST /inventory-items` and `PUT /inventory-items/{id}`.
pub fn read_new(body: &str) -> Result<NewInventoryItem, Vec<Problem>> {
    let document = Document::read(body)?;
    document.finish(of(&document.object()))
}

/// Reads the body of `PUT /batch-inventory-items`: a bare array, or `{"inventory_items": […]}`. A bad entry does not
/// spoil the others.
pub fn read_entries(body: &str) -> Result<Vec<InventoryEntry>, Vec<Problem>> {
    let document = Document::read(body)?;
    let entries = NamedInventoryItems::READ.inventory_items.all(&document)?;
    Ok(entries.iter().map(entry).collect())
}

fn entry(entry: &Object) -> InventoryEntry {
    let read = |entry: &Object| (InventoryItemOfBatch::READ.id.of(entry).filter(|id| *id != 0), of(entry));
    let ((id, item), problems) = entry.problems_of(read);
    InventoryEntry { id, item: if problems.is_empty() { Ok(item) } else { Err(problems) } }
}

fn of(object: &Object) -> NewInventoryItem {
    let fields = &InventoryItemInput::READ;
    let item = NewInventoryItem {
        name: fields.name.trimmed(object),
        code: fields.code.trimmed(object),
        price: fields.price.filled(object),
        cost: fields.cost.filled(object),
        weight: fields.weight.filled(object),
        stock: fields.stock.filled(object),
        update_source: fields.update_source.given(object).unwrap_or_else(|| fields.update_source.default()),
        location: fields.location.trimmed(object),
        manufacturer_sku: fields.manufacturer_sku.given(object),
        metadata: fields.metadata.filled(object),
        variation_list: fields.variation_list.filled(object),
        keeping: keeping(object),
        keeping_given: StockKeeping::FIELDS.into_iter().filter(|name| object.has(name)).collect::<Given>(),
    };
    for name in [fields.name.name(), fields.code.name()] {
        if object.text(name).is_none_or(|text| text.trim().is_empty()) {
            object.refuse_for(&NewInventoryItem::missing(name));
        }
    }
    item
}

fn keeping(object: &Object) -> StockKeeping {
    let fields = &InventoryItemInput::READ;
    let component = |entry: &Object| KitComponent {
        code: KitComponentInput::READ.code.trimmed(entry),
        quantity: u32::try_from(KitComponentInput::READ.quantity.filled(entry)).unwrap_or(u32::MAX),
    };
    let count = |(name, count): (String, String)| {
        let number = count.trim().parse().ok();
        if number.is_none() {
            object.refuse(&format!("locations.{name}"), "must be a whole number");
        }
        Some((name, number?))
    };
    StockKeeping {
        reorder_level: fields.reorder_level.of(object),
        minimum_stock: fields.minimum_stock.filled(object),
        maximum_stock: fields.maximum_stock.of(object),
        skip_sync: fields.skip_sync.filled(object),
        components: fields.components.of(object).iter().map(component).collect(),
        locations: fields.locations.filled(object).into_iter().filter_map(count).collect(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{InventoryItem, Money};
    use jiff::Timestamp;

    use super::*;
    use crate::inventory::InventoryView;

    fn read(body: &str) -> InventoryItem {
        read_new(body).unwrap().item(57_001, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn an_item_is_read_with_every_field_and_written_as_the_reference_has_it() {
        let item = read(
            r#"{"id":3,"name":" Tide Mug ","code":"MUG-01","price":"12.50","cost":4.2,"weight":0.4,"stock":"-3","inventory":{"a":[]},
                "location":"Shelf 3","metadata":{"print_sku":"M"},"variation_list":[],"date_added":"2026-01-05"}"#,
        );
        assert_eq!((item.stock, item.manufacturer_sku.as_deref(), item.update_source.as_str()), (-3, None, "API"));
        insta::assert_snapshot!(serde_json::to_string_pretty(&InventoryView::from(&item)).unwrap());
    }

    #[test]
    fn a_replacement_blanks_what_is_absent_and_a_stock_that_is_absent_is_zero() {
        let old = read(r#"{"name":"a","code":"A","price":3,"stock":31,"location":"x","manufacturer_sku":"m"}"#);
        let now = "2026-03-01T00:00:00Z".parse().unwrap();
        let new = read_new(r#"{"name":"a","code":"B"}"#).unwrap().replacing(&old, now);
        assert_eq!((new.id, new.date_added, new.date_updated), (old.id, old.date_added, now));
        assert_eq!((new.code.as_str(), new.stock, new.price, new.manufacturer_sku), ("B", 0, Money::default(), None));
    }

    #[test]
    fn how_stock_is_kept_stays_where_it_is_left_out_and_is_blank_where_it_is_null() {
        let old = read(
            r#"{"name":"a","code":"A","reorder_level":3,"minimum_stock":"1","skip_sync":1,
                "components":[{"code":"B"},{"code":"C","quantity":"2"}],"locations":{"North":4}}"#,
        );
        assert_eq!(old.keeping.components[0], KitComponent { code: "B".into(), quantity: 1 });
        assert_eq!((old.keeping.components[1].quantity, old.keeping.locations["North"]), (2, 4));
        let replaced = |body| read_new(body).unwrap().replacing(&old, Timestamp::UNIX_EPOCH).keeping;
        assert_eq!(replaced(r#"{"name":"a","code":"A"}"#), old.keeping);
        let blank = r#"{"name":"a","code":"A","reorder_level":null,"minimum_stock":null,"skip_sync":null,
            "components":null,"locations":null}"#;
        assert_eq!(replaced(blank), StockKeeping::default());
        let shown = serde_json::to_value(InventoryView::from(&old)).unwrap();
        assert_eq!((&shown["reorder_level"], &shown["locations"]["North"]), (&3.into(), &4.into()));
        assert_eq!((&shown["components"][1]["quantity"], &shown["skip_sync"]), (&2.into(), &true.into()));
    }

    #[test]
    fn every_problem_names_its_field() {
        let long = "x".repeat(256);
        for (body, field) in [
            (r#"{"code":"A"}"#.to_owned(), "name"),
            (r#"{"name":"a","code":" "}"#.to_owned(), "code"),
            (format!(r#"{{"name":"{long}","code":"A"}}"#), "name"),
            (r#"{"name":"a","code":"A","stock":1.5}"#.to_owned(), "stock"),
            (r#"{"name":"a","code":"A","reorder_level":"few"}"#.to_owned(), "reorder_level"),
            (r#"{"name":"a","code":"A","locations":{"North":"some"}}"#.to_owned(), "locations.North"),
            (
                r#"{"name":"a","code":"A","components":[{"code":"B","quantity":"x"}]}"#.to_owned(),
                "components[0].quantity",
            ),
            (r#"{"name":"a","code":"A","stock":"1e400"}"#.to_owned(), "stock"),
            (format!(r#"{{"name":"a","code":"A","metadata":{{"a":"{}"}}}}"#, long.repeat(8)), "metadata"),
        ] {
            let problems = read_new(&body).unwrap_err();
            assert_eq!((problems[0].field.as_str(), problems.len()), (field, 1), "{body}");
        }
    }

    #[test]
    fn a_batch_is_a_bare_array_or_named_and_a_bad_entry_spoils_only_itself() {
        let array = r#"[{"id":"57001","name":"a","code":"A","inventory":1},{"id":0,"name":"b"},{"id":-1,"name":"c","code":"C"}]"#;
        let bare = read_entries(array).unwrap();
        let named = read_entries(&format!("{{\"inventory_items\":{array}}}")).unwrap();
        assert_eq!((&bare[0], bare.len()), (&named[0], named.len()));
        assert_eq!((bare[0].id, bare[1].id), (Some(57_001), None));
        assert!(bare[0].item.is_ok());
        assert_eq!(bare[1].item.as_ref().unwrap_err()[0].field, "[1].code");
        assert_eq!(bare[2].item.as_ref().unwrap_err()[0].field, "[2].id");
        assert!(read_entries("3").is_err());
    }
}
