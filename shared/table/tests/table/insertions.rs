//! An order is inserted once, whatever happens meanwhile.

use cloud::{Fault, Target};
use futures_util::future::join_all;
use table::Outcome;

use crate::folder_counts::counted;
use crate::samples::{folder, identity, insert, new_row, store_id};
use crate::stage::Stage;

/// Catches an insertion without its condition: then several would be new, and the last would overwrite the others.
#[tokio::test]
async fn of_eight_insertions_at_once_one_is_new_and_the_others_find_it() {
    let stage = Stage::new().await;
    let insertions = (0..8).map(async |second| {
        stage.table.insert_order(store_id(), &identity(1), |id, _| new_row(id, 1, second)).await.unwrap()
    });
    let outcomes = join_all(insertions).await;
    let new: Vec<_> =
        outcomes.iter().filter_map(|it| if let Outcome::Done(row) = it { Some(row) } else { None }).collect();
    assert_eq!(new.len(), 1);
    for outcome in &outcomes {
        if let Outcome::Unchanged(there) = outcome {
            assert_eq!(there, new[0]);
        }
    }
    assert_eq!(outcomes.iter().filter(|it| matches!(it, Outcome::Unchanged(_))).count(), 7);
}

/// Catches that the SDK's own second try, which finds the row of the first, is taken for another's: the caller would be
/// told of a duplicate, and the folder would count no order.
#[tokio::test]
async fn an_insertion_whose_answer_is_lost_is_new_and_counted() {
    let (stage, faults) = Stage::with_faults();
    faults.fail_next(Target::operation("PutItem"), 1, Fault::LoseAnswer);
    insert(&stage.table, 1).await;
    assert_eq!(faults.struck(), 1);
    assert_eq!(counted(&stage, folder(1)).await, 1);
}

/// Catches an identity that is compared by its id alone: two orders whose hashes meet would be one.
#[tokio::test]
async fn letters_of_another_case_are_another_order() {
    let stage = Stage::new().await;
    let first = insert(&stage.table, 1).await;
    let lower = domain::Identity::Source("Shop".to_owned(), "s-1".to_owned());
    let mut row = None;
    let outcome = stage.table.insert_order(store_id(), &lower, |id, twin| {
        assert_eq!(twin.is_some(), id != first);
        let mut row = new_row(id, 1, 5);
        row.identity = lower.clone();
        row
    });
    if let Outcome::Done(inserted) = outcome.await.unwrap() {
        row = Some(inserted);
    }
    assert_ne!(row.expect("it is new").order.id, first);
}
