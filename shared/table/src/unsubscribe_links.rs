//! Links by which readers have themselves left out of a store's mails, each under a digest of its token.

use domain::UnsubscribeLink;

use crate::client::{Attributes, Consistency, NewItem};
use crate::{Table, TableError, keys};

impl Table {
    /// Keeps a link under the digest of its token. It goes when it has ended.
    pub async fn put_unsubscribe_link(&self, digest: &str, link: &UnsubscribeLink) -> Result<(), TableError> {
        let item = NewItem::at(keys::unsubscribe_link(digest))
            .number("expires_at", u64::try_from(link.ends_at.as_second()).unwrap_or_default());
        self.client.put(item.body(link)?.sized()?).await
    }

    /// The link of the token with this digest.
    pub async fn unsubscribe_link(&self, digest: &str) -> Result<Option<UnsubscribeLink>, TableError> {
        let found = self.client.get(keys::unsubscribe_link(digest), Consistency::Strong).await?;
        found.as_ref().map(Attributes::body).transpose()
    }
}
