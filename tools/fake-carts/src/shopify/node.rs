//! An order as webhooks write it, by the names of the schema.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::fulfill;
use crate::reading::{list_of, text_of, whole_of};

/// The global id of something.
pub(super) fn gid(kind: &str, id: &str) -> String {
    format!("gid://shopify/{kind}/{id}")
}

/// The number at the end of a global id.
pub(super) fn number_of(gid: &str) -> &str {
    gid.rsplit('/').next().unwrap_or_default()
}

/// Without what only this program keeps with it.
pub(super) fn without_ours(order: &Value) -> Value {
    let mut order = order.clone();
    if let Value::Object(entries) = &mut order {
        entries.remove(fulfill::WRITTEN);
    }
    order
}

fn entry(order: &Value, key: &str) -> Value {
    order.get(key).cloned().unwrap_or_default()
}

/// A word in capitals; null where there is none.
fn capitals(order: &Value, key: &str) -> Value {
    match text_of(order, key) {
        word if word.is_empty() => Value::Null,
        word => json!(word.to_ascii_uppercase()),
    }
}

/// A moment in UTC.
fn moment(order: &Value, key: &str) -> Value {
    text_of(order, key).parse::<Timestamp>().map_or(Value::Null, |at| json!(at.to_string()))
}

/// GraphQL writes amounts without the zeros at their ends, but for one behind the point.
fn amount(text: &str) -> String {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    format!("{whole}.{}", if part.is_empty() { "0" } else { part })
}

/// The amount `key` in both currencies, `key_set` where the webhook has that; null where there is neither.
fn bag(order: &Value, key: &str, currencies: &Currencies) -> Value {
    let both = order.get(format!("{key}_set")).filter(|set| !set.is_null());
    let money = |amount_text: &str, currency: &str| json!({"amount": amount(amount_text), "currencyCode": currency});
    if let Some(set) = both {
        let of = |name: &str| {
            set.get(name).map(|it| money(&text_of(it, "amount"), &text_of(it, "currency_code"))).unwrap_or_default()
        };
        return json!({"shopMoney": of("shop_money"), "presentmentMoney": of("presentment_money")});
    }
    match text_of(order, key) {
        text if text.is_empty() => Value::Null,
        text => {
            json!({"shopMoney": money(&text, &currencies.shop), "presentmentMoney": money(&text, &currencies.presentment)})
        }
    }
}

/// The same, or nothing of both.
fn bag_or_zero(order: &Value, key: &str, currencies: &Currencies) -> Value {
    match bag(order, key, currencies) {
        Value::Null => bag(&json!({key: "0.00"}), key, currencies),
        found => found,
    }
}

struct Currencies {
    shop: String,
    presentment: String,
}

/// An order with all that can be asked of it.
pub(super) fn order(order: &Value) -> Value {
    let currencies =
        Currencies { shop: text_of(order, "currency"), presentment: text_of(order, "presentment_currency") };
    let mut node = plain(order);
    let nullable = |key: &str| bag(order, key, &currencies);
    let money = |key: &str| bag_or_zero(order, key, &currencies);
    let lines: Vec<Value> =
        list_of(order, "line_items").iter().map(|line| line_node(order, line, &currencies)).collect();
    for (key, value) in [
        ("totalPriceSet", money("total_price")),
        ("currentTotalPriceSet", money("current_total_price")),
        ("totalTaxSet", nullable("total_tax")),
        ("currentTotalTaxSet", money("current_total_tax")),
        ("totalTipReceivedSet", money("total_tip_received")),
        ("totalOutstandingSet", money("total_outstanding")),
        ("originalTotalDutiesSet", nullable("original_total_duties")),
        ("currentTotalDutiesSet", nullable("current_total_duties")),
        ("originalTotalAdditionalFeesSet", nullable("original_total_additional_fees")),
        ("currentTotalAdditionalFeesSet", nullable("current_total_additional_fees")),
        ("discountApplications", applications(order)),
        ("shippingLines", shipping_lines(order, &currencies)),
        ("lineItems", Value::Array(lines)),
        ("refunds", list_of(order, "refunds").iter().map(|refund| refund_node(refund, &currencies)).collect()),
        ("fulfillments", list_of(order, "fulfillments").iter().map(|it| fulfillment(order, it)).collect()),
        ("fulfillmentOrders", fulfill::nodes(order, |line_id| line_by_id(order, line_id))),
    ] {
        crate::reading::set(&mut node, key, value);
    }
    node
}

/// What has one counterpart.
fn plain(order: &Value) -> Value {
    let tags: Vec<String> =
        text_of(order, "tags").split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    let fulfillment = match capitals(order, "fulfillment_status") {
        Value::Null => json!("UNFULFILLED"),
        Value::String(word) if word == "PARTIAL" => json!("PARTIALLY_FULFILLED"),
        word => word,
    };
    json!({
        "id": gid("Order", &text_of(order, "id")),
        "legacyResourceId": text_of(order, "id"),
        "name": entry(order, "name"),
        "confirmationNumber": entry(order, "confirmation_number"),
        "email": entry(order, "email"),
        "phone": entry(order, "phone"),
        "createdAt": moment(order, "created_at"),
        "processedAt": moment(order, "processed_at"),
        "updatedAt": moment(order, "updated_at"),
        "closedAt": moment(order, "closed_at"),
        "cancelledAt": moment(order, "cancelled_at"),
        "cancelReason": capitals(order, "cancel_reason"),
        "test": order.get("test") == Some(&Value::Bool(true)),
        "sourceName": entry(order, "source_name"),
        "tags": tags,
        "note": entry(order, "note"),
        "poNumber": entry(order, "po_number"),
        "clientIp": entry(order, "browser_ip"),
        "currencyCode": entry(order, "currency"),
        "presentmentCurrencyCode": entry(order, "presentment_currency"),
        "taxesIncluded": order.get("taxes_included") == Some(&Value::Bool(true)),
        "dutiesIncluded": order.get("duties_included") == Some(&Value::Bool(true)),
        "displayFinancialStatus": capitals(order, "financial_status"),
        "displayFulfillmentStatus": fulfillment,
        "paymentGatewayNames": list_of(order, "payment_gateway_names"),
        "customAttributes": attributes(list_of(order, "note_attributes")),
        "shippingAddress": address(order.get("shipping_address")),
        "billingAddress": address(order.get("billing_address")),
        "customer": customer(order.get("customer")),
    })
}

fn attributes(entries: &[Value]) -> Value {
    entries.iter().map(|it| json!({"key": text_of(it, "name"), "value": text_of(it, "value")})).collect()
}

fn address(written: Option<&Value>) -> Value {
    let Some(written) = written.filter(|it| it.is_object()) else { return Value::Null };
    json!({
        "firstName": entry(written, "first_name"),
        "lastName": entry(written, "last_name"),
        "name": entry(written, "name"),
        "company": entry(written, "company"),
        "address1": entry(written, "address1"),
        "address2": entry(written, "address2"),
        "city": entry(written, "city"),
        "province": entry(written, "province"),
        "provinceCode": entry(written, "province_code"),
        "zip": entry(written, "zip"),
        "country": entry(written, "country"),
        "countryCodeV2": entry(written, "country_code"),
        "phone": entry(written, "phone"),
    })
}

fn customer(written: Option<&Value>) -> Value {
    let Some(written) = written.filter(|it| it.is_object()) else { return Value::Null };
    json!({
        "id": gid("Customer", &text_of(written, "id")),
        "firstName": entry(written, "first_name"),
        "lastName": entry(written, "last_name"),
        "email": entry(written, "email"),
        "defaultAddress": address(written.get("default_address")),
    })
}

/// The reductions of an order, each of one of four kinds.
fn applications(order: &Value) -> Value {
    let application = |(index, it): (usize, &Value)| {
        let (kind, key) = match text_of(it, "type").as_str() {
            "discount_code" => ("DiscountCodeApplication", "code"),
            "automatic" => ("AutomaticDiscountApplication", "title"),
            "script" => ("ScriptDiscountApplication", "title"),
            _ => ("ManualDiscountApplication", "title"),
        };
        json!({"__typename": kind, "index": index, key: text_of(it, key), "description": entry(it, "description")})
    };
    list_of(order, "discount_applications").iter().enumerate().map(application).collect()
}

fn allocations(order: &Value, written: &Value, currencies: &Currencies) -> Value {
    let all = applications(order);
    let allocation = |it: &Value| {
        let index = usize::try_from(whole_of(it, "discount_application_index")).unwrap_or_default();
        json!({"allocatedAmountSet": bag_or_zero(it, "amount", currencies), "discountApplication": all.get(index)})
    };
    list_of(written, "discount_allocations").iter().map(allocation).collect()
}

fn shipping_lines(order: &Value, currencies: &Currencies) -> Value {
    let there = list_of(order, "shipping_lines").iter().filter(|it| it.get("is_removed") != Some(&Value::Bool(true)));
    let line = |it: &Value| {
        json!({
            "id": gid("ShippingLine", &text_of(it, "id")),
            "title": entry(it, "title"),
            "code": entry(it, "code"),
            "source": entry(it, "source"),
            "isRemoved": false,
            "originalPriceSet": bag_or_zero(it, "price", currencies),
            "discountedPriceSet": bag_or_zero(it, "discounted_price", currencies),
            "discountAllocations": allocations(order, it, currencies),
        })
    };
    there.map(line).collect()
}

fn line_by_id(order: &Value, line_id: &str) -> Value {
    let currencies =
        Currencies { shop: text_of(order, "currency"), presentment: text_of(order, "presentment_currency") };
    let line = list_of(order, "line_items").iter().find(|line| text_of(line, "id") == line_id);
    line.map(|line| line_node(order, line, &currencies)).unwrap_or_default()
}

fn line_node(order: &Value, line: &Value, currencies: &Currencies) -> Value {
    let (variant, product) = (text_of(line, "variant_id"), text_of(line, "product_id"));
    // A number with a point, as GraphQL's floats are.
    let grams: Value = serde_json::from_str(&format!("{}.0", whole_of(line, "grams"))).unwrap_or_default();
    let weight = json!({"unit": "GRAMS", "value": grams});
    let item = json!({"id": gid("InventoryItem", &variant), "measurement": {"weight": weight}});
    let or_null = |id: &str, node: Value| if id.is_empty() { Value::Null } else { node };
    let current = line.get("current_quantity").or_else(|| line.get("quantity")).cloned();
    json!({
        "id": gid("LineItem", &text_of(line, "id")),
        "name": entry(line, "name"),
        "title": entry(line, "title"),
        "variantTitle": entry(line, "variant_title"),
        "sku": entry(line, "sku"),
        "vendor": entry(line, "vendor"),
        "quantity": entry(line, "quantity"),
        "currentQuantity": current,
        "unfulfilledQuantity": entry(line, "fulfillable_quantity"),
        "requiresShipping": line.get("requires_shipping") == Some(&Value::Bool(true)),
        "isGiftCard": line.get("gift_card") == Some(&Value::Bool(true)),
        "originalUnitPriceSet": bag_or_zero(line, "price", currencies),
        "customAttributes": attributes(list_of(line, "properties")),
        "product": or_null(&product, json!({"id": gid("Product", &product)})),
        "variant": or_null(&variant, json!({"id": gid("ProductVariant", &variant), "inventoryItem": item})),
        "discountAllocations": allocations(order, line, currencies),
    })
}

fn refund_node(refund: &Value, currencies: &Currencies) -> Value {
    let amount = list_of(refund, "transactions").first().map(|it| text_of(it, "amount")).unwrap_or_default();
    json!({
        "id": gid("Refund", &text_of(refund, "id")),
        "legacyResourceId": text_of(refund, "id"),
        "createdAt": moment(refund, "created_at"),
        "totalRefundedSet": bag_or_zero(&json!({"amount": amount}), "amount", currencies),
    })
}

/// A fulfillment of an order.
pub(super) fn fulfillment(order: &Value, written: &Value) -> Value {
    let urls = list_of(written, "tracking_urls");
    let tracking = |(place, number): (usize, &Value)| json!({"company": entry(written, "tracking_company"), "number": number, "url": urls.get(place)});
    let line = |it: &Value| {
        let id = text_of(it, "id");
        json!({"id": gid("FulfillmentLineItem", &id), "quantity": entry(it, "quantity"), "lineItem": line_by_id(order, &id)})
    };
    let tracking_info: Vec<Value> = list_of(written, "tracking_numbers").iter().enumerate().map(tracking).collect();
    json!({
        "id": gid("Fulfillment", &text_of(written, "id")),
        "status": capitals(written, "status"),
        "createdAt": moment(written, "created_at"),
        "updatedAt": moment(written, "updated_at"),
        "trackingInfo": tracking_info,
        "fulfillmentLineItems": list_of(written, "line_items").iter().map(line).collect::<Vec<_>>(),
    })
}
