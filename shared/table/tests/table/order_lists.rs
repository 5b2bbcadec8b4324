//! Saved views and columns of the lists of orders.

use domain::{
    AccountId, Filter, FolderColumns, ListSearch, ListSequence, NewSavedView, OwnLists, SavedView, StoreId,
    usual_columns,
};
use table::Outcome;

use crate::samples::{at, folder, store_id};
use crate::stage::{Stage, body_of};

fn id(number: u64) -> AccountId {
    AccountId::new(number).unwrap()
}

fn view(id: &str) -> SavedView {
    let filter = Filter {
        field: "checkout_data".into(),
        name: "Gift".into(),
        comparator: "equals".into(),
        value: "yes".into(),
        ..Filter::default()
    };
    let new = NewSavedView {
        name: "Gifts".into(),
        folder_id: Some(folder(2)),
        search: ListSearch { source_name: "Shopify".into(), ..ListSearch::default() },
        filters: vec![filter],
        columns: vec!["ship_to".into()],
        sequence: ListSequence::OldestFirst,
    };
    new.with_id(id.to_owned())
}

fn columns(folder_id: Option<u64>, names: &[&str]) -> FolderColumns {
    let columns = names.iter().map(|name| (*name).to_owned()).collect();
    FolderColumns { folder_id: folder_id.map(folder), columns }
}

/// Catches a saved view that lies where another kind of row is looked for, or comes back as something else.
#[tokio::test]
async fn a_saved_view_for_everybody_is_a_row_of_its_store() {
    let stage = Stage::new().await;
    let saved = view("1000000007");
    let inserted = stage.table.insert_definition(store_id(), &saved, None, at(0)).await.unwrap();
    assert!(inserted.is_done());
    let row = stage.row("S#42", "V#1000000007").await.unwrap();
    let expected = serde_json::to_value(&saved).unwrap();
    assert_eq!((row["version"].as_n().unwrap().as_str(), body_of(&row)), ("1", expected));
    assert_eq!(stage.table.definitions::<SavedView>(store_id()).await.unwrap(), std::slice::from_ref(&saved));
    let other = StoreId::new(43).unwrap();
    assert_eq!(stage.table.definition::<SavedView>(other, "1000000007").await.unwrap(), None);
    assert!(stage.table.remove_definition::<SavedView>(store_id(), "1000000007").await.unwrap().is_done());
    assert!(stage.table.definitions::<SavedView>(store_id()).await.unwrap().is_empty());
}

/// Catches columns of one folder that are shown in another, or in the list of all orders.
#[tokio::test]
async fn columns_are_kept_by_folder_and_those_of_all_orders_beside_them() {
    let stage = Stage::new().await;
    assert_eq!(stage.table.folder_columns(store_id(), Some(folder(2))).await.unwrap(), None);
    let of_two = columns(Some(2), &["email", "checkout_data:Gift"]);
    let of_all = FolderColumns { folder_id: None, columns: usual_columns(None) };
    for kept in [&columns(Some(2), &["age"]), &of_two, &of_all] {
        stage.table.put_folder_columns(store_id(), kept).await.unwrap();
    }
    assert_eq!(stage.table.folder_columns(store_id(), Some(folder(2))).await.unwrap(), Some(of_two.clone()));
    assert_eq!(stage.table.folder_columns(store_id(), None).await.unwrap(), Some(of_all));
    assert_eq!(stage.table.folder_columns(store_id(), Some(folder(3))).await.unwrap(), None);
    let row = stage.row("S#42", "F#2").await.unwrap();
    assert_eq!(body_of(&row), serde_json::to_value(&of_two).unwrap());
    assert!(stage.row("S#42", "F#0").await.is_some());
}

/// Catches a view of somebody's own that another browser of theirs writes over, and one that others see.
#[tokio::test]
async fn what_a_user_keeps_is_theirs_and_written_as_it_was_read() {
    let stage = Stage::new().await;
    assert_eq!(stage.table.own_lists(store_id(), id(7)).await.unwrap(), (OwnLists::default(), 0));
    let first = OwnLists { views: vec![view("1000000008")], columns: vec![columns(Some(2), &["age"])] };
    let save = async |lists: &OwnLists, seen| stage.table.save_own_lists(store_id(), id(7), lists, seen).await.unwrap();
    assert!(save(&first, 0).await.is_done());
    assert!(matches!(save(&OwnLists::default(), 0).await, Outcome::Stale));
    assert_eq!(stage.table.own_lists(store_id(), id(7)).await.unwrap(), (first.clone(), 1));
    assert!(save(&OwnLists::default(), 1).await.is_done());
    assert!(matches!(save(&first, 1).await, Outcome::Stale));
    assert_eq!(stage.table.own_lists(store_id(), id(7)).await.unwrap(), (OwnLists::default(), 2));
    assert_eq!(stage.table.own_lists(store_id(), id(8)).await.unwrap(), (OwnLists::default(), 0));
    assert!(stage.row("S#42", "D#7").await.is_some());
}
