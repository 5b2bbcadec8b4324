//! Copying and moving an order to another store: our own `/v1/orders/{id}/copy` and `/move`.

use domain::{FolderId, NewTransfer, Problem, Relative, StoreId};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::Document;

body! {
    /// Where an order goes.
    TransferInput: PassedOver {
        /// The other store, which this one is linked with.
        store_id: Field<String> = Field::sent_id().needed(),
        /// The folder there; its first one when it is left out.
        folder_id: Field<u64> = Field::id(),
    }
}

/// Reads where an order is to go.
pub fn read_transfer(body: &str) -> Result<NewTransfer, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &TransferInput::READ;
    let store_id = fields.store_id.of(&object).and_then(|id| id.parse::<StoreId>().ok());
    if store_id.is_none() {
        object.demand("store_id", "must be the id of a store");
    }
    let folder_id = fields.folder_id.of(&object).map(|id| FolderId::new(id).ok_or(id));
    if let Some(Err(_)) = folder_id {
        object.demand("folder_id", "must be the id of a folder");
    }
    let folder_id = folder_id.and_then(Result::ok);
    let transfer = store_id.map(|store_id| NewTransfer { store_id, folder_id });
    let transfer = transfer.ok_or_else(|| document.problems())?;
    document.finish(transfer)
}

/// An order of another store.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = OrderElsewhere))]
pub struct OrderElsewhereView {
    /// The store's id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    store_id: String,
    /// The order's id there.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    order_id: String,
}

impl From<Relative> for OrderElsewhereView {
    fn from(order: Relative) -> Self {
        Self { store_id: order.store_id.to_string(), order_id: order.order_id.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_an_order_goes_is_a_store_and_maybe_a_folder() {
        let (store_id, folder_id) = (StoreId::new(42).unwrap(), FolderId::new(3));
        assert_eq!(read_transfer(r#"{"store_id":"42"}"#), Ok(NewTransfer { store_id, folder_id: None }));
        assert_eq!(read_transfer(r#"{"store_id":42,"folder_id":3}"#), Ok(NewTransfer { store_id, folder_id }));
        for (body, field) in
            [("{}", "store_id"), (r#"{"store_id":"x"}"#, "store_id"), (r#"{"store_id":42,"folder_id":0}"#, "folder_id")]
        {
            assert_eq!(read_transfer(body).unwrap_err()[0].field, field, "{body}");
        }
    }
}
