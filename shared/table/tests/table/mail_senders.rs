//! The addresses that stores send from, of which no two have one.

use domain::{MailSender, Store, StoreId};
use futures_util::future::join;
use jiff::Timestamp;
use table::{Outcome, SenderTaken};

use crate::samples::{at, store, store_id};
use crate::stage::Stage;

/// Two stores.
async fn stage() -> (Stage, [StoreId; 2]) {
    let stage = Stage::new().await;
    let ids = [store_id(), StoreId::new(43).unwrap()];
    for id in ids {
        assert!(stage.table.insert_store(&Store { id, ..store() }).await.unwrap().is_done());
    }
    (stage, ids)
}

/// What became of setting an address, or of giving it up.
async fn change(
    stage: &Stage,
    store_id: StoreId,
    address: Option<&str>,
    now: Timestamp,
) -> Result<Option<String>, SenderTaken> {
    let sender = address.map(|address| MailSender::new(address.to_owned(), now));
    match stage.table.change_mail_sender(store_id, now, |_| Ok::<_, SenderTaken>(sender.clone())).await.unwrap() {
        Outcome::Done(store) => Ok(store.settings.mail_sender.map(|sender| sender.address)),
        Outcome::Refused(taken) => Err(taken),
        other => panic!("{other:?}"),
    }
}

/// Catches an address of two stores, and one that is nobody's and can't be had.
#[tokio::test]
async fn an_address_is_one_store_s_until_that_gives_it_up_or_takes_another() {
    let (stage, [one, other]) = stage().await;
    let own = Some("Orders@shop.example.com");
    assert_eq!(change(&stage, one, own, at(0)).await, Ok(Some("Orders@shop.example.com".to_owned())));
    for later in [at(1), at(3_600)] {
        assert_eq!(change(&stage, other, Some("orders@SHOP.example.com"), later).await, Err(SenderTaken));
    }
    let claim = stage.row("F#orders@shop.example.com", "F").await.unwrap();
    assert_eq!(claim["item"].as_n().unwrap(), "42");
    // In another spelling it stays the same store's.
    assert!(change(&stage, one, Some("orders@shop.example.com"), at(4_000)).await.is_ok());
    assert_eq!(change(&stage, other, own, at(8_000)).await, Err(SenderTaken));
    assert!(change(&stage, one, Some("desk@shop.example.com"), at(8_001)).await.is_ok());
    assert!(stage.row("F#orders@shop.example.com", "F").await.is_none(), "it was given up");
    assert!(change(&stage, other, own, at(8_002)).await.is_ok());
    assert_eq!(change(&stage, other, None, at(8_003)).await, Ok(None));
    assert!(stage.row("F#orders@shop.example.com", "F").await.is_none());
    let nobody = stage.table.change_mail_sender(StoreId::new(99).unwrap(), at(0), |_| Ok::<_, SenderTaken>(None));
    assert!(matches!(nobody.await.unwrap(), Outcome::Missing));
}

/// Catches a claim that a crash left behind and that keeps everybody out, and one that is taken from a store that is about to
/// have it.
#[tokio::test]
async fn a_claim_without_a_store_that_has_the_address_is_over_in_a_minute() {
    let (stage, [one, other]) = stage().await;
    let address = Some("orders@shop.example.com");
    change(&stage, one, address, at(0)).await.unwrap();
    let claim = stage.row("F#orders@shop.example.com", "F").await.unwrap();
    change(&stage, one, None, at(1)).await.unwrap();
    stage.put(claim).await;
    assert_eq!(change(&stage, other, address, at(59)).await, Err(SenderTaken), "it may be written just now");
    assert!(change(&stage, other, address, at(60)).await.is_ok());
    assert_eq!(change(&stage, one, address, at(3_600)).await, Err(SenderTaken));
}

/// Catches two stores that have one address because both looked before either wrote.
#[tokio::test]
async fn of_two_stores_at_once_one_has_the_address() {
    let (stage, [one, other]) = stage().await;
    for number in 0..8 {
        let address = format!("orders-{number}@shop.example.com");
        let set = |store_id| Box::pin(change(&stage, store_id, Some(&address), at(number)));
        let (first, second) = join(set(one), set(other)).await;
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
    }
}
