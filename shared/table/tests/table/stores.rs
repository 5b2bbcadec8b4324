//! Stores, their keys, secrets and rules.

use std::convert::Infallible;

use domain::{ApiKey, Combine, Event, Rule, Scope};
use futures_util::future::join_all;
use table::{Outcome, StoreSecrets};

use crate::samples::{at, store, store_id};
use crate::stage::Stage;

fn key() -> ApiKey {
    ApiKey {
        id: "00ff".to_owned(),
        hash: "00ff00ff".to_owned(),
        name: "Warehouse".to_owned(),
        primary: false,
        scope: Scope::Write,
        date_added: at(0),
        expires_at: None,
    }
}

/// Catches a store that takes the id of another.
#[tokio::test]
async fn a_store_s_id_is_given_once() {
    let stage = Stage::new().await;
    assert!(stage.table.insert_store(&store()).await.unwrap().is_done());
    assert_eq!(stage.table.insert_store(&store()).await.unwrap(), Outcome::Unchanged(()));
    assert_eq!(stage.table.store(store_id()).await.unwrap(), Some(store()));
}

/// Catches settings of two who change them at once, of which one gets lost; and a revision that does not count up, by
/// which warm functions would keep old rules.
#[tokio::test]
async fn changes_of_a_store_at_once_are_all_made() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    let add = (0..4).map(async |number| {
        let change = |store: &mut domain::Store| {
            store.removed_folders.push(crate::samples::folder(90 + number));
            Ok::<_, Infallible>(number)
        };
        stage.table.change_store(store_id(), change).await.unwrap()
    });
    assert!(join_all(add).await.iter().all(Outcome::is_done));
    let changed = stage.table.store(store_id()).await.unwrap().unwrap();
    assert_eq!((changed.removed_folders.len(), changed.rules_revision), (4, 4));
    let refused = stage.table.change_store(store_id(), |_| Err::<(), _>("no")).await.unwrap();
    assert_eq!(refused, Outcome::Refused("no"));
    let nobody = "41".parse().unwrap();
    assert_eq!(stage.table.change_store(nobody, |_| Ok::<_, Infallible>(())).await.unwrap(), Outcome::Missing);
}

/// Catches a rule that warm functions never learn of.
#[tokio::test]
async fn a_rule_s_change_is_a_new_revision_of_its_store() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    stage.table.put_rule(store_id(), &rule("1", 2)).await.unwrap();
    stage.table.put_rule(store_id(), &rule("2", 1)).await.unwrap();
    let ids: Vec<String> = stage.table.rules(store_id()).await.unwrap().into_iter().map(|rule| rule.id).collect();
    assert_eq!(ids, ["2", "1"]);
    stage.table.remove_rule(store_id(), "2").await.unwrap();
    assert_eq!(stage.table.rule(store_id(), "2").await.unwrap(), None);
    assert_eq!(stage.table.store(store_id()).await.unwrap().unwrap().rules_revision, 3);
}

fn rule(id: &str, position: u32) -> Rule {
    Rule {
        id: id.to_owned(),
        name: "To the warehouse".to_owned(),
        event: Event::OrderImported,
        combine: Combine::All,
        filters: vec![],
        actions: vec![],
        position,
        enabled: true,
        switched_off: String::new(),
    }
}

/// Catches a rule that is switched off too early, too late, by half, or against somebody who has just mended it.
#[tokio::test]
async fn a_rule_that_overran_often_is_switched_off_once_and_counted_anew_when_it_is_saved() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    stage.table.put_rule(store_id(), &rule("1", 1)).await.unwrap();
    let note = async || stage.table.note_overrun(store_id(), "1", 3, "too slow").await.unwrap();
    let revision = async || stage.table.store(store_id()).await.unwrap().unwrap().rules_revision;
    let found = async || stage.table.rule(store_id(), "1").await.unwrap().unwrap();
    let before = revision().await;
    assert_eq!((note().await, note().await), (Outcome::Done(1), Outcome::Done(2)));
    assert_eq!((found().await, revision().await), (rule("1", 1), before));
    assert_eq!(note().await, Outcome::Done(3));
    let off = Rule { enabled: false, switched_off: "too slow".to_owned(), ..rule("1", 1) };
    assert_eq!((found().await, revision().await), (off.clone(), before + 1));
    // Done again, it makes known what a crash may have kept unknown, and changes nothing else.
    assert_eq!(note().await, Outcome::Done(4));
    assert_eq!((found().await, revision().await), (off, before + 2));
    stage.table.put_rule(store_id(), &rule("1", 1)).await.unwrap();
    assert_eq!(note().await, Outcome::Done(1));
    stage.table.remove_rule(store_id(), "1").await.unwrap();
    assert_eq!(note().await, Outcome::Missing);
    assert_eq!(stage.table.rule(store_id(), "1").await.unwrap(), None, "it does not come back");
}

/// Catches a store whose rules are unpacked into more memory than a function has.
#[tokio::test]
async fn rules_are_read_up_to_so_many_bytes() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    // It packs well, and is large when it is unpacked.
    let large = |id: &str| Rule { name: "n".repeat(100_000), ..rule(id, 1) };
    for id in ["1", "2", "3", "4"] {
        stage.table.put_rule(store_id(), &large(id)).await.unwrap();
    }
    for (max, read) in [(usize::MAX, 4), (250_000, 2), (100_000, 0)] {
        let (rules, more) = stage.table.rules_up_to(store_id(), max).await.unwrap();
        assert_eq!((rules.len(), more), (read, 4 - read));
    }
}

/// Catches a revoked key that comes back because its use is noted, or it is changed, a moment later.
#[tokio::test]
async fn a_revoked_key_does_not_come_back() {
    let stage = Stage::new().await;
    assert!(stage.table.insert_api_key(store_id(), &key()).await.unwrap().is_done());
    assert_eq!(stage.table.insert_api_key(store_id(), &key()).await.unwrap(), Outcome::Unchanged(()));
    stage.table.note_use(store_id(), &key().hash, at(5)).await.unwrap();
    assert_eq!(stage.table.api_keys(store_id()).await.unwrap(), [(key(), Some(at(5)))]);
    let renamed = ApiKey { name: "Shop".to_owned(), ..key() };
    assert!(stage.table.change_api_key(store_id(), &renamed, Some(at(5))).await.unwrap().is_done());
    assert_eq!(stage.table.api_key(store_id(), &key().hash).await.unwrap(), Some((renamed.clone(), Some(at(5)))));
    stage.table.remove_api_key(store_id(), &key().hash).await.unwrap();
    stage.table.note_use(store_id(), &key().hash, at(6)).await.unwrap();
    assert_eq!(stage.table.change_api_key(store_id(), &renamed, None).await.unwrap(), Outcome::Missing);
    assert_eq!(stage.table.api_key(store_id(), &key().hash).await.unwrap(), None);
}

/// Catches a data key that replaces the one other stores' secrets are sealed with.
#[tokio::test]
async fn secrets_and_the_data_key_are_inserted_once() {
    let stage = Stage::new().await;
    let secrets = |primary: &str| StoreSecrets { primary_key: primary.to_owned(), webhook_secret: "w".to_owned() };
    assert!(stage.table.insert_data_key("first").await.unwrap().is_done());
    assert_eq!(stage.table.insert_data_key("second").await.unwrap(), Outcome::Unchanged(()));
    assert_eq!(stage.table.data_key().await.unwrap().as_deref(), Some("first"));
    assert!(stage.table.insert_store_secrets(store_id(), &secrets("a")).await.unwrap().is_done());
    assert_eq!(stage.table.insert_store_secrets(store_id(), &secrets("b")).await.unwrap(), Outcome::Unchanged(()));
    stage.table.put_store_secrets(store_id(), &secrets("c")).await.unwrap();
    assert_eq!(stage.table.store_secrets(store_id()).await.unwrap(), Some(secrets("c")));
}
