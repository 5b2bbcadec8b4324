//! What is longer than an order may have it is cut or left out, and named.

use domain::fields::{DISCOUNT_FIELDS, ITEM_FIELDS, ORDER_FIELDS, Write, max_length_of};
use domain::limits::{
    MAX_ITEM_MAP_LENGTH, MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH, MAX_URL_LENGTH, check_map_length, check_text_length,
};
use domain::{MAX_TRACKING_NUMBER_LENGTH, NewOrderItem, Order, Shipment, Variations};

use crate::mapped::Shortfall;
use crate::text::cut;

/// The entries that have room together, each tried in its turn; the others are named.
pub(super) fn fitting(
    field: &str,
    entries: impl Iterator<Item = (String, String)>,
    max: usize,
    shortfalls: &mut Vec<Shortfall>,
) -> Variations {
    let mut map = Variations::new();
    let mut keys = vec![];
    for (name, text) in entries {
        if map.contains_key(&name) {
            continue;
        }
        map.insert(name.clone(), text);
        if check_map_length(field, &map, max).is_some() {
            map.pop();
            keys.push(name);
        }
    }
    if !keys.is_empty() {
        shortfalls.push(Shortfall::LeftOut { field: field.to_owned(), keys });
    }
    map
}

/// Cuts every text of an order and its items to what it may have.
pub(super) fn cut_texts(order: &mut Order, items: &mut [NewOrderItem], shortfalls: &mut Vec<Shortfall>) {
    let mut note = |field: String, is_cut: bool| {
        if is_cut {
            shortfalls.push(Shortfall::Cut { field });
        }
    };
    for field in ORDER_FIELDS {
        if let Write::Text(max, text) = field.write {
            note(field.name.to_owned(), shorten(text(order), max));
        }
    }
    let max = |name| max_length_of(DISCOUNT_FIELDS, name).unwrap_or(MAX_SHORT_TEXT_LENGTH);
    for (place, discount) in order.discount_list.iter_mut().enumerate() {
        note(format!("discount_list[{place}].name"), shorten(&mut discount.name, max("name")));
        note(format!("discount_list[{place}].code"), shorten(&mut discount.code, max("code")));
    }
    let max = |name| max_length_of(ITEM_FIELDS, name).unwrap_or(MAX_SHORT_TEXT_LENGTH);
    for (place, item) in items.iter_mut().enumerate() {
        let values = &mut item.values;
        note(format!("order_items[{place}].name"), shorten(&mut values.name, max("name")));
        note(format!("order_items[{place}].code"), shorten(&mut values.code, max("code")));
        let category = shorten(&mut values.category_code, max("category_code"));
        note(format!("order_items[{place}].category_code"), category);
        note(format!("order_items[{place}].delivery_type"), shorten(&mut values.delivery_type, max("delivery_type")));
    }
    for (place, item) in items.iter_mut().enumerate() {
        let field = |name: &str| format!("order_items[{place}].{name}");
        let maps = [("variation_list", &mut item.values.variation_list), ("metadata", &mut item.values.metadata)];
        for (name, map) in maps {
            *map = fitting(&field(name), std::mem::take(map).into_iter(), MAX_ITEM_MAP_LENGTH, shortfalls);
        }
    }
}

/// Cuts every text of a shipment to what it may have.
pub(super) fn cut_shipment(shipment: &mut Shipment) {
    shorten(&mut shipment.tracking_number, MAX_TRACKING_NUMBER_LENGTH);
    shorten(&mut shipment.status, MAX_LINE_LENGTH);
    for text in [&mut shipment.carrier_code, &mut shipment.shipment_method, &mut shipment.cart_shipment_id] {
        shorten(text, MAX_SHORT_TEXT_LENGTH);
    }
    // Half an address leads nowhere.
    if check_text_length("", &shipment.tracking_url, MAX_URL_LENGTH).is_some() {
        shipment.tracking_url.clear();
    }
}

/// Cuts a text, and says whether it had to.
fn shorten(text: &mut String, max: usize) -> bool {
    let is_long = check_text_length("", text, max).is_some();
    if is_long {
        *text = cut(text, max);
    }
    is_long
}
