//! Posts.
#[tokio::test]
async fn a_store_whose_receiver_is_silent_does_not_hold_up_another_store() {
    let (silent, quick) = (Shop::open("silent").await, Shop::open("quick").await);
    silent.post_rule("/never").await;
    silent.receiver.always("/never", Answer::never());
    quick.post_rule("/quick").await;
    let numbers: Vec<String> = (0..12).map(|number| format!("SI-{number}")).collect();
    join_all(numbers.iter().map(|number| silent.order(number))).await;
    silent.receiver.wait_for("/never", 1, PATIENCE).await.unwrap();
    let order = quick.order("QU-1").await;
    quick.appointments(&order, "complete", 1).await;
    assert_eq!(silent.get("/v1/appointments?status=failed").await["total_records"], 0);
    silent.receiver.always("/never", Answer::status(410));
}
