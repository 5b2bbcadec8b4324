//! Whatever an order holds, who may not see a thing finds it nowhere in what they see, and changes nothing of it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use serde::de::value::Error as ValueError;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::*;
use crate::{
    Cancellation, CartOrder, Discount, EarlierSubmission, FamilyRequest, ItemQuantity, Note, OrderSearch, Payment,
    Permission, Permissions, Relative, ReturnAddress, Settings, Shipment, StockTaken, Store, StoreId, TakenComponent,
};

/// An order with something everywhere. It stands at a supplier, whose the first of its items and parcels are.
const ORDER: &str = r#"{
    "id": 7, "email": "x", "shipping_method": "x", "shipping_total": "1", "handling_total": "1", "tax_total": "1",
    "cc_number": "x", "cc_exp": "x", "processor_response": "x", "payment_type": "x", "payment_status": "x",
    "processor_balance": "1", "refund_total": "1", "customer_id": "x", "email_count": 1, "ip_address": "x",
    "tag_color": "x", "source_name": "x", "source_id": "x", "fulfillment_name": "x", "fulfillment_id": "x",
    "tag_name": "x", "folder_id": 2, "date_added": "2026-11-25T09:00:00Z", "date_updated": "2026-11-25T09:00:00Z",
    "shipping": {"first_name": "x", "last_name": "x", "company": "x", "address1": "x", "address2": "x",
        "address3": "x", "address4": "x", "city": "x", "state": "x", "postal_code": "x", "country": "x", "phone": "x"},
    "customer": {"first_name": "x", "last_name": "x", "company": "x", "address1": "x", "address2": "x",
        "address3": "x", "address4": "x", "city": "x", "state": "x", "postal_code": "x", "country": "x", "phone": "x"},
    "return_address": {"title": "x", "name": "x", "company": "x", "address1": "x", "address2": "x", "city": "x",
        "state": "x", "postal_code": "x", "country": "x", "phone": "x"},
    "checkout_data": {"Gift": "x"}, "order_metadata": {"margin": "x"},
    "discount_list": [{"name": "x", "code": "x", "amount": "1"}],
    "order_notes": [{"date_added": "2026-11-25T09:00:00Z", "username": "x", "content": "x"}],
    "order_items": [
        {"id": "own-item", "name": "x", "price": "1", "quantity": 1, "weight": "1", "code": "x", "delivery_type": "x",
            "category_code": "x", "fulfillment_method": "x", "variation_list": {"Size": "x"}, "metadata": {"Gate": "x"},
            "original_item_id": "x", "supplier_id": "x"},
        {"id": "other-item", "name": "x", "price": "1", "quantity": 1, "weight": "1", "code": "x", "delivery_type": "x",
            "category_code": "x", "fulfillment_method": "x", "variation_list": {"Size": "x"}, "metadata": {"Gate": "x"},
            "original_item_id": "x", "supplier_id": "x"}
    ],
    "order_shipments": [
        {"id": "x", "tracking_number": "x", "carrier_code": "x", "shipment_method": "x", "weight": "1", "cost": "1",
            "status": "x", "tracking_url": "x", "label_format": "x", "label_image": "x", "printed": true,
            "order_items": [{"id": "own-item", "code": "x", "quantity": 1}], "source": "x", "cart_shipment_id": "x",
            "label_shipment_id": "x", "date_shipped": "2026-11-25T09:00:00Z", "date_added": "2026-11-25T09:00:00Z"},
        {"id": "x", "tracking_number": "x", "carrier_code": "x", "shipment_method": "x", "weight": "1", "cost": "1",
            "status": "x", "tracking_url": "x", "label_format": "x", "label_image": "x", "printed": true,
            "order_items": [{"id": "other-item", "code": "x", "quantity": 1}], "source": "x", "cart_shipment_id": "x",
            "label_shipment_id": "x", "date_shipped": "2026-11-25T09:00:00Z", "date_added": "2026-11-25T09:00:00Z"}
    ],
    "origin": "manual",
    "family": {"split_from": 1, "split_to": [1], "merged_from": [1], "merged_to": 1, "duplicate_of": 1,
        "duplicates": [1], "copy_of": {"store_id": 1, "order_id": 1}, "copied_to": [{"store_id": 1, "order_id": 1}],
        "moved_from": {"store_id": 1, "order_id": 1}, "moved_to": {"store_id": 1, "order_id": 1}, "came_through": [1],
        "received": ["x"], "requests": [{"key": "x", "body_digest": "x", "order_ids": [1]}]},
    "cart": {"connection_id": "x", "order_id": "x"},
    "stock_taken": {"other-item": {"inventory_item_id": 1, "code": "x", "quantity": 1, "store_id": 1,
        "components": [{"inventory_item_id": 1, "code": "x", "each": 1}]}},
    "cancellation": {"at": "2026-11-25T09:00:00Z", "by": "x", "note": "x", "folder_id": 1,
        "is_in_place": true, "keeps_shipped": true},
    "order_payments": [{"id": "x", "kind": "refund", "amount": "1", "note": "x", "at": "2026-11-25T09:00:00Z",
        "by": "x", "sent": "x"}],
    "stock_refused": ["x"],
    "submission": {"supplier_id": "x", "items": [{"id": "own-item", "code": "x", "quantity": 1}], "state": "canceled",
        "count": 1, "submitted_at": "2026-11-25T09:00:00Z", "after_shipment_folder_id": 1,
        "canceled": {"at": "2026-11-25T09:00:00Z", "by": "x", "note": "x", "folder_id": 1,
        "is_in_place": true, "keeps_shipped": true}, "counted_before": "1",
        "earlier": [{"supplier_id": "x", "submitted_at": "2026-11-25T09:00:00Z", "value": "1", "state": "canceled",
            "canceled": {"at": "2026-11-25T09:00:00Z", "by": "x", "note": "x", "folder_id": 1,
        "is_in_place": true, "keeps_shipped": true}}]},
    "serial": 1
}"#;

/// What holds the parts of an order together, and is left as it is.
const LINKS: [&str; 5] = [
    "order_items.0.id",
    "order_items.1.id",
    "order_shipments.0.order_items.0.id",
    "order_shipments.1.order_items.0.id",
    "submission.items.0.id",
];

/// What everybody sees who sees the order, by where it stands; what ends with a dot, all below it.
const EVERYBODY: &[&str] = &[
    "id",
    "shipping_method",
    "tag_color",
    "source_name",
    "source_id",
    "fulfillment_name",
    "fulfillment_id",
    "tag_name",
    "folder_id",
    "date_added",
    "date_updated",
    "shipping.first_name",
    "shipping.last_name",
    "shipping.company",
    "shipping.address1",
    "shipping.address2",
    "shipping.address3",
    "shipping.address4",
    "shipping.city",
    "shipping.state",
    "shipping.postal_code",
    "shipping.country",
    "return_address.",
    "order_items.0.id",
    "order_items.0.name",
    "order_items.0.quantity",
    "order_items.0.weight",
    "order_items.0.code",
    "order_items.0.delivery_type",
    "order_items.0.category_code",
    "order_items.0.fulfillment_method",
    "order_items.0.variation_list.",
    "order_items.0.original_item_id",
    "order_items.0.supplier_id",
    "order_shipments.0.id",
    "order_shipments.0.tracking_number",
    "order_shipments.0.carrier_code",
    "order_shipments.0.shipment_method",
    "order_shipments.0.weight",
    "order_shipments.0.status",
    "order_shipments.0.tracking_url",
    "order_shipments.0.label_format",
    "order_shipments.0.printed",
    "order_shipments.0.order_items.",
    "order_shipments.0.source",
    "order_shipments.0.cart_shipment_id",
    "order_shipments.0.label_shipment_id",
    "order_shipments.0.date_shipped",
    "order_shipments.0.date_added",
    "origin",
    "cancellation.",
    "submission.supplier_id",
    "submission.items.",
    "submission.state",
    "submission.count",
    "submission.submitted_at",
    "submission.after_shipment_folder_id",
    "submission.canceled.",
    "serial",
];

/// What everybody of the store sees, and no supplier.
const STORE: &[&str] = &[
    "payment_type",
    "payment_status",
    "checkout_data.",
    "order_metadata.",
    "order_notes.",
    "order_items.0.metadata.",
    "order_items.1.id",
    "order_items.1.name",
    "order_items.1.quantity",
    "order_items.1.weight",
    "order_items.1.code",
    "order_items.1.delivery_type",
    "order_items.1.category_code",
    "order_items.1.fulfillment_method",
    "order_items.1.variation_list.",
    "order_items.1.metadata.",
    "order_items.1.original_item_id",
    "order_items.1.supplier_id",
    "order_shipments.0.label_image",
    "order_shipments.1.id",
    "order_shipments.1.tracking_number",
    "order_shipments.1.carrier_code",
    "order_shipments.1.shipment_method",
    "order_shipments.1.weight",
    "order_shipments.1.status",
    "order_shipments.1.tracking_url",
    "order_shipments.1.label_format",
    "order_shipments.1.label_image",
    "order_shipments.1.printed",
    "order_shipments.1.order_items.",
    "order_shipments.1.source",
    "order_shipments.1.cart_shipment_id",
    "order_shipments.1.label_shipment_id",
    "order_shipments.1.date_shipped",
    "order_shipments.1.date_added",
    "family.",
    "cart.",
    "stock_taken.",
    "stock_refused.",
];

/// What takes [`Permission::ViewCustomers`].
const CUSTOMER: &[&str] = &["email", "customer_id", "email_count", "ip_address", "shipping.phone", "customer."];

/// What takes [`Permission::ViewPrices`].
const PRICE: &[&str] = &[
    "shipping_total",
    "handling_total",
    "tax_total",
    "processor_balance",
    "refund_total",
    "discount_list.",
    "order_items.0.price",
    "order_items.1.price",
    "order_shipments.0.cost",
    "order_shipments.1.cost",
    "order_payments.",
    "submission.counted_before",
    "submission.earlier.",
];

/// What takes both.
const CARD: &[&str] = &["cc_number", "cc_exp", "processor_response"];

/// Something in an order that others can't be mistaken for, and where it stands.
#[derive(Debug, Clone)]
struct Plant {
    path: Vec<String>,
    kind: PlantKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PlantKind {
    /// A text.
    Text,
    /// An amount, which is a text of digits.
    Amount,
    /// A number.
    Number,
    /// A date, a word of few, or what holds the parts together: it stays as it is.
    None,
}

impl Plant {
    fn name(&self) -> String {
        self.path.join(".")
    }

    /// What is planted there, by the number of the order.
    fn marker(&self, place: usize, order: u64) -> String {
        match self.kind {
            PlantKind::Text => format!("<{order}.{place:03}>"),
            PlantKind::Amount | PlantKind::Number => format!("{order}{place:03}"),
            PlantKind::None => String::new(),
        }
    }

    fn value(&self, place: usize, order: u64) -> Option<Value> {
        let marker = self.marker(place, order);
        match self.kind {
            PlantKind::Text | PlantKind::Amount => Some(Value::String(marker)),
            PlantKind::Number => Some(Value::from(marker.parse::<u64>().unwrap())),
            PlantKind::None => None,
        }
    }
}

/// Everything that stands in the order, each with what can be planted there: what the order can still be read with.
static PLANTS: LazyLock<Vec<Plant>> = LazyLock::new(|| {
    let whole: Value = serde_json::from_str(ORDER).unwrap();
    let mut paths = vec![];
    leaves(&whole, &mut vec![], &mut paths);
    let kind_of = |path: &Vec<String>| {
        let kinds = [PlantKind::Text, PlantKind::Amount, PlantKind::Number];
        let fits = |kind: &PlantKind| {
            let plant = Plant { path: path.clone(), kind: *kind };
            let mut planted = whole.clone();
            *at(&mut planted, path) = plant.value(0, 2_000_000).unwrap();
            serde_json::from_value::<Order>(planted).is_ok()
        };
        if LINKS.contains(&path.join(".").as_str()) { None } else { kinds.into_iter().find(fits) }
    };
    paths.iter().map(|path| Plant { path: path.clone(), kind: kind_of(path).unwrap_or(PlantKind::None) }).collect()
});

fn leaves(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect(),
        _ => return found.push(path.clone()),
    };
    for (name, value) in parts {
        path.push(name);
        leaves(value, path, found);
        path.pop();
    }
}

fn at<'v>(value: &'v mut Value, path: &[String]) -> &'v mut Value {
    path.iter().fold(value, |value, part| match value {
        Value::Array(list) => list.get_mut(part.parse::<usize>().unwrap()).unwrap(),
        other => other.get_mut(part).unwrap(),
    })
}

/// An order with something everywhere, which stands nowhere else in it, and in no order of another number. The number has
/// seven digits, and with three more fits 32 bits.
pub(crate) fn planted(order: u64) -> Order {
    let mut whole: Value = serde_json::from_str(ORDER).unwrap();
    for (place, plant) in PLANTS.iter().enumerate() {
        if let Some(value) = plant.value(place, order) {
            *at(&mut whole, &plant.path) = value;
        }
    }
    serde_json::from_value(whole).unwrap()
}

/// A search for anything.
pub(crate) fn any_search() -> OrderSearch {
    OrderSearch::all_of(&Store {
        id: StoreId::new(42).unwrap(),
        name: String::new(),
        settings: Settings::default(),
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: crate::StoreState::default(),
        date_added: jiff::Timestamp::UNIX_EPOCH,
    })
}

/// Whether whoever has these rights is shown what stands there.
fn is_shown(name: &str, rights: &Rights) -> bool {
    let is_in =
        |list: &[&str]| list.iter().any(|known| *known == name || (known.ends_with('.') && name.starts_with(known)));
    let groups = [EVERYBODY, STORE, CUSTOMER, PRICE, CARD].map(is_in);
    assert_eq!(groups.iter().filter(|is_in| **is_in).count(), 1, "say once who sees {name} of an order");
    let [everybody, store, customer, price, card] = groups;
    let is_supplier = matches!(rights.scope, UserScope::Supplier(_));
    let (customers, prices) =
        (rights.permissions.has(Permission::ViewCustomers), rights.permissions.has(Permission::ViewPrices));
    let of_store = store || (customer && customers) || (price && prices) || (card && customers && prices);
    everybody || (of_store && !is_supplier)
}

fn text(order: &Order) -> String {
    serde_json::to_string(order).unwrap()
}

/// Any rights by which the order is seen.
fn rights_to_see(order: &Order) -> impl Strategy<Value = Rights> + use<> {
    let supplier_id = order.submission.as_ref().unwrap().supplier_id.clone();
    let scopes = vec![
        UserScope::Everything,
        UserScope::Folders(vec![FolderId::new(1).unwrap(), order.folder_id]),
        UserScope::Supplier(supplier_id),
    ];
    let some = proptest::sample::subsequence(Permission::ALL.to_vec(), 0..=Permission::ALL.len());
    (some, proptest::sample::select(scopes))
        .prop_map(|(some, scope)| Rights { permissions: Permissions::of(some), scope })
}

fn order_and_rights() -> impl Strategy<Value = (u64, Rights)> {
    (1_000_000_u64..4_000_000).prop_flat_map(|order| (Just(order), rights_to_see(&planted(order))))
}

proptest! {
    /// Catches a field that one forgot to hide, in whatever place of an order, and one that is hidden from who may see it.
    #[test]
    fn what_may_not_be_seen_is_nowhere_in_what_is_seen((number, rights) in order_and_rights()) {
        let order = planted(number);
        let seen = text(&SeenOrder::of(order, &rights).unwrap());
        for (place, plant) in PLANTS.iter().enumerate().filter(|(_, plant)| plant.kind != PlantKind::None) {
            let is_there = seen.contains(&plant.marker(place, number));
            prop_assert_eq!(is_there, is_shown(&plant.name(), &rights), "{} by {:?} in {}", plant.name(), rights, seen);
        }
        let is_supplier = matches!(rights.scope, UserScope::Supplier(_));
        prop_assert_eq!(seen.contains("other-item"), !is_supplier);
    }

    /// Catches a form that saves what its sender was not shown: blank, as it was sent back, or as somebody else's.
    #[test]
    fn what_is_not_seen_is_not_changed((number, rights) in order_and_rights(), other in 1_000_000_u64..4_000_000) {
        prop_assume!(other != number);
        let before = planted(number);
        let mut sent_back = SeenOrder::of(before.clone(), &rights).unwrap().into_inner();
        rights.keep_unseen(&before, &mut sent_back);
        prop_assert_eq!(&sent_back, &before);
        let mut after = Order { id: before.id, ..planted(other) };
        rights.keep_unseen(&before, &mut after);
        let after = text(&after);
        for (place, plant) in PLANTS.iter().enumerate().filter(|(_, plant)| plant.kind != PlantKind::None) {
            let is_kept = after.contains(&plant.marker(place, number));
            prop_assert!(is_kept || is_shown(&plant.name(), &rights), "{} by {:?}", plant.name(), rights);
        }
    }
}

/// Reads nothing, and tells which fields would be read.
struct FieldsOf<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for FieldsOf<'_> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ValueError> {
        Err(ValueError::custom("is no struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, ValueError> {
        *self.0 = fields;
        Err(ValueError::custom("that is all"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The fields that a part of an order must have in the order above.
fn check_fields<T: DeserializeOwned>(whole: &Value, place: &str) {
    let mut fields: &[&str] = &[];
    let read = <T as serde::Deserialize<'_>>::deserialize(FieldsOf(&mut fields));
    assert!(read.is_err() && !fields.is_empty(), "{place} is no struct");
    let part = place.split('.').filter(|part| !part.is_empty()).fold(whole, |value, part| match value {
        Value::Array(list) => &list[part.parse::<usize>().unwrap()],
        other => &other[part],
    });
    let there: BTreeSet<&str> = part.as_object().unwrap().keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = fields.iter().copied().collect();
    assert_eq!(there, known, "{place} of an order has other fields: put them into ORDER, and say who sees them");
}

/// Catches a field that is new in an order, or in a part of one, before anybody said who may see it.
#[test]
fn whoever_adds_a_field_says_who_sees_it() {
    let whole: Value = serde_json::from_str(ORDER).unwrap();
    check_fields::<Order>(&whole, "");
    for address in ["shipping", "customer"] {
        check_fields::<Address>(&whole, address);
    }
    check_fields::<ReturnAddress>(&whole, "return_address");
    check_fields::<Discount>(&whole, "discount_list.0");
    check_fields::<Note>(&whole, "order_notes.0");
    check_fields::<Family>(&whole, "family");
    check_fields::<FamilyRequest>(&whole, "family.requests.0");
    check_fields::<Relative>(&whole, "family.copy_of");
    check_fields::<CartOrder>(&whole, "cart");
    check_fields::<StockTaken>(&whole, "stock_taken.other-item");
    check_fields::<TakenComponent>(&whole, "stock_taken.other-item.components.0");
    check_fields::<Cancellation>(&whole, "cancellation");
    check_fields::<Cancellation>(&whole, "submission.canceled");
    check_fields::<Payment>(&whole, "order_payments.0");
    check_fields::<Submission>(&whole, "submission");
    check_fields::<EarlierSubmission>(&whole, "submission.earlier.0");
    check_fields::<Cancellation>(&whole, "submission.earlier.0.canceled");
    check_fields::<ItemQuantity>(&whole, "submission.items.0");
    for place in ["0", "1"] {
        check_fields::<OrderItem>(&whole, &format!("order_items.{place}"));
        check_fields::<Shipment>(&whole, &format!("order_shipments.{place}"));
        check_fields::<ItemQuantity>(&whole, &format!("order_shipments.{place}.order_items.0"));
    }
    let everything = Rights::all();
    for plant in PLANTS.iter() {
        assert!(is_shown(&plant.name(), &everything), "{}", plant.name());
    }
    let planted = PLANTS.iter().filter(|plant| plant.kind != PlantKind::None).count();
    assert!(planted > 100, "only {planted} places can be planted");
}

/// Catches an order that costs somebody who sees all of it, or who sees it by a supplier that it left.
#[test]
fn a_scope_ends_at_its_folders_and_a_supplier_s_at_what_stands_there() {
    let order = planted(1_000_000);
    let of = |scope| SeenOrder::of(order.clone(), &Rights { scope, ..Rights::all() });
    assert_eq!(of(UserScope::Everything).unwrap().into_inner(), order);
    assert_eq!(of(UserScope::Folders(vec![order.folder_id])).unwrap().into_inner(), order);
    assert_eq!(of(UserScope::Folders(vec![FolderId::new(1).unwrap()])), None);
    assert_eq!(of(UserScope::Supplier("another".to_owned())), None);
    let rights = Rights { scope: UserScope::Supplier("another".to_owned()), ..Rights::all() };
    let gone = SeenOrder::reduced(order, &rights);
    assert_eq!((&gone.submission, gone.order_items.len(), gone.order_shipments.len()), (&None, 0, 0));
    assert!(!rights.sees_item(&gone, "own-item") && Rights::all().sees_item(&gone, "own-item"));
}
