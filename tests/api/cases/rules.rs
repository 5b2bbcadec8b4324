//! Rules and digits (kind 6 of the cases). Every comparator is in `shared/rules/src/tests/comparators.rs`.

use super::Case;

#[tokio::test]
async fn a_code_of_digits_is_a_text_in_a_rule() {
    let case = Case::run("11-rule-leading-zero-sku").await;
    assert_eq!(case.statuses(), [201, 201]);
    case.shop.world.settle().await;
    let order = case.shop.get(&format!("/api/v2/orders/{}", case.order)).await;
    assert!(order["order"]["order_metadata"].get("hit").is_none(), "{order}");
}
