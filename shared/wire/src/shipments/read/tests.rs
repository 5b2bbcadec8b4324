//! Shipments as they are sent.

use domain::{Money, OrderId, StoreId, time};

use super::*;
use crate::shipments::ShipmentView;

fn read(body: &str) -> Result<NewShipment, Vec<Problem>> {
    read_new(body, Timestamp::UNIX_EPOCH)
}

#[test]
fn carrier_and_url_are_worked_out_from_the_number() {
    let shipment = read(r#"{"tracking_number":" 1Z0000000000000019 "}"#).unwrap().shipment("1".into());
    assert_eq!(shipment.carrier_code, "UPS");
    assert!(shipment.tracking_url.ends_with("trackNums=1Z0000000000000019"), "{}", shipment.tracking_url);
    let named = read(r#"{"tracking_number":"X1","carrier_code":"Dove","tracking_url":"https://d.example"}"#).unwrap();
    assert_eq!(named.shipment("1".into()).tracking_url, "https://d.example");
}

#[test]
fn a_shipment_sent_again_in_other_letters_is_the_same_and_with_other_items_is_not() {
    let first = read(r#"{"tracking_number":"ab1"}"#).unwrap().shipment("1".into());
    assert!(read(r#"{"tracking_number":"AB1 "}"#).unwrap().repeats(&first));
    assert!(!read(r#"{"tracking_number":"AB1","order_items":[{"code":"A"}]}"#).unwrap().repeats(&first));
}

#[test]
fn a_missing_number_is_refused_by_name() {
    for body in ["{}", r#"{"tracking_number":""}"#, r#"{"tracking_number":null}"#] {
        assert_eq!(read(body).unwrap_err()[0].field, "tracking_number");
    }
}

#[test]
fn a_batch_is_a_bare_array_or_named_and_a_bad_entry_spoils_only_itself() {
    let array = r#"[{"order_id":1001,"tracking_number":"A"},{"source_id":"S-1"}]"#;
    let named = format!("{{\"shipments\":{array}}}");
    let bare = read_entries(array, Timestamp::UNIX_EPOCH).unwrap();
    let under_name = read_entries(&named, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!((&bare[0], bare.len()), (&under_name[0], under_name.len()));
    assert_eq!(bare[0].order_id.as_deref(), Some("1001"));
    assert!(bare[0].shipment.is_ok());
    assert_eq!(bare[1].shipment.as_ref().unwrap_err()[0].field, "[1].tracking_number");
}

/// A shipment a day old, as it is kept.
fn kept(body: &str) -> Shipment {
    let then = "2026-03-01T10:11:12Z".parse().unwrap();
    let shipment = read_new(body, then).unwrap().shipment("9001".into());
    Shipment { label_format: "PDF".into(), printed: true, source: "Manual".into(), ..shipment }
}

fn written(shipment: &Shipment) -> String {
    let (order_id, store_id) = (OrderId::new(1).unwrap(), StoreId::new(2).unwrap());
    serde_json::to_string(&ShipmentView::new(shipment, order_id, store_id)).unwrap()
}

#[test]
fn a_replacement_blanks_what_is_absent_and_keeps_what_callers_cannot_set() {
    let old = kept(
        r#"{"tracking_number":"1Z0000000000000019","status":"in transit","cost":"3","order_items":[{"code":"A"}]}"#,
    );
    let new = read(r#"{"tracking_number":"X-1"}"#).unwrap().replacing(&old);
    let expected = Shipment {
        tracking_number: "X-1".into(),
        carrier_code: String::new(),
        tracking_url: String::new(),
        status: String::new(),
        cost: Money::default(),
        order_items: vec![],
        ..old.clone()
    };
    assert_eq!(new, expected);
    let moved =
        read(r#"{"tracking_number":"X-1","date_shipped":"2026-02-01","print_status":"0"}"#).unwrap().replacing(&old);
    assert_eq!((time::date_text(moved.date_shipped).as_str(), moved.printed), ("2026-02-01", false));
}

#[test]
fn a_shipment_that_comes_back_as_it_was_written_stays_as_it_is_to_the_second() {
    for body in [
        r#"{"tracking_number":"1Z0000000000000019","order_items":[{"id":"7","quantity":2},{"code":"A"}]}"#,
        r#"{"tracking_number":"n/a","weight":"3.55","tracking_url":"https://d.example","cart_shipment_id":"c"}"#,
    ] {
        let old = kept(body);
        assert_eq!(read(&written(&old)).unwrap().replacing(&old), old);
    }
}

#[test]
fn a_url_that_was_worked_out_follows_the_new_number_and_a_given_one_stays() {
    let old = kept(r#"{"tracking_number":"1Z0000000000000019"}"#);
    let new = read(&written(&old).replace("\"1Z0000000000000019", "\"1Z0000000000000028")).unwrap().replacing(&old);
    assert!(new.tracking_url.ends_with("trackNums=1Z0000000000000028"), "{}", new.tracking_url);
    let old = kept(r#"{"tracking_number":"1Z0000000000000019","tracking_url":"https://d.example"}"#);
    let new = read(&written(&old).replace("\"1Z0000000000000019", "\"1Z0000000000000028")).unwrap().replacing(&old);
    assert_eq!(new.tracking_url, "https://d.example");
}

#[test]
fn the_day_it_left_is_the_one_that_was_written_whatever_the_offset() {
    for (field, date, expected) in [
        ("date_shipped", r#""2026-03-01T23:30:00-05:00""#, "2026-03-01"),
        ("date_shipped", r#""2026-03-01T00:00:00+13:00""#, "2026-03-01"),
        ("shipment_date", r#""Sun, 01 Mar 2026 22:00:00 -0800""#, "2026-03-01"),
        ("shipment_date", r#""Sun Mar 01 2026 00:30:00 GMT+0100 (CET)""#, "2026-03-01"),
        ("date_shipped", r#""03/01/2026""#, "2026-03-01"),
        ("date_shipped", "1772409599", "2026-03-01"),
        ("date_shipped", r#""0000-00-00""#, "2026-03-05"),
        ("shipment_date", r#""0001-01-01T00:00:00""#, "2026-03-05"),
    ] {
        let now = "2026-03-05T23:59:00Z".parse().unwrap();
        let shipment = read_new(&format!(r#"{{"tracking_number":"X-1","{field}":{date}}}"#), now).unwrap();
        assert_eq!(time::date_text(shipment.shipment(String::new()).date_shipped), expected, "{field} {date}");
    }
}
