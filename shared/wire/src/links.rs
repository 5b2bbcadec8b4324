//! Links between stores: our own `/v1/links`. What makes one is in headers, as a key is never in a body.

use domain::{StoreId, time};
use jiff::Timestamp;
use serde::Serialize;

/// A link to another store.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Link))]
pub struct LinkView {
    /// The other store's id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    store_id: String,
    /// When the two stores agreed.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
}

impl LinkView {
    /// The view of a link that was made at `linked_at`.
    pub fn new(store_id: StoreId, linked_at: Timestamp) -> Self {
        Self { store_id: store_id.to_string(), date_added: time::text(linked_at) }
    }
}
