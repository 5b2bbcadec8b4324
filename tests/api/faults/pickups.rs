//! Pickups over crashes: each file is imported once, and moved.

use serde_json::json;

use super::{Crash, at_each_write};
use crate::flows::pickups::{HALF_AN_HOUR, Supplied, body, done, prepare, stock};
use crate::ftp_server::FtpServer;
use crate::shop::Shop;
use crate::world::Function;

/// Lets two files be picked up by the schedule, over a crash.
async fn picked_up_over(shop: &Shop, crash: Crash) {
    let supplied = Supplied::open(shop).await;
    supplied.put("caps.csv", stock("CAP", 3));
    supplied.put("mugs.csv", stock("MUG", 7));
    supplied.settle().await;
    crash.plan(shop);
    shop.world.advance(HALF_AN_HOUR);
    supplied.settle().await;
    shop.world.call_off_crash();
    // What a crash left to do is done by then.
    supplied.pass(HALF_AN_HOUR).await;
    let after = format!("after write {} of {:?}", crash.writes, crash.function);
    assert_eq!(supplied.imports().await, done(&["caps.csv", "mugs.csv"]), "{after}");
    assert_eq!(supplied.server.names(), ["processed/caps.csv", "processed/mugs.csv"], "{after}");
    assert_eq!(supplied.objects().len(), 2, "{after}");
    assert_eq!((supplied.stock_of("CAP").await, supplied.stock_of("MUG").await), (Some(3), Some(7)), "{after}");
    assert_eq!(supplied.state().await["is_running"], false, "{after}");
    supplied.end().await;
}

/// Catches a file that is imported twice as its fetching was not noted, or never as only that was.
#[tokio::test]
async fn files_are_picked_up_once_over_a_crash_after_each_write_of_a_look() {
    let crashes = at_each_write("pickup-look", Function::PickUpFiles, picked_up_over);
    assert!(crashes.await >= 6, "the first look; two files put and noted; the second look");
}

/// Catches a run that begins never, or that is the last one.
#[tokio::test]
async fn a_tick_over_a_crash_after_each_of_its_writes_begins_the_run_and_plans_the_next() {
    let crashes = at_each_write("pickup-tick", Function::RunSchedule, picked_up_over);
    assert!(crashes.await >= 4, "claim, run, next row, the row removed");
}

/// Catches a look that is queued by a function that died, or by none.
#[tokio::test]
async fn looks_are_queued_over_a_crash_of_the_function_that_queues_them() {
    let crashes = at_each_write("pickup-queue", Function::CarryOutPlans, picked_up_over);
    assert!(crashes.await >= 2, "two looks");
}

/// Catches a pickup that is there and never runs, as the call that added it died.
#[tokio::test]
async fn a_pickup_that_is_added_over_a_crash_runs_when_it_is_added_again() {
    let crashes = at_each_write("pickup-added", Function::ServeFiles, async |shop, crash| {
        let template = prepare(shop).await;
        let server = FtpServer::start();
        let body = body(&server, &template).to_string();
        let key = [("Idempotency-Key", "pickup")];
        crash.plan(shop);
        shop.call_raw("POST", "/v1/pickups", Some(body.clone()), &key).await;
        shop.world.call_off_crash();
        let again = shop.call_raw("POST", "/v1/pickups", Some(body), &key).await;
        assert_eq!(again.status, 201, "{}", again.text());
        shop.world.settle().await;
        shop.world.advance(HALF_AN_HOUR);
        shop.world.settle().await;
        assert_eq!(server.heard("USER"), 1, "after write {}", crash.writes);
        let path =
            format!("/v1/pickups/{}", again.json::<serde_json::Value>().unwrap()["pickup"]["id"].as_str().unwrap());
        assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
        shop.world.advance(HALF_AN_HOUR);
        shop.world.settle().await;
    });
    assert!(crashes.await >= 2, "the pickup, when it runs");
}

/// Catches a file that is fetched and lost, or imported twice, when the bucket fails for a while.
#[tokio::test]
async fn a_bucket_that_does_not_take_a_file_for_a_while_gets_it_once() {
    use cloud::{Fault, Target};
    for fault in [Fault::ServerError, Fault::Drop, Fault::LoseAnswer] {
        let shop = Shop::open("pickup-bucket").await;
        let supplied = Supplied::open(&shop).await;
        supplied.put("stock.csv", stock("MUG", 7));
        let faults = &shop.world.aws.faults;
        faults.fail_next(Target::requests_to("AmazonS3").from_function("pick-up-files"), 6, fault);
        supplied.run().await;
        faults.clear();
        assert_eq!(supplied.imports().await, done(&["stock.csv"]), "{fault:?}");
        assert_eq!(supplied.server.names(), ["processed/stock.csv"], "{fault:?}");
        assert_eq!(supplied.state().await["last_error"], json!(""), "{fault:?}");
        supplied.end().await;
    }
}
