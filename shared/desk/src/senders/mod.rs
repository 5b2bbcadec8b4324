//! What stores send with, whichever way: their secrets, opened, and where those may go.

mod cap;
mod headers;
mod signer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Clock, PostHeader, StoreId};
use guard::Schemes;
use secrets::{DataKey, Kms};
use table::{KeptSecret, Table};

use self::headers::HeadersMade;
use crate::opened_data_key::OpenedDataKey;
use crate::{Cache, OpenSecretError};

pub(crate) use self::cap::PostCap;
pub(crate) use self::signer::Signer;

/// A store's settings and secrets may be so old.
const SENDER_TTL: Duration = Duration::from_mins(1);

/// How many stores' keys are remembered.
const MAX_SENDERS: usize = 1_000;

/// Opens the secrets of stores, and remembers them for a while.
pub(crate) struct Senders {
    table: Table,
    data_key: OpenedDataKey,
    known: Cache<StoreId, Arc<Sender>>,
}

/// What a store sends with, and where it may go.
pub(crate) struct Sender {
    pub(crate) signer: Signer,
    pub(crate) schemes: Schemes,
    #[cfg_attr(not(feature = "posts"), allow(dead_code, reason = "only posts of shipments ask"))]
    pub(crate) notify_hosts: Vec<String>,
    /// The store's own secrets, sealed.
    pub(crate) kept: BTreeMap<String, KeptSecret>,
    pub(crate) posts_per_minute: u32,
}

impl Senders {
    /// Opens secrets with `kms`, and never makes any.
    pub(crate) fn new(table: Table, kms: Kms, clock: Clock) -> Self {
        let known = Cache::new(clock, SENDER_TTL, MAX_SENDERS);
        Self { data_key: OpenedDataKey::new(table.clone(), kms), table, known }
    }

    /// Makes the handshakes with DynamoDB and KMS at once.
    pub(crate) async fn warm_up(&self) {
        self.data_key.warm_up().await;
    }

    /// What a store sends with; `None` when there is no such store.
    pub(crate) async fn sender(&self, store_id: StoreId) -> Result<Option<Arc<Sender>>, OpenSecretError> {
        self.known.get_or(store_id, async |id| self.read_sender(*id).await).await
    }

    async fn read_sender(&self, store_id: StoreId) -> Result<Option<Arc<Sender>>, OpenSecretError> {
        let rows = async { Ok(tokio::try_join!(self.table.store(store_id), self.table.store_secrets(store_id))?) };
        let ((store, secrets), data_key) = tokio::try_join!(rows, Box::pin(self.data_key()))?;
        let (Some(store), Some(secrets)) = (store, secrets) else { return Ok(None) };
        Ok(Some(Arc::new(Sender {
            signer: Signer::open(data_key, store_id, &secrets)?,
            schemes: crate::schemes_of(&store.settings),
            posts_per_minute: store.settings.posts_per_minute(),
            notify_hosts: store.settings.notify_hosts,
            kept: secrets.secrets,
        })))
    }

    /// The stack's data key, opened once.
    pub(crate) async fn data_key(&self) -> Result<&DataKey, OpenSecretError> {
        self.data_key.get().await
    }

    /// Headers of a post to `url` with the store's secrets in them, or why they can't be made.
    pub(crate) async fn headers(
        &self,
        headers: &[PostHeader],
        url: &str,
        (store_id, sender): (StoreId, &Sender),
    ) -> Result<HeadersMade, OpenSecretError> {
        if headers.is_empty() {
            return Ok(Ok(vec![]));
        }
        let data_key = self.data_key().await?;
        Ok(headers::filled_in(headers, url, &sender.kept, data_key, store_id)?)
    }
}
