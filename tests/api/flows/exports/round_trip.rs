//! What one shop exports another imports: the same orders, in whichever form. Each field by itself is held by
//! `shared/sheets/tests/round_trip.rs`.

use domain::{Delimiter, ImportKind, MAX_FILE_BYTES, TextForm};
use files::Bucket;
use serde_json::{Value, json};

use super::{add, counts, export};
use crate::flows::imports::{Desk, counts as counts_of_import, template as import_template};
use crate::shop::{Shop, text};
use crate::world::BUCKET;

/// What has a column in both.
const COLUMNS: [&str; 22] = [
    "source_id",
    "source_name",
    "email",
    "date_added",
    "shipping_method",
    "payment_status",
    "shipping_total",
    "tax_total",
    "processor_balance",
    "shipping.first_name",
    "shipping.last_name",
    "shipping.address1",
    "shipping.city",
    "shipping.postal_code",
    "shipping.country",
    "customer.first_name",
    "customer.last_name",
    "item.name",
    "item.code",
    "item.price",
    "item.quantity",
    "checkout_data:Gift",
];

/// An order with what files stumble over.
fn order(number: &str) -> Value {
    json!({
        "source_name": "Harbor, \"the\" shop", "source_id": number, "email": "mara@example.com",
        "date_added": "2026-03-31 08:15:00", "shipping_method": "=Ground", "payment_status": "Authorized",
        "shipping_total": "4.50", "tax_total": "1.2345", "processor_balance": "7",
        "shipping": {"first_name": "Måra", "last_name": "料 O'Quay", "address1": "5 Quay Street\nHall \"B\"; <3>",
                     "city": "Portland", "postal_code": "02138", "country": "US"},
        "customer": {"first_name": "Ada", "last_name": "Lind 📦"},
        "checkout_data": {"Gift": "_x0041_ & -2"},
        "order_items": [
            {"name": "Mug", "code": "0012345678901234567890", "price": "12.5", "quantity": 2},
            {"name": "Cap; blue", "code": "90.750", "price": "0.3", "quantity": 1},
        ],
    })
}

/// The orders of a shop by their numbers, without what each shop gives anew and what no column has.
async fn orders(shop: &Shop) -> Vec<Value> {
    let mut found = shop.get("/api/v2/orders?limit=500").await["orders"].as_array().unwrap().clone();
    found.sort_by_key(|order| text(&order["source_id"]));
    for order in &mut found {
        let fields = order.as_object_mut().unwrap();
        fields.retain(|name, _| !["id", "date_updated", "email_count", "order_metadata"].contains(&name.as_str()));
        for item in fields["order_items"].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().retain(|name, _| name != "id");
        }
    }
    found
}

/// The bytes of the only file of an export.
async fn bytes(shop: &Shop, export: &Value) -> Vec<u8> {
    let (id, name) = (text(&export["export"]["id"]), text(&export["files"][0]["name"]));
    let bucket = Bucket::new(&shop.world.aws.config("tests"), BUCKET);
    bucket.read(&format!("exported/{}/{id}/files/0/{name}", shop.id), "", MAX_FILE_BYTES).await.unwrap()
}

/// Catches a form that loses or changes something on its way out of one shop and into another.
#[tokio::test]
async fn orders_that_were_exported_are_imported_by_another_shop_as_the_same() {
    let from = Shop::open("round-trip").await;
    for number in ["0017", "R-2"] {
        from.post("/api/v2/orders", &order(number)).await;
    }
    let expected = orders(&from).await;
    let columns = COLUMNS.map(|name| json!({"heading": name, "value": name}));
    for (format, delimiter) in [("csv", Delimiter::Comma), ("tsv", Delimiter::Tab), ("xlsx", Delimiter::Comma)] {
        let more = json!({"format": format, "row_mode": "per_item", "columns": columns, "line_end": "crlf",
                          "filename": format!("orders.{format}")});
        let exported = export(&from, &add(&from, format, &more).await).await;
        assert_eq!(counts(&exported)[1], 2, "{exported}");
        let to = Shop::open(&format!("round-trip-{format}")).await;
        let template = import_template(ImportKind::Orders, &COLUMNS.map(|name| (name, name)));
        let template = domain::ImportTemplate { text: TextForm { delimiter, ..TextForm::default() }, ..template };
        let ending = if format == "tsv" { "txt" } else { format };
        let import =
            Desk::with(&to, &template).await.import(&format!("orders.{ending}"), bytes(&from, &exported).await).await;
        assert_eq!(counts_of_import(&import), [2, 0, 0, 0], "{format}: {:?}", import.findings);
        assert_eq!(orders(&to).await, expected, "{format}");
    }
    let whole = json!({"name": "json", "format": "json", "filename": "orders.json"});
    let template = text(&from.post("/v1/export-templates", &whole).await["export_template"]["id"]);
    let exported = export(&from, &template).await;
    let to = Shop::open("round-trip-json").await;
    let file = String::from_utf8(bytes(&from, &exported).await).unwrap();
    let made = to.call_raw("POST", "/v1/bulk/orders", Some(file), &[]).await;
    assert_eq!(made.status, 200, "{}", made.text());
    assert_eq!(orders(&to).await, expected, "json");
}
