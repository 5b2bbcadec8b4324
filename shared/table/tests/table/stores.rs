//! Stores, their keys, secrets and rules.

use std::convert::Infallible;

use domain::{ApiKey, Combine, Event, Rule, Scope};
use futures_util::future::{join, join_all};
use table::{Counted, Outcome, Overrun, StoreSecrets};

use crate::samples::{at, store, store_id};
use crate::stage::Stage;

fn key() -> ApiKey {
    ApiKey {
        id: "00ff".to_owned(),
        hash: "00ff00ff".to_owned(),
        name: "Warehouse".to_owned(),
        primary: false,
        scope: Scope::Write,
        supplier_id: None,
        date_added: at(0),
        expires_at: None,
    }
}

fn rule(id: &str, position: u32) -> Rule {
    Rule {
        id: id.to_owned(),
        name: "To the warehouse".to_owned(),
        event: Event::OrderImported,
        event_id: String::new(),
        applies_to: domain::AppliesTo::Order,
        combine: Combine::All,
        filters: vec![],
        actions: vec![],
        position,
        enabled: true,
        switched_off: String::new(),
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
    for rule in [rule("1", 2), rule("2", 1)] {
        assert!(stage.table.insert_rule(store_id(), &rule, None, 10, at(0)).await.unwrap().is_done());
    }
    let ids: Vec<String> = stage.table.rules(store_id()).await.unwrap().into_iter().map(|rule| rule.id).collect();
    assert_eq!(ids, ["2", "1"]);
    let first = stage.table.rule(store_id(), "1").await.unwrap().unwrap();
    assert_eq!(stage.table.remove_rule(store_id(), "2").await.unwrap(), Outcome::Done(()));
    assert_eq!(stage.table.rule(store_id(), "2").await.unwrap(), None);
    assert_eq!(stage.table.store(store_id()).await.unwrap().unwrap().rules_revision, 3);
    let off = |rule: &Rule, _| Ok::<_, Infallible>((Rule { enabled: false, ..rule.clone() }, ()));
    let changed = stage.table.change_rule(store_id(), &first, at(0), off).await.unwrap().done().unwrap();
    assert_eq!((changed.0.enabled, changed.1, changed.3.unwrap().rules_revision), (false, 2, 4));
}

/// Catches a rule that a change brings back, a change that another one is lost to, and a rule of before, without a
/// version, that can't be changed.
#[tokio::test]
async fn a_rule_that_was_removed_stays_so_and_no_change_of_one_is_lost() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    assert!(stage.table.insert_rule(store_id(), &rule("1", 1), None, 10, at(0)).await.unwrap().is_done());
    let seen = stage.table.rule(store_id(), "1").await.unwrap().unwrap();
    let named = |name: &'static str| {
        move |rule: &Rule, _| Ok::<_, Infallible>((Rule { name: format!("{}{name}", rule.name), ..rule.clone() }, ()))
    };
    let both =
        join_all([named(" A"), named(" B")].map(|change| stage.table.change_rule(store_id(), &seen, at(0), change)))
            .await;
    assert!(both.iter().all(|outcome| outcome.as_ref().unwrap().is_done()));
    let (rule, version) = stage.table.rule(store_id(), "1").await.unwrap().unwrap();
    assert!(rule.name.contains(" A") && rule.name.contains(" B") && version == 3, "{rule:?} {version}");

    let mut before = stage.row("S#42", "R#1").await.unwrap();
    before.remove("version");
    stage.put(before).await;
    let old = stage.table.rule(store_id(), "1").await.unwrap().unwrap();
    assert_eq!(old.1, 0);
    assert!(stage.table.change_rule(store_id(), &old, at(0), named(" C")).await.unwrap().is_done());

    assert!(stage.table.remove_rule(store_id(), "1").await.unwrap().is_done());
    assert!(matches!(stage.table.change_rule(store_id(), &old, at(0), named(" D")).await.unwrap(), Outcome::Missing));
    assert_eq!(stage.table.rule(store_id(), "1").await.unwrap(), None);
    assert_eq!(stage.table.remove_rule(store_id(), "1").await.unwrap(), Outcome::Missing);
}

/// Catches more rules or keys than there is room for, and a count that is lost to a change of the store beside it.
#[tokio::test]
async fn of_more_than_there_is_room_for_at_once_the_room_is_filled_and_no_more() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    let rules: Vec<Rule> = (1..=9).map(|number| rule(&number.to_string(), number)).collect();
    let add = rules.iter().map(|rule| stage.table.insert_rule(store_id(), rule, None, 5, at(0)));
    let settings = (0..3).map(|_| stage.table.change_store(store_id(), |_| Ok::<_, Infallible>(())));
    let (added, changed) = join(join_all(add), join_all(settings)).await;
    assert!(changed.iter().all(|outcome| outcome.as_ref().unwrap().is_done()));
    let done = added.iter().filter(|outcome| outcome.as_ref().unwrap().is_done()).count();
    assert_eq!((done, stage.table.rules(store_id()).await.unwrap().len()), (5, 5));
    assert!(added.iter().all(|it| matches!(it.as_ref().unwrap(), Outcome::Done(_) | Outcome::Refused(table::Full))));
    let keys = (0..9).map(|_| stage.table.count_up(store_id(), Counted::Keys, 5, at(0)));
    let counted = join_all(keys).await.iter().filter(|outcome| outcome.as_ref().unwrap().is_done()).count();
    assert_eq!(counted, 4, "its first key is counted");
}

/// Catches a copy of a rule that takes the place of one which somebody has changed since, and copies that nobody counts.
#[tokio::test]
async fn rules_are_copied_under_their_ids_unless_they_are_there_and_counted_together() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    let rules: Vec<Rule> = (1..=3).map(|number| rule(&number.to_string(), number)).collect();
    for rule in &rules {
        stage.table.copy_rule(store_id(), rule, at(0)).await.unwrap();
    }
    let later = Rule { name: "Another".to_owned(), ..rules[0].clone() };
    stage.table.copy_rule(store_id(), &later, at(1)).await.unwrap();
    assert_eq!(stage.table.rules(store_id()).await.unwrap(), rules);
    let before = stage.table.store(store_id()).await.unwrap().unwrap().rules_revision;
    stage.table.count_copied_rules(store_id(), rules.len(), at(1)).await.unwrap();
    assert_eq!(stage.row("S#42", "S").await.unwrap()["rule_count"].as_n().unwrap(), "3");
    let after = stage.table.store(store_id()).await.unwrap().unwrap().rules_revision;
    assert!(after > before, "warm functions read them");
    let more = stage.table.insert_rule(store_id(), &rule("9", 9), None, 3, at(2)).await.unwrap();
    assert!(matches!(more, Outcome::Refused(table::Full)), "they count");
}

/// Catches a limit that is reached too early for good, after a crash between a row and its count; and a store of before
/// that was never counted.
#[tokio::test]
async fn a_count_that_is_off_is_set_right_when_it_stands_in_the_way() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    for _ in 0..4 {
        assert!(stage.table.count_up(store_id(), Counted::Keys, 5, at(0)).await.unwrap().is_done());
    }
    let full = stage.table.count_up(store_id(), Counted::Keys, 5, at(59)).await.unwrap();
    assert_eq!(full, Outcome::Refused(()), "those that were counted may still be written");
    assert!(stage.table.count_up(store_id(), Counted::Keys, 5, at(61)).await.unwrap().is_done());
    let count = async || stage.row("S#42", "S").await.unwrap()["key_count"].clone();
    assert_eq!(count().await.as_n().unwrap(), "1");

    let mut before = stage.row("S#42", "S").await.unwrap();
    before.retain(|name, _| !["key_count", "rule_count", "counted_at"].contains(&name.as_str()));
    stage.put(before).await;
    assert!(stage.table.insert_api_key(store_id(), &key()).await.unwrap().is_done());
    assert!(stage.table.count_up(store_id(), Counted::Keys, 5, at(70)).await.unwrap().is_done());
    assert_eq!(count().await.as_n().unwrap(), "2");
}

/// Catches a rule that is switched off too early, too late, by half, or against somebody who has just mended it.
#[tokio::test]
async fn a_rule_that_overran_often_is_switched_off_once_and_counted_anew_when_it_is_saved() {
    let stage = Stage::new().await;
    let _ = stage.table.insert_store(&store()).await.unwrap();
    assert!(stage.table.insert_rule(store_id(), &rule("1", 1), None, 10, at(0)).await.unwrap().is_done());
    let noted = async || stage.table.note_overrun(store_id(), "1", 3, "too slow").await.unwrap();
    let note = async || noted().await.map(|noted| noted.overruns);
    let revision = async || stage.table.store(store_id()).await.unwrap().unwrap().rules_revision;
    let kept = async || stage.table.rule(store_id(), "1").await.unwrap().unwrap();
    let found = async || kept().await.0;
    let before = revision().await;
    assert_eq!((note().await, note().await), (Outcome::Done(1), Outcome::Done(2)));
    assert_eq!((found().await, revision().await), (rule("1", 1), before));
    let off = Rule { enabled: false, switched_off: "too slow".to_owned(), ..rule("1", 1) };
    assert_eq!(noted().await, Outcome::Done(Overrun { overruns: 3, switched_off: Some(off.clone()) }));
    assert_eq!((found().await, revision().await), (off.clone(), before + 1));
    // Done again, it makes known what a crash may have kept unknown, and changes nothing else.
    assert_eq!(noted().await, Outcome::Done(Overrun { overruns: 4, switched_off: None }));
    assert_eq!((found().await, revision().await), (off, before + 2));
    let on = |_: &Rule, _| Ok::<_, Infallible>((rule("1", 1), ()));
    assert!(stage.table.change_rule(store_id(), &kept().await, at(0), on).await.unwrap().is_done());
    assert_eq!(note().await, Outcome::Done(1));
    assert!(stage.table.remove_rule(store_id(), "1").await.unwrap().is_done());
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
        assert!(stage.table.insert_rule(store_id(), &large(id), None, 10, at(0)).await.unwrap().is_done());
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
    let kept = stage.table.api_keys(store_id()).await.unwrap().pop().unwrap();
    assert_eq!((&kept.key, kept.used_at), (&key(), Some(at(5))));
    let renamed = ApiKey { name: "Shop".to_owned(), ..key() };
    assert!(stage.table.save_api_key(store_id(), &kept, &renamed).await.unwrap().is_done());
    assert_eq!(stage.table.api_key(store_id(), &key().hash).await.unwrap(), Some((renamed.clone(), Some(at(5)))));
    let ended = ApiKey { expires_at: Some(at(9)), ..key() };
    assert_eq!(stage.table.save_api_key(store_id(), &kept, &ended).await.unwrap(), Outcome::Stale, "it was renamed");
    assert_eq!(stage.table.remove_api_key(store_id(), &kept).await.unwrap(), Outcome::Stale);
    let kept = stage.table.api_keys(store_id()).await.unwrap().pop().unwrap();
    stage.table.note_use(store_id(), &key().hash, at(6)).await.unwrap();
    assert!(stage.table.remove_api_key(store_id(), &kept).await.unwrap().is_done(), "a use is no change");
    stage.table.note_use(store_id(), &key().hash, at(7)).await.unwrap();
    assert_eq!(stage.table.save_api_key(store_id(), &kept, &renamed).await.unwrap(), Outcome::Stale);
    assert_eq!(stage.table.api_key(store_id(), &key().hash).await.unwrap(), None);
}

/// Catches a data key that replaces the one other stores' secrets are sealed with.
#[tokio::test]
async fn secrets_and_the_data_key_are_inserted_once() {
    let stage = Stage::new().await;
    let secrets = |primary: &str| StoreSecrets {
        primary_key: primary.to_owned(),
        primary_key_id: format!("id of {primary}"),
        webhook_secret: "w".to_owned(),
        ..StoreSecrets::default()
    };
    assert!(stage.table.insert_data_key("first").await.unwrap().is_done());
    assert_eq!(stage.table.insert_data_key("second").await.unwrap(), Outcome::Unchanged(()));
    assert_eq!(stage.table.data_key().await.unwrap().as_deref(), Some("first"));
    assert!(stage.table.insert_store_secrets(store_id(), &secrets("a")).await.unwrap().is_done());
    assert_eq!(stage.table.insert_store_secrets(store_id(), &secrets("b")).await.unwrap(), Outcome::Unchanged(()));
    // Of two who put another in the place of what both read, one does.
    let replace = |by: &'static str| {
        let replace = move |present: &mut StoreSecrets| {
            if present.primary_key != "a" {
                return Err(present.primary_key.clone());
            }
            *present = secrets(by);
            Ok(())
        };
        stage.table.change_store_secrets(store_id(), replace)
    };
    let both = join_all([replace("b"), replace("c")]).await;
    assert_eq!(both.iter().filter(|outcome| outcome.as_ref().unwrap().is_done()).count(), 1);
    let kept = stage.table.store_secrets(store_id()).await.unwrap().unwrap();
    assert!(both.iter().any(|it| *it.as_ref().unwrap() == Outcome::Refused(kept.primary_key.clone())));
}
