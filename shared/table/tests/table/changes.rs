//! Changes of an order: each is made once, on what the others left.

use std::convert::Infallible;

use cloud::{Fault, Target};
use futures_util::future::{Either, join_all, select};
use table::{OrderRow, Outcome};

use crate::samples::{add_line, at, folder, insert, line, move_order, new_row, store_id};
use crate::stage::Stage;

/// Catches a change without its version condition: of two at once one would be lost.
#[tokio::test]
async fn changes_at_once_are_all_made() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let changes = (1..=4).map(|second| add_line(&stage.table, order, second, "A note"));
    join_all(changes).await.into_iter().for_each(|result| result.unwrap());
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!((row.history.len(), row.version), (5, 5));
}

/// Catches a save that overwrites what another wrote since it was read.
#[tokio::test]
async fn what_was_read_before_another_change_is_stale() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let before = stage.table.order(store_id(), order).await.unwrap().unwrap();
    add_line(&stage.table, order, 1, "Somebody else's").await.unwrap();
    let saved = stage.table.save_order(&before, before.clone(), at(2)).await.unwrap();
    assert_eq!(saved, Outcome::Stale);
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!(row.history.last(), Some(&line(1, "Somebody else's")));
}

/// Catches a change that is made twice when the answer to its write is lost.
#[tokio::test]
async fn a_change_whose_answer_is_lost_is_made_once() {
    let (stage, faults) = Stage::with_faults();
    let order = insert(&stage.table, 1).await;
    faults.fail_next(Target::operation("PutItem"), 1, Fault::LoseAnswer);
    let row = move_order(&stage.table, order, folder(2), 1).await;
    assert_eq!((faults.struck(), row.version, row.history.len()), (1, 2, 2));
    assert_eq!(row.events.len(), 1, "the move");
}

/// Catches ends that are taken for one another: a caller answers 404, 409, or that nothing was to be done.
#[tokio::test]
async fn a_change_says_why_nothing_was_written() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let nothing = |_: &mut OrderRow| Ok::<Option<()>, Infallible>(None);
    let unchanged = stage.table.change_order(store_id(), order, at(1), nothing).await.unwrap();
    assert!(matches!(unchanged, Outcome::Unchanged(row) if row.version == 1));
    let refused = stage.table.change_order(store_id(), order, at(1), |_| Err::<Option<()>, _>("no")).await.unwrap();
    assert!(matches!(refused, Outcome::Refused("no")));
    let nobody = "1999999999".parse().unwrap();
    let missing = stage.table.change_order(store_id(), nobody, at(1), nothing).await.unwrap();
    assert!(matches!(missing, Outcome::Missing));
}

/// Catches lines that get lost or stand twice when old ones leave the row.
#[tokio::test]
async fn old_history_moves_out_and_is_read_with_the_rest() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    for second in 1..=70 {
        add_line(&stage.table, order, second, &format!("Note {second}")).await.unwrap();
    }
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert!(
        row.history.len() <= 41 && row.history_parts == 2,
        "{} lines, {} parts",
        row.history.len(),
        row.history_parts
    );
    let notes: Vec<String> = stage.table.history(&row).await.unwrap().into_iter().map(|line| line.note).collect();
    let expected = std::iter::once("Order Imported by API".to_owned()).chain((1..=70).map(|it| format!("Note {it}")));
    assert_eq!(notes, expected.collect::<Vec<_>>());
}

/// Catches an order that is written without its old lines before those are safe.
#[tokio::test]
async fn a_crash_between_old_history_and_order_costs_no_line() {
    let (stage, faults) = Stage::with_faults();
    let order = insert(&stage.table, 1).await;
    for second in 1..=40 {
        add_line(&stage.table, order, second, "A note").await.unwrap();
    }
    let (table, crash) = (stage.table_of("crashing"), faults.crash_after(1, "crashing"));
    let change = Box::pin(add_line(&table, order, 50, "The crashed one"));
    let ended = select(change, Box::pin(crash.reached())).await;
    assert!(matches!(ended, Either::Right(_)), "it crashed");
    drop(ended);
    add_line(&stage.table, order, 60, "The next one").await.unwrap();
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    let notes: Vec<String> = stage.table.history(&row).await.unwrap().into_iter().map(|line| line.note).collect();
    assert_eq!(notes.len(), 42);
    assert_eq!(notes.last().map(String::as_str), Some("The next one"));
}

/// Catches an outcome that misses what only the stream's row knows: rules act once per version.
#[tokio::test]
async fn the_row_of_the_stream_is_the_row_of_the_table() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let image = stage.image(&format!("O#42#{order}"), "O").await;
    assert_eq!(OrderRow::from_image(&image).unwrap(), new_row(order, 1, 0));
}

/// Catches a history that grows for ever, in an answer and in a post.
#[tokio::test]
async fn a_long_history_is_shown_from_its_newest_lines_on() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    for first in (1..=1_100).step_by(20) {
        let change = |row: &mut OrderRow| {
            row.history.extend((first..first + 20).map(|second| line(second, &format!("Note {second}"))));
            Ok::<_, Infallible>(Some(()))
        };
        assert!(stage.table.change_order(store_id(), order, at(first), change).await.unwrap().is_done());
    }
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    let notes: Vec<String> = stage.table.history(&row).await.unwrap().into_iter().map(|line| line.note).collect();
    assert_eq!((notes.len(), notes[0].as_str(), notes[999].as_str()), (1_000, "Note 101", "Note 1100"));
}
