//! Which files are picked up, when, and how often: once.

use std::time::Duration;

use serde_json::json;

use super::{HALF_AN_HOUR, Supplied, done, invoke_look, stock};
use crate::shop::Shop;

/// F085. Catches a file that is not imported, or twice, and one that is neither moved nor left alone.
#[tokio::test]
async fn files_that_fit_are_imported_once_by_the_schedule_and_moved() {
    let shop = Shop::open("pickup").await;
    let supplied = Supplied::open(&shop).await;
    supplied.put("mugs.csv", stock("MUG", 7));
    supplied.put("CAPS.CSV", stock("CAP", 3));
    supplied.put("readme.txt", "hello");
    supplied.put(".hidden.csv", stock("HIDDEN", 1));
    supplied.settle().await;
    assert_eq!(supplied.server.heard("USER"), 0, "it is not time yet");
    supplied.pass(HALF_AN_HOUR).await;
    let names = [".hidden.csv", "processed/CAPS.CSV", "processed/mugs.csv", "readme.txt"];
    assert_eq!(supplied.server.names(), names);
    assert_eq!(supplied.imports().await, done(&["CAPS.CSV", "mugs.csv"]));
    assert_eq!((supplied.stock_of("MUG").await, supplied.stock_of("CAP").await), (Some(7), Some(3)));
    let state = supplied.state().await;
    assert_eq!(
        (&state["last_error"], &state["failures"], &state["is_running"]),
        (&json!(""), &json!(0), &json!(false))
    );
    assert_eq!((&state["last_file"], &state["waiting"]), (&json!("mugs.csv"), &json!([])), "{state}");
    supplied.pass(HALF_AN_HOUR).await;
    supplied.pass(HALF_AN_HOUR).await;
    assert_eq!(supplied.imports().await.len(), 2);
    assert_eq!(supplied.server.heard("RETR"), 2);
    supplied.end().await;
}

/// Catches half a file that is imported.
#[tokio::test]
async fn a_file_that_is_still_being_written_is_left_alone_until_it_rests() {
    let shop = Shop::open("pickup-half").await;
    let supplied = Supplied::open(&shop).await;
    supplied.put("stock.csv", "SKU,Name,Stock\nMUG,Mug,7\n");
    shop.post(&format!("/v1/pickups/{}/run", supplied.pickup), &json!({})).await;
    shop.world.work_now().await;
    assert_eq!(supplied.state().await["waiting"], json!(["stock.csv"]), "it was seen once");
    for (row, seconds) in [("CAP,Cap,1\n", 45), ("BAG,Bag,2\n", 45)] {
        shop.world.advance(Duration::from_secs(seconds));
        let whole = supplied.server.content("stock.csv") + row;
        supplied.put("stock.csv", whole);
        shop.world.work_now().await;
        assert_eq!((supplied.server.heard("RETR"), supplied.server.names()), (0, vec!["stock.csv".to_owned()]));
    }
    let state = supplied.state().await;
    assert_eq!(state["is_running"], json!(false), "three looks are enough: {state}");
    supplied.run().await;
    assert_eq!(supplied.imports().await, done(&["stock.csv"]));
    assert_eq!((supplied.stock_of("BAG").await, supplied.server.heard("RETR")), (Some(2), 1));
    // Written again to the same size: only its time tells.
    supplied.put("again.csv", stock("MUG", 1));
    shop.post(&format!("/v1/pickups/{}/run", supplied.pickup), &json!({})).await;
    shop.world.work_now().await;
    shop.world.advance(Duration::from_secs(45));
    supplied.put("again.csv", stock("MUG", 2));
    shop.world.work_now().await;
    assert_eq!(supplied.server.heard("RETR"), 1);
    supplied.settle().await;
    assert_eq!(supplied.stock_of("MUG").await, Some(2));
    supplied.end().await;
}

/// Catches a new file that is taken for the one of yesterday, and one in the folder of processed files that is lost.
#[tokio::test]
async fn a_new_file_under_an_old_name_is_a_new_file_also_with_the_same_content() {
    let shop = Shop::open("pickup-new").await;
    for has_times in [true, false] {
        let shop = if has_times { &shop } else { &Shop::open("pickup-new-without-times").await };
        let supplied = Supplied::open(shop).await;
        if !has_times {
            supplied.server.forget_times();
        }
        let code = if has_times { "MUG" } else { "CUP" };
        for (day, count) in [7, 5, 5].into_iter().enumerate() {
            supplied.put("stock.csv", stock(code, count));
            supplied.run().await;
            assert_eq!(supplied.imports().await.len(), day + 1, "{has_times}");
            assert_eq!(supplied.stock_of(code).await, Some(count.into()));
            shop.world.advance(Duration::from_hours(1));
        }
        let names = supplied.server.names();
        assert_eq!((names.len(), names.iter().all(|name| name.starts_with("processed/stock"))), (3, true), "{names:?}");
        supplied.end().await;
    }
}

#[tokio::test]
async fn files_are_deleted_where_that_is_wanted() {
    let shop = Shop::open("pickup-delete").await;
    let supplied = Supplied::with(&shop, |body| body["after"] = json!("delete")).await;
    supplied.put("stock.csv", stock("MUG", 7));
    supplied.run().await;
    assert_eq!((supplied.server.names().len(), supplied.stock_of("MUG").await), (0, Some(7)));
    supplied.end().await;
}

/// Catches more than a look may take, and files behind it that never get their turn.
#[tokio::test]
async fn many_files_are_fetched_some_at_a_time_the_oldest_first() {
    let shop = Shop::open("pickup-many").await;
    let supplied = Supplied::open(&shop).await;
    for number in 0..45 {
        let written = supplied.now().checked_sub(jiff::SignedDuration::from_mins(number)).unwrap();
        supplied.server.put(&format!("{number:02}.csv"), stock(&format!("C-{number:02}"), 1), written);
    }
    let fetched = || supplied.server.names().iter().filter(|name| name.starts_with("processed/")).count();
    supplied.run().await;
    assert_eq!((fetched(), supplied.server.names()[24].as_str()), (20, "24.csv"), "25 to 44 are older");
    supplied.run().await;
    supplied.run().await;
    assert_eq!((fetched(), supplied.objects().len()), (45, 45));
    supplied.end().await;
}

/// Names, sizes and lines of a stranger's server.
#[tokio::test]
async fn hostile_names_and_sizes_are_passed_over_and_said() {
    let shop = Shop::open("pickup-hostile").await;
    let supplied = Supplied::open(&shop).await;
    supplied.put("good.csv", stock("MUG", 7));
    supplied.put("empty.csv", "");
    supplied.put("ünï çödé +%2e&=.csv", stock("CUP", 1));
    supplied.server.list_also(&[
        b"type=file;size=9;modify=20261122100000; ../../etc/passwd.csv",
        b"type=file;size=9;modify=20261122100000; a\\b.csv",
        b"type=file;size=9;modify=20261122100000; \xff\xfe.csv",
        b"type=file;size=9;modify=20261122100000; esc\x1b[31m.csv",
        b"type=file;size=52428801;modify=20261122100000; large.csv",
        b"type=file;size=9;modify=20261122100000; gone.csv",
        b"type=OS.unix=slink:/etc/passwd;size=9;modify=20261122100000; link.csv",
        b"nonsense",
    ]);
    supplied.run().await;
    assert_eq!(supplied.imports().await, done(&["good.csv", "ünï çödé +%2e&=.csv"]));
    assert_eq!((supplied.stock_of("MUG").await, supplied.stock_of("CUP").await), (Some(7), Some(1)));
    let state = supplied.state().await;
    let passed_over = state["passed_over"].as_array().unwrap();
    let why = |part: &str| passed_over.iter().any(|one| one["why"].as_str().unwrap().contains(part));
    for part in ["slash", "UTF-8", "control", "more than 50 MB", "empty", "unknown form", "size is not known"] {
        assert!(why(part), "{part}: {state}");
    }
    assert_eq!(state["last_error"], "", "{state}");
    assert!(supplied.objects().iter().all(|(name, _)| !name.contains("..") && !name.contains("passwd")));
    assert!(!state.to_string().contains('\u{1b}'), "{state}");
    supplied.end().await;
}

/// Catches a message that is worked on again, and two at once that import a file twice.
#[tokio::test]
async fn messages_of_before_and_of_the_same_look_twice_change_nothing() {
    let shop = Shop::open("pickup-twice").await;
    let supplied = Supplied::open(&shop).await;
    supplied.put("stock.csv", stock("MUG", 7));
    shop.post(&format!("/v1/pickups/{}/run", supplied.pickup), &json!({})).await;
    let again = shop.post(&format!("/v1/pickups/{}/run", supplied.pickup), &json!({})).await;
    assert_eq!(again["state"]["is_running"], true);
    shop.world.work_now().await;
    assert!(!invoke_look(&shop, &supplied.pickup, 1, 0).await, "this look is over");
    shop.world.advance(Duration::from_secs(45));
    let looks = vec![
        Box::pin(invoke_look(&shop, &supplied.pickup, 1, 1)),
        Box::pin(invoke_look(&shop, &supplied.pickup, 1, 1)),
    ];
    let kept = futures_util::future::join_all(looks).await;
    assert!(kept.contains(&false), "{kept:?}");
    supplied.settle().await;
    assert_eq!(supplied.imports().await, done(&["stock.csv"]));
    let before = supplied.server.heard("USER");
    assert!(!invoke_look(&shop, &supplied.pickup, 1, 1).await, "the run is over");
    assert!(!invoke_look(&shop, "1000000000", 1, 0).await, "there is no such pickup");
    assert_eq!(supplied.server.heard("USER"), before);
    supplied.end().await;
}

/// F097. Catches a schedule by another clock than the store's, and one that a pickup no longer has.
#[tokio::test]
async fn a_pickup_runs_at_its_time_in_the_store_s_zone_and_not_when_it_is_disabled_or_removed() {
    let shop = Shop::open("pickup-zone").await;
    let settings = json!({"settings": {"timezone": "Europe/Berlin"}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&settings)).await.status, 200);
    // It is 09:00 UTC, which is 10:00 there.
    let daily = |body: &mut serde_json::Value| {
        body["every"] = json!("day");
        body["at"] = json!("10:20");
    };
    let supplied = Supplied::with(&shop, daily).await;
    supplied.pass(Duration::from_mins(15)).await;
    assert_eq!(supplied.server.heard("USER"), 0);
    supplied.pass(Duration::from_mins(10)).await;
    assert_eq!(supplied.server.heard("USER"), 1);
    supplied.replace(|body| body["enabled"] = json!(false)).await;
    supplied.pass(Duration::from_hours(24)).await;
    assert_eq!((supplied.server.heard("USER"), shop.world.due().len()), (1, 0), "nothing is planned for it");
    supplied.replace(|body| body["enabled"] = json!(true)).await;
    supplied.pass(HALF_AN_HOUR).await;
    assert_eq!(supplied.server.heard("USER"), 2);
    let path = format!("/v1/pickups/{}", supplied.pickup);
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
    supplied.pass(HALF_AN_HOUR).await;
    assert_eq!((supplied.server.heard("USER"), shop.world.due().len()), (2, 0));
}
