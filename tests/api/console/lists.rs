//! Lists of orders on screen: their columns and Edit Filters.

use desk::order_lists::{MAX_LOOKED_AT, Sifting, sift};
use desk::{Desk, DeskError};
use domain::{Chance, Filter, OrderSearch, Permission, Permissions};
use serde_json::{Value, json};

use super::{PASSWORD, Visitor};
use crate::shop::{Shop, order, text};

const ADA: &str = "ada@example.com";

pub(super) async fn opened(name: &str) -> (Shop, Visitor, String) {
    let shop = Shop::open(name).await;
    let ada = Visitor::owner(&shop, ADA).await;
    let base = format!("/console/{}", shop.id);
    (shop, ada, base)
}

/// An order with this checkout data, and with what else is said of it.
pub(super) async fn order_with(shop: &Shop, number: &str, checkout_data: Value, more: &[(&str, Value)]) -> String {
    let mut new = order(number);
    new["checkout_data"] = checkout_data;
    for (name, value) in more {
        new[*name] = value.clone();
    }
    text(&shop.post("/api/v2/orders", &new).await["order"]["id"])
}

/// Somebody whom Ada invites, with these permissions; they see the orders of the folder, or all.
pub(super) async fn colleague(shop: &Shop, ada: &Visitor, permissions: Permissions, folder: &str) -> Visitor {
    let users = format!("/console/{}/users", shop.id);
    let scope = if folder.is_empty() { "all" } else { "folders" };
    let mut form = vec![("email", "grace@example.com"), ("preset", ""), ("scope", scope), ("folder", folder)];
    form.extend(permissions.names().into_iter().map(|name| ("permission", name)));
    let page = ada.post(&users, &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = page.text();
    let start = page.find("/console/invite/").unwrap();
    let link: String = page[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect();
    let grace = Visitor::new(shop);
    let names = [("first_name", "Grace"), ("last_name", "Hill"), ("password", PASSWORD)];
    assert_eq!(grace.post(&link, &names).await.status, 303);
    grace
}

/// The heads of the list, from the left.
pub(super) fn heads(page: &str) -> Vec<String> {
    let row = page.split("<thead>").nth(1).unwrap().split("</thead>").next().unwrap();
    let heads = row.split("</th>").filter(|head| !head.contains("data-all")).filter_map(|head| head.rsplit('>').next());
    heads.filter(|head| !head.trim().is_empty()).map(str::to_owned).collect()
}

/// The numbers of the orders that the list shows.
pub(super) fn numbers(page: &str) -> Vec<String> {
    let rows = page.split("class=\"row-link\"").skip(1);
    rows.map(|row| row.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

/// The address that a page leads to by a link that holds this.
fn link(page: &str, part: &str) -> String {
    let found = page.split("href=\"").find(|address| address.split('"').next().unwrap().contains(part));
    let found = found.unwrap_or_else(|| panic!("no link with {part} in {page}"));
    found.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

/// Catches columns that others see, or that come back in another sequence than they were chosen in.
#[tokio::test]
async fn a_folder_has_columns_for_everybody_and_a_user_has_their_own() {
    let (shop, ada, base) = opened("columns").await;
    order_with(&shop, "C-1", json!({"Gift note": "For Mo"}), &[]).await;
    let list = format!("{base}/orders?folder=1");
    assert_eq!(heads(&ada.read(&list).await), ["Order", "Ship to", "Tag", "State", "Items", "Total", "Added"]);
    let form = [
        ("folder", "1"),
        ("for", "everybody"),
        ("column", "checkout_data:Gift note"),
        ("column", "item.code"),
        ("column", "order_total"),
    ];
    let columns = format!("{base}/orders/columns");
    assert_eq!(ada.does(&columns, &form).await, format!("{list}&done=columns-saved"));
    let page = ada.read(&list).await;
    assert_eq!(heads(&page), ["Order", "Gift note", "Item code", "Total"]);
    assert!(page.contains("For Mo") && page.contains("PRINT-A3, FRAME"), "{page}");
    assert_eq!(heads(&ada.read(&format!("{base}/orders")).await)[1], "Ship to");
    let by_key = shop.get("/v1/folders/1/columns").await["folder_columns"].clone();
    assert_eq!(by_key["columns"], json!(["checkout_data:Gift note", "item.code", "order_total"]));

    let staff = Permissions::of([Permission::ViewOrders, Permission::ViewCustomers]);
    let grace = colleague(&shop, &ada, staff, "").await;
    let page = grace.read(&list).await;
    assert_eq!(heads(&page), ["Order", "Gift note", "Item code"], "who may not see prices has no column of them");
    assert!(!page.contains("63.75"), "{page}");
    let offered = grace.read(&format!("{columns}?folder=1&for=me")).await;
    assert!(!offered.contains("value=\"shipping_total\"") && offered.contains("value=\"email\""), "{offered}");
    let own = [("folder", "1"), ("for", "me"), ("column", "email")];
    grace.does(&columns, &own).await;
    assert_eq!(heads(&grace.read(&list).await), ["Order", "E-mail"]);
    assert_eq!(heads(&ada.read(&list).await).len(), 4, "Ada's are as they were");
    let shared = [("folder", "1"), ("for", "everybody"), ("column", "email")];
    assert_eq!(grace.post(&columns, &shared).await.status, 403);

    grace.does(&columns, &[("folder", "1"), ("for", "me"), ("usual", "yes")]).await;
    assert_eq!(heads(&grace.read(&list).await).len(), 3, "everybody's again");
    ada.does(&columns, &[("folder", "1"), ("for", "everybody"), ("usual", "yes")]).await;
    assert_eq!(heads(&ada.read(&list).await).len(), 7, "the usual ones again");
    let audit = ada.read(&format!("{base}/audit")).await;
    assert!(audit.contains("Columns changed") && audit.contains("Gift note"), "{audit}");
}

/// Catches a button of the page of columns that does nothing without a script, or writes before anything is saved.
#[tokio::test]
async fn columns_are_added_moved_and_removed_in_the_address_until_they_are_saved() {
    let (_shop, ada, base) = opened("column-steps").await;
    let chosen = |page: &str| -> Vec<String> {
        let columns = page.split("name=\"column\" value=\"").skip(1);
        columns.map(|column| column.split('"').next().unwrap().to_owned()).collect()
    };
    let at =
        |query: &str| format!("{base}/orders/columns?folder=2&draft=1&column=email&column=age&column=state{query}");
    for (query, expected) in [
        ("", vec!["email", "age", "state"]),
        ("&up=1", vec!["age", "email", "state"]),
        ("&down=1", vec!["email", "state", "age"]),
        ("&up=0", vec!["email", "age", "state"]),
        ("&remove=0", vec!["age", "state"]),
        ("&add=order_total", vec!["email", "age", "state", "order_total"]),
        ("&add-named=1&kind=checkout_data&entry=Gift", vec!["email", "age", "state", "checkout_data:Gift"]),
        ("&add=email", vec!["email", "age", "state"]),
    ] {
        let page = ada.read(&at(query)).await;
        assert_eq!(chosen(&page), expected, "{query}");
    }
    assert!(ada.read(&at("&add=email")).await.contains("stands there twice"));
    let many: Vec<(&str, &str)> = [
        "email",
        "age",
        "state",
        "supplier",
        "ship_to",
        "id",
        "cc_exp",
        "tag_name",
        "source_id",
        "source_name",
        "date_added",
        "date_updated",
        "item_count",
    ]
    .into_iter()
    .map(|name| ("column", name))
    .collect();
    let form: Vec<(&str, &str)> = [("folder", "2"), ("for", "me")].into_iter().chain(many).collect();
    let refused = ada.post(&format!("{base}/orders/columns"), &form).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("at most 12 columns"), "{}", refused.text());
    assert_eq!(ada.get(&format!("{base}/orders/columns?folder=77")).await.status, 404);
}

/// Catches a filter that finds something else than it says, and a row of the form that the address forgets.
#[tokio::test]
async fn filters_narrow_a_list_by_whatever_rules_can_look_at() {
    let (shop, ada, base) = opened("filters").await;
    let mug = json!([{"name": "Mug", "code": "MUG", "quantity": 1}]);
    order_with(&shop, "F-1", json!({"Gift": "Yes"}), &[("order_metadata", json!({"batch": "7"}))]).await;
    order_with(&shop, "F-2", json!({"Gift": "no"}), &[("order_items", mug), ("payment_status", json!("Pending"))])
        .await;
    order_with(&shop, "F-3", json!({}), &[("email", json!("mo@example.com"))]).await;
    // The world begins on a day of its own: what the clock of the store shows now is no secret of the test's.
    let today = shop.world.aws.time.now().strftime("%A").to_string();
    let other_day = if today == "Monday" { "Tuesday" } else { "Monday" };
    for (filters, expected) in [
        ("f=checkout_data-Gift*equals*Yes", vec!["F-1"]),
        ("f=checkout_data-Gift*equals.any_case*NO", vec!["F-2"]),
        ("f=checkout_data-Gift*is_empty*", vec!["F-3"]),
        ("f=order_metadata-batch*at_least*6", vec!["F-1"]),
        ("f=item.code*equals*MUG", vec!["F-2"]),
        ("f=item.code*not_equal.all*MUG", vec!["F-3", "F-1"]),
        ("f=payment_status*equals*Pending&f=item.code*equals*MUG", vec!["F-2"]),
        ("f=payment_status*equals*Pending&f=checkout_data-Gift*equals*Yes", vec![]),
        ("f=email*equals*mo@example.com", vec!["F-3"]),
        ("f=email*ends_with*@example.com&number=f-1", vec!["F-1"]),
        ("f=date_added*after*-1 hour&f=shipping.last_name*contains*in", vec!["F-3", "F-2", "F-1"]),
        ("f=date_added*before*-1 hour", vec![]),
        (&format!("f=day_of_week*equals*{today}"), vec!["F-3", "F-2", "F-1"]),
        (&format!("f=day_of_week*equals*{other_day}"), vec![]),
        ("f=folder_name*equals*Prepared", vec![]),
        ("f=date_added*after*-1 hour&sequence=oldest_first", vec!["F-1", "F-2", "F-3"]),
    ] {
        let page = ada.read(&format!("{base}/orders?{}", filters.replace(' ', "+"))).await;
        let mut found = numbers(&page);
        // Those of one second come in any sequence.
        found.sort();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected, "{filters}");
        assert!(!page.contains("name=\"matching\""), "a sweep can't take all that filters mean");
    }
    let query = "folder=1&rows=3&field-0=checkout_data&entry-0=Gift&how-0=equals&value-0=yes&any-case-0=yes&field-1=&field-2=source_name&how-2=is_not_empty&value-2=x";
    let led = ada.get(&format!("{base}/orders?{query}")).await;
    assert_eq!(led.status, 303);
    let to = led.headers["location"].to_str().unwrap().to_owned();
    assert_eq!(
        to,
        format!("{base}/orders?folder=1&f=checkout_data-Gift*equals.any_case*yes&f=source_name*is_not_empty*")
    );
    let page = ada.read(&to).await;
    assert_eq!(numbers(&page), ["F-1"]);
    assert!(page.contains("Gift equals &#34;yes&#34;, in any case"), "{page}");
    assert_eq!(numbers(&ada.read(&link(&page, "folder=1&#38;f=checkout")).await), ["F-1"], "without the second one");
    let more = ada.read(&format!("{base}/orders?{query}&add=1")).await;
    assert!(more.contains("name=\"field-3\"") && !more.contains("name=\"field-4\""), "two filters and two blank rows");
    let dropped = ada.get(&format!("{base}/orders?{query}&drop=0")).await;
    assert!(dropped.headers["location"].to_str().unwrap().ends_with("folder=1&f=source_name*is_not_empty*"));
}

/// Catches a filter that is passed over because it is none, and a page that fails instead of saying so.
#[tokio::test]
async fn what_is_no_filter_is_said_beside_its_row_and_shows_nothing() {
    let (shop, ada, base) = opened("no-filters").await;
    shop.order("N-1").await;
    for (filter, said) in [
        ("colour*equals*red", "there is no field"),
        ("email*looks_like*x", "there is no comparator"),
        ("order_total*equals*much", "is not a number"),
        ("checkout_data*equals*yes", "needs the name of its entry"),
        ("date_added*contains*2026", "does not fit"),
    ] {
        let reply = ada.get(&format!("{base}/orders?f={filter}")).await;
        let page = reply.text();
        assert_eq!(reply.status, 422, "{filter}");
        assert!(
            page.contains(said) && page.contains("id=\"wrong-0\"") && !page.contains(">N-1</a>"),
            "{filter}: {page}"
        );
    }
    let many = "f=email*is_not_empty*&".repeat(21);
    assert_eq!(ada.get(&format!("{base}/orders?{many}")).await.status, 422);
    let swept = [("action", "tag"), ("tag", "error"), ("matching", "yes"), ("f", "item.code*equals*MUG")];
    let refused = ada.post(&format!("{base}/orders"), &swept).await;
    assert_eq!(refused.status, 422, "a sweep would take other orders than the list shows");
    let by_date = [("action", "move"), ("to", "3"), ("matching", "yes"), ("folder", "1"), ("added_to", "2020-01-01")];
    ada.does(&format!("{base}/orders"), &by_date).await;
    shop.world.settle().await;
    let lying = ada.read(&format!("{base}/orders?folder=1")).await;
    assert_eq!(numbers(&lying), ["N-1"], "it is of a later date, and where orders go is no date");
}

/// Catches a filter by which somebody finds out what they may not see.
#[tokio::test]
async fn nobody_finds_by_a_filter_what_they_do_not_see() {
    let (shop, ada, base) = opened("hidden-filters").await;
    shop.order("H-1").await;
    let grace = colleague(&shop, &ada, Permissions::of([Permission::ViewOrders]), "").await;
    for query in [
        "f=email*equals*ada@example.com",
        "email=ada@example.com",
        "f=order_total*greater_than*1",
        "f=item.stock*less_than*5",
    ] {
        let reply = grace.get(&format!("{base}/orders?{query}")).await;
        assert_eq!(reply.status, 422, "{query}");
        assert!(numbers(&reply.text()).is_empty(), "{query}");
        assert_eq!(ada.get(&format!("{base}/orders?{query}")).await.status, 200, "{query}");
    }
    let page = grace.read(&format!("{base}/orders")).await;
    assert!(!page.contains("<option value=\"email\"") && page.contains("<option value=\"shipping.city\""), "{page}");
    assert!(!page.contains("name=\"email\""), "{page}");
}

/// Catches a page of filtered orders that leaves one out, shows one twice, or looks at more than it may.
#[tokio::test]
async fn filtered_lists_come_in_pages_and_end_where_too_many_would_have_to_be_looked_at() {
    let (shop, ada, base) = opened("sifted-pages").await;
    let orders: Vec<Value> = (0..100).map(|number| order(&format!("P-{number:03}"))).collect();
    shop.post("/v1/bulk/orders", &json!({"orders": orders})).await;
    shop.world.aws.time.advance(std::time::Duration::from_secs(2));
    for number in 100..120 {
        shop.order(&format!("P-{number:03}")).await;
    }
    let mut seen = vec![];
    let mut address = format!("{base}/orders?f=source_id*starts_with*P-&f=source_name*is_not_empty*");
    for page in 0..3 {
        let text = ada.read(&address).await;
        seen.extend(numbers(&text));
        if page < 2 {
            address = link(&text, "cursor=");
        }
    }
    let all: std::collections::BTreeSet<String> = seen.iter().cloned().collect();
    assert_eq!((seen.len(), all.len()), (120, 120), "each once");

    let table = table::Table::new(&shop.world.aws.config("tests"), cloud::TABLE);
    let store = table.store(shop.id.parse().unwrap()).await.unwrap().unwrap();
    let desk = Desk::new(table, Chance::of(|| 7));
    let now = shop.world.aws.time.now();
    let filter = |value: &str| {
        let (field, comparator) = ("source_id".to_owned(), "ends_with".to_owned());
        vec![Filter { field, comparator, value: value.to_owned(), ..Filter::default() }]
    };
    let look = async |value: &str, max_looked_at: usize| {
        let filters = filter(value);
        let list = Sifting { search: OrderSearch::all_of(&store), filters: &filters, after: None, max_looked_at };
        sift(&desk, &store, &list, now).await
    };
    assert_eq!(look("-007", MAX_LOOKED_AT).await.unwrap().orders.len(), 1);
    let Err(DeskError::Invalid(problems)) = look("nowhere", 100).await else { panic!("there are 120") };
    assert!(problems[0].message.contains("more than 10,000 orders") && problems[0].message.contains("narrow"));
    assert!(look("nowhere", MAX_LOOKED_AT).await.unwrap().orders.is_empty());
}
