//! What is thrown: good values mostly, and bad ones.

use serde_json::{Map, Value, json};

use super::{Generator, Order};

const WORDS: [&str; 12] = [
    "Quill",
    "Berg",
    "harbor prints",
    "Łukasz",
    "",
    " padded ",
    "O'Neil \"Bo\"",
    "5 Pier Rd",
    "ash",
    "DULUTH",
    "1",
    "mug <b>",
];
pub(super) const EMAILS: [&str; 5] = ["ada@example.com", "Bo@Example.com", "cy@example.com", "", "no address"];
pub(super) const DATES: [&str; 5] =
    ["2026-02-27 10:00:00", "2026-02-28", "2026-02-28T23:59:59Z", "Sat, 28 Feb 2026 08:15:00 GMT", "soon"];
const AMOUNTS: [&str; 8] = ["0", "4.50", "12.345", "-3", "1e3", "1000000.01", "much", "0.005"];
pub(super) const CODES: [&str; 5] = ["PRINT-A3", "FRAME", "MUG", "mug", "X"];

/// An order of two items, as a cart sends it.
pub(crate) fn small_order(number: &str) -> Value {
    json!({
        "source_name": "Flow Cart", "source_id": number, "email": "ada@example.com", "shipping_total": "4.50",
        "shipping": { "first_name": "Ada", "last_name": "Lind", "city": "Portland", "country": "US" },
        "order_items": [
            { "name": "Harbor at dawn, A3", "code": "PRINT-A3", "price": "24.00", "quantity": 2, "weight": 0.3 },
            { "name": "Frame", "code": "FRAME", "price": 10, "variation_list": { "Color": "Oak" } },
        ],
    })
}

impl Generator {
    pub(super) fn order(&mut self) -> Value {
        let mut order = small_order("");
        order["order_items"] = (0..self.rng.usize(1..5)).map(|_| self.item()).collect();
        self.change(&mut order);
        order
    }

    /// Other values for some fields, good ones and bad ones.
    pub(super) fn change(&mut self, order: &mut Value) {
        for _ in 0..self.rng.u8(1..6) {
            let word = self.word();
            let value = match self.rng.u8(..12) {
                0 => ("email", json!(self.one(&EMAILS))),
                1 => ("shipping_total", json!(self.amount())),
                2 => ("tax_total", json!(self.rng.u32(..9_999))),
                3 => ("shipping", json!({ "last_name": word, "city": self.word(), "country": "US" })),
                4 => ("customer", json!({ "first_name": word, "phone": "218" })),
                5 => ("order_metadata", json!({ self.word(): word, "lot": "9" })),
                6 => ("discount_list", json!([{ "name": word, "amount": self.amount() }])),
                7 => ("order_notes", json!([{ "content": format!("note {word}") }])),
                8 => ("folder_id", json!(self.rng.u8(1..7))),
                9 => ("date_added", json!(self.one(&DATES))),
                10 => ("customer_id", json!(word)),
                _ => ("shipping_method", json!(word)),
            };
            order[value.0] = value.1;
        }
    }

    pub(super) fn item(&mut self) -> Value {
        let mut item = Map::new();
        item.insert("name".to_owned(), json!(self.one(&["Mug", "Frame", "Jar", ""])));
        item.insert("code".to_owned(), json!(self.one(&CODES)));
        item.insert("price".to_owned(), json!(self.amount()));
        item.insert("quantity".to_owned(), json!(self.rng.u8(..5)));
        if self.rng.bool() {
            item.insert("variation_list".to_owned(), json!({ "Color": self.word() }));
        }
        Value::Object(item)
    }

    pub(super) fn shipment(&mut self, number: usize) -> Value {
        let mut shipment = json!({ "tracking_number": format!("{} {}", self.word(), number / 3) });
        if self.rng.bool() {
            let items = json!([{ "code": self.one(&CODES), "quantity": self.rng.u8(..3) }]);
            shipment["order_items"] = items;
        }
        if self.rng.u8(..4) == 0 {
            shipment["label_image"] = json!("R0lGODlhAQABAAAAACw=");
        }
        if self.rng.u8(..4) == 0 {
            shipment["tracking_number"] = json!(format!("1Z{number:016}"));
        }
        shipment
    }

    pub(super) fn rule(&mut self, number: usize) -> Value {
        let event =
            self.one(&["note_added", "shipment_added", "folder_changed", "order_items_changed", "order_imported"]);
        let comparator = self.one(&["contains", "equals", "greater_than", "not_equal", "matches", "almost"]);
        let field = self.one(&["shipping.last_name", "order_total", "item.code", "source_id", "order_metadata"]);
        let value = self.word();
        json!({
            "name": format!("rule {number}"), "event": event, "combine": self.one(&["all", "any"]),
            "filters": [{ "field": field, "name": "lot", "comparator": comparator, "value": value }],
            "actions": [
                { "action": "set_order_metadata", "name": "by", "value": format!("{number}") },
                { "action": "tag_order", "color": self.one(&["Red", "Blue", "Pink"]) },
                { "action": "change_folder", "folder_id": self.rng.u8(1..7) },
            ],
        })
    }

    pub(super) fn any_order(&mut self) -> Order {
        self.rng.choice(&self.orders).cloned().unwrap_or_else(|| Order { id: "1".to_owned(), ..Order::default() })
    }

    pub(super) fn one_of(&mut self, ids: &[String]) -> String {
        self.rng.choice(ids).cloned().unwrap_or_else(|| "7".to_owned())
    }

    pub(super) fn one(&mut self, words: &[&'static str]) -> &'static str {
        self.rng.choice(words).copied().unwrap_or_default()
    }

    pub(super) fn word(&mut self) -> &'static str {
        self.one(&WORDS)
    }

    pub(super) fn amount(&mut self) -> &'static str {
        // Most are good.
        if self.rng.bool() { "4.50" } else { self.one(&AMOUNTS) }
    }

    pub(super) fn escaped(&mut self) -> String {
        form_urlencoded::byte_serialize(self.word().as_bytes()).collect()
    }
}
