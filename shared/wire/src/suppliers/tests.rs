//! Tests of what is read and written of suppliers.

use jiff::Timestamp;

use super::*;

fn fields(problems: Vec<domain::Problem>) -> Vec<String> {
    problems.into_iter().map(|problem| problem.field).collect()
}

#[test]
fn a_supplier_is_read_and_written_as_it_was_read() {
    let body = concat!(
        r#"{"id":"7","name":"Harbor Mugs","active":false,"delivery":{"by":"post","url":"https://mugs.example.com/in","#,
        r#""format":"json","headers":[{"name":"X-Shop","value":"harbor"}]},"item_codes":["MUG"],"category_codes":["HOME"],"#,
        r#""shows_prices":true,"shows_customer":true,"after_submit_folder_id":2,"after_shipment_folder_id":4,"#,
        r#""if_canceled_folder_id":5,"default_shipping_class":"STD","shipping_class_match":"EXPRESS=Next Day\n","#,
        r#""shipping_method_match":"any|UPS|03=UPS Ground","product_code_match":"A=B,C","product_code_skip":"GIFT","#,
        r#""commission_percent":"12.5"}"#
    );
    let supplier = read_new(body).unwrap().with_id("7".into());
    assert_eq!(serde_json::to_string(&SupplierView::from(&supplier)).unwrap(), body);
    let least = read_new(r#"{"name":"Harbor Mugs"}"#).unwrap();
    assert!(least.active && least.delivery == domain::SupplierDelivery::Api);
}

#[test]
fn what_is_wrong_with_a_supplier_is_named() {
    for (body, field) in [
        ("{}", "name"),
        (r#"{"name":"A","colour":"red"}"#, "colour"),
        (r#"{"name":"A","delivery":{"by":"pigeon"}}"#, "delivery.by"),
        (r#"{"name":"A","delivery":{"by":"api","url":"https://a.example"}}"#, "delivery.url"),
        (r#"{"name":"A","delivery":{"by":"mail","mail_template_id":"1","url":"https://a.example"}}"#, "delivery.url"),
        (r#"{"name":"A","after_submit_folder_id":0}"#, "after_submit_folder_id"),
    ] {
        assert_eq!(fields(read_new(body).unwrap_err()), [field], "{body}");
    }
}

#[test]
fn a_page_is_read_of_its_parameters_and_a_date_that_is_none_is_refused() {
    let read = |text: &str| {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('=')).collect::<Vec<_>>();
        read_page(pairs)
    };
    let page = read("from=2026-03-01T08:15:00Z&to=2026-03-02 00:00:00&status=open&limit=7&offset=14").unwrap();
    let at = |text: &str| text.parse::<Timestamp>().ok();
    assert_eq!((page.from, page.before), (at("2026-03-01T08:15:00Z"), at("2026-03-02T00:00:00Z")));
    assert_eq!((page.states.as_slice(), page.limit, page.offset), (&[domain::SubmissionState::Open][..], 7, 14));
    assert_eq!(read("").unwrap().states.len(), 3);
    assert_eq!(fields(read("from=yesterday&to=never&status=lost").unwrap_err()), ["from", "to", "status"]);
}

#[test]
fn a_supplier_s_shipment_is_read_and_needs_a_number() {
    let now = Timestamp::UNIX_EPOCH;
    let new = read_shipment(r#"{"tracking_number":"T-1","order_items":[{"id":"71","quantity":2}]}"#, now).unwrap();
    assert_eq!((new.tracking_number(), new.order_items()[0].quantity), ("T-1", 2));
    for (body, field) in [
        ("{}", "tracking_number"),
        (r#"{"tracking_number":"T-1","cost":3}"#, "cost"),
        (r#"{"tracking_number":"T-1","order_items":[{"code":"MUG","quantity":1}]}"#, "order_items[0].code"),
    ] {
        assert!(fields(read_shipment(body, now).unwrap_err()).contains(&field.to_owned()), "{body}");
    }
    assert_eq!(read_submission(r#"{"supplier_id":7}"#).unwrap().supplier_id, "7");
    assert!(read_submission("{}").is_err());
}
