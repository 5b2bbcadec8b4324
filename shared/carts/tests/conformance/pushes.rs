//! What carts are told of shipments.

use carts::{
    Access, Cart, CartError, CartReply, CartRequest, CustomerMail, Headers, PushPlan, ShipmentPush, TrackingWay,
};
use domain::{CartOrder, ItemQuantity, Order, Shipment, draft_shipment};
use serde_json::{Value, json};

use crate::fixtures::documents;
use crate::orders::{created, map, now};

/// A shop's keys, made up.
pub(crate) fn access(cart: Cart) -> Access {
    let shop = match cart {
        Cart::Shopify => "example-store.myshopify.com",
        Cart::BigCommerce => "abc123xyz",
        Cart::Squarespace => "64f000000000000000000002",
        Cart::Etsy => "12345",
        _ => "https://shop.example.com",
    };
    Access {
        shop: shop.into(),
        client_id: "client-id".into(),
        client_secret: "client-secret".into(),
        token: "token".into(),
        refresh_token: "refresh-token".into(),
        tracking_way: TrackingWay::default(),
    }
}

/// A request as snapshots show it: its body as JSON where it is that.
pub(crate) fn shown(request: &CartRequest) -> Value {
    let body = request.body.as_deref().map(|body| serde_json::from_str(body).unwrap_or_else(|_| json!(body)));
    let headers: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    json!({
        "request": format!("{} {}", request.method.text(), request.url),
        "effect": format!("{:?}", request.effect),
        "headers": headers,
        "body": body,
    })
}

pub(crate) fn reply(status: u16, body: &str) -> CartReply {
    CartReply { status, headers: Headers::default(), body: body.as_bytes().to_vec() }
}

/// The kept order of a cart, with one of its first item shipped in the first parcel and all that is left in the second.
pub(crate) fn shipped(cart: Cart) -> Order {
    let document = documents().into_iter().find(|document| document.cart == cart).unwrap();
    let mut order = created(&map(cart, &document.json).unwrap());
    order.cart =
        Some(CartOrder { connection_id: "7".into(), order_id: order.order_metadata["source_order_id"].clone() });
    let first = order.order_items[0].id.clone();
    let shipment = |id: &str, number: &str, items| Shipment {
        id: id.into(),
        tracking_number: number.into(),
        carrier_code: "UPS".into(),
        tracking_url: format!("https://example.com/t/{number}"),
        order_items: items,
        ..draft_shipment(now())
    };
    let one = ItemQuantity { id: first, code: String::new(), quantity: 1 };
    order.order_shipments =
        vec![shipment("1", "1Z0000000000000019", vec![one]), shipment("2", "1Z0000000000000028", vec![])];
    order
}

pub(crate) fn push(order: &Order, place: usize) -> ShipmentPush {
    ShipmentPush::of(order, &order.order_shipments[place], CustomerMail::Send).unwrap()
}

pub(crate) fn plan(access: &Access, cart: Cart, push: &ShipmentPush, body: &str) -> Result<PushPlan, CartError> {
    // What Shopify is asked in two queries stands in one document here.
    let second = if cart == Cart::Shopify { body } else { r#"{"id":9100,"status":"processing"}"# };
    (cart.spec().push.unwrap().plan)(access, push, &[reply(200, body), reply(200, second)])
}

#[test]
fn a_parcel_has_its_items_and_the_last_one_what_is_left() {
    let order = shipped(Cart::Shopify);
    let lines = |place| -> Vec<(String, u32)> {
        push(&order, place).lines.into_iter().map(|line| (line.line_id, line.quantity)).collect()
    };
    assert_eq!(lines(0), [("9001".to_owned(), 1)]);
    assert_eq!(lines(1), [("9001".to_owned(), 1), ("9002".to_owned(), 1)]);
    assert!(!push(&order, 0).completes && push(&order, 1).completes);
}

#[test]
fn an_order_in_parts_is_complete_when_all_of_them_are() {
    let (order, mut part) = (shipped(Cart::Shopify), shipped(Cart::Shopify));
    part.order_shipments.truncate(1);
    part.order_shipments[0].cart_shipment_id = "F-9".into();
    let among = push(&order, 1).among(&[part.clone()]);
    assert_eq!((among.completes, among.other_ids), (false, vec!["F-9".to_owned()]));
    part.order_items.clear();
    assert!(push(&order, 1).among(&[part]).completes);
}

#[test]
fn what_is_no_carts_is_not_pushed() {
    let mut order = shipped(Cart::Shopify);
    for item in &mut order.order_items {
        item.metadata.shift_remove(carts::LINE_ID);
    }
    let shipment = order.order_shipments[0].clone();
    let no_lines = ShipmentPush::of(&order, &shipment, CustomerMail::Send);
    assert_eq!(no_lines, Err(carts::NotPushable::NoLines));
    order.cart = None;
    let no_order = ShipmentPush::of(&order, &shipment, CustomerMail::Send);
    assert_eq!(no_order, Err(carts::NotPushable::NoCartOrder));
}

#[test]
fn a_shipment_is_known_by_its_id_by_its_number_or_as_the_only_one_without_either() {
    let access = access(Cart::Etsy);
    let sends = |cart_id: &str, number: &str, other: &str, there: &str| {
        let mut order = shipped(Cart::Etsy);
        order.order_shipments[0].cart_shipment_id = cart_id.into();
        order.order_shipments[0].tracking_number = number.into();
        order.order_shipments[1].cart_shipment_id = other.into();
        plan(&access, Cart::Etsy, &push(&order, 0), &format!(r#"{{"shipments":[{there}]}}"#)).unwrap().sends.len()
    };
    let (numbered, bare) =
        (r#"{"receipt_shipping_id":3,"tracking_code":"AB 1-2"}"#, r#"{"receipt_shipping_id":3,"tracking_code":null}"#);
    assert_eq!(sends("", "ab12", "", numbered), 0, "its number");
    assert_eq!(sends("9", "ab12", "", numbered), 0, "its number, under another id");
    assert_eq!(sends("3", "changed", "", numbered), 0, "its id");
    assert_eq!(sends("", "ab12", "3", numbered), 1, "the other parcel, of the same number");
    assert_eq!(sends("", "n/a", "", bare), 0, "the only one without a number");
    assert_eq!(sends("", "n/a", "3", bare), 1, "the other one without a number");
    assert_eq!(sends("", "n/a", "", numbered), 1, "one with a number");
}

#[test]
fn keys_are_in_no_debug_text() {
    for cart in Cart::ALL.iter().filter(|cart| cart.spec().push.is_some()) {
        let (access, push) = (access(*cart), push(&shipped(*cart), 0));
        let look = (cart.spec().push.unwrap().look)(&access, &push);
        let text = format!("{access:?} {look:?}");
        assert!(!text.contains("token") && !text.contains("client-secret"), "{text}");
    }
}

const FULFILLMENT_ORDERS: &str = r#"{"nodes":[
    {"id":"gid://shopify/FulfillmentOrder/1","status":"OPEN","supportedActions":[{"action":"CREATE_FULFILLMENT"}],
     "assignedLocation":{"location":{"id":"gid://shopify/Location/11"}},"lineItems":{"nodes":[
       {"id":"gid://shopify/FulfillmentOrderLineItem/71","remainingQuantity":2,"lineItem":{"id":"gid://shopify/LineItem/9001"}}]}},
    {"id":"gid://shopify/FulfillmentOrder/2","status":"OPEN","supportedActions":[{"action":"CREATE_FULFILLMENT"}],
     "assignedLocation":{"location":{"id":"gid://shopify/Location/12"}},"lineItems":{"nodes":[
       {"id":"gid://shopify/FulfillmentOrderLineItem/72","remainingQuantity":1,"lineItem":{"id":"gid://shopify/LineItem/9002"}}]}}]}"#;

fn shopify_has(fulfillments: &str) -> String {
    format!(r#"{{"data":{{"order":{{"fulfillments":{fulfillments},"fulfillmentOrders":{FULFILLMENT_ORDERS}}}}}}}"#)
}

#[test]
fn shopify_is_told_of_each_location_by_itself() {
    let (order, access) = (shipped(Cart::Shopify), access(Cart::Shopify));
    let look = (Cart::Shopify.spec().push.unwrap().look)(&access, &push(&order, 0));
    let first = plan(&access, Cart::Shopify, &push(&order, 0), &shopify_has("[]")).unwrap();
    let second = plan(&access, Cart::Shopify, &push(&order, 1), &shopify_has("[]")).unwrap();
    let sends = |plan: &PushPlan| plan.sends.iter().map(shown).collect::<Vec<_>>();
    insta::assert_json_snapshot!(
        json!({"look": look.iter().map(shown).collect::<Vec<_>>(), "first": sends(&first), "second": sends(&second)})
    );
}

#[test]
fn shopify_is_told_once_also_when_the_answer_was_lost_between_two_locations() {
    let (order, access) = (shipped(Cart::Shopify), access(Cart::Shopify));
    let there = |number: &str, line: u32, status: &str| {
        format!(
            r#"{{"id":"gid://shopify/Fulfillment/5","status":"{status}","trackingInfo":[{{"number":"{number}"}}],
            "fulfillmentLineItems":{{"nodes":[{{"quantity":1,"lineItem":{{"id":"gid://shopify/LineItem/{line}"}}}}]}}}}"#
        )
    };
    let plan = |place, fulfillments: String| {
        plan(&access, Cart::Shopify, &push(&order, place), &shopify_has(&format!("[{fulfillments}]"))).unwrap()
    };
    let all = plan(0, there("1z 0000000000000019", 9001, "SUCCESS"));
    assert_eq!((all.found, all.sends.len()), (vec!["5".to_owned()], 0));
    let half = plan(1, there("1Z0000000000000028", 9001, "SUCCESS"));
    assert_eq!((half.found.len(), half.sends.len()), (1, 1));
    assert!(half.sends[0].body.as_ref().unwrap().contains("FulfillmentOrderLineItem/72"));
    let another = plan(0, there("1Z0000000000000028", 9001, "SUCCESS"));
    assert_eq!((another.found.len(), another.sends.len()), (0, 1));
    let canceled = plan(0, there("1Z0000000000000019", 9001, "CANCELLED"));
    assert_eq!((canceled.found.len(), canceled.sends.len()), (0, 1));
}

#[test]
fn what_shopify_can_not_fulfil_is_refused_or_named() {
    let (order, access) = (shipped(Cart::Shopify), access(Cart::Shopify));
    let on_hold = shopify_has("[]").replace("CREATE_FULFILLMENT", "RELEASE_HOLD");
    let refused = plan(&access, Cart::Shopify, &push(&order, 0), &on_hold);
    assert!(matches!(refused, Err(CartError::Rejected { .. })), "{refused:?}");
    let fewer = shopify_has("[]").replace("\"remainingQuantity\":1", "\"remainingQuantity\":0");
    let partly = plan(&access, Cart::Shopify, &push(&order, 1), &fewer).unwrap();
    assert_eq!((partly.sends.len(), partly.notes.len()), (1, 1));
    let gone = plan(&access, Cart::Shopify, &push(&order, 0), r#"{"data":{"order":null}}"#);
    assert_eq!(gone, Err(CartError::Gone));
}

#[test]
fn errors_of_shopify_come_with_status_200() {
    use std::time::Duration;
    let read = Cart::Shopify.spec().push.unwrap().read;
    let done = r#"{"data":{"fulfillmentCreate":{"fulfillment":{"id":"gid://shopify/Fulfillment/9"},"userErrors":[]}}}"#;
    assert_eq!(read(&reply(200, done)), Ok(Some("9".to_owned())));
    let refused = r#"{"data":{"fulfillmentCreate":{"fulfillment":null,
        "userErrors":[{"field":["fulfillment","trackingInfo","url"],"message":"is invalid"}]}}}"#;
    assert_eq!(
        read(&reply(200, refused)),
        Err(CartError::Rejected { field: "fulfillment.trackingInfo.url".into(), message: "is invalid".into() })
    );
    let throttled = r#"{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":
        {"requestedQueryCost":700,"throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":150,"restoreRate":100.0}}}}"#;
    assert_eq!(read(&reply(200, throttled)), Err(CartError::Retry { after: Some(Duration::from_secs(6)) }));
    let denied = r#"{"errors":[{"message":"Access denied","extensions":{"code":"ACCESS_DENIED"}}]}"#;
    assert!(matches!(read(&reply(200, denied)), Err(CartError::Auth { .. })));
}

#[test]
fn woocommerce_is_told_in_the_way_it_can_take() {
    let order = shipped(Cart::WooCommerce);
    let mut shown_all = vec![];
    for tracking_way in [
        TrackingWay::Fulfillments,
        TrackingWay::ShipmentTracking,
        TrackingWay::AdvancedShipmentTracking,
        TrackingWay::OrderNote,
    ] {
        let access = Access { tracking_way, ..access(Cart::WooCommerce) };
        let look = (Cart::WooCommerce.spec().push.unwrap().look)(&access, &push(&order, 0));
        let first = plan(&access, Cart::WooCommerce, &push(&order, 0), "[]").unwrap();
        let last = plan(&access, Cart::WooCommerce, &push(&order, 1), "[]").unwrap();
        assert_eq!((first.sends.len(), last.sends.len()), (1, 2));
        let sends: Vec<Value> = last.sends.iter().map(shown).collect();
        shown_all.push(
            json!({"look": look.iter().map(shown).collect::<Vec<_>>(), "first": shown(&first.sends[0]), "last": sends}),
        );
    }
    insta::assert_json_snapshot!(shown_all);
}

#[test]
fn an_order_that_woocommerce_took_back_meanwhile_is_not_completed() {
    let (order, access) = (shipped(Cart::WooCommerce), access(Cart::WooCommerce));
    let push = push(&order, 1);
    for (status, sends, notes) in
        [("processing", 2, 0), ("on-hold", 2, 0), ("completed", 1, 0), ("refunded", 1, 1), ("cancelled", 1, 1)]
    {
        let replies = [reply(200, "[]"), reply(200, &format!(r#"{{"status":"{status}"}}"#))];
        let plan = (Cart::WooCommerce.spec().push.unwrap().plan)(&access, &push, &replies).unwrap();
        assert_eq!((plan.sends.len(), plan.notes.len()), (sends, notes), "{status}");
    }
    let one = [reply(200, "[]")];
    assert!((Cart::WooCommerce.spec().push.unwrap().plan)(&access, &push, &one).is_err());
}

#[test]
fn woocommerce_is_told_once_and_the_order_is_completed_still() {
    let order = shipped(Cart::WooCommerce);
    for (tracking_way, there) in [
        (
            TrackingWay::Fulfillments,
            r#"[{"id":4,"meta_data":[{"key":"_tracking_number","value":"1Z0000000000000028"}]}]"#,
        ),
        (TrackingWay::ShipmentTracking, r#"[{"tracking_id":"4","tracking_number":"1Z0000000000000028"}]"#),
        (TrackingWay::AdvancedShipmentTracking, r#"[{"tracking_id":"4","tracking_number":"1Z0000000000000028"}]"#),
        (TrackingWay::OrderNote, r#"[{"id":4,"note":"Shipped by UPS on 2026-11-10: 1Z0000000000000028"}]"#),
    ] {
        let access = Access { tracking_way, ..access(Cart::WooCommerce) };
        let found = plan(&access, Cart::WooCommerce, &push(&order, 1), there).unwrap();
        assert_eq!(found.found, ["4"], "{tracking_way:?}");
        assert_eq!(found.sends.len(), 1, "{tracking_way:?}");
        assert!(found.sends[0].body.as_ref().unwrap().contains("completed"), "{tracking_way:?}");
        let other = plan(&access, Cart::WooCommerce, &push(&order, 0), there).unwrap();
        assert_eq!((other.found.len(), other.sends.len()), (0, 1), "{tracking_way:?}");
    }
}
