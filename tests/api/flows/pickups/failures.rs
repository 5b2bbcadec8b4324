//! What a server refuses is said, tried again, and mailed once.

use std::time::Duration;

use serde_json::json;

use super::{HALF_AN_HOUR, Supplied, done, stock};
use crate::shop::Shop;

/// Catches a failure that nobody hears of, and one that is mailed each half hour.
#[tokio::test]
async fn a_server_that_does_not_let_us_in_is_mailed_of_once_until_it_does() {
    let shop = Shop::open("pickup-down").await;
    let supplied = Supplied::open(&shop).await;
    supplied.put("stock.csv", stock("MUG", 7));
    supplied.server.refuse("USER", "421 too many of you");
    for times in 1..=5_u64 {
        supplied.pass(HALF_AN_HOUR).await;
        let state = supplied.state().await;
        assert_eq!((&state["failures"], &state["is_running"]), (&json!(times), &json!(false)), "{state}");
        assert!(state["last_error"].as_str().unwrap().contains("too many of you"), "{state}");
    }
    supplied.pass(HALF_AN_HOUR).await;
    let mails = shop.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].subject.starts_with("1 pickup fails at "), "{}", mails[0].subject);
    assert!(
        mails[0].text.contains("3 times in a row") && mails[0].text.contains("Supplier's stock"),
        "{}",
        mails[0].text
    );
    supplied.server.relent();
    supplied.pass(HALF_AN_HOUR).await;
    assert_eq!(supplied.stock_of("MUG").await, Some(7));
    assert_eq!(supplied.state().await["failures"], 0);
    supplied.end().await;
}

/// What nobody but a person mends is mailed at once.
#[tokio::test]
async fn a_wrong_password_a_missing_folder_and_a_missing_secret_are_said_and_mailed_at_once() {
    let shop = Shop::open("pickup-wrong").await;
    let supplied = Supplied::open(&shop).await;
    supplied.server.refuse("PASS", "530 that is wrong");
    supplied.run().await;
    let state = supplied.state().await;
    let error = state["last_error"].as_str().unwrap();
    assert!(error.starts_with("the login was refused: ") && error.contains("that is wrong"), "{state}");
    supplied.pass(Duration::from_mins(16)).await;
    assert_eq!(shop.mails().len(), 1);
    supplied.server.relent();
    supplied.replace(|body| body["directory"] = json!("missing")).await;
    supplied.run().await;
    assert_eq!(supplied.state().await["last_error"], "the folder is not there");
    supplied.replace(|body| body["secret"] = json!("nobody-added-it")).await;
    supplied.run().await;
    let state = supplied.state().await;
    assert_eq!(state["last_error"], "secret: the store has no secret \"nobody-added-it\"", "{state}");
    supplied.end().await;
}

/// Catches a password that is sent to a host it was not given for.
#[tokio::test]
async fn a_secret_is_not_sent_to_another_host() {
    let shop = Shop::open("pickup-host").await;
    let supplied = Supplied::open(&shop).await;
    let other = json!({"value": crate::ftp_server::PASSWORD, "hosts": ["files.example.com"]});
    assert_eq!(shop.call("PUT", "/v1/secrets/supplier", Some(&other)).await.status, 200);
    supplied.put("stock.csv", stock("MUG", 7));
    supplied.run().await;
    let state = supplied.state().await;
    assert!(state["last_error"].as_str().unwrap().contains("is not for 127.0.0.1"), "{state}");
    assert_eq!(supplied.server.heard("USER"), 0);
    supplied.end().await;
}

/// Catches a file that is imported at each run as the server does not let us move it, and others that wait for it for ever.
#[tokio::test]
async fn a_file_that_can_not_be_moved_is_imported_once_and_moved_when_it_can() {
    let shop = Shop::open("pickup-stuck").await;
    for has_times in [true, false] {
        let shop = if has_times { &shop } else { &Shop::open("pickup-stuck-without-times").await };
        let supplied = Supplied::open(shop).await;
        if !has_times {
            supplied.server.forget_times();
        }
        supplied.put("stock.csv", stock("MUG", 7));
        supplied.server.refuse("RNFR", "550 read only");
        for _ in 0..3 {
            supplied.run().await;
            let state = supplied.state().await;
            let error = state["last_error"].as_str().unwrap();
            assert!(error.starts_with("stock.csv: it was fetched, and can't be moved"), "{state}");
        }
        supplied.put("other.csv", stock("CUP", 1));
        supplied.run().await;
        // A second look is none of a run that fails: the file is at rest at the next.
        shop.world.advance(Duration::from_mins(1));
        supplied.run().await;
        assert_eq!(supplied.imports().await, done(&["stock.csv", "other.csv"]), "{has_times}");
        // Another file takes the name of the one that could not be moved.
        supplied.put("stock.csv", stock("MUG", 9));
        supplied.run().await;
        shop.world.advance(Duration::from_mins(1));
        supplied.run().await;
        assert_eq!(supplied.stock_of("MUG").await, Some(9), "{has_times}");
        supplied.server.relent();
        supplied.run().await;
        assert_eq!(supplied.server.names(), ["processed/other.csv", "processed/stock.csv"]);
        assert_eq!((supplied.imports().await.len(), supplied.state().await["last_error"].as_str()), (3, Some("")));
        supplied.end().await;
    }
}

/// Catches a download that breaks off and is taken for a file.
#[tokio::test]
async fn a_file_that_can_not_be_read_stays_and_is_said() {
    let shop = Shop::open("pickup-unread").await;
    let supplied = Supplied::open(&shop).await;
    supplied.put("stock.csv", stock("MUG", 7));
    supplied.server.refuse("RETR", "550 not for you");
    supplied.run().await;
    let state = supplied.state().await;
    let error = state["last_error"].as_str().unwrap();
    assert!(error.starts_with("stock.csv: it is not permitted: ") && error.contains("not for you"), "{state}");
    assert_eq!((supplied.objects().len(), supplied.server.names()), (0, vec!["stock.csv".to_owned()]));
    supplied.server.relent();
    supplied.run().await;
    assert_eq!(supplied.stock_of("MUG").await, Some(7));
    supplied.end().await;
}
