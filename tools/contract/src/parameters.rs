//! Parameters of address, query and header.

use serde_json::Value;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::schemas::scalars::{of, text};

const DIGITS: &str = "^[1-9][0-9]*$";

/// The values in an address, by their names in it: `{order_id}`.
pub(crate) fn of_path(path: &str) -> Vec<Parameter> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(in_path).collect()
}

fn in_path(name: &str) -> Parameter {
    let (pattern, description) = match name {
        "order_id" => (DIGITS, "The order's id: ours, never its number in the cart."),
        "item_id" => (DIGITS, "The order item's id."),
        "shipment_id" => (DIGITS, "The shipment's id."),
        "inventory_item_id" => (DIGITS, "The inventory item's id."),
        "folder_id" => (DIGITS, "The folder's id."),
        "supplier_id" => (DIGITS, "The supplier's id."),
        "rule_id" => (DIGITS, "The rule's id."),
        "view_id" => (DIGITS, "The saved view's id."),
        "account_id" => (DIGITS, "The id of the user's account."),
        "invitation_id" => ("^[0-9a-f]{32}$", "The invitation's id: what names it, not its link."),
        "key_id" => ("^[0-9a-f]{16}$", "The key's id: what names it, not the key."),
        "linked_store_id" => (DIGITS, "The other store's id."),
        "secret" => ("^[A-Za-z0-9_-]+$", "The name of the secret."),
        "host" => ("^[^/]+$", "The host, as it is listed; a colon or a bracket may be escaped."),
        "export_template_id" => (DIGITS, "The export template's id."),
        "import_template_id" => (DIGITS, "The import template's id."),
        "pickup_id" => (DIGITS, "The pickup's id."),
        "connection_id" => (DIGITS, "The connection's id."),
        "arrival_id" => ("^[0-9a-f]+$", "The id of what is kept of an order."),
        "repair_id" => (DIGITS, "The repair's id."),
        "sweep_id" => (DIGITS, "The sweep's id."),
        "appointment_id" => ("^[1-9][0-9]*-[1-9][0-9]*$", "The appointment's id, such as `1001-3`."),
        "cart" => ("^[a-z]+$", "The cart's id, such as `shopify`."),
        "hook_key" => ("^[0-9]+-[0-9]+-[0-9a-f]{32}$", "What the connection's own address ends with."),
        "document_link" => ("^[0-9]+-[0-9]+-[0-9]+-[0-9a-f]{32}$", "Store, order, print template, and a code."),
        "dropship_token" => ("^[0-9a-f]{64}$", "The token in the link of a dropship mail."),
        "unsubscribe_token" => ("^[0-9a-f]{64}$", "The token in the link of a mail that one can be left out of."),
        "mail_address" => ("^[^/]+$", "The address, its `@` as it is or as `%40`."),
        "token" => ("^[0-9a-f]{64}$", "The token in the link that was mailed."),
        _ => ("^[^/]+$", "An id."),
    };
    let built = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
    built.description(Some(description)).schema(Some(text(pattern))).build()
}

fn built(place: ParameterIn, name: &str, schema: ObjectBuilder, about: &str, example: Option<Value>) -> Parameter {
    let built = ParameterBuilder::new().name(name).parameter_in(place).required(Required::False);
    built.description(Some(about)).schema(Some(schema)).example(example).build()
}

fn query(name: &str, schema: ObjectBuilder, about: &str, example: impl Into<Value>) -> Parameter {
    built(ParameterIn::Query, name, schema, about, Some(example.into()))
}

fn text_query(name: &str, about: &str, example: &str) -> Parameter {
    query(name, of(Type::String), about, example)
}

fn date_query(name: &str, about: &str) -> Parameter {
    let forms = "2026-03-01, 2026-03-01 08:15:00, 2026-03-01T08:15:00+01:00, Sun, 01 Mar 2026 08:15:00 GMT, 03/01/2026 \
                 (the month first), what JavaScript makes a text of, or seconds since 1970";
    let about = format!(
        "{about} Inclusive; {forms}. What cannot be read is 400; a range that ends before it begins is an empty page."
    );
    query(name, of(Type::String), &about, "2026-03-01")
}

/// `dry_run` of an import.
pub(crate) fn dry_run() -> Parameter {
    let about = "`1` (or `true`) for a dry run, as `dry_run` in the body; `0` (or `false`) leaves it to the body.";
    query("dry_run", text("^(0|1|true|false)$"), about, "1")
}

/// Which of its orders a supplier asks for.
pub(crate) fn supplier_orders() -> Vec<Parameter> {
    let names = domain::SubmissionState::ALL.map(domain::SubmissionState::name);
    let [limit, offset] = page();
    let date = |name, about: &str, example: &str| {
        let about = format!("{about} In UTC unless it has an offset; what cannot be read is 400.");
        query(name, of(Type::String), &about, example)
    };
    vec![
        date("from", "Submitted from this moment on.", "2026-03-01T08:15:00Z"),
        date("to", "Submitted before this moment, which is excluded.", "2026-03-02T08:15:00Z"),
        query("status", of(Type::String).enum_values(Some(names)), "How far it is; all when left out.", "open"),
        limit,
        offset,
    ]
}

/// `limit` and `offset` (orderdesk-api 1.6).
pub(crate) fn page() -> [Parameter; 2] {
    let about = "How many at most: 50 when absent or unreadable, and never more than 500.";
    [
        query("limit", of(Type::Integer).minimum(Some(0)), about, 50),
        query("offset", of(Type::Integer).minimum(Some(0)), "How many to skip; 0 when absent or unreadable.", 0),
    ]
}

/// What `GET /orders` can be asked for (orderdesk-api 2.3).
pub(crate) fn order_search() -> Vec<Parameter> {
    let mut all = vec![
        text_query("folder_id", "Orders of this folder, or of these: ids joined by commas.", "1,2"),
        text_query("folder_name", "Orders of the folder of exactly this name.", "Prepared"),
        text_query(
            "source_id",
            "Orders with this number in the cart; whole, in any case, those in the same letters first.",
            "S-5005",
        ),
        text_query("source_name", "Orders of this cart; whole, in any case.", "Shopify"),
        date_query("search_start_date", "Orders added from this date on, in UTC."),
        date_query("search_end_date", "Orders added up to this date, in UTC."),
        date_query("search_start_date_local", "The same as `search_start_date` in the store's time zone."),
        date_query("search_end_date_local", "The same as `search_end_date` in the store's time zone."),
        date_query("modified_start_date", "Orders changed from this date on, in UTC."),
        date_query("modified_end_date", "Orders changed up to this date, in UTC."),
        text_query("email", "Orders with this e-mail; whole, in any case.", "mara@example.com"),
        text_query("customer_id", "Orders of the customer with this id in the cart; whole, in any case.", "c-88"),
    ];
    for (party, whose) in [("customer", "customer's"), ("shipping", "shipping address's")] {
        for (part, example) in PARTS {
            let words = part.replace('_', " ");
            let digits =
                if part == "phone" { " Five digits or more, and no letter, are compared as digits." } else { "" };
            let about = format!("Orders whose {whose} {words} contains this text, in any case.{digits}");
            all.push(text_query(&format!("{party}_{part}"), &about, example));
        }
    }
    all.push(history());
    let fields = of(Type::String).enum_values(Some(domain::SortField::all().map(domain::SortField::name)));
    let about = "The field to sort by; `date_added` when absent. A name that is none of these sorts by it too.";
    all.push(query("order_by", fields, about, "date_added"));
    all.push(direction(
        "The direction; newest first when absent. `ASC` and `DESC` are taken too: case doesn't matter.",
    ));
    all.extend(page());
    all
}

fn direction(about: &str) -> Parameter {
    query("order", of(Type::String).enum_values(Some(wire::orders::DIRECTIONS)), about, "desc")
}

const PARTS: [(&str, &str); 5] = [
    ("first_name", "Mara"),
    ("last_name", "Quill"),
    ("company", "Harbor Prints"),
    ("address1", "5 Pier Rd"),
    ("phone", "555-0101"),
];

/// Whether the history comes with an order.
pub(crate) fn history() -> Parameter {
    let values = of(Type::String).enum_values(Some(["0", "1", "true", "false"]));
    query("get_order_history", values, "`1` or `true` adds `order_history` to each order; slow.", "1")
}

/// What `GET /inventory-items` can be asked for (orderdesk-api 2.8).
pub(crate) fn inventory_search() -> Vec<Parameter> {
    let mut all = vec![
        text_query(
            "code",
            "Items with this SKU, or with these: joined by commas; whole, in any case. All of them come where there is no `limit`.",
            "MUG-01,MUG-02",
        ),
        text_query("search", "Items whose name or SKU contains this text.", "mug"),
    ];
    all.extend(page());
    all
}

/// What `GET /v1/orders` can be asked for.
pub(crate) fn order_page() -> Vec<Parameter> {
    let mut all = deleted_order_page();
    all.push(text_query("folder_id", "Orders of this folder, or of these: ids joined by commas.", "1"));
    all.push(direction("By the date they were added: oldest first, or newest first."));
    all
}

/// What `GET /v1/deleted-orders` can be asked for.
pub(crate) fn deleted_order_page() -> Vec<Parameter> {
    let about = "`next_cursor` of the page before; absent on the first.";
    let cursor = built(ParameterIn::Query, "cursor", of(Type::String).min_length(Some(1)), about, None);
    let about = "How many at most: 50 when absent or unreadable, at least 1 and never more than 500.";
    vec![query("limit", of(Type::Integer).minimum(Some(0)), about, 50), cursor]
}

/// What `GET /v1/inventory/{id}/history` can be asked for.
pub(crate) fn stock_history_page() -> Vec<Parameter> {
    deleted_order_page()
}

/// What `GET /v1/sweeps` can be asked for.
pub(crate) fn sweep_page() -> Vec<Parameter> {
    let about = "`next_cursor` of the page before; absent on the first.";
    let cursor = built(ParameterIn::Query, "cursor", of(Type::String).min_length(Some(1)), about, None);
    let about = "How many at most: 50 when absent or unreadable, at least 1 and never more than 50.";
    vec![query("limit", of(Type::Integer).minimum(Some(0)), about, 50), cursor]
}

/// What `GET /v1/audit` can be asked for.
pub(crate) fn audit_page() -> Vec<Parameter> {
    let about = "`next_cursor` of the page before; absent on the first.";
    let cursor = built(ParameterIn::Query, "cursor", of(Type::String).min_length(Some(1)), about, None);
    let about = "How many at most: 50 when absent or unreadable, at least 1 and never more than 100.";
    vec![query("limit", of(Type::Integer).minimum(Some(0)), about, 50), cursor]
}

/// What `GET /v1/appointments` can be asked for.
pub(crate) fn appointment_search() -> Vec<Parameter> {
    let statuses = domain::AppointmentStatus::ALL.map(domain::AppointmentStatus::name);
    let kinds = of(Type::String).enum_values(Some(domain::Job::KINDS));
    let order = built(ParameterIn::Query, "order_id", text(DIGITS), "Appointments of this order.", None);
    let statuses = of(Type::String).enum_values(Some(statuses));
    let mut all = vec![
        order,
        query("status", statuses, "Appointments that are so far.", "failed"),
        query("kind", kinds, "Appointments of this kind; filters a page after it was cut.", "post_order_json"),
    ];
    all.extend(page());
    all
}

/// Where the orders of a removed folder go.
pub(crate) fn into_folder() -> Parameter {
    let mut into = query("into", text(DIGITS), "The folder that gets the removed one's orders.", "1");
    into.required = Required::True;
    into
}

/// What makes a creation that is sent twice one creation.
pub(crate) fn idempotency_key() -> Parameter {
    once(
        "A creation repeated with the same key is one order: it is answered 201 with the order as it is now. \
                 With another body it is refused, and nothing is changed. \
                 Where there is a `source_id`, that makes the order the same, and the key only turns the 409 of the \
                 repetition into a 201.",
    )
}

/// The same where something else is created.
pub(crate) fn once(about: &str) -> Parameter {
    let schema = of(Type::String).min_length(Some(1)).max_length(Some(255)).pattern(Some("^[!-~]+$"));
    built(ParameterIn::Header, "Idempotency-Key", schema, about, None)
}

/// Behind which address a list begins.
pub(crate) fn after_address() -> Parameter {
    text_query("after", "Addresses behind this one: the last of the page before.", "ada@example.com")
}

/// The other store of a link, which agrees by one of its keys.
pub(crate) fn other_store() -> [Parameter; 2] {
    let needed = |name, schema, about| {
        let mut header = built(ParameterIn::Header, name, schema, about, None);
        header.required = Required::True;
        header
    };
    [
        needed("X-Linked-Store-Id", text(DIGITS), "The other store's id."),
        needed("X-Linked-Api-Key", of(Type::String).min_length(Some(1)), "A key of the other store, of scope `admin`."),
    ]
}

/// The version of an order that a change is meant for.
pub(crate) fn if_match(is_needed: bool) -> Parameter {
    let about = "The `ETag` the order was read with. When the order is no longer that version, nothing is changed and \
                 the answer is 412.";
    let mut header = version(about, Some("{etag}".into()));
    header.required = if is_needed { Required::True } else { Required::False };
    header
}

/// The version of a rule that a change is meant for.
pub(crate) fn rule_version() -> Parameter {
    version("The `ETag` the rule was read with. When it is no longer that version, nothing is changed: 412.", None)
}

fn version(about: &str, example: Option<Value>) -> Parameter {
    let schema = of(Type::String).min_length(Some(1)).pattern(Some("^[!-~]+$"));
    built(ParameterIn::Header, "If-Match", schema, about, example)
}
