//! What goes wrong on purpose.

use std::time::Duration;

use carts::{Cart, CartError, CartRequest, Fetch};
use fake_carts::{Failure, FailureKind};

use crate::client::{CARTS, Shop};

/// What a fetch comes to while its first request goes wrong.
async fn failed(shop: &Shop, id: &str, kind: FailureKind) -> Result<Fetch, CartError> {
    shop.fake.fail(Failure::next(kind));
    let fetch = shop.cart.spec().fetch.unwrap();
    fetch(&shop.access, id, &[shop.ask(&first(shop, id)).await.unwrap()])
}

/// The first request of a fetch.
fn first(shop: &Shop, id: &str) -> CartRequest {
    match (shop.cart.spec().fetch.unwrap())(&shop.access, id, &[]) {
        Ok(Fetch::Ask(request)) => *request,
        other => panic!("{} asks nothing: {other:?}", shop.cart),
    }
}

#[tokio::test]
async fn each_failure_is_what_its_vendor_makes_of_it() {
    for (cart, vendor) in CARTS {
        let (shop, id) = Shop::with_order(cart, vendor).await;
        let error = failed(&shop, &id, FailureKind::ServerError).await;
        assert_eq!(error, Err(CartError::Retry { after: None }), "{cart}");
        let after = match cart {
            Cart::Shopify => 6,
            Cart::WooCommerce => 30,
            Cart::BigCommerce => 15,
            Cart::Squarespace => 60,
            _ => 1,
        };
        let error = failed(&shop, &id, FailureKind::RateLimited).await;
        assert_eq!(error, Err(CartError::Retry { after: Some(Duration::from_secs(after)) }), "{cart}");
        let error = failed(&shop, &id, FailureKind::Unauthorized).await;
        assert!(matches!(error, Err(CartError::Auth { .. })), "{cart}: {error:?}");
        for kind in [FailureKind::LostAnswer, FailureKind::LateAnswer, FailureKind::Hang] {
            shop.fake.fail(Failure::next(kind));
            shop.ask_in_vain(&first(&shop, &id)).await;
        }
        // Then all is well.
        shop.mapped(&id).await;
        let kinds: Vec<_> = shop.fake.requests().into_iter().filter_map(|request| request.failure).collect();
        assert_eq!(kinds.len(), 6, "{cart}");
        shop.expect_no_refusals();
    }
}

#[tokio::test]
async fn a_failure_meets_those_alone_that_it_is_for() {
    let (cart, vendor) = CARTS[1];
    let (shop, id) = Shop::with_order(cart, vendor).await;
    shop.fake.fail(Failure::of(FailureKind::ServerError, "GET", "/orders/").times(2));
    let probe = cart.spec().probe.unwrap();
    assert_eq!(shop.ask(&(probe.request)(&shop.access)).await.unwrap().status, 200);
    for _ in 0..2 {
        assert!(shop.fetch(&id).await.is_err());
    }
    assert!(shop.fetch(&id).await.is_ok());
}
