//! What is accepted is written, and what is written is read: with every text as long as it may be, of whatever letters.

use domain::fields::{DISCOUNT_FIELDS, ITEM_FIELDS, ORDER_FIELDS, Write};
use domain::{
    Combine, Discount, Event, Filter, FolderId, Identity, InventoryItem, ItemQuantity, NewInventoryItem, NewOrder,
    NewOrderItem, NewShipment, Note, Order, OrderId, OrderItem, Rule, Shipment, Store, StoreId, Variations,
    draft_order, draft_shipment,
};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::client::{Attributes, NewItem};
use crate::inventory::KeptItem;
use crate::{OrderRow, TableError, keys};

/// Letters that take one byte and more: in a text, in JSON, in a packed body, in lower case.
const LETTERS: [char; 8] = ['a', '"', '\\', '\u{1}', '\n', 'İ', '界', '\u{10ffff}'];

/// A text that is blank, short, or as long as it may be: of one letter, or of many that don't pack.
fn text(max: usize) -> impl Strategy<Value = String> {
    let length = prop_oneof![Just(0), 1..9_usize, Just(max)];
    let one =
        (prop::sample::select(&LETTERS[..]), length).prop_map(|(letter, length)| letter.to_string().repeat(length));
    prop_oneof![3 => one, 1 => any::<u64>().prop_map(move |seed| noise(seed, max))]
}

fn noise(mut state: u64, length: usize) -> String {
    let letters = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x4e00 + u32::try_from(state >> 50).unwrap()).unwrap()
    });
    letters.take(length).collect()
}

fn map() -> impl Strategy<Value = Variations> {
    prop::collection::vec((text(300), text(9_000)), 0..3).prop_map(|entries| entries.into_iter().collect())
}

fn item() -> impl Strategy<Value = OrderItem> {
    let max = |name| domain::fields::max_length_of(ITEM_FIELDS, name).unwrap();
    (text(max("name")), text(max("code")), text(max("category_code")), map(), map()).prop_map(
        |(name, code, category_code, variation_list, metadata)| OrderItem {
            name,
            code,
            category_code,
            variation_list,
            metadata,
            quantity: 1,
            ..OrderItem::default()
        },
    )
}

fn shipment() -> impl Strategy<Value = NewShipment> {
    (text(255), text(1_000), text(2_048), text(255)).prop_map(|(number, status, tracking_url, code)| {
        let item = ItemQuantity { id: String::new(), code, quantity: 1 };
        let tracking_number = format!("n{}", number.chars().skip(1).collect::<String>());
        let draft = draft_shipment(Timestamp::UNIX_EPOCH);
        let draft = Shipment { tracking_number, status, tracking_url, order_items: vec![item], ..draft };
        NewShipment::new(draft, None, None).unwrap()
    })
}

/// How often a part is there: once and no more, or as often as it may.
fn times(max: usize) -> impl Strategy<Value = usize> {
    prop_oneof![4 => 0..3_usize, 1 => Just(max)]
}

fn order() -> impl Strategy<Value = NewOrder> {
    let max = |field: &domain::fields::OrderField| match field.write {
        Write::Text(max, _) => max,
        _ => 0,
    };
    let texts: Vec<_> = ORDER_FIELDS.iter().map(|field| text(max(field)).boxed()).collect();
    let discount = text(domain::fields::max_length_of(DISCOUNT_FIELDS, "code").unwrap());
    let parts = ((item(), times(1_000)), (shipment(), times(500)), (discount, times(1_000)), (text(2), times(1_000)));
    (texts, parts, map(), map()).prop_map(|(texts, parts, checkout_data, order_metadata)| {
        let ((item, items), (shipment, shipments), (code, discounts), (content, notes)) = parts;
        let mut draft = draft_order(Timestamp::UNIX_EPOCH);
        for (field, value) in ORDER_FIELDS.iter().zip(texts) {
            if let Write::Text(_, text) = field.write {
                *text(&mut draft) = value;
            }
        }
        (draft.checkout_data, draft.order_metadata) = (checkout_data, order_metadata);
        draft.discount_list = vec![Discount { code, ..Discount::default() }; discounts];
        draft.order_notes = vec![Note { date_added: Timestamp::UNIX_EPOCH, username: "Ana".into(), content }; notes];
        let items = vec![NewOrderItem { values: item, ..NewOrderItem::default() }; items];
        let mut new = NewOrder::new(draft, items, None);
        new.shipments = vec![shipment; shipments];
        new
    })
}

fn store_id() -> StoreId {
    StoreId::new(42).unwrap()
}

fn row_of(new: &NewOrder) -> OrderRow {
    let order: Order = new.order(OrderId::new(1_001).unwrap(), FolderId::new(1).unwrap(), 1);
    let identity = Identity::Source(order.source_name.clone(), order.source_id.clone());
    OrderRow::new(store_id(), order, identity, vec![Event::OrderImported.into()])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_order_that_is_written_is_read(new in order()) {
        let row = row_of(&new);
        match row.item() {
            Ok(item) => prop_assert_eq!(OrderRow::read(&item).unwrap(), row),
            // Refused to who sends it, whatever else was wrong with it.
            Err(error) => prop_assert!(matches!(error, TableError::TooLarge { .. }), "{:?}", error),
        }
    }

    #[test]
    fn an_inventory_item_that_is_accepted_is_written_and_read(
        texts in (text(255), text(255), text(255), text(255), text(255)), maps in (map(), map()),
    ) {
        let (name, code, update_source, location, sku) = texts;
        let new = NewInventoryItem {
            name, code, update_source, location, manufacturer_sku: Some(sku),
            metadata: maps.0, variation_list: maps.1, ..NewInventoryItem::default()
        };
        prop_assume!(new.check().is_empty());
        let item = new.item(1, Timestamp::UNIX_EPOCH);
        let kept = KeptItem { item: item.clone(), version: 1 };
        let row = crate::inventory::row(store_id(), &kept).unwrap();
        prop_assert_eq!(row.body::<InventoryItem>().unwrap(), item.clone());
        let code = NewItem::at(keys::inventory_code(store_id(), &item.code)).sized();
        prop_assert!(code.is_ok(), "{:?}", code);
    }

    #[test]
    fn a_store_that_is_written_is_read(name in text(200), folder in text(100), fields in map(), mail in text(500)) {
        let mut folders = Store::default_folders();
        for it in &mut folders {
            it.name.clone_from(&folder);
        }
        let mut store = Store {
            id: store_id(), name, settings: domain::Settings::default(), folders, removed_folders: vec![],
            rules_revision: 1, state: domain::StoreState::default(), date_added: Timestamp::UNIX_EPOCH,
        };
        (store.settings.default_checkout_data_fields, store.settings.admin_email) = (fields, mail);
        let row = NewItem::at(keys::store(store.id)).body(&store).unwrap().sized().unwrap();
        prop_assert_eq!(row.body::<Store>().unwrap(), store);
    }

    #[test]
    fn a_rule_that_is_written_is_read(name in text(200), value in text(10_000), count in 0..50_usize) {
        let filter = Filter {
            field: "email".into(), comparator: "equals".into(), value, ..Filter::default()
        };
        let rule = Rule {
            id: "1".into(), name, event: Event::OrderImported, applies_to: domain::AppliesTo::Items,
            event_id: String::new(), combine: Combine::All, filters: vec![filter.into(); count],
            actions: vec![], position: 1, enabled: true, switched_off: String::new(),
        };
        match NewItem::at(keys::rule(store_id(), &rule.id)).body(&rule).and_then(NewItem::sized) {
            Ok(row) => prop_assert_eq!(row.body::<Rule>().unwrap(), rule),
            Err(error) => prop_assert!(matches!(error, TableError::TooLarge { .. }), "{:?}", error),
        }
    }
}

#[test]
fn an_order_with_every_text_as_long_as_it_may_be_fits() {
    for letter in LETTERS {
        let mut draft = draft_order(Timestamp::UNIX_EPOCH);
        for field in ORDER_FIELDS {
            if let Write::Text(max, text) = field.write {
                *text(&mut draft) = letter.to_string().repeat(max);
            }
        }
        draft.shipping.company = "Harbor".into();
        let new = NewOrder::new(draft, vec![NewOrderItem::default()], None);
        assert_eq!(new.check(), vec![]);
        let row = row_of(&new);
        assert_eq!(OrderRow::read(&row.item().unwrap()).unwrap(), row);
    }
}
