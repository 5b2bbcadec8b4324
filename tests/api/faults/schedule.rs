//! Ticks of the schedule that come twice, at the same moment, or with poison in front of what is due.

use std::time::Duration;

use serde_json::{Value, json};
use waybill::Answer;

use crate::shop::Shop;
use crate::world::{Function, PARKED};

/// Lets one appointment fail, and moves the clock behind the end of its quarter hour.
async fn fail_one(shop: &Shop, number: &str) {
    shop.receiver.always("/in", Answer::status(410));
    shop.post_rule("/in").await;
    let order = shop.order(number).await;
    shop.appointments(&order, "failed", 1).await;
    shop.world.advance(Duration::from_mins(16));
}

/// The row of the due list that lies at this sort key.
fn row(shop: &Shop, sk: &str) -> Value {
    shop.world.due().into_iter().find(|(key, _)| key == sk).unwrap().1
}

/// The list that the shop's own rows lie in.
fn list(shop: &Shop) -> String {
    format!("D#{}", shop.id.parse::<u64>().unwrap() % 4)
}

/// Puts a row into the due list as none of this build would; its sort key.
fn put(shop: &Shop, kind: &str, key: &str, attributes: &Value) -> String {
    let sk = format!("2026-01-01 00:00:00#{kind}#{key}");
    let mut row = json!({"pk": {"S": list(shop)}, "sk": {"S": sk}, "version": {"N": "1"}});
    row.as_object_mut().unwrap().extend(attributes.as_object().unwrap().clone());
    shop.put_row(&row);
    sk
}

#[tokio::test]
async fn ticks_that_come_twice_or_at_the_same_moment_make_one_mail() {
    let shop = Shop::open("tick-twice").await;
    fail_one(&shop, "T-1").await;
    let ticks = futures_util::future::join_all((0..4).map(|_| shop.world.tick())).await;
    assert!(ticks.iter().all(Result::is_ok), "{ticks:?}");
    shop.world.tick().await.unwrap();
    assert_eq!(shop.world.due(), []);
    shop.world.settle().await;
    assert_eq!(shop.mails().len(), 1);
}

/// Catches what was claimed by a function that died, and that nobody ever carries out; and a claim that is broken while
/// the function may still run.
#[tokio::test]
async fn what_was_claimed_by_a_tick_that_crashed_comes_again_when_the_claim_is_over() {
    let shop = Shop::open("tick-crash").await;
    fail_one(&shop, "C-1").await;
    shop.world.crash_after(1, Function::RunSchedule);
    assert!(shop.world.tick().await.is_err() && shop.world.has_crashed());
    shop.world.advance(Duration::from_secs(61));
    shop.world.tick().await.unwrap();
    assert_eq!(shop.world.due().len(), 1, "still the other's, which may run for a minute");
    shop.world.advance(Duration::from_mins(3));
    shop.world.tick().await.unwrap();
    assert_eq!(shop.world.due(), []);
    shop.world.settle().await;
    assert_eq!(shop.mails().len(), 1);
}

/// What fails while the row is claimed is for the next quarter hour: nothing is lost between the two.
#[tokio::test]
async fn what_fails_while_the_mail_is_made_is_in_the_next_one() {
    let shop = Shop::open("tick-late").await;
    fail_one(&shop, "L-1").await;
    shop.world.crash_after(1, Function::RunSchedule);
    assert!(shop.world.tick().await.is_err() && shop.world.has_crashed());
    let claimed = shop.world.due().pop().unwrap().0;
    let late = shop.order("L-2").await;
    shop.appointments(&late, "failed", 1).await;
    assert!(shop.world.due().iter().any(|(key, _)| *key != claimed));
    shop.world.settle().await;
    let mails = shop.mails();
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert!(mails[1].text.contains(&late) && !mails[0].text.contains(&late));
}

/// Catches poison that holds up what lies behind it, that is tried each minute for ever, or that rings for a tenant.
#[tokio::test]
async fn poison_is_named_and_put_off_longer_each_time_and_holds_up_nobody() {
    let shop = Shop::open("tick-poison").await;
    let unknown: Vec<_> = (0..120).map(|number| put(&shop, "later", &number.to_string(), &json!({}))).collect();
    let strange = put(&shop, "incidents", "no-store", &json!({}));
    let damaged = put(&shop, "incidents", &shop.id, &json!({"body": {"B": "AAEC"}}));
    shop.put_row(&json!({"pk": {"S": list(&shop)}, "sk": {"S": "2025 nonsense"}, "version": {"N": "1"}}));
    fail_one(&shop, "P-1").await;
    let line = crate::logs::line("was put off", async {
        shop.world.tick().await.unwrap();
    });
    line.await;
    let mine = |key: &str| key.starts_with("2026-11-25") && key.ends_with(&format!("#{}", shop.id));
    assert!(!shop.world.due().iter().any(|(key, _)| mine(key)), "the one behind them is done");
    for sk in unknown.iter().chain([&strange, &damaged]) {
        assert_eq!(row(&shop, sk)["claims"]["N"], "1", "{sk}");
    }
    let mut claims = vec![];
    for _ in 0..16 {
        shop.world.advance(Duration::from_mins(1));
        shop.world.tick().await.unwrap();
        claims.push(row(&shop, &damaged)["claims"]["N"].as_str().unwrap().parse::<u32>().unwrap());
    }
    assert_eq!(claims, [2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5]);
    shop.world.work_now().await;
    assert_eq!((shop.mails().len(), shop.world.aws.queues.messages(PARKED).len()), (1, 0));
}

/// Catches a tick that fails as a whole because the table failed for one row.
#[tokio::test]
async fn a_row_that_fails_for_a_while_is_done_by_a_later_tick() {
    let shop = Shop::open("tick-passing").await;
    fail_one(&shop, "F-1").await;
    let target = cloud::Target::operation("GetItem").from_function("run-schedule");
    shop.world.aws.faults.fail_next(target, 3, cloud::Fault::ServerError);
    shop.world.tick().await.unwrap();
    assert_eq!(shop.world.due().len(), 1);
    shop.world.settle().await;
    assert_eq!((shop.mails().len(), shop.world.due().len()), (1, 0));
}
