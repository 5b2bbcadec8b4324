//! Reading an order that somebody wants to create (orderdesk-api 2.3 and 3).

use domain::limits::MAX_SHIPMENTS;
use domain::time::whole_seconds;
use domain::{NewOrder, Problem};
use jiff::Timestamp;

use super::NewOrders;
use super::fields::{draft, folder, items};
use crate::read::{AtMost, Document, Object};
use crate::shipments;

/// What an order may have its name of, as [`NewOrder::demands`] looks at it.
const NAMES: [&str; 12] = [
    "shipping.first_name",
    "shipping.last_name",
    "shipping.company",
    "customer.first_name",
    "customer.last_name",
    "customer.company",
    "shipping_first_name",
    "shipping_last_name",
    "shipping_company",
    "customer_first_name",
    "customer_last_name",
    "customer_company",
];

/// Reads the body of `POST /orders`; all that is wrong with it comes back at once.
pub fn read_new(body: &str, now: Timestamp) -> Result<NewOrder, Vec<Problem>> {
    let document = Document::read(body)?;
    document.finish(of(&document.object(), whole_seconds(now)))
}

/// Reads the body of `POST /v1/bulk/orders`: orders in a bare array, or under a name. A bad entry does not spoil the others.
#[allow(clippy::type_complexity, reason = "each entry has its own problems, and the list has its own")]
pub fn read_new_all(body: &str, now: Timestamp) -> Result<Vec<Result<NewOrder, Vec<Problem>>>, Vec<Problem>> {
    let document = Document::read(body)?;
    let entries = NewOrders::READ.orders.entries(&document)?;
    Ok(entries.iter().map(|entry| entry.alone(|entry| of(entry, whole_seconds(now)))).collect())
}

fn of(object: &Object, now: Timestamp) -> NewOrder {
    let mut draft = draft(object, now);
    let items = items(object);
    if let Some(date_added) = object.time("date_added") {
        draft.date_added = date_added;
    }
    let card = object.text("cc_number").or_else(|| object.text("cc_number_masked"));
    draft.cc_number = card.unwrap_or_default();
    let mut new = NewOrder::new(draft, items, object.sum("processor_balance"));
    for problem in new.demands() {
        let looked_at = if problem.field == "shipping" { &NAMES[..] } else { &[problem.field.as_str()] };
        if !looked_at.iter().any(|name| object.is_refused(name)) {
            object.refuse_for(&problem);
        }
    }
    let shipments = object.list_of("order_shipments", AtMost { count: MAX_SHIPMENTS, what: "shipments" });
    new.shipments = shipments.unwrap_or_default().iter().filter_map(|entry| shipments::of(entry, now)).collect();
    if let Some(problem) = new.check_shipments() {
        object.refuse_for(&problem);
    }
    new.folder_id = folder(object);
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_that_is_too_long_is_refused_by_name_with_its_limit() {
        let (short, line) = ("x".repeat(256), "x".repeat(1_001));
        let map = "x".repeat(10_000);
        for (field, body, limit) in [
            ("payment_type", format!(r#"{{"payment_type":"{short}"}}"#), "255 characters"),
            ("shipping.company", format!(r#"{{"shipping":{{"company":"{line}"}}}}"#), "1000 characters"),
            ("customer_city", format!(r#"{{"customer_city":"{line}"}}"#), "1000 characters"),
            ("return_address.title", format!(r#"{{"return_address":{{"title":"{line}"}}}}"#), "1000 characters"),
            ("order_items[0].name", format!(r#"{{"order_items":[{{"name":"{line}"}}]}}"#), "1000 characters"),
            ("order_items[0].code", format!(r#"{{"order_items":[{{"code":"{short}"}}]}}"#), "255 characters"),
            ("order_items[0].delivery_type", format!(r#"{{"order_items":[{{"delivery_type":"{short}"}}]}}"#), "255"),
            ("order_items[0].metadata", format!(r#"{{"order_items":[{{"metadata":{{"a":"{map}"}}}}]}}"#), "10000"),
            ("discount_list[0].name", format!(r#"{{"discount_list":[{{"name":"{line}"}}]}}"#), "1000 characters"),
            ("order_notes[0].username", format!(r#"{{"order_notes":[{{"username":"{short}"}}]}}"#), "255 characters"),
            (
                "order_shipments[0].status",
                format!(r#"{{"order_shipments":[{{"tracking_number":"n/a","status":"{line}"}}]}}"#),
                "1000 characters",
            ),
            (
                "order_shipments[0].order_items[0].code",
                format!(r#"{{"order_shipments":[{{"tracking_number":"n/a","order_items":[{{"code":"{short}"}}]}}]}}"#),
                "255 characters",
            ),
        ] {
            let problems = read_new(&body, Timestamp::UNIX_EPOCH).unwrap_err();
            let found = problems.iter().find(|problem| problem.field == field);
            assert!(found.is_some_and(|problem| problem.message.contains(limit)), "{field}: {problems:?}");
        }
    }

    #[test]
    fn problems_are_listed_in_the_order_clients_know() {
        let body = r#"{"folder_id":"x","order_shipments":[{"weight":"y"}],"processor_balance":"z","cc_number":{},"date_added":"?",
            "order_items":[{"metadata":1,"price":"a"}],"order_notes":3,"discount_list":[{"amount":"b"}],"order_metadata":4,
            "checkout_data":5,"return_address":{"city":[]},"customer":{"city":[]},"shipping":{"address3":[],"phone":[]},
            "refund_total":"c","shipping_total":"d","source_id":[],"email":[],"fulfillment_id":[],"tag_name":[],"cc_exp":[]}"#;
        let problems = read_new(body, Timestamp::UNIX_EPOCH).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        let expected = [
            "email",
            "cc_exp",
            "tag_name",
            "source_id",
            "fulfillment_id",
            "shipping_total",
            "refund_total",
            "shipping.phone",
            "shipping.address3",
            "customer.city",
            "return_address.city",
            "checkout_data",
            "order_metadata",
            "discount_list[0].amount",
            "order_notes",
            "order_items[0].price",
            "order_items[0].metadata",
            "date_added",
            "cc_number",
            "processor_balance",
            "shipping",
            "order_shipments[0].tracking_number",
            "folder_id",
        ];
        assert_eq!(fields, expected);
    }
}
