//! What one store's rules may take, and how little of it another store notices.

use cloud::Item;
use domain::MAX_RULES_BYTES;
use serde_json::{Value, json};

use crate::shop::{Shop, order, text};
use crate::world::{Function, PARKED};

/// Accepted, and as slow as any in small letters. Texts here are of capital ones, over which it is quick: steps are
/// counted before they are made.
const SLOW: &str = r"(?:[a-m][a-z]{1,40}){1,25}[0-9]";

/// Of the rows of a store that floods a batch, at most so many are written before the other's.
const FOREIGN: usize = runtime::MAX_AT_ONCE;

fn searching(number: usize) -> Value {
    json!({
        "name": format!("Search {number}"), "event": "order_imported",
        "filters": [{"field": "item.name", "comparator": "matches_regex", "value": SLOW}],
        "actions": [{"action": "set_order_metadata", "name": "found", "value": "1"}],
    })
}

/// Texts that don't pack.
fn noise(seed: u64) -> impl Iterator<Item = char> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"[usize::try_from(state >> 58).unwrap()],
        )
    })
}

fn with_names(number: &str, items: usize, letters: usize) -> Value {
    let name: String = ('A'..='M').cycle().take(letters).collect();
    let mut order = order(number);
    order["order_items"] = json!(vec![json!({"name": name, "code": "MUG"}); items]);
    order
}

/// Creates these orders in bulk.
async fn flood(shop: &Shop, orders: &[Value]) {
    for orders in orders.chunks(20) {
        let made = shop.post("/v1/bulk/orders", &json!({ "orders": orders })).await;
        let results = made["results"].as_array().unwrap();
        assert!(results.iter().all(|result| result["status"] == "success" || result["status"] == 201), "{made}");
    }
}

/// A batch that begins with the `orders` of one store and ends with one of another: how many rows of the first are
/// written before the other's.
async fn written_before_the_other(attacker: &Shop, orders: &[Value]) -> usize {
    let other = Shop::open("bystander").await;
    other.rule("Move", "order_imported", json!([{"action": "change_folder", "folder_id": 2}])).await;
    flood(attacker, orders).await;
    let id = other.order("B-1").await;
    let batch = attacker.world.unread(Function::EvaluateRules);
    assert_eq!(batch.len(), orders.len() + 1);
    attacker.world.replace_unread(Function::EvaluateRules, []);
    attacker.world.invoke_stream(Function::EvaluateRules, &batch).await.unwrap();
    let written: Vec<String> =
        attacker.world.aws.dynamo.take_changes().iter().map(|change| change.partition().to_owned()).collect();
    let own = format!("O#{}#{id}", other.id);
    let before = written.iter().position(|partition| *partition == own).expect("the other's order was moved");
    let foreign = format!("O#{}#", attacker.id);
    let count = |written: &[String]| written.iter().filter(|partition| partition.starts_with(&foreign)).count();
    assert!(count(&written) >= orders.len(), "every order of the flood was worked on");
    other.folder(&id, 2).await;
    assert!(attacker.world.aws.queues.messages(PARKED).is_empty(), "a store's doing rings nobody");
    count(&written[..before])
}

#[tokio::test]
async fn a_store_that_floods_with_slow_expressions_delays_another_by_few_records() {
    let attacker = Shop::open("slow").await;
    for number in 0..4 {
        attacker.post("/v1/rules", &searching(number)).await;
    }
    let orders: Vec<_> = (0..60).map(|number| with_names(&format!("S-{number}"), 15, 1_000)).collect();
    assert!(written_before_the_other(&attacker, &orders).await <= FOREIGN);
}

#[tokio::test]
async fn a_store_that_floods_with_fat_rules_delays_another_by_few_records() {
    let attacker = Shop::open("fat").await;
    let list: Vec<_> = (0..1_900).map(|entry| format!("{entry:x}")).collect();
    let filter =
        json!({"field": "item.name", "comparator": "not_in_list", "value": list.join(","), "ignore_case": true});
    let rule = json!({"name": "Fat", "event": "order_imported", "filters": vec![filter; 20],
                      "actions": [{"action": "add_order_note", "content": "x"}]});
    while attacker.call("POST", "/v1/rules", Some(&rule)).await.status == 201 {}
    let orders: Vec<_> = (0..60).map(|number| with_names(&format!("F-{number}"), 2, 100)).collect();
    assert!(written_before_the_other(&attacker, &orders).await <= FOREIGN);
}

#[tokio::test]
async fn a_store_and_its_rules_are_read_once_for_all_orders_of_a_batch() {
    let shop = Shop::open("once").await;
    shop.rule("Never", "order_imported", json!([{"action": "tag_order", "color": "Red"}])).await;
    let orders: Vec<_> = (0..20).map(|number| order(&format!("R-{number}"))).collect();
    flood(&shop, &orders).await;
    let batch = shop.world.unread(Function::EvaluateRules);
    shop.world.cold_start();
    let count = |operation| shop.world.aws.faults.count(operation);
    let before = (count("GetItem"), count("Query"));
    shop.world.invoke_stream(Function::EvaluateRules, &batch).await.unwrap();
    assert_eq!((count("GetItem") - before.0, count("Query") - before.1), (1, 1));
}

#[tokio::test]
async fn a_store_that_floods_in_bulk_delays_another_by_few_records() {
    let attacker = Shop::open("bulk").await;
    attacker.rule("Note", "order_imported", json!([{"action": "add_order_note", "content": "x"}])).await;
    let orders: Vec<_> = (0..99).map(|number| order(&format!("K-{number}"))).collect();
    assert!(written_before_the_other(&attacker, &orders).await <= FOREIGN);
}

#[tokio::test]
async fn a_rule_that_overruns_is_skipped_told_of_and_switched_off_until_somebody_saves_it_again() {
    let shop = Shop::open("overrun").await;
    let rule = shop.post("/v1/rules", &searching(1)).await["rule"].clone();
    shop.rule("Move", "order_imported", json!([{"action": "change_folder", "folder_id": 2}])).await;
    let path = format!("/v1/rules/{}", text(&rule["id"]));
    let skipped =
        "Rule \"Search 1\" (Order is Imported) was skipped: it would take more steps than rules may take on one order";
    for number in 0..12 {
        let id =
            text(&shop.post("/api/v2/orders", &with_names(&format!("O-{number}"), 15, 1_000)).await["order"]["id"]);
        shop.folder(&id, 2).await;
        let said = shop.history(&id).await.iter().any(|line| line == skipped);
        assert_eq!(said, number < 10, "order {number}");
        let now = shop.get(&path).await["rule"].clone();
        assert_eq!(now["enabled"], number < 9, "after order {number}");
        assert_eq!(now.get("switched_off").is_some(), number >= 9, "{now}");
    }
    let now = shop.get(&path).await["rule"].clone();
    assert!(text(&now["switched_off"]).contains("on 10 orders"), "{now}");
    shop.world.settle().await;
    let mails = shop.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].subject, "1 rule was switched off at overrun");
    assert!(mails[0].text.contains("Search 1"), "{}", mails[0].text);
    assert!(shop.world.aws.queues.messages(PARKED).is_empty());
    // Saved as it is, it stays off and says why; enabled, it is counted from the beginning.
    shop.call("PUT", &path, Some(&now)).await;
    assert_eq!(shop.get(&path).await["rule"], now);
    shop.call("PUT", &path, Some(&searching(1))).await;
    assert_eq!(shop.get(&path).await["rule"]["enabled"], json!(false), "left out, it stays");
    let mut again = searching(1);
    again["enabled"] = json!(true);
    shop.call("PUT", &path, Some(&again)).await;
    let id = text(&shop.post("/api/v2/orders", &with_names("O-again", 15, 1_000)).await["order"]["id"]);
    shop.folder(&id, 2).await;
    assert!(shop.history(&id).await.iter().any(|line| line == skipped));
    let now = shop.get(&path).await["rule"].clone();
    assert_eq!((&now["enabled"], now.get("switched_off")), (&json!(true), None));
}

#[tokio::test]
async fn a_record_that_comes_again_is_counted_once() {
    let shop = Shop::open("counted").await;
    let rule = shop.post("/v1/rules", &searching(1)).await["rule"].clone();
    shop.post("/api/v2/orders", &with_names("C-1", 15, 1_000)).await;
    let batch = shop.world.unread(Function::EvaluateRules);
    for _ in 0..15 {
        shop.world.invoke_stream(Function::EvaluateRules, &batch).await.unwrap();
    }
    let row: Option<Item> = shop.world.aws.dynamo.row(&format!("S#{}", shop.id), &format!("R#{}", text(&rule["id"])));
    assert_eq!(json!(row.unwrap())["overruns"], json!({"N": "1"}));
}

#[tokio::test]
async fn the_rules_of_a_store_are_a_megabyte_together_and_are_listed_in_one_answer() {
    let shop = Shop::open("megabyte").await;
    let value: String = noise(1).take(10_000).collect();
    let filter = json!({"field": "email", "comparator": "equals", "value": value});
    let rule = |filters: usize| {
        json!({"name": "Large", "event": "order_imported", "filters": vec![filter.clone(); filters],
               "actions": [{"action": "change_folder", "folder_id": 2}]})
    };
    let mut ids = vec![];
    let refused = loop {
        let reply = shop.call("POST", "/v1/rules", Some(&rule(10))).await;
        if reply.status != 201 {
            break reply;
        }
        ids.push(text(&reply.json::<Value>().unwrap()["rule"]["id"]));
    };
    assert_eq!((refused.status, ids.len()), (409, 10), "{}", refused.text());
    assert!(refused.text().contains(&MAX_RULES_BYTES.to_string()), "{}", refused.text());
    let listed = shop.call("GET", "/v1/rules", None).await;
    assert!(listed.text().len() < 2 * MAX_RULES_BYTES);
    // One that is there may become smaller, and not larger.
    let path = format!("/v1/rules/{}", ids[0]);
    assert_eq!(shop.call("PUT", &path, Some(&rule(20))).await.status, 409);
    assert_eq!(shop.call("PUT", &path, Some(&rule(9))).await.status, 200);
    assert_eq!(shop.call("POST", "/v1/rules", Some(&rule(1))).await.status, 201);
}

#[tokio::test]
async fn texts_of_rules_are_bounded_when_they_are_saved() {
    let shop = Shop::open("texts").await;
    let host = "https://a.example/";
    let post = |letters: usize| json!({"action": "post_order_json", "url": format!("{host}{}", "x".repeat(letters - host.len()))});
    let note = |letters: usize| json!({"action": "add_order_note", "content": "x".repeat(letters)});
    for (action, status) in [(post(2_048), 201), (post(2_049), 400), (note(2_000), 201), (note(2_001), 400)] {
        let rule = json!({"name": "Texts", "event": "order_imported", "actions": [action]});
        let reply = shop.call("POST", "/v1/rules", Some(&rule)).await;
        assert_eq!(reply.status, status, "{}", reply.text());
    }
    for pattern in [r"(?:[a-m][a-z]{1,60}){1,120}[0-9]", r"\w{200}", r"(?:(?:a{1,100}){1,100}){1,100}"] {
        let mut rule = searching(1);
        rule["filters"][0]["value"] = json!(pattern);
        let reply = shop.call("POST", "/v1/rules", Some(&rule)).await;
        assert_eq!(reply.status, 400, "{pattern}: {}", reply.text());
        assert!(reply.text().contains("too big"), "{}", reply.text());
    }
}

/// An order whose row has room for about so many bytes more.
async fn nearly_full(shop: &Shop, number: &str, room: usize) -> String {
    let with = |number: &str, items: usize| {
        let mut order = order(number);
        let names = (1..).take(items).map(|item| noise(item).take(900).collect::<String>());
        order["order_items"] = names.map(|name| json!({"name": name})).collect();
        order
    };
    let size = |id: &str| {
        let row = shop.row(id);
        row["body"]["B"].as_str().unwrap().len() * 3 / 4
    };
    let trial = text(&shop.post("/api/v2/orders", &with(&format!("{number}-trial"), 100)).await["order"]["id"]);
    let items = (400 * 1024 - 1_000 - room) * 100 / size(&trial);
    let id = text(&shop.post("/api/v2/orders", &with(number, items)).await["order"]["id"]);
    assert!(size(&id) > 400 * 1024 - 4_000 - room && size(&id) < 400 * 1024 - room / 2, "{}", size(&id));
    id
}

#[tokio::test]
async fn an_outcome_that_does_not_fit_is_left_out_by_the_rules_that_wrote_most_and_the_others_run() {
    let shop = Shop::open("no-room").await;
    let id = nearly_full(&shop, "N-1", 6_000).await;
    shop.world.settle().await;
    let long = |seed: u64| {
        let urls =
            (0..15).map(|number| format!("https://a.example/{}", noise(seed + number).take(2_000).collect::<String>()));
        urls.map(|url| json!({"action": "post_order_json", "url": url})).collect::<Value>()
    };
    shop.rule("Long 1", "folder_changed", long(100)).await;
    shop.rule("Long 2", "folder_changed", long(200)).await;
    shop.rule("Mark", "folder_changed", json!([{"action": "tag_order", "color": "Green"}])).await;
    shop.post("/api/v2/move-orders", &json!({"order_id_list": [id], "destination_folder_id": 2})).await;
    shop.world.settle().await;
    let history = shop.history(&id).await;
    for number in [1, 2] {
        let line =
            format!("Rule \"Long {number}\" (Folder is Changed) could not be saved: the order would be too large");
        assert!(history.contains(&line), "{history:#?}");
    }
    assert_eq!(shop.get(&format!("/api/v2/orders/{id}")).await["order"]["tag_name"], "success");
    assert!(shop.get(&format!("/v1/appointments?order_id={id}")).await["appointments"].as_array().unwrap().is_empty());
    assert!(shop.world.aws.queues.messages(PARKED).is_empty());
}

#[tokio::test]
async fn an_order_without_any_room_is_left_alone_and_nobody_is_rung() {
    let shop = Shop::open("full").await;
    let id = nearly_full(&shop, "U-1", 500).await;
    shop.world.settle().await;
    let urls = (0..15).map(|number| format!("https://a.example/{}", noise(number).take(2_000).collect::<String>()));
    let posts: Value = urls.map(|url| json!({"action": "post_order_json", "url": url})).collect();
    shop.rule("Long", "folder_changed", posts).await;
    shop.post("/api/v2/move-orders", &json!({"order_id_list": [id], "destination_folder_id": 2})).await;
    shop.world.settle().await;
    let history = shop.history(&id).await;
    assert!(history.iter().any(|line| line.contains("could not be saved")), "{history:#?}");
    assert!(shop.world.aws.queues.messages(PARKED).is_empty());
}
