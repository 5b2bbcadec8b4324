//! The key that what is secret of accounts is sealed under: the stack's data key.

use secrets::{DataKey, Kms};
use table::Table;

use crate::opened_data_key::OpenedDataKey;
use crate::{DeskError, OpenSecretError};

/// The stack's data key, opened once in the life of a process. The first store of a stack, or its first person,
/// makes it.
pub struct SealingKey(OpenedDataKey);

impl SealingKey {
    /// The one that is kept in `table`, opened with `kms`. Nothing is sent yet.
    pub fn new(table: Table, kms: Kms) -> Self {
        Self(OpenedDataKey::new(table, kms))
    }

    /// Makes the connections that the first sign-in needs. What comes of it is not looked at.
    pub async fn warm_up(&self) {
        self.0.warm_up().await;
    }

    /// The key.
    pub(super) async fn get(&self) -> Result<&DataKey, DeskError> {
        self.0.get().await.map_err(failure)
    }

    /// The key; it is made where the stack has none, for a store that is made by somebody on screen, or for the first
    /// person.
    pub(crate) async fn get_or_make(&self) -> Result<&DataKey, DeskError> {
        self.0.get_or_make().await.map_err(failure)
    }
}

fn failure(error: OpenSecretError) -> DeskError {
    match error {
        OpenSecretError::Table(error) => error.into(),
        OpenSecretError::Secrets(error) => error.into(),
        OpenSecretError::NoDataKey => {
            DeskError::Conflict("The stack has no data key yet; make a store first".to_owned())
        }
    }
}
