//! Exports on their schedule, by the store's own clock.

use std::time::Duration;

use serde_json::{Value, json};

use super::{add, counts, order, secret, sftp, texts};
use crate::flows::custom_events::pass;
use crate::shop::{Shop, text};
use crate::world::Meets;

const HALF_AN_HOUR: Duration = Duration::from_mins(30);

async fn exports(shop: &Shop) -> Vec<Value> {
    shop.get("/v1/exports").await["exports"].as_array().unwrap().clone()
}

/// Catches an export that runs once, one that runs for nothing, and one that is lost with its predecessor.
#[tokio::test]
async fn a_template_with_a_schedule_runs_again_and_again_where_there_is_something() {
    let shop = Shop::open("exports-scheduled").await;
    let more = json!({"schedule": {"every": "30_minutes"}, "select": {"folder_ids": [1], "only_not_exported": true},
                      "after": {"move_to_folder": 3}});
    add(&shop, "Half hourly", &more).await;
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(exports(&shop).await, Vec::<Value>::new(), "nothing lies there");
    for times in 1..=2 {
        shop.order(&format!("H-{times}")).await;
        pass(&shop, HALF_AN_HOUR).await;
        let all = exports(&shop).await;
        assert_eq!(all.len(), times);
        let newest = shop.get(&format!("/v1/exports/{}", text(&all[0]["id"]))).await;
        assert_eq!((counts(&newest), &newest["export"]["by"]), ([1, 1, 0, 1], &json!("")));
        assert!(texts(&shop, &newest)[0].contains(&format!("H-{times},")));
    }
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(exports(&shop).await.len(), 2);
}

/// Catches a schedule of before that still runs, and one that is never planned.
#[tokio::test]
async fn a_schedule_that_is_changed_or_taken_away_is_followed() {
    let shop = Shop::open("exports-rescheduled").await;
    let half = json!({"schedule": {"every": "30_minutes"}});
    let template = add(&shop, "All", &half).await;
    shop.order("Q-1").await;
    let path = format!("/v1/export-templates/{template}");
    let replace = async |more: &Value| {
        let reply = shop.call("PUT", &path, Some(&super::template("All", more))).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    };
    replace(&json!({"schedule": {"every": "hour"}})).await;
    // The world begins at nine o'clock.
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(exports(&shop).await.len(), 0);
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(exports(&shop).await.len(), 1);
    replace(&json!({})).await;
    pass(&shop, HALF_AN_HOUR * 4).await;
    assert_eq!(exports(&shop).await.len(), 1, "by hand alone");
    replace(&half).await;
    pass(&shop, HALF_AN_HOUR).await;
    assert_eq!(exports(&shop).await.len(), 2);
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
    pass(&shop, HALF_AN_HOUR * 4).await;
    assert_eq!(exports(&shop).await.len(), 2);
}

/// Catches a time of the day that is UTC's.
#[tokio::test]
async fn a_time_of_the_day_is_the_store_s() {
    let shop = Shop::with("exports-daily", json!({"rate_limit": "off", "timezone": "America/New_York"})).await;
    add(&shop, "Daily", &json!({"schedule": {"every": "day", "at": "06:30"}, "send_when_empty": true})).await;
    // 9:00 UTC is four o'clock in New York.
    pass(&shop, Duration::from_mins(149)).await;
    assert_eq!(exports(&shop).await.len(), 0);
    pass(&shop, Duration::from_mins(2)).await;
    assert_eq!(exports(&shop).await.len(), 1);
    pass(&shop, Duration::from_hours(24)).await;
    assert_eq!(exports(&shop).await.len(), 2);
}

/// F144. Catches an order that a supplier gets twice, not at the agreed time, with others in one file, or in half; and one
/// that moves on before its file is there.
#[tokio::test]
async fn each_order_is_a_file_at_a_supplier_s_server_at_the_agreed_times() {
    let shop = Shop::open("exports-supplier").await;
    secret(&shop, "files.example.com").await;
    let columns = [("Ref", "source_id"), ("SKU", "item.code"), ("Qty", "item.quantity")];
    let columns = columns.map(|(heading, value)| json!({"heading": heading, "value": value}));
    let more = json!({
        "row_mode": "per_item", "columns": columns, "bundle": {"files": "one_file_per_order"},
        "filename": "{{ source_id }}_{{ date_added|date('YmdHis') }}.csv", "delivery": sftp(),
        "schedule": {"every": "hour"}, "select": {"folder_ids": [1], "only_not_exported": true},
        "after": {"move_to_folder": 3},
    });
    add(&shop, "Supplier", &more).await;
    let mut expected = vec![];
    for (numbers, meets) in [(&["S-1", "S-2"][..], vec![Meets::Nobody, Meets::Silence]), (&["S-3"], vec![])] {
        shop.world.servers.meet(meets);
        let mut ids = vec![];
        for number in numbers {
            let id = shop.order(number).await;
            let added = text(&order(&shop, &id).await["date_added"]);
            let time: String = added.chars().filter(char::is_ascii_digit).collect();
            let rows = format!("Ref,SKU,Qty\n{number},PRINT-A3,2\n{number},FRAME,1\n");
            expected.push((format!("files.example.com/in/{number}_{time}.csv"), rows));
            assert_eq!(time.len(), 14, "{added}");
            ids.push(id);
        }
        assert_eq!(shop.world.servers.files().len(), expected.len() - ids.len(), "not before its time");
        pass(&shop, HALF_AN_HOUR * 2).await;
        assert_eq!(shop.world.servers.files().into_iter().collect::<Vec<_>>(), expected);
        for id in &ids {
            assert_eq!(order(&shop, id).await["folder_id"], 3);
        }
    }
    assert_eq!(shop.world.servers.brought(), 5, "three files, and two attempts that failed");
}
