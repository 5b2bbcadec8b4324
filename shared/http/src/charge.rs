//! What a call takes out of its store's bucket beside the token it was let in for (docs/adr/0021-posts-and-ceilings.md).

use std::sync::{Mutex, PoisonError};

use desk::LookedAt;
use desk::access::Access;
use domain::{Clock, Store, Tokens, tokens_of_entries, tokens_of_search};

use crate::AuthorizedCall;

/// Where the further tokens of a call are taken from, and where its answer learns what is left.
pub(crate) struct Charging<'a> {
    pub(crate) access: &'a Access,
    pub(crate) clock: &'a Clock,
    pub(crate) left: &'a Mutex<Option<Tokens>>,
}

impl Charging<'_> {
    /// Takes so many more tokens. A call that was let in does not fail for it: where the table does not answer, they are
    /// not taken.
    async fn take(&self, store: &Store, tokens: u64) {
        match self.access.charge(store, tokens, self.clock.now()).await {
            Ok(None) => {}
            Ok(Some(remaining)) => {
                let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
                *left = left.map(|left| Tokens { remaining: remaining.min(left.remaining), ..left });
            }
            Err(error) => tracing::warn!(tokens, "the tokens of a large call were not taken: {error:?}"),
        }
    }
}

impl AuthorizedCall<'_> {
    /// Takes a token for each of so many entries of a call that does the work of many, but for the first, which has the
    /// token the call was let in for. One write; none for one entry.
    pub async fn charge_entries(&self, entries: usize) {
        self.charge(tokens_of_entries(entries)).await;
    }

    /// Takes the tokens of a search that had to look at so many rows. One write; none for less than two thousand.
    pub async fn charge_search(&self, looked_at: &LookedAt) {
        self.charge(tokens_of_search(looked_at.rows())).await;
    }

    pub(crate) async fn charge(&self, tokens: u64) {
        if let (Some(store), true) = (&self.store, tokens > 0) {
            self.charging.take(store, tokens).await;
        }
    }
}
