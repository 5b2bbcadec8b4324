//! What can never be handled: it is put away whole, and what comes behind it goes on.

use serde_json::{Value, json};

use super::{note_and_post, notes};
use crate::shop::Shop;
use crate::world::{DEAD, Function, PARKED, POST};

/// Records that nobody can handle, for a row of this shop.
fn poison(shop: &Shop) -> Vec<Value> {
    let pk = json!({"S": format!("O#{}#4503599627370497", shop.id)});
    let row = |attributes: Value| {
        let mut image =
            json!({"pk": pk, "sk": {"S": "O"}, "version": {"N": "1"}, "events": {"S": "[]"}, "jobs": {"S": "[]"}});
        image.as_object_mut().unwrap().extend(attributes.as_object().unwrap().clone());
        json!({"eventName": "MODIFY", "dynamodb": {"Keys": {"pk": pk, "sk": {"S": "O"}}, "NewImage": image}})
    };
    vec![
        row(json!({"body": {"B": "AAEC"}})),
        row(json!({"body": {"S": "no body"}})),
        row(json!({})),
        json!({"eventName": "MODIFY", "dynamodb": {"NewImage": {"pk": 7}}}),
        json!({"eventName": "MODIFY"}),
        json!("a text"),
    ]
}

fn sorted(records: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = records.iter().map(Value::to_string).collect();
    texts.sort();
    texts
}

/// Catches one record that stops all orders behind it, and one that is thrown away without a trace.
#[tokio::test]
async fn records_that_nobody_can_handle_are_parked_whole_and_the_others_handled() {
    let shop = Shop::open("poison-records").await;
    note_and_post(&shop, "order_imported", "seen", "/in").await;
    let mut orders = vec![];
    for number in 0..3 {
        orders.push(shop.order(&format!("P-{number}")).await);
    }
    let poison = poison(&shop);
    for function in [Function::EvaluateRules, Function::CarryOutPlans] {
        let good = shop.world.unread(function);
        assert_eq!(good.len(), 3, "{function:?}");
        let mixed: Vec<Value> = good.into_iter().flat_map(|good| [vec![good], poison.clone()].concat()).collect();
        let before = shop.world.aws.queues.messages(PARKED).len();
        shop.world.replace_unread(function, []);
        shop.world.invoke_stream(function, &mixed).await.unwrap();
        let parked = &shop.world.aws.queues.messages(PARKED)[before..];
        let parked: Vec<Value> = parked.iter().map(|message| serde_json::from_str(&message.body).unwrap()).collect();
        // In whatever sequence: those of different rows are handled at once.
        let poison = [poison.clone(), poison.clone(), poison.clone()].concat();
        assert_eq!(sorted(&parked), sorted(&poison), "{function:?}");
    }
    shop.world.settle().await;
    for order in &orders {
        assert_eq!(notes(&shop, order).await, ["seen"]);
        shop.appointments(order, "complete", 1).await;
    }
}

/// Catches a message that comes for ever, one that is lost, and one that holds up the others.
#[tokio::test]
async fn messages_that_nobody_can_read_end_in_the_parked_queue_and_the_others_are_posted() {
    let shop = Shop::open("poison-messages").await;
    note_and_post(&shop, "order_imported", "seen", "/in").await;
    let poison = ["no json", "{}", "[]", "{\"store\":\"x\",\"appointment\":\"1-1\"}"];
    for body in poison {
        shop.world.aws.queues.send(POST, body);
    }
    let id = shop.order("M-1").await;
    shop.world.settle().await;
    shop.appointments(&id, "complete", 1).await;
    let mut parked: Vec<String> =
        shop.world.aws.queues.messages(PARKED).into_iter().map(|message| message.body).collect();
    parked.sort();
    let mut expected = poison.map(str::to_owned);
    expected.sort();
    assert_eq!(parked, expected);
    assert!(shop.world.aws.queues.messages(POST).is_empty() && shop.world.aws.queues.messages(DEAD).is_empty());
}

/// Catches messages about nothing that come again and again.
#[tokio::test]
async fn messages_about_what_is_not_there_are_dropped() {
    let shop = Shop::open("nothing-there").await;
    for queue in [POST, DEAD] {
        shop.world.aws.queues.send(queue, &format!("{{\"store\":{},\"appointment\":\"1-1\"}}", shop.id));
    }
    shop.world.work_now().await;
    assert!([POST, DEAD, PARKED].iter().all(|queue| shop.world.aws.queues.messages(queue).is_empty()));
}
