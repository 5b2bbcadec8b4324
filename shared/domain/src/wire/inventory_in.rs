//! Reading inventory items (orderdesk-api 2.8 and 3.4).

use jiff::Timestamp;

use super::order_fields::{MAX_ORDER_METADATA_LENGTH, limited_map};
use super::read::{Document, Object, Problem};
use crate::time::whole_seconds;
use crate::{InventoryItem, Money, Variations};

/// What somebody wants an inventory item to be; it has no id and no dates yet. What is absent is blank, a stock 0
/// (orderdesk-api 4.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInventoryItem {
    name: String,
    code: String,
    price: Money,
    cost: Money,
    weight: Money,
    stock: i64,
    update_source: String,
    location: String,
    manufacturer_sku: Option<String>,
    metadata: Variations,
    variation_list: Variations,
}

impl NewInventoryItem {
    /// Reads the body of `POST /inventory-items` and `PUT /inventory-items/{id}`.
    pub fn read(body: &str) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let item = Self::of(&document.object());
        match document.problems() {
            problems if problems.is_empty() => Ok(item),
            problems => Err(problems),
        }
    }

    /// Reads the body of `PUT /batch-inventory-items`: a bare array, or `{"inventory_items": […]}`. A bad entry does
    /// not spoil the others.
    pub fn read_all(body: &str) -> Result<Vec<InventoryEntry>, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let entries = document.list("inventory_items");
        match document.problems() {
            problems if problems.is_empty() => Ok(entries.iter().map(InventoryEntry::of).collect()),
            problems => Err(problems),
        }
    }

    fn of(object: &Object) -> Self {
        let text = |name| object.short_text(name, 255).map(|text| text.trim().to_owned()).unwrap_or_default();
        let item = Self {
            name: text("name"),
            code: text("code"),
            price: object.money("price").unwrap_or_default(),
            cost: object.money("cost").unwrap_or_default(),
            weight: object.money("weight").unwrap_or_default(),
            stock: object.signed("stock").unwrap_or_default(),
            update_source: Some(text("update_source"))
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| "API".to_owned()),
            location: text("location"),
            manufacturer_sku: Some(text("manufacturer_sku")).filter(|sku| !sku.is_empty()),
            metadata: limited_map(object, "metadata", MAX_ORDER_METADATA_LENGTH),
            variation_list: limited_map(object, "variation_list", MAX_ORDER_METADATA_LENGTH),
        };
        for name in ["name", "code"] {
            if object.text(name).is_none_or(|text| text.trim().is_empty()) {
                object.refuse(name, "is needed");
            }
        }
        item
    }

    /// The SKU, which no other item of the store may have.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// A new item with this id.
    pub fn item(&self, id: u64, now: Timestamp) -> InventoryItem {
        let now = whole_seconds(now);
        let Self { name, code, price, cost, weight, stock, update_source, location, .. } = self.clone();
        let Self { manufacturer_sku, metadata, variation_list, .. } = self.clone();
        let (date_added, date_updated) = (now, now);
        InventoryItem {
            id,
            name,
            code,
            price,
            cost,
            weight,
            stock,
            update_source,
            location,
            manufacturer_sku,
            metadata,
            variation_list,
            date_added,
            date_updated,
        }
    }

    /// What becomes of `old` under a full replacement (orderdesk-api 4.7): only its id and when it was added stay.
    pub fn replacing(&self, old: &InventoryItem, now: Timestamp) -> InventoryItem {
        InventoryItem { date_added: old.date_added, ..self.item(old.id, now) }
    }
}

/// One entry of `PUT /batch-inventory-items`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryEntry {
    /// The item it is about; who reads it decides what becomes of an entry without.
    pub id: Option<u64>,
    /// The item, or what is wrong with it.
    pub item: Result<NewInventoryItem, Vec<Problem>>,
}

impl InventoryEntry {
    fn of(entry: &Object) -> Self {
        let read = |entry: &Object| (entry.whole("id").filter(|id| *id != 0), NewInventoryItem::of(entry));
        let ((id, item), problems) = entry.problems_of(read);
        Self { id, item: if problems.is_empty() { Ok(item) } else { Err(problems) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> InventoryItem {
        NewInventoryItem::read(body).unwrap().item(57_001, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn an_item_is_read_with_every_field_and_written_as_the_reference_has_it() {
        let item = read(
            r#"{"id":3,"name":" Tide Mug ","code":"MUG-01","price":"12.50","cost":4.2,"weight":0.4,"stock":"-3","inventory":{"a":[]},
                "location":"Shelf 3","metadata":{"print_sku":"M"},"variation_list":[],"date_added":"2026-01-05"}"#,
        );
        assert_eq!((item.stock, item.manufacturer_sku.as_deref(), item.update_source.as_str()), (-3, None, "API"));
        insta::assert_snapshot!(serde_json::to_string_pretty(&crate::wire::InventoryView::from(&item)).unwrap());
    }

    #[test]
    fn a_replacement_blanks_what_is_absent_and_a_stock_that_is_absent_is_zero() {
        let old = read(r#"{"name":"a","code":"A","price":3,"stock":31,"location":"x","manufacturer_sku":"m"}"#);
        let now = "2026-03-01T00:00:00Z".parse().unwrap();
        let new = NewInventoryItem::read(r#"{"name":"a","code":"B"}"#).unwrap().replacing(&old, now);
        assert_eq!((new.id, new.date_added, new.date_updated), (old.id, old.date_added, now));
        assert_eq!((new.code.as_str(), new.stock, new.price, new.manufacturer_sku), ("B", 0, Money::default(), None));
    }

    #[test]
    fn what_is_wrong_is_told_by_name() {
        let long = "x".repeat(256);
        for (body, field) in [
            (r#"{"code":"A"}"#.to_owned(), "name"),
            (r#"{"name":"a","code":" "}"#.to_owned(), "code"),
            (format!(r#"{{"name":"{long}","code":"A"}}"#), "name"),
            (r#"{"name":"a","code":"A","stock":1.5}"#.to_owned(), "stock"),
            (r#"{"name":"a","code":"A","stock":"1e400"}"#.to_owned(), "stock"),
            (format!(r#"{{"name":"a","code":"A","metadata":{{"a":"{}"}}}}"#, long.repeat(8)), "metadata"),
        ] {
            let problems = NewInventoryItem::read(&body).unwrap_err();
            assert_eq!((problems[0].field.as_str(), problems.len()), (field, 1), "{body}");
        }
    }

    #[test]
    fn a_batch_is_a_bare_array_or_named_and_a_bad_entry_spoils_only_itself() {
        let array = r#"[{"id":"57001","name":"a","code":"A","inventory":1},{"id":0,"name":"b"},{"id":-1,"name":"c","code":"C"}]"#;
        let bare = NewInventoryItem::read_all(array).unwrap();
        let named = NewInventoryItem::read_all(&format!("{{\"inventory_items\":{array}}}")).unwrap();
        assert_eq!((&bare[0], bare.len()), (&named[0], named.len()));
        assert_eq!((bare[0].id, bare[1].id), (Some(57_001), None));
        assert!(bare[0].item.is_ok());
        assert_eq!(bare[1].item.as_ref().unwrap_err()[0].field, "[1].code");
        assert_eq!(bare[2].item.as_ref().unwrap_err()[0].field, "[2].id");
        assert!(NewInventoryItem::read_all("3").is_err());
    }
}
