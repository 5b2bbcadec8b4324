//! Moving orders into another folder (orderdesk-api 2.5).

use std::collections::BTreeSet;

use domain::{Folder, FolderId, OrderId, Problem, Store};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::{Document, Object};
use crate::values::SentId;

/// How many orders one call moves at most, so that it ends within the function's time.
pub const MAX_MOVED: usize = 500;

body! {
    /// The orders of a move.
    MovedOrders: PassedOver {
        /// The orders.
        order_id_list: Field<Vec<String>> = Field::ids(1, Some(MAX_MOVED)).needed(),
    }

    /// Orders and the id of a folder.
    MoveToId: PassedOver, and MovedOrders {
        /// The folder's id.
        destination_folder_id: Field<u64> = Field::id().needed(),
    }

    /// Orders and the name of a folder.
    MoveToName: PassedOver, and MovedOrders {
        /// The folder's name, exactly.
        destination_folder_name: Field<String> = Field::words().needed(),
    }
}

/// The orders of a call, and where they are to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move<'a> {
    /// The ids as they were sent, each once.
    pub order_ids: Vec<String>,
    /// A folder of the store.
    pub folder: &'a Folder,
}

/// Reads the body of `POST /move-orders`, which names a folder of `store` by its id or by its name.
pub fn read_move<'a>(body: &str, store: &'a Store) -> Result<Move<'a>, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let (order_ids, folder) = (order_ids(&object), destination(&object, store));
    let moved = folder.map(|folder| Move { order_ids, folder }).ok_or_else(|| document.problems())?;
    document.finish(moved)
}

fn order_ids(object: &Object) -> Vec<String> {
    let field = &MovedOrders::READ.order_id_list;
    let mut ids = field.filled(object);
    if ids.is_empty() {
        object.demand(field.name(), "must be a list of order ids, with at least one");
    }
    let mut seen = BTreeSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    ids
}

/// The folder named by exactly one of the two fields.
fn destination<'a>(object: &Object, store: &'a Store) -> Option<&'a Folder> {
    let by_id = &MoveToId::READ.destination_folder_id;
    let by_name = &MoveToName::READ.destination_folder_name;
    let (field, found) = match (by_id.of(object), by_name.of(object)) {
        (Some(id), None) => (by_id.name(), FolderId::new(id).and_then(|id| store.folder(id))),
        (None, Some(name)) => (by_name.name(), store.folder_named(&name)),
        _ => {
            let message = format!("exactly one of {} and {} is needed", by_id.name(), by_name.name());
            object.refuse(by_id.name(), message);
            return None;
        }
    };
    if found.is_none() {
        object.refuse(field, "there is no such folder");
    }
    found
}

/// What became of one order of a move.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = MoveResult))]
pub struct MovedView {
    /// The order, as a number; what was sent where that is none.
    order_id: SentId,
    /// What became of it.
    message: String,
    /// Where it lay; missing when it was not moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = domain::FolderId, required = false))]
    original_folder_id: Option<FolderId>,
}

impl MovedView {
    /// The order lies in the folder of this name, and came from `from`; that may be the same.
    pub fn moved(order: OrderId, folder_name: &str, from: FolderId) -> Self {
        let message = format!("Order Moved to {folder_name} Folder");
        Self { original_folder_id: Some(from), ..Self::failed(order, message) }
    }

    /// The text that was sent names no order of the store: an id as a number, anything else as it was sent.
    pub fn not_found(sent: &str) -> Self {
        let order_id = SentId::of_order(Some(sent));
        Self { order_id, message: "Order not found".to_owned(), original_folder_id: None }
    }

    /// It was not moved because something of ours failed.
    pub fn broken(order: OrderId) -> Self {
        Self::failed(order, "Something failed on our side; move this order again".to_owned())
    }

    /// Whether it lies where it should.
    pub fn is_moved(&self) -> bool {
        self.original_folder_id.is_some()
    }

    fn failed(order: OrderId, message: String) -> Self {
        let order_id = SentId::of_order(Some(&order.to_string()));
        Self { order_id, message, original_folder_id: None }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Settings, StoreId};
    use jiff::Timestamp;

    use super::*;

    fn store() -> Store {
        Store {
            id: StoreId::new(42).unwrap(),
            name: "Harbor".into(),
            settings: Settings::default(),
            folders: Store::default_folders(),
            removed_folders: vec![],
            rules_revision: 0,
            state: domain::StoreState::default(),
            date_added: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_move_names_each_order_once_and_a_folder_by_id_or_name() {
        let store = store();
        for destination in [r#""destination_folder_id":"2""#, r#""destination_folder_name":"Prepared""#] {
            let body = format!(r#"{{"order_id_list":[7,"x","7"],{destination}}}"#);
            let read = read_move(&body, &store).unwrap();
            assert_eq!((read.order_ids, read.folder.name.as_str()), (vec!["7".into(), "x".into()], "Prepared"));
        }
    }

    #[test]
    fn every_problem_names_its_field() {
        let store = store();
        let many: Vec<usize> = (0..=MAX_MOVED).collect();
        for (body, fields) in [
            (r#"{"destination_folder_id":9}"#.to_owned(), vec!["order_id_list", "destination_folder_id"]),
            (r#"{"order_id_list":[1],"destination_folder_name":"new"}"#.to_owned(), vec!["destination_folder_name"]),
            (
                r#"{"order_id_list":[1],"destination_folder_id":1,"destination_folder_name":"New"}"#.to_owned(),
                vec!["destination_folder_id"],
            ),
            (r#"{"order_id_list":[[]],"destination_folder_id":1}"#.to_owned(), vec!["order_id_list[0]"]),
            (r#"{"order_id_list":"1","destination_folder_id":1}"#.to_owned(), vec!["order_id_list"]),
            (format!(r#"{{"order_id_list":{many:?},"destination_folder_id":1}}"#), vec!["order_id_list"]),
        ] {
            let problems = read_move(&body, &store).unwrap_err();
            assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), fields, "{body}");
        }
    }

    #[test]
    fn a_result_names_the_order_as_a_number_when_it_is_one() {
        let (order, folder) = (OrderId::new(7).unwrap(), FolderId::new(2).unwrap());
        for (result, json) in [
            (
                MovedView::moved(order, "New", folder),
                r#"{"order_id":7,"message":"Order Moved to New Folder","original_folder_id":2}"#,
            ),
            (MovedView::not_found("7"), r#"{"order_id":7,"message":"Order not found"}"#),
            (MovedView::not_found("x\""), r#"{"order_id":"x\"","message":"Order not found"}"#),
            (
                MovedView::broken(order),
                r#"{"order_id":7,"message":"Something failed on our side; move this order again"}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&result).unwrap(), json);
        }
    }
}
