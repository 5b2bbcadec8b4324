//! Where shipments are posted to, and what receivers answer.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use waybill::Answer;

use super::{Case, read};
use crate::shop::text;

impl Case {
    /// The only appointment of the order once all work is done.
    async fn appointment(&self) -> Value {
        let all = self.appointments().await;
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].clone()
    }

    async fn appointments(&self) -> Vec<Value> {
        self.shop.world.settle().await;
        let found = self.shop.get(&format!("/v1/appointments?order_id={}", self.order)).await;
        found["appointments"].as_array().unwrap().clone()
    }

    /// How many posts the receiver got.
    fn posts(&self) -> usize {
        self.shop.receiver.received("/receiver").len()
    }

    /// It was accepted by the only post.
    async fn assert_accepted_at_once(&self) {
        let appointment = self.appointment().await;
        assert_eq!((&appointment["status"], self.posts()), (&json!("complete"), 1), "{appointment}");
    }
}

#[tokio::test]
async fn a_200_with_a_folded_header_is_a_success() {
    Case::run("36-answer-folded-header").await.assert_accepted_at_once().await;
}

#[tokio::test]
async fn a_200_whose_body_ends_early_is_a_success() {
    Case::run("39-answer-shorter-than-it-says").await.assert_accepted_at_once().await;
}

#[tokio::test]
async fn a_2xx_is_a_success_however_odd_the_rest_of_the_answer_is() {
    let many = format!("HTTP/1.1 201 Created\r\n{}\r\nok", "Set-Cookie: a=b\r\n".repeat(150));
    for answer in [
        "HTTP/1.1 200 OK\r\nWarning on line 3\r\nX-A : b\r\nPr\u{e9}nom: Ad\u{e9}la\u{ef}de\r\n\r\nok",
        "HTTP/1.0 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
        many.as_str(),
    ] {
        let answer = Answer::raw(answer.to_owned());
        Case::answered("36-answer-folded-header", answer).await.assert_accepted_at_once().await;
    }
}

#[tokio::test]
async fn a_compressed_answer_is_unpacked_for_the_record() {
    let said = r#"{"error":"Out of paper on press 3"}"#;
    let mut packed = GzEncoder::new(vec![], Compression::default());
    packed.write_all(said.as_bytes()).unwrap();
    let answer = Answer::status(500).header("content-encoding", "gzip").body(packed.finish().unwrap());
    let appointment = Case::answered("41-answer-gzip", answer).await.appointment().await;
    assert_eq!(appointment["attempts"][0]["reply"], said);
}

#[tokio::test]
async fn an_answer_is_decoded_by_its_charset_for_the_record() {
    let answer = Answer::status(500).header("content-type", "text/plain; charset=ISO-8859-1");
    let answer = answer.body(b"Pr\xe9nom manquant".to_vec());
    let appointment = Case::answered("42-answer-latin1", answer).await.appointment().await;
    assert_eq!(appointment["attempts"][0]["reply"], "Prénom manquant");
}

#[tokio::test]
async fn where_a_redirect_points_to_is_in_the_record() {
    let answer = Answer::status(308).header("location", "https://shop.example.com/new");
    let appointment = Case::answered("42-answer-latin1", answer).await.appointment().await;
    let reply = "redirects to https://shop.example.com/new, which is not followed\n";
    assert_eq!(appointment["attempts"][0]["reply"], reply);
}

/// The calls of case 44 with another address in the order's metadata.
async fn notified_at(url: &str) -> Case {
    let name = "44-notify-url-that-is-none";
    let mut case = Case::open(name).await;
    for mut call in read(name)["calls"].as_array().unwrap().clone() {
        if let Some(there) = call.pointer_mut("/body/order_metadata/ship_notify_url") {
            *there = json!(url);
        }
        case.call(&call).await;
    }
    case
}

#[tokio::test]
async fn a_notify_url_that_says_there_is_none_plans_nothing() {
    assert!(Case::run("44-notify-url-that-is-none").await.appointments().await.is_empty());
    for url in ["none", " NULL ", "-", "false", " "] {
        assert!(notified_at(url).await.appointments().await.is_empty(), "{url}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_fails_after_one_attempt_that_says_why() {
    let addresses = [
        ("/shipped", "relative URL without a base"),
        ("shop.example.com/shipped", "relative URL without a base"),
        ("ftp://shop.example.com/", "neither https nor http"),
        ("https://ada:secret@shop.example.com/", "must not hold a user name or a password"),
        ("https://shop.example.com:99999/", "invalid port number"),
        ("https://shop.example.com:0/", "port 0"),
        ("http://192.168.1.4/", "private"),
    ];
    for (index, (url, why)) in addresses.into_iter().enumerate() {
        let case = notified_at(url).await;
        let appointment = case.appointment().await;
        assert_eq!(appointment["status"], "failed", "{appointment}");
        assert_eq!(appointment["attempts"].as_array().unwrap().len(), 1, "{appointment}");
        assert!(text(&appointment["attempts"][0]["reply"]).contains(why), "{appointment}");
        assert_eq!(appointment["failure"], "nothing can be sent to this address");
        let history = case.shop.history(&case.order).await;
        assert!(history.iter().any(|line| line.contains("attempt 1") && line.contains(why)), "{history:?}");
        case.shop.world.settle().await;
        assert_eq!(case.shop.mails().len(), index + 1, "each in a quarter hour of its own");
    }
}

/// What the local cloud deploys is held in `tools/local`, what AWS is given in `tests/tidy`.
#[tokio::test]
async fn a_receiver_that_answers_within_the_deadline_is_posted_to_once() {
    let slow = Answer::status(200).after(Duration::from_millis(700));
    Case::answered("46-slow-receiver-local", slow).await.assert_accepted_at_once().await;
}
