//! Where files go, each way.

use std::time::Duration;

use cloud::{Fault, Target};
use serde_json::{Value, json};
use waybill::Answer;

use super::{add, counts, export, order, secret, sftp};
use crate::shop::{Shop, text};
use crate::world::{BUCKET, in_front_of};

/// Catches a file that is put outside of the store's place, or over another.
#[tokio::test]
async fn a_file_is_put_into_the_store_s_part_of_the_bucket_and_replaces_none() {
    let shop = Shop::open("delivers-s3").await;
    let more = json!({"delivery": {"by": "s3", "prefix": "harbor/in"}, "filename": "orders.csv"});
    let template = add(&shop, "Harbor", &more).await;
    let id = shop.order("S-1").await;
    assert_eq!(counts(&export(&shop, &template).await), [1, 1, 0, 1]);
    let name = format!("exports/{}/harbor/in/orders.csv", shop.id);
    let lying = || shop.world.aws.buckets.texts(BUCKET).remove(&name);
    assert_eq!(lying().as_deref(), Some("Ref,City\nS-1,Portland\n"));
    let done = shop.appointments(&id, "complete", 1).await;
    assert_eq!((&done[0]["kind"], &done[0]["title"]), (&json!("deliver_file"), &json!("Deliver Exported File")));
    assert_eq!(done[0]["job"]["name"], "orders.csv");
    // The next file has the same name, and other orders: it waits until that one is fetched.
    shop.order("S-2").await;
    let next = export(&shop, &template).await;
    assert_eq!(
        (&next["files"][0]["status"], lying().as_deref()),
        (&json!("waiting"), Some("Ref,City\nS-1,Portland\n"))
    );
    let failed = shop.get(&format!("/v1/appointments/{}", text(&next["files"][0]["appointment_id"]))).await;
    let failed = &failed["appointment"];
    assert_eq!((&failed["status"], failed["attempts"].as_array().unwrap().len()), (&json!("failed"), 11));
    assert_eq!(failed["attempts"][0]["reply"], "a file orders.csv is there already, and was not replaced");
    assert_eq!(shop.mails().len(), 1, "its failure is mailed as all are");
}

/// Catches a body that is not the file, a post nobody could check, and one that could not be told from another.
#[tokio::test]
async fn a_file_is_posted_as_it_is_signed_and_again_under_the_same_id() {
    let shop = Shop::open("delivers-post").await;
    let url = in_front_of(&shop.receiver.url("/files")).await;
    secret(&shop, url.split('/').nth(2).unwrap()).await;
    let headers = json!([{"name": "X-Shop", "value": "harbor"},
                         {"name": "Authorization", "value": "Bearer ", "secret": "printer"}]);
    let more = json!({"delivery": {"by": "https_post", "url": url, "headers": headers}, "filename": "orders.csv"});
    let template = add(&shop, "Post", &more).await;
    let id = shop.order("P-1").await;
    shop.receiver.script("/files", [Answer::status(503), Answer::status(200)]);
    let made = export(&shop, &template).await;
    assert_eq!(made["files"][0]["status"], "settled", "{made}");
    let received = shop.receiver.received("/files");
    assert_eq!(received.len(), 2);
    let appointment = text(&made["files"][0]["appointment_id"]);
    for post in &received {
        let header = |name| post.header(name).unwrap();
        assert_eq!((post.text().as_str(), header("content-type")), ("Ref,City\nP-1,Portland\n", "text/csv"));
        assert_eq!(header("content-disposition"), "attachment; filename*=UTF-8''orders%2Ecsv");
        assert_eq!((header("x-shop"), header("authorization")), ("harbor", "Bearer hunter2"));
        assert_eq!(header("webhook-id"), format!("{}-{appointment}", shop.id), "the same each time");
        let at = header("webhook-timestamp").parse().unwrap();
        let signed = delivery::standard_webhooks(&shop.webhook_secret, header("webhook-id"), at, &post.body).unwrap();
        assert_eq!(header("webhook-signature"), signed);
    }
    assert_eq!(shop.appointments(&id, "complete", 1).await[0]["attempts"].as_array().unwrap().len(), 2);
    assert_ne!(order(&shop, &id).await["order_metadata"], json!([]), "it is told that it was exported");
}

/// Catches a file that is mailed to nobody, thrice, or without its orders knowing of it (F091, F093).
#[tokio::test]
async fn files_are_mailed_one_for_all_orders_or_one_for_each() {
    let shop = Shop::open("delivers-mail").await;
    let mail = json!({"by": "mail", "to": "The Printer <orders@printer.example.com>", "subject": "Today's orders"});
    let all = add(&shop, "All", &json!({"delivery": mail, "filename": "orders.csv"})).await;
    for number in ["M-1", "M-2"] {
        shop.order(number).await;
    }
    shop.world.aws.faults.fail_next(Target::operation("SendRawEmail"), 1, Fault::LoseAnswer);
    let made = export(&shop, &all).await;
    assert_eq!(made["files"][0]["status"], "settled", "{made}");
    let sent = shop.mails_to("orders@printer.example.com");
    assert_eq!(
        (sent.len(), &*sent[0].subject),
        (2, "Today's orders"),
        "its answer was lost: once more, and no third time"
    );
    let (name, bytes) = &sent[0].attachments[0];
    assert_eq!((&**name, String::from_utf8_lossy(bytes).lines().count()), ("orders.csv", 3));
    let done = shop.get(&format!("/v1/appointments/{}", text(&made["files"][0]["appointment_id"]))).await;
    let reply = text(&done["appointment"]["attempts"][1]["reply"]);
    assert!(reply.contains("may have gone twice"), "{reply}");
    let each = json!({"delivery": mail, "filename": "{{ source_id }}.csv", "bundle": {"files": "one_file_per_order"}});
    let each = add(&shop, "Each", &each).await;
    export(&shop, &each).await;
    let sent = shop.mails_to("orders@printer.example.com");
    let mut names: Vec<_> = sent[2..].iter().map(|mail| mail.attachments[0].0.clone()).collect();
    names.sort();
    assert_eq!(names, ["M-1.csv", "M-2.csv"], "one mail for each order, with its own file");
    for (wrong, field) in [(json!({"by": "mail"}), "delivery.to"), (json!({"by": "mail", "to": "n/a"}), "delivery.to")]
    {
        let body =
            json!({"name": "W", "format": "csv", "delivery": wrong, "columns": [{"heading": "A", "value": "id"}]});
        let refused = shop.call("POST", "/v1/export-templates", Some(&body)).await;
        assert!(refused.status == 400 && refused.text().contains(field), "{}", refused.text());
    }
}

/// Catches files that are kept from somebody who only left a newsletter, and an address that is left out without a word.
#[tokio::test]
async fn whoever_left_a_newsletter_still_gets_files_and_whom_nothing_is_mailed_to_is_named() {
    let shop = Shop::open("delivers-left").await;
    let news = json!({"name": "News", "kind": "customer", "subject": "News", "text": "Look", "can_unsubscribe": true});
    let news = text(&shop.post("/v1/mail-templates", &news).await["mail_template"]["id"]);
    let id = shop.order("M-1").await;
    shop.post(&format!("/v1/orders/{id}/mails"), &json!({"template_id": news})).await;
    shop.world.settle().await;
    let sent = shop.mails_to("ada@example.com").remove(0);
    let path = sent.text[sent.text.find("/unsubscribe/").unwrap()..].trim().to_owned();
    assert_eq!(shop.world.call("POST", &path, &[], None).await.status, 200);
    shop.post("/v1/mail-suppressions", &json!({"address": "gone@example.com"})).await;
    let mail = json!({"by": "mail", "to": "ada@example.com; gone@example.com", "subject": "Orders"});
    let both = add(&shop, "Both", &json!({"delivery": mail})).await;
    let made = export(&shop, &both).await;
    assert_eq!(made["files"][0]["status"], "settled", "{made}");
    let sent: Vec<_> = shop.mails_to("ada@example.com").into_iter().filter(|mail| mail.subject == "Orders").collect();
    assert_eq!(sent.len(), 1);
    let attempts = async |made: &Value| {
        let appointment = text(&made["files"][0]["appointment_id"]);
        shop.get(&format!("/v1/appointments/{appointment}")).await["appointment"]["attempts"].clone()
    };
    let reply = text(&attempts(&made).await[0]["reply"]);
    let why = "nothing is mailed to gone@example.com: the store asked for none";
    assert!(reply.starts_with("mailed, SES calls it ") && reply.ends_with(why), "{reply}");
    let mail = json!({"by": "mail", "to": "gone@example.com"});
    let nobody = add(&shop, "Nobody", &json!({"delivery": mail})).await;
    let made = export(&shop, &nobody).await;
    assert_eq!(attempts(&made).await[0]["reply"], why);
}

/// Catches a file, or a secret, that goes to whoever answers.
#[tokio::test]
async fn a_file_is_posted_to_nobody_without_tls() {
    let shop = Shop::open("delivers-plain").await;
    let url = shop.receiver.url("/files").replace("http://", "https://");
    let template = add(&shop, "Post", &json!({"delivery": {"by": "https_post", "url": url}})).await;
    let id = shop.order("P-1").await;
    let made = export(&shop, &template).await;
    assert_eq!(made["files"][0]["status"], "waiting");
    let failed = shop.appointments(&id, "failed", 1).await;
    assert_eq!(failed[0]["attempts"].as_array().unwrap().len(), 11, "each attempt failed, as there is no TLS");
    assert_eq!(order(&shop, &id).await["order_metadata"], json!([]), "it is told nothing before");
    let refused = json!({"by": "https_post", "url": "http://files.example.com/in"});
    let body = super::template("Plain", &json!({"delivery": refused}));
    assert_eq!(shop.call("POST", "/v1/export-templates", Some(&body)).await.status, 400);
}

/// Catches a secret that goes to another host, a server that is not the one of the template, and a name of another file.
#[tokio::test]
async fn a_file_is_brought_to_a_server_with_the_store_s_secret() {
    let shop = Shop::open("delivers-sftp").await;
    secret(&shop, "files.example.com").await;
    let template = add(
        &shop,
        "Printer",
        &json!({"delivery": sftp(), "filename": "{{ source_id }}.csv",
                                                 "bundle": {"files": "one_file_per_order"}}),
    )
    .await;
    for number in ["V-1", "V-2"] {
        shop.order(number).await;
    }
    assert_eq!(counts(&export(&shop, &template).await), [2, 2, 0, 2]);
    let files = shop.world.servers.files();
    assert_eq!(files["files.example.com/in/V-1.csv"], "Ref,City\nV-1,Portland\n");
    assert_eq!(files.len(), 2);
    let server = shop.world.servers.last().unwrap();
    let expected = transfer_servers::SftpLogin::Password(transfer_servers::Secret::new("hunter2"));
    let transfer_servers::Protocol::Sftp { host_key: Some(key), login } = &server.protocol else {
        panic!("{server:?}")
    };
    assert_eq!((server.port, server.user.as_str(), login), (22, "shop", &expected));
    assert_eq!(key.to_string(), text(&sftp()["host_key"]));
}

/// Catches a template that could never be delivered, or that sends a secret where it must not go.
#[tokio::test]
async fn a_closed_address_and_a_secret_that_may_not_go_there_are_refused_when_a_template_is_saved() {
    let shop = Shop::open("delivers-refused").await;
    secret(&shop, "files.example.com").await;
    let with = |field: &str, value: Value| {
        let mut delivery = sftp();
        delivery[field] = value;
        json!({"delivery": delivery})
    };
    for (more, field) in [
        (with("host", json!("10.0.0.7")), "delivery.host"),
        (with("host", json!("169.254.169.254")), "delivery.host"),
        (with("host", json!("other.example.com")), "delivery.secret"),
        (with("secret", json!("unknown")), "delivery.secret"),
        (with("port", json!(25)), "delivery.port"),
        (with("host_key", json!("")), "delivery.host_key"),
        (json!({"delivery": {"by": "https_post", "url": "https://10.0.0.7/"}}), "delivery.url"),
        (
            json!({"delivery": {"by": "https_post", "url": "https://a.example.com/",
                             "headers": [{"name": "Authorization", "secret": "printer"}]}}),
            "delivery.headers[0].secret",
        ),
    ] {
        let reply = shop.call("POST", "/v1/export-templates", Some(&super::template("Bad", &more))).await;
        let problem: Value = reply.json().unwrap();
        assert_eq!((reply.status, &problem["errors"][0]["field"]), (400, &json!(field)), "{problem}");
    }
    assert_eq!(shop.get("/v1/export-templates").await["export_templates"], json!([]));
    assert_eq!(shop.world.servers.brought(), 0);
}

/// Catches a secret that is used though it was taken back.
#[tokio::test]
async fn a_secret_that_is_gone_is_told_and_nothing_is_sent() {
    let shop = Shop::open("delivers-without").await;
    secret(&shop, "files.example.com").await;
    let template = add(&shop, "Printer", &json!({"delivery": sftp()})).await;
    let id = shop.order("G-1").await;
    assert_eq!(shop.call("DELETE", "/v1/secrets/printer", None).await.status, 200);
    let before = shop.world.servers.brought();
    export(&shop, &template).await;
    let failed = shop.appointments(&id, "failed", 1).await;
    assert_eq!(failed[0]["attempts"][0]["reply"], "secret: the store has no secret \"printer\"");
    assert_eq!(shop.world.servers.brought(), before);
}

/// Catches a private key that goes over the wire as a password, and a certificate that nobody looks at.
#[tokio::test]
async fn a_private_key_is_no_password_of_ftps_and_its_certificate_is_the_one_that_was_named() {
    let shop = Shop::open("delivers-ftps").await;
    let key = "-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1rZXktdjEA -----END OPENSSH PRIVATE KEY-----";
    shop.post("/v1/secrets", &json!({"name": "printer", "value": key, "hosts": ["files.example.com"]})).await;
    let mut ftps = sftp();
    ftps["by"] = json!("ftps");
    ftps["certificate"] = ftps.as_object_mut().unwrap().remove("host_key").unwrap();
    let template = add(&shop, "Printer", &json!({"delivery": ftps})).await;
    let id = shop.order("K-1").await;
    export(&shop, &template).await;
    let failed = shop.appointments(&id, "failed", 1).await;
    let reply = "secret: the secret \"printer\" is a private key, which only SFTP takes";
    assert_eq!((failed[0]["attempts"][0]["reply"].as_str(), shop.world.servers.brought()), (Some(reply), 0));
    let password = json!({"value": "hunter2", "hosts": ["files.example.com"]});
    assert_eq!(shop.call("PUT", "/v1/secrets/printer", Some(&password)).await.status, 200);
    shop.order("K-2").await;
    shop.world.advance(Duration::from_mins(2));
    export(&shop, &template).await;
    let server = shop.world.servers.last().unwrap();
    let transfer_servers::Protocol::Ftps { certificate: Some(print), .. } = &server.protocol else {
        panic!("{server:?}")
    };
    assert_eq!((server.port, print.to_string()), (21, text(&ftps["certificate"])));
}
