//! The SDK's clients on the cloud in this process: what they are answered, what fails, and where a function crashes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::{Aws, Fault, QueueSettings, Recording, TABLE, Target, Time};
use aws_sdk_dynamodb::types::AttributeValue;

fn cloud() -> Arc<Aws> {
    let time = Time::starting_at("2026-11-25T09:00:00Z".parse().unwrap());
    Aws::new(time, Recording::Changes).unwrap()
}

fn row(pk: &str) -> HashMap<String, AttributeValue> {
    [("pk", pk), ("sk", "O")].map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned()))).into()
}

async fn put(aws: &Arc<Aws>, function: &str, pk: &str) -> bool {
    let client = aws_sdk_dynamodb::Client::new(&aws.config(function));
    client.put_item().table_name(TABLE).set_item(Some(row(pk))).send().await.is_ok()
}

#[tokio::test]
async fn what_one_client_wrote_another_reads() {
    let aws = cloud();
    assert!(put(&aws, "writer", "a").await);
    let reader = aws_sdk_dynamodb::Client::new(&aws.config("reader"));
    let read = reader.get_item().table_name(TABLE).set_key(Some(row("a"))).send().await.unwrap();
    assert_eq!(read.item, Some(row("a")));
    assert_eq!(aws.dynamo.take_changes().len(), 1);
}

/// Catches a page that looks cheap because its requests are counted, and not how often it waits.
#[tokio::test]
async fn requests_that_are_under_way_together_are_one_round_trip() {
    let aws = cloud();
    let client = aws_sdk_dynamodb::Client::new(&aws.config("reader"));
    let get = async |pk: &str| drop(client.get_item().table_name(TABLE).set_key(Some(row(pk))).send().await.unwrap());
    get("a").await;
    aws.dynamo.take();
    tokio::join!(get("a"), get("b"), async {
        get("c").await;
        get("d").await;
    });
    let usage = aws.dynamo.take();
    assert_eq!((usage.units["GetItem"].requests, usage.round_trips), (4, 2));
    for pk in ["a", "b", "c"] {
        get(pk).await;
    }
    assert_eq!(aws.dynamo.take().round_trips, 3);
}

#[tokio::test]
async fn the_sdk_tries_three_times_and_waits_for_nothing() {
    let aws = cloud();
    let started = Instant::now();
    for (fault, done) in
        [(Fault::ServerError, false), (Fault::Throttle, false), (Fault::Drop, false), (Fault::LoseAnswer, true)]
    {
        aws.faults.fail_next(Target::requests_to("DynamoDB").from_function("f"), 3, fault);
        assert!(!put(&aws, "f", "a").await, "{fault:?}");
        assert_eq!(aws.dynamo.row("a", "O").is_some(), done, "{fault:?}");
        aws.faults.fail_next(Target::operation("PutItem"), 2, fault);
        assert!(put(&aws, "f", "b").await, "{fault:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(2), "a wait of the SDK took real time");
}

#[tokio::test]
async fn a_function_that_crashed_is_answered_nothing_more() {
    let aws = cloud();
    let crash = aws.faults.crash_after(2, "f");
    let work = async {
        for pk in ["a", "b", "c"] {
            put(&aws, "f", pk).await;
        }
    };
    tokio::select! {
        biased;
        () = crash.reached() => {}
        () = work => panic!("it ran to its end"),
    }
    let rows: Vec<String> = aws.dynamo.rows().unwrap().into_keys().map(|(pk, _)| pk).collect();
    assert_eq!(rows, ["a", "b"]);
    drop(crash);
    assert!(put(&aws, "f", "c").await);
}

#[tokio::test]
async fn queues_keys_and_mails_are_reached_by_their_adapters() {
    let aws = cloud();
    let config = aws.config("f");
    let queue = aws.queues.create("work", QueueSettings::default());
    let client = aws_sdk_sqs::Client::new(&config);
    client.send_message().queue_url(&queue).message_body("a").send().await.unwrap();
    let received = client.receive_message().queue_url(&queue).send().await.unwrap();
    assert_eq!(received.messages()[0].body(), Some("a"));
    let kms = secrets::Kms::new(&config, "key");
    let sealed = kms.new_data_key().await.unwrap();
    kms.open_data_key(&sealed).await.unwrap();
    let mailer = mail::Mailer::new(&config, "desk@example.com");
    aws.mails.verify("example.com");
    let mail = |to: &str| mail::Mail {
        to: vec![mail::Mailbox::of(to)],
        subject: "Ünder & over".to_owned(),
        text: "Line\nline".to_owned(),
        ..mail::Mail::default()
    };
    assert_eq!(mailer.send(&mail("ada@example.com")).await.unwrap(), "mail-1");
    let sent = aws.mails.sent();
    assert_eq!((sent[0].subject.as_str(), sent[0].text.as_str()), ("Ünder & over", "Line\nline"));
    assert_eq!((sent[0].from.as_str(), &sent[0].to[..]), ("desk@example.com", &["ada@example.com".to_owned()][..]));
    aws.mails.refuse("gone@example.com");
    assert!(matches!(mailer.send(&mail("gone@example.com")).await, Err(mail::MailError::Refused(_))));
}

/// What an address of a store goes through: SES sends from none that it does not know.
#[tokio::test]
async fn ses_sends_from_what_is_verified_and_says_what_is() {
    use mail::IdentityStatus::{Failed, Unknown, Verified, Waiting};

    let aws = cloud();
    let mailer = mail::Mailer::new(&aws.config("f"), "desk@example.com");
    let (identities, address) = (mailer.identities(), "Orders@mail.shop.example.org");
    let letter = mail::Mail {
        from: Some(address.to_owned()),
        to: vec![mail::Mailbox::of("ada@example.com")],
        ..mail::Mail::default()
    };
    let send = async || mailer.send(&letter).await;
    assert!(matches!(send().await, Err(mail::MailError::SenderRefused(_))));
    assert_eq!(identities.status(address).await.unwrap(), Unknown);
    identities.verify(address).await.unwrap();
    assert_eq!(identities.status(address).await.unwrap(), Waiting);
    aws.mails.give_up_on(address);
    assert_eq!(identities.status(address).await.unwrap(), Failed);
    identities.verify(address).await.unwrap();
    assert!(matches!(send().await, Err(mail::MailError::SenderRefused(_))), "nobody followed the link");
    aws.mails.follow_link(address);
    assert_eq!((identities.status(address).await.unwrap(), aws.mails.links_to(address)), (Verified, 2));
    send().await.unwrap();
    assert_eq!(aws.mails.sent()[0].from, address);
    aws.mails.forget(address);
    assert!(matches!(send().await, Err(mail::MailError::SenderRefused(_))));
    aws.mails.verify("shop.example.org");
    assert_eq!(identities.status(address).await.unwrap(), Verified, "of a domain all below it are");
    send().await.unwrap();
    let own = mail::Mail { from: None, ..letter.clone() };
    assert!(
        matches!(mailer.send(&own).await, Err(mail::MailError::NotAllowed(_))),
        "the deployment's is the operator's"
    );
}
