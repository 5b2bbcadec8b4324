//! Crashes and failures between a store's address, its claim, its links and SES: no address is lost, none is two stores', and
//! what was not done is done by the same call again.

use std::time::Duration;

use cloud::{Fault, Target};

use super::at_each_write;
use crate::flows::mail_senders::{confirmed, follow, links, mails_customers, set, status, verified};
use crate::shop::Shop;
use crate::world::{Function, MAIL_FROM};

const PATH: &str = "/v1/store/mail-sender";

/// An address of a shop, which each try has for itself.
fn address(shop: &Shop, name: &str) -> String {
    format!("{name}@{}.example.org", shop.name)
}

/// Catches an address that a crash left to nobody, and a store that waits for a link that was never mailed.
#[tokio::test]
async fn an_address_set_over_a_crash_is_the_store_s_and_its_link_is_mailed() {
    let crashes = at_each_write("set", Function::ManageStore, async |shop, crash| {
        let (first, second) = (address(shop, "first"), address(shop, "second"));
        confirmed(shop, &first).await;
        crash.plan(shop);
        let _ = set(shop, &second).await;
        crash.end(shop).await;
        // Neither is free for another store before the call is made again.
        let other = Shop::open(&format!("{}-other", shop.name)).await;
        let has_second = shop.get(PATH).await["mail_sender"]["address"] == second.as_str();
        assert_eq!(set(&other, if has_second { &second } else { &first }).await.status, 409);
        shop.world.advance(Duration::from_mins(2));
        assert_eq!(set(shop, &second).await.status, 200);
        let links = links(shop, &second);
        assert!((1..=2).contains(&links.len()), "set again it is mailed again");
        assert_eq!(follow(shop, "POST", &links[0]).await.status, 200);
        assert_eq!(status(shop).await, "pending");
        assert_eq!(set(&other, &second).await.status, 409);
        assert_eq!(set(&other, &first).await.status, 200, "the old one is free");
    });
    assert!(crashes.await >= 4, "claim, store, the old claim, the note of the link, the notice");
}

/// Catches an address that stays claimed by a store that gave it up.
#[tokio::test]
async fn an_address_given_up_over_a_crash_is_another_store_s_after_a_minute() {
    let crashes = at_each_write("given-up", Function::ManageStore, async |shop, crash| {
        let address = address(shop, "orders");
        confirmed(shop, &address).await;
        crash.plan(shop);
        let gone = shop.call("DELETE", PATH, None).await.status;
        crash.end(shop).await;
        assert!(matches!(gone, 200 | 500));
        assert!(matches!(shop.call("DELETE", PATH, None).await.status, 200 | 404));
        shop.world.advance(Duration::from_secs(61));
        let other = Shop::open(&format!("{}-other", shop.name)).await;
        assert_eq!(set(&other, &address).await.status, 200);
        assert_eq!(set(shop, &address).await.status, 409);
    });
    assert!(crashes.await >= 2, "store, claim");
}

/// Catches a link that says that it was used, and whose address is not confirmed or that SES never hears of.
#[tokio::test]
async fn a_link_followed_over_a_crash_leads_to_ses() {
    let crashes = at_each_write("followed", Function::ServeApi, async |shop, crash| {
        let address = address(shop, "orders");
        set(shop, &address).await;
        let link = links(shop, &address).pop().unwrap();
        crash.plan(shop);
        let _ = follow(shop, "POST", &link).await;
        crash.end(shop).await;
        assert!(matches!(follow(shop, "POST", &link).await.status, 200 | 410));
        assert_eq!((status(shop).await.as_str(), shop.world.aws.mails.links_to(&address)), ("pending", 1));
        assert_eq!(follow(shop, "POST", &link).await.status, 410);
    });
    assert!(crashes.await >= 3, "store, notice, that it was used");
}

/// Catches an address that SES was told of and that counts as if it was not, and one that SES never hears of.
#[tokio::test]
async fn ses_told_over_a_crash_mails_its_link_and_the_address_waits_for_it() {
    let crashes = at_each_write("telling", Function::SendMail, async |shop, crash| {
        let address = address(shop, "orders");
        set(shop, &address).await;
        let link = links(shop, &address).pop().unwrap();
        crash.plan(shop);
        assert_eq!(follow(shop, "POST", &link).await.status, 200);
        crash.end(shop).await;
        let mailed = shop.world.aws.mails.links_to(&address);
        assert!((1..=2).contains(&mailed), "{mailed} links of SES's");
        let sender = shop.get(PATH).await["mail_sender"].clone();
        assert!(sender["status"] == "pending" && sender["next_step"].as_str().unwrap().contains("Follow"), "{sender}");
        shop.world.aws.mails.follow_link(&address);
        assert_eq!(status(shop).await, "verified");
    });
    assert!(crashes.await >= 4, "begun, told, noted, recorded");
}

/// Catches a mail that is lost, or a refusal that nobody hears of, because the function died over it.
#[tokio::test]
async fn an_address_refused_over_a_crash_fails_is_told_and_the_mail_leaves() {
    let crashes = at_each_write("refused", Function::SendMail, async |shop, crash| {
        mails_customers(shop).await;
        let address = address(shop, "orders");
        verified(shop, &address).await;
        shop.world.aws.mails.forget(&address);
        crash.plan(shop);
        let order = shop.order("R-1").await;
        crash.end(shop).await;
        shop.world.advance(Duration::from_mins(20));
        shop.world.settle().await;
        shop.appointments(&order, "complete", 1).await;
        let sent = shop.mails_of_orders();
        assert!((1..=2).contains(&sent.len()) && sent.iter().all(|mail| mail.from == MAIL_FROM), "{}", sent.len());
        assert_eq!(status(shop).await, "failed");
        let told = shop.mails().into_iter().filter(|mail| mail.subject.contains("1 sender is refused")).count();
        assert!((1..=2).contains(&told), "told {told} times");
    });
    assert!(crashes.await >= 6, "asked, refused, incident, failed, recorded, asked, sent");
}

/// Catches a state that is lost because SES is busy: it answers one such request a second.
#[tokio::test]
async fn what_ses_does_not_answer_is_done_later() {
    for operation in ["GetIdentityVerificationAttributes", "VerifyEmailIdentity"] {
        for fault in [Fault::Throttle, Fault::ServerError, Fault::Drop, Fault::LoseAnswer] {
            let shop = Shop::open("sender-busy").await;
            let address = format!("orders@{operation}-{fault:?}.example.org").to_lowercase();
            set(&shop, &address).await;
            let busy = Target::operation(operation).from_function(Function::SendMail.name());
            shop.world.aws.faults.fail_next(busy, 3, fault);
            let link = links(&shop, &address).pop().unwrap();
            assert_eq!(follow(&shop, "POST", &link).await.status, 200);
            assert!(shop.world.aws.mails.links_to(&address) >= 1, "{operation} {fault:?}");
            shop.world.aws.mails.follow_link(&address);
            // A call that finds it busy shows what was known before.
            let busy = Target::operation("GetIdentityVerificationAttributes");
            shop.world.aws.faults.fail_next(busy.from_function(Function::ManageStore.name()), 1, fault);
            assert_eq!((status(&shop).await, status(&shop).await), ("pending".to_owned(), "verified".to_owned()));
            assert_eq!(shop.call("DELETE", PATH, None).await.status, 200);
        }
    }
}
