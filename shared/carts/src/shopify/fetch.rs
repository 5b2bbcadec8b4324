//! Orders of Shopify's by GraphQL, in the form that its webhooks have: one mapper reads both.

use super::graphql::{answer, gid, number_of, query};
use crate::json::{Json, Node};
use crate::request::{Access, CartError, CartReply, CartRequest, Cursor, Fetch, PollPage, PolledOrder};

/// So many pages of an order's lines are read, of fifty each: an order has at most a thousand items. More on a page would
/// be more points than one query may take.
const MAX_PAGES: usize = 21;

const FULFILLMENTS: &str = "query($id: ID!) { order(id: $id) { fulfillments(first: 10) { id status createdAt \
    trackingInfo { company number url } fulfillmentLineItems(first: 40) { pageInfo { hasNextPage } \
    nodes { quantity lineItem { id } } } } } }";

const LINES: &str = "lineItems(first: 50, after: $after) { pageInfo { hasNextPage endCursor } nodes { \
    id name title variantTitle sku vendor quantity currentQuantity requiresShipping isGiftCard \
    originalUnitPriceSet { shopMoney { amount } } customAttributes { key value } product { id } \
    variant { id inventoryItem { measurement { weight { unit value } } } } discountAllocations { \
    allocatedAmountSet { shopMoney { amount } } discountApplication { index } } } }";

const ADDRESS: &str = "{ firstName lastName company address1 address2 city provinceCode province zip countryCodeV2 \
    country phone }";

fn order_query() -> String {
    let money = "{ shopMoney { amount } presentmentMoney { amount } }";
    format!(
        "query($id: ID!, $after: String) {{ order(id: $id) {{ id name confirmationNumber email createdAt updatedAt \
         cancelledAt cancelReason test sourceName tags note poNumber clientIp currencyCode presentmentCurrencyCode \
         taxesIncluded dutiesIncluded displayFinancialStatus displayFulfillmentStatus paymentGatewayNames \
         customAttributes {{ key value }} totalPriceSet {money} currentTotalPriceSet {money} totalTaxSet {money} \
         currentTotalTaxSet {money} totalTipReceivedSet {money} totalOutstandingSet {money} \
         originalTotalDutiesSet {money} currentTotalDutiesSet {money} originalTotalAdditionalFeesSet {money} \
         currentTotalAdditionalFeesSet {money} shippingAddress {ADDRESS} billingAddress {ADDRESS} \
         customer {{ id firstName lastName defaultAddress {ADDRESS} }} \
         discountApplications(first: 20) {{ nodes {{ index ... on DiscountCodeApplication {{ code }} \
         ... on ManualDiscountApplication {{ title }} ... on AutomaticDiscountApplication {{ title }} \
         ... on ScriptDiscountApplication {{ title }} }} }} \
         shippingLines(first: 10, includeRemovals: false) {{ nodes {{ title originalPriceSet {money} \
         discountAllocations {{ allocatedAmountSet {money} discountApplication {{ index }} }} }} }} \
         refunds(first: 20) {{ id totalRefundedSet {money} }} \
         {LINES} }} }}"
    )
}

/// One query, one more for each further fifty lines, and one for the fulfillments where there are some.
pub(super) fn fetch(access: &Access, order_id: &str, replies: &[CartReply]) -> Result<Fetch, CartError> {
    let id = || Json::text(gid("Order", order_id));
    let ask = |text: &str, after: Json| {
        let variables = Json::object([("id", id()), ("after", after)]);
        Ok(Fetch::Ask(Box::new(query(access, text, variables))))
    };
    let Some((first, mut rest)) = replies.split_first() else { return ask(&order_query(), Json::Null) };
    let data = answer(first)?;
    let order = data.get("order");
    if *order == Json::Null {
        return Err(CartError::Gone);
    }
    let mut pages = vec![order.get("lineItems").clone()];
    while let Some(after) = pages.last().and_then(next_page).filter(|_| pages.len() < MAX_PAGES) {
        let Some((reply, behind)) = rest.split_first() else {
            return ask(&format!("query($id: ID!, $after: String) {{ order(id: $id) {{ {LINES} }} }}"), after);
        };
        pages.push(answer(reply)?.get("order").get("lineItems").clone());
        rest = behind;
    }
    let node = Node::root(order);
    let fulfillments = match rest.first() {
        Some(reply) => answer(reply)?.get("order").get("fulfillments").clone(),
        None if matches!(node.text("displayFulfillmentStatus").as_str(), "" | "UNFULFILLED") => Json::Null,
        None => return Ok(Fetch::Ask(Box::new(query(access, FULFILLMENTS, Json::object([("id", id())]))))),
    };
    Ok(Fetch::Order(order_of(&node, &pages, &Node::root(&fulfillments))))
}

/// Where the page behind this one begins, if there is one.
fn next_page(page: &Json) -> Option<Json> {
    let page = page.get("pageInfo");
    (*page.get("hasNextPage") == Json::Bool(true)).then(|| page.get("endCursor").clone())
}

const POLL: &str = "query($search: String!, $after: String) { orders(first: 50, after: $after, query: $search, \
    sortKey: UPDATED_AT) { pageInfo { hasNextPage endCursor } nodes { id updatedAt } } }";

/// Asks for a page of orders by when they changed.
pub(super) fn poll(access: &Access, cursor: &Cursor) -> CartRequest {
    let after = if cursor.page.is_empty() { Json::Null } else { Json::text(cursor.page.clone()) };
    let search = format!("updated_at:>='{}'", cursor.since);
    query(access, POLL, Json::object([("search", Json::text(search)), ("after", after)]))
}

pub(super) fn page(cursor: &Cursor, reply: &CartReply) -> Result<PollPage, CartError> {
    let data = answer(reply)?;
    let orders = Node::root(&data).get("orders");
    let polled = |node: Node| PolledOrder { id: number_of(&node.text("id")), version: node.time("updatedAt"), order: None };
    let polled: Vec<PolledOrder> = orders.list_of("nodes").into_iter().map(polled).collect();
    let page = orders.get("pageInfo");
    let has_more = page.flag("hasNextPage");
    let next = if has_more { page.text("endCursor") } else { String::new() };
    let cursor = cursor.behind(&polled, next);
    Ok(PollPage { orders: polled, cursor, has_more })
}

/// An order in the form of the webhooks.
fn order_of(order: &Node, pages: &[Json], fulfillments: &Node) -> Json {
    let lines = pages.iter().flat_map(|page| Node::root(page).list_of("nodes")).map(|node| line_of(&node));
    let copied = [
        ("name", "name"),
        ("confirmation_number", "confirmationNumber"),
        ("email", "email"),
        ("created_at", "createdAt"),
        ("updated_at", "updatedAt"),
        ("cancelled_at", "cancelledAt"),
        ("test", "test"),
        ("source_name", "sourceName"),
        ("note", "note"),
        ("po_number", "poNumber"),
        ("browser_ip", "clientIp"),
        ("currency", "currencyCode"),
        ("presentment_currency", "presentmentCurrencyCode"),
        ("taxes_included", "taxesIncluded"),
        ("duties_included", "dutiesIncluded"),
        ("payment_gateway_names", "paymentGatewayNames"),
    ];
    let mut entries: Vec<(&str, Json)> = copied.into_iter().map(|(to, from)| (to, order.get(from).json().clone())).collect();
    for (to, from) in [
        ("total_price", "totalPriceSet"),
        ("current_total_price", "currentTotalPriceSet"),
        ("total_tax", "totalTaxSet"),
        ("current_total_tax", "currentTotalTaxSet"),
        ("total_tip_received", "totalTipReceivedSet"),
        ("total_outstanding", "totalOutstandingSet"),
    ] {
        entries.push((to, amount_of(&order.get(from))));
    }
    for (to, from) in [
        ("total_price_set", "totalPriceSet"),
        ("original_total_duties_set", "originalTotalDutiesSet"),
        ("current_total_duties_set", "currentTotalDutiesSet"),
        ("original_total_additional_fees_set", "originalTotalAdditionalFeesSet"),
        ("current_total_additional_fees_set", "currentTotalAdditionalFeesSet"),
    ] {
        entries.push((to, set_of(&order.get(from))));
    }
    let list = |nodes: Vec<Node>, form: fn(&Node) -> Json| Json::List(nodes.iter().map(form).collect());
    let tags: Vec<String> = order.list_of("tags").iter().map(Node::own_text).collect();
    entries.extend([
        ("id", Json::id(&number_of(&order.text("id")))),
        ("cancel_reason", small(&order.get("cancelReason"))),
        ("tags", Json::text(tags.join(", "))),
        ("financial_status", small(&order.get("displayFinancialStatus"))),
        ("fulfillment_status", small(&order.get("displayFulfillmentStatus"))),
        ("note_attributes", list(order.list_of("customAttributes"), attribute_of)),
        ("shipping_address", address_of(&order.get("shippingAddress"))),
        ("billing_address", address_of(&order.get("billingAddress"))),
        ("customer", customer_of(&order.get("customer"))),
        ("discount_applications", list(order.get("discountApplications").list_of("nodes"), application_of)),
        ("shipping_lines", list(order.get("shippingLines").list_of("nodes"), shipping_of)),
        ("refunds", list(order.list_of("refunds"), refund_of)),
        ("fulfillments", list(fulfillments.list(), fulfillment_of)),
        ("line_items", Json::List(lines.collect())),
    ]);
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// The amount in the shop's currency.
fn amount_of(set: &Node) -> Json {
    set.at(["shopMoney", "amount"]).json().clone()
}

fn set_of(set: &Node) -> Json {
    let amount = |key: &str| Json::object([("amount", set.at([key, "amount"]).json().clone())]);
    Json::object([("shop_money", amount("shopMoney")), ("presentment_money", amount("presentmentMoney"))])
}

/// A word of GraphQL's in small letters, as webhooks write it.
fn small(node: &Node) -> Json {
    if node.is_null() { Json::Null } else { Json::text(node.own_text().to_ascii_lowercase()) }
}

fn attribute_of(node: &Node) -> Json {
    Json::object([("name", node.get("key").json().clone()), ("value", node.get("value").json().clone())])
}

fn application_of(node: &Node) -> Json {
    Json::object([("code", node.get("code").json().clone()), ("title", node.get("title").json().clone())])
}

fn allocation_of(node: &Node) -> Json {
    let index = node.at(["discountApplication", "index"]).json().clone();
    Json::object([("amount", amount_of(&node.get("allocatedAmountSet"))), ("discount_application_index", index)])
}

fn allocations_of(node: &Node) -> Json {
    Json::List(node.list_of("discountAllocations").iter().map(allocation_of).collect())
}

fn shipping_of(node: &Node) -> Json {
    Json::object([
        ("title", node.get("title").json().clone()),
        ("price", amount_of(&node.get("originalPriceSet"))),
        ("discount_allocations", allocations_of(node)),
    ])
}

fn refund_of(node: &Node) -> Json {
    let transaction = Json::object([
        ("kind", Json::text("refund")),
        ("status", Json::text("success")),
        ("amount", amount_of(&node.get("totalRefundedSet"))),
    ]);
    Json::object([("id", Json::id(&number_of(&node.text("id")))), ("transactions", Json::List(vec![transaction]))])
}

fn fulfillment_of(node: &Node) -> Json {
    let tracking = node.list_of("trackingInfo");
    let first = |key: &str| tracking.first().map_or(Json::Null, |entry| entry.get(key).json().clone());
    let lines = node.get("fulfillmentLineItems");
    let line = |entry: &Node| {
        let id = Json::id(&number_of(&entry.get("lineItem").text("id")));
        Json::object([("id", id), ("quantity", entry.get("quantity").json().clone())])
    };
    Json::object([
        ("id", Json::id(&number_of(&node.text("id")))),
        ("status", small(&node.get("status"))),
        ("created_at", node.get("createdAt").json().clone()),
        ("tracking_numbers", Json::List(tracking.iter().map(|entry| entry.get("number").json().clone()).collect())),
        ("tracking_company", first("company")),
        ("tracking_url", first("url")),
        ("line_items", Json::List(lines.list_of("nodes").iter().map(line).collect())),
        ("has_more_lines", lines.at(["pageInfo", "hasNextPage"]).json().clone()),
    ])
}

fn customer_of(node: &Node) -> Json {
    if node.is_null() {
        return Json::Null;
    }
    Json::object([
        ("id", Json::id(&number_of(&node.text("id")))),
        ("first_name", node.get("firstName").json().clone()),
        ("last_name", node.get("lastName").json().clone()),
        ("default_address", address_of(&node.get("defaultAddress"))),
    ])
}

fn address_of(node: &Node) -> Json {
    if node.is_null() {
        return Json::Null;
    }
    let lines = [
        ("first_name", "firstName"),
        ("last_name", "lastName"),
        ("company", "company"),
        ("address1", "address1"),
        ("address2", "address2"),
        ("city", "city"),
        ("province_code", "provinceCode"),
        ("province", "province"),
        ("zip", "zip"),
        ("country_code", "countryCodeV2"),
        ("country", "country"),
        ("phone", "phone"),
    ];
    Json::object(lines.map(|(to, from)| (to, node.get(from).json().clone())))
}

fn line_of(node: &Node) -> Json {
    let weight = node.at(["variant", "inventoryItem", "measurement", "weight"]);
    let number = |key: &str| Json::id(&number_of(&node.get(key).text("id")));
    let attributes = node.list_of("customAttributes");
    Json::object([
        ("id", Json::id(&number_of(&node.text("id")))),
        ("name", node.get("name").json().clone()),
        ("title", node.get("title").json().clone()),
        ("variant_title", node.get("variantTitle").json().clone()),
        ("sku", node.get("sku").json().clone()),
        ("vendor", node.get("vendor").json().clone()),
        ("quantity", node.get("quantity").json().clone()),
        ("current_quantity", node.get("currentQuantity").json().clone()),
        ("requires_shipping", node.get("requiresShipping").json().clone()),
        ("gift_card", node.get("isGiftCard").json().clone()),
        ("price", amount_of(&node.get("originalUnitPriceSet"))),
        ("product_id", number("product")),
        ("variant_id", number("variant")),
        ("grams", grams(&weight)),
        ("properties", Json::List(attributes.iter().map(attribute_of).collect())),
        ("discount_allocations", allocations_of(node)),
    ])
}

/// A weight in grams, as webhooks have it.
fn grams(weight: &Node) -> Json {
    let factor = match weight.text("unit").as_str() {
        "KILOGRAMS" => "1000",
        "POUNDS" => "453.59237",
        "OUNCES" => "28.349523125",
        _ => "1",
    };
    let factor = domain::Money::parse(factor).unwrap_or_default().decimal();
    match weight.maybe_amount("value") {
        Ok(Some(value)) => Json::Number(crate::amount::times(value, factor).text()),
        _ => Json::Null,
    }
}
