//! Imports over the real bucket, its word of a file, the real queue, and a function that is killed (orderdesk-app 5).
//! Everything else about imports is in `tests/api/flows/imports`.

use serde_json::{Value, json};
use waybill::http;

use crate::shop::{PATIENCE, Shop, eventually, text};

/// More rows than an import does before somebody sees the first.
const MANY: usize = 400;

pub(super) fn order_template() -> Value {
    let columns = [
        ("Order", "source_id"),
        ("Email", "email"),
        ("Name", "shipping.full_name"),
        ("SKU", "item.code"),
        ("Item", "item.name"),
        ("Qty", "item.quantity"),
    ];
    template("orders", &columns)
}

fn template(kind: &str, columns: &[(&str, &str)]) -> Value {
    let columns: Vec<_> =
        columns.iter().map(|(heading, target)| json!({"heading": heading, "target": target})).collect();
    json!({"name": "Harbor file", "kind": kind, "columns": columns})
}

pub(super) fn order_rows(numbers: std::ops::Range<usize>) -> String {
    let row = |number| format!("F-{number},a{number}@example.com,Ada Lind,MUG,Mug,1\n");
    format!("Order,Email,Name,SKU,Item,Qty\n{}", numbers.map(row).collect::<String>())
}

pub(super) async fn added(shop: &Shop, template: &Value) -> String {
    text(&shop.post("/v1/import-templates", template).await["import_template"]["id"])
}

/// Puts a file where files of this template are put.
pub(super) async fn drop_file(shop: &Shop, template: &str, file_name: &str, body: &str) {
    let bucket = shop.cloud.output("BucketName").unwrap();
    let name = format!("imports/{}/{template}/{file_name}", shop.id);
    shop.cloud.aws().put_object(&bucket, &name, body.to_owned()).await.unwrap();
}

/// The import of the file whose name ends so, once it is over.
pub(super) async fn ended(shop: &Shop, file_name: &str) -> Value {
    let is_over = |import: &Value| !["waiting", "running"].contains(&import["status"].as_str().unwrap());
    let import = eventually(&format!("the import of {file_name}"), async || {
        let found = shop.get("/v1/imports").await;
        let all = found["imports"].as_array().unwrap().clone();
        all.into_iter().find(|import| text(&import["file_name"]).ends_with(file_name) && is_over(import))
    })
    .await;
    shop.get(&format!("/v1/imports/{}", text(&import["id"]))).await["import"].clone()
}

pub(super) fn counts(import: &Value) -> [u64; 4] {
    assert_eq!(import["status"], "done", "{import}");
    ["created", "updated", "skipped", "refused"].map(|count| import[count].as_u64().unwrap())
}

pub(super) async fn orders(shop: &Shop) -> u64 {
    shop.get("/api/v2/orders?limit=1").await["total_records"].as_u64().unwrap()
}

/// Catches a file that S3 tells nobody of, orders no rule runs for, and refused rows that nobody can read.
#[tokio::test]
async fn a_dropped_file_becomes_orders_that_a_rule_posts_and_its_refused_rows_can_be_read() {
    let shop = Shop::open("drops").await;
    shop.post_rule("/in").await;
    let template = added(&shop, &order_template()).await;
    let file = format!("{}F-9,x@example.com,Ada Lind,MUG,Mug,two\n", order_rows(1..3));
    drop_file(&shop, &template, "orders.csv", &file).await;
    let import = ended(&shop, "orders.csv").await;
    assert_eq!(counts(&import), [2, 0, 0, 1], "{import}");
    let received = shop.receiver.wait_for("/in", 2, PATIENCE).await.unwrap();
    assert_eq!((received.len(), orders(&shop).await), (2, 2));
    let refused = http::get(text(&import["refused_rows_url"])).send().await.unwrap();
    assert_eq!(refused.status, 200, "{}", refused.text());
    assert!(refused.text().contains("F-9,") && !refused.text().contains("F-1,"), "{}", refused.text());
    // The same again is the same import.
    drop_file(&shop, &template, "orders.csv", &file).await;
    drop_file(&shop, &template, "more.csv", &order_rows(2..4)).await;
    assert_eq!(counts(&ended(&shop, "more.csv").await), [1, 0, 1, 0]);
    assert_eq!(shop.get("/v1/imports").await["imports"].as_array().unwrap().len(), 2);
}

/// Catches an address for an upload that the bucket does not take, or takes twice, and a dry run that writes.
#[tokio::test]
async fn an_uploaded_file_is_tried_out_and_then_imported() {
    let shop = Shop::open("uploads").await;
    let template = added(&shop, &order_template()).await;
    let file = order_rows(1..6);
    for (dry_run, file_name) in [(true, "tried.csv"), (false, "meant.csv")] {
        let body = json!({"template_id": template, "file_name": file_name, "size": file.len()});
        let started = shop.post(if dry_run { "/v1/imports?dry_run=1" } else { "/v1/imports" }, &body).await;
        let upload = || {
            let mut call = http::call("PUT".parse().unwrap(), text(&started["upload"]["url"]));
            for header in started["upload"]["headers"].as_array().unwrap() {
                // The client says how long it is by itself.
                if header["name"] != "content-length" {
                    call = call.header(&text(&header["name"]), &text(&header["value"]));
                }
            }
            call.body(file.clone()).send()
        };
        let taken = upload().await.unwrap();
        assert_eq!(taken.status, 200, "{}", taken.text());
        let again = upload().await.unwrap();
        assert_eq!(again.status, 412, "a second upload in its place: {}", again.text());
        assert_eq!(counts(&ended(&shop, file_name).await), [5, 0, 0, 0]);
        assert_eq!(orders(&shop).await, if dry_run { 0 } else { 5 });
    }
}

/// Catches a part that nobody goes on with, and orders that are made twice when somebody does.
#[tokio::test]
async fn an_import_whose_function_is_killed_goes_on_and_makes_each_order_once() {
    let shop = Shop::open("import-killed").await;
    let template = added(&shop, &order_template()).await;
    drop_file(&shop, &template, "many.csv", &order_rows(0..MANY)).await;
    eventually("the first orders", async || (orders(&shop).await > 20).then_some(())).await;
    assert!(shop.cloud.kill_function("import-file").unwrap() >= 1);
    let before = orders(&shop).await;
    assert!(before < MANY.try_into().unwrap(), "{before}: it was over already");
    let import = ended(&shop, "many.csv").await;
    assert_eq!(counts(&import), [MANY.try_into().unwrap(), 0, 0, 0], "{import}");
    let mut listed = std::collections::BTreeSet::new();
    for offset in (0..MANY).step_by(100) {
        let page = shop.get(&format!("/api/v2/orders?limit=100&offset={offset}")).await;
        listed.extend(page["orders"].as_array().unwrap().iter().map(|order| text(&order["source_id"])));
    }
    assert_eq!(listed.len(), MANY);
    let beyond = shop.get(&format!("/api/v2/orders?limit=100&offset={MANY}")).await;
    assert_eq!(beyond["orders"], json!([]), "each of them once");
}

/// Catches a tracking file that ships nothing, or tells nobody who waits for it.
#[tokio::test]
async fn a_tracking_file_ships_orders_and_whoever_waits_for_it_is_posted_to() {
    let shop = Shop::open("tracking").await;
    let mut body = crate::shop::order("T-1");
    body["order_metadata"] = json!({"ship_notify_url": shop.receiver.url("/shipped")});
    let order = text(&shop.post("/api/v2/orders", &body).await["order"]["id"]);
    let mut shipments = template("shipments", &[("Order", "source_id"), ("Tracking", "tracking_number")]);
    shipments["after_import"] = json!({"folder_id": 3});
    let template = added(&shop, &shipments).await;
    drop_file(&shop, &template, "tracking.csv", "Order,Tracking\nT-1,1Z0000000000000019\nT-9,TRACK-9\n").await;
    assert_eq!(counts(&ended(&shop, "tracking.csv").await), [1, 0, 0, 1]);
    let posted = shop.receiver.wait_for("/shipped", 1, PATIENCE).await.unwrap();
    assert!(String::from_utf8_lossy(&posted[0].body).contains("1Z0000000000000019"));
    shop.folder(&order, 3).await;
}

/// Puts a mail where SES puts mails that come in, and says of it what SES says over its topic. Nobody mails to this machine:
/// that the rule and the topic lead here is seen in the templates alone (`tests/tidy/bucket.rs`).
async fn bring_mail(shop: &Shop, id: &str, address: &str, file_name: &str, file: &str) {
    let raw = format!(
        "From: The Printer <out@printer.example.com>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Disposition: attachment; filename=\"{file_name}\"\r\n\r\n{file}\r\n--b--\r\n"
    );
    let aws = shop.cloud.aws();
    let object = format!("mails/{id}");
    aws.put_object(&shop.cloud.output("BucketName").unwrap(), &object, raw).await.unwrap();
    let receipt = json!({
        "recipients": [address], "dmarcVerdict": {"status": "PASS"}, "action": {"type": "S3", "objectKey": object},
    });
    let mail = json!({"messageId": id, "source": "out@printer.example.com"});
    let said = json!({"notificationType": "Received", "receipt": receipt, "mail": mail}).to_string();
    let queue = json!({"QueueName": shop.cloud.full_name("imports")});
    let queue = aws.json("AmazonSQS.GetQueueUrl", &queue).await.unwrap()["QueueUrl"].clone();
    aws.json("AmazonSQS.SendMessage", &json!({"QueueUrl": queue, "MessageBody": said})).await.unwrap();
}

/// Catches a role that may not read a mail or put its files, a route that leads nowhere, and an address nobody sees.
#[tokio::test]
async fn a_file_that_is_mailed_is_put_where_it_is_imported_and_an_address_is_given_up() {
    let shop = Shop::open("mailed").await;
    let mut template = order_template();
    template["mail"] = json!({"allowed_senders": ["printer.example.com"]});
    let id = added(&shop, &template).await;
    let path = format!("/v1/import-templates/{id}");
    let address = text(&shop.get(&path).await["import_template"]["mail"]["address"]);
    bring_mail(&shop, &format!("{id}-1"), &address, "mailed.csv", &order_rows(1..3)).await;
    assert_eq!(counts(&ended(&shop, "mailed.csv").await), [2, 0, 0, 0]);
    bring_mail(&shop, &format!("{id}-2"), &address, "mailed.pdf", "%PDF").await;
    let refused = ended(&shop, &format!("mails/{id}-2")).await;
    assert_eq!(refused["status"], "failed", "{refused}");
    assert!(text(&refused["failure"]).ends_with("it has mailed.pdf"), "{refused}");
    let replaced = shop.post(&format!("{path}/mail-address"), &json!({})).await["import_template"].clone();
    bring_mail(&shop, &format!("{id}-3"), &address, "late.csv", &order_rows(3..5)).await;
    let address = text(&replaced["mail"]["address"]);
    bring_mail(&shop, &format!("{id}-4"), &address, "again.csv", &order_rows(5..6)).await;
    assert_eq!(counts(&ended(&shop, "again.csv").await), [1, 0, 0, 0]);
    assert_eq!(orders(&shop).await, 3, "what came to the old address is nobody's");
}
