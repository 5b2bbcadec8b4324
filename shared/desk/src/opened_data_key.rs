//! The stack's data key, which the secrets of stores are opened with.

use secrets::{DataKey, Kms, SecretsError};
use table::{Table, TableError};
use tokio::sync::OnceCell;

/// Why a store's secret can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenSecretError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It does not open.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// Neither a store nor a person was made yet, and so no data key.
    #[error("the stack has no data key yet")]
    NoDataKey,
}

/// Has the data key opened, once.
pub(crate) struct OpenedDataKey {
    table: Table,
    kms: Kms,
    sealed: OnceCell<String>,
    opened: OnceCell<DataKey>,
}

impl OpenedDataKey {
    /// The one that is kept in `table`, opened with `kms`.
    pub(crate) fn new(table: Table, kms: Kms) -> Self {
        Self { table, kms, sealed: OnceCell::new(), opened: OnceCell::new() }
    }

    /// Makes the handshakes with DynamoDB and KMS at once, the first by reading the sealed key, which the first secret
    /// opens. What comes of it is not looked at: the first use will say what is wrong.
    pub(crate) async fn warm_up(&self) {
        let _ = tokio::join!(self.sealed(), self.kms.warm_up());
    }

    /// The key.
    pub(crate) async fn get(&self) -> Result<&DataKey, OpenSecretError> {
        let open = async || Ok(self.kms.open_data_key(self.sealed().await?).await?);
        self.opened.get_or_try_init(open).await
    }

    /// The key; one is made where the stack has none. Of two that are made at the same moment one is the stack's.
    #[cfg(feature = "account-links")]
    pub(crate) async fn get_or_make(&self) -> Result<&DataKey, OpenSecretError> {
        if !self.opened.initialized() && self.table.data_key().await?.is_none() {
            let _ = self.table.insert_data_key(&self.kms.new_data_key().await?).await?;
        }
        self.get().await
    }

    async fn sealed(&self) -> Result<&String, OpenSecretError> {
        let read = async || self.table.data_key().await?.ok_or(OpenSecretError::NoDataKey);
        self.sealed.get_or_try_init(read).await
    }
}
