//! What an order is read from.

use super::Case;

#[tokio::test]
async fn an_amount_with_the_noise_of_a_float_is_rounded() {
    let case = Case::run("01-float-unit-price").await;
    assert_eq!(case.statuses(), [201]);
    let order = &case.answer(0)["order"];
    assert_eq!((&order["order_items"][0]["price"], &order["product_total"]), (&17.17.into(), &51.51.into()));
}
