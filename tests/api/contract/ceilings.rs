//! What the operator allows a store, and what the store makes of it.

use serde_json::{Value, json};

use crate::shop::Shop;

const NONE: Value = Value::Null;

#[tokio::test]
async fn a_store_sees_its_ceilings_and_stays_below_them() {
    let shop = Shop::with("ceilings", json!({"max_rules": 2, "posts_per_minute": 120})).await;
    let shown = shop.own(200, "GET", "/store", &NONE).await["store"]["settings"].clone();
    assert_eq!((&shown["max_rules"], &shown["posts_per_minute"]), (&json!(2), &json!(120)));
    let ceilings = json!({"rate_limit": "on", "rate_limit_bucket": 20, "rate_limit_per_second": 3, "max_rules": 2,
                          "posts_per_minute": 120, "mails_per_day": 1_000});
    assert_eq!(shown["ceilings"], ceilings);
    for (settings, detail) in [
        (json!({"posts_per_minute": 121}), "posts_per_minute: may be 120 at most; the operator can raise it"),
        (json!({"max_rules": 3}), "max_rules: may be 2 at most; the operator can raise it"),
    ] {
        let refused = shop.problem(403, "PATCH", "/store", &json!({"settings": settings})).await;
        assert_eq!(refused["detail"], detail);
    }
    shop.set(&json!({"posts_per_minute": 60})).await;
    // What the operator does not name stays, and what they name is theirs to say.
    shop.set_by_operator(&json!({"timezone": "Europe/Berlin"})).await;
    let settings = shop.own(200, "GET", "/store", &NONE).await["store"]["settings"].clone();
    assert_eq!((&settings["posts_per_minute"], &settings["ceilings"]["posts_per_minute"]), (&json!(60), &json!(120)));
    shop.set(&json!({"posts_per_minute": 120})).await;
    shop.set_by_operator(&json!({"posts_per_minute": 30})).await;
    shop.problem(403, "PATCH", "/store", &json!({"settings": {"posts_per_minute": 31}})).await;
    for (field, value) in [("posts_per_minute", 60_001), ("mails_per_day", 0), ("max_rules", 10_001)] {
        let refused = shop.operate(&shop.id, &json!({"settings": {field: value}})).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
    }
}

#[tokio::test]
async fn a_store_has_no_more_rules_than_its_ceiling_says() {
    let shop = Shop::with("few-rules", json!({"max_rules": 2})).await;
    let rule = |number: u32| {
        json!({"name": format!("Rule {number}"), "event": "order_imported",
               "actions": [{"action": "change_folder", "folder_id": 2}]})
    };
    for number in 0..2 {
        shop.own(201, "POST", "/rules", &rule(number)).await;
    }
    let refused = shop.problem(409, "POST", "/rules", &rule(2)).await;
    assert_eq!(refused["detail"], "This store has at most 2 rules");
    shop.set_by_operator(&json!({"max_rules": 3})).await;
    shop.own(201, "POST", "/rules", &rule(2)).await;
}
