//! Files that come by mail: to the template's address, of whom it allows, proven by SES.

use domain::{ImportTemplate, MailIn, SweepStatus};
use serde_json::{Value, json};

use super::{Desk, counts, order_file, order_template};
use crate::shop::{Shop, text};
use crate::world::{BUCKET, IMPORTS, MAIL_IN_DOMAIN, PARKED};

pub(crate) const CODE: &str = "0123456789abcdef0123456789abcdef";

/// The template of orders, which takes mails of a printer and of Ada.
pub(crate) fn mailed_template() -> ImportTemplate {
    let allowed_senders = vec!["printer.example.com".to_owned(), "ada@example.com".to_owned()];
    ImportTemplate { mail: Some(MailIn { code: CODE.to_owned(), allowed_senders }), ..order_template() }
}

/// The address of that template in a shop.
pub(crate) fn address(shop: &Shop) -> String {
    format!("{}-1000000001-{CODE}@{MAIL_IN_DOMAIN}", shop.id)
}

/// A file of one order.
pub(crate) fn one_order(number: &str) -> String {
    order_file(&[&format!("{number},a@example.com,Ada Lind,Bergen,M,Mug,1,1,")])
}

/// A mail on its way to a shop: what SES says of it, and what it says of itself.
pub(crate) struct Letter {
    pub(crate) id: String,
    pub(crate) recipients: Vec<String>,
    pub(crate) envelope_sender: String,
    /// By what SES calls it: `spf`, `dmarc`, `spam`, `virus`.
    pub(crate) verdicts: Value,
    /// The head as it was sent, but for what it is made of.
    pub(crate) head: String,
    /// The attached files, by their names.
    pub(crate) files: Vec<(String, String)>,
}

impl Letter {
    /// Of the printer, with one file.
    pub(crate) fn new(id: &str, recipient: &str, file_name: &str, file: &str) -> Self {
        Self {
            id: id.to_owned(),
            recipients: vec![recipient.to_owned()],
            envelope_sender: "out@printer.example.com".to_owned(),
            verdicts: json!({"spf": "PASS", "dmarc": "PASS", "spam": "PASS", "virus": "PASS"}),
            head: "From: The Printer <out@printer.example.com>\r\nSubject: May".to_owned(),
            files: vec![(file_name.to_owned(), file.to_owned())],
        }
    }

    pub(crate) fn raw(&self) -> String {
        let part = |(name, body): &(String, String)| {
            format!("--b\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n")
        };
        let parts = self.files.iter().map(part).collect::<Vec<_>>().concat();
        let logo = "--b\r\nContent-Type: image/png; name=logo.png\r\nContent-Disposition: inline\r\n\r\nx\r\n";
        format!("{}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}{logo}--b--\r\n", self.head)
    }

    /// What SES says of it over its topic.
    pub(crate) fn notification(&self) -> Value {
        let verdict = |name: &str| json!({"status": self.verdicts[name].as_str().unwrap_or("GRAY")});
        json!({
            "notificationType": "Received",
            "receipt": {
                "timestamp": "2026-11-25T09:00:00.000Z", "processingTimeMillis": 222, "recipients": self.recipients,
                "spamVerdict": verdict("spam"), "virusVerdict": verdict("virus"), "spfVerdict": verdict("spf"),
                "dkimVerdict": {"status": "PASS"}, "dmarcVerdict": verdict("dmarc"),
                "action": {"type": "S3", "topicArn": "arn", "bucketName": BUCKET, "objectKey": format!("mails/{}", self.id)},
            },
            "mail": {
                "timestamp": "2026-11-25T09:00:00.000Z", "source": self.envelope_sender, "messageId": self.id,
                "destination": ["forged@in.example.com"], "headersTruncated": false, "headers": [], "commonHeaders": {},
            },
        })
    }

    /// Lets it come, `times` told of.
    pub(crate) fn bring(&self, shop: &Shop, times: usize) {
        self.bring_raw(shop, self.raw().as_bytes());
        for _ in 1..times {
            shop.world.tell_of_mail(&self.notification());
        }
    }

    /// The same with something else in it.
    pub(crate) fn bring_raw(&self, shop: &Shop, raw: &[u8]) {
        shop.world.aws.buckets.put(BUCKET, &format!("mails/{}", self.id), raw);
        shop.world.tell_of_mail(&self.notification());
    }
}

async fn orders(shop: &Shop) -> u64 {
    shop.get("/api/v2/orders?limit=1").await["total_records"].as_u64().unwrap()
}

/// F084. Catches an address that leads nowhere, and a mail that is imported as often as S3, SES and the sender repeat it.
#[tokio::test]
async fn a_file_that_is_mailed_to_the_address_of_a_template_is_imported_once() {
    let shop = Shop::open("mailed").await;
    let columns = json!([
        {"heading": "Order", "target": "source_id"}, {"heading": "Name", "target": "shipping.full_name"},
        {"heading": "SKU", "target": "item.code"},
    ]);
    let mut body = json!({"name": "Mailed", "kind": "orders", "columns": columns});
    body["mail"] = json!({"allowed_senders": ["Printer.Example.com"]});
    let made = shop.post("/v1/import-templates", &body).await["import_template"].clone();
    let address = text(&made["mail"]["address"]);
    assert!(address.ends_with("@in.example.com"), "{made}");
    let file = |number: &str| format!("Order,Name,SKU\r\n{number},Ada Lind,MUG\r\n");
    Letter::new("m1", &address, "orders.csv", &file("1")).bring(&shop, 3);
    // The same again in another mail; the same name with another file; the same file under another name.
    Letter::new("m2", &address.to_uppercase(), "orders.csv", &file("1")).bring(&shop, 1);
    Letter::new("m3", &address, "orders.csv", &file("2")).bring(&shop, 1);
    let mut twice = Letter::new("m4", &address, "more.csv", &file("3"));
    twice.recipients.push(address.clone());
    twice.files.extend([
        ("more.csv".into(), file("4")),
        ("more.csv".into(), file("3")),
        ("März.TXT".into(), file("5")),
    ]);
    twice.bring(&shop, 1);
    shop.world.settle().await;
    assert_eq!(orders(&shop).await, 5);
    let imports = shop.get("/v1/imports").await["imports"].as_array().unwrap().clone();
    let names = imports.iter().map(|import| text(&import["file_name"]));
    let mut names: Vec<_> = names.map(|name| name.split_once('/').unwrap().1.to_owned()).collect();
    names.sort_unstable();
    assert_eq!(names, ["März.TXT", "more.csv", "more.csv", "orders.csv", "orders.csv"]);
    assert!(imports.iter().all(|import| import["status"] == "done" && import["created"] == 1), "{imports:?}");
    assert!(shop.mails().is_empty(), "nobody is answered");
}

/// Catches a mail that is taken though nothing proves whose it is, whatever it says of itself, and one that is refused
/// without a word.
#[tokio::test]
async fn a_mail_that_is_not_taken_is_a_failed_import_that_says_why() {
    let shop = Shop::open("mailed-forged").await;
    let desk = Desk::with(&shop, &mailed_template()).await;
    let forged = "Authentication-Results: amazonses.com; spf=pass; dkim=pass header.i=@printer.example.com; dmarc=pass \
                  header.from=printer.example.com\r\nX-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n\
                  Received: from printer.example.com by inbound-smtp.us-east-1.amazonaws.com\r\n";
    let from_printer = format!("{forged}From: out@printer.example.com");
    let cases: [(&str, Value, &str, &str); 9] = [
        (
            "evil@evil.example",
            json!({"spf": "PASS", "dmarc": "FAIL"}),
            &from_printer,
            "nothing proves that it is of printer",
        ),
        (
            "evil@evil.example",
            json!({"spf": "PASS"}),
            &from_printer,
            "nothing proves that it is of printer.example.com",
        ),
        ("out@printer.example.com", json!({"spf": "FAIL"}), &from_printer, "nothing proves that it is of printer"),
        ("out@printer.example.com", json!({}), &from_printer, "nothing proves that it is of printer"),
        ("x@x.example", json!({"dmarc": "PASS"}), "From: evil@evil.example", "the sender is none of the template's"),
        ("x@x.example", json!({"dmarc": "PASS"}), "From: bo@example.com", "the sender is none of the template's"),
        (
            "x@x.example",
            json!({"dmarc": "PASS"}),
            "From: out@printer.example.com\r\nFrom: evil@evil.example",
            "it does not say for certain whom it is of",
        ),
        ("x@x.example", json!({"dmarc": "PASS", "spam": "FAIL"}), &from_printer, "it is taken for spam"),
        ("x@x.example", json!({"dmarc": "PASS", "virus": "FAIL"}), &from_printer, "it has a virus"),
    ];
    for (index, (envelope_sender, verdicts, head, why)) in cases.into_iter().enumerate() {
        let mut letter = Letter::new(&format!("forged-{index}"), &address(&shop), "orders.csv", &one_order("1"));
        (letter.envelope_sender, letter.verdicts, letter.head) = (envelope_sender.into(), verdicts, head.into());
        letter.bring(&shop, 2);
        let imports = desk.imports().await;
        assert_eq!(imports.len(), index + 1, "each is said once: {why}");
        let import = imports.last().unwrap();
        assert_eq!((import.status, import.created), (SweepStatus::Failed, 0), "{why}");
        assert!(import.failure.contains("was refused: ") && import.failure.contains(why), "{}", import.failure);
    }
    assert_eq!(orders(&shop).await, 0);
    let shown = shop.get("/v1/imports").await["imports"][0].clone();
    assert_eq!((&shown["status"], &shown["file_name"]), (&json!("failed"), &json!("mails/forged-8")), "{shown}");
    let path = format!("/v1/imports/{}", text(&shown["id"]));
    assert_eq!(shop.get(&path).await["import"]["failure"], "A mail was refused: it has a virus");
    // Those of whom it is proven: by SPF where there is no DMARC, and by DMARC of whoever brought it.
    for (number, envelope_sender, verdicts, head) in [
        ("1", "b@mails.printer.example.com", json!({"spf": "PASS"}), "From: out@printer.example.com"),
        ("2", "list@forwarder.example", json!({"spf": "FAIL", "dmarc": "PASS"}), "From: ADA@example.com"),
    ] {
        let mut letter = Letter::new(&format!("good-{number}"), &address(&shop), "orders.csv", &one_order(number));
        (letter.envelope_sender, letter.verdicts, letter.head) = (envelope_sender.into(), verdicts, head.into());
        letter.bring(&shop, 1);
        assert_eq!(counts(desk.imports().await.last().unwrap()), [1, 0, 0, 0], "{head}");
    }
}

/// Catches a code, a store or a template that opens another one, and a store that learns of another's mail.
#[tokio::test]
async fn an_address_opens_one_template_of_one_store() {
    let (shop, other) = (Shop::open("mailed-own").await, Shop::open("mailed-other").await);
    let (desk, others) = (Desk::with(&shop, &mailed_template()).await, Desk::with(&other, &order_template()).await);
    let own = address(&shop);
    let code = "f".repeat(32);
    for recipient in [
        own.replacen(&shop.id, &other.id, 1),
        own.replace("1000000001", "1000000002"),
        own.replace(CODE, &code),
        own.replace(CODE, ""),
        format!("{}-1000000001-@{MAIL_IN_DOMAIN}", other.id),
        format!("desk@{MAIL_IN_DOMAIN}"),
        String::new(),
    ] {
        Letter::new(&format!("m-{}", recipient.len()), &recipient, "orders.csv", &one_order("1")).bring(&shop, 1);
        assert!(desk.imports().await.is_empty() && others.imports().await.is_empty(), "{recipient}");
    }
    assert!(shop.world.aws.queues.messages(IMPORTS).is_empty(), "a mail for nobody is let go of");
    // To both: each address counts by itself, and whom somebody wrote into `To` does not.
    let mut both = Letter::new("both", &own, "orders.csv", &one_order("1"));
    both.recipients.push(own.replacen(&shop.id, &other.id, 1));
    both.head = format!("To: {}\r\n{}", both.recipients[1], both.head);
    both.bring(&shop, 1);
    assert_eq!(counts(desk.imports().await.last().unwrap()), [1, 0, 0, 0]);
    assert!(others.imports().await.is_empty());
}

/// Catches an address that goes on when it was given up, and one that changes when something else does.
#[tokio::test]
async fn an_address_is_given_up_by_another_one_or_with_its_mails() {
    let shop = Shop::open("mailed-replaced").await;
    let columns = json!([{"heading": "SKU", "target": "code"}, {"heading": "Name", "target": "name"}]);
    let body = json!({"name": "Stock", "kind": "inventory", "columns": columns, "mail": {"allowed_senders": ["ada@example.com"]}});
    let mut template = shop.post("/v1/import-templates", &body).await["import_template"].clone();
    let path = format!("/v1/import-templates/{}", text(&template["id"]));
    let put = async |body: &Value| {
        let reply = shop.call("PUT", &path, Some(body)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json::<Value>().unwrap()["import_template"].clone()
    };
    let taken = async |address: &str, number: &str| {
        let mut letter = Letter::new(number, address, "s.csv", &format!("SKU,Name\nMUG-{number},Mug\n"));
        letter.head = "From: ada@example.com".into();
        letter.bring(&shop, 1);
        shop.world.settle().await;
        shop.get(&format!("/api/v2/inventory-items?code=MUG-{number}")).await["total_records"] == "1"
    };
    let first = text(&template["mail"]["address"]);
    // What is shown and sent back leaves it as it is, whatever address stands in it.
    template["mail"] = json!({"address": "1-1-1@in.example.com", "allowed_senders": ["example.com"]});
    let changed = put(&template).await;
    assert_eq!(changed["mail"], json!({"address": first, "allowed_senders": ["example.com"]}));
    assert!(taken(&first, "1").await);
    let replaced = shop.post(&format!("{path}/mail-address"), &Value::Null).await["import_template"].clone();
    let second = text(&replaced["mail"]["address"]);
    assert!(second != first && !taken(&first, "2").await && taken(&second, "3").await);
    // Without it no mail is taken; what is added then is another address.
    template.as_object_mut().unwrap().remove("mail");
    assert_eq!(put(&template).await.get("mail"), None);
    let refused = shop.call("POST", &format!("{path}/mail-address"), None).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(!taken(&second, "4").await);
    template["mail"] = json!({"allowed_senders": ["example.com"]});
    let third = text(&put(&template).await["mail"]["address"]);
    assert!(third != second && !taken(&second, "5").await && taken(&third, "6").await);
    assert!(shop.world.aws.queues.messages(PARKED).is_empty());
}

/// Catches poison that comes again and again, or of which nobody hears.
#[tokio::test]
async fn a_mail_that_nobody_can_read_is_refused_and_let_go_of() {
    let shop = Shop::open("mailed-poison").await;
    let desk = Desk::with(&shop, &mailed_template()).await;
    let from = "From: out@printer.example.com\r\n";
    let open = |at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n");
    let deep = (0..5_000).map(open).collect::<Vec<_>>().concat();
    let part = "--b\r\nContent-Type: text/csv\r\n\r\nx\r\n";
    let mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    let poison: [(Vec<u8>, &str); 10] = [
        (vec![], "it is no mail"),
        (vec![0; 1_000], "it does not say for certain whom it is of"),
        (format!("{from}\r\ntext").into(), "it has no .csv, .txt, .tsv or .xlsx file"),
        (
            format!("{from}{mixed}--b\r\nContent-Type: application/pdf; name=May.pdf\r\n\r\nx\r\n--b--").into(),
            "it has May.pdf",
        ),
        (format!("{from}X: {}\r\n\r\ntext", "x".repeat(1024 * 1024)).into(), "a head of it has more than 256 KB"),
        (format!("{from}{mixed}{}--b--", part.repeat(10_000)).into(), "it has more than 500 parts"),
        (format!("{from}{mixed}{}--b--", part.repeat(21)).into(), "it has more than 20 files"),
        (format!("{from}{deep}").into(), "it ends before its last part does"),
        (format!("{from}{mixed}{part}").into(), "it ends before its last part does"),
        (vec![b'x'; 40 * 1024 * 1024 + 1], "it has more than 40 MB"),
    ];
    for (index, (raw, why)) in poison.into_iter().enumerate() {
        Letter::new(&format!("poison-{index}"), &address(&shop), "", "").bring_raw(&shop, &raw);
        let import = desk.imports().await.pop().unwrap();
        assert_eq!(import.status, SweepStatus::Failed, "{why}");
        assert!(import.failure.contains(why), "{why}: {}", import.failure);
    }
    // One that is gone, and one that stopped whoever read it.
    let letter = Letter::new("gone", &address(&shop), "orders.csv", &one_order("1"));
    shop.world.tell_of_mail(&letter.notification());
    assert!(desk.imports().await.pop().unwrap().failure.contains("it is not in the bucket any more"));
    let stops = Letter::new("stops", &address(&shop), "orders.csv", &one_order("1"));
    shop.world.aws.buckets.put(BUCKET, "mails/stops", stops.raw().as_bytes());
    let message = json!({"messageId": "1", "receiptHandle": "r", "body": stops.notification().to_string(),
        "attributes": {"ApproximateReceiveCount": "9"}});
    let kept = shop.world.invoke_queue(crate::world::Function::ImportFile, &json!({"Records": [message]})).await;
    assert_eq!(kept, Some(vec![]));
    assert!(desk.imports().await.pop().unwrap().failure.contains("it could not be read in 8 tries"));
    assert_eq!(orders(&shop).await, 0);
    assert!(shop.world.aws.queues.messages(IMPORTS).is_empty() && shop.world.aws.queues.messages(PARKED).is_empty());
}
