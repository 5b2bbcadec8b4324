//! Pickups over the real schedule, stream and queue and the real bucket, from real servers (orderdesk-app 5.2).
//! Everything else about pickups is in `tests/api/flows/pickups`.

use std::fs::{self, OpenOptions};
use std::io::Write;

use domain::PickupState;
use jiff::SignedDuration;
use serde_json::{Value, json};
use table::{Queued, Table};
use waybill::{FileServer, choose_port};

use super::exports::keep_password;
use super::imports::{added, counts, ended, order_rows, order_template, orders};
use crate::shop::{Shop, eventually, text};

/// How much later the next look of a run is.
const WAIT: SignedDuration = SignedDuration::from_secs(45);

async fn state(shop: &Shop, pickup: &str) -> Value {
    shop.get(&format!("/v1/pickups/{pickup}")).await["state"].clone()
}

/// The table of the cloud, to read and write what no call shows.
async fn table(shop: &Shop) -> Table {
    Table::new(&cloud::config_at(shop.cloud.gateway()).await, shop.cloud.output("TableName").unwrap())
}

/// Carries out the look that is to come when that wait is over, which no test waits for: what was seen is made as old as
/// it will be then, and the message that is hidden for so long is handed to the function. The message comes back.
async fn look_again(shop: &Shop, pickup: &str, look: u64) -> String {
    let is_meant = |body: &Value| body["pickup"] == pickup && body["look"] == look;
    let message = eventually(&format!("the message of look {look}"), async || {
        let messages = shop.cloud.messages("pickups").await.unwrap();
        messages.into_iter().find(|message| is_meant(&serde_json::from_str(&message.body).unwrap()))
    })
    .await;
    let table = table(shop).await;
    let (mut state, version) = table.progress::<PickupState>(shop.id.parse().unwrap(), pickup).await.unwrap();
    for file in &mut state.files {
        file.seen_at = file.seen_at.checked_sub(WAIT).unwrap();
    }
    assert!(table.save_progress(&state, version, Queued::Before).await.unwrap().is_done());
    hand_over(shop, &message.body).await;
    message.body
}

/// Hands a message to the function, as the queue does.
async fn hand_over(shop: &Shop, body: &str) {
    let record = json!({"messageId": "m", "receiptHandle": "r", "body": body, "eventSource": "aws:sqs"});
    let name = shop.cloud.full_name("pick-up-files");
    let looked = shop.cloud.aws().invoke(&name, &json!({"Records": [record]})).await.unwrap();
    assert_eq!((&looked.error, &looked.payload["batchItemFailures"]), (&None, &json!([])), "{}", looked.payload);
}

/// The server a store has confirmed, as a pickup names it: by its host key, or by its certificate.
async fn confirmed(shop: &Shop, server: &FileServer, (protocol, pin): (&str, &str)) -> Value {
    let mut named = json!({"protocol": protocol, "host": "127.0.0.1", "port": server.port(), "user": FileServer::USER,
                           "secret": "server", "directory": "out"});
    let tested = shop.post("/v1/file-servers/test", &named).await["test"].clone();
    let found = (&tested["fingerprint"], &tested["signed_in"]);
    assert_eq!(found, (&json!(server.fingerprint()), &json!(false)), "shown, and nothing secret sent: {tested}");
    named[pin] = tested["fingerprint"].clone();
    let tested = shop.post("/v1/file-servers/test", &named).await["test"].clone();
    assert_eq!((&tested["works"], &tested["files"]), (&json!(true), &json!(["orders.csv"])), "{tested}");
    named
}

/// Adds a pickup of orders, each hour; its id.
async fn add_pickup(shop: &Shop, mut named: Value) -> String {
    let template = added(shop, &order_template()).await;
    let more = json!({"name": "Supplier", "pattern": "*.csv", "import_template_id": template, "every": "hour"});
    named.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    text(&shop.post("/v1/pickups", &named).await["pickup"]["id"])
}

/// Waits for the first look, which sees the file for the first time.
async fn seen_once(shop: &Shop, pickup: &str) {
    let is_seen = async || (state(shop, pickup).await["waiting"] == json!(["orders.csv"])).then_some(());
    eventually("the first look", is_seen).await;
}

/// F085. Catches a schedule that wakes nobody, half a file that is imported, a file that is imported twice or never, and one
/// that stays where it was.
#[tokio::test]
async fn a_file_is_picked_up_once_it_rests_and_imported_once_and_moved() {
    let shop = Shop::open("picks-up").await;
    let server = FileServer::sftp(shop.cloud, "supplier", choose_port(None).unwrap(), &[]).await.unwrap();
    keep_password(&shop).await;
    let rows = order_rows(1..4);
    let (half, rest) = rows.split_at(rows.len() - 12);
    let file = server.folder().join("out/orders.csv");
    fs::create_dir(server.folder().join("out")).unwrap();
    fs::write(&file, half).unwrap();

    let pickup = add_pickup(&shop, confirmed(&shop, &server, ("sftp", "host_key")).await).await;
    let planned = format!("pickup#{}-{pickup}", shop.id);
    shop.cloud.carry_out_planned(&planned, "2026-01-02 05:00:00").await.unwrap();
    seen_once(&shop, &pickup).await;

    OpenOptions::new().append(true).open(&file).unwrap().write_all(rest.as_bytes()).unwrap();
    look_again(&shop, &pickup, 1).await;
    let seen = state(&shop, &pickup).await;
    assert_eq!((&seen["waiting"], &seen["is_running"]), (&json!(["orders.csv"]), &json!(true)), "it grew: {seen}");
    assert!(file.exists());

    let last_look = look_again(&shop, &pickup, 2).await;
    let import = ended(&shop, "orders.csv").await;
    assert_eq!((counts(&import), orders(&shop).await), ([3, 0, 0, 0], 3), "{import}");
    assert_eq!(server.files().unwrap(), [("out/processed/orders.csv".to_owned(), rows)].into());

    // Neither the same message again nor the next run finds anything.
    hand_over(&shop, &last_look).await;
    shop.cloud.carry_out_planned(&planned, "2026-01-02 06:00:00").await.unwrap();
    let table = table(&shop).await;
    eventually("the next run, over", async || {
        let (state, _) = table.progress::<PickupState>(shop.id.parse().unwrap(), &pickup).await.unwrap();
        (state.run == 2 && !state.is_open).then_some(())
    })
    .await;
    assert_eq!(shop.get("/v1/imports").await["imports"].as_array().unwrap().len(), 1);
    assert_eq!(server.files().unwrap().len(), 1);
}

/// Catches a certificate that is not looked at, and one that no authority vouches for and nobody can confirm.
#[tokio::test]
async fn a_server_within_tls_is_trusted_for_the_certificate_that_was_confirmed_and_for_no_other() {
    let shop = Shop::open("picks-up-ftps").await;
    let (name, port) = ("supplier-ftps", choose_port(None).unwrap());
    let server = FileServer::ftps(shop.cloud, name, port).await.unwrap();
    keep_password(&shop).await;
    fs::create_dir(server.folder().join("out")).unwrap();
    fs::write(server.folder().join("out/orders.csv"), order_rows(1..4)).unwrap();
    let pickup = add_pickup(&shop, confirmed(&shop, &server, ("ftps", "certificate")).await).await;
    let run = format!("/v1/pickups/{pickup}/run");
    shop.post(&run, &Value::Null).await;
    seen_once(&shop, &pickup).await;
    look_again(&shop, &pickup, 1).await;
    assert_eq!((counts(&ended(&shop, "orders.csv").await), orders(&shop).await), ([3, 0, 0, 0], 3));
    assert_eq!(server.files().unwrap().into_keys().collect::<Vec<_>>(), ["out/processed/orders.csv"]);

    drop(server);
    let other = FileServer::ftps(shop.cloud, name, port).await.unwrap();
    shop.post(&run, &Value::Null).await;
    let failed = async || Some(state(&shop, &pickup).await).filter(|state| state["failures"] == 1);
    let failed = eventually("a run that fails", failed).await;
    assert!(text(&failed["last_error"]).contains(other.fingerprint()), "what it is now is said: {failed}");
}
