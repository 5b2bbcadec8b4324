//! What becomes of a file that is not delivered at once, or not at all.

use serde_json::{Value, json};

use super::{add, counts, export, order, secret, sftp};
use crate::shop::{Shop, text};
use crate::world::Meets;

async fn printer(shop: &Shop) -> String {
    secret(shop, "files.example.com").await;
    let more = json!({"delivery": sftp(), "filename": "orders.csv", "select": {"only_not_exported": true},
                      "after": {"move_to_folder": 3, "history_line": true}});
    add(shop, "Printer", &more).await
}

fn brought(shop: &Shop) -> Vec<String> {
    shop.world.servers.files().into_values().collect()
}

/// Catches orders that move on before their file is there, a file that is brought twice, and one that is never brought.
#[tokio::test]
async fn a_server_that_fails_twice_gets_the_file_once() {
    let shop = Shop::open("retries").await;
    let template = printer(&shop).await;
    let id = shop.order("R-1").await;
    shop.world.servers.meet([Meets::Nobody, Meets::Silence]);
    let made = export(&shop, &template).await;
    assert_eq!((counts(&made), &made["files"][0]["status"]), ([1, 1, 0, 1], &json!("settled")));
    assert_eq!((brought(&shop), shop.world.servers.brought()), (vec!["Ref,City\nR-1,Portland\n".to_owned()], 3));
    let done = shop.appointments(&id, "complete", 1).await;
    let replies: Vec<_> = done[0]["attempts"].as_array().unwrap().iter().map(|it| text(&it["reply"])).collect();
    let expected = ["the server can't be reached: refused", "the server did not answer in time", "was brought before"];
    assert_eq!(replies, expected);
    assert_eq!(order(&shop, &id).await["folder_id"], 3);
    assert_eq!(shop.history(&id).await.iter().filter(|line| line.starts_with("Exported by")).count(), 1);
}

/// Catches a file of somebody else that is taken for ours.
#[tokio::test]
async fn a_file_that_lies_there_before_the_first_attempt_is_not_ours() {
    let shop = Shop::open("retries-theirs").await;
    let template = printer(&shop).await;
    shop.order("T-1").await;
    shop.world.servers.put("files.example.com/in/orders.csv", "Ref,City\nZ-9,Portland\n");
    // Of the same size by chance.
    let made = export(&shop, &template).await;
    assert_eq!(made["files"][0]["status"], "waiting");
    let path = format!("/v1/appointments/{}", text(&made["files"][0]["appointment_id"]));
    let appointment = shop.get(&path).await["appointment"].clone();
    let reply = &appointment["attempts"][10]["reply"];
    assert_eq!(reply, "a file orders.csv is there already, and was not replaced");
    // Fetched, it makes room.
    shop.world.servers.clear();
    shop.post(&format!("{path}/retry"), &Value::Null).await;
    shop.world.settle().await;
    assert_eq!(brought(&shop), ["Ref,City\nT-1,Portland\n"]);
}

/// Catches attempts that lock the user out.
#[tokio::test]
async fn a_login_that_is_refused_is_tried_once_and_again_by_hand() {
    let shop = Shop::open("retries-login").await;
    let template = printer(&shop).await;
    let id = shop.order("L-1").await;
    shop.world.servers.meet([Meets::WrongLogin]);
    export(&shop, &template).await;
    let failed = shop.appointments(&id, "failed", 1).await;
    assert_eq!(failed[0]["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(failed[0]["failure"], "it was refused, and a person has to look at why");
    let appointment = text(&failed[0]["id"]);
    shop.post(&format!("/v1/appointments/{appointment}/retry"), &Value::Null).await;
    shop.world.settle().await;
    shop.appointments(&id, "complete", 1).await;
    assert_eq!((brought(&shop).len(), &order(&shop, &id).await["folder_id"]), (1, &json!(3)));
}

/// Catches an order that is in two files which are both delivered.
#[tokio::test]
async fn orders_of_a_file_that_failed_are_the_next_export_s_and_that_file_is_never_delivered() {
    let shop = Shop::open("retries-taken-over").await;
    let template = printer(&shop).await;
    let id = shop.order("O-1").await;
    shop.world.servers.meet([Meets::WrongLogin]);
    let failed = export(&shop, &template).await;
    let next = export(&shop, &template).await;
    assert_eq!((counts(&next), &next["files"][0]["status"]), ([1, 1, 0, 1], &json!("settled")));
    let number = text(&next["export"]["id"]);
    let before = shop.get(&format!("/v1/exports/{}", text(&failed["export"]["id"]))).await;
    assert_eq!(before["export"]["taken_over_by"], json!(number));
    let appointment = text(&before["files"][0]["appointment_id"]);
    let retry = shop.call("POST", &format!("/v1/appointments/{appointment}/retry"), None).await;
    let why = format!("its orders were taken over by the export {number}, which delivers them");
    assert!(retry.status == 409 && retry.text().contains(&why), "{}", retry.text());
    shop.world.settle().await;
    assert_eq!(brought(&shop), ["Ref,City\nO-1,Portland\n"]);
    assert_eq!(shop.history(&id).await.iter().filter(|line| line.starts_with("Exported by")).count(), 1);
}

/// Catches an order that is exported by a later export while its file is still on its way.
#[tokio::test]
async fn orders_of_a_file_that_is_still_tried_are_left_to_it() {
    let shop = Shop::open("retries-left").await;
    let template = printer(&shop).await;
    shop.order("W-1").await;
    shop.world.servers.meet([Meets::Nobody; 3]);
    super::begin(&shop, &json!({"template_id": template})).await;
    shop.world.work_now().await;
    let second = super::begin(&shop, &json!({"template_id": template})).await;
    shop.world.work_now().await;
    let second = shop.get(&format!("/v1/exports/{second}")).await;
    assert_eq!(counts(&second), [1, 0, 1, 0], "{second}");
    shop.world.settle().await;
    assert_eq!(brought(&shop).len(), 1);
}

/// Catches a file that is delivered though its orders were called off with it, and orders that nobody exports.
#[tokio::test]
async fn a_delivery_that_is_called_off_gives_its_orders_back() {
    let shop = Shop::open("retries-canceled").await;
    let template = printer(&shop).await;
    shop.order("D-1").await;
    shop.world.servers.meet([Meets::Nobody]);
    let first = super::begin(&shop, &json!({"template_id": template})).await;
    shop.world.work_now().await;
    let files = shop.get(&format!("/v1/exports/{first}")).await["files"].clone();
    shop.post(&format!("/v1/appointments/{}/cancel", text(&files[0]["appointment_id"])), &Value::Null).await;
    shop.world.settle().await;
    assert_eq!(brought(&shop), Vec::<String>::new());
    assert_eq!(counts(&export(&shop, &template).await), [1, 1, 0, 1]);
    assert_eq!(brought(&shop).len(), 1);
}

/// Catches a file that stands still because one of its orders is gone.
#[tokio::test]
async fn an_order_that_is_removed_meanwhile_keeps_no_other_from_moving_on() {
    let shop = Shop::open("retries-removed").await;
    let template = printer(&shop).await;
    let (kept, removed) = (shop.order("M-1").await, shop.order("M-2").await);
    shop.world.servers.meet([Meets::Nobody]);
    super::begin(&shop, &json!({"template_id": template})).await;
    shop.world.work_now().await;
    assert_eq!(shop.call("DELETE", &format!("/api/v2/orders/{removed}"), None).await.status, 200);
    shop.world.settle().await;
    // The appointment lies beside one of the two, whichever is first in the file.
    if order(&shop, &kept).await["folder_id"] != 3 {
        assert_eq!(counts(&export(&shop, &template).await)[1], 1);
    }
    assert_eq!(order(&shop, &kept).await["folder_id"], 3);
}
