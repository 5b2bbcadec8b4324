//! orderdesk-api 5: a leaky bucket per store, 20 calls and 3 more per second.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::http::Reply;

use super::{assert_error, assert_success, header};
use crate::shop::{Shop, order};

const NONE: Value = Value::Null;

/// How long it may take until every function knows a store's new settings.
const SETTINGS_KNOWN: Duration = Duration::from_secs(11);

/// A header that is a whole number.
fn number(reply: &Reply, name: &str) -> u64 {
    let value = header(reply, name).unwrap_or_else(|| panic!("no {name} in {:?}", reply.headers));
    value.parse().unwrap_or_else(|_| panic!("{name}: {value}"))
}

/// So many calls at once, and how many seconds, rounded up, they took by the clock of the world.
async fn burst(shop: &Shop, calls: usize) -> (Vec<Reply>, u64) {
    let begin = shop.world.aws.time.now();
    let replies = join_all((0..calls).map(|_| shop.ask("GET", "/test", &NONE))).await;
    let seconds = shop.world.aws.time.now().as_second() - begin.as_second() + 1;
    (replies, u64::try_from(seconds).unwrap())
}

/// How many were let through; all others must be 429.
fn let_through(replies: &[Reply]) -> u64 {
    let through = replies.iter().filter(|reply| reply.status == 200).count();
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        assert_error(reply, 429);
    }
    u64::try_from(through).unwrap()
}

/// Calls until the bucket is empty; the refusal that says so.
async fn drained(shop: &Shop) -> Reply {
    for _ in 0..5 {
        let (replies, _) = burst(shop, 40).await;
        if let Some(refusal) = replies.into_iter().rev().find(|reply| reply.status == 429) {
            return refusal;
        }
    }
    panic!("two hundred calls in a row were all let through");
}

#[tokio::test]
async fn every_answer_says_how_many_tokens_are_left() {
    let shop = Shop::open_limited("tokens").await;
    for (method, path, body, status) in [
        ("GET", "/test", NONE, 200),
        ("POST", "/orders", order("T-1"), 201),
        ("POST", "/batch-shipments", json!([{"order_id": "1", "tracking_number": "T-1"}]), 200),
        ("POST", "/orders", json!({}), 400),
        ("GET", "/orders/1", NONE, 404),
        ("GET", "/nothing", NONE, 404),
        ("PATCH", "/orders", NONE, 405),
        ("GET", "/orders", NONE, 200),
    ] {
        let reply = shop.ask(method, path, &body).await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text());
        assert!(number(&reply, "x-tokens-remaining") <= 20, "{method} {path}");
    }
    assert_eq!(number(&drained(&shop).await, "x-tokens-remaining"), 0);
}

#[tokio::test]
async fn each_call_costs_one_token() {
    let shop = Shop::open_limited("costs").await;
    let first = number(&shop.ask("GET", "/test", &NONE).await, "x-tokens-remaining");
    assert!((18..=20).contains(&first), "a new bucket is full, and has {first}");
    let (replies, seconds) = burst(&shop, 15).await;
    let least = replies.iter().map(|reply| number(reply, "x-tokens-remaining")).min().unwrap();
    assert!(least <= (first + 3 * seconds).saturating_sub(14), "{least} are left of {first}");
    assert!(least < first, "{least} are left of {first}");
}

#[tokio::test]
async fn of_forty_calls_at_once_twenty_and_what_flowed_back_are_let_through_and_the_rest_are_429() {
    let shop = Shop::open_limited("burst").await;
    let (replies, seconds) = burst(&shop, 40).await;
    let through = let_through(&replies);
    assert!((20..=20 + 3 + 3 * seconds).contains(&through), "{through} of 40 in {seconds} s");
}

#[tokio::test]
async fn a_refusal_says_in_whole_seconds_when_to_come_again() {
    let shop = Shop::open_limited("retry-after").await;
    let refusal = drained(&shop).await;
    let after = number(&refusal, "x-retry-after");
    assert!(after > 0, "clients wait for a positive number");
    assert_eq!(number(&refusal, "retry-after"), after);
    assert_error(&refusal, 429);
}

#[tokio::test]
async fn who_waits_until_the_time_of_retry_after_is_let_through() {
    let shop = Shop::open_limited("waits").await;
    let after = number(&drained(&shop).await, "x-retry-after");
    assert!(after <= 7, "a whole bucket is back in seven seconds, and it says {after}");
    shop.world.advance(Duration::from_secs(after));
    assert_success(&shop.ask("GET", "/test", &NONE).await, 200);
}

#[tokio::test]
async fn a_call_that_is_refused_does_nothing() {
    let shop = Shop::open_limited("refused").await;
    let bodies: Vec<Value> = (0..40).map(|number| order(&format!("R-{number}"))).collect();
    let replies = join_all(bodies.iter().map(|body| shop.ask("POST", "/orders", body))).await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        assert_error(reply, 429);
    }
    shop.world.advance(Duration::from_secs(5));
    shop.set_by_operator(&json!({"rate_limit": "off"})).await;
    shop.world.advance(SETTINGS_KNOWN);
    assert_eq!(shop.search(&[("limit", "1")]).await["total_records"], json!(made));
}

#[tokio::test]
async fn one_store_s_burst_leaves_another_s_bucket_full() {
    let (busy, quiet) = (Shop::open_limited("busy").await, Shop::open_limited("quiet").await);
    let refusal = drained(&busy).await;
    let reply = quiet.ask("GET", "/test", &NONE).await;
    assert_eq!((refusal.status, reply.status), (429, 200));
    assert!((18..=20).contains(&number(&reply, "x-tokens-remaining")), "{:?}", reply.headers);
}

#[tokio::test]
async fn a_store_s_limit_can_be_turned_off_by_the_operator() {
    let shop = Shop::open_limited("turned-off").await;
    shop.set_by_operator(&json!({"rate_limit": "off"})).await;
    shop.world.advance(SETTINGS_KNOWN);
    for _ in 0..3 {
        assert_eq!(let_through(&burst(&shop, 40).await.0), 40);
    }
}

#[tokio::test]
async fn a_store_s_bucket_and_what_flows_back_can_be_changed() {
    let shop = Shop::open_limited("changed").await;
    shop.set(&json!({"rate_limit_bucket": 5, "rate_limit_per_second": 1})).await;
    shop.world.advance(SETTINGS_KNOWN);
    let (replies, seconds) = burst(&shop, 20).await;
    let through = let_through(&replies);
    assert!((5..=5 + 1 + seconds).contains(&through), "{through} of 20 in {seconds} s");
}

#[tokio::test]
async fn a_store_raises_its_own_limit_to_its_ceiling_and_no_further() {
    let shop = Shop::open_limited("ceiling").await;
    for settings in [
        json!({"rate_limit": "off"}),
        json!({"rate_limit_bucket": 21}),
        json!({"rate_limit_per_second": 4}),
        json!({"rate_limit": false, "rate_limit_bucket": 1}),
    ] {
        let refused = shop.problem(403, "PATCH", "/store", &json!({"settings": settings})).await;
        let message = "rate_limit: may be 20 calls at once and 3 a second at most; the operator can raise it";
        assert_eq!(refused["detail"], message, "{settings}");
    }
    shop.set(&json!({"rate_limit_bucket": 5, "rate_limit_per_second": 1})).await;
    shop.world.advance(Duration::from_mins(1));
    shop.set(&json!({"rate_limit_bucket": 20, "rate_limit_per_second": 3, "timezone": "Europe/Berlin"})).await;
    shop.set_by_operator(&json!({"rate_limit_bucket": 50})).await;
    shop.set(&json!({"rate_limit_bucket": 50})).await;
    // The operator's word is one of this store alone.
    assert_eq!(shop.operate("1", &json!({})).await.status, 404);
    let mine = [("ORDERDESK-STORE-ID", shop.id.as_str()), ("ORDERDESK-API-KEY", &shop.api_key)];
    let path = format!("/v1/stores/{}", shop.id);
    assert_eq!(shop.world.call("PATCH", &path, &mine, Some(b"{}")).await.status, 401);
}

#[tokio::test]
async fn an_open_store_is_let_through_however_often_it_calls() {
    let shop = Shop::open("unlimited").await;
    assert_eq!(let_through(&burst(&shop, 40).await.0), 40);
}
