//! Browsers that accounts trust, each under the digest of what its cookie holds.

use domain::{AccountId, TrustedBrowser};

use crate::client::{Attributes, Condition, Consistency, NewItem};
use crate::error::readable;
use crate::{Table, TableError, keys};

impl Table {
    /// Keeps a browser that an account trusts. One that has its digest is the same, of which only the answer was lost.
    pub async fn insert_trusted_browser(&self, browser: &TrustedBrowser) -> Result<(), TableError> {
        let expires_at = u64::try_from(browser.expires_at.as_second()).unwrap_or_default();
        let item = NewItem::at(keys::trusted(browser.account_id, &browser.token_digest));
        let item = item.number("expires_at", expires_at).body(browser)?.sized()?;
        self.client.insert(item).await.map(drop)
    }

    /// The trusted browser of this digest.
    pub async fn trusted_browser(
        &self,
        id: AccountId,
        token_digest: &str,
    ) -> Result<Option<TrustedBrowser>, TableError> {
        let found = self.client.get(keys::trusted(id, token_digest), Consistency::Strong).await?;
        found.as_ref().map(Attributes::body).transpose()
    }

    /// All browsers that an account trusts, those too that it trusts no more, until DynamoDB has removed them.
    pub async fn trusted_browsers(&self, id: AccountId) -> Result<Vec<TrustedBrowser>, TableError> {
        let rows = self.client.query_prefix(&keys::account_partition(id), keys::TRUSTED).await?;
        Ok(readable(rows.iter().map(Attributes::body)))
    }

    /// Trusts a browser no more; nothing where it did not.
    pub async fn remove_trusted_browser(&self, id: AccountId, token_digest: &str) -> Result<(), TableError> {
        self.client.remove_if(keys::trusted(id, token_digest), Condition::exists()).await.map(drop)
    }
}
