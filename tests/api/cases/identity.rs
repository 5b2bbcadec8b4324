//! What makes two things one: numbers of carts, codes, tracking numbers, ids (kinds 4 and 15 of the cases).

use serde_json::{Value, json};

use super::Case;
use crate::shop::{Shop, order, text};

#[tokio::test]
async fn blanks_around_a_number_are_cut_where_it_enters() {
    let case = Case::run("25-source-id-blanks").await;
    assert_eq!(case.statuses(), [201, 200, 200, 409]);
    assert_eq!(case.answer(1)["total_records"], 1);
    assert_eq!(case.answer(2)["results"][0]["status"], "success");
}

#[tokio::test]
async fn blanks_around_names_codes_and_tracking_numbers_are_cut_too() {
    let shop = Shop::open("blanks").await;
    let mut sent = order("B-1");
    sent["source_name"] = json!(" Flow Cart\u{a0}");
    sent["source_id"] = json!("\tB-1\u{feff}");
    sent["customer_id"] = json!(" C-1 ");
    sent["order_items"][0]["code"] = json!(" PRINT-A3 ");
    let made = shop.post("/api/v2/orders", &sent).await["order"].clone();
    let kept = ["source_name", "source_id", "customer_id"].map(|name| made[name].as_str().unwrap().to_owned());
    assert_eq!(kept, ["Flow Cart", "B-1", "C-1"]);
    assert_eq!(made["order_items"][0]["code"], "PRINT-A3");
    assert_eq!(shop.get("/api/v2/orders?customer_id=C-1").await["total_records"], 1);
    assert_eq!(shop.call("POST", "/api/v2/orders", Some(&order("B-1"))).await.status, 409);

    let path = format!("/api/v2/orders/{}", made["id"].as_str().unwrap());
    let put = json!({"source_id": " B-2 ", "shipping": {"company": "x"}, "order_items": [{"name": "n", "code": "X "}]});
    let put = shop.call("PUT", &path, Some(&put)).await.json::<Value>().unwrap()["order"].clone();
    assert_eq!((&put["source_id"], &put["order_items"][0]["code"]), (&json!("B-2"), &json!("X")));
    let own = format!("/v1/orders/{}", made["id"].as_str().unwrap());
    let patched = shop.call("PATCH", &own, Some(&json!({"source_name": " Etsy "}))).await;
    assert_eq!(patched.json::<Value>().unwrap()["order"]["source_name"], "Etsy");
    let shipment = json!({"tracking_number": " T-1\u{200b}", "order_items": [{"code": " X", "quantity": 1}]});
    let shipment = shop.post(&format!("{path}/shipments"), &shipment).await["shipment"].clone();
    assert_eq!((&shipment["tracking_number"], &shipment["order_items"][0]["code"]), (&json!("T-1"), &json!("X")));
}

#[tokio::test]
async fn a_cart_is_the_same_in_any_case_and_its_numbers_are_not() {
    let shop = Shop::open("case").await;
    let first = shop.order("ab1").await;
    let mut sent = order("ab1");
    sent["source_name"] = json!("FLOW CART");
    let again = shop.call("POST", "/api/v2/orders", Some(&sent)).await;
    assert_eq!((again.status, text(&again.json::<Value>().unwrap()["order_id"])), (409, first.clone()));

    let twin = shop.order("AB1").await;
    assert_ne!(twin, first);
    let note =
        format!("Its number differs from that of order {first} only in the case of letters: see whether it came twice");
    assert!(shop.history(&twin).await.contains(&note));
    assert!(!shop.history(&first).await.iter().any(|line| line.contains("case of letters")));
    for (number, id) in [("ab1", &first), ("AB1", &twin)] {
        let entry = json!([{"source_id": number, "tracking_number": number}]);
        let answered = shop.post("/api/v2/batch-shipments", &entry).await;
        assert_eq!(text(&answered["results"][0]["order_id"]), *id, "{number}");
    }
    let both = shop
        .call("POST", "/api/v2/batch-shipments", Some(&json!([{"source_id": "aB1", "tracking_number": "x"}])))
        .await;
    let message = both.json::<Value>().unwrap()["results"][0]["message"].clone();
    assert_eq!(message, "More than one order has this source_id; send source_name or order_id");
}

#[tokio::test]
async fn two_letters_without_a_number_are_two_shipments() {
    let case = Case::run("27-na-twice").await;
    assert_eq!(case.statuses(), [201, 201, 201]);
}

#[tokio::test]
async fn a_tracking_number_is_the_same_whatever_its_blanks_dashes_and_case() {
    let shop = Shop::open("tracking").await;
    let id = shop.order("T-1").await;
    let path = format!("/api/v2/orders/{id}/shipments");
    shop.post(&path, &json!({"tracking_number": "1z 999-AA1 01"})).await;
    for (number, status) in [
        ("1Z999AA101", 409),
        ("1z-999 aa1-01 ", 409),
        ("1Z999AA102", 201),
        ("N/A", 201),
        ("n/a", 201),
        ("None", 201),
        ("-", 201),
    ] {
        let reply = shop.call("POST", &path, Some(&json!({"tracking_number": number}))).await;
        assert_eq!(reply.status, status, "{number}");
    }
}

#[tokio::test]
async fn an_id_with_a_point_and_zeros_is_the_id() {
    let case = Case::run("65-order-id-as-float").await;
    assert_eq!(case.statuses(), [201, 200]);
    assert_eq!(case.answer(0)["order"]["source_id"], "1005");
    assert_eq!(case.answer(1)["results"][0]["status"], "success");

    let shop = Shop::open("points").await;
    let id = shop.order("P-1").await;
    let item = text(&shop.get(&format!("/api/v2/orders/{id}.0")).await["order"]["order_items"][0]["id"]);
    shop.get(&format!("/api/v2/orders/{id}/order-items/{item}.0")).await;
    let body = json!({"order_id_list": [format!("{id}.0"), format!("{id}.00")], "destination_folder_id": 2.0});
    let moved = shop.post("/api/v2/move-orders", &body).await;
    assert_eq!((&moved["message"], moved["results"].as_array().unwrap().len()), (&json!("1 Orders Moved"), 1));
    let items: Value = json!([{"id": format!("{item}.0"), "name": "Renamed"}]);
    let put = json!({"shipping": {"company": "x"}, "order_items": items});
    let put = shop.call("PUT", &format!("/api/v2/orders/{id}.0"), Some(&put)).await.json::<Value>().unwrap();
    assert_eq!(
        (text(&put["order"]["order_items"][0]["id"]), &put["order"]["order_items"][0]["name"]),
        (item, &json!("Renamed"))
    );
}

#[tokio::test]
async fn ids_of_items_and_shipments_survive_a_spreadsheet() {
    let shop = Shop::open("spreadsheet").await;
    let id = shop.order("S-1").await;
    let shipment = shop.post(&format!("/api/v2/orders/{id}/shipments"), &json!({"tracking_number": "A"})).await;
    let item = text(&shop.get(&format!("/api/v2/orders/{id}")).await["order"]["order_items"][0]["id"]);
    for part in [&item, &text(&shipment["shipment"]["id"])] {
        assert_eq!((part.len(), part.starts_with(&id)), (15, true), "{part}");
    }
}
