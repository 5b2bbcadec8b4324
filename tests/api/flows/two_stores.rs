//! One store attacks by each means at the rate its ceilings allow, while another creates one order: how much of the
//! first stands before the other's.
//!
//! Counts, not times. AWS decides in which order it delivers: how a stream's shards are cut, and that a fair queue lets a
//! store with few messages pass one with many. Here both deliver in the order things came, which is the worst, the
//! attacker's first; what keeps the other's part is ours.

use serde_json::{Value, json};
use waybill::Answer;

use crate::shop::{Shop, order, text};
use crate::world::{Function, PARKED};

/// Rows of the attacker that are written before the other's, where both are in one batch.
const FOREIGN_ROWS: usize = runtime::MAX_AT_ONCE;

/// Posts of the attacker to a server that does not answer: those of one batch, which go out together.
const FOREIGN_HANGING_POSTS: usize = 10;

/// Posts of the attacker that are answered at once: what it may make in a minute, and a sixtieth more in a process.
const FOREIGN_POSTS: usize = 60 + 1;

/// Calls in a row for a hundred orders each: the bucket owes what the first took.
const BULK_CALLS: usize = 1;

/// Searches in a row that look at three thousand orders each: three tokens of twenty.
const SEARCHES: usize = 7;

/// An attacker with the rate limit of every new store, and few posts a minute.
async fn attacker(name: &str) -> Shop {
    Shop::with(name, json!({"posts_per_minute": 60})).await
}

/// Creates orders in bulk, a hundred a call, until a call is refused; how many calls were let through.
async fn flood(shop: &Shop, order_of: impl Fn(String) -> Value) -> usize {
    for calls in 0.. {
        let orders: Vec<Value> = (0..100).map(|number| order_of(format!("F-{calls}-{number}"))).collect();
        let reply = shop.call("POST", "/v1/bulk/orders", Some(&json!({ "orders": orders }))).await;
        if reply.status == 429 {
            return calls;
        }
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert!(calls < 50, "nothing stops the flood");
    }
    0
}

/// Lets the attacker flood with orders, and the other create one; how many rows of the attacker are written before the
/// other's when rules run over all of them.
async fn rows_before_the_other(attacker: &Shop, order_of: impl Fn(String) -> Value) -> usize {
    let other = Shop::open_limited("bystander").await;
    other.rule("Move", "order_imported", json!([{"action": "change_folder", "folder_id": 2}])).await;
    assert_eq!(flood(attacker, order_of).await, BULK_CALLS);
    let id = other.order("B-1").await;
    let batch = attacker.world.unread(Function::EvaluateRules);
    attacker.world.replace_unread(Function::EvaluateRules, []);
    attacker.world.invoke_stream(Function::EvaluateRules, &batch).await.unwrap();
    let changes = attacker.world.aws.dynamo.take_changes();
    let own = format!("O#{}#{id}", other.id);
    let before = changes.iter().take_while(|change| change.partition() != own);
    let foreign = before.filter(|change| change.partition().starts_with(&format!("O#{}#", attacker.id))).count();
    other.folder(&id, 2).await;
    assert!(attacker.world.aws.queues.messages(PARKED).is_empty(), "a store's doing rings nobody");
    foreign
}

#[tokio::test]
async fn by_slow_expressions() {
    let attacker = attacker("slow-attack").await;
    let filter = json!({"field": "item.name", "comparator": "matches_regex",
                        "value": r"(?:[a-m][a-z]{1,40}){1,25}[0-9]"});
    for number in 0..4 {
        let rule = json!({"name": format!("Search {number}"), "event": "order_imported", "filters": [filter],
                          "actions": [{"action": "add_order_note", "content": "found"}]});
        attacker.post("/v1/rules", &rule).await;
    }
    let name: String = ('A'..='M').cycle().take(1_000).collect();
    let with_names = |number: String| {
        let mut order = order(&number);
        order["order_items"] = json!(vec![json!({"name": name}); 8]);
        order
    };
    assert!(rows_before_the_other(&attacker, with_names).await <= FOREIGN_ROWS);
}

#[tokio::test]
async fn by_fat_rules() {
    let attacker = attacker("fat-attack").await;
    let list: Vec<_> = (0..1_900).map(|entry| format!("{entry:x}")).collect();
    let filter = json!({"field": "item.name", "comparator": "not_in_list", "value": list.join(",")});
    let rule = json!({"name": "Fat", "event": "order_imported", "filters": vec![filter; 20],
                      "actions": [{"action": "add_order_note", "content": "x"}]});
    for _ in 0..4 {
        attacker.post("/v1/rules", &rule).await;
    }
    assert!(rows_before_the_other(&attacker, |number| order(&number)).await <= FOREIGN_ROWS);
}

#[tokio::test]
async fn by_a_flood_in_bulk() {
    let attacker = attacker("bulk-attack").await;
    attacker.rule("Note", "order_imported", json!([{"action": "add_order_note", "content": "x"}])).await;
    assert!(rows_before_the_other(&attacker, |number| order(&number)).await <= FOREIGN_ROWS);
}

/// Lets the attacker have a hundred posts made, and the other one; how many of the attacker came before the other's.
async fn posts_before_the_other(attacker: &Shop, path: &str) -> usize {
    let other = Shop::open_limited("posting").await;
    let post = |shop: &Shop, path: &str| json!([{"action": "post_order_json", "url": shop.receiver.url(path)}]);
    attacker.rule("Send", "order_imported", post(attacker, path)).await;
    other.rule("Send", "order_imported", post(&other, "/theirs")).await;
    flood(attacker, |number| order(&number)).await;
    let id = other.order("B-1").await;
    attacker.world.work_now().await;
    other.appointments(&id, "complete", 1).await;
    let theirs = other.receiver.received("/theirs")[0].at;
    attacker.receiver.received(path).iter().filter(|received| received.at < theirs).count()
}

#[tokio::test]
async fn by_receivers_that_hang() {
    let attacker = attacker("hanging-attack").await;
    attacker.receiver.always("/hang", Answer::never());
    let before = posts_before_the_other(&attacker, "/hang").await;
    assert!(before <= FOREIGN_HANGING_POSTS, "{before}");
}

#[tokio::test]
async fn by_many_posts() {
    let attacker = attacker("posting-attack").await;
    let before = posts_before_the_other(&attacker, "/many").await;
    assert!(before <= FOREIGN_POSTS, "{before}");
}

#[tokio::test]
async fn by_searches_through_everything() {
    let (attacker, other) = (attacker("search-attack").await, Shop::open_limited("searched-beside").await);
    let id = attacker.order("S-1").await;
    let row = attacker.row(&id);
    attacker.world.advance(std::time::Duration::from_mins(1));
    for number in 0..3_000_u64 {
        let mut row = row.clone();
        row["pk"]["S"] = json!(format!("O#{}#{}", attacker.id, 3_000_000_000 + number));
        attacker.put_row(&row);
    }
    let mut searches = 0;
    while attacker.call("GET", "/api/v2/orders?shipping_first_name=nobody", None).await.status == 200 {
        searches += 1;
        assert!(searches < 50, "nothing stops them");
    }
    assert!(searches <= SEARCHES, "{searches}");
    let made = other.post("/api/v2/orders", &order("B-1")).await;
    assert!(!text(&made["order"]["id"]).is_empty());
}
